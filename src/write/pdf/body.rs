//! The pages of tables and their elements → objects of a file, or of a piece of one that is put into it later.

use std::io::{self, Write};

use pdf_writer::types::TabOrder;
use pdf_writer::{Name, Ref};

use super::SheetSize;
use super::draw::sheet;
use super::file::{NODE, Numbers};
use super::object::{ObjectFile, count};
use super::structure;
use super::structure::tree::Tree;

/// Where pages stand in their file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) numbers: Numbers,
    /// The first page, among those of the body.
    pub(super) page: usize,
    /// The key of that page in the way back to the elements.
    pub(super) key: i32,
}

/// A page of the body: its sheet, its content, packed, and its foot where it has one.
pub(super) type BodyPage<'a> = (SheetSize, &'a [u8], Option<&'a [u8]>);

/// Pages and elements as they are written.
pub(super) struct Body<'o, W> {
    pub(super) objects: &'o mut ObjectFile<W>,
    pub(super) spot: Spot,
}

/// Elements that are written.
pub(super) struct Elements {
    pub(super) outermost: Vec<Ref>,
    /// What the key of each page leads to.
    pub(super) parents: Vec<String>,
}

impl<'o, W: Write> Body<'o, W> {
    pub(super) fn new(objects: &'o mut ObjectFile<W>, spot: Spot) -> Body<'o, W> {
        Body { objects, spot }
    }

    /// Writes pages and their elements, these into another one.
    pub(super) fn write(
        &mut self,
        tree: &Tree,
        around: Ref,
        pages: &[BodyPage<'_>],
    ) -> io::Result<Elements> {
        let elements = self.write_elements(tree, pages.len(), around)?;
        for (index, page) in pages.iter().enumerate() {
            self.write_page(index, *page)?;
        }
        Ok(elements)
    }

    /// Writes elements, which stand on so many pages, into another one.
    fn write_elements(&mut self, tree: &Tree, pages: usize, around: Ref) -> io::Result<Elements> {
        let first_page = self.spot.numbers.front + self.spot.page;
        let elements = structure::number::Numbers {
            first: self.objects.take_many(tree.elements().len()),
            around,
            page: &|page| Numbers::page(first_page + page),
            // Only a volume's contents have links.
            link: &|_| around,
        };
        let outermost = elements.write(tree, self.objects)?;
        let owners = tree.owners(pages).into_iter();
        let of_page = |page: Vec<usize>| {
            let page: Vec<Ref> = page.into_iter().map(|one| elements.element(one)).collect();
            structure::parent::of_page(&page)
        };
        Ok(Elements {
            outermost,
            parents: owners.map(of_page).collect(),
        })
    }

    fn write_page(&mut self, index: usize, (paper, content, foot): BodyPage<'_>) -> io::Result<()> {
        let Spot { numbers, key, .. } = self.spot;
        let body = self.spot.page + index;
        let place = numbers.front + body;
        let streams = [
            Some(numbers.content(place)),
            foot.map(|_| numbers.foot(body)),
        ];
        self.objects
            .share_object(Numbers::page(place), |chunk, number| {
                let mut object = chunk.page(number);
                object
                    .parent(numbers.node(place / NODE))
                    .media_box(sheet(paper))
                    .struct_parents(key + count(index))
                    .tab_order(TabOrder::StructureOrder)
                    .pair(Name(b"Resources"), Ref::new(Numbers::RESOURCES));
                object
                    .insert(Name(b"Contents"))
                    .array()
                    .items(streams.into_iter().flatten());
            })?;
        self.objects.packed(numbers.content(place), content)?;
        match foot {
            Some(foot) => self.objects.object(numbers.foot(body), |chunk, number| {
                chunk.stream(number, foot);
            }),
            None => Ok(()),
        }
    }
}
