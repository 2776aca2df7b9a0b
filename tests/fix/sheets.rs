//! Workbooks: slips in the cells of a form, the corpus as workbooks, and files of other programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jixiao::export::Subtotals;
use jixiao::finding::Levels;
use jixiao::fix::{Fixed, Reason, Settings, fix};
use jixiao::mark::{FixError, is_mended, is_mended_copy_of, is_untouched, mark};
use jixiao::render::{InputFile, ListFormat, Renderer};
use jixiao::source::Source;
use jixiao::write::Format;
use serde_json::Value;

use crate::cells::{cell_of, text, with_cells};
use crate::copy::{check_copy, mended, read};
use crate::data_files::data_files;
use crate::json::{base, set};
use crate::rendered::rendered;
use crate::unzipped::{texts, unzipped};
use crate::zipped::zipped;

/// The base with changes, as a workbook.
fn workbook(renderer: &Renderer, changes: &[(&str, Value)]) -> Vec<u8> {
    let mut data = base();
    for (pointer, value) in changes {
        set(&mut data, pointer, value);
    }
    let bytes = serde_json::to_vec(&data).unwrap();
    rendered(renderer, &bytes, Format::Xlsx)
}

/// Checks that a copy differs in the parts of changed sheets, of styles and of comments only.
fn check_parts(name: &str, before: &[u8], fixed: &Fixed) {
    let (old, new) = (unzipped(before), unzipped(&fixed.bytes));
    let sheets: BTreeSet<usize> = fixed
        .changes
        .iter()
        .map(|one| one.place.cell.as_ref().unwrap().number)
        .collect();
    let changed = old.keys().filter(|part| old[*part] != new[*part]);
    for part in changed {
        let is_sheet = part.contains("worksheets/");
        let is_usual = [
            "styles",
            "workbook.xml",
            "[Content_Types].xml",
            "comments",
            "drawing",
        ]
        .iter()
        .any(|word| part.contains(word));
        assert!(is_sheet || is_usual, "{name}: {part}");
    }
    let changed_sheets = old.keys().filter(|part| {
        part.contains("worksheets/") && !part.contains("_rels") && old[*part] != new[*part]
    });
    // Formulas on other sheets may lose their saved results.
    let has_formulas = texts(before).values().any(|part| part.contains("<f>"));
    assert!(
        has_formulas || changed_sheets.count() <= sheets.len(),
        "{name}"
    );
}

const SLIPS: [(&str, &str, &str); 12] = [
    ("/department/income/other", "１０", "10"),
    ("/department/income/upper_fiscal", "30", "30"),
    ("/department/expenditure/operating", "24.63万元", "24.63"),
    ("/department/prior_budget/spent", " 304 ", "304"),
    ("/department/prior_budget/execution_rate", "９５％", "95%"),
    ("/projects/0/indicators/0/comparison", "不超过", "≤"),
    ("/projects/0/indicators/1/value", "１２０", "120"),
    ("/projects/0/indicators/2/value", "≥98%", "98"),
    ("/projects/0/indicators/2/unit", "百分比", "%"),
    (
        "/projects/0/indicators/4/name",
        "农村 饮水安全。",
        "农村饮水安全",
    ),
    ("/projects/0/indicators/4/value", "有保障；", "有保障"),
    ("/projects/0/indicators/5/unit", "", "%"),
];

#[test]
fn slips_in_cells_are_mended() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &[]);
    let contents: Vec<_> = SLIPS
        .iter()
        .map(|(at, typed, _)| (*at, text(typed)))
        .collect();
    let mut contents: Vec<(&str, &str, &str)> = contents
        .iter()
        .map(|(at, (kind, inner))| (*at, *kind, inner.as_str()))
        .collect();
    let (kind, both) = text("95%");
    contents.push(("/projects/0/indicators/5/value", kind, &both));
    let wrong = with_cells(&renderer, &clean, &contents);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    assert_eq!(fixed.left_out, []);
    check_copy(&renderer, "a.xlsx", &wrong, &fixed);
    check_parts("a.xlsx", &wrong, &fixed);
    let told: BTreeSet<(&str, &str)> = fixed
        .changes
        .iter()
        .map(|one| (one.place.pointer.as_str(), one.new.as_str()))
        .collect();
    let mut expected: BTreeSet<(&str, &str)> =
        SLIPS.iter().map(|(at, _, new)| (*at, *new)).collect();
    expected.insert(("/projects/0/indicators/5/value", "95"));
    assert_eq!(told, expected);
    let (values, report) = read(&renderer, "a.xlsx", &fixed.bytes);
    // 1,200 batches are more than the text of the goal says nowhere.
    assert!(report.is_empty(), "{:#?}", report.findings());
    assert_eq!(values["0/projects/0/indicators/1/value"], Value::from(120));
}

