//! Reader for the TOML of definitions.
//!
//! It reads key by key and reports all errors in a file at once: unknown keys, missing keys, values
//! of the wrong type. Only this file and `nodes` use the TOML library; the other files of this folder
//! give the keys their meaning.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use toml::de::DeTable;

use super::nodes::{Node, Value, nodes_of};
use crate::finding::{Code, Finding, Read, Report};
use crate::source::Source;
use crate::text;

/// A definition being read, with the findings so far: a file, and the files it is built on.
///
/// Ranges of all files are in one space: those of each file begin after the end of the one before.
pub(super) struct Definition<'s> {
    sources: &'s [&'s Source],
    report: RefCell<Report>,
}

include!(concat!(env!("OUT_DIR"), "/definitions.rs"));

/// What a file takes from the one it is built on, for a key at the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inherited {
    /// Nothing.
    Nothing,
    /// The value, if the file has none.
    Whole,
    /// The keys of the table that the file's table lacks.
    Keys,
    /// Like `Keys`, also in tables within the table.
    AllKeys,
}

/// A TOML table: `[fields]`, `[[tables]]`, or an inline table.
pub(super) struct Section<'d, 't> {
    definition: &'d Definition<'d>,
    name: String,
    range: Range<usize>,
    nodes: &'t [Node<'t>],
    /// Its entries.
    table: &'t [Node<'t>],
    asked: RefCell<Vec<&'static str>>,
}

/// A string value and its range in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) range: Range<usize>,
}

impl<'s> Definition<'s> {
    /// Reads a whole file through `read`, which gets the root table. Returns the result and all
    /// findings.
    pub(super) fn read<T>(
        source: &'s Source,
        read: impl FnOnce(&Definition<'_>, Section<'_, '_>) -> T,
    ) -> Read<T> {
        Definition::read_over(&[source], |_, _| Inherited::Nothing, read)
    }

    /// Reads a file over those it is built on, the nearest first. `inherited` says for a key at the
    /// root what is taken from the next file; it gets the keys that the files before have.
    pub(super) fn read_over<T>(
        sources: &[&Source],
        inherited: impl Fn(&str, &[&str]) -> Inherited,
        read: impl FnOnce(&Definition<'_>, Section<'_, '_>) -> T,
    ) -> Read<T> {
        let definition = Definition {
            sources,
            report: RefCell::new(Report::new()),
        };
        let mut starts = vec![0];
        for source in sources {
            starts.push(starts[starts.len() - 1] + source.text().len() + 1);
        }
        let files: Vec<File<'_>> = { sources.iter().zip(&starts) }
            .map(|(source, start)| definition.parse(source, *start))
            .collect();
        let mut files = files.iter().map(File::nodes).zip(starts);
        let mut nodes = files.next().map_or_else(Cow::default, |(nodes, _)| nodes);
        for (base, start) in files {
            nodes = Cow::Owned(merged(&nodes, (&base, start), &inherited));
        }
        let root = Section {
            definition: &definition,
            name: String::new(),
            range: 0..0,
            nodes: &nodes,
            table: &nodes[nodes[0].children()],
            asked: RefCell::default(),
        };
        let made = read(&definition, root);
        Read::new(made, definition.report.into_inner())
    }

    /// Reads more of a file that was read before, with those it is built on: texts whose meaning
    /// depends on other files.
    pub(super) fn continued<T>(
        sources: &[Source],
        read: impl FnOnce(&Definition<'_>) -> T,
    ) -> Read<T> {
        let sources: Vec<&Source> = sources.iter().collect();
        let definition = Definition {
            sources: &sources,
            report: RefCell::new(Report::new()),
        };
        let made = read(&definition);
        Read::new(made, definition.report.into_inner())
    }

    /// Parses a file, unless it is a built-in one; its ranges begin at `start`.
    fn parse<'t>(&self, source: &'t Source, start: usize) -> File<'t> {
        let mut built_in = BUILT_IN.iter();
        if let Some((_, nodes)) = built_in.find(|(text, _)| *text == source.text()) {
            return File::BuiltIn(nodes);
        }
        let (table, errors) = DeTable::parse_recoverable(source.text());
        for error in errors {
            self.syntax(&error, start);
        }
        File::Parsed(table.into_inner())
    }

    fn syntax(&self, error: &toml::de::Error, start: usize) {
        let range = error.span().unwrap_or(0..0);
        let range = range.start + start..range.end + start;
        self.report(Code::TomlSyntax, range, |finding| {
            finding
                .seen(toml_words(error.message()))
                .expected("合法的 TOML")
                .correction("按 TOML 的写法改正;含点的键与文本写在英文双引号里")
        });
    }

    /// Adds a finding at a range of the file.
    pub(super) fn report(
        &self,
        code: Code,
        range: Range<usize>,
        words: impl FnOnce(Finding) -> Finding,
    ) {
        let (source, range) = self.local(&range);
        let finding = Finding::new(code, source.place(range));
        self.report.borrow_mut().push(words(finding));
    }

    /// The file of a range, and the range in it.
    fn local(&self, range: &Range<usize>) -> (&Source, Range<usize>) {
        let (mut source, mut start) = (self.sources[0], 0);
        for next in &self.sources[1..] {
            let end = start + source.text().len() + 1;
            if range.start < end {
                break;
            }
            (source, start) = (next, end);
        }
        (source, range.start - start..range.end - start)
    }

    /// A range in the file itself; `None` if it is in one that the file is built on.
    pub(super) fn own_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        (range.end <= self.sources[0].text().len()).then(|| range.clone())
    }

