//! A volume's first pages, cover and contents, which `layout` sets. They are drawn and packed before anything is written, as the numbers of all pages
//! follow from theirs; of their text only what belongs to which entry is kept, and the elements of a department are made when they are written.

use std::io;
use std::ops::Range;

use pdf_writer::types::{ActionType, AnnotationFlags, AnnotationType};
use pdf_writer::{Rect, Ref, TextStr};

use super::super::body::{Spot, WholePage};
use super::super::draw::{draw_page, points};
use super::super::file::{File, Numbers};
use super::super::fonts::UsedFonts;
use super::super::object::count;
use super::super::pack::Packer;
use super::super::structure::mark::{Mark, stretches};
use super::super::structure::number::{self, holder};
use super::super::structure::parent::{of_link, of_page};
use super::super::structure::tree::{Item, Kind, Tree};
use super::super::{Broken, SheetSize};
use super::{Chapter, Cover, draw_foot, other};
use crate::layout::{Entry, Page, PageFoot, Part, contents, cover as lay_out_cover};

/// A page of the front, drawn.
pub(super) struct FrontPage {
    /// Its content, packed.
    content: Vec<u8>,
    /// What each of its stretches that have a number belongs to.
    owners: Vec<Part>,
    /// For each line of an entry: the entry, and left, bottom, right and top of its area.
    areas: Vec<(usize, [f32; 4])>,
}

/// Lays out and draws cover and contents.
pub(super) fn lay_out(
    cover: &Cover<'_>,
    chapters: &[Chapter<'_>],
    fonts: &mut UsedFonts<'_>,
) -> Result<Vec<FrontPage>, Broken> {
    let mut packer = Packer::new();
    let set = fonts.set;
    let mut draw = |page: Page| draw(&page, cover, fonts, &mut packer);
    let mut pages = vec![draw(lay_out_cover(cover, set)?)?];
    let mut next = 1;
    let entries = chapters.iter().flat_map(|chapter| {
        let first = next;
        next += chapter.pages();
        chapter.entries(first)
    });
    contents((cover.look, cover.contents), entries, set, |page| {
        pages.push(draw(page)?);
        Ok::<_, Broken>(())
    })?;
    Ok(pages)
}

impl<'a> Chapter<'a> {
    /// Its entries in the contents, where its first page has this number: its own, then those of its tables.
    fn entries(&self, first: usize) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let own = Entry {
            words: self.title,
            page: first,
            is_below: false,
        };
        let mut next = first;
        let tables = self.tables.iter().map(move |(words, pages)| {
            let page = next;
            next += pages;
            let is_below = true;
            Entry {
                words,
                page,
                is_below,
            }
        });
        std::iter::once(own).chain(tables)
    }
}

fn draw(
    page: &Page,
    cover: &Cover<'_>,
    fonts: &mut UsedFonts<'_>,
    packer: &mut Packer,
) -> Result<FrontPage, Broken> {
    let paper = &cover.look.paper;
    let marked = stretches(page, |part| match part {
        Part::Title(index) => Ok(Some(Kind::of_title(index))),
        Part::Entry(_) => Ok(Some(Kind::Link)),
        _ => Ok(None),
    })?;
    let content = draw_page(page, &marked, paper.height, fonts)?;
    let owners = marked.iter().filter_map(|stretch| match stretch.mark {
        Mark::Content { .. } => Some(stretch.part),
        _ => None,
    });
    let mut areas = Vec::new();
    for line in page
        .runs
        .chunk_by(|one, next| one.baseline == next.baseline)
    {
        if let Part::Entry(entry) = line[0].part {
            let y = paper.height - line[0].baseline;
            let right = paper.width - paper.right;
            let area = [line[0].x, y - line[0].size * 0.3, right, y + line[0].size];
            areas.push((entry, area.map(points)));
        }
    }
    Ok(FrontPage {
        content: packer.pack(&content),
        owners: owners.collect(),
        areas,
    })
}

/// Writes them.
pub(super) fn write(
    front: &[FrontPage],
    (cover, chapters): (&Cover<'_>, &[Chapter<'_>]),
    fonts: &mut UsedFonts<'_>,
    file: &mut File<'_>,
) -> io::Result<()> {
    let mut tree = Tree::default();
    tree.add(Kind::Section, None, Vec::new());
    let (outside, pages) = front.split_at(1);
    for (number, part) in outside
        .iter()
        .flat_map(|page| page.owners.iter().enumerate())
    {
        if let Part::Title(index) = part {
            let items = vec![Item::Content { page: 0, number }];
            tree.add(Kind::of_title(*index), Some(0), items);
        }
    }
    let outside: Vec<WholePage<'_>> = outside
        .iter()
        .map(|page| page.whole(cover, None, 0..0))
        .collect();
    let document = Numbers::document();
    let elements = file
        .spot(0)
        .write(&mut file.objects, &tree, document, &outside)?;
    file.add(&elements.outermost, &elements.parents)?;

    let spot = file.spot(1);
    let links = pages.iter().map(|page| page.areas.len()).sum();
    let first_link = file.objects.take_many(links);
    write_entries(pages, (cover, chapters), (spot, first_link), file)?;
    let (mut feet, mut whole) = (Vec::new(), Vec::new());
    if let Some(foot) =
        PageFoot::of(cover.look, fonts.set).map_err(|unknown| other(unknown.into()))?
    {
        let count = roman(front.len());
        for index in 0..pages.len() {
            let number = roman(index + 2);
            let foot = draw_foot(&foot, (&number, &count), paper(cover), fonts);
            feet.push(foot.map_err(other)?);
        }
    }
    let mut link = first_link.get();
    for (index, page) in pages.iter().enumerate() {
        let links = link..link + count(page.areas.len());
        link = links.end;
        whole.push(page.whole(cover, feet.get(index), links));
    }
    spot.write_pages(&mut file.objects, &whole)
}

