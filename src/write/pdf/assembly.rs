//! The finished file: the canvas's drawing with the real fonts, sizes and widths, bookmarks, metadata, what an archive asks for.

use pdf_writer::types::{OutputIntentSubtype, PageMode};
use pdf_writer::writers::Catalog;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Settings, Str, TextStr};

use super::pen::Pens;
use super::trace::{Trace, TracedText};
use super::typeface::{Typefaces, resource_name};
use super::{Broken, Digest, SheetSize, deflate, metadata, profile};
use crate::layout::FaceIndex;
use crate::length::Length;
use crate::write::{LANGUAGE, Properties};

/// Without line breaks and indents that only a person would read.
pub(super) const COMPACT: Settings = Settings { pretty: false };

/// Everything the finished file is made from.
pub(super) struct Assembly<'a> {
    pub(super) properties: &'a Properties,
    pub(super) typefaces: &'a Typefaces<'a>,
    pub(super) pens: &'a Pens,
    /// Height of the canvas, of which each sheet takes the upper left part.
    pub(super) canvas: Length,
    /// The drawing of each page, and its paper.
    pub(super) pages: Vec<(Trace, SheetSize)>,
    /// Name and first page of each table.
    pub(super) bookmarks: Vec<(&'a str, usize)>,
}

/// The objects other objects point to.
struct Refs {
    next: i32,
    catalog: Ref,
    info: Ref,
    tree: Ref,
    outline: Ref,
    metadata: Ref,
    profile: Ref,
    pages: Vec<Ref>,
}

impl Refs {
    fn new(pages: usize) -> Refs {
        let mut next = 0;
        let mut take = || take(&mut next);
        let (catalog, info, tree, outline, metadata, profile) =
            (take(), take(), take(), take(), take(), take());
        let pages = (0..pages).map(|_| take()).collect();
        Refs {
            next,
            catalog,
            info,
            tree,
            outline,
            metadata,
            profile,
            pages,
        }
    }
}

/// What an archive's reader asks of every file: a title, and what black is.
pub(super) fn for_archives(catalog: &mut Catalog<'_>, profile: Ref) {
    catalog.viewer_preferences().display_doc_title(true);
    let mut intents = catalog.output_intents();
    intents
        .push()
        .subtype(OutputIntentSubtype::PDFA)
        .output_condition_identifier(TextStr("sRGB"))
        .info(TextStr("sRGB IEC61966-2.1"))
        .dest_output_profile(profile);
}

fn take(last: &mut i32) -> Ref {
    *last += 1;
    Ref::new(*last)
}

