//! Writes titles and cells into a sheet.

use std::iter::Peekable;
use std::ops::Range;
use std::slice;

use rust_xlsxwriter::{Format, Formula, IgnoreError, Worksheet, XlsxError};

use crate::grid::{Blank, Cell, CellIndex, FigureRoom, Grid, Role};
use crate::length::Length;
use crate::write::{NoteKind, Table};

use super::format::{Edge, Edges, Facet, Formats, Holds, Lock};
use super::formula::Formulas;
use super::number::{Held, Padding, Shown};
use super::page;
use super::room;
use super::rows::SheetRows;
use super::text::{self, Split, TextOf};

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

type Told = Vec<(Option<CellIndex>, NoteKind)>;

fn write(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    blank: Option<&Blank>,
) -> Result<(Told, SheetRows), XlsxError> {
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
        rooms: grid.figure_rooms(),
        rows: &rows,
        formats: Formats::new(&grid.look),
        bare: Vec::new(),
        notes: Vec::new(),
    };
    let mut splits = splits.iter().peekable();
    writer.titles(&mut splits)?;
    writer.cells(&mut splits)?;
    writer.dress()?;
    let notes = writer.notes;
    Ok((notes, rows))
}

/// Range of sheet slots that one value fills.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) rows: Range<u32>,
    pub(super) cols: Range<u16>,
}

impl Area {
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
        meant: IgnoreError,
    },
}

/// A total over some of its neighbours is intended: no green corner.
pub(super) const OVER_SOME: IgnoreError = IgnoreError::FormulaOmitsCells;

/// A formula that may be typed over is intended: no green corner.
pub(super) const TYPED_OVER: IgnoreError = IgnoreError::UnlockedCellsWithFormula;

/// Split texts that are not written yet.
type Splits<'s, 'a> = Peekable<slice::Iter<'s, Split<'a>>>;

pub(super) struct Writer<'a> {
    pub(super) sheet: &'a mut Worksheet,
    grid: &'a Grid,
    /// Entries, if the table is a blank.
    pub(super) blank: Option<&'a Blank>,
    /// Widths of the numbers in each cell's column, where they are aligned at the decimal point.
    rooms: Vec<Option<FigureRoom>>,
    pub(super) rows: &'a SheetRows,
    pub(super) formats: Formats<'a>,
    /// Slots written without their format: format, column, row.
    bare: Vec<(Facet, u16, u32)>,
    notes: Vec<(Option<CellIndex>, NoteKind)>,
}

