//! Writes the submissions of an invented county: `cargo run --example county -- FOLDER
//! [DEPARTMENTS]`.
//!
//! By default 200 departments with 12 projects each on average; 2 % of the tables have an error;
//! together the errors cover all rules. 20,000 departments are a province of 100 counties. Equal
//! numbers give equal bytes. `.expected/expected.json` next to the submissions (in a hidden folder,
//! which `jixiao batch` ignores) lists for each department its tables, its error, and the expected
//! outcome.

use std::error::Error;
use std::fs;
use std::path::Path;

use jixiao::finding::{Code, Level};
use serde_json::{Value, json};

/// Departments of a county.
const COUNTY: usize = 200;

/// Projects of a department, on average.
const PROJECTS: usize = 12;

/// One of this many tables has an error: 2 %.
const FAULTY: usize = 50;

/// Hidden folder of the expected outcomes, in the folder with the submissions.
const EXPECTED: &str = ".expected";

const COUNTIES: [&str; 20] = [
    "云岭",
    "清河",
    "石屏",
    "白塔",
    "青泉",
    "凤鸣",
    "龙湾",
    "金川",
    "碧溪",
    "玉门关外",
    "松山",
    "柳河",
    "桃源坪",
    "梅岭",
    "竹溪口",
    "兰坪",
    "榆中川",
    "槐树",
    "枫桥",
    "杏林",
];

const BUREAUS: [&str; 50] = [
    "人大办",
    "政协办",
    "委办公室",
    "政府办公室",
    "组织部",
    "宣传部",
    "统战部",
    "政法委",
    "编办",
    "信访局",
    "财政局",
    "发改局",
    "教育局",
    "科技局",
    "工信局",
    "民政局",
    "司法局",
    "人社局",
    "自然资源局",
    "住建局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "林草局",
    "商务局",
    "文旅局",
    "卫健局",
    "应急管理局",
    "审计局",
    "统计局",
    "医保局",
    "市场监管局",
    "退役军人事务局",
    "乡村建设中心",
    "融媒体中心",
    "档案馆",
    "党校",
    "总工会",
    "团委",
    "妇联",
    "残联",
    "红十字会",
    "科协",
    "文联",
    "工商联",
    "供销社",
    "气象服务中心",
    "地震台",
    "机关事务中心",
    "政务服务中心",
];

const TOWNS: [&str; 25] = [
    "东岭镇",
    "西川镇",
    "南坪乡",
    "北固乡",
    "柳林镇",
    "石门镇",
    "白水乡",
    "青杨镇",
    "马家湾乡",
    "清溪镇",
    "云台乡",
    "双桥镇",
    "大寨乡",
    "新店镇",
    "沙河乡",
    "高台镇",
    "下庄乡",
    "上营镇",
    "红崖乡",
    "蔡家坡镇",
    "李子坝乡",
    "罗川镇",
    "五里乡",
    "长桥镇",
    "古城乡",
];

const OFFICES: [&str; 6] = [
    "人民政府",
    "中心学校",
    "卫生院",
    "财政所",
    "农业服务中心",
    "文化站",
];

/// A line of work: the counted item, the unit, the number.
const WORKS: [(&str, &str, &str, u32); 14] = [
    ("农村供水水质监测", "检测样品数", "批次", 120),
    ("高标准农田建设管护", "管护面积", "亩", 3200),
    ("动物疫病强制免疫", "免疫畜禽数", "万头（只）", 12),
    ("基层文化惠民演出", "演出场次数", "场", 45),
    ("农村公路日常养护", "养护里程数", "公里", 310),
    ("馆藏资料数字化", "数字化页数", "万页", 20),
    ("老旧小区排水改造", "改造小区数", "个", 6),
    ("残疾人辅具适配", "适配件数", "件", 240),
    ("中小学体质监测", "监测学生数", "人", 5600),
    ("森林防火巡护", "巡护面积", "亩", 8800),
    ("职业技能培训", "培训学员数", "人次", 480),
    ("政务服务终端维护", "维护终端数", "台", 62),
    ("地质灾害隐患巡查", "巡查点数", "处", 75),
    ("城区环卫保洁", "保洁面积", "万平方米", 96),
];

