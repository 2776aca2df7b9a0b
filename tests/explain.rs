//! Explanations: every code has one that a clerk can use, and the page of the documentation is made of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use jixiao::finding::explain::{Origin, PAGE, explanation, list, page};
use jixiao::finding::{Code, Level, is_fixed};
use jixiao::render::{OnErrors, Options, Renderer};

#[test]
fn the_page_is_the_one_made_of_the_explanations() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page(),
        "{PAGE} is old; renew it: cargo run -- explain --markdown > {PAGE}"
    );
}

#[test]
fn the_page_links_no_code_twice_and_has_all() {
    let page = page();
    for code in Code::ALL {
        let head = format!("\n### `{}`\n", code.as_str());
        assert_eq!(page.matches(&head).count(), 1, "{}", code.as_str());
    }
}

#[test]
fn every_explanation_says_what_a_clerk_needs() {
    let mut lines = BTreeSet::new();
    for code in Code::ALL {
        let (name, words) = (code.as_str(), explanation(*code));
        assert!(lines.insert(words.line), "{name}: the line of another code");
        assert!(
            (4..=40).contains(&words.line.chars().count()),
            "{name}: {}",
            words.line
        );
        assert!(!words.line.ends_with(['。', '.']), "{name}: {}", words.line);
        assert!(words.meaning.ends_with('。'), "{name}: {}", words.meaning);
        assert!(words.meaning.chars().count() >= 15, "{name}");
        assert!(!words.wrong.is_empty() && !words.right.is_empty(), "{name}");
        assert_ne!(words.wrong, words.right, "{name}");
        assert!(
            !page_breaks(words.wrong) && !page_breaks(words.right),
            "{name}"
        );
    }
}

/// What would end the block of the page that shows it.
fn page_breaks(example: &str) -> bool {
    example.contains("```")
}

/// A rule that nobody read in the original is a note, never more (facts of the official forms).
#[test]
fn convention_is_a_note() {
    for code in Code::ALL {
        if let Origin::Convention(_) = explanation(*code).origin {
            assert_eq!(code.level(), Level::Note, "{}", code.as_str());
        }
    }
}

#[test]
fn fixed_codes_are_errors() {
    for code in Code::ALL.iter().filter(|code| is_fixed(**code)) {
        assert_eq!(code.level(), Level::Error, "{}", code.as_str());
    }
}

#[test]
fn the_list_has_a_line_for_each_code_with_its_level() {
    let list = list();
    assert_eq!(list.lines().count(), Code::ALL.len());
    for (code, line) in Code::ALL.iter().zip(list.lines()) {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some(code.as_str()));
        assert_eq!(words.next(), Some(code.level().as_str()));
    }
}

#[test]
fn every_code_is_explained_by_the_command() {
    for code in Code::ALL {
        let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(["explain", code.as_str()])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", code.as_str());
        let text = String::from_utf8(output.stdout).unwrap();
        for part in ["\n说明\n", "\n出处\n", "\n错例\n", "\n正例\n"] {
            assert!(text.contains(part), "{text}");
        }
    }
}

