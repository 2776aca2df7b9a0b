//! Titles that show a value. The table is rendered once more with placeholders for values; a title
//! becomes a formula only if its placeholders account for all values in it.

use super::cells::{TableCells, name_of};
use crate::form::{Edition, FieldIndex, FieldKind, Fields};
use crate::grid::{Reference, Title, TitleSegment};
use crate::record::{Content, Record, Submission};

/// Delimiters of a placeholder: private-use characters, which no form contains.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Text in a title in place of a missing year: blank space to write it.
const ROOM_FOR_YEAR: &str = "    ";

/// Replaces the value of every field by a placeholder, which shows the values that titles contain.
pub fn placeholders(edition: &Edition, submission: &Submission) -> Submission {
    let mut replaced = submission.clone();
    replace(&mut replaced.fields, &edition.fields, 's');
    for table in &mut replaced.tables {
        replace(
            &mut table.record,
            &edition.tables[table.table].form.fields,
            't',
        );
    }
    replaced
}

fn replace(record: &mut Record, fields: &Fields, whose: char) {
    for (index, _) in fields.iter().filter(|(_, field)| field.rows().is_none()) {
        let placeholder = format!("{OPEN}{whose}{}{CLOSE}", index.0);
        record.get_mut(index).content = Content::Text(placeholder);
    }
}

/// The segments of each title. Titles get blank space for values that are not filled in.
pub(super) fn titles(
    cells: &TableCells<'_>,
    submission: &Submission,
    titles: &mut [Title],
    with_placeholders: &[Title],
) -> Vec<Option<Vec<TitleSegment>>> {
    let same = titles.len() == with_placeholders.len();
    let pieces = titles.iter_mut().enumerate().map(|(index, title)| {
        let placed = with_placeholders.get(index).filter(|_| same)?;
        let segments = segments(&placed.text)?;
        let explained: String = segments
            .iter()
            .map(|segment| segment.shown(cells, submission))
            .collect();
        if explained != title.text {
            return None;
        }
        let pieces: Option<Vec<TitleSegment>> = segments
            .iter()
            .map(|segment| segment.piece(cells))
            .collect();
        let pieces = pieces?;
        title.text = segments
            .iter()
            .map(|segment| segment.roomy(cells, submission))
            .collect();
        pieces
            .iter()
            .any(|piece| matches!(piece, TitleSegment::Value(..)))
            .then_some(pieces)
    });
    pieces.collect()
}

/// A segment of a title with placeholders.
enum Segment<'t> {
    Text(&'t str),
    Submission(FieldIndex),
    Table(FieldIndex),
}

/// Segments of a title; `None` if a placeholder was cut or changed.
fn segments(title: &str) -> Option<Vec<Segment<'_>>> {
    let mut found = Vec::new();
    let mut rest = title;
    while let Some((before, after)) = rest.split_once(OPEN) {
        found.push(Segment::Text(before));
        let (placeholder, left) = after.split_once(CLOSE)?;
        let index = FieldIndex(placeholder.get(1..)?.parse().ok()?);
        found.push(match placeholder.get(..1)? {
            "s" => Segment::Submission(index),
            "t" => Segment::Table(index),
            _ => return None,
        });
        rest = left;
    }
    found.push(Segment::Text(rest));
    found.retain(|segment| !matches!(segment, Segment::Text("")));
    Some(found)
}

impl Segment<'_> {
    /// Text of the segment in the title.
    fn shown(&self, cells: &TableCells<'_>, submission: &Submission) -> String {
        match self {
            Segment::Text(text) => (*text).to_owned(),
            Segment::Submission(field) => submission.fields.get(*field).display().into_owned(),
            Segment::Table(field) => cells.table.get(*field).display().into_owned(),
        }
    }

    /// The same, with blank space for a missing value.
    fn roomy(&self, cells: &TableCells<'_>, submission: &Submission) -> String {
        let shown = self.shown(cells, submission);
        if shown.is_empty() {
            self.room(cells).to_owned()
        } else {
            shown
        }
    }

    fn room(&self, cells: &TableCells<'_>) -> &'static str {
        let kind = match self {
            Segment::Text(_) => return "",
            Segment::Submission(field) => &cells.edition.fields.get(*field).kind,
            Segment::Table(field) => &cells.fields.get(*field).kind,
        };
        if matches!(kind, FieldKind::Year) {
            ROOM_FOR_YEAR
        } else {
            ""
        }
    }

    /// Segment of the title's formula; `None` if no cell contains the value.
    fn piece(&self, cells: &TableCells<'_>) -> Option<TitleSegment> {
        let reference = match self {
            Segment::Text(text) => return Some(TitleSegment::Text((*text).to_owned())),
            Segment::Submission(field) => Reference::Name(name_of(&cells.edition.fields, *field)),
            Segment::Table(field) => {
                let pointer = cells.table.pointer_of(cells.fields, *field);
                Reference::Cell(*cells.places.get(&pointer)?)
            }
        };
        Some(TitleSegment::Value(reference, self.room(cells).to_owned()))
    }
}
