//! Subtotals: recognizes their rows and checks that they add up. They are compared, not read as
//! data.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::findings::labelled;
use super::rows::ListRow;
use super::state::{Department, ListReader, ListValue, squeezed};
use crate::amount::Amount;
use crate::finding::{Code, Finding};
use crate::form::{FieldKind, ListColumn};
use crate::record::unescape_formula;
use crate::text;

/// Tolerance: 0.01 of the printed unit (rules for filling in the forms).
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Maximum number of parts of a sum that a finding lists.
const MAX_PARTS: usize = 8;

/// Scope of a subtotal row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Summary {
    /// The department given in it.
    Of(usize),
    /// The department above it, or the rows since the last subtotal.
    Above,
    /// Everything.
    All,
}

/// Running sums, so that many subtotals take no longer than many rows.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    /// Amounts in order.
    amounts: Vec<ProjectAmount>,
    /// Sums by department and column.
    departments: BTreeMap<(usize, usize), Sum>,
    /// Grand totals by column.
    all: BTreeMap<usize, Sum>,
    /// Sums since the last subtotal, by column.
    block: BTreeMap<usize, Sum>,
    last: usize,
    has_subtotal: bool,
    /// Whether the first subtotal is above all rows.
    is_on_top: bool,
    /// Number of amounts above each subtotal.
    ends: Vec<usize>,
    /// Columns with amounts of unknown departments.
    unknown_columns: BTreeSet<usize>,
    /// Subtotals above their rows, compared at the end.
    waiting: Vec<PendingSubtotal>,
}

/// A subtotal above its rows.
#[derive(Debug)]
struct PendingSubtotal {
    given: ListValue,
    typed: Amount,
    column: usize,
    summary: Summary,
    /// Department given in it, which may have no rows yet.
    name: Option<String>,
    /// Number of amounts above it.
    start: usize,
    /// Its index among the subtotals.
    number: usize,
}

