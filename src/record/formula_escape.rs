//! Escaping of texts that a spreadsheet would read as a formula when it opens a CSV file.
//!
//! The escape is the apostrophe that Excel itself shows before a text. A text that already begins
//! with an apostrophe before such a sign gets one more, so that unescaping is exact.

/// Signs that begin a formula, in half and full width, and characters that are skipped before one.
const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The escape.
const MARK: char = '\'';

/// A text for a CSV file, escaped if a spreadsheet would read it as a formula. A sign alone is not
/// a formula.
pub fn escape_formula(text: &str) -> String {
    if is_formula(text) || is_marked(text) {
        format!("{MARK}{text}")
    } else {
        text.to_owned()
    }
}

/// A text for a typed cell, which no program reads as a formula: only an escape in the text itself
/// is escaped.
pub fn escape_in_cell(text: &str) -> String {
    if is_marked(text) {
        format!("{MARK}{text}")
    } else {
        text.to_owned()
    }
}

/// Removes the escape of a text.
pub fn unescape_formula(text: &str) -> &str {
    if is_marked(text) {
        &text[MARK.len_utf8()..]
    } else {
        text
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(STARTS) && text.chars().nth(1).is_some()
}

/// Whether a text is escaped: one or more apostrophes before a formula.
fn is_marked(text: &str) -> bool {
    text.starts_with(MARK) && is_formula(text.trim_start_matches(MARK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescaping_restores_every_text() {
        for text in [
            "",
            "=",
            "=1+1",
            "'=1",
            "''=cmd|' /C calc'!A0",
            "'",
            "'甲",
            "-5",
            "+86",
            "@SUM(A1)",
            "\tx",
            "＝1",
            "甲=1",
            "'-",
            "''",
            "\r=",
        ] {
            assert_eq!(unescape_formula(&escape_formula(text)), text);
            assert_eq!(unescape_formula(&escape_in_cell(text)), text);
        }
    }

    #[test]
    fn every_formula_is_escaped() {
        for text in ["=1+1", "+cmd", "-cmd", "@x", "\t=1", "\r=1", "\n=1"] {
            assert!(escape_formula(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(escape_formula("="), "=", "a sign of an indicator");
    }
}
