//! Cells → the value of a field, as in the data. The printed value is the displayed one.

use super::displayed::{self, DisplayedValue};
use super::findings::Findings;
use super::view::SheetView;
use super::words;
use crate::amount::{Amount, Rate};
use crate::form::{Field, FieldKind};
use crate::record::{Draft, DraftContent, MAX_BARE_RATIO};
use crate::source::SheetCell;
use crate::workbook::{Cell, CellContent, ShownText};

/// Texts for truth values, if the field has such choices.
const TRUTH: [(bool, &str); 2] = [(true, "是"), (false, "否")];

/// Reads a value from the cells in its area, in reading order: from the first, or from all if one
/// text continues in several.
pub(super) fn read(
    view: &SheetView<'_>,
    field: &Field,
    cells: &[usize],
    findings: &mut Findings<'_>,
) -> Option<Draft> {
    let (first, rest) = cells.split_first()?;
    let cell = view.cell(*first);
    let at = view.at(cell.row, cell.col);
    // A cell merged over several rows is read for each, and reported once.
    let mut unsaid;
    let findings = if view.set_read(*first) {
        findings
    } else {
        unsaid = Findings::new(&[]);
        &mut unsaid
    };
    if let Some(total) = view.uncounted_texts.total_without(*first) {
        let total = view.cell(total);
        findings.not_summed(&at, field, &cell.text(), &view.at(total.row, total.col));
    }
    let is_unclear = matches!(cell.content, CellContent::Unclear(_)) && cell.shown.is_none();
    let mut content = if is_unclear && view.sheet.lacks_formats {
        findings.without_format(&at);
        DraftContent::Unread
    } else if field.derive.is_some() && view.uncounted_texts.is_stale(*first) {
        DraftContent::Null
    } else {
        content(field, cell, &at, findings)
    };
    let mut last = cell;
    for index in rest {
        let next = view.cell(*index);
        let DraftContent::Text(text) = &mut content else {
            break;
        };
        let Some(between) = joint(field, last, next) else {
            if next.content == cell.content {
                // Repeated in cells that were once merged.
                view.set_read(*index);
            }
            continue;
        };
        if !between.is_empty() {
            findings.joined_text(&view.at(next.row, next.col), field, &next.text());
        }
        text.push_str(between);
        text.push_str(&next.text());
        view.set_read(*index);
        last = next;
    }
    if !matches!(content, DraftContent::Text(_)) {
        for index in rest
            .iter()
            .filter(|index| view.cell(**index).content == cell.content)
        {
            view.set_read(*index);
        }
    }
    Some(Draft::new(content, Some(at)))
}

/// Separator between a text and its continuation in the next cell; `None` if that is not a
/// continuation.
fn joint(field: &Field, last: &Cell, next: &Cell) -> Option<&'static str> {
    if last.col != next.col || last.row == next.row {
        return None;
    }
    if is_part(&last.text()) {
        return Some("");
    }
    let is_other = last.content != next.content;
    (is_other && matches!(field.kind, FieldKind::Narrative)).then_some("\n")
}

/// Minimum length in UTF-16 units of a text that may be a part of one that is too long for a cell.
const LONG: usize = 2_000;

/// Minimum number of line feeds of such a text.
const MANY_FEEDS: usize = 200;

/// Whether a text is so long that it may continue in the cell below.
pub(super) fn is_part(text: &str) -> bool {
    text.len() > MANY_FEEDS
        && (text.chars().map(char::len_utf16).sum::<usize>() >= LONG
            || text.bytes().filter(|byte| *byte == b'\n').count() >= MANY_FEEDS)
}

/// Content of a blank cell: a derived text is blank on purpose; for a derived number, it depends on
/// the formula.
pub(super) fn blank(field: &Field, formula: Option<&str>) -> DraftContent {
    let Some(derivation) = &field.derive else {
        return DraftContent::Null;
    };
    let on_purpose = match formula {
        None => derivation.is_text(),
        Some(formula) => formula.trim() == "\"\"",
    };
    if on_purpose {
        DraftContent::Text(String::new())
    } else {
        DraftContent::Null
    }
}

fn content(
    field: &Field,
    cell: &Cell,
    at: &SheetCell,
    findings: &mut Findings<'_>,
) -> DraftContent {
    if cell.content == CellContent::NoResult && !cell.has_empty_formula() {
        let formula = cell.formula.as_deref().unwrap_or_default();
        if field.derive.is_some() {
            return blank(field, Some(formula));
        }
        findings.no_result(at, field, formula);
        return DraftContent::Unread;
    }
    if is_derived_anew(field, cell) {
        return DraftContent::Null;
    }
    if cell.has_empty_formula() {
        findings.formula_empty(at, field);
        return DraftContent::Unread;
    }
    if let Some(shown) = &cell.shown {
        return with_words(field, (cell, shown), at, findings);
    }
    match &cell.content {
        CellContent::Blank | CellContent::NoResult => DraftContent::Null,
        CellContent::Error(error) => {
            findings.cell_error(at, field, error);
            DraftContent::Unread
        }
        CellContent::Unclear(_) => {
            findings.unclear_number(at, field, cell);
            DraftContent::Unread
        }
        CellContent::Bool(is) => truth(field, *is, at, findings),
        // 1 for 100%, in a cell without that format.
        CellContent::Number(ratio) if is_rate(field, *ratio) => {
            DraftContent::Text(Rate::from_ratio(*ratio).to_string())
        }
        CellContent::Number(number) if field.kind.is_number() => DraftContent::Number(*number),
        // Digits beyond those that a workbook stores were lost when the code was typed.
        CellContent::Number(number) if displayed::has_lost_digits(number) => {
            findings.unclear_number(at, field, cell);
            DraftContent::Unread
        }
        CellContent::Number(_) | CellContent::Percent(_) | CellContent::Date(_) => {
            of_words(field, cell.text().into_owned())
        }
        CellContent::Text(text) => of_words(field, text.clone()),
    }
}

