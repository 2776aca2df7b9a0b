//! The tables of two submissions: which are the same table, and what differs in each.
//!
//! Tables of a kind of which there is one are paired with each other. Others are paired in rounds
//! ([`Matching`]): equal tables; tables of one title; of one code, if the edition names the field of
//! the code; of titles that differ by a year; of similar titles and indicators. The last round
//! compares each table with those left that are at most [`REACH`] places away.

use super::budget::budget_of_table;
use super::fields::{FieldPair, altered_values, pair_fields, unshared_fields};
use super::matching::Matching;
use super::result::{Alteration, AlteredRow, ComparedTable, Sides, UnsharedField};
use super::rows::{RowList, altered_rows};
use super::values::Holder;
use super::years::without_years;
use crate::form::{Count, Edition, FieldIndex, TableDefinition};
use crate::record::Submission;
use crate::text::{likeness, name_key};

/// How far apart two tables may be that are paired by likeness.
const REACH: usize = 64;

/// Least likeness of a renamed table: the mean of those of its title and of the names of its
/// indicators.
const LEAST: f64 = 0.5;

/// A submission with its edition.
#[derive(Clone, Copy)]
pub(super) struct Filed<'a> {
    pub(super) edition: &'a Edition,
    pub(super) submission: &'a Submission,
}

/// The tables of one kind of a submission.
#[derive(Clone)]
struct Kind<'a> {
    filed: Filed<'a>,
    definition: Option<&'a TableDefinition>,
    /// Positions of its tables in the submission.
    tables: Vec<usize>,
}

impl<'a> Filed<'a> {
    fn kind(self, index: Option<usize>) -> Kind<'a> {
        let tables = self.submission.tables.iter().enumerate();
        let own = tables.filter(|(_, table)| Some(table.table) == index);
        Kind {
            filed: self,
            definition: index.map(|index| &self.edition.tables[index]),
            tables: own.map(|(position, _)| position).collect(),
        }
    }

    fn holder(self, position: usize) -> Holder<'a> {
        let table = &self.submission.tables[position];
        Holder {
            submission: self.submission,
            record: &table.record,
            fields: &self.definition(position).form.fields,
        }
    }

    pub(super) fn definition(self, position: usize) -> &'a TableDefinition {
        &self.edition.tables[self.submission.tables[position].table]
    }
}

impl<'a> Kind<'a> {
    fn holder(&self, table: usize) -> Holder<'a> {
        self.filed.holder(self.tables[table])
    }

    fn text(&self, table: usize, field: fn(&TableDefinition) -> Option<FieldIndex>) -> &'a str {
        let field = self.definition.and_then(field);
        field.map_or("", |field| self.holder(table).text(field))
    }

    fn title(&self, table: usize) -> &'a str {
        self.text(table, |definition| definition.title)
    }

    /// A key of its title, of its code, or of its title without years; `None` if it is blank.
    fn key(&self, table: usize, round: Round) -> Option<String> {
        let text = match round {
            Round::Title | Round::UndatedTitle => self.title(table),
            Round::Code => self.text(table, |definition| definition.code),
        };
        let key = match round {
            Round::Title | Round::Code => name_key(text),
            Round::UndatedTitle => name_key(&without_years(text)),
        };
        (!key.is_empty()).then_some(key)
    }

    /// The text of a table that is equal for equal tables.
    fn whole(&self, table: usize, fields: impl Iterator<Item = FieldIndex>) -> String {
        let holder = self.holder(table);
        let mut text = String::new();
        for field in fields {
            text.push_str(&holder.key(field));
            text.push('\u{1E}');
            let Some(list) = RowList::of(holder, field) else {
                continue;
            };
            for row in list.rows {
                let row = Holder {
                    record: row,
                    fields: list.columns,
                    ..holder
                };
                let columns = list.columns.iter();
                text.extend(columns.flat_map(|(column, _)| [row.key(column), "\u{1F}".to_owned()]));
            }
        }
        text
    }

    /// The keys of the names of its indicators, sorted.
    fn indicators(&self, table: usize) -> Vec<String> {
        let mut names: Vec<String> = indicator_lists(self.holder(table))
            .flat_map(|(_, list)| list.names())
            .collect();
        names.sort_unstable();
        names
    }
}

