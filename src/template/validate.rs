//! Validates the templates of an edition: renders every table with invented values, without rows
//! and with some.
//!
//! Rendering reveals errors of a template. In addition, validation reports fields that no cell
//! shows and cells that show something other than their field.

use std::collections::BTreeSet;

use super::Engine;
use super::patterns::readable;
use super::values::{TableValues, ValueKey};
use crate::finding::{Code, Finding, Report};
use crate::form::{Count, Edition, Field, FieldIndex, FieldKind, Fields, Form};
use crate::grid::{Cell, Grid, Pattern};
use crate::record::{Content, Record, Submission, TableRecord, Value};
use crate::source::Place;
use crate::text;

/// Start of the filter that prints a list in groups.
const GROUPS: &str = "groups(";

/// Numbers of rows that are tried: none, one, and enough for labels to be merged.
const ROWS: [usize; 3] = [0, 1, 4];

impl Engine {
    /// Renders every table of the edition with invented data, without rows and with some. Returns
    /// unknown variables, slots that do not fit, and fields that no cell shows, before a
    /// department's data is rendered.
    pub fn validate(&self, edition: &Edition) -> Report {
        let mut report = Report::new();
        for rows in ROWS {
            let submission = sample(edition, rows);
            for table in &submission.tables {
                match self.grid(edition, &submission, table) {
                    Err(findings) => append_new(&mut report, &findings),
                    Ok(grid) if rows == 1 => {
                        report.extend(self.look_at(edition, &submission, table, &grid));
                    }
                    Ok(_) if rows > 1 => {
                        report.extend(self.parted_rows(edition, &submission, table));
                    }
                    Ok(_) => {}
                }
            }
        }
        report
    }

    /// Reports fields that a rendered table does not show or shows differently, at the levels of
    /// the edition.
    fn look_at(
        &self,
        edition: &Edition,
        submission: &Submission,
        table: &TableRecord,
        grid: &Grid,
    ) -> Vec<Finding> {
        let form = &edition.tables[table.table].form;
        let shown = TableValues {
            fields: &form.fields,
            record: &table.record,
            side_by_side: &form.side_by_side,
            submission_fields: &edition.fields,
            submission,
            tables: &edition.tables,
            is_blank: false,
        };
        let patterns = self.patterns(edition, submission, table).ok();
        let patterns = patterns.as_ref();
        let titles = patterns.map_or(&[][..], |patterns| &patterns.titles[..]);
        let titles = titles.iter().flatten().flat_map(Pattern::values);
        let boxed = titles.filter(|value| value.boxes.is_some());
        let patterns = patterns.map_or_else(Vec::new, |patterns| readable(patterns, grid, &shown));
        let mut findings = self.others(form, &shown, (grid, &patterns));
        let held = patterns
            .iter()
            .flatten()
            .flat_map(|pattern| pattern.values());
        let held = held.chain(boxed);
        let held: BTreeSet<&str> = held.map(|value| value.pointer.as_str()).collect();
        findings.extend(self.wordless(form, &shown, grid));
        findings.extend(self.parted_boxes(form, &patterns));
        findings.extend(unseen(form, &table.record, (grid, &held)));
        at_levels(edition, findings).collect()
    }

    /// Findings for cells in which other words part the boxes of one value, so that no reading of
    /// the text gives the ticked ones.
    fn parted_boxes(&self, form: &Form, patterns: &[Option<&Pattern>]) -> Vec<Finding> {
        let parted = patterns.iter().flatten().filter_map(|pattern| {
            let mut pattern = Pattern::clone(pattern);
            pattern.join_boxes();
            let boxes = pattern.values().filter_map(|value| {
                let choice = value.boxes.as_ref()?.choices.first()?;
                Some((value.pointer.as_str(), choice.value.as_str()))
            });
            let boxes: Vec<(&str, &str)> = boxes.collect();
            let mut known = BTreeSet::new();
            let again = boxes.iter().find(|(pointer, _)| !known.insert(*pointer));
            let attribute = format!("only=\"{}\"", again?.1);
            let finding = Finding::new(Code::FieldNotFillable, self.attribute(form, &attribute));
            let finding = finding
                .seen(format!(
                    "一格里同一个栏目的几个方框:{}",
                    text::quote(&pattern.text(|value| {
                        value
                            .boxes
                            .as_ref()
                            .map_or_else(String::new, |boxes| boxes.text(&[]))
                    }))
                ))
                .expected("方框都有字,之间只有空格、换行、顿号");
            Some(finding.correction("去掉之间的字,或分在几格里"))
        });
        parted.collect()
    }

