//! Characters that may not begin or end a line in Chinese text (行首行尾禁则, kinsoku), in addition
//! to UAX #14.
//!
//! Sources: GB/T 15834—2011 《标点符号用法》 §5.1 (句号、逗号、顿号、分号、冒号、问号、叹号,
//! closing quotation marks, brackets and book titles, 连接号 and 间隔号 never at a line start;
//! opening marks never at a line end; 分隔号 at neither; 破折号 and 省略号 never split), and W3C
//! 《中文排版需求》 (clreq) §3.1.5 “行首行尾禁则”. The half-width and unit signs are additions,
//! because departments type both forms.

/// Characters that never begin a line, by code point.
const NOT_AT_START: &[char] = &[
    '!', '%', ')', ',', '.', ':', ';', '?', ']', '}', '°', '·', '»', '–', '’', '”', '‧', '‰', '′',
    '″', '›', '℃', '℉', '、', '。', '々', '〉', '》', '」', '』', '】', '〕', '〗', '〙', '〛',
    '〜', '〞', '〟', '・', '﹐', '﹑', '﹒', '﹔', '﹕', '﹖', '﹗', '﹚', '﹜', '﹞', '！', '％',
    '）', '，', '．', '／', '：', '；', '？', '］', '｝', '～', '｠', '｡', '｣', '､', '･',
];

/// Characters that never end a line, by code point.
const NOT_AT_END: &[char] = &[
    '$', '(', '[', '{', '£', '¥', '«', '‘', '“', '‹', '〈', '《', '「', '『', '【', '〔', '〖',
    '〘', '〚', '〝', '﹙', '﹛', '﹝', '＄', '（', '／', '［', '｛', '｟', '｢', '￡', '￥',
];

/// Whether a character is a box to tick, which stays with the word that directly follows it.
pub(super) const fn is_box(character: char) -> bool {
    matches!(
        character,
        '☐' | '☑' | '☒' | '□' | '■' | '▢' | '√' | '✓' | '✔'
    )
}

/// Punctuation in pairs that are never split: 破折号 (——) and 省略号 (……).
const PAIRED: &[char] = &['—', '…', '⋯'];

/// Whether a line may end after `before` and the next one begin with `after`.
pub(super) fn may_part(before: char, after: char) -> bool {
    // Two ideographs, the common case: neither is in the lists.
    if is_ideograph(before) && is_ideograph(after) {
        return true;
    }
    !is_bound_to_next(before, after) && NOT_AT_START.binary_search(&after).is_err()
}

pub(super) const fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}')
}

/// Whether a character ends a phrase: it never begins a line.
pub(super) fn is_closing(character: char) -> bool {
    NOT_AT_START.binary_search(&character).is_ok()
}

fn is_bound_to_next(before: char, after: char) -> bool {
    let is_solidus = before == '/' && !after.is_ascii();
    is_solidus || NOT_AT_END.binary_search(&before).is_ok()
}

/// Whether a line may break at a quotation mark that UAX #14 (before Unicode 15.1) treats as
/// undirected: before an opening mark that follows Chinese, or after a closing one that precedes
/// Chinese.
pub(super) fn parts_at_quotation_mark(before: char, after: char) -> bool {
    let opens = matches!(after, '“' | '‘') && (is_chinese(before) || is_closing_mark(before));
    let closes = is_closing_mark(before) && is_chinese(after);
    (opens || closes) && may_part(before, after)
}

fn is_closing_mark(character: char) -> bool {
    matches!(character, '”' | '’')
}

/// Whether two of this character form one punctuation mark of double width.
pub(super) fn is_paired(character: char) -> bool {
    PAIRED.contains(&character)
}

/// Brackets whose content preferably stays on one line.
const BRACKETS: &[(char, char)] = &[
    ('（', '）'),
    ('(', ')'),
    ('〔', '〕'),
    ('《', '》'),
    ('“', '”'),
];

/// The closing bracket, if the content preferably stays on one line.
pub(super) fn closing_bracket(opening: char) -> Option<char> {
    let pair = BRACKETS.iter().find(|(bracket, _)| *bracket == opening);
    pair.map(|(_, closing)| *closing)
}

/// Ideographs, Chinese punctuation, full-width forms.
fn is_chinese(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF65}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(NOT_AT_START.is_sorted() && NOT_AT_END.is_sorted());
        assert!(
            ![NOT_AT_START, NOT_AT_END]
                .concat()
                .into_iter()
                .any(is_ideograph)
        );
    }

    #[test]
    fn punctuation_stays_with_its_text() {
        for after in "。，、；：？！）》」』】〕〉”’％,.;:)]}!?%·～".chars() {
            assert!(!may_part('字', after), "{after}");
        }
        for before in "（《「『【〔〈“‘([{".chars() {
            assert!(!may_part(before, '字'), "{before}");
        }
        assert!(may_part('，', '字') && may_part('字', '（') && may_part('）', '（'));
        assert!(!may_part('/', '人') && may_part('/', 'a'));
    }

    #[test]
    fn quotation_marks_of_chinese_text_are_directed() {
        assert!(
            parts_at_quotation_mark('的', '“')
                && parts_at_quotation_mark('”', '的')
                && parts_at_quotation_mark('，', '“')
        );
        assert!(
            !parts_at_quotation_mark('“', '的')
                && !parts_at_quotation_mark('的', '”')
                && !parts_at_quotation_mark('n', '’')
        );
        assert!(
            !parts_at_quotation_mark('”', '，')
                && !parts_at_quotation_mark('（', '“')
                && parts_at_quotation_mark('”', '“')
        );
    }
}
