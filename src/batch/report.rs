//! 检查报告: all findings, by department. JSON for programs, and a workbook for people: a sheet of
//! all findings, a sheet that counts them by department, and a sheet for each department.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use rust_decimal::Decimal;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::hand_in::{HandIn, HandInRow};
use super::listed_roster::HandInState;
use super::overall::Target;
use super::records::{Findings, InputRecord, Role};
use super::results::{Counts, Department, Results};
use crate::finding::{Finding, Level};
use crate::render::batch_workbooks;
use crate::source::{Place, Position};
use crate::write::xlsx::{Column, List, Print, RowStorage, SheetNames, Tint, Value, write_lists};

/// Maximum number of sheets for single departments. Excel becomes slow with more, and the workbook
/// hard to use.
const MAX_SHEETS: usize = 250;

/// Number of these sheets whose rows are on disk, each in an open file: some systems give a process
/// only 256.
const SHEETS_ON_DISK: usize = 200;

/// Name and version of the format.
const SCHEMA: &str = "jixiao-batch-report/1";

/// Widths of the columns of findings, in characters. The last ones are for reference and are not
/// printed.
const WIDTHS: [f64; 13] = [
    7.0, 26.0, 9.0, 24.0, 26.0, 16.0, 30.0, 34.0, 40.0, 40.0, 9.0, 22.0, 30.0,
];

/// Number of columns that are printed.
const PRINTED: u16 = 11;

/// The subject of findings: a department, or an input as a whole.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Department(&'a Department<'a>),
    Input(&'a InputRecord),
}

