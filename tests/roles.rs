//! Lists of any name whose columns have roles, targets in one text, and lists side by side: an
//! invented edition (`tests/roles/`) rendered, filled in, imported, listed and checked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jixiao::check::Checked;
use jixiao::finding::{Levels, Read, Report};
use jixiao::form::{Fields, Registry, built_in_folder};
use jixiao::record::{Record, Submission};
use jixiao::render::{BlankForm, BlankOptions, Encoding, ListFormat, Renderer};
use jixiao::schema;
use jixiao::source::Source;
use jixiao::write::Format;
use jixiao::{Subtotals, layout::FontSet};

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/small_workbook.rs"]
mod small_workbook;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

use rendered::rendered;
use small_workbook::small_workbook;
use unzipped::{texts, unzipped};
use zipped::zipped;

const ID: &str = "tongjiang-2026";

/// Start of the look in the built-in `edition.toml`.
const LOOK: &str = "# 纸张与页边距";

const FILES: [&str; 6] = [
    "edition.toml",
    "review.toml",
    "review.tera",
    "plan.toml",
    "plan.tera",
    "_half.tera",
];

/// The files of the edition, with changes: file, text, replacement.
fn files(changes: &[(&str, &str, &str)]) -> BTreeMap<String, Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roles");
    let built_in = built_in_folder("gansu-2025").unwrap();
    let edition = built_in["edition.toml"].text();
    let look = &edition[edition.find(LOOK).unwrap()..];
    let file = |name: &str| {
        let mut text = fs::read_to_string(folder.join(name)).unwrap();
        for (_, part, instead) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(part), "{name} has {part}");
            text = text.replacen(part, instead, 1);
        }
        if name == "edition.toml" {
            text.push_str(look);
        }
        (name.to_owned(), Source::new(name, text))
    };
    FILES.map(file).into_iter().collect()
}

fn renderer() -> Renderer {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in files(&[]) {
        fs::write(folder.path().join(name), source.text()).unwrap();
    }
    let read = Renderer::with_folders(Some(folder.path()), None).unwrap();
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    read.value.unwrap()
}

/// The lists have different lengths, names of one list only, and groups that the other lacks.
const DATA: &str = r#"{
  "edition": "tongjiang-2026", "year": 2026,
  "department": {
    "name": "云溪县水务局", "budget": 60.5,
    "goals": [
      { "group": "成本指标", "note": "计财股", "title": "维修养护成本", "aim": "≤60.5万元", "points": 20, "done": "60.5万元", "mark": 20 },
      { "group": "产出指标", "note": "工程股", "title": "维修渠道长度", "aim": "12公里", "points": 30, "done": "11公里", "mark": 27.5, "why": "汛期提前" },
      { "group": "产出指标", "title": "验收合格率", "aim": "=100%", "points": 20, "done": "100%", "mark": 20 },
      { "group": "效益指标", "note": "工程股", "title": "灌溉条件", "aim": "持续改善", "points": 20, "done": "达成", "mark": 18 },
      { "group": "满意度指标", "title": "灌区群众满意度", "aim": "≥95%", "points": 10, "done": "96%", "mark": 10 }
    ]
  },
  "projects": [
    { "name": "渠道维修", "funds": { "midterm": 180, "annual": 60 },
      "midterm": [
        { "level1": "成本指标", "level2": "经济成本", "name": "三年总成本", "value": "≤180万元" },
        { "level1": "产出指标", "level2": "数量指标", "name": "三年维修渠道", "value": "36公里" },
        { "level1": "产出指标", "level2": "质量指标", "name": "三年合格率", "value": "=100%" },
        { "level1": "效益指标", "level2": "社会效益", "name": "灌区面貌", "value": "明显改善" }
      ],
      "annual": [
        { "level1": "成本指标", "level2": "经济成本", "name": "年度总成本", "value": "≤60万元" },
        { "level1": "产出指标", "level2": "数量指标", "name": "维修渠道", "value": "12公里" },
        { "level1": "产出指标", "level2": "数量指标", "name": "更换闸门", "value": "≥8座" },
        { "level1": "产出指标", "level2": "质量指标", "name": "合格率", "value": "=100%" },
        { "level1": "效益指标", "level2": "社会效益", "name": "受益农户", "value": "≥300户" },
        { "level1": "满意度指标", "level2": "服务对象满意度", "name": "群众满意度", "value": "≥95%" }
      ] },
    { "name": "一年的项目", "midterm": [],
      "annual": [
        { "level1": "产出指标", "level2": "数量指标", "name": "培训次数", "value": "=2次" },
        { "level1": "效益指标", "level2": "社会效益", "name": "业务能力", "value": "提高" }
      ] }
  ]
}"#;

