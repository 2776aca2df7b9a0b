//! One table found in a sheet → the values of its fields.

mod free_rows;
mod labels;
mod leftovers;
mod lists;
mod mixed;
mod numbered;
mod reader;
mod titles;
mod units;
mod values;

use std::collections::BTreeMap;

use super::align::Alignment;
use super::areas::ValueAreas;
use super::draft_text::value_text;
use super::findings::Findings;
use super::outline::{Labels, Outline, Target};
use super::title::{SubmissionValue, UnreadTitle};
use super::view::SheetView;
use crate::form::{Edition, Field, FieldIndex};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use reader::{OtherUnits, TableReader};

/// A table that was read.
pub(in crate::import) struct Table {
    /// Its data, an object.
    pub(in crate::import) data: Draft,
    /// Fields of the submission that it contains.
    pub(in crate::import) submission: Vec<SubmissionValue>,
    pub(in crate::import) at: SheetCell,
    /// Fields of the submission in a title whose formula has no result.
    pub(in crate::import) unread_titles: Vec<(FieldIndex, UnreadTitle)>,
}

/// Reads a table.
pub(in crate::import) fn read(
    view: &SheetView<'_>,
    (edition, outline, labels): (&Edition, &Outline, &Labels),
    alignment: &Alignment,
    findings: &mut Findings<'_>,
) -> Table {
    let form = &edition.tables[outline.table].form;
    findings.table.clone_from(&form.name);
    let first = alignment
        .labels
        .values()
        .map(|label_cell| (label_cell.row, label_cell.col))
        .min()
        .unwrap_or_default();
    let at = view.at(first.0, first.1);
    let mut reader = TableReader {
        view,
        outline,
        alignment,
        form,
        fields: &form.fields,
        edition,
        values: Vec::new(),
        stated_by_titles: Vec::new(),
        zero_rates: Vec::new(),
        lists_without_heads: Vec::new(),
        unread_titles: Vec::new(),
        missing_titles: Vec::new(),
        ticks: BTreeMap::new(),
        free_from: None,
        other_units: OtherUnits::default(),
        findings,
    };
    let mut missing = reader.read_labels(labels);
    let last = alignment.labels.values().map(|label_cell| label_cell.row);
    let free_values = reader.read_free_rows(first.0, last.max().unwrap_or(0));
    reader.report_table_beside();
    reader.read_titles(first.0);
    reader.skip_column_numbers();
    let in_frame = reader.alignment_in_frame();
    let value_areas = ValueAreas::new(view, outline, &in_frame);
    reader.read_repeated_labels(&value_areas);
    reader.report_units();
    reader.read_values(&value_areas, labels);
    reader.settle_ticks();
    reader.set_free_values(free_values);
    let stated = reader.read_lists(&value_areas, labels);
    reader.leave_other_units_unread();
    missing.retain(|(label, _)| !stated.contains(label));
    let heads = reader.report_missing_labels(missing, &value_areas);
    let heads = reader.report_leftovers(heads);
    if !heads.is_empty() {
        reader.findings.missing_labels(&at, &heads);
    }
    let unread_titles = reader.report_unread_titles();
    let (data, submission) = reader.finish(&at);
    Table {
        data,
        submission,
        at,
        unread_titles,
    }
}

impl TableReader<'_, '_> {
    /// Whether a computed rate of 0 has no inputs. Some programs save 0 if the formula gives an
    /// empty text.
    fn is_rate_of_nothing(&self, index: FieldIndex, field: &Field) -> bool {
        let Some(derivation) = field
            .derive
            .as_ref()
            .filter(|_| self.zero_rates.contains(&index))
        else {
            return false;
        };
        derivation.expr.inputs().iter().all(|input| {
            let mut values = self.values.iter();
            let value = values.find(|(target, _)| *target == Target::Field(*input));
            value.is_none_or(|(_, value)| value_text(value).trim().is_empty())
        })
    }

    /// The table's object, its fields in the order of the form, and the fields of the submission.
    pub(super) fn finish(self, at: &SheetCell) -> (Draft, Vec<SubmissionValue>) {
        let mut data = Draft::object(Some(at.clone()));
        for (index, field) in self.fields.iter() {
            if self.is_rate_of_nothing(index, field) {
                data.set(&field.path, Draft::new(DraftContent::Null, None));
                continue;
            }
            let value = self
                .values
                .iter()
                .rev()
                .find(|(target, _)| *target == Target::Field(index));
            if let Some((_, value)) = value {
                data.set(&field.path, value.clone());
            }
        }
        let own = self
            .values
            .iter()
            .filter_map(|(target, value)| match target {
                Target::Submission(field) => Some(SubmissionValue {
                    field: *field,
                    value: value.clone(),
                    in_title: self.title_of(*target),
                }),
                Target::Field(_) | Target::Column(..) => None,
            });
        (data, own.collect())
    }
}
