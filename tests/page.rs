//! Rows above and below the frame, paper of a form, page head, numbers at the outer edge and odd
//! starts, of the invented edition in `tests/page/`: in workbooks, PDFs, HTML pages, and read back.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]
#![expect(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jixiao::finding::{Code, Read};
use jixiao::form::Edition;
use jixiao::grid::Grid;
use jixiao::layout::{Layout, Page, RunKind, add_feet, lay_out};
use jixiao::render::{BlankOptions, InputFile, Renderer, Volume};
use jixiao::write::Format;
use serde_json::{Value, json};

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

use rendered::rendered;
use unzipped::{texts, unzipped};
use zipped::zipped;

const DATA: &str = include_str!("page/data.json");

/// Names of the edition's files.
const FILES: [&str; 5] = [
    "edition.toml",
    "plan.toml",
    "plan.tera",
    "tasks.toml",
    "tasks.tera",
];

/// Reads the edition; `change` gets the name and text of each file.
fn read_edition(change: impl Fn(&str, String) -> String) -> Read<Option<Renderer>> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
    let folder = tempfile::tempdir().unwrap();
    for name in FILES {
        let text = fs::read_to_string(from.join(name)).unwrap();
        fs::write(folder.path().join(name), change(name, text)).unwrap();
    }
    Renderer::with_folders(Some(folder.path()), None).unwrap()
}

fn renderer() -> Renderer {
    let read = read_edition(|_, text| text);
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    read.value.unwrap()
}

fn edition(renderer: &Renderer) -> &Edition {
    renderer.registry().find("yunxi-2026").unwrap()
}

/// Tables of data, laid out with heads and feet.
fn laid_out(renderer: &Renderer, data: &str) -> Vec<(Grid, Layout)> {
    let Read { value, report } = renderer.read("a.json", data.as_bytes());
    assert!(report.is_empty(), "{:?}", report.findings());
    let grids = renderer.grids(&value.unwrap()).unwrap();
    let fonts = renderer.fonts();
    let layouts = grids.iter().map(|grid| lay_out(grid, fonts).unwrap());
    let mut tables: Vec<(Grid, Layout)> = grids.iter().cloned().zip(layouts).collect();
    let mut numbered: Vec<(&Grid, &mut Layout)> = tables
        .iter_mut()
        .map(|(grid, layout)| (&*grid, layout))
        .collect();
    add_feet(&mut numbered, fonts).unwrap();
    tables
}

/// Text, left edge and right edge of a page's runs of a kind.
fn runs(page: &Page, kind: RunKind) -> Option<(String, f64, f64)> {
    let own: Vec<_> = page.runs.iter().filter(|run| run.kind == kind).collect();
    let (first, last) = (own.first()?, own.last()?);
    let width: f64 = page
        .glyphs_of(last)
        .iter()
        .map(|glyph| last.size.to_pt() * f64::from(glyph.advance) / 1000.0)
        .sum();
    let text = own.iter().map(|run| page.text_of(run)).collect();
    Some((text, first.x.to_pt(), last.x.to_pt() + width))
}

fn imported(renderer: &Renderer, bytes: &[u8]) -> (Value, Vec<String>) {
    let file = InputFile::new("表.xlsx", bytes);
    let Read {
        value: sources,
        report,
    } = renderer.import(&[file], None);
    let findings = report.findings().iter().map(ToString::to_string);
    let findings: Vec<String> = findings.collect();
    assert_eq!(sources.len(), 1, "{findings:?}");
    (serde_json::from_str(sources[0].text()).unwrap(), findings)
}

/// Replaces text in the parts of a workbook; each is in exactly one part.
fn changed(workbook: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut parts: BTreeMap<String, Vec<u8>> = unzipped(workbook);
    for (from, to) in changes {
        let mut found = 0;
        for content in parts.values_mut() {
            let text = String::from_utf8_lossy(content).into_owned();
            if text.contains(from) {
                found += 1;
                *content = text.replacen(from, to, 1).into_bytes();
            }
        }
        assert_eq!(found, 1, "{from}");
    }
    zipped(parts)
}

