//! Subtotals: which rows they are, and whether they add up. They are compared and not read.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::findings::labelled;
use super::lines::Line;
use super::reader::{Department, Given, Reader, squeezed};
use crate::amount::Amount;
use crate::finding::{Code, Finding};
use crate::form::{FieldKind, ListColumn};
use crate::record::unescape_formula;
use crate::text;

/// Largest difference that is no finding: 0.01 of the printed unit (official facts of the forms, section 4).
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Parts of a sum that a finding names.
const MOST_PARTS: usize = 8;

/// A row that sums up others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Whether the first subtotal stood above all rows.
    is_on_top: bool,
    /// How many amounts stood above each subtotal.
    ends: Vec<usize>,
    /// Columns with amounts of a department that is not known.
    lost: BTreeSet<usize>,
    /// Subtotals above what they sum up: compared when all rows are read.
    waiting: Vec<Waiting>,
}

/// A subtotal above what it sums up.
#[derive(Debug)]
struct Waiting {
    given: Given,
    typed: Amount,
    column: usize,
    summary: Summary,
    /// The department it names, which may have had no rows yet.
    name: Option<String>,
    /// How many amounts stood above it.
    start: usize,
    /// Which subtotal it is, from above.
    number: usize,
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

    /// Whether there was a subtotal.
    pub(super) const fn has_subtotal(&self) -> bool {
        self.has_subtotal
    }

    /// An amount that was not read, with its row or alone: of a department, or of one that is not known.
    pub(super) fn lose(&mut self, department: Option<usize>, column: usize) {
        for sums in [&mut self.all, &mut self.block] {
            sums.entry(column).or_default().is_unknown = true;
        }
        match department {
            Some(department) => {
                let sum = self.departments.entry((department, column)).or_default();
                sum.is_unknown = true;
            }
            None => drop(self.lost.insert(column)),
        }
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
    /// From one amount up to another.
    Block(usize, usize),
    All,
}

impl<'a> Reader<'a> {
    /// Whether a text is a word for a subtotal or total.
    pub(super) fn is_summary_word(&self, words: &str) -> bool {
        let bare = bare(words);
        // 合计：70万元.
        let before = words.split([':', '：']).next().map(self::bare);
        let known = self.list.subtotal.iter().chain(&self.list.total);
        let mut known = known.chain(&self.list.grouped);
        known.any(|word| *word == bare || Some(word) == before.as_ref())
    }

