//! Cells of a row that mix words and values.

use std::collections::BTreeMap;

use super::reader::RowsReader;
use crate::form::Field;
use crate::import::draft_text::value_text;
use crate::import::findings::Findings;
use crate::import::mixed::{CellValues, SlotValue, joined, read_text};
use crate::import::outline::{CellPattern, Target};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;

/// Values of a row that stand among words, by the paths of their columns.
#[derive(Default)]
pub(super) struct MixedValues<'a> {
    values: Vec<(&'a Field, Draft)>,
    /// Ticked choices of boxes in several cells, and whether several may be ticked.
    ticks: BTreeMap<&'a str, RowTicks<'a>>,
}

struct RowTicks<'a> {
    field: &'a Field,
    ticked: Vec<String>,
    several: bool,
    at: Option<SheetCell>,
}

impl<'a> RowsReader<'a> {
    /// Reads the values in a cell. A blank cell has none.
    pub(super) fn read_mixed(
        &self,
        pattern: &CellPattern,
        cell: &Draft,
        mixed: &mut MixedValues<'a>,
        findings: &mut Findings<'_>,
    ) {
        let text = value_text(cell);
        let field = |target| self.field_of(target);
        let all = |content: &DraftContent, mixed: &mut MixedValues<'a>| {
            let slots = pattern.slots.values();
            for slot in slots.filter(|slot| matches!(slot.target, Target::Column(..))) {
                let value = Draft::new(content.clone(), cell.cell.clone());
                mixed.values.push((field(slot.target), value));
            }
        };
        if cell.content == DraftContent::Unread {
            return all(&DraftContent::Unread, mixed);
        }
        match read_text(pattern, &text, field) {
            CellValues::Read(values) => {
                for (slot, value) in values {
                    // Other values have cells outside the rows.
                    if !matches!(slot.target, Target::Column(..)) {
                        continue;
                    }
                    let own = field(slot.target);
                    match value {
                        SlotValue::Value(content) => {
                            let value = Draft::new(content, cell.cell.clone());
                            mixed.values.push((own, value));
                        }
                        SlotValue::Ticked(ticked) => {
                            let several = slot.boxes.is_some_and(|boxes| boxes.several);
                            mixed.tick(own, ticked, (several, cell.cell.clone()));
                        }
                    }
                }
            }
            CellValues::Unread(reason) => {
                if let Some(at) = &cell.cell
                    && !text.trim().is_empty()
                {
                    findings.other_words(at, &text, (&pattern.words, reason));
                    all(&DraftContent::Unread, mixed);
                } else {
                    all(&DraftContent::Null, mixed);
                }
            }
        }
    }

    /// Whether a cell has only the words of the form: its values are blank, no box is ticked.
    pub(super) fn is_blank_pattern(&self, pattern: &CellPattern, cell: usize) -> bool {
        let text = self.view.cell(cell).text();
        let is_blank = |value: &SlotValue| match value {
            SlotValue::Value(content) => *content == DraftContent::Null,
            SlotValue::Ticked(ticked) => ticked.is_empty(),
        };
        match read_text(pattern, &text, |target| self.field_of(target)) {
            CellValues::Read(values) => values.iter().all(|(_, value)| is_blank(value)),
            CellValues::Unread(_) => false,
        }
    }

    /// Field of a value among words.
    fn field_of(&self, target: Target) -> &'a Field {
        match target {
            Target::Submission(field) => self.edition.fields.get(field),
            Target::Field(field) => self.fields.get(field),
            Target::Column(rows, column) => {
                let rows = self.fields.get(rows);
                rows.rows().map_or(rows, |columns| columns.get(column))
            }
        }
    }
}

impl<'a> MixedValues<'a> {
    fn tick(
        &mut self,
        field: &'a Field,
        ticked: Vec<String>,
        (several, at): (bool, Option<SheetCell>),
    ) {
        let all = self.ticks.entry(&field.path).or_insert(RowTicks {
            field,
            ticked: Vec::new(),
            several,
            at: at.clone(),
        });
        if all.ticked.is_empty() && !ticked.is_empty() {
            all.at = at;
        }
        all.ticked.extend(ticked);
    }

    /// Sets the values of a row; reports a value that words give in two ways.
    pub(super) fn set(self, row: &mut Draft, findings: &mut Findings<'_>) {
        let ticks = self.ticks.into_values().map(|ticks| {
            let content = if ticks.ticked.len() > 1 && !ticks.several {
                if let Some(at) = &ticks.at {
                    findings.several_ticks(at, ticks.field, &ticks.ticked);
                }
                DraftContent::Unread
            } else {
                joined(&ticks.ticked)
            };
            (ticks.field, Draft::new(content, ticks.at))
        });
        let all: Vec<(&Field, Draft)> = self.values.into_iter().chain(ticks).collect();
        for (field, value) in all {
            match row.get(&field.path) {
                Some(known) if !known.is_blank() => {
                    let is_other = !value.is_blank() && known.content != value.content;
                    if let (true, Some(at)) = (is_other, &value.cell) {
                        findings.printed_differs(at, field, (&value.content, known));
                    }
                }
                _ => row.set(&field.path, value),
            }
        }
    }
}
