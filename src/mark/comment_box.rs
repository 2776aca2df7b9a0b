//! Boxes of comments: a VML drawing next to the sheet, which Excel and WPS require for each
//! comment.
//!
//! VML is often not well-formed XML (Excel writes `<br>`), so an existing drawing is never parsed:
//! new shapes are inserted before its end.

use super::cell_ref::{CellRange, CellRef, MAX_COLS, MAX_ROWS};
use super::sheet_properties::SheetProperties;
use super::words::{self, TextRun};
use super::xml::Edits;

/// Width of a box, in pixels.
const WIDTH: f64 = 300.0;
/// Line height of a comment, in pixels: nine points and spacing.
const LINE: f64 = 16.0;
/// Vertical margins of a box, in pixels.
const EDGES: f64 = 14.0;
/// Horizontal margins of a box, least text width, and width of a half-width character; in pixels.
const SIDES: f64 = 30.0;
const MIN_WIDTH: f64 = 60.0;
const CHARACTER: f64 = 6.0;
/// Maximum number of lines of a box.
const MAX_LINES: f64 = 60.0;
/// Offset of a box from its cell: to the right and up, in pixels.
const GAP: (f64, f64) = (12.0, 6.0);
/// Maximum number of rows or columns that a box spans; without it, rows of height 0 would never
/// end.
const MAX_STEPS: u32 = 500;
/// Pixels of a character of column width, and of a point of row height.
const PIXELS: (f64, f64) = (7.0, 4.0 / 3.0);
/// Size of a block of shape ids; a drawing lists its blocks.
const BLOCK: u32 = 1024;
/// Last block, so that no id overflows.
const MAX_BLOCK: u32 = 1_000_000;

const NAMESPACES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";
/// Shape type of all boxes.
const BOX_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// A comment of a cell, for its box.
pub(super) struct CommentBox {
    /// Cell of the comment.
    pub(super) cell: CellRef,
    /// Merged range of the cell, or the cell itself.
    pub(super) area: CellRange,
    /// Added text.
    text: String,
    /// Whether the cell had a comment, and thus most likely a box.
    pub(super) had_one: bool,
}

impl CommentBox {
    pub(super) fn new(
        cell: CellRef,
        area: CellRange,
        runs: &[TextRun],
        had_one: bool,
    ) -> CommentBox {
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        CommentBox {
            cell,
            area,
            text,
            had_one,
        }
    }

    /// Height of the added text in a box of a width, in pixels.
    fn height(&self, width: f64) -> f64 {
        let in_a_line = (width - SIDES).max(MIN_WIDTH) / CHARACTER;
        words::lines_of(&self.text, in_a_line).min(MAX_LINES) * LINE
    }
}

/// A new drawing with a box for each comment. `number` distinguishes the drawings of a workbook.
pub(super) fn new(properties: &SheetProperties, boxes: &[CommentBox], number: usize) -> String {
    let block = u32::try_from(number).unwrap_or(0).min(MAX_BLOCK) + 1;
    let shapes = shapes(properties, boxes.iter(), block);
    format!(
        "<xml {NAMESPACES}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{block}\"/></o:shapelayout>{BOX_TYPE}{shapes}</xml>"
    )
}

/// Adds boxes for comments to a drawing; boxes of existing comments grow.
pub(super) fn add(
    text: &str,
    properties: &SheetProperties,
    boxes: &[CommentBox],
) -> Result<String, String> {
    let end = text
        .rfind("</xml")
        .or_else(|| text.rfind("</"))
        .ok_or("没有结尾")?;
    let mut edits = Edits::default();
    let grown = grow(text, properties, boxes, &mut edits);
    let block = free_block(text);
    let own_type = if text.contains("\"_x0000_t202\"") || text.contains("'_x0000_t202'") {
        String::new()
    } else {
        bound(BOX_TYPE)
    };
    let new = boxes
        .iter()
        .filter(|comment_box| !grown.contains(&comment_box.cell));
    let shapes = bound(&shapes(properties, new, block));
    edits.insert(end, format!("{own_type}{shapes}"));
    if let Some(place) = blocks_place(text) {
        edits.insert(place, format!(",{block}"));
    }
    Ok(edits.apply(text))
}

/// Shapes with their own namespace declarations, independent of the drawing's prefixes.
fn bound(shapes: &str) -> String {
    ["v:shape ", "v:shapetype "]
        .iter()
        .fold(shapes.to_owned(), |shapes, start| {
            shapes.replace(&format!("<{start}"), &format!("<{start}{NAMESPACES} "))
        })
}

/// A block of ids that no shape of a drawing uses.
fn free_block(text: &str) -> u32 {
    let ids = text.match_indices("_x0000_s").filter_map(|(at, start)| {
        let digits: String = text[at + start.len()..]
            .chars()
            .take_while(char::is_ascii_digit)
            .take(9)
            .collect();
        digits.parse::<u32>().ok()
    });
    (ids.max().unwrap_or(0) / BLOCK).min(MAX_BLOCK) + 1
}

