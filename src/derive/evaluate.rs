//! Evaluates expressions over the records of a submission, exactly.

use rust_decimal::Decimal;

use crate::amount;
use crate::form::{
    Aggregate, Comparison, Expr, FieldIndex, Function, Operator, Records, Reference, Relation,
    Scope,
};
use crate::normal::{CalendarDate, DateFormat};
use crate::record::{Content, Record, Submission, Value, joined_target};
use crate::text;

/// Result of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluation {
    /// Nothing: all operands are blank, or the divisor is 0.
    Blank,
    /// An exact number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
    /// The expression cannot be evaluated.
    Failed(Failure),
}

/// Why an expression cannot be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// An operand is a text, not a number.
    NotANumber(Reference),
    /// An operand could not be read, which has its own finding.
    Unreadable,
    /// The result has too many digits.
    TooLarge,
    /// The submission does not contain the table of an operand.
    NoTable,
}

/// The record at hand with its table and submission.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The record at hand: a row, a table, or the submission's own fields.
    pub own: &'a Record,
    /// The table of the row at hand.
    pub table: Option<&'a Record>,
    /// The submission; `None` for a record that stands alone.
    pub submission: Option<&'a Submission>,
    /// Largest difference of two numbers that counts as none; rates have a hundredth of it.
    pub tolerance: Decimal,
}

impl<'a> Context<'a> {
    /// A record that stands alone.
    pub const fn alone(own: &'a Record) -> Context<'a> {
        Context {
            own,
            table: None,
            submission: None,
            tolerance: Decimal::ZERO,
        }
    }

    /// The submission itself.
    pub const fn of_submission(submission: &'a Submission) -> Context<'a> {
        Context {
            submission: Some(submission),
            ..Context::alone(&submission.fields)
        }
    }

    /// A table of a submission.
    pub const fn of_table(submission: &'a Submission, table: &'a Record) -> Context<'a> {
        Context {
            submission: Some(submission),
            ..Context::alone(table)
        }
    }

    /// A row of a table of a submission.
    pub const fn of_row(
        submission: &'a Submission,
        table: &'a Record,
        row: &'a Record,
    ) -> Context<'a> {
        Context {
            table: Some(table),
            submission: Some(submission),
            ..Context::alone(row)
        }
    }