    /// Findings for lists printed in groups with rows between the groups, of which an importer
    /// reads the first group only. Each row of the pattern is a group of its own.
    fn parted_rows(
        &self,
        edition: &Edition,
        submission: &Submission,
        table: &TableRecord,
    ) -> Vec<Finding> {
        let form = &edition.tables[table.table].form;
        let Ok(patterns) = self.patterns(edition, submission, table) else {
            return Vec::new();
        };
        let rows_of = |record: &Record| {
            let start = format!("{}/", record.pointer);
            let own = patterns.grid.cells.iter();
            let own = own.filter(|cell| cell.pointer.starts_with(&start));
            let rows = own.map(Cell::rows);
            rows.reduce(|all, more| all.start.min(more.start)..all.end.max(more.end))
        };
        let lists = form.fields.iter().filter(|(index, _)| {
            let rows = table.record.rows(*index).iter().filter_map(rows_of);
            let rows: Vec<_> = rows.collect();
            rows.windows(2).any(|pair| pair[0].end < pair[1].start)
        });
        let place = self.attribute(form, GROUPS);
        let is_grouped = place.position.is_some();
        let finding = |field: &Field| {
            Finding::new(Code::FieldNotFillable, place.clone())
                .seen(format!("{}分组印,各组之间有别的行", field.label))
                .expected("列表的各行相连:空白表里每行自成一组,填好的表只读第一组")
                .correction("一组一个列表;或分组的栏用 type = \"level\",印成合并的格")
        };
        let found = lists.filter(|_| is_grouped);
        let found = found.map(|(_, field)| finding(field));
        at_levels(edition, found).collect()
    }

    /// Findings for cells that show something other than the value of their field.
    fn others(
        &self,
        form: &Form,
        shown: &TableValues<'_>,
        (grid, patterns): (&Grid, &[Option<&Pattern>]),
    ) -> Vec<Finding> {
        let named = grid.cells.iter().enumerate();
        let named = named.filter(|(_, cell)| !cell.pointer.is_empty());
        let found = named.filter_map(|(index, cell)| {
            let pattern = patterns.get(index).copied().flatten();
            let mut held = pattern.into_iter().flat_map(Pattern::values);
            let has_boxes =
                held.any(|value| value.pointer == cell.pointer && value.boxes.is_some());
            if has_boxes {
                return None;
            }
            let start = &shown.record.pointer;
            let path = cell
                .pointer
                .strip_prefix(start.as_str())?
                .strip_prefix('/')?
                .replace('/', ".");
            let value = shown.find(&path)?;
            let (field, attribute) = match value.key {
                ValueKey::Submission(_) => return None,
                ValueKey::Field(field) => (form.fields.get(field), format!("field=\"{path}\"")),
                ValueKey::Row(rows, _, column) => {
                    let field = form.fields.get(rows).rows()?.get(column);
                    (field, format!(".path }}}}.{}\"", field.path))
                }
            };
            let is_shown = if is_summed(field) {
                cell.text == value.text
            } else {
                cell.text.contains(value.text.as_ref())
            };
            (!is_shown).then(|| self.other(form, field, cell, &attribute))
        });
        found.collect()
    }

