//! Agreements across tables (`[[across]]` of an edition): figures of one kind of table against those of another.

use super::Count;
use super::definition::Section;
use super::field::FieldIndex;
use super::rules::read_level;
use super::table::{Relation, find, read_relation};
use super::{TableDefinition, definition::Text};
use crate::diag::{Code, Severity, text};

/// Two figures of different tables that must agree.
#[derive(Debug, Clone)]
pub struct Across {
    /// The one.
    pub left: AcrossSide,
    /// The other; findings are placed at the left one.
    pub right: AcrossSide,
    /// How the one is to stand to the other.
    pub relation: Relation,
    /// The level of a finding, where it is not the usual one.
    pub level: Option<Severity>,
}

/// A figure of a table; where there are many such tables, the sum over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcrossSide {
    /// The table, as an index among the edition's.
    pub table: usize,
    /// The field in it.
    pub field: FieldIndex,
}

pub(super) fn read_across(section: Section<'_, '_>, tables: &[TableDefinition]) -> Option<Across> {
    let left = section.required_text("left");
    let right = section.required_text("right");
    let (relation, level) = (read_relation(&section), read_level(&section));
    let left = left.and_then(|path| side(&section, &path, tables));
    let right = right.and_then(|path| side(&section, &path, tables));
    section.finish();
    Some(Across {
        left: left?,
        right: right?,
        relation,
        level,
    })
}

/// A side: `department.expenditure.projects`, or `sum(projects.funds.total)` where there are many such tables.
fn side(section: &Section<'_, '_>, path: &Text, tables: &[TableDefinition]) -> Option<AcrossSide> {
    let inner = path.value.trim();
    let summed = inner
        .strip_prefix("sum(")
        .and_then(|rest| rest.strip_suffix(')'));
    let plain = summed.unwrap_or(inner).trim();
    let found = tables.iter().enumerate().find_map(|(index, table)| {
        let rest = plain.strip_prefix(&table.key)?.strip_prefix('.')?;
        Some((index, table, rest))
    });
    let definition = section.definition();
    let Some((index, table, rest)) = found else {
        let keys = tables.iter().map(|table| table.key.as_str());
        definition.say(Code::UnknownPath, path.range.clone(), |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected(format!("以数据的键开头的路径;键有 {}", text::list(keys)))
                .mend("如 department.expenditure.projects、sum(projects.funds.total)")
        });
        return None;
    };
    let field = find(definition, &table.form.fields, path, rest)?;
    let many = table.count == Count::Many;
    if summed.is_some() != many || !table.form.fields.get(field).kind.is_number() {
        definition.say(Code::DefinitionValue, path.range.clone(), |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected("数的栏目;有许多张的表写成 sum(…),只有一张的不写 sum")
                .mend("改正路径")
        });
        return None;
    }
    Some(AcrossSide {
        table: index,
        field,
    })
}