#[test]
fn a_changed_cell_has_a_fill_and_the_old_value_as_comment() {
    let renderer = Renderer::built_in();
    let wrong = workbook(&renderer, &[("/projects/0/name", "水质检测。".into())]);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    assert_eq!(fixed.changes.len(), 1);
    let parts = texts(&fixed.bytes);
    let comments = parts.iter().find(|(name, _)| name.contains("comments"));
    let comments = comments.unwrap().1;
    assert!(
        comments.contains("水质检测。") && comments.contains("已改正"),
        "{comments}"
    );
    assert!(parts["xl/styles.xml"].contains("FFC6E7C8"));
    assert!(is_mended(&fixed.bytes) && !is_untouched(&fixed.bytes));
    assert!(is_mended_copy_of(&fixed.bytes, "a.xlsx"));
    assert!(!is_mended_copy_of(&fixed.bytes, "b.xlsx"));
    // The text is shared with other cells, which keep it.
    assert_eq!(
        texts(&wrong)["xl/sharedStrings.xml"],
        parts["xl/sharedStrings.xml"]
    );
}

/// A batch skips an untouched annotated copy, as its data are those of the original.
#[test]
fn a_mended_annotated_copy_is_no_untouched_annotated_copy() {
    let renderer = Renderer::built_in();
    let wrong = workbook(&renderer, &[("/projects/0/name", "水质检测。".into())]);
    let (_, report) = read(&renderer, "a.xlsx", &wrong);
    let marked = mark(&wrong, &report, "a.xlsx").unwrap();
    assert!(is_untouched(&marked) && !is_mended(&marked));
    let fixed = mended(&renderer, "a.xlsx", &marked);
    assert_eq!(fixed.changes.len(), 1);
    assert!(is_mended(&fixed.bytes) && !is_untouched(&fixed.bytes));
}

/// Equal names in a list are told once, and mended in every row.
#[test]
fn a_flat_list_is_mended_row_by_row() {
    let renderer = Renderer::built_in();
    let mut data = base();
    for row in [0, 1, 3] {
        let at = format!("/projects/0/indicators/{row}/level2");
        set(&mut data, &at, &"环境成本指标".into());
    }
    let at = "/projects/0/indicators/2/unit";
    set(&mut data, at, &"百分比".into());
    let source = Source::new("a.json", serde_json::to_string(&data).unwrap());
    let submission = renderer.read_for_list(&source).value.unwrap();
    let made = renderer.list(&[submission], ListFormat::Xlsx, Subtotals::With, "a.xlsx");
    let bytes = made.unwrap().bytes.unwrap();
    let fixed = mended(&renderer, "a.xlsx", &bytes);
    let news: Vec<&str> = fixed.changes.iter().map(|one| one.new.as_str()).collect();
    let family = "生态环境成本指标";
    assert_eq!(news, [family, family, "%", family]);
    check_copy(&renderer, "a.xlsx", &bytes, &fixed);
}

#[test]
fn a_merged_cell_is_mended_for_all_its_rows() {
    let renderer = Renderer::built_in();
    let level = |row: usize| format!("/projects/0/indicators/{row}/level1");
    let levels = [level(1), level(2), level(3)];
    let changes: Vec<(&str, Value)> = levels
        .iter()
        .map(|at| (at.as_str(), Value::from("产出指标。")))
        .collect();
    let wrong = workbook(&renderer, &changes);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    assert_eq!(fixed.changes.len(), 1, "{:#?}", fixed.changes);
    let (values, _) = read(&renderer, "a.xlsx", &fixed.bytes);
    for at in &levels {
        assert_eq!(values[&format!("0{at}")], Value::from("产出指标"));
    }
    check_copy(&renderer, "a.xlsx", &wrong, &fixed);
}

