//! A workbook of plain lists: a title, a head of one or two lines, rows, totals that stay live. Sortable, filtered, with links to files.
//!
//! It stands beside the tables because it is the same library's work; it knows no Grid and no look of an edition.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet, XlsxError,
};

use crate::write::{Properties, WriteError};

/// Most links of a sheet that Excel keeps; what comes after is the text alone.
const MAX_LINKS: usize = 65_000;

/// Longest text of a cell, in UTF-16 units.
const MAX_TEXT: usize = 32_767;

/// Paper, as workbooks number it.
const A3: u8 = 8;

/// Height of a line of text, in points.
const LINE: f64 = 14.0;

/// Highest row that Excel takes, in points.
const MAX_HEIGHT: f64 = 409.0;

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
    /// The rows, a value for each column.
    pub rows: Box<dyn Iterator<Item = Vec<Value>> + 'a>,
    /// The line below the rows; none where nothing is summed up.
    pub totals: Option<Vec<Total>>,
    /// How it is printed.
    pub print: Print,
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
    /// Computed from other totals: what stands between column indexes, as `{3}/{4}`; the value is what it comes to now, blank for none.
    Formula(String, Value),
}

/// Writes a workbook with a sheet for each list.
///
/// # Errors
/// [`WriteError::Xlsx`] when a list is beyond what a workbook can be.
pub fn write_lists<'a>(
    lists: impl IntoIterator<Item = List<'a>>,
    properties: &Properties,
) -> Result<Vec<u8>, WriteError> {
    build(lists, properties).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build<'a>(
    lists: impl IntoIterator<Item = List<'a>>,
    properties: &Properties,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&super::properties(properties)?);
    for list in lists {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&list.name)?;
        Writer::new(sheet).write(list)?;
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

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    formats: Formats,
    links: usize,
}

impl<'a> Writer<'a> {
    fn new(sheet: &'a mut Worksheet) -> Writer<'a> {
        Writer {
            sheet,
            formats: Formats::new(),
            links: 0,
        }
    }

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
        self.sheet
            .write_with_format(0, 0, &list.title, &self.formats.title)?;
        self.sheet.set_row_height(0, 26.0)?;
        self.sheet
            .write_with_format(1, 0, &list.note, &self.formats.note)?;
        let (upper, lower) = (ABOVE, first_row(&list.columns) - 1);
        self.sheet
            .set_row_height(lower, head_height(&list.columns))?;
        let mut first = 0;
        for equal in list.columns.chunk_by(|one, next| one.group == next.group) {
            let end = first + u16::try_from(equal.len()).unwrap_or(u16::MAX);
            let group = &equal[0].group;
            for (column, head) in (first..end).zip(equal) {
                self.sheet.set_column_width(column, head.width)?;
                self.sheet
                    .write_with_format(lower, column, &head.label, &self.formats.head)?;
            }
            if upper < lower {
                self.above(upper, first..end, group)?;
            }
            first = end;
        }
        Ok(())
    }

    /// What stands above neighbouring columns. Filters hang on the lower line, so that a column by itself has its words there, and above them nothing.
    fn above(&mut self, row: u32, columns: Range<u16>, group: &str) -> Result<(), XlsxError> {
        let (sheet, formats) = (&mut *self.sheet, &self.formats);
        if group.is_empty() {
            for column in columns {
                sheet.write_blank(row, column, &formats.head)?;
            }
            return Ok(());
        }
        if columns.len() == 1 {
            sheet.write_with_format(row, columns.start, group, &formats.head)?;
            return Ok(());
        }
        // Not merged: a merged cell that goes over a page's end is painted beyond it.
        let [begin, middle, end] = &formats.above;
        sheet.write_with_format(row, columns.start, group, begin)?;
        for column in columns.start + 1..columns.end - 1 {
            sheet.write_blank(row, column, middle)?;
        }
        sheet.write_blank(row, columns.end - 1, end)?;
        Ok(())
    }

    fn value(&mut self, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
        let formats = &self.formats;
        let (sheet, text) = (&mut *self.sheet, &formats.text);
        match value {
            Value::Blank => sheet.write_blank(row, column, text)?,
            Value::Text(words) => sheet.write_with_format(row, column, fitting(words), text)?,
            Value::Ordinal(number) => {
                sheet.write_with_format(row, column, *number, &formats.ordinal)?
            }
            Value::Tinted(words, _) => {
                let format = formats.of(value);
                sheet.write_with_format(row, column, *words, &format)?
            }
            Value::Count(number) | Value::Amount(number) | Value::Percent(number) => {
                match exact(*number) {
                    Some(double) => {
                        sheet.write_with_format(row, column, double, &formats.of(value))?
                    }
                    None => sheet.write_with_format(row, column, number.to_string(), text)?,
                }
            }
            Value::Link {
                target,
                text: words,
            } if self.links < MAX_LINKS => {
                self.links += 1;
                let url = Url::new(address(target)).set_text(fitting(words));
                sheet.write_url_with_format(row, column, &url, &formats.link)?
            }
            Value::Link { text: words, .. } => {
                sheet.write_with_format(row, column, fitting(words), text)?
            }
        };
        Ok(())
    }

