//! Number formats (`0.00%`, `"≥"0"万元"`, `yyyy"年"m"月"`): convert a value to its displayed text.
//!
//! | file | content |
//! | --- | --- |
//! | `scan.rs` | format code → sections of tokens |
//! | `digits.rs` | numbers by the digits of a section |
//! | `date.rs` | serial numbers as dates and times |
//! | `numerals.rs` | Chinese numerals |
//! | `built_in.rs` | built-in formats |

mod built_in;
mod date;
mod digits;
mod numerals;
mod scan;

#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

pub(super) use built_in::built_in;
pub(super) use date::serial_of_iso;

use super::ShownText;
use date::DateFormat;
use digits::Digits;
use scan::{Condition, Numerals, Relationship, SectionTokens, Token, scan};

/// A parsed number format.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct NumberFormat {
    /// Sections for numbers; empty if a number is displayed unchanged.
    numbers: Vec<Section>,
    /// Section for texts; `None` if a text is displayed unchanged.
    text: Option<Vec<Token>>,
}

/// The format that displays every value unchanged.
pub(super) static GENERAL: NumberFormat = NumberFormat {
    numbers: Vec::new(),
    text: None,
};

/// A section for numbers.
#[derive(Debug, Clone, PartialEq)]
struct Section {
    condition: Option<Condition>,
    numerals: Option<Numerals>,
    is_red: bool,
    shows: SectionContent,
}

/// Content of a section.
#[derive(Debug, Clone, PartialEq)]
enum SectionContent {
    /// Text in place of the number; empty if it is hidden.
    Words(String),
    /// The number unchanged, between texts.
    General(String, String),
    /// The number by digits.
    Digits(Digits),
    Date(DateFormat),
    /// Content that cannot be reproduced, such as a date of another calendar.
    Unknown,
}

/// How a number is displayed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DisplayedAs {
    /// As the number itself, with at least these decimals and integer digits.
    Number { decimals: u32, whole: usize },
    /// In percent.
    Percent { decimals: u32 },
    /// As a date or time.
    Date(String),
    /// As another number, or no number at all.
    Other,
}

impl NumberFormat {
    /// Parses a format code.
    pub(super) fn of(code: &str) -> NumberFormat {
        let mut sections = scan(code);
        let is_of_text = |section: &SectionTokens| {
            section.parts.contains(&Token::Text)
                && !section
                    .parts
                    .iter()
                    .any(|part| matches!(part, Token::Digit(_) | Token::Date(..) | Token::General))
        };
        let has_own_text = sections.len() > 3 || sections.last().is_some_and(is_of_text);
        let text = if has_own_text {
            sections.truncate(4);
            sections.pop().map(|section| section.parts)
        } else {
            None
        };
        let is_nothing =
            sections.len() == 1 && sections[0].parts.is_empty() && !sections[0].is_filled;
        let numbers = sections.iter().filter(|_| !is_nothing);
        NumberFormat {
            numbers: numbers.map(Section::of).collect(),
            text,
        }
    }

    /// Number of decimals that the format displays; it determines the digits of a formula's result.
    pub(super) fn decimals(&self, value: f64) -> u32 {
        match self.section(value).map(|(section, _)| &section.shows) {
            Some(SectionContent::Digits(digits)) => digits.decimals(),
            _ => 0,
        }
    }

    /// Whether it displays a value as elapsed hours, minutes or seconds: `[h]:mm`.
    pub(super) fn is_elapsed(&self, value: f64) -> bool {
        let section = self.section(value).map(|(section, _)| &section.shows);
        matches!(section, Some(SectionContent::Date(date)) if date.is_elapsed())
    }

    /// The section for a value, and whether the sign is part of its text.
    fn section(&self, value: f64) -> Option<(&Section, Sign)> {
        let sections = &self.numbers;
        let count = sections.len();
        let has_conditions = sections.iter().any(|section| section.condition.is_some());
        let usual = |relation| Condition {
            relation,
            limit: 0.0,
        };
        if count <= 1 {
            return sections.first().map(|section| (section, Sign::Shown));
        }
        let first = sections[0].condition.unwrap_or(usual(if count == 2 {
            Relationship::AtLeast
        } else {
            Relationship::More
        }));
        let second = match sections[1].condition {
            None if count > 2 => Some(usual(Relationship::Less)),
            own => own,
        };
        let index = if first.holds(value) {
            0
        } else if second.is_none_or(|second| second.holds(value)) {
            1
        } else {
            2
        };
        let is_of_others = |condition: Condition| {
            condition.limit == 0.0
                && matches!(
                    condition.relation,
                    Relationship::More | Relationship::AtLeast
                )
        };
        let is_of_negatives = |condition: Condition| {
            condition.limit == 0.0 && matches!(condition.relation, Relationship::Less)
        };
        let sign = match index {
            0 if has_conditions && is_of_negatives(first) => Sign::Left,
            1 if is_of_others(first) && second.is_none_or(is_of_negatives) => Sign::Left,
            _ => Sign::Shown,
        };
        sections.get(index).map(|section| (section, sign))
    }

