//! Explanations: every code has one that is useful to a clerk, and the documentation page contains
//! them all.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jixiao::finding::explain::{Origin, PAGE, find, list, page, parts_found};
use jixiao::finding::{Code, Level};
use jixiao::render::{OnErrors, Options, Renderer};

#[path = "support/program.rs"]
mod program;
#[path = "support/stored.rs"]
mod stored;

use program::run;

#[test]
fn the_page_is_up_to_date() {
    stored::compare(PAGE, &page());
}

#[test]
fn the_page_has_each_code_once() {
    let page = page();
    for code in Code::ALL {
        let head = format!("\n### `{}`\n", code.as_str());
        assert_eq!(page.matches(&head).count(), 1, "{}", code.as_str());
    }
}

#[test]
fn every_explanation_is_complete() {
    let mut lines = BTreeSet::new();
    for code in Code::ALL {
        let (name, words) = (code.as_str(), code.explanation());
        assert!(
            lines.insert(words.summary),
            "{name}: the line of another code"
        );
        assert!(
            (4..=40).contains(&words.summary.chars().count()),
            "{name}: {}",
            words.summary
        );
        assert!(
            !words.summary.ends_with(['。', '.']),
            "{name}: {}",
            words.summary
        );
        assert!(words.meaning.ends_with('。'), "{name}: {}", words.meaning);
        assert!(words.meaning.chars().count() >= 15, "{name}");
        assert!(!words.wrong.is_empty() && !words.right.is_empty(), "{name}");
        assert_ne!(words.wrong, words.right, "{name}");
        assert!(
            !ends_code_block(words.wrong) && !ends_code_block(words.right),
            "{name}"
        );
    }
}

/// Whether an example ends its own code block in the page.
fn ends_code_block(example: &str) -> bool {
    example.contains("```")
}

/// A rule whose source was not read in the original is a note (facts of the official forms).
#[test]
fn convention_is_a_note() {
    for code in Code::ALL {
        if let Origin::Convention(_) = code.explanation().origin {
            assert_eq!(code.level(), Level::Note, "{}", code.as_str());
        }
    }
}

#[test]
fn fixed_codes_are_errors() {
    for code in Code::ALL.iter().filter(|code| code.is_fixed()) {
        assert_eq!(code.level(), Level::Error, "{}", code.as_str());
    }
}

#[test]
fn the_list_has_a_line_for_each_code_with_its_level() {
    let list = list();
    let (lines, heads): (Vec<&str>, Vec<&str>) = list
        .lines()
        .filter(|line| !line.is_empty())
        .partition(|line| line.starts_with("  "));
    assert_eq!(lines.len(), Code::ALL.len());
    for (code, line) in Code::ALL.iter().zip(lines) {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some(code.as_str()));
        assert_eq!(words.next(), Some(code.level().as_str()));
    }
    let families: BTreeSet<&str> = Code::ALL.iter().map(|code| code.family()).collect();
    assert_eq!(heads.len(), families.len());
    assert_eq!(BTreeSet::from_iter(heads), families);
}

#[test]
fn the_page_has_each_code_in_both_indexes() {
    let page = page();
    let (index, _) = page.split_once("\n### ").unwrap();
    let (families, words) = index.split_once("\n## 按字词查\n").unwrap();
    for code in Code::ALL {
        let link = format!("[{0}](#{0} ", code.as_str());
        assert_eq!(families.matches(&link).count(), 1, "{}", code.as_str());
        assert!(words.contains(&link), "no word for {}", code.as_str());
    }
    for line in words.lines().filter(|line| line.starts_with("- ")) {
        assert!(line.contains("](#"), "a word of no code: {line}");
    }
}

#[test]
fn codes_are_found_by_words() {
    let found = find("合计");
    assert_eq!(
        found[..2],
        [Code::SubtotalMismatch, Code::TextNotSummed],
        "{found:?}"
    );
    assert!(found.contains(&Code::TotalMismatch) && found.contains(&Code::OverBudget));
    // Those that say it in the summary are before those that say it elsewhere.
    let says = |code: &Code| code.explanation().summary.contains("合计");
    assert!(found.is_sorted_by_key(|code| !says(code)), "{found:?}");
    // All words, in any place and case.
    let both = find("合计 预算");
    assert!(!both.is_empty() && both.len() < found.len());
    assert!(both.iter().all(|code| found.contains(code)));
    assert_eq!(find("JSON"), find("json"));
    for nothing in ["", " ", "没有这样的字词", "合计 没有这样的字词"] {
        assert_eq!(find(nothing), [], "{nothing}");
    }
}

