//! Expressions of definitions: derivations (勾稽算式), conditions of checks, words of findings.
//!
//! One line of a definition is used for filling in, the checks, the workbook's formulas and the
//! text of findings. A blank counts as 0; if all operands are blank, so is the result. Subtracting
//! from a blank gives a blank, and so does dividing by 0. In a condition a blank counts as 0 next to
//! a number and as an empty text next to a text.

use rust_decimal::Decimal;

use crate::amount::{Operator, Relation};
use crate::normal::DateFormat;

/// Index of a [`Field`](super::Field) in its [`Fields`](super::Fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldIndex(pub usize);

/// An expression with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivation {
    /// Text in the definition.
    pub text: String,
    /// Text with the labels of fields: `人员经费 + 公用经费`.
    pub words: String,
    /// Parsed expression.
    pub expr: Expr,
    /// Type of its result.
    pub result: ResultType,
}

/// Type of an expression's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultType {
    /// A number.
    Number,
    /// A text.
    Text,
    /// True or false.
    Truth,
}

/// The record in which an expression finds a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The record at hand: a row, a table or the submission.
    Own,
    /// The table of the row at hand.
    Table,
    /// The submission.
    Submission,
    /// A table that occurs once, by its index in the edition.
    Other(usize),
}

/// A field as an expression refers to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The field's record.
    pub scope: Scope,
    /// The field.
    pub field: FieldIndex,
    /// Whether its value is a number.
    pub is_number: bool,
    /// Notation of its value in texts, if it is a date.
    pub date: Option<DateFormat>,
}

/// Records over which a sum or a count runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// The rows of a field.
    Rows(Reference),
    /// All tables of a form, by its index in the edition.
    Tables(usize),
    /// The rows of a field in all tables of a form.
    RowsOfTables(usize, FieldIndex),
}

/// A sum or a count: `sum(indicators.weight where level1 = "产出指标")`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// The records.
    pub records: Records,
    /// The field to add up; `None` for a count.
    pub column: Option<FieldIndex>,
    /// Condition on each record, whose own scope is that record.
    pub condition: Option<Expr>,
}

/// Function of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The least argument that is not blank.
    Min,
    /// The greatest argument that is not blank.
    Max,
    /// The first argument, rounded half away from zero to the decimals of the second.
    Round,
    /// The absolute value.
    Abs,
}

/// An expression over the fields of a record, its table and its submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// The value of a field.
    Field(Reference),
    /// A constant number.
    Number(Decimal),
    /// A constant text.
    Text(String),
    /// Two numbers and an operator.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// A function of numbers.
    Call(Function, Vec<Expr>),
    /// The sum or count of records.
    Aggregate(Box<Aggregate>),
    /// Two texts joined.
    Join(Box<Expr>, Box<Expr>),
    /// A comparison of two numbers, or of two texts (equality only).
    Compare(Box<Comparison>),
    /// Whether a level has a name. Spellings that mean an official name count.
    Named {
        /// The level.
        level: Reference,
        /// The name.
        name: String,
        /// Official names of the level; empty if it has none.
        names: Vec<String>,
    },
    /// Whether both are true.
    And(Box<Expr>, Box<Expr>),
    /// Whether one is true.
    Or(Box<Expr>, Box<Expr>),
    /// Whether it is false.
    Not(Box<Expr>),
    /// Whether a value is blank.
    IsBlank(Reference),
    /// The second if the first is true, otherwise the third, or else blank.
    If(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// Text of an indicator: sign, value and unit, or the value alone if the sign is a word.
    Measure {
        /// The sign.
        comparison: FieldIndex,
        /// The value.
        value: FieldIndex,
        /// The unit.
        unit: FieldIndex,
    },
}

/// Two values and a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Left side.
    pub left: Expr,
    /// Required relation of the left side to the right side.
    pub relation: Relation,
    /// Right side.
    pub right: Expr,
    /// Whether the sides are texts.
    pub is_of_texts: bool,
    /// Whether a side is a rate, 1 = 100 %.
    pub is_of_rates: bool,
    /// Whether the sides are dates, which are texts with an order.
    pub is_of_dates: bool,
}

impl Derivation {
    /// Whether it gives text rather than a number.
    pub const fn is_text(&self) -> bool {
        matches!(self.result, ResultType::Text)
    }
}

impl Aggregate {
    /// All references outside the records: the list, and those of the condition that leave the
    /// records' own scope are omitted, since the list stands for them.
    const fn list(&self) -> Option<Reference> {
        match self.records {
            Records::Rows(list) => Some(list),
            Records::Tables(_) | Records::RowsOfTables(..) => None,
        }
    }
}

impl Expr {
    /// Whether it is a number that depends on no value.
    pub fn is_constant(&self) -> bool {
        match self {
            Expr::Number(_) => true,
            Expr::Binary(left, _, right) => left.is_constant() && right.is_constant(),
            Expr::Call(_, arguments) => arguments.iter().all(Expr::is_constant),
            _ => false,
        }
    }

    /// The expressions it consists of.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Expr::Field(_)
            | Expr::Number(_)
            | Expr::Text(_)
            | Expr::Aggregate(_)
            | Expr::Named { .. }
            | Expr::IsBlank(_)
            | Expr::Measure { .. } => Vec::new(),
            Expr::Binary(left, _, right)
            | Expr::Join(left, right)
            | Expr::And(left, right)
            | Expr::Or(left, right) => vec![left, right],
            Expr::Compare(comparison) => vec![&comparison.left, &comparison.right],
            Expr::Call(_, arguments) => arguments.iter().collect(),
            Expr::Not(inner) => vec![inner],
            Expr::If(condition, yes, no) => {
                let mut parts: Vec<&Expr> = vec![condition, yes];
                parts.extend(no.as_deref());
                parts
            }
        }
    }

    /// Fields that it reads, in their order; for a sum or count, the field that contains the rows.
    pub fn references(&self) -> Vec<Reference> {
        let own = |field: FieldIndex| Reference {
            scope: Scope::Own,
            field,
            is_number: false,
            date: None,
        };
        match self {
            Expr::Field(reference) | Expr::IsBlank(reference) => vec![*reference],
            Expr::Named { level, .. } => vec![*level],
            Expr::Aggregate(aggregate) => aggregate.list().into_iter().collect(),
            Expr::Measure {
                comparison,
                value,
                unit,
            } => [*comparison, *value, *unit].map(own).to_vec(),
            _ => {
                let parts = self.parts().into_iter();
                parts.flat_map(Expr::references).collect()
            }
        }
    }

    /// Fields of the record at hand that it reads.
    pub fn inputs(&self) -> Vec<FieldIndex> {
        let all = self.references().into_iter();
        let own = all.filter(|reference| reference.scope == Scope::Own);
        own.map(|reference| reference.field).collect()
    }

    /// Sums and counts in it.
    pub fn aggregates(&self) -> Vec<&Aggregate> {
        if let Expr::Aggregate(aggregate) = self {
            return vec![aggregate];
        }
        let parts = self.parts().into_iter();
        parts.flat_map(Expr::aggregates).collect()
    }
}
