//! A workbook of plain lists: a title, a head of one or two lines, rows, totals that stay live. Sortable, filtered, with links to files.
//!
//! It stands beside the tables because it is the same library's work; it knows no Grid and no look of an edition.

use std::ops::Range;
use std::path::Path;

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet, XlsxError,
};

use super::number::exact;
use super::{cell, room, text};
use crate::write::{Properties, WriteError};

/// Most links of a sheet that Excel keeps; what comes after is the text alone.
const MAX_LINKS: usize = 65_000;

/// Paper, as workbooks number it.
const A3: u8 = 8;

/// Height of a line of text, and what a row has above and below its lines, in points.
const LINE: f64 = 14.0;
const ENDS: f64 = 3.0;

/// Rows above the head: title and note.
const ABOVE: u32 = 2;

/// A sheet with one list.
pub struct List<'a> {
    /// Name of the sheet; made fit for Excel and unique.
    pub name: String,
    /// The line above it.
    pub title: String,
    /// A line of explanation below the title; may be empty.
    pub note: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// Columns that stay in sight when scrolling.
    pub frozen: u16,
    /// Where its rows wait until the workbook is put together.
    pub rows_wait: RowsWait,
    /// The rows, a value for each column.
    pub rows: Box<dyn Iterator<Item = Vec<Value>> + 'a>,
    /// The line below the rows; none where nothing is summed up.
    pub totals: Option<Vec<Total>>,
    /// How it is printed.
    pub print: Print,
}

/// Where a list's rows wait until the workbook is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsWait {
    /// In memory: of a list that stays short, however many departments there are.
    InMemory,
    /// In a file without a name, which needs no memory for a row but keeps a file open for the sheet.
    OnDisk,
}

/// How a list is printed; on A3 in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// As wide as a sheet.
    FitWidth,
    /// So many columns from the left, as wide as a sheet; the others are for the screen.
    First(u16),
    /// On as many sheets as it takes, the frozen columns on each.
    Across,
}

/// A column's head.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What stands above it and its neighbours; columns with an equal one next to each other are put together. May be empty.
    pub group: String,
    /// Its own words.
    pub label: String,
    /// Its width, in digits.
    pub width: f64,
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Blank,
    /// Words.
    Text(String),
    /// A number of persons or things.
    Count(Decimal),
    /// A row's number in its list.
    Ordinal(u32),
    /// A word on a colour.
    Tinted(&'static str, Tint),
    /// Money, with as many decimals as the number has and two at least.
    Amount(Decimal),
    /// A ratio, shown as a percentage.
    Percent(Decimal),
    /// Words that lead to a file or folder, its path relative to the workbook with `/`; or, with `#`, to a sheet of the same workbook.
    Link {
        /// Where it leads.
        target: String,
        /// What is shown.
        text: String,
    },
}

/// What a colour stands for; each is light enough for black text, and of another grey in print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// Wrong.
    Red,
    /// Likely wrong.
    Amber,
    /// Worth a look.
    Blue,
}

/// What stands below a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Total {
    /// Nothing.
    Blank,
    /// Words.
    Text(String),
    /// The sum of the column, live; the value is what it comes to now.
    Sum(Value),
    /// As [`Total::Sum`], of the rows whose text in another column does not end with these words. `*`, `?` and `~` in them mean what they mean in a
    /// workbook.
    SumBut {
        /// Index of the other column.
        column: u16,
        /// The words.
        ending: String,
        /// What it comes to now.
        value: Value,
    },
    /// Computed from other totals: what stands between column indexes, as `{3}/{4}`; the value is what it comes to now, blank for none.
    Formula(String, Value),
}

/// The cells of a column, as a formula writes them; there is one row at least.
fn cells(rows: &Range<u32>, column: u16) -> String {
    let (first, last) = (
        row_col_to_cell(rows.start, column),
        row_col_to_cell(rows.end - 1, column),
    );
    format!("{first}:{last}")
}

/// Writes a workbook with a sheet for each list; rows that wait [`RowsWait::OnDisk`] do so in a folder.
///
/// # Errors
/// [`WriteError::Xlsx`] when a list is beyond what a workbook can be, or the folder cannot be written to.
pub fn write_lists<'a>(
    lists: impl IntoIterator<Item = List<'a>>,
    properties: &Properties,
    folder: &Path,
) -> Result<Vec<u8>, WriteError> {
    build(lists, properties, folder).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build<'a>(
    lists: impl IntoIterator<Item = List<'a>>,
    properties: &Properties,
    folder: &Path,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&super::properties(properties)?);
    workbook.set_tempdir(folder)?;
    let formats = Formats::new();
    for list in lists {
        let sheet = match list.rows_wait {
            RowsWait::InMemory => workbook.add_worksheet(),
            RowsWait::OnDisk => workbook.add_worksheet_with_constant_memory()?,
        };
        sheet.set_name(&list.name)?;
        let links = 0;
        Writer {
            sheet,
            formats: &formats,
            links,
        }
        .write(list)?;
    }
    workbook.save_to_buffer()
}

