//! Resolves `[[carry]]`: paths of tables and fields in both editions, and kinds that fit.

use std::ops::Range;

use super::carry::{
    CarriedField, CarriedList, CarriedTable, Carry, CarryDraft, CarrySource, Conversion,
    TableDraft, report,
};
use super::definition::{Definition, Text};
use super::edition::Edition;
use super::expression::FieldIndex;
use super::field::{Field, FieldKind, Fields};
use super::names::Count;
use super::role::{Part, Role};
use crate::finding::{Code, Read, Report};
use crate::text;

impl Edition {
    /// Ids of the editions from whose data it takes over values.
    pub fn carries_from(&self) -> impl Iterator<Item = &str> + Clone {
        self.carries.iter().map(|draft| draft.from.value.as_str())
    }

    /// What it takes over from data of another edition. `None` if it has no `[[carry]]` from it, or
    /// if the report has errors.
    pub fn carry_from(&self, other: &Edition) -> Read<Option<Carry>> {
        let mut drafts = self.carries.iter();
        let Some(draft) = drafts.find(|draft| draft.from.value == other.id) else {
            return Read::new(None, Report::new());
        };
        let Read { value, report } = Definition::continued(&draft.sources, |definition| {
            Resolver {
                definition,
                from: other,
                to: self,
            }
            .carry(draft)
        });
        let value = (!report.has_errors()).then_some(value);
        Read::new(value, report)
    }

    /// Checks every `[[carry]]` against the editions that are known. Those with errors of their own
    /// are only `given`, by id.
    pub(super) fn check_carries(&self, editions: &[&Edition], given: &[&str]) -> Report {
        let mut findings = Report::new();
        for draft in &self.carries {
            let known = editions.iter().find(|one| one.id == draft.from.value);
            if let Some(other) = known {
                findings.append(self.carry_from(other).report);
                continue;
            }
            if given.contains(&draft.from.value.as_str()) {
                continue;
            }
            let ids: Vec<&str> = editions.iter().map(|one| one.id.as_str()).collect();
            let read = Definition::continued(&draft.sources, |definition| {
                definition.report(Code::DefinitionValue, draft.from.range.clone(), |finding| {
                    finding
                        .seen(format!("from = {}", text::quote(&draft.from.value)))
                        .expected(format!(
                            "内置的版本,或 --templates 里别的版本:{}",
                            text::list(ids.iter().copied())
                        ))
                        .correction(text::did_you_mean(&draft.from.value, ids.iter().copied()))
                });
            });
            findings.append(read.report);
        }
        findings
    }
}

/// Resolves the texts of a section.
struct Resolver<'a> {
    definition: &'a Definition<'a>,
    from: &'a Edition,
    to: &'a Edition,
}

