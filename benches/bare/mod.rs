//! Reference for this program's workbooks: `rust_xlsxwriter` writing the cells of tables alone.

use jixiao::grid::Grid;
use rust_xlsxwriter::{Format, FormatBorder, Workbook};

/// Only the cells, merges and borders of the grids.
pub(crate) fn bare_workbooks(grids: &[Grid]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let format = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    for grid in grids {
        let sheet = workbook.add_worksheet();
        for cell in &grid.cells {
            let (row, col) = (
                u32::try_from(cell.row).unwrap(),
                u16::try_from(cell.col).unwrap(),
            );
            let (last_row, last_col) = (
                u32::try_from(cell.rows().end - 1).unwrap(),
                u16::try_from(cell.cols().end - 1).unwrap(),
            );
            if cell.is_merged() {
                sheet
                    .merge_range(row, col, last_row, last_col, &cell.text, &format)
                    .unwrap();
            } else {
                sheet
                    .write_string_with_format(row, col, &cell.text, &format)
                    .unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}
