//! Units of indicators: of another kind than the name, misspelt, of a number that cannot be theirs.

use rust_decimal::Decimal;

use super::RuleList;
use super::direction::core;
use super::scan::{money_unit, numbers_in};
use super::spelling::{is_chinese, usual_unit};
use super::subject::{Indicator, IndicatorValue, Sign, Subject, TextValue};
use crate::amount::Amount;
use crate::finding::{Change, Code, Report};
use crate::form::{FieldKind, Part, Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    indicators: &[
        typo,
        begins_with_digit,
        unlike_name,
        unit_in_name,
        fraction,
        satisfaction,
    ],
    texts: &[typo_in_text],
    ..RuleList::EMPTY
};

/// Checks that a unit is not a known one with a wrong character: 万无, or a known one twice.
fn typo(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let unit = row.unit();
    let label = row.label(Part::Unit);
    if !subject.is_exchanged(row) && unit.parse::<Amount>().is_ok() {
        report.push(
            subject
                .at_part(Code::UnitTypo, row, Part::Unit)
                .seen(text::quote(unit))
                .expected(format!("{label}的名称,不是数"))
                .correction(format!("{label}填 人、次、% 这样的单位")),
        );
        return;
    }
    let Some(meant) = meant_unit(&subject.edition.vocabulary, unit) else {
        return;
    };
    report.push(
        subject
            .at_part(Code::UnitTypo, row, Part::Unit)
            .seen(text::quote(unit))
            .expected(meant.as_str())
            .correction(format!("{label}改为 {meant}"))
            .proposing(row.change(Part::Unit, unit, &meant)),
    );
}

/// Checks that a unit does not continue the value's number where a form joins them: 5 with 10万人次 would
/// be printed as ≥510万人次. A rate such as 1/10万 is usual in statistics of health.
fn begins_with_digit(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let unit = row.unit();
    let is_joined = |content| row.fields.get(content).derive.is_some();
    let IndicatorValue::Number(value) = row.value else {
        return;
    };
    if !unit.starts_with(char::is_numeric)
        || unit.contains(['/', '／'])
        || unit.parse::<Amount>().is_ok()
        || subject.is_exchanged(row)
        || !row.columns.content.is_some_and(is_joined)
    {
        return;
    }
    let label = row.label(Part::Unit);
    report.push(
        subject
            .at_part(Code::UnitTypo, row, Part::Unit)
            .seen(text::quote(unit))
            .expected(format!(
                "不以数字开头的{label}:接在指标值后面,印成 {}",
                text::quote(&format!("{value}{unit}"))
            ))
            .correction(format!("数并入指标值,{label}里不写数")),
    );
}

/// The unit that a misspelt one means; `None` if it is known, or nothing is like it, or several are.
fn meant_unit(words: &Vocabulary, unit: &str) -> Option<String> {
    if unit.is_empty() || is_known(words, unit) || words.is(WordList::Nothing, unit) {
        return None;
    }
    let half = unit.len() / 2;
    if unit.is_char_boundary(half) && unit[..half] == unit[half..] && is_known(words, &unit[half..])
    {
        return Some(unit[half..].to_owned());
    }
    let mut found: Option<String> = None;
    for (at, wrong) in unit.char_indices() {
        for right in alike(words, wrong) {
            let mut corrected = unit.to_owned();
            corrected.replace_range(at..at + wrong.len_utf8(), right);
            if !is_known(words, &corrected) {
                continue;
            }
            if found.as_ref().is_some_and(|other| *other != corrected) {
                return None;
            }
            found = Some(corrected);
        }
    }
    found
}

/// The characters for which a wrong one may stand.
fn alike(words: &Vocabulary, wrong: char) -> impl Iterator<Item = &str> {
    let pairs = words.beginning(WordList::LookAlike, wrong);
    pairs.filter_map(move |pair| pair.strip_prefix(wrong))
}

/// Whether a unit is known, or composed of known ones: 元/人·次.
fn is_known(words: &Vocabulary, unit: &str) -> bool {
    let parts = unit.split(['/', '／', '·', '．', '、', '（', '）', '(', ')']);
    let mut parts = parts.filter(|part| !part.is_empty());
    let is_part = |part| {
        let rest = without_multiple(words, part);
        words.is(WordList::KnownUnits, part) || words.is(WordList::KnownUnits, rest)
    };
    words.is(WordList::KnownUnits, unit) || parts.all(is_part)
}

/// A unit without 万 and the like before it.
fn without_multiple<'t>(words: &Vocabulary, unit: &'t str) -> &'t str {
    let multiple = words.prefix(WordList::Multiples, unit);
    multiple.map_or(unit, |multiple| &unit[multiple.len()..])
}

