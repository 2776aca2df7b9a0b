//! A part's XML as tags with their places in the text, and edits by place: what no edit names stays as it is, byte for byte.

use std::ops::Range;

use quick_xml::NsReader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};

pub(super) use crate::workbook::package::DECLARATION;

/// Most elements of a part that is held as an [`Outline`].
const MAX_ELEMENTS: usize = 1_000_000;

/// Which of the two sets of namespaces a workbook is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// The one of nearly all files.
    Transitional,
    /// "Strict Open XML".
    Strict,
}

impl Flavour {
    /// The namespace of sheets, styles and comments.
    pub(super) const fn main(self) -> &'static str {
        match self {
            Flavour::Transitional => "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            Flavour::Strict => "http://purl.oclc.org/ooxml/spreadsheetml/main",
        }
    }

    /// The namespace of `r:id`, and the beginning of the types of relationships.
    pub(super) const fn relationships(self) -> &'static str {
        match self {
            Flavour::Transitional => {
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            }
            Flavour::Strict => "http://purl.oclc.org/ooxml/officeDocument/relationships",
        }
    }
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Empty,
}

/// A tag and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// Its name with the prefix.
    pub(super) name: &'a str,
    /// The set of namespaces, where its own is that of spreadsheets.
    pub(super) flavour: Option<Flavour>,
    /// The element's depth; the root's is 0.
    pub(super) depth: usize,
    /// Its place in the text, from `<` to behind `>`.
    pub(super) range: Range<usize>,
    /// The text it stands in.
    text: &'a str,
}

impl<'a> Tag<'a> {
    /// Its name without the prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }

    /// Its prefix with the colon, for elements that are put beside it.
    pub(super) fn prefix(&self) -> &'a str {
        &self.name[..self.name.len() - self.local().len()]
    }

    /// Whether it is an element of spreadsheets with this name.
    pub(super) fn is(&self, local: &str) -> bool {
        self.flavour.is_some() && self.local() == local
    }

    /// Whether an element begins here.
    pub(super) fn begins(&self) -> bool {
        self.kind != Kind::Close
    }

    /// The value of an attribute, entities resolved.
    pub(super) fn value(&self, attribute: &str) -> Option<String> {
        let raw = &self.text[self.place_of(attribute)?];
        Some(unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned))
    }

    /// The value of an attribute as a number.
    pub(super) fn number<T: std::str::FromStr>(&self, attribute: &str) -> Option<T> {
        self.text[self.place_of(attribute)?].trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn flag(&self, attribute: &str) -> bool {
        self.place_of(attribute)
            .is_some_and(|place| matches!(&self.text[place], "1" | "true" | "on"))
    }

    /// Name and place of the value of each attribute.
    pub(super) fn attributes(&self) -> Vec<(&'a str, Range<usize>)> {
        let mut found = Vec::new();
        let end = self.range.end;
        let mut at = self.range.start + 1 + self.name.len();
        while let Some(equals) = self.text[at..end].find('=') {
            let name = self.text[at..at + equals].trim();
            let rest = &self.text[at + equals + 1..end];
            let Some(quote) = rest
                .trim_start()
                .chars()
                .next()
                .filter(|sign| matches!(sign, '"' | '\''))
            else {
                break;
            };
            let start = at + equals + 1 + (rest.len() - rest.trim_start().len()) + 1;
            let Some(length) = self.text[start..end].find(quote) else {
                break;
            };
            found.push((name, start..start + length));
            at = start + length + 1;
        }
        found
    }

    /// The place of an attribute's value.
    pub(super) fn place_of(&self, attribute: &str) -> Option<Range<usize>> {
        let mut all = self.attributes().into_iter();
        all.find(|(name, _)| *name == attribute)
            .map(|(_, place)| place)
    }

    /// The prefix that the element binds to a namespace, with the colon.
    pub(super) fn prefix_bound_to(&self, namespace: &str) -> Option<String> {
        self.attributes().into_iter().find_map(|(name, place)| {
            let prefix = name.strip_prefix("xmlns:")?;
            (&self.text[place] == namespace).then(|| format!("{prefix}:"))
        })
    }
}

/// Reads the tags of a text, one after the other.
pub(super) struct Tags<'a> {
    text: &'a str,
    reader: NsReader<&'a [u8]>,
    open: usize,
    has_root: bool,
}

impl<'a> Tags<'a> {
    pub(super) fn new(text: &'a str) -> Tags<'a> {
        Tags {
            text,
            reader: NsReader::from_str(text),
            open: 0,
            has_root: false,
        }
    }

    /// The next tag; none at the end.
    ///
    /// # Errors
    /// What is wrong with the XML.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'a>>, String> {
        loop {
            let start = self.position();
            let (resolved, event) = self
                .reader
                .read_resolved_event()
                .map_err(|error| format!("不是合法的 XML:{error}"))?;
            let flavour = flavour_of(&resolved);
            let (kind, name_length) = match &event {
                Event::Start(tag) => (Kind::Open, length(tag)),
                Event::Empty(tag) => (Kind::Empty, length(tag)),
                Event::End(tag) => (Kind::Close, tag.name().0.len()),
                Event::DocType(_) => return Err("含有 DTD".to_owned()),
                Event::Eof if self.open > 0 || !self.has_root => {
                    return Err("没有写完就断了".to_owned());
                }
                Event::Eof => return Ok(None),
                _ => continue,
            };
            return self.tag(kind, name_length, flavour, start).map(Some);
        }
    }

