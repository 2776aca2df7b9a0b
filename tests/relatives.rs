//! Relatives of the inputs in `tests/cases/`: the same kinds of mistakes in tables of other
//! editions, at other places, in other formats. The workbooks are made here.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed precondition fails the test"
)]

use std::fs;
use std::path::Path;

use jixiao::finding::{Code, Levels, Report};
use jixiao::render::Renderer;
use jixiao::source::SheetCell;
use jixiao::write::Format;
use serde_json::Value;

#[expect(dead_code, reason = "not every test needs all of it")]
#[path = "fix/cells.rs"]
mod cells;
#[path = "support/rendered.rs"]
mod rendered;
#[expect(dead_code, reason = "not every test needs all of it")]
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

use cells::{cell_of, with_cells};
use rendered::rendered;
use unzipped::unzipped;
use zipped::zipped;

/// A correct submission of the reviewer's fourth set.
fn data(base: &str) -> Value {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let path = tests.join(format!("reviewer/fourth/bases/{base}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn workbook(renderer: &Renderer, data: &Value) -> Vec<u8> {
    rendered(renderer, data.to_string().as_bytes(), Format::Xlsx)
}

/// The data of a workbook, with all findings.
fn read(renderer: &Renderer, bytes: &[u8]) -> (Value, Report) {
    let opened = renderer.open("a.xlsx", bytes);
    let mut report = opened.report;
    let source = opened.value.first().unwrap();
    report.append(renderer.read_source(source, &Levels::new()).report);
    (serde_json::from_str(source.text()).unwrap(), report)
}

/// Gives a cell a number format: a style of its own at the end of the list.
fn formatted(bytes: &[u8], cell: &SheetCell, format: &str) -> Vec<u8> {
    let mut parts = unzipped(bytes);
    let mut edit = |name: &str, change: &dyn Fn(String) -> String| {
        let part = parts.get_mut(name).unwrap();
        *part = change(String::from_utf8(std::mem::take(part)).unwrap()).into_bytes();
    };
    let code = format.replace('"', "&quot;");
    let styles = String::from_utf8(unzipped(bytes).remove("xl/styles.xml").unwrap()).unwrap();
    let list = styles.split("<cellXfs").nth(1).unwrap();
    let list = list.split("</cellXfs>").next().unwrap();
    let style = list.matches("<xf ").count();
    edit("xl/styles.xml", &|text| {
        let number = format!("<numFmt numFmtId=\"999\" formatCode=\"{code}\"/>");
        let own = "<xf numFmtId=\"999\" fontId=\"0\" fillId=\"0\" borderId=\"0\" applyNumberFormat=\"1\"/></cellXfs>";
        let text = text.replacen("</cellXfs>", own, 1);
        if text.contains("</numFmts>") {
            text.replacen("</numFmts>", &format!("{number}</numFmts>"), 1)
        } else {
            text.replacen(
                "<fonts",
                &format!("<numFmts count=\"1\">{number}</numFmts><fonts"),
                1,
            )
        }
    });
    let sheet = format!("xl/worksheets/sheet{}.xml", cell.number + 1);
    edit(&sheet, &|text| {
        let start = text.find(&format!("<c r=\"{}\"", cell.name())).unwrap();
        let (before, rest) = text.split_at(start);
        let (tag, after) = rest.split_once('>').unwrap();
        let kind = tag.split(" t=").nth(1).map_or("", |kind| kind);
        let kind = if kind.is_empty() {
            String::new()
        } else {
            format!(" t={kind}")
        };
        let name = cell.name();
        format!("{before}<c r=\"{name}\" s=\"{style}\"{kind}>{after}")
    });
    zipped(parts)
}

/// What a relative shows: a value, or a finding.
enum Shown {
    Value(Value),
    Finding(Code),
}

use Shown::{Finding, Value as Read};

/// A relative: the case, the submission, the pointer of the cell, its type and inner XML, its
/// number format, what is shown.
type Relative = (
    &'static str,
    &'static str,
    &'static str,
    (&'static str, &'static str),
    &'static str,
    Shown,
);

const DEADLINE: &str = "/projects/0/indicators/8/value";
const FINISH: &str = "/projects/1/indicators/4/value";

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn relatives() -> Vec<Relative> {
    let text = |text: &str| Read(text.into());
    vec![
        (
            "amount-in-yuan-format",
            "gonglu",
            "/projects/1/funds/annual/fiscal",
            ("n", "<v>1450</v>"),
            "#,##0.00\"元\"",
            Finding(Code::FormatUnit),
        ),
        (
            "amount-in-yuan-format",
            "linye",
            "/projects/0/funds/current/budget",
            ("n", "<v>410</v>"),
            "0.00\"亿元\"",
            Finding(Code::FormatUnit),
        ),
        (
            "elapsed-hours",
            "jikong",
            DEADLINE,
            ("n", "<v>0.02</v>"),
            "[mm]:ss",
            text("28:48"),
        ),
        (
            "elapsed-hours",
            "jikong",
            DEADLINE,
            ("n", "<v>1.5</v>"),
            "[h]\"小时\"mm\"分\"",
            text("36小时00分"),
        ),
        (
            "error-value-spill",
            "jikong",
            "/department/indicators/8/value",
            ("e", "<v>#CALC!</v>"),
            "",
            Finding(Code::CellError),
        ),
        (
            "error-value-spill",
            "linye",
            "/projects/0/indicators/2/actual",
            ("e", "<v>#BUSY!</v>"),
            "",
            Finding(Code::CellError),
        ),
        (
            "comma-suggestion",
            "linye",
            "/projects/0/funds/current/spent",
            ("inlineStr", "<is><t>402,6</t></is>"),
            "",
            Finding(Code::ValueNotNumber),
        ),
        (
            "comma-suggestion",
            "gonglu",
            "/projects/0/annual/8/value",
            ("inlineStr", "<is><t>≥8，8%</t></is>"),
            "",
            Finding(Code::ValueNotNumber),
        ),
        (
            "format-words-text",
            "jikong",
            DEADLINE,
            ("n", "<v>3</v>"),
            "\"第\"0\"批\"",
            text("第3批"),
        ),
        (
            "format-words-text",
            "jikong",
            DEADLINE,
            ("n", "<v>6</v>"),
            "0\"个月\"",
            text("6个月"),
        ),
        (
            "general-chinese",
            "jikong",
            "/department/indicators/6/value",
            ("n", "<v>26</v>"),
            "G/通用格式\"个\"",
            Read(26.into()),
        ),
        (
            "general-chinese",
            "linye",
            "/projects/0/indicators/1/actual",
            ("n", "<v>245</v>"),
            "G/通用格式",
            Read(245.into()),
        ),
        (
            "long-date",
            "jikong",
            FINISH,
            ("n", "<v>46295</v>"),
            "[$-x-sysdate]dddd, mmmm dd, yyyy",
            text("2026年9月30日"),
        ),
        (
            "long-date",
            "jikong",
            FINISH,
            ("n", "<v>46295</v>"),
            "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"",
            text("二〇二六年九月三十日"),
        ),
        (
            "rich-superscript",
            "jikong",
            "/projects/1/indicators/1/unit",
            (
                "inlineStr",
                "<is><r><t>m</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>2</t></r></is>",
            ),
            "",
            text("m²"),
        ),
        (
            "rich-superscript",
            "gonglu",
            "/projects/0/annual/1/value",
            (
                "inlineStr",
                "<is><r><t>=318延米</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>①</t></r></is>",
            ),
            "",
            Finding(Code::RaisedText),
        ),
    ]
}

#[test]
fn relatives_of_the_cases_are_read_or_told() {
    let renderer = Renderer::built_in();
    for (case, base, pointer, (kind, inner), format, shown) in relatives() {
        let name = format!("{case}: {base} {pointer} {inner} {format}");
        let clean = workbook(&renderer, &data(base));
        let (before, report) = read(&renderer, &clean);
        assert!(!report.has_errors(), "{name}: {:#?}", report.findings());
        let mut book = with_cells(&renderer, &clean, &[(pointer, kind, inner)]);
        if !format.is_empty() {
            // In the changed workbook the value may not be found at its pointer.
            let cell = cell_of(&renderer, &clean, pointer);
            book = formatted(&book, &cell, format);
        }
        let (after, report) = read(&renderer, &book);
        match shown {
            Read(value) => {
                assert_eq!(after.pointer(pointer), Some(&value), "{name}");
                assert_eq!(
                    before.pointer("/projects/1/name"),
                    after.pointer("/projects/1/name"),
                    "{name}"
                );
            }
            Finding(code) => {
                let found = report.findings().iter().find(|one| one.code == code);
                let found = found.unwrap_or_else(|| panic!("{name}: {:#?}", report.findings()));
                // A comma that is no separator of thousands is not left out.
                assert!(
                    !found.correction.contains("4026") && !found.correction.contains("88"),
                    "{name}: {found}"
                );
            }
        }
    }
}

/// Case `import-colon-row`: rows whose names end in a colon are rows.
#[test]
fn names_with_a_colon_are_read_back() {
    let renderer = Renderer::built_in();
    for (base, pointers) in [
        (
            "gonglu",
            ["/projects/0/annual/2/name", "/projects/0/annual/5/level2"],
        ),
        (
            "linye",
            [
                "/projects/1/indicators/1/name",
                "/projects/0/indicators/8/level2",
            ],
        ),
    ] {
        let mut data = data(base);
        for pointer in pointers {
            let name = data.pointer_mut(pointer).unwrap();
            *name = format!("{}：", name.as_str().unwrap()).into();
        }
        let (back, _) = read(&renderer, &workbook(&renderer, &data));
        for list in [
            "/projects/0/annual",
            "/projects/1/annual",
            "/projects/0/indicators",
            "/projects/1/indicators",
        ] {
            let rows = |data: &Value| data.pointer(list).and_then(Value::as_array).map(Vec::len);
            assert_eq!(rows(&back), rows(&data), "{base} {list}");
        }
    }
}

/// Case `import-total-beyond-10-decimals`: amounts with many decimals are read back as they are.
#[test]
fn amounts_with_many_decimals_are_read_back() {
    let renderer = Renderer::built_in();
    for (base, pointer) in [
        ("linye", "/projects/0/funds/current/spent"),
        ("gonglu", "/department/tasks/1/other"),
    ] {
        let mut data = data(base);
        *data.pointer_mut(pointer).unwrap() = "199.600000000091"
            .parse::<serde_json::Number>()
            .unwrap()
            .into();
        let (back, _) = read(&renderer, &workbook(&renderer, &data));
        let value = back.pointer(pointer).unwrap().to_string();
        assert_eq!(value, "199.600000000091", "{base}");
    }
}

/// Cases `package-not-in-xl`, `other-sheet-bad-index`, `styles-by-name-other`: a package in another
/// form, or with a damage elsewhere, is read.
#[test]
fn packages_in_other_forms_are_read() {
    let renderer = Renderer::built_in();
    let clean = workbook(&renderer, &data("jikong"));
    let (whole, _) = read(&renderer, &clean);
    let parts = unzipped(&clean);
    let replaced = |from: &str, to: &str| {
        let parts = parts.iter().map(|(name, content)| {
            let is_list = name.contains(".rels") || name.contains("Content_Types");
            let content = if is_list {
                String::from_utf8(content.clone())
                    .unwrap()
                    .replace(from, to)
                    .into_bytes()
            } else {
                content.clone()
            };
            (name.replace(from, to), content)
        });
        zipped(parts.collect::<Vec<_>>())
    };
    let backslashes = zipped(
        parts
            .iter()
            .map(|(name, content)| (name.replace('/', "\\"), content)),
    );
    for (name, book) in [
        ("in other folders", replaced("xl/", "Book/deep/")),
        (
            "with another name of the styles",
            replaced("styles.xml", "look-2.xml"),
        ),
        ("with backslashes in names", backslashes),
    ] {
        let (read, report) = read(&renderer, &book);
        assert!(!report.has_errors(), "{name}: {:#?}", report.findings());
        assert_eq!(read, whole, "{name}");
    }
    // An index beyond the list of styles, and of texts, on the last sheet.
    for (from, to) in [(" s=\"", " s=\"9"), ("<v>", "<v>99999")] {
        let mut parts = parts.clone();
        let part = parts.get_mut("xl/worksheets/sheet3.xml").unwrap();
        *part = String::from_utf8(std::mem::take(part))
            .unwrap()
            .replace(from, to)
            .into_bytes();
        let (read, _) = read(&renderer, &zipped(parts));
        assert_eq!(
            read.pointer("/department"),
            whole.pointer("/department"),
            "{from}"
        );
        assert_eq!(
            read.pointer("/projects/0"),
            whole.pointer("/projects/0"),
            "{from}"
        );
    }
}
