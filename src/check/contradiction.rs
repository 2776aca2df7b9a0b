//! Figures of a target against the indicators that speak of the same thing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::RuleList;
use super::clauses::{SENTENCE, rest_of};
use super::figures::{Bound, Figure, content, figures_in, figures_in_words, unit_at};
use super::mistake::likely_mistake;
use super::scan::{numbers_in, reach_before};
use super::subject::{Indicator, IndicatorValue, Sign, Subject, TextValue, indicators_of};
use crate::finding::{Code, Finding, Report};
use crate::form::{FieldIndex, Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[targets],
    ..RuleList::EMPTY
};

/// How much a figure and an indicator have in common at least, per mille of the name.
const LEAST: usize = 500;

/// A rate that is at least something may be so many points higher in the indicator, and an amount
/// so many tenths of itself.
const FARTHEST_RATE: u32 = 5;
const FARTHEST_AMOUNT: i64 = 15;

/// Most indicators that share two characters; more of them say that the characters identify none.
const MOST_ALIKE: usize = 24;

/// Fewest characters by which a project's indicator is recognized in the department's target.
const FEWEST: usize = 4;

/// Indicators by two neighbouring characters of their names.
type Index = BTreeMap<(char, char), Vec<usize>>;

/// What an indicator counts.
struct Thing {
    /// Its name without general words, and as it is.
    name: Vec<char>,
    whole: Vec<char>,
    value: Decimal,
    /// The other months of a deadline.
    months: Vec<Decimal>,
    step: Decimal,
    unit: String,
    /// Its unit as written.
    counter: String,
    sign: &'static str,
    is_per: bool,
    /// For each of what it is: 人月 of 元/人·月.
    per: String,
    /// The word of change in its name.
    change: Option<String>,
    /// As it is shown in a finding.
    shown: String,
    /// Whether it is of the list that breaks the targets down, not of one for other years.
    is_target: bool,
}

/// A figure and an indicator that may speak of the same thing.
struct Pair {
    thing: usize,
    /// How many of its characters are shared, per mille.
    likeness: usize,
    is_same: bool,
    /// Whether the text says too little to be sure, but a usual mistake turns one into the other.
    is_likely: bool,
    agrees: bool,
}

/// A figure of a target with what was found about it.
struct Claim<'f, 't> {
    figure: &'f Figure<'t>,
    pairs: Vec<Pair>,
    is_this_year: bool,
    /// Whether it is the only figure of its unit for this year.
    is_only: bool,
}

/// Compares the figures of the targets with the table's indicators, and those of the first table
/// with the indicators of the other kinds.
fn targets(subject: &Subject<'_>, report: &mut Report) {
    for text_value in subject.targets() {
        let vocabulary = &subject.edition.vocabulary;
        let in_words = figures_in_words(vocabulary, text_value.text).map(Rc::new);
        let figures = in_words.unwrap_or_else(|| subject.figures(&text_value));
        if figures.is_empty() {
            continue;
        }
        let mut reported = own_indicators(subject, &text_value, &figures, report);
        prices(subject, &text_value, (&figures, &mut reported), report);
        if subject.position == 0 {
            others(subject, &text_value, (&figures, &reported), report);
        }
    }
}

