//! Expressions of an invented edition: derived values, checks with names of their own, workbook
//! formulas, and the messages about wrong expressions.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jixiao::check::check;
use jixiao::derive::{Derived, derive};
use jixiao::finding::{Finding, Level, Levels, Read};
use jixiao::form::{Edition, Registry};
use jixiao::record::read_json;
use jixiao::source::Source;

#[path = "support/invented.rs"]
mod invented;

use invented::registry_with;

const EDITION: &str = r#"
edition = "score-2026"
title = "评分表"
source = "虚构"

[[tables]]
form = "plan"
key = "plan"
required = true

[[tables]]
form = "part"
key = "parts"
many = true
title = "name"

[[check]]
test = "sum(parts.money where kind = \"甲类\") <= plan.money"

[[check]]
name = "all-parts"
when = 'complete = "是"'
test = "sum(parts.money) = plan.money"
level = "警告"

[[check]]
name = "part-needs-money"
each = "parts"
test = 'money > 0 or kind = "乙类"'
mend = "{name}要有金额"

[submission]
document = "评分表"
name = ["plan.name"]

[submission.fields]
"year" = { label = "年度", type = "year", required = true }
"complete" = { label = "是否齐全", type = "choice", choices = ["是", "否"] }
"count" = { label = "分项个数", type = "count", derive = "count(parts)" }
"grade" = { label = "等级", derive = 'if(plan.score >= 90, "优", if(plan.score >= 60, "中", "差"))' }
"#;

const PLAN: &str = r#"
form = "plan"
name = "评分表"
unit = "万元"

[fields]
"name" = { label = "单位", required = true }
"money" = { label = "金额", type = "amount", derive = "sum(parts.money)" }
"items" = { label = "指标", type = "rows" }
"items.group" = { label = "类别", type = "level", choices = ["产出", "效益"] }
"items.name" = { label = "名称" }
"items.weight" = { label = "分值", type = "amount", unit = "分" }
"items.target" = { label = "目标", type = "amount", unit = "" }
"items.actual" = { label = "完成", type = "amount", unit = "" }
"items.score" = { label = "得分", type = "amount", unit = "分", derive = "round(if(blank(actual), 0, min(actual / target, 1)) * weight, 2)" }
"items.share" = { label = "占比", type = "percent", derive = "weight / weight_total" }
"items.verdict" = { label = "结论", derive = 'if(score < weight, name & "未完成", "完成")' }
"weight_total" = { label = "分值合计", type = "amount", unit = "分", derive = "sum(items.weight)" }
"output_score" = { label = "产出得分", type = "amount", unit = "分", derive = 'sum(items.score where group = "产出")' }
"open" = { label = "未完成条数", type = "count", derive = "count(items where score < weight)" }
"score" = { label = "总分", type = "amount", unit = "分", derive = "sum(items.score) - abs(open * -0.5)" }

[[check]]
name = "weights-100"
test = "sum(items.weight) = 100"
expected = "权重合计 100"
mend = "现在合计 {sum(items.weight)},调整各条的分值"

[[check]]
name = "output-50"
test = 'sum(items.weight where group = "产出") = 50'
level = "提示"

[[check]]
each = "items"
name = "score-within"
test = "score <= weight"

[[check]]
each = "items"
name = "done-or-said"
when = "not blank(actual) and actual < target"
test = "not blank(verdict)"
"#;

const PART: &str = r#"
form = "part"
name = "分项表"
unit = "万元"

[fields]
"name" = { label = "名称", required = true }
"kind" = { label = "种类", type = "choice", choices = ["甲类", "乙类"] }
"money" = { label = "金额", type = "amount" }
"of_whole" = { label = "占全部", type = "percent", derive = "money / plan.money" }
"title" = { label = "标题", derive = 'name & "（" & year & "）"' }
"#;

