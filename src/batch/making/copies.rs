//! The annotated copies that are sent back to a department: its own workbooks, or the form filled
//! in with the data of a list or a text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::across::faults::is_due;
use super::super::paths::{SEND_BACK, relative};
use super::super::record::files::ResultFile;
use super::super::record::records::{DepartmentRecord, Findings, SentBack};
use super::folders::{Assignment, short};
use super::join::same_bytes;
use super::run::{CHANGED_MEANWHILE, Run};
use crate::finding::{Finding, Report};
use crate::mark::{COPY_INFIX, mark};
use crate::render::unique;
use crate::source::{Place, SheetCell, Source};

/// The copies of a department.
pub(in crate::batch) struct Copies {
    pub(in crate::batch) record: SentBack,
    /// The bytes of its files.
    pub(in crate::batch) bytes: Vec<Vec<u8>>,
}

/// A copy: its name and its bytes.
type Copy = (String, Vec<u8>);

impl Run<'_> {
    /// Whether something is sent back about a department, if it has no newer version.
    pub(in crate::batch) fn is_to_send_back(
        &self,
        assignment: &Assignment<'_>,
        department: &DepartmentRecord,
    ) -> bool {
        let findings = own_findings(assignment, &department.findings);
        self.batch.send_back.is_some() && is_due(department, &findings)
    }

    /// The copies that are sent back to a department; `None` if nothing is.
    ///
    /// # Errors
    /// A message if an input changed after the survey.
    pub(in crate::batch) fn copies(
        &self,
        assignment: &Assignment<'_>,
        department: &DepartmentRecord,
        source: &Source,
    ) -> Result<Option<Copies>, String> {
        let findings = own_findings(assignment, &department.findings);
        if !self.is_to_send_back(assignment, department) {
            return Ok(None);
        }
        let is_form = source.is_of_workbook() && !source.is_of_list();
        let own = if is_form {
            self.own_workbooks(assignment, &findings)?
        } else {
            None
        };
        let is_remade = own.is_none();
        let (copies, cells) = match own {
            Some(copies) => (copies, Vec::new()),
            None => self.filled_form(assignment, &findings, source),
        };
        let mut names: Vec<String> = Vec::new();
        let (mut files, mut bytes) = (Vec::new(), Vec::new());
        for (name, copy) in copies {
            let taken: Vec<&str> = names.iter().map(String::as_str).collect();
            let name = unique(&short(&name), &taken);
            let path = relative(&[SEND_BACK, &assignment.folder, &name]);
            files.push(ResultFile::of_bytes(path, &copy));
            names.push(name);
            bytes.push(copy);
        }
        let record = SentBack {
            files,
            is_remade,
            cells,
        };
        Ok(Some(Copies { record, bytes }))
    }

    /// Copies of the department's workbooks; `None` if one of them cannot be annotated, such as an
    /// old workbook (`.xls`).
    fn own_workbooks(
        &self,
        assignment: &Assignment<'_>,
        findings: &Findings,
    ) -> Result<Option<Vec<Copy>>, String> {
        let own = (assignment.input.input, &assignment.input.record.sha256);
        let others = assignment.input.with.iter();
        let others = others.map(|(input, sha256)| (*input, sha256));
        let mut copies = Vec::new();
        for (input, sha256) in std::iter::once(own).chain(others) {
            if self.is_stopped() {
                return Ok(None);
            }
            let bytes = same_bytes(input, sha256).ok_or(CHANGED_MEANWHILE)?;
            let of_file = findings.list.iter();
            let of_file = of_file.filter(|finding| finding.place.file == input.name);
            let mut report = Report::new();
            report.extend(of_file.cloned());
            // The same bytes for any place of the inputs: the name tells it from others.
            let Ok(copy) = mark(&bytes, &report, &input.name) else {
                return Ok(None);
            };
            copies.push((copy_name(&input.name), copy));
        }
        Ok(Some(copies))
    }

    /// A copy of the form, filled in with the data of a department, and the cells of its findings;
    /// none if they fit no form.
    fn filled_form(
        &self,
        assignment: &Assignment<'_>,
        findings: &Findings,
        source: &Source,
    ) -> (Vec<Copy>, Vec<Option<(String, String)>>) {
        let filled = self.renderer.filled_blank(source);
        let Some(filled) = filled.ok().and_then(|read| read.value) else {
            return (Vec::new(), Vec::new());
        };
        let mut cells = BTreeMap::new();
        let mut sheets: Vec<&str> = Vec::new();
        for place in &filled.form.places {
            let number = sheets.iter().position(|sheet| *sheet == place.sheet);
            let number = number.unwrap_or_else(|| {
                sheets.push(&place.sheet);
                sheets.len() - 1
            });
            let cell = (Arc::from(place.sheet.as_str()), number);
            if let Some(cell) = cell_of(cell, &place.cell) {
                cells.entry(place.pointer.as_str()).or_insert(cell);
            }
        }
        let (mut report, mut places) = (Report::new(), Vec::new());
        for finding in &findings.list {
            let cell = nearest(&cells, &finding.place.pointer);
            let place = cell.as_ref();
            places.push(place.map(|cell| (cell.sheet.to_string(), cell.name())));
            let place = Place {
                cell,
                ..finding.place.clone()
            };
            report.push(Finding {
                place,
                ..finding.clone()
            });
        }
        let file = &filled.form.file;
        match mark(&file.bytes, &report, &assignment.input.input.name) {
            Ok(bytes) => (vec![(copy_name(&file.name), bytes)], places),
            // The letter says that there is no copy.
            Err(_) => (Vec::new(), Vec::new()),
        }
    }
}

