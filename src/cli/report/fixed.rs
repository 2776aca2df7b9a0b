//! What `--fix` changed and left out, for people.

use jixiao::fix::{Fixed, FixedValue};
use jixiao::text;

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
