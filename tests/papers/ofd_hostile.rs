//! OFDs made to exhaust or to deceive a reader, each in one way.

use std::collections::BTreeMap;

use jixiao::finding::Code;

use super::{DATA, DOCUMENT, LIST, PAGE, Parts, TAGS};

/// A way to change an OFD.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The code of the only finding.
    pub(crate) code: Code,
    pub(crate) change: fn(&mut Parts),
}

macro_rules! cases {
    ($($name:literal, $code:ident, $change:expr;)*) => {
        vec![$(Case { name: $name, code: Code::$code, change: $change }),*]
    };
}

pub(crate) fn cases() -> Vec<Case> {
    let mut all = sizes();
    all.extend(missing());
    all.extend(references());
    all
}

/// Replaces the first occurrence of a text of a part, which is there.
pub(crate) fn replace(parts: &mut Parts, part: &str, from: &str, to: &str) {
    let text = String::from_utf8(parts[part].clone()).expect("it is a text");
    assert!(text.contains(from), "{from} is in {part}");
    parts.insert(part.to_owned(), text.replacen(from, to, 1).into_bytes());
}

/// Writes the first element of a name a second time.
fn repeat(parts: &mut Parts, part: &str, name: &str) {
    let text = String::from_utf8(parts[part].clone()).expect("it is a text");
    let (start, end) = (format!("<{name} "), format!("</{name}>"));
    let from = text.find(&start).expect("it is there");
    let to = text[from..].find(&end).expect("it ends") + from + end.len();
    let element = text[from..to].to_owned();
    replace(parts, part, &element, &element.repeat(2));
}

fn put(parts: &mut Parts, part: &str, bytes: impl Into<Vec<u8>>) {
    parts.insert(part.to_owned(), bytes.into());
}

/// The fonts.
fn fonts(parts: &mut Parts) -> BTreeMap<&String, &mut Vec<u8>> {
    let all = parts.iter_mut();
    all.filter(|(name, _)| name.contains("/font_")).collect()
}

/// An element with so many attributes.
fn with_attributes(count: usize, attribute: fn(usize) -> String) -> String {
    let attributes: Vec<String> = (0..count).map(attribute).collect();
    format!("<a {}/>", attributes.join(" "))
}

fn sizes() -> Vec<Case> {
    cases! {
        "deep", PaperUnreadable, |all| put(all, DOCUMENT, "<a>".repeat(100_000));
        "a deep page", PaperUnchecked, |all| put(all, PAGE, "<a>".repeat(100_000));
        "many elements", PaperUnreadable, |all| put(all, DOCUMENT, format!("<a>{}</a>", "<a/>".repeat(1_100_000)));
        "entities", PaperUnreadable, |all| put(all, DOCUMENT, "<!DOCTYPE a [<!ENTITY b \"cc\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>");
        "not XML", PaperUnreadable, |all| put(all, DOCUMENT, b"\xFF\xFE");
        "too much data", PaperUnreadable, |all| put(all, DATA, format!("{{\"jixiao\":\"paper/{}", " ".repeat(40 << 20)));
        "many namespaces", PaperUnreadable, |all| put(all, DOCUMENT, with_attributes(1000, |number| format!("xmlns:n{number}=\"u{number}\"")));
        "many attributes", PaperUnreadable, |all| put(all, DOCUMENT, with_attributes(100_000, |number| format!("n{number}=\"\"")));
        "a large font", PaperUnchecked, |all| fonts(all).values_mut().for_each(|font| font.resize(40 << 20, 0));
        "a large page", PaperUnchecked, |all| put(all, PAGE, vec![b' '; 600 << 20]);
    }
}

fn missing() -> Vec<Case> {
    cases! {
        "no document", PaperUnreadable, |all| drop(all.remove(DOCUMENT));
        "no page", PaperUnchecked, |all| drop(all.remove(PAGE));
        "no list", PaperUnreadable, |all| drop(all.remove(LIST));
        "no data", PaperUnreadable, |all| drop(all.remove(DATA));
        "no tags", PaperUnchecked, |all| drop(all.remove(TAGS));
        "no font", PaperUnchecked, |all| all.retain(|name, _| !name.contains("/font_"));
        "a broken font", PaperUnchecked, |all| fonts(all).values_mut().for_each(|font| font.truncate(40));
    }
}

fn references() -> Vec<Case> {
    cases! {
        "the document is its own page", PaperUnchecked, |all| replace(all, DOCUMENT, "Pages/Page_0/Content.xml", "Document.xml");
        "a page listed twice", PaperUnreadable, |all| replace(all, DOCUMENT, "</ofd:Pages>", "<ofd:Page ID=\"999\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages>");
        "a part that nothing refers to", PaperUnchecked, |all| put(all, "[Content_Types].xml", "<Types/>");
        "two lists of pages", PaperUnchecked, |all| replace(all, DOCUMENT, "<ofd:Pages>", "<ofd:Pages></ofd:Pages><ofd:Pages>");
        "a list of pages of another namespace", PaperUnchecked, |all| replace(all, DOCUMENT, "</ofd:Document>", "<x:Pages xmlns:x=\"y\"/></ofd:Document>");
        "a comment in a text", PaperUnchecked, |all| replace(all, PAGE, "</ofd:TextCode>", "<!-- -->0</ofd:TextCode>");
        "an element in a text", PaperUnchecked, |all| replace(all, PAGE, "</ofd:TextCode>", "<b/>0</ofd:TextCode>");
        "another number of glyphs", PaperUnchecked, |all| replace(all, PAGE, "GlyphCount=\"", "GlyphCount=\"9");
        "a page of another size", PaperDiffers, |all| replace(all, PAGE, "<ofd:Content>", "<ofd:Area><ofd:PhysicalBox>0 0 210 250</ofd:PhysicalBox></ofd:Area><ofd:Content>");
        "a page without number", PaperUnreadable, |all| replace(all, DOCUMENT, "<ofd:Page ID=\"", "<ofd:Page ID=\"x");
        "a path out of the file", PaperUnchecked, |all| replace(all, DOCUMENT, "Pages/Page_0", "../../../etc");
        "two documents", PaperUnreadable, |all| replace(all, "OFD.xml", "</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>");
        "a box without end", PaperUnchecked, |all| replace(all, DOCUMENT, "<ofd:PhysicalBox>0 0", "<ofd:PhysicalBox>0 inf");
        "an object twice", PaperUnchecked, |all| repeat(all, PAGE, "ofd:TextObject");
        "a reference twice", PaperUnchecked, |all| repeat(all, TAGS, "ofd:ObjectRef");
        "a reference to nothing", PaperUnchecked, |all| replace(all, TAGS, "PageRef=\"", "PageRef=\"99999");
        "the tags twice", PaperUnchecked, |all| repeat(all, "Doc_0/Tags/CustomTags.xml", "ofd:CustomTag");
        "another table", PaperDiffers, |all| replace(all, TAGS, "<t:Table ", "<t:Table Form=\"x\" Name=\"y\"/><t:Table ");
    }
}
