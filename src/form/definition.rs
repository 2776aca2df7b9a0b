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

/// A definition file being read, with the findings so far.
pub(super) struct Definition<'s> {
    source: &'s Source,
    report: RefCell<Report>,
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
        let (table, errors) = DeTable::parse_recoverable(source.text());
        let definition = Definition {
            source,
            report: RefCell::new(Report::new()),
        };
        for error in errors {
            definition.syntax(&error);
        }
        let root = Section {
            definition: &definition,
            name: String::new(),
            range: 0..0,
            table: table.get_ref(),
            asked: RefCell::default(),
        };
        let made = read(&definition, root);
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
        let finding = Finding::new(code, self.source.place(range));
        self.report.borrow_mut().push(words(finding));
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
        let seen = &self.definition.source.text()[value.span()];
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
