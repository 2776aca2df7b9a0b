//! Detects the kind of a file by its first bytes, never by its name: WPS's `.et` is one of these
//! kinds under another name.

use super::ReadError;
use super::compound;
use crate::unzip::is_zip;

/// A kind of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.xlsx`, and any other zip; its content is known only after opening it.
    Xlsx,
    /// `.xls`, and any other compound file: `.doc`, an encrypted workbook.
    Xls,
}

/// The kind of workbook that a file may be; `None` if it certainly is not a workbook.
pub fn kind_of(bytes: &[u8]) -> Option<Kind> {
    if is_zip(bytes) {
        Some(Kind::Xlsx)
    } else if bytes.starts_with(compound::MAGIC) || is_bare_xls(bytes) {
        Some(Kind::Xls)
    } else {
        None
    }
}

/// Whether the file is the stream of an `.xls` without a container, judged by the first record and
/// its version.
fn is_bare_xls(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x09, 0x08]) && bytes.get(4..6) == Some(&[0x00, 0x06])
}

/// Signatures of files that are not readable workbooks, with their kinds.
const OTHER: [(&[u8], Other); 16] = [
    (b"\x09\x00\x04\x00", Other::Openable("是 Excel 2 的 .xls")),
    (b"\x09\x02\x06\x00", Other::Openable("是 Excel 3 的 .xls")),
    (b"\x09\x04\x06\x00", Other::Openable("是 Excel 4 的 .xls")),
    (b"\x09\x08", Other::Openable("是 Excel 95 或更早的 .xls")),
    (b"ID;P", Other::Openable("是 SYLK 表格")),
    (b"TABLE\r\n0,1", Other::Openable("是 DIF 表格")),
    (b"TABLE\n0,1", Other::Openable("是 DIF 表格")),
    (b"{\\rtf", Other::Unrelated("是 RTF 文档")),
    (b"Rar!", Other::Packed("是压缩文件(RAR)")),
    (b"7z\xBC\xAF\x27\x1C", Other::Packed("是压缩文件(7z)")),
    (b"\x1F\x8B", Other::Packed("是压缩文件(gzip)")),
    (b"\x89PNG", Other::Unrelated("是图片(PNG)")),
    (b"\xFF\xD8\xFF", Other::Unrelated("是图片(JPEG)")),
    (b"GIF8", Other::Unrelated("是图片(GIF)")),
    (b"BM", Other::Unrelated("是图片(BMP)")),
    (b"MZ", Other::Unrelated("是程序")),
];

/// Beginnings of texts and words in their heads, with their kinds.
const TEXTS: [(&str, &str, Other); 9] = [
    (
        "<",
        "urn:schemas-microsoft-com:office:spreadsheet",
        EXCEL_XML,
    ),
    ("<", "progid=\"excel.sheet\"", EXCEL_XML),
    ("<", "progid=\"word.document\"", WORD_XML),
    ("<", "schemas.microsoft.com/office/word/2003", WORD_XML),
    (
        "<",
        "urn:oasis:names:tc:opendocument",
        Other::Openable("是 OpenDocument 文件(.fods 等)"),
    ),
    ("<", "pkg:package", WORD_XML),
    (
        "mime-version:",
        "",
        Other::Openable("是单个文件的网页(MHTML)"),
    ),
    ("<!doctype html", "", HTML),
    ("<html", "", HTML),
];

const EXCEL_XML: Other = Other::Openable("是 Excel 2003 XML 表格");
const WORD_XML: Other = Other::Unrelated("是 Word 的 XML 文档");
const HTML: Other = Other::Openable("是网页(HTML)");

