//! Writer of a sheet with a few figures: small tables, with a chart beside each or as a form of one
//! page. Unlike a list, it is in memory, so that charts have the numbers they show
//! (`rust_xlsxwriter` reads them from the cells).

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartSolidFill, Color, Worksheet, XlsxError,
};

use super::content::put_words;
use super::list::Value;
use super::list_format::{Formats, set_a4};
use super::number::exact;
use super::{row_height, text};

/// Sheet with a few figures.
pub struct FigureSheet {
    /// Name of the sheet, valid in Excel and unique.
    pub name: String,
    /// Title line.
    pub title: String,
    /// Explanation below the title; may be empty.
    pub note: String,
    /// Widths of the columns, in digits.
    pub widths: Vec<f64>,
    /// The tables, from the top.
    pub tables: Vec<FigureTable>,
    /// How the sheet is laid out.
    pub layout: FigureLayout,
}

/// How a sheet with figures is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureLayout {
    /// A bar chart beside each table, of its first two columns; A4 in landscape.
    Charts,
    /// On one page of A4.
    OnePage,
}

/// Small table.
pub struct FigureTable {
    /// Its heading.
    pub title: String,
    /// Its heads, each with the number of columns that it spans.
    pub heads: Vec<(String, u16)>,
    /// Its rows, a value for each head.
    pub rows: Vec<Vec<Value>>,
    /// Number of rows from the first that the chart shows.
    pub charted: u32,
}

/// Height of a row, and of a line of a heading, in points.
const ROW: f64 = 15.0;
const HEADING_LINE: f64 = 16.0;

/// Size of a heading, and how much wider than those of a value its characters are.
const HEADING_SIZE: f64 = 12.0;
const HEADING_RATIO: f64 = 1.3;

/// Height of a line of text, and the space above and below, in points.
const LINE: f64 = 12.5;
const ENDS: f64 = 2.5;

/// Pixels of a row of [`ROW`] points.
const ROW_PIXELS: u32 = 20;

/// Size of a chart in pixels, and its rows besides the bars: title and margins.
const CHART_WIDTH: u32 = 640;
const CHART_ROWS: u32 = 3;

/// Least number of rows of a chart.
const MIN_ROWS: u32 = 9;

/// Height of a page of A4 in landscape below the title, in points.
const PAGE: f64 = 450.0;

/// First row below title and note.
const FIRST: u32 = 2;

/// Height of a bar is this part of the space between bars, in percent.
const GAP: u16 = 45;

const FONT: &str = "宋体";

/// The colour of the bars, as in the overview.
const BARS: Color = Color::RGB(0x002F_6F9F);

/// Writes a sheet.
///
/// # Errors
/// A limit of workbooks.
pub(super) fn write(
    sheet: &mut Worksheet,
    figures: &FigureSheet,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(&figures.name)?;
    sheet.set_row_height(0, 26.0)?;
    put_words(
        sheet,
        (0, 0),
        &text::clipped(&figures.title),
        &formats.title,
    )?;
    put_words(sheet, (1, 0), &text::clipped(&figures.note), &formats.note)?;
    for (column, width) in (0..).zip(&figures.widths) {
        sheet.set_column_width(column, *width)?;
    }
    set_a4(sheet).set_print_gridlines(false);
    sheet.set_screen_gridlines(false);
    let mut row = FIRST;
    let (mut filled, mut page_ends) = (0.0, Vec::new());
    for table in &figures.tables {
        let (end, mut height) = write_table(sheet, (row, table), figures, formats)?;
        let mut next = end;
        if figures.layout == FigureLayout::Charts {
            let bars = (table.charted + CHART_ROWS).max(MIN_ROWS);
            write_chart(sheet, (figures, table), row, bars)?;
            next = end.max(row + bars);
            height = height.max(f64::from(bars) * ROW);
        }
        if filled + height > PAGE && row > FIRST {
            page_ends.push(row);
            filled = 0.0;
        }
        filled += height + ROW;
        row = next + 1;
    }
    match figures.layout {
        FigureLayout::Charts => {
            sheet
                .set_landscape()
                .set_print_fit_to_pages(1, 0)
                .set_repeat_rows(0, FIRST - 1)?
                .set_page_breaks(&page_ends)?;
        }
        FigureLayout::OnePage => {
            sheet.set_portrait().set_print_fit_to_pages(1, 1);
        }
    }
    Ok(())
}

