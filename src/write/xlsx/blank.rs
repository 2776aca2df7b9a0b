//! Blanks: workbooks to be filled in. The same tables, protected except for the typed cells, with
//! data validation, hints and defined names.

use rust_xlsxwriter::utility::{quote_sheet_name, row_col_to_cell, row_col_to_cell_absolute};
use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet, XlsxError};

use super::cell;
use super::defaults::{DEFAULT_CELL, default_format, properties, set_defaults};
use super::elsewhere::Elsewhere;
use super::entry::{self, GroupPlace, Lists};
use super::even_pages;
use super::plan::plan;
use super::saving;
use super::sheet_rows::SheetRows;
use crate::grid::{Blank, Grid, Origin};
use crate::layout::Layout;
use crate::write::document::{Properties, Table};
use crate::write::error::WriteError;

/// Input of a blank workbook.
#[derive(Debug, Clone, Copy)]
pub struct BlankDocument<'a> {
    /// Its sheets, in order.
    pub sheets: &'a [BlankSheet<'a>],
    /// Metadata of the file.
    pub properties: &'a Properties,
}

/// Blank table and its layout.
#[derive(Debug, Clone, Copy)]
pub struct BlankSheet<'a> {
    /// The table.
    pub blank: &'a Blank,
    /// The same table laid out on paper.
    pub layout: &'a Layout,
    /// Name of its sheet, unique in the workbook: at most 31 characters, none that Excel forbids.
    pub label: &'a str,
}

/// Blank workbook: its bytes and the cells that take values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankWorkbook {
    /// The file.
    pub bytes: Vec<u8>,
    /// Cells that take a value, in the order of the sheets.
    pub entry_cells: Vec<EntryCell>,
}

/// Cell of a blank that takes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryCell {
    /// JSON Pointer of the value in the submission.
    pub pointer: String,
    /// Name of the sheet.
    pub sheet: String,
    /// The cell, as `B3`; the first one of a merged range.
    pub cell: String,
}

/// Name of the hidden sheet with lists that are too long for a rule.
const LISTS: &str = "选项";

/// Writes a blank workbook.
///
/// # Errors
/// [`WriteError::Xlsx`] if a table exceeds a limit of workbooks (rows, columns, sheet names).
pub fn write_blank(document: &BlankDocument<'_>) -> Result<BlankWorkbook, WriteError> {
    build(document).map_err(|error| WriteError::Xlsx(Box::new(error)))
}

fn build(document: &BlankDocument<'_>) -> Result<BlankWorkbook, XlsxError> {
    let mut workbook = Workbook::new();
    set_defaults(&mut workbook)?;
    workbook.set_properties(&properties(document.properties)?);
    let (mut entry_cells, mut names) = (Vec::new(), Vec::new());
    let tables: Vec<_> = document.sheets.iter().map(table_of).collect();
    let elsewhere = Elsewhere::of(&tables);
    let groups = tables
        .iter()
        .flat_map(|(table, blank)| groups_of(table, *blank));
    let mut lists = Lists::new(free_name(document.sheets), groups.collect());
    for (one, (table, _)) in document.sheets.iter().zip(&tables) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(one.label)?;
        sheet.set_default_row_height_pixels(DEFAULT_CELL.0);
        let rows = cell::write_blank(sheet, table, one.blank, &elsewhere)?;
        open_rows(sheet, one.blank, &rows)?;
        entry::write(sheet, one.blank, &rows, &mut lists)?;
        sheet.protect_with_options(&protection());
        // The colours of empty required cells are for the screen only.
        sheet.set_print_black_and_white(true);
        entry_cells.extend(entry_cells_of(one, &rows));
        names.extend(names_of(one, &rows));
    }
    lists.write(&mut workbook)?;
    for (name, target) in names {
        workbook.define_name(name, &target)?;
    }
    let grids: Vec<&Grid> = document.sheets.iter().map(|one| &one.blank.grid).collect();
    Ok(BlankWorkbook {
        bytes: even_pages::add(saving::bytes(&mut workbook)?, &grids)?,
        entry_cells,
    })
}

const fn table_of<'a>(sheet: &BlankSheet<'a>) -> (Table<'a>, Option<&'a Blank>) {
    let table = Table {
        grid: &sheet.blank.grid,
        layout: sheet.layout,
        label: sheet.label,
    };
    (table, Some(sheet.blank))
}

/// Places of the lists of groups on a sheet.
fn groups_of<'a>(table: &Table<'a>, blank: Option<&'a Blank>) -> Vec<GroupPlace<'a>> {
    let lists = blank.map_or(&[][..], |blank| &blank.groups[..]);
    if lists.is_empty() {
        return Vec::new();
    }
    let rows = plan(table, blank).rows;
    let places = lists.iter().map(|list| GroupPlace {
        list,
        sheet: table.label,
        rows: rows.of(&(list.row..list.row + list.pairs.len())),
    });
    places.collect()
}

/// Actions that are allowed on a protected sheet.
fn protection() -> ProtectionOptions {
    ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        ..ProtectionOptions::default()
    }
}

/// Unlocks rows of records to their end, beyond the table: Excel deletes a row only if none of its
/// cells is locked.
fn open_rows(sheet: &mut Worksheet, blank: &Blank, rows: &SheetRows) -> Result<(), XlsxError> {
    let open = default_format().set_unlocked();
    for records in &blank.records {
        for row in rows.of(records) {
            sheet.set_row_format(row, &open)?;
        }
    }
    Ok(())
}

fn entry_cells_of(sheet: &BlankSheet<'_>, rows: &SheetRows) -> Vec<EntryCell> {
    let typed = sheet.blank.entries.iter().filter(|(index, entry)| {
        let is_live = matches!(entry.origin, Origin::Same(_) | Origin::Joined(_));
        // A cell of several values has no single one.
        !is_live && !sheet.blank.grid.cell(**index).pointer.is_empty()
    });
    let entry_cells = typed.map(|(index, _)| {
        let (row, col) = rows.slot(sheet.blank.grid.cell(*index));
        EntryCell {
            pointer: sheet.blank.grid.cell(*index).pointer.clone(),
            sheet: sheet.label.to_owned(),
            cell: row_col_to_cell(row, col),
        }
    });
    entry_cells.collect()
}

/// Defined names of a sheet and of its cells, with their targets.
fn names_of(sheet: &BlankSheet<'_>, rows: &SheetRows) -> Vec<(String, String)> {
    let own = sheet.blank.name.iter().map(|name| (name.clone(), (0, 0)));
    let entries = sheet.blank.entries.iter().filter_map(|(index, entry)| {
        Some((
            entry.name.clone()?,
            rows.slot(sheet.blank.grid.cell(*index)),
        ))
    });
    let at = |(name, (row, col))| {
        let label = quote_sheet_name(sheet.label);
        (
            name,
            format!("={label}!{}", row_col_to_cell_absolute(row, col)),
        )
    };
    own.chain(entries).map(at).collect()
}

/// Name for the sheet of lists that no table uses.
fn free_name(sheets: &[BlankSheet<'_>]) -> String {
    let mut name = LISTS.to_owned();
    while sheets.iter().any(|sheet| sheet.label == name) {
        name.push('_');
    }
    name
}
