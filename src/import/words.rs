//! Words of a label or title as they are compared: without spaces and line breaks, full-width signs as half-width ones; and patterns of such words.

use std::ops::Range;

/// A text as it is compared, and where each of its characters stands in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plain {
    characters: Vec<char>,
    /// Bytes of each character in the original.
    bytes: Vec<Range<usize>>,
}

impl Plain {
    /// The text as it is compared.
    pub(super) fn of(text: &str) -> Plain {
        let mut plain = Plain::default();
        for (at, character) in text.char_indices() {
            if let Some(folded) = fold(character) {
                plain.characters.push(folded);
                plain.bytes.push(at..at + character.len_utf8());
            }
        }
        plain
    }

    /// The part of the original behind some characters.
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

/// A text as it is compared, where nobody asks what stood where in it.
fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// A label's words: a colon after it and a star before it do not count.
pub(super) fn label(text: &str) -> String {
    let mut words = folded(text);
    words.truncate(words.trim_end_matches([':', '*', '.', '。']).len());
    let before = words.len() - words.trim_start_matches(['*', '★']).len();
    words.drain(..before);
    words
}

/// A label without what stands in brackets at its end: 项目资金(万元) → 项目资金. None where nothing does.
pub(super) fn without_brackets(label: &str) -> Option<&str> {
    let inner = label.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    (open > 0).then(|| &label[..open])
}

/// What stands after a label in one text with it, set apart by a colon, a space or its digits: 20万元 of `年度资金总额：20万元`. Brackets are none, nor is a
/// unit alone.
pub(super) fn value_after<'t>(text: &'t str, expected: &str) -> Option<&'t str> {
    let words: Vec<char> = label(expected).chars().collect();
    let plain = Plain::of(text);
    let last = words.len().checked_sub(1)?;
    if !plain.characters.starts_with(&words) {
        return None;
    }
    let rest = &text[plain.bytes.get(last)?.end..];
    let value = rest
        .trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '：'))
        .trim_end();
    let is_apart = value.len() < rest.trim_end().len()
        || value.starts_with(|sign: char| sign.is_ascii_digit());
    let has_digit = value.contains(|sign: char| sign.is_ascii_digit());
    let is_unit = !has_digit && money_unit(value).is_some();
    let is_value = is_apart && !is_unit && value.starts_with(char::is_alphanumeric);
    is_value.then_some(value)
}

/// Whether a text is another word for a label, as the edition has them.
pub(super) fn is_synonym(text: &str, expected: &str, synonyms: &[(String, String)]) -> bool {
    if text.len() > LONGEST_LIKE {
        return false;
    }
    let bare = |text: &str| {
        let words = label(text);
        without_brackets(&words).map_or(words.clone(), str::to_owned)
    };
    let (text, expected) = (bare(text), bare(expected));
    let mut synonyms = synonyms.iter();
    synonyms.any(|(word, own)| bare(own) == expected && bare(word) == text)
}

/// Units that money is counted in, each after those that it ends with, and signs of the first.
const MONEY_UNITS: [&str; 14] = [
    "元",
    "百元",
    "千元",
    "万元",
    "十万元",
    "百万元",
    "千万元",
    "亿元",
    "美元",
    "欧元",
    "港元",
    "日元",
    "¥",
    "￥",
];

/// What stands just before a unit of money that is a word of its own, where no sign does, and just after it.
const BEFORE_UNIT: [&str; 9] = ["单位", "人民币", "金额", "以", "按", "用", "为", "均", "是"];
const AFTER_UNIT: [&str; 6] = ["为", "计", "填", "人民币", "整", "作"];

