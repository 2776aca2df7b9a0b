//! What our PDFs say of their own order (tagged PDF), read back by lopdf and held against the Grids: every cell once, in order, with its spans, its
//! scope and its whole text; whatever else is on a page is an artifact; and from each stretch of a page the way back to its element.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use jixiao::check::Checked;
use jixiao::finding::Report;
use jixiao::grid::{Grid, Role, Scope};
use jixiao::layout::{Layout, Part, add_feet, lay_out};
use jixiao::render::{Files, InVolume, OnErrors, Options, Renderer};
use jixiao::write::pdf::{Chapter, Cover, write_volume};
use jixiao::write::{Date, Format, Properties};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

const PUBLISHED: &[u8] = include_bytes!("../examples/hezheng-2025.json");
const MINIMAL: &[u8] = include_bytes!("../examples/minimal.json");
/// Its tables break in every way: rows higher than a page, merged cells that go on, heads printed again.
const BREAKS: &[u8] = include_bytes!("golden/breaks.json");

/// An element as it was read.
#[derive(Debug, Default)]
struct Node {
    kind: String,
    title: Option<String>,
    attributes: BTreeMap<String, String>,
    /// The text of its own stretches.
    text: String,
    /// The pages of its stretches and links.
    pages: Vec<ObjectId>,
    /// Links that can be clicked.
    links: Vec<ObjectId>,
    kids: Vec<Node>,
}

/// What a page has under one mark.
#[derive(Debug)]
struct Stretch {
    /// The element's kind, or `Artifact`.
    tag: String,
    number: Option<i64>,
    /// An artifact's type and subtype.
    artifact: String,
    text: String,
    /// Whether anything is drawn in it.
    draws: bool,
}

struct Tagged {
    file: Document,
    stretches: BTreeMap<ObjectId, Vec<Stretch>>,
    /// Key → what the parent tree leads to.
    parents: BTreeMap<i64, Object>,
    /// (page, number) of all stretches that an element named.
    named: Vec<(ObjectId, i64)>,
}

impl Tagged {
    fn read(bytes: &[u8]) -> (Tagged, Node) {
        let file = Document::load_mem(bytes).unwrap();
        let mut tagged = Tagged {
            file,
            stretches: BTreeMap::new(),
            parents: BTreeMap::new(),
            named: Vec::new(),
        };
        let catalog = tagged.file.catalog().unwrap().clone();
        let marks = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
        assert!(matches!(
            marks.get(b"Marked").unwrap(),
            Object::Boolean(true)
        ));
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
        for page in tagged.pages() {
            let stretches = tagged.stretches_of(page);
            tagged.stretches.insert(page, stretches);
        }
        let root_id = catalog
            .get(b"StructTreeRoot")
            .unwrap()
            .as_reference()
            .unwrap();
        let root = tagged.dictionary(root_id);
        tagged.read_parents(
            &tagged.dictionary(root.get(b"ParentTree").unwrap().as_reference().unwrap()),
        );
        let next = root.get(b"ParentTreeNextKey").unwrap().as_i64().unwrap();
        assert_eq!(
            tagged.parents.keys().copied().collect::<Vec<_>>(),
            (0..next).collect::<Vec<_>>()
        );
        let document = root.get(b"K").unwrap().as_reference().unwrap();
        let node = tagged.element(document, root_id);
        assert_eq!(node.kind, "Document");
        tagged.assert_all_is_named();
        (tagged, node)
    }

    fn pages(&self) -> Vec<ObjectId> {
        self.file.get_pages().into_values().collect()
    }

    fn dictionary(&self, id: ObjectId) -> Dictionary {
        self.file.get_dictionary(id).unwrap().clone()
    }

    fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.file.dereference(object).unwrap().1
    }

    fn read_parents(&mut self, node: &Dictionary) {
        for kid in node
            .get(b"Kids")
            .and_then(Object::as_array)
            .into_iter()
            .flatten()
        {
            let kid = self.dictionary(kid.as_reference().unwrap());
            self.read_parents(&kid);
        }
        for pair in node
            .get(b"Nums")
            .and_then(Object::as_array)
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .chunks(2)
        {
            let key = pair[0].as_i64().unwrap();
            let limits = node.get(b"Limits").unwrap().as_array().unwrap();
            assert!((limits[0].as_i64().unwrap()..=limits[1].as_i64().unwrap()).contains(&key));
            assert!(
                self.parents.insert(key, pair[1].clone()).is_none(),
                "key {key} is there twice"
            );
        }
    }

    /// Reads an element, and sees that its parent and its stretches lead back to it.
    fn element(&mut self, id: ObjectId, parent: ObjectId) -> Node {
        let element = self.dictionary(id);
        assert_eq!(element.get(b"P").unwrap().as_reference().unwrap(), parent);
        let title = element.get(b"T").ok();
        let mut node = Node {
            kind: element.get(b"S").unwrap().as_name_str().unwrap().to_owned(),
            title: title.map(|title| utf16(title.as_str().unwrap())),
            attributes: attributes(&element),
            ..Node::default()
        };
        let own = element.get(b"Pg").and_then(Object::as_reference).ok();
        let kids = match element.get(b"K") {
            Err(_) => Vec::new(),
            Ok(Object::Array(kids)) => kids.clone(),
            Ok(kid) => vec![kid.clone()],
        };
        for kid in kids {
            match &kid {
                Object::Integer(number) => self.add_stretch(&mut node, (id, own.unwrap()), *number),
                Object::Reference(kid) => node.kids.push(self.element(*kid, id)),
                other => self.add_item(&mut node, id, other.as_dict().unwrap()),
            }
        }
        node
    }

    /// A stretch on another page than the element's own, or a link.
    fn add_item(&mut self, node: &mut Node, id: ObjectId, item: &Dictionary) {
        let page = item.get(b"Pg").unwrap().as_reference().unwrap();
        if item.type_is(b"MCR") {
            let number = item.get(b"MCID").unwrap().as_i64().unwrap();
            self.add_stretch(node, (id, page), number);
            return;
        }
        assert!(item.type_is(b"OBJR"));
        let link = item.get(b"Obj").unwrap().as_reference().unwrap();
        let annotation = self.dictionary(link);
        let key = annotation.get(b"StructParent").unwrap().as_i64().unwrap();
        assert_eq!(self.parents[&key].as_reference().unwrap(), id);
        let words = annotation.get(b"Contents").unwrap().as_str().unwrap();
        assert!(!words.is_empty());
        node.pages.push(page);
        node.links.push(link);
    }

    fn add_stretch(&mut self, node: &mut Node, (element, page): (ObjectId, ObjectId), number: i64) {
        let key = self
            .dictionary(page)
            .get(b"StructParents")
            .unwrap()
            .as_i64()
            .unwrap();
        let back = self.parents[&key].as_array().unwrap();
        assert_eq!(
            back[usize::try_from(number).unwrap()]
                .as_reference()
                .unwrap(),
            element
        );
        let stretch = self.stretches[&page]
            .iter()
            .find(|stretch| stretch.number == Some(number))
            .unwrap();
        assert_eq!(stretch.tag, node.kind);
        node.text.push_str(&stretch.text);
        node.pages.push(page);
        self.named.push((page, number));
    }

    /// Each stretch with a number is that of exactly one element, and each page leads to as many.
    fn assert_all_is_named(&mut self) {
        let mut stretches = Vec::new();
        for page in self.pages() {
            let own: Vec<i64> = self.stretches[&page]
                .iter()
                .filter_map(|stretch| stretch.number)
                .collect();
            assert_eq!(
                own,
                (0..i64::try_from(own.len()).unwrap()).collect::<Vec<_>>()
            );
            let dictionary = self.dictionary(page);
            assert_eq!(dictionary.get(b"Tabs").unwrap().as_name_str().unwrap(), "S");
            let key = dictionary.get(b"StructParents").unwrap().as_i64().unwrap();
            assert_eq!(self.parents[&key].as_array().unwrap().len(), own.len());
            stretches.extend(own.into_iter().map(|number| (page, number)));
        }
        self.named.sort_unstable();
        stretches.sort_unstable();
        assert_eq!(self.named, stretches);
    }

    /// What a page has under each mark; nothing may be drawn outside of one.
    fn stretches_of(&self, page: ObjectId) -> Vec<Stretch> {
        let fonts = self.fonts(page);
        let mut stretches: Vec<Stretch> = Vec::new();
        let (mut is_open, mut font) = (false, &BTreeMap::new());
        for Operation { operator, operands } in
            Content::decode(&self.file.get_page_content(page).unwrap())
                .unwrap()
                .operations
        {
            match operator.as_str() {
                "BDC" => {
                    assert!(!is_open, "marks do not stand in marks");
                    is_open = true;
                    stretches.push(stretch(&operands));
                }
                "EMC" => {
                    assert!(is_open);
                    is_open = false;
                }
                "Tf" => font = &fonts[operands[0].as_name().unwrap()],
                "Tj" | "S" => {
                    assert!(is_open, "drawn outside of any mark");
                    let last = stretches.last_mut().unwrap();
                    last.draws = true;
                    for code in operands
                        .first()
                        .map_or(&[][..], |codes| codes.as_str().unwrap())
                        .chunks(2)
                    {
                        last.text
                            .push_str(&font[&u16::from_be_bytes([code[0], code[1]])]);
                    }
                }
                _ => {}
            }
        }
        assert!(!is_open);
        stretches
    }

    /// For each font of a page, the text of each code.
    fn fonts(&self, page: ObjectId) -> BTreeMap<Vec<u8>, BTreeMap<u16, String>> {
        let dictionary = self.dictionary(page);
        let resources = self
            .resolved(dictionary.get(b"Resources").unwrap())
            .as_dict()
            .unwrap();
        let fonts = resources
            .get(b"Font")
            .map(|fonts| fonts.as_dict().unwrap().clone())
            .unwrap_or_default();
        let unicode = |font: &Object| {
            let font = self.resolved(font).as_dict().unwrap();
            let map = self
                .resolved(font.get(b"ToUnicode").unwrap())
                .as_stream()
                .unwrap();
            let map = String::from_utf8(map.decompressed_content().unwrap()).unwrap();
            let hex = |text: &str| u32::from_str_radix(text, 16).unwrap();
            let mut unicode = BTreeMap::new();
            for line in map.lines() {
                let range = line
                    .strip_prefix('<')
                    .and_then(|line| line.strip_suffix('>'));
                let range: Vec<&str> = range.unwrap_or_default().split("><").collect();
                let [first, last, text] = range[..] else {
                    continue;
                };
                for code in hex(first)..=hex(last) {
                    let units = hex(text) + code - hex(first);
                    let units =
                        [units >> 16, units & 0xFFFF].map(|unit| u16::try_from(unit).unwrap());
                    let units = &units[usize::from(text.len() == 4)..];
                    let text = String::from_utf16_lossy(units);
                    unicode.insert(u16::try_from(code).unwrap(), text);
                }
            }
            unicode
        };
        fonts
            .iter()
            .map(|(name, font)| (name.clone(), unicode(font)))
            .collect()
    }

    /// The artifacts of a page that have text: type, subtype, text.
    fn artifacts(&self, page: ObjectId) -> Vec<(String, String)> {
        let artifacts = self.stretches[&page]
            .iter()
            .filter(|stretch| stretch.tag == "Artifact" && !stretch.text.is_empty());
        artifacts
            .map(|stretch| (stretch.artifact.clone(), squeezed(&stretch.text)))
            .collect()
    }
}

