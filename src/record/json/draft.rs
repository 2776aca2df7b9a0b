//! Values read from a workbook or list → the JSON that `import` prints and all later steps read.
//!
//! A [`Draft`] is built field by field, each value with its cell. [`Draft::into_source`] serializes
//! it and records the cell of each part of the text, so that findings have cells as places.

use crate::amount::Amount;
use crate::source::{CellState, Origin, SheetCell, Source};

/// A value of a submission under construction.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its content.
    pub content: DraftContent,
    /// Its cell; for an object, the place of findings about missing members.
    pub cell: Option<SheetCell>,
}

/// Content of a [`Draft`].
#[derive(Debug, Clone, PartialEq)]
pub enum DraftContent {
    /// `null`: not given.
    Null,
    /// A value that cannot be read, which has its own finding; serialized as `null`.
    Unread,
    /// A text; a rate is one too, as `95%`.
    Text(String),
    /// A number with its digits.
    Number(Amount),
    /// Members in the order they were set.
    Object(Vec<(String, Draft)>),
    /// Elements.
    List(Vec<Draft>),
    /// A value that is already serialized: a table of a workbook with hundreds of them.
    Serialized(SerializedDraft),
}

/// The serialized text of a value, and the cells of its ranges by byte.
#[derive(Debug, Clone, PartialEq)]
pub struct SerializedDraft {
    text: Box<str>,
    origins: Box<[Origin]>,
    is_blank: bool,
}

impl Draft {
    /// A value of a cell.
    pub fn new(content: DraftContent, cell: Option<SheetCell>) -> Draft {
        Draft { content, cell }
    }

    /// An object without members.
    pub fn object(cell: Option<SheetCell>) -> Draft {
        Draft::new(DraftContent::Object(Vec::new()), cell)
    }

    /// A list without elements.
    pub fn list() -> Draft {
        Draft::new(DraftContent::List(Vec::new()), None)
    }

    /// Sets the value at a path of keys joined by points, as in
    /// [`Field::path`](crate::form::Field::path). Makes missing objects on the path, and replaces
    /// an existing value.
    ///
    /// # Panics
    /// If this or a value on the path is not an object; paths of a form never lead to that.
    pub fn set(&mut self, path: &str, value: Draft) {
        let (key, rest) = path
            .split_once('.')
            .map_or((path, None), |(key, rest)| (key, Some(rest)));
        let cell = value.cell.clone();
        let DraftContent::Object(members) = &mut self.content else {
            unreachable!("a value is set in an object");
        };
        let at = members
            .iter()
            .position(|(name, _)| name == key)
            .unwrap_or_else(|| {
                members.push((key.to_owned(), Draft::object(cell)));
                members.len() - 1
            });
        match rest {
            None => members[at].1 = value,
            Some(rest) => members[at].1.set(rest, value),
        }
    }

    /// The value at a path, if there is one.
    pub fn get(&self, path: &str) -> Option<&Draft> {
        path.split('.').try_fold(self, |draft, key| {
            let DraftContent::Object(members) = &draft.content else {
                return None;
            };
            let member = members.iter().find(|(name, _)| name == key);
            member.map(|(_, member)| member)
        })
    }

    /// The value at a path, to be changed, if there is one.
    pub fn get_mut(&mut self, path: &str) -> Option<&mut Draft> {
        path.split('.').try_fold(self, |draft, key| {
            let DraftContent::Object(members) = &mut draft.content else {
                return None;
            };
            let mut members = members.iter_mut();
            let member = members.find(|(name, _)| name == key);
            member.map(|(_, member)| member)
        })
    }

    /// Adds an element.
    ///
    /// # Panics
    /// If this is not a list.
    pub fn push(&mut self, value: Draft) {
        let DraftContent::List(elements) = &mut self.content else {
            unreachable!("an element is added to a list");
        };
        elements.push(value);
    }

    /// Whether all its values are `null` or empty texts.
    pub fn is_blank(&self) -> bool {
        match &self.content {
            DraftContent::Null => true,
            DraftContent::Text(text) => text.is_empty(),
            DraftContent::Number(_) | DraftContent::Unread => false,
            DraftContent::Object(members) => members.iter().all(|(_, member)| member.is_blank()),
            DraftContent::List(elements) => elements.iter().all(Draft::is_blank),
            DraftContent::Serialized(written) => written.is_blank,
        }
    }

    /// Serializes it, for a nesting depth (1: a member of the submission), which takes a fourth of
    /// the memory. Afterwards its members can be neither set nor read.
    #[must_use]
    pub fn write(self, depth: usize) -> Draft {
        let (cell, is_blank) = (self.cell.clone(), self.is_blank());
        let mut writer = Writer::default();
        writer.content(self.content, depth);
        let written = SerializedDraft {
            text: writer.text.into_boxed_str(),
            origins: writer.origins.into_boxed_slice(),
            is_blank,
        };
        Draft::new(DraftContent::Serialized(written), cell)
    }

