//! Tera template → [`Grid`](crate::grid::Grid). The only module that uses the template engine and
//! parses the XHTML it renders.
//!
//! A template is XHTML of a small vocabulary, filled in by Tera. Its variables and elements:
//!
//! ```text
//! variables  every field by its path ({{ income.total }}, text as printed);
//!            rows as a list ({% for row in indicators %});
//!            of a row also row.path (its path, for `field`)
//!            and row.span (rows over which its level label is merged, 0 within a merge);
//!            submission (the submission's own fields)
//! table      caption? colgroup tbody+
//! caption    p*                        lines above the table; p: class
//! colgroup   col+                      col: width in mm
//! tbody      tr+                       head = number of first rows repeated on continuation pages
//! tr         (th | td)+                height in mm: least height
//! th, td     text, br, p, char         colspan, rowspan, class (a named style),
//!                                      field (path of the value shown)
//! ```
//!
//! A `th` is a label, printed again if its rows continue on the next page; a `td` is data. Text in
//! a cell is unchanged, including its spaces. `char` contains a character that XML does not allow;
//! the engine writes it for control characters in the data. There is no `b`: weight belongs to a
//! style.
//!
//! A table with errors is rendered once more with the place of each start tag (`source_map`), so
//! that findings name the line of the template.

mod chunks;
mod context;
mod engine;
mod groups;
mod input;
pub mod limits;
mod malformed;
mod markup;
mod messages;
mod scan;
mod source_map;
mod validate;
mod values;

#[cfg(test)]
mod tests;

pub use engine::{Engine, MAX_RENDERED};
pub use input::MAX_TABLE_NODES;
pub use markup::{MAX_TABLE_COLUMNS, MAX_TABLE_PLACES, MAX_TABLE_ROWS};
