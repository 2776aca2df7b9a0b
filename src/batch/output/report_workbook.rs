//! The workbook of the 检查报告: a sheet that counts findings by department, a sheet to be printed
//! with a page for each department and its findings by their causes, and a sheet of all findings to
//! be sorted and filtered.

use std::io::{self, Write};
use std::iter::once_with;
use std::path::Path;

use rust_decimal::Decimal;

use super::super::across::results::Results;
use super::super::record::files::ResultFile;
use super::super::record::records::Findings;
use super::overall::Target;
use super::report::{Subject, subjects};
use crate::finding::{Cause, Finding, Level};
use crate::render::batch_workbooks;
use crate::source::{Place, Position};
use crate::write::xlsx::{Column, List, MAX_SECTIONS, Print, SheetNames, Tint, Value, write_lists};

/// Widths of the columns of all findings, in characters. The last ones are for reference and are
/// not printed.
const WIDTHS: [f64; 13] = [
    7.0, 26.0, 9.0, 24.0, 26.0, 16.0, 30.0, 34.0, 40.0, 40.0, 9.0, 22.0, 30.0,
];

/// Number of columns that are printed.
const PRINTED: u16 = 11;

/// The columns of a department's page. Their widths fill A4 in landscape, with texts of 10 pt.
const PAGE: [(&str, f64); 7] = [
    ("级别", 6.0),
    ("问题", 22.0),
    ("行:列 / 单元格", 13.0),
    ("栏目", 20.0),
    ("现值", 24.0),
    ("应为", 27.0),
    ("改法", 28.0),
];

/// Row of the first department's heading on its sheet, counted from 1: below title, note and head.
const FIRST_ROW: usize = 4;

/// Text of a finding that only repeats the one above, and of one that follows from it.
const REPEATED: &str = "　同上";
const FOLLOWING: &str = "　↳ ";

/// Writes the workbook.
pub(in crate::batch) fn write_workbook(
    target: &Target<'_>,
    results: &Results<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let subjects = subjects(results);
    let mut names = SheetNames::default();
    let by_department = names.give("按部门");
    let of_departments: Vec<(String, &[Subject<'_>])> = subjects
        .chunks(MAX_SECTIONS)
        .map(|subjects| (names.give("逐个部门"), subjects))
        .collect();
    let counts = counts_by_department(
        by_department,
        note(results, &subjects),
        (results, &subjects),
        (places(&of_departments), target.out),
    );
    let pages = of_departments
        .iter()
        .map(|(name, subjects)| pages(name, subjects, target.out));
    let all = List {
        name: names.give("全部问题"),
        title: "检查报告:全部问题".to_owned(),
        note: "一行一处;可以按任何一列排序、筛选。错误要先改正,改正后加 --resume 再运行。"
            .to_owned(),
        columns: columns(batch_workbooks::REPORT.into_iter().zip(WIDTHS)),
        frozen: 4,
        rows: lazily(&subjects, target.out, all_rows),
        totals: Vec::new(),
        print: Print::First(PRINTED),
    };
    let lists = std::iter::once(counts).chain(pages).chain([all]);
    write_lists(lists, &target.properties("检查报告"), target.out, out)
}

/// A text with the numbers of departments and of files with findings.
fn note(results: &Results<'_>, subjects: &[Subject<'_>]) -> String {
    let departments = results.departments.iter().map(Subject::Department);
    let departments = departments.filter(|one| !one.is_clean()).count();
    match (departments, subjects.len() - departments) {
        (0, 0) => "没有发现问题。".to_owned(),
        (departments, 0) => format!("有问题的部门 {departments} 个,各有一页。"),
        (0, files) => format!("有问题的文件 {files} 个,各有一页。"),
        (departments, files) => {
            format!("有问题的部门 {departments} 个、文件 {files} 个,各有一页。")
        }
    }
}

fn columns<'a>(columns: impl IntoIterator<Item = (&'a str, f64)>) -> Vec<Column> {
    let columns = columns.into_iter().map(|(label, width)| Column {
        group: String::new(),
        label: label.to_owned(),
        width,
    });
    columns.collect()
}

/// The rows of all subjects; those of each are read when its first one is asked for.
fn lazily<'a>(
    subjects: &'a [Subject<'a>],
    out: &'a Path,
    rows: fn(Subject<'_>, &Findings) -> Vec<Vec<Value>>,
) -> Box<dyn Iterator<Item = io::Result<Vec<Value>>> + 'a> {
    let rows = move |subject: Subject<'a>| {
        once_with(move || Ok(rows(subject, &*subject.findings(out)?))).flat_map(|rows| match rows {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    };
    Box::new(subjects.iter().copied().flat_map(rows))
}

