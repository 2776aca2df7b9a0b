//! Reads a bureau's flat list (清单), one row per indicator, as a submission for each department.
//!
//! The edition defines the field of each column (`[list]`) and the labels of subtotals. Fields that
//! the list lacks are absent in the submissions. Nothing is dropped silently: columns, rows and
//! values without a field are findings, and so are inferences.

mod approved;
mod approved_head;
mod approved_rows;
mod columns;
mod delimited;
mod draft;
mod findings;
mod grouping_rows;
mod head;
mod indicator;
mod names;
mod placing;
mod reader;
mod repeated_head;
mod roster;
mod rows;
mod sheet;
mod state;
mod subtotals;
mod table_values;
mod unassigned;
mod units;

use crate::finding::Read;
use crate::form::Edition;
use crate::source::Source;
use crate::workbook::{Sheet, Workbook};

pub use approved::{no_approved_head, read_approved_text, read_approved_workbook};
pub use findings::{MAX_DEPARTMENTS, MAX_ROWS, no_head};
pub use roster::{
    MAX_ROSTER_VALUE, RosterColumn, RosterRow, RosterRows, read_roster_text, read_roster_workbook,
};

pub(super) use sheet::first_row;

/// Submissions of a text file that is a list, with the findings on it. `None` if it is not a list.
pub fn read_text(source: &Source, editions: &[&Edition]) -> Option<Read<Vec<Source>>> {
    let (mut lines, head) = delimited::read(source, editions)?;
    let mut errors = sheet::take_errors(&mut lines, &head);
    let mut read = reader::read(&lines, &head);
    errors.retain(|finding| !sheet::is_reported_with_row(&read.reported, finding));
    read.report.extend(errors);
    read.report.sort();
    Some(Read::new(read.sources, read.report))
}

/// Submissions of a workbook with lists in its sheets. `None` if no sheet is a list.
///
/// `is_form` detects filled-in forms, which also have heads of indicators.
pub fn read_workbook(
    name: &str,
    workbook: &Workbook,
    editions: &[&Edition],
    is_form: impl Fn(&Sheet) -> bool,
) -> Option<Read<Vec<Source>>> {
    sheet::read((name, workbook), editions, is_form)
}

/// Head of the column with the edition's id, for lists whose other heads fit several editions.
pub const EDITION_HEAD: &str = head::EDITION;

/// Whether a list with these heads is read as this edition's and no other's.
pub fn is_read_as(edition: &Edition, heads: &[&str], editions: &[&Edition]) -> bool {
    let cells = (0..)
        .zip(heads)
        .map(|(col, head)| (col, (*head).to_owned()));
    let lines = rows::ListRows::of_head(cells.collect());
    let head = head::find_head(&lines, editions);
    head.is_some_and(|head| head.edition.id == edition.id && head.ties.is_empty())
}
