//! Tera template → [`Grid`](crate::grid::Grid). The one home of the template engine and of the XHTML it renders.
//!
//! A template is XHTML of a small vocabulary, filled in by Tera; what it may name and which elements there are:
//!
//! ```text
//! names      every field by its path ({{ income.total }}, text as printed); rows as a list ({% for row in indicators %});
//!            of a row also row.path (its path, for `field`) and row.span (rows its level label is merged over, 0 where it goes on);
//!            submission (the submission's own fields)
//! table      caption? colgroup tbody+
//! caption    p*                        lines above the table; p: class
//! colgroup   col+                      col: width in mm
//! tbody      tr+                       head = number of first rows repeated on continuation pages
//! tr         (th | td)+                height in mm: least height
//! th, td     text, br, p, char         colspan, rowspan, class (a named style), field (path of the value shown)
//! ```
//!
//! A `th` is a label (printed again where its rows go on over the page), a `td` is data. Text stands in a cell as it is written, spaces and all;
//! `char` holds a character that XML cannot (the engine writes it, for control characters in the data). There is no `b`: weight is a style's.
//!
//! Every start tag is marked with its place in the template before Tera reads it (`mark`), so that a finding about the rendered table names the
//! template's line.

pub mod budget;
mod context;
mod engine;
mod long;
mod malformed;
mod mark;
mod markup;
mod rehearse;
mod scan;
mod shown;
mod words;

#[cfg(test)]
mod tests;

pub use engine::{Engine, MAX_RENDERED};
pub use markup::{MAX_TABLE_COLUMNS, MAX_TABLE_NODES, MAX_TABLE_PLACES, MAX_TABLE_ROWS};
