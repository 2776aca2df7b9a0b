//! A new edition consists of data alone: a copy of the built-in one gets a field, a column, a total
//! and a row, and all three formats show them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use jixiao::finding::{Code, Read};
use jixiao::form::Registry;
use jixiao::grid::{Cell, Formula, Grid, Operand};
use jixiao::record::Content;
use jixiao::render::{Options, Renderer};
use jixiao::write::Format;

#[path = "support/editions.rs"]
mod editions;
#[path = "support/own_edition.rs"]
mod own_edition;

use editions::write_built_in;
use own_edition::renderer_with;

/// Changes of the copy: file, text, replacement.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "edition.toml",
        "edition = \"gansu-2025\"",
        "edition = \"zhangye-2026\"",
    ),
    (
        "edition.toml",
        "title = \"甘肃省预算绩效目标表(2025年度)\"",
        "title = \"张掖市绩效目标表(2026年度)\"",
    ),
    // A field of the table, a column of the indicators, and a total over them.
    (
        "department-target.toml",
        "\"annual_target\" =",
        "\"assets.fixed\" = { group = \"资产\", label = \"固定资产\", type = \"amount\" }\n\
         \"assets.intangible\" = { group = \"资产\", label = \"无形资产\", type = \"amount\" }\n\
         \"assets.total\" = { group = \"资产\", label = \"资产合计\", type = \"amount\", derive = \"assets.fixed + assets.intangible\" }\n\
         \"weight_total\" = { label = \"权重合计\", type = \"amount\", unit = \"分\", derive = \"sum(indicators.weight)\" }\n\
         \"annual_target\" =",
    ),
    (
        "department-target.toml",
        "\"indicators.remark\" =",
        "\"indicators.weight\" = { label = \"权重\", type = \"amount\", unit = \"分\" }\n\"indicators.remark\" =",
    ),
    // The row that shows them, and the column in place of the second half of 三级指标.
    (
        "department-target.tera",
        "    <tr><th>年度绩效目标</th>",
        "    <tr><th>资产（万元）</th><td field=\"assets.fixed\">{{ assets.fixed }}</td>\
         <td colspan=\"2\" field=\"assets.intangible\">{{ assets.intangible }}</td>\
         <th>合计</th><td field=\"assets.total\">{{ assets.total }}</td>\
         <th>权重合计</th><td colspan=\"2\" field=\"weight_total\">{{ weight_total }}</td></tr>\n    <tr><th>年度绩效目标</th>",
    ),
    (
        "department-target.tera",
        "<th colspan=\"2\">三级指标</th>",
        "<th>三级指标</th><th>权重</th>",
    ),
    (
        "department-target.tera",
        "<td colspan=\"2\" class=\"name\" field=\"{{ row.path }}.name\">{{ row.name }}</td>",
        "<td class=\"name\" field=\"{{ row.path }}.name\">{{ row.name }}</td><td field=\"{{ row.path }}.weight\">{{ row.weight }}</td>",
    ),
];

const DATA: &str = r#"{
  "edition": "zhangye-2026", "year": 2026,
  "department": {
    "name": "云溪县水务局", "annual_target": "供水",
    "assets": { "fixed": 12.50, "intangible": 0.5 },
    "indicators": [
      { "level1": "重点履职指标", "level2": "数量指标", "name": "供水户数", "comparison": ">=", "value": 300, "unit": "户", "weight": 60 },
      { "level1": "重点履职指标", "level2": "质量指标", "name": "水质", "comparison": "定性", "value": "合格", "weight": 40 }
    ]
  }
}"#;

fn write_edition(folder: &Path) {
    write_built_in(folder, |name, text| {
        let mut text = text.to_owned();
        for (_, part, instead) in CHANGES.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(part), "{name} has {part}");
            text = text.replacen(part, instead, 1);
        }
        text
    });
}

