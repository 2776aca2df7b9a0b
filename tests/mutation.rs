//! Correct submissions with one thing broken: the code that matches must be among the findings, and an unbroken one has none.
//!
//! Deterministic: the seed of a mutation is its number. `cargo test --test mutation -- --ignored --nocapture` runs ten thousand and prints the
//! hit rate by kind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "the hit rate is for people")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jixiao::finding::{Code, Report};
use jixiao::render::Renderer;
use serde_json::{Value, json};

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);
static BASE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("rules/base.json")).unwrap());

/// Share of mutations that must be found.
const LEAST_HITS: f64 = 0.99;

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn word(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len())]
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

fn yuan(hundredths: usize) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A correct submission: the base with other figures, all of which agree.
fn correct(numbers: &mut Numbers) -> Value {
    let mut made = BASE.clone();
    let department = &mut made["department"];
    let [upper, local, other] = [50_000, 900_000, 30_000].map(|most| 101 + numbers.below(most));
    let income = upper + local + other;
    let projects = 1 + numbers.below(income / 2);
    let personnel = 1 + numbers.below(income / 3);
    let operating = income - projects - personnel;
    department["income"] = json!({"upper_fiscal": yuan(upper), "local_fiscal": yuan(local), "other": yuan(other), "total": yuan(income)});
    department["expenditure"] = json!({"personnel": yuan(personnel), "operating": yuan(operating), "projects": yuan(projects), "total": yuan(income)});
    department["indicators"][3]["value"] = json!(yuan(income));
    let (administrative, institutional, outside) = (
        11 + numbers.below(80),
        11 + numbers.below(80),
        1 + numbers.below(9),
    );
    let quota = administrative + institutional;
    department["staffing"] = json!({"quota": quota, "administrative": administrative, "institutional": institutional, "non_quota": outside, "actual": quota});
    department["functions"]["summary"] = json!(format!(
        "负责全县供水管理。核定编制{quota}名，其中行政编制{administrative}名，事业编制{institutional}名；实有在职人员{quota}人。"
    ));
    project(&mut made["projects"][0], projects, numbers);
    made["projects"].as_array_mut().unwrap().truncate(1);
    made
}

fn project(project: &mut Value, most: usize, numbers: &mut Numbers) {
    let (people, days, rate) = (
        11 + numbers.below(80),
        11 + numbers.below(40),
        100 * (1 + numbers.below(3)),
    );
    let travel = people * days * rate / 100;
    let testing = 10_000 + numbers.below(90_000);
    // In hundredths of 万元; the department's budget is made to hold it.
    let total = (travel + testing).min(most);
    let testing = total.saturating_sub(travel);
    let fiscal = total / 2;
    project["funds"] =
        json!({"total": yuan(total), "fiscal": yuan(fiscal), "other": yuan(total - fiscal)});
    project["indicators"][0]["value"] = json!(yuan(total));
    project["overall_target"] = if travel < total {
        json!(format!(
            "2025年完成水样检测。检测费{}万元，取样差旅费{}万元（{people}人×{days}天×{rate}元），以上各项共计{}万元。",
            yuan(testing),
            yuan(travel),
            yuan(total)
        ))
    } else {
        json!("2025年完成水样检测。")
    };
}

type Mutation = fn(&mut Value, &mut Numbers) -> Option<()>;