/// The formats of a list.
struct Formats {
    title: Format,
    note: Format,
    head: Format,
    /// What stands above several columns: its first cell, those between, the last.
    above: [Format; 3],
    ordinal: Format,
    tints: [Format; 3],
    text: Format,
    count: Format,
    percent: Format,
    link: Format,
}

impl Formats {
    fn new() -> Formats {
        let font = |size: f64| Format::new().set_font_name("宋体").set_font_size(size);
        let cell = font(10.0)
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        let head = cell
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0x00E8_EEF4));
        let centred = cell.clone().set_align(FormatAlign::Center);
        let tinted = |tint| centred.clone().set_background_color(colour(tint));
        Formats {
            title: font(16.0)
                .set_bold()
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter),
            note: font(10.0).set_align(FormatAlign::Left),
            above: [
                head.clone().set_border_right(FormatBorder::None),
                head.clone()
                    .set_border_left(FormatBorder::None)
                    .set_border_right(FormatBorder::None),
                head.clone().set_border_left(FormatBorder::None),
            ],
            head: head.set_text_wrap().set_align(FormatAlign::Center),
            tints: [Tint::Red, Tint::Amber, Tint::Blue].map(tinted),
            ordinal: centred.set_num_format("0"),
            text: cell.clone().set_text_wrap(),
            count: cell.clone().set_num_format("0"),
            percent: cell.clone().set_num_format("0.00%"),
            link: cell
                .set_font_color(Color::RGB(0x0005_63C1))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }
}

