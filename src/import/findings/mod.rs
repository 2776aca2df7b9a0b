//! Findings about reading a filled-in form, with their texts.

mod cells;
mod files;
mod labels;
mod rows;
mod sheets;
mod titles;

use std::ops::RangeInclusive;

use super::displayed;
use super::view::SheetView;
use crate::finding::{Code, Finding, Report};
use crate::record::Draft;
use crate::source::{Place, SheetCell, WorkbookFile, column_name};

/// Collects the findings of one submission's files.
pub(in crate::import) struct Findings<'f> {
    pub(super) files: &'f [WorkbookFile],
    /// Name of the table that is being read, shown before the field's label.
    pub(in crate::import) table: String,
    /// Cells that were not read because their formats are unknown, sheet by sheet.
    pub(super) without_formats: Vec<SheetCell>,
    pub(super) report: Report,
}

/// A sheet from which nothing can be read.
pub(super) struct UnreadSheet {
    /// Row and column of the first unreadable cell.
    pub(super) at: (u32, u32),
    /// Code of its finding.
    pub(super) code: Code,
    /// Text shown for it.
    pub(super) seen: String,
    /// Number of such cells.
    pub(super) count: usize,
}

/// Why a text gives no values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum UnreadText {
    /// Other words than the form's.
    OtherWords,
    /// These words of the form are missing.
    MissingWords(String),
    /// The words occur more than once.
    Ambiguous,
    /// The ticks are unclear.
    Ticks,
    /// Several choices are ticked, but only one may be.
    SeveralTicks,
}

impl<'f> Findings<'f> {
    pub(in crate::import) fn new(files: &'f [WorkbookFile]) -> Findings<'f> {
        Findings::after(files, Report::new())
    }

    /// Findings after those of a report.
    pub(in crate::import) fn after(files: &'f [WorkbookFile], report: Report) -> Findings<'f> {
        Findings {
            files,
            table: String::new(),
            without_formats: Vec::new(),
            report,
        }
    }

    /// The report of all findings.
    pub(in crate::import) fn into_report(mut self) -> Report {
        let cells = std::mem::take(&mut self.without_formats);
        for sheet in cells.chunk_by(|one, next| one.number == next.number) {
            let place = self.place(&sheet[0], "");
            let cells: Vec<(u32, u32)> = sheet.iter().map(|at| (at.row, at.col)).collect();
            self.add(Code::NumberUnclear, || {
                displayed::without_formats(place, &cells)
            });
        }
        self.report
    }

    /// Records a number whose format is unknown; reported once per sheet.
    pub(in crate::import) fn without_format(&mut self, at: &SheetCell) {
        self.without_formats.push(at.clone());
    }

    pub(super) fn place(&self, at: &SheetCell, label: &str) -> Place {
        let label = label.to_owned();
        match WorkbookFile::of(self.files, at) {
            Some((file, cell)) => Place {
                cell: Some(cell),
                label,
                ..Place::file(file)
            },
            None => Place {
                label,
                ..Place::default()
            },
        }
    }

    /// Whether two cells are in one file.
    pub(in crate::import) fn same_file(&self, left: &SheetCell, right: &SheetCell) -> bool {
        let file = |at| WorkbookFile::of(self.files, at).map(|(_, cell)| at.number - cell.number);
        file(left) == file(right)
    }

    /// All files as one place.
    pub(super) fn whole(&self) -> Place {
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        Place::file(&names.join("、"))
    }

    pub(super) fn add(&mut self, code: Code, make: impl FnOnce() -> Finding) {
        self.report.add(code.level(), make);
    }

    /// A cell of a sheet, or the sheet's file.
    pub(super) fn place_on(&self, view: &SheetView<'_>, at: Option<(u32, u32)>) -> Place {
        let (row, col) = at.unwrap_or_default();
        let mut place = self.place(&view.at(row, col), "");
        place.cell = place.cell.filter(|_| at.is_some());
        place
    }

    /// File and cell of a value.
    pub(super) fn file_name(&self, value: &Draft) -> String {
        let cell = value.cell.as_ref();
        cell.map_or_else(|| "前面的文件".to_owned(), |at| self.cell_name(at))
    }

    /// Name of a cell, with its file if there are several.
    pub(super) fn cell_name(&self, at: &SheetCell) -> String {
        WorkbookFile::of(self.files, at).map_or_else(
            || at.to_string(),
            |(file, cell)| match self.files {
                [_] => cell.to_string(),
                _ => format!("{file}!{cell}"),
            },
        )
    }
}

/// Names of columns: `G`, `G–H`.
pub(super) fn letters(cols: &RangeInclusive<u32>) -> String {
    let (first, last) = (column_name(*cols.start()), column_name(*cols.end()));
    if first == last {
        first
    } else {
        format!("{first}–{last}")
    }
}
