//! Writes titles and cells into a sheet.

use std::iter::Peekable;
use std::ops::Range;
use std::slice;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::content::{Content, OMITS_CELLS, SlotRange, put, put_value};
use super::defaults::column;
use super::elsewhere::Elsewhere;
use super::filling::Filling;
use super::format::{Border, Borders, ContentKind, FormatKey, Formats, Protection};
use super::formula::Formulas;
use super::number::{NumberFormat, NumberStorage, Padding};
use super::page;
use super::plan::{Plan, plan};
use super::sheet_rows::SheetRows;
use super::text::{self, Split, TextOwner};
use crate::grid::{Blank, Cell, CellIndex, DecimalWidths, Formula, Grid, Role};
use crate::length::Length;
use crate::write::document::{NoteKind, Table};

/// Notes of a table: cell (`None` for a title) and kind of deviation.
pub(super) type Notes = Vec<(Option<CellIndex>, NoteKind)>;

/// A frame at least this wide is drawn as Excel's thick line (粗线).
const MEDIUM_RULE: Length = Length::pt(1.0);

/// Writes a table; returns notes on values that the sheet represents differently.
pub(super) fn write_table(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    elsewhere: &Elsewhere<'_>,
) -> Result<Notes, XlsxError> {
    write(sheet, table, None, elsewhere).map(|(notes, _)| notes)
}

/// Writes a blank table, without its data validation; returns its sheet rows.
pub(super) fn write_blank(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    blank: &Blank,
    elsewhere: &Elsewhere<'_>,
) -> Result<SheetRows, XlsxError> {
    write(sheet, table, Some(blank), elsewhere).map(|(_, rows)| rows)
}

fn write(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    blank: Option<&Blank>,
    elsewhere: &Elsewhere<'_>,
) -> Result<(Notes, SheetRows), XlsxError> {
    let grid = table.grid;
    let Plan {
        splits,
        columns,
        rows,
    } = plan(table, blank);
    page::set_up(sheet, grid, &rows)?;
    for (column, width) in (0..).zip(&columns) {
        sheet.set_column_width_pixels(column, *width)?;
    }
    for (row, height) in (0..).zip(&rows.heights) {
        sheet.set_row_height_pixels(row, *height)?;
    }
    sheet.set_formula_result_default("");
    let formulas = Formulas {
        grid,
        rows: &rows,
        elsewhere,
    };
    let mut writer = Writer {
        sheet,
        grid,
        filling: blank.map(|blank| Filling { blank, formulas }),
        formulas,
        widths: grid.decimal_widths(),
        rows: &rows,
        formats: Formats::new(&grid.look),
        unformatted: Vec::new(),
        extent: (0, 0),
        notes: Vec::new(),
    };
    let mut splits = splits.iter().peekable();
    writer.titles(&mut splits)?;
    writer.cells(&mut splits)?;
    writer.apply_formats()?;
    let notes = writer.notes;
    Ok((notes, rows))
}

/// Split texts that are not written yet.
type Splits<'s, 'a> = Peekable<slice::Iter<'s, Split<'a>>>;

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    grid: &'a Grid,
    formulas: Formulas<'a>,
    /// Adjustments, if the table is a blank.
    filling: Option<Filling<'a>>,
    /// Widths of the numbers in each cell's column, if they are aligned at the decimal point.
    widths: Vec<Option<DecimalWidths>>,
    rows: &'a SheetRows,
    formats: Formats<'a>,
    /// Slots written without their format: index of the format, column, row.
    unformatted: Vec<(usize, u16, u32)>,
    /// End of the range of the cells so far: rows, columns.
    extent: (u32, u16),
    notes: Notes,
}

