//! Sheets of a workbook → rows of a list.

use std::sync::Arc;

use super::head::{Head, find_head};
use super::lines::{Line, Lines, Merge};
use super::reader;
use crate::diag::{Code, Diagnostic, Place, Report, Source, text};
use crate::form::Registry;
use crate::workbook::{CellContent, Sheet, Workbook};

/// The submissions of all sheets of a workbook that are lists, with findings about them; none where no sheet is one.
pub(super) fn read(
    name: &str,
    workbook: &Workbook,
    registry: &Registry,
) -> Option<(Vec<Source>, Report)> {
    let (mut sources, mut report, mut others) = (Vec::new(), Report::new(), Vec::new());
    let mut is_one = false;
    for sheet in &workbook.sheets {
        let mut lines = lines(name, sheet);
        let Some(head) = find_head(&lines, registry) else {
            others.push(sheet);
            continue;
        };
        is_one = true;
        fill_merged(&mut lines, sheet, &head);
        let (read, findings) = reader::read(&lines, &head);
        sources.extend(read);
        report.append(findings);
        report.append(unknown_results(name, sheet, &head));
    }
    if !is_one {
        return None;
    }
    report.extend(
        others
            .iter()
            .filter(|sheet| !sheet.cells.is_empty())
            .map(|sheet| aside(name, sheet)),
    );
    report.sort();
    Some((sources, report))
}

fn lines(name: &str, sheet: &Sheet) -> Lines {
    let rows = sheet.rows().filter_map(|cells| {
        let row = cells.first()?.row;
        let cells = cells.iter().filter(|cell| !cell.is_blank());
        let cells: Vec<(u32, String)> = cells
            .map(|cell| (cell.col, cell.text().into_owned()))
            .collect();
        (!cells.is_empty()).then_some(Line { row, cells })
    });
    Lines {
        file: name.to_owned(),
        sheet: Arc::clone(&sheet.name),
        number: sheet.number,
        percents: (sheet.cells.iter())
            .filter(|cell| matches!(cell.content, CellContent::Percent(_)))
            .map(|cell| (cell.row, cell.col))
            .collect(),
        rows: rows.collect(),
    }
}

fn fill_merged(lines: &mut Lines, sheet: &Sheet, head: &Head<'_>) {
    let columns: Vec<u32> = head.columns.iter().flatten().map(|cell| cell.col).collect();
    let merges: Vec<Merge> = (sheet.merges.iter())
        .map(|merge| Merge {
            rows: merge.row..merge.last_row.saturating_add(1),
            col: merge.col,
        })
        .collect();
    lines.fill_merged(&merges, &columns);
}

/// Formulas of which the file does not keep the result, in columns that are read: written by a program that does not compute.
fn unknown_results(name: &str, sheet: &Sheet, head: &Head<'_>) -> Report {
    let columns: Vec<u32> = head.columns.iter().flatten().map(|cell| cell.col).collect();
    let mut report = Report::new();
    let cells = sheet
        .cells
        .iter()
        .filter(|cell| cell.formula.is_some() && cell.is_blank());
    for cell in cells.filter(|cell| columns.contains(&cell.col)) {
        report.add(Code::ListNoResult.severity(), || {
            let formula = cell.formula.as_deref().unwrap_or_default();
            Diagnostic::new(Code::ListNoResult, sheet.place(name, cell.row, cell.col))
                .seen(format!(
                    "公式 {},没有保存结果",
                    text::quote(&format!("={formula}"))
                ))
                .expected("公式的结果,或数")
                .mend("用 Excel 或 WPS 打开,重新保存")
        });
    }
    report
}

fn aside(name: &str, sheet: &Sheet) -> Diagnostic {
    let place = Place {
        label: format!("工作表 {}", text::quote(&sheet.name)),
        ..Place::file(name)
    };
    Diagnostic::new(Code::ListNotKept, place)
        .seen("没有清单的表头")
        .expected("清单所在的工作表;这一张没有读入")
        .mend("是清单就改正表头;不是就不必理会")
}
