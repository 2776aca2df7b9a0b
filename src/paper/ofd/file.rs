//! The parts of an OFD: `OFD.xml` names the document, which names its pages, fonts, tags and
//! attachments.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node, ParsingOptions};

use super::super::attached::{Attached, too_many};
use super::super::error::{PaperError, damaged};
use super::super::{MAX_ATTACHED, MAX_STREAM, MAX_UNPACKED};
use crate::unzip::{Zip, ZipFault, ZipLimits};

/// The part that a file begins with.
pub(super) const ROOT: &str = "OFD.xml";

/// Maximum number of parts.
pub(crate) const MAX_PARTS: usize = 25_000;

/// Maximum number of elements and texts of a part in XML.
const MAX_NODES: u32 = 1_000_000;

/// Namespaces of OFD, and of the tags of tables.
pub(super) const OFD: &str = "http://www.ofdspec.org/2016";
pub(super) const TABLES: &str = "urn:jixiao:tables:1";

const BAD_XML: PaperError = damaged("有一部分不是完整的 XML");

/// A page, as the document lists it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageEntry {
    pub(super) id: u32,
    /// Name of its part.
    pub(super) part: String,
}

/// What the document says of its parts.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) pages: Vec<PageEntry>,
    /// Width and height of pages that do not state theirs, in millimetres.
    pub(super) size: Option<(f64, f64)>,
    /// The part with the fonts, that with the list of tags.
    pub(super) resources: Option<String>,
    pub(super) tags: Option<String>,
    attachments: Option<String>,
    /// What it has that this program does not write, in words.
    pub(super) strange: Option<String>,
}

/// A file.
pub(super) struct OfdFile<'a> {
    zip: Zip<'a>,
    entries: BTreeMap<String, usize>,
    /// Names of the parts that were read, or are known to be of no matter.
    seen: BTreeSet<String>,
    pub(super) listed: Listed,
}

impl From<ZipFault> for PaperError {
    fn from(fault: ZipFault) -> PaperError {
        match fault {
            ZipFault::Encrypted => PaperError::Encrypted,
            ZipFault::TooLarge { what, most } => PaperError::TooLarge { what, most },
            ZipFault::Damaged => damaged("压缩包不完整"),
            ZipFault::Entry(why) => damaged(why),
        }
    }
}

impl<'a> OfdFile<'a> {
    /// Reads the list of the parts of a file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<OfdFile<'a>, PaperError> {
        let limits = ZipLimits {
            entries: MAX_PARTS,
            entry: MAX_STREAM,
            unpacked: MAX_UNPACKED,
        };
        let mut zip = Zip::open(bytes, limits)?;
        if !zip.has_one_name_each(bytes) {
            return Err(damaged("压缩包里的名称不一致"));
        }
        let names = zip.names()?.into_iter().enumerate();
        let entries = names.map(|(index, name)| (name, index)).collect();
        let mut file = OfdFile {
            zip,
            entries,
            seen: BTreeSet::new(),
            listed: Listed::default(),
        };
        let root = file.text(ROOT)?;
        let (document, strange) = document_of(&parsed(&root)?)?;
        let text = file.text(&document)?;
        file.listed = list(&parsed(&text)?, &document)?;
        file.listed.strange = strange.or(file.listed.strange.take());
        Ok(file)
    }

    /// The bytes of a part.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Vec<u8>, PaperError> {
        let index = self.entries.get(name);
        let index = *index.ok_or(damaged("缺了一部分"))?;
        self.seen.insert(name.to_owned());
        Ok(self.zip.unpack(index)?)
    }

    /// Notes a part that says nothing about the tables.
    pub(super) fn pass_over(&mut self, name: String) {
        self.seen.insert(name);
    }

    /// Whether a part is left that nothing refers to.
    pub(super) fn has_more(&self) -> bool {
        let is_folder = |name: &String| name.ends_with('/');
        let mut names = self.entries.keys();
        names.any(|name| !is_folder(name) && !self.seen.contains(name))
    }

    /// The text of a part.
    pub(super) fn text(&mut self, name: &str) -> Result<String, PaperError> {
        let bytes = self.bytes(name)?;
        let text = String::from_utf8(bytes).or(Err(BAD_XML))?;
        Ok(match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }

    /// The attached data of all submissions, in the order of the pages.
    pub(super) fn attached(&mut self) -> Result<Vec<Vec<u8>>, PaperError> {
        let Some(list) = self.listed.attachments.clone() else {
            return Ok(Vec::new());
        };
        let text = self.text(&list)?;
        let parts = {
            let xml = parsed(&text)?;
            let attachments = children(xml.root_element(), OFD);
            let files = attachments.map(|node| {
                let file = text_of(child(node, "FileLoc")?)?;
                is(node, "Attachment").then(|| resolved(&list, file))
            });
            let parts: Option<Vec<String>> = files.collect();
            parts.ok_or(damaged("附件的目录坏了"))?
        };
        // Archives have the values of the tables beside the data.
        if parts.len() > 2 * MAX_ATTACHED {
            return Err(too_many());
        }
        let mut all = Attached::default();
        for part in parts {
            all.add(self.bytes(&part)?)?;
        }
        Ok(all.into_all())
    }
}