/// What a cell says of itself.
fn attributes(element: &Dictionary) -> BTreeMap<String, String> {
    let Ok(attributes) = element.get(b"A").and_then(Object::as_dict) else {
        return BTreeMap::new();
    };
    assert_eq!(
        attributes.get(b"O").unwrap().as_name_str().unwrap(),
        "Table"
    );
    let others = attributes
        .iter()
        .filter(|(name, _)| name.as_slice() != b"O");
    let text = |value: &Object| {
        let name = value.as_name_str().map(str::to_owned);
        name.unwrap_or_else(|_| value.as_i64().unwrap().to_string())
    };
    others
        .map(|(name, value)| (String::from_utf8(name.clone()).unwrap(), text(value)))
        .collect()
}

fn stretch(operands: &[Object]) -> Stretch {
    let properties = operands[1].as_dict().unwrap();
    let name = |key: &[u8]| {
        properties
            .get(key)
            .and_then(Object::as_name_str)
            .unwrap_or_default()
    };
    let stretch = Stretch {
        tag: operands[0].as_name_str().unwrap().to_owned(),
        number: properties.get(b"MCID").and_then(Object::as_i64).ok(),
        artifact: format!("{} {}", name(b"Type"), name(b"Subtype"))
            .trim_end()
            .to_owned(),
        text: String::new(),
        draws: false,
    };
    assert_eq!(stretch.number.is_none(), stretch.tag == "Artifact");
    stretch
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes[2..]
        .chunks(2)
        .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
        .collect();
    String::from_utf16(&units).unwrap()
}