/// Where the heading of each subject is: the sheet and its row, counted from 1.
fn places(sheets: &[(String, &[Subject<'_>])]) -> impl Iterator<Item = String> {
    let places = sheets.iter().flat_map(|(sheet, subjects)| {
        let mut next = FIRST_ROW;
        subjects.iter().map(move |subject| {
            let place = format!("#{sheet}!A{next}");
            next += PAGE_HEAD + row_count(*subject);
            place
        })
    });
    places.collect::<Vec<_>>().into_iter()
}

fn counts_by_department<'a>(
    name: String,
    note: String,
    (results, subjects): (&'a Results<'a>, &'a [Subject<'a>]),
    (places, out): (impl Iterator<Item = String> + 'a, &'a Path),
) -> List<'a> {
    let mut heads = vec![
        ("编码", 9.0),
        ("部门(单位)", 34.0),
        ("文件", 30.0),
        ("状态", 9.0),
        ("错误", 8.0),
        ("警告", 8.0),
        ("提示", 8.0),
    ];
    if results.sends_back {
        heads.extend([("退回的表", 10.0), ("通知", 10.0)]);
    }
    let rows = subjects.iter().zip(places).map(move |(subject, target)| {
        let count = |count: usize| Value::Count(Decimal::from(count));
        let [errors, warnings, notes] = subject.counts();
        let mut row = vec![
            text(subject.code()),
            Value::Link {
                target,
                text: subject.name().to_owned(),
            },
            text(subject.input()),
            text(subject.state()),
            count(errors),
            count(warnings),
            count(notes),
        ];
        if results.sends_back {
            row.extend(sent_back((results, *subject), out)?);
        }
        Ok(row)
    });
    List {
        name,
        title: "检查报告:按部门".to_owned(),
        note,
        columns: columns(heads),
        frozen: 2,
        rows: Box::new(rows),
        totals: Vec::new(),
        print: Print::FitWidth,
    }
}

/// Links to the folder of what is sent back about a subject, and to the letter in it.
fn sent_back(
    (results, subject): (&Results<'_>, Subject<'_>),
    out: &Path,
) -> io::Result<[Value; 2]> {
    let letter = match subject {
        Subject::Department(department) => results.letter(department, out)?,
        Subject::Input(_) => None,
    };
    let files = letter.map_or_else(Vec::new, |letter| letter.files);
    let is_pdf = |file: &&ResultFile| {
        let ending = Path::new(&file.path).extension();
        ending.is_some_and(|ending| ending == "pdf")
    };
    let file = files.iter().find(is_pdf).or(files.first());
    let folder = file.and_then(|file| file.path.rsplit_once('/'));
    let (Some(file), Some((folder, _))) = (file, folder) else {
        return Ok([Value::Blank, Value::Blank]);
    };
    let link = |target: String, text: &str| Value::Link {
        target,
        text: text.to_owned(),
    };
    Ok([
        link(format!("{folder}/"), "打开"),
        link(file.path.clone(), "打开"),
    ])
}

/// The sheet with a page for each of some subjects.
fn pages<'a>(name: &str, subjects: &'a [Subject<'a>], out: &'a Path) -> List<'a> {
    List {
        name: name.to_owned(),
        title: "检查报告".to_owned(),
        note: "每处问题先写原因,“↳”的由它引出,改了它再检查;“同上”的问题相同,在别的行里。"
            .to_owned(),
        columns: columns(PAGE),
        frozen: 0,
        rows: lazily(subjects, out, page),
        totals: Vec::new(),
        print: Print::Sections,
    }
}

/// Rows of a page above those of its findings.
const PAGE_HEAD: usize = 2;

/// Number of rows of a failure, of the listed findings, and of those that are only counted.
fn row_count(subject: Subject<'_>) -> usize {
    let all: usize = subject.counts().iter().sum();
    let listed = subject.listed();
    usize::from(subject.failure().is_some()) + listed + usize::from(all > listed)
}

/// The page of a department: its heading, and its findings by their causes.
fn page(subject: Subject<'_>, findings: &Findings) -> Vec<Vec<Value>> {
    let heading = match subject.code() {
        "" => subject.name().to_owned(),
        code => format!("{}({code})", subject.name()),
    };
    let causes = findings.causes();
    let mut rows = vec![
        vec![Value::Heading(heading)],
        vec![Value::Note(about(subject, causes.len()))],
    ];
    if let Some(failure) = subject.failure() {
        rows.push(page_row(text("失败"), ["", "", "", failure, "", ""]));
    }
    for cause in &causes {
        cause_rows(&findings.list, cause, &mut rows);
    }
    if let Some(more) = not_listed(findings) {
        rows.push(page_row(
            tinted(Level::Note),
            ["", "", "", &more, "", CHECK_AGAIN],
        ));
    }
    rows
}

