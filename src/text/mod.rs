//! Texts that many findings share: quoting a value, listing choices, finding the known word nearest
//! to an unknown one.

pub use by_sound::{SoundKey, sound_key};
pub use hidden::{
    code_key, file_name_key, is_direction, is_hidden, is_invisible, is_noncharacter, name_key,
};

mod by_sound;
mod hidden;

/// Maximum length of the excerpt of a value in a finding, in characters.
const QUOTE_LIMIT: usize = 40;

/// A value in quotation marks, shortened by [`clip`].
pub fn quote(value: &str) -> String {
    format!("\"{}\"", clip(value))
}

/// A value shortened to forty characters, control characters written as escapes.
pub fn clip(value: &str) -> String {
    clip_to(value, QUOTE_LIMIT)
}

/// A value shortened to at most `most` characters, control characters written as escapes.
pub fn clip_to(value: &str, most: usize) -> String {
    let end = value.char_indices().nth(most).map(|(index, _)| index);
    let mut shown = visible(&value[..end.unwrap_or(value.len())]);
    shown.push_str(end.map_or("", |_| "…"));
    shown
}

/// A value with everything unfit for a terminal written as escapes: control characters, invisible
/// characters, changes of direction.
pub fn visible(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            // As in JSON and TOML.
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            hidden if is_hidden(hidden) => shown.extend(hidden.escape_unicode()),
            other => shown.push(other),
        }
    }
    shown
}

/// The known word nearest to an unknown one, if one is similar enough to be meant. Words of two
/// Chinese characters that share one character are different words (定量, 定性), and a sign is
/// never part of another.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A whole text is not similar to any word, and comparing it would take long.
    if unknown.chars().nth(QUOTE_LIMIT).is_some() {
        return None;
    }
    let known: Vec<&str> = known.into_iter().collect();
    let is_mark = |mark: char| mark.is_whitespace() || "。，、；：.,;:".contains(mark);
    let bare = unknown.trim_matches(is_mark);
    if let Some(same) = known.iter().find(|word| **word == bare) {
        return Some(same);
    }
    let is_short = unknown.chars().count() < 3 && !unknown.is_ascii();
    let known = known
        .into_iter()
        .filter(|word| !is_short || word.chars().count() > 3);
    let scored = known.map(|word| (strsim::normalized_damerau_levenshtein(unknown, word), word));
    let best = scored.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.filter(|(score, _)| *score >= 0.5)
        .map(|(_, word)| word)
}

/// Most characters of two texts that [`likeness`] compares.
pub const LIKENESS_LIMIT: usize = 48;

/// How alike two texts are, from 0 to 1 for equal ones, by the characters that differ. Only the first
/// [`LIKENESS_LIMIT`] characters count: the time depends on the product of the lengths.
pub fn likeness(one: &str, other: &str) -> f64 {
    let first = |text: &str| text.chars().take(LIKENESS_LIMIT).collect::<String>();
    strsim::normalized_levenshtein(&first(one), &first(other))
}

/// The official name that a text probably means: one that differs only by spaces or appended text
/// (产出指标50分), or the nearest. `None` if it is official itself.
pub fn meant_name<'n>(name: &str, official: &'n [String]) -> Option<&'n str> {
    if name.is_empty() || official.iter().any(|known| known == name) {
        return None;
    }
    let bare: String = name.split_whitespace().collect();
    let known = official.iter().map(String::as_str);
    let more = known.clone().find(|known| bare.starts_with(known));
    more.or_else(|| nearest(name, known))
}

/// The Chinese name that has most in common with another one, if one stands out: 部门（单位） for
/// 单位名称. The comparison counts shared characters and ignores their order, because people swap
/// the words of a name.
pub fn nearest_name<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let own = letters(unknown);
    if own.is_empty() || own.len() > QUOTE_LIMIT {
        return None;
    }
    let mut scored: Vec<(usize, &str)> = known
        .into_iter()
        .map(|name| (alike(&own, &letters(name)), name))
        .filter(|(score, _)| *score >= MIN_ALIKE)
        .collect();
    scored.sort_by(|(one, _), (other, _)| other.cmp(one));
    match scored[..] {
        [(best, _), (second, _), ..] if best == second => None,
        [(_, name), ..] => Some(name),
        [] => None,
    }
}

/// Minimum share of common characters for two names to be similar, in percent.
const MIN_ALIKE: usize = 50;

/// Dice coefficient of two names by their characters, in percent.
fn alike(one: &[char], other: &[char]) -> usize {
    let mut rest = other.to_vec();
    let common = one.iter().filter(|letter| {
        let at = rest.iter().position(|left| left == *letter);
        at.map(|at| rest.swap_remove(at)).is_some()
    });
    (200 * common.count())
        .checked_div(one.len() + other.len())
        .unwrap_or(0)
}

/// The characters of a name that are Chinese.
fn letters(name: &str) -> Vec<char> {
    let is_chinese = |letter: &char| matches!(letter, '\u{3400}'..='\u{9FFF}');
    name.chars().filter(is_chinese).collect()
}

/// A list of words, `甲、乙、丙`, of at most twelve.
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    const MAX: usize = 12;
    let words: Vec<&str> = words.into_iter().collect();
    let shown = words[..words.len().min(MAX)].join("、");
    if words.len() > MAX {
        format!("{shown} 等{}个", words.len())
    } else {
        shown
    }
}

/// "May be X" for the nearest word, or else the list of known words.
pub fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(unknown, known.clone()) {
        Some(word) => format!("可能是 {word}"),
        None => format!("可用的有:{}", list(known)),
    }
}

/// The digit of a Chinese numeral in a year: 二〇二四.
pub(crate) const fn numeral(one: char) -> Option<u32> {
    Some(match one {
        '〇' | '○' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_share_most_characters_are_near() {
        let known = [
            "部门（单位）",
            "部门（单位）职能",
            "年度绩效目标",
            "联系人",
            "联系电话",
        ];
        for (unknown, meant) in [
            ("单位名称", Some("部门（单位）")),
            ("单位(部门)", Some("部门（单位）")),
            ("绩效目标", Some("年度绩效目标")),
            ("电话", Some("联系电话")),
            ("联系", Some("联系人")),
            ("备注", None),
            ("name", None),
            ("", None),
        ] {
            assert_eq!(nearest_name(unknown, known), meant, "{unknown}");
        }
        assert_eq!(nearest_name("资金", ["财政资金", "其他资金"]), None);
    }
}
