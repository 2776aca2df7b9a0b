//! Texts that are no answer: still to be filled in, 无 where something is wanted, notes to whoever
//! fills in, targets that only repeat the name.

use std::ops::Range;

use super::RuleList;
use super::placeholder::has_placeholder;
use super::reference::is_reference;
use super::subject::{Indicator, IndicatorValue, Sign, Subject, TextValue};
use crate::finding::{Code, Finding, Report};
use crate::form::{FieldKind, Vocabulary, WordList};
use crate::record::Content;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[repeated_name, private],
    indicators: &[of_indicator],
    texts: &[of_text],
    ..RuleList::EMPTY
};

/// What is wrong with a text.
enum Leftover {
    /// It says that something is still to be filled in.
    Unfilled(Range<usize>),
    /// It says nothing, or that there is nothing.
    Nothing,
    /// A note to whoever fills in.
    Note(Range<usize>),
    /// Brackets without anything in them.
    EmptyBrackets(Range<usize>),
    /// One letter instead of a number or a name.
    Letter(Range<usize>),
}

/// Checks the texts of a table; those of indicators have their own rule.
fn of_text(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let field = text_value.fields.get(text_value.field);
    if !matches!(field.kind, FieldKind::Text | FieldKind::Narrative) || field.derive.is_some() {
        return;
    }
    let words = &subject.edition.vocabulary;
    let text = text_value.text;
    let of_table = std::ptr::eq(text_value.record, subject.record);
    let is_narrative = matches!(field.kind, FieldKind::Narrative);
    // 无 may be an answer in a text in paragraphs (存在问题), unless the form says otherwise.
    let is_demanded = || {
        let rules = &subject.rules().narrative;
        let is_told = of_table && !rules.answers.is_empty() && is_narrative;
        (field.required && !is_narrative)
            || (of_table && rules.totals.contains(&text_value.field))
            || (is_told && !rules.answers.contains(&text_value.field))
    };
    let Some(found) = leftover(words, text, is_demanded) else {
        return;
    };
    report.push(finding(subject, text_value, found));
}

/// Checks the value of an indicator in words; `/` and 暂无 are none, while 无 may be one.
fn of_indicator(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let (Sign::Words, IndicatorValue::Text(value)) = (row.sign, row.value) else {
        return;
    };
    let bare = value.trim();
    // A placeholder has its own finding.
    if bare.is_empty() || row.is_target() || has_placeholder(bare) {
        return;
    }
    let words = &subject.edition.vocabulary;
    let is_sign = !bare.contains(char::is_alphanumeric);
    if !is_sign && !is_unfilled(words, bare) {
        return;
    }
    report.push(
        subject
            .in_row(Code::LeftOver, row, row.columns.value)
            .seen(text::quote(bare))
            .expected("要达到的程度")
            .correction("写明要达到的程度,如 明显提升;不用此指标就删去这一行"),
    );
}

fn finding(subject: &Subject<'_>, text_value: &TextValue<'_>, found: Leftover) -> Finding {
    let all = 0..text_value.text.len();
    let (part, expected, correction) = match found {
        Leftover::Unfilled(part) => (part, "填报的内容", "换成实际内容"),
        Leftover::Nothing => (all, "填报的内容", "写出内容;这一栏不能没有"),
        Leftover::Note(part) => (part, "没有给填表人看的话", "照它说的改好,再把它删去"),
        Leftover::EmptyBrackets(part) => (part, "括号里有内容", "填上括号里的内容,没有就删去括号"),
        Leftover::Letter(part) => (part, "数或名称", "把 X 换成实际的数或名称"),
    };
    let seen = text::quote(&text_value.text[part.clone()]);
    subject
        .within(Code::LeftOver, text_value, part)
        .seen(seen)
        .expected(expected)
        .correction(correction)
}

fn leftover(words: &Vocabulary, text: &str, is_demanded: impl Fn() -> bool) -> Option<Leftover> {
    let bare = text.trim();
    if bare.is_empty() || is_reference(words, bare) {
        return None;
    }
    // A placeholder has its own finding.
    found_in(words, (text, bare), is_demanded).filter(|_| !has_placeholder(bare))
}

fn found_in(
    words: &Vocabulary,
    (text, bare): (&str, &str),
    is_demanded: impl Fn() -> bool,
) -> Option<Leftover> {
    if is_unfilled(words, bare) || only_labels(bare) {
        return Some(Leftover::Unfilled(0..text.len()));
    }
    let says_nothing = words.is(WordList::Nothing, bare) || !bare.contains(char::is_alphanumeric);
    // Characters that are not to be seen have their own finding.
    if bare.chars().all(char::is_control) {
        return None;
    }
    if says_nothing {
        return is_demanded().then_some(Leftover::Nothing);
    }
    in_brackets(words, text).or_else(|| lone_letter(words, text).map(Leftover::Letter))
}

/// Whether a text says that it is to be filled in: 待定, 指标1.
fn is_unfilled(words: &Vocabulary, bare: &str) -> bool {
    let plain = bare.trim_matches(['（', '）', '(', ')', '。', '【', '】']);
    let digits: &[char] = &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let stem = plain.trim_end_matches(digits);
    words.is(WordList::Unfilled, plain)
        || (stem.len() < plain.len() && words.is(WordList::NumberedNames, stem))
}

