//! Gives cells in a sheet's part another fill. Everything else stays byte for byte.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Level;

use super::cell_ref::{CellRef, MAX_COLS, MAX_ROWS, name_of, parse_cell};
use super::sheet_properties::{SheetProperties, number_of};
use super::style::Styles;
use super::xml::{Edits, Kind, Tag, Tags};

/// Gives cells another fill. Missing cells are inserted with the format of their row or column.
pub(super) fn mark_cells(
    text: &str,
    properties: &SheetProperties,
    levels: &BTreeMap<CellRef, Level>,
    styles: &mut Styles,
) -> Result<Edits, String> {
    let mut marking = Marking {
        properties,
        styles,
        edits: Edits::default(),
        rows: BTreeMap::new(),
        cells: BTreeMap::new(),
        row: Row::default(),
        next_row: 0,
        next_col: 0,
    };
    for (&(row, col), &level) in levels {
        marking.rows.entry(row).or_default().insert(col, level);
    }
    let mut tags = Tags::new(text);
    while let Some(tag) = tags.next()? {
        match (tag.depth, tag.local()) {
            _ if tag.conformance.is_none() => {}
            (1, "sheetData") => marking.sheet_data(&tag),
            (2, "row") => marking.row(&tag),
            (3, "c") if tag.begins() => marking.cell(&tag),
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

struct Marking<'a, 'b, 'c> {
    properties: &'a SheetProperties,
    styles: &'b mut Styles<'c>,
    edits: Edits,
    /// Annotated cells of rows that are not read yet.
    rows: BTreeMap<u32, BTreeMap<u32, Level>>,
    /// Annotated cells of this row that are not read yet.
    cells: BTreeMap<u32, Level>,
    row: Row,
    next_row: u32,
    next_col: u32,
}

impl Marking<'_, '_, '_> {
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
        if let Some(level) = self.cells.remove(&col) {
            let format = tag.number("s").unwrap_or(0);
            let marked = self.styles.marked(format, level);
            self.edits.set(tag, "s", &marked.to_string());
        }
    }

    /// Missing cells of this row before an existing one.
    fn new_cells(&mut self, before: u32) -> String {
        let later = self.cells.split_off(&before);
        let cells = std::mem::replace(&mut self.cells, later);
        let mut made = String::new();
        for (col, level) in cells {
            let format = self
                .row
                .format
                .unwrap_or_else(|| self.properties.column_format(col));
            let marked = self.styles.marked(format, level);
            let name = name_of((self.row.number, col));
            let (own, marked) = (&self.properties.prefix, marked.to_string());
            made.extend(["<", own, "c r=\"", &name, "\" s=\"", &marked, "\"/>"]);
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
