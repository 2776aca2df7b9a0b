//! Finds Tera's brackets in a template, with regard to quoted strings and `raw` blocks.

use std::ops::Range;

/// Kind of a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Statement,
    /// `{# … #}`, `<!-- … -->`, and raw blocks.
    Ignored,
}

/// A bracketed range of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bracket {
    pub(super) kind: Kind,
    /// Range with the brackets.
    pub(super) range: Range<usize>,
}

impl Bracket {
    /// The code between the brackets, without the hyphens that trim.
    pub(super) fn inner<'t>(&self, text: &'t str) -> &'t str {
        let all = &text[self.range.clone()];
        let all = all.strip_prefix(['{']).unwrap_or(all);
        let all = all.strip_suffix('}').unwrap_or(all);
        all.trim_matches(['{', '}', '%']).trim_matches('-').trim()
    }

    /// Whether the white space after it is trimmed.
    pub(super) fn trims_after(&self, text: &str) -> bool {
        text[self.range.clone()].ends_with("-%}")
    }
}

/// Quotes of strings in brackets.
const QUOTES: [u8; 3] = [b'"', b'\'', b'`'];

/// The brackets of a template, in order.
pub(super) fn brackets(text: &str) -> Vec<Bracket> {
    let mut found = Vec::new();
    let mut at = 0;
    // All brackets begin with one of these bytes, which no multi-byte character contains.
    let may_open = |byte: &u8| matches!(byte, b'{' | b'<');
    while let Some(next) = text.as_bytes()[at..].iter().position(may_open) {
        at += next;
        let rest = &text[at..];
        let (kind, length) = if rest.starts_with("{{") {
            (Kind::Output, code_length(rest, "}}"))
        } else if rest.starts_with("{%") {
            (Kind::Statement, code_length(rest, "%}"))
        } else if rest.starts_with("{#") {
            (Kind::Ignored, length_to(rest, "#}"))
        } else if rest.starts_with("<!--") {
            (Kind::Ignored, length_to(rest, "-->"))
        } else {
            at += 1;
            continue;
        };
        let bracket = Bracket {
            kind,
            range: at..at + length,
        };
        at += length;
        let is_raw = kind == Kind::Statement && bracket.inner(text) == "raw";
        found.push(bracket);
        if is_raw {
            let length = raw_length(&text[at..]);
            found.push(Bracket {
                kind: Kind::Ignored,
                range: at..at + length,
            });
            at += length;
        }
    }
    found
}

fn length_to(rest: &str, close: &str) -> usize {
    rest.find(close).map_or(rest.len(), |end| end + close.len())
}

/// Length of code up to its closing bracket; quoted brackets are ignored.
fn code_length(rest: &str, close: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut quote = None;
    let mut at = 2;
    while at < bytes.len() {
        match quote {
            Some(_) if bytes[at] == b'\\' => at += 1,
            Some(open) if bytes[at] == open => quote = None,
            None if QUOTES.contains(&bytes[at]) => quote = Some(bytes[at]),
            None if bytes[at..].starts_with(close.as_bytes()) => return at + close.len(),
            Some(_) | None => {}
        }
        at += 1;
    }
    rest.len()
}

/// Length of a raw block, up to the statement that ends it.
fn raw_length(rest: &str) -> usize {
    let mut at = 0;
    while let Some(open) = rest[at..].find("{%") {
        let open = at + open;
        let end = &rest[open..open + length_to(&rest[open..], "%}")];
        if end.trim_matches(['{', '}', '%']).trim_matches('-').trim() == "endraw" {
            return open;
        }
        at = open + 2;
    }
    rest.len()
}

/// A token of code outside quotes: a name, or one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Name(&'t str),
    Sign(char),
    Quoted,
}

/// The tokens of code, in order.
pub(super) fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
        } else if first.is_alphanumeric() || first == '_' {
            let is_part = |next: char| next.is_alphanumeric() || next == '_';
            let end = rest.find(|next| !is_part(next)).unwrap_or(rest.len());
            found.push(Token::Name(&rest[..end]));
            rest = &rest[end..];
        } else if first.is_ascii() && QUOTES.contains(&(first as u8)) {
            rest = after_quoted(&rest[1..], first);
            found.push(Token::Quoted);
        } else {
            found.push(Token::Sign(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    found
}

/// The text after a quoted string whose opening quote was read.
fn after_quoted(rest: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return &rest[at + 1..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, &str)> {
        let brackets = brackets(text);
        let texts = brackets
            .into_iter()
            .map(|bracket| (bracket.kind, &text[bracket.range]));
        texts.collect()
    }

    #[test]
    fn a_bracket_in_quotes_closes_nothing() {
        assert_eq!(
            found(r#"a{{ "}}" }}b{%- set x = '%}\'%}' -%}{# "}} #}"#),
            [
                (Kind::Output, r#"{{ "}}" }}"#),
                (Kind::Statement, r"{%- set x = '%}\'%}' -%}"),
                (Kind::Ignored, "{# \"}} #}"),
            ]
        );
    }

    #[test]
    fn raw_parts_are_no_code() {
        assert_eq!(
            found("{% raw %}{% for %}{{{%- endraw -%}{{ a }}"),
            [
                (Kind::Statement, "{% raw %}"),
                (Kind::Ignored, "{% for %}{{"),
                (Kind::Statement, "{%- endraw -%}"),
                (Kind::Output, "{{ a }}"),
            ]
        );
    }

    #[test]
    fn code_is_split_into_names_signs_and_quotes() {
        use Token::{Name, Quoted, Sign};
        assert_eq!(
            tokens("a.b ~ \"for\" | x"),
            [
                Name("a"),
                Sign('.'),
                Name("b"),
                Sign('~'),
                Quoted,
                Sign('|'),
                Name("x")
            ]
        );
    }
}
