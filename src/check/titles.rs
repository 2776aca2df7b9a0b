//! Titles of tables of one kind.

use std::collections::BTreeMap;

use super::RuleList;
use super::both::Both;
use crate::finding::{Code, Finding, Report};
use crate::record::TableRecord;
use crate::text::{self, name_key};

pub(super) const RULES: RuleList = RuleList {
    submissions: &[titles],
    ..RuleList::EMPTY
};

/// Tables of one kind have different titles. Equal titles are a project filed twice, or a copy that
/// was not changed.
fn titles(both: &Both<'_>, report: &mut Report) {
    let (edition, submission) = (both.edition, both.typed);
    let mut first: BTreeMap<(usize, String), &TableRecord> = BTreeMap::new();
    for table in &submission.tables {
        let definition = &edition.tables[table.table];
        let Some(field) = definition.title else {
            continue;
        };
        let title = table.record.get(field).as_text().unwrap_or_default().trim();
        if title.is_empty() {
            continue;
        }
        let key = (table.table, name_key(title));
        let Some(same) = first.get(&key) else {
            first.insert(key, table);
            continue;
        };
        let fields = &definition.form.fields;
        let (more, correction) = if same.record == table.record {
            (",内容也相同", "删去重复的一张")
        } else {
            ("", "删去重复的一张;确是两个项目的,在名称里写明区别")
        };
        let before = submission.place(&same.record, fields, field);
        report.push(
            Finding::new(
                Code::SameTitle,
                submission.place(&table.record, fields, field),
            )
            .seen(format!(
                "{},与 {} 的一张同名{more}",
                text::quote(title),
                submission.table_in_words(edition, same, &before)
            ))
            .expected(format!("{}各不相同", fields.get(field).label))
            .correction(correction),
        );
    }
}
