//! A PDF file read back by lopdf.

use super::*;

/// A file read back.
pub(super) struct ReadBack(pub(super) lopdf::Document);

impl ReadBack {
    pub(super) fn new(bytes: &[u8]) -> ReadBack {
        ReadBack(lopdf::Document::load_mem(bytes).unwrap())
    }

    pub(super) fn dictionary(&self, object: &Object) -> Dictionary {
        self.0
            .dereference(object)
            .unwrap()
            .1
            .as_dict()
            .unwrap()
            .clone()
    }

    pub(super) fn stream(&self, dictionary: &Dictionary, key: &str) -> Vec<u8> {
        let object = dictionary.get(key.as_bytes()).unwrap();
        let stream = self.0.dereference(object).unwrap().1.as_stream().unwrap();
        stream
            .decompressed_content()
            .unwrap_or_else(|_| stream.content.clone())
    }

    /// The font with a name: the font, its descendant, and the descriptor of that.
    pub(super) fn font(&self, page: ObjectId, name: &[u8]) -> [Dictionary; 3] {
        let font = self.0.get_page_fonts(page)[name].clone();
        let descendants = font.get(b"DescendantFonts").unwrap().as_array().unwrap();
        let descendant = self.dictionary(&descendants[0]);
        let descriptor = self.dictionary(descendant.get(b"FontDescriptor").unwrap());
        [font, descendant, descriptor]
    }

    /// Glyph of each code of a font.
    pub(super) fn glyphs(&self, page: ObjectId, name: &[u8]) -> Vec<u16> {
        let [_, descendant, _] = self.font(page, name);
        let map = descendant.get(b"CIDToGIDMap").unwrap();
        let map = self.0.dereference(map).unwrap().1.as_stream().unwrap();
        assert_eq!(map.filters().unwrap(), ["FlateDecode", "RunLengthDecode"]);
        let mut runs = Vec::new();
        let mut decoder = flate2::read::ZlibDecoder::new(map.content.as_slice());
        decoder.read_to_end(&mut runs).unwrap();
        let (mut glyphs, mut rest) = (Vec::new(), runs.as_slice());
        loop {
            let (length, after) = rest.split_first().unwrap();
            let length = usize::from(*length);
            match length {
                ..128 => {
                    let (plain, after) = after.split_at(length + 1);
                    glyphs.extend(plain);
                    rest = after;
                }
                128 => break assert!(after.is_empty()),
                129.. => {
                    glyphs.resize(glyphs.len() + 257 - length, after[0]);
                    rest = &after[1..];
                }
            }
        }
        let (glyphs, []) = glyphs.as_chunks() else {
            panic!("half a glyph")
        };
        glyphs.iter().copied().map(u16::from_be_bytes).collect()
    }

    /// Copied text of each code of a font.
    pub(super) fn unicode(&self, page: ObjectId, name: &[u8]) -> BTreeMap<u16, String> {
        let map = String::from_utf8(self.stream(&self.font(page, name)[0], "ToUnicode")).unwrap();
        let hex = |text: &str| u32::from_str_radix(text, 16).unwrap();
        let mut unicode = BTreeMap::new();
        for line in map.lines() {
            let parts = line
                .strip_prefix('<')
                .and_then(|line| line.strip_suffix('>'));
            let parts: Vec<&str> = parts.unwrap_or_default().split("><").collect();
            let [first, last, text] = parts[..] else {
                continue;
            };
            for code in hex(first)..=hex(last) {
                let units = hex(text) + code - hex(first);
                let units = [units >> 16, units & 0xFFFF].map(|unit| u16::try_from(unit).unwrap());
                let units = &units[usize::from(text.len() == 4)..];
                let text = String::from_utf16(units).unwrap();
                unicode.insert(u16::try_from(code).unwrap(), text);
            }
        }
        unicode
    }

    /// Codes of a font that have a glyph: copied text and glyph.
    pub(super) fn drawn(&self, page: ObjectId, name: &[u8]) -> BTreeMap<u16, (String, u16)> {
        let (unicode, glyphs) = (self.unicode(page, name), self.glyphs(page, name));
        let codes = (0..).zip(glyphs).filter(|(_, glyph)| *glyph > 0);
        codes
            .map(|(code, glyph)| (code, (unicode[&code].clone(), glyph)))
            .collect()
    }

    /// Drawing of all pages, a line an object: rules as `from to width`, texts as `position face
    /// size text`.
    pub(super) fn drawing(&self) -> String {
        let mut out = String::new();
        for (number, page) in self.0.get_pages() {
            writeln!(out, "page {number}").unwrap();
            self.draw(page, &mut out);
        }
        out
    }

    pub(super) fn draw(&self, page: ObjectId, out: &mut String) {
        let content = Content::decode(&self.0.get_page_content(page).unwrap()).unwrap();
        let (mut width, mut from, mut at) = (0.0, (0.0, 0.0), (0.0, 0.0));
        let (mut font, mut size) = (Vec::new(), 0.0);
        for operation in content.operations {
            let numbers: Vec<f64> = operation
                .operands
                .iter()
                .map(|operand| number(operand).unwrap_or(f64::NAN))
                .collect();
            match operation.operator.as_str() {
                "w" => width = numbers[0],
                "m" => from = (numbers[0], numbers[1]),
                "l" => writeln!(
                    out,
                    "{:.2},{:.2} {:.2},{:.2} {width}",
                    from.0, from.1, numbers[0], numbers[1]
                )
                .unwrap(),
                "Tf" => {
                    font = operation.operands[0].as_name().unwrap().to_vec();
                    size = numbers[1];
                }
                "Td" => at = (at.0 + numbers[0], at.1 + numbers[1]),
                "Tj" => {
                    let unicode = self.unicode(page, &font);
                    let codes = operation.operands[0].as_str().unwrap().chunks(2);
                    let text: String = codes
                        .map(|code| unicode[&u16::from_be_bytes([code[0], code[1]])].as_str())
                        .collect();
                    writeln!(
                        out,
                        "{:.2},{:.2} {} {size} {text}",
                        at.0,
                        at.1,
                        String::from_utf8_lossy(&font)
                    )
                    .unwrap();
                }
                "S" | "BT" | "ET" | "BDC" | "EMC" => {}
                other => panic!("unexpected operator {other}"),
            }
        }
    }
}

pub(super) fn number(object: &Object) -> Option<f64> {
    let whole = || i32::try_from(object.as_i64().ok()?).ok().map(f64::from);
    object.as_f64().ok().or_else(whole)
}

pub(super) fn utf16(text: &str) -> Vec<u8> {
    [
        vec![0xFE, 0xFF],
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ]
    .concat()
}
