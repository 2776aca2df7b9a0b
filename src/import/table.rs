//! One table that was found in a sheet → the values of its fields.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::align::{Found, Spot};
use super::block::Block;
use super::findings::Findings;
use super::list;
use super::numbering;
use super::outline::{LabelId, Labels, LineKind, Outline, Target, What};
use super::page::{Area, Page, PageRow, is_filled};
use super::place::Places;
use super::value;
use super::words;
use crate::form::{Edition, Field, FieldIndex, FieldKind, Fields};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use crate::workbook::{Cell, CellContent};

/// Labels that a row of heads has at least, where the row below may number its columns.
const LEAST_HEADS: usize = 2;

/// Cells of a row that is one of data.
const LEAST_OF_ROW: usize = 3;

/// What was read of a table.
pub(super) struct Table {
    /// Its data, as an object.
    pub(super) data: Draft,
    /// Fields of the submission itself that it tells.
    pub(super) submission: Vec<Told>,
    /// Its first cell.
    pub(super) at: SheetCell,
    /// Fields of the submission that are told by a title whose formula has no result.
    pub(super) untold: Vec<(FieldIndex, Untold)>,
}

/// A title whose formula has no result, or an error.
#[derive(Debug, Clone)]
pub(super) struct Untold {
    pub(super) at: SheetCell,
    pub(super) formula: Box<str>,
    /// The error.
    pub(super) error: Option<String>,
    /// The words of the title that tells what is not told.
    pub(super) title: String,
}

/// A field of the submission that a table tells.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) field: FieldIndex,
    pub(super) value: Draft,
    /// The title that tells it; none where it has a cell of its own.
    pub(super) in_title: Option<Title>,
}

/// Where the words of a title come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    /// Someone typed them.
    Typed,
    /// A formula makes them; they may be old.
    Computed,
}

/// Reads a table.
pub(super) fn read(
    page: &Page<'_>,
    (edition, outline, labels): (&Edition, &Outline, &Labels),
    found: &Found,
    findings: &mut Findings<'_>,
) -> Table {
    let form = &edition.tables[outline.table].form;
    findings.table.clone_from(&form.name);
    let first = found
        .labels
        .values()
        .map(|spot| (spot.row, spot.col))
        .min()
        .unwrap_or_default();
    let at = page.at(first.0, first.1);
    let mut reading = Reading {
        page,
        outline,
        found,
        fields: &form.fields,
        edition,
        values: Vec::new(),
        titles: Vec::new(),
        no_rates: Vec::new(),
        lists_lost: Vec::new(),
        untold: Vec::new(),
        lines_missing: Vec::new(),
        findings,
    };
    let mut missing = reading.labels(labels);
    reading.table_beside();
    reading.titles(first.0);
    reading.numbers_of_columns();
    let places = Places::new(page, outline, found);
    reading.repeated_labels(&places);
    reading.units();
    reading.fixed(&places, labels);
    let told = reading.blocks(&places, labels);
    missing.retain(|(label, _)| !told.contains(label));
    let heads = reading.missing_labels(missing, &places);
    let heads = reading.rest(heads);
    if !heads.is_empty() {
        reading.findings.labels(&at, &heads);
    }
    let untold = reading.untold();
    let (data, submission) = reading.finish(&at);
    Table {
        data,
        submission,
        at,
        untold,
    }
}

struct Reading<'a, 'f> {
    page: &'a Page<'a>,
    outline: &'a Outline,
    found: &'a Found,
    fields: &'a Fields,
    edition: &'a Edition,
    values: Vec<(Target, Draft)>,
    /// What titles tell that no cell of its own does.
    titles: Vec<(Target, Title)>,
    /// Rates of 0 that formulas gave.
    no_rates: Vec<FieldIndex>,
    /// Lists of rows whose heads were not found.
    lists_lost: Vec<FieldIndex>,
    /// The titles whose formula has no result, or an error, each with the line that it likely is.
    untold: Vec<(usize, Untold)>,
    /// The lines above the table that no text is.
    lines_missing: Vec<usize>,
    findings: &'a mut Findings<'f>,
}

