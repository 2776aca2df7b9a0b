//! 对比明细: the comparison with an earlier run in long form, a row for each value that differs, which is
//! as wide as a page.

use std::io;
use std::iter::once_with;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::super::across::results::Results;
use super::super::given::earlier::EarlierResults;
use super::super::record::columns::{padded, shown};
use super::comparison::{Columns, Compared, DETAILS, Difference, compared, of_edition};
use super::overall::Target;
use super::overview_figures::used_editions;
use crate::render::{Sides, batch_workbooks};
use crate::write::xlsx::{Column, List, Print, SheetNames, Value, exact};

/// Heads and widths of the columns after those of the department.
const HEADS: [(&str, f64); 5] = [
    ("栏目", 36.0),
    ("上次", 14.0),
    ("这次", 14.0),
    ("增减", 13.0),
    ("增减%", 9.0),
];

/// Widths of the columns of the department.
const WIDTHS: [f64; 4] = [6.0, 9.0, 28.0, 22.0];

/// A sheet for each edition of the departments; none without earlier results.
pub(in crate::batch) fn sheets<'a>(
    target: &'a Target<'a>,
    results: &'a Results<'a>,
    names: &mut SheetNames,
) -> Vec<List<'a>> {
    let Some(earlier) = target.earlier else {
        return Vec::new();
    };
    let editions = used_editions(target.renderer, results);
    let sheets = editions.iter().zip(0..).map(|(edition, number)| {
        let all = compared(results, earlier);
        let own = of_edition(edition, number == 0, &editions, all);
        let name = match editions.len() {
            1 => DETAILS.to_owned(),
            _ => format!("{DETAILS} {}", edition.id),
        };
        let title = format!("{} {DETAILS}", results.title(edition));
        let details = Details {
            target,
            earlier,
            columns: Columns::of(edition),
        };
        details.list((names.give(&name), title), own)
    });
    sheets.collect()
}

/// What a sheet is made from.
struct Details<'a> {
    target: &'a Target<'a>,
    earlier: &'a EarlierResults,
    columns: Columns<'a>,
}

impl<'a> Details<'a> {
    fn list(self, (name, title): (String, String), own: Vec<Compared<'a, 'a>>) -> List<'a> {
        let department = batch_workbooks::SUMMARY.into_iter().zip(WIDTHS);
        let columns = department.chain(HEADS).map(|(label, width)| Column {
            group: String::new(),
            label: label.to_owned(),
            width,
        });
        let rows = own.into_iter().flat_map({
            let details = Rc::new(self);
            move |one| {
                let details = Rc::clone(&details);
                once_with(move || details.rows(&one)).flat_map(|rows| match rows {
                    Ok(rows) => rows.into_iter().map(Ok).collect(),
                    Err(error) => vec![Err(error)],
                })
            }
        });
        let rows = rows.zip(1_u32..).map(|(row, number)| {
            let row: Vec<Value> = row?;
            Ok([&[Value::Ordinal(number)], &row[..]].concat())
        });
        List {
            name,
            title,
            note: "一行一处:两次不同的数,新增的、这次没有的部门的数;没有不同的部门一行。供打印。"
                .to_owned(),
            columns: columns.collect(),
            frozen: 3,
            rows: Box::new(rows),
            totals: Vec::new(),
            print: Print::FitWidth,
        }
    }

    /// The rows of a department without their numbers.
    fn rows(&self, one: &Compared<'_, '_>) -> io::Result<Vec<Vec<Value>>> {
        let about =
            [one.code(), one.name(), &one.words()].map(|words| Value::Text(words.to_owned()));
        let numbers = self.columns.numbers(one, self.target, self.earlier)?;
        let mut rows = Vec::new();
        for (at, sides) in numbers.into_iter().enumerate() {
            let [old, new] = [sides.old, sides.new].map(Option::unwrap_or_default);
            if old != new {
                rows.push([&about[..], &self.row(one, at, sides)].concat());
            }
        }
        if rows.is_empty() {
            let words = Value::Text("没有不同".to_owned());
            let blank = std::array::from_fn::<Value, 4, _>(|_| Value::Blank);
            rows.push([&about[..], &[words], &blank].concat());
        }
        Ok(rows)
    }

    /// The cells of a column that differs.
    fn row(&self, one: &Compared<'_, '_>, at: usize, sides: Sides<Option<Decimal>>) -> Vec<Value> {
        let column = self.columns.column(at);
        let both = [sides.old, sides.new].into_iter().flatten();
        let decimals = both.clone().map(|number| number.normalize().scale()).max();
        let decimals = decimals.unwrap_or_default();
        let value = |number: Option<Decimal>| {
            number.map_or(Value::Blank, |number| {
                shown(column.quantity, padded(number, decimals))
            })
        };
        let difference = Difference {
            first: WIDTHS.len() + 1,
            sides,
            decimals,
        };
        let is_formula = one.is_comparable() && both.clone().all(|number| exact(number).is_some());
        let formulas = [difference.increase(column), difference.ratio()];
        let formulas = formulas.map(|formula| match &formula {
            Value::Formula { value, .. } if is_formula && **value != Value::Blank => formula,
            _ => Value::Blank,
        });
        let mut row = vec![Value::Text(self.columns.names[at].clone())];
        row.extend([value(sides.old), value(sides.new)]);
        row.extend(formulas);
        row
    }
}
