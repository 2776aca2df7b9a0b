//! A bureau's flat list (清单), one row an indicator → a submission for each department in it.
//!
//! The edition says which column fills which field (`[list]`), and what is a subtotal. What the list does not hold is absent in the submissions.
//! Nothing is dropped in silence: columns, rows and values that have no place are findings, and so is what was inferred.

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
mod rows;
mod sheet;
mod state;
mod subtotals;
mod table_values;
mod unassigned;
mod units;

use crate::finding::Report;
use crate::form::Edition;
use crate::source::Source;
use crate::workbook::{Sheet, Workbook};

pub use findings::{MAX_DEPARTMENTS, MAX_ROWS, no_head};

pub(super) use sheet::first_row;

/// The submissions of a text file that is a list, and the findings about it as a list; none where it is no list.
pub fn read_text(source: &Source, editions: &[Edition]) -> Option<(Vec<Source>, Report)> {
    let (mut lines, head) = delimited::read(source, editions)?;
    let mut errors = sheet::take_errors(&mut lines, &head);
    let mut read = reader::read(&lines, &head);
    errors.retain(|finding| !sheet::is_reported_with_row(&read.reported, finding));
    read.report.extend(errors);
    read.report.sort();
    Some((read.sources, read.report))
}

/// The submissions of a workbook with lists in its sheets; none where no sheet is one. A sheet that is a filled form has heads of indicators too.
pub fn read_workbook(
    name: &str,
    workbook: &Workbook,
    editions: &[Edition],
    is_form: impl Fn(&Sheet) -> bool,
) -> Option<(Vec<Source>, Report)> {
    sheet::read((name, workbook), editions, is_form)
}

/// Head of the column that names the edition of a list, where its other heads leave it open.
pub const EDITION_HEAD: &str = head::EDITION;

/// Whether a list with some heads would be read as an edition's, and as no other's.
pub fn is_read_as(edition: &Edition, heads: &[&str], editions: &[Edition]) -> bool {
    let cells = (0..)
        .zip(heads)
        .map(|(col, head)| (col, (*head).to_owned()));
    let lines = rows::ListRows::of_head(cells.collect());
    let head = head::find_head(&lines, editions);
    head.is_some_and(|head| head.edition.id == edition.id && head.ties.is_empty())
}
