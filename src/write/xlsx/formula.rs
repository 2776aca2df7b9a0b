//! Text of formulas, in the notation a clerk would use: `=SUM(C17:C19)`,
//! `=IF(C13=0,"",ROUND(E13/C13,4))`.
//!
//! A formula computes the printed value. A blank cell has its meaning in the form: 0 in a sum, no
//! result as a divisor.

use std::ops::Range;

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{cell_range, column_number_to_name, row_col_to_cell};

use crate::amount::{PERCENT_DECIMALS, Relation};
use crate::grid::{
    Cell, CellIndex, Composed, Condition, Formula, Grid, LiveSegment, Notation, Operand, Operator,
    Reference,
};

use super::elsewhere::Elsewhere;
use super::number::NumberStorage;
use super::sheet_rows::SheetRows;

/// Maximum number of arguments of a function.
const MAX_ARGUMENTS: usize = 255;

/// Maximum number of characters of a formula.
const MAX_LENGTH: usize = 8192;

/// Maximum length of a text literal in a formula, in UTF-16 units.
const MAX_QUOTED: usize = 255;

/// Maximum length of a formula of a data validation, in UTF-16 units.
const MAX_VALIDATION: usize = 255;

/// Digits after the point to which numbers are rounded before they are compared or rounded to fewer
/// digits: the programs that recalculate agree up to here.
const COMPARED_DIGITS: u32 = 8;

/// Writes the formulas of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Formulas<'a> {
    /// The table.
    pub(super) grid: &'a Grid,
    /// Sheet rows of the table.
    pub(super) rows: &'a SheetRows,
    /// Cells of the workbook's other tables.
    pub(super) elsewhere: &'a Elsewhere<'a>,
}

/// A cell that a formula reads, with its place.
struct Found<'a> {
    /// Its sheet, if that is another one.
    sheet: Option<&'a str>,
    cell: &'a Cell,
    /// Its first row and column in the sheet.
    slot: (u32, u16),
}

impl Found<'_> {
    fn name(&self) -> String {
        self.within(&row_col_to_cell(self.slot.0, self.slot.1))
    }

    /// A reference in its sheet. All programs read a quoted name.
    fn within(&self, reference: &str) -> String {
        match self.sheet {
            Some(sheet) => format!("'{sheet}'!{reference}"),
            None => reference.to_owned(),
        }
    }
}

/// Operator precedence, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Atom,
}

impl<'a> Formulas<'a> {
    /// The formula of a cell, if a workbook can compute it.
    ///
    /// `None` if an operand is in no table of the workbook, an operand is a number that the workbook
    /// stores as text, or the formula is longer than Excel allows.
    pub(super) fn of(&self, cell: &Cell) -> Option<String> {
        let formula = cell.formula.as_deref()?;
        if !self.elsewhere.has_all(formula) {
            return None;
        }
        let parts = parts(formula);
        if parts.iter().any(|part| self.is_number_as_text(part)) {
            return None;
        }
        let text = self.result(cell, formula);
        (text.len() <= MAX_LENGTH).then_some(text)
    }

    /// The printed value: rounded, and blank where the form has nothing to print.
    fn result(&self, cell: &Cell, formula: &Formula) -> String {
        if let Formula::If(condition, yes, no) = formula
            && !is_sum_of_conditions(formula)
        {
            let (yes, no) = (self.result(cell, yes), self.result(cell, no));
            return self.choice(condition, yes, no);
        }
        if formula.is_text() {
            return self.text_of(formula);
        }
        let divisors = divisors(formula);
        let body = self.expression(formula, Binding::Sum);
        // A formula that rounds its result itself gives the digits of any value.
        let body = match formula {
            Formula::Round(..) => body,
            _ => rounded(cell, body, &divisors),
        };
        self.guarded(&divisors, self.blank_if_nothing(cell, formula, body))
    }

