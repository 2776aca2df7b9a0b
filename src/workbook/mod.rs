//! Reads workbooks: bytes → sheets with names, cells and merged ranges. Does not depend on forms.
//! The only module that uses the libraries for zip, XML and compound files of workbooks.
//!
//! | file | content |
//! | --- | --- |
//! | `limits.rs` | all limits on the size of a workbook |
//! | `kind.rs` | kind of a file by its bytes, never by its name |
//! | `package.rs` | package of an `.xlsx`: parts found by relationships, unpacked within limits |
//! | `page_header.rs` | the words of a page header |
//! | `xml.rs` | a part's XML, element by element |
//! | `style.rs` | number format and font of a cell |
//! | `rich_text.rs` | rich text → plain text: struck, raised and lowered runs |
//! | `format/` | number formats: decimals, percent, dates and their notation |
//! | `decimal.rs` | a double → the decimal that was typed |
//! | `xlsx/`, `xls/` | the two kinds of workbook |
//! | `normalize.rs` | duplicate cells, cells beneath merged ranges, order of cells |
//! | `compound.rs` | container of `.xls` and of encrypted workbooks |
//! | `crypt.rs` | workbooks encrypted with Excel's default password |
//!
//! Files are untrusted. No allocation depends on a size stated in a file, and a panic of a library
//! becomes a finding.

mod compound;
mod crypt;
mod decimal;
mod format;
mod kind;
pub mod limits;
mod normalize;
pub(crate) mod package;
mod page_header;
mod rich_text;
mod style;
mod xls;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use crate::amount::{Amount, Rate};
use crate::finding::{Code, Finding, Read, Report};
use crate::source::{Place, SheetCell};
use crate::text;

pub use kind::{HEAD, Kind, kind_of, may_hold_data};

/// A workbook as read.
#[derive(Debug, Clone, Default)]
pub struct Workbook {
    /// Worksheets in the order of their tabs, without chart and macro sheets.
    pub sheets: Vec<Sheet>,
}

/// A worksheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Name.
    pub name: Arc<str>,
    /// Index among all sheets of the workbook, from 0.
    pub number: usize,
    /// Whether the sheet is visible.
    pub visibility: Visibility,
    /// Cells that are not blank or have a formula, by row, then column; one cell per address.
    pub cells: Vec<Cell>,
    /// Merged ranges, by row, then column.
    pub merges: Vec<Merge>,
    /// Invisible rows (hidden, filtered out, of height 0): ranges in order.
    pub hidden_rows: Vec<RangeInclusive<u32>>,
    /// Invisible columns: ranges in order.
    pub hidden_cols: Vec<RangeInclusive<u32>>,
    /// Content that is not a value of a cell, by place.
    pub skipped: Vec<SkippedContent>,
    /// Whether it has numbers whose number formats are in an unreadable part.
    pub lacks_formats: bool,
}

impl Sheet {
    /// A sheet in the workbook's list, with the content of its own part or stream.
    fn new(name: &str, number: usize, visibility: Visibility, part: SheetPart) -> Sheet {
        Sheet {
            name: Arc::from(name),
            number,
            visibility,
            cells: part.cells,
            merges: part.merges,
            hidden_rows: part.hidden_rows,
            hidden_cols: part.hidden_cols,
            skipped: part.skipped,
            lacks_formats: part.lacks_formats,
        }
    }
}

/// Content of a sheet's own part or stream; the fields are those of [`Sheet`].
#[derive(Default)]
struct SheetPart {
    cells: Vec<Cell>,
    merges: Vec<Merge>,
    hidden_rows: Vec<RangeInclusive<u32>>,
    hidden_cols: Vec<RangeInclusive<u32>>,
    skipped: Vec<SkippedContent>,
    lacks_formats: bool,
}

/// Content of a sheet that is not read as a cell's value, or not completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedContent {
    /// Row and column, from 0; `None` if it floats above the cells.
    pub at: Option<(u32, u32)>,
    /// Kind and content.
    pub what: SkippedKind,
}

/// Kind of skipped content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkippedKind {
    /// Invisible value beneath a merged range.
    Covered(String),
    /// Value beneath a merged range that overlaps another one: programs differ in which is shown.
    Overlapped(String),
    /// Struck text, omitted from the cell's text.
    Struck(String),
    /// Raised or lowered characters without a Unicode counterpart; the cell's text as read.
    Raised(String),
    /// Text of a text box or shape.
    TextBox(String),
    /// Text of a comment that is always shown.
    Comment(String),
    /// Page header.
    PageHeader(String),
    /// Picture, floating or in a cell.
    Picture,
    /// Text that the cell refers to and the file lacks.
    MissingText,
    /// Value of a cell that the file lists again with another value.
    Duplicate(String),
}

