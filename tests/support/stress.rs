//! Writes `examples/stress.json`: `cargo run --example stress > examples/stress.json`.
//!
//! An invented bureau with more of everything than a real one: 300 indicators, a narrative of
//! 20,000 characters, 30 projects. The output is always the same: texts and numbers are chosen in
//! turn from lists, at coprime distances.

use serde::Serialize;
use serde_json::{Value, json};

const BUREAU: &str = "云岭县农业农村局";

const TOWNS: [&str; 13] = [
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
];

/// A line of work: the counted item, the unit, and the number for a town.
const WORKS: [(&str, &str, &str, u32); 17] = [
    ("高标准农田建设", "建成面积", "亩", 3200),
    ("耕地地力保护补贴", "受补面积", "亩", 18500),
    ("农机购置与应用补贴", "购置机具", "台", 46),
    ("动物疫病强制免疫", "应免畜禽", "万头（只、羽）", 12),
    ("农产品质量安全监测", "抽检样品", "批次", 120),
    ("高素质农民培育", "培训学员", "人次", 85),
    ("农村户用卫生厕所改造", "改厕户数", "户", 210),
    ("玉米大豆带状复合种植", "播种面积", "亩", 1500),
    ("肉牛良种冻精改良", "参配母牛", "头", 640),
    ("畜禽粪污资源化利用", "新建贮粪池", "处", 14),
    ("农村集体“三资”清查", "登记村社", "个", 23),
    ("土地承包经营纠纷仲裁", "受理案件", "件", 18),
    ("耕地种植用途管控巡查", "实施次数", "次", 24),
    ("秸秆综合利用与废旧农膜回收", "残膜数量", "吨", 36),
    ("粮食单产提升示范片建设", "示范面积", "亩", 1000),
    ("农村人居环境整治", "达标自然村", "个", 9),
    ("防返贫动态监测", "走访农户", "户", 1350),
];

/// Promises of every office: name, sign, value, unit.
const BASICS: [(&str, &str, &str, &str); 24] = [
    ("预算执行率", "≥", "95", "%"),
    ("预算调整率", "≤", "6", "%"),
    ("“三公”经费控制率", "≤", "100", "%"),
    ("结转结余变动率", "≤", "2", "%"),
    ("预算编制完整性", "定性", "完整", ""),
    ("资金使用合规性", "定性", "合规", ""),
    ("会计和内控制度执行有效性", "定性", "有效", ""),
    ("财务信息完整性", "定性", "完整", ""),
    ("部门决算及时公开", "定性", "按时公开", ""),
    ("政府采购规范性", "定性", "规范", ""),
    ("政府采购节约率", "≥", "3", "%"),
    ("政府采购执行率", "≥", "92.5", "%"),
    ("面向中小企业采购份额", "≥", "40", "%"),
    ("资产管理规范性", "定性", "规范", ""),
    ("固定资产利用率", "≥", "95", "%"),
    ("资产盘点次数", "=", "1", "次"),
    ("闲置资产处置及时性", "定性", "及时", ""),
    ("在职人员控制率", "≤", "100", "%"),
    ("编外人员控制数", "≤", "6", "人"),
    ("年度考核优秀率", "≤", "20", "%"),
    ("绩效目标编报完整性", "定性", "完整", ""),
    ("绩效自评覆盖率", "=", "100", "%"),
    ("重点项目绩效监控次数", "≥", "2", "次"),
    ("评价结果应用情况", "定性", "与下年度预算安排挂钩", ""),
];

/// Level 1, level 2, and the number of indicators in the department's table.
const DEPARTMENT_LEVELS: [(&str, &str, usize); 18] = [
    ("基本运行指标", "预算收支管理", 5),
    ("基本运行指标", "财会管理", 4),
    ("基本运行指标", "采购管理", 4),
    ("基本运行指标", "资产管理", 4),
    ("基本运行指标", "人员管理", 3),
    ("基本运行指标", "绩效管理", 4),
    ("重点履职指标", "数量指标", 110),
    ("重点履职指标", "质量指标", 51),
    ("重点履职指标", "时效指标", 34),
    ("重点履职指标", "成本指标", 17),
    ("部门综合指标", "经济效益", 13),
    ("部门综合指标", "社会效益", 13),
    ("部门综合指标", "生态效益", 8),
    ("部门综合指标", "服务对象满意度", 13),
    ("可持续发展能力指标", "组织建设", 4),
    ("可持续发展能力指标", "宣传培训", 5),
    ("可持续发展能力指标", "制度建设", 4),
    ("可持续发展能力指标", "改革创新", 4),
];

const PROJECT_LEVELS: [(&str, &str, usize); 8] = [
    ("成本指标", "经济成本指标", 1),
    ("产出指标", "数量指标", 5),
    ("产出指标", "质量指标", 2),
    ("产出指标", "时效指标", 1),
    ("效益指标", "经济效益指标", 1),
    ("效益指标", "社会效益指标", 2),
    ("效益指标", "生态效益指标", 1),
    ("满意度指标", "服务对象满意度指标", 2),
];