    /// `IF` of a condition. `AND` and `OR` evaluate all their arguments in some programs, so that
    /// an error in one spoils the rest: conditions are nested instead.
    fn choice(&self, condition: &Condition, yes: String, no: String) -> String {
        match condition {
            Condition::And(left, right) => {
                let inner = self.choice(right, yes, no.clone());
                self.choice(left, inner, no)
            }
            Condition::Or(left, right) => {
                let inner = self.choice(right, yes.clone(), no);
                self.choice(left, yes, inner)
            }
            Condition::Not(inner) => self.choice(inner, no, yes),
            Condition::Numbers(left, relation, right) => {
                let (left, right) = (self.operand(left), self.operand(right));
                let sign = match relation {
                    Relation::Equal => "=",
                    Relation::NotEqual => "<>",
                    Relation::Less => "<",
                    Relation::AtMost => "<=",
                    Relation::More => ">",
                    Relation::AtLeast => ">=",
                };
                // Without rounding, a difference of binary fractions is not 0.
                format!("IF(ROUND({left}-({right}),{COMPARED_DIGITS}){sign}0,{yes},{no})")
            }
            Condition::SameText(left, right) => {
                let (left, right) = (self.text_of(left), self.text_of(right));
                format!("IF({left}={right},{yes},{no})")
            }
            Condition::Blank(cell) => format!("IF(LEN({})=0,{yes},{no})", self.name(cell)),
        }
    }

    /// A number in a comparison; 0 if it has no result.
    fn operand(&self, formula: &Formula) -> String {
        let body = self.expression(formula, Binding::Product);
        divisors(formula).iter().rev().fold(body, |body, divisor| {
            let divisor = self.expression(divisor, Binding::Sum);
            format!("IF({divisor}=0,0,{body})")
        })
    }

    fn text_of(&self, formula: &Formula) -> String {
        match formula {
            Formula::Text(text) => quoted(text),
            Formula::TextOf(cell) => self.name(cell),
            Formula::Join(left, right) => {
                format!("{}&{}", self.text_of(left), self.text_of(right))
            }
            Formula::If(condition, yes, no) => {
                let (yes, no) = (self.text_of(yes), self.text_of(no));
                self.choice(condition, yes, no)
            }
            _ => "\"\"".to_owned(),
        }
    }

