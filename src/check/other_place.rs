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

/// The levels of places, with the most characters of a name that is recognized without its office.
const LEVELS: [(WordList, usize); 3] = [
    (WordList::Counties, 3),
    (WordList::Townships, 2),
    (WordList::Cities, 2),
];

/// Checks that a text names no other place of the department's level, and no other office of its
/// own county as the one that acts.
fn places(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let vocabulary = &subject.edition.vocabulary;
    let text = text_value.text;
    if !LEVELS.iter().any(|(level, _)| vocabulary.has(*level, text)) {
        return;
    }
    let department = subject.submission.department(subject.edition).trim();
    for level in LEVELS {
        if let Some(place) = other_of_level(vocabulary, (text, department), level) {
            report.push(finding(subject, text_value, place, department));
            return;
        }
    }
    let other = same_office(vocabulary, (text, department))
        .or_else(|| other_office(subject, text_value, department));
    if let Some(place) = other {
        report.push(finding(subject, text_value, place, department));
    }
}

/// The first name of another place of a level, if the department is of one.
fn other_of_level(
    vocabulary: &Vocabulary,
    (text, department): (&str, &str),
    (level, most): (WordList, usize),
) -> Option<Range<usize>> {
    // Counties are of one city; townships are of one county.
    let is_branch =
        level == WordList::Counties && vocabulary.has(WordList::BranchOffices, department);
    if !is_branch && !is_of_level(vocabulary, level, department) {
        return None;
    }
    let suffixes = vocabulary.words(level).filter(|suffix| {
        // 街道 and 区 are named so only where the department is one; elsewhere a 街道 is a
        // street, and a 区 a part of something.
        let is_clear = suffix.chars().nth(1).is_none() && !is_district(vocabulary, suffix);
        is_clear || department.contains(suffix)
    });
    let others = suffixes
        .flat_map(|suffix| text.match_indices(suffix))
        .filter_map(|(at, suffix)| {
            let most = if is_district(vocabulary, suffix) {
                2
            } else {
                most
            };
            let context = (text, department, level);
            let place = (2..=most).find_map(|length| {
                place_before(vocabulary, context, (at..at + suffix.len(), length))
            })?;
            let stem = &text[place.start..at];
            let is_own = department.contains(stem);
            (!is_own && !has_reason(vocabulary, text, &place)).then_some(place)
        });
    others.min_by_key(|place| place.start)
}

/// The office of the department's own kind in another place: 江宁市交通运输局 for 清浦市交通运输局.
fn same_office(vocabulary: &Vocabulary, (text, department): (&str, &str)) -> Option<Range<usize>> {
    let levels = [WordList::Counties, WordList::Cities];
    let (own, level) = levels.iter().find_map(|level| {
        let own = place_of(vocabulary, *level, department);
        (!own.is_empty()).then_some((own, *level))
    })?;
    let office = &department[own.len()..];
    office.chars().nth(SHORTEST_OFFICE - 1)?;
    text.match_indices(office).find_map(|(at, _)| {
        let suffix = vocabulary.longest_end(level, &text[..at])?;
        let end = at - suffix.len();
        let before = &text[reach_before(text, end)..end];
        let mut starts = before.char_indices().rev();
        let start = (1..=LONGEST_STEM).find_map(|length| {
            let (start, letter) = starts.next()?;
            let begins = length > 1 && begins_name(vocabulary, (&before[..start], department));
            (is_letter(letter) && begins).then_some(start)
        })?;
        let stem = &before[start..];
        let is_word = vocabulary.is(WordList::NoPlaces, stem)
            || vocabulary.ends(WordList::NoPlaces, stem)
            || !stem.chars().all(is_letter);
        let place = end - stem.len()..at + office.len();
        // 中共和政县委 is the committee of 和政县.
        let own_stem = own.strip_suffix(suffix).unwrap_or(own);
        let is_own = department.contains(stem) || stem.ends_with(own_stem);
        let is_other = !is_word && !is_own;
        (is_other && !has_reason(vocabulary, text, &place)).then_some(place)
    })
}

/// Fewest characters of an office that is recognized in other places, and most of a place's name.
const SHORTEST_OFFICE: usize = 3;
const LONGEST_STEM: usize = 4;

