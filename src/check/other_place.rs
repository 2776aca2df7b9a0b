//! Names of other places and offices in texts: copied from another county's table.

use std::ops::Range;

use super::RuleList;
use super::clauses::{CLAUSE, last_part, rest_of};
use super::scan::{reach_after, reach_before};
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[places, own_words],
    ..RuleList::EMPTY
};

/// Marks before which and after which a name may begin.
const MARKS: [char; 14] = [
    '。', '；', ';', '\n', '，', ',', '！', '：', '《', '“', '（', '(', '、', '》',
];

/// Checks that a text names no other place of the department's level, and no other office of its
/// own county as the one that acts.
fn places(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let vocabulary = &subject.edition.vocabulary;
    let text = text_value.text;
    let levels = [WordList::Counties, WordList::Townships];
    if !levels.iter().any(|level| vocabulary.has(*level, text)) {
        return;
    }
    let department = subject.submission.department(subject.edition).trim();
    // Counties are of one city; townships are of one county.
    let is_branch = vocabulary.has(WordList::BranchOffices, department);
    for level in levels {
        let is_checked = is_of_level(vocabulary, level, department)
            || (level == WordList::Counties && is_branch);
        let suffixes = vocabulary.words(level).filter(|suffix| {
            // 街道 and 区 are named so only where the department is one; elsewhere a 街道 is a
            // street, and a 区 a part of something.
            let is_clear = suffix.chars().nth(1).is_none() && !is_district(vocabulary, suffix);
            is_checked && (is_clear || department.contains(suffix))
        });
        let others = suffixes
            .flat_map(|suffix| text.match_indices(suffix))
            .filter_map(|(at, suffix)| {
                let place = place_before(vocabulary, (text, department), at..at + suffix.len())?;
                let stem = &text[place.start..at];
                let is_own = department.contains(stem);
                (!is_own && !has_reason(vocabulary, text, &place)).then_some(place)
            });
        if let Some(place) = others.min_by_key(|place| place.start) {
            report.push(finding(subject, text_value, place, department));
            return;
        }
    }
    if let Some(place) = other_office(subject, text_value, department) {
        report.push(finding(subject, text_value, place, department));
    }
}

/// Whether a department is of a place of a level; 乡村 and 乡镇 in its name are none.
fn is_of_level(vocabulary: &Vocabulary, level: WordList, department: &str) -> bool {
    vocabulary.words(level).any(|suffix| {
        department.match_indices(suffix).any(|(at, _)| {
            let after = &department[at + suffix.len()..];
            let before = department[..at].chars().next_back();
            let before = before.map(String::from).unwrap_or_default();
            let is_area =
                is_district(vocabulary, suffix) && vocabulary.is(WordList::NoDistricts, &before);
            !is_area
                && vocabulary
                    .prefix(WordList::PlaceBeginnings, after)
                    .is_none()
                && !before.is_empty()
                && !vocabulary.is(WordList::NoPlaces, &before)
        })
    })
}

fn finding(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    place: Range<usize>,
    department: &str,
) -> crate::finding::Finding {
    let name = text::quote(&text_value.text[place.clone()]);
    subject
        .within(Code::OtherPlace, text_value, place)
        .seen(name)
        .expected(format!(
            "本部门({})自己的地名、单位名",
            text::clip(department)
        ))
        .correction("多半是抄了别处的表:改成自己的名称;确与那里有关的,写明关系(会同、毗邻、帮扶等)")
}

/// The name of a place of two characters before its suffix.
fn place_before(
    vocabulary: &Vocabulary,
    (text, department): (&str, &str),
    suffix: Range<usize>,
) -> Option<Range<usize>> {
    let before = &text[reach_before(text, suffix.start)..suffix.start];
    let mut letters = before.char_indices().rev();
    let (last, (first_at, first)) = (letters.next()?.1, letters.next()?);
    let is_letter = |one: char| one.is_alphabetic() && !one.is_ascii();
    if !is_letter(first) || !is_letter(last) {
        return None;
    }
    let (ahead, stem) = before.split_at(first_at);
    let mut single = [0; 4];
    let last = &*last.encode_utf8(&mut single);
    let is_area = is_district(vocabulary, &text[suffix.clone()])
        && (vocabulary.is(WordList::NoDistricts, last)
            || vocabulary.is(WordList::NoDistricts, stem));
    let is_word = is_area
        || vocabulary.is(WordList::NoPlaces, stem)
        || vocabulary.is(WordList::NoPlaces, last)
        || vocabulary.is(WordList::BeforePlaces, stem)
        || vocabulary.ends(WordList::BeforePlaces, stem);
    let ahead = ahead.trim_end_matches(' ');
    let county = county_of(vocabulary, department);
    let after_county = !county.is_empty() && ahead.ends_with(county);
    let after_word = after_county || vocabulary.ends(WordList::BeforePlaces, ahead);
    let after_mark = ahead.is_empty() || ahead.ends_with(MARKS);
    // 美化县城, 发展县域
    let is_compound = vocabulary
        .prefix(WordList::PlaceCompounds, &text[suffix.end..])
        .is_some();
    // 整合街道资源: a verb stands before 街道 as often as a name.
    let is_long = text[suffix.clone()].chars().nth(1).is_some();
    let begins = after_word || (after_mark && !is_compound && !is_long);
    (!is_word && begins).then(|| suffix.start - stem.len()..suffix.end)
}