    fn found(&self, operand: &Operand) -> Found<'a> {
        match operand {
            Operand::Here(index) => {
                let cell = self.grid.cell(*index);
                Found {
                    sheet: None,
                    cell,
                    slot: self.rows.slot(cell),
                }
            }
            Operand::Elsewhere(wanted) => {
                let (sheet, cell, slot) = self.elsewhere.cell(wanted);
                Found {
                    sheet: Some(sheet),
                    cell,
                    slot,
                }
            }
        }
    }

    fn name(&self, operand: &Operand) -> String {
        self.found(operand).name()
    }

    fn function(&self, name: &str, arguments: &[Formula]) -> String {
        let arguments = arguments
            .iter()
            .map(|one| self.expression(one, Binding::Sum));
        format!("{name}({})", arguments.collect::<Vec<_>>().join(","))
    }

    /// Makes the result blank if a divisor is 0; the innermost divisor is tested first.
    fn guarded(&self, divisors: &[&Formula], body: String) -> String {
        divisors.iter().rev().fold(body, |body, divisor| {
            let divisor = self.expression(divisor, Binding::Sum);
            format!("IF({divisor}=0,\"\",{body})")
        })
    }

    /// Makes a total blank if all its addends are, a difference if its minuend is, a product if a
    /// factor is.
    fn blank_if_nothing(&self, cell: &Cell, formula: &Formula, body: String) -> String {
        if cell.number.is_some() {
            return body;
        }
        needed(formula).iter().rev().fold(body, |body, operand| {
            let count = self.count(operand);
            if count.is_empty() {
                return "\"\"".to_owned();
            }
            format!("IF({count}=0,\"\",{body})")
        })
    }

    /// Number of the filled cells of an operand; empty for one without cells.
    fn count(&self, operand: &Needed<'_>) -> String {
        let mut counts = Vec::new();
        if !operand.cells.is_empty() {
            counts.push(format!(
                "COUNT({})",
                self.arguments("COUNT", &operand.cells)
            ));
        }
        for (condition, cells) in &operand.conditional {
            let count = format!("COUNT({})", self.arguments("COUNT", cells));
            counts.push(self.choice(condition, count, "0".to_owned()));
        }
        counts.join("+")
    }

    fn expression(&self, formula: &Formula, around: Binding) -> String {
        if let Formula::Binary(_, Operator::Add, _) | Formula::Sum(_) = formula
            && let Some(cells) = addends(formula)
        {
            return if cells.is_empty() {
                "0".to_owned()
            } else {
                format!("SUM({})", self.arguments("SUM", &cells))
            };
        }
        match formula {
            Formula::Cell(operand) => self.reference(operand),
            Formula::Nothing => "\"\"".to_owned(),
            Formula::Number(value) if value.is_sign_negative() => format!("({value})"),
            Formula::Number(value) => value.to_string(),
            Formula::Sum(_) => unreachable!("a sum of cells is all addends"),
            Formula::Binary(left, operator, right) => self.binary(left, *operator, right, around),
            Formula::Min(all) => self.function("MIN", all),
            Formula::Max(all) => self.function("MAX", all),
            Formula::Abs(inner) => format!("ABS({})", self.expression(inner, Binding::Sum)),
            Formula::Round(inner, decimals) => self.round(inner, *decimals),
            Formula::If(condition, yes, no) => {
                let (yes, no) = (
                    self.expression(yes, Binding::Sum),
                    self.expression(no, Binding::Sum),
                );
                self.choice(condition, yes, no)
            }
            Formula::Text(_) | Formula::TextOf(_) | Formula::Join(..) => self.text_of(formula),
        }
    }

    /// Rounds half away from zero. A binary fraction just below a half is lifted by a first
    /// rounding, at the scale of the last digit.
    fn round(&self, inner: &Formula, decimals: u32) -> String {
        let scale = Decimal::from(10_i64.pow(decimals));
        let body = self.expression(inner, Binding::Product);
        if decimals == 0 {
            return format!("ROUND(ROUND({body},{COMPARED_DIGITS}),0)");
        }
        format!("(ROUND(ROUND({body}*{scale},{COMPARED_DIGITS}),0)/{scale})")
    }

    fn binary(
        &self,
        left: &Formula,
        operator: Operator,
        right: &Formula,
        around: Binding,
    ) -> String {
        let (sign, binds, right_binds) = match operator {
            Operator::Add => ('+', Binding::Sum, Binding::Sum),
            Operator::Subtract => ('-', Binding::Sum, Binding::Product),
            Operator::Multiply => ('*', Binding::Product, Binding::Product),
            Operator::Divide => ('/', Binding::Product, Binding::Atom),
        };
        let (left, right) = (
            self.expression(left, binds),
            self.expression(right, right_binds),
        );
        if binds < around {
            format!("({left}{sign}{right})")
        } else {
            format!("{left}{sign}{right}")
        }
    }

    /// Formula of a text composed of sign, value and unit. Its result is empty for an unknown sign.
    pub(super) fn composed(&self, composed: &Composed) -> Option<String> {
        let name = |index: CellIndex| {
            let (row, col) = self.rows.slot(self.grid.cell(index));
            row_col_to_cell(row, col)
        };
        let (sign, value, unit) = (
            name(composed.sign),
            name(composed.value),
            name(composed.unit),
        );
        let is = |words: &[String]| {
            let tests = words
                .iter()
                .map(|word| format!("EXACT({sign},{})", quoted(word)));
            tests.collect::<Vec<_>>().join(",")
        };
        let is_word = [format!("TRIM({sign})=\"\""), is(&composed.words)];
        let is_word: Vec<String> = is_word
            .into_iter()
            .filter(|test| !test.is_empty())
            .collect();
        let text = format!(
            "IF(TRIM({value})=\"\",\"\",IF(OR({}),{sign}&{value}&{unit},IF(OR({}),{value}&{unit},\"\")))",
            is(&composed.signs),
            is_word.join(","),
        );
        (text.len() <= MAX_LENGTH).then_some(text)
    }

    /// Formula of a title or cell from its segments.
    pub(super) fn joined(&self, segments: &[LiveSegment]) -> Option<String> {
        let parts: Option<Vec<String>> = segments
            .iter()
            .map(|segment| match segment {
                LiveSegment::Text(text) => Some(quoted(text)),
                LiveSegment::Value(reference, blank) if blank.is_empty() => {
                    Some(self.named(reference))
                }
                LiveSegment::Value(reference, blank) => {
                    let name = self.named(reference);
                    Some(format!("IF({name}=\"\",{},{name})", quoted(blank)))
                }
            })
            .collect();
        let text = parts?.join("&");
        (text.len() <= MAX_LENGTH).then_some(text)
    }

    /// Formula of a cell that repeats another one: an empty text, not 0, if that is blank.
    pub(super) fn same(&self, reference: &Reference) -> String {
        let name = self.named(reference);
        format!("IF({name}=\"\",\"\",{name})")
    }

    fn named(&self, reference: &Reference) -> String {
        match reference {
            Reference::Cell(index) => {
                let (row, col) = self.rows.slot(self.grid.cell(*index));
                row_col_to_cell(row, col)
            }
            Reference::Name(name) => name.clone(),
            Reference::Between(index, before, after) => {
                let (row, col) = self.rows.slot(self.grid.cell(*index));
                let cell = row_col_to_cell(row, col);
                let (first, others) = (before + 1, before + after);
                format!("TRIM(MID({cell},{first},MAX(0,LEN({cell})-{others})))")
            }
            Reference::Plus(inner, constant) => {
                let inner = self.named(inner);
                let sign = if constant.is_sign_negative() { "" } else { "+" };
                format!("IF({inner}=\"\",\"\",IFERROR({inner}{sign}{constant},\"\"))")
            }
        }
    }

    /// Reference to a cell; its value is 0 if the cell contains text or an empty result.
    fn reference(&self, operand: &Operand) -> String {
        let found = self.found(operand);
        let name = found.name();
        if may_be_text(found.cell) {
            format!("N({name})")
        } else {
            name
        }
    }

    /// Arguments of a function: adjacent cells as one range; more than Excel allows in nested calls
    /// of the function.
    fn arguments(&self, function: &str, cells: &[&Operand]) -> String {
        let mut arguments = self.ranges(cells);
        while arguments.len() > MAX_ARGUMENTS {
            arguments = arguments
                .chunks(MAX_ARGUMENTS)
                .map(|chunk| format!("SUM({})", chunk.join(",")))
                .collect();
            if function == "COUNT" {
                arguments = arguments
                    .iter()
                    .map(|argument| argument.replacen("SUM(", "COUNT(", 1))
                    .collect();
            }
        }
        arguments.join(",")
    }

    fn ranges(&self, cells: &[&Operand]) -> Vec<String> {
        let cells: Vec<Found<'_>> = cells.iter().map(|cell| self.found(cell)).collect();
        let mut ranges = Vec::new();
        let mut rest = &cells[..];
        while let Some((first, _)) = rest.split_first() {
            let count = neighbours(rest);
            let (from, to) = (first.slot, rest[count - 1].slot);
            ranges.push(if count == 1 {
                first.name()
            } else {
                first.within(&cell_range(from.0, from.1, to.0, to.1))
            });
            rest = &rest[count..];
        }
        ranges
    }

    fn is_number_as_text(&self, operand: &Operand) -> bool {
        let cell = self.found(operand).cell;
        cell.number.is_some_and(|number| {
            !matches!(
                NumberStorage::of(number, &cell.text),
                NumberStorage::Double(_)
            )
        })
    }
}

