//! Blank workbooks: validation rules, protection and formulas, of the built-in edition and of an
//! unusual one.
//!
//! `tests/blank/*.snap` has every rule, formula and colour of each as text for review.
//! `tests/outside/check_blank.py` fills the workbooks in.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Reader, Xlsx};
use jixiao::finding::Read;
use jixiao::form::{Edition, Fields};
use jixiao::render::{BlankForm, BlankOptions, Renderer};
use roxmltree::{Document, Node};

#[path = "support/editions.rs"]
mod editions;
#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/unzipped.rs"]
mod unzipped;

use editions::write_built_in;
use snapshot::assert_snapshot_in;
use unzipped::texts;

const ODD_FORM: &str = include_str!("blank/odd.toml");
const ODD_TEMPLATE: &str = include_str!("blank/odd.tera");

fn edition(renderer: &Renderer) -> &Edition {
    renderer.registry().edition(0)
}

fn made(renderer: &Renderer, options: &BlankOptions) -> BlankForm {
    let Read {
        value: form,
        report,
    } = renderer.blank(edition(renderer), options).unwrap();
    assert!(report.is_empty(), "{:?}", report.findings());
    form.unwrap()
}

/// The tables of the built-in edition, three rows each.
fn built_in(projects: usize) -> BlankForm {
    let renderer = Renderer::built_in();
    let mut options = BlankOptions::all(edition(&renderer), projects);
    options.rows = 3;
    made(&renderer, &options)
}

/// An edition's definition without its list and without the department name in the built-in project
/// table.
fn without_list(edition: &str) -> String {
    let (before, rest) = edition.split_once("[list]").unwrap();
    let (_, after) = rest.split_once("[paper]").unwrap();
    let own = "\"projects.supervising_department\", ";
    assert!(before.contains(own));
    // The project table is in 元.
    let sum = "sum(projects.funds.total)";
    let before = before
        .replace(own, "")
        .replace(sum, "sum(projects.funds.total) / 10000");
    format!("{before}[paper]{after}")
}

/// The built-in edition with a project table that uses rare features.
fn odd() -> BlankForm {
    odd_with(ODD_FORM, ODD_TEMPLATE)
}

fn odd_with(odd_form: &str, odd_template: &str) -> BlankForm {
    let folder = tempfile::tempdir().unwrap();
    write_built_in(folder.path(), |name, text| match name {
        "project-target.toml" => odd_form.to_owned(),
        "project-target.tera" => odd_template.to_owned(),
        "edition.toml" => without_list(text),
        _ => text.to_owned(),
    });
    let Read {
        value: renderer,
        report,
    } = Renderer::with_folders(Some(folder.path()), None).unwrap();
    assert!(!report.has_errors(), "{:?}", report.findings());
    let renderer = renderer.unwrap();
    let mut options = BlankOptions::one(1, 1);
    options.rows = 2;
    made(&renderer, &options)
}

fn elements<'a>(document: &'a Document<'_>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document
        .descendants()
        .filter(move |node| node.tag_name().name() == name)
}

fn text_of(node: Node<'_, '_>, name: &str) -> String {
    let mut children = node.children();
    let child = children.find(|child| child.tag_name().name() == name);
    child
        .and_then(|child| child.text())
        .unwrap_or_default()
        .to_owned()
}

/// The properties that make a sheet a form: formulas, rules, colours, protection.
fn sheet(form: &BlankForm, number: usize) -> String {
    let xml = &texts(&form.file.bytes)[&format!("xl/worksheets/sheet{number}.xml")];
    let document = Document::parse(xml).unwrap();
    let mut out = String::new();
    for cell in elements(&document, "c") {
        let formula = text_of(cell, "f");
        if !formula.is_empty() {
            let (at, shown) = (cell.attribute("r").unwrap(), text_of(cell, "v"));
            writeln!(out, "{at} ={formula} → {shown:?}").unwrap();
        }
    }
    let mut rules: Vec<String> = Vec::new();
    for rule in elements(&document, "dataValidation") {
        let of = |name| rule.attribute(name).unwrap_or_default();
        rules.push(format!(
            "{} {} {} {} {} | {} | {} | {}",
            of("sqref"),
            of("type"),
            text_of(rule, "formula1"),
            text_of(rule, "formula2"),
            of("errorStyle"),
            of("promptTitle"),
            of("prompt"),
            of("error")
        ));
    }
    rules.sort();
    out.extend(rules.iter().map(|rule| format!("{rule}\n")));
    for colour in elements(&document, "conditionalFormatting") {
        let at = colour.attribute("sqref").unwrap();
        let rule = colour.first_element_child().unwrap();
        writeln!(out, "colour {at} ={}", text_of(rule, "formula")).unwrap();
    }
    let protection = elements(&document, "sheetProtection").next().unwrap();
    assert!(protection.attribute("password").is_none());
    for permit in protection
        .attributes()
        .filter(|permit| permit.value() == "0")
    {
        writeln!(out, "permits {}", permit.name()).unwrap();
    }
    out
}

