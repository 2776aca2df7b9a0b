//! The figures of 一页表 and 图表 in the summary: those of `index.html`, exact, and bounded for many
//! departments.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::batch::{Batch, OVERVIEW, Roster, SUMMARY, find_inputs};
use jixiao::render::{OnErrors, Renderer};
use serde_json::json;

/// Runs a batch of departments with budgets of 1.10, 2.10, … and one indicator each. Last year each
/// had a thousand more.
fn run(folder: &Path, departments: usize, roster: Option<&str>) {
    run_with(&Renderer::built_in(), folder, departments, roster);
}

fn run_with(renderer: &Renderer, folder: &Path, departments: usize, roster: Option<&str>) {
    let source = folder.join("申报");
    fs::create_dir_all(&source).unwrap();
    for number in 1..=departments {
        let money = format!("{number}.10");
        let data = json!({ "edition": "gansu-2025", "year": 2025, "code": format!("{number:03}"),
            "department": { "name": format!("第{number}局"), "annual_target": "完成年度任务",
                "prior_budget": { "approved": 1000 - number, "adjusted": 1000 - number },
                "income": { "local_fiscal": money }, "expenditure": { "personnel": money },
                "indicators": [{ "level1": "重点履职指标", "level2": "数量指标", "name": "档案",
                    "comparison": "≥", "value": 5, "unit": "卷" }] } });
        let file = source.join(format!("{number:03}.json"));
        fs::write(file, serde_json::to_vec(&data).unwrap()).unwrap();
    }
    let mut batch = Batch::default();
    batch.options.formats = Vec::new();
    batch.options.errors = OnErrors::Continue;
    batch.roster = roster.map(|text| Roster::read("名册.csv", text.as_bytes()).value.unwrap());
    let out = folder.join("成果");
    let found = find_inputs(&[source], &out).unwrap();
    batch.run(renderer, &found.inputs, &out, &()).unwrap();
}

fn rows(folder: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(folder.join("成果").join(SUMMARY)).unwrap();
    let sheet = book.worksheet_range(sheet).unwrap();
    let rows = sheet.rows();
    rows.map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

/// The rows below a heading that begins with these words, without its heads.
fn below<'r>(rows: &'r [Vec<String>], heading: &str) -> &'r [Vec<String>] {
    let at = rows
        .iter()
        .position(|row| row[0].starts_with(heading))
        .unwrap();
    let own = &rows[at + 2..];
    let end = own.iter().position(|row| row.iter().all(String::is_empty));
    &own[..end.unwrap_or(own.len())]
}

#[test]
fn the_largest_twelve_are_charted_and_the_rest_is_summed() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), 15, None);
    let rows = rows(folder.path(), "图表");
    // The budget of the year is charted, although more was approved last year.
    let money = below(&rows, "当年预算构成 › 支出预算合计");
    let seen: Vec<String> = money.iter().map(|row| row[..2].join(" ")).collect();
    let mut wanted: Vec<String> = (4..=15)
        .rev()
        .map(|one| format!("第{one}局 {one}.1"))
        .collect();
    // 1.10 + 2.10 + 3.10, exactly.
    wanted.push("其余 3 个 6.3".to_owned());
    assert_eq!(seen, wanted);
    // The overview has the same title, bars and rest.
    let page = fs::read_to_string(folder.path().join("成果").join(OVERVIEW)).unwrap();
    let heading = rows
        .iter()
        .find(|row| row[0].starts_with("当年预算构成"))
        .unwrap();
    assert!(
        heading[0].contains("最多的 12 个,其余 3 个共 6.3"),
        "{heading:?}"
    );
    assert!(page.contains(&heading[0]), "{}", heading[0]);
    let bars = (4..=15)
        .rev()
        .map(|one| page.find(&format!("<title>第{one}局 {one}.1")));
    let bars: Vec<usize> = bars.map(Option::unwrap).collect();
    assert!(bars.is_sorted(), "{bars:?}");
}

#[test]
fn the_one_page_has_states_money_and_rows() {
    let folder = tempfile::tempdir().unwrap();
    let roster = "编码,名称,股室\n1,第1局,甲股\n2,第2局,乙股\n3,第3局,甲股\n9,没有报的局,乙股\n";
    run(folder.path(), 4, Some(roster));
    let rows = rows(folder.path(), "一页表");
    let numbers = |heading: &str| -> Vec<String> {
        let own = below(&rows, heading).iter();
        own.map(|row| {
            let filled = row.iter().filter(|one| !one.is_empty());
            filled.cloned().collect::<Vec<_>>().join(" ")
        })
        .collect()
    };
    assert_eq!(
        numbers("部门"),
        [
            "甲股 2 2 0 0 0 0",
            "乙股 2 1 0 0 0 1",
            "合计 4 3 0 0 0 1",
            "不在名册 1"
        ]
    );
    let money = numbers("资金");
    let budget = money
        .iter()
        .find(|row| row.contains("支出预算合计"))
        .unwrap();
    assert!(budget.ends_with(" 10.4 第4局 4.10"), "{budget}");
    let kinds = numbers("部门整体支出绩效目标表 绩效指标");
    assert!(kinds.contains(&"重点履职指标 4 1".to_owned()), "{kinds:?}");
    assert_eq!(kinds.last().unwrap(), "合计 4 1");
    assert!(
        rows.iter().any(|row| row[0].starts_with("最多的")),
        "kinds of findings"
    );
}

/// A folder with a form of one's own that has this text at the end of its `edition.toml`.
fn own_form(folder: &Path, text: &str) -> std::path::PathBuf {
    let own = folder.join("表样");
    fs::create_dir_all(&own).unwrap();
    let definition = format!(
        "edition = \"gansu-2025\"\nextends = \"gansu-2025\"\ntitle = \"本县的表\"\nsource = \"虚构\"\n{text}"
    );
    fs::write(own.join("edition.toml"), definition).unwrap();
    own
}

#[test]
fn the_form_says_which_money_is_charted() {
    let folder = tempfile::tempdir().unwrap();
    for (text, heading) in [
        (
            "[summary]\nchart = \"department.prior_budget.approved\"\n",
            "上年预算情况 › 预算批复数",
        ),
        (
            "[summary]\nchart = \"department.income.total\"\n[[summary.columns]]\n\
             value = \"department.prior_budget.approved\"\n[[summary.columns]]\n\
             value = \"department.income.total\"\n",
            "当年预算构成 › 收入预算合计",
        ),
    ] {
        let own = own_form(folder.path(), text);
        let renderer = Renderer::with_folders(Some(&own), None).unwrap();
        let renderer = renderer.value.unwrap();
        run_with(&renderer, folder.path(), 3, None);
        let rows = rows(folder.path(), "图表");
        assert!(!below(&rows, heading).is_empty(), "{heading}");
        let other = rows.iter().filter(|row| row[0].contains("万元)"));
        assert_eq!(other.count(), 1, "{text}");
    }
    for wrong in [
        // No column; no amount; a rate.
        "chart = \"department.funds\"",
        "chart = \"count(projects)\"",
        "chart = \"department.prior_budget.execution_rate\"",
    ] {
        let own = own_form(folder.path(), &format!("[summary]\n{wrong}\n"));
        let read = Renderer::with_folders(Some(&own), None).unwrap();
        assert!(read.value.is_none(), "{wrong}");
        let findings = read.report.findings().iter();
        let seen: Vec<&str> = findings.map(|one| one.seen.as_str()).collect();
        assert_eq!(seen.len(), 1, "{seen:?}");
    }
}
