//! A version of a submission → what is shown of it. Lengths in millimetres, rules in points.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Desk;
use super::operation::generic;
use super::places::{Places, places};
use crate::error::Error;
use crate::finding::{
    Code, Level, Levels, NumberedCause, NumberedFinding, Read, Report, causes, number,
};
use crate::form::{Edition, Fields};
use crate::grid::{Grid, Role};
use crate::layout::{Layout, lay_out};
use crate::length::Length;
use crate::record::{Content, Record, Submission, TableRecord};
use crate::render::Renderer;
use crate::source::Source;
use crate::write::html;

/// What is shown of a submission.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screen {
    /// Id of its edition; empty if it is unknown.
    pub edition: String,
    /// The department's name.
    pub name: String,
    /// Name of its files, with the ending `json`.
    pub file: String,
    /// Its tables, as printed in one unbroken piece; none if the data or templates cannot be used.
    pub tables: Vec<ScreenTable>,
    /// Its values by JSON Pointer.
    pub values: BTreeMap<String, ShownValue>,
    /// Findings, each cause followed by what follows from it.
    pub findings: Vec<ScreenFinding>,
    /// The findings by their causes.
    pub causes: Vec<NumberedCause>,
    /// Number of findings by level.
    pub counts: Counts,
    /// Pointers of what differs from the submission that came: values, rows, and lists that lost one.
    pub changed: Vec<String>,
    /// Pointers of values that no table shows.
    pub others: Vec<String>,
    /// Whether there is a step to go back to.
    pub undo: bool,
    /// Whether there is a step to go forward to.
    pub redo: bool,
}

/// Number of findings by level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
}

/// A finding that is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenFinding {
    /// The finding with its number.
    #[serde(flatten)]
    pub numbered: NumberedFinding<'static>,
    /// Where it is, by the form's labels.
    pub path: String,
    /// What is checked, in one line.
    pub summary: &'static str,
    /// Whether it is an error of reading the file, which stands until it is settled.
    pub opening: bool,
    /// Whether it is about something that has no place in the form, and can be left out.
    pub omissible: bool,
}

/// A value as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownValue {
    /// Its text: digits as typed, `100%` for a rate.
    pub text: String,
    /// `typed`, `derived` or `absent`.
    pub origin: &'static str,
    /// Label of its field.
    pub label: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenTable {
    /// Id of its form.
    pub form: String,
    /// Its name.
    pub name: String,
    /// JSON Pointer of its data.
    pub pointer: String,
    /// Size of the paper.
    pub width: f64,
    /// Size of the paper.
    pub height: f64,
    /// Margins.
    pub left: f64,
    /// Margins.
    pub right: f64,
    /// Margins.
    pub top: f64,
    /// Widths of its columns.
    pub columns: Vec<f64>,
    /// Heights of its rows.
    pub rows: Vec<f64>,
    /// The lines above it.
    pub titles: Vec<ScreenTitle>,
    /// First row inside the frame, and the row after the last one.
    pub framed: [usize; 2],
    /// Styles as CSS declarations.
    pub styles: Vec<String>,
    /// Width of the rules between cells.
    pub inner: f64,
    /// Width of the frame.
    pub outer: f64,
    /// Its cells.
    pub cells: Vec<ScreenCell>,
}

/// A line above a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenTitle {
    /// Its text.
    pub text: String,
    /// Index of its style.
    pub style: usize,
    /// Its height.
    pub height: f64,
    /// Pointers of the values in it.
    pub pointers: Vec<String>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScreenCell {
    /// First row.
    pub row: usize,
    /// First column.
    pub col: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub cols: usize,
    /// Whether it is a label of the form.
    pub label: bool,
    /// Index of its style.
    pub style: usize,
    /// Its text.
    pub text: String,
    /// Pointers of the values in it.
    pub pointers: Vec<String>,
}

