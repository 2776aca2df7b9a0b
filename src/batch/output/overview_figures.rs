//! The figures of the charts and of the short form: money by department, rows by kind, findings by
//! kind and by department. The overview (`overview`) and the summary (`summary_figures`) show the
//! same ones in the same order. They come from the editions' summaries and from the findings; each
//! is bounded in memory for any number of departments.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::super::across::results::{Department, Results};
use super::super::record::columns::column_name;
use super::super::record::records::{Findings, SummaryValue};
use crate::amount;
use crate::form::{Edition, Quantity, SummaryColumn, SummaryTotal};
use crate::render::Renderer;

/// Most bars of a chart.
const MOST: usize = 12;

/// A chart of horizontal bars, longest first, or in the order of the summary's columns.
pub(in crate::batch) struct Chart {
    pub(in crate::batch) title: String,
    pub(in crate::batch) bars: Vec<Bar>,
    pub(in crate::batch) rest: Option<Rest>,
    /// Whether the bars are numbers of rows, each counted once, so that they have a sum.
    pub(in crate::batch) are_rows: bool,
}

/// A bar: what it stands for, and its length.
pub(in crate::batch) struct Bar {
    pub(in crate::batch) label: String,
    pub(in crate::batch) value: Decimal,
}

/// What is left out of a chart with the longest bars.
pub(in crate::batch) struct Rest {
    pub(in crate::batch) count: usize,
    /// Their sum; `None` if it has too many digits.
    pub(in crate::batch) sum: Option<Decimal>,
}

/// The sum of a column of amounts.
pub(in crate::batch) struct MoneyTotal {
    pub(in crate::batch) label: String,
    /// `None` if it has too many digits.
    pub(in crate::batch) sum: Option<Decimal>,
    /// The department with the largest amount, if one has any.
    pub(in crate::batch) largest: Option<Bar>,
}

/// All figures.
pub(in crate::batch) struct OverallFigures {
    /// The charts that have something to compare.
    pub(in crate::batch) charts: Vec<Chart>,
    /// For each edition the sums of its columns of amounts.
    pub(in crate::batch) money: Vec<Vec<MoneyTotal>>,
    /// For each edition the rows by kind, a list for each heading of columns.
    pub(in crate::batch) rows: Vec<Vec<Chart>>,
    /// The most frequent kinds of findings.
    pub(in crate::batch) kinds: Vec<(&'static str, usize)>,
}

/// The editions of the departments, in their order.
pub(in crate::batch) fn used_editions<'r>(
    renderer: &'r Renderer,
    results: &Results<'_>,
) -> Vec<&'r Edition> {
    let used = |edition: &&Edition| {
        let mut departments = results.departments.iter();
        departments.any(|one| *one.brief.edition == *edition.id)
    };
    let registry = renderer.registry();
    registry.editions().into_iter().filter(used).collect()
}

/// The figures of all departments, except duplicates, once they were computed.
#[derive(Default)]
pub(in crate::batch) struct ComputedFigures(OnceLock<OverallFigures>);

impl ComputedFigures {
    /// The figures; all records are read for them the first time.
    pub(in crate::batch) fn get(
        &self,
        results: &Results<'_>,
        editions: &[&Edition],
        out: &Path,
    ) -> io::Result<&OverallFigures> {
        if let Some(figures) = self.0.get() {
            return Ok(figures);
        }
        let figures = overall_figures(results, editions, out)?;
        Ok(self.0.get_or_init(|| figures))
    }
}

fn overall_figures(
    results: &Results<'_>,
    editions: &[&Edition],
    out: &Path,
) -> io::Result<OverallFigures> {
    let mut figures = Figures {
        editions: editions
            .iter()
            .map(|edition| Columns::of(edition))
            .collect(),
        kinds: BTreeMap::new(),
        departments: Longest::default(),
    };
    for department in results.departments.iter().filter(|one| !one.is_duplicate()) {
        figures.add(department, editions, out)?;
    }
    for input in &results.reported_inputs {
        figures.add_findings(&input.findings);
    }
    Ok(figures.into_overall(editions))
}

