//! Families of indicators (一级、二级指标): their order, official names, indicators in the wrong family.

use super::RuleList;
use super::direction::core;
use super::scan::money_unit;
use super::spelling::usual_unit;
use super::subject::{Indicator, IndicatorValue, Sign, Subject};
use super::units::unlike;
use crate::finding::{Change, Code, Finding, Level, Report};
use crate::form::{FieldKind, Vocabulary, WordList};
use crate::text::{self, is_hidden};

pub(super) const RULES: RuleList = RuleList {
    tables: &[order, names, duplicates],
    indicators: &[places],
    ..RuleList::EMPTY
};

/// Checks that the customary first family comes first.
fn order(subject: &Subject<'_>, report: &mut Report) {
    let Some(first) = &subject.rules().indicator.first else {
        return;
    };
    if has_unread(subject) {
        return;
    }
    for (_, rows) in subject.lists() {
        first_family(subject, rows, first, report);
    }
}

/// Checks that the customary first family comes first in a list.
fn first_family(
    subject: &Subject<'_>,
    rows: &[Indicator<'_>],
    first: &String,
    report: &mut Report,
) {
    let wanted = std::slice::from_ref(first);
    let at = rows.iter().position(|row| row.is_of(wanted));
    let Some(row) = at.filter(|at| *at > 0).map(|at| &rows[at]) else {
        return;
    };
    let before = rows[0].families().next();
    report.push(
        subject
            .in_row(Code::FamilyOrder, row, row.place_of_family())
            .seen(format!(
                "{first}在{}之后",
                before.map_or("", |(_, name)| name)
            ))
            .expected(format!("按惯例{first}排在最前"))
            .correction(format!("把{first}移到最前")),
    );
}

/// Whether the family of an indicator could not be read, which has its own finding; it may be any
/// family.
fn has_unread(subject: &Subject<'_>) -> bool {
    let is_sign = |row: &Indicator<'_>| {
        let mut names = row.families();
        names.any(|(_, name)| !name.is_empty() && is_sign_only(name))
    };
    let mut rows = subject.indicators.iter();
    rows.any(|row| row.has_unread_family() || is_sign(row))
}

/// Checks that families have their official names.
fn names(subject: &Subject<'_>, report: &mut Report) {
    let official = &subject.rules().official_names;
    let is_of_list = subject.submission.source.is_of_list();
    let elsewhere = if is_of_list {
        ";清单里同样写的都改"
    } else {
        ""
    };
    let mut last: Option<&Indicator<'_>> = None;
    for (at, row) in subject.indicators.iter().enumerate() {
        last = last.filter(|last| std::ptr::eq(last.fields, row.fields));
        let mut above = last.map(Indicator::families);
        // Consecutive rows of one family have one name on paper, so one finding.
        let mut goes_on = true;
        for (depth, (column, name)) in row.families().enumerate() {
            let name_above = above.as_mut().and_then(Iterator::next);
            goes_on &= name_above.is_some_and(|(_, above)| above == name);
            if name.is_empty() || goes_on {
                continue;
            }
            let finding = |code| {
                subject
                    .in_row(code, row, column)
                    .seen(text::quote(name))
                    .reported_once(is_of_list)
            };
            if let Some((_, right)) = official.iter().find(|(met, _)| met == name) {
                let finding = finding(Code::FamilyName).expected(right.as_str());
                let finding = finding.correction(format!("改为{right}{elsewhere}"));
                report.push(finding.proposing(renamed(&subject.indicators[at..], depth, right)));
                continue;
            }
            let FieldKind::Level(choices) = &row.fields.get(column).kind else {
                continue;
            };
            if is_sign_only(name) {
                let label = &row.fields.get(column).label;
                let finding = finding(Code::UnknownFamily).expected(format!("{label}的名称"));
                report.push(
                    finding.correction(format!("填上{label};与上面一行相同就照写一遍{elsewhere}")),
                );
                continue;
            }
            // Spaces and line ends have their own finding.
            if choices.is_empty() || name.contains('\n') || is_spaced(name, choices) {
                continue;
            }
            let known = choices.iter().map(String::as_str);
            report.push(
                finding(Code::UnknownFamily)
                    .expected(format!("{} 之一", text::list(known)))
                    .correction(match text::meant_name(name, choices) {
                        Some(word) if name.starts_with(word) => {
                            format!("改为 {word};其余的字不写在名称里{elsewhere}")
                        }
                        Some(word) => format!("可能是 {word}{elsewhere}"),
                        None => format!("改用表样里的名称{elsewhere}"),
                    }),
            );
        }
        last = Some(row);
    }
}

/// The changes of a family's name: in the first row, and in the rows after it that are of the same
/// family.
fn renamed(rows: &[Indicator<'_>], depth: usize, right: &str) -> Vec<Change> {
    let Some(first) = rows.first() else {
        return Vec::new();
    };
    let families = |row: &Indicator<'_>| -> Vec<String> {
        let names = row.families().take(depth + 1);
        names.map(|(_, name)| name.to_owned()).collect()
    };
    let own = families(first);
    let is_same =
        |row: &&Indicator<'_>| std::ptr::eq(row.fields, first.fields) && families(row) == own;
    let rows = rows.iter().take_while(is_same);
    let changes = rows.filter_map(|row| {
        let (column, _) = row.families().nth(depth)?;
        let pointer = row.record.pointer_of(row.fields, column);
        Some(Change::text(pointer, right))
    });
    changes.collect()
}

