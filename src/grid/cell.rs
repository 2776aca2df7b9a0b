//! Cells of a table: position, role, text, number, formula.

use std::ops::Range;

use super::pattern::Boxes;
use crate::amount::{Operator, Relation};
use rust_decimal::Decimal;

/// Index of a [`Cell`] in [`Grid::cells`](super::Grid::cells).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellIndex(pub usize);

/// A cell (单元格): one slot, or several merged ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// First row, counted from 0.
    pub row: usize,
    /// First column, counted from 0.
    pub col: usize,
    /// Rows it covers, at least 1.
    pub rowspan: usize,
    /// Columns it covers, at least 1.
    pub colspan: usize,
    /// Role in the table.
    pub role: Role,
    /// Index of its style in [`Look::styles`](super::Look::styles).
    pub style: usize,
    /// Printed text, `\n` between paragraphs; not trimmed, control characters included.
    pub text: String,
    /// The number that the text shows, if there is one.
    pub number: Option<Number>,
    /// Notation of the number to be filled in, if the cell is blank.
    pub blank: Option<Notation>,
    /// Formula in the workbook, if the value is derived or to be derived.
    pub formula: Option<Box<Formula>>,
    /// JSON Pointer of the value, from the root of the input: `/department/income/total`. Empty for
    /// a label.
    pub pointer: String,
}

impl Cell {
    /// The rows it covers.
    pub fn rows(&self) -> Range<usize> {
        self.row..self.row + self.rowspan
    }

    /// The columns it covers.
    pub fn cols(&self) -> Range<usize> {
        self.col..self.col + self.colspan
    }

    /// Whether it covers more than one slot.
    pub fn is_merged(&self) -> bool {
        self.rowspan > 1 || self.colspan > 1
    }
}

/// Role of a cell in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Label or head of the form, or name of a group (`th`); repeated if its rows continue on the
    /// next page.
    Label,
    /// The department's data (`td`).
    Data,
}

/// A number as a workbook stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Exact value; 1 for 100 %.
    pub value: Decimal,
    /// Notation of the printed number.
    pub notation: Notation,
}

/// Notation of a number, with the decimals of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `14.63`: two decimals.
    Plain {
        /// Digits after the point.
        decimals: u32,
    },
    /// `1,234.50`: two decimals, a comma between thousands.
    Thousands {
        /// Digits after the point.
        decimals: u32,
    },
    /// `7.5%`: one decimal.
    Percent {
        /// Decimals before the percent sign.
        decimals: u32,
    },
}

/// Cell that a formula reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A cell of the same table.
    Here(CellIndex),
    /// A cell of another table.
    Elsewhere(Box<CellElsewhere>),
}

/// Cell of another table of the same workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellElsewhere {
    /// JSON Pointer of its value.
    pub pointer: String,
    /// Its printed text. A cell that shows the value in other words is not meant.
    pub text: String,
}

/// Expression by which a workbook computes a cell from others.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// An empty text: the cell is blank on purpose, although it could be computed.
    Nothing,
    /// The value of a cell; a blank one counts as 0.
    Cell(Operand),
    /// A constant.
    Number(Decimal),
    /// `SUM` of the given cells.
    Sum(Vec<Operand>),
    /// Two operands and an operator. A division by 0 is blank.
    Binary(Box<Formula>, Operator, Box<Formula>),
    /// `MIN` of numbers.
    Min(Vec<Formula>),
    /// `MAX` of numbers.
    Max(Vec<Formula>),
    /// The absolute value of a number.
    Abs(Box<Formula>),
    /// A number rounded half away from zero to some decimals.
    Round(Box<Formula>, u32),
    /// A constant text.
    Text(String),
    /// The text of a cell.
    TextOf(Operand),
    /// Texts joined.
    Join(Box<Formula>, Box<Formula>),
    /// The second if the condition holds, otherwise the third.
    If(Box<Condition>, Box<Formula>, Box<Formula>),
}

/// Condition of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Whether two numbers satisfy a relation.
    Numbers(Formula, Relation, Formula),
    /// Whether two texts are equal.
    SameText(Formula, Formula),
    /// Whether a cell is blank.
    Blank(Operand),
    /// Whether both hold.
    And(Box<Condition>, Box<Condition>),
    /// Whether one holds.
    Or(Box<Condition>, Box<Condition>),
    /// Whether it does not hold.
    Not(Box<Condition>),
}

impl Formula {
    /// The cells of other tables that it reads.
    pub fn elsewhere(&self) -> Vec<&CellElsewhere> {
        let mut found = Vec::new();
        self.each_operand(&mut |operand| {
            if let Operand::Elsewhere(cell) = operand {
                found.push(&**cell);
            }
        });
        found
    }

    /// Visits the cells that it reads.
    pub fn each_operand<'f>(&'f self, visit: &mut impl FnMut(&'f Operand)) {
        match self {
            Formula::Nothing | Formula::Number(_) | Formula::Text(_) => {}
            Formula::Cell(cell) | Formula::TextOf(cell) => visit(cell),
            Formula::Sum(cells) => cells.iter().for_each(visit),
            Formula::Binary(left, _, right) | Formula::Join(left, right) => {
                left.each_operand(visit);
                right.each_operand(visit);
            }
            Formula::Min(all) | Formula::Max(all) => {
                for one in all {
                    one.each_operand(visit);
                }
            }
            Formula::Abs(inner) | Formula::Round(inner, _) => inner.each_operand(visit),
            Formula::If(condition, yes, no) => {
                condition.each_operand(visit);
                yes.each_operand(visit);
                no.each_operand(visit);
            }
        }
    }

    /// Boxes in which the result of a text is ticked; `None` if a result is not a constant.
    pub fn ticked(&self, boxes: &Boxes) -> Option<Formula> {
        match self {
            Formula::Nothing => Some(Formula::Text(boxes.text(&[]))),
            Formula::Text(text) => Some(Formula::Text(boxes.text(&boxes.ticked(text)))),
            Formula::If(condition, yes, no) => Some(Formula::If(
                condition.clone(),
                Box::new(yes.ticked(boxes)?),
                Box::new(no.ticked(boxes)?),
            )),
            _ => None,
        }
    }

    /// Whether its result is a text.
    pub fn is_text(&self) -> bool {
        match self {
            Formula::Text(_) | Formula::TextOf(_) | Formula::Join(..) => true,
            Formula::If(_, yes, no) => yes.is_text() || no.is_text(),
            _ => false,
        }
    }
}

impl Condition {
    fn each_operand<'f>(&'f self, visit: &mut impl FnMut(&'f Operand)) {
        match self {
            Condition::Numbers(left, _, right) | Condition::SameText(left, right) => {
                left.each_operand(visit);
                right.each_operand(visit);
            }
            Condition::Blank(cell) => visit(cell),
            Condition::And(left, right) | Condition::Or(left, right) => {
                left.each_operand(visit);
                right.each_operand(visit);
            }
            Condition::Not(inner) => inner.each_operand(visit),
        }
    }
}
