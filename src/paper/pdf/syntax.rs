//! Bytes of a PDF → objects and operators (ISO 32000-1, 7.2 and 7.3).

use std::collections::BTreeMap;

/// Maximum nesting of lists and dictionaries.
const MAX_DEPTH: usize = 32;

/// Maximum number of objects within one object.
const MAX_NODES: usize = 1_000_000;

/// A dictionary.
pub(super) type Dict = BTreeMap<Vec<u8>, Object>;

/// An object, or an operator of a content stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Truth(bool),
    Whole(i64),
    Real(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    List(Vec<Object>),
    Dict(Dict),
    /// Another object, by its number.
    Reference(u32),
    /// An operator, or a keyword of the file: `obj`, `stream`.
    Word(Vec<u8>),
}

impl Object {
    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Object::Word(own) if own == word.as_bytes())
    }

    pub(super) const fn whole(&self) -> Option<i64> {
        match self {
            Object::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self) -> Option<usize> {
        self.whole().and_then(|number| usize::try_from(number).ok())
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "positions on a page are far from the limit"
    )]
    pub(super) const fn number(&self) -> Option<f64> {
        match self {
            Object::Whole(number) => Some(*number as f64),
            Object::Real(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) const fn dict(&self) -> Option<&Dict> {
        match self {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }
}

/// Reads objects one after the other. Every function returns `None` for what is no object.
pub(super) struct Syntax<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    nodes: usize,
}

impl<'a> Syntax<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Syntax<'a> {
        Syntax {
            bytes,
            at,
            nodes: 0,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Passes over white space and comments.
    pub(super) fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self
                    .peek()
                    .is_some_and(|byte| !matches!(byte, b'\r' | b'\n'))
                {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.skip();
        self.peek().is_none()
    }

    /// The next object or word.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.nodes = 0;
        self.any(0)
    }

    fn any(&mut self, depth: usize) -> Option<Object> {
        self.skip();
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return None;
        }
        match self.peek()? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.literal().map(Object::Text),
            b'[' => self.list(depth),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dict(depth),
            b'<' => self.hexadecimal().map(Object::Text),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number_or_reference(),
            byte if is_regular(byte) => Some(match self.regular() {
                b"null" => Object::Null,
                b"true" => Object::Truth(true),
                b"false" => Object::Truth(false),
                word => Object::Word(word.to_vec()),
            }),
            _ => None,
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|byte| !is_regular(*byte));
        let (word, _) = rest.split_at(end.unwrap_or(rest.len()));
        self.at += word.len();
        word
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.next()?;
        let raw = self.regular();
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw.iter();
        while let Some(byte) = rest.next() {
            if *byte == b'#' {
                name.push(digit(*rest.next()?)? << 4 | digit(*rest.next()?)?);
            } else {
                name.push(*byte);
            }
        }
        Some(name)
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.next()?;
        let (mut text, mut open) = (Vec::new(), 1);
        loop {
            match self.next()? {
                b'(' => {
                    open += 1;
                    text.push(b'(');
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Some(text);
                    }
                    text.push(b')');
                }
                b'\\' => self.escape(&mut text)?,
                b'\r' => {
                    self.at += usize::from(self.peek() == Some(b'\n'));
                    text.push(b'\n');
                }
                byte => text.push(byte),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        match self.next()? {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            first @ b'0'..=b'7' => {
                let mut number = u32::from(first - b'0');
                for _ in 0..2 {
                    let Some(byte @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    number = number * 8 + u32::from(byte - b'0');
                    self.at += 1;
                }
                text.push(number.to_le_bytes()[0]);
            }
            byte => text.push(byte),
        }
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.next()?;
        let (mut text, mut half) = (Vec::new(), None);
        loop {
            let byte = self.next()?;
            if byte == b'>' {
                text.extend(half);
                return Some(text);
            }
            if is_space(byte) {
                continue;
            }
            let low = digit(byte)?;
            match half.take() {
                Some(high) => text.push(high | low),
                None => half = Some(low << 4),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Object> {
        self.next()?;
        let mut items = Vec::new();
        loop {
            self.skip();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Object::List(items));
            }
            items.push(self.value(depth + 1)?);
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        let mut dict = Dict::new();
        loop {
            self.skip();
            if self.bytes.get(self.at..)?.starts_with(b">>") {
                self.at += 2;
                return Some(Object::Dict(dict));
            }
            if self.peek()? != b'/' {
                return None;
            }
            let key = self.name()?;
            dict.insert(key, self.value(depth + 1)?);
        }
    }

    /// An object that is no word.
    fn value(&mut self, depth: usize) -> Option<Object> {
        let value = self.any(depth)?;
        (!matches!(value, Object::Word(_))).then_some(value)
    }

    fn number_or_reference(&mut self) -> Option<Object> {
        let number = number(self.regular())?;
        let Object::Whole(own @ 0..) = number else {
            return Some(number);
        };
        let after = self.at;
        self.skip();
        let generation = self.regular();
        self.skip();
        let is_generation = !generation.is_empty() && generation.iter().all(u8::is_ascii_digit);
        if is_generation && self.regular() == b"R" {
            return u32::try_from(own).ok().map(Object::Reference);
        }
        self.at = after;
        Some(number)
    }
}

/// A number; `None` if it is none.
fn number(word: &[u8]) -> Option<Object> {
    let text = std::str::from_utf8(word).ok()?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    if !digits.bytes().all(is_number) || digits.len() > 40 {
        return None;
    }
    if !digits.contains('.') {
        return text.parse().ok().map(Object::Whole);
    }
    text.parse().ok().map(Object::Real)
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}