fn with_edition(test: impl FnOnce(&Renderer)) {
    let folder = tempfile::tempdir().unwrap();
    write_edition(folder.path());
    let Read {
        value: renderer,
        report,
    } = Renderer::with_folders(Some(folder.path()), None).unwrap();
    assert!(report.is_empty(), "{:?}", report.findings());
    test(&renderer.unwrap());
}

fn cell<'g>(grid: &'g Grid, pointer: &str) -> &'g Cell {
    let mut cells = grid.cells.iter().filter(|cell| cell.pointer == pointer);
    cells
        .next()
        .unwrap_or_else(|| panic!("a cell shows {pointer}"))
}

fn pointers(grid: &Grid, formula: &Formula) -> Vec<String> {
    let pointer = |operand: &Operand| match operand {
        Operand::Here(index) => grid.cell(*index).pointer.clone(),
        Operand::Elsewhere(cell) => cell.pointer.clone(),
    };
    match formula {
        Formula::Cell(operand) => vec![pointer(operand)],
        Formula::Nothing | Formula::Number(_) => Vec::new(),
        Formula::Sum(cells) => cells.iter().map(pointer).collect(),
        Formula::Binary(left, _, right) => [pointers(grid, left), pointers(grid, right)].concat(),
        other => panic!("no sum: {other:?}"),
    }
}

#[test]
fn the_grid_has_the_new_cells_and_live_totals() {
    with_edition(|renderer| {
        let Read {
            value: submission,
            report,
        } = renderer.read("001.json", DATA.as_bytes());
        assert!(report.is_empty(), "{:?}", report.findings());
        let grids = renderer.grids(&submission.unwrap()).unwrap();
        assert_eq!(grids.len(), 1);
        let grid = &grids[0];
        let text = |pointer: &str| cell(grid, pointer).text.as_str();
        assert_eq!(text("/department/assets/fixed"), "12.50");
        assert_eq!(text("/department/assets/total"), "13");
        assert_eq!(text("/department/weight_total"), "100");
        assert_eq!(text("/department/indicators/1/weight"), "40");
        assert_eq!(text("/department/indicators/0/content"), "≥300户");
        let parts = |pointer: &str| pointers(grid, cell(grid, pointer).formula.as_ref().unwrap());
        assert_eq!(
            parts("/department/assets/total"),
            ["/department/assets/fixed", "/department/assets/intangible"]
        );
        assert_eq!(
            parts("/department/weight_total"),
            [
                "/department/indicators/0/weight",
                "/department/indicators/1/weight"
            ]
        );
        // The form's own rows with the head, the new one, two indicators.
        assert_eq!(grid.row_count(), 20 + 1 + 2);
    });
}

#[test]
fn a_typed_total_is_checked_by_the_new_definition() {
    with_edition(|renderer| {
        let typed = DATA.replace("\"intangible\": 0.5", "\"intangible\": 0.5, \"total\": 14");
        let Read {
            value: submission,
            report,
        } = renderer.read("001.json", typed.as_bytes());
        let said = report.findings()[0].to_string();
        assert!(
            said.contains("13 万元 = 固定资产 12.50 + 无形资产 0.5"),
            "{said}"
        );
        let submission = submission.unwrap();
        let edition = renderer.registry().find("zhangye-2026").unwrap();
        let total = edition.tables[0].form.fields.find("assets.total").unwrap();
        let content = &submission.tables[0].record.get(total).content;
        assert!(matches!(content, Content::Number(amount) if amount.to_string() == "14"));
    });
}

