//! Splits the code of a tag into tokens.

use std::ops::Range;

/// Kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind<'t> {
    /// A name of English letters, digits and `_`, or a word of the language.
    Name(&'t str),
    /// Letters that no name can contain, such as Chinese ones.
    Foreign(&'t str),
    /// A text with its quotes removed; escapes are kept.
    Text(&'t str),
    /// A text without its closing quote.
    Unclosed,
    Number,
    /// An operator or a bracket.
    Sign(&'t str),
    /// A character that is part of no token.
    Strange(char),
    /// The end of the code.
    End,
}

/// A token with its range in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind<'t>,
    pub(super) range: Range<usize>,
}

/// Signs of several characters, longer ones first. `&&`, `||` and `<>` are no operators of Tera;
/// they are tokens for the message about them.
const LONG_SIGNS: [&str; 13] = [
    "...", "//", "**", "==", "!=", ">=", "<=", "?.", "?[", "&&", "||", "<>", "=>",
];

const SHORT_SIGNS: &str = "+-*/%<>=!~|.,:?()[]{}&@;";

/// The tokens of a range of a template, with [`TokenKind::End`] at its end.
pub(super) fn lex(text: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(first) = text[at..range.end].chars().next() {
        if first.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let rest = &text[at..range.end];
        let (kind, length) = token(rest, first);
        found.push(Token {
            kind,
            range: at..at + length,
        });
        at += length;
    }
    found.push(Token {
        kind: TokenKind::End,
        range: range.end..range.end,
    });
    found
}

/// The first token of a text that begins with `first`, and its length.
fn token(rest: &str, first: char) -> (TokenKind<'_>, usize) {
    let length_of =
        |is_part: fn(char) -> bool| rest.find(|next| !is_part(next)).unwrap_or(rest.len());
    if first.is_ascii_alphabetic() || first == '_' {
        let length = length_of(|next| next.is_ascii_alphanumeric() || next == '_');
        return (TokenKind::Name(&rest[..length]), length);
    }
    if first.is_ascii_digit() {
        let whole = length_of(|next| next.is_ascii_digit());
        let decimals = rest[whole..].strip_prefix('.').map_or(0, |decimals| {
            let digits = decimals.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 { digits + 1 } else { 0 }
        });
        return (TokenKind::Number, whole + decimals);
    }
    if matches!(first, '"' | '\'' | '`') {
        return quoted(rest, first);
    }
    let long = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign));
    if let Some(sign) = long {
        return (TokenKind::Sign(sign), sign.len());
    }
    if let Some(at) = SHORT_SIGNS.find(first) {
        return (TokenKind::Sign(&SHORT_SIGNS[at..=at]), 1);
    }
    // Full-width letters and digits look like half-width ones, so they have their own message.
    if first.is_alphanumeric() && !is_full_width(first) {
        let length =
            length_of(|next| (next.is_alphanumeric() && !is_full_width(next)) || next == '_');
        return (TokenKind::Foreign(&rest[..length]), length);
    }
    (TokenKind::Strange(first), first.len_utf8())
}

/// A quoted text, and its length with the quotes.
fn quoted(rest: &str, quote: char) -> (TokenKind<'_>, usize) {
    let mut is_escaped = false;
    for (at, next) in rest.char_indices().skip(1) {
        match next {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if next == quote => return (TokenKind::Text(&rest[1..at]), at + 1),
            _ => {}
        }
    }
    (TokenKind::Unclosed, rest.len())
}

/// Whether a character is the full-width form of an ASCII character.
const fn is_full_width(character: char) -> bool {
    matches!(character, '\u{FF01}'..='\u{FF5E}')
}

/// The half-width character that a full-width one is typed for.
pub(super) fn half_width(character: char) -> Option<char> {
    match character {
        '“' | '”' | '„' | '「' | '」' => Some('"'),
        '‘' | '’' => Some('\''),
        '。' => Some('.'),
        '、' => Some(','),
        '【' => Some('['),
        '】' => Some(']'),
        '×' => Some('*'),
        '÷' => Some('/'),
        '\u{3000}' | '\u{A0}' => Some(' '),
        _ if is_full_width(character) => char::from_u32(u32::from(character) - 0xFEE0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(code: &str) -> Vec<TokenKind<'_>> {
        let tokens = lex(code, 0..code.len()).into_iter();
        tokens.map(|token| token.kind).collect()
    }

    #[test]
    fn code_is_split() {
        use TokenKind::{End, Foreign, Name, Number, Sign, Strange, Text};
        assert_eq!(
            kinds("a?.b[0] ~ \"年\\\"\" != 1.5"),
            [
                Name("a"),
                Sign("?."),
                Name("b"),
                Sign("["),
                Number,
                Sign("]"),
                Sign("~"),
                Text("年\\\""),
                Sign("!="),
                Number,
                End
            ]
        );
        assert_eq!(
            kinds("a.0.年度 ， x"),
            [
                Name("a"),
                Sign("."),
                Number,
                Sign("."),
                Foreign("年度"),
                Strange('，'),
                Name("x"),
                End
            ]
        );
    }

    #[test]
    fn ranges_are_those_of_the_template() {
        let text = "年{{ a | b }}";
        let tokens = lex(text, 5..text.len() - 2);
        let texts: Vec<&str> = tokens
            .iter()
            .map(|token| &text[token.range.clone()])
            .collect();
        assert_eq!(texts, ["a", "|", "b", ""]);
    }

    #[test]
    fn a_text_without_its_closing_quote_ends_with_the_code() {
        assert_eq!(kinds("'a\\'"), [TokenKind::Unclosed, TokenKind::End]);
    }

    #[test]
    fn full_width_characters_have_a_half_width_one() {
        let typed = "“（，）　＝ｘ１｛";
        let half: Vec<Option<char>> = typed.chars().map(half_width).collect();
        assert_eq!(
            half,
            ['"', '(', ',', ')', ' ', '=', 'x', '1', '{'].map(Some)
        );
        assert_eq!(half_width('年'), None);
    }
}