impl Resolver<'_> {
    fn carry(&self, draft: &CarryDraft) -> Carry {
        let mut fields = Vec::new();
        for (to, from) in &draft.fields {
            let target = self.target(&self.to.fields, to);
            let source = self.source(None, from);
            let (Some(target), Some((source, field))) = (target, source) else {
                continue;
            };
            fields.extend(self.field((to, from), (source, field), (&self.to.fields, target), None));
        }
        let mut tables: Vec<CarriedTable> = Vec::new();
        for table in &draft.tables {
            let Some(carried) = self.table(table) else {
                continue;
            };
            if tables.iter().any(|other| other.to == carried.to) {
                let expected = "每种表只从一种表来";
                report(self.definition, &table.to, expected, "只留其中一节");
                continue;
            }
            tables.push(carried);
        }
        self.check_counts(draft, &tables);
        Carry { fields, tables }
    }

    /// Reports a table that makes submissions of its own beside other tables.
    fn check_counts(&self, draft: &CarryDraft, tables: &[CarriedTable]) {
        let splits = |table: &CarriedTable| {
            let counts = (
                self.from.tables[table.from].count,
                self.to.tables[table.to].count,
            );
            counts == (Count::Many, Count::One)
        };
        if tables.len() > 1
            && let Some(table) = tables.iter().find(|table| splits(table))
        {
            let key = &self.to.tables[table.to].key;
            let mut drafts = draft.tables.iter();
            let Some(at) = drafts.find(|draft| draft.to.value == *key) else {
                return;
            };
            let expected = "一份数据一张的表由多张的表来时,每张各成一份,不能再有别的表";
            let correction = "只留这一节,或在 [[tables]] 里给它写 many = true";
            report(self.definition, &at.to, expected, correction);
        }
    }

    fn table(&self, draft: &TableDraft) -> Option<CarriedTable> {
        let (from, to) = (
            self.table_index(self.from, &draft.from),
            self.table_index(self.to, &draft.to),
        );
        let (from, to) = (from?, to?);
        let target_fields = &self.to.tables[to].form.fields;
        let source_fields = &self.from.tables[from].form.fields;
        let mut fields = Vec::new();
        let mut lists: Vec<CarriedList> = Vec::new();
        let mut columns = Vec::new();
        for (to, from_path) in &draft.fields {
            if column_of(target_fields, &to.value).is_some() {
                columns.push((to, from_path));
                continue;
            }
            let Some(target) = self.target(target_fields, to) else {
                continue;
            };
            let Some((source, field)) = self.source(Some(source_fields), from_path) else {
                continue;
            };
            match (source, target_fields.get(target).rows(), field.rows()) {
                (CarrySource::Own(list), Some(_), Some(_)) => lists.push(CarriedList {
                    from: list,
                    to: target,
                    columns: Vec::new(),
                }),
                (_, Some(_), Some(_)) => {
                    let expected = format!("{} 里的列表", draft.from.value);
                    report(self.definition, from_path, &expected, "改用这张表里的列表");
                }
                _ => {
                    let target = (target_fields, target);
                    fields.extend(self.field((to, from_path), (source, field), target, None));
                }
            }
        }
        let declared = draft.fields.iter().map(|(to, _)| to.value.as_str());
        let declared: Vec<&str> = declared.collect();
        for (to, from) in columns {
            let lists = (&mut lists[..], &declared[..]);
            self.column((to, from), (source_fields, target_fields), lists);
        }
        Some(CarriedTable {
            from,
            to,
            fields,
            lists,
        })
    }

    /// Resolves a column of a list, whose source is a column of the list's source.
    fn column(
        &self,
        (to, from): (&Text, &Text),
        (source_fields, target_fields): (&Fields, &Fields),
        (lists, declared): (&mut [CarriedList], &[&str]),
    ) {
        let Some((list, target)) = column_of(target_fields, &to.value) else {
            return;
        };
        let path = &target_fields.get(list).path;
        let Some(known) = lists.iter_mut().find(|known| known.to == list) else {
            // A wrong line of the list has its own finding.
            if declared.contains(&path.as_str()) {
                return;
            }
            let expected = format!("前面有 \"{path}\" = \"…\":这个列表从哪个列表来");
            let correction = format!("补上 \"{path}\" = \"…\"");
            report(self.definition, to, &expected, &correction);
            return;
        };
        let source_list = source_fields.get(known.from);
        let (Some(rows), Some(columns)) = (source_list.rows(), target_fields.get(list).rows())
        else {
            return;
        };
        let prefix = format!("{}.", source_list.path);
        let source = from.value.strip_prefix(&prefix);
        let Some(source) = source.and_then(|column| rows.find(column)) else {
            let paths = rows
                .iter()
                .map(|(_, field)| format!("{prefix}{}", field.path));
            let paths: Vec<String> = paths.collect();
            let expected = format!("{} 的一栏,以 {prefix} 开头", source_list.path);
            self.unknown(from, &expected, &paths);
            return;
        };
        let field = (CarrySource::Own(source), rows.get(source));
        let carried = self.field((to, from), field, (columns, target), Some(rows));
        known.columns.extend(carried);
    }

    /// A line with its conversion; kinds that do not fit are reported.
    fn field(
        &self,
        (to, from): (&Text, &Text),
        (source, field): (CarrySource, &Field),
        (fields, target): (&Fields, FieldIndex),
        rows: Option<&Fields>,
    ) -> Option<CarriedField> {
        let target_field = fields.get(target);
        let Some(conversion) = conversion(field, target_field, rows) else {
            let seen = format!(
                "\"{}\" 是 {},\"{}\" 是 {}",
                to.value,
                target_field.kind.name(),
                from.value,
                field.kind.name()
            );
            self.mismatch(
                &from.range,
                &seen,
                "同一类的栏目",
                "改用别的栏目,或删去这一行",
            );
            return None;
        };
        let is_number = field.kind.is_number() && target_field.kind.is_number();
        if is_number && field.unit != target_field.unit {
            let unit = |field: &Field| match field.unit.as_str() {
                "" => "没有单位".to_owned(),
                unit => format!("以{unit}计"),
            };
            let (target, source) = (unit(target_field), unit(field));
            let seen = format!("\"{}\" {target},\"{}\" {source}", to.value, from.value);
            let expected = "同一单位:带过去的数不改一个数字";
            self.mismatch(&from.range, &seen, expected, "改用别的栏目,或删去这一行");
            return None;
        }
        let is_value = field.role == Some(Role::Value) && field.kind.is_measure();
        let rows = rows.filter(|_| is_value);
        Some(CarriedField {
            from: source,
            to: target,
            conversion,
            content: rows.and_then(|rows| rows.with_role(Role::Content)),
        })
    }

    fn mismatch(&self, range: &Range<usize>, seen: &str, expected: &str, correction: &str) {
        let range = range.clone();
        self.definition
            .report(Code::DefinitionValue, range, |finding| {
                finding.seen(seen).expected(expected).correction(correction)
            });
    }

    fn table_index(&self, edition: &Edition, key: &Text) -> Option<usize> {
        let found = edition
            .tables
            .iter()
            .position(|table| table.key == key.value);
        if found.is_none() {
            let keys: Vec<&str> = edition.tables.iter().map(|one| one.key.as_str()).collect();
            let expected = format!("{} 里一种表的键", edition.id);
            let correction = text::did_you_mean(&key.value, keys);
            report(self.definition, key, &expected, &correction);
        }
        found
    }

    fn target(&self, fields: &Fields, path: &Text) -> Option<FieldIndex> {
        let found = fields.find(&path.value);
        if found.is_none() {
            let expected = format!("{} 里的栏目", self.to.id);
            self.unknown(path, &expected, &fields.paths());
        }
        found
    }

    /// The source of a path: in the table, in the submission, or in a table that occurs once.
    fn source<'f>(
        &'f self,
        table: Option<&'f Fields>,
        path: &Text,
    ) -> Option<(CarrySource, &'f Field)> {
        let from = self.from;
        if let Some(fields) = table
            && let Some(index) = fields.find(&path.value)
        {
            return Some((CarrySource::Own(index), fields.get(index)));
        }
        if let Some(index) = from.fields.find(&path.value) {
            return Some((CarrySource::Submission(index), from.fields.get(index)));
        }
        let once = from.tables.iter().enumerate();
        let mut once = once.filter(|(_, one)| one.count == Count::One);
        let found = once.find_map(|(index, one)| {
            let rest = path.value.strip_prefix(&one.key)?.strip_prefix('.')?;
            let field = one.form.fields.find(rest)?;
            Some((CarrySource::Table(index, field), one.form.fields.get(field)))
        });
        if found.is_none() {
            let mut known = table.map(Fields::paths).unwrap_or_default();
            known.extend(from.fields.paths());
            let once = from.tables.iter().filter(|one| one.count == Count::One);
            known.extend(once.flat_map(|one| {
                let fields = one.form.fields.iter();
                fields.map(|(_, field)| format!("{}.{}", one.key, field.path))
            }));
            let own = if table.is_some() {
                "这张表的、"
            } else {
                ""
            };
            let expected = format!(
                "{} 里{own}申报数据自己的栏目,或只有一张的表的(以键开头)",
                from.id
            );
            self.unknown(path, &expected, &known);
        }
        found
    }

    fn unknown(&self, path: &Text, expected: &str, known: &[String]) {
        self.definition
            .report(Code::UnknownPath, path.range.clone(), |finding| {
                finding
                    .seen(text::quote(&path.value))
                    .expected(expected)
                    .correction(text::did_you_mean(
                        &path.value,
                        known.iter().map(String::as_str),
                    ))
            });
    }
}

