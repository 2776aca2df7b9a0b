//! Quantities typed instead of a plain number: `≥95%`, `1,234.5万元`, `２００．９５`, `百分之九十`.
//!
//! A text is read as one quantity only if it is unambiguous. Otherwise [`QuantityError`] gives the
//! reason and no number is proposed: a correction must not change a magnitude, nor drop a unit, a
//! sign or a second value.

use rust_decimal::Decimal;

use super::number::standard_sign;
use super::numeral::numeral;
use crate::amount::Amount;

/// A quantity: sign, number and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The standard sign, if the text has one.
    pub sign: Option<&'static str>,
    /// The number, with the digits it was typed with.
    pub number: Amount,
    /// The unit as typed, in half width; may be empty.
    pub unit: String,
    /// Style of its digits.
    pub digits: DigitStyle,
}

/// Style of the digits of a [`Quantity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigitStyle {
    /// `95`.
    Plain,
    /// `９５`.
    FullWidth,
    /// `九十五`.
    Chinese,
}

/// Why a text is not a single quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityError {
    /// Two quantities or more.
    Several,
    /// A range: `3-5`.
    Range,
    /// A comma or space between digits that is not a thousands separator: `18,5`.
    Separator,
    /// An approximate number: `约100`, `100+`.
    Approximate,
    /// A number in brackets, which may be negative.
    Bracketed,
    /// A fraction: `1/3`.
    Fraction,
    /// A number per something: `18.5/年`.
    PerUnit,
    /// Words.
    Words,
}

/// A quantity converted to the unit of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The number in that unit.
    pub number: Amount,
    /// The unit.
    pub unit: String,
}

/// Words before a number and the signs they mean, in addition to [`standard_sign`].
const BEFORE: &[(&str, &str)] = &[
    ("达到", "≥"),
    ("至少", "≥"),
    ("不小于", "≥"),
    ("超过", "＞"),
    ("高于", "＞"),
    ("多于", "＞"),
    ("至多", "≤"),
    ("最多", "≤"),
    ("不大于", "≤"),
    ("不多于", "≤"),
    ("控制在", "≤"),
    ("低于", "＜"),
    ("少于", "＜"),
    ("达", "≥"),
];

/// Words after a unit and the signs they mean, longer ones first.
const AFTER: &[(&str, &str)] = &[
    ("(含)以上", "≥"),
    ("及以上", "≥"),
    ("或以上", "≥"),
    ("以上", "≥"),
    ("(含)以下", "≤"),
    ("及以下", "≤"),
    ("以下", "≤"),
    ("及以内", "≤"),
    ("以内", "≤"),
    ("之内", "≤"),
];

/// Words before an approximate number.
const ABOUT_BEFORE: [&str; 8] = ["约", "大约", "大概", "近", "将近", "接近", "不到", "±"];

/// Words after a number that make it approximate.
const ABOUT_NEXT: [&str; 4] = ["多", "余", "来", "几"];

/// Words at the end of a text that make its number approximate.
const ABOUT_LAST: [&str; 5] = ["左右", "上下", "多", "余", "+"];

/// Words that occur in no unit: a number with them is a date or belongs to a sentence.
/// `3月底前完成`, `1季度`.
const NO_UNITS: [&str; 17] = [
    "底", "前", "后", "月", "季", "完", "成", "达", "第", "优", "办", "级", "分之", "个半", "的",
    "次方", "幂",
];

/// Maximum length of a unit, or of each side of its `/`, in characters.
const MAX_UNIT_LENGTH: usize = 5;

/// Units that may follow a Chinese numeral: before other words 一 is not a number (一般, 一级).
const AFTER_NUMERALS: [&str; 22] = [
    "", "%", "‰", "个", "次", "人", "人次", "名", "家", "户", "件", "项", "台", "套", "亩", "天",
    "公里", "吨", "元", "万元", "亿元", "万",
];

/// Currency sign: 元, or a hint that the number is money.
const CURRENCY: &str = "¥";

/// Separators of two values in one cell, in addition to line ends.
const BETWEEN: [char; 3] = [';', '、', '|'];

/// Conjunctions between two values in one cell.
const AND: [char; 5] = ['和', '及', '与', '或', '跟'];

