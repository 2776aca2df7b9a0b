//! The conditions of `[[check]]`: agreements (勾稽关系) of amounts, required families, whatever else
//! an edition demands.

use std::cell::OnceCell;

use rust_decimal::Decimal;

use super::RuleList;
use super::both::Both;
use super::compare::TOLERANCE;
use super::mistake::likely_mistake;
use super::subject::Subject;
use super::wording::{Wording, addends, in_digits, reasons, with_unit};
use crate::amount::MAX_DIGITS;
use crate::derive::{Context, Evaluation, Failure};
use crate::finding::{Code, Finding, Report};
use crate::form::{
    Check, Comparison, Derivation, Edition, Expr, Fields, Owner, Records, Reference, Relation,
    Scope, Words,
};
use crate::record::Submission;
use crate::source::Place;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[of_table],
    submissions: &[of_submission],
    ..RuleList::EMPTY
};

/// Checks the conditions of a table's form.
fn of_table(subject: &Subject<'_>, report: &mut Report) {
    for check in &subject.table.form.checks {
        let mut at = At {
            check,
            both: subject.both,
            table: Some(subject.position),
            row: None,
        };
        match check.owner {
            Owner::Rows(_, rows) => {
                for row in 0..subject.record.rows(rows).len() {
                    at.row = Some(row);
                    report.extend(at.finding());
                }
            }
            Owner::Table(_) | Owner::Submission => report.extend(at.finding()),
        }
    }
}

/// Checks the conditions across the tables of a submission.
fn of_submission(both: &Both<'_>, report: &mut Report) {
    let (edition, submission) = (both.edition, both.typed);
    for check in &edition.checks {
        let mut at = At {
            check,
            both,
            table: None,
            row: None,
        };
        let Owner::Table(kind) = check.owner else {
            report.extend(at.finding());
            continue;
        };
        for (position, table) in submission.tables.iter().enumerate() {
            if table.table == kind {
                at.table = Some(position);
                report.extend(at.finding());
            }
        }
    }
}

/// A check at one of its records.
struct At<'a> {
    check: &'a Check,
    both: &'a Both<'a>,
    /// Position of the table in the submission.
    table: Option<usize>,
    row: Option<usize>,
}

