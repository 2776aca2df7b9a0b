//! Sheets of a workbook → rows of a list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::hidden;
use super::head::{Head, HeadCell, MIN, SEARCHED, find_head};
use super::reader::{self, SubmissionKey};
use super::rows::texts;
use super::rows::{ListRow, ListRows, Merge, UnreadCell};
use super::state::{field_of, squeezed};
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{Edition, Field, FieldKind, ListDefinition};
use crate::import::cell_findings::{self, cell_error};
use crate::import::displayed::{self, DisplayedValue};
use crate::source::{Place, SheetCell, Source};
use crate::text::{self, name_key};
use crate::workbook::{Cell, CellContent, Sheet, ShownText, SkippedKind, Visibility, Workbook};

/// Departments read so far, by edition and name: year and cell.
type Known = BTreeMap<(String, String), Vec<(Option<String>, SheetCell)>>;

/// Submissions of all sheets that are lists, with findings. `None` if no sheet is a list.
pub(super) fn read(
    (name, workbook): (&str, &Workbook),
    editions: &[&Edition],
    is_form: impl Fn(&Sheet) -> bool,
) -> Option<Read<Vec<Source>>> {
    let (mut sources, mut report, mut others) = (Vec::new(), Report::new(), Vec::new());
    let (mut is_one, mut known, mut columns) = (false, Known::new(), Vec::new());
    // A list in a workbook with filled-in forms is an annex to them.
    let is_seen = |sheet: &&Sheet| sheet.visibility != Visibility::Hidden;
    if workbook.sheets.iter().filter(is_seen).any(is_form) {
        return None;
    }
    for sheet in &workbook.sheets {
        let mut lines = lines(name, sheet);
        let head = find_head(&lines, editions);
        let Some(head) = head else {
            others.push((sheet, lines));
            continue;
        };
        if sheet.visibility == Visibility::Hidden {
            report.push(hidden_list(name, sheet));
            continue;
        }
        is_one = true;
        let cols = |cell: &Option<HeadCell>| cell.as_ref().map(|cell| cell.col);
        columns.push(head.columns.iter().filter_map(cols).collect::<Vec<u32>>());
        let mut of_cells = apply_formats(name, sheet, (&mut lines, &head));
        of_cells.extend(take_errors(&mut lines, &head));
        fill_merged(&mut lines, sheet, &head);
        let read = reader::read(&lines, &head);
        sources.extend(without_duplicates(
            name,
            (read.sources, read.keys),
            &mut known,
            &mut report,
        ));
        report.append(read.report);
        of_cells.append(unreadable_cells(name, sheet, (&lines, &head)));
        let unit = hidden::money_unit(&head.edition.tables);
        of_cells.extend(hidden::findings_of_list(
            sheet,
            &place_on(name, sheet),
            unit,
        ));
        of_cells.retain(|finding| !is_reported_with_row(&read.reported, finding));
        report.append(of_cells);
    }
    if !is_one {
        return None;
    }
    for (sheet, lines) in others.iter().filter(|(sheet, _)| !sheet.cells.is_empty()) {
        report.extend(hidden::missing_texts(sheet, &place_on(name, sheet)));
        let row = lines.rows.iter().find(|line| is_row_of(line, &columns));
        report.push(match row {
            Some(row) if sheet.visibility != Visibility::Hidden => without_head(lines, row),
            _ if sheet.visibility == Visibility::Hidden => sheet_without_list(name, sheet),
            _ => part_of_list(lines, editions, &known)
                .unwrap_or_else(|| sheet_without_list(name, sheet)),
        });
    }
    report.sort();
    Some(Read::new(sources, report))
}

/// Codes of findings on unread cells.
const UNREAD: [Code; 6] = [
    Code::StruckText,
    Code::CellError,
    Code::ListNoResult,
    Code::FormulaEmpty,
    Code::NumberUnclear,
    Code::ShapeAside,
];

/// Whether an unread cell is reported with its row.
pub(super) fn is_reported_with_row(stated: &BTreeSet<(u32, u32)>, finding: &Finding) -> bool {
    let cell = finding.place.cell.as_ref();
    cell.is_some_and(|cell| stated.contains(&(cell.row, cell.col)))
        && UNREAD.contains(&finding.code)
}

/// A cell of a sheet, or the file.
fn place_on<'a>(name: &'a str, sheet: &'a Sheet) -> impl Fn(Option<(u32, u32)>) -> Place + 'a {
    move |at| match at {
        Some((row, col)) => sheet.place(name, row, col),
        None => Place::file(name),
    }
}

