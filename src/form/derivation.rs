//! Parser for derivations (勾稽算式).
//!
//! ```text
//! sum     = product { ("+" | "-") product }
//! product = factor { ("*" | "/") factor }
//! factor  = number | path | "(" sum ")" | "sum(" rows.column ")"
//!         | "measure(" comparison "," value "," unit ")"
//! ```
//!
//! A path in a row is relative to the row.

use std::ops::Range;

use rust_decimal::Decimal;

use super::expression::{Expr, FieldIndex};
use super::field::{FieldKind, Fields};
use crate::amount::Operator;
use crate::text;

/// Error in a derivation and its range in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DerivationError {
    pub(super) range: Range<usize>,
    pub(super) kind: ErrorKind,
}

/// Kind of a derivation error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// Syntax error, with the expected syntax.
    Syntax(&'static str),
    /// Path without a field, with a suggestion.
    UnknownPath(String),
    /// Field of another kind than the required one.
    Kind(&'static str),
}

/// Parses an expression over the given fields.
pub(super) fn parse_expression(text: &str, fields: &Fields) -> Result<Expr, DerivationError> {
    let mut parser = Parser {
        text,
        at: 0,
        fields,
    };
    if text.len() > MAX_LENGTH {
        return Err(parser.syntax("较短的算式;很多行之和写成 sum(…)"));
    }
    let expr = parser.sum(0)?;
    parser.spaces();
    if parser.at < text.len() {
        return Err(parser.syntax("+ - * / 或算式结束"));
    }
    Ok(expr)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    fields: &'a Fields,
}

/// Maximum nesting depth of parentheses.
const MAX_DEPTH: usize = 32;

/// Maximum length of a derivation, in bytes. Expressions are evaluated recursively, one level per
/// operator.
const MAX_LENGTH: usize = 4096;

impl<'a> Parser<'a> {
    fn spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn next_is(&mut self, signs: &[char]) -> Option<char> {
        self.spaces();
        let sign = self.text[self.at..]
            .chars()
            .next()
            .filter(|next| signs.contains(next))?;
        self.at += sign.len_utf8();
        Some(sign)
    }

    fn syntax(&self, expected: &'static str) -> DerivationError {
        let end = self.text[self.at..]
            .chars()
            .next()
            .map_or(self.at, |next| self.at + next.len_utf8());
        DerivationError {
            range: self.at..end,
            kind: ErrorKind::Syntax(expected),
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Expr, DerivationError> {
        let mut left = self.product(depth)?;
        while let Some(sign) = self.next_is(&['+', '-']) {
            let operator = if sign == '+' {
                Operator::Add
            } else {
                Operator::Subtract
            };
            left = Expr::Binary(Box::new(left), operator, Box::new(self.product(depth)?));
        }
        Ok(left)
    }

    fn product(&mut self, depth: usize) -> Result<Expr, DerivationError> {
        let mut left = self.factor(depth)?;
        while let Some(sign) = self.next_is(&['*', '/']) {
            let operator = if sign == '*' {
                Operator::Multiply
            } else {
                Operator::Divide
            };
            left = Expr::Binary(Box::new(left), operator, Box::new(self.factor(depth)?));
        }
        Ok(left)
    }

    fn factor(&mut self, depth: usize) -> Result<Expr, DerivationError> {
        if depth > MAX_DEPTH {
            return Err(self.syntax("较浅的括号嵌套(至多 32 层)"));
        }
        if self.next_is(&['(']).is_some() {
            let inner = self.sum(depth + 1)?;
            return self.closed(inner);
        }
        let start = self.at;
        let word = self.word();
        if word.is_empty() {
            return Err(self.syntax("栏目路径、数或括号"));
        }
        if word.starts_with(|first: char| first.is_ascii_digit()) {
            let number = Decimal::from_str_exact(word);
            let invalid = |_: rust_decimal::Error| DerivationError {
                range: start..self.at,
                kind: ErrorKind::Syntax("一个数"),
            };
            return number.map(Expr::Number).map_err(invalid);
        }
        if self.next_is(&['(']).is_some() {
            let call = self.call(word, start)?;
            return self.closed(call);
        }
        self.number_field(word, start).map(Expr::Field)
    }

    fn closed(&mut self, inner: Expr) -> Result<Expr, DerivationError> {
        if self.next_is(&[')']).is_none() {
            return Err(self.syntax("右括号 )"));
        }
        Ok(inner)
    }

    fn word(&mut self) -> &'a str {
        self.spaces();
        let rest = &self.text[self.at..];
        let part_of_word = |next: char| next.is_ascii_alphanumeric() || next == '_' || next == '.';
        let end = rest.find(|next| !part_of_word(next)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn call(&mut self, name: &str, start: usize) -> Result<Expr, DerivationError> {
        match name {
            "sum" => self.column_sum(),
            "measure" => {
                let comparison =
                    self.argument(FieldKind::is_comparison, "type = \"comparison\" 的栏目")?;
                self.comma()?;
                let value = self.argument(FieldKind::is_measure, "type = \"measure\" 的栏目")?;
                self.comma()?;
                let unit = self.argument(FieldKind::is_unit, "type = \"unit\" 的栏目")?;
                Ok(Expr::Measure {
                    comparison,
                    value,
                    unit,
                })
            }
            _ => {
                let range = start..start + name.len();
                Err(DerivationError {
                    range,
                    kind: ErrorKind::Syntax("函数 sum(…) 或 measure(…, …, …)"),
                })
            }
        }
    }

    fn comma(&mut self) -> Result<(), DerivationError> {
        self.next_is(&[','])
            .map(drop)
            .ok_or_else(|| self.syntax("逗号"))
    }

    fn argument(
        &mut self,
        is_kind: fn(&FieldKind) -> bool,
        expected: &'static str,
    ) -> Result<FieldIndex, DerivationError> {
        self.spaces();
        let start = self.at;
        let path = self.word();
        let index = self.field(path, start)?;
        let fits = is_kind(&self.fields.get(index).kind);
        let wrong = DerivationError {
            range: start..self.at,
            kind: ErrorKind::Kind(expected),
        };
        if fits { Ok(index) } else { Err(wrong) }
    }

    fn column_sum(&mut self) -> Result<Expr, DerivationError> {
        self.spaces();
        let start = self.at;
        let path = self.word();
        let holders = self
            .fields
            .iter()
            .filter(|(_, field)| field.rows().is_some());
        for (rows, field) in holders {
            let column = path
                .strip_prefix(&field.path)
                .and_then(|rest| rest.strip_prefix('.'));
            let Some(column) = column.and_then(|column| field.rows()?.find(column)) else {
                continue;
            };
            let is_number = field
                .rows()
                .is_some_and(|columns| columns.get(column).kind.is_number());
            let wrong = DerivationError {
                range: start..self.at,
                kind: ErrorKind::Kind("数的一栏"),
            };
            return if is_number {
                Ok(Expr::Sum { rows, column })
            } else {
                Err(wrong)
            };
        }
        Err(self.unknown(path, start))
    }

    fn number_field(&self, path: &str, start: usize) -> Result<FieldIndex, DerivationError> {
        let index = self.field(path, start)?;
        let is_number = self.fields.get(index).kind.is_number();
        let wrong = DerivationError {
            range: start..self.at,
            kind: ErrorKind::Kind("数的栏目"),
        };
        if is_number { Ok(index) } else { Err(wrong) }
    }

    fn field(&self, path: &str, start: usize) -> Result<FieldIndex, DerivationError> {
        self.fields
            .find(path)
            .ok_or_else(|| self.unknown(path, start))
    }

    fn unknown(&self, path: &str, start: usize) -> DerivationError {
        let known = self.fields.paths();
        let correction = text::did_you_mean(path, known.iter().map(String::as_str));
        DerivationError {
            range: start..start + path.len(),
            kind: ErrorKind::UnknownPath(correction),
        }
    }
}

/// The first field on a cycle of derivations, and the paths of the cycle: `a → b → a`.
pub(super) fn find_cycle(fields: &Fields) -> Option<(FieldIndex, String)> {
    let mut done = vec![false; fields.len()];
    for (start, _) in fields.iter() {
        let mut path = Vec::new();
        if let Some(circle) = walk(fields, start, &mut path, &mut done) {
            let names: Vec<&str> = circle
                .iter()
                .map(|index| fields.get(*index).path.as_str())
                .collect();
            return Some((circle[0], names.join(" → ")));
        }
    }
    None
}

fn walk(
    fields: &Fields,
    at: FieldIndex,
    path: &mut Vec<FieldIndex>,
    done: &mut [bool],
) -> Option<Vec<FieldIndex>> {
    if let Some(first) = path.iter().position(|seen| *seen == at) {
        return Some([&path[first..], &[at]].concat());
    }
    if done[at.0] {
        return None;
    }
    path.push(at);
    let inputs = fields
        .get(at)
        .derive
        .as_ref()
        .map(|derivation| derivation.expr.inputs())
        .unwrap_or_default();
    let circle = inputs
        .into_iter()
        .find_map(|input| walk(fields, input, path, done));
    path.pop();
    done[at.0] = true;
    circle
}
