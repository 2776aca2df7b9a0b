//! Forms as a maintainer writes them, from the files of `template new`: lists of any shape rendered,
//! filled in, imported and listed.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::Path;

use jixiao::Subtotals;
use jixiao::finding::Finding;
use jixiao::render::{BlankOptions, Encoding, ListFormat, Renderer};
use jixiao::source::Source;
use jixiao::write::Format;
use serde_json::{Value, json};

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;

use rendered::rendered;
use unzipped::texts;

const FILES: [&str; 3] = ["edition.toml", "own-table.toml", "own-table.tera"];

/// The edition of `template new` with changes (file, text, replacement), and the findings on it.
fn read(changes: &[(&str, &str, &str)]) -> (Option<Renderer>, Vec<Finding>) {
    let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/skeleton");
    let folder = tempfile::tempdir().unwrap();
    for name in FILES {
        let mut text = fs::read_to_string(skeleton.join(name)).unwrap();
        for (_, part, instead) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(part), "{name} has {part}");
            text = text.replacen(part, instead, 1);
        }
        fs::write(folder.path().join(name), text).unwrap();
    }
    let read = Renderer::with_folders(Some(folder.path()), None).unwrap();
    (read.value, read.report.findings().to_vec())
}

fn renderer(changes: &[(&str, &str, &str)]) -> Renderer {
    let (renderer, findings) = read(changes);
    assert!(findings.is_empty(), "{findings:?}");
    renderer.unwrap()
}

/// The only finding on an edition with changes: its code and words.
fn finding(changes: &[(&str, &str, &str)]) -> String {
    let (_, findings) = read(changes);
    let all: Vec<String> = findings.iter().map(line).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all.concat()
}

fn line(finding: &Finding) -> String {
    let Finding {
        seen,
        expected,
        correction,
        ..
    } = finding;
    format!("{}:{seen}:{expected}:{correction}", finding.name())
}

/// Data of the table.
fn data(table: &Value) -> Vec<u8> {
    json!({ "edition": "own-2026", "year": 2026, "table": table })
        .to_string()
        .into_bytes()
}

/// The table as imported from files, and the findings.
fn imported(renderer: &Renderer, name: &str, bytes: &[u8]) -> (Vec<Value>, Vec<String>) {
    let read = renderer.open(name, bytes);
    let tables = read.value.iter().map(|source| {
        let all: Value = serde_json::from_str(source.text()).unwrap();
        all["table"].clone()
    });
    (
        tables.collect(),
        read.report.findings().iter().map(line).collect(),
    )
}

/// The table as imported from its own workbook, without findings.
fn round_trip(renderer: &Renderer, table: &Value) -> Value {
    let workbook = rendered(renderer, &data(table), Format::Xlsx);
    let (tables, findings) = imported(renderer, "a.xlsx", &workbook);
    assert!(findings.is_empty(), "{findings:?}");
    tables[0].clone()
}

/// The values of a column of a list.
fn column(table: &Value, list: &str, column: &str) -> Vec<Value> {
    let rows = table[list].as_array().unwrap().iter();
    rows.map(|row| row[column].clone()).collect()
}