/// Signs of a range.
const RANGE: [char; 8] = ['-', '–', '—', '~', '〜', '∼', '至', '到'];

/// Reads a text as one quantity: sign, number and unit, and nothing else.
///
/// # Errors
/// The reason why it is not a single quantity.
pub fn quantity(text: &str) -> Result<Quantity, QuantityError> {
    let half: String = without_stop(text).chars().map(half_width).collect();
    if has_several(&half) {
        return Err(QuantityError::Several);
    }
    spaced(&half)?;
    let bare: String = half
        .chars()
        .filter(|next| !next.is_whitespace() && (*next != '$' || !half.contains('\\')))
        .collect();
    if is_range(&bare) {
        return Err(QuantityError::Range);
    }
    let inner = bare
        .strip_prefix('(')
        .and_then(|bare| bare.strip_suffix(')'));
    if inner.is_some_and(|inner| single(inner).is_ok()) {
        return Err(QuantityError::Bracketed);
    }
    let mut read = single(&bare)?;
    if text.contains(|next| matches!(next, '０'..='９')) {
        read.digits = DigitStyle::FullWidth;
    }
    Ok(read)
}

/// A text without spaces around it and without the full stop of a sentence at its end.
pub fn without_stop(text: &str) -> &str {
    text.trim().trim_end_matches('。').trim()
}

/// Full-width letters, digits and punctuation in half width.
fn half_width(character: char) -> char {
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '−' => '-',
        '\u{3000}' => ' ',
        '￥' => '¥',
        '≦' | '⩽' => '≤',
        '≧' | '⩾' => '≥',
        other => other,
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|next: char| next.is_ascii_digit())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_number(text: &str) -> bool {
    has_digit(text) || single(text.trim()).is_ok()
}

