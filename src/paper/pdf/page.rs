//! A page → its texts: those of its marked content by their numbers, and those of artifacts.
//!
//! The code of a glyph is its character, and the name of a font says its plane (`write/pdf/fonts`).
//! Only the operators that this program writes are known: with any other the page was made or changed
//! by another program, and what it shows cannot be told.

use std::collections::BTreeMap;

use super::syntax::{Object, Syntax};

/// Maximum number of operands of an operator.
const MAX_OPERANDS: usize = 16;

/// The texts of a page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PageTexts {
    /// By the number of the marked content.
    pub(super) marked: BTreeMap<usize, String>,
    /// Lines of artifacts, with the heights of their baselines.
    pub(super) margins: Vec<(f64, String)>,
}

/// The marked content that is open.
#[derive(Clone, Copy, PartialEq)]
enum Tag {
    Element(usize),
    Artifact,
}

#[derive(Default)]
struct Reader {
    texts: PageTexts,
    tag: Option<Tag>,
    plane: Option<u32>,
    height: f64,
}

/// Reads the content of a page; `None` if it has anything that this program does not write.
pub(super) fn read(content: &[u8]) -> Option<PageTexts> {
    let mut syntax = Syntax::new(content, 0);
    let (mut reader, mut operands) = (Reader::default(), Vec::new());
    while !syntax.is_at_end() {
        match syntax.object()? {
            Object::Word(operator) => {
                reader.operate(&operator, &operands)?;
                operands.clear();
            }
            _ if operands.len() == MAX_OPERANDS => return None,
            operand => operands.push(operand),
        }
    }
    (reader.tag.is_none() && operands.is_empty()).then_some(reader.texts)
}

impl Reader {
    fn operate(&mut self, operator: &[u8], operands: &[Object]) -> Option<()> {
        match (operator, operands) {
            (b"BT", []) => self.height = 0.0,
            (b"ET" | b"S", []) | (b"w", [_]) | (b"m" | b"l", [_, _]) => {}
            (b"Tf", [Object::Name(name), _]) => self.plane = Some(plane(name)?),
            (b"Td", [_, up]) => self.height += up.number()?,
            (b"Tj", [Object::Text(codes)]) => self.show(codes)?,
            (b"BDC", [kind, Object::Dict(about)]) if self.tag.is_none() => {
                let number = about.get(b"MCID".as_slice()).map(Object::count);
                self.tag = match number {
                    Some(number) => Some(self.begin(number?)?),
                    None if kind.name() == Some(b"Artifact") => Some(Tag::Artifact),
                    None => return None,
                };
            }
            (b"EMC", []) if self.tag.is_some() => self.tag = None,
            _ => return None,
        }
        Some(())
    }

    /// Begins the marked content of a number, which a page has once.
    fn begin(&mut self, number: usize) -> Option<Tag> {
        let before = self.texts.marked.insert(number, String::new());
        before.is_none().then_some(Tag::Element(number))
    }

    fn show(&mut self, codes: &[u8]) -> Option<()> {
        let plane = self.plane?;
        let (pairs, rest) = codes.as_chunks::<2>();
        let characters = pairs
            .iter()
            .map(|pair| char::from_u32(plane << 16 | u32::from(u16::from_be_bytes(*pair))));
        let text: String = characters.collect::<Option<_>>()?;
        match self.tag? {
            _ if !rest.is_empty() => return None,
            Tag::Element(number) => self.texts.marked.get_mut(&number)?.push_str(&text),
            Tag::Artifact => self.texts.margins.push((self.height, text)),
        }
        Some(())
    }
}

/// Plane of Unicode that the name of a font says: `F0p2`.
fn plane(name: &[u8]) -> Option<u32> {
    let name = std::str::from_utf8(name).ok()?;
    let (face, plane) = name.strip_prefix('F')?.split_once('p')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plane = plane
        .parse()
        .ok()
        .filter(|_| is_number(face) && is_number(plane));
    plane.filter(|plane| *plane <= 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_by_their_marks() {
        let content = "/Artifact<</Type/Layout>>BDC 1 w 0 0 m 9 9 l S EMC BT \
            /TD<</MCID 0>>BDC /F0p0 9 Tf 10 700.5 Td <4E004E8C>Tj EMC\n\
            /TD <</MCID 1>> BDC /F1p2 9 Tf 0 -20 Td (\\000\\001)Tj EMC\
            /Artifact<<>>BDC /F0p0 9 Tf 5 -650 Td <0031>Tj EMC ET";
        let texts = read(content.as_bytes()).unwrap();
        let marked = BTreeMap::from([(0, "一二".to_owned()), (1, "\u{20001}".to_owned())]);
        assert_eq!(texts.marked, marked);
        assert_eq!(texts.margins, [(30.5, "1".to_owned())]);
    }

    #[test]
    fn anything_else_makes_a_page_unknown() {
        for content in [
            "/Im0 Do",
            "q Q",
            "1 0 0 rg",
            "BT /F0p0 9 Tf <4E00>Tj ET",
            "/TD<</MCID 0>>BDC BT /Helv 9 Tf (ab)Tj ET EMC",
            "/TD<</MCID 0>>BDC BT <4E00>Tj ET EMC",
            "/TD<</MCID 0>>BDC BT /F0p0 9 Tf <4E>Tj ET EMC",
            "/TD<</MCID 0>>BDC BT /F0p0 9 Tf <D800>Tj ET EMC",
            "/TD<</MCID 0>>BDC EMC /TD<</MCID 0>>BDC EMC",
            "/TD<</MCID 0>>BDC /TD<</MCID 1>>BDC EMC EMC",
            "/TD /P0 BDC EMC",
            "/TD<</MCID 0>>BDC",
            "EMC",
            "1 2",
            "BI /W 1 ID x EI",
            "<4E00>Tj",
            "[1 2",
        ] {
            assert_eq!(read(content.as_bytes()), None, "{content}");
        }
    }
}
