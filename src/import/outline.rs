//! Outline of a form's empty table for matching: the labels, and the values between them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::free_rows::{FreeCells, FreeRow};
use super::words::{self, PROBE_DELIMITERS, Pattern};
use crate::finding::Report;
use crate::form::{Count, Edition, FieldIndex, FieldKind, Fields};
use crate::grid::{Cell, Grid};
use crate::record::{Content, Record, Submission, TableRecord, Value};
use crate::source::Source;
use crate::template::Engine;

/// Content of a cell of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A field of the submission itself.
    Submission(FieldIndex),
    /// A field of the table.
    Field(FieldIndex),
    /// A column of a list: the list's field, the column.
    Column(FieldIndex, FieldIndex),
}

/// Index of a label's text, shared by all forms.
pub(super) type LabelId = usize;

/// Texts of all labels.
#[derive(Debug, Default)]
pub(super) struct Labels {
    exact: BTreeMap<String, LabelId>,
    /// Without the brackets at their end; `None` if several labels share the rest.
    loose: BTreeMap<String, Option<LabelId>>,
    /// Labels that contain a value, such as a year.
    patterns: Vec<(Pattern<Target>, LabelId)>,
    words: Vec<String>,
}

/// A label that a text matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LabelMatch {
    pub(super) label: LabelId,
    /// Whether the brackets at its end match too.
    pub(super) exact: bool,
}

/// Maximum length of a text that is compared with labels, in bytes.
pub(super) const MAX_LABEL_LENGTH: usize = 300;

impl Labels {
    /// The label that a text matches.
    pub(super) fn find(&self, text: &str) -> Option<LabelMatch> {
        if text.len() > MAX_LABEL_LENGTH {
            return None;
        }
        let plain = words::label(text);
        if let Some(label) = self.exact.get(&plain) {
            return Some(LabelMatch {
                label: *label,
                exact: true,
            });
        }
        let in_pattern = self
            .patterns
            .iter()
            .find(|(pattern, _)| pattern.read(text).is_some());
        if let Some((_, label)) = in_pattern {
            return Some(LabelMatch {
                label: *label,
                exact: true,
            });
        }
        let base = words::without_brackets(&plain).unwrap_or(&plain);
        let label = self.loose.get(base).copied().flatten()?;
        Some(LabelMatch {
            label,
            exact: false,
        })
    }

    /// Text of a label as in the form.
    pub(super) fn words(&self, label: LabelId) -> &str {
        &self.words[label]
    }

    fn add(&mut self, text: &str, value: impl Fn(usize) -> Option<Target>) -> LabelId {
        let plain = words::label(text);
        if let Some(known) = self.exact.get(&plain) {
            return *known;
        }
        let id = self.words.len();
        if text.contains(PROBE_DELIMITERS.0) {
            self.patterns.push((Pattern::of(text, value), id));
            self.words.push(without_marks(text));
        } else {
            self.words
                .push(text.split_whitespace().collect::<Vec<_>>().join(" "));
            let base = words::without_brackets(&plain).unwrap_or(&plain).to_owned();
            let others = self.loose.entry(base).and_modify(|known| *known = None);
            others.or_insert(Some(id));
        }
        self.exact.insert(plain, id);
        id
    }
}

/// Text of a probe, with … for its values.
fn without_marks(text: &str) -> String {
    let words = text
        .split(PROBE_DELIMITERS.0)
        .map(|part| part.split(PROBE_DELIMITERS.1).next_back().unwrap_or(part));
    words.collect::<Vec<_>>().join("…")
}

/// A form's empty table.
#[derive(Debug)]
pub(super) struct Outline {
    /// Index of its edition in the registry.
    pub(super) edition: usize,
    /// Index of the table in the edition.
    pub(super) table: usize,
    /// Lines above the table.
    titles: Vec<Pattern<Target>>,
    /// Words of these lines, with … for values.
    title_words: Vec<String>,
    /// Values that are numbers: a title contains digits for them.
    numbers: Vec<Target>,
    /// Its cells, row by row; for rows of data, only those of the first.
    pub(super) cells: Vec<OutlineCell>,
    /// Its rows inside the frame; a list of rows counts as one.
    pub(super) rows: Vec<OutlineRow>,
    /// Its rows above and below the frame.
    pub(super) free_rows: Vec<FreeRow<Target>>,
}

