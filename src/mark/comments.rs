//! Comments part of a sheet: existing comments stay; on a cell with a comment the new text is
//! appended.

use std::collections::BTreeMap;

use super::cell_ref::{CellRef, name_of, parse_cell};
use super::words::TextRun;
use super::xml::{Conformance, DECLARATION, Edits, Element, Outline, escape};

/// Author of the added comments.
const AUTHOR: &str = "绩效检查";

/// Separator between an existing comment and the added text.
const BELOW: &str = "\n────────\n";

/// Comments part with the added comments, and the cells that had one before.
pub(super) struct CommentsPart {
    pub(super) text: String,
    pub(super) had_one: Vec<CellRef>,
}

/// A part without comments.
pub(super) fn empty(conformance: Conformance) -> String {
    format!(
        "{DECLARATION}<comments xmlns=\"{}\"><authors></authors><commentList></commentList></comments>",
        conformance.main()
    )
}

/// Adds comments to cells.
pub(super) fn add(
    text: &str,
    comments: &BTreeMap<CellRef, Vec<TextRun>>,
) -> Result<CommentsPart, String> {
    let outline = Outline::read(text)?;
    let root = &outline.root().tag;
    let prefix = root.prefix();
    if !root.is("comments") {
        return Err("不是批注".to_owned());
    }
    let mut edits = Edits::default();
    let mut had_one = Vec::new();
    if let Some((list, _)) = outline.child(0, "commentList") {
        for (index, element) in outline.children(list) {
            let cell = element.tag.value("ref").and_then(|name| parse_cell(&name));
            let Some((cell, runs)) = cell.and_then(|cell| comments.get_key_value(&cell)) else {
                continue;
            };
            if !had_one.contains(cell) {
                append(&outline, (index, element), runs, &mut edits);
                had_one.push(*cell);
            }
        }
    }
    let author = author(&outline, &mut edits);
    let new: Vec<String> = comments
        .iter()
        .filter(|(cell, _)| !had_one.contains(cell))
        .map(|(cell, runs)| {
            let name = name_of(*cell);
            let runs = run_elements(prefix, runs);
            format!("<{prefix}comment ref=\"{name}\" authorId=\"{author}\"><{prefix}text>{runs}</{prefix}text></{prefix}comment>")
        })
        .collect();
    if let Some((_, list)) = outline.child(0, "commentList") {
        edits.append(list, &new.concat());
    } else {
        let list = format!(
            "<{prefix}commentList>{}</{prefix}commentList>",
            new.concat()
        );
        edits.append(outline.root(), &list);
    }
    Ok(CommentsPart {
        text: edits.apply(text),
        had_one,
    })
}

/// Index of this program's author entry; added after the others.
fn author(outline: &Outline, edits: &mut Edits) -> usize {
    let prefix = outline.root().tag.prefix();
    let line = format!("<{prefix}author>{AUTHOR}</{prefix}author>");
    if let Some((index, authors)) = outline.child(0, "authors") {
        edits.append(authors, &line);
        outline.children(index).count()
    } else {
        let list = format!("<{prefix}authors>{line}</{prefix}authors>");
        edits.insert(outline.root().tag.range.end, list);
        0
    }
}

/// Appends text to an existing comment. Plain text becomes a run, as no run may follow it.
fn append(
    outline: &Outline,
    (index, comment): (usize, &Element),
    runs: &[TextRun],
    edits: &mut Edits,
) {
    let prefix = comment.tag.prefix();
    let mut all = vec![TextRun {
        text: BELOW.to_owned(),
        is_bold: false,
    }];
    all.extend_from_slice(runs);
    let ours = run_elements(prefix, &all);
    let Some((text, element)) = outline.child(index, "text") else {
        edits.append(comment, &format!("<{prefix}text>{ours}</{prefix}text>"));
        return;
    };
    let mut last = element.tag.range.end;
    for (_, child) in outline.children(text) {
        match child.tag.local() {
            "t" => {
                edits.insert(child.range().start, format!("<{prefix}r>"));
                edits.insert(child.range().end, format!("</{prefix}r>"));
                last = child.range().end;
            }
            "r" => last = child.range().end,
            _ => {}
        }
    }
    if element.range().end == element.tag.range.end {
        edits.append(element, &ours);
    } else {
        edits.insert(last, ours);
    }
}

fn run_elements(prefix: &str, runs: &[TextRun]) -> String {
    let p = prefix;
    let runs = runs.iter().map(|run| {
        let bold = if run.is_bold { format!("<{p}b/>") } else { String::new() };
        format!(
            "<{p}r><{p}rPr>{bold}<{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"宋体\"/><{p}charset val=\"134\"/></{p}rPr><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
            escape(&run.text)
        )
    });
    runs.collect()
}