/// Cells of a sheet that are not blank and are not read as text.
fn unread_cells(sheet: &Sheet) -> BTreeMap<(u32, u32), UnreadCell> {
    let of_cells = sheet.cells.iter().filter_map(|cell| {
        let unread = match cell.content {
            CellContent::Error(_) => UnreadCell::Error,
            _ if cell.formula.is_some() && cell.is_blank() => UnreadCell::Formula,
            _ if cell.has_empty_formula() => UnreadCell::Formula,
            _ => return None,
        };
        Some(((cell.row, cell.col), unread))
    });
    let is_blank = |at: &(u32, u32)| sheet.get(at.0, at.1).is_none_or(Cell::is_blank);
    let of_asides = sheet.skipped.iter().filter_map(|aside| {
        let unread = match aside.what {
            SkippedKind::Struck(_) => UnreadCell::Struck,
            SkippedKind::MissingText => UnreadCell::Error,
            SkippedKind::Picture | SkippedKind::Overlapped(_) => UnreadCell::Unclear,
            SkippedKind::Covered(_)
            | SkippedKind::Raised(_)
            | SkippedKind::TextBox(_)
            | SkippedKind::Comment(_)
            | SkippedKind::PageHeader(_)
            | SkippedKind::Duplicate(_) => return None,
        };
        Some((aside.at.filter(is_blank)?, unread))
    });
    of_cells.chain(of_asides).collect()
}

/// The rows of a sheet.
pub(super) fn lines(name: &str, sheet: &Sheet) -> ListRows {
    let unread = unread_cells(sheet);
    let rows = sheet.rows().filter_map(|cells| {
        let row = cells.first()?.row;
        // Errors and empty formulas are not values; they are reported if the column is read.
        let cells = (cells.iter())
            .filter(|cell| !cell.is_blank() && !matches!(cell.content, CellContent::Error(_)))
            .filter(|cell| !cell.has_empty_formula());
        let cells: Vec<(u32, String)> = cells
            .map(|cell| (cell.col, cell.said().into_owned()))
            .collect();
        (!cells.is_empty()).then_some(ListRow { row, cells })
    });
    let mut rows: Vec<ListRow> = rows.collect();
    // Rows that contain only unread cells.
    let mut bare: Vec<u32> = unread.keys().map(|(row, _)| *row).collect();
    bare.dedup();
    bare.retain(|row| rows.binary_search_by_key(row, |line| line.row).is_err());
    if !bare.is_empty() {
        rows.extend(bare.into_iter().map(|row| ListRow {
            row,
            ..ListRow::default()
        }));
        rows.sort_by_key(|line| line.row);
    }
    ListRows {
        file: name.to_owned(),
        sheet: Arc::clone(&sheet.name),
        number: sheet.number,
        formatted_numbers: (sheet.cells.iter())
            .filter(|cell| match cell.content {
                CellContent::Percent(_) => true,
                CellContent::Number(_) => cell.shown.is_some(),
                _ => false,
            })
            .map(|cell| (cell.row, cell.col))
            .collect(),
        unclosed: Vec::new(),
        unread,
        merged: BTreeMap::new(),
        rows,
    }
}

/// Removes and reports texts of error values below the head.
pub(super) fn take_errors(lines: &mut ListRows, head: &Head<'_>) -> Vec<Finding> {
    let first = lines.rows.get(head.below).map_or(u32::MAX, |line| line.row);
    let columns: Vec<u32> = head.columns.iter().flatten().map(|cell| cell.col).collect();
    lines.take_errors(first, &columns)
}

/// A merged range of a sheet.
pub(super) fn merge_of(merge: &crate::workbook::Merge) -> Merge {
    Merge {
        rows: merge.row..merge.last_row.saturating_add(1),
        col: merge.col,
    }
}

fn fill_merged(lines: &mut ListRows, sheet: &Sheet, head: &Head<'_>) {
    let columns: Vec<u32> = head.columns.iter().flatten().map(|cell| cell.col).collect();
    let merges: Vec<Merge> = sheet.merges.iter().map(merge_of).collect();
    lines.fill_merged(&merges, &columns);
}

fn add_word(report: &mut Report, place: Place, (cell, shown): (&Cell, &ShownText)) {
    report.add(Code::FormatWord.level(), || {
        displayed::shown_as_word(place, cell, shown)
    });
}

/// Kind of a column's field, with its unit and synonyms of the unit.
fn kind_and_units(field: Option<&Field>) -> (&FieldKind, (&str, &[String])) {
    field.map_or((&FieldKind::Text, ("", &[][..])), |field| {
        let units = (field.unit.as_str(), field.same_units.as_slice());
        (&field.kind, units)
    })
}

