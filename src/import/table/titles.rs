//! Titles above a table, and the values in them.

use super::reader::TableReader;
use crate::form::FieldIndex;
use crate::import::outline::Target;
use crate::import::title::{TitleSource, UnreadTitle};
use crate::import::view::Area;
use crate::import::{value, words};
use crate::record::{Draft, DraftContent};
use crate::workbook::CellContent;

impl TableReader<'_, '_> {
    /// Reads the titles above the first label.
    pub(super) fn read_titles(&mut self, first_row: u32) {
        let start = *self.alignment.span.start();
        if start >= first_row {
            return;
        }
        let above = Area {
            rows: start..=first_row - 1,
            cols: 0..=u32::MAX,
        };
        let cells = self.view.filled_in(&above);
        let mut stated = Vec::new();
        for cell in cells {
            let text = self.view.cell(cell).text();
            if let Some(values) = self.outline.title(&text) {
                self.view.set_read(cell);
                stated.extend(
                    values
                        .into_iter()
                        .map(|(target, text)| (target, cell, text.to_owned())),
                );
            }
        }
        self.read_parts_of_titles(&above, &mut stated);
        self.titles_without_result(&above);
        for (target, cell, text) in stated {
            let cell = self.view.cell(cell);
            let at = self.view.at(cell.row, cell.col);
            let content = value::stated_value(self.field(target), &text);
            let title = match cell.formula {
                Some(_) => TitleSource::Computed,
                None => TitleSource::Typed,
            };
            let is_number = matches!(content, DraftContent::Number(_));
            if title == TitleSource::Typed && is_number && text.ends_with('年') {
                let expected = self.outline.title_of(target).unwrap_or_default();
                self.findings.form_title(&at, &cell.text(), expected);
            }
            self.state(target, Draft::new(content, Some(at)), title);
        }
    }

    /// Reads numbers of titles from lines with other words, if no separate line contains them.
    fn read_parts_of_titles(&mut self, above: &Area, stated: &mut Vec<(Target, usize, String)>) {
        for cell in self.view.filled_in(above) {
            let own = self.view.cell(cell);
            let text = own.text();
            let Some((values, has_others)) = self.outline.part_of_title(&text) else {
                continue;
            };
            let is_stated =
                |(target, _): &(Target, &str)| stated.iter().any(|own| own.0 == *target);
            if values.iter().any(is_stated) {
                continue;
            }
            // Another unit of money is reported separately.
            if !self.has_other_unit(&text) {
                self.view.set_read(cell);
            }
            let title = values.first().map(|(target, _)| *target);
            let title = title.and_then(|target| self.outline.title_of(target));
            if let (true, Some(title)) = (has_others, title) {
                let at = self.view.at(own.row, own.col);
                self.findings.form_title(&at, &text, title);
            }
            let values = values.into_iter();
            stated.extend(values.map(|(target, text)| (target, cell, text.to_owned())));
        }
    }

    /// Whether a text states another unit of money than the form's.
    fn has_other_unit(&self, text: &str) -> bool {
        let stated = words::worded_unit(text).zip(self.money_unit());
        stated.is_some_and(|(unit, own)| unit != own)
    }

    /// Assigns formulas without a result, or with an error, to the lines that the table lacks.
    fn titles_without_result(&mut self, above: &Area) {
        let mut lines: Vec<usize> = (0..self.outline.title_count()).collect();
        for cell in self.view.cells_in(above) {
            let text = cell.text();
            lines.retain(|line| !self.outline.is_title(*line, &text));
        }
        let cells = self.view.filled_in(above).into_iter();
        let unread = cells.filter(|cell| {
            let cell = self.view.cell(*cell);
            let is_error = matches!(cell.content, CellContent::Error(_));
            cell.content == CellContent::NoResult || is_error && cell.formula.is_some()
        });
        for (index, line) in unread.zip(lines.iter().copied()) {
            self.view.set_read(index);
            let cell = self.view.cell(index);
            let unread = UnreadTitle {
                at: self.view.at(cell.row, cell.col),
                formula: cell.formula.clone().unwrap_or_default(),
                error: match &cell.content {
                    CellContent::Error(error) => Some(error.clone()),
                    _ => None,
                },
                title: String::new(),
            };
            self.unread_titles.push((line, unread));
        }
        self.missing_titles = lines;
    }

    /// Unreadable title that would contain a value.
    fn unread_title_of(&self, target: Target) -> Option<UnreadTitle> {
        let line = self.outline.title_line(target)?;
        if !self.missing_titles.contains(&line) {
            return None;
        }
        let mut all = self.unread_titles.iter();
        let own = all
            .find(|(own, _)| *own == line)
            .or(self.unread_titles.first());
        let title = self.outline.title_of(target).unwrap_or_default().to_owned();
        own.map(|(_, unread)| UnreadTitle {
            title,
            ..unread.clone()
        })
    }

    /// Reports the table's fields that only an unreadable title may contain. Returns those of the
    /// submission.
    pub(super) fn report_unread_titles(&mut self) -> Vec<(FieldIndex, UnreadTitle)> {
        let fields = self.fields;
        for (index, field) in fields.iter() {
            let target = Target::Field(index);
            let Some(unread) = self.unread_title_of(target) else {
                continue;
            };
            if self.values.iter().any(|(known, _)| *known == target) {
                self.findings.title_error(&unread);
            } else {
                self.findings.unread_title(&unread, field);
                self.values
                    .push((target, Draft::new(DraftContent::Unread, Some(unread.at))));
            }
        }
        let own = self.edition.fields.iter().map(|(index, _)| index);
        own.filter_map(|index| Some((index, self.unread_title_of(Target::Submission(index))?)))
            .collect()
    }
}
