//! Excel workbook: a sheet a table, as an officer would have made it by hand and can go on working in.
//!
//! | file | what it settles |
//! | --- | --- |
//! | `rows.rs` | which sheet rows a row of the Grid becomes, for Excel's rows are 409 pt high at most |
//! | `room.rs` | how high rows must be for typefaces that were never measured |
//! | `text.rs` | texts longer than a cell may be, and texts the library would not write as they are |
//! | `number.rs` | which numbers a double holds without loss, and their number formats |
//! | `formula.rs` | live formulas |
//! | `format.rs` | one shared cell format a look, border and lock |
//! | `page.rs` | paper, margins, foot, repeated rows, column widths |
//! | `cell.rs` | what is put where |
//! | `filling.rs` | what a table to be filled in has otherwise: live titles, open cells |
//! | `blank.rs` | a workbook to be filled in: locked labels, names |
//! | `entry.rs` | what such a workbook says and refuses when a cell is filled in |
//! | `names.rs` | names of sheets, each once |
//!
//! Two kinds of workbook are no tables of a form, and stand on the same ground (`text.rs`, `number.rs`, `room.rs`, `cell.rs`):
//!
//! | file | what it settles |
//! | --- | --- |
//! | `listing.rs` | the flat list (清单), to be read back: heads in the first row, a value as the data has it, sums of parts |
//! | `list.rs` | lists for people (汇总表, 检查报告): a title, grouped heads, links, a line of totals |
//!
//! The workbook's bytes depend on the document alone: the library takes the time of creation from us and dates the parts of the zip 1980-01-01.

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

pub use blank::{BlankDocument, BlankSheet, EntryPlace, WrittenBlank, write_blank};
pub use list::{Column, List, Print, RowsWait, Tint, Total, Value, write_lists};
pub use listing::{too_long, write_listing};
pub use names::SheetNames;
pub(crate) use number::exact;

use super::{Document, GENERATOR, Properties, WriteError, Written};

/// Typeface of the cells outside the tables. Excel counts column widths in its digits, so it is one that every system has, or has in the same
/// widths, and whose digits are whole pixels: where 宋体 is missing, another's digits would make all columns wider, and the print would shrink by a sixth.
const DEFAULT_FONT: &str = "Times New Roman";

/// Its size in points (小四). A digit is 6 pt wide: 8 pixels, as in 宋体.
const DEFAULT_SIZE: f64 = 12.0;

/// Height of a row and width of a column in that font, in pixels.
const DEFAULT_CELL: (u32, u32) = (21, 72);

/// A row height that no row outside the tables has, in pixels. The library takes it for the workbook's default, and writes the height of a row
/// only where it is another: so each row says its own, and no program guesses it.
const NO_ROW_HEIGHT: u32 = DEFAULT_CELL.0 + 1;

/// How hard the parts of a table's workbook are packed: 2 to 4 % larger than at the library's own 6, for a tenth less of what packing costs.
const PACKING: u8 = 4;

/// Chinese (GB 2312), as font tables name it.
const CHARSET_CHINESE: u8 = 134;

/// Writes a workbook with a sheet for each table.
///
/// # Errors
/// [`WriteError::Xlsx`] when a table is beyond what a workbook can be (rows, columns, sheet names).
pub fn write(document: &Document<'_>) -> Result<Written, WriteError> {
    build(document).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build(document: &Document<'_>) -> Result<Written, XlsxError> {
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
    Ok(Written {
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
