//! Reads `[summary]`: the columns of the summary of many departments (汇总表), and their totals.
//!
//! The value of a column is an expression of the submission: a path, or a computed one. Without the
//! section, a table that occurs once per submission gives a column for each of its numbers. Tables
//! that may repeat give their count and the sums of their amounts. Rows with official groups
//! (一级指标) are counted by group.

use super::definition::{Definition, Section, Text};
use super::expression::{
    Aggregate, Comparison, Derivation, Expr, FieldIndex, Records, Reference, ResultType, Scope,
};
use super::facts::{Quantity, TotalKind};
use super::field::{Field, FieldKind, Fields};
use super::names::{Count, Names, Owner, TableName};
use super::read_expression::parse;
use super::tables::TableDefinition;
use crate::amount::{Operator, Relation};
use crate::finding::Code;
use crate::text;

/// Default width of a column, in characters.
const WIDTH: f64 = 12.0;

/// A column of the summary.
#[derive(Debug, Clone)]
pub struct SummaryColumn {
    /// The heading above its label. May be empty.
    pub group: String,
    /// Its label.
    pub label: String,
    /// Width in characters.
    pub width: f64,
    /// Quantity of its values; `None` for texts.
    pub quantity: Option<Quantity>,
    /// Its value for a submission, in the submission's scope.
    pub value: Expr,
    /// The cell below it.
    pub total: SummaryTotal,
}

/// What is below a column of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummaryTotal {
    /// Nothing.
    None,
    /// The sum of the column.
    Sum,
    /// The mean of the column.
    Mean,
    /// An expression in which the value of each other column stands for its sum.
    Rate(Expr),
}

impl SummaryColumn {
    /// Whether the value is a sum or a count of records, which is 0 if there are none.
    pub const fn is_of_records(&self) -> bool {
        matches!(self.value, Expr::Aggregate(_))
    }
}

/// The summary of many departments.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    pub(super) columns: Vec<SummaryColumn>,
    /// Index of the column that the chart of money shows; `None` for the one with the largest sum.
    pub(super) chart: Option<usize>,
}

impl Summary {
    /// That of an edition that defines none.
    pub(super) fn of_tables(tables: &[TableDefinition]) -> Summary {
        Summary {
            columns: default_summary(tables),
            chart: None,
        }
        .with_budget(tables)
    }

    /// With the column of the departments' budgets in the chart, if there is one and nothing else
    /// is said.
    fn with_budget(mut self, tables: &[TableDefinition]) -> Summary {
        let budgets = [Count::One, Count::Many].into_iter().flat_map(|count| {
            let own = tables.iter().enumerate();
            own.filter(move |(_, table)| table.count == count)
        });
        let mut budgets = budgets.filter_map(|(table, definition)| {
            let field = definition.form.budget()?;
            (self.columns.iter()).position(|column| {
                is_charted(column) && is_amount_of(&column.value, (table, field))
            })
        });
        let budget = budgets.next();
        self.chart = self.chart.or(budget);
        self
    }
}

/// Whether a column can be charted: its amounts are summed.
fn is_charted(column: &SummaryColumn) -> bool {
    column.quantity == Some(Quantity::Amount) && column.total == SummaryTotal::Sum
}

/// Whether an expression is a field of a table, or its sum over several.
fn is_amount_of(expr: &Expr, (table, field): (usize, FieldIndex)) -> bool {
    match expr {
        Expr::Field(reference) => {
            (reference.scope, reference.field) == (Scope::Other(table), field)
        }
        Expr::Aggregate(aggregate) => {
            aggregate.records == Records::Tables(table)
                && aggregate.column == Some(field)
                && aggregate.condition.is_none()
        }
        _ => false,
    }
}

/// A column whose total may need the other columns.
struct Draft {
    column: SummaryColumn,
    total: TotalKind,
    /// The kind of the total as written, if it is.
    written: Option<Text>,
    /// Expression of a total of kind [`TotalKind::Rate`].
    rate: Option<Expr>,
}