/// Longest unit in a text, in characters.
const MAX_UNIT_LENGTH: usize = 4;

/// Checks that no unit after a number in a text is misspelt: 108万无.
fn typo_in_text(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let kind = &text_value.fields.get(text_value.field).kind;
    if !matches!(kind, FieldKind::Narrative | FieldKind::Text) {
        return;
    }
    let words = &subject.edition.vocabulary;
    let text = text_value.text;
    let mut after_digit = false;
    for (at, character) in text.char_indices() {
        let starts = after_digit && is_chinese(character);
        after_digit = character.is_ascii_digit();
        if !starts {
            continue;
        }
        let Some(unit) = unit_alone(&text[at..]) else {
            continue;
        };
        let Some(meant) = meant_unit(words, unit) else {
            continue;
        };
        let pointer = text_value
            .record
            .pointer_of(text_value.fields, text_value.field);
        let mut whole = text.to_owned();
        whole.replace_range(at..at + unit.len(), &meant);
        report.push(
            subject
                .within(Code::UnitTypo, text_value, at..at + unit.len())
                .seen(text::quote(unit))
                .expected(meant.as_str())
                .correction(format!("改为 {meant}"))
                .proposing([Change::text(pointer, whole)]),
        );
        return;
    }
}

/// The unit at the start of a text: two to four Chinese characters, with none after them.
fn unit_alone(text: &str) -> Option<&str> {
    let run = text.chars().take_while(|character| is_chinese(*character));
    let (count, length) = run
        .take(MAX_UNIT_LENGTH + 1)
        .fold((0, 0), |(count, length), next| {
            (count + 1, length + next.len_utf8())
        });
    let fits = (2..=MAX_UNIT_LENGTH).contains(&count);
    let after = text[length..].chars().next();
    let ends = after.is_none_or(|next| !next.is_alphanumeric());
    (fits && ends).then(|| &text[..length])
}

/// Kinds of quantities: the ends of names that mean one, and its units. Kinds without own units
/// here take any but those of others.
const KINDS: &[(WordList, Option<WordList>)] = &[
    (WordList::LengthNames, Some(WordList::LengthUnits)),
    (WordList::AreaNames, Some(WordList::AreaUnits)),
    (WordList::PersonNames, Some(WordList::PersonUnits)),
    (WordList::HouseholdNames, Some(WordList::HouseholdUnits)),
    (WordList::RateNames, Some(WordList::RateUnits)),
    (WordList::PriceNames, Some(WordList::PriceUnits)),
    (WordList::YieldNames, Some(WordList::YieldUnits)),
    (WordList::VolumeNames, Some(WordList::VolumeUnits)),
    (WordList::DurationNames, Some(WordList::TimeUnits)),
    (WordList::FeeNames, Some(WordList::PriceUnits)),
    (WordList::EventNames, None),
    (WordList::CountNames, None),
];

/// Units of a kind that a number of things of unclear kind may have: 监测点位 in 个, never in %.
const NEVER_COUNTS: [WordList; 2] = [WordList::RateUnits, WordList::PriceUnits];

/// Units of a kind that how often something is done does not have either: 巡检次数 in 平方米.
const NEVER_EVENTS: [WordList; 4] = [
    WordList::AreaUnits,
    WordList::LengthUnits,
    WordList::YieldUnits,
    WordList::VolumeUnits,
];

/// Kinds that are measured, so that a number of times is no unit of theirs: 执法费用 in 次.
const MEASURED: [WordList; 6] = [
    WordList::LengthNames,
    WordList::AreaNames,
    WordList::RateNames,
    WordList::PriceNames,
    WordList::DurationNames,
    WordList::FeeNames,
];

/// Checks that a unit is of the kind that the name says: no 平方米 for a length.
fn unlike_name(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let words = &subject.edition.vocabulary;
    let Some(wanted) = unlike(words, row) else {
        return;
    };
    let label = row.label(Part::Unit);
    report.push(
        subject
            .at_part(Code::UnitUnlikeName, row, Part::Unit)
            .seen(format!(
                "{},而名称是 {}",
                text::quote(row.unit()),
                text::clip(row.name())
            ))
            .expected(wanted)
            .correction(format!("核对{label}与名称,改正其中写错的一个")),
    );
}

