//! 对比: the departments of a run and of an earlier one, value by value, as a sheet of the summary and
//! as a part of the report. Departments are paired by code without zeros before it, then by name.

use std::io;

use rust_decimal::Decimal;
use serde::Serialize;

use super::super::across::results::{Department, Results};
use super::super::given::earlier::{EarlierDepartment, EarlierResults};
use super::super::living::read_earlier::identity;
use super::super::record::columns::{column_name, padded, shown};
use super::super::record::records::{DepartmentState, SummaryValue};
use super::overall::Target;
use super::overview_figures::used_editions;
use crate::amount;
use crate::form::{Edition, Quantity, SummaryColumn, SummaryTotal};
use crate::render::{Sides, batch_workbooks, pair_departments};
use crate::write::xlsx::{Column, List, Print, SheetNames, Total, Value, exact};

/// Name of the sheet.
const NAME: &str = "对比";

/// Name of the sheet in long form.
pub(in crate::batch) const DETAILS: &str = "对比明细";

/// Widths of the columns before the values, in digits.
const WIDTHS: [f64; 4] = [6.0, 9.0, 34.0, 22.0];

/// Decimals of a ratio.
const RATIO_DECIMALS: u32 = 4;

/// Which of two runs has a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Both,
    New,
    Gone,
}

/// A department of one of the runs, or of both.
pub(in crate::batch) struct Compared<'r, 'a> {
    now: Option<&'r Department<'a>>,
    earlier: Option<&'a EarlierDepartment>,
}

impl Compared<'_, '_> {
    const fn state(&self) -> State {
        match (self.now, self.earlier) {
            (Some(_), Some(_)) => State::Both,
            (Some(_), None) => State::New,
            (None, _) => State::Gone,
        }
    }

    fn is_made(&self) -> bool {
        (self.now).is_some_and(|one| one.brief.state == DepartmentState::Made)
    }

    /// Whether both numbers of a column can be compared: a department whose tables were not made
    /// has no values, which is not a reduction.
    pub(in crate::batch) fn is_comparable(&self) -> bool {
        let now = self.now.is_none_or(|_| self.is_made());
        now && self.earlier.is_none_or(|one| one.is_made)
    }

    pub(in crate::batch) fn code(&self) -> &str {
        let earlier = self.earlier.map_or("", |one| &one.identity.code);
        self.now.map_or(earlier, |one| &one.brief.code)
    }

    pub(in crate::batch) fn name(&self) -> &str {
        let earlier = self.earlier.map_or("", |one| &one.identity.name);
        self.now.map_or(earlier, |one| one.brief.title())
    }

    pub(in crate::batch) fn words(&self) -> String {
        let state = match self.state() {
            State::Both => "两次都有",
            State::New => "新增",
            State::Gone => "这次没有",
        };
        let now = self.now.filter(|_| !self.is_made());
        let now = now.map(|one| format!("这次{}", one.brief.state_in_words()));
        let earlier = self.earlier.filter(|one| !one.is_made);
        let earlier = earlier.map(|_| "上次没有生成".to_owned());
        let more: Vec<String> = now.into_iter().chain(earlier).collect();
        if more.is_empty() {
            return state.to_owned();
        }
        format!("{state}({})", more.join(","))
    }
}

/// The departments of both runs: those of this one in its order, then those that are gone.
/// Duplicates take no part.
pub(in crate::batch) fn compared<'r, 'a>(
    results: &'r Results<'a>,
    earlier: &'a EarlierResults,
) -> Vec<Compared<'r, 'a>> {
    let now: Vec<&Department<'_>> = (results.departments.iter())
        .filter(|one| !one.is_duplicate() && !one.brief.edition.is_empty())
        .collect();
    let identities = Sides {
        old: (earlier.departments.iter())
            .map(|one| one.identity.clone())
            .collect::<Vec<_>>(),
        new: now.iter().map(|one| identity(one.brief)).collect(),
    };
    let pairs = pair_departments(Sides {
        old: &identities.old,
        new: &identities.new,
    });
    pairs
        .into_iter()
        .map(|pair| Compared {
            now: pair.new.map(|at| now[at]),
            earlier: pair.old.map(|at| &earlier.departments[at]),
        })
        .collect()
}

/// The compared columns of an edition: those that are summed.
pub(in crate::batch) struct Columns<'e> {
    edition: &'e Edition,
    /// Index in the edition's summary.
    summed: Vec<usize>,
    pub(in crate::batch) names: Vec<String>,
}