/// Each kind of mutation, what it does, and the codes that match it.
const KINDS: &[(&str, &[Code], Mutation)] = &[
    (
        "a digit of a total",
        &[Code::TotalMismatch],
        |data, numbers| {
            let path = *numbers.pick(&TOTALS);
            change_digit(data.pointer_mut(path)?, numbers)
        },
    ),
    (
        "a digit of a part",
        &[Code::TotalMismatch],
        |data, numbers| {
            let path = *numbers.pick(&PARTS);
            change_digit(data.pointer_mut(path)?, numbers)
        },
    ),
    (
        "two digits swapped",
        &[Code::TotalMismatch],
        |data, numbers| {
            let path = *numbers.pick(&TOTALS);
            swap_digits(data.pointer_mut(path)?, numbers)
        },
    ),
    (
        "a part left out",
        &[Code::TotalMismatch],
        |data, numbers| {
            let path = *numbers.pick(&PARTS[..4]);
            *data.pointer_mut(path)? = Value::Null;
            Some(())
        },
    ),
    ("元 for 万元", &[Code::TotalMismatch], |data, numbers| {
        let total = data.pointer_mut(numbers.word(&TOTALS[..3]))?;
        let hundredths: usize = total.as_str()?.replace('.', "").parse().ok()?;
        *total = json!((hundredths * 100).to_string());
        Some(())
    }),
    ("a rate", &[Code::TotalMismatch], |data, numbers| {
        let rate = 1 + numbers.below(94);
        *data.pointer_mut("/department/prior_budget/execution_rate")? = json!(format!("{rate}%"));
        Some(())
    }),
    (
        "the sides of a budget",
        &[Code::AgreementBroken],
        |data, _| {
            data["department"]["income"]["other"] = Value::Null;
            data["department"]["income"]["total"] = Value::Null;
            Some(())
        },
    ),
    (
        "a project beyond the budget",
        &[Code::TablesDisagree],
        |data, _| {
            let total = data["department"]["expenditure"]["total"].clone();
            data["projects"][0]["funds"] = json!({"fiscal": total});
            Some(())
        },
    ),
    ("a cost's digit", &[Code::CostBudget], |data, numbers| {
        let path = *numbers.pick(&[
            "/department/indicators/3/value",
            "/projects/0/indicators/0/value",
        ]);
        change_digit(data.pointer_mut(path)?, numbers)
    }),
    ("a cost's sign", &[Code::CostDirection], |data, numbers| {
        let sign = *numbers.pick(&["≥", ">", ">=", "≧"]);
        *data.pointer_mut("/projects/0/indicators/0/comparison")? = json!(sign);
        Some(())
    }),
    (
        "a product in a text",
        &[Code::ArithmeticWrong],
        |data, numbers| digit_after(data, "差旅费", numbers),
    ),
    (
        "a sum in a text",
        &[Code::NarrativeSum, Code::OverBudget],
        |data, numbers| digit_after(data, "共计", numbers),
    ),
    (
        "an item in a text",
        &[Code::NarrativeSum],
        |data, numbers| digit_after(data, "检测费", numbers),
    ),
    (
        "a number of staff",
        &[Code::StaffMismatch],
        |data, numbers| {
            let word = *numbers.pick(&["行政编制", "事业编制", "核定编制"]);
            let text = data.pointer_mut("/department/functions/summary")?;
            text_digit(text, word, numbers)
        },
    ),
    ("a unit left out", &[Code::UnitMissing], |data, numbers| {
        number_row(data, numbers)?.as_object_mut()?.remove("unit")?;
        Some(())
    }),
    (
        "a unit spelled out",
        &[Code::UnitSpelling],
        |data, numbers| {
            let row = number_row(data, numbers)?;
            let spelled = match row["unit"].as_str()? {
                "%" => *numbers.pick(&["百分比", "百分之"]),
                "万元" => "万",
                _ => return None,
            };
            row["unit"] = json!(spelled);
            Some(())
        },
    ),
    (
        "a sign left out",
        &[Code::MissingComparison],
        |data, numbers| {
            number_row(data, numbers)?["comparison"] = json!("");
            Some(())
        },
    ),
    (
        "定性 for a sign",
        &[Code::ValueNotWords],
        |data, numbers| {
            number_row(data, numbers)?["comparison"] = json!("定性");
            Some(())
        },
    ),
    (
        "a sign for 定性",
        &[Code::ValueNotNumber],
        |data, numbers| {
            let sign = *numbers.pick(&["≥", "≤", "=", "＞", "＜"]);
            words_row(data, numbers)?["comparison"] = json!(sign);
            Some(())
        },
    ),
    (
        "a unit with words",
        &[Code::UnitNotWanted],
        |data, numbers| {
            let unit = *numbers.pick(&["%", "次", "个", "人"]);
            words_row(data, numbers)?["unit"] = json!(unit);
            Some(())
        },
    ),
    (
        "a number in words",
        &[Code::ValueNotNumber],
        |data, numbers| {
            let row = number_row(data, numbers)?;
            let number = row["value"].to_string().replace('"', "");
            let unit = row["unit"].as_str()?.to_owned();
            let worded = [
                format!("{number}{unit}以上"),
                format!("不低于{number}"),
                format!("≥{number}{unit}"),
                format!("{number}{unit}"),
            ];
            row["value"] = json!(numbers.pick(&worded));
            Some(())
        },
    ),
    (
        "a value left out",
        &[Code::MissingValue],
        |data, numbers| {
            let blank = numbers.pick(&[Value::Null, json!(""), json!(" ")]).clone();
            any_row(data, numbers)?["value"] = blank;
            Some(())
        },
    ),
    ("a percentage", &[Code::PercentOver100], |data, numbers| {
        let row = number_row(data, numbers)?;
        if row["unit"] != "%" {
            return None;
        }
        row["value"] = json!(101 + numbers.below(900));
        Some(())
    }),
    (
        "a percentage as a ratio",
        &[Code::PercentAsRatio],
        |data, numbers| {
            let row = number_row(data, numbers)?;
            if row["unit"] != "%" || row["comparison"] == "≤" || row["comparison"] == "＜" {
                return None;
            }
            row["value"] = json!(format!("0.{}", 50 + numbers.below(50)));
            Some(())
        },
    ),
    ("≥100%", &[Code::PercentAtLeast100], |data, numbers| {
        let row = number_row(data, numbers)?;
        if row["unit"] != "%" {
            return None;
        }
        row["value"] = json!(100);
        Some(())
    }),
    (
        "a family left out",
        &[Code::MissingFamily],
        |data, numbers| {
            let family = *numbers.pick(&["产出指标", "效益指标", "满意度指标"]);
            let rows = data.pointer_mut("/projects/0/indicators")?.as_array_mut()?;
            rows.retain(|row| row["level1"] != family);
            Some(())
        },
    ),
    (
        "an indicator twice",
        &[Code::DuplicateIndicator],
        |data, numbers| {
            let rows = data.pointer_mut("/projects/0/indicators")?.as_array_mut()?;
            let row = rows[numbers.below(rows.len())].clone();
            rows.push(row);
            Some(())
        },
    ),
    ("a content", &[Code::ContentMismatch], |data, numbers| {
        let row = number_row(data, numbers)?;
        let number = row["value"].to_string().replace('"', "");
        row["content"] = json!(format!("{number}{}", row["unit"].as_str()?));
        Some(())
    }),
    ("a placeholder", &[Code::Placeholder], |data, numbers| {
        let sign = *numbers.pick(&["XX", "××", "**", "__", "待填", "某某", "{名称}", "xxx"]);
        insert(text_of(data, numbers)?, sign, numbers)
    }),
    ("a year", &[Code::OtherYear], |data, numbers| {
        let year = *numbers.pick(&["2020年", "2024年", "2022年"]);
        let text = data.pointer_mut(
            numbers.word(&["/department/annual_target", "/projects/0/overall_target"]),
        )?;
        *text = json!(format!(
            "{year}{}",
            text.as_str()?.trim_start_matches("2025年")
        ));
        Some(())
    }),
    ("a doubled word", &[Code::DoubledWord], |data, numbers| {
        let text = data.pointer_mut(
            numbers.word(&["/department/annual_target", "/projects/0/overall_target"]),
        )?;
        let word = *numbers.pick(&["完成", "保障", "群众", "水样", "单位"]);
        let at = text.as_str()?.find(word)?;
        let mut doubled = text.as_str()?.to_owned();
        doubled.insert_str(at, word);
        *text = json!(doubled);
        Some(())
    }),
    ("a stray space", &[Code::StraySpace], |data, numbers| {
        let name = &mut any_row(data, numbers)?["name"];
        insert(name, " ", numbers)
    }),
    (
        "a required field",
        &[Code::MissingRequired],
        |data, numbers| {
            let path = *numbers.pick(&REQUIRED);
            *data.pointer_mut(path)? = json!(*numbers.pick(&["", " ", "\n"]));
            Some(())
        },
    ),
];

