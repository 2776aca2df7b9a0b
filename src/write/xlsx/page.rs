//! Print settings of a sheet: paper, margins, head and foot, repeated rows, column widths.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::grid::{Align, Edge, Foot, Grid, Look, Paper};
use crate::length::Length;

use super::defaults::column;
use super::sheet_rows::SheetRows;

/// A3 in workbooks.
pub(super) const A3: u8 = 8;

/// A4 in workbooks.
pub(super) const A4: u8 = 9;

/// Paper sizes by Excel's numbers, portrait, in millimetres.
const PAPER_SIZES: [(u8, f64, f64); 5] = [
    (A4, 210.0, 297.0),
    (A3, 297.0, 420.0),
    (11, 148.0, 210.0),
    (12, 257.0, 364.0),
    (13, 182.0, 257.0),
];

/// Position of a head or foot that the look lacks: Excel's default of 0.3 inch.
const NO_FOOT: Length = Length::pt(21.6);

/// Sets up paper and print.
pub(super) fn set_up(
    sheet: &mut Worksheet,
    grid: &Grid,
    rows: &SheetRows,
) -> Result<(), XlsxError> {
    set_paper(sheet, grid);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    if rows.count() > 0 && grid.col_count() > 0 {
        sheet.set_print_area(0, 0, rows.count() - 1, last_column(grid))?;
    }
    // Excel supports one repeated range; the last group is the one that spans pages.
    if let Some(group) = grid
        .groups
        .iter()
        .rev()
        .find(|group| !group.head.is_empty())
    {
        let head = rows.of(&group.head);
        sheet.set_repeat_rows(head.start, head.end - 1)?;
    }
    Ok(())
}

/// Last sheet column of the table.
pub(super) fn last_column(grid: &Grid) -> u16 {
    column(grid.col_count().saturating_sub(1))
}

fn set_paper(sheet: &mut Worksheet, grid: &Grid) {
    let look = &grid.look;
    let paper = &look.paper;
    let (width, height) = (paper.width.min(paper.height), paper.width.max(paper.height));
    let is_size = |size: &&(u8, f64, f64)| {
        (width.to_mm() - size.1).abs() < 1.0 && (height.to_mm() - size.2).abs() < 1.0
    };
    if let Some(size) = PAPER_SIZES.iter().find(is_size) {
        sheet.set_paper_size(size.0);
    }
    if paper.width > paper.height {
        sheet.set_landscape();
    }
    let inches = |length: Length| length.to_pt() / 72.0;
    let foot = paper.foot.as_ref().map_or(NO_FOOT, |foot| {
        foot.height - look.styles[foot.style].size * DESCENT
    });
    let head = paper.head.as_ref().map_or(NO_FOOT, |head| {
        head.height - look.styles[head.style].size * ASCENT
    });
    let margins = (
        inches(paper.left),
        inches(paper.right),
        inches(paper.top),
        inches(paper.bottom),
    );
    sheet.set_margins(
        margins.0,
        margins.1,
        margins.2,
        margins.3,
        inches(head).max(0.0),
        inches(foot).max(0.0),
    );
    if let Some(text) = head_text(grid, PageSide::Odd) {
        sheet.set_header(text);
        sheet.set_header_footer_scale_with_doc(false);
    }
    if let Some(text) = foot_text(grid, PageSide::Odd) {
        sheet.set_footer(text);
        sheet.set_header_footer_scale_with_doc(false);
    }
}

/// Depth of a line below its baseline, as a fraction of the type size: the look measures to the
/// baseline, Excel to the lower edge.
const DESCENT: f64 = 0.2;

/// Height of a line above its baseline, likewise.
const ASCENT: f64 = 1.0 - DESCENT;

/// Side of a sheet of paper printed on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageSide {
    Odd,
    Even,
}

/// One character of space between a number at the outer edge and the edge of the text block.
const SPACE: &str = "\u{3000}";

/// Head in Excel's syntax.
pub(super) fn head_text(grid: &Grid, page: PageSide) -> Option<String> {
    let head = grid.look.paper.head.as_ref()?;
    Some(margin_text(&grid.look, head, &grid.name, page))
}

/// Foot in Excel's syntax: `&C&14&"宋体,Regular"— &P —`.
pub(super) fn foot_text(grid: &Grid, page: PageSide) -> Option<String> {
    let foot = grid.look.paper.foot.as_ref()?;
    Some(margin_text(&grid.look, foot, &grid.name, page))
}

fn margin_text(look: &Look, foot: &Foot, title: &str, page: PageSide) -> String {
    let style = &look.styles[foot.style];
    let typeface = &look.fonts[style.font];
    let (side, before, after) = match (foot.edge, page, style.align) {
        (Edge::Outer, PageSide::Odd, _) => ('R', "", SPACE),
        (Edge::Outer, PageSide::Even, _) => ('L', SPACE, ""),
        (Edge::Fixed, _, Align::Left) => ('L', "", ""),
        (Edge::Fixed, _, Align::Center | Align::Decimal) => ('C', "", ""),
        (Edge::Fixed, _, Align::Right) => ('R', "", ""),
    };
    let points = style.size.to_pt().round();
    let weight = if typeface.bold { "Bold" } else { "Regular" };
    let text = foot
        .text
        .replace("{title}", title)
        .replace('&', "&&")
        .replace("{pages}", "&N")
        .replace("{page}", "&P");
    format!(
        "&{side}&{points}&\"{},{weight}\"{before}{text}{after}",
        typeface.workbook
    )
}

/// Column widths in pixels, scaled to fill the text block together. The edges are rounded, so that
/// the sum is exact.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and not negative"
)]
pub(super) fn column_pixels(columns: &[Length], paper: &Paper) -> Vec<u32> {
    let total: Length = columns.iter().copied().sum();
    // One pixel less, because the last border would make the print shrink.
    let wanted = (paper.text_width().to_pt() * 96.0 / 72.0).floor() - 1.0;
    let mut border = Length::ZERO;
    let mut before = 0;
    let mut pixels = Vec::with_capacity(columns.len());
    for width in columns {
        border += *width;
        let here = (wanted * (border / total)).round().max(0.0) as u32;
        pixels.push(here.saturating_sub(before).max(1));
        before = here;
    }
    pixels
}