impl FrontPage {
    fn whole<'a>(
        &'a self,
        cover: &Cover<'_>,
        foot: Option<&'a Vec<u8>>,
        links: Range<i32>,
    ) -> WholePage<'a> {
        WholePage {
            paper: paper(cover),
            content: &self.content,
            foot: foot.map(Vec::as_slice),
            links,
        }
    }
}

/// The sheet of the front.
fn paper(cover: &Cover<'_>) -> SheetSize {
    let paper = &cover.look.paper;
    SheetSize {
        width: paper.width,
        height: paper.height,
    }
}

/// Writes the elements of the contents, which begin on a spot, and their links, numbered from one on.
/// What belongs to entries comes in their order.
fn write_entries(
    pages: &[FrontPage],
    (cover, chapters): (&Cover<'_>, &[Chapter<'_>]),
    (spot, first_link): (Spot, Ref),
    file: &mut File<'_>,
) -> io::Result<()> {
    let stretches = pages.iter().enumerate().flat_map(|(page, front)| {
        let owners = front.owners.iter().enumerate();
        owners.map(move |(number, part)| (Item::Content { page, number }, *part))
    });
    let areas = pages.iter().enumerate().flat_map(|(page, front)| {
        let areas = front.areas.iter();
        areas.map(move |(entry, area)| (page, *entry, *area))
    });
    let (mut stretches, mut areas) = (stretches.peekable(), areas.peekable());
    let objects = &mut file.objects;
    let [section, list, head] = [(); 3].map(|()| objects.take());
    let numbers = |first, around| number::Numbers {
        first,
        around,
        page: spot.page,
    };
    let mut tree = Tree::default();
    let items = stretches.next_if(|(_, part)| *part == Part::Title(0));
    tree.add(
        Kind::Heading,
        None,
        items.into_iter().map(|(item, _)| item).collect(),
    );
    numbers(head, section).write(&tree, objects)?;
    // The element of each stretch and of each link.
    let (mut of_stretches, mut of_links) = (vec![head], Vec::new());
    let (mut entries, mut entry, mut next) = (Vec::new(), 0, 1);
    for chapter in chapters {
        let below = chapter.tables.len();
        let first = objects.take_many(3 * (1 + below) + usize::from(below > 0));
        let numbers = numbers(first, list);
        let mut tree = Tree::default();
        let mut around = None;
        for Entry { words, page, .. } in chapter.entries(next) {
            if tree.elements.len() == 3 {
                // The list of a department's tables.
                around = Some(tree.add(Kind::Contents, Some(0), Vec::new()));
            }
            let own = tree.add(Kind::Entry, around, Vec::new());
            let reference = tree.add(Kind::Reference, Some(own), Vec::new());
            let link = tree.add(Kind::Link, Some(reference), Vec::new());
            let (items, element) = (&mut tree.elements[link].items, numbers.element(link));
            while let Some((item, _)) = stretches.next_if(|(_, part)| *part == Part::Entry(entry)) {
                items.push(item);
                of_stretches.push(element);
            }
            while let Some((on, _, area)) = areas.next_if(|(_, of, _)| *of == entry) {
                let index = count(of_links.len());
                let number = Ref::new(first_link.get() + index);
                items.push(Item::Link {
                    page: on,
                    number: usize::try_from(number.get()).unwrap_or_default(),
                });
                of_links.push(of_link(element));
                let key = spot.key + count(pages.len()) + index;
                let target = Numbers::page(spot.numbers.front + page - 1);
                objects.share_object(number, |chunk, number| {
                    let mut annotation = chunk.annotation(number);
                    let [left, bottom, right, top] = area;
                    annotation
                        .subtype(AnnotationType::Link)
                        .rect(Rect::new(left, bottom, right, top))
                        .flags(AnnotationFlags::PRINT)
                        .contents(TextStr(words))
                        .struct_parent(key)
                        .border(0.0, 0.0, 0.0, None);
                    annotation
                        .action()
                        .action_type(ActionType::GoTo)
                        .destination()
                        .page(target)
                        .xyz(0.0, points(cover.look.paper.height), None);
                })?;
            }
            entry += 1;
        }
        entries.extend(numbers.write(&tree, objects)?);
        next += chapter.pages();
    }
    let list_object = holder(Kind::Contents.name(), None, section, &entries);
    objects.share(list, list_object.as_bytes())?;
    let whole = holder(
        Kind::Section.name(),
        None,
        Numbers::document(),
        &[head, list],
    );
    objects.share(section, whole.as_bytes())?;
    let mut of_stretches = of_stretches.into_iter();
    let of_pages = pages
        .iter()
        .map(|page| of_page(of_stretches.by_ref().take(page.owners.len())));
    let parents: Vec<String> = of_pages.chain(of_links).collect();
    file.add(&[section], &parents)
}

/// A number as the labels of these pages write it: in small Roman digits.
fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = number;
    let mut digits = String::new();
    for (worth, digit) in DIGITS {
        while left >= worth {
            digits.push_str(digit);
            left -= worth;
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numbers_are_as_they_are_written() {
        for (number, written) in [
            (1, "i"),
            (4, "iv"),
            (9, "ix"),
            (14, "xiv"),
            (40, "xl"),
            (1999, "mcmxcix"),
            (4001, "mmmmi"),
        ] {
            assert_eq!(roman(number), written);
        }
    }
}