/// What unit a name wants if its row has another; `None` if they agree, or nothing is certain.
pub(super) fn unlike(words: &Vocabulary, row: &Indicator<'_>) -> Option<String> {
    let unit = usual_unit(row.unit());
    if unit.is_empty() || !matches!(row.sign, Sign::Number(_)) {
        return None;
    }
    if let Some(named) = bracketed_unit(words, row.name()) {
        return (!is_same(words, named, unit)).then(|| format!("{named},名称里写的"));
    }
    // A unit of several is a ratio, which may be of any kind.
    if unit.contains(['/', '／', '·', '（', '、']) {
        return None;
    }
    let name = core(row.name());
    let (names, own) = KINDS.iter().find(|(names, _)| words.ends(*names, name))?;
    if *names == WordList::FeeNames && !matches!(row.sign, Sign::Number("≤" | "＜")) {
        return None;
    }
    let plain = without_multiple(words, unit);
    let is_unit = |list: WordList| words.is(list, plain) || words.is(list, unit);
    let wrong = match own {
        Some(own) if is_unit(*own) => false,
        Some(_) => {
            let others = KINDS.iter().filter_map(|(_, units)| *units);
            // Persons are counted in 个 too.
            let is_person = matches!(names, WordList::PersonNames | WordList::HouseholdNames);
            let is_general = *names == WordList::YieldNames || (is_person && unit == GENERAL);
            let is_thing = !is_general && is_unit(WordList::CountUnits);
            let is_event = MEASURED.contains(names) && is_unit(WordList::EventUnits);
            is_thing || is_event || others.into_iter().any(is_unit)
        }
        None => {
            let is_event = *names == WordList::EventNames;
            NEVER_COUNTS.iter().any(|list| is_unit(*list))
                || (is_event && NEVER_EVENTS.iter().any(|list| is_unit(*list)))
        }
    };
    // 满意度 in points, 人口 in 个.
    let is_point = *names == WordList::RateNames && unit == POINT;
    if !wrong || is_point || is_odd(words, *names, name) {
        return None;
    }
    let end = words.longest_end(*names, name)?;
    Some(format!("{end}的单位"))
}

/// Whether a name of a kind is of a mean or a share, whose unit may be another. A mean of rates,
/// prices or durations is one itself.
fn is_odd(words: &Vocabulary, names: WordList, name: &str) -> bool {
    let keeps = [
        WordList::RateNames,
        WordList::PriceNames,
        WordList::DurationNames,
        WordList::FeeNames,
    ];
    !keeps.contains(&names) && words.has(WordList::Shares, name)
}

/// The unit of a score.
const POINT: &str = "分";

/// The known unit in brackets at the end of a name: 硬化道路长度（米）.
fn bracketed_unit<'t>(words: &Vocabulary, name: &'t str) -> Option<&'t str> {
    let inner = name.strip_suffix(['）', ')'])?;
    let open = inner.rfind(['（', '('])?;
    let sign = inner[open..].chars().next()?;
    let unit = inner[open + sign.len_utf8()..].trim();
    let is_unit = !unit.is_empty() && is_known(words, unit) && !unit.contains(['/', '、']);
    is_unit.then_some(unit)
}

/// Whether two units are the same in different words.
fn is_same(words: &Vocabulary, named: &str, unit: &str) -> bool {
    let named = usual_unit(named);
    if money_unit(named).is_some() && money_unit(unit).is_some() {
        return named == unit;
    }
    if named == unit || unit.contains(named) || named.contains(unit) || !is_known(words, unit) {
        return true;
    }
    let groups = [
        WordList::PersonUnits,
        WordList::HouseholdUnits,
        WordList::CountUnits,
    ];
    let both = |list: &WordList| words.is(*list, named) && words.is(*list, unit);
    groups.iter().any(both)
        || words.words(WordList::SameUnits).any(|pair| {
            let is_in = |one: &str| pair.split('=').any(|part| part == one);
            is_in(named) && is_in(unit)
        })
}

/// Checks that the name and the unit of a row use the same counter: not `…2轮…2次…` with 家.
fn unit_in_name(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let unit = row.unit();
    if unit.is_empty() || !matches!(row.sign, Sign::Number(_)) {
        return;
    }
    let words = &subject.edition.vocabulary;
    let named = named_units(words, row);
    let is_clear = || unlike(words, row).is_some();
    if named.is_empty() || agrees(words, unit, (&named, row.name())) || is_clear() {
        return;
    }
    let label = row.label(Part::Unit);
    report.push(
        subject
            .at_part(Code::UnitInName, row, Part::Unit)
            .seen(text::quote(unit))
            .expected(format!("与名称里的单位({})一致", named.join("、")))
            .correction(format!("核对{label};名称里的数与此指标无关就不必改")),
    );
}

