//! A filled official form in a workbook → a submission: the form is rendered empty and matched against each sheet, so that a new edition needs no Rust.
//!
//! | file | what it settles |
//! | --- | --- |
//! | `words.rs` | when two labels are the same, and what stands between the words of a title |
//! | `outline.rs` | a form's empty table: labels, and what is between them |
//! | `page.rs` | a sheet with its labels told; which cells were read |
//! | `align.rs` | which row of the form is which row of the sheet |
//! | `numbering.rs` | rows that number the columns (栏次) |
//! | `place.rs` | where the value of each place is to be looked for |
//! | `value.rs` | cells → a value |
//! | `shown.rs` | words of a cell's number format |
//! | `uncounted.rs` | numbers stored as text that a saved `SUM` left out |
//! | `columns.rs` | where the columns of indicators stand |
//! | `block.rs` | the rows of indicators |
//! | `table.rs` | one table |
//! | `aside.rs` | what other sheets say of the submission |
//! | `unseen.rs` | what of a sheet people do not see, or see and is in no cell |
//! | `findings.rs` | what is said |
//! | `list/` | flat lists of all departments, which are no form |
//!
//! What is read becomes a [`Draft`], written as JSON with the cell of each value: everything after it works as if the department had sent JSON.
//! What cannot be placed is said, with its sheet and cell.

mod align;
mod areas;
mod column_numbers;
mod departments;
mod displayed;
mod draft_text;
mod findings;
mod forms;
mod generated;
mod guide;
mod hidden;
pub mod list;
mod other_sheets;
mod outline;
mod rows;
mod submission;
mod table;
mod text_numbers;
mod title;
mod unread_sheet;
mod value;
mod view;
mod words;

use crate::finding::Report;
use crate::form::Edition;
use crate::record::Draft;
use crate::source::{Source, WorkbookFile};
use crate::workbook::{Visibility, Workbook};

use align::{Alignment, align};
use findings::Findings;
use forms::{choose, is_over_rows};
use generated::GeneratedSheet;
use outline::Outline;
use submission::SubmissionTables;
use view::SheetView;

pub use forms::Forms;

impl Forms {
    /// Reads workbooks: the tables of one department, in one file or in several. None where no table is found, which a finding says.
    ///
    /// Without a wanted edition (its index), the one whose forms fit best is taken. The workbooks are let go before what was read is written.
    pub fn read(
        &self,
        workbooks: Vec<(&str, Workbook)>,
        editions: &[Edition],
        wanted: Option<usize>,
    ) -> (Option<Source>, Report) {
        let files = files(&workbooks);
        let mut findings = Findings::new(&files);
        let pages: Vec<SheetView<'_>> = workbooks
            .iter()
            .zip(&files)
            .flat_map(|((_, workbook), file)| {
                let sheets = workbook.sheets.iter();
                sheets.map(|sheet| SheetView::new(sheet, file.first, &self.labels))
            })
            .collect();
        let matches = self.matches(&pages);
        let said = wanted.or_else(|| said(&pages, editions, &mut findings));
        let known = wanted.map_or(editions, |wanted| &editions[wanted..=wanted]);
        let mut gathered = SubmissionTables::default();
        if let Some(edition) = choose(&matches, said, editions, &mut findings) {
            for (page, spans) in pages.iter().zip(&matches) {
                let best: Vec<_> = spans.iter().filter_map(|span| span.best(edition)).collect();
                let is_form = best
                    .iter()
                    .any(|(outline, found)| is_over_rows(outline, found));
                if !is_form
                    && page.own.is_none()
                    && page.sheet.visibility != Visibility::Hidden
                    && let Some(row) = list::first_row(page.sheet, known)
                {
                    findings.list_beside(page, row);
                    continue;
                }
                self.read_page(
                    page,
                    &best,
                    &editions[edition],
                    (&mut gathered, &mut findings),
                );
            }
            if !gathered.tables.is_empty() {
                let draft = gathered.finish(&pages, &editions[edition], &mut findings);
                let report = findings.into_report();
                drop((pages, matches));
                drop(workbooks);
                return (Some(source(draft, files)), report);
            }
        }
        self.say_nothing(&pages, editions, &mut findings);
        (None, findings.into_report())
    }

