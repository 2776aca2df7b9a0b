//! Bytes of an input file → text: UTF-8 with or without byte order mark, UTF-16 with one, GB18030.

use encoding_rs::{Encoding, GB18030};

use crate::diag::{Code, Diagnostic, Place, Source};

/// Largest input file, in bytes.
pub const MAX_INPUT: usize = 32 * 1024 * 1024;

/// Files that are given by mistake, told by their first bytes.
const OTHER_FILES: [(&[u8], &str, &str); 3] = [
    (
        b"PK\x03\x04",
        "这是 Excel 工作簿(.xlsx)或压缩文件",
        "这里要的是文本",
    ),
    (
        b"\xD0\xCF\x11\xE0",
        "这是旧式 Office 文件(.xls、.doc)",
        "这里要的是文本",
    ),
    (b"%PDF-", "这是 PDF 文件", "给出生成此 PDF 的数据"),
];

/// Decodes an input file.
///
/// A byte order mark decides; else the bytes are UTF-8 if they can be, else GB18030 (which holds GBK and GB 2312), as Windows tools write it.
///
/// # Errors
/// A finding where the file is too large or none of these.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Source, Box<Diagnostic>> {
    if bytes.len() > MAX_INPUT {
        let finding = Diagnostic::new(Code::InputTooLarge, Place::file(name))
            .seen(format!("大于 {} MiB", MAX_INPUT / 1024 / 1024))
            .expected(format!("至多 {} MiB", MAX_INPUT / 1024 / 1024))
            .mend("一个文件只放一个部门的数据;检查是否选错了文件");
        return Err(Box::new(finding));
    }
    if let Some((_, what, mend)) = OTHER_FILES
        .iter()
        .find(|(start, ..)| bytes.starts_with(start))
    {
        let finding = Diagnostic::new(Code::Encoding, Place::file(name))
            .seen(*what)
            .expected("JSON 文本文件,或 Excel 工作簿")
            .mend(*mend);
        return Err(Box::new(finding));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
            Some(text) => Ok(Source::new(name, text)),
            None => Err(Box::new(undecodable(name, encoding.name(), None))),
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => Ok(Source::new(name, text)),
            None => Err(Box::new(undecodable(
                name,
                "UTF-8 或 GB18030",
                Some(error.valid_up_to()),
            ))),
        },
    }
}

/// A text in GB18030, as older programs want it; none where it has a character that GB18030 gives no code.
pub fn to_gb18030(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = GB18030.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

fn undecodable(name: &str, encoding: &str, at: Option<usize>) -> Diagnostic {
    let seen = match at {
        Some(byte) => format!("从第 {} 字节起不是 UTF-8,也不是 GB18030", byte + 1),
        None => format!("有 {encoding} 的字节顺序标记,内容却不是 {encoding}"),
    };
    Diagnostic::new(Code::Encoding, Place::file(name))
        .seen(seen)
        .expected("UTF-8 或 GB18030 的文本文件")
        .mend("另存为 UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode("a", bytes).unwrap().text().to_owned()
    }

    #[test]
    fn every_encoding_a_windows_tool_writes_is_read() {
        assert_eq!(text("部门".as_bytes()), "部门");
        assert_eq!(text(b"\xEF\xBB\xBF{}"), "{}");
        assert_eq!(text(b"\xFF\xFE\xE8\x90"), "部");
        assert_eq!(text(b"\xFE\xFF\x90\xE8"), "部");
        assert_eq!(text(b"\xB2\xBF\xC3\xC5"), "部门");
        assert_eq!(text(b"\x95\x32\x82\x36\xB2\xBF"), "\u{20000}部");
    }

    #[test]
    fn what_is_no_text_is_said() {
        assert!(
            decode("a", b"PK\x03\x04\x14\x00")
                .unwrap_err()
                .seen
                .contains("Excel")
        );
        assert_eq!(
            decode("a", b"\xFF\xFF\xFF").unwrap_err().code,
            Code::Encoding
        );
        assert_eq!(
            decode("a", b"\xFF\xFE\x00\xD8").unwrap_err().code,
            Code::Encoding
        );
        assert_eq!(
            decode("a", &vec![b' '; MAX_INPUT + 1]).unwrap_err().code,
            Code::InputTooLarge
        );
    }
}
