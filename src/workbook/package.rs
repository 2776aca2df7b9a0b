//! The zip behind `.xlsx`: every part is counted before anything reads it, and what matters is put into a package of its own.
//!
//! The sizes a zip tells of itself may be wrong, so the parts are really unpacked here, up to the limit. What the reader of sheets gets is a zip of
//! the workbook, its sheets and texts alone, copied as they are packed: formats, pictures, macros and charts never reach it.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::ZipWriter;
use zip::result::ZipError;

use super::limits::{MAX_PARTS, MAX_STYLES, MAX_TEXTS, MAX_UNPACKED};
use super::style::Styles;
use super::{Aside, Trouble};

/// A package with what matters of a workbook.
pub(super) struct Package {
    /// A zip of the workbook, its sheets and its texts.
    pub(super) bytes: Vec<u8>,
    /// Its number formats.
    pub(super) styles: Styles,
    /// Whether any cell may have a formula.
    pub(super) has_formulas: bool,
    /// What was left out and is to be told.
    pub(super) asides: Vec<Aside>,
}

/// Opens a zip and takes what matters.
pub(super) fn open(bytes: &[u8]) -> Result<Package, Trouble> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(Trouble::TooLarge {
            what: "压缩包里的文件",
            most: format!("{MAX_PARTS} 个"),
        });
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(|name| lower(&name)))
        .collect::<Result<_, _>>()
        .map_err(damaged)?;
    check_kind(&names)?;
    let mut taking = Taking {
        unpacked: 0,
        buffer: Vec::new(),
        styles: Styles::default(),
        has_formulas: false,
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len().min(1 << 20))));
    for index in 0..archive.len() {
        taking.part(&mut archive, index, &mut writer)?;
    }
    Ok(Package {
        bytes: writer.finish().map_err(damaged)?.into_inner(),
        styles: taking.styles,
        has_formulas: taking.has_formulas,
        asides: asides(&names),
    })
}

/// Whether the zip is a workbook at all, by the names in it.
fn check_kind(names: &[String]) -> Result<(), Trouble> {
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    let starts = |start: &str| names.iter().any(|name| name.starts_with(start));
    let what = if starts("xl/") && has(".bin") && has("workbook.bin") {
        "是 .xlsb 工作簿"
    } else if starts("xl/") && has("_rels/.rels") {
        return Ok(());
    } else if starts("word/") {
        "是 Word 文档(.docx)"
    } else if starts("ppt/") {
        "是演示文稿(.pptx)"
    } else if has("content.xml") && has("mimetype") {
        "是 OpenDocument 文件(.ods 等)"
    } else if has("ofd.xml") {
        "是 OFD 文件"
    } else {
        "是压缩文件,里面没有工作簿"
    };
    Err(Trouble::NotAWorkbook(what))
}

fn asides(names: &[String]) -> Vec<Aside> {
    let has = |part: &str| names.iter().any(|name| name.contains(part));
    let told = [
        (
            has("vbaproject.bin") || has("xl/macrosheets/"),
            Aside::Macros,
        ),
        (has("xl/externallinks/"), Aside::Links),
    ];
    told.into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, aside)| aside)
        .collect()
}

