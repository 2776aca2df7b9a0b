//! From data to cells through the built-in templates: nothing is lost, no data becomes markup,
//! labels are merged within their level.

use super::Engine;
use crate::derive::derive;
use crate::finding::{Code, Level, Read};
use crate::form::Registry;
use crate::grid::{Cell, Grid, Notation};
use crate::record::read_json;
use crate::source::Source;

/// The first table of a department with the given members.
fn grid(department: &str) -> Grid {
    let json = format!(
        "{{\"edition\": \"gansu-2025\", \"year\": 2025, \"department\": {{\"name\": \"水务局\", \"annual_target\": \"无\", {department}}}}}"
    );
    let registry = Registry::built_in();
    let Read {
        value: submission,
        report,
    } = read_json(&Source::new("a", json), &registry);
    // A text is passed on unchanged, regardless of the findings about it.
    let is_other = |code| code != Code::BidiCharacter;
    let errors = report.at_least(Level::Error);
    let mut errors = errors.findings().iter();
    assert!(!errors.any(|finding| is_other(finding.code)), "{report:?}");
    let edition = registry.find("gansu-2025").unwrap();
    let submission = derive(edition, submission.unwrap());
    let engine = Engine::new(edition).unwrap();
    engine
        .grid(edition, &submission, &submission.tables[0])
        .unwrap()
}

fn cell<'g>(grid: &'g Grid, pointer: &str) -> &'g Cell {
    let found = grid.cells.iter().find(|cell| cell.pointer == pointer);
    found.unwrap_or_else(|| panic!("no cell shows {pointer}"))
}

/// Text of a cell whose value is the given JSON string.
fn through(value: &str) -> String {
    let grid = grid(&format!("\"regulations\": \"{value}\""));
    cell(&grid, "/department/regulations").text.clone()
}

#[test]
fn control_characters_reach_the_cell() {
    assert_eq!(through(r"\u0000"), "\0");
    assert_eq!(through(r"a\u000Bb\u0007c\u001F"), "a\u{B}b\u{7}c\u{1F}");
    assert_eq!(through(r"a\uFFFEb\uFFFF"), "a\u{FFFE}b\u{FFFF}");
    assert_eq!(through(r"\u007F\u0085\u009F"), "\u{7F}\u{85}\u{9F}");
}

#[test]
fn line_ends_are_one_and_spaces_are_kept() {
    assert_eq!(through(r"一\r\n二\r三\n四"), "一\n二\n三\n四");
    assert_eq!(through("  甲\\t　乙  "), "  甲\t　乙  ");
    assert_eq!(through(r"\n\n甲\n"), "\n\n甲\n");
}

#[test]
fn data_is_never_taken_for_markup_or_template() {
    for text in [
        "<b>加粗</b>",
        "</td></tr>",
        "<!-- -->",
        "]]>",
        "&amp; &lt; &#60; &nbsp;",
        "{{ name }} {% for x in y %} {# 注 #}",
        "<56人×35天×140元>",
        "'单' \"双\" `反`",
    ] {
        let escaped = text.replace('"', "\\\"");
        assert_eq!(through(&escaped), text);
    }
}

#[test]
fn characters_of_all_planes_are_kept() {
    assert_eq!(through("𠀀䶮﨑\u{10FFFD}😀"), "𠀀䶮﨑\u{10FFFD}😀");
    assert_eq!(
        through("e\u{301}\u{200B}\u{202E}\u{FEFF}"),
        "e\u{301}\u{200B}\u{202E}\u{FEFF}"
    );
}

/// Labels of the rows: row, merged rows, text.
fn labels(levels: &[(&str, &str)], column: usize) -> Vec<(usize, usize, String)> {
    let rows: Vec<String> = levels
        .iter()
        .map(|(level1, level2)| {
            format!("{{\"level1\": \"{level1}\", \"level2\": \"{level2}\", \"name\": \"甲\"}}")
        })
        .collect();
    let grid = grid(&format!("\"indicators\": [{}]", rows.join(",")));
    let first = grid.row_count() - levels.len();
    let cells = grid
        .cells
        .iter()
        .filter(|cell| cell.row >= first && cell.col == column);
    cells
        .map(|cell| (cell.row - first, cell.rowspan, cell.text.clone()))
        .collect()
}

fn label(row: usize, rows: usize, text: &str) -> (usize, usize, String) {
    (row, rows, text.to_owned())
}

const BASIC: &str = "基本运行指标";
const FOCUS: &str = "重点履职指标";

#[test]
fn equal_labels_below_each_other_are_merged_in_the_order_of_the_data() {
    let levels = [
        (BASIC, "甲"),
        (BASIC, "甲"),
        (BASIC, "乙"),
        (FOCUS, "丙"),
        (BASIC, "甲"),
    ];
    assert_eq!(
        labels(&levels, 0),
        [label(0, 3, BASIC), label(3, 1, FOCUS), label(4, 1, BASIC)]
    );
    assert_eq!(
        labels(&levels, 1),
        [
            label(0, 2, "甲"),
            label(2, 1, "乙"),
            label(3, 1, "丙"),
            label(4, 1, "甲")
        ]
    );
}