/// Whether a name consists of punctuation only: a dash may mean no name, or the name above.
fn is_sign_only(name: &str) -> bool {
    !name.contains(char::is_alphanumeric)
}

/// Whether a name equals one of some words, apart from spaces.
fn is_spaced(name: &str, words: &[String]) -> bool {
    words.iter().any(|word| letters(name).eq(letters(word)))
}

/// Checks that an indicator is in its family: no amount or rate among quantities, satisfaction in
/// its own family.
fn places(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    if row.has_unread_family() {
        return;
    }
    if let (Some((inner, outer)), Some((column, name))) =
        (row.other_family(subject.rules()), row.families().next())
    {
        let label = &row.fields.get(column).label;
        let finding = subject
            .in_row(Code::WrongFamily, row, column)
            .seen(format!("{name},而{inner}不在{name}里"))
            .expected(format!("{outer},{inner}属于它"))
            .correction(format!("{label}填 {outer};不是{inner},就改它的名称"));
        report.push(Finding {
            level: Level::Warning,
            ..finding
        });
        return;
    }
    let output = || output_among_benefits(subject, row);
    let Some((what, where_to)) = misplaced(subject, row).or_else(output) else {
        return;
    };
    let own = row.families().filter(|(_, name)| !name.is_empty()).last();
    let own = own.map_or("", |(_, name)| name);
    let correction = match where_to {
        // An amount may be income or savings as well as spending.
        Some(family) if what == "金额" => {
            format!("要花的钱移到{family},别的金额移到与它相称的一类")
        }
        Some(family) => format!("移到{family}"),
        None => "移到与它相称的类别".to_owned(),
    };
    let finding = subject
        .in_row(Code::WrongFamily, row, row.place_of_family())
        .seen(format!("{what},在{own}里"))
        .expected(format!("{own}里没有{what}"))
        .correction(correction);
    let words = &subject.edition.vocabulary;
    let is_sure =
        what == OUTPUT || (what == RATE && words.ends(WordList::QualityRates, core(row.name())));
    let level = if is_sure {
        Level::Warning
    } else {
        finding.level
    };
    report.push(Finding { level, ..finding });
}

/// What is done, and a rate, in findings.
const OUTPUT: &str = "做了多少";
const RATE: &str = "比率";

/// An amount of what is bought, built or taught among the benefits: it is an output.
fn output_among_benefits<'s>(
    subject: &Subject<'s>,
    row: &Indicator<'_>,
) -> Option<(&'static str, Option<&'s String>)> {
    let rules = &subject.rules().indicator;
    let IndicatorValue::Number(_) = row.value else {
        return None;
    };
    let words = &subject.edition.vocabulary;
    let name = core(row.name());
    let lead = words.prefix(WordList::Outputs, name)?;
    let plain = row.unit().strip_prefix('万').unwrap_or(row.unit());
    let units = [
        WordList::CountUnits,
        WordList::LengthUnits,
        WordList::AreaUnits,
        WordList::HouseholdUnits,
        WordList::EventUnits,
        WordList::PersonUnits,
    ];
    let is_amount = matches!(row.sign, Sign::Number("≥" | "=" | "＞"))
        && units.iter().any(|list| words.is(*list, plain));
    let is_output = is_amount
        && row.is_of(&rules.benefit)
        && !words.has(WordList::Benefits, &name[lead.len()..])
        && !words.has(WordList::Shares, name);
    is_output.then_some((OUTPUT, rules.quantity.first()))
}

/// What an indicator is that its family is not for, and the family for it.
fn misplaced<'s>(
    subject: &Subject<'s>,
    row: &Indicator<'_>,
) -> Option<(&'static str, Option<&'s String>)> {
    let rules = &subject.rules().indicator;
    let unit = row.unit();
    let is_number = matches!(row.sign, Sign::Number(_));
    let is_quantity = row.is_of(&rules.quantity);
    if is_number && is_quantity && money_unit(unit).is_some() {
        return Some(("金额", rules.cost.first()));
    }
    let words = &subject.edition.vocabulary;
    if is_satisfaction(words, row)
        && !rules.satisfaction.is_empty()
        && !row.is_of(&rules.satisfaction)
    {
        return Some(("满意度", rules.satisfaction.first()));
    }
    // A rate as the unit of what is no rate has its own finding.
    let is_rate = || matches!(usual_unit(unit), "%" | "‰") && unlike(words, row).is_none();
    if is_number && is_quantity && is_rate() {
        return Some((RATE, rules.quality.first()));
    }
    if rules.time.is_empty() {
        return None;
    }
    let (is_quality, is_time) = (row.is_of(&rules.quality), row.is_of(&rules.time));
    let name = core(row.name());
    if (is_quantity || is_quality) && is_time_to_do(words, row, name) {
        return Some(("时间", rules.time.first()));
    }
    if is_time && is_number && unit == "%" && words.ends(WordList::QualityRates, name) {
        return Some(("质量的比率", rules.quality.first()));
    }
    let is_price = || {
        let money = unit.split(['/', '／']).next().unwrap_or(unit);
        words.ends(WordList::CostEnds, name) && money_unit(usual_unit(money)).is_some()
    };
    if (is_quality || is_time) && is_number && is_price() {
        return Some(("单价或成本", rules.cost.first()));
    }
    if is_time && is_number && is_count(words, unit, name) {
        return Some(("数量", rules.quantity.first()));
    }
    let is_amount = (is_quality || is_time)
        && is_number
        && (is_measured(words, unit, name)
            && !words.has(WordList::Shares, name)
            && !words.has(WordList::FewOfThese, name));
    is_amount.then_some(("数量", rules.quantity.first()))
}