/// Whether separators split a text into two or more items that all contain a number.
fn has_several(text: &str) -> bool {
    let all_numbers =
        |parts: Vec<&str>| parts.len() > 1 && parts.iter().all(|part| has_number(part));
    let lines = text.split(|next| matches!(next, '\n' | '\r') || BETWEEN.contains(&next));
    let parts: Vec<&str> = lines.filter(|part| !part.trim().is_empty()).collect();
    if all_numbers(parts) || all_numbers(text.split(AND).collect()) {
        return true;
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    // A comma between digits may be a thousands separator.
    let is_apart = |pair: &[&str]| {
        !(ends_in_digit(pair[0]) && pair[1].starts_with(|next: char| next.is_ascii_digit()))
    };
    (parts.windows(2).all(is_apart) && all_numbers(parts)) || has_several_words(text)
}

fn ends_in_digit(text: &str) -> bool {
    text.ends_with(|next: char| next.is_ascii_digit())
}

/// Whether a text is several quantities separated by spaces alone.
fn has_several_words(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let begins = |word: &&str| {
        let next = word.trim_start_matches(['≥', '≤', '=', '>', '<', '-']);
        next.starts_with(|next: char| next.is_ascii_digit())
    };
    // `100 000` may be one value; see `spaced`.
    let is_group = |word: &&str| leading_digits(word) == 3;
    let are_thousands =
        words.first().is_some_and(|first| is_digits(first)) && words.iter().skip(1).all(is_group);
    words.len() > 1 && words.iter().all(begins) && !are_thousands
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Refuses a space between digits: it may separate thousands, or two numbers.
fn spaced(text: &str) -> Result<(), QuantityError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_between = |pair: &[&str]| {
        pair[0].ends_with(|next: char| next.is_ascii_digit() || next == '.' || next == ',')
            && pair[1].starts_with(|next: char| next.is_ascii_digit() || next == '.')
    };
    if words.windows(2).any(is_between) {
        return Err(QuantityError::Separator);
    }
    Ok(())
}

/// Whether a single sign of a range is between two numbers.
fn is_range(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let mut parts = unsigned.split(RANGE).filter(|part| !part.is_empty());
    let (Some(low), Some(high), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number = |part: &str| single(part).is_ok();
    is_number(low) && is_number(high)
}

/// Reads a text without spaces, in half width.
fn single(text: &str) -> Result<Quantity, QuantityError> {
    if let Some(about) = ABOUT_BEFORE.iter().find_map(|word| text.strip_prefix(word)) {
        let is_about = single(about).is_ok();
        return Err(if is_about {
            QuantityError::Approximate
        } else {
            QuantityError::Words
        });
    }
    let (before, rest) = strip_sign(text);
    if let Some(share) = rest.strip_prefix("百分之") {
        return percent_in_words(before, share, "%");
    }
    if let Some(share) = rest.strip_prefix("千分之") {
        return percent_in_words(before, share, "‰");
    }
    let currency = rest.strip_prefix(CURRENCY);
    let (number, digits, rest) = number(currency.unwrap_or(rest).trim_start_matches('+'))?;
    if is_about(rest) {
        return Err(QuantityError::Approximate);
    }
    let (unit, after) = strip_after(rest);
    let sign = one_sign(before, after)?;
    if unit == "成" {
        let tenths = number
            .value()
            .checked_mul(Decimal::TEN)
            .ok_or(QuantityError::Words)?;
        let (number, unit) = (Amount::computed(tenths), "%".to_owned());
        return Ok(Quantity {
            sign,
            number,
            unit,
            digits,
        });
    }
    let unit = full_unit(currency, unit)?;
    let is_known = digits != DigitStyle::Chinese || AFTER_NUMERALS.contains(&unit.as_str());
    if !is_known || !(unit == CURRENCY || is_unit(&unit)) {
        return Err(match unit.strip_prefix('/') {
            Some(below) if has_digit(below) || numeral(below).is_some() => QuantityError::Fraction,
            Some(_) => QuantityError::PerUnit,
            None => QuantityError::Words,
        });
    }
    Ok(Quantity {
        sign,
        number,
        unit,
        digits,
    })
}

/// A number in hundredths or thousandths: `百分之九十`.
fn percent_in_words(
    before: Option<&'static str>,
    share: &str,
    unit: &str,
) -> Result<Quantity, QuantityError> {
    let (rest, after) = strip_after(share);
    let rest = if rest == "百" { "一百" } else { rest };
    let (number, digits, left) = number(rest)?;
    if !left.is_empty() {
        return Err(QuantityError::Words);
    }
    Ok(Quantity {
        sign: one_sign(before, after)?,
        number,
        unit: unit.to_owned(),
        digits,
    })
}

/// A unit, with the currency sign before its number.
fn full_unit(currency: Option<&str>, unit: &str) -> Result<String, QuantityError> {
    match currency {
        None if !unit.is_empty() && unit.trim_matches('%').is_empty() => Ok("%".to_owned()),
        None => Ok(unit.to_owned()),
        Some(_) if unit.is_empty() => Ok(CURRENCY.to_owned()),
        Some(_) if unit.contains('元') => Ok(unit.to_owned()),
        Some(_) if scale(unit).1.is_empty() => Ok(format!("{unit}元")),
        Some(_) => Err(QuantityError::Words),
    }
}

/// The number at the start of a text, with the rest.
fn number(text: &str) -> Result<(Amount, DigitStyle, &str), QuantityError> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let end = unsigned
        .find(|next: char| !matches!(next, '0'..='9' | '.' | ','))
        .unwrap_or(unsigned.len());
    let (typed, rest) = unsigned.split_at(end);
    if typed.is_empty() {
        let (value, rest) = numeral(unsigned).ok_or(QuantityError::Words)?;
        return Ok((Amount::whole(value), DigitStyle::Chinese, rest));
    }
    let joined = if typed.contains(',') {
        thousands(typed).ok_or(QuantityError::Separator)?
    } else {
        typed.to_owned()
    };
    let digits = joined.trim_start_matches('0').trim_end_matches('.');
    let zero = if digits.is_empty() || digits.starts_with('.') {
        "0"
    } else {
        ""
    };
    if !has_digit(&joined) {
        return Err(QuantityError::Words);
    }
    let proper = format!("{negative}{zero}{digits}");
    let number = proper.parse().or(Err(QuantityError::Words))?;
    Ok((number, DigitStyle::Plain, rest))
}

/// Digits without thousands separators; `None` if a group after a separator does not have three
/// digits.
fn thousands(typed: &str) -> Option<String> {
    let (whole, fraction) = match typed.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (typed, None),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_first = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let are_groups = groups.all(|group| group.len() == 3);
    let is_fraction = fraction.is_none_or(is_digits);
    (is_first && are_groups && is_fraction).then(|| typed.replace(',', ""))
}

/// The sign at the start of a text, with the rest.
fn strip_sign(text: &str) -> (Option<&'static str>, &str) {
    let starts = |next: char| next.is_ascii_digit() || matches!(next, '.' | '-' | '+' | '¥');
    let end = text.find(starts).unwrap_or(text.len());
    let known = |words: &str| {
        let listed = BEFORE.iter().find(|(known, _)| *known == words);
        listed
            .map(|(_, sign)| *sign)
            .or_else(|| standard_sign(words))
    };
    if let Some(sign) = known(&text[..end]) {
        return (Some(sign), &text[end..]);
    }
    // Before a numeral no digit ends the sign, so the longest sign is used.
    let ends = text.char_indices().map(|(at, _)| at).skip(1).take(8);
    let found = ends.filter_map(|end| Some((known(&text[..end])?, &text[end..])));
    match found.last() {
        Some((sign, rest)) => (Some(sign), rest),
        None => (None, text),
    }
}

fn strip_after(rest: &str) -> (&str, Option<&'static str>) {
    let found = AFTER
        .iter()
        .find_map(|(words, sign)| Some((rest.strip_suffix(words)?, Some(*sign))));
    found.unwrap_or((rest, None))
}

fn one_sign(
    before: Option<&'static str>,
    after: Option<&'static str>,
) -> Result<Option<&'static str>, QuantityError> {
    match (before, after) {
        (Some(before), Some(after)) if before != after => Err(QuantityError::Words),
        _ => Ok(before.or(after)),
    }
}

