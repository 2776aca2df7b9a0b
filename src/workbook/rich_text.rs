//! Converts rich text to plain text. Two properties of a run's font change the meaning of the text:
//! struck runs are omitted, and raised or lowered characters become their Unicode counterparts
//! (10⁴, m², CO₂).

use super::{Cell, SkippedKind};

/// Properties of a font that change the meaning of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RunFont {
    /// Whether the text is struck.
    pub(super) struck: bool,
    /// Vertical position.
    pub(super) script: Script,
}

/// Vertical position of text in its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Script {
    /// On the baseline.
    #[default]
    Baseline,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
}

/// Plain text of runs, and the omitted content.
///
/// Struck blanks stay: they do not look struck, and they separate words. Each superscript character
/// with a counterpart is replaced, so that a raised digit never becomes a digit of the number
/// before it. A subscript is replaced as a whole or not at all (CO₂, PM2.5).
pub(super) fn plain<'a>(
    runs: impl IntoIterator<Item = (&'a str, RunFont)>,
) -> (String, Vec<SkippedKind>) {
    let mut plain = String::new();
    let mut skipped = Vec::new();
    for (text, font) in joined(runs) {
        if font.struck && !text.trim().is_empty() {
            skipped.push(SkippedKind::Struck(text.trim().to_owned()));
            continue;
        }
        let counterparts = || text.chars().map(|sign| counterpart(sign, font.script));
        let is_whole = counterparts().all(|sign| sign.is_some());
        if !is_whole {
            skipped.push(SkippedKind::Raised(text.trim().to_owned()));
        }
        if is_whole || font.script == Script::Superscript {
            let signs = text.chars().zip(counterparts());
            plain.extend(signs.map(|(sign, other)| other.unwrap_or(sign)));
        } else {
            plain.push_str(&text);
        }
    }
    (plain, skipped)
}

/// A text as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StoredText {
    /// In the font of its cell.
    Plain(Box<str>),
    /// In runs, each with a font of its own or that of its cell.
    Runs(Vec<(Box<str>, Option<RunFont>)>),
}

impl StoredText {
    /// Bytes of its text.
    pub(super) fn len(&self) -> usize {
        match self {
            StoredText::Plain(text) => text.len(),
            StoredText::Runs(runs) => runs.iter().map(|(text, _)| text.len()).sum(),
        }
    }

    /// Its text in a cell with a font, and the omitted content.
    pub(super) fn in_cell(&self, font: RunFont) -> (String, Vec<SkippedKind>) {
        match self {
            StoredText::Plain(text) => plain_in_cell(text, font),
            StoredText::Runs(runs) => plain(
                runs.iter()
                    .map(|(text, own)| (text.as_ref(), own.unwrap_or(font))),
            ),
        }
    }
}

/// Text without runs in a cell with a font. If all of it is raised, it is not above anything.
pub(super) fn plain_in_cell(text: &str, font: RunFont) -> (String, Vec<SkippedKind>) {
    if !font.struck {
        return (text.to_owned(), Vec::new());
    }
    let font = RunFont {
        script: Script::Baseline,
        ..font
    };
    plain([(text, font)])
}

/// Displayed content of a cell that is struck as a whole.
pub(super) fn struck(cell: &Cell) -> Option<SkippedKind> {
    let text = cell.text();
    let text = text.trim();
    (!text.is_empty()).then(|| SkippedKind::Struck(text.to_owned()))
}

/// Joins adjacent runs of the same font.
fn joined<'a>(runs: impl IntoIterator<Item = (&'a str, RunFont)>) -> Vec<(String, RunFont)> {
    let mut joined: Vec<(String, RunFont)> = Vec::new();
    for (text, font) in runs {
        match joined.last_mut() {
            Some((before, same)) if *same == font => before.push_str(text),
            _ => joined.push((text.to_owned(), font)),
        }
    }
    joined
}

/// Unicode superscript or subscript of a character.
fn counterpart(sign: char, script: Script) -> Option<char> {
    const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    const SUBSCRIPT: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    let (digits, signs) = match script {
        Script::Baseline => return Some(sign),
        _ if sign.is_whitespace() => return Some(sign),
        Script::Superscript => (SUPERSCRIPT, ['⁺', '⁻', '⁼', '⁽', '⁾']),
        Script::Subscript => (SUBSCRIPT, ['₊', '₋', '₌', '₍', '₎']),
    };
    let narrow = match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0)?,
        _ => sign,
    };
    match narrow {
        '0'..='9' => Some(digits[narrow.to_digit(10)? as usize]),
        '+' => Some(signs[0]),
        '-' | '−' | '–' => Some(signs[1]),
        '=' => Some(signs[2]),
        '(' => Some(signs[3]),
        ')' => Some(signs[4]),
        'n' if script == Script::Superscript => Some('ⁿ'),
        // Already raised or lowered.
        _ if digits.contains(&sign) => Some(sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRUCK: RunFont = RunFont {
        struck: true,
        script: Script::Baseline,
    };
    const RAISED: RunFont = RunFont {
        struck: false,
        script: Script::Superscript,
    };
    const LOWERED: RunFont = RunFont {
        struck: false,
        script: Script::Subscript,
    };

    fn of(runs: &[(&str, RunFont)]) -> (String, Vec<SkippedKind>) {
        plain(runs.iter().copied())
    }

    #[test]
    fn raised_and_lowered_characters_keep_their_meaning() {
        let base = RunFont::default();
        for (runs, text) in [
            ([("10", base), ("4", RAISED)], "10⁴"),
            ([("10", base), ("-３", RAISED)], "10⁻³"),
            ([("m", base), ("²", RAISED)], "m²"),
            ([("CO", base), ("2", LOWERED)], "CO₂"),
        ] {
            assert_eq!(of(&runs), (text.to_owned(), Vec::new()));
        }
        let (text, skipped) = of(&[("PM", base), ("2.5", LOWERED)]);
        assert_eq!(text, "PM2.5");
        assert_eq!(skipped, [SkippedKind::Raised("2.5".to_owned())]);
        let (text, skipped) = of(&[("10", base), ("1.", RAISED), ("5", RAISED)]);
        assert_eq!(text, "10¹.⁵");
        assert_eq!(skipped, [SkippedKind::Raised("1.5".to_owned())]);
    }

    #[test]
    fn struck_words_are_left_out_and_struck_blanks_are_not() {
        let base = RunFont::default();
        let (text, skipped) = of(&[
            ("20", STRUCK),
            (" 万", STRUCK),
            ("18.5", base),
            (" ", STRUCK),
            ("万元", base),
        ]);
        assert_eq!(text, "18.5 万元");
        assert_eq!(skipped, [SkippedKind::Struck("20 万".to_owned())]);
        let (text, skipped) = of(&[("18.5", STRUCK)]);
        assert_eq!(text, "");
        assert_eq!(skipped, [SkippedKind::Struck("18.5".to_owned())]);
    }
}
