//! The indicator of a row: its sign, from any column of the list that contains it, and inferred
//! values.

use std::collections::BTreeMap;

use super::draft::value;
use super::findings::labelled;
use super::rows::{ListRow, UnreadCell};
use super::state::{
    IndicatorColumns, ListReader, ListValue, RowColumns, SignInference, is_numbered,
};
use crate::finding::{Code, Finding};
use crate::form::{Part, Role, TableList};
use crate::record::{Draft, DraftContent, Quantity, quantity, standard_sign};
use crate::text;

/// Values of a row by the list's columns.
pub(super) struct RowValues {
    pub(super) list: TableList,
    pub(super) values: BTreeMap<usize, ListValue>,
}

/// Unit of a number in percent.
const PERCENT: &str = "%";

impl SignInference {
    pub(super) fn of<'a>(reader: &ListReader<'a>, rows: &'a [ListRow]) -> SignInference {
        let mut columns = reader.row_columns.values();
        let sign = columns.find_map(|own| own.columns.sign);
        let stated = |line: &'a ListRow| reader.text(line, sign).is_some();
        SignInference {
            column_is_blank: !rows.iter().any(|line| stated(line) && !is_numbered(line)),
            ..SignInference::default()
        }
    }
}

/// Counts one more inferred sign.
pub(super) fn count(inferred: &mut Option<(usize, ListValue)>, given: &ListValue) {
    match inferred {
        Some((count, _)) => *count += 1,
        None => *inferred = Some((1, given.clone())),
    }
}

