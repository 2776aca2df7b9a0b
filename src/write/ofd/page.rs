//! Laid-out page → its XML (`Content.xml`), in millimetres.
//!
//! A run of text is a `TextObject`, with the glyphs of the embedded subset. Spaces at its ends are
//! left out, because readers cut them off: the object begins at the first glyph with ink. Rules of
//! one width are one `PathObject`. Each object has a `Boundary` that is at least a line wide.

use super::error::OfdError;
use super::ids::Ids;
use super::xml::{
    begin, put_advance, put_character, put_extent, put_length, put_lengths, put_number,
};
use crate::layout::{FontSet, Glyph, Page, Run, RunKind};
use crate::length::Length;

/// Width and height of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PageSize {
    pub(super) width: Length,
    pub(super) height: Length,
}

/// Page size of a document without pages.
pub(super) const A4: PageSize = PageSize {
    width: Length::mm(210.0),
    height: Length::mm(297.0),
};

/// Texts that need an object of their own in the tags: the kind of each, and the position of the
/// object on its page.
pub(super) type TaggedObjects = Vec<(RunKind, usize)>;

/// What a page is drawn with.
pub(super) struct Pen<'p> {
    pub(super) fonts: &'p FontSet,
    /// Size of pages that do not state theirs.
    pub(super) usual: PageSize,
    /// Page that an entry of a list leads to.
    pub(super) link: &'p dyn Fn(usize) -> Option<usize>,
}

/// No entry leads to a page.
pub(super) const NO_LINKS: &dyn Fn(usize) -> Option<usize> = &|_| None;

/// Number of objects of a page.
pub(super) fn count(page: &Page) -> usize {
    let texts = page.runs.iter().flat_map(|run| pieces(page, run));
    paths(page) + texts.count()
}

/// Number of paths of a page, which come first.
fn paths(page: &Page) -> usize {
    let paths = page.rules.chunk_by(|one, next| one.width == next.width);
    paths.count()
}

/// The texts of a page that are of a title or a cell.
pub(super) fn tagged(page: &Page) -> TaggedObjects {
    let texts = page.runs.iter();
    let texts = texts.flat_map(|run| pieces(page, run).map(|_| run.kind));
    let texts = texts.zip(paths(page)..);
    texts.filter(|(kind, _)| is_owned(*kind)).collect()
}

/// Whether texts of a kind belong to a title or a cell.
const fn is_owned(kind: RunKind) -> bool {
    matches!(kind, RunKind::Title(_) | RunKind::Cell(_))
}

/// A page, drawn.
pub(super) struct DrawnPage {
    pub(super) xml: String,
    /// Number of its objects.
    pub(super) objects: usize,
    /// The texts that are of a title or a cell.
    pub(super) tagged: TaggedObjects,
}

/// Where the glyphs of a page are numbered: recorded one after the other, or known.
pub(super) type Number<'n> = &'n mut dyn FnMut(usize, Glyph) -> Result<u16, OfdError>;

