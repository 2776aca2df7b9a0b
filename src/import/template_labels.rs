//! Labels in an edition's templates as they are written, without rendering: which editions a
//! workbook may be of at all. Compiling and rendering the templates of all editions costs more than
//! reading a workbook.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::MAX_LABEL_LENGTH;
use super::words;
use crate::form::Edition;
use crate::source::Source;
use crate::workbook::{Cell, Sheet};

/// Labels in the templates of an edition.
#[derive(Debug)]
pub struct TemplateLabels {
    tables: Vec<TableLabels>,
    /// Synonyms by label, both folded and without brackets.
    synonyms: BTreeMap<String, Vec<String>>,
}

/// Labels in the template of a table.
#[derive(Debug, Default)]
struct TableLabels {
    /// Number of cells with each text, folded and without brackets.
    words: BTreeMap<String, usize>,
    /// Number of these cells that no condition omits.
    certain: usize,
    /// Number of cells whose text depends on values; each may be a label.
    unsure: usize,
    /// Whether the template makes labels in a way that is not followed here.
    is_open: bool,
}

/// The texts of a sheet's first rows, folded and without brackets.
pub(super) struct SheetTexts(BTreeSet<String>);

impl SheetTexts {
    pub(super) fn of(sheet: &Sheet, rows: u32) -> SheetTexts {
        let cells = sheet.cells.iter().take_while(|cell| cell.row < rows);
        let texts = cells.map(Cell::text);
        let texts = texts.filter(|text| text.len() <= MAX_LABEL_LENGTH);
        SheetTexts(texts.map(|text| words::bare(&text)).collect())
    }
}

/// Stand for a value, and for the beginning and end of a condition or loop.
const VALUE: char = '\u{E000}';
const BEGIN: char = '\u{E001}';
const END: char = '\u{E002}';

/// Maximum depth of templates that include others.
const MAX_DEPTH: usize = 8;

impl TemplateLabels {
    /// The labels of an edition.
    pub fn of(edition: &Edition) -> TemplateLabels {
        let table = |template: &str| {
            let mut labels = TableLabels::default();
            match plain(template, &edition.files, MAX_DEPTH) {
                Some(text) => labels.read(&text),
                None => labels.is_open = true,
            }
            labels
        };
        let tables = edition.tables.iter();
        let tables = tables.map(|own| table(&own.form.template)).collect();
        let mut synonyms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for synonym in &edition.synonyms {
            let own = synonyms.entry(words::bare(&synonym.label)).or_default();
            own.push(words::bare(&synonym.word));
        }
        TemplateLabels { tables, synonyms }
    }

    /// Greatest share of the labels of one of its tables that a sheet may have.
    pub(super) fn greatest_share(&self, texts: &SheetTexts) -> f64 {
        let tables = self.tables.iter();
        let shares = tables.map(|table| table.greatest_share(texts, &self.synonyms));
        shares.fold(0.0, f64::max)
    }
}

impl TableLabels {
    #[expect(clippy::cast_precision_loss, reason = "labels are counted in tens")]
    fn greatest_share(
        &self,
        SheetTexts(texts): &SheetTexts,
        synonyms: &BTreeMap<String, Vec<String>>,
    ) -> f64 {
        if self.is_open || self.certain == 0 {
            return 1.0;
        }
        let is_there = |word: &String| {
            let mut others = synonyms.get(word).into_iter().flatten();
            texts.contains(word) || others.any(|other| texts.contains(other))
        };
        let found = self.words.iter().filter(|(word, _)| is_there(word));
        let found: usize = found.map(|(_, count)| count).sum();
        ((found + self.unsure) as f64 / self.certain as f64).min(1.0)
    }

    /// Counts the cells of the rows inside the frame.
    fn read(&mut self, text: &str) {
        for body in text.split("<tbody").skip(1) {
            let body = body.split("</tbody>").next().unwrap_or_default();
            let mut depth = 0_usize;
            let mut rest = body;
            while let Some(at) = rest.find([BEGIN, END, '<']) {
                let next = &rest[at..];
                let length = if next.starts_with(BEGIN) {
                    depth += 1;
                    BEGIN.len_utf8()
                } else if next.starts_with(END) {
                    depth = depth.saturating_sub(1);
                    END.len_utf8()
                } else {
                    self.element(next, depth == 0)
                };
                rest = &next[length..];
            }
        }
    }

    /// Counts a cell. Returns the length of the text that was read.
    fn element(&mut self, text: &str, is_certain: bool) -> usize {
        let is_cell = ["<th", "<td"].into_iter().find(|tag| {
            let after = text.strip_prefix(tag);
            after.is_some_and(|after| after.starts_with(['>', ' ', '\n', '\t', '/', '\r']))
        });
        let Some(end) = text.find('>') else {
            return text.len();
        };
        let (tag, content) = (&text[..end], &text[end + 1..]);
        let (Some(cell), false) = (is_cell, tag.ends_with('/')) else {
            return end + 1;
        };
        let close = format!("</{}>", &cell[1..]);
        let content = &content[..content.find(&close).unwrap_or(content.len())];
        self.count(tag, content, is_certain);
        end + 1 + content.len()
    }

