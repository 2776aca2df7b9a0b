//! Names of files and sheets, made from the data and valid on every system: Windows, Excel, WPS,
//! zip.

use crate::form::{Count, Edition};
use crate::record::{Submission, TableRecord};
use crate::text::{file_name_key, is_hidden};
use crate::write::xlsx::SheetNames;

/// Maximum length of the stem of a file's name in bytes of UTF-8. File systems allow 255 for the
/// name, with its number and ending.
const MAX_NAME_BYTES: usize = 200;

/// Names that Windows reserves for devices.
const RESERVED: [&str; 8] = [
    "CON", "PRN", "AUX", "NUL", "COM", "LPT", "CONIN$", "CONOUT$",
];

/// Those of them that are a device only with a number.
const PORTS: [&str; 2] = ["COM", "LPT"];

/// Numbers of ports; Windows treats superscript digits as digits.
const PORT_NUMBERS: &str = "0123456789¹²³";

/// The name of a file from its stem and its ending, valid on every system:
/// `001-某某局-部门整体支出绩效目标表.xlsx`.
pub fn file_name(base: &str, ending: &str) -> String {
    format!("{}.{ending}", safe_stem(base))
}

/// The stem of a name that is valid on every system.
pub(super) fn safe_stem(base: &str) -> String {
    let replaced = base.chars().map(|character| {
        if is_forbidden(character) {
            '_'
        } else {
            character
        }
    });
    let safe: String = replaced.collect();
    let safe = clip_bytes(safe.trim_matches([' ', '.', '\u{3000}']), MAX_NAME_BYTES)
        .trim_end_matches([' ', '.']);
    let device = safe
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end_matches(|digit| PORT_NUMBERS.contains(digit) || digit == ' ');
    let reserved = RESERVED
        .iter()
        .any(|name| device.eq_ignore_ascii_case(name));
    // Many programs read a leading hyphen as an option and a leading tilde as a home folder or a
    // file that Excel hides.
    let is_odd = reserved || safe.is_empty() || safe.starts_with(['-', '~']);
    format!("{}{safe}", if is_odd { "_" } else { "" })
}

/// Why a name that a person gives to a file or folder cannot be used on every system; `None` if it
/// can. Results travel: what Linux can store is to be opened on Windows.
pub fn name_fault(name: &str) -> Option<String> {
    if let Some(bad) = name.chars().find(|character| is_forbidden(*character)) {
        return Some(if is_hidden(bad) {
            "名称里有看不见的字符".to_owned()
        } else {
            format!("名称里不能有 {bad}")
        });
    }
    if name.ends_with(['.', ' ']) {
        return Some("名称不能以点或空格结尾:Windows 会去掉它".to_owned());
    }
    let device = name.split('.').next().unwrap_or_default().trim_end();
    is_device(device).then(|| format!("{device} 在 Windows 上是设备的名称,不能作文件名"))
}

/// Whether Windows opens a device by this name, whatever its ending.
fn is_device(name: &str) -> bool {
    let stem = name.trim_end_matches(|digit| PORT_NUMBERS.contains(digit));
    let is_numbered = name[stem.len()..].chars().count() == 1;
    let is = |names: &[&str], word: &str| names.iter().any(|own| word.eq_ignore_ascii_case(own));
    if is_numbered {
        is(&PORTS, stem)
    } else {
        is(&RESERVED, name) && !is(&PORTS, name)
    }
}

/// A name that differs from the taken ones on every file system ([`file_name_key`]): `甲(2).xlsx`.
///
/// # Panics
/// Never: there is always a free number.
pub fn unique(name: &str, taken: &[&str]) -> String {
    let is_taken = |name: &str| {
        let name = file_name_key(name);
        taken.iter().any(|other| file_name_key(other) == name)
    };
    if taken.is_empty() || !is_taken(name) {
        return name.to_owned();
    }
    let (stem, ending) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, ending)| {
            (stem, format!(".{ending}"))
        });
    let mut numbered = (2_usize..).map(|number| format!("{stem}({number}){ending}"));
    numbered
        .find(|name| !is_taken(name))
        .expect("there is always a free number")
}

