//! The table that all outputs are made from: each slot is covered exactly once; texts, spans and
//! rounding are final.
//!
//! A [`Grid`] does not depend on forms. `template` builds it through [`Builder`]; `layout` and
//! `write` read it.

mod blank;
mod build;
mod cell;
mod decimal;
mod dump;
mod look;
mod pattern;
mod scope;
mod table;

pub use crate::amount::Operator;
pub use blank::{
    Blank, Composed, Entry, EntryLimits, EntryRule, Expects, GroupList, LiveSegment, Need,
    NumberEntry, Origin, Reference, Unlisted,
};
pub use build::{BuildError, Builder};
pub use cell::{
    Cell, CellElsewhere, CellIndex, Condition, Formula, Notation, Number, Operand, Role,
};
pub use decimal::DecimalWidths;
pub use look::{
    Align, Continued, Edge, Fit, Font, Foot, Look, OddStart, Paper, PaperSize, Punctuation, Style,
    VerticalAlign, Words,
};
pub use pattern::{BETWEEN_CHOICES, BoxChoice, BoxMarks, Boxes, Pattern, PrintedValue, Segment};
pub use scope::Scope;
pub use table::{Breaks, Fitted, Grid, Row, RowGroup, Title};