    /// The text of a range.
    fn text(&self, range: &Range<usize>) -> &str {
        let (source, range) = self.local(range);
        source.text().get(range).unwrap_or_default()
    }
}

/// The key of a node.
fn key_of(node: &Node<'_>) -> Text {
    Text {
        value: node.key.to_owned(),
        range: node.key_range(),
    }
}

/// The string of a node.
fn text_of(node: &Node<'_>) -> Text {
    Text {
        value: node.value.text().unwrap_or_default().to_owned(),
        range: node.range(),
    }
}

/// Where a node of a merged file comes from.
enum Origin {
    Own(usize),
    Base(usize),
    /// A table of both; whether tables within it are merged too.
    Both(usize, usize, bool),
}

/// The nodes of a file over those of the one it is built on, whose ranges begin at `start`.
fn merged<'t>(
    own: &[Node<'t>],
    (base, start): (&[Node<'t>], usize),
    inherited: &impl Fn(&str, &[&str]) -> Inherited,
) -> Vec<Node<'t>> {
    let keys: Vec<&str> = own[own[0].children()].iter().map(|node| node.key).collect();
    let at_root = |key: &str| inherited(key, &keys);
    let mut nodes = vec![own[0]];
    let mut origins = vec![Origin::Both(0, 0, false)];
    let mut next = 0;
    while next < nodes.len() {
        let first = nodes.len();
        match origins[next] {
            Origin::Own(index) => origins.extend(own[index].children().map(Origin::Own)),
            Origin::Base(index) => origins.extend(base[index].children().map(Origin::Base)),
            Origin::Both(in_own, in_base, deep) => {
                let how = |key: &str| match (next, deep) {
                    (0, _) => at_root(key),
                    (_, true) => Inherited::AllKeys,
                    (_, false) => Inherited::Whole,
                };
                add_both((own, in_own), (base, in_base), how, &mut origins);
            }
        }
        nodes.extend(origins[first..].iter().map(|origin| match origin {
            Origin::Own(index) | Origin::Both(index, ..) => own[*index],
            Origin::Base(index) => base[*index].moved(start),
        }));
        let children = (first, nodes.len());
        match &mut nodes[next].value {
            Value::Table(range) | Value::Array(range) => *range = children,
            _ => {}
        }
        next += 1;
    }
    nodes
}

/// Adds the entries of a table of both files.
fn add_both(
    (own, in_own): (&[Node<'_>], usize),
    (base, in_base): (&[Node<'_>], usize),
    how: impl Fn(&str) -> Inherited,
    origins: &mut Vec<Origin>,
) {
    let find = |nodes: &[Node<'_>], within: usize, key: &str| {
        let mut entries = nodes[within].children();
        entries.find(|index| nodes[*index].key == key)
    };
    let is_table = |node: &Node<'_>| matches!(node.value, Value::Table(_));
    for index in own[in_own].children() {
        let in_both = find(base, in_base, own[index].key)
            .filter(|other| is_table(&own[index]) && is_table(&base[*other]));
        origins.push(match (how(own[index].key), in_both) {
            (Inherited::Keys, Some(other)) => Origin::Both(index, other, false),
            (Inherited::AllKeys, Some(other)) => Origin::Both(index, other, true),
            _ => Origin::Own(index),
        });
    }
    for index in base[in_base].children() {
        let key = base[index].key;
        if how(key) != Inherited::Nothing && find(own, in_own, key).is_none() {
            origins.push(Origin::Base(index));
        }
    }
}

/// A file's contents.
enum File<'t> {
    BuiltIn(&'static [Node<'static>]),
    Parsed(DeTable<'t>),
}

impl File<'_> {
    fn nodes(&self) -> Cow<'_, [Node<'_>]> {
        match self {
            File::BuiltIn(nodes) => Cow::Borrowed(nodes),
            File::Parsed(table) => Cow::Owned(nodes_of(table)),
        }
    }
}

impl<'d, 't> Section<'d, 't> {
    /// The definition this table belongs to.
    pub(super) fn definition(&self) -> &'d Definition<'d> {
        self.definition
    }

    /// Range of the table in the file.
    pub(super) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    fn get(&self, key: &'static str) -> Option<&'t Node<'t>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        self.table.iter().find(|node| node.key == key)
    }

    /// The string at a key. A value of another type is reported.
    pub(super) fn text(&self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        match value.value {
            Value::Text(_) => Some(text_of(value)),
            _ => self.wrong(key, value, "文本"),
        }
    }

    /// The value at a key as it is written, a string without its quotation marks.
    pub(super) fn literal(&self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        let range = value.range();
        let value = match value.value {
            Value::Text(text) => text.to_owned(),
            _ => self.definition.text(&range).to_owned(),
        };
        Some(Text { value, range })
    }

    /// The string at a key that must be present.
    pub(super) fn required_text(&self, key: &'static str) -> Option<Text> {
        let there = self.table.iter().any(|node| node.key == key);
        if !there {
            self.missing(key);
        }
        self.text(key)
    }

    /// The boolean at a key; false if the key is absent.
    pub(super) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        match value.value {
            Value::Boolean(flag) => flag,
            _ => self.wrong(key, value, "true 或 false").unwrap_or(false),
        }
    }

    /// The number at a key, for lengths and ratios.
    pub(super) fn number(&self, key: &'static str) -> Option<f64> {
        self.number_within(key, 0.0, 10_000.0)
    }

    /// The number at a key, from `least` to `most`. Any other value is reported.
    pub(super) fn number_within(&self, key: &'static str, least: f64, most: f64) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.value {
            Value::Number(digits) => digits.parse::<f64>().ok(),
            _ => None,
        };
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => Some(number),
            None => self.wrong(key, value, &format!("{least} 到 {most} 的数")),
        }
    }

    /// The number at a key that must be present.
    pub(super) fn required_number(&self, key: &'static str) -> Option<f64> {
        self.required_number_within(key, 0.0, 10_000.0)
    }

    /// Like [`Section::number_within`], for a key that must be present.
    pub(super) fn required_number_within(
        &self,
        key: &'static str,
        least: f64,
        most: f64,
    ) -> Option<f64> {
        let there = self.table.iter().any(|node| node.key == key);
        if !there {
            self.missing(key);
        }
        self.number_within(key, least, most)
    }

    /// The strings at a key; empty if the key is absent.
    pub(super) fn texts(&self, key: &'static str) -> Vec<Text> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        if !matches!(value.value, Value::Array(_)) {
            return self
                .wrong(key, value, "文本的列表,如 [\"甲\", \"乙\"]")
                .unwrap_or_default();
        }
        let items = self.nodes[value.children()].iter();
        let texts = items.filter_map(|item| match item.value {
            Value::Text(_) => Some(text_of(item)),
            _ => self.wrong(key, item, "文本"),
        });
        texts.collect()
    }

    /// Whether there is a table at a key, which may have a value of another type instead.
    pub(super) fn is_section(&self, key: &'static str) -> bool {
        let value = self.get(key).map(|node| node.value);
        matches!(value, Some(Value::Table(_)))
    }

    /// The table at a key.
    pub(super) fn section(&self, key: &'static str) -> Option<Section<'d, 't>> {
        let value = self.get(key)?;
        self.open(key, value)
    }

    /// The table at a key that must be present.
    pub(super) fn required_section(&self, key: &'static str) -> Option<Section<'d, 't>> {
        let there = self.table.iter().any(|node| node.key == key);
        if !there {
            self.missing(key);
        }
        self.section(key)
    }

    /// The tables at a key written `[[key]]`; empty if the key is absent.
    pub(super) fn sections(&self, key: &'static str) -> Vec<Section<'d, 't>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        if !matches!(value.value, Value::Array(_)) {
            return self
                .wrong(key, value, "[[…]] 形式的若干节")
                .unwrap_or_default();
        }
        let items = self.nodes[value.children()].iter();
        items.filter_map(|item| self.open(key, item)).collect()
    }

    /// All entries whose keys are the author's own names (fields, styles), each with its table.
    pub(super) fn entries(&self) -> Vec<(Text, Section<'d, 't>)> {
        let named = { self.table.iter() }
            .filter_map(|node| Some((key_of(node), self.open(node.key, node)?)));
        named.collect()
    }

    /// All entries whose keys are the author's own words, each with its string. Keys that were read
    /// before by name are omitted.
    pub(super) fn named_texts(&self) -> Vec<(Text, Text)> {
        let asked = self.asked.borrow();
        let others = { self.table.iter() }.filter(|node| !asked.contains(&node.key));
        let named = others.filter_map(|node| match node.value {
            Value::Text(_) => Some((key_of(node), text_of(node))),
            _ => self.wrong(node.key, node, "文本"),
        });
        named.collect()
    }

    fn open(&self, key: &str, value: &'t Node<'t>) -> Option<Section<'d, 't>> {
        let name = if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        };
        match value.value {
            Value::Table(_) => Some(Section {
                definition: self.definition,
                name,
                range: value.range(),
                nodes: self.nodes,
                table: &self.nodes[value.children()],
                asked: RefCell::default(),
            }),
            _ => self.wrong(key, value, "一节(键 = 值)"),
        }
    }

    fn wrong<T>(&self, key: &str, value: &Node<'_>, expected: &str) -> Option<T> {
        let seen = self.definition.text(&value.range());
        self.definition
            .report(Code::DefinitionValue, value.range(), |finding| {
                finding
                    .seen(format!("{key} = {}", text::clip(seen)))
                    .expected(expected)
                    .correction("改正此值")
            });
        None
    }

    fn missing(&self, key: &str) {
        let name = if self.name.is_empty() {
            "文件".to_owned()
        } else {
            format!("{} ", self.name)
        };
        self.definition
            .report(Code::DefinitionMissingKey, self.range(), |finding| {
                finding
                    .seen(format!("{name}里没有 {key}"))
                    .expected(format!("有 {key}"))
                    .correction(format!("补上 {key} = …"))
            });
    }

    /// Reports every key that was never read. Call it after reading everything.
    pub(super) fn finish(self) {
        let asked = self.asked.borrow();
        for node in { self.table.iter() }.filter(|node| !asked.contains(&node.key)) {
            let name = node.key;
            let correction = text::did_you_mean(name, asked.iter().copied());
            self.definition
                .report(Code::DefinitionUnknownKey, node.key_range(), |finding| {
                    finding
                        .seen(name)
                        .expected(text::list(asked.iter().copied()))
                        .correction(correction)
                });
        }
    }
}