/// Writes a table; returns the row below it, and its height.
fn write_table(
    sheet: &mut Worksheet,
    (row, table): (u32, &FigureTable),
    figures: &FigureSheet,
    formats: &Formats,
) -> Result<(u32, f64), XlsxError> {
    let widths = &figures.widths;
    let mut height = heading(sheet, (row, table), figures, formats)?;
    let heads = table.heads.iter();
    let heads: Vec<Value> = heads.map(|(head, _)| Value::Text(head.clone())).collect();
    let rows = std::iter::once(&heads).chain(&table.rows);
    let mut at = row + 1;
    for values in rows {
        let (mut first, mut lines) = (0, 1.0_f64);
        for (value, (_, span)) in values.iter().zip(&table.heads) {
            let last = first + span - 1;
            let format = if at == row + 1 {
                formats.head.clone()
            } else {
                formats.of(value)
            };
            if *span > 1 {
                sheet.merge_range(at, first, at, last, "", &format)?;
            }
            put(sheet, (at, first), value, &format)?;
            if let Value::Text(words) = value {
                let own = widths.iter().take(usize::from(last) + 1);
                let width: f64 = own.skip(usize::from(first)).sum();
                lines = lines.max(row_height::lines_in(words, width - 1.0));
            }
            first += span;
        }
        let own = row_height::height(std::iter::once(lines), LINE, ENDS).max(ROW);
        sheet.set_row_height(at, own)?;
        height += own;
        at += 1;
    }
    Ok((at, height))
}

/// Writes the heading of a table, across its columns; returns its height.
fn heading(
    sheet: &mut Worksheet,
    (row, table): (u32, &FigureTable),
    figures: &FigureSheet,
    formats: &Formats,
) -> Result<f64, XlsxError> {
    let format = (formats.heading.clone())
        .set_font_size(HEADING_SIZE)
        .set_text_wrap();
    // A chart covers what is beside the table.
    let last = match figures.layout {
        FigureLayout::Charts => table.heads.iter().map(|(_, span)| span).sum::<u16>(),
        FigureLayout::OnePage => u16::try_from(figures.widths.len()).unwrap_or(1),
    };
    let words = text::clipped(&table.title);
    sheet.merge_range(row, 0, row, last - 1, "", &format)?;
    put_words(sheet, (row, 0), &words, &format)?;
    let width: f64 = figures.widths.iter().take(last.into()).sum();
    let lines = row_height::lines_in(&words, width / HEADING_RATIO);
    let height = row_height::height(std::iter::once(lines), HEADING_LINE, ENDS);
    sheet.set_row_height(row, height)?;
    Ok(height)
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    let words = match value {
        Value::Count(number) | Value::Amount(number) | Value::Percent(number) => {
            match exact(*number) {
                Some(double) => {
                    sheet.write_number_with_format(row, column, double, format)?;
                    return Ok(());
                }
                None => &number.to_string(),
            }
        }
        Value::Ordinal(number) => &number.to_string(),
        Value::Blank | Value::Formula { .. } => "",
        Value::Text(words) | Value::Heading(words) | Value::Note(words) => words,
        Value::Tinted(words, _) => *words,
        Value::Link { text, .. } => text,
    };
    put_words(sheet, (row, column), &text::clipped(words), format)
}

/// Writes the chart of a table that begins in a row, beside it.
fn write_chart(
    sheet: &mut Worksheet,
    (figures, table): (&FigureSheet, &FigureTable),
    row: u32,
    rows: u32,
) -> Result<(), XlsxError> {
    let name = figures.name.as_str();
    let (first, last) = (row + 2, row + 1 + table.charted);
    let value_column = table.heads.first().map_or(1, |(_, span)| *span);
    let font = |size: f64| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(size);
        font
    };
    let mut chart = Chart::new_bar();
    let mut labels = ChartDataLabel::new();
    labels.show_value().set_font(&font(9.0));
    chart
        .add_series()
        .set_categories((name, first, 0, last, 0))
        .set_values((name, first, value_column, last, value_column))
        .set_name((name, row, 0))
        .set_gap(GAP)
        .set_data_label(&labels)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BARS)));
    chart
        .title()
        .set_name((name, row, 0))
        .set_font(font(11.0).set_bold());
    chart.legend().set_hidden();
    // The first row is at the top. For the library, x is across the bars of a chart of this kind.
    chart.y_axis().set_reverse().set_font(&font(9.0));
    chart
        .x_axis()
        .set_min(0)
        .set_major_gridlines(false)
        .set_font(&font(8.0))
        .set_hidden(true);
    chart
        .set_width(CHART_WIDTH)
        .set_height((rows * ROW_PIXELS).max(1))
        .set_alt_text(&table.title);
    let beside = u16::try_from(figures.widths.len()).unwrap_or(u16::MAX);
    sheet.insert_chart(row, beside, &chart)?;
    Ok(())
}
