//! Rows of a table, and required fields of a record.

use serde_json::value::RawValue;

use super::super::{Content, Record, place_of};
use super::limit::MAX_ROWS;
use super::object::AllowedKeys;
use super::syntax::{Member, elements, members, text_of};
use super::{FieldContext, Medium, Reader};
use crate::finding::{Code, Finding, Level};
use crate::form::{Field, FieldIndex, Fields};

impl Reader<'_> {
    pub(super) fn rows(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        columns: &Fields,
        name: Option<FieldIndex>,
    ) -> Option<Content> {
        let Some((items, count)) = elements(raw, MAX_ROWS) else {
            self.wrong_type(
                raw,
                target.at.to_string(),
                &target.label(),
                "列表 [ … ],一行一项",
            );
            return None;
        };
        if !self.has_room_for(target, raw, count) {
            return None;
        }
        let mut rows = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let at = target.at.index(index);
            let number = format!("第{}行", index + 1);
            let Some(members) = members(item) else {
                let label = format!("{} › {number}", target.label());
                self.wrong_type(item, at.to_string(), &label, "一个对象 { … }");
                continue;
            };
            let mut row = Record::absent(at.to_string(), self.source.range_of(item.get()), columns);
            // The labels of findings on values before the name contain the name too.
            let title = name.and_then(|name| title_in(&members, &columns.get(name).path));
            let later = name.filter(|_| title.is_none());
            row.title = title.unwrap_or(number);
            self.object(members, &at, &AllowedKeys::whole(columns), &mut row);
            let named = later.map(|name| row.get(name).display().trim().to_owned());
            if let Some(named) = named.filter(|name| !name.is_empty()) {
                row.title = named;
            }
            self.required(&row, columns);
            rows.push(row);
        }
        Some(Content::Rows(rows))
    }

    /// Reports a required field without a column in the list, once for all records.
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
            .correction(format!("清单里补上{label},或导入以后补上"))
            .reported_once(true);
        self.report.push(Finding {
            level: Level::Warning,
            ..finding
        });
    }

    /// Reports required fields that are blank.
    pub(super) fn required(&mut self, record: &Record, fields: &Fields) {
        let required = |field: &Field| field.required && !self.is_passed_over(field);
        let required: Vec<_> = fields.iter().filter(|(_, field)| required(field)).collect();
        for (index, field) in required {
            let value = record.get(index);
            if !value.is_blank() || value.is_unreadable() {
                continue;
            }
            let (source, medium) = (self.source, self.medium());
            if source.is_of_list() && matches!(value.content, Content::Absent) {
                // A list of projects alone does not contain the department's rows.
                if field.rows().is_none() {
                    self.not_in_list(record, fields, index);
                }
                continue;
            }
            let level = field.level.unwrap_or(Code::MissingRequired.level());
            self.report.add(level, || {
                let key = field.path.rsplit('.').next().unwrap_or_default();
                let (seen, correction) = match value.content {
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
                    .correction(correction)
                    .following(record.consequence_of(fields, index));
                Finding { level, ..finding }
            });
        }
    }
}

/// The name of a row among its members, if it is a text.
fn title_in(members: &[Member<'_>], key: &str) -> Option<String> {
    let mut members = members.iter();
    let value = members.find(|member| member.name == key)?.value;
    let title = text_of(value).ok()?;
    let title = title.trim();
    (!title.is_empty()).then(|| title.to_owned())
}