#[test]
fn all_formats_show_it() {
    with_edition(|renderer| {
        let options = Options {
            formats: vec![Format::Xlsx, Format::Pdf, Format::Html],
            ..Options::default()
        };
        let made = renderer
            .render("001.json", DATA.as_bytes(), &options)
            .unwrap();
        assert!(made.report.is_empty(), "{:?}", made.report.findings());
        let [xlsx, pdf, html] = &made.files[..] else {
            panic!("three files");
        };
        assert_eq!(html.name, "云溪县水务局-绩效目标表.html");
        let html = std::str::from_utf8(&html.bytes).unwrap();
        for text in ["资产（万元）", "12.50", "权重合计", "供水户数"] {
            assert!(html.contains(text), "{text}");
        }
        assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.bytes.len() > 10_000);
        let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&xlsx.bytes)).unwrap();
        let (name, cells) = workbook.worksheets().remove(0);
        let numbers: Vec<f64> = cells
            .used_cells()
            .filter_map(|(.., cell)| match cell {
                Data::Float(number) => Some(*number),
                _ => None,
            })
            .collect();
        assert!(
            [12.5, 0.5, 13.0, 60.0, 40.0, 100.0]
                .iter()
                .all(|number| numbers.contains(number)),
            "{numbers:?}"
        );
        let formulas = workbook.worksheet_formula(&name).unwrap();
        let formulas = formulas.used_cells().map(|(.., formula)| formula.as_str());
        let (to_come, computed): (Vec<&str>, Vec<&str>) =
            formulas.partition(|formula| formula.starts_with("IF("));
        assert_eq!(computed, ["SUM(B21:C21)", "SUM(D24:D25)"]);
        assert_eq!(to_come.len(), 5, "{to_come:?}");
    });
}

#[test]
fn the_built_in_edition_stands_beside_the_new_one() {
    with_edition(|renderer| {
        let ids: Vec<&str> = renderer.registry().ids().collect();
        assert_eq!((ids[0], ids.last()), ("gansu-2025", Some(&"zhangye-2026")));
        let example = include_bytes!("../examples/hezheng-2025.json");
        let Read {
            value: submission,
            report,
        } = renderer.read("a", example);
        assert!(submission.is_some() && !report.has_errors());
    });
}

#[test]
fn an_edition_of_the_same_id_takes_the_place_of_the_built_in_one() {
    let renderer = renderer_with(|_, text| text.replace("<th>联系人</th>", "<th>经办人</th>"));
    let submission = renderer
        .read("a", include_bytes!("../examples/hezheng-2025.json"))
        .value;
    let grid = &renderer.grids(&submission.unwrap()).unwrap()[0];
    assert!(grid.cells.iter().any(|cell| cell.text == "经办人"));
    let registry = renderer.registry();
    assert_eq!(registry.ids().count(), Registry::built_in().ids().count());
    assert_eq!(registry.own_ids().collect::<Vec<_>>(), ["gansu-2025"]);
}

#[test]
fn a_folder_of_several_editions_is_read_as_such() {
    let root = tempfile::tempdir().unwrap();
    for name in ["甲", "乙"] {
        let folder = root.path().join(name);
        fs::create_dir(&folder).unwrap();
        write_edition(&folder);
        let path = folder.join("edition.toml");
        let text = fs::read_to_string(&path).unwrap();
        let id = if name == "甲" { "jia" } else { "yi" };
        fs::write(path, text.replace("zhangye-2026", id)).unwrap();
    }
    fs::create_dir(root.path().join("其他")).unwrap();
    let Read {
        value: renderer,
        report,
    } = Renderer::with_folders(Some(root.path()), None).unwrap();
    assert!(report.is_empty(), "{:?}", report.findings());
    let mut ids: Vec<String> = renderer
        .unwrap()
        .registry()
        .own_ids()
        .map(str::to_owned)
        .collect();
    ids.sort();
    assert_eq!(ids, ["jia", "yi"]);
}

#[test]
fn a_submission_without_any_table_is_a_finding() {
    let required = "key = \"department\"\nrequired = true";
    let renderer = renderer_with(|_, text| text.replace(required, "key = \"department\""));
    for tables in [
        "",
        ", \"projects\": []",
        ", \"projects\": null, \"department\": null",
    ] {
        let data = format!("{{\"edition\": \"gansu-2025\", \"year\": 2025{tables}}}");
        let made = renderer
            .render("a", data.as_bytes(), &Options::default())
            .unwrap();
        assert!(made.files.is_empty());
        assert_eq!(
            made.report.findings()[0].seen,
            "一张表的数据也没有",
            "{tables}"
        );
    }
}