/// A row of the empty table, or the position of its rows of data.
#[derive(Debug)]
pub(super) struct OutlineRow {
    pub(super) kind: OutlineRowKind,
    /// Its cells, left to right, by index in [`Outline::cells`]; cells that begin above too.
    pub(super) cells: Vec<usize>,
    /// Labels that begin in it, left to right.
    pub(super) labels: Vec<LabelId>,
}

/// Kind of an [`OutlineRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutlineRowKind {
    /// Occurs once.
    Fixed,
    /// Occurs for each row of data.
    Rows,
}

/// A cell of the empty table.
#[derive(Debug)]
pub(super) struct OutlineCell {
    /// Index in [`Outline::rows`] of its first row.
    pub(super) line: usize,
    /// Number of rows that it covers.
    pub(super) lines: usize,
    pub(super) cols: Range<usize>,
    pub(super) role: CellRole,
}

/// Role of an [`OutlineCell`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellRole {
    /// A label.
    Label(LabelId),
    /// A value.
    Value(Target),
    /// Nothing.
    Nothing,
}

/// Makes the outline of a table.
pub(super) fn outline(
    (edition_index, edition): (usize, &Edition),
    table: usize,
    engine: &Engine,
    labels: &mut Labels,
) -> Result<Outline, Report> {
    let mut marked = ProbeSubmission::default();
    let submission = marked.submission(edition, table);
    let grid = engine.grid(edition, &submission, &submission.tables[0])?;
    let targets = marked.targets;
    let target = |number: usize| targets.get(number).copied();
    let titles = grid
        .titles
        .iter()
        .map(|title| Pattern::of(&title.text, target));
    let mut outline = Outline {
        edition: edition_index,
        table,
        titles: titles.collect(),
        title_words: grid
            .titles
            .iter()
            .map(|title| without_marks(&title.text))
            .collect(),
        numbers: numbers(edition, table),
        cells: Vec::new(),
        rows: Vec::new(),
        free_rows: Vec::new(),
    };
    let shapes = shapes(
        &grid,
        &submission.tables[0].record,
        &edition.tables[table].form.fields,
    );
    outline.free_rows = free_rows(edition, &grid, &shapes, &target);
    let lines = outline.lines(&grid, &shapes);
    for (cell, shape) in grid.cells.iter().zip(&shapes) {
        let Some(line) = lines[cell.row] else {
            continue;
        };
        let last = cell
            .rows()
            .filter_map(|row| lines[row])
            .max()
            .unwrap_or(line);
        let role = match shape {
            CellOrigin::Label if cell.text.trim().is_empty() => CellRole::Nothing,
            CellOrigin::Label => CellRole::Label(labels.add(&cell.text, target)),
            CellOrigin::Value(found) | CellOrigin::Row(_, found) => CellRole::Value(*found),
            CellOrigin::Submission => {
                submission_field(edition, cell).map_or(CellRole::Nothing, CellRole::Value)
            }
        };
        outline.cells.push(OutlineCell {
            line,
            lines: last - line + 1,
            cols: cell.cols(),
            role,
        });
    }
    outline.fill();
    Ok(outline)
}

/// The rows outside the frame.
fn free_rows(
    edition: &Edition,
    grid: &Grid,
    shapes: &[CellOrigin],
    target: &dyn Fn(usize) -> Option<Target>,
) -> Vec<FreeRow<Target>> {
    let cells = FreeCells {
        pattern: &|index| Pattern::of(&grid.cells[index].text, target),
        words: &|index| without_marks(&grid.cells[index].text),
        value: &|index| match shapes[index] {
            CellOrigin::Value(found) => Some(found),
            CellOrigin::Submission => submission_field(edition, &grid.cells[index]),
            CellOrigin::Label | CellOrigin::Row(..) => None,
        },
    };
    FreeRow::all(grid, &cells)
}

impl Outline {
    /// Outline row for each row of the grid; `None` for rows of data after the first, and for rows
    /// outside the frame.
    fn lines(&mut self, grid: &Grid, shapes: &[CellOrigin]) -> Vec<Option<usize>> {
        let mut kinds = vec![(OutlineRowKind::Fixed, true); grid.row_count()];
        for (cell, shape) in grid.cells.iter().zip(shapes) {
            if let CellOrigin::Row(index, _) = shape {
                kinds[cell.row] = (OutlineRowKind::Rows, *index == 0);
            }
        }
        let mut lines = Vec::with_capacity(kinds.len());
        for (row, (kind, is_kept)) in kinds.into_iter().enumerate() {
            let is_kept = is_kept && grid.is_framed(row);
            lines.push(is_kept.then_some(self.rows.len()));
            if is_kept {
                self.rows.push(OutlineRow {
                    kind,
                    cells: Vec::new(),
                    labels: Vec::new(),
                });
            }
        }
        lines
    }

