//! The tags of a file → its tables, each with its texts in reading order; and the texts of its pages
//! that belong to no table.

use std::collections::BTreeMap;

use roxmltree::Node;
use skrifa::{FontRef, MetadataProvider};

use super::super::error::{PaperError, damaged};
use super::super::{Margin, Shown, ShownPaper, ShownTable, ShownText, TextKind};
use super::file::{OFD, OfdFile, TABLES, child, children, is, parsed, resolved, text_of};
use super::page::{self, Charmaps, OfdPage};

/// What the pages show of each of `submissions`, in words if it cannot be told.
pub(super) fn shown(file: &mut OfdFile<'_>, submissions: usize) -> Result<Vec<Shown>, String> {
    if let Some(words) = &file.listed.strange {
        return Err(words.clone());
    }
    let tag_files = tag_files(file)?;
    if tag_files.len() != submissions {
        return Err(format!(
            "附了 {submissions} 份数据,标引里有 {} 个部门的表",
            tag_files.len()
        ));
    }
    let fonts = fonts(file)?;
    let charmaps = fonts.iter().map(|(number, bytes)| {
        let font = FontRef::new(bytes).map_err(|_broken| "字体坏了".to_owned())?;
        Ok((*number, font.charmap()))
    });
    let charmaps: Charmaps<'_> = charmaps.collect::<Result<_, String>>()?;
    let mut reader = Reader::new(file, &charmaps)?;
    let mut all = Vec::new();
    let mut is_volume = false;
    for name in tag_files {
        let text = file.text(&name)?;
        let xml = parsed(&text)?;
        let root = xml.root_element();
        is_volume |= root.has_attribute("Department");
        let tables = children(root, TABLES).map(|table| reader.table(table, all.len()));
        let tables = tables.collect::<Option<_>>().ok_or_else(other_tags)?;
        all.push(Shown {
            tables,
            ..Shown::default()
        });
    }
    if file.has_more() {
        return Err("压缩包里有本程序不写的部分".to_owned());
    }
    reader.margins(&mut all, is_volume);
    Ok(all)
}

fn other_tags() -> String {
    "标引不是本程序写的样子".to_owned()
}

/// The files of the fonts, by the numbers of the fonts.
fn fonts(file: &mut OfdFile<'_>) -> Result<BTreeMap<u32, Vec<u8>>, PaperError> {
    let Some(name) = file.listed.resources.clone() else {
        return Ok(BTreeMap::new());
    };
    let text = file.text(&name)?;
    let xml = parsed(&text)?;
    let folder = xml.root_element().attribute("BaseLoc").unwrap_or_default();
    let folder = resolved(&name, &format!("{folder}/"));
    let profiles = xml.descendants();
    for profile in profiles.filter_map(|node| node.attribute("Profile")) {
        file.pass_over(resolved(&folder, profile));
    }
    let fonts = xml.descendants().filter(|node| is(*node, "Font"));
    let files = fonts.map(|font| {
        let number = font.attribute("ID")?.parse().ok()?;
        let own = text_of(child(font, "FontFile")?)?;
        Some((number, resolved(&folder, own)))
    });
    let files: Option<Vec<(u32, String)>> = files.collect();
    let files = files.ok_or(damaged("字体的目录坏了"))?;
    let mut all = BTreeMap::new();
    for (number, name) in files {
        let before = all.insert(number, file.bytes(&name)?);
        if before.is_some() {
            return Err(damaged("两种字体的编号相同"));
        }
    }
    Ok(all)
}

