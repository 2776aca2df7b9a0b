//! The logical structure of a file → its tables, each with its texts in reading order; and the texts
//! of its pages that belong to no table.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Margin, Shown, ShownPaper, ShownTable, ShownText, TextKind};
use super::file::PdfFile;
use super::page::{self, PageTexts};
use super::syntax::{Dict, Object};

/// Maximum depth of elements below a section.
const MAX_DEPTH: usize = 8;

/// Keys of a page.
const PAGE_KEYS: [&[u8]; 8] = [
    b"Type",
    b"Parent",
    b"MediaBox",
    b"StructParents",
    b"Tabs",
    b"Resources",
    b"Contents",
    b"Annots",
];

/// What the pages show of each of `submissions`, in words if it cannot be told.
pub(super) fn shown(file: &mut PdfFile<'_>, submissions: usize) -> Result<Vec<Shown>, String> {
    let mut reader = Reader::new(file)?;
    let mut shown = reader.tables()?;
    if shown.len() != submissions {
        return Err(format!(
            "附了 {submissions} 份数据,页上有 {} 个部门的表",
            shown.len()
        ));
    }
    reader.margins(&mut shown)?;
    Ok(shown)
}

/// Owner of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Cover, contents, dividers, index of a volume.
    Volume,
    /// A submission, by its index.
    Submission(usize),
}

/// A page.
struct Page {
    texts: PageTexts,
    /// Width and height, in points.
    size: (f64, f64),
    owner: Option<Owner>,
}

struct Reader<'f, 'a> {
    file: &'f mut PdfFile<'a>,
    catalog: Dict,
    /// The pages, and their indexes by object number.
    pages: Vec<Page>,
    indexes: BTreeMap<u32, usize>,
    /// Elements that were read.
    seen: BTreeSet<u32>,
}

/// A structure element.
struct Element {
    kind: Vec<u8>,
    page: Option<u32>,
    kids: Vec<Object>,
}

fn other_structure() -> String {
    "标签不是本程序写的样子".to_owned()
}

