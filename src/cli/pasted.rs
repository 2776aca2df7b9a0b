//! Command lines that can be pasted into a shell.

/// A command line that can be pasted; `None` if a word has signs that cannot be typed.
pub(super) fn command_line(words: &[impl AsRef<str>]) -> Option<String> {
    let words = words.iter().map(|word| quoted(word.as_ref()));
    Some(words.collect::<Option<Vec<String>>>()?.join(" "))
}

/// A word as a shell reads it.
fn quoted(word: &str) -> Option<String> {
    if word.contains(char::is_control) {
        return None;
    }
    let is_plain = |sign: char| sign.is_alphanumeric() || "-_./:=,+@%".contains(sign);
    let is_plain = |sign: char| is_plain(sign) || (cfg!(windows) && sign == '\\');
    if !word.is_empty() && word.chars().all(is_plain) {
        return Some(word.to_owned());
    }
    if cfg!(windows) {
        (!word.contains('"')).then(|| format!("\"{word}\""))
    } else {
        Some(format!("'{}'", word.replace('\'', "'\\''")))
    }
}
