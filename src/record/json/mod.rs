//! JSON → record: typed by the form's fields, every problem found in one pass. The one home of the JSON library.
//!
//! Numbers are read from their text. Each value keeps the bytes it came from, so that a finding can show its line.

mod draft;
mod hidden;
mod limit;
mod mend;
mod syntax;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use serde_json::value::RawValue;

use super::number::{Reading, STANDARD_SIGNS, read_number, read_percent, standard_sign};
use super::quantity::Unclear;
use super::{Content, Record, Submission, TableRecord, Value, place_of, titled};
use crate::amount::{Amount, Rate};
use crate::finding::{Change, Code, Finding, Level, Report};
use crate::form::{
    Count, EDITION_KEY, Edition, Field, FieldIndex, FieldKind, Fields, Node, Registry,
    TableDefinition,
};
use crate::source::{At, Place, Source};
use crate::text;

pub use draft::{Draft, DraftContent};
pub use limit::{MAX_PROJECTS, MAX_ROWS};
pub use syntax::{MAX_DEPTH, MAX_MEMBERS, MAX_TEXT};
use syntax::{Member, NoText, elements, members, text_of};

/// Keys an editor may put at the root; they say nothing about the data.
const EDITOR_KEYS: [&str; 1] = ["$schema"];

/// Reads a submission: one JSON object. Returns what could be read, with all findings; nothing where it is no JSON object of a known edition.
pub fn read_json(source: &Source, registry: &Registry) -> (Option<Submission>, Report) {
    let mut reader = Reader::new(source, Depth::Whole);
    let submission = reader.submission(registry);
    let mut report = reader.report;
    report.sort();
    (submission, report)
}

/// Reads of a submission what tells whose it is and which tables are in it: all but rows, which are left absent. There is one exactly
/// where [`read_json`] reads one; what is found is told by that.
pub fn identify_json(source: &Source, registry: &Registry) -> Option<Submission> {
    Reader::new(source, Depth::Identity).submission(registry)
}

struct Reader<'s> {
    source: &'s Source,
    depth: Depth,
    report: Report,
    /// Rows read so far, of all tables.
    rows: usize,
}

/// How much of a submission is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Whole,
    Identity,
}

/// A field to be read, where it is, and what it is called.
struct Spot<'a> {
    field: &'a Field,
    at: At<'a>,
    title: &'a str,
}

impl Spot<'_> {
    fn label(&self) -> String {
        titled(self.title, self.field.full_label())
    }
}

/// Where people mend what is wrong: words of JSON are no help to one who fills in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Json,
    Workbook,
}

impl Medium {
    /// A text as it is to be written.
    fn quoted(self, text: &str) -> String {
        match self {
            Medium::Json => format!("\"{text}\""),
            Medium::Workbook => text.to_owned(),
        }
    }

    fn put(self, text: &str) -> String {
        format!("填 {}", self.quoted(text))
    }
}

/// What may stand in an object.
#[derive(Clone, Copy)]
struct Scope<'a> {
    fields: &'a Fields,
    /// The members of the object that are fields, or groups of them.
    tree: &'a BTreeMap<String, Node>,
    /// Keys known at this place that are no fields.
    others: &'a [&'a str],
}

