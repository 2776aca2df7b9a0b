//! Findings on a written list: values that it cannot contain, and names that collide when the list
//! is read again.

use std::collections::{BTreeMap, BTreeSet};

use super::list::Lister;
use crate::finding::{Code, Finding};
use crate::form::{FieldIndex, Fields, ListColumn, ListTarget};
use crate::record::{Record, Submission, TableRecord};
use crate::source::Place;
use crate::text::{self, name_key};

impl Lister<'_> {
    /// Reports names that collide when the list is read again.
    pub(super) fn check_name(&mut self, submission: &Submission, name: &str) {
        let why = if name.trim().is_empty() {
            "部门名称空白,读回来会归到上一个部门"
        } else if self.names.insert(name_key(name)) {
            return;
        } else {
            "前面的数据里有同名的部门,读回来会并成一个"
        };
        let place = Place::file(submission.source.name());
        self.report.push(same_name(place, name, why));
    }

    pub(super) fn check_title(
        &mut self,
        (submission, name): (&Submission, &str),
        table: &TableRecord,
        titles: &mut BTreeSet<String>,
    ) {
        let title = table.record.title.trim();
        let is_one_of = |words: &[String]| words.iter().any(|word| word == title);
        let is_no_title = title.is_empty() || is_one_of(&self.list.none);
        let has_whole = self.list.has_whole();
        let why = if has_whole && (is_no_title || self.list.is_overall(title, name)) {
            "读回来会当成部门整体"
        } else if is_no_title {
            "读回来不知道是哪一张表"
        } else if is_one_of(&self.list.subtotal) || is_one_of(&self.list.total) {
            "读回来会当成小计"
        } else if is_one_of(&self.list.ditto) {
            "读回来会当成上面一个"
        } else if is_one_of(&self.list.notes) {
            "读回来会当成说明"
        } else if titles.insert(name_key(title)) {
            return;
        } else {
            "本部门有同名的项目,读回来会并成一个"
        };
        let definition = &self.edition.tables[table.table];
        let place = definition.title.map_or_else(
            || Place::file(submission.source.name()),
            |field| submission.place(&table.record, &definition.form.fields, field),
        );
        self.report.push(same_name(place, title, why));
    }

    /// Reports a table whose own name of the department is not the one in the list.
    pub(super) fn check_own_name(
        &mut self,
        (submission, name): (&Submission, &str),
        table: &TableRecord,
    ) {
        let column = &self.list.columns[self.list.department];
        let Some(ListTarget::Table { field, .. }) = column.target_in(table.table) else {
            return;
        };
        let own = table.record.get(field).as_text().unwrap_or_default();
        if name_key(own) != name_key(name) {
            let fields = &self.edition.tables[table.table].form.fields;
            let place = submission.place(&table.record, fields, field);
            let why = format!("清单里写的是 {},读回来成为此栏", text::quote(name));
            self.report.push(same_name(place, own, &why));
        }
    }

    /// Counts values without a column.
    pub(super) fn note_not_held(&mut self, submission: &Submission) {
        let own = self
            .list
            .columns
            .iter()
            .filter_map(ListColumn::target_in_submission)
            .collect();
        self.note_fields(&self.edition.fields, &submission.fields, &own);
        for table in &submission.tables {
            let definition = &self.edition.tables[table.table];
            let targets = self.list.columns.iter().flat_map(|column| &column.targets);
            let targets = targets.filter(|target| target.table() == Some(table.table));
            let (mut fields, mut columns) = (BTreeSet::new(), BTreeMap::new());
            for target in targets {
                match *target {
                    ListTarget::Submission(_) => {}
                    ListTarget::Table { field, .. } => drop(fields.insert(field)),
                    ListTarget::Row { rows, column, .. } => {
                        let columns: &mut BTreeSet<FieldIndex> = columns.entry(rows).or_default();
                        columns.insert(column);
                    }
                }
            }
            fields.extend(columns.keys().copied());
            self.note_fields(&definition.form.fields, &table.record, &fields);
            for (rows, columns) in &columns {
                let row_fields = definition.form.fields.get(*rows).rows();
                for row in table.record.rows(*rows) {
                    let row_fields = row_fields.expect("a row target has a rows field");
                    self.note_fields(row_fields, row, columns);
                }
            }
        }
    }

    fn note_fields(&mut self, fields: &Fields, record: &Record, held: &BTreeSet<FieldIndex>) {
        for (index, field) in fields.iter() {
            let value = record.get(index);
            // A value set to blank instead of derived is printed blank, but a blank cell of a list
            // means that nothing was given.
            let is_blanked = field.derive.is_some() && value.as_text().is_some_and(str::is_empty);
            let is_lost = !held.contains(&index) && !value.is_blank() && !value.computed;
            let words = match (is_lost, is_blanked) {
                (true, _) => field.label.clone(),
                (false, true) => format!("{}(填了空文本)", field.label),
                (false, false) => continue,
            };
            *self.not_held.entry(words).or_default() += 1;
        }
    }

    pub(super) fn report_unsupported(&mut self, file: &str) {
        if self.not_held.is_empty() {
            return;
        }
        let fields = text::list(self.not_held.keys().map(String::as_str));
        self.report.push(
            Finding::new(Code::ListNotHeld, Place::file(file))
                .seen(format!(
                    "{} 栏有内容而清单没有这一列:{fields}",
                    self.not_held.len()
                ))
                .expected("清单只有表样 [list] 里的列;从清单读回来没有这些内容")
                .correction("申报数据也要保存"),
        );
    }
}

/// Names that collide when the list is read again.
pub(super) fn same_name(place: Place, name: &str, why: &str) -> Finding {
    Finding::new(Code::ListSameName, place)
        .seen(text::quote(name))
        .expected(format!("清单里分得清的名称;{why}"))
        .correction("改成不同的名称")
}
