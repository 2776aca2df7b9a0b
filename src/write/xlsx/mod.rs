//! Excel workbooks: one sheet per table, laid out as by hand, with live formulas.
//!
//! | file | contents |
//! | --- | --- |
//! | `defaults.rs` | default font and sizes, document properties, units of the sheet |
//! | `row_height.rs` | row heights for fonts that were never measured |
//! | `sheet_rows.rs` | grid rows → sheet rows: a row of Excel is at most 409 pt high |
//! | `text.rs` | texts that are too long for a cell, or that the library would alter |
//! | `number.rs` | numbers that a double stores without loss, and number formats |
//! | `plan.rs` | splits, columns and rows of a sheet, before it is written |
//! | `elsewhere.rs` | cells of other sheets that formulas read |
//! | `formula.rs` | the text of every formula |
//! | `format.rs` | one shared cell format per style, number format, border and protection |
//! | `page.rs` | paper, margins, head and foot, repeated rows, column widths |
//! | `even_pages.rs` | heads and feet of even pages |
//! | `saving.rs` | the bytes of a workbook, the same on every system |
//! | `content.rs` | writing one value, with its merge and format |
//! | `cell.rs` | titles and cells of a table |
//! | `filling.rs` | adjustments for a blank: live titles, unlocked cells |
//! | `blank.rs` | blanks: protected sheets, defined names |
//! | `entry.rs` | data validation of a blank's cells, and highlighting of required ones |
//! | `names.rs` | unique names of sheets |
//!
//! Two kinds of workbook are not tables of a form and use the same lower files:
//!
//! | file | contents |
//! | --- | --- |
//! | `flat_list.rs` | the flat list (清单), to be read back: heads in row 1, values as given |
//! | `list.rs` | summary and report (汇总表, 检查报告): columns, values, totals |
//! | `list_writer.rs` | their writer: a title, grouped heads, links, a line of totals |
//! | `list_format.rs` | cell formats and paper of both |
//! | `across.rs` | the columns of a wide list over pages |
//! | `figures.rs` | a sheet of a few figures, with charts or on one page |
//!
//! The bytes depend on the document alone: the library takes the creation time from the document
//! properties and dates the zip entries 1980-01-01; `saving.rs` sets the system they are made on.

mod across;
mod blank;
mod cell;
mod content;
mod defaults;
mod elsewhere;
mod entry;
mod even_pages;
mod figures;
mod filling;
mod flat_list;
mod format;
mod formula;
mod list;
mod list_format;
mod list_writer;
mod names;
mod number;
mod page;
mod plan;
mod row_height;
mod saving;
mod sheet_rows;
mod text;

#[cfg(test)]
mod tests;

use rust_xlsxwriter::{Workbook, XlsxError};

use self::defaults::{DEFAULT_CELL, properties, set_defaults};
use self::elsewhere::Elsewhere;
use super::document::{Document, Note, WrittenFile};
use super::error::WriteError;
use crate::grid::Grid;

pub use blank::{BlankDocument, BlankSheet, EntryCell, write_blank};
pub use figures::{FigureLayout, FigureSheet, FigureTable};
pub use flat_list::{too_long, write_listing};
pub use list::{Column, Criterion, List, MAX_SECTIONS, Print, Tint, Total, Value};
pub use list_writer::{Sheet, write_lists};
pub use names::SheetNames;
pub(crate) use number::exact;

/// Compression level of a table's workbook: 2 to 4 % larger than at the library's default of 6, for
/// a tenth less of the packing cost.
const PACKING: u8 = 4;

/// Writes a workbook with a sheet for each table.
///
/// # Errors
/// [`WriteError::Xlsx`] if a table exceeds a limit of workbooks (rows, columns, sheet names).
pub fn write(document: &Document<'_>) -> Result<WrittenFile, WriteError> {
    build(document).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build(document: &Document<'_>) -> Result<WrittenFile, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING);
    set_defaults(&mut workbook)?;
    workbook.set_properties(&properties(document.properties)?);
    let mut notes = Vec::new();
    let tables: Vec<_> = document.tables.iter().map(|table| (*table, None)).collect();
    let elsewhere = Elsewhere::of(&tables);
    for (index, table) in document.tables.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.label)?;
        sheet.set_default_row_height_pixels(DEFAULT_CELL.0);
        let table_notes = cell::write_table(sheet, table, &elsewhere)?;
        notes.extend(table_notes.into_iter().map(|(cell, kind)| Note {
            table: index,
            cell,
            kind,
        }));
    }
    let grids: Vec<&Grid> = document.tables.iter().map(|table| table.grid).collect();
    Ok(WrittenFile {
        bytes: even_pages::add(saving::bytes(&mut workbook)?, &grids)?,
        notes,
    })
}