/// Applies number formats that display a text different from the value.
///
/// Drops words that are the column's unit. A value that cannot be read becomes blank and is
/// reported.
fn apply_formats(name: &str, sheet: &Sheet, (lines, head): (&mut ListRows, &Head<'_>)) -> Report {
    let first = lines.rows.get(head.below).map_or(u32::MAX, |line| line.row);
    let (mut report, mut without_formats) = (Report::new(), Vec::new());
    let columns = head.columns.iter().zip(&head.list.columns);
    for (cell_of_head, column) in columns {
        let Some(col) = cell_of_head.as_ref().map(|cell| cell.col) else {
            continue;
        };
        let field = column.targets.first();
        let field = field.map(|target| field_of(head.edition, *target));
        let (kind, units) = kind_and_units(field);
        let cells = sheet.cells.iter();
        for cell in cells.filter(|cell| cell.row >= first && cell.col == col) {
            let place = || sheet.place(name, cell.row, cell.col);
            let shown = cell.shown.as_deref();
            let reading = match (shown, &cell.content) {
                (Some(shown), _) => displayed::displayed_value(cell, shown, kind, units),
                (None, CellContent::Unclear(_)) => DisplayedValue::Unclear,
                _ => continue,
            };
            let text = match (&reading, shown) {
                (DisplayedValue::OtherText, Some(shown)) => {
                    add_word(&mut report, place(), (cell, shown));
                    continue;
                }
                (DisplayedValue::Text | DisplayedValue::OtherText, _) => continue,
                (DisplayedValue::Number(number), _) => Some(number.to_string()),
                (DisplayedValue::OtherUnit, Some(shown)) => {
                    report.add(Code::FormatUnit.level(), || {
                        displayed::other_unit(place(), shown, units.0)
                    });
                    None
                }
                (DisplayedValue::HiddenZero, _) => {
                    report.add(Code::HiddenZero.level(), || displayed::hidden_zero(place()));
                    None
                }
                (DisplayedValue::Unclear, None) if sheet.lacks_formats => {
                    without_formats.push((cell.row, cell.col));
                    None
                }
                (DisplayedValue::Unclear | DisplayedValue::OtherUnit, _) => {
                    report.add(Code::NumberUnclear.level(), || {
                        displayed::unclear(place(), cell)
                    });
                    None
                }
            };
            if text.is_none() && !matches!(reading, DisplayedValue::HiddenZero) {
                let at = (cell.row, cell.col);
                lines.unread.insert(at, UnreadCell::Unclear);
            }
            lines.set(cell.row, cell.col, text);
        }
    }
    without_formats.sort_unstable();
    if let Some((row, col)) = without_formats.first() {
        let place = sheet.place(name, *row, *col);
        report.push(displayed::without_formats(place, &without_formats));
    }
    report
}

/// Findings on unreadable cells below the head: formulas without result (written by a program that
/// does not compute), and errors.
fn unreadable_cells(name: &str, sheet: &Sheet, (lines, head): (&ListRows, &Head<'_>)) -> Report {
    let columns: Vec<u32> = head.columns.iter().flatten().map(|cell| cell.col).collect();
    let first = lines.rows.get(head.below).map_or(u32::MAX, |line| line.row);
    let mut report = Report::new();
    let cells = sheet
        .cells
        .iter()
        .filter(|cell| cell.row >= first && columns.contains(&cell.col));
    for cell in cells {
        let place = || sheet.place(name, cell.row, cell.col);
        match (&cell.content, &cell.formula) {
            _ if cell.has_empty_formula() => {
                report.add(Code::FormulaEmpty.level(), || {
                    cell_findings::formula_empty(place(), true)
                });
            }
            (CellContent::Error(error), _) => {
                report.add(Code::CellError.level(), || cell_error(place(), error));
            }
            (_, Some(formula)) if cell.is_blank() => {
                report.add(Code::ListNoResult.level(), || {
                    cell_findings::no_result(Code::ListNoResult, place(), formula)
                        .expected("公式的结果,或数")
                });
            }
            _ => {}
        }
    }
    report
}

/// Submissions of departments that no earlier sheet has; the others are reported.
fn without_duplicates(
    name: &str,
    (sources, of): (Vec<Source>, Vec<(SubmissionKey, SheetCell)>),
    known: &mut Known,
    report: &mut Report,
) -> Vec<Source> {
    let (mut first, mut duplicates) = (Vec::new(), Vec::new());
    for (source, ((edition, department, year), cell)) in sources.into_iter().zip(of) {
        let of_name = known.entry((edition, department.clone())).or_default();
        let other = of_name.iter().find(|(other, at)| {
            // A list without a year may be of any year.
            let is_same_year = other.is_none() || year.is_none() || *other == year;
            at.number != cell.number && is_same_year
        });
        if let Some((_, other)) = other {
            duplicates.push((department, other.clone(), cell));
            continue;
        }
        first.push(source);
        of_name.push((year, cell));
    }
    report.extend(report_duplicates(name, &duplicates));
    first
}

/// Finding on departments that occur in an earlier sheet: it is unknown which is right, or whether
/// both are parts of one department.
fn report_duplicates(name: &str, duplicates: &[(String, SheetCell, SheetCell)]) -> Option<Finding> {
    let (_, first, cell) = duplicates.first()?;
    let names = text::list(duplicates.iter().map(|(name, ..)| name.as_str()));
    let place = Place {
        cell: Some(cell.clone()),
        ..Place::file(name)
    };
    let finding = Finding::new(Code::ListRowUnplaced, place)
        .seen(format!(
            "{names}:工作表 {} 的 {} 已有",
            text::quote(&first.sheet),
            first.name()
        ))
        .expected("一个部门的各行在一张工作表里")
        .correction("同一部门的行合到一张,重复的删去;这一张里它们没有读入");
    Some(finding)
}

/// Whether a row fills at least half the columns of a list.
fn is_row_of(line: &ListRow, lists: &[Vec<u32>]) -> bool {
    lists.iter().any(|columns| {
        let filled = columns.iter().filter(|col| line.get(**col).is_some());
        filled.count() >= MIN.max(columns.len().div_ceil(2))
    })
}

/// Finding on a sheet with the column of departments and another one, but not enough columns for a
/// list. It may contain departments or projects that the list lacks.
///
/// `None` if it has no titles and only departments of the list.
fn part_of_list(lines: &ListRows, editions: &[&Edition], known: &Known) -> Option<Finding> {
    let is_known = |name: &str| {
        let key = name_key(name);
        known.keys().any(|(_, known)| *known == key)
    };
    let of_list = |list: &ListDefinition| {
        let searched = lines.rows.iter().enumerate().take(SEARCHED);
        let mut heads = searched.filter_map(|(at, line)| {
            let columns = (line.cells.iter())
                .filter_map(|(col, text)| Some((list.heads.column_of(text)?, *col)));
            let columns: BTreeMap<usize, u32> = columns.collect();
            let department = *columns.get(&list.department)?;
            let has_titles = list.title.is_some_and(|title| columns.contains_key(&title));
            (columns.len() > 1).then_some((at, department, has_titles))
        });
        let (at, col, has_titles) = heads.next()?;
        let sums = || list.subtotal.iter().chain(&list.total);
        let is_name = |name: &str| {
            let is_sum = sums().any(|word| *word == squeezed(name));
            !is_sum && (has_titles || !is_known(name))
        };
        let below = lines.rows[at + 1..].iter();
        let row = below
            .filter(|line| line.cells.len() > 1)
            .find(|line| line.get(col).is_some_and(is_name))?;
        Some((row.row, col, texts(row)))
    };
    let mut lists = editions.iter().filter_map(|edition| edition.list.as_ref());
    let (row, col, texts) = lists.find_map(of_list)?;
    let finding = Finding::new(Code::UnplacedCell, lines.place(row, col))
        .seen(format!("第 {} 行 {texts}", row + 1))
        .expected("部门与项目都在清单里;这张工作表的列不够一份清单,没有读入")
        .correction("清单里没有的,补到清单里;是汇总或附表就不必理会");
    Some(finding)
}

/// Finding on a sheet without a head whose rows look like a list's.
fn without_head(lines: &ListRows, row: &ListRow) -> Finding {
    let col = row.cells.first().map_or(0, |(col, _)| *col);
    Finding::new(Code::ListRowUnplaced, lines.place(row.row, col))
        .seen(format!(
            "第 {} 行 {}:像清单的一行,这张工作表没有清单的表头",
            row.row + 1,
            texts(row)
        ))
        .expected("每张工作表前几行里有清单的表头")
        .correction("是清单就补上或改正表头;不是就移到另一个文件。这一张没有读入")
}

/// First row of a list's head on a sheet with rows below it; `None` if it is not a list.
pub(in crate::import) fn first_row(sheet: &Sheet, editions: &[&Edition]) -> Option<u32> {
    let lines = lines("", sheet);
    let head = find_head(&lines, editions)?;
    let is_list = head.below < lines.rows.len();
    lines
        .rows
        .get(head.above)
        .filter(|_| is_list)
        .map(|line| line.row)
}

fn hidden_list(name: &str, sheet: &Sheet) -> Finding {
    let seen = format!("工作表 {}:隐藏的工作表里有清单", text::quote(&sheet.name));
    Finding::new(Code::SheetAside, sheet.place(name, 0, 0))
        .seen(seen)
        .correction("没有读;该读的,取消隐藏再保存")
}

fn sheet_without_list(name: &str, sheet: &Sheet) -> Finding {
    let place = Place {
        label: format!("工作表 {}", text::quote(&sheet.name)),
        ..Place::file(name)
    };
    Finding::new(Code::ListNotKept, place)
        .seen("没有清单的表头")
        .expected("清单所在的工作表;这一张没有读入")
        .correction("是清单就改正表头;不是就不必理会")
}