impl Desk {
    /// Shows the current version.
    pub(super) fn look(&mut self, renderer: &Renderer) -> Result<Screen, Error> {
        let version = &self.versions[self.at];
        let source = version.source.clone();
        let Read {
            value: submission,
            mut report,
        } = renderer.read_source(&source, &Levels::new());
        let mut screen = Screen {
            edition: String::new(),
            name: String::new(),
            file: renderer.data_name(&source),
            tables: Vec::new(),
            values: BTreeMap::new(),
            findings: Vec::new(),
            causes: Vec::new(),
            counts: Counts::default(),
            changed: version.changed.iter().cloned().collect(),
            others: Vec::new(),
            undo: self.at > 0,
            redo: self.at + 1 < self.versions.len(),
        };
        if let Some(submission) = submission {
            let edition = renderer.edition_of(&submission);
            screen.edition.clone_from(&edition.id);
            submission.department(edition).clone_into(&mut screen.name);
            screen.values = values(edition, &submission);
            match renderer.grids(&submission) {
                Ok(grids) => {
                    let mut earlier = std::mem::take(&mut self.tables).into_iter();
                    for (grid, table) in grids.into_iter().zip(&submission.tables) {
                        let data = (edition, &*submission, table);
                        let shown = ShownTable::new(renderer, data, grid, earlier.next())?;
                        self.tables.push(shown);
                    }
                    let tables = self.tables.iter().map(|table| table.table.clone());
                    screen.tables = tables.collect();
                }
                Err(findings) => report.append(findings),
            }
            screen.others = others(&screen);
        }
        let standing = self.standing();
        screen.tell(report, &standing);
        Ok(screen)
    }
}

impl Screen {
    /// The screen without tables and values, of which a change has only what differs.
    pub(super) fn without_tables(&self) -> Screen {
        Screen {
            edition: self.edition.clone(),
            name: self.name.clone(),
            file: self.file.clone(),
            tables: Vec::new(),
            values: BTreeMap::new(),
            findings: self.findings.clone(),
            causes: self.causes.clone(),
            counts: self.counts,
            changed: self.changed.clone(),
            others: self.others.clone(),
            undo: self.undo,
            redo: self.redo,
        }
    }

    fn tell(&mut self, mut report: Report, standing: &Report) {
        report.append(standing.clone());
        let (findings, causes) = number(report.findings(), &causes(report.findings()), 0);
        self.counts = Counts {
            error: report.count(Level::Error),
            warning: report.count(Level::Warning),
            note: report.count(Level::Note),
        };
        self.causes = causes;
        let findings = findings.into_iter();
        self.findings = findings
            .map(|numbered| ScreenFinding {
                path: numbered.finding.place.path(),
                opening: standing.findings().contains(&numbered.finding),
                omissible: matches!(numbered.finding.code, Code::UnknownKey | Code::DuplicateKey),
                summary: numbered.finding.code.explanation().summary,
                numbered: NumberedFinding {
                    finding: Cow::Owned(numbered.finding.into_owned().without_commands()),
                    number: numbered.number,
                    follows: numbered.follows,
                },
            })
            .collect();
    }
}

/// A table that is shown, with what it was made of.
#[derive(Debug)]
pub(super) struct ShownTable {
    grid: Grid,
    places: Places,
    table: ScreenTable,
}

impl ShownTable {
    /// Shows a table; one that did not change since it was shown is not laid out again.
    fn new(
        renderer: &Renderer,
        (edition, submission, record): (&Edition, &Submission, &TableRecord),
        grid: Grid,
        earlier: Option<ShownTable>,
    ) -> Result<ShownTable, Error> {
        let pointer = &record.record.pointer;
        let is_same = |shown: &ShownTable| shown.grid == grid && shown.table.pointer == *pointer;
        let earlier = match earlier {
            Some(same) if is_same(&same) => return Ok(same),
            other => other.map(|shown| shown.places),
        };
        let layout = lay_out(&grid, renderer.fonts())?;
        let places = places(renderer, (edition, submission), (record, &grid), earlier);
        let table = shown(&grid, &layout, &places, pointer);
        Ok(ShownTable {
            grid,
            places,
            table,
        })
    }
}

