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
    Align, Continued, Edge, Font, Foot, Look, OddStart, Paper, PaperSize, Punctuation, Style,
    VerticalAlign,
};
pub use scope::Scope;
pub use table::{Grid, Row, RowGroup, Title};