fn own_indicators(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    figures: &[Figure<'_>],
    report: &mut Report,
) -> BTreeSet<usize> {
    let vocabulary = &subject.edition.vocabulary;
    let things: Vec<Thing> = (subject.lists())
        .flat_map(|(list, rows)| {
            let is_target = breaks_down(subject, list);
            let things = rows.iter().filter_map(|row| thing_of(vocabulary, row));
            things.map(move |thing| Thing { is_target, ..thing })
        })
        .collect();
    let index = index_of(&things);
    let mut claims: Vec<Claim<'_, '_>> = (figures.iter())
        .map(|figure| claim(subject, text_value.text, (figure, &things, &index)))
        .collect();
    mark_only(vocabulary, &mut claims, &things);
    let settled = settled(&claims, &things);
    let mut reported = BTreeSet::new();
    for claim in &claims {
        let Some(thing) = contradicted(claim, &things, &settled) else {
            continue;
        };
        reported.insert(claim.figure.range.start);
        report.push(contradiction(
            subject,
            text_value,
            claim.figure.range.clone(),
            &thing.shown,
        ));
    }
    reported
}

/// Whether the targets are of the money of a list's indicators: the list of the year beside one of
/// several years.
fn breaks_down(subject: &Subject<'_>, list: FieldIndex) -> bool {
    let rules = subject.rules();
    let Some(budget) = rules.narrative.budget else {
        return true;
    };
    let is_of_it = |list| rules.indicator.budget_of(list) == Some(budget);
    is_of_it(list) || !subject.lists().any(|(other, _)| is_of_it(other))
}

/// Compares prices: the only one for each of something in the text with the only such indicator.
fn prices(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    (figures, reported): (&[Figure<'_>], &mut BTreeSet<usize>),
    report: &mut Report,
) {
    let vocabulary = &subject.edition.vocabulary;
    let mut said: BTreeMap<String, Option<&Figure<'_>>> = BTreeMap::new();
    for (at, figure) in figures.iter().enumerate() {
        if figure.unit != MONEY {
            continue;
        }
        let per = if figure.is_operand {
            per_product(text_value.text, figures, at)
        } else {
            per_in(vocabulary, figure.own)
        };
        let is_other = !figure.is_operand && !is_this_year(vocabulary, figure);
        if per.is_empty() || is_other {
            continue;
        }
        let only = said.entry(per).or_insert(Some(figure));
        *only = only.filter(|only| only.value == figure.value);
    }
    if said.is_empty() {
        return;
    }
    let mut set: BTreeMap<String, Option<Thing>> = BTreeMap::new();
    let rows = subject
        .indicators
        .iter()
        .filter(|row| row.unit().contains(['/', '／']));
    for thing in rows.filter_map(|row| thing_of(vocabulary, row)) {
        if thing.unit == MONEY {
            let is_first = !set.contains_key(&thing.per);
            set.insert(thing.per.clone(), is_first.then_some(thing));
        }
    }
    for (per, figure) in said {
        let Some(figure) = figure else { continue };
        let Some(Some(thing)) = set.get(&per) else {
            continue;
        };
        let start = figure
            .sentence
            .max(reach_before(text_value.text, figure.range.start));
        let sentence = content(vocabulary, &text_value.text[start..figure.range.start]);
        let mut pairs = thing.name.windows(2).filter(|two| !two.contains(&AVERAGE));
        let speaks_of_it = pairs.any(|two| sentence.windows(2).any(|own| own == two));
        let is_new = !reported.contains(&figure.range.start);
        if !is_new || !speaks_of_it || agrees(figure, thing) {
            continue;
        }
        reported.insert(figure.range.start);
        let range = figure.range.clone();
        report.push(contradiction(subject, text_value, range, &thing.shown));
    }
}

/// What a price is for each of: 人月 of 每人每月, 亩 of 亩均投资.
fn per_in(vocabulary: &Vocabulary, own: &str) -> String {
    if let Some(at) = own.find(AVERAGE) {
        let each = own[..at].chars().next_back();
        return each.map_or_else(String::new, String::from);
    }
    let each = own.split(EACH).skip(1);
    let each = each.filter_map(|rest| vocabulary.prefix(WordList::Counters, rest));
    sorted(each.flat_map(str::chars))
}

/// What a price in a product is for each of: 人月 of 62人×12月×3600元.
fn per_product(text: &str, figures: &[Figure<'_>], at: usize) -> String {
    let is_product = |left: &Figure<'_>, right: &Figure<'_>| {
        let between = &text[left.range.end..right.range.start];
        matches!(between.trim(), "×" | "*" | "x" | "X" | "＊")
    };
    let (before, after) = figures.split_at(at);
    let mut last = &figures[at];
    let mut counters = Vec::new();
    for figure in before.iter().rev() {
        if !is_product(figure, last) {
            break;
        }
        counters.push(figure.counter);
        last = figure;
    }
    last = &figures[at];
    for figure in &after[1..] {
        if !is_product(last, figure) {
            break;
        }
        counters.push(figure.counter);
        last = figure;
    }
    sorted(counters.into_iter().flat_map(|counter| counter.chars()))
}

/// The letters of counters in a fixed order, 个月 as 月.
fn sorted(letters: impl Iterator<Item = char>) -> String {
    let mut letters: Vec<char> = letters.filter(|one| one.is_alphabetic()).collect();
    if letters.contains(&'月') {
        letters.retain(|one| *one != '个');
    }
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// What an indicator's unit is for each of.
fn per_of(unit: &str) -> String {
    let per = unit.split(['/', '／']).skip(1);
    sorted(per.flat_map(str::chars))
}

const EACH: char = '每';
const AVERAGE: char = '均';

/// The basic unit of money.
const MONEY: &str = "元";

pub(super) fn contradiction(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    range: Range<usize>,
    shown: &str,
) -> Finding {
    let written = &text_value.text[range.clone()];
    subject
        .within(Code::TargetContradiction, text_value, range)
        .seen(text::clip(written))
        .expected(format!("与指标 {shown} 一致"))
        .correction("核对是哪一处写错了:改正文字或指标值")
}

/// The indicator that a figure contradicts.
fn contradicted<'s>(
    claim: &Claim<'_, '_>,
    things: &'s [Thing],
    settled: &BTreeSet<usize>,
) -> Option<&'s Thing> {
    let is_settled = claim.pairs.iter().any(|pair| pair.agrees);
    if !claim.is_this_year || is_settled {
        return None;
    }
    let is_same = |pair: &&Pair| {
        things[pair.thing].is_target && (pair.is_same || (claim.is_only && pair.is_likely))
    };
    let same = claim.pairs.iter().filter(is_same);
    let best = same.clone().max_by_key(|pair| pair.likeness)?;
    let mut rivals = same.filter(|pair| pair.likeness == best.likeness);
    let thing = &things[best.thing];
    let is_clear = rivals.all(|pair| things[pair.thing].value == thing.value);
    (is_clear && !settled.contains(&best.thing)).then_some(thing)
}

/// Indicators that some figure agrees with, or that have several figures: phases, or a sum.
fn settled(claims: &[Claim<'_, '_>], things: &[Thing]) -> BTreeSet<usize> {
    let mut settled = BTreeSet::new();
    let mut values: BTreeMap<usize, Decimal> = BTreeMap::new();
    for claim in claims {
        for pair in &claim.pairs {
            let mut is_second = || {
                let value = claim.figure.value;
                things[pair.thing].months.is_empty()
                    && *values.entry(pair.thing).or_insert(value) != value
            };
            if pair.agrees || (pair.is_same && claim.is_this_year && is_second()) {
                settled.insert(pair.thing);
            }
        }
    }
    settled
}

fn claim<'f, 't>(
    subject: &Subject<'_>,
    text: &str,
    (figure, things, index): (&'f Figure<'t>, &[Thing], &Index),
) -> Claim<'f, 't> {
    let vocabulary = &subject.edition.vocabulary;
    let words = Words::of(vocabulary, figure);
    let alike: BTreeSet<usize> = (words.all.windows(2))
        .filter_map(|pair| index.get(&(pair[0], pair[1])))
        .filter(|alike| alike.len() < MOST_ALIKE)
        .flatten()
        .copied()
        .collect();
    let pairs = alike.into_iter();
    let pairs =
        pairs.filter_map(|thing| pair(vocabulary, (figure, &words), (thing, &things[thing])));
    Claim {
        figure,
        pairs: pairs.collect(),
        is_this_year: is_this_year(vocabulary, figure) && !has_other_year(subject, text, figure),
        is_only: false,
    }
}

/// Words around a figure, without general ones.
struct Words {
    own: Vec<char>,
    /// The words before it as they are.
    whole: Vec<char>,
    /// All three together, and the last two.
    all: Vec<char>,
    nearby: Vec<char>,
}

impl Words {
    fn of(vocabulary: &Vocabulary, figure: &Figure<'_>) -> Words {
        let lead = content(vocabulary, figure.lead);
        let words = figure.goes_on.unwrap_or(figure.own);
        let own = content(vocabulary, words);
        let after = content(vocabulary, figure.after);
        Words {
            all: [&lead[..], &own, &after].concat(),
            nearby: [&own[..], &after].concat(),
            whole: tail(vocabulary, words),
            own,
        }
    }
}

/// The letters of a text without the words that introduce its figure: 达到, 不低于.
fn tail(vocabulary: &Vocabulary, text: &str) -> Vec<char> {
    let mut rest = text.trim();
    loop {
        let lists = [
            WordList::AtLeast,
            WordList::AtMost,
            WordList::About,
            WordList::Introductions,
        ];
        let words = lists.map(|list| vocabulary.longest_end(list, rest));
        let longest = words.into_iter().flatten().max_by_key(|word| word.len());
        let Some(word) = longest else { break };
        rest = rest[..rest.len() - word.len()].trim_end();
    }
    rest.chars().filter(|one| one.is_alphabetic()).collect()
}

fn pair(
    vocabulary: &Vocabulary,
    (figure, words): (&Figure<'_>, &Words),
    (at, thing): (usize, &Thing),
) -> Option<Pair> {
    let is_per = vocabulary.has(WordList::PerWords, figure.own);
    if figure.unit != thing.unit || is_per != thing.is_per {
        return None;
    }
    let agrees = agrees(figure, thing);
    let shared = common(&thing.name, &words.all);
    let nearby = &words.nearby;
    let likeness = shared * 1000 / thing.name.len().max(1);
    if likeness < LEAST {
        return None;
    }
    let has_pair = (thing.name.windows(2)).any(|two| nearby.windows(2).any(|own| own == two));
    let mut is_same = has_pair && fits_change(vocabulary, figure, thing);
    let named = if words.own.len() >= 2 {
        &words.own
    } else {
        nearby
    };
    let covered = common(named, &thing.name) * 1000 / named.len().max(1);
    let is_covered = likeness >= 800 && covered >= 500;
    // 免疫密度 is short for 强制免疫密度.
    let is_rate = matches!(figure.unit.as_str(), "%" | "‰");
    let is_short = (named.len() >= FEWEST && covered == 1000)
        || (is_rate && is_short_rate(vocabulary, &words.whole, &thing.whole));
    is_same &= is_covered || is_short;
    if thing.name.len() < 3 && !is_rate {
        is_same &= named.len() <= thing.name.len() + 1;
    }
    if is_rate {
        is_same &= ends_alike(&words.whole, &thing.whole);
    }
    // 满意度 of others is another rate.
    is_same &= covered >= 500;
    // A deadline comes before what is done.
    is_same |= figure.unit == MONTH && has_pair && likeness >= 1000;
    let is_other_rule = is_rate || figure.unit == MONEY;
    let may_be_same = has_pair && !is_other_rule && fits_change(vocabulary, figure, thing);
    let (is_within, is_mistake) = (is_within(named, &thing.name), is_mistake(figure, thing));
    let is_likely = may_be_same && (is_within || is_mistake);
    is_same |= may_be_same && is_within && is_mistake;
    Some(Pair {
        thing: at,
        likeness: likeness + covered,
        is_same,
        is_likely,
        agrees,
    })
}

/// Whether all the words for a figure are words of a name, in their order.
fn is_within(named: &[char], name: &[char]) -> bool {
    named.len() >= 2 && name.windows(named.len()).any(|part| part == named)
}

/// Whether a usual mistake turns a figure into the value of an indicator.
fn is_mistake(figure: &Figure<'_>, thing: &Thing) -> bool {
    let [said, set] = [figure.value, thing.value].map(|value| {
        let in_unit = value.checked_div(figure.factor).unwrap_or(value);
        in_unit.normalize()
    });
    likely_mistake(said, set, &[]).is_some()
}

/// Marks the figures that are the only ones of their unit for this year, if only one indicator has
/// it: then fewer words in common identify the indicator.
fn mark_only<'f>(vocabulary: &Vocabulary, claims: &mut [Claim<'f, '_>], things: &'f [Thing]) {
    // The number of indicators, and the values in the text.
    let mut of_unit: BTreeMap<(&str, bool), (usize, BTreeSet<Decimal>)> = BTreeMap::new();
    for thing in things.iter().filter(|thing| thing.is_target) {
        let unit = if thing.unit == GENERAL {
            &thing.counter
        } else {
            &thing.unit
        };
        of_unit.entry((unit, thing.is_per)).or_default().0 += 1;
    }
    let keys: Vec<(&str, bool)> = (claims.iter())
        .map(|claim| {
            let is_per = vocabulary.has(WordList::PerWords, claim.figure.own);
            (unit_of(claim.figure), is_per)
        })
        .collect();
    for (claim, key) in claims.iter().zip(&keys) {
        if let Some((_, values)) = of_unit.get_mut(key).filter(|_| claim.is_this_year) {
            values.insert(claim.figure.value);
        }
    }
    for (claim, key) in claims.iter_mut().zip(&keys) {
        let found = of_unit.get(key);
        claim.is_only = found.is_some_and(|(number, values)| *number == 1 && values.len() == 1);
    }
}

/// The unit of a figure: of things its counter, because 所 and 个 may be of different ones.
fn unit_of<'f>(figure: &'f Figure<'_>) -> &'f str {
    if figure.unit == GENERAL {
        figure.counter
    } else {
        &figure.unit
    }
}

/// The basic unit of things.
const GENERAL: &str = "个";

/// Whether a rate is short for another: 超限率 for 货车超限率, but not 合格率 for 培训合格率.
fn is_short_rate(vocabulary: &Vocabulary, words: &[char], name: &[char]) -> bool {
    let text: String = words.iter().collect();
    words.len() > 2 && name.ends_with(words) && !vocabulary.is(WordList::CommonRates, &text)
}

/// Whether both name the same rate: their last two characters but for 率.
fn ends_alike(words: &[char], name: &[char]) -> bool {
    let bare = |letters: &[char]| -> Vec<char> {
        let end = letters.len() - usize::from(letters.last() == Some(&'率'));
        letters[end.saturating_sub(2)..end].to_vec()
    };
    let (own, other) = (bare(words), bare(name));
    own.len() == 2 && own == other
}

/// How many characters two texts have in common.
fn common(some: &[char], others: &[char]) -> usize {
    let mut left: Vec<char> = others.to_vec();
    let found = some.iter().filter(|one| {
        let place = left.iter().position(|other| other == *one);
        place.is_some_and(|place| {
            left.swap_remove(place);
            true
        })
    });
    found.count()
}

/// A rate of change is no level, and an increment is no whole.
fn fits_change(vocabulary: &Vocabulary, figure: &Figure<'_>, thing: &Thing) -> bool {
    match &thing.change {
        Some(word) => figure.own.contains(word.as_str()) || figure.lead.contains(word.as_str()),
        None => !vocabulary.ends(WordList::ChangeWords, figure.own.trim_end()),
    }
}

/// Whether a figure says what an indicator says, or less than that.
fn agrees(figure: &Figure<'_>, thing: &Thing) -> bool {
    let (said, set) = (figure.value, thing.value);
    if thing.months.contains(&said) {
        return true;
    }
    let difference = said.saturating_sub(set).abs();
    // Rounded to the last digit of either.
    let is_rounded = difference.saturating_mul(Decimal::TWO) < figure.step.max(thing.step);
    if difference.is_zero() || is_rounded {
        return true;
    }
    // 0.9% for 90% has its own finding.
    let hundred = Decimal::ONE_HUNDRED;
    if figure.unit == "%" && set.checked_mul(hundred) == Some(said) {
        return true;
    }
    let ten = Decimal::TEN;
    let is_rate = figure.unit == "%";
    let is_near = |more: Decimal, less: Decimal| {
        let most = if is_rate {
            less.checked_add(Decimal::from(FARTHEST_RATE))
        } else {
            less.checked_mul(Decimal::new(FARTHEST_AMOUNT, 1))
        };
        most.is_some_and(|most| more <= most)
    };
    match figure.bound {
        Bound::About => difference.saturating_mul(ten) <= said.abs(),
        Bound::AtLeast => {
            matches!(thing.sign, "≥" | "＞" | "=") && set > said && is_near(set, said)
        }
        Bound::AtMost => matches!(thing.sign, "≤" | "＜" | "=") && set < said && is_near(said, set),
        Bound::Exact => false,
    }
}

/// Whether a figure is what this year brings as a whole.
fn is_this_year(vocabulary: &Vocabulary, figure: &Figure<'_>) -> bool {
    let own = figure.own.trim_end();
    let is_change = vocabulary.ends(WordList::ChangeWords, own);
    let has = |list, text: &str| vocabulary.has(list, text);
    let is_other = has(WordList::OtherTimes, own) || has(WordList::OtherTimes, figure.lead);
    // 由620元提高到645元
    let is_old = vocabulary
        .prefix(WordList::ChangeWords, figure.after)
        .is_some();
    !figure.is_operand
        && !is_old
        && (is_change || !is_other)
        && !has(WordList::PartWords, own)
        && !has(WordList::PartWords, figure.lead)
        && !has(WordList::Phases, own)
}

/// Whether the sentence of a figure speaks of another year.
fn has_other_year(subject: &Subject<'_>, text: &str, figure: &Figure<'_>) -> bool {
    let start = figure.sentence.max(reach_before(text, figure.range.start));
    let rest = rest_of(&text[figure.range.end..], &SENTENCE);
    let sentence = &text[start..figure.range.end + rest.len()];
    if !sentence.contains('年') {
        return false;
    }
    numbers_in(sentence).into_iter().any(|number| {
        let year: Option<u32> = sentence[number.range.clone()].parse().ok();
        let is_year = number.range.len() == 4 && sentence[number.range.end..].starts_with('年');
        is_year && year != subject.year
    })
}

fn thing_of(vocabulary: &Vocabulary, row: &Indicator<'_>) -> Option<Thing> {
    let name = content(vocabulary, row.name());
    if name.len() < 2 {
        return None;
    }
    let mut later = Vec::new();
    let (value, step, unit, sign, shown) = match (row.sign, row.value) {
        (Sign::Number(sign), IndicatorValue::Number(number)) => {
            let whole = row.unit();
            let is_known = vocabulary.is(WordList::Counters, whole);
            let before = whole.split(['/', '／', '（', '(']).next();
            let before = before.filter(|_| !is_known).unwrap_or(whole);
            let (length, factor, unit) = unit_at(vocabulary, before.trim())?;
            if length != before.trim().len() {
                return None;
            }
            let value = number.value().checked_mul(factor)?;
            let step = Decimal::new(1, number.value().scale()).checked_mul(factor)?;
            (value, step, unit, sign, row.whole(sign))
        }
        (Sign::Words, IndicatorValue::Text(words)) => {
            // 2025年11月底前
            let mut months = figures_in(vocabulary, words).into_iter();
            let month = months.next().filter(|one| one.unit == MONTH)?;
            for other in months {
                if other.unit != MONTH {
                    return None;
                }
                later.push(other.value);
            }
            (
                month.value,
                Decimal::ZERO,
                month.unit,
                "=",
                words.to_owned(),
            )
        }
        _ => return None,
    };
    let change = vocabulary.find(WordList::ChangeWords, row.name());
    Some(Thing {
        whole: row
            .name()
            .chars()
            .filter(|one| one.is_alphabetic())
            .collect(),
        value,
        months: later,
        step,
        sign,
        is_per: (!vocabulary.is(WordList::Counters, row.unit()))
            && row.unit().contains(['/', '／'])
            || vocabulary.has(WordList::PerWords, row.name()),
        per: per_of(row.unit()),
        change: change.map(|(_, word)| word.to_owned()),
        shown: format!("{} {}", text::quote(row.name()), text::clip(&shown)),
        counter: row.unit().to_owned(),
        unit,
        name,
        is_target: true,
    })
}

/// The unit of a deadline.
const MONTH: &str = "月";

fn index_of(things: &[Thing]) -> Index {
    let mut index = Index::new();
    for (at, thing) in things.iter().enumerate() {
        for pair in thing.name.windows(2) {
            let alike = index.entry((pair[0], pair[1])).or_default();
            if alike.len() < MOST_ALIKE && alike.last() != Some(&at) {
                alike.push(at);
            }
        }
    }
    index
}

/// Characters in a fixed order: 审判法庭维修 is 维修审判法庭.
fn unordered(mut name: Vec<char>) -> Vec<char> {
    name.sort_unstable();
    name
}

/// Compares the figures of the department's target with the indicators of its projects: a thing
/// that only one project has, under the same name.
fn others(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    (figures, reported): (&[Figure<'_>], &BTreeSet<usize>),
    report: &mut Report,
) {
    let vocabulary = &subject.edition.vocabulary;
    let mut wanted: BTreeMap<Vec<char>, Vec<&Figure<'_>>> = BTreeMap::new();
    for figure in figures {
        let name = unordered(content(vocabulary, figure.own));
        let is_common = vocabulary.has(WordList::CommonRates, figure.own);
        let is_plain = name.len() >= FEWEST && figure.unit != MONTH && !is_common;
        if is_plain && is_this_year(vocabulary, figure) && !reported.contains(&figure.range.start) {
            wanted.entry(name).or_default().push(figure);
        }
    }
    if wanted.is_empty() {
        return;
    }
    let mut found: BTreeMap<&Vec<char>, Vec<Thing>> = BTreeMap::new();
    for table in &subject.submission.tables {
        let definition = &subject.edition.tables[table.table].form;
        if std::ptr::eq(definition, &raw const subject.table.form) {
            continue;
        }
        let rows = indicators_of(&table.record, &definition.fields, &definition.rules);
        for thing in rows.iter().filter_map(|row| thing_of(vocabulary, row)) {
            if let Some((name, _)) = wanted.get_key_value(&unordered(thing.name.clone())) {
                found.entry(name).or_default().push(thing);
            }
        }
    }
    for (name, things) in found {
        let ([figure], [thing]) = (&wanted[name][..], &things[..]) else {
            continue;
        };
        let is_per = vocabulary.has(WordList::PerWords, figure.own);
        let is_comparable = figure.unit == thing.unit
            && is_per == thing.is_per
            && fits_change(vocabulary, figure, thing)
            && !has_other_year(subject, text_value.text, figure);
        if !is_comparable || agrees(figure, thing) {
            continue;
        }
        let written = &text_value.text[figure.range.clone()];
        report.push(
            subject
                .within(Code::TargetContradiction, text_value, figure.range.clone())
                .seen(text::clip(written))
                .expected(format!("与项目的指标 {} 一致", thing.shown))
                .correction("核对是哪一处写错了;确是几个项目或另有任务的合计,在文字里写明"),
        );
    }
}
