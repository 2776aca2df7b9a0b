//! Outline of a form's empty table for matching: the labels, and the values between them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::conditional;
use super::free_rows::{FreeCells, FreeRow};
use super::words::{self, Pattern};
use crate::finding::Report;
use crate::form::{Edition, FieldIndex, FieldKind, Fields, Synonym};
use crate::grid::{self, Boxes, Cell, Grid, PrintedValue, Role};
use crate::record::Record;
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

/// A value in a cell that mixes words and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) target: Target,
    /// The boxes that show it.
    pub(super) boxes: Option<Boxes>,
    /// Whether it is a number.
    pub(super) is_number: bool,
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
    patterns: Vec<(Pattern<Slot>, LabelId)>,
    /// Labels of which a word without brackets is a synonym.
    synonyms: BTreeMap<String, Vec<LabelId>>,
    words: Vec<String>,
}

/// A label that a text matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LabelMatch {
    pub(super) label: LabelId,
    pub(super) likeness: LabelLikeness,
}

/// How a text is a label, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LabelLikeness {
    /// It is a synonym.
    Synonym,
    /// The brackets at its end differ.
    OtherBrackets,
    /// The same text.
    Same,
}

/// Maximum length of a text that is compared with labels, in bytes.
pub(super) const MAX_LABEL_LENGTH: usize = 300;

impl Labels {
    /// The label that a text matches, and those of which it is a synonym.
    pub(super) fn find(&self, text: &str) -> (Option<LabelMatch>, &[LabelId]) {
        if text.len() > MAX_LABEL_LENGTH {
            return (None, &[]);
        }
        let plain = words::label(text);
        let base = words::without_brackets(&plain).unwrap_or(&plain);
        let same = self.exact.get(&plain).map(|label| LabelMatch {
            label: *label,
            likeness: LabelLikeness::Same,
        });
        let loose = || {
            let label = self.loose.get(base).copied().flatten()?;
            Some(LabelMatch {
                label,
                likeness: LabelLikeness::OtherBrackets,
            })
        };
        let known = same.or_else(|| self.in_pattern(text)).or_else(loose);
        (known, self.synonyms.get(base).map_or(&[], Vec::as_slice))
    }

    /// Adds the synonyms of an edition's labels. Returns those of no label.
    pub(super) fn add_synonyms<'e>(
        &mut self,
        synonyms: &'e [Synonym],
        outlines: &[Outline],
    ) -> Vec<&'e Synonym> {
        let own: BTreeSet<LabelId> = outlines.iter().flat_map(|one| one.labels.clone()).collect();
        let bare: Vec<(String, LabelId)> = (own.into_iter())
            .map(|label| (words::bare(&self.words[label]), label))
            .collect();
        let mut unknown = Vec::new();
        for synonym in synonyms {
            let wanted = words::bare(&synonym.label);
            let of = bare.iter().filter(|(label, _)| *label == wanted);
            let of: Vec<LabelId> = of.map(|(_, label)| *label).collect();
            if of.is_empty() {
                unknown.push(synonym);
                continue;
            }
            let all = self.synonyms.entry(words::bare(&synonym.word)).or_default();
            all.extend(of);
            all.sort_unstable();
            all.dedup();
        }
        unknown
    }

    /// The label with values that a text matches.
    fn in_pattern(&self, text: &str) -> Option<LabelMatch> {
        let is_it = |pattern: &Pattern<Slot>| {
            let values = pattern.read(text)?;
            let mut values = values.iter();
            let fits = |(slot, text): &(Slot, &str)| !slot.is_number || is_digits(text);
            values.all(fits).then_some(())
        };
        let mut patterns = self.patterns.iter();
        let (_, label) = patterns.find(|(pattern, _)| is_it(pattern).is_some())?;
        Some(LabelMatch {
            label: *label,
            likeness: LabelLikeness::Same,
        })
    }

    /// The label with values whose words are in a formula without a result: the formula inserts
    /// the values.
    pub(super) fn find_formula(&self, formula: &str) -> Option<LabelMatch> {
        if self.patterns.is_empty() || formula.len() > MAX_LABEL_LENGTH {
            return None;
        }
        self.in_pattern(&words_of_formula(formula))
    }

    /// Text of a label as in the form.
    pub(super) fn words(&self, label: LabelId) -> &str {
        &self.words[label]
    }

    /// Texts of all labels.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> + Clone {
        self.words.iter().map(String::as_str)
    }

    fn add(&mut self, text: &str) -> LabelId {
        let plain = words::label(text);
        if let Some(known) = self.exact.get(&plain) {
            return *known;
        }
        let id = self.words.len();
        self.words
            .push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        let base = words::without_brackets(&plain).unwrap_or(&plain).to_owned();
        let others = self.loose.entry(base).and_modify(|known| *known = None);
        others.or_insert(Some(id));
        self.exact.insert(plain, id);
        id
    }

    /// Adds a label that contains values.
    fn add_pattern(&mut self, pattern: &grid::Pattern, slots: &Pattern<Slot>) -> LabelId {
        let text = with_dots(pattern);
        let plain = words::label(&text);
        if let Some(known) = self.exact.get(&plain) {
            return *known;
        }
        let id = self.words.len();
        self.patterns.push((slots.clone().trimmed(), id));
        self.words.push(text);
        self.exact.insert(plain, id);
        id
    }
}

