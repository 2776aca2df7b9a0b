//! A proposed correction never loses information: it preserves magnitude, unit and sign of the
//! typed quantity. An ambiguous text gets no proposal.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::sync::LazyLock;

use jixiao::finding::{Change, Code, Finding, NewValue};
use jixiao::render::Renderer;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);

static BASE: LazyLock<Value> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/base.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
});

/// The row that is changed.
const ROW: &str = "/projects/0/indicators/1";
/// An amount in 万元.
const AMOUNT: &str = "/department/prior_budget/spent";

fn set(data: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    data.pointer_mut(parent).unwrap()[key] = value;
}

fn findings(data: &Value) -> Vec<Finding> {
    let bytes = serde_json::to_vec_pretty(data).unwrap();
    RENDERER.read("a.json", &bytes).report.findings().to_vec()
}

fn apply(data: &mut Value, changes: &[Change]) {
    for change in changes {
        let value = match &change.value {
            NewValue::Text(text) => Value::from(text.as_str()),
            NewValue::Number(digits) => serde_json::from_str(digits).unwrap(),
        };
        set(data, &change.pointer, value);
    }
}

/// The findings on one value.
fn about(all: &[Finding], pointer: &str) -> Vec<Finding> {
    let own = all
        .iter()
        .filter(|finding| finding.place.pointer.starts_with(pointer));
    own.cloned().collect()
}

fn text(data: &Value, pointer: &str) -> String {
    match data.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A unit as a multiple of a simpler one, from a table independent of the program's.
fn scale(unit: &str) -> (Decimal, &str) {
    let ten = |power: u32| Decimal::from(10_u64.pow(power));
    match unit {
        "元" => (ten(0), "元"),
        "万元" => (ten(4), "元"),
        "亿元" => (ten(8), "元"),
        "人" => (ten(0), "人"),
        "万人" => (ten(4), "人"),
        "％" | "%" => (ten(0), "%"),
        "‰" => (Decimal::new(1, 1), "%"),
        other => (ten(0), other),
    }
}

/// Spellings of a number.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    Plain,
    Thousands,
    FullWidth,
    LeadingZero,
    Plus,
    Spaced,
}

fn write_number(digits: &str, spelling: Spelling) -> String {
    match spelling {
        Spelling::Plain => digits.to_owned(),
        Spelling::Thousands => grouped(digits),
        Spelling::FullWidth => grouped(digits)
            .chars()
            .map(|next| char::from_u32(u32::from(next) + 0xFEE0).unwrap())
            .collect(),
        Spelling::LeadingZero => format!("0{digits}"),
        Spelling::Plus => format!("+{digits}"),
        Spelling::Spaced => format!(" {digits} "),
    }
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        grouped
    } else {
        format!("{grouped}.{fraction}")
    }
}

fn spelling() -> impl Strategy<Value = Spelling> {
    prop_oneof![
        Just(Spelling::Plain),
        Just(Spelling::Thousands),
        Just(Spelling::FullWidth),
        Just(Spelling::LeadingZero),
        Just(Spelling::Plus),
        Just(Spelling::Spaced),
    ]
}

const UNITS: [&str; 12] = [
    "",
    "元",
    "万元",
    "亿元",
    "元/亩",
    "人",
    "万人",
    "人次",
    "%",
    "‰",
    "亩",
    "个工作日",
];

