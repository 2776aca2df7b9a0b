//! Data of one edition → data of another, by the other edition's `[[carry]]`: an evaluation's data
//! from that of the targets.
//!
//! Values keep their digits. A field that nothing is carried to is `null` and to be typed; a derived
//! one is left out.

use crate::form::{
    CarriedField, CarriedList, CarriedTable, Carry, CarrySource, Conversion, Count, EDITION_KEY,
    Edition, Field, FieldIndex, FieldKind, Fields, Part,
};
use crate::record::{
    Content, Draft, DraftContent, Record, Submission, TableRecord, Target, Value, joined_target,
    standard_sign, target, target_parts,
};
use crate::source::Source;
use crate::text;

/// Data made from a submission of another edition.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// The submissions as JSON: one, or one for each table that makes its own; none if the source
    /// has no table to be carried.
    pub sources: Vec<Source>,
    /// Labels of the source's typed values that were not carried, each once.
    pub left_out: Vec<String>,
}

/// Carries a submission of the edition `from` to the edition `to`. `name` is the name of the results
/// in findings.
pub fn carry(
    mapping: &Carry,
    (from, to): (&Edition, &Edition),
    submission: &Submission,
    name: &str,
) -> Carried {
    let mut carrier = Carrier {
        from,
        to,
        submission,
        unfit: Vec::new(),
    };
    let mut tables: Vec<&CarriedTable> = mapping.tables.iter().collect();
    tables.sort_by_key(|table| table.to);
    let makes_own = |table: &&&CarriedTable| {
        from.tables[table.from].count == Count::Many && to.tables[table.to].count == Count::One
    };
    let drafts: Vec<Draft> = match tables.iter().find(makes_own) {
        Some(table) => (submission.tables.iter())
            .filter(|record| record.table == table.from)
            .map(|record| {
                let mut draft = carrier.head(mapping);
                let own = carrier.table(table, &record.record);
                draft.set(&to.tables[table.to].key, own);
                draft
            })
            .collect(),
        None => carrier.whole(mapping, &tables).into_iter().collect(),
    };
    let sources = drafts.into_iter().map(|draft| {
        let written = draft.into_source(name);
        Source::new(name, written.text())
    });
    let sources = sources.collect();
    let mut left_out = carrier.left_out(mapping);
    left_out.append(&mut carrier.unfit);
    let mut seen: Vec<String> = Vec::new();
    left_out.retain(|label| {
        let is_new = !seen.contains(label);
        if is_new {
            seen.push(label.clone());
        }
        is_new
    });
    Carried { sources, left_out }
}

struct Carrier<'a> {
    from: &'a Edition,
    to: &'a Edition,
    submission: &'a Submission,
    /// Labels of values that the edition's fields do not accept.
    unfit: Vec<String>,
}