/// Whether a name may begin after a text.
fn begins_name(vocabulary: &Vocabulary, (ahead, department): (&str, &str)) -> bool {
    let ahead = ahead.trim_end_matches(' ');
    let county = county_of(vocabulary, department);
    ahead.is_empty()
        || ahead.ends_with(MARKS)
        || ends_number(ahead)
        || (!county.is_empty() && ahead.ends_with(county))
        || vocabulary.ends(WordList::BeforePlaces, ahead)
        || vocabulary.ends(WordList::PlainWork, ahead)
}

/// Whether a text ends with the number of an item: `1.`, `（一）`.
fn ends_number(ahead: &str) -> bool {
    let stem = ahead.trim_end_matches(['.', '．', '）', ')']);
    let last = stem.chars().next_back();
    stem.len() < ahead.len()
        && last.is_some_and(|last| {
            last.is_ascii_digit() || last == '十' || text::numeral(last).is_some()
        })
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

/// The name of a place of so many characters before its suffix.
fn place_before(
    vocabulary: &Vocabulary,
    (text, department, level): (&str, &str, WordList),
    (suffix, length): (Range<usize>, usize),
) -> Option<Range<usize>> {
    let before = &text[reach_before(text, suffix.start)..suffix.start];
    let (first_at, _) = before.char_indices().rev().nth(length - 1)?;
    let (ahead, stem) = before.split_at(first_at);
    let is_stem = stem.chars().all(is_letter) && !is_word(vocabulary, stem, &text[suffix.clone()]);
    if !is_stem {
        return None;
    }
    let ahead = ahead.trim_end_matches(' ');
    let county = county_of(vocabulary, department);
    let after_county = !county.is_empty() && ahead.ends_with(county);
    let after_word = after_county || vocabulary.ends(WordList::BeforePlaces, ahead);
    let after_mark = ahead.is_empty() || ahead.ends_with(MARKS) || ends_number(ahead);
    let follows_work = level != WordList::Townships && vocabulary.ends(WordList::PlainWork, ahead);
    // 美化县城, 发展县域
    let after = &text[suffix.end..];
    let is_compound = vocabulary.prefix(WordList::PlaceCompounds, after).is_some();
    // 整合街道资源: a verb stands before 街道 as often as a name.
    let is_long = text[suffix.clone()].chars().nth(1).is_some();
    let is_free = !is_compound && !is_long;
    let begins = if level == WordList::Cities {
        // 城市民生; the cities of a larger one follow each other: 临河市、安丰县
        let is_city = vocabulary.prefix(WordList::CityCompounds, after).is_none();
        is_city && is_free && !after.starts_with('、') && (after_word || after_mark || follows_work)
    } else if length == 2 {
        after_word || ((after_mark || follows_work) && is_free)
    } else {
        is_free && (after_word || after_mark || follows_work)
    };
    begins.then(|| suffix.start - stem.len()..suffix.end)
}

/// Whether characters before the suffix of a place are a word, not a name.
fn is_word(vocabulary: &Vocabulary, stem: &str, suffix: &str) -> bool {
    let mut letters = stem.char_indices().rev();
    let last = letters.next().map_or("", |(at, _)| &stem[at..]);
    let is_area = is_district(vocabulary, suffix)
        && (vocabulary.is(WordList::NoDistricts, last)
            || vocabulary.is(WordList::NoDistricts, stem));
    let is_city =
        vocabulary.is(WordList::Cities, suffix) && (vocabulary.ends(WordList::NoCities, stem));
    // 全部贫困县: the end of a longer stem is a word as often as the whole.
    let is_longer = letters.next().is_some_and(|(at, _)| at > 0)
        && (vocabulary.ends(WordList::NoPlaces, stem)
            || vocabulary.prefix(WordList::NoPlaces, stem).is_some()
            || vocabulary.prefix(WordList::BeforePlaces, stem).is_some()
            || vocabulary.prefix(WordList::PlainWork, stem).is_some());
    is_area
        || is_city
        || is_longer
        || vocabulary.is(WordList::NoPlaces, stem)
        || vocabulary.is(WordList::NoPlaces, last)
        || vocabulary.is(WordList::BeforePlaces, stem)
        || vocabulary.ends(WordList::BeforePlaces, stem)
}

const fn is_letter(one: char) -> bool {
    matches!(one, '一'..='龥')
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
    place_of(vocabulary, WordList::Counties, department)
}

/// The place of a level at the start of a department's name; empty if there is none.
fn place_of<'d>(vocabulary: &Vocabulary, level: WordList, department: &'d str) -> &'d str {
    let found = vocabulary.find(level, department);
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
