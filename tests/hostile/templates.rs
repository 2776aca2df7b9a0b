//! Endless and growing templates: each is stopped soon and reported.

use std::collections::BTreeMap;

use jixiao::finding::Report;
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::Renderer;
use jixiao::source::Source;
use jixiao::text;

use super::{Row, codes, soon};

const EDITION: &str = include_str!("../../fuzz/seeds/small/edition.toml");
const FORM: &str = include_str!("../../fuzz/seeds/small/form.toml");

/// Findings of a template, the edition's only one, with another file to include.
pub(super) fn findings(template: &str, part: &str) -> Report {
    let files = [
        ("edition.toml", EDITION),
        ("form.toml", FORM),
        ("form.tera", template),
        ("_part.tera", part),
    ];
    let files: BTreeMap<String, Source> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Source::new(name, *text)))
        .collect();
    let mut registry = Registry::default();
    let report = registry.add_files("表样", files);
    if report.has_errors() {
        return report;
    }
    let found = Renderer::new(registry, FontSet::new()).validate();
    // None of these templates shows any field, which is reported for each.
    let mut report = Report::new();
    let is_of_fields = |code: &str| code == "field-not-shown";
    report.extend(
        found
            .findings()
            .iter()
            .filter(|finding| !is_of_fields(finding.code.as_str()))
            .cloned(),
    );
    report
}

/// A table of one cell with this content.
pub(super) fn cell(inner: &str) -> String {
    format!(
        "<table><colgroup><col width=\"20\"/></colgroup><tbody><tr><td>{inner}</td></tr></tbody></table>"
    )
}

