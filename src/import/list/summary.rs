//! Subtotals: which rows they are, and whether they add up. They are compared and not read.

use rust_decimal::Decimal;

use super::lines::Line;
use super::reader::{Reader, labelled, squeezed};
use crate::amount::Amount;
use crate::diag::{Code, Diagnostic, text};
use crate::form::FieldKind;

/// Largest difference that is no finding: 0.01 of the printed unit (official facts of the forms, section 4).
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Parts of a sum that a finding names.
const MOST_PARTS: usize = 8;

/// A row that sums up others.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Summary {
    /// Of the department it names.
    Of(usize),
    /// Of the department above it, or of the rows since the last such row.
    Above,
    /// Of all.
    All,
}

/// What has been summed up so far.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    /// Tables in the order they came: department and index.
    tables: Vec<(usize, usize)>,
    /// How many of them stood there at the last such row.
    last: usize,
    /// Whether there was a subtotal.
    has_subtotal: bool,
}

impl Summaries {
    pub(super) fn add(&mut self, department: usize, item: usize) {
        self.tables.push((department, item));
    }
}

/// A sum and the tables in it.
type Sum<'s> = (&'static str, Vec<&'s (usize, usize)>);

impl<'a> Reader<'a> {
    /// Whether a text is a word for a subtotal or total.
    pub(super) fn is_summary_word(&self, words: &str) -> bool {
        let bare = bare(words);
        let mut known = self.list.subtotal.iter().chain(&self.list.total);
        known.any(|word| *word == bare)
    }

    pub(super) fn has_summary_word(&self, line: &Line) -> bool {
        line.cells
            .iter()
            .any(|(_, words)| self.is_summary_word(words))
    }

    /// Whether a row is a subtotal, and of what.
    pub(super) fn summary(&self, line: &'a Line) -> Option<Summary> {
        let of_rows = |index: usize| self.list.columns[index].is_of_rows();
        if (self.columns()).any(|(index, _)| of_rows(index) && self.text(line, index).is_some()) {
            return None;
        }
        let name = self.text(line, self.list.department).map(bare);
        let title = self.text(line, self.list.title).map(bare);
        if let (None, None) = (&name, &title)
            && !self.has_summary_word(line)
        {
            // A sum without a name.
            let has_amount = self.amounts().any(|index| self.text(line, index).is_some());
            return has_amount.then_some(Summary::Above);
        }
        let words = match (&name, &title) {
            (Some(name), None) => Some(name.clone()),
            (None, Some(title)) => Some(title.clone()),
            (Some(_), Some(title)) if self.is_summary_word(title) => Some(title.clone()),
            (None, None) => line
                .cells
                .iter()
                .map(|(_, words)| bare(words))
                .find(|words| self.is_summary_word(words)),
            (Some(name), Some(_)) if self.is_summary_word(name) => Some(name.clone()),
            (Some(_), Some(_)) => None,
        }?;
        let ends_with = |known: &[String]| {
            let found = known
                .iter()
                .find_map(|word| words.strip_suffix(word.as_str()));
            found.map(str::to_owned)
        };
        let (rest, of_all) = match (ends_with(&self.list.subtotal), ends_with(&self.list.total)) {
            (Some(rest), _) => (rest, false),
            (None, Some(rest)) => (rest, true),
            (None, None) => return None,
        };
        let named = self.department_of(&rest).or_else(|| {
            let name = name.filter(|name| *name != words);
            name.and_then(|name| self.department_of(&name))
        });
        Some(match named {
            Some(department) => Summary::Of(department),
            None if of_all => Summary::All,
            None => Summary::Above,
        })
    }

    fn department_of(&self, name: &str) -> Option<usize> {
        let mut departments = self.departments.iter();
        departments
            .position(|department| !name.is_empty() && squeezed(&department.name.text) == name)
    }

