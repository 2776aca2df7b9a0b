//! Flat lists: submissions → list → submissions preserves the values that a list can contain; lists
//! in the style of bureaus are read, and their mistakes are reported.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use jixiao::derive::Derived;
use jixiao::export::Subtotals;
use jixiao::finding::{Code, Finding, Level, Levels, Read, Report};
use jixiao::form::{Edition, Fields, ListDefinition, ListTarget, Registry, TableList};
use jixiao::layout::FontSet;
use jixiao::record::{self, Record, to_gb18030};
use jixiao::render::{Encoding, ListFormat, Listed, Renderer};
use jixiao::source::{SheetCell, Source};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

#[path = "support/data_files.rs"]
mod data_files;
#[path = "support/editions.rs"]
mod editions;
#[path = "support/findings.rs"]
mod findings;
#[path = "list/invented.rs"]
mod invented;
#[path = "support/own_edition.rs"]
mod own_edition;
#[path = "support/snapshot.rs"]
mod snapshot;

use data_files::data_files;
use findings::findings_on;
use own_edition::renderer_with;
use serde_json::{Value, json};
use snapshot::assert_snapshot_in;

const MINIMAL: &[u8] = include_bytes!("../examples/minimal.json");

const CSV: ListFormat = ListFormat::Csv(Encoding::Utf8);

const FORMATS: [ListFormat; 3] = [ListFormat::Xlsx, CSV, ListFormat::Csv(Encoding::Gb18030)];

static RENDERER: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(Registry::built_in(), FontSet::new()));

fn edition() -> &'static Edition {
    RENDERER.registry().find("gansu-2025").unwrap()
}

/// The sources of a file, and the findings on it as a list.
fn opened(name: &str, bytes: &[u8]) -> (Vec<Source>, Report) {
    let Read { value, report } = RENDERER.open(name, bytes);
    (value, report)
}

/// The findings on the data of a source.
fn checked(source: &Source) -> Report {
    RENDERER.read_source(source, &Levels::new()).report
}

/// The submissions as a list with subtotals.
fn list(submissions: &[Derived], format: ListFormat, name: &str) -> Listed {
    RENDERER
        .list(submissions, format, Subtotals::With, name)
        .unwrap()
}

/// The submissions of a file, and the findings on it as a list.
fn open(name: &str, bytes: &[u8]) -> (Vec<Derived>, Report) {
    let (sources, report) = opened(name, bytes);
    let submissions = sources.iter().map(read);
    (submissions.collect(), report)
}

fn read(source: &Source) -> Derived {
    let Read {
        value: submission,
        report,
    } = RENDERER.read_for_list(source);
    submission.unwrap_or_else(|| panic!("{report:?}\n{}", source.text()))
}

/// A submission of a department's own table.
fn submission(department: &Value) -> Derived {
    let data = json!({"edition": "gansu-2025", "year": 2025, "department": department});
    read(&Source::new("a.json", data.to_string()))
}

