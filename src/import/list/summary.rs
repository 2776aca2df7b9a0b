//! Subtotals: which rows they are, and whether they add up. They are compared and not read.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::findings::labelled;
use super::lines::Line;
use super::reader::{Department, Given, Reader, squeezed};
use crate::amount::Amount;
use crate::diag::{Code, Diagnostic, text};
use crate::form::{FieldKind, ListColumn};

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

/// What has been summed up so far: added up as it comes, so that many subtotals take no longer than many rows.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    /// Amounts in the order they came.
    amounts: Vec<Part>,
    /// Sums of each department, by department and column.
    departments: BTreeMap<(usize, usize), Sum>,
    /// Sums of all, by column.
    all: BTreeMap<usize, Sum>,
    /// Sums since the last subtotal, by column; and how many amounts stood there then.
    block: BTreeMap<usize, Sum>,
    last: usize,
    /// Whether there was a subtotal.
    has_subtotal: bool,
}

/// An amount of a table.
#[derive(Debug, Clone, Copy)]
struct Part {
    department: usize,
    item: usize,
    column: usize,
}

/// A sum of amounts.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    value: Decimal,
    /// Whether a part is no number, which has its own finding, or the sum has more digits than can be kept.
    is_unknown: bool,
}

impl Sum {
    fn add(&mut self, amount: Option<Decimal>) {
        match amount.and_then(|amount| crate::amount::add(self.value, amount)) {
            Some(value) => self.value = value,
            None => self.is_unknown = true,
        }
    }
}

impl Summaries {
    /// Counts an amount of a table.
    pub(super) fn add(&mut self, (department, item): (usize, usize), column: usize, text: &str) {
        let amount = text.trim().parse::<Amount>().ok().map(Amount::value);
        self.amounts.push(Part {
            department,
            item,
            column,
        });
        for sums in [&mut self.all, &mut self.block] {
            sums.entry(column).or_default().add(amount);
        }
        let department = self.departments.entry((department, column));
        department.or_default().add(amount);
    }
}

/// What a subtotal may be the sum of.
#[derive(Debug, Clone, Copy)]
struct Reading {
    words: &'static str,
    sum: Sum,
    of: Of,
}

/// Which amounts are parts of a sum.
#[derive(Debug, Clone, Copy)]
enum Of {
    Department(usize),
    Block(usize),
    All,
}

impl<'a> Reader<'a> {
    /// Whether a text is a word for a subtotal or total.
    pub(super) fn is_summary_word(&self, words: &str) -> bool {
        let bare = bare(words);
        // 合计：70万元.
        let before = words.split([':', '：']).next().map(self::bare);
        let mut known = self.list.subtotal.iter().chain(&self.list.total);
        known.any(|word| *word == bare || Some(word) == before.as_ref())
    }

    /// Whether a row has a title that merely ends like a subtotal's (设备购置合计), and nothing but amounts beside it: a project, or a subtotal.
    pub(super) fn may_be_summary(&self, line: &'a Line) -> bool {
        let Some(title) = self.text(line, self.list.title).map(bare) else {
            return false;
        };
        let mut known = self.list.subtotal.iter().chain(&self.list.total);
        let rest = known.find_map(|word| title.strip_suffix(word.as_str()));
        let is_other = |index: usize, column: &ListColumn| {
            let is_name = index == self.list.department || index == self.list.title;
            !is_name && !column.targets.is_empty() && self.amounts().all(|own| own != index)
        };
        let mut others = self
            .columns()
            .filter(|(index, column)| is_other(*index, column));
        rest.is_some_and(|rest| !rest.is_empty() && self.department_of(rest).is_none())
            && !self.is_summary_word(&title)
            && others.all(|(index, _)| self.text(line, index).is_none())
    }