impl<'a> Writer<'a> {
    fn titles(&mut self, splits: &mut Splits<'_, 'a>) -> Result<(), XlsxError> {
        let grid = self.grid;
        for (index, title) in grid.titles.iter().enumerate() {
            let facet = Facet {
                style: title.style,
                holds: text_holds(&title.text),
                lock: Lock::Locked,
                edges: Edges::NONE,
            };
            let area = Area {
                rows: self.rows.title(index),
                cols: columns(0..grid.col_count().max(1)),
            };
            if let Some(split) = splits.next_if(|split| split.of == TextOf::Title(index)) {
                self.pieces(split, &area, facet)?;
            } else {
                let content = self.title(index, &title.text);
                put(self.sheet, &area, &content, self.formats.get(facet))?;
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
            let area = Area {
                rows: self.rows.of(&cell.rows()),
                cols: columns(cell.cols()),
            };
            let index = CellIndex(index);
            match splits.next_if(|split| split.of == TextOf::Cell(index)) {
                Some(split) => self.pieces(split, &area, self.facet_of_text(cell))?,
                None => self.cell(index, cell, &area)?,
            }
        }
        Ok(())
    }

    fn cell(&mut self, index: CellIndex, cell: &'a Cell, area: &Area) -> Result<(), XlsxError> {
        let (content, holds) = match self.blank {
            Some(blank) => self.content_of_blank(blank, index, cell),
            None => self.content(index, cell),
        };
        let lock = match (cell.role, &content) {
            _ if self.blank.is_some() => self.lock_of_blank(index, cell),
            (Role::Label, _) | (Role::Data, Content::Formula { .. }) => Lock::Locked,
            (Role::Data, Content::Text(_) | Content::Number(_)) => Lock::Open,
        };
        let facet = Facet {
            style: cell.style,
            holds,
            lock,
            edges: self.edges(cell),
        };
        // An empty cell is written with its format, or the sheet would not extend to it. So is the
        // first cell of each format: formats are numbered in the order of the cells.
        let may_wait = !matches!(content, Content::Text("")) && self.formats.has(facet);
        if area.is_slot() && may_wait {
            let (row, col) = (area.rows.start, area.cols.start);
            self.bare.push((facet, col, row));
            return put_value(self.sheet, (row, col), &content);
        }
        put(self.sheet, area, &content, self.formats.get(facet))?;
        self.open_among_records(cell, area, facet)
    }

    /// Applies formats to the slots written without. Slots below one another are done at once: the
    /// library finds a format by comparing all of it.
    fn dress(&mut self) -> Result<(), XlsxError> {
        self.bare.sort_unstable();
        for run in self
            .bare
            .chunk_by(|one, next| (one.0, one.1, one.2 + 1) == *next)
        {
            let (facet, col, first) = run[0];
            let last = first + u32::try_from(run.len() - 1).unwrap_or(u32::MAX);
            let format = self.formats.get(facet);
            self.sheet.set_range_format(first, col, last, col, format)?;
        }
        Ok(())
    }

    /// Value and content kind of a cell.
    pub(super) fn content(&mut self, index: CellIndex, cell: &'a Cell) -> (Content<'a>, Holds) {
        let as_text = (Content::Text(&cell.text), text_holds(&cell.text));
        let formulas = self.formulas();
        let Some(number) = cell.number else {
            let formula = cell.text.is_empty().then(|| formulas.of(cell)).flatten();
            let shown = cell.blank.map_or(Shown::General, Shown::once_filled);
            let blank = |formula| {
                let content = Content::Formula {
                    formula,
                    result: String::new(),
                    meant: OVER_SOME,
                };
                (content, Holds::Number(shown))
            };
            return formula.map_or(as_text, blank);
        };
        let shown = Shown::of(number);
        let holds = match self.rooms[index.0] {
            Some(room) => Holds::Figure(shown, Padding::of(cell, room)),
            None => Holds::Number(shown),
        };
        match Held::of(number, &cell.text) {
            Held::Double(value) => match formulas.of(cell) {
                Some(formula) => (
                    Content::Formula {
                        formula,
                        result: value.to_string(),
                        meant: OVER_SOME,
                    },
                    holds,
                ),
                None => (Content::Number(value), holds),
            },
            Held::OtherText => as_text,
            Held::TooLong => {
                self.notes.push((Some(index), NoteKind::NumberAsText));
                (Content::Text(&cell.text), Holds::MarkedText)
            }
        }
    }

    fn facet_of_text(&self, cell: &Cell) -> Facet {
        let lock = if cell.role == Role::Label {
            Lock::Locked
        } else {
            Lock::Open
        };
        Facet {
            style: cell.style,
            holds: text_holds(&cell.text),
            lock,
            edges: self.edges(cell),
        }
    }

    /// Writes a text that is too long for one cell into several cells below one another, which look
    /// like one.
    fn pieces(&mut self, split: &Split<'_>, area: &Area, whole: Facet) -> Result<(), XlsxError> {
        let cell = match split.of {
            TextOf::Title(_) => None,
            TextOf::Cell(cell) => Some(cell),
        };
        let length = split.length;
        self.notes.push((cell, NoteKind::TextSplit { length }));
        let frame = whole.edges;
        let last = split.pieces.len() - 1;
        for (index, (piece, rows)) in split
            .pieces
            .iter()
            .zip(share(&area.rows, &split.pieces))
            .enumerate()
        {
            let top = if index == 0 { frame.top } else { Edge::None };
            let bottom = if index == last {
                frame.bottom
            } else {
                Edge::None
            };
            let facet = Facet {
                holds: Holds::PartOfText,
                edges: Edges {
                    top,
                    bottom,
                    ..frame
                },
                ..whole
            };
            let area = Area {
                rows,
                cols: area.cols.clone(),
            };
            put(
                self.sheet,
                &area,
                &Content::Text(piece),
                self.formats.get(facet),
            )?;
        }
        Ok(())
    }

    /// Thin borders inside the table, the frame's at its edges.
    fn edges(&self, cell: &Cell) -> Edges {
        let frame = if self.grid.look.outer_rule >= MEDIUM_RULE {
            Edge::Medium
        } else {
            Edge::Thin
        };
        let edge = |is_outer| if is_outer { frame } else { Edge::Thin };
        Edges {
            top: edge(cell.row == 0),
            right: edge(cell.cols().end == self.grid.col_count()),
            bottom: edge(cell.rows().end == self.grid.row_count()),
            left: edge(cell.col == 0),
        }
    }
}

fn text_holds(text: &str) -> Holds {
    if text::looks_like_formula(text) {
        Holds::MarkedText
    } else {
        Holds::Text
    }
}

fn columns(columns: Range<usize>) -> Range<u16> {
    let column = |index| u16::try_from(index).unwrap_or(u16::MAX);
    column(columns.start)..column(columns.end)
}

/// Divides sheet rows among chunks of text by their length, at least one each.
fn share(rows: &Range<u32>, pieces: &[&str]) -> Vec<Range<u32>> {
    let total: usize = pieces.iter().map(|piece| piece.len()).sum();
    let count = rows.len();
    let mut shares = Vec::with_capacity(pieces.len());
    let (mut start, mut length) = (0, 0);
    for (index, piece) in pieces.iter().enumerate() {
        length += piece.len();
        let left = pieces.len() - 1 - index;
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
    area: &Area,
    content: &Content<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    let (row, col) = (area.rows.start, area.cols.start);
    if !area.is_slot() {
        // A text is written together with the merge: each write of a cell looks up its whole
        // format.
        let words = match content {
            Content::Text(text) if !text::is_mistaken(text) => text,
            Content::Text(_) | Content::Number(_) | Content::Formula { .. } => "",
        };
        let (last_row, last_col) = (area.rows.end - 1, area.cols.end - 1);
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
            meant,
        } => {
            sheet.ignore_error(row, col, *meant)?;
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
