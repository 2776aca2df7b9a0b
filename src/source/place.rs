//! Place of a finding: file, line and column or sheet and cell, JSON Pointer, and the field's label
//! in Chinese.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use crate::text;

/// Maximum length of a pointer or label that is printed, in characters: keys and names come from
/// the input.
const MAX_SUBJECT: usize = 120;

/// Separator of the parts of a label: `甲 › 乙`.
pub(crate) const LABEL_SEPARATOR: &str = " › ";

/// Place of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Name of the file as the user gave it; `-` for standard input.
    pub file: String,
    /// Line and column in a text file.
    pub position: Option<Position>,
    /// Sheet and cell in a workbook, as `部门整体支出绩效目标表!F18`.
    pub cell: Option<SheetCell>,
    /// JSON Pointer from the root of the input, or an expression of a template; may be empty.
    pub pointer: String,
    /// The field by the form's labels: `当年预算构成 › 支出预算合计`; may be empty.
    pub label: String,
    /// Title of its table in a text with several: the name of a project. Empty if the label or the
    /// sheet shows it.
    pub table: String,
    /// The line of the input, with the value underlined.
    pub excerpt: Option<Excerpt>,
}

/// A cell of a workbook, printed as `部门整体支出绩效目标表!F18`. Cells are ordered by sheet, row, column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCell {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// Index of the sheet in the workbook, from 0.
    pub number: usize,
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub col: u32,
}

/// A position in a text file; lines and columns are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A line of the input with a range underlined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Its number, from 1.
    pub line: usize,
    /// Its text, shortened around the underlined range.
    pub text: String,
    /// Start of the underline in terminal columns; a Chinese character takes two.
    pub indent: usize,
    /// Width of the underline in terminal columns, at least 1.
    pub width: usize,
}

impl Place {
    /// The place that is a file as a whole.
    pub fn file(name: &str) -> Place {
        Place {
            file: name.to_owned(),
            ..Place::default()
        }
    }

    /// File and position, printed after the code: `data/office.json:41:18` or `目标表.xlsx!表一!F18`.
    pub fn head(&self) -> String {
        let file = text::visible(&self.file);
        match (&self.cell, self.position) {
            (Some(cell), _) => format!("{file}!{cell}"),
            (None, Some(Position { line, column })) => format!("{file}:{line}:{column}"),
            (None, None) => file,
        }
    }

    /// The place within the file, without the name of its sheet: `F18`, `41:18`. The file if it is
    /// the file as a whole.
    pub fn short(&self) -> String {
        match (&self.cell, self.position) {
            (Some(cell), _) => cell.name(),
            (None, Some(Position { line, column })) => format!("{line}:{column}"),
            (None, None) => text::visible(&self.file),
        }
    }

    /// Pointer and label in one line: `/department/income/total (当年预算构成 › 收入预算合计)`.
    pub fn subject(&self) -> String {
        let [pointer, label] =
            [&self.pointer, &self.label].map(|part| text::clip_to(part, MAX_SUBJECT));
        match (pointer.is_empty(), label.is_empty()) {
            (true, _) => label,
            (false, true) => pointer,
            (false, false) => format!("{pointer}  ({label})"),
        }
    }

    /// The labels from the table to the field, for people: `河道整治 › 完成率 › 指标值`. The pointer
    /// only if nothing else shows the place.
    pub fn path(&self) -> String {
        let parts = [&self.table, &self.label].map(|part| text::clip_to(part, MAX_SUBJECT));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let is_shown = self.position.is_some() || self.cell.is_some() || !parts.is_empty();
        if is_shown && self.is_json_pointer() {
            parts.join(LABEL_SEPARATOR)
        } else {
            self.subject()
        }
    }

    /// Whether the pointer is empty or one into data, and not an expression of a template or a key
    /// of a definition.
    fn is_json_pointer(&self) -> bool {
        self.pointer.is_empty() || self.pointer.starts_with('/')
    }

    /// Sort key of findings.
    pub(crate) fn order(&self) -> (&str, Option<&SheetCell>, Option<Position>) {
        (&self.file, self.cell.as_ref(), self.position)
    }
}

impl SheetCell {
    /// Its name within the sheet: `F18`.
    pub fn name(&self) -> String {
        format!("{}{}", column_name(self.col), self.row + 1)
    }

    fn key(&self) -> (usize, u32, u32) {
        (self.number, self.row, self.col)
    }
}

/// Letters of a column counted from 0: A, Z, AA.
///
/// # Panics
/// Never: a remainder of 26 is a letter.
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(
            b'A' + u8::try_from(rest % 26).expect("a remainder of 26 is below 26"),
        ));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

impl PartialOrd for SheetCell {
    fn partial_cmp(&self, other: &SheetCell) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SheetCell {
    fn cmp(&self, other: &SheetCell) -> Ordering {
        self.key()
            .cmp(&other.key())
            .then_with(|| self.sheet.cmp(&other.sheet))
    }
}

impl fmt::Display for SheetCell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A CSV file has rows and columns, but no sheets.
        if self.sheet.is_empty() {
            return formatter.write_str(&self.name());
        }
        write!(formatter, "{}!{}", text::visible(&self.sheet), self.name())
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let mark = format!("{}{}", " ".repeat(self.indent), "^".repeat(self.width));
        write!(formatter, "  {number} | {}\n  {margin} | {mark}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u32, col: u32) -> SheetCell {
        SheetCell {
            sheet: Arc::from("表一"),
            number: 0,
            row,
            col,
        }
    }

    #[test]
    fn cells_are_named_as_in_a_workbook() {
        for (col, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_name(col), name);
        }
        assert_eq!(cell(17, 5).to_string(), "表一!F18");
    }

    #[test]
    fn cells_are_sorted_by_row_and_column() {
        assert!(cell(8, 0) < cell(17, 0), "A9 before A18");
        assert!(cell(3, 25) < cell(3, 26), "Z4 before AA4");
    }
}