/// Writes an edition that is built on another: files by name.
fn write_files(folder: &Path, files: &[(&str, &str)]) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// The renderer and the findings with an edition folder's own files.
fn built_on(files: &[(&str, &str)]) -> Read<Option<Renderer>> {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), files);
    let mut read = Renderer::with_folders(Some(folder.path()), None).unwrap();
    let start = format!("{}/", folder.path().display());
    let mut report = jixiao::finding::Report::new();
    for finding in read.report.findings() {
        let mut finding = finding.clone();
        finding.place.file = finding.place.file.replace(&start, "");
        report.push(finding);
    }
    read.report = report;
    read
}

/// The findings as text.
fn said(read: &Read<Option<Renderer>>) -> String {
    let findings = read.report.findings().iter();
    let findings: Vec<String> = findings.map(|finding| format!("{finding}\n\n")).collect();
    findings.concat()
}

const HEAD: &str = "edition = \"zhangye-2026\"\nextends = \"gansu-2025\"\n";

#[test]
fn a_synonym_of_a_word_that_is_no_label_is_reported() {
    let definition = format!(
        "{HEAD}title = \"张掖市绩效目标表\"\n\
         [submission.synonyms]\n\"指标值\" = \"预期值\"\n\"项目总目标\" = \"总目标 目标\"\n"
    );
    let read = built_on(&[("edition.toml", &definition)]);
    let findings = read.report.findings();
    assert_eq!(findings.len(), 1, "{}", said(&read));
    assert_eq!(findings[0].code, Code::SynonymWithoutLabel);
    assert!(findings[0].seen.contains("项目总目标"), "{}", findings[0]);
    assert_eq!(findings[0].place.file, "edition.toml");
    assert_eq!(findings[0].place.position.map(|at| at.line), Some(6));
    // Those of the edition that it is built on are not its own.
    let inherits = format!("{HEAD}title = \"张掖市绩效目标表\"\n");
    let read = built_on(&[("edition.toml", &inherits)]);
    assert!(read.report.is_empty(), "{}", said(&read));
}

#[test]
fn an_edition_built_on_another_takes_what_it_lacks() {
    let definition = format!(
        "{HEAD}title = \"张掖市绩效目标表\"\n[paper]\ntop = 30\n[styles.th]\nsize = 10\n\
         [submission.synonyms]\n\"指标值\" = \"预期值\"\n[levels]\nunit-spelling = \"关\"\n\
         [list]\nname = \"张掖清单\"\n"
    );
    let read = built_on(&[("edition.toml", &definition)]);
    assert!(read.report.is_empty(), "{}", said(&read));
    let renderer = read.value.unwrap();
    let base = renderer.registry().find("gansu-2025").unwrap();
    let own = renderer.registry().find("zhangye-2026").unwrap();
    assert_eq!(own.title, "张掖市绩效目标表");
    assert_eq!(own.issued, base.issued);
    // The look key by key, also within a style.
    assert_eq!(own.look.paper.top, jixiao::length::Length::mm(30.0));
    assert_eq!(own.look.paper.left, base.look.paper.left);
    let style = |look: &jixiao::grid::Look, name: &str| {
        let mut styles = look.styles.iter();
        styles.find(|style| style.name == name).unwrap().clone()
    };
    let (th, base_th) = (style(&own.look, "th"), style(&base.look, "th"));
    assert_eq!(th.size, jixiao::length::Length::pt(10.0));
    assert_eq!((th.padding_x, th.align), (base_th.padding_x, base_th.align));
    assert_eq!(style(&own.look, "td"), style(&base.look, "td"));
    // Tables and words; a key of [submission] as a whole; the list key by key.
    assert_eq!(own.tables.len(), base.tables.len());
    assert_eq!(own.signatures, base.signatures);
    let (list, base_list) = (own.list.as_ref().unwrap(), base.list.as_ref().unwrap());
    assert_eq!(list.name, "张掖清单");
    assert_eq!(list.subtotal, base_list.subtotal);
    assert_eq!(list.columns.len(), base_list.columns.len());
    let words = own.synonyms.iter().map(|synonym| synonym.word.as_str());
    let synonyms: Vec<&str> = words.collect();
    assert_eq!(synonyms, ["预期值"]);
    // Its data render.
    let data = include_str!("../examples/hezheng-2025.json").replace("gansu-2025", "zhangye-2026");
    let made = renderer.render("a", data.as_bytes(), &Options::default());
    assert!(!made.unwrap().files.is_empty());
}