/// Counter for any thing, but neither for events nor for persons.
const GENERAL: &str = "个";

/// Whether a unit is consistent with the counters in a name. Only counters are compared: a rate or
/// an amount of counted things is no contradiction.
fn agrees(words: &Vocabulary, unit: &str, (named, name): (&[&str], &str)) -> bool {
    if unit == GENERAL {
        let is_other = |one: &&str| {
            words.is(WordList::EventUnits, one) || words.is(WordList::PersonUnits, one)
        };
        return !named.iter().all(is_other);
    }
    let Some(own) = group_of(words, unit) else {
        return true;
    };
    let fits = |one: &&str| own.split('=').any(|word| word == *one) || unit.contains(*one);
    named.iter().any(fits) || own.split('=').any(|word| name.contains(word))
}

/// The counters with nearly the same meaning as a unit, with = between them.
fn group_of<'w>(words: &'w Vocabulary, unit: &str) -> Option<&'w str> {
    let mut groups = words.words(WordList::LikeCounters);
    groups.find(|group| group.split('=').any(|word| word == unit))
}

/// The counters after numbers in a name, and the counter of a name that ends in …次数.
fn named_units<'a>(words: &Vocabulary, row: &Indicator<'a>) -> Vec<&'a str> {
    let name = row.name();
    let mut units = Vec::new();
    for number in numbers_in(name) {
        let rest = name[number.range.end..].trim_start();
        let Some(counter) = longest(words, |counter| rest.starts_with(counter)) else {
            continue;
        };
        let after = &rest[counter..];
        if words.prefix(WordList::ThresholdEnds, after).is_none() {
            units.push(&rest[..counter]);
        }
    }
    let counted = name
        .strip_suffix("数")
        .or_else(|| name.strip_suffix("数量"));
    let last = counted.and_then(|stem| {
        let found = longest(words, |counter| stem.ends_with(counter))?;
        Some(&stem[stem.len() - found..])
    });
    units.extend(last);
    units
}

/// Length of the longest counter that fits.
fn longest(words: &Vocabulary, fits: impl Fn(&str) -> bool) -> Option<usize> {
    let groups = words.words(WordList::LikeCounters);
    let counters = groups.flat_map(|group| group.split('='));
    counters.filter(|counter| fits(counter)).map(str::len).max()
}

/// Checks that what can only be counted whole is whole: 86.5所.
fn fraction(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let (Sign::Number(sign), IndicatorValue::Number(number)) = (row.sign, row.value) else {
        return;
    };
    if number.value().is_integer() {
        return;
    }
    let words = &subject.edition.vocabulary;
    if !words.is(WordList::WholeUnits, row.unit()) || words.has(WordList::Shares, row.name()) {
        return;
    }
    let [value, unit] = [Part::Value, Part::Unit].map(|part| row.label(part));
    report.push(
        subject
            .at_part(Code::CountNotWhole, row, Part::Value)
            .seen(row.whole(sign))
            .expected(format!("整数,因为{unit}是 {}", row.unit()))
            .correction(format!(
                "核对{value}与{unit}:是 万{} 就改单位,小数点错位就改数",
                row.unit()
            )),
    );
}

/// Satisfaction below this, in percent, is a mistake.
const LEAST_SATISFACTION: i64 = 30;

/// Checks that satisfaction is plausible: 9.5% is 95%.
fn satisfaction(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let (Sign::Number(sign @ ("≥" | "＞" | "=")), IndicatorValue::Number(number)) =
        (row.sign, row.value)
    else {
        return;
    };
    let value = number.value();
    let unit = usual_unit(row.unit());
    // Below one it is a ratio, above a hundred percent impossible: both have their own findings.
    let is_low = value > Decimal::ONE && value < Decimal::from(LEAST_SATISFACTION) && unit == "%";
    let is_high = value > Decimal::ONE_HUNDRED && unit == POINT;
    if !is_low && !is_high {
        return;
    }
    let name = core(row.name());
    let words = &subject.edition.vocabulary;
    let Some(end) = words.longest_end(WordList::SatisfactionNames, name) else {
        return;
    };
    if words.ends(WordList::NotBetterBefore, &name[..name.len() - end.len()]) {
        return;
    }
    let expected = if is_low {
        "一般在 60% 到 100% 之间"
    } else {
        "至多 100 分"
    };
    report.push(
        subject
            .at_part(Code::SatisfactionUnlikely, row, Part::Value)
            .seen(row.whole(sign))
            .expected(expected)
            .correction("核对此数;小数点可能错位"),
    );
}
