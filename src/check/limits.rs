//! Requirements on values that a form's definition states: limits, length, pattern, decimals, and the
//! normal form of dates, periods and phone numbers.

use super::RuleList;
use super::both::Both;
use crate::amount::{Amount, Rate, fixed};
use crate::finding::{Change, Code, Finding, Report};
use crate::form::{Bound, Field, FieldIndex, Fields};
use crate::normal::{CalendarDate, Unreadable};
use crate::record::{Content, Record, Value};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    submissions: &[limits],
    ..RuleList::EMPTY
};

/// Checks the values of all fields with requirements.
fn limits(both: &Both<'_>, report: &mut Report) {
    let (edition, submission) = (both.edition, both.typed);
    let mut check = |record: &Record, fields: &Fields, limited: &[FieldIndex]| {
        for index in limited {
            let (value, field) = (record.get(*index), fields.get(*index));
            if value.is_blank() {
                continue;
            }
            if let Some(misfit) = misfit(field, value) {
                let place = submission.place(record, fields, *index);
                let pointer = place.pointer.clone();
                let finding = Finding::new(Code::ValueUnfit, place)
                    .seen(misfit.seen)
                    .expected(misfit.expected)
                    .correction(misfit.correction);
                let change = misfit.value.map(|value| Change::text(&pointer, &value));
                report.push(finding.proposing(change));
            }
        }
    };
    check(
        &submission.fields,
        &edition.fields,
        &limited(&edition.fields),
    );
    for table in &submission.tables {
        let fields = &edition.tables[table.table].form.fields;
        check(&table.record, fields, &limited(fields));
        for (rows, field) in fields.iter() {
            let Some(columns) = field.rows() else {
                continue;
            };
            let limited = limited(columns);
            if limited.is_empty() {
                continue;
            }
            for row in table.record.rows(rows) {
                check(row, columns, &limited);
            }
        }
    }
}

/// The fields with requirements.
fn limited(fields: &Fields) -> Vec<FieldIndex> {
    let limited = fields.iter().filter(|(_, field)| field.is_limited());
    limited.map(|(index, _)| index).collect()
}

/// The code of the finding on a value that its own field refuses: blank though required, or unfit.
/// A rule of the program about the same value is silent then, so that one mistake has one finding.
pub(super) fn refused(field: &Field, value: &Value) -> Option<Code> {
    if value.is_blank() {
        return (field.required && !value.is_unreadable()).then_some(Code::MissingRequired);
    }
    let is_unfit = field.is_limited() && misfit(field, value).is_some();
    is_unfit.then_some(Code::ValueUnfit)
}

/// A requirement that a value breaks.
struct Misfit {
    seen: String,
    expected: String,
    correction: String,
    /// The right value, if it is certain.
    value: Option<String>,
}

/// The first requirement that a value breaks.
fn misfit(field: &Field, value: &Value) -> Option<Misfit> {
    match &value.content {
        Content::Text(text) => not_normal(field, text)
            .or_else(|| in_text(field, text))
            .or_else(|| {
                let date = CalendarDate::read(text).filter(|_| field.format.date.is_some())?;
                beyond(field, Bound::Date(date), value)
            }),
        Content::Number(amount) => beyond(field, Bound::Number(amount.value()), value)
            .or_else(|| decimals(field, value, amount.decimals(), &rounded(field, *amount))),
        Content::Percent(rate) => beyond(field, Bound::Number(rate.ratio()), value)
            .or_else(|| decimals(field, value, rate.decimals(), &value.printed(field.format))),
        Content::Absent | Content::Null | Content::Rows(_) => None,
    }
}

fn not_normal(field: &Field, text: &str) -> Option<Misfit> {
    let normal = field.kind.facts().normal?;
    let why = normal.read(text).err()?;
    let correction = normal.correction(&why);
    Some(Misfit {
        seen: text::quote(text.trim()),
        expected: normal.expected().to_owned(),
        correction,
        value: match why {
            Unreadable::LacksZero(whole) => Some(whole),
            _ => None,
        },
    })
}

fn in_text(field: &Field, text: &str) -> Option<Misfit> {
    if let Some(pattern) = &field.limits.pattern
        && !pattern.matches(text.trim())
    {
        return Some(Misfit {
            seen: text::quote(text.trim()),
            expected: pattern.words.clone(),
            correction: format!("{}照这样写", field.label),
            value: None,
        });
    }
    let most = field.limits.max_length?;
    let length = text.trim().chars().count();
    let beyond = length.checked_sub(most as usize).filter(|more| *more > 0)?;
    Some(Misfit {
        seen: format!("{length} 个字:{}", text::quote(text.trim())),
        expected: format!("至多 {most} 个字"),
        correction: format!("删去至少 {beyond} 个字"),
        value: None,
    })
}

fn beyond(field: &Field, bound: Bound, value: &Value) -> Option<Misfit> {
    let limits = &field.limits;
    let is_within =
        limits.min.is_none_or(|min| min <= bound) && limits.max.is_none_or(|max| bound <= max);
    (!is_within).then(|| Misfit {
        seen: value.printed(field.format).into_owned(),
        expected: format!(
            "{} {}",
            field.label,
            field
                .limits
                .range_in_words(field.format)
                .unwrap_or_default()
        ),
        correction: match bound {
            Bound::Date(_) => "核对日期",
            Bound::Number(_) => "核对此数",
        }
        .to_owned(),
        value: None,
    })
}

/// A typed number with more decimals than are printed; a derived one is rounded in print.
fn decimals(field: &Field, value: &Value, own: u32, rounded: &str) -> Option<Misfit> {
    let most = field.format.decimals?;
    let is_typed = value.range.is_some() && !value.computed;
    let is_lost = own > most && !is_same(value, most);
    (is_typed && is_lost).then(|| Misfit {
        seen: value.display().into_owned(),
        expected: if most == 0 {
            "整数".to_owned()
        } else {
            format!("至多 {most} 位小数:表上只印这么多")
        },
        correction: format!("核对此数;四舍五入是 {rounded}"),
        value: None,
    })
}

/// Whether the decimals beyond those in print are zeros.
fn is_same(value: &Value, most: u32) -> bool {
    match &value.content {
        Content::Number(amount) => amount.value().normalize().scale() <= most,
        Content::Percent(rate) => {
            let fewer = Rate::from_ratio(Amount::computed(rate.ratio()));
            fewer.decimals() <= most
        }
        _ => true,
    }
}

fn rounded(field: &Field, amount: Amount) -> String {
    fixed(
        amount.value(),
        field.format.decimals.unwrap_or_default(),
        false,
    )
}
