//! Data validation (数据验证) of a blank: rules with hints; colours on required cells that are empty
//! and on values that a rule refuses. Rules see only what is typed, colours also what is pasted.

use std::collections::BTreeSet;
use std::ops::Range;

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
use crate::grid::{
    Blank, Cell, CellIndex, Entry, EntryRule, Expects, GroupList, Need, NumberEntry, Origin,
    Unlisted,
};

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

/// 浅红: background of a value that contradicts the rule of its cell.
const WRONG: u32 = 0x00FF_C7CE;

/// Title of an error message.
const REFUSED: &str = "请改正";

/// Adds rules, hints and colours to the sheet of a table.
pub(super) fn write(
    sheet: &mut Worksheet,
    blank: &Blank,
    rows: &SheetRows,
    lists: &mut Lists<'_>,
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
            colour(sheet, &block, &missing(&block), MISSING)?;
        }
        if let Some(formula) = wrong(&block) {
            colour(sheet, &block, &formula, WRONG)?;
        }
    }
    Ok(())
}

fn keeps_digits_as_text(expects: &Expects) -> bool {
    matches!(
        expects,
        Expects::Line | Expects::OneOfGroup { .. } | Expects::Measure { .. }
    )
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
    /// First row of the cell above the records in the group's column, if the entries are words of a
    /// group.
    group_head: Option<u32>,
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
            group_head: group_head(blank, rows, cell, &entry.rule.expects),
        });
    }
    blocks
}

fn group_head(blank: &Blank, rows: &SheetRows, cell: &Cell, expects: &Expects) -> Option<u32> {
    let Expects::OneOfGroup { outer, .. } = expects else {
        return None;
    };
    let mut records = blank.records.iter();
    let first = records.find(|records| records.contains(&cell.row))?.start;
    // A head of several rows has its text in the first one.
    let head = blank.grid.at(first.saturating_sub(1), *outer);
    Some(rows.slot(blank.grid.cell(head)).0)
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
fn validation(
    block: &Block<'_>,
    lists: &mut Lists<'_>,
) -> Result<Option<DataValidation>, XlsxError> {
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
        Expects::OneOfGroup { outer, pairs } => {
            let head = block.group_head.unwrap_or(block.range.0);
            let cells = from_head(head, block.range.0, column(*outer));
            lists
                .rule_of_group(validation, pairs, &cells)?
                .set_error_style(DataValidationErrorStyle::Warning)
        }
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

/// Condition that a required cell is empty; in a record, only if any cell of its row is filled in.
fn missing(block: &Block<'_>) -> String {
    let (row, col, ..) = block.range;
    match block.record {
        None => formula::is_blank(&row_col_to_cell_absolute(row, col)),
        Some((first, last)) => {
            let record = [first, last].map(|column| in_column(row, column)).join(":");
            formula::is_blank_in_record(&in_column(row, col), &record)
        }
    }
}

/// Condition that a value contradicts its rule, which sees only what is typed: a text where a number
/// belongs, also in place of a formula; a measure that does not fit its sign; too long a text.
fn wrong(block: &Block<'_>) -> Option<String> {
    let (row, col, ..) = block.range;
    let cell = match block.record {
        None => row_col_to_cell_absolute(row, col),
        Some(_) => in_column(row, col),
    };
    let limits = &block.rule.limits;
    match &block.rule.expects {
        Expects::Number | Expects::Whole(_) | Expects::Rate(_) => Some(formula::is_text(&cell)),
        Expects::Line | Expects::Paragraphs => {
            let most = limits.max_length?;
            Some(formula::is_longer(&cell, most))
        }
        Expects::Measure {
            sign,
            signs,
            words,
            number,
        } => {
            let sign = in_column(row, column(*sign));
            let is_computed_with = *number == NumberEntry::AsNumber;
            let kinds = (&signs[..], &words[..]);
            Some(formula::contradicts_sign(
                &cell,
                &sign,
                kinds,
                is_computed_with,
            ))
        }
        Expects::OneOf(..) | Expects::OneOfGroup { .. } => None,
    }
}

/// Colours the cells of a block that satisfy a condition.
fn colour(
    sheet: &mut Worksheet,
    block: &Block<'_>,
    condition: &str,
    colour: u32,
) -> Result<(), XlsxError> {
    let (row, col, last_row, last_col) = block.range;
    let format = Format::new().set_background_color(colour);
    let rule = ConditionalFormatFormula::new()
        .set_rule(condition)
        .set_format(format);
    sheet.add_conditional_format(row, col, last_row, last_col, &rule)?;
    Ok(())
}

/// Reference with a fixed column, as conditional formats need it: `$A5`.
fn in_column(row: u32, col: u16) -> String {
    format!("${}", row_col_to_cell(row, col))
}

/// Range in a column from a fixed row down to another: `B$9:B10`.
fn from_head(head: u32, row: u32, col: u16) -> String {
    let name = row_col_to_cell(head, col);
    let letters = name.trim_end_matches(|character: char| character.is_ascii_digit());
    format!("{letters}${}:{}", head + 1, row_col_to_cell(row, col))
}

/// Text shortened to this many UTF-16 units.
fn clipped(words: &str, most: usize) -> String {
    if text::units(words) <= most {
        words.to_owned()
    } else {
        text::first_units(words, most - 1).to_owned() + "…"
    }
}

/// List of groups in the workbook.
pub(super) struct GroupPlace<'a> {
    pub(super) list: &'a GroupList,
    /// Name of its sheet.
    pub(super) sheet: &'a str,
    /// Sheet rows of its pairs.
    pub(super) rows: Range<u32>,
}

/// Lists in cells: those of groups; on a hidden sheet those that are too long for a rule or contain
/// commas.
pub(super) struct Lists<'a> {
    sheet: String,
    hidden: Vec<Vec<String>>,
    groups: Vec<GroupPlace<'a>>,
}