impl<'e> Columns<'e> {
    pub(in crate::batch) fn of(edition: &'e Edition) -> Columns<'e> {
        let all = edition.summary.iter().enumerate();
        let summed = all.filter(|(_, column)| column.total == SummaryTotal::Sum);
        let summed: Vec<usize> = summed.map(|(index, _)| index).collect();
        let names = summed.iter();
        let names = names.map(|index| column_name(&edition.summary[*index]));
        Columns {
            edition,
            names: names.collect(),
            summed,
        }
    }

    pub(in crate::batch) fn column(&self, at: usize) -> &'e SummaryColumn {
        &self.edition.summary[self.summed[at]]
    }

    /// Earlier and present numbers of each column. The present ones are read from the record.
    pub(in crate::batch) fn numbers(
        &self,
        one: &Compared<'_, '_>,
        target: &Target<'_>,
        earlier: &EarlierResults,
    ) -> io::Result<Vec<Sides<Option<Decimal>>>> {
        let number = |value: Option<&Option<SummaryValue>>| match value {
            Some(Some(SummaryValue::Number(number))) => Some(*number),
            _ => None,
        };
        let now = match one.now {
            Some(now) if *now.brief.edition == *self.edition.id => {
                let values = now.brief.read(target.out)?.values;
                let values = self.summed.iter().map(|index| number(values.get(*index)));
                values.collect()
            }
            _ => vec![None; self.summed.len()],
        };
        let before = one.earlier.map_or_else(
            || vec![None; self.summed.len()],
            |one| {
                let positions = earlier.positions(&one.identity.edition, &self.names);
                let values = positions.into_iter();
                let values = values.map(|at| number(at.and_then(|at| one.values.get(at))));
                values.collect()
            },
        );
        let both = before.into_iter().zip(now);
        Ok(both.map(|(old, new)| Sides { old, new }).collect())
    }
}

/// The departments of one edition: those that are gone are with their edition, or with the first.
pub(in crate::batch) fn of_edition<'r, 'a>(
    edition: &Edition,
    is_first: bool,
    editions: &[&Edition],
    all: Vec<Compared<'r, 'a>>,
) -> Vec<Compared<'r, 'a>> {
    let is_own = |one: &Compared<'_, '_>| match (one.now, one.earlier) {
        (Some(now), _) => *now.brief.edition == *edition.id,
        (None, Some(gone)) => {
            let own = &gone.identity.edition;
            *own == edition.id || is_first && editions.iter().all(|other| other.id != *own)
        }
        (None, None) => false,
    };
    all.into_iter().filter(is_own).collect()
}

/// A sheet for each edition of the departments; none without earlier results.
pub(in crate::batch) fn sheets<'a>(
    target: &'a Target<'a>,
    results: &'a Results<'a>,
    names: &mut SheetNames,
) -> io::Result<Vec<List<'a>>> {
    let Some(earlier) = target.earlier else {
        return Ok(Vec::new());
    };
    let editions = used_editions(target.renderer, results);
    let mut sheets = Vec::new();
    for (edition, number) in editions.iter().zip(0..) {
        let all = compared(results, earlier);
        let own = of_edition(edition, number == 0, &editions, all);
        let columns = Columns::of(edition);
        let name = match editions.len() {
            1 => NAME.to_owned(),
            _ => format!("{NAME} {}", edition.id),
        };
        let title = format!("{} {NAME}", results.title(edition));
        let sheet = Sheet {
            target,
            earlier,
            columns,
        };
        sheets.push(sheet.list((names.give(&name), title), own)?);
    }
    Ok(sheets)
}

/// What a sheet is made from.
struct Sheet<'a> {
    target: &'a Target<'a>,
    earlier: &'a EarlierResults,
    columns: Columns<'a>,
}

/// Columns of a value: last, now, difference; and a ratio of money.
const fn width(column: &SummaryColumn) -> u16 {
    match column.quantity {
        Some(Quantity::Amount) => 4,
        _ => 3,
    }
}

/// Sum, decimals and whether a number is no number of a workbook, of each side.
#[derive(Clone)]
struct Sum {
    sums: Sides<Option<Decimal>>,
    decimals: u32,
    has_text: bool,
}

