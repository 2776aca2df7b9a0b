//! Reads the keys of a field beside its type: `format`, `pattern`, `pattern_words`, `max_length`,
//! `min`, `max`.

use rust_decimal::Decimal;

use super::definition::{Section, Text};
use super::facts::Bounds;
use super::field::FieldKind;
use super::limits::{Bound, Format, Limits, Pattern};
use crate::amount::Amount;
use crate::finding::Code;
use crate::normal::{CalendarDate, DateFormat};
use crate::text;

/// Maximum number of decimals in print.
const MAX_DECIMALS: u32 = 10;

/// Maximum of `max_length`, in characters: a workbook's cell has no more.
const MAX_LENGTH: u32 = 32_767;

/// All keys that this file reads.
const KEYS: [&str; 6] = [
    "format",
    "pattern",
    "pattern_words",
    "max_length",
    "min",
    "max",
];

/// Reads the keys of a field of this kind; `None` if its kind is unknown. Reports keys that do not
/// fit the kind.
pub(super) fn read_limits(section: &Section<'_, '_>, kind: Option<&FieldKind>) -> (Format, Limits) {
    let unfit = KEYS.into_iter().filter_map(|key| {
        let literal = section.literal(key)?;
        let kind = kind?;
        (!kind.facts().bounds.keys().contains(&key)).then_some((key, literal, kind))
    });
    let unfit: Vec<_> = unfit.collect();
    for (key, literal, kind) in &unfit {
        report_unfit(section, key, literal, kind);
    }
    let Some(kind) = kind.filter(|_| unfit.is_empty()) else {
        return Default::default();
    };
    let bounds = kind.facts().bounds;
    let least = kind.facts().least;
    let limits = Limits {
        pattern: read_pattern(section),
        max_length: whole(section, "max_length", 1, MAX_LENGTH),
        min: bound(section, "min", bounds)
            .or(least.map(|least| Bound::Number(Decimal::from(least)))),
        max: bound(section, "max", bounds),
    };
    if let (Some(min), Some(max), Some(at)) = (
        limits.min,
        limits.max,
        section.literal("max").or_else(|| section.literal("min")),
    ) && min > max
    {
        let definition = section.definition();
        definition.report(Code::DefinitionValue, at.range.clone(), |finding| {
            finding
                .seen(format!("max = {}", at.value))
                .expected("max 不小于 min")
                .correction("改正 min 或 max")
        });
    }
    (read_format(section, bounds), limits)
}

fn report_unfit(section: &Section<'_, '_>, key: &str, literal: &Text, kind: &FieldKind) {
    let fitting: Vec<&str> = FieldKind::all()
        .iter()
        .filter(|other| other.facts().bounds.keys().contains(&key))
        .map(FieldKind::name)
        .collect();
    let definition = section.definition();
    definition.report(Code::DefinitionValue, literal.range.clone(), |finding| {
        finding
            .seen(format!("type = \"{}\" 的栏目写了 {key}", kind.name()))
            .expected(format!("{key} 用于 type 是 {} 的栏目", text::list(fitting)))
            .correction(format!("删去 {key},或改 type"))
    });
}

fn read_format(section: &Section<'_, '_>, bounds: Bounds) -> Format {
    let mut format = Format {
        date: matches!(bounds, Bounds::Date).then_some(DateFormat::DEFAULT),
        is_rate: matches!(bounds, Bounds::Rate),
        ..Format::default()
    };
    let Some(own) = section.section("format") else {
        return format;
    };
    let known = bounds.format_keys();
    for key in ["decimals", "thousands", "date"] {
        let Some(literal) = own.literal(key).filter(|_| !known.contains(&key)) else {
            continue;
        };
        let definition = section.definition();
        definition.report(Code::DefinitionValue, literal.range.clone(), |finding| {
            finding
                .seen(format!("format 里写了 {key}"))
                .expected(format!("这样的栏目的 format 里只有 {}", known.join("、")))
                .correction(format!("删去 {key}"))
        });
    }
    if known.contains(&"decimals") {
        format.decimals = whole(&own, "decimals", 0, MAX_DECIMALS);
    }
    if known.contains(&"thousands") {
        format.thousands = own.flag("thousands");
        // A whole number has no digits after the point.
        if matches!(bounds, Bounds::Whole) && format.thousands {
            format.decimals = Some(0);
        }
    }
    if let Some(name) = own.text("date").filter(|_| known.contains(&"date")) {
        let named = DateFormat::named(&name.value);
        format.date = named.or(format.date);
        if named.is_none() {
            let definition = section.definition();
            definition.report(Code::DefinitionValue, name.range.clone(), |finding| {
                finding
                    .seen(format!("date = {}", text::quote(&name.value)))
                    .expected(text::list(DateFormat::NAMES))
                    .correction(text::did_you_mean(&name.value, DateFormat::NAMES))
            });
        }
    }
    own.finish();
    format
}

