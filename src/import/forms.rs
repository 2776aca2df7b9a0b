//! The empty tables of all editions, and the search for them in sheets.

use std::collections::BTreeSet;

use super::align::{Alignment, Span, align, is_first_line};
use super::findings::Findings;
use super::outline::{Labels, Outline, outline};
use super::view::SheetView;
use crate::finding::{Code, Finding, Report};
use crate::form::{EDITION_FILE, Edition, Synonym};
use crate::template::Engine;
use crate::text;
use crate::workbook::Sheet;

/// Minimum share of a form's labels that a sheet must contain.
pub(super) const MIN_SHARE: f64 = 0.5;

/// Minimum number of labels that a sheet must contain.
pub(super) const MIN_LABELS: usize = 4;

/// Rows at the top of a sheet that are searched for a form, to tell a form from a list and to choose
/// the edition.
pub(super) const TOP_ROWS: u32 = 200;

/// Empty tables of all editions, prepared once for any number of workbooks.
#[derive(Debug, Default)]
pub struct Forms {
    pub(super) labels: Labels,
    pub(super) outlines: Vec<Outline>,
}

impl Forms {
    /// Prepares the tables of some editions, each with its index in the registry.
    ///
    /// Omits a table whose template fails; the failure is reported where the template is used.
    pub fn new<'e>(
        editions: impl IntoIterator<Item = (usize, &'e Edition, Option<&'e Engine>)>,
    ) -> Forms {
        let mut forms = Forms::default();
        for (index, edition, engine) in editions {
            let Some(engine) = engine else { continue };
            forms.add((index, edition), engine);
        }
        forms
    }

    /// Adds the tables of an edition. Returns its synonyms of words that are no label.
    fn add<'e>(
        &mut self,
        (index, edition): (usize, &'e Edition),
        engine: &Engine,
    ) -> Vec<&'e Synonym> {
        let first = self.outlines.len();
        for table in 0..edition.tables.len() {
            let made = outline((index, edition), table, engine, &mut self.labels);
            self.outlines.extend(made);
        }
        self.labels
            .add_synonyms(&edition.synonyms, &self.outlines[first..])
    }

    /// Reports the keys of `[submission.synonyms]` in an edition's own file that are no label of
    /// its tables.
    pub fn check_synonyms(edition: &Edition, engine: &Engine) -> Report {
        let mut forms = Forms::default();
        let unknown = forms.add((0, edition), engine);
        let mut report = Report::new();
        let code = Code::SynonymWithoutLabel;
        // A table whose template fails has no labels here.
        let is_whole = forms.outlines.len() == edition.tables.len();
        let level = edition.levels.level_of(code).filter(|_| is_whole);
        let Some(level) = level else {
            return report;
        };
        let source = &edition.files[EDITION_FILE];
        let mut before = None;
        for synonym in unknown {
            let Some(range) = &synonym.range else {
                continue;
            };
            if before.replace(range) == Some(range) {
                continue;
            }
            let known = forms.labels.all();
            // A label with a value after it: 项目实施单位：….
            let is_head = |label: &str| {
                let rest = label.strip_prefix(synonym.label.as_str());
                rest.is_some_and(|rest| rest.starts_with(['：', ':']))
            };
            if known.clone().any(is_head) {
                continue;
            }
            let finding = Finding::new(code, source.place(range.clone()))
                .seen(text::quote(&synonym.label))
                .expected("表上印的栏目名称")
                .correction(text::did_you_mean(&synonym.label, known));
            report.push(Finding { level, ..finding });
        }
        report
    }

    /// Whether a sheet begins with a filled-in form: most labelled rows of a form are in its first
    /// rows.
    pub fn has_form(&self, sheet: &Sheet) -> bool {
        let view = SheetView::top(sheet, TOP_ROWS, &self.labels);
        let mut outlines = self.outlines.iter();
        outlines.any(|outline| {
            let alignment = align(&view, outline, &(0..=TOP_ROWS));
            is_form(outline, &alignment) && is_over_rows(outline, &alignment)
        })
    }

    /// Candidates for tables in each sheet; none in a generated sheet that is not a table.
    pub(super) fn matches(&self, views: &[SheetView<'_>]) -> Vec<Vec<TableCandidate<'_>>> {
        let of_page = |view: &SheetView<'_>| {
            let spans = match view.generated {
                Some(_) => Vec::new(),
                None => self.parts(view),
            };
            let parts = spans.into_iter().map(|span| self.part(view, &span));
            parts.collect()
        };
        views.iter().map(of_page).collect()
    }

    /// A row range of a sheet with the forms that it may contain.
    pub(super) fn part(&self, view: &SheetView<'_>, span: &Span) -> TableCandidate<'_> {
        let outlines = self.outlines.iter();
        let fits = outlines.map(|outline| (outline, align(view, outline, span)));
        TableCandidate {
            fits: fits.filter(|(_, alignment)| alignment.count > 0).collect(),
        }
    }

    /// Row ranges of a sheet that contain one table each. Joins two ranges if one of them is not a
    /// table.
    pub(super) fn parts(&self, view: &SheetView<'_>) -> Vec<Span> {
        let mut parts: Vec<Span> = Vec::new();
        for span in self.spans(view) {
            let is_two = parts
                .last()
                .is_some_and(|above| self.is_table(view, above) && self.is_table(view, &span));
            match parts.last_mut().filter(|_| !is_two) {
                Some(above) => *above = *above.start()..=*span.end(),
                None => parts.push(span),
            }
        }
        parts
    }

    fn is_table(&self, view: &SheetView<'_>, span: &Span) -> bool {
        let mut outlines = self.outlines.iter();
        outlines.any(|outline| is_form(outline, &align(view, outline, span)))
    }

    /// Row ranges of a sheet that may contain one table each.
    ///
    /// A range begins with the first labels of a form, including the titles above them.
    pub(super) fn spans(&self, view: &SheetView<'_>) -> Vec<Span> {
        let mut starts: Vec<u32> = Vec::new();
        for (index, row) in view.rows.iter().enumerate() {
            let begins = self
                .outlines
                .iter()
                .any(|outline| is_first_line(view, outline, index));
            if !begins {
                continue;
            }
            let above = view.rows[..index].iter().rev().take_while(|above| {
                let mut cells = above.cells.clone();
                starts.last().is_none_or(|start| above.row > *start)
                    && cells.any(|cell| self.is_title(&view.cell(cell).text()))
            });
            let first = above.last().map_or(row.row, |above| above.row);
            starts.push(first);
        }
        let Some(last) = view.rows.last().map(|row| row.row) else {
            return Vec::new();
        };
        if let Some(first) = starts.first_mut() {
            *first = 0;
        } else {
            starts.push(0);
        }
        let ends = starts[1..].iter().map(|next| next - 1).chain([last]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| *start..=end.max(*start))
            .collect()
    }

    pub(super) fn is_title(&self, text: &str) -> bool {
        self.outlines
            .iter()
            .any(|outline| outline.title(text).is_some() || outline.is_above(text))
    }
}

/// A row range of a sheet that may be a table.
pub(super) struct TableCandidate<'o> {
    /// The forms that it may be, each with its alignment.
    pub(super) fits: Vec<(&'o Outline, Alignment)>,
}

impl<'o> TableCandidate<'o> {
    /// The best fitting form of an edition.
    pub(super) fn best(&self, edition: usize) -> Option<&(&'o Outline, Alignment)> {
        let own = self.fits.iter().filter(|(outline, alignment)| {
            outline.edition == edition && is_form(outline, alignment)
        });
        own.max_by(|left, right| {
            let share = |(outline, alignment): &(&Outline, Alignment)| alignment.share(outline);
            share(left)
                .total_cmp(&share(right))
                .then(left.1.count.cmp(&right.1.count))
        })
    }
}

/// Whether enough labels of a form were found.
pub(super) fn is_form(outline: &Outline, alignment: &Alignment) -> bool {
    alignment.count >= MIN_LABELS.min(outline.label_count())
        && alignment.share(outline) >= MIN_SHARE
}

/// Whether labels were found in most rows of a form. A list has its heads in one row or two.
pub(super) fn is_over_rows(outline: &Outline, alignment: &Alignment) -> bool {
    let rows: BTreeSet<u32> = alignment
        .labels
        .values()
        .map(|label_cell| label_cell.row)
        .collect();
    let lines = outline.rows.iter().filter(|line| !line.labels.is_empty());
    rows.len() > MIN_LABELS && rows.len() * 2 > lines.count()
}

/// Least difference of two scores.
pub(super) const LEAST_DIFFERENCE: f64 = 1e-9;

/// Index of the default edition.
const DEFAULT: usize = 0;

/// How well the tables in some sheets fit the forms of an edition.
pub(super) struct Fit {
    /// Sum of the shares of labels found.
    pub(super) score: f64,
    /// Least share of the tables of each sheet; 0 if it has none.
    pub(super) least: Vec<f64>,
}

impl Fit {
    /// The fit of an edition that was not tried, because another one fits better.
    pub(super) const NONE: Fit = Fit {
        score: 0.0,
        least: Vec::new(),
    };

    pub(super) fn of(matches: &[Vec<TableCandidate<'_>>], edition: usize) -> Fit {
        let shares = |parts: &Vec<TableCandidate<'_>>| -> Vec<f64> {
            let best = parts.iter().filter_map(|part| part.best(edition));
            best.map(|(outline, alignment)| alignment.share(outline))
                .collect()
        };
        let shares: Vec<Vec<f64>> = matches.iter().map(shares).collect();
        let least = shares.iter().map(|shares| {
            let least = shares.iter().copied().reduce(f64::min);
            least.unwrap_or(0.0)
        });
        Fit {
            score: shares.iter().flatten().sum(),
            least: least.collect(),
        }
    }
}

/// Chooses the edition whose forms fit best.
///
/// If several fit equally, chooses the user's own, or else the first, and reports the tie.
pub(super) fn choose(
    fits: &[Fit],
    editions: &[&Edition],
    findings: &mut Findings<'_>,
) -> Option<usize> {
    let best = fits.iter().map(|fit| fit.score).fold(0.0, f64::max);
    if best <= 0.0 {
        return None;
    }
    let fit = (0..editions.len()).filter(|edition| fits[*edition].score >= best - LEAST_DIFFERENCE);
    let fit: Vec<usize> = fit.collect();
    let own = fit.iter().find(|edition| editions[**edition].is_own);
    let chosen = own.or(fit.first()).copied()?;
    let others = fit.iter().filter(|edition| **edition != chosen);
    let others: Vec<&str> = others
        .map(|edition| editions[*edition].id.as_str())
        .collect();
    let is_of_own = fit.iter().any(|edition| editions[*edition].is_own);
    // The default edition is what a workbook that fits several built-in ones is read as.
    if !others.is_empty() && (is_of_own || chosen != DEFAULT) {
        findings.ambiguous_edition(&editions[chosen].id, &others);
    }
    Some(chosen)
}