/// Visibility of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// The user sees it.
    Visible,
    /// It is hidden.
    Hidden,
}

/// A merged range; first and last row and column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row.
    pub row: u32,
    /// First column.
    pub col: u32,
    /// Last row.
    pub last_row: u32,
    /// Last column.
    pub last_col: u32,
}

/// A cell that is not blank or has a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Content; of a formula its cached result.
    pub content: CellContent,
    /// Formula without the sign `=`.
    pub formula: Option<Box<str>>,
    /// Displayed text, if the number format adds text that changes the meaning (`0"万元"`, `"≥"0%`,
    /// `第0名`, `@"局"`).
    pub shown: Option<Box<ShownText>>,
}

/// Displayed text of a cell whose number format adds text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownText {
    /// Whole text; empty if the format hides the value.
    pub text: Box<str>,
    /// Byte range of the value itself: `99%` in `≥99%`. Empty if the format shows other text
    /// instead of the value.
    pub value: Range<usize>,
}

/// Content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum CellContent {
    /// A formula with an empty result.
    Blank,
    /// A formula without a cached result.
    NoResult,
    /// Text with its spaces and line breaks.
    Text(String),
    /// Number, with the decimals that its format shows, or more if the number has more.
    Number(Amount),
    /// Number shown in percent.
    Percent(Rate),
    /// Date or time as displayed.
    Date(String),
    /// Number that cannot be stored exactly, or that its format displays as another number (in
    /// thousands); as text.
    Unclear(String),
    /// Boolean.
    Bool(bool),
    /// Error: `#REF!`.
    Error(String),
}

impl Cell {
    /// Approximate displayed text: numbers with their digits, `95%`, dates as written.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.shown {
            Some(shown) => Cow::Borrowed(shown.text.trim()),
            None => self.stored(),
        }
    }

    /// Text for findings: the displayed text, or the stored one if that is hidden.
    pub fn said(&self) -> Cow<'_, str> {
        match &self.shown {
            Some(shown) if shown.is_hidden() => self.stored(),
            _ => self.text(),
        }
    }

    /// Stored text, without the text of the number format.
    pub fn stored(&self) -> Cow<'_, str> {
        match &self.content {
            CellContent::Blank | CellContent::NoResult => Cow::Borrowed(""),
            CellContent::Text(text)
            | CellContent::Date(text)
            | CellContent::Unclear(text)
            | CellContent::Error(text) => Cow::Borrowed(text),
            CellContent::Number(number) => Cow::Owned(number.to_string()),
            CellContent::Percent(rate) => Cow::Owned(rate.to_string()),
            CellContent::Bool(true) => Cow::Borrowed("TRUE"),
            CellContent::Bool(false) => Cow::Borrowed("FALSE"),
        }
    }

    /// Whether its formula has no text, which some programs write for the text `=`. The result is
    /// meaningless, but the cell is not blank: it must be reported.
    pub fn has_empty_formula(&self) -> bool {
        let formula = self.formula.as_deref();
        formula.is_some_and(|formula| formula.trim().is_empty())
    }

    /// Whether the cell displays nothing.
    pub fn is_blank(&self) -> bool {
        if self.has_empty_formula() {
            return false;
        }
        match &self.content {
            CellContent::Blank | CellContent::NoResult => true,
            CellContent::Text(text) => text.trim().is_empty(),
            CellContent::Number(_)
            | CellContent::Percent(_)
            | CellContent::Date(_)
            | CellContent::Unclear(_)
            | CellContent::Bool(_)
            | CellContent::Error(_) => false,
        }
    }
}

impl ShownText {
    /// Text before the value.
    pub fn before(&self) -> &str {
        &self.text[..self.value.start]
    }

    /// The value as displayed.
    pub fn value(&self) -> &str {
        &self.text[self.value.clone()]
    }

    /// Text after the value.
    pub fn after(&self) -> &str {
        &self.text[self.value.end..]
    }

