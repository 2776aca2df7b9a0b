//! Values of cells and writing them with merge and format.

use std::ops::Range;

use rust_xlsxwriter::{Format, Formula, IgnoreError, Worksheet, XlsxError};

use super::text;

/// Range of sheet slots that one value fills.
#[derive(Debug, Clone)]
pub(super) struct SlotRange {
    pub(super) rows: Range<u32>,
    pub(super) cols: Range<u16>,
}

impl SlotRange {
    /// Whether it is a single slot.
    pub(super) fn is_slot(&self) -> bool {
        self.rows.len() == 1 && self.cols.len() == 1
    }
}

/// Value for a [`SlotRange`].
#[derive(Debug)]
pub(super) enum Content<'a> {
    Text(&'a str),
    Number(f64),
    Formula {
        formula: String,
        result: String,
        /// Kind of error check that is off for the cell; a cell can have only one.
        ignored_error: IgnoreError,
    },
}

/// A total over some of its neighbours is intended: suppresses the green corner.
pub(super) const OMITS_CELLS: IgnoreError = IgnoreError::FormulaOmitsCells;

/// A formula that may be typed over is intended: suppresses the green corner.
pub(super) const MAY_BE_OVERWRITTEN: IgnoreError = IgnoreError::UnlockedCellsWithFormula;

/// Writes a value into its slots, merged if there are several.
pub(super) fn put(
    sheet: &mut Worksheet,
    range: &SlotRange,
    content: &Content<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    let (row, col) = (range.rows.start, range.cols.start);
    if !range.is_slot() {
        // A text is written together with the merge: each write of a cell looks up its whole
        // format.
        let words = match content {
            Content::Text(text) if !text::is_mistaken(text) => text,
            Content::Text(_) | Content::Number(_) | Content::Formula { .. } => "",
        };
        let (last_row, last_col) = (range.rows.end - 1, range.cols.end - 1);
        sheet.merge_range(row, col, last_row, last_col, words, format)?;
        if matches!(content, Content::Text(text) if *text == words) {
            return ignore_number(sheet, (row, col), words);
        }
    }
    put_value(sheet, (row, col), content)?;
    sheet.set_cell_format(row, col, format).map(drop)
}

/// Writes a value into a slot whose format is set later. An empty text is written with the format.
pub(super) fn put_value(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    content: &Content<'_>,
) -> Result<(), XlsxError> {
    match content {
        Content::Text("") => {}
        Content::Text(text) if text::is_mistaken(text) => {
            let escaped = text::escape(text);
            sheet.write_rich_string(row, col, &[(&Format::default(), &escaped)])?;
        }
        Content::Text(text) => {
            ignore_number(sheet, (row, col), text)?;
            sheet.write_string(row, col, *text)?;
        }
        Content::Number(value) => drop(sheet.write_number(row, col, *value)?),
        Content::Formula {
            formula,
            result,
            ignored_error,
        } => {
            sheet.ignore_error(row, col, *ignored_error)?;
            sheet.write_formula(row, col, Formula::new(formula).set_result(result))?;
        }
    }
    Ok(())
}

/// Writes text data.
pub(super) fn put_text(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    ignore_number(sheet, (row, col), text)?;
    put_words(sheet, (row, col), text, format)
}

/// Digits stored as text are intended: suppresses the green corner.
fn ignore_number(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
) -> Result<(), XlsxError> {
    if text.starts_with(|first: char| first.is_ascii_digit()) && text.parse::<f64>().is_ok() {
        sheet.ignore_error(row, col, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// Writes any text unchanged.
pub(super) fn put_words(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text::is_mistaken(text) {
        // The library writes rich text unchanged; it is escaped here.
        let escaped = text::escape(text);
        sheet.write_rich_string_with_format(row, col, &[(&Format::default(), &escaped)], format)?;
    } else {
        sheet.write_string_with_format(row, col, text, format)?;
    }
    Ok(())
}
