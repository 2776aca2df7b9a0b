//! Broken editions: a folder with definitions and templates, each broken in one way, with the whole report as their author reads it.
//!
//! The reports stand in `tests/bad_edition/<case>.snap`; each was read and judged when it was accepted. What is wrong in data: `bad_input.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
#[cfg(feature = "cli")]
use std::process::Command;

use jixiao::Error;
use jixiao::form::built_in_folder;
use jixiao::render::Renderer;

/// What is done to the built-in edition's folder.
enum Change {
    /// In a file: what stands there, and what stands there instead.
    In(&'static str, &'static str, &'static str),
    /// A file taken away.
    Without(&'static str),
    /// A file's whole text.
    Whole(&'static str, &'static str),
}

use Change::{In, Whole, Without};

const EDITION: &str = "edition.toml";
const FORM: &str = "department-target.toml";
const TEMPLATE: &str = "department-target.tera";
const PART: &str = "_indicators.tera";

const CASES: &[(&str, Change)] = &[
    // edition.toml
    ("edition-missing-file", Without(EDITION)),
    ("edition-empty", Whole(EDITION, "")),
    (
        "edition-unknown-key",
        In(EDITION, "title = \"甘肃", "titel = \"甘肃"),
    ),
    (
        "edition-unknown-key-in-section",
        In(EDITION, "inner = 0.5", "inner = 0.5\nhair = 1"),
    ),
    (
        "edition-wrong-kind",
        In(EDITION, "many = true", "many = \"yes\""),
    ),
    (
        "edition-form-not-there",
        In(
            EDITION,
            "form = \"project-target\"",
            "form = \"projekt-target\"",
        ),
    ),
    ("edition-no-definition", Without("project-target.toml")),
    ("edition-no-template", Without("project-target.tera")),
    (
        "edition-key-twice",
        In(EDITION, "key = \"projects\"", "key = \"department\""),
    ),
    (
        "edition-unknown-title",
        In(EDITION, "title = \"name\"", "title = \"nam\""),
    ),
    (
        "edition-unknown-name",
        In(EDITION, "\"department.name\"", "\"department.title\""),
    ),
    (
        "edition-unknown-code",
        In(EDITION, "code = \"code\"", "code = \"kode\""),
    ),
    (
        "list-unknown-path",
        In(
            EDITION,
            "fields = [\"projects.name\"]",
            "fields = [\"projects.nam\"]",
        ),
    ),
    (
        "list-rows-alone",
        In(
            EDITION,
            "fields = [\"year\"]",
            "fields = [\"projects.indicators\"]",
        ),
    ),
    (
        "list-two-in-one-table",
        In(
            EDITION,
            "fields = [\"year\"]",
            "fields = [\"projects.funds.other\", \"projects.funds.fiscal\"]",
        ),
    ),
    (
        "list-no-department",
        In(
            EDITION,
            "fields = [\"department.name\"]",
            "fields = [\"department.regulations\"]",
        ),
    ),
    (
        "list-head-twice",
        In(
            EDITION,
            "heads = [\"备注\"]",
            "heads = [\"备注\", \"年度\"]",
        ),
    ),
    ("list-no-heads", In(EDITION, "heads = [\"备注\"]\n", "")),
    (
        "list-no-words",
        In(
            EDITION,
            "total = [\"合计\", \"总计\", \"全部合计\"]",
            "total = []",
        ),
    ),
    ("list-no-name", In(EDITION, "name = \"绩效目标清单\"\n", "")),
    (
        "list-unknown-key",
        In(EDITION, "numbering = true", "number = true"),
    ),
    (
        "list-word-for-nothing",
        In(
            EDITION,
            "\"定性指标\" = \"定性\"",
            "\"定性指标\" = \"定信\"",
        ),
    ),
    (
        "list-direction-no-sign",
        In(EDITION, "\"正向\" = \"≥ ＞\"", "\"正向\" = \">=\""),
    ),
    ("edition-margins", In(EDITION, "top = 37", "top = 260")),
    (
        "edition-not-a-length",
        In(EDITION, "width = 210", "width = \"A4\""),
    ),
    (
        "edition-negative-length",
        In(EDITION, "width = 210", "width = -210"),
    ),
    ("edition-nan", In(EDITION, "width = 210", "width = nan")),
    (
        "edition-font-role",
        In(
            EDITION,
            "[styles.th]\nfont = \"label\"",
            "[styles.th]\nfont = \"lable\"",
        ),
    ),
    (
        "edition-font-face",
        In(
            EDITION,
            "face = \"NotoSansSC-Medium\"",
            "face = \"NotoSansSC-Light\"",
        ),
    ),
    (
        "edition-align",
        In(
            EDITION,
            "[styles.th]\nfont = \"label\"\nsize = 9\nalign = \"center\"",
            "[styles.th]\nfont = \"label\"\nsize = 9\nalign = \"centre\"",
        ),
    ),
    ("edition-size", In(EDITION, "size = 18", "size = 180")),
    (
        "edition-foot-style",
        In(EDITION, "style = \"foot\"", "style = \"feet\""),
    ),
    ("edition-no-td", In(EDITION, "[styles.td]", "[styles.data]")),
    // <form>.toml
    (
        "toml-syntax",
        In(FORM, "unit = \"万元\"\n", "unit = 万元\n"),
    ),
    (
        "toml-open-text",
        In(FORM, "unit = \"万元\"\n", "unit = \"万元\n"),
    ),
    (
        "toml-full-width-quotes",
        In(FORM, "unit = \"万元\"\n", "unit = “万元”\n"),
    ),
    (
        "toml-key-twice",
        In(
            FORM,
            "unit = \"万元\"\n",
            "unit = \"万元\"\nunit = \"元\"\n",
        ),
    ),
    (
        "toml-field-twice",
        In(
            FORM,
            "[fields]\n",
            "[fields]\n\"name\" = { label = \"名称\" }\n",
        ),
    ),
    (
        "field-unknown-type",
        In(FORM, "type = \"percent\"", "type = \"procent\""),
    ),
    (
        "field-unknown-key",
        In(FORM, "required = true, hint", "requird = true, hint"),
    ),
    (
        "field-no-label",
        In(
            FORM,
            "{ label = \"联系人\", private = true }",
            "{ private = true }",
        ),
    ),
    (
        "field-bad-path",
        In(FORM, "\"contact.phone\"", "\"contact.电话\""),
    ),
    (
        "field-value-and-group",
        In(FORM, "\"regulations\" =", "\"staffing\" ="),
    ),
    (
        "derive-unknown-path",
        In(
            FORM,
            "income.upper_fiscal + income.local_fiscal",
            "income.uper_fiscal + income.local_fiscal",
        ),
    ),
    (
        "derive-syntax",
        In(
            FORM,
            "income.upper_fiscal + income.local_fiscal",
            "income.upper_fiscal + + income.local_fiscal",
        ),
    ),
    (
        "derive-open-bracket",
        In(
            FORM,
            "prior_budget.adjusted - prior_budget.spent",
            "(prior_budget.adjusted - prior_budget.spent",
        ),
    ),
    (
        "derive-full-width",
        In(
            FORM,
            "prior_budget.adjusted - prior_budget.spent",
            "prior_budget.adjusted － prior_budget.spent",
        ),
    ),
    (
        "derive-text",
        In(
            FORM,
            "prior_budget.adjusted - prior_budget.spent",
            "prior_budget.adjusted - regulations",
        ),
    ),
    (
        "derive-on-text",
        In(
            FORM,
            "label = \"联系人\",",
            "label = \"联系人\", derive = \"income.total\",",
        ),
    ),
    (
        "derive-rows-alone",
        In(
            FORM,
            "prior_budget.adjusted - prior_budget.spent",
            "indicators",
        ),
    ),
    (
        "derive-sum-unknown",
        In(
            FORM,
            "prior_budget.adjusted - prior_budget.spent",
            "sum(indicators.values)",
        ),
    ),
    (
        "derive-itself",
        In(
            FORM,
            "prior_budget.adjusted - prior_budget.spent",
            "prior_budget.carry_over + 1",
        ),
    ),
    (
        "derive-circle",
        In(
            FORM,
            "label = \"预算调整数\", type = \"amount\"",
            "label = \"预算调整数\", type = \"amount\", derive = \"prior_budget.carry_over + prior_budget.spent\"",
        ),
    ),
    (
        "derive-circle-of-three",
        In(
            FORM,
            "\"income.other\" = { group = \"当年预算构成\", label = \"其他资金\", type = \"amount\" }",
            "\"income.other\" = { group = \"当年预算构成\", label = \"其他资金\", type = \"amount\", derive = \"expenditure.total - income.total\" }",
        ),
    ),
    (
        "agree-unknown-path",
        In(FORM, "left = \"income.total\"", "left = \"income.sum\""),
    ),
    (
        "agree-no-right",
        In(FORM, "right = \"expenditure.total\"\n", ""),
    ),
    // What the rules need to know of a form.
    (
        "rules-relation",
        In(FORM, "relation = \"<=\"", "relation = \"<\""),
    ),
    (
        "rules-level",
        In(FORM, "\nlevel = \"警告\"", "\nlevel = \"紧急\""),
    ),
    (
        "rules-unknown-key",
        In(FORM, "quantity = [", "quantities = ["),
    ),
    (
        "rules-unknown-path",
        In(
            FORM,
            "totals = [\"annual_target\"]",
            "totals = [\"anual_target\"]",
        ),
    ),
    (
        "rules-budget-no-number",
        In(
            FORM,
            "budget = \"expenditure.total\"",
            "budget = \"regulations\"",
        ),
    ),
    (
        "rules-staff-no-field",
        In(FORM, "field = \"staffing.quota\"\n", ""),
    ),
    (
        "rules-unknown-family",
        In(
            "project-target.toml",
            "required = [\"产出指标\"",
            "required = [\"产出\"",
        ),
    ),
    (
        "rules-official-name-no-text",
        In(
            "project-target.toml",
            "= \"生态环境成本指标\"",
            "= [\"生态环境成本指标\"]",
        ),
    ),
    (
        "across-not-summed",
        In(
            EDITION,
            "left = \"sum(projects.funds.total)\"",
            "left = \"projects.funds.total\"",
        ),
    ),
    (
        "across-unknown-table",
        In(
            EDITION,
            "right = \"department.expenditure",
            "right = \"office.expenditure",
        ),
    ),
    // Tera
    (
        "tera-open-brackets",
        In(TEMPLATE, "{{ regulations }}", "{{ regulations }"),
    ),
    (
        "tera-unknown-tag",
        In(TEMPLATE, "{% endfor %}", "{% endfo %}"),
    ),
    ("tera-no-end", In(TEMPLATE, "    {% endfor %}\n", "")),
    (
        "tera-unknown-filter",
        In(TEMPLATE, "{{ regulations }}", "{{ regulations | uper }}"),
    ),
    (
        "tera-unknown-function",
        In(TEMPLATE, "{{ regulations }}", "{{ heute() }}"),
    ),
    (
        "tera-unknown-include",
        In(
            TEMPLATE,
            "{% include \"_indicators.tera\" %}",
            "{% include \"_indicator.tera\" %}",
        ),
    ),
    (
        "tera-include-circle",
        In(
            PART,
            "{% if row.span.level1 %}",
            "{% include \"_indicators.tera\" %}{% if row.span.level1 %}",
        ),
    ),
    (
        "tera-unknown-name",
        In(TEMPLATE, "{{ regulations }}", "{{ regulation }}"),
    ),
    (
        "tera-unknown-in-group",
        In(TEMPLATE, "{{ contact.phone }}", "{{ contact.fone }}"),
    ),
    (
        "tera-unknown-in-row",
        In(TEMPLATE, "{{ row.remark }}", "{{ row.remarks }}"),
    ),
    (
        "tera-unknown-in-submission",
        In(TEMPLATE, "{{ submission.year }}", "{{ submission.years }}"),
    ),
    (
        "tera-unknown-in-part",
        In(PART, "{{ row.level2 }}", "{{ row.level3 }}"),
    ),
    (
        "tera-arithmetic-on-text",
        In(TEMPLATE, "{{ regulations }}", "{{ name * 2 }}"),
    ),
    (
        "tera-division-by-zero",
        In(TEMPLATE, "{{ regulations }}", "{{ 1 / 0 }}"),
    ),
    // The table
    ("table-empty", Whole(TEMPLATE, "")),
    ("table-only-text", Whole(TEMPLATE, "绩效目标表")),
    ("table-other-root", Whole(TEMPLATE, "<div></div>")),
    (
        "table-no-columns",
        Whole(
            TEMPLATE,
            "<table><tbody><tr><td>甲</td></tr></tbody></table>",
        ),
    ),
    (
        "table-no-rows",
        Whole(
            TEMPLATE,
            "<table><colgroup><col width=\"20\"/></colgroup></table>",
        ),
    ),
    (
        "table-unclosed",
        In(
            TEMPLATE,
            "{{ regulations }}</td></tr>",
            "{{ regulations }}</tr>",
        ),
    ),
    (
        "table-bare-ampersand",
        In(TEMPLATE, "<th>其他资金</th>", "<th>其他资金 & 结余</th>"),
    ),
    (
        "table-html-entity",
        In(TEMPLATE, "<th>其他资金</th>", "<th>其他&nbsp;资金</th>"),
    ),
    (
        "table-attribute-twice",
        In(
            TEMPLATE,
            "<tr><th>部门（单位）</th><td colspan=\"8\"",
            "<tr><th>部门（单位）</th><td colspan=\"8\" colspan=\"8\"",
        ),
    ),
    (
        "table-unknown-element",
        In(
            TEMPLATE,
            "<th>其他资金</th>",
            "<th><strong>其他资金</strong></th>",
        ),
    ),
    (
        "table-unknown-cell",
        In(TEMPLATE, "<th>其他资金</th>", "<tc>其他资金</tc>"),
    ),
    (
        "table-unknown-attribute",
        In(
            TEMPLATE,
            "<tr><th>部门（单位）</th><td colspan=\"8\"",
            "<tr><th>部门（单位）</th><td colspn=\"8\"",
        ),
    ),
    (
        "table-unknown-class",
        In(
            TEMPLATE,
            "class=\"narrative\" field=\"regulations\"",
            "class=\"narative\" field=\"regulations\"",
        ),
    ),
    (
        "table-unknown-field",
        In(TEMPLATE, "field=\"regulations\"", "field=\"regulation\""),
    ),
    (
        "table-unknown-field-in-row",
        In(
            TEMPLATE,
            "field=\"{{ row.path }}.remark\"",
            "field=\"{{ row.path }}.remarks\"",
        ),
    ),
    (
        "table-text-in-row",
        In(TEMPLATE, "<tr><th>部门（单位）</th>", "<tr>部门（单位）"),
    ),
    (
        "table-colspan-words",
        In(
            TEMPLATE,
            "<tr><th>部门（单位）</th><td colspan=\"8\"",
            "<tr><th>部门（单位）</th><td colspan=\"八\"",
        ),
    ),
    (
        "table-colspan-huge",
        In(
            TEMPLATE,
            "<tr><th>部门（单位）</th><td colspan=\"8\"",
            "<tr><th>部门（单位）</th><td colspan=\"99999999999999999999\"",
        ),
    ),
    (
        "table-colspan-wide",
        In(
            TEMPLATE,
            "<tr><th>部门（单位）</th><td colspan=\"8\"",
            "<tr><th>部门（单位）</th><td colspan=\"9\"",
        ),
    ),
    (
        "table-colspan-narrow",
        In(
            TEMPLATE,
            "<tr><th>部门（单位）</th><td colspan=\"8\"",
            "<tr><th>部门（单位）</th><td colspan=\"7\"",
        ),
    ),
    (
        "table-rowspan-long",
        In(
            TEMPLATE,
            "<th rowspan=\"2\">上年预算情况（万元）</th>",
            "<th rowspan=\"3\">上年预算情况（万元）</th>",
        ),
    ),
    (
        "table-rowspan-short",
        In(
            TEMPLATE,
            "<th rowspan=\"5\">当年预算构成（万元）</th>",
            "<th rowspan=\"4\">当年预算构成（万元）</th>",
        ),
    ),
    (
        "table-rowspan-zero",
        In(
            TEMPLATE,
            "<th rowspan=\"5\">当年预算构成（万元）</th>",
            "<th rowspan=\"0\">当年预算构成（万元）</th>",
        ),
    ),
    (
        "table-below-the-end",
        In(
            TEMPLATE,
            "<td field=\"{{ row.path }}.remark\">",
            "<td rowspan=\"90\" field=\"{{ row.path }}.remark\">",
        ),
    ),
    (
        "table-head-too-long",
        In(TEMPLATE, "<tbody head=\"1\">", "<tbody head=\"100\">"),
    ),
    (
        "table-no-width",
        In(TEMPLATE, "<col width=\"15.8\"/>", "<col/>"),
    ),
    (
        "table-negative-width",
        In(TEMPLATE, "<col width=\"15.8\"/>", "<col width=\"-15.8\"/>"),
    ),
    (
        "table-bad-char",
        In(
            TEMPLATE,
            "<th>其他资金</th>",
            "<th><char code=\"FFFFFF\"/></th>",
        ),
    ),
];

fn write_edition(folder: &Path, change: &Change) {
    fs::create_dir_all(folder).unwrap();
    for (name, source) in built_in_folder("gansu-2025").unwrap() {
        let text = match change {
            Without(file) if name == *file => continue,
            Whole(file, text) if name == *file => (*text).to_owned(),
            In(file, part, instead) if name == *file => {
                assert!(source.text().contains(part), "{name} has {part}");
                source.text().replacen(part, instead, 1)
            }
            _ => source.text().to_owned(),
        };
        fs::write(folder.join(name), text).unwrap();
    }
}

/// What is said of an edition, with the folder's name as the user gave it.
fn report_of(change: &Change) -> String {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("我的表样");
    write_edition(&folder, change);
    let said = match Renderer::with_folders(Some(&folder), None) {
        Ok((renderer, report)) => {
            assert_eq!(renderer.is_none(), report.has_errors());
            let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
            findings.join("\n\n")
        }
        Err(error) => format!("失败:{error}"),
    };
    said.replace(&format!("{}/", root.path().display()), "")
}

#[test]
fn every_broken_edition_has_the_report_that_was_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bad_edition");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let mut names = BTreeSet::new();
        for (name, change) in CASES {
            assert!(names.insert(name), "{name} is there twice");
            let report = report_of(change);
            assert!(!report.is_empty(), "{name} has a finding");
            insta::assert_snapshot!(*name, report);
        }
    });
}

