//! Requirements on a field's values beyond its kind, and how its values are printed: the keys
//! `format`, `pattern`, `pattern_words`, `max_length`, `min`, `max`.

use regex::{Regex, RegexBuilder};
use rust_decimal::Decimal;

use super::definition::{Section, Text};
use super::facts::Bounds;
use super::field::{Field, FieldKind};
use crate::amount::{Amount, Rate};
use crate::finding::Code;
use crate::grid::Notation;
use crate::normal::{CalendarDate, DateFormat};
use crate::text;

/// How the values of a field are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Format {
    /// Digits after the point; as typed if the definition does not say.
    pub decimals: Option<u32>,
    /// Whether a comma parts the thousands.
    pub thousands: bool,
    /// Notation of a date, if the field is one.
    pub date: Option<DateFormat>,
}

/// Requirements on the values of a field.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Pattern of the whole text.
    pub pattern: Option<Pattern>,
    /// Maximum length, in characters.
    pub max_length: Option<u32>,
    /// Smallest value.
    pub min: Option<Bound>,
    /// Largest value.
    pub max: Option<Bound>,
}

/// A pattern of texts.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The regular expression as the definition has it.
    pub text: String,
    /// What it expects, for people.
    pub words: String,
    regex: Regex,
}

/// Smallest or largest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// A number; 1 for 100 %.
    Number(Decimal),
    /// A day.
    Date(CalendarDate),
}

/// Largest size of a compiled pattern, in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// Maximum number of decimals in print.
const MAX_DECIMALS: u32 = 10;

/// Maximum of `max_length`, in characters: a workbook's cell has no more.
const MAX_LENGTH: u32 = 32_767;

impl Format {
    /// Notation of a number whose own digits after the point are these.
    pub fn notation(&self, own: u32) -> Notation {
        let decimals = self.decimals.unwrap_or(own);
        if self.thousands {
            Notation::Thousands { decimals }
        } else {
            Notation::Plain { decimals }
        }
    }
}

impl Pattern {
    /// Whether it matches a whole text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl Bound {
    /// The number, if it is one.
    pub const fn number(&self) -> Option<Decimal> {
        match self {
            Bound::Number(number) => Some(*number),
            Bound::Date(_) => None,
        }
    }

    /// The bound as people write it in a field.
    fn in_words(self, field: &Field) -> String {
        match self {
            Bound::Number(number) if matches!(field.kind, FieldKind::Percent) => {
                Rate::from_ratio(Amount::computed(number)).to_string()
            }
            Bound::Number(number) => Amount::computed(number).to_string(),
            Bound::Date(date) => date.printed(field.format.date.unwrap_or(DateFormat::DEFAULT)),
        }
    }
}

impl Field {
    /// The requirements on its values in words, besides those of its kind.
    pub fn requirements(&self) -> Vec<String> {
        let limits = &self.limits;
        let mut all: Vec<String> = Vec::new();
        all.extend(limits.pattern.iter().map(|pattern| pattern.words.clone()));
        all.extend(limits.max_length.map(|most| format!("至多 {most} 个字")));
        all.extend(self.range_in_words());
        all
    }

    /// The smallest and the largest value in words; `None` if there is no limit.
    pub fn range_in_words(&self) -> Option<String> {
        let words = |bound: Option<Bound>| bound.map(|bound| bound.in_words(self));
        match (words(self.limits.min), words(self.limits.max)) {
            (Some(least), Some(most)) => Some(format!("{least} 到 {most}")),
            (Some(least), None) => Some(match self.limits.min {
                Some(Bound::Date(_)) => format!("不早于 {least}"),
                _ => format!("不小于 {least}"),
            }),
            (None, Some(most)) => Some(match self.limits.max {
                Some(Bound::Date(_)) => format!("不晚于 {most}"),
                _ => format!("不大于 {most}"),
            }),
            (None, None) => None,
        }
    }

    /// Whether its values have requirements to be checked.
    pub fn is_limited(&self) -> bool {
        let Limits {
            pattern,
            max_length,
            min,
            max,
        } = &self.limits;
        pattern.is_some()
            || max_length.is_some()
            || min.is_some()
            || max.is_some()
            || self.format.decimals.is_some()
            || self.kind.facts().normal.is_some()
    }
}

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
pub(super) fn read_limits(
    section: &Section<'_, '_>,
    kind: Option<&FieldKind>,
) -> (Format, Limits) {
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
        match DateFormat::named(&name.value) {
            Some(date) => format.date = Some(date),
            None => section
                .definition()
                .report(Code::DefinitionValue, name.range.clone(), |finding| {
                    finding
                        .seen(format!("date = {}", text::quote(&name.value)))
                        .expected(text::list(DateFormat::NAMES))
                        .correction(text::did_you_mean(&name.value, DateFormat::NAMES))
                }),
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
                Some(percent) => number(percent).and_then(|one| one.checked_div(Decimal::ONE_HUNDRED)),
                None => number(typed),
            };
            (ratio.map(Bound::Number), "百分数,如 \"95%\",或比率,如 0.95")
        }
        Bounds::Whole | Bounds::Year => (
            number(typed).filter(is_whole).map(Bound::Number),
            "整数",
        ),
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
    let compiled = |text: &str| {
        RegexBuilder::new(text)
            .size_limit(MAX_PATTERN)
            .build()
            .map_err(|error| in_words(&error))
    };
    // Alone first: `a)(b` is valid only within brackets.
    let whole = compiled(&pattern.value)
        .and_then(|_| compiled(&format!(r"\A(?:{})\z", pattern.value)));
    let definition = section.definition();
    let regex = match whole {
        Ok(regex) => regex,
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
    let Some(words) = words.filter(|words| !words.value.trim().is_empty()) else {
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
    };
    Some(Pattern {
        text: pattern.value,
        words: words.value,
        regex,
    })
}

/// What is wrong with a regular expression.
fn in_words(error: &regex::Error) -> String {
    const WORDS: [(&str, &str); 9] = [
        ("unclosed group", "圆括号没有结束"),
        ("unopened group", "多了一个右圆括号"),
        ("unclosed character class", "方括号没有结束"),
        ("unclosed counted repetition", "花括号没有结束"),
        ("repetition operator missing", "* + ? { } 前面没有要重复的内容"),
        ("invalid character class range", "方括号里的范围前大后小"),
        ("look-around", "不支持环视 (?=…) (?!…)"),
        ("backreferences", "不支持反向引用 \\1"),
        ("escape", "反斜线后面的字没有意义"),
    ];
    let message = error.to_string();
    let last = message.lines().last().unwrap_or_default();
    let last = last.strip_prefix("error: ").unwrap_or(last);
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return "太大,编译不了".to_owned();
    }
    let known = WORDS.iter().find(|(start, _)| last.contains(start));
    known.map_or_else(
        || format!("正则表达式报告:{}", text::clip(last)),
        |(_, words)| (*words).to_owned(),
    )
}
