//! A new value of a cell, and its element.

use super::xml::escape;

/// A new value of a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CellValue {
    /// A text.
    Text(String),
    /// A number, as its digits.
    Number(String),
    /// A ratio shown in percent, as its digits, and the decimals of the percentage.
    Percent(String, u32),
}

impl CellValue {
    /// The cell's element.
    pub(super) fn element(&self, prefix: &str, name: &str, format: usize) -> String {
        let p = prefix;
        match self {
            CellValue::Text(text) => format!(
                "<{p}c r=\"{name}\" s=\"{format}\" t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is></{p}c>",
                escape(text)
            ),
            CellValue::Number(digits) | CellValue::Percent(digits, _) => {
                format!("<{p}c r=\"{name}\" s=\"{format}\"><{p}v>{digits}</{p}v></{p}c>")
            }
        }
    }
}
