//! `.xls`: the old compound file, as Excel 97 and every program since writes it (BIFF8).
//!
//! Read here and not by the library that reads `.xlsx`: that one keeps no number formats of `.xls` (95% would be 0.95), and makes room for as many cells
//! as lie between the first and the last.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::biff::{Bytes, Record, Records};
use super::compound::Compound;
use super::crypt;
use super::figure::{self, From, Value};
use super::format::{NumberFormat, built_in};
use super::limits::{MAX_CELLS, MAX_FILLED, MAX_MERGES, MAX_SHEETS, MAX_TEXT, MAX_TEXTS};
use super::{Aside, Cell, CellContent, Merge, Sheet, Trouble, Visibility, Workbook};
use crate::diag::text;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<(Workbook, Vec<Aside>), Trouble> {
    let damaged = || Trouble::Damaged("旧式文件的容器不完整".to_owned());
    let file = Compound::open(bytes).ok_or_else(damaged)?;
    let mut asides = Vec::new();
    if file.has("_VBA_PROJECT_CUR") {
        asides.push(Aside::Macros);
    }
    let mut stream = stream(&file)?;
    crypt::stream(&mut stream).map_err(|crypt::Locked| Trouble::Encrypted)?;
    let mut globals = Globals::read(&stream)?;
    if globals.has_links {
        asides.push(Aside::Links);
    }
    let mut workbook = Workbook::default();
    for (number, head) in std::mem::take(&mut globals.sheets).into_iter().enumerate() {
        if head.kind != WORKSHEET {
            continue;
        }
        let sheet = stream
            .get(head.start..)
            .ok_or_else(|| Trouble::Damaged(format!("没有工作表 {}", text::quote(&head.name))))?;
        let (cells, merges) = globals.sheet(sheet)?;
        workbook.sheets.push(Sheet {
            name: Arc::from(head.name.as_str()),
            number,
            visibility: head.visibility,
            cells,
            merges,
            hidden_rows: Vec::new(),
            hidden_cols: Vec::new(),
            asides: Vec::new(),
        });
    }
    Ok((workbook, asides))
}

/// The stream with the workbook; what the file is, where it has none.
fn stream(file: &Compound<'_>) -> Result<Vec<u8>, Trouble> {
    if file.has("EncryptedPackage") {
        return Err(Trouble::Encrypted);
    }
    file.stream("Workbook").ok_or_else(|| {
        Trouble::NotAWorkbook(if file.has("Book") {
            "是 Excel 95 或更早的 .xls"
        } else if file.has("WordDocument") {
            "是 Word 文档(.doc)"
        } else if file.has("PowerPoint Document") {
            "是演示文稿(.ppt)"
        } else {
            "是旧式 Office 文件,里面没有工作簿"
        })
    })
}

// Kinds of records (MS-XLS, 2.3).
const BEGINNING: u16 = 0x0809;
const END: u16 = 0x000A;
const DATE_MODE: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const EXTENDED_FORMAT: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const SHARED_TEXTS: u16 = 0x00FC;
const SUPPORTING_BOOK: u16 = 0x01AE;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MANY_RK: u16 = 0x00BD;
const SHARED_TEXT: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const BOOL_OR_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const TEXT_OF_FORMULA: u16 = 0x0207;
const MERGED: u16 = 0x00E5;

/// Kind of a sheet with cells.
const WORKSHEET: u8 = 0;

/// The version that is read.
const BIFF8: u16 = 0x0600;

