//! Texts Excel or the library would not take as they are: too long for a cell, or mistaken for markup. No character is ever lost.

use std::borrow::Cow;
use std::fmt::Write;

use crate::grid::{CellIndex, Grid};

/// UTF-16 units a cell holds.
const MAX_UNITS: usize = 32_767;

/// UTF-16 units of a text written as markup: the library counts its escapes too, up to seven units a character.
const MAX_MISTAKEN_UNITS: usize = 4_600;

/// Line feeds a cell holds.
const MAX_LINE_FEEDS: usize = 253;

/// A text that is too long for one cell, in pieces that follow one another without a gap.
#[derive(Debug)]
pub(super) struct Split<'a> {
    /// Where it stands in the Grid.
    pub(super) of: TextOf,
    /// At least two.
    pub(super) pieces: Vec<&'a str>,
    /// UTF-16 units of the whole text.
    pub(super) length: usize,
}

/// Whose text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextOf {
    /// A title line, by its index.
    Title(usize),
    /// A cell.
    Cell(CellIndex),
}

/// The texts of a table that are too long: those of its titles, then those of its cells, in order.
pub(super) fn splits(grid: &Grid) -> Vec<Split<'_>> {
    let titles = (grid.titles.iter().enumerate())
        .map(|(index, title)| (TextOf::Title(index), title.text.as_str()));
    let cells = (grid.cells.iter().enumerate())
        .map(|(index, cell)| (TextOf::Cell(CellIndex(index)), cell.text.as_str()));
    let long = titles.chain(cells).filter(|(_, text)| !fits(text));
    long.map(|(of, text)| Split {
        of,
        pieces: pieces(text),
        length: units(text),
    })
    .collect()
}

/// Whether a cell may hold the text.
pub(super) fn fits(text: &str) -> bool {
    // A unit takes a byte at least.
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

/// UTF-16 units of a text.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// As many units of a text as that, from its beginning.
pub(super) fn first_units(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > most
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// A text that is shown as far as a cell holds it: for words about data, which stand whole elsewhere.
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

/// Cuts a text into pieces that cells may hold: after a line feed, else after the end of a sentence, else between two characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !fits(rest) {
        let (piece, left) = rest.split_at(cut(rest));
        pieces.push(piece);
        rest = left;
    }
    pieces.push(rest);
    pieces
}

/// Where to cut a text that is too long for one cell.
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

/// Bytes of the longest beginning that a cell may hold.
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

/// Steps back from a place where a mark that belongs to the character before it would be cut off.
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

/// Whether the library would write the text as something else.
///
/// It takes a text from `<r>` to `</r>` for markup, and escapes `_x000B_` but not a `_x000B` that meets the `_` of an escaped control character.
pub(super) fn is_mistaken(text: &str) -> bool {
    if text.starts_with("<r>") && text.ends_with("</r>") {
        return true;
    }
    text.contains("_x") && text.chars().any(is_escaped)
}

/// Whether a file of XML cannot hold the character, so that Excel writes it as `_xHHHH_`.
fn is_escaped(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The text with what XML cannot hold as `_xHHHH_`, and each `_x` as `_x005F_x`, so that no reader takes it for such an escape.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if is_escaped(character) {
            write!(escaped, "_x{:04X}_", u32::from(character))
                .expect("writing to a String cannot fail");
        } else if character == '_' && text[at + 1..].starts_with('x') {
            escaped.push_str("_x005F_");
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Whether a person who opens the cell and leaves it again would turn the text into a formula: it is marked as text then.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\''])
}
