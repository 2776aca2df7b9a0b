//! Properties of a sheet's part besides its cells: columns, row heights, merged ranges, the legacy
//! drawing of comments.

use std::collections::BTreeMap;

use super::cell_ref::{CellRange, CellRef, MAX_ROWS, parse_range};
use super::xml::{Conformance, Edits, Kind, Tag, Tags};

/// Children of the root that follow `legacyDrawing`.
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

/// Columns with a width or format of their own.
#[derive(Debug)]
struct Columns {
    last: u32,
    /// Width in characters; 0 if hidden.
    width: Option<f64>,
    format: usize,
}

/// Properties of a sheet besides its cells.
#[derive(Debug)]
pub(super) struct SheetProperties {
    pub(super) conformance: Conformance,
    /// Prefix of its elements, with the colon.
    pub(super) prefix: String,
    /// Prefix of `r:id`, if the root binds one.
    relationships: Option<String>,
    /// By the first column of each.
    columns: BTreeMap<u32, Columns>,
    default_width: f64,
    default_height: f64,
    /// Row heights, in points, if set.
    heights: BTreeMap<u32, f64>,
    /// Merged ranges that contain a requested cell.
    merged: Vec<CellRange>,
    /// Relationship id of the legacy drawing, if there is one.
    pub(super) legacy_drawing: Option<String>,
    /// Position for the element of a new legacy drawing.
    drawing_place: usize,
}

impl SheetProperties {
    /// Reads a sheet, for the requested cells, which are in order.
    pub(super) fn read(text: &str, asked: &[CellRef]) -> Result<SheetProperties, String> {
        let mut tags = Tags::new(text);
        let root = tags.next()?.ok_or("是空的")?;
        let conformance = root
            .conformance
            .filter(|_| root.is("worksheet"))
            .ok_or("不是工作表")?;
        let mut properties = SheetProperties {
            conformance,
            prefix: root.prefix().to_owned(),
            relationships: root.prefix_bound_to(conformance.relationships()),
            columns: BTreeMap::new(),
            default_width: DEFAULT_WIDTH,
            default_height: DEFAULT_HEIGHT,
            heights: BTreeMap::new(),
            merged: Vec::new(),
            legacy_drawing: None,
            drawing_place: root.range.end,
        };
        let mut reading = ReadState::default();
        while let Some(tag) = tags.next()? {
            properties.take(&tag, asked, &mut reading);
        }
        if !reading.has_cells {
            return Err("没有 sheetData".to_owned());
        }
        Ok(properties)
    }

    fn take(&mut self, tag: &Tag, asked: &[CellRef], reading: &mut ReadState) {
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
        if tag.conformance.is_none() {
            return;
        }
        match (tag.depth, tag.local()) {
            (1, "sheetFormatPr") => self.take_defaults(tag),
            (2, "col") => self.columns.extend(columns(tag)),
            (1, "sheetData") => reading.has_cells = true,
            (2, "row") => self.take_height(tag, asked, &mut reading.row),
            (2, "mergeCell") => {
                let area = tag.value("ref").and_then(|area| parse_range(&area));
                self.merged
                    .extend(area.filter(|area| area.holds_any(asked)));
            }
            (1, "legacyDrawing") => {
                let id = tag
                    .attributes()
                    .into_iter()
                    .find(|(name, _)| name.ends_with(":id"));
                self.legacy_drawing = id.and_then(|(name, _)| tag.value(name));
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

    /// Stores heights of rows near a requested cell, where its comment is shown.
    fn take_height(&mut self, tag: &Tag, asked: &[CellRef], next: &mut u32) {
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

    /// The merged range that contains a cell, or the cell itself.
    pub(super) fn area(&self, cell: CellRef) -> CellRange {
        let merged = self.merged.iter().find(|area| area.holds(cell));
        merged.copied().unwrap_or(CellRange {
            first: cell,
            last: cell,
        })
    }

    fn column(&self, col: u32) -> Option<&Columns> {
        let (_, columns) = self.columns.range(..=col).next_back()?;
        (col <= columns.last).then_some(columns)
    }

    /// Format of missing cells in a column.
    pub(super) fn column_format(&self, col: u32) -> usize {
        self.column(col).map_or(0, |columns| columns.format)
    }

    /// Width of a column in characters; 0 if hidden.
    pub(super) fn width(&self, col: u32) -> f64 {
        let own = self.column(col).and_then(|columns| columns.width);
        own.unwrap_or(self.default_width)
    }

    /// Height of a row in points; 0 if hidden.
    pub(super) fn height(&self, row: u32) -> f64 {
        let own = self.heights.get(&row).copied();
        own.unwrap_or(self.default_height)
    }

    /// Adds the element of the legacy drawing.
    pub(super) fn name_drawing(&self, edits: &mut Edits, id: &str) {
        let relationships = self.conformance.relationships();
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

/// Default width of a column, in characters.
const DEFAULT_WIDTH: f64 = 9.14;
/// Rows above and below a cell whose heights are stored.
const NEAR: u32 = 1000;
/// Default height of a row, in points.
const DEFAULT_HEIGHT: f64 = 15.0;

/// State of reading the properties.
#[derive(Debug, Default)]
struct ReadState {
    has_cells: bool,
    is_placed: bool,
    /// Start of the current child of the root.
    child: usize,
    /// Whether that child is `mc:AlternateContent`.
    is_choice: bool,
    row: u32,
}

/// Column properties with the first column, from 0.
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

/// Number of a row, from 0: as stated, or the one after the last. Updates `next`.
pub(super) fn number_of(tag: &Tag, next: &mut u32) -> u32 {
    let stated = tag
        .number::<u32>("r")
        .filter(|row| (1..=MAX_ROWS).contains(row));
    let row = stated.map_or(*next, |row| row - 1);
    *next = row.saturating_add(1);
    row
}
