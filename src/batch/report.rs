//! 检查报告: who must correct what. A workbook for people (a row a finding; a sheet that counts by department; a sheet a department), JSON for programs.

use rust_decimal::Decimal;
use serde::Serialize;

use super::finish::Ending;
use super::kept::{Findings, KeptDepartment, KeptInput, Role, WrittenFinding, WrittenLevel};
use super::manifest::Counts;
use super::told::Told;
use super::{REPORT, REPORT_JSON, summary};
use crate::error::{Error, Unusable};
use crate::finding::Code;
use crate::render::results;
use crate::write::xlsx::{Column, List, Print, RowStorage, SheetNames, Tint, Value, write_lists};

/// Most sheets a department of its own; Excel becomes slow with more, and so does a person.
const MAX_SHEETS: usize = 250;

/// Name and version of the format.
const SCHEMA: &str = "jixiao-batch-report/1";

/// The widths of the columns of findings. The last ones are for those who look things up, and are not printed.
const WIDTHS: [f64; 13] = [
    7.0, 26.0, 9.0, 24.0, 26.0, 16.0, 30.0, 34.0, 40.0, 40.0, 9.0, 22.0, 30.0,
];

/// How many of them are printed.
const PRINTED: u16 = 11;

/// Whom a finding concerns: a department, or an input as a whole.
#[derive(Clone, Copy)]
struct Concern<'a> {
    input: &'a str,
    code: &'a str,
    name: &'a str,
    state: &'static str,
    findings: &'a Findings,
    failure: Option<&'a str>,
}

impl<'a> Concern<'a> {
    fn of_department(department: &'a KeptDepartment) -> Concern<'a> {
        Concern {
            input: &department.input,
            code: &department.code,
            name: department.title(),
            state: summary::state_in_words(department),
            findings: &department.findings,
            failure: department.failure.as_deref(),
        }
    }

    fn of_input(input: &'a KeptInput) -> Concern<'a> {
        let state = match (input.role, input.departments) {
            (Role::Passed, _) => "略过",
            (Role::Own, 0) => "读不出",
            (Role::Own | Role::Joined, _) => "",
        };
        Concern {
            input: &input.name,
            code: "",
            name: &input.name,
            state,
            findings: &input.findings,
            failure: input.failure.as_deref(),
        }
    }

    fn is_clean(self) -> bool {
        self.findings.is_empty() && self.failure.is_none()
    }

    /// A row a finding; before them one for a failure, after them one for those that were counted only.
    fn rows(self) -> impl Iterator<Item = Vec<Value>> + use<'a> {
        let text = |words: &str| Value::Text(words.to_owned());
        let row =
            move |level: Value, [place, label, seen, expected, mend, code, pointer]: [&str; 7]| {
                let known = Code::find(code);
                let title = known.map_or("", |code| code.explanation().summary);
                let words = [
                    title, self.code, self.name, self.input, place, label, seen, expected, mend,
                    self.state, code, pointer,
                ];
                let mut values = vec![level];
                values.extend(words.map(text));
                values
            };
        let failure = self
            .failure
            .map(|failure| row(text("失败"), ["", "", failure, "", "", "", ""]));
        let kept = self.findings.list.len();
        let all = self.findings.errors + self.findings.warnings + self.findings.notes;
        let more = (all > kept).then(|| {
            let words = format!("另有 {} 处同类的问题没有列出", all - kept);
            row(
                tinted(WrittenLevel::Note),
                ["", "", &words, "", "改正以上各处后再检查", "", ""],
            )
        });
        let findings = self
            .findings
            .list
            .iter()
            .map(move |finding: &'a WrittenFinding| {
                row(
                    tinted(finding.level),
                    [
                        &finding.position(),
                        &finding.label,
                        &finding.seen,
                        &finding.expected,
                        &finding.mend,
                        &finding.code,
                        &finding.pointer,
                    ],
                )
            });
        failure.into_iter().chain(findings).chain(more)
    }
}

/// A level in its colour.
const fn tinted(level: WrittenLevel) -> Value {
    let tint = match level {
        WrittenLevel::Error => Tint::Red,
        WrittenLevel::Warning => Tint::Amber,
        WrittenLevel::Note => Tint::Blue,
    };
    Value::Tinted(level.as_str(), tint)
}

/// All that has findings, in the order of the summary; inputs as a whole first.
fn concerns<'a>(told: &'a Told<'_>) -> Vec<Concern<'a>> {
    let inputs = told.inputs.iter().map(|input| Concern::of_input(input));
    let departments = told.departments.iter();
    let departments = departments.map(|one| Concern::of_department(one));
    inputs
        .chain(departments)
        .filter(|concern| !concern.is_clean())
        .collect()
}