/// Reads the section.
pub(super) fn read_summary(
    section: Section<'_, '_>,
    submission: &Fields,
    (names, tables): (Vec<TableName<'_>>, &[TableDefinition]),
) -> Summary {
    let (definition, range) = (section.definition(), section.range());
    let columns = section.sections("columns");
    let chart = section.text("chart");
    section.finish();
    let Some(names) = Names::new(Owner::Submission, submission, names) else {
        return Summary::default();
    };
    if columns.is_empty() && chart.is_some() {
        return Summary {
            chart: charted(
                definition,
                chart.as_ref(),
                (&default_summary(tables), &names),
            ),
            columns: default_summary(tables),
        };
    }
    if columns.is_empty() {
        definition.report(Code::DefinitionMissingKey, range, |finding| {
            finding
                .seen("summary 里没有 columns")
                .expected("汇总表的各列,一列一节 [[summary.columns]]")
                .correction("补上各列;要程序自己定各列,就删去 [summary]")
        });
    }
    let drafts = columns.into_iter();
    let drafts: Vec<Draft> = drafts
        .filter_map(|column| read_column(column, &names))
        .collect();
    let columns = with_totals(drafts, |written, missing| {
        let words = missing.in_words(&names, &|_| None);
        report_total(
            definition,
            written,
            &format!("另有一列是{words},合计是 sum:这一列的合计由各列的合计算出"),
            "补上这一列,或改正 total",
        );
    });
    Summary {
        chart: charted(definition, chart.as_ref(), (&columns, &names)),
        columns,
    }
    .with_budget(tables)
}

/// The column that the chart of money shows, as written.
fn charted(
    definition: &Definition<'_>,
    written: Option<&Text>,
    (columns, names): (&[SummaryColumn], &Names<'_>),
) -> Option<usize> {
    let written = written?;
    let expr = parse(definition, written, names)?.expr;
    let is_own = |column: &SummaryColumn| column.value == expr && is_charted(column);
    let at = columns.iter().position(is_own);
    if at.is_none() {
        definition.report(Code::DefinitionValue, written.range.clone(), |finding| {
            finding
                .seen(format!("chart = {}", text::quote(&written.value)))
                .expected("汇总表里相加的一列金额的 value")
                .correction("改成那一列的 value,或补上这一列")
        });
    }
    at
}

fn read_column(section: Section<'_, '_>, names: &Names<'_>) -> Option<Draft> {
    let definition = section.definition();
    let value = section.required_text("value");
    let (group, label) = (section.text("group"), section.text("label"));
    let (kind, written) = (section.text("type"), section.text("total"));
    let width = section.number("width").unwrap_or(WIDTH);
    let derivation = value
        .as_ref()
        .and_then(|value| parse(definition, value, names));
    let Some((value, derivation)) = value.zip(derivation) else {
        section.finish();
        return None;
    };
    let at = match &derivation.expr {
        Expr::Field(reference) => Some(*reference),
        _ => None,
    };
    let field = at.map(|at| names.field(at));
    let label = match (label, field) {
        (Some(label), _) => Some(label.value),
        (None, Some(field)) => Some(label_of(field)),
        (None, None) => section.required_text("label").map(|label| label.value),
    };
    section.finish();
    let group = group.map(|group| group.value);
    let group = group.unwrap_or_else(|| at.map_or_else(String::new, |at| group_of(at, names)));
    let kind = read_kind(definition, kind.as_ref(), (&value, &derivation), names)?;
    let facts = kind.facts();
    let total = read_total(definition, written.as_ref(), &kind)?;
    let rate = match at {
        Some(at) => {
            let derive = names.field(at).derive.as_ref();
            derive.and_then(|derive| in_submission(&derive.expr, at.scope))
        }
        None => Some(derivation.expr.clone()),
    };
    if let (TotalKind::Rate, None, Some(written)) = (total, &rate, &written) {
        report_total(
            definition,
            written,
            "由各合计算出的栏目有 derive,只含 + - * / 与各栏",
            "改用 \"mean\" 或 \"none\"",
        );
    }
    Some(Draft {
        column: SummaryColumn {
            group,
            label: label?,
            width,
            quantity: facts.quantity,
            value: derivation.expr,
            total: SummaryTotal::None,
        },
        total,
        written,
        rate,
    })
}

/// The kind of a column's values.
fn read_kind(
    definition: &Definition<'_>,
    written: Option<&Text>,
    (value, derivation): (&Text, &Derivation),
    names: &Names<'_>,
) -> Option<FieldKind> {
    let report = |code, at: &Text, seen: String, expected: &str, correction: &str| {
        definition.report(code, at.range.clone(), |finding| {
            finding.seen(seen).expected(expected).correction(correction)
        });
    };
    match (derivation.result, written) {
        (ResultType::Truth, _) => {
            let (expected, correction) = (
                "数或文本,不是条件",
                "写成 if(条件, …, …),或数一数 count(… where 条件)",
            );
            let seen = text::quote(&value.value);
            report(Code::DefinitionValue, value, seen, expected, correction);
            None
        }
        (ResultType::Text, Some(written)) => {
            let seen = format!("type = {}", text::quote(&written.value));
            report(
                Code::DefinitionValue,
                written,
                seen,
                "value 是数:文本的一列没有 type",
                "删去 type",
            );
            None
        }
        (ResultType::Text, None) => Some(FieldKind::Text),
        (ResultType::Number, Some(written)) => {
            let kind = FieldKind::named(&written.value, Vec::new());
            let kind = kind.filter(|kind| kind.facts().quantity.is_some());
            if kind.is_none() {
                let known = FieldKind::all();
                let known = known.iter().filter(|kind| kind.facts().quantity.is_some());
                let known: Vec<&str> = known.map(FieldKind::name).collect();
                let correction = text::did_you_mean(&written.value, known.iter().copied());
                let seen = format!("type = {}", text::quote(&written.value));
                report(
                    Code::DefinitionValue,
                    written,
                    seen,
                    &known.join(", "),
                    &correction,
                );
            }
            kind
        }
        (ResultType::Number, None) => {
            let kind = kind_of(&derivation.expr, names);
            if kind.is_none() {
                report(
                    Code::DefinitionMissingKey,
                    value,
                    text::quote(&value.value),
                    "有 type:这一列是金额(amount)、百分数(percent)还是别的数",
                    "补上 type = …",
                );
            }
            kind
        }
    }
}

/// The kind of an expression's result; `None` if it cannot be seen from its fields.
fn kind_of(expr: &Expr, names: &Names<'_>) -> Option<FieldKind> {
    match expr {
        Expr::Field(reference) => Some(names.field(*reference).kind.clone()),
        Expr::Aggregate(aggregate) => match aggregate.column {
            Some(column) => Some(names.column(aggregate.records, column)?.kind.clone()),
            None => Some(FieldKind::Count),
        },
        Expr::Binary(left, operator, right) => {
            let kinds = (kind_of(left, names), kind_of(right, names));
            match (operator, kinds) {
                (_, (Some(kind), None)) if matches!(**right, Expr::Number(_)) => Some(kind),
                (Operator::Divide, _) => None,
                (_, (None, Some(kind))) if matches!(**left, Expr::Number(_)) => Some(kind),
                (Operator::Add | Operator::Subtract, (Some(left), Some(right))) => {
                    (left.name() == right.name()).then_some(left)
                }
                _ => None,
            }
        }
        Expr::Call(_, arguments) => kind_of(arguments.first()?, names),
        Expr::If(_, yes, _) => kind_of(yes, names),
        _ => None,
    }
}

fn read_total(
    definition: &Definition<'_>,
    written: Option<&Text>,
    kind: &FieldKind,
) -> Option<TotalKind> {
    let facts = kind.facts();
    let Some(written) = written else {
        return Some(facts.total);
    };
    let Some(total) = TotalKind::named(&written.value) else {
        let known = TotalKind::ALL.map(TotalKind::name);
        let correction = text::did_you_mean(&written.value, known);
        report_total(definition, written, &known.join(", "), &correction);
        return None;
    };
    match (total, facts.quantity) {
        (TotalKind::None, _) => {}
        (_, None) => {
            report_total(definition, written, "数量的一列才有合计", "改成 \"none\"");
            return None;
        }
        (TotalKind::Sum, Some(Quantity::Percent)) => {
            let expected = "\"rate\"、\"mean\" 或 \"none\":百分数不能相加";
            report_total(definition, written, expected, "改正 total");
            return None;
        }
        _ => {}
    }
    Some(total)
}

fn report_total(definition: &Definition<'_>, at: &Text, expected: &str, correction: &str) {
    definition.report(Code::DefinitionValue, at.range.clone(), |finding| {
        finding
            .seen(format!("total = {}", text::quote(&at.value)))
            .expected(expected)
            .correction(correction)
    });
}

/// Completes the totals. `report` receives the total as written and the part that has no column
/// with a sum.
fn with_totals(drafts: Vec<Draft>, report: impl Fn(&Text, &Expr)) -> Vec<SummaryColumn> {
    let sums = drafts.iter().filter(|draft| draft.total == TotalKind::Sum);
    let sums: Vec<Expr> = sums.map(|draft| draft.column.value.clone()).collect();
    let columns = drafts.into_iter().map(|draft| {
        let total = match (draft.total, draft.rate) {
            (TotalKind::Sum, _) => SummaryTotal::Sum,
            (TotalKind::Mean, _) => SummaryTotal::Mean,
            (TotalKind::None, _) | (TotalKind::Rate, None) => SummaryTotal::None,
            (TotalKind::Rate, Some(rate)) => match (without_sum(&rate, &sums), &draft.written) {
                (None, _) => SummaryTotal::Rate(rate),
                (Some(missing), Some(written)) => {
                    report(written, missing);
                    SummaryTotal::None
                }
                (Some(_), None) => SummaryTotal::None,
            },
        };
        SummaryColumn {
            total,
            ..draft.column
        }
    });
    columns.collect()
}

/// The first part of an expression that is no sum of a column.
fn without_sum<'e>(expr: &'e Expr, sums: &[Expr]) -> Option<&'e Expr> {
    match expr {
        _ if sums.contains(expr) => None,
        Expr::Number(_) => None,
        Expr::Binary(left, _, right) => {
            without_sum(left, sums).or_else(|| without_sum(right, sums))
        }
        other => Some(other),
    }
}