#[test]
fn every_rule_and_formula_was_reviewed() {
    let form = built_in(1);
    for (number, name) in [
        (1, "guide"),
        (2, "department-target"),
        (3, "project-target"),
    ] {
        assert_snapshot_in("blank", &format!("{name}.sheet"), &sheet(&form, number));
    }
    assert_snapshot_in("blank", "odd.sheet", &sheet(&odd(), 1));
}

#[test]
fn the_guide_says_what_was_reviewed() {
    for (name, form) in [("gansu-2025", built_in(1)), ("odd", odd())] {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(&form.file.bytes[..])).unwrap();
        let cells = workbook.worksheet_range("填报说明").unwrap();
        let lines = cells.rows().map(|row| {
            let texts: Vec<String> = row.iter().map(ToString::to_string).collect();
            texts.join(" | ").trim_end_matches([' ', '|']).to_owned() + "\n"
        });
        assert_snapshot_in(
            "blank",
            &format!("{name}.guide"),
            &lines.collect::<String>(),
        );
    }
}

/// The pointers of all fields, those of columns for each row.
fn pointers(fields: &Fields, table: &str, rows: usize) -> Vec<String> {
    let mut all = Vec::new();
    for (_, field) in fields.iter() {
        let own = format!("{table}/{}", field.path.replace('.', "/"));
        match field.rows() {
            None => all.push(own),
            Some(columns) => {
                all.extend((0..rows).flat_map(|row| pointers(columns, &format!("{own}/{row}"), 0)));
            }
        }
    }
    all
}

#[test]
fn every_field_has_one_place() {
    let renderer = Renderer::built_in();
    let edition = edition(&renderer);
    let form = built_in(2);
    let mut wanted = pointers(&edition.fields, "", 0);
    wanted.extend(pointers(&edition.tables[0].form.fields, "/department", 3));
    for project in ["/projects/0", "/projects/1"] {
        wanted.extend(pointers(&edition.tables[1].form.fields, project, 3));
    }
    let mut places: Vec<&str> = form.places.iter().map(|one| one.pointer.as_str()).collect();
    places.sort_unstable();
    wanted.sort();
    assert_eq!(places, wanted);
    let cells: BTreeSet<(&str, &str)> = form
        .places
        .iter()
        .map(|one| (one.sheet.as_str(), one.cell.as_str()))
        .collect();
    assert_eq!(cells.len(), places.len());
}

#[test]
fn the_tables_are_the_official_ones() {
    // The published tables, row by row, down to the head of the indicators: each text and each
    // merged range.
    for (number, name, rows) in [(2, "department-2025.tsv", 20), (3, "project-2025.tsv", 7)] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official");
        let published = fs::read_to_string(folder.join(name)).unwrap();
        let mut checked = 0;
        let form = built_in(1);
        let xml = &texts(&form.file.bytes)[&format!("xl/worksheets/sheet{number}.xml")];
        let document = Document::parse(xml).unwrap();
        let merges: BTreeSet<&str> = elements(&document, "mergeCell")
            .map(|merge| merge.attribute("ref").unwrap())
            .collect();
        for line in published.lines().skip(1) {
            let numbers: Vec<u32> = line
                .split('\t')
                .take(4)
                .map(|one| one.parse().unwrap())
                .collect();
            let (row, col, rowspan, colspan) = (numbers[0], numbers[1], numbers[2], numbers[3]);
            if row > rows || (rowspan, colspan) == (1, 1) || row + rowspan > rows + 1 {
                continue;
            }
            // Two titles are above the table.
            let area = rust_xlsxwriter::utility::cell_range(
                row + 1,
                u16::try_from(col - 1).unwrap(),
                row + rowspan,
                u16::try_from(col + colspan - 2).unwrap(),
            );
            assert!(merges.contains(area.as_str()), "{name}: {area} of {line}");
            checked += 1;
        }
        assert!(checked > 10, "{name}: {checked}");
    }
}

#[test]
fn a_group_label_stays_merged_over_all_rows_and_levels_are_not() {
    let form = built_in(1);
    let xml = &texts(&form.file.bytes)["xl/worksheets/sheet3.xml"];
    assert!(xml.contains("<mergeCell ref=\"A9:A12\"/>"));
    for level in ["B10", "C10", "B11"] {
        assert!(!xml.contains(&format!("<mergeCell ref=\"{level}:")));
    }
}

