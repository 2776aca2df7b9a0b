//! Writer of summaries and reports: one workbook with a sheet for each list.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use rust_xlsxwriter::{Formula, Url, Workbook, Worksheet, XlsxError};

use super::across::Across;
use super::content::put_words;
use super::defaults::set_list_defaults;
use super::figures::{self, FigureSheet};
use super::formula::{self, column_cells};
use super::list::{Column, Criterion, List, Print, Total, Value};
use super::list_format::{END, FOOT, Formats, INCH, SIDE, set_a4};
use super::number::exact;
use super::page::A3;
use super::{row_height, saving, text};
use crate::write::document::Properties;

/// Maximum number of links that Excel preserves on a sheet; later links become plain text.
const MAX_LINKS: usize = 65_000;

/// Height of a line of text, and space above and below the lines of a row, in points.
const LINE: f64 = 14.0;
const ENDS: f64 = 3.0;

/// Height of the heading of a section, in points.
const HEADING: f64 = 24.0;

/// Margin above a page with title and note in its header.
const HEAD: f64 = 64.0;

/// Maximum length of a header in workbooks, in characters, with some left for escapes.
const MAX_HEADER: usize = 230;

/// Rows above the head: title and note.
const ABOVE: u32 = 2;

/// A sheet of a workbook of lists.
pub enum Sheet<'a> {
    /// A list of any length.
    List(List<'a>),
    /// A few figures.
    Figures(FigureSheet),
}

impl<'a> From<List<'a>> for Sheet<'a> {
    fn from(list: List<'a>) -> Sheet<'a> {
        Sheet::List(list)
    }
}

/// Writes a workbook with a sheet for each list. The rows of lists are stored in temporary files
/// in `folder`; figures are in memory.
///
/// # Errors
/// Failures of `out` and of the rows; a list exceeds a limit of workbooks, or `folder` is not
/// writable.
pub fn write_lists<'a>(
    lists: impl IntoIterator<Item = impl Into<Sheet<'a>>>,
    properties: &Properties,
    folder: &Path,
    out: impl Write + Send,
) -> io::Result<()> {
    build(lists, properties, folder, out).map_err(|error| match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    })
}

fn build<'a>(
    lists: impl IntoIterator<Item = impl Into<Sheet<'a>>>,
    properties: &Properties,
    #[cfg_attr(
        not(feature = "fs"),
        expect(unused_variables, reason = "there is no disk")
    )]
    folder: &Path,
    out: impl Write + Send,
) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    set_list_defaults(&mut workbook)?;
    workbook.set_properties(&super::defaults::properties(properties)?);
    #[cfg(feature = "fs")]
    workbook.set_tempdir(folder)?;
    let formats = Formats::new();
    for list in lists {
        let list = match list.into() {
            Sheet::List(list) => list,
            Sheet::Figures(figures) => {
                figures::write(workbook.add_worksheet(), &figures, &formats)?;
                continue;
            }
        };
        #[cfg(feature = "fs")]
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        // Without a disk the rows stay in memory, and their texts are stored once for the workbook.
        #[cfg(not(feature = "fs"))]
        let sheet = workbook.add_worksheet();
        sheet.set_name(&list.name)?;
        Writer {
            sheet,
            formats: &formats,
            links: 0,
        }
        .write(list)?;
    }
    saving::write(&mut workbook, out)
}

/// Writes the rows of a list top down: rows on disk cannot be changed later.
struct Writer<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    links: usize,
}