/// Where the example of a code stands: what is written before and after it.
const AROUND: &[(Code, &str, &str)] = &[
    (Code::JsonSyntax, "", ""),
    (Code::UnknownEdition, "", ""),
    (Code::UnknownKey, ROOT, "}"),
    (Code::DuplicateKey, PROJECT, "}]}"),
    (Code::WrongType, DEPARTMENT, "}}"),
    (Code::ValueNotNumber, DEPARTMENT, "}}"),
    (Code::NumberTooLong, FUNDS, "}}]}"),
    (Code::UnknownChoice, ROWS, "]}}"),
    (Code::MissingRequired, PROJECTS, "]}"),
    (Code::ControlCharacter, DEPARTMENT, "}}"),
    (Code::BidiCharacter, DEPARTMENT, "}}"),
    (Code::InvisibleCharacter, DEPARTMENT, "}}"),
    (Code::TotalMismatch, DEPARTMENT, "}}"),
    (Code::AgreementBroken, DEPARTMENT, "}}"),
    (Code::ContentMismatch, ROWS, "]}}"),
    (Code::NotComputable, DEPARTMENT, "}}"),
    (Code::XlsxNumberAsText, FUNDS, "}}]}"),
    (Code::TablesDisagree, ROOT, "}"),
    (Code::CostBudget, DEPARTMENT, "}}"),
    (Code::ArithmeticWrong, DEPARTMENT_BARE, "}}"),
    (Code::NarrativeSum, DEPARTMENT_BARE, "}}"),
    (Code::OverBudget, PROJECT, "}]}"),
    (Code::StaffMismatch, DEPARTMENT, "}}"),
    (Code::MissingValue, ROWS, "]}}"),
    (Code::ValueInContent, ROWS, "]}}"),
    (Code::MissingComparison, ROWS, "]}}"),
    (Code::ValueNotWords, ROWS, "]}}"),
    (Code::UnitMissing, ROWS, "]}}"),
    (Code::UnitNotWanted, ROWS, "]}}"),
    (Code::UnitSpelling, ROWS, "]}}"),
    (Code::UnitInName, ROWS, "]}}"),
    (Code::PercentOver100, ROWS, "]}}"),
    (Code::PercentAsRatio, ROWS, "]}}"),
    (Code::PercentAtLeast100, ROWS, "]}}"),
    (Code::CostDirection, ROWS, "]}}"),
    (Code::MissingFamily, PROJECT, "}]}"),
    (Code::CustomaryFamily, PROJECT, "}]}"),
    (Code::FamilyOrder, PROJECT, "}]}"),
    (Code::UnknownFamily, ROWS, "]}}"),
    (Code::FamilyName, PROJECT_ROWS, "]}]}"),
    (Code::WrongFamily, ROWS, "]}}"),
    (Code::DuplicateIndicator, ROWS, "]}}"),
    (Code::StraySpace, DEPARTMENT, "}}"),
    (Code::Placeholder, DEPARTMENT_BARE, "}}"),
    (Code::RefersElsewhere, DEPARTMENT_BARE, "}}"),
    (Code::AmountInYuan, DEPARTMENT, "}}"),
    (Code::OtherYear, DEPARTMENT_BARE, "}}"),
    (Code::DoubledWord, DEPARTMENT, "}}"),
];

const ROOT: &str = r#"{ "edition": "gansu-2025", "year": 2025, "#;
const DEPARTMENT: &str =
    r#"{ "edition": "gansu-2025", "year": 2025, "department": { "annual_target": "治水", "#;
const DEPARTMENT_BARE: &str = r#"{ "edition": "gansu-2025", "year": 2025, "department": { "#;
const PROJECT_ROWS: &str =
    r#"{ "edition": "gansu-2025", "year": 2025, "projects": [{ "indicators": ["#;
const ROWS: &str = r#"{ "edition": "gansu-2025", "year": 2025, "department": { "annual_target": "治水", "indicators": ["#;
const PROJECTS: &str = r#"{ "edition": "gansu-2025", "year": 2025, "projects": ["#;
const PROJECT: &str = r#"{ "edition": "gansu-2025", "year": 2025, "projects": [{ "#;
const FUNDS: &str = r#"{ "edition": "gansu-2025", "year": 2025, "projects": [{ "funds": { "#;

/// A wrong example that is not found, or a right one that is, teaches the wrong thing.
#[test]
fn examples_are_what_they_say() {
    let renderer = Renderer::built_in();
    let options = Options {
        errors: OnErrors::GoOn,
        ..Options::default()
    };
    for (code, before, after) in AROUND {
        let words = explanation(*code);
        let times = |example: &str| {
            let data = format!("{before}{example}{after}")
                .replace(", … }", " }")
                .replace("…\"", "治水\"");
            let made = renderer.render("a", data.as_bytes(), &options).unwrap();
            let found = made.report.findings().iter();
            found.filter(|finding| finding.code == *code).count()
        };
        let (wrong, right) = (times(words.wrong), times(words.right));
        assert!(wrong > right, "{}: {}", code.as_str(), words.wrong);
        // A project of two lines has more required fields than are shown.
        let shows_all = *code != Code::MissingRequired;
        assert!(
            right == 0 || !shows_all,
            "{}: {}",
            code.as_str(),
            words.right
        );
    }
}
