//! Reads `[[across]]` of an edition: agreements between values of different tables.

use super::definition::{Section, Text};
use super::expression::FieldIndex;
use super::field::{FieldKind, Fields};
use super::levels::read_level;
use super::path::find;
use super::submission::{Count, TableDefinition};
use super::table::{Relation, read_relation};
use crate::finding::{Code, Level};
use crate::text;

/// Two values of different tables that must agree.
#[derive(Debug, Clone)]
pub struct Across {
    /// Left side.
    pub left: AcrossSide,
    /// Right side; findings are placed here.
    pub right: AcrossSide,
    /// Required relation of the left side to the right side.
    pub relation: Relation,
    /// Declaration of the submission that turns `<=` into `=`, if the edition defines one.
    pub exact_when: Option<ExactWhen>,
    /// Level of the finding, if it differs from the code's own.
    pub level: Option<Level>,
}

/// A declaration of the submission: one choice of one of its own fields.
///
/// The tables do not show whether every project has its table; the submission must declare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactWhen {
    /// Field of the submission itself.
    pub field: FieldIndex,
    /// Choice that makes the declaration.
    pub choice: String,
}

/// A value of a table; for a table that repeats, the sum over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcrossSide {
    /// Index of the table in the edition.
    pub table: usize,
    /// Field of that table.
    pub field: FieldIndex,
}

pub(super) fn read_across(
    section: Section<'_, '_>,
    tables: &[TableDefinition],
    submission: &Fields,
) -> Option<Across> {
    let left = section.required_text("left");
    let right = section.required_text("right");
    let (relation, level) = (read_relation(&section), read_level(&section));
    let exact = section.section("exact_when");
    let exact_when = exact.and_then(|exact| read_exact_when(exact, relation, submission));
    let left = left.and_then(|path| side(&section, &path, tables));
    let right = right.and_then(|path| side(&section, &path, tables));
    section.finish();
    Some(Across {
        left: left?,
        right: right?,
        relation,
        exact_when,
        level,
    })
}

/// `exact_when = { field = "projects_complete", choice = "是" }`.
fn read_exact_when(
    section: Section<'_, '_>,
    relation: Relation,
    submission: &Fields,
) -> Option<ExactWhen> {
    let definition = section.definition();
    let (range, path) = (section.range(), section.required_text("field"));
    let choice = section.required_text("choice");
    section.finish();
    if relation == Relation::Equal {
        definition.report(Code::DefinitionValue, range, |finding| {
            finding
                .seen("exact_when,而 relation 是 =")
                .expected("relation = \"<=\":平时不大于,所说的情况下才要相等")
                .correction("改 relation,或删去 exact_when")
        });
        return None;
    }
    let (path, choice) = (path?, choice?);
    let field = find(definition, submission, &path, &path.value)?;
    let FieldKind::Choice(choices) = &submission.get(field).kind else {
        definition.report(Code::DefinitionValue, path.range, |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected("[submission.fields] 里 type = \"choice\" 的栏目")
                .correction("改正路径,或改栏目的 type")
        });
        return None;
    };
    if !choices.contains(&choice.value) {
        let known = choices.iter().map(String::as_str);
        definition.report(Code::DefinitionValue, choice.range.clone(), |finding| {
            finding
                .seen(format!("choice = {}", text::quote(&choice.value)))
                .expected(format!("{} 之一", text::list(known)))
                .correction("填此栏目 choices 里的一个词")
        });
        return None;
    }
    Some(ExactWhen {
        field,
        choice: choice.value,
    })
}

/// Reads a side: `department.expenditure.projects`, or `sum(projects.funds.total)` for a table that
/// repeats.
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
        definition.report(Code::UnknownPath, path.range.clone(), |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected(format!("以数据的键开头的路径;键有 {}", text::list(keys)))
                .correction("如 department.expenditure.projects、sum(projects.funds.total)")
        });
        return None;
    };
    let field = find(definition, &table.form.fields, path, rest)?;
    let many = table.count == Count::Many;
    if summed.is_some() != many || !table.form.fields.get(field).kind.is_number() {
        definition.report(Code::DefinitionValue, path.range.clone(), |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected("数的栏目;有许多张的表写成 sum(…),只有一张的不写 sum")
                .correction("改正路径")
        });
        return None;
    }
    Some(AcrossSide {
        table: index,
        field,
    })
}