#[test]
fn an_edition_with_tables_of_its_own_takes_the_look() {
    let tables = "title = \"走访记录\"\nsource = \"自拟\"\n[[tables]]\nform = \"visit\"\nkey = \"visit\"\nrequired = true\n\
                  [submission]\ndocument = \"走访记录\"\nname = [\"visit.name\"]\n\
                  [submission.fields]\n\"year\" = { label = \"年度\", type = \"year\", required = true }\n\
                  \"code\" = { label = \"编码\" }\n";
    let form = "form = \"visit\"\nname = \"走访记录表\"\n[fields]\n\"name\" = { label = \"单位名称\", required = true }\n\
                \"note\" = { label = \"记录\" }\n";
    let template = "<table><caption><p class=\"title\">{{ submission.year }}年走访记录表</p></caption>\
                    <colgroup><col width=\"40\"/><col width=\"100\"/></colgroup><tbody>\
                    <tr><th>单位名称</th><td field=\"name\">{{ name }}</td></tr>\
                    <tr><th>记录</th><td field=\"note\">{{ note }}</td></tr></tbody></table>";
    let definition = format!("{HEAD}{tables}");
    let read = built_on(&[
        ("edition.toml", &definition),
        ("visit.toml", form),
        ("visit.tera", template),
    ]);
    assert!(!read.report.has_errors(), "{}", said(&read));
    let renderer = read.value.unwrap();
    let own = renderer.registry().find("zhangye-2026").unwrap();
    assert_eq!(own.tables.len(), 1);
    // The list and the agreements of the base are about its tables.
    assert!(own.list.is_none() && own.checks.is_empty());
    let data =
        r#"{"edition": "zhangye-2026", "year": 2026, "visit": {"name": "水务局", "note": "已办"}}"#;
    let made = renderer.render("a", data.as_bytes(), &Options::default());
    assert_eq!(made.unwrap().files.len(), 2);
}

#[test]
fn an_edition_may_take_the_place_of_the_one_it_is_built_on() {
    let definition = "edition = \"gansu-2025\"\nextends = \"gansu-2025\"\n[rules]\ninner = 1\n";
    let read = built_on(&[("edition.toml", definition)]);
    assert!(read.report.is_empty(), "{}", said(&read));
    let renderer = read.value.unwrap();
    assert_eq!(
        renderer.registry().own_ids().collect::<Vec<_>>(),
        ["gansu-2025"]
    );
    let edition = renderer.registry().find("gansu-2025").unwrap();
    assert!(edition.is_own);
    assert_eq!(edition.look.outer_rule, jixiao::length::Length::pt(1.0));
}

#[test]
fn editions_of_one_folder_are_built_on_each_other_in_any_order() {
    let root = tempfile::tempdir().unwrap();
    let first = "edition = \"county\"\nextends = \"city\"\ntitle = \"县\"\n";
    write_files(&root.path().join("甲"), &[("edition.toml", first)]);
    let second =
        "edition = \"city\"\nextends = \"gansu-2025\"\ntitle = \"市\"\n[styles.td]\nsize = 8\n";
    write_files(&root.path().join("乙"), &[("edition.toml", second)]);
    let Read {
        value: renderer,
        report,
    } = Renderer::with_folders(Some(root.path()), None).unwrap();
    assert!(report.is_empty(), "{:?}", report.findings());
    let renderer = renderer.unwrap();
    let county = renderer.registry().find("county").unwrap();
    let city = renderer.registry().find("city").unwrap();
    assert_eq!(county.look, city.look);
    assert_eq!(county.title, "县");
    assert!(county.files["edition.toml"].text().contains("county"));
}

