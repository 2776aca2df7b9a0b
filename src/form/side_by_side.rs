//! Reads `[[side_by_side]]`: lists of a form that are printed in the same rows of its table, such
//! as targets of several years beside those of one.

use super::definition::{Definition, Section, Text};
use super::expression::FieldIndex;
use super::field::Fields;
use super::path::find_field;
use crate::finding::Code;
use crate::text;

/// Lists printed side by side: each row of the table has cells of one row of each list, or blanks
/// where a list has no row.
#[derive(Debug, Clone)]
pub struct SideBySide {
    /// Variable of templates with the rows of the table.
    pub name: String,
    /// Fields of the lists, from left to right; at least two.
    pub lists: Vec<FieldIndex>,
    /// For each list its widest level, if they share one: rows of equal names are side by side, and
    /// one cell shows the name for all lists.
    pub by: Option<Vec<FieldIndex>>,
}

/// Reads the section. `taken` are names that the variable must not have.
pub(super) fn read_side_by_side(
    section: Section<'_, '_>,
    fields: &Fields,
    others: &[SideBySide],
    taken: &[&str],
) -> Option<SideBySide> {
    let definition = section.definition();
    let name = section.required_text("name");
    let paths = section.texts("lists");
    let by = section.text("by");
    let range = section.range();
    section.finish();
    let name = name.filter(|name| is_free(definition, name, fields, others, taken));
    if paths.len() < 2 {
        definition.report(Code::DefinitionMissingKey, range, |finding| {
            finding
                .seen(format!("side_by_side 里有 {} 个列表", paths.len()))
                .expected("lists 里至少两个列表的路径,从左到右")
                .correction("补上 lists = [\"…\", \"…\"]")
        });
        return None;
    }
    let mut lists = Vec::new();
    for path in &paths {
        let list = read_path(definition, path, fields, others, &lists);
        lists.extend(list);
    }
    if lists.len() < paths.len() {
        return None;
    }
    let by = match by {
        Some(by) => Some(read_level(definition, &by, fields, &lists)?),
        None => None,
    };
    Some(SideBySide {
        name: name?.value,
        lists,
        by,
    })
}

/// Whether a name can be that of the variable; otherwise it is reported.
fn is_free(
    definition: &Definition<'_>,
    name: &Text,
    fields: &Fields,
    others: &[SideBySide],
    taken: &[&str],
) -> bool {
    let is_taken = fields.tree().contains_key(&name.value)
        || taken.contains(&name.value.as_str())
        || others.iter().any(|other| other.name == name.value);
    let is_free = is_variable(&name.value) && !is_taken;
    if !is_free {
        let expected = "小写英文字母、数字、下划线组成的名,与各栏目和 submission 不同";
        report(definition, name, expected, "改用别的名");
    }
    is_free
}

/// The list at a path; one that cannot be beside the lists before it is reported.
fn read_path(
    definition: &Definition<'_>,
    path: &Text,
    fields: &Fields,
    others: &[SideBySide],
    before: &[FieldIndex],
) -> Option<FieldIndex> {
    let list = find_field(definition, fields, path)?;
    if fields.get(list).rows().is_none() || path.value.contains('.') {
        let expected = "type = \"rows\" 的栏目,路径只有一段";
        report(definition, path, expected, "改正路径");
        return None;
    }
    let mut others = others.iter();
    if before.contains(&list) || others.any(|other| other.lists.contains(&list)) {
        report(definition, path, "每个列表只并排一次", "删去其中一个");
        return None;
    }
    Some(list)
}

/// The level that lists share: the widest of each.
fn read_level(
    definition: &Definition<'_>,
    by: &Text,
    fields: &Fields,
    lists: &[FieldIndex],
) -> Option<Vec<FieldIndex>> {
    let first = |list: &FieldIndex| {
        let columns = fields.get(*list).rows()?;
        let mut levels = columns.iter().filter(|(_, column)| column.kind.is_level());
        let widest = levels.next().filter(|(_, column)| column.path == by.value);
        widest.map(|(index, _)| index)
    };
    let columns: Option<Vec<FieldIndex>> = lists.iter().map(first).collect();
    if columns.is_none() {
        let expected = "每个列表里 type = \"level\" 的第一栏,路径都是它";
        let correction = "改正 by,或各列表第一级的路径写成一样";
        report(definition, by, expected, correction);
    }
    columns
}

fn report(definition: &Definition<'_>, at: &Text, expected: &str, correction: &str) {
    definition.report(Code::DefinitionValue, at.range.clone(), |finding| {
        finding
            .seen(text::quote(&at.value))
            .expected(expected)
            .correction(correction)
    });
}

fn is_variable(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(is_part)
}
