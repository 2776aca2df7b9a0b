//! The data of a submission, to be attached to its papers.

use std::collections::BTreeMap;

use super::job::Job;
use super::names;
use super::options::{Attach, Audience, Files};
use crate::finding::{Code, Finding, NewValue};
use crate::form::{Edition, Fields};
use crate::paper::{MEDIA_TYPE, PaperData};
use crate::record::{Record, Submission, edit, read_json, scalars};
use crate::source::{Place, Source};
use crate::write::{Attachment, GENERATOR};

/// No file is made, for a reason that was reported.
pub(super) struct Refused;

impl Job<'_> {
    /// The data to be attached to papers, if any are made.
    ///
    /// # Errors
    /// A finding that was reported refuses it.
    pub(super) fn attached(&mut self, has_papers: bool) -> Result<Option<Attachment>, Refused> {
        if !has_papers {
            return Ok(None);
        }
        self.attachment().map_err(|finding| {
            self.report.push(*finding);
            Refused
        })
    }

    /// The data to be attached, if they are.
    ///
    /// # Errors
    /// A finding that data for the public cannot be told from the others.
    fn attachment(&self) -> Result<Option<Attachment>, Box<Finding>> {
        if self.options.attach == Attach::Nothing || self.options.files == Files::EachTable {
            return Ok(None);
        }
        let (edition, submission) = (self.edition, self.submission);
        let source = &submission.source;
        let text = match self.options.audience {
            Audience::Bureau => source.text().to_owned(),
            Audience::Public => self.public_text()?,
        };
        let all: Vec<usize> = (0..submission.tables.len()).collect();
        let base = names::base(edition, submission, &all);
        let data = PaperData::new(edition, source.is_of_list(), &text);
        Ok(Some(Attachment {
            name: names::safe_stem(&base),
            description: format!(
                "申报数据,表样 {}:jixiao 的 check、import、render 从这个文件读回",
                edition.id
            ),
            media_type: MEDIA_TYPE,
            date: self.date(),
            bytes: data.to_bytes(GENERATOR),
        }))
    }

    /// The text of the submission with private fields blank, as they are in the tables.
    ///
    /// Only fields are known to be private or not. So nothing may be in the text that no field
    /// accepts: it would be published unseen.
    fn public_text(&self) -> Result<String, Box<Finding>> {
        let (edition, source) = (self.edition, &self.submission.source);
        let mut private = BTreeMap::new();
        for (record, fields) in records(self.submission, edition) {
            add_private(record, fields, &mut private);
        }
        let (text, _) = edit(source.text(), &private);
        let edited = Source::new(source.name(), text);
        let read = read_json(&edited, &self.renderer.registry);
        let strange = read.report.findings().iter().find(|finding| {
            finding.code == Code::UnknownKey || finding.level == crate::finding::Level::Error
        });
        let values = scalars(edited.text());
        let is_kept = |pointer: &String| {
            let value = values.get(pointer);
            value.is_some_and(|(_, value)| !value.is(&blank()))
        };
        let kept = private.keys().find(|pointer| is_kept(pointer));
        let seen = match (strange, kept, read.value) {
            (None, None, Some(_)) => return Ok(edited.text().to_owned()),
            (Some(finding), ..) => format!("数据里有读不出、不认得的:{}", finding.seen),
            (_, Some(pointer), _) => format!("{pointer} 空不出来"),
            (None, None, None) => "数据读不出".to_owned(),
        };
        let finding = Finding::new(Code::PaperPrivate, Place::file(source.name()));
        Err(Box::new(
            finding
                .seen(seen)
                .expected("供公开的数据里只有表样的栏目,联系人留空")
                .correction("改正读不出的,删去不认得的键;或去掉 --attach-data"),
        ))
    }
}

fn blank() -> NewValue {
    NewValue::Text(String::new())
}

/// The records of a submission with their fields.
fn records<'s>(
    submission: &'s Submission,
    edition: &'s Edition,
) -> impl Iterator<Item = (&'s Record, &'s Fields)> {
    let tables = submission.tables.iter().map(|table| {
        let form = &edition.tables[table.table].form;
        (&table.record, &form.fields)
    });
    tables.chain([(&submission.fields, &edition.fields)])
}

/// Adds a blank value for each private field of a record and its rows.
fn add_private(record: &Record, fields: &Fields, private: &mut BTreeMap<String, NewValue>) {
    for (index, field) in fields.iter() {
        if field.private {
            private.insert(record.pointer_of(fields, index), blank());
        }
        if let Some(columns) = field.rows() {
            for row in record.rows(index) {
                add_private(row, columns, private);
            }
        }
    }
}
