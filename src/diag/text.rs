//! Wording that several findings share: how a value is quoted, how choices are listed, which known word is nearest to an unknown one.

/// Longest excerpt of a value in a finding, in characters.
const QUOTE_LIMIT: usize = 40;

/// A value in quotation marks, shortened as [`clip`] does.
pub fn quote(value: &str) -> String {
    format!("\"{}\"", clip(value))
}

/// A value shortened to forty characters, control characters written as escapes.
pub fn clip(value: &str) -> String {
    let mut shown: String = value.chars().take(QUOTE_LIMIT).flat_map(visible).collect();
    if value.chars().nth(QUOTE_LIMIT).is_some() {
        shown.push('…');
    }
    shown
}

fn visible(character: char) -> Vec<char> {
    let escape_me = character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    if escape_me {
        character.escape_unicode().collect()
    } else {
        vec![character]
    }
}

/// The known word nearest to an unknown one, if one is near enough to be meant.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known
        .into_iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(unknown, word), word));
    let best = scored.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.filter(|(score, _)| *score >= 0.5)
        .map(|(_, word)| word)
}

/// Words listed: `甲、乙、丙`, at most twelve of them.
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let words: Vec<&str> = words.into_iter().collect();
    let shown = words[..words.len().min(MOST)].join("、");
    if words.len() > MOST {
        format!("{shown} 等{}个", words.len())
    } else {
        shown
    }
}

/// "May be X" for the nearest word, else the list of what is known.
pub fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(unknown, known.clone()) {
        Some(word) => format!("可能是 {word}"),
        None => format!("可用的有:{}", list(known)),
    }
}
