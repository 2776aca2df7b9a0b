//! Folding of texts for comparison: without spaces, in half width, in lower case.

/// Folded text.
pub(in crate::import) fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// Folded text of a label, without a colon after it or a star before it.
pub(in crate::import) fn label(text: &str) -> String {
    let mut words = folded(text);
    words.truncate(words.trim_end_matches([':', '*', '.', '。']).len());
    let before = words.len() - words.trim_start_matches(['*', '★']).len();
    words.drain(..before);
    words
}

/// A label without the brackets at its end: 项目资金(万元) → 项目资金. `None` without brackets.
pub(in crate::import) fn without_brackets(label: &str) -> Option<&str> {
    let inner = label.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    (open > 0).then(|| &label[..open])
}

/// Folded text of a label without the brackets at its end, if it has some.
pub(in crate::import) fn bare(text: &str) -> String {
    let words = label(text);
    match without_brackets(&words) {
        Some(bare) => bare.to_owned(),
        None => words,
    }
}

/// Maximum length of a text that is compared for similarity.
pub(super) const MAX_LIKE_LENGTH: usize = 200;

/// Folds a character; `None` for one that is ignored.
pub(super) fn fold(character: char) -> Option<char> {
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

/// Brackets and similar characters, which users add or omit.
pub(super) fn is_edge(character: char) -> bool {
    matches!(
        character,
        '(' | ')' | '[' | ']' | '<' | '>' | '《' | '》' | ':' | '"' | '-' | '.' | ',' | '_'
    )
}

/// Length of the longest common subsequence of two texts, in characters.
pub(super) fn common(text: &[char], words: &[char]) -> usize {
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