#[test]
fn rows_without_frame_are_no_rows_of_the_table() {
    let renderer = renderer();
    let tables = laid_out(&renderer, DATA);
    let (plan, _) = &tables[0];
    assert_eq!((plan.framed.clone(), plan.row_count()), (1..6, 10));
    assert_eq!(plan.heading(), Some(1), "the title, not the annex number");
    let page = tables[0].1.pages(plan).next().unwrap();
    let rows = |rows: std::ops::Range<usize>| {
        let in_rows = |run: &&jixiao::layout::Run| match run.kind {
            RunKind::Cell(cell) => rows.contains(&plan.cell(cell).row),
            _ => false,
        };
        let baselines = page.runs.iter().filter(in_rows);
        baselines
            .map(|run| run.baseline.to_pt())
            .collect::<Vec<_>>()
    };
    let ends: Vec<f64> = page
        .rules
        .iter()
        .flat_map(|rule| [rule.from.1.to_pt(), rule.to.1.to_pt()])
        .collect();
    let top = ends.iter().copied().fold(f64::MAX, f64::min);
    let bottom = ends.iter().copied().fold(0.0, f64::max);
    assert!(rows(0..1).iter().all(|y| *y < top));
    assert!(rows(1..6).iter().all(|y| top < *y && *y < bottom));
    assert!(rows(6..10).iter().all(|y| *y > bottom));
    // Three paragraphs, the second wrapped over the width of the table.
    let note = plan.cells.iter().position(|cell| cell.row == 6).unwrap();
    let lines: std::collections::BTreeSet<u64> = page
        .runs
        .iter()
        .filter(|run| run.kind == RunKind::Cell(jixiao::grid::CellIndex(note)))
        .map(|run| run.baseline.to_pt().to_bits())
        .collect();
    assert_eq!(lines.len(), 5);
}

#[test]
fn rows_below_the_frame_follow_its_last_row() {
    let renderer = renderer();
    // Some number of rows ends the page just above the notes or within them.
    let mut turned = 0;
    for count in 20..45 {
        let mut data: Value = serde_json::from_str(DATA).unwrap();
        let step = json!({ "task": "任务", "result": "完成" });
        data["plan"]["steps"] = Value::Array(vec![step; count]);
        let (plan, layout) = &laid_out(&renderer, &data.to_string())[0];
        let last: Vec<Page> = layout.pages(plan).collect();
        let last = last
            .iter()
            .rfind(|page| {
                page.runs
                    .iter()
                    .any(|run| matches!(run.kind, RunKind::Cell(_)))
            })
            .unwrap();
        let row = |run: &jixiao::layout::Run| match run.kind {
            RunKind::Cell(cell) => Some(plan.cell(cell).row),
            _ => None,
        };
        let first = last.runs.iter().filter_map(row).min().unwrap();
        assert!(first < plan.framed.end, "{count}: a page of notes alone");
        turned += usize::from(first > 0);
    }
    assert!(turned > 0, "some of them have a second page");
}

#[test]
fn each_page_has_its_own_paper_head_and_number() {
    let renderer = renderer();
    let tables = laid_out(&renderer, DATA);
    let pages: Vec<(&Grid, Page)> = tables
        .iter()
        .flat_map(|(grid, layout)| layout.pages(grid).map(move |page| (grid, page)))
        .collect();
    let widths: Vec<f64> = pages
        .iter()
        .map(|(grid, _)| grid.look.paper.width.to_mm().round())
        .collect();
    // A blank page precedes each table but the first.
    assert_eq!(widths, [210.0, 210.0, 297.0, 297.0, 297.0]);
    for (index, (grid, page)) in pages.iter().enumerate() {
        if index % 2 == 1 {
            assert!(page.runs.is_empty() && page.rules.is_empty());
            continue;
        }
        let (head, ..) = runs(page, RunKind::Head).unwrap();
        assert_eq!(head, format!("附件2　{}", grid.name));
        let (foot, _, right) = runs(page, RunKind::Foot).unwrap();
        assert_eq!(foot, format!("— {} —", index + 1));
        let paper = &grid.look.paper;
        let edge = (paper.width - paper.right).to_pt() - 14.0;
        assert!((right - edge).abs() < 0.01, "one character from the edge");
    }
}

