//! Excel workbooks: a sheet a table, laid out as a clerk would by hand, with live formulas.
//!
//! | file | contents |
//! | --- | --- |
//! | `defaults.rs` | default font and sizes, document properties, units of the sheet |
//! | `row_height.rs` | row heights for fonts that were never measured |
//! | `sheet_rows.rs` | Grid rows → sheet rows: a row of Excel is at most 409 pt high |
//! | `text.rs` | texts that are too long for a cell, or that the library would alter |
//! | `number.rs` | numbers that a double holds without loss, and number formats |
//! | `formula.rs` | the text of every formula |
//! | `format.rs` | one shared cell format a style, number format, border and protection |
//! | `page.rs` | paper, margins, foot, repeated rows, column widths |
//! | `content.rs` | writing one value, with its merge and format |
//! | `cell.rs` | titles and cells of a table |
//! | `filling.rs` | what differs in a blank: live titles, unlocked cells |
//! | `blank.rs` | blanks: protected sheets, defined names |
//! | `entry.rs` | data validation of a blank's cells, and highlighting of required ones |
//! | `names.rs` | unique names of sheets |
//!
//! Two kinds of workbook are no tables of a form and use the same lower files:
//!
//! | file | contents |
//! | --- | --- |
//! | `flat_list.rs` | the flat list (清单), to be read back: heads in the first row, values as in the data |
//! | `list.rs` | lists for people (汇总表, 检查报告): a title, grouped heads, links, a line of totals |
//!
//! The bytes depend on the document alone: the library takes the creation time from the document
//! properties and dates the zip entries 1980-01-01.

mod blank;
mod cell;
mod entry;
mod filling;
mod format;
mod formula;
mod list;
mod listing;
mod names;
mod number;
mod page;
mod room;
mod rows;
mod text;

#[cfg(test)]
mod tests;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

pub use blank::{BlankDocument, BlankSheet, BlankWorkbook, EntryCell, write_blank};
pub use list::{Column, List, Print, RowStorage, Tint, Total, Value, write_lists};
pub use listing::{too_long, write_listing};
pub use names::SheetNames;
pub(crate) use number::exact;

use super::{Document, GENERATOR, Properties, WriteError, WrittenFile};

/// Typeface of the cells outside the tables.
///
/// Excel measures column widths in digits of this font. It is one that every system has, or has in
/// the same widths, and its digits are whole pixels wide: where 宋体 is missing, the digits of its
/// stand-in make all columns wider and the print shrinks by a sixth.
const DEFAULT_FONT: &str = "Times New Roman";

/// Size of the default font in points (小四). A digit is 6 pt wide: 8 pixels, as in 宋体.
const DEFAULT_SIZE: f64 = 12.0;

/// Height of a row and width of a column in the default font, in pixels.
const DEFAULT_CELL: (u32, u32) = (21, 72);

/// Default row height that no row outside the tables has, in pixels. The library writes the height
/// of a row only where it differs from the default: with this value every row states its own
/// height, and no program guesses it.
const NO_ROW_HEIGHT: u32 = DEFAULT_CELL.0 + 1;

/// Compression level of a table's workbook: 2 to 4 % larger than at the library's default of 6, for
/// a tenth less of the packing cost.
const PACKING: u8 = 4;

/// Character set of Chinese (GB 2312) in font tables.
const CHARSET_CHINESE: u8 = 134;

/// Writes a workbook with a sheet for each table.
///
/// # Errors
/// [`WriteError::Xlsx`] when a table exceeds a limit of workbooks (rows, columns, sheet names).
pub fn write(document: &Document<'_>) -> Result<WrittenFile, WriteError> {
    build(document).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build(document: &Document<'_>) -> Result<WrittenFile, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING);
    set_defaults(&mut workbook)?;
    workbook.set_properties(&properties(document.properties)?);
    let mut notes = Vec::new();
    for (index, table) in document.tables.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.label)?;
        sheet.set_default_row_height_pixels(DEFAULT_CELL.0);
        let told = cell::write_table(sheet, table)?;
        notes.extend(told.into_iter().map(|(cell, kind)| super::Note {
            table: index,
            cell,
            kind,
        }));
    }
    Ok(WrittenFile {
        bytes: workbook.save_to_buffer()?,
        notes,
    })
}

fn set_defaults(workbook: &mut Workbook) -> Result<(), XlsxError> {
    workbook.set_default_format(&default_format(), NO_ROW_HEIGHT, DEFAULT_CELL.1)?;
    Ok(())
}

fn default_format() -> Format {
    Format::new()
        .set_font_name(DEFAULT_FONT)
        .set_font_size(DEFAULT_SIZE)
        .set_font_family(0)
        .set_font_charset(CHARSET_CHINESE)
}

fn properties(properties: &Properties) -> Result<DocProperties, XlsxError> {
    let date = properties.date;
    let created = ExcelDateTime::from_ymd(date.year, date.month, date.day)?;
    Ok(DocProperties::new()
        .set_title(&properties.title)
        .set_subject(&properties.subject)
        .set_author(&properties.author)
        .set_comment(GENERATOR)
        .set_creation_datetime(&created))
}