/// What a round of pairing compares.
#[derive(Clone, Copy)]
enum Round {
    Title,
    Code,
    UndatedTitle,
}

/// The lists of indicators of a table.
fn indicator_lists(holder: Holder<'_>) -> impl Iterator<Item = (FieldIndex, RowList<'_>)> {
    let fields = holder.fields.iter();
    let lists = fields.filter_map(move |(index, _)| Some((index, RowList::of(holder, index)?)));
    lists.filter(|(_, list)| list.columns.hold_indicators())
}

/// Compares the tables of two submissions. The later one's come first, in its order.
pub(super) fn compare_tables(filed: Sides<Filed<'_>>) -> (Vec<ComparedTable>, Vec<UnsharedField>) {
    let (mut all, mut unshared) = (Vec::new(), Vec::new());
    for (old, new) in kinds(filed) {
        let definitions = Sides {
            old: old.definition,
            new: new.definition,
        };
        let pairs = match (definitions.old, definitions.new) {
            (Some(old), Some(new)) => pair_fields(&old.form.fields, &new.form.fields),
            _ => Vec::new(),
        };
        if let (Some(old), Some(new)) = (definitions.old, definitions.new) {
            let fields = Sides {
                old: &old.form.fields,
                new: &new.form.fields,
            };
            unshared.extend(unshared_fields(&new.form.name, fields, &pairs));
        }
        for pair in pair_tables(&old, &new, &pairs) {
            let positions = Sides {
                old: pair.old.map(|table| old.tables[table]),
                new: pair.new.map(|table| new.tables[table]),
            };
            all.push(compared(filed, positions, &pairs));
        }
    }
    all.sort_by_key(|table| match table.positions {
        Sides { new: Some(new), .. } => (0, new),
        Sides { old, .. } => (1, old.unwrap_or_default()),
    });
    (all, unshared)
}

/// The kinds of tables of both editions: those with one key are one kind.
fn kinds(filed: Sides<Filed<'_>>) -> Vec<(Kind<'_>, Kind<'_>)> {
    let [old, new] = [filed.old, filed.new].map(|one| one.edition.tables.iter());
    let at = |key: &str| {
        let mut tables = filed.old.edition.tables.iter();
        tables.position(|table| table.key == key)
    };
    let is_new = |key: &str| {
        let mut tables = filed.new.edition.tables.iter();
        tables.any(|table| table.key == key)
    };
    let mut kinds: Vec<_> = (new.enumerate())
        .map(|(index, table)| (filed.old.kind(at(&table.key)), filed.new.kind(Some(index))))
        .collect();
    let rest = old.enumerate().filter(|(_, table)| !is_new(&table.key));
    kinds.extend(rest.map(|(index, _)| (filed.old.kind(Some(index)), filed.new.kind(None))));
    kinds
}

fn pair_tables(old: &Kind<'_>, new: &Kind<'_>, pairs: &[FieldPair]) -> Vec<Sides<Option<usize>>> {
    let mut matching = Matching::new(Sides {
        old: old.tables.len(),
        new: new.tables.len(),
    });
    let is_one = |kind: &Kind<'_>| {
        let definition = kind.definition;
        definition.is_some_and(|definition| definition.count == Count::One)
    };
    if is_one(old) && is_one(new) {
        matching.by_order();
        return matching.finish();
    }
    let shared = || pairs.iter().filter_map(|pair| pair.old.zip(pair.new));
    matching.by_key(
        |table| Some(old.whole(table, shared().map(|pair| pair.0))),
        |table| Some(new.whole(table, shared().map(|pair| pair.1))),
    );
    for round in [Round::Title, Round::Code, Round::UndatedTitle] {
        matching.by_key(|table| old.key(table, round), |table| new.key(table, round));
    }
    let names = |kind: &Kind<'_>| -> Vec<Vec<String>> {
        (0..kind.tables.len())
            .map(|table| kind.indicators(table))
            .collect()
    };
    let names = Sides {
        old: names(old),
        new: names(new),
    };
    let group: &dyn Fn(usize) = &|_| ();
    let groups = Sides {
        old: group,
        new: group,
    };
    matching.by_likeness((REACH, LEAST), groups, |before, after| {
        let titles = [old.title(before), new.title(after)].map(name_key);
        let [earlier, later] = [&names.old[before], &names.new[after]];
        score(&titles, earlier, later)
    });
    matching.finish()
}

