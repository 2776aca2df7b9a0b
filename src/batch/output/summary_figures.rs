//! 一页表 and 图表, two sheets of the summary: the figures of all departments on one page, and as
//! charts. Their figures are those of the overview (`overview_figures`).

use std::io;

use rust_decimal::Decimal;

use super::super::across::hand_in::{HandIn, HandInRow};
use super::super::across::matching::RosterIndex;
use super::super::across::results::{Department, Results};
use super::super::given::listed_roster::HandInState;
use super::super::record::columns::padded;
use super::overall::Target;
use super::overview_figures::{Bar, Chart, MoneyTotal, OverallFigures, used_editions};
use crate::form::Edition;
use crate::write::xlsx::{FigureLayout, FigureSheet, FigureTable, SheetNames, Value};

/// Names of the sheets.
const PAGE: &str = "一页表";
const CHARTS: &str = "图表";

/// Widths of the columns of the one page, and of the tables beside the charts, in digits.
const PAGE_WIDTHS: [f64; 7] = [40.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0];
const CHART_WIDTHS: [f64; 3] = [34.0, 14.0, 3.0];

/// Heading of the numbers of departments in each state.
const STATES: &str = "部门";

/// Number of kinds of findings on the one page.
const MOST_KINDS: usize = 5;

/// Decimals of money.
const MONEY_DECIMALS: u32 = 2;

/// The sheets: none without departments; without charts if they have nothing to compare.
pub(in crate::batch) fn sheets(
    target: &Target<'_>,
    results: &Results<'_>,
    names: &mut SheetNames,
) -> io::Result<Vec<FigureSheet>> {
    let editions = used_editions(target.renderer, results);
    if editions.is_empty() {
        return Ok(Vec::new());
    }
    let figures = target.figures.get(results, &editions, target.out)?;
    let titles: Vec<String> = editions.iter().map(|one| results.title(one)).collect();
    let title = titles.join("、");
    let mut sheets = vec![FigureSheet {
        name: names.give(PAGE),
        title: format!("{title} {PAGE}"),
        note: "做这份汇总表时的数,重复的部门不计入资金与条数;以后改了汇总表,这一页不跟着变。"
            .to_owned(),
        widths: PAGE_WIDTHS.to_vec(),
        tables: page_tables(results, &editions, figures),
        layout: FigureLayout::OnePage,
    }];
    if !figures.charts.is_empty() {
        sheets.push(FigureSheet {
            name: names.give(CHARTS),
            title: format!("{title} {CHARTS}"),
            note: "做这份汇总表时的数,与 index.html 相同;图画的是左边的格,“其余”不画。".to_owned(),
            widths: CHART_WIDTHS.to_vec(),
            tables: figures.charts.iter().map(chart_table).collect(),
            layout: FigureLayout::Charts,
        });
    }
    Ok(sheets)
}

fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

fn count(number: usize) -> Value {
    Value::Count(Decimal::from(number))
}

fn heads(heads: &[(&str, u16)]) -> Vec<(String, u16)> {
    let heads = heads.iter();
    heads
        .map(|(head, span)| ((*head).to_owned(), *span))
        .collect()
}

/// A table of the bars of a chart, with what the chart leaves out in its last row.
fn chart_table(chart: &Chart) -> FigureTable {
    let sums = chart.rest.iter().filter_map(|rest| rest.sum);
    let all = chart.bars.iter().map(|bar| bar.value).chain(sums);
    let decimals = all.map(|one| one.normalize().scale()).max().unwrap_or(0);
    let row =
        |label: &str, number: Decimal| vec![text(label), Value::Count(padded(number, decimals))];
    let charted = u32::try_from(chart.bars.len()).unwrap_or(u32::MAX);
    let bars = chart.bars.iter();
    let mut rows: Vec<Vec<Value>> = bars.map(|bar| row(&bar.label, bar.value)).collect();
    rows.extend(chart.rest.as_ref().map(|rest| {
        let label = format!("其余 {} 个", rest.count);
        match rest.sum {
            Some(sum) => row(&label, sum),
            None => vec![text(label), Value::Blank],
        }
    }));
    FigureTable {
        title: chart.title.clone(),
        heads: heads(&[("名称", 1), ("数", 1)]),
        rows,
        charted,
    }
}

