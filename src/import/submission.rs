//! Collects tables and values of all sheets into one submission.

use std::collections::BTreeMap;

use super::draft_text::{compared_text, value_text};
use super::findings::Findings;
use super::generated::GeneratedSheet;
use super::table::Table;
use super::title::{SubmissionValue, TitleSource, UnreadTitle};
use super::view::SheetView;
use super::{guide, other_sheets};
use crate::form::{Count, EDITION_KEY, Edition, FieldIndex, NamePath};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;

/// A table that was read, its data already serialized as JSON.
pub(super) struct ReadTable {
    pub(super) data: Draft,
    pub(super) at: SheetCell,
    /// Values with the department's name, in the order of the edition's `name`.
    pub(super) names: Vec<Option<Draft>>,
    /// Value that distinguishes it from other tables of its form.
    pub(super) title: Option<Draft>,
}

impl ReadTable {
    pub(super) fn new(table: Table, index: usize, edition: &Edition) -> ReadTable {
        let definition = &edition.tables[index];
        let value = |field: FieldIndex| {
            let value = table.data.get(&definition.form.fields.get(field).path)?;
            (!compared_text(value).is_empty()).then(|| value.clone())
        };
        let names = edition.name.iter().map(|path| match path {
            NamePath::Table(of, field) if *of == index => value(*field),
            _ => None,
        });
        ReadTable {
            names: names.collect(),
            title: definition.title.and_then(value),
            at: table.at,
            data: table.data.write(match definition.count {
                Count::One => 1,
                Count::Many => 2,
            }),
        }
    }
}

/// Tables and values of a submission, collected sheet by sheet.
#[derive(Default)]
pub(super) struct SubmissionTables {
    pub(super) tables: BTreeMap<usize, Vec<ReadTable>>,
    pub(super) submission: BTreeMap<FieldIndex, Draft>,
    /// Fields of the submission in tables, each with the first cell of its table.
    pub(super) stated: Vec<(SheetCell, SubmissionValue)>,
    /// Fields of the submission in titles.
    pub(super) titles: Vec<SubmissionValue>,
    /// Blank cells of required fields.
    pub(super) blanks: BTreeMap<FieldIndex, Draft>,
    /// First cells of the sheets that are not tables.
    pub(super) other_sheets: Vec<SheetCell>,
    /// Second and later tables of forms that a submission has once, by index in the edition.
    pub(super) duplicates: Vec<(usize, ReadTable)>,
    /// Fields whose title could not be read, each with the first cell of its table.
    pub(super) unread_titles: Vec<(SheetCell, FieldIndex, UnreadTitle)>,
}

impl SubmissionTables {
    pub(super) fn add(&mut self, index: usize, table: Table, edition: &Edition) {
        let stated = table.submission.iter().cloned();
        self.stated
            .extend(stated.map(|stated| (table.at.clone(), stated)));
        let unread = table.unread_titles.iter().cloned();
        let unread = unread.map(|(field, unread)| (table.at.clone(), field, unread));
        self.unread_titles.extend(unread);
        let all = self.tables.entry(index).or_default();
        let is_duplicate = edition.tables[index].count == Count::One && !all.is_empty();
        let table = ReadTable::new(table, index, edition);
        if is_duplicate {
            self.duplicates.push((index, table));
        } else {
            all.push(table);
        }
    }

    /// Sets a field of the submission; reports a value that differs from the first one.
    pub(super) fn set_value(
        &mut self,
        stated: &SubmissionValue,
        edition: &Edition,
        findings: &mut Findings<'_>,
    ) {
        let SubmissionValue {
            field,
            value,
            in_title,
        } = stated;
        if compared_text(value).is_empty() {
            return;
        }
        match self.submission.get(field) {
            Some(known) if compared_text(known) == compared_text(value) => {}
            Some(known) => {
                let definition = edition.fields.get(*field);
                match &value.cell {
                    Some(at) if in_title.is_some() => {
                        findings.title_differs(
                            at,
                            definition,
                            &value_text(value),
                            &value_text(known),
                        );
                    }
                    Some(at) => findings.conflicting_value(at, definition, value, known),
                    None => {}
                }
            }
            None => {
                self.submission.insert(*field, value.clone());
            }
        }
    }

    /// Removes tables in which nothing was filled in.
    ///
    /// A blank has more tables than a department needs for the forms that may repeat.
    fn leave_out_untouched(&mut self, edition: &Edition) {
        if self
            .tables
            .values()
            .flatten()
            .all(|table| table.data.is_blank())
        {
            return;
        }
        for (index, tables) in &mut self.tables {
            if edition.tables[*index].count == Count::Many {
                tables.retain(|table| !table.data.is_blank());
            }
        }
    }

