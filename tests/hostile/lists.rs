//! Texts that begin like formulas, in every workbook and list that is written: lists, summary,
//! report, annotated copies.

use std::fs;

use jixiao::batch::{Batch, Input, find_inputs};
use jixiao::export::Subtotals;
use jixiao::finding::Read;
use jixiao::mark::mark;
use jixiao::render::{Encoding, ListFormat};
use jixiao::source::Source;
use jixiao::workbook;
use jixiao::write::Format;

use super::unzipped::texts;
use super::{BARE, Row, WHOLE, all_the_same, base};

const STARTS: [&str; 10] = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "'=1",
    "=cmd|' /C calc'!A0",
];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = in_lists();
    rows.extend(in_a_batch());
    rows.push(marked());
    rows
}

/// Formulas of all sheets of a workbook, except formulas over numbers: `SUM`, counts and similar
/// ones contain no user text.
fn formulas(bytes: &[u8]) -> Vec<String> {
    let parts = texts(bytes);
    let sheets = parts
        .iter()
        .filter(|(name, _)| name.contains("worksheets/sheet"));
    let formulas = sheets.flat_map(|(_, xml)| xml.split("<f>").skip(1));
    formulas
        .map(|rest| rest.split("</f>").next().unwrap().to_owned())
        .collect()
}

fn hostile(start: &str) -> serde_json::Value {
    let mut data = base();
    data["department"]["name"] = start.into();
    data["projects"][0]["name"] = start.into();
    data["projects"][0]["overall_target"] = start.into();
    data["projects"][0]["indicators"][0]["name"] = start.into();
    data["projects"][0]["indicators"][0]["unit"] = start.into();
    data
}

fn in_lists() -> Vec<Row> {
    let rows = STARTS.iter().map(|start| {
        let source = Source::new("a.json", hostile(start).to_string());
        let submission = BARE.read_for_list(&source).value.unwrap();
        let submissions = [submission];
        let list = |format| {
            BARE.list(&submissions, format, Subtotals::With, "清单")
                .unwrap()
        };
        let csv = list(ListFormat::Csv(Encoding::Utf8)).bytes.unwrap();
        let text = String::from_utf8(csv).unwrap();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        for cell in rows.iter().flatten() {
            let is_sign = cell == "=";
            assert!(
                is_sign || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                "{start:?}: {cell}"
            );
        }
        let book = list(ListFormat::Xlsx).bytes.unwrap();
        for formula in formulas(&book) {
            assert!(formula.starts_with("SUM"), "{start:?}: {formula}");
        }
        // Escaped texts are read back unchanged.
        let Read {
            value: sources,
            report,
        } = BARE.open("清单.csv", text.as_bytes());
        assert!(!report.has_errors(), "{report:?}");
        let back: serde_json::Value = serde_json::from_str(sources[0].text()).unwrap();
        let name = back["projects"][0]["name"].as_str().unwrap_or_default();
        let department = jixiao::text::quote(&rows[0][0]);
        Row::new(
            "清单",
            start,
            format!("CSV 里是 {department},读回 {}", jixiao::text::quote(name)),
        )
    });
    rows.collect()
}

/// A county in which every name is a formula: summary and report.
fn in_a_batch() -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let inputs = folder.path().join("申报");
    fs::create_dir(&inputs).unwrap();
    for (number, start) in STARTS.iter().enumerate() {
        let mut data = hostile(start);
        data["code"] = format!("{start}{number}").into();
        // A finding that shows it: a report contains only erroneous values.
        data["department"][*start] = "甲".into();
        fs::write(inputs.join(format!("={number}.json")), data.to_string()).unwrap();
    }
    // The same department, except for invisible characters.
    for (number, name) in [
        "水务局（本级）",
        "水\u{200B}务局(本级)",
        "水务局\u{202C}（本级）",
    ]
    .iter()
    .enumerate()
    {
        let mut data = base();
        data["department"]["name"] = (*name).into();
        fs::write(inputs.join(format!("水{number}.json")), data.to_string()).unwrap();
    }
    let found: Vec<Input> = find_inputs(&[inputs], std::path::Path::new("none"))
        .unwrap()
        .inputs;
    assert_eq!(found.len(), STARTS.len() + 3);
    let out = folder.path().join("成果");
    let batch = Batch {
        options: all_the_same(&[Format::Xlsx]),
        ..Batch::default()
    };
    batch.run(&WHOLE, &found, &out, &()).unwrap();
    let mut rows = Vec::new();
    for entry in fs::read_dir(&out).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".xlsx") {
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        for formula in formulas(&bytes) {
            assert!(
                !formula.contains("cmd") && !formula.contains("1+1"),
                "{name}: {formula}"
            );
        }
        let Read {
            value: book,
            report,
        } = workbook::read(&name, &bytes);
        assert!(!report.has_errors(), "{report:?}");
        let cells = book
            .unwrap()
            .sheets
            .into_iter()
            .flat_map(|sheet| sheet.cells);
        let shown = cells.filter(|cell| cell.text().contains("cmd|"));
        let shown: Vec<_> = shown.collect();
        assert!(!shown.is_empty(), "{name}");
        assert!(shown.iter().all(|cell| cell.formula.is_none()), "{name}");
        rows.push(Row::new(
            &name,
            STARTS[9],
            format!("{} 格里有,都是文本", shown.len()),
        ));
    }
    rows.sort_by(|one, other| one.case.cmp(&other.case));
    let report = fs::read_to_string(out.join(jixiao::batch::REPORT_JSON)).unwrap();
    let told = report.matches("same-department").count();
    rows.push(Row::new(
        "只差看不见的字符或全角半角的部门",
        "水务局（本级） 水\u{200B}务局(本级)",
        format!("same-department {told} 次"),
    ));
    assert!(told >= 2, "{report}");
    rows
}

/// An annotated copy shows findings that begin like formulas.
fn marked() -> Row {
    let mut data = base();
    data["projects"][0]["indicators"][0]["level1"] = "=1+1".into();
    let made = WHOLE
        .render(
            "a.json",
            data.to_string().as_bytes(),
            &all_the_same(&[Format::Xlsx]),
        )
        .unwrap();
    let bytes = &made.files[0].bytes;
    let Read {
        value: sources,
        mut report,
    } = BARE.open("a.xlsx", bytes);
    report.append(
        BARE.read_source(&sources[0], &jixiao::finding::Levels::new())
            .report,
    );
    assert!(!report.is_empty());
    let copy = mark(bytes, &report, "").unwrap();
    let own = formulas(&copy).len();
    assert_eq!(own, formulas(bytes).len());
    Row::new("标记", "=1+1", "标记的工作簿里公式不多一个")
}
