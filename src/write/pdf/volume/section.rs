//! A department's piece of the volume: its elements and pages, written apart from the file, so that several are made at a time.

use std::io;

use pdf_writer::types::TabOrder;
use pdf_writer::{Name, Ref};

use super::super::assembly::sheet;
use super::super::object::{ObjectFile, Piece, count, streams};
use super::super::structure;
use super::super::structure::tree::Kind;
use super::draw::{Foot, draw_foot};
use super::file::{NODE, Numbers};
use super::font::VolumeFonts;
use super::other;
use super::part::{PartPage, ReadPart};

/// Where a department stands in the volume.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) numbers: Numbers,
    /// The first of its own numbers.
    pub(super) first: Ref,
    /// Its first page, among those of the body.
    pub(super) page: usize,
    /// The key of that page in the way back to the elements.
    pub(super) key: i32,
}

/// A department's objects.
pub(super) struct Section<'f> {
    /// The number of the element around its tables.
    pub(super) own: Ref,
    pub(super) piece: Piece,
    /// What the key of each page leads to.
    pub(super) parents: Vec<String>,
    /// What it uses of the fonts and was not known before.
    pub(super) fonts: VolumeFonts<'f>,
}

/// How many numbers a department takes for itself: for the element around its tables, its elements, and the streams that these share with its pages.
pub(super) const fn objects(elements: usize, pages: usize) -> usize {
    1 + elements + streams(1 + elements + pages)
}

impl<'f> Section<'f> {
    /// Makes it of a part; `known` is what the volume uses of the fonts already.
    pub(super) fn new(
        title: &str,
        part: &ReadPart,
        spot: Spot,
        known: &VolumeFonts<'f>,
    ) -> io::Result<Section<'f>> {
        let mut fonts = VolumeFonts::new(known.set);
        part.collect(known, &mut fonts).map_err(other)?;
        let mut section = Open {
            objects: ObjectFile::piece(spot.first),
            spot,
            fonts,
        };
        let own = section.objects.take();
        let owners = section.write_structure(own, title, part)?;
        let mut reader = part.reader();
        for index in 0..part.pages() {
            let page = reader.page().map_err(other)?;
            section.write_page(index, &page)?;
        }
        Ok(Section {
            own,
            piece: section.objects.into_piece()?,
            parents: owners,
            fonts: section.fonts,
        })
    }
}

/// A section as it is written.
struct Open<'f> {
    objects: ObjectFile<Vec<u8>>,
    spot: Spot,
    fonts: VolumeFonts<'f>,
}

impl Open<'_> {
    /// Writes the elements; what the key of each page leads to.
    fn write_structure(
        &mut self,
        own: Ref,
        title: &str,
        part: &ReadPart,
    ) -> io::Result<Vec<String>> {
        let tree = part.structure();
        let first_page = self.spot.numbers.front + self.spot.page;
        let elements = structure::number::Numbers {
            first: self.objects.take_many(tree.elements().len()),
            around: own,
            page: &|page| Numbers::page(first_page + page),
            // A department's tables have none.
            link: &|_| own,
        };
        let tables = elements.write(tree, &mut self.objects)?;
        let around = Numbers::document();
        let whole = structure::number::holder(Kind::Part.name(), Some(title), around, &tables);
        self.objects.share(own, whole.as_bytes())?;
        let owners = tree.owners(part.pages()).into_iter();
        let of_page = |page: Vec<usize>| {
            structure::parent::of_page(page.into_iter().map(|one| elements.element(one)))
        };
        Ok(owners.map(of_page).collect())
    }

    /// A page: what the part has, and its foot.
    fn write_page(&mut self, index: usize, page: &PartPage<'_>) -> io::Result<()> {
        let Spot { numbers, key, .. } = self.spot;
        let body = self.spot.page + index;
        let place = numbers.front + body;
        let foot = page.foot.as_ref().map(|foot| self.foot_of(foot, body));
        self.objects
            .share_object(Numbers::page(place), |chunk, number| {
                let mut object = chunk.page(number);
                object
                    .parent(numbers.node(place / NODE))
                    .media_box(sheet(page.paper))
                    .struct_parents(key + count(index))
                    .tab_order(TabOrder::StructureOrder)
                    .pair(Name(b"Resources"), Ref::new(Numbers::RESOURCES));
                let streams = [
                    Some(numbers.content(place)),
                    foot.as_ref().map(|_| numbers.foot(body)),
                ];
                object
                    .insert(Name(b"Contents"))
                    .array()
                    .items(streams.into_iter().flatten());
            })?;
        self.objects.packed(numbers.content(place), page.content)?;
        match foot {
            Some(foot) => self.objects.object(numbers.foot(body), |chunk, number| {
                chunk.stream(number, &foot);
            }),
            None => Ok(()),
        }
    }

    fn foot_of(&mut self, foot: &Foot, body: usize) -> Vec<u8> {
        let text = foot
            .text
            .replace("{pages}", &self.spot.numbers.body.to_string())
            .replace("{page}", &(body + 1).to_string());
        draw_foot(foot, &text, &mut self.fonts)
    }
}
