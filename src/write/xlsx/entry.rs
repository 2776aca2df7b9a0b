//! Data validation (数据验证) of a blank: rules with hints, and a colour on required cells that are
//! empty.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{
    cell_range_absolute, quote_sheet_name, row_col_to_cell, row_col_to_cell_absolute,
};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Format,
    Formula, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::defaults::column;
use super::formula;
use super::sheet_rows::SheetRows;
use super::text;
use crate::grid::{Blank, Cell, CellIndex, Entry, EntryRule, Expects, Need, Origin, Unlisted};

/// Maximum length of a hint or message, in UTF-16 units.
const MAX_WORDS: usize = 255;

/// Maximum length of the title of a hint or message, in UTF-16 units.
const MAX_TITLE: usize = 32;

/// Maximum length of a list within the rule itself, in UTF-16 units.
const MAX_LIST: usize = 255;

/// Largest absolute value that is accepted: beyond it a workbook does not store all digits.
const MAX: f64 = 1e13;

/// 浅黄: background of a required cell that is empty.
const MISSING: u32 = 0x00FF_F8E1;

/// Title of an error message.
const REFUSED: &str = "请改正";

/// Adds rules, hints and colours to the sheet of a table.
pub(super) fn write(
    sheet: &mut Worksheet,
    blank: &Blank,
    rows: &SheetRows,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    for block in blocks(blank, rows) {
        let rule = &block.rule;
        if let Some(validation) = validation(&block, lists)? {
            let range = block.range;
            sheet.add_data_validation(range.0, range.1, range.2, range.3, &validation)?;
        }
        if block.is_typed && keeps_digits_as_text(&rule.expects) {
            let range = block.range;
            sheet.ignore_error_range(
                range.0,
                range.1,
                range.2,
                range.3,
                IgnoreError::NumberStoredAsText,
            )?;
        }
        if rule.need != Need::Optional && block.is_typed {
            colour(sheet, &block)?;
        }
    }
    Ok(())
}

fn keeps_digits_as_text(expects: &Expects) -> bool {
    matches!(expects, Expects::Line | Expects::Measure { .. })
}

/// Sheet range of vertically adjacent entries with one rule.
struct Block<'a> {
    rule: &'a EntryRule,
    /// Whether the values are typed rather than computed.
    is_typed: bool,
    /// First row, first column, last row, last column.
    range: (u32, u16, u32, u16),
    /// First and last typed column of the record, if the entries are in records.
    record: Option<(u16, u16)>,
}

fn blocks<'a>(blank: &'a Blank, rows: &SheetRows) -> Vec<Block<'a>> {
    let mut done = BTreeSet::new();
    let mut blocks = Vec::new();
    for (index, entry) in &blank.entries {
        if !done.insert(*index) {
            continue;
        }
        let cell = blank.grid.cell(*index);
        let mut end = cell.rows().end;
        while let Some(below) = follower(blank, *index, end) {
            done.insert(below);
            end = blank.grid.cell(below).rows().end;
        }
        let sheet_rows = rows.of(&(cell.row..end));
        let (first, last) = (column(cell.col), column(cell.cols().end - 1));
        blocks.push(Block {
            rule: &entry.rule,
            is_typed: matches!(entry.origin, Origin::Typed) && cell.formula.is_none(),
            range: (sheet_rows.start, first, sheet_rows.end - 1, last),
            record: blank
                .is_record(cell.row)
                .then(|| record_columns(blank, *index)),
        });
    }
    blocks
}

/// Entry directly below with the same columns and rule.
fn follower(blank: &Blank, index: CellIndex, row: usize) -> Option<CellIndex> {
    let above = blank.grid.cell(index);
    if row >= blank.grid.row_count() || !blank.is_record(above.row) || !blank.is_record(row) {
        return None;
    }
    let below = blank.grid.at(row, above.col);
    let cell = blank.grid.cell(below);
    let fits = cell.row == row && cell.cols() == above.cols();
    let same = blank.entries.get(&below)?.rule == blank.entries[&index].rule;
    (fits && same).then_some(below)
}

/// First and last column of the typed entries of an entry's record in its row, or of all records
/// in the row if the entry belongs to all.
fn record_columns(blank: &Blank, own: CellIndex) -> (u16, u16) {
    let cell = blank.grid.cell(own);
    let (row, record) = (cell.row, record_of(&cell.pointer));
    let is_of_all = blank.entries[&own].rule.need == Need::RequiredByAll;
    let is_own = |entry: &Entry, other: &Cell| {
        entry.rule.need != Need::RequiredByAll && record_of(&other.pointer) == record
    };
    let typed = blank.entries.iter().filter(|(index, entry)| {
        let other = blank.grid.cell(**index);
        matches!(entry.origin, Origin::Typed)
            && other.rows().contains(&row)
            && (is_of_all || is_own(entry, other))
    });
    let columns = typed.map(|(index, _)| blank.grid.cell(*index).cols());
    let (first, last) = columns.fold((usize::MAX, 0), |(first, last), cols| {
        (first.min(cols.start), last.max(cols.end - 1))
    });
    (column(first), column(last))
}

/// The record of a value in rows: its JSON Pointer up to the row's number.
fn record_of(pointer: &str) -> &str {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut ends = pointer.rmatch_indices('/').map(|(at, _)| at);
    let end = ends.find(|end| {
        let before = &pointer[..*end];
        let part = before.rsplit('/').next().unwrap_or(before);
        is_number(part)
    });
    &pointer[..end.unwrap_or(pointer.len())]
}

