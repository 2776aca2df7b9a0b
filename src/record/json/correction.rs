//! Corrections for a value of another kind than its field's. A proposed value is the same quantity
//! in the form that the field requires; for an ambiguous text the correction asks the user, and no
//! value is proposed.

use serde_json::value::RawValue;

use super::{MAX_BARE_RATIO, Medium, shown};
use crate::finding::{Change, NewValue};
use crate::form::{Field, FieldKind};
use crate::record::number::{STANDARD_SIGNS, standard_sign};
use crate::record::quantity::{Converted, Quantity, QuantityError};
use crate::text;

/// Correction for two rows in one cell.
pub(super) const IN_TWO_ROWS: &str = "一格里有两条，分成两行";

/// The correction for a value that is not a number.
pub(super) fn number(
    field: &Field,
    typed: &Result<Quantity, QuantityError>,
    medium: Medium,
) -> (String, Option<NewValue>) {
    let nothing = match medium {
        Medium::Json => "没有就填 null",
        Medium::Cells => "没有就空着",
    };
    let read = match typed {
        Ok(read) if read.sign.is_none() => read,
        Ok(_) | Err(QuantityError::Words) => return (in_words(field, medium, nothing), None),
        Err(why) => return (unclear(*why).to_owned(), None),
    };
    if field.unit.is_empty() && !read.unit.is_empty() && unit_of(field).is_empty() {
        return (format!("只填数,不带 {}", text::clip(&read.unit)), None);
    }
    let own = unit_of(field);
    let unit = if read.unit == "年度" {
        "年"
    } else {
        &read.unit
    };
    let same_year = unit == own && matches!(field.kind, FieldKind::Year);
    let converted = if same_year {
        let (number, unit) = (read.number, own.to_owned());
        Some(Converted { number, unit })
    } else {
        read.in_unit(own)
    };
    // 18.5万元/年 has its own unit: it is not an amount in 万元.
    let converted = converted.filter(|converted| own.is_empty() || converted.unit == own);
    let Some(converted) = converted else {
        return (format!("换算成以{own}计的数再填,不带单位"), None);
    };
    if matches!(field.kind, FieldKind::Percent) {
        return percent(read, &converted, medium);
    }
    // Neither 001 nor 1 is a year.
    let is_short = converted.number.to_string().len() != "2025".len();
    if matches!(field.kind, FieldKind::Year) && is_short {
        return ("填四位数的年份,如 2025".to_owned(), None);
    }
    let value = NewValue::Number(converted.number.to_string());
    (
        format!(
            "{}填 {}",
            read.conversion_in_words(&converted),
            converted.number
        ),
        Some(value),
    )
}

fn in_words(field: &Field, medium: Medium, nothing: &str) -> String {
    match field.kind {
        FieldKind::Percent => {
            let like = medium.quoted("95%");
            format!("填成 {like} 这样的百分数;{nothing}")
        }
        _ => format!("只填数,不带别的字;{nothing}"),
    }
}

/// The unit of a field.
fn unit_of(field: &Field) -> &str {
    match field.kind {
        FieldKind::Year => "年",
        FieldKind::Percent => "%",
        _ => &field.unit,
    }
}

/// A number without unit is a percentage only if it cannot be a ratio.
fn percent(read: &Quantity, converted: &Converted, medium: Medium) -> (String, Option<NewValue>) {
    let number = converted.number;
    if read.unit.is_empty() && number <= MAX_BARE_RATIO {
        let of_ratio = crate::amount::Rate::from_ratio(number);
        return (format!("写明百分号:是 {of_ratio} 还是 {number}%"), None);
    }
    let percent = format!("{number}%");
    let words = format!(
        "{}{}",
        read.conversion_in_words(converted),
        medium.put(&percent)
    );
    (words, Some(NewValue::Text(percent)))
}

/// The correction for a text that is not a single quantity.
fn unclear(why: QuantityError) -> &'static str {
    match why {
        QuantityError::Several => "一格里有两个数:只填一个",
        QuantityError::Range => "是一个范围:只填一个数",
        QuantityError::Separator => "逗号或空格不是千分位:是小数点就写成小数点,是两个数就只填一个",
        QuantityError::Approximate => "是约数:填一个确定的数",
        QuantityError::Bracketed => "括号表示负数就写负号,不是就去掉括号",
        QuantityError::Fraction => "是分数:填成小数,或只填一个数",
        QuantityError::PerUnit => "是每一单位(如每年)的数:核对是不是此栏要的数,只填数",
        QuantityError::Words => "只填数,不带别的字",
    }
}

/// Whether lines or separators split a text into several known words.
pub(super) fn is_several<'a>(typed: &str, known: &(impl Iterator<Item = &'a str> + Clone)) -> bool {
    let parts = typed.split(['\n', '\r', '、', '；', ';', '，', ',']);
    let parts: Vec<&str> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let is_known =
        |part: &&str| standard_sign(part).is_some() || known.clone().any(|word| word == *part);
    parts.len() > 1 && parts.iter().all(is_known)
}

/// The correction for an unknown word.
pub(super) fn choice<'a>(
    typed: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    medium: Medium,
) -> String {
    likely(typed, known, medium).unwrap_or_else(|| match medium {
        Medium::Json => "填其中之一,写在双引号里".to_owned(),
        Medium::Cells => "填其中之一".to_owned(),
    })
}

/// The known word that is probably meant.
pub(super) fn likely<'a>(
    typed: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    medium: Medium,
) -> Option<String> {
    if is_several(typed, &known) {
        return Some(IN_TWO_ROWS.to_owned());
    }
    let word = text::nearest(typed, known)?;
    Some(format!("可能是 {}", medium.quoted(word)))
}

/// The correction for a sign that begins with a word of the form, perhaps with more in brackets:
/// 定量 for 定量（其他）. The word states the kind of value, but a number needs a sign.
pub(super) fn kind_of_value(typed: &str, words: &[String], medium: Medium) -> Option<String> {
    let kind = |word: &str| {
        let bare = word.split(['（', '(']).next().unwrap_or(word);
        (bare.chars().count() > 1 && typed.starts_with(bare)).then_some(bare.len() < word.len())
    };
    let (word, has_more) = words.iter().find_map(|word| Some((word, kind(word)?)))?;
    let quoted = medium.quoted(word);
    Some(if has_more {
        let signs = STANDARD_SIGNS.join("、");
        format!("值是数的,填它与指标值的关系 {signs} 之一;都不是的,填 {quoted}")
    } else {
        format!("可能是 {quoted}")
    })
}

/// The correction that makes a value a text.
pub(super) fn in_quotes(raw: &RawValue, medium: Medium) -> String {
    if medium == Medium::Cells {
        return "在格里重新填写".to_owned();
    }
    match as_text(raw, String::new()) {
        Some(_) if raw.get().len() <= 40 => format!("写在双引号里,如 {}", text::quote(raw.get())),
        Some(_) => "写在双引号里".to_owned(),
        None => "写在双引号里,如 \"…\"".to_owned(),
    }
}

/// A number or word as a text.
pub(super) fn as_text(raw: &RawValue, pointer: String) -> Option<Change> {
    let is_text = !matches!(raw.get().as_bytes()[0], b'{' | b'[' | b'"');
    is_text.then(|| Change::text(pointer, shown(raw)))
}
