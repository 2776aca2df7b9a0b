//! A sheet's part: which areas are merged and where a drawing is named; then marks on its cells. All else stays byte for byte.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diag::Severity;

use super::style::Styles;
use super::xml::{Edits, Flavour, Kind, Tag, Tags};

/// Rows and columns of Excel's sheets.
pub(super) const MAX_ROWS: u32 = 1_048_576;
pub(super) const MAX_COLS: u32 = 16_384;

/// Children of the root that come after `legacyDrawing`.
const AFTER_DRAWING: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "oleObject",
];

/// A cell by row and column, both counted from 0.
pub(super) type Slot = (u32, u32);

/// A block of cells that is shown as one, counted from 0, last row and column included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) first: Slot,
    pub(super) last: Slot,
}

impl Area {
    pub(super) fn holds(&self, (row, col): Slot) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&col)
    }

    /// Whether it holds one of some slots, which are in order.
    fn holds_any(&self, slots: &[Slot]) -> bool {
        let start = slots.partition_point(|(row, _)| *row < self.first.0);
        let rows = slots[start..].iter();
        let mut rows = rows.take_while(|(row, _)| *row <= self.last.0);
        rows.any(|slot| self.holds(*slot))
    }
}

/// Columns with a width or a format of their own.
#[derive(Debug)]
struct Columns {
    last: u32,
    /// Width in characters; 0 where hidden.
    width: Option<f64>,
    format: usize,
}

/// What a sheet says besides its cells.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) flavour: Flavour,
    prefix: String,
    /// The prefix of `r:id`, where the root binds one.
    relationships: Option<String>,
    /// By the first column of each.
    columns: BTreeMap<u32, Columns>,
    default_width: f64,
    default_height: f64,
    /// Heights of rows that have one, in points.
    heights: BTreeMap<u32, f64>,
    /// Merged areas that hold a cell that was asked for.
    merged: Vec<Area>,
    /// The id of the drawing that has the notes, where there is one.
    pub(super) notes_drawing: Option<String>,
    /// Where such a drawing is to be named.
    drawing_place: usize,
}

impl Frame {
    /// Reads a sheet, with an eye for some of its cells, which are in order.
    pub(super) fn read(text: &str, asked: &[Slot]) -> Result<Frame, String> {
        let mut tags = Tags::new(text);
        let root = tags.next()?.ok_or("是空的")?;
        let flavour = root
            .flavour
            .filter(|_| root.is("worksheet"))
            .ok_or("不是工作表")?;
        let mut frame = Frame {
            flavour,
            prefix: root.prefix().to_owned(),
            relationships: root.prefix_bound_to(flavour.relationships()),
            columns: BTreeMap::new(),
            default_width: DEFAULT_WIDTH,
            default_height: DEFAULT_HEIGHT,
            heights: BTreeMap::new(),
            merged: Vec::new(),
            notes_drawing: None,
            drawing_place: root.range.end,
        };
        let mut reading = Reading::default();
        while let Some(tag) = tags.next()? {
            frame.take(&tag, asked, &mut reading);
        }
        if !reading.has_cells {
            return Err("没有 sheetData".to_owned());
        }
        Ok(frame)
    }

    fn take(&mut self, tag: &Tag, asked: &[Slot], reading: &mut Reading) {
        if tag.kind == Kind::Close && tag.depth == 0 && !reading.is_placed {
            self.drawing_place = tag.range.start;
        }
        if !tag.begins() {
            return;
        }
        if tag.depth == 1 {
            reading.child = tag.range.start;
            reading.is_choice = tag.local() == "AlternateContent";
        }
        let is_late = tag.depth == 1 || (reading.is_choice && tag.depth == 3);
        if is_late && !reading.is_placed && AFTER_DRAWING.contains(&tag.local()) {
            self.drawing_place = reading.child;
            reading.is_placed = true;
        }
        if tag.flavour.is_none() {
            return;
        }
        match (tag.depth, tag.local()) {
            (1, "sheetFormatPr") => self.take_defaults(tag),
            (2, "col") => self.columns.extend(columns(tag)),
            (1, "sheetData") => reading.has_cells = true,
            (2, "row") => self.take_height(tag, asked, &mut reading.row),
            (2, "mergeCell") => {
                let area = tag.value("ref").and_then(|area| area_of(&area));
                self.merged
                    .extend(area.filter(|area| area.holds_any(asked)));
            }
            (1, "legacyDrawing") => {
                let id = tag
                    .attributes()
                    .into_iter()
                    .find(|(name, _)| name.ends_with(":id"));
                self.notes_drawing = id.and_then(|(name, _)| tag.value(name));
            }
            _ => {}
        }
    }

