//! Text with values separated by commas, semicolons or tabs → rows. In this module only this file
//! uses the csv library.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};

use super::findings::MAX_ROWS;
use super::head::{Head, SEARCHED, find_head};
use super::rows::{ListRow, ListRows};
use crate::form::Edition;
use crate::source::Source;

/// Delimiters of values.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Maximum number of columns of a row: that of a sheet of a workbook.
const MAX_COLS: usize = 16_384;

/// Rows of a text and their head, with the delimiter that gives the most heads. `None` if no list's
/// head is found.
pub(super) fn read<'r>(source: &Source, editions: &[&'r Edition]) -> Option<(ListRows, Head<'r>)> {
    let lines = rows(source, |lines| Some(find_head(lines, editions)?.score()))?;
    let head = find_head(&lines, editions)?;
    Some((lines, head))
}

/// Rows of a text, with the delimiter whose first rows have the highest score; `None` if none has
/// one.
pub(super) fn rows(
    source: &Source,
    score: impl Fn(&ListRows) -> Option<usize>,
) -> Option<ListRows> {
    let found = DELIMITERS
        .into_iter()
        .filter_map(|delimiter| Some((score(&lines(source, delimiter, SEARCHED))?, delimiter)));
    // The first of equal scores.
    let best = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
    Some(lines(source, best?.1, MAX_ROWS + SEARCHED))
}

/// Rows of a text, at most `most`.
///
/// Rows are counted as a spreadsheet does: blank lines count, line breaks in quotes do not.
fn lines(source: &Source, delimiter: u8, most: usize) -> ListRows {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(source.text().as_bytes());
    let text = source.text().as_bytes();
    let (mut rows, mut unclosed) = (Vec::new(), Vec::new());
    let (mut record, mut row, mut width) = (StringRecord::new(), 0_u32, 0_usize);
    while rows.len() < most {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        // The text is UTF-8 and rows may differ in length: reading cannot fail otherwise.
        if !reader.read_record(&mut record).unwrap_or(false) {
            break;
        }
        row = row.saturating_add(blank_lines(text, start));
        let line = line(row, &record);
        let swallows = |text: &str| has_rows(text, char::from(delimiter), width);
        unclosed.extend(
            (line.cells.iter())
                .filter(|(_, text)| swallows(text))
                .map(|(col, _)| (row, *col)),
        );
        width = width.max(record.len());
        row = row.saturating_add(1);
        if !line.cells.is_empty() {
            rows.push(line);
        }
    }
    ListRows {
        file: source.name().to_owned(),
        sheet: Arc::from(""),
        number: 0,
        formatted_numbers: BTreeSet::new(),
        unclosed,
        unread: BTreeMap::new(),
        merged: BTreeMap::new(),
        rows,
    }
}

/// Whether complete rows follow a line break within a text: a quote was not closed. A row has at
/// least half as many values as the widest one.
fn has_rows(text: &str, delimiter: char, width: usize) -> bool {
    const MIN: usize = 3;
    let least = MIN.max(width / 2);
    text.lines()
        .skip(1)
        .any(|line| line.matches(delimiter).count() >= least)
}

/// Number of blank lines that the library skips before the record at a byte.
fn blank_lines(text: &[u8], start: usize) -> u32 {
    let after_return = start > 0 && text.get(start - 1) == Some(&b'\r');
    let mut rest = text.get(start..).unwrap_or_default();
    // The library leaves the second half of a line end to the next record.
    if after_return {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let feeds = skipped.clone().filter(|byte| **byte == b'\n').count();
    let count = if feeds == 0 { skipped.count() } else { feeds };
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn line(row: u32, record: &StringRecord) -> ListRow {
    let cells = (0_u32..).zip(record.iter().take(MAX_COLS));
    let cells = cells.filter(|(_, text)| !text.trim().is_empty());
    ListRow {
        row,
        cells: cells.map(|(col, text)| (col, text.to_owned())).collect(),
    }
}