/// An error: JSON Pointers, with `P` for the project, and values; `-` appends an element.
enum Spoiled {
    /// Values set in the submission.
    Set(&'static [(&'static str, &'static str)]),
    /// The text itself.
    Text(fn(&str) -> Vec<u8>),
}

use Spoiled::{Set, Text};

/// An error for each code that submissions can have.
const FAULTS: [(&str, Spoiled); 50] = [
    (
        "total-mismatch",
        Set(&[("/department/expenditure/total", "1.5")]),
    ),
    (
        "unit-missing",
        Set(&[("/projects/P/indicators/1/unit", "null")]),
    ),
    (
        "cost-budget",
        Set(&[("/projects/P/indicators/0/value", "999999")]),
    ),
    (
        "json-syntax",
        Text(|text| text.as_bytes()[..text.len() - 4].to_vec()),
    ),
    (
        "placeholder",
        Set(&[("/projects/P/implementing_unit", "\"某某站\"")]),
    ),
    (
        "missing-required",
        Set(&[("/projects/P/overall_target", "\"\"")]),
    ),
    ("unknown-key", Set(&[("/projects/P/fund", "1")])),
    (
        "arithmetic-wrong",
        Set(&[(
            "/projects/P/overall_target",
            "\"取样差旅费2.9万元<5人×40天×140元>。\"",
        )]),
    ),
    (
        "agreement-broken",
        Set(&[("/department/income/local_fiscal", "1.25")]),
    ),
    (
        "tables-disagree",
        Set(&[
            ("/projects/P/funds/fiscal", "88888"),
            ("/projects/P/indicators/0/value", "88888"),
        ]),
    ),
    (
        "value-not-number",
        Set(&[("/projects/P/indicators/5/value", "\"较高\"")]),
    ),
    ("wrong-type", Set(&[("/projects/P/name", "[1]")])),
    (
        "encoding",
        Text(|text| [text.as_bytes(), b"\"\xFF\xFF"].concat()),
    ),
    (
        "duplicate-key",
        Text(|text| text.replacen('{', "{\"year\": 2025,", 1).into_bytes()),
    ),
    (
        "number-too-long",
        Set(&[(
            "/projects/P/funds/other",
            "\"0.12345678901234567890123456789012\"",
        )]),
    ),
    (
        "unknown-choice",
        Set(&[("/department/functions/major_change", "\"可能\"")]),
    ),
    (
        "control-character",
        Set(&[("/projects/P/overall_target", "\"完成年度\\u0007任务。\"")]),
    ),
    (
        "content-mismatch",
        Set(&[("/projects/P/indicators/5/content", "\"≥98%\"")]),
    ),
    (
        "not-computable",
        Set(&[(
            "/department/prior_budget",
            "{\"adjusted\": \"0.0000000000000000000000000001\", \"spent\": \"99999999999999999999999999.99\"}",
        )]),
    ),
    (
        "narrative-sum",
        Set(&[(
            "/projects/P/overall_target",
            "\"检测费1万元，差旅费0.8万元，材料费0.2万元，以上各项共计1.2万元。\"",
        )]),
    ),
    (
        "over-budget",
        Set(&[(
            "/department/annual_target",
            "\"安排预算总额9876543.5万元，保障运转。\"",
        )]),
    ),
    (
        "staff-mismatch",
        Set(&[(
            "/department/functions/summary",
            "\"全单位行政人员96人，事业人员14人。\"",
        )]),
    ),
    (
        "missing-value",
        Set(&[("/projects/P/indicators/4/value", "null")]),
    ),
    (
        "value-in-content",
        Set(&[
            ("/projects/P/indicators/4/value", "\"\""),
            ("/projects/P/indicators/4/content", "\"较显著\""),
        ]),
    ),
    (
        "missing-comparison",
        Set(&[("/projects/P/indicators/5/comparison", "\"\"")]),
    ),
    (
        "value-not-words",
        Set(&[("/projects/P/indicators/4/value", "95")]),
    ),
    (
        "unit-not-wanted",
        Set(&[("/projects/P/indicators/4/unit", "\"%\"")]),
    ),
    (
        "unit-spelling",
        Set(&[("/projects/P/indicators/5/unit", "\"百分比\"")]),
    ),
    (
        "unit-in-name",
        Set(&[
            ("/department/indicators/1/name", "\"培训管水员人数\""),
            ("/department/indicators/1/unit", "\"次\""),
        ]),
    ),
    (
        "percent-over-100",
        Set(&[("/department/indicators/2/value", "980")]),
    ),
    (
        "percent-as-ratio",
        Set(&[("/department/indicators/2/value", "0.98")]),
    ),
    (
        "refers-elsewhere",
        Set(&[("/department/annual_target", "\"见附件\"")]),
    ),
    (
        "percent-at-least-100",
        Set(&[("/department/indicators/2/value", "100")]),
    ),
    (
        "cost-direction",
        Set(&[("/projects/P/indicators/0/comparison", "\"≥\"")]),
    ),
    (
        "missing-family",
        Set(&[("/projects/P/indicators/5/level1", "\"效益指标\"")]),
    ),
    (
        "customary-family",
        Set(&[("/projects/P/indicators/2/level2", "\"时效指标\"")]),
    ),
    (
        "family-order",
        Set(&[
            (
                "/projects/P/indicators/0",
                "{\"level1\": \"产出指标\", \"level2\": \"数量指标\", \"name\": \"巡查点位\", \"comparison\": \"≥\", \"value\": 3, \"unit\": \"处\"}",
            ),
            (
                "/projects/P/indicators/-",
                "{\"level1\": \"成本指标\", \"level2\": \"社会成本指标\", \"name\": \"对居民生活的影响\", \"comparison\": \"定性\", \"value\": \"较小\"}",
            ),
        ]),
    ),
    (
        "unknown-family",
        Set(&[("/department/indicators/0/level1", "\"产出指标\"")]),
    ),
    (
        "family-name",
        Set(&[(
            "/projects/P/indicators/-",
            "{\"level1\": \"成本指标\", \"level2\": \"环境成本指标\", \"name\": \"废液处置\", \"comparison\": \"定性\", \"value\": \"合规\"}",
        )]),
    ),
    (
        "wrong-family",
        Set(&[(
            "/department/indicators/1",
            "{\"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"发放补助\", \"comparison\": \"=\", \"value\": 1, \"unit\": \"万元\"}",
        )]),
    ),
    (
        "duplicate-indicator",
        Set(&[("/projects/P/indicators/4/name", "\"成果验收合格率\"")]),
    ),
    (
        "name-too-long",
        Set(&[(
            "/projects/P/indicators/1/name",
            "\"对全县各乡镇集中供水工程的水源水、出厂水和末梢水按季度取样并送有资质的机构检测，对全县各乡镇集中供水工程的水源水、出厂水和末梢水按季度取样并送有资质的机构检测，对全县各乡镇集中供水工程的水源水、出厂水和末梢水按季度取样\"",
        )]),
    ),
    (
        "stray-space",
        Set(&[("/projects/P/indicators/4/name", "\"群众 便利程度\"")]),
    ),
    (
        "other-year",
        Set(&[("/department/annual_target", "\"2024年完成各项任务。\"")]),
    ),
    (
        "doubled-word",
        Set(&[("/projects/P/overall_target", "\"对供水站供水站进行检测。\"")]),
    ),
    (
        "glyph-missing",
        Set(&[("/projects/P/overall_target", "\"完成年度任务\u{A015}。\"")]),
    ),
    (
        "xlsx-number-as-text",
        Set(&[("/projects/P/indicators/1/value", "\"1234567890.1234567\"")]),
    ),
    ("unknown-edition", Set(&[("/edition", "\"gansu-2099\"")])),
    (
        "input-too-deep",
        Text(|text| {
            text.replacen(
                '{',
                &format!("{{\"x\": {}1{},", "[".repeat(90), "]".repeat(90)),
                1,
            )
            .into_bytes()
        }),
    ),
    (
        "xlsx-text-split",
        Text(|text| {
            text.replace(
                "负责本单位职能范围内的工作。",
                &"负责本单位职能范围内的各项工作，按规定履行职责。".repeat(1500),
            )
            .into_bytes()
        }),
    ),
];

/// Hundredths of 万元 as written in data.
fn money(hundredths: usize) -> Value {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.parse().map_or(Value::Null, Value::Number)
}

fn pick<T: Copy>(list: &[T], index: usize, step: usize) -> T {
    list[index * step % list.len()]
}

/// Name of a county; the hundredth has one numeral more than the first.
fn county(index: usize) -> String {
    let round = ["县", "一区", "二区", "三区", "四区"];
    format!(
        "{}{}",
        COUNTIES[index % COUNTIES.len()],
        round[index / COUNTIES.len() % round.len()]
    )
}

/// Name of a department: bureaus first, then offices of the towns.
fn name(index: usize) -> String {
    let (county, own) = (county(index / COUNTY), index % COUNTY);
    match own.checked_sub(BUREAUS.len()) {
        None => format!("{county}{}", BUREAUS[own]),
        Some(office) => format!(
            "{county}{}{}",
            TOWNS[office % TOWNS.len()],
            OFFICES[office / TOWNS.len() % OFFICES.len()]
        ),
    }
}

/// Number of projects of a department: 8 to 16; the last one makes the average 12.
fn projects(index: usize, departments: usize) -> usize {
    let of = |index: usize| 8 + index % 9;
    if index + 1 < departments {
        return of(index);
    }
    let others: usize = (0..index).map(of).sum();
    (PROJECTS * departments).saturating_sub(others)
}

fn indicator(level1: &str, level2: &str, name: &str, rest: (&str, Value, &str)) -> Value {
    let (comparison, value, unit) = rest;
    let mut row = json!({ "level1": level1, "level2": level2, "name": name, "comparison": comparison, "value": value });
    if !unit.is_empty() {
        row["unit"] = json!(unit);
    }
    row
}

/// A project and its cost, in hundredths.
fn project(department: usize, index: usize, unit: &str) -> (Value, usize) {
    let seed = department * 31 + index;
    let (work, counted, measure, amount) = pick(&WORKS, seed, 5);
    // An office of a town works there.
    let own = TOWNS.iter().find(|town| unit.contains(**town));
    let place = own.copied().unwrap_or_else(|| pick(&TOWNS, seed, 7));
    let (fiscal, other) = (350 + seed * 977 % 4000, seed * 53 % 3 * 125);
    let amount = amount + u32::try_from(seed % 40).unwrap_or(0);
    let value = json!({
        "name": format!("{place}{work}（第{}批）", index + 1),
        "supervising_department": unit,
        "implementing_unit": format!("{unit}业务科室"),
        "funds": if other == 0 { json!({ "fiscal": money(fiscal) }) } else { json!({ "fiscal": money(fiscal), "other": money(other) }) },
        "overall_target": format!("目标1：在{place}组织实施{work}，全年{counted}不少于{amount}{measure}，做到底数清、情况明、台账全。\n目标2：成果经验收合格后归档，资金按进度支付，专款专用。\n目标3：群众反映的问题限期整改，服务水平稳步提升。"),
        "indicators": [
            indicator("成本指标", "经济成本指标", "项目总成本", ("≤", money(fiscal + other), "万元")),
            indicator("产出指标", "数量指标", counted, ("≥", json!(amount), measure)),
            indicator("产出指标", "质量指标", "成果验收合格率", ("≥", json!(90 + seed % 9), "%")),
            indicator("产出指标", "时效指标", "任务完成时间", ("定性", json!("2025年12月底前"), "")),
            indicator("效益指标", "社会效益指标", "群众办事便利程度", ("定性", json!("明显提高"), "")),
            indicator("满意度指标", "服务对象满意度指标", "服务对象满意度", ("≥", json!(90 + seed % 8), "%")),
        ],
    });
    (value, fiscal + other)
}

/// A department's submission without faults.
fn submission(index: usize, departments: usize) -> Value {
    let unit = name(index);
    let projects: Vec<(Value, usize)> = (0..projects(index, departments))
        .map(|project_index| project(index, project_index, &unit))
        .collect();
    let funds: usize = projects.iter().map(|(_, funds)| funds).sum();
    let (personnel, operating) = (9_000 + index * 1313 % 30_000, 800 + index * 377 % 4_000);
    let total = personnel + operating + funds;
    let (upper, other) = (index * 211 % 2_000, index * 17 % 300);
    let (administrative, institutional, non_quota) = (6 + index % 20, 10 + index % 37, index % 6);
    let adjusted = total + 500;
    let spent = adjusted * (90 + index % 10) / 100;
    let (_, counted, measure, amount) = pick(&WORKS, index, 3);
    json!({
        "edition": "gansu-2025",
        "year": 2025,
        "code": format!("{:05}", index + 1),
        "department": {
            "name": unit,
            "contact": { "name": "王*", "phone": "138****0000" },
            "functions": {
                "basis": format!("《{unit}职能配置、内设机构和人员编制规定》"),
                "summary": "负责本单位职能范围内的工作。",
                "major_change": "否",
                "change": "无",
            },
            "profile": { "subordinates": "无", "divisions": "办公室、业务科、财务科" },
            "staffing": { "actual": administrative + institutional, "administrative": administrative, "institutional": institutional, "non_quota": non_quota },
            "regulations": "财务管理、内部控制、资产管理、政府采购、绩效管理制度健全",
            "prior_budget": { "approved": money(total), "adjusted": money(adjusted), "spent": money(spent) },
            "income": { "upper_fiscal": money(upper), "local_fiscal": money(total - upper - other), "other": money(other) },
            "expenditure": { "personnel": money(personnel), "operating": money(operating), "projects": money(funds) },
            "annual_target": "1.保障单位正常运转，按时足额发放工资；2.完成各项目标任务，项目按期完成并通过验收；3.加强预算绩效管理，全年分析执行情况4次，预算执行进度符合要求；4.服务对象满意度稳步提升。",
            "indicators": [
                indicator("基本运行指标", "预算收支管理", "预算执行率", ("≥", json!(95), "%")),
                indicator("重点履职指标", "数量指标", counted, ("≥", json!(amount), measure)),
                indicator("重点履职指标", "质量指标", "任务办结率", ("≥", json!(96), "%")),
                indicator("基本运行指标", "财会管理", "财务信息完整性", ("定性", json!("完整"), "")),
                indicator("基本运行指标", "采购管理", "政府采购规范性", ("定性", json!("规范"), "")),
                indicator("重点履职指标", "时效指标", "任务完成时间", ("定性", json!("2025年12月底前"), "")),
                indicator("部门综合指标", "社会效益", "公共服务水平", ("定性", json!("稳步提升"), "")),
                indicator("部门综合指标", "服务对象满意度", "服务对象满意度", ("≥", json!(92), "%")),
                indicator("可持续发展能力指标", "制度建设", "内部控制制度健全程度", ("定性", json!("健全"), "")),
                indicator("可持续发展能力指标", "宣传培训", "业务培训次数", ("≥", json!(2), "次")),
            ],
        },
        "projects": projects.into_iter().map(|(project, _)| project).collect::<Vec<_>>(),
    })
}

/// Sets a value at a pointer; `-` appends an element.
fn set(submission: &mut Value, pointer: &str, value: Value) -> Result<(), Box<dyn Error>> {
    let (parent, key) = pointer.rsplit_once('/').ok_or("no pointer")?;
    match submission
        .pointer_mut(parent)
        .ok_or_else(|| pointer.to_owned())?
    {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>()?] = value,
        Value::Object(map) => {
            map.insert(key.to_owned(), value);
        }
        _ => return Err(pointer.to_owned().into()),
    }
    Ok(())
}