/// The findings of a department with those of its input, if that has no other department.
pub(in crate::batch) fn own_findings(assignment: &Assignment<'_>, findings: &Findings) -> Findings {
    let input = &assignment.input.record;
    if input.departments != 1 {
        return findings.clone();
    }
    let mut all = input.findings.clone();
    all.append(findings.clone());
    all
}

/// `报送/目标表.xlsx` → `目标表.检查.xlsx`.
fn copy_name(input: &str) -> String {
    let name = input.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let ending = if ending.eq_ignore_ascii_case("xlsm") {
        ending
    } else {
        "xlsx"
    };
    format!("{stem}.{COPY_INFIX}.{ending}")
}

/// The cell of a place such as `B3`.
fn cell_of((sheet, number): (Arc<str>, usize), name: &str) -> Option<SheetCell> {
    let digits = name.find(|character: char| character.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let col = letters.bytes().try_fold(0_u32, |col, letter| {
        let letter = letter.checked_sub(b'A')?;
        Some(col * 26 + u32::from(letter) + 1)
    });
    Some(SheetCell {
        sheet,
        number,
        row: row.parse::<u32>().ok()?.checked_sub(1)?,
        col: col?.checked_sub(1)?,
    })
}

/// The cell of a value, or of the first value of a row or a table; `None` if it has no cell.
fn nearest(cells: &BTreeMap<&str, SheetCell>, pointer: &str) -> Option<SheetCell> {
    if pointer.is_empty() {
        return None;
    }
    if let Some(cell) = cells.get(pointer) {
        return Some(cell.clone());
    }
    let inner = format!("{pointer}/");
    let (first, cell) = cells.range(inner.as_str()..).next()?;
    first.starts_with(&inner).then(|| cell.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_from_their_names() {
        for name in ["A1", "Z9", "AA10", "XFD1048576"] {
            let cell = cell_of((Arc::from("表"), 0), name).unwrap();
            assert_eq!(cell.name(), name);
        }
        assert_eq!(cell_of((Arc::from("表"), 0), "A0"), None);
        assert_eq!(cell_of((Arc::from("表"), 0), "7"), None);
    }

    #[test]
    fn a_row_is_found_by_its_first_value() {
        let cell = |name: &str| cell_of((Arc::from("表"), 0), name).unwrap();
        let cells = BTreeMap::from([
            ("/p/0/rows/0/name", cell("B3")),
            ("/p/0/rows/0/unit", cell("C3")),
            ("/p/0/rows/10/name", cell("B13")),
        ]);
        let find = |pointer: &str| nearest(&cells, pointer).map(|cell| cell.name());
        assert_eq!(find("/p/0/rows/0/unit").as_deref(), Some("C3"));
        assert_eq!(find("/p/0/rows/0").as_deref(), Some("B3"));
        assert_eq!(find("/p/0/rows/1"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn copies_are_named_as_by_the_command() {
        assert_eq!(copy_name("报送/目标表.xlsx"), "目标表.检查.xlsx");
        assert_eq!(copy_name("a.XLSM"), "a.检查.XLSM");
        assert_eq!(copy_name("a.et"), "a.检查.xlsx");
    }
}