/// Qualities: end of an indicator's name, and its target as text.
const WORDS: [(&str, &str); 7] = [
    ("制度执行有效性", "制度健全、执行有效"),
    ("规范性", "规范"),
    ("档案资料完整性", "完整"),
    ("工作机制健全程度", "较上年进一步健全"),
    ("对县域特色产业发展的带动作用", "作用明显"),
    (
        "公开透明程度",
        "按规定在村务公开栏和县政府门户网站公开，接受群众监督",
    ),
    ("后续管护责任落实情况", "落实"),
];

const PROJECTS: usize = 30;
const NARRATIVE: usize = 20_000;

#[derive(Debug, Serialize)]
struct Indicator {
    level1: &'static str,
    level2: &'static str,
    name: String,
    comparison: &'static str,
    value: Value,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
}

#[derive(Debug, Serialize)]
struct Project {
    name: String,
    supervising_department: &'static str,
    implementing_unit: String,
    funds: Value,
    overall_target: String,
    indicators: Vec<Indicator>,
}

#[derive(Debug, Serialize)]
struct Department {
    name: &'static str,
    contact: Value,
    functions: Value,
    profile: Value,
    staffing: Value,
    regulations: &'static str,
    prior_budget: Value,
    income: Value,
    expenditure: Value,
    annual_target: String,
    indicators: Vec<Indicator>,
}

#[derive(Debug, Serialize)]
struct Submission {
    edition: &'static str,
    year: u16,
    code: &'static str,
    department: Department,
    projects: Vec<Project>,
}

/// Money in 万元, with as many decimals as needed.
fn money(hundredths: u32) -> Value {
    if hundredths.is_multiple_of(100) {
        json!(hundredths / 100)
    } else {
        json!(f64::from(hundredths) / 100.0)
    }
}

fn town(index: usize) -> &'static str {
    TOWNS[index * 5 % TOWNS.len()]
}

fn work(index: usize) -> (&'static str, &'static str, &'static str, u32) {
    WORKS[index * 7 % WORKS.len()]
}

fn small(index: usize, below: u32) -> u32 {
    u32::try_from(index).expect("indexes are small") * 37 % below
}

/// Indicators of a table, in the order of its levels; `turn` varies the tables.
fn indicators(
    levels: &[(&'static str, &'static str, usize)],
    turn: usize,
    budget: u32,
) -> Vec<Indicator> {
    let mut rows = Vec::new();
    for (level, (level1, level2, count)) in levels.iter().enumerate() {
        for index in 0..*count {
            let (name, comparison, value, unit) = if *level1 == "基本运行指标" {
                basic(rows.len())
            } else {
                measure(level2, (index + turn, level), budget)
            };
            rows.push(Indicator {
                level1,
                level2,
                name,
                comparison,
                value,
                unit,
                content: None,
                remark: None,
            });
        }
    }
    rows
}

/// The next promise of every office.
fn basic(index: usize) -> (String, &'static str, Value, &'static str) {
    let (name, comparison, value, unit) = BASICS[index % BASICS.len()];
    let number: Result<Value, _> = value.parse();
    let value = number.unwrap_or_else(|_| json!(value));
    (name.to_owned(), comparison, value, unit)
}

/// Name, sign, value and unit of an indicator for its level 2; `level` is the index of the level.
fn measure(
    level2: &str,
    (index, level): (usize, usize),
    budget: u32,
) -> (String, &'static str, Value, &'static str) {
    let (work, counted, unit, amount) = work(index);
    let place = town(index / WORKS.len());
    match level2 {
        "数量指标" => (
            format!("{place}{work}{counted}"),
            if index.is_multiple_of(4) { "=" } else { "≥" },
            json!(amount + small(index, 50)),
            unit,
        ),
        "质量指标" => (
            format!("{place}{work}验收合格率"),
            "≥",
            json!(90 + small(index, 10)),
            "%",
        ),
        "时效指标" => (
            format!("{place}{work}完成时限"),
            "定性",
            json!(format!("{}月底前完成", 6 + small(index, 7))),
            "",
        ),
        "成本指标" => (
            format!("{work}亩均（户均、头均）补助标准"),
            "≤",
            money(5_000 + 325 * small(index, 40)),
            "元",
        ),
        "经济成本指标" => ("项目总成本".to_owned(), "≤", money(budget), "万元"),
        "服务对象满意度" | "服务对象满意度指标" => (
            format!("{}受益农户对{work}的满意度", town(index)),
            "≥",
            json!(90 + small(index, 9)),
            "%",
        ),
        "经济效益" | "经济效益指标" => (
            format!("{work}带动户均年增收"),
            "≥",
            money(80_050 + 1_975 * small(index, 30)),
            "元",
        ),
        _ => {
            let (ending, target) = WORDS[(index * 3 + level) % WORDS.len()];
            (format!("{work}{ending}"), "定性", json!(target), "")
        }
    }
}