const TOTALS: [&str; 4] = [
    "/department/income/total",
    "/department/expenditure/total",
    "/projects/0/funds/total",
    "/department/staffing/quota",
];

const PARTS: [&str; 10] = [
    "/department/income/local_fiscal",
    "/department/expenditure/personnel",
    "/projects/0/funds/fiscal",
    "/projects/0/funds/other",
    "/department/income/upper_fiscal",
    "/department/income/other",
    "/department/expenditure/operating",
    "/department/expenditure/projects",
    "/department/staffing/administrative",
    "/department/staffing/institutional",
];

const REQUIRED: [&str; 7] = [
    "/department/name",
    "/department/annual_target",
    "/projects/0/name",
    "/projects/0/supervising_department",
    "/projects/0/overall_target",
    "/projects/0/indicators/2/name",
    "/department/indicators/1/level2",
];

fn any_row<'d>(data: &'d mut Value, numbers: &mut Numbers) -> Option<&'d mut Value> {
    let table = *numbers.pick(&["/department/indicators", "/projects/0/indicators"]);
    let rows = data.pointer_mut(table)?.as_array_mut()?;
    let at = numbers.below(rows.len());
    rows.get_mut(at)
}

fn number_row<'d>(data: &'d mut Value, numbers: &mut Numbers) -> Option<&'d mut Value> {
    any_row(data, numbers).filter(|row| row["comparison"] != "定性")
}

