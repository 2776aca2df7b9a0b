//! Generated submissions with names, digits and texts that are difficult for lists.

use std::fmt::Write as _;

/// Deterministic pseudorandom numbers: equal seeds give equal data.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const TEXTS: [&str; 16] = [
    "完成年度任务",
    "一、保障运转\n二、完成任务,含\"重点\"工作",
    "=1+1",
    "'=甲",
    "+86 10",
    "-",
    "@甲",
    "\t退格",
    " 前后空格 ",
    "逗号,分号;制表\t",
    "引号\"\"与换行\n\n末行",
    "12.50",
    "007",
    "𠀀生僻字㐂",
    "合计",
    "100%",
];

const NUMBERS: [&str; 12] = [
    "0",
    "10",
    "10.00",
    "0.5",
    "200.95",
    "-3.20",
    "1234567.891",
    "95",
    "100",
    "12345678901234567.89",
    "0.000001",
    "3000000000",
];

const SIGNS: [&str; 8] = ["≥", "≤", "=", "＞", "＜", ">=", "定性", "定量（其他）"];

/// `count` submissions of departments with different names.
pub(crate) fn submissions(seed: u64, count: usize) -> Vec<String> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..count)
        .map(|index| submission(&mut dice, index))
        .collect()
}

fn submission(dice: &mut Dice, index: usize) -> String {
    let mut json = String::from("{\"edition\":\"gansu-2025\",\"year\":2025");
    if dice.roll(2) == 0 {
        let _ = write!(json, ",\"code\":\"{:03}\"", index + 1);
    }
    let _ = write!(
        json,
        ",\"department\":{{\"name\":{}",
        quoted(&format!(
            "{}局{index}",
            dice.one(&["水务", "教育 ", "档案", "=财政"])
        ))
    );
    if dice.roll(4) > 0 {
        let _ = write!(json, ",\"annual_target\":{}", quoted(dice.one(&TEXTS)));
    }
    if dice.roll(2) == 0 {
        let _ = write!(
            json,
            ",\"expenditure\":{{\"total\":{}}}",
            dice.one(&NUMBERS)
        );
    }
    let levels = ["基本运行指标", "重点履职指标", "部门综合指标"];
    let _ = write!(
        json,
        ",\"indicators\":{}}}",
        indicators(dice, &levels, true)
    );
    let projects = dice.roll(4);
    let all: Vec<String> = (0..projects).map(|number| project(dice, number)).collect();
    let _ = write!(json, ",\"projects\":[{}]}}", all.join(","));
    json
}

fn project(dice: &mut Dice, number: usize) -> String {
    let name = format!(
        "{}项目{number}",
        dice.one(&["河道", "-助学", " 信息化", "合计"])
    );
    let mut json = format!("{{\"name\":{}", quoted(&name));
    if dice.roll(2) == 0 {
        let _ = write!(
            json,
            ",\"supervising_department\":{}",
            quoted(dice.one(&TEXTS))
        );
    }
    if dice.roll(3) > 0 {
        let _ = write!(
            json,
            ",\"funds\":{{\"fiscal\":{},\"other\":{}}}",
            dice.one(&NUMBERS),
            dice.one(&["null", "0", "5.5"])
        );
    }
    if dice.roll(3) > 0 {
        let _ = write!(json, ",\"overall_target\":{}", quoted(dice.one(&TEXTS)));
    }
    let levels = ["产出指标", "效益指标", "满意度指标"];
    let _ = write!(
        json,
        ",\"indicators\":{}}}",
        indicators(dice, &levels, false)
    );
    json
}

fn indicators(dice: &mut Dice, levels: &[&str], has_remark: bool) -> String {
    let count = dice.roll(6);
    let rows: Vec<String> = (0..count)
        .map(|number| {
            let mut row = format!(
                "{{\"level1\":\"{}\",\"level2\":\"数量指标\",\"name\":{}",
                dice.one(levels),
                quoted(&format!("{}{number}", dice.one(&TEXTS)))
            );
            let _ = write!(row, ",\"comparison\":\"{}\"", dice.one(&SIGNS));
            match dice.roll(4) {
                0 => {
                    let _ = write!(row, ",\"value\":{}", quoted(dice.one(&TEXTS)));
                }
                1 => {}
                _ => {
                    let _ = write!(row, ",\"value\":{}", dice.one(&NUMBERS));
                }
            }
            if dice.roll(3) > 0 {
                let _ = write!(
                    row,
                    ",\"unit\":\"{}\"",
                    dice.one(&["次", "%", "万元", "人/次", "=", " "])
                );
            }
            if dice.roll(4) == 0 {
                let _ = write!(row, ",\"content\":{}", quoted(dice.one(&TEXTS)));
            }
            if has_remark && dice.roll(4) == 0 {
                let _ = write!(row, ",\"remark\":{}", quoted(dice.one(&TEXTS)));
            }
            row + "}"
        })
        .collect();
    format!("[{}]", rows.join(","))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