/// The whole number at a key, from `least` to `most`. Any other value is reported.
fn whole(section: &Section<'_, '_>, key: &'static str, least: u32, most: u32) -> Option<u32> {
    let literal = section.literal(key)?;
    let number = literal.value.parse::<u32>().ok();
    let number = number.filter(|number| (least..=most).contains(number));
    if number.is_none() {
        wrong(section, key, &literal, &format!("{least} 到 {most} 的整数"));
    }
    number
}

fn bound(section: &Section<'_, '_>, key: &'static str, bounds: Bounds) -> Option<Bound> {
    let literal = section.literal(key)?;
    let typed = literal.value.trim();
    let number = |text: &str| Some(text.parse::<Amount>().ok()?.value());
    let is_whole = |number: &Decimal| number.is_integer();
    let (bound, expected) = match bounds {
        Bounds::Date => (
            CalendarDate::read(typed).map(Bound::Date),
            "日期,如 \"2025-03-01\"",
        ),
        Bounds::Rate => {
            let percent = typed.strip_suffix('%');
            let ratio = match percent {
                Some(percent) => {
                    number(percent).and_then(|one| one.checked_div(Decimal::ONE_HUNDRED))
                }
                None => number(typed),
            };
            (ratio.map(Bound::Number), "百分数,如 \"95%\",或比率,如 0.95")
        }
        Bounds::Whole | Bounds::Year => (number(typed).filter(is_whole).map(Bound::Number), "整数"),
        Bounds::None | Bounds::Text | Bounds::Number => (number(typed).map(Bound::Number), "数"),
    };
    if bound.is_none() {
        wrong(section, key, &literal, expected);
    }
    bound
}

fn wrong(section: &Section<'_, '_>, key: &str, literal: &Text, expected: &str) {
    let definition = section.definition();
    definition.report(Code::DefinitionValue, literal.range.clone(), |finding| {
        finding
            .seen(format!("{key} = {}", text::clip(&literal.value)))
            .expected(expected)
            .correction("改正此值")
    });
}

fn read_pattern(section: &Section<'_, '_>) -> Option<Pattern> {
    let words = section.text("pattern_words");
    let Some(pattern) = section.text("pattern") else {
        if let Some(words) = words {
            let definition = section.definition();
            definition.report(Code::DefinitionValue, words.range.clone(), |finding| {
                finding
                    .seen("写了 pattern_words,没有 pattern")
                    .expected("pattern_words 说明 pattern")
                    .correction("补上 pattern,或删去 pattern_words")
            });
        }
        return None;
    };
    let definition = section.definition();
    let of_people = words.map(|words| words.value).unwrap_or_default();
    let read = match Pattern::new(pattern.value.clone(), of_people) {
        Ok(read) => read,
        Err(why) => {
            definition.report(Code::DefinitionValue, pattern.range.clone(), |finding| {
                finding
                    .seen(format!("pattern = {}:{why}", text::quote(&pattern.value)))
                    .expected("合法的正则表达式")
                    .correction("改正 pattern")
            });
            return None;
        }
    };
    if read.words.trim().is_empty() {
        definition.report(
            Code::DefinitionMissingKey,
            pattern.range.clone(),
            |finding| {
                finding
                    .seen("写了 pattern,没有 pattern_words")
                    .expected("用 pattern_words 告诉填表的人该写成什么样")
                    .correction("补上 pattern_words = \"…\",如 \"6 位数字的编码\"")
            },
        );
        return None;
    }
    Some(read)
}