    fn take_defaults(&mut self, tag: &Tag) {
        let base = tag
            .number::<f64>("baseColWidth")
            .map(|characters| characters + 1.14);
        let width = tag.number("defaultColWidth").or(base);
        self.default_width = width.unwrap_or(self.default_width);
        self.default_height = tag
            .number("defaultRowHeight")
            .unwrap_or(self.default_height);
    }

    /// Heights of rows near a cell that was asked for: its comment is shown there.
    fn take_height(&mut self, tag: &Tag, asked: &[Slot], next: &mut u32) {
        let row = number_of(tag, next);
        let next_asked = asked.partition_point(|(asked, _)| asked.saturating_add(NEAR) < row);
        let is_near = asked
            .get(next_asked)
            .is_some_and(|(asked, _)| *asked <= row.saturating_add(NEAR));
        if !is_near {
            return;
        }
        let height = if tag.flag("hidden") {
            Some(0.0)
        } else {
            tag.number("ht")
        };
        if let Some(height) = height {
            self.heights.insert(row, height);
        }
    }

    /// What is shown where a cell is: the merged area that holds it, or itself.
    pub(super) fn area(&self, slot: Slot) -> Area {
        let merged = self.merged.iter().find(|area| area.holds(slot));
        merged.copied().unwrap_or(Area {
            first: slot,
            last: slot,
        })
    }

    fn column(&self, col: u32) -> Option<&Columns> {
        let (_, columns) = self.columns.range(..=col).next_back()?;
        (col <= columns.last).then_some(columns)
    }

    /// The format of cells that are not there, in a column.
    fn column_format(&self, col: u32) -> usize {
        self.column(col).map_or(0, |columns| columns.format)
    }

    /// Width of a column in characters; 0 where hidden.
    pub(super) fn width(&self, col: u32) -> f64 {
        let own = self.column(col).and_then(|columns| columns.width);
        own.unwrap_or(self.default_width)
    }

    /// Height of a row in points; 0 where hidden.
    pub(super) fn height(&self, row: u32) -> f64 {
        let own = self.heights.get(&row).copied();
        own.unwrap_or(self.default_height)
    }

    /// Names the drawing that has the notes.
    pub(super) fn name_drawing(&self, edits: &mut Edits, id: &str) {
        let relationships = self.flavour.relationships();
        let (prefix, declaration) = match &self.relationships {
            Some(prefix) => (prefix.as_str(), String::new()),
            None => ("r:", format!(" xmlns:r=\"{relationships}\"")),
        };
        let own = &self.prefix;
        edits.insert(
            self.drawing_place,
            format!("<{own}legacyDrawing{declaration} {prefix}id=\"{id}\"/>"),
        );
    }
}

/// Width of a column of which nothing is said, in characters.
const DEFAULT_WIDTH: f64 = 9.14;
/// Rows above and below a cell whose heights are kept.
const NEAR: u32 = 1000;
/// Height of a row of which nothing is said, in points.
const DEFAULT_HEIGHT: f64 = 15.0;

/// How far the reading of a frame is.
#[derive(Debug, Default)]
struct Reading {
    has_cells: bool,
    is_placed: bool,
    /// Where the present child of the root begins.
    child: usize,
    /// Whether that child is a choice for programs of different age.
    is_choice: bool,
    row: u32,
}

/// Columns as a sheet tells them, counted from 0, with the first of them.
fn columns(tag: &Tag) -> Option<(u32, Columns)> {
    let (first, last) = (tag.number::<u32>("min")?, tag.number::<u32>("max")?);
    let width = if tag.flag("hidden") {
        Some(0.0)
    } else {
        tag.number("width")
    };
    let format = tag.number("style").unwrap_or(0);
    let last = last.saturating_sub(1);
    Some((
        first.saturating_sub(1),
        Columns {
            last,
            width,
            format,
        },
    ))
}

