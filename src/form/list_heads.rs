//! Heads of a flat list's columns, compared without insignificant characters.

use std::collections::BTreeMap;

/// Maximum length of a head, in bytes: a longer text is no head, and slow to fold.
const MAX_BYTES: usize = 240;

/// The columns of a flat list by their heads.
#[derive(Debug, Clone)]
pub struct ListHeads {
    /// Indexes of the columns by folded head, with and without the brackets at its end.
    columns: BTreeMap<String, usize>,
    /// Their first characters: nearly no value begins with one of them.
    first: Vec<char>,
}

impl ListHeads {
    /// Index of the heads of each column.
    pub fn of<'a>(columns: impl Iterator<Item = &'a [String]>) -> ListHeads {
        let mut known = BTreeMap::new();
        for (index, heads) in columns.enumerate() {
            for plain in heads.iter().map(|head| plain_head(head)) {
                let bare = without_remark(&plain).to_owned();
                known.entry(plain).or_insert(index);
                known.entry(bare).or_insert(index);
            }
        }
        let first = known.keys().filter_map(|head| head.chars().next());
        let mut first: Vec<char> = first.collect();
        first.dedup();
        ListHeads {
            columns: known,
            first,
        }
    }

    /// Index of the column with a head.
    pub fn column_of(&self, head: &str) -> Option<usize> {
        let first = plain_characters(head).next()?;
        self.first.binary_search(&first).ok()?;
        if head.len() > MAX_BYTES {
            return None;
        }
        let plain = plain_head(head);
        let known = self.columns.get(&plain);
        known
            .or_else(|| self.columns.get(without_remark(&plain)))
            .copied()
    }
}

/// A head without insignificant characters: spaces, line breaks, stars, colons, width of brackets.
pub fn plain_head(head: &str) -> String {
    plain_characters(head).collect()
}

fn plain_characters(head: &str) -> impl Iterator<Item = char> + '_ {
    let kept = head.chars().filter(|character| {
        !character.is_whitespace()
            && !matches!(character, '*' | '＊' | ':' | '：' | '\u{200B}' | '\u{FEFF}')
    });
    kept.map(|character| match character {
        '（' | '【' | '[' | '〔' => '(',
        '）' | '】' | ']' | '〕' => ')',
        other => other,
    })
}

/// A folded head without the brackets at its end.
pub fn without_remark(plain: &str) -> &str {
    let inner = plain.strip_suffix(')');
    let cut = inner.and_then(|inner| inner.rsplit_once('('));
    cut.map(|(head, _)| head)
        .filter(|head| !head.is_empty())
        .unwrap_or(plain)
}