/// The findings, a line each.
fn findings_text(report: &Report) -> String {
    let lines = report.findings().iter().map(|finding| {
        format!(
            "{}[{}] {}: {} | {} | {}",
            finding.level,
            finding.code.as_str(),
            finding.place.head(),
            finding.seen,
            finding.expected,
            finding.correction
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The values of a submission that a list can contain, one per line, with their digits.
fn list_values(edition: &Edition, submission: &Derived) -> Vec<String> {
    let list = edition.list.as_ref().unwrap();
    let mut lines = Vec::new();
    for column in &list.columns {
        if let Some(field) = column.target_in_submission() {
            lines.push(format!(
                "{} {}",
                column.heads[0],
                shown(submission.fields.get(field))
            ));
        }
    }
    for table in &submission.tables {
        let fields = &edition.tables[table.table].form.fields;
        lines.push(format!("-- {}", edition.tables[table.table].form.id));
        for column in &list.columns {
            if let Some(ListTarget::Table { field, .. }) = column.target_in(table.table) {
                lines.push(format!(
                    "{} {}",
                    column.heads[0],
                    shown(table.record.get(field))
                ));
            }
        }
        for of in list.lists_of(table.table) {
            lines.push(format!("- {}", fields.get(of.1).path));
            let columns = fields.get(of.1).rows().unwrap();
            let rows = table.record.rows(of.1).iter();
            lines.extend(rows.filter_map(|row| list_row_values(list, of, columns, row)));
        }
    }
    lines
}

fn list_row_values(
    list: &ListDefinition,
    of: TableList,
    columns: &Fields,
    row: &Record,
) -> Option<String> {
    let values = list
        .columns
        .iter()
        .filter_map(|column| match column.target_in_list(of)? {
            ListTarget::Row { column, .. } => {
                let value = row.get(column);
                // Blank instead of derived: a list cannot express that.
                let is_derived = columns.get(column).derive.is_some() && !is_typed(value);
                (!is_derived).then(|| shown(value))
            }
            ListTarget::Submission(_) | ListTarget::Table { .. } => None,
        });
    let values: Vec<String> = values.collect();
    (!values.iter().all(String::is_empty)).then(|| values.join(" | "))
}

fn is_typed(value: &record::Value) -> bool {
    !value.is_blank() && !value.computed
}

fn shown(value: &record::Value) -> String {
    if value.is_blank() {
        String::new()
    } else {
        value.display().into_owned()
    }
}

/// Writes the submissions as a list in each format, and reads it back.
fn assert_round_trip(submissions: &[Derived], what: &str) {
    let edition = RENDERER.registry().find(&submissions[0].edition).unwrap();
    let before: Vec<Vec<String>> = submissions
        .iter()
        .map(|one| list_values(edition, one))
        .collect();
    for format in FORMATS {
        for subtotals in [Subtotals::With, Subtotals::Without] {
            let listed = RENDERER
                .list(submissions, format, subtotals, "清单")
                .unwrap();
            let bytes = listed
                .bytes
                .unwrap_or_else(|| panic!("{what}: {}", findings_text(&listed.report)));
            let (again, report) = open("清单", &bytes);
            assert!(
                !report.has_errors(),
                "{what} {format:?}: {}",
                findings_text(&report)
            );
            let after: Vec<Vec<String>> =
                again.iter().map(|one| list_values(edition, one)).collect();
            for (before, after) in before.iter().zip(&after) {
                let differs = before
                    .iter()
                    .zip(after)
                    .find(|(before, after)| before != after);
                assert_eq!(differs, None, "{what} {format:?}");
                assert_eq!(before.len(), after.len(), "{what} {format:?}");
            }
            assert_eq!(before.len(), after.len(), "{what} {format:?}");
        }
    }
}

#[test]
fn every_example_and_the_corpus_come_back_from_a_list() {
    let mut all = Vec::new();
    let mut files = 0;
    let mut ambiguous = Vec::new();
    for path in data_files(&["examples", "tests/corpus", "tests/golden"]) {
        let name = path.to_string_lossy().into_owned();
        let sources = RENDERER.open(&name, &fs::read(&path).unwrap()).value;
        let Read {
            value: submission,
            report,
        } = RENDERER.read_for_list(&sources[0]);
        // What cannot be read cannot come back.
        let Some(submission) = submission.filter(|_| !report.has_errors()) else {
            continue;
        };
        if has_ambiguous_names(&submission) {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            ambiguous.push(name);
            continue;
        }
        assert_round_trip(std::slice::from_ref(&submission), &name);
        files += 1;
        let known = all
            .iter()
            .any(|one: &Derived| one.department(edition()) == submission.department(edition()));
        if !known {
            all.push(submission);
        }
    }
    assert!(files >= 27, "{files}");
    // A project without a name; a department without one.
    assert_eq!(ambiguous, ["qinglan-dangxiao", "qinglan-yibaoju"]);
    assert_round_trip(&all, "all in one list");
}

/// Data of each edition, and of a second department, come back from its list; values without a
/// column are reported.
#[test]
fn data_of_every_edition_come_back_from_its_list() {
    let (mut count, mut reported) = (0, String::new());
    for id in RENDERER.registry().ids().skip(1) {
        let text = fs::read_to_string(format!("tests/editions/{id}/data.json")).unwrap();
        let other = text.replace("云溪", "青山");
        assert_ne!(text, other, "{id}");
        let both = [text, other].map(|text| read(&Source::new("data.json", text)));
        assert_round_trip(&both[..1], id);
        assert_round_trip(&both, id);
        let report = list(&both, ListFormat::Xlsx, "清单.xlsx").report;
        writeln!(reported, "{id}\n{}\n", findings_text(&report)).unwrap();
        count += 1;
    }
    assert_eq!(count, 8);
    assert_snapshot_in("list", "export-not-held-by-edition", &reported);
}

/// A list with a column that chooses between two lists of a project.
const PERIODS: &str = "单位名称,项目名称,预算数,年度目标,目标期,一级指标,二级指标,三级指标,指标性质,指标值,度量单位,项目属性\n\
    水务局,部门整体支出,20,供水,年度,产出指标,数量指标,部门,≥,1,个,\n\
    水务局,管网,10,改造,中期,产出指标,数量指标,甲,≥,9,个,延续项目\n\
    水务局,管网,,,年 度,产出指标,数量指标,乙,≥,3,个,\n\
    水务局,管网,,,年度指标,产出指标,质量指标,丙,≥,3,个,\n";

/// Names of the indicators of each list of a department and a project, in a text's data.
fn names_by_list(text: &str) -> String {
    let (sources, _) = opened("清单.csv", text.as_bytes());
    let data: Value = serde_json::from_str(sources[0].text()).unwrap();
    assert_eq!(data["edition"], "mof-2015");
    let (department, project) = (&data["department"], &data["projects"][0]);
    let lists = [
        &department["indicators"],
        &project["midterm"],
        &project["annual"],
    ];
    let names = lists.map(|list| match list.as_array() {
        Some(rows) => rows
            .iter()
            .map(|row| row["name"].as_str().unwrap())
            .collect(),
        None => "-".to_owned(),
    });
    names.join(" ")
}

#[test]
fn a_word_chooses_the_list_of_a_row() {
    let without = without(PERIODS, 4);
    for (text, names) in [
        (PERIODS.to_owned(), "部门 甲 乙丙"),
        // A row without a word is like the one above in its table, at first of the first list.
        (PERIODS.replace("年 度", ""), "部门 甲乙 丙"),
        (PERIODS.replace("年 度", "同上"), "部门 甲乙 丙"),
        (PERIODS.replace("中期", ""), "部门  甲乙丙"),
        // No column: no value was asked for the other list.
        (without.clone(), "部门 - 甲乙丙"),
        // A word that chooses no list of its table.
        (PERIODS.replace("中期", "远期"), "部门  乙丙"),
        (
            PERIODS.replace("中期", "远期").replace("年 度", ""),
            "部门  丙",
        ),
        (PERIODS.replace("供水,年度", "供水,中期"), " 甲 乙丙"),
    ] {
        assert_eq!(names_by_list(&text), names, "{text}");
    }
    for text in [PERIODS, &without, &PERIODS.replace("年 度", "同上")] {
        assert_eq!(import(text).1, "", "{text}");
    }
    let wrong = [
        PERIODS.replace("年 度", ""),
        PERIODS.replace("中期", "远期").replace("年 度", ""),
        PERIODS.replace("供水,年度", "供水,中期"),
    ];
    let reported: Vec<String> = wrong.iter().map(|text| import(text).1).collect();
    assert_snapshot_in("list", "lists", &reported.join("\n\n"));
}

/// A list with one more column that another edition knows is not that edition's: it lacks some of
/// its columns.
#[test]
fn a_list_is_of_the_edition_that_has_all_its_columns() {
    for head in ["项目编码", "得分", "完成值"] {
        let text = PLAIN.replace("度量单位", &format!("度量单位,{head}"));
        let (sources, _) = opened("清单.csv", text.as_bytes());
        assert!(sources[0].text().contains("\"gansu-2025\""), "{head}");
    }
}

/// Whether a list of the submission has ambiguous names, which is reported.
fn has_ambiguous_names(submission: &Derived) -> bool {
    let one = std::slice::from_ref(submission);
    let listed = list(one, CSV, "清单");
    let mut findings = listed.report.findings().iter();
    findings.any(|finding| finding.code == Code::ListSameName)
}

#[test]
fn three_hundred_invented_submissions_come_back_from_lists() {
    let mut total = 0;
    for seed in 0..60 {
        let submissions: Vec<Derived> = invented::submissions(seed, 5)
            .iter()
            .map(|json| read(&Source::new("invented.json", json.as_str())))
            .collect();
        total += submissions.len();
        assert_round_trip(&submissions, &format!("seed {seed}"));
    }
    assert_eq!(total, 300);
}

#[test]
fn a_list_read_and_written_is_the_same_list() {
    let submissions: Vec<Derived> = invented::submissions(7, 4)
        .iter()
        .map(|json| read(&Source::new("invented.json", json.as_str())))
        .collect();
    for format in FORMATS {
        let first = list(&submissions, format, "清单").bytes.unwrap();
        let (again, _) = open("清单", &first);
        let second = list(&again, format, "清单").bytes.unwrap();
        assert!(first == second, "{format:?}");
    }
}

/// The submissions of a text as JSON, and the findings on it.
fn import(text: &str) -> (String, String) {
    import_bytes(text.as_bytes())
}

fn import_bytes(bytes: &[u8]) -> (String, String) {
    let (sources, report) = opened("清单.csv", bytes);
    let json = sources
        .iter()
        .map(Source::text)
        .collect::<Vec<_>>()
        .join("\n");
    (json, findings_text(&report))
}

/// Fails unless a text gives the data of [`PLAIN`], without findings.
fn assert_like_plain(text: &str) {
    assert_eq!(import(text), (import(PLAIN).0, String::new()), "{text}");
}

const PLAIN: &str = "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标性质,指标值,度量单位\n\
    水务局,部门整体支出,300,完成任务,基本运行指标,预算收支管理,执行率,≥,95,%\n\
    水务局,河道巡查,10.50,巡查,产出指标,数量指标,次数,≥,2,次\n\
    水务局,河道巡查,,,产出指标,质量指标,质量,定性,良好,\n\
    水务局,水质监测,5,监测,产出指标,数量指标,点位,=,3,个\n\
    水务局,小计,15.5,,,,,,,\n\
    合计,,15.5,,,,,,,\n";

#[test]
fn a_plain_list_is_read() {
    let (json, findings) = import(PLAIN);
    assert_eq!(findings, "");
    insta::assert_snapshot!(json);
}

/// The same data in any kind of file, without findings.
#[test]
fn variants_of_a_list_give_the_same_data() {
    let same = assert_like_plain;
    same(&PLAIN.replace(',', ";"));
    same(&PLAIN.replace(',', "\t"));
    same(&PLAIN.replace('\n', "\r\n"));
    same(&format!("\u{FEFF}{PLAIN}"));
    same(
        &PLAIN
            .replace("水务局,河道", "\"水务局\",\"河道\"")
            .replace("巡查,产出", "巡查,\"产出\""),
    );
    same(
        &PLAIN
            .replace("预算数", "预算数(万元)")
            .replace("一级指标,二级指标", " 一 级 ,二级指标*"),
    );
    same(
        &PLAIN
            .replace("单位名称", "部门（单位）\n名称")
            .replace("部门（单位）\n名称", "\"部门(单位)\n名称\""),
    );
    same(
        &PLAIN
            .replace("三级指标", "指标名称")
            .replace("指标性质", "指标值类型"),
    );
    same(&format!("某县绩效目标清单\n,,,,,,,,单位：万元\n\n{PLAIN}"));
    same(&PLAIN.replace("水务局,水质", "\n\n,,,,,,,,,\n水务局,水质"));
    let (head, rest) = PLAIN.split_once('\n').unwrap();
    same(&format!(
        "{head}\n{}",
        rest.replace("水务局,小计", &format!("{head}\n水务局,小计"))
    ));
    let plain = import(PLAIN);
    assert_eq!(import_bytes(&to_gb18030(PLAIN).unwrap()), plain);
    let utf16: Vec<u8> = format!("\u{FEFF}{}", PLAIN.replace(',', "\t"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(import_bytes(&utf16), plain);
}

#[test]
fn columns_may_stand_in_any_order() {
    let count = 10;
    for turn in 1..count {
        let turned: Vec<String> = PLAIN
            .lines()
            .map(|line| {
                let mut cells: Vec<&str> = line.split(',').collect();
                cells.rotate_left(turn);
                if turn % 2 == 0 {
                    cells.reverse();
                }
                cells.join(",")
            })
            .collect();
        assert_like_plain(&turned.join("\n"));
    }
}

/// Names in the first of their rows only, as in a sheet with merged cells saved as text.
#[test]
fn names_written_once_are_filled_down() {
    let once = "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标性质,指标值,度量单位\n\
        水务局,部门整体支出,300,完成任务,基本运行指标,预算收支管理,执行率,≥,95,%\n\
        ,河道巡查,10.50,巡查,产出指标,数量指标,次数,≥,2,次\n\
        ,,,,,质量指标,质量,定性,良好,\n\
        ,水质监测,5,监测,产出指标,数量指标,点位,=,3,个\n\
        ,小计,15.5,,,,,,,\n\
        ,,15.5,,,,,,,\n";
    let (json, findings) = import(once);
    assert_eq!(json, import(PLAIN).0);
    insta::assert_snapshot!(findings, @r#"提示[list-inferred] 清单.csv!B4: 项目一栏空白,共 1 行 | 作为上面一行的项目的指标读入 | 是部门整体的指标,就填 "部门整体支出""#);
}

#[test]
fn rows_without_a_project_belong_to_the_department() {
    let blank = PLAIN.replace("部门整体支出", "");
    assert_like_plain(&blank);
    let below = "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标性质,指标值,度量单位\n\
        水务局,河道巡查,10,巡查,产出指标,数量指标,次数,≥,2,次\n\
        水务局,河道巡查,,,产出指标,数量指标,里程,≥,9,公里\n\
        水务局,,300,完成任务,基本运行指标,预算收支管理,执行率,≥,95,%\n";
    let (json, findings) = import(below);
    assert_eq!(findings, "");
    assert!(json.contains("\"annual_target\": \"完成任务\""), "{json}");
}

#[test]
fn two_rows_of_heads_are_one_head() {
    let text = "单位名称,项目名称,预算数,年度目标,绩效指标,,,指标性质,指标值,度量单位\n,,,,一级,二级,三级,,,\n".to_owned()
        + PLAIN.split_once('\n').unwrap().1;
    assert_like_plain(&text);
}

#[test]
fn wrong_subtotals_are_reported_with_their_parts() {
    let wrong = PLAIN
        .replace("小计,15.5", "小计,16")
        .replace("合计,,15.5", "合计,,315.5");
    let (json, findings) = import(&wrong);
    assert_eq!(json, import(PLAIN).0);
    insta::assert_snapshot!(findings);
    let rounded = PLAIN.replace("小计,15.5", "小计,15.51");
    assert_eq!(import(&rounded).1, "", "within the tolerance");
}

#[test]
fn all_spellings_of_subtotals_are_recognized() {
    for row in [
        "水务局小计,,15.5,,,,,,,",
        "小 计：,,15.5,,,,,,,",
        ",小计,15.5,,,,,,,",
        ",,15.5,,,,,,,",
        "水务局,合计,15.5,,,,,,,",
        "水务局 合计,,15.5,,,,,,,",
        ",项目小计,15.5,,,,,,,",
    ] {
        let text = PLAIN.replace("水务局,小计,15.5,,,,,,,", row);
        assert_like_plain(&text);
        let wrong = text.replace(row, &row.replace("15.5", "25.5"));
        assert!(import(&wrong).1.contains("subtotal-mismatch"), "{row}");
    }
}

/// Mistakes in a list, each with the whole report in a snapshot.
#[test]
fn mistakes_in_a_list_are_reported() {
    let cases: [(&str, String); 14] = [
        ("no-department", PLAIN.replace("单位名称", "甲")),
        ("no-title", PLAIN.replace("项目名称", "甲")),
        ("no-level", PLAIN.replace("二级指标", "二 类")),
        (
            "unknown-column",
            PLAIN
                .replace("次数,≥,2,次", "次数,≥,2,次,很好")
                .replace("度量单位", "度量单位,审核意见"),
        ),
        (
            "column-twice",
            PLAIN.replace("度量单位", "计量单位,度量单位"),
        ),
        ("headless", PLAIN.replace("次数,≥,2,次", "次数,≥,2,次,很好")),
        ("other-unit", PLAIN.replace("预算数", "预算数（元）")),
        ("other-unit-in-title", format!("单位:元,,,,,,,,,\n{PLAIN}")),
        (
            "values-differ",
            PLAIN.replace("水务局,河道巡查,,", "水务局,河道巡查,12,巡视"),
        ),
        (
            "no-name",
            PLAIN.replace("水务局,部门整体支出", ",部门整体支出"),
        ),
        ("note-below", format!("{PLAIN}注:由财政局汇总,,,,,,,,,\n")),
        (
            "subtotal-no-number",
            PLAIN.replace("小计,15.5", "小计,约16"),
        ),
        (
            "remark-of-project",
            PLAIN
                .replace("度量单位", "度量单位,备注")
                .replace("2,次", "2,次,急"),
        ),
        (
            "weight",
            PLAIN
                .replace("度量单位", "度量单位,权重")
                .replace(",次\n", ",次,10\n")
                .replace(",%\n", ",%,5\n"),
        ),
    ];
    for (name, text) in cases {
        assert_snapshot_in("list", name, &import(&text).1);
    }
}

#[test]
fn signs_are_read_from_any_column() {
    let text = "单位名称,项目名称,一级指标,二级指标,三级指标,指标性质,指标值,度量单位,指标方向性\n\
        水务局,巡查,产出指标,数量指标,一,定量,≥95%,,\n\
        水务局,巡查,产出指标,数量指标,二,定量,95,%,正向\n\
        水务局,巡查,产出指标,数量指标,三,定量指标,6,%,反向\n\
        水务局,巡查,产出指标,数量指标,四,定量,=3个,个,正向\n\
        水务局,巡查,产出指标,数量指标,五,>=,95,%,正向\n\
        水务局,巡查,产出指标,数量指标,六,定性指标,良好,,正向\n\
        水务局,巡查,产出指标,数量指标,七,定量,不低于 5 轮,轮,\n\
        水务局,巡查,产出指标,数量指标,八,定量,7,轮,\n\
        水务局,巡查,产出指标,数量指标,九,≤,7,轮,正向\n\
        水务局,巡查,产出指标,数量指标,十,≤,7,轮,往上\n";
    let (json, findings) = import(text);
    let rows: Vec<&str> = json
        .lines()
        .filter(|line| line.contains("level1"))
        .map(str::trim)
        .collect();
    assert_snapshot_in(
        "list",
        "signs",
        &format!("{}\n\n{findings}", rows.join("\n")),
    );
}

/// In a list with signs, a missing one is an omission; no sign is inferred.
#[test]
fn a_missing_sign_is_not_guessed() {
    let text = PLAIN.replace("点位,=,3", "点位,,≥3");
    let (json, findings) = import(&text);
    assert_eq!(findings, "");
    assert!(
        json.contains("\"value\": \"≥3\"") && !json.contains("\"comparison\": \"=\""),
        "{json}"
    );
}

#[test]
fn texts_like_formulas_are_guarded_in_csv_and_come_back() {
    let dangerous = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "'=1",
        "＝1+1",
        "=HYPERLINK(\"http://x\",\"甲\")",
    ];
    for (number, text) in dangerous.iter().enumerate() {
        let indicator = json!({"level1": "重点履职指标", "level2": "数量指标", "name": text, "comparison": "=", "value": "-5", "unit": "次"});
        let department = json!({"name": format!("水务局{number}"), "annual_target": text, "indicators": [indicator]});
        let one = &[submission(&department)];
        assert_round_trip(one, text);
        let csv = list(one, CSV, "清单").bytes.unwrap();
        for field in fields(&String::from_utf8(csv).unwrap()) {
            let is_number = field.parse::<f64>().is_ok();
            let starts =
                field.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
            assert!(!starts || is_number || field == "=", "{field:?}");
        }
    }
}

/// The fields of a text, read by the csv library directly.
fn fields(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .flat_map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn quoted_line_breaks_do_not_shift_findings() {
    let text = PLAIN
        .replace("完成任务", "\"一、任务\n二、任务\"")
        .replace("水务局,河道巡查,,", "\n水务局,河道巡查,12,");
    let (json, findings) = import(&text);
    assert!(json.contains("一、任务\\n二、任务"), "{json}");
    assert!(findings.contains("清单.csv!C5: \"12\""), "{findings}");
}

#[test]
fn findings_of_checks_name_cells_of_the_list() {
    let (sources, _) = opened("清单.csv", PLAIN.replace("=,3,个", "=,3,").as_bytes());
    let report = checked(&sources[0]);
    let unit = report
        .findings()
        .iter()
        .find(|finding| finding.code == Code::UnitMissing)
        .unwrap();
    assert_eq!(unit.place.head(), "清单.csv!J5");
    let missing = report
        .findings()
        .iter()
        .find(|finding| finding.place.pointer == "/year")
        .unwrap();
    assert_eq!(missing.place.head(), "清单.csv!A2");
}

/// A list has a column for the budget, and none for income or the projects' amount: absent values
/// are not compared.
#[test]
fn absent_columns_disagree_with_nothing() {
    const CODES: [Code; 2] = [Code::AgreementBroken, Code::TablesDisagree];
    let list = "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,符号,指标值,单位,年度
甲局,整体支出,300,目标,产出指标,数量指标,巡查次数,≥,3,次,2026
甲局,河道巡查,10.5,目标,产出指标,数量指标,巡查次数,≥,3,次,2026
";
    let (sources, _) = opened("清单.csv", list.as_bytes());
    let [source] = &sources[..] else {
        panic!("{sources:?}")
    };
    let codes = |source: &Source| {
        let report = checked(source);
        let codes = report.findings().iter().map(|finding| finding.code);
        codes.collect::<Vec<Code>>()
    };
    let findings = codes(source);
    assert!(!findings.is_empty());
    for code in CODES {
        assert!(!findings.contains(&code), "{}", code.as_str());
    }
    // The same data as a filled-in submission: its blanks are on purpose.
    let findings = codes(&Source::new("甲局.json", source.text()));
    for code in CODES {
        assert!(findings.contains(&code), "{}", code.as_str());
    }
    // Values that are both present still disagree.
    let json = source
        .text()
        .replace("\"total\": 300", "\"total\": 300, \"projects\": 5");
    assert_ne!(json, source.text());
    let findings = codes(&Source::new("清单.csv", json).of_list());
    assert!(findings.contains(&Code::TablesDisagree));
}

#[test]
fn the_year_may_stand_in_a_title() {
    let (json, findings) = import(&format!("某县（ 2026 年度）绩效目标清单\n{PLAIN}"));
    assert_eq!(findings, "");
    assert!(json.contains("\"year\": 2026"), "{json}");
}

#[test]
fn a_form_or_other_text_is_no_list() {
    for text in [
        "",
        "甲,乙,丙\n",
        "一级指标,二级指标,三级指标,指标值,度量单位\n",
        "{\"edition\": 1}",
    ] {
        let (sources, report) = opened("a.json", text.as_bytes());
        assert!(report.is_empty() && sources[0].cell(0).is_none(), "{text}");
    }
}

#[test]
fn an_empty_export_is_reported() {
    let listed = list(&[], CSV, "清单.csv");
    assert!(listed.bytes.is_none());
    assert_snapshot_in("list", "export-no-edition", &findings_text(&listed.report));
}

#[test]
fn a_text_too_long_for_a_cell_is_reported_and_kept_in_csv() {
    let long = "很长".repeat(20_000);
    let department = json!({"name": "水务局", "annual_target": long, "indicators": []});
    let one = [submission(&department)];
    let listed = list(&one, ListFormat::Xlsx, "清单.xlsx");
    assert!(listed.bytes.is_none());
    assert_snapshot_in("list", "export-too-long", &findings_text(&listed.report));
    let csv = list(&one, CSV, "清单.csv").bytes.unwrap();
    let (again, _) = open("清单.csv", &csv);
    assert_eq!(
        list_values(edition(), &again[0]),
        list_values(edition(), &one[0])
    );
}

#[test]
fn a_number_beyond_a_double_keeps_its_digits_as_text() {
    let json = r#"{"edition":"gansu-2025","year":2025,"department":{"name":"水务局","annual_target":"完成","indicators":[]},
        "projects":[{"name":"甲","supervising_department":"乙","funds":{"fiscal":12345678901234567.89},"overall_target":"完成","indicators":[]}]}"#;
    let one = [read(&Source::new("a.json", json))];
    let listed = list(&one, ListFormat::Xlsx, "清单.xlsx");
    let notes = listed.report.findings().iter();
    let notes = notes.filter(|finding| finding.code.as_str() == "xlsx-number-as-text");
    assert_eq!(notes.count(), 3, "{:?}", listed.report);
    assert_round_trip(&one, "a long number");
}

#[test]
fn ambiguous_names_are_reported() {
    let json = r#"{"edition":"gansu-2025","year":2025,"department":{"name":"水务局","annual_target":"完成","indicators":[]},
        "projects":[{"name":"甲"},{"name":"甲"},{"name":"小计"},{"name":"整体"},{"name":""}]}"#;
    let one = read(&Source::new("a.json", json));
    let both = [one.clone(), one];
    let listed = list(&both, CSV, "清单.csv");
    let ambiguous = listed
        .report
        .findings()
        .iter()
        .filter(|finding| finding.code == Code::ListSameName);
    assert_eq!(ambiguous.count(), 9);
    assert_snapshot_in("list", "export-same-name", &findings_text(&listed.report));
}

#[test]
fn values_without_a_column_are_reported() {
    let (submissions, _) = open("minimal.json", MINIMAL);
    let listed = list(&submissions, CSV, "清单.csv");
    assert_snapshot_in("list", "export-not-held", &findings_text(&listed.report));
}

/// An edition without a list has none, which is reported.
#[test]
fn an_edition_without_a_list_has_none() {
    let renderer = renderer_with(|name, text| {
        if name != "edition.toml" {
            return text.to_owned();
        }
        let (before, rest) = text.split_once("[list]").unwrap();
        format!("{before}[paper]{}", rest.split_once("[paper]").unwrap().1)
    });
    let (submissions, _) = open("minimal.json", MINIMAL);
    let listed = renderer
        .list(&submissions, ListFormat::Xlsx, Subtotals::With, "清单.xlsx")
        .unwrap();
    assert!(listed.bytes.is_none());
    assert_snapshot_in("list", "export-no-list", &findings_text(&listed.report));
    // Another edition may have a list with these heads; this one has none.
    let opened = renderer.open("清单.csv", PLAIN.as_bytes());
    let is_own = |source: &Source| source.text().contains("\"gansu-2025\"");
    assert!(!opened.value.iter().any(is_own));
}

/// A workbook in the style of a bureau's officer: a title over the table, merged names, sums as
/// formulas, percentages by number format, a sheet of remarks.
fn officers_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let remarks = workbook.add_worksheet().set_name("填表说明").unwrap();
    remarks
        .write_string(0, 0, "每个项目至少填三条指标")
        .unwrap();
    let sheet = workbook.add_worksheet().set_name("2025").unwrap();
    sheet
        .merge_range(
            0,
            0,
            0,
            9,
            "某县2025年度项目绩效目标清单(单位:万元)",
            &plain,
        )
        .unwrap();
    write_texts(sheet, 2, 0, PLAIN.lines().next().unwrap());
    sheet.merge_range(3, 0, 7, 0, "水务局", &plain).unwrap();
    sheet.merge_range(4, 1, 5, 1, "河道巡查", &plain).unwrap();
    sheet.merge_range(4, 2, 5, 2, "", &plain).unwrap();
    sheet
        .write_number_with_format(4, 2, 10.5, &Format::new().set_num_format("0.00"))
        .unwrap();
    sheet.merge_range(4, 3, 5, 3, "巡查", &plain).unwrap();
    sheet.merge_range(4, 4, 5, 4, "产出指标", &plain).unwrap();
    let texts = "部门整体支出,,完成任务,基本运行指标,预算收支管理,执行率,≥,,\n\
        ,,,,数量指标,次数,≥,,次\n\
        ,,,,质量指标,质量,定性,良好,\n\
        水质监测,,监测,产出指标,数量指标,点位,=,,个\n\
        小计,,,,,,,,\n";
    write_texts(sheet, 3, 1, texts);
    sheet.write_number(3, 2, 300).unwrap();
    sheet
        .write_number_with_format(3, 8, 0.95, &Format::new().set_num_format("0%"))
        .unwrap();
    sheet.write_number(4, 8, 2).unwrap();
    sheet.write_number(6, 2, 5).unwrap();
    sheet.write_number(6, 8, 3).unwrap();
    sheet
        .write_formula(7, 2, Formula::new("SUM(C5:C7)").set_result("15.5"))
        .unwrap();
    sheet.merge_range(8, 0, 8, 1, "合 计", &plain).unwrap();
    sheet
        .write_formula(8, 2, Formula::new("C8").set_result("15.5"))
        .unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_with_merged_names_is_read_like_the_plain_list() {
    let (sources, report) = opened("清单.xlsx", &officers_workbook());
    let json: Vec<&str> = sources.iter().map(Source::text).collect();
    let (plain, _) = import(&format!("2025年度\n{PLAIN}"));
    assert_eq!(json, [plain]);
    assert_snapshot_in("list", "workbook", &findings_text(&report));
    let at = |words: &str| {
        sources[0]
            .place(sources[0].text().find(words).unwrap()..sources[0].text().len())
            .head()
    };
    assert_eq!(at("10.50"), "清单.xlsx!2025!C5");
    assert_eq!(at("\"良好\""), "清单.xlsx!2025!I6");
}

/// Writes texts between commas, a line a row, from a cell on.
fn write_texts(sheet: &mut Worksheet, row: u32, col: u16, texts: &str) {
    for (row, line) in (row..).zip(texts.lines()) {
        let cells = (col..).zip(line.split(','));
        for (col, text) in cells.filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, col, text).unwrap();
        }
    }
}

#[test]
fn a_formula_without_a_result_is_reported() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_formula_result_default("");
    write_texts(sheet, 0, 0, PLAIN);
    sheet
        .write_formula(2, 2, Formula::new("A1+B1").set_result(""))
        .unwrap();
    let (_, report) = opened("清单.xlsx", &workbook.save_to_buffer().unwrap());
    assert_snapshot_in("list", "no-result", &findings_text(&report));
}

/// Time and memory grow linearly with the list.
#[test]
fn a_long_list_is_read_in_time_that_grows_with_it() {
    let time = |rows: usize| {
        let mut text = PLAIN.lines().next().unwrap().to_owned() + "\n";
        for row in 0..rows {
            let (department, project) = (row / 100, row / 10);
            writeln!(
                text,
                "局{department},项目{project},1,目标,产出指标,数量指标,指标{row},≥,2,次"
            )
            .unwrap();
            if row % 100 == 99 {
                writeln!(text, "局{department},小计,10,,,,,,,").unwrap();
            }
        }
        let begun = std::time::Instant::now();
        let (sources, report) = opened("清单.csv", text.as_bytes());
        assert!(report.is_empty(), "{}", findings_text(&report));
        assert_eq!(sources.len(), rows / 100);
        begun.elapsed()
    };
    let (short, long) = (time(2_000), time(16_000));
    assert!(
        long < short * 24 + std::time::Duration::from_millis(500),
        "{short:?} {long:?}"
    );
}

#[test]
fn error_cells_and_hidden_sheets_are_reported() {
    let mut workbook = Workbook::new();
    for name in ["一", "二"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        write_texts(sheet, 0, 0, PLAIN);
        let broken = Formula::new("1/0").set_result("#DIV/0!");
        sheet.write_formula(4, 2, broken).unwrap();
        if name == "二" {
            sheet.set_hidden(true);
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let (sources, report) = opened("清单.xlsx", &bytes);
    assert_eq!(sources.len(), 1);
    assert_snapshot_in("list", "no-value", &findings_text(&report));
}

#[test]
fn a_csv_file_without_heads_is_reported() {
    let (sources, report) = opened("清单.csv", "甲,乙\n1,2\n".as_bytes());
    assert!(sources.is_empty());
    assert_snapshot_in("list", "no-head", &findings_text(&report));
}

#[test]
fn a_list_over_the_limits_is_reported() {
    let (head, _) = PLAIN.split_once('\n').unwrap();
    let rows = |count: usize, name: &dyn Fn(usize) -> String| {
        let rows = (0..count).map(|row| format!("{},甲,1\n", name(row)));
        format!("{head}\n{}", rows.collect::<String>())
    };
    let long = rows(100_001, &|row| format!("局{}", row / 1000));
    let many = rows(10_002, &|row| format!("局{row}"));
    for (text, departments, what) in [
        (long, 0, "多于 100000 行"),
        (many, 10_001, "多于 10000 个部门"),
    ] {
        let (sources, report) = opened("清单.csv", text.as_bytes());
        assert_eq!(sources.len(), departments);
        let finding = report
            .findings()
            .iter()
            .find(|finding| finding.code == Code::InputTooLarge);
        assert_eq!(finding.unwrap().seen, what);
    }
}

/// Codes and cells of the findings on a text, one per line.
fn codes_and_cells(text: &str) -> Vec<String> {
    let (_, report) = opened("清单.csv", text.as_bytes());
    with_cells(&report)
}

fn with_cells(report: &Report) -> Vec<String> {
    let lines = report.findings().iter().map(|finding| {
        let cell = finding.place.cell.as_ref();
        let cell = cell.map_or_else(String::new, SheetCell::name);
        format!("{} {cell}", finding.code.as_str())
    });
    lines.collect()
}

#[test]
fn units_above_a_list_are_read_in_any_words() {
    for line in [
        "单位：,元",
        "金额单位,元",
        "（以元为单位）",
        "说明：本表金额以 元 计",
        "单位：元、人",
        "单位:元/人",
        "2025年绩效目标清单（元）",
        "单位：人、千元",
        "2025年度 单位：人民币元",
        "单位：￥",
    ] {
        let findings = codes_and_cells(&format!("{line}\n{PLAIN}"));
        assert_eq!(findings, ["list-unit C2"], "{line}");
    }
    for line in [
        "单位：,万元",
        "以万 元为单位",
        "单位：人、万元",
        "单元：元素",
        "每人200元",
        "元旦前报送",
    ] {
        let text = format!("{line}\n{PLAIN}");
        assert_eq!(codes_and_cells(&text), [""; 0], "{line}");
    }
    for head in ["预算数（￥）", "预算数（单位：元）", "预算数（以元计）"] {
        let text = PLAIN.replace("预算数", head);
        assert_eq!(codes_and_cells(&text), ["list-unit C1"], "{head}");
    }
}

#[test]
fn dates_are_no_years_and_two_years_are_reported() {
    let year = |line: &str| {
        let (json, findings) = import(&format!("{line}\n{PLAIN}"));
        assert_eq!(findings, "", "{line}");
        let (_, year) = json.split_once("\"year\": ")?;
        Some(year[..4].to_owned())
    };
    for line in [
        "填报日期：2026年3月1日",
        "编制时间：2026年十二月",
        "2026-03-01",
    ] {
        assert_eq!(year(line), None, "{line}");
    }
    for line in [
        "年度：2026",
        "预算年度,2026",
        "2026年度清单,填报日期：2025年12月1日",
        "2026 年",
    ] {
        assert_eq!(year(line), Some("2026".to_owned()), "{line}");
    }
    for line in ["2024—2025年度清单", "2024年清单,2025年度"] {
        let findings = codes_and_cells(&format!("{line}\n{PLAIN}"));
        assert_eq!(findings.len(), 1, "{line} {findings:?}");
        assert!(
            findings[0].starts_with("list-values-differ"),
            "{line} {findings:?}"
        );
    }
    let with_column = PLAIN
        .replace("度量单位", "度量单位,年度")
        .replace("95,%", "95,%,2026");
    assert_eq!(
        codes_and_cells(&format!("2025年度清单\n{with_column}")),
        ["list-values-differ A1"]
    );
    assert_eq!(
        codes_and_cells(&format!("2026年度清单\n{with_column}")),
        [""; 0]
    );
}

#[test]
fn the_more_exact_column_of_departments_is_read() {
    let with = |one: &str, other: &str, name: &str| {
        let (head, rows) = PLAIN.split_once('\n').unwrap();
        let head = head.replace("单位名称", other);
        let rows = rows.lines().map(|row| format!("{name},{row}\n"));
        format!("{one},{head}\n{}", rows.collect::<String>())
    };
    for (one, other) in [
        ("主管部门名称", "单位名称"),
        ("预算部门", "预算单位"),
        ("部门名称", "预算单位名称"),
    ] {
        let text = with(one, other, "农业农村局");
        assert_eq!(
            codes_and_cells(&text),
            ["list-unknown-column A1"],
            "{one} {other}"
        );
        let (json, _) = import(&text);
        assert!(
            json.contains("水务局") && !json.contains("农业农村局"),
            "{json}"
        );
    }
    // Under an unknown head: several units would be combined into one.
    let text = with("主管部门名称", "基层单位", "农业农村局");
    let text = text.replace("农业农村局,合计,,15.5", "合计,,,15.5");
    assert_eq!(codes_and_cells(&text), ["list-unknown-column B1"]);
    let text = text.replace("水务局,水质监测", "水文站,水质监测");
    assert_eq!(codes_and_cells(&text), ["list-values-differ B1"]);
    // Conversely, and a column of amounts with another meaning.
    let text = with("单位名称", "主管部门名称", "甲局");
    assert!(import(&text).0.contains("甲局"));
    let text = PLAIN
        .replace("预算数", "预算数,资金总额")
        .replace("水务局,河道巡查,10.50", "水务局,河道巡查,10.50,99");
    assert!(codes_and_cells(&text).contains(&"list-values-differ D1".to_owned()));
    let beside = PLAIN.lines().map(|row| format!("{row},,{row}\n"));
    assert_eq!(
        codes_and_cells(&beside.collect::<String>()),
        ["list-row-unplaced L1"]
    );
}

/// `text` without one of its columns.
fn without(text: &str, column: usize) -> String {
    let rows = text.lines().map(|row| {
        let values = row.split(',').enumerate();
        let kept = values.filter(|(at, _)| *at != column);
        let kept: Vec<&str> = kept.map(|(_, value)| value).collect();
        kept.join(",") + "\n"
    });
    rows.collect()
}

#[test]
fn a_missing_column_is_reported_once() {
    for column in 5..10 {
        let findings = codes_and_cells(&without(PLAIN, column));
        assert_eq!(findings, ["list-missing-column A1"], "{column}");
    }
    for (head, other, cell) in [
        ("度量单位", "单位", "J1"),
        ("度量单位", "", "J2"),
        ("二级指标", "二 类", "G1"),
        ("年度目标", "目标值", "D1"),
    ] {
        let at = PLAIN.replace(head, other);
        let findings = codes_and_cells(&at);
        let cell = if head == "二级指标" { "F1" } else { cell };
        assert_eq!(findings, [format!("list-missing-column {cell}")], "{other}");
    }
}

#[test]
fn spellings_of_one_name_are_one_name() {
    let first = |name: &str| PLAIN.replacen("水务局", name, 1);
    let department = |json: &str| json.matches("\"department\": {").count();
    let (json, _) = import(PLAIN);
    for (one, other) in [
        ("水务局（本级）", "水务局(本级)"),
        ("\"水务\n局\"", "水务局"),
        ("水 务局", "水务局"),
    ] {
        let text = PLAIN.replace("水务局", other).replacen(other, one, 1);
        let (json, findings) = import(&text);
        assert_eq!((department(&json), findings.as_str()), (1, ""), "{json}");
    }
    for name in ["1.水务局", "（一）水务局", "001水务局", "一、水务局"] {
        let text = first(name);
        assert_eq!(codes_and_cells(&text), ["list-inferred A3"], "{name}");
        assert_eq!(import(&text).0, json, "{name}");
    }
    // Different names that begin with a number.
    let text = PLAIN
        .replace("水务局,水质监测", "12中学,水质监测")
        .replacen("水务局", "13中学", 1)
        .replace("小计,15.5", "小计,10.5");
    assert_eq!(department(&import(&text).0), 3);
    for (title, findings) in [
        ("\"河道\n巡查\"", None),
        ("河道 巡查", None),
        ("2、河道巡查", Some("list-inferred B4")),
    ] {
        let text = PLAIN.replace("水务局,河道巡查,,", &format!("水务局,{title},,"));
        assert_eq!(import(&text).0, json, "{title}");
        let codes = codes_and_cells(&text).into_iter().next();
        assert_eq!(codes.as_deref(), findings, "{title}");
    }
}

#[test]
fn rows_without_a_valid_name_are_reported_and_skipped() {
    for name in [
        "0",
        "(空白)",
        "#N/A",
        "=A4",
        "#REF!",
        "（空白）",
        "20250101",
    ] {
        let text = PLAIN.replace("水务局,水质监测", &format!("{name},水质监测"));
        assert_eq!(codes_and_cells(&text), ["list-row-unplaced A5"], "{name}");
        let (json, _) = import(&text);
        assert!(!json.contains("水质监测"), "{name}");
        let text = PLAIN.replace("水质监测", name);
        assert_eq!(codes_and_cells(&text), ["list-row-unplaced B5"], "{name}");
        let (json, _) = import(&text);
        assert!(!json.contains("点位"), "{name}");
    }
}

#[test]
fn sums_of_weights_and_notes_are_reported_once() {
    let text = PLAIN.replace("度量单位", "度量单位,权重");
    let (json, _) = import(&text);
    for (row, cell) in [
        ("水务局,河道巡查,,,,,,,,合计,40", "A4"),
        ("水务局,河道巡查,20,,小计,,,,,,40", "A4"),
        (",,,,,,,,权重合计,,40", "I4"),
        (",,,,,,以上指标由财政局核定,,,,", "G4"),
        (",,,,,,,,见附件,,", "I4"),
    ] {
        let text = text.replace("水务局,河道巡查,,", &format!("{row}\n水务局,河道巡查,,"));
        let (with, _) = import(&text);
        assert_eq!(with, json, "{row}");
        let mut findings = codes_and_cells(&text);
        findings.retain(|one| !one.starts_with("list-not-kept"));
        assert_eq!(findings, [format!("unplaced-cell {cell}")], "{row}");
    }
}

#[test]
fn vertically_written_levels_are_read() {
    for level in ["\"产\n出\n指\n标\"", "产出 指标"] {
        let text = PLAIN.replacen("产出指标", level, 1);
        assert_like_plain(&text);
    }
}

#[test]
fn the_columns_that_the_book_names_are_read() {
    let chapter = include_str!("../docs/list.md");
    let between = |from: &str, to: &str| {
        let (_, rest) = chapter.split_once(from).unwrap();
        rest.split_once(to).unwrap().0
    };
    let usual = between("表头是：`", "`").split(" | ");
    let others = between("没有内容就不写的列（", "）").split('、');
    let heads: Vec<&str> = usual.chain(others).collect();
    assert!(heads.len() > 15, "{heads:?}");
    let value = |head: &&str| match *head {
        "年度" => "2025",
        "预算数" | "指标值" => "5",
        "指标性质" => "=",
        "指标方向性" => "",
        "一级" => "产出指标",
        "二级" => "数量指标",
        _ => "水务局",
    };
    let values: Vec<&str> = heads.iter().map(value).collect();
    let text = format!("{}\n{}\n", heads.join(","), values.join(","));
    let (_, report) = opened("清单.csv", text.as_bytes());
    let told = report.findings().iter();
    // A column without a field in the form is reported; as an unknown column it must not be.
    let told = told.filter(|finding| finding.code != Code::ListNotKept);
    assert_eq!(told.collect::<Vec<_>>(), Vec::<&Finding>::new());
}

#[test]
fn the_supervising_department_has_a_short_head() {
    for head in ["主管部门", "项目主管单位", "项目主管部门"] {
        let text = PLAIN
            .replace("度量单位\n", &format!("度量单位,{head}\n"))
            .replace("≥,2,次\n", "≥,2,次,云溪县人民政府\n");
        assert_eq!(codes_and_cells(&text), [""; 0], "{head}");
        let (json, _) = import(&text);
        assert!(
            json.contains("\"supervising_department\": \"云溪县人民政府\"")
                && json.contains("水务局"),
            "{json}"
        );
    }
}

#[test]
fn values_without_a_field_are_reported_once_a_column() {
    let text = PLAIN
        .replace("度量单位\n", "度量单位,项目主管部门,项目实施单位,备注\n")
        .replace("≥,95,%\n", "≥,95,%,水务局,水文站,甲\n水务局,部门整体支出,300,完成任务,基本运行指标,预算收支管理,另一率,≥,90,%,水务局,,乙\n")
        .replace("≥,2,次\n", "≥,2,次,水务局,水文站,丙\n");
    assert_eq!(
        codes_and_cells(&text),
        ["list-not-kept K2", "list-not-kept L2", "list-not-kept M4"]
    );
    let (_, findings) = import(&text);
    assert!(
        findings.contains("\"水务局\" 等 2 行有内容") && findings.contains(": \"丙\" | "),
        "{findings}"
    );
}

#[test]
fn error_values_saved_as_text_are_reported_and_not_read() {
    for error in [
        "#REF!",
        "#N/A",
        "#DIV/0!",
        "#NAME?",
        "#SPILL!",
        " #VALUE! ",
        "Err:502",
    ] {
        for (was, cell) in [
            (",巡查,", "D3"),
            (",次数,", "G3"),
            (",≥,2,", "I3"),
            (",2,次", "J3"),
        ] {
            let now = match was {
                ",≥,2," => format!(",≥,{error},"),
                ",2,次" => format!(",2,{error}"),
                _ => format!(",{error},"),
            };
            let text = PLAIN.replacen(was, &now, 1);
            assert_eq!(
                codes_and_cells(&text),
                [format!("cell-error {cell}")],
                "{text}"
            );
            assert!(!import(&text).0.contains(error.trim()), "{text}");
        }
        // A name is reported with its rows, once.
        let findings = codes_and_cells(&PLAIN.replace("河道巡查", error));
        assert!(
            !findings
                .iter()
                .any(|findings| findings.starts_with("cell-error")),
            "{findings:?}"
        );
        assert!(
            findings.contains(&"list-row-unplaced B3".to_owned()),
            "{findings:?}"
        );
    }
    for text in ["#1", "#A区", "N/A率", "第#号", "Err:", "#ok!"] {
        let text = PLAIN.replacen(",次数,", &format!(",{text},"), 1);
        assert_eq!(codes_and_cells(&text), [""; 0], "{text}");
    }
}

/// Findings on a list and its departments, in order: code and cell.
fn all_codes_and_cells(text: &str) -> Vec<String> {
    let mut report = findings_on(&RENDERER, "清单.csv", text.as_bytes());
    report.sort();
    report.leave_out_repeats();
    with_cells(&report)
}

#[test]
fn missing_values_are_reported_at_the_tables_name() {
    // The last column in the row above: the project's name, or else the department's.
    for (more, value) in [
        ("", ""),
        (",年度", ",2025"),
        (",项目主管部门", ",云溪县人民政府"),
        (",备注", ","),
    ] {
        let lines = PLAIN.lines().map(|line| match line {
            line if line.starts_with("单位名称") => format!("{line}{more}\n"),
            line if line.contains("小计") || line.starts_with("合计") => String::new(),
            line => format!("{line}{value}\n"),
        });
        let findings = all_codes_and_cells(&lines.collect::<String>());
        // The second project has no indicators of quality; both lack required families.
        assert!(
            findings.contains(&"customary-family B5".to_owned()),
            "{findings:?}"
        );
        assert!(
            findings.contains(&"missing-family B3".to_owned()),
            "{findings:?}"
        );
        let of_project = |findings: &&String| findings.starts_with("missing-required B");
        assert_eq!(
            findings.iter().filter(of_project).count(),
            usize::from(!more.contains("主管")),
            "{findings:?}"
        );
    }
    // The department's own row.
    let findings = all_codes_and_cells(
        "单位名称,项目名称,预算数,年度目标,一级,二级,三级,指标性质,指标值,度量单位,年度\n气象局,,20,完成,,,,,,,2025\n",
    );
    assert!(
        findings.contains(&"missing-required A2".to_owned()),
        "{findings:?}"
    );
}

#[test]
fn an_unknown_family_is_reported_once_a_list() {
    let row = |department: &str, project: &str, level: &str| {
        let of =
            |name: &str| format!("{department},{project},5,目标,{level},数量指标,{name},=,3,个\n");
        of("甲数")
            + &format!("{department},{project},,,效益指标,社会效益指标,乙数{project},=,3,个\n")
            + &of("丙数")
    };
    let head = PLAIN.lines().next().unwrap();
    let count = |text: &str| {
        let findings = all_codes_and_cells(text);
        findings
            .iter()
            .filter(|findings| findings.starts_with("unknown-family"))
            .count()
    };
    let (wrong, other) = ("产出指标（50分）", "产出类");
    let text = format!(
        "{head}\n{}{}{}",
        row("水务局", "清淤", wrong),
        row("水务局", "巡查", wrong),
        row("气象局", "增雨", wrong)
    );
    assert_eq!(count(&text), 1);
    let text = format!("{text}{}", row("气象局", "防雷", other));
    assert_eq!(count(&text), 2);
}

#[test]
fn a_total_without_parts_may_be_in_yuan() {
    for (amount, found) in [("1500000", true), ("1000000", true), ("999999", false)] {
        for name in ["河道巡查,10.50", "部门整体支出,300"] {
            let (title, _) = name.split_once(',').unwrap();
            let findings = all_codes_and_cells(&PLAIN.replace(name, &format!("{title},{amount}")));
            let is_found = findings
                .iter()
                .any(|findings| findings.starts_with("amount-in-yuan C"));
            assert_eq!(is_found, found, "{amount} {findings:?}");
        }
    }
}

#[test]
fn a_list_of_projects_lacks_no_department_rows() {
    let lines = PLAIN.lines();
    let kept: Vec<&str> = lines
        .filter(|line| !line.contains("整体") && !line.contains('计'))
        .collect();
    let without = kept.join("\n");
    let (sources, _) = opened("清单.csv", without.as_bytes());
    assert_eq!(sources.len(), 1);
    let report = checked(&sources[0]);
    let findings = |label: &str| {
        report
            .findings()
            .iter()
            .any(|finding| finding.expected.starts_with(label))
    };
    assert!(
        findings("年度绩效目标") && !findings("绩效指标,此栏必填"),
        "{report:?}"
    );
    // In JSON data it is required.
    let report = RENDERER.read("a.json", sources[0].text().as_bytes()).report;
    let found = report
        .findings()
        .iter()
        .find(|finding| finding.expected.starts_with("绩效指标,"));
    assert_eq!(found.map(|finding| finding.level), Some(Level::Warning));
}

/// A name missing in a list that has it in each row, or below the grand total: the row is
/// unassigned, and reported at the cell.
#[test]
fn a_department_left_blank_is_not_taken_for_the_one_above() {
    let other = "林业局,造林,7,造林,产出指标,数量指标,面积,=,1,亩\n";
    let blank = other.replace("林业局", "");
    let next = other.replace("林业局", "档案局");
    let in_each_row = PLAIN.replace("合计,,15.5", &format!("{blank}{next}合计,,29.5"));
    let once = "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标性质,指标值,度量单位\n\
        水务局,巡查,10,巡查,产出指标,数量指标,次数,≥,2,次\n\
        ,监测,5,监测,产出指标,数量指标,点位,=,3,个\n\
        小计,,15,,,,,,,\n";
    let below_total = format!("{once}合计,,15,,,,,,,\n{blank}");
    for (text, cell) in [(in_each_row, "A7"), (below_total, "A6")] {
        let (json, findings) = import(&text);
        assert_eq!(
            json.matches("造林").count(),
            text.matches(&next).count() * 2,
            "{json}"
        );
        let wanted = format!("list-row-unplaced] 清单.csv!{cell}: 单位名称一格空白");
        assert!(findings.contains(&wanted), "{findings}");
    }
    // Between rows of one department.
    let between = PLAIN.replace("水务局,水质监测", ",水质监测");
    assert_like_plain(&between);
    // Written in the first of its rows only, and in a list of both kinds.
    let (json, findings) = import(once);
    assert!(json.contains("监测") && findings.is_empty(), "{findings}");
    let mixed = once.replace(
        "水务局,巡查",
        "水务局,部门整体支出,9,做,重点履职指标,数量指标,渠,=,3,条\n水务局,巡查",
    );
    assert!(!import(&mixed).1.contains("空白"));
}

/// A missing title if the indicator's group is a project's: the row is not the whole department's.
#[test]
fn a_title_left_blank_is_not_taken_for_the_whole_department() {
    for (from, to, cell) in [
        ("水务局,水质监测", "水务局,", "B5"),
        ("水务局,水质监测", "林业局,", "B5"),
    ] {
        let (json, findings) = import(&PLAIN.replace(from, to));
        assert!(!json.contains("点位"), "{json}");
        let wanted = format!("list-row-unplaced] 清单.csv!{cell}: 项目名称一格空白");
        assert!(findings.contains(&wanted), "{findings}");
    }
    // The whole department's own group.
    let whole = PLAIN.replace("水务局,部门整体支出", "水务局,");
    assert_like_plain(&whole);
}

#[test]
fn all_names_of_the_whole_department_are_recognized() {
    for name in [
        "部门整体支出绩效目标",
        "水务局整体支出",
        "整体绩效",
        "2025年部门(单位)整体",
        "水务局2025年度部门整体支出",
    ] {
        let text = PLAIN.replace("部门整体支出", name);
        assert_like_plain(&text);
    }
    let project = PLAIN.replace("河道巡查", "整体搬迁");
    assert!(import(&project).0.contains("整体搬迁"));
}

/// Merged names saved as CSV: a group is blank in rows whose department and project are blank, and
/// filled down with them.
#[test]
fn a_group_is_filled_down_where_other_tables_begin_with_the_same() {
    let head =
        "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标性质,指标值,度量单位\n";
    for below in [
        "水务局,渠道,30,修渠,产出指标,数量指标,长度,=,3,公里\n林业局,造林,40,造林,产出指标,数量指标,面积,=,1,亩\n",
        "档案馆,查档,30,查档,产出指标,质量指标,查准率,=,3,%\n",
    ] {
        let text = format!(
            "{head}档案馆,馆藏,20,做,产出指标,数量指标,页数,=,20,万页\n,,,,,质量指标,合格率,=,99,%\n{below}"
        );
        let (json, findings) = import(&text);
        assert!(!json.contains("\"level1\": null"), "{json}");
        assert!(!findings.contains("错误"), "{findings}");
    }
    // Written in each row of its table: a missing one is reported.
    let forgotten = PLAIN.replace(
        "水务局,河道巡查,,,产出指标,",
        "水务局,河道巡查,,,产出指标,数量指标,次,≥,2,次\n水务局,河道巡查,,,,",
    );
    assert!(import(&forgotten).0.contains("\"level1\": null"));
}

/// Codes of a budget system before the name, in either spelling: one department.
#[test]
fn codes_in_brackets_before_a_name_are_no_part_of_it() {
    for code in ["[001001]", "001001-", "【001】", "［001］ "] {
        let text = PLAIN.replace("水务局,河道巡查,,", &format!("{code}水务局,河道巡查,,"));
        let (json, findings) = import(&text);
        assert_eq!(json, import(PLAIN).0, "{code}");
        assert!(
            findings.contains("list-inferred") && !findings.contains("错误"),
            "{findings}"
        );
    }
    let both = PLAIN
        .replace("水务局,河道", "001001-水务局,河道")
        .replace("水务局,水质", "[001001]水务局,水质");
    assert_eq!(import(&both).0, import(PLAIN).0);
}
