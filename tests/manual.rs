//! `docs/forms.md` compared with the program: every key, kind, role, function, element, filter and
//! reserved name has an entry, and there is no entry for anything else. The table of wishes says
//! truly what each expression gives.
//!
//! `tests/book.rs` makes the changes of that page and runs its commands.

#![cfg(all(feature = "cli", unix))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Reader as _, Xlsx};
use jixiao::derive::derive;
use jixiao::finding::{Code, Report};
use jixiao::form::{FieldKind, Registry, Relation, Role};
use jixiao::record::read_json;
use jixiao::render::Renderer;
use jixiao::source::Source;
use jixiao::write::Format;
use tempfile::TempDir;

#[path = "support/rendered.rs"]
mod rendered;

use rendered::rendered;

const PAGE: &str = include_str!("../docs/forms.md");

/// The files of `jixiao template new`.
const NEW: [(&str, &str); 3] = [
    (
        "edition.toml",
        include_str!("../src/cli/skeleton/edition.toml"),
    ),
    (
        "own-table.toml",
        include_str!("../src/cli/skeleton/own-table.toml"),
    ),
    (
        "own-table.tera",
        include_str!("../src/cli/skeleton/own-table.tera"),
    ),
];

/// The part of the page below a heading.
fn section(heading: &str) -> String {
    let mut lines = PAGE.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "no heading {heading:?}");
    let mut is_code = false;
    let lines = lines.take_while(|line| {
        is_code ^= line.starts_with("```");
        is_code || !line.starts_with('#')
    });
    lines.collect::<Vec<&str>>().join("\n")
}

/// The rows of all tables below a heading whose first head is `head`, in cells.
fn rows(heading: &str, head: &str) -> Vec<Vec<String>> {
    let section = section(heading);
    let cells = |line: &str| -> Vec<String> {
        // A bar within code is written with a backslash.
        let line = line.replace("\\|", "\0");
        let inner = line.trim().strip_prefix('|').unwrap();
        let inner = inner.strip_suffix('|').unwrap().split('|');
        inner.map(|cell| cell.trim().replace('\0', "|")).collect()
    };
    let mut rows = Vec::new();
    let mut is_in_table = false;
    for line in section.lines() {
        if line.starts_with(&format!("| {head} |")) {
            is_in_table = true;
        } else if !line.starts_with('|') {
            is_in_table = false;
        } else if is_in_table && !line.starts_with("| ---") {
            rows.push(cells(line));
        }
    }
    assert!(!rows.is_empty(), "{heading}: no table with {head:?}");
    rows
}

/// The texts of inline code.
fn codes(text: &str) -> Vec<String> {
    let odd = text.split('`').skip(1).step_by(2);
    odd.map(str::to_owned).collect()
}

/// The inline code in the first column of tables.
fn entries(heading: &str, head: &str) -> Vec<String> {
    let rows = rows(heading, head);
    rows.iter().flat_map(|row| codes(&row[0])).collect()
}

fn set(words: &[String]) -> BTreeSet<String> {
    let all: BTreeSet<String> = words.iter().cloned().collect();
    assert_eq!(all.len(), words.len(), "an entry stands twice: {words:?}");
    all
}

/// The findings about a new edition, changed by `change`.
fn findings(change: impl Fn(&str, &str) -> String) -> Report {
    let files = NEW.iter().map(|(name, text)| {
        let source = Source::new(name, change(name, text));
        ((*name).to_owned(), source)
    });
    let files: BTreeMap<String, Source> = files.collect();
    Registry::built_in().add_files("new", files)
}

/// What a definition expects in place of something unknown that is added at the end of a file.
fn expected(file: &str, added: &str, seen: &str) -> String {
    let report = findings(|name, text| {
        if name == file {
            format!("{text}{added}\n")
        } else {
            text.to_owned()
        }
    });
    let mut findings = report.findings().iter();
    let found = findings.find(|finding| finding.seen.contains(seen));
    let found = found.unwrap_or_else(|| panic!("{added}: {report:?}"));
    found.expected.clone()
}