/// A sheet as the workbook lists it.
struct Head {
    start: usize,
    visibility: Visibility,
    kind: u8,
    name: String,
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals {
    starts_1904: bool,
    has_links: bool,
    sheets: Vec<Head>,
    texts: Vec<String>,
    codes: BTreeMap<u16, String>,
    formats: Vec<NumberFormat>,
    /// The format of the cell read last.
    last: Option<u16>,
    /// Cells read so far, blank ones too.
    cells: usize,
    /// Bytes of shared texts in them.
    text: usize,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Globals, Trouble> {
        let mut globals = Globals::default();
        let mut ids = Vec::new();
        for (index, record) in Records::new(stream).enumerate() {
            if index == 0 && (record.kind != BEGINNING || Bytes::of(&record).u16() != Some(BIFF8)) {
                return Err(Trouble::NotAWorkbook("是 Excel 95 或更早的 .xls"));
            }
            if record.kind == END {
                break;
            }
            globals.record(&record, &mut ids)?;
        }
        let codes = &globals.codes;
        let shown = ids.iter().map(|id| {
            let own = codes.get(id).map(String::as_str);
            NumberFormat::of(own.unwrap_or_else(|| built_in(u32::from(*id))))
        });
        globals.formats = shown.collect();
        Ok(globals)
    }

    fn record(&mut self, record: &Record<'_>, ids: &mut Vec<u16>) -> Result<(), Trouble> {
        let mut bytes = Bytes::of(record);
        match record.kind {
            DATE_MODE => self.starts_1904 = bytes.u16() == Some(1),
            FORMAT => {
                if let (Some(id), Some(code)) = (bytes.u16(), bytes.text()) {
                    self.codes.insert(id, code);
                }
            }
            EXTENDED_FORMAT => ids.push(
                bytes
                    .u32()
                    .map_or(0, |fonts| u16::try_from(fonts >> 16).unwrap_or(0)),
            ),
            BOUND_SHEET => {
                let head =
                    head(&mut bytes).ok_or_else(|| Trouble::Damaged("工作表目录".to_owned()))?;
                self.sheets.push(head);
                if self.sheets.len() > MAX_SHEETS {
                    return Err(Trouble::too_many("工作表", MAX_SHEETS, "张"));
                }
            }
            SHARED_TEXTS => self.texts = texts(&mut bytes)?,
            // A book of its own has four bytes.
            SUPPORTING_BOOK => self.has_links |= bytes.rest().len() > 4,
            _ => {}
        }
        Ok(())
    }

    /// The cells and merged areas of a sheet.
    fn sheet(&mut self, stream: &[u8]) -> Result<(Vec<Cell>, Vec<Merge>), Trouble> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut merges = Vec::new();
        let mut depth = 0_usize;
        for record in Records::new(stream) {
            match record.kind {
                BEGINNING => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                // Charts within the sheet have cells of their own.
                _ if depth > 1 => {}
                MERGED => merged(&record, &mut merges)?,
                TEXT_OF_FORMULA => {
                    if let (Some((cell, format)), Some(text)) =
                        (cells.last_mut().zip(self.last), Bytes::of(&record).text())
                    {
                        let value = figure::text(text, self.format(format));
                        (cell.content, cell.shown) = (value.content, value.shown);
                    }
                }
                _ => self.cells(&record, &mut cells).unwrap_or_default(),
            }
            if self.cells > MAX_CELLS || cells.len() > MAX_FILLED {
                return Err(Trouble::too_many("单元格", MAX_FILLED, "个"));
            }
            if self.text > MAX_TEXT {
                return Err(Trouble::too_much_text());
            }
        }
        cells.sort_by_key(|cell| (cell.row, cell.col));
        cells.dedup_by_key(|cell| (cell.row, cell.col));
        merges.sort_unstable();
        Ok((cells, merges))
    }

    /// Adds the cells of a record; nothing where it is cut short.
    fn cells(&mut self, record: &Record<'_>, cells: &mut Vec<Cell>) -> Option<()> {
        let is_cell = matches!(
            record.kind,
            NUMBER | RK | MANY_RK | SHARED_TEXT | LABEL | BOOL_OR_ERROR | FORMULA
        );
        if !is_cell {
            return Some(());
        }
        self.cells += 1;
        let mut bytes = Bytes::of(record);
        let (row, col) = (u32::from(bytes.u16()?), u32::from(bytes.u16()?));
        if record.kind == MANY_RK {
            return self.many(&mut bytes, (row, col), cells);
        }
        let format = bytes.u16()?;
        self.last = Some(format);
        let (value, formula) = match record.kind {
            NUMBER => (
                self.number(f64::from_le_bytes(bytes.eight()?), format, From::Hand),
                None,
            ),
            RK => (
                self.number(unpacked(bytes.u32()?), format, From::Hand),
                None,
            ),
            SHARED_TEXT => {
                let text = self.texts.get(usize::try_from(bytes.u32()?).ok()?)?;
                self.text += text.len();
                if self.text > MAX_TEXT {
                    return None;
                }
                (figure::text(text.clone(), self.format(format)), None)
            }
            LABEL => (figure::text(bytes.text()?, self.format(format)), None),
            FORMULA => {
                let value = self.result(bytes.eight()?, format);
                bytes.skip(6)?;
                (
                    value,
                    Some(formula(&mut bytes).unwrap_or_else(|| Box::from("…"))),
                )
            }
            _ => (bool_or_error(&mut bytes)?.into(), None),
        };
        let Value { content, shown } = value;
        let is_nothing = content == CellContent::Text(String::new()) && formula.is_none();
        if !is_nothing {
            cells.push(Cell {
                row,
                col,
                content,
                formula,
                shown,
            });
        }
        Some(())
    }

