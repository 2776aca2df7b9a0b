//! The values of a submission with their fields, and the usual spelling of those that are read in
//! any.

use crate::finding::{Change, NewValue};
use crate::form::{Edition, Field, FieldIndex, FieldKind, Fields};
use crate::record::{Content, Record, Scalar, Submission, Target, Value, standard_sign, target};

/// A field of a record.
#[derive(Clone, Copy)]
pub(super) struct FieldAt<'s> {
    pub(super) record: &'s Record,
    pub(super) fields: &'s Fields,
    pub(super) field: FieldIndex,
}

impl<'s> FieldAt<'s> {
    pub(super) fn definition(&self) -> &'s Field {
        self.fields.get(self.field)
    }

    pub(super) fn value(&self) -> &'s Value {
        self.record.get(self.field)
    }

    pub(super) fn pointer(&self) -> String {
        self.record.pointer_of(self.fields, self.field)
    }
}

/// Visits the values that a submission contains, except rows as a whole.
pub(super) fn each_value<'s>(
    edition: &'s Edition,
    submission: &'s Submission,
    look: &mut impl FnMut(FieldAt<'s>),
) {
    each_of(&submission.fields, &edition.fields, look);
    for table in &submission.tables {
        let fields = &edition.tables[table.table].form.fields;
        each_of(&table.record, fields, look);
    }
}

fn each_of<'s>(record: &'s Record, fields: &'s Fields, look: &mut impl FnMut(FieldAt<'s>)) {
    for (field, definition) in fields.iter() {
        if let Some(columns) = definition.rows() {
            for row in record.rows(field) {
                each_of(row, columns, look);
            }
        } else if record.get(field).range.is_some() {
            look(FieldAt {
                record,
                fields,
                field,
            });
        }
    }
}

/// The field at a JSON Pointer.
pub(super) fn field_at<'s>(
    edition: &'s Edition,
    submission: &'s Submission,
    pointer: &str,
) -> Option<FieldAt<'s>> {
    let (record, fields, field) = submission.field_at(edition, pointer)?;
    Some(FieldAt {
        record,
        fields,
        field,
    })
}

/// A change to the usual spelling, with its reason.
pub(super) struct Spelling {
    pub(super) change: Change,
    pub(super) why: &'static str,
}

/// The usual spelling of a value that is read as if it had it: the standard sign, a number instead
/// of a text. `None` if it has that spelling, or was not read.
pub(super) fn usual_spelling(at: FieldAt<'_>, typed: &Scalar) -> Option<Spelling> {
    let Scalar::Text(typed) = typed else {
        return None;
    };
    let change = |value| Change {
        pointer: at.pointer(),
        value,
    };
    match (&at.value().content, &at.definition().kind) {
        (Content::Number(number), _) => Some(Spelling {
            change: change(NewValue::Number(number.to_string())),
            why: "数存成了文字",
        }),
        (Content::Text(_), FieldKind::Comparison(_)) => {
            let sign = standard_sign(typed).filter(|sign| sign != typed)?;
            Some(Spelling {
                change: change(NewValue::Text(sign.to_owned())),
                why: "符号的标准写法",
            })
        }
        (Content::Text(_), FieldKind::Target) => Some(Spelling {
            change: change(NewValue::Text(usual_target(typed)?)),
            why: "符号与数字的标准写法",
        }),
        _ => None,
    }
}

/// Signs of two characters in a target, each with the standard one.
const PAIRS: [(&str, &str); 8] = [
    (">=", "≥"),
    ("＞=", "≥"),
    (">＝", "≥"),
    ("＞＝", "≥"),
    ("<=", "≤"),
    ("＜=", "≤"),
    ("<＝", "≤"),
    ("＜＝", "≤"),
];

/// A target with standard signs and digits: ≧９５％ as ≥95%. `None` if it has them, or means
/// something else with them.
fn usual_target(typed: &str) -> Option<String> {
    let Target::Quantity(read, _) = target(typed) else {
        return None;
    };
    let mut usual = typed.to_owned();
    for (pair, sign) in PAIRS {
        usual = usual.replace(pair, sign);
    }
    let usual: String = usual.chars().map(usual_character).collect();
    let is_same = matches!(
        target(&usual),
        Target::Quantity(other, _)
            if (other.sign, &other.number, &other.unit) == (read.sign, &read.number, &read.unit)
    );
    (usual != typed && is_same).then_some(usual)
}

fn usual_character(one: char) -> char {
    match one {
        '０'..='９' => {
            char::from_u32(u32::from(one) - u32::from('０') + u32::from('0')).unwrap_or(one)
        }
        '．' => '.',
        '％' => '%',
        '≧' | '⩾' => '≥',
        '≦' | '⩽' => '≤',
        '＝' | '﹦' => '=',
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_gets_standard_signs_and_digits_and_keeps_its_meaning() {
        for (typed, usual) in [
            ("≧９７％", Some("≥97%")),
            ("＝34 条", Some("=34 条")),
            (">=46万人次", Some("≥46万人次")),
            ("≤２．５万元/公里", Some("≤2.5万元/公里")),
            ("≥97%", None),
            ("不低于97%", None),
            ("２０２６年５月底前", None),
            ("１期、２期", None),
        ] {
            assert_eq!(usual_target(typed).as_deref(), usual, "{typed}");
        }
    }
}