fn words_row<'d>(data: &'d mut Value, numbers: &mut Numbers) -> Option<&'d mut Value> {
    any_row(data, numbers).filter(|row| row["comparison"] == "定性")
}

/// A text of the submission that is not personal.
fn text_of<'d>(data: &'d mut Value, numbers: &mut Numbers) -> Option<&'d mut Value> {
    let path = *numbers.pick(&[
        "/department/name",
        "/department/annual_target",
        "/department/functions/summary",
        "/department/profile/divisions",
        "/department/indicators/1/name",
        "/department/indicators/4/value",
        "/projects/0/name",
        "/projects/0/overall_target",
        "/projects/0/implementing_unit",
    ]);
    data.pointer_mut(path)
}

/// Changes one digit of a figure, and its value by more than is tolerated.
fn change_digit(figure: &mut Value, numbers: &mut Numbers) -> Option<()> {
    let text = figure.to_string().replace('"', "");
    let mut characters: Vec<char> = text.chars().collect();
    let at = numbers.below(characters.len());
    let digit = characters[at].to_digit(10)?;
    let other = (digit + 2 + u32::try_from(numbers.below(7)).unwrap()) % 10;
    characters[at] = char::from_digit(other, 10)?;
    set_figure(figure, &characters)
}

fn swap_digits(figure: &mut Value, numbers: &mut Numbers) -> Option<()> {
    let text = figure.to_string().replace('"', "");
    let mut characters: Vec<char> = text.chars().collect();
    let at = numbers.below(characters.len() - 1);
    let (left, right) = (
        characters[at].to_digit(10)?,
        characters[at + 1].to_digit(10)?,
    );
    // A last digit that moves by one is within the tolerance.
    if left == right {
        return None;
    }
    characters.swap(at, at + 1);
    set_figure(figure, &characters)
}

