//! Requirements on a field's values beyond its kind, and how its values are printed.

use regex::{Regex, RegexBuilder};
use rust_decimal::Decimal;

use crate::amount::{Amount, Rate};
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
    /// Whether the value is a rate, printed as a percentage.
    pub is_rate: bool,
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
    /// The pattern of a regular expression.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn new(text: String, words: String) -> Result<Pattern, String> {
        let compiled = |text: &str| {
            let built = RegexBuilder::new(text).size_limit(MAX_PATTERN).build();
            built.map_err(|error| error_in_words(&error))
        };
        // Alone first: `a)(b` is valid only within brackets.
        compiled(&text)?;
        let regex = compiled(&format!(r"\A(?:{text})\z"))?;
        Ok(Pattern { text, words, regex })
    }

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

    /// The bound as people write it.
    fn in_words(self, format: Format) -> String {
        match self {
            Bound::Number(number) if format.is_rate => {
                Rate::from_ratio(Amount::computed(number)).to_string()
            }
            Bound::Number(number) => Amount::computed(number).to_string(),
            Bound::Date(date) => date.printed(format.date.unwrap_or(DateFormat::DEFAULT)),
        }
    }
}

impl Limits {
    /// The requirements in words.
    pub fn in_words(&self, format: Format) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        all.extend(self.pattern.iter().map(|pattern| pattern.words.clone()));
        all.extend(self.max_length.map(|most| format!("至多 {most} 个字")));
        all.extend(self.range_in_words(format));
        all
    }

    /// The smallest and the largest value in words; `None` if there is no limit.
    pub fn range_in_words(&self, format: Format) -> Option<String> {
        let words = |bound: Option<Bound>| bound.map(|bound| bound.in_words(format));
        let is_date = |bound: Option<Bound>| matches!(bound, Some(Bound::Date(_)));
        match (words(self.min), words(self.max)) {
            (Some(least), Some(most)) => Some(format!("{least} 到 {most}")),
            (Some(least), None) if is_date(self.min) => Some(format!("不早于 {least}")),
            (Some(least), None) => Some(format!("不小于 {least}")),
            (None, Some(most)) if is_date(self.max) => Some(format!("不晚于 {most}")),
            (None, Some(most)) => Some(format!("不大于 {most}")),
            (None, None) => None,
        }
    }

    /// Whether there is any.
    pub const fn is_any(&self) -> bool {
        let Limits {
            pattern,
            max_length,
            min,
            max,
        } = self;
        pattern.is_some() || max_length.is_some() || min.is_some() || max.is_some()
    }
}

/// What is wrong with a regular expression.
fn error_in_words(error: &regex::Error) -> String {
    const WORDS: [(&str, &str); 9] = [
        ("unclosed group", "圆括号没有结束"),
        ("unopened group", "多了一个右圆括号"),
        ("unclosed character class", "方括号没有结束"),
        ("unclosed counted repetition", "花括号没有结束"),
        (
            "repetition operator missing",
            "* + ? { } 前面没有要重复的内容",
        ),
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