/// The first unit of money that a text tells as a word of its own: `（元）`, `单位：万元`, `以元为单位`, `单位：人、千元`; no `单元`, `200元`, `元旦`.
pub(super) fn money_unit(text: &str) -> Option<&'static str> {
    // Nearly no text: looked at first.
    if !text.contains(['元', '¥', '￥']) {
        return None;
    }
    let mut tight = String::new();
    for next in text.chars() {
        // 万 元.
        if !(next.is_whitespace() && tight.ends_with(['十', '百', '千', '万', '亿'])) {
            tight.push(next);
        }
    }
    let is_sign = |next: Option<char>| next.is_none_or(|next| !next.is_alphanumeric());
    let found = tight
        .match_indices(['元', '¥', '￥'])
        .find_map(|(at, sign)| {
            let (whole, after) = tight.split_at(at + sign.len());
            let mut units = MONEY_UNITS.into_iter().rev();
            let unit = units.find(|unit| whole.ends_with(unit))?;
            let before = whole.strip_suffix(unit)?;
            let is_apart = (is_sign(before.chars().next_back())
                || BEFORE_UNIT.iter().any(|word| before.ends_with(word)))
                && (is_sign(after.chars().next())
                    || AFTER_UNIT.iter().any(|word| after.starts_with(word)));
            is_apart.then_some(unit)
        })?;
    Some(if matches!(found, "¥" | "￥") {
        MONEY_UNITS[0]
    } else {
        found
    })
}

/// Whether a text is a number of a page: 第1页, 共 2 页, 第1页 共2页, -1-.
pub(super) fn is_page_number(text: &str) -> bool {
    if text.len() > LONGEST_LIKE {
        return false;
    }
    let words = label(text);
    let is_rest = |sign: char| sign.is_ascii_digit() || "第共页,/-()".contains(sign);
    let has = |sign: fn(char) -> bool| words.contains(sign);
    let is_named = words.contains('页') && words.starts_with(['第', '共', '(']);
    let is_dashed = words.len() > 2 && words.starts_with('-') && words.ends_with('-');
    has(|sign| sign.is_ascii_digit()) && words.chars().all(is_rest) && (is_named || is_dashed)
}

/// Whether a text is, or begins with, one of the words that people sign after: `填表人`, `填 表 人：张三`, `填表人 张三`, `填表人（签字）`.
pub(super) fn is_signature(text: &str, words: &[String]) -> bool {
    if text.len() > LONGEST_LIKE {
        return false;
    }
    let whole = label(text);
    let is_word = |text: &str| words.iter().any(|word| word == text);
    let ends = |rest: &str| {
        let inner = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        rest.starts_with([':', '_']) || inner.is_some_and(|(inner, _)| is_word(inner))
    };
    let first = text.split_whitespace().next().map(label);
    let bare = whole.trim_start_matches('(').trim_end_matches(')');
    let is_two = |(at, _): (usize, char)| is_word(&whole[..at]) && is_word(&whole[at..]);
    is_word(bare)
        || whole.char_indices().skip(1).any(is_two)
        || first.is_some_and(|first| is_word(&first))
        || words
            .iter()
            .any(|word| whole.strip_prefix(word.as_str()).is_some_and(ends))
}

/// Whether a text ends with one of some words, brackets aside: 财政部门审核意见, 主管部门（盖章）.
pub(super) fn ends_like(text: &str, ends: &[String]) -> bool {
    let whole = label(text);
    let bare = whole.trim_end_matches(')');
    text.len() <= LONGEST_LIKE && ends.iter().any(|end| bare.ends_with(end.as_str()))
}

