//! Texts that a spreadsheet would take for a formula when it opens a file of values between commas: marked, and read back as they were.
//!
//! The mark is the apostrophe that Excel itself shows before a text. A text that begins with an apostrophe before such a sign gets one more, so that every
//! text comes back as it was.

/// Signs that a formula may begin with, in half and full width; and what is skipped before one.
const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The mark.
const MARK: char = '\'';

/// A text as it may stand in a file that a spreadsheet opens: marked where it would be taken for a formula. A sign alone is none.
pub fn guarded(text: &str) -> String {
    if is_formula(text) || is_marked(text) {
        format!("{MARK}{text}")
    } else {
        text.to_owned()
    }
}

/// A text in a cell that no program takes for a formula, so that it comes back as it was.
pub fn guarded_in_cell(text: &str) -> String {
    if is_marked(text) {
        format!("{MARK}{text}")
    } else {
        text.to_owned()
    }
}

/// The text that was meant by one that may be marked.
pub fn unguarded(text: &str) -> &str {
    if is_marked(text) {
        &text[MARK.len_utf8()..]
    } else {
        text
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(STARTS) && text.chars().nth(1).is_some()
}

/// One mark or more, then what would be a formula.
fn is_marked(text: &str) -> bool {
    text.starts_with(MARK) && is_formula(text.trim_start_matches(MARK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_as_it_was() {
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
            assert_eq!(unguarded(&guarded(text)), text);
            assert_eq!(unguarded(&guarded_in_cell(text)), text);
        }
    }

    #[test]
    fn no_text_that_would_compute_stands_bare() {
        for text in ["=1+1", "+cmd", "-cmd", "@x", "\t=1", "\r=1", "\n=1"] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(guarded("="), "=", "a sign of an indicator");
    }
}