impl Lists<'_> {
    /// No lists yet except those of groups; `sheet` is the name of the hidden sheet.
    pub(super) fn new(sheet: String, groups: Vec<GroupPlace<'_>>) -> Lists<'_> {
        Lists {
            sheet,
            hidden: Vec::new(),
            groups,
        }
    }

    /// The words of the group in a column, given as the range from its head down to the cell. All
    /// words if no sheet contains the groups.
    fn rule_of_group(
        &mut self,
        validation: DataValidation,
        pairs: &[(String, String)],
        column: &str,
    ) -> Result<DataValidation, XlsxError> {
        let mut groups = self.groups.iter();
        let place = groups.find(|place| {
            let rows = u32::try_from(place.list.pairs.len());
            *place.list.pairs == pairs && rows == Ok(place.rows.end - place.rows.start)
        });
        let Some(place) = place else {
            let words: Vec<String> = pairs.iter().map(|(_, inner)| inner.clone()).collect();
            return self.rule(validation, &words);
        };
        let sheet = quote_sheet_name(place.sheet);
        let (first, last) = (place.rows.start, place.rows.end - 1);
        let [outer, inner] = place.list.columns.map(self::column);
        let range = |col: u16| format!("{sheet}!{}", cell_range_absolute(first, col, last, col));
        let above = row_col_to_cell_absolute(first.saturating_sub(1), inner);
        let above = format!("{sheet}!{above}");
        let formula = formula::words_of_group(column, (&range(outer), &range(inner), &above));
        Ok(validation.allow_list_formula(Formula::new(formula)))
    }

    fn rule(
        &mut self,
        validation: DataValidation,
        words: &[String],
    ) -> Result<DataValidation, XlsxError> {
        if stands_in_a_rule(words) {
            return validation.allow_list_strings(words);
        }
        let known = self.hidden.iter().position(|list| list == words);
        let index = known.unwrap_or_else(|| {
            self.hidden.push(words.to_vec());
            self.hidden.len() - 1
        });
        let last = u32::try_from(words.len() - 1).unwrap_or(u32::MAX);
        let range = cell_range_absolute(0, column(index), last, column(index));
        let source = format!("={}!{range}", quote_sheet_name(&self.sheet));
        Ok(validation.allow_list_formula(Formula::new(source)))
    }

    /// Writes the hidden sheet, if it has any list.
    pub(super) fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.hidden.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(&self.sheet)?.set_hidden(true);
        for (col, list) in (0..).zip(&self.hidden) {
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