/// A derivation of a record in the scope of its submission; `None` if it is not made of fields and
/// numbers alone. `scope` is the record's.
fn in_submission(expr: &Expr, scope: Scope) -> Option<Expr> {
    match expr {
        Expr::Number(_) => Some(expr.clone()),
        Expr::Field(reference) => {
            let scope = match reference.scope {
                Scope::Own => scope,
                Scope::Submission => Scope::Own,
                Scope::Other(_) => reference.scope,
                Scope::Table => return None,
            };
            Some(Expr::Field(Reference {
                scope,
                ..*reference
            }))
        }
        Expr::Binary(left, operator, right) => Some(Expr::Binary(
            Box::new(in_submission(left, scope)?),
            *operator,
            Box::new(in_submission(right, scope)?),
        )),
        _ => None,
    }
}

fn label_of(field: &Field) -> String {
    let is_said = ["(", "（"].iter().any(|open| {
        let before = field.label.strip_suffix([')', '）']);
        before.is_some_and(|before| before.ends_with(&format!("{open}{}", field.unit)))
    });
    if field.unit.is_empty() || is_said {
        field.label.clone()
    } else {
        format!("{}({})", field.label, field.unit)
    }
}

/// The heading above a field: its group, or else the name of its table.
fn group_of(at: Reference, names: &Names<'_>) -> String {
    let group = &names.field(at).group;
    match at.scope {
        Scope::Other(table) if group.is_empty() => names.table(table).name.to_owned(),
        _ => group.clone(),
    }
}

