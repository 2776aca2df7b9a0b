//! `.xls`: BIFF8 in a compound file, as written by Excel 97 and later programs.
//!
//! No library is used, because none preserves number formats (95% would be 0.95), hidden rows, and
//! struck or raised runs.
//!
//! - `biff`: records, and the strings in them;
//! - `globals`: data shared by the sheets;
//! - `sheet`: a sheet's records → its cells; `formula`: class of a formula that is not decoded.

mod biff;
mod formula;
mod globals;
mod sheet;

use super::compound::{Compound, MAGIC};
use super::crypt;
use super::{CellContent, ReadError, Sheet, Skipped, Workbook};

use globals::{BoundSheet, Globals, SheetKind};
use sheet::{Damage, LimitUsage, SheetError};

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<(Workbook, Vec<Skipped>), ReadError> {
    let mut skipped = Vec::new();
    let mut stream = if bytes.starts_with(MAGIC) {
        let damaged = || ReadError::Damaged("旧式文件的容器不完整".to_owned());
        let file = Compound::open(bytes).ok_or_else(damaged)?;
        skipped.extend(file.has("_VBA_PROJECT_CUR").then_some(Skipped::Macros));
        stream(&file)?
    } else {
        // Some programs write the stream without a container, which Excel opens.
        bytes.to_vec()
    };
    crypt::stream(&mut stream).map_err(|crypt::Locked| ReadError::Encrypted)?;
    let mut globals = Globals::read(&stream)?;
    skipped.extend(globals.has_links.then_some(Skipped::Links));
    skipped.append(&mut globals.skipped);
    let mut reading = WorkbookReader {
        stream: &stream,
        heads: std::mem::take(&mut globals.sheets),
        globals,
        usage: LimitUsage::default(),
        skipped,
    };
    let sheets = reading.sheets()?;
    Ok((Workbook { sheets }, reading.skipped))
}

/// The workbook stream; if there is none, the kind of the file.
fn stream(file: &Compound<'_>) -> Result<Vec<u8>, ReadError> {
    if file.has("EncryptedPackage") {
        return Err(ReadError::Encrypted);
    }
    // The name of Excel 95, but some programs use it for later versions.
    let found = file.stream("Workbook").or_else(|| file.stream("Book"));
    found.ok_or_else(|| {
        if file.has("WordDocument") {
            ReadError::Unrelated("是 Word 文档(.doc、.wps)")
        } else if file.has("PowerPoint Document") {
            ReadError::Unrelated("是演示文稿(.ppt、.dps)")
        } else if file.has("__properties_version1.0") {
            ReadError::Unrelated("是 Outlook 邮件(.msg)")
        } else {
            ReadError::Unrelated("是旧式 Office 文件,里面没有工作簿")
        }
    })
}

/// State of reading the sheets.
struct WorkbookReader<'s> {
    stream: &'s [u8],
    heads: Vec<BoundSheet>,
    globals: Globals,
    usage: LimitUsage,
    skipped: Vec<Skipped>,
}

impl WorkbookReader<'_> {
    fn sheets(&mut self) -> Result<Vec<Sheet>, ReadError> {
        let mut sheets = Vec::new();
        for (number, head) in std::mem::take(&mut self.heads).into_iter().enumerate() {
            match head.kind {
                SheetKind::Worksheet => sheets.extend(self.sheet(number, head)?),
                SheetKind::Macros => {
                    if !self.skipped.contains(&Skipped::Macros) {
                        self.skipped.push(Skipped::Macros);
                    }
                    self.other(head, "宏表");
                }
                SheetKind::Chart => self.other(head, "图表"),
                // Macro modules are reported together with the macros.
                SheetKind::Module => {}
            }
        }
        if self.usage.has_unsaved_results {
            sheets.iter_mut().for_each(without_results);
        }
        Ok(sheets)
    }

    /// A sheet; `None` if it cannot be read to its end.
    fn sheet(&mut self, number: usize, head: BoundSheet) -> Result<Option<Sheet>, ReadError> {
        let stream = self.stream.get(head.start..).unwrap_or_default();
        match sheet::read(stream, &self.globals, &mut self.usage) {
            Ok(part) => Ok(Some(Sheet::new(&head.name, number, head.visibility, part))),
            Err(SheetError::Workbook(error)) => Err(error),
            Err(SheetError::Sheet(Damage(why))) => {
                self.skipped.push(Skipped::BrokenSheet {
                    name: head.name,
                    visibility: head.visibility,
                    why,
                });
                Ok(None)
            }
        }
    }

    fn other(&mut self, head: BoundSheet, what: &'static str) {
        let name = head.name;
        self.skipped.push(Skipped::OtherSheet { name, what });
    }
}

/// A program that does not compute saves the empty string as the result of every formula.
fn without_results(sheet: &mut Sheet) {
    for cell in &mut sheet.cells {
        let is_other = cell.formula.as_deref() == Some(formula::Formula::Other.words());
        if is_other && cell.content == CellContent::Blank {
            cell.content = CellContent::NoResult;
        }
    }
}
