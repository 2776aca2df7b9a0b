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
mod scope;
mod table;

pub use crate::amount::Operator;
pub use blank::{
    Blank, Composed, Entry, EntryRule, Expects, Need, NumberEntry, Origin, Reference, TitleSegment,
    Unlisted,
};
pub use build::{BuildError, Builder};
pub use cell::{Cell, CellIndex, Formula, Notation, Number, Role};
pub use decimal::DecimalWidths;
pub use look::{
    Align, Continued, Fit, Font, Foot, Look, Paper, Punctuation, Style, VerticalAlign, Words,
};
pub use scope::Scope;
pub use table::{Breaks, Fitted, Grid, Row, RowGroup, Title};