impl<'a> Sheet<'a> {
    fn list(
        self,
        (name, title): (String, String),
        own: Vec<Compared<'a, 'a>>,
    ) -> io::Result<List<'a>> {
        let mut sums = vec![
            Sum {
                sums: Sides {
                    old: Some(Decimal::ZERO),
                    new: Some(Decimal::ZERO),
                },
                decimals: 0,
                has_text: false,
            };
            self.columns.summed.len()
        ];
        for one in &own {
            let numbers = self.columns.numbers(one, self.target, self.earlier)?;
            for (sum, number) in sums.iter_mut().zip(numbers) {
                sum.add(number);
            }
        }
        let count = |state| own.iter().filter(|one| one.state() == state).count();
        let note = format!(
            "与上次的成果对比:两次都有 {},新增 {},这次没有 {}(在最后)。按编码(前面的 0 不论)、名称对应;增减、百分数、合计是公式;有一次没有生成的不算增减。打印用“{}”那一页。",
            count(State::Both),
            count(State::New),
            count(State::Gone),
            DETAILS
        );
        let columns = self.heads();
        let printed = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        let totals = vec![self.totals(&sums)];
        let rows = own.into_iter().zip(1_u32..);
        let rows = rows.map(move |(one, number)| self.row(&one, number, &sums));
        Ok(List {
            name,
            title,
            note,
            columns,
            frozen: 3,
            rows: Box::new(rows),
            totals,
            print: Print::Readable(printed),
        })
    }

    fn heads(&self) -> Vec<Column> {
        let heads = batch_workbooks::SUMMARY.into_iter().zip(WIDTHS);
        let mut columns: Vec<Column> = heads
            .map(|(label, width)| Column {
                group: String::new(),
                label: label.to_owned(),
                width,
            })
            .collect();
        for (at, name) in self.columns.names.iter().enumerate() {
            let own = self.columns.column(at);
            let labels = ["上次", "这次", "增减", "增减%"];
            columns.extend((labels.iter()).take(width(own).into()).map(|label| Column {
                group: name.clone(),
                label: (*label).to_owned(),
                width: own.width.min(12.0),
            }));
        }
        columns
    }

    fn row(&self, one: &Compared<'_, '_>, number: u32, sums: &[Sum]) -> io::Result<Vec<Value>> {
        let mut values = vec![
            Value::Ordinal(number),
            Value::Text(one.code().to_owned()),
            Value::Text(one.name().to_owned()),
            Value::Text(one.words()),
        ];
        let numbers = self.columns.numbers(one, self.target, self.earlier)?;
        for (at, (sides, sum)) in numbers.into_iter().zip(sums).enumerate() {
            let column = self.columns.column(at);
            let first = values.len();
            let value = |number: Option<Decimal>| {
                number.map_or(Value::Blank, |number| {
                    shown(column.quantity, padded(number, sum.decimals))
                })
            };
            values.extend([value(sides.old), value(sides.new)]);
            let is_number = |number: Option<Decimal>| number.is_none_or(|one| exact(one).is_some());
            let is_formula = one.is_comparable()
                && (sides.old.is_some() || sides.new.is_some())
                && is_number(sides.old)
                && is_number(sides.new);
            let difference = Difference {
                first,
                sides,
                decimals: sum.decimals,
            };
            for formula in [difference.increase(column), difference.ratio()]
                .into_iter()
                .take(usize::from(width(column)) - 2)
            {
                let is_blank =
                    matches!(&formula, Value::Formula { value, .. } if **value == Value::Blank);
                values.push(if is_formula && !is_blank {
                    formula
                } else {
                    Value::Blank
                });
            }
        }
        Ok(values)
    }

    fn totals(&self, sums: &[Sum]) -> Vec<Total> {
        let mut line = vec![
            Total::Blank,
            Total::Blank,
            Total::Text("合计".to_owned()),
            Total::Blank,
        ];
        for (at, sum) in sums.iter().enumerate() {
            let column = self.columns.column(at);
            let first = line.len();
            let total = |side: Option<Decimal>| match side {
                Some(total) if sum.has_text => Total::Text(total.to_string()),
                Some(total) => Total::sum(shown(column.quantity, padded(total, sum.decimals))),
                None => Total::Text("超过 28 位,没有加".to_owned()),
            };
            line.extend([total(sum.sums.old), total(sum.sums.new)]);
            let is_formula = !sum.has_text && sum.sums.old.is_some() && sum.sums.new.is_some();
            let difference = Difference {
                first,
                sides: sum.sums,
                decimals: sum.decimals,
            };
            for formula in [difference.increase(column), difference.ratio()]
                .into_iter()
                .take(usize::from(width(column)) - 2)
            {
                line.push(match formula {
                    Value::Formula {
                        formula,
                        digits,
                        value,
                    } if is_formula => Total::Formula {
                        formula,
                        digits,
                        value: *value,
                    },
                    _ => Total::Blank,
                });
            }
        }
        line
    }
}