impl<'a> Scope<'a> {
    /// A record's own object.
    fn whole(fields: &'a Fields) -> Scope<'a> {
        Scope {
            fields,
            tree: fields.tree(),
            others: &[],
        }
    }

    /// The keys that may stand there, each with its Chinese label where it has one.
    fn keys(&self) -> Vec<(&'a str, &'a str)> {
        let own = self.tree.iter().map(|(key, node)| {
            let label = match node {
                Node::Field(index) => &self.fields.get(*index).label,
                Node::Group(inner) => group_label(self.fields, inner),
            };
            (key.as_str(), label)
        });
        own.chain(self.others.iter().map(|key| (*key, "")))
            .collect()
    }
}

/// Largest rate that is read from a bare number. 75 would be 7500%, and is likely a percentage without its sign.
pub const MOST_BARE_RATIO: Amount = Amount::whole(crate::form::MOST_BARE_RATIO);

impl Reader<'_> {
    fn new(source: &Source, depth: Depth) -> Reader<'_> {
        Reader {
            source,
            depth,
            report: Report::new(),
            rows: 0,
        }
    }

    fn is_passed_over(&self, field: &Field) -> bool {
        self.depth == Depth::Identity && matches!(field.kind, FieldKind::Rows(..))
    }

    fn medium(&self) -> Medium {
        if self.source.is_of_workbook() {
            Medium::Workbook
        } else {
            Medium::Json
        }
    }

    fn submission(&mut self, registry: &Registry) -> Option<Submission> {
        let root = match syntax::parse(self.source) {
            Ok(root) => root,
            Err(finding) => {
                self.report.push(*finding);
                return None;
            }
        };
        let place = || Place {
            label: "申报数据".to_owned(),
            ..self.source.place(self.source.range_of(root.get()))
        };
        let Some(all) = members(root) else {
            let finding = Finding::new(Code::WrongType, place())
                .seen(kind_of(root))
                .expected("一个对象 { … }");
            self.report
                .push(finding.mend("一个文件是一个部门的申报数据"));
            return None;
        };
        let edition = self.edition(&all, root, registry)?;
        let (own, tables) = self.sort_members(all, edition);
        let mut fields = Record::absent(
            String::new(),
            self.source.range_of(root.get()),
            &edition.fields,
        );
        let keys = edition.tables.iter().map(|table| table.key.as_str());
        let keys: Vec<&str> = keys.chain([EDITION_KEY]).collect();
        let scope = Scope {
            others: &keys,
            ..Scope::whole(&edition.fields)
        };
        self.object(own, &At::Root, &scope, &mut fields);
        self.required(&fields, &edition.fields);
        let tables = self.tables(edition, tables, root);
        Some(Submission {
            source: self.source.clone(),
            edition: edition.id.clone(),
            fields,
            tables,
        })
    }

    /// The members of the root that are the submission's own, and those that are tables.
    fn sort_members<'t>(
        &mut self,
        all: Vec<Member<'t>>,
        edition: &Edition,
    ) -> (Vec<Member<'t>>, Vec<(usize, Member<'t>)>) {
        let (mut own, mut tables, mut names_edition) = (Vec::new(), Vec::new(), false);
        for member in all {
            let mut forms = edition.tables.iter();
            if let Some(table) = forms.position(|table| table.key == member.name) {
                tables.push((table, member));
            } else if member.name == EDITION_KEY {
                if names_edition {
                    self.duplicate(&At::Root, &member);
                }
                names_edition = true;
            } else if !EDITOR_KEYS.contains(&member.name.as_ref()) {
                own.push(member);
            }
        }
        (own, tables)
    }

    fn edition<'r>(
        &mut self,
        members: &[Member<'_>],
        root: &RawValue,
        registry: &'r Registry,
    ) -> Option<&'r Edition> {
        let known = || text::list(registry.ids());
        let Some(member) = members.iter().find(|member| member.name == EDITION_KEY) else {
            let start = self.source.range_of(root.get()).start;
            let place = Place {
                pointer: format!("/{EDITION_KEY}"),
                label: "版本".to_owned(),
                ..self.source.place(start..start + 1)
            };
            let finding = Finding::new(Code::MissingRequired, place)
                .seen("没有 edition")
                .expected(known());
            let id = registry.ids().next().unwrap_or_default();
            self.report
                .push(finding.mend(format!("补上 \"{EDITION_KEY}\": \"{id}\"")));
            return None;
        };
        let root_at = At::Root;
        let id = text_of(member.value);
        if id == Err(NoText::OtherType) {
            let at = root_at.key(EDITION_KEY).to_string();
            let first = registry.ids().next().unwrap_or_default();
            let expected = format!("文本,如 {}", text::quote(first));
            self.wrong_type(member.value, at, "版本", &expected);
            return None;
        }
        let id = id.unwrap_or_default();
        let found = registry.find(&id);
        if found.is_none() {
            let place = Place {
                pointer: format!("/{EDITION_KEY}"),
                label: "版本".to_owned(),
                ..self.source.place(self.source.range_of(member.value.get()))
            };
            let mend = text::did_you_mean(&id, registry.ids());
            let finding = Finding::new(Code::UnknownEdition, place)
                .seen(text::quote(&shown(member.value)))
                .expected(known());
            self.report.push(finding.mend(mend));
        }
        found
    }

    fn tables(
        &mut self,
        edition: &Edition,
        members: Vec<(usize, Member<'_>)>,
        root: &RawValue,
    ) -> Vec<TableRecord> {
        let mut by_table: BTreeMap<usize, Member<'_>> = BTreeMap::new();
        for (table, member) in members {
            match by_table.entry(table) {
                Entry::Occupied(_) => self.duplicate(&At::Root, &member),
                Entry::Vacant(place) => {
                    place.insert(member);
                }
            }
        }
        let mut records = Vec::new();
        for (index, table) in edition.tables.iter().enumerate() {
            let given = by_table
                .remove(&index)
                .filter(|member| member.value.get() != "null");
            match (given, table.count) {
                (None, _) if table.required => self.missing_table(table, root),
                (None, _) => {}
                (Some(member), Count::One) => {
                    let at = At::Root;
                    records.extend(self.table(table, index, member.value, &at.key(&table.key)));
                }
                (Some(member), Count::Many) => self.list(table, index, member.value, &mut records),
            }
        }
        if records.is_empty() && !self.report.has_errors() {
            self.no_table(edition, root);
        }
        records
    }

    /// A submission of which no table can be made: whoever asked for files must be told why there are none.
    fn no_table(&mut self, edition: &Edition, root: &RawValue) {
        let start = self.source.range_of(root.get()).start;
        let keys = text::list(edition.tables.iter().map(|table| table.key.as_str()));
        let place = self.source.place(start..start + 1);
        self.report.push(
            Finding::new(Code::MissingRequired, place)
                .seen("一张表的数据也没有")
                .expected(format!("{keys} 中至少一种"))
                .mend("补上表的数据"),
        );
    }

    fn list(
        &mut self,
        table: &TableDefinition,
        index: usize,
        raw: &RawValue,
        records: &mut Vec<TableRecord>,
    ) {
        let root = At::Root;
        let at = root.key(&table.key);
        let Some((items, count)) = elements(raw, MAX_PROJECTS) else {
            return self.wrong_type(
                raw,
                at.to_string(),
                &table.form.name,
                "列表 [ … ],一张表一项",
            );
        };
        self.too_many_tables(table, raw, &at, count);
        for (position, item) in items.into_iter().enumerate() {
            records.extend(self.table(table, index, item, &at.index(position)));
        }
    }

    fn missing_table(&mut self, table: &TableDefinition, root: &RawValue) {
        let start = self.source.range_of(root.get()).start;
        let place = Place {
            pointer: format!("/{}", table.key),
            label: table.form.name.clone(),
            ..self.source.place(start..start + 1)
        };
        let name = &table.form.name;
        let (seen, mend) = match self.medium() {
            Medium::Json => (
                format!("没有 {}", table.key),
                format!("补上 \"{}\": {{ … }}", table.key),
            ),
            Medium::Workbook => (
                format!("没有认出{name}"),
                format!("补上{name};在别的文件里,就用 jixiao import 这个文件 那个文件 合成一份"),
            ),
        };
        let finding = Finding::new(Code::MissingRequired, place).seen(seen);
        self.report
            .push(finding.expected(format!("有{name}的数据")).mend(mend));
    }

    fn table(
        &mut self,
        table: &TableDefinition,
        index: usize,
        raw: &RawValue,
        at: &At<'_>,
    ) -> Option<TableRecord> {
        let fields = &table.form.fields;
        let mut record = self.record(fields, raw, at, &table.form.name)?;
        if let Some(title) = table.title {
            record.title = record.get(title).display().into_owned();
        }
        self.required(&record, fields);
        Some(TableRecord {
            table: index,
            record,
        })
    }

    fn record(
        &mut self,
        fields: &Fields,
        raw: &RawValue,
        at: &At<'_>,
        label: &str,
    ) -> Option<Record> {
        let mut record = Record::absent(at.to_string(), self.source.range_of(raw.get()), fields);
        let Some(members) = members(raw) else {
            self.wrong_type(raw, at.to_string(), label, "一个对象 { … }");
            return None;
        };
        self.object(members, at, &Scope::whole(fields), &mut record);
        Some(record)
    }

    /// Reads the members of an object into the record.
    fn object(
        &mut self,
        members: Vec<Member<'_>>,
        at: &At<'_>,
        scope: &Scope<'_>,
        record: &mut Record,
    ) {
        let mut seen: BTreeSet<Cow<'_, str>> = BTreeSet::new();
        let mut meant = Vec::new();
        for member in members {
            if !seen.insert(member.name.clone()) {
                self.duplicate(at, &member);
                continue;
            }
            let here = at.key(&member.name);
            match scope.tree.get(member.name.as_ref()) {
                Some(Node::Field(index)) if self.is_passed_over(scope.fields.get(*index)) => {}
                Some(Node::Field(index)) => {
                    let spot = Spot {
                        field: scope.fields.get(*index),
                        at: here,
                        title: &record.title,
                    };
                    let value = self.value(&spot, member.value);
                    *record.get_mut(*index) = value;
                }
                Some(Node::Group(inner)) => {
                    let inner = Scope {
                        tree: inner,
                        others: &[],
                        ..*scope
                    };
                    self.group(&member, &here, &inner, record);
                }
                None => {
                    let keys = scope.keys();
                    meant.extend(self.unknown(&member, &here, &keys));
                }
            }
        }
        for key in meant {
            misspelt(scope.tree.get(key), record);
        }
    }

    fn group(&mut self, member: &Member<'_>, at: &At<'_>, scope: &Scope<'_>, record: &mut Record) {
        if member.value.get() == "null" {
            return;
        }
        if let Some(members) = members(member.value) {
            self.object(members, at, scope, record);
        } else {
            let label = group_label(scope.fields, scope.tree);
            self.wrong_type(member.value, at.to_string(), label, "一个对象 { … }");
        }
    }

    /// Tells of a key that is none, and returns the one that is likely meant.
    fn unknown<'k>(
        &mut self,
        member: &Member<'_>,
        at: &At<'_>,
        known: &[(&'k str, &str)],
    ) -> Option<&'k str> {
        let source = self.source;
        let mut likely = None;
        self.report.add(Code::UnknownKey.level(), || {
            let keys = known.iter().map(|(key, _)| *key);
            let labelled = known
                .iter()
                .find(|(_, label)| !label.is_empty() && *label == member.name.trim());
            let alike = || {
                // At the root a name may be that of any table: a field of a table is as near as one of the submission.
                let labels = known.iter().filter(|_| !at.is_of_root());
                let labels = labels.filter(|(_, label)| !label.is_empty());
                let label =
                    text::nearest_name(&member.name, labels.clone().map(|(_, label)| *label))?;
                labels
                    .clone()
                    .find(|(_, one)| *one == label)
                    .map(|(key, _)| *key)
            };
            let meant = labelled
                .map(|(key, _)| *key)
                .or_else(|| text::nearest(&member.name, keys.clone()))
                .or_else(alike);
            likely = meant;
            let mend = match meant {
                Some(word) => format!("可能是 {word};不需要就删去"),
                None => "不需要就删去".to_owned(),
            };
            let place = Place {
                pointer: at.to_string(),
                ..source.place(source.range_of(member.key.get()))
            };
            Finding::new(Code::UnknownKey, place)
                .seen(text::quote(&member.name))
                .expected(text::list(keys))
                .mend(mend)
        });
        likely
    }

    fn duplicate(&mut self, at: &At<'_>, member: &Member<'_>) {
        let source = self.source;
        self.report.add(Code::DuplicateKey.level(), || {
            let place = Place {
                pointer: at.key(&member.name).to_string(),
                ..source.place(source.range_of(member.key.get()))
            };
            Finding::new(Code::DuplicateKey, place)
                .seen(format!("{} 又出现一次", text::quote(&member.name)))
                .expected("一个对象里每个键只有一次")
                .mend("删去其中一个;两处不同时,核对用哪一个")
        });
    }

    fn wrong_type(&mut self, raw: &RawValue, pointer: String, label: &str, expected: &str) {
        let source = self.source;
        self.report.add(Code::WrongType.level(), || {
            let place = Place {
                pointer,
                label: label.to_owned(),
                ..source.place(source.range_of(raw.get()))
            };
            Finding::new(Code::WrongType, place)
                .seen(kind_of(raw))
                .expected(expected)
                .mend(format!("改成{expected}"))
        });
    }

    fn say(
        &mut self,
        code: Code,
        spot: &Spot<'_>,
        raw: &RawValue,
        words: impl FnOnce(Finding) -> Finding,
    ) {
        let source = self.source;
        self.report.add(code.level(), || {
            words(Finding::new(
                code,
                Place {
                    pointer: spot.at.to_string(),
                    label: spot.label(),
                    ..source.place(source.range_of(raw.get()))
                },
            ))
        });
    }

    fn value(&mut self, spot: &Spot<'_>, raw: &RawValue) -> Value {
        let content = if raw.get() == "null" {
            let start = self.source.range_of(raw.get()).start;
            (!self.source.is_unread(start)).then_some(Content::Null)
        } else {
            self.content(spot, raw)
        };
        Value::read(content.unwrap_or_default(), self.source.range_of(raw.get()))
    }

    fn content(&mut self, spot: &Spot<'_>, raw: &RawValue) -> Option<Content> {
        match &spot.field.kind {
            FieldKind::Text | FieldKind::Narrative | FieldKind::Level(_) | FieldKind::Unit => {
                self.text(spot, raw).map(Content::Text)
            }
            FieldKind::Amount => self.number(spot, raw, &with_unit(spot.field, "数,如 200.95")),
            FieldKind::Count => self
                .number(spot, raw, &with_unit(spot.field, "整数"))
                .and_then(|content| self.whole(spot, raw, content)),
            FieldKind::Year => self
                .number(spot, raw, "年份,如 2025")
                .and_then(|content| self.year(spot, raw, content)),
            FieldKind::Percent => self.percent(spot, raw),
            FieldKind::Choice(choices) => self.choice(spot, raw, choices),
            FieldKind::Comparison(words) => self.comparison(spot, raw, words),
            FieldKind::Measure => self.measure(spot, raw),
            FieldKind::Rows(columns, name) => self.rows(spot, raw, columns, *name),
        }
    }

    fn text(&mut self, spot: &Spot<'_>, raw: &RawValue) -> Option<String> {
        let decoded = match text_of(raw) {
            Ok(decoded) => decoded,
            Err(why) => {
                self.no_text(spot, raw, why);
                return None;
            }
        };
        if !self.is_short(spot, raw, &decoded) {
            return None;
        }
        self.hidden(spot, raw, &decoded);
        Some(if decoded.contains('\r') {
            decoded.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            decoded.into_owned()
        })
    }

    fn no_text(&mut self, spot: &Spot<'_>, raw: &RawValue, why: NoText) {
        match why {
            NoText::OtherType => self.say(Code::WrongType, spot, raw, |finding| {
                finding
                    .seen(kind_of(raw))
                    .expected("文本")
                    .mend(mend::in_quotes(raw))
                    .proposing(mend::as_text(raw, spot.at.to_string()))
            }),
            NoText::HalfCharacter => self.say(Code::Encoding, spot, raw, |finding| {
                finding
                    .seen("文本里有孤立的代理项(\\uD800 至 \\uDFFF 的半个字符)")
                    .expected("完整的字符")
                    .mend("重新导出数据,或改成原来的字")
            }),
        }
    }

    fn number(&mut self, spot: &Spot<'_>, raw: &RawValue, expected: &str) -> Option<Content> {
        let reading = match raw.get().as_bytes()[0] {
            b'"' => read_number(&self.text(spot, raw)?),
            b'-' | b'0'..=b'9' => read_number(raw.get()),
            _ => Reading::Other(Err(Unclear::Words)),
        };
        self.reading(spot, raw, reading.map(Content::Number), expected)
    }

    fn reading(
        &mut self,
        spot: &Spot<'_>,
        raw: &RawValue,
        reading: Reading<Content>,
        expected: &str,
    ) -> Option<Content> {
        let medium = self.medium();
        match reading {
            Reading::Number(number) => return Some(number),
            Reading::Blank => return Some(Content::Text(String::new())),
            Reading::TooLong => self.too_long(spot, raw),
            Reading::Other(typed) => self.say(Code::ValueNotNumber, spot, raw, |finding| {
                let (mend, value) = mend::number(spot.field, &typed, medium);
                let pointer = finding.place.pointer.clone();
                let changes = value.map(|value| Change { pointer, value });
                finding
                    .seen(seen(raw))
                    .expected(expected)
                    .mend(mend)
                    .proposing(changes)
            }),
        }
        None
    }

    fn too_long(&mut self, spot: &Spot<'_>, raw: &RawValue) {
        self.say(Code::NumberTooLong, spot, raw, |finding| {
            let expected = format!("至多 {} 位有效数字", crate::amount::MAX_DIGITS);
            finding
                .seen(seen(raw))
                .expected(expected)
                .mend("核对此数;不要用科学记数法")
        });
    }

    fn whole(&mut self, spot: &Spot<'_>, raw: &RawValue, content: Content) -> Option<Content> {
        let fits = !matches!(&content, Content::Number(amount) if !amount.value().is_integer());
        if !fits {
            self.say(Code::ValueNotNumber, spot, raw, |finding| {
                finding.seen(seen(raw)).expected("整数").mend("填整数")
            });
        }
        fits.then_some(content)
    }

    fn year(&mut self, spot: &Spot<'_>, raw: &RawValue, content: Content) -> Option<Content> {
        let years = "1900".parse::<Amount>().ok()?.."10000".parse().ok()?;
        let fits = !matches!(&content, Content::Number(amount) if !(years.contains(amount) && amount.decimals() == 0));
        if !fits {
            self.say(Code::ValueNotNumber, spot, raw, |finding| {
                finding
                    .seen(seen(raw))
                    .expected("1900 到 9999 的年份")
                    .mend("填四位数的年份,如 2025")
            });
        }
        fits.then_some(content)
    }

    fn percent(&mut self, spot: &Spot<'_>, raw: &RawValue) -> Option<Content> {
        const EXPECTED: &str = "百分数文本如 \"95%\",或比率如 0.95(1 表示 100%)";
        const IN_CELLS: &str = "百分数,如 95%";
        let (expected, medium) = match self.medium() {
            Medium::Json => (EXPECTED, Medium::Json),
            Medium::Workbook => (IN_CELLS, Medium::Workbook),
        };
        match raw.get().as_bytes()[0] {
            b'"' => {
                let typed = self.text(spot, raw)?;
                let reading = read_percent(&typed).map(Content::Percent);
                self.reading(spot, raw, reading, expected)
            }
            _ => match self.number(spot, raw, expected)? {
                Content::Number(ratio) if ratio > MOST_BARE_RATIO => {
                    self.say(Code::ValueNotNumber, spot, raw, |finding| {
                        let percent = format!("{ratio}%");
                        let change = Change::text(&finding.place.pointer, &percent);
                        finding
                            .seen(seen(raw))
                            .expected(expected)
                            .mend(medium.put(&percent))
                            .proposing([change])
                    });
                    None
                }
                Content::Number(ratio) => Some(Content::Percent(Rate::from_ratio(ratio))),
                other => Some(other),
            },
        }
    }

    fn choice(&mut self, spot: &Spot<'_>, raw: &RawValue, choices: &[String]) -> Option<Content> {
        let known = choices.iter().map(String::as_str);
        let medium = self.medium();
        let mend = || mend::choice(&shown(raw), known.clone(), medium);
        if !choices.is_empty() && !raw.get().starts_with('"') {
            self.unknown_choice(spot, raw, known.clone(), mend);
            return None;
        }
        let typed = self.text(spot, raw)?;
        if typed.trim().is_empty()
            || choices.is_empty()
            || choices.iter().any(|choice| choice == typed.trim())
        {
            return Some(Content::Text(typed));
        }
        self.unknown_choice(spot, raw, known.clone(), mend);
        None
    }

    fn unknown_choice<'a>(
        &mut self,
        spot: &Spot<'_>,
        raw: &RawValue,
        known: impl Iterator<Item = &'a str>,
        mend: impl FnOnce() -> String,
    ) {
        self.say(Code::UnknownChoice, spot, raw, |finding| {
            let expected = known.collect::<Vec<&str>>().join("、");
            finding
                .seen(seen(raw))
                .expected(format!("{expected} 之一"))
                .mend(mend())
        });
    }

    fn comparison(&mut self, spot: &Spot<'_>, raw: &RawValue, words: &[String]) -> Option<Content> {
        let typed = self.text(spot, raw)?;
        if let Some(sign) = standard_sign(&typed) {
            return Some(Content::Text(sign.to_owned()));
        }
        let bare: String = typed.split_whitespace().collect();
        let same_word = |word: &&String| {
            word.replace('（', "(").replace('）', ")") == bare.replace('（', "(").replace('）', ")")
        };
        if bare.is_empty() || words.iter().find(same_word).is_some() {
            return Some(Content::Text(typed));
        }
        let signs = STANDARD_SIGNS.into_iter();
        let known = signs.chain(words.iter().map(String::as_str));
        let medium = self.medium();
        self.unknown_choice(spot, raw, known.clone(), || {
            let typed = shown(raw);
            mend::likely(&typed, known.clone(), medium)
                .or_else(|| mend::kind_of_value(&bare, words, medium))
                .unwrap_or_else(|| mend::choice(&typed, known, medium))
        });
        None
    }

    /// An indicator's value: a number, or words. A text that is a number counts as one.
    fn measure(&mut self, spot: &Spot<'_>, raw: &RawValue) -> Option<Content> {
        match raw.get().as_bytes()[0] {
            b'"' => {
                let typed = self.text(spot, raw)?;
                let number = typed.trim().parse();
                Some(number.map_or(Content::Text(typed), Content::Number))
            }
            b'-' | b'0'..=b'9' => self.number(spot, raw, "数或文本"),
            _ => {
                self.wrong_type(raw, spot.at.to_string(), &spot.label(), "数或文本");
                None
            }
        }
    }

    fn rows(
        &mut self,
        spot: &Spot<'_>,
        raw: &RawValue,
        columns: &Fields,
        name: Option<FieldIndex>,
    ) -> Option<Content> {
        let Some((items, count)) = elements(raw, MAX_ROWS) else {
            self.wrong_type(
                raw,
                spot.at.to_string(),
                &spot.label(),
                "列表 [ … ],一行一项",
            );
            return None;
        };
        if !self.has_room_for(spot, raw, count) {
            return None;
        }
        let mut rows = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let at = spot.at.index(index);
            let number = format!("第{}行", index + 1);
            let Some(members) = members(item) else {
                let label = format!("{} › {number}", spot.label());
                self.wrong_type(item, at.to_string(), &label, "一个对象 { … }");
                continue;
            };
            let mut row = Record::absent(at.to_string(), self.source.range_of(item.get()), columns);
            // What is wrong with a value before the name is told with the name too.
            let title = name.and_then(|name| title_in(&members, &columns.get(name).path));
            let later = name.filter(|_| title.is_none());
            row.title = title.unwrap_or(number);
            self.object(members, &at, &Scope::whole(columns), &mut row);
            let named = later.map(|name| row.get(name).display().trim().to_owned());
            if let Some(named) = named.filter(|name| !name.is_empty()) {
                row.title = named;
            }
            self.required(&row, columns);
            rows.push(row);
        }
        Some(Content::Rows(rows))
    }

    /// Reports, once for all records, a required field that a list has no column for.
    fn not_in_list(&mut self, record: &Record, fields: &Fields, field: FieldIndex) {
        let label = &fields.get(field).label;
        let (place, expected) = (
            place_of(self.source, record, fields, field),
            format!("{label},此栏必填"),
        );
        let mut known = self.report.findings().iter();
        if known.any(|known| known.code == Code::MissingRequired && known.expected == expected) {
            return;
        }
        let finding = Finding::new(Code::MissingRequired, place)
            .seen("清单里没有")
            .expected(expected)
            .mend(format!("清单里补上{label},或导入以后补上"))
            .told_once(true);
        self.report.push(Finding {
            level: Level::Warning,
            ..finding
        });
    }

    /// Reports required fields that are blank.
    fn required(&mut self, record: &Record, fields: &Fields) {
        let required = |field: &Field| field.required && !self.is_passed_over(field);
        let required: Vec<_> = fields.iter().filter(|(_, field)| required(field)).collect();
        for (index, field) in required {
            let value = record.get(index);
            if !value.is_blank() || value.is_unreadable() {
                continue;
            }
            let (source, medium) = (self.source, self.medium());
            if source.is_of_list() && matches!(value.content, Content::Absent) {
                // A list of nothing but projects has no rows of the department.
                if field.rows().is_none() {
                    self.not_in_list(record, fields, index);
                }
                continue;
            }
            let level = field.level.unwrap_or(Code::MissingRequired.level());
            self.report.add(level, || {
                let key = field.path.rsplit('.').next().unwrap_or_default();
                let (seen, mend) = match value.content {
                    Content::Absent if medium == Medium::Json => (
                        format!("没有 \"{key}\""),
                        format!("补上 \"{key}\": …,填写{}", field.label),
                    ),
                    Content::Null if medium == Medium::Json => {
                        ("null".to_owned(), format!("填写{}", field.label))
                    }
                    _ => ("空白".to_owned(), format!("填写{}", field.label)),
                };
                let place = place_of(source, record, fields, index);
                let finding = Finding::new(Code::MissingRequired, place)
                    .seen(seen)
                    .expected(format!("{},此栏必填", field.label))
                    .mend(mend)
                    .following(record.consequence_of(fields, index));
                Finding { level, ..finding }
            });
        }
    }
}

