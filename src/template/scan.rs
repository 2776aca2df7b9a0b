//! Tera's own brackets in a template: where each begins and ends, with texts in quotes and `raw` parts told apart.

use std::ops::Range;

/// What stands between brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Statement,
    /// `{# … #}`, `<!-- … -->`, and what is raw.
    Ignored,
}

/// A part of a template between brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bracket {
    pub(super) kind: Kind,
    /// All of it, brackets included.
    pub(super) range: Range<usize>,
}

impl Bracket {
    /// What stands between the brackets, without the hyphens that trim.
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

/// Quotes of texts in brackets.
const QUOTES: [u8; 3] = [b'"', b'\'', b'`'];

/// The brackets of a template, first to last.
pub(super) fn brackets(text: &str) -> Vec<Bracket> {
    let mut found = Vec::new();
    let mut at = 0;
    // All of them begin with one of these bytes, which no character of several bytes has in it.
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

/// The length of code up to its closing bracket, which does not count within quotes.
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

/// The length of what is raw, up to the statement that ends it.
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

/// A piece of code: a name, or one character, outside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Name(&'t str),
    Sign(char),
    Quoted,
}

/// The pieces of code, first to last.
pub(super) fn pieces(code: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
        } else if first.is_alphanumeric() || first == '_' {
            let is_part = |next: char| next.is_alphanumeric() || next == '_';
            let end = rest.find(|next| !is_part(next)).unwrap_or(rest.len());
            found.push(Piece::Name(&rest[..end]));
            rest = &rest[end..];
        } else if first.is_ascii() && QUOTES.contains(&(first as u8)) {
            rest = after_quoted(&rest[1..], first);
            found.push(Piece::Quoted);
        } else {
            found.push(Piece::Sign(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    found
}

/// What follows a text in quotes, of which the first was read.
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
    fn what_is_raw_is_no_code() {
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
    fn code_falls_into_names_signs_and_quotes() {
        use Piece::{Name, Quoted, Sign};
        assert_eq!(
            pieces("a.b ~ \"for\" | x"),
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