/// The columns of an edition that defines none.
fn default_summary(tables: &[TableDefinition]) -> Vec<SummaryColumn> {
    let mut drafts = Vec::new();
    for (table, definition) in tables.iter().enumerate() {
        let (name, fields) = (&definition.form.name, &definition.form.fields);
        match definition.count {
            Count::One => drafts.extend(of_fields(table, name, fields)),
            Count::Many => {
                let count = of_records(Records::Tables(table), None, None);
                drafts.push(draft(name, "张数", &FieldKind::Count, count));
                let amounts = fields.iter();
                let amounts = amounts.filter(|(_, field)| matches!(field.kind, FieldKind::Amount));
                drafts.extend(amounts.map(|(index, field)| {
                    let sum = of_records(Records::Tables(table), Some(index), None);
                    draft(name, &label_of(field), &field.kind, sum)
                }));
            }
        }
        for (rows, list) in fields.iter() {
            let Some(columns) = list.rows() else { continue };
            let head = format!("{name} {}", list.label);
            drafts.extend(of_groups(
                Records::RowsOfTables(table, rows),
                columns,
                &head,
            ));
        }
    }
    with_totals(drafts, |_, _| ())
}

/// A column for each number of a table that occurs once.
fn of_fields<'t>(
    table: usize,
    name: &'t str,
    fields: &'t Fields,
) -> impl Iterator<Item = Draft> + 't {
    let quantities = fields
        .iter()
        .filter(|(_, field)| field.kind.facts().quantity.is_some() && !field.private);
    quantities.map(move |(index, field)| {
        let scope = Scope::Other(table);
        let group = if field.group.is_empty() {
            name
        } else {
            &field.group
        };
        let value = Expr::Field(reference(scope, index, true));
        let derive = field.derive.as_ref();
        Draft {
            rate: derive.and_then(|derive| in_submission(&derive.expr, scope)),
            ..draft(group, &label_of(field), &field.kind, value)
        }
    })
}