/// Numbers are written as they were: as text, or bare. A figure that begins with 0 is none.
fn set_figure(figure: &mut Value, characters: &[char]) -> Option<()> {
    if characters[0] == '0' && characters.get(1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let text: String = characters.iter().collect();
    *figure = if figure.is_string() {
        json!(text)
    } else {
        json!(text.parse::<u64>().ok()?)
    };
    Some(())
}

fn digit_after(data: &mut Value, word: &str, numbers: &mut Numbers) -> Option<()> {
    text_digit(
        data.pointer_mut("/projects/0/overall_target")?,
        word,
        numbers,
    )
}

/// Changes a digit of the first number after a word.
fn text_digit(text: &mut Value, word: &str, numbers: &mut Numbers) -> Option<()> {
    let whole = text.as_str()?.to_owned();
    let start = whole.find(word)? + word.len();
    let length = whole[start..].find(|next: char| !next.is_ascii_digit() && next != '.')?;
    let mut figure = json!(whole[start..start + length]);
    change_digit(&mut figure, numbers)?;
    *text = json!(format!(
        "{}{}{}",
        &whole[..start],
        figure.as_str()?,
        &whole[start + length..]
    ));
    Some(())
}

/// Puts something between two Chinese characters.
fn insert(text: &mut Value, inserted: &str, numbers: &mut Numbers) -> Option<()> {
    let mut characters: Vec<char> = text.as_str()?.chars().collect();
    let at = 1 + numbers.below(characters.len() - 1);
    let is_chinese = |character: char| ('\u{4E00}'..='\u{9FFF}').contains(&character);
    if !is_chinese(characters[at - 1]) || !is_chinese(characters[at]) {
        return None;
    }
    characters.splice(at..at, inserted.chars());
    *text = json!(characters.iter().collect::<String>());
    Some(())
}

fn check(data: &Value) -> Report {
    RENDERER.read("mutation", data.to_string().as_bytes()).1
}

/// Hits and misses by kind, over so many mutations.
fn run(count: u64) -> BTreeMap<&'static str, (usize, Vec<String>)> {
    let mut tally: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    let (mut made, mut seed) = (0, 0);
    while made < count {
        seed += 1;
        let mut numbers = Numbers(seed);
        let (name, codes, mutation) = KINDS[usize::try_from(seed).unwrap() % KINDS.len()];
        let right = correct(&mut numbers);
        let mut broken = right.clone();
        if mutation(&mut broken, &mut numbers).is_none() || broken == right {
            continue;
        }
        made += 1;
        let report = check(&broken);
        let hit = report
            .findings()
            .iter()
            .any(|finding| codes.contains(&finding.code));
        let entry = tally.entry(name).or_default();
        if hit {
            entry.0 += 1;
        } else {
            entry.1.push(format!("seed {seed}"));
        }
    }
    tally
}

fn assert_hits(count: u64) {
    let tally = run(count);
    let (mut hits, mut all) = (0, 0);
    for (name, (found, missed)) in &tally {
        println!(
            "{name}: {found} of {}, missed {:?}",
            found + missed.len(),
            &missed[..missed.len().min(5)]
        );
        hits += found;
        all += found + missed.len();
    }
    println!("{hits} of {all}");
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let rate = hits as f64 / all as f64;
    assert!(rate >= LEAST_HITS, "hit rate {rate}");
}

#[test]
fn one_thing_broken_is_found() {
    assert_hits(1_000);
}

#[test]
#[ignore = "ten thousand take half a minute in a debug build"]
fn one_thing_broken_is_found_in_ten_thousand() {
    assert_hits(10_000);
}

#[test]
fn what_is_not_broken_has_no_finding() {
    for seed in 0..200 {
        let data = correct(&mut Numbers(seed));
        let report = check(&data);
        assert!(
            report.is_empty(),
            "seed {seed}\n{}\n{:#?}",
            data,
            report.findings()
        );
    }
}