fn lower(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

/// The unpacking of the parts.
struct Taking {
    unpacked: u64,
    buffer: Vec<u8>,
    styles: Styles,
    has_formulas: bool,
}

impl Taking {
    fn part(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
        writer: &mut ZipWriter<Cursor<Vec<u8>>>,
    ) -> Result<(), Trouble> {
        let part = archive.by_index(index).map_err(damaged)?;
        let name = lower(&part.name().map_err(damaged)?);
        if !matters(&name) {
            return Ok(());
        }
        self.unpack(part)?;
        if name.ends_with("styles.xml") {
            return self.take_styles();
        }
        if name.ends_with("sharedstrings.xml") {
            self.check_texts()?;
        }
        if name.contains("sheet") {
            self.look_at_cells()?;
        }
        let raw = archive.by_index_raw(index).map_err(damaged)?;
        writer.raw_copy_file(raw).map_err(damaged)
    }

    fn unpack(&mut self, part: impl Read) -> Result<(), Trouble> {
        self.buffer.clear();
        let left = MAX_UNPACKED - self.unpacked;
        let read = part.take(left + 1).read_to_end(&mut self.buffer);
        let read = read.map_err(|_broken| Trouble::Damaged("压缩包不完整".to_owned()))?;
        if read as u64 > left {
            return Err(Trouble::TooLarge {
                what: "解压后的内容",
                most: format!("{} MiB", MAX_UNPACKED / 1024 / 1024),
            });
        }
        self.unpacked += read as u64;
        Ok(())
    }

    fn take_styles(&mut self) -> Result<(), Trouble> {
        if self.buffer.len() as u64 > MAX_STYLES {
            return Err(Trouble::TooLarge {
                what: "单元格格式",
                most: format!("{} MiB", MAX_STYLES / 1024 / 1024),
            });
        }
        let xml = String::from_utf8_lossy(&self.buffer);
        self.styles = Styles::read(xml.trim_start_matches('\u{FEFF}'))?;
        Ok(())
    }

    /// Whether there are formulas; and that no cell is named beyond all sheets, for the reader counts on without end there.
    fn look_at_cells(&mut self) -> Result<(), Trouble> {
        /// Characters of `XFD1048576:XFD1048576`.
        const LONGEST_REFERENCE: usize = 21;
        let mut tags = self.buffer.windows(2);
        self.has_formulas = self.has_formulas || tags.any(|tag| matches!(tag, b"<f" | b":f"));
        for (at, sign) in self.buffer.iter().enumerate() {
            let is_reference = *sign == b'='
                && (self.buffer[..at].ends_with(b" r") || self.buffer[..at].ends_with(b" ref"));
            let Some(quote) = self.buffer.get(at + 1).filter(|_| is_reference) else {
                continue;
            };
            let rest = self.buffer[at + 2..].iter().take(LONGEST_REFERENCE + 1);
            let length = rest.take_while(|next| *next != quote).count();
            if length > LONGEST_REFERENCE || (length > 10 && self.buffer[..at].ends_with(b" r")) {
                return Err(Trouble::Damaged("有 Excel 没有的行列".to_owned()));
            }
        }
        Ok(())
    }

    /// The reader of texts makes room for as many as the part says it has.
    fn check_texts(&self) -> Result<(), Trouble> {
        let head = &self.buffer[..self.buffer.len().min(4096)];
        let head = String::from_utf8_lossy(head);
        let said = head.split("uniqueCount").nth(1).map(|rest| {
            let digits = rest.trim_start_matches(|next: char| !next.is_ascii_digit());
            let end = digits.find(|next: char| !next.is_ascii_digit());
            digits[..end.unwrap_or(digits.len())].parse::<usize>()
        });
        match said {
            None => Ok(()),
            Some(Ok(count)) if count <= MAX_TEXTS => Ok(()),
            Some(_) => Err(Trouble::TooLarge {
                what: "文字",
                most: format!("{MAX_TEXTS} 段"),
            }),
        }
    }
}

/// Whether a part is the workbook, one of its sheets, its texts, its number formats, or says where they are.
fn matters(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let is_xml = matches!(ending, "xml" | "rels");
    let others = [
        "/theme/",
        "/drawings/",
        "/charts/",
        "/media/",
        "/comments",
        "/threadedcomments/",
        "/printersettings/",
        "/externallinks/",
        "/pivottables/",
        "/pivotcache/",
        "/tables/",
        "/ctrlprops/",
        "/queries/",
        "/querytables/",
        "/worksheets/_rels/",
        "docprops/",
        "customxml/",
    ];
    is_xml && !others.iter().any(|other| name.contains(other))
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn damaged(error: ZipError) -> Trouble {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Trouble::Encrypted,
        _ => Trouble::Damaged("压缩包不完整".to_owned()),
    }
}