#[test]
fn a_definition_that_is_no_text_is_a_failure() {
    let root = tempfile::tempdir().unwrap();
    write_edition(root.path(), &Whole("x", ""));
    fs::write(root.path().join(FORM), b"\xFF\xFE").unwrap();
    let failed = Renderer::with_folders(Some(root.path()), None).unwrap_err();
    assert!(matches!(failed, Error::Read { .. }), "{failed}");
}

#[test]
fn a_template_without_end_is_stopped() {
    let long = "{% for a in [1,2,3,4,5,6,7,8,9,10] %}{% for b in [1,2,3,4,5,6,7,8,9,10] %}甲{% endfor %}{% endfor %}";
    let deep = (0..3).fold("甲".to_owned(), |inner, _| long.replace('甲', &inner));
    let change = format!(
        "<table><colgroup><col width=\"20\"/></colgroup><tbody><tr><td>{deep}</td></tr></tbody></table>"
    );
    // A million characters are no trouble.
    let root = tempfile::tempdir().unwrap();
    write_edition(root.path(), &Whole("x", ""));
    fs::write(root.path().join(TEMPLATE), change).unwrap();
    let (renderer, report) = Renderer::with_folders(Some(root.path()), None).unwrap();
    assert!(renderer.is_some(), "{:?}", report.findings());
}

#[cfg(feature = "cli")]
#[test]
fn the_program_ends_with_findings_and_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("表样");
    write_edition(
        &folder,
        &In(TEMPLATE, "{{ regulations }}", "{{ regulation }}"),
    );
    let out = root.path().join("out");
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hezheng-2025.json");
    let program = || Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let rendered = program()
        .args(["render", data, "-o"])
        .arg(&out)
        .arg("--templates")
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(rendered.status.code(), Some(1));
    assert!(rendered.stdout.is_empty() && !out.exists());
    let checked = program()
        .args(["template", "check"])
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stderr).unwrap();
    assert!(
        said.contains("template-undefined") && said.contains("可能是 regulations"),
        "{said}"
    );
}
