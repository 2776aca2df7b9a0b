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
//! table      caption? colgroup tbody+ tfoot?
//! caption    p* tr*                    lines above the table; p: class; rows above its frame
//! colgroup   col+                      col: width in mm
//! tbody      tr+                       head = number of first rows repeated on continuation pages
//! tfoot      tr+                       rows below the frame: notes, signatures
//! tr         (th | td)+                height in mm: least height
//! th, td     text, br, p, char, boxes  colspan, rowspan, class (a named style),
//!                                      field (path of the value shown)
//! boxes      -                         field (path of a choice), only (one of the choices), words
//!                                      (text after that box), choices (of a text, by spaces)
//! ```
//!
//! Rows of `caption` and `tfoot` have the columns of the table, only `td`, and no rules.
//!
//! A `th` is a label, printed again if its rows continue on the next page; a `td` is data. Text in
//! a cell is unchanged, including its spaces. `char` contains a character that XML does not allow;
//! the engine writes it for control characters in the data. There is no `b`: weight belongs to a
//! style.
//!
//! `boxes` prints the choices of a field with a box before each: `☑是 ☐否`; with `only`, the box of
//! one choice, for boxes in several cells. Words and values may be mixed in a cell; `patterns` tells
//! which values a text contains.
//!
//! A user's templates are parsed and checked before they are rendered (`language`), because Tera
//! passes over unknown names in conditions, unknown arguments and comparisons of unlike types.
//!
//! A table with errors is rendered once more with the place of each start tag (`source_map`), so
//! that findings name the line of the template.

mod boxes;
mod chunks;
mod context;
mod engine;
mod grouping;
mod input;
mod language;
pub mod limits;
mod malformed;
mod markup;
mod messages;
mod patterns;
mod scan;
mod side_by_side;
mod source_map;
mod validate;
mod values;

#[cfg(test)]
mod tests;

pub use engine::{Engine, MAX_RENDERED, check_language};
pub use input::MAX_TABLE_NODES;
pub use markup::{MAX_TABLE_COLUMNS, MAX_TABLE_PLACES, MAX_TABLE_ROWS};
pub use patterns::PatternGrid;