const SIGNS: [(&str, &str, Option<&str>); 7] = [
    ("", "", None),
    ("≥", "", Some("≥")),
    ("不超过", "", Some("≤")),
    ("", "以上", Some("≥")),
    (">", "", Some("＞")),
    ("达到", "", Some("≥")),
    ("", "以内", Some("≤")),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_proposed_indicator_keeps_the_typed_quantity(
        digits in "[1-9][0-9]{0,6}(\\.[0-9]{1,3})?",
        how in spelling(),
        typed in prop::sample::select(&UNITS[..]),
        own in prop::sample::select(&UNITS[..]),
        (before, after, sign) in prop::sample::select(&SIGNS[..]),
        own_sign in prop::sample::select(&["≥", "≤", "=", "定性", ""][..]),
    ) {
        let words = format!("{before}{}{typed}{after}", write_number(&digits, how));
        let mut data = BASE.clone();
        set(&mut data, &format!("{ROW}/value"), Value::from(words.as_str()));
        set(&mut data, &format!("{ROW}/unit"), Value::from(own));
        set(&mut data, &format!("{ROW}/comparison"), Value::from(own_sign));
        for finding in about(&findings(&data), ROW) {
            let mut mended = data.clone();
            apply(&mut mended, &finding.changes);
            if !finding.changes.iter().any(|change| change.pointer == format!("{ROW}/value")) {
                continue;
            }
            let number = Decimal::from_str(&text(&mended, &format!("{ROW}/value"))).unwrap();
            let unit = text(&mended, &format!("{ROW}/unit"));
            let said = if typed.is_empty() { own } else { typed };
            let ((times, base), (new_times, new_base)) = (scale(said), scale(&unit));
            let value = Decimal::from_str(&digits).unwrap();
            prop_assert_eq!(value * times, number * new_times, "{} {} → {} {}", words, own, number, unit);
            let keeps = |kept: &str| new_base == scale(kept).1 || unit.starts_with(&format!("{kept}/"));
            prop_assert!(keeps(base), "{words} {own} → {unit}");
            prop_assert!(own.is_empty() || keeps(own), "{words} {own} → {unit}");
            let new_sign = text(&mended, &format!("{ROW}/comparison"));
            if let Some(sign) = sign {
                prop_assert_eq!(&new_sign, sign);
            }
            if ["≥", "≤", "="].contains(&own_sign) {
                prop_assert_eq!(&new_sign, own_sign);
            }
            let after = about(&findings(&mended), &format!("{ROW}/value"));
            prop_assert!(after.iter().all(|finding| finding.code != Code::ValueNotNumber));
        }
    }

    #[test]
    fn a_proposed_amount_keeps_the_typed_quantity(
        digits in "[1-9][0-9]{0,6}(\\.[0-9]{1,3})?",
        how in spelling(),
        unit in prop::sample::select(&["", "万元", "元", "亿元", "万", "人"][..]),
    ) {
        let words = format!("{}{unit}", write_number(&digits, how));
        let mut data = BASE.clone();
        set(&mut data, AMOUNT, Value::from(words.as_str()));
        for finding in about(&findings(&data), AMOUNT) {
            for change in finding.changes.iter().filter(|change| change.pointer == AMOUNT) {
                let NewValue::Number(number) = &change.value else { panic!("{change:?}") };
                let times = match unit {
                    "" | "万元" | "万" => Decimal::from(10_000),
                    "亿元" => Decimal::from(100_000_000),
                    "元" => Decimal::ONE,
                    _ => panic!("{words}: {change:?}"),
                };
                let value = Decimal::from_str(&digits).unwrap() * times;
                prop_assert_eq!(value, Decimal::from_str(number).unwrap() * Decimal::from(10_000));
            }
        }
    }

    #[test]
    fn any_text_is_read_and_two_numbers_are_never_joined(
        left in "[1-9][0-9]{0,4}",
        right in "[1-9][0-9]{0,4}",
        between in prop::sample::select(&["\n", "；", "、", "，", ",", " ", "-", "～", "至", "/", "和", ".5.", "×", "+"][..]),
        unit in prop::sample::select(&["", "%", "亩", "次"][..]),
        noise in "[0-9０-９.,，万亿元%％一二三十百千年月≥≤<>=()（）￥\\-+ \n]{0,12}",
    ) {
        let words = format!("{left}{unit}{between}{right}{unit}");
        let is_thousands = matches!(between, "," | "，") && unit.is_empty() && right.len() == 3 && left.len() <= 3;
        for (text, pointer) in [(&words, format!("{ROW}/value")), (&words, AMOUNT.to_owned())] {
            let mut data = BASE.clone();
            set(&mut data, &pointer, Value::from(text.as_str()));
            let changes = about(&findings(&data), &pointer).into_iter().flat_map(|finding| finding.changes);
            prop_assert!(is_thousands || changes.count() == 0, "{text:?}");
        }
        let mut data = BASE.clone();
        set(&mut data, AMOUNT, Value::from(noise.as_str()));
        set(&mut data, &format!("{ROW}/value"), Value::from(noise));
        findings(&data);
    }
}