/// Number of the first cells that are adjacent downwards or to the right, without a gap.
fn neighbours(cells: &[Found<'_>]) -> usize {
    let below =
        |upper: &Cell, lower: &Cell| upper.col == lower.col && upper.rows().end == lower.row;
    let beside = |left: &Cell, right: &Cell| left.row == right.row && left.cols().end == right.col;
    let run = |follows: &dyn Fn(&Cell, &Cell) -> bool| {
        let pairs = cells.windows(2).take_while(|pair| {
            pair[0].sheet == pair[1].sheet && follows(pair[0].cell, pair[1].cell)
        });
        pairs.count() + 1
    };
    run(&below).max(run(&beside))
}

/// Sum of cells.
pub(super) fn sum(cells: &str) -> String {
    format!("=SUM({cells})")
}

/// Sum of cells for which the text of other cells satisfies a condition: a word, or an operator and
/// a pattern.
pub(super) fn sum_if(others: &str, condition: &str, cells: &str) -> String {
    let condition = condition.replace('"', "\"\"");
    format!("=SUMIF({others},\"{condition}\",{cells})")
}

/// Function over cells for which the texts of other cells satisfy conditions: its own name without
/// conditions, with `IF` for one, with `IFS` for several.
fn conditional(name: &str, cells: &str, conditions: &[(String, &str)]) -> String {
    let condition =
        |(others, condition): &(String, &str)| format!("{others},{}", quoted(condition));
    match conditions {
        [] => format!("{name}({cells})"),
        [one] => format!("{name}IF({},{cells})", condition(one)),
        all => {
            let all: Vec<String> = all.iter().map(condition).collect();
            format!("{name}IFS({cells},{})", all.join(","))
        }
    }
}

/// Sum of cells for which the texts of other cells satisfy conditions.
pub(super) fn sum_of_rows(cells: &str, conditions: &[(String, &str)]) -> String {
    format!("={}", conditional("SUM", cells, conditions))
}

/// Mean of the numbers in cells for which the texts of other cells satisfy conditions, rounded half
/// away from zero; blank without numbers.
pub(super) fn mean(cells: &str, conditions: &[(String, &str)], digits: u32) -> String {
    let mean = conditional("AVERAGE", cells, conditions);
    let scale = Decimal::from(10_i64.pow(digits));
    format!("=IFERROR(ROUND(ROUND({mean}*{scale},{COMPARED_DIGITS}),0)/{scale},\"\")")
}

/// Words, each followed by the number of rows that satisfy conditions.
pub(super) fn counts(parts: &[(&str, Vec<(String, &str)>)]) -> String {
    let parts = parts.iter().map(|(words, conditions)| {
        if conditions.is_empty() {
            return quoted(words);
        }
        let conditions = conditions.iter();
        let conditions =
            conditions.map(|(cells, condition)| format!("{cells},{}", quoted(condition)));
        let conditions: Vec<String> = conditions.collect();
        format!("{}&COUNTIFS({})", quoted(words), conditions.join(","))
    });
    format!("={}", parts.collect::<Vec<_>>().join("&"))
}

/// Expression over cells of a row, `{3}` for the cell of column 3, rounded; blank if it has no
/// result.
pub(super) fn over_row(expression: &str, row: u32, digits: u32) -> String {
    let expression = placed(expression, row);
    format!("=IFERROR(ROUND({expression},{digits}),\"\")")
}

/// Condition that a cell contains a number in digits, also as text. `e0` makes an error of what
/// `VALUE` takes for a date or a rate: `3-5`, `95%`; it may not follow a comma of thousands.
fn is_plain_number(value: &str) -> String {
    format!("ISNUMBER(VALUE(SUBSTITUTE(TRIM({value}),\",\",\"\")&\"e0\"))")
}

/// Condition of a data validation: a number next to any of the signs, otherwise anything.
pub(super) fn number_beside(value: &str, sign: &str, signs: &[String]) -> String {
    let signs = quoted(&signs.concat());
    let is_number = is_plain_number(value);
    format!("=OR({sign}=\"\",ISERROR(FIND({sign},{signs})),{is_number})")
}

/// Condition of a conditional format: the text in a cell for numbers is not blank.
pub(super) fn is_text(cell: &str) -> String {
    format!("=AND(ISTEXT({cell}),LEN(TRIM({cell}))>0)")
}

/// Condition that a text has more characters than this.
pub(super) fn is_longer(cell: &str, most: u32) -> String {
    format!("=LEN({cell})>{most}")
}

/// Condition that a filled cell contradicts the sign beside it: no plain number next to any of the
/// signs, a plain number next to a word that requires a text. Of a cell that formulas compute with,
/// digits stored as text are no number.
pub(super) fn contradicts_sign(
    value: &str,
    sign: &str,
    (signs, words): (&[String], &[String]),
    is_computed_with: bool,
) -> String {
    let signs = quoted(&signs.concat());
    let is_number = is_plain_number(value);
    let is_stored = if is_computed_with {
        format!("ISNUMBER({value})")
    } else {
        is_number.clone()
    };
    let is_sign = format!("AND(LEN({sign})>0,ISNUMBER(FIND({sign},{signs})))");
    let words = words.iter();
    let words: Vec<String> = words
        .map(|word| format!("EXACT({sign},{})", quoted(word)))
        .collect();
    let no_text = if words.is_empty() {
        "FALSE".to_owned()
    } else {
        format!("AND(OR({}),{is_number})", words.join(","))
    };
    format!("=AND(LEN(TRIM({value}))>0,IF({is_sign},NOT({is_stored}),{no_text}))")
}

/// Range of the words of a group, the text in a cell of a column or in the nearest one above that
/// is not blank; of all words if there is no such group. `column` is the range from the head of the
/// column down to the cell, `outer` and `inner` are the ranges of a list, and `above` is the cell
/// above the first word.
pub(super) fn words_of_group(column: &str, (outer, inner, above): (&str, &str, &str)) -> String {
    let group = format!("LOOKUP(2,1/({column}<>\"\"),{column})");
    let formula = |group: &str| {
        format!(
            "=IF(COUNTIF({outer},{group})=0,{inner},OFFSET({above},MATCH({group},{outer},0),0,COUNTIF({outer},{group}),1))"
        )
    };
    let text = formula(&group);
    // The `=` is not stored.
    if text.encode_utf16().count() <= MAX_VALIDATION + 1 {
        return text;
    }
    let cell = column.rsplit(':').next().unwrap_or(column);
    formula(cell)
}

/// Condition that a cell is blank.
pub(super) fn is_blank(cell: &str) -> String {
    format!("=LEN(TRIM({cell}))=0")
}

/// Condition that a cell is blank, but its record, a range of cells, is not.
pub(super) fn is_blank_in_record(cell: &str, record: &str) -> String {
    format!("=AND(SUMPRODUCT(LEN({record}))>0,LEN(TRIM({cell}))=0)")
}

/// Cells of a column in these rows, at least one.
pub(super) fn column_cells(rows: &Range<u32>, column: u16) -> String {
    let first = row_col_to_cell(rows.start, column);
    let last = row_col_to_cell(rows.end - 1, column);
    format!("{first}:{last}")
}

/// Replaces `{3}` by the cell of column 3 in a row.
fn placed(formula: &str, row: u32) -> String {
    let mut parts = formula.split('{');
    let mut placed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (column, rest) = part.split_once('}').unwrap_or(("0", part));
        let column = column_number_to_name(column.parse().unwrap_or(0));
        placed.extend([column.as_str(), &(row + 1).to_string(), rest]);
    }
    placed
}