#[test]
fn a_question_without_answer_has_its_parts() {
    assert_eq!(parts_found("合计写反"), ["合计"]);
    assert_eq!(parts_found("甗合计,甗预算"), ["合计", "预算"]);
    assert!(parts_found("甗").is_empty() && parts_found("").is_empty());
    assert!(parts_found(&"合计写反".repeat(10_000)).contains(&"合计".to_owned()));
}

#[test]
fn every_code_is_explained_by_the_command() {
    for code in Code::ALL {
        let output = run(Path::new("."), &["explain", code.as_str()]);
        assert_eq!(output.status.code(), Some(0), "{}", code.as_str());
        let text = String::from_utf8(output.stdout).unwrap();
        for part in ["\n说明\n", "\n出处\n", "\n错例\n", "\n正例\n"] {
            assert!(text.contains(part), "{text}");
        }
    }
}

/// The text before and after an example, by the key `example_in` of `codes.toml`.
const AROUND: &[(&str, &str, &str)] = &[
    ("none", "", ""),
    ("root", r#"{ "edition": "gansu-2025", "year": 2025, "#, "}"),
    (
        "department",
        r#"{ "edition": "gansu-2025", "year": 2025, "department": { "annual_target": "治水", "#,
        "}}",
    ),
    (
        "department_bare",
        r#"{ "edition": "gansu-2025", "year": 2025, "department": { "#,
        "}}",
    ),
    (
        "rows",
        r#"{ "edition": "gansu-2025", "year": 2025, "department": { "annual_target": "治水", "indicators": ["#,
        "]}}",
    ),
    (
        "projects",
        r#"{ "edition": "gansu-2025", "year": 2025, "projects": ["#,
        "]}",
    ),
    (
        "project",
        r#"{ "edition": "gansu-2025", "year": 2025, "projects": [{ "#,
        "}]}",
    ),
    (
        "project_rows",
        r#"{ "edition": "gansu-2025", "year": 2025, "projects": [{ "indicators": ["#,
        "]}]}",
    ),
    (
        "funds",
        r#"{ "edition": "gansu-2025", "year": 2025, "projects": [{ "funds": { "#,
        "}}]}",
    ),
];

/// The codes with `example_in`, and the text around their examples.
fn examples() -> Vec<(Code, &'static str, &'static str)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/finding/codes.toml");
    let families: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let rows = families
        .iter()
        .flat_map(|(_, family)| family.as_table().unwrap());
    let examples = rows.filter_map(|(code, row)| {
        let example_in = row.get("example_in")?.as_str().unwrap();
        let around = AROUND.iter().find(|(name, ..)| *name == example_in);
        let (_, before, after) = around.unwrap_or_else(|| panic!("{code}: {example_in}"));
        Some((Code::find(code).unwrap(), *before, *after))
    });
    examples.collect()
}

/// A wrong example has the finding, the right one does not.
#[test]
fn wrong_examples_have_the_finding_and_right_ones_have_not() {
    let renderer = Renderer::built_in();
    let options = Options {
        errors: OnErrors::Continue,
        ..Options::default()
    };
    let examples = examples();
    assert!(examples.len() >= 48, "{}", examples.len());
    for (code, before, after) in examples {
        let words = code.explanation();
        let times = |example: &str| {
            let data = format!("{before}{example}{after}")
                .replace(", … }", " }")
                .replace("…\"", "治水\"");
            let made = renderer.render("a", data.as_bytes(), &options).unwrap();
            let found = made.report.findings().iter();
            found.filter(|finding| finding.code == code).count()
        };
        let (wrong, right) = (times(words.wrong), times(words.right));
        assert!(wrong > right, "{}: {}", code.as_str(), words.wrong);
        // The excerpt omits required fields of a project.
        let shows_all = code != Code::MissingRequired;
        assert!(
            right == 0 || !shows_all,
            "{}: {}",
            code.as_str(),
            words.right
        );
    }
}
