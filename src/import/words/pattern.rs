//! Patterns: texts with values between them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fold::{common, fold, is_edge};
use crate::grid::{self, PrintedValue, Segment};

/// A folded text with the position of each character in the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct Plain {
    pub(super) characters: Vec<char>,
    /// Byte range of each character in the original.
    pub(super) bytes: Vec<Range<usize>>,
}

impl Plain {
    /// Folds a text.
    pub(in crate::import) fn of(text: &str) -> Plain {
        let mut plain = Plain::default();
        for (at, character) in text.char_indices() {
            if let Some(folded) = fold(character) {
                plain.characters.push(folded);
                plain.bytes.push(at..at + character.len_utf8());
            }
        }
        plain
    }

    /// Substring of the original for a range of characters.
    fn original<'t>(&self, text: &'t str, characters: Range<usize>) -> &'t str {
        match (
            self.bytes.get(characters.start),
            characters.end.checked_sub(1),
        ) {
            (Some(first), Some(last)) if last >= characters.start => {
                text[first.start..self.bytes[last].end].trim()
            }
            _ => "",
        }
    }
}

/// Substrings of a line between spaces or brackets, from wide spaces to narrow ones:
/// `填报单位：甲局   （2025年度）   单位：万元`.
pub(in crate::import) fn pieces(text: &str) -> Vec<&str> {
    let is_wide = |pair: &str| pair.chars().all(char::is_whitespace);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    for (at, next) in text.char_indices() {
        let end = at + next.len_utf8();
        let after = text[end..].chars().next();
        match next {
            '(' | '（' | '[' | '〔' | '【' => {
                if depth == 0 {
                    pieces.push(&text[start..at]);
                    start = at;
                }
                depth += 1;
            }
            ')' | '）' | ']' | '〕' | '】' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    pieces.push(&text[start..end]);
                    start = end;
                }
            }
            _ if depth == 0
                && (matches!(
                    next,
                    '\n' | '\r' | '\t' | '\u{3000}' | ';' | '；' | ',' | '，'
                ) || is_wide(&text[at..end]) && after.is_some_and(char::is_whitespace)) =>
            {
                pieces.push(&text[start..at]);
                start = end;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces.retain(|piece| !piece.trim().is_empty());
    if pieces.len() == 1 {
        return pieces[0].split_whitespace().collect();
    }
    pieces
}

/// Texts with values between them: a title of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Pattern<T> {
    parts: Vec<PatternPart<T>>,
}

/// A segment of a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart<T> {
    Words(Vec<char>),
    Value(T),
}