fn read(renderer: &Renderer, name: &str, bytes: &[u8]) -> (Checked, Report) {
    let Read {
        value: sources,
        mut report,
    } = renderer.open(name, bytes);
    assert_eq!(sources.len(), 1, "{:?}", report.findings());
    let read = renderer.read_source(&sources[0], &Levels::new());
    report.append(read.report);
    (read.value.unwrap(), report)
}

/// Every value of a submission that is not blank: pointer and text.
fn values(renderer: &Renderer, submission: &Submission) -> Vec<(String, String)> {
    fn of(fields: &Fields, record: &Record, all: &mut Vec<(String, String)>) {
        for (index, field) in fields.iter() {
            for row in record.rows(index) {
                of(field.rows().unwrap(), row, all);
            }
            let value = record.get(index);
            if field.rows().is_none() && !value.is_blank() {
                let text = value.display().into_owned();
                all.push((record.pointer_of(fields, index), text));
            }
        }
    }
    let edition = renderer.registry().find(ID).unwrap();
    let mut all = Vec::new();
    of(&edition.fields, &submission.fields, &mut all);
    for table in &submission.tables {
        of(
            &edition.tables[table.table].form.fields,
            &table.record,
            &mut all,
        );
    }
    all
}

fn printed(report: &Report) -> String {
    let findings = report.findings().iter().map(|finding| {
        let place = &finding.place;
        let at = place.position.as_ref();
        let at = at.map(|at| format!(" {}:{}", at.line, at.column));
        let cell = place.cell.as_ref().map(|cell| format!(" {cell}"));
        let words = [&finding.seen, &finding.expected, &finding.correction];
        format!(
            "{}{}{} {}: {}",
            finding.code.as_str(),
            at.unwrap_or_default(),
            cell.unwrap_or_default(),
            place.label,
            words.map(String::as_str).join("|")
        )
    });
    findings.collect::<Vec<_>>().join("\n")
}

