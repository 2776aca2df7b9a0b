//! The kind of a row: data, names of groups, a subtotal, or none of these.

use super::columns;
use super::reader::{OpenRow, RowsReader};
use crate::form::{FieldKind, Role};
use crate::import::view::SheetRow;
use crate::import::{value, words};

/// Endings of the first cell of a subtotal.
const SUMS: [&str; 4] = ["小计", "合计", "总计", "共计"];

/// Maximum number of rows of titles and blanks before a repeated head.
const MAX_TITLES: usize = 8;

/// Kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// One row of data.
    Data,
    /// Names of groups, for the rows below.
    Groups,
    /// A subtotal of other rows.
    Subtotal,
    /// A note, a signature, a misplaced value.
    Other,
}

impl RowsReader<'_> {
    /// Classifies a row.
    ///
    /// A row with a sign, or with a name among rows that certainly are data, is data, regardless of
    /// its texts.
    pub(super) fn row_kind(&self, row: &SheetRow, cells: &[Vec<usize>]) -> RowKind {
        let filled: Vec<(usize, usize)> = cells
            .iter()
            .enumerate()
            .filter(|(index, _)| !self.columns[*index].is_shared)
            .flat_map(|(index, cells)| cells.iter().map(move |cell| (index, *cell)))
            .collect();
        if self.has_sign(cells) && self.has_name(cells) {
            return RowKind::Data;
        }
        if self.is_subtotal(&filled) {
            return RowKind::Subtotal;
        }
        let is_below = row.row > self.last_certain;
        let is_signed = || self.is_signed(row) || self.has_no_family(&filled, cells);
        if is_below && !self.has_sign(cells) && is_signed() {
            return RowKind::Other;
        }
        let is_note =
            |(_, cell): &(usize, usize)| words::names_itself(&self.view.cell(*cell).text());
        if let [(index, cell)] = filled[..] {
            let is_wide = self.reaches_over(index, cell);
            let is_note = is_note(&filled[0]);
            return if is_wide || is_note {
                RowKind::Other
            } else if self.is_level(index) {
                RowKind::Groups
            } else if self.is_name(index) && !is_below || self.is_row_of_one(row, index) {
                RowKind::Data
            } else {
                RowKind::Other
            };
        }
        let is_wide = |(index, cell): &(usize, usize)| self.reaches_over(*index, *cell);
        let seems_note = filled.iter().any(|one| is_note(one) || is_wide(one));
        let columns = self.columns.iter().filter(|column| !column.is_shared);
        let is_whole = filled.len() + 2 > columns.count();
        if !self.has_sign(cells) && is_below && seems_note && !is_whole {
            return RowKind::Other;
        }
        if filled.iter().all(|(index, _)| self.is_level(*index)) {
            RowKind::Groups
        } else {
            RowKind::Data
        }
    }

    /// Whether a row with one filled cell, in a column, is data of a list without signs: the form
    /// numbers the row, or it directly follows the rows before. A number alone may be a sum.
    fn is_row_of_one(&self, row: &SheetRow, index: usize) -> bool {
        let list = self.columns[index].rows;
        let own = || self.columns.iter().filter(|column| column.rows == list);
        if own().any(|column| column.field.role == Some(Role::Sign)) {
            return false;
        }
        let is_sum = self.columns[index].field.kind.is_number() && own().count() > 1;
        let is_next = || row.row <= self.data_end.saturating_add(1);
        self.has_printed(row) || !is_sum && is_next()
    }

    /// Whether a row is one for signatures, or contains a page number: such words are in it, or its
    /// first text ends with one.
    pub(super) fn is_signed(&self, row: &SheetRow) -> bool {
        let text = |cell: &usize| self.view.cell(*cell).text();
        let is_choice = |text: &str| {
            let mut columns = self.columns.iter();
            columns.any(|column| match &column.field.kind {
                FieldKind::Level(choices) => choices.iter().any(|choice| choice == text.trim()),
                _ => false,
            })
        };
        let cells = self.filled(row);
        let signs = |cell: &usize| {
            let text = text(cell);
            words::is_signature(&text, &self.edition.signatures) || words::is_page_number(&text)
        };
        let ends = |text: &str| words::ends_like(text, &self.edition.signature_ends);
        cells.iter().any(signs)
            || cells
                .first()
                .map(text)
                .is_some_and(|text| ends(&text) && !is_choice(&text))
    }

    /// Whether a row has unknown text in the column of families, other cells next to it, and no
    /// name, so that it is not an indicator.
    fn has_no_family(&self, filled: &[(usize, usize)], cells: &[Vec<usize>]) -> bool {
        let Some(((index, cell), [_, ..])) = filled.split_first() else {
            return false;
        };
        let FieldKind::Level(choices) = &self.columns[*index].field.kind else {
            return false;
        };
        let text = words::label(&self.view.cell(*cell).text());
        let mut choices = choices.iter().map(|choice| words::label(choice)).peekable();
        choices.peek().is_some()
            && !self.has_name(cells)
            && !choices.any(|choice| words::is_like(&text, &choice))
    }

    /// Whether a row is a subtotal: its group or name ends like a sum, and no further name, sign or
    /// unit follows.
    fn is_subtotal(&self, filled: &[(usize, usize)]) -> bool {
        let Some(((index, cell), others)) = filled.split_first() else {
            return false;
        };
        let words = words::label(&self.view.cell(*cell).text());
        let bare = words::without_brackets(&words).unwrap_or(&words);
        let is_sum = SUMS.iter().any(|sum| bare.ends_with(sum));
        let is_of_row = |(index, _): &(usize, usize)| {
            let kind = &self.columns[*index].field.kind;
            matches!(
                kind,
                FieldKind::Unit | FieldKind::Comparison(_) | FieldKind::Target
            ) || self.is_name(*index)
        };
        is_sum && (self.is_level(*index) || self.is_name(*index)) && !others.iter().any(is_of_row)
    }

    /// Whether a row repeats the head, or the title above it. Marks the repeated cells as read.
    pub(super) fn is_head(&self, row: &SheetRow) -> bool {
        let filled = self.filled(row);
        let texts = |filled: &[usize]| -> Vec<(u32, String)> {
            let cells = filled.iter().map(|cell| self.view.cell(*cell));
            cells
                .map(|cell| (cell.col, columns::head_words(cell)))
                .collect()
        };
        let own = texts(&filled);
        if self.heads.is_repeated(&own) {
            for (cell, (col, text)) in filled.iter().zip(&own) {
                if self.heads.is_head(*col, text) {
                    self.view.set_read(*cell);
                }
            }
            return true;
        }
        let below = self.view.rows_in(&(row.row + 1..=*self.rows.end()));
        let is_title = |row: &SheetRow| {
            let cells = self.filled(row);
            cells.len() == 1
                && self
                    .outline
                    .title(&self.view.cell(cells[0]).text())
                    .is_some()
        };
        let mut after = below
            .iter()
            .take(MAX_TITLES)
            .skip_while(|row| self.filled(row).is_empty() || is_title(row));
        let is_printed_again = is_title(row)
            && after
                .next()
                .is_some_and(|row| self.heads.is_repeated(&texts(&self.filled(row))));
        if is_printed_again {
            self.view.set_all_read(&filled);
        }
        is_printed_again
    }

    /// Whether a row only continues the long texts of the row before.
    pub(super) fn continues(&self, open: &OpenRow, cells: &[Vec<usize>]) -> bool {
        let mut pairs = open
            .cells
            .iter()
            .zip(cells)
            .filter(|(_, more)| !more.is_empty());
        pairs.all(|(all, _)| {
            all.last()
                .is_some_and(|last| value::is_part(&self.view.cell(*last).text()))
        })
    }
}
