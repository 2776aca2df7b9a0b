//! The root object: edition, the submission's own fields, and its tables.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::value::RawValue;

use super::super::{Record, Submission, TableRecord};
use super::limit::MAX_PROJECTS;
use super::object::AllowedKeys;
use super::path::JsonPath;
use super::syntax;
use super::syntax::{Member, NoText, elements, members, text_of};
use super::{Medium, Reader, kind_of, shown};
use crate::finding::{Code, Finding};
use crate::form::{Count, EDITION_KEY, Edition, Fields, Registry, TableDefinition};
use crate::source::Place;
use crate::text;

/// Keys at the root that are for editors; they are not data.
const EDITOR_KEYS: [&str; 1] = ["$schema"];

impl Reader<'_> {
    pub(super) fn submission(&mut self, registry: &Registry) -> Option<Submission> {
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
                .push(finding.correction("一个文件是一个部门的申报数据"));
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
        let allowed = AllowedKeys {
            others: &keys,
            ..AllowedKeys::whole(&edition.fields)
        };
        self.object(own, &JsonPath::Root, &allowed, &mut fields);
        self.required(&fields, &edition.fields);
        let tables = self.tables(edition, tables, root);
        Some(Submission {
            source: self.source.clone(),
            edition: edition.id.clone(),
            fields,
            tables,
        })
    }

    /// Divides the members of the root into those of the submission and those that are tables.
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
                    self.duplicate(&JsonPath::Root, &member);
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
            let id = registry.ids().next().unwrap_or_default();
            // On a screen nobody sees the key; a program that wrote the data must know it.
            let (seen, correction) = if self.source.is_on_screen() {
                let words = format!("检查是否选错了文件;是别的程序做的数据,要写明 {EDITION_KEY}");
                ("没有写明是哪个表样".to_owned(), words)
            } else {
                let words = format!("补上 \"{EDITION_KEY}\": \"{id}\"");
                (format!("没有 {EDITION_KEY}"), words)
            };
            let finding = Finding::new(Code::MissingRequired, place)
                .seen(seen)
                .expected(known());
            self.report.push(finding.correction(correction));
            return None;
        };
        let root_at = JsonPath::Root;
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
            let correction = text::did_you_mean(&id, registry.ids());
            let finding = Finding::new(Code::UnknownEdition, place)
                .seen(text::quote(&shown(member.value)))
                .expected(known());
            self.report.push(finding.correction(correction));
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
                Entry::Occupied(_) => self.duplicate(&JsonPath::Root, &member),
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
                    let at = JsonPath::Root;
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

    /// Reports a submission without any table, which would produce no file.
    fn no_table(&mut self, edition: &Edition, root: &RawValue) {
        let start = self.source.range_of(root.get()).start;
        let medium = self.medium();
        let tables = edition.tables.iter().map(|table| match medium {
            Medium::Json => table.key.as_str(),
            Medium::Cells => table.form.name.as_str(),
        });
        let tables = text::list(tables);
        let place = self.source.place(start..start + 1);
        self.report.push(
            Finding::new(Code::MissingRequired, place)
                .seen("一张表的数据也没有")
                .expected(format!("{tables} 中至少一种"))
                .correction("补上表的数据"),
        );
    }

    fn list(
        &mut self,
        table: &TableDefinition,
        index: usize,
        raw: &RawValue,
        records: &mut Vec<TableRecord>,
    ) {
        let root = JsonPath::Root;
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
        let medium = self.medium();
        // A sheet that cannot be read may be that of the table.
        let cause = (medium == Medium::Cells).then_some(Code::SheetUnreadable);
        let (seen, correction) = match medium {
            Medium::Json => (
                format!("没有 {}", table.key),
                format!("补上 \"{}\": {{ … }}", table.key),
            ),
            Medium::Cells if self.source.is_on_screen() => (
                format!("没有{name}"),
                format!("补上{name};在别的文件里,就与这个文件一起打开"),
            ),
            Medium::Cells => (
                format!("没有认出{name}"),
                format!("补上{name};在别的文件里,就用 jixiao import 这个文件 那个文件 合成一份"),
            ),
        };
        let finding = Finding::new(Code::MissingRequired, place).seen(seen);
        self.report.push(
            finding
                .expected(format!("有{name}的数据"))
                .correction(correction)
                .following(cause),
        );
    }

    fn table(
        &mut self,
        table: &TableDefinition,
        index: usize,
        raw: &RawValue,
        at: &JsonPath<'_>,
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
        at: &JsonPath<'_>,
        label: &str,
    ) -> Option<Record> {
        let mut record = Record::absent(at.to_string(), self.source.range_of(raw.get()), fields);
        let Some(members) = members(raw) else {
            self.wrong_type(raw, at.to_string(), label, "一个对象 { … }");
            return None;
        };
        self.object(members, at, &AllowedKeys::whole(fields), &mut record);
        Some(record)
    }
}
