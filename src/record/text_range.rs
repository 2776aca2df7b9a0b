//! Place of a range of a text: maps bytes of the decoded text to bytes of its JSON string.

use std::ops::Range;

use super::{Record, Submission};
use crate::form::{FieldIndex, Fields};
use crate::source::Place;

impl Submission {
    /// Place of a range of a field's text, given in bytes of that text; of the whole value if the
    /// range cannot be located.
    pub fn place_within(
        &self,
        record: &Record,
        fields: &Fields,
        field: FieldIndex,
        part: Range<usize>,
    ) -> Place {
        let whole = self.place(record, fields, field);
        let written = record.get(field).range.clone();
        let narrow = written.and_then(|written| {
            let raw = self.source.text().get(written.clone())?;
            let part = within_json(raw, part)?;
            Some(written.start + part.start..written.start + part.end)
        });
        match narrow {
            Some(range) => Place {
                pointer: whole.pointer,
                label: whole.label,
                ..self.source.place(range)
            },
            None => whole,
        }
    }
}

/// Range within a JSON string, quotes included, of a range of its decoded text. Line ends are
/// normalized as by the reader: `\r\n` is one.
fn within_json(raw: &str, part: Range<usize>) -> Option<Range<usize>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let (mut at, mut decoded) = (0, 0);
    let mut start = None;
    while at < inner.len() {
        let (written, bytes) = character(&inner[at..])?;
        if start.is_none() && decoded >= part.start {
            start = Some(at);
        }
        if decoded >= part.end {
            break;
        }
        at += written;
        decoded += bytes;
    }
    let start = start.filter(|start| *start < at)?;
    Some(start + 1..at + 1)
}

/// Lengths of the first character as written and as decoded, in bytes.
fn character(written: &str) -> Option<(usize, usize)> {
    if written.starts_with("\\r\\n") {
        return Some((4, 1));
    }
    let Some(escape) = written.strip_prefix('\\') else {
        let first = written.chars().next()?.len_utf8();
        return Some((first, first));
    };
    let Some(digits) = escape.strip_prefix('u') else {
        return Some((2, 1));
    };
    let unit = u32::from_str_radix(digits.get(..4)?, 16).ok()?;
    match char::from_u32(unit) {
        Some(character) => Some((6, character.len_utf8())),
        // A surrogate: both halves make one character of four bytes.
        None => Some((12, 4)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_behind_escapes() {
        let raw = r#""目标1:\n甲\"乙\" 䶮𠀀\u5173于""#;
        let decoded: String = "目标1:\n甲\"乙\" 䶮𠀀关于".to_owned();
        for part in ["目标", "甲", "乙", "䶮𠀀", "关于"] {
            let start = decoded.find(part).unwrap();
            let range = within_json(raw, start..start + part.len()).unwrap();
            let written = &raw[range];
            assert_eq!(written.replace("\\u5173", "关"), part);
        }
    }

    #[test]
    fn surrogates_and_line_ends_count_as_one_character() {
        let raw = r#""\ud840\udc00\r\n甲乙""#;
        let start = "\u{20000}\n".len();
        let range = within_json(raw, start..start + "甲".len()).unwrap();
        assert_eq!(&raw[range], "甲");
    }

    #[test]
    fn parts_out_of_reach_are_none() {
        assert_eq!(within_json("12", 0..1), None);
        assert_eq!(within_json("\"\"", 0..1), None);
        assert_eq!(within_json("\"甲\"", 9..12), None);
    }
}