#[test]
fn a_number_on_an_even_page_is_at_the_left() {
    let renderer = renderer();
    let mut data: Value = serde_json::from_str(DATA).unwrap();
    let step = json!({ "task": "任务", "result": "完成" });
    data["plan"]["steps"] = Value::Array(vec![step; 60]);
    let (plan, layout) = &laid_out(&renderer, &data.to_string())[0];
    let page = layout.pages(plan).nth(1).unwrap();
    let (foot, left, _) = runs(&page, RunKind::Foot).unwrap();
    assert_eq!(foot, "— 2 —");
    let edge = plan.look.paper.left.to_pt() + 14.0;
    assert!((left - edge).abs() < 0.01);
}

fn number_of(object: &lopdf::Object) -> f64 {
    match object {
        lopdf::Object::Integer(number) => number.to_string().parse().unwrap(),
        lopdf::Object::Real(number) => number.round(),
        _ => panic!("{object:?} is no number"),
    }
}

#[test]
fn the_pdf_has_pages_of_both_sizes() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Pdf);
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let boxes = document.get_pages().into_values().map(|id| {
        let page = document.get_dictionary(id).unwrap();
        let numbers = page.get(b"MediaBox").unwrap().as_array().unwrap();
        let [width, height] = [2, 3].map(|at: usize| number_of(&numbers[at]));
        (width, height)
    });
    let (portrait, landscape) = ((595.0, 842.0), (842.0, 595.0));
    let boxes: Vec<(f64, f64)> = boxes.collect();
    assert_eq!(boxes, [portrait, portrait, landscape, landscape, landscape]);
}

#[test]
fn a_chapter_of_a_volume_ends_with_an_even_page() {
    let renderer = renderer();
    let read = renderer.read("a.json", DATA.as_bytes());
    let options = jixiao::render::Options::default();
    let made = renderer
        .render_read(&read.value.unwrap(), read.report, &options, Volume::With)
        .unwrap();
    let counts: Vec<usize> = made
        .pages
        .unwrap()
        .tables
        .into_iter()
        .map(|(_, pages)| pages)
        .collect();
    assert_eq!(counts, [2, 2, 2]);
}

#[test]
fn sheets_have_paper_heads_and_feet_of_their_own() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let parts = texts(&bytes);
    for (sheet, name, orientation) in [
        ("sheet1", "年度工作计划表", "portrait"),
        ("sheet2", "任务安排表", "landscape"),
    ] {
        let text = &parts[&format!("xl/worksheets/{sheet}.xml")];
        let setup = format!("orientation=\"{orientation}\"");
        assert!(text.contains(&setup), "{text}");
        assert!(text.contains("differentOddEven=\"1\""));
        let head = |page: &str| {
            format!(
                "<{page}Header>&amp;L&amp;9&amp;\"仿宋_GB2312,Regular\"附件2　{name}</{page}Header>"
            )
        };
        let foot = "&amp;14&amp;\"仿宋_GB2312,Regular\"";
        let order = [
            head("odd"),
            format!("<oddFooter>&amp;R{foot}— &amp;P —　</oddFooter>"),
            head("even"),
            format!("<evenFooter>&amp;L{foot}　— &amp;P —</evenFooter>"),
        ];
        assert!(text.contains(&order.concat()), "{text}");
    }
    // Note: merged over the table, without borders, high enough for its lines.
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<mergeCell ref=\"A9:F9\"/>"), "{sheet}");
    let row = sheet.split("<row r=\"9\"").nth(1).unwrap();
    let height = row.split("ht=\"").nth(1).unwrap();
    let height: f64 = height.split('"').next().unwrap().parse().unwrap();
    assert!(height > 5.0 * 9.0 * 1.4, "{height}");
    let style = row.split(" s=\"").nth(1).unwrap();
    let style: usize = style.split('"').next().unwrap().parse().unwrap();
    let styles = &parts["xl/styles.xml"];
    let formats = styles.split("<cellXfs").nth(1).unwrap();
    let format = formats.split("<xf ").nth(style + 1).unwrap();
    assert!(format.contains("borderId=\"0\""), "{format}");
    assert!(format.contains("wrapText=\"1\""), "{format}");
}

