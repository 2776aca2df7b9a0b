//! Hostile input, case by case: the input and its outcome.
//!
//! `tests/hostile/*.md` are the tables, one row per case with its findings and the content of the
//! written files. Properties of all cases of a kind (no formula, no markup, no path outside the
//! folder, no endless run) are asserted here.
//!
//! To renew the tables: `INSTA_UPDATE=always cargo test --test hostile`, and read the difference.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
#![expect(clippy::too_many_lines, reason = "a table is as long as it has rows")]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "simple code for inputs and files of tests"
)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use jixiao::finding::{Code, Report};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::{OnErrors, Options, Renderer};
use jixiao::text;
use jixiao::write::Format;

#[path = "support/findings.rs"]
mod findings;
#[path = "support/small_workbook.rs"]
mod small_workbook;
#[path = "support/stored.rs"]
mod stored;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

#[cfg(all(unix, feature = "cli"))]
#[path = "support/program.rs"]
mod program;

#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/json.rs"]
mod json;
#[path = "hostile/limits.rs"]
mod limits;
#[path = "hostile/lists.rs"]
mod lists;
#[path = "hostile/names.rs"]
mod names;
#[path = "hostile/packages.rs"]
mod packages;
#[path = "hostile/templates.rs"]
mod templates;
#[path = "hostile/texts.rs"]
mod texts;

/// Without fonts, for tests without layout.
static BARE: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(Registry::built_in(), FontSet::new()));

/// With fonts, for layout: rows of a workbook have heights.
static WHOLE: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);

/// A case and its outcome.
struct Row {
    case: String,
    input: String,
    outcome: String,
}

impl Row {
    fn new(case: &str, input: &str, outcome: impl Into<String>) -> Row {
        Row {
            case: case.to_owned(),
            input: text::clip_to(input, 60),
            outcome: outcome.into(),
        }
    }
}

/// Compares a table with the stored one.
fn compare(name: &str, title: &str, rows: &[Row]) {
    let mut page = format!("# {title}\n\n| | 案例 | 输入 | 结果 |\n| ---: | --- | --- | --- |\n");
    let cell = |words: &str| {
        words
            .replace('\\', "\\\\")
            .replace('|', "\\|")
            .replace('\n', " ")
    };
    for (number, row) in (1..).zip(rows) {
        let (case, input, outcome) = (cell(&row.case), cell(&row.input), cell(&row.outcome));
        page += &format!("| {number} | {case} | {input} | {outcome} |\n");
    }
    stored::compare(&format!("tests/hostile/{name}.md"), &page);
}

/// The codes of a report without duplicates, in order.
fn codes(report: &Report) -> String {
    let mut codes: Vec<&str> = Vec::new();
    for finding in report.findings() {
        if !codes.contains(&finding.code.as_str()) {
            codes.push(finding.code.as_str());
        }
    }
    if codes.is_empty() {
        "无".to_owned()
    } else {
        codes.join(" ")
    }
}

/// The value seen by the first finding of a code.
fn seen(report: &Report, code: Code) -> String {
    let mut found = report
        .findings()
        .iter()
        .filter(|finding| finding.code == code);
    found
        .next()
        .map_or_else(String::new, |finding| text::clip_to(&finding.seen, 60))
}

/// Runs an operation that must be quick: under two seconds in a release build, under 30 in a debug
/// build on a busy machine.
fn soon<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let made = act();
    let seconds = begun.elapsed().as_secs_f64();
    let most = if cfg!(debug_assertions) { 30.0 } else { 2.0 };
    assert!(seconds < most, "{what}: {seconds} s");
    made
}

/// Options that write files of these formats despite errors.
fn all_the_same(formats: &[Format]) -> Options {
    Options {
        formats: formats.to_vec(),
        errors: OnErrors::Continue,
        ..Options::default()
    }
}

/// A submission without findings, with one project.
fn base() -> serde_json::Value {
    serde_json::from_str(include_str!("../examples/minimal.json")).unwrap()
}

#[test]
fn texts_stay_texts() {
    compare("texts", "文字:公式、标记、看不见的字符", &texts::rows());
}

#[test]
fn file_names_lead_to_no_other_folder() {
    compare("names", "文件名:路径、保留名、过长的名", &names::rows());
}

#[test]
fn broken_json_is_reported() {
    compare("json", "申报数据:写坏的、骗人的 JSON", &json::rows());
}

#[test]
fn broken_packages_are_reported() {
    compare(
        "packages",
        "工作簿:实体、炸弹、指到外面的部件",
        &packages::rows(),
    );
}

#[test]
fn formulas_in_lists_and_reports_stay_texts() {
    compare("lists", "清单、汇总表、检查报告、标记:公式", &lists::rows());
}

#[test]
fn endless_templates_are_stopped() {
    compare(
        "templates",
        "模板:没有尽头的、越来越大的",
        &templates::rows(),
    );
}

#[test]
fn limits_are_exact() {
    compare("limits", "上限:正好,与多一个", &limits::rows());
}

#[cfg(all(unix, feature = "cli"))]
#[test]
fn links_in_the_output_are_not_followed() {
    compare("files", "输出文件夹里的链接与别的东西", &files::rows());
}

#[test]
fn there_are_more_than_a_hundred_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let pages = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let cases: usize = pages
        .map(|page| fs::read_to_string(page).unwrap().lines().count() - 4)
        .sum();
    assert!(cases >= 200, "{cases}");
}