    /// Whether a text ends with a word for a subtotal or total.
    pub(super) fn ends_like_a_sum(&self, words: &str) -> bool {
        let bare = bare(words);
        let mut known = self.list.subtotal.iter().chain(&self.list.total);
        known.any(|word| bare.ends_with(word.as_str()))
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
        let name = self.name_in(line);
        let title = self.text(line, self.list.title).map(bare);
        if let (None, None) = (&name, &title)
            && !self.has_summary_word(line)
        {
            // A sum without a name; where that was not read, the row may be anything.
            let is_unread = |index: usize| {
                let given = self.given(line, index);
                given.is_some_and(|given| given.unread.is_some())
            };
            if is_unread(self.list.department) || is_unread(self.list.title) {
                return None;
            }
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

    /// What stands in the place of a department's name.
    fn name_in(&self, line: &'a Line) -> Option<String> {
        let name = self.text(line, self.list.department)?;
        Some(bare(unescape_formula(name)))
    }

    /// The columns of money of the tables that are added up.
    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> + '_ {
        let columns = self.columns().filter(|(_, column)| {
            let target = column.target_in(self.list.each);
            target.is_some_and(|target| matches!(self.field(target).kind, FieldKind::Amount))
        });
        columns.map(|(index, _)| index)
    }

    /// Amounts that were not read, of a department that is not known.
    pub(super) fn lose_sums(&self, so_far: &mut Summaries) {
        for index in self.amounts() {
            so_far.lose(None, index);
        }
    }

    /// Compares a subtotal with the tables it may sum up: one of the readings must be right.
    pub(super) fn check_summary(
        &mut self,
        line: &'a Line,
        summary: &Summary,
        so_far: &mut Summaries,
    ) {
        let amounts: Vec<usize> = self.amounts().collect();
        let is_on_top = self.stands_on_top(line, *summary, so_far);
        self.name_above(line, is_on_top);
        for index in amounts {
            let given = self.given(line, index);
            let Some(given) = given.filter(|given| given.unread.is_none()) else {
                continue;
            };
            let place = self.lines.place(given.cell.row, given.cell.col);
            let place = labelled(place, &self.list.columns[index].heads[0]);
            let Ok(typed) = given.text.trim().parse::<Amount>() else {
                self.report.push(
                    Finding::new(Code::SubtotalMismatch, place)
                        .seen(text::quote(&given.text))
                        .expected("数")
                        .mend("只填数,不带别的字"),
                );
                continue;
            };
            if is_on_top {
                so_far.waiting.push(Waiting {
                    given,
                    typed,
                    column: index,
                    summary: *summary,
                    name: self.name_in(line),
                    start: so_far.amounts.len(),
                    number: so_far.ends.len(),
                });
                continue;
            }
            let readings = so_far.readings(summary, index);
            self.compare(&given, (typed, index), &readings, so_far);
        }
        so_far.has_subtotal |= *summary != Summary::All;
        so_far.last = so_far.amounts.len();
        so_far.ends.push(so_far.last);
        so_far.block.clear();
    }

    /// One of the sums that a subtotal may be must be right.
    fn compare(
        &mut self,
        given: &Given,
        (typed, index): (Amount, usize),
        readings: &[Reading],
        so_far: &Summaries,
    ) {
        let is_right = |reading: &Reading| {
            let difference = typed.value().checked_sub(reading.sum.value);
            reading.sum.is_unknown
                || difference.is_some_and(|difference| difference.abs() <= TOLERANCE)
        };
        if readings.iter().any(is_right) {
            return;
        }
        let place = self.lines.place(given.cell.row, given.cell.col);
        let place = labelled(place, &self.list.columns[index].heads[0]);
        let (first, seen) = (readings[0], given.text.trim().to_owned());
        let departments = &self.departments;
        self.report.add(Code::SubtotalMismatch.level(), || {
            let sum = Amount::computed(first.sum.value);
            let parts = so_far.parts(first.of, index, departments);
            Finding::new(Code::SubtotalMismatch, place)
                .seen(seen)
                .expected(format!("{sum} = {parts}({})", first.words))
                .mend("改正小计或各项目的预算数;部门整体的预算数不计入,小计不读入数据")
        });
    }

    /// Whether a subtotal stands above what it sums up: before all amounts, before those of the department it names, or as the first one of the list does.
    fn stands_on_top(&self, line: &'a Line, summary: Summary, so_far: &mut Summaries) -> bool {
        let is_first = self.departments.is_empty();
        match summary {
            Summary::All => so_far.amounts.is_empty(),
            Summary::Of(department) => {
                let mut columns = self.amounts();
                columns.all(|column| !so_far.departments.contains_key(&(department, column)))
            }
            Summary::Above => {
                so_far.is_on_top |= is_first && self.has_summary_word(line);
                let name = self.name_in(line);
                let is_new = name.is_some_and(|name| {
                    !self.is_summary_word(&name) && self.department_of(&name).is_none()
                });
                is_first || so_far.is_on_top || is_new
            }
        }
    }

    /// A subtotal that names a department: rows below it without a name are of that department.
    fn name_above(&mut self, line: &'a Line, is_on_top: bool) {
        let Some(name) = self.given(line, self.list.department) else {
            return;
        };
        let words = bare(&name.text);
        if name.unread.is_some() || self.is_summary_word(&words) {
            return;
        }
        let mut subtotals = self.list.subtotal.iter().chain(&self.list.grouped);
        let rest = subtotals.find_map(|word| words.strip_suffix(word.as_str()));
        match rest {
            Some(rest) if is_on_top && self.department_of(rest).is_none() => {
                self.lose_subtotal(line, &name.text);
            }
            Some(_) => {}
            None if self.list.total.iter().any(|word| words.ends_with(word)) => {}
            None => self.named = Some(name),
        }
    }

    /// Compares the subtotals that stand above what they sum up.
    pub(super) fn settle(&mut self, all: &Summaries) {
        for waiting in &all.waiting {
            let named = waiting
                .name
                .as_ref()
                .and_then(|name| self.department_of(name));
            let end = all.ends.iter().skip(waiting.number + 1).copied();
            let end = end
                .chain([all.amounts.len()])
                .find(|end| *end > waiting.start);
            let column = waiting.column;
            let block = all.block(
                (waiting.start, end.unwrap_or(waiting.start)),
                column,
                &self.departments,
            );
            let first = all.amounts.get(waiting.start).map(|part| part.department);
            let readings = match (waiting.summary, named) {
                (Summary::Of(department), _) | (Summary::Above, Some(department)) => {
                    vec![all.of_department(department, column)]
                }
                (Summary::Above, None) => {
                    let first = first.map(|first| all.of_department(first, column));
                    let block = [block, all.of_all(column)];
                    first.into_iter().chain(block).collect()
                }
                (Summary::All, _) => vec![all.of_all(column)],
            };
            self.compare(&waiting.given, (waiting.typed, column), &readings, all);
        }
    }
}

impl Summaries {
    /// What a subtotal may be the sum of, the likeliest first.
    fn readings(&self, summary: &Summary, column: usize) -> Vec<Reading> {
        let last = self
            .amounts
            .last()
            .map(|part| self.of_department(part.department, column));
        let all = self.of_all(column);
        let block = Reading {
            words: "上一小计以来各项目之和",
            sum: self.block.get(&column).copied().unwrap_or_default(),
            of: Of::Block(self.last, self.amounts.len()),
        };
        match summary {
            Summary::Of(department) => vec![self.of_department(*department, column)],
            Summary::Above => last.into_iter().chain([block, all]).collect(),
            Summary::All if self.has_subtotal => vec![all],
            Summary::All => [all].into_iter().chain(last).collect(),
        }
    }