/// The formula of a cell of the workbook's first sheet.
fn formula(workbook: &[u8], cell: &str) -> String {
    let parts = texts(workbook);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
    let cell = &sheet[start..];
    let cell = &cell[..cell.find("</c>").unwrap()];
    let formula = cell
        .split_once("<f>")
        .map(|(_, rest)| rest.split_once("</f>").unwrap().0);
    formula
        .unwrap_or_default()
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

const REMARK: &str = "\"tasks.remark\" = { label = \"备注\" }\n";
const NUMBER_HEAD: &str = "<th>序号</th><th>任务名称</th>";
const NUMBER: &str = "<td>{{ loop.index }}</td>\n      <td class=\"name\"";

#[test]
fn a_row_with_one_filled_cell_is_read() {
    let names = json!(["甲任务", "乙任务", "丙任务"]);
    let rows = json!([{ "name": "甲任务" }, { "name": "乙任务" }, { "name": "丙任务" }]);
    let table = json!({ "name": "甲局", "tasks": rows });
    let numbered = renderer(&[]);
    assert_eq!(
        json!(column(&round_trip(&numbered, &table), "tasks", "name")),
        names
    );
    let plain = renderer(&[
        (
            "own-table.tera",
            NUMBER_HEAD,
            "<th colspan=\"2\">任务名称</th>",
        ),
        ("own-table.tera", NUMBER, "<td colspan=\"2\" class=\"name\""),
    ]);
    assert_eq!(
        json!(column(&round_trip(&plain, &table), "tasks", "name")),
        names
    );
}

#[test]
fn a_note_below_a_list_is_no_row() {
    let plain = renderer(&[(
        "own-table.tera",
        "    {% endfor %}\n  </tbody>",
        "    {% endfor %}\n  </tbody>\n  <tfoot><tr><td colspan=\"4\">制表：{{ leader }}</td></tr></tfoot>",
    )]);
    let table = json!({ "name": "甲局", "leader": "张三", "tasks": [{ "name": "甲任务" }] });
    let back = round_trip(&plain, &table);
    assert_eq!(column(&back, "tasks", "name"), [json!("甲任务")]);
    assert_eq!(back["leader"], "张三");
}

#[test]
fn the_numbers_that_a_form_prints_are_no_values_without_a_head() {
    let rows = json!([
        { "name": "甲任务", "deadline": "6月" },
        { "name": "乙任务", "deadline": "6月" },
        { "name": "丙任务", "deadline": "6月" },
    ]);
    let back = round_trip(&renderer(&[]), &json!({ "name": "甲局", "tasks": rows }));
    assert_eq!(column(&back, "tasks", "deadline").len(), 3);
}

/// A second table that occurs once, and a list of its rows.
fn with_second(name: &str, columns: &str) -> [(&'static str, &'static str, String); 3] {
    let list = format!(
        "\n[list]\nname = \"清单\"\noverall = [\"整体\"]\nsubtotal = [\"小计\"]\ntotal = [\"合计\"]\n{columns}"
    );
    [
        (
            "edition.toml",
            "[submission]\n",
            "[[tables]]\nform = \"own-table\"\nkey = \"second\"\n\n[submission]\n".to_owned(),
        ),
        ("edition.toml", "name = [\"table.name\"]", name.to_owned()),
        (
            "edition.toml",
            "\"code\" = { label = \"单位编码\", hint = \"用于文件名;可以省略\" }\n",
            format!("\"code\" = {{ label = \"单位编码\" }}\n{list}"),
        ),
    ]
}

fn listed(renderer: &Renderer, data: &[u8]) -> String {
    let source = Source::new("a.json", String::from_utf8(data.to_vec()).unwrap());
    let read = renderer.read_for_list(&source);
    let derived = read.value.unwrap();
    let listed = renderer
        .list(
            &[derived],
            ListFormat::Csv(Encoding::Utf8),
            Subtotals::With,
            "l.csv",
        )
        .unwrap();
    String::from_utf8(listed.bytes.unwrap()).unwrap()
}

fn borrowed<'c>(
    changes: &'c [(&'static str, &'static str, String)],
) -> Vec<(&'static str, &'static str, &'c str)> {
    changes
        .iter()
        .map(|(file, part, instead)| (*file, *part, instead.as_str()))
        .collect()
}

#[test]
fn a_list_has_the_rows_of_the_table_that_its_columns_fill() {
    let columns = "[[list.columns]]\nheads = [\"部门\"]\nfields = [\"table.name\", \"second.name\"]\n\
                   [[list.columns]]\nheads = [\"任务\"]\nfields = [\"second.tasks.name\"]\n";
    let changes = with_second("name = [\"table.name\", \"second.name\"]", columns);
    let renderer = renderer(&borrowed(&changes));
    let text = json!({
        "edition": "own-2026", "year": 2026,
        "table": { "name": "甲局" },
        "second": { "name": "甲局", "tasks": [{ "name": "甲任务" }, { "name": "乙任务" }] }
    });
    let list = listed(&renderer, text.to_string().as_bytes());
    assert!(
        list.contains("甲局,甲任务") && list.contains("甲局,乙任务"),
        "{list}"
    );
}

