//! Workbook of a flat list: one sheet to filter and edit, which prints on A4 landscape.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::content::put_text;
use super::defaults::{CHARSET_CHINESE, DEFAULT_CELL, column, default_format, properties};
use super::format::horizontal;
use super::formula::{self, column_cells};
use super::number::{NumberFormat, NumberStorage};
use super::page::A4;
use super::{row_height, saving, text};
use crate::grid::{Align, Number};
use crate::write::document::Properties;
use crate::write::error::WriteError;
use crate::write::listing::{
    Listing, ListingCell, ListingNote, ListingNoteKind, ListingSum, RowKind,
};

/// Height of a line of text, and space above and below the lines of a row, in points.
const LINE: (f64, f64) = (13.0, 5.0);

/// Print margins in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.6, 0.6, 0.3, 0.3];

/// Background of heads and sums.
const SHADE: Color = Color::RGB(0x00F2_F2F2);

/// Typeface and size: twelve columns stay readable on A4 landscape.
const FONT: (&str, f64) = ("宋体", 10.0);

/// Values that no workbook cell can contain; with any of them the list cannot be written.
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

/// Writes a list; reports the numbers that a workbook cannot store as numbers.
///
/// # Errors
/// [`WriteError::Xlsx`] if the library fails, for example for a text that [`too_long`] reports.
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
    workbook.set_default_format(&default_format(), DEFAULT_CELL.0, DEFAULT_CELL.1)?;
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
    Ok((saving::bytes(&mut workbook)?, notes))
}

/// Sets column widths, frozen head, filter, and print settings.
fn set_up(sheet: &mut Worksheet, listing: &Listing) -> Result<(), XlsxError> {
    for (col, column) in (0..).zip(&listing.columns) {
        sheet.set_column_width(col, column.width)?;
    }
    let last_col = column(listing.columns.len().saturating_sub(1));
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

/// Height of a row with these texts; programs other than Excel do not compute it.
fn height<'t>(listing: &Listing, texts: impl Iterator<Item = &'t str>) -> f64 {
    let lines = texts.zip(&listing.columns).map(|(text, column)| {
        // Text of ten points is narrower than the digits that column widths count; a line is rarely
        // full.
        let indent = if column.align == Align::Center {
            0.0
        } else {
            INDENT
        };
        row_height::lines_in(text, (column.width - indent).max(2.0))
    });
    row_height::height(lines, LINE.0, LINE.1)
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
            put_text(self.sheet, (0, col), &column.head, &format)?;
        }
        Ok(())
    }

    fn row(&mut self, row: usize) -> Result<(), XlsxError> {
        let listing = self.listing;
        let at = sheet_row(row);
        let texts = listing.rows[row].cells.iter().map(ListingCell::text);
        self.sheet.set_row_height(at, height(listing, texts))?;
        for (index, cell) in listing.rows[row].cells.iter().enumerate() {
            let slot = (row, index);
            match cell {
                ListingCell::Blank => {
                    let format = self.format(slot, None, false);
                    self.sheet.write_blank(at, column(index), &format)?;
                }
                ListingCell::Text(text) => self.text(slot, text)?,
                ListingCell::Number { number, text } => self.number(slot, *number, text, None)?,
                ListingCell::Sum { number, text, of } => {
                    let formula = self.formula(index, of);
                    self.number(slot, *number, text, formula)?;
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, slot: (usize, usize), text: &str) -> Result<(), XlsxError> {
        let format = self.format(slot, None, text::looks_like_formula(text));
        put_text(
            self.sheet,
            (sheet_row(slot.0), column(slot.1)),
            text,
            &format,
        )
    }

    /// Writes a number, or the formula that has it as its result.
    fn number(
        &mut self,
        slot: (usize, usize),
        number: Number,
        text: &str,
        formula: Option<String>,
    ) -> Result<(), XlsxError> {
        let value = match NumberStorage::of(number, text) {
            NumberStorage::Double(value) => value,
            storage => return self.number_as_text(slot, text, storage),
        };
        let format = self.format(slot, Some(NumberFormat::of(number)), false);
        let (row, col) = (sheet_row(slot.0), column(slot.1));
        match formula {
            Some(formula) => {
                let formula = Formula::new(formula).set_result(value.to_string());
                self.sheet
                    .write_formula_with_format(row, col, formula, &format)?;
            }
            None => {
                self.sheet
                    .write_number_with_format(row, col, value, &format)?;
            }
        }
        Ok(())
    }

    fn number_as_text(
        &mut self,
        slot: (usize, usize),
        text: &str,
        storage: NumberStorage,
    ) -> Result<(), XlsxError> {
        if storage == NumberStorage::TooLong {
            let kind = ListingNoteKind::NumberAsText;
            let (row, col) = slot;
            self.notes.push(ListingNote { row, col, kind });
        }
        self.text(slot, text)
    }

    /// Formula of a sum; `None` if an addend is not a number in the sheet, because the formula
    /// would give less than the sum.
    fn formula(&self, col: usize, of: &ListingSum) -> Option<String> {
        match of {
            ListingSum::Rows(rows) => {
                self.are_numbers(col, rows.clone(), RowKind::Data)?;
                let rows = sheet_row(rows.start)..sheet_row(rows.end);
                Some(formula::sum(&column_cells(&rows, column(col))))
            }
            ListingSum::Subtotals { word_column } => {
                let all = 0..self.listing.rows.len();
                self.are_numbers(col, all.clone(), RowKind::Subtotal)?;
                let mut rows = self.listing.rows.iter();
                let subtotal = rows.find(|row| row.kind == RowKind::Subtotal)?;
                let word = subtotal.cells.get(*word_column)?.text();
                // The total itself is the last row.
                let rows = sheet_row(0)..sheet_row(all.end - 1);
                let [words, own] = [*word_column, col].map(|col| column_cells(&rows, column(col)));
                Some(formula::sum_if(&words, word, &own))
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
        slot: (usize, usize),
        number_format: Option<NumberFormat>,
        is_quoted: bool,
    ) -> Format {
        let kind = self.listing.rows[slot.0].kind;
        let align = self.listing.columns[slot.1].align;
        let key = (kind as u8, align as u8, number_format, is_quoted);
        let make = || {
            let mut format = bordered().set_align(horizontal(align));
            // A space between the text and its border.
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
            if is_quoted {
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
        .set_font_charset(CHARSET_CHINESE)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
}
