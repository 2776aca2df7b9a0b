//! New relationships between parts.

use super::error::MarkError;
use super::package::Package;
use super::xml::{Conformance, DECLARATION, Edits, Outline, escape};
use crate::workbook::package::{folder, rels_of};

const NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Adds a relationship of a part to another; returns its id.
pub(super) fn add(
    package: &mut Package,
    part: &str,
    kind: &str,
    target: &str,
    conformance: Conformance,
) -> Result<String, MarkError> {
    let name = rels_of(part);
    let text = package.text(&name)?.unwrap_or_else(|| {
        format!("{DECLARATION}<Relationships xmlns=\"{NAMESPACE}\"></Relationships>")
    });
    let outline = Outline::read(&text).map_err(|why| MarkError::broken(&name, why))?;
    let taken: Vec<String> = outline
        .children(0)
        .filter_map(|(_, element)| element.tag.value("Id"))
        .collect();
    let mut ids = (1..=taken.len() + 1).map(|number| format!("rId{number}"));
    let id = ids.find(|id| !taken.contains(id));
    let id = id.expect("one of n + 1 names is free");
    let mut edits = Edits::default();
    let line = format!(
        "<{}Relationship Id=\"{id}\" Type=\"{}/{kind}\" Target=\"{}\"/>",
        outline.root().tag.prefix(),
        conformance.relationships(),
        escape(&relative(part, target))
    );
    edits.append(outline.root(), &line);
    let made = edits.apply(&text);
    package.put(&name, made);
    Ok(id)
}

/// Relative name of a part, as seen from another.
fn relative(part: &str, target: &str) -> String {
    let mut from: Vec<&str> = folder(part).split('/').collect();
    let mut to: Vec<&str> = target.split('/').collect();
    while from.len() > 1 && to.len() > 1 && from[0] == to[0] {
        from.remove(0);
        to.remove(0);
    }
    format!("{}{}", "../".repeat(from.len() - 1), to.join("/"))
}