impl<'a> Subject<'a> {
    fn input(self) -> &'a str {
        match self {
            Subject::Department(department) => &department.brief.input,
            Subject::Input(input) => &input.name,
        }
    }

    fn code(self) -> &'a str {
        match self {
            Subject::Department(department) => &department.brief.code,
            Subject::Input(_) => "",
        }
    }

    fn name(self) -> &'a str {
        match self {
            Subject::Department(department) => department.brief.title(),
            Subject::Input(input) => &input.name,
        }
    }

    fn state(self) -> &'static str {
        match self {
            Subject::Department(department) => department.brief.state_in_words(),
            Subject::Input(input) => match (input.role, input.departments) {
                (Role::Skipped, _) => "略过",
                (Role::Own, 0) => "读不出",
                (Role::Own | Role::Joined, _) => "",
            },
        }
    }

    fn failure(self) -> Option<&'a str> {
        match self {
            Subject::Department(department) => department.brief.failure.as_deref(),
            Subject::Input(input) => input.failure.as_deref(),
        }
    }

    /// Numbers of errors, warnings and notes.
    fn counts(self) -> [usize; 3] {
        match self {
            Subject::Department(department) => department.findings(),
            Subject::Input(input) => input.findings.counts(),
        }
    }

    fn has_findings(self) -> bool {
        self.counts().iter().sum::<usize>() > 0
    }

    fn is_clean(self) -> bool {
        !self.has_findings() && self.failure().is_none()
    }

    /// Its findings; those of a department are read from its record.
    fn findings(self, out: &Path) -> io::Result<Cow<'a, Findings>> {
        Ok(match self {
            Subject::Department(department) => Cow::Owned(department.read(out)?.findings),
            Subject::Input(input) => Cow::Borrowed(&input.findings),
        })
    }

    /// A row for a failure, a row for each finding, and a row for findings that are only counted.
    fn rows(self, out: &Path) -> io::Result<Vec<Vec<Value>>> {
        let text = |words: &str| Value::Text(words.to_owned());
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
                self.code(),
                self.name(),
                self.input(),
                place,
                label,
                seen,
                expected,
                correction,
                self.state(),
                code,
                pointer,
            ];
            let mut values = vec![level];
            values.extend(words.map(text));
            values
        };
        let failure = self
            .failure()
            .map(|failure| row(text("失败"), ["", "", "", failure, "", "", "", ""]));
        let findings = self.findings(out)?;
        let listed = findings.list.len();
        let all = findings.count();
        let more = (all > listed).then(|| {
            let words = format!("另有 {} 处同类的问题没有列出", all - listed);
            row(
                tinted(Level::Note),
                ["", "", "", &words, "", "改正以上各处后再检查", "", ""],
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
        Ok(failure.into_iter().chain(findings).chain(more).collect())
    }

    /// As [`Subject::rows`], one by one; read when the first is asked for.
    fn row_by_row(self, out: &'a Path) -> impl Iterator<Item = io::Result<Vec<Value>>> + 'a {
        let rows = std::iter::once_with(move || self.rows(out));
        rows.flat_map(|rows| match rows {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }
}

/// The position of a place in its file: `12:5`, or sheet and cell.
fn position_of(place: &Place) -> String {
    match (&place.cell, place.position) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(Position { line, column })) => format!("{line}:{column}"),
        (None, None) => String::new(),
    }
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

/// All inputs and departments with findings or failures: inputs first, then departments in the
/// order of the summary.
fn subjects<'a>(results: &'a Results<'_>) -> Vec<Subject<'a>> {
    let inputs = results
        .reported_inputs
        .iter()
        .map(|input| Subject::Input(input));
    let departments = results.departments.iter().map(Subject::Department);
    inputs
        .chain(departments)
        .filter(|subject| !subject.is_clean())
        .collect()
}

/// Writes the workbook.
pub(super) fn write_workbook(
    target: &Target<'_>,
    results: &Results<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let subjects = subjects(results);
    let mut names = SheetNames::default();
    let all = names.give("全部问题");
    let by_department = names.give("按部门");
    let sheets: Vec<String> = subjects
        .iter()
        .take(MAX_SHEETS)
        .map(|subject| names.give(subject.name()))
        .collect();
    let note = note(results, &subjects);
    let lists = [
        List {
            name: all,
            title: "检查报告:全部问题".to_owned(),
            note: "一行一处;可以按任何一列排序、筛选。错误要先改正,改正后加 --resume 再运行。"
                .to_owned(),
            columns: finding_columns(),
            frozen: 4,
            row_storage: RowStorage::OnDisk,
            rows: Box::new(
                subjects
                    .iter()
                    .flat_map(|subject| subject.row_by_row(target.out)),
            ),
            totals: Vec::new(),
            print: Print::First(PRINTED),
        },
        count_by_department(by_department, note, &subjects, &sheets),
    ];
    let of_departments = (0..).zip(subjects.iter().zip(&sheets));
    let of_departments = of_departments.map(|(index, (subject, sheet))| List {
        name: sheet.clone(),
        title: format!("检查报告:{}", subject.name()),
        note: match subject.state() {
            "" => format!("文件 {}", subject.input()),
            state => format!("文件 {};状态 {state}", subject.input()),
        },
        columns: finding_columns(),
        frozen: 4,
        row_storage: if index < SHEETS_ON_DISK {
            RowStorage::OnDisk
        } else {
            RowStorage::InMemory
        },
        rows: Box::new(subject.row_by_row(target.out)),
        totals: Vec::new(),
        print: Print::First(PRINTED),
    });
    let lists = lists.into_iter().chain(of_departments);
    write_lists(lists, &target.properties("检查报告"), target.out, out)
}

/// A text with the numbers of departments and of files with findings, and the sheets they are on.
fn note(results: &Results<'_>, subjects: &[Subject<'_>]) -> String {
    let departments = results.departments.iter().map(Subject::Department);
    let departments = departments.filter(|one| !one.is_clean()).count();
    let counted = match (departments, subjects.len() - departments) {
        (0, 0) => return "没有发现问题。".to_owned(),
        (departments, 0) => format!("有问题的部门 {departments} 个"),
        (0, files) => format!("有问题的文件 {files} 个"),
        (departments, files) => format!("有问题的部门 {departments} 个、文件 {files} 个"),
    };
    if subjects.len() > MAX_SHEETS {
        format!("{counted};前 {MAX_SHEETS} 个各有一页,其余在“全部问题”里按部门筛选。")
    } else {
        format!("{counted},各有一页。")
    }
}

fn finding_columns() -> Vec<Column> {
    let columns = batch_workbooks::REPORT.iter().zip(WIDTHS);
    let columns = columns.map(|(label, width)| Column {
        group: String::new(),
        label: (*label).to_owned(),
        width,
    });
    columns.collect()
}

fn count_by_department<'a>(
    name: String,
    note: String,
    subjects: &'a [Subject<'a>],
    sheets: &'a [String],
) -> List<'a> {
    let columns = [
        ("编码", 9.0),
        ("部门(单位)", 34.0),
        ("文件", 30.0),
        ("状态", 9.0),
        ("错误", 8.0),
        ("警告", 8.0),
        ("提示", 8.0),
    ];
    let rows = subjects.iter().enumerate().map(|(index, subject)| {
        let text = |words: &str| Value::Text(words.to_owned());
        let count = |count: usize| Value::Count(Decimal::from(count));
        let name = match sheets.get(index) {
            Some(sheet) => Value::Link {
                target: format!("#{sheet}"),
                text: subject.name().to_owned(),
            },
            None => text(subject.name()),
        };
        let [errors, warnings, notes] = subject.counts();
        Ok(vec![
            text(subject.code()),
            name,
            text(subject.input()),
            text(subject.state()),
            count(errors),
            count(warnings),
            count(notes),
        ])
    });
    let columns = columns.map(|(label, width)| Column {
        group: String::new(),
        label: label.to_owned(),
        width,
    });
    List {
        name,
        title: "检查报告:按部门".to_owned(),
        note,
        columns: columns.to_vec(),
        frozen: 2,
        row_storage: RowStorage::OnDisk,
        rows: Box::new(rows),
        totals: Vec::new(),
        print: Print::FitWidth,
    }
}