impl<'a> Reading<'a, '_> {
    /// Takes the labels, and tells which differ; returns those that are not there.
    fn labels<'l>(&mut self, labels: &'l Labels) -> Vec<(usize, &'l str)> {
        let mut missing = Vec::new();
        for (index, place) in self.outline.cells.iter().enumerate() {
            let What::Label(label) = place.what else {
                continue;
            };
            if self.outline.rows[place.line].kind == LineKind::Rows {
                continue;
            }
            match self.found.labels.get(&index) {
                None => missing.push((index, labels.words(label))),
                Some(spot) => {
                    self.page.take(spot.cell);
                    self.brackets(spot, labels.words(label));
                }
            }
        }
        missing
    }

    /// Reports the labels that were not found where other words or nothing stand in the place of one; returns all others.
    fn missing_labels<'l>(
        &mut self,
        missing: Vec<(usize, &'l str)>,
        places: &Places<'_>,
    ) -> Vec<&'l str> {
        let mut others: Vec<&'l str> = Vec::new();
        // What stands in the place of one label is no value of another.
        let in_places = missing
            .iter()
            .map(|(place, _)| self.in_place_of(*place, places));
        let in_places: Vec<Option<usize>> = in_places.collect();
        for ((place, words), cell) in missing.into_iter().zip(&in_places) {
            let Some(cell) = *cell else {
                if let Some(other) = self.label_over(place, places) {
                    let own = self.page.cell(other);
                    let at = self.page.at(own.row, own.col);
                    self.findings.label_over(&at, &own.text(), words);
                    continue;
                }
                // What is struck out, or not in the file, is told there.
                let area = places.label(place);
                let is_gone = area.is_some_and(|area| self.page.unread_in(&area, false).is_some());
                if is_gone || self.page.struck_label(words).is_some() {
                    continue;
                }
                match self.blank_place(place, places) {
                    Some(at) => self.findings.label_blank(&at, words),
                    None => others.push(words),
                }
                continue;
            };
            let own = self.page.cell(cell);
            let at = self.page.at(own.row, own.col);
            if let Some(value) = self.value_in_label(place, cell, places, words) {
                self.page.take(cell);
                let text = own.text();
                self.findings
                    .value_in_label(&at, (&text, value.as_str()), words);
            } else if self.stands_for(own, words) {
                self.page.take(cell);
                self.findings.label_by_place(&at, own, words);
            } else {
                let mut cells = self.beside(cell);
                cells.retain(|other| *other == cell || !in_places.contains(&Some(*other)));
                let texts = self.texts(&cells);
                if cells.len() == 1 && self.has_blank(place, places) {
                    self.findings.value_over_label(&at, &texts[0], words);
                } else {
                    let has_value = cells.len() > 1;
                    self.findings.other_label(&at, &texts, words, has_value);
                }
                self.page.take_all(&cells);
            }
        }
        others
    }

    /// Whether a cell in the place of a label that was not found is that label: words like it or other words for it, an error, a formula without result.
    fn stands_for(&self, cell: &Cell, words: &str) -> bool {
        let text = cell.text();
        matches!(cell.content, CellContent::NoResult | CellContent::Error(_))
            || words::is_like(&text, words)
            || words::is_synonym(&text, words, &self.edition.synonyms)
    }

    /// The value that stands in one cell with a label that was not found, where the places of its values are blank.
    fn value_in_label(
        &self,
        label: usize,
        cell: usize,
        places: &Places<'_>,
        words: &str,
    ) -> Option<String> {
        let text = self.page.cell(cell).text();
        let value = words::value_after(&text, words)?;
        let own = self.outline.cells.iter().enumerate();
        let own = own.filter(|(index, place)| {
            let is_value = matches!(
                place.what,
                What::Value(Target::Field(_) | Target::Submission(_))
            );
            is_value && places.owner(*index).is_some_and(|(own, _)| own == label)
        });
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        let is_blank = |index: &usize| {
            let area = places.area(*index);
            area.is_none_or(|area| {
                let mut cells = self.page.cells_in(&area);
                cells.all(|other| other.is_blank() || (other.row, other.col) == self.spot_of(cell))
            })
        };
        (!own.is_empty() && own.iter().all(is_blank)).then(|| value.to_owned())
    }

    fn spot_of(&self, cell: usize) -> (u32, u32) {
        let cell = self.page.cell(cell);
        (cell.row, cell.col)
    }

    /// Where a label is to stand that was not found, if nothing stands there.
    fn blank_place(&self, label: usize, places: &Places<'_>) -> Option<SheetCell> {
        let area = places.label(label)?;
        let mut cells = self.page.cells_in(&area);
        let (row, col) = (*area.rows.start(), *area.cols.start());
        let is_covered = self
            .page
            .merge_at(row, col)
            .is_some_and(|merge| (merge.row, merge.col) != (row, col));
        (!is_covered && cells.all(Cell::is_blank)).then(|| self.page.at(row, col))
    }

    /// Whether a label has a place beside it that is filled in by hand and stands blank.
    fn has_blank(&self, label: usize, places: &Places<'_>) -> bool {
        let mut cells = self.outline.cells.iter().enumerate();
        cells.any(|(index, place)| {
            let What::Value(target @ (Target::Field(_) | Target::Submission(_))) = place.what
            else {
                return false;
            };
            let is_own = places.owner(index).is_some_and(|(own, _)| own == label);
            is_own && self.field(target).derive.is_none()
        })
    }

    /// The cell that stands in the place of a label that was not found.
    fn in_place_of(&self, label: usize, places: &Places<'_>) -> Option<usize> {
        let cells = self.page.filled_in(&places.label(label)?);
        cells.first().copied()
    }

    /// Another label that is merged down over the place of one that was not found.
    fn label_over(&self, label: usize, places: &Places<'_>) -> Option<usize> {
        let area = places.label(label)?;
        let merge = self.page.merge_at(*area.rows.start(), *area.cols.start());
        let merge = merge.filter(|merge| merge.row < *area.rows.start())?;
        let mut spots = self.found.labels.values();
        let over = spots.find(|spot| (spot.row, spot.col) == (merge.row, merge.col));
        over.map(|spot| spot.cell)
    }

    /// A cell that was not read, and what else was not read just right of it, or just below it.
    fn beside(&self, cell: usize) -> Vec<usize> {
        let own = self.page.cell(cell);
        let row = self.page.rows_in(&(own.row..=own.row)).iter();
        let right = row
            .flat_map(|row| row.cells.clone())
            .filter(|other| *other > cell);
        let right = right
            .filter(|other| !self.page.cell(*other).is_blank())
            .take_while(|other| !self.page.is_taken(*other));
        let mut cells: Vec<usize> = [cell].into_iter().chain(right).collect();
        if cells.len() == 1 {
            let below = self.page.extent(own.row, own.col).0.saturating_add(1);
            cells.extend(self.page.filled_in(&Area {
                rows: below..=below,
                cols: own.col..=own.col,
            }));
        }
        cells
    }

    fn texts(&self, cells: &[usize]) -> Vec<Cow<'a, str>> {
        let cells = cells.iter().map(|cell| self.page.cell(*cell));
        cells.map(seen).collect()
    }

    /// Reports another table of the form right of this one, which is not read.
    fn table_beside(&mut self) {
        let ends = self.found.labels.values().map(|spot| spot.last_col);
        let Some(right) = ends.max() else { return };
        let beyond = self.page.filled_in(&Area {
            rows: self.found.span.clone(),
            cols: right.saturating_add(1)..=u32::MAX,
        });
        let own = |label: LabelId| {
            let mut lines = self.outline.rows.iter();
            lines.any(|line| line.labels.contains(&label))
        };
        let labels = beyond.iter().filter_map(|cell| self.page.labels[*cell]);
        let labels: BTreeSet<LabelId> = labels
            .map(|known| known.label)
            .filter(|label| own(*label))
            .collect();
        let all = self.outline.label_count();
        let (Some(first), true) = (beyond.first(), labels.len() * 2 >= all && all > 1) else {
            return;
        };
        let cell = self.page.cell(*first);
        let at = self.page.at(cell.row, cell.col);
        self.findings.table_beside(&at, &self.texts(&beyond));
        self.page.take_all(&beyond);
    }

    fn brackets(&mut self, spot: &Spot, expected: &str) {
        if !spot.exact {
            let cell = self.page.cell(spot.cell);
            let at = self.page.at(cell.row, cell.col);
            self.findings.brackets(&at, &cell.text(), expected);
        }
    }

    /// A label over several rows or columns that was unmerged, and stands in each of them now.
    fn repeated_labels(&self, places: &Places<'_>) {
        for cell in &self.found.repeats {
            self.page.take(*cell);
        }
        for (place, spot) in &self.found.labels {
            let label = &self.outline.cells[*place];
            if label.lines > 1 {
                let last = places.rows_of(label.line + label.lines - 1);
                self.labels_below(spot, last.map_or(spot.row, |rows| *rows.end()));
            }
        }
    }

    /// Takes the cells below a label that say it again.
    fn labels_below(&self, spot: &Spot, last: u32) {
        let same = Area {
            rows: spot.row..=last.max(spot.row),
            cols: spot.col..=spot.last_col,
        };
        let words = words::label(&self.page.cell(spot.cell).text());
        for cell in self.page.filled_in(&same) {
            if words::label(&self.page.cell(cell).text()) == words {
                self.page.take(cell);
            }
        }
    }

    /// Leaves rows out that number the columns (栏次) below their heads. Plain digits are numbers of columns only where values stand below them: they may be
    /// the values themselves.
    fn numbers_of_columns(&mut self) {
        let (mut heads, mut last) = (0, 0);
        let rows = self.page.rows_in(&self.found.span);
        for (at, row) in rows.iter().enumerate() {
            let cells = row.cells.clone();
            let cells = cells.filter(|cell| is_filled(self.page.cell(*cell)));
            if heads < LEAST_HEADS {
                heads = cells
                    .filter(|cell| self.page.labels[*cell].is_some())
                    .count();
                continue;
            }
            let (labels, cells): (Vec<usize>, Vec<usize>) =
                cells.partition(|cell| self.page.labels[*cell].is_some());
            if labels.is_empty() && cells.is_empty() {
                continue;
            }
            let texts = cells.iter().map(|cell| self.page.cell(*cell).text());
            let texts: Vec<_> = texts.collect();
            let Some(run) = numbering::run(texts.iter().map(AsRef::as_ref), last) else {
                heads = labels.len();
                continue;
            };
            let first = self.page.cell(cells[0]);
            let at_first = self.page.at(first.row, first.col);
            let is_followed = self.has_values_below(&cells, &rows[at + 1..]);
            self.findings
                .numbers_of_columns(&at_first, &texts, is_followed || !run.is_plain);
            if is_followed || !run.is_plain {
                self.page.take_all(&cells);
                last = run.last;
            }
        }
    }

    /// Whether values stand below some cells, in their columns, before the next labels.
    fn has_values_below(&self, cells: &[usize], below: &[PageRow]) -> bool {
        let filled = |row: &PageRow| {
            let cells = row.cells.clone();
            let cells = cells.filter(|cell| is_filled(self.page.cell(*cell)));
            cells.collect::<Vec<usize>>()
        };
        let Some(row) = below.iter().map(filled).find(|row| !row.is_empty()) else {
            return false;
        };
        let anchors = self.found.labels.values();
        let is_label = anchors.clone().any(|spot| row.contains(&spot.cell));
        let cols: BTreeSet<u32> = cells.iter().map(|cell| self.page.cell(*cell).col).collect();
        let under: Vec<&Cell> = (row.iter().map(|cell| self.page.cell(*cell)))
            .filter(|cell| cols.contains(&cell.col))
            .collect();
        let is_number = |cell: &&Cell| {
            cell.text()
                .trim_start()
                .starts_with(|sign: char| sign.is_ascii_digit())
        };
        !is_label && (under.len() > 1 || under.iter().any(is_number))
    }

    /// Reads the titles above the first label.
    fn titles(&mut self, first_row: u32) {
        let start = *self.found.span.start();
        if start >= first_row {
            return;
        }
        let above = Area {
            rows: start..=first_row - 1,
            cols: 0..=u32::MAX,
        };
        let cells = self.page.filled_in(&above);
        let mut told = Vec::new();
        for cell in cells {
            let text = self.page.cell(cell).text();
            if let Some(values) = self.outline.title(&text) {
                self.page.take(cell);
                told.extend(
                    values
                        .into_iter()
                        .map(|(target, text)| (target, cell, text.to_owned())),
                );
            }
        }
        self.parts_of_titles(&above, &mut told);
        self.titles_without_result(&above);
        for (target, cell, text) in told {
            let cell = self.page.cell(cell);
            let at = self.page.at(cell.row, cell.col);
            let content = value::told(self.field(target), &text);
            let title = match cell.formula {
                Some(_) => Title::Computed,
                None => Title::Typed,
            };
            self.titles.push((target, title));
            let is_number = matches!(content, DraftContent::Number(_));
            if title == Title::Typed && is_number && text.ends_with('年') {
                let expected = self.outline.title_of(target).unwrap_or_default();
                self.findings.form_title(&at, &cell.text(), expected);
            }
            self.values.push((target, Draft::new(content, Some(at))));
        }
    }

    /// Reads the numbers of titles that stand in lines with other words, where no line of their own tells them.
    fn parts_of_titles(&mut self, above: &Area, told: &mut Vec<(Target, usize, String)>) {
        for cell in self.page.filled_in(above) {
            let own = self.page.cell(cell);
            let text = own.text();
            let Some((values, has_others)) = self.outline.part_of_title(&text) else {
                continue;
            };
            let is_told = |(target, _): &(Target, &str)| told.iter().any(|own| own.0 == *target);
            if values.iter().any(is_told) {
                continue;
            }
            // Another unit of money is told by itself.
            if !self.tells_other_unit(&text) {
                self.page.take(cell);
            }
            let title = values.first().map(|(target, _)| *target);
            let title = title.and_then(|target| self.outline.title_of(target));
            if let (true, Some(title)) = (has_others, title) {
                let at = self.page.at(own.row, own.col);
                self.findings.form_title(&at, &text, title);
            }
            let values = values.into_iter();
            told.extend(values.map(|(target, text)| (target, cell, text.to_owned())));
        }
    }

    /// Whether a text tells another unit of money than the form's.
    fn tells_other_unit(&self, text: &str) -> bool {
        let told = list::unit_in(text).zip(self.money_unit());
        told.is_some_and(|(unit, own)| unit != own)
    }

    /// Takes formulas without a result, or with an error, above the table for its titles, as many as it lacks.
    fn titles_without_result(&mut self, above: &Area) {
        let mut lines: Vec<usize> = (0..self.outline.title_count()).collect();
        for cell in self.page.cells_in(above) {
            let text = cell.text();
            lines.retain(|line| !self.outline.is_title(*line, &text));
        }
        let cells = self.page.filled_in(above).into_iter();
        let unread = cells.filter(|cell| {
            let cell = self.page.cell(*cell);
            let is_error = matches!(cell.content, CellContent::Error(_));
            cell.content == CellContent::NoResult || is_error && cell.formula.is_some()
        });
        for (index, line) in unread.zip(lines.iter().copied()) {
            self.page.take(index);
            let cell = self.page.cell(index);
            let untold = Untold {
                at: self.page.at(cell.row, cell.col),
                formula: cell.formula.clone().unwrap_or_default(),
                error: match &cell.content {
                    CellContent::Error(error) => Some(error.clone()),
                    _ => None,
                },
                title: String::new(),
            };
            self.untold.push((line, untold));
        }
        self.lines_missing = lines;
    }

    /// The title that tells a value and has no result.
    fn untold_by(&self, target: Target) -> Option<Untold> {
        let line = self.outline.title_line(target)?;
        if !self.lines_missing.contains(&line) {
            return None;
        }
        let mut all = self.untold.iter();
        let own = all.find(|(own, _)| *own == line).or(self.untold.first());
        let title = self.outline.title_of(target).unwrap_or_default().to_owned();
        own.map(|(_, untold)| Untold {
            title,
            ..untold.clone()
        })
    }

    /// The fields of the submission that only a title without a result may tell; those of the table are said here.
    fn untold(&mut self) -> Vec<(FieldIndex, Untold)> {
        let fields = self.fields;
        for (index, field) in fields.iter() {
            let target = Target::Field(index);
            let Some(untold) = self.untold_by(target) else {
                continue;
            };
            if self.values.iter().any(|(known, _)| *known == target) {
                self.findings.title_error(&untold);
            } else {
                self.findings.untold(&untold, field);
                self.values
                    .push((target, Draft::new(DraftContent::Unread, Some(untold.at))));
            }
        }
        let own = self.edition.fields.iter().map(|(index, _)| index);
        own.filter_map(|index| Some((index, self.untold_by(Target::Submission(index))?)))
            .collect()
    }

    fn field(&self, target: Target) -> &'a Field {
        match target {
            Target::Submission(field) => self.edition.fields.get(field),
            Target::Field(field) => self.fields.get(field),
            Target::Column(rows, column) => {
                let columns = self.fields.get(rows).rows();
                columns.map_or_else(|| self.fields.get(rows), |columns| columns.get(column))
            }
        }
    }

    /// Where the values are to be looked for that are there once.
    fn areas(&self, places: &Places<'_>) -> Vec<Area> {
        (self.outline.cells.iter().enumerate())
            .filter(|(_, place)| {
                matches!(
                    place.what,
                    What::Value(Target::Field(_) | Target::Submission(_))
                )
            })
            .filter_map(|(index, _)| places.area(index))
            .collect()
    }

    /// Reads the values that are there once.
    fn fixed(&mut self, places: &Places<'_>, labels: &Labels) {
        let areas = self.areas(places);
        let mut shared: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        for (index, place) in self.outline.cells.iter().enumerate() {
            let What::Value(target @ (Target::Field(_) | Target::Submission(_))) = place.what
            else {
                continue;
            };
            let field = self.field(target);
            if let Some(at) = self.told_in_label(index, places, labels) {
                self.set(target, Draft::new(DraftContent::Unread, Some(at)));
                continue;
            }
            let Some(area) = places.area(index) else {
                // A line whose label is struck out was told there.
                let label = places.owner(index).map(|(_, label)| labels.words(label));
                let struck = label.and_then(|label| self.page.struck_label(label));
                if let Some(at) = struck.filter(|_| !field.required) {
                    self.set(target, Draft::new(DraftContent::Unread, Some(at)));
                }
                continue;
            };
            if let Some(anchor) = self.merged_over(&area, &areas) {
                shared.entry(anchor).or_default().push(&field.label);
                let cell = self.page.cell(anchor);
                let at = self.page.at(cell.row, cell.col);
                self.set(target, Draft::new(DraftContent::Unread, Some(at)));
                continue;
            }
            let Some(cells) = self.cells_of(index, &area, places, labels) else {
                let value = self.of_other_label(field, &area);
                self.set(target, value);
                continue;
            };
            if let (Target::Field(index), Some(cell)) = (target, cells.first())
                && value::is_computed_zero(field, self.page.cell(*cell))
            {
                self.no_rates.push(index);
            }
            let value = value::read(self.page, field, &cells, self.findings).unwrap_or_else(|| {
                if let Some(at) = self.page.unread_in(&area, field.required) {
                    return Draft::new(DraftContent::Unread, Some(at));
                }
                let mut blanks = self.page.cells_in(&area);
                let formula = blanks.find_map(|cell| cell.formula.as_deref());
                let at = self.page.at(*area.rows.start(), *area.cols.start());
                Draft::new(value::blank(field, formula), Some(at))
            });
            self.set(target, value);
        }
        for (anchor, fields) in shared {
            let cell = self.page.cell(anchor);
            let at = self.page.at(cell.row, cell.col);
            self.findings.merged_over(&at, &seen(cell), &fields);
        }
    }

    /// The cell with the label of a place and its value, which is not read.
    fn told_in_label(
        &self,
        place: usize,
        places: &Places<'_>,
        labels: &Labels,
    ) -> Option<SheetCell> {
        let (label, id) = places.owner(place)?;
        if places.spot(label).is_some() {
            return None;
        }
        let cell = self.in_place_of(label, places)?;
        self.value_in_label(label, cell, places, labels.words(id))?;
        let (row, col) = self.spot_of(cell);
        Some(self.page.at(row, col))
    }

    /// The value of a place whose label is another: what stands there is told at the label, and is not known to be its value.
    fn of_other_label(&self, field: &Field, area: &Area) -> Draft {
        let own = self.page.filled_in(area).first().copied();
        let at = own.map(|own| self.page.cell(own));
        let (content, at) = match at {
            Some(cell) => (DraftContent::Unread, (cell.row, cell.col)),
            // It may be what stands in the place of the label.
            None if field.derive.is_none() => (
                DraftContent::Unread,
                (*area.rows.start(), *area.cols.start()),
            ),
            None => (
                value::blank(field, None),
                (*area.rows.start(), *area.cols.start()),
            ),
        };
        Draft::new(content, Some(self.page.at(at.0, at.1)))
    }

    /// The value of another place that is merged over the beginning of this one.
    fn merged_over(&self, area: &Area, areas: &[Area]) -> Option<usize> {
        let holds = |area: &Area, row, col| area.rows.contains(&row) && area.cols.contains(&col);
        let merge = self
            .page
            .merge_at(*area.rows.start(), *area.cols.start())
            .filter(|merge| !holds(area, merge.row, merge.col))?;
        let mut others = areas.iter();
        if !others.any(|other| holds(other, merge.row, merge.col)) {
            return None;
        }
        let row = self.page.rows_in(&(merge.row..=merge.row)).first()?;
        let mut cells = row.cells.clone();
        let anchor = cells.find(|cell| self.page.cell(*cell).col == merge.col)?;
        is_filled(self.page.cell(anchor)).then_some(anchor)
    }

    /// The cells of a value: those just beside or below its label, and those that go on below. What stands further on belongs to something else; none where
    /// a label that the form does not have stands in the place of its own.
    fn cells_of(
        &self,
        place: usize,
        area: &Area,
        places: &Places<'_>,
        labels: &Labels,
    ) -> Option<Vec<usize>> {
        let owner = places.owner(place);
        let is_other = owner.is_some_and(|(label, id)| {
            let is_missing = places.spot(label).is_none();
            let cell = self.in_place_of(label, places).filter(|_| is_missing);
            cell.is_some_and(|cell| !self.stands_for(self.page.cell(cell), labels.words(id)))
        });
        if is_other {
            return None;
        }
        let label = owner.and_then(|(label, _)| places.spot(label));
        let mut filled = self.page.rows_in(&area.rows).iter();
        let top = filled.find(|row| self.page.has_values(row));
        let last = label.map_or(0, |spot| spot.last_row);
        let last = last.max(top.map_or(0, |row| row.row));
        let firsts = [Some(*area.cols.start()), places.column(place)];
        let mut cells: Vec<usize> = Vec::new();
        for row in self.page.rows_in(&area.rows) {
            if row.row > last && self.has_others(row, area) {
                break;
            }
            for index in row.cells.clone() {
                let cell = self.page.cell(index);
                if !is_filled(cell) || self.page.is_taken(index) || !area.cols.contains(&cell.col) {
                    continue;
                }
                let is_again = cells
                    .first()
                    .is_some_and(|first| self.page.cell(*first).content == cell.content);
                let is_first = match cells.first() {
                    None => firsts.contains(&Some(cell.col)),
                    Some(first) => self.page.cell(*first).col == cell.col,
                };
                if is_first || is_again {
                    cells.push(index);
                }
            }
        }
        Some(cells)
    }

    /// Whether a row has something in the columns of the table beside an area that was not read: it is a row that the form does not have.
    fn has_others(&self, row: &PageRow, area: &Area) -> bool {
        let cells = row.cells.clone();
        let mut others = cells.filter(|index| {
            let cell = self.page.cell(*index);
            !cell.is_blank() && !self.page.is_taken(*index) && !area.cols.contains(&cell.col)
        });
        others.any(|index| !self.is_repeated_value(index))
    }

    /// Whether a cell says the same as the one above it, as values do that were unmerged.
    fn is_repeated_value(&self, index: usize) -> bool {
        let cell = self.page.cell(index);
        let above = cell
            .row
            .checked_sub(1)
            .and_then(|row| self.page.sheet.get(row, cell.col));
        above.is_some_and(|above| above.content == cell.content)
    }

    /// Sets a value that stands in the table; a title that told another is said.
    fn set(&mut self, target: Target, value: Draft) {
        let field = self.field(target);
        let told = self.values.iter().position(|(other, _)| *other == target);
        if let Some(told) = told {
            let (_, title) = self.values.remove(told);
            let (said, typed) = (plain(&title), plain(&value));
            let agrees = said.is_empty() || typed.is_empty() || said == typed;
            // What a formula makes of the value itself may be old.
            let is_computed = self.title_of(target) == Some(Title::Computed);
            self.titles.retain(|(other, _)| *other != target);
            if let (Some(at), false) = (&title.cell, agrees || is_computed) {
                self.findings
                    .title(at, field, &shown(&title), &shown(&value));
            }
        }
        self.values.push((target, value));
    }

    /// The title that alone tells a value.
    fn title_of(&self, target: Target) -> Option<Title> {
        let mut titles = self.titles.iter();
        titles
            .find(|(other, _)| *other == target)
            .map(|(_, title)| *title)
    }

    /// Reads the rows of indicators; the labels whose heads were told.
    fn blocks(&mut self, places: &Places<'_>, labels: &Labels) -> Vec<usize> {
        let mut told = Vec::new();
        for line in 0..self.outline.rows.len() {
            if self.outline.rows[line].kind != LineKind::Rows {
                continue;
            }
            let block = Block::new(
                self.page,
                (self.outline, labels, self.edition),
                places,
                (line, self.fields),
            );
            let Some(block) = block else {
                self.lists_lost.extend(self.list_of(line));
                continue;
            };
            told.extend(block.heads_told(self.findings));
            if let Some(at) = block.head_of_other_order(self.findings) {
                let list = self.list_of(line);
                let unread = Draft::new(DraftContent::Unread, Some(at));
                self.values
                    .extend(list.map(|list| (Target::Field(list), unread)));
                continue;
            }
            for (list, rows) in block.read(self.findings) {
                self.values.push((Target::Field(list), rows));
            }
        }
        told
    }

    /// The list of rows that stand in a line.
    fn list_of(&self, line: usize) -> Option<FieldIndex> {
        let mut cells = self.outline.rows[line].cells.iter();
        cells.find_map(|cell| match self.outline.cells[*cell].what {
            What::Value(Target::Column(list, _)) => Some(list),
            What::Value(_) | What::Label(_) | What::Nothing => None,
        })
    }

    /// What stands below a table of which a list was not found, row after row, is most likely that list: one error, and the list is not known.
    fn list_lost(&mut self, last: u32, heads: &mut Vec<&str>) {
        let Some(field) = self.lists_lost.first().copied() else {
            return;
        };
        let cells = self.page.filled_in(&Area {
            rows: last.saturating_add(1)..=*self.found.span.end(),
            cols: 0..=u32::MAX,
        });
        let of_rows =
            cells.chunk_by(|one, next| self.page.cell(*one).row == self.page.cell(*next).row);
        let rows = of_rows.filter(|row| row.len() >= LEAST_OF_ROW).count();
        let Some(first) = cells.first().filter(|_| rows > 0) else {
            return;
        };
        let cell = self.page.cell(*first);
        let at = self.page.at(cell.row, cell.col);
        let last = cells
            .last()
            .map_or(cell.row, |last| self.page.cell(*last).row);
        let texts = self.texts(&cells);
        self.findings
            .list_lost(&at, last, self.fields.get(field), (&texts, heads));
        heads.clear();
        self.page.take_all(&cells);
        self.values.push((
            Target::Field(field),
            Draft::new(DraftContent::Unread, Some(at)),
        ));
    }

    /// The unit of the form's amounts.
    fn money_unit(&self) -> Option<&'a str> {
        let mut fields = self.fields.iter().map(|(_, field)| field);
        fields
            .find(|field| matches!(field.kind, FieldKind::Amount))
            .map(|field| field.unit.as_str())
    }

    /// Reports each cell that tells another unit of money than the form's, wherever it stands, and the sheet's name; titles are let be for their other
    /// words.
    fn units(&mut self) {
        let Some(own) = self.money_unit() else { return };
        let name = &*self.page.sheet.name;
        if words::money_unit(name).is_some_and(|unit| unit != own) {
            self.findings.unit_line(&self.page.at(0, 0), name, own);
        }
        let first = self.found.labels.values().map(|spot| spot.row).min();
        for index in self.page.filled_in(&Area {
            rows: self.found.span.clone(),
            cols: 0..=u32::MAX,
        }) {
            let cell = self.page.cell(index);
            let is_label = self.page.labels[index].is_some();
            let text = seen(cell);
            if is_label || list::unit_in(&text).is_none_or(|unit| unit == own) {
                continue;
            }
            self.findings
                .unit_line(&self.page.at(cell.row, cell.col), &text, own);
            if first.is_none_or(|first| cell.row >= first) {
                self.page.take(index);
            }
        }
    }

    /// Reports what is left over: in the table what stands together in one finding, outside it each cell. Numbers in the table are what labels were for that
    /// were not found, which is told with them; the labels that are not told so.
    fn rest<'l>(&mut self, mut heads: Vec<&'l str>) -> Vec<&'l str> {
        let rows = self.found.labels.values().map(|spot| spot.row);
        let first = rows.min().unwrap_or(0);
        let last = self.last_row();
        self.list_lost(last, &mut heads);
        let above = self.texts_above(first);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for index in self.page.filled_in(&Area {
            rows: self.found.span.clone(),
            cols: 0..=u32::MAX,
        }) {
            let cell = self.page.cell(index);
            if (first..=last).contains(&cell.row) {
                match groups
                    .last_mut()
                    .filter(|group| self.goes_with(group, index))
                {
                    Some(group) => group.push(index),
                    None => groups.push(vec![index]),
                }
                continue;
            }
            let at = self.page.at(cell.row, cell.col);
            let text = seen(cell);
            let title = self.outline.near_title(&text, &above);
            let told = list::unit_in(&text).zip(self.money_unit());
            if told.is_some_and(|(unit, own)| unit != own) {
                // Reported for its unit.
                continue;
            }
            if let (Some(title), true) = (title, cell.row < first) {
                self.findings.form_title(&at, &text, title);
                continue;
            }
            if told.is_none() {
                self.findings.outside(&at, &text);
            }
        }
        for group in groups {
            let cell = self.page.cell(group[0]);
            let at = self.page.at(cell.row, cell.col);
            let mut numbers = group.iter();
            let has_number =
                numbers.any(|cell| matches!(self.page.cell(*cell).content, CellContent::Number(_)));
            if has_number && !heads.is_empty() {
                self.findings
                    .values_without_labels(&at, &self.texts(&group), &heads);
                heads.clear();
            } else {
                self.findings.unplaced(&at, &self.texts(&group));
            }
        }
        heads
    }

    /// Whether a cell that was not read belongs to others before it: in the same row, or just below the first of them.
    fn goes_with(&self, group: &[usize], cell: usize) -> bool {
        let (first, cell) = (self.page.cell(group[0]), self.page.cell(cell));
        let is_below = cell.row == self.page.extent(first.row, first.col).0 + 1
            && cell.col == first.col
            && group.len() == 1;
        cell.row == first.row || is_below
    }

    /// The texts above a row.
    fn texts_above(&self, row: u32) -> Vec<String> {
        let start = *self.found.span.start();
        let area = Area {
            rows: start..=row.saturating_sub(1),
            cols: 0..=u32::MAX,
        };
        let cells = self.page.cells_in(&area);
        cells
            .filter(|cell| cell.row < row)
            .map(|cell| cell.text().into_owned())
            .collect()
    }

    /// The last row of the table from which something was read.
    fn last_row(&self) -> u32 {
        let area = Area {
            rows: self.found.span.clone(),
            cols: 0..=u32::MAX,
        };
        self.page.last_taken(&area).unwrap_or(0)
    }

    /// Whether a formula's rate of 0 is the rate of nothing at all: some programs save 0 where the formula gives an empty text.
    fn is_rate_of_nothing(&self, index: FieldIndex, field: &Field) -> bool {
        let Some(derivation) = field
            .derive
            .as_ref()
            .filter(|_| self.no_rates.contains(&index))
        else {
            return false;
        };
        derivation.expr.inputs().iter().all(|input| {
            let mut values = self.values.iter();
            let value = values.find(|(target, _)| *target == Target::Field(*input));
            value.is_none_or(|(_, value)| shown(value).trim().is_empty())
        })
    }

    /// The table's object, with its fields in the order of the form; and the fields of the submission.
    fn finish(self, at: &SheetCell) -> (Draft, Vec<Told>) {
        let mut data = Draft::object(Some(at.clone()));
        for (index, field) in self.fields.iter() {
            if self.is_rate_of_nothing(index, field) {
                data.set(&field.path, Draft::new(DraftContent::Null, None));
                continue;
            }
            let value = self
                .values
                .iter()
                .rev()
                .find(|(target, _)| *target == Target::Field(index));
            if let Some((_, value)) = value {
                data.set(&field.path, value.clone());
            }
        }
        let own = self
            .values
            .iter()
            .filter_map(|(target, value)| match target {
                Target::Submission(field) => Some(Told {
                    field: *field,
                    value: value.clone(),
                    in_title: self.title_of(*target),
                }),
                Target::Field(_) | Target::Column(..) => None,
            });
        (data, own.collect())
    }
}

/// What is said of a cell that is not read: its text, or its formula where that has no result.
pub(super) fn seen(cell: &Cell) -> Cow<'_, str> {
    match (&cell.content, &cell.formula) {
        (CellContent::NoResult, Some(formula)) => Cow::Owned(format!("={formula}")),
        _ => cell.said(),
    }
}

/// A value's words as they are compared.
pub(super) fn plain(value: &Draft) -> String {
    words::label(&shown(value))
}

/// A value's words.
pub(super) fn shown(value: &Draft) -> String {
    match &value.content {
        DraftContent::Text(text) => text.clone(),
        DraftContent::Number(number) => number.to_string(),
        DraftContent::Null
        | DraftContent::Unread
        | DraftContent::Object(_)
        | DraftContent::List(_)
        | DraftContent::Serialized(_) => String::new(),
    }
}

/// Rows of a sheet, where one table may stand.
pub(super) type Span = RangeInclusive<u32>;
