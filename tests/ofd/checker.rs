//! A checker of OFD files, written from the rules in `docs/ofd.md` and independent of the writer: it
//! lists what a package breaks. It knows the elements that this program's files have, no others: an
//! unknown one is a fault.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

const OFD: &str = "http://www.ofdspec.org/2016";
const TAGS: &str = "urn:jixiao:tables:1";

/// Elements with their attributes (required ones with `!`) and their children in order: `?` may be
/// left out, `*` may be repeated or left out, `+` may be repeated.
const ELEMENTS: &[(&str, &[&str], &[&str])] = &[
    ("OFD", &["Version!", "DocType!"], &["DocBody"]),
    ("DocBody", &[], &["DocInfo", "DocRoot"]),
    (
        "DocInfo",
        &[],
        &[
            "DocID",
            "Title?",
            "Author?",
            "Subject?",
            "CreationDate",
            "ModDate",
            "DocUsage",
            "Keywords?",
            "Creator",
            "CreatorVersion",
            "CustomDatas",
        ],
    ),
    ("Keywords", &[], &["Keyword+"]),
    ("CustomDatas", &[], &["CustomData+"]),
    ("CustomData", &["Name!"], &[]),
    (
        "Document",
        &[],
        &[
            "CommonData",
            "Pages",
            "Outlines?",
            "CustomTags?",
            "Attachments?",
        ],
    ),
    (
        "CommonData",
        &[],
        &["MaxUnitID", "PageArea", "PublicRes", "DefaultCS?"],
    ),
    ("PageArea", &[], &["PhysicalBox"]),
    ("Area", &[], &["PhysicalBox"]),
    ("Pages", &[], &["Page+"]),
    ("Outlines", &[], &["OutlineElem+"]),
    (
        "OutlineElem",
        &["Title!", "Count", "Expanded"],
        &["Actions", "OutlineElem*"],
    ),
    ("Actions", &[], &["Action"]),
    ("Action", &["Event!"], &["Goto"]),
    ("Goto", &[], &["Dest"]),
    ("Dest", &["Type!", "PageID!", "Left", "Top"], &[]),
    ("Content", &[], &["Layer"]),
    ("Layer", &["ID!", "Type!"], &["PathObject*", "TextObject*"]),
    (
        "PathObject",
        &["ID!", "Boundary!", "LineWidth!"],
        &["AbbreviatedData"],
    ),
    (
        "TextObject",
        &["ID!", "Boundary!", "Font!", "Size!"],
        &["Actions?", "CGTransform", "TextCode"],
    ),
    (
        "CGTransform",
        &["CodePosition!", "CodeCount!", "GlyphCount!"],
        &["Glyphs"],
    ),
    ("TextCode", &["X!", "Y!", "DeltaX"], &[]),
    ("Res", &["BaseLoc!"], &["ColorSpaces?", "Fonts"]),
    ("ColorSpaces", &[], &["ColorSpace"]),
    (
        "ColorSpace",
        &["ID!", "Type!", "BitsPerComponent!", "Profile!"],
        &[],
    ),
    ("Fonts", &[], &["Font*"]),
    (
        "Font",
        &[
            "ID!",
            "FontName!",
            "FamilyName",
            "Italic",
            "Bold",
            "FixedWidth",
        ],
        &["FontFile"],
    ),
    ("CustomTags", &[], &["CustomTag+"]),
    ("CustomTag", &["NameSpace!"], &["SchemaLoc?", "FileLoc"]),
    ("Attachments", &[], &["Attachment+"]),
    (
        "Attachment",
        &["ID!", "Name!", "Format!", "Size!"],
        &["FileLoc"],
    ),
    ("ObjectRef", &["PageRef!"], &[]),
];

/// Elements that occur with two meanings: a page of the list, and a page.
const PAGE_OF_LIST: (&[&str], &[&str]) = (&["ID!", "BaseLoc!"], &[]);
const PAGE: (&[&str], &[&str]) = (&[], &["Area?", "Content?"]);

/// Elements that are only a text or a place in one file, and a list of files in another.
const TEXTS: &[&str] = &["CustomTags", "Attachments"];

