//! Relationships between parts: which part a sheet's comments are, and new ones.

use super::error::MarkError;
use super::package::Package;
use super::xml::{DECLARATION, Edits, Flavour, Outline, escape};

const NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A relationship of a part to another.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `worksheet`, `comments`, `vmlDrawing`.
    pub(super) kind: String,
    /// The name of the other part.
    pub(super) target: String,
}

/// The relationships of a part; of the package itself where the name is empty. Those that lead outside are left out.
pub(super) fn read(package: &mut Package, part: &str) -> Result<Vec<Relation>, MarkError> {
    let name = rels_of(part);
    let Some(text) = package.text(&name)? else {
        return Ok(Vec::new());
    };
    let outline = Outline::read(&text).map_err(|why| MarkError::broken(&name, why))?;
    let inside = outline.children(0).filter(|(_, element)| {
        element
            .tag
            .value("TargetMode")
            .is_none_or(|mode| mode != "External")
    });
    let relations = inside.filter_map(|(_, element)| {
        let kind = element.tag.value("Type")?;
        Some(Relation {
            id: element.tag.value("Id")?,
            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            target: resolved(part, &element.tag.value("Target")?),
        })
    });
    Ok(relations.collect())
}

/// Adds a relationship of a part to another; returns its id.
pub(super) fn add(
    package: &mut Package,
    part: &str,
    kind: &str,
    target: &str,
    flavour: Flavour,
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
    let id = id.expect("of one more names than are taken, one is free");
    let mut edits = Edits::default();
    let line = format!(
        "<{}Relationship Id=\"{id}\" Type=\"{}/{kind}\" Target=\"{}\"/>",
        outline.root().tag.prefix(),
        flavour.relationships(),
        escape(&relative(part, target))
    );
    edits.append(outline.root(), &line);
    let made = edits.apply(&text);
    package.put(&name, made);
    Ok(id)
}

/// The folder of a part, with the slash; nothing for one at the root.
pub(super) fn folder(part: &str) -> &str {
    &part[..part.rfind('/').map_or(0, |at| at + 1)]
}

fn rels_of(part: &str) -> String {
    let folder = folder(part);
    format!("{folder}_rels/{}.rels", &part[folder.len()..])
}

/// The part that a target names, seen from another.
fn resolved(part: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder(part)
            .split('/')
            .filter(|step| !step.is_empty())
            .collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// A part as another names it: by way of the folder they share.
fn relative(part: &str, target: &str) -> String {
    let mut from: Vec<&str> = folder(part).split('/').collect();
    let mut to: Vec<&str> = target.split('/').collect();
    while from.len() > 1 && to.len() > 1 && from[0] == to[0] {
        from.remove(0);
        to.remove(0);
    }
    format!("{}{}", "../".repeat(from.len() - 1), to.join("/"))
}