#[test]
fn a_formula_is_not_overwritten() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &[]);
    let formula = "<f>\"百分\"&amp;\"比\"</f><v>百分比</v>";
    let at = "/projects/0/indicators/2/unit";
    let wrong = with_cells(&renderer, &clean, &[(at, "str", formula)]);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    assert!(fixed.changes.is_empty() && fixed.bytes == wrong);
    assert_eq!(fixed.left_out.len(), 1);
    assert_eq!(fixed.left_out[0].reason, Reason::Formula);
}

#[test]
fn a_cell_that_a_typed_value_is_computed_from_is_left_out() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &[]);
    let from = "/department/income/other";
    let cell = cell_of(&renderer, &clean, from);
    let formula = format!("<f>SUM({},16)</f><v>16</v>", cell.name());
    let (kind, typed) = text("10");
    let contents = [
        (from, kind, typed.as_str()),
        ("/department/prior_budget/carry_over", "n", "<v>16</v>"),
        ("/department/expenditure/personnel", "n", formula.as_str()),
    ];
    let wrong = with_cells(&renderer, &clean, &contents);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    assert!(fixed.changes.is_empty(), "{:#?}", fixed.changes);
    assert_eq!(fixed.left_out.len(), 1, "{:#?}", fixed.left_out);
    assert_eq!(fixed.left_out[0].reason, Reason::FeedsFormula);
}

#[test]
fn a_number_as_text_is_counted_again() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &[]);
    let (kind, typed) = text("26");
    let wrong = with_cells(
        &renderer,
        &clean,
        &[("/projects/0/funds/fiscal", kind, &typed)],
    );
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    assert_eq!(fixed.changes.len(), 1);
    check_copy(&renderer, "a.xlsx", &wrong, &fixed);
    let parts = texts(&fixed.bytes);
    assert!(parts["xl/workbook.xml"].contains("fullCalcOnLoad=\"1\""));
    let (_, report) = read(&renderer, "a.xlsx", &fixed.bytes);
    assert!(report.is_empty(), "{:#?}", report.findings());
}

#[test]
fn a_cell_that_contains_more_is_left_out() {
    let renderer = Renderer::built_in();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filled");
    let struck = fs::read(root.join("what_is_not_seen.xlsx")).unwrap();
    let fixed = mended(&renderer, "a.xlsx", &struck);
    let left = fixed.left_out.iter();
    let left: Vec<_> = left
        .map(|one| (one.value.place.cell.as_ref().unwrap().name(), one.reason))
        .collect();
    assert_eq!(left, [("F12".to_owned(), Reason::MoreInCell)]);
}

/// A number that its format shows in percent is read as shown, and becomes the shown number.
#[test]
fn a_number_shown_in_percent_becomes_the_shown_number() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &[]);
    let at = "/projects/0/indicators/2";
    let (value, unit) = (format!("{at}/value"), format!("{at}/unit"));
    let rate = cell_of(&renderer, &clean, "/department/prior_budget/execution_rate");
    let sheet = &texts(&clean)[&format!("xl/worksheets/sheet{}.xml", rate.number + 1)];
    let percent = sheet
        .split(&format!("<c r=\"{}\" s=\"", rate.name()))
        .nth(1);
    let percent = percent.unwrap().split('"').next().unwrap();
    let (kind, blank) = text("");
    let contents = [
        (value.as_str(), "n", "<v>0.98</v>"),
        (unit.as_str(), kind, blank.as_str()),
    ];
    let wrong = with_cells(&renderer, &clean, &contents);
    let mut parts = unzipped(&wrong);
    let cell = cell_of(&renderer, &wrong, &value);
    let part = format!("xl/worksheets/sheet{}.xml", cell.number + 1);
    let xml = String::from_utf8(parts.remove(&part).unwrap()).unwrap();
    let start = format!("<c r=\"{}\" s=\"", cell.name());
    let (before, rest) = xml.split_once(&start).unwrap();
    let (_, rest) = rest.split_once('"').unwrap();
    parts.insert(
        part,
        format!("{before}{start}{percent}\"{rest}").into_bytes(),
    );
    let wrong = zipped(parts);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    check_copy(&renderer, "a.xlsx", &wrong, &fixed);
    let (values, report) = read(&renderer, "a.xlsx", &fixed.bytes);
    assert_eq!(values[&format!("0{value}")], Value::from(98));
    assert_eq!(values[&format!("0{unit}")], Value::from("%"));
    assert!(report.is_empty(), "{:#?}", report.findings());
}

