//! The volume's file as it is written: objects one after the other, each at a number that follows from the numbers of pages.

use std::io::{self, Write};

use pdf_writer::types::{ActionType, AnnotationFlags, AnnotationType, NumberingStyle, PageMode};
use pdf_writer::writers::{Catalog, PageLabel, Resources};
use pdf_writer::{Chunk, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

use super::super::assembly::{COMPACT, count, for_archives, points};
use super::super::{Digest, deflate, metadata, profile};
use super::draw::{Foot, draw_foot};
use super::font::VolumeFonts;
use super::front::{Front, Link};
use super::part::PartPage;
use super::{Chapter, Cover, other};
use crate::length::Length;
use crate::write::{LANGUAGE, Properties};

/// Pages of a node of the page tree: readers find a page of a long document without reading all of it.
const NODE: usize = 64;

/// Numbers of objects; they follow from the numbers of pages alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// Pages of cover and contents.
    front: usize,
    /// Pages of the tables.
    body: usize,
}

impl Numbers {
    const CATALOG: i32 = 1;
    const INFO: i32 = 2;
    const TREE: i32 = 3;
    const OUTLINE: i32 = 4;
    const METADATA: i32 = 5;
    const PROFILE: i32 = 6;
    const RESOURCES: i32 = 7;
    const FRONT_LABEL: i32 = 8;
    const BODY_LABEL: i32 = 9;
    const FIRST: i32 = 10;

    pub(super) fn new(front: usize, body: usize) -> Numbers {
        Numbers { front, body }
    }

    const fn pages(self) -> usize {
        self.front + self.body
    }

    /// A page, those of the front first.
    fn page(index: usize) -> Ref {
        Ref::new(Numbers::FIRST + count(index))
    }

    fn content(self, index: usize) -> Ref {
        Numbers::page(self.pages() + index)
    }

    /// The foot of a page of the body.
    fn foot(self, index: usize) -> Ref {
        Numbers::page(2 * self.pages() + index)
    }

    /// A node of the page tree.
    fn node(self, index: usize) -> Ref {
        Numbers::page(2 * self.pages() + self.body + index)
    }

    fn nodes(self) -> usize {
        self.pages().div_ceil(NODE)
    }

    /// The first number that nothing has.
    fn rest(self) -> i32 {
        self.node(self.nodes()).get()
    }
}

/// The file as it is written: where each object stands, by its number.
pub(super) struct File<'a> {
    out: &'a mut dyn Write,
    numbers: Numbers,
    at: u64,
    offsets: Vec<u64>,
    /// The next free number.
    next: i32,
    /// Of all that was written.
    digest: Digest,
}

