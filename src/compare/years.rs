//! Years in texts: a text that was only re-dated is the same text.

use std::ops::Range;

use crate::text::numeral;

/// Put in place of a year.
const MASK: char = '\u{1A}';

/// Signs between the two years of a span.
const DASHES: [char; 8] = ['—', '-', '－', '–', '~', '～', '至', '到'];

/// A text without its years; two texts that differ only by years are equal without them.
pub(super) fn without_years(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for (range, _) in years(text) {
        masked.push_str(&text[end..range.start]);
        masked.push(MASK);
        end = range.end;
    }
    masked.push_str(&text[end..]);
    masked
}

/// The years of a text in order: `2025年`, `二〇二五年`, both of `2024—2025年`, `〔2025〕`.
pub(super) fn years(text: &str) -> Vec<(Range<usize>, u32)> {
    let mut found: Vec<(Range<usize>, u32)> = Vec::new();
    let mut run: Option<Run> = None;
    let ends = text.char_indices().map(|(at, one)| (at, Some(one)));
    for (at, one) in ends.chain([(text.len(), None)]) {
        let digit = one.and_then(|one| {
            Some((
                numeral(one).or_else(|| one.to_digit(10))?,
                one.is_ascii_digit(),
            ))
        });
        if let Some((value, is_ascii)) = digit {
            let own = run.filter(|own| own.is_ascii == is_ascii);
            run = Some(match own {
                Some(own) => Run {
                    value: own.value.saturating_mul(10).saturating_add(value),
                    digits: own.digits + 1,
                    ..own
                },
                None => Run {
                    start: at,
                    value,
                    digits: 1,
                    is_ascii,
                },
            });
            continue;
        }
        if let Some(run) = run.take()
            && run.digits == 4
            && (1900..2100).contains(&run.value)
            && run.is_year(text, at)
        {
            found.push((run.start..at, run.value));
        }
    }
    found
}

/// Digits one after the other.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    value: u32,
    digits: u32,
    is_ascii: bool,
}

impl Run {
    fn is_year(self, text: &str, end: usize) -> bool {
        let (before, after) = (&text[..self.start], &text[end..]);
        after.starts_with('年')
            || (before.ends_with(['〔', '[']) && after.starts_with(['〕', ']']))
            || is_start_of_span(after)
    }
}

/// Whether a span ends after its first year: `—2025年`.
fn is_start_of_span(after: &str) -> bool {
    let rest = after.trim_start_matches(DASHES);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest.len() < after.len() && digits == 4 && rest[digits..].starts_with('年')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_years_are_left_out() {
        for (one, other) in [
            ("2024年完成", "2025年完成"),
            ("二〇二四年完成", "二〇二五年完成"),
            ("2023—2025年规划", "2024—2026年规划"),
            ("云财〔2024〕12号", "云财〔2025〕12号"),
        ] {
            assert_eq!(without_years(one), without_years(other));
        }
        for (one, other) in [
            ("培训2000人", "培训2050人"),
            ("12024年", "12025年"),
            ("2024年12月", "2025年11月"),
        ] {
            assert_ne!(without_years(one), without_years(other));
        }
        let all: Vec<u32> = years("2024年至2025年,二〇三〇年")
            .into_iter()
            .map(|year| year.1)
            .collect();
        assert_eq!(all, [2024, 2025, 2030]);
    }
}