pub(super) fn rows() -> Vec<Row> {
    let doubled = (0..60).map(|_| "{% set x = x ~ x %}").collect::<String>();
    let listed = (0..60).map(|_| "{% set x = [x, x] %}").collect::<String>();
    let nested = (0..64).fold("甲".to_owned(), |inner, _| {
        format!("{{% if true %}}{inner}{{% endif %}}")
    });
    let brackets = format!("{{{{ {}1{} }}}}", "(".repeat(1_000), ")".repeat(1_000));
    let joined = format!("{{{{ {} }}}}", vec!["name"; 40].join(" ~ "));
    let cases: Vec<(&str, String)> = vec![
        ("两层循环,各十万", "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}".to_owned()),
        ("循环里立刻跳出", "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% break %}{% endfor %}{% endfor %}".to_owned()),
        ("十八层循环", "{% for a in [1,2,3,4,5,6,7,8,9] %}".repeat(18) + &"{% endfor %}".repeat(18)),
        ("范围太大", "{% for a in range(end=10000000000) %}甲{% endfor %}".to_owned()),
        ("范围倒着走", "{% for a in range(start=10000000000, end=0, step_by=-1) %}甲{% endfor %}".to_owned()),
        ("步长为零", "{% for a in range(end=10, step_by=0) %}甲{% endfor %}".to_owned()),
        ("一再翻倍的文本", format!("{{% set x = \"甲\" %}}{doubled}{{{{ x | length }}}}")),
        ("循环里翻倍", "{% set x = \"甲\" %}{% for a in range(end=100) %}{% set_global x = x ~ x %}{% endfor %}".to_owned()),
        ("一再翻倍的列表", format!("{{% set x = [1] %}}{listed}{{{{ x | length }}}}")),
        ("越套越深的列表", "{% set x = [] %}{% for a in range(end=100000) %}{% set_global x = [x] %}{% endfor %}".to_owned()),
        ("越来越长的列表", "{% set x = [] %}{% for a in range(end=100) %}{% set_global x = [x, x, x] %}{% endfor %}{{ x }}".to_owned()),
        ("空的 replace", "{% set x = \"甲乙丙丁\" %}{% for a in range(end=20) %}{% set_global x = x | replace(from=\"\", to=x) %}{% endfor %}".to_owned()),
        ("replace 成很长的", "{{ name | replace(from=\"\", to=\"甲甲甲甲甲甲甲甲\") }}".to_owned()),
        ("join 很长的", "{{ range(end=100000) | join(sep=\"甲甲甲甲甲甲甲甲甲甲甲甲\") }}".to_owned()),
        ("indent", "{{ name | indent(width=1000, first=true) }}".to_owned()),
        ("太多的 ~", joined),
        ("太长的标记", format!("{{{{ \"{}\" }}}}", "甲".repeat(2_000))),
        ("括号套一千层", brackets),
        ("if 套六十四层", nested),
        ("输出没有尽头", "{% for a in range(end=1000) %}{% for b in range(end=1000) %}甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲{% endfor %}{% endfor %}".to_owned()),
        ("元素没有尽头", "{% for a in range(end=1000) %}{% for b in range(end=1000) %}<br/>{% endfor %}{% endfor %}".to_owned()),
        ("段落套十万层", "{% for a in range(end=100000) %}<p>{% endfor %}{% for a in range(end=100000) %}</p>{% endfor %}".to_owned()),
        ("包含自己", "{% include \"form.tera\" %}".to_owned()),
        ("包含别处的文件", "{% include \"../../../etc/passwd\" %}".to_owned()),
        ("包含变量", "{% include name %}".to_owned()),
        ("block", "{% block a %}甲{% endblock %}".to_owned()),
        ("extends", "{% extends \"_part.tera\" %}".to_owned()),
        ("component", "{% component a() %}{{<a/>}}{% endcomponent %}".to_owned()),
        ("filter 块", "{% filter upper %}甲{% endfilter %}".to_owned()),
        ("set 块", "{% set x %}甲{% endset %}".to_owned()),
        ("算式里的 for", "{{ [a for a in range(end=9)] | length }}".to_owned()),
        ("safe", "{{ name | safe }}".to_owned()),
        ("冒充计数的名", "{{ __step() }}".to_owned()),
        ("引号里的结束标记", "{% if \"%}{% for a in b %}\" == name %}甲{% endif %}".to_owned()),
        ("raw 里的循环", "{% raw %}{% for a in b %}{{ c }}{% endraw %}".to_owned()),
        ("抛出", "{{ throw(message=\"甲\") }}".to_owned()),
        ("读环境", "{{ get_env(name=\"HOME\") }}".to_owned()),
        ("全部的名", "{{ __tera_context }}".to_owned()),
        ("除以零", "{{ 1 / 0 }}".to_owned()),
        ("整数溢出", "{{ 170141183460469231731687303715884105727 + 1 }}".to_owned()),
        ("最小的数除以负一", "{{ (0 - 170141183460469231731687303715884105727 - 1) / (0 - 1) }}".to_owned()),
        ("很大的幂", "{{ 9 ** 999999999 }}".to_owned()),
        ("没有的名", "{{ a.b.c.d }}".to_owned()),
        ("列表之外", "{{ rows[999999999999] }}".to_owned()),
        ("没有结束", "{% for a in rows %}".to_owned()),
        ("没有结束的引号", "{{ \"甲 }}".to_owned()),
        ("没有结束的注释", "{# 甲".to_owned()),
        ("文档类型", "<!DOCTYPE a [<!ENTITY b \"c\">]>".to_owned()),
        ("实体", "&lol;".to_owned()),
        ("脚本元素", "<script>alert(1)</script>".to_owned()),
        ("编号不是字符", "<char code=\"D800\"/>".to_owned()),
        ("数值引用不是字符", "&#xD800;&#0;".to_owned()),
    ];
    let mut rows: Vec<Row> = cases
        .iter()
        .map(|(case, inner)| told(case, inner, &findings_soon(case, &cell(inner), "")))
        .collect();
    let whole: Vec<(&str, &str, &str)> = vec![
        (
            "两个文件互相包含",
            "{% include \"_part.tera\" %}",
            "{% include \"form.tera\" %}",
        ),
        (
            "部分里的循环",
            "{% for a in range(end=100000) %}{% include \"_part.tera\" %}{% endfor %}",
            "{% for a in range(end=100) %}{% endfor %}",
        ),
        ("不是表", "甲", ""),
        ("空的", "", ""),
        (
            "跨十亿行的格",
            "<table><colgroup><col width=\"9\"/></colgroup><tbody><tr><td rowspan=\"1000000000\">甲</td></tr></tbody></table>",
            "",
        ),
        (
            "跨十亿列的格",
            "<table><colgroup><col width=\"9\"/></colgroup><tbody><tr><td colspan=\"1000000000\">甲</td></tr></tbody></table>",
            "",
        ),
        (
            "宽是 NaN",
            "<table><colgroup><col width=\"NaN\"/></colgroup><tbody><tr><td>甲</td></tr></tbody></table>",
            "",
        ),
        (
            "宽是无穷",
            "<table><colgroup><col width=\"1e999\"/></colgroup><tbody><tr><td>甲</td></tr></tbody></table>",
            "",
        ),
        (
            "高是负数",
            "<table><colgroup><col width=\"9\"/></colgroup><tbody><tr height=\"-9\"><td>甲</td></tr></tbody></table>",
            "",
        ),
        (
            "三百列",
            "<table><colgroup>{% for a in range(end=300) %}<col width=\"1\"/>{% endfor %}</colgroup><tbody><tr><td colspan=\"300\">甲</td></tr></tbody></table>",
            "",
        ),
        (
            "三万行",
            "<table><colgroup><col width=\"9\"/></colgroup><tbody>{% for a in range(end=30000) %}<tr><td>甲</td></tr>{% endfor %}</tbody></table>",
            "",
        ),
        (
            "一百多万格",
            "<table><colgroup>{% for a in range(end=200) %}<col width=\"1\"/>{% endfor %}</colgroup><tbody>{% for a in range(end=6000) %}<tr><td colspan=\"200\">甲</td></tr>{% endfor %}</tbody></table>",
            "",
        ),
    ];
    rows.extend(
        whole.iter().map(|(case, template, part)| {
            told(case, template, &findings_soon(case, template, part))
        }),
    );
    rows
}

fn findings_soon(case: &str, template: &str, part: &str) -> Report {
    soon(case, || findings(template, part))
}

fn told(case: &str, input: &str, report: &Report) -> Row {
    let outcome = match report.findings().first() {
        None => "出表".to_owned(),
        Some(finding) => format!("{}:{}", codes(report), text::clip_to(&finding.seen, 60)),
    };
    Row::new(case, input, outcome)
}
