//! Reads a filled-in official form in a workbook as a submission.
//!
//! The form is rendered empty and matched against each sheet, so that a new edition needs no Rust.
//!
//! | file | step |
//! | --- | --- |
//! | `words/` | comparison of the words of labels, titles, notes |
//! | `outline.rs` | the form's empty table: labels, and the values between them |
//! | `free_rows.rs` | rows above and below its frame: notes, signatures |
//! | `conditional.rs` | rows that a condition of the template omits |
//! | `view.rs` | a sheet with its labels found, and the state of reading of its cells |
//! | `align.rs` | alignment of the form's rows with the sheet's |
//! | `areas.rs` | the area of the sheet in which each value is searched |
//! | `forms.rs` | the tables of editions, and the search for them in row ranges of a sheet |
//! | `template_labels.rs` | labels in the templates of all editions, without rendering |
//! | `generated.rs`, `guide.rs` | sheets that this program wrote and that are not tables |
//! | `other_sheets.rs` | the submission's own fields on sheets that are not tables |
//! | `value.rs` | cells → a value |
//! | `displayed.rs` | the displayed text of a number format compared with the stored value |
//! | `text_numbers.rs` | numbers stored as text that a saved `SUM` omitted |
//! | `column_numbers.rs` | rows that number the columns (栏次) |
//! | `mixed.rs` | the text of a cell that mixes words and values → its values |
//! | `table/` | one table |
//! | `rows/` | the rows of indicators in a table |
//! | `cell_findings.rs` | findings on cells that forms and lists share |
//! | `hidden.rs` | content that is hidden, or that is in no cell |
//! | `unread_sheet.rs` | sheets from which nothing can be read |
//! | `submission.rs` | tables and values of all sheets → one submission |
//! | `departments.rs` | tables of several files: one department, no title twice |
//! | `findings/` | the texts of the findings |
//! | `list/` | flat lists of all departments, which are not forms |
//!
//! The result is a [`Draft`], written as JSON with the cell of each value: all later steps work as
//! if the department had submitted JSON. Content without a field in the form is reported with its
//! sheet and cell.

mod align;
mod areas;
mod cell_findings;
mod column_numbers;
mod conditional;
mod departments;
mod displayed;
mod draft_text;
mod findings;
mod fitting;
mod forms;
mod free_rows;
mod generated;
mod guide;
mod hidden;
pub mod list;
mod mixed;
mod other_sheets;
mod outline;
mod rows;
mod submission;
mod table;
mod template_labels;
mod text_numbers;
mod title;
mod unread_sheet;
mod value;
mod view;
mod words;

use crate::finding::{Read, Report};
use crate::form::Edition;
use crate::record::Draft;
use crate::source::{Source, WorkbookFile};
use crate::workbook::{Sheet, Visibility, Workbook};

use align::{Alignment, align};
use findings::Findings;
use forms::{Fit, LEAST_DIFFERENCE, MIN_SHARE, TOP_ROWS, choose, is_over_rows};
use generated::GeneratedSheet;
use outline::{Labels, Outline};
use submission::SubmissionTables;
use template_labels::SheetTexts;
use view::SheetView;

pub use forms::Forms;
pub use template_labels::TemplateLabels;

/// The editions by which workbooks are read.
pub struct KnownForms<'f, 'e> {
    /// The editions, in the order of the registry.
    pub editions: &'e [&'e Edition],
    /// The labels in the templates of each.
    pub labels: &'e [TemplateLabels],
    /// The forms of one edition: the labels of others would be mistaken for its own.
    pub own: &'e dyn Fn(usize) -> &'f Forms,
    /// The forms of all, to name the one that a table resembles.
    pub all: &'e dyn Fn() -> &'f Forms,
}

impl KnownForms<'_, '_> {
    /// Reads workbooks that contain the tables of one department, in one file or in several.
    ///
    /// Returns no source if no table is found; a finding explains why. Without a requested edition
    /// (an index into `editions`), chooses the one whose forms fit best. The workbooks are freed
    /// before the JSON is written.
    pub fn read(
        &self,
        workbooks: Vec<(&str, Workbook)>,
        wanted: Option<usize>,
    ) -> Read<Option<Source>> {
        let files = files(&workbooks);
        let mut findings = Findings::new(&files);
        let edition = wanted.or_else(|| self.recognized(&workbooks, &files, &mut findings));
        if let Some(edition) = edition {
            let report = findings.into_report();
            let own = (self.own)(edition);
            return own.read_as(workbooks, files, (self.editions, edition), report);
        }
        let all = (self.all)();
        let views = views(&workbooks, &files, |sheet, first| {
            SheetView::new(sheet, first, &all.labels)
        });
        all.report_no_table(&views, (self.editions, self.editions), &mut findings);
        Read::new(None, findings.into_report())
    }

