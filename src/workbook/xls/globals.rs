//! Workbook globals of an `.xls`: list of sheets, shared strings, formats and fonts of cells.

use std::collections::BTreeMap;

use super::super::format::{GENERAL, NumberFormat, built_in};
use super::super::limits::{MAX_SHEETS, MAX_TEXTS};
use super::super::rich_text::{RunFont, Script, StoredText};
use super::super::{ReadError, Skipped, Visibility};
use super::biff::{Record, RecordReader, Records};

// Record types (MS-XLS, 2.3).
pub(super) const BOF: u16 = 0x0809;
pub(super) const END: u16 = 0x000A;
const DATE_MODE: u16 = 0x0022;
const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041E;
const EXTENDED_FORMAT: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const SHARED_TEXTS: u16 = 0x00FC;
const SUPBOOK: u16 = 0x01AE;

/// The BIFF version that is read.
const BIFF8: u16 = 0x0600;

/// A sheet in the workbook's list.
pub(super) struct BoundSheet {
    pub(super) start: usize,
    pub(super) visibility: Visibility,
    pub(super) kind: SheetKind,
    pub(super) name: String,
}

/// Kind of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetKind {
    Worksheet,
    Macros,
    Chart,
    Module,
}

/// Data that precedes the sheets.
#[derive(Default)]
pub(super) struct Globals {
    pub(super) starts_1904: bool,
    pub(super) has_links: bool,
    pub(super) sheets: Vec<BoundSheet>,
    pub(super) texts: Vec<StoredText>,
    /// Content that could not be read.
    pub(super) skipped: Vec<Skipped>,
    fonts: Vec<RunFont>,
    codes: BTreeMap<u16, String>,
    formats: Vec<NumberFormat>,
    /// Index of number format and font of each cell format.
    cells: Vec<(usize, u16)>,
}

impl Globals {
    pub(super) fn read(stream: &[u8]) -> Result<Globals, ReadError> {
        let mut globals = Globals::default();
        let mut cells = Vec::new();
        let mut records = Records::new(stream);
        match records.next().and_then(|first| version(&first)) {
            Some(BIFF8) => {}
            Some(_) => return Err(ReadError::NotAWorkbook("是 Excel 95 或更早的 .xls")),
            None => return Err(ReadError::Damaged("旧式文件没有开头".to_owned())),
        }
        let mut has_end = false;
        for record in records {
            if record.kind == END {
                has_end = true;
                break;
            }
            globals.record(&record, &mut cells)?;
        }
        if !has_end {
            return Err(ReadError::Damaged("工作表目录不完整".to_owned()));
        }
        globals.formats(&cells);
        Ok(globals)
    }

    fn record(
        &mut self,
        record: &Record<'_>,
        cells: &mut Vec<(u16, u16)>,
    ) -> Result<(), ReadError> {
        let mut bytes = RecordReader::of(record);
        match record.kind {
            DATE_MODE => self.starts_1904 = bytes.u16() == Some(1),
            FONT => self.fonts.push(font(&mut bytes).unwrap_or_default()),
            FORMAT => {
                if let (Some(id), Some(code)) = (bytes.u16(), bytes.text()) {
                    self.codes.insert(id, code);
                }
            }
            EXTENDED_FORMAT => {
                let cell = bytes.u16().zip(bytes.u16());
                cells.push(cell.unwrap_or_default());
            }
            BOUND_SHEET => {
                self.sheets.push(head(&mut bytes));
                if self.sheets.len() > MAX_SHEETS {
                    return Err(ReadError::too_many("工作表", MAX_SHEETS, "张"));
                }
            }
            SHARED_TEXTS => self.texts(&mut bytes)?,
            // A self-reference has four bytes.
            SUPBOOK => self.has_links |= bytes.rest().len() > 4,
            _ => {}
        }
        Ok(())
    }