/// The likeness of two tables, by their titles and the sorted names of their indicators.
fn score(titles: &[String; 2], old: &[String], new: &[String]) -> f64 {
    let by_title = titles
        .iter()
        .any(|title| !title.is_empty())
        .then(|| likeness(&titles[0], &titles[1]));
    let by_rows = (!old.is_empty() || !new.is_empty()).then(|| share(old, new));
    match (by_title, by_rows) {
        (Some(title), Some(rows)) => f64::midpoint(title, rows),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => 0.0,
    }
}

/// How much of two sorted lists is common: 1 if all is, 0 if nothing is.
fn share(old: &[String], new: &[String]) -> f64 {
    let (mut common, mut at, mut other) = (0_u32, 0, 0);
    while at < old.len() && other < new.len() {
        match old[at].cmp(&new[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                at += 1;
                other += 1;
            }
        }
    }
    let all = u32::try_from(old.len() + new.len()).unwrap_or(u32::MAX);
    f64::from(common) * 2.0 / f64::from(all)
}

/// A table of one or both submissions.
fn compared(
    filed: Sides<Filed<'_>>,
    positions: Sides<Option<usize>>,
    pairs: &[FieldPair],
) -> ComparedTable {
    let sides = Sides {
        old: positions.old.map(|position| (filed.old, position)),
        new: positions.new.map(|position| (filed.new, position)),
    };
    let holders = sides.map(|side| side.map(|(filed, position)| filed.holder(position)));
    let titles = sides.map(|side| side.map_or_else(String::new, title));
    let (values, rows) = match (holders.old, holders.new) {
        (Some(old), Some(new)) => {
            let holders = Sides { old, new };
            (altered_values(holders, pairs), rows_of(holders, pairs))
        }
        _ => (Vec::new(), Vec::new()),
    };
    let definition = sides
        .latest()
        .map(|(filed, position)| filed.definition(*position));
    ComparedTable {
        form: definition.map_or_else(String::new, |definition| definition.form.name.clone()),
        alteration: match positions {
            Sides { old: None, .. } => Some(Alteration::Added),
            Sides { new: None, .. } => Some(Alteration::Removed),
            _ if name_key(&titles.old) != name_key(&titles.new) => Some(Alteration::Renamed),
            _ => None,
        },
        titles,
        places: holders
            .map(|holder| holder.map(|holder| holder.submission.place_of_record(holder.record))),
        positions,
        budgets: sides.map(|side| {
            let (filed, position) = side?;
            let form = &filed.definition(position).form;
            budget_of_table(form, &filed.submission.tables[position].record)
        }),
        indicators: holders.map(|holder| {
            let lists = holder.into_iter().flat_map(indicator_lists);
            lists.map(|(_, list)| list.rows.len()).sum()
        }),
        values,
        rows,
    }
}

fn title((filed, position): (Filed<'_>, usize)) -> String {
    let field = filed.definition(position).title;
    field.map_or_else(String::new, |field| {
        filed.holder(position).text(field).to_owned()
    })
}

/// The altered rows of all lists of a table. The rows of a list that only one edition has are added
/// or removed.
fn rows_of(holders: Sides<Holder<'_>>, pairs: &[FieldPair]) -> Vec<AlteredRow> {
    let mut all = Vec::new();
    for pair in pairs {
        let old = pair.old.map(|field| (holders.old, field));
        let new = pair.new.map(|field| (holders.new, field));
        // A list that one side lacks is an empty list with the columns of the other.
        let (Some(earlier), Some(later)) = (old.or(new), new.or(old)) else {
            continue;
        };
        let lists = [(earlier, old.is_some()), (later, new.is_some())].map(|(at, is_there)| {
            let list = RowList::of(at.0, at.1)?;
            let rows = if is_there { list.rows } else { &[] };
            Some(RowList { rows, ..list })
        });
        let [Some(old), Some(new)] = lists else {
            continue;
        };
        let [earlier, later] = [earlier, later].map(|(holder, field)| holder.field(field));
        let kinds = Sides {
            old: &earlier.kind,
            new: &later.kind,
        };
        all.extend(altered_rows(Sides { old, new }, kinds, &later.full_label()));
    }
    all
}