/// A package while it is checked.
pub(crate) struct Checked<'p> {
    package: &'p BTreeMap<String, Vec<u8>>,
    faults: Vec<String>,
    /// Files that are referred to.
    reached: BTreeSet<String>,
    /// Numbers of pages, fonts, layers, objects.
    ids: BTreeSet<u64>,
    fonts: BTreeMap<u64, CheckedFont>,
    /// Objects with a text, by page and number.
    texts: BTreeMap<(u64, u64), String>,
    pages: Vec<CheckedPage>,
    targets: Vec<(String, u64)>,
}

struct CheckedFont {
    glyphs: u64,
    characters: BTreeMap<char, u64>,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CheckedPage {
    pub(crate) id: u64,
    pub(crate) size: [f64; 2],
    /// Texts with the position of their first character, in millimetres.
    pub(crate) texts: Vec<(f64, f64, String)>,
    /// Rules with their ends and widths.
    pub(crate) rules: Vec<([f64; 4], f64)>,
}

/// A file that was read.
pub(crate) struct Read {
    /// What it breaks.
    pub(crate) faults: Vec<String>,
    pub(crate) pages: Vec<CheckedPage>,
    /// Titles of the outlines with their levels and the indexes of their pages.
    pub(crate) outlines: Vec<(usize, String, usize)>,
    /// Cells of the tags: field, row, column, kind, text.
    pub(crate) cells: Vec<TaggedCell>,
    pub(crate) info: BTreeMap<String, String>,
}

/// A cell of a tag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TaggedCell {
    pub(crate) file: usize,
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) spans: [usize; 2],
    pub(crate) kind: String,
    pub(crate) field: String,
    pub(crate) text: String,
}

/// Checks a package: its files by name.
pub(crate) fn check(package: &BTreeMap<String, Vec<u8>>) -> Read {
    let mut checked = Checked {
        package,
        faults: Vec::new(),
        reached: BTreeSet::new(),
        ids: BTreeSet::new(),
        fonts: BTreeMap::new(),
        texts: BTreeMap::new(),
        pages: Vec::new(),
        targets: Vec::new(),
    };
    let mut read = Read {
        faults: Vec::new(),
        pages: Vec::new(),
        outlines: Vec::new(),
        cells: Vec::new(),
        info: BTreeMap::new(),
    };
    checked.root(&mut read);
    for name in package.keys() {
        if !checked.reached.contains(name) {
            checked.faults.push(format!("nothing refers to {name}"));
        }
    }
    let pages: BTreeSet<u64> = checked.pages.iter().map(|page| page.id).collect();
    for (words, target) in &checked.targets {
        if !pages.contains(target) {
            checked
                .faults
                .push(format!("{words} leads to {target}, which is no page"));
        }
    }
    read.faults = checked.faults;
    read.pages = checked.pages;
    read
}

fn text_of(node: Node<'_, '_>) -> String {
    node.text().unwrap_or_default().to_owned()
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children()
        .find(|child| child.has_tag_name((OFD, name)))
}

/// Numbers separated by single spaces.
fn numbers(text: &str) -> Option<Vec<f64>> {
    let number = |word: &str| word.parse::<f64>().ok().filter(|number| number.is_finite());
    text.split(' ').map(number).collect()
}