/// Sections of definitions: the heading of their keys, the file, and text in front of which, or at
/// the end of which, an unknown key is put.
const SECTIONS: &[(&str, &str, &str)] = &[
    ("## edition.toml", "edition.toml", "[zzz]"),
    (
        "### `[[tables]]`",
        "edition.toml",
        "required = true\nzzz = 1",
    ),
    (
        "### `[submission]`",
        "edition.toml",
        "document = \"\"\nzzz = 1",
    ),
    ("### `[paper]`", "edition.toml", "[paper]\nzzz = 1"),
    ("### `[head]`、`[foot]`", "edition.toml", "[head]\nzzz = 1"),
    ("### `[head]`、`[foot]`", "edition.toml", "[foot]\nzzz = 1"),
    ("### `[continued]`", "edition.toml", "[continued]\nzzz = 1"),
    ("### `[text]`", "edition.toml", "[text]\nzzz = 1"),
    ("### `[fit]`", "edition.toml", "[fit]\nzzz = 1"),
    ("### `[rules]`", "edition.toml", "[rules]\nzzz = 1"),
    ("### `[fonts.名]`", "edition.toml", "[fonts.body]\nzzz = 1"),
    ("### `[styles.名]`", "edition.toml", "[styles.td]\nzzz = 1"),
    ("### `[list]`", "edition.toml", "[list]\nzzz = 1"),
    (
        "### `[[list.columns]]`",
        "edition.toml",
        "[[list.columns]]\nzzz = 1",
    ),
    ("## 检查", "edition.toml", "[[check]]\nzzz = 1"),
    ("## 检查", "own-table.toml", "[[check]]\nzzz = 1"),
    ("## 表的 .toml", "own-table.toml", "[zzz]"),
    (
        "### 栏目",
        "own-table.toml",
        "a = { label = \"a\", zzz = 1 }",
    ),
    (
        "### `[indicator]`",
        "own-table.toml",
        "[indicator]\nzzz = 1",
    ),
    (
        "### `[narrative]`",
        "own-table.toml",
        "[narrative]\nzzz = 1",
    ),
    ("### `[[staff]]`", "own-table.toml", "[[staff]]\nzzz = 1"),
    (
        "### `[[side_by_side]]`",
        "own-table.toml",
        "[[side_by_side]]\nzzz = 1",
    ),
];

#[test]
fn every_key_of_a_definition_has_an_entry() {
    for (heading, file, added) in SECTIONS {
        let report = findings(|name, text| {
            if name != *file {
                return text.to_owned();
            }
            // These are there already; all others are added.
            let line = added.lines().next().unwrap();
            let start = line.split('=').next().unwrap();
            match text.split_once(&format!("\n{start}")) {
                Some((before, after)) if line.contains('=') && !line.contains('{') => {
                    format!("{before}\nzzz = 1\n{start}{after}")
                }
                _ => format!("{text}{added}\n"),
            }
        });
        let mut unknown = report.findings().iter();
        let unknown = unknown
            .find(|finding| finding.code == Code::DefinitionUnknownKey && finding.seen == "zzz");
        let unknown = unknown.unwrap_or_else(|| panic!("{added}: {report:?}"));
        let keys = set(&entries(heading, "键"));
        // The message lists twelve keys at most, and their number.
        let (known, number) = match unknown.expected.split_once(" 等") {
            Some((some, number)) => (some, number.trim_end_matches('个').parse::<usize>().ok()),
            None => (unknown.expected.as_str(), None),
        };
        let known: BTreeSet<String> = known.split('、').map(str::to_owned).collect();
        match number {
            Some(number) => {
                assert!(known.is_subset(&keys), "{heading}: {known:?} {keys:?}");
                assert_eq!(keys.len(), number, "{heading}: {keys:?}");
            }
            None => assert_eq!(known, keys, "{heading}, {file}"),
        }
    }
}