#[test]
fn the_html_page_has_named_pages_and_rows_without_rules() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Html);
    let html = String::from_utf8(bytes).unwrap();
    for part in [
        "@page{size:210.00mm 297.00mm;",
        "@page look2{size:297.00mm 210.00mm;",
        ".look2{page:look2}",
        "@page look2:left{",
        "@bottom-right{content:\"— \" counter(page) \" —\"",
        "section+section{break-before:recto}",
        ".look1 .free table,.look1 .free td{border:0}",
        "<p class=\"s0\">附件2</p>",
        "<h2 class=\"s1\">年度工作计划表</h2>",
    ] {
        assert!(html.contains(part), "{part}");
    }
    let free = html.matches("<table role=\"presentation\">").count();
    assert_eq!(free, 6, "above and below each table");
}

#[test]
fn a_workbook_reads_back_as_its_data() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let (mut read, findings) = imported(&renderer, &bytes);
    assert!(findings.is_empty(), "{findings:?}");
    // Totals are derived.
    for task in read["tasks"].as_array_mut().unwrap() {
        task.as_object_mut().unwrap().remove("total");
    }
    assert_eq!(read, serde_json::from_str::<Value>(DATA).unwrap());
}

#[test]
fn punctuation_tells_values_apart() {
    let cells = "<td colspan=\"2\" class=\"text\">填报单位：</td><td class=\"text\" field=\"name\">{{ name }}</td>";
    let code = "\"code\" = { label = \"编码\" }";
    let data = DATA.replace("\"plan\": {", "\"plan\": {\"code\": \"104\",");
    for pattern in ["[{{ code }}]{{ name }}", "{{ name }}（{{ code }}）"] {
        let own = format!("<td colspan=\"3\" class=\"text\">{pattern}</td>");
        let read = read_edition(|name, text| match name {
            "plan.tera" => text.replace(cells, &own).replace(
                "<td>{{ submission.year }}年度</td>",
                "<td>年度：{{ submission.year }}</td>",
            ),
            "plan.toml" => text.replace("[fields]", &format!("[fields]\n{code}")),
            _ => text,
        });
        assert!(read.report.is_empty(), "{:?}", read.report.findings());
        let renderer = read.value.unwrap();
        let bytes = rendered(&renderer, data.as_bytes(), Format::Xlsx);
        let (read, findings) = imported(&renderer, &bytes);
        assert!(findings.is_empty(), "{pattern}: {findings:?}");
        assert_eq!(read["plan"]["code"], "104", "{pattern}");
        assert_eq!(read["plan"]["name"], "云溪县水务局", "{pattern}");
    }
}