impl Writer<'_> {
    fn write(&mut self, list: List<'_>) -> Result<(), XlsxError> {
        self.head(&list)?;
        let right = u16::try_from(list.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let first_row = first_row(&list.columns);
        let mut row = first_row;
        let mut page_ends = Vec::new();
        for values in list.rows {
            let values = values?;
            if let (Some(Value::Heading(_)), true) = (values.first(), row > first_row) {
                page_ends.push(row);
            }
            self.sheet
                .set_row_height(row, height(&values, &list.columns))?;
            for (column, value) in (0..).zip(&values) {
                self.value(row, column, value)?;
            }
            row += 1;
        }
        let rows = first_row..row;
        if !rows.is_empty() && list.print != Print::Sections {
            self.sheet
                .autofilter(first_row - 1, 0, rows.end - 1, right)?;
        }
        for (row, totals) in (row..).zip(&list.totals) {
            if let Some(height) = totals_height(totals, &list.columns) {
                self.sheet.set_row_height(row, height)?;
            }
            for (column, total) in (0..).zip(totals) {
                self.total(&rows, (row, column), total)?;
            }
        }
        let has_height =
            (list.totals.last()).is_none_or(|line| totals_height(line, &list.columns).is_some());
        if has_height {
            self.end(row + u32::try_from(list.totals.len()).unwrap_or_default())?;
        }
        self.sheet.set_freeze_panes(first_row, list.frozen)?;
        let totals = u32::try_from(list.totals.len()).unwrap_or_default();
        let columns = (&list.columns[..], list.frozen);
        let words = (list.title.as_str(), list.note.as_str());
        self.print((list.print, words), columns, (&rows, totals), &page_ends)
    }

    /// Sets up the print of a list with these columns, of which some are frozen, and with these
    /// rows and lines of totals.
    fn print(
        &mut self,
        (print, (title, note)): (Print, (&str, &str)),
        (columns, frozen): (&[Column], u16),
        (rows, totals): (&Range<u32>, u32),
        page_ends: &[u32],
    ) -> Result<(), XlsxError> {
        self.sheet
            .set_landscape()
            .set_paper_size(A3)
            .set_repeat_rows(ABOVE, rows.start - 1)?;
        match print {
            Print::Sections => {
                self.a4().set_page_breaks(page_ends)?;
            }
            Print::FitWidth => {
                self.a4();
            }
            Print::First(columns) => {
                let end = columns.saturating_sub(1);
                self.sheet
                    .set_print_fit_to_pages(1, 0)
                    .set_print_area(0, 0, rows.end, end)?;
            }
            Print::Readable(printed) => {
                let across = Across::of(columns, frozen, printed);
                let (first, last) = (ABOVE, rows.end.saturating_sub(1) + totals);
                let breaks: Vec<u32> = across.breaks.iter().map(|one| (*one).into()).collect();
                let (side, end) = (SIDE / INCH, END / INCH);
                // In cells they would be cut at the repeated columns.
                self.a4_unscaled()
                    .set_margins(side, side, HEAD / INCH, end, FOOT / INCH, FOOT / INCH)
                    .set_header(header(title, note))
                    .set_print_scale(across.scale)
                    .set_print_area(first, 0, last, printed.saturating_sub(1))?
                    .set_vertical_page_breaks(&breaks)?;
                if !breaks.is_empty() {
                    self.sheet.set_repeat_columns(0, frozen.saturating_sub(1))?;
                }
            }
        }
        Ok(())
    }

    /// A4, fit to the width of one page, with page numbers.
    fn a4(&mut self) -> &mut Worksheet {
        self.a4_unscaled().set_print_fit_to_pages(1, 0)
    }

    /// A4 with page numbers.
    fn a4_unscaled(&mut self) -> &mut Worksheet {
        set_a4(self.sheet)
    }

    /// Begins an empty row without height below the last one: `rust_xlsxwriter` 0.102 writes the
    /// last row of a sheet on disk twice if it has a height.
    fn end(&mut self, row: u32) -> Result<(), XlsxError> {
        self.sheet.write_blank(row, 0, &self.formats.text)?;
        self.sheet.clear_cell(row, 0);
        Ok(())
    }

    /// Writes title, note, and the one or two lines of the head.
    fn head(&mut self, list: &List<'_>) -> Result<(), XlsxError> {
        self.sheet.set_row_height(0, 26.0)?;
        put_words(self.sheet, (0, 0), &list.title, &self.formats.title)?;
        put_words(self.sheet, (1, 0), &list.note, &self.formats.note)?;
        let (upper, lower) = (ABOVE, first_row(&list.columns) - 1);
        if upper < lower {
            let breaks = match list.print {
                Print::Readable(printed) => Across::of(&list.columns, list.frozen, printed).breaks,
                _ => Vec::new(),
            };
            let mut first = 0;
            for equal in list.columns.chunk_by(|one, next| one.group == next.group) {
                let end = first + u16::try_from(equal.len()).unwrap_or(u16::MAX);
                // The head of a group is on each page that the group is on.
                let within = breaks.iter().filter(|at| (first + 1..end).contains(at));
                let ends = within.copied().chain([end]);
                let mut begin = first;
                for end in ends {
                    self.above(upper, begin..end, &equal[0].group)?;
                    begin = end;
                }
                first = end;
            }
        }
        self.sheet
            .set_row_height(lower, head_height(&list.columns))?;
        for (column, head) in (0..).zip(&list.columns) {
            self.sheet.set_column_width(column, head.width)?;
            put_words(self.sheet, (lower, column), &head.label, &self.formats.head)?;
        }
        Ok(())
    }

    /// Writes a group head. Filters are on the lower line: a column without a group has its label
    /// there and an empty cell above.
    fn above(&mut self, row: u32, columns: Range<u16>, group: &str) -> Result<(), XlsxError> {
        let (sheet, formats) = (&mut *self.sheet, self.formats);
        if group.is_empty() {
            for column in columns {
                sheet.write_blank(row, column, &formats.head)?;
            }
            return Ok(());
        }
        if columns.len() == 1 {
            put_words(sheet, (row, columns.start), group, &formats.alone)?;
            return Ok(());
        }
        // Not merged: a merged cell across a page end would be painted beyond it.
        let [begin, middle, end] = &formats.above;
        put_words(sheet, (row, columns.start), group, begin)?;
        for column in columns.start + 1..columns.end - 1 {
            sheet.write_blank(row, column, middle)?;
        }
        sheet.write_blank(row, columns.end - 1, end)?;
        Ok(())
    }

    fn value(&mut self, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
        let formats = self.formats;
        let (sheet, plain) = (&mut *self.sheet, &formats.text);
        let at = (row, column);
        match value {
            Value::Blank => drop(sheet.write_blank(row, column, plain)?),
            Value::Heading(words) => put_words(sheet, at, &text::clipped(words), &formats.heading)?,
            Value::Note(words) => put_words(sheet, at, &text::clipped(words), &formats.note)?,
            Value::Text(words) => put_words(sheet, at, &text::clipped(words), plain)?,
            Value::Ordinal(number) => {
                sheet.write_number_with_format(row, column, *number, &formats.ordinal)?;
            }
            Value::Tinted(words, _) => {
                put_words(sheet, at, words, &formats.of(value))?;
            }
            Value::Count(number) | Value::Amount(number) | Value::Percent(number) => {
                match exact(*number) {
                    Some(double) => {
                        sheet.write_number_with_format(row, column, double, &formats.of(value))?;
                    }
                    None => put_words(sheet, at, &number.to_string(), plain)?,
                }
            }
            Value::Formula {
                formula,
                digits,
                value,
            } => {
                let formula = formula::over_row(formula, row, *digits);
                let formula = Formula::new(formula).set_result(result_of(value));
                sheet.write_formula_with_format(row, column, formula, &formats.of(value))?;
            }
            Value::Link {
                target,
                text: words,
            } if self.links < MAX_LINKS => {
                self.links += 1;
                let url = Url::new(address(target)).set_text(text::clipped(words));
                sheet.write_url_with_format(row, column, &url, &formats.link)?;
            }
            Value::Link { text: words, .. } => {
                put_words(sheet, at, &text::clipped(words), plain)?;
            }
        }
        Ok(())
    }

    fn total(
        &mut self,
        rows: &Range<u32>,
        (row, column): (u32, u16),
        total: &Total,
    ) -> Result<(), XlsxError> {
        let cells = || column_cells(rows, column);
        let (formula, value) = match total {
            Total::Blank => return self.value(row, column, &Value::Blank),
            Total::Text(words) => return self.value(row, column, &Value::Text(words.clone())),
            Total::Sum { value, .. } | Total::Mean { value, .. } if rows.is_empty() => {
                return self.value(row, column, value);
            }
            Total::Counts { value, .. } if rows.is_empty() => {
                return self.value(row, column, &Value::Text(value.clone()));
            }
            Total::Sum { conditions, value } => {
                let conditions = placed(conditions, rows);
                (formula::sum_of_rows(&cells(), &conditions), value)
            }
            Total::Mean {
                conditions,
                digits,
                value,
            } => {
                let conditions = placed(conditions, rows);
                (formula::mean(&cells(), &conditions, *digits), value)
            }
            Total::Counts { parts, value } => {
                return self.counts((row, column), (parts, rows), value);
            }
            Total::Formula {
                formula,
                digits,
                value,
            } => (formula::over_row(formula, row, *digits), value),
        };
        let format = self.formats.of(value);
        let formula = Formula::new(formula).set_result(result_of(value));
        self.sheet
            .write_formula_with_format(row, column, formula, &format)?;
        Ok(())
    }

    /// Writes a live text with numbers of rows.
    fn counts(
        &mut self,
        (row, column): (u32, u16),
        (parts, rows): (&[(String, Vec<Criterion>)], &Range<u32>),
        value: &str,
    ) -> Result<(), XlsxError> {
        let parts = parts.iter();
        let parts = parts.map(|(words, conditions)| (words.as_str(), placed(conditions, rows)));
        let formula = formula::counts(&parts.collect::<Vec<_>>());
        let formula = Formula::new(formula).set_result(value);
        self.sheet
            .write_formula_with_format(row, column, formula, &self.formats.text)?;
        Ok(())
    }
}