/// Columns that count the rows of each official group.
fn of_groups(rows: Records, columns: &Fields, head: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (column, level) in columns.iter() {
        let FieldKind::Level(choices) = &level.kind else {
            continue;
        };
        if choices.is_empty() {
            continue;
        }
        let is = |choice: &String, relation| {
            Expr::Compare(Box::new(Comparison {
                left: Expr::Field(reference(Scope::Own, column, false)),
                relation,
                right: Expr::Text(choice.clone()),
                is_of_texts: true,
                is_of_rates: false,
                is_of_dates: false,
            }))
        };
        let mut count = |label: &str, condition: Option<Expr>| {
            let count = of_records(rows, None, condition);
            drafts.push(draft(head, label, &FieldKind::Count, count));
        };
        for choice in choices {
            count(choice, Some(is(choice, Relation::Equal)));
        }
        let others = choices.iter().map(|choice| is(choice, Relation::NotEqual));
        let others = others.reduce(|left, right| Expr::And(Box::new(left), Box::new(right)));
        count("不在以上各类", others);
    }
    drafts
}

fn draft(group: &str, label: &str, kind: &FieldKind, value: Expr) -> Draft {
    let facts = kind.facts();
    Draft {
        column: SummaryColumn {
            group: group.to_owned(),
            label: label.to_owned(),
            width: WIDTH,
            quantity: facts.quantity,
            value,
            total: SummaryTotal::None,
        },
        total: facts.total,
        written: None,
        rate: None,
    }
}

fn of_records(records: Records, column: Option<FieldIndex>, condition: Option<Expr>) -> Expr {
    Expr::Aggregate(Box::new(Aggregate {
        records,
        column,
        condition,
    }))
}

const fn reference(scope: Scope, field: FieldIndex, is_number: bool) -> Reference {
    Reference {
        scope,
        field,
        is_number,
        date: None,
    }
}
