//! Section of a volume for one department: its elements and pages, written to memory so that
//! several are made in parallel.

use std::io;

use pdf_writer::Ref;

use super::super::body::{PageStart, WholePage};
use super::super::fonts::UsedFonts;
use super::super::numbering::Numbers;
use super::super::object::{ObjectFile, ObjectSegment, streams};
use super::super::structure::element::holder;
use super::super::structure::tree::ElementKind;
use super::chapter_file::ChapterFile;
use super::foot::{draw_feet, other};
use crate::layout::PageNumber;

/// Objects of a department.
pub(super) struct Section<'f> {
    /// Element around its tables.
    pub(super) own: Ref,
    pub(super) segment: ObjectSegment,
    /// Parent tree value of each page.
    pub(super) parents: Vec<String>,
    /// Used glyphs that were not known before.
    pub(super) fonts: UsedFonts<'f>,
}

/// Object numbers that a department takes: for the element around its tables, its elements, and the
/// object streams that these share with its pages.
pub(super) fn objects(file: &ChapterFile) -> usize {
    let elements = file.structure.elements.len();
    1 + elements + streams(1 + elements + file.pages)
}

impl<'f> Section<'f> {
    /// Makes the section with object numbers from `first` on; `known` are the used glyphs so far.
    pub(super) fn new(
        title: &str,
        file: &ChapterFile,
        (start, first): (PageStart, Ref),
        known: &UsedFonts<'f>,
    ) -> io::Result<Section<'f>> {
        let mut fonts = UsedFonts::new(known.set);
        file.collect(known, &mut fonts).map_err(other)?;
        let count = start.numbers.body.to_string();
        let (mut pages, mut feet) = (Vec::new(), Vec::new());
        let mut reader = file.reader();
        for index in 0..file.pages {
            let page = reader.page().map_err(other)?;
            let number = start.page + index + 1 - start.numbers.front;
            let text = number.to_string();
            let number = PageNumber {
                text: &text,
                count: &count,
                is_odd: number % 2 == 1,
            };
            let foot = draw_feet(&page.feet, number, page.paper, &mut fonts);
            feet.push(foot.map_err(other)?);
            pages.push((page.paper, page.content));
        }
        let pages = pages.into_iter().zip(&feet);
        let pages = pages.map(|((paper, content), foot)| WholePage {
            paper,
            content,
            foot: foot.as_deref(),
            links: 0..0,
        });
        let pages: Vec<WholePage<'_>> = pages.collect();
        let mut objects = ObjectFile::segment(first);
        let own = objects.take();
        let elements = start.write(&mut objects, &file.structure, own, &pages)?;
        let (kind, kids) = (ElementKind::Part.name(), &elements.outermost);
        let whole = holder(kind, Some(title), Numbers::document(), kids);
        objects.share(own, whole.as_bytes())?;
        Ok(Section {
            own,
            segment: objects.into_segment()?,
            parents: elements.parents,
            fonts,
        })
    }
}