    /// Adds numbers that stand beside one another.
    fn many(
        &mut self,
        bytes: &mut Bytes<'_, '_>,
        (row, col): (u32, u32),
        cells: &mut Vec<Cell>,
    ) -> Option<()> {
        let count = u32::try_from(bytes.rest().len() / 6).ok()?;
        for offset in 0..count {
            let (format, packed) = (bytes.u16()?, bytes.u32()?);
            self.cells += 1;
            let Value { content, shown } = self.number(unpacked(packed), format, From::Hand);
            cells.push(Cell {
                row,
                col: col + offset,
                content,
                formula: None,
                shown,
            });
        }
        Some(())
    }

    fn format(&self, index: u16) -> &NumberFormat {
        self.formats
            .get(usize::from(index))
            .unwrap_or(&NumberFormat::General)
    }

    fn number(&self, value: f64, format: u16, from: From) -> Value {
        figure::number(value, self.format(format), from, self.starts_1904)
    }

    /// What a formula gave; a text stands in the record that follows.
    fn result(&self, bytes: [u8; 8], format: u16) -> Value {
        if bytes[6..] != [0xFF, 0xFF] {
            return self.number(f64::from_le_bytes(bytes), format, From::Formula);
        }
        let content = match bytes[0] {
            1 => CellContent::Bool(bytes[2] != 0),
            2 => CellContent::Error(error(bytes[2]).to_owned()),
            _ => CellContent::Blank,
        };
        content.into()
    }
}

fn head(bytes: &mut Bytes<'_, '_>) -> Option<Head> {
    Some(Head {
        start: usize::try_from(bytes.u32()?).ok()?,
        visibility: if matches!(bytes.u8()? & 3, 0) {
            Visibility::Visible
        } else {
            Visibility::Hidden
        },
        kind: bytes.u8()?,
        name: bytes.short_text()?.replace('\0', ""),
    })
}

fn texts(bytes: &mut Bytes<'_, '_>) -> Result<Vec<String>, Trouble> {
    let _all = bytes.u32();
    let count = bytes.u32().unwrap_or(0);
    let mut texts = Vec::new();
    // As many as are there, not as many as are said to be.
    while texts.len() < count as usize {
        let Some(text) = bytes.text() else { break };
        texts.push(text);
        if texts.len() > MAX_TEXTS {
            return Err(Trouble::too_many("文字", MAX_TEXTS, "段"));
        }
    }
    Ok(texts)
}

fn merged(record: &Record<'_>, merges: &mut Vec<Merge>) -> Result<(), Trouble> {
    let mut bytes = Bytes::of(record);
    let count = bytes.u16().unwrap_or(0);
    for _ in 0..count {
        let mut next = || bytes.u16().map(u32::from);
        let (Some(row), Some(last_row), Some(col), Some(last_col)) =
            (next(), next(), next(), next())
        else {
            break;
        };
        if row <= last_row && col <= last_col && (row, col) != (last_row, last_col) {
            merges.push(Merge {
                row,
                col,
                last_row,
                last_col,
            });
        }
    }
    if merges.len() > MAX_MERGES {
        return Err(Trouble::too_many("合并的单元格", MAX_MERGES, "处"));
    }
    Ok(())
}

/// A number packed into 30 bits: a double without its low half, or a whole number; either may be a hundredth.
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

/// A formula's words, as far as they matter: the empty text that marks a cell as blank on purpose; `…` for all that are not decoded.
fn formula(bytes: &mut Bytes<'_, '_>) -> Option<Box<str>> {
    const EMPTY_TEXT: [u8; 3] = [0x17, 0, 0];
    let length = usize::from(bytes.u16()?);
    let tokens = bytes.rest().get(..length)?;
    let is_empty = tokens == EMPTY_TEXT || tokens == &EMPTY_TEXT[..2];
    Some(Box::from(if is_empty {
        "\"\""
    } else if tokens.is_empty() {
        ""
    } else {
        "…"
    }))
}

fn bool_or_error(bytes: &mut Bytes<'_, '_>) -> Option<CellContent> {
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
    fn packed_numbers_are_unpacked() {
        assert!((unpacked(0x0000_0006) - 1.0).abs() < f64::EPSILON);
        assert!((unpacked((12_345 << 2) | 3) - 123.45).abs() < 1e-9);
        assert!((unpacked(0x3FF0_0000) - 1.0).abs() < f64::EPSILON);
        assert!((unpacked((-5_i32 << 2).cast_unsigned() | 2) + 5.0).abs() < f64::EPSILON);
    }
}