    /// Puts cells and labels into their rows.
    fn fill(&mut self) {
        for (index, place) in self.cells.iter().enumerate() {
            for line in place.line..place.line + place.lines {
                self.rows[line].cells.push(index);
            }
            if let CellRole::Label(label) = place.role {
                self.rows[place.line].labels.push(label);
            }
        }
        for line in &mut self.rows {
            line.cells.sort_by_key(|cell| self.cells[*cell].cols.start);
        }
    }

    /// Values in a text that is one of the lines above the table, or all of them in one. `None` if
    /// it is not such a line.
    pub(super) fn title<'t>(&self, text: &'t str) -> Option<Vec<(Target, &'t str)>> {
        let all = self
            .titles
            .iter()
            .cloned()
            .reduce(|above, below| above.then(&below));
        let is_digits = |text: &str| {
            let number = words::digits(text.trim_end_matches('年').trim());
            number.len() <= 8 && number.bytes().all(|byte| byte.is_ascii_digit())
        };
        let states = |pattern: &Pattern<Target>| {
            let values = pattern.read(text)?;
            let fits = |(target, value): &(Target, &str)| {
                !self.numbers.contains(target) || is_digits(value)
            };
            values.iter().all(fits).then_some(values)
        };
        let mut lines = all.iter().chain(&self.titles);
        lines.find_map(|pattern| states(pattern).filter(|_| pattern.has_words()))
    }

    /// Values in a line that contains more than one of the lines above the table, such as the unit
    /// or the person who fills in, next to the year.
    ///
    /// Looks only for numbers that are separated by spaces from words without a name and a colon.
    /// Also returns whether there are such words.
    pub(super) fn part_of_title<'t>(
        &self,
        text: &'t str,
    ) -> Option<(Vec<(Target, &'t str)>, bool)> {
        let is_number = |values: &[(Target, &str)]| {
            let mut all = values.iter();
            !values.is_empty() && all.all(|(target, _)| self.numbers.contains(target))
        };
        let (values, piece, is_short) = words::pieces(text).into_iter().find_map(|piece| {
            if let Some(values) = self.title(piece).filter(|values| is_number(values)) {
                return Some((values, piece, false));
            }
            // 2025年 for 2025年度.
            let number = words::year(piece)?;
            let whole = format!("{number}年度");
            let values = self.title(&whole)?;
            let [(target, _)] = values[..] else {
                return None;
            };
            is_number(&[(target, number)]).then_some((vec![(target, number)], piece, true))
        })?;
        let (before, after) = text.split_at(text.find(piece)?);
        let after = &after[piece.len()..];
        let joins = |left: &str, right: &str| {
            !left.ends_with(char::is_whitespace) && !right.starts_with(char::is_whitespace)
        };
        let has_others = |text: &str| {
            let mut before = "";
            let mut others = text.split_whitespace().filter(|word| {
                let is_named = word.contains([':', '：']) || before.ends_with([':', '：']);
                before = word;
                !is_named && word.contains(char::is_alphanumeric)
            });
            others.next().is_some()
        };
        let (before_has, after_has) = (has_others(before), has_others(after));
        let is_in_words = before_has && joins(before, piece) || after_has && joins(piece, after);
        (!is_in_words).then_some((values, before_has || after_has || is_short))
    }

    /// Whether a text is in a row above the frame.
    pub(super) fn is_above(&self, text: &str) -> bool {
        let mut rows = self.free_rows.iter().filter(|row| row.is_above);
        rows.any(|row| {
            let mut cells = row.cells.iter();
            cells.any(|cell| cell.likeness(text).is_some())
        })
    }

    /// Whether a text is a line above the table.
    pub(super) fn is_title(&self, line: usize, text: &str) -> bool {
        self.titles[line].read(text).is_some()
    }

    /// Index of the line above the table that contains a value.
    pub(super) fn title_line(&self, target: Target) -> Option<usize> {
        let mut lines = self.titles.iter();
        lines.position(|title| title.states(target))
    }

    /// Number of lines above the table.
    pub(super) fn title_count(&self) -> usize {
        self.titles.len()
    }

    /// Text of the line above the table that contains a value.
    pub(super) fn title_of(&self, target: Target) -> Option<&str> {
        let mut lines = self.titles.iter().zip(&self.title_words);
        let line = lines.find(|(title, _)| title.states(target));
        line.map(|(_, words)| words.as_str())
    }

    /// Text of the line above the table that a text resembles, among those that no other text
    /// matches.
    pub(super) fn near_title(&self, text: &str, others: &[String]) -> Option<&str> {
        let is_there = |title: &Pattern<Target>| {
            let mut all = others.iter();
            all.any(|other| title.read(other).is_some())
        };
        let mut lines = self.titles.iter().zip(&self.title_words);
        let near = lines.find(|(title, _)| !is_there(title) && title.is_near(text));
        near.map(|(_, words)| words.as_str())
    }

    /// Number of labels in rows that occur once.
    pub(super) fn label_count(&self) -> usize {
        let fixed = self
            .rows
            .iter()
            .filter(|line| line.kind == OutlineRowKind::Fixed);
        fixed.map(|line| line.labels.len()).sum()
    }
}