/// Result of [`Pattern::exact`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum Reading<'t, T> {
    /// The text of each value.
    Read(Vec<(T, &'t str)>),
    /// The words are in the text more than once.
    Ambiguous,
    /// The text has other words.
    Other,
}

/// Maximum length of a text that is read by a pattern, in characters.
const MAX_EXACT: usize = 8_000;

impl<T: Clone> Pattern<T> {
    /// Pattern of a text of the form; `value` makes the values.
    pub(in crate::import) fn of(
        pattern: &grid::Pattern,
        value: impl Fn(&PrintedValue) -> T,
    ) -> Pattern<T> {
        let parts = pattern.segments.iter().filter_map(|segment| match segment {
            Segment::Words(words) => {
                let words = Plain::of(words).characters;
                (!words.is_empty()).then_some(PatternPart::Words(words))
            }
            Segment::Value(printed) => Some(PatternPart::Value(value(printed))),
        });
        Pattern {
            parts: parts.collect(),
        }
    }

    /// Its values.
    pub(in crate::import) fn values(&self) -> impl Iterator<Item = &T> {
        self.parts.iter().filter_map(|part| match part {
            PatternPart::Value(value) => Some(value),
            PatternPart::Words(_) => None,
        })
    }

    /// The same without brackets and punctuation at its ends, which users add or omit.
    pub(in crate::import) fn trimmed(mut self) -> Pattern<T> {
        self.trim();
        self
    }

    /// Whether a text contains any of its words.
    pub(in crate::import) fn shares_words(&self, text: &str) -> bool {
        let text = Plain::of(text).characters;
        self.parts.iter().any(|part| match part {
            PatternPart::Words(words) => text.windows(words.len()).any(|some| some == words),
            PatternPart::Value(_) => false,
        })
    }

    /// Whether a text contains any words that another pattern lacks.
    pub(in crate::import) fn shares_more_words(&self, other: &Pattern<T>, text: &str) -> bool {
        let text = Plain::of(text).characters;
        let has = |pattern: &Pattern<T>, wanted: &[char]| {
            let mut parts = pattern.parts.iter();
            parts.any(|part| matches!(part, PatternPart::Words(words) if words == wanted))
        };
        self.parts.iter().any(|part| match part {
            PatternPart::Words(words) => {
                !has(other, words) && text.windows(words.len()).any(|some| some == words)
            }
            PatternPart::Value(_) => false,
        })
    }

    /// Whether a text has exactly the words of the pattern, brackets too.
    pub(in crate::import) fn is_exactly(&self, text: &str) -> bool
    where
        T: PartialEq,
    {
        let plain = Plain::of(text);
        plain.characters.len() <= MAX_EXACT
            && !self
                .readings((&plain, text), &|_, _| true, false)
                .is_empty()
    }

    /// Values in a text with exactly the words of the pattern, apart from spaces and widths, and,
    /// if it is not found so, from the kind of brackets. `fits` tells whether a text can be a value.
    pub(in crate::import) fn exact<'t>(
        &self,
        text: &'t str,
        fits: impl Fn(&T, &str) -> bool,
    ) -> Reading<'t, T>
    where
        T: PartialEq,
    {
        let plain = Plain::of(text);
        if plain.characters.len() > MAX_EXACT {
            return Reading::Other;
        }
        for is_loose in [false, true] {
            let mut found = self.readings((&plain, text), &fits, is_loose);
            match found.len() {
                0 => {}
                1 => return Reading::Read(found.swap_remove(0)),
                _ => return Reading::Ambiguous,
            }
        }
        Reading::Other
    }

    /// The ways to read a text, up to two. `is_loose`: brackets may be of another kind or missing.
    fn readings<'t>(
        &self,
        (plain, text): (&Plain, &'t str),
        fits: &dyn Fn(&T, &str) -> bool,
        is_loose: bool,
    ) -> Vec<Vec<(T, &'t str)>>
    where
        T: PartialEq,
    {
        let mut search = Search {
            parts: &self.parts,
            plain,
            text,
            fits,
            is_loose,
            failed: BTreeSet::new(),
            values: Vec::new(),
            found: Vec::new(),
        };
        search.part(0, 0, None);
        search.found
    }

    /// Whether its texts distinguish it from any other text.
    pub(in crate::import) fn has_words(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, PatternPart::Words(words) if words.len() > 1))
    }

    /// Whether any two of its values have words between them, not only punctuation.
    pub(in crate::import) fn has_words_between(&self) -> bool {
        let mut is_after_value = false;
        self.parts.iter().all(|part| match part {
            PatternPart::Value(_) => !std::mem::replace(&mut is_after_value, true),
            PatternPart::Words(words) => {
                is_after_value &= words.iter().all(|word| is_edge(*word));
                true
            }
        })
    }

    /// Whether it contains a value.
    pub(in crate::import) fn states(&self, value: &T) -> bool
    where
        T: PartialEq,
    {
        self.values().any(|own| own == value)
    }

    /// This pattern followed by another.
    pub(in crate::import) fn then(&self, next: &Pattern<T>) -> Pattern<T> {
        let mut parts = self.parts.clone();
        parts.extend(next.parts.iter().cloned());
        Pattern { parts }
    }

    /// Drops brackets and punctuation at its ends.
    pub(super) fn trim(&mut self) {
        if let Some(PatternPart::Words(words)) = self.parts.first_mut() {
            let kept = words
                .iter()
                .position(|word| !is_edge(*word))
                .unwrap_or(words.len());
            words.drain(..kept);
        }
        if let Some(PatternPart::Words(words)) = self.parts.last_mut() {
            while words.last().is_some_and(|word| is_edge(*word)) {
                words.pop();
            }
        }
        self.parts
            .retain(|part| !matches!(part, PatternPart::Words(words) if words.is_empty()));
    }

    /// Whether a text contains most of its words, in order.
    pub(in crate::import) fn is_near(&self, text: &str) -> bool {
        let words = self.parts.iter().flat_map(|part| match part {
            PatternPart::Words(words) => words.as_slice(),
            PatternPart::Value(_) => &[],
        });
        let words: Vec<char> = words.copied().filter(|word| !is_edge(*word)).collect();
        let common = common(&Plain::of(text).characters, &words);
        words.len() > 1 && common * 3 > words.len() * 2
    }

    /// Values in a text that matches the pattern; `None` if it does not match.
    pub(in crate::import) fn read<'t>(&self, text: &'t str) -> Option<Vec<(T, &'t str)>> {
        let plain = Plain::of(text);
        let start = plain.characters.iter().position(|word| !is_edge(*word))?;
        let end = plain.characters.iter().rposition(|word| !is_edge(*word))? + 1;
        let mut values = Vec::new();
        let mut at = start;
        let mut open: Option<(T, usize)> = None;
        for part in &self.parts {
            match part {
                PatternPart::Value(value) => open = Some((value.clone(), at)),
                PatternPart::Words(words) => {
                    let words: Vec<char> = words
                        .iter()
                        .copied()
                        .filter(|word| !is_edge(*word))
                        .collect();
                    let (from, to) = find(&plain.characters[..end], &words, at, open.is_some())?;
                    if let Some((value, begin)) = open.take() {
                        values.push((value, plain.original(text, begin..from)));
                    }
                    at = to;
                }
            }
        }
        if let Some((value, begin)) = open.take() {
            values.push((value, plain.original(text, begin..end)));
            at = end;
        }
        (at == end).then_some(values)
    }
}