/// Text of a pattern, with … for its values.
pub(super) fn with_dots(pattern: &grid::Pattern) -> String {
    pattern.text(|value| match &value.boxes {
        Some(boxes) => boxes.text(&[]),
        None => "…".to_owned(),
    })
}

/// Text literals of a formula, joined.
pub(super) fn words_of_formula(formula: &str) -> String {
    formula.split('"').skip(1).step_by(2).collect()
}

/// Whether a text is a year or another short whole number, or empty.
fn is_digits(text: &str) -> bool {
    let number = words::digits(text.trim_end_matches('年').trim());
    number.len() <= 8 && number.bytes().all(|byte| byte.is_ascii_digit())
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
    /// The labels in its rows, sorted.
    pub(super) labels: Vec<LabelId>,
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
    /// Whether a table without its values lacks it: a condition of the template.
    pub(super) is_conditional: bool,
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
    /// The words and values that it mixes; its role is that of a label or of the first value.
    pub(super) pattern: Option<CellPattern>,
}

impl OutlineCell {
    /// Whether it covers all columns of another one.
    pub(super) fn covers(&self, other: &OutlineCell) -> bool {
        self.cols.start <= other.cols.start && other.cols.end <= self.cols.end
    }
}

/// Words and values of a cell.
#[derive(Debug)]
pub(super) struct CellPattern {
    pub(super) slots: Pattern<Slot>,
    /// The same without some values and the words that a condition of the template omits with
    /// them, the most complete first.
    pub(super) without: Vec<Pattern<Slot>>,
    /// Its text, with … for values.
    pub(super) words: String,
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
    let submission = conditional::empty(edition, table);
    let own = &submission.tables[0];
    let places = Places {
        edition,
        fields: &edition.tables[table].form.fields,
        record: &own.record,
    };
    let mut made = engine.patterns(edition, &submission, own)?;
    (made.cells.iter_mut().flatten()).for_each(grid::Pattern::join_boxes);
    let grid = &made.grid;
    let target = |value: &PrintedValue| places.slot(value).target;
    let titles = made.titles.iter().flatten();
    let titles = titles.map(|pattern| (Pattern::of(pattern, target).trimmed(), with_dots(pattern)));
    let (titles, title_words) = titles.unzip();
    let mut outline = Outline {
        edition: edition_index,
        table,
        titles,
        title_words,
        numbers: numbers(edition, table),
        cells: Vec::new(),
        rows: Vec::new(),
        labels: Vec::new(),
        free_rows: Vec::new(),
    };
    let shapes: Vec<CellOrigin> = (grid.cells.iter().zip(&made.cells))
        .map(|(cell, pattern)| places.origin(cell, pattern.as_ref()))
        .collect();
    outline.free_rows = free_rows((grid, &made.cells), &shapes, &target);
    let empty = engine.grid(edition, &submission, own).ok();
    let conditional = conditional::rows(grid, empty.as_ref());
    let patterns = |blank: &BTreeSet<String>| {
        let made = engine.patterns_without(edition, &submission, own, blank);
        made.ok().map(|made| made.cells)
    };
    let omitted = conditional::words((grid, &made.cells), empty.as_ref(), &patterns);
    let lines = outline.lines(grid, &shapes, &conditional);
    for (index, cell) in grid.cells.iter().enumerate() {
        let Some(line) = lines[cell.row] else {
            continue;
        };
        let covered = cell.rows().filter_map(|row| lines[row]);
        let last = covered.max().unwrap_or(line);
        let (role, mut pattern) = cell_role((grid, &made.cells), (&places, &shapes), index, labels);
        if let (Some(pattern), Some(without)) = (&mut pattern, omitted.get(&index)) {
            let without = without.iter();
            let without = without.map(|without| Pattern::of(without, |value| places.slot(value)));
            pattern.without = without.collect();
        }
        outline.cells.push(OutlineCell {
            line,
            lines: last - line + 1,
            cols: cell.cols(),
            role,
            pattern,
        });
    }
    outline.fill();
    Ok(outline)
}

