//! genpdf as the canvas: one custom [`Element`] lays down the sheets, a string a run and a line a rule, each at its place.
//!
//! What genpdf cannot say in its own terms it is told in terms it has (the head of [`super`] explains why): a glyph is spelled by
//! the four hexadecimal digits of its code, and a [`Pen`] (face and size, or the width of a rule) by a colour.

use std::vec::IntoIter;

use genpdf::error::{Error, ErrorKind};
use genpdf::fonts::{FontData, FontFamily};
use genpdf::render::Area;
use genpdf::style::{Color, Style};
use genpdf::{Context, Document, Element, Mm, Position, RenderResult, Size};
use printpdf::BuiltinFont;

use super::standin;
use crate::length::Length;

/// Steps a colour channel keeps apart: genpdf's file has two decimals of 0 to 1.
const STEPS: usize = 64;

/// Distance of two steps in a channel of 0 to 255.
const STEP: u8 = 4;

/// The number of a face and size, or of the width of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen(pub(super) usize);

/// A sheet of paper and what is drawn on it. Origin at the upper left corner, y downwards.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) texts: Vec<Text>,
    pub(super) lines: Vec<Line>,
}

/// A run of text.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) x: Length,
    pub(super) baseline: Length,
    pub(super) pen: Pen,
    /// The codes of its glyphs in the embedded font.
    pub(super) codes: Vec<u16>,
}

/// A straight rule.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) from: (Length, Length),
    pub(super) to: (Length, Length),
    pub(super) pen: Pen,
}

/// Lays down the sheets on paper of one size and returns genpdf's file.
pub(super) fn paint(sheets: Vec<Sheet>, width: Length, height: Length) -> Result<Vec<u8>, Error> {
    let mut document = Document::new(standin_family()?);
    document.set_paper_size(Size::new(mm(width), mm(height)));
    document.set_minimal_conformance();
    document.push(Sheets {
        left: sheets.into_iter(),
        spelled: String::new(),
    });
    let mut file = Vec::new();
    document.render(&mut file)?;
    Ok(file)
}

/// The four styles genpdf wants, all from one stand-in that is named and never embedded.
fn standin_family() -> Result<FontFamily<FontData>, Error> {
    let font = |builtin| FontData::new(standin::FONT.to_vec(), Some(builtin));
    Ok(FontFamily {
        regular: font(BuiltinFont::Courier)?,
        bold: font(BuiltinFont::CourierBold)?,
        italic: font(BuiltinFont::CourierOblique)?,
        bold_italic: font(BuiltinFont::CourierBoldOblique)?,
    })
}

/// The element: a sheet a page.
struct Sheets {
    left: IntoIter<Sheet>,
    spelled: String,
}

impl Element for Sheets {
    fn render(
        &mut self,
        context: &Context,
        area: Area<'_>,
        style: Style,
    ) -> Result<RenderResult, Error> {
        if let Some(sheet) = self.left.next() {
            for text in &sheet.texts {
                self.print(context, &area, style, text)?;
            }
            for line in &sheet.lines {
                area.draw_line(
                    vec![at(line.from), at(line.to)],
                    style.with_color(line.pen.color()?),
                );
            }
        }
        Ok(RenderResult {
            size: area.size(),
            has_more: self.left.len() > 0,
        })
    }
}

impl Sheets {
    fn print(
        &mut self,
        context: &Context,
        area: &Area<'_>,
        style: Style,
        text: &Text,
    ) -> Result<(), Error> {
        let style = style.with_color(text.pen.color()?);
        spell(&text.codes, &mut self.spelled);
        // genpdf draws a string one glyph height below the place it is given.
        let mut place = at((text.x, text.baseline));
        place.y -= style
            .font(&context.font_cache)
            .glyph_height(style.font_size());
        if area.print_str(&context.font_cache, place, style, &self.spelled)? {
            return Ok(());
        }
        let message = format!(
            "a line of text at {:.2} pt lies below the sheet",
            text.baseline.to_pt()
        );
        Err(Error::new(message, ErrorKind::PageSizeExceeded))
    }
}

impl Pen {
    /// The colour that stands for this pen on the canvas.
    fn color(self) -> Result<Color, Error> {
        let digit = |place: usize| u8::try_from(self.0 / place % STEPS).map(|digit| digit * STEP);
        match (digit(STEPS * STEPS), digit(STEPS), digit(1)) {
            (Ok(red), Ok(green), Ok(blue)) if self.0 < STEPS * STEPS * STEPS => {
                Ok(Color::Rgb(red, green, blue))
            }
            _ => Err(Error::new(
                "too many type sizes and rule widths",
                ErrorKind::Internal,
            )),
        }
    }

    /// The pen of a colour as it stands in genpdf's file, in hundredths.
    pub(super) fn from_hundredths(color: [i64; 3]) -> Option<Pen> {
        let step = i64::from(STEP) * 100;
        let number = color.iter().try_fold(0, |number, channel| {
            let digit = usize::try_from((channel * 255 + step / 2) / step).ok()?;
            (digit < STEPS).then_some(number * STEPS + digit)
        });
        number.map(Pen)
    }
}

/// Spells each code by its hexadecimal digits.
fn spell(codes: &[u16], spelled: &mut String) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    spelled.clear();
    for code in codes {
        spelled.extend([12, 8, 4, 0].map(|shift| DIGITS[usize::from(code >> shift & 0xF)]));
    }
}

fn at(place: (Length, Length)) -> Position {
    Position::new(mm(place.0), mm(place.1))
}

fn mm(length: Length) -> Mm {
    length.to_mm().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pen_survives_two_decimals() {
        for number in (0..STEPS * STEPS * STEPS).step_by(61) {
            let Ok(Color::Rgb(red, green, blue)) = Pen(number).color() else {
                panic!("no colour for {number}")
            };
            let written =
                [red, green, blue].map(|channel| format!("{:.02?}", f64::from(channel) / 255.0));
            let hundredths = written.map(|text| text.replace('.', "").parse().unwrap());
            assert_eq!(Pen::from_hundredths(hundredths), Some(Pen(number)));
        }
    }

    #[test]
    fn codes_are_spelled_by_their_digits() {
        let mut spelled = "old".to_owned();
        spell(&[0x00A3, 0xFFFF], &mut spelled);
        assert_eq!(spelled, "00A3FFFF");
    }
}
