//! Reads a sheet's part in one pass.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::super::decimal::{self, NumberOrigin, Value};
use super::super::format::GENERAL;
use super::super::limits::{MAX_CELLS, MAX_COLUMNS, MAX_FILLED, MAX_MERGES, MAX_ROWS, MAX_TEXT};
use super::super::package::PartError;
use super::super::page_header::page_header;
use super::super::rich_text::{self, StoredText};
use super::super::style::Styles;
use super::super::xml::{Damage, Tag, Xml, is_on, unescaped};
use super::super::{Cell, CellContent, Merge, ReadError, SheetPart, SkippedContent, SkippedKind};
use super::formula;
use super::pictures::{self, Pictures};
use super::texts;

/// Rows lower than this, in points, are invisible.
const MIN_HEIGHT: f64 = 0.5;

/// Columns narrower than this, in characters, are invisible.
const MIN_WIDTH: f64 = 0.5;

/// Data shared by the sheets of a workbook, and the usage of its limits.
#[derive(Default)]
pub(super) struct SharedData {
    pub(super) starts_1904: bool,
    pub(super) styles: Styles,
    pub(super) texts: Vec<StoredText>,
    pub(super) pictures: Pictures,
    /// Whether a formula has a value other than 0: a program computed it.
    pub(super) is_computed: bool,
    /// Cells of the sheet that are formulas with the value 0.
    pub(super) zeros: Vec<usize>,
    /// Cells read so far, blank ones included.
    cells: usize,
    /// Cells with content.
    filled: usize,
    /// Bytes of text in them.
    text: usize,
}

/// Reads a sheet's part. Also returns the relationship ids of its drawings.
///
/// # Errors
/// Damage of the part, or an exceeded limit of the workbook.
pub(super) fn read(
    text: &str,
    book: &mut SharedData,
) -> Result<(SheetPart, Vec<String>), PartError> {
    let (mut xml, root) = Xml::open(text)?;
    if root.local() != "worksheet" {
        return Err(PartError::Part("不是工作表".to_owned()));
    }
    let mut reading = WorkbookReader {
        book,
        part: SheetPart::default(),
        shared: BTreeMap::new(),
        others_narrow: false,
        columns: Vec::new(),
        row: 0,
        next_row: 0,
        next_col: 0,
    };
    let mut drawings = Vec::new();
    xml.children(|xml, tag| match tag.local() {
        "sheetData" => xml.children(|xml, tag| match tag.local() {
            "row" => reading.row(xml, tag),
            _ => Ok(()),
        }),
        "sheetFormatPr" => {
            let width = tag.get("defaultColWidth")?;
            reading.others_narrow = width.is_some_and(|width| is_below(&width, MIN_WIDTH));
            Ok(())
        }
        "cols" => xml.children(|_, tag| reading.columns(tag)),
        "mergeCells" => xml.children(|_, tag| reading.merge(tag)),
        "headerFooter" => xml.children(|xml, tag| {
            if tag.local().ends_with("Header") {
                let words = page_header(&unescaped(xml.text()?));
                let what = SkippedKind::PageHeader(words);
                let skipped = &mut reading.part.skipped;
                let is_new = skipped.iter().all(|item| item.what != what);
                if is_new && what != SkippedKind::PageHeader(String::new()) {
                    skipped.push(SkippedContent { at: None, what });
                }
            }
            Ok(())
        }),
        "drawing" | "legacyDrawing" => {
            let id = tag.get_prefixed("id")?;
            drawings.extend(id.map(Cow::into_owned));
            Ok(())
        }
        _ => Ok(()),
    })?;
    reading.other_columns();
    Ok((reading.part, drawings))
}

struct WorkbookReader<'b> {
    book: &'b mut SharedData,
    part: SheetPart,
    /// Shared formulas by index, with row and column of the first cell.
    shared: BTreeMap<String, (u32, u32, Box<str>)>,
    /// Whether columns without a description are invisible. Rows with cells always have a
    /// description, so the default for rows hides nothing.
    others_narrow: bool,
    /// Described columns.
    columns: Vec<RangeInclusive<u32>>,
    row: u32,
    next_row: u32,
    next_col: u32,
}

/// A cell in the file.
#[derive(Default)]
struct Written<'a> {
    kind: Kind,
    style: usize,
    /// Index of its rich value.
    rich: Option<usize>,
    formula: Option<Box<str>>,
    value: Option<Cow<'a, str>>,
    item: Option<StoredText>,
}