    /// The columns of money of the tables that are added up.
    fn amounts(&self) -> impl Iterator<Item = usize> + '_ {
        let columns = self.columns().filter(|(_, column)| {
            let target = column.target_in(self.list.each);
            target.is_some_and(|target| matches!(self.field(target).kind, FieldKind::Amount))
        });
        columns.map(|(index, _)| index)
    }

    /// Compares a subtotal with the tables it may sum up: one of the readings must be right.
    pub(super) fn check_summary(
        &mut self,
        line: &'a Line,
        summary: &Summary,
        so_far: &mut Summaries,
    ) {
        let amounts: Vec<usize> = self.amounts().collect();
        for index in amounts {
            let Some(given) = self.given(line, index) else {
                continue;
            };
            let place = self.lines.place(given.cell.row, given.cell.col);
            let place = labelled(place, &self.list.columns[index].heads[0]);
            let Ok(typed) = given.text.trim().parse::<Amount>() else {
                self.report.push(
                    Diagnostic::new(Code::SubtotalMismatch, place)
                        .seen(text::quote(&given.text))
                        .expected("数")
                        .mend("只填数,不带别的字"),
                );
                continue;
            };
            let readings = self.readings(summary, so_far);
            let sums: Option<Vec<Decimal>> = readings
                .iter()
                .map(|(_, tables)| self.sum(index, tables))
                .collect();
            // A part that is no number has its own finding.
            let Some(sums) = sums else { continue };
            let is_right = |sum: &Decimal| {
                typed
                    .value()
                    .checked_sub(*sum)
                    .is_some_and(|difference| difference.abs() <= TOLERANCE)
            };
            if sums.iter().any(is_right) {
                continue;
            }
            let expected = format!(
                "{} = {}",
                Amount::computed(sums[0]),
                self.parts(index, &readings[0].1)
            );
            let (what, seen) = (readings[0].0, given.text.trim().to_owned());
            self.report.add(Code::SubtotalMismatch.severity(), || {
                Diagnostic::new(Code::SubtotalMismatch, place)
                    .seen(seen)
                    .expected(format!("{expected}({what})"))
                    .mend("改正小计或各项目的预算数;部门整体的预算数不计入,小计不读入数据")
            });
        }
        so_far.has_subtotal |= *summary != Summary::All;
        so_far.last = so_far.tables.len();
    }

    /// What a subtotal may be the sum of, the likeliest first.
    fn readings<'s>(&self, summary: &Summary, so_far: &'s Summaries) -> Vec<Sum<'s>> {
        let of = |department: usize| {
            let tables = so_far.tables.iter();
            tables
                .filter(move |(of, _)| *of == department)
                .collect::<Vec<_>>()
        };
        let last = so_far
            .tables
            .last()
            .map(|(department, _)| of(*department))
            .unwrap_or_default();
        let block: Vec<_> = so_far.tables[so_far.last..].iter().collect();
        let all: Vec<_> = so_far.tables.iter().collect();
        match summary {
            Summary::Of(department) => vec![("本部门各项目之和", of(*department))],
            Summary::Above => vec![
                ("本部门各项目之和", last),
                ("上一小计以来各项目之和", block),
                ("以上全部项目之和", all),
            ],
            Summary::All if so_far.has_subtotal => vec![("全部项目之和", all)],
            Summary::All => vec![("全部项目之和", all), ("本部门各项目之和", last)],
        }
    }

    /// The sum of a column; none where a part is no number.
    fn sum(&self, column: usize, tables: &[&(usize, usize)]) -> Option<Decimal> {
        tables
            .iter()
            .try_fold(Decimal::ZERO, |sum, (department, item)| {
                match self.departments[*department].items[*item]
                    .values
                    .get(&column)
                {
                    Some(given) => {
                        sum.checked_add(given.text.trim().parse::<Amount>().ok()?.value())
                    }
                    None => Some(sum),
                }
            })
    }

    fn parts(&self, column: usize, tables: &[&(usize, usize)]) -> String {
        let parts = tables.iter().filter_map(|(department, item)| {
            let item = &self.departments[*department].items[*item];
            let amount = &item.values.get(&column)?.text;
            let title = item.title.as_ref().map_or("", |title| title.text.trim());
            Some(format!("{} {}", text::clip(title), amount.trim()))
        });
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() {
            return "没有项目的预算数".to_owned();
        }
        let shown = parts[..parts.len().min(MOST_PARTS)].join(" + ");
        match parts.len() {
            all if all > MOST_PARTS => format!("{shown} + … 共 {all} 项"),
            _ => shown,
        }
    }
}

/// A text without spaces and colons.
fn bare(words: &str) -> String {
    squeezed(words).replace([':', '：'], "")
}