/// A place relative to a folder.
fn joined(folder: &str, place: &str) -> String {
    match place.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => place.to_owned(),
        None => format!("{folder}/{place}"),
    }
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl<'p> Checked<'p> {
    fn fault(&mut self, words: impl Into<String>) {
        self.faults.push(words.into());
    }

    /// The bytes of a file that something refers to.
    fn reach(&mut self, name: &str) -> Option<&'p [u8]> {
        let found = self.package.get(name);
        if found.is_none() {
            self.fault(format!("there is no {name}"));
        }
        self.reached.insert(name.to_owned());
        found.map(Vec::as_slice)
    }

    /// Reads a file of OFD, and checks its elements.
    fn xml(&mut self, name: &str, root: &str, read: impl FnOnce(&mut Self, Node<'_, '_>)) {
        let Some(bytes) = self.reach(name) else {
            return;
        };
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.fault(format!("{name} is not UTF-8"));
        };
        if !text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") {
            self.fault(format!("{name} does not declare its encoding"));
        }
        match Document::parse(text) {
            Err(error) => self.fault(format!("{name}: {error}")),
            Ok(document) => {
                let element = document.root_element();
                if !element.has_tag_name((OFD, root)) {
                    return self.fault(format!("{name} is no {root}"));
                }
                self.elements(name, element, true);
                read(self, element);
            }
        }
    }

    /// Checks names, attributes and order of an element and those below it.
    fn elements(&mut self, file: &str, node: Node<'_, '_>, is_root: bool) {
        let name = node.tag_name().name();
        if node.tag_name().namespace() != Some(OFD) {
            return self.fault(format!("{file}: {name} is not of OFD"));
        }
        let is_text = TEXTS.contains(&name) && !is_root;
        let rule = ELEMENTS.iter().find(|rule| rule.0 == name && !is_text);
        let rule = match (name, is_root, rule) {
            ("Page", true, _) => Some(PAGE),
            ("Page", false, _) => Some(PAGE_OF_LIST),
            (_, _, Some((_, attributes, children))) => Some((*attributes, *children)),
            _ => None,
        };
        let Some((attributes, children)) = rule else {
            if !is_leaf(name) {
                self.fault(format!("{file}: {name} is not allowed"));
            } else if node.children().any(|child| child.is_element()) || node.attributes().len() > 0
            {
                self.fault(format!("{file}: {name} has more than a text"));
            } else if text_of(node).trim().is_empty() {
                self.fault(format!("{file}: {name} is empty"));
            }
            return;
        };
        for attribute in node.attributes() {
            let own = attribute.name();
            if attribute.namespace().is_some()
                || !attributes
                    .iter()
                    .any(|one| one.trim_end_matches('!') == own)
            {
                self.fault(format!("{file}: {name} has the attribute {own}"));
            }
            if attribute.value().is_empty() {
                self.fault(format!("{file}: {own} of {name} is empty"));
            }
        }
        for needed in attributes.iter().filter_map(|one| one.strip_suffix('!')) {
            if !node.has_attribute(needed) {
                self.fault(format!("{file}: {name} lacks {needed}"));
            }
        }
        self.order(file, node, children);
        for child in node.children().filter(Node::is_element) {
            self.elements(file, child, false);
        }
    }

    /// Checks the order of children.
    fn order(&mut self, file: &str, node: Node<'_, '_>, wanted: &[&str]) {
        let name = node.tag_name().name();
        let children: Vec<&str> = node
            .children()
            .filter(Node::is_element)
            .map(|child| child.tag_name().name())
            .collect();
        let mut rest = children.as_slice();
        for one in wanted {
            let bare = one.trim_end_matches(['?', '*', '+']);
            let count = rest.iter().take_while(|child| **child == bare).count();
            let (is_needed, may_repeat) = (!one.ends_with(['?', '*']), one.ends_with(['*', '+']));
            if is_needed && count == 0 || !may_repeat && count > 1 {
                self.fault(format!("{file}: {count} {bare} in {name}"));
            }
            rest = &rest[count..];
        }
        if let Some(first) = rest.first() {
            self.fault(format!(
                "{file}: {first} in {name} is not allowed, or not there"
            ));
        }
    }

    /// A number that no other thing has.
    fn id(&mut self, file: &str, node: Node<'_, '_>) -> u64 {
        let id = self.number(file, node, "ID");
        if id == 0 || !self.ids.insert(id) {
            self.fault(format!("{file}: the number {id} is taken"));
        }
        id
    }

    fn number(&mut self, file: &str, node: Node<'_, '_>, name: &str) -> u64 {
        let number = node.attribute(name).and_then(|text| text.parse().ok());
        number.unwrap_or_else(|| {
            self.fault(format!("{file}: {name} is no number"));
            0
        })
    }

    fn lengths<const N: usize>(&mut self, file: &str, words: &str) -> [f64; N] {
        let read = numbers(words).and_then(|numbers| numbers.try_into().ok());
        read.unwrap_or_else(|| {
            self.fault(format!("{file}: {words} are not {N} numbers"));
            [0.0; N]
        })
    }

    fn root(&mut self, read: &mut Read) {
        let mut document = None;
        let mut is_archive = false;
        self.xml("OFD.xml", "OFD", |checked, root| {
            let kind = root.attribute("DocType").unwrap_or_default();
            is_archive = kind == "OFD-A";
            if root.attribute("Version") != Some("1.0") || !["OFD", "OFD-A"].contains(&kind) {
                checked.fault(format!("version or kind of document: {kind}"));
            }
            let Some(body) = child(root, "DocBody") else {
                return;
            };
            if let Some(info) = child(body, "DocInfo") {
                checked.info(info, is_archive, read);
            }
            document = child(body, "DocRoot").map(text_of);
        });
        if let Some(document) = document {
            self.document(&document, is_archive, read);
        }
    }

    fn info(&mut self, info: Node<'_, '_>, is_archive: bool, read: &mut Read) {
        for node in info.children() {
            read.info
                .insert(node.tag_name().name().to_owned(), text_of(node));
        }
        let id = read.info.get("DocID").cloned().unwrap_or_default();
        if id.len() != 32 || !id.chars().all(|one| one.is_ascii_hexdigit()) {
            self.fault(format!("{id} is no UUID"));
        }
        for name in ["CreationDate", "ModDate"] {
            let day = read.info.get(name).cloned().unwrap_or_default();
            if jixiao::Date::parse(&day).is_none_or(|date| date.to_string() != day) {
                self.fault(format!("{name} is {day}"));
            }
        }
        let data = child(info, "CustomDatas").into_iter();
        let data = data.flat_map(|all| all.children());
        let names: BTreeSet<&str> = data.filter_map(|one| one.attribute("Name")).collect();
        for name in ["题名", "日期", "页数"] {
            if is_archive && !names.contains(name) {
                self.fault(format!("an archive's file has no {name}"));
            }
        }
    }

    fn document(&mut self, name: &str, is_archive: bool, read: &mut Read) {
        let folder = folder_of(name).to_owned();
        let (mut pages, mut size, mut most) = (Vec::new(), [0.0; 2], 0);
        let (mut resources, mut tags, mut attached) = (None, None, None);
        let mut colours = None;
        self.xml(name, "Document", |checked, root| {
            if let Some(common) = child(root, "CommonData") {
                most = child(common, "MaxUnitID")
                    .and_then(|node| text_of(node).parse().ok())
                    .unwrap_or(0);
                size = checked.area(name, child(common, "PageArea"));
                resources = child(common, "PublicRes").map(text_of);
                colours = child(common, "DefaultCS").map(text_of);
            }
            for page in child(root, "Pages")
                .into_iter()
                .flat_map(|all| all.children())
            {
                let id = checked.id(name, page);
                pages.push((id, page.attribute("BaseLoc").unwrap_or_default().to_owned()));
            }
            let ids: Vec<u64> = pages.iter().map(|page| page.0).collect();
            if let Some(outlines) = child(root, "Outlines") {
                checked.outlines(outlines, 0, &ids, read);
            }
            tags = child(root, "CustomTags").map(text_of);
            attached = child(root, "Attachments").map(text_of);
        });
        if let Some(resources) = resources {
            self.resources(&joined(&folder, &resources), colours);
        }
        for (id, place) in pages {
            self.page(&joined(&folder, &place), id, size);
        }
        if let Some(last) = self.ids.last().filter(|last| **last > most) {
            self.fault(format!("MaxUnitID is {most}, but {last} is used"));
        }
        if let Some(tags) = tags {
            self.tags(&joined(&folder, &tags), is_archive, read);
        }
        if let Some(attached) = attached {
            self.attachments(&joined(&folder, &attached));
        }
    }

    fn area(&mut self, file: &str, area: Option<Node<'_, '_>>) -> [f64; 2] {
        let area = area.and_then(|area| child(area, "PhysicalBox"));
        let [x, y, width, height] = self.lengths(file, &area.map(text_of).unwrap_or_default());
        if x != 0.0 || y != 0.0 || width <= 0.0 || height <= 0.0 {
            self.fault(format!(
                "{file}: the page's box is {x} {y} {width} {height}"
            ));
        }
        [width, height]
    }

    fn outlines(&mut self, node: Node<'_, '_>, level: usize, pages: &[u64], read: &mut Read) {
        for elem in node
            .children()
            .filter(|child| child.has_tag_name((OFD, "OutlineElem")))
        {
            let title = elem.attribute("Title").unwrap_or_default().to_owned();
            let below = elem
                .children()
                .filter(|child| child.has_tag_name((OFD, "OutlineElem")));
            let below = below.count().to_string();
            if elem.attribute("Count").unwrap_or("0") != below {
                self.fault(format!("the outline {title} has {below} below it"));
            }
            let page = self.action(&title, elem);
            let page = page.and_then(|page| pages.iter().position(|one| *one == page));
            read.outlines
                .push((level, title, page.unwrap_or(usize::MAX)));
            self.outlines(elem, level + 1, pages, read);
        }
    }

    /// The page of an action.
    fn action(&mut self, words: &str, node: Node<'_, '_>) -> Option<u64> {
        let action = child(node, "Actions").and_then(|actions| child(actions, "Action"))?;
        if action.attribute("Event") != Some("CLICK") {
            self.fault(format!("the action of {words} is not of a click"));
        }
        let dest = child(action, "Goto").and_then(|goto| child(goto, "Dest"))?;
        if !["XYZ", "Fit"].contains(&dest.attribute("Type").unwrap_or_default()) {
            self.fault(format!("kind of the target of {words}"));
        }
        let page = dest.attribute("PageID")?.parse().ok()?;
        self.targets.push((words.to_owned(), page));
        Some(page)
    }

    fn resources(&mut self, name: &str, colours: Option<String>) {
        let mut files = Vec::new();
        let mut spaces = BTreeSet::new();
        self.xml(name, "Res", |checked, root| {
            let folder = joined(
                folder_of(name),
                root.attribute("BaseLoc").unwrap_or_default(),
            );
            for space in child(root, "ColorSpaces")
                .into_iter()
                .flat_map(|all| all.children())
            {
                spaces.insert(checked.id(name, space).to_string());
                let profile = joined(&folder, space.attribute("Profile").unwrap_or_default());
                let bytes = checked.reach(&profile).unwrap_or_default();
                if bytes.get(36..40) != Some(b"acsp") || space.attribute("Type") != Some("RGB") {
                    checked.fault(format!("{profile} is no profile of RGB"));
                }
            }
            for font in child(root, "Fonts")
                .into_iter()
                .flat_map(|all| all.children())
            {
                let id = checked.id(name, font);
                let own = font.attribute("FontName").unwrap_or_default();
                if !own
                    .chars()
                    .all(|one| one.is_ascii_alphanumeric() || one == '-')
                {
                    checked.fault(format!("the font name {own}"));
                }
                let file = child(font, "FontFile").map(text_of).unwrap_or_default();
                files.push((id, joined(&folder, &file)));
            }
        });
        if let Some(colours) = colours.filter(|colours| !spaces.contains(colours)) {
            self.fault(format!("DefaultCS is {colours}, which is no colour space"));
        }
        for (id, file) in files {
            if let Some(bytes) = self.reach(&file) {
                self.font(id, &file, bytes);
            }
        }
    }

    fn font(&mut self, id: u64, file: &str, bytes: &[u8]) {
        let Ok(font) = FontRef::new(bytes) else {
            return self.fault(format!("{file} is no font"));
        };
        for tag in [
            b"cmap", b"loca", b"glyf", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2",
            b"post",
        ] {
            if font
                .table_data(skrifa::Tag::new(tag))
                .is_none_or(|table| table.is_empty())
            {
                self.fault(format!("{file} lacks the table {}", tag.escape_ascii()));
            }
        }
        let outlines = font.outline_glyphs();
        let glyphs = font.maxp().map_or(0, |table| u64::from(table.num_glyphs()));
        let characters = font.charmap().mappings();
        let characters = characters.filter_map(|(character, glyph)| {
            Some((char::from_u32(character)?, u64::from(glyph.to_u32())))
        });
        let characters: BTreeMap<char, u64> = characters.collect();
        for glyph in 0..glyphs {
            let glyph = skrifa::GlyphId::from(u16::try_from(glyph).unwrap_or(u16::MAX));
            if outlines.get(glyph).is_none() {
                self.fault(format!("{file} has no outline {glyph}"));
            }
        }
        self.fonts.insert(id, CheckedFont { glyphs, characters });
    }

    fn page(&mut self, name: &str, id: u64, usual: [f64; 2]) {
        let mut page = CheckedPage {
            id,
            size: usual,
            texts: Vec::new(),
            rules: Vec::new(),
        };
        self.xml(name, "Page", |checked, root| {
            if let Some(area) = child(root, "Area") {
                page.size = checked.area(name, Some(area));
                if are_equal(page.size, usual) {
                    checked.fault(format!("{name} states the usual size"));
                }
            }
            let layers = child(root, "Content")
                .into_iter()
                .flat_map(|all| all.children());
            for layer in layers {
                checked.id(name, layer);
                if layer.attribute("Type") != Some("Body") {
                    checked.fault(format!("{name}: kind of layer"));
                }
                checked.objects(name, layer, &mut page);
            }
        });
        self.pages.push(page);
    }

    fn objects(&mut self, name: &str, layer: Node<'_, '_>, page: &mut CheckedPage) {
        for object in layer.children() {
            let own = self.id(name, object);
            if object.has_tag_name((OFD, "PathObject")) {
                self.path(name, object, page);
            } else {
                self.text(name, (page.id, own), object, page);
            }
        }
    }

    /// The area of an object, which is on its page and at least a line wide.
    fn boundary(&mut self, name: &str, object: Node<'_, '_>, page: &CheckedPage) -> [f64; 4] {
        let words = object.attribute("Boundary").unwrap_or_default();
        let [x, y, width, height] = self.lengths(name, words);
        if width < 0.05 || height < 0.05 {
            self.fault(format!("{name}: the area {words} is thinner than a line"));
        }
        let [wide, high] = page.size;
        if x < -1.0 || y < -1.0 || x + width > wide + 1.0 || y + height > high + 1.0 {
            self.fault(format!("{name}: the area {words} is not on the page"));
        }
        [x, y, width, height]
    }

    fn path(&mut self, name: &str, object: Node<'_, '_>, page: &mut CheckedPage) {
        let [left, top, width, height] = self.boundary(name, object, page);
        let [line] = self.lengths(name, object.attribute("LineWidth").unwrap_or_default());
        if line <= 0.0 || width < line || height < line {
            self.fault(format!("{name}: a line of {line} in {width} × {height}"));
        }
        let data = child(object, "AbbreviatedData")
            .map(text_of)
            .unwrap_or_default();
        let words: Vec<&str> = data.split(' ').collect();
        if !words.len().is_multiple_of(6) {
            self.fault(format!("{name}: the path {data}"));
        }
        for rule in words.chunks_exact(6) {
            let [x, y, to_x, to_y] =
                [1, 2, 4, 5].map(|at| rule[at].parse::<f64>().unwrap_or(f64::NAN));
            if rule[0] != "M"
                || rule[3] != "L"
                || !(are_equal([x], [to_x]) || are_equal([y], [to_y]))
            {
                self.fault(format!("{name}: {rule:?} is no straight rule"));
            }
            let half = line / 2.0 - 0.001;
            let is_in = |x: f64, y: f64| {
                (half..=width - half).contains(&x) && (half..=height - half).contains(&y)
            };
            if !is_in(x, y) || !is_in(to_x, to_y) {
                self.fault(format!("{name}: a rule is outside of its area"));
            }
            page.rules
                .push(([left + x, top + y, left + to_x, top + to_y], line));
        }
    }

    fn text(&mut self, name: &str, own: (u64, u64), object: Node<'_, '_>, page: &mut CheckedPage) {
        let [left, top, width, height] = self.boundary(name, object, page);
        let [size] = self.lengths(name, object.attribute("Size").unwrap_or_default());
        if size <= 0.0 {
            self.fault(format!("{name}: a text of size {size}"));
        }
        let _ = self.action("a text", object);
        let Some(code) = child(object, "TextCode") else {
            return;
        };
        let text = text_of(code);
        let characters: Vec<char> = text.chars().collect();
        if text.trim() != text || text.is_empty() {
            self.fault(format!("{name}: {text:?} has spaces at its ends"));
        }
        if characters.len() > 1 && characters.iter().any(|one| u32::from(*one) > 0xFFFF) {
            self.fault(format!("{name}: {text:?} has characters of two lengths"));
        }
        let [x] = self.lengths(name, code.attribute("X").unwrap_or_default());
        let [y] = self.lengths(name, code.attribute("Y").unwrap_or_default());
        let advances = self.advances(name, code, characters.len());
        let wide: f64 = advances.iter().sum();
        if !(0.0..=width).contains(&x) || !(0.0..=height).contains(&y) || x + wide > width + 0.01 {
            self.fault(format!("{name}: {text:?} is outside of its area"));
        }
        self.glyphs(name, object, &characters);
        page.texts.push((left + x, top + y, text.clone()));
        self.texts.insert(own, text);
    }

    fn advances(&mut self, name: &str, code: Node<'_, '_>, characters: usize) -> Vec<f64> {
        let mut advances = Vec::new();
        let words = code.attribute("DeltaX").map(|words| words.split(' '));
        let mut words = words.into_iter().flatten();
        while let Some(word) = words.next() {
            let (times, word) = if word == "g" {
                let times = words.next().and_then(|times| times.parse().ok());
                (times.unwrap_or(0), words.next().unwrap_or_default())
            } else {
                (1, word)
            };
            let [advance] = self.lengths(name, word);
            if advance < 0.0 || times == 0 {
                self.fault(format!("{name}: a distance of {advance}"));
            }
            advances.extend(std::iter::repeat_n(advance, times));
        }
        if advances.len() + 1 != characters {
            self.fault(format!(
                "{name}: {} distances for {characters} characters",
                advances.len()
            ));
        }
        advances
    }

    fn glyphs(&mut self, name: &str, object: Node<'_, '_>, characters: &[char]) {
        let Some(transform) = child(object, "CGTransform") else {
            return;
        };
        let [position, codes, count] = ["CodePosition", "CodeCount", "GlyphCount"]
            .map(|one| self.number(name, transform, one));
        let glyphs = child(transform, "Glyphs").map(text_of).unwrap_or_default();
        let glyphs: Vec<u64> = glyphs
            .split(' ')
            .map(|one| one.parse().unwrap_or(u64::MAX))
            .collect();
        let characters_count = characters.len() as u64;
        if position != 0
            || codes != characters_count
            || count != codes
            || glyphs.len() as u64 != count
        {
            self.fault(format!(
                "{name}: {} glyphs for {codes} characters",
                glyphs.len()
            ));
        }
        let font = self.number(name, object, "Font");
        let Some(font) = self.fonts.get(&font) else {
            return self.fault(format!("{name}: there is no font {font}"));
        };
        let mut wrong = Vec::new();
        for (glyph, character) in glyphs.iter().zip(characters) {
            if *glyph >= font.glyphs {
                wrong.push(format!("{name}: there is no glyph {glyph}"));
            } else if *character != char::REPLACEMENT_CHARACTER
                && font.characters.get(character) != Some(glyph)
            {
                wrong.push(format!(
                    "{name}: the font maps {character} to another glyph than {glyph}"
                ));
            }
        }
        self.faults.extend(wrong);
    }

    fn tags(&mut self, name: &str, is_archive: bool, read: &mut Read) {
        let mut files = Vec::new();
        self.xml(name, "CustomTags", |checked, root| {
            for tag in root.children() {
                if tag.attribute("NameSpace") != Some(TAGS) {
                    checked.fault("the namespace of a tag");
                }
                let schema = child(tag, "SchemaLoc").map(text_of);
                if is_archive && schema.is_none() {
                    checked.fault("a tag of an archive's file has no schema");
                }
                if let Some(schema) = schema {
                    checked.reach(&joined(folder_of(name), &schema));
                }
                let file = child(tag, "FileLoc").map(text_of).unwrap_or_default();
                files.push(joined(folder_of(name), &file));
            }
        });
        for (index, file) in files.iter().enumerate() {
            let Some(bytes) = self.reach(file) else {
                continue;
            };
            match std::str::from_utf8(bytes).ok().map(Document::parse) {
                Some(Ok(document)) => self.tag_file(file, index, document.root_element(), read),
                _ => self.fault(format!("{file} is not XML")),
            }
        }
    }

    fn tag_file(&mut self, file: &str, index: usize, root: Node<'_, '_>, read: &mut Read) {
        if !root.has_tag_name((TAGS, "Tables")) {
            self.fault(format!("{file} has no tables"));
        }
        for node in root.descendants().filter(Node::is_element) {
            match node.tag_name().name() {
                "ObjectRef" => self.elements(file, node, false),
                "Cell" => {
                    let text = self.referred(file, node);
                    let number = |name: &str| node.attribute(name).and_then(|one| one.parse().ok());
                    let row = node.parent().and_then(|row| row.attribute("Number"));
                    read.cells.push(TaggedCell {
                        file: index,
                        row: row.and_then(|row| row.parse().ok()).unwrap_or(0),
                        column: number("Column").unwrap_or(0),
                        spans: ["RowSpan", "ColSpan"].map(|name| number(name).unwrap_or(1)),
                        kind: node.attribute("Kind").unwrap_or_default().to_owned(),
                        field: node.attribute("Field").unwrap_or_default().to_owned(),
                        text,
                    });
                }
                "Title" => drop(self.referred(file, node)),
                "Tables" | "Table" | "Row" => {}
                other => self.fault(format!("{file}: {other} is not allowed")),
            }
        }
    }

    /// The texts of the objects that an element refers to.
    fn referred(&mut self, file: &str, node: Node<'_, '_>) -> String {
        let mut texts = String::new();
        for reference in node.children().filter(Node::is_element) {
            let page = self.number(file, reference, "PageRef");
            let object = text_of(reference).parse().unwrap_or(0);
            match self.texts.get(&(page, object)) {
                Some(text) => texts.push_str(text),
                None => self.fault(format!("{file}: there is no text {object} on page {page}")),
            }
        }
        texts
    }

    fn attachments(&mut self, name: &str) {
        let mut files = Vec::new();
        self.xml(name, "Attachments", |checked, root| {
            let mut known = BTreeSet::new();
            for one in root.children() {
                let id = one.attribute("ID").unwrap_or_default();
                if !id.starts_with(|first: char| first.is_ascii_alphabetic())
                    || !known.insert(id.to_owned())
                {
                    checked.fault(format!("the number of the attachment {id}"));
                }
                if !["xml", "txt"].contains(&one.attribute("Format").unwrap_or_default()) {
                    checked.fault("an attachment is no text");
                }
                let [size] = checked.lengths(name, one.attribute("Size").unwrap_or_default());
                let file = child(one, "FileLoc").map(text_of).unwrap_or_default();
                let is_xml = one.attribute("Format") == Some("xml");
                files.push((joined(folder_of(name), &file), size, is_xml));
            }
        });
        for (file, size, is_xml) in files {
            let bytes = self.reach(&file).unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "a file has not that many bytes")]
            if (bytes.len() as f64 / 1024.0 - size).abs() > 0.01 {
                self.fault(format!("{file} has not the size {size}"));
            }
            let text = std::str::from_utf8(bytes);
            if text.is_err() {
                self.fault(format!("{file} is no text"));
            }
            if is_xml && text.is_ok_and(|text| Document::parse(text).is_err()) {
                self.fault(format!("{file} is not XML"));
            }
        }
    }
}

/// Whether numbers are the same, as they are written.
fn are_equal<const N: usize>(one: [f64; N], other: [f64; N]) -> bool {
    let mut pairs = one.iter().zip(other);
    pairs.all(|(one, other)| (one - other).abs() < 0.000_1)
}

/// Elements that are only a text.
fn is_leaf(name: &str) -> bool {
    [
        "DocID",
        "Title",
        "Author",
        "Subject",
        "CreationDate",
        "ModDate",
        "DocUsage",
        "Keyword",
        "Creator",
        "CreatorVersion",
        "DocRoot",
        "MaxUnitID",
        "PublicRes",
        "DefaultCS",
        "PhysicalBox",
        "CustomTags",
        "Attachments",
        "AbbreviatedData",
        "Glyphs",
        "FontFile",
        "SchemaLoc",
        "FileLoc",
    ]
    .contains(&name)
}
