//! Lines of a title: as few as its meaning allows, about equal, broken between values and words.
//!
//! GB/T 9704—2012 §7.3.1 requires titles of several lines to be 排列对称, 长短适宜, and to break
//! 词意完整.

use std::ops::Range;

use super::glyph::ShapedGlyph;
use super::line::{Line, fits, measure_line};
use super::{kinsoku, line, quantity, words};
use crate::grid::Words;

/// Cost of each line. All costs are relative to a line that is blank, which costs 1.
const LINE: f64 = 2.0;

/// Cost of a line with a single character.
const LONE_CHARACTER: f64 = 3.0;

/// Costs of breaks: after punctuation; after a word with a listed ending; before a bracket, which
/// belongs to the word before it; anywhere else; inside of a listed word, a number with its unit, or
/// brackets.
const AFTER_PUNCTUATION: f64 = 0.2;
const AFTER_WORD: f64 = 0.5;
const BEFORE_BRACKET: f64 = 1.5;
const ANYWHERE: f64 = 5.0;
const INSIDE: f64 = 12.0;

/// Additional cost of a break inside of a value, or of the words around it, that fits on a line.
const INSIDE_UNIT: f64 = 3.0;

/// Longest title, in glyphs, for which the best breaks are searched.
const LONGEST: usize = 400;

/// Appends the lines of a title's paragraph. `permitted` are the glyphs before which its values and
/// words begin.
pub(super) fn break_lines(
    glyphs: &mut [ShapedGlyph],
    paragraph: Range<usize>,
    width: f64,
    (permitted, edition): (&[usize], Option<&Words>),
    lines: &mut Vec<Line>,
) {
    let starts = if paragraph.len() > LONGEST {
        None
    } else {
        let costs = costs(
            &glyphs[paragraph.clone()],
            width,
            paragraph.start,
            permitted,
            edition,
        );
        best(&glyphs[paragraph.clone()], width, &costs)
    };
    let Some(starts) = starts else {
        line::break_lines(glyphs, paragraph, (width, 0.0), edition, lines);
        return;
    };
    let ends = starts.iter().skip(1).copied().chain([paragraph.len()]);
    let offset = paragraph.start;
    lines.extend(
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| measure_line(glyphs, offset + start..offset + end)),
    );
}

/// Starts of the lines with the least cost; `None` if a word is wider than a line.
fn best(glyphs: &[ShapedGlyph], width: f64, costs: &[Option<f64>]) -> Option<Vec<usize>> {
    let count = glyphs.len();
    // Least cost of the lines before each position, and the start of the last of them.
    let mut least: Vec<Option<(f64, usize)>> = vec![None; count + 1];
    least[0] = Some((0.0, 0));
    for end in 1..=count {
        let Some(cost) = costs[end] else { continue };
        for start in (0..end).rev() {
            let line = measure_line(glyphs, start..end);
            if line.width > width + line::TOLERANCE {
                break;
            }
            let Some((before, _)) = least[start] else {
                continue;
            };
            let slack = 1.0 - line.width / width;
            let short = if line.glyphs.len() == 1 {
                LONE_CHARACTER
            } else {
                0.0
            };
            let total = before + cost + LINE + slack * slack + short;
            if least[end].is_none_or(|(known, _)| total < known) {
                least[end] = Some((total, start));
            }
        }
    }
    let mut starts = Vec::new();
    let mut end = count;
    while end > 0 {
        let (_, start) = least[end]?;
        starts.push(start);
        end = start;
    }
    starts.reverse();
    Some(starts)
}

/// Cost of ending a line before each glyph and at the end; `None` where no line may end.
fn costs(
    glyphs: &[ShapedGlyph],
    width: f64,
    offset: usize,
    permitted: &[usize],
    edition: Option<&Words>,
) -> Vec<Option<f64>> {
    let count = glyphs.len();
    let mut held = vec![false; count + 1];
    let words = edition.map(|edition| words::whole(glyphs, edition));
    let quantities = quantity::quantities(glyphs, edition).into_iter();
    let quantities = quantities.map(|quantity| quantity.glyphs);
    let inseparable = words.iter().flatten().cloned().chain(quantities);
    for range in inseparable.chain(line::brackets(glyphs)) {
        held[range.start + 1..range.end].fill(true);
    }
    let begins_unit = |at: usize| {
        permitted.contains(&(offset + at))
            && !glyphs[at].is_space
            && kinsoku::may_part(glyphs[at - 1].glyph.character, glyphs[at].glyph.character)
            && !held[at]
    };
    let mut costs = vec![None; count + 1];
    costs[count] = Some(0.0);
    let mut units = Vec::new();
    for at in 1..count {
        if begins_unit(at) {
            units.push(at);
            costs[at] = Some(0.0);
        } else if glyphs[at].may_start_line {
            costs[at] = Some(if held[at] {
                INSIDE
            } else if words::follows_closing(glyphs, at) {
                AFTER_PUNCTUATION
            } else if edition.is_some_and(|edition| words::follows_ending(glyphs, at, edition)) {
                AFTER_WORD
            } else if kinsoku::closing_bracket(glyphs[at].glyph.character).is_some() {
                BEFORE_BRACKET
            } else {
                ANYWHERE
            });
        }
    }
    if units.is_empty() {
        return costs;
    }
    let starts = std::iter::once(0).chain(units.iter().copied());
    let ends = units.iter().copied().chain([count]);
    for (start, end) in starts.zip(ends) {
        if fits(glyphs, &(start..end), width) {
            for cost in costs[start + 1..end].iter_mut().flatten() {
                *cost += INSIDE_UNIT;
            }
        }
    }
    costs
}
