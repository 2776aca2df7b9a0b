//! Rows that spreadsheets and users insert between those of a list: sums of a group, counts and
//! means, parts of the row above, names of groups.

use super::super::words;
use super::rows::ListRow;
use super::state::{ListReader, ListValue, squeezed};
use super::subtotals::{Summaries, Summary};
use crate::form::FieldKind;

/// Kind of such a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GroupingRow {
    /// A sum.
    Sum(Summary),
    /// A count or a mean.
    Statistic,
    /// A part of the row above.
    Part,
    /// Name of a group of departments, possibly with its sums.
    Group,
}

impl<'a> ListReader<'a> {
    /// Kind of such a row; `None` for any other row.
    pub(super) fn grouping_row(&self, line: &'a ListRow) -> Option<GroupingRow> {
        let roles = [Some(self.list.department), self.list.title];
        let texts = roles.map(|index| self.text(line, index));
        // Names repeat in consecutive rows.
        if texts.iter().all(Option::is_none) || texts == self.names_between {
            return None;
        }
        let named = |known: &[String]| {
            let mut texts = texts.iter().flatten();
            texts.find_map(|text| self.behind(text, known))
        };
        if let Some(name) = named(&self.list.grouped) {
            let department = self.department_of(name);
            return Some(GroupingRow::Sum(
                department.map_or(Summary::Above, Summary::Of),
            ));
        }
        if named(&self.list.statistics).is_some() {
            return Some(GroupingRow::Statistic);
        }
        let is_part = |text: &&str| {
            let text = squeezed(text);
            self.list
                .parts
                .iter()
                .any(|word| text.starts_with(word.as_str()))
        };
        if texts.iter().flatten().any(is_part) {
            return Some(GroupingRow::Part);
        }
        let [name, title] = texts;
        let is_group = title.is_none()
            && !self.has_rows(line)
            && name.is_some_and(|name| words::begins_with_number(name, &self.list.groups));
        is_group.then_some(GroupingRow::Group)
    }

    /// Whether the indicator's columns contain only words for a sum (mostly of weights), or a
    /// single text that is the only one of the row.
    pub(super) fn is_beside_rows(&self, line: &'a ListRow) -> bool {
        // Nearly every row has more.
        const MAX: usize = 3;
        let is_filled = |index: &usize| {
            let col = self.head.columns[*index].as_ref().map(|head| head.col);
            col.is_some_and(|col| {
                (line.get(col).is_some() || self.lines.unread(line.row, col).is_some())
                    && self.lines.is_own(line.row, col)
            })
        };
        let columns = self.columns().filter(|(_, column)| column.is_of_rows());
        let filled: Vec<usize> = (columns.map(|(index, _)| index).filter(is_filled))
            .take(MAX + 1)
            .collect();
        if filled.len() > MAX {
            return false;
        }
        let given = filled.into_iter();
        let mut filled = given.filter_map(|index| Some((index, self.value(line, index)?)));
        let Some((index, first)) = filled.next() else {
            return false;
        };
        let is_sum =
            |given: &ListValue| given.unread.is_none() && self.ends_like_a_sum(&given.text);
        if is_sum(&first) {
            return filled.all(|(_, given)| is_sum(&given));
        }
        let is_alone = line.cells.len() == 1 && first.unread.is_none();
        is_alone && !self.is_level(index) && first.text.contains(char::is_alphabetic)
    }

    /// Whether a column contains levels.
    fn is_level(&self, index: usize) -> bool {
        let mut targets = self.list.columns[index].targets.iter();
        targets.any(|target| matches!(self.field(*target).kind, FieldKind::Level(_)))
    }

    /// Text before one of some words, separated by a space or the name of a department; empty if
    /// there is only the word.
    fn behind<'t>(&self, text: &'t str, known: &[String]) -> Option<&'t str> {
        let text = text.trim();
        known.iter().find_map(|word| {
            let at = text.len().checked_sub(word.len())?;
            let (name, end) = (text.get(..at)?, text.get(at..)?);
            let is_apart = name.is_empty()
                || name.ends_with(char::is_whitespace)
                || self.department_of(name).is_some();
            (end.eq_ignore_ascii_case(word) && is_apart).then_some(name)
        })
    }

    /// Whether a row has values in the indicator's columns.
    fn has_rows(&self, line: &'a ListRow) -> bool {
        let mut of_rows = self.columns().filter(|(_, column)| column.is_of_rows());
        of_rows.any(|(index, _)| self.value(line, index).is_some())
    }

    /// Reports such a row, which is not read.
    pub(super) fn skip_grouping_row(
        &mut self,
        line: &'a ListRow,
        between: &GroupingRow,
        summaries: &mut Summaries,
    ) {
        match between {
            GroupingRow::Sum(summary) => self.check_summary(line, summary, summaries),
            GroupingRow::Part if self.has_rows(line) => {
                let department = self.department_above();
                self.unassign_part(line, department);
                self.add_unassigned_row(line, summaries);
            }
            GroupingRow::Statistic | GroupingRow::Part => self.report_remark(line),
            GroupingRow::Group => self.unassign_lone_name(line),
        }
    }
}