/// Whether words after a Chinese numeral begin with a unit: 个乡镇, but not 级公路.
pub(super) fn is_after_numeral(words: &str) -> bool {
    let mut units = AFTER_NUMERALS.iter().filter(|unit| !unit.is_empty());
    units.any(|unit| words.starts_with(unit))
}

fn is_about(rest: &str) -> bool {
    ABOUT_NEXT.iter().any(|word| rest.starts_with(word))
        || ABOUT_LAST.iter().any(|word| rest.ends_with(word))
        || ["余", "多"].iter().any(|word| {
            let multiple = rest.trim_start_matches(['十', '百', '千', '万', '亿']);
            multiple.len() < rest.len() && multiple.starts_with(word)
        })
}

fn is_unit(unit: &str) -> bool {
    let is_part = |next: char| {
        matches!(next, '%' | '‰' | '/' | '·' | '²' | '³' | '℃' | '°')
            || next.is_alphabetic() && !is_raised(next)
    };
    let is_first = |next: char| is_part(next) && !matches!(next, '/' | '·' | '²' | '³');
    unit.split('/')
        .all(|part| part.chars().count() <= MAX_UNIT_LENGTH)
        && unit.chars().next().is_none_or(is_first)
        && unit.chars().all(is_part)
        && !NO_UNITS.iter().any(|part| unit.contains(part))
        && has_no_numeral(unit)
}

/// Whether a letter is a superscript or subscript, as in 10ⁿ, which belongs to the number.
const fn is_raised(letter: char) -> bool {
    matches!(letter, 'ª' | 'º' | '\u{2B0}'..='\u{2FF}' | '\u{1D2C}'..='\u{1D6A}' | '\u{2070}'..='\u{209C}')
}

/// Whether a unit contains no Chinese digit: `3万五千` is one number.
fn has_no_numeral(unit: &str) -> bool {
    !unit.contains([
        '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '零', '〇',
    ])
}

/// Multiples before a unit and their powers of ten, longer ones first.
const MULTIPLES: [(&str, u32); 9] = [
    ("万亿", 12),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
    ("百", 2),
    ("十", 1),
];

/// Spellings of the unit of a percentage.
const PERCENTS: [&str; 7] = ["%", "％", "百分比", "百分率", "百分数", "百分号", "百分之"];

