//! Styles part: an annotated cell's format is copied with another fill; existing styles stay
//! unchanged.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Level;

use super::cell_value::CellValue;
use super::error::MarkError;
use super::number_format;
use super::xml::{Conformance, DECLARATION, Edits, Outline};

/// Maximum number of cell formats that Excel accepts.
const MAX_FORMATS: usize = 64_000;

/// Children of the root in the order of the schema.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// Format used if a cell refers to a missing one.
const PLAIN: &str = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>";

/// Fill colour of a level: light enough for black text, with distinct greys in print.
const fn colour(level: Level) -> &'static str {
    match level {
        Level::Error => "FFFFB0A8",
        Level::Warning => "FFFFDF80",
        Level::Note => "FFCFE6F7",
    }
}

/// Fill colour of a changed cell.
const CORRECTED: &str = "FFC6E7C8";

/// A list of the part: existing and added entries.
struct Section {
    name: &'static str,
    /// Content if the part lacks the list.
    default: &'static str,
    count: usize,
    added: Vec<String>,
}

impl Section {
    fn new(outline: &Outline, name: &'static str, defaults: &[&'static str]) -> Section {
        let default = defaults.first().copied().unwrap_or_default();
        let count = match outline.child(0, name) {
            Some((index, _)) => outline.children(index).count(),
            None => defaults.len(),
        };
        Section {
            name,
            default,
            count,
            added: Vec::new(),
        }
    }

    /// Index of an entry, which is added if it is new.
    fn add(&mut self, entry: &str) -> usize {
        let place = self.added.iter().position(|added| added == entry);
        let place = place.unwrap_or_else(|| {
            self.added.push(entry.to_owned());
            self.added.len() - 1
        });
        self.count + place
    }
}

/// Styles of a workbook while formats are added.
pub(super) struct Styles<'a> {
    text: &'a str,
    outline: Outline<'a>,
    formats: Vec<Range<usize>>,
    prefix: &'a str,
    fonts: Section,
    fills: Section,
    borders: Section,
    xfs: Section,
    marked: BTreeMap<(usize, Level), usize>,
    corrected: BTreeMap<(usize, Option<u32>), usize>,
}

/// A part without styles.
pub(super) fn empty(conformance: Conformance) -> String {
    format!(
        "{DECLARATION}<styleSheet xmlns=\"{}\"></styleSheet>",
        conformance.main()
    )
}