#[test]
fn words_in_a_formula_without_a_result_are_no_values() {
    let renderer = renderer();
    let mut options = BlankOptions::all(edition(&renderer), 1);
    options.year = Some(2026);
    let blank = renderer.blank(edition(&renderer), &options).unwrap();
    let bytes = blank.value.unwrap().file.bytes;
    let mut parts: BTreeMap<String, Vec<u8>> = unzipped(&bytes);
    for content in parts.values_mut() {
        // As openpyxl saves it: a formula without its result.
        let text = String::from_utf8_lossy(content).into_owned();
        let pieces = text.split("</f>");
        let pieces = pieces
            .enumerate()
            .map(|(at, piece)| match piece.split_once("</v>") {
                Some((_, rest)) if at > 0 && piece.starts_with("<v>") => rest,
                _ => piece,
            });
        let pieces: Vec<&str> = pieces.collect();
        *content = if text.contains("</f>") {
            pieces.join("</f>").into_bytes()
        } else {
            std::mem::take(content)
        };
    }
    let (read, findings) = imported(&renderer, &zipped(parts));
    assert_eq!(read["year"], 2026, "{findings:?}");
    assert!(
        findings
            .iter()
            .all(|finding| !finding.contains("submission")),
        "{findings:?}"
    );
}

#[test]
fn a_blank_takes_the_values_of_all_rows() {
    let renderer = renderer();
    let mut options = BlankOptions::all(edition(&renderer), 1);
    options.year = Some(2026);
    options.rows = 2;
    let form = renderer.blank(edition(&renderer), &options).unwrap();
    let form = form.value.unwrap();
    let wanted: Value = serde_json::from_str(DATA).unwrap();
    let mut parts: BTreeMap<String, Vec<u8>> = unzipped(&form.file.bytes);
    let names = String::from_utf8(parts["xl/workbook.xml"].clone()).unwrap();
    let mut filled = 0;
    for place in &form.places {
        let value = wanted
            .pointer(&place.pointer)
            .filter(|_| place.pointer != "/year");
        let Some(value) = value.filter(|value| !value.is_null()) else {
            continue;
        };
        let sheets = names.split("<sheet name=\"").skip(1);
        let number = sheets
            .map(|sheet| sheet.split('"').next().unwrap().to_owned())
            .position(|name| name == place.sheet);
        let part = format!("xl/worksheets/sheet{}.xml", number.unwrap() + 1);
        let sheet = String::from_utf8(parts[&part].clone()).unwrap();
        let start = format!("<c r=\"{}\" s=\"", place.cell);
        let (before, rest) = sheet.split_once(&start).unwrap();
        let (style, after) = rest.split_once("\"/>").unwrap();
        let value = match value {
            Value::String(text) => format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            other => format!("><v>{other}</v></c>"),
        };
        let sheet = format!("{before}{start}{style}\"{value}{after}");
        parts.insert(part, sheet.into_bytes());
        filled += 1;
    }
    assert_eq!(filled, 22);
    let (read, findings) = imported(&renderer, &zipped(parts));
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(read["plan"], wanted["plan"]);
    assert_eq!(read["tasks"][0]["head"], "赵强");
    assert_eq!(read["year"], 2026);
}

#[test]
fn signatures_are_read_as_clerks_write_them() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    // Values behind the names, in their cells.
    let behind = changed(
        &bytes,
        &[
            ("<t>填表人：</t>", "<t>填表人: 张三</t>"),
            ("<t>王芳</t>", "<t></t>"),
            ("<t>审核人：</t>", "<t>审 核 人：李四</t>"),
            ("<t>李明</t>", "<t></t>"),
        ],
    );
    let (read, findings) = imported(&renderer, &behind);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(read["plan"]["filler"], "张三");
    assert_eq!(read["plan"]["reviewer"], "李四");
    // All in one cell.
    let one = changed(
        &bytes,
        &[
            ("<t>填表人：</t>", "<t>填表人：张三　　　审核人：李四</t>"),
            ("<t>王芳</t>", "<t></t>"),
            ("<t>审核人：</t>", "<t></t>"),
            ("<t>李明</t>", "<t></t>"),
        ],
    );
    let (read, findings) = imported(&renderer, &one);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(read["plan"]["filler"], "张三");
    assert_eq!(read["plan"]["reviewer"], "李四");
}

