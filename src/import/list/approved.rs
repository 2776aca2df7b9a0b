//! Reads a table of approved budgets (预算批复): one row a department or a project.
//!
//! Its columns are recognized by heads, in one row or two, in any order and below titles: those of
//! codes and names by the heads of rosters (`roster.toml`), the others by the edition (`[budget]`).
//! Rows of totals and remarks are left out. All errors are reported at their cells, at once.

use std::collections::{BTreeMap, BTreeSet};

use super::approved_head::{ApprovedHead, CODE, NAME};
use super::approved_rows::Rows;
use super::delimited;
use super::findings::MAX_ROWS;
use super::head::SEARCHED;
use super::rows::{ListRows, Merge, UnreadCell};
use super::sheet;
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{ApprovedColumns, ApprovedContent, Edition, FieldKind};
use crate::import::displayed::{DisplayedValue, displayed_value};
use crate::record::ApprovedDepartment;
use crate::source::{Place, Source};
use crate::text;
use crate::workbook::{Cell, CellContent, Sheet, Visibility, Workbook};

/// The departments of a table, or that it is none of the edition's.
type ReadTable = Option<Read<Vec<ApprovedDepartment>>>;

/// Reads a table from a text of comma-separated values. `None` if it has no head of the edition.
pub fn read_approved_text(source: &Source, edition: &Edition) -> ReadTable {
    let columns = edition.approved.as_ref()?;
    let score = |lines: &ListRows| Some(ApprovedHead::find(lines, columns)?.count());
    let lines = delimited::rows(source, score)?;
    read(lines, &[], (edition, columns), &|_, _| BTreeMap::new())
}

/// Reads a table from the first sheet of a workbook that is one. `None` if no sheet has a head of
/// the edition.
pub fn read_approved_workbook(name: &str, workbook: &Workbook, edition: &Edition) -> ReadTable {
    let columns = edition.approved.as_ref()?;
    let visible = workbook.sheets.iter();
    let visible = visible.filter(|sheet| sheet.visibility != Visibility::Hidden);
    let mut tables = visible.filter_map(|sheet| {
        let lines = sheet::lines(name, sheet);
        ApprovedHead::find(&lines, columns)?;
        Some((sheet, lines))
    });
    let (own, lines) = tables.next()?;
    let further: Vec<usize> = tables.map(|(sheet, _)| sheet.number).collect();
    let merges: Vec<Merge> = own.merges.iter().map(sheet::merge_of).collect();
    let formats = |cols: &BTreeSet<u32>, unit: &str| displayed(own, cols, unit);
    let mut read = read(lines, &merges, (edition, columns), &formats)?;
    let others = workbook.sheets.iter();
    for other in others.filter(|other| other.number != own.number && !other.cells.is_empty()) {
        let (code, correction) = if further.contains(&other.number) {
            (
                Code::BudgetHead,
                "合成一张工作表;不是预算批复的,移到别的文件里",
            )
        } else {
            (Code::BudgetUnused, "不是预算批复就不必理会")
        };
        let finding = Finding::new(code, Place::file(name))
            .seen(format!("工作表 {}", text::quote(&other.name)))
            .expected(format!(
                "一份预算批复一张工作表,读的是 {};这一张没有读",
                text::quote(&own.name)
            ))
            .correction(correction);
        read.report.push(finding);
    }
    Some(read)
}

/// The finding on a file without a head of any of the editions.
pub fn no_approved_head(name: &str, editions: &[&Edition]) -> Finding {
    let columns = editions.iter().filter_map(|one| one.approved.as_ref());
    let columns = columns.flat_map(|one| &one.columns);
    let amounts = columns.filter(|column| column.content == ApprovedContent::Amount);
    let mut heads: Vec<&str> = Vec::new();
    for head in amounts.filter_map(|column| column.heads.first()) {
        if !heads.contains(&head.as_str()) {
            heads.push(head);
        }
    }
    let finding = Finding::new(Code::BudgetHead, Place::file(name));
    if heads.is_empty() {
        return finding
            .seen("表样里没有写预算批复的列([budget])")
            .expected("有 [budget] 的表样:哪一列与哪个栏目核对写在 edition.toml 里")
            .correction("在自己的表样里补上 [budget],用 --templates 使用;或不用 --budget");
    }
    finding
        .seen(format!("前 {SEARCHED} 行里没有预算批复的表头"))
        .expected(format!(
            "一行或两行表头,其中有部门的编码或名称,和 {} 之一",
            text::list(heads.into_iter())
        ))
        .correction("补上或改正表头;别的叫法写进表样的 [budget];或看是不是给错了文件")
}

/// Texts of cells whose format shows more than the number: the number, or none if it is not the
/// one that is seen.
fn displayed(
    sheet: &Sheet,
    cols: &BTreeSet<u32>,
    unit: &str,
) -> BTreeMap<(u32, u32), Option<String>> {
    let cells = sheet.cells.iter().filter(|cell| cols.contains(&cell.col));
    let read = |cell: &Cell| match (cell.shown.as_deref(), &cell.content) {
        (Some(shown), CellContent::Number(_) | CellContent::Unclear(_)) => {
            match displayed_value(cell, shown, &FieldKind::Amount, (unit, &[])) {
                DisplayedValue::Number(number) => Some(Some(number.to_string())),
                _ => Some(None),
            }
        }
        (None, CellContent::Unclear(_)) | (_, CellContent::Percent(_)) => Some(None),
        _ => None,
    };
    let read = cells.filter_map(|cell| Some(((cell.row, cell.col), read(cell)?)));
    read.collect()
}

/// Texts of cells in some columns with a unit whose format shows more than the number.
type Formats<'f> = &'f dyn Fn(&BTreeSet<u32>, &str) -> BTreeMap<(u32, u32), Option<String>>;

fn read(
    mut lines: ListRows,
    merges: &[Merge],
    (edition, columns): (&Edition, &ApprovedColumns),
    formats: Formats<'_>,
) -> ReadTable {
    let head = ApprovedHead::find(&lines, columns)?;
    let mut report = Report::new();
    head.report(&lines, columns, &mut report);
    let units = head.units(&lines, columns, &mut report);
    let first = head.first_row(&lines);
    let shared: Vec<u32> = [CODE, NAME]
        .into_iter()
        .filter_map(|column| head.col(column))
        .collect();
    let used: Vec<u32> = head.cols().collect();
    lines.take_errors(first, &used);
    lines.fill_merged(merges, &shared);
    for unit in units.values().copied().collect::<BTreeSet<&str>>() {
        let of_unit = units.iter().filter(|(_, own)| **own == unit);
        let cols: BTreeSet<u32> = of_unit.map(|(col, _)| *col).collect();
        let below = formats(&cols, unit).into_iter();
        for ((row, col), text) in below.filter(|((row, _), _)| *row >= first) {
            if text.is_none() {
                lines.unread.insert((row, col), UnreadCell::Unclear);
            }
            lines.set(row, col, text);
        }
    }
    let mut rows = Rows::new(&lines, &head, (edition, columns), &units);
    rows.read(MAX_ROWS);
    report.append(rows.report);
    if rows.departments.is_empty() && !report.has_errors() {
        let (row, col) = head.first_cell(&lines);
        let finding = Finding::new(Code::BudgetRow, lines.place(row, col))
            .seen("表头下面没有部门")
            .expected("一行一个部门或一个项目,写着部门的编码或名称;金额是数")
            .correction("补上各部门的预算,或看是不是给错了文件");
        report.push(finding);
    }
    report.sort();
    Some(Read::new(rows.departments, report))
}
