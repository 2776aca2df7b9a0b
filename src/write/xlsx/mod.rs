//! Excel workbook.
