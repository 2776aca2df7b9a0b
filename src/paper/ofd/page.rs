//! A page → its texts by the numbers of their objects.
//!
//! Only the elements and attributes that this program writes are known: with any other the page was
//! made or changed by another program, and what it shows cannot be told.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};
use skrifa::charmap::Charmap;

use super::file::{is, numbers, size_of, whole_text};
use crate::length::Length;

/// A text of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageText {
    /// Height of its baseline above the lower edge of the page, in points.
    pub(super) height: f64,
    pub(super) text: String,
}

/// The characters of the fonts, by the numbers of the fonts.
pub(super) type Charmaps<'f> = BTreeMap<u32, Charmap<'f>>;

/// What the objects of a page may have.
const TEXT: &[&str] = &["ID", "Boundary", "Font", "Size"];
const PATH: &[&str] = &["ID", "Boundary", "LineWidth"];
const CODES: &[&str] = &["X", "Y", "DeltaX"];
const GLYPHS: &[&str] = &["CodePosition", "CodeCount", "GlyphCount"];

/// A page.
pub(super) struct OfdPage {
    /// Width and height, in points.
    pub(super) size: (f64, f64),
    /// By the numbers of their objects.
    pub(super) texts: BTreeMap<u32, PageText>,
}

/// Reads a page; `usual` is the size of pages that do not state theirs, in millimetres. `None` if it
/// has anything that this program does not write.
pub(super) fn read(xml: &Document<'_>, usual: (f64, f64), fonts: &Charmaps<'_>) -> Option<OfdPage> {
    let root = xml.root_element();
    let (mut size, mut texts) = (usual, BTreeMap::new());
    is(root, "Page").then_some(())?;
    let mut parts = elements(root, &[])?.peekable();
    if let Some(area) = parts.next_if(|part| is(*part, "Area")) {
        size = size_of(area)?;
    }
    let content = parts.next();
    if parts.next().is_some() {
        return None;
    }
    if let Some(content) = content {
        is(content, "Content").then_some(())?;
        for layer in elements(content, &[])? {
            is(layer, "Layer").then_some(())?;
            for object in elements(layer, &["ID", "Type"])? {
                if is(object, "PathObject") {
                    path(object)?;
                    continue;
                }
                let (id, text) = text(object, size.1, fonts)?;
                let before = texts.insert(id, text);
                before.is_none().then_some(())?;
            }
        }
    }
    let points = |length| Length::mm(length).to_pt();
    Some(OfdPage {
        size: (points(size.0), points(size.1)),
        texts,
    })
}

/// The elements in an element that has none but these attributes, and no text.
fn elements<'a, 'i>(
    node: Node<'a, 'i>,
    known: &[&str],
) -> Option<impl Iterator<Item = Node<'a, 'i>>> {
    has_only(node, known).then_some(())?;
    let is_space = |one: Node<'_, '_>| {
        one.is_element() || one.is_text() && one.text().unwrap_or_default().trim().is_empty()
    };
    let is_whole = node.children().all(is_space);
    is_whole.then(|| node.children().filter(Node::is_element))
}

fn has_only(node: Node<'_, '_>, known: &[&str]) -> bool {
    node.attributes()
        .all(|one| one.namespace().is_none() && known.contains(&one.name()))
}

/// Rules: lines from point to point.
fn path(object: Node<'_, '_>) -> Option<()> {
    let mut parts = elements(object, PATH)?;
    let lines = parts.next().filter(|one| is(*one, "AbbreviatedData"))?;
    let is_line = |word: &str| matches!(word, "M" | "L") || word.parse::<f64>().is_ok();
    let words = whole_text(lines)?;
    let is_known = has_only(lines, &[]) && words.split_ascii_whitespace().all(is_line);
    (is_known && parts.next().is_none()).then_some(())
}

/// A text with the number of its object.
fn text(object: Node<'_, '_>, height: f64, fonts: &Charmaps<'_>) -> Option<(u32, PageText)> {
    is(object, "TextObject").then_some(())?;
    let (mut codes, mut glyphs) = (None, None);
    for part in elements(object, TEXT)? {
        let (place, known) = match part.tag_name().name() {
            "TextCode" => (&mut codes, CODES),
            "CGTransform" => (&mut glyphs, GLYPHS),
            // Where an entry of a list leads to.
            "Actions" if is(part, "Actions") => continue,
            _ => return None,
        };
        let before = place.replace(part);
        (before.is_none() && has_only(part, known)).then_some(())?;
    }
    let (codes, glyphs) = (codes?, glyphs?);
    let text = whole_text(codes)?;
    let font = fonts.get(&object.attribute("Font")?.parse().ok()?)?;
    are_glyphs_of(glyphs, text, font).then_some(())?;
    let top = *numbers(object.attribute("Boundary")?)?.get(1)?;
    let baseline = *numbers(codes.attribute("Y")?)?.first()?;
    let text = PageText {
        height: Length::mm(height - top - baseline).to_pt(),
        text: text.to_owned(),
    };
    Some((object.attribute("ID")?.parse().ok()?, text))
}

/// Whether the glyphs are those of the characters, one for each.
fn are_glyphs_of(glyphs: Node<'_, '_>, text: &str, font: &Charmap<'_>) -> bool {
    let numbers = glyphs.children().filter(Node::is_element);
    let numbers: Vec<_> = numbers.collect();
    let [numbers] = numbers[..] else {
        return false;
    };
    if glyphs.attribute("CodePosition") != Some("0") || !has_only(numbers, &[]) {
        return false;
    }
    let ids = whole_text(numbers).unwrap_or_default();
    let ids = ids.split_ascii_whitespace().map(|id| id.parse().ok());
    let ids: Vec<u32> = ids.collect::<Option<_>>().unwrap_or_default();
    // Instead of a character that XML does not allow.
    let is_other = |one: char| one == char::REPLACEMENT_CHARACTER;
    let is_own = |(one, id): (char, &u32)| {
        is_other(one) || font.map(one).is_some_and(|own| own.to_u32() == *id)
    };
    let count = text.chars().count();
    let is_count = |name| glyphs.attribute(name).and_then(|one| one.parse().ok()) == Some(count);
    is_count("CodeCount")
        && is_count("GlyphCount")
        && ids.len() == count
        && text.chars().zip(&ids).all(is_own)
}