    fn count(&mut self, tag: &str, content: &str, is_certain: bool) {
        let is_made = |text: &str| text.contains([VALUE, BEGIN, END]);
        let words = without_tags(content);
        let said = words.replace([VALUE, BEGIN, END], "");
        if content.contains("<boxes") || content.contains("<char") {
            self.unsure += 1;
        } else if said.trim().is_empty() {
            // A value alone, or nothing.
        } else if is_made(content) || tag.contains("field=") {
            self.unsure += 1;
        } else {
            *self.words.entry(words::bare(&said)).or_default() += 1;
            self.certain += usize::from(is_certain);
        }
    }
}

/// Text of an element without tags and entities.
fn without_tags(content: &str) -> String {
    let mut text = String::new();
    let mut parts = content.split('<');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        text.push_str(part.split_once('>').map_or("", |(_, after)| after));
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    let whole = entities.into_iter();
    whole.fold(text, |text, (entity, sign)| text.replace(entity, sign))
}

/// Text of a template with the signs above instead of its tags, and with the templates that it
/// includes; `None` if it makes labels otherwise.
fn plain(name: &str, files: &BTreeMap<String, Source>, depth: usize) -> Option<String> {
    let mut rest = files.get(name).filter(|_| depth > 0)?.text();
    let mut text = String::new();
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at(at);
        text.push_str(before);
        let ends = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
        let found = ends.into_iter().find(|(start, _)| tag.starts_with(start));
        let Some((start, end)) = found else {
            text.push('{');
            rest = &tag[1..];
            continue;
        };
        let (inner, after) = tag[start.len()..].split_once(end)?;
        match start {
            "{{" => text.push(VALUE),
            "{%" => text.push_str(&statement(inner, files, depth)?),
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// The signs for a statement of a template.
fn statement(inner: &str, files: &BTreeMap<String, Source>, depth: usize) -> Option<String> {
    let inner = inner.trim_matches(['-', ' ', '\n', '\t', '\r']);
    let word = inner.split_whitespace().next()?;
    match word {
        "include" => {
            let mut quoted = inner.split(['"', '\'']).skip(1);
            plain(quoted.next()?, files, depth - 1)
        }
        // The labels in such a loop are several.
        "for" if inner.contains('(') => None,
        "if" | "for" => Some(BEGIN.to_string()),
        "endif" | "endfor" => Some(END.to_string()),
        "elif" | "else" | "set" | "set_global" | "break" | "continue" => Some(String::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(template: &str) -> TableLabels {
        let source = |text: &str| Source::new("a.tera", text);
        let included = "<tr><td>备注</td></tr>";
        let files = BTreeMap::from([
            ("a.tera".to_owned(), source(template)),
            ("_b.tera".to_owned(), source(included)),
        ]);
        let mut labels = TableLabels::default();
        match plain("a.tera", &files, MAX_DEPTH) {
            Some(text) => labels.read(&text),
            None => labels.is_open = true,
        }
        labels
    }

    #[test]
    fn labels_are_counted_as_written() {
        let read = labels(
            "<table><caption><tr><td>单位</td></tr></caption>\
             <tbody head=\"1\"><tr><th rowspan=\"{{ rows | length > 1 }}\">项目<br/>名称</th>\
             <td field=\"name\">{{ name }}</td><th>—</th><th>—</th><th></th></tr>\
             {% if note %}<tr><th>说明</th><td>{{ note }}</td></tr>{% endif %}\
             <tr><th>1-{{ until }}月</th><td><boxes field=\"kind\"/></td></tr>\
             {% include \"_b.tera\" %}</tbody></table>",
        );
        let words: Vec<(&str, usize)> = (read.words.iter())
            .map(|(word, count)| (word.as_str(), *count))
            .collect();
        assert_eq!(words, [("-", 2), ("备注", 1), ("说明", 1), ("项目名称", 1)]);
        assert_eq!((read.certain, read.unsure, read.is_open), (4, 2, false));
        assert!(labels("<tbody>{% for n in range(end=3) %}<th>a</th>{% endfor %}").is_open);
    }

    #[test]
    fn a_share_is_never_less_than_that_of_the_labels_found() {
        let read = labels("<tbody><th>甲</th><th>乙（元）</th><th>丙</th><th>丁</th></tbody>");
        let texts = |all: &[&str]| SheetTexts(all.iter().map(|text| words::bare(text)).collect());
        let synonyms = BTreeMap::from([("丙".to_owned(), vec!["另".to_owned()])]);
        let share = |all: &[&str]| read.greatest_share(&texts(all), &synonyms);
        assert!((share(&["甲", "乙", "另"]) - 0.75).abs() < 1e-9);
        assert!(share(&["无"]).abs() < 1e-9);
    }
}
