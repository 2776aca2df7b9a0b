//! Cells that mix words and values: 1-7月执行数, 计划3月至12月, ☑是 ☐否.

use super::reader::TableReader;
use crate::import::mixed::{CellValues, SlotValue, joined, read_text};
use crate::import::outline::{CellPattern, Slot, Target};
use crate::import::title::TitleSource;
use crate::import::view::displayed_text;
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use crate::workbook::CellContent;

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
                    // What a formula ticks is derived anew.
                    if own.formula.is_some() && self.field(slot.target).derive.is_some() {
                        continue;
                    }
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
