//! Line breaking: a paragraph of shaped glyphs → lines, greedily, by UAX #14 and the Chinese rules
//! of [`kinsoku`].

use std::ops::Range;

use unicode_linebreak::linebreaks;

use super::glyph::{ShapedGlyph, is_drawn};
use super::{kinsoku, words};
use crate::grid::Words;

/// A line of a text, as a range of shaped glyphs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its glyphs, including trailing spaces.
    pub(super) glyphs: Range<usize>,
    /// Width without trailing spaces, in thousandths of the type size.
    pub(super) width: f64,
    /// Indent, in thousandths of the type size.
    pub(super) indent: f64,
}

/// Tolerance for comparing widths: sums of thousandths are exact, the available width is not.
pub(super) const TOLERANCE: f64 = 1e-6;

/// Determines where UAX #14 and the Chinese rules allow a line break. `glyphs` are those of
/// `paragraph`, in its order.
pub(super) fn mark_breaks(paragraph: &str, glyphs: &mut [ShapedGlyph]) {
    let mut breaks = linebreaks(paragraph)
        .map(|(position, _)| position)
        .peekable();
    let mut index = 0;
    let mut is_open = false;
    let mut last: Option<char> = None;
    let mut before: Option<char> = None;
    for (position, character) in paragraph.char_indices() {
        while breaks.next_if(|next| *next <= position).is_some() {
            is_open = true;
        }
        if !is_drawn(character) {
            continue;
        }
        let shaped = &mut glyphs[index];
        index += 1;
        let by_uax = is_open && before.is_some_and(|before| kinsoku::may_part(before, character));
        let by_quotation =
            last.is_some_and(|last| kinsoku::parts_at_quotation_mark(last, character));
        let is_after_box = || last.is_some_and(kinsoku::is_box) && !kinsoku::is_box(character);
        shaped.may_start_line = !shaped.is_space && (by_uax || by_quotation) && !is_after_box();
        is_open = false;
        last = Some(character);
        if !shaped.is_space {
            before = last;
        }
    }
}

/// Maximum number of lines of a short paragraph, in which bracketed words stay together.
const SHORT: usize = 6;

/// Maximum number of characters between brackets that stay on one line.
const MAX_BRACKETED_LENGTH: usize = 8;

/// Appends the lines of a paragraph: at least one, which may be empty; its first line begins with
/// `indent`. In a short one, such as a label, bracketed words (“（单位）”) stay on one line if that
/// takes no more lines; so do phrases between punctuation and the words of an edition.
pub(super) fn break_lines(
    glyphs: &mut [ShapedGlyph],
    paragraph: Range<usize>,
    (width, indent): (f64, f64),
    edition: Option<&Words>,
    lines: &mut Vec<Line>,
) {
    let first = lines.len();
    fill_lines(glyphs, paragraph.clone(), width, indent, lines);
    let count = lines.len() - first;
    if !(2..=SHORT).contains(&count) {
        return;
    }
    let text = &glyphs[paragraph.clone()];
    let brackets = brackets(text);
    let words = edition.map(|edition| {
        let words = words::whole(text, edition);
        [&brackets[..], &words, &words::phrases(text)].concat()
    });
    for ranges in words.into_iter().chain([brackets]) {
        let held = hold(&mut glyphs[paragraph.clone()], &ranges, width);
        if held.is_empty() {
            continue;
        }
        let mut others = Vec::with_capacity(count);
        fill_lines(glyphs, paragraph.clone(), width, indent, &mut others);
        if others.len() == count {
            lines.truncate(first);
            lines.append(&mut others);
            return;
        }
        for index in held {
            glyphs[paragraph.start + index].may_start_line = true;
        }
    }
}

/// Confines the breaks of a paragraph to the glyphs `permitted`; a segment between them that does
/// not fit on a line may break as before.
pub(super) fn confine(
    glyphs: &mut [ShapedGlyph],
    paragraph: Range<usize>,
    width: f64,
    permitted: &[usize],
) {
    let mut start = paragraph.start;
    let inside = permitted.iter().copied();
    let inside = inside.filter(|at| paragraph.start < *at && *at < paragraph.end);
    let mut starts = Vec::new();
    for end in inside.chain([paragraph.end]) {
        if fits(glyphs, &(start..end), width) {
            for shaped in glyphs.iter_mut().take(end).skip(start + 1) {
                shaped.may_start_line = false;
            }
        }
        starts.push(end);
        start = end;
    }
    starts.pop();
    for start in starts {
        glyphs[start].may_start_line = !glyphs[start].is_space;
    }
}

/// Whether glyphs fit on a line.
pub(super) fn fits(glyphs: &[ShapedGlyph], range: &Range<usize>, width: f64) -> bool {
    let total: f64 = glyphs[range.clone()].iter().map(ShapedGlyph::advance).sum();
    total <= width + TOLERANCE
}

/// Brackets with a short content.
pub(super) fn brackets(glyphs: &[ShapedGlyph]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for open in 0..glyphs.len() {
        let Some(closing) = kinsoku::closing_bracket(glyphs[open].glyph.character) else {
            continue;
        };
        let end = glyphs.len().min(open + MAX_BRACKETED_LENGTH + 2);
        let is_close = |shaped: &ShapedGlyph| shaped.glyph.character == closing;
        let length = glyphs[open..end].iter().position(is_close);
        found.extend(length.map(|length| open..open + length + 1));
    }
    found
}