impl Written<'_> {
    fn has_value(&self) -> bool {
        let value = self.value.as_deref();
        value.is_some_and(|value| !value.trim().is_empty())
    }

    fn is_zero(&self) -> bool {
        let value = self.value.as_deref().filter(|_| self.kind == Kind::Number);
        value.is_some_and(|value| value.trim().parse() == Ok(0.0_f64))
    }
}

/// Type of a cell's value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    Date,
}

/// Result of reading a cell.
enum Read {
    Value(Value),
    /// Content that is not a value of a cell.
    Skipped(SkippedKind),
}

impl Read {
    fn of(content: CellContent) -> Read {
        Read::Value(content.into())
    }
}

impl WorkbookReader<'_> {
    fn row(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), PartError> {
        let mut row = self.next_row;
        let mut is_hidden = false;
        for attribute in tag.attributes() {
            let (name, value) = attribute?;
            match name {
                "r" => row = counted(&value, MAX_ROWS)?,
                "hidden" => is_hidden |= is_on(&value),
                "ht" => is_hidden |= is_below(&value, MIN_HEIGHT),
                _ => {}
            }
        }
        if row >= MAX_ROWS {
            return Err(nowhere().into());
        }
        if is_hidden {
            self.part.hidden_rows.push(row..=row);
        }
        (self.row, self.next_row, self.next_col) = (row, row + 1, 0);
        xml.children(|xml, tag| match tag.local() {
            "c" => self.cell(xml, tag),
            _ => Ok(()),
        })
    }

    fn columns(&mut self, tag: &Tag<'_>) -> Result<(), PartError> {
        let (mut first, mut last) = (None, None);
        let mut is_hidden = false;
        for attribute in tag.attributes() {
            let (name, value) = attribute?;
            match name {
                "min" => first = counted(&value, MAX_COLUMNS).ok(),
                "max" => last = counted(&value, MAX_COLUMNS).ok(),
                "hidden" => is_hidden |= is_on(&value),
                "width" => is_hidden |= is_below(&value, MIN_WIDTH),
                _ => {}
            }
        }
        if let Some((first, last)) = first.zip(last) {
            if is_hidden {
                self.part.hidden_cols.push(first..=last);
            }
            self.columns.push(first..=last);
        }
        Ok(())
    }

    /// Columns without a description, if those are invisible.
    fn other_columns(&mut self) {
        if !self.others_narrow {
            return;
        }
        self.columns.sort_by_key(|range| *range.start());
        let mut next = 0;
        for range in &self.columns {
            if next < *range.start() {
                self.part.hidden_cols.push(next..=range.start() - 1);
            }
            next = next.max(range.end() + 1);
        }
        if next < MAX_COLUMNS {
            self.part.hidden_cols.push(next..=MAX_COLUMNS - 1);
        }
    }

    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), PartError> {
        if self.part.merges.len() == MAX_MERGES {
            return Err(ReadError::too_many("合并的单元格", MAX_MERGES, "处").into());
        }
        let area = tag.get("ref")?.unwrap_or_default();
        let corners = area.split_once(':');
        let corners =
            corners.and_then(|(from, to)| Some((formula::cell(from)?, formula::cell(to)?)));
        if let Some((from, to)) = corners.filter(|(from, to)| from != to) {
            self.part.merges.push(Merge {
                row: from.0.min(to.0),
                col: from.1.min(to.1),
                last_row: from.0.max(to.0),
                last_col: from.1.max(to.1),
            });
        }
        Ok(())
    }

    fn cell(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), PartError> {
        let mut written = Written::default();
        let mut at = (self.row, self.next_col);
        for attribute in tag.attributes() {
            let (name, value) = attribute?;
            match name {
                "r" => at = formula::cell(&value).ok_or_else(nowhere)?,
                "s" => written.style = value.trim().parse().unwrap_or(0),
                "t" => written.kind = Kind::of(&value),
                "vm" => written.rich = value.trim().parse().ok(),
                _ => {}
            }
        }
        if at.1 >= MAX_COLUMNS {
            return Err(nowhere().into());
        }
        self.next_col = at.1 + 1;
        self.book.cells += 1;
        if self.book.cells > MAX_CELLS {
            return Err(too_many(MAX_CELLS).into());
        }
        xml.children(|xml, tag| {
            match tag.local() {
                "v" => written.value = Some(xml.text()?),
                "f" => written.formula = self.formula(xml, tag, at)?,
                "is" => written.item = Some(texts::item(xml)?),
                _ => {}
            }
            Ok::<(), Damage>(())
        })?;
        self.add(at, written).map_err(PartError::Package)
    }

    /// Text of a cell's formula.
    fn formula(
        &mut self,
        xml: &mut Xml<'_>,
        tag: &Tag<'_>,
        at: (u32, u32),
    ) -> Result<Option<Box<str>>, Damage> {
        let kind = tag.get("t")?.map(Cow::into_owned);
        let index = tag.get("si")?.map(Cow::into_owned);
        let inputs = [tag.get("r1")?, tag.get("r2")?].map(|input| input.map(Cow::into_owned));
        let text = unescaped(xml.text()?);
        let text = match (kind.as_deref(), index) {
            (Some("shared"), Some(index)) => match self.shared.get(&index) {
                Some((row, col, first)) if text.is_empty() => {
                    let below = i64::from(at.0) - i64::from(*row);
                    let right = i64::from(at.1) - i64::from(*col);
                    Cow::Owned(formula::moved(first, below, right))
                }
                _ => {
                    let first = (at.0, at.1, Box::from(&*text));
                    self.shared.insert(index, first);
                    text
                }
            },
            // A data table has no formula text of its own.
            (Some("dataTable"), _) => {
                let inputs = inputs.into_iter().flatten().collect::<Vec<_>>();
                Cow::Owned(format!("TABLE({})", inputs.join(",")))
            }
            _ => text,
        };
        Ok(Some(text.into()))
    }

    /// Adds a cell unless it is blank.
    fn add(&mut self, (row, col): (u32, u32), written: Written<'_>) -> Result<(), ReadError> {
        let style = written.style;
        let is_formula = written.formula.is_some();
        let is_zero = is_formula && written.is_zero();
        self.book.is_computed |= is_formula && !is_zero && written.has_value();
        let (read, skipped) = self.read(&written)?;
        let item = |what| SkippedContent {
            at: Some((row, col)),
            what,
        };
        self.part.skipped.extend(skipped.into_iter().map(item));
        let Value { content, shown } = match read {
            Read::Value(value) => value,
            Read::Skipped(what) => {
                self.part.skipped.push(item(what));
                return Ok(());
            }
        };
        let is_nothing = match &content {
            CellContent::Text(text) => text.is_empty(),
            CellContent::Blank => true,
            _ => false,
        };
        if is_nothing && !is_formula {
            return Ok(());
        }
        let cell = Cell {
            row,
            col,
            content: if is_nothing {
                CellContent::Blank
            } else {
                content
            },
            formula: written.formula,
            shown,
        };
        // Each run of a text has its own font, and struck runs are already omitted.
        let is_text = matches!(written.kind, Kind::Shared | Kind::Text | Kind::Inline);
        if self.book.styles.font(style).struck && !is_text && !is_nothing {
            let struck = rich_text::struck(&cell);
            self.part.skipped.extend(struck.map(item));
            return Ok(());
        }
        self.book.filled += 1;
        if self.book.filled > MAX_FILLED {
            return Err(too_many(MAX_FILLED));
        }
        if is_zero {
            self.book.zeros.push(self.part.cells.len());
        }
        self.part.cells.push(cell);
        Ok(())
    }

    /// Content of a cell, and the content omitted from its text.
    fn read(&mut self, written: &Written<'_>) -> Result<(Read, Vec<SkippedKind>), ReadError> {
        let formula = written.formula.as_deref();
        if formula.is_some_and(pictures::is_picture) {
            return Ok((Read::Skipped(SkippedKind::Picture), Vec::new()));
        }
        let text = written.value.as_deref().unwrap_or_default();
        let is_unsaved = written.item.is_none()
            && match written.kind {
                Kind::Text | Kind::Inline => written.value.is_none(),
                _ => text.trim().is_empty(),
            };
        let read = match written.kind {
            _ if is_unsaved => Read::of(match (formula, written.kind) {
                (Some(_), _) => CellContent::NoResult,
                // The file does not contain the name of the error.
                (None, Kind::Error) => CellContent::Error(NO_ERROR_NAME.to_owned()),
                (None, _) => CellContent::Blank,
            }),
            Kind::Shared => return self.shared_text(text, written),
            Kind::Text | Kind::Inline => return Ok(self.own_text(text, written)),
            Kind::Bool => Read::of(match text.trim() {
                value if is_on(value) => CellContent::Bool(true),
                "0" | "false" | "off" => CellContent::Bool(false),
                other => CellContent::Text(other.to_owned()),
            }),
            Kind::Error
                if written
                    .rich
                    .is_some_and(|rich| self.book.pictures.has(rich)) =>
            {
                Read::Skipped(SkippedKind::Picture)
            }
            Kind::Error => Read::of(CellContent::Error(text.trim().to_owned())),
            Kind::Date | Kind::Number => self.number(text, written),
        };
        Ok((read, Vec::new()))
    }

    fn number(&mut self, text: &str, written: &Written<'_>) -> Read {
        let text = text.trim();
        let Some(format) = self.book.styles.number_format(written.style) else {
            // Whether it is a percentage or a date is only in the unreadable part.
            self.part.lacks_formats = true;
            return Read::of(CellContent::Unclear(text.to_owned()));
        };
        if written.kind == Kind::Date {
            return Read::Value(decimal::iso_date(text, format, self.book.starts_1904));
        }
        let from = match written.formula {
            Some(_) => NumberOrigin::Formula,
            None => NumberOrigin::Typed,
        };
        let is_number = text
            .starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.'));
        let number = text.parse::<f64>().ok().filter(|_| is_number);
        Read::Value(match number {
            Some(number) => decimal::number(number, format, from, self.book.starts_1904),
            None => CellContent::Text(text.to_owned()).into(),
        })
    }

    fn shared_text(
        &mut self,
        index: &str,
        written: &Written<'_>,
    ) -> Result<(Read, Vec<SkippedKind>), ReadError> {
        let item = index.trim().parse::<usize>().ok();
        let Some(item) = item.and_then(|index| self.book.texts.get(index)) else {
            return Ok((Read::Skipped(SkippedKind::MissingText), Vec::new()));
        };
        self.book.text += item.len();
        if self.book.text > MAX_TEXT {
            return Err(ReadError::too_much_text());
        }
        let own = item.in_cell(self.book.styles.font(written.style));
        Ok(self.text(own, written))
    }

    /// Text that is in the cell itself.
    fn own_text(&self, text: &str, written: &Written<'_>) -> (Read, Vec<SkippedKind>) {
        let font = self.book.styles.font(written.style);
        let own = match &written.item {
            Some(item) => item.in_cell(font),
            None => rich_text::plain_in_cell(&unescaped(Cow::Borrowed(text)), font),
        };
        self.text(own, written)
    }

    fn text(
        &self,
        (text, skipped): (String, Vec<SkippedKind>),
        written: &Written<'_>,
    ) -> (Read, Vec<SkippedKind>) {
        if pictures::is_picture_text(&text) {
            return (Read::Skipped(SkippedKind::Picture), skipped);
        }
        let format = self.book.styles.number_format(written.style);
        let format = format.unwrap_or(&GENERAL);
        (Read::Value(decimal::text(text, format)), skipped)
    }
}

/// An error value without a name in the file.
const NO_ERROR_NAME: &str = "没有名称的错误值";

impl Kind {
    fn of(word: &str) -> Kind {
        match word {
            "s" => Kind::Shared,
            "str" => Kind::Text,
            "inlineStr" => Kind::Inline,
            "b" => Kind::Bool,
            "e" => Kind::Error,
            "d" => Kind::Date,
            _ => Kind::Number,
        }
    }
}

/// Converts a row or column number from 1-based to 0-based.
fn counted(value: &str, most: u32) -> Result<u32, Damage> {
    let number = value.trim().parse::<u32>().ok();
    let number = number.filter(|number| (1..=most).contains(number));
    number.map(|number| number - 1).ok_or_else(nowhere)
}

fn is_below(value: &str, least: f64) -> bool {
    value.trim().parse::<f64>().is_ok_and(|value| value < least)
}

fn nowhere() -> Damage {
    Damage::new("有 Excel 没有的行列")
}

fn too_many(most: usize) -> ReadError {
    ReadError::too_many("单元格", most, "个")
}