fn shown(grid: &Grid, layout: &Layout, places: &Places, pointer: &str) -> ScreenTable {
    let look = &grid.look;
    let paper = &look.paper;
    let titles = grid.titles.iter().zip(&layout.title_heights);
    let titles = titles.zip(&places.titles);
    let cells = grid.cells.iter().zip(&places.cells);
    ScreenTable {
        form: grid.form.clone(),
        name: grid.name.clone(),
        pointer: pointer.to_owned(),
        width: rounded(paper.width),
        height: rounded(paper.height),
        left: rounded(paper.left),
        right: rounded(paper.right),
        top: rounded(paper.top),
        columns: grid.columns.iter().copied().map(rounded).collect(),
        rows: layout.row_heights.iter().copied().map(rounded).collect(),
        titles: titles
            .map(|((title, height), pointers)| ScreenTitle {
                text: title.text.clone(),
                style: title.style,
                height: rounded(*height),
                pointers: pointers.clone(),
            })
            .collect(),
        framed: [grid.framed.start, grid.framed.end],
        styles: html::styles(look),
        inner: look.inner_rule.to_pt(),
        outer: look.outer_rule.to_pt(),
        cells: cells
            .map(|(cell, pointers)| ScreenCell {
                row: cell.row,
                col: cell.col,
                rows: cell.rowspan,
                cols: cell.colspan,
                label: cell.role == Role::Label,
                style: cell.style,
                text: cell.text.clone(),
                pointers: pointers.clone(),
            })
            .collect(),
    }
}

/// Millimetres with two decimals: a screen shows no more.
fn rounded(length: Length) -> f64 {
    (length.to_mm() * 100.0).round() / 100.0
}

/// All values that a user may type.
fn values(edition: &Edition, submission: &Submission) -> BTreeMap<String, ShownValue> {
    let mut values = BTreeMap::new();
    let source = &submission.source;
    add(&mut values, &submission.fields, &edition.fields, source);
    for table in &submission.tables {
        let fields = &edition.tables[table.table].form.fields;
        add(&mut values, &table.record, fields, source);
    }
    values
}

fn add(
    values: &mut BTreeMap<String, ShownValue>,
    record: &Record,
    fields: &Fields,
    source: &Source,
) {
    for (index, field) in fields.iter() {
        let value = record.get(index);
        if let (Some(columns), Content::Rows(rows)) = (field.rows(), &value.content) {
            for row in rows {
                add(values, row, columns, source);
            }
        } else if field.rows().is_none() {
            let range = value.range.clone();
            let is_typed = range.is_some_and(|range| source.text().get(range) != Some("null"));
            let origin = match (is_typed, value.is_left_out()) {
                (true, _) => "typed",
                (false, false) => "derived",
                (false, true) => "absent",
            };
            let text = match value.range.clone().filter(|_| value.is_unreadable()) {
                Some(range) => written(source, range),
                None => value.display().into_owned(),
            };
            let label = field.full_label();
            values.insert(
                record.pointer_of(fields, index),
                ShownValue {
                    text,
                    origin,
                    label,
                },
            );
        }
    }
}

/// The text of a value that no field accepts, as it was written.
fn written(source: &Source, range: std::ops::Range<usize>) -> String {
    let raw = source.text().get(range).unwrap_or_default();
    serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())
}

/// The values that no table shows: of one that repeats in the rows of a list, none.
fn others(screen: &Screen) -> Vec<String> {
    let cells = screen.tables.iter().flat_map(|table| &table.cells);
    let titles = screen.tables.iter().flat_map(|table| &table.titles);
    let in_cells = cells.flat_map(|cell| &cell.pointers);
    let in_titles = titles.flat_map(|title| &title.pointers);
    let placed: BTreeSet<&str> = in_cells.chain(in_titles).map(String::as_str).collect();
    let columns: BTreeSet<String> = placed.iter().map(|pointer| generic(pointer)).collect();
    let unplaced = screen.values.keys().filter(|pointer| {
        let is_of_shown_column = || {
            pointer.contains(|digit: char| digit.is_ascii_digit())
                && columns.contains(&generic(pointer))
        };
        !placed.contains(pointer.as_str()) && !is_of_shown_column()
    });
    unplaced.cloned().collect()
}
