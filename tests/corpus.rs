//! Corpus of realistic submissions with planted mistakes, listed in files next to them. Their
//! author did not know the rules.
//!
//! `NAME.expected.md` has a table of the planted mistakes and one of their possible consequences; a
//! clean submission has neither. `NAME.snap` has the findings, one per line.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::finding::{Code, Report};
use jixiao::form::Registry;
use jixiao::record::{Submission, identify_json, read_json};
use jixiao::render::Renderer;
use jixiao::source::Source;
use serde_json::{Value, json};

#[path = "support/snapshot.rs"]
mod snapshot;

use snapshot::assert_snapshot_in;

/// Phrases of the rule column and the codes that match them; the first phrase that the column
/// contains is used.
const RULES: &[(&str, &[Code])] = &[
    ("比率写成小数", &[Code::PercentAsRatio]),
    ("各项目年度资金总额之和", &[Code::TablesDisagree]),
    ("收入预算合计＝支出预算合计", &[Code::AgreementBroken]),
    ("实有在职人数与编制", &[Code::AgreementBroken]),
    ("收入预算合计", &[Code::TotalMismatch]),
    ("支出预算合计＝", &[Code::TotalMismatch]),
    ("年度资金总额＝", &[Code::TotalMismatch]),
    ("执行率", &[Code::TotalMismatch]),
    ("年末结转结余", &[Code::TotalMismatch]),
    ("编制人员数", &[Code::TotalMismatch]),
    ("数值栏写了文字", &[Code::ValueNotNumber]),
    ("占位符", &[Code::Placeholder]),
    ("年份", &[Code::OtherYear]),
    ("满意度不在满意度类", &[Code::WrongFamily]),
    ("文中算式", &[Code::ArithmeticWrong]),
    ("文中人数", &[Code::StaffMismatch]),
    ("数量指标里放了", &[Code::WrongFamily]),
    ("数值指标要有度量单位", &[Code::UnitMissing]),
    ("多余空格", &[Code::StraySpace]),
    ("重名", &[Code::DuplicateIndicator]),
    ("叠词", &[Code::DoubledWord]),
    ("百分比超过 100", &[Code::PercentOver100]),
    (
        "文中合计超过预算，且",
        &[Code::NarrativeSum, Code::OverBudget],
    ),
    ("文中合计超过预算", &[Code::OverBudget]),
    ("文中合计与各项之和", &[Code::NarrativeSum, Code::PartsSum]),
    ("成本指标用了≥", &[Code::CostDirection]),
    ("成本与", &[Code::CostBudget]),
    ("定性指标不应有度量单位", &[Code::UnitNotWanted]),
    ("≥100%", &[Code::PercentAtLeast100]),
    ("＞100%", &[Code::PercentOver100]),
    ("环境成本指标应称", &[Code::FamilyName]),
    ("指标值内容与", &[Code::ContentMismatch]),
    ("单位写法", &[Code::UnitSpelling]),
    ("数量指标与质量指标都要有", &[Code::CustomaryFamily]),
    ("数量与质量都要有", &[Code::CustomaryFamily]),
    ("没有指标值", &[Code::MissingValue]),
    ("定性指标没有内容", &[Code::MissingValue]),
    ("指标值类型空", &[Code::MissingComparison]),
    ("定性指标应填文字", &[Code::ValueNotWords]),
    ("名称说的单位", &[Code::UnitInName]),
    ("超过 100 字", &[Code::NameTooLong]),
    ("排在最前", &[Code::FamilyOrder]),
    ("次序", &[Code::FamilyOrder]),
    ("缺", &[Code::MissingFamily]),
    ("空", &[Code::MissingRequired]),
];

/// Sides of an agreement: place of the finding, and place given by the author of the corpus.
const SIDES: [(&str, &str); 1] = [("/department/income/total", "/department/expenditure/total")];

/// Planted mistakes without a finding, and the reason.
const MISSED: &[(&str, &str, &str)] = &[];

/// Correct findings that the author of the corpus did not foresee, and the reason.
const RIGHT: &[(&str, &str, &str)] = &[(
    "songling-lincaoju",
    "target-contradiction /department/annual_target",
    "封山育林1.4万亩 in the target, 1.3万亩 in the indicator: with 1.3 the parts come to 5.2.",
)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// A line of an expectation: pointer and rule.
struct Line {
    pointer: String,
    rule: String,
    level: String,
}

impl Line {
    fn codes(&self) -> &'static [Code] {
        let known = RULES.iter().find(|(words, _)| self.rule.contains(words));
        known.map_or(&[], |(_, codes)| codes)
    }

    /// Whether a finding is at the pointer, below it, or at another column of its row.
    fn has(&self, pointer: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        within(pointer, row_of(&self.pointer))
            || within(&self.pointer, pointer)
            || SIDES.contains(&(pointer, &self.pointer))
    }
}