#[test]
fn a_list_with_columns_of_two_tables_is_reported() {
    let columns = "[[list.columns]]\nheads = [\"部门\"]\nfields = [\"table.name\"]\n\
                   [[list.columns]]\nheads = [\"任务\"]\nfields = [\"second.tasks.name\"]\n";
    let changes = with_second("name = [\"table.name\"]", columns);
    assert_eq!(
        finding(&borrowed(&changes)),
        "definition-value:\"任务\" 一列填的是 second 的栏目:一行属于一张表,这份清单的各行属于 \
         table:各列只填同一张表的栏目;别的表的列删去"
    );
}

#[test]
fn the_total_of_a_list_is_no_department() {
    let money = "\"tasks.money\" = { label = \"金额\", type = \"amount\" }\n";
    let columns = "\n[list]\nname = \"清单\"\noverall = [\"整体\"]\nsubtotal = [\"小计\"]\ntotal = [\"合计\"]\n\
                   [[list.columns]]\nheads = [\"部门\"]\nfields = [\"table.name\"]\n\
                   [[list.columns]]\nheads = [\"任务\"]\nfields = [\"table.tasks.name\"]\n\
                   [[list.columns]]\nheads = [\"完成时间\"]\nfields = [\"table.tasks.deadline\"]\n\
                   [[list.columns]]\nheads = [\"金额\"]\nfields = [\"table.tasks.money\"]\n";
    let code = "\"code\" = { label = \"单位编码\", hint = \"用于文件名;可以省略\" }\n";
    let with_list = format!("{code}{columns}");
    let renderer = renderer(&[
        ("edition.toml", code, &with_list),
        ("own-table.toml", REMARK, money),
        (
            "own-table.tera",
            "{{ row.path }}.remark\">{{ row.remark }}",
            "{{ row.path }}.money\">{{ row.money }}",
        ),
    ]);
    let table = json!({ "name": "甲局", "tasks": [
        { "name": "甲任务", "money": 2 }, { "name": "乙任务", "money": 3 }
    ] });
    let list = listed(&renderer, &data(&table));
    assert!(list.contains("合计,,,5"), "{list}");
    let (tables, findings) = imported(&renderer, "l.csv", list.as_bytes());
    assert_eq!(tables.len(), 1, "{tables:?} {findings:?}");
    assert!(
        findings.iter().all(|one| !one.starts_with("subtotal")),
        "{findings:?}"
    );
    assert_eq!(column(&tables[0], "tasks", "money").len(), 2);
}

#[test]
fn a_list_printed_in_groups_is_reported() {
    let found = finding(&[
        (
            "own-table.tera",
            "{% for row in tasks %}\n",
            "{% for group in tasks | groups(by=\"deadline\") %}\n    <tr><th colspan=\"4\">{{ group.name }}</th></tr>\n    {% for row in group.rows %}\n",
        ),
        (
            "own-table.tera",
            "    {% endfor %}\n  </tbody>",
            "    {% endfor %}{% endfor %}\n  </tbody>",
        ),
    ]);
    assert!(
        found.starts_with("field-not-fillable:工作任务分组印,各组之间有别的行:"),
        "{found}"
    );
}

const KIND: &str =
    "\"tasks.kind\" = { label = \"类别\", type = \"choice\", choices = [\"集中\", \"分散\"] }\n";

fn with_boxes(between: &str) -> Vec<(&'static str, &'static str, String)> {
    let boxes = ["集中", "分散"]
        .map(|one| format!("<boxes field=\"{{{{ row.path }}}}.kind\" only=\"{one}\"/>"));
    vec![
        ("own-table.toml", REMARK, KIND.to_owned()),
        (
            "own-table.tera",
            "<td field=\"{{ row.path }}.remark\">{{ row.remark }}</td>",
            format!("<td>{}</td>", boxes.join(between)),
        ),
    ]
}