/// The texts of a table's rows.
fn rows_of(renderer: &Renderer, data: &str, table: usize) -> String {
    let (submission, _) = read(renderer, "a.json", data.as_bytes());
    let grid = &renderer.grids(&submission).unwrap()[table];
    let mut rows = vec![Vec::new(); grid.row_count()];
    for cell in &grid.cells {
        let span = if cell.rowspan > 1 {
            format!("×{}", cell.rowspan)
        } else {
            String::new()
        };
        rows[cell.row].push(format!("{}{span}", cell.text));
    }
    let rows = rows.iter().map(|cells| cells.join(" | "));
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_data_have_no_findings() {
    let (_, report) = read(&renderer(), "a.json", DATA.as_bytes());
    assert_eq!(printed(&report), "");
}

#[test]
fn lists_side_by_side_share_their_widest_level() {
    let renderer = renderer();
    insta::assert_snapshot!("side_by_side", rows_of(&renderer, DATA, 1));
    insta::assert_snapshot!("one_list_of_two", rows_of(&renderer, DATA, 2));
}

/// Data whose lists have the same groups in different orders.
fn in_other_order() -> String {
    let row = |level: &str, name: &str| {
        format!("{{ \"level1\": \"{level}\", \"name\": \"{name}\", \"value\": \"=1次\" }}")
    };
    let list = |years: &str, levels: &[&str]| {
        let rows = levels
            .iter()
            .map(|level| row(level, &format!("{years}{level}")));
        rows.collect::<Vec<_>>().join(", ")
    };
    let midterm = list("三年", &["成本指标", "产出指标", "效益指标", "产出指标"]);
    let annual = list("一年", &["产出指标", "效益指标", "满意度指标", "成本指标"]);
    format!(
        "{{ \"edition\": \"{ID}\", \"year\": 2026, \"department\": {{ \"name\": \"甲局\" }}, \"projects\": [{{ \"name\": \"乙\", \"midterm\": [{midterm}], \"annual\": [{annual}] }}] }}"
    )
}

#[test]
fn lists_in_different_orders_keep_them() {
    let renderer = renderer();
    let rows = rows_of(&renderer, &in_other_order(), 1);
    let rows: Vec<&str> = rows.lines().skip(4).collect();
    insta::assert_snapshot!(rows.join("\n"), @r"
    成本指标 |  | 三年成本指标 | =1次 |  |  | 
    产出指标 |  | 三年产出指标 | =1次 |  | 一年产出指标 | =1次
    效益指标 |  | 三年效益指标 | =1次 |  | 一年效益指标 | =1次
    产出指标 |  | 三年产出指标 | =1次 |  |  | 
    满意度指标 |  |  |  |  | 一年满意度指标 | =1次
    成本指标 |  |  |  |  | 一年成本指标 | =1次
    ");
}

#[test]
fn a_rendered_workbook_is_read_back() {
    let renderer = renderer();
    for data in [DATA, &in_other_order()] {
        let (own, before) = read(&renderer, "a.json", data.as_bytes());
        let bytes = rendered(&renderer, data.as_bytes(), Format::Xlsx);
        let (back, after) = read(&renderer, "a.xlsx", &bytes);
        assert_eq!(
            after.findings().len(),
            before.findings().len(),
            "{}",
            printed(&after)
        );
        assert_eq!(values(&renderer, &back), values(&renderer, &own));
    }
}

/// A workbook of one sheet without merged cells: a line a row, `|` between cells.
fn typed_workbook(rows: &str) -> Vec<u8> {
    let mut sheet = String::new();
    for (row, line) in (1..).zip(rows.lines()) {
        let cells = line.split('|').map(str::trim).zip('A'..);
        write!(sheet, "<row r=\"{row}\">").unwrap();
        for (text, col) in cells.filter(|(text, _)| !text.is_empty()) {
            let text = format!("<is><t>{text}</t></is>");
            write!(sheet, "<c r=\"{col}{row}\" t=\"inlineStr\">{text}</c>").unwrap();
        }
        sheet += "</row>";
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>");
    small_workbook(&sheet, &[])
}

const HEAD: &str = "项目目标表
（2026年度）
项目名称 | 渠道维修
中期资金 | | 180 | | 年度资金 | 60
绩效指标 | 一级指标 | 中期指标 | | | 年度指标
 | | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
";

/// The rows of both lists in a workbook that a department typed, and the findings on it.
fn typed_rows(rows: &str) -> String {
    let renderer = renderer();
    let bytes = typed_workbook(&format!("{HEAD}{rows}"));
    let Read {
        value: sources,
        report,
    } = renderer.open("表.xlsx", &bytes);
    let Read { value, .. } = renderer.read_source(&sources[0], &Levels::new());
    let all = values(&renderer, &value.unwrap()).into_iter();
    let rows =
        all.filter(|(pointer, _)| pointer.contains("/midterm/") || pointer.contains("/annual/"));
    let rows = rows.map(|(pointer, text)| format!("{} {text}", &pointer[12..]));
    format!(
        "{}\n{}",
        rows.collect::<Vec<_>>().join("\n"),
        printed(&report)
    )
}

#[test]
fn a_level_written_once_holds_for_the_rows_of_both_lists() {
    insta::assert_snapshot!(
        "level_written_once",
        typed_rows(
            " | 产出指标 | 数量指标 | 甲 | 36公里 | 数量指标 | 乙 | 12公里
 | | | | | 质量指标 | 丙 | =100%
 | 效益指标 | 社会效益 | 丁 | 提高 | | |
 | | | | | 社会效益 | 戊 | ≥3户
 | 满意度指标 | | | | 服务对象满意度 | 己 | ≥95%"
        )
    );
}

#[test]
fn a_level_in_a_row_of_its_own_holds_for_both_lists() {
    insta::assert_snapshot!(
        "level_in_its_own_row",
        typed_rows(
            " | 产出指标 | | | | | |
 | | 数量指标 | 甲 | 36公里 | | |
 | | 质量指标 | 乙 | ≥95% | | |
 | 效益指标 | | | | | |
 | | | | | 社会效益 | 丙 | ≥3户
 | | 社会效益 | 丁 | 提高 | 生态效益 | 戊 | =2处
 | 满意度指标 | | | | | |"
        )
    );
}

/// Random numbers, equal in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// A list of rows whose groups are consecutive, as departments write them.
    fn list(&mut self, name: &str) -> String {
        const GROUPS: [&str; 4] = ["成本指标", "产出指标", "效益指标", "满意度指标"];
        const AIMS: [&str; 9] = [
            "≥95%",
            "=100%",
            "12公里",
            "持续改善",
            "3月底前完成",
            ">=95％",
            "100",
            "0.5",
            "≤1,200.5万元",
        ];
        let mut rows = Vec::new();
        for group in GROUPS {
            for row in 0..self.below(4) {
                let inner = self.one_of(&["数量指标", "质量指标", "时效指标"]);
                let title = format!("{name}{group}第{row}条");
                let aim = self.one_of(&AIMS);
                rows.push(format!(
                    "{{ \"level1\": \"{group}\", \"level2\": \"{inner}\", \"name\": \"{title}\", \"value\": \"{aim}\" }}"
                ));
            }
        }
        format!("[{}]", rows.join(", "))
    }
}

#[test]
fn generated_lists_side_by_side_are_read_back() {
    let renderer = renderer();
    let mut random = Random(7);
    for _ in 0..120 {
        let (midterm, annual) = (random.list("三年"), random.list("一年"));
        let data = format!(
            "{{ \"edition\": \"{ID}\", \"year\": 2026, \"department\": {{ \"name\": \"甲局\" }}, \"projects\": [{{ \"name\": \"乙\", \"midterm\": {midterm}, \"annual\": {annual} }}] }}"
        );
        let (own, _) = read(&renderer, "a.json", data.as_bytes());
        let bytes = rendered(&renderer, data.as_bytes(), Format::Xlsx);
        let (back, report) = read(&renderer, "a.xlsx", &bytes);
        let printed = printed(&report);
        assert_eq!(
            values(&renderer, &back),
            values(&renderer, &own),
            "{data}\n{printed}"
        );
    }
}

/// The sheet with a name, by its file.
fn sheet_files(parts: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let workbook = String::from_utf8_lossy(&parts["xl/workbook.xml"]).into_owned();
    let names = workbook.split("<sheet name=\"").skip(1);
    let names = names.map(|rest| rest.split('"').next().unwrap().to_owned());
    (1..)
        .zip(names)
        .map(|(number, name)| (name, format!("xl/worksheets/sheet{number}.xml")))
        .collect()
}

/// A blank with texts in its cells, as a program writes them: pointer, text.
fn filled_in(form: &BlankForm, values: &[(String, String)]) -> Vec<u8> {
    let mut parts = unzipped(&form.file.bytes);
    let sheets = sheet_files(&parts);
    for (pointer, value) in values {
        let mut places = form.places.iter();
        let Some(place) = places.find(|place| place.pointer == *pointer) else {
            continue;
        };
        let part = parts.get_mut(&sheets[&place.sheet]).unwrap();
        let text = String::from_utf8(part.clone()).unwrap();
        let start = text.find(&format!("<c r=\"{}\"", place.cell)).unwrap();
        let tag = start + text[start..].find('>').unwrap() + 1;
        let end = if text[..tag].ends_with("/>") {
            tag
        } else {
            start + text[start..].find("</c>").unwrap() + 4
        };
        let style = text[start..tag].split("s=\"").nth(1).unwrap();
        let style = style.split('"').next().unwrap();
        let cell = format!(
            "<c r=\"{}\" s=\"{style}\" t=\"inlineStr\"><is><t>{value}</t></is></c>",
            place.cell
        );
        *part = format!("{}{cell}{}", &text[..start], &text[end..]).into_bytes();
    }
    zipped(parts)
}

/// A row of the sheet holds a row of each list; both have the group of its first cell.
#[test]
fn a_filled_in_blank_is_read_back() {
    let renderer = renderer();
    let edition = renderer.registry().find(ID).unwrap();
    let form = renderer.blank(edition, &BlankOptions::all(edition, 2));
    let form = form.unwrap().value.unwrap();
    let (own, _) = read(&renderer, "a.json", DATA.as_bytes());
    let own = values(&renderer, &own);
    let mut typed = own.clone();
    for (pointer, _) in &mut typed {
        // The only effect of three years is typed beside that of one year, below a blank.
        *pointer = pointer.replace("/0/midterm/3/", "/0/midterm/4/");
    }
    typed.retain(|(pointer, _)| !pointer.contains("midterm") || !pointer.ends_with("level1"));
    let groups = own
        .iter()
        .filter(|(pointer, _)| pointer.ends_with("level1"));
    let groups = groups.filter(|(pointer, _)| pointer.contains("annual"));
    typed
        .extend(groups.map(|(pointer, name)| (pointer.replace("annual", "midterm"), name.clone())));
    let bytes = filled_in(&form, &typed);
    let (back, report) = read(&renderer, "a.xlsx", &bytes);
    assert_eq!(printed(&report), "");
    assert_eq!(values(&renderer, &back), own);
}

#[test]
fn a_list_has_a_column_for_each_part_of_a_target() {
    let renderer = renderer();
    let Read { value: sources, .. } = renderer.open("a.json", DATA.as_bytes());
    let submission = renderer.read_for_list(&sources[0]).value.unwrap();
    let listed = renderer.list(
        &[submission],
        ListFormat::Csv(Encoding::Utf8),
        Subtotals::Without,
        "清单.csv",
    );
    let bytes = listed.unwrap().bytes.unwrap();
    insta::assert_snapshot!("list", String::from_utf8_lossy(&bytes));
    let (back, _) = read(&renderer, "清单.csv", &bytes);
    let edition = renderer.registry().find(ID).unwrap();
    let (own, _) = read(&renderer, "a.json", DATA.as_bytes());
    let targets = |submission: &Submission| {
        let all = values(&renderer, submission).into_iter();
        let held = |(pointer, _): &(String, String)| {
            pointer.ends_with("/aim") || pointer.contains("/annual/") && pointer.ends_with("/value")
        };
        all.filter(held).collect::<Vec<_>>()
    };
    assert_eq!(edition.tables.len(), 2);
    assert_eq!(targets(&back), targets(&own));
    assert_eq!(targets(&own).len(), 13);
}

#[test]
fn parts_of_a_list_that_contradict_each_other_are_reported() {
    let renderer = renderer();
    let list = "单位名称,项目名称,一级,名称,符号,值,单位,方向,年度,分值\n\
        云溪县水务局,整体,产出指标,渠道,≥,12,公里,正向,2026,1\n\
        云溪县水务局,整体,产出指标,合格率,≥,95%,%,反向,2026,1\n\
        云溪县水务局,整体,产出指标,合格率二,,=95%,%,,2026,1\n\
        云溪县水务局,整体,效益指标,条件,定性,持续改善,,,2026,1\n\
        云溪县水务局,整体,效益指标,错一,≥,持续改善,,,2026,1\n\
        云溪县水务局,整体,效益指标,错二,≥,95%,个,,2026,1\n\
        云溪县水务局,整体,效益指标,错三,约,95,%,,2026,1\n";
    let Read {
        value: sources,
        report,
    } = renderer.open("清单.csv", list.as_bytes());
    insta::assert_snapshot!("contradicting_parts", printed(&report));
    let submission = renderer.read_for_list(&sources[0]).value.unwrap();
    let aims = values(&renderer, &submission).into_iter();
    let aims = aims.filter(|(pointer, _)| pointer.ends_with("/aim"));
    let aims: Vec<String> = aims.map(|(_, text)| text).collect();
    assert_eq!(aims, ["≥12公里", "≥95%", "=95%", "持续改善"]);
}

#[test]
fn the_rules_of_indicators_judge_targets() {
    let renderer = renderer();
    let goal = |title: &str, group: &str, aim: &str| {
        format!("{{ \"group\": \"{group}\", \"title\": \"{title}\", \"aim\": {aim} }}")
    };
    let goals = [
        goal("没有值", "产出指标", "null"),
        goal("没有单位", "产出指标", "\"≥8\""),
        goal("满百", "产出指标", "\"≥100%\""),
        goal("过百", "产出指标", "\"达标 ≥980%\""),
        goal("过百二", "产出指标", "\"≥980%\""),
        goal("比率", "产出指标", "\"≥0.95%\""),
        goal("单位写法", "产出指标", "\"≥95百分比\""),
        goal("几个值", "产出指标", "\"≥95%;≤5次\""),
        goal("几句话", "产出指标", "\"建成3公里、绿化2处\""),
        goal("开展2轮巡查", "产出指标", "\"≥45家\""),
        goal("群众满意度", "效益指标", "\"≥95%\""),
        goal("总成本", "成本指标", "\"≤80万元\""),
        goal("维修成本", "成本指标", "\"≥5万元\""),
        goal("未填", "效益指标", "\"××公里\""),
        goal("未填", "效益指标", "\"改善改善\""),
    ];
    let data = format!(
        "{{ \"edition\": \"{ID}\", \"year\": 2026, \"department\": {{ \"name\": \"云溪县水务局\", \"budget\": 60.5, \"goals\": [\n{}\n] }} }}",
        goals.join(",\n")
    );
    let (_, report) = read(&renderer, "a.json", data.as_bytes());
    insta::assert_snapshot!("rules", printed(&report));
}

#[test]
fn a_sign_without_one_number_in_digits_is_reported_with_the_right_way_to_write_it() {
    let renderer = renderer();
    let aims = [
        "≥公里",
        "≥",
        "≥ 以上",
        "≥十二个",
        "≥12个，新建5个",
        "≥12个，其中新建≥5个",
        "≥3-5个",
        "≥上年水平",
        "≥12个（其中新建5个）",
        "≤2026年5月底前",
    ];
    for aim in aims {
        let data = DATA.replacen("12公里", aim, 1);
        let (_, report) = read(&renderer, "a.json", data.as_bytes());
        let is_right = aims[7..].contains(&aim);
        assert_eq!(report.is_empty(), is_right, "{aim}: {}", printed(&report));
    }
    let data = DATA
        .replacen("12公里", "≥十二个", 1)
        .replacen("≥95%", "≥12个，新建5个", 1)
        .replacen("36公里", "≥公里", 1)
        .replacen("≥8座", "≥约8座", 1)
        .replacen("≥300户", "≥", 1);
    let (_, report) = read(&renderer, "a.json", data.as_bytes());
    insta::assert_snapshot!(printed(&report));
    let changes = report
        .findings()
        .iter()
        .flat_map(|finding| &finding.changes);
    let changes: Vec<String> = changes.map(|change| format!("{change:?}")).collect();
    insta::assert_snapshot!(changes.join("\n"));
}

#[test]
fn families_are_wanted_in_each_list() {
    let renderer = renderer();
    let without = DATA.replacen(
        "\"level1\": \"效益指标\", \"level2\": \"社会效益\", \"name\": \"灌区面貌\"",
        "\"level1\": \"产出指标\", \"level2\": \"质量指标\", \"name\": \"灌区面貌\"",
        1,
    );
    assert_ne!(without, DATA);
    let (_, report) = read(&renderer, "a.json", without.as_bytes());
    insta::assert_snapshot!(printed(&report), @"missing-family 15:18 渠道维修 › 中期指标: 没有效益指标|效益指标至少一条|补上一条效益指标");
}

#[test]
fn costs_of_each_list_have_their_own_budget() {
    let renderer = renderer();
    let exchanged = DATA
        .replacen("≤180万元", "≤200万元", 1)
        .replacen("≤60万元", "≤80万元", 1);
    let (_, report) = read(&renderer, "a.json", exchanged.as_bytes());
    insta::assert_snapshot!("budgets", printed(&report));
}

#[test]
fn the_schema_takes_targets() {
    let renderer = renderer();
    let schema = schema(renderer.registry().find(ID).unwrap());
    assert!(schema.contains("或定性的文字"), "{schema}");
}

#[test]
fn the_blank_asks_for_targets() {
    let renderer = renderer();
    let edition = renderer.registry().find(ID).unwrap();
    let form = renderer.blank(edition, &BlankOptions::one(0, 1));
    let parts = texts(&form.unwrap().value.unwrap().file.bytes);
    assert!(
        parts
            .values()
            .any(|part| part.contains("符号、数、单位连写"))
    );
}

/// Wrong definitions: file, text, replacement.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "review.toml",
        "type = \"target\", role = \"actual\" }",
        "type = \"target\", role = \"actual\" }\n\"tasks\" = { label = \"任务\", type = \"rows\" }\n\"tasks.title\" = { label = \"任务名称\", role = \"name\" }\n\"tasks.aim\" = { label = \"任务量\", type = \"measure\" }",
    ),
    ("review.toml", "role = \"weight\"", "role = \"wieght\""),
    ("review.toml", "role = \"reason\"", "role = \"name\""),
    (
        "review.toml",
        "label = \"责任科室\"",
        "label = \"责任科室\", role = \"name\"",
    ),
    ("review.toml", "role = \"score\"", "role = \"unit\""),
    ("review.toml", "role = \"value\"", "role = \"sign\""),
    (
        "review.toml",
        "\"goals.note\" = { label = \"责任科室\" }",
        "\"goals.note\" = { label = \"责任科室\", type = \"amount\", role = \"content\" }",
    ),
    (
        "review.toml",
        "label = \"预算数\", type = \"amount\"",
        "label = \"预算数\", type = \"amount\", role = \"weight\"",
    ),
    (
        "review.toml",
        "type = \"target\", role = \"value\"",
        "type = \"tarjet\", role = \"value\"",
    ),
    ("plan.toml", "name = \"rows\"\n", ""),
    ("plan.toml", "name = \"rows\"\n", "name = \"annual\"\n"),
    ("plan.toml", "name = \"rows\"\n", "name = \"submission\"\n"),
    ("plan.toml", "[\"midterm\", \"annual\"]", "[\"midterm\"]"),
    (
        "plan.toml",
        "[\"midterm\", \"annual\"]",
        "[\"midterm\", \"anual\"]",
    ),
    (
        "plan.toml",
        "[\"midterm\", \"annual\"]",
        "[\"midterm\", \"name\"]",
    ),
    (
        "plan.toml",
        "[\"midterm\", \"annual\"]",
        "[\"midterm\", \"midterm\"]",
    ),
    ("plan.toml", "by = \"level1\"", "by = \"level2\""),
    ("plan.toml", "by = \"level1\"", "bye = \"level1\""),
    ("plan.toml", "budget = { midterm =", "budget = { mideterm ="),
    ("plan.toml", "budget = { midterm =", "budget = { name ="),
    (
        "plan.toml",
        "annual = \"funds.annual\"",
        "annual = \"name\"",
    ),
    ("edition.toml", "part = \"unit\"", "part = \"units\""),
    ("edition.toml", "part = \"unit\"", "part = \"value\""),
    ("edition.toml", "part = \"unit\"\n", ""),
    (
        "edition.toml",
        "fields = [\"department.goals.points\"]",
        "fields = [\"department.goals.points\"]\npart = \"value\"",
    ),
    (
        "edition.toml",
        "fields = [\"projects.annual.level2\"]",
        "fields = [\"projects.midterm.level2\"]",
    ),
    (
        "edition.toml",
        "[[list.columns]]\nheads = [\"年度\"]",
        "[[list.columns]]\nheads = [\"期\"]\nlists = { \"一年\" = \"projects.anual\" }\n\n[[list.columns]]\nheads = [\"年度\"]",
    ),
    (
        "edition.toml",
        "[[list.columns]]\nheads = [\"年度\"]",
        "[[list.columns]]\nheads = [\"期\"]\nlists = { \"一年\" = \"projects.annual projects.midterm\" }\n\n[[list.columns]]\nheads = [\"年度\"]",
    ),
    (
        "edition.toml",
        "[[list.columns]]\nheads = [\"年度\"]",
        "[[list.columns]]\nheads = [\"期\"]\nlists = { \"一年\" = \"projects.annual\", \"三年\" = \"projects.midterm\" }\n\n[[list.columns]]\nheads = [\"年度\"]",
    ),
    (
        "edition.toml",
        "heads = [\"方向\"]",
        "heads = [\"方向\"]\nlists = { \"一年\" = \"projects.annual\" }",
    ),
];

