//! Reads `[budget]`: the columns of a table of approved budgets (预算批复) and the field that each of
//! them is compared with.

use std::ops::Range;

use rust_decimal::Decimal;

use super::definition::{Definition, Section, Text};
use super::field::FieldKind;
use super::list::{ListScope, ListTarget, resolve};
use super::names::Count;
use crate::finding::Code;
use crate::text;

/// The columns of a table of approved budgets, besides the department's code and name.
#[derive(Debug, Clone)]
pub struct ApprovedColumns {
    /// The columns.
    pub columns: Vec<ApprovedColumn>,
    /// Largest difference that counts as none, in the unit of the field; `None` for half of the
    /// last digit that the table shows.
    pub tolerance: Option<Decimal>,
}

/// A column of a table of approved budgets.
#[derive(Debug, Clone)]
pub struct ApprovedColumn {
    /// Accepted heads.
    pub heads: Vec<String>,
    /// What it has: amounts of at most one field of a table, or the names or codes of tables that
    /// repeat.
    pub targets: Vec<ListTarget>,
    /// What its values are.
    pub content: ApprovedContent,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovedContent {
    /// Amounts.
    Amount,
    /// Names of tables that repeat: of projects.
    Title,
    /// Codes of tables that repeat.
    Code,
}

/// Reads the section. `None` if it has errors.
pub(super) fn read_approved(
    section: Section<'_, '_>,
    scope: &ListScope<'_>,
) -> Option<ApprovedColumns> {
    let (definition, range) = (section.definition(), section.range());
    let tolerance = section.literal("tolerance");
    let columns = section.sections("columns");
    section.finish();
    let mut known = Vec::new();
    let count = columns.len();
    let columns: Vec<ApprovedColumn> = columns
        .into_iter()
        .filter_map(|column| read_column(column, scope, &mut known))
        .collect();
    let is_amount = |column: &ApprovedColumn| column.content == ApprovedContent::Amount;
    // A column with errors is reported already.
    if columns.len() == count && !columns.iter().any(is_amount) {
        definition.report(Code::DefinitionMissingKey, range, |finding| {
            finding
                .seen("budget 里没有金额的列")
                .expected("预算批复的各列,一列一节 [[budget.columns]],至少一列是金额")
                .correction("补上各列;不与预算批复核对,就删去 [budget]")
        });
    }
    let tolerance = match tolerance {
        Some(written) => Some(read_tolerance(definition, &written)?),
        None => None,
    };
    (columns.len() == count && columns.iter().any(is_amount))
        .then_some(ApprovedColumns { columns, tolerance })
}

fn read_tolerance(definition: &Definition<'_>, written: &Text) -> Option<Decimal> {
    let number = Decimal::from_str_exact(&written.value).ok();
    let number = number.filter(|number| !number.is_sign_negative());
    if number.is_none() {
        report(
            definition,
            &written.range,
            format!("tolerance = {}", text::clip(&written.value)),
            ("不小于 0 的数,以栏目的单位计", "改正此值"),
        );
    }
    number
}

fn read_column(
    section: Section<'_, '_>,
    scope: &ListScope<'_>,
    known: &mut Vec<String>,
) -> Option<ApprovedColumn> {
    let (definition, range) = (section.definition(), section.range());
    let heads = section.texts("heads");
    let paths = section.texts("fields");
    section.finish();
    if heads.is_empty() || paths.is_empty() {
        definition.report(Code::DefinitionMissingKey, range, |finding| {
            finding
                .seen("budget.columns 里没有 heads 或 fields")
                .expected("这一列的表头(可以有几种写法),与它核对的栏目")
                .correction("补上 heads = [\"…\"] 与 fields = [\"…\"]")
        });
        return None;
    }
    for head in &heads {
        if known.contains(&head.value) {
            report(
                definition,
                &head.range,
                text::quote(&head.value),
                ("每个表头只属于一列", "删去其中一个"),
            );
        }
        known.push(head.value.clone());
    }
    let mut targets: Vec<(ListTarget, ApprovedContent)> = Vec::new();
    for path in &paths {
        let target = resolve(definition, scope, path, false)?;
        let content = content_of(scope, target);
        let fits = |content: &ApprovedContent| {
            targets
                .iter()
                .all(|(other, of_other)| other.table() != target.table() && of_other == content)
        };
        let Some(content) = content.filter(fits) else {
            report(
                definition,
                &path.range,
                text::quote(&path.value),
                (
                    "一列里都是金额(type = \"amount\"),或都是各张项目表的名称、编码(code);一种表里只有一个栏目",
                    "改正 fields,或分成两列",
                ),
            );
            return None;
        };
        targets.push((target, content));
    }
    let (_, content) = *targets.first()?;
    Some(ApprovedColumn {
        heads: heads.into_iter().map(|head| head.value).collect(),
        targets: targets.into_iter().map(|(target, _)| target).collect(),
        content,
    })
}

fn report(
    definition: &Definition<'_>,
    range: &Range<usize>,
    seen: String,
    (expected, correction): (&str, &str),
) {
    definition.report(Code::DefinitionValue, range.clone(), |finding| {
        finding.seen(seen).expected(expected).correction(correction)
    });
}

/// What the values of a field are; `None` if a budget has no such values.
fn content_of(scope: &ListScope<'_>, target: ListTarget) -> Option<ApprovedContent> {
    let field = scope.field(target);
    let is_money = matches!(field.kind, FieldKind::Amount);
    let is_text = matches!(field.kind, FieldKind::Text);
    match target {
        ListTarget::Row { .. } => None,
        ListTarget::Submission(_) => is_money.then_some(ApprovedContent::Amount),
        ListTarget::Table { table, field } => {
            let table = &scope.tables[table];
            let repeats = table.count == Count::Many;
            match field {
                _ if is_money => Some(ApprovedContent::Amount),
                field if repeats && table.code == Some(field) => Some(ApprovedContent::Code),
                _ if repeats && is_text => Some(ApprovedContent::Title),
                _ => None,
            }
        }
    }
}