    /// Findings for values in rows above and below the frame that cannot be found in a workbook: the
    /// row has no words, and neither has one before it.
    fn wordless(&self, form: &Form, shown: &TableValues<'_>, grid: &Grid) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rows in [0..grid.framed.start, grid.framed.end..grid.row_count()] {
            let is_found = |row: &usize| {
                let mut cells = grid.cells.iter().filter(|cell| cell.row == *row);
                cells.any(|cell| cell.pointer.is_empty() && !cell.text.trim().is_empty())
            };
            let lost: Vec<usize> = rows.take_while(|row| !is_found(row)).collect();
            for cell in grid.cells.iter().filter(|cell| lost.contains(&cell.row)) {
                let path = cell.pointer.strip_prefix(&shown.record.pointer);
                let path = path.and_then(|path| path.strip_prefix('/'));
                let path = path.unwrap_or_default().replace('/', ".");
                let Some(field) = form.fields.find(&path) else {
                    continue;
                };
                let label = &form.fields.get(field).label;
                if shown
                    .find(&path)
                    .is_some_and(|value| value.text != cell.text)
                {
                    // It has words beside the value.
                    continue;
                }
                let place = self.attribute(form, &format!("field=\"{path}\""));
                let finding = Finding::new(Code::FieldNotFillable, place);
                findings.push(
                    finding
                        .seen(format!("表上下的这一行只有{label},没有字"))
                        .expected("行里有字:填好的表由这些字找到它")
                        .correction(format!("在左边加一格写名称,如 <td>{label}：</td>")),
                );
            }
        }
        findings
    }

    fn other(&self, form: &Form, field: &Field, cell: &Cell, attribute: &str) -> Finding {
        let seen = format!(
            "格子里是 {},而 field 是{}",
            text::quote(&cell.text),
            field.label
        );
        let finding = Finding::new(Code::CellNotField, self.attribute(form, attribute)).seen(seen);
        if is_summed(field) {
            finding
                .expected(format!("只有{}的数,工作簿才能拿它求和", field.label))
                .correction("单位写在栏目名里;显示的是别的栏目,就改 field")
        } else {
            let correction = if field.kind.choices().is_empty() {
                "改 field,或改 {{ }} 里的名;要印别的文字,就不写 field"
            } else {
                "改 field,或改 {{ }} 里的名;要印成打勾的选项,就写 <boxes field=\"…\"/>"
            };
            finding
                .expected(format!("有{}的值", field.label))
                .correction(correction)
        }
    }

    /// Place of an attribute in the form's template or a template it includes.
    fn attribute(&self, form: &Form, attribute: &str) -> Place {
        let is_own = |source: &crate::source::Source| source.name().ends_with(&form.template);
        let (own, others): (Vec<_>, Vec<_>) = self
            .templates()
            .iter()
            .map(|template| &template.source)
            .partition(|source| is_own(source));
        let found = own.iter().chain(&others).find_map(|source| {
            let start = source.text().find(attribute)?;
            Some(source.place(start..start + attribute.len()))
        });
        found.unwrap_or_else(|| Place::file(&form.template))
    }
}

/// The findings at the levels of an edition.
fn at_levels(
    edition: &Edition,
    findings: impl IntoIterator<Item = Finding>,
) -> impl Iterator<Item = Finding> {
    findings.into_iter().filter_map(|finding| {
        let level = edition.levels.level_of(finding.code)?;
        Some(Finding { level, ..finding })
    })
}

/// Whether a workbook formula may sum the field's cells.
fn is_summed(field: &Field) -> bool {
    field.kind.facts().quantity.is_some()
}

/// Fields of a record and of its first row that neither a cell nor a line above the table shows, or
/// that are shown in positions that cannot be filled in and read back. Also returns the prefix of
/// the record's paths in the template.
fn unseen(form: &Form, record: &Record, shown: (&Grid, &BTreeSet<&str>)) -> Vec<Finding> {
    let mut found = unseen_in(form, &form.fields, (record, String::new()), shown, &[]);
    for (index, field) in form.fields.iter() {
        let (Some(columns), Some(row)) = (field.rows(), record.rows(index).first()) else {
            continue;
        };
        let mut beside = form.side_by_side.iter();
        let beside = beside.find(|one| one.lists.contains(&index));
        let start = match beside {
            Some(_) => format!("{{{{ row.{}.path }}}}.", field.path),
            None => "{{ row.path }}.".to_owned(),
        };
        // One cell shows the name that lists side by side share.
        let shared = beside.and_then(|one| {
            let lists = one.lists.iter().zip(one.by.as_ref()?).skip(1);
            let own = lists.filter(|(list, _)| **list == index);
            own.map(|(_, level)| *level).next()
        });
        found.extend(unseen_in(
            form,
            columns,
            (row, start),
            shown,
            shared.as_slice(),
        ));
    }
    found
}