#[test]
fn boxes_of_one_value_in_a_cell_are_read() {
    let renderer = renderer(&borrowed(&with_boxes("<br/>")));
    let rows = json!([{ "name": "甲任务", "kind": "分散" }, { "name": "乙任务" }]);
    let back = round_trip(&renderer, &json!({ "name": "甲局", "tasks": rows }));
    assert_eq!(column(&back, "tasks", "kind"), [json!("分散"), Value::Null]);
}

#[test]
fn boxes_of_one_value_parted_by_words_are_reported() {
    let found = finding(&borrowed(&with_boxes("或者")));
    assert!(
        found.starts_with("field-not-fillable:一格里同一个栏目的几个方框:"),
        "{found}"
    );
}

/// Columns with an amount in 元 and the same in 万元.
const YUAN: [(&str, &str, &str); 3] = [
    (
        "own-table.toml",
        REMARK,
        "\"tasks.yuan\" = { label = \"元\", type = \"amount\", unit = \"元\" }\n\
         \"tasks.wan\" = { label = \"万元\", type = \"amount\", derive = \"yuan / 10000\" }\n\
         \"tasks.double\" = { label = \"乘积\", type = \"amount\", derive = \"yuan * wan\" }\n",
    ),
    (
        "own-table.tera",
        "<td field=\"{{ row.path }}.deadline\">{{ row.deadline }}</td>",
        "<td field=\"{{ row.path }}.yuan\">{{ row.yuan }}</td>",
    ),
    (
        "own-table.tera",
        "<td field=\"{{ row.path }}.remark\">{{ row.remark }}</td>",
        "<td field=\"{{ row.path }}.wan\">{{ row.wan }}</td>",
    ),
];

#[test]
fn a_blank_divided_by_a_constant_is_blank() {
    let mut changes = YUAN.to_vec();
    changes.push((
        "own-table.toml",
        "\"tasks.deadline\" = { label = \"完成时间\" }\n",
        "",
    ));
    changes.push((
        "own-table.tera",
        "<td class=\"name\" field=\"{{ row.path }}.name\">{{ row.name }}</td>",
        "<td class=\"name\" field=\"{{ row.path }}.name\">{{ row.name }}</td>",
    ));
    changes.push((
        "own-table.tera",
        "<td>{{ loop.index }}</td>",
        "<td field=\"{{ row.path }}.double\">{{ row.double }}</td>",
    ));
    let renderer = renderer(&changes);
    let rows = json!([{ "name": "甲任务", "yuan": 20000 }, { "name": "乙任务" }]);
    let workbook = rendered(
        &renderer,
        &data(&json!({ "name": "甲局", "tasks": rows })),
        Format::Xlsx,
    );
    let html = rendered(
        &renderer,
        &data(&json!({ "name": "甲局", "tasks": rows })),
        Format::Html,
    );
    let html = String::from_utf8(html).unwrap();
    assert!(!html.contains(">0<") && !html.contains(">0.00<"), "{html}");
    let formulas = ["D9", "D10", "A9", "A10"].map(|cell| formula(&workbook, cell));
    assert_eq!(
        formulas,
        [
            "C9/10000",
            "IF(COUNT(C10)=0,\"\",C10/10000)",
            "C9*D9",
            "IF(COUNT(C10)=0,\"\",IF(COUNT(D10)=0,\"\",C10*N(D10)))"
        ]
    );
}