/// Position after the last id block in the drawing's list.
fn blocks_place(text: &str) -> Option<usize> {
    let map = text.find(":idmap")?;
    let rest = &text[map..map + text[map..].find('>')?];
    let start = rest.find("data=")? + "data=".len();
    let quote = rest[start..]
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    let length = rest[start + 1..].find(quote)?;
    (length > 0).then_some(map + start + 1 + length)
}

fn shapes<'a>(
    properties: &SheetProperties,
    boxes: impl Iterator<Item = &'a CommentBox>,
    block: u32,
) -> String {
    let shapes = (1_u32..).zip(boxes).map(|(place, comment_box)| {
        let id = block * BLOCK + place;
        let (height, anchor) = (comment_box.height(WIDTH) + EDGES, anchor(properties, comment_box));
        let (row, col) = comment_box.cell;
        format!(
            "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;width:{:.1}pt;height:{:.1}pt;z-index:{place};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>",
            WIDTH / PIXELS.1,
            height / PIXELS.1,
        )
    });
    shapes.collect()
}

/// Anchor of a box: column, pixel offset, row, pixel offset; of the upper left, then of the lower
/// right corner.
fn anchor(properties: &SheetProperties, comment_box: &CommentBox) -> String {
    let left = (comment_box.area.last.1 + 1).min(MAX_COLS - 1);
    let top = comment_box.area.first.0.saturating_sub(1);
    let height = comment_box.height(WIDTH) + EDGES;
    let (right, dx) = walk(left, GAP.0 + WIDTH, MAX_COLS, |col| {
        pixels_of_column(properties, col)
    });
    let (bottom, dy) = walk(top, GAP.1 + height, MAX_ROWS, |row| {
        pixels_of_row(properties, row)
    });
    format!(
        "{left}, {:.0}, {top}, {:.0}, {right}, {dx:.0}, {bottom}, {dy:.0}",
        GAP.0.min(pixels_of_column(properties, left)),
        GAP.1.min(pixels_of_row(properties, top)),
    )
}

fn pixels_of_column(properties: &SheetProperties, col: u32) -> f64 {
    (properties.width(col) * PIXELS.0)
        .clamp(0.0, 2000.0)
        .round()
}

fn pixels_of_row(properties: &SheetProperties, row: u32) -> f64 {
    (properties.height(row) * PIXELS.1)
        .clamp(0.0, 600.0)
        .round()
}

/// Moves `pixels` on from the edge of a row or column. Returns the row or column, and the offset in
/// it.
fn walk(from: u32, pixels: f64, end: u32, size: impl Fn(u32) -> f64) -> (u32, f64) {
    let mut left = pixels;
    let last = from.saturating_add(MAX_STEPS).min(end - 1);
    for at in from..last {
        let size = size(at);
        if left < size {
            return (at, left);
        }
        left -= size;
    }
    (last, left.min(size(last)))
}

/// Makes boxes of existing comments taller by the added text; returns their cells.
fn grow(
    text: &str,
    properties: &SheetProperties,
    boxes: &[CommentBox],
    edits: &mut Edits,
) -> Vec<CellRef> {
    let mut grown = Vec::new();
    let mut start = 0;
    while let Some(length) = text[start..].find("</x:ClientData>") {
        let data = &text[start..start + length];
        let cell = number_in(data, "x:Row").zip(number_in(data, "x:Column"));
        let comment_box = boxes
            .iter()
            .find(|comment_box| comment_box.had_one && Some(comment_box.cell) == cell);
        if let Some(comment_box) = comment_box.filter(|_| data.contains("ObjectType=\"Note\"")) {
            grown.push(comment_box.cell);
            if let Some((place, anchor)) = taller(data, properties, comment_box) {
                edits.replace(start + place.start..start + place.end, anchor);
            }
        }
        start += length + "</x:ClientData>".len();
    }
    grown
}

/// New anchor of a box with more lines, and its position in the text.
fn taller(
    data: &str,
    properties: &SheetProperties,
    comment_box: &CommentBox,
) -> Option<(std::ops::Range<usize>, String)> {
    let place = content_of(data, "x:Anchor")?;
    let corners: Vec<u32> = data[place.clone()]
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [left, dx, top, dy, right, right_dx, bottom, bottom_dy] = corners[..] else {
        return None;
    };
    if bottom >= MAX_ROWS || top > bottom || right >= MAX_COLS || left > right {
        return None;
    }
    let between = (left..right.min(left + MAX_STEPS)).map(|col| pixels_of_column(properties, col));
    let width = between.sum::<f64>() + f64::from(right_dx) - f64::from(dx);
    // One more line: the separator between the sender's text and the added one.
    let more = f64::from(bottom_dy) + LINE + comment_box.height(width);
    let (bottom, bottom_dy) = walk(bottom, more, MAX_ROWS, |row| pixels_of_row(properties, row));
    Some((
        place,
        format!("{left}, {dx}, {top}, {dy}, {right}, {right_dx}, {bottom}, {bottom_dy:.0}"),
    ))
}

/// Range of the content of the last element with a name.
fn content_of(data: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let open = format!("<{name}>");
    let start = data.rfind(&open)? + open.len();
    Some(start..start + data[start..].find("</")?)
}

fn number_in(data: &str, name: &str) -> Option<u32> {
    data[content_of(data, name)?].trim().parse().ok()
}