/// Origin of a cell of the grid.
enum CellOrigin {
    Label,
    Value(Target),
    /// Index of the row, and the column.
    Row(usize, Target),
    Submission,
}

fn shapes(grid: &Grid, record: &Record, fields: &Fields) -> Vec<CellOrigin> {
    let shape = |cell: &Cell| {
        if cell.pointer.is_empty() {
            return CellOrigin::Label;
        }
        let rest = cell
            .pointer
            .strip_prefix(&record.pointer)
            .and_then(|rest| rest.strip_prefix('/'));
        let Some(path) = rest.map(|rest| rest.replace('/', ".")) else {
            return CellOrigin::Submission;
        };
        if let Some(field) = fields.find(&path) {
            return CellOrigin::Value(Target::Field(field));
        }
        match fields.find_in_row(&path) {
            Some((rows, index, column)) => CellOrigin::Row(index, Target::Column(rows, column)),
            None => CellOrigin::Submission,
        }
    };
    grid.cells.iter().map(shape).collect()
}

/// Fields of a table and of the submission that are numbers.
fn numbers(edition: &Edition, table: usize) -> Vec<Target> {
    let of = |fields: &Fields, target: &dyn Fn(FieldIndex) -> Target| {
        let numbers = fields.iter().filter(|(_, field)| field.kind.is_number());
        numbers.map(|(index, _)| target(index)).collect::<Vec<_>>()
    };
    let own = of(&edition.tables[table].form.fields, &Target::Field);
    [of(&edition.fields, &Target::Submission), own].concat()
}

fn submission_field(edition: &Edition, cell: &Cell) -> Option<Target> {
    let path = cell.pointer.trim_start_matches('/').replace('/', ".");
    edition.fields.find(&path).map(Target::Submission)
}

/// A submission in which every value is a number between delimiters, so that the rendered grid
/// shows the position of each in the template.
#[derive(Default)]
struct ProbeSubmission {
    targets: Vec<Target>,
}

/// Number of rows of data in it: two show which cells repeat.
const ROWS: usize = 2;

impl ProbeSubmission {
    fn submission(&mut self, edition: &Edition, table: usize) -> Submission {
        let definition = &edition.tables[table];
        let pointer = match definition.count {
            Count::One => format!("/{}", definition.key),
            Count::Many => format!("/{}/0", definition.key),
        };
        let fields = self.record(&edition.fields, String::new(), &Target::Submission);
        let record = self.record(&definition.form.fields, pointer, &Target::Field);
        Submission {
            source: Source::new("", ""),
            edition: edition.id.clone(),
            fields,
            tables: vec![TableRecord { table, record }],
        }
    }

    fn record(
        &mut self,
        fields: &Fields,
        pointer: String,
        target: &dyn Fn(FieldIndex) -> Target,
    ) -> Record {
        let mut record = Record::absent(pointer, 0..0, fields);
        for (index, field) in fields.iter() {
            let content = match &field.kind {
                FieldKind::Rows(columns, _) => {
                    self.rows(columns, &record.pointer_of(fields, index), index)
                }
                _ => Content::Text(self.mark(target(index))),
            };
            *record.get_mut(index) = Value {
                content,
                ..Value::default()
            };
        }
        record
    }

    fn rows(&mut self, columns: &Fields, pointer: &str, list: FieldIndex) -> Content {
        let target = |column| Target::Column(list, column);
        let row = |row| self.record(columns, format!("{pointer}/{row}"), &target);
        Content::Rows((0..ROWS).map(row).collect())
    }

    fn mark(&mut self, target: Target) -> String {
        self.targets.push(target);
        format!(
            "{}{}{}",
            PROBE_DELIMITERS.0,
            self.targets.len() - 1,
            PROBE_DELIMITERS.1
        )
    }
}