    /// The edition whose forms fit best: the one that a blank names, if it fits at all.
    ///
    /// Only editions that may fit as well as the most likely one are compiled and aligned.
    fn recognized(
        &self,
        workbooks: &[(&str, Workbook)],
        files: &[WorkbookFile],
        findings: &mut Findings<'_>,
    ) -> Option<usize> {
        let fit = |edition: usize| {
            let own = (self.own)(edition);
            let views = views(workbooks, files, |sheet, first| {
                SheetView::top_of(sheet, first, TOP_ROWS, &own.labels)
            });
            Fit::of(&own.matches(&views), edition)
        };
        let unlabelled = Labels::default();
        let views = views(workbooks, files, |sheet, first| {
            SheetView::top_of(sheet, first, 0, &unlabelled)
        });
        let named = named_edition(&views, self.editions, findings);
        if let Some(named) = named.filter(|named| fit(*named).score > 0.0) {
            return Some(named);
        }
        let rows = |view: &SheetView<'_>| match view.generated {
            Some(_) => 0,
            None => TOP_ROWS,
        };
        let texts = views
            .iter()
            .map(|view| SheetTexts::of(view.sheet, rows(view)));
        let texts: Vec<SheetTexts> = texts.collect();
        let shares = self.labels.iter().map(|labels| {
            let shares = texts.iter().map(|texts| labels.greatest_share(texts));
            shares.collect::<Vec<f64>>()
        });
        let shares: Vec<Vec<f64>> = shares.collect();
        let likelihood = |edition: &usize| shares[*edition].iter().sum::<f64>();
        let all = 0..self.editions.len();
        // The first of equals, as the tie is decided.
        let first = all
            .rev()
            .max_by(|one, other| likelihood(one).total_cmp(&likelihood(other)))?;
        let likely = fit(first);
        let may_fit = |edition: usize| {
            let mut sheets = shares[edition].iter().zip(&likely.least);
            sheets.any(|(share, least)| *share >= MIN_SHARE && *share >= least - LEAST_DIFFERENCE)
        };
        let fits = (0..self.editions.len()).map(|edition| match edition {
            edition if edition != first && may_fit(edition) => fit(edition),
            _ => Fit::NONE,
        });
        let mut fits: Vec<Fit> = fits.collect();
        fits[first] = likely;
        choose(&fits, self.editions, findings)
    }

    /// Whether a sheet begins with a filled-in form.
    pub fn has_form(&self, sheet: &Sheet) -> bool {
        let texts = SheetTexts::of(sheet, TOP_ROWS);
        let shares = self
            .labels
            .iter()
            .map(|labels| labels.greatest_share(&texts));
        let mut shares: Vec<(usize, f64)> = shares.enumerate().collect();
        shares.retain(|(_, share)| *share >= MIN_SHARE);
        shares.sort_by(|one, other| other.1.total_cmp(&one.1));
        let mut editions = shares.into_iter();
        editions.any(|(edition, _)| (self.own)(edition).has_form(sheet))
    }
}

impl Forms {
    /// Reads workbooks by the forms of one edition. `report` has the findings so far.
    fn read_as(
        &self,
        workbooks: Vec<(&str, Workbook)>,
        files: Vec<WorkbookFile>,
        (editions, edition): (&[&Edition], usize),
        report: Report,
    ) -> Read<Option<Source>> {
        let mut findings = Findings::after(&files, report);
        let known = &editions[edition..=edition];
        let views = views(&workbooks, &files, |sheet, first| {
            SheetView::new(sheet, first, &self.labels)
        });
        let matches = self.matches(&views);
        let mut tables = SubmissionTables::default();
        if Fit::of(&matches, edition).score > 0.0 {
            for (view, spans) in views.iter().zip(&matches) {
                let best: Vec<_> = spans.iter().filter_map(|span| span.best(edition)).collect();
                let is_form = best
                    .iter()
                    .any(|(outline, alignment)| is_over_rows(outline, alignment));
                if !is_form
                    && view.generated.is_none()
                    && view.sheet.visibility != Visibility::Hidden
                    && let Some(row) = list::first_row(view.sheet, known)
                {
                    findings.list_beside(view, row);
                    continue;
                }
                self.read_sheet(view, &best, editions[edition], (&mut tables, &mut findings));
            }
            if !tables.tables.is_empty() {
                let draft = tables.finish(&views, editions[edition], &mut findings);
                let report = findings.into_report();
                drop((views, matches));
                drop(workbooks);
                return Read::new(Some(source(draft, files)), report);
            }
        }
        self.report_no_table(&views, (editions, known), &mut findings);
        Read::new(None, findings.into_report())
    }