impl<'a> ListReader<'a> {
    /// Columns of the indicators of a list.
    pub(super) fn row_columns_of(&self, list: TableList) -> RowColumns<'a> {
        let fields = self.columns().filter_map(|(index, column)| {
            let target = column.target_in_list(list)?;
            // Sign and unit of a value in one text are joined to it.
            let is_joined = matches!(column.part, Some(Part::Sign | Part::Unit));
            (!is_joined).then(|| (index, self.field(target)))
        });
        RowColumns {
            columns: self.indicator_columns(list),
            fields: fields.collect(),
        }
    }

    fn indicator_columns(&self, list: TableList) -> IndicatorColumns {
        let mut found = IndicatorColumns::default();
        for (index, column) in self.columns() {
            if !column.directions.is_empty() {
                found.direction = Some(index);
            }
            let Some(target) = column.target_in_list(list) else {
                continue;
            };
            match column.part.map(Part::role).or(self.field(target).role) {
                Some(Role::Sign) => found.sign = Some(index),
                Some(Role::Value) => found.value = Some(index),
                Some(Role::Unit) => found.unit = Some(index),
                _ => {}
            }
        }
        found
    }

    /// Draft of an indicator.
    pub(super) fn indicator(&mut self, line: &ListRow, mut row: RowValues) -> Option<Draft> {
        let columns = self.row_columns[&row.list].columns;
        self.split_formatted_number(columns, &mut row.values);
        self.read_sign(columns, &mut row.values);
        self.compare_direction(columns, &row.values);
        if let Some(direction) = columns.direction {
            row.values.remove(&direction);
        }
        self.join_target(columns, &mut row.values);
        let first = row.values.values().map(|given| &given.cell).min()?;
        let first = crate::source::SheetCell {
            row: line.row,
            ..first.clone()
        };
        let mut draft = Draft::object(Some(first.clone()));
        for (index, field) in &self.row_columns[&row.list].fields {
            let content = match row.values.get(index) {
                Some(given) => value(&field.kind, given),
                // A blank cell is reported at its own place; a derived field is not left blank.
                None if self.missing.contains(index) => {
                    Draft::new(DraftContent::Unread, Some(first.clone()))
                }
                None if field.derive.is_none() && !self.unread.contains(index) => {
                    let Some(head) = self.head.columns[*index].as_ref() else {
                        continue;
                    };
                    let cell = self.lines.cell(line.row, head.col);
                    Draft::new(DraftContent::Null, Some(cell))
                }
                None => continue,
            };
            draft.set(&field.path, content);
        }
        Some(draft)
    }

    /// Splits a number whose format displays it in percent or with words: a cell that displays 100%
    /// contains 1.
    ///
    /// Sets the number, and the unit if it is blank. Drops words that the sign's column repeats.
    fn split_formatted_number(
        &self,
        columns: IndicatorColumns,
        values: &mut BTreeMap<usize, ListValue>,
    ) {
        let (Some(value), Some(unit)) = (columns.value, columns.unit) else {
            return;
        };
        let Some(given) = values.get(&value).cloned() else {
            return;
        };
        let at = (given.cell.row, given.cell.col);
        if !self.lines.formatted_numbers.contains(&at) {
            return;
        }
        let sign = columns.sign.and_then(|sign| values.get(&sign));
        let sign = sign.and_then(|sign| standard_sign(&sign.text));
        let Ok(Quantity {
            sign: shown,
            number,
            unit: stated,
            ..
        }) = quantity(&given.text)
        else {
            return;
        };
        let own = values.get(&unit).filter(|unit| unit.unread.is_none());
        let own = own.map_or(PERCENT, |unit| unit.text.trim());
        let own = if own == "％" { PERCENT } else { own };
        if (shown.is_some() && shown != sign) || !(stated.is_empty() || stated == own) {
            return;
        }
        let with = |words: &str| ListValue::new(words.to_owned(), given.cell.clone());
        values.insert(value, with(&number.to_string()));
        if !stated.is_empty() {
            values.entry(unit).or_insert_with(|| with(PERCENT));
        }
    }

    /// Reads the sign from its own column. If that only states that a number follows, or is
    /// missing, takes the sign from the value, or else from the direction.
    pub(super) fn read_sign(
        &mut self,
        columns: IndicatorColumns,
        values: &mut BTreeMap<usize, ListValue>,
    ) {
        let Some(sign) = columns.sign else { return };
        if values
            .get(&sign)
            .is_some_and(|given| given.unread.is_some())
        {
            return;
        }
        let stated = values.get(&sign).map(|given| given.text.trim().to_owned());
        let words = &self.list.columns[sign].words;
        let meant = stated.as_ref().and_then(|stated| {
            let word = words.iter().find(|(met, _)| met == stated);
            word.map(|(_, meant)| meant.as_str())
        });
        match (meant, stated) {
            (Some(""), _) => drop(values.remove(&sign)),
            (Some(meant), _) => {
                if let Some(given) = values.get_mut(&sign) {
                    meant.clone_into(&mut given.text);
                }
                return;
            }
            (None, None) if self.signs.column_is_blank => {}
            (None, _) => return,
        }
        if !self.sign_of_value(sign, columns, values) {
            self.sign_of_direction(sign, columns, values);
        }
    }

    /// Splits `≥95%` in the value's column into sign, number and unit.
    fn sign_of_value(
        &mut self,
        sign: usize,
        columns: IndicatorColumns,
        values: &mut BTreeMap<usize, ListValue>,
    ) -> bool {
        let Some((at, given)) = columns
            .value
            .and_then(|at| Some((at, values.get(&at)?.clone())))
        else {
            return false;
        };
        let Ok(typed) = quantity(&given.text) else {
            return false;
        };
        let Some(standard) = typed.sign else {
            return false;
        };
        count(&mut self.signs.from_value, &given);
        let stated = ListValue::new(standard.to_owned(), given.cell.clone());
        values.insert(sign, stated);
        take_apart(typed, (at, &given), columns, values);
        true
    }

    /// Infers the sign of a number without a sign from the direction.
    fn sign_of_direction(
        &mut self,
        sign: usize,
        columns: IndicatorColumns,
        values: &mut BTreeMap<usize, ListValue>,
    ) {
        let (Some(direction), Some(value)) = (columns.direction, columns.value) else {
            return;
        };
        let Some(number) = values.get(&value).cloned() else {
            return;
        };
        let Ok(typed) = quantity(&number.text) else {
            return;
        };
        let Some(given) = values.get(&direction).filter(|_| typed.sign.is_none()) else {
            return;
        };
        let given = given.clone();
        let known = &self.list.columns[direction].directions;
        let signs = known.iter().find(|(word, _)| word == given.text.trim());
        if let Some(usual) = signs.and_then(|(_, signs)| signs.first()) {
            count(&mut self.signs.from_direction, &given);
            values.insert(sign, ListValue::new(usual.clone(), given.cell));
            take_apart(typed, (value, &number), columns, values);
        }
    }

    /// Joins sign, number and unit that have a column each to a value in one text: `≥95%`.
    ///
    /// A sign or unit in the value itself counts once. Parts that are no value together are
    /// reported; the value is then left unread.
    fn join_target(&mut self, columns: IndicatorColumns, values: &mut BTreeMap<usize, ListValue>) {
        let value = columns.value;
        let Some(value) = value.filter(|value| self.list.columns[*value].part.is_some()) else {
            return;
        };
        let [sign, unit] = [columns.sign, columns.unit].map(|column| values.remove(&column?));
        let Some(given) = values.get_mut(&value) else {
            return;
        };
        let beside = || sign.iter().chain(&unit);
        if let Some(unread) = beside().find_map(|part| part.unread) {
            given.unread.get_or_insert(unread);
        }
        if given.unread.is_some() {
            given.text.clear();
            return;
        }
        let text = |part: &Option<ListValue>| {
            let text = part.as_ref().map_or("", |part| part.text.trim());
            text.to_owned()
        };
        let (sign_text, unit_text) = (text(&sign), text(&unit));
        if let Some(joined) = joined(&sign_text, given.text.trim(), &unit_text) {
            given.text = joined;
            return;
        }
        let parts = [
            (columns.sign, sign_text),
            (columns.value, given.text.clone()),
            (columns.unit, unit_text),
        ];
        let parts = parts.iter().filter(|(_, text)| !text.is_empty());
        let parts = parts.filter_map(|(column, text)| {
            let head = &self.list.columns[(*column)?].heads[0];
            Some(format!("{head} {}", text::quote(text)))
        });
        let seen = parts.collect::<Vec<_>>().join("、");
        let head = &self.list.columns[value].heads[0];
        let place = self.lines.place(given.cell.row, given.cell.col);
        given.unread = Some(UnreadCell::Unclear);
        given.text.clear();
        self.report.push(
            Finding::new(Code::ValueNotNumber, labelled(place, head))
                .seen(seen)
                .expected("连起来是一个指标值,如 ≥95%")
                .correction("改正其中一格;定性的只填文字"),
        );
    }

    /// Compares the direction with the sign. The form has no column for the direction, so only the
    /// sign is used.
    pub(super) fn compare_direction(
        &mut self,
        columns: IndicatorColumns,
        values: &BTreeMap<usize, ListValue>,
    ) {
        let Some((index, given)) = columns
            .direction
            .and_then(|index| Some((index, values.get(&index)?)))
            .filter(|(_, given)| given.unread.is_none())
        else {
            return;
        };
        let known = &self.list.columns[index].directions;
        let head = &self.list.columns[index].heads[0];
        let word = given.text.trim();
        let place = self.lines.place(given.cell.row, given.cell.col);
        let Some((_, agreeing)) = known.iter().find(|(known, _)| known == word) else {
            let words = known.iter().map(|(word, _)| word.as_str());
            self.report.add(Code::ListDirection.level(), || {
                Finding::new(Code::ListDirection, labelled(place, head))
                    .seen(text::quote(word))
                    .expected(format!("{} 之一,或空白", text::list(words.clone())))
                    .correction(text::did_you_mean(word, words))
            });
            return;
        };
        let sign = columns.sign.and_then(|sign| values.get(&sign));
        let Some(sign) = sign.and_then(|given| standard_sign(&given.text)) else {
            return;
        };
        let agrees = agreeing.iter().any(|agreeing| agreeing == sign);
        let is_directed = known
            .iter()
            .any(|(_, signs)| signs.iter().any(|other| other == sign));
        if agrees || !is_directed {
            return;
        }
        let agreeing = text::list(agreeing.iter().map(String::as_str));
        self.report.add(Code::ListDirection.level(), || {
            Finding::new(Code::ListDirection, labelled(place, head))
                .seen(format!("{word},而符号是 {sign}"))
                .expected(format!("{word}的指标用 {agreeing}"))
                .correction("改正其中一个;读入的是符号")
        });
    }

    /// Reports inferred signs, once per list.
    pub(super) fn report_inferred_signs(&mut self) {
        let inferred = [
            (
                self.signs.from_value.take(),
                "从指标值里分出",
                "符号、值、单位各写一列",
            ),
            (
                self.signs.from_direction.take(),
                "按方向推出",
                "有别的符号(如 =),就写明",
            ),
        ];
        for (inferred, how, correction) in inferred {
            let Some((count, first)) = inferred else {
                continue;
            };
            let place = self.lines.place(first.cell.row, first.cell.col);
            self.report.push(
                Finding::new(Code::ListInferred, place)
                    .seen(format!(
                        "{} 等 {count} 行没有写明符号",
                        text::quote(&first.text)
                    ))
                    .expected(format!("符号{how}"))
                    .correction(correction),
            );
        }
    }
}

