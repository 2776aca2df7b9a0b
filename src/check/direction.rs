//! The direction of an indicator: little of what is bad, much of what is good.

use super::RuleList;
use super::scan::money_unit;
use super::spelling::usual_unit;
use super::subject::{Indicator, Sign, Subject};
use crate::finding::{Code, Report};
use crate::form::{Part, Vocabulary, WordList};

pub(super) const RULES: RuleList = RuleList {
    indicators: &[direction],
    ..RuleList::EMPTY
};

/// What a name says of the number that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// As little as possible, with what it is.
    Little(&'static str),
    /// As much as possible, with what it is.
    Much(&'static str),
}

/// Checks that the sign of an indicator fits what its name counts: no `≥` on complaints, no `≤` on
/// satisfaction.
fn direction(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let Sign::Number(sign @ ("≥" | "＞" | "≤" | "＜")) = row.sign else {
        return;
    };
    let rules = &subject.rules().indicator;
    let is_least = matches!(sign, "≥" | "＞");
    // A lower limit of a cost has its own finding.
    if is_least && row.is_of(&rules.cost) {
        return;
    }
    let words = &subject.edition.vocabulary;
    let wanted = wanted(words, core(row.name()), row.unit(), || {
        row.is_of(&rules.quantity)
    });
    let (what, corrected) = match (wanted, sign) {
        (Some(Wanted::Little(what)), "≥") => (what, "≤"),
        (Some(Wanted::Little(what)), "＞") => (what, "＜"),
        (Some(Wanted::Much(what)), "≤") => (what, "≥"),
        (Some(Wanted::Much(what)), "＜") => (what, "＞"),
        _ => return,
    };
    let label = row.label(Part::Sign);
    report.push(
        subject
            .at_part(Code::SignDirection, row, Part::Sign)
            .seen(format!("{sign},而这是{what}"))
            .expected(format!("{corrected} 或 ="))
            .correction(format!("{label}改为 {corrected};本意如此就把名称写明白")),
    );
}

/// Whether a name ends as of something of which there should be much: 达标率.
pub(super) fn is_much(subject: &Subject<'_>, row: &Indicator<'_>) -> bool {
    good(&subject.edition.vocabulary, core(row.name())).is_some()
}

/// A name without quotation marks and without what stands in brackets at its end.
pub(super) fn core(name: &str) -> &str {
    let quoted = |sign: char| matches!(sign, '“' | '”' | '"' | ' ');
    let mut name = name.trim_matches(quoted);
    while name.ends_with(['）', ')']) {
        match name.rfind(['（', '(']) {
            Some(open) if open > 0 => name = name[..open].trim_end_matches(quoted),
            _ => break,
        }
    }
    name
}

fn wanted(
    words: &Vocabulary,
    name: &str,
    unit: &str,
    is_quantity: impl Fn() -> bool,
) -> Option<Wanted> {
    if let Some(is_turned) = good(words, name) {
        return (!is_turned).then_some(Wanted::Much("越多越好的"));
    }
    if let Some(end) = words.longest_end(WordList::FewerIsBetterRates, name) {
        // 三年未复吸率: of those without it.
        let before = &name[..name.len() - end.len()];
        let is_turned = words.ends(WordList::NotBetterBefore, before);
        return (!is_turned).then_some(Wanted::Little("越少越好的"));
    }
    if words.ends(WordList::ShortTimes, name) {
        let is_short = words.is(WordList::TimeUnits, unit) && !words.has(WordList::LongTimes, name);
        return is_short.then_some(Wanted::Little("越短越好的时间"));
    }
    if !words.has(WordList::LessOfIt, name) {
        if is_bad(words, name) {
            return Some(Wanted::Little("越少越好的"));
        }
        if words.ends(WordList::CostEnds, name) && money_unit(usual_unit(unit)).is_some() {
            return Some(Wanted::Little("花的钱"));
        }
    }
    let is_rate = matches!(usual_unit(unit), "%" | "‰");
    let is_benefit = || {
        words.prefix(WordList::BenefitStarts, name).is_some()
            && (words.ends(WordList::PersonNames, name)
                || words.ends(WordList::HouseholdNames, name))
    };
    let is_work = !is_rate
        && money_unit(usual_unit(unit)).is_none()
        && (words.ends(WordList::PlainAmounts, name)
            || (words.prefix(WordList::PlainWork, name).is_some() && is_quantity())
            || is_benefit())
        && !words.has(WordList::FewOfThese, name);
    is_work.then_some(Wanted::Much("要完成的工作量"))
}

/// Whether a name that ends as of something good is turned around by what is before, so that nothing
/// is certain; `None` if it does not end so.
fn good(words: &Vocabulary, name: &str) -> Option<bool> {
    let end = words.longest_end(WordList::MoreIsBetter, name)?;
    let before = &name[..name.len() - end.len()];
    Some(words.ends(WordList::NotBetterBefore, before) || words.has(WordList::FewSpent, name))
}

/// Whether a name ends as of something bad, perhaps with a word of counting after it.
fn is_bad(words: &Vocabulary, name: &str) -> bool {
    let mut rest = name;
    // 死亡|人数, 投诉|件数, 事故|发生|数.
    for _ in 0..2 {
        if words.ends(WordList::FewerIsBetter, rest) {
            return true;
        }
        match words.longest_end(WordList::CountingEnds, rest) {
            Some(end) => rest = &rest[..rest.len() - end.len()],
            None => return false,
        }
    }
    words.ends(WordList::FewerIsBetter, rest)
}
