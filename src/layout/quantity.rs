//! Numbers with their signs and units, dates and ranges: never torn if they fit on a line, else
//! broken at a separator.

use std::ops::Range;

use super::glyph::ShapedGlyph;
use super::kinsoku;
use super::line::fits;
use super::words;
use crate::grid::Words;

/// Signs before a number that belong to it.
const SIGNS: &str = "≥≤＞＜><=＝≈±＋－−+-￥¥$";

/// Signs after a number that take the place of a unit.
const PERCENT: &str = "%％‰℃°";

/// Chinese numerals and approximations between the digits and the unit: 27.44万元, 30余家.
const NUMERALS: &str = "十百千万亿余多";

/// Characters between the units of a compound unit; a line may end after them.
const SEPARATORS: &str = "/／·";

/// Characters between the ends of a range; a line may end after them.
const DASHES: &str = "—–－-~～至到";

/// Longest quantity, in glyphs; the rest of a longer one is ordinary text.
const LONGEST: usize = 24;

/// Longest unit of a text that is nothing but a number and its unit, in glyphs.
const LONGEST_UNIT: usize = 3;

/// A number with its sign and unit, a date or a range, in the glyphs of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) glyphs: Range<usize>,
    /// Glyphs before which it may be broken if it does not fit on a line.
    pub(super) separators: Vec<usize>,
}

impl Quantity {
    /// Its pieces between separators.
    fn pieces(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.separators.iter().copied().chain([self.glyphs.end]);
        let mut start = self.glyphs.start;
        ends.map(move |end| {
            let piece = start..end;
            start = end;
            piece
        })
    }
}

/// Removes the break opportunities inside of quantities that fit in a width; one that does not may
/// be broken at its separators.
pub(super) fn hold(glyphs: &mut [ShapedGlyph], words: Option<&Words>, width: f64) {
    for quantity in quantities_for(glyphs, words, width) {
        if fits(glyphs, &segment(glyphs, &quantity.glyphs), width) {
            close(glyphs, &quantity.glyphs);
            continue;
        }
        for separator in &quantity.separators {
            glyphs[*separator].may_start_line = true;
        }
        for piece in quantity.pieces() {
            if fits(glyphs, &segment(glyphs, &piece), width) {
                close(glyphs, &piece);
            }
        }
    }
}

/// Widths that the quantities of a paragraph need, in thousandths of the type size: on one line,
/// and broken at their separators. Zero without quantities.
pub(super) fn widths(glyphs: &mut [ShapedGlyph], words: Option<&Words>) -> (f64, f64) {
    let (mut whole, mut broken) = (0.0, 0.0);
    for quantity in quantities_for(glyphs, words, f64::INFINITY) {
        whole = f64::max(whole, measure(glyphs, &quantity.glyphs));
        for separator in &quantity.separators {
            glyphs[*separator].may_start_line = true;
        }
        for piece in quantity.pieces() {
            broken = f64::max(broken, measure(glyphs, &piece));
        }
    }
    (whole, broken)
}

/// Width of a range with the glyphs that cannot be parted from it.
fn measure(glyphs: &[ShapedGlyph], range: &Range<usize>) -> f64 {
    let glyphs = &glyphs[segment(glyphs, range)];
    glyphs.iter().map(ShapedGlyph::advance).sum()
}

/// The range with the glyphs around it that cannot be parted from it.
fn segment(glyphs: &[ShapedGlyph], range: &Range<usize>) -> Range<usize> {
    let opens = |index: &usize| glyphs[*index].may_start_line;
    let start = (0..=range.start).rev().find(opens).unwrap_or(0);
    let end = (range.end..glyphs.len()).find(opens);
    start..end.unwrap_or(glyphs.len())
}

fn close(glyphs: &mut [ShapedGlyph], range: &Range<usize>) {
    for shaped in glyphs.iter_mut().take(range.end).skip(range.start + 1) {
        shaped.may_start_line = false;
    }
}

/// Quantities of a paragraph. One that is nothing but a number and its unit is one quantity, if it
/// fits or has separators.
fn quantities_for(glyphs: &[ShapedGlyph], words: Option<&Words>, width: f64) -> Vec<Quantity> {
    if let Some(quantity) = measured(glyphs)
        && (!quantity.separators.is_empty() || fits(glyphs, &quantity.glyphs, width))
    {
        return vec![quantity];
    }
    quantities(glyphs, words)
}