    fn tag(
        &mut self,
        kind: Kind,
        name_length: usize,
        flavour: Option<Flavour>,
        start: usize,
    ) -> Result<Tag<'a>, String> {
        let range = start..self.position();
        let begin = start + 1 + usize::from(kind == Kind::Close);
        let name = self
            .text
            .get(begin..begin + name_length)
            .filter(|_| self.text.as_bytes().get(start) == Some(&b'<'));
        let name = name.ok_or("标签的写法不对")?;
        if kind == Kind::Close {
            self.open -= 1;
        } else if self.open == 0 && self.has_root {
            return Err("有两个根元素".to_owned());
        }
        self.has_root = true;
        let tag = Tag {
            kind,
            name,
            flavour,
            depth: self.open,
            range,
            text: self.text,
        };
        self.open += usize::from(kind == Kind::Open);
        Ok(tag)
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position())
            .unwrap_or(usize::MAX)
            .min(self.text.len())
    }
}

fn length(tag: &BytesStart) -> usize {
    let QName(name) = tag.name();
    name.len()
}

fn flavour_of(resolved: &ResolveResult) -> Option<Flavour> {
    let ResolveResult::Bound(namespace) = resolved else {
        return None;
    };
    [Flavour::Transitional, Flavour::Strict]
        .into_iter()
        .find(|flavour| flavour.main() == namespace.0)
}

/// An element of an [`Outline`].
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its start tag, or the whole of it where it is empty.
    pub(super) tag: Tag<'a>,
    /// Its end tag; empty, and behind the start tag, where it has none.
    pub(super) close: Range<usize>,
    parent: Option<usize>,
}

impl Element<'_> {
    /// The whole element.
    pub(super) fn range(&self) -> Range<usize> {
        self.tag.range.start..self.close.end
    }
}

/// All elements of a small part, in reading order.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    elements: Vec<Element<'a>>,
}

impl<'a> Outline<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// What is wrong with the XML.
    pub(super) fn read(text: &'a str) -> Result<Outline<'a>, String> {
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut tags = Tags::new(text);
        while let Some(tag) = tags.next()? {
            if tag.kind == Kind::Close {
                if let Some(index) = open.pop() {
                    elements[index].close = tag.range;
                }
                continue;
            }
            if elements.len() == MAX_ELEMENTS {
                return Err(format!("元素超过 {MAX_ELEMENTS} 个"));
            }
            let parent = open.last().copied();
            if tag.kind == Kind::Open {
                open.push(elements.len());
            }
            let close = tag.range.end..tag.range.end;
            elements.push(Element { tag, close, parent });
        }
        Ok(Outline { elements })
    }

    /// The outermost element.
    pub(super) fn root(&self) -> &Element<'a> {
        &self.elements[0]
    }

    /// The elements within one, those directly in it, with their numbers.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Element<'a>)> {
        let all = self.elements.iter().enumerate().skip(parent + 1);
        let end = self.elements[parent].close.end;
        all.take_while(move |(_, element)| element.tag.range.start < end)
            .filter(move |(_, element)| element.parent == Some(parent))
    }

    /// The first element of a name directly in another, with its number.
    pub(super) fn child(&self, parent: usize, local: &str) -> Option<(usize, &Element<'a>)> {
        self.children(parent)
            .find(|(_, element)| element.tag.local() == local)
    }
}

/// Changes of a text by place.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// Puts a text at a place. No text is no change.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.replace(at..at, text);
        }
    }

    /// Puts a text in the place of another.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.edits.push((range, text.into()));
    }

    /// Sets an attribute of an element.
    pub(super) fn set(&mut self, tag: &Tag, attribute: &str, value: &str) {
        match tag.place_of(attribute) {
            Some(place) => self.replace(place, value),
            None => self.insert(
                tag.range.start + 1 + tag.name.len(),
                format!(" {attribute}=\"{value}\""),
            ),
        }
    }

    /// Puts a text at the end of an element, within it; an empty element gets an end tag.
    pub(super) fn append(&mut self, element: &Element, inner: &str) {
        match element.tag.kind {
            Kind::Empty => self.open_up(&element.tag, inner),
            _ => self.insert(element.close.start, inner),
        }
    }

    /// Makes `<a/>` to `<a>inner</a>`.
    pub(super) fn open_up(&mut self, tag: &Tag, inner: &str) {
        let slash = tag.text[tag.range.clone()].rfind('/').unwrap_or(0);
        self.replace(
            tag.range.start + slash..tag.range.end,
            format!(">{inner}</{}>", tag.name),
        );
    }

    /// The text with all changes made. Where two touch the same place, the one that was made first comes first.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.edits
            .sort_by_key(|(range, _)| (range.start, range.end));
        let more: usize = self.edits.iter().map(|(_, new)| new.len()).sum();
        let mut made = String::with_capacity(text.len() + more);
        let mut done = 0;
        for (range, new) in self.edits {
            let start = range.start.max(done);
            made.push_str(&text[done..start]);
            made.push_str(&new);
            done = range.end.max(start);
        }
        made.push_str(&text[done..]);
        made
    }
}

/// A text as content or attribute: what XML does not allow is left out, what Open XML would take for an escape is escaped.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '_' if is_escape(&text[at..]) => escaped.push_str("_x005F_"),
            '\n' | '\t' => escaped.push(character),
            other if other.is_control() || matches!(other, '\u{FFFE}' | '\u{FFFF}') => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether a text begins with what Open XML reads as a character: `_x000D_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes.starts_with(b"_x")
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
        && bytes[6] == b'_'
}
