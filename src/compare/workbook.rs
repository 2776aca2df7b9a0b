//! A comparison as a workbook: 概览, a row for each department; 明细, a row for each difference.

use std::io::{self, Write};
use std::path::Path;

use rust_decimal::Decimal;

use super::departments::{ComparedDepartment, Departments, Presence};
use super::result::{
    Alteration, AlteredRow, AlteredValue, Budget, ComparedTable, Comparison, Sides,
};
use crate::amount;
use crate::form::{Quantity, Role};
use crate::write::Properties;
use crate::write::xlsx::{Column, List, Print, Total, Value, exact, write_lists};

/// Names of the sheets.
const OVERVIEW: &str = "概览";
const DETAILS: &str = "明细";

/// The first heads of the overview, by which the workbook is recognized if it is given as an input.
pub(crate) const HEADS: [&str; 4] = ["序号", "编码", "部门(单位)", "情况"];

/// Widths of the columns of both sheets, in characters.
const WIDTHS: [f64; 4] = [6.0, 9.0, 28.0, 11.0];
const DETAIL_WIDTHS: [f64; 11] = [6.0, 9.0, 20.0, 22.0, 24.0, 25.0, 9.0, 27.0, 27.0, 12.0, 9.0];

/// Columns of the overview with an amount, its later value, the increase.
const OLD_AMOUNT: usize = 4;
const INCREASE: usize = 6;

/// Decimals of a percentage of an increase as a ratio.
const PERCENT_DIGITS: u32 = 3;

/// Writes the workbook. `names` are those of the two sides. Nothing is stored in `folder`, but it
/// must be writable.
///
/// # Errors
/// Failures of `out`, or more rows than a workbook may have.
pub(crate) fn write(
    departments: &[ComparedDepartment],
    (sides, names): (Sides<&Departments>, Sides<&str>),
    (properties, folder): (&Properties, &Path),
    out: impl Write + Send,
) -> io::Result<()> {
    let lists = [
        overview(departments, sides, names),
        details(departments, names),
    ];
    write_lists(lists, properties, folder, out)
}

fn text(words: &str) -> Value {
    if words.is_empty() {
        Value::Blank
    } else {
        Value::Text(words.to_owned())
    }
}

fn column(group: &str, label: &str, width: f64) -> Column {
    Column {
        group: group.to_owned(),
        label: label.to_owned(),
        width,
    }
}

/// The amounts of a department with the later minus the earlier one, if both are of one unit. A
/// department that only one side has had, or has, nothing.
struct Amounts {
    values: Sides<Option<Decimal>>,
    increase: Option<Decimal>,
}

impl Amounts {
    fn of(department: &ComparedDepartment) -> Amounts {
        let budgets = &department.budgets;
        let values = budgets
            .as_ref()
            .map(|budget| budget.as_ref().and_then(|budget| budget.amount));
        let units = budgets
            .as_ref()
            .map(|budget| budget.as_ref().map(|budget| budget.unit.as_str()));
        let increase = match (values.old, values.new) {
            (Some(old), Some(new)) if units.old == units.new => amount::add(new, -old),
            (None, new) if department.presence == Presence::Added => new,
            (Some(old), None) if department.presence == Presence::Removed => Some(-old),
            _ => None,
        };
        Amounts { values, increase }
    }

    fn cells(&self) -> [Value; 4] {
        let amount = |value: Option<Decimal>| value.map_or(Value::Blank, Value::Amount);
        let ratio = self.increase.zip(self.values.old);
        let ratio = ratio.and_then(|(increase, old)| increase.checked_div(old.abs()));
        [
            amount(self.values.old),
            amount(self.values.new),
            amount(self.increase),
            ratio.map_or(Value::Blank, |ratio| {
                Value::Percent(amount::round(ratio, PERCENT_DIGITS))
            }),
        ]
    }
}

fn overview<'a>(
    departments: &'a [ComparedDepartment],
    sides: Sides<&'a Departments>,
    names: Sides<&str>,
) -> List<'a> {
    let heads = HEADS.iter().zip(WIDTHS);
    let mut columns: Vec<Column> = heads
        .map(|(label, width)| column("", label, width))
        .collect();
    let amounts = [("旧", 13.0), ("新", 13.0), ("增减", 12.0), ("增减%", 9.0)];
    columns.extend(amounts.map(|(label, width)| column("金额", label, width)));
    for group in ["表", "指标"] {
        columns.extend(["新增", "删去", "改动"].map(|label| column(group, label, 7.0)));
    }
    columns.push(column("其他", "栏目改动", 9.0));
    let rows = departments.iter().zip(1_u32..);
    let rows = rows.map(|(department, number)| overview_row(department, number));
    let unread = [
        (&sides.old.unread, "旧的一边读不出"),
        (&sides.new.unread, "新的一边读不出"),
    ];
    let unread = unread.into_iter().flat_map(|(files, words)| {
        files
            .iter()
            .map(move |file| vec![Value::Blank, Value::Blank, text(file), text(words)])
    });
    let width = columns.len();
    let rows = rows.chain(unread).map(move |mut row| {
        row.resize(width, Value::Blank);
        Ok(row)
    });
    List {
        name: OVERVIEW.to_owned(),
        title: "申报数据对比".to_owned(),
        note: note(departments, names),
        columns,
        frozen: 3,
        rows: Box::new(rows),
        totals: totals(departments).into_iter().collect(),
        print: Print::FitWidth,
    }
}