/// Whether a place is named by a word that many other areas are named by: 区.
fn is_district(vocabulary: &Vocabulary, suffix: &str) -> bool {
    vocabulary.is(WordList::Districts, suffix)
}

fn has_reason(vocabulary: &Vocabulary, text: &str, place: &Range<usize>) -> bool {
    let before = &text[reach_before(text, place.start)..place.start];
    let after = reach_after(&text[place.end..]);
    let start = last_part(before, &CLAUSE);
    vocabulary.has(WordList::PlaceReasons, &before[start..])
        || vocabulary.has(WordList::PlaceReasons, rest_of(after, &CLAUSE))
}

/// Another office of the own county at the start of a clause of a target.
fn other_office(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    department: &str,
) -> Option<Range<usize>> {
    let targets = &subject.rules().narrative.targets;
    let is_target =
        std::ptr::eq(text_value.record, subject.record) && targets.contains(&text_value.field);
    let vocabulary = &subject.edition.vocabulary;
    let county = county_of(vocabulary, department);
    let office = &department[county.len()..];
    let last = office.chars().next_back()?;
    if !is_target || county.is_empty() {
        return None;
    }
    let text = text_value.text;
    text.match_indices(county).find_map(|(at, _)| {
        let ahead = text[..at].trim_end_matches(' ');
        let begins = ahead.is_empty() || ahead.ends_with(CLAUSE) || ahead.ends_with('：');
        let rest = reach_after(&text[at + county.len()..]);
        let marks = |one: char| MARKS.contains(&one) || one == '）';
        let clause = &rest[..rest.find(marks).unwrap_or(rest.len())];
        let (length, _) = clause
            .char_indices()
            .take(MOST_OFFICE)
            .find(|(_, one)| *one == last)?;
        let place = at..at + county.len() + length + last.len_utf8();
        let name = &text[at + county.len()..place.end];
        let is_own = office.starts_with(name) || name.starts_with(office) || length == 0;
        (begins && !is_own && !has_reason(vocabulary, text, &place)).then_some(place)
    })
}

/// The county at the start of a department's name; empty if there is none.
fn county_of<'d>(vocabulary: &Vocabulary, department: &'d str) -> &'d str {
    let found = vocabulary.find(WordList::Counties, department);
    let found = found.filter(|(at, suffix)| {
        let last = department[..*at].char_indices().next_back();
        let last = last.map_or("", |(from, _)| &department[from..*at]);
        !(is_district(vocabulary, suffix) && vocabulary.is(WordList::NoDistricts, last))
    });
    found.map_or("", |(at, suffix)| &department[..at + suffix.len()])
}

/// Most characters of an office's name.
const MOST_OFFICE: usize = 12;

/// Checks that a text does not call its own office by the word for another kind: 我院.
fn own_words(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let vocabulary = &subject.edition.vocabulary;
    let Some((at, word)) = vocabulary.find(WordList::OwnWords, text_value.text) else {
        return;
    };
    let department = subject.submission.department(subject.edition).trim();
    let kind = word.chars().next_back().unwrap_or_default();
    // A project may belong to a hospital of the department.
    let mut values = subject.fields().iter();
    let is_known = department.is_empty()
        || department.contains(kind)
        || values.any(|(field, definition)| {
            let value = subject.record.get(field).as_text();
            definition.kind.is_text() && value.is_some_and(|value| value.contains(kind))
        });
    if !is_known {
        report.push(finding(
            subject,
            text_value,
            at..at + word.len(),
            department,
        ));
    }
}
