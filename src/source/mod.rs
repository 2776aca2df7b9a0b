//! A text file in memory, and the place of each byte: line, column, and the line as an excerpt.
//!
//! A workbook is also converted to such a text; each value in it has a cell as its origin.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::text::is_hidden;

pub(crate) use place::LABEL_SEPARATOR;
pub use place::{Excerpt, Place, Position, SheetCell, column_name};

mod place;

/// A text file that was read: its name as the user gave it, and its text. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    milestones: Milestones,
    /// In order of their bytes; `None` if the text is the file itself.
    origins: Option<Arc<[Origin]>>,
    /// The workbooks it was read from, if there are several.
    files: Arc<[WorkbookFile]>,
    /// Whether it was read from a flat list, which lacks much of a submission.
    is_of_list: bool,
    /// The part of the list that it was read from.
    list_part: Arc<ListPart>,
    /// Whether people see it only as tables on a screen.
    is_on_screen: bool,
}

/// The part of a flat list that belongs to one submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListPart {
    /// Number of the sheet.
    pub(crate) sheet: usize,
    /// Its rows.
    pub(crate) rows: BTreeSet<u32>,
    /// Cells, by row and column, in rows of others that are merged over its own.
    pub(crate) shared: BTreeSet<(u32, u32)>,
}

/// One of several workbooks whose sheets are numbered consecutively from file to file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookFile {
    /// Its name as the user gave it.
    pub name: String,
    /// Number of its first sheet.
    pub first: usize,
}

impl WorkbookFile {
    /// The file of a cell, and the cell as numbered within that file.
    pub fn of<'f>(files: &'f [WorkbookFile], cell: &SheetCell) -> Option<(&'f str, SheetCell)> {
        let file = files.iter().rev().find(|file| file.first <= cell.number)?;
        let number = cell.number - file.first;
        Some((
            &file.name,
            SheetCell {
                number,
                ..cell.clone()
            },
        ))
    }
}

/// Origin of a range of the text. The range begins at `byte` and ends at the next origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Start of the range.
    pub byte: usize,
    /// The cell.
    pub cell: SheetCell,
    /// Whether the cell could be read.
    pub state: CellState,
}

/// Whether the value of a cell could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellState {
    /// The range of the text is the cell's value.
    Read,
    /// The value could not be read, which has its own finding; the text has `null` instead.
    Unread,
}

/// A position known in advance, at a character boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Milestone {
    byte: usize,
    position: Position,
}

/// Approximate distance of milestones in bytes, and so the maximum that is scanned for a place.
const STRIDE: usize = 1024;

/// Maximum length of the excerpt of a line, in terminal columns.
const EXCERPT_WIDTH: usize = 100;

/// Maximum length of the text before the value in a shortened excerpt, in characters.
const EXCERPT_LEAD: usize = 24;

impl Source {
    /// A source with a file's name and text.
    pub fn new(name: &str, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        Source {
            name: Arc::from(name),
            milestones: Milestones::default(),
            text,
            origins: None,
            files: Arc::default(),
            is_of_list: false,
            list_part: Arc::default(),
            is_on_screen: false,
        }
    }

    /// A text generated from a workbook, with origins in order of their bytes. Its places are
    /// cells.
    pub fn of_workbook(name: &str, text: impl Into<Arc<str>>, origins: Vec<Origin>) -> Source {
        Source {
            origins: Some(origins.into()),
            ..Source::new(name, text)
        }
    }

    /// Sets the workbooks it was read from, if there are several.
    #[must_use]
    pub fn of_files(self, files: Vec<WorkbookFile>) -> Source {
        Source {
            files: files.into(),
            ..self
        }
    }

    /// Sets that it was read from a flat list: a field that is missing there was not asked for, so
    /// it is not left blank.
    #[must_use]
    pub fn of_list(self) -> Source {
        Source {
            is_of_list: true,
            ..self
        }
    }

    /// Whether it was read from a flat list, which lacks much of a submission.
    pub const fn is_of_list(&self) -> bool {
        self.is_of_list
    }

    /// Sets that people see it only as tables on a screen: findings on it name labels, and no keys or
    /// lines of the text.
    #[must_use]
    pub fn on_screen(self) -> Source {
        Source {
            is_on_screen: true,
            ..self
        }
    }

    /// Whether people see it only as tables on a screen.
    pub const fn is_on_screen(&self) -> bool {
        self.is_on_screen
    }

    /// Sets the part of the list that it was read from.
    #[must_use]
    pub(crate) fn of_list_part(self, part: ListPart) -> Source {
        Source {
            list_part: Arc::new(part),
            ..self
        }
    }

