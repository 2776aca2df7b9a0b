//! Gives cells in a sheet's part another fill or another value. Everything else stays byte for byte.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Level;

use super::cell_ref::{CellRef, MAX_COLS, MAX_ROWS, name_of, parse_cell};
use super::cell_value::CellValue;
use super::sheet_properties::{SheetProperties, number_of};
use super::style::Styles;
use super::xml::{Edits, Kind, Tag, Tags};

/// A change of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Touch<'v> {
    /// The fill of a level.
    Fill(Level),
    /// Another value, with the fill of changed cells.
    Value(&'v CellValue),
    /// A formula whose saved result is removed.
    Recalculate,
}

/// Changes cells. Missing cells are inserted with the format of their row or column.
pub(super) fn touch_cells(
    text: &str,
    properties: &SheetProperties,
    touches: BTreeMap<CellRef, Touch<'_>>,
    styles: &mut Styles,
) -> Result<Edits, String> {
    let mut marking = Marking {
        properties,
        styles,
        edits: Edits::default(),
        rows: BTreeMap::new(),
        cells: BTreeMap::new(),
        row: Row::default(),
        open: None,
        next_row: 0,
        next_col: 0,
    };
    for ((row, col), touch) in touches {
        marking.rows.entry(row).or_default().insert(col, touch);
    }
    let mut tags = Tags::new(text);
    while let Some(tag) = tags.next()? {
        match (tag.depth, tag.local()) {
            _ if tag.conformance.is_none() => {}
            (1, "sheetData") => marking.sheet_data(&tag),
            (2, "row") => marking.row(&tag),
            (3, "c") if tag.begins() => marking.cell(&tag),
            (3, "c") => marking.end_cell(&tag),
            (4, "v") => marking.result(&tag),
            _ => {}
        }
        let is_end = tag.depth == 1 && tag.local() == "sheetData" && tag.kind != Kind::Open;
        if is_end || marking.is_done(&tag) {
            break;
        }
    }
    Ok(marking.edits)
}

/// The row being read.
#[derive(Debug, Default)]
struct Row {
    number: u32,
    /// Format of missing cells, if the row has one.
    format: Option<usize>,
    spans: Option<Spans>,
}

/// First and last column of a row's `spans`, from 1, and the position of the attribute.
#[derive(Debug)]
struct Spans {
    place: Range<usize>,
    first: u32,
    last: u32,
    is_changed: bool,
}

impl Spans {
    fn read(tag: &Tag) -> Option<Spans> {
        let value = tag.value("spans")?;
        let (first, last) = value.split_once(':')?;
        Some(Spans {
            place: tag.place_of("spans")?,
            first: first.parse().ok()?,
            last: last.parse().ok()?,
            is_changed: false,
        })
    }

    fn widen(&mut self, col: u32) {
        self.is_changed |= !(self.first..=self.last).contains(&col);
        self.first = self.first.min(col);
        self.last = self.last.max(col);
    }
}

/// A changed cell whose end is not read yet.
#[derive(Debug)]
enum OpenCell {
    /// It begins at this byte, and is replaced by this element.
    Replaced(usize, String),
    /// The result of its formula is removed; holds where that begins.
    Recalculated(Option<usize>),
}

struct Marking<'a, 'b, 'c, 'v> {
    properties: &'a SheetProperties,
    styles: &'b mut Styles<'c>,
    edits: Edits,
    /// Changed cells of rows that are not read yet.
    rows: BTreeMap<u32, BTreeMap<u32, Touch<'v>>>,
    /// Changed cells of this row that are not read yet.
    cells: BTreeMap<u32, Touch<'v>>,
    row: Row,
    open: Option<OpenCell>,
    next_row: u32,
    next_col: u32,
}

impl Marking<'_, '_, '_, '_> {
    /// Whether all fills are set and no row is open.
    fn is_done(&self, tag: &Tag) -> bool {
        let is_between_rows = tag.depth == 2 && tag.kind != Kind::Open;
        is_between_rows && self.rows.is_empty() && self.cells.is_empty()
    }

    fn sheet_data(&mut self, tag: &Tag) {
        match tag.kind {
            Kind::Open => {}
            Kind::Close => {
                let rows = self.new_rows(MAX_ROWS);
                self.edits.insert(tag.range.start, rows);
            }
            Kind::Empty => {
                let rows = self.new_rows(MAX_ROWS);
                self.edits.open_up(tag, &rows);
            }
        }
    }