#[test]
fn what_is_wrong_with_a_base_is_reported_where_it_is() {
    let unknown = built_on(&[(
        "edition.toml",
        "edition = \"own\"\nextends = \"gansu-2024\"\n",
    )]);
    let itself = built_on(&[("edition.toml", "edition = \"own\"\nextends = \"own\"\n")]);
    let number = built_on(&[("edition.toml", "edition = \"own\"\nextends = 2025\n")]);
    // A name of a table that the edition replaced: it stands in the base's file.
    let left_over = built_on(&[(
        "edition.toml",
        "edition = \"own\"\nextends = \"gansu-2025\"\n[[tables]]\nform = \"project-target\"\nkey = \"projects\"\nmany = true\n",
    )]);
    let own_value = built_on(&[(
        "edition.toml",
        "edition = \"own\"\nextends = \"gansu-2025\"\n[styles.th]\nfont = \"labl\"\nsiz = 3\n",
    )]);
    let base_font = built_on(&[(
        "edition.toml",
        "edition = \"own\"\nextends = \"gansu-2025\"\n[paper]\nwidth = 30\n",
    )]);
    let template = built_on(&[
        (
            "edition.toml",
            "edition = \"own\"\nextends = \"gansu-2025\"\n",
        ),
        ("_indicators.tera", "<th>{{ row.levl1 }}</th>"),
    ]);
    let root = tempfile::tempdir().unwrap();
    write_files(
        &root.path().join("甲"),
        &[("edition.toml", "edition = \"a\"\nextends = \"b\"\n")],
    );
    write_files(
        &root.path().join("乙"),
        &[("edition.toml", "edition = \"b\"\nextends = \"a\"\n")],
    );
    let mut circle = Renderer::with_folders(Some(root.path()), None).unwrap();
    assert!(circle.value.take().is_none());
    let start = format!("{}/", root.path().display());
    let all = [
        ("unknown", said(&unknown)),
        ("itself", said(&itself)),
        ("number", said(&number)),
        ("left over", said(&left_over)),
        ("own value", said(&own_value)),
        ("paper", said(&base_font)),
        ("template", said(&template)),
        ("circle", said(&circle).replace(&start, "")),
    ];
    let all = all.iter().map(|(name, said)| format!("【{name}】\n{said}"));
    let all = all.collect::<Vec<String>>().concat();
    insta::assert_snapshot!("extends", all);
}

/// The built-in edition with the project table in 元; the list has a column of its own for it.
fn in_yuan(name: &str, text: &str) -> String {
    match name {
        "edition.toml" => {
            let text = text.replace(
                "sum(projects.funds.total)",
                "sum(projects.funds.total) / 10000",
            );
            text.replace(
                "fields = [\"projects.funds.total\", \"department.expenditure.total\"]",
                "fields = [\"department.expenditure.total\"]\n\n[[list.columns]]\nheads = [\"项目预算数（元）\"]\nfields = [\"projects.funds.total\"]",
            )
        }
        "project-target.toml" => text.replace("unit = \"万元\"", "unit = \"元\""),
        "project-target.tera" => text.replace("（万元）", "（元）"),
        _ => text.to_owned(),
    }
}

