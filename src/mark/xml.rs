//! Tags of a part's XML with their positions, and edits by position: everything else stays byte for
//! byte.

use std::ops::Range;

use quick_xml::NsReader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};

pub(super) use crate::workbook::package::DECLARATION;

/// Maximum number of elements of a part that is read as an [`Outline`].
const MAX_ELEMENTS: usize = 1_000_000;

/// Conformance class of a workbook; determines its namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conformance {
    /// Namespaces of nearly all files.
    Transitional,
    /// "Strict Open XML".
    Strict,
}

impl Conformance {
    /// Namespace of sheets, styles and comments.
    pub(super) const fn main(self) -> &'static str {
        match self {
            Conformance::Transitional => {
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            }
            Conformance::Strict => "http://purl.oclc.org/ooxml/spreadsheetml/main",
        }
    }

    /// Namespace of `r:id`, and prefix of relationship types.
    pub(super) const fn relationships(self) -> &'static str {
        match self {
            Conformance::Transitional => {
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            }
            Conformance::Strict => "http://purl.oclc.org/ooxml/officeDocument/relationships",
        }
    }
}

/// Kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Empty,
}

/// A tag and its position.
#[derive(Debug, Clone)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// Name with the prefix.
    pub(super) name: &'a str,
    /// Conformance class, if its namespace is that of spreadsheets.
    pub(super) conformance: Option<Conformance>,
    /// Depth of the element; 0 for the root.
    pub(super) depth: usize,
    /// Range in the text, from `<` to after `>`.
    pub(super) range: Range<usize>,
    /// The text that contains it.
    text: &'a str,
}

impl<'a> Tag<'a> {
    /// Name without the prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }

    /// Prefix with the colon, for new sibling elements.
    pub(super) fn prefix(&self) -> &'a str {
        &self.name[..self.name.len() - self.local().len()]
    }

    /// Whether it is a spreadsheet element with this name.
    pub(super) fn is(&self, local: &str) -> bool {
        self.conformance.is_some() && self.local() == local
    }

    /// Whether an element begins here.
    pub(super) fn begins(&self) -> bool {
        self.kind != Kind::Close
    }

    /// Value of an attribute, entities resolved.
    pub(super) fn value(&self, attribute: &str) -> Option<String> {
        let raw = &self.text[self.place_of(attribute)?];
        Some(unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned))
    }

    /// Value of an attribute as a number.
    pub(super) fn number<T: std::str::FromStr>(&self, attribute: &str) -> Option<T> {
        self.text[self.place_of(attribute)?].trim().parse().ok()
    }

    /// Whether a boolean attribute is true.
    pub(super) fn flag(&self, attribute: &str) -> bool {
        self.place_of(attribute)
            .is_some_and(|place| matches!(&self.text[place], "1" | "true" | "on"))
    }

    /// Name and value range of each attribute.
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

    /// Value range of an attribute.
    pub(super) fn place_of(&self, attribute: &str) -> Option<Range<usize>> {
        let mut all = self.attributes().into_iter();
        all.find(|(name, _)| *name == attribute)
            .map(|(_, place)| place)
    }

    /// Prefix that the element binds to a namespace, with the colon.
    pub(super) fn prefix_bound_to(&self, namespace: &str) -> Option<String> {
        self.attributes().into_iter().find_map(|(name, place)| {
            let prefix = name.strip_prefix("xmlns:")?;
            (&self.text[place] == namespace).then(|| format!("{prefix}:"))
        })
    }
}

/// Reads the tags of a text in order.
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
    /// The XML error.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'a>>, String> {
        loop {
            let start = self.position();
            let (resolved, event) = self
                .reader
                .read_resolved_event()
                .map_err(|error| format!("不是合法的 XML:{error}"))?;
            let conformance = flavour_of(&resolved);
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
            return self.tag(kind, name_length, conformance, start).map(Some);
        }
    }

    fn tag(
        &mut self,
        kind: Kind,
        name_length: usize,
        conformance: Option<Conformance>,
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
            conformance,
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

fn flavour_of(resolved: &ResolveResult) -> Option<Conformance> {
    let ResolveResult::Bound(namespace) = resolved else {
        return None;
    };
    [Conformance::Transitional, Conformance::Strict]
        .into_iter()
        .find(|conformance| conformance.main() == namespace.0)
}

/// An element of an [`Outline`].
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Start tag, or the whole empty element.
    pub(super) tag: Tag<'a>,
    /// End tag; an empty range after an empty element.
    pub(super) close: Range<usize>,
    parent: Option<usize>,
}

impl Element<'_> {
    /// The whole element.
    pub(super) fn range(&self) -> Range<usize> {
        self.tag.range.start..self.close.end
    }
}

/// All elements of a small part, in document order.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    elements: Vec<Element<'a>>,
}

impl<'a> Outline<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// The XML error.
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

    /// The root element.
    pub(super) fn root(&self) -> &Element<'a> {
        &self.elements[0]
    }

    /// Children of an element, with their indexes.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Element<'a>)> {
        let all = self.elements.iter().enumerate().skip(parent + 1);
        let end = self.elements[parent].close.end;
        all.take_while(move |(_, element)| element.tag.range.start < end)
            .filter(move |(_, element)| element.parent == Some(parent))
    }

    /// First child with a name, with its index.
    pub(super) fn child(&self, parent: usize, local: &str) -> Option<(usize, &Element<'a>)> {
        self.children(parent)
            .find(|(_, element)| element.tag.local() == local)
    }
}

/// Edits of a text by position.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// Inserts text at a position. Empty text adds no edit.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.replace(at..at, text);
        }
    }

    /// Replaces a range.
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

    /// Inserts text at the end of an element; an empty element gets an end tag.
    pub(super) fn append(&mut self, element: &Element, inner: &str) {
        match element.tag.kind {
            Kind::Empty => self.open_up(&element.tag, inner),
            _ => self.insert(element.close.start, inner),
        }
    }

    /// Turns `<a/>` into `<a>inner</a>`.
    pub(super) fn open_up(&mut self, tag: &Tag, inner: &str) {
        let slash = tag.text[tag.range.clone()].rfind('/').unwrap_or(0);
        self.replace(
            tag.range.start + slash..tag.range.end,
            format!(">{inner}</{}>", tag.name),
        );
    }

    /// Applies all edits. Edits at the same position keep their order.
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

/// Escapes text for content or attributes. Characters that XML does not allow are dropped; text
/// that looks like an Open XML escape is escaped.
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

/// Whether a text begins with an Open XML escape: `_x000D_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes.starts_with(b"_x")
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
        && bytes[6] == b'_'
}