#[test]
fn a_sum_of_no_rows_is_blank_in_the_workbook_too() {
    let renderer = renderer(&[
        (
            "own-table.toml",
            REMARK,
            "\"tasks.money\" = { label = \"金额\", type = \"amount\" }\n\
             \"late\" = { label = \"下半年\", type = \"amount\", derive = \"sum(tasks.money where deadline = \\\"下半年\\\")\" }\n",
        ),
        (
            "own-table.tera",
            "<td field=\"{{ row.path }}.remark\">{{ row.remark }}</td>",
            "<td field=\"{{ row.path }}.money\">{{ row.money }}</td>",
        ),
        (
            "own-table.tera",
            "<th colspan=\"2\">负责人</th><td colspan=\"2\" field=\"leader\">{{ leader }}</td>",
            "<th>负责人</th><td field=\"leader\">{{ leader }}</td><th>下半年</th><td field=\"late\">{{ late }}</td>",
        ),
    ]);
    let rows = json!([{ "name": "甲任务", "deadline": "6月", "money": 1 }, { "name": "乙任务", "deadline": "7月", "money": 2 }]);
    let workbook = rendered(
        &renderer,
        &data(&json!({ "name": "甲局", "tasks": rows })),
        Format::Xlsx,
    );
    assert_eq!(
        formula(&workbook, "D4"),
        "IF(IF(C9=\"下半年\",COUNT(D9),0)+IF(C10=\"下半年\",COUNT(D10),0)=0,\"\",IF(C9=\"下半年\",SUM(D9),0)+IF(C10=\"下半年\",SUM(D10),0))"
    );
}

#[test]
fn a_blank_computes_a_derived_year_in_a_head() {
    let renderer = renderer(&[
        (
            "own-table.toml",
            "\"name\" = ",
            "\"last\" = { label = \"上年\", type = \"year\", derive = \"year - 1\" }\n\"name\" = ",
        ),
        (
            "own-table.tera",
            "<th>备注</th>",
            "<th>{{ last }}年备注</th>",
        ),
        (
            "edition.toml",
            "\"code\" = {",
            "\"next\" = { label = \"下年\", type = \"year\", derive = \"year + 1\" }\n\"code\" = {",
        ),
    ]);
    let edition = renderer.registry().index_of("own-2026").unwrap();
    let edition = renderer.registry().edition(edition);
    let mut options = BlankOptions::all(edition, 1);
    options.year = Some(2026);
    let blank = renderer.blank(edition, &options).unwrap().value.unwrap();
    let parts = texts(&blank.file.bytes);
    let all: String = parts.values().cloned().collect();
    assert!(
        all.contains("IFERROR(submission.year-1,"),
        "the head is computed"
    );
    assert!(
        all.contains("IFERROR(submission.year+1,"),
        "the guide is computed"
    );
    assert!(all.contains("2025年备注"), "the head is shown");
    let (tables, findings) = imported(&renderer, "a.xlsx", &blank.file.bytes);
    assert!(
        findings.iter().all(|finding| !finding.contains("备注")),
        "{tables:?} {findings:?}"
    );
}

const TWO_YEARS: &str = "\"last.total\" = { group = \"上年数\", label = \"合计\", type = \"amount\" }\n\
    \"this.total\" = { group = \"本年数\", label = \"合计\", type = \"amount\", derive = \"last.total + funds.other\" }\n";

#[test]
fn equal_labels_have_their_groups_in_words() {
    let renderer = renderer(&[
        (
            "own-table.toml",
            "\"summary\" = ",
            &format!("{TWO_YEARS}\"summary\" = "),
        ),
        (
            "own-table.tera",
            "<td colspan=\"2\" class=\"narrative\" field=\"summary\">{{ summary }}</td>",
            "<td class=\"narrative\" field=\"summary\">{{ summary }}</td><td>{{ last.total }}至{{ this.total }}</td>",
        ),
    ]);
    let edition = renderer.registry().index_of("own-2026").unwrap();
    let fields = &renderer.registry().edition(edition).tables[0].form.fields;
    let total = fields.get(fields.find("this.total").unwrap());
    assert_eq!(
        total.derive.as_ref().unwrap().words,
        "上年数的合计 + 其他资金"
    );
}

