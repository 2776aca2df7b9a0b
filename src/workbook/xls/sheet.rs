//! Reads a sheet's records: cells, merged ranges, hidden rows and columns, other content.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::super::decimal::{self, NumberOrigin, Value};
use super::super::limits::{MAX_CELLS, MAX_FILLED, MAX_MERGES, MAX_TEXT};
use super::super::page_header::page_header;
use super::super::rich_text::StoredText;
use super::super::xlsx::pictures::is_picture_text;
use super::super::{
    Cell, CellContent, Merge, ReadError, SheetPart, SkippedContent, SkippedKind, rich_text,
};
use super::biff::{Record, RecordReader, Records};
use super::formula::Formula;
use super::globals::{BOF, END, Globals};

// Record types (MS-XLS, 2.3).
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MANY_RK: u16 = 0x00BD;
const SHARED_TEXT: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const BOOL_OR_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const TEXT_OF_FORMULA: u16 = 0x0207;
const MERGED: u16 = 0x00E5;
const ROW: u16 = 0x0208;
const OTHER_ROWS: u16 = 0x0225;
const COLUMNS: u16 = 0x007D;
const OBJECT: u16 = 0x005D;
const TEXT_OBJECT: u16 = 0x01B6;
const HEADER: u16 = 0x0014;
const NOTE: u16 = 0x001C;

/// Object types (MS-XLS, 2.5.143).
const PICTURE: u16 = 8;
const COMMENT: u16 = 0x19;

/// Last row of a sheet.
const LAST_ROW: u32 = 65_535;
/// Rows lower than this are invisible; in twentieths of a point.
const MIN_HEIGHT: u16 = 10;
/// Columns narrower than this are invisible; in 256ths of a character.
const MIN_WIDTH: u16 = 128;

/// Why a sheet cannot be read.
pub(super) struct Damage(pub(super) String);

/// Error while reading a sheet.
pub(super) enum SheetError {
    /// The workbook exceeds a limit.
    Workbook(ReadError),
    /// This sheet is damaged.
    Sheet(Damage),
}

impl std::convert::From<ReadError> for SheetError {
    fn from(error: ReadError) -> SheetError {
        SheetError::Workbook(error)
    }
}

/// Usage of a workbook's limits so far, and traits of the program that wrote it.
#[derive(Default)]
pub(super) struct LimitUsage {
    /// Cells read so far, blank ones included.
    cells: usize,
    /// Cells with content.
    filled: usize,
    /// Bytes of text in them.
    text: usize,
    /// Whether the empty string is saved as the result of a formula that cannot give it.
    pub(super) has_unsaved_results: bool,
}

/// Reads a sheet from its BOF record on.
///
/// # Errors
/// A missing BOF or EOF record, or an exceeded limit of the workbook.
pub(super) fn read(
    stream: &[u8],
    globals: &Globals,
    usage: &mut LimitUsage,
) -> Result<SheetPart, SheetError> {
    let broken = |why: &str| SheetError::Sheet(Damage(why.to_owned()));
    let mut reading = WorkbookReader {
        globals,
        usage,
        part: SheetPart::default(),
        rows: Vec::new(),
        others_hidden: false,
        waiting: None,
        object: None,
        comments: BTreeMap::new(),
        shown_comments: Vec::new(),
    };
    let mut depth = 0_usize;
    for record in Records::new(stream) {
        match record.kind {
            BOF => depth += 1,
            _ if depth == 0 => break,
            END if depth == 1 => return Ok(reading.finish()),
            END => depth -= 1,
            // Charts embedded in the sheet have cells of their own.
            _ if depth > 1 => {}
            _ => reading.record(&record)?,
        }
    }
    Err(broken(if depth == 0 {
        "内容不在文件里"
    } else {
        "内容写到一半断了"
    }))
}

struct WorkbookReader<'g> {
    globals: &'g Globals,
    usage: &'g mut LimitUsage,
    part: SheetPart,
    /// Described rows, and whether they are hidden.
    rows: Vec<(u32, bool)>,
    /// Whether rows without a description are hidden.
    others_hidden: bool,
    /// Format of the last cell, if its formula's text is in a later record.
    waiting: Option<u16>,
    /// Type and identifier of the last object.
    object: Option<(u16, u16)>,
    /// Texts of comments by the identifiers of their objects.
    comments: BTreeMap<u16, String>,
    /// Objects of the comments that are always shown.
    shown_comments: Vec<u16>,
}

/// An address, row first.
type Place = (u32, u32);

