//! Findings on what the definition of a form demands: each mistake has one finding, at its place, in
//! the notation of its field.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fmt::Write as _;

use jixiao::check::checked;
use jixiao::derive::derive;
use jixiao::finding::{Finding, Read, Report};
use jixiao::form::Registry;
use jixiao::record::read_json;
use jixiao::source::Source;

#[path = "support/invented.rs"]
mod invented;

use invented::{files, registry_with};

const EDITION: &str = r#"
edition = "demands-2026"
title = "监控表"
source = "虚构"

[[tables]]
form = "plan"
key = "plan"
required = true

[submission]
document = "监控表"
name = ["plan.name"]

[submission.fields]
"year" = { label = "年度", type = "year", required = true }
"until" = { label = "截至月份", type = "integer" }
"#;

const PLAN: &str = r#"
form = "plan"
name = "监控表"
unit = "万元"

[fields]
"name" = { label = "单位", required = true }
"staff" = { label = "人数", type = "count", min = 0 }
"guests" = { label = "借调人数", type = "count" }
"income.own" = { group = "收入", label = "自有", type = "amount", min = 0, max = 900000 }
"income.other" = { group = "收入", label = "其他", type = "amount" }
"income.total" = { group = "收入", label = "收入合计", type = "amount", derive = "income.own + income.other" }
"spending.total" = { group = "支出", label = "支出合计", type = "amount", derive = "spending.own + spending.other" }
"spending.own" = { group = "支出", label = "本级", type = "amount" }
"spending.other" = { group = "支出", label = "下级", type = "amount" }
"rate" = { label = "执行率", type = "percent", derive = "spending.total / income.total" }
"typed_rate" = { label = "填报的执行率", type = "percent", format = { decimals = 2 } }
"items" = { label = "指标", type = "rows" }
"items.level" = { label = "类别", type = "level" }
"items.name" = { label = "名称", role = "name", max_length = 20 }
"items.sign" = { label = "指标值类型", type = "comparison", choices = ["定性"], role = "sign", required = true }
"items.value" = { label = "指标值", type = "measure", role = "value", required = true }
"items.unit" = { label = "度量单位", type = "unit", role = "unit", required = true }
"items.whole" = { label = "指标值内容", role = "content", derive = "measure(sign, value, unit)" }
"items.actual" = { label = "实际完成值", type = "measure", role = "actual" }

[indicator]
qualitative = ["定性"]

[[check]]
name = "balanced"
test = "income.total = spending.total"
at = "spending.total"

[[check]]
name = "in-time"
when = "not blank(year)"
test = "rate + 0.1 >= until / 12"
seen = "执行率 {rate},填报 {typed_rate},差 {until / 12 - 0.1}"
"#;

const TEMPLATE: &str = r#"<table>
<colgroup><col width="40"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/></colgroup>
<tbody>
<tr><th>单位</th><td colspan="2" field="name">{{ name }}</td><th>人数</th><td field="staff">{{ staff }}</td><th>借调人数</th><td field="guests">{{ guests }}</td></tr>
<tr><th>自有</th><td field="income.own">{{ income.own }}</td><th>其他</th><td field="income.other">{{ income.other }}</td><th>收入合计</th><td colspan="2" field="income.total">{{ income.total }}</td></tr>
<tr><th>本级</th><td field="spending.own">{{ spending.own }}</td><th>下级</th><td field="spending.other">{{ spending.other }}</td><th>支出合计</th><td colspan="2" field="spending.total">{{ spending.total }}</td></tr>
<tr><th>执行率</th><td colspan="2" field="rate">{{ rate }}</td><th colspan="2">填报的执行率</th><td colspan="2" field="typed_rate">{{ typed_rate }}</td></tr>
<tr><th>类别</th><th>名称</th><th>指标值类型</th><th>指标值</th><th>度量单位</th><th>指标值内容</th><th>实际完成值</th></tr>
{% for row in items %}<tr>
{% if row.span.level %}<th rowspan="{{ row.span.level }}" field="{{ row.path }}.level">{{ row.level }}</th>{% endif %}
<td field="{{ row.path }}.name">{{ row.name }}</td><td field="{{ row.path }}.sign">{{ row.sign }}</td><td field="{{ row.path }}.value">{{ row.value }}</td>
<td field="{{ row.path }}.unit">{{ row.unit }}</td><td field="{{ row.path }}.whole">{{ row.whole }}</td><td field="{{ row.path }}.actual">{{ row.actual }}</td>
</tr>{% endfor %}
</tbody></table>"#;