/// A page header with a title and a note.
fn header(title: &str, note: &str) -> String {
    let escaped = |words: &str| words.replace('&', "&&");
    let begin = "&L&14&\"宋体,Bold\"";
    let middle = "\n&9&\"宋体,Regular\"";
    let mut header = format!("{begin}{}", escaped(title));
    if header.chars().count() > MAX_HEADER {
        header = header.chars().take(MAX_HEADER).collect();
        // Not half an escape.
        let kept = header.trim_end_matches('&').len();
        header.truncate(kept);
    }
    let room = MAX_HEADER.saturating_sub(header.chars().count() + middle.chars().count());
    let note = escaped(note);
    if !note.is_empty() && note.chars().count() <= room {
        header.push_str(middle);
        header.push_str(&note);
    }
    header
}

/// The result of a formula as a workbook stores it.
fn result_of(value: &Value) -> String {
    match value {
        Value::Count(number) | Value::Amount(number) | Value::Percent(number) => number.to_string(),
        Value::Ordinal(number) => number.to_string(),
        Value::Blank
        | Value::Text(_)
        | Value::Tinted(..)
        | Value::Formula { .. }
        | Value::Heading(_)
        | Value::Note(_)
        | Value::Link { .. } => String::new(),
    }
}

/// The cells of conditions in some rows, and what they are compared with.
fn placed<'c>(conditions: &'c [Criterion], rows: &Range<u32>) -> Vec<(String, &'c str)> {
    let conditions = conditions.iter();
    let placed = conditions.map(|one| (column_cells(rows, one.column), one.condition()));
    placed.collect()
}