impl Carrier<'_> {
    /// A submission with all tables; none if the source has none of them.
    fn whole(&mut self, mapping: &Carry, tables: &[&CarriedTable]) -> Option<Draft> {
        let mut draft = self.head(mapping);
        let mut has_table = false;
        for table in tables {
            let definition = &self.to.tables[table.to];
            let records: Vec<&TableRecord> = (self.submission.tables.iter())
                .filter(|record| record.table == table.from)
                .collect();
            let made: Vec<Draft> = (records.iter())
                .map(|record| self.table(table, &record.record))
                .collect();
            has_table |= !made.is_empty();
            match definition.count {
                Count::One => {
                    if let Some(own) = made.into_iter().next() {
                        draft.set(&definition.key, own);
                    }
                }
                Count::Many if made.is_empty() => {}
                Count::Many => {
                    draft.set(&definition.key, Draft::new(DraftContent::List(made), None));
                }
            }
        }
        has_table.then_some(draft)
    }

    /// The edition's id and the submission's own fields.
    fn head(&mut self, mapping: &Carry) -> Draft {
        let mut draft = Draft::object(None);
        draft.set(EDITION_KEY, of(DraftContent::Text(self.to.id.clone())));
        self.fields(&mut draft, &self.to.fields, &mapping.fields, None);
        draft
    }

    fn table(&mut self, table: &CarriedTable, record: &Record) -> Draft {
        let fields = &self.to.tables[table.to].form.fields;
        let own = &self.from.tables[table.from].form.fields;
        let mut draft = Draft::object(None);
        self.fields(&mut draft, fields, &table.fields, Some((own, record)));
        for list in &table.lists {
            let (Some(columns), Some(own)) =
                (fields.get(list.to).rows(), own.get(list.from).rows())
            else {
                continue;
            };
            let mut rows = Draft::list();
            for row in record.rows(list.from) {
                let mut made = Draft::object(None);
                self.fields(&mut made, columns, &list.columns, Some((own, row)));
                rows.push(made);
            }
            draft.set(&fields.get(list.to).path, rows);
        }
        draft
    }

    /// Sets the fields of a record, which is made of the record `own` of the source.
    fn fields(
        &mut self,
        draft: &mut Draft,
        fields: &Fields,
        carried: &[CarriedField],
        own: Option<(&Fields, &Record)>,
    ) {
        for (index, field) in fields.iter().filter(|(_, field)| field.rows().is_none()) {
            let line = carried.iter().find(|line| line.to == index);
            let content = match line.map(|line| self.content(line, field, own)) {
                Some(Ok(content)) => content,
                Some(Err(label)) => {
                    self.unfit.push(label);
                    None
                }
                None => None,
            };
            match content {
                Some(content) => draft.set(&field.path, of(content)),
                None if field.derive.is_none() => draft.set(&field.path, of(DraftContent::Null)),
                None => {}
            }
        }
    }

    /// The value that a field gets; none if the source is blank.
    ///
    /// # Errors
    /// The label of a value that the field does not accept.
    fn content(
        &self,
        line: &CarriedField,
        field: &Field,
        own: Option<(&Fields, &Record)>,
    ) -> Result<Option<DraftContent>, String> {
        let source = self.value(line.from, own);
        let Some((source, value)) = source.filter(|(_, value)| !value.is_blank()) else {
            let content = own.and_then(|(_, record)| content_of(line, record));
            let text = content.map(|value| value.display().into_owned());
            return Ok(text.map(DraftContent::Text));
        };
        let text = match line.conversion {
            Conversion::Same => value.display().into_owned(),
            Conversion::Part(part) => {
                let [sign, number, unit] = target_parts(&value.display());
                match part {
                    Part::Sign => sign,
                    Part::Value => number,
                    Part::Unit => unit,
                }
            }
            Conversion::Joined { sign, unit } => {
                let shown = |column: Option<FieldIndex>| {
                    let column = column.and_then(|column| Some(own?.1.get(column).display()));
                    column.unwrap_or_default()
                };
                joined_target(&shown(sign), &value.display(), &shown(unit))
            }
        };
        if text.is_empty() {
            return Ok(None);
        }
        if !accepts(&field.kind, &text) {
            return Err(format!("{} {}", source.full_label(), text::quote(&text)));
        }
        let takes_numbers = field.kind.is_number() || field.kind.is_measure();
        let number = text.parse().ok().filter(|_| takes_numbers);
        let is_part = line.conversion == Conversion::Part(Part::Value);
        Ok(Some(match (&value.content, number) {
            (Content::Number(_), Some(number)) => DraftContent::Number(number),
            (_, Some(number)) if is_part => DraftContent::Number(number),
            _ => DraftContent::Text(text),
        }))
    }

    /// The field and value of a source.
    fn value<'r>(
        &'r self,
        source: CarrySource,
        own: Option<(&'r Fields, &'r Record)>,
    ) -> Option<(&'r Field, &'r Value)> {
        Some(match source {
            CarrySource::Own(field) => {
                let (fields, record) = own?;
                (fields.get(field), record.get(field))
            }
            CarrySource::Submission(field) => {
                let value = self.submission.fields.get(field);
                (self.from.fields.get(field), value)
            }
            CarrySource::Table(table, field) => {
                let mut tables = self.submission.tables.iter();
                let record = tables.find(|record| record.table == table)?;
                let fields = &self.from.tables[table].form.fields;
                (fields.get(field), record.record.get(field))
            }
        })
    }

    /// Labels of typed values that no line names.
    fn left_out(&self, mapping: &Carry) -> Vec<String> {
        let of_tables = mapping.tables.iter().flat_map(|table| &table.fields);
        let lines: Vec<&CarriedField> = mapping.fields.iter().chain(of_tables).collect();
        let own = self.from.fields.iter().filter(|(index, _)| {
            let source = CarrySource::Submission(*index);
            let is_used = lines.iter().any(|line| line.from == source);
            is_typed(self.submission.fields.get(*index)) && !is_used
        });
        let mut labels: Vec<String> = own.map(|(_, field)| field.full_label()).collect();
        for (number, table) in self.from.tables.iter().enumerate() {
            let records = self.submission.tables.iter();
            let records = records.filter(|record| record.table == number);
            let records: Vec<&Record> = records.map(|record| &record.record).collect();
            let carried = mapping.tables.iter().filter(|one| one.from == number);
            let carried: Vec<&CarriedTable> = carried.collect();
            let is_read = |index| {
                let source = CarrySource::Table(number, index);
                lines.iter().any(|line| line.from == source)
            };
            let fields = &table.form.fields;
            if carried.is_empty() {
                let is_read = fields.iter().any(|(index, _)| is_read(index));
                let words = if is_read { "的其余栏目" } else { "" };
                let label = (!records.is_empty()).then(|| format!("{}{words}", table.form.name));
                labels.extend(label);
                continue;
            }
            for (index, field) in fields.iter() {
                let own = carried.iter().flat_map(|one| &one.fields);
                let mut own = own.map(|line| line.from);
                let is_used = own.any(|source| source == CarrySource::Own(index)) || is_read(index);
                labels.extend(if is_used {
                    Vec::new()
                } else {
                    left_out_of_field((index, field), &carried, &records)
                });
            }
        }
        labels
    }
}