const PLAN_TEMPLATE: &str = r#"<table>
<caption><p class="title">{{ name }}评分表</p></caption>
<colgroup><col width="40"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/><col width="20"/></colgroup>
<tbody>
<tr><th>单位</th><td colspan="3" field="name">{{ name }}</td><th>金额</th><td colspan="3" field="money">{{ money }}</td></tr>
<tr><th>类别</th><th>名称</th><th>分值</th><th>目标</th><th>完成</th><th>得分</th><th>占比</th><th>结论</th></tr>
{% for row in items %}<tr>
{% if row.span.group %}<th rowspan="{{ row.span.group }}" field="{{ row.path }}.group">{{ row.group }}</th>{% endif %}
<td field="{{ row.path }}.name">{{ row.name }}</td><td field="{{ row.path }}.weight">{{ row.weight }}</td><td field="{{ row.path }}.target">{{ row.target }}</td>
<td field="{{ row.path }}.actual">{{ row.actual }}</td><td field="{{ row.path }}.score">{{ row.score }}</td><td field="{{ row.path }}.share">{{ row.share }}</td>
<td field="{{ row.path }}.verdict">{{ row.verdict }}</td></tr>{% endfor %}
<tr><th>合计</th><th>分值</th><td field="weight_total">{{ weight_total }}</td><th>产出</th><td field="output_score">{{ output_score }}</td><th>未完成</th><td field="open">{{ open }}</td><td field="score">{{ score }}</td></tr>
</tbody></table>"#;

const PART_TEMPLATE: &str = r#"<table>
<colgroup><col width="80"/><col width="80"/></colgroup>
<tbody><tr><th>名称</th><td field="name">{{ name }}</td></tr><tr><th>种类</th><td field="kind">{{ kind }}</td></tr>
<tr><th>金额</th><td field="money">{{ money }}</td></tr><tr><th>占全部</th><td field="of_whole">{{ of_whole }}</td></tr><tr><th>标题</th><td field="title">{{ title }}</td></tr></tbody></table>"#;

/// The files of the edition; `change` gets the name and text of each.
fn files(change: impl Fn(&str, &str) -> String) -> BTreeMap<String, Source> {
    let others = [
        ("plan.toml", PLAN),
        ("plan.tera", PLAN_TEMPLATE),
        ("part.toml", PART),
        ("part.tera", PART_TEMPLATE),
    ];
    let files = invented::files(EDITION, &others).into_iter();
    let changed = files.map(|(name, source)| {
        let source = Source::new(&name, change(&name, source.text()));
        (name, source)
    });
    changed.collect()
}

fn registry() -> Registry {
    registry_with(files(|_, text| text.to_owned()))
}

/// A submission with three indicators and two parts; `change` gets its text.
fn data(change: impl Fn(&str) -> String) -> String {
    change(
        r#"{"edition": "score-2026", "year": 2026, "complete": "是",
"plan": {"name": "甲局", "items": [
  {"group": "产出", "name": "公里", "weight": 40, "target": 3, "actual": 2},
  {"group": "产出", "name": "次数", "weight": 10, "target": 5, "actual": 6},
  {"group": "效益", "name": "人次", "weight": 50, "target": 7, "actual": null}
]},
"parts": [{"name": "一", "kind": "甲类", "money": 10.5}, {"name": "二", "kind": "乙类", "money": 4.5}]}"#,
    )
}

fn derived(registry: &Registry, json: String) -> (&Edition, Derived) {
    let Read {
        value: submission,
        report,
    } = read_json(&Source::new("a.json", json), registry);
    assert!(!report.has_errors(), "{:?}", report.findings());
    let edition = registry.find("score-2026").unwrap();
    (edition, derive(edition, submission.unwrap()))
}

fn findings(change: impl Fn(&str) -> String) -> Vec<Finding> {
    let registry = registry();
    let (edition, submission) = derived(&registry, data(change));
    check(edition, &submission).findings().to_vec()
}