/// A department in 万元 with a project in 元; `cost` is its cost indicator's value and unit.
fn mixed(fiscal: u32, cost: (&str, &str), target: &str) -> String {
    let (value, unit) = cost;
    let rows = [
        ("成本指标", "经济成本指标", "项目总成本", "≤", value, unit),
        ("产出指标", "数量指标", "检测批次", "≥", "120", "批次"),
        ("产出指标", "质量指标", "检测合格率", "≥", "98", "%"),
        ("效益指标", "社会效益指标", "饮水安全达标率", "≥", "98", "%"),
        (
            "满意度指标",
            "服务对象满意度指标",
            "群众满意度",
            "≥",
            "95",
            "%",
        ),
    ];
    let rows = rows.map(|(one, two, name, sign, value, unit)| {
        format!(
            "{{\"level1\": \"{one}\", \"level2\": \"{two}\", \"name\": \"{name}\", \"comparison\": \"{sign}\", \"value\": {value}, \"unit\": \"{unit}\"}}"
        )
    });
    format!(
        r#"{{ "edition": "gansu-2025", "year": 2025, "department": {{ "name": "云溪县水务局", "annual_target": "供水",
            "income": {{ "local_fiscal": 30 }}, "expenditure": {{ "personnel": 0, "operating": 0, "projects": 30 }},
            "indicators": [{{ "level1": "基本运行指标", "level2": "预算管理", "name": "预算执行率", "comparison": "≥", "value": 95, "unit": "%" }}] }},
          "projects": [{{ "name": "水质检测", "supervising_department": "云溪县水务局", "funds": {{ "fiscal": {fiscal} }},
            "overall_target": "{target}", "indicators": [{}] }}] }}"#,
        rows.join(", ")
    )
}

#[test]
fn a_form_in_yuan_beside_one_in_ten_thousands_is_checked_in_its_own_unit() {
    let renderer = renderer_with(in_yuan);
    let findings = |data: &str| -> Vec<String> {
        let report = renderer.read("a.json", data.as_bytes()).report;
        let findings = report.findings().iter();
        findings
            .map(|finding| {
                format!(
                    "{}:{} | {}",
                    finding.code.as_str(),
                    finding.seen,
                    finding.expected
                )
            })
            .collect()
    };
    let target = "检测费24万元，差旅费60000元，以上各项共计30万元。";
    for cost in [("300000", "元"), ("30", "万元")] {
        assert!(findings(&mixed(300_000, cost, target)).is_empty());
    }
    assert_eq!(
        findings(&mixed(300_000, ("36", "万元"), target)),
        ["cost-budget:≤36万元 | 不超过年度资金总额 300000 元"]
    );
    assert_eq!(
        findings(&mixed(
            300_000,
            ("30", "万元"),
            "检测费30万元，差旅费6万元，以上各项共计需36万元。"
        )),
        ["over-budget:36万元 | 不超过年度资金总额 300000 元"]
    );
    // More than ten billion 元 is no mistake of 元 for 万元 in a form in 元.
    let huge = findings(&mixed(300_000_000, ("30000", "万元"), "完成检测。"));
    assert!(
        !huge
            .iter()
            .any(|finding| finding.starts_with("amount-in-yuan")),
        "{huge:?}"
    );
}

