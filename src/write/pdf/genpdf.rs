//! Optional backend of the same pages by genpdf (feature `genpdf`).
//!
//! The file **is genpdf's**, with its limits: type sizes in whole points, rules of one width, pages
//! of one size, no PDF/A, no tags, no bookmarks, and an ID and date that differ between runs. Text
//! positions are the layout's.
//!
//! It is off by default: genpdf 0.2 and its dependencies are unmaintained (six advisories) and many
//! times slower. It needs a character map in each font, which the subsets of the direct backend
//! lack: [`with_map`] adds one.

use std::collections::BTreeMap;
use std::vec::IntoIter;

use genpdf::fonts::{Font, FontData, FontFamily};
use genpdf::render::Area;
use genpdf::style::Style;
use genpdf::{Context, Element, Mm, Position, RenderResult, Size};
use printpdf::BuiltinFont;

use super::draw::glyphs;
use super::drawn::DrawnTables;
use super::error::PdfError;
use super::fonts::UsedFonts;
use super::sheet::{A4, SheetSize, pages_of, sheet_of};
use super::structure::marked_content::non_empty_runs;
use crate::layout::{FaceIndex, FontSet, Page, SUBSTITUTE};
use crate::length::Length;
use crate::write::document::{Document, Properties, WrittenFile};
use crate::write::error::WriteError;
use crate::write::paper::subset::Subset;

/// Writes the document of tables by genpdf.
pub(super) fn write(
    drawn: &DrawnTables<'_>,
    properties: &Properties,
) -> Result<WrittenFile, WriteError> {
    let document = Document {
        tables: drawn.tables,
        properties,
    };
    Ok(WrittenFile {
        bytes: file(&document, drawn.fonts.set)?,
        notes: Vec::new(),
    })
}

fn file(document: &Document<'_>, fonts: &FontSet) -> Result<Vec<u8>, PdfError> {
    let mut used = UsedFonts::new(fonts);
    for (page, _) in pages_of(document.tables) {
        note(&page, &mut used)?;
    }
    // genpdf requires a font even without text.
    let (FaceIndex(face), glyph, _) = fonts.drawn(FaceIndex(0), SUBSTITUTE);
    used.note(face, glyph)?;
    let mut families = Vec::new();
    for face in used.faces() {
        let Subset { bytes, glyph_ids } = face.subset()?;
        let map: Vec<(char, u16)> = face.characters().zip(glyph_ids).collect();
        families.push((face.index(), family(&with_map(&bytes, &map))?));
    }
    let mut families = families.into_iter();
    let (first, default) = families.next().ok_or(PdfError::Face(0))?;
    let mut out = genpdf::Document::new(default);
    let mut known = BTreeMap::from([(first, out.font_cache().default_font_family())]);
    for (index, family) in families {
        known.insert(index, out.add_font_family(family));
    }
    out.set_title(document.properties.title.as_str());
    out.set_minimal_conformance();
    out.set_paper_size(largest(document));
    let sheets: Result<Vec<Sheet>, PdfError> = pages_of(document.tables)
        .map(|(page, _)| sheet(&page, &known))
        .collect();
    out.push(Sheets(sheets?.into_iter()));
    let mut bytes = Vec::new();
    out.render(&mut bytes).map_err(PdfError::Genpdf)?;
    Ok(bytes)
}

fn note(page: &Page, used: &mut UsedFonts<'_>) -> Result<(), PdfError> {
    for run in non_empty_runs(page) {
        for glyph in glyphs(page, run)? {
            used.note(run.face.0, *glyph)?;
        }
    }
    Ok(())
}

/// Size that fits every page: genpdf's pages are all equal.
fn largest(document: &Document<'_>) -> Size {
    let sizes = document.tables.iter().map(sheet_of);
    let size = sizes.reduce(|one, other| SheetSize {
        width: one.width.max(other.width),
        height: one.height.max(other.height),
    });
    let SheetSize { width, height } = size.unwrap_or(A4);
    Size::new(mm(width), mm(height))
}