/// Message of the TOML library; the usual messages in Chinese.
fn toml_words(message: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("duplicate key", "此键写了两次"),
        ("string values must be quoted", "文本没有写在英文双引号里"),
        ("invalid basic string", "文本没有在同一行里以英文双引号结束"),
        ("key with no value", "键后没有 = 与值"),
        ("unclosed", "括号没有结束"),
        (
            "invalid unquoted key",
            "含汉字、点或空格的键没有写在英文双引号里",
        ),
        ("missing assignment", "键后没有 ="),
    ];
    let known = WORDS.iter().find(|(start, _)| message.starts_with(start));
    known.map_or_else(
        || {
            format!(
                "TOML 报告:{}",
                text::clip_to(&message.replace('\n', "; "), 200)
            )
        },
        |(_, words)| (*words).to_owned(),
    )
}

/// A key of a definition with its value, for comparing two definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    /// Line of the key, counted from 1.
    pub(super) line: usize,
    pub(super) value: EntryValue,
}

/// The value of an [`Entry`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EntryValue {
    /// A table, or the tables of a list.
    Table(Vec<Entry>),
    /// A list of strings.
    Texts(Vec<String>),
    /// Anything else, as written.
    Value(String),
}

/// Keys that name a table within a list of tables.
const NAMING: [&str; 7] = ["key", "name", "form", "heads", "test", "value", "from"];

