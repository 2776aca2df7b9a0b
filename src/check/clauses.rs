//! Ends of clauses, sentences and paragraphs in texts, and the parts of a text between them.

use super::scan::{reach_after, reach_before};

/// Ends of a paragraph: ； separates the items of one.
pub(super) const PARAGRAPH: [char; 3] = ['。', '\n', '！'];

/// Ends of a sentence.
pub(super) const SENTENCE: [char; 5] = ['。', '；', ';', '\n', '！'];

/// Marks between clauses of a sentence.
pub(super) const COMMAS: [char; 2] = ['，', ','];

/// Ends of a clause; what comes after a colon belongs to it.
pub(super) const CLAUSE: [char; 7] = ['。', '；', ';', '\n', '！', '，', ','];

/// Ends of an item of a series.
pub(super) const ITEM: [char; 10] = ['。', '；', ';', '\n', '！', '，', ',', '、', '：', ':'];

/// Where the part of a text that a position is in begins; limited to near places.
pub(super) fn start_of(text: &str, at: usize, ends: &[char]) -> usize {
    let from = reach_before(text, at);
    from + last_part(&text[from..at], ends)
}

/// Where the last part of a text begins.
pub(super) fn last_part(text: &str, ends: &[char]) -> usize {
    let mark = text
        .char_indices()
        .rfind(|(_, one)| !is_letter(*one) && ends.contains(one));
    mark.map_or(0, |(at, one)| at + one.len_utf8())
}

/// A text up to the first end; limited to near places.
pub(super) fn rest_of<'t>(text: &'t str, ends: &[char]) -> &'t str {
    let near = reach_after(text);
    let is_end = |one: char| !is_letter(one) && ends.contains(&one);
    &near[..near.find(is_end).unwrap_or(near.len())]
}

/// Whether a character is a Chinese one or a digit, as nearly every one is: no mark, which is
/// cheaper to know than which mark.
pub(super) const fn is_letter(one: char) -> bool {
    matches!(one, '一'..='龥' | '0'..='9')
}