fn page_tables(
    results: &Results<'_>,
    editions: &[&Edition],
    figures: &OverallFigures,
) -> Vec<FigureTable> {
    let mut tables = vec![states(results), levels(results)];
    for ((edition, money), rows) in editions.iter().zip(&figures.money).zip(&figures.rows) {
        let suffix = match editions.len() {
            1 => String::new(),
            _ => format!("({})", edition.document),
        };
        tables.extend(of_money(money, &suffix));
        tables.extend(rows.iter().filter(|chart| chart.are_rows).map(of_rows));
    }
    tables.extend(of_kinds(&figures.kinds));
    tables
}

/// The numbers of departments in each state: by section of the bureau if a roster has sections.
fn states(results: &Results<'_>) -> FigureTable {
    match HandIn::of(results) {
        Some(hand_in) => listed_states(results, &hand_in),
        None => all_states(results),
    }
}

/// Without a roster.
fn all_states(results: &Results<'_>) -> FigureTable {
    let counts = results.counts();
    let numbers = [
        counts.departments,
        counts.made,
        counts.made_with_findings,
        counts.returned,
        counts.failed,
        counts.unread,
    ];
    let mut row = vec![text("全部")];
    row.extend(numbers.map(count));
    let words = [
        "",
        "部门",
        "已生成",
        "其中有问题",
        "退回",
        "失败",
        "读不出的文件",
    ];
    FigureTable {
        title: STATES.to_owned(),
        heads: heads(&words.map(|word| (word, 1))),
        rows: vec![row],
        charted: 0,
    }
}