#[test]
fn changed_words_are_reported_and_another_unit_too() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let note = changed(&bytes, &[("一式三份", "一式四份")]);
    let (_, findings) = imported(&renderer, &note);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains(Code::OutsideCell.as_str()));
    assert!(findings[0].contains("一式四份") && findings[0].contains("一式三份"));
    let unit = changed(&bytes, &[("<t>单位：万元</t>", "<t>单位：元</t>")]);
    let (_, findings) = imported(&renderer, &unit);
    assert!(!findings.is_empty());
    for finding in findings {
        assert!(finding.contains(Code::TableUnit.as_str()), "{finding}");
    }
}

#[test]
fn wrong_definitions_are_reported_at_their_places() {
    let wrong = [
        // An unknown key, side, start and placeholder.
        (
            "edition.toml",
            "edge = \"outer\"",
            "edge = \"inner\"",
            ("edge = \"inner\"", "fixed"),
        ),
        (
            "edition.toml",
            "edge = \"outer\"",
            "edges = \"outer\"",
            ("edges", "edge"),
        ),
        (
            "edition.toml",
            "odd_start = \"table\"",
            "odd_start = \"tables\"",
            ("odd_start = \"tables\"", "table"),
        ),
        (
            "edition.toml",
            "　{title}\"",
            "　{titel}\"",
            ("titel", "{title}"),
        ),
        // A head below the upper margin; a foot that a form's paper has no room for.
        (
            "edition.toml",
            "style = \"head\"\nheight = 25",
            "style = \"head\"\nheight = 40",
            (
                "[head] 的 height 与字号超出 [paper] 的 top",
                "页眉在页边距之内",
            ),
        ),
        (
            "tasks.toml",
            "bottom = 31",
            "bottom = 28",
            (
                "[foot] 的 height 与字号超出 [paper] 的 bottom",
                "页脚在页边距之内",
            ),
        ),
        // A form's paper that is smaller than its margins, incomplete, or has a key of the edition.
        (
            "tasks.toml",
            "height = 210",
            "height = 60",
            ("不足 20 毫米", "页边距小于纸张"),
        ),
        ("tasks.toml", "top = 28\n", "", ("没有 top", "有 top")),
        (
            "tasks.toml",
            "top = 28\n",
            "top = 28\nodd_start = \"table\"\n",
            ("odd_start", "width"),
        ),
        // Rows outside the frame.
        (
            "tasks.tera",
            "<td class=\"right\">任务负责人：</td>",
            "<th class=\"right\">任务负责人：</th>",
            ("<th>", "<td>"),
        ),
        (
            "tasks.tera",
            "<td colspan=\"4\" class=\"right\">",
            "<td colspan=\"4\" rowspan=\"2\" class=\"right\">",
            ("rowspan=\"2\"", "1"),
        ),
        (
            "tasks.tera",
            "</tr>\n  </caption>",
            "</tr>\n    <p class=\"title\">表</p>\n  </caption>",
            ("<tr> 后面还有 <p>", "先是标题"),
        ),
        (
            "tasks.tera",
            "</tfoot>",
            "</tfoot>\n  <tbody><tr><td colspan=\"4\">甲</td></tr></tbody>",
            ("<tfoot> 后面还有 <tbody>", "写在最后"),
        ),
        (
            "tasks.tera",
            "任务负责人：</td>",
            "</td>",
            ("只有任务负责人", "行里有字"),
        ),
    ];
    for (file, from, to, (seen, expected)) in wrong {
        let change = |name: &str, text: String| {
            if name != file {
                return text;
            }
            assert!(text.contains(from), "{from}");
            let text = text.replacen(from, to, 1);
            // The other words of the row are taken away too.
            if to == "</td>" {
                text.replace("（盖章）", "")
            } else {
                text
            }
        };
        let report = read_edition(change).report;
        let found = report
            .findings()
            .iter()
            .find(|finding| finding.seen.contains(seen) && finding.expected.contains(expected));
        let Some(found) = found else {
            panic!("{to}: {:?}", report.findings());
        };
        let place = &found.place;
        assert!(
            place.file.ends_with(file) && place.position.is_some(),
            "{to}: {place:?}"
        );
    }
}
