//! A workbook's bytes → its sheets: names, cells, merges. Knows no form. The one home of the libraries that open workbooks.
//!
//! | file | what it settles |
//! | --- | --- |
//! | `limits.rs` | how large a workbook may be, all limits in one place |
//! | `kind.rs` | what a file is, told by its bytes, never by its name |
//! | `package.rs` | the package behind `.xlsx`: its parts, found by relationships, unpacked within limits |
//! | `xml.rs` | a part's XML, element by element |
//! | `style.rs` | which number format and font a cell has |
//! | `runs.rs` | rich text → plain text: struck, raised and lowered runs |
//! | `format.rs` | what a number format says: decimals, percent, a date and how it is written |
//! | `figure.rs` | a double → the decimal a person typed |
//! | `xlsx/`, `xls/` | the two kinds of workbook |
//! | `cover.rs` | cells that are listed twice or lie beneath merged areas; all of a sheet in order |
//! | `compound.rs` | the container of `.xls` and of encrypted workbooks |
//! | `crypt.rs` | workbooks encrypted with Excel's default password |
//!
//! Bytes come from anyone. Nothing here allocates by what a file says of itself, and a library that panics is a finding.

mod compound;
mod cover;
mod crypt;
mod figure;
mod format;
mod kind;
pub mod limits;
pub(crate) mod package;
mod runs;
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
use crate::finding::{Code, Finding, Report};
use crate::source::{Place, SheetCell};
use crate::text;

pub use kind::{HEAD, Kind, kind_of, may_hold_data};

/// A workbook that was read.
#[derive(Debug, Clone, Default)]
pub struct Workbook {
    /// Its sheets with cells, in the order of their tabs; charts and macro sheets are none.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Which sheet of the workbook it is, counted from 0.
    pub number: usize,
    /// Whether people see it.
    pub visibility: Visibility,
    /// Its cells that are not blank, or have a formula; by row, then column; no two at one place.
    pub cells: Vec<Cell>,
    /// Its merged areas, by row, then column.
    pub merges: Vec<Merge>,
    /// Rows that people do not see (hidden, filtered out, of height 0), first and last, in order.
    pub hidden_rows: Vec<RangeInclusive<u32>>,
    /// Columns that people do not see, first and last, in order.
    pub hidden_cols: Vec<RangeInclusive<u32>>,
    /// What is on the sheet and is no value of a cell; by place.
    pub asides: Vec<SheetAside>,
    /// Whether it has numbers whose formats stood in a part that cannot be read.
    pub lacks_formats: bool,
}

impl Sheet {
    /// A sheet as the workbook lists it, with what its own part or stream holds.
    fn new(name: &str, number: usize, visibility: Visibility, part: SheetPart) -> Sheet {
        Sheet {
            name: Arc::from(name),
            number,
            visibility,
            cells: part.cells,
            merges: part.merges,
            hidden_rows: part.hidden_rows,
            hidden_cols: part.hidden_cols,
            asides: part.asides,
            lacks_formats: part.lacks_formats,
        }
    }
}

/// What a sheet's own part or stream holds; the fields are those of [`Sheet`].
#[derive(Default)]
struct SheetPart {
    cells: Vec<Cell>,
    merges: Vec<Merge>,
    hidden_rows: Vec<RangeInclusive<u32>>,
    hidden_cols: Vec<RangeInclusive<u32>>,
    asides: Vec<SheetAside>,
    lacks_formats: bool,
}

/// Something on a sheet that is not read as a cell's value, or not all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetAside {
    /// Row and column where it stands, counted from 0; none where it floats above the cells.
    pub at: Option<(u32, u32)>,
    /// What it is.
    pub what: AsideKind,
}

/// What a [`SheetAside`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsideKind {
    /// A value beneath a merged area, which no one sees; its text.
    Covered(String),
    /// Words that are struck out, left out of the cell's text.
    Struck(String),
    /// Raised or lowered characters that no character of their own exists for; the text as it was read.
    Raised(String),
    /// A text box or shape with words; the words.
    TextBox(String),
    /// A comment that is always shown; its words.
    Comment(String),
    /// The words above each printed page.
    PageHeader(String),
    /// A picture, floating or in a cell.
    Picture,
    /// A text that the cell names and the file does not have.
    MissingText,
    /// A value of a cell that the file lists once more, with another value; its text.
    Twice(String),
}

/// Whether people see a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// They do.
    Visible,
    /// It is hidden.
    Hidden,
}

/// A merged area; first and last row and column, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// Its first row.
    pub row: u32,
    /// Its first column.
    pub col: u32,
    /// Its last row.
    pub last_row: u32,
    /// Its last column.
    pub last_col: u32,
}

