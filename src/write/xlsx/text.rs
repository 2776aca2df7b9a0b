//! Texts that a cell or the library would alter: too long, or mistaken for markup. No character is
//! lost.

use std::borrow::Cow;
use std::fmt::Write;

use crate::grid::{CellIndex, Grid};
use crate::write::infallible::CANNOT_FAIL;

/// Maximum length of a text in a cell, in UTF-16 units.
const MAX_UNITS: usize = 32_767;

/// Maximum length in UTF-16 units of a text that is written as markup: the library counts its
/// escapes too, up to seven units per character.
const MAX_MISTAKEN_UNITS: usize = 4_600;

/// Maximum number of line feeds in a cell.
const MAX_LINE_FEEDS: usize = 253;

/// Text that is too long for one cell, in consecutive chunks.
#[derive(Debug)]
pub(super) struct Split<'a> {
    /// Title or cell of the text.
    pub(super) owner: TextOwner,
    /// Chunks, at least two.
    pub(super) chunks: Vec<&'a str>,
    /// UTF-16 units of the whole text.
    pub(super) length: usize,
}

/// Owner of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextOwner {
    /// Title line, by index.
    Title(usize),
    /// A cell.
    Cell(CellIndex),
}

/// Texts of a table that are too long: those of titles, then those of cells, in order.
pub(super) fn splits(grid: &Grid) -> Vec<Split<'_>> {
    let titles = (grid.titles.iter().enumerate())
        .map(|(index, title)| (TextOwner::Title(index), title.text.as_str()));
    let cells = (grid.cells.iter().enumerate())
        .map(|(index, cell)| (TextOwner::Cell(CellIndex(index)), cell.text.as_str()));
    let long = titles.chain(cells).filter(|(_, text)| !fits(text));
    long.map(|(owner, text)| Split {
        owner,
        chunks: chunks(text),
        length: units(text),
    })
    .collect()
}

/// Whether a text fits in a cell.
pub(super) fn fits(text: &str) -> bool {
    // A unit takes at least one byte.
    let is_short = text.len() <= MAX_MISTAKEN_UNITS || units(text) <= max_units(text);
    is_short && (text.len() <= MAX_LINE_FEEDS || line_feeds(text) <= MAX_LINE_FEEDS)
}

fn max_units(text: &str) -> usize {
    if is_mistaken(text) {
        MAX_MISTAKEN_UNITS
    } else {
        MAX_UNITS
    }
}

/// Length in UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Beginning of a text with at most `most` UTF-16 units.
pub(super) fn first_units(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > most
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// Text shortened to the maximum of a cell; for texts that are complete elsewhere.
pub(super) fn clipped(text: &str) -> Cow<'_, str> {
    if fits(text) {
        return Cow::Borrowed(text);
    }
    let feeds = text.match_indices('\n').nth(MAX_LINE_FEEDS);
    let text = &text[..feeds.map_or(text.len(), |(end, _)| end)];
    Cow::Owned(first_units(text, max_units(text) - 1).to_owned() + "…")
}

fn line_feeds(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// Splits a text into chunks that fit in cells: after a line feed, or else after a sentence, or
/// else between two characters.
fn chunks(text: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut rest = text;
    while !fits(rest) {
        let (chunk, left) = rest.split_at(cut(rest));
        chunks.push(chunk);
        rest = left;
    }
    chunks.push(rest);
    chunks
}

/// Split position of a text that is too long for one cell.
fn cut(text: &str) -> usize {
    let end = longest(text);
    let head = &text[..end];
    let after = |mark: char| {
        head.rfind(mark)
            .map(|at| at + mark.len_utf8())
            .filter(|at| *at > end / 2)
    };
    let place = after('\n').or_else(|| ['。', '；', '，', ' '].into_iter().find_map(after));
    place.unwrap_or_else(|| whole_character(text, end))
}

/// Bytes of the longest beginning that fits in a cell.
fn longest(text: &str) -> usize {
    let (mut units, mut feeds, limit) = (0, 0, max_units(text));
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        feeds += usize::from(character == '\n');
        if units > limit || feeds > MAX_LINE_FEEDS {
            return at;
        }
    }
    text.len()
}

/// Moves a split position back so that no combining mark is separated from its character.
fn whole_character(text: &str, end: usize) -> usize {
    let joins = |character: char| matches!(character, '\u{300}'..='\u{36F}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{1F3FB}'..='\u{1F3FF}');
    let mut at = end;
    while text[at..].starts_with(joins) || text[..at].ends_with('\u{200D}') {
        let Some(before) = text[..at].chars().next_back() else {
            return end;
        };
        at -= before.len_utf8();
    }
    if at == 0 { end } else { at }
}

/// Whether the library would write a different text.
///
/// It mistakes a text from `<r>` to `</r>` for markup, and escapes `_x000B_` but not a `_x000B`
/// before the `_` of an escaped control character.
pub(super) fn is_mistaken(text: &str) -> bool {
    if text.starts_with("<r>") && text.ends_with("</r>") {
        return true;
    }
    text.contains("_x") && text.chars().any(is_escaped)
}

/// Whether XML does not allow the character, so that Excel writes it as `_xHHHH_`.
fn is_escaped(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Escapes characters that XML does not allow as `_xHHHH_`, and each `_x` as `_x005F_x` so that no
/// reader takes it for an escape.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if is_escaped(character) {
            write!(escaped, "_x{:04X}_", u32::from(character)).expect(CANNOT_FAIL);
        } else if character == '_' && text[at + 1..].starts_with('x') {
            escaped.push_str("_x005F_");
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Whether the text would become a formula if a user opened the cell and left it again. Such a text
/// gets a quote prefix.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\''])
}