impl WorkbookReader<'_> {
    fn record(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        let mut bytes = RecordReader::of(record);
        match record.kind {
            MERGED => self.merged(&mut bytes)?,
            ROW => self.rows.extend(row(&mut bytes)),
            OTHER_ROWS => self.others_hidden = bytes.u16().is_some_and(|flags| flags & 2 != 0),
            COLUMNS => self.part.hidden_cols.extend(hidden_columns(&mut bytes)),
            OBJECT => self.object(&mut bytes),
            TEXT_OBJECT => self.text_object(&mut bytes),
            HEADER => self.header(&mut bytes),
            NOTE => self.shown_comments.extend(shown_comment(&mut bytes)),
            TEXT_OF_FORMULA => self.text_of_formula(bytes.text())?,
            NUMBER | RK | MANY_RK | SHARED_TEXT | LABEL | RICH_LABEL | BOOL_OR_ERROR | FORMULA => {
                self.waiting = None;
                self.cells(record.kind, &mut bytes)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the cells of a record.
    fn cells(&mut self, kind: u16, bytes: &mut RecordReader<'_, '_>) -> Result<(), ReadError> {
        let place = bytes.u16().zip(bytes.u16());
        let Some(place) = place.map(|(row, col)| (u32::from(row), u32::from(col))) else {
            return Ok(());
        };
        if kind == MANY_RK {
            for offset in 0..bytes.rest().len() / 6 {
                let offset = u32::try_from(offset).unwrap_or(u32::MAX);
                let at = (place.0, place.1.saturating_add(offset));
                self.cell(RK, at, bytes)?;
            }
            return Ok(());
        }
        self.cell(kind, place, bytes)
    }

    fn cell(
        &mut self,
        kind: u16,
        at: Place,
        bytes: &mut RecordReader<'_, '_>,
    ) -> Result<(), ReadError> {
        self.usage.cells += 1;
        if self.usage.cells > MAX_CELLS {
            return Err(ReadError::too_many("单元格", MAX_CELLS, "个"));
        }
        let Some(format) = bytes.u16() else {
            return Ok(());
        };
        let Some((value, formula)) = self.value(kind, at, format, bytes) else {
            // Truncated, or a string that does not exist.
            self.skip(at, SkippedKind::MissingText);
            return Ok(());
        };
        // Each run of a text has its own font, and struck runs are already omitted.
        let is_text = matches!(kind, SHARED_TEXT | LABEL | RICH_LABEL);
        let is_struck = !is_text && self.globals.cell_font(format).struck;
        let Value { content, shown } = value;
        let cell = Cell {
            row: at.0,
            col: at.1,
            content,
            formula: formula.map(|formula| formula.words().into()),
            shown,
        };
        if is_struck && !cell.is_blank() {
            self.strike(&cell);
            return Ok(());
        }
        self.add(cell)
    }

    /// Content of a cell and its formula; `None` if the record is incomplete.
    fn value(
        &mut self,
        kind: u16,
        at: Place,
        format: u16,
        bytes: &mut RecordReader<'_, '_>,
    ) -> Option<(Value, Option<Formula>)> {
        let value = match kind {
            NUMBER => self.number(
                f64::from_le_bytes(bytes.eight()?),
                format,
                NumberOrigin::Typed,
            ),
            RK => self.number(unpacked(bytes.u32()?), format, NumberOrigin::Typed),
            SHARED_TEXT => {
                let index = usize::try_from(bytes.u32()?).ok()?;
                self.text(at, format, self.globals.texts.get(index)?)
            }
            LABEL => {
                let item = self.globals.item(bytes.text()?, &[]);
                self.text(at, format, &item)
            }
            RICH_LABEL => {
                let text = bytes.text()?;
                let count = usize::from(bytes.u16()?);
                let item = self.globals.item(text, &bytes.fonts(count)?);
                self.text(at, format, &item)
            }
            FORMULA => {
                let result = bytes.eight()?;
                bytes.skip(6)?;
                let length = usize::from(bytes.u16()?);
                let formula = bytes
                    .rest()
                    .get(..length)
                    .map_or(Formula::Other, Formula::read);
                return Some((self.result(result, format, formula), Some(formula)));
            }
            _ => bool_or_error(bytes)?.into(),
        };
        Some((value, None))
    }

    /// Text in a cell; struck, raised and lowered runs are recorded as skipped.
    fn text(&mut self, at: Place, format: u16, item: &StoredText) -> Value {
        self.usage.text += item.len();
        let font = self.globals.cell_font(format);
        let (text, unseen) = item.in_cell(font);
        for what in unseen {
            self.skip(at, what);
        }
        if is_picture_text(&text) {
            self.skip(at, SkippedKind::Picture);
            return CellContent::Text(String::new()).into();
        }
        decimal::text(text, self.globals.format(format))
    }

    fn number(&self, value: f64, format: u16, from: NumberOrigin) -> Value {
        let globals = self.globals;
        decimal::number(value, globals.format(format), from, globals.starts_1904)
    }

    /// Result of a formula; a string result is in a later record.
    fn result(&mut self, bytes: [u8; 8], format: u16, formula: Formula) -> Value {
        if bytes[6..] != [0xFF, 0xFF] {
            return self.number(f64::from_le_bytes(bytes), format, NumberOrigin::Formula);
        }
        let content = match (bytes[0], formula) {
            (0, _) => {
                self.waiting = Some(format);
                CellContent::NoResult
            }
            (1, _) => CellContent::Bool(bytes[2] != 0),
            (2, _) => CellContent::Error(error(bytes[2]).to_owned()),
            (_, Formula::Number) => {
                self.usage.has_unsaved_results = true;
                CellContent::NoResult
            }
            (_, Formula::Empty | Formula::EmptyText | Formula::Other) => CellContent::Blank,
        };
        content.into()
    }

    /// String result of the preceding formula.
    fn text_of_formula(&mut self, text: Option<String>) -> Result<(), ReadError> {
        let cell = self.waiting.take().zip(self.part.cells.last_mut());
        if let (Some((format, cell)), Some(text)) = (cell, text) {
            self.usage.text += text.len();
            let value = decimal::text(text, self.globals.format(format));
            (cell.content, cell.shown) = (value.content, value.shown);
            let struck = self.globals.cell_font(format).struck;
            if let Some(cell) = self.part.cells.pop_if(|_| struck) {
                self.strike(&cell);
            }
        }
        if self.usage.text > MAX_TEXT {
            return Err(ReadError::too_much_text());
        }
        Ok(())
    }

    /// Adds a cell that is not blank or has a formula.
    fn add(&mut self, cell: Cell) -> Result<(), ReadError> {
        if self.usage.text > MAX_TEXT {
            return Err(ReadError::too_much_text());
        }
        if cell.content == CellContent::Text(String::new()) && cell.formula.is_none() {
            return Ok(());
        }
        self.usage.filled += 1;
        if self.usage.filled > MAX_FILLED {
            return Err(ReadError::too_many("单元格", MAX_FILLED, "个"));
        }
        self.part.cells.push(cell);
        Ok(())
    }

    fn strike(&mut self, cell: &Cell) {
        if let Some(struck) = rich_text::struck(cell) {
            self.skip((cell.row, cell.col), struck);
        }
    }

    fn skip(&mut self, at: Place, what: SkippedKind) {
        let at = Some(at);
        self.part.skipped.push(SkippedContent { at, what });
    }

    fn merged(&mut self, bytes: &mut RecordReader<'_, '_>) -> Result<(), ReadError> {
        let count = bytes.u16().unwrap_or(0);
        for _ in 0..count {
            let mut next = || bytes.u16().map(u32::from);
            let (Some(row), Some(last_row), Some(col), Some(last_col)) =
                (next(), next(), next(), next())
            else {
                break;
            };
            if row <= last_row && col <= last_col && (row, col) != (last_row, last_col) {
                self.part.merges.push(Merge {
                    row,
                    col,
                    last_row,
                    last_col,
                });
            }
        }
        if self.part.merges.len() > MAX_MERGES {
            return Err(ReadError::too_many("合并的单元格", MAX_MERGES, "处"));
        }
        Ok(())
    }

    /// A floating object; its text is in a later record.
    fn object(&mut self, bytes: &mut RecordReader<'_, '_>) {
        let kind = bytes.skip(4).and_then(|()| bytes.u16());
        self.object = kind.zip(bytes.u16());
        if kind == Some(PICTURE) {
            let what = SkippedKind::Picture;
            self.part.skipped.push(SkippedContent { at: None, what });
        }
    }

    fn text_object(&mut self, bytes: &mut RecordReader<'_, '_>) {
        let count = bytes.skip(10).and_then(|()| bytes.u16());
        let Some(count) = count.filter(|count| *count > 0) else {
            return;
        };
        let words = bytes
            .text_of_next_chunk(usize::from(count))
            .unwrap_or_default();
        if let Some((COMMENT, id)) = self.object {
            self.comments.insert(id, words.trim().to_owned());
            return;
        }
        let what = SkippedKind::TextBox(words.trim().to_owned());
        self.part.skipped.push(SkippedContent { at: None, what });
    }

    /// The page header, without those of first and even pages.
    fn header(&mut self, bytes: &mut RecordReader<'_, '_>) {
        let words = page_header(&bytes.text().unwrap_or_default());
        if !words.is_empty() {
            let what = SkippedKind::PageHeader(words);
            self.part.skipped.push(SkippedContent { at: None, what });
        }
    }

    /// Adds the comments that are always shown; the others are seen only by pointing at them.
    fn add_comments(&mut self) {
        for id in std::mem::take(&mut self.shown_comments) {
            let words = self.comments.remove(&id).filter(|words| !words.is_empty());
            let skipped = words.map(|words| SkippedContent {
                at: None,
                what: SkippedKind::Comment(words),
            });
            self.part.skipped.extend(skipped);
        }
    }

    fn finish(mut self) -> SheetPart {
        self.add_comments();
        self.part.hidden_rows = self.hidden_rows();
        self.part
    }

    fn hidden_rows(&mut self) -> Vec<RangeInclusive<u32>> {
        let mut hidden = Vec::new();
        // If row records are duplicate, the last one is used.
        self.rows.reverse();
        self.rows.sort_by_key(|(row, _)| *row);
        self.rows.dedup_by_key(|(row, _)| *row);
        let mut next = 0;
        for (row, is_hidden) in &self.rows {
            if self.others_hidden && next < *row {
                hidden.push(next..=row - 1);
            }
            if *is_hidden {
                hidden.push(*row..=*row);
            }
            next = row + 1;
        }
        if self.others_hidden && next <= LAST_ROW {
            hidden.push(next..=LAST_ROW);
        }
        hidden
    }
}

/// A described row, and whether it is hidden.
fn row(bytes: &mut RecordReader<'_, '_>) -> Option<(u32, bool)> {
    const HIDDEN: u32 = 0x20;
    const DEFAULT_HEIGHT: u16 = 0x8000;
    let row = u32::from(bytes.u16()?);
    bytes.skip(4)?;
    let height = bytes.u16()?;
    bytes.skip(4)?;
    let is_hidden = bytes.u32()? & HIDDEN != 0;
    let is_flat = height & DEFAULT_HEIGHT == 0 && height < MIN_HEIGHT;
    Some((row, is_hidden || is_flat))
}

/// Object of a comment that is always shown.
fn shown_comment(bytes: &mut RecordReader<'_, '_>) -> Option<u16> {
    const SHOWN: u16 = 2;
    bytes.skip(4)?;
    let flags = bytes.u16()?;
    let object = bytes.u16()?;
    (flags & SHOWN != 0).then_some(object)
}

/// Described columns, if they are hidden.
fn hidden_columns(bytes: &mut RecordReader<'_, '_>) -> Option<RangeInclusive<u32>> {
    const HIDDEN: u16 = 1;
    let (first, last, width) = (bytes.u16()?, bytes.u16()?, bytes.u16()?);
    bytes.skip(2)?;
    let is_hidden = bytes.u16()? & HIDDEN != 0 || width < MIN_WIDTH;
    (is_hidden && first <= last).then(|| u32::from(first)..=u32::from(last))
}

/// An RK number: 30 bits of a double or integer, possibly times a hundredth.
fn unpacked(packed: u32) -> f64 {
    let number = if packed & 2 == 0 {
        f64::from_bits(u64::from(packed & !3) << 32)
    } else {
        f64::from(packed.cast_signed() >> 2)
    };
    if packed & 1 == 0 {
        number
    } else {
        number / 100.0
    }
}

fn bool_or_error(bytes: &mut RecordReader<'_, '_>) -> Option<CellContent> {
    let (value, is_error) = (bytes.u8()?, bytes.u8()?);
    Some(if is_error == 0 {
        CellContent::Bool(value != 0)
    } else {
        CellContent::Error(error(value).to_owned())
    })
}

const fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rk_numbers_are_decoded() {
        assert!((unpacked(0x0000_0006) - 1.0).abs() < f64::EPSILON);
        assert!((unpacked((12_345 << 2) | 3) - 123.45).abs() < 1e-9);
        assert!((unpacked(0x3FF0_0000) - 1.0).abs() < f64::EPSILON);
        assert!((unpacked((-5_i32 << 2).cast_unsigned() | 2) + 5.0).abs() < f64::EPSILON);
    }
}