#[test]
fn an_inner_label_is_never_merged_across_two_outer_ones() {
    let levels = [(BASIC, "甲"), (FOCUS, "甲"), (FOCUS, "甲")];
    assert_eq!(labels(&levels, 0), [label(0, 1, BASIC), label(1, 2, FOCUS)]);
    assert_eq!(labels(&levels, 1), [label(0, 1, "甲"), label(1, 2, "甲")]);
}

#[test]
fn a_cell_is_a_number_only_where_it_shows_one() {
    let grid = grid(
        r#""income": {"local_fiscal": 200.950, "other": ""}, "prior_budget": {"adjusted": 200, "spent": 150},
        "indicators": [{"level1": "基本运行指标", "level2": "甲", "name": "乙", "comparison": "定性", "value": 5}]"#,
    );
    let shown = |pointer: &str| {
        let cell = cell(&grid, pointer);
        (
            cell.text.as_str(),
            cell.number.is_some(),
            cell.formula.is_some(),
        )
    };
    assert_eq!(
        shown("/department/income/local_fiscal"),
        ("200.950", true, false)
    );
    assert_eq!(shown("/department/income/other"), ("", false, false));
    assert_eq!(shown("/department/income/upper_fiscal"), ("", false, false));
    assert_eq!(shown("/department/income/total"), ("200.95", true, true));
    assert_eq!(
        shown("/department/prior_budget/execution_rate"),
        ("75%", true, true)
    );
    assert_eq!(shown("/department/indicators/0/value"), ("5", false, false));
}

#[test]
fn a_blank_total_or_rate_is_computed_once_its_parts_are_there() {
    let grid =
        grid(r#""income": {"total": ""}, "prior_budget": {"spent": null}, "indicators": []"#);
    let to_come = |pointer: &str| {
        let cell = cell(&grid, pointer);
        assert_eq!((cell.text.as_str(), cell.number), ("", None));
        (cell.blank, cell.formula.is_some())
    };
    let amount = Some(Notation::Plain { decimals: 0 });
    let rate = Some(Notation::Percent { decimals: 2 });
    assert_eq!(to_come("/department/expenditure/total"), (amount, true));
    assert_eq!(
        to_come("/department/prior_budget/execution_rate"),
        (rate, true)
    );
    assert_eq!(to_come("/department/prior_budget/spent"), (amount, false));
    // The department left it blank on purpose, which the workbook preserves.
    assert_eq!(to_come("/department/income/total"), (None, true));
    let total = cell(&grid, "/department/income/total");
    assert_eq!(
        total.formula.as_deref(),
        Some(&crate::grid::Formula::Nothing)
    );
}

#[test]
fn a_table_without_rows_has_its_head() {
    let grid = grid("\"indicators\": []");
    assert_eq!(grid.row_count(), 20);
    assert_eq!(grid.cells.last().map(|cell| cell.row), Some(19));
}

#[test]
fn a_table_is_the_same_read_whole_or_in_chunks() {
    let rows: Vec<String> = (0..900)
        .map(|row| {
            let (first, second) = (row / 40, row / 7);
            format!(
                "{{\"level1\": \"一级{first}\", \"level2\": \"二级{second}\", \"name\": \"第{row}项 <管网> & 维护\", \"comparison\": \"≥\", \
                 \"value\": {row}.5, \"unit\": \"公里\"}}"
            )
        })
        .collect();
    let long = format!(
        "{{\"edition\": \"gansu-2025\", \"year\": 2025, \"department\": {{\"name\": \"水务局\", \"annual_target\": \"无\", \
           \"income\": {{\"local_fiscal\": 3}}, \"expenditure\": {{\"personnel\": 3}}, \"indicators\": [{}]}}}}",
        rows.join(",")
    );
    let published = include_str!("../../examples/hezheng-2025.json").to_owned();
    let registry = Registry::built_in();
    let edition = registry.find("gansu-2025").unwrap();
    let mut engine = Engine::new(edition).unwrap();
    for json in [published, long] {
        let submission = read_json(&Source::new("a", json), &registry).value;
        let submission = derive(edition, submission.unwrap());
        for table in &submission.tables {
            let mut grid = |longest_whole| {
                engine.longest_whole = longest_whole;
                engine.grid(edition, &submission, table).unwrap()
            };
            let whole = grid(usize::MAX);
            assert!(whole.cells.iter().any(|cell| cell.formula.is_some()));
            assert_eq!(grid(0), whole);
        }
    }
}

#[test]
fn templates_with_any_character_removed_or_doubled_are_checked() {
    let registry = Registry::built_in();
    let mut edition = registry.find("gansu-2025").unwrap().clone();
    let name = "project-target.tera";
    let whole = edition.files[name].text().to_owned();
    let (mut wrong, mut tried) = (0, 0);
    for (at, character) in whole.char_indices().step_by(3) {
        let rest = &whole[at + character.len_utf8()..];
        for changed in [
            format!("{}{rest}", &whole[..at]),
            format!("{}{character}{character}{rest}", &whole[..at]),
            whole[..at].to_owned(),
        ] {
            edition
                .files
                .insert(name.to_owned(), Source::new(name, changed));
            wrong += usize::from(super::check_language(&edition).has_errors());
            tried += 1;
        }
    }
    assert!(wrong > tried / 20 && wrong < tried, "{wrong} of {tried}");
}