/// Text literal; joined from several if it is longer than Excel allows.
pub(super) fn quoted(text: &str) -> String {
    let mut parts = vec![String::new()];
    let mut units = 0;
    for character in text.chars() {
        units += character.len_utf16();
        if units > MAX_QUOTED {
            parts.push(String::new());
            units = character.len_utf16();
        }
        let part = parts.last_mut().expect("at least one part");
        part.push(character);
        if character == '"' {
            part.push('"');
        }
    }
    let quoted = parts.into_iter().map(|part| format!("\"{part}\""));
    quoted.collect::<Vec<_>>().join("&")
}

/// Rounds a rate, or any quotient, like the printed value.
fn rounded(cell: &Cell, body: String, divisors: &[&Formula]) -> String {
    let digits = match cell
        .number
        .map(|number| (number.notation, number.value.scale()))
    {
        Some((Notation::Percent { decimals }, _)) => decimals.max(PERCENT_DECIMALS) + 2,
        // The value may have more digits than are printed.
        Some((Notation::Plain { .. } | Notation::Thousands { .. }, digits))
            if !divisors.is_empty() =>
        {
            digits
        }
        None if !divisors.is_empty() => PERCENT_DECIMALS + 2,
        Some(_) | None => return body,
    };
    format!("ROUND({body},{digits})")
}