#[test]
fn titles_show_what_is_filled_in() {
    let form = built_in(1);
    let department = &texts(&form.file.bytes)["xl/worksheets/sheet2.xml"];
    assert!(department.contains(
        "<f>B3&amp;\"部门（单位）整体支出绩效目标表\"</f><v>部门（单位）整体支出绩效目标表</v>"
    ));
    assert!(department.contains(
        "<f>\"（\"&amp;IF(submission.year=\"\",\"    \",submission.year)&amp;\"年度）\"</f><v>（    年度）</v>"
    ));
    let renderer = Renderer::built_in();
    let mut options = BlankOptions::one(1, 1);
    options.year = Some(2026);
    let dated = made(&renderer, &options);
    assert!(texts(&dated.file.bytes)["xl/worksheets/sheet1.xml"].contains("<v>(2026年度)</v>"));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(&dated.file.bytes[..])).unwrap();
    let guide = workbook.worksheet_range("填报说明").unwrap();
    assert_eq!(guide.get_value((3, 1)).unwrap().to_string(), "2026");
    let names = workbook.defined_names();
    for (name, place) in [
        ("jixiao.guide", "填报说明!$A$1"),
        ("submission.year", "填报说明!$B$4"),
        ("submission.code", "填报说明!$B$5"),
    ] {
        assert!(
            names.contains(&(name.to_owned(), place.to_owned())),
            "{names:?}"
        );
    }
}

#[test]
fn a_whole_submission_has_its_guide_first_and_one_table_second() {
    let names = |form: &BlankForm| {
        let workbook: Xlsx<_> = Xlsx::new(Cursor::new(form.file.bytes.clone())).unwrap();
        workbook.sheet_names()
    };
    let all = built_in(3);
    assert_eq!(all.file.name, "空白-绩效目标表.xlsx");
    assert_eq!(
        names(&all),
        [
            "填报说明",
            "部门整体支出绩效目标表",
            "项目支出绩效目标表",
            "项目支出绩效目标表(2)",
            "项目支出绩效目标表(3)"
        ]
    );
    let renderer = Renderer::built_in();
    let one = made(&renderer, &BlankOptions::one(1, 1));
    assert_eq!(one.file.name, "空白-项目支出绩效目标表.xlsx");
    assert_eq!(names(&one), ["项目支出绩效目标表", "填报说明"]);
}

#[test]
fn lists_too_long_for_a_rule_stand_on_a_hidden_sheet() {
    let form = odd();
    let workbook = &texts(&form.file.bytes)["xl/workbook.xml"];
    assert!(workbook.contains("<sheet name=\"选项\" sheetId=\"3\" state=\"hidden\""));
    let lists: Xlsx<_> = Xlsx::new(Cursor::new(form.file.bytes.clone())).unwrap();
    let mut lists = lists;
    let cells = lists.worksheet_range("选项").unwrap();
    assert_eq!(
        cells.get_value((0, 0)).unwrap().to_string(),
        "第01期水土保持工程"
    );
    assert_eq!(cells.get_value((0, 1)).unwrap().to_string(), "自办,委托");
    let form = built_in(1);
    assert!(!texts(&form.file.bytes)["xl/workbook.xml"].contains("hidden"));
}

#[test]
fn a_printed_first_level_offers_its_own_names() {
    let families = "\n[families]\n\"数量指标\" = \"产出指标\"\n\"质量指标\" = \"产出指标\"\n\"社会效益指标\" = \"效益指标\"\n";
    let form = ODD_FORM.to_owned() + families;
    let printed = ODD_TEMPLATE.replace(">任务<", ">产出指标<");
    let rules = sheet(&odd_with(&form, &printed), 1);
    let rule = rules.lines().find(|line| line.starts_with("B9:B12 "));
    assert!(
        rule.unwrap()
            .starts_with("B9:B12 list \"数量指标,质量指标\"  warning | 类别 |"),
        "{rule:?}"
    );
    // Without a first level to the left, nothing is known about the row.
    let rules = sheet(&odd_with(&form, ODD_TEMPLATE), 1);
    assert!(rules.contains("B9:B12     | 类别 | 填名称"), "{rules}");
}

#[test]
fn lists_side_by_side_share_the_first_level() {
    let renderer = Renderer::built_in();
    let editions = renderer.registry().editions();
    let edition = editions.iter().find(|one| one.id == "mof-2015").unwrap();
    let mut options = BlankOptions::all(edition, 1);
    options.rows = 2;
    let form = renderer.blank(edition, &options).unwrap().value.unwrap();
    let rules = sheet(&form, 3);
    let lists = rules
        .lines()
        .filter(|line| line.contains(" list IF(COUNTIF("));
    let lists: Vec<&str> = lists.collect();
    assert_eq!(lists.len(), 2, "{rules}");
    let column = |rule: &str| {
        let (_, after) = rule.split_once("LOOKUP(2,1/(").unwrap();
        after.split_once('<').unwrap().0.to_owned()
    };
    assert_eq!(column(lists[0]), column(lists[1]));
}

#[test]
fn equal_input_gives_an_equal_blank() {
    assert_eq!(built_in(3).file.bytes, built_in(3).file.bytes);
    assert_eq!(odd(), odd());
}

#[test]
fn the_most_that_may_be_asked_for_is_made() {
    let renderer = Renderer::built_in();
    let mut options = BlankOptions::all(edition(&renderer), BlankOptions::MAX_COPIES);
    options.rows = 1;
    assert!(!made(&renderer, &options).file.bytes.is_empty());
    let mut options = BlankOptions::one(0, 1);
    options.rows = BlankOptions::MAX_ROWS;
    assert!(!made(&renderer, &options).file.bytes.is_empty());
}