    /// Missing rows before an existing one.
    fn new_rows(&mut self, before: u32) -> String {
        let later = self.rows.split_off(&before);
        let rows = std::mem::replace(&mut self.rows, later);
        let mut made = String::new();
        for (number, cells) in rows {
            self.row = Row {
                number,
                ..Row::default()
            };
            self.cells = cells;
            let (own, cells) = (&self.properties.prefix, self.new_cells(MAX_COLS));
            let number = (u64::from(number) + 1).to_string();
            made.extend([
                "<", own, "row r=\"", &number, "\">", &cells, "</", own, "row>",
            ]);
        }
        made
    }

    fn row(&mut self, tag: &Tag) {
        if tag.kind == Kind::Close {
            let cells = self.new_cells(MAX_COLS);
            self.edits.insert(tag.range.start, cells);
            self.widen_spans();
            return;
        }
        let number = number_of(tag, &mut self.next_row);
        let rows = self.new_rows(number);
        self.edits.insert(tag.range.start, rows);
        let format = tag.number("s").filter(|_| tag.flag("customFormat"));
        self.row = Row {
            number,
            format,
            spans: Spans::read(tag),
        };
        self.next_col = 0;
        self.cells = self.rows.remove(&number).unwrap_or_default();
        if tag.kind == Kind::Empty && !self.cells.is_empty() {
            let cells = self.new_cells(MAX_COLS);
            self.edits.open_up(tag, &cells);
            self.widen_spans();
        }
    }

    fn cell(&mut self, tag: &Tag) {
        if self.cells.is_empty() {
            return;
        }
        let stated = tag.value("r").and_then(|name| parse_cell(&name));
        let col = stated.map_or(self.next_col, |(_, col)| col);
        self.next_col = col.saturating_add(1);
        let cells = self.new_cells(col);
        self.edits.insert(tag.range.start, cells);
        let format = tag.number("s").unwrap_or(0);
        match self.cells.remove(&col) {
            Some(Touch::Fill(level)) => {
                let marked = self.styles.marked(format, level);
                self.edits.set(tag, "s", &marked.to_string());
            }
            Some(Touch::Value(value)) => {
                let format = self.styles.corrected(format, value);
                let name = name_of((self.row.number, col));
                let element = value.element(&self.properties.prefix, &name, format);
                if tag.kind == Kind::Empty {
                    self.edits.replace(tag.range.clone(), element);
                } else {
                    self.open = Some(OpenCell::Replaced(tag.range.start, element));
                }
            }
            Some(Touch::Recalculate) if tag.kind == Kind::Open => {
                if tag.place_of("t").is_some() {
                    self.edits.set(tag, "t", "n");
                }
                self.open = Some(OpenCell::Recalculated(None));
            }
            Some(Touch::Recalculate) | None => {}
        }
    }

    fn end_cell(&mut self, tag: &Tag) {
        if let Some(OpenCell::Replaced(start, element)) = self.open.take() {
            self.edits.replace(start..tag.range.end, element);
        }
    }

    /// Removes the result of a formula.
    fn result(&mut self, tag: &Tag) {
        let Some(OpenCell::Recalculated(begin)) = &mut self.open else {
            return;
        };
        match (tag.kind, begin.take()) {
            (Kind::Open, _) => *begin = Some(tag.range.start),
            (Kind::Empty, _) => self.edits.replace(tag.range.clone(), ""),
            (Kind::Close, Some(start)) => self.edits.replace(start..tag.range.end, ""),
            (Kind::Close, None) => {}
        }
    }

    /// Missing cells of this row before an existing one.
    fn new_cells(&mut self, before: u32) -> String {
        let later = self.cells.split_off(&before);
        let cells = std::mem::replace(&mut self.cells, later);
        let mut made = String::new();
        for (col, touch) in cells {
            let format = self
                .row
                .format
                .unwrap_or_else(|| self.properties.column_format(col));
            let name = name_of((self.row.number, col));
            let own = &self.properties.prefix;
            match touch {
                Touch::Fill(level) => {
                    let marked = self.styles.marked(format, level).to_string();
                    made.extend(["<", own, "c r=\"", &name, "\" s=\"", &marked, "\"/>"]);
                }
                Touch::Value(value) => {
                    let format = self.styles.corrected(format, value);
                    made.push_str(&value.element(own, &name, format));
                }
                // There is no formula.
                Touch::Recalculate => continue,
            }
            if let Some(spans) = &mut self.row.spans {
                spans.widen(col + 1);
            }
        }
        made
    }

    /// Updates `spans` if cells were inserted outside it.
    fn widen_spans(&mut self) {
        if let Some(spans) = self.row.spans.take().filter(|spans| spans.is_changed) {
            self.edits
                .replace(spans.place, format!("{}:{}", spans.first, spans.last));
        }
    }
}
