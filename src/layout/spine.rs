//! The spine (书脊) of a volume: a strip as wide as the volume is thick, with its text set vertically,
//! marks to cut it at, and a text beside it that says how the width was computed.

use super::faces::{UnknownFace, faces_of};
use super::font::FontSet;
use super::front_matter::Setter;
use super::page::{Page, Rule, RunKind};
use crate::grid::{Align, Look};
use crate::length::Length;

/// Type sizes: the largest on a spine, the smallest that is readable, and that of the text beside it.
const LARGEST: Length = Length::pt(22.0);
const SMALLEST: Length = Length::pt(7.0);
const BESIDE: Length = Length::pt(9.0);

/// Type size as a fraction of the width: some space is left for folds that are not exact.
const OF_WIDTH: f64 = 0.7;

/// Distance of characters, and space between parts, as multiples of the type size.
const PITCH: f64 = 1.15;
const GAP: f64 = 1.2;

/// Space above and below the text, and length of the marks.
const ENDS: Length = Length::mm(22.0);
const MARK: Length = Length::mm(10.0);
const MARK_WIDTH: Length = Length::pt(0.4);

/// Distance of the text beside the strip.
const APART: Length = Length::mm(10.0);

/// A spine.
#[derive(Debug, Clone, Copy)]
pub struct Spine<'a> {
    /// Look whose paper and fonts are used: the strip is as long as the paper is high.
    pub look: &'a Look,
    /// Its texts from the top: title, year, number of the volume. Each may be empty.
    pub texts: &'a [&'a str],
    /// Text at its lower end: the bureau. May be empty.
    pub foot: &'a str,
    /// Thickness of the volume.
    pub width: Length,
    /// Text beside the strip: how the width was computed.
    pub about: &'a str,
    /// Text after that if the strip is too narrow for its text.
    pub too_narrow: &'a str,
}

/// Lays out the page of a spine. Its texts and those beside it are [`RunKind::Title`]s, in their
/// order.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn spine(spine: &Spine<'_>, fonts: &FontSet) -> Result<Page, UnknownFace> {
    let faces = faces_of(spine.look, fonts)?;
    let mut setter = Setter::new(spine.look, fonts, &faces);
    let paper = &spine.look.paper;
    let middle = paper.width / 2.0;
    let edges = (middle - spine.width / 2.0, middle + spine.width / 2.0);
    let texts: Vec<String> = spine.texts.iter().map(|text| upright(text)).collect();
    let texts: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    let foot = upright(spine.foot);
    let all = texts.iter().copied().chain([&foot]);
    let characters: usize = all.map(|text| text.chars().count()).sum();
    let length = paper.height - ENDS * 2.0;
    let ems = as_f64(characters) * PITCH + as_f64(texts.len() + 1) * GAP;
    let size = LARGEST.min(spine.width * OF_WIDTH).min(length / ems);
    let mut number = 0;
    if size >= SMALLEST {
        setter.y = ENDS + size;
        for text in texts {
            column(&mut setter, text, (size, edges), number);
            setter.y += size * GAP;
            number += 1;
        }
        if !foot.is_empty() {
            let high = size * (PITCH * as_f64(foot.chars().count()));
            setter.y = setter.y.max(paper.height - ENDS - high + size);
            column(&mut setter, &foot, (size, edges), number);
            number += 1;
        }
    }
    let is_narrow = size < SMALLEST;
    let about = [spine.about, if is_narrow { spine.too_narrow } else { "" }].concat();
    beside(&mut setter, &about, edges.1 + APART, number);
    for x in [edges.0, edges.1] {
        for (from, to) in [(Length::ZERO, MARK), (paper.height - MARK, paper.height)] {
            setter.page.rules.push(Rule {
                from: (x, from),
                to: (x, to),
                width: MARK_WIDTH,
            });
        }
    }
    Ok(setter.page)
}

/// Draws the characters of a text one below the other.
fn column(
    setter: &mut Setter<'_>,
    text: &str,
    (size, edges): (Length, (Length, Length)),
    number: usize,
) {
    for character in text.chars() {
        let mut bytes = [0; 4];
        let block = setter.set(
            character.encode_utf8(&mut bytes),
            ("title", size),
            Align::Center,
            Length::pt(f64::INFINITY),
        );
        for line in block.lines.clone() {
            setter.draw(line, &block, edges, RunKind::Title(number));
        }
        setter.y += size * PITCH;
    }
}

/// Draws the text beside the strip, in the middle of the page's height.
fn beside(setter: &mut Setter<'_>, text: &str, left: Length, number: usize) {
    let right = setter.edges().1;
    let block = setter.set(
        text,
        ("body", BESIDE),
        Align::Left,
        (right - left).max(BESIDE),
    );
    setter.y = setter.look.paper.height / 2.0;
    for line in block.lines.clone() {
        setter.draw(line, &block, (left, right), RunKind::Title(number));
        setter.y += block.pitch;
    }
}

/// A text as it is set vertically: without spaces, with the vertical forms of brackets.
fn upright(text: &str) -> String {
    let characters = text.chars().filter(|one| !one.is_whitespace());
    let forms = characters.map(|character| match character {
        '(' | '（' => '︵',
        ')' | '）' => '︶',
        '《' => '︽',
        '》' => '︾',
        '〈' => '︿',
        '〉' => '﹀',
        '〔' => '︹',
        '〕' => '︺',
        '“' => '﹁',
        '”' => '﹂',
        '—' => '︱',
        other => other,
    });
    forms.collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a few hundred characters at most"
)]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::upright;

    #[test]
    fn brackets_are_turned_and_spaces_left_out() {
        assert_eq!(
            upright("部门(单位) 整体支出（2025年度）"),
            "部门︵单位︶整体支出︵2025年度︶"
        );
    }
}