/// The workbook.
pub(super) fn write_workbook(ending: &Ending<'_>, told: &Told<'_>) -> Result<Vec<u8>, Error> {
    let concerns = concerns(told);
    let mut names = SheetNames::default();
    let all = names.give("全部问题");
    let by_department = names.give("按部门");
    let sheets: Vec<String> = concerns
        .iter()
        .take(MAX_SHEETS)
        .map(|concern| names.give(concern.name))
        .collect();
    let note = note(told, &concerns);
    let lists = [
        List {
            name: all,
            title: "检查报告:全部问题".to_owned(),
            note: "一行一处;可以按任何一列排序、筛选。错误要先改正,改正后加 --resume 再运行。"
                .to_owned(),
            columns: finding_columns(),
            frozen: 4,
            row_storage: RowStorage::OnDisk,
            rows: Box::new(concerns.iter().flat_map(|concern| concern.rows())),
            totals: None,
            print: Print::First(PRINTED),
        },
        count_by_department(by_department, note, &concerns, &sheets),
    ];
    let of_departments = concerns.iter().zip(&sheets).map(|(concern, sheet)| List {
        name: sheet.clone(),
        title: format!("检查报告:{}", concern.name),
        note: match concern.state {
            "" => format!("文件 {}", concern.input),
            state => format!("文件 {};状态 {state}", concern.input),
        },
        columns: finding_columns(),
        frozen: 4,
        row_storage: RowStorage::InMemory,
        rows: Box::new(concern.rows()),
        totals: None,
        print: Print::First(PRINTED),
    });
    let lists = lists.into_iter().chain(of_departments);
    write_lists(lists, &ending.properties("检查报告"), ending.out).map_err(|source| Error::Output {
        name: REPORT.to_owned(),
        source,
    })
}

/// How many departments and whole files have findings, and where each is told of.
fn note(told: &Told<'_>, concerns: &[Concern<'_>]) -> String {
    let departments = told.departments.iter();
    let departments = departments.filter(|one| !Concern::of_department(one).is_clean());
    let departments = departments.count();
    let counted = match (departments, concerns.len() - departments) {
        (0, 0) => return "没有发现问题。".to_owned(),
        (departments, 0) => format!("有问题的部门 {departments} 个"),
        (0, files) => format!("有问题的文件 {files} 个"),
        (departments, files) => format!("有问题的部门 {departments} 个、文件 {files} 个"),
    };
    if concerns.len() > MAX_SHEETS {
        format!("{counted};前 {MAX_SHEETS} 个各有一页,其余在“全部问题”里按部门筛选。")
    } else {
        format!("{counted},各有一页。")
    }
}

fn finding_columns() -> Vec<Column> {
    let columns = results::REPORT.iter().zip(WIDTHS);
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
    concerns: &'a [Concern<'a>],
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
    let rows = concerns.iter().enumerate().map(|(index, concern)| {
        let text = |words: &str| Value::Text(words.to_owned());
        let count = |count: usize| Value::Count(Decimal::from(count));
        let name = match sheets.get(index) {
            Some(sheet) => Value::Link {
                target: format!("#{sheet}"),
                text: concern.name.to_owned(),
            },
            None => text(concern.name),
        };
        let findings = concern.findings;
        vec![
            text(concern.code),
            name,
            text(concern.input),
            text(concern.state),
            count(findings.errors),
            count(findings.warnings),
            count(findings.notes),
        ]
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
        totals: None,
        print: Print::FitWidth,
    }
}

/// The report for programs.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    counts: &'a Counts,
    failures: Vec<Failure<'a>>,
    departments: Vec<Concerned<'a>>,
}

#[derive(Serialize)]
struct Failure<'a> {
    file: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Concerned<'a> {
    file: &'a str,
    code: &'a str,
    name: &'a str,
    state: &'a str,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: &'a [WrittenFinding],
}

/// The JSON.
pub(super) fn write_json(ending: &Ending<'_>, told: &Told<'_>) -> Result<Vec<u8>, Error> {
    let concerns = concerns(told);
    let failures = concerns.iter().filter_map(|concern| {
        let message = concern.failure?;
        let file = concern.input;
        Some(Failure { file, message })
    });
    let departments = concerns.iter().filter(|one| !one.findings.is_empty());
    let document = Document {
        schema: SCHEMA,
        counts: &told.counts(),
        failures: failures.collect(),
        departments: departments
            .map(|concern| Concerned {
                file: concern.input,
                code: concern.code,
                name: concern.name,
                state: concern.state,
                errors: concern.findings.errors,
                warnings: concern.findings.warnings,
                notes: concern.findings.notes,
                findings: &concern.findings.list,
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(|error| {
        let path = ending.out.join(REPORT_JSON);
        Error::unusable(path, Unusable::Json(error))
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