/// The cells of each list are marked as missing by that list, the level of both by either.
#[test]
fn a_blank_marks_what_is_missing_in_each_list() {
    let renderer = renderer();
    let edition = renderer.registry().find(ID).unwrap();
    let form = renderer.blank(edition, &BlankOptions::one(1, 1));
    let parts = texts(&form.unwrap().value.unwrap().file.bytes);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    let rules = sheet.split("<formula>").skip(1);
    let rules: Vec<&str> = rules
        .map(|rule| rule.split("</formula>").next().unwrap())
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r"
    LEN(TRIM($B$3))=0
    AND(ISTEXT($C$4),LEN(TRIM($C$4))&gt;0)
    AND(ISTEXT($F$4),LEN(TRIM($F$4))&gt;0)
    AND(SUMPRODUCT(LEN($B7:$H7))&gt;0,LEN(TRIM($B7))=0)
    AND(SUMPRODUCT(LEN($C7:$E7))&gt;0,LEN(TRIM($D7))=0)
    AND(SUMPRODUCT(LEN($F7:$H7))&gt;0,LEN(TRIM($G7))=0)
    ");
}

#[test]
fn wrong_definitions_are_reported() {
    let mut all = Vec::new();
    for case in WRONG {
        let (file, part, instead) = case;
        let report = Registry::default().add_files("roles", files(&[*case]));
        assert!(!report.is_empty(), "{case:?}");
        all.push(format!(
            "{file}: {} → {}\n{}",
            part.trim(),
            instead.trim(),
            printed(&report)
        ));
    }
    insta::assert_snapshot!("wrong_definitions", all.join("\n\n"));
}

#[test]
fn an_unknown_name_in_a_row_is_compared_with_those_of_all_lists() {
    let mut registry = Registry::default();
    let changes = [("plan.tera", "{{ row.level1 }}", "{{ row.levl1 }}")];
    let report = registry.add_files("roles", files(&changes));
    assert!(report.is_empty(), "{:?}", report.findings());
    let report = Renderer::new(registry, FontSet::new()).validate();
    insta::assert_snapshot!(printed(&report), @"template-undefined 13:114 : 无此名|midterm、annual、level1、path、span 之一|可能是 level1");
}