impl Sum {
    fn add(&mut self, number: Sides<Option<Decimal>>) {
        let add = |sum: Option<Decimal>, number: Option<Decimal>| match number {
            Some(number) => sum.and_then(|sum| amount::add(sum, number)),
            None => sum,
        };
        for own in [number.old, number.new].into_iter().flatten() {
            self.decimals = self.decimals.max(own.normalize().scale());
            self.has_text |= exact(own).is_none();
        }
        self.sums = Sides {
            old: add(self.sums.old, number.old),
            new: add(self.sums.new, number.new),
        };
    }
}

/// The formulas on two numbers in cells next to each other.
pub(in crate::batch) struct Difference {
    /// Index of the column of the earlier number.
    pub(in crate::batch) first: usize,
    pub(in crate::batch) sides: Sides<Option<Decimal>>,
    pub(in crate::batch) decimals: u32,
}

impl Difference {
    pub(in crate::batch) fn number(&self) -> Option<Decimal> {
        let number = |one: Option<Decimal>| one.unwrap_or_default();
        amount::add(number(self.sides.new), -number(self.sides.old))
    }

    pub(in crate::batch) fn increase(&self, column: &SummaryColumn) -> Value {
        let (old, new) = (self.first, self.first + 1);
        let value = self.number();
        Value::Formula {
            formula: format!("{{{new}}}-{{{old}}}"),
            digits: self.decimals,
            value: Box::new(value.map_or(Value::Blank, |value| {
                shown(column.quantity, padded(value, self.decimals))
            })),
        }
    }

    pub(in crate::batch) fn ratio(&self) -> Value {
        let (old, new) = (self.first, self.first + 1);
        let ratio = self.number().zip(self.sides.old);
        let ratio = ratio.and_then(|(value, old)| value.checked_div(old.abs()));
        let ratio = ratio.map(|ratio| amount::round(ratio, RATIO_DECIMALS));
        Value::Formula {
            formula: format!("({{{new}}}-{{{old}}})/ABS({{{old}}})"),
            digits: RATIO_DECIMALS,
            value: Box::new(ratio.map_or(Value::Blank, Value::Percent)),
        }
    }
}

/// The comparison in the report.
#[derive(Serialize)]
pub(in crate::batch) struct ReportedComparison<'a> {
    edition: &'a str,
    columns: Vec<String>,
    departments: Vec<ReportedDepartment<'a>>,
}

#[derive(Serialize)]
struct ReportedDepartment<'a> {
    code: &'a str,
    name: &'a str,
    state: State,
    earlier: Vec<Option<String>>,
    now: Vec<Option<String>>,
}

/// The comparison of each edition; `None` without earlier results.
pub(in crate::batch) fn reported<'a>(
    target: &'a Target<'a>,
    results: &'a Results<'a>,
) -> io::Result<Option<Vec<ReportedComparison<'a>>>> {
    let Some(earlier) = target.earlier else {
        return Ok(None);
    };
    let editions = used_editions(target.renderer, results);
    let mut all = Vec::new();
    for (edition, number) in editions.iter().zip(0..) {
        let columns = Columns::of(edition);
        let mut departments = Vec::new();
        for one in of_edition(edition, number == 0, &editions, compared(results, earlier)) {
            let numbers = columns.numbers(&one, target, earlier)?;
            let text = |number: Option<Decimal>| number.map(|number| number.to_string());
            departments.push(
                ReportedDepartment {
                    state: one.state(),
                    code: one.earlier.map_or("", |one| &one.identity.code),
                    name: one.earlier.map_or("", |one| &one.identity.name),
                    earlier: numbers.iter().map(|sides| text(sides.old)).collect(),
                    now: numbers.iter().map(|sides| text(sides.new)).collect(),
                }
                .named(one.now),
            );
        }
        all.push(ReportedComparison {
            edition: &edition.id,
            columns: columns.names,
            departments,
        });
    }
    Ok(Some(all))
}

impl<'a> ReportedDepartment<'a> {
    /// With the code and the name that it has now.
    fn named(self, now: Option<&'a Department<'a>>) -> ReportedDepartment<'a> {
        match now {
            Some(now) => ReportedDepartment {
                code: &now.brief.code,
                name: now.brief.title(),
                ..self
            },
            None => self,
        }
    }
}
