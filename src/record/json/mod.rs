//! JSON → record: types values by the form's fields and collects all findings in one pass. Only
//! this module uses the JSON library for submissions.
//!
//! Numbers are read from their text. Each value stores its byte range in the source, so that a
//! finding can show its line.

mod arrange;
mod correction;
mod draft;
mod edit;
mod group;
mod hidden;
mod limit;
mod object;
mod path;
mod rows;
mod submission;
mod syntax;
mod value;

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::{Submission, titled};
use crate::amount::Amount;
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{Field, FieldKind, Registry};
use crate::source::{Place, Source};
use crate::text;
use path::JsonPath;
use syntax::text_of;

pub use arrange::{NoPlace, Step, arrange};
pub use draft::{Draft, DraftContent};
pub use edit::{Scalar, edit, scalars};
pub(super) use group::group_key;
pub use limit::{MAX_PROJECTS, MAX_ROWS};
pub use syntax::{MAX_DEPTH, MAX_MEMBERS, MAX_TEXT};

/// Reads a submission, one JSON object, and collects all findings. Returns `None` if it is not a
/// JSON object of a known edition.
pub fn read_json(source: &Source, registry: &Registry) -> Read<Option<Submission>> {
    let mut reader = Reader::new(source, Depth::Whole);
    let submission = reader.submission(registry);
    let mut report = reader.report;
    report.sort();
    Read::new(submission, report)
}

/// Reads the department of a submission and its tables, without rows. Returns a submission if and
/// only if [`read_json`] does; that function reports the findings.
pub fn identify_json(source: &Source, registry: &Registry) -> Option<Submission> {
    Reader::new(source, Depth::Identity).submission(registry)
}

struct Reader<'s> {
    source: &'s Source,
    depth: Depth,
    report: Report,
    /// Number of rows read so far, of all tables.
    rows: usize,
}

/// Extent to which a submission is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Whole,
    Identity,
}

/// A field to be read, with its path and title.
struct FieldContext<'a> {
    field: &'a Field,
    at: JsonPath<'a>,
    title: &'a str,
}

impl FieldContext<'_> {
    fn label(&self) -> String {
        titled(self.title, self.field.full_label())
    }
}

/// Where the user corrects a value: terms of JSON do not help with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Json,
    /// The cells of a workbook, or those of tables on a screen.
    Cells,
}

impl Medium {
    /// A text in the notation of the file.
    fn quoted(self, text: &str) -> String {
        match self {
            Medium::Json => format!("\"{text}\""),
            Medium::Cells => text.to_owned(),
        }
    }

    fn put(self, text: &str) -> String {
        format!("填 {}", self.quoted(text))
    }
}

/// Largest rate read from a number without a percent sign. 75 would be 7500%, and is probably a
/// percentage without its sign.
pub const MAX_BARE_RATIO: Amount = Amount::whole(crate::form::MAX_BARE_RATIO);

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
        if self.source.is_of_workbook() || self.source.is_on_screen() {
            Medium::Cells
        } else {
            Medium::Json
        }
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
                .correction(format!("改成{expected}"))
        });
    }

    fn report_value(
        &mut self,
        code: Code,
        target: &FieldContext<'_>,
        raw: &RawValue,
        words: impl FnOnce(Finding) -> Finding,
    ) {
        let source = self.source;
        self.report.add(code.level(), || {
            words(Finding::new(
                code,
                Place {
                    pointer: target.at.to_string(),
                    label: target.label(),
                    ..source.place(source.range_of(raw.get()))
                },
            ))
        });
    }
}

fn kind_of(raw: &RawValue) -> String {
    match raw.get().as_bytes()[0] {
        b'{' => "对象 { … }".to_owned(),
        b'[' => "列表 [ … ]".to_owned(),
        _ => seen(raw),
    }
}

/// A value as the user wrote it: texts in quotation marks, numbers without.
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