impl<'a> Styles<'a> {
    pub(super) fn read(part: &str, text: &'a str) -> Result<Styles<'a>, MarkError> {
        let outline = Outline::read(text).map_err(|why| MarkError::broken(part, why))?;
        let formats = match outline.child(0, "cellXfs") {
            Some((index, _)) => outline.children(index).map(|(_, xf)| xf.range()).collect(),
            None => Vec::new(),
        };
        let font = "<font><sz val=\"11\"/><name val=\"宋体\"/><charset val=\"134\"/></font>";
        let fills = "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>";
        let border = "<border><left/><right/><top/><bottom/><diagonal/></border>";
        Ok(Styles {
            text,
            formats,
            prefix: outline.root().tag.prefix(),
            fonts: Section::new(&outline, "fonts", &[font]),
            fills: Section::new(&outline, "fills", &[fills, ""]),
            borders: Section::new(&outline, "borders", &[border]),
            xfs: Section::new(&outline, "cellXfs", &[PLAIN]),
            outline,
            marked: BTreeMap::new(),
            corrected: BTreeMap::new(),
        })
    }

    /// Format of an annotated cell: its own with another fill.
    pub(super) fn marked(&mut self, format: usize, level: Level) -> usize {
        if let Some(&made) = self.marked.get(&(format, level)) {
            return made;
        }
        let fill = self.fill(level).to_string();
        let made = self.with(format, &[("fillId", &fill), ("applyFill", "1")]);
        self.marked.insert((format, level), made);
        made
    }

    /// Format of a cell with a new value: its own with another fill, and with another number format
    /// if its own would show the value as something else.
    pub(super) fn corrected(&mut self, format: usize, value: &CellValue) -> usize {
        let own = self.own(format);
        let notation = number_format::needed(&own, &self.outline, value);
        if let Some(&made) = self.corrected.get(&(format, notation)) {
            return made;
        }
        let fill = self.solid(CORRECTED).to_string();
        let mut set = vec![("fillId", fill.as_str()), ("applyFill", "1")];
        let id = notation.unwrap_or_default().to_string();
        if notation.is_some() {
            set.extend([("numFmtId", id.as_str()), ("applyNumberFormat", "1")]);
        }
        // The prefix of a number typed as text.
        if !matches!(value, CellValue::Text(_)) && own.contains("quotePrefix") {
            set.push(("quotePrefix", "0"));
        }
        let made = self.with(format, &set);
        self.corrected.insert((format, notation), made);
        made
    }

    /// The element of a format.
    fn own(&self, format: usize) -> String {
        let own = self.formats.get(format);
        let own = own.map(|range| &self.text[range.clone()]);
        own.map_or_else(|| prefixed(PLAIN, self.prefix), str::to_owned)
    }

    /// Index of a format with other attributes.
    fn with(&mut self, format: usize, attributes: &[(&str, &str)]) -> usize {
        let own = self.own(format);
        let clone = match Outline::read(&own) {
            Ok(outline) => {
                let mut edits = Edits::default();
                for (name, value) in attributes {
                    edits.set(&outline.root().tag, name, value);
                }
                edits.apply(&own)
            }
            Err(_) => own,
        };
        self.xfs.add(&clone)
    }

    /// Fill of a level.
    pub(super) fn fill(&mut self, level: Level) -> usize {
        self.solid(colour(level))
    }

    /// Solid fill of a colour.
    pub(super) fn solid(&mut self, colour: &str) -> usize {
        let entry = format!(
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{colour}\"/><bgColor indexed=\"64\"/></patternFill></fill>"
        );
        self.fills.add(&prefixed(&entry, self.prefix))
    }

    /// Index of a font.
    pub(super) fn font(&mut self, entry: &str) -> usize {
        self.fonts.add(&prefixed(entry, self.prefix))
    }

    /// Index of a border.
    pub(super) fn border(&mut self, entry: &str) -> usize {
        self.borders.add(&prefixed(entry, self.prefix))
    }

    /// Index of a cell format.
    pub(super) fn format(&mut self, entry: &str) -> usize {
        self.xfs.add(&prefixed(entry, self.prefix))
    }

    /// The part with all additions.
    pub(super) fn finish(self) -> Result<String, MarkError> {
        if self.xfs.count + self.xfs.added.len() > MAX_FORMATS {
            return Err(MarkError::TooLarge(format!(
                "单元格格式超过 {MAX_FORMATS} 种"
            )));
        }
        let mut edits = Edits::default();
        let mut missing: Vec<(usize, String)> = Vec::new();
        for section in [&self.fonts, &self.fills, &self.borders, &self.xfs] {
            let added = section.added.concat();
            let count = (section.count + section.added.len()).to_string();
            match self.outline.child(0, section.name) {
                _ if added.is_empty() => {}
                Some((_, list)) => {
                    edits.set(&list.tag, "count", &count);
                    edits.append(list, &added);
                }
                None => {
                    let open = format!("<{} count=\"{count}\">{}", section.name, section.default);
                    let close = prefixed(&format!("</{}>", section.name), self.prefix);
                    let list = format!("{}{added}{close}", prefixed(&open, self.prefix));
                    missing.push((place_of(section.name), list));
                }
            }
        }
        self.insert_missing(&mut edits, missing);
        Ok(edits.apply(self.text))
    }

    /// Inserts new lists before the first one that follows in the schema.
    fn insert_missing(&self, edits: &mut Edits, missing: Vec<(usize, String)>) {
        let mut at_end = String::new();
        for (place, list) in missing {
            let mut after = self
                .outline
                .children(0)
                .filter(|(_, child)| place_of(child.tag.local()) > place);
            match after.next() {
                Some((_, child)) => edits.insert(child.tag.range.start, list),
                None => at_end.push_str(&list),
            }
        }
        if !at_end.is_empty() {
            edits.append(self.outline.root(), &at_end);
        }
    }
}

fn place_of(name: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == name)
        .unwrap_or(ORDER.len())
}

/// Adds a prefix to each element name. There is no text between elements.
fn prefixed(xml: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return xml.to_owned();
    }
    let mut made = String::with_capacity(xml.len() * 2);
    for piece in xml.split('<').skip(1) {
        let (slash, rest) = piece
            .strip_prefix('/')
            .map_or(("", piece), |rest| ("/", rest));
        made.extend(["<", slash, prefix, rest]);
    }
    made
}