/// A unit as a multiple of a base unit: 万元 is 10,000 元.
fn scale(unit: &str) -> (Decimal, &str) {
    if PERCENTS.contains(&unit) {
        return (Decimal::ONE, "%");
    }
    if unit == "‰" {
        return (Decimal::new(1, 1), "%");
    }
    let found = MULTIPLES.iter().find_map(|(word, power)| {
        Some((Decimal::from(10_u64.pow(*power)), unit.strip_prefix(word)?))
    });
    found.unwrap_or((Decimal::ONE, unit))
}

impl Quantity {
    /// The quantity in the unit of its row, or in its own unit if the row has none. `None` if the
    /// units contradict each other.
    pub fn in_unit(&self, own: &str) -> Option<Converted> {
        let typed = self.unit.as_str();
        let as_it_is = |unit: &str| {
            let (number, unit) = (self.number, unit.to_owned());
            Some(Converted { number, unit })
        };
        if typed.is_empty() || typed == own || own.strip_prefix(typed).is_some_and(is_per) {
            return as_it_is(own);
        }
        if typed == CURRENCY {
            return match own {
                "" => as_it_is("元"),
                "元" => as_it_is(own),
                _ => own.starts_with("元/").then(|| as_it_is(own)).flatten(),
            };
        }
        let ((times, base), (own_times, own_base)) = (scale(typed), scale(own));
        if own.is_empty() {
            return match base {
                "" => self.times(times, Decimal::ONE, ""),
                _ => as_it_is(typed),
            };
        }
        if typed.strip_prefix(own).is_some_and(is_per) {
            return as_it_is(typed);
        }
        let is_same = base == own_base;
        let is_multiple = base.is_empty()
            && (own_base == "元" || own_times == Decimal::ONE || own_times == times);
        if is_same || is_multiple {
            return self.times(times, own_times, own);
        }
        None
    }

    /// A text about the conversion, shown before the converted number; empty if there is none.
    pub fn conversion_in_words(&self, converted: &Converted) -> String {
        let digits = match self.digits {
            DigitStyle::Plain => "",
            DigitStyle::FullWidth => "全角数字改成半角:",
            DigitStyle::Chinese => "改成阿拉伯数字:",
        };
        if converted.number.value() == self.number.value() {
            return digits.to_owned();
        }
        let (number, unit) = (self.number, &self.unit);
        format!(
            "{digits}{number}{unit} 是 {} {},",
            converted.number, converted.unit
        )
    }

    fn times(&self, times: Decimal, own_times: Decimal, unit: &str) -> Option<Converted> {
        let number = if times == own_times {
            self.number
        } else {
            let whole = self.number.value().checked_mul(times)?;
            let converted = whole.checked_div(own_times)?;
            let is_exact = converted.checked_mul(own_times) == Some(whole);
            is_exact.then(|| Amount::computed(converted))?
        };
        let unit = unit.to_owned();
        Some(Converted { number, unit })
    }
}

