//! Patterns: texts with values between them.

use std::ops::Range;

use super::fold::{common, fold, is_edge};

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

/// Start and end of a value's number in a probe text, which shows the positions of values.
pub(in crate::import) const PROBE_DELIMITERS: (char, char) = ('\u{E000}', '\u{E001}');

impl<T: Copy> Pattern<T> {
    /// Pattern of a probe text. `value` maps the numbers in it.
    pub(in crate::import) fn of(text: &str, value: impl Fn(usize) -> Option<T>) -> Pattern<T> {
        let mut parts = Vec::new();
        for (index, piece) in text.split(PROBE_DELIMITERS.0).enumerate() {
            let (number, words) = match piece.split_once(PROBE_DELIMITERS.1) {
                Some((number, words)) if index > 0 => (number.parse().ok(), words),
                _ => (None, piece),
            };
            parts.extend(number.and_then(&value).map(PatternPart::Value));
            let words = Plain::of(words).characters;
            if !words.is_empty() {
                parts.push(PatternPart::Words(words));
            }
        }
        let mut pattern = Pattern { parts };
        pattern.trim();
        pattern
    }

    /// Whether its texts distinguish it from any other text.
    pub(in crate::import) fn has_words(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, PatternPart::Words(words) if words.len() > 1))
    }

    /// Whether it contains a value.
    pub(in crate::import) fn states(&self, value: T) -> bool
    where
        T: PartialEq,
    {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, PatternPart::Value(own) if *own == value))
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
                PatternPart::Value(value) => open = Some((*value, at)),
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
