//! Sign, value and unit in one cell below a head that the form has over a column for each.

use super::columns::SharedTarget;
use super::reader::{DividedTargets, OpenRow, RowsReader};
use crate::form::Field;
use crate::import::draft_text::value_text;
use crate::import::findings::Findings;
use crate::import::outline::{CellRole, OutlineCell};
use crate::import::{fitting, value};
use crate::record::{Draft, DraftContent, quantity};

impl<'a> RowsReader<'a> {
    /// Divides the text of a cell that has the parts of a target whose other cells are blank.
    /// Returns the values of parts without a column in the sheet.
    pub(super) fn divide_target(
        &mut self,
        row: &OpenRow,
        values: &mut [(usize, Draft)],
    ) -> Vec<(&'a Field, Draft)> {
        let with_target = values.iter().find_map(|(index, value)| {
            let target = self.columns[*index].target?;
            Some((*index, target, value.clone()))
        });
        let Some((index, target, whole)) = with_target else {
            return Vec::new();
        };
        let fields = target.fields();
        let is_part = |index: usize| {
            let own = self.columns[index].field;
            fields.iter().any(|field| std::ptr::eq(*field, own))
        };
        let mut others = values
            .iter()
            .filter(|(other, _)| *other != index && is_part(*other));
        if !others.all(|(other, _)| row.cells[*other].is_empty()) {
            return Vec::new();
        }
        let cell = row.cells[index].first().copied();
        let is_alone = !values
            .iter()
            .any(|(other, _)| *other != index && is_part(*other))
            || cell.is_some_and(|cell| self.reaches_over(index, cell));
        let Some(parts) = parts(target, &whole, is_alone) else {
            return Vec::new();
        };
        if let (Some(cell), DraftContent::Text(text)) = (&whole.cell, &whole.content) {
            let first = || DividedTargets {
                at: cell.clone(),
                text: text.clone(),
                fields,
                count: 0,
            };
            self.divided_targets.get_or_insert_with(first).count += 1;
        }
        let mut without_column = Vec::new();
        for (field, content) in parts {
            let value = Draft::new(content, whole.cell.clone());
            let own = values
                .iter_mut()
                .find(|(index, _)| std::ptr::eq(self.columns[*index].field, field));
            match own {
                Some((_, own)) => *own = value,
                None => without_column.push((field, value)),
            }
        }
        without_column
    }

    /// Reports heads that are not over the columns of the form. Returns the labels of the form that
    /// would divide them.
    pub(in crate::import) fn report_undivided_heads(
        &self,
        findings: &mut Findings<'_>,
    ) -> Vec<usize> {
        let mut dividing = Vec::new();
        for head in &self.heads.undivided {
            let cell = self.view.cell(head.cell);
            let at = self.view.at(cell.row, cell.col);
            let is_target = self.columns.iter().any(|column| column.target.is_some());
            let seen = (cell.text(), &head.cols);
            findings.undivided_head(&at, seen, &head.fields, (head.is_read, is_target));
            let own = &self.outline.cells[head.label];
            let is_below = |(_, below): &(usize, &OutlineCell)| {
                let is_label = matches!(below.role, CellRole::Label(_));
                is_label && (own.line + 1..self.line).contains(&below.line) && own.covers(below)
            };
            let cells = self.outline.cells.iter().enumerate().filter(is_below);
            dividing.extend(cells.map(|(index, _)| index));
        }
        dividing
    }

    /// Reports cells that were divided below a head that is over as many columns as in the form.
    pub(super) fn report_divided_targets(&self, findings: &mut Findings<'_>) {
        let divided = self.divided_targets.as_ref();
        if let Some(divided) = divided.filter(|_| self.heads.undivided.is_empty()) {
            let seen = (divided.text.as_str(), divided.count);
            findings.divided_targets(&divided.at, seen, &divided.fields);
        }
    }
}

impl<'a> SharedTarget<'a> {
    /// Its columns, in the usual order.
    fn fields(&self) -> Vec<&'a Field> {
        let all = [self.sign, Some(self.value), self.unit];
        all.into_iter().flatten().collect()
    }
}

/// The parts of a target in the value of one cell. `None` if it is not divided: a sign or blank, or
/// words in a cell that does not stand for all parts (`is_alone`).
fn parts<'a>(
    target: SharedTarget<'a>,
    whole: &Draft,
    is_alone: bool,
) -> Option<Vec<(&'a Field, DraftContent)>> {
    let text = value_text(whole);
    let is_sign = target
        .sign
        .is_some_and(|sign| fitting::is_sign(sign, &text));
    let given = match &whole.content {
        DraftContent::Number(_) if is_alone => [
            DraftContent::Null,
            whole.content.clone(),
            DraftContent::Null,
        ],
        DraftContent::Text(text) if is_sign => [
            DraftContent::Text(text.clone()),
            DraftContent::Null,
            DraftContent::Null,
        ],
        DraftContent::Text(text) => match quantity(text) {
            Ok(read) => {
                let number = value::stated_value(target.value, &read.number.to_string());
                let text = |text: &str| match text {
                    "" => DraftContent::Null,
                    _ => DraftContent::Text(text.to_owned()),
                };
                [
                    text(read.sign.unwrap_or_default()),
                    number,
                    text(&read.unit),
                ]
            }
            Err(_) if is_alone => [
                DraftContent::Null,
                whole.content.clone(),
                DraftContent::Null,
            ],
            Err(_) => return None,
        },
        _ => return None,
    };
    let fields = [target.sign, Some(target.value), target.unit];
    let parts = fields.into_iter().zip(given);
    Some(
        parts
            .filter_map(|(field, content)| Some((field?, content)))
            .collect(),
    )
}