/// Whether the rest of a unit makes it a rate: 元/亩 of 元.
fn is_per(rest: &str) -> bool {
    rest.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_numbers_and_units_are_read() {
        for (text, sign, number, unit) in [
            ("98%以上", Some("≥"), "98", "%"),
            ("不低于95", Some("≥"), "95", ""),
            ("≥45家", Some("≥"), "45", "家"),
            ("90％及以上", Some("≥"), "90", "%"),
            ("90%（含）以上", Some("≥"), "90", "%"),
            (">= 1,200 人次", Some("≥"), "1200", "人次"),
            ("不超过10万元", Some("≤"), "10", "万元"),
            ("10个工作日以内", Some("≤"), "10", "个工作日"),
            ("达到100%", Some("≥"), "100", "%"),
            ("3次", None, "3", "次"),
            ("$\\geq$95%", Some("≥"), "95", "%"),
            ("1,234.50", None, "1234.50", ""),
            ("1，234，567", None, "1234567", ""),
            ("￥12万元", None, "12", "万元"),
            ("¥350", None, "350", "¥"),
            ("75%%", None, "75", "%"),
            ("２００．９５", None, "200.95", ""),
            ("１，２３４．５０", None, "1234.50", ""),
            ("007", None, "7", ""),
            ("-.5元", None, "-0.5", "元"),
            ("+5", None, "5", ""),
            ("百分之九十", None, "90", "%"),
            ("百分之九十五以上", Some("≥"), "95", "%"),
            ("百分之百", None, "100", "%"),
            ("千分之３", None, "3", "‰"),
            ("九成", None, "90", "%"),
            ("五十", None, "50", ""),
            ("不少于五十人次", Some("≥"), "50", "人次"),
            ("三万", None, "3", "万"),
            ("350元/平方米", None, "350", "元/平方米"),
            ("10m²", None, "10", "m²"),
        ] {
            let read = quantity(text).map(|read| (read.sign, read.number.to_string(), read.unit));
            assert_eq!(
                read,
                Ok((sign, number.to_owned(), unit.to_owned())),
                "{text}"
            );
        }
    }

    /// Texts that are not a quantity, by reason.
    const NO_QUANTITIES: &[(QuantityError, &[&str])] = &[
        (
            QuantityError::Several,
            &[
                "8000\n4000",
                "≥95%；≥90%",
                "12个、3次",
                "95%,90%",
                "95%，90%",
                "≥95,≥90",
                "12 15",
                "8000亩 4000亩",
                "95%和90%",
                "3次及5场",
            ],
        ),
        (
            QuantityError::Range,
            &["3-5", "3～5", "80%-90%", "3至5天", "3—5", "1到2", "五至八"],
        ),
        (
            QuantityError::Separator,
            &[
                "18,5", "18，5", "1,23,456", "1.234,5", "0,123", "1,2345", "1,234,", "1 234.50",
                "300 400",
            ],
        ),
        (
            QuantityError::Approximate,
            &[
                "约12",
                "100+",
                "100左右",
                "50余次",
                "100多人",
                "近100",
                "十几",
                "3万余元",
            ],
        ),
        (QuantityError::Bracketed, &["(123)", "（12万元）"]),
        (QuantityError::Fraction, &["1/3"]),
        (
            QuantityError::Words,
            &[
                "",
                "合规",
                "元",
                "较上年提升",
                "2025年底前完成",
                "提高5个百分点左右并保持",
                "第3季度前",
                "1.2.3",
                "符合GB/T9704",
                "完成1项任务并验收",
                "10⁴",
                "10^4",
                "1e5x",
                "3+2",
                "3×5",
                "3万五千",
                "三分之一",
                "一般",
                "一级",
                "二三十",
                "两三次",
                "5½",
                "-",
                "—",
                "≥95%以下",
            ],
        ),
    ];

    #[test]
    fn ambiguous_texts_are_no_quantity() {
        for (why, texts) in NO_QUANTITIES {
            for text in *texts {
                assert_eq!(quantity(text).map(|read| read.number), Err(*why), "{text}");
            }
        }
    }

    #[test]
    fn a_unit_is_kept_or_converted_exactly_or_refused() {
        for (text, own, converted) in [
            ("350元", "元/亩", Some(("350", "元/亩"))),
            ("350元/亩", "元", Some(("350", "元/亩"))),
            ("8000亩", "亩", Some(("8000", "亩"))),
            ("98%", "", Some(("98", "%"))),
            ("98%", "百分比", Some(("98", "百分比"))),
            ("3000000元", "万元", Some(("300", "万元"))),
            ("1.2亿元", "万元", Some(("12000", "万元"))),
            ("3万", "万元", Some(("3", "万元"))),
            ("3万", "人", Some(("30000", "人"))),
            ("3万", "", Some(("30000", ""))),
            ("5‰", "%", Some(("0.5", "%"))),
            ("12.50万元", "万元", Some(("12.50", "万元"))),
            ("5000人", "万人", Some(("0.5", "万人"))),
            ("¥350", "元/亩", Some(("350", "元/亩"))),
            ("￥350", "", Some(("350", "元"))),
            ("¥350", "万元", None),
            ("12万元", "元/亩", None),
            ("50人次", "人", None),
            ("30天", "%", None),
        ] {
            let read = quantity(text).unwrap().in_unit(own);
            let shown = read.map(|read| (read.number.to_string(), read.unit));
            let converted = converted.map(|(number, unit)| (number.to_owned(), unit.to_owned()));
            assert_eq!(shown, converted, "{text} in {own}");
        }
    }
}