/// The list and the column of a path such as `indicators.name`.
fn column_of(fields: &Fields, path: &str) -> Option<(FieldIndex, FieldIndex)> {
    fields.iter().find_map(|(index, list)| {
        let column = path.strip_prefix(&list.path)?.strip_prefix('.')?;
        Some((index, list.rows()?.find(column)?))
    })
}

/// How a field is made of another; `None` if the kinds do not fit. `rows` are the columns of the
/// source's row.
fn conversion(from: &Field, to: &Field, rows: Option<&Fields>) -> Option<Conversion> {
    let has_words = |kind: &FieldKind| {
        matches!(
            kind,
            FieldKind::Text
                | FieldKind::Narrative
                | FieldKind::Level(_)
                | FieldKind::Choice(_)
                | FieldKind::Choices(_)
                | FieldKind::Unit
                | FieldKind::Target
                | FieldKind::Comparison(_)
                | FieldKind::Phone
                | FieldKind::Date
                | FieldKind::Period
        )
    };
    let fits = match (&from.kind, &to.kind) {
        (FieldKind::Rows(..), _) | (_, FieldKind::Rows(..)) => false,
        (FieldKind::Target, FieldKind::Comparison(_)) => return Some(Conversion::Part(Part::Sign)),
        (FieldKind::Target, FieldKind::Measure) => return Some(Conversion::Part(Part::Value)),
        (FieldKind::Target, FieldKind::Unit) => return Some(Conversion::Part(Part::Unit)),
        (FieldKind::Measure, FieldKind::Target) => {
            let column = |role| rows.and_then(|rows| rows.with_role(role));
            let (sign, unit) = (column(Role::Sign), column(Role::Unit));
            return Some(Conversion::Joined { sign, unit });
        }
        (source, FieldKind::Level(_) | FieldKind::Unit | FieldKind::Target) => has_words(source),
        (_, FieldKind::Text | FieldKind::Narrative)
        | (
            FieldKind::Text | FieldKind::Level(_) | FieldKind::Choice(_),
            FieldKind::Choice(_) | FieldKind::Choices(_),
        )
        | (
            FieldKind::Amount
            | FieldKind::Count
            | FieldKind::Integer
            | FieldKind::Weight
            | FieldKind::Score
            | FieldKind::Number,
            FieldKind::Number,
        )
        | (FieldKind::Number, FieldKind::Amount)
        | (FieldKind::Count, FieldKind::Integer | FieldKind::Weight | FieldKind::Score)
        | (FieldKind::Weight, FieldKind::Score)
        | (FieldKind::Score, FieldKind::Weight) => true,
        (source, target) => source.name() == target.name(),
    };
    fits.then_some(Conversion::Same)
}