/// Without white space, at which lines end, and without what is not printed.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect()
}

fn read(renderer: &Renderer, data: &[u8]) -> Checked {
    renderer.read("data.json", data).0.unwrap()
}

fn laid_out(renderer: &Renderer, submission: &Checked) -> Vec<(Grid, Layout)> {
    let grids = renderer.grids(submission).unwrap();
    let mut tables: Vec<(Grid, Layout)> = grids
        .into_iter()
        .map(|grid| {
            let layout = lay_out(&grid, renderer.fonts()).unwrap();
            (grid, layout)
        })
        .collect();
    let mut both: Vec<(&Grid, &mut Layout)> = tables
        .iter_mut()
        .map(|(grid, layout)| (&*grid, layout))
        .collect();
    add_feet(&mut both, renderer.fonts()).unwrap();
    tables
}

/// A section is the table of a Grid.
fn assert_is(section: &Node, grid: &Grid) {
    assert_eq!(section.kind, "Sect");
    assert!(
        section
            .title
            .as_ref()
            .is_some_and(|title| !title.is_empty())
    );
    let (table, titles) = section.kids.split_last().unwrap();
    let said: Vec<(&str, String)> = titles
        .iter()
        .map(|title| (title.kind.as_str(), squeezed(&title.text)))
        .collect();
    let kinds = ["H1", "P", "P"];
    let wanted: Vec<(&str, String)> = grid
        .titles
        .iter()
        .zip(kinds)
        .map(|(title, kind)| (kind, squeezed(&title.text)))
        .collect();
    assert_eq!(said, wanted);
    assert_eq!(
        (table.kind.as_str(), table.kids.len()),
        ("Table", grid.row_count())
    );
    let mut seen = 0;
    for (number, row) in table.kids.iter().enumerate() {
        assert_eq!(row.kind, "TR");
        let cells: Vec<_> = grid
            .cells
            .iter()
            .filter(|cell| cell.row == number)
            .collect();
        assert_eq!(row.kids.len(), cells.len(), "cells of row {number}");
        for (element, cell) in row.kids.iter().zip(cells) {
            let mut attributes = BTreeMap::new();
            for (name, span) in [("RowSpan", cell.rowspan), ("ColSpan", cell.colspan)] {
                if span > 1 {
                    attributes.insert(name.to_owned(), span.to_string());
                }
            }
            if cell.role == Role::Label {
                let scope = if grid.scope(cell) == Scope::Column {
                    "Column"
                } else {
                    "Row"
                };
                attributes.insert("Scope".to_owned(), scope.to_owned());
            }
            let kind = if cell.role == Role::Label { "TH" } else { "TD" };
            assert_eq!(
                (element.kind.as_str(), &element.attributes),
                (kind, &attributes),
                "{cell:?}"
            );
            assert_eq!(squeezed(&element.text), squeezed(&cell.text), "{cell:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, grid.cells.len());
}

/// The artifacts of a table's pages are what its layout repeats, and the feet.
fn assert_artifacts(tagged: &Tagged, pages: &[ObjectId], (grid, layout): (&Grid, &Layout)) {
    assert_eq!(pages.len(), layout.page_count());
    for (id, page) in pages.iter().zip(layout.pages(grid)) {
        let mut wanted: Vec<(&str, String)> = Vec::new();
        let mut last = None;
        for run in &page.runs {
            let kind = match run.part {
                Part::Repeated(_) | Part::Continued => "Pagination",
                Part::Foot => "Pagination Footer",
                Part::Title(_) | Part::Cell(_) | Part::Entry(_) | Part::Leader => {
                    last = None;
                    continue;
                }
            };
            if last == Some(run.part) {
                wanted.last_mut().unwrap().1.push_str(&page.text_of(run));
            } else {
                wanted.push((kind, page.text_of(run)));
            }
            last = Some(run.part);
        }
        let seen = tagged.artifacts(*id);
        let seen: Vec<(&str, String)> = seen
            .iter()
            .map(|(kind, text)| (kind.as_str(), text.clone()))
            .collect();
        let wanted: Vec<(&str, String)> = wanted
            .into_iter()
            .map(|(kind, text)| (kind, squeezed(&text)))
            .collect();
        assert_eq!(seen, wanted);
        let rules = tagged.stretches[id]
            .iter()
            .filter(|stretch| stretch.artifact == "Layout" && stretch.draws);
        assert_eq!(rules.count(), 1);
    }
}

#[test]
fn the_elements_of_a_file_are_the_cells_of_its_grids() {
    let renderer = Renderer::built_in();
    for data in [PUBLISHED, MINIMAL, BREAKS] {
        let tables = laid_out(&renderer, &read(&renderer, data));
        let options = Options {
            formats: vec![Format::Pdf],
            ..Options::default()
        };
        let made = renderer.render("data.json", data, &options).unwrap();
        let (tagged, document) = Tagged::read(&made.files[0].bytes);
        assert_eq!(document.kids.len(), tables.len());
        let pages = tagged.pages();
        let mut first = 0;
        for (section, (grid, layout)) in document.kids.iter().zip(&tables) {
            assert_is(section, grid);
            let own = &pages[first..first + layout.page_count()];
            assert_artifacts(&tagged, own, (grid, layout));
            first += layout.page_count();
        }
        assert_eq!(first, pages.len());
    }
}

#[test]
fn a_file_of_one_table_is_tagged_too() {
    let renderer = Renderer::built_in();
    let tables = laid_out(&renderer, &read(&renderer, PUBLISHED));
    let options = Options {
        formats: vec![Format::Pdf],
        files: Files::EachTable,
        ..Options::default()
    };
    let made = renderer.render("data.json", PUBLISHED, &options).unwrap();
    assert_eq!(made.files.len(), tables.len());
    for (file, (grid, _)) in made.files.iter().zip(&tables) {
        let (_, document) = Tagged::read(&file.bytes);
        assert_eq!(document.kids.len(), 1);
        assert_is(&document.kids[0], grid);
    }
}

#[test]
fn a_cell_that_goes_on_over_pages_is_one_element() {
    let renderer = Renderer::built_in();
    let mut data: serde_json::Value = serde_json::from_slice(PUBLISHED).unwrap();
    // Higher than two pages.
    let target: Vec<String> = (1..=120)
        .map(|number| format!("目标{number}:按期完成。"))
        .collect();
    let target = target.join("\n");
    data["department"]["annual_target"] = target.clone().into();
    let data = data.to_string();
    let options = Options {
        formats: vec![Format::Pdf],
        ..Options::default()
    };
    let made = renderer
        .render("data.json", data.as_bytes(), &options)
        .unwrap();
    let (tagged, document) = Tagged::read(&made.files[0].bytes);
    let tables = laid_out(&renderer, &read(&renderer, data.as_bytes()));
    for (section, (grid, _)) in document.kids.iter().zip(&tables) {
        assert_is(section, grid);
    }
    let rows = document.kids.iter().flat_map(|section| &section.kids);
    let rows = rows.flat_map(|table| &table.kids);
    let cells: Vec<&Node> = rows.flat_map(|row| &row.kids).collect();
    let long = cells
        .iter()
        .find(|cell| squeezed(&cell.text) == squeezed(&target))
        .unwrap();
    let pages: BTreeSet<ObjectId> = long.pages.iter().copied().collect();
    assert!(pages.len() >= 3, "{pages:?}");
    // Empty cells are there, and say nothing.
    assert!(
        cells
            .iter()
            .any(|cell| cell.kind == "TD" && cell.pages.is_empty())
    );
    let artifacts = tagged
        .pages()
        .into_iter()
        .flat_map(|page| tagged.artifacts(page));
    let again = artifacts.filter(|(kind, _)| kind == "Pagination").count();
    assert!(again >= 2, "{again} texts printed again");
}

/// A volume of these departments.
fn volume(
    renderer: &Renderer,
    chapters: &[Chapter<'_>],
    parts: &[jixiao::render::Part],
) -> Vec<u8> {
    let lines = ["3 个部门".to_owned()];
    let imprint = ["某县财政局".to_owned(), "2025年3月".to_owned()];
    let cover = Cover {
        look: &renderer.registry().editions()[0].look,
        title: "绩效目标表",
        subtitle: "",
        kind: "合订本",
        lines: &lines,
        imprint: &imprint,
        contents: "目录",
    };
    let properties = Properties {
        title: "合订本".to_owned(),
        author: "财政局".to_owned(),
        subject: String::new(),
        date: Date::new(2025, 1, 1).unwrap(),
    };
    let mut bytes = Vec::new();
    let given = |index: usize| Ok(parts[index].bytes.clone());
    let fonts = renderer.fonts();
    write_volume(&mut bytes, (&cover, chapters), given, &properties, fonts).unwrap();
    bytes
}

#[test]
fn a_volume_is_tagged_from_its_cover_to_its_last_table() {
    let renderer = Renderer::built_in();
    let submissions = [PUBLISHED, BREAKS, MINIMAL].map(|data| read(&renderer, data));
    let options = Options {
        errors: OnErrors::GoOn,
        ..Options::default()
    };
    let parts = submissions.each_ref().map(|submission| {
        let made = renderer.render_read(submission, Report::new(), &options, InVolume::Yes);
        made.unwrap().part.unwrap()
    });
    let titles = ["001 甲局", "002 乙局", "003 丙局"];
    let chapters: Vec<Chapter<'_>> = titles
        .iter()
        .zip(&parts)
        .map(|(title, part)| Chapter {
            title,
            tables: &part.tables,
        })
        .collect();
    let (tagged, document) = Tagged::read(&volume(&renderer, &chapters, &parts));
    let (front, departments) = document.kids.split_at(2);
    let cover = front[0].kids.iter();
    let said: Vec<(&str, &str)> = cover
        .map(|kid| (kid.kind.as_str(), kid.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("H1", "绩效目标表"),
            ("P", "合订本"),
            ("P", "3 个部门"),
            ("P", "某县财政局"),
            ("P", "2025年3月")
        ]
    );
    assert_contents(&front[1], &chapters);
    assert_eq!(departments.len(), 3);
    let pages = tagged.pages();
    let body: usize = chapters
        .iter()
        .flat_map(|chapter| chapter.tables)
        .map(|(_, pages)| pages)
        .sum();
    let mut body = pages[pages.len() - body..].iter();
    for ((department, submission), title) in departments.iter().zip(&submissions).zip(titles) {
        assert_eq!(department.kind, "Part");
        assert_eq!(department.title.as_deref(), Some(title));
        for (section, (grid, layout)) in department.kids.iter().zip(laid_out(&renderer, submission))
        {
            assert_is(section, &grid);
            for page in body.by_ref().take(layout.page_count()) {
                let artifacts = tagged.artifacts(*page).into_iter();
                let feet = artifacts.filter(|(kind, _)| kind == "Pagination Footer");
                assert_eq!(feet.count(), 1);
            }
        }
    }
    assert_eq!(body.next(), None);
}

/// The contents: an entry a department, in it a list of its tables; each entry one link with its words and its page.
fn assert_contents(contents: &Node, chapters: &[Chapter<'_>]) {
    assert_eq!(contents.kids.len(), 2);
    let (head, list) = (&contents.kids[0], &contents.kids[1]);
    assert_eq!((head.kind.as_str(), head.text.as_str()), ("H1", "目录"));
    assert_eq!(
        (list.kind.as_str(), list.kids.len()),
        ("TOC", chapters.len())
    );
    let mut page = 1;
    for (entry, chapter) in list.kids.iter().zip(chapters) {
        assert_entry(entry, chapter.title, page);
        assert_eq!(entry.kids[1].kind, "TOC");
        assert_eq!(entry.kids[1].kids.len(), chapter.tables.len());
        for (entry, (title, pages)) in entry.kids[1].kids.iter().zip(chapter.tables) {
            assert_entry(entry, title, page);
            page += pages;
        }
    }
}

fn assert_entry(entry: &Node, words: &str, page: usize) {
    let reference = &entry.kids[0];
    let link = &reference.kids[0];
    assert_eq!(
        [&entry.kind, &reference.kind, &link.kind],
        ["TOCI", "Reference", "Link"]
    );
    assert_eq!(squeezed(&link.text), squeezed(&format!("{words}{page}")));
    assert!(!link.links.is_empty());
}