/// Search for all ways to read a text by a pattern, up to two.
struct Search<'s, 't, T> {
    parts: &'s [PatternPart<T>],
    plain: &'s Plain,
    text: &'t str,
    fits: &'s dyn Fn(&T, &str) -> bool,
    /// Whether brackets may be of another kind or missing.
    is_loose: bool,
    /// Parts that cannot be read from a position on.
    failed: BTreeSet<(usize, usize)>,
    values: Vec<(T, &'t str)>,
    found: Vec<Vec<(T, &'t str)>>,
}

impl<T: Clone + PartialEq> Search<'_, '_, T> {
    /// Reads the parts from one on, at a position. `open` is the value before it and its start.
    fn part(&mut self, part: usize, at: usize, open: Option<(&T, usize)>) {
        if self.found.len() > 1 || open.is_none() && self.failed.contains(&(part, at)) {
            return;
        }
        let before = self.found.len();
        let end = self.plain.characters.len();
        let parts = self.parts;
        match (parts.get(part), open) {
            (None, None) if at == end => self.finish(),
            (None, None) => {}
            (None, Some((value, start))) => {
                self.close(value, start..end, Search::finish);
            }
            (Some(PatternPart::Words(words)), None) => {
                if let Some(after) = self.words(words, at) {
                    self.part(part + 1, after, None);
                }
            }
            (Some(PatternPart::Words(words)), Some((value, start))) => {
                let all: Vec<(usize, usize)> = (at..=end)
                    .filter_map(|from| Some((from, self.words(words, from)?)))
                    .collect();
                for (from, after) in all {
                    self.close(value, start..from, |search| {
                        search.part(part + 1, after, None);
                    });
                }
            }
            (Some(PatternPart::Value(value)), None) => self.part(part + 1, at, Some((value, at))),
            (Some(PatternPart::Value(next)), Some((value, start))) => {
                for from in at..=end {
                    self.close(value, start..from, |search| {
                        search.part(part + 1, from, Some((next, from)));
                    });
                }
            }
        }
        if open.is_none() && self.found.len() == before {
            self.failed.insert((part, at));
        }
    }

    /// Takes some characters as a value and goes on.
    fn close(&mut self, value: &T, characters: Range<usize>, go_on: impl FnOnce(&mut Self)) {
        let text = self.plain.original(self.text, characters);
        let text =
            text.trim_matches(|next: char| matches!(next, '_' | '＿') || next.is_whitespace());
        if text.is_empty() || (self.fits)(value, text) {
            self.values.push((value.clone(), text));
            go_on(self);
            self.values.pop();
        }
    }

    fn finish(&mut self) {
        if !self.found.contains(&self.values) {
            self.found.push(self.values.clone());
        }
    }

    /// End of words at a position.
    fn words(&self, words: &[char], from: usize) -> Option<usize> {
        let text = &self.plain.characters;
        let mut at = from;
        for word in words {
            match text.get(at) {
                Some(next) if next == word => at += 1,
                Some(next) if self.is_loose && is_edge(*word) && is_edge(*next) => at += 1,
                _ if self.is_loose && is_edge(*word) => {}
                _ => return None,
            }
        }
        Some(at)
    }
}

/// Finds words at a position, or further on, ignoring brackets between them.
pub(super) fn find(
    text: &[char],
    words: &[char],
    from: usize,
    further: bool,
) -> Option<(usize, usize)> {
    let last = if further {
        text.len()
    } else {
        from.min(text.len())
    };
    (from..=last)
        .find_map(|start| {
            let mut at = start;
            let mut rest = words.iter().peekable();
            while let Some(word) = rest.peek() {
                let next = text.get(at)?;
                if next == *word {
                    rest.next();
                } else if !(is_edge(*next) && (at > start || !further)) {
                    return None;
                }
                at += 1;
            }
            while text.get(at).is_some_and(|next| is_edge(*next)) {
                at += 1;
            }
            Some((start, at))
        })
        .or(None)
}