/// The findings in one line each.
fn lines(findings: &[Finding]) -> String {
    let lines = findings.iter().map(|finding| {
        format!(
            "{} {} {}: {} | {} | {}",
            finding.level,
            finding.name(),
            finding.place.pointer,
            finding.seen,
            finding.expected,
            finding.correction
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn values_are_derived_from_rows_tables_and_the_submission() {
    let registry = registry();
    let (edition, submission) = derived(&registry, data(str::to_owned));
    let mut shown = String::new();
    let own = &submission.fields;
    for (index, field) in edition.fields.iter() {
        writeln!(shown, "{} = {}", field.path, own.get(index).display()).unwrap();
    }
    for table in &submission.tables {
        let fields = &edition.tables[table.table].form.fields;
        for (index, field) in fields.iter() {
            let value = table.record.get(index);
            writeln!(shown, "{} = {}", field.path, value.display()).unwrap();
            for row in table.record.rows(index) {
                let columns = field.rows().unwrap().iter();
                let cells = columns.map(|(column, _)| row.get(column).display().into_owned());
                writeln!(shown, "  {}", cells.collect::<Vec<_>>().join(" · ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn checks_have_their_own_names_words_and_levels() {
    assert_eq!(lines(&findings(str::to_owned)), "");
    let wrong = findings(|text| {
        text.replace("\"weight\": 40", "\"weight\": 30, \"score\": 31")
            .replace(
                "\"money\": 4.5",
                "\"money\": 4.5}, {\"name\": \"三\", \"kind\": \"甲类\"",
            )
            .replace("\"name\": \"甲局\"", "\"name\": \"甲局\", \"money\": 10")
    });
    insta::assert_snapshot!(lines(&wrong));
}

#[test]
fn a_check_is_switched_by_its_name() {
    let registry = registry();
    let names = registry.check_names();
    let json = data(|text| text.replace("\"weight\": 40", "\"weight\": 30"));
    let (edition, submission) = derived(&registry, json);
    let report = check(edition, &submission);
    let mut levels = Levels::new();
    levels.set_in_words("weights-100", "提示", &names).unwrap();
    levels.set_in_words("output-50", "关", &names).unwrap();
    let report = report.with_levels(&levels);
    let found: Vec<(&str, Level)> = report
        .findings()
        .iter()
        .map(|finding| (finding.name(), finding.level))
        .collect();
    assert_eq!(found, [("weights-100", Level::Note)]);
    let error = levels.set_in_words("weight-100", "关", &names).unwrap_err();
    assert_eq!(
        error.to_string(),
        "没有 \"weight-100\" 这个检查项目;可能是 weights-100"
    );
}

/// Wrong expressions: in which file, the text to replace, and what it becomes.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"sum(items.wieght)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"sum(items.name)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"sum(items)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"items.weight\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"items\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"parts.money + 1\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"name\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"money > 1\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"name + 1\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"mean(items.weight)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"round(money, 1.5)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"if(money, 1, 2)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = 'if(money > 1, 1, \"无\")'",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = 'if(name = 1, 1, 2)'",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = 'if(name < \"甲\", 1, 2)'",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"1 +\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"(1 + 2\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"1 + 2)\"",
    ),
    (
        "plan.toml",
        "derive = \"sum(items.weight)\"",
        "derive = \"sum(items.share)\"",
    ),
    ("plan.toml", "group = \"产出\")' }", "group = \"产岀\")' }"),
    (
        "plan.toml",
        "test = \"sum(items.weight) = 100\"",
        "test = \"sum(items.weight)\"",
    ),
    (
        "plan.toml",
        "test = \"sum(items.weight) = 100\"",
        "tset = \"sum(items.weight) = 100\"",
    ),
    (
        "plan.toml",
        "each = \"items\"\nname = \"score-within\"",
        "each = \"parts\"\nname = \"score-within\"",
    ),
    (
        "plan.toml",
        "name = \"score-within\"",
        "name = \"得分不超过分值\"",
    ),
    ("plan.toml", "{sum(items.weight)},", "{sum(items.wieght)},"),
    ("plan.toml", "{sum(items.weight)},", "{sum(items.weight),"),
    (
        "edition.toml",
        "when = 'complete = \"是\"'",
        "when = 'complete = \"全\"'",
    ),
    (
        "edition.toml",
        "when = 'complete = \"是\"'",
        "when = 'plan.complete = \"是\"'",
    ),
    (
        "edition.toml",
        "name = \"all-parts\"",
        "name = \"all-parts\"\nat = \"plan.mony\"",
    ),
    ("part.toml", "money / plan.money", "money / plan.nothing"),
    ("part.toml", "money / plan.money", "money / parts.money"),
    ("part.toml", "name & \"（\"", "name & (1 = 1)"),
];

#[test]
fn wrong_expressions_are_reported_at_their_place() {
    let mut shown = String::new();
    for (file, from, to) in WRONG {
        let changed = files(|name, text| {
            if name != *file {
                return text.to_owned();
            }
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let report = Registry::built_in().add_files("评分", changed);
        assert!(report.has_errors(), "{to}");
        writeln!(shown, "{to}").unwrap();
        for finding in report.findings() {
            writeln!(
                shown,
                "  {} {}: {} | {} | {}",
                finding.code.as_str(),
                finding.place.head(),
                finding.seen,
                finding.expected,
                finding.correction
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(shown);
}