/// Data validation of a block; `None` for cells without label and hint.
fn validation(block: &Block<'_>, lists: &mut Lists) -> Result<Option<DataValidation>, XlsxError> {
    let rule = block.rule;
    if rule.label.is_empty() && rule.hint.is_empty() {
        return Ok(None);
    }
    let validation = DataValidation::new();
    let validation = match &rule.expects {
        // The result of a formula is not typed, and its empty text would not be a number.
        _ if !block.is_typed => validation,
        Expects::Line | Expects::Paragraphs => match rule.limits.max_length {
            Some(most) => validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(most)),
            None => validation,
        },
        Expects::OneOf(words, Unlisted::Refused) => lists.rule(validation, words)?,
        Expects::OneOf(words, Unlisted::Doubted) => lists
            .rule(validation, words)?
            .set_error_style(DataValidationErrorStyle::Warning),
        Expects::Number => validation.allow_decimal_number(within(rule, -MAX, MAX)),
        Expects::Whole(range) => {
            validation.allow_whole_number(whole_within(rule, range.start, range.end - 1))
        }
        Expects::Rate(most) => validation.allow_decimal_number(within(rule, 0.0, f64::from(*most))),
        Expects::Measure { sign, signs, .. } => {
            let value = row_col_to_cell(block.range.0, block.range.1);
            let sign = row_col_to_cell(block.range.0, column(*sign));
            let condition = formula::number_beside(&value, &sign, signs);
            validation.allow_custom(Formula::new(condition))
        }
    };
    let validation = validation
        .set_input_title(clipped(&rule.label, MAX_TITLE))?
        .set_input_message(clipped(&rule.hint, MAX_WORDS))?;
    if rule.refusal.is_empty() || !block.is_typed {
        return Ok(Some(validation));
    }
    Ok(Some(
        validation
            .set_error_title(REFUSED)?
            .set_error_message(clipped(&rule.refusal, MAX_WORDS))?,
    ))
}

/// The numbers between two, within the limits of the field.
fn within(rule: &EntryRule, least: f64, most: f64) -> DataValidationRule<f64> {
    let double = |limit: Option<Decimal>| limit.and_then(|limit| limit.to_string().parse().ok());
    let least = double(rule.limits.min).unwrap_or(least);
    let most = double(rule.limits.max).unwrap_or(most);
    DataValidationRule::Between(least, most)
}

/// Whole numbers between two, within the limits of the field.
fn whole_within(rule: &EntryRule, least: i32, most: i32) -> DataValidationRule<i32> {
    let whole = |limit: Option<Decimal>| limit.and_then(|limit| limit.trunc().try_into().ok());
    let least = whole(rule.limits.min).unwrap_or(least);
    let most = whole(rule.limits.max).unwrap_or(most);
    DataValidationRule::Between(least, most)
}

/// Colours a required cell while it is empty; in a record, only if any cell of its row is filled
/// in.
fn colour(sheet: &mut Worksheet, block: &Block<'_>) -> Result<(), XlsxError> {
    let (row, col, last_row, last_col) = block.range;
    let formula = match block.record {
        None => formula::is_blank(&row_col_to_cell_absolute(row, col)),
        Some((first, last)) => {
            let record = [first, last].map(|column| in_column(row, column)).join(":");
            formula::is_blank_in_record(&in_column(row, col), &record)
        }
    };
    let format = Format::new().set_background_color(MISSING);
    let rule = ConditionalFormatFormula::new()
        .set_rule(formula.as_str())
        .set_format(format);
    sheet.add_conditional_format(row, col, last_row, last_col, &rule)?;
    Ok(())
}

/// Reference with a fixed column, as conditional formats need it: `$A5`.
fn in_column(row: u32, col: u16) -> String {
    format!("${}", row_col_to_cell(row, col))
}

/// Text shortened to this many UTF-16 units.
fn clipped(words: &str, most: usize) -> String {
    if text::units(words) <= most {
        words.to_owned()
    } else {
        text::first_units(words, most - 1).to_owned() + "…"
    }
}

/// Lists on a hidden sheet: those that are too long for a rule or contain commas.
pub(super) struct Lists {
    sheet: String,
    lists: Vec<Vec<String>>,
}

impl Lists {
    /// No lists yet; `sheet` is the name of the sheet.
    pub(super) fn new(sheet: String) -> Lists {
        Lists {
            sheet,
            lists: Vec::new(),
        }
    }

    fn rule(
        &mut self,
        validation: DataValidation,
        words: &[String],
    ) -> Result<DataValidation, XlsxError> {
        if stands_in_a_rule(words) {
            return validation.allow_list_strings(words);
        }
        let known = self.lists.iter().position(|list| list == words);
        let index = known.unwrap_or_else(|| {
            self.lists.push(words.to_vec());
            self.lists.len() - 1
        });
        let last = u32::try_from(words.len() - 1).unwrap_or(u32::MAX);
        let range = cell_range_absolute(0, column(index), last, column(index));
        let source = format!("={}!{range}", quote_sheet_name(&self.sheet));
        Ok(validation.allow_list_formula(Formula::new(source)))
    }

    /// Writes the hidden sheet, if it has any list.
    pub(super) fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(&self.sheet)?.set_hidden(true);
        for (col, list) in (0..).zip(&self.lists) {
            for (row, word) in (0..).zip(list) {
                sheet.write_string(row, col, word)?;
            }
        }
        Ok(())
    }
}

fn stands_in_a_rule(words: &[String]) -> bool {
    let units: usize = words
        .iter()
        .map(|word| text::units(word) + 1 + word.matches('"').count())
        .sum();
    let is_plain = |word: &String| !word.contains([',', '\n']) && word.trim() == word;
    units <= MAX_LIST && words.iter().all(is_plain)
}