/// Writes a list's rows from the top to the bottom: those that wait on disk cannot be added to.
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
        for values in list.rows {
            self.sheet
                .set_row_height(row, height(&values, &list.columns))?;
            for (column, value) in (0..).zip(&values) {
                self.value(row, column, value)?;
            }
            row += 1;
        }
        let rows = first_row..row;
        if !rows.is_empty() {
            self.sheet
                .autofilter(first_row - 1, 0, rows.end - 1, right)?;
        }
        if let Some(totals) = &list.totals {
            for (column, total) in (0..).zip(totals) {
                self.total(&rows, column, total)?;
            }
        }
        self.sheet.set_freeze_panes(first_row, list.frozen)?;
        self.sheet
            .set_landscape()
            .set_paper_size(A3)
            .set_repeat_rows(ABOVE, first_row - 1)?;
        match list.print {
            Print::FitWidth => {
                self.sheet.set_print_fit_to_pages(1, 0);
            }
            Print::First(columns) => {
                let end = columns.saturating_sub(1);
                self.sheet.set_print_fit_to_pages(1, 0).set_print_area(
                    0,
                    0,
                    row.max(first_row),
                    end,
                )?;
            }
            Print::Across => {
                self.sheet
                    .set_repeat_columns(0, list.frozen.saturating_sub(1))?;
            }
        }
        Ok(())
    }

    /// Title, note, and the two lines of the head.
    fn head(&mut self, list: &List<'_>) -> Result<(), XlsxError> {
        self.sheet.set_row_height(0, 26.0)?;
        cell::put_words(self.sheet, (0, 0), &list.title, &self.formats.title)?;
        cell::put_words(self.sheet, (1, 0), &list.note, &self.formats.note)?;
        let (upper, lower) = (ABOVE, first_row(&list.columns) - 1);
        if upper < lower {
            let mut first = 0;
            for equal in list.columns.chunk_by(|one, next| one.group == next.group) {
                let end = first + u16::try_from(equal.len()).unwrap_or(u16::MAX);
                self.above(upper, first..end, &equal[0].group)?;
                first = end;
            }
        }
        self.sheet
            .set_row_height(lower, head_height(&list.columns))?;
        for (column, head) in (0..).zip(&list.columns) {
            self.sheet.set_column_width(column, head.width)?;
            cell::put_words(self.sheet, (lower, column), &head.label, &self.formats.head)?;
        }
        Ok(())
    }

    /// What stands above neighbouring columns. Filters hang on the lower line, so that a column by itself has its words there, and above them nothing.
    fn above(&mut self, row: u32, columns: Range<u16>, group: &str) -> Result<(), XlsxError> {
        let (sheet, formats) = (&mut *self.sheet, self.formats);
        if group.is_empty() {
            for column in columns {
                sheet.write_blank(row, column, &formats.head)?;
            }
            return Ok(());
        }
        if columns.len() == 1 {
            cell::put_words(sheet, (row, columns.start), group, &formats.head)?;
            return Ok(());
        }
        // Not merged: a merged cell that goes over a page's end is painted beyond it.
        let [begin, middle, end] = &formats.above;
        cell::put_words(sheet, (row, columns.start), group, begin)?;
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
            Value::Text(words) => cell::put_words(sheet, at, &text::clipped(words), plain)?,
            Value::Ordinal(number) => {
                sheet.write_number_with_format(row, column, *number, &formats.ordinal)?;
            }
            Value::Tinted(words, _) => {
                cell::put_words(sheet, at, words, &formats.of(value))?;
            }
            Value::Count(number) | Value::Amount(number) | Value::Percent(number) => {
                match exact(*number) {
                    Some(double) => {
                        sheet.write_number_with_format(row, column, double, &formats.of(value))?;
                    }
                    None => cell::put_words(sheet, at, &number.to_string(), plain)?,
                }
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
                cell::put_words(sheet, at, &text::clipped(words), plain)?;
            }
        }
        Ok(())
    }

    fn total(&mut self, rows: &Range<u32>, column: u16, total: &Total) -> Result<(), XlsxError> {
        let row = rows.end;
        let (formula, value) = match total {
            Total::Blank => return self.value(row, column, &Value::Blank),
            Total::Text(words) => return self.value(row, column, &Value::Text(words.clone())),
            Total::Sum(value) | Total::SumBut { value, .. } if rows.is_empty() => {
                return self.value(row, column, value);
            }
            Total::Sum(value) => (format!("=SUM({})", cells(rows, column)), value),
            Total::SumBut {
                column: other,
                ending,
                value,
            } => {
                let (others, own) = (cells(rows, *other), cells(rows, column));
                (format!("=SUMIF({others},\"<>*{ending}\",{own})"), value)
            }
            Total::Formula(formula, value) => (format!("={}", placed(formula, row)), value),
        };
        let format = self.formats.of(value);
        let result = match value {
            Value::Count(number) | Value::Amount(number) | Value::Percent(number) => {
                number.to_string()
            }
            Value::Ordinal(number) => number.to_string(),
            Value::Blank | Value::Text(_) | Value::Tinted(..) | Value::Link { .. } => String::new(),
        };
        let formula = Formula::new(formula).set_result(result);
        self.sheet
            .write_formula_with_format(row, column, formula, &format)?;
        Ok(())
    }
}

impl Formats {
    fn of(&self, value: &Value) -> Format {
        let format = match value {
            Value::Blank | Value::Text(_) => &self.text,
            Value::Count(_) => &self.count,
            Value::Amount(number) => return self.count.clone().set_num_format(money(*number)),
            Value::Ordinal(_) => &self.ordinal,
            Value::Tinted(_, Tint::Red) => &self.tints[0],
            Value::Tinted(_, Tint::Amber) => &self.tints[1],
            Value::Tinted(_, Tint::Blue) => &self.tints[2],
            Value::Percent(_) => &self.percent,
            Value::Link { .. } => &self.link,
        };
        format.clone()
    }
}

/// The height that a row's texts need; programs other than Excel do not find it themselves.
fn height(values: &[Value], columns: &[Column]) -> f64 {
    let lines = values.iter().zip(columns).map(|(value, column)| {
        let words = match value {
            Value::Text(words) => words.as_str(),
            Value::Blank
            | Value::Count(_)
            | Value::Ordinal(_)
            | Value::Tinted(..)
            | Value::Amount(_)
            | Value::Percent(_)
            | Value::Link { .. } => "",
        };
        room::lines_in(words, column.width - 1.0)
    });
    room::height(lines, LINE, ENDS)
}

/// The height of the head's lower line, whose words are bold, with the button of a filter beside them.
fn head_height(columns: &[Column]) -> f64 {
    /// Room for button and bold face, in digits.
    const ROOM: f64 = 2.0;
    let lines = columns
        .iter()
        .map(|column| room::lines_in(&column.label, (column.width - ROOM).max(1.0)));
    room::height(lines, LINE, 6.0)
}