/// Maximum numbers of quotation marks of an element, and of declared namespaces of a part: the library
/// compares each attribute and namespace of an element with each other one.
const MAX_QUOTES: usize = 200;
const MAX_NAMESPACES: usize = 20;

/// Parses a part; without declarations of types and entities.
pub(super) fn parsed(text: &str) -> Result<Document<'_>, PaperError> {
    let quotes = |element: &str| element.matches(['"', '\'']).count();
    let is_odd = text.matches("xmlns").count() > MAX_NAMESPACES
        || text.split('<').any(|element| quotes(element) > MAX_QUOTES);
    if is_odd {
        return Err(damaged("有一部分的属性太多"));
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).or(Err(BAD_XML))
}

/// Whether a node is an element of OFD with this name.
pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((OFD, name))
}

/// The elements of a namespace in an element.
pub(super) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |one| one.is_element() && one.tag_name().namespace() == Some(namespace))
}

/// The only element with this name in an element, in the namespace of OFD.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    let mut named = node.children().filter(|one| one.tag_name().name() == name);
    let first = named.next().filter(|one| is(*one, name))?;
    named.next().is_none().then_some(first)
}

/// The text of an element that has nothing else, no comment either: readers take different parts of a
/// text with something in it.
pub(super) fn whole_text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let mut children = node.children();
    match (children.next(), children.next()) {
        (None, _) => Some(""),
        (Some(only), None) if only.is_text() => only.text(),
        _ => None,
    }
}

/// The text of an element, without spaces around it, if it is not empty.
pub(super) fn text_of<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    whole_text(node)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// Numbers in a text.
pub(super) fn numbers(text: &str) -> Option<Vec<f64>> {
    let numbers = text.split_ascii_whitespace().map(|one| {
        let number = one.parse::<f64>().ok();
        number.filter(|number| number.is_finite())
    });
    numbers.collect()
}

/// Width and height of the only box of an area: left, top, width, height.
pub(super) fn size_of(area: Node<'_, '_>) -> Option<(f64, f64)> {
    let numbers = numbers(text_of(child(area, "PhysicalBox")?)?)?;
    let [left, top, width, height] = <[f64; 4]>::try_from(numbers).ok()?;
    let has_one_box = area.children().filter(Node::is_element).count() == 1;
    (has_one_box && (left, top) == (0.0, 0.0)).then_some((width, height))
}