/// Height of a row with these texts; programs other than Excel do not compute it.
fn height(values: &[Value], columns: &[Column]) -> f64 {
    if let Some(Value::Heading(_)) = values.first() {
        return HEADING;
    }
    let lines = values.iter().zip(columns).map(|(value, column)| {
        let words = match value {
            Value::Text(words) => words.as_str(),
            Value::Blank
            | Value::Count(_)
            | Value::Ordinal(_)
            | Value::Tinted(..)
            | Value::Amount(_)
            | Value::Percent(_)
            | Value::Formula { .. }
            | Value::Heading(_)
            | Value::Note(_)
            | Value::Link { .. } => "",
        };
        row_height::lines_in(words, column.width - 1.0)
    });
    row_height::height(lines, LINE, ENDS)
}

/// Height of a line of totals with a text of several lines.
fn totals_height(totals: &[Total], columns: &[Column]) -> Option<f64> {
    let lines = totals
        .iter()
        .zip(columns)
        .filter_map(|(total, column)| match total {
            Total::Counts { value, .. } => Some(row_height::lines_in(value, column.width - 1.0)),
            _ => None,
        });
    let lines = lines.reduce(f64::max)?;
    Some(row_height::height(std::iter::once(lines), LINE, ENDS))
}

/// Height of the head's lower line: bold labels, each next to a filter button.
fn head_height(columns: &[Column]) -> f64 {
    /// Space for button and bold face, in digits.
    const ROOM: f64 = 2.0;
    let lines = columns
        .iter()
        .map(|column| row_height::lines_in(&column.label, (column.width - ROOM).max(1.0)));
    row_height::height(lines, LINE, 6.0)
}

