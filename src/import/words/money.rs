//! Units of money in texts.

use rust_decimal::Decimal;

/// Units of money, each after those that it ends with, and signs of the first one.
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

/// Words directly before and directly after a unit that is a word of its own, without punctuation.
const BEFORE_UNIT: [&str; 9] = ["单位", "人民币", "金额", "以", "按", "用", "为", "均", "是"];

const AFTER_UNIT: [&str; 6] = ["为", "计", "填", "人民币", "整", "作"];

/// First unit of money in a text that is a word of its own: `（元）`, `单位：万元`, `以元为单位`,
/// `单位：人、千元`; not in `单元`, `200元`, `元旦`.
pub(in crate::import) fn money_unit(text: &str) -> Option<&'static str> {
    // Fast path: nearly every text has none.
    if !text.contains(['元', '¥', '￥']) {
        return None;
    }
    let mut tight = String::new();
    for next in text.chars() {
        // For example 万 元.
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

/// Unit of money that a line states in words: `单位：万元`, `（以元为单位）`, `金额以元计`.
pub(in crate::import) fn worded_unit(text: &str) -> Option<&'static str> {
    // Fast path: nearly every cell has none.
    text.contains(['位', '计']).then(|| money_unit(text))?
}

/// How many yuan a unit of money is; `None` for another currency.
pub(in crate::import) fn yuan(unit: &str) -> Option<Decimal> {
    const MULTIPLES: [(&str, u32); 8] = [
        ("元", 1),
        ("百元", 100),
        ("千元", 1_000),
        ("万元", 10_000),
        ("十万元", 100_000),
        ("百万元", 1_000_000),
        ("千万元", 10_000_000),
        ("亿元", 100_000_000),
    ];
    let known = MULTIPLES.iter().find(|(word, _)| *word == unit);
    known.map(|(_, yuan)| Decimal::from(*yuan))
}