    /// The part of the list that it was read from.
    pub(crate) fn list_part(&self) -> &ListPart {
        &self.list_part
    }

    /// Whether it was read from the workbook with this name, alone or with others.
    pub fn is_of_file(&self, name: &str) -> bool {
        let in_files = || self.files.iter().any(|file| file.name == name);
        self.is_of_workbook() && (name == self.name() || in_files())
    }

    /// Whether it was read from a workbook.
    pub fn is_of_workbook(&self) -> bool {
        self.origins.is_some()
    }

    /// Whether the value at a byte represents a cell whose value could not be read.
    pub fn is_unread(&self, byte: usize) -> bool {
        let origins = self.origins.as_deref().unwrap_or_default();
        let found = origins.binary_search_by_key(&byte, |origin| origin.byte);
        found.is_ok_and(|index| origins[index].state == CellState::Unread)
    }

    /// Its name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range of a slice of [`Source::text`].
    pub fn range_of(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + part.len()
    }

    /// The line and column of a byte.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.floor(byte);
        let milestones = self.milestones.of(&self.text);
        let next = milestones.partition_point(|milestone| milestone.byte <= byte);
        let from = milestones[next - 1];
        from.position.after(&self.text[from.byte..byte])
    }

    /// The byte at a line and a column, both counted from 1; the column in bytes, as counted by
    /// parsers.
    pub fn byte_at(&self, line: usize, byte_column: usize) -> usize {
        let line_start = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum::<usize>();
        self.floor(line_start + byte_column.saturating_sub(1))
    }

    /// The cell that is the origin of a byte.
    pub fn cell(&self, byte: usize) -> Option<&SheetCell> {
        let origins = self.origins.as_deref()?;
        let next = origins.partition_point(|origin| origin.byte <= byte);
        origins[..next].last().map(|origin| &origin.cell)
    }

    /// The cell of the value that begins at a byte; `None` if that value has none of its own.
    pub fn own_cell(&self, byte: usize) -> Option<&SheetCell> {
        let origins = self.origins.as_deref()?;
        let found = origins.binary_search_by_key(&byte, |origin| origin.byte);
        found.ok().map(|index| &origins[index].cell)
    }

    /// The place of a range of bytes: its cell in a workbook, otherwise line, column and excerpt.
    pub fn place(&self, range: Range<usize>) -> Place {
        if self.origins.is_some() {
            let cell = self.cell(range.start);
            return match cell.and_then(|cell| WorkbookFile::of(&self.files, cell)) {
                Some((file, cell)) => Place {
                    cell: Some(cell),
                    ..Place::file(file)
                },
                None => Place {
                    cell: cell.cloned(),
                    ..Place::file(self.name())
                },
            };
        }
        let position = self.position(range.start);
        Place {
            file: self.name().to_owned(),
            position: Some(position),
            excerpt: Some(self.excerpt(position, range)),
            ..Place::default()
        }
    }

    fn excerpt(&self, position: Position, range: Range<usize>) -> Excerpt {
        let start = self.floor(range.start);
        let lead = last_of_line(&self.text[..start], EXCERPT_LEAD);
        let shortened = lead.chars().count() + 1 < position.column;
        let mut text = String::from(if shortened { "…" } else { "" });
        text.extend(lead.chars().map(printable));
        let indent = width(&text);
        // Each character takes at least one column, so this is the maximum that can be shown.
        let rest = self.text[start..]
            .char_indices()
            .take_while(|(_, character)| !matches!(character, '\n' | '\r'))
            .take(EXCERPT_WIDTH + 1);
        let mut marked = 0;
        for (at, character) in rest {
            let shown = printable(character);
            text.push(shown);
            if start + at < range.end {
                marked += char_width(shown);
            }
        }
        let text = clip(text);
        let room = width(&text).saturating_sub(indent);
        Excerpt {
            line: position.line,
            indent,
            width: marked.min(room).max(1),
            text,
        }
    }

    /// The nearest character boundary at or before a byte.
    fn floor(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}

impl Position {
    /// The position after `text`.
    fn after(self, text: &str) -> Position {
        match text.rfind('\n') {
            None => Position {
                column: self.column + text.chars().count(),
                ..self
            },
            Some(last) => Position {
                line: self.line + text.bytes().filter(|byte| *byte == b'\n').count(),
                column: text[last + 1..].chars().count() + 1,
            },
        }
    }
}

/// Milestones of a text, so that a place is found without scanning from the start. Made for the
/// first place, because most definitions and all correct data need none.
#[derive(Debug, Clone, Default)]
struct Milestones(Arc<OnceLock<Box<[Milestone]>>>);