/// The four styles that genpdf requires; three of them refer to a built-in font.
fn family(bytes: &[u8]) -> Result<FontFamily<FontData>, PdfError> {
    let font = |builtin| FontData::new(bytes.to_vec(), builtin).map_err(PdfError::Genpdf);
    Ok(FontFamily {
        regular: font(None)?,
        bold: font(Some(BuiltinFont::CourierBold))?,
        italic: font(Some(BuiltinFont::CourierOblique))?,
        bold_italic: font(Some(BuiltinFont::CourierBoldOblique))?,
    })
}

/// A page: texts with left edge, baseline and style, and rules.
struct Sheet {
    texts: Vec<((Length, Length), Style, String)>,
    rules: Vec<[(Length, Length); 2]>,
}

fn sheet(page: &Page, families: &BTreeMap<usize, FontFamily<Font>>) -> Result<Sheet, PdfError> {
    let texts = non_empty_runs(page).map(|run| {
        let family = families
            .get(&run.face.0)
            .ok_or(PdfError::Face(run.face.0))?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size of more than 255 points, or none, becomes the nearest that genpdf has"
        )]
        let size = run.size.to_pt().round().clamp(1.0, 255.0) as u8;
        let style = Style::new().with_font_family(*family).with_font_size(size);
        Ok(((run.x, run.baseline), style, page.text_of(run)))
    });
    Ok(Sheet {
        texts: texts.collect::<Result<_, PdfError>>()?,
        rules: page.rules.iter().map(|rule| [rule.from, rule.to]).collect(),
    })
}

/// genpdf element that draws one page after the other.
struct Sheets(IntoIter<Sheet>);

impl Element for Sheets {
    fn render(
        &mut self,
        context: &Context,
        area: Area<'_>,
        style: Style,
    ) -> Result<RenderResult, genpdf::error::Error> {
        if let Some(sheet) = self.0.next() {
            for ((x, baseline), style, words) in &sheet.texts {
                // genpdf draws a string one glyph height below the given position.
                let font = style.font(&context.font_cache);
                let mut position = at((*x, *baseline));
                position.y -= font.glyph_height(style.font_size());
                area.print_str(&context.font_cache, position, *style, words)?;
            }
            for rule in &sheet.rules {
                area.draw_line(rule.map(at).to_vec(), style);
            }
        }
        Ok(RenderResult {
            size: area.size(),
            has_more: self.0.len() > 0,
        })
    }
}

fn at(position: (Length, Length)) -> Position {
    Position::new(mm(position.0), mm(position.1))
}

fn mm(length: Length) -> Mm {
    length.to_mm().into()
}

/// Font with a `cmap` table (format 12) from these characters, in their order, to its glyphs.
fn with_map(font: &[u8], glyphs: &[(char, u16)]) -> Vec<u8> {
    let number = |at: usize, width: usize| {
        let bytes = &font[at..at + width];
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let four = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
    // One subtable: Windows, full Unicode.
    let mut map = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    map.extend(four(16 + 12 * glyphs.len()));
    map.extend([0; 4]);
    map.extend(four(glyphs.len()));
    for (character, glyph) in glyphs {
        let code = u32::from(*character).to_be_bytes();
        map.extend([code, code, four(usize::from(*glyph))].concat());
    }
    let mut tables: Vec<(&[u8], &[u8])> = (0..number(4, 2))
        .map(|index| 12 + 16 * index)
        .map(|entry| {
            let (start, length) = (number(entry + 8, 4), number(entry + 12, 4));
            (&font[entry..entry + 4], &font[start..start + length])
        })
        .collect();
    tables.push((b"cmap", &map));
    tables.sort_unstable();
    let (mut head, mut body) = (font[..4].to_vec(), Vec::new());
    head.extend(
        u16::try_from(tables.len())
            .unwrap_or(u16::MAX)
            .to_be_bytes(),
    );
    head.extend([0; 6]);
    let first = 12 + 16 * tables.len();
    for (tag, content) in tables {
        head.extend(
            [
                tag,
                &[0; 4],
                &four(first + body.len()),
                &four(content.len()),
            ]
            .concat(),
        );
        body.extend(content);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    [head, body].concat()
}
