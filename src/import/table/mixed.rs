//! Cells that mix words and values: 1-7月执行数, 计划3月至12月, ☑是 ☐否.

use super::reader::TableReader;
use crate::form::{Field, FieldKind};
use crate::import::outline::{CellPattern, Slot, Target};
use crate::import::title::TitleSource;
use crate::import::value;
use crate::import::view::displayed_text;
use crate::import::words::{self, Reading};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use crate::workbook::CellContent;

/// Values of a cell by the pattern of its text.
pub(in crate::import) enum CellValues {
    /// The value of each slot, or the ticked choices of its boxes.
    Read(Vec<(Slot, SlotValue)>),
    /// Why the text gives no values.
    Unread(UnreadText),
}

/// Value of a slot.
pub(in crate::import) enum SlotValue {
    Value(DraftContent),
    /// Ticked choices of boxes.
    Ticked(Vec<String>),
}

/// Why a text gives no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum UnreadText {
    /// Other words than the form's.
    OtherWords,
    /// The words occur more than once.
    Ambiguous,
    /// The ticks are unclear.
    Ticks,
    /// Several choices are ticked, but only one may be.
    SeveralTicks,
}

/// Reads a text by a pattern. `field` gives the field of each target.
///
/// A text without any of the words is the value itself, if the pattern has only one: people type
/// over the words.
pub(in crate::import) fn read_text<'f>(
    pattern: &CellPattern,
    text: &str,
    field: impl Fn(Target) -> &'f Field,
) -> CellValues {
    let fits = |slot: &Slot, text: &str| slot.boxes.is_some() || may_be(field(slot.target), text);
    let values = match pattern.slots.exact(text, fits) {
        Reading::Read(values) => values,
        Reading::Ambiguous => return CellValues::Unread(UnreadText::Ambiguous),
        Reading::Other => {
            let mut slots = pattern.slots.values();
            match (slots.next(), slots.next()) {
                (Some(slot), None)
                    if !pattern.slots.shares_words(text)
                        && fits(slot, text.trim())
                        && (!slot.is_number || is_number(text)) =>
                {
                    vec![(slot.clone(), text.trim())]
                }
                _ => return CellValues::Unread(UnreadText::OtherWords),
            }
        }
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

/// Whether a text is a number, perhaps with separators or a percent sign.
fn is_number(text: &str) -> bool {
    let is_own = |next: char| next.is_ascii_digit() || ".,%+-−％，．".contains(next);
    text.trim().chars().all(is_own)
}

/// Value of ticked choices.
pub(in crate::import) fn joined(ticked: &[String]) -> DraftContent {
    match ticked {
        [] => DraftContent::Null,
        _ => DraftContent::Text(ticked.join(&crate::grid::BETWEEN_CHOICES.to_string())),
    }
}

/// Whether a text can be a value of a field, which tells apart values without words between them.
fn may_be(field: &Field, text: &str) -> bool {
    let begins_with_digit = text.starts_with(|next: char| next.is_ascii_digit());
    match &field.kind {
        FieldKind::Comparison(_) => value::is_sign(field, text),
        FieldKind::Unit => !begins_with_digit,
        FieldKind::Measure => !value::begins_with_sign(text),
        _ => true,
    }
}

impl TableReader<'_, '_> {
    /// Reads the values in a cell of words and values. A formula without a result repeats values
    /// of other cells.
    pub(super) fn read_mixed(&mut self, pattern: &CellPattern, cell: usize) {
        self.view.set_read(cell);
        let own = self.view.cell(cell);
        let at = self.view.at(own.row, own.col);
        if own.content == CellContent::NoResult && own.formula.is_some() {
            return;
        }
        let source = match own.formula {
            Some(_) => TitleSource::Computed,
            None => TitleSource::Cell,
        };
        let text = displayed_text(own);
        let field = |target| self.field(target);
        match read_text(pattern, &text, field) {
            CellValues::Read(values) => {
                for (slot, value) in values {
                    match value {
                        SlotValue::Value(content) => {
                            let value = Draft::new(content, Some(at.clone()));
                            self.state(slot.target, value, source);
                        }
                        SlotValue::Ticked(ticked) => self.tick(&slot, ticked, &at),
                    }
                }
            }
            CellValues::Unread(reason) => {
                self.findings
                    .other_words(&at, &text, (&pattern.words, reason));
                self.leave_unread(pattern, &at);
            }
        }
    }

    /// Leaves the values of a cell unread, which was reported.
    pub(super) fn leave_unread(&mut self, pattern: &CellPattern, at: &SheetCell) {
        for slot in pattern.slots.values() {
            self.ticks.remove(&slot.target);
            if !self.values.iter().any(|(known, _)| *known == slot.target) {
                let unread = Draft::new(DraftContent::Unread, Some(at.clone()));
                self.values.push((slot.target, unread));
            }
        }
    }

    /// Sets a value that words give; reports another one from other words.
    pub(super) fn state(&mut self, target: Target, value: Draft, source: TitleSource) {
        let is_blank = |value: &Draft| value.content == DraftContent::Null;
        let known = self.values.iter().position(|(known, _)| *known == target);
        let Some(known) = known else {
            self.stated_by_titles.push((target, source));
            self.values.push((target, value));
            return;
        };
        let before = &self.values[known].1;
        if is_blank(&value) || before.content == value.content {
            return;
        }
        // A formula may be stale: what is typed takes precedence.
        let is_computed = source == TitleSource::Computed;
        let was_computed = self.title_of(target) == Some(TitleSource::Computed);
        if is_blank(before) || was_computed && !is_computed {
            self.values[known].1 = value;
            self.stated_by_titles.retain(|(other, _)| *other != target);
            self.stated_by_titles.push((target, source));
            return;
        }
        if let (false, Some(at)) = (is_computed, &value.cell) {
            let (seen, read) = (value.content.clone(), before.clone());
            let field = self.field(target);
            self.findings.printed_differs(at, field, (&seen, &read));
        }
    }

    /// Collects the ticked choices of boxes in several cells.
    fn tick(&mut self, slot: &Slot, ticked: Vec<String>, at: &SheetCell) {
        let several = slot.boxes.as_ref().is_some_and(|boxes| boxes.several);
        let all = self.ticks.entry(slot.target).or_default();
        all.several |= several;
        for choice in ticked {
            if !all.ticked.contains(&choice) {
                all.ticked.push(choice);
                all.at.get_or_insert_with(|| at.clone());
            }
        }
        all.first.get_or_insert_with(|| at.clone());
    }

    /// Sets the values of boxes in several cells.
    pub(super) fn settle_ticks(&mut self) {
        for (target, ticks) in std::mem::take(&mut self.ticks) {
            let field = self.field(target);
            let at = ticks.at.or(ticks.first);
            let content = if ticks.ticked.len() > 1 && !ticks.several {
                if let Some(at) = &at {
                    self.findings.several_ticks(at, field, &ticks.ticked);
                }
                DraftContent::Unread
            } else {
                joined(&ticks.ticked)
            };
            self.state(target, Draft::new(content, at), TitleSource::Cell);
        }
    }
}