/// A cell that is not blank, or has a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its row, counted from 0.
    pub row: u32,
    /// Its column, counted from 0.
    pub col: u32,
    /// What it holds.
    pub content: CellContent,
    /// Its formula, without the sign `=`; the content is what the formula gave when the file was saved.
    pub formula: Option<Box<str>>,
    /// What people see, where its number format has words of its own that change what it says (`0"万元"`, `"≥"0%`, `第0名`, `@"局"`).
    pub shown: Option<Box<ShownText>>,
}

/// What people see in a cell whose number format has words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownText {
    /// The whole text; empty where the format hides the value.
    pub text: Box<str>,
    /// The bytes of it that are the value itself: `99%` of `≥99%`. Empty where the format shows words in its place.
    pub value: Range<usize>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum CellContent {
    /// Nothing: the formula gives nothing.
    Blank,
    /// Nothing: the formula's result was not saved.
    NoResult,
    /// A text, with its spaces and line ends.
    Text(String),
    /// A number, with the digits after the point that its format shows, or all it has where those are more.
    Number(Amount),
    /// A number shown in percent.
    Percent(Rate),
    /// A date or a time, as it is shown.
    Date(String),
    /// A number beyond what can be kept exactly, or shown by a format that makes another number of it (in thousands); as a text.
    Unclear(String),
    /// A truth value.
    Bool(bool),
    /// An error: `#REF!`.
    Error(String),
}

impl Cell {
    /// What people see in the cell, about: numbers with their digits, `95%`, dates as written.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.shown {
            Some(shown) => Cow::Borrowed(shown.text.trim()),
            None => self.stored(),
        }
    }

    /// What is said of the cell in findings: what people see, or what is stored where that is hidden.
    pub fn said(&self) -> Cow<'_, str> {
        match &self.shown {
            Some(shown) if shown.is_hidden() => self.stored(),
            _ => self.text(),
        }
    }

    /// What is stored in the cell, without the words of its number format.
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

    /// Whether its formula has no text: what some programs write for the text `=`. Its result says nothing; it is not blank, for it has to be reported.
    pub fn has_empty_formula(&self) -> bool {
        let formula = self.formula.as_deref();
        formula.is_some_and(|formula| formula.trim().is_empty())
    }

    /// Whether nothing is seen in it.
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
    /// The words before the value.
    pub fn before(&self) -> &str {
        &self.text[..self.value.start]
    }

    /// The value itself, as it is shown.
    pub fn value(&self) -> &str {
        &self.text[self.value.clone()]
    }

    /// The words after the value.
    pub fn after(&self) -> &str {
        &self.text[self.value.end..]
    }

    /// Whether nothing is seen of the cell.
    pub fn is_hidden(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Merge {
    /// Whether a place lies in it.
    pub const fn holds(&self, row: u32, col: u32) -> bool {
        self.row <= row && row <= self.last_row && self.col <= col && col <= self.last_col
    }
}

impl Sheet {
    /// The cell at a place, if there is something in it.
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

    /// A place of the sheet, for findings and values.
    pub fn cell_at(&self, row: u32, col: u32) -> SheetCell {
        SheetCell {
            sheet: Arc::clone(&self.name),
            number: self.number,
            row,
            col,
        }
    }

    /// A place of the sheet in a file, for findings.
    pub fn place(&self, file: &str, row: u32, col: u32) -> Place {
        Place {
            cell: Some(self.cell_at(row, col)),
            ..Place::file(file)
        }
    }
}

/// Reads a workbook, `.xlsx` or `.xls`, told by its bytes. None where a finding says that it cannot be read; notes say what is left aside.
pub fn read(name: &str, bytes: &[u8]) -> (Option<Workbook>, Report) {
    let mut report = Report::new();
    let read = guarded(|| match kind_of(bytes) {
        Some(Kind::Xlsx) => xlsx::read(bytes),
        Some(Kind::Xls) => match decrypted(bytes) {
            Some(package) => xlsx::read(&package),
            None => xls::read(bytes),
        },
        None => Err(kind::other(bytes, true).unwrap_or(Trouble::NotAWorkbook("不是 Excel 工作簿"))),
    });
    match read {
        Ok((mut workbook, asides)) => {
            workbook.sheets.iter_mut().for_each(cover::settle);
            report.extend(asides.iter().map(|aside| aside.finding(name)));
            (Some(workbook), report)
        }
        Err(trouble) => {
            report.push(trouble.finding(name));
            (None, report)
        }
    }
}

/// The package of an `.xlsx` that is encrypted with Excel's default password, which Excel opens without asking. None where the file is not encrypted, or
/// the password is another one.
pub(crate) fn decrypted(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() > limits::MAX_FILE {
        return None;
    }
    crypt::package(&compound::Compound::open(bytes)?)
}

/// A finding for a file whose bytes are known to be neither a workbook nor data, or that is named like a workbook and is none. None where neither is so,
/// or others know better what it is.
pub fn misnamed(name: &str, bytes: &[u8]) -> Option<Finding> {
    const ENDINGS: [&str; 7] = ["xlsx", "xls", "xlsm", "xlsb", "xlt", "et", "ett"];
    if bytes.starts_with(b"%PDF-") {
        return None;
    }
    let ending = Path::new(name).extension().unwrap_or_default();
    let is_named = ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own));
    kind::other(bytes, is_named).map(|trouble| trouble.finding(name))
}

