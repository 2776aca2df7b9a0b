//! Writes titles and cells into a sheet.

use std::iter::Peekable;
use std::ops::Range;
use std::slice;

use rust_xlsxwriter::{Format, Formula, IgnoreError, Worksheet, XlsxError};

use crate::grid::{Blank, Cell, CellIndex, DecimalWidths, Grid, Role};
use crate::length::Length;
use crate::write::{NoteKind, Table};

use super::format::{Border, Borders, ContentKind, FormatKey, Formats, Protection};
use super::formula::Formulas;
use super::number::{NumberFormat, NumberStorage, Padding};
use super::page;
use super::room;
use super::rows::SheetRows;
use super::text::{self, Split, TextOwner};

/// A frame at least this wide is drawn as Excel's thick line (粗线).
const MEDIUM_RULE: Length = Length::pt(1.0);

/// Writes a table; returns notes on what the sheet represents otherwise.
pub(super) fn write_table(
    sheet: &mut Worksheet,
    table: &Table<'_>,
) -> Result<Vec<(Option<CellIndex>, NoteKind)>, XlsxError> {
    write(sheet, table, None).map(|(notes, _)| notes)
}

/// Writes a blank table, without its data validation; returns its sheet rows.
pub(super) fn write_blank(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    blank: &Blank,
) -> Result<SheetRows, XlsxError> {
    write(sheet, table, Some(blank)).map(|(_, rows)| rows)
}

type Notes = Vec<(Option<CellIndex>, NoteKind)>;

fn write(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    blank: Option<&Blank>,
) -> Result<(Notes, SheetRows), XlsxError> {
    let grid = table.grid;
    let splits = text::splits(grid);
    let columns = page::column_pixels(&grid.columns, &grid.look.paper);
    let mut heights = room::heights(table, &columns);
    if let Some(blank) = blank {
        heights.give_titles_room(blank);
    }
    let rows = SheetRows::plan(grid, &heights, &splits);
    page::set_up(sheet, grid, &rows)?;
    for (column, width) in (0..).zip(&columns) {
        sheet.set_column_width_pixels(column, *width)?;
    }
    for (row, height) in (0..).zip(&rows.heights) {
        sheet.set_row_height_pixels(row, *height)?;
    }
    sheet.set_formula_result_default("");
    let mut writer = Writer {
        sheet,
        grid,
        blank,
        widths: grid.decimal_widths(),
        rows: &rows,
        formats: Formats::new(&grid.look),
        unformatted: Vec::new(),
        notes: Vec::new(),
    };
    let mut splits = splits.iter().peekable();
    writer.titles(&mut splits)?;
    writer.cells(&mut splits)?;
    writer.apply_formats()?;
    let notes = writer.notes;
    Ok((notes, rows))
}

/// Range of sheet slots that one value fills.
#[derive(Debug, Clone)]
pub(super) struct SlotRange {
    pub(super) rows: Range<u32>,
    pub(super) cols: Range<u16>,
}

impl SlotRange {
    /// Whether it is a single slot.
    fn is_slot(&self) -> bool {
        self.rows.len() == 1 && self.cols.len() == 1
    }
}

/// Value for a [`SlotRange`].
#[derive(Debug)]
pub(super) enum Content<'a> {
    Text(&'a str),
    Number(f64),
    Formula {
        formula: String,
        result: String,
        /// Kind of error check that is off for the cell; a cell takes one of them.
        ignored_error: IgnoreError,
    },
}

/// A total over some of its neighbours is intended: no green corner.
pub(super) const OMITS_CELLS: IgnoreError = IgnoreError::FormulaOmitsCells;

/// A formula that may be typed over is intended: no green corner.
pub(super) const MAY_BE_OVERWRITTEN: IgnoreError = IgnoreError::UnlockedCellsWithFormula;

/// Split texts that are not written yet.
type Splits<'s, 'a> = Peekable<slice::Iter<'s, Split<'a>>>;

pub(super) struct Writer<'a> {
    pub(super) sheet: &'a mut Worksheet,
    grid: &'a Grid,
    /// Entries, if the table is a blank.
    pub(super) blank: Option<&'a Blank>,
    /// Widths of the numbers in each cell's column, where they are aligned at the decimal point.
    widths: Vec<Option<DecimalWidths>>,
    pub(super) rows: &'a SheetRows,
    pub(super) formats: Formats<'a>,
    /// Slots written without their format: format, column, row.
    unformatted: Vec<(FormatKey, u16, u32)>,
    notes: Vec<(Option<CellIndex>, NoteKind)>,
}

impl<'a> Writer<'a> {
    fn titles(&mut self, splits: &mut Splits<'_, 'a>) -> Result<(), XlsxError> {
        let grid = self.grid;
        for (index, title) in grid.titles.iter().enumerate() {
            let key = FormatKey {
                style: title.style,
                kind: text_kind(&title.text),
                protection: Protection::Locked,
                borders: Borders::NONE,
            };
            let range = SlotRange {
                rows: self.rows.title(index),
                cols: columns(0..grid.col_count().max(1)),
            };
            if let Some(split) = splits.next_if(|split| split.owner == TextOwner::Title(index)) {
                self.chunks(split, &range, key)?;
            } else {
                let content = self.title(index, &title.text);
                put(self.sheet, &range, &content, self.formats.get(key))?;
            }
        }
        Ok(())
    }

