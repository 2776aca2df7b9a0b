//! Placeholders in place of the blank values of a submission, so that a template shows every part
//! that depends on a value.

use crate::form::{Edition, Fields};
use crate::record::{Content, Record, Submission};

/// Delimiters of the placeholders of [`filled`]: private-use characters, which no form contains.
pub const DELIMITERS: (char, char) = ('\u{E010}', '\u{E011}');

/// A submission whose blank values are placeholders, each different, in rows too: a template shows
/// every part that depends on a value.
pub fn filled(edition: &Edition, submission: &Submission) -> Submission {
    let mut filled = submission.clone();
    let mut number = 0;
    fill(&mut filled.fields, &edition.fields, &mut number);
    for table in &mut filled.tables {
        let form = &edition.tables[table.table].form;
        fill(&mut table.record, &form.fields, &mut number);
        table.record.share_levels(&form.side_by_side);
    }
    filled
}

fn fill(record: &mut Record, fields: &Fields, number: &mut usize) {
    for (index, field) in fields.iter() {
        match (field.rows(), &mut record.get_mut(index).content) {
            (Some(columns), Content::Rows(rows)) => {
                for row in rows {
                    fill(row, columns, number);
                }
            }
            (None, content @ (Content::Absent | Content::Null)) => {
                *number += 1;
                *content = Content::Text(format!("{}{number}{}", DELIMITERS.0, DELIMITERS.1));
            }
            _ => {}
        }
    }
}
