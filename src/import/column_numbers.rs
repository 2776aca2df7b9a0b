//! Rows that number the columns of a table (栏次): 1 2 3, 甲 乙 1 2, （1）（2）（3）, A B C, also
//! with sums of columns (3=1+2).

use super::words;

/// Words of a cell before the numbers that identify such a row.
const NAMES: [&str; 9] = [
    "栏次",
    "列次",
    "栏号",
    "列号",
    "栏目序号",
    "序",
    "序号",
    "栏",
    "列",
];

/// Minimum number of column numbers in a row.
const MIN: usize = 3;

/// Maximum length of a column number, in bytes.
const MAX_LENGTH: usize = 40;

/// Series of column numbers; each string starts with its first number.
const SERIES: [&str; 5] = [
    "甲乙丙丁戊己庚辛壬癸",
    "abcdefghijklmnopqrstuvwxyz",
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "一二三四五六七八九十",
    "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ",
];

/// The series of Chinese numbers, as in [`Number::series`].
const CHINESE: usize = 4;

/// Consecutive column numbers of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) count: usize,
    /// Whether they may also be values: digits without brackets or letters.
    pub(super) is_plain: bool,
    /// Number of the last column, in any series.
    pub(super) last: u32,
}

/// Column numbers of a row that contains nothing else.
///
/// They start with the first number, or directly after the last one of the row above.
pub(super) fn run<'t>(texts: impl Iterator<Item = &'t str>, after: u32) -> Option<Run> {
    let mut run = Run {
        count: 0,
        is_plain: true,
        last: 0,
    };
    let mut before: Option<Number> = None;
    let mut is_named = false;
    let mut lasts = [0; SERIES.len() + 1];
    for text in texts {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let text = words::label(text);
        if before.is_none() && NAMES.contains(&text.as_str()) {
            (is_named, run.is_plain) = (true, false);
            continue;
        }
        let number = number(&text)?;
        // Repeated in cells that were once merged.
        if before.is_some_and(|before| number.same_place(&before)) {
            run.is_plain &= number.is_plain;
            continue;
        }
        // Columns of texts and of numbers may be numbered separately, in alternation: 甲 1 乙 2.
        let is_next = match lasts[number.series] {
            0 => {
                let goes_on = number.series == 0 && (is_named || number.value == after + 1);
                number.value == 1 || goes_on
            }
            last => number.value == last + 1,
        };
        if !is_next {
            return None;
        }
        run.count += 1;
        run.is_plain &= number.is_plain;
        run.last = number.value.max(run.last + 1);
        lasts[number.series] = number.value;
        before = Some(number);
    }
    (run.count >= MIN).then_some(run)
}

/// One column number.
#[derive(Debug, Clone, Copy)]
struct Number {
    /// 0 for digits, otherwise one more than the index in [`SERIES`].
    series: usize,
    value: u32,
    is_plain: bool,
}

impl Number {
    fn same_place(&self, other: &Number) -> bool {
        (self.series, self.value) == (other.series, other.value)
    }
}

/// Parses a text folded by [`words::label`] as a column number.
fn number(text: &str) -> Option<Number> {
    let (head, formula) = match text.split_once('=') {
        Some((head, formula)) => (head, Some(formula)),
        None => (text, None),
    };
    // 3=1+2 refers to columns, 3=三 does not.
    let is_formula = |formula: &str| {
        formula.contains(|sign: char| sign.is_ascii_digit() || sign == '(')
            && formula
                .chars()
                .all(|sign| sign.is_ascii_digit() || "()[]+-*/×÷%".contains(sign))
    };
    if formula.is_some_and(|formula| !is_formula(formula)) {
        return None;
    }
    let bare = head.strip_prefix('第').unwrap_or(head);
    let bare = bare.trim_matches(['栏', '列']);
    // （1） typed with half-width brackets is stored as -1.
    let bare = bare.strip_prefix('-').unwrap_or(bare);
    let inner = [('(', ')'), ('[', ']'), ('<', '>')]
        .into_iter()
        .find_map(|(open, close)| bare.strip_prefix(open)?.strip_suffix(close));
    let bare = inner.unwrap_or(bare);
    if !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_plain = bare == text;
        let value = bare.parse().ok().filter(|_| !bare.starts_with('0'))?;
        return Some(Number {
            series: 0,
            value,
            is_plain,
        });
    }
    if let Some(value) = beyond_ten(bare) {
        return Some(Number {
            series: CHINESE,
            value,
            is_plain: false,
        });
    }
    let mut signs = bare.chars();
    let sign = signs.next().filter(|_| signs.next().is_none())?;
    let place = |series: &str| (1_u32..).zip(series.chars()).find(|(_, own)| *own == sign);
    let (series, (value, _)) = (1..)
        .zip(SERIES)
        .find_map(|(index, series)| Some((index, place(series)?)))?;
    Some(Number {
        series,
        value,
        is_plain: false,
    })
}

/// Value of 十一 to 九十九.
fn beyond_ten(text: &str) -> Option<u32> {
    let digit = |text: &str| {
        let mut digits = (1_u32..10).zip(SERIES[CHINESE - 1].chars());
        let found = digits.find(|(_, own)| text.strip_prefix(*own) == Some(""));
        found.map(|(value, _)| value)
    };
    let (tens, ones) = text.split_once('十')?;
    match (tens, ones) {
        ("", "") => None,
        (tens, "") => Some(digit(tens)? * 10),
        ("", ones) => Some(10 + digit(ones)?),
        (tens, ones) => Some(digit(tens)? * 10 + digit(ones)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Run> {
        run(text.split_whitespace(), 5)
    }

    #[test]
    fn numbers_of_columns_are_told_from_values() {
        for text in [
            "甲 乙 1 2 3",
            "栏次 1 2 3",
            "（1） （2） （3）",
            "(1) (2) (3)=(1)+(2)",
            "1 2 3=1+2 4",
            "A B C D",
            "① ② ③",
            "第1栏 第2栏 第3栏",
            "-1 -2 -3",
            "甲 甲 乙 1 1 2",
            "一 二 三",
            "栏次 9 10 11=9+10",
            "甲 乙 1 2 丙 3",
            "列1 列2 列3",
            "序号 1 2 3",
            "（一） （二） （三） （四） （五） （六） （七） （八） （九） （十） （十一） （十二）",
        ] {
            assert_eq!(of(text).map(|run| run.is_plain), Some(false), "{text}");
        }
        for text in ["1 2 3 4", "１ ２ ３", "6 7 8 9"] {
            assert_eq!(of(text).map(|run| run.is_plain), Some(true), "{text}");
        }
        for text in [
            "1 2",
            "1 3 4",
            "2 3 4",
            "0 1 2",
            "1.0 2.0 3.0",
            "12 11 6 6 2",
            "甲 乙",
            "1 2 三级",
            "1 2 3=甲",
            "10 11 12",
            "甲 丙 丁",
            "01 02 03",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