    /// Assembles the submission, its members in the order of the edition.
    pub(super) fn finish(
        mut self,
        views: &[SheetView<'_>],
        edition: &Edition,
        findings: &mut Findings<'_>,
    ) -> Draft {
        self.leave_out_untouched(edition);
        self.leave_out_other_departments(edition, findings);
        self.report_equal_titles(edition, findings);
        for (_, stated) in std::mem::take(&mut self.stated) {
            match stated.in_title {
                Some(_) => self.titles.push(stated),
                None => self.set_value(&stated, edition, findings),
            }
        }
        let first = self
            .tables
            .values()
            .flatten()
            .map(|table| &table.at)
            .min()
            .cloned();
        let mut draft = Draft::object(first.clone());
        let id = DraftContent::Text(edition.id.clone());
        draft.set(EDITION_KEY, Draft::new(id, first));
        let (guides, foreign) = std::mem::take(&mut self.other_sheets)
            .into_iter()
            .filter_map(|at| views.iter().find(|view| view.at(0, 0) == at))
            .partition::<Vec<_>, _>(|view| view.generated.is_some());
        self.read_other_sheets(&guides, edition, findings);
        self.set_title_values(edition, findings);
        // After tables and guide, so that an unrelated sheet never overrides them.
        self.read_other_sheets(&foreign, edition, findings);
        self.report_unread_titles(edition, findings);
        for (index, field) in edition.fields.iter() {
            let blank = self.blanks.remove(&index);
            if let Some(value) = self.submission.remove(&index).or(blank) {
                draft.set(&field.path, value);
            }
        }
        for (index, definition) in edition.tables.iter().enumerate() {
            let tables = self.tables.remove(&index).unwrap_or_default();
            if tables.is_empty() {
                continue;
            }
            let data = tables.into_iter().map(|table| table.data);
            match definition.count {
                Count::One => data
                    .take(1)
                    .for_each(|data| draft.set(&definition.key, data)),
                Count::Many => {
                    let mut list = Draft::list();
                    data.for_each(|data| list.push(data));
                    draft.set(&definition.key, list);
                }
            }
        }
        draft
    }

    /// Reads fields of the submission from sheets that are not tables: a label, and the value to
    /// the right of it. The rest of these sheets is not read.
    fn read_other_sheets(
        &mut self,
        views: &[&SheetView<'_>],
        edition: &Edition,
        findings: &mut Findings<'_>,
    ) {
        for view in views {
            let mut stated = other_sheets::read(view, &edition.fields, findings);
            match view.generated {
                Some(GeneratedSheet::Guide) => guide::typed(view, edition, findings),
                None => {
                    stated.retain(|(field, _)| !self.submission.contains_key(field));
                    if let Some(cells) = other_sheets::indicators(view, edition) {
                        let first = view.cell(cells[0]);
                        let texts = cells.iter().map(|cell| view.cell(*cell).text());
                        let at = view.at(first.row, first.col);
                        findings.indicators_elsewhere(&at, &texts.collect::<Vec<_>>());
                    } else if stated
                        .iter()
                        .all(|(_, value)| compared_text(value).is_empty())
                    {
                        findings.skipped_sheet(&view.at(0, 0), "不是官方的表");
                    }
                    for (field, value) in stated
                        .iter()
                        .filter(|(_, value)| !compared_text(value).is_empty())
                    {
                        findings.on_other_sheet(edition.fields.get(*field), value);
                    }
                }
                Some(GeneratedSheet::Findings) => {}
            }
            for (field, value) in stated {
                let stated = SubmissionValue {
                    field,
                    value: value.clone(),
                    in_title: None,
                };
                self.set_value(&stated, edition, findings);
                if let Some(text) = self.spoiled_titles(view, field, &value)
                    && let Some(at) = &value.cell
                {
                    findings.title_words(at, edition.fields.get(field), &text, &value_text(&value));
                }
                if compared_text(&value).is_empty() {
                    self.blanks.entry(field).or_insert(value);
                }
            }
        }
    }

    /// Text of a cell that contains more than its number, if a formula inserts it into titles:
    /// 2026年 gives （2026年年度）.
    fn spoiled_titles(
        &self,
        view: &SheetView<'_>,
        field: FieldIndex,
        value: &Draft,
    ) -> Option<String> {
        let mut titles = self.titles.iter();
        let is_shown = titles
            .any(|stated| stated.field == field && stated.in_title == Some(TitleSource::Computed));
        let at = value.cell.as_ref().filter(|_| is_shown)?;
        // A formula uses the stored text, without the words of the number format.
        let text = view.sheet.get(at.row, at.col)?.stored().into_owned();
        let is_number = matches!(value.content, DraftContent::Number(_));
        (is_number && text.trim() != value_text(value)).then_some(text)
    }

    /// Adds the values in titles.
    ///
    /// The value in a cell of its own takes precedence. A title computed by a formula may be stale,
    /// and is used only if no other cell contains the field.
    fn set_title_values(&mut self, edition: &Edition, findings: &mut Findings<'_>) {
        for stated in std::mem::take(&mut self.titles) {
            let is_computed = stated.in_title == Some(TitleSource::Computed);
            if !is_computed || !self.submission.contains_key(&stated.field) {
                self.set_value(&stated, edition, findings);
            }
        }
    }

    /// Reports titles whose formula has no result, if no other cell contains the field.
    fn report_unread_titles(&mut self, edition: &Edition, findings: &mut Findings<'_>) {
        for (_, field, unread) in std::mem::take(&mut self.unread_titles) {
            let known = self.submission.get(&field);
            // A blank cell of its own is reported there as missing.
            if known.is_some() || self.blanks.contains_key(&field) {
                let is_read = known.is_some_and(|known| known.content != DraftContent::Unread);
                if is_read {
                    findings.title_error(&unread);
                }
                continue;
            }
            findings.unread_title(&unread, edition.fields.get(field));
            let unread = Draft::new(DraftContent::Unread, Some(unread.at));
            self.submission.insert(field, unread);
        }
    }
}