    fn read_sheet(
        &self,
        view: &SheetView<'_>,
        best: &[&(&Outline, Alignment)],
        edition: &Edition,
        (tables, findings): (&mut SubmissionTables, &mut Findings<'_>),
    ) {
        let at = view.at(0, 0);
        let is_hidden = view.sheet.visibility == Visibility::Hidden;
        if is_hidden || best.is_empty() {
            findings.missing_texts(view);
        }
        if is_hidden {
            if !best.is_empty() {
                findings.hidden_table(&at);
            }
            // Values filled in on a guide belong to the visible tables.
            if view.generated == Some(GeneratedSheet::Guide) {
                tables.other_sheets.push(at);
            }
            return;
        }
        if view.generated == Some(GeneratedSheet::Findings) {
            findings.findings_sheet(&at);
            return;
        }
        if view.generated == Some(GeneratedSheet::Guide) {
            findings.struck_text(view);
        }
        if best.is_empty() {
            if let Some(unread) = self.unread(view) {
                findings.unread_sheet(view, &unread);
                return;
            }
            if view.sheet.cells.iter().any(|cell| !cell.is_blank()) {
                tables.other_sheets.push(at);
            }
            return;
        }
        let own = best
            .iter()
            .map(|(outline, _)| &edition.tables[outline.table]);
        findings.hidden_content(view, (edition, hidden::money_unit(own)));
        for (outline, alignment) in best {
            let table = table::read(view, (edition, outline, &self.labels), alignment, findings);
            tables.add(outline.table, table, edition);
        }
    }

    fn report_no_table(
        &self,
        views: &[SheetView<'_>],
        (editions, known): (&[&Edition], &[&Edition]),
        findings: &mut Findings<'_>,
    ) {
        for view in views {
            if let Some(unread) = self.unread(view) {
                findings.unread_sheet(view, &unread);
            }
        }
        let parts = views
            .iter()
            .flat_map(|view| self.spans(view).into_iter().map(move |span| (view, span)));
        let fits = parts.flat_map(|(view, span)| {
            self.outlines.iter().map(move |outline| {
                let alignment = align(view, outline, &span);
                let at = view.at(*span.start(), 0);
                (alignment.share(outline), alignment.count, outline, at)
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
        let tables = known.iter().flat_map(|edition| &edition.tables);
        let mut forms: Vec<&str> = tables.map(|table| table.form.name.as_str()).collect();
        forms.dedup();
        findings.no_table(nearest, &forms);
    }
}

/// A view of each sheet of some workbooks.
fn views<'w>(
    workbooks: &'w [(&str, Workbook)],
    files: &[WorkbookFile],
    view: impl Fn(&'w Sheet, usize) -> SheetView<'w>,
) -> Vec<SheetView<'w>> {
    let files = workbooks.iter().zip(files);
    let sheets = files.flat_map(|((_, workbook), file)| {
        workbook.sheets.iter().map(move |sheet| (sheet, file.first))
    });
    sheets.map(|(sheet, first)| view(sheet, first)).collect()
}

/// Minimum share of a form's labels for a sheet to be "nearly" that form.
const NEAR_SHARE: f64 = 0.2;

/// The files, with their sheets numbered on from file to file.
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

/// The draft as JSON text whose origins are the cells of its files.
fn source(draft: Draft, files: Vec<WorkbookFile>) -> Source {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let source = draft.into_source(&names.join("、"));
    if files.len() > 1 {
        source.of_files(files)
    } else {
        source
    }
}

/// Edition whose id is on the guide of a blank; reports an unknown id.
fn named_edition(
    views: &[SheetView<'_>],
    editions: &[&Edition],
    findings: &mut Findings<'_>,
) -> Option<usize> {
    let guides = views
        .iter()
        .filter(|view| view.generated == Some(GeneratedSheet::Guide));
    for cell in guides.filter_map(guide::edition) {
        let id = cell.text();
        let known = editions.iter().position(|edition| edition.id == id.trim());
        if known.is_some() {
            return known;
        }
        let view = views
            .iter()
            .find(|view| view.sheet.cells.iter().any(|own| std::ptr::eq(own, cell)));
        if let Some(view) = view {
            findings.unknown_edition(&view.at(cell.row, cell.col), &id);
        }
    }
    None
}