fn is_forbidden(character: char) -> bool {
    is_hidden(character)
        || matches!(
            character,
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*'
        )
}

fn clip_bytes(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = (0..=most)
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    &text[..end]
}

/// The stem of a file's name: code, department and content.
pub(super) fn base(edition: &Edition, submission: &Submission, group: &[usize]) -> String {
    let code = edition
        .code
        .map(|field| submission.fields.get(field).display())
        .unwrap_or_default();
    let department = submission.department(edition);
    let single = if group.len() == 1 {
        submission.tables.get(group[0])
    } else {
        None
    };
    let content = match single {
        Some(table) if group.len() < submission.tables.len() => table_words(edition, table),
        _ => edition.document.clone(),
    };
    let words = [code.trim(), department.trim(), content.as_str()];
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A table's name with its own title: `项目支出绩效目标表-巡察工作经费`.
fn table_words(edition: &Edition, table: &TableRecord) -> String {
    let form = &edition.tables[table.table].form.name;
    let title = table.record.title.trim();
    if title.is_empty() {
        form.clone()
    } else {
        format!("{form}-{title}")
    }
}

/// Names of the tables in the contents of a volume: the form's name, and the table's own title if
/// it has one.
pub(super) fn titles(edition: &Edition, submission: &Submission) -> Vec<String> {
    let tables = submission.tables.iter();
    tables.map(|table| table_words(edition, table)).collect()
}

/// Unique names of the tables as sheets and bookmarks: the form's name, and the table's own title
/// if there are several of the form.
pub(super) fn labels(
    edition: &Edition,
    submission: &Submission,
    names: &mut SheetNames,
) -> Vec<String> {
    let tables = submission.tables.iter().map(|table| {
        let definition = &edition.tables[table.table];
        let several = definition.count == Count::Many
            && submission
                .tables
                .iter()
                .filter(|other| other.table == table.table)
                .count()
                > 1;
        if several {
            names.give(&table_words(edition, table))
        } else {
            names.give(&definition.form.name)
        }
    });
    tables.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_windows() {
        assert_eq!(file_name("001-某某局-表", "pdf"), "001-某某局-表.pdf");
        assert_eq!(
            file_name("a/b\\c:d*e?f\"g<h>i|j\u{0}", "pdf"),
            "a_b_c_d_e_f_g_h_i_j_.pdf"
        );
        assert_eq!(file_name("..", "pdf"), "_.pdf");
        assert_eq!(file_name("con", "pdf"), "_con.pdf");
        assert_eq!(file_name("LPT1", "pdf"), "_LPT1.pdf");
        assert_eq!(file_name("com³ .表", "pdf"), "_com³ .表.pdf");
        assert_eq!(file_name("-rf", "pdf"), "_-rf.pdf");
        assert!(file_name(&"部".repeat(500), "xlsx").len() <= MAX_NAME_BYTES + 5);
    }

    #[test]
    fn a_name_that_windows_cannot_store_is_refused() {
        for name in [
            "CON",
            "con.xlsx",
            "aux.tar.gz",
            "nul .txt",
            "COM1",
            "lpt9.pdf",
            "com¹",
            "x.xlsx:流",
            "甲?.xlsx",
            "a\\b",
            "表.",
            "表 ",
            "a\u{200b}b",
        ] {
            assert!(name_fault(name).is_some(), "{name:?}");
        }
        for name in [
            "表.xlsx",
            "CONSOLE",
            "aux1.xlsx",
            "COM",
            "com12",
            "a.con",
            ".藏",
            "甲 乙(2).pdf",
        ] {
            assert_eq!(name_fault(name), None);
        }
    }

    #[test]
    fn a_taken_name_is_numbered() {
        assert_eq!(unique("甲.pdf", &["甲.pdf", "甲(2).PDF"]), "甲(3).pdf");
        assert_eq!(unique("STRASSE.pdf", &["straße.pdf"]), "STRASSE(2).pdf");
    }
}