/// Name of a part that another one names.
pub(super) fn resolved(from: &str, name: &str) -> String {
    if let Some(name) = name.strip_prefix('/') {
        return name.to_owned();
    }
    let name = name.strip_prefix("./").unwrap_or(name);
    match from.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

/// Name of the only document of a file, and what is beside it that this program does not write.
fn document_of(xml: &Document<'_>) -> Result<(String, Option<String>), PaperError> {
    let bodies: Vec<Node<'_, '_>> = xml
        .root_element()
        .children()
        .filter(Node::is_element)
        .collect();
    let [body] = bodies[..] else {
        return Err(damaged("里面不是一份文件"));
    };
    let document = child(body, "DocRoot").and_then(text_of);
    let document = document.ok_or(damaged("没有说文件在哪里"))?;
    let other = body.children().filter(Node::is_element);
    let mut other = other.filter(|node| !is(*node, "DocInfo") && !is(*node, "DocRoot"));
    let strange = other.next().map(|node| added(node.tag_name().name()));
    Ok((resolved(ROOT, document), strange))
}

/// What was added to a file, in words.
fn added(name: &str) -> String {
    let words = match name {
        "Signatures" => "签章",
        "Versions" => "版本",
        "Annotations" => "批注",
        "TemplatePage" => "模板页",
        name => return format!("加了本程序不写的 {name}"),
    };
    format!("加了{words}")
}

/// The parts that a document, the part `name`, lists. Each kind is listed once.
fn list(xml: &Document<'_>, name: &str) -> Result<Listed, PaperError> {
    let mut listed = Listed::default();
    let mut strange = None;
    let mut known = BTreeSet::new();
    let common = |node: &Node<'_, '_>| is(*node, "CommonData");
    let nodes = xml.root_element().children().filter(Node::is_element);
    let (common, others): (Vec<_>, Vec<_>) = nodes.partition(common);
    let within = common.iter().flat_map(Node::children);
    let within = within.filter(Node::is_element);
    for node in within.chain(others) {
        let kind = node.tag_name().name();
        if !is(node, kind) || !known.insert(kind) {
            strange = Some(added(kind));
            continue;
        }
        match kind {
            "PageArea" => listed.size = size_of(node),
            "PublicRes" => listed.resources = part(node, name),
            "Pages" => listed.pages = pages(node, name)?,
            "CustomTags" => listed.tags = part(node, name),
            "Attachments" => listed.attachments = part(node, name),
            "MaxUnitID" | "DefaultCS" | "Outlines" => {}
            other => strange = Some(added(other)),
        }
    }
    if common.len() > 1 {
        strange = Some(added("CommonData"));
    }
    listed.strange = strange;
    Ok(listed)
}

fn part(node: Node<'_, '_>, from: &str) -> Option<String> {
    text_of(node).map(|name| resolved(from, name))
}

/// The pages, each of its own part.
fn pages(node: Node<'_, '_>, from: &str) -> Result<Vec<PageEntry>, PaperError> {
    let mut known = BTreeSet::new();
    let pages = node.children().filter(Node::is_element).map(|page| {
        let id = page.attribute("ID")?.parse().ok()?;
        let part = resolved(from, page.attribute("BaseLoc")?);
        let is_plain = is(page, "Page") && !page.has_children() && known.insert(part.clone());
        is_plain.then_some(PageEntry { id, part })
    });
    let pages: Option<Vec<PageEntry>> = pages.collect();
    pages.ok_or(damaged("页的目录坏了"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_from_the_part_that_names_them() {
        for (from, name, part) in [
            ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Document.xml"),
            ("Doc_0/Document.xml", "Pages/a.xml", "Doc_0/Pages/a.xml"),
            ("Doc_0/Document.xml", "/Doc_0/b.xml", "Doc_0/b.xml"),
            ("Doc_0/Attachs/list.xml", "./c.txt", "Doc_0/Attachs/c.txt"),
        ] {
            assert_eq!(resolved(from, name), part);
        }
    }

    #[test]
    fn what_was_added_is_named() {
        let read = |inner: &str| {
            let text = format!("<Document xmlns=\"{OFD}\">{inner}</Document>");
            let listed = list(&parsed(&text).unwrap(), "Doc_0/Document.xml").unwrap();
            (listed.pages.len(), listed.strange)
        };
        assert_eq!(
            read("<Outlines/><CommonData><MaxUnitID>1</MaxUnitID></CommonData>"),
            (0, None)
        );
        let page = "<Pages><Page ID=\"1\" BaseLoc=\"a.xml\"/></Pages>";
        let annotated = format!("{page}<Annotations>a.xml</Annotations>");
        assert_eq!(read(&annotated), (1, Some("加了批注".to_owned())));
        let of_template = "<CommonData><TemplatePage ID=\"3\" BaseLoc=\"t.xml\"/></CommonData>";
        assert_eq!(read(of_template), (0, Some("加了模板页".to_owned())));
        assert_eq!(
            read("<Actions/>").1,
            Some("加了本程序不写的 Actions".to_owned())
        );
        assert!(parsed("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").is_err());
    }
}
