//! A department's piece of the volume: its elements and pages, written apart from the file, so that several are made at a time.

use std::io;

use pdf_writer::Ref;

use super::super::body::{Body, BodyPage, Spot};
use super::super::file::Numbers;
use super::super::fonts::UsedFonts;
use super::super::object::{ObjectFile, Piece, streams};
use super::super::structure;
use super::super::structure::tree::Kind;
use super::foot::{Foot, draw_foot};
use super::other;
use super::part::ReadPart;

/// A department's objects.
pub(super) struct Section<'f> {
    /// The number of the element around its tables.
    pub(super) own: Ref,
    pub(super) piece: Piece,
    /// What the key of each page leads to.
    pub(super) parents: Vec<String>,
    /// What it uses of the fonts and was not known before.
    pub(super) fonts: UsedFonts<'f>,
}

/// How many numbers a department takes for itself: for the element around its tables, its elements, and the streams that these share with its pages.
pub(super) fn objects(part: &ReadPart) -> usize {
    let elements = part.structure().elements().len();
    1 + elements + streams(1 + elements + part.pages())
}

impl<'f> Section<'f> {
    /// Makes it of a part, with numbers from `first` on; `known` is what the volume uses of the fonts already.
    pub(super) fn new(
        title: &str,
        part: &ReadPart,
        (spot, first): (Spot, Ref),
        known: &UsedFonts<'f>,
    ) -> io::Result<Section<'f>> {
        let mut fonts = UsedFonts::new(known.set);
        part.collect(known, &mut fonts).map_err(other)?;
        let (mut pages, mut feet) = (Vec::new(), Vec::new());
        let mut reader = part.reader();
        for index in 0..part.pages() {
            let page = reader.page().map_err(other)?;
            let foot = page.foot.as_ref();
            let foot = foot.map(|foot| foot_of(foot, spot, index, &mut fonts));
            feet.push(foot.transpose()?);
            pages.push((page.paper, page.content));
        }
        let feet = feet.iter().map(Option::as_deref);
        let pages = pages.into_iter().zip(feet);
        let pages = pages.map(|((paper, content), foot)| (paper, content, foot));
        let pages: Vec<BodyPage<'_>> = pages.collect();
        let mut objects = ObjectFile::piece(first);
        let own = objects.take();
        let elements = Body::new(&mut objects, spot).write(part.structure(), own, &pages)?;
        let around = Numbers::document();
        let whole =
            structure::number::holder(Kind::Part.name(), Some(title), around, &elements.outermost);
        objects.share(own, whole.as_bytes())?;
        Ok(Section {
            own,
            piece: objects.into_piece()?,
            parents: elements.parents,
            fonts,
        })
    }
}

/// The foot of a page of a section.
fn foot_of(
    foot: &Foot,
    spot: Spot,
    index: usize,
    fonts: &mut UsedFonts<'_>,
) -> io::Result<Vec<u8>> {
    let text = foot
        .text
        .replace("{pages}", &spot.numbers.body.to_string())
        .replace("{page}", &(spot.page + index + 1).to_string());
    draw_foot(foot, &text, fonts).map_err(other)
}
