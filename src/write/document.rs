//! Input and output of the writers: tables with their layouts and metadata; bytes and notes.

use std::fmt;

use crate::grid::{CellIndex, Grid};
use crate::layout::Layout;

/// Input of a writer: one table, or all tables of a submission.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The tables, in order.
    pub tables: &'a [Table<'a>],
    /// Metadata of the file.
    pub properties: &'a Properties,
}

/// A table and its layout.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The table.
    pub grid: &'a Grid,
    /// The same table laid out on paper.
    pub layout: &'a Layout,
    /// Name of the table's sheet, bookmark or section, unique in the document: at most 31
    /// characters, none that Excel forbids in sheet names.
    pub label: &'a str,
}

/// Metadata that every format carries (document properties, XMP and Info, `<head>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// Title of the document.
    pub title: String,
    /// Owner of the document: the department's name.
    pub author: String,
    /// Subject of the document.
    pub subject: String,
    /// Date of creation. It comes from the input or an option, never from the clock: equal input
    /// gives equal bytes.
    pub date: Date,
}

/// Language of every document (BCP 47).
pub const LANGUAGE: &str = "zh-CN";

/// Name and version of the program, for the metadata.
pub const GENERATOR: &str = concat!("jixiao ", env!("CARGO_PKG_VERSION"));

/// Date in the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// 1900 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// The date, if it exists in the calendar.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        let valid = (1900..=9999).contains(&year) && (1..=days).contains(&day);
        valid.then_some(Date { year, month, day })
    }

    /// The date of a text such as `2025-03-01`, if it exists in the calendar.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Date::new(year, month, day)
    }
}

impl Date {
    /// The date of a text in Chinese or with other separators: `2026年3月20日`, `2026/3/20`.
    pub fn read(text: &str) -> Option<Date> {
        let text = text.trim();
        let text = text.strip_suffix('日').unwrap_or(text);
        Date::parse(&text.replace(['年', '月', '/', '.'], "-"))
    }
}

/// Formats the date as read by [`Date::parse`].
impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self;
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// A file attached to a document: the data that its tables show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without an ending: each format has its own.
    pub name: String,
    /// What it is, for a person who sees the list of attachments.
    pub description: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its date: that of the document.
    pub date: Date,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Bytes of a file, and notes on values that its format could not represent exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Notes for the reader of the file, in the order of the tables and cells.
    pub notes: Vec<Note>,
}

/// A value that the format represents differently. Nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Index of the table in [`Document::tables`].
    pub table: usize,
    /// The cell; `None` for a title.
    pub cell: Option<CellIndex>,
    /// Kind of deviation.
    pub kind: NoteKind,
}

/// How a value is represented differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// The text is longer than a workbook cell may be; it continues in the cells below.
    TextSplit {
        /// UTF-16 units of the text.
        length: usize,
    },
    /// The number has more digits than a double stores; it is written as text.
    NumberAsText,
}
