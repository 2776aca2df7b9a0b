//! Reads expressions in definitions, and reports errors in them.

use std::ops::Range;

use super::definition::{Definition, Text};
use super::expression::Derivation;
use super::names::Names;
use super::parser::{ErrorKind, ExpressionError, parse_expression};
use crate::finding::Code;
use crate::text;

/// Parses an expression; reports an error in it.
pub(super) fn parse(
    definition: &Definition<'_>,
    text: &Text,
    names: &Names<'_>,
) -> Option<Derivation> {
    match derivation(&text.value, names) {
        Ok(derivation) => Some(derivation),
        Err(error) => {
            report_expression(definition, text, 0, &error);
            None
        }
    }
}

/// Parses an expression.
pub(super) fn derivation(text: &str, names: &Names<'_>) -> Result<Derivation, ExpressionError> {
    let typed = parse_expression(text, names)?;
    Ok(Derivation {
        text: text.to_owned(),
        words: typed.expr.in_words(names, &|_| None),
        expr: typed.expr,
        result: typed.result,
    })
}

/// Reports an error in an expression that begins at a byte of a text.
pub(super) fn report_expression(
    definition: &Definition<'_>,
    text: &Text,
    at: usize,
    error: &ExpressionError,
) {
    let part = at + error.range.start..at + error.range.end;
    let range = within(text, &part);
    let part = text.value.get(part).unwrap_or_default();
    let seen = if part.is_empty() {
        "算式到此结束".to_owned()
    } else {
        text::quote(part)
    };
    let (code, expected, correction) = match &error.kind {
        ErrorKind::Syntax(expected) => (
            Code::DerivationSyntax,
            (*expected).to_owned(),
            "改正算式".to_owned(),
        ),
        ErrorKind::UnknownPath(correction) => (
            Code::UnknownPath,
            "[fields] 里有的路径".to_owned(),
            correction.clone(),
        ),
        ErrorKind::Kind(expected) => (
            Code::DefinitionValue,
            expected.clone(),
            "改正算式或栏目的 type".to_owned(),
        ),
    };
    definition.report(code, range, |finding| {
        finding.seen(seen).expected(expected).correction(correction)
    });
}

/// Range in the file of a range of a text; exact if the text has no escapes.
fn within(text: &Text, part: &Range<usize>) -> Range<usize> {
    let quotes = text.range.len().saturating_sub(text.value.len()) / 2;
    let start = text.range.start + quotes;
    start + part.start..start + part.end
}