/// The state of a department, the numbers of its findings, and its file.
fn about(subject: Subject<'_>, causes: usize) -> String {
    let mut words = Vec::new();
    if !subject.state().is_empty() {
        words.push(subject.state().to_owned());
    }
    let levels = [Level::Error, Level::Warning, Level::Note];
    let counts = levels.into_iter().zip(subject.counts());
    let counts: Vec<String> = counts
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| format!("{level} {count} 处"))
        .collect();
    let all: usize = subject.counts().iter().sum();
    if !counts.is_empty() {
        words.push(counts.join("、"));
    }
    if causes < all && all == subject.listed() {
        words.push(format!("{causes} 个原因"));
    }
    words.push(format!("文件 {}", subject.input()));
    words.join(";")
}

/// The rows of a cause: each finding that says something new, below it its repeats.
fn cause_rows(findings: &[Finding], cause: &Cause, rows: &mut Vec<Vec<Value>>) {
    let repeats = |number: usize| {
        let followers = cause.followers.iter();
        followers.filter(move |follower| follower.like == Some(number))
    };
    let mut add = |number: usize, prefix: &str| {
        let first = &findings[number];
        rows.push(finding_row(first, prefix));
        for repeat in repeats(number) {
            rows.push(repeated_row(first, &findings[repeat.finding]));
        }
    };
    add(cause.finding, "");
    for follower in &cause.followers {
        if follower.like.is_none() {
            add(follower.finding, FOLLOWING);
        }
    }
}

fn finding_row(finding: &Finding, prefix: &str) -> Vec<Value> {
    let problem = format!("{prefix}{}", finding.code.explanation().summary);
    page_row(
        tinted(finding.level),
        [
            &problem,
            &position_of(&finding.place),
            &finding.place.label,
            &finding.seen,
            &finding.expected,
            &finding.correction,
        ],
    )
}

/// The row of a repeat: what is the same is left out.
fn repeated_row(first: &Finding, finding: &Finding) -> Vec<Value> {
    fn new<'a>(first: &str, text: &'a str) -> &'a str {
        if first == text { "" } else { text }
    }
    page_row(
        tinted(finding.level),
        [
            REPEATED,
            &position_of(&finding.place),
            &finding.place.label,
            new(&first.seen, &finding.seen),
            new(&first.expected, &finding.expected),
            new(&first.correction, &finding.correction),
        ],
    )
}

fn page_row(level: Value, texts: [&str; 6]) -> Vec<Value> {
    let mut values = vec![level];
    values.extend(texts.map(text));
    values
}

/// A row for a failure, a row for each finding, and a row for findings that are only counted.
fn all_rows(subject: Subject<'_>, findings: &Findings) -> Vec<Vec<Value>> {
    let row = |level: Value,
               [
        title,
        place,
        label,
        seen,
        expected,
        correction,
        code,
        pointer,
    ]: [&str; 8]| {
        let words = [
            title,
            subject.code(),
            subject.name(),
            subject.input(),
            place,
            label,
            seen,
            expected,
            correction,
            subject.state(),
            code,
            pointer,
        ];
        let mut values = vec![level];
        values.extend(words.map(text));
        values
    };
    let failure = subject
        .failure()
        .map(|failure| row(text("失败"), ["", "", "", failure, "", "", "", ""]));
    let more = not_listed(findings);
    let more = more.map(|more| {
        row(
            tinted(Level::Note),
            ["", "", "", &more, "", CHECK_AGAIN, "", ""],
        )
    });
    let findings = findings.list.iter().map(|finding| {
        row(
            tinted(finding.level),
            [
                finding.code.explanation().summary,
                &position_of(&finding.place),
                &finding.place.label,
                &finding.seen,
                &finding.expected,
                &finding.correction,
                finding.name(),
                &finding.place.pointer,
            ],
        )
    });
    failure.into_iter().chain(findings).chain(more).collect()
}

const CHECK_AGAIN: &str = "改正以上各处后再检查";

/// A text about findings that are only counted.
fn not_listed(findings: &Findings) -> Option<String> {
    let (listed, all) = (findings.list.len(), findings.count());
    (all > listed).then(|| format!("另有 {} 处同类的问题没有列出", all - listed))
}

/// The position of a place in its file: `12:5`, or sheet and cell.
fn position_of(place: &Place) -> String {
    match (&place.cell, place.position) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(Position { line, column })) => format!("{line}:{column}"),
        (None, None) => String::new(),
    }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

/// A level in its colour.
const fn tinted(level: Level) -> Value {
    let tint = match level {
        Level::Error => Tint::Red,
        Level::Warning => Tint::Amber,
        Level::Note => Tint::Blue,
    };
    Value::Tinted(level.as_str(), tint)
}
