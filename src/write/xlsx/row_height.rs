//! Row heights that fit their texts in any font of the reader's machine.
//!
//! `layout` measures one font; the workbook refers to another, and a machine without that shows a
//! third. A row has its laid-out height, or more if its text would not fit in the tallest and
//! widest of the usual replacements (Noto CJK with `DejaVu` digits).

use crate::grid::{Blank, Cell, Grid, LiveSegment, Style};
use crate::length::Length;
use crate::write::document::Table;

/// Line height of the tallest replacement, as a multiple of the type size. A workbook has no line
/// height of its own.
pub(super) const LINE: f64 = 1.45;

/// Advance of a Latin letter or digit in the widest replacement, as a fraction of the type size.
const LATIN: f64 = 0.64;

/// Padding of a sheet cell left and right, together.
const SIDES: Length = Length::pt(3.75);

/// Padding of a sheet cell above and below, together.
const ENDS: Length = Length::pt(1.5);

/// Minimum number of lines of a text that may take one line more than estimated, because words and
/// punctuation move to the next line as a whole.
const LINES_TO_A_SPARE_ONE: usize = 8;

/// Height of a row without a laid-out height.
const UNKNOWN_HEIGHT: Length = Length::pt(18.0);

/// Highest row of Excel, in points.
const HIGHEST: f64 = 409.0;

/// Number of lines that a text of a list takes in a column this many digits wide; Chinese
/// characters and punctuation take two digits.
pub(super) fn lines_in(text: &str, room: f64) -> f64 {
    let digits = |line: &str| {
        let digits = line
            .chars()
            .map(|character| if character.is_ascii() { 1.0 } else { 2.0 });
        digits.sum::<f64>()
    };
    let lines = text
        .lines()
        .map(|line| (digits(line) / room).ceil().max(1.0));
    lines.sum()
}

/// Height of a row of a list in points, from the lines of its cells, the line height, and the space
/// above and below.
pub(super) fn height(lines: impl Iterator<Item = f64>, line: f64, ends: f64) -> f64 {
    (lines.fold(1.0, f64::max) * line + ends).min(HIGHEST)
}

/// Heights of titles and rows.
#[derive(Debug)]
pub(super) struct Heights {
    pub(super) titles: Vec<Length>,
    pub(super) rows: Vec<Length>,
}

/// Lines of a title once a name is filled in.
const LINES_WITH_A_NAME: f64 = 2.0;

impl Heights {
    /// Makes titles high enough for the values that are filled in; a year already has its space.
    pub(super) fn give_titles_room(&mut self, blank: &Blank) {
        let takes_words = |segment: &LiveSegment| matches!(segment, LiveSegment::Value(_, room) if room.is_empty());
        for (height, segments) in self.titles.iter_mut().zip(&blank.titles) {
            if segments.iter().flatten().any(takes_words) {
                *height = *height * LINES_WITH_A_NAME;
            }
        }
    }
}

/// Heights of a table with these column widths in pixels.
pub(super) fn heights(table: &Table<'_>, columns: &[u32]) -> Heights {
    let (grid, layout) = (table.grid, table.layout);
    let laid_out =
        |heights: &[Length], index: usize| heights.get(index).copied().unwrap_or(UNKNOWN_HEIGHT);
    let titles = grid.titles.iter().enumerate().map(|(index, title)| {
        let needed = needed(&title.text, &grid.look.styles[title.style], width(columns));
        laid_out(&layout.title_heights, index).max(needed)
    });
    let titles = titles.collect();
    let mut rows: Vec<Length> = (0..grid.row_count())
        .map(|row| laid_out(&layout.row_heights, row))
        .collect();
    for cell in &grid.cells {
        if cell.rowspan == 1 {
            rows[cell.row] = rows[cell.row].max(needed_by(grid, cell, columns));
        }
    }
    for cell in grid.cells.iter().filter(|cell| cell.rowspan > 1) {
        let rows = &mut rows[cell.rows()];
        let missing = needed_by(grid, cell, columns) - rows.iter().copied().sum();
        if missing > Length::ZERO {
            let each = missing / lines_as_f64(cell.rowspan);
            for row in rows {
                *row += each;
            }
        }
    }
    Heights { titles, rows }
}

fn needed_by(grid: &Grid, cell: &Cell, columns: &[u32]) -> Length {
    // A number takes one line, shrunk if need be.
    if cell.text.is_empty() || cell.number.is_some() {
        return Length::ZERO;
    }
    needed(&cell.text, grid.style(cell), width(&columns[cell.cols()]))
}

fn width(columns: &[u32]) -> Length {
    Length::pt(f64::from(columns.iter().sum::<u32>()) * 0.75)
}

/// Height of a text in a width.
fn needed(text: &str, style: &Style, width: Length) -> Length {
    let room = ((width - SIDES) / style.size).max(1.0);
    let paragraphs = text
        .split('\n')
        .flat_map(|line| line.trim_end_matches('\r').split('\r'));
    let lines: usize = paragraphs.map(|paragraph| lines(paragraph, room)).sum();
    let spare = lines / LINES_TO_A_SPARE_ONE;
    style.size * LINE * lines_as_f64(lines + spare.min(1)) + ENDS
}

/// Lines of a paragraph in a width of `room` times the type size.
fn lines(paragraph: &str, room: f64) -> usize {
    let (mut lines, mut filled) = (1, 0.0);
    for character in paragraph.chars() {
        let advance = advance(character);
        if filled + advance > room && filled > 0.0 {
            lines += 1;
            filled = 0.0;
        }
        filled += advance;
    }
    lines
}

/// Advance of a character as a fraction of the type size: all but Latin and related scripts are
/// full squares in Chinese fonts.
fn advance(character: char) -> f64 {
    match character {
        '\0'..='\u{1F}'
        | '\u{300}'..='\u{36F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{FE00}'..='\u{FE0F}' => 0.0,
        ' '..='\u{2FF}' => LATIN,
        _ => 1.0,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "lines and rows are counted in thousands"
)]
fn lines_as_f64(count: usize) -> f64 {
    count as f64
}
