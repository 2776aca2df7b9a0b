//! Words of an edition in a text: they have no spaces between them, so the edition lists them.

use std::ops::Range;

use super::glyph::ShapedGlyph;
use super::kinsoku;
use crate::grid::Words;

/// Length in glyphs of the longest of some sorted words at the start of a text.
pub(super) fn longest_at(glyphs: &[ShapedGlyph], sorted: &[String]) -> Option<usize> {
    let first = glyphs.first()?.glyph.character;
    let from = sorted.partition_point(|word| word.chars().next() < Some(first));
    let with_first = sorted[from..]
        .iter()
        .take_while(|word| word.starts_with(first));
    let lengths = with_first.filter_map(|word| {
        let mut length = 0;
        let mut rest = glyphs.iter();
        for character in word.chars() {
            rest.next().filter(|one| one.glyph.character == character)?;
            length += 1;
        }
        Some(length)
    });
    lengths.max()
}

/// Words in a text, from left to right, the longest at each position.
pub(super) fn whole(glyphs: &[ShapedGlyph], words: &Words) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        let length = longest_at(&glyphs[at..], &words.whole);
        found.extend(length.map(|length| at..at + length));
        at += length.unwrap_or(1);
    }
    found
}

/// Whether a glyph follows one of the listed endings.
pub(super) fn follows_ending(glyphs: &[ShapedGlyph], at: usize, words: &Words) -> bool {
    let is_before = |ending: &String| {
        let mut before = glyphs[..at].iter().rev();
        let is_equal = |character| {
            before
                .next()
                .is_some_and(|one| one.glyph.character == character)
        };
        ending.chars().rev().all(is_equal)
    };
    words.endings.iter().any(is_before)
}

/// Segments of a text that end after closing punctuation.
pub(super) fn phrases(glyphs: &[ShapedGlyph]) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for at in 1..glyphs.len() {
        if glyphs[at].may_start_line && follows_closing(glyphs, at) {
            found.push(start..at);
            start = at;
        }
    }
    found.push(start..glyphs.len());
    found
}

/// Whether a glyph follows punctuation that ends a phrase, or a space.
pub(super) fn follows_closing(glyphs: &[ShapedGlyph], at: usize) -> bool {
    let before = glyphs[..at].last();
    before.is_some_and(|before| before.is_space || kinsoku::is_closing(before.glyph.character))
}
