//! Runs and rules → the content of a page, places in hundredths of a point.

use pdf_writer::{Content, Name, Str};

use super::super::assembly::{hundredths, points, to_hundredths};
use super::super::object::COMPACT;
use super::super::structure::mark::{Mark, Marked, drawn};
use super::super::{Broken, glyphs};
use super::font::{Sort, VolumeFonts, code, resource_name};
use crate::grid::Align;
use crate::layout::{FaceIndex, Glyph, Page, Part, Run};
use crate::length::Length;

/// The foot of a part's pages; `{page}` and `{pages}` in its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Foot {
    pub(super) text: String,
    pub(super) face: usize,
    pub(super) size: Length,
    pub(super) align: Align,
    pub(super) left: Length,
    pub(super) right: Length,
    /// From the sheet's lower edge to the baseline.
    pub(super) baseline: Length,
}

/// Draws texts one after the other; moves are relative to the last.
pub(super) struct Texts {
    content: Content,
    at: [i64; 2],
    font: Option<(usize, u8, Length)>,
}

impl Texts {
    pub(super) fn new(mut content: Content) -> Texts {
        content.begin_text();
        Texts {
            content,
            at: [0, 0],
            font: None,
        }
    }

    /// Glyphs of one face on a baseline, `y` from the sheet's lower edge; each is noted as used.
    pub(super) fn show(
        &mut self,
        (face, size): (FaceIndex, Length),
        (x, y): (Length, Length),
        glyphs: &[Glyph],
        fonts: &mut VolumeFonts<'_>,
    ) -> Result<(), Broken> {
        let mut x = x;
        for row in glyphs.chunk_by(|one, next| code(one.character).0 == code(next.character).0) {
            let plane = code(row[0].character).0;
            if self.font != Some((face.0, plane, size)) {
                let name = resource_name(face.0, plane);
                self.content.set_font(Name(name.as_bytes()), points(size));
                self.font = Some((face.0, plane, size));
            }
            let to = [to_hundredths(x), to_hundredths(y)];
            self.content.next_line(
                hundredths(to[0] - self.at[0]),
                hundredths(to[1] - self.at[1]),
            );
            self.at = to;
            let mut codes = Vec::with_capacity(2 * row.len());
            for glyph in row {
                codes.extend(code(glyph.character).1.to_be_bytes());
                let sort = Sort {
                    id: glyph.id,
                    advance: glyph.advance,
                };
                fonts.note(face.0, glyph.character, sort)?;
            }
            self.content.show(Str(&codes));
            x += width(row, size);
        }
        Ok(())
    }

    /// Begins a stretch of texts that belong together.
    pub(super) fn begin(&mut self, mark: Mark) {
        mark.begin(&mut self.content);
    }

    /// Ends it.
    pub(super) fn end(&mut self) {
        Mark::end(&mut self.content);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.content.end_text();
        self.content.finish().to_vec()
    }
}

/// How wide glyphs are.
pub(super) fn width(glyphs: &[Glyph], size: Length) -> Length {
    let advance: f64 = glyphs.iter().map(|glyph| f64::from(glyph.advance)).sum();
    size * (advance / 1000.0)
}

/// The content of a page but for its foot, in these stretches.
pub(super) fn draw_page(
    (page, marked): (&Page, &[Marked]),
    height: Length,
    fonts: &mut VolumeFonts<'_>,
) -> Result<Vec<u8>, Broken> {
    let mut content = Content::with_settings(COMPACT);
    if !page.rules.is_empty() {
        Mark::Ornament.begin(&mut content);
    }
    for rules in page.rules.chunk_by(|one, next| one.width == next.width) {
        content.set_line_width(points(rules[0].width));
        for rule in rules {
            let place = |(x, y): (Length, Length)| {
                [x, height - y].map(|length| hundredths(to_hundredths(length)))
            };
            let ([from_x, from_y], [to_x, to_y]) = (place(rule.from), place(rule.to));
            content.move_to(from_x, from_y).line_to(to_x, to_y);
        }
        content.stroke();
    }
    if !page.rules.is_empty() {
        Mark::end(&mut content);
    }
    let mut texts = Texts::new(content);
    let runs: Vec<&Run> = drawn(page).collect();
    for stretch in marked.iter().filter(|stretch| stretch.part != Part::Foot) {
        texts.begin(stretch.mark);
        for run in runs.get(stretch.runs.clone()).unwrap_or_default() {
            let glyphs = glyphs(page, run)?;
            let place = (run.x, height - run.baseline);
            texts.show((run.face, run.size), place, glyphs, fonts)?;
        }
        texts.end();
    }
    Ok(texts.finish())
}

/// The content of a page's foot.
pub(super) fn draw_foot(foot: &Foot, text: &str, fonts: &mut VolumeFonts<'_>) -> Vec<u8> {
    let sorts: Vec<(FaceIndex, Glyph)> = text
        .chars()
        .map(|character| fonts.sort(FaceIndex(foot.face), character))
        .collect();
    let all: Vec<Glyph> = sorts.iter().map(|(_, glyph)| *glyph).collect();
    let wide = width(&all, foot.size);
    let mut x = match foot.align {
        Align::Left => foot.left,
        Align::Center | Align::Decimal => (foot.left + foot.right - wide) / 2.0,
        Align::Right => foot.right - wide,
    };
    let mut texts = Texts::new(Content::with_settings(COMPACT));
    texts.begin(Mark::Foot);
    for row in sorts.chunk_by(|one, next| one.0 == next.0) {
        let glyphs: Vec<Glyph> = row.iter().map(|(_, glyph)| *glyph).collect();
        // The faces come from the set itself.
        let _ = texts.show((row[0].0, foot.size), (x, foot.baseline), &glyphs, fonts);
        x += width(&glyphs, foot.size);
    }
    texts.end();
    texts.finish()
}
