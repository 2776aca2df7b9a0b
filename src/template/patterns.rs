//! Patterns of a table's texts: the table is rendered with a placeholder in place of each value,
//! which shows the values that each text contains.

use std::collections::BTreeSet;

use super::Engine;
use super::engine::Purpose;
use super::values::TableValues;
use crate::finding::Report;
use crate::form::{Edition, Fields};
use crate::grid::{Grid, Pattern, PrintedValue};
use crate::record::{Content, Record, Submission, TableRecord, Value};

/// A table rendered with placeholders.
#[derive(Debug, Clone)]
pub struct PatternGrid {
    /// The table; its texts contain placeholders.
    pub grid: Grid,
    /// Pattern of each title; `None` if the template cut or changed a placeholder.
    pub titles: Vec<Option<Pattern>>,
    /// Pattern of each cell, likewise.
    pub cells: Vec<Option<Pattern>>,
}

impl Engine {
    /// Patterns of a table with the rows of a record; its values are ignored.
    ///
    /// # Errors
    /// Findings about the template, as of [`Engine::grid`].
    pub fn patterns(
        &self,
        edition: &Edition,
        submission: &Submission,
        table: &TableRecord,
    ) -> Result<PatternGrid, Report> {
        self.patterns_without(edition, submission, table, &BTreeSet::new())
    }

    /// The same with the values at some pointers left blank, which shows the words that a condition
    /// of the template omits with them.
    ///
    /// # Errors
    /// As [`Engine::patterns`].
    pub fn patterns_without(
        &self,
        edition: &Edition,
        submission: &Submission,
        table: &TableRecord,
        blank: &BTreeSet<String>,
    ) -> Result<PatternGrid, Report> {
        let mut known = BTreeSet::new();
        let form = &edition.tables[table.table].form;
        let mut record = replaced(&table.record, &form.fields, blank, &mut known);
        record.share_levels(&form.side_by_side);
        let table = TableRecord {
            table: table.table,
            record,
        };
        let submission = Submission {
            source: submission.source.clone(),
            edition: submission.edition.clone(),
            fields: replaced(&submission.fields, &edition.fields, blank, &mut known),
            tables: Vec::new(),
        };
        let grid = self.rendered(edition, &submission, &table, Purpose::Placeholders)?;
        let pattern = |text: &str| Pattern::parse(text, |pointer| known.contains(pointer));
        Ok(PatternGrid {
            titles: grid
                .titles
                .iter()
                .map(|title| pattern(&title.text))
                .collect(),
            cells: grid.cells.iter().map(|cell| pattern(&cell.text)).collect(),
            grid,
        })
    }
}

/// A record whose values are placeholders, except those at the pointers in `blank`. Adds their
/// pointers to `known`.
fn replaced(
    record: &Record,
    fields: &Fields,
    blank: &BTreeSet<String>,
    known: &mut BTreeSet<String>,
) -> Record {
    let mut replaced = Record::absent(record.pointer.clone(), 0..0, fields);
    for (index, field) in fields.iter() {
        let content = if let Some(columns) = field.rows() {
            let rows = record.rows(index).iter();
            let rows = rows.map(|row| self::replaced(row, columns, blank, known));
            Content::Rows(rows.collect())
        } else {
            let pointer = record.pointer_of(fields, index);
            if blank.contains(&pointer) {
                continue;
            }
            known.insert(pointer.clone());
            let boxes = None;
            Content::Text(PrintedValue { pointer, boxes }.placeholder())
        };
        *replaced.get_mut(index) = Value {
            content,
            ..Value::default()
        };
    }
    replaced
}

/// The pattern of each cell that gives exactly the printed text: by it the text can be read back.
pub(super) fn readable<'p>(
    patterns: &'p PatternGrid,
    grid: &Grid,
    shown: &TableValues<'_>,
) -> Vec<Option<&'p Pattern>> {
    let is_same = patterns.cells.len() == grid.cells.len();
    let cells = grid.cells.iter().zip(&patterns.cells);
    let own = cells.map(|(cell, pattern)| {
        let pattern = pattern
            .as_ref()
            .filter(|pattern| pattern.is_mixed() && pattern.is_separated());
        pattern.filter(|pattern| {
            is_same && pattern.filled(|pointer| shown.text_at(pointer)) == cell.text
        })
    });
    own.collect()
}