    /// The same records, with a tolerance for comparisons.
    #[must_use]
    pub const fn tolerating(self, tolerance: Decimal) -> Context<'a> {
        Context { tolerance, ..self }
    }

    /// The record of a reference; `None` if the submission does not contain its table.
    pub fn record(&self, scope: Scope) -> Option<&'a Record> {
        match scope {
            Scope::Own => Some(self.own),
            Scope::Table => self.table,
            Scope::Submission => self.submission.map(|submission| &submission.fields),
            Scope::Other(index) => {
                let mut tables = self.submission?.tables.iter();
                let table = tables.find(|table| table.table == index);
                table.map(|table| &table.record)
            }
        }
    }

    /// The value of a reference; `None` if the submission does not contain its table.
    pub fn value(&self, reference: Reference) -> Option<&'a Value> {
        Some(self.record(reference.scope)?.get(reference.field))
    }

    /// Each record of a list, in its own context; `None` if the submission does not contain the
    /// list's table, or the list could not be read.
    pub fn records(&self, records: Records) -> Option<Vec<Context<'a>>> {
        let inner = |own, table| Context {
            own,
            table,
            ..*self
        };
        match records {
            Records::Rows(list) => {
                let holder = self.record(list.scope)?;
                if holder.get(list.field).is_unreadable() {
                    return None;
                }
                let rows = holder.rows(list.field).iter();
                Some(rows.map(|row| inner(row, Some(holder))).collect())
            }
            Records::Tables(index) => {
                let tables = self.submission?.tables.iter();
                let tables = tables.filter(|table| table.table == index);
                Some(tables.map(|table| inner(&table.record, None)).collect())
            }
            Records::RowsOfTables(index, rows) => {
                let tables = self.submission?.tables.iter();
                let mut tables = tables.filter(|table| table.table == index);
                if tables
                    .clone()
                    .any(|one| one.record.get(rows).is_unreadable())
                {
                    return None;
                }
                let mut records = Vec::new();
                for table in tables.by_ref() {
                    let own = table.record.rows(rows).iter();
                    records.extend(own.map(|row| inner(row, Some(&table.record))));
                }
                Some(records)
            }
        }
    }

    /// Evaluates an expression. A blank counts as 0, except as the minuend, as a factor, and as the
    /// dividend of a constant; if all operands are blank, so is the result.
    pub fn evaluate(&self, expr: &Expr) -> Evaluation {
        match expr {
            Expr::Field(reference) => self.content(*reference),
            Expr::Number(number) => Evaluation::Number(*number),
            Expr::Text(text) => Evaluation::Text(text.clone()),
            Expr::Binary(left, operator, right) => {
                let sides = (self.evaluate(left), self.evaluate(right));
                let has_blank = match operator {
                    Operator::Multiply => true,
                    // Nothing spent of a budget is 0 %, but no amount is no amount in 万元.
                    Operator::Divide => right.is_constant(),
                    Operator::Add | Operator::Subtract => false,
                };
                match sides {
                    (Evaluation::Blank, Evaluation::Number(_) | Evaluation::Blank)
                    | (Evaluation::Number(_), Evaluation::Blank)
                        if has_blank =>
                    {
                        Evaluation::Blank
                    }
                    (left, right) => combine(left, *operator, right),
                }
            }
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Join(left, right) => self.join(left, right),
            Expr::Compare(comparison) => self.compare(comparison),
            Expr::Named { level, name, names } => self.named(*level, name, names),
            Expr::And(left, right) => match self.evaluate(left) {
                Evaluation::Truth(true) => self.evaluate(right),
                other => other,
            },
            Expr::Or(left, right) => match self.evaluate(left) {
                Evaluation::Truth(false) => self.evaluate(right),
                other => other,
            },
            Expr::Not(inner) => match self.evaluate(inner) {
                Evaluation::Truth(truth) => Evaluation::Truth(!truth),
                other => other,
            },
            Expr::IsBlank(reference) => match self.value(*reference) {
                None => Evaluation::Failed(Failure::NoTable),
                Some(value) if value.is_unreadable() => Evaluation::Failed(Failure::Unreadable),
                Some(value) => Evaluation::Truth(value.is_blank()),
            },
            Expr::If(condition, yes, no) => match (self.evaluate(condition), no) {
                (Evaluation::Truth(true), _) => self.evaluate(yes),
                (Evaluation::Truth(false), Some(no)) => self.evaluate(no),
                (Evaluation::Truth(false), None) => Evaluation::Blank,
                (other, _) => other,
            },
            Expr::Measure {
                comparison,
                value,
                unit,
            } => self.measure([*comparison, *value, *unit]),
        }
    }

    fn content(&self, reference: Reference) -> Evaluation {
        match self.value(reference) {
            None => Evaluation::Failed(Failure::NoTable),
            Some(value) => content(value, reference),
        }
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Evaluation {
        let mut numbers = Vec::new();
        for argument in arguments {
            match self.evaluate(argument) {
                Evaluation::Number(number) => numbers.push(number),
                Evaluation::Blank => {}
                other => return other,
            }
        }
        let result = match (function, &numbers[..]) {
            (Function::Min, all) => all.iter().min().copied(),
            (Function::Max, all) => all.iter().max().copied(),
            (Function::Abs, [number]) => Some(number.abs()),
            (Function::Round, [number, decimals]) => {
                let decimals = u32::try_from(*decimals).ok();
                decimals.map(|decimals| amount::round(*number, decimals))
            }
            // The rounded number is blank.
            (Function::Round | Function::Abs, _) => None,
        };
        // A constant next to blanks gives no result of its own.
        let is_constant = |argument: &Expr| matches!(argument, Expr::Number(_));
        let constants = arguments.iter().filter(|argument| is_constant(argument));
        if numbers.len() <= constants.count() && !arguments.iter().all(is_constant) {
            return Evaluation::Blank;
        }
        result.map_or(Evaluation::Blank, Evaluation::Number)
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Evaluation {
        let Some(records) = self.records(aggregate.records) else {
            return Evaluation::Failed(Failure::Unreadable);
        };
        let mut sum = Evaluation::Blank;
        let mut count = 0_u32;
        for record in records {
            match aggregate.condition.as_ref().map(|one| record.evaluate(one)) {
                None | Some(Evaluation::Truth(true)) => {}
                Some(Evaluation::Truth(false)) => continue,
                Some(failed) => return failed,
            }
            count += 1;
            if let Some(column) = aggregate.column {
                sum = combine(sum, Operator::Add, record.content(own_number(column)));
            }
        }
        match aggregate.column {
            Some(_) => sum,
            None => Evaluation::Number(count.into()),
        }
    }

    fn join(&self, left: &Expr, right: &Expr) -> Evaluation {
        let mut joined = String::new();
        let mut is_blank = true;
        for side in [left, right] {
            let words = match self.evaluate(side) {
                Evaluation::Blank => continue,
                Evaluation::Number(number) => amount::Amount::computed(number).to_string(),
                Evaluation::Text(text) => text,
                other => return other,
            };
            is_blank &= words.is_empty() || matches!(side, Expr::Text(_));
            joined.push_str(&words);
        }
        if is_blank {
            return Evaluation::Blank;
        }
        Evaluation::Text(joined)
    }

    fn compare(&self, comparison: &Comparison) -> Evaluation {
        let sides = (
            self.evaluate(&comparison.left),
            self.evaluate(&comparison.right),
        );
        let (left, right) = match sides {
            (failed @ Evaluation::Failed(_), _) | (_, failed @ Evaluation::Failed(_)) => {
                return failed;
            }
            sides => sides,
        };
        if comparison.is_of_dates {
            return compare_dates(trimmed(&left), comparison.relation, trimmed(&right));
        }
        if comparison.is_of_texts {
            let is_same = trimmed(&left) == trimmed(&right);
            return Evaluation::Truth(is_same == (comparison.relation == Relation::Equal));
        }
        let tolerance = self.tolerance_of(comparison);
        let relation = comparison.relation;
        Evaluation::Truth(relation.holds(or_zero(&left), or_zero(&right), tolerance))
    }

    /// Largest difference of the sides of a comparison that counts as none.
    pub fn tolerance_of(&self, comparison: &Comparison) -> Decimal {
        if comparison.is_of_rates {
            self.tolerance / Decimal::ONE_HUNDRED
        } else {
            self.tolerance
        }
    }

    /// Whether a level has a name; fails if its text is no name, which has its own finding.
    fn named(&self, level: Reference, name: &str, names: &[String]) -> Evaluation {
        let Some(value) = self.value(level) else {
            return Evaluation::Failed(Failure::NoTable);
        };
        let typed = value.as_text().unwrap_or_default().trim();
        let is_name = typed.is_empty() || typed.contains(char::is_alphanumeric);
        if value.is_unreadable() || !is_name {
            return Evaluation::Failed(Failure::Unreadable);
        }
        Evaluation::Truth(typed == name || text::meant_name(typed, names) == Some(name))
    }

    /// Text of an indicator from sign, value and unit.
    fn measure(&self, parts: [FieldIndex; 3]) -> Evaluation {
        let values = parts.map(|part| self.own.get(part));
        if values.iter().any(|value| value.is_unreadable()) {
            return Evaluation::Failed(Failure::Unreadable);
        }
        let [comparison, value, unit] = values.map(Value::display);
        measure(&comparison, &value, &unit)
    }
}

/// Compares two dates. A blank one holds any relation: there is nothing to compare.
fn compare_dates(left: &str, relation: Relation, right: &str) -> Evaluation {
    if left.is_empty() || right.is_empty() {
        return Evaluation::Truth(true);
    }
    // A text that is no date has its own finding.
    let dates = CalendarDate::read(left).zip(CalendarDate::read(right));
    let Some((left, right)) = dates else {
        return Evaluation::Failed(Failure::Unreadable);
    };
    let (left, right) = (left.ordinal().into(), right.ordinal().into());
    Evaluation::Truth(relation.holds(left, right, Decimal::ZERO))
}

const fn own_number(field: FieldIndex) -> Reference {
    Reference {
        scope: Scope::Own,
        field,
        is_number: true,
        date: None,
    }
}

fn content(value: &Value, reference: Reference) -> Evaluation {
    match &value.content {
        _ if value.is_unreadable() => Evaluation::Failed(Failure::Unreadable),
        Content::Number(amount) => Evaluation::Number(amount.value()),
        Content::Percent(rate) => Evaluation::Number(rate.ratio()),
        Content::Text(text) if text.trim().is_empty() => Evaluation::Blank,
        Content::Text(_) if reference.is_number => {
            Evaluation::Failed(Failure::NotANumber(reference))
        }
        Content::Text(text) => Evaluation::Text(match reference.date {
            Some(format) => printed(text, format),
            None => text.clone(),
        }),
        Content::Absent | Content::Null | Content::Rows(_) => Evaluation::Blank,
    }
}

/// A date as the table shows it.
fn printed(text: &str, format: DateFormat) -> String {
    let date = CalendarDate::read(text);
    date.map_or_else(|| text.to_owned(), |date| date.printed(format))
}

fn combine(left: Evaluation, operator: Operator, right: Evaluation) -> Evaluation {
    let (left, right) = match (left, right) {
        (Evaluation::Blank, Evaluation::Blank) => return Evaluation::Blank,
        // A blank minuend is not 0: there is no remainder of an amount that was not given.
        (Evaluation::Blank, _) if operator == Operator::Subtract => return Evaluation::Blank,
        (Evaluation::Failed(failure), _) | (_, Evaluation::Failed(failure)) => {
            return Evaluation::Failed(failure);
        }
        (left, right) => (or_zero(&left), or_zero(&right)),
    };
    let result = match operator {
        Operator::Add => amount::add(left, right),
        Operator::Subtract => amount::add(left, -right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide if right.is_zero() => return Evaluation::Blank,
        Operator::Divide => left.checked_div(right),
    };
    result.map_or(Evaluation::Failed(Failure::TooLarge), Evaluation::Number)
}

const fn or_zero(outcome: &Evaluation) -> Decimal {
    match outcome {
        Evaluation::Number(number) => *number,
        Evaluation::Blank | Evaluation::Text(_) | Evaluation::Truth(_) | Evaluation::Failed(_) => {
            Decimal::ZERO
        }
    }
}

fn trimmed(outcome: &Evaluation) -> &str {
    match outcome {
        Evaluation::Text(text) => text.trim(),
        Evaluation::Blank
        | Evaluation::Number(_)
        | Evaluation::Truth(_)
        | Evaluation::Failed(_) => "",
    }
}

/// Text of an indicator: `≥45家`; the value and unit alone if the sign is a word (定性) or blank.
fn measure(comparison: &str, value: &str, unit: &str) -> Evaluation {
    let joined = joined_target(comparison, value, unit);
    if joined.is_empty() {
        Evaluation::Blank
    } else {
        Evaluation::Text(joined)
    }
}