    /// How a number is displayed, and the whole text if the format adds words.
    pub(super) fn number(
        &self,
        value: f64,
        number: Decimal,
        starts_1904: bool,
    ) -> (DisplayedAs, Option<ShownText>) {
        const NOT_SHOWN: &str = "####";
        let plain = DisplayedAs::Number {
            decimals: 0,
            whole: 0,
        };
        let Some((section, sign)) = self.section(value) else {
            return if self.numbers.is_empty() {
                (plain, None)
            } else {
                (DisplayedAs::Other, Some(ShownText::instead(NOT_SHOWN)))
            };
        };
        match &section.shows {
            SectionContent::Words(words) => instead(words.trim(), number),
            SectionContent::General(before, after) => {
                let shown = section.around(number, sign, (before, after));
                section.sign_of((plain, shown), number, sign)
            }
            SectionContent::Digits(digits) => {
                let (displayed, shown) = digits.show(number, sign, section.numerals);
                section.sign_of((displayed, shown), number, sign)
            }
            SectionContent::Date(date) => match date.write(value, starts_1904) {
                Ok(text) => (DisplayedAs::Date(text), None),
                Err(date::NoDate) => (DisplayedAs::Other, Some(ShownText::instead(NOT_SHOWN))),
            },
            SectionContent::Unknown => (DisplayedAs::Other, None),
        }
    }

    /// Displayed text of a text; `None` if it is unchanged.
    pub(super) fn text(&self, text: &str) -> Option<ShownText> {
        let parts = self.text.as_ref()?;
        let mut shown = ShownText::instead("");
        let mut all = String::new();
        for part in parts {
            match part {
                Token::Words(words) => all.push_str(words),
                Token::Pad => all.push(' '),
                Token::Text | Token::General => {
                    shown.value = all.len()..all.len() + text.len();
                    all.push_str(text);
                }
                _ => {}
            }
        }
        let has_words = |part: &Token| match part {
            Token::Words(words) => !words.trim().is_empty(),
            _ => false,
        };
        let is_text = |part: &Token| matches!(part, Token::Text | Token::General);
        let is_digit = |part: &Token| matches!(part, Token::Digit(_));
        let is_itself = (parts.iter().any(is_text) && !parts.iter().any(has_words))
            || parts.iter().any(is_digit);
        shown.text = all.into();
        (!is_itself && !text.trim().is_empty()).then_some(shown)
    }
}

/// Position of a minus sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Before the section.
    Shown,
    /// In the section's own text, or nowhere.
    Left,
}

impl Section {
    fn of(scanned: &SectionTokens) -> Section {
        let parts = &scanned.parts;
        let has = |wanted: fn(&Token) -> bool| parts.iter().any(wanted);
        let is_system = matches!(
            scanned.locale,
            scan::Locale::SystemDate | scan::Locale::SystemTime
        );
        let is_date = is_system
            || has(|part| {
                matches!(
                    part,
                    Token::Date(..) | Token::Elapsed(..) | Token::HalfDay(_)
                )
            });
        let is_number = has(|part| matches!(part, Token::Digit(_)));
        let is_general = has(|part| matches!(part, Token::General | Token::Text))
            || (parts.is_empty() && scanned.numerals.is_some());
        let shows = if is_date {
            DateFormat::of(scanned).map_or(SectionContent::Unknown, SectionContent::Date)
        } else if is_number {
            SectionContent::Digits(Digits::of(parts))
        } else if is_general {
            let at = parts
                .iter()
                .position(|part| matches!(part, Token::General | Token::Text));
            let (before, after) = parts.split_at(at.unwrap_or(0));
            SectionContent::General(words(before), words(after))
        } else {
            SectionContent::Words(words(parts))
        };
        Section {
            condition: scanned.condition,
            numerals: scanned.numerals,
            is_red: scanned.is_red,
            shows,
        }
    }