#[test]
fn a_list_in_a_list_is_reported_as_such() {
    let found = finding(&[(
        "own-table.toml",
        REMARK,
        "\"tasks.remark\" = { label = \"备注\" }\n\"tasks.items\" = { label = \"明细\", type = \"rows\" }\n\"tasks.items.note\" = { label = \"品名\" }\n",
    )]);
    assert!(
        found.starts_with("definition-value:\"tasks.items\" 在列表 tasks 里:列表里没有列表:"),
        "{found}"
    );
}

#[test]
fn a_comparison_with_itself_is_reported() {
    let found = finding(&[(
        "own-table.toml",
        "\"summary\" = ",
        "\"same\" = { label = \"同名\", type = \"count\", derive = \"count(tasks where name = name)\" }\n\"summary\" = ",
    )]);
    assert!(found.contains("两边是同一个"), "{found}");
}

#[test]
fn a_sum_names_its_list_if_another_has_the_same_column() {
    let lists = "\"others\" = { label = \"其他任务\", type = \"rows\" }\n\
                 \"others.money\" = { label = \"金额\", type = \"amount\" }\n\
                 \"tasks.money\" = { label = \"金额\", type = \"amount\" }\n\
                 \"both\" = { label = \"两项\", type = \"amount\", derive = \"sum(tasks.money) + sum(others.money)\" }\n";
    let (renderer, _) = read(&[
        ("own-table.toml", REMARK, lists),
        (
            "own-table.tera",
            "<td field=\"{{ row.path }}.remark\">{{ row.remark }}</td>",
            "<td field=\"{{ row.path }}.money\">{{ row.money }}</td>",
        ),
    ]);
    let renderer = renderer.unwrap();
    let edition = renderer.registry().index_of("own-2026").unwrap();
    let fields = &renderer.registry().edition(edition).tables[0].form.fields;
    let both = fields.get(fields.find("both").unwrap());
    assert_eq!(
        both.derive.as_ref().unwrap().words,
        "工作任务各行金额之和 + 其他任务各行金额之和"
    );
}

#[test]
fn a_label_with_its_unit_has_it_once_in_the_summary() {
    let renderer = renderer(&[(
        "own-table.toml",
        "label = \"财政资金\"",
        "label = \"财政资金（万元）\"",
    )]);
    let edition = renderer.registry().index_of("own-2026").unwrap();
    let summary = &renderer.registry().edition(edition).summary;
    let labels: Vec<&str> = summary.iter().map(|column| column.label.as_str()).collect();
    assert!(
        labels.contains(&"财政资金（万元）") && labels.contains(&"其他资金(万元)"),
        "{labels:?}"
    );
}

#[test]
fn the_guide_says_what_computes_a_value() {
    let renderer = renderer(&[
        (
            "own-table.toml",
            REMARK,
            "\"tasks.kind\" = { label = \"类别\", type = \"choice\", choices = [\"集中\", \"分散\"] }\n\
             \"late\" = { label = \"集中数\", type = \"count\", derive = \"count(tasks where kind = \\\"集中\\\")\" }\n",
        ),
        (
            "own-table.tera",
            "<td field=\"{{ row.path }}.remark\">{{ row.remark }}</td>",
            "<td><boxes field=\"{{ row.path }}.kind\"/></td>",
        ),
        (
            "own-table.tera",
            "<th colspan=\"2\">负责人</th><td colspan=\"2\" field=\"leader\">{{ leader }}</td>",
            "<th>负责人</th><td field=\"leader\">{{ leader }}</td><th>集中数</th><td field=\"late\">{{ late }}</td>",
        ),
    ]);
    let edition = renderer.registry().index_of("own-2026").unwrap();
    let edition = renderer.registry().edition(edition);
    let blank = renderer
        .blank(edition, &BlankOptions::all(edition, 1))
        .unwrap()
        .value
        .unwrap();
    let all: String = texts(&blank.file.bytes).values().cloned().collect();
    assert!(
        all.contains("由程序算出,不用填:类别为"),
        "the count has no formula"
    );
    assert!(
        all.contains("由公式算出,不用填:财政资金 + 其他资金"),
        "the total has one"
    );
}
