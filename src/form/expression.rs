//! Derivations (勾稽算式): expressions that compute a total, a rate or a text of other fields.
//!
//! One line of a definition is used for filling in, the checks, the workbook's formulas and the
//! text of findings. A blank counts as 0; if all operands are blank, so is the result. Subtracting
//! from a blank gives a blank, and so does dividing by 0.

use rust_decimal::Decimal;

use crate::amount::Operator;

/// Index of a [`Field`](super::Field) in its [`Fields`](super::Fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldIndex(pub usize);

/// An expression with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivation {
    /// Text in the definition.
    pub text: String,
    /// Parsed expression.
    pub expr: Expr,
}

/// An expression over the fields of one record or one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// The value of a field.
    Field(FieldIndex),
    /// A constant.
    Number(Decimal),
    /// An operator and its operands.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// The sum of a column over all rows.
    Sum {
        /// The field that contains the rows.
        rows: FieldIndex,
        /// The column, among the fields of a row.
        column: FieldIndex,
    },
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

impl Expr {
    /// Fields that it reads; for a sum of a column, the field that contains the rows.
    pub fn inputs(&self) -> Vec<FieldIndex> {
        match self {
            Expr::Field(field) => vec![*field],
            Expr::Number(_) => Vec::new(),
            Expr::Binary(left, _, right) => [left.inputs(), right.inputs()].concat(),
            Expr::Sum { rows, .. } => vec![*rows],
            Expr::Measure {
                comparison,
                value,
                unit,
            } => vec![*comparison, *value, *unit],
        }
    }

    /// Whether it gives text rather than a number.
    pub const fn is_text(&self) -> bool {
        matches!(self, Expr::Measure { .. })
    }
}