/// Whether an indicator is a time in which something is to be done: 响应时间 in minutes.
fn is_time_to_do(words: &Vocabulary, row: &Indicator<'_>, name: &str) -> bool {
    let fits = match row.sign {
        Sign::Number(_) => words.is(WordList::TimeUnits, row.unit()),
        Sign::Words => true,
        Sign::Blank | Sign::Other => false,
    };
    fits && words.ends(WordList::ShortTimes, name) && !words.has(WordList::LongTimes, name)
}

/// Whether a name and its unit are of a length, an area, persons or households.
fn is_measured(words: &Vocabulary, unit: &str, name: &str) -> bool {
    let kinds = [
        (WordList::LengthNames, WordList::LengthUnits),
        (WordList::AreaNames, WordList::AreaUnits),
        (WordList::PersonNames, WordList::PersonUnits),
        (WordList::HouseholdNames, WordList::HouseholdUnits),
    ];
    let plain = unit.strip_prefix('万').unwrap_or(unit);
    let mut kinds = kinds.iter();
    kinds.any(|(names, units)| words.is(*units, plain) && words.ends(*names, name))
}

/// Whether a name and its unit are of a number of things, and not of what is done in time.
fn is_count(words: &Vocabulary, unit: &str, name: &str) -> bool {
    words.is(WordList::CountUnits, unit)
        && words.ends(WordList::CountNames, name)
        && !words.has(WordList::Timely, name)
        && !words.has(WordList::FewOfThese, name)
        && !words.has(WordList::FewerIsBetter, name)
}

fn is_satisfaction(words: &Vocabulary, row: &Indicator<'_>) -> bool {
    matches!(row.sign, Sign::Number(_))
        && matches!(usual_unit(row.unit()), "%" | "分" | "")
        && words
            .find(WordList::SatisfactionNames, row.name())
            .is_some_and(|(at, _)| !words.ends(WordList::NotBetterBefore, &row.name()[..at]))
}

/// Checks that no indicator occurs twice in a table.
fn duplicates(subject: &Subject<'_>, report: &mut Report) {
    let lists = subject.lists();
    for (row, first) in lists.flat_map(|(_, rows)| {
        let found = repeated(rows).into_iter();
        found.map(|(index, first)| (&rows[index], first))
    }) {
        report.push(
            subject
                .in_row(Code::DuplicateIndicator, row, row.columns.name)
                .seen(format!(
                    "{},与第{}条指标同名",
                    text::quote(row.name()),
                    first + 1
                ))
                .expected("一张表里每条指标的名称不同")
                .correction("删去其中一条,或把名称写得有分别"),
        );
    }
}

/// Rows whose name an earlier row has, each with the first such row. Rows are sorted by a hash of
/// their names, because comparing numbers is nearly free; with a look-up of each name among all
/// others, the time for a row grew with the table.
fn repeated(indicators: &[Indicator<'_>]) -> Vec<(usize, usize)> {
    let named = indicators.iter().enumerate();
    let named = named.filter(|(_, row)| !row.name().is_empty());
    let mut keys: Vec<(u64, usize)> = named
        .map(|(index, row)| (key_of(row.name()), index))
        .collect();
    // Different names may have the same hash.
    let order = |one: &(u64, usize), other: &(u64, usize)| {
        let [left, right] = [one, other].map(|(_, index)| letters(indicators[*index].name()));
        one.0.cmp(&other.0).then_with(|| left.cmp(right))
    };
    keys.sort_unstable_by(|one, other| order(one, other).then(one.1.cmp(&other.1)));
    let groups = keys.chunk_by(|one, other| order(one, other).is_eq());
    let mut found: Vec<(usize, usize)> = groups
        .flat_map(|same| same[1..].iter().map(|(_, index)| (*index, same[0].1)))
        .collect();
    found.sort_unstable();
    found
}

/// Hash of a name without spaces (FNV-1a).
fn key_of(name: &str) -> u64 {
    letters(name).fold(0xcbf2_9ce4_8422_2325, |key, letter| {
        (key ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The characters of a name without spaces and hidden characters.
fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|letter| !letter.is_whitespace() && !is_hidden(*letter))
}