#[test]
fn the_summary_says_the_unit_of_each_form() {
    let renderer = renderer_with(in_yuan);
    let folder = tempfile::tempdir().unwrap();
    let inputs = folder.path().join("申报");
    fs::create_dir(&inputs).unwrap();
    let data = mixed(300_000, ("30", "万元"), "完成检测。");
    fs::write(inputs.join("a.json"), data).unwrap();
    let found = jixiao::batch::find_inputs(&[inputs], Path::new("none")).unwrap();
    let out = folder.path().join("out");
    let batch = jixiao::batch::Batch::default();
    batch.run(&renderer, &found.inputs, &out, &()).unwrap();
    let bytes = fs::read(out.join(jixiao::batch::SUMMARY)).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    let (_, cells) = workbook.worksheets().remove(0);
    let texts: Vec<&str> = cells
        .used_cells()
        .filter_map(|(.., cell)| match cell {
            Data::String(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(texts.contains(&"年度资金总额(元)"), "{texts:?}");
    assert!(texts.contains(&"支出预算合计(万元)"), "{texts:?}");
}

#[test]
fn a_column_of_a_list_and_the_sides_of_a_comparison_have_one_unit() {
    let folder = tempfile::tempdir().unwrap();
    write_built_in(folder.path(), |name, text| match name {
        "project-target.toml" => text.replace("unit = \"万元\"", "unit = \"元\""),
        _ => text.to_owned(),
    });
    let report = Renderer::with_folders(Some(folder.path()), None)
        .unwrap()
        .report;
    let findings = report.findings().iter();
    let findings: Vec<(&str, &str)> = findings
        .map(|finding| (finding.seen.as_str(), finding.expected.as_str()))
        .collect();
    assert_eq!(
        findings,
        [
            (
                "年度资金总额以元计,支出预算合计以万元计",
                "一列里的金额以同一单位计"
            ),
            (
                "\"sum(projects.funds.total) <= department.…\"",
                "以同一单位计的金额,这里是元与万元;换算写成 / 10000 或 * 10000"
            ),
            (
                "\"sum(projects.funds.total) >= department.…\"",
                "以同一单位计的金额,这里是元与万元;换算写成 / 10000 或 * 10000"
            ),
        ]
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one edition, list and workbook")]
fn a_list_takes_dates_weights_and_choices_and_gives_them_back() {
    let renderer = renderer_with(|name, text| {
        match name {
        "edition.toml" => text.replace(
            "[[list.columns]]\nheads = [\"年度目标\"",
            "[[list.columns]]\nheads = [\"开始日期\"]\nfields = [\"projects.start\"]\n\n\
             [[list.columns]]\nheads = [\"实施方式\"]\nfields = [\"projects.means\"]\n\n\
             [[list.columns]]\nheads = [\"面积\"]\nfields = [\"projects.area\"]\n\n\
             [[list.columns]]\nheads = [\"年度目标\"",
        ),
        "project-target.toml" => text.replace(
            "\"implementing_unit\" =",
            "\"start\" = { label = \"开始日期\", type = \"date\" }\n\
             \"means\" = { label = \"实施方式\", type = \"choices\", choices = [\"采购\", \"奖补\"] }\n\
             \"area\" = { label = \"面积\", type = \"number\", unit = \"亩\", format = { decimals = 2, thousands = true } }\n\
             \"implementing_unit\" =",
        ),
        "project-target.tera" => text.replace(
            "<tr><th class=\"plain\">项目名称</th>",
            "<tr><th class=\"plain\">开始日期</th><td field=\"start\">{{ start }}</td>\
             <th class=\"plain\">实施方式</th><td field=\"means\">{{ means }}</td>\
             <th class=\"plain\">面积（亩）</th><td field=\"area\" colspan=\"3\">{{ area }}</td></tr>\n\
             <tr><th class=\"plain\">项目名称</th>",
        ),
        _ => text.to_owned(),
    }
    });
    let data = mixed(30, ("30", "万元"), "完成检测。").replace(
        "\"supervising_department\"",
        "\"start\": \"2025/3/1\", \"means\": [\"奖补\", \"采购\"], \"area\": 1234.5, \"supervising_department\"",
    );
    let read = |bytes: &[u8], name: &str| {
        let opened = renderer.open(name, bytes);
        assert_eq!(opened.value.len(), 1, "{:?}", opened.report.findings());
        let derived = renderer.read_for_list(&opened.value[0]).value.unwrap();
        let values = ["start", "means", "area"].map(|path| {
            let submission: &jixiao::record::Submission = &derived;
            let edition = renderer.registry().find(&submission.edition).unwrap();
            let fields = &edition.tables[1].form.fields;
            let record = &submission.tables[1].record;
            record
                .get(fields.find(path).unwrap())
                .display()
                .into_owned()
        });
        assert_eq!(values, ["2025-03-01", "采购、奖补", "1234.5"], "{name}");
        derived
    };
    let derived = read(data.as_bytes(), "a.json");
    for (name, format) in [
        ("a.xlsx", jixiao::render::ListFormat::Xlsx),
        (
            "a.csv",
            jixiao::render::ListFormat::Csv(jixiao::render::Encoding::Utf8),
        ),
    ] {
        let all = std::slice::from_ref(&derived);
        let listed = renderer
            .list(all, format, jixiao::export::Subtotals::Without, name)
            .unwrap();
        read(&listed.bytes.unwrap(), name);
    }
}