impl Pen<'_> {
    /// Draws a page whose layer has the number `layer` and whose objects have the following ones.
    pub(super) fn draw(
        &self,
        page: &Page,
        size: PageSize,
        layer: usize,
        number: Number<'_>,
    ) -> Result<DrawnPage, OfdError> {
        let mut xml = begin("Page");
        let mut tagged = Vec::new();
        if size != self.usual {
            xml.push_str("<ofd:Area><ofd:PhysicalBox>");
            put_lengths(
                &mut xml,
                &[Length::ZERO, Length::ZERO, size.width, size.height],
            )?;
            xml.push_str("</ofd:PhysicalBox></ofd:Area>");
        }
        let mut objects = Objects {
            xml,
            layer,
            made: 0,
        };
        if !page.rules.is_empty() || !page.runs.is_empty() {
            objects.xml.push_str("<ofd:Content><ofd:Layer ID=\"");
            put_number(&mut objects.xml, layer);
            objects.xml.push_str("\" Type=\"Body\">");
            objects.put_rules(page)?;
            tagged = self.put_runs(&mut objects, page, number)?;
            objects.xml.push_str("</ofd:Layer></ofd:Content>");
        }
        objects.xml.push_str("</ofd:Page>");
        Ok(DrawnPage {
            xml: objects.xml,
            objects: objects.made,
            tagged,
        })
    }

    /// Writes the texts.
    fn put_runs(
        &self,
        objects: &mut Objects,
        page: &Page,
        number: Number<'_>,
    ) -> Result<TaggedObjects, OfdError> {
        let mut tagged = Vec::new();
        for run in &page.runs {
            if page.glyphs.get(run.glyphs.0..run.glyphs.1).is_none() {
                return Err(OfdError::Run(run.glyphs));
            }
            for piece in pieces(page, run) {
                if is_owned(run.kind) {
                    tagged.push((run.kind, objects.made));
                }
                self.put_text(objects, run, piece, &mut *number)?;
            }
        }
        Ok(tagged)
    }

    fn put_text(
        &self,
        objects: &mut Objects,
        run: &Run,
        (x, glyphs): (Length, &[Glyph]),
        number: Number<'_>,
    ) -> Result<(), OfdError> {
        let face = self.fonts.faces().get(run.face.0);
        let face = face.ok_or(OfdError::Face(run.face.0))?;
        let (above, below) = (run.size * face.ascent(), run.size * face.descent());
        let advance = |glyph: &Glyph| run.size * (f64::from(glyph.advance) / 1000.0);
        let wide: Length = glyphs.iter().map(advance).sum();
        // The ink of signs without a width is before their position.
        let before = if wide == Length::ZERO {
            run.size
        } else {
            Length::ZERO
        };
        let area = [
            x - before,
            run.baseline - above,
            (wide + before).max(run.size),
            above + below,
        ];
        objects.begin("TextObject", area)?;
        let xml = &mut objects.xml;
        xml.push_str(" Font=\"");
        put_number(xml, Ids::font(run.face.0));
        xml.push_str("\" Size=\"");
        put_advance(xml, run.size)?;
        xml.push_str("\">");
        if let RunKind::Entry(entry) = run.kind
            && let Some(page) = (self.link)(entry)
        {
            put_goto(xml, page, None)?;
        }
        put_glyphs(xml, run.face.0, glyphs, number)?;
        xml.push_str("<ofd:TextCode X=\"");
        put_length(xml, before)?;
        xml.push_str("\" Y=\"");
        put_length(xml, above)?;
        xml.push('"');
        put_advances(xml, run.size, glyphs)?;
        xml.push('>');
        for glyph in glyphs {
            put_character(xml, glyph.character);
        }
        xml.push_str("</ofd:TextCode></ofd:TextObject>");
        Ok(())
    }
}

/// Writes the actions of an object or of a bookmark that leads to a page: to its upper edge, or
/// to the whole page.
pub(super) fn put_goto(xml: &mut String, page: usize, top: Option<Length>) -> Result<(), OfdError> {
    xml.push_str("<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto><ofd:Dest Type=\"");
    xml.push_str(if top.is_some() { "XYZ" } else { "Fit" });
    xml.push_str("\" PageID=\"");
    put_number(xml, page);
    xml.push('"');
    if let Some(top) = top {
        xml.push_str(" Left=\"0\" Top=\"");
        put_length(xml, top)?;
        xml.push('"');
    }
    xml.push_str("/></ofd:Goto></ofd:Action></ofd:Actions>");
    Ok(())
}

/// Writes the glyphs of a text: one for each of its characters.
fn put_glyphs(
    xml: &mut String,
    face: usize,
    glyphs: &[Glyph],
    number: Number<'_>,
) -> Result<(), OfdError> {
    xml.push_str("<ofd:CGTransform CodePosition=\"0\" CodeCount=\"");
    put_number(xml, glyphs.len());
    xml.push_str("\" GlyphCount=\"");
    put_number(xml, glyphs.len());
    xml.push_str("\"><ofd:Glyphs>");
    for (index, glyph) in glyphs.iter().enumerate() {
        if index > 0 {
            xml.push(' ');
        }
        put_number(xml, usize::from(number(face, *glyph)?));
    }
    xml.push_str("</ofd:Glyphs></ofd:CGTransform>");
    Ok(())
}

