//! Parts in a text against their whole: 其中甲X、乙Y.

use rust_decimal::Decimal;

use super::RuleList;
use super::clauses::{COMMAS, SENTENCE, last_part, rest_of};
use super::figures::{Bound, Figure};
use super::mistake::likely_mistake;
use super::scan::reach_before;
use super::subject::{Subject, TextValue};
use crate::amount::Amount;
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[parts],
    ..RuleList::EMPTY
};

/// Most lists of parts of one text that are compared.
const MOST_LISTS: usize = 50;

/// The highest sum of shares, in percent, that are a miscounted whole.
const MOST_SHARES: u32 = 120;

/// Fewest shares that are taken for a whole without a word that introduces them.
const FEWEST_SHARES: usize = 3;

/// Most parts of one whole.
const MOST_PARTS: usize = 40;

/// What introduces parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Introduction {
    /// 其中, 包括.
    Among,
    /// 涉及: places of the whole.
    Spread,
    /// 分别为: a complete list.
    Respectively,
    /// A bracket directly after the whole.
    Bracket,
    /// Nothing: they are of parts of the year.
    Phases,
    /// Nothing: the whole comes after them.
    Before,
    /// Nothing: shares that follow each other, 甲占…、乙占….
    Shares,
}

/// Parts of a whole, by their positions among the figures of a text.
struct List {
    /// `None` for shares, whose whole is 100 %.
    whole: Option<usize>,
    parts: Vec<usize>,
    introduction: Introduction,
}

/// Checks that parts do not exceed their whole, and that a list that claims to be complete adds up
/// to it.
fn parts(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let vocabulary = &subject.edition.vocabulary;
    let text = text_value.text;
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let may_have_parts = || {
        let lists = [
            WordList::PartWords,
            WordList::Phases,
            WordList::BareTotals,
            WordList::TotalWords,
            WordList::SpreadWords,
            WordList::ComposedWords,
        ];
        text.contains(['（', '(', '占', '：', ':'])
            || lists.iter().any(|list| vocabulary.has(*list, text))
    };
    if !has_digits || !may_have_parts() {
        return;
    }
    let figures = subject.figures(text_value);
    // Elsewhere a clause more often adds something than it continues the list.
    let rules = &subject.rules().narrative;
    let crosses = std::ptr::eq(text_value.record, subject.record)
        && (rules.targets.contains(&text_value.field) || rules.totals.contains(&text_value.field));
    for list in lists(vocabulary, text, (&figures, crosses)) {
        let Some(sum) = wrong_sum(vocabulary, text, (&figures, &list)) else {
            continue;
        };
        let (Some(first), Some(last)) = (list.parts.first(), list.parts.last()) else {
            continue;
        };
        let whole = list.whole.map(|whole| &figures[whole]);
        let ends = |at: usize| figures[at].range.clone();
        let whole_ends = list.whole.map_or_else(|| ends(*first), ends);
        let from = ends(*first).start.min(whole_ends.start);
        let range = from..ends(*last).end.max(whole_ends.end);
        let shown: Vec<&str> = (list.parts.iter())
            .map(|part| &text[figures[*part].range.clone()])
            .collect();
        let stated = whole.map_or("100%", |whole| &text[whole.range.clone()]);
        // In the unit of the whole, which may be another than that of the parts.
        let shown_in = whole.unwrap_or(&figures[*first]);
        let (unit, factor) = (shown_in.written, shown_in.factor);
        let sum = Amount::computed(sum.checked_div(factor).unwrap_or(sum));
        report.push(
            subject
                .within(Code::PartsSum, text_value, range)
                .seen(format!(
                    "{stated},而各部分是 {}",
                    text::clip(&shown.join(" + "))
                ))
                .expected(format!("各部分之和({sum}{unit})与总数 {stated} 相合"))
                .correction("核对总数与各部分;几项有重叠或没有列全的,在文字里写明"),
        );
    }
}

