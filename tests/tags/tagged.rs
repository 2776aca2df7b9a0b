//! Logical structure of a PDF, read back by lopdf.

use super::*;

/// Structure element as read.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    pub(crate) attributes: BTreeMap<String, String>,
    /// Text of its own marked content.
    pub(crate) text: String,
    /// Pages of its marked content and links.
    pub(crate) pages: Vec<ObjectId>,
    /// Number of link annotations.
    pub(crate) links: Vec<ObjectId>,
    pub(crate) kids: Vec<Node>,
}

/// Marked content of a page.
#[derive(Debug)]
pub(crate) struct MarkedContent {
    /// Structure type of the element, or `Artifact`.
    pub(crate) tag: String,
    pub(crate) number: Option<i64>,
    /// Type and subtype of an artifact.
    pub(crate) artifact: String,
    pub(crate) text: String,
    /// Whether it draws anything.
    pub(crate) draws: bool,
}

pub(crate) struct Tagged {
    pub(crate) file: Document,
    pub(crate) contents: BTreeMap<ObjectId, Vec<MarkedContent>>,
    /// Parent tree: key → value.
    pub(crate) parents: BTreeMap<i64, Object>,
    /// (page, MCID) of all marked content that an element refers to.
    pub(crate) named: Vec<(ObjectId, i64)>,
}

impl Tagged {
    pub(crate) fn read(bytes: &[u8]) -> (Tagged, Node) {
        let file = Document::load_mem(bytes).unwrap();
        let mut tagged = Tagged {
            file,
            contents: BTreeMap::new(),
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
            let contents = tagged.contents_of(page);
            tagged.contents.insert(page, contents);
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
        tagged.assert_every_content_has_an_element();
        (tagged, node)
    }

    pub(crate) fn pages(&self) -> Vec<ObjectId> {
        self.file.get_pages().into_values().collect()
    }

    pub(crate) fn dictionary(&self, id: ObjectId) -> Dictionary {
        self.file.get_dictionary(id).unwrap().clone()
    }

    pub(crate) fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.file.dereference(object).unwrap().1
    }

    pub(crate) fn read_parents(&mut self, node: &Dictionary) {
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

    /// Reads an element; asserts that its parent and its marked content map to it.
    pub(crate) fn element(&mut self, id: ObjectId, parent: ObjectId) -> Node {
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
                Object::Integer(number) => self.add_content(&mut node, (id, own.unwrap()), *number),
                Object::Reference(kid) => node.kids.push(self.element(*kid, id)),
                other => self.add_item(&mut node, id, other.as_dict().unwrap()),
            }
        }
        node
    }

    /// Marked content on another page than the element's own, or a link.
    pub(crate) fn add_item(&mut self, node: &mut Node, id: ObjectId, item: &Dictionary) {
        let page = item.get(b"Pg").unwrap().as_reference().unwrap();
        if item.type_is(b"MCR") {
            let number = item.get(b"MCID").unwrap().as_i64().unwrap();
            self.add_content(node, (id, page), number);
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

    pub(crate) fn add_content(
        &mut self,
        node: &mut Node,
        (element, page): (ObjectId, ObjectId),
        number: i64,
    ) {
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
        let content = self.contents[&page]
            .iter()
            .find(|content| content.number == Some(number))
            .unwrap();
        assert_eq!(content.tag, node.kind);
        node.text.push_str(&content.text);
        node.pages.push(page);
        self.named.push((page, number));
    }

    /// Asserts that each marked content with an MCID belongs to exactly one element, and that the
    /// parent tree has as many.
    pub(crate) fn assert_every_content_has_an_element(&mut self) {
        let mut contents = Vec::new();
        for page in self.pages() {
            let own: Vec<i64> = self.contents[&page]
                .iter()
                .filter_map(|content| content.number)
                .collect();
            assert_eq!(
                own,
                (0..i64::try_from(own.len()).unwrap()).collect::<Vec<_>>()
            );
            let dictionary = self.dictionary(page);
            assert_eq!(dictionary.get(b"Tabs").unwrap().as_name_str().unwrap(), "S");
            let key = dictionary.get(b"StructParents").unwrap().as_i64().unwrap();
            assert_eq!(self.parents[&key].as_array().unwrap().len(), own.len());
            contents.extend(own.into_iter().map(|number| (page, number)));
        }
        self.named.sort_unstable();
        contents.sort_unstable();
        assert_eq!(self.named, contents);
    }

    /// Marked content of a page; asserts that nothing is drawn outside of it.
    pub(crate) fn contents_of(&self, page: ObjectId) -> Vec<MarkedContent> {
        let fonts = self.fonts(page);
        let mut contents: Vec<MarkedContent> = Vec::new();
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
                    contents.push(content(&operands));
                }
                "EMC" => {
                    assert!(is_open);
                    is_open = false;
                }
                "Tf" => font = &fonts[operands[0].as_name().unwrap()],
                "Tj" | "S" => {
                    assert!(is_open, "drawn outside of any mark");
                    let last = contents.last_mut().unwrap();
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
        contents
    }

    /// For each font of a page, the text of each code.
    pub(crate) fn fonts(&self, page: ObjectId) -> BTreeMap<Vec<u8>, BTreeMap<u16, String>> {
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

    /// Artifacts of a page that have text: type, subtype, text.
    pub(crate) fn artifacts(&self, page: ObjectId) -> Vec<(String, String)> {
        let artifacts = self.contents[&page]
            .iter()
            .filter(|content| content.tag == "Artifact" && !content.text.is_empty());
        artifacts
            .map(|content| (content.artifact.clone(), without_whitespace(&content.text)))
            .collect()
    }
}

/// Attributes of a cell's element.
pub(crate) fn attributes(element: &Dictionary) -> BTreeMap<String, String> {
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

pub(crate) fn content(operands: &[Object]) -> MarkedContent {
    let properties = operands[1].as_dict().unwrap();
    let name = |key: &[u8]| {
        properties
            .get(key)
            .and_then(Object::as_name_str)
            .unwrap_or_default()
    };
    let content = MarkedContent {
        tag: operands[0].as_name_str().unwrap().to_owned(),
        number: properties.get(b"MCID").and_then(Object::as_i64).ok(),
        artifact: format!("{} {}", name(b"Type"), name(b"Subtype"))
            .trim_end()
            .to_owned(),
        text: String::new(),
        draws: false,
    };
    assert_eq!(content.number.is_none(), content.tag == "Artifact");
    content
}

pub(crate) fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes[2..]
        .chunks(2)
        .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
        .collect();
    String::from_utf16(&units).unwrap()
}