/// The departments of a roster.
fn listed_states(results: &Results<'_>, hand_in: &HandIn<'_>) -> FigureTable {
    let row = |label: &str, section: Option<&str>| {
        let own = || {
            let listed = hand_in.rows.iter().filter(|row| row.listed.is_some());
            listed.filter(move |row| section.is_none() || row.section == section)
        };
        let states = [
            HandInState::Made,
            HandInState::Returned,
            HandInState::Failed,
            HandInState::Unreadable,
            HandInState::Missing,
        ];
        let of = |state| {
            own()
                .filter(|row: &&HandInRow<'_>| row.state == state)
                .count()
        };
        let mut values = vec![text(label), count(own().count())];
        values.extend(states.map(|state| count(of(state))));
        values
    };
    let order = (results.roster.as_ref()).map_or_else(Vec::new, RosterIndex::section_order);
    let has = |section: &str| hand_in.rows.iter().any(|row| row.section == Some(section));
    let mut rows: Vec<Vec<Value>> = (order.into_iter())
        .filter(|section| has(section))
        .map(|section| row(section, Some(section)))
        .collect();
    rows.push(row("合计", None));
    let unlisted = hand_in
        .rows
        .iter()
        .filter(|row| row.listed.is_none())
        .count();
    if unlisted > 0 {
        let mut row = vec![text("不在名册"), count(unlisted)];
        row.resize(PAGE_WIDTHS.len(), Value::Blank);
        rows.push(row);
    }
    let words = ["", "应报", "已报送", "退回", "失败", "读不出", "未报送"];
    FigureTable {
        title: STATES.to_owned(),
        heads: heads(&words.map(|word| (word, 1))),
        rows,
        charted: 0,
    }
}

/// The numbers of findings of each level, by section of the bureau too, and those of departments
/// that have any.
fn levels(results: &Results<'_>) -> FigureTable {
    let row = |label: &str, levels: [usize; 3], departments: usize| {
        let mut values = vec![text(label)];
        values.extend(levels.map(count));
        values.push(count(levels.iter().sum()));
        values.push(count(departments));
        values
    };
    let sums = |own: &dyn Fn(&Department<'_>) -> bool| {
        let own: Vec<[usize; 3]> = (results.departments.iter())
            .filter(|one| own(one))
            .map(Department::findings)
            .collect();
        let level = |at: usize| own.iter().map(|counts| counts[at]).sum::<usize>();
        let with = own.iter().filter(|counts| counts.iter().sum::<usize>() > 0);
        ([level(0), level(1), level(2)], with.count())
    };
    let order = (results.roster.as_ref()).map_or_else(Vec::new, RosterIndex::section_order);
    let mut rows = Vec::new();
    for section in order {
        let is_own = |one: &Department<'_>| results.section(one) == Some(section);
        if results.departments.iter().any(is_own) {
            let (counts, departments) = sums(&is_own);
            rows.push(row(section, counts, departments));
        }
    }
    let (own, departments) = sums(&|_| true);
    let counts = results.counts();
    let all = [counts.errors, counts.warnings, counts.notes];
    if all != own {
        let of_files: [usize; 3] = std::array::from_fn(|at| all[at].saturating_sub(own[at]));
        rows.push(row("文件的(不属于一个部门)", of_files, 0));
    }
    rows.push(row("合计", all, departments));
    FigureTable {
        title: "问题(处)".to_owned(),
        heads: heads(&[
            ("", 1),
            ("错误", 1),
            ("警告", 1),
            ("提示", 1),
            ("共", 1),
            ("有问题的部门", 2),
        ]),
        rows,
        charted: 0,
    }
}

fn of_money(totals: &[MoneyTotal], suffix: &str) -> Option<FigureTable> {
    let amount = |number: Decimal| Value::Amount(padded(number, MONEY_DECIMALS));
    let rows = totals.iter().map(|total| {
        let sum = total.sum.map_or_else(|| text("超过 28 位,没有加"), amount);
        let largest = total.largest.as_ref().map(|Bar { label, value }| {
            let value = padded(*value, MONEY_DECIMALS);
            text(format!("{label} {value}"))
        });
        let largest = largest.unwrap_or(Value::Blank);
        vec![text(total.label.clone()), sum, largest]
    });
    (!totals.is_empty()).then(|| FigureTable {
        title: format!("资金{suffix}"),
        heads: heads(&[("栏目", 1), ("合计", 2), ("最多的部门与它的数", 4)]),
        rows: rows.collect(),
        charted: 0,
    })
}

/// Numbers of rows by kind, with their shares.
fn of_rows(chart: &Chart) -> FigureTable {
    let all: Decimal = chart.bars.iter().map(|bar| bar.value).sum();
    let line = |label: String, number: Decimal| {
        let share = number.checked_div(all);
        let share = share.map(|share| crate::amount::round(share, 4));
        vec![
            text(label),
            Value::Count(number.normalize()),
            share.map_or(Value::Blank, Value::Percent),
        ]
    };
    let bars = chart.bars.iter();
    let mut rows: Vec<Vec<Value>> = bars.map(|bar| line(bar.label.clone(), bar.value)).collect();
    rows.push(line("合计".to_owned(), all));
    FigureTable {
        title: chart.title.clone(),
        heads: heads(&[("类别", 1), ("条数", 2), ("占", 1)]),
        rows,
        charted: 0,
    }
}

fn of_kinds(kinds: &[(&'static str, usize)]) -> Option<FigureTable> {
    let most = kinds.iter().take(MOST_KINDS);
    let rows: Vec<Vec<Value>> = most
        .map(|(kind, number)| vec![text(*kind), count(*number)])
        .collect();
    (!rows.is_empty()).then(|| FigureTable {
        title: format!("最多的 {} 类问题", rows.len()),
        heads: heads(&[("问题", 5), ("处", 2)]),
        rows,
        charted: 0,
    })
}