impl<'f, 'a> Reader<'f, 'a> {
    /// Reads the pages.
    fn new(file: &'f mut PdfFile<'a>) -> Result<Reader<'f, 'a>, String> {
        let catalog = file.catalog()?;
        for (key, words) in [("AcroForm", "表单域或电子签名"), ("OCProperties", "图层")] {
            if catalog.contains_key(key.as_bytes()) {
                return Err(format!("加了{words}"));
            }
        }
        let mut reader = Reader {
            file,
            catalog,
            pages: Vec::new(),
            indexes: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        reader.read_pages()?;
        Ok(reader)
    }

    fn read_pages(&mut self) -> Result<(), String> {
        let root = self.catalog.get(b"Pages".as_slice()).cloned();
        let mut waiting: Vec<Object> = root.into_iter().collect();
        while let Some(next) = waiting.pop() {
            let Object::Reference(number) = next else {
                return Err("页的目录坏了".to_owned());
            };
            if !self.seen.insert(number) {
                return Err("页的目录有环".to_owned());
            }
            let dict = self.file.dict(Some(&next))?;
            if dict.contains_key(b"Kids".as_slice()) {
                let kids = self.file.list(dict.get(b"Kids".as_slice()));
                waiting.extend(kids?.into_iter().rev());
                continue;
            }
            let texts = self.page(&dict)?;
            let size = self.size(&dict)?;
            self.indexes.insert(number, self.pages.len());
            self.pages.push(Page {
                texts,
                size,
                owner: None,
            });
        }
        Ok(())
    }

    /// Width and height of a page.
    fn size(&mut self, dict: &Dict) -> Result<(f64, f64), String> {
        let sheet = self.file.list(dict.get(b"MediaBox".as_slice()))?;
        let numbers: Option<Vec<f64>> = sheet.iter().map(Object::number).collect();
        match numbers.as_deref() {
            Some([0.0, 0.0, width, height]) => Ok((*width, *height)),
            _ => Err(format!("第 {} 页的大小坏了", self.pages.len() + 1)),
        }
    }

    /// The texts of a page.
    fn page(&mut self, dict: &Dict) -> Result<PageTexts, String> {
        let number = self.pages.len() + 1;
        let strange = dict.keys().find(|key| !PAGE_KEYS.contains(&key.as_slice()));
        if let Some(key) = strange {
            let key = String::from_utf8_lossy(key);
            return Err(format!("第 {number} 页加了本程序不写的 {key}"));
        }
        let annotations = self.file.list(dict.get(b"Annots".as_slice()));
        for annotation in annotations? {
            let dict = self.file.dict(Some(&annotation))?;
            if dict.get(b"Subtype".as_slice()).and_then(Object::name) != Some(b"Link") {
                return Err(format!("第 {number} 页加了批注、图章或签名"));
            }
        }
        let mut content = Vec::new();
        let streams = self.file.list(dict.get(b"Contents".as_slice()));
        for stream in streams? {
            let Object::Reference(stream) = stream else {
                return Err(format!("第 {number} 页的内容坏了"));
            };
            let (_, bytes) = self.file.stream(stream)?;
            content.extend(bytes);
            content.push(b'\n');
        }
        let texts = page::read(&content);
        texts.ok_or_else(|| format!("第 {number} 页有本程序不写的内容,是别的程序改过的"))
    }

    /// The tables of each submission.
    fn tables(&mut self) -> Result<Vec<Shown>, String> {
        let root = self.catalog.get(b"StructTreeRoot".as_slice()).cloned();
        let root = self.file.dict(root.as_ref())?;
        let documents = self.file.list(root.get(b"K".as_slice()));
        let mut parts = Vec::new();
        for document in documents? {
            let Element { kids, .. } = self.element(&document)?;
            for kid in kids {
                parts.push(self.element(&kid)?);
            }
        }
        let is_volume = parts.iter().any(|part| part.kind == b"Part");
        let mut all = Vec::new();
        if !is_volume {
            all.push(Shown::default());
        }
        for part in parts {
            if part.kind == b"Part" {
                let index = all.len();
                let mut shown = Shown::default();
                for section in &part.kids {
                    let section = self.element(section)?;
                    shown.tables.push(self.table(&section, index)?);
                }
                all.push(shown);
            } else if is_volume {
                self.text(&part, Owner::Volume, 0)?;
            } else {
                let table = self.table(&part, 0)?;
                all[0].tables.push(table);
            }
        }
        Ok(all)
    }

    /// An element, which is read once.
    fn element(&mut self, reference: &Object) -> Result<Element, String> {
        if let Object::Reference(number) = reference
            && !self.seen.insert(*number)
        {
            return Err("标签有环".to_owned());
        }
        let dict = self.file.dict(Some(reference))?;
        let kind = dict.get(b"S".as_slice()).and_then(Object::name);
        let page = match dict.get(b"Pg".as_slice()) {
            Some(Object::Reference(page)) => Some(*page),
            _ => None,
        };
        Ok(Element {
            kind: kind.ok_or_else(other_structure)?.to_vec(),
            page,
            kids: self.file.list(dict.get(b"K".as_slice()))?,
        })
    }

    /// The table of a section.
    fn table(&mut self, section: &Element, submission: usize) -> Result<ShownTable, String> {
        if section.kind != b"Sect" {
            return Err(other_structure());
        }
        let owner = Owner::Submission(submission);
        let mut texts = Vec::new();
        for kid in &section.kids {
            let part = self.element(kid)?;
            if part.kind != b"Table" {
                let (kind, text) = (TextKind::Line, self.text(&part, owner, 0)?);
                texts.push(ShownText { kind, text });
                continue;
            }
            for row in &part.kids {
                for cell in self.element(row)?.kids {
                    let cell = self.element(&cell)?;
                    let (kind, text) = (TextKind::Cell, self.text(&cell, owner, 0)?);
                    texts.push(ShownText { kind, text });
                }
            }
        }
        Ok(ShownTable {
            texts,
            has_only_cells: false,
        })
    }

    /// The text of an element and those within it. Takes it from the pages.
    fn text(&mut self, element: &Element, owner: Owner, depth: usize) -> Result<String, String> {
        if depth > MAX_DEPTH {
            return Err(other_structure());
        }
        let mut text = String::new();
        for kid in &element.kids {
            match kid {
                Object::Whole(_) => text.push_str(&self.taken(element.page, kid, owner)?),
                Object::Dict(dict) if dict.contains_key(b"MCID".as_slice()) => {
                    let page = match dict.get(b"Pg".as_slice()) {
                        Some(Object::Reference(page)) => Some(*page),
                        _ => element.page,
                    };
                    let number = dict.get(b"MCID".as_slice()).unwrap_or(kid);
                    text.push_str(&self.taken(page, number, owner)?);
                }
                // The place of a link.
                Object::Dict(dict) if dict.contains_key(b"Obj".as_slice()) => {}
                _ => {
                    let below = self.element(kid)?;
                    text.push_str(&self.text(&below, owner, depth + 1)?);
                }
            }
        }
        Ok(text)
    }

    /// Takes the text of a marked content of a page, which has one owner.
    fn taken(
        &mut self,
        page: Option<u32>,
        number: &Object,
        owner: Owner,
    ) -> Result<String, String> {
        let index = page.and_then(|page| self.indexes.get(&page));
        let page = index.and_then(|index| self.pages.get_mut(*index));
        let (Some(page), Some(number)) = (page, number.count()) else {
            return Err(other_structure());
        };
        if page.owner.is_some_and(|own| own != owner) {
            return Err(other_structure());
        }
        page.owner = Some(owner);
        page.texts
            .marked
            .remove(&number)
            .ok_or_else(other_structure)
    }

    /// The texts of the pages of each submission that belong to no table.
    fn margins(self, shown: &mut [Shown]) -> Result<(), String> {
        let mut owner = None;
        for (index, page) in self.pages.into_iter().enumerate() {
            let number = index + 1;
            // A page without text of a table belongs to the one before.
            owner = page.owner.or(owner);
            if page.texts.marked.values().any(|text| !text.is_empty()) {
                return Err(format!("第 {number} 页有不属于任何一张表的字"));
            }
            let Some(Owner::Submission(of)) = owner else {
                continue;
            };
            let margins = page.texts.margins.into_iter();
            let Some(shown) = shown.get_mut(of) else {
                continue;
            };
            shown.papers.push(ShownPaper {
                page: number,
                size: page.size,
            });
            shown.margins.extend(margins.map(|(height, text)| Margin {
                page: number,
                height,
                text,
            }));
        }
        Ok(())
    }
}