/// A sentence on one line of work in one town.
fn sentence(index: usize) -> String {
    let (work, counted, unit, amount) = work(index);
    let (place, other) = (town(index), town(index + 4));
    let amount = amount + small(index, 90);
    match index * 5 % 6 {
        0 => format!(
            "在{place}实施{work}，{counted}不少于{amount}{unit}，由县级统一验收后兑付资金。"
        ),
        1 => format!(
            "按照“先建后补、以奖代补”的原则推进{place}{work}，计划{counted}{amount}{unit}，验收合格率达到{}%。",
            92 + small(index, 8)
        ),
        2 => format!(
            "指导{place}、{other}落实{work}各项技术措施，全年{counted}{amount}{unit}；建立台账，逐户登记，做到底数清、情况明。"
        ),
        3 => format!(
            "（{}）{work}：重点安排在{place}和{other}，{counted}{amount}{unit}，资金通过“一卡通”直接发放到户。",
            1 + small(index, 9)
        ),
        4 => format!(
            "完善{work}的申报、公示、抽查与档案管理，{place}于{}月底前完成{counted}{amount}{unit}。",
            5 + small(index, 8)
        ),
        _ => format!(
            "配合有关部门做好{place}{work}的资金监管，对{counted}{amount}{unit}的任务实行“周调度、月通报”，发现问题限期整改。"
        ),
    }
}

/// A text of at least `characters` characters, in numbered sections.
fn narrative(characters: usize, turn: usize) -> String {
    const PART: usize = 6;
    let mut text = String::new();
    let mut index = turn;
    while text.chars().count() < characters {
        if (index - turn).is_multiple_of(PART) {
            let number = (index - turn) / PART + 1;
            let line_end = if text.is_empty() { "" } else { "\n" };
            text.extend([line_end, &number.to_string(), ".", work(index).0, "。"]);
        }
        text.push_str(&sentence(index));
        index += 1;
    }
    text
}

fn project(index: usize) -> (Project, u32) {
    let (fiscal, other) = (125_000 + 9_175 * small(index, 29), 2_550 * small(index, 5));
    let name = format!("{}（{}）", work(index).0, town(index / 3));
    let project = Project {
        name,
        supervising_department: BUREAU,
        implementing_unit: format!("{}人民政府", town(index / 3)),
        funds: json!({ "fiscal": money(fiscal), "other": if other == 0 { Value::Null } else { money(other) } }),
        overall_target: narrative(180 + 60 * index, 3 * index),
        indicators: indicators(&PROJECT_LEVELS, 11 * index, fiscal + other),
    };
    (project, fiscal + other)
}

fn department(projects: u32) -> Department {
    let (personnel, operating, upper, other) = (286_412, 31_650, 2_104_800, 16_225);
    let local = personnel + operating + projects - upper - other;
    let mut rows = indicators(&DEPARTMENT_LEVELS, 0, personnel + operating + projects);
    for row in rows.iter_mut().skip(9).step_by(23) {
        row.remark = Some(format!("见{}", town(row.name.len())));
    }
    for row in rows.iter_mut().skip(6).step_by(41) {
        row.content = Some("");
    }
    Department {
        name: BUREAU,
        contact: json!({ "name": "张*", "phone": "138****0000" }),
        functions: json!({
            "basis": "《云岭县农业农村局职能配置、内设机构和人员编制规定》（云办字〔2019〕27号）",
            "summary": narrative(NARRATIVE, 0),
            "major_change": "是",
            "change": "2024年机构改革中，原县乡村振兴局并入，承担巩固拓展脱贫攻坚成果同乡村振兴有效衔接的职责。",
        }),
        profile: json!({
            "subordinates": "县农业技术推广中心、县畜牧兽医中心、县农机服务中心、县农村经营管理站、县种子管理站、县动物疫病预防控制中心、县农产品质量安全检验检测中心、县水产技术推广站",
            "divisions": "办公室、计划财务股、种植业管理股、畜牧兽医股、农田建设管理股、农村社会事业促进股、政策法规与行政审批股",
        }),
        staffing: json!({ "actual": 214, "administrative": 32, "institutional": 176, "non_quota": 6 }),
        regulations: "财务管理、政府采购、资产管理、内部控制、项目管理、绩效管理等制度共23项",
        prior_budget: json!({ "approved": 31_204.5, "adjusted": 34_117.28, "spent": 33_902.61 }),
        income: json!({ "upper_fiscal": money(upper), "local_fiscal": money(local), "other": money(other) }),
        expenditure: json!({ "personnel": money(personnel), "operating": money(operating), "projects": money(projects) }),
        annual_target: narrative(900, 5),
        indicators: rows,
    }
}

/// The whole file.
pub(crate) fn run() -> String {
    let projects: Vec<(Project, u32)> = (0..PROJECTS).map(project).collect();
    let total = projects.iter().map(|(_, funds)| funds).sum();
    let submission = Submission {
        edition: "gansu-2025",
        year: 2025,
        code: "117",
        department: department(total),
        projects: projects.into_iter().map(|(project, _)| project).collect(),
    };
    let text = serde_json::to_string_pretty(&submission).expect("it is plain data");
    text + "\n"
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() {
    print!("{}", run());
}
