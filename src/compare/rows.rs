//! The rows of two lists: which are the same row, and which of them differ.
//!
//! Rows are paired in rounds ([`Matching`]): equal rows; rows of one family and name; of one name;
//! of one family and of names that differ by a year; of one family and of similar names. The rows
//! of a list without names are paired if they are equal, and then in order. The order of rows is
//! no difference.
//!
//! The last round compares each row that is left with those of its family that are left and at most
//! [`REACH`] places away, by names of at most `text::LIKENESS_LIMIT` characters: the time for a row
//! does not depend on the number of rows.

use super::fields::{FieldPair, altered_values, pair_fields};
use super::matching::Matching;
use super::result::{Alteration, AlteredRow, Sides};
use super::values::{Holder, are_equal};
use super::years::without_years;
use crate::form::{FieldIndex, FieldKind, Fields, Role};
use crate::record::{Record, Submission};
use crate::text::{likeness, name_key};

/// How far apart two rows may be that are paired by the likeness of their names.
const REACH: usize = 16;

/// Least likeness of the names of a renamed row, and what equal value and unit add to it.
const LEAST: f64 = 0.6;
const SAME_VALUE: f64 = 0.2;

/// A list of rows of one submission.
#[derive(Clone, Copy)]
pub(super) struct RowList<'a> {
    pub(super) submission: &'a Submission,
    pub(super) rows: &'a [Record],
    pub(super) columns: &'a Fields,
}

/// The columns by which rows are paired.
struct RowKeys<'a> {
    list: RowList<'a>,
    name: Option<FieldIndex>,
    levels: Vec<FieldIndex>,
    value: Option<FieldIndex>,
    unit: Option<FieldIndex>,
}

impl<'a> RowList<'a> {
    fn holder(self, row: usize) -> Holder<'a> {
        Holder {
            submission: self.submission,
            record: &self.rows[row],
            fields: self.columns,
        }
    }

    /// The rows of a field of a record.
    pub(super) fn of(holder: Holder<'a>, field: FieldIndex) -> Option<RowList<'a>> {
        Some(RowList {
            submission: holder.submission,
            rows: holder.record.rows(field),
            columns: holder.field(field).rows()?,
        })
    }

    /// The keys of the names of its rows, sorted.
    pub(super) fn names(self) -> Vec<String> {
        let keys = RowKeys::new(self, None);
        let mut names: Vec<String> = (0..self.rows.len()).map(|row| keys.name(row)).collect();
        names.sort_unstable();
        names
    }
}

impl<'a> RowKeys<'a> {
    fn new(list: RowList<'a>, name: Option<FieldIndex>) -> RowKeys<'a> {
        let columns = list.columns;
        let levels = columns.iter().filter(|(_, field)| field.kind.is_level());
        RowKeys {
            list,
            name: columns.with_role(Role::Name).or(name),
            levels: levels.map(|(index, _)| index).collect(),
            value: columns.with_role(Role::Value),
            unit: columns.with_role(Role::Unit),
        }
    }

    fn name_text(&self, row: usize) -> &'a str {
        self.name
            .map_or("", |name| self.list.holder(row).text(name))
    }

    fn name(&self, row: usize) -> String {
        name_key(self.name_text(row))
    }

    /// The families that are filled in, the widest first.
    fn families(&self, row: usize) -> Vec<&'a str> {
        let holder = self.list.holder(row);
        let families = self.levels.iter().map(|level| holder.text(*level));
        families.filter(|family| !family.is_empty()).collect()
    }

    fn family(&self, row: usize) -> String {
        let families = self.families(row).into_iter().map(name_key);
        families
            .flat_map(|family| [family, "\u{1F}".to_owned()])
            .collect()
    }

    /// The name without years, if it has one.
    fn undated_name(&self, row: usize) -> Option<(String, String)> {
        let name = self.name_text(row);
        let undated = without_years(name);
        (undated != name).then(|| (self.family(row), name_key(&undated)))
    }
}

/// The rows that differ. `kinds` are those of the lists' fields, `label` is the lists' label.
pub(super) fn altered_rows(
    lists: Sides<RowList<'_>>,
    kinds: Sides<&FieldKind>,
    label: &str,
) -> Vec<AlteredRow> {
    let pairs = pair_fields(lists.old.columns, lists.new.columns);
    let name_of = |kind: &FieldKind| match kind {
        FieldKind::Rows(_, name) => *name,
        _ => None,
    };
    let keys = Sides {
        old: RowKeys::new(lists.old, name_of(kinds.old)),
        new: RowKeys::new(lists.new, name_of(kinds.new)),
    };
    let about = About {
        keys: &keys,
        pairs: &pairs,
        label,
    };
    let paired = pair_rows(&keys, &pairs);
    paired
        .into_iter()
        .filter_map(|pair| about.row(pair))
        .collect()
}

/// The text of a row that is equal for equal rows.
fn whole(list: RowList<'_>, row: usize, columns: impl Iterator<Item = FieldIndex>) -> String {
    let holder = list.holder(row);
    let keys = columns.map(|column| holder.key(column));
    keys.flat_map(|key| [key, "\u{1F}".to_owned()]).collect()
}

