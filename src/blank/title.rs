//! Titles that show a value: found out by making the table once more with marks for values, and kept only where that explains the title wholly.

use super::{Sheet, name_of};
use crate::form::{Edition, FieldIndex, FieldKind, Fields};
use crate::grid::{Reference, Title, TitleSegment};
use crate::record::{Content, Record, Submission};

/// Stands before a mark, and after it. They are characters for private use: no form has them.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// What stands in a title in place of a year that is not filled in: room to write it.
const ROOM_FOR_YEAR: &str = "    ";

/// The submission with a mark for the value of every field, to see what its titles show.
pub fn marked(edition: &Edition, submission: &Submission) -> Submission {
    let mut marked = submission.clone();
    mark(&mut marked.fields, &edition.fields, 's');
    for table in &mut marked.tables {
        mark(
            &mut table.record,
            &edition.tables[table.table].form.fields,
            't',
        );
    }
    marked
}

fn mark(record: &mut Record, fields: &Fields, whose: char) {
    for (index, _) in fields.iter().filter(|(_, field)| field.rows().is_none()) {
        let mark = format!("{OPEN}{whose}{}{CLOSE}", index.0);
        record.get_mut(index).content = Content::Text(mark);
    }
}

/// What the titles are put together from; the titles themselves get room for what is not filled in.
pub(super) fn titles(
    sheet: &Sheet<'_>,
    submission: &Submission,
    titles: &mut [Title],
    marked: &[Title],
) -> Vec<Option<Vec<TitleSegment>>> {
    let same = titles.len() == marked.len();
    let pieces = titles.iter_mut().enumerate().map(|(index, title)| {
        let marked = marked.get(index).filter(|_| same)?;
        let parts = parts(&marked.text)?;
        let explained: String = parts
            .iter()
            .map(|part| part.shown(sheet, submission))
            .collect();
        if explained != title.text {
            return None;
        }
        let pieces: Option<Vec<TitleSegment>> =
            parts.iter().map(|part| part.piece(sheet)).collect();
        let pieces = pieces?;
        title.text = parts
            .iter()
            .map(|part| part.roomy(sheet, submission))
            .collect();
        pieces
            .iter()
            .any(|piece| matches!(piece, TitleSegment::Value(..)))
            .then_some(pieces)
    });
    pieces.collect()
}

/// A part of a marked title.
enum Part<'t> {
    Text(&'t str),
    Submission(FieldIndex),
    Table(FieldIndex),
}

/// The parts of a marked title; none where a mark was cut or changed.
fn parts(marked: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once(OPEN) {
        parts.push(Part::Text(before));
        let (mark, left) = after.split_once(CLOSE)?;
        let index = FieldIndex(mark.get(1..)?.parse().ok()?);
        parts.push(match mark.get(..1)? {
            "s" => Part::Submission(index),
            "t" => Part::Table(index),
            _ => return None,
        });
        rest = left;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| !matches!(part, Part::Text("")));
    Some(parts)
}

impl Part<'_> {
    /// What the title has in its place.
    fn shown(&self, sheet: &Sheet<'_>, submission: &Submission) -> String {
        match self {
            Part::Text(text) => (*text).to_owned(),
            Part::Submission(field) => submission.fields.get(*field).display().into_owned(),
            Part::Table(field) => sheet.table.get(*field).display().into_owned(),
        }
    }

    /// The same, with room for what is not filled in.
    fn roomy(&self, sheet: &Sheet<'_>, submission: &Submission) -> String {
        let shown = self.shown(sheet, submission);
        if shown.is_empty() {
            self.room(sheet).to_owned()
        } else {
            shown
        }
    }

    fn room(&self, sheet: &Sheet<'_>) -> &'static str {
        let kind = match self {
            Part::Text(_) => return "",
            Part::Submission(field) => &sheet.edition.fields.get(*field).kind,
            Part::Table(field) => &sheet.fields.get(*field).kind,
        };
        if matches!(kind, FieldKind::Year) {
            ROOM_FOR_YEAR
        } else {
            ""
        }
    }

    /// The piece of a live title; none where the value is filled in nowhere.
    fn piece(&self, sheet: &Sheet<'_>) -> Option<TitleSegment> {
        let reference = match self {
            Part::Text(text) => return Some(TitleSegment::Text((*text).to_owned())),
            Part::Submission(field) => Reference::Name(name_of(&sheet.edition.fields, *field)),
            Part::Table(field) => {
                let pointer = sheet.table.pointer_of(sheet.fields, *field);
                Reference::Cell(*sheet.places.get(&pointer)?)
            }
        };
        Some(TitleSegment::Value(reference, self.room(sheet).to_owned()))
    }
}