impl<'a> Writer<'a> {
    fn titles(&mut self, splits: &mut Splits<'_, 'a>) -> Result<(), XlsxError> {
        let grid = self.grid;
        for (index, title) in grid.titles.iter().enumerate() {
            let key = FormatKey {
                style: title.style,
                kind: text_kind(&title.text),
                protection: match self.filling {
                    Some(filling) if filling.blank.typed_titles.contains(&index) => {
                        Protection::Unlocked
                    }
                    _ => Protection::Locked,
                },
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
        let live = self.filling.and_then(|filling| filling.live(index, cell));
        let (content, kind) = match live {
            Some(content) => (content, ContentKind::Text),
            None => self.value(index, cell),
        };
        // Lines at the top of several sheet rows are not cut where a page ends between them.
        let is_tall = cell.rowspan == 1 && range.rows.len() > 1;
        let kind = if is_tall && cell.role == Role::Data && kind == ContentKind::Text {
            ContentKind::TextChunk
        } else {
            kind
        };
        let in_blank = self.filling.map(|filling| filling.protection(index, cell));
        let protection = in_blank.unwrap_or(match (cell.role, &content) {
            (Role::Label, _) | (Role::Data, Content::Formula { .. }) => Protection::Locked,
            (Role::Data, Content::Text(_) | Content::Number(_)) => Protection::Unlocked,
        });
        let key = FormatKey {
            style: cell.style,
            kind,
            protection,
            borders: self.borders(cell),
        };
        // Among single slots only these are written with their format immediately: the first one
        // with a format, because formats are numbered in the order of the cells, and an empty one
        // outside the range so far, which would otherwise not extend the dimension of the sheet.
        let (rows, cols) = self.extent;
        let is_inside = range.rows.end <= rows && range.cols.end <= cols;
        self.extent = (rows.max(range.rows.end), cols.max(range.cols.end));
        let before = self.formats.count();
        let format = self.formats.index(key);
        let may_wait = format < before && (is_inside || !matches!(content, Content::Text("")));
        if range.is_slot() && may_wait {
            let (row, col) = (range.rows.start, range.cols.start);
            self.unformatted.push((format, col, row));
            return put_value(self.sheet, (row, col), &content);
        }
        put(self.sheet, range, &content, self.formats.at(format))?;
        self.unlock_among_records(cell, range, key)
    }

    /// Unlocks the slots of a merged label that extends over rows of records; its first slot locks
    /// it.
    fn unlock_among_records(
        &mut self,
        cell: &Cell,
        range: &SlotRange,
        key: FormatKey,
    ) -> Result<(), XlsxError> {
        let Some(filling) = self
            .filling
            .filter(|_| key.protection == Protection::Locked)
        else {
            return Ok(());
        };
        let unlocked = FormatKey {
            protection: Protection::Unlocked,
            ..key
        };
        for row in filling.record_rows_below(cell) {
            for sheet_row in self.rows.of(&(row..row + 1)) {
                for col in range.cols.clone() {
                    let format = self.formats.get(unlocked);
                    self.sheet.write_blank(sheet_row, col, format)?;
                }
            }
        }
        Ok(())
    }

    /// Applies formats to the slots written without. Vertically adjacent slots are done in one
    /// call: the library finds a format by comparing all its properties.
    fn apply_formats(&mut self) -> Result<(), XlsxError> {
        self.unformatted.sort_unstable();
        for run in self
            .unformatted
            .chunk_by(|one, next| (one.0, one.1, one.2 + 1) == *next)
        {
            let (format, col, first) = run[0];
            let last = first + u32::try_from(run.len() - 1).unwrap_or(u32::MAX);
            let format = self.formats.at(format);
            self.sheet.set_range_format(first, col, last, col, format)?;
        }
        Ok(())
    }

    /// Content of a title; in a blank, a formula that stays correct after values are filled in.
    fn title(&self, index: usize, text: &'a str) -> Content<'a> {
        let formula = self.filling.and_then(|filling| filling.title(index));
        match formula {
            Some(formula) => Content::Formula {
                formula,
                result: text.to_owned(),
                ignored_error: OMITS_CELLS,
            },
            None => Content::Text(text),
        }
    }

    /// Value and content kind of a cell, adjusted if the table is a blank.
    fn value(&mut self, index: CellIndex, cell: &'a Cell) -> (Content<'a>, ContentKind) {
        let (content, kind) = self.content(index, cell);
        match self.filling {
            Some(filling) => filling.adjusted(index, cell, content, kind),
            None => (content, kind),
        }
    }

    /// Value and content kind of a cell.
    fn content(&mut self, index: CellIndex, cell: &'a Cell) -> (Content<'a>, ContentKind) {
        let as_text = (Content::Text(&cell.text), text_kind(&cell.text));
        let formulas = self.formulas;
        let Some(number) = cell.number else {
            let is_text = cell.formula.as_deref().is_some_and(Formula::is_text);
            if is_text && let Some(formula) = formulas.of(cell) {
                let content = Content::Formula {
                    formula,
                    result: cell.text.clone(),
                    ignored_error: OMITS_CELLS,
                };
                return (content, as_text.1);
            }
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

    /// Thin borders inside the table, the frame's at its edges; none outside the frame.
    fn borders(&self, cell: &Cell) -> Borders {
        let framed = &self.grid.framed;
        if !framed.contains(&cell.row) {
            return Borders::NONE;
        }
        let frame = if self.grid.look.outer_rule >= MEDIUM_RULE {
            Border::Medium
        } else {
            Border::Thin
        };
        let border = |is_outer| if is_outer { frame } else { Border::Thin };
        Borders {
            top: border(cell.row == framed.start),
            right: border(cell.cols().end == self.grid.col_count()),
            bottom: border(cell.rows().end == framed.end),
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
