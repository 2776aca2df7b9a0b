//! Package of an `.xlsx` (OPC, a zip): parts, and the relationships among them. Used for reading
//! and for annotating.
//!
//! Parts are found by relationships, never by name or folder: the package's relationships refer to
//! the workbook, the workbook's to its sheets. Other parts are not read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::ReadError;
use super::limits::{MAX_PARTS, MAX_UNPACKED};
use super::xml::{Damage, Xml};
use crate::unzip::{Zip, ZipFault, ZipLimits};

/// XML declaration of a part.
pub(crate) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Part with the content types.
pub(crate) const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Last segment of the type of the relationship to the workbook.
const WORKBOOK: &str = "officeDocument";

/// Why a part cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartError {
    /// The whole package cannot be read.
    Package(ReadError),
    /// This part cannot be read; the reason.
    Part(String),
}

impl From<ReadError> for PartError {
    fn from(error: ReadError) -> PartError {
        PartError::Package(error)
    }
}

impl From<Damage> for PartError {
    fn from(Damage(why): Damage) -> PartError {
        PartError::Part(why)
    }
}

/// A relationship of a part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    /// Last segment of its type: `worksheet`, `comments`, `vmlDrawing`; the same in both
    /// conformance classes.
    pub(crate) kind: String,
    /// Name of the other part.
    pub(crate) target: String,
}

impl From<ZipFault> for ReadError {
    fn from(fault: ZipFault) -> ReadError {
        match fault {
            ZipFault::Encrypted => ReadError::Encrypted,
            ZipFault::TooLarge { what, most } => ReadError::TooLarge { what, most },
            ZipFault::Damaged => ReadError::Damaged("压缩包不完整".to_owned()),
            ZipFault::Entry(why) => ReadError::Damaged(why.to_owned()),
        }
    }
}

/// How much is read of a package.
const LIMITS: ZipLimits = ZipLimits {
    entries: MAX_PARTS,
    entry: MAX_UNPACKED,
    unpacked: MAX_UNPACKED,
};

/// An open package.
pub(crate) struct Package<'a> {
    zip: Zip<'a>,
    /// Zip entries by normalized name.
    entries: BTreeMap<String, usize>,
}

impl<'a> Package<'a> {
    /// Opens a zip and lists its entries.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Package<'a>, ReadError> {
        let zip = Zip::open(bytes, LIMITS)?;
        let mut entries = BTreeMap::new();
        for (index, name) in zip.names()?.iter().enumerate() {
            entries.entry(key(name)).or_insert(index);
        }
        Ok(Package { zip, entries })
    }

    /// The zip itself.
    pub(crate) fn zip(&mut self) -> &mut Zip<'a> {
        &mut self.zip
    }

    /// Index of a part's zip entry.
    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.entries.get(&key(name)).copied()
    }

    /// Whether a part exists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// Normalized names of all entries.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Text of a part; `None` if the part does not exist.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, PartError> {
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let bytes = self.zip.unpack(index).map_err(|fault| match fault {
            ZipFault::Entry(why) => PartError::Part(why.to_owned()),
            other => PartError::Package(other.into()),
        })?;
        let text = decoded(bytes);
        let why = || PartError::Part("不是 UTF-8 或 UTF-16 的文本".to_owned());
        text.map(Some).ok_or_else(why)
    }

    /// Text of a part that must exist.
    pub(crate) fn text_of(&mut self, name: &str) -> Result<String, PartError> {
        let text = self.text(name)?;
        text.ok_or_else(|| PartError::Part("不在压缩包里".to_owned()))
    }

    /// Relationships of a part; those of the package itself for an empty name.
    pub(crate) fn relations(&mut self, part: &str) -> Result<Vec<Relationship>, PartError> {
        let Some(text) = self.text(&rels_of(part))? else {
            return Ok(Vec::new());
        };
        let mut relations = relations_in(&text, part)?;
        for relation in &mut relations {
            // Some programs write a name from the root without the slash.
            let from_root = resolved("", &relation.target_as_written);
            if !self.has(&relation.relation.target) && self.has(&from_root) {
                relation.relation.target = from_root;
            }
        }
        Ok(relations.into_iter().map(|read| read.relation).collect())
    }

    /// Name of the workbook part, by the package's relationships or else by the content types.
    pub(crate) fn workbook(&mut self) -> Result<Option<String>, PartError> {
        let relations = match self.relations("") {
            Err(PartError::Part(why)) => Err(why),
            read => Ok(read?),
        };
        let named = relations.as_ref().map_or(&[][..], Vec::as_slice).iter();
        let mut named = named.filter(|relation| relation.kind == WORKBOOK);
        let first = named.clone().next();
        if let Some(relation) = named.find(|relation| self.has(&relation.target)) {
            return Ok(Some(relation.target.clone()));
        }
        if let Some(name) = self.workbook_by_type()? {
            return Ok(Some(name));
        }
        match (first, &relations) {
            (Some(relation), _) => Ok(Some(relation.target.clone())),
            (None, Err(why)) => Err(PartError::Part(why.clone())),
            (None, Ok(_)) => Ok(None),
        }
    }

    /// Name of the part with the content type of a workbook.
    fn workbook_by_type(&mut self) -> Result<Option<String>, PartError> {
        let Some(text) = self.text(CONTENT_TYPES)? else {
            return Ok(None);
        };
        let (mut xml, _) = Xml::open(&text)?;
        let mut found = None;
        xml.children(|_, tag| {
            let kind = tag.get("ContentType")?.unwrap_or_default();
            let is_workbook = kind.contains("spreadsheetml") || kind.contains("ms-excel");
            if is_workbook && kind.ends_with(".main+xml") {
                // Part names in content types begin at the root.
                let name = tag.get("PartName")?;
                let name = name.map(|name| name.trim_start_matches('/').to_owned());
                found = found.take().or(name);
            }
            Ok::<(), Damage>(())
        })?;
        Ok(found.filter(|name| self.has(name)))
    }
}