/// An ambiguous text gets no proposal, and no number in the text of its correction.
#[test]
fn ambiguous_numbers_get_no_proposal() {
    for words in [
        "18,5",
        "18，5",
        "1,23,456",
        "1.234,5",
        "１８，５",
        "3-5",
        "3～5",
        "≥95%；≥90%",
        "12个、3次",
        "8000\n4000",
        "约100",
        "100+",
        "(123)",
        "1/3",
        "10⁴",
        "3万五千",
        "二三十",
        "1 234",
        "12 15",
        "100多人",
        "三分之一",
        "5±1",
    ] {
        for pointer in [format!("{ROW}/value"), AMOUNT.to_owned()] {
            let mut data = BASE.clone();
            set(&mut data, &pointer, Value::from(words));
            let found = about(&findings(&data), &pointer);
            let found: Vec<_> = found
                .iter()
                .filter(|finding| finding.code == Code::ValueNotNumber)
                .collect();
            assert_eq!(found.len(), 1, "{words} at {pointer}");
            assert!(found[0].changes.is_empty(), "{words}: {:?}", found[0]);
            let proposes = |word: &str| {
                let mut parts = found[0].correction.split(word).skip(1);
                parts.any(|rest| {
                    rest.trim_start()
                        .starts_with(|next: char| next.is_ascii_digit())
                })
            };
            assert!(!proposes("填"), "{words}: {}", found[0].correction);
        }
    }
}

/// A ratio typed as text may be a percentage or not: `0.95` in a percent field.
#[test]
fn a_ratio_without_a_unit_gets_no_proposal() {
    let pointer = "/department/prior_budget/execution_rate";
    for (words, proposed) in [
        ("0.95", None),
        ("1", None),
        ("95", Some("95%")),
        ("９５．５％", Some("95.5%")),
        ("5‰", Some("0.5%")),
        ("九成", Some("90%")),
    ] {
        let mut data = BASE.clone();
        set(&mut data, pointer, Value::from(words));
        let found = about(&findings(&data), pointer);
        let finding = found
            .iter()
            .find(|finding| finding.code == Code::ValueNotNumber)
            .unwrap();
        let values: Vec<&NewValue> = finding.changes.iter().map(|change| &change.value).collect();
        let expected = proposed.map(|text| NewValue::Text(text.to_owned()));
        assert_eq!(values, expected.iter().collect::<Vec<_>>(), "{words}");
    }
}

/// The names of two rows in one cell are not joined, and a long name is never truncated.
#[test]
fn names_are_neither_joined_nor_cut() {
    let name = format!("{ROW}/name");
    let mut data = BASE.clone();
    set(&mut data, &name, Value::from("人工造林面积\n封山育林面积"));
    let found = about(&findings(&data), &name);
    assert!(found.iter().any(|finding| finding.code == Code::StraySpace));
    assert!(found.iter().all(|finding| finding.changes.is_empty()));
    let long = format!("{} 面积", "造林".repeat(30));
    set(&mut data, &name, Value::from(long.as_str()));
    let found = about(&findings(&data), &name);
    let finding = found
        .iter()
        .find(|finding| finding.code == Code::StraySpace);
    let finding = finding.unwrap();
    assert!(!finding.correction.contains('…'), "{}", finding.correction);
    let expected = [Change::text(&name, long.replace(' ', ""))];
    assert_eq!(finding.changes, expected);
}
