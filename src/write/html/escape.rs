//! Escaping of text. A character that HTML forbids is replaced by a visible character, never
//! dropped.

use std::fmt::{self, Display, Formatter, Write};

/// Text of an element. Line feeds become breaks; a character that HTML forbids is replaced by a
/// visible one, with its code point as a tooltip.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a>(pub &'a str);

/// Text of an attribute or a `<title>`; a character that HTML forbids is replaced by a visible one.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a>(pub &'a str);

impl Display for Text<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        escape(self.0, formatter, |character, formatter| {
            match sign(character) {
                _ if character == '\n' => formatter.write_str("<br>"),
                Some(sign) => write!(
                    formatter,
                    "<span class=\"control\" title=\"U+{:04X}\">{sign}</span>",
                    u32::from(character)
                ),
                None => formatter.write_char(character),
            }
        })
    }
}

impl Display for Plain<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        escape(self.0, formatter, |character, formatter| {
            formatter.write_char(sign(character).unwrap_or(character))
        })
    }
}

/// Writes runs without special characters unchanged and passes the rest to `special`. The CR of a
/// CR LF is dropped.
fn escape(
    text: &str,
    formatter: &mut Formatter<'_>,
    special: impl Fn(char, &mut Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(is_special) {
        formatter.write_str(&rest[..at])?;
        rest = &rest[at..];
        let character = rest.chars().next().expect("a match is not empty");
        match character {
            '&' => formatter.write_str("&amp;")?,
            '<' => formatter.write_str("&lt;")?,
            '>' => formatter.write_str("&gt;")?,
            '"' => formatter.write_str("&quot;")?,
            '\r' if rest[1..].starts_with('\n') => {}
            _ => special(character, formatter)?,
        }
        rest = &rest[character.len_utf8()..];
    }
    formatter.write_str(rest)
}

fn is_special(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"' | '\n') || sign(character).is_some()
}

/// Replacement for a character that HTML forbids: its control picture (␀ … ␟, ␡), or else the
/// replacement character.
fn sign(character: char) -> Option<char> {
    match character {
        '\t' | '\n' => None,
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7F}' => Some('\u{2421}'),
        '\u{80}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}' => Some(char::REPLACEMENT_CHARACTER),
        _ if u32::from(character) & 0xFFFE == 0xFFFE => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}
