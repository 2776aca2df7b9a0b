//! Workbook of a flat list: one sheet to filter and edit, which prints on A4 landscape.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::format::horizontal;
use super::number::{NumberFormat, NumberStorage};
use super::{cell, default_format, properties, room, text};
use crate::grid::Align;
use crate::write::{
    Listing, ListingCell, ListingNote, ListingNoteKind, ListingSum, Properties, RowKind, WriteError,
};

/// Height of a line of text, and space above and below the lines of a row, in points.
const LINE: (f64, f64) = (13.0, 5.0);

/// Paper size A4 in workbooks.
const A4: u8 = 9;

/// Print margins in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.6, 0.6, 0.3, 0.3];

/// Background of heads and sums.
const SHADE: Color = Color::RGB(0x00F2_F2F2);

/// Typeface and size: twelve columns stay readable on A4 landscape.
const FONT: (&str, f64) = ("宋体", 10.0);

/// Values that no workbook cell can hold; with any of them the list cannot be written.
pub fn too_long(listing: &Listing) -> Vec<ListingNote> {
    let mut notes = Vec::new();
    for (row, cells) in listing.rows.iter().enumerate() {
        for (col, cell) in cells.cells.iter().enumerate() {
            if !text::fits(cell.text()) {
                let length = text::units(cell.text());
                let kind = ListingNoteKind::TooLong { length };
                notes.push(ListingNote { row, col, kind });
            }
        }
    }
    notes
}

/// Writes a list; reports the numbers that a workbook cannot hold as numbers.
///
/// # Errors
/// [`WriteError::Xlsx`] when the library fails, as it does for a text that [`too_long`] reports.
pub fn write_listing(
    listing: &Listing,
    described: &Properties,
) -> Result<(Vec<u8>, Vec<ListingNote>), WriteError> {
    build(listing, described).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build(
    listing: &Listing,
    described: &Properties,
) -> Result<(Vec<u8>, Vec<ListingNote>), XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(
        &default_format(),
        super::DEFAULT_CELL.0,
        super::DEFAULT_CELL.1,
    )?;
    workbook.set_properties(&properties(described)?);
    let sheet = workbook.add_worksheet();
    sheet.set_name(&listing.name)?;
    set_up(sheet, listing)?;
    let mut writer = Writer {
        sheet,
        listing,
        formats: BTreeMap::new(),
        notes: Vec::new(),
    };
    writer.head()?;
    for row in 0..listing.rows.len() {
        writer.row(row)?;
    }
    let notes = writer.notes;
    Ok((workbook.save_to_buffer()?, notes))
}

/// Sets column widths, frozen head, filter, and print settings.
fn set_up(sheet: &mut Worksheet, listing: &Listing) -> Result<(), XlsxError> {
    for (col, column) in (0..).zip(&listing.columns) {
        sheet.set_column_width(col, column.width)?;
    }
    let last_col = u16::try_from(listing.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let filtered = listing
        .rows
        .iter()
        .filter(|row| row.kind != RowKind::Total)
        .count();
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, u32::try_from(filtered).unwrap_or(u32::MAX), last_col)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(A4);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    let [left, right, top, bottom, head, foot] = MARGINS;
    sheet.set_margins(left, right, top, bottom, head, foot);
    sheet.set_footer("&C&9&\"宋体,Regular\"— &P / &N —");
    Ok(())
}

/// Height that a row with these texts needs; programs other than Excel do not compute it.
fn height<'t>(listing: &Listing, texts: impl Iterator<Item = &'t str>) -> f64 {
    let lines = texts.zip(&listing.columns).map(|(text, column)| {
        // Text of ten points is narrower than the digits that column widths count; a line rarely
        // fills up.
        let indent = if column.align == Align::Center {
            0.0
        } else {
            INDENT
        };
        room::lines_in(text, (column.width - indent).max(2.0))
    });
    room::height(lines, LINE.0, LINE.1)
}

/// Width of an indent, in digits.
const INDENT: f64 = 1.5;

/// Sheet row of a row of the list, below the head.
fn sheet_row(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1)
}

/// Key of a cell format: kind of row, alignment, number format, quote prefix.
type FormatKey = (u8, u8, Option<NumberFormat>, bool);

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    listing: &'a Listing,
    formats: BTreeMap<FormatKey, Format>,
    notes: Vec<ListingNote>,
}