/// Whether a text of several lines has only their labels: 目标1：.
fn only_labels(bare: &str) -> bool {
    let is_label = |line: &str| {
        let line = line.trim();
        line.is_empty() || (line.ends_with(['：', ':']) && line.chars().count() <= LONGEST_LABEL)
    };
    bare.ends_with(['：', ':']) && bare.lines().all(is_label)
}

/// Longest label of a line, in characters.
const LONGEST_LABEL: usize = 6;

/// Longest note in brackets, in bytes.
const LONGEST_NOTE: usize = 120;

/// The first pair of brackets that is empty or has a note to whoever fills in.
fn in_brackets(words: &Vocabulary, text: &str) -> Option<Leftover> {
    for (open, sign) in text.match_indices(['（', '(', '【']) {
        let start = open + sign.len();
        let length = text[start..].find(['）', ')', '】', '（', '(', '\n'])?;
        let inner = &text[start..start + length];
        let close = text[start + length..].chars().next()?;
        if !matches!(close, '）' | ')' | '】') || length > LONGEST_NOTE {
            continue;
        }
        let part = open..start + length + close.len_utf8();
        if inner.trim().is_empty() {
            return Some(Leftover::EmptyBrackets(part));
        }
        if words.prefix(WordList::NoteStarts, inner.trim()).is_some()
            || words.is(WordList::Unfilled, inner.trim())
        {
            return Some(Leftover::Note(part));
        }
    }
    None
}

/// An X that stands for a number or a name: X月底. Two are a placeholder, which has its own finding.
fn lone_letter(words: &Vocabulary, text: &str) -> Option<Range<usize>> {
    let is_latin = |next: char| next.is_ascii_alphanumeric() || matches!(next, '-' | '×' | '.');
    text.match_indices(['X', '×', '╳', '○', '？', '?'])
        .find(|(at, sign)| {
            let before = text[..*at].chars().next_back();
            let after = &text[at + sign.len()..];
            let is_alone = before.is_none_or(|before| {
                !is_latin(before)
                    && !before.is_numeric()
                    && before != '）'
                    && !sign.contains(before)
            });
            // 8人×月 is a product.
            let is_product = *sign == "×"
                && before.is_some_and(|before| {
                    words.is(WordList::KnownUnits, before.encode_utf8(&mut [0; 4]))
                });
            // 怎么办？项目…
            let is_question = matches!(*sign, "？" | "?")
                && before.is_none_or(|before| {
                    words.is(WordList::QuestionEnds, before.encode_utf8(&mut [0; 4]))
                });
            is_alone
                && !is_product
                && !is_question
                && words.prefix(WordList::AfterLetter, after).is_some()
        })
        .map(|(at, sign)| at..at + sign.len())
}

/// Checks that a target says more than the name of its table.
fn repeated_name(subject: &Subject<'_>, report: &mut Report) {
    let words = &subject.edition.vocabulary;
    let title = core_of(words, &subject.record.title);
    if title.chars().nth(2).is_none() {
        return;
    }
    let targets = subject.rules().narrative.totals.iter();
    for field in targets.filter(|field| subject.table.title != Some(**field)) {
        let value = subject.record.get(*field);
        let Some(target) = value.as_text().filter(|_| !value.computed) else {
            continue;
        };
        let own = core_of(words, target);
        let is_within = own.chars().nth(2).is_some() && title.contains(own);
        if !is_within {
            continue;
        }
        let label = &subject.fields().get(*field).label;
        report.push(
            subject
                .at(Code::LeftOver, *field)
                .seen(text::quote(target))
                .expected("要做什么、做多少、做到什么程度")
                .correction(format!("{label}只重复了名称:写出数量、质量、时间和效果")),
        );
    }
}

/// A text without words that only say that it is done, and without those that add nothing.
fn core_of<'t>(words: &Vocabulary, text: &'t str) -> &'t str {
    let mut rest = text.trim();
    loop {
        let before = rest.len();
        if let Some(verb) = words.prefix(WordList::VerbsOfDoing, rest) {
            rest = &rest[verb.len()..];
        }
        if let Some(end) = words.longest_end(WordList::EmptyEnds, rest) {
            rest = &rest[..rest.len() - end.len()];
        }
        rest = rest.trim_matches(|sign: char| {
            !sign.is_alphanumeric() && !matches!(sign, '）' | '（' | '《' | '》' | '”' | '“')
        });
        if rest.len() == before {
            return rest;
        }
    }
}

/// Checks personal texts, which other rules do not read: 张XX is no name.
fn private(subject: &Subject<'_>, report: &mut Report) {
    let words = &subject.edition.vocabulary;
    let phones = &subject.rules().narrative.phones;
    for (field, definition) in subject.fields().iter() {
        let is_text = definition.private && matches!(definition.kind, FieldKind::Text);
        if !is_text || phones.contains(&field) {
            continue;
        }
        let Content::Text(name) = &subject.record.get(field).content else {
            continue;
        };
        let bare = name.trim();
        let says_nothing = !bare.is_empty()
            && !bare.chars().all(char::is_control)
            && (words.is(WordList::Nothing, bare) || !bare.contains(char::is_alphanumeric))
            && !bare.contains('*');
        let is_placeholder = words.has(WordList::NoNames, bare) || is_unfilled(words, bare);
        if !is_placeholder && !says_nothing && !is_reference(words, bare) {
            continue;
        }
        report.push(
            subject
                .at(Code::LeftOver, field)
                .seen("代替内容的字,如 XX、某某、无")
                .expected(format!("{}的实际内容", definition.label))
                .correction("换成实际内容;要打码就用 *"),
        );
    }
}
