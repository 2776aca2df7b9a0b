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
mod aside;
mod block;
mod columns;
mod findings;
pub mod list;
mod numbering;
mod outline;
mod page;
mod place;
mod shown;
mod table;
mod uncounted;
mod unseen;
mod value;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Code, Report};
use crate::form::{Count, EDITION_KEY, Edition, FieldIndex, NamePath};
use crate::record::{Draft, DraftContent};
use crate::source::{SheetCell, Source, WorkbookFile};
use crate::template::Engine;
use crate::text;
use crate::workbook::{Cell, CellContent, Sheet, SkippedKind, Visibility, Workbook};

use align::{Found, align, is_first_line};
use aside::Own;
use findings::Findings;
use outline::{Labels, Outline, outline};
use page::{Page, is_filled};
use table::{Span, Table, Title, Told, Untold, plain, shown};

/// Part of a form's labels that a sheet must have to be taken for it.
const LEAST_SHARE: f64 = 0.5;

/// Labels a sheet must have to be taken for a form.
const LEAST_LABELS: usize = 4;

/// Rows at the top of a sheet among which a form's own are looked for, where it may be a list as well.
const TOP_ROWS: u32 = 200;

/// Part of a form's labels from which on a sheet is said to be nearly one.
const NEAR_SHARE: f64 = 0.2;

/// Errors and formulas without a result for each cell that can be read, from which on a sheet is said to have nothing else.
const MOST_READ: usize = 9;

/// The empty tables of all editions, made ready once for any number of workbooks.
#[derive(Debug, Default)]
pub struct Forms {
    labels: Labels,
    outlines: Vec<Outline>,
}