impl Writer<'_> {
    fn head(&mut self) -> Result<(), XlsxError> {
        let format = bordered()
            .set_bold()
            .set_background_color(SHADE)
            .set_text_wrap()
            .set_align(FormatAlign::Center);
        let heads = self
            .listing
            .columns
            .iter()
            .map(|column| column.head.as_str());
        self.sheet.set_row_height(0, height(self.listing, heads))?;
        for (col, column) in (0..).zip(&self.listing.columns) {
            cell::put_text(self.sheet, (0, col), &column.head, &format)?;
        }
        Ok(())
    }

    fn row(&mut self, row: usize) -> Result<(), XlsxError> {
        let listing = self.listing;
        let at = sheet_row(row);
        let texts = listing.rows[row].cells.iter().map(ListingCell::text);
        self.sheet.set_row_height(at, height(listing, texts))?;
        for (index, cell) in listing.rows[row].cells.iter().enumerate() {
            let col = u16::try_from(index).unwrap_or(u16::MAX);
            match cell {
                ListingCell::Blank => {
                    let format = self.format((row, index), None, false);
                    self.sheet.write_blank(at, col, &format)?;
                }
                ListingCell::Text(text) => self.text((row, index), text)?,
                ListingCell::Number { number, text } => match NumberStorage::of(*number, text) {
                    NumberStorage::Double(value) => {
                        let format =
                            self.format((row, index), Some(NumberFormat::of(*number)), false);
                        self.sheet
                            .write_number_with_format(at, col, value, &format)?;
                    }
                    storage => self.number_as_text((row, index), text, storage)?,
                },
                ListingCell::Sum { number, text, of } => {
                    match (NumberStorage::of(*number, text), self.formula(index, of)) {
                        (NumberStorage::Double(value), Some(formula)) => {
                            let format =
                                self.format((row, index), Some(NumberFormat::of(*number)), false);
                            let formula = Formula::new(formula).set_result(value.to_string());
                            self.sheet
                                .write_formula_with_format(at, col, formula, &format)?;
                        }
                        (NumberStorage::Double(value), None) => {
                            let format =
                                self.format((row, index), Some(NumberFormat::of(*number)), false);
                            self.sheet
                                .write_number_with_format(at, col, value, &format)?;
                        }
                        (storage, _) => self.number_as_text((row, index), text, storage)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, place: (usize, usize), text: &str) -> Result<(), XlsxError> {
        let format = self.format(place, None, text::looks_like_formula(text));
        let col = u16::try_from(place.1).unwrap_or(u16::MAX);
        cell::put_text(self.sheet, (sheet_row(place.0), col), text, &format)
    }

    fn number_as_text(
        &mut self,
        place: (usize, usize),
        text: &str,
        storage: NumberStorage,
    ) -> Result<(), XlsxError> {
        if storage == NumberStorage::TooLong {
            let kind = ListingNoteKind::NumberAsText;
            let (row, col) = place;
            self.notes.push(ListingNote { row, col, kind });
        }
        self.text(place, text)
    }

    /// Formula of a sum; `None` where an addend is no number in the sheet, for the formula would
    /// give less than the sum.
    fn formula(&self, col: usize, of: &ListingSum) -> Option<String> {
        let letter = rust_xlsxwriter::column_number_to_name(u16::try_from(col).ok()?);
        match of {
            ListingSum::Rows(rows) => {
                self.are_numbers(col, rows.clone(), RowKind::Data)?;
                let (first, last) = (sheet_row(rows.start) + 1, sheet_row(rows.end - 1) + 1);
                Some(format!("=SUM({letter}{first}:{letter}{last})"))
            }
            ListingSum::Subtotals { marks } => {
                let all = 0..self.listing.rows.len();
                self.are_numbers(col, all.clone(), RowKind::Subtotal)?;
                let mut rows = self.listing.rows.iter();
                let subtotal = rows.find(|row| row.kind == RowKind::Subtotal)?;
                let words = rust_xlsxwriter::column_number_to_name(u16::try_from(*marks).ok()?);
                let (first, last) = (2, sheet_row(all.end - 1));
                let word = subtotal.cells.get(*marks)?.text().replace('"', "\"\"");
                Some(format!(
                    "=SUMIF({words}{first}:{words}{last},\"{word}\",{letter}{first}:{letter}{last})"
                ))
            }
        }
    }

    fn are_numbers(&self, col: usize, rows: Range<usize>, kind: RowKind) -> Option<()> {
        let rows = self.listing.rows[rows]
            .iter()
            .filter(|row| row.kind == kind);
        let mut cells = rows.map(|row| &row.cells[col]);
        let all = cells.all(|cell| match cell {
            ListingCell::Blank => true,
            ListingCell::Text(_) => false,
            ListingCell::Number { number, text } | ListingCell::Sum { number, text, .. } => {
                matches!(NumberStorage::of(*number, text), NumberStorage::Double(_))
            }
        });
        all.then_some(())
    }

    fn format(
        &mut self,
        place: (usize, usize),
        number_format: Option<NumberFormat>,
        marked: bool,
    ) -> Format {
        let kind = self.listing.rows[place.0].kind;
        let align = self.listing.columns[place.1].align;
        let key = (kind as u8, align as u8, number_format, marked);
        let make = || {
            let mut format = bordered().set_align(horizontal(align));
            // A space between the text and the border it is aligned to.
            if align != Align::Center {
                format = format.set_indent(1);
            }
            format = match kind {
                RowKind::Data => format,
                RowKind::Subtotal | RowKind::Total => format.set_bold().set_background_color(SHADE),
            };
            match number_format {
                None => format = format.set_text_wrap(),
                Some(number_format) => {
                    if let Some(code) = number_format.code() {
                        format = format.set_num_format(code);
                    }
                }
            }
            if marked {
                format.set_quote_prefix()
            } else {
                format
            }
        };
        self.formats.entry(key).or_insert_with(make).clone()
    }
}

fn bordered() -> Format {
    Format::new()
        .set_font_name(FONT.0)
        .set_font_size(FONT.1)
        .set_font_family(0)
        .set_font_charset(super::CHARSET_CHINESE)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
}
