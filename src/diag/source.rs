//! A text file in memory, and where a byte of it stands: line, column, and the line itself with a mark.

use std::ops::Range;
use std::sync::Arc;

use super::{Excerpt, Place, Position};

/// A text file that was read: its name as the user gave it, and its text. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
}

/// Longest excerpt of a line, in terminal columns.
const EXCERPT_WIDTH: usize = 100;

/// What is shown before the mark where a line is shortened, in characters.
const EXCERPT_LEAD: usize = 24;

impl Source {
    /// A file's name and text.
    pub fn new(name: &str, text: impl Into<Arc<str>>) -> Source {
        Source {
            name: Arc::from(name),
            text: text.into(),
        }
    }

    /// Its name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range of a part of this text, which must be a slice of [`Source::text`].
    pub fn range_of(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + part.len()
    }

    /// The line and column of a byte.
    pub fn position(&self, byte: usize) -> Position {
        let before = &self.text[..self.floor(byte)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The byte of a line and column, both counted from 1; the column in bytes, as parsers count it.
    pub fn byte_at(&self, line: usize, byte_column: usize) -> usize {
        let line_start = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum::<usize>();
        self.floor(line_start + byte_column.saturating_sub(1))
    }

    /// The place of a range of bytes, with the line shown.
    pub fn place(&self, range: Range<usize>) -> Place {
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
        let line_start = self.text[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let line_end = self.text[start..]
            .find(['\n', '\r'])
            .map_or(self.text.len(), |newline| start + newline);
        let end = self.floor(range.end).clamp(start, line_end);
        let lead = skip_to_last(&self.text[line_start..start], EXCERPT_LEAD);
        let shortened = lead.len() < start - line_start;
        let mut text = String::from(if shortened { "…" } else { "" });
        text.extend(lead.chars().map(printable));
        let indent = width(&text);
        text.extend(self.text[start..line_end].chars().map(printable));
        let text = clip(text);
        let marked: String = self.text[start..end].chars().map(printable).collect();
        let room = width(&text).saturating_sub(indent);
        Excerpt {
            line: position.line,
            indent,
            width: width(&marked).min(room).max(1),
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

fn skip_to_last(text: &str, count: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(count.saturating_sub(1))
        .map_or(0, |(index, _)| index);
    &text[start..]
}

/// What a terminal shows for a character: no tabs and no control characters in an excerpt.
fn printable(character: char) -> char {
    if character == '\t' || character.is_control() {
        ' '
    } else {
        character
    }
}

/// Width on a terminal: Chinese characters and full-width marks take two columns.
fn width(text: &str) -> usize {
    text.chars()
        .map(|character| if is_wide(character) { 2 } else { 1 })
        .sum()
}

const fn is_wide(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

fn clip(text: String) -> String {
    let mut columns = 0;
    let end = text.char_indices().find(|(_, character)| {
        columns += if is_wide(*character) { 2 } else { 1 };
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
    fn the_mark_stands_under_the_value() {
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
    fn a_long_line_is_shortened_around_the_mark() {
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
    fn any_range_is_safe() {
        let source = Source::new("a", "单\n位");
        for start in 0..10 {
            for end in 0..10 {
                let _ = source.place(start..end);
            }
        }
    }
}
