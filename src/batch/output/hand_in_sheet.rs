//! 报送情况, a sheet of the summary: a row for each department of the roster, then what belongs to
//! none; below, live numbers by section of the bureau.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::super::across::hand_in::{HandIn, HandInRow};
use super::super::across::matching::RosterIndex;
use super::super::across::results::Results;
use super::super::given::listed_roster::HandInState;
use crate::render::batch_workbooks;
use crate::write::xlsx::{Column, Criterion, List, Print, SheetNames, Tint, Total, Value};

/// Name of the sheet.
const NAME: &str = "报送情况";

/// Indexes of the columns of the number in the roster, of the state and of the section.
const NUMBER: u16 = 0;
const STATE: u16 = 3;
const SECTION: u16 = 4;

/// The optional columns that a roster has.
#[derive(Clone, Copy)]
struct Optional {
    section: bool,
    contact: bool,
    deadline: bool,
}

/// The sheet; `None` without a roster, and for a shard.
pub(in crate::batch) fn sheet<'a>(
    results: &Results<'a>,
    names: &mut SheetNames,
) -> Option<List<'a>> {
    let hand_in = HandIn::of(results)?;
    let listed = || hand_in.rows.iter().filter_map(|row| row.listed);
    let optional = Optional {
        section: hand_in.rows.iter().any(|row| row.section.is_some()),
        contact: listed().any(|one| !one.contact.is_empty()),
        deadline: listed().any(|one| !one.deadline.is_empty()),
    };
    let order = (results.roster.as_ref()).map_or_else(Vec::new, RosterIndex::section_order);
    let totals = totals(&hand_in, &order, optional);
    let rows = hand_in.rows.into_iter().zip(1_u32..);
    Some(List {
        name: names.give(NAME),
        title: NAME.to_owned(),
        note: "按名册的先后;不在名册、看不出是谁的在最后,没有序号。下面的数是公式。".to_owned(),
        columns: columns(optional),
        frozen: 3,
        rows: Box::new(rows.map(move |(row, number)| Ok(values(&row, number, optional)))),
        totals,
        print: Print::FitWidth,
    })
}

fn columns(optional: Optional) -> Vec<Column> {
    let heads = batch_workbooks::SUMMARY
        .into_iter()
        .zip([6.0, 9.0, 30.0, 10.0]);
    let own = [
        ("股室", 14.0, optional.section),
        ("联系人", 21.0, optional.contact),
        ("文件", 32.0, true),
        ("错误", 7.0, true),
        ("警告", 7.0, true),
        ("提示", 7.0, true),
        ("截止日期", 12.0, optional.deadline),
        ("说明", 30.0, true),
    ];
    let own = own.into_iter().filter(|(.., is_there)| *is_there);
    let columns = heads.chain(own.map(|(label, width, _)| (label, width)));
    columns
        .map(|(label, width)| Column {
            group: String::new(),
            label: label.to_owned(),
            width,
        })
        .collect()
}

fn values(row: &HandInRow<'_>, number: u32, optional: Optional) -> Vec<Value> {
    let text = |words: &str| match words {
        "" => Value::Blank,
        words => Value::Text(words.to_owned()),
    };
    let mut values = vec![
        row.listed.map_or(Value::Blank, |_| Value::Ordinal(number)),
        text(row.code),
        text(row.name),
        state(row.state),
    ];
    values.extend(
        optional
            .section
            .then(|| text(row.section.unwrap_or_default())),
    );
    let contact = row.listed.map_or("", |listed| listed.contact.as_str());
    values.extend(optional.contact.then(|| text(contact)));
    values.push(text(&row.files.join("、")));
    values.extend(row.findings.map(|count| match row.state {
        HandInState::Missing => Value::Blank,
        _ => Value::Count(Decimal::from(count)),
    }));
    let deadline = row.listed.map_or("", |listed| listed.deadline.as_str());
    values.extend(optional.deadline.then(|| text(deadline)));
    values.push(text(&row.remark));
    values
}

/// A state; those that somebody has to see to are coloured.
fn state(state: HandInState) -> Value {
    let tint = match state {
        HandInState::Made => return Value::Text(state.as_str().to_owned()),
        HandInState::Returned | HandInState::Failed | HandInState::Unreadable => Tint::Red,
        HandInState::Missing => Tint::Amber,
        HandInState::Unlisted => Tint::Blue,
    };
    Value::Tinted(state.as_str(), tint)
}

/// A line for each section in the order of the roster, and a line for all.
fn totals(hand_in: &HandIn<'_>, order: &[&str], optional: Optional) -> Vec<Vec<Total>> {
    let own: BTreeSet<&str> = hand_in.rows.iter().filter_map(|row| row.section).collect();
    let sections = order
        .iter()
        .copied()
        .filter(|section| own.contains(section));
    let lines = sections.map(Some).chain(std::iter::once(None));
    lines
        .map(|section| line(hand_in, section, optional))
        .collect()
}

fn line(hand_in: &HandIn<'_>, section: Option<&str>, optional: Optional) -> Vec<Total> {
    let is_own = |row: &&HandInRow<'_>| section.is_none() || row.section == section;
    let within: Vec<Criterion> = section
        .map(|section| Criterion::is(SECTION, section))
        .into_iter()
        .collect();
    let label = section.map_or_else(|| "合计".to_owned(), |section| format!("{section} 小计"));
    let mut line = vec![Total::Blank, Total::Blank, Total::Text(label), Total::Blank];
    line.extend(optional.section.then_some(Total::Blank));
    line.extend(optional.contact.then_some(Total::Blank));
    line.push(counts(hand_in, section, &within));
    for level in 0..3 {
        let counts = hand_in.rows.iter().filter(is_own);
        let count: usize = counts.map(|row| row.findings[level]).sum();
        line.push(Total::Sum {
            conditions: within.clone(),
            value: Value::Count(Decimal::from(count)),
        });
    }
    line.extend(optional.deadline.then_some(Total::Blank));
    line.push(Total::Blank);
    line
}

/// The numbers of departments of the roster in each state.
fn counts(hand_in: &HandIn<'_>, section: Option<&str>, within: &[Criterion]) -> Total {
    let rows = || {
        let listed = hand_in.rows.iter().filter(|row| row.listed.is_some());
        listed.filter(move |row| section.is_none() || row.section == section)
    };
    let mut listed = vec![Criterion::is_positive(NUMBER)];
    listed.extend(within.iter().cloned());
    let mut value = format!("应报 {}", rows().count());
    let mut parts = vec![("应报 ".to_owned(), listed.clone())];
    for (sign, state) in [
        (':', HandInState::Made),
        (',', HandInState::Returned),
        (',', HandInState::Failed),
        (',', HandInState::Unreadable),
        (',', HandInState::Missing),
    ] {
        let count = rows().filter(|row| row.state == state).count();
        // The program hardly ever fails.
        if state == HandInState::Failed && count == 0 {
            continue;
        }
        let words = format!("{sign}{} ", state.as_str());
        let _ = write!(value, "{words}{count}");
        let mut conditions = listed.clone();
        conditions.push(Criterion::is(STATE, state.as_str()));
        parts.push((words, conditions));
    }
    Total::Counts { parts, value }
}