/// Which files are compared, and what the amounts are.
fn note(departments: &[ComparedDepartment], names: Sides<&str>) -> String {
    let mut labels: Vec<String> = Vec::new();
    let budgets = departments
        .iter()
        .flat_map(|one| [&one.budgets.old, &one.budgets.new]);
    for budget in budgets.flatten() {
        let label = budget.label_with_unit();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let amounts = if labels.is_empty() {
        String::new()
    } else {
        format!("金额是{}。", labels.join("、"))
    };
    format!("旧:{};新:{}。{amounts}", names.old, names.new)
}

fn overview_row(department: &ComparedDepartment, number: u32) -> Vec<Value> {
    let mut row = vec![
        Value::Ordinal(number),
        text(department.code()),
        text(department.title()),
        text(department.state_in_words()),
    ];
    row.extend(Amounts::of(department).cells());
    let counts = department.counts();
    let all = [counts.tables, counts.indicators].concat();
    let all = all.into_iter().chain([counts.values]);
    row.extend(all.map(|count| Value::Count(Decimal::from(count))));
    row
}

/// Sums of the columns; `None` if amounts have different units, or are too long for a workbook.
fn totals(departments: &[ComparedDepartment]) -> Option<Vec<Total>> {
    let mut sums = Sides::<Decimal>::default();
    let mut increases = Decimal::ZERO;
    let mut unit: Option<&str> = None;
    for department in departments {
        let budgets = [&department.budgets.old, &department.budgets.new];
        for budget in budgets.into_iter().flatten() {
            if *unit.get_or_insert(&budget.unit) != budget.unit {
                return None;
            }
        }
        let Amounts { values, increase } = Amounts::of(department);
        for (sum, value) in [
            (&mut sums.old, values.old),
            (&mut sums.new, values.new),
            (&mut increases, increase),
        ] {
            let value = value.unwrap_or_default();
            exact(value)?;
            *sum = amount::add(*sum, value)?;
        }
    }
    let ratio = increases.checked_div(sums.old);
    let percent = ratio.map(|ratio| Value::Percent(amount::round(ratio, PERCENT_DIGITS)));
    let mut totals = vec![
        Total::Blank,
        Total::Blank,
        Total::Text("合计".to_owned()),
        Total::Blank,
        Total::sum(Value::Amount(sums.old)),
        Total::sum(Value::Amount(sums.new)),
        Total::sum(Value::Amount(increases)),
        Total::Formula {
            formula: format!("{{{INCREASE}}}/{{{OLD_AMOUNT}}}"),
            digits: PERCENT_DIGITS,
            value: percent.unwrap_or(Value::Blank),
        },
    ];
    let mut counts = [0_usize; 7];
    for one in departments.iter().map(ComparedDepartment::counts) {
        let all = [one.tables, one.indicators]
            .concat()
            .into_iter()
            .chain([one.values]);
        counts
            .iter_mut()
            .zip(all)
            .for_each(|(sum, count)| *sum += count);
    }
    totals.extend(counts.map(|count| Total::sum(Value::Count(Decimal::from(count)))));
    Some(totals)
}

fn details<'a>(departments: &'a [ComparedDepartment], names: Sides<&str>) -> List<'a> {
    let labels = [
        "序号",
        "编码",
        "部门(单位)",
        "表",
        "指标(行)",
        "栏目",
        "变化",
        "旧",
        "新",
        "增减",
        "增减%",
    ];
    let columns = labels.iter().zip(DETAIL_WIDTHS);
    let columns = columns
        .map(|(label, width)| column("", label, width))
        .collect();
    let rows = departments.iter().flat_map(|department| {
        let cells = [text(department.code()), text(department.title())];
        let rows = rows_of(department).into_iter();
        rows.map(move |row| [&cells[..], &row[..]].concat())
    });
    let rows = rows
        .zip(1_u32..)
        .map(|(row, number)| Ok([&[Value::Ordinal(number)], &row[..]].concat()));
    List {
        name: DETAILS.to_owned(),
        title: "申报数据对比:明细".to_owned(),
        note: format!(
            "旧:{};新:{}。一行一处;很长的文字只写不同的地方的前后,…是略去的。",
            names.old, names.new
        ),
        columns,
        frozen: 3,
        rows: Box::new(rows),
        totals: Vec::new(),
        print: Print::FitWidth,
    }
}