impl Assembly<'_> {
    /// Writes the file.
    pub(super) fn finish(&self) -> Result<Vec<u8>, Broken> {
        let mut refs = Refs::new(self.pages.len());
        let mut pdf = Pdf::with_settings(COMPACT);
        self.write_catalog(&mut pdf, &refs);
        pdf.pages(refs.tree)
            .kids(refs.pages.iter().copied())
            .count(count(self.pages.len()));
        metadata::write_info(&mut pdf, refs.info, self.properties);
        self.write_outline(&mut pdf, &mut refs);
        pdf.metadata(refs.metadata, metadata::xmp(self.properties).as_bytes());
        let packed = deflate(&profile::srgb());
        pdf.icc_profile(refs.profile, &packed)
            .n(3)
            .filter(Filter::FlateDecode);
        let fonts = self
            .typefaces
            .embed(&mut pdf, &mut || take(&mut refs.next))?;
        for index in 0..self.pages.len() {
            self.write_page(&mut pdf, &mut refs, &fonts, index)?;
        }
        let id = Digest::of(pdf.as_bytes()).0.to_be_bytes().to_vec();
        pdf.set_file_id((id.clone(), id));
        Ok(pdf.finish())
    }

    fn write_catalog(&self, pdf: &mut Pdf, refs: &Refs) {
        let mut catalog = pdf.catalog(refs.catalog);
        catalog
            .pages(refs.tree)
            .metadata(refs.metadata)
            .lang(TextStr(LANGUAGE));
        if !self.bookmarks.is_empty() {
            catalog.outlines(refs.outline);
        }
        if self.bookmarks.len() > 1 {
            catalog.page_mode(PageMode::UseOutlines);
        }
        for_archives(&mut catalog, refs.profile);
    }

    fn write_outline(&self, pdf: &mut Pdf, refs: &mut Refs) {
        let items: Vec<Ref> = self
            .bookmarks
            .iter()
            .map(|_| take(&mut refs.next))
            .collect();
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return;
        };
        pdf.outline(refs.outline)
            .first(*first)
            .last(*last)
            .count(count(items.len()));
        for (index, (label, page)) in self.bookmarks.iter().enumerate() {
            let mut item = pdf.outline_item(items[index]);
            item.title(TextStr(label)).parent(refs.outline);
            if let Some(previous) = index.checked_sub(1) {
                item.prev(items[previous]);
            }
            if let Some(next) = items.get(index + 1) {
                item.next(*next);
            }
            let top = points(self.pages[*page].1.height);
            item.dest().page(refs.pages[*page]).xyz(0.0, top, None);
        }
    }

    fn write_page(
        &self,
        pdf: &mut Pdf,
        refs: &mut Refs,
        fonts: &[(String, Ref)],
        index: usize,
    ) -> Result<(), Broken> {
        let (trace, paper) = &self.pages[index];
        let contents = take(&mut refs.next);
        let mut page = pdf.page(refs.pages[index]);
        page.parent(refs.tree).media_box(Rect::new(
            0.0,
            0.0,
            points(paper.width),
            points(paper.height),
        ));
        page.contents(contents);
        let mut resources = page.resources();
        let mut dictionary = resources.fonts();
        for (name, font) in fonts {
            dictionary.pair(Name(name.as_bytes()), *font);
        }
        dictionary.finish();
        resources.finish();
        page.finish();
        let content = deflate(&self.content(trace, *paper)?);
        pdf.stream(contents, &content).filter(Filter::FlateDecode);
        Ok(())
    }

    /// The page's drawing again, moved to its own paper. Nothing names a colour: a page begins with black.
    fn content(&self, trace: &Trace, paper: SheetSize) -> Result<Vec<u8>, Broken> {
        let below = to_hundredths(self.canvas - paper.height);
        let place = |at: [i64; 2]| [hundredths(at[0]), hundredths(at[1] - below)];
        let mut content = Content::with_settings(COMPACT);
        for lines in trace.lines.chunk_by(|one, next| one.pen == next.pen) {
            content.set_line_width(points(self.pens.width(lines[0].pen)?));
            for line in lines {
                let ([from_x, from_y], [to_x, to_y]) = (place(line.from), place(line.to));
                content.move_to(from_x, from_y).line_to(to_x, to_y);
            }
            content.stroke();
        }
        content.begin_text();
        self.write_texts(&mut content, trace, below)?;
        content.end_text();
        Ok(content.finish().to_vec())
    }

    fn write_texts(&self, content: &mut Content, trace: &Trace, below: i64) -> Result<(), Broken> {
        let mut last: Option<&TracedText> = None;
        for text in &trace.texts {
            if last.is_none_or(|last| last.pen != text.pen) {
                let (FaceIndex(face), size) = self.pens.text(text.pen)?;
                content.set_font(Name(resource_name(face).as_bytes()), points(size));
            }
            let from = last.map_or([0, below], |last| last.at);
            content.next_line(
                hundredths(text.at[0] - from[0]),
                hundredths(text.at[1] - from[1]),
            );
            let codes: Vec<u8> = trace.codes[text.codes.clone()]
                .iter()
                .flat_map(|code| code.to_be_bytes())
                .collect();
            content.show(Str(&codes));
            last = Some(text);
        }
        Ok(())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "sheets are far smaller than what f32 holds"
)]
pub(super) fn points(length: Length) -> f32 {
    length.to_pt() as f32
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "sheets are far smaller than what f32 holds"
)]
pub(super) fn hundredths(number: i64) -> f32 {
    (number as f64 / 100.0) as f32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "sheets are far smaller than what i64 holds"
)]
pub(super) fn to_hundredths(length: Length) -> i64 {
    (length.to_pt() * 100.0).round() as i64
}

pub(super) fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}