impl<'a> File<'a> {
    pub(super) fn new(out: &'a mut dyn Write, numbers: Numbers) -> io::Result<File<'a>> {
        let mut file = File {
            out,
            numbers,
            at: 0,
            offsets: Vec::new(),
            next: numbers.rest(),
            digest: Digest::of(&[]),
        };
        file.raw(Pdf::with_settings(COMPACT).as_bytes())?;
        Ok(file)
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        self.digest = self.digest.and(bytes);
        Ok(())
    }

    /// Writes an object of a number.
    fn object(&mut self, number: Ref, write: impl FnOnce(&mut Chunk, Ref)) -> io::Result<()> {
        let mut chunk = Chunk::with_settings(COMPACT);
        write(&mut chunk, number);
        self.stands_here(number);
        self.raw(chunk.as_bytes())
    }

    /// Notes where an object begins.
    fn stands_here(&mut self, number: Ref) {
        let place = usize::try_from(number.get()).unwrap_or_default();
        if self.offsets.len() <= place {
            self.offsets.resize(place + 1, 0);
        }
        self.offsets[place] = self.at;
    }

    fn packed(&mut self, number: Ref, packed: &[u8]) -> io::Result<()> {
        self.object(number, |chunk, number| {
            chunk.stream(number, packed).filter(Filter::FlateDecode);
        })
    }

    fn take(&mut self) -> Ref {
        self.next += 1;
        Ref::new(self.next - 1)
    }

    /// Cover and contents.
    pub(super) fn write_front(&mut self, front: &Front) -> io::Result<()> {
        let numbers = self.numbers;
        for (index, page) in front.pages.iter().enumerate() {
            let links: Vec<Ref> = page.links.iter().map(|_| self.take()).collect();
            self.object(Numbers::page(index), |chunk, number| {
                let mut object = chunk.page(number);
                object
                    .parent(numbers.node(index / NODE))
                    .media_box(sheet(front.width, front.height))
                    .contents(numbers.content(index))
                    .pair(Name(b"Resources"), Ref::new(Numbers::RESOURCES));
                if !links.is_empty() {
                    object.annotations(links.iter().copied());
                }
            })?;
            for (number, link) in links.iter().zip(&page.links) {
                self.write_link(*number, link, front.height)?;
            }
            self.packed(numbers.content(index), &page.content)?;
        }
        Ok(())
    }

    fn write_link(&mut self, number: Ref, link: &Link, height: Length) -> io::Result<()> {
        let target = Numbers::page(self.numbers.front + link.page);
        self.object(number, |chunk, number| {
            let [left, bottom, right, top] = link.area;
            let mut annotation = chunk.annotation(number);
            annotation
                .subtype(AnnotationType::Link)
                .rect(Rect::new(left, bottom, right, top))
                .flags(AnnotationFlags::PRINT)
                .border(0.0, 0.0, 0.0, None);
            annotation
                .action()
                .action_type(ActionType::GoTo)
                .destination()
                .page(target)
                .xyz(0.0, points(height), None);
        })
    }

    /// A page of the body: what the part has, and its foot.
    pub(super) fn write_page(
        &mut self,
        index: usize,
        page: &PartPage<'_>,
        fonts: &mut VolumeFonts<'_>,
    ) -> io::Result<()> {
        let numbers = self.numbers;
        let place = numbers.front + index;
        let foot = page
            .foot
            .as_ref()
            .map(|foot| self.foot_of(foot, index, fonts));
        self.object(Numbers::page(place), |chunk, number| {
            let mut object = chunk.page(number);
            object
                .parent(numbers.node(place / NODE))
                .media_box(sheet(page.width, page.height))
                .pair(Name(b"Resources"), Ref::new(Numbers::RESOURCES));
            let streams = [
                Some(numbers.content(place)),
                foot.as_ref().map(|_| numbers.foot(index)),
            ];
            object
                .insert(Name(b"Contents"))
                .array()
                .items(streams.into_iter().flatten());
        })?;
        self.packed(numbers.content(place), page.content)?;
        match foot {
            Some(foot) => self.object(numbers.foot(index), |chunk, number| {
                chunk.stream(number, &foot);
            }),
            None => Ok(()),
        }
    }

    fn foot_of(&self, foot: &Foot, index: usize, fonts: &mut VolumeFonts<'_>) -> Vec<u8> {
        let text = foot
            .text
            .replace("{pages}", &self.numbers.body.to_string())
            .replace("{page}", &(index + 1).to_string());
        draw_foot(foot, &text, fonts)
    }

    /// Bookmarks: the contents, then every department with its tables.
    pub(super) fn write_outline(
        &mut self,
        cover: &Cover<'_>,
        chapters: &[Chapter<'_>],
    ) -> io::Result<()> {
        let front = self.numbers.front;
        let own: Vec<Ref> = (0..=chapters.len()).map(|_| self.take()).collect();
        let (first, last) = (own[0], own[own.len() - 1]);
        self.object(Ref::new(Numbers::OUTLINE), |chunk, number| {
            chunk
                .outline(number)
                .first(first)
                .last(last)
                .count(count(own.len()));
        })?;
        let root = Ref::new(Numbers::OUTLINE);
        let contents = front.min(1);
        self.bookmark(root, (&own, 0), (cover.contents, contents), None)?;
        let mut page = front;
        for (index, chapter) in chapters.iter().enumerate() {
            let tables: Vec<Ref> = chapter.tables.iter().map(|_| self.take()).collect();
            self.bookmark(
                root,
                (&own, index + 1),
                (chapter.title, page),
                Some(&tables),
            )?;
            for (table, (title, pages)) in chapter.tables.iter().enumerate() {
                self.bookmark(own[index + 1], (&tables, table), (title, page), None)?;
                page += pages;
            }
        }
        Ok(())
    }

    /// A bookmark among its neighbours; those below it are shut.
    fn bookmark(
        &mut self,
        parent: Ref,
        (row, place): (&[Ref], usize),
        (title, page): (&str, usize),
        below: Option<&[Ref]>,
    ) -> io::Result<()> {
        let target = Numbers::page(page.min(self.numbers.pages().saturating_sub(1)));
        self.object(row[place], |chunk, number| {
            let mut item = chunk.outline_item(number);
            item.title(TextStr(title)).parent(parent);
            if let Some(previous) = place.checked_sub(1) {
                item.prev(row[previous]);
            }
            if let Some(next) = row.get(place + 1) {
                item.next(*next);
            }
            if let Some(below) = below
                && let (Some(first), Some(last)) = (below.first(), below.last())
            {
                item.first(*first).last(*last).count(-count(below.len()));
            }
            item.dest().page(target).fit();
        })
    }

    pub(super) fn write_fonts(&mut self, fonts: &VolumeFonts<'_>) -> io::Result<()> {
        let mut resources = Vec::new();
        for face in fonts.faces() {
            let embedded = face.embed(&mut || self.take()).map_err(other)?;
            for (number, chunk) in &embedded.objects {
                self.object(*number, |target, _| target.extend(chunk))?;
            }
            resources.extend(embedded.resources);
        }
        self.object(Ref::new(Numbers::RESOURCES), |chunk, number| {
            let mut object = chunk.indirect(number).start::<Resources<'_>>();
            let mut dictionary = object.fonts();
            for (name, font) in &resources {
                dictionary.pair(Name(name.as_bytes()), *font);
            }
        })
    }

    pub(super) fn write_tree(&mut self) -> io::Result<()> {
        let numbers = self.numbers;
        for node in 0..numbers.nodes() {
            let pages = node * NODE..((node + 1) * NODE).min(numbers.pages());
            self.object(numbers.node(node), |chunk, number| {
                let length = count(pages.len());
                let kids = pages.map(Numbers::page);
                chunk
                    .pages(number)
                    .parent(Ref::new(Numbers::TREE))
                    .kids(kids)
                    .count(length);
            })?;
        }
        self.object(Ref::new(Numbers::TREE), |chunk, number| {
            let nodes = (0..numbers.nodes()).map(|node| numbers.node(node));
            chunk
                .pages(number)
                .kids(nodes)
                .count(count(numbers.pages()));
        })
    }

    /// What stands about the whole file, and where everything is.
    pub(super) fn finish(mut self, properties: &Properties) -> io::Result<()> {
        let numbers = self.numbers;
        self.object(Ref::new(Numbers::METADATA), |chunk, number| {
            chunk.metadata(number, metadata::xmp(properties).as_bytes());
        })?;
        let packed = deflate(&profile::srgb());
        self.object(Ref::new(Numbers::PROFILE), |chunk, number| {
            chunk
                .icc_profile(number, &packed)
                .n(3)
                .filter(Filter::FlateDecode);
        })?;
        self.write_info(properties)?;
        self.object(Ref::new(Numbers::CATALOG), |chunk, number| {
            let mut catalog = chunk.indirect(number).start::<Catalog<'_>>();
            catalog
                .pages(Ref::new(Numbers::TREE))
                .metadata(Ref::new(Numbers::METADATA))
                .lang(TextStr(LANGUAGE))
                .outlines(Ref::new(Numbers::OUTLINE))
                .page_mode(PageMode::UseOutlines);
            let mut labels = catalog.page_labels();
            let mut entries = labels.nums();
            entries.insert(0, Ref::new(Numbers::FRONT_LABEL));
            if numbers.body > 0 {
                entries.insert(count(numbers.front), Ref::new(Numbers::BODY_LABEL));
            }
            entries.finish();
            labels.finish();
            for_archives(&mut catalog, Ref::new(Numbers::PROFILE));
        })?;
        // The cover is i, the contents go on; the tables begin with 1.
        for (number, style) in [
            (Numbers::FRONT_LABEL, NumberingStyle::LowerRoman),
            (Numbers::BODY_LABEL, NumberingStyle::Arabic),
        ] {
            self.object(Ref::new(number), |chunk, number| {
                chunk.indirect(number).start::<PageLabel<'_>>().style(style);
            })?;
        }
        self.write_references()
    }

    /// The information dictionary; the library writes one only into a file, whose head is left out here.
    fn write_info(&mut self, properties: &Properties) -> io::Result<()> {
        let mut file = Pdf::with_settings(COMPACT);
        let head = file.as_bytes().len();
        metadata::write_info(&mut file, Ref::new(Numbers::INFO), properties);
        self.stands_here(Ref::new(Numbers::INFO));
        self.raw(&file.as_bytes()[head..])
    }

    /// The table of cross references and the trailer.
    fn write_references(&mut self) -> io::Result<()> {
        let start = self.at;
        let mut table = format!("xref\n0 {}\n0000000000 65535 f\r\n", self.offsets.len());
        for offset in &self.offsets[1..] {
            let line = if *offset == 0 {
                "0000000000 65535 f\r\n".to_owned()
            } else {
                format!("{offset:010} 00000 n\r\n")
            };
            table.push_str(&line);
        }
        let id = self.digest.0;
        let (catalog, info, size) = (Numbers::CATALOG, Numbers::INFO, self.offsets.len());
        let trailer = format!(
            "trailer\n<</Size {size}/Root {catalog} 0 R/Info {info} 0 R/ID[<{id:032x}><{id:032x}>]>>\nstartxref\n{start}\n%%EOF"
        );
        table.push_str(&trailer);
        self.raw(table.as_bytes())?;
        self.out.flush()
    }
}

fn sheet(width: Length, height: Length) -> Rect {
    Rect::new(0.0, 0.0, points(width), points(height))
}
