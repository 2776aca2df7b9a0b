//! Submissions → data for other programs: the flat list.

mod list;

pub use list::{Cells, ListOptions, Subtotals, list};
