//! Streaming reader for a part's XML. Prefixes are ignored, the known branch of alternatives
//! (`mc:AlternateContent`) is read, and the recursion depth does not depend on the file.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Error in a part's XML, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage(pub(crate) String);

impl Damage {
    pub(super) fn new(why: &str) -> Damage {
        Damage(why.to_owned())
    }
}

/// A start tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Name without the prefix.
    pub(super) fn local(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Attributes with their prefixes, values unescaped.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Result<(&str, Cow<'_, str>), Damage>> {
        let mut attributes = self.0.attributes();
        // The check is quadratic: a tag may have a hundred thousand attributes.
        attributes.with_checks(false);
        attributes.map(|attribute| {
            let broken = || Damage::new("属性的写法不对");
            let attribute = attribute.map_err(|_malformed| broken())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_entity| broken())?;
            Ok((attribute.key.0, value))
        })
    }

    /// Value of an attribute.
    pub(super) fn get(&self, name: &str) -> Result<Option<Cow<'_, str>>, Damage> {
        self.find(|own| own == name)
    }

    /// Value of an attribute that has a prefix: `r:id`.
    pub(super) fn get_prefixed(&self, local: &str) -> Result<Option<Cow<'_, str>>, Damage> {
        self.find(|own| {
            let prefix = own.strip_suffix(local);
            prefix.is_some_and(|prefix| prefix.ends_with(':'))
        })
    }

    fn find(&self, is: impl Fn(&str) -> bool) -> Result<Option<Cow<'_, str>>, Damage> {
        for attribute in self.attributes() {
            let (name, value) = attribute?;
            if is(name) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// Whether the value of an attribute is true.
pub(super) fn is_on(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on")
}

/// Next node.
enum Node<'a> {
    Open(Tag<'a>),
    Close,
    Text(Cow<'a, str>),
    End,
}

/// Kind of an open element.
enum Open {
    Element,
    /// `mc:AlternateContent`, and whether one of its branches was chosen.
    Alternatives(bool),
    /// The chosen branch; its content replaces the alternatives.
    Branch,
}

/// A part being read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    open: Vec<Open>,
    /// Number of open elements, without alternatives and branches.
    depth: usize,
}

impl<'a> Xml<'a> {
    /// Reads up to the root's start tag.
    pub(super) fn open(text: &'a str) -> Result<(Xml<'a>, Tag<'a>), Damage> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut xml = Xml {
            reader,
            open: Vec::new(),
            depth: 0,
        };
        loop {
            match xml.next()? {
                Node::Open(tag) => return Ok((xml, tag)),
                Node::Close | Node::Text(_) => {}
                Node::End => return Err(Damage::new("是空的")),
            }
        }
    }

    /// Visits the children of the last opened element, to its end. Content that a visit does not
    /// read is skipped.
    pub(super) fn children<E: From<Damage>>(
        &mut self,
        mut visit: impl FnMut(&mut Xml<'a>, &Tag<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let parent = self.depth;
        loop {
            match self.next()? {
                Node::Open(tag) => {
                    visit(self, &tag)?;
                    while self.depth > parent {
                        self.next()?;
                    }
                }
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    /// Visits all descendants of the last opened element, to its end. A visit may read to the end
    /// of its element, no further.
    pub(super) fn descendants<E: From<Damage>>(
        &mut self,
        mut visit: impl FnMut(&mut Xml<'a>, &Tag<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let parent = self.depth;
        while self.depth >= parent {
            if let Node::Open(tag) = self.next()? {
                visit(self, &tag)?;
            }
        }
        Ok(())
    }

    /// Reads the text directly in the last opened element, to its end.
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>, Damage> {
        let parent = self.depth;
        let mut text = Cow::Borrowed("");
        while self.depth >= parent {
            match self.next()? {
                Node::Text(more) if self.depth == parent => {
                    if text.is_empty() {
                        text = more;
                    } else {
                        text.to_mut().push_str(&more);
                    }
                }
                Node::Open(_) | Node::Close | Node::Text(_) | Node::End => {}
            }
        }
        Ok(text)
    }

    fn next(&mut self) -> Result<Node<'a>, Damage> {
        loop {
            let event = self.reader.read_event();
            let event = event.map_err(|_syntax| Damage::new("不是合法的 XML"))?;
            match event {
                Event::Start(tag) => {
                    if let Some(tag) = self.start(tag)? {
                        return Ok(Node::Open(tag));
                    }
                }
                Event::End(_) => {
                    if let Some(Open::Element) = self.open.pop() {
                        self.depth -= 1;
                        return Ok(Node::Close);
                    }
                }
                Event::Text(text) => return Ok(Node::Text(text.xml10_content())),
                Event::CData(text) => return Ok(Node::Text(text.xml10_content())),
                Event::GeneralRef(name) => return Ok(Node::Text(referred(&name)?)),
                Event::DocType(_) => return Err(Damage::new("含有 DTD")),
                Event::Eof if !self.open.is_empty() => {
                    return Err(Damage::new("没有写完就断了"));
                }
                Event::Eof => return Ok(Node::End),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// A start tag, unless it is one of alternatives.
    fn start(&mut self, tag: BytesStart<'a>) -> Result<Option<Tag<'a>>, Damage> {
        let tag = Tag(tag);
        let local = tag.local();
        if let Some(Open::Alternatives(is_chosen)) = self.open.last_mut() {
            let is_known = match local {
                "Choice" => knows(&tag.get("Requires")?.unwrap_or_default()),
                "Fallback" => true,
                _ => false,
            };
            if *is_chosen || !is_known {
                let end = tag.0.name();
                let skipped = self.reader.read_to_end(end);
                skipped.map_err(|_syntax| Damage::new("不是合法的 XML"))?;
                return Ok(None);
            }
            *is_chosen = true;
            self.open.push(Open::Branch);
            return Ok(None);
        }
        if local == "AlternateContent" {
            self.open.push(Open::Alternatives(false));
            return Ok(None);
        }
        self.open.push(Open::Element);
        self.depth += 1;
        Ok(Some(tag))
    }
}

/// Whether Excel reads a branch that needs these extensions. They are identified by the prefixes
/// that all programs use.
fn knows(extensions: &str) -> bool {
    const KNOWN: [&str; 6] = ["x", "xr", "a", "v", "wps", "xdr"];
    let is_known = |extension: &str| {
        let letters = extension.trim_end_matches("ac");
        let letters = letters.trim_end_matches(|next: char| next.is_ascii_digit());
        KNOWN.contains(&letters)
    };
    extensions.split_whitespace().all(is_known)
}

/// Character of an entity.
fn referred<'a>(name: &BytesRef<'a>) -> Result<Cow<'a, str>, Damage> {
    if name.is_char_ref() {
        let character = name.resolve_char_ref().ok().flatten();
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        return Ok(Cow::Owned(character.to_string()));
    }
    let known = resolve_predefined_entity(&name.xml10_content());
    known
        .map(Cow::Borrowed)
        .ok_or_else(|| Damage::new("含有没有定义的实体"))
}

/// Unescapes Open XML text, in which `_x000D_` is a character that XML does not allow.
pub(super) fn unescaped(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text;
    }
    let mut units: Vec<u16> = Vec::new();
    let mut plain = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = rest.find("_x") {
        let Some(unit) = escape_at(&rest[at..]) else {
            flush(&mut units, &mut plain);
            plain.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        if at > 0 {
            flush(&mut units, &mut plain);
            plain.push_str(&rest[..at]);
        }
        units.push(unit);
        rest = &rest[at + 7..];
    }
    flush(&mut units, &mut plain);
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// UTF-16 unit of an escape at the start of a text.
fn escape_at(text: &str) -> Option<u16> {
    let digits = text.get(2..6)?;
    let is_escape = text.as_bytes().get(6) == Some(&b'_')
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_escape
        .then(|| u16::from_str_radix(digits, 16).ok())
        .flatten()
}

fn flush(units: &mut Vec<u16>, plain: &mut String) {
    let characters = char::decode_utf16(units.drain(..));
    plain.extend(characters.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<String>, Damage> {
        let (mut xml, root) = Xml::open(text)?;
        let mut found = vec![root.local().to_owned()];
        xml.children(|xml, tag| {
            let name = tag.local().to_owned();
            found.push(format!("{name}={}", xml.text()?));
            Ok::<(), Damage>(())
        })?;
        Ok(found)
    }

    #[test]
    fn prefixes_entities_and_sections_do_not_matter() {
        let text = "<?xml version=\"1.0\"?><x:a xmlns:x=\"u\"><x:b>1 &lt;&#x4E2D;<![CDATA[&]]></x:b><b/><c>甲<d>乙</d>丙</c></x:a>";
        assert_eq!(all(text).unwrap(), ["a", "b=1 <中&", "b=", "c=甲丙"]);
    }

    #[test]
    fn the_first_known_alternative_is_read() {
        let text = "<a><mc:AlternateContent><mc:Choice Requires=\"new9\"><b>1</b></mc:Choice><mc:Choice Requires=\"x14 x15ac\"><b>2</b><b>3</b></mc:Choice>\
            <mc:Fallback><b>4</b></mc:Fallback></mc:AlternateContent><b>5</b></a>";
        assert_eq!(all(text).unwrap(), ["a", "b=2", "b=3", "b=5"]);
        let text = "<a><mc:AlternateContent><mc:Choice Requires=\"new9\"><b>1</b></mc:Choice><mc:Fallback><b>4</b></mc:Fallback></mc:AlternateContent></a>";
        assert_eq!(all(text).unwrap(), ["a", "b=4"]);
    }

    #[test]
    fn truncated_xml_and_entity_declarations_are_rejected() {
        for text in ["", "<a><b>1", "<a>&b;</a>x", "<!DOCTYPE a><a/>", "<a></b>"] {
            let read = all(&text.replace("&b;", "<c>&b;</c>"));
            assert!(read.is_err(), "{text}");
        }
    }

    #[test]
    fn escapes_of_open_xml_are_characters() {
        for (escaped, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_!", "😀!"),
            ("_x00_甲_xZZZZ_", "_x00_甲_xZZZZ_"),
        ] {
            assert_eq!(unescaped(Cow::Borrowed(escaped)), plain);
        }
    }
}