/// The first row of the list itself: the head has a second line only where columns are put together.
fn first_row(columns: &[Column]) -> u32 {
    let has_groups = columns.iter().any(|column| !column.group.is_empty());
    ABOVE + if has_groups { 2 } else { 1 }
}

/// The colours of marked workbooks (`mark`).
const fn colour(tint: Tint) -> Color {
    match tint {
        Tint::Red => Color::RGB(0x00FF_B0A8),
        Tint::Amber => Color::RGB(0x00FF_DF80),
        Tint::Blue => Color::RGB(0x00CF_E6F7),
    }
}

/// How an amount is shown.
fn money(number: Decimal) -> String {
    let decimals = usize::try_from(number.scale()).unwrap_or(0).max(2);
    format!("0.{}", "0".repeat(decimals))
}

/// A formula with `{3}` as the cell of column 3 in a row.
fn placed(formula: &str, row: u32) -> String {
    let mut parts = formula.split('{');
    let mut placed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (column, rest) = part.split_once('}').unwrap_or(("0", part));
        let column = column_number_to_name(column.parse().unwrap_or(0));
        placed.extend([column.as_str(), &(row + 1).to_string(), rest]);
    }
    placed
}

/// The address of a link in the library's terms; a file's name may have characters that mean something in an address.
fn address(target: &str) -> String {
    match target.strip_prefix('#') {
        Some(sheet) => format!("internal:'{}'!A1", sheet.replace('\'', "''")),
        None => format!("file:///{}", target.replace('%', "%25").replace('#', "%23")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workbook with one list.
    fn written(list: List<'_>) -> Result<Vec<u8>, WriteError> {
        let properties = Properties {
            title: String::new(),
            author: String::new(),
            subject: String::new(),
            date: crate::write::Date::new(2025, 1, 1).expect("a day"),
        };
        write_lists([list], &properties, &std::env::temp_dir())
    }

    #[test]
    fn a_total_names_its_own_row() {
        assert_eq!(
            placed("IF({3}=0,\"\",{4}/{3})", 9),
            "IF(D10=0,\"\",E10/D10)"
        );
    }

    #[test]
    fn words_are_written_as_they_are() {
        let words = ["<r>甲</r>", "=1+1", "00123", "第一行\n第二行"];
        let values = words.map(|word| Value::Text(word.to_owned()));
        let list = |rows_wait| List {
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
            rows_wait,
            rows: Box::new(std::iter::once(values.clone().to_vec())),
            totals: None,
            print: Print::FitWidth,
        };
        for rows_wait in [RowsWait::InMemory, RowsWait::OnDisk] {
            let list = list(rows_wait);
            let bytes = written(list);
            let bytes = bytes.expect("a small list");
            let (workbook, report) = crate::workbook::read("甲.xlsx", &bytes);
            assert!(report.is_empty(), "{report:?}");
            let sheet = &workbook.expect("it is a workbook").sheets[0];
            for row in [ABOVE, ABOVE + 1] {
                let cells = sheet.cells.iter().filter(|cell| cell.row == row);
                let read: Vec<String> = cells.map(|cell| cell.text().into_owned()).collect();
                assert_eq!(read, words);
            }
        }
    }
    /// What waits on disk cannot be written above what was written already (`rust_xlsxwriter` 0.102 drops it and says Ok): all cells are there.
    #[test]
    fn rows_on_disk_are_those_in_memory() {
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
        let list = |rows_wait| List {
            name: "甲".to_owned(),
            title: "汇总".to_owned(),
            note: "说明".to_owned(),
            columns: vec![
                column("", "部门"),
                column("上年", "批复"),
                column("上年", "备注"),
            ],
            frozen: 1,
            rows_wait,
            rows: Box::new([Decimal::ONE, Decimal::TEN].map(row).into_iter()),
            totals: Some(vec![
                Total::Text("合计".to_owned()),
                Total::Sum(Value::Amount(Decimal::from(11))),
                Total::Blank,
            ]),
            print: Print::Across,
        };
        let seen = [RowsWait::InMemory, RowsWait::OnDisk].map(|rows_wait| {
            let bytes = written(list(rows_wait));
            let (workbook, _) = crate::workbook::read("甲.xlsx", &bytes.expect("a small list"));
            let sheet = workbook.expect("it is a workbook").sheets.remove(0);
            let cells = sheet.cells.iter();
            let cells = cells.map(|cell| (cell.row, cell.col, cell.text().into_owned()));
            cells.collect::<Vec<_>>()
        });
        assert_eq!(seen[0].len(), 2 + 1 + 3 + 6 + 2);
        assert_eq!(seen[0], seen[1]);
    }
}
