//! Two values of a field: whether they are equal, and how they differ.

use rust_decimal::Decimal;

use super::result::{Alteration, AlteredValue, Sides};
use crate::amount;
use crate::form::{Field, FieldIndex, FieldKind, Fields, Role};
use crate::record::{Content, Record, Submission, Target, joined_target, target};
use crate::source::Place;
use crate::text;

/// Most decimals of a percentage.
const PERCENT_DECIMALS: u32 = 1;

/// Longest text of a value that is shown whole, and the letters around its first differing place
/// otherwise, in characters.
const WHOLE: usize = 30;
const BEFORE: usize = 8;
const AFTER: usize = 22;

/// A record with the submission it is in, and its fields.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    pub(super) submission: &'a Submission,
    pub(super) record: &'a Record,
    pub(super) fields: &'a Fields,
}

/// A value as it is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Seen<'a> {
    /// Absent, not given or without letters.
    Blank,
    Text(&'a str),
    Number(Decimal),
    /// A ratio.
    Rate(Decimal),
    /// What the source has in place of a value that could not be read.
    Unread(&'a str),
}

impl<'a> Holder<'a> {
    /// The place of a field; only pointer and label of one that is absent.
    pub(super) fn place(self, field: FieldIndex) -> Place {
        let place = self.submission.place(self.record, self.fields, field);
        if self.record.get(field).range.is_some() {
            return place;
        }
        Place {
            cell: None,
            position: None,
            excerpt: None,
            ..place
        }
    }

    pub(super) fn field(self, index: FieldIndex) -> &'a Field {
        self.fields.get(index)
    }

    /// The trimmed text of a field; empty if it is no text.
    pub(super) fn text(self, field: FieldIndex) -> &'a str {
        self.record.get(field).as_text().unwrap_or_default().trim()
    }

    fn seen(self, field: FieldIndex) -> Seen<'a> {
        let value = self.record.get(field);
        match &value.content {
            Content::Absent if value.is_unreadable() => {
                let range = value.range.clone().unwrap_or_default();
                Seen::Unread(self.submission.source.text().get(range).unwrap_or_default())
            }
            Content::Absent | Content::Null | Content::Rows(_) => Seen::Blank,
            Content::Text(text) if text.trim().is_empty() => Seen::Blank,
            Content::Text(text) => Seen::Text(text),
            Content::Number(number) => Seen::Number(number.value()),
            Content::Percent(rate) => Seen::Rate(rate.ratio()),
        }
    }

    pub(super) fn is_blank(self, field: FieldIndex) -> bool {
        self.seen(field) == Seen::Blank
    }

    /// The value as data, for people; of a value that could not be read, what the source has.
    pub(super) fn shown(self, field: FieldIndex) -> String {
        match self.seen(field) {
            Seen::Blank => String::new(),
            Seen::Unread(text) => format!("{}(读不出)", text::clip(text)),
            Seen::Text(_) | Seen::Number(_) | Seen::Rate(_) => {
                self.record.get(field).display().into_owned()
            }
        }
    }

    /// A text that is equal for equal values.
    pub(super) fn key(self, field: FieldIndex) -> String {
        match self.seen(field) {
            Seen::Blank => String::new(),
            Seen::Text(text) => text.to_owned(),
            Seen::Number(number) => number.normalize().to_string(),
            Seen::Rate(rate) => format!("{}%", (rate * Decimal::ONE_HUNDRED).normalize()),
            Seen::Unread(text) => format!("\u{1A}{text}"),
        }
    }
}

/// Whether two values are equal: numbers by value, blanks of every kind, texts letter by letter.
/// Where the editions differ, a number may be a text.
pub(super) fn are_equal(old: (Holder<'_>, FieldIndex), new: (Holder<'_>, FieldIndex)) -> bool {
    let seen = (old.0.seen(old.1), new.0.seen(new.1));
    match seen {
        (Seen::Number(old), Seen::Number(new)) | (Seen::Rate(old), Seen::Rate(new)) => old == new,
        (Seen::Text(old), Seen::Text(new)) | (Seen::Unread(old), Seen::Unread(new)) => old == new,
        (Seen::Unread(_), _) | (_, Seen::Unread(_)) => false,
        _ => old.0.key(old.1) == new.0.key(new.1),
    }
}