/// Writes the distances between the characters of a text: those that are equal together.
fn put_advances(xml: &mut String, size: Length, glyphs: &[Glyph]) -> Result<(), OfdError> {
    let Some((_, before)) = glyphs.split_last().filter(|(_, before)| !before.is_empty()) else {
        return Ok(());
    };
    xml.push_str(" DeltaX=\"");
    for (index, row) in before
        .chunk_by(|one, next| one.advance == next.advance)
        .enumerate()
    {
        if index > 0 {
            xml.push(' ');
        }
        // `g` repeats a distance.
        let is_short = row.len() < 3;
        if !is_short {
            xml.push_str("g ");
            put_number(xml, row.len());
            xml.push(' ');
        }
        let times = if is_short { row.len() } else { 1 };
        for time in 0..times {
            if time > 0 {
                xml.push(' ');
            }
            put_advance(xml, size * (f64::from(row[0].advance) / 1000.0))?;
        }
    }
    xml.push('"');
    Ok(())
}

/// Objects of a page while they are written.
struct Objects {
    xml: String,
    layer: usize,
    made: usize,
}

impl Objects {
    /// Begins an object in this area: left, top, width, height.
    fn begin(&mut self, name: &str, area: [Length; 4]) -> Result<(), OfdError> {
        self.made += 1;
        let xml = &mut self.xml;
        xml.push_str("<ofd:");
        xml.push_str(name);
        xml.push_str(" ID=\"");
        put_number(xml, self.layer + self.made);
        xml.push_str("\" Boundary=\"");
        let [left, top, width, height] = area;
        put_lengths(xml, &[left, top])?;
        for extent in [width, height] {
            xml.push(' ');
            put_extent(xml, extent)?;
        }
        xml.push('"');
        Ok(())
    }

    /// Writes the rules: those of one width that follow each other as one path.
    fn put_rules(&mut self, page: &Page) -> Result<(), OfdError> {
        for rules in page.rules.chunk_by(|one, next| one.width == next.width) {
            let width = rules[0].width;
            let ends = || rules.iter().flat_map(|rule| [rule.from, rule.to]);
            let (mut left, mut top) = rules[0].from;
            let (mut right, mut bottom) = rules[0].from;
            for (x, y) in ends() {
                (left, right) = (left.min(x), right.max(x));
                (top, bottom) = (top.min(y), bottom.max(y));
            }
            let (left, top) = (left - width, top - width);
            let area = [left, top, right - left + width, bottom - top + width];
            self.begin("PathObject", area)?;
            let xml = &mut self.xml;
            xml.push_str(" LineWidth=\"");
            put_advance(xml, width)?;
            xml.push_str("\"><ofd:AbbreviatedData>");
            for (index, (x, y)) in ends().enumerate() {
                xml.push_str(match index {
                    0 => "M ",
                    _ if index % 2 == 0 => " M ",
                    _ => " L ",
                });
                put_lengths(xml, &[x - left, y - top])?;
            }
            xml.push_str("</ofd:AbbreviatedData></ofd:PathObject>");
        }
        Ok(())
    }
}

/// The parts of a run that are objects, with their left edges: characters of the first plane without
/// the spaces around them; each other character alone, because readers count it as one or as two.
pub(super) fn pieces<'p>(
    page: &'p Page,
    run: &'p Run,
) -> impl Iterator<Item = (Length, &'p [Glyph])> {
    let is_plain = |glyph: &Glyph| u32::from(glyph.character) <= 0xFFFF;
    let glyphs = page.glyphs.get(run.glyphs.0..run.glyphs.1);
    let mut x = run.x;
    let rows = glyphs.unwrap_or_default();
    rows.chunk_by(move |one, next| is_plain(one) && is_plain(next))
        .filter_map(move |row| {
            let advance = |glyph: &Glyph| run.size * (f64::from(glyph.advance) / 1000.0);
            let is_ink = |glyph: &Glyph| !glyph.character.is_whitespace();
            let start = x;
            x += row.iter().map(advance).sum();
            let first = row.iter().position(is_ink)?;
            let last = row.iter().rposition(is_ink)?;
            let before: Length = row[..first].iter().map(advance).sum();
            Some((start + before, &row[first..=last]))
        })
}
