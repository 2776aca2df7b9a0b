//! What `--fix` changed and left out: for people, and for programs as part of the report.

use jixiao::fix::{Fixed, FixedValue, LeftOut};
use jixiao::source::Place;
use jixiao::text;
use serde::Serialize;

/// Maximum length of a value that is printed, in characters.
const MAX_VALUE: usize = 40;

/// The changes of a file, one a line.
pub(in crate::cli) fn lines(file: &str, fixed: &Fixed) -> Vec<String> {
    let file = text::visible(file);
    let mut lines = Vec::new();
    if fixed.changes.is_empty() {
        lines.push(format!("{file}:没有能改正的"));
    } else {
        lines.push(format!("{file}:改正 {} 处", fixed.changes.len()));
    }
    lines.extend(fixed.changes.iter().map(|one| format!("  {}", line(one))));
    if !fixed.left_out.is_empty() {
        lines.push(format!("{file}:没有改 {} 处", fixed.left_out.len()));
    }
    let left_out = fixed.left_out.iter();
    lines.extend(left_out.map(|one| format!("  {}:{}", line(&one.value), one.reason)));
    lines.extend(
        fixed
            .notices
            .iter()
            .map(|notice| format!("{file}:{notice}")),
    );
    lines
}

/// `表一!F18  度量单位  百分比 → %(度量单位的写法不规范)`.
fn line(value: &FixedValue) -> String {
    let place = &value.place;
    let old = value.old.as_deref().map_or("空".to_owned(), shown);
    let label = text::clip_to(&place.label, 2 * MAX_VALUE);
    let words = format!("{old} → {}({})", shown(&value.new), value.why);
    let at = match (&place.cell, place.position) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(position)) => format!("{}:{}", position.line, position.column),
        (None, None) => place.pointer.clone(),
    };
    format!("{at}  {label}  {words}")
}

fn shown(value: &str) -> String {
    text::clip_to(&text::quote(value), MAX_VALUE)
}

/// A file and its mended copy.
#[derive(Debug, Serialize)]
pub(super) struct FixedFile {
    file: String,
    /// `null` if nothing was changed.
    copy: Option<String>,
    changes: Vec<FlatChange>,
    left_out: Vec<FlatChange>,
    notices: Vec<String>,
}

/// A change; the keys of the place are those of a finding.
#[derive(Debug, Serialize)]
struct FlatChange {
    code: Option<&'static str>,
    line: Option<usize>,
    column: Option<usize>,
    cell: Option<String>,
    pointer: String,
    label: String,
    old: Option<String>,
    new: String,
    why: String,
    /// Why it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl FixedFile {
    pub(super) fn new(file: &str, copy: Option<&str>, fixed: &Fixed) -> FixedFile {
        let left_out = fixed.left_out.iter();
        let left_out = left_out.map(|LeftOut { value, reason }| FlatChange {
            reason: Some(reason.to_string()),
            ..FlatChange::new(value)
        });
        FixedFile {
            file: file.to_owned(),
            copy: copy.map(str::to_owned),
            changes: fixed.changes.iter().map(FlatChange::new).collect(),
            left_out: left_out.collect(),
            notices: fixed.notices.clone(),
        }
    }
}

impl FlatChange {
    fn new(value: &FixedValue) -> FlatChange {
        let Place {
            position,
            cell,
            pointer,
            label,
            ..
        } = value.place.clone();
        FlatChange {
            code: value.code.map(jixiao::finding::Code::as_str),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            cell: cell.map(|cell| cell.to_string()),
            pointer,
            label,
            old: value.old.clone(),
            new: value.new.clone(),
            why: value.why.clone(),
            reason: None,
        }
    }
}
