//! Reader for the TOML of definitions.
//!
//! It reads key by key and reports all errors in a file at once: unknown keys, missing keys, values
//! of the wrong type. Only this file uses the TOML library; the other files of this folder give the
//! keys their meaning.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

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
    table: &'t DeTable<'t>,
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
        let texts = spaced(sources);
        let mut table = DeTable::new();
        for (index, text) in texts.iter().enumerate() {
            let (parsed, errors) = DeTable::parse_recoverable(text);
            for error in errors {
                definition.syntax(&error);
            }
            if index == 0 {
                table = parsed.into_inner();
            } else {
                inherit(&mut table, parsed.into_inner(), &inherited);
            }
        }
        let root = Section {
            definition: &definition,
            name: String::new(),
            range: 0..0,
            table: &table,
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

    fn syntax(&self, error: &toml::de::Error) {
        self.report(Code::TomlSyntax, error.span().unwrap_or(0..0), |finding| {
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

/// The texts of files, each after as many spaces as the files before it are long.
fn spaced(sources: &[&Source]) -> Vec<String> {
    let mut start = 0;
    let spaced = sources.iter().map(|source| {
        let text = " ".repeat(start) + source.text();
        start = text.len() + 1;
        text
    });
    spaced.collect()
}

/// Adds to a root table what it takes from the one it is built on.
fn inherit<'t>(
    table: &mut DeTable<'t>,
    base: DeTable<'t>,
    inherited: &impl Fn(&str, &[&str]) -> Inherited,
) {
    let keys: Vec<String> = table.keys().map(|key| key.get_ref().to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    for (key, value) in base {
        let how = inherited(key.get_ref(), &keys);
        let mut own = table.iter_mut();
        let own = own.find(|(own, _)| own.get_ref() == key.get_ref());
        match (how, own) {
            (Inherited::Nothing, _) | (Inherited::Whole, Some(_)) => {}
            (Inherited::Keys, Some((_, own))) => add_keys(own, value, false),
            (Inherited::AllKeys, Some((_, own))) => add_keys(own, value, true),
            (_, None) => drop(table.insert(key, value)),
        }
    }
}

/// Adds the keys that a table lacks; `deep` also in the tables within both.
fn add_keys<'t>(own: &mut Spanned<DeValue<'t>>, base: Spanned<DeValue<'t>>, deep: bool) {
    let (DeValue::Table(own), DeValue::Table(base)) = (own.get_mut(), base.into_inner()) else {
        return;
    };
    for (key, value) in base {
        let mut known = own.iter_mut();
        let known = known.find(|(known, _)| known.get_ref() == key.get_ref());
        match known {
            Some((_, known)) if deep => add_keys(known, value, true),
            Some(_) => {}
            None => drop(own.insert(key, value)),
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

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    /// The string at a key. A value of another type is reported.
    pub(super) fn text(&self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Text {
                value: text.to_string(),
                range: value.span(),
            }),
            _ => self.wrong(key, value, "文本"),
        }
    }

    /// The value at a key as it is written, a string without its quotation marks.
    pub(super) fn literal(&self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        let range = value.span();
        let value = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            _ => self.definition.text(&range).to_owned(),
        };
        Some(Text { value, range })
    }

    /// The string at a key that must be present.
    pub(super) fn required_text(&self, key: &'static str) -> Option<Text> {
        let there = self.table.iter().any(|(name, _)| name.get_ref() == key);
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
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
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
        let number = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => {
                integer.as_str().parse::<f64>().ok()
            }
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
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
        let there = self.table.iter().any(|(name, _)| name.get_ref() == key);
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
        let DeValue::Array(array) = value.get_ref() else {
            return self
                .wrong(key, value, "文本的列表,如 [\"甲\", \"乙\"]")
                .unwrap_or_default();
        };
        let mut texts = Vec::new();
        for item in array {
            match item.get_ref() {
                DeValue::String(text) => texts.push(Text {
                    value: text.to_string(),
                    range: item.span(),
                }),
                _ => drop(self.wrong::<()>(key, item, "文本")),
            }
        }
        texts
    }

    /// Whether there is a table at a key, which may have a value of another type instead.
    pub(super) fn is_section(&self, key: &'static str) -> bool {
        let value = self.get(key).map(Spanned::get_ref);
        matches!(value, Some(DeValue::Table(_)))
    }

    /// The table at a key.
    pub(super) fn section(&self, key: &'static str) -> Option<Section<'d, 't>> {
        let value = self.get(key)?;
        self.open(key, value)
    }

    /// The table at a key that must be present.
    pub(super) fn required_section(&self, key: &'static str) -> Option<Section<'d, 't>> {
        let there = self.table.iter().any(|(name, _)| name.get_ref() == key);
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
        let DeValue::Array(array) = value.get_ref() else {
            return self
                .wrong(key, value, "[[…]] 形式的若干节")
                .unwrap_or_default();
        };
        array
            .iter()
            .filter_map(|item| self.open(key, item))
            .collect()
    }

    /// All entries whose keys are the author's own names (fields, styles), each with its table.
    pub(super) fn entries(&self) -> Vec<(Text, Section<'d, 't>)> {
        let named = self.table.iter().filter_map(|(key, value)| {
            let section = self.open(key.get_ref(), value)?;
            Some((
                Text {
                    value: key.get_ref().to_string(),
                    range: key.span(),
                },
                section,
            ))
        });
        named.collect()
    }

    /// All entries whose keys are the author's own words, each with its string. Keys that were read
    /// before by name are omitted.
    pub(super) fn named_texts(&self) -> Vec<(Text, Text)> {
        let asked = self.asked.borrow();
        let others = self
            .table
            .iter()
            .filter(|(key, _)| !asked.contains(&key.get_ref().as_ref()));
        let named = others.filter_map(|(key, value)| {
            let DeValue::String(text) = value.get_ref() else {
                return self.wrong(key.get_ref(), value, "文本");
            };
            let (key_range, range) = (key.span(), value.span());
            Some((
                Text {
                    value: key.get_ref().to_string(),
                    range: key_range,
                },
                Text {
                    value: text.to_string(),
                    range,
                },
            ))
        });
        named.collect()
    }

    fn open(&self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Option<Section<'d, 't>> {
        let name = if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        };
        match value.get_ref() {
            DeValue::Table(table) => Some(Section {
                definition: self.definition,
                name,
                range: value.span(),
                table,
                asked: RefCell::default(),
            }),
            _ => self.wrong(key, value, "一节(键 = 值)"),
        }
    }

    fn wrong<T>(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Option<T> {
        let seen = self.definition.text(&value.span());
        self.definition
            .report(Code::DefinitionValue, value.span(), |finding| {
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
        for (key, _) in self
            .table
            .iter()
            .filter(|(key, _)| !asked.contains(&key.get_ref().as_ref()))
        {
            let name = key.get_ref();
            let correction = text::did_you_mean(name, asked.iter().copied());
            self.definition
                .report(Code::DefinitionUnknownKey, key.span(), |finding| {
                    finding
                        .seen(format!("{name}"))
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
    entries(source, table.get_ref())
}

fn entries(source: &Source, table: &DeTable<'_>) -> Vec<Entry> {
    let entries = table.iter().map(|(key, value)| Entry {
        key: key.get_ref().to_string(),
        line: source.position(key.span().start).line,
        value: entry_value(source, value),
    });
    entries.collect()
}

fn entry_value(source: &Source, value: &Spanned<DeValue<'_>>) -> EntryValue {
    let shown = source.text().get(value.span()).unwrap_or_default();
    match value.get_ref() {
        DeValue::Table(table) => EntryValue::Table(entries(source, table)),
        DeValue::Array(array) => {
            let texts = array.iter().map(|item| item.get_ref().as_str());
            if let Some(texts) = texts.collect::<Option<Vec<&str>>>() {
                return EntryValue::Texts(texts.into_iter().map(str::to_owned).collect());
            }
            let items = array.iter().enumerate().map(|(index, item)| Entry {
                key: name_of(item.get_ref()).unwrap_or_else(|| (index + 1).to_string()),
                line: source.position(item.span().start).line,
                value: entry_value(source, item),
            });
            EntryValue::Table(items.collect())
        }
        _ => EntryValue::Value(shown.to_owned()),
    }
}

/// The name of a table within a list of tables.
fn name_of(value: &DeValue<'_>) -> Option<String> {
    let DeValue::Table(table) = value else {
        return None;
    };
    let mut names = NAMING.iter().filter_map(|name| {
        let (_, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
        match value.get_ref() {
            DeValue::Array(array) => array.iter().next()?.get_ref().as_str().map(str::to_owned),
            value => value.as_str().map(str::to_owned),
        }
    });
    names.next()
}
