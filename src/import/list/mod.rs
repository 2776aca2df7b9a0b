//! A bureau's flat list (清单), one row an indicator → a submission for each department in it.
//!
//! The edition says which column fills which field (`[list]`), and what is a subtotal. What the list does not hold is absent in the submissions.
//! Nothing is dropped in silence: columns, rows and values that have no place are findings, and so is what was inferred.

mod csv;
mod draft;
mod head;
mod lines;
mod reader;
mod summary;
mod values;

use crate::diag::{Report, Source};
use crate::form::Registry;

pub use lines::{Line, Lines, Merge};

/// The submissions of a text file that is a list, and the findings about it as a list; none where it is no list.
pub fn read_text(source: &Source, registry: &Registry) -> Option<(Vec<Source>, Report)> {
    let (lines, head) = csv::read(source, registry)?;
    Some(reader::read(&lines, &head))
}

/// The submissions of a sheet that is a list; none where it is no list.
pub fn read_sheet(lines: &Lines, registry: &Registry) -> Option<(Vec<Source>, Report)> {
    let head = head::find_head(lines, registry)?;
    Some(reader::read(lines, &head))
}

/// Whether the rows of a sheet have the head of a list.
pub fn is_list(lines: &Lines, registry: &Registry) -> bool {
    head::find_head(lines, registry).is_some()
}