    /// Serializes it as indented JSON, with the cell of each value. Frees each member as soon as it
    /// is written, so that a workbook of hundreds of tables is not in memory twice.
    pub fn into_source(self, name: &str) -> Source {
        let mut writer = Writer::default();
        writer.value(self, 0);
        writer.text.push('\n');
        writer.origins.shrink_to_fit();
        Source::of_workbook(name, writer.text, writer.origins)
    }

    fn is_leaf(&self) -> bool {
        !matches!(
            self.content,
            DraftContent::Object(_) | DraftContent::List(_)
        )
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    origins: Vec<Origin>,
}

/// Layout of the members of an object or the elements of a list.
#[derive(Clone, Copy)]
enum Lines {
    /// Each in its own line.
    Many,
    /// All in one line.
    One,
}

impl Writer {
    fn value(&mut self, draft: Draft, depth: usize) {
        if let Some(cell) = draft.cell {
            let state = match draft.content {
                DraftContent::Unread => CellState::Unread,
                _ => CellState::Read,
            };
            let byte = self.text.len();
            self.origins.push(Origin { byte, cell, state });
        }
        self.content(draft.content, depth);
    }

    fn content(&mut self, content: DraftContent, depth: usize) {
        match content {
            DraftContent::Null | DraftContent::Unread => self.text.push_str("null"),
            DraftContent::Text(text) => self.quoted(&text),
            DraftContent::Number(number) => self.text.push_str(&number.to_string()),
            DraftContent::Object(members) => self.object(members, depth),
            DraftContent::List(elements) => {
                let write =
                    |writer: &mut Writer, element: Draft, depth| writer.value(element, depth);
                self.inside(('[', ']'), elements, (Lines::Many, depth), write);
            }
            DraftContent::Serialized(written) => {
                let start = self.text.len();
                self.text.push_str(&written.text);
                let origins = written.origins.into_iter();
                self.origins.extend(origins.map(|origin| Origin {
                    byte: start + origin.byte,
                    ..origin
                }));
            }
        }
    }

    /// A row of a table, an object without nested ones, takes one line.
    fn object(&mut self, members: Vec<(String, Draft)>, depth: usize) {
        let is_row = depth > 1 && members.iter().all(|(_, member)| member.is_leaf());
        let lines = if is_row { Lines::One } else { Lines::Many };
        self.inside(
            ('{', '}'),
            members,
            (lines, depth),
            |writer, (name, member), depth| {
                writer.quoted(&name);
                writer.text.push_str(": ");
                writer.value(member, depth);
            },
        );
    }

    fn inside<T>(
        &mut self,
        brackets: (char, char),
        parts: Vec<T>,
        (lines, depth): (Lines, usize),
        write: impl Fn(&mut Writer, T, usize),
    ) {
        let is_empty = parts.is_empty();
        self.text.push(brackets.0);
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            match lines {
                Lines::Many => self.new_line(depth + 1),
                Lines::One => self.text.push(' '),
            }
            write(self, part, depth + 1);
        }
        match lines {
            _ if is_empty => {}
            Lines::Many => self.new_line(depth),
            Lines::One => self.text.push(' '),
        }
        self.text.push(brackets.1);
    }

    fn new_line(&mut self, depth: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    fn quoted(&mut self, text: &str) {
        let quoted = serde_json::to_string(text).expect("serializing a string cannot fail");
        self.text.push_str(&quoted);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn cell(row: u32, col: u32) -> SheetCell {
        SheetCell {
            sheet: Arc::from("表"),
            number: 0,
            row,
            col,
        }
    }

    fn text(words: &str, at: SheetCell) -> Draft {
        Draft::new(DraftContent::Text(words.to_owned()), Some(at))
    }

    #[test]
    fn values_keep_their_digits_and_their_cells() {
        let mut draft = Draft::object(Some(cell(0, 0)));
        draft.set("office.name", text("某\"局\"", cell(1, 1)));
        draft.set(
            "office.money",
            Draft::new(
                DraftContent::Number("200.50".parse().unwrap()),
                Some(cell(2, 1)),
            ),
        );
        draft.set(
            "office.none",
            Draft::new(DraftContent::Null, Some(cell(3, 1))),
        );
        let mut rows = Draft::list();
        let mut row = Draft::object(Some(cell(4, 0)));
        row.set("a", text("甲", cell(4, 0)));
        row.set("b", text("乙", cell(4, 1)));
        rows.push(row);
        draft.set("office.rows", rows);
        let source = draft.into_source("a.xlsx");
        assert_eq!(
            source.text(),
            "{\n  \"office\": {\n    \"name\": \"某\\\"局\\\"\",\n    \"money\": 200.50,\n    \"none\": null,\n    \"rows\": [\n      { \"a\": \"甲\", \"b\": \"乙\" }\n    ]\n  }\n}\n"
        );
        let at = |part: &str| {
            source
                .place(source.text().find(part).unwrap()..source.text().len())
                .head()
        };
        assert_eq!(at("200.50"), "a.xlsx!表!B3");
        assert_eq!(at("null"), "a.xlsx!表!B4");
        assert_eq!(at("\"乙\""), "a.xlsx!表!B5");
    }
}