/// Role of a cell, and the words and values that it mixes.
fn cell_role(
    (grid, patterns): (&Grid, &[Option<grid::Pattern>]),
    (places, shapes): (&Places<'_>, &[CellOrigin]),
    index: usize,
    labels: &mut Labels,
) -> (CellRole, Option<CellPattern>) {
    let cell = &grid.cells[index];
    let pattern = patterns[index].as_ref();
    let mixed = pattern.filter(|pattern| pattern.is_mixed());
    let slots = mixed.map(|pattern| Pattern::of(pattern, |value| places.slot(value)));
    let label = slots
        .as_ref()
        .filter(|slots| slots.has_words() && is_labelled_so(grid, (shapes, patterns), index));
    let role = match (&shapes[index], mixed.zip(label)) {
        (CellOrigin::Value(_) | CellOrigin::Submission(_), Some((pattern, slots))) => {
            CellRole::Label(labels.add_pattern(pattern, slots))
        }
        (CellOrigin::Value(found) | CellOrigin::Row(_, found), _) => CellRole::Value(*found),
        (CellOrigin::Submission(found), _) => found.map_or(CellRole::Nothing, CellRole::Value),
        (CellOrigin::Label, _) if is_blank_label(cell, pattern) => CellRole::Nothing,
        (CellOrigin::Label, _) => CellRole::Label(labels.add(&cell.text)),
    };
    let pattern = mixed.zip(slots).map(|(pattern, slots)| CellPattern {
        slots,
        without: Vec::new(),
        words: with_dots(pattern),
    });
    (role, pattern)
}

/// Whether a label without value has no words of the form.
fn is_blank_label(cell: &Cell, pattern: Option<&grid::Pattern>) -> bool {
    cell.text.trim().is_empty() || pattern.is_none_or(|pattern| pattern.values().next().is_some())
}

/// Whether a cell of words and values is found by its words, like a label: it is one in the form,
/// or no label is in its row.
fn is_labelled_so(
    grid: &Grid,
    (shapes, patterns): (&[CellOrigin], &[Option<grid::Pattern>]),
    index: usize,
) -> bool {
    let own = &grid.cells[index];
    if own.role == Role::Label {
        return true;
    }
    let is_label = |other: &usize| {
        matches!(shapes[*other], CellOrigin::Label)
            && !is_blank_label(&grid.cells[*other], patterns[*other].as_ref())
            || grid.cells[*other].role == Role::Label
    };
    let in_row = |other: &usize| grid.cells[*other].rows().contains(&own.row);
    let has_head = (0..grid.cells.len()).any(|other| {
        let cell = &grid.cells[other];
        cell.col == own.col
            && cell.rows().end <= own.row
            && cell.colspan == own.colspan
            && is_label(&other)
    });
    let mut others = (0..grid.cells.len()).filter(in_row);
    !has_head && !others.any(|other| is_label(&other))
}

/// The rows outside the frame.
fn free_rows(
    (grid, patterns): (&Grid, &[Option<grid::Pattern>]),
    shapes: &[CellOrigin],
    target: &dyn Fn(&PrintedValue) -> Target,
) -> Vec<FreeRow<Target>> {
    let none = grid::Pattern::default();
    let pattern = |index: usize| patterns[index].as_ref().unwrap_or(&none);
    let cells = FreeCells {
        pattern: &|index| Pattern::of(pattern(index), target),
        words: &|index| with_dots(pattern(index)),
        value: &|index| match shapes[index] {
            CellOrigin::Value(found) | CellOrigin::Submission(Some(found)) => Some(found),
            CellOrigin::Submission(None) | CellOrigin::Label | CellOrigin::Row(..) => None,
        },
    };
    FreeRow::all(grid, &cells)
}

impl Outline {
    /// Outline row for each row of the grid; `None` for rows of data after the first.
    fn lines(
        &mut self,
        grid: &Grid,
        shapes: &[CellOrigin],
        conditional: &[bool],
    ) -> Vec<Option<usize>> {
        let mut kinds = vec![(OutlineRowKind::Fixed, true); grid.row_count()];
        for (cell, shape) in grid.cells.iter().zip(shapes) {
            if let CellOrigin::Row(index, _) = shape {
                kinds[cell.row] = (OutlineRowKind::Rows, *index == 0);
            }
        }
        let mut lines = Vec::with_capacity(kinds.len());
        let kinds = kinds.into_iter().zip(conditional).enumerate();
        for (row, ((kind, is_kept), is_conditional)) in kinds {
            let is_kept = is_kept && grid.is_framed(row);
            lines.push(is_kept.then_some(self.rows.len()));
            if is_kept {
                self.rows.push(OutlineRow {
                    kind,
                    cells: Vec::new(),
                    labels: Vec::new(),
                    is_conditional: *is_conditional,
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
        let labels = self.rows.iter().flat_map(|line| &line.labels);
        self.labels = labels.copied().collect();
        self.labels.sort_unstable();
    }

    /// Values in a text that is one of the lines above the table, or all of them in one. `None` if
    /// it is not such a line.
    pub(super) fn title<'t>(&self, text: &'t str) -> Option<Vec<(Target, &'t str)>> {
        let all = self
            .titles
            .iter()
            .cloned()
            .reduce(|above, below| above.then(&below));
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
        lines.position(|title| title.states(&target))
    }

    /// Number of lines above the table.
    pub(super) fn title_count(&self) -> usize {
        self.titles.len()
    }

    /// Text of the line above the table that contains a value.
    pub(super) fn title_of(&self, target: Target) -> Option<&str> {
        let mut lines = self.titles.iter().zip(&self.title_words);
        let line = lines.find(|(title, _)| title.states(&target));
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

    /// Whether a label is in one of its rows.
    pub(super) fn has_label(&self, label: LabelId) -> bool {
        self.labels.binary_search(&label).is_ok()
    }

    /// Number of labels in rows that occur once, in every table.
    pub(super) fn label_count(&self) -> usize {
        let fixed = self
            .rows
            .iter()
            .filter(|line| line.kind == OutlineRowKind::Fixed && !line.is_conditional);
        fixed.map(|line| line.labels.len()).sum()
    }
}

/// Origin of a cell of the grid.
enum CellOrigin {
    Label,
    Value(Target),
    /// Index of the row, and the column.
    Row(usize, Target),
    /// A field of the submission, if it has one.
    Submission(Option<Target>),
}

/// Fields by the pointers of their values.
struct Places<'a> {
    edition: &'a Edition,
    fields: &'a Fields,
    record: &'a Record,
}

impl Places<'_> {
    fn at(&self, pointer: &str) -> CellOrigin {
        let rest = pointer
            .strip_prefix(&self.record.pointer)
            .and_then(|rest| rest.strip_prefix('/'));
        let own = || {
            let path = pointer.trim_start_matches('/').replace('/', ".");
            CellOrigin::Submission(self.edition.fields.find(&path).map(Target::Submission))
        };
        let Some(path) = rest.map(|rest| rest.replace('/', ".")) else {
            return own();
        };
        if let Some(field) = self.fields.find(&path) {
            return CellOrigin::Value(Target::Field(field));
        }
        match self.fields.find_in_row(&path) {
            Some((rows, index, column)) => CellOrigin::Row(index, Target::Column(rows, column)),
            None => own(),
        }
    }

    /// Origin of a cell: of its field, or of the first value among its words.
    fn origin(&self, cell: &Cell, pattern: Option<&grid::Pattern>) -> CellOrigin {
        if !cell.pointer.is_empty() {
            return self.at(&cell.pointer);
        }
        let mixed = pattern.filter(|pattern| pattern.is_mixed());
        let values = mixed.into_iter().flat_map(grid::Pattern::values);
        let mut origins: Vec<CellOrigin> = values.map(|value| self.at(&value.pointer)).collect();
        let row = origins
            .iter()
            .position(|origin| matches!(origin, CellOrigin::Row(..)));
        if origins.is_empty() {
            return CellOrigin::Label;
        }
        origins.swap_remove(row.unwrap_or(0))
    }

    /// A value among words.
    fn slot(&self, value: &PrintedValue) -> Slot {
        let target = match self.at(&value.pointer) {
            CellOrigin::Value(target)
            | CellOrigin::Row(_, target)
            | CellOrigin::Submission(Some(target)) => target,
            CellOrigin::Label | CellOrigin::Submission(None) => {
                unreachable!("a pattern contains only values of fields")
            }
        };
        let field = match target {
            Target::Submission(field) => self.edition.fields.get(field),
            Target::Field(field) => self.fields.get(field),
            Target::Column(rows, column) => {
                let rows = self.fields.get(rows);
                rows.rows().map_or(rows, |columns| columns.get(column))
            }
        };
        Slot {
            target,
            boxes: value.boxes.clone(),
            is_number: field.kind.is_number() && !matches!(field.kind, FieldKind::Measure),
        }
    }
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