/// The sum of parts that cannot be right.
fn wrong_sum(
    vocabulary: &Vocabulary,
    text: &str,
    (figures, list): (&[Figure<'_>], &List),
) -> Option<Decimal> {
    let parts: Vec<&Figure<'_>> = list.parts.iter().map(|part| &figures[*part]).collect();
    let (first, final_part) = (parts.first()?, parts.last()?);
    let whole = list.whole.map(|whole| &figures[whole]);
    let whole_step = whole.map_or(Decimal::ONE, |whole| whole.step);
    let total = whole.map_or(Decimal::ONE_HUNDRED, |whole| whole.value);
    let sum = sum_of(figures, &list.parts);
    let rounding = (parts.iter()).fold(whole_step, |sum, part| sum.saturating_add(part.step));
    let from = first.range.start;
    let from = whole.map_or(from, |whole| whole.range.end.min(from));
    let rest = rest_of(&text[final_part.range.end..], &SENTENCE);
    let around = &text[from..final_part.range.end + rest.len()];
    let listed = &text[from..final_part.range.end];
    // The whole has fewer digits than its parts.
    let is_coarse = parts.iter().any(|part| part.step < whole_step);
    let may_round =
        is_coarse && sum.saturating_sub(total).abs().saturating_mul(Decimal::TWO) <= rounding;
    if sum == total || (may_round && parts.len() > 1) {
        return None;
    }
    if list.introduction == Introduction::Shares {
        // Shares of different wholes may follow each other, but seldom add up to nearly 100 %.
        let is_near = sum > total && sum <= Decimal::from(MOST_SHARES);
        let overlaps = vocabulary.has(WordList::OverlappingParts, around)
            || vocabulary.has(WordList::OverlappingParts, first.own);
        return (is_near && !overlaps).then_some(sum);
    }
    if sum > total {
        let overlaps = parts.len() > 1 && vocabulary.has(WordList::OverlappingParts, around);
        let is_single = list.introduction == Introduction::Spread && parts.len() == 1;
        return (!overlaps && !is_single && !divides_again(figures, list, sum)).then_some(sum);
    }
    let has_rest = vocabulary.has(WordList::PartialParts, around);
    let is_complete = match list.introduction {
        Introduction::Respectively
        | Introduction::Bracket
        | Introduction::Before
        | Introduction::Phases => true,
        Introduction::Among => {
            let is_mistaken = || likely_mistake(sum, total, &[]).is_some();
            (total >= Decimal::ONE_HUNDRED && is_mistaken()) || are_opposites(vocabulary, &parts)
        }
        Introduction::Spread | Introduction::Shares => false,
    };
    let is_whole_list = whole.is_some()
        && parts.len() > 1
        && !has_rest
        && is_complete
        && !vocabulary.has(WordList::OverlappingParts, listed);
    is_whole_list.then_some(sum)
}

/// Whether parts in a bracket divide an earlier whole once more: 9座，其中县道6座、乡道3座（跨河7座、跨渠2座）.
fn divides_again(figures: &[Figure<'_>], list: &List, sum: Decimal) -> bool {
    let Some(whole) = list
        .whole
        .filter(|_| list.introduction == Introduction::Bracket)
    else {
        return false;
    };
    let part = &figures[whole];
    let earlier = figures[..whole].iter().rev();
    let mut earlier = earlier.take_while(|one| one.sentence == part.sentence);
    earlier.any(|one| is_alike(one, part) && one.value == sum)
}

/// Whether two parts are all that there can be: 专职…、兼职….
fn are_opposites(vocabulary: &Vocabulary, parts: &[&Figure<'_>]) -> bool {
    let [first, second] = parts else { return false };
    let mut pairs = vocabulary.words(WordList::Opposites);
    pairs.any(|pair| {
        let Some((one, other)) = pair.split_once('=') else {
            return false;
        };
        let is_pair =
            |one: &str, other: &str| first.own.contains(one) && second.own.contains(other);
        is_pair(one, other) || is_pair(other, one)
    })
}

/// The lists of parts of a text.
fn lists(
    vocabulary: &Vocabulary,
    text: &str,
    (figures, crosses): (&[Figure<'_>], bool),
) -> Vec<List> {
    let mut found = Vec::new();
    let mut tried = 0;
    for at in 0..figures.len() {
        let Some(introduction) = introduction(vocabulary, text, (figures, at)) else {
            continue;
        };
        tried += 1;
        if tried > MOST_LISTS {
            break;
        }
        found.extend(list_at(
            vocabulary,
            text,
            (figures, at, introduction, crosses),
        ));
    }
    found.extend(summed(vocabulary, text, figures));
    found
}

/// Totals after their parts, except of money: 干管18公里、支管44公里，共62公里.
fn summed(vocabulary: &Vocabulary, text: &str, figures: &[Figure<'_>]) -> Vec<List> {
    let is_total = |figure: &Figure<'_>| {
        let own = figure.own.trim();
        let is_bare =
            vocabulary.is(WordList::BareTotals, own) || vocabulary.is(WordList::TotalWords, own);
        is_bare && figure.depth == 0 && !matches!(&*figure.unit, "元" | "%")
    };
    let totals = figures.iter().enumerate().filter(|(_, one)| is_total(one));
    let lists = totals.take(MOST_LISTS).filter_map(|(at, total)| {
        let earlier = figures[..at].iter().enumerate().rev();
        let mut parts: Vec<usize> = earlier
            .take(MOST_PARTS)
            .take_while(|(place, one)| {
                let gap = &text[one.range.end..figures[place + 1].range.start];
                is_alike(one, total)
                    && one.sentence == total.sentence
                    && one.depth == 0
                    && one.bound == Bound::Exact
                    && !one.is_operand
                    && !is_other(vocabulary, one)
                    && !vocabulary.has(WordList::PartWords, one.own)
                    && !gap.contains(['（', '('])
            })
            .map(|(place, _)| place)
            .collect();
        parts.reverse();
        (parts.len() > 1 && total.bound == Bound::Exact).then_some(List {
            whole: Some(at),
            parts,
            introduction: Introduction::Before,
        })
    });
    lists.collect()
}

/// What introduces parts directly before a figure.
fn introduction(
    vocabulary: &Vocabulary,
    text: &str,
    (figures, at): (&[Figure<'_>], usize),
) -> Option<Introduction> {
    let figure = &figures[at];
    let last = at.checked_sub(1).map(|last| &figures[last]);
    let from = last.map_or(0, |last| last.range.end);
    let from = from.max(reach_before(text, figure.range.start));
    let before = &text[from.max(figure.sentence.min(figure.range.start))..figure.range.start];
    if before.contains(SENTENCE) {
        return None;
    }
    if let Some(introduction) = spread(vocabulary, text, (figure, last, before)) {
        return Some(introduction);
    }
    if let Some((_, word)) = vocabulary.find(WordList::PartWords, before) {
        let is_complete = before.contains(RESPECTIVELY);
        // 补助标准分别为 speaks of something else than an earlier figure.
        // 6座，分别为东街2座…
        let is_of_last = || before.trim_start_matches(COMMAS).starts_with(RESPECTIVELY);
        return if !is_complete {
            Some(Introduction::Among)
        } else if word != RESPECTIVELY || figure.depth > 0 || is_of_last() {
            Some(Introduction::Respectively)
        } else {
            None
        };
    }
    if is_share(figure) && last.is_none_or(|last| !is_share(last)) {
        return Some(Introduction::Shares);
    }
    let last = last?;
    // 24期，一季度6期、二季度…
    let is_phase = |one: &Figure<'_>| vocabulary.has(WordList::Phases, one.own);
    if is_phase(figure) && !is_phase(last) && last.depth == figure.depth {
        return Some(Introduction::Phases);
    }
    // 12公里（干流8公里、支流4公里）, 12公里：干流8公里、支流4公里
    let (bracket, depth) = match before.rfind(['（', '(']) {
        Some(bracket) => (bracket, last.depth + 1),
        None => (before.find(['：', ':'])?, last.depth),
    };
    let is_direct = depth == figure.depth;
    let between = before[..bracket].trim();
    (is_direct && !between.contains(COMMAS) && between.chars().count() <= 12)
        .then_some(Introduction::Bracket)
}

/// What introduces parts after a mark: 9座，分布为：县道4座…, 21个，涉及东乡8个…, 面积4800平方米，由跑道…组成.
fn spread(
    vocabulary: &Vocabulary,
    text: &str,
    (figure, last, before): (&Figure<'_>, Option<&Figure<'_>>, &str),
) -> Option<Introduction> {
    let last = last.filter(|last| is_alike(last, figure) && last.depth == figure.depth)?;
    let words = before.trim_start_matches(COMMAS);
    if last.sentence != figure.sentence {
        return None;
    }
    if words.starts_with('由') {
        let rest = rest_of(&text[figure.range.end..], &SENTENCE);
        let is_composed = vocabulary.has(WordList::ComposedWords, rest);
        return is_composed.then_some(Introduction::Respectively);
    }
    let word = vocabulary.prefix(WordList::SpreadWords, words)?;
    let is_list = word.ends_with('为') || words[word.len()..].starts_with(['：', ':']);
    Some(if is_list {
        Introduction::Respectively
    } else {
        Introduction::Spread
    })
}

/// Whether a figure is a share of a whole: 女性占40%.
fn is_share(figure: &Figure<'_>) -> bool {
    figure.unit == "%" && figure.own.trim_end().ends_with('占')
}

const RESPECTIVELY: &str = "分别";

fn list_at(
    vocabulary: &Vocabulary,
    text: &str,
    (figures, at, introduction, crosses): (&[Figure<'_>], usize, Introduction, bool),
) -> Option<List> {
    let first = &figures[at];
    let parts = parts_at(
        vocabulary,
        text,
        (figures, at, crosses || first.unit == "元"),
    );
    let earlier = figures[..at].iter().enumerate().rev();
    let mut earlier = earlier.take_while(|(_, one)| one.sentence == first.sentence);
    let nearest = earlier.find(|(_, one)| is_alike(one, first) && one.depth <= first.depth);
    let whole = nearest.map(|(whole, _)| whole);
    let whole = whole.or_else(|| before_sentence(vocabulary, text, (figures, at)));
    if first.unit == "%" {
        let fewest = if introduction == Introduction::Shares {
            FEWEST_SHARES
        } else {
            2
        };
        let are_shares = parts.len() >= fewest && first.own.contains('占');
        return are_shares.then_some(List {
            whole: None,
            parts,
            introduction,
        });
    }
    let mut whole = whole?;
    // 年末有11人，行政6人，事业5人，其中在职11人
    if first.depth == figures[whole].depth {
        let sum = sum_of(figures, &parts);
        let fitting = figures[..whole].iter().enumerate().rev();
        let sentence = figures[whole].sentence;
        let mut fitting = fitting.take_while(|(_, one)| one.sentence == sentence);
        let larger = fitting.find(|(_, one)| is_alike(one, first) && one.value >= sum);
        if let Some((larger, _)) = larger.filter(|_| figures[whole].value < sum) {
            whole = larger;
        }
    }
    if first.is_operand || is_other(vocabulary, first) || is_other(vocabulary, &figures[whole]) {
        return None;
    }
    let is_direct = parts.len() > 1 && whole + 1 == at;
    let is_list = match introduction {
        Introduction::Bracket => is_direct,
        Introduction::Phases => {
            let mut phases = parts.iter();
            is_direct && phases.all(|part| vocabulary.has(WordList::Phases, figures[*part].own))
        }
        _ => true,
    };
    is_list.then_some(List {
        whole: Some(whole),
        parts,
        introduction,
    })
}

/// The whole of parts whose sentence begins with 其中: the nearest figure of their kind in the
/// sentence before.
fn before_sentence(
    vocabulary: &Vocabulary,
    text: &str,
    (figures, at): (&[Figure<'_>], usize),
) -> Option<usize> {
    let first = &figures[at];
    let begins = first.depth == 0
        && (vocabulary.prefix(WordList::AmongWords, text[first.sentence..].trim_start())).is_some();
    let last = figures[..at].last().filter(|_| begins)?;
    let earlier = figures[..at].iter().enumerate().rev();
    let mut earlier = earlier.take_while(|(_, one)| one.sentence == last.sentence);
    let nearest = earlier.find(|(_, one)| is_alike(one, first) && one.depth == 0);
    nearest.map(|(whole, _)| whole)
}

fn sum_of(figures: &[Figure<'_>], parts: &[usize]) -> Decimal {
    let values = parts.iter().map(|part| figures[*part].value);
    values.fold(Decimal::ZERO, Decimal::saturating_add)
}

/// Whether two figures count the same: 条 and 个 may be of different things.
fn is_alike(some: &Figure<'_>, other: &Figure<'_>) -> bool {
    some.unit == other.unit && (some.counter == other.counter || some.unit != "个")
}

/// Whether a figure is a price, of another time, or a width.
fn is_other(vocabulary: &Vocabulary, figure: &Figure<'_>) -> bool {
    let is_dimension = vocabulary.ends(WordList::Dimensions, figure.own.trim_end());
    is_dimension
        || vocabulary.has(WordList::PerWords, figure.own)
        || vocabulary.has(WordList::OtherTimes, figure.own)
}

/// The parts from a figure on: figures of its unit in one bracket, or up to the end of the
/// sentence.
fn parts_at(
    vocabulary: &Vocabulary,
    text: &str,
    (figures, at, crosses): (&[Figure<'_>], usize, bool),
) -> Vec<usize> {
    let first = &figures[at];
    let mut parts = vec![at];
    let mut last = at;
    let mut is_inner = false;
    for next in at + 1..figures.len() {
        let figure = &figures[next];
        let between = &text[figures[last].range.end..figure.range.start];
        let gap = &text[figures[next - 1].range.end..figure.range.start];
        // In a bracket, parts may be separated like sentences.
        let is_end = figure.depth < first.depth
            || (first.depth == 0 && gap.contains(SENTENCE))
            || figure.sentence != first.sentence
            || closes(between)
            || parts.len() >= MOST_PARTS;
        if is_end {
            break;
        }
        is_inner =
            !gap.contains(SENTENCE) && (is_inner || vocabulary.has(WordList::PartWords, gap));
        if figure.depth > first.depth || is_inner {
            continue;
        }
        let own = clause_of(text, figure, figures[last].range.end);
        let begins_clause = between.contains(COMMAS);
        let is_another = !is_alike(figure, first)
            || (begins_clause && !crosses && figure.depth == 0 && !is_brief(own))
            || figure.is_operand
            || is_other(vocabulary, figure)
            || (begins_clause && vocabulary.has(WordList::OtherActions, own));
        if is_another {
            break;
        }
        parts.push(next);
        last = next;
    }
    parts
}

/// Whether the words of a clause before a figure may only name a part: 中级90人.
fn is_brief(own: &str) -> bool {
    (1..=BRIEF).contains(&own.trim().chars().count())
}

/// Most characters that only name a part.
const BRIEF: usize = 4;

/// The words of the clause of a figure before it, at most from a position on.
fn clause_of<'t>(text: &'t str, figure: &Figure<'_>, from: usize) -> &'t str {
    let from = from.max(reach_before(text, figure.range.start));
    let before = &text[from..figure.range.start];
    &before[last_part(before, &COMMAS)..]
}

/// Whether the bracket that is open at the start of a text is closed in it.
fn closes(between: &str) -> bool {
    let mut open = 0_i32;
    between.chars().any(|one| {
        match one {
            '（' | '(' => open += 1,
            '）' | ')' => open -= 1,
            _ => {}
        }
        open < 0
    })
}