/// Quantities of a text, from left to right.
pub(super) fn quantities(glyphs: &[ShapedGlyph], words: Option<&Words>) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(digit) = glyphs[at..].iter().position(is_digit) {
        let digit = at + digit;
        let signs = glyphs[at..digit].iter().rev();
        let start = digit - signs.take_while(|shaped| is_in(shaped, SIGNS)).count();
        let quantity = quantity(glyphs, start, digit, words);
        at = quantity.glyphs.end;
        found.push(quantity);
    }
    found
}

/// The quantity with this start and first digit.
fn quantity(glyphs: &[ShapedGlyph], start: usize, digit: usize, words: Option<&Words>) -> Quantity {
    let mut separators = Vec::new();
    let mut end = number_end(glyphs, digit);
    let is_at =
        |at: usize, characters: &str| glyphs.get(at).is_some_and(|one| is_in(one, characters));
    let digit_at = |at: usize| glyphs.get(at).is_some_and(is_digit);
    if !is_at(end - 1, PERCENT) {
        end += unit_length(glyphs, end, words);
    }
    while end - start < LONGEST {
        let dashes = (end..).take_while(|at| is_at(*at, DASHES)).take(2).count();
        if is_at(end, SEPARATORS) && glyphs.get(end + 1).is_some_and(is_worded) {
            separators.push(end + 1);
            end += 1 + unit_length(glyphs, end + 1, words);
        } else if digit_at(end + dashes) && !digit_at(end - 1) {
            separators.push(end + dashes);
            end = number_end(glyphs, end + dashes);
            if !is_at(end - 1, PERCENT) {
                end += unit_length(glyphs, end, words);
            }
        } else {
            break;
        }
    }
    Quantity {
        glyphs: start..end,
        separators,
    }
}

/// A paragraph that is nothing but a number and its unit: `≤12.5元/平方米·年`.
fn measured(glyphs: &[ShapedGlyph]) -> Option<Quantity> {
    if glyphs.len() > LONGEST {
        return None;
    }
    let signs = glyphs.iter().take_while(|one| is_in(one, SIGNS)).count();
    glyphs.get(signs).filter(|shaped| is_digit(shaped))?;
    let number = number_end(glyphs, signs);
    let units = glyphs[number..].split(|one| is_in(one, SEPARATORS));
    let is_unit = |unit: &[ShapedGlyph]| {
        (1..=LONGEST_UNIT).contains(&unit.len()) && unit.iter().all(is_worded)
    };
    let separators = (number..glyphs.len()).filter(|at| is_in(&glyphs[*at], SEPARATORS));
    let quantity = Quantity {
        glyphs: 0..glyphs.len(),
        separators: separators.map(|at| at + 1).collect(),
    };
    units.into_iter().all(is_unit).then_some(quantity)
}

/// End of the number that begins with a digit.
fn number_end(glyphs: &[ShapedGlyph], digit: usize) -> usize {
    let digit_at = |at: usize| glyphs.get(at).is_some_and(is_digit);
    let mut end = digit;
    while digit_at(end)
        || (digit_at(end + 1) && glyphs.get(end).is_some_and(|one| is_in(one, ".．,:")))
    {
        end += 1;
    }
    let rest = glyphs[end.min(glyphs.len())..].iter();
    let numerals = rest.take_while(|one| is_in(one, NUMERALS)).count();
    end += numerals;
    end + usize::from(glyphs.get(end).is_some_and(|one| is_in(one, PERCENT)))
}

/// Length of the unit at a position: a word of the edition, else a single ideograph or some Latin
/// letters.
fn unit_length(glyphs: &[ShapedGlyph], at: usize, words: Option<&Words>) -> usize {
    let rest = glyphs.get(at..).unwrap_or_default();
    let listed = words.and_then(|words| words::longest_at(rest, &words.whole));
    if let Some(length) = listed {
        return length;
    }
    let letters = rest
        .iter()
        .take_while(|one| one.glyph.character.is_ascii_alphabetic());
    match rest.first() {
        Some(first) if kinsoku::is_ideograph(first.glyph.character) => 1,
        _ => letters.count(),
    }
}

fn is_in(shaped: &ShapedGlyph, characters: &str) -> bool {
    characters.contains(shaped.glyph.character)
}

fn is_digit(shaped: &ShapedGlyph) -> bool {
    matches!(shaped.glyph.character, '0'..='9' | '０'..='９')
}

fn is_worded(shaped: &ShapedGlyph) -> bool {
    let character = shaped.glyph.character;
    kinsoku::is_ideograph(character) || character.is_ascii_alphabetic()
}