    fn total(&mut self, rows: &Range<u32>, column: u16, total: &Total) -> Result<(), XlsxError> {
        let row = rows.end;
        let (formula, value) = match total {
            Total::Blank => return self.value(row, column, &Value::Blank),
            Total::Text(words) => return self.value(row, column, &Value::Text(words.clone())),
            Total::Sum(value) if rows.is_empty() => return self.value(row, column, value),
            Total::Sum(value) => {
                let (first, last) = (
                    row_col_to_cell(rows.start, column),
                    row_col_to_cell(rows.end - 1, column),
                );
                (format!("=SUM({first}:{last})"), value)
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

/// The height that a row's texts need; programs other than Excel do not find it themselves. A Chinese character is as wide as two digits.
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
        words
            .lines()
            .map(|line| (digits(line) / (column.width - 1.0)).ceil().max(1.0))
            .sum::<f64>()
    });
    let most = lines.fold(1.0, f64::max);
    (most * LINE + 3.0).min(MAX_HEIGHT)
}

/// The height of the head's lower line, whose words are bold, with the button of a filter beside them.
fn head_height(columns: &[Column]) -> f64 {
    /// Room for button and bold face, in digits.
    const ROOM: f64 = 2.0;
    let lines = columns
        .iter()
        .map(|column| (digits(&column.label) / (column.width - ROOM).max(1.0)).ceil());
    (lines.fold(1.0, f64::max) * LINE + 6.0).min(MAX_HEIGHT)
}

/// A text's width in digits: a Chinese character is as wide as two.
fn digits(line: &str) -> f64 {
    line.chars()
        .map(|character| if character.is_ascii() { 1.0 } else { 2.0 })
        .sum()
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

/// The double of a number, where it holds all its digits.
pub(crate) fn exact(number: Decimal) -> Option<f64> {
    let digits = number.normalize().mantissa().unsigned_abs().to_string();
    number.to_f64().filter(|_| digits.len() <= 15)
}

/// The address of a link in the library's terms; a file's name may have characters that mean something in an address.
fn address(target: &str) -> String {
    match target.strip_prefix('#') {
        Some(sheet) => format!("internal:'{}'!A1", sheet.replace('\'', "''")),
        None => format!("file:///{}", target.replace('%', "%25").replace('#', "%23")),
    }
}

/// A text as long as a cell may be.
fn fitting(words: &str) -> String {
    let mut units = 0;
    let end = words.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units >= MAX_TEXT
    });
    end.map_or_else(
        || words.to_owned(),
        |(end, _)| format!("{}…", &words[..end]),
    )
}

/// Names of sheets that Excel takes, each given once.
#[derive(Debug, Default)]
pub struct SheetNames {
    /// How often a name was wanted, by its small letters.
    taken: BTreeMap<String, usize>,
}

impl SheetNames {
    /// The name of a sheet, as near to the wanted one as can be.
    pub fn give(&mut self, wanted: &str) -> String {
        const MOST: usize = 31;
        let replaced = wanted.chars().map(|character| match character {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\u{FFFE}' | '\u{FFFF}' => '_',
            character if character.is_control() => '_',
            character => character,
        });
        let safe: String = replaced.collect();
        let safe = safe.trim_matches(['\'', ' ']);
        let clipped = |most: usize| {
            let mut units = 0;
            let fits = safe.chars().take_while(|character| {
                units += character.len_utf16();
                units <= most
            });
            fits.collect::<String>()
        };
        let mut name = clipped(MOST);
        let mut number = 1;
        while name.is_empty() || self.taken.contains_key(&name.to_lowercase()) {
            number = self
                .taken
                .get(&clipped(MOST).to_lowercase())
                .map_or(number, |last| (*last).max(number))
                + 1;
            let suffix = format!("({number})");
            name = clipped(MOST - suffix.len()) + &suffix;
        }
        self.taken.insert(clipped(MOST).to_lowercase(), number);
        self.taken.entry(name.to_lowercase()).or_insert(1);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_names_its_own_row() {
        assert_eq!(
            placed("IF({3}=0,\"\",{4}/{3})", 9),
            "IF(D10=0,\"\",E10/D10)"
        );
    }

    #[test]
    fn sheets_have_names_of_their_own() {
        let mut names = SheetNames::default();
        let long = "很长的部门名称".repeat(8);
        assert_eq!(names.give("甲/乙"), "甲_乙");
        assert_eq!(names.give("甲:乙"), "甲_乙(2)");
        assert_eq!(names.give("甲_乙"), "甲_乙(3)");
        let (first, second) = (names.give(&long), names.give(&long));
        assert_eq!(first.chars().count(), 31);
        assert!(second.ends_with("(2)") && second.chars().count() == 31);
        assert_eq!(names.give(""), "(2)");
    }

    #[test]
    fn a_number_of_more_digits_than_a_double_keeps_is_words() {
        assert_eq!(exact(Decimal::new(20_095, 2)), Some(200.95));
        assert_eq!(exact(Decimal::new(1_234_567_890_123_456, 2)), None);
    }
}