/// The parts of a line that spaces or brackets set apart, from wide spaces to narrow ones: 填报单位：甲局   （2025年度）   单位：万元.
pub(super) fn pieces(text: &str) -> Vec<&str> {
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

/// Whether a text begins with a short name and a colon, as notes and signatures do: 注：…, 填表人：.
pub(super) fn names_itself(text: &str) -> bool {
    let mut start = text.trim().chars().take(LONGEST_NAME);
    start.any(|next| matches!(next, ':' | '：'))
}

/// Longest name before a colon, with the colon.
const LONGEST_NAME: usize = 10;

/// The number in a text that is a year and nothing else: 2025年, （2025年）.
pub(super) fn year(text: &str) -> Option<&str> {
    let bare =
        text.trim_matches(|sign: char| sign.is_whitespace() || "()（）[]〔〕【】".contains(sign));
    let number = bare.strip_suffix('年')?.trim();
    (number.chars().count() == 4 && digits(number).bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(number)
}

/// What follows the number of a year, or stands before it.
pub(super) const YEAR: &str = "年度";

/// Whether a text is the number of a year.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4
        && text.starts_with(['1', '2'])
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The years that a line tells: `2025年`, `2024—2025年度`, `年度：2025`; none of a date's (`2025年3月1日`).
pub(super) fn years(text: &str) -> Vec<String> {
    const NUMBERS: &str = "0123456789一二三四五六七八九十";
    const UNTIL: [char; 5] = ['-', '~', '至', '到', '、'];
    let plain = folded(text);
    let mut years = Vec::new();
    let mut before = plain.as_str();
    // Whether the number behind is a year's: one before a dash is a year too.
    let mut is_next_told = false;
    while let Some(end) = before.rfind(|sign: char| sign.is_ascii_digit()) {
        let (rest, after) = before.split_at(end + 1);
        let behind = &plain[end + 1..];
        before = rest.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let number = &rest[before.len()..];
        let is_date = |after: &str| {
            let after = after.trim_start_matches(|sign| NUMBERS.contains(sign));
            after.starts_with('月')
        };
        let is_told = match behind.strip_prefix('年') {
            Some(after) => !is_date(after),
            None => {
                before.trim_end_matches(':').ends_with(YEAR)
                    || is_next_told && after.chars().all(|sign| UNTIL.contains(&sign))
            }
        };
        is_next_told = is_told && is_year(number);
        years.extend(is_next_told.then(|| number.to_owned()));
    }
    years
}

/// A text with full-width digits, and Chinese ones that are said one by one (二〇二五), as plain digits.
pub(super) fn digits(text: &str) -> String {
    const CHINESE: &str = "〇一二三四五六七八九";
    let is_chinese = |sign: char| CHINESE.contains(sign) || matches!(sign, '○' | '零' | 'О' | 'O');
    let is_said = text.chars().count() == 4 && text.chars().all(is_chinese);
    let digit = |sign: char| match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        _ if is_said => {
            let value = CHINESE.chars().position(|own| own == sign).unwrap_or(0);
            u32::try_from(value)
                .ok()
                .and_then(|value| char::from_digit(value, 10))
                .unwrap_or(sign)
        }
        _ => sign,
    };
    text.chars().map(digit).collect()
}

/// Words and signs that a whole text may be, in brackets or not, however often a sign is typed: `—`, `——`, `（无）`.
#[derive(Debug, Default)]
pub(super) struct Signs {
    words: Vec<String>,
    /// How they begin: nearly all texts are told apart by that.
    first: Vec<char>,
}

impl Signs {
    pub(super) fn of(words: &[String]) -> Signs {
        let words: Vec<String> = words.iter().map(|word| sign(word)).collect();
        let first = words.iter().filter_map(|word| word.chars().next());
        Signs {
            first: first.collect(),
            words,
        }
    }

    /// Whether a text is one of them.
    pub(super) fn has(&self, text: &str) -> bool {
        // A space or a bracket before the word says nothing yet.
        let first = text.chars().next().map(fold);
        let may_be = match first {
            Some(Some(first)) => first == '(' || self.first.contains(&first),
            Some(None) => true,
            None => false,
        };
        may_be && text.len() <= LONGEST_LIKE && self.words.contains(&sign(text))
    }
}

fn sign(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().filter_map(fold).collect();
    characters.dedup_by(|next, before| next == before && !next.is_alphanumeric());
    let bare: String = characters.into_iter().collect();
    let inner = bare
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inner.map(str::to_owned).unwrap_or(bare)
}

/// What numbers in words are made of.
const NUMBERS: &str = "一二两三四五六七八九十百";

/// Whether a text begins as one of some words in which `{}` stands for a number in words, and goes on: `一、党政部门`, `（二）事业单位`.
pub(super) fn begins_with_number(text: &str, words: &[String]) -> bool {
    if text.len() > LONGEST_LIKE {
        return false;
    }
    let whole = label(text);
    words.iter().any(|word| {
        let word = label(&format!("{word}-"));
        let word = word.trim_end_matches('-');
        let Some((before, after)) = word.split_once("{}") else {
            return false;
        };
        let Some(rest) = whole.strip_prefix(before) else {
            return false;
        };
        let name = rest.trim_start_matches(|number| NUMBERS.contains(number));
        let is_named = name
            .strip_prefix(after)
            .is_some_and(|name| !name.is_empty());
        name.len() < rest.len() && is_named
    })
}

/// A name without the number before it, and whether a sign sets them apart: `1.甲局`, `（一）甲局`, `一、甲局`, `[001]甲局`; `001甲局`, but not `12中学`.
pub(super) fn without_number(name: &str) -> Option<(&str, bool)> {
    const NUMBERS: &str = "一二三四五六七八九十百";
    const OPEN: [char; 5] = ['(', '（', '[', '【', '［'];
    const APART: [char; 11] = [
        '.', '．', '、', ')', '）', ']', '】', '］', '-', ' ', '\u{3000}',
    ];
    const LEAST_DIGITS: usize = 3;
    let name = name.trim();
    let open = name.trim_start_matches(OPEN);
    let behind = open.trim_start_matches(|sign: char| sign.is_numeric() || NUMBERS.contains(sign));
    let rest = behind.trim_start_matches(APART);
    let digits = open.chars().take_while(char::is_ascii_digit).count();
    let is_apart = rest.len() < behind.len();
    let is_number = behind.len() < open.len() && (is_apart || digits >= LEAST_DIGITS);
    let is_name = rest.starts_with(char::is_alphabetic);
    (is_number && is_name).then_some((rest, is_apart))
}

/// Whether a head is that of a column of units or departments: `基层单位`, `二级预算部门名称`.
pub(super) fn is_of_units(head: &str) -> bool {
    let words = label(head);
    let words = words.trim_end_matches("名称");
    words.ends_with("单位") || words.ends_with("部门")
}

/// Whether what stands in the place of a name is none: an error, a formula, a number, what a pivot table writes for a blank cell.
pub(super) fn is_no_name(text: &str) -> bool {
    const BLANK: [&str; 2] = ["(空白)", "(blank)"];
    let text = text.trim();
    text.starts_with(['#', '=']) && (text.is_ascii() || text.contains('!'))
        || !text.contains(char::is_alphabetic)
        || text.len() <= LONGEST_LIKE && BLANK.contains(&label(text).as_str())
}

/// Whether a text is one of some words in which `{}` stands for a number: `共2个单位`, `第1页，共3页`.
pub(super) fn has_number(text: &str, words: &[String]) -> bool {
    if text.len() > LONGEST_LIKE {
        return false;
    }
    let mut plain = String::new();
    for character in label(text).chars() {
        match character {
            number if number.is_ascii_digit() || NUMBERS.contains(number) => {
                if !plain.ends_with("{}") {
                    plain.push_str("{}");
                }
            }
            ',' | '/' | '、' | '(' | ')' | ';' => {}
            other => plain.push(other),
        }
    }
    plain.contains("{}") && words.contains(&plain)
}

/// A character as it is compared; none for what does not count.
fn fold(character: char) -> Option<char> {
    let folded = match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        '\u{FE55}' | '\u{2236}' | '\u{FE13}' => ':',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '“' | '”' | '„' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '−' | '─' | '‐' => '-',
        '﹪' => '%',
        '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' => return None,
        hidden if hidden.is_whitespace() || hidden.is_control() => return None,
        other => other,
    };
    Some(folded.to_ascii_lowercase())
}

