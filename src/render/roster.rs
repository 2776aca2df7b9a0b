//! A bureau's roster (名册): the bytes of a file → its rows, and back.

use crate::error::Error;
use crate::finding::Read;
use crate::grid::Align;
use crate::import::list::{
    RosterColumn, RosterRow, RosterRows, read_roster_text, read_roster_workbook,
};
use crate::write::{
    self, Listing, ListingCell, ListingColumn, ListingRow, Properties, RowKind, xlsx,
};

use super::job::NO_DATE;
use super::table_file::read_table_file;

/// Reads a roster from a workbook or a text of comma-separated values; `None` if it has errors.
pub(crate) fn read_roster(name: &str, bytes: &[u8]) -> Read<Option<RosterRows>> {
    read_table_file(name, bytes, read_roster_text, |workbook| {
        read_roster_workbook(name, workbook)
    })
}

/// The heads of the column with the sections of the bureau; the first is the usual one.
pub(crate) fn section_heads() -> &'static [&'static str] {
    RosterColumn::Section.heads()
}

/// The columns of a roster that this program writes, with their widths in characters.
const COLUMNS: [(RosterColumn, f64); 7] = [
    (RosterColumn::Code, 12.0),
    (RosterColumn::Name, 36.0),
    (RosterColumn::Aliases, 30.0),
    (RosterColumn::Section, 16.0),
    (RosterColumn::Contact, 16.0),
    (RosterColumn::Deadline, 14.0),
    (RosterColumn::Remark, 14.0),
];

/// Width of a further column.
const FURTHER: f64 = 14.0;

/// The format of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterFormat {
    /// Excel workbook.
    Xlsx,
    /// Comma-separated values in UTF-8 with a byte order mark.
    Csv,
}

/// Writes a roster, all values as texts. `name` is that of its file.
///
/// # Errors
/// A writer that failed.
pub(crate) fn write_roster(
    rows: &RosterRows,
    format: RosterFormat,
    name: &str,
) -> Result<Vec<u8>, Error> {
    const TITLE: &str = "名册";
    let known = COLUMNS.iter().map(|(column, width)| ListingColumn {
        head: column.head().to_owned(),
        width: *width,
        align: Align::Left,
    });
    let further = rows.further.iter().map(|head| ListingColumn {
        head: head.clone(),
        width: FURTHER,
        align: Align::Left,
    });
    let listing = Listing {
        name: TITLE.to_owned(),
        columns: known.chain(further).collect(),
        rows: rows.rows.iter().map(row_of).collect(),
    };
    let properties = Properties {
        title: TITLE.to_owned(),
        author: String::new(),
        subject: TITLE.to_owned(),
        date: NO_DATE,
    };
    let bytes = match format {
        RosterFormat::Xlsx => xlsx::write_listing(&listing, &properties).map(|(bytes, _)| bytes),
        RosterFormat::Csv => write::csv::write(&listing)
            .map(|text| format!("{}{text}", write::csv::BYTE_ORDER_MARK).into_bytes()),
    };
    bytes.map_err(|source| Error::Output {
        name: name.to_owned(),
        source,
    })
}

fn row_of(row: &RosterRow) -> ListingRow {
    let known = COLUMNS.iter().map(|(column, _)| match column {
        RosterColumn::Code => row.code.clone(),
        RosterColumn::Name => row.name.clone(),
        RosterColumn::Aliases => row.aliases.join("、"),
        RosterColumn::Section => row.section.clone(),
        RosterColumn::Contact => row.contact.clone(),
        RosterColumn::Deadline => row.deadline.clone(),
        RosterColumn::Remark => row.remark.clone(),
    });
    let cell = |text: String| {
        if text.is_empty() {
            ListingCell::Blank
        } else {
            ListingCell::Text(text)
        }
    };
    ListingRow {
        kind: RowKind::Data,
        cells: known.chain(row.further.iter().cloned()).map(cell).collect(),
    }
}
