//! Agreements across tables: the sum of all projects against the department's budget.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::RuleList;
use super::compare::{broken, meant};
use super::mistake::likely_mistake;
use super::wording::with_unit;
use crate::amount::{self, Amount, MAX_DIGITS};
use crate::finding::{Code, Finding, Report};
use crate::form::{Across, AcrossSide, Edition, Field, Relation};
use crate::record::{Submission, TableRecord};
use crate::source::Place;
use crate::text::{self, name_key};

pub(super) const RULES: RuleList = RuleList {
    submissions: &[agreements, titles],
    ..RuleList::EMPTY
};

/// An amount of one table.
struct TableAmount<'a> {
    table: &'a TableRecord,
    typed: Decimal,
    /// Its value as derived from its operands.
    derived: Decimal,
}

/// Checks that amounts agree across the tables of a submission.
fn agreements(edition: &Edition, submission: &Submission, report: &mut Report) {
    for across in &edition.across {
        let is_exact = exact_by(edition, submission, across).is_some();
        let relation = if is_exact {
            Relation::Equal
        } else {
            across.relation
        };
        let sides = [across.left, across.right].map(|side| amounts_of(edition, submission, side));
        let is_there = |side: AcrossSide| {
            let mut tables = submission.tables.iter();
            tables.any(|table| table.table == side.table)
        };
        // If a side has no table, there is nothing to compare, unless the submission declares its
        // tables complete; then the sum is 0. A blank in an existing table counts as 0.
        let [Some(left), Some(right)] = sides else {
            continue;
        };
        if !is_there(across.right) || (left.is_empty() && !is_exact) {
            continue;
        }
        // A list that contains one side may have no column for the other.
        if right.is_empty() && submission.source.is_of_list() {
            continue;
        }
        let typed = [&left, &right].map(|side| total(side, |amount| amount.typed));
        let derived = [&left, &right].map(|side| total(side, |amount| amount.derived));
        let ([Some(sum), Some(limit)], [Some(derived_sum), Some(derived_limit)]) = (typed, derived)
        else {
            report.push(too_long(edition, submission, across));
            continue;
        };
        if broken(relation, sum, limit) && broken(relation, derived_sum, derived_limit) {
            let sides = (left.as_slice(), right.as_slice());
            let finding = disagreement(edition, submission, across, sides, (sum, limit));
            report.push(finding.following(consequence(edition, submission, across)));
        }
    }
}

/// Tables of one kind have different titles. Equal titles are a project filed twice, or a copy that
/// was not changed.
fn titles(edition: &Edition, submission: &Submission, report: &mut Report) {
    let mut first: BTreeMap<(usize, String), &TableRecord> = BTreeMap::new();
    for table in &submission.tables {
        let definition = &edition.tables[table.table];
        let Some(field) = definition.title else {
            continue;
        };
        let title = table.record.get(field).as_text().unwrap_or_default().trim();
        if title.is_empty() {
            continue;
        }
        let key = (table.table, name_key(title));
        let Some(same) = first.get(&key) else {
            first.insert(key, table);
            continue;
        };
        let fields = &definition.form.fields;
        let (more, correction) = if same.record == table.record {
            (",内容也相同", "删去重复的一张")
        } else {
            ("", "删去重复的一张;确是两个项目的,在名称里写明区别")
        };
        let before = submission.place(&same.record, fields, field);
        report.push(
            Finding::new(
                Code::SameTitle,
                submission.place(&table.record, fields, field),
            )
            .seen(format!(
                "{},与 {} 的一张同名{more}",
                text::quote(title),
                before.head()
            ))
            .expected(format!("{}各不相同", fields.get(field).label))
            .correction(correction),
        );
    }
}

/// The field, and its value by which the submission declares that both sides are equal.
fn exact_by<'a>(
    edition: &'a Edition,
    submission: &Submission,
    across: &'a Across,
) -> Option<(&'a Field, &'a str)> {
    let exact = across.exact_when.as_ref()?;
    let typed = submission.fields.get(exact.field).as_text()?;
    let field = edition.fields.get(exact.field);
    (typed.trim() == exact.choice).then_some((field, exact.choice.as_str()))
}

/// The code of the finding that causes a disagreement: the key of one of the amounts is misspelt.
fn consequence(edition: &Edition, submission: &Submission, across: &Across) -> Option<Code> {
    let sides = [across.left, across.right].into_iter();
    let mut consequences = sides.flat_map(|side| {
        let fields = &edition.tables[side.table].form.fields;
        let tables = submission.tables.iter();
        let tables = tables.filter(move |table| table.table == side.table);
        tables.filter_map(move |table| table.record.consequence_of(fields, side.field))
    });
    consequences.next()
}