/// The pointer of the row that contains a pointer, or else the pointer itself.
fn row_of(pointer: &str) -> &str {
    let rows = "/indicators/";
    let Some(at) = pointer.find(rows) else {
        return pointer;
    };
    let rest = &pointer[at + rows.len()..];
    let end = rest.find('/').unwrap_or(rest.len());
    &pointer[..at + rows.len() + end]
}

#[derive(Default)]
struct Expected {
    planted: Vec<Line>,
    /// Possible consequences, and findings that may or may not occur.
    allowed: Vec<Line>,
}

fn expected(name: &str) -> Expected {
    let text = fs::read_to_string(folder().join(format!("{name}.expected.md"))).unwrap();
    let mut expected = Expected::default();
    let mut follows = false;
    for line in text.lines() {
        follows |= line.starts_with("连带的发现");
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, pointer, rule, level, ..] = cells[..] else {
            continue;
        };
        let Some(pointer) = pointer.strip_prefix('`') else {
            continue;
        };
        let line = Line {
            pointer: pointer.trim_end_matches('`').to_owned(),
            rule: rule.to_owned(),
            level: level.to_owned(),
        };
        if follows {
            expected.allowed.push(line);
        } else {
            expected.planted.push(line);
        }
    }
    expected
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn reports() -> BTreeMap<String, Report> {
    let renderer = Renderer::built_in();
    let report = |name: String| {
        let file = format!("{name}.json");
        let data = fs::read(folder().join(&file)).unwrap();
        let report = renderer.read(&file, &data).report;
        (name, report)
    };
    names().into_iter().map(report).collect()
}

#[test]
fn findings_equal_the_snapshots() {
    for (name, report) in reports() {
        let mut lines = String::new();
        for finding in report.findings() {
            let (level, code) = (finding.level.as_str(), finding.code.as_str());
            writeln!(lines, "{code} {} {level}", finding.place.pointer).unwrap();
        }
        assert_snapshot_in("corpus", &name, &lines);
    }
}

#[test]
fn clean_submissions_have_no_finding() {
    let mut clean = 0;
    for (name, report) in reports() {
        if expected(&name).planted.is_empty() {
            clean += 1;
            let reported: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
            assert!(reported.is_empty(), "{name}\n{}", reported.join("\n"));
        }
    }
    assert!(clean >= 10, "{clean}");
}

#[test]
fn planted_mistakes_are_found() {
    let (mut planted, mut missed) = (0, Vec::new());
    for (name, report) in reports() {
        for line in expected(&name).planted {
            planted += 1;
            assert!(!line.codes().is_empty(), "{name}: {}", line.rule);
            let is_found = report.findings().iter().any(|finding| {
                line.codes().contains(&finding.code)
                    && line.has(&finding.place.pointer)
                    && finding.level.as_str() == line.level
            });
            if !is_found {
                missed.push((name.clone(), line.pointer, line.rule));
            }
        }
    }
    let reported: Vec<(&str, &str)> = missed
        .iter()
        .map(|(name, pointer, _)| (name.as_str(), pointer.as_str()))
        .collect();
    let known: Vec<(&str, &str)> = MISSED
        .iter()
        .map(|(name, pointer, _)| (*name, *pointer))
        .collect();
    assert_eq!(reported, known, "{missed:#?}");
    assert!(planted >= 190, "{planted}");
}

/// A finding that is neither planted nor a consequence is a false alarm.
#[test]
fn there_is_no_false_alarm() {
    let mut alarms = Vec::new();
    for (name, report) in reports() {
        let expected = expected(&name);
        for finding in report.findings() {
            let pointer = finding.place.pointer.as_str();
            let code = finding.code.as_str();
            let mut all = expected.planted.iter().chain(&expected.allowed);
            let is_expected =
                all.any(|line| line.codes().contains(&finding.code) && line.has(pointer));
            let is_right = RIGHT
                .iter()
                .any(|(right, at, _)| *right == name && *at == format!("{code} {pointer}"));
            if !is_expected && !is_right {
                alarms.push(format!("{name}\n{finding}"));
            }
        }
    }
    assert!(alarms.is_empty(), "{}", alarms.join("\n\n"));
}

type Breaking = fn(&mut Value);