/// A broken condition.
struct Broken {
    /// The numbers compared, if it compares numbers.
    sides: Option<(Decimal, Decimal)>,
    /// The side without any value.
    blank: Option<Side>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Verdict on a condition.
enum Verdict {
    /// It holds, or has nothing to compare.
    Holds,
    Broken(Broken),
    /// The numbers have too many digits to be compared.
    TooLong,
}

impl<'a> At<'a> {
    fn context<'s>(&self, submission: &'s Submission) -> Context<'s> {
        let table = self.table.map(|table| &submission.tables[table].record);
        let context = match (table, self.row, self.check.owner) {
            (Some(table), Some(row), Owner::Rows(_, rows)) => {
                Context::of_row(submission, table, &table.rows(rows)[row])
            }
            (Some(table), ..) => Context::of_table(submission, table),
            (None, ..) => Context::of_submission(submission),
        };
        context.tolerating(TOLERANCE)
    }

    fn wording(&self) -> Wording<'a> {
        let names = self.both.edition.names(self.check.owner);
        Wording {
            names: names.expect("the check was resolved with these names"),
            context: self.context(self.both.typed),
        }
    }

    fn finding(&self) -> Option<Finding> {
        let context = self.context(self.both.typed);
        let applies = |when: &Derivation| context.evaluate(&when.expr) == Evaluation::Truth(true);
        if !self.check.when.as_ref().is_none_or(applies) || self.reads_set_blank(&context) {
            return None;
        }
        let broken = match self.verdict(&context) {
            Verdict::Holds => return None,
            Verdict::TooLong => return Some(self.too_long()),
            Verdict::Broken(broken) => broken,
        };
        // A typed total that differs from its own operands has its own finding.
        if !matches!(
            self.verdict(&self.context(self.both.derived())),
            Verdict::Broken(_)
        ) {
            return None;
        }
        Some(self.finding_of(&broken))
    }

    /// Whether the condition reads a total set to blank although it could be derived: it states
    /// nothing, so nothing disagrees.
    fn reads_set_blank(&self, context: &Context<'_>) -> bool {
        let names = OnceCell::new();
        let names = || names.get_or_init(|| self.wording().names);
        let mut references = self.check.test.expr.references().into_iter();
        references.any(|reference| {
            let value = context.value(reference);
            value.is_some_and(|value| {
                value.is_blank()
                    && !value.is_left_out()
                    && reference.is_number
                    && names().field(reference).derive.is_some()
            })
        })
    }

    fn verdict(&self, context: &Context<'_>) -> Verdict {
        let Expr::Compare(comparison) = &self.check.test.expr else {
            return match context.evaluate(&self.check.test.expr) {
                Evaluation::Truth(false) => Verdict::Broken(Broken {
                    sides: None,
                    blank: None,
                }),
                Evaluation::Failed(Failure::TooLarge) => Verdict::TooLong,
                _ => Verdict::Holds,
            };
        };
        let [left, right] =
            [&comparison.left, &comparison.right].map(|side| context.evaluate(side));
        // A list may have a column for only one of the sides.
        let blank_counts = !self.both.typed.source.is_of_list();
        let (left, right, blank) = match (left, right) {
            (Evaluation::Failed(Failure::TooLarge), _)
            | (_, Evaluation::Failed(Failure::TooLarge)) => return Verdict::TooLong,
            (Evaluation::Number(left), Evaluation::Number(right)) => (left, right, None),
            (Evaluation::Number(left), Evaluation::Blank) if blank_counts => {
                (left, Decimal::ZERO, Some(Side::Right))
            }
            (Evaluation::Blank, Evaluation::Number(right)) if blank_counts => {
                (Decimal::ZERO, right, Some(Side::Left))
            }
            (Evaluation::Text(_), _) | (_, Evaluation::Text(_)) => {
                let truth = context.evaluate(&self.check.test.expr);
                return match truth {
                    Evaluation::Truth(false) => Verdict::Broken(Broken {
                        sides: None,
                        blank: None,
                    }),
                    _ => Verdict::Holds,
                };
            }
            _ => return Verdict::Holds,
        };
        let tolerance = context.tolerance_of(comparison);
        if comparison.relation.holds(left, right, tolerance) {
            return Verdict::Holds;
        }
        Verdict::Broken(Broken {
            sides: Some((left, right)),
            blank,
        })
    }

    fn finding_of(&self, broken: &Broken) -> Finding {
        let wording = self.wording();
        let finding = match (&self.check.test.expr, broken.sides) {
            (Expr::Compare(comparison), Some(sides)) => {
                self.disagreement(comparison, sides, broken.blank, &wording)
            }
            (test, _) => {
                let values = test.references().into_iter();
                let values: Vec<String> = values.map(|one| wording.value(one)).collect();
                self.new_finding()
                    .seen(values.join(","))
                    .expected(self.check.test.words.clone())
                    .correction("核对这些栏目")
            }
        };
        let words = |words: &Option<Words>, default: &str| match words {
            Some(words) => wording.filled_in(words),
            None => default.to_owned(),
        };
        let seen = words(&self.check.seen, &finding.seen);
        let expected = words(&self.check.expected, &finding.expected);
        let expected = match (&self.check.when, &self.check.expected) {
            (Some(when), None) => format!("{expected},因为{}", reason(when, &wording)),
            _ => expected,
        };
        let mut correction = finding.correction;
        if self.check.mend.is_some() && broken.sides.is_none() {
            correction.clear();
        }
        let own = self.check.mend.as_ref();
        let own = own.map(|words| wording.filled_in(words));
        let correction = reasons([Some(correction).filter(|words| !words.is_empty()), own]);
        Finding {
            seen,
            expected,
            correction,
            ..finding
        }
        .following(self.consequence(&wording))
        .computed_from(wording.operands(&self.check.test.expr))
    }

    /// A finding with code, name, level and place of the check.
    fn new_finding(&self) -> Finding {
        let finding = Finding::new(self.check.code, self.place());
        Finding {
            level: self.check.level.unwrap_or(finding.level),
            ..finding
        }
        .of_check(self.check.name.as_deref())
    }

    fn disagreement(
        &self,
        comparison: &Comparison,
        (left, right): (Decimal, Decimal),
        blank: Option<Side>,
        wording: &Wording<'_>,
    ) -> Finding {
        let relation = comparison.relation;
        let is_constant = matches!(comparison.right, Expr::Number(_));
        let shows_rates = wording.is_rate(&comparison.left) || wording.is_rate(&comparison.right);
        let side = |side, value| wording.side(side, value, shows_rates);
        let seen = if is_constant {
            side(&comparison.left, left)
        } else {
            format!(
                "{},而 {}",
                side(&comparison.left, left),
                side(&comparison.right, right)
            )
        };
        let expected = if is_constant {
            format!("{} {}", relation.sign(), in_digits(right, shows_rates))
        } else {
            expected_relation(relation).to_owned()
        };
        let finding = self.new_finding().seen(seen).expected(expected);
        let has_mend = self.check.mend.is_some();
        match blank {
            // The given values are right.
            Some(side) if !has_mend => {
                let side = match side {
                    Side::Left => &comparison.left,
                    Side::Right => &comparison.right,
                };
                finding.correction(not_filled_in(side, wording))
            }
            _ if matches!(relation, Relation::NotEqual) => finding.correction(if has_mend {
                ""
            } else {
                "核对两边的各项"
            }),
            _ => {
                let difference = left.saturating_sub(right).abs();
                let difference = if shows_rates {
                    let points = in_digits(difference, true);
                    format!("{} 个百分点", points.trim_end_matches('%'))
                } else {
                    self.in_unit(difference, comparison, wording)
                };
                // If tables are missing, no table was counted twice.
                let is_short = left < right && sums_tables(&comparison.left);
                let [left_parts, right_parts] =
                    [&comparison.left, &comparison.right].map(|side| operands(side, wording));
                let left_parts = if is_short { Vec::new() } else { left_parts };
                // A demanded constant is no sum that something was left out of.
                let mistake = || {
                    likely_mistake(left, right, &right_parts)
                        .or_else(|| likely_mistake(right, left, &left_parts))
                };
                let mistake = if is_constant { None } else { mistake() };
                let whose = if is_constant { "" } else { "两者" };
                let difference = format!("{whose}相差 {difference}");
                finding.correction(reasons([
                    // Equal numbers differ by nothing where one must be greater.
                    (left != right).then_some(difference),
                    mistake,
                    (!has_mend).then(|| "核对两边的各项".to_owned()),
                ]))
            }
        }
    }

    /// A difference with the unit of the check's field, if it is one of amounts.
    fn in_unit(
        &self,
        difference: Decimal,
        comparison: &Comparison,
        wording: &Wording<'_>,
    ) -> String {
        let difference = in_digits(difference, false);
        match self.check.at {
            Some(at) if !comparison.is_of_rates => with_unit(difference, wording.names.field(at)),
            _ => difference,
        }
    }

    /// Reports numbers with too many digits, which cannot be compared.
    fn too_long(&self) -> Finding {
        let words = match &self.check.test.expr {
            Expr::Compare(comparison) => {
                let names = self.wording().names;
                let sides = [&comparison.left, &comparison.right];
                sides
                    .map(|side| side.in_words(&names, &|_| None))
                    .join("或")
            }
            _ => self.check.test.words.clone(),
        };
        Finding::new(Code::NotComputable, self.place())
            .seen(format!("{words}超过 {MAX_DIGITS} 位"))
            .expected(format!("至多 {MAX_DIGITS} 位的和"))
            .correction("核对各表的数;没有核对它们是否相符")
    }

    /// Place of the check's field; of its group, or else of its first typed operand, if the field was
    /// derived.
    fn place(&self) -> Place {
        let (edition, submission) = (self.both.edition, self.both.typed);
        let context = self.context(submission);
        let Some(at) = self.check.at else {
            return submission.place_of_record(context.own);
        };
        let wording = self.wording();
        let fields = fields_of(edition, self.check.owner, at.scope);
        let Some(record) = context.record(at.scope) else {
            return submission.place_of_record(context.own);
        };
        let place = submission.place(record, fields, at.field);
        let is_typed = |reference: Reference| {
            let value = context
                .record(reference.scope)
                .map(|own| own.get(reference.field));
            value.is_some_and(|value| value.range.is_some())
        };
        if is_typed(at) || at.scope != Scope::Own {
            return place;
        }
        if let Some(place) = submission.place_in_group(record, fields, at.field) {
            return place;
        }
        let derivation = wording.names.field(at).derive.as_ref();
        let mut parts = derivation
            .into_iter()
            .flat_map(|derivation| derivation.expr.references());
        let part = parts.find(|part| part.scope == Scope::Own && is_typed(*part));
        match part {
            Some(part) => Place {
                pointer: place.pointer,
                label: place.label,
                ..submission.place(record, fields, part.field)
            },
            None => place,
        }
    }

    /// The code of the finding that causes this one: the key of an operand is misspelt.
    fn consequence(&self, wording: &Wording<'_>) -> Option<Code> {
        let (edition, owner) = (self.both.edition, self.check.owner);
        let test = &self.check.test.expr;
        let of_value = test.references().into_iter().find_map(|reference| {
            let record = wording.context.record(reference.scope)?;
            let fields = fields_of(edition, owner, reference.scope);
            record.consequence_of(fields, reference.field)
        });
        of_value.or_else(|| {
            test.aggregates().into_iter().find_map(|aggregate| {
                let column = aggregate.column?;
                let names = wording.names.within(aggregate.records)?;
                let records = wording.context.records(aggregate.records)?;
                let mut records = records.iter();
                records.find_map(|record| record.own.consequence_of(names.own(), column))
            })
        })
    }
}