/// Such fields of one record, without rows, except those that are shared.
fn unseen_in(
    form: &Form,
    fields: &Fields,
    (record, start): (&Record, String),
    (grid, held): (&Grid, &BTreeSet<&str>),
    shared: &[FieldIndex],
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, field) in fields.iter() {
        if field.rows().is_some() || shared.contains(&index) {
            continue;
        }
        let pointer = record.pointer_of(fields, index);
        let value = record.get(index).display();
        let texts = grid.titles.iter().map(|title| &title.text);
        let mut texts = texts.chain(grid.cells.iter().map(|cell| &cell.text));
        let place = form.source.place(field.range.clone());
        let is_held = held.contains(pointer.as_str());
        if is_held || grid.cells.iter().any(|cell| cell.pointer == pointer) {
            continue;
        }
        match texts.find(|text| text.contains(value.as_ref())) {
            None => found.push(not_shown(form, field, place)),
            Some(text) if field.derive.is_none() && !is_in_title(grid, &value) => {
                let attribute = format!("field=\"{start}{}\"", field.path);
                let finding = Finding::new(Code::FieldNotFillable, place);
                found.push(not_fillable(
                    finding,
                    field,
                    (&form.template, text),
                    &attribute,
                ));
            }
            Some(_) => {}
        }
    }
    found
}

/// Whether a line above the table contains a value among words of its own, by which the importer
/// finds it.
fn is_in_title(grid: &Grid, value: &str) -> bool {
    let mut titles = grid.titles.iter();
    titles.any(|title| title.text.contains(value) && title.text.trim() != value)
}

fn not_shown(form: &Form, field: &Field, place: Place) -> Finding {
    Finding::new(Code::FieldNotShown, place)
        .seen(format!("{} 没有一格显示{}", form.template, field.label))
        .expected("每个栏目都印在表上")
        .correction("在模板里加一格;只供计算、不印的栏目,在 edition.toml 的 [levels] 里关掉此项")
}

fn not_fillable(
    finding: Finding,
    field: &Field,
    (template, shown): (&str, &str),
    attribute: &str,
) -> Finding {
    let shown = text::quote(shown.trim());
    finding
        .seen(format!(
            "{template} 里{}印在没有它的 field 的格子里:{shown}",
            field.label
        ))
        .expected("有一格写 field,只显示它")
        .correction(format!(
            "空白表填不了它,填好的表也读不回来:给它一格,写 {attribute}"
        ))
}

/// Adds those findings that are not in the report yet.
fn append_new(report: &mut Report, findings: &Report) {
    let is_known = |finding: &Finding| {
        let mut known = report.findings().iter();
        known.any(|known| known.is_same(finding))
    };
    let new: Vec<Finding> = findings
        .findings()
        .iter()
        .filter(|finding| !is_known(finding))
        .cloned()
        .collect();
    report.extend(new);
}

/// A submission with invented values in every field and the given number of rows in each table.
fn sample(edition: &Edition, rows: usize) -> Submission {
    let fields = sample_record(&edition.fields, String::new(), rows);
    let tables = edition
        .tables
        .iter()
        .enumerate()
        .map(|(table, definition)| {
            let pointer = match definition.count {
                Count::One => format!("/{}", definition.key),
                Count::Many => format!("/{}/0", definition.key),
            };
            let mut record = sample_record(&definition.form.fields, pointer, rows);
            record.share_levels(&definition.form.side_by_side);
            TableRecord { table, record }
        });
    Submission {
        source: crate::source::Source::new("", ""),
        edition: edition.id.clone(),
        fields,
        tables: tables.collect(),
    }
}

fn sample_record(fields: &Fields, pointer: String, rows: usize) -> Record {
    let mut record = Record::absent(pointer, 0..0, fields);
    for (index, field) in fields.iter() {
        let content = match &field.kind {
            FieldKind::Rows(columns, _) => {
                let pointer = record.pointer_of(fields, index);
                let sample = |row| sample_row(columns, format!("{pointer}/{row}"), row);
                Content::Rows((0..rows).map(sample).collect())
            }
            // Without rows, every text is blank too.
            _ if rows == 0 => Content::Absent,
            _ => Content::Text(invented(field)),
        };
        *record.get_mut(index) = Value {
            content,
            ..Value::default()
        };
    }
    record
}

/// A row whose levels continue for two rows each, so that merged labels are tested.
fn sample_row(columns: &Fields, pointer: String, row: usize) -> Record {
    let mut record = sample_record(columns, pointer, 1);
    let levels = columns
        .iter()
        .filter(|(_, column)| matches!(column.kind, FieldKind::Level(_)));
    for (depth, (index, column)) in levels.enumerate() {
        let name = format!("{}{}", column.label, row / if depth == 0 { 3 } else { 2 });
        record.get_mut(index).content = Content::Text(name);
    }
    record
}

/// A value that occurs in no template, so that it is recognized in the output.
fn invented(field: &Field) -> String {
    format!("〔{}〕", field.label)
}