    /// Number formats of cells, each parsed once.
    fn formats(&mut self, cells: &[(u16, u16)]) {
        let mut known: BTreeMap<u16, usize> = BTreeMap::new();
        for (font, id) in cells {
            let format = *known.entry(*id).or_insert_with(|| {
                let own = self.codes.get(id).map(String::as_str);
                let code = own.unwrap_or_else(|| built_in(u32::from(*id)));
                self.formats.push(NumberFormat::of(code));
                self.formats.len() - 1
            });
            self.cells.push((format, *font));
        }
    }

    /// Number format of a cell format.
    pub(super) fn format(&self, index: u16) -> &NumberFormat {
        let cell = self.cells.get(usize::from(index));
        cell.map_or(&GENERAL, |(format, _)| &self.formats[*format])
    }

    /// Font of a cell format.
    pub(super) fn cell_font(&self, index: u16) -> RunFont {
        let cell = self.cells.get(usize::from(index));
        cell.map_or(RunFont::default(), |(_, font)| self.font(*font))
    }

    /// Font at an index; index 4 is skipped in BIFF.
    fn font(&self, number: u16) -> RunFont {
        let index = usize::from(number) - usize::from(number > 4);
        self.fonts.get(index).copied().unwrap_or_default()
    }

    /// Shared strings: as many as are present, regardless of the stated number.
    fn texts(&mut self, bytes: &mut RecordReader<'_, '_>) -> Result<(), ReadError> {
        let _all = bytes.u32();
        let count = bytes.u32().unwrap_or(0);
        while self.texts.len() < count as usize {
            let Some((text, fonts)) = bytes.rich_text() else {
                break;
            };
            self.texts.push(self.item(text, &fonts));
            if self.texts.len() > MAX_TEXTS {
                return Err(ReadError::too_many("文字", MAX_TEXTS, "段"));
            }
        }
        Ok(())
    }

    /// A string with its formatting runs.
    pub(super) fn item(&self, text: String, fonts: &[(u16, u16)]) -> StoredText {
        let own = fonts.iter().map(|(_, font)| self.font(*font));
        if own.clone().all(|font| font == RunFont::default()) {
            return StoredText::Plain(text.into_boxed_str());
        }
        let mut own = fonts.iter().zip(own).peekable();
        let (mut unit, mut font) = (0, None);
        let mut runs: Vec<(String, Option<RunFont>)> = Vec::new();
        for sign in text.chars() {
            while let Some((_, next)) = own.next_if(|((start, _), _)| usize::from(*start) <= unit) {
                font = Some(next);
            }
            unit += sign.len_utf16();
            match runs.last_mut() {
                Some((before, same)) if *same == font => before.push(sign),
                _ => runs.push((sign.to_string(), font)),
            }
        }
        let runs = runs.into_iter();
        StoredText::Runs(
            runs.map(|(text, font)| (text.into_boxed_str(), font))
                .collect(),
        )
    }
}

/// BIFF version of a BOF record.
fn version(record: &Record<'_>) -> Option<u16> {
    (record.kind == BOF).then(|| RecordReader::of(record).u16())?
}

fn font(bytes: &mut RecordReader<'_, '_>) -> Option<RunFont> {
    const STRUCK: u16 = 8;
    let _height = bytes.u16()?;
    let flags = bytes.u16()?;
    bytes.skip(4)?;
    Some(RunFont {
        struck: flags & STRUCK != 0,
        script: match bytes.u16()? {
            1 => Script::Superscript,
            2 => Script::Subscript,
            _ => Script::Baseline,
        },
    })
}

/// A sheet of the list; a truncated entry has no substream.
fn head(bytes: &mut RecordReader<'_, '_>) -> BoundSheet {
    let start = bytes.u32().and_then(|start| usize::try_from(start).ok());
    let state = bytes.u8().unwrap_or(0);
    BoundSheet {
        visibility: match state & 3 {
            0 => Visibility::Visible,
            _ => Visibility::Hidden,
        },
        kind: match bytes.u8() {
            Some(1) => SheetKind::Macros,
            Some(2) => SheetKind::Chart,
            Some(6) => SheetKind::Module,
            _ => SheetKind::Worksheet,
        },
        name: bytes.short_text().unwrap_or_default().replace('\0', ""),
        start: start.unwrap_or(usize::MAX),
    }
}