/// A file that is not a readable workbook, with its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// Excel and WPS open it and can save it as a workbook.
    Openable(&'static str),
    /// It may contain a workbook.
    Packed(&'static str),
    /// It is unrelated to tables.
    Unrelated(&'static str),
}

/// Kind of a file that is neither a workbook nor data; `None` if its bytes do not reveal it. A file
/// with the name of a workbook is judged more strictly.
pub(super) fn other(bytes: &[u8], is_named: bool) -> Option<ReadError> {
    let head = head(bytes);
    let trimmed = head.trim_start_matches('\u{FEFF}').trim_start();
    let of_bytes = OTHER.iter().find(|(magic, _)| bytes.starts_with(magic));
    let of_text = TEXTS
        .iter()
        .find(|(start, within, _)| trimmed.starts_with(start) && head.contains(within));
    // A signature of two letters may be a text.
    let is_short = |magic: &[u8]| magic.len() == 2 && magic.is_ascii();
    let other = match (of_bytes, of_text) {
        (Some((magic, other)), _) if is_named || !is_short(magic) => *other,
        (_, Some((.., other))) => *other,
        _ if is_named => return Some(of_unknown(&head)),
        _ => return None,
    };
    Some(match other {
        Other::Openable(what) => ReadError::NotAWorkbook(what),
        Other::Packed(what) => ReadError::Packed(what),
        Other::Unrelated(what) => ReadError::Unrelated(what),
    })
}

/// A file with the name of a workbook and an unknown beginning.
fn of_unknown(head: &str) -> ReadError {
    let lines = || head.lines().take(3).filter(|line| !line.trim().is_empty());
    let has_each = |sign: char| lines().count() > 0 && lines().all(|line| line.contains(sign));
    if head.trim().is_empty() {
        ReadError::Blank
    } else if head.contains("<table") {
        ReadError::NotAWorkbook("是网页(HTML)")
    } else if head.contains('\u{FFFD}') || head.contains('\0') {
        ReadError::NotAWorkbook("不是 Excel 工作簿")
    } else if has_each('\t') {
        ReadError::NotAWorkbook("是文本(值之间是制表符)")
    } else if has_each(',') || has_each(';') {
        ReadError::NotAWorkbook("是文本(CSV)")
    } else {
        ReadError::NotAWorkbook("不是 Excel 工作簿")
    }
}

/// Whether a file may contain data, regardless of its name: a workbook, readable or not, an
/// archive, a text of values. Documents and presentations are excluded; these are also zips and
/// compound files, and only for them `whole` is called for more than the first [`HEAD`] bytes.
pub fn may_hold_data(first: &[u8], whole: impl FnOnce() -> Vec<u8>) -> bool {
    let has_one = |parts: &[&[u8]]| {
        let bytes = whole();
        let has = |words: &&[u8]| bytes.windows(words.len()).any(|window| window == *words);
        parts.iter().any(has)
    };
    match kind_of(first) {
        Some(Kind::Xlsx) => !has_one(&DOCUMENTS),
        Some(Kind::Xls) => is_bare_xls(first) || has_one(&WORKBOOKS),
        None => match other(first, false) {
            // A web page, not a table.
            Some(ReadError::NotAWorkbook(_)) => !head(first).trim_start().starts_with("<!doctype"),
            Some(ReadError::Packed(_)) => true,
            Some(_) => false,
            None => is_table(&head(first)),
        },
    }
}

/// Entries in the zips of documents and presentations.
const DOCUMENTS: [&[u8]; 4] = [
    b"word/document",
    b"ppt/presentation",
    b"opendocument.text",
    b"opendocument.presentation",
];

/// Streams in the compound files of workbooks, encrypted ones too.
const WORKBOOKS: [&[u8]; 3] = [
    b"W\0o\0r\0k\0b\0o\0o\0k\0",
    b"B\0o\0o\0k\0\0",
    b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
];

/// Whether the first lines of a text, at least two, have the same number of tabs or commas.
fn is_table(head: &str) -> bool {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<&str> = lines.by_ref().take(3).collect();
    let is_parted = |sign: char| {
        let mut counts = lines.iter().map(|line| line.matches(sign).count());
        let first = counts.next().unwrap_or(0);
        first >= 2 && counts.all(|count| count == first)
    };
    lines.len() >= 2 && (is_parted('\t') || is_parted(','))
}

/// Number of bytes that identify most files.
pub const HEAD: usize = 4096;

/// Beginning of a file as lower-case text.
fn head(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(HEAD)];
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return String::from_utf8_lossy(bytes).to_lowercase(),
    };
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let units: Vec<u16> = units.collect();
    String::from_utf16_lossy(&units).to_lowercase()
}
