//! Blank workbooks to be filled in (空白表): rules for the cells of an edition's empty tables, and
//! a sheet of instructions.
//!
//! The table itself is the edition's template without data: [`empty`] makes the data, [`filled`] what
//! its conditions see, `template` the grid, [`table`] adds the rules of each cell. [`guide`] is the sheet 填报说明.
//! [`write::xlsx`](crate::write::xlsx) writes the workbook.
//!
//! # Guarantees to a reader of a filled-in blank
//!
//! - Each table is a sheet with the grid of the empty form and the requested number of record rows.
//!   Each row has its own cell for each level: unlike in a rendered table, equal names in
//!   consecutive rows are not merged. Clerks may have added or removed rows.
//! - The submission's own fields (year, code) are on the guide's sheet: the label, and the value to
//!   the right of it. Each such cell also has a defined name, `SUBMISSION` and the field's path:
//!   `submission.year`. The name [`GUIDE`] refers to the guide's sheet, which is no table. The
//!   guide's row 表样 has the edition's id to the right of it.
//! - A title or cell of words and values (`（2025年度）`, `1-7月执行数`) is a formula over the cells
//!   of those values: it is up to date only after a program has computed it. Readers prefer the
//!   value's own cell. A cell with a value that has no own cell is typed: it contains the words,
//!   with blank space for the values, or boxes to tick with a list of the ticked variants.
//! - Totals, rates and the composed text of an indicator are formulas, which show nothing while
//!   their inputs are blank. A clerk may type over the text, or clear the cell to have it printed
//!   blank. A formula without a cached value (a program filled in the form) is derived.
//! - Tables without any input are not needed by the department.
//! - A hidden sheet contains only lists that are too long for a validation rule. The names of the
//!   second level by those of the first are on the guide's sheet, where people read them too.

mod cells;
mod families;
mod field_rules;
mod fill;
mod guide;
mod pattern;
mod reach;
mod rule;
mod typed;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::amount::Amount;
use crate::form::{Count, Edition};
use crate::grid::{Blank, CellIndex, Entry, Expects, Grid, Pattern};
use crate::length::Length;
use crate::record::{Content, Record, Submission, TableRecord};
use crate::source::Source;

use cells::TableCells;

pub use field_rules::FieldRules;
pub use fill::{DELIMITERS, filled};
pub use guide::guide;
pub use reach::remove_unreachable;
pub use typed::{emptied, fill_in};

/// Defined name of the guide's sheet.
pub const GUIDE: &str = "jixiao.guide";

/// Height in lines of an empty cell for paragraphs.
const PARAGRAPH_LINES: f64 = 4.0;

/// Height in lines of a row of records.
const RECORD_LINES: f64 = 2.0;

/// Number of copies of a form's table (表样).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies {
    /// Index of the table in [`Edition::tables`].
    pub table: usize,
    /// Number of copies.
    pub count: usize,
}

/// A submission without values, except the year if one is given, with the given copies of tables
/// and rows in each.
pub fn empty(edition: &Edition, tables: &[Copies], rows: usize, year: Option<u16>) -> Submission {
    let mut fields = Record::absent(String::new(), 0..0, &edition.fields);
    if let (Some(field), Some(year)) = (edition.year, year) {
        fields.get_mut(field).content = Content::Number(Amount::whole(u32::from(year)));
    }
    let copies = tables.iter().flat_map(|copies| {
        let definition = &edition.tables[copies.table];
        (0..copies.count).map(move |index| TableRecord {
            table: copies.table,
            record: Record::blank(
                match definition.count {
                    Count::One => format!("/{}", definition.key),
                    Count::Many => format!("/{}/{index}", definition.key),
                },
                &definition.form.fields,
                rows,
            ),
        })
    });
    Submission {
        source: Source::new("", ""),
        edition: edition.id.clone(),
        fields,
        tables: copies.collect(),
    }
}

/// Adds rules to an empty table. `grid` is that of an [`empty`] submission, `titles` and `patterns`
/// are the patterns of its titles and cells.
pub fn table(
    edition: &Edition,
    submission: &Submission,
    table: &TableRecord,
    mut grid: Grid,
    (titles, patterns): (&[Option<Pattern>], &[Option<Pattern>]),
) -> Blank {
    let form = &edition.tables[table.table].form;
    let fields = &form.fields;
    let mut cells = TableCells {
        edition,
        fields,
        side_by_side: &form.side_by_side,
        families: families::pairs(&form.rules.families, fields),
        qualitative: &form.rules.indicator.qualitative,
        table: &table.record,
        places: BTreeMap::new(),
        between: BTreeMap::new(),
    };
    let patterns = pattern::mixed(&grid, patterns, |pointer| cells.is_derived(pointer));
    for (index, cell) in grid.cells.iter().enumerate() {
        let index = CellIndex(index);
        if !cell.pointer.is_empty() && !patterns.contains_key(&index) {
            cells.places.entry(cell.pointer.clone()).or_insert(index);
        }
    }
    cells.between = pattern::between(&patterns, &cells.places);
    let mut typed_titles = BTreeSet::new();
    let titles = pattern::titles(
        &cells,
        submission,
        (&mut grid.titles, &mut typed_titles),
        titles,
    );
    let mut entries: BTreeMap<CellIndex, Entry> = (0..grid.cells.len())
        .map(CellIndex)
        .filter(|index| !patterns.contains_key(index))
        .filter_map(|index| {
            let mut entry = cells.entry(&grid, index)?;
            families::offer(&cells, &grid, index, &mut entry.rule);
            Some((index, entry))
        })
        .collect();
    entries.extend(pattern::entries(&cells, submission, &mut grid, &patterns));
    let records = cells.records(&grid, &patterns);
    give_room(&mut grid, &entries, &records);
    Blank {
        grid,
        entries,
        titles,
        patterns,
        typed_titles,
        records,
        groups: Vec::new(),
        name: None,
    }
}

/// Sets the minimum height of rows to be filled in: an empty row would be one line high.
fn give_room(grid: &mut Grid, entries: &BTreeMap<CellIndex, Entry>, records: &[Range<usize>]) {
    let look = std::sync::Arc::clone(&grid.look);
    for index in entries.keys() {
        let cell = &grid.cells[index.0];
        let style = &look.styles[cell.style];
        let lines = match entries[index].rule.expects {
            _ if records.iter().any(|rows| rows.contains(&cell.row)) => RECORD_LINES,
            Expects::Paragraphs => PARAGRAPH_LINES,
            _ => continue,
        };
        let height = style.size * (style.line_height * lines) + style.padding_y * 2.0;
        let row = &mut grid.rows[cell.row];
        let least = row.min_height.unwrap_or(Length::ZERO).max(height);
        row.min_height = Some(least);
    }
}