/// The last resort: a library that panics on a damaged file must not end the process.
fn guarded<T>(read: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Trouble::Damaged(String::new())))
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is something else that Excel opens; what.
    NotAWorkbook(&'static str),
    /// It is packed; how.
    Packed(&'static str),
    /// It is something else, which has nothing to do with workbooks; what.
    Unrelated(&'static str),
    /// There is nothing in it.
    Blank,
    /// It is locked with a password.
    Encrypted,
    /// It is larger than a limit: what there is too much of, and the limit in words.
    TooLarge { what: &'static str, most: String },
    /// It is damaged; where, in the words of the format. May be empty.
    Damaged(String),
}

/// What of a workbook is left aside.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Aside {
    /// Macros.
    Macros,
    /// Links to other workbooks.
    Links,
    /// A sheet without cells: its name, and what it is.
    OtherSheet { name: String, what: &'static str },
    /// A worksheet that cannot be read: its name, whether people see it, and why.
    BrokenSheet {
        name: String,
        visibility: Visibility,
        why: String,
    },
    /// A part that the sheets have in common, and that cannot be read, or not to its end.
    BrokenPart { what: &'static str, why: String },
}

impl Trouble {
    fn too_many(what: &'static str, most: usize, unit: &str) -> Trouble {
        Trouble::TooLarge {
            what,
            most: format!("{most} {unit}"),
        }
    }

    fn too_much_text() -> Trouble {
        Trouble::TooLarge {
            what: "文字",
            most: format!("{} MiB", limits::MAX_TEXT / 1024 / 1024),
        }
    }

    fn finding(&self, name: &str) -> Finding {
        let place = Place::file(name);
        match self {
            Trouble::NotAWorkbook(what) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(*what)
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .mend("检查是否选错了文件;用 WPS 或 Excel 打开,另存为 .xlsx"),
            Trouble::Packed(what) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(*what)
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .mend("解压,取出里面的工作簿再试"),
            Trouble::Unrelated(what) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(*what)
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .mend("检查是否选错了文件;表在里面的,照 jixiao blank 写出的空表填写"),
            Trouble::Blank => Finding::new(Code::WorkbookUnreadable, place)
                .seen("空文件,不是 Excel 工作簿")
                .expected("Excel 工作簿(.xlsx 或 .xls)")
                .mend("检查是否选错了文件;文件没有内容,请对方用 WPS 或 Excel 另存为 .xlsx 再发"),
            Trouble::Encrypted => Finding::new(Code::WorkbookEncrypted, place)
                .seen("工作簿设了打开密码")
                .expected("没有打开密码的工作簿")
                .mend("用 WPS 或 Excel 打开,去掉打开密码再保存"),
            Trouble::TooLarge { what, most } => Finding::new(Code::WorkbookTooLarge, place)
                .seen(format!("{what}太多或太大"))
                .expected(format!("至多 {most}"))
                .mend("检查是否选错了文件;把要用的表复制到新的工作簿再试"),
            Trouble::Damaged(where_) => Finding::new(Code::WorkbookUnreadable, place)
                .seen(if where_.is_empty() {
                    "工作簿已损坏".to_owned()
                } else {
                    format!("工作簿已损坏:{where_}")
                })
                .expected("完好的 Excel 工作簿")
                .mend("用 WPS 或 Excel 打开,另存为 .xlsx 再试;打不开就请对方重发"),
        }
    }
}

impl Aside {
    fn finding(&self, name: &str) -> Finding {
        let place = Place::file(name);
        match self {
            Aside::Macros => Finding::new(Code::WorkbookAside, place)
                .seen("工作簿里有宏")
                .mend("宏不会运行,也不会读;只读单元格里的内容"),
            Aside::Links => Finding::new(Code::WorkbookAside, place)
                .seen("工作簿里有指向别的工作簿的链接")
                .mend("不会去读别的文件;链接处用的是上次保存的值,请核对"),
            Aside::OtherSheet { name, what } => Finding::new(Code::SheetAside, place)
                .seen(format!("工作表 {} 是{what}", text::quote(name)))
                .mend("没有单元格可读,没有读"),
            // What is hidden would not be read in any case.
            Aside::BrokenSheet {
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
            .mend("用 WPS 或 Excel 打开,核对这一张的内容,另存为 .xlsx 再试;用不着这一张就删去"),
            Aside::BrokenPart { what, why } => Finding::new(Code::PartUnreadable, place)
                .seen(format!("{what}:{why}"))
                .expected("完好的部件;靠它才知道的值没有读")
                .mend("用 WPS 或 Excel 打开,核对内容,另存为 .xlsx 再试"),
        }
    }
}