/// A row's number counted from 0: as it says, or the one after the last. Then `next` is the one after it.
fn number_of(tag: &Tag, next: &mut u32) -> u32 {
    let told = tag
        .number::<u32>("r")
        .filter(|row| (1..=MAX_ROWS).contains(row));
    let row = told.map_or(*next, |row| row - 1);
    *next = row.saturating_add(1);
    row
}

/// `B3:F5` or `B3`.
pub(super) fn area_of(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (slot_of(first)?, slot_of(last)?);
    Some(Area {
        first: (first.0.min(last.0), first.1.min(last.1)),
        last: (first.0.max(last.0), first.1.max(last.1)),
    })
}

/// `F18`, with or without `$`.
pub(super) fn slot_of(text: &str) -> Option<Slot> {
    let text = text.trim().replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| {
        col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: u32 = digits.parse().ok()?;
    ((1..=MAX_ROWS).contains(&row) && col <= MAX_COLS).then(|| (row - 1, col - 1))
}

/// `F18`.
pub(super) fn name_of((row, col): Slot) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// Gives cells another fill; those that are not there are put in, with the format of their row or column.
pub(super) fn mark_cells(
    text: &str,
    frame: &Frame,
    levels: &BTreeMap<Slot, Severity>,
    styles: &mut Styles,
) -> Result<Edits, String> {
    let mut marking = Marking {
        frame,
        styles,
        edits: Edits::default(),
        rows: BTreeMap::new(),
        cells: BTreeMap::new(),
        row: Row::default(),
        next_row: 0,
        next_col: 0,
    };
    for (&(row, col), &severity) in levels {
        marking.rows.entry(row).or_default().insert(col, severity);
    }
    let mut tags = Tags::new(text);
    while let Some(tag) = tags.next()? {
        match (tag.depth, tag.local()) {
            _ if tag.flavour.is_none() => {}
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

/// The row that is being read.
#[derive(Debug, Default)]
struct Row {
    number: u32,
    /// The format of cells that are not there, where the row has one.
    format: Option<usize>,
    spans: Option<Spans>,
}

/// What a row says of its first and last column, counted from 1, and where it says it.
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
    frame: &'a Frame,
    styles: &'b mut Styles<'c>,
    edits: Edits,
    /// Marks of rows that were not met yet.
    rows: BTreeMap<u32, BTreeMap<u32, Severity>>,
    /// Marks of this row that were not met yet.
    cells: BTreeMap<u32, Severity>,
    row: Row,
    next_row: u32,
    next_col: u32,
}

impl Marking<'_, '_, '_> {
    /// Whether nothing is left to be marked, and no row is open.
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

    /// Rows that are not there, up to one that is.
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
            let (own, cells) = (&self.frame.prefix, self.new_cells(MAX_COLS));
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
        let told = tag.value("r").and_then(|name| slot_of(&name));
        let col = told.map_or(self.next_col, |(_, col)| col);
        self.next_col = col.saturating_add(1);
        let cells = self.new_cells(col);
        self.edits.insert(tag.range.start, cells);
        if let Some(severity) = self.cells.remove(&col) {
            let format = tag.number("s").unwrap_or(0);
            let marked = self.styles.marked(format, severity);
            self.edits.set(tag, "s", &marked.to_string());
        }
    }

    /// Cells of this row that are not there, up to one that is.
    fn new_cells(&mut self, before: u32) -> String {
        let later = self.cells.split_off(&before);
        let cells = std::mem::replace(&mut self.cells, later);
        let mut made = String::new();
        for (col, severity) in cells {
            let format = self
                .row
                .format
                .unwrap_or_else(|| self.frame.column_format(col));
            let marked = self.styles.marked(format, severity);
            let name = name_of((self.row.number, col));
            let (own, marked) = (&self.frame.prefix, marked.to_string());
            made.extend(["<", own, "c r=\"", &name, "\" s=\"", &marked, "\"/>"]);
            if let Some(spans) = &mut self.row.spans {
                spans.widen(col + 1);
            }
        }
        made
    }

    /// Where cells were put in outside of what the row says it spans, that is said anew.
    fn widen_spans(&mut self) {
        if let Some(spans) = self.row.spans.take().filter(|spans| spans.is_changed) {
            self.edits
                .replace(spans.place, format!("{}:{}", spans.first, spans.last));
        }
    }
}