/// Ways to break a row that has a number, and the matching code.
const BREAKINGS: &[(Code, Breaking)] = &[
    (Code::UnitMissing, |row| row["unit"] = Value::Null),
    (Code::ValueNotNumber, |row| row["value"] = json!("九成以上")),
    (Code::ValueNotNumber, |row| row["value"] = json!("95%以上")),
    (Code::MissingComparison, |row| row["comparison"] = json!("")),
    (Code::ValueNotWords, |row| row["comparison"] = json!("定性")),
    (Code::MissingValue, |row| {
        row["value"] = Value::Null;
        row["content"] = Value::Null;
    }),
    (Code::ContentMismatch, |row| {
        row["content"] = json!("≥1234567项");
    }),
    (Code::MissingRequired, |row| row["level2"] = json!(" ")),
    (Code::Placeholder, |row| row["name"] = json!("完成XX任务")),
    (Code::DoubledWord, |row| row["name"] = json!("推进推进工作")),
    (Code::OtherYear, |row| row["name"] = json!("2019年完成任务")),
    (Code::StraySpace, |row| row["name"] = json!("完成 任务情况")),
    (Code::UnitSpelling, |row| row["unit"] = json!("百分比")),
];

/// Pointers of the rows of a submission that have a number and a sign for it.
fn number_rows(data: &Value) -> Vec<String> {
    let mut tables = vec!["/department".to_owned()];
    let projects = data["projects"].as_array().map_or(0, Vec::len);
    tables.extend((0..projects).map(|index| format!("/projects/{index}")));
    let mut found = Vec::new();
    for table in tables {
        let rows = data.pointer(&format!("{table}/indicators"));
        let rows = rows.and_then(Value::as_array).into_iter().flatten();
        for (index, row) in rows.enumerate() {
            let sign = row["comparison"].as_str().unwrap_or_default().trim();
            let value = match &row["value"] {
                Value::String(text) => text.trim().parse::<f64>().is_ok(),
                other => other.is_number(),
            };
            if value && !sign.is_empty() && !["定性", "定量（其他）", "不适用"].contains(&sign)
            {
                found.push(format!("{table}/indicators/{index}"));
            }
        }
    }
    found
}

/// Every third row of each clean submission, broken in each way, has the matching code.
#[test]
fn one_broken_row_of_a_clean_submission_is_found() {
    let renderer = Renderer::built_in();
    let (mut count, mut missed) = (0, Vec::new());
    for name in names() {
        if !expected(&name).planted.is_empty() {
            continue;
        }
        let text = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        let whole: Value = serde_json::from_str(&text).unwrap();
        for pointer in number_rows(&whole).into_iter().step_by(3) {
            for (code, breaks) in BREAKINGS {
                let mut broken = whole.clone();
                breaks(broken.pointer_mut(&pointer).unwrap());
                let report = renderer.read(&name, broken.to_string().as_bytes()).report;
                let is_found = report.findings().iter().any(|finding| {
                    finding.code == *code && row_of(&finding.place.pointer) == pointer
                });
                count += 1;
                if !is_found {
                    missed.push(format!("{name} {pointer} {}", code.as_str()));
                }
            }
        }
    }
    assert!(missed.is_empty(), "of {count}: {missed:#?}");
    assert!(count > 900, "{count}");
}

/// The data of a submission that a batch reads before it processes it.
fn identity(submission: &Submission, registry: &Registry) -> Vec<String> {
    let edition = registry.find(&submission.edition).unwrap();
    let mut identity = vec![
        submission.edition.clone(),
        submission.department(edition).to_owned(),
    ];
    let fields = [edition.code, edition.year].into_iter().flatten();
    identity.extend(fields.map(|field| submission.fields.get(field).display().into_owned()));
    let tables = submission.tables.iter();
    identity.extend(tables.map(|table| format!("{} {}", table.table, table.record.title)));
    identity
}

#[test]
fn identity_is_the_same_without_rows() {
    let registry = Registry::built_in();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["tests/corpus", "examples"].map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let paths = files
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    let mut submissions = 0;
    for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        let text = fs::read_to_string(&path).unwrap();
        let half = text.char_indices().nth(text.chars().count() / 2).unwrap().0;
        let broken = [
            text.clone(),
            text[..half].to_owned(),
            text.replacen("gansu-2025", "gansu-2099", 1),
            text.replace("\"name\"", "\"nam\""),
            text.replace("\"indicators\": [", "\"indicators\": [0, "),
            text.replace("\"projects\": [", "\"projects\": [[], "),
            text.replace("\"code\": \"", "\"code\": 1, \"code\": \""),
        ];
        for text in broken {
            let source = Source::new("a.json", text);
            let whole = read_json(&source, &registry).value;
            let known = identify_json(&source, &registry);
            let both = [whole, known];
            submissions += usize::from(both[0].is_some());
            let [whole, known] = both.map(|one| one.map(|one| identity(&one, &registry)));
            assert_eq!(known, whole, "{}: {}", path.display(), source.text());
        }
    }
    assert!(submissions > 100, "{submissions}");
}
