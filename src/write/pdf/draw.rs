//! Laid-out page → content stream, with coordinates in hundredths of a point.

use pdf_writer::{Content, Name, Rect, Str};

use super::error::PdfError;
use super::fonts::{UsedFonts, code, resource_name};
use super::object::COMPACT;
use super::sheet::{LARGEST, SheetSize, measured};
use super::structure::marked_content::{ContentTag, MarkedContent, non_empty_runs};
use crate::layout::{Glyph, Page, Run};
use crate::length::Length;

/// Content stream of a page: its rules, then its texts as marked content.
pub(super) fn draw_page(
    page: &Page,
    contents: &[MarkedContent],
    height: Length,
    fonts: &mut UsedFonts<'_>,
) -> Result<Vec<u8>, PdfError> {
    for run in &page.runs {
        glyphs(page, run)?;
    }
    let mut content = Content::with_settings(COMPACT);
    draw_rules(page, height, &mut content)?;
    content.begin_text();
    let runs: Vec<&Run> = non_empty_runs(page).collect();
    let mut pen = Pen {
        content,
        at: [0, 0],
        font: None,
        codes: Vec::new(),
    };
    for marked in contents {
        marked.tag.begin(&mut pen.content);
        for run in runs.get(marked.runs.clone()).unwrap_or_default() {
            pen.show(run, glyphs(page, run)?, height, fonts)?;
        }
        pen.content.end_marked_content();
    }
    pen.content.end_text();
    let mut content = pen.content.finish().to_vec();
    // Some readers join the streams of a page without the whitespace required between them.
    content.push(b'\n');
    Ok(content)
}

/// Writes text operators; positions are relative to the last one.
struct Pen {
    content: Content,
    at: [i64; 2],
    font: Option<(usize, u8, Length)>,
    codes: Vec<u8>,
}

impl Pen {
    /// Draws a run on a page of this height and records its glyphs as used.
    fn show(
        &mut self,
        run: &Run,
        glyphs: &[Glyph],
        height: Length,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<(), PdfError> {
        if !(Length::ZERO..=height).contains(&run.baseline) {
            return Err(PdfError::Position);
        }
        let y = to_hundredths(height - run.baseline)?;
        let (face, mut x) = (run.face.0, run.x);
        for row in glyphs.chunk_by(|one, next| code(one.character).0 == code(next.character).0) {
            let plane = code(row[0].character).0;
            if self.font != Some((face, plane, run.size)) {
                let name = resource_name(face, plane);
                self.content
                    .set_font(Name(name.as_bytes()), points(measured(run.size)?));
                self.font = Some((face, plane, run.size));
            }
            let to = [to_hundredths(x)?, y];
            let [right, up] = [0, 1].map(|way| hundredths(to[way] - self.at[way]));
            self.content.next_line(right, up);
            self.at = to;
            self.codes.clear();
            for glyph in row {
                self.codes.extend(code(glyph.character).1.to_be_bytes());
                fonts.note(face, *glyph)?;
            }
            self.content.show(Str(&self.codes));
            let advance: f64 = row.iter().map(|glyph| f64::from(glyph.advance)).sum();
            x += run.size * (advance / 1000.0);
        }
        Ok(())
    }
}

fn draw_rules(page: &Page, height: Length, content: &mut Content) -> Result<(), PdfError> {
    if page.rules.is_empty() {
        return Ok(());
    }
    ContentTag::Ornament.begin(content);
    for rules in page.rules.chunk_by(|one, next| one.width == next.width) {
        content.set_line_width(points(measured(rules[0].width)?));
        for rule in rules {
            let [from_x, from_y] = point(rule.from, height)?;
            let [to_x, to_y] = point(rule.to, height)?;
            content.move_to(from_x, from_y).line_to(to_x, to_y);
        }
        content.stroke();
    }
    content.end_marked_content();
    Ok(())
}

/// Point relative to the lower left corner of the page.
fn point((x, y): (Length, Length), height: Length) -> Result<[f32; 2], PdfError> {
    Ok([
        hundredths(to_hundredths(x)?),
        hundredths(to_hundredths(height - y)?),
    ])
}

/// Glyphs of a run, if its page has them.
pub(super) fn glyphs<'a>(page: &'a Page, run: &Run) -> Result<&'a [Glyph], PdfError> {
    page.glyphs
        .get(run.glyphs.0..run.glyphs.1)
        .ok_or(PdfError::Run(run.glyphs))
}

/// Media box of a page.
pub(super) fn sheet(paper: SheetSize) -> Rect {
    Rect::new(0.0, 0.0, points(paper.width), points(paper.height))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "f32 represents lengths far beyond any page"
)]
pub(super) fn points(length: Length) -> f32 {
    length.to_pt() as f32
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "f32 represents lengths far beyond any page"
)]
fn hundredths(number: i64) -> f32 {
    (number as f64 / 100.0) as f32
}

/// Coordinate in hundredths of a point, if a page can reach it on either side of its corner.
#[expect(
    clippy::cast_possible_truncation,
    reason = "i64 represents lengths far beyond any page"
)]
fn to_hundredths(length: Length) -> Result<i64, PdfError> {
    if length.to_pt().abs() <= LARGEST {
        Ok((length.to_pt() * 100.0).round() as i64)
    } else {
        Err(PdfError::Position)
    }
}