/// Words with places for values between them: a title of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern<T> {
    parts: Vec<PatternPart<T>>,
}

/// A part of a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart<T> {
    Words(Vec<char>),
    Value(T),
}

/// What begins and ends the number of a value in a text that was made to show where its values stand.
pub(super) const PROBE_DELIMITERS: (char, char) = ('\u{E000}', '\u{E001}');

impl<T: Copy> Pattern<T> {
    /// The pattern of a text with marked numbers in it, and what each number stands for.
    pub(super) fn of(text: &str, value: impl Fn(usize) -> Option<T>) -> Pattern<T> {
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

    /// Whether words stand in it that tell it from any other text.
    pub(super) fn has_words(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, PatternPart::Words(words) if words.len() > 1))
    }

    /// Whether a value stands in it.
    pub(super) fn tells(&self, value: T) -> bool
    where
        T: PartialEq,
    {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, PatternPart::Value(own) if *own == value))
    }

    /// This pattern and another after it.
    pub(super) fn then(&self, next: &Pattern<T>) -> Pattern<T> {
        let mut parts = self.parts.clone();
        parts.extend(next.parts.iter().cloned());
        Pattern { parts }
    }

    /// Brackets and marks at its ends do not count.
    fn trim(&mut self) {
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

    /// Whether a text has most of its words, in their order.
    pub(super) fn is_near(&self, text: &str) -> bool {
        let words = self.parts.iter().flat_map(|part| match part {
            PatternPart::Words(words) => words.as_slice(),
            PatternPart::Value(_) => &[],
        });
        let words: Vec<char> = words.copied().filter(|word| !is_edge(*word)).collect();
        let common = common(&Plain::of(text).characters, &words);
        words.len() > 1 && common * 3 > words.len() * 2
    }

    /// The values in a text that is made like this, each as it stands there; none where it is not.
    pub(super) fn read<'t>(&self, text: &'t str) -> Option<Vec<(T, &'t str)>> {
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

/// Whether a text is most likely a label with some of its words changed: it has most of them in their order, or no others.
pub(super) fn is_like(text: &str, label: &str) -> bool {
    let bare = |text: &str| -> Vec<char> {
        let characters = text.chars().filter_map(fold);
        characters.filter(|word| !is_edge(*word)).collect()
    };
    let (text, label) = (bare(text), bare(label));
    if text.len() > LONGEST_LIKE {
        return false;
    }
    let common = common(&text, &label);
    common > 1 && (common * 3 > label.len() * 2 || common == text.len())
}

/// Whether a text with spaces or line feeds in it is one name below a label, broken to fit its cell: one character a line, the end of the label alone in
/// the last (数量 指标 below 二级指标), or what stands in brackets.
pub(super) fn is_broken(text: &str, label: &str) -> bool {
    let pieces = text.split_whitespace();
    let mut pieces = pieces.take_while(|piece| !piece.starts_with(['(', '（']));
    let Some(last) = pieces.clone().last().filter(|last| last.len() < text.len()) else {
        return false;
    };
    let end = last.split(['(', '（']).next().unwrap_or(last);
    label.ends_with(end)
        || pieces.clone().count() == 1
        || pieces.all(|piece| piece.chars().nth(1).is_none())
}

/// Whether a name has all characters of a shorter one, in their order: 云溪县水务局 and 县水务局, 水务局办公室 and 水务局.
pub(super) fn is_short_for(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    short
        .chars()
        .all(|own| rest.any(|character| character == own))
}

/// Longest text that is compared with a label for its likeness, in characters.
const LONGEST_LIKE: usize = 200;

/// How many characters two texts have in common, in the same order.
fn common(text: &[char], words: &[char]) -> usize {
    let mut lengths = vec![0; words.len() + 1];
    for character in text {
        let mut before = 0;
        for (at, word) in words.iter().enumerate() {
            let here = lengths[at + 1];
            let longest = if character == word {
                before + 1
            } else {
                here.max(lengths[at])
            };
            before = here;
            lengths[at + 1] = longest;
        }
    }
    lengths[words.len()]
}

/// Where some words stand from a place on, brackets between them left aside: just there, or further on.
fn find(text: &[char], words: &[char], from: usize, further: bool) -> Option<(usize, usize)> {
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

/// Brackets and the like, which people put or leave out.
fn is_edge(character: char) -> bool {
    matches!(
        character,
        '(' | ')' | '[' | ']' | '<' | '>' | '《' | '》' | ':' | '"' | '-' | '.' | ',' | '_'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern<usize> {
        let marked = text.replace('{', "\u{E000}").replace('}', "\u{E001}");
        Pattern::of(&marked, Some)
    }

    #[test]
    fn labels_are_compared_without_what_people_vary() {
        for (left, right) in [
            ("部门（单位）", "部门 (单位)"),
            ("部门（单位）\n职能", "部门(单位)职能："),
            ("*项目名称", "项目\u{3000}名称"),
            ("其中: 财政资金", "其中：财政资金"),
            ("ＡＢ", "ab"),
        ] {
            assert_eq!(label(left), label(right));
        }
        assert_eq!(without_brackets("项目资金(万元)"), Some("项目资金"));
        assert_eq!(without_brackets("(万元)"), None);
        assert_eq!(without_brackets("项目资金"), None);
    }

    #[test]
    fn a_value_after_its_label_is_found() {
        for (text, label, value) in [
            ("联系人：王芳", "联系人", Some("王芳")),
            ("年度资金总额：20万元", "年度资金总额:", Some("20万元")),
            ("其中: 财政资金 18.5", "其中：财政资金", Some("18.5")),
            ("编制人数12", "编制人数", Some("12")),
            ("年度资金总额：万元", "年度资金总额:", None),
            ("项目名称：（全称）", "项目名称", None),
            ("联系人及电话", "联系人", None),
            ("联系人：", "联系人", None),
        ] {
            assert_eq!(value_after(text, label), value, "{text}");
        }
    }

    #[test]
    fn a_signature_is_told_from_a_name() {
        let words = ["填表人", "签字", "电话"].map(str::to_owned);
        for text in [
            "填表人",
            "填 表 人：张三",
            "填表人 张三",
            "填表人（签字）",
            "（签字）",
            "填表人____",
        ] {
            assert!(is_signature(text, &words), "{text}");
        }
        for text in ["填表人员培训", "电话（座机）改造", "热线电话", "电话费", ""]
        {
            assert!(!is_signature(text, &words), "{text}");
        }
    }

    #[test]
    fn a_changed_label_is_told_from_another() {
        for (text, label) in [
            ("类型", "指标值类型"),
            ("目标", "总体目标"),
            ("指标内容", "指标值内容"),
        ] {
            assert!(is_like(text, label), "{text}");
        }
        for (text, label) in [
            ("权重", "度量单位"),
            ("责任单位", "度量单位"),
            ("值", "指标值"),
        ] {
            assert!(!is_like(text, label), "{text}");
        }
    }

    #[test]
    fn values_are_found_between_the_words_of_a_title() {
        let name = pattern("{0}部门（单位）整体支出绩效目标表");
        assert_eq!(
            name.read("云溪县 水务局部门(单位)整体支出绩效目标表"),
            Some(vec![(0, "云溪县 水务局")])
        );
        let year = pattern("（{1}年度）");
        for text in ["（2025年度）", "(2025 年度)", "2025年度", "〔2025年度〕"] {
            assert_eq!(year.read(text), Some(vec![(1, "2025")]), "{text}");
        }
        assert_eq!(year.read("2025年度预算"), None);
        let both = name.then(&year);
        assert_eq!(
            both.read("云溪县水务局部门（单位）整体支出绩效目标表（2025年度）"),
            Some(vec![(0, "云溪县水务局"), (1, "2025")])
        );
        assert_eq!(
            both.read("云溪县水务局部门（单位）整体支出绩效目标表2025年度"),
            Some(vec![(0, "云溪县水务局"), (1, "2025")])
        );
    }

    #[test]
    fn a_name_with_brackets_stays_whole() {
        let name = pattern("{0}整体支出绩效目标表");
        assert_eq!(
            name.read("云溪县科协(本级)整体支出绩效目标表"),
            Some(vec![(0, "云溪县科协(本级)")])
        );
    }
}