/// The numbers so far.
struct Figures {
    /// Of each edition.
    editions: Vec<Columns>,
    /// Number of findings by the words for their code.
    kinds: BTreeMap<&'static str, usize>,
    /// Departments with the most findings.
    departments: Longest,
}

/// The sums of an edition's summary, and the departments with the largest amounts.
struct Columns {
    sums: Vec<Option<Decimal>>,
    /// For each column of amounts.
    largest: Vec<Option<Longest>>,
}

impl Columns {
    fn of(edition: &Edition) -> Columns {
        let largest = edition.summary.iter().map(|column| {
            let is_money = column.quantity == Some(Quantity::Amount) && is_summed(column);
            is_money.then(Longest::default)
        });
        Columns {
            sums: vec![Some(Decimal::ZERO); edition.summary.len()],
            largest: largest.collect(),
        }
    }

    fn add(&mut self, name: &str, values: &[Option<SummaryValue>]) {
        for (index, value) in values.iter().enumerate().take(self.sums.len()) {
            let number = match value {
                Some(SummaryValue::Number(number)) => *number,
                Some(SummaryValue::TooLong { .. }) => {
                    self.sums[index] = None;
                    continue;
                }
                Some(SummaryValue::Text { .. }) | None => continue,
            };
            self.sums[index] = self.sums[index].and_then(|sum| amount::add(sum, number));
            if let Some(largest) = &mut self.largest[index] {
                largest.add(name, number);
            }
        }
    }
}

const fn is_summed(column: &SummaryColumn) -> bool {
    matches!(column.total, SummaryTotal::Sum)
}

/// The longest bars so far.
#[derive(Default)]
struct Longest {
    /// By length and by the order in which they came, the first of equal ones being the longer.
    bars: BTreeSet<(Decimal, std::cmp::Reverse<usize>, String)>,
    count: usize,
    /// Whether the sum of the shorter ones has too many digits.
    is_too_long: bool,
    /// The sum of the shorter ones.
    rest: Decimal,
}

impl Longest {
    fn add(&mut self, label: &str, value: Decimal) {
        if value <= Decimal::ZERO {
            return;
        }
        let order = std::cmp::Reverse(self.count);
        self.bars.insert((value, order, label.to_owned()));
        self.count += 1;
        if self.bars.len() > MOST
            && let Some((least, ..)) = self.bars.pop_first()
        {
            match amount::add(self.rest, least) {
                Some(sum) => self.rest = sum,
                None => self.is_too_long = true,
            }
        }
    }

    /// The longest one.
    fn first(&self) -> Option<Bar> {
        self.bars.last().map(|(value, _, label)| Bar {
            label: label.clone(),
            value: *value,
        })
    }

    fn into_chart(self, title: String) -> Chart {
        let rest = (self.count > self.bars.len()).then(|| Rest {
            count: self.count - self.bars.len(),
            sum: (!self.is_too_long).then(|| self.rest.normalize()),
        });
        let title = match &rest {
            None => title,
            Some(rest) => {
                let sum = rest.sum.map_or_else(String::new, |sum| format!("共 {sum}"));
                format!(
                    "{title}(最多的 {} 个,其余 {} 个{sum})",
                    self.bars.len(),
                    rest.count
                )
            }
        };
        let bars = self.bars.into_iter().rev();
        let bars = bars.map(|(value, _, label)| Bar { label, value });
        Chart {
            title,
            bars: bars.collect(),
            rest,
            are_rows: false,
        }
    }
}

impl Figures {
    fn add(
        &mut self,
        department: &Department<'_>,
        editions: &[&Edition],
        out: &Path,
    ) -> io::Result<()> {
        let record = department.read(out)?;
        let own = editions
            .iter()
            .position(|edition| edition.id == record.edition);
        if let Some(own) = own {
            self.editions[own].add(record.title(), &record.values);
        }
        let count: usize = department.findings().iter().sum();
        self.departments.add(record.title(), Decimal::from(count));
        self.add_findings(&record.findings);
        Ok(())
    }