impl Milestones {
    fn of(&self, text: &str) -> &[Milestone] {
        self.0.get_or_init(|| milestones(text))
    }
}

/// Milestones are determined by the text, which is compared.
impl PartialEq for Milestones {
    fn eq(&self, _: &Milestones) -> bool {
        true
    }
}

impl Eq for Milestones {}

fn milestones(text: &str) -> Box<[Milestone]> {
    let mut last = Milestone {
        byte: 0,
        position: Position { line: 1, column: 1 },
    };
    let mut all = vec![last];
    while text.len() - last.byte > STRIDE {
        let mut byte = last.byte + STRIDE;
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        last = Milestone {
            byte,
            position: last.position.after(&text[last.byte..byte]),
        };
        all.push(last);
    }
    all.into()
}

/// The last characters of a text: at most `count`, and none before its last line end.
fn last_of_line(text: &str, count: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(count)
        .take_while(|(_, character)| *character != '\n')
        .last();
    &text[start.map_or(text.len(), |(index, _)| index)..]
}

/// A character as shown in an excerpt: a space for tabs, controls, invisible characters and changes
/// of direction.
fn printable(character: char) -> char {
    if is_hidden(character) { ' ' } else { character }
}

/// Width in terminal columns: Chinese and full-width characters take two.
fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

const fn char_width(character: char) -> usize {
    if is_wide(character) { 2 } else { 1 }
}

const fn is_wide(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

fn clip(text: String) -> String {
    let mut columns = 0;
    let end = text.char_indices().find(|(_, character)| {
        columns += char_width(*character);
        columns > EXCERPT_WIDTH
    });
    match end {
        Some((index, _)) => format!("{}…", &text[..index]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_underlined() {
        let source = Source::new("a.json", "{\n  \"单位\": \"和政县\", \"x\": 1\n}");
        let start = source.text().find("\"和政县\"").unwrap();
        let place = source.place(start..start + "\"和政县\"".len());
        assert_eq!(place.head(), "a.json:2:9");
        assert_eq!(
            place.excerpt.unwrap().to_string(),
            "  2 |   \"单位\": \"和政县\", \"x\": 1\n    |           ^^^^^^^^"
        );
    }

    #[test]
    fn a_long_line_is_shortened_around_the_value() {
        let source = Source::new(
            "a.json",
            format!("{}值{}", "前".repeat(500), "后".repeat(500)),
        );
        let start = "前".len() * 500;
        let excerpt = source.place(start..start + 3).excerpt.unwrap();
        assert!(width(&excerpt.text) <= EXCERPT_WIDTH + 1);
        assert_eq!(excerpt.width, 2);
    }

    #[test]
    fn places_far_into_a_long_text_are_right() {
        let line = "部门的第一行\n";
        let text = line.repeat(9000) + &"长".repeat(40_000) + "值\n末行";
        let source = Source::new("a", text.as_str());
        let value = text.find('值').unwrap();
        assert_eq!(
            source.position(value),
            Position {
                line: 9001,
                column: 40_001
            }
        );
        let last = text.find("末行").unwrap();
        assert_eq!(
            source.position(last + 3),
            Position {
                line: 9002,
                column: 2
            }
        );
        for at in (0..text.len()).step_by(977) {
            let before = &text[..source.floor(at)];
            let start = before.rfind('\n').map_or(0, |newline| newline + 1);
            let position = source.position(at);
            assert_eq!(position.line, before.matches('\n').count() + 1);
            assert_eq!(position.column, before[start..].chars().count() + 1);
        }
    }

    #[test]
    fn values_of_a_workbook_have_cells() {
        let cell = |row, col| SheetCell {
            sheet: Arc::from("表"),
            number: 0,
            row,
            col,
        };
        let origins = vec![
            Origin {
                byte: 1,
                cell: cell(0, 0),
                state: CellState::Read,
            },
            Origin {
                byte: 10,
                cell: cell(1, 5),
                state: CellState::Read,
            },
        ];
        let source = Source::of_workbook("a.xlsx", "{\"甲\":1,\"乙\":2}", origins);
        assert_eq!(source.place(12..13).head(), "a.xlsx!表!F2");
        assert_eq!(source.place(2..3).head(), "a.xlsx!表!A1");
        assert_eq!(source.place(0..1).head(), "a.xlsx");
    }

    #[test]
    fn any_range_is_safe() {
        let source = Source::new("a", "单\n位");
        for start in 0..10 {
            for end in 0..10 {
                let _ = source.place(start..end);
            }
        }
    }
}
