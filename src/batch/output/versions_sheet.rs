//! 两稿差异, a sheet of the summary: for each department that several inputs have, which counts and why,
//! and what differs from it in each of the others, field by field.

use std::io;
use std::iter::once_with;

use super::super::across::originals::{Duplicate, DuplicateKind};
use super::super::across::results::{Department, Results};
use super::super::record::brief::DepartmentBrief;
use super::overall::Target;
use crate::error::Error;
use crate::source::Source;
use crate::write::xlsx::{Column, List, Print, SheetNames, Value};

/// Name of the sheet.
const NAME: &str = "两稿差异";

/// Maximum number of differences between two versions in the sheet.
const MOST: usize = 500;

/// Number of pairs of versions after which only the number of their differences is in the sheet: a
/// sheet has a million rows.
const MOST_PAIRS: usize = 1500;

const COLUMNS: [(&str, f64); 14] = [
    ("序号", 5.0),
    ("编码", 8.0),
    ("部门(单位)", 18.0),
    ("不算的一份", 16.0),
    ("算的一份", 16.0),
    ("凭什么", 22.0),
    ("表", 16.0),
    ("指标(行)", 18.0),
    ("栏目", 16.0),
    ("变化", 9.0),
    ("不算的一份里", 20.0),
    ("算的一份里", 20.0),
    ("增减", 10.0),
    ("增减%", 8.0),
];

/// Columns of what differs.
const DETAILS: usize = 8;

/// The sheet; `None` if every department is there once.
pub(in crate::batch) fn sheet<'a>(
    target: &'a Target<'a>,
    results: &'a Results<'a>,
    names: &mut SheetNames,
) -> Option<List<'a>> {
    let pairs = results.departments.iter().filter_map(|department| {
        let duplicate = department.duplicate_of.as_deref()?;
        Some((department, duplicate))
    });
    let pairs: Vec<(&Department<'_>, &Duplicate<'_>)> = pairs.collect();
    if pairs.is_empty() {
        return None;
    }
    let rows = pairs.into_iter().enumerate().flat_map(move |(at, pair)| {
        once_with(move || rows(target, pair, at < MOST_PAIRS)).flat_map(|rows| match rows {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    });
    let rows = rows.zip(1_u32..).map(|(row, number)| {
        let row: Vec<Value> = row?;
        Ok([&[Value::Ordinal(number)], &row[..]].concat())
    });
    let printed = u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX);
    Some(List {
        name: names.give(NAME),
        title: NAME.to_owned(),
        note: "一个部门交了几份的,不算的每一份与算的一份逐栏对比,一行一处;很长的文字只写不同的地方的前后,…是略去的。确应算另一份的,把算的一份移出去,再运行。"
            .to_owned(),
        columns: COLUMNS
            .map(|(label, width)| Column {
                group: String::new(),
                label: label.to_owned(),
                width,
            })
            .to_vec(),
        frozen: 3,
        rows: Box::new(rows),
        totals: Vec::new(),
        print: Print::Readable(printed),
    })
}

/// The rows of a pair of versions without their numbers: one about the two, then those of what
/// differs.
fn rows(
    target: &Target<'_>,
    (department, duplicate): (&Department<'_>, &Duplicate<'_>),
    is_listed: bool,
) -> io::Result<Vec<Vec<Value>>> {
    let brief = department.brief;
    let text = |words: &str| Value::Text(words.to_owned());
    let about = [
        text(&brief.code),
        text(brief.title()),
        text(&brief.input),
        text(&duplicate.counted.input),
    ];
    let mut differences = match duplicate.kind {
        DuplicateKind::Version => differences(target, brief, duplicate.counted)?,
        DuplicateKind::SameBytes => Differences::InWords("一字不差"),
        DuplicateKind::OtherTables => Differences::InWords("是不同的表,应合成一份"),
    };
    let mut rest = 0;
    if let Differences::Rows(rows) = &mut differences {
        rest = rows.len().saturating_sub(if is_listed { MOST } else { 0 });
        rows.truncate(rows.len() - rest);
    }
    let words = match &differences {
        Differences::InWords(words) => (*words).to_owned(),
        Differences::Rows(rows) if rows.is_empty() && rest == 0 => "数据一样".to_owned(),
        Differences::Rows(rows) => format!("不同的 {} 处", rows.len() + rest),
    };
    let row = |why: &str, details: [Value; DETAILS]| {
        let mut row = about.to_vec();
        row.push(if why.is_empty() {
            Value::Blank
        } else {
            text(why)
        });
        row.extend(details);
        row
    };
    let mut first: [Value; DETAILS] = std::array::from_fn(|_| Value::Blank);
    first[3] = Value::Text(words);
    if rest > 0 {
        first[4] = Value::Text(format!("这里没有列出 {rest} 处,用 jixiao diff 看"));
    }
    let mut all = vec![row(&duplicate.why, first)];
    if let Differences::Rows(rows) = differences {
        all.extend(rows.into_iter().map(|details| row("", details)));
    }
    Ok(all)
}

/// What differs between two versions.
enum Differences {
    Rows(Vec<[Value; DETAILS]>),
    InWords(&'static str),
}

fn differences(
    target: &Target<'_>,
    other: &DepartmentBrief,
    counted: &DepartmentBrief,
) -> io::Result<Differences> {
    let read = |brief: &DepartmentBrief| -> io::Result<Option<Source>> {
        let record = brief.read(target.out)?;
        record.read_data(target.out).map_err(|error| match error {
            Error::Read { source, .. } => source,
            error => io::Error::other(error.in_a_line()),
        })
    };
    let (Some(old), Some(new)) = (read(other)?, read(counted)?) else {
        return Ok(Differences::InWords("成果里没有存数据,没有对比"));
    };
    let rows = target.renderer.difference_rows(&old, &new);
    Ok(rows.map_or(
        Differences::InWords("有一份的数据读不出,没有对比"),
        Differences::Rows,
    ))
}