    /// An unchanged number between texts; `None` if there are no texts.
    fn around(
        &self,
        number: Decimal,
        sign: Sign,
        (before, after): (&str, &str),
    ) -> Option<ShownText> {
        let number_text = number.abs().normalize().to_string();
        let number_text = match self.numerals {
            None => number_text,
            Some(numerals) => numerals::by_place(&number_text, numerals),
        };
        let shown = ShownText::around(
            &(minus(number, sign).to_owned() + before),
            &number_text,
            after,
        );
        (self.numerals.is_some() || shown.has_words(number)).then_some(shown)
    }

    /// Whether a negative number still looks negative: without its sign it is another number, and
    /// so is a positive one with a minus sign.
    fn sign_of(
        &self,
        (displayed, shown): (DisplayedAs, Option<ShownText>),
        number: Decimal,
        sign: Sign,
    ) -> (DisplayedAs, Option<ShownText>) {
        let is_negative = number.is_sign_negative() && !number.is_zero();
        let before = self.before();
        let is_lost = if is_negative {
            sign == Sign::Left && !self.is_red && before.trim().is_empty()
        } else {
            !number.is_zero() && is_minus(before.trim())
        };
        if !is_lost || displayed == DisplayedAs::Other {
            return (displayed, shown);
        }
        let minus = if is_negative { "" } else { "-" };
        let number_text = number.abs().to_string();
        let shown = shown.unwrap_or_else(|| ShownText::instead(&(minus.to_owned() + &number_text)));
        (DisplayedAs::Other, Some(shown))
    }

    /// The section's text before its number.
    fn before(&self) -> &str {
        match &self.shows {
            SectionContent::General(before, _) => before,
            SectionContent::Digits(digits) => digits.before(),
            SectionContent::Words(_) | SectionContent::Date(_) | SectionContent::Unknown => "",
        }
    }
}

/// Text in place of a number. A dash, with a currency or without, is a notation of zero.
fn instead(words: &str, number: Decimal) -> (DisplayedAs, Option<ShownText>) {
    let is_dash = |word: char| matches!(word, '-' | '—' | '–' | '－' | '―' | '−');
    let is_currency = |word: char| word.is_whitespace() || matches!(word, '¥' | '￥' | '$' | '€');
    let mut shown = ShownText::instead(words);
    let is_nothing =
        words.contains(is_dash) && words.chars().all(|word| is_dash(word) || is_currency(word));
    if number.is_zero() && is_nothing {
        shown.value = 0..words.len();
        let displayed = DisplayedAs::Number {
            decimals: 0,
            whole: 0,
        };
        return (displayed, Some(shown));
    }
    (DisplayedAs::Other, Some(shown))
}

/// The minus sign before a section.
const fn minus(number: Decimal, sign: Sign) -> &'static str {
    match sign {
        Sign::Shown if number.is_sign_negative() && !number.is_zero() => "-",
        Sign::Shown | Sign::Left => "",
    }
}

fn is_minus(words: &str) -> bool {
    matches!(words, "-" | "−" | "－")
}

/// The text among tokens.
fn words(parts: &[Token]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Token::Words(words) => text.push_str(words),
            Token::Pad => text.push(' '),
            Token::Point => text.push('.'),
            Token::Comma => text.push(','),
            Token::Percent => text.push('%'),
            Token::Slash => text.push('/'),
            Token::Digit(_)
            | Token::Exponent { .. }
            | Token::General
            | Token::Text
            | Token::Date(..)
            | Token::Elapsed(..)
            | Token::HalfDay(_) => {}
        }
    }
    text
}

impl ShownText {
    /// Text in place of a value.
    fn instead(words: &str) -> ShownText {
        ShownText {
            text: words.into(),
            value: words.len()..words.len(),
        }
    }

    /// A value between texts.
    fn around(before: &str, value: &str, after: &str) -> ShownText {
        let before_value = before.trim_start();
        let start = before_value.len();
        let text = format!("{before_value}{value}{}", after.trim_end());
        ShownText {
            value: start..start + value.len(),
            text: text.into(),
        }
    }

    /// Whether the text around a number is more than its sign: `-`, or the brackets of a negative
    /// number.
    fn has_words(&self, number: Decimal) -> bool {
        let is_negative = number.is_sign_negative() && !number.is_zero();
        let is_sign =
            |word: char| is_negative && matches!(word, '-' | '−' | '－' | '(' | ')' | '（' | '）');
        let mut around = self.before().chars().chain(self.after().chars());
        around.any(|word| !word.is_whitespace() && !is_sign(word))
    }
}