/// The amounts of all tables of a side; `None` if one is unreadable.
fn amounts_of<'a>(
    edition: &Edition,
    submission: &'a Submission,
    side: AcrossSide,
) -> Option<Vec<TableAmount<'a>>> {
    let fields = &edition.tables[side.table].form.fields;
    let mut found = Vec::new();
    for table in &submission.tables {
        if table.table != side.table {
            continue;
        }
        if table.record.get(side.field).is_unreadable() {
            return None;
        }
        let meant = meant(&table.record, fields, side.field);
        let amount = meant.first().zip(meant.last());
        found.extend(amount.map(|(typed, derived)| TableAmount {
            table,
            typed: *typed,
            derived: *derived,
        }));
    }
    Some(found)
}

/// The sum of amounts; `None` if it has too many digits.
fn total(
    amounts: &[TableAmount<'_>],
    value: impl Fn(&TableAmount<'_>) -> Decimal,
) -> Option<Decimal> {
    let mut values = amounts.iter().map(value);
    values.try_fold(Decimal::ZERO, amount::add)
}

fn disagreement(
    edition: &Edition,
    submission: &Submission,
    across: &Across,
    (left, right): (&[TableAmount<'_>], &[TableAmount<'_>]),
    (sum, limit): (Decimal, Decimal),
) -> Finding {
    let [left_form, right_form] =
        [across.left, across.right].map(|side| &edition.tables[side.table].form);
    let left_field = left_form.fields.get(across.left.field);
    let right_field = right_form.fields.get(across.right.field);
    let counted: Vec<(&str, Decimal)> = left
        .iter()
        .map(|amount| (amount.table.record.title.as_str(), amount.typed))
        .collect();
    let lacking = exact_by(edition, submission, across).filter(|_| sum < limit);
    let finding = Finding::new(Code::TablesDisagree, place(edition, submission, across));
    let difference = with_unit(
        Amount::computed(sum.saturating_sub(limit).abs()),
        left_field,
    );
    // If tables are missing, no table was counted twice.
    let parts = if lacking.is_some() {
        &[]
    } else {
        counted.as_slice()
    };
    Finding {
        level: across.level.unwrap_or(finding.level),
        ..finding
    }
    .seen(format!(
        "各{}的{}之和 {},而{}",
        left_form.name,
        left_field.label,
        sum_in_words(&counted, sum),
        amounts_in_words(right_field, right, limit),
    ))
    .expected(expected(across, lacking))
    .correction(format!(
        "相差 {difference};{}核对各表{}",
        likely_mistake(limit, sum, parts).map_or_else(String::new, |mistake| mistake + ";"),
        lacking.map_or_else(String::new, |(field, _)| {
            format!(
                ";缺的{}补上,一时补不齐就不填{}",
                left_form.name, field.label
            )
        })
    ))
}

/// Reports sums with too many digits, which cannot be compared.
fn too_long(edition: &Edition, submission: &Submission, across: &Across) -> Finding {
    let [left, right] = [across.left, across.right].map(|side| {
        let form = &edition.tables[side.table].form;
        format!("各{}的{}", form.name, form.fields.get(side.field).label)
    });
    Finding::new(Code::NotComputable, place(edition, submission, across))
        .seen(format!("{left}或{right}之和超过 {MAX_DIGITS} 位"))
        .expected(format!("至多 {MAX_DIGITS} 位的和"))
        .correction("核对各表的数;没有核对它们是否相符")
}

/// The expected relation, with the submission's declaration if a side falls short only by that
/// declaration.
fn expected(across: &Across, lacking: Option<(&Field, &str)>) -> String {
    match (across.relation, lacking) {
        (_, Some((field, choice))) => {
            format!("两者相等,因为{}填的是 {}", field.label, text::quote(choice))
        }
        (Relation::Equal, None) => "两者相等".to_owned(),
        (Relation::AtMost, None) => "前者不大于后者".to_owned(),
    }
}

/// Place of a disagreement: the single amount that the others are compared with.
fn place(edition: &Edition, submission: &Submission, across: &Across) -> Place {
    let side = across.right;
    let fields = &edition.tables[side.table].form.fields;
    let mut tables = submission.tables.iter();
    tables
        .find(|table| table.table == side.table)
        .map_or_else(Place::default, |table| {
            submission.place(&table.record, fields, side.field)
        })
}

fn amounts_in_words(field: &Field, amounts: &[TableAmount<'_>], value: Decimal) -> String {
    if amounts.is_empty() {
        format!("{} 空", field.label)
    } else {
        format!("{} {}", field.label, Amount::computed(value))
    }
}

/// Maximum number of listed amounts.
const MAX_PARTS: usize = 6;

fn sum_in_words(parts: &[(&str, Decimal)], sum: Decimal) -> String {
    let sum = Amount::computed(sum);
    if parts.len() > MAX_PARTS || parts.len() < 2 {
        return format!("{sum}({}张表)", parts.len());
    }
    let shown: Vec<String> = parts
        .iter()
        .map(|(_, value)| Amount::computed(*value).to_string())
        .collect();
    format!("{} = {sum}", shown.join(" + "))
}