    pub(super) fn formulas(&self) -> Formulas<'a> {
        Formulas {
            grid: self.grid,
            rows: self.rows,
        }
    }

    fn cells(&mut self, splits: &mut Splits<'_, 'a>) -> Result<(), XlsxError> {
        let grid = self.grid;
        for (index, cell) in grid.cells.iter().enumerate() {
            let range = SlotRange {
                rows: self.rows.of(&cell.rows()),
                cols: columns(cell.cols()),
            };
            let index = CellIndex(index);
            match splits.next_if(|split| split.owner == TextOwner::Cell(index)) {
                Some(split) => self.chunks(split, &range, self.key_of_text(cell))?,
                None => self.cell(index, cell, &range)?,
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        index: CellIndex,
        cell: &'a Cell,
        range: &SlotRange,
    ) -> Result<(), XlsxError> {
        let (content, kind) = match self.blank {
            Some(blank) => self.content_in_blank(blank, index, cell),
            None => self.content(index, cell),
        };
        let protection = match (cell.role, &content) {
            _ if self.blank.is_some() => self.protection_in_blank(index, cell),
            (Role::Label, _) | (Role::Data, Content::Formula { .. }) => Protection::Locked,
            (Role::Data, Content::Text(_) | Content::Number(_)) => Protection::Unlocked,
        };
        let key = FormatKey {
            style: cell.style,
            kind,
            protection,
            borders: self.borders(cell),
        };
        // An empty cell is written with its format, or the sheet would not extend to it. So is the
        // first cell of each format: formats are numbered in the order of the cells.
        let format_may_wait = !matches!(content, Content::Text("")) && self.formats.has(key);
        if range.is_slot() && format_may_wait {
            let (row, col) = (range.rows.start, range.cols.start);
            self.unformatted.push((key, col, row));
            return put_value(self.sheet, (row, col), &content);
        }
        put(self.sheet, range, &content, self.formats.get(key))?;
        self.unlock_among_records(cell, range, key)
    }

    /// Applies formats to the slots written without. Slots below one another are done at once: the
    /// library finds a format by comparing all of it.
    fn apply_formats(&mut self) -> Result<(), XlsxError> {
        self.unformatted.sort_unstable();
        for run in self
            .unformatted
            .chunk_by(|one, next| (one.0, one.1, one.2 + 1) == *next)
        {
            let (key, col, first) = run[0];
            let last = first + u32::try_from(run.len() - 1).unwrap_or(u32::MAX);
            let format = self.formats.get(key);
            self.sheet.set_range_format(first, col, last, col, format)?;
        }
        Ok(())
    }

    /// Value and content kind of a cell.
    pub(super) fn content(
        &mut self,
        index: CellIndex,
        cell: &'a Cell,
    ) -> (Content<'a>, ContentKind) {
        let as_text = (Content::Text(&cell.text), text_kind(&cell.text));
        let formulas = self.formulas();
        let Some(number) = cell.number else {
            let formula = cell.text.is_empty().then(|| formulas.of(cell)).flatten();
            let number_format = cell
                .blank
                .map_or(NumberFormat::General, NumberFormat::for_blank);
            let blank = |formula| {
                let content = Content::Formula {
                    formula,
                    result: String::new(),
                    ignored_error: OMITS_CELLS,
                };
                (content, ContentKind::Number(number_format))
            };
            return formula.map_or(as_text, blank);
        };
        let number_format = NumberFormat::of(number);
        let kind = match self.widths[index.0] {
            Some(widths) => ContentKind::AlignedNumber(number_format, Padding::of(cell, widths)),
            None => ContentKind::Number(number_format),
        };
        match NumberStorage::of(number, &cell.text) {
            NumberStorage::Double(value) => match formulas.of(cell) {
                Some(formula) => (
                    Content::Formula {
                        formula,
                        result: value.to_string(),
                        ignored_error: OMITS_CELLS,
                    },
                    kind,
                ),
                None => (Content::Number(value), kind),
            },
            NumberStorage::OtherText => as_text,
            NumberStorage::TooLong => {
                self.notes.push((Some(index), NoteKind::NumberAsText));
                (Content::Text(&cell.text), ContentKind::QuotedText)
            }
        }
    }

    fn key_of_text(&self, cell: &Cell) -> FormatKey {
        let protection = if cell.role == Role::Label {
            Protection::Locked
        } else {
            Protection::Unlocked
        };
        FormatKey {
            style: cell.style,
            kind: text_kind(&cell.text),
            protection,
            borders: self.borders(cell),
        }
    }

    /// Writes a text that is too long for one cell into several cells below one another, which look
    /// like one.
    fn chunks(
        &mut self,
        split: &Split<'_>,
        range: &SlotRange,
        whole: FormatKey,
    ) -> Result<(), XlsxError> {
        let cell = match split.owner {
            TextOwner::Title(_) => None,
            TextOwner::Cell(cell) => Some(cell),
        };
        let length = split.length;
        self.notes.push((cell, NoteKind::TextSplit { length }));
        let frame = whole.borders;
        let last = split.chunks.len() - 1;
        for (index, (chunk, rows)) in split
            .chunks
            .iter()
            .zip(share(&range.rows, &split.chunks))
            .enumerate()
        {
            let top = if index == 0 { frame.top } else { Border::None };
            let bottom = if index == last {
                frame.bottom
            } else {
                Border::None
            };
            let key = FormatKey {
                kind: ContentKind::TextChunk,
                borders: Borders {
                    top,
                    bottom,
                    ..frame
                },
                ..whole
            };
            let range = SlotRange {
                rows,
                cols: range.cols.clone(),
            };
            put(
                self.sheet,
                &range,
                &Content::Text(chunk),
                self.formats.get(key),
            )?;
        }
        Ok(())
    }

    /// Thin borders inside the table, the frame's at its edges.
    fn borders(&self, cell: &Cell) -> Borders {
        let frame = if self.grid.look.outer_rule >= MEDIUM_RULE {
            Border::Medium
        } else {
            Border::Thin
        };
        let border = |is_outer| if is_outer { frame } else { Border::Thin };
        Borders {
            top: border(cell.row == 0),
            right: border(cell.cols().end == self.grid.col_count()),
            bottom: border(cell.rows().end == self.grid.row_count()),
            left: border(cell.col == 0),
        }
    }
}

fn text_kind(text: &str) -> ContentKind {
    if text::looks_like_formula(text) {
        ContentKind::QuotedText
    } else {
        ContentKind::Text
    }
}

fn columns(columns: Range<usize>) -> Range<u16> {
    let column = |index| u16::try_from(index).unwrap_or(u16::MAX);
    column(columns.start)..column(columns.end)
}

/// Divides sheet rows among chunks of text by their length, at least one each.
fn share(rows: &Range<u32>, chunks: &[&str]) -> Vec<Range<u32>> {
    let total: usize = chunks.iter().map(|chunk| chunk.len()).sum();
    let count = rows.len();
    let mut shares = Vec::with_capacity(chunks.len());
    let (mut start, mut length) = (0, 0);
    for (index, chunk) in chunks.iter().enumerate() {
        length += chunk.len();
        let left = chunks.len() - 1 - index;
        let end = (count * length / total).clamp(start + 1, count - left);
        let row = |offset: usize| rows.start + u32::try_from(offset).unwrap_or(u32::MAX);
        shares.push(row(start)..row(end));
        start = end;
    }
    shares
}

/// Writes a value into its slots, merged where there are several.
fn put(
    sheet: &mut Worksheet,
    range: &SlotRange,
    content: &Content<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    let (row, col) = (range.rows.start, range.cols.start);
    if !range.is_slot() {
        // A text is written together with the merge: each write of a cell looks up its whole
        // format.
        let words = match content {
            Content::Text(text) if !text::is_mistaken(text) => text,
            Content::Text(_) | Content::Number(_) | Content::Formula { .. } => "",
        };
        let (last_row, last_col) = (range.rows.end - 1, range.cols.end - 1);
        sheet.merge_range(row, col, last_row, last_col, words, format)?;
        if matches!(content, Content::Text(text) if *text == words) {
            return ignore_number(sheet, (row, col), words);
        }
    }
    put_value(sheet, (row, col), content)?;
    sheet.set_cell_format(row, col, format).map(drop)
}

/// Writes a value into a slot whose format is set later. An empty text is left to the format.
fn put_value(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    content: &Content<'_>,
) -> Result<(), XlsxError> {
    match content {
        Content::Text("") => {}
        Content::Text(text) if text::is_mistaken(text) => {
            let escaped = text::escape(text);
            sheet.write_rich_string(row, col, &[(&Format::default(), &escaped)])?;
        }
        Content::Text(text) => {
            ignore_number(sheet, (row, col), text)?;
            sheet.write_string(row, col, *text)?;
        }
        Content::Number(value) => drop(sheet.write_number(row, col, *value)?),
        Content::Formula {
            formula,
            result,
            ignored_error,
        } => {
            sheet.ignore_error(row, col, *ignored_error)?;
            sheet.write_formula(row, col, Formula::new(formula).set_result(result))?;
        }
    }
    Ok(())
}

/// Writes text data.
pub(super) fn put_text(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    ignore_number(sheet, (row, col), text)?;
    put_words(sheet, (row, col), text, format)
}

/// Digits stored as text are intended: no green corner.
fn ignore_number(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
) -> Result<(), XlsxError> {
    if text.starts_with(|first: char| first.is_ascii_digit()) && text.parse::<f64>().is_ok() {
        sheet.ignore_error(row, col, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// Writes any text unchanged.
pub(super) fn put_words(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text::is_mistaken(text) {
        // The library writes rich text unchanged; it is escaped here.
        let escaped = text::escape(text);
        sheet.write_rich_string_with_format(row, col, &[(&Format::default(), &escaped)], format)?;
    } else {
        sheet.write_string_with_format(row, col, text, format)?;
    }
    Ok(())
}