/// Whether the cell may contain text, which would turn `+` or `/` into an error.
fn may_be_text(cell: &Cell) -> bool {
    match (cell.formula.as_deref(), cell.number) {
        (Some(formula), Some(_)) => !divisors(formula).is_empty(),
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => !cell.text.is_empty(),
    }
}

/// Cells whose numbers a formula reads, in order.
fn parts(formula: &Formula) -> Vec<&Operand> {
    match formula {
        Formula::Cell(operand) => vec![operand],
        Formula::Nothing | Formula::Number(_) | Formula::Text(_) | Formula::TextOf(_) => Vec::new(),
        Formula::Sum(cells) => cells.iter().collect(),
        Formula::Binary(left, _, right) | Formula::Join(left, right) => {
            [parts(left), parts(right)].concat()
        }
        Formula::Min(all) | Formula::Max(all) => all.iter().flat_map(parts).collect(),
        Formula::Abs(inner) | Formula::Round(inner, _) => parts(inner),
        Formula::If(condition, yes, no) => {
            [parts_of_condition(condition), parts(yes), parts(no)].concat()
        }
    }
}

fn parts_of_condition(condition: &Condition) -> Vec<&Operand> {
    match condition {
        Condition::Numbers(left, _, right) => [parts(left), parts(right)].concat(),
        Condition::SameText(..) | Condition::Blank(_) => Vec::new(),
        Condition::And(left, right) | Condition::Or(left, right) => {
            [parts_of_condition(left), parts_of_condition(right)].concat()
        }
        Condition::Not(inner) => parts_of_condition(inner),
    }
}