fn registry(form: &str) -> Registry {
    registry_with(files(
        EDITION,
        &[("plan.toml", form), ("plan.tera", TEMPLATE)],
    ))
}

const DATA: &str = r#"{"edition": "demands-2026", "year": 2026, "until": 7,
"plan": {"name": "甲局", "staff": 12, "guests": 3,
  "income": {"own": 600.5, "other": 99.5},
  "spending": {
    "own": 610,
    "other": 90
  },
  "items": [
    {"name": "改造长度", "sign": "≥", "value": 18, "unit": "公里", "actual": 17.5},
    {"name": "验收", "sign": "定性", "value": "合格", "unit": "级", "actual": "达成"}
  ]}}"#;

/// All findings on the data with changes: text, replacement.
fn report(form: &str, changes: &[(&str, &str)]) -> Report {
    let registry = registry(form);
    let mut json = DATA.replace(", \"unit\": \"级\"", ", \"unit\": \"\"");
    for (part, instead) in changes {
        assert!(json.contains(part), "{part}");
        json = json.replacen(part, instead, 1);
    }
    let form = registry.find("demands-2026").unwrap();
    let Read {
        value: submission,
        mut report,
    } = read_json(&Source::new("a.json", json), &registry);
    let (_, own) = checked(form, derive(form, submission.unwrap()));
    report.append(own);
    report.leave_out_consequences();
    report.sort();
    report
}