/// Sign, number and unit as one text; `None` if they contradict each other, or are beside words.
fn joined(sign: &str, value: &str, unit: &str) -> Option<String> {
    if sign.is_empty() && unit.is_empty() {
        return Some(value.to_owned());
    }
    let typed = quantity(value).ok()?;
    let sign = match (standard_sign(sign), typed.sign) {
        (None, _) if sign.is_empty() => "",
        (Some(own), None) => own,
        (Some(own), Some(typed)) if own == typed => "",
        _ => return None,
    };
    let unit = match typed.unit.as_str() {
        "" => unit,
        typed if unit.is_empty() || unit == typed || (unit == "％" && typed == PERCENT) => "",
        _ => return None,
    };
    Some(format!("{sign}{value}{unit}"))
}

/// Moves number and unit of a value into their columns. A value with another unit than its column's
/// stays unchanged; the checks report it.
fn take_apart(
    typed: Quantity,
    (at, given): (usize, &ListValue),
    columns: IndicatorColumns,
    values: &mut BTreeMap<usize, ListValue>,
) {
    let Quantity { number, unit, .. } = typed;
    let with = |words: &str| ListValue::new(words.to_owned(), given.cell.clone());
    let own = columns.unit.and_then(|at| values.get(&at));
    let own = own.filter(|given| given.unread.is_none());
    let own = own.map(|given| given.text.trim());
    let is_unit =
        unit.is_empty() || own.is_none_or(|own| own == unit || (own == "％" && unit == "%"));
    if is_unit {
        values.insert(at, with(&number.to_string()));
        if let Some(column) = columns.unit.filter(|_| !unit.is_empty()) {
            values.entry(column).or_insert_with(|| with(&unit));
        }
    }
}
