//! Published tables of a county office: exactly the findings of a careful reviewer, each with its
//! reason.

use jixiao::finding::Level;
use jixiao::render::Renderer;

const DATA: &str = include_str!("../examples/hezheng-2025.json");

/// Code, pointer, value seen, and the reviewer's reason.
const FINDINGS: &[(&str, &str, &str, &str)] = &[
    (
        "doubled-word",
        "/department/functions/basis",
        "关于关于",
        "The title of the document is cited with the word twice.",
    ),
    (
        "other-year",
        "/department/functions/summary",
        "2020年",
        "纳入2020年度部门决算: the paragraph was carried over from an old report into the table of 2025.",
    ),
    (
        "staff-mismatch",
        "/department/functions/summary",
        "事业人员5人",
        "The table has 3 institutional staff and 2 outside the quota; the text counts 5. Its 行政人员6人 and 在职人员11人 are right.",
    ),
    (
        "percent-at-least-100",
        "/department/indicators/15/value",
        "≥100%",
        "巡察完成率 cannot be above 100 %.",
    ),
    (
        "percent-at-least-100",
        "/department/indicators/16/value",
        "≥100%",
        "业务培训完成率 cannot be above 100 %.",
    ),
    (
        "cost-budget",
        "/department/indicators/20/value",
        "=195.95万元",
        "预算支出 is set at 195.95, while the year's expenditure is 200.95 = 176.32 + 14.63 + 10.",
    ),
    (
        "over-budget",
        "/projects/0/overall_target",
        "60.08万元",
        "The text needs 60.08 for a project of 10. (That the items come to 60.08, with 27.44 for each of two rounds, is right.)",
    ),
    (
        "content-mismatch",
        "/projects/0/indicators/0/content",
        "\"10万元\"",
        "≤ 10 万元 in three columns, 10万元 in the fourth.",
    ),
    (
        "family-name",
        "/projects/0/indicators/1/level2",
        "\"环境成本指标\"",
        "The official name is 生态环境成本指标.",
    ),
    (
        "unit-in-name",
        "/projects/0/indicators/3/unit",
        "\"家\"",
        "2轮 and 2次 in the name, 45 家 in the row: it does not say what is counted.",
    ),
    (
        "value-in-content",
        "/projects/0/indicators/5/content",
        "指标值空,而指标值内容是 \"按照计划要求实施检查\"",
        "定性 without a 指标值; the words stand in the next column but one.",
    ),
    (
        "value-in-content",
        "/projects/0/indicators/6/content",
        "指标值空,而指标值内容是 \"有计划推进工作\"",
        "The same.",
    ),
    (
        "value-in-content",
        "/projects/0/indicators/7/content",
        "指标值空,而指标值内容是 \"较显著\"",
        "The same.",
    ),
    (
        "value-in-content",
        "/projects/0/indicators/8/content",
        "指标值空,而指标值内容是 \"较显著\"",
        "The same.",
    ),
    (
        "value-in-content",
        "/projects/0/indicators/9/content",
        "指标值空,而指标值内容是 \"作用明显\"",
        "The same.",
    ),
];

#[test]
fn the_findings_are_those_of_a_careful_reviewer() {
    let report = Renderer::built_in()
        .read("examples/hezheng-2025.json", DATA.as_bytes())
        .report;
    let found: Vec<(&str, &str, &str)> = report
        .findings()
        .iter()
        .map(|finding| {
            let pointer = finding.place.pointer.as_str();
            (finding.code.as_str(), pointer, finding.seen.as_str())
        })
        .collect();
    let expected: Vec<(&str, &str, &str)> = FINDINGS
        .iter()
        .map(|(code, pointer, seen, _)| (*code, *pointer, *seen))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(report.count(Level::Error), 0, "it is rendered");
}

/// Values that look wrong but are right have no finding.
#[test]
fn right_values_have_no_finding() {
    let report = Renderer::built_in()
        .read("examples/hezheng-2025.json", DATA.as_bytes())
        .report;
    for right in [
        "arithmetic-wrong", // 27.44万元<56人×35天×140元>, 0.7万元<5人×10天×140元>
        "narrative-sum",    // 2 × 27.44 + 0.7 + 3 + 1.5 = 60.08
        "total-mismatch",   // 200.95 = 176.32 + 14.63 + 10
        "agreement-broken", // 11 persons, 9 in the quota and 2 outside
        "tables-disagree",  // one project of 10, 项目经费 10
        "placeholder",      // the contact's number is masked on purpose
        "unit-missing",
        "duplicate-indicator",
    ] {
        let reported = report
            .findings()
            .iter()
            .filter(|finding| finding.code.as_str() == right);
        assert_eq!(reported.count(), 0, "{right}");
    }
}