/// The rows of a department from the column of tables on.
fn rows_of(department: &ComparedDepartment) -> Vec<[Value; 8]> {
    let Some(comparison) = &department.comparison else {
        let words = match department.presence {
            Presence::Added => "部门新增",
            Presence::Removed => "部门缺少",
            Presence::Duplicate => "部门重复",
            Presence::Both | Presence::Unknown => "部门不明",
        };
        let tables = department.tables;
        let count = |tables: usize, name: &String| {
            if name.is_empty() {
                Value::Blank
            } else {
                Value::Text(format!("{tables} 张表"))
            }
        };
        let mut row = blank();
        row[3] = text(words);
        row[4] = count(tables.old, &department.files.old);
        row[5] = count(tables.new, &department.files.new);
        return vec![row];
    };
    rows_of_comparison(comparison)
}

/// The rows of a comparison: table, row, field, how it differs, the earlier and the later value, the
/// increase and its percentage.
pub(crate) fn rows_of_comparison(comparison: &Comparison) -> Vec<[Value; 8]> {
    let mut rows: Vec<[Value; 8]> = Vec::new();
    rows.extend(
        comparison
            .values
            .iter()
            .map(|value| value_row("", "", value)),
    );
    for table in comparison.tables.iter().filter(|table| table.is_altered()) {
        let name = table.name();
        rows.extend(table_row(&name, table));
        rows.extend(table.values.iter().map(|value| value_row(&name, "", value)));
        rows.extend(table.rows.iter().flat_map(|row| rows_of_row(&name, row)));
    }
    for field in &comparison.unshared {
        let mut row = blank();
        row[0] = text(&field.form);
        row[2] = text(&field.label);
        row[3] = text(if field.is_old {
            "只有旧表样有此栏"
        } else {
            "只有新表样有此栏"
        });
        rows.push(row);
    }
    rows
}

fn blank() -> [Value; 8] {
    std::array::from_fn(|_| Value::Blank)
}

/// The row of a table as a whole; `None` if it is in both under one title. The row of a renamed
/// table is that of its title.
fn table_row(name: &str, table: &ComparedTable) -> Option<[Value; 8]> {
    let words = match table.alteration? {
        Alteration::Added => "表新增",
        Alteration::Removed => "表删去",
        Alteration::Renamed | Alteration::Altered => return None,
    };
    let amount = |budget: &Option<Budget>| {
        let amount = budget.as_ref().and_then(|budget| budget.amount);
        amount.map_or(Value::Blank, Value::Amount)
    };
    let label = table.budgets.latest().map(Budget::label_with_unit);
    let mut row = blank();
    row[0] = text(name);
    row[2] = text(&label.unwrap_or_default());
    row[3] = text(words);
    row[4] = amount(&table.budgets.old);
    row[5] = amount(&table.budgets.new);
    Some(row)
}

fn rows_of_row(table: &str, row: &AlteredRow) -> Vec<[Value; 8]> {
    let title = row.title();
    let contents = || {
        let contents = row.contents.iter();
        let words = contents.map(|(label, text)| format!("{label} {text}"));
        text(&words.collect::<Vec<_>>().join(";"))
    };
    let mut whole = blank();
    whole[0] = text(table);
    whole[1] = text(&title);
    whole[2] = text(&row.list);
    whole[3] = text(row.alteration.as_str());
    match row.alteration {
        Alteration::Added => whole[5] = contents(),
        Alteration::Removed => whole[4] = contents(),
        Alteration::Renamed | Alteration::Altered => {
            let values = row.shown_values();
            return values
                .map(|value| {
                    let mut cells = value_row(table, &title, value);
                    if value.role == Some(Role::Name) {
                        cells[3] = text(row.alteration.as_str());
                    }
                    cells
                })
                .collect();
        }
    }
    vec![whole]
}

fn value_row(table: &str, row: &str, value: &AlteredValue) -> [Value; 8] {
    let texts = value.excerpts();
    let cell = |number: Option<Decimal>, words: String| match (number, value.quantity) {
        (Some(number), Some(Quantity::Amount)) => Value::Amount(number),
        (Some(number), Some(Quantity::Percent)) => Value::Percent(number),
        // The value of an indicator in one text has a sign and a unit.
        (Some(number), _) if words == number.to_string() => Value::Count(number),
        _ => text(&words),
    };
    let increase = match (value.increase, value.quantity) {
        (Some(points), Some(Quantity::Percent)) => {
            Value::Text(format!("{} 个百分点", points.normalize()))
        }
        (Some(increase), Some(Quantity::Amount)) => Value::Amount(increase),
        (Some(increase), _) => Value::Count(increase.normalize()),
        (None, _) => Value::Blank,
    };
    let percent = value
        .percent
        .and_then(|percent| percent.checked_div(Decimal::ONE_HUNDRED));
    let words = match value.alteration {
        Alteration::Added => "新表样才有",
        Alteration::Removed => "新表样没有",
        _ if value.is_derived => "随之改动",
        _ => "改动",
    };
    let unit = if value.unit.is_empty() || value.label.contains(&value.unit) {
        String::new()
    } else {
        format!("({})", value.unit)
    };
    [
        text(table),
        text(row),
        text(&format!("{}{unit}", value.label)),
        text(words),
        cell(value.numbers.old, texts.old),
        cell(value.numbers.new, texts.new),
        increase,
        percent.map_or(Value::Blank, Value::Percent),
    ]
}