/// A relationship as written.
struct WrittenRelationship {
    relation: Relationship,
    target_as_written: String,
}

/// Relationships in a `.rels` part, without external ones.
fn relations_in(text: &str, part: &str) -> Result<Vec<WrittenRelationship>, Damage> {
    let (mut xml, _) = Xml::open(text)?;
    let mut relations = Vec::new();
    xml.children(|_, tag| {
        if tag.get("TargetMode")?.as_deref() == Some("External") {
            return Ok::<(), Damage>(());
        }
        let (Some(id), Some(kind), Some(target)) =
            (tag.get("Id")?, tag.get("Type")?, tag.get("Target")?)
        else {
            return Ok(());
        };
        let kind = kind.rsplit('/').next().unwrap_or_default();
        relations.push(WrittenRelationship {
            relation: Relationship {
                id: id.into_owned(),
                kind: kind.to_owned(),
                target: resolved(part, &target),
            },
            target_as_written: target.into_owned(),
        });
        Ok(())
    })?;
    Ok(relations)
}

/// Folder of a part, with the slash; empty at the root.
pub(crate) fn folder(part: &str) -> &str {
    &part[..part.rfind('/').map_or(0, |at| at + 1)]
}

/// Name of the `.rels` part of a part.
pub(crate) fn rels_of(part: &str) -> String {
    let folder = folder(part);
    format!("{folder}_rels/{}.rels", &part[folder.len()..])
}

/// Resolves a target relative to a part.
fn resolved(part: &str, target: &str) -> String {
    let target = target.trim().replace('\\', "/");
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder(part)
            .split('/')
            .filter(|step| !step.is_empty())
            .collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Normalized name of a part: without a leading slash, in lower case, percent-decoded
/// (`%E8%A1%A8`).
pub(crate) fn key(name: &str) -> String {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches('/');
    unescaped(name).to_lowercase()
}

fn unescaped(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = byte.map_or(after, |_| &after[2..]);
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(name), Cow::Owned)
}

/// Decodes a part to text, without a byte order mark. A part in another encoding than UTF-8 is
/// converted, declaration included.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let text = match bytes.get(..2) {
        Some([0xFF, 0xFE] | [b'<', 0]) => utf_16(&bytes, u16::from_le_bytes)?,
        Some([0xFE, 0xFF] | [0, b'<']) => utf_16(&bytes, u16::from_be_bytes)?,
        _ => match String::from_utf8(bytes) {
            Ok(text) => {
                return Some(match text.strip_prefix('\u{FEFF}') {
                    Some(rest) => rest.to_owned(),
                    None => text,
                });
            }
            Err(error) => as_declared(error.as_bytes())?,
        },
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let rest = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>")?.1,
        None => text,
    };
    Some(format!("{DECLARATION}{rest}"))
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

/// Decodes a part by the encoding in its declaration.
fn as_declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let after = declaration.split_once("encoding")?.1;
    let label = after
        .trim_start_matches(|next: char| next == '=' || next.is_whitespace())
        .get(1..)?
        .split(['"', '\''])
        .next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_name_parts_wherever_they_lie() {
        for (part, target, name) in [
            (
                "xl/workbook.xml",
                "worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl/workbook.xml", "/xl/styles.xml", "xl/styles.xml"),
            (
                "xl/worksheets/a.xml",
                "../drawings/b.xml",
                "xl/drawings/b.xml",
            ),
            (
                "xl/worksheets/a.xml",
                "..\\drawings\\b.xml",
                "xl/drawings/b.xml",
            ),
            ("workbook.xml", "./a.xml", "a.xml"),
            ("", "../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolved(part, target), name, "{target}");
        }
        assert_eq!(rels_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(rels_of(""), "_rels/.rels");
    }

    #[test]
    fn names_are_compared_as_packages_do() {
        assert_eq!(key("/XL\\Sheet1.XML"), "xl/sheet1.xml");
        assert_eq!(key("xl/%E8%A1%A8%201.xml"), "xl/表 1.xml");
        assert_eq!(key("xl/100%.xml"), "xl/100%.xml");
    }

    #[test]
    fn parts_are_text_in_any_encoding_of_xml() {
        let utf_16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>表</a>";
        let with_mark = format!("\u{FEFF}{text}");
        for bytes in [
            utf_16(&with_mark, u16::to_le_bytes),
            utf_16(&with_mark, u16::to_be_bytes),
            utf_16(text, u16::to_le_bytes),
            "<?xml version=\"1.0\" encoding='GBK'?><a>\u{0}</a>"
                .bytes()
                .flat_map(|byte| {
                    if byte == 0 {
                        vec![0xB1, 0xED]
                    } else {
                        vec![byte]
                    }
                })
                .collect(),
        ] {
            assert_eq!(decoded(bytes), Some(format!("{DECLARATION}<a>表</a>")));
        }
        assert_eq!(decoded("\u{FEFF}<a/>".into()), Some("<a/>".to_owned()));
        assert_eq!(decoded(vec![b'<', b'a', 0xFF]), None);
    }
}
