//! The text of a cell that mixes words and values → its values.

use super::findings::UnreadText;
use super::fitting::may_be;
use super::outline::{CellPattern, Slot, Target};
use super::value;
use super::words::{self, Reading};
use crate::form::Field;
use crate::grid::BETWEEN_CHOICES;
use crate::record::DraftContent;

/// Values of a cell by the pattern of its text.
pub(super) enum CellValues {
    /// The value of each slot, or the ticked choices of its boxes.
    Read(Vec<(Slot, SlotValue)>),
    /// Why the text gives no values.
    Unread(UnreadText),
}

/// Value of a slot.
pub(super) enum SlotValue {
    Value(DraftContent),
    /// Ticked choices of boxes.
    Ticked(Vec<String>),
}

/// Reads a text by a pattern. `field` gives the field of each target.
///
/// A text without any of the words is the value itself, if the pattern has only one: people type
/// over the words.
pub(super) fn read_text<'f>(
    pattern: &CellPattern,
    text: &str,
    field: impl Fn(Target) -> &'f Field,
) -> CellValues {
    let fits = |slot: &Slot, text: &str| slot.boxes.is_some() || may_be(field(slot.target), text);
    let matches = |slot: &Slot, text: &str| {
        let pattern = &field(slot.target).limits.pattern;
        fits(slot, text) && pattern.as_ref().is_none_or(|one| one.matches(text))
    };
    let values = match pattern.slots.exact(text, fits) {
        Reading::Read(values) => values,
        // The patterns that the fields' values have may leave one reading.
        Reading::Ambiguous => match pattern.slots.exact(text, matches) {
            Reading::Read(values) => values,
            _ => match without_omitted(pattern, text, fits) {
                Some(values) => values,
                None => return CellValues::Unread(unclear(pattern, text)),
            },
        },
        Reading::Other => match without_omitted(pattern, text, fits) {
            Some(values) => values,
            None => match only_value(pattern, text, fits) {
                Some(value) => vec![value],
                None => return CellValues::Unread(UnreadText::OtherWords),
            },
        },
    };
    let mut read = Vec::with_capacity(values.len());
    for (slot, text) in values {
        let own = field(slot.target);
        let value = match &slot.boxes {
            None => SlotValue::Value(value::stated_value(own, text)),
            Some(boxes) => {
                let is_open = own.kind.takes_several() && own.kind.choices().is_empty();
                let Some(ticked) = words::ticked(boxes, is_open, text) else {
                    return CellValues::Unread(UnreadText::Ticks);
                };
                if ticked.len() > 1 && !boxes.several {
                    return CellValues::Unread(UnreadText::SeveralTicks);
                }
                if boxes.is_part {
                    SlotValue::Ticked(ticked)
                } else {
                    SlotValue::Value(joined(&ticked))
                }
            }
        };
        read.push((slot, value));
    }
    CellValues::Read(read)
}

/// Values of a text that lacks words which the form omits together with their values: these are
/// blank.
fn without_omitted<'t>(
    pattern: &CellPattern,
    text: &'t str,
    fits: impl Fn(&Slot, &str) -> bool,
) -> Option<Vec<(Slot, &'t str)>> {
    let mut without = pattern.without.iter();
    let (mut read, own) = without.find_map(|own| {
        let is_own = !pattern.slots.shares_more_words(own, text);
        match own.exact(text, &fits) {
            Reading::Read(values) if is_own => Some((values, own)),
            _ => None,
        }
    })?;
    let omitted = pattern.slots.values().filter(|slot| !own.states(slot));
    read.extend(omitted.map(|slot| (slot.clone(), "")));
    Some(read)
}

/// The whole text as the value of the only slot, if it has none of the words.
fn only_value<'t>(
    pattern: &CellPattern,
    text: &'t str,
    fits: impl Fn(&Slot, &str) -> bool,
) -> Option<(Slot, &'t str)> {
    let mut slots = pattern.slots.values();
    let slot = slots.next().filter(|_| slots.next().is_none())?;
    let is_it = !pattern.slots.shares_words(text)
        && fits(slot, text.trim())
        && (!slot.is_number || is_number(text));
    is_it.then(|| (slot.clone(), text.trim()))
}

/// Why a text is not clearly one by the pattern: it lacks words, or repeats them.
fn unclear(pattern: &CellPattern, text: &str) -> UnreadText {
    let text = words::folded(text);
    let own = pattern.words.split('…').map(str::trim);
    let missing = own.filter(|own| !own.is_empty() && !text.contains(&words::folded(own)));
    let missing: Vec<&str> = missing.collect();
    if missing.is_empty() {
        UnreadText::Ambiguous
    } else {
        UnreadText::MissingWords(missing.join("…"))
    }
}

/// Whether a text is a number, perhaps with separators or a percent sign.
fn is_number(text: &str) -> bool {
    let is_own = |next: char| next.is_ascii_digit() || ".,%+-−％，．".contains(next);
    text.trim().chars().all(is_own)
}

/// Value of ticked choices.
pub(super) fn joined(ticked: &[String]) -> DraftContent {
    match ticked {
        [] => DraftContent::Null,
        _ => DraftContent::Text(ticked.join(&BETWEEN_CHOICES.to_string())),
    }
}