/// The names of the files of tags of tables.
fn tag_files(file: &mut OfdFile<'_>) -> Result<Vec<String>, PaperError> {
    let Some(name) = file.listed.tags.clone() else {
        return Ok(Vec::new());
    };
    let text = file.text(&name)?;
    let xml = parsed(&text)?;
    let (mut files, mut schemas) = (Vec::new(), Vec::new());
    for tag in children(xml.root_element(), OFD) {
        let own = child(tag, "FileLoc").and_then(text_of);
        if tag.attribute("NameSpace") == Some(TABLES) {
            let own = own.ok_or(damaged("标引的目录坏了"))?;
            files.push(resolved(&name, own));
        }
        let schema = child(tag, "SchemaLoc").and_then(text_of);
        schemas.extend(schema.map(|schema| resolved(&name, schema)));
    }
    for schema in schemas {
        file.pass_over(schema);
    }
    Ok(files)
}

/// A page, from whose texts tables take theirs, and the submission whose tables it shows.
struct Page {
    page: OfdPage,
    owner: Option<usize>,
}

struct Reader {
    pages: Vec<Page>,
    /// The indexes of the pages by their numbers.
    indexes: BTreeMap<u32, usize>,
}

impl Reader {
    /// Reads the pages.
    fn new(file: &mut OfdFile<'_>, fonts: &Charmaps<'_>) -> Result<Reader, String> {
        let mut reader = Reader {
            pages: Vec::new(),
            indexes: BTreeMap::new(),
        };
        let usual = file.listed.size.ok_or("没有页面的大小")?;
        for entry in std::mem::take(&mut file.listed.pages) {
            let number = reader.pages.len() + 1;
            let text = file.text(&entry.part)?;
            let xml = parsed(&text)?;
            let page = page::read(&xml, usual, fonts)
                .ok_or_else(|| format!("第 {number} 页有本程序不写的内容,是别的程序改过的"))?;
            let before = reader.indexes.insert(entry.id, reader.pages.len());
            if before.is_some() {
                return Err("两页的编号相同".to_owned());
            }
            reader.pages.push(Page { page, owner: None });
        }
        Ok(reader)
    }

    /// A table; `None` if its tags are not those that this program writes.
    fn table(&mut self, table: Node<'_, '_>, owner: usize) -> Option<ShownTable> {
        let mut texts = Vec::new();
        for part in children(table, TABLES) {
            let (kind, owners) = match part.tag_name().name() {
                "Title" => (TextKind::Line, vec![part]),
                "Row" => (TextKind::Cell, children(part, TABLES).collect()),
                _ => return None,
            };
            for one in owners {
                let text = self.taken(one, owner)?;
                texts.push(ShownText { kind, text });
            }
        }
        Some(ShownTable {
            texts,
            has_only_cells: true,
        })
    }

    /// Takes the text of a title or a cell from the pages. A page has one owner.
    fn taken(&mut self, node: Node<'_, '_>, owner: usize) -> Option<String> {
        let mut text = String::new();
        for reference in children(node, OFD) {
            let page = reference.attribute("PageRef")?.parse().ok()?;
            let page = self.pages.get_mut(*self.indexes.get(&page)?)?;
            if page.owner.is_some_and(|own| own != owner) {
                return None;
            }
            page.owner = Some(owner);
            let object = text_of(reference)?.parse().ok()?;
            text.push_str(&page.page.texts.remove(&object)?.text);
        }
        Some(text)
    }

    /// The texts of the pages of each submission that belong to no table. A volume has pages of its
    /// own; in other files a page without texts of a table belongs to the one before.
    fn margins(self, shown: &mut [Shown], is_volume: bool) {
        let mut before = 0;
        for (index, page) in self.pages.into_iter().enumerate() {
            if page.owner.is_none() && is_volume {
                continue;
            }
            let owner = page.owner.unwrap_or(before);
            before = owner;
            let Some(shown) = shown.get_mut(owner) else {
                continue;
            };
            shown.papers.push(ShownPaper {
                page: index + 1,
                size: page.page.size,
            });
            let texts = page.page.texts.into_values();
            shown.margins.extend(texts.map(|text| Margin {
                page: index + 1,
                height: text.height,
                text: text.text,
            }));
        }
    }
}
