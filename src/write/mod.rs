//! Grids and laid-out pages → bytes of a file. No writer decides anything that two formats must agree on, and none touches the disk.
//!
//! | file | what it writes |
//! | --- | --- |
//! | `xlsx/` | workbooks: tables, tables to be filled in, flat lists, lists for people |
//! | `pdf/` | the document of a submission; the volume of many |
//! | `html/` | a page |
//! | `csv.rs` | a flat list as text |
//! | `listing.rs` | what a flat list is, for both its writers |

pub mod csv;
pub mod html;
mod listing;
pub mod pdf;
pub mod xlsx;

use std::fmt;

use crate::grid::{CellIndex, Grid};
use crate::layout::Layout;

pub use listing::{
    Listing, ListingCell, ListingColumn, ListingNote, ListingRow, ListingSum, ListingTrouble,
    RowKind,
};

/// What goes into one file: one table, or all tables of a submission.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The tables, in order.
    pub tables: &'a [Table<'a>],
    /// The file's own description.
    pub properties: &'a Properties,
}

/// A table and its layout.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The table.
    pub grid: &'a Grid,
    /// The same table laid out on paper.
    pub layout: &'a Layout,
    /// Name of its sheet, bookmark and section, unique in the document; at most 31 characters, none that Excel forbids.
    pub label: &'a str,
}

/// The description every format carries (document properties, XMP and Info, `<head>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// Title of the document.
    pub title: String,
    /// Whose document it is: the department's name.
    pub author: String,
    /// What it is about.
    pub subject: String,
    /// Date of creation, from the input or an option, never from the clock: equal input gives equal bytes.
    pub date: Date,
}

/// Language of every document, as BCP 47 has it.
pub const LANGUAGE: &str = "zh-CN";

/// Name of the program, as it stands in the properties.
pub const GENERATOR: &str = concat!("jixiao ", env!("CARGO_PKG_VERSION"));

/// A day of the Gregorian calendar.
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
    /// A day, if the calendar has it.
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

    /// The day of a text such as `2025-03-01`, if the calendar has it.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Date::new(year, month, day)
    }
}

/// As read by [`Date::parse`].
impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self;
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// A file's bytes, and what its format could not hold as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the reader of the file should know, in the order of the tables and cells.
    pub notes: Vec<Note>,
}

/// Something a format could not hold as it is; nothing is lost, but it is not there as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Index of the table in [`Document::tables`].
    pub table: usize,
    /// The cell; none for a title.
    pub cell: Option<CellIndex>,
    /// What it is.
    pub kind: NoteKind,
}

/// What a format could not hold as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// The text is longer than a workbook's cell may be; it goes on in the cells below.
    TextSplit {
        /// UTF-16 units of the text.
        length: usize,
    },
    /// The number has more digits than a workbook's double keeps; it is written as text.
    NumberAsText,
}

/// Why a file cannot be written: a library failed, or a promise between `layout` and a writer was broken.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The workbook library refused.
    #[error("the workbook cannot be written")]
    Xlsx(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The library of values between commas refused.
    #[error("the list cannot be written")]
    Csv(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The PDF library refused.
    #[error("the PDF cannot be written")]
    Pdf(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Excel workbook, to submit and go on working with.
    Xlsx,
    /// PDF, to print and archive.
    Pdf,
    /// HTML page, to look at and publish.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 3] = [Format::Xlsx, Format::Pdf, Format::Html];

    /// Its name, which is also its files' ending.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Pdf => "pdf",
            Format::Html => "html",
        }
    }

    /// The format of a name.
    pub fn find(name: &str) -> Option<Format> {
        Format::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
    }
}