fn pair_rows(keys: &Sides<RowKeys<'_>>, pairs: &[FieldPair]) -> Vec<Sides<Option<usize>>> {
    let (old, new) = (&keys.old, &keys.new);
    let mut matching = Matching::new(Sides {
        old: old.list.rows.len(),
        new: new.list.rows.len(),
    });
    let shared = || pairs.iter().filter_map(|pair| pair.old.zip(pair.new));
    matching.by_key(
        |row| Some(whole(old.list, row, shared().map(|pair| pair.0))),
        |row| Some(whole(new.list, row, shared().map(|pair| pair.1))),
    );
    if old.name.is_none() || new.name.is_none() {
        matching.by_order();
        return matching.finish();
    }
    matching.by_key(
        |row| Some((old.family(row), old.name(row))),
        |row| Some((new.family(row), new.name(row))),
    );
    let named = |name: String| (!name.is_empty()).then_some(name);
    matching.by_key(|row| named(old.name(row)), |row| named(new.name(row)));
    matching.by_key(|row| old.undated_name(row), |row| new.undated_name(row));
    let groups = Sides::<&dyn Fn(usize) -> String> {
        old: &|row| old.family(row),
        new: &|row| new.family(row),
    };
    matching.by_likeness((REACH, LEAST), groups, |before, after| {
        let alike = likeness(&old.name(before), &new.name(after));
        if has_same_value((old, before), (new, after)) {
            alike + SAME_VALUE
        } else {
            alike
        }
    });
    matching.finish()
}

fn has_same_value(old: (&RowKeys<'_>, usize), new: (&RowKeys<'_>, usize)) -> bool {
    let is_same =
        |column: fn(&RowKeys<'_>) -> Option<FieldIndex>| match (column(old.0), column(new.0)) {
            (Some(before), Some(after)) => are_equal(
                (old.0.list.holder(old.1), before),
                (new.0.list.holder(new.1), after),
            ),
            (before, after) => before.is_none() && after.is_none(),
        };
    old.0.value.is_some() && is_same(|keys| keys.value) && is_same(|keys| keys.unit)
}

/// What altered rows are made from.
struct About<'a, 'k> {
    keys: &'k Sides<RowKeys<'a>>,
    pairs: &'k [FieldPair],
    label: &'k str,
}

impl About<'_, '_> {
    /// The row of a pair; `None` if it does not differ.
    fn row(&self, pair: Sides<Option<usize>>) -> Option<AlteredRow> {
        let (keys, row) = match (pair.old, pair.new) {
            (_, Some(row)) => (&self.keys.new, row),
            (Some(row), None) => (&self.keys.old, row),
            (None, None) => return None,
        };
        let values = match (pair.old, pair.new) {
            (Some(old), Some(new)) => {
                let holders = Sides {
                    old: self.keys.old.list.holder(old),
                    new: self.keys.new.list.holder(new),
                };
                let values = altered_values(holders, self.pairs);
                if values.is_empty() {
                    return None;
                }
                values
            }
            _ => Vec::new(),
        };
        let names = Sides {
            old: pair.old.map(|row| (&self.keys.old, row)),
            new: pair.new.map(|row| (&self.keys.new, row)),
        };
        let is_renamed = || match (pair.old, pair.new) {
            (Some(old), Some(new)) => self.keys.old.name(old) != self.keys.new.name(new),
            _ => false,
        };
        let is_in_one = pair.old.is_none() || pair.new.is_none();
        Some(AlteredRow {
            list: self.label.to_owned(),
            is_indicator: keys.list.columns.hold_indicators(),
            alteration: match (pair.old, pair.new) {
                (None, _) => Alteration::Added,
                (_, None) => Alteration::Removed,
                _ if is_renamed() => Alteration::Renamed,
                _ => Alteration::Altered,
            },
            families: keys.families(row).into_iter().map(str::to_owned).collect(),
            names: names
                .map(|one| one.map_or_else(String::new, |(keys, row)| shown_name(keys, row))),
            places: names.map(|one| one.map(|(keys, row)| place(keys, row))),
            contents: if is_in_one {
                contents(keys, row)
            } else {
                Vec::new()
            },
            values,
        })
    }
}

fn shown_name(keys: &RowKeys<'_>, row: usize) -> String {
    match keys.name_text(row) {
        "" => format!("第 {} 行", row + 1),
        name => name.to_owned(),
    }
}

fn place(keys: &RowKeys<'_>, row: usize) -> crate::source::Place {
    let holder = keys.list.holder(row);
    match keys.name {
        Some(name) => holder.place(name),
        None => holder.submission.place_of_record(holder.record),
    }
}

/// The values of a row that is in one submission: all columns except name, families, and what is put
/// together from the others.
fn contents(keys: &RowKeys<'_>, row: usize) -> Vec<(String, String)> {
    let holder = keys.list.holder(row);
    let columns = keys.list.columns.iter();
    let columns = columns.filter(|(column, _)| {
        let is_key = Some(*column) == keys.name || keys.levels.contains(column);
        !is_key && !holder.is_blank(*column) && !holder.record.get(*column).computed
    });
    columns
        .map(|(column, field)| (field.label.clone(), holder.shown(column)))
        .collect()
}