/// The fields of a scope, for expressions of an owner.
fn fields_of(edition: &Edition, owner: Owner, scope: Scope) -> &Fields {
    let of_table = |table: usize| &edition.tables[table].form.fields;
    match (scope, owner) {
        (Scope::Own, Owner::Rows(table, rows)) => {
            let rows = of_table(table).get(rows).rows();
            rows.unwrap_or_else(|| of_table(table))
        }
        (Scope::Other(table), _)
        | (Scope::Own | Scope::Table, Owner::Table(table) | Owner::Rows(table, _)) => {
            of_table(table)
        }
        (Scope::Submission, _) | (_, Owner::Submission) => &edition.fields,
    }
}

/// Why a condition applies: `项目表是否齐全填的是 “是”`.
fn reason(when: &Derivation, wording: &Wording<'_>) -> String {
    if let Expr::Compare(comparison) = &when.expr
        && let (Expr::Field(reference), Relation::Equal, Expr::Text(word)) =
            (&comparison.left, comparison.relation, &comparison.right)
    {
        let label = wording.names.label(*reference);
        return format!("{label}填的是 {}", text::quote(word));
    }
    when.words.clone()
}

/// What is expected of two sides, in words.
const fn expected_relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "两者相等",
        Relation::NotEqual => "两者不同",
        Relation::Less => "前者小于后者",
        Relation::AtMost => "前者不大于后者",
        Relation::More => "前者大于后者",
        Relation::AtLeast => "前者不小于后者",
    }
}

/// Whether a side adds up tables that repeat.
fn sums_tables(side: &Expr) -> bool {
    let mut all = side.aggregates().into_iter();
    all.any(|aggregate| matches!(aggregate.records, Records::Tables(_)))
}

/// The operands of a side, each with its label or the title of its record.
fn operands<'w>(side: &Expr, wording: &'w Wording<'_>) -> Vec<(&'w str, Decimal)> {
    match side {
        Expr::Aggregate(aggregate) => wording.summed(aggregate),
        side => addends(side, wording.names.own(), wording.context.own),
    }
}

/// The correction for a side without any value: the fields to fill in.
fn not_filled_in(side: &Expr, wording: &Wording<'_>) -> String {
    let parts = side.references().into_iter().flat_map(|input| {
        let derivation = wording.names.field(input).derive.as_ref();
        derivation.map_or_else(|| vec![input], |derivation| derivation.expr.references())
    });
    let labels: Vec<String> = parts.map(|part| wording.names.label(part)).collect();
    match &labels[..] {
        [label] => format!("{label}没有填,补上"),
        _ => format!("{}都没有填,补上", labels.join("、")),
    }
}