    fn add_findings(&mut self, findings: &Findings) {
        for finding in &findings.list {
            *self
                .kinds
                .entry(finding.code.explanation().summary)
                .or_default() += 1;
        }
    }

    fn into_overall(self, editions: &[&Edition]) -> OverallFigures {
        let mut charts = Vec::new();
        let (mut of_money, mut of_rows) = (Vec::new(), Vec::new());
        for (columns, edition) in self.editions.into_iter().zip(editions) {
            let rows = rows_by_kind(edition, &columns.sums);
            of_money.push(money_totals(edition, &columns));
            of_rows.push(rows_by_kind(edition, &columns.sums));
            charts.extend(money(edition, columns));
            charts.extend(rows);
        }
        let mut kinds = Longest::default();
        for (kind, count) in &self.kinds {
            kinds.add(kind, Decimal::from(*count));
        }
        charts.push(kinds.into_chart("哪类问题多(处)".to_owned()));
        charts.push(self.departments.into_chart("哪个部门问题多(处)".to_owned()));
        // With one of each there is nothing to compare.
        charts.retain(|chart| chart.bars.iter().any(|bar| bar.value > Decimal::ONE));
        let mut kinds: Vec<(&'static str, usize)> = self.kinds.into_iter().collect();
        // As the bars of the chart: of equal ones the first in the order of their words.
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        OverallFigures {
            charts,
            money: of_money,
            rows: of_rows,
            kinds,
        }
    }
}

/// The sums of the columns of amounts.
fn money_totals(edition: &Edition, columns: &Columns) -> Vec<MoneyTotal> {
    let figures = columns.largest.iter().zip(&columns.sums);
    let figures = figures.zip(&edition.summary);
    let totals = figures.filter_map(|((largest, sum), column)| {
        let largest = largest.as_ref()?;
        Some(MoneyTotal {
            label: column_name(column),
            sum: *sum,
            largest: largest.first(),
        })
    });
    totals.collect()
}

/// The departments with the largest amounts in the column that the edition says, or else in the one
/// with the largest sum, which contains the others.
fn money(edition: &Edition, columns: Columns) -> Option<Chart> {
    let columns = columns.largest.into_iter().zip(columns.sums);
    let columns = columns.zip(&edition.summary);
    let mut best: Option<(Decimal, Longest, &SummaryColumn)> = None;
    for (index, ((largest, sum), column)) in columns.enumerate() {
        let (Some(largest), Some(sum)) = (largest, sum) else {
            continue;
        };
        let is_said = edition.chart.is_none_or(|chart| chart == index);
        if is_said && best.as_ref().is_none_or(|(most, ..)| sum > *most) {
            best = Some((sum, largest, column));
        }
    }
    let (_, largest, column) = best?;
    Some(largest.into_chart(titled(edition, &column_name(column))))
}

/// The sums of the columns of counts that share a heading.
fn rows_by_kind(edition: &Edition, sums: &[Option<Decimal>]) -> Vec<Chart> {
    let columns: Vec<_> = edition.summary.iter().zip(sums).collect();
    let groups = columns.chunk_by(|(one, _), (next, _)| one.group == next.group);
    let charts = groups.filter_map(|group| {
        let counted: Vec<Bar> = group
            .iter()
            .filter(|(column, _)| column.quantity == Some(Quantity::Count) && is_summed(column))
            .filter_map(|(column, sum)| {
                let value = (**sum)?;
                let label = column.label.clone();
                Some(Bar { label, value })
            })
            .collect();
        let heading = &group[0].0.group;
        let has_any = counted.iter().any(|bar| bar.value > Decimal::ZERO);
        (counted.len() > 1 && has_any && !heading.is_empty()).then(|| Chart {
            title: titled(edition, heading),
            bars: counted,
            rest: None,
            are_rows: group.iter().all(|(column, _)| column.is_of_records()),
        })
    });
    charts.collect()
}

fn titled(edition: &Edition, what: &str) -> String {
    format!("{what} · {}", edition.document)
}
