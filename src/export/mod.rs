//! Submissions → data for other programs: the flat list.

mod list;
mod notes;

pub use list::{Cells, ListOptions, Subtotals, list};