/// The keys of a definition with their values.
pub(super) fn entries_of(source: &Source) -> Vec<Entry> {
    let (table, _) = DeTable::parse_recoverable(source.text());
    let nodes = nodes_of(table.get_ref());
    entries(source, &nodes, &nodes[0])
}

fn entries(source: &Source, nodes: &[Node<'_>], table: &Node<'_>) -> Vec<Entry> {
    let entries = nodes[table.children()].iter().map(|node| Entry {
        key: node.key.to_owned(),
        line: source.position(node.key_span.0).line,
        value: entry_value(source, nodes, node),
    });
    entries.collect()
}

fn entry_value(source: &Source, nodes: &[Node<'_>], node: &Node<'_>) -> EntryValue {
    let shown = source.text().get(node.range()).unwrap_or_default();
    match node.value {
        Value::Table(_) => EntryValue::Table(entries(source, nodes, node)),
        Value::Array(_) => {
            let items = &nodes[node.children()];
            let texts = items.iter().map(|item| item.value.text());
            if let Some(texts) = texts.collect::<Option<Vec<&str>>>() {
                return EntryValue::Texts(texts.into_iter().map(str::to_owned).collect());
            }
            let items = items.iter().enumerate().map(|(index, item)| Entry {
                key: name_of(nodes, item).unwrap_or_else(|| (index + 1).to_string()),
                line: source.position(item.span.0).line,
                value: entry_value(source, nodes, item),
            });
            EntryValue::Table(items.collect())
        }
        _ => EntryValue::Value(shown.to_owned()),
    }
}

/// The name of a table within a list of tables.
fn name_of(nodes: &[Node<'_>], item: &Node<'_>) -> Option<String> {
    let entries = &nodes[item.children()];
    let mut names = NAMING.iter().filter_map(|name| {
        let named = entries.iter().find(|entry| entry.key == *name)?;
        let first = nodes[named.children()].first().unwrap_or(named);
        first.value.text().map(str::to_owned)
    });
    names.next()
}