    fn read_page(
        &self,
        page: &SheetView<'_>,
        best: &[&(&Outline, Alignment)],
        edition: &Edition,
        (gathered, findings): (&mut SubmissionTables, &mut Findings<'_>),
    ) {
        let at = page.at(0, 0);
        let is_hidden = page.sheet.visibility == Visibility::Hidden;
        if is_hidden || best.is_empty() {
            findings.missing_texts(page);
        }
        if is_hidden {
            if !best.is_empty() {
                findings.hidden(&at);
            }
            // What is filled in on the guide belongs to the tables that are seen.
            if page.own == Some(GeneratedSheet::Guide) {
                gathered.others.push(at);
            }
            return;
        }
        if page.own == Some(GeneratedSheet::Findings) {
            findings.findings_sheet(&at);
            return;
        }
        if page.own == Some(GeneratedSheet::Guide) {
            findings.struck(page);
        }
        if best.is_empty() {
            if let Some(unread) = self.unread(page) {
                findings.unread_sheet(page, &unread);
                return;
            }
            if page.sheet.cells.iter().any(|cell| !cell.is_blank()) {
                gathered.others.push(at);
            }
            return;
        }
        findings.unseen(page, edition);
        for (outline, found) in best {
            let table = table::read(page, (edition, outline, &self.labels), found, findings);
            gathered.add(outline.table, table, edition);
        }
    }

    fn say_nothing(
        &self,
        pages: &[SheetView<'_>],
        editions: &[Edition],
        findings: &mut Findings<'_>,
    ) {
        for page in pages {
            if let Some(unread) = self.unread(page) {
                findings.unread_sheet(page, &unread);
            }
        }
        let parts = pages
            .iter()
            .flat_map(|page| self.spans(page).into_iter().map(move |span| (page, span)));
        let fits = parts.flat_map(|(page, span)| {
            self.outlines.iter().map(move |outline| {
                let found = align(page, outline, &span);
                let at = page.at(*span.start(), 0);
                (found.share(outline), found.count, outline, at)
            })
        });
        let nearest = fits
            .filter(|(share, ..)| *share >= NEAR_SHARE)
            .max_by(|left, right| left.0.total_cmp(&right.0));
        let nearest = nearest.map(|(_, count, outline, at)| {
            let name = &editions[outline.edition].tables[outline.table].form.name;
            let all = outline.label_count();
            (
                at,
                format!("最像{name},但 {all} 个栏目名称只找到 {count} 个"),
            )
        });
        let tables = editions.iter().flat_map(|edition| &edition.tables);
        let mut forms: Vec<&str> = tables.map(|table| table.form.name.as_str()).collect();
        forms.dedup();
        findings.nothing(nearest, &forms);
    }
}

/// TableCandidate of a form's labels from which on a sheet is said to be nearly one.
const NEAR_SHARE: f64 = 0.2;

/// The files with their sheets numbered on.
fn files(workbooks: &[(&str, Workbook)]) -> Vec<WorkbookFile> {
    let mut first = 0;
    let mut files = Vec::with_capacity(workbooks.len());
    for (name, workbook) in workbooks {
        files.push(WorkbookFile {
            name: (*name).to_owned(),
            first,
        });
        first += workbook.sheets.last().map_or(0, |sheet| sheet.number + 1);
    }
    files
}

/// The data as a text whose places are the cells of its files.
fn source(draft: Draft, files: Vec<WorkbookFile>) -> Source {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let source = draft.into_source(&names.join("、"));
    if files.len() > 1 {
        source.of_files(files)
    } else {
        source
    }
}

/// The edition that the guide of a blank workbook names; one that is not known is reported.
fn said(
    pages: &[SheetView<'_>],
    editions: &[Edition],
    findings: &mut Findings<'_>,
) -> Option<usize> {
    let guides = pages
        .iter()
        .filter(|page| page.own == Some(GeneratedSheet::Guide));
    for cell in guides.filter_map(guide::edition) {
        let id = cell.text();
        let known = editions.iter().position(|edition| edition.id == id.trim());
        if known.is_some() {
            return known;
        }
        let page = pages
            .iter()
            .find(|page| page.sheet.cells.iter().any(|own| std::ptr::eq(own, cell)));
        if let Some(page) = page {
            findings.unknown_edition(&page.at(cell.row, cell.col), &id);
        }
    }
    None
}