    /// Whether the cell displays nothing.
    pub fn is_hidden(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Merge {
    /// Whether it contains an address.
    pub const fn holds(&self, row: u32, col: u32) -> bool {
        self.row <= row && row <= self.last_row && self.col <= col && col <= self.last_col
    }
}

impl Sheet {
    /// The cell at an address, if it has content.
    pub fn get(&self, row: u32, col: u32) -> Option<&Cell> {
        let found = self
            .cells
            .binary_search_by_key(&(row, col), |cell| (cell.row, cell.col));
        found.ok().map(|index| &self.cells[index])
    }

    /// The cells of each row that has any, top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|left, right| left.row == right.row)
    }

    /// Address in the sheet, for findings and values.
    pub fn cell_at(&self, row: u32, col: u32) -> SheetCell {
        SheetCell {
            sheet: Arc::clone(&self.name),
            number: self.number,
            row,
            col,
        }
    }

    /// Place in a file, for findings.
    pub fn place(&self, file: &str, row: u32, col: u32) -> Place {
        Place {
            cell: Some(self.cell_at(row, col)),
            ..Place::file(file)
        }
    }
}

/// Reads a workbook, `.xlsx` or `.xls`, detected by its bytes. Returns `None` with a finding if it
/// cannot be read; notes report skipped content.
pub fn read(name: &str, bytes: &[u8]) -> Read<Option<Workbook>> {
    let mut report = Report::new();
    let read = guarded(|| match kind_of(bytes) {
        Some(Kind::Xlsx) => xlsx::read(bytes),
        Some(Kind::Xls) => match decrypted(bytes) {
            Some(package) => xlsx::read(&package),
            None => xls::read(bytes),
        },
        None => {
            Err(kind::other(bytes, true).unwrap_or(ReadError::NotAWorkbook("不是 Excel 工作簿")))
        }
    });
    match read {
        Ok((mut workbook, skipped)) => {
            workbook.sheets.iter_mut().for_each(normalize::normalize);
            report.extend(skipped.iter().map(|item| item.finding(name)));
            Read::new(Some(workbook), report)
        }
        Err(error) => {
            report.push(error.finding(name));
            Read::new(None, report)
        }
    }
}

/// When an `.xlsx` was last saved, by its properties: `2026-03-02 10:15:00`.
pub(crate) fn modified(bytes: &[u8]) -> Option<String> {
    const ELEMENT: &str = "dcterms:modified";
    let text = package::Package::open(bytes)
        .ok()?
        .text("docProps/core.xml")
        .ok()??;
    let (_, rest) = text.split_once(&format!("<{ELEMENT}"))?;
    let (_, rest) = rest.split_once('>')?;
    let (value, _) = rest.split_once("</")?;
    let (day, time) = value.trim().split_once('T')?;
    let time = time.get(..8)?;
    let is_like = |text: &str, separator: char| {
        let parts: Vec<&str> = text.split(separator).collect();
        let is_number =
            |part: &&str| !part.is_empty() && part.bytes().all(|one| one.is_ascii_digit());
        parts.len() == 3 && parts.iter().all(is_number)
    };
    let is_time = day.len() == 10 && is_like(day, '-') && is_like(time, ':');
    is_time.then(|| format!("{day} {time}"))
}

/// Decrypts an `.xlsx` that is encrypted with Excel's default password, which Excel opens without
/// asking. `None` if the file is not encrypted or has another password.
pub(crate) fn decrypted(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() > limits::MAX_FILE {
        return None;
    }
    crypt::package(&compound::Compound::open(bytes)?)
}

/// A finding on a file that is neither a workbook nor data according to its bytes, or that only has
/// the name of a workbook. `None` for other files.
pub fn misnamed(name: &str, bytes: &[u8]) -> Option<Finding> {
    const ENDINGS: [&str; 7] = ["xlsx", "xls", "xlsm", "xlsb", "xlt", "et", "ett"];
    if bytes.starts_with(b"%PDF-") {
        return None;
    }
    let ending = Path::new(name).extension().unwrap_or_default();
    let is_named = ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own));
    kind::other(bytes, is_named).map(|error| error.finding(name))
}