/// Removes the break opportunities in ranges that fit on one line; returns where they were.
fn hold(glyphs: &mut [ShapedGlyph], ranges: &[Range<usize>], width: f64) -> Vec<usize> {
    let mut held = Vec::new();
    for range in ranges {
        let is_opportunity = |index: &usize| *index > range.start && glyphs[*index].may_start_line;
        if fits(glyphs, range, width) {
            held.extend(range.clone().filter(is_opportunity));
        }
    }
    for index in &held {
        glyphs[*index].may_start_line = false;
    }
    held
}

fn fill_lines(
    glyphs: &[ShapedGlyph],
    paragraph: Range<usize>,
    width: f64,
    indent: f64,
    lines: &mut Vec<Line>,
) {
    let first = lines.len();
    let mut start = paragraph.start;
    let mut room = width - indent;
    loop {
        let end = line_end(glyphs, start..paragraph.end, room);
        room = width;
        lines.push(measure_line(glyphs, start..end));
        start = end;
        if start >= paragraph.end {
            break;
        }
    }
    if let [.., before, last] = &mut lines[first..] {
        join_lone_character(glyphs, before, last, width);
    }
    lines[first].indent = indent;
}

/// Avoids a single character on the last line of a paragraph (孤字) by moving the word before it:
/// most words have two characters, and GB/T 15834—2011 §5.1.11 requires it. At least two characters
/// stay on the line before.
fn join_lone_character(glyphs: &[ShapedGlyph], before: &mut Line, last: &mut Line, width: f64) {
    let count = |range: Range<usize>| {
        glyphs[range]
            .iter()
            .filter(|shaped| shaped.glyph.character.is_alphanumeric())
            .count()
    };
    if count(last.glyphs.clone()) != 1 {
        return;
    }
    let opportunity = (before.glyphs.start + 1..before.glyphs.end)
        .rev()
        .find(|index| glyphs[*index].may_start_line);
    let Some(start) = opportunity.filter(|start| count(before.glyphs.start..*start) >= 2) else {
        return;
    };
    let joined = measure_line(glyphs, start..last.glyphs.end);
    if joined.width <= width + TOLERANCE {
        *before = measure_line(glyphs, before.glyphs.start..start);
        *last = joined;
    }
}

/// End of the line that begins with the range; past its start unless the range is empty.
fn line_end(glyphs: &[ShapedGlyph], range: Range<usize>, width: f64) -> usize {
    let lead = glyphs.get(range.start).map_or(0, |shaped| shaped.lead);
    let mut total = -f64::from(lead);
    let mut opportunity = None;
    for index in range.clone() {
        let shaped = &glyphs[index];
        if shaped.may_start_line && index > range.start {
            opportunity = Some(index);
        }
        total += shaped.advance();
        if !shaped.is_space && total - f64::from(shaped.trail) > width + TOLERANCE {
            return opportunity.unwrap_or_else(|| forced_end(glyphs, range, index));
        }
    }
    range.end
}

/// End of a line without a break opportunity before `overflow`, the first glyph that does not fit:
/// as late as the Chinese rules allow, or else directly before that glyph. A glyph that is too wide
/// alone stays alone.
fn forced_end(glyphs: &[ShapedGlyph], range: Range<usize>, overflow: usize) -> usize {
    let starts_cluster =
        |index: &usize| glyphs[*index].glyph.advance > 0 && !glyphs[*index].is_space;
    let earlier = (range.start + 1..=overflow).rev().filter(starts_cluster);
    let mut latest = None;
    for index in earlier {
        if is_good_end(glyphs, range.start, index) {
            return index;
        }
        latest = latest.or(Some(index));
    }
    let next_cluster = || {
        (overflow + 1..range.end)
            .find(|index| glyphs[*index].glyph.advance > 0)
            .unwrap_or(range.end)
    };
    latest.unwrap_or_else(next_cluster)
}

fn is_good_end(glyphs: &[ShapedGlyph], start: usize, index: usize) -> bool {
    let after = glyphs[index].glyph.character;
    let Some(before) = glyphs[start..index].iter().rfind(|shaped| !shaped.is_space) else {
        return true;
    };
    let splits_pair = kinsoku::is_paired(after)
        && glyphs[..index]
            .iter()
            .rev()
            .take_while(|shaped| shaped.glyph.character == after)
            .count()
            % 2
            == 1;
    !splits_pair && kinsoku::may_part(before.glyph.character, after)
}

pub(super) fn measure_line(glyphs: &[ShapedGlyph], range: Range<usize>) -> Line {
    let inked = glyphs[range.clone()]
        .iter()
        .rposition(|shaped| !shaped.is_space)
        .map_or(0, |last| last + 1);
    let inked = &glyphs[range.start..range.start + inked];
    let width: f64 = inked.iter().map(ShapedGlyph::advance).sum();
    let (lead, trail) = (inked.first(), inked.last());
    let lead = f64::from(lead.map_or(0, |shaped| shaped.lead));
    let trail = f64::from(trail.map_or(0, |shaped| shaped.trail));
    Line {
        glyphs: range,
        width: width - lead - trail,
        indent: 0.0,
    }
}
