//! `.xls`: the old compound file.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::figure::{self, From};
use super::format::Shown;
use super::xlsx::merges;
use super::{Aside, Cell, CellContent, Sheet, Trouble, Visibility, Workbook};

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<(Workbook, Vec<Aside>), Trouble> {
    let mut xls = Xls::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let sheets = xls.sheets_metadata().to_vec();
    let starts_1904 = xls.has_1904_epoch();
    let mut workbook = Workbook::default();
    for (number, sheet) in sheets.iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = xls
            .worksheet_range(&sheet.name)
            .map_err(|error| damaged(&error))?;
        let areas = xls
            .merge_cells_by_sheet_name(&sheet.name)
            .map_err(|error| damaged(&error))?;
        let start = range.start().unwrap_or_default();
        let cells = range.used_cells().filter_map(|(row, col, value)| {
            let content = content(value, starts_1904);
            let at = |offset: usize, start: u32| start + u32::try_from(offset).unwrap_or(u32::MAX);
            (content != CellContent::Blank).then(|| Cell {
                row: at(row, start.0),
                col: at(col, start.1),
                content,
                formula: None,
            })
        });
        workbook.sheets.push(Sheet {
            name: Arc::from(sheet.name.as_str()),
            number,
            visibility: match sheet.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
            },
            cells: cells.collect(),
            merges: merges(&areas)?,
        });
    }
    Ok((workbook, Vec::new()))
}

fn content(value: &Data, starts_1904: bool) -> CellContent {
    let number = |number| figure::content(number, &Shown::General, From::Hand, starts_1904);
    match value {
        Data::Empty => CellContent::Blank,
        Data::String(text) if text.is_empty() => CellContent::Blank,
        Data::String(text) => CellContent::Text(text.clone()),
        Data::Int(whole) => figure::whole(*whole),
        Data::Float(value) => number(*value),
        Data::DateTime(date) => number(date.as_f64()),
        Data::Bool(is) => CellContent::Bool(*is),
        Data::DateTimeIso(date) | Data::DurationIso(date) => CellContent::Date(date.clone()),
        Data::Error(error) => CellContent::Error(error.to_string()),
    }
}

fn damaged(error: &XlsError) -> Trouble {
    match error {
        XlsError::Password => Trouble::Encrypted,
        other => Trouble::Damaged(other.to_string()),
    }
}