/// Content of a cell whose number format adds words.
fn with_words(
    field: &Field,
    (cell, shown): (&Cell, &ShownText),
    at: &SheetCell,
    findings: &mut Findings<'_>,
) -> DraftContent {
    let unit = (field.unit.as_str(), field.same_units.as_slice());
    match displayed::displayed_value(cell, shown, &field.kind, unit) {
        DisplayedValue::Text => of_words(field, shown.text.trim().to_owned()),
        DisplayedValue::OtherText => {
            findings.shown_as_word(at, field, (cell, shown));
            of_words(field, shown.text.trim().to_owned())
        }
        DisplayedValue::Number(ratio) if is_rate(field, ratio) => {
            DraftContent::Text(Rate::from_ratio(ratio).to_string())
        }
        DisplayedValue::Number(number) => DraftContent::Number(number),
        DisplayedValue::OtherUnit => {
            findings.other_unit(at, field, shown);
            DraftContent::Unread
        }
        DisplayedValue::Unclear => {
            findings.unclear_number(at, field, cell);
            DraftContent::Unread
        }
        DisplayedValue::HiddenZero => {
            // For a derived value it means the same as a blank.
            if field.derive.is_none() {
                findings.hidden_zero(at, field);
            }
            DraftContent::Null
        }
    }
}

/// Whether the result of a derived field's formula is not read.
///
/// The formula composes a text from stored and not from displayed numbers (`0.95` for `95%`). An
/// error is reported at the cells that cause it.
fn is_derived_anew(field: &Field, cell: &Cell) -> bool {
    let has_formula = cell.formula.is_some();
    let derivation = field.derive.as_ref().filter(|_| has_formula);
    derivation.is_some_and(|derivation| {
        derivation.is_text() || matches!(cell.content, CellContent::Error(_))
    })
}

fn is_rate(field: &Field, number: Amount) -> bool {
    matches!(field.kind, FieldKind::Percent) && number <= MAX_BARE_RATIO
}

/// Whether a cell is a derived rate of 0 that a formula computed.
pub(super) fn is_computed_zero(field: &Field, cell: &Cell) -> bool {
    let is_zero = match &cell.content {
        CellContent::Percent(rate) => rate.ratio().is_zero(),
        CellContent::Number(number) => number.value().is_zero(),
        _ => false,
    };
    is_zero && matches!(field.kind, FieldKind::Percent) && cell.formula.is_some()
}

/// Content of a text. A year may be written as 2025年; the name of a level may be broken into lines
/// to fit a narrow cell; a date, a period or a phone number gets its normal form.
fn of_words(field: &Field, text: String) -> DraftContent {
    if matches!(field.kind, FieldKind::Level(_)) && words::is_broken(text.trim(), &field.label) {
        return DraftContent::Text(text.split_whitespace().collect());
    }
    if matches!(field.kind, FieldKind::Year) {
        let year = words::digits(
            text.trim()
                .trim_end_matches('度')
                .trim_end_matches('年')
                .trim(),
        );
        if let (4, Ok(year)) = (year.len(), year.parse()) {
            return DraftContent::Number(year);
        }
    }
    let normal = field.kind.facts().normal;
    let normal = normal.and_then(|normal| normal.read(&text).ok());
    DraftContent::Text(normal.unwrap_or(text))
}

fn truth(field: &Field, is: bool, at: &SheetCell, findings: &mut Findings<'_>) -> DraftContent {
    let word = TRUTH
        .iter()
        .find(|(truth, _)| *truth == is)
        .map(|(_, word)| *word);
    if let (FieldKind::Choice(choices), Some(word)) = (&field.kind, word)
        && choices.iter().any(|choice| choice == word)
    {
        return DraftContent::Text(word.to_owned());
    }
    findings.truth_value(at, field, is);
    DraftContent::Unread
}

/// An indicator's value that is displayed with sign or unit.
///
/// Next to the same sign and unit it is the plain number, otherwise the displayed text.
pub(super) fn measure(content: DraftContent, cell: &Cell, sign: &str, unit: &str) -> DraftContent {
    let is_bare = matches!(cell.content, CellContent::Number(_)) && cell.shown.is_none();
    if is_bare {
        return content;
    }
    displayed::measure(cell, sign, unit).map_or(content, DraftContent::Number)
}

/// Content of a field in a title.
pub(super) fn stated_value(field: &Field, text: &str) -> DraftContent {
    match words::digits(text.trim()).parse() {
        Ok(number) if field.kind.is_number() => DraftContent::Number(number),
        _ if text.trim().is_empty() => DraftContent::Null,
        _ => of_words(field, text.trim().to_owned()),
    }
}