/// Labels of a field of a table that no line names, if it has typed values in any record; of a list,
/// those of its columns.
fn left_out_of_field(
    (index, field): (FieldIndex, &Field),
    carried: &[&CarriedTable],
    records: &[&Record],
) -> Vec<String> {
    let whole = |is_left_out: bool| {
        let label = is_left_out.then(|| field.full_label());
        label.into_iter().collect()
    };
    let Some(columns) = field.rows() else {
        return whole(records.iter().any(|record| is_typed(record.get(index))));
    };
    let rows = records.iter().flat_map(|record| record.rows(index));
    let rows: Vec<&Record> = rows.collect();
    let lists = carried.iter().flat_map(|one| &one.lists);
    let lists: Vec<&CarriedList> = lists.filter(|list| list.from == index).collect();
    if lists.is_empty() {
        return whole(!rows.is_empty());
    }
    let left_out = columns.iter().filter(|(column, _)| {
        let is_used = lists.iter().any(|list| uses(&list.columns, *column));
        let is_taken = |row: &Record| {
            let lines = lists.iter().flat_map(|list| &list.columns);
            let mut lines = lines.filter(|line| line.content == Some(*column));
            lines.any(|line| content_of(line, row).is_some())
        };
        let mut typed = rows.iter().filter(|row| is_typed(row.get(*column)));
        !is_used && typed.any(|row| !is_taken(row))
    });
    left_out
        .map(|(_, column)| format!("{} › {}", field.label, column.label))
        .collect()
}

/// Whether lines take a column: as their source, or as the sign or unit of it.
fn uses(lines: &[CarriedField], column: FieldIndex) -> bool {
    lines.iter().any(|line| {
        let joined = match line.conversion {
            Conversion::Joined { sign, unit } => [sign, unit],
            Conversion::Same | Conversion::Part(_) => [None, None],
        };
        line.from == CarrySource::Own(column) || joined.contains(&Some(column))
    })
}

/// The content of a row that is carried in place of its blank value: words, or any text to a target
/// in one text.
fn content_of<'r>(line: &CarriedField, row: &'r Record) -> Option<&'r Value> {
    let CarrySource::Own(own) = line.from else {
        return None;
    };
    let content = row.get(line.content?);
    let is_joined = matches!(line.conversion, Conversion::Joined { .. });
    let fits = is_joined || target(&content.display()) == Target::Words;
    (row.get(own).is_blank() && is_typed(content) && fits).then_some(content)
}

fn of(content: DraftContent) -> Draft {
    Draft::new(content, None)
}

/// Whether a value was typed and is not what its derivation gives.
fn is_typed(value: &Value) -> bool {
    !value.is_blank() && !value.computed
}

/// Whether a field that takes only some words accepts a text.
fn accepts(kind: &FieldKind, text: &str) -> bool {
    let is_choice = |word: &str| kind.choices().iter().any(|choice| choice == word.trim());
    match kind {
        FieldKind::Choice(choices) => choices.is_empty() || is_choice(text),
        FieldKind::Choices(_) => text.split('、').all(is_choice),
        FieldKind::Comparison(_) => standard_sign(text).is_some() || is_choice(text),
        _ => true,
    }
}