/// Whether a formula adds cells under a condition: its branches are a sum and 0.
fn is_sum_of_conditions(formula: &Formula) -> bool {
    match formula {
        Formula::If(_, yes, no) => {
            let is_zero = matches!(**no, Formula::Number(number) if number.is_zero());
            is_zero && matches!(**yes, Formula::Sum(_) | Formula::Number(_))
        }
        _ => false,
    }
}

/// Cells of an operand of a formula, which is blank unless at least one of them is filled in.
#[derive(Debug, Clone, Default)]
struct Needed<'a> {
    cells: Vec<&'a Operand>,
    /// Cells that count only under a condition.
    conditional: Vec<(&'a Condition, Vec<&'a Operand>)>,
}

impl<'a> Needed<'a> {
    fn of(cells: &'a [Operand]) -> Vec<Needed<'a>> {
        vec![Needed {
            cells: cells.iter().collect(),
            ..Needed::default()
        }]
    }

    /// The operand that is blank if both are.
    fn with(&self, other: &Needed<'a>) -> Needed<'a> {
        Needed {
            cells: [&self.cells[..], &other.cells].concat(),
            conditional: [&self.conditional[..], &other.conditional].concat(),
        }
    }
}

/// Operands each of which must be filled in for the formula to give a result: the minuend of a
/// difference, the factors of a product. Empty if it always gives one, or if a divisor decides.
fn needed(formula: &Formula) -> Vec<Needed<'_>> {
    match formula {
        Formula::Cell(operand) => Needed::of(std::slice::from_ref(operand)),
        Formula::Sum(cells) => Needed::of(cells),
        Formula::Binary(left, Operator::Subtract, _) => needed(left),
        Formula::Binary(left, Operator::Divide, right) if is_constant(right) => needed(left),
        Formula::Binary(left, Operator::Multiply, right) => [needed(left), needed(right)].concat(),
        Formula::Binary(left, Operator::Add, right) => any_of([&**left, right]),
        // A constant next to blanks gives no result.
        Formula::Min(all) | Formula::Max(all) => any_of(all.iter().filter(|one| !is_constant(one))),
        Formula::Abs(inner) | Formula::Round(inner, _) => needed(inner),
        Formula::If(condition, yes, _) if is_sum_of_conditions(formula) => match &**yes {
            Formula::Sum(cells) => vec![Needed {
                cells: Vec::new(),
                conditional: vec![(condition, cells.iter().collect())],
            }],
            _ => Vec::new(),
        },
        Formula::Nothing
        | Formula::Number(_)
        | Formula::Text(_)
        | Formula::TextOf(_)
        | Formula::Join(..)
        | Formula::Binary(_, Operator::Divide, _)
        | Formula::If(..) => Vec::new(),
    }
}

/// Whether a formula is a number that depends on no cell.
fn is_constant(formula: &Formula) -> bool {
    match formula {
        Formula::Number(_) => true,
        Formula::Binary(left, _, right) => is_constant(left) && is_constant(right),
        Formula::Min(all) | Formula::Max(all) => all.iter().all(is_constant),
        Formula::Abs(inner) | Formula::Round(inner, _) => is_constant(inner),
        _ => false,
    }
}

/// Operands that must be filled in for any of some formulas to give a result.
fn any_of<'a>(formulas: impl IntoIterator<Item = &'a Formula>) -> Vec<Needed<'a>> {
    let each = formulas.into_iter().map(needed);
    each.reduce(|some, others| {
        let pairs = some.iter();
        let pairs = pairs.flat_map(|one| others.iter().map(move |other| one.with(other)));
        pairs.collect()
    })
    .unwrap_or_default()
}