/// Catches panics: a library that panics on a damaged file must not end the process.
fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(ReadError::Damaged(String::new())))
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadError {
    /// Another file that Excel opens; contains its kind.
    NotAWorkbook(&'static str),
    /// An archive; contains its kind.
    Packed(&'static str),
    /// A file unrelated to workbooks; contains its kind.
    Unrelated(&'static str),
    /// An empty file.
    Blank,
    /// A file with a password.
    Encrypted,
    /// Larger than a limit: the exceeded quantity, and the limit in words.
    TooLarge { what: &'static str, most: String },
    /// A damaged file; contains the position, in terms of the format. May be empty.
    Damaged(String),
}

/// Content of a workbook that is skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Skipped {
    /// Macros.
    Macros,
    /// Links to other workbooks.
    Links,
    /// Sheet without cells: its name and kind.
    OtherSheet { name: String, what: &'static str },
    /// Worksheet that cannot be read: its name, visibility and the reason.
    BrokenSheet {
        name: String,
        visibility: Visibility,
        why: String,
    },
    /// Part shared by the sheets that cannot be read to its end.
    BrokenPart { what: &'static str, why: String },
}

impl ReadError {
    fn too_many(what: &'static str, most: usize, unit: &str) -> ReadError {
        ReadError::TooLarge {
            what,
            most: format!("{most} {unit}"),
        }
    }

    fn too_much_text() -> ReadError {
        ReadError::TooLarge {
            what: "文字",
            most: format!("{} MiB", limits::MAX_TEXT / 1024 / 1024),
        }
    }

    fn finding(&self, name: &str) -> Finding {
        let place = Place::file(name);
        match self {
            ReadError::NotAWorkbook(what) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(*what)
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .correction("检查是否选错了文件;用 WPS 或 Excel 打开,另存为 .xlsx"),
            ReadError::Packed(what) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(*what)
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .correction("解压,取出里面的工作簿再试"),
            ReadError::Unrelated(what) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(*what)
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .correction("检查是否选错了文件;表在里面的,照 jixiao blank 写出的空表填写"),
            ReadError::Blank => Finding::new(Code::WorkbookUnreadable, place)
                .seen("空文件,不是 Excel 工作簿")
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .correction(
                    "检查是否选错了文件;文件没有内容,请对方用 WPS 或 Excel 另存为 .xlsx 再发",
                ),
            ReadError::Encrypted => Finding::new(Code::WorkbookEncrypted, place)
                .seen("工作簿设了打开密码")
                .expected("没有打开密码的工作簿")
                .correction("用 WPS 或 Excel 打开,去掉打开密码再保存"),
            ReadError::TooLarge { what, most } => Finding::new(Code::WorkbookTooLarge, place)
                .seen(format!("{what}太多或太大"))
                .expected(format!("至多 {most}"))
                .correction("检查是否选错了文件;把要用的表复制到新的工作簿再试"),
            ReadError::Damaged(where_) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(if where_.is_empty() {
                    "工作簿已损坏".to_owned()
                } else {
                    format!("工作簿已损坏:{where_}")
                })
                .expected("完好的 Excel 工作簿")
                .correction("用 WPS 或 Excel 打开,另存为 .xlsx 再试;打不开就请对方重发"),
        }
    }
}

impl Skipped {
    fn finding(&self, name: &str) -> Finding {
        let place = Place::file(name);
        match self {
            Skipped::Macros => Finding::new(Code::WorkbookAside, place)
                .seen("工作簿里有宏")
                .correction("宏不会运行,也不会读;只读单元格里的内容"),
            Skipped::Links => Finding::new(Code::WorkbookAside, place)
                .seen("工作簿里有指向别的工作簿的链接")
                .correction("不会去读别的文件;链接处用的是上次保存的值,请核对"),
            Skipped::OtherSheet { name, what } => Finding::new(Code::SheetAside, place)
                .seen(format!("工作表 {} 是{what}", text::quote(name)))
                .correction("没有单元格可读,没有读"),
            // A hidden sheet would not be read in any case.
            Skipped::BrokenSheet {
                name,
                visibility,
                why,
            } => Finding::new(
                match visibility {
                    Visibility::Visible => Code::SheetUnreadable,
                    Visibility::Hidden => Code::PartUnreadable,
                },
                place,
            )
            .seen(format!("工作表 {}:{why}", text::quote(name)))
            .expected("能读的工作表;这一张没有读,其余照读")
            .correction(
                "用 WPS 或 Excel 打开,核对这一张的内容,另存为 .xlsx 再试;用不着这一张就删去",
            ),
            Skipped::BrokenPart { what, why } => Finding::new(Code::PartUnreadable, place)
                .seen(format!("{what}:{why}"))
                .expected("完好的部件;靠它才知道的值没有读")
                .correction("用 WPS 或 Excel 打开,核对内容,另存为 .xlsx 再试"),
        }
    }
}
