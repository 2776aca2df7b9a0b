//! Defaults of every workbook: font, sizes, document properties, column numbers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::write::document::{GENERATOR, Properties};

/// Typeface of the cells outside the tables.
///
/// Excel measures column widths in digits of this font. Every system has it, or a font with the
/// same widths, and its digits are whole pixels wide: if 宋体 is missing, the digits of its
/// replacement make all columns wider and the print shrinks by a sixth.
pub(super) const DEFAULT_FONT: &str = "Times New Roman";

/// Size of the default font in points (小四). A digit is 6 pt wide: 8 pixels, as in 宋体.
pub(super) const DEFAULT_SIZE: f64 = 12.0;

/// Height of a row and width of a column in the default font, in pixels.
pub(super) const DEFAULT_CELL: (u32, u32) = (21, 72);

/// Default row height that no row outside the tables has, in pixels. The library writes the height
/// of a row only if it differs from the default: with this value the height of every row is
/// written, and no program estimates it.
pub(super) const NO_ROW_HEIGHT: u32 = DEFAULT_CELL.0 + 1;

/// Character set of Chinese (GB 2312) in font tables.
pub(super) const CHARSET_CHINESE: u8 = 134;

pub(super) fn set_defaults(workbook: &mut Workbook) -> Result<(), XlsxError> {
    workbook.set_default_format(&default_format(), NO_ROW_HEIGHT, DEFAULT_CELL.1)?;
    Ok(())
}

/// Size of the default font of lists, in points. A digit is 7 pixels wide, as in the usual default
/// font, which not every system has: if it is missing, columns are wider and more pages are printed
/// next to each other.
const LIST_SIZE: f64 = 10.5;

/// Height of a row and width of a column of lists, in pixels.
const LIST_CELL: (u32, u32) = (20, 64);

/// The defaults of a workbook of lists.
pub(super) fn set_list_defaults(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let format = default_format().set_font_size(LIST_SIZE);
    workbook.set_default_format(&format, LIST_CELL.0, LIST_CELL.1)?;
    Ok(())
}

pub(super) fn default_format() -> Format {
    Format::new()
        .set_font_name(DEFAULT_FONT)
        .set_font_size(DEFAULT_SIZE)
        .set_font_family(0)
        .set_font_charset(CHARSET_CHINESE)
}

pub(super) fn properties(properties: &Properties) -> Result<DocProperties, XlsxError> {
    let date = properties.date;
    let created = ExcelDateTime::from_ymd(date.year, date.month, date.day)?;
    Ok(DocProperties::new()
        .set_title(&properties.title)
        .set_subject(&properties.subject)
        .set_author(&properties.author)
        .set_comment(GENERATOR)
        .set_creation_datetime(&created))
}

/// Column of a sheet.
pub(super) fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