/// First row below the head, which has a second line only if columns are grouped.
fn first_row(columns: &[Column]) -> u32 {
    let has_groups = columns.iter().any(|column| !column.group.is_empty());
    ABOVE + if has_groups { 2 } else { 1 }
}

/// Address of a link for the library; characters of file names that are special in addresses are
/// escaped.
fn address(target: &str) -> String {
    match target.strip_prefix('#') {
        Some(cell) => {
            let (sheet, cell) = cell.rsplit_once('!').unwrap_or((cell, "A1"));
            format!("internal:'{}'!{cell}", sheet.replace('\'', "''"))
        }
        None => format!("file:///{}", target.replace('%', "%25").replace('#', "%23")),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::write::document::Date;

    /// A workbook with one list.
    fn written(list: List<'_>) -> io::Result<Vec<u8>> {
        let properties = Properties {
            title: String::new(),
            author: String::new(),
            subject: String::new(),
            date: Date::new(2025, 1, 1).expect("a day"),
        };
        let mut bytes = Vec::new();
        write_lists([list], &properties, &std::env::temp_dir(), &mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn texts_are_written_unchanged() {
        let words = ["<r>甲</r>", "=1+1", "00123", "第一行\n第二行"];
        let values = words.map(|word| Value::Text(word.to_owned()));
        let list = List {
            name: "甲".to_owned(),
            title: String::new(),
            note: String::new(),
            columns: words
                .map(|label| Column {
                    group: String::new(),
                    label: label.to_owned(),
                    width: 9.0,
                })
                .to_vec(),
            frozen: 1,
            rows: Box::new(std::iter::once(Ok(values.clone().to_vec()))),
            totals: Vec::new(),
            print: Print::FitWidth,
        };
        let bytes = written(list).expect("a small list");
        let read = crate::workbook::read("甲.xlsx", &bytes);
        assert!(read.report.is_empty(), "{:?}", read.report);
        let sheet = &read.value.expect("it is a workbook").sheets[0];
        for row in [ABOVE, ABOVE + 1] {
            let cells = sheet.cells.iter().filter(|cell| cell.row == row);
            let read: Vec<String> = cells.map(|cell| cell.text().into_owned()).collect();
            assert_eq!(read, words);
        }
    }

    /// A row on disk cannot be written above one that is already written (`rust_xlsxwriter` 0.102
    /// drops it and returns Ok): every cell must be there.
    #[test]
    fn every_cell_is_written() {
        let column = |group: &str, label: &str| Column {
            group: group.to_owned(),
            label: label.to_owned(),
            width: 9.0,
        };
        let row = |number| {
            let text = |words: &str| Value::Text(words.to_owned());
            vec![
                text("甲"),
                Value::Amount(number),
                text("很长的一段话 ".repeat(9).as_str()),
            ]
        };
        let list = List {
            name: "甲".to_owned(),
            title: "汇总".to_owned(),
            note: "说明".to_owned(),
            columns: vec![
                column("", "部门"),
                column("上年", "批复"),
                column("上年", "备注"),
            ],
            frozen: 1,
            rows: Box::new(
                [Decimal::ONE, Decimal::TEN]
                    .map(|one| Ok(row(one)))
                    .into_iter(),
            ),
            totals: vec![vec![
                Total::Text("合计".to_owned()),
                Total::Sum {
                    conditions: Vec::new(),
                    value: Value::Amount(Decimal::from(11)),
                },
                Total::Blank,
            ]],
            print: Print::Readable(3),
        };
        let bytes = written(list).expect("a small list");
        let workbook = crate::workbook::read("甲.xlsx", &bytes).value;
        let sheet = workbook.expect("it is a workbook").sheets.remove(0);
        let seen: Vec<String> = sheet
            .cells
            .iter()
            .map(|cell| cell.text().into_owned())
            .collect();
        let long = "很长的一段话 ".repeat(9);
        let (first, second) = (["甲", "1.00", &long], ["甲", "10.00", &long]);
        let wanted = [
            &["汇总", "说明"][..],
            &["上年"],
            &["部门", "批复", "备注"],
            &first,
            &second,
            &["合计", "11.00"],
        ];
        assert_eq!(seen, wanted.concat());
    }
}