/// Addends of a formula that only adds.
fn addends(formula: &Formula) -> Option<Vec<&Operand>> {
    match formula {
        Formula::Cell(operand) => Some(vec![operand]),
        Formula::Sum(cells) => Some(cells.iter().collect()),
        Formula::Binary(left, Operator::Add, right) => {
            Some([addends(left)?, addends(right)?].concat())
        }
        _ => None,
    }
}

/// Divisors of a formula, innermost first, without constants other than 0.
fn divisors(formula: &Formula) -> Vec<&Formula> {
    let (left, operator, right) = match formula {
        Formula::Binary(left, operator, right) => (left, operator, right),
        Formula::Min(all) | Formula::Max(all) => return all.iter().flat_map(divisors).collect(),
        Formula::Abs(inner) | Formula::Round(inner, _) => return divisors(inner),
        _ => return Vec::new(),
    };
    let mut all = [divisors(left), divisors(right)].concat();
    let is_constant = matches!(**right, Formula::Number(value) if value != Decimal::ZERO);
    if *operator == Operator::Divide && !is_constant {
        all.push(right);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_refers_to_its_own_row() {
        assert_eq!(over_row("{4}/{3}", 9, 4), "=IFERROR(ROUND(E10/D10,4),\"\")");
    }

    #[test]
    fn a_long_name_of_a_sheet_leaves_the_rows_above_out() {
        let group = |sheet: &str| {
            let [outer, inner] = ["A", "B"].map(|col| format!("{sheet}!${col}$18:${col}$27"));
            words_of_group("B$9:B10", (&outer, &inner, &format!("{sheet}!$B$17")))
        };
        assert!(group("填报说明").contains("LOOKUP(2,1/(B$9:B10<>\"\"),B$9:B10)"));
        let long = group("一二三四五六七八九十一二三四五六");
        assert!(long.contains("!$A$18:$A$27,B10)=0,"), "{long}");
        assert!(long.encode_utf16().count() <= MAX_VALIDATION);
    }
}