impl Forms {
    /// Makes the tables of some editions ready. A table whose template fails is left out; that is told where the template is used.
    pub fn new<'e>(editions: impl IntoIterator<Item = (&'e Edition, Option<&'e Engine>)>) -> Forms {
        let mut forms = Forms::default();
        for (index, (edition, engine)) in editions.into_iter().enumerate() {
            let Some(engine) = engine else { continue };
            for table in 0..edition.tables.len() {
                let made = outline((index, edition), table, engine, &mut forms.labels);
                forms.outlines.extend(made);
            }
        }
        forms
    }

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
        let pages: Vec<Page<'_>> = workbooks
            .iter()
            .zip(&files)
            .flat_map(|((_, workbook), file)| {
                let sheets = workbook.sheets.iter();
                sheets.map(|sheet| Page::new(sheet, file.first, &self.labels))
            })
            .collect();
        let matches = self.matches(&pages);
        let said = wanted.or_else(|| said(&pages, editions, &mut findings));
        let known = wanted.map_or(editions, |wanted| &editions[wanted..=wanted]);
        let mut gathered = Gathered::default();
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

    /// Whether a sheet begins with a filled form: most rows of a form with labels stand in its first rows.
    pub fn has_form(&self, sheet: &Sheet) -> bool {
        let page = Page::top(sheet, TOP_ROWS, &self.labels);
        let mut outlines = self.outlines.iter();
        outlines.any(|outline| {
            let found = align(&page, outline, &(0..=TOP_ROWS));
            is_one(outline, &found) && is_over_rows(outline, &found)
        })
    }

    /// For each page its parts, each with the forms it may be; a sheet of ours that is no table has none.
    fn matches(&self, pages: &[Page<'_>]) -> Vec<Vec<Part<'_>>> {
        let of_page = |page: &Page<'_>| {
            let spans = match page.own {
                Some(_) => Vec::new(),
                None => self.parts(page),
            };
            let parts = spans.into_iter().map(|span| self.part(page, &span));
            parts.collect()
        };
        pages.iter().map(of_page).collect()
    }

    /// A part of a sheet with the forms it may be.
    fn part(&self, page: &Page<'_>, span: &Span) -> Part<'_> {
        let outlines = self.outlines.iter();
        let fits = outlines.map(|outline| (outline, align(page, outline, span)));
        Part {
            fits: fits.filter(|(_, found)| found.count > 0).collect(),
        }
    }

    /// The parts of a sheet that are a table each. Where one of two parts would be none, they are one.
    fn parts(&self, page: &Page<'_>) -> Vec<Span> {
        let mut parts: Vec<Span> = Vec::new();
        for span in self.spans(page) {
            let is_two = parts
                .last()
                .is_some_and(|above| self.is_table(page, above) && self.is_table(page, &span));
            match parts.last_mut().filter(|_| !is_two) {
                Some(above) => *above = *above.start()..=*span.end(),
                None => parts.push(span),
            }
        }
        parts
    }

    fn is_table(&self, page: &Page<'_>, span: &Span) -> bool {
        let mut outlines = self.outlines.iter();
        outlines.any(|outline| is_one(outline, &align(page, outline, span)))
    }

    /// The parts of a sheet that may be a table each: a new one begins where the first labels of a form do, with the titles above them.
    fn spans(&self, page: &Page<'_>) -> Vec<Span> {
        let mut starts: Vec<u32> = Vec::new();
        for (index, row) in page.rows.iter().enumerate() {
            let begins = self
                .outlines
                .iter()
                .any(|outline| is_first_line(page, outline, index));
            if !begins {
                continue;
            }
            let above = page.rows[..index].iter().rev().take_while(|above| {
                let mut cells = above.cells.clone();
                starts.last().is_none_or(|start| above.row > *start)
                    && cells.any(|cell| self.is_title(&page.cell(cell).text()))
            });
            let first = above.last().map_or(row.row, |above| above.row);
            starts.push(first);
        }
        let Some(last) = page.rows.last().map(|row| row.row) else {
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

    fn is_title(&self, text: &str) -> bool {
        self.outlines
            .iter()
            .any(|outline| outline.title(text).is_some())
    }

    fn read_page(
        &self,
        page: &Page<'_>,
        best: &[&(&Outline, Found)],
        edition: &Edition,
        (gathered, findings): (&mut Gathered, &mut Findings<'_>),
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
            if page.own == Some(Own::Guide) {
                gathered.others.push(at);
            }
            return;
        }
        if page.own == Some(Own::Findings) {
            findings.findings_sheet(&at);
            return;
        }
        if page.own == Some(Own::Guide) {
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

    /// Why a sheet that is no table has nothing to be read: the labels of a form are struck out, or nearly all of it is errors or formulas without a result.
    fn unread(&self, page: &Page<'_>) -> Option<UnreadSheet> {
        if page.own.is_some() || page.sheet.visibility == Visibility::Hidden {
            return None;
        }
        let asides = page.sheet.skipped.iter();
        let struck = asides.filter_map(|aside| match &aside.what {
            SkippedKind::Struck(words) => Some((aside.at?, words)),
            _ => None,
        });
        let struck: Vec<_> = struck.collect();
        let labels = struck.iter();
        let labels = labels.filter(|(_, words)| self.labels.find(words).is_some());
        if labels.count() >= LEAST_LABELS {
            let (at, words) = struck[0];
            return Some(UnreadSheet {
                at,
                code: Code::StruckText,
                seen: text::quote(words),
                count: struck.len(),
            });
        }
        let cells = page.sheet.cells.iter();
        let (unread, read): (Vec<&Cell>, Vec<&Cell>) =
            cells.filter(|cell| is_filled(cell)).partition(|cell| {
                matches!(cell.content, CellContent::NoResult | CellContent::Error(_))
            });
        let is_most = read.len() * MOST_READ <= unread.len();
        let is_named = self.is_title(&page.sheet.name) && read.len() <= unread.len();
        let first = unread.first()?;
        let is_error = matches!(first.content, CellContent::Error(_));
        (unread.len() >= LEAST_LABELS && (is_most || is_named)).then(|| UnreadSheet {
            at: (first.row, first.col),
            code: if is_error {
                Code::CellError
            } else {
                Code::CellNoResult
            },
            seen: table::seen(first).into_owned(),
            count: unread.len(),
        })
    }

    fn say_nothing(&self, pages: &[Page<'_>], editions: &[Edition], findings: &mut Findings<'_>) {
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

/// A sheet of which nothing can be read.
struct UnreadSheet {
    /// Row and column of the first cell that cannot.
    at: (u32, u32),
    /// What is wrong with it.
    code: Code,
    /// What stands in it.
    seen: String,
    /// How many such cells there are.
    count: usize,
}

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
fn said(pages: &[Page<'_>], editions: &[Edition], findings: &mut Findings<'_>) -> Option<usize> {
    let guides = pages.iter().filter(|page| page.own == Some(Own::Guide));
    for cell in guides.filter_map(aside::edition) {
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

/// A part of a sheet that may be a table.
struct Part<'o> {
    /// The forms it may be, with what was found of each.
    fits: Vec<(&'o Outline, Found)>,
}

impl<'o> Part<'o> {
    /// The form of an edition it is.
    fn best(&self, edition: usize) -> Option<&(&'o Outline, Found)> {
        let own = self
            .fits
            .iter()
            .filter(|(outline, found)| outline.edition == edition && is_one(outline, found));
        own.max_by(|left, right| {
            let share = |(outline, found): &(&Outline, Found)| found.share(outline);
            share(left)
                .total_cmp(&share(right))
                .then(left.1.count.cmp(&right.1.count))
        })
    }
}

/// Whether enough labels of a form were found.
fn is_one(outline: &Outline, found: &Found) -> bool {
    found.count >= LEAST_LABELS.min(outline.label_count()) && found.share(outline) >= LEAST_SHARE
}

/// Whether labels of a form were found in most of its rows: a list has its heads in one row or two.
fn is_over_rows(outline: &Outline, found: &Found) -> bool {
    let rows: BTreeSet<u32> = found.labels.values().map(|spot| spot.row).collect();
    let lines = outline.rows.iter().filter(|line| !line.labels.is_empty());
    rows.len() > LEAST_LABELS && rows.len() * 2 > lines.count()
}

/// The edition whose forms fit best; of several that fit as well the one that is said, or the first, and that is told.
fn choose(
    matches: &[Vec<Part<'_>>],
    said: Option<usize>,
    editions: &[Edition],
    findings: &mut Findings<'_>,
) -> Option<usize> {
    let score = |edition: usize| -> f64 {
        let parts = matches
            .iter()
            .flatten()
            .filter_map(|part| part.best(edition));
        parts.map(|(outline, found)| found.share(outline)).sum()
    };
    let scores: Vec<f64> = (0..editions.len()).map(score).collect();
    if let Some(said) = said.filter(|said| scores[*said] > 0.0) {
        return Some(said);
    }
    let best = scores.iter().copied().fold(0.0, f64::max);
    if best <= 0.0 {
        return None;
    }
    let mut fit = (0..editions.len()).filter(|edition| scores[*edition] >= best - 1e-9);
    let chosen = fit.next()?;
    let others: Vec<&str> = fit.map(|edition| editions[edition].id.as_str()).collect();
    if !others.is_empty() {
        findings.editions(&editions[chosen].id, &others);
    }
    Some(chosen)
}

/// A table that was read, its data as it is written.
struct Kept {
    data: Draft,
    /// Its first cell.
    at: SheetCell,
    /// What of it names the department, by the edition's places for that.
    names: Vec<Option<Draft>>,
    /// What it is called among others of its form.
    title: Option<Draft>,
}

impl Kept {
    fn new(table: Table, index: usize, edition: &Edition) -> Kept {
        let definition = &edition.tables[index];
        let value = |field: FieldIndex| {
            let value = table.data.get(&definition.form.fields.get(field).path)?;
            (!plain(value).is_empty()).then(|| value.clone())
        };
        let names = edition.name.iter().map(|path| match path {
            NamePath::Table(of, field) if *of == index => value(*field),
            _ => None,
        });
        Kept {
            names: names.collect(),
            title: definition.title.and_then(value),
            at: table.at,
            data: table.data.write(match definition.count {
                Count::One => 1,
                Count::Many => 2,
            }),
        }
    }
}

/// The tables of a submission, as they are read.
#[derive(Default)]
struct Gathered {
    tables: BTreeMap<usize, Vec<Kept>>,
    submission: BTreeMap<FieldIndex, Draft>,
    /// What tables tell of the submission, in their order, each with the first cell of its table.
    told: Vec<(SheetCell, Told)>,
    /// What titles tell of it, in their order.
    titles: Vec<Told>,
    /// The blank cells of fields that have to be filled in.
    blanks: BTreeMap<FieldIndex, Draft>,
    /// The sheets that are no tables.
    others: Vec<SheetCell>,
    /// Tables that are there once more than they may be, by their index in the edition.
    again: Vec<(usize, Kept)>,
    /// Fields that a title tells whose formula has no result, each with the first cell of its table.
    untold: Vec<(SheetCell, FieldIndex, Untold)>,
}

impl Gathered {
    fn add(&mut self, index: usize, table: Table, edition: &Edition) {
        let told = table.submission.iter().cloned();
        self.told.extend(told.map(|told| (table.at.clone(), told)));
        let untold = table.untold.iter().cloned();
        let untold = untold.map(|(field, untold)| (table.at.clone(), field, untold));
        self.untold.extend(untold);
        let all = self.tables.entry(index).or_default();
        let is_again = edition.tables[index].count == Count::One && !all.is_empty();
        let table = Kept::new(table, index, edition);
        if is_again {
            self.again.push((index, table));
        } else {
            all.push(table);
        }
    }

    /// A field of the submission that a table tells; where two tell different things, that is said.
    fn tell(&mut self, told: &Told, edition: &Edition, findings: &mut Findings<'_>) {
        let Told {
            field,
            value,
            in_title,
        } = told;
        if plain(value).is_empty() {
            return;
        }
        match self.submission.get(field) {
            Some(known) if plain(known) == plain(value) => {}
            Some(known) => {
                let definition = edition.fields.get(*field);
                match &value.cell {
                    Some(at) if in_title.is_some() => {
                        findings.title(at, definition, &shown(value), &shown(known));
                    }
                    Some(at) => findings.told_otherwise(at, definition, value, known),
                    None => {}
                }
            }
            None => {
                self.submission.insert(*field, value.clone());
            }
        }
    }

    /// A blank workbook has more tables than a department needs, of the forms it may have any number of: those in which nothing was filled in are none.
    fn leave_out_untouched(&mut self, edition: &Edition) {
        if self
            .tables
            .values()
            .flatten()
            .all(|table| table.data.is_blank())
        {
            return;
        }
        for (index, tables) in &mut self.tables {
            if edition.tables[*index].count == Count::Many {
                tables.retain(|table| !table.data.is_blank());
            }
        }
    }

    /// The submission, with its members in the order of the edition.
    fn finish(
        mut self,
        pages: &[Page<'_>],
        edition: &Edition,
        findings: &mut Findings<'_>,
    ) -> Draft {
        self.leave_out_untouched(edition);
        self.leave_out_others(edition, findings);
        self.compare_titles(edition, findings);
        for (_, told) in std::mem::take(&mut self.told) {
            match told.in_title {
                Some(_) => self.titles.push(told),
                None => self.tell(&told, edition, findings),
            }
        }
        let first = self
            .tables
            .values()
            .flatten()
            .map(|table| &table.at)
            .min()
            .cloned();
        let mut draft = Draft::object(first.clone());
        let id = DraftContent::Text(edition.id.clone());
        draft.set(EDITION_KEY, Draft::new(id, first));
        let (guides, foreign) = std::mem::take(&mut self.others)
            .into_iter()
            .filter_map(|at| pages.iter().find(|page| page.at(0, 0) == at))
            .partition::<Vec<_>, _>(|page| page.own.is_some());
        self.look_aside(&guides, edition, findings);
        self.look_at_titles(edition, findings);
        // What the tables and our guide tell is not told anew by a sheet about something else.
        self.look_aside(&foreign, edition, findings);
        self.look_at_untold(edition, findings);
        for (index, field) in edition.fields.iter() {
            let blank = self.blanks.remove(&index);
            if let Some(value) = self.submission.remove(&index).or(blank) {
                draft.set(&field.path, value);
            }
        }
        for (index, definition) in edition.tables.iter().enumerate() {
            let tables = self.tables.remove(&index).unwrap_or_default();
            if tables.is_empty() {
                continue;
            }
            let data = tables.into_iter().map(|table| table.data);
            match definition.count {
                Count::One => data
                    .take(1)
                    .for_each(|data| draft.set(&definition.key, data)),
                Count::Many => {
                    let mut list = Draft::list();
                    data.for_each(|data| list.push(data));
                    draft.set(&definition.key, list);
                }
            }
        }
        draft
    }

    /// Fields of the submission on sheets that are no tables: the label, and right of it the value. What else stands there is not read.
    fn look_aside(&mut self, pages: &[&Page<'_>], edition: &Edition, findings: &mut Findings<'_>) {
        for page in pages {
            let mut told = aside::read(page, &edition.fields, findings);
            match page.own {
                Some(Own::Guide) => aside::typed(page, edition, findings),
                None => {
                    told.retain(|(field, _)| !self.submission.contains_key(field));
                    if let Some(cells) = aside::indicators(page, edition) {
                        let first = page.cell(cells[0]);
                        let texts = cells.iter().map(|cell| page.cell(*cell).text());
                        let at = page.at(first.row, first.col);
                        findings.rows_aside(&at, &texts.collect::<Vec<_>>());
                    } else if told.iter().all(|(_, value)| plain(value).is_empty()) {
                        findings.sheet(&page.at(0, 0), "不是官方的表");
                    }
                    for (field, value) in told.iter().filter(|(_, value)| !plain(value).is_empty())
                    {
                        findings.on_other_sheet(edition.fields.get(*field), value);
                    }
                }
                Some(Own::Findings) => {}
            }
            for (field, value) in told {
                let told = Told {
                    field,
                    value: value.clone(),
                    in_title: None,
                };
                self.tell(&told, edition, findings);
                if let Some(text) = self.spoiled_titles(page, field, &value)
                    && let Some(at) = &value.cell
                {
                    findings.title_words(at, edition.fields.get(field), &text, &shown(&value));
                }
                if plain(&value).is_empty() {
                    self.blanks.entry(field).or_insert(value);
                }
            }
        }
    }

    /// The words of a fill-in cell that has more than its number, which a formula puts into titles: 2026年 makes （2026年年度）.
    fn spoiled_titles(&self, page: &Page<'_>, field: FieldIndex, value: &Draft) -> Option<String> {
        let mut titles = self.titles.iter();
        let is_shown =
            titles.any(|told| told.field == field && told.in_title == Some(Title::Computed));
        let at = value.cell.as_ref().filter(|_| is_shown)?;
        // A formula takes what is stored, whatever words its format shows beside it.
        let text = page.sheet.get(at.row, at.col)?.stored().into_owned();
        let is_number = matches!(value.content, DraftContent::Number(_));
        (is_number && text.trim() != shown(value)).then_some(text)
    }

    /// A value in a cell of its own counts before one in a title; a title that a formula makes, whose words may be old, only where nothing else tells.
    fn look_at_titles(&mut self, edition: &Edition, findings: &mut Findings<'_>) {
        for told in std::mem::take(&mut self.titles) {
            let is_computed = told.in_title == Some(Title::Computed);
            if !is_computed || !self.submission.contains_key(&told.field) {
                self.tell(&told, edition, findings);
            }
        }
    }

    /// A title's formula without a result is said where nothing else tells the field.
    fn look_at_untold(&mut self, edition: &Edition, findings: &mut Findings<'_>) {
        for (_, field, untold) in std::mem::take(&mut self.untold) {
            let known = self.submission.get(&field);
            // What stands blank in a cell of its own is missed there.
            if known.is_some() || self.blanks.contains_key(&field) {
                let is_read = known.is_some_and(|known| known.content != DraftContent::Unread);
                if is_read {
                    findings.title_error(&untold);
                }
                continue;
            }
            findings.untold(&untold, edition.fields.get(field));
            let unread = Draft::new(DraftContent::Unread, Some(untold.at));
            self.submission.insert(field, unread);
        }
    }

    /// Several files must be one department's: what is of another is told, and left out with what its file tells of the submission. Of tables that are there
    /// once more than they may be the first counts.
    fn leave_out_others(&mut self, edition: &Edition, findings: &mut Findings<'_>) {
        let again = std::mem::take(&mut self.again);
        let tables = self.tables.values().flatten();
        let named = |table: &&Kept| table.names.iter().position(Option::is_some);
        let owners = tables.clone().filter(|table| named(table).is_some());
        let owner = owners.min_by_key(named);
        let mut told: Vec<FileTold<'_>> = Vec::new();
        // Tables, and files, of others.
        let (mut others, mut files): (Vec<SheetCell>, Vec<SheetCell>) = (Vec::new(), Vec::new());
        for (index, table) in &again {
            if is_of_others(table, owner, &mut told, findings) {
                files.push(table.at.clone());
                continue;
            }
            let name = &edition.tables[*index].form.name;
            let first = self.tables[index].first();
            findings.duplicate(&table.at, name, first.map_or(&table.at, |first| &first.at));
        }
        let own: Vec<&Kept> = tables
            .filter(|table| !files.iter().any(|at| findings.same_file(&table.at, at)))
            .collect();
        let (of_others, own): (Vec<&Kept>, Vec<&Kept>) = own
            .into_iter()
            .partition(|table| is_of_others(table, owner, &mut told, findings));
        for table in of_others {
            let mut own = own.iter().filter(|own| named(own).is_some());
            if !own.any(|own| findings.same_file(&own.at, &table.at)) {
                files.push(table.at.clone());
            }
            others.push(table.at.clone());
        }
        let is_left = |at: &SheetCell| {
            !others.contains(at) && !files.iter().any(|other| findings.same_file(at, other))
        };
        for tables in self.tables.values_mut() {
            tables.retain(|table| is_left(&table.at));
        }
        self.told.retain(|(at, _)| is_left(at));
        self.untold.retain(|(at, ..)| is_left(at));
        self.others.retain(is_left);
    }

    /// Each project of several files stands in one of them.
    fn compare_titles(&self, edition: &Edition, findings: &mut Findings<'_>) {
        for (index, tables) in &self.tables {
            let definition = &edition.tables[*index];
            let mut titles: BTreeMap<String, &SheetCell> = BTreeMap::new();
            for table in tables {
                let Some((title, field)) = table.title.as_ref().zip(definition.title) else {
                    continue;
                };
                let first = *titles.entry(plain(title)).or_insert(&table.at);
                if !findings.same_file(&table.at, first) {
                    findings.same_title(title, definition.form.fields.get(field), first);
                }
            }
        }
    }
}

/// A file that is told for a name in it.
type FileTold<'k> = (&'k SheetCell, String);

/// Whether a table is of another department than the owner's, in another file; told once a file and name.
fn is_of_others<'k>(
    table: &'k Kept,
    owner: Option<&'k Kept>,
    told: &mut Vec<FileTold<'k>>,
    findings: &mut Findings<'_>,
) -> bool {
    let owner = owner.filter(|owner| !findings.same_file(&table.at, &owner.at));
    let Some((seen, expected)) = owner.and_then(|owner| differing(table, owner)) else {
        return false;
    };
    let name = shown(seen);
    let mut known = told.iter();
    if !known.any(|(at, known)| *known == name && findings.same_file(at, &table.at)) {
        let at = seen.cell.as_ref().unwrap_or(&table.at);
        findings.departments(at, &name, expected);
        told.push((&table.at, name));
    }
    true
}

/// The names by which two tables are of different departments: those in the first place that both fill in. Without such a place, the first of each, unless
/// one is short for the other, or another name of the one is a name of the other.
fn differing<'k>(table: &'k Kept, first: &'k Kept) -> Option<(&'k Draft, &'k Draft)> {
    let mut pairs = table.names.iter().zip(&first.names);
    if let Some((own, other)) = pairs.find_map(|(own, other)| own.as_ref().zip(other.as_ref())) {
        return (plain(own) != plain(other)).then_some((own, other));
    }
    let (own, other) = (table.names.iter().flatten(), first.names.iter().flatten());
    let names: BTreeSet<String> = other.clone().map(plain).collect();
    let is_named = own.clone().any(|name| names.contains(&plain(name)));
    let (own, other) = own.clone().next().zip(other.clone().next())?;
    let (short, long) = (plain(own), plain(other));
    let is_short = words::is_short_for(&short, &long) || words::is_short_for(&long, &short);
    (!is_named && !is_short).then_some((own, other))
}