#[test]
fn every_key_of_a_format_has_an_entry() {
    let added = "a = { label = \"a\", type = \"date\", format = { zzz = 1 } }";
    let known = expected("own-table.toml", added, "zzz");
    let page = section("### 要求与印法");
    for key in known.split('、') {
        assert!(page.contains(&format!("`format = {{ {key} = ")), "{key}");
    }
    let added = "a = { label = \"a\", type = \"date\", format = { date = \"zzz\" } }";
    for name in expected("own-table.toml", added, "zzz").split('、') {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn every_kind_of_field_has_an_entry() {
    let rows = rows("### 栏目的类型", "`type`");
    let named: Vec<String> = rows.iter().flat_map(|row| codes(&row[0])).collect();
    let kinds = FieldKind::all();
    assert_eq!(named, kinds.each_ref().map(FieldKind::name));
    for (row, kind) in rows.iter().zip(&kinds) {
        assert_eq!(row[2].starts_with('数'), kind.is_number(), "{row:?}");
        let bounds = kind.facts().bounds;
        for (key, place) in [("max_length", 4), ("min", 3)] {
            let limits = &self::rows("### 要求与印法", "键")[place];
            assert!(limits[0].contains(key), "{limits:?}");
            let is_named = codes(&limits[1]).iter().any(|name| name == kind.name())
                || (limits[1].starts_with('数') && kind.is_number() && kind.name() != "measure");
            assert_eq!(
                is_named,
                bounds.keys().contains(&key),
                "{key} of {}",
                kind.name()
            );
        }
    }
}

#[test]
fn every_role_has_an_entry() {
    assert_eq!(entries("### 栏的角色", "`role`"), Role::ALL.map(Role::name));
}

#[test]
fn every_function_and_sign_of_expressions_has_an_entry() {
    let added = "a = { label = \"a\", derive = \"zzz(1)\" }";
    let functions = expected("own-table.toml", added, "zzz");
    let functions = functions.strip_prefix("函数 ").unwrap();
    let functions = functions.strip_suffix(" 之一").unwrap();
    let known: BTreeSet<&str> = functions.split('、').collect();
    let page = entries("### 能写什么", "函数");
    let named = page.iter().map(|code| code.split('(').next().unwrap());
    assert_eq!(named.collect::<BTreeSet<&str>>(), known);
    let rows = rows("### 能写什么", "写法");
    let signs: Vec<String> = rows.iter().flatten().flat_map(|cell| codes(cell)).collect();
    for (sign, _) in Relation::SIGNS {
        assert!(signs.iter().any(|known| known == sign), "{sign}");
    }
}

/// A template with an unknown attribute and an unknown child in each element, one element a line.
const UNKNOWN: &str = r#"<table zzz="1"><zzz/>
<caption zzz="1"><zzz/>
<p class="title" zzz="1"><zzz/>甲</p>
</caption>
<colgroup zzz="1"><zzz/>
<col width="80" zzz="1"/>
<col width="76"/>
</colgroup>
<tbody zzz="1"><zzz/>
<tr zzz="1"><zzz/>
<th zzz="1"><zzz/>乙</th>
<td zzz="1"><zzz/>
<br zzz="1"/>
<wbr zzz="1"/>
<char code="41" zzz="1"/>
<boxes field="name" choices="甲 乙" zzz="1"/></td>
</tr></tbody>
<tfoot zzz="1"><zzz/>
<tr><td>丙</td><td>丁</td></tr></tfoot></table>
"#;

/// The findings of `template check` about a template: the line, what is there, what is expected.
fn findings_of_template(template: &str) -> BTreeSet<(usize, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in NEW {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::write(folder.path().join("own-table.tera"), template).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(["template", "check"])
        .arg(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    let findings = told.split("\n\n").filter_map(|finding| {
        let value = |name: &str| {
            let mut lines = finding.lines();
            let line = lines.find_map(|line| line.strip_prefix(&format!("  {name}  ")));
            line.unwrap_or_default().to_owned()
        };
        let after = finding.split("own-table.tera:").nth(1)?;
        let line = after.split(':').next()?.parse().ok()?;
        Some((line, value("现值"), value("应为")))
    });
    findings.collect()
}

#[test]
fn every_element_and_attribute_has_an_entry() {
    let found = findings_of_template(UNKNOWN);
    let rows = rows("### 元素与属性", "元素");
    let mut elements = BTreeSet::new();
    for (line, text) in (1..).zip(UNKNOWN.lines().filter(|line| line.starts_with('<'))) {
        let name = text[1..].split([' ', '>']).next().unwrap();
        if !text.contains("zzz") {
            continue;
        }
        let row = rows.iter().find(|row| row[0] == format!("`<{name}>`"));
        let row = row.unwrap_or_else(|| panic!("no entry for {name}"));
        elements.insert(row[0].clone());
        let told = |seen: &str| {
            let mut found = found.iter();
            let found = found.find(|one| one.0 == line && one.1.starts_with(seen));
            let found = found.unwrap_or_else(|| panic!("no finding about {seen} in {name}"));
            found.2.clone()
        };
        let attributes = told("zzz=");
        let attributes: BTreeSet<String> = match attributes.as_str() {
            "没有属性" => BTreeSet::new(),
            some => some.split('、').map(str::to_owned).collect(),
        };
        assert_eq!(set(&codes(&row[2])), attributes, "attributes of {name}");
        if text.contains("<zzz/>") {
            let inner = told("<zzz>");
            let mut inner: BTreeSet<String> = inner.split(' ').map(str::to_owned).collect();
            if name == "p" {
                // A paragraph within a paragraph is refused.
                inner.remove("<p>");
            }
            assert_eq!(set(&codes(&row[1])), inner, "content of {name}");
        }
    }
    let all: BTreeSet<String> = rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(all, elements);
    let boxes: BTreeSet<String> = set(&entries("### 打勾的方框", "属性"));
    let row = rows.iter().find(|row| row[0] == "`<boxes>`").unwrap();
    assert_eq!(boxes, set(&codes(&row[2])));
}

/// The part of a source file between two texts.
fn between(file: &str, start: &str, end: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(start).unwrap();
    let (part, _) = rest.split_once(end).unwrap();
    part.to_owned()
}

/// The words in double quotes.
fn quoted(text: &str) -> Vec<String> {
    let odd = text.split('"').skip(1).step_by(2);
    odd.map(str::to_owned).collect()
}

/// The filters, tests or functions of templates as the page writes them: `replace(from, to)`.
fn callables(start: &str, end: &str) -> BTreeSet<String> {
    let file = "src/template/language/vocabulary.rs";
    let part = between(file, start, end);
    let part = part
        .replace("GROUPS_BY", "\"by\"")
        .replace("GROUPS", "\"groups\"");
    let calls = part.split("callable(").skip(1).map(|call| {
        let (head, rest) = call.split_once("&[").unwrap();
        let name = quoted(head).remove(0);
        let arguments = quoted(rest.split(']').next().unwrap());
        if arguments.is_empty() {
            name
        } else {
            format!("{name}({})", arguments.join(", "))
        }
    });
    calls.collect()
}

#[test]
fn every_word_of_the_template_language_has_an_entry() {
    for (heading, head, start, end) in [
        ("### 过滤器", "过滤器", "const FILTERS", "const TESTS"),
        ("### 判断", "判断", "const TESTS", "const FUNCTIONS"),
        ("### 函数", "函数", "const FUNCTIONS", "/// Names that Tera"),
    ] {
        let known = callables(start, end);
        assert!(known.len() > 1, "{known:?}");
        assert_eq!(set(&entries(heading, head)), known);
    }
    let tags = between("src/template/language/statement.rs", "const TAGS", "];");
    let statements = entries("### 语句", "语句").join(" ");
    for tag in quoted(&tags) {
        assert!(statements.contains(&format!("{{% {tag} ")), "{tag}");
    }
    let members = between("src/template/language/infer.rs", "const LOOP", ";\n");
    let names = entries("### 可用的名", "名");
    for member in quoted(&members) {
        assert!(names.contains(&format!("loop.{member}")), "{member}");
    }
}

#[test]
fn every_reserved_name_has_an_entry() {
    let source = between("src/form/reserved.rs", "const WORDS", "/// Reports");
    let known = source.lines().filter_map(|line| {
        let line = line.split_once("(\"")?.1;
        Some(line.split('"').next()?.to_owned())
    });
    let known: BTreeSet<String> = known.collect();
    assert!(known.len() > 15, "{known:?}");
    assert_eq!(set(&codes(&section("## 保留的名"))), known);
}

#[test]
fn every_built_in_style_and_font_has_an_entry() {
    let registry = Registry::built_in();
    let look = &registry.find("gansu-2025").unwrap().look;
    let styles: BTreeSet<String> = look.styles.iter().map(|style| style.name.clone()).collect();
    assert_eq!(set(&entries("### `[styles.名]`", "样式")), styles);
    let page = codes(&section("### `[fonts.名]`"));
    for font in &look.fonts {
        assert!(page.contains(&font.role), "{}", font.role);
        assert!(page.contains(&font.face), "{}", font.face);
    }
}

/// An edition with the fields of the table of wishes, in which every wish is written down.
struct Wished {
    fields: String,
    checks: String,
    across: String,
    rows: String,
    columns: String,
}

fn wished(wishes: &[Vec<String>]) -> Wished {
    let mut all = Wished {
        fields: String::new(),
        checks: String::new(),
        across: String::new(),
        rows: String::new(),
        columns: String::new(),
    };
    for (number, wish) in wishes.iter().enumerate() {
        let expr = codes(&wish[1]).remove(0);
        let kind = if wish[3] == "数" { "number" } else { "text" };
        let definition = format!("{{ label = \"试\", type = \"{kind}\", derive = '{expr}' }}");
        let (fields, checks, across) = (&mut all.fields, &mut all.checks, &mut all.across);
        match wish[2].as_str() {
            "表的 `derive`" => {
                writeln!(fields, "wish_{number} = {definition}").unwrap();
                writeln!(all.rows, "<tr><th colspan=\"2\">试{number}</th><td colspan=\"2\" field=\"wish_{number}\">{{{{ wish_{number} }}}}</td></tr>").unwrap();
            }
            "行的 `derive`" => {
                writeln!(fields, "\"items.wish_{number}\" = {definition}").unwrap();
                writeln!(all.columns, "<tr><th colspan=\"2\">试{number}</th><td colspan=\"2\" field=\"{{{{ row.path }}}}.wish_{number}\">{{{{ row.wish_{number} }}}}</td></tr>").unwrap();
            }
            "表的 `test`" => writeln!(checks, "[[check]]\ntest = '{expr}'").unwrap(),
            "行的 `test`" => {
                writeln!(checks, "[[check]]\neach = \"items\"\ntest = '{expr}'").unwrap();
            }
            "`edition.toml` 的 `test`" => writeln!(across, "[[check]]\ntest = '{expr}'").unwrap(),
            other => panic!("a wish has no place: {other}"),
        }
    }
    all
}

const WISHED_DATA: &str = r#"{"edition": "own-2026", "year": 2026, "table": {
"name": "甲局", "leader": "乙", "funds": {"fiscal": 10, "other": 5}, "spent": 12, "kind": "重点", "reason": "有",
"start": "2026-01-01", "end": "2026-05-01", "total_score": 70, "tasks": [{"name": "一"}], "items": [
{"group": "产出指标", "name": "二", "weight": 50, "target": 3, "actual": 2, "score": 40},
{"group": "效益指标", "name": "三", "weight": 50, "target": 3, "actual": 4, "score": 40}]}}"#;

/// The fields that the table of wishes uses.
fn fields_of_wishes() -> &'static str {
    let start = "```toml edition=\"new\" into=\"own-table.toml\" name=\"wishes\"\n";
    let (_, model) = PAGE.split_once(start).unwrap();
    let (model, _) = model.split_once("```").unwrap();
    model
}

/// The files of an edition in which the wishes are written down, in a folder.
fn folder_of_wishes(wishes: &[Vec<String>]) -> TempDir {
    let model = fields_of_wishes();
    let all = wished(wishes);
    let mut cells = all.rows;
    for field in ["spent", "kind", "reason", "start", "end", "total_score"] {
        writeln!(cells, "<tr><th colspan=\"2\">值</th><td colspan=\"2\" field=\"{field}\">{{{{ {field} }}}}</td></tr>").unwrap();
    }
    let column =
        |name: &str| format!("<td field=\"{{{{ row.path }}}}.{name}\">{{{{ row.{name} }}}}</td>");
    let first = ["group", "name", "weight", "target"].map(column).concat();
    let second = ["actual", "score"].map(column).concat();
    let rows = format!(
        "{{% for row in items %}}<tr>{first}</tr><tr><td>完成与得分</td><td></td>{second}</tr>{}{{% endfor %}}",
        all.columns
    );
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in NEW {
        let text = match name {
            "edition.toml" => format!("{text}\n{}", all.across),
            "own-table.toml" => format!("{text}{model}{}{}", all.fields, all.checks),
            _ => text.replace("</table>", &format!("<tbody>{cells}{rows}</tbody></table>")),
        };
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Every expression is valid where the table puts it, holds for data that are right, and is a
/// formula in the workbook or not, as the table says.
#[test]
fn the_wishes_are_granted() {
    let wishes = rows("### 想要…写…", "想要");
    assert!(wishes.len() >= 15);
    let folder = folder_of_wishes(&wishes);
    let read = Renderer::with_folders(Some(folder.path()), None).unwrap();
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    let renderer = read.value.unwrap();
    let read = renderer.read("a.json", WISHED_DATA.as_bytes());
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    let bytes = rendered(&renderer, WISHED_DATA.as_bytes(), Format::Xlsx);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let (name, cells) = workbook.worksheets().remove(0);
    let formulas = workbook.worksheet_formula(&name).unwrap();
    let mut seen = BTreeSet::new();
    let (last_row, last_column) = cells.end().unwrap();
    let places = (0..=last_row).flat_map(|row| (0..=last_column).map(move |column| (row, column)));
    for (row, column) in places {
        let text = cells.get_value((row, column)).map(ToString::to_string);
        let number = text.and_then(|text| text.strip_prefix('试')?.parse::<usize>().ok());
        let Some(number) = number else { continue };
        seen.insert(number);
        let value = (row, column + 2);
        let is_there = |text: &String| !text.is_empty();
        let shown = cells.get_value(value).map(ToString::to_string);
        assert!(shown.as_ref().is_some_and(is_there), "{:?}", wishes[number]);
        let is_formula = formulas.get_value(value).is_some_and(is_there);
        let told = if is_formula { "公式" } else { "值" };
        assert_eq!(wishes[number][4], told, "{:?}", wishes[number]);
    }
    let in_cells = wishes.iter().filter(|wish| wish[2].contains("derive"));
    assert_eq!(seen.len(), in_cells.count());
}

#[test]
fn blanks_count_as_the_page_says() {
    let rules = rows("### 空白", "情形");
    let definitions = rules.iter().enumerate().map(|(number, rule)| {
        let expr = codes(&rule[1]).remove(0);
        let kind = if expr.contains('&') { "text" } else { "number" };
        format!("rule_{number} = {{ label = \"试\", type = \"{kind}\", derive = '{expr}' }}\n")
    });
    let definitions = definitions.collect::<String>();
    let files = NEW.iter().map(|(name, text)| {
        let text = match *name {
            "own-table.toml" => format!("{text}{}{definitions}", fields_of_wishes()),
            _ => (*text).to_owned(),
        };
        ((*name).to_owned(), Source::new(name, text))
    });
    let mut registry = Registry::built_in();
    let report = registry.add_files("new", files.collect());
    assert!(report.is_empty(), "{:?}", report.findings());
    let data = r#"{"edition": "own-2026", "year": 2026, "table": {"name": "甲局", "funds": {"fiscal": 10}}}"#;
    let read = read_json(&Source::new("a.json", data), &registry);
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    let edition = registry.find("own-2026").unwrap();
    let derived = derive(edition, read.value.unwrap());
    let record = &derived.tables[0].record;
    let fields = &edition.tables[0].form.fields;
    for (number, rule) in rules.iter().enumerate() {
        let field = fields.find(&format!("rule_{number}")).unwrap();
        let value = record.get(field).display();
        let shown = if value.is_empty() { "空白" } else { &value };
        assert_eq!(rule[2], shown, "{rule:?}");
    }
}
