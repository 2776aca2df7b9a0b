//! Reads `[[side_by_side]]`: lists of a form that are printed in the same rows of its table, such
//! as targets of several years beside those of one.

use super::definition::{Section, Text};
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
    let wrong = |at: &Text, expected: &str, correction: &str| {
        definition.report(Code::DefinitionValue, at.range.clone(), |finding| {
            finding
                .seen(text::quote(&at.value))
                .expected(expected)
                .correction(correction)
        });
    };
    let name = name.filter(|name| {
        let is_variable = is_variable(&name.value);
        let is_taken = fields.tree().contains_key(&name.value)
            || taken.contains(&name.value.as_str())
            || others.iter().any(|other| other.name == name.value);
        if !is_variable || is_taken {
            wrong(
                name,
                "小写英文字母、数字、下划线组成的名,与各栏目和 submission 不同",
                "改用别的名",
            );
        }
        is_variable && !is_taken
    });
    let mut lists = Vec::new();
    let mut is_whole = true;
    for path in &paths {
        let Some(list) = find_field(definition, fields, path) else {
            is_whole = false;
            continue;
        };
        let is_list = fields.get(list).rows().is_some() && !path.value.contains('.');
        let is_other =
            lists.contains(&list) || others.iter().any(|other| other.lists.contains(&list));
        if !is_list {
            wrong(path, "type = \"rows\" 的栏目,路径只有一段", "改正路径");
        } else if is_other {
            wrong(path, "每个列表只并排一次", "删去其中一个");
        }
        is_whole &= is_list && !is_other;
        lists.push(list);
    }
    if paths.len() < 2 {
        definition.report(Code::DefinitionMissingKey, range, |finding| {
            finding
                .seen(format!("side_by_side 里有 {} 个列表", paths.len()))
                .expected("lists 里至少两个列表的路径,从左到右")
                .correction("补上 lists = [\"…\", \"…\"]")
        });
        return None;
    }
    if !is_whole {
        return None;
    }
    let by = match by {
        None => None,
        Some(by) => {
            let first = |list: &FieldIndex| {
                let columns = fields.get(*list).rows()?;
                let level = columns.iter().find(|(_, column)| column.kind.is_level());
                level.filter(|(_, column)| column.path == by.value)
            };
            let columns: Option<Vec<FieldIndex>> = lists
                .iter()
                .map(|list| first(list).map(|(index, _)| index))
                .collect();
            if columns.is_none() {
                wrong(
                    &by,
                    "每个列表里 type = \"level\" 的第一栏,路径都是它",
                    "改正 by,或各列表第一级的路径写成一样",
                );
            }
            Some(columns?)
        }
    };
    Some(SideBySide {
        name: name?.value,
        lists,
        by,
    })
}

fn is_variable(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(is_part)
}