#[test]
fn the_corpus_as_workbooks_is_mended() {
    let renderer = Renderer::built_in();
    let mut changes = 0;
    for path in data_files(&["tests/corpus"]) {
        let name = path.display().to_string();
        let bytes = rendered(&renderer, &fs::read(&path).unwrap(), Format::Xlsx);
        let fixed = mended(&renderer, &name, &bytes);
        changes += check_copy(&renderer, &name, &bytes, &fixed);
        check_parts(&name, &bytes, &fixed);
    }
    assert!(changes > 10, "{changes}");
}

#[test]
fn workbooks_of_other_programs_are_mended() {
    let renderer = Renderer::built_in();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filled");
    let mut files = 0;
    for folder in [root.clone(), root.join("clerk")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "xlsx") {
                continue;
            }
            let name = path.display().to_string();
            let bytes = fs::read(&path).unwrap();
            let fixed = mended(&renderer, &name, &bytes);
            check_copy(&renderer, &name, &bytes, &fixed);
            check_parts(&name, &bytes, &fixed);
            files += 1;
        }
    }
    assert!(files > 15);
}

#[test]
fn other_kinds_of_files_are_refused() {
    let renderer = Renderer::built_in();
    let refused = |name: &str, bytes: &[u8]| {
        let settings = Settings {
            edition: None,
            levels: &Levels::new(),
            origin: "",
        };
        fix(&renderer, &InputFile::new(name, bytes), &settings).unwrap_err()
    };
    let old = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filled/old.xls"));
    assert_eq!(refused("a.xls", &old.unwrap()), FixError::OldFormat);
    let list = include_bytes!("../rules/base.csv");
    assert_eq!(refused("a.csv", list), FixError::Values);
    assert_eq!(refused("a.txt", "一段文字".as_bytes()), FixError::NotData);
    assert!(matches!(
        refused("a.xlsx", b"PK\x03\x04"),
        FixError::Broken { .. }
    ));
}

#[test]
fn the_list_names_the_cell_of_each_change() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &[]);
    // Computed fields among typed ones of the same rows.
    let slips = [
        ("/department/staffing/quota", "9人"),
        ("/department/staffing/administrative", "6人"),
        ("/department/prior_budget/approved", "２00"),
        ("/department/prior_budget/spent", "2000000元"),
        ("/department/prior_budget/execution_rate", "１００%"),
        ("/department/prior_budget/carry_over", "0元"),
    ];
    let contents = slips.map(|(at, typed)| (at, text(typed)));
    let contents = { contents.iter() }.map(|(at, (kind, inner))| (*at, *kind, inner.as_str()));
    let contents: Vec<(&str, &str, &str)> = contents.collect();
    let wrong = with_cells(&renderer, &clean, &contents);
    let fixed = mended(&renderer, "a.xlsx", &wrong);
    let told: BTreeSet<(String, &str)> = { fixed.changes.iter() }
        .map(|one| {
            let cell = one.place.cell.as_ref().unwrap();
            (cell.name(), one.old.as_deref().unwrap())
        })
        .collect();
    let expected: BTreeSet<(String, &str)> = { slips.iter() }
        .map(|(at, typed)| (cell_of(&renderer, &clean, at).name(), *typed))
        .collect();
    assert_eq!(told, expected);
    let mut whys = fixed.changes.iter().map(|one| &one.why);
    assert!(whys.any(|why| why.contains("2000000元 是 200 万元")));
}