/// The name of a row among its members, where it is a text under the key of its own.
fn title_in(members: &[Member<'_>], key: &str) -> Option<String> {
    let mut members = members.iter();
    let value = members.find(|member| member.name == key)?.value;
    let title = text_of(value).ok()?;
    let title = title.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// Takes the fields of a key that are absent for misspelt ones.
fn misspelt(node: Option<&Node>, record: &mut Record) {
    match node {
        Some(Node::Field(field)) if record.get(*field).range.is_none() => {
            record.misspelt.push(*field);
        }
        Some(Node::Group(inner)) => {
            for node in inner.values() {
                misspelt(Some(node), record);
            }
        }
        Some(Node::Field(_)) | None => {}
    }
}

/// What the fields of a group are headed by on paper; empty where they have no heading.
fn group_label<'a>(fields: &'a Fields, tree: &BTreeMap<String, Node>) -> &'a str {
    tree.values().next().map_or("", |node| match node {
        Node::Field(index) => &fields.get(*index).group,
        Node::Group(inner) => group_label(fields, inner),
    })
}

fn kind_of(raw: &RawValue) -> String {
    match raw.get().as_bytes()[0] {
        b'{' => "对象 { … }".to_owned(),
        b'[' => "列表 [ … ]".to_owned(),
        _ => seen(raw),
    }
}

/// What is expected of a figure, with the unit it is in.
fn with_unit(field: &Field, expected: &str) -> String {
    if field.unit.is_empty() {
        expected.to_owned()
    } else {
        format!("{expected}(单位:{})", field.unit)
    }
}

/// A value as the user wrote it: texts with their quotes, numbers bare.
fn seen(raw: &RawValue) -> String {
    match raw.get().as_bytes()[0] {
        b'"' => format!("文本 {}", text::quote(&shown(raw))),
        b't' | b'f' | b'n' => raw.get().to_owned(),
        b'{' => "对象 { … }".to_owned(),
        b'[' => "列表 [ … ]".to_owned(),
        _ => format!("数 {}", text::clip(raw.get())),
    }
}

fn shown(raw: &RawValue) -> String {
    text_of(raw).map_or_else(|_| raw.get().to_owned(), Cow::into_owned)
}