/// An amount of a project's table.
#[derive(Debug, Clone, Copy)]
struct ProjectAmount {
    department: usize,
    item: usize,
    column: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    value: Decimal,
    /// Whether a part is not a number, which has its own finding, or the sum overflows.
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
    /// Adds an amount of a table.
    pub(super) fn add(&mut self, (department, item): (usize, usize), column: usize, text: &str) {
        let amount = text.trim().parse::<Amount>().ok().map(Amount::value);
        self.amounts.push(ProjectAmount {
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

    /// Marks the sums of a column as unknown: an amount of a department, or of an unknown one, was
    /// not read.
    pub(super) fn set_unknown(&mut self, department: Option<usize>, column: usize) {
        for sums in [&mut self.all, &mut self.block] {
            sums.entry(column).or_default().is_unknown = true;
        }
        match department {
            Some(department) => {
                let sum = self.departments.entry((department, column)).or_default();
                sum.is_unknown = true;
            }
            None => drop(self.unknown_columns.insert(column)),
        }
    }
}

/// A sum that a subtotal may be meant to be.
#[derive(Debug, Clone, Copy)]
struct ExpectedSum {
    words: &'static str,
    sum: Sum,
    of: SumScope,
}

/// Amounts that are parts of a sum.
#[derive(Debug, Clone, Copy)]
enum SumScope {
    Department(usize),
    /// From one amount up to another.
    Block(usize, usize),
    All,
}

impl<'a> ListReader<'a> {
    /// Whether a text is a word for a subtotal or total.
    pub(super) fn is_summary_word(&self, words: &str) -> bool {
        let bare = bare(words);
        // For example 合计：70万元.
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

    /// Whether a row has a title that ends like that of a subtotal (设备购置合计), and otherwise
    /// only amounts: a project or a subtotal.
    pub(super) fn may_be_summary(&self, line: &'a ListRow) -> bool {
        let Some(title) = self.text(line, self.list.title).map(bare) else {
            return false;
        };
        let mut known = self.list.subtotal.iter().chain(&self.list.total);
        let rest = known.find_map(|word| title.strip_suffix(word.as_str()));
        let is_other = |index: usize, column: &ListColumn| {
            let is_name = index == self.list.department || Some(index) == self.list.title;
            !is_name && !column.targets.is_empty() && self.amounts().all(|own| own != index)
        };
        let mut others = self
            .columns()
            .filter(|(index, column)| is_other(*index, column));
        rest.is_some_and(|rest| !rest.is_empty() && self.department_of(rest).is_none())
            && !self.is_summary_word(&title)
            && others.all(|(index, _)| self.text(line, index).is_none())
    }

    /// Whether all amounts of a row, at least one, are sums of the rows above.
    pub(super) fn adds_up(&self, line: &'a ListRow, so_far: &Summaries) -> bool {
        let amounts = self
            .amounts()
            .filter_map(|index| Some((index, self.value(line, index)?)));
        let adds_up = |(index, given): (usize, ListValue)| {
            let typed = given.text.trim().parse::<Amount>().ok()?;
            let readings = so_far.readings(&Summary::Above, index);
            let is_it = |reading: &ExpectedSum| {
                !reading.sum.is_unknown
                    && !so_far.amounts.is_empty()
                    && reading.sum.value == typed.value()
            };
            Some(readings.iter().any(is_it))
        };
        let all: Vec<Option<bool>> = amounts.map(adds_up).collect();
        !all.is_empty() && all.iter().all(|one| *one == Some(true))
    }

    pub(super) fn has_summary_word(&self, line: &ListRow) -> bool {
        line.cells
            .iter()
            .any(|(_, words)| self.is_summary_word(words))
    }

    /// Scope of a row's sums; `None` if it is not a subtotal.
    pub(super) fn summary(&self, line: &'a ListRow) -> Option<Summary> {
        let name = self.name_in(line);
        let title = self.text(line, self.list.title).map(bare);
        let mut words = name.iter().chain(&title);
        let has_word = words.any(|words| self.is_summary_word(words));
        let is_of_rows = |column: &ListColumn| {
            // Amounts of rows are added up too.
            column.is_of_rows() && !(has_word && self.has_amounts(column))
        };
        let mut filled = self.columns();
        if filled.any(|(index, column)| is_of_rows(column) && self.text(line, index).is_some()) {
            return None;
        }
        if let (None, None) = (&name, &title)
            && !self.has_summary_word(line)
        {
            // A sum without a name. If the name was not read, the row may be of any kind.
            let is_unread = |index: Option<usize>| {
                let given = self.value(line, index);
                given.is_some_and(|given| given.unread.is_some())
            };
            if is_unread(Some(self.list.department)) || is_unread(self.list.title) {
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

    /// Text in the column of the department's name.
    fn name_in(&self, line: &'a ListRow) -> Option<String> {
        let name = self.text(line, self.list.department)?;
        Some(bare(unescape_formula(name)))
    }

    /// Whether a column has amounts.
    fn has_amounts(&self, column: &ListColumn) -> bool {
        let mut targets = column.targets.iter();
        targets.any(|target| matches!(self.field(*target).kind, FieldKind::Amount))
    }

    /// Columns of money that are added up.
    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> + '_ {
        let columns = self.columns().filter(|(_, column)| {
            let target = column.target_in(self.list.each);
            target.is_some_and(|target| matches!(self.field(target).kind, FieldKind::Amount))
        });
        columns.map(|(index, _)| index)
    }

    /// Marks all sums as unknown: amounts of an unknown department were not read.
    pub(super) fn set_sums_unknown(&self, so_far: &mut Summaries) {
        for index in self.amounts() {
            so_far.set_unknown(None, index);
        }
    }

    /// Compares a subtotal with its possible sums; one of them must be equal.
    pub(super) fn check_summary(
        &mut self,
        line: &'a ListRow,
        summary: &Summary,
        so_far: &mut Summaries,
    ) {
        // Only amounts of whole tables are added up while reading.
        let is_of_table = |index: &usize| !self.list.columns[*index].is_of_rows();
        let amounts: Vec<usize> = self.amounts().filter(is_of_table).collect();
        let is_on_top = self.is_above_rows(line, *summary, so_far);
        self.name_above(line, is_on_top);
        for index in amounts {
            let given = self.value(line, index);
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
                        .correction("只填数,不带别的字"),
                );
                continue;
            };
            if is_on_top {
                so_far.waiting.push(PendingSubtotal {
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

    /// Reports a subtotal that equals none of the expected sums.
    fn compare(
        &mut self,
        given: &ListValue,
        (typed, index): (Amount, usize),
        readings: &[ExpectedSum],
        so_far: &Summaries,
    ) {
        let is_right = |reading: &ExpectedSum| {
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
        let (words, correction) = match self.list.title {
            Some(_) => (
                first.words,
                "改正小计或各项目的预算数;部门整体的预算数不计入,小计不读入数据",
            ),
            None => ("各部门之和", "改正合计或各部门的数;合计不读入数据"),
        };
        self.report.add(Code::SubtotalMismatch.level(), || {
            let sum = Amount::computed(first.sum.value);
            let parts = so_far.parts(first.of, index, departments);
            Finding::new(Code::SubtotalMismatch, place)
                .seen(seen)
                .expected(format!("{sum} = {parts}({words})"))
                .correction(correction)
        });
    }

    /// Whether a subtotal is above its rows: before all amounts, before those of its department, or
    /// in a list whose first subtotal is.
    fn is_above_rows(&self, line: &'a ListRow, summary: Summary, so_far: &mut Summaries) -> bool {
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

    /// Reads the department's name from a subtotal: rows below without a name belong to it.
    fn name_above(&mut self, line: &'a ListRow, is_on_top: bool) {
        let Some(name) = self.value(line, self.list.department) else {
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
                self.unassign_subtotal(line, &name.text);
            }
            Some(_) => {}
            None if self.list.total.iter().any(|word| words.ends_with(word)) => {}
            None => self.named = Some(name),
        }
    }

    /// Compares the subtotals that are above their rows.
    pub(super) fn compare_pending(&mut self, all: &Summaries) {
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
    /// Possible sums of a subtotal, the likeliest first.
    fn readings(&self, summary: &Summary, column: usize) -> Vec<ExpectedSum> {
        let last = self
            .amounts
            .last()
            .map(|part| self.of_department(part.department, column));
        let all = self.of_all(column);
        let block = ExpectedSum {
            words: "上一小计以来各项目之和",
            sum: self.block.get(&column).copied().unwrap_or_default(),
            of: SumScope::Block(self.last, self.amounts.len()),
        };
        match summary {
            Summary::Of(department) => vec![self.of_department(*department, column)],
            Summary::Above => last.into_iter().chain([block, all]).collect(),
            Summary::All if self.has_subtotal => vec![all],
            Summary::All => [all].into_iter().chain(last).collect(),
        }
    }

    fn of_department(&self, department: usize, column: usize) -> ExpectedSum {
        let sum = self.departments.get(&(department, column)).copied();
        let mut sum = sum.unwrap_or_default();
        sum.is_unknown |= self.unknown_columns.contains(&column);
        ExpectedSum {
            words: "本部门各项目之和",
            sum,
            of: SumScope::Department(department),
        }
    }

    fn of_all(&self, column: usize) -> ExpectedSum {
        ExpectedSum {
            words: "全部项目之和",
            sum: self.all.get(&column).copied().unwrap_or_default(),
            of: SumScope::All,
        }
    }

    /// Sum of the amounts between two subtotals.
    fn block(&self, (start, end): (usize, usize), column: usize, of: &[Department]) -> ExpectedSum {
        let parts = self.amounts[start..end].iter();
        let mut sum = Sum::default();
        for part in parts.filter(|part| part.column == column) {
            let table = of[part.department].summed(part.item);
            let given = table.and_then(|table| table.values.get(&column));
            let amount = given.and_then(|given| given.text.trim().parse::<Amount>().ok());
            sum.add(amount.map(Amount::value));
        }
        let all = self.all.get(&column).copied().unwrap_or_default();
        sum.is_unknown |= all.is_unknown;
        ExpectedSum {
            words: "下面各项目之和",
            sum,
            of: SumScope::Block(start, end),
        }
    }

    fn parts(&self, of: SumScope, column: usize, departments: &[Department]) -> String {
        let (start, end) = match of {
            SumScope::Block(start, end) => (start, end),
            SumScope::Department(_) | SumScope::All => (0, self.amounts.len()),
        };
        let parts = self.amounts[start..end].iter().filter(|part| {
            let is_in = match of {
                SumScope::Department(department) => part.department == department,
                SumScope::Block(..) | SumScope::All => true,
            };
            is_in && part.column == column
        });
        let count = parts.clone().count();
        let shown = parts.take(MAX_PARTS).filter_map(|part| {
            let department = &departments[part.department];
            let item = department.summed(part.item)?;
            let title = item.title.as_ref().unwrap_or(&department.name).text.trim();
            Some(format!(
                "{} {}",
                text::clip(title),
                item.values.get(&column)?.text.trim()
            ))
        });
        let shown = shown.collect::<Vec<_>>().join(" + ");
        match count {
            0 => "没有项目的预算数".to_owned(),
            _ if count > MAX_PARTS => format!("{shown} + … 共 {count} 项"),
            _ => shown,
        }
    }
}

/// A text without spaces, colons, and brackets at its end: 合计（万元）.
fn bare(words: &str) -> String {
    let bare = squeezed(words).replace([':', '：'], "");
    let inner = bare.strip_suffix([')', '）']);
    let open = inner.and_then(|inner| inner.rfind(['(', '（']));
    match open {
        Some(open) if open > 0 => bare[..open].to_owned(),
        _ => bare,
    }
}