/// The report as JSON.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    counts: &'a Counts,
    failures: Vec<Failure<'a>>,
    departments: Entries<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<Vec<RosterEntry<'a>>>,
}

/// A department of the roster, or what belongs to none.
#[derive(Serialize)]
struct RosterEntry<'a> {
    code: &'a str,
    name: &'a str,
    section: Option<&'a str>,
    state: HandInState,
    files: Vec<&'a str>,
    errors: usize,
    warnings: usize,
    notes: usize,
    deadline: &'a str,
    remark: String,
}

impl<'a> RosterEntry<'a> {
    fn of(row: HandInRow<'a>) -> RosterEntry<'a> {
        let [errors, warnings, notes] = row.findings;
        RosterEntry {
            code: row.code,
            name: row.name,
            section: row.section,
            state: row.state,
            files: row.files,
            errors,
            warnings,
            notes,
            deadline: row.listed.map_or("", |listed| &listed.deadline),
            remark: row.remark,
        }
    }
}

#[derive(Serialize)]
struct Failure<'a> {
    file: &'a str,
    message: &'a str,
}

/// The subjects with findings; they are read one at a time while they are written.
struct Entries<'a> {
    subjects: &'a [Subject<'a>],
    out: &'a Path,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    code: &'a str,
    name: &'a str,
    state: &'a str,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: &'a [Finding],
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        for subject in self.subjects.iter().filter(|one| one.has_findings()) {
            let findings = subject.findings(self.out).map_err(S::Error::custom)?;
            let [errors, warnings, notes] = subject.counts();
            entries.serialize_element(&Entry {
                file: subject.input(),
                code: subject.code(),
                name: subject.name(),
                state: subject.state(),
                errors,
                warnings,
                notes,
                findings: &findings.list,
            })?;
        }
        entries.end()
    }
}

/// Writes the JSON.
pub(super) fn write_json(
    target: &Target<'_>,
    results: &Results<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let subjects = subjects(results);
    let failures = subjects.iter().filter_map(|subject| {
        let message = subject.failure()?;
        let file = subject.input();
        Some(Failure { file, message })
    });
    let document = Document {
        schema: SCHEMA,
        counts: &results.counts(),
        failures: failures.collect(),
        departments: Entries {
            subjects: &subjects,
            out: target.out,
        },
        roster: HandIn::of(results)
            .map(|hand_in| hand_in.rows.into_iter().map(RosterEntry::of).collect()),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