fn lines(report: &Report) -> String {
    let lines = report.findings().iter().map(|finding: &Finding| {
        let position = finding.place.position.unwrap();
        format!(
            "{} {} {}:{} {}: {} | {} | {}",
            finding.level,
            finding.name(),
            position.line,
            position.column,
            finding.place.label,
            finding.seen,
            finding.expected,
            finding.correction
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The form in which only indicators with a sign have a unit.
fn form() -> String {
    PLAN.replace("role = \"unit\", required = true", "role = \"unit\"")
}

fn found(changes: &[(&str, &str)]) -> String {
    lines(&report(&form(), changes))
}

#[test]
fn the_data_have_no_findings() {
    assert_eq!(found(&[]), "");
}

#[test]
fn what_a_field_demands_is_reported_once() {
    let long: String = ('一'..).take(120).collect();
    let long = format!("\"name\": \"{long}\"");
    let cases: [(&str, &[(&str, &str)]); 9] = [
        (
            "an amount below its min",
            &[("\"own\": 600.5", "\"own\": -46")],
        ),
        (
            "a count below its min",
            &[("\"staff\": 12", "\"staff\": -1")],
        ),
        (
            "in 元, above its max",
            &[("\"own\": 600.5", "\"own\": 6005000")],
        ),
        ("no value", &[("\"value\": 18", "\"value\": null")]),
        (
            "a value in the whole text",
            &[("\"value\": 18", "\"value\": \"\", \"whole\": \"≥18公里\"")],
        ),
        ("no sign", &[("\"sign\": \"≥\"", "\"sign\": \"\"")]),
        ("a long name", &[("\"name\": \"改造长度\"", long.as_str())]),
        // The program's own rules where the form demands nothing.
        ("a count", &[("\"guests\": 3", "\"guests\": -3")]),
        ("a unit", &[("\"unit\": \"公里\"", "\"unit\": \"\"")]),
    ];
    let mut shown = String::new();
    for (name, changes) in cases {
        let report = report(&form(), changes);
        let alone =
            |finding: &&Finding| finding.name() != "balanced" && finding.name() != "in-time";
        let own = report.findings().iter().filter(alone);
        assert_eq!(own.count(), 1, "{name}: {}", lines(&report));
        writeln!(shown, "{name}\n{}", lines(&report)).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_required_unit_is_missing_once() {
    let report = report(PLAN, &[("\"unit\": \"公里\"", "\"unit\": \"\"")]);
    let of_row = |finding: &&Finding| finding.place.label.starts_with("改造长度");
    let own: Vec<&str> = report
        .findings()
        .iter()
        .filter(of_row)
        .map(Finding::name)
        .collect();
    assert_eq!(own, ["missing-required"]);
}

#[test]
fn a_check_of_a_derived_total_points_at_its_group() {
    // Without its rule, the form has one wrong total.
    let changes = [("\"own\": 610", "\"own\": 628")];
    let report = report(&form(), &changes);
    assert_eq!(
        lines(&report),
        "错误 balanced 4:3 支出 › 支出合计: 收入合计 700,而 支出合计 718 | 两者相等 | 两者相差 18 万元;核对两边的各项"
    );
    let excerpt = report.findings()[0].place.excerpt.as_ref().unwrap();
    assert_eq!(
        excerpt.to_string(),
        "  4 |   \"spending\": {\n    |   ^^^^^^^^^^"
    );
    // A total that was typed is the place itself.
    let typed = [
        ("\"other\": 90", "\"other\": 90, \"total\": 700"),
        changes[0],
    ];
    let report = self::report(&form(), &typed);
    let pointer = |finding: &Finding| finding.place.position.unwrap().line;
    assert_eq!(
        report.findings().iter().map(pointer).collect::<Vec<_>>(),
        [6]
    );
}

#[test]
fn rates_and_their_differences_are_percentages_in_the_words_of_a_check() {
    let rate = ("\"guests\": 3", "\"guests\": 3, \"typed_rate\": \"33.3%\"");
    let changes = [
        ("\"until\": 7", "\"until\": 11"),
        ("\"own\": 610", "\"own\": 281.37"),
        rate,
    ];
    let form = form();
    let without = form.replace(
        "test = \"income.total = spending.total\"",
        "test = \"1 = 1\"",
    );
    insta::assert_snapshot!(lines(&report(&without, &changes)));
    let default = without.replace("seen = \"执行率", "# \"");
    insta::assert_snapshot!(lines(&report(&default, &changes)));
    // Numbers that are no rates are rounded where a division makes them endless.
    let thirds = without.replace("rate + 0.1 >= until / 12", "guests / 7 >= until / 12");
    let thirds = thirds.replace("seen = \"执行率", "# \"");
    insta::assert_snapshot!(lines(&report(&thirds, &changes)));
}

#[test]
fn what_was_reached_is_a_number_beside_a_sign() {
    let cases = [
        "\"16.2公里\"",
        "\"16200米\"",
        "\"１６\"",
        "\"≥16\"",
        "\"16-18\"",
        "\"完成\"",
        // No findings.
        "16.2",
        "\"16.2\"",
        "null",
        "\"\"",
        "\"××\"",
    ];
    let mut shown = String::new();
    for actual in cases {
        let actual = format!("\"actual\": {actual}");
        let report = report(&form(), &[("\"actual\": 17.5", actual.as_str())]);
        let changes = report
            .findings()
            .iter()
            .flat_map(|finding| &finding.changes);
        let changes: Vec<String> = changes
            .map(|change| format!("{:?}", change.value))
            .collect();
        writeln!(shown, "{actual}\n{}\n{}", lines(&report), changes.join(" ")).unwrap();
    }
    insta::assert_snapshot!(shown);
}
