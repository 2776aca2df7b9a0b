//! Stray files that programs and systems leave next to documents, recognized by name and bytes.
//!
//! The name alone does not decide: a workbook or a text with data is read even if it has such a
//! name.

use crate::finding::{Code, Finding};
use crate::source::Place;
use crate::workbook;

/// The first bytes of an `AppleDouble` file, in which macOS stores metadata that other file systems
/// lack.
const APPLE_DOUBLE: &[u8] = &[0x00, 0x05, 0x16, 0x07];

/// Files with the display settings of a folder, by name in lower case.
const OF_FOLDERS: [(&str, &str); 5] = [
    ("thumbs.db", "Windows 存的缩略图"),
    ("ehthumbs.db", "Windows 存的缩略图"),
    ("desktop.ini", "Windows 存的文件夹外观"),
    (".ds_store", "macOS 存的文件夹外观"),
    (".directory", "Linux 桌面存的文件夹外观"),
];

/// Endings of texts with data.
const TEXTS: [&str; 4] = ["json", "csv", "tsv", "txt"];

/// Whether a file may be stray, judged by its name: only then are its bytes needed.
pub(crate) fn may_be_stray(name: &str) -> bool {
    what_by_name(last(name)).is_some()
}

/// The description of a stray file, in Chinese; `None` for a file that may contain data.
pub(crate) fn stray(name: &str, bytes: &[u8]) -> Option<String> {
    let name = last(name);
    let what = what_by_name(name)?;
    let is_of_folder = OF_FOLDERS
        .iter()
        .any(|(own, _)| name.eq_ignore_ascii_case(own));
    let is_data =
        !is_of_folder && (workbook::kind_of(bytes).is_some() || is_text_of_data(name, bytes));
    (!is_data).then_some(what)
}

/// A note that a file is stray and skipped.
pub(super) fn finding(name: &str, what: &str) -> Finding {
    Finding::new(Code::StrayFile, Place::file(name))
        .seen(format!("{what},不是申报数据;略过"))
        .correction("不用管它;要检查的是原来的文件")
}

fn last(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn what_by_name(name: &str) -> Option<String> {
    let open = |program: &str, document: &str| format!("{program} 打开着 {document} 时的临时文件");
    let small = name.to_lowercase();
    if let Some((_, what)) = OF_FOLDERS.iter().find(|(own, _)| small == *own) {
        return Some(format!("{what}的文件"));
    }
    if let Some(document) = name
        .strip_prefix(".~lock.")
        .and_then(|rest| rest.strip_suffix('#'))
    {
        return Some(open("LibreOffice", document));
    }
    if let Some(document) = name.strip_prefix("~$") {
        return Some(match ending(&small) {
            // Word replaces the first two characters of the name.
            "doc" | "docx" | "docm" | "wps" => open("Word", &format!("…{document}")),
            "ppt" | "pptx" | "dps" => open("PowerPoint", &format!("…{document}")),
            "et" | "ett" => open("WPS 表格", document),
            _ => open("Excel", document),
        });
    }
    if let Some(document) = name.strip_prefix(".~") {
        return Some(open("WPS", document));
    }
    if let Some(document) = name.strip_prefix("._") {
        return Some(format!("macOS 给 {document} 存的附加信息"));
    }
    let is_temporary = ending(&small) == "tmp" || (small.starts_with("~wr") && small.contains('.'));
    is_temporary.then(|| "程序存盘时留下的临时文件".to_owned())
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Whether bytes are a text with data: JSON, or lines in a file with the ending of a text.
fn is_text_of_data(name: &str, bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(APPLE_DOUBLE) || text.contains(&0) {
        return false;
    }
    let text = text.trim_ascii_start();
    let is_json = text.starts_with(b"{") || text.starts_with(b"[");
    let is_text = TEXTS.contains(&ending(&name.to_lowercase()));
    is_json || (is_text && text.contains(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lock file of Excel: the name of its user, padded, and once more in UTF-16.
    fn lock() -> Vec<u8> {
        let mut bytes = vec![0x20; 165];
        bytes[0] = 3;
        bytes[1..4].copy_from_slice(b"lin");
        bytes[55] = 3;
        bytes[56] = 0;
        bytes
    }

    #[test]
    fn stray_files_are_recognized() {
        for (name, words) in [
            (
                "报送/~$水务局.xlsx",
                "Excel 打开着 水务局.xlsx 时的临时文件",
            ),
            ("~$水务局.xls", "Excel 打开着 水务局.xls"),
            ("~$局目标表.docx", "Word 打开着 …局目标表.docx"),
            (".~水务局.xlsx", "WPS 打开着 水务局.xlsx"),
            (".~lock.水务局.xlsx#", "LibreOffice 打开着 水务局.xlsx"),
            ("._水务局.xlsx", "macOS 给 水务局.xlsx"),
            ("C:\\报送\\Thumbs.db", "缩略图"),
            (".DS_Store", "macOS"),
            ("8F3A2B00.tmp", "临时文件"),
            ("~WRL0003.tmp", "临时文件"),
        ] {
            let what = stray(name, &lock()).unwrap();
            assert!(what.contains(words), "{name}: {what}");
        }
    }

    #[test]
    fn data_under_such_a_name_are_no_stray_file() {
        assert_eq!(stray("~$水务局.xlsx", b"PK\x03\x04rest"), None);
        assert_eq!(stray("~$水务局.json", b"\xEF\xBB\xBF {}"), None);
        assert_eq!(stray("~$清单.csv", "编码,名称\n1,甲\n".as_bytes()), None);
        assert_eq!(stray("水务局.tmp", b"{}"), None);
        assert!(stray("Thumbs.db", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").is_some());
        assert!(stray("~$水务局.xlsx", b"").is_some());
        assert!(stray("._水务局.json", &[APPLE_DOUBLE, b"{\n"].concat()).is_some());
    }

    #[test]
    fn other_names_are_not_stray() {
        for name in [
            "水务局.xlsx",
            "~水务局.xlsx",
            ".水务局.json",
            "$水务局.xlsx",
            "tmp",
        ] {
            assert!(!may_be_stray(name), "{name}");
        }
    }
}