    fn of_department(&self, department: usize, column: usize) -> Reading {
        let sum = self.departments.get(&(department, column)).copied();
        let mut sum = sum.unwrap_or_default();
        sum.is_unknown |= self.lost.contains(&column);
        Reading {
            words: "本部门各项目之和",
            sum,
            of: Of::Department(department),
        }
    }

    fn of_all(&self, column: usize) -> Reading {
        Reading {
            words: "全部项目之和",
            sum: self.all.get(&column).copied().unwrap_or_default(),
            of: Of::All,
        }
    }

    /// What follows a subtotal up to the next one.
    fn block(&self, (start, end): (usize, usize), column: usize, of: &[Department]) -> Reading {
        let parts = self.amounts[start..end].iter();
        let mut sum = Sum::default();
        for part in parts.filter(|part| part.column == column) {
            let given = of[part.department].items[part.item].values.get(&column);
            let amount = given.and_then(|given| given.text.trim().parse::<Amount>().ok());
            sum.add(amount.map(Amount::value));
        }
        let all = self.all.get(&column).copied().unwrap_or_default();
        sum.is_unknown |= all.is_unknown;
        Reading {
            words: "下面各项目之和",
            sum,
            of: Of::Block(start, end),
        }
    }

    fn parts(&self, of: Of, column: usize, departments: &[Department]) -> String {
        let (start, end) = match of {
            Of::Block(start, end) => (start, end),
            Of::Department(_) | Of::All => (0, self.amounts.len()),
        };
        let parts = self.amounts[start..end].iter().filter(|part| {
            let is_in = match of {
                Of::Department(department) => part.department == department,
                Of::Block(..) | Of::All => true,
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