/// Bytes of a submission with a fault in one of its tables (0 is the department's own).
fn spoiled(
    mut submission: Value,
    table: usize,
    spoil: &Spoiled,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let project = table.saturating_sub(1).to_string();
    if let Set(values) = spoil {
        for (pointer, value) in *values {
            let pointer = pointer.replace("/P/", &format!("/{project}/"));
            set(&mut submission, &pointer, serde_json::from_str(value)?)?;
        }
    }
    let text = text(&submission)?;
    Ok(match spoil {
        Text(spoil) => spoil(&text),
        Set(_) => text.into_bytes(),
    })
}

fn text(submission: &Value) -> Result<String, Box<dyn Error>> {
    Ok(serde_json::to_string_pretty(submission)? + "\n")
}

/// Writes the submissions into subfolders, and the expected outcomes. Returns the number of tables.
pub(crate) fn run(folder: &Path, departments: usize) -> Result<usize, Box<dyn Error>> {
    let mut expected = Vec::new();
    let (mut tables, mut faults) = (0, 0);
    for index in 0..departments {
        let own = projects(index, departments) + 1;
        let next_fault = faults * FAULTY + FAULTY / 2;
        let fault = (next_fault < tables + own).then(|| &FAULTS[faults % FAULTS.len()]);
        let whole = submission(index, departments);
        let bytes = match fault {
            Some((_, spoil)) => spoiled(whole.clone(), next_fault - tables, spoil)?,
            None => text(&whole)?.into_bytes(),
        };
        let (group, file) = (
            format!("{:03}", index / 50 + 1),
            format!("{:05}.json", index + 1),
        );
        fs::create_dir_all(folder.join(&group))?;
        fs::write(folder.join(&group).join(&file), bytes)?;
        let code = fault.map(|(code, _)| *code);
        let level = code.and_then(|code| {
            let mut codes = Code::ALL.iter();
            codes
                .find(|known| known.as_str() == code)
                .map(|code| code.level())
        });
        expected.push(json!({
            "input": format!("{group}/{file}"), "code": format!("{:05}", index + 1), "name": name(index), "tables": own,
            "fault": code, "returned": level == Some(Level::Error),
        }));
        faults += usize::from(fault.is_some());
        tables += own;
    }
    fs::create_dir_all(folder.join(EXPECTED))?;
    let all = json!({ "departments": expected, "tables": tables, "faults": faults });
    fs::write(folder.join(EXPECTED).join("expected.json"), text(&all)?)?;
    Ok(tables)
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().filter(|word| !word.starts_with('-'));
    let folder = folder.ok_or("usage: county FOLDER [DEPARTMENTS]")?;
    let departments = words.next().map_or(Ok(COUNTY), |word| word.parse())?;
    println!("{} tables", run(Path::new(&folder), departments)?);
    Ok(())
}
