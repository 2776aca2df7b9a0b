//! Correct submissions with one error: the matching code is among the findings. Without the error
//! there is none.
//!
//! Deterministic: the seed of a mutation is its number. `cargo test --test mutation -- --ignored
//! --nocapture` runs ten thousand and prints the hit rate by kind.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
#![expect(clippy::print_stdout, reason = "the hit rate is printed for people")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jixiao::finding::{Code, Report};
use jixiao::render::Renderer;
use serde_json::{Value, json};

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);
static BASE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("rules/base.json")).unwrap());

/// Share of mutations that must be found.
const MIN_HITS: f64 = 0.99;

/// Deterministic pseudorandom numbers (`SplitMix64`).
struct Random(u64);

impl Random {
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

/// A correct submission: the base with other amounts that are all consistent.
fn correct(random: &mut Random) -> Value {
    let mut made = BASE.clone();
    let department = &mut made["department"];
    let [upper, local, other] = [50_000, 900_000, 30_000].map(|most| 101 + random.below(most));
    let income = upper + local + other;
    let projects = 1 + random.below(income / 2);
    let personnel = 1 + random.below(income / 3);
    let operating = income - projects - personnel;
    department["income"] = json!({"upper_fiscal": yuan(upper), "local_fiscal": yuan(local), "other": yuan(other), "total": yuan(income)});
    department["expenditure"] = json!({"personnel": yuan(personnel), "operating": yuan(operating), "projects": yuan(projects), "total": yuan(income)});
    department["indicators"][3]["value"] = json!(yuan(income));
    let (administrative, institutional, outside) = (
        11 + random.below(80),
        11 + random.below(80),
        1 + random.below(9),
    );
    let quota = administrative + institutional;
    department["staffing"] = json!({"quota": quota, "administrative": administrative, "institutional": institutional, "non_quota": outside, "actual": quota});
    department["functions"]["summary"] = json!(format!(
        "负责全县供水管理。核定编制{quota}名，其中行政编制{administrative}名，事业编制{institutional}名；实有在职人员{quota}人。"
    ));
    project(&mut made["projects"][0], projects, random);
    made["projects"].as_array_mut().unwrap().truncate(1);
    made
}

fn project(project: &mut Value, most: usize, random: &mut Random) {
    let (people, days, rate) = (
        11 + random.below(80),
        11 + random.below(40),
        100 * (1 + random.below(3)),
    );
    let travel = people * days * rate / 100;
    let testing = 10_000 + random.below(90_000);
    // In hundredths of 万元; the department's budget is made to contain it.
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

type Mutation = fn(&mut Value, &mut Random) -> Option<()>;

/// Kinds of mutations, and the codes that match them.
const KINDS: &[(&str, &[Code], Mutation)] = &[
    (
        "a digit of a total",
        &[Code::TotalMismatch],
        |data, random| {
            let path = *random.pick(&TOTALS);
            change_digit(data.pointer_mut(path)?, random)
        },
    ),
    (
        "a digit of a part",
        &[Code::TotalMismatch],
        |data, random| {
            let path = *random.pick(&PARTS);
            change_digit(data.pointer_mut(path)?, random)
        },
    ),
    (
        "two digits swapped",
        &[Code::TotalMismatch],
        |data, random| {
            let path = *random.pick(&TOTALS);
            swap_digits(data.pointer_mut(path)?, random)
        },
    ),
    ("a part left out", &[Code::TotalMismatch], |data, random| {
        let path = *random.pick(&PARTS[..4]);
        *data.pointer_mut(path)? = Value::Null;
        Some(())
    }),
    ("元 for 万元", &[Code::TotalMismatch], |data, random| {
        let total = data.pointer_mut(random.word(&TOTALS[..3]))?;
        let hundredths: usize = total.as_str()?.replace('.', "").parse().ok()?;
        *total = json!((hundredths * 100).to_string());
        Some(())
    }),
    ("a rate", &[Code::TotalMismatch], |data, random| {
        let rate = 1 + random.below(94);
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
    ("a cost's digit", &[Code::CostBudget], |data, random| {
        let path = *random.pick(&[
            "/department/indicators/3/value",
            "/projects/0/indicators/0/value",
        ]);
        change_digit(data.pointer_mut(path)?, random)
    }),
    ("a cost's sign", &[Code::CostDirection], |data, random| {
        let sign = *random.pick(&["≥", ">", ">=", "≧"]);
        *data.pointer_mut("/projects/0/indicators/0/comparison")? = json!(sign);
        Some(())
    }),
    (
        "a product in a text",
        &[Code::ArithmeticWrong],
        |data, random| digit_after(data, "差旅费", random),
    ),
    (
        "a sum in a text",
        &[Code::NarrativeSum, Code::OverBudget],
        |data, random| digit_after(data, "共计", random),
    ),
    (
        "an item in a text",
        &[Code::NarrativeSum],
        |data, random| digit_after(data, "检测费", random),
    ),
    (
        "a number of staff",
        &[Code::StaffMismatch],
        |data, random| {
            let word = *random.pick(&["行政编制", "事业编制", "核定编制"]);
            let text = data.pointer_mut("/department/functions/summary")?;
            text_digit(text, word, random)
        },
    ),
    ("a unit left out", &[Code::UnitMissing], |data, random| {
        number_row(data, random)?.as_object_mut()?.remove("unit")?;
        Some(())
    }),
    (
        "a unit spelled out",
        &[Code::UnitSpelling],
        |data, random| {
            let row = number_row(data, random)?;
            let spelled = match row["unit"].as_str()? {
                "%" => *random.pick(&["百分比", "百分之"]),
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
        |data, random| {
            number_row(data, random)?["comparison"] = json!("");
            Some(())
        },
    ),
    (
        "定性 for a sign",
        &[Code::ValueNotWords],
        |data, random| {
            number_row(data, random)?["comparison"] = json!("定性");
            Some(())
        },
    ),
    (
        "a sign for 定性",
        &[Code::ValueNotNumber],
        |data, random| {
            let sign = *random.pick(&["≥", "≤", "=", "＞", "＜"]);
            words_row(data, random)?["comparison"] = json!(sign);
            Some(())
        },
    ),
    (
        "a unit with words",
        &[Code::UnitNotWanted],
        |data, random| {
            let unit = *random.pick(&["%", "次", "个", "人"]);
            words_row(data, random)?["unit"] = json!(unit);
            Some(())
        },
    ),
    (
        "a number in words",
        &[Code::ValueNotNumber],
        |data, random| {
            let row = number_row(data, random)?;
            let number = row["value"].to_string().replace('"', "");
            let unit = row["unit"].as_str()?.to_owned();
            let worded = [
                format!("{number}{unit}以上"),
                format!("不低于{number}"),
                format!("≥{number}{unit}"),
                format!("{number}{unit}"),
            ];
            row["value"] = json!(random.pick(&worded));
            Some(())
        },
    ),
    ("a value left out", &[Code::MissingValue], |data, random| {
        let blank = random.pick(&[Value::Null, json!(""), json!(" ")]).clone();
        any_row(data, random)?["value"] = blank;
        Some(())
    }),
    ("a percentage", &[Code::PercentOver100], |data, random| {
        let row = number_row(data, random)?;
        if row["unit"] != "%" {
            return None;
        }
        row["value"] = json!(101 + random.below(900));
        Some(())
    }),
    (
        "a percentage as a ratio",
        &[Code::PercentAsRatio],
        |data, random| {
            let row = number_row(data, random)?;
            if row["unit"] != "%" || row["comparison"] == "≤" || row["comparison"] == "＜" {
                return None;
            }
            row["value"] = json!(format!("0.{}", 50 + random.below(50)));
            Some(())
        },
    ),
    ("≥100%", &[Code::PercentAtLeast100], |data, random| {
        let row = number_row(data, random)?;
        if row["unit"] != "%" {
            return None;
        }
        row["value"] = json!(100);
        Some(())
    }),
    (
        "a family left out",
        &[Code::MissingFamily],
        |data, random| {
            let family = *random.pick(&["产出指标", "效益指标", "满意度指标"]);
            let rows = data.pointer_mut("/projects/0/indicators")?.as_array_mut()?;
            rows.retain(|row| row["level1"] != family);
            Some(())
        },
    ),
    (
        "an indicator twice",
        &[Code::DuplicateIndicator],
        |data, random| {
            let rows = data.pointer_mut("/projects/0/indicators")?.as_array_mut()?;
            let row = rows[random.below(rows.len())].clone();
            rows.push(row);
            Some(())
        },
    ),
    ("a content", &[Code::ContentMismatch], |data, random| {
        let row = number_row(data, random)?;
        let number = row["value"].to_string().replace('"', "");
        row["content"] = json!(format!("{number}{}", row["unit"].as_str()?));
        Some(())
    }),
    ("a placeholder", &[Code::Placeholder], |data, random| {
        let sign = *random.pick(&["XX", "××", "**", "__", "待填", "某某", "{名称}", "xxx"]);
        insert(text_of(data, random)?, sign, random)
    }),
    ("a year", &[Code::OtherYear], |data, random| {
        let year = *random.pick(&["2020年", "2024年", "2022年"]);
        let text = data.pointer_mut(
            random.word(&["/department/annual_target", "/projects/0/overall_target"]),
        )?;
        *text = json!(format!(
            "{year}{}",
            text.as_str()?.trim_start_matches("2025年")
        ));
        Some(())
    }),
    ("a doubled word", &[Code::DoubledWord], |data, random| {
        let text = data.pointer_mut(
            random.word(&["/department/annual_target", "/projects/0/overall_target"]),
        )?;
        let word = *random.pick(&["完成", "保障", "群众", "水样", "单位"]);
        let at = text.as_str()?.find(word)?;
        let mut doubled = text.as_str()?.to_owned();
        doubled.insert_str(at, word);
        *text = json!(doubled);
        Some(())
    }),
    ("a stray space", &[Code::StraySpace], |data, random| {
        let name = &mut any_row(data, random)?["name"];
        insert(name, " ", random)
    }),
    (
        "a required field",
        &[Code::MissingRequired],
        |data, random| {
            let path = *random.pick(&REQUIRED);
            *data.pointer_mut(path)? = json!(*random.pick(&["", " ", "\n"]));
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

fn any_row<'d>(data: &'d mut Value, random: &mut Random) -> Option<&'d mut Value> {
    let table = *random.pick(&["/department/indicators", "/projects/0/indicators"]);
    let rows = data.pointer_mut(table)?.as_array_mut()?;
    let at = random.below(rows.len());
    rows.get_mut(at)
}

fn number_row<'d>(data: &'d mut Value, random: &mut Random) -> Option<&'d mut Value> {
    any_row(data, random).filter(|row| row["comparison"] != "定性")
}

fn words_row<'d>(data: &'d mut Value, random: &mut Random) -> Option<&'d mut Value> {
    any_row(data, random).filter(|row| row["comparison"] == "定性")
}

/// A text of the submission that is not personal.
fn text_of<'d>(data: &'d mut Value, random: &mut Random) -> Option<&'d mut Value> {
    let path = *random.pick(&[
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

/// Changes one digit of a number, and so its value by more than the tolerance.
fn change_digit(number: &mut Value, random: &mut Random) -> Option<()> {
    let text = number.to_string().replace('"', "");
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len());
    let digit = characters[at].to_digit(10)?;
    let other = (digit + 2 + u32::try_from(random.below(7)).unwrap()) % 10;
    characters[at] = char::from_digit(other, 10)?;
    set_number(number, &characters)
}

fn swap_digits(number: &mut Value, random: &mut Random) -> Option<()> {
    let text = number.to_string().replace('"', "");
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len() - 1);
    let (left, right) = (
        characters[at].to_digit(10)?,
        characters[at + 1].to_digit(10)?,
    );
    // A last digit that moves by one is within the tolerance.
    if left == right {
        return None;
    }
    characters.swap(at, at + 1);
    set_number(number, &characters)
}

/// Writes a number in its former notation, as a text or a JSON number. Fails for a number that
/// begins with 0.
fn set_number(number: &mut Value, characters: &[char]) -> Option<()> {
    if characters[0] == '0' && characters.get(1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let text: String = characters.iter().collect();
    *number = if number.is_string() {
        json!(text)
    } else {
        json!(text.parse::<u64>().ok()?)
    };
    Some(())
}

fn digit_after(data: &mut Value, word: &str, random: &mut Random) -> Option<()> {
    text_digit(
        data.pointer_mut("/projects/0/overall_target")?,
        word,
        random,
    )
}

/// Changes a digit of the first number after a word.
fn text_digit(text: &mut Value, word: &str, random: &mut Random) -> Option<()> {
    let whole = text.as_str()?.to_owned();
    let start = whole.find(word)? + word.len();
    let length = whole[start..].find(|next: char| !next.is_ascii_digit() && next != '.')?;
    let mut number = json!(whole[start..start + length]);
    change_digit(&mut number, random)?;
    *text = json!(format!(
        "{}{}{}",
        &whole[..start],
        number.as_str()?,
        &whole[start + length..]
    ));
    Some(())
}

/// Inserts a text between two Chinese characters.
fn insert(text: &mut Value, inserted: &str, random: &mut Random) -> Option<()> {
    let mut characters: Vec<char> = text.as_str()?.chars().collect();
    let at = 1 + random.below(characters.len() - 1);
    let is_chinese = |character: char| ('\u{4E00}'..='\u{9FFF}').contains(&character);
    if !is_chinese(characters[at - 1]) || !is_chinese(characters[at]) {
        return None;
    }
    characters.splice(at..at, inserted.chars());
    *text = json!(characters.iter().collect::<String>());
    Some(())
}

fn check(data: &Value) -> Report {
    RENDERER
        .read("mutation", data.to_string().as_bytes())
        .report
}

/// Hits and misses by kind, over `count` mutations.
fn run(count: u64) -> BTreeMap<&'static str, (usize, Vec<String>)> {
    let mut tally: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    let (mut made, mut seed) = (0, 0);
    while made < count {
        seed += 1;
        let mut random = Random(seed);
        let (name, codes, mutation) = KINDS[usize::try_from(seed).unwrap() % KINDS.len()];
        let right = correct(&mut random);
        let mut broken = right.clone();
        if mutation(&mut broken, &mut random).is_none() || broken == right {
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
    #[expect(clippy::cast_precision_loss, reason = "small random")]
    let rate = hits as f64 / all as f64;
    assert!(rate >= MIN_HITS, "hit rate {rate}");
}

#[test]
fn single_faults_are_found() {
    assert_hits(1_000);
}

#[test]
#[ignore = "ten thousand take half a minute in a debug build"]
fn single_faults_are_found_in_ten_thousand() {
    assert_hits(10_000);
}

#[test]
fn correct_submissions_have_no_finding() {
    for seed in 0..200 {
        let data = correct(&mut Random(seed));
        let report = check(&data);
        assert!(
            report.is_empty(),
            "seed {seed}\n{}\n{:#?}",
            data,
            report.findings()
        );
    }
}