    /// Whether the amounts of a row that may be a subtotal are the sums of what stands above; there is one at least.
    pub(super) fn adds_up(&self, line: &'a Line, so_far: &Summaries) -> bool {
        let amounts = self
            .amounts()
            .filter_map(|index| Some((index, self.given(line, index)?)));
        let adds_up = |(index, given): (usize, Given)| {
            let typed = given.text.trim().parse::<Amount>().ok()?;
            let readings = so_far.readings(&Summary::Above, index);
            let is_it = |reading: &Reading| {
                !reading.sum.is_unknown
                    && !so_far.amounts.is_empty()
                    && reading.sum.value == typed.value()
            };
            Some(readings.iter().any(is_it))
        };
        let all: Vec<Option<bool>> = amounts.map(adds_up).collect();
        !all.is_empty() && all.iter().all(|one| *one == Some(true))
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
        if self.may_be_summary(line) {
            return None;
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
        self.by_words.get(name).copied()
    }

    /// The columns of money of the tables that are added up.
    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> + '_ {
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
            let readings = so_far.readings(summary, index);
            let is_right = |reading: &Reading| {
                let difference = typed.value().checked_sub(reading.sum.value);
                reading.sum.is_unknown
                    || difference.is_some_and(|difference| difference.abs() <= TOLERANCE)
            };
            if readings.iter().any(is_right) {
                continue;
            }
            let (first, seen) = (readings[0], given.text.trim().to_owned());
            let departments = &self.departments;
            self.report.add(Code::SubtotalMismatch.severity(), || {
                let sum = Amount::computed(first.sum.value);
                let parts = so_far.parts(first.of, index, departments);
                Diagnostic::new(Code::SubtotalMismatch, place)
                    .seen(seen)
                    .expected(format!("{sum} = {parts}({})", first.words))
                    .mend("改正小计或各项目的预算数;部门整体的预算数不计入,小计不读入数据")
            });
        }
        so_far.has_subtotal |= *summary != Summary::All;
        so_far.last = so_far.amounts.len();
        so_far.block.clear();
    }
}

impl Summaries {
    /// What a subtotal may be the sum of, the likeliest first.
    fn readings(&self, summary: &Summary, column: usize) -> Vec<Reading> {
        let of_department = |department: usize| Reading {
            words: "本部门各项目之和",
            sum: self
                .departments
                .get(&(department, column))
                .copied()
                .unwrap_or_default(),
            of: Of::Department(department),
        };
        let last = self
            .amounts
            .last()
            .map(|part| of_department(part.department));
        let all = Reading {
            words: "全部项目之和",
            sum: self.all.get(&column).copied().unwrap_or_default(),
            of: Of::All,
        };
        let block = Reading {
            words: "上一小计以来各项目之和",
            sum: self.block.get(&column).copied().unwrap_or_default(),
            of: Of::Block(self.last),
        };
        match summary {
            Summary::Of(department) => vec![of_department(*department)],
            Summary::Above => last.into_iter().chain([block, all]).collect(),
            Summary::All if self.has_subtotal => vec![all],
            Summary::All => [all].into_iter().chain(last).collect(),
        }
    }

    fn parts(&self, of: Of, column: usize, departments: &[Department]) -> String {
        let start = match of {
            Of::Block(start) => start,
            Of::Department(_) | Of::All => 0,
        };
        let parts = self.amounts[start..].iter().filter(|part| {
            let is_in = match of {
                Of::Department(department) => part.department == department,
                Of::Block(_) | Of::All => true,
            };
            is_in && part.column == column
        });
        let count = parts.clone().count();
        let shown = parts.take(MOST_PARTS).filter_map(|part| {
            let item = &departments[part.department].items[part.item];
            let title = item.title.as_ref().map_or("", |title| title.text.trim());
            Some(format!(
                "{} {}",
                text::clip(title),
                item.values.get(&column)?.text.trim()
            ))
        });
        let shown = shown.collect::<Vec<_>>().join(" + ");
        match count {
            0 => "没有项目的预算数".to_owned(),
            _ if count > MOST_PARTS => format!("{shown} + … 共 {count} 项"),
            _ => shown,
        }
    }
}

/// A text without spaces and colons, and without what stands in brackets at its end: 合计（万元）.
fn bare(words: &str) -> String {
    let bare = squeezed(words).replace([':', '：'], "");
    let inner = bare.strip_suffix([')', '）']);
    let open = inner.and_then(|inner| inner.rfind(['(', '（']));
    match open {
        Some(open) if open > 0 => bare[..open].to_owned(),
        _ => bare,
    }
}