/// The altered value of a field that both have. `units` are those of their numbers.
pub(super) fn altered(
    old: (Holder<'_>, FieldIndex),
    new: (Holder<'_>, FieldIndex),
    units: Sides<&str>,
) -> AlteredValue {
    let (own, earlier) = (new.0.field(new.1), old.0.field(old.1));
    let numbers = Sides {
        old: number(old),
        new: number(new),
    };
    let targets = [target_of(old), target_of(new)];
    let (numbers, is_same_unit, unit) = match targets {
        [Some((first, first_unit)), Some((then, unit))] => {
            let numbers = Sides {
                old: Some(first),
                new: Some(then),
            };
            (numbers, first_unit == unit, unit)
        }
        _ => (numbers, units.old == units.new, units.new.to_owned()),
    };
    let is_rate = |field: &Field| matches!(field.kind, FieldKind::Percent);
    let is_comparable = is_same_unit
        && is_rate(own) == is_rate(earlier)
        && !(own.kind.is_year() || earlier.kind.is_year());
    let increase = match (numbers.old, numbers.new) {
        (Some(old), Some(new)) if is_comparable => amount::add(new, -old),
        _ => None,
    };
    let percent = increase.filter(|_| !is_rate(own));
    let percent = percent.and_then(|increase| percent_of(increase, numbers.old?));
    let points = |increase: Decimal| {
        increase
            .checked_mul(Decimal::ONE_HUNDRED)
            .map(|points| points.normalize())
    };
    AlteredValue {
        label: own.full_label(),
        alteration: Alteration::Altered,
        texts: Sides {
            old: old.0.shown(old.1),
            new: new.0.shown(new.1),
        },
        numbers,
        increase: if is_rate(own) {
            increase.and_then(points)
        } else {
            increase
        },
        percent,
        unit,
        quantity: own.kind.facts().quantity,
        is_derived: [old, new].iter().all(|(holder, field)| {
            let value = holder.record.get(*field);
            value.computed || value.is_left_out()
        }) && own.derive.is_some(),
        places: Sides {
            old: Some(old.0.place(old.1)),
            new: Some(new.0.place(new.1)),
        },
        role: own.role,
        path: own.path.clone(),
    }
}

/// The value of an indicator as one text, whether one column has it or sign, number and unit have a
/// column each; `None` without a column of values.
pub(super) fn whole_value(holder: Holder<'_>) -> Option<(FieldIndex, String)> {
    let index = holder.fields.with_role(Role::Value)?;
    let value = holder.shown(index);
    if holder.field(index).kind.is_target() {
        return Some((index, value));
    }
    let part = |role| {
        let column = holder.fields.with_role(role);
        column.map_or("", |column| holder.text(column))
    };
    Some((
        index,
        joined_target(part(Role::Sign), &value, part(Role::Unit)),
    ))
}

/// The altered value of an indicator that one edition has in one column and the other in several;
/// `None` if both say the same. A number without a sign is the number itself.
pub(super) fn altered_whole(
    old: (Holder<'_>, FieldIndex, String),
    new: (Holder<'_>, FieldIndex, String),
) -> Option<AlteredValue> {
    let read = |text: &str| match target(text) {
        Target::Quantity(read, _) => Ok((
            read.sign.unwrap_or("=").to_owned(),
            read.number.value(),
            read.unit,
        )),
        Target::Several | Target::Words => Err(text.trim().to_owned()),
    };
    let (before, after) = (read(&old.2), read(&new.2));
    if before == after {
        return None;
    }
    let value = altered((old.0, old.1), (new.0, new.1), Sides::default());
    let numbers = Sides {
        old: before.as_ref().ok().map(|read| read.1),
        new: after.as_ref().ok().map(|read| read.1),
    };
    let is_same_unit = matches!((&before, &after), (Ok(old), Ok(new)) if old.2 == new.2);
    let increase = numbers.new.zip(numbers.old).filter(|_| is_same_unit);
    let increase = increase.and_then(|(new, old)| amount::add(new, -old));
    Some(AlteredValue {
        texts: Sides {
            old: old.2,
            new: new.2,
        },
        numbers,
        increase,
        percent: increase.and_then(|increase| percent_of(increase, numbers.old?)),
        unit: after.map_or_else(|_| String::new(), |read| read.2),
        ..value
    })
}

/// An increase in percent of the earlier number; `None` if that is 0.
fn percent_of(increase: Decimal, old: Decimal) -> Option<Decimal> {
    let ratio = increase.checked_div(old.abs())?;
    let percent = ratio.checked_mul(Decimal::ONE_HUNDRED)?;
    let mut percent = amount::round(percent, PERCENT_DECIMALS);
    percent.rescale(PERCENT_DECIMALS);
    Some(percent)
}

/// The value of a field that only one edition has.
pub(super) fn unshared(holder: Holder<'_>, index: FieldIndex, is_old: bool) -> AlteredValue {
    let field = holder.field(index);
    let sides = |value: String| {
        if is_old {
            Sides {
                old: value,
                new: String::new(),
            }
        } else {
            Sides {
                old: String::new(),
                new: value,
            }
        }
    };
    let one = |is_own: bool| is_own.then(|| holder.place(index));
    let own = number((holder, index));
    AlteredValue {
        label: field.full_label(),
        alteration: if is_old {
            Alteration::Removed
        } else {
            Alteration::Added
        },
        texts: sides(holder.shown(index)),
        numbers: Sides {
            old: own.filter(|_| is_old),
            new: own.filter(|_| !is_old),
        },
        increase: None,
        percent: None,
        unit: field.unit.clone(),
        quantity: field.kind.facts().quantity,
        is_derived: false,
        places: Sides {
            old: one(is_old),
            new: one(!is_old),
        },
        role: field.role,
        path: field.path.clone(),
    }
}

fn number((holder, field): (Holder<'_>, FieldIndex)) -> Option<Decimal> {
    match holder.seen(field) {
        Seen::Number(number) | Seen::Rate(number) => Some(number),
        Seen::Blank | Seen::Text(_) | Seen::Unread(_) => None,
    }
}

/// Number and unit of a value in one text.
fn target_of((holder, field): (Holder<'_>, FieldIndex)) -> Option<(Decimal, String)> {
    let text = holder.record.get(field).as_text()?;
    if !holder.field(field).kind.is_target() {
        return None;
    }
    match target(text) {
        Target::Quantity(read, _) => Some((read.number.value(), read.unit)),
        Target::Several | Target::Words => None,
    }
}

impl AlteredValue {
    /// The texts for people in one line: whole if they are short, otherwise around the first place
    /// where they differ, with … for what is left out.
    pub fn excerpts(&self) -> Sides<String> {
        let Sides { old, new } = self.texts.as_ref();
        let is_short = |text: &str| text.chars().nth(WHOLE).is_none() && !text.contains('\n');
        if is_short(old) && is_short(new) {
            return Sides { old, new }.map(|text| text::visible(text));
        }
        let same = old.chars().zip(new.chars());
        let same = same.take_while(|(old, new)| old == new).count();
        Sides { old, new }.map(|text| excerpt(text, same))
    }
}

/// The characters of a text around one of them.
fn excerpt(text: &str, at: usize) -> String {
    if text.is_empty() {
        return String::new();
    }
    let first = at.saturating_sub(BEFORE);
    let shown: String = text.chars().skip(first).take(BEFORE + AFTER).collect();
    let has_more = text.chars().nth(first + BEFORE + AFTER).is_some();
    let before = if first > 0 { "…" } else { "" };
    let after = if has_more { "…" } else { "" };
    format!("{before}{}{after}", text::visible(&shown))
}
