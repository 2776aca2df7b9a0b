//! Alignment of a form's rows and labels with those of a sheet, by the order of the labels, never
//! by fixed positions.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use super::outline::{CellRole, LabelId, LabelLikeness, Outline, OutlineRow, OutlineRowKind};
use super::view::SheetView;
use crate::workbook::Cell;

/// A form found in a sheet.
#[derive(Debug, Clone)]
pub(super) struct Alignment {
    /// Rows of the sheet that it may occupy.
    pub(super) span: RangeInclusive<u32>,
    /// Row of the sheet for each row of the outline whose labels were found.
    pub(super) rows: Vec<Option<u32>>,
    /// Cells of the labels, by index in [`Outline::cells`].
    pub(super) labels: BTreeMap<usize, LabelCell>,
    /// Number of labels found.
    pub(super) count: usize,
    /// Number of them whose text differs.
    other_texts: usize,
    /// Cells that repeat an adjacent label, which was merged over them.
    pub(super) repeats: BTreeSet<usize>,
}

/// Cell of a label in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LabelCell {
    /// Index in the sheet's cells.
    pub(super) cell: usize,
    pub(super) row: u32,
    pub(super) col: u32,
    /// Last row that it covers.
    pub(super) last_row: u32,
    pub(super) last_col: u32,
    /// How its text is the label.
    pub(super) likeness: LabelLikeness,
}

impl Alignment {
    /// Share of the form's labels that was found, 0 to 1. Another text counts half: the form that
    /// has it itself fits better.
    pub(super) fn share(&self, outline: &Outline) -> f64 {
        ratio(self.count * 2 - self.other_texts, outline.label_count() * 2).min(1.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "labels are counted in tens")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Finds the labels of a form in some rows of a sheet.
pub(super) fn align(
    view: &SheetView<'_>,
    outline: &Outline,
    span: &RangeInclusive<u32>,
) -> Alignment {
    let wanted: Vec<usize> = (0..outline.rows.len())
        .filter(|line| {
            outline.rows[*line].kind == OutlineRowKind::Fixed
                && !outline.rows[*line].labels.is_empty()
        })
        .collect();
    let candidates = candidates(view, outline, span);
    let pairs = pair(view, outline, &wanted, &candidates);
    let mut alignment = Alignment {
        span: span.clone(),
        rows: vec![None; outline.rows.len()],
        labels: BTreeMap::new(),
        count: 0,
        other_texts: 0,
        repeats: BTreeSet::new(),
    };
    for (line, row) in pairs {
        alignment.rows[line] = Some(view.rows[row].row);
        place_labels(view, outline, line, row, &mut alignment);
    }
    merge_repeats(view, outline, &mut alignment);
    find_moved_labels(view, outline, &candidates, &mut alignment);
    merge_repeats(view, outline, &mut alignment);
    alignment.count = alignment.labels.len();
    let is_other = |label_cell: &&LabelCell| label_cell.likeness != LabelLikeness::Same;
    alignment.other_texts = alignment.labels.values().filter(is_other).count();
    alignment
}

/// Indexes of the rows that contain a label of the form.
fn candidates(view: &SheetView<'_>, outline: &Outline, span: &RangeInclusive<u32>) -> Vec<usize> {
    let has_label =
        |cell: usize| view.labels_of(cell, outline).next().is_some() && !view.is_read(cell);
    let rows = view.rows.iter().enumerate();
    rows.filter(|(_, row)| span.contains(&row.row) && row.cells.clone().any(has_label))
        .map(|(index, _)| index)
        .collect()
}

/// Maximum number of rows that are compared with a form. A sheet with more labelled rows is a list.
const MAX_CANDIDATES: usize = 4_000;

/// Pairs outline rows with sheet rows, both in order, so that the most labels match.
fn pair(
    view: &SheetView<'_>,
    outline: &Outline,
    wanted: &[usize],
    candidates: &[usize],
) -> Vec<(usize, usize)> {
    let candidates = &candidates[..candidates.len().min(MAX_CANDIDATES)];
    let width = candidates.len() + 1;
    let mut best = vec![0_u32; (wanted.len() + 1) * width];
    let score = |line: usize, row: usize| {
        if !may_be_line(view, outline, line, row) {
            return 0;
        }
        let matched = labels_in(view, outline, line, row);
        let whole = u32::from(matched.len() == outline.rows[line].labels.len());
        // A synonym counts less, so that the label itself is preferred.
        let weight = |(_, _, likeness): &(usize, usize, LabelLikeness)| match likeness {
            LabelLikeness::Synonym => 3,
            LabelLikeness::OtherBrackets | LabelLikeness::Same => 4,
        };
        matched.iter().map(weight).sum::<u32>() + whole * 2
    };
    let mut scores = Vec::with_capacity(best.len());
    for (i, line) in wanted.iter().enumerate() {
        for (j, row) in candidates.iter().enumerate() {
            let score = score(*line, *row);
            scores.push(score);
            let both = best[i * width + j] + score;
            let above = best[i * width + j + 1];
            let left = best[(i + 1) * width + j];
            best[(i + 1) * width + j + 1] = both.max(above).max(left);
        }
    }
    let (mut i, mut j) = (wanted.len(), candidates.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        let here = best[i * width + j];
        if here == best[i * width + j - 1] {
            j -= 1;
        } else if here == best[(i - 1) * width + j] {
            i -= 1;
        } else {
            (i, j) = (i - 1, j - 1);
            pairs.push((wanted[i], candidates[j]));
        }
    }
    pairs.reverse();
    pairs
}

/// Labels of an outline row found in a sheet row: index of the label in the row, cell, likeness.
///
/// Labels are matched in the form's order if possible, so that a value with a label's text does not
/// match. The remaining ones may be anywhere in the row, because users move columns.
fn labels_in(
    view: &SheetView<'_>,
    outline: &Outline,
    line: usize,
    row: usize,
) -> Vec<(usize, usize, LabelLikeness)> {
    let places = label_places(outline, line);
    let mut found: Vec<(usize, usize, LabelLikeness)> = Vec::new();
    let cells = view.rows[row].cells.clone();
    let likeness = |cell: usize, label: LabelId| {
        let likeness = view.likeness(cell, label, outline);
        likeness.filter(|_| !view.is_read(cell))
    };
    // Distinguishes 指标值 from 指标值（上年）, if a row has both.
    let best = places.iter().filter_map(|(_, label)| {
        let likeness = cells.clone().filter_map(|cell| likeness(cell, *label));
        Some((*label, likeness.max()?))
    });
    let best: BTreeMap<LabelId, LabelLikeness> = best.collect();
    let is_it = |cell: usize, label: LabelId| {
        likeness(cell, label).is_some_and(|likeness| best.get(&label) == Some(&likeness))
    };
    let found_as = |index: usize, cell: usize, label: LabelId| {
        let likeness = best.get(&label).copied();
        (index, cell, likeness.unwrap_or(LabelLikeness::Same))
    };
    let mut from = cells.start;
    let mut free: Option<u32> = None;
    for (index, (outline_cell, label)) in places.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| places[before].0);
        let has_gap = before.is_some_and(|before| {
            outline.cells[before].cols.end < outline.cells[*outline_cell].cols.start
        });
        let first = free.map_or(0, |free| if has_gap { free + 1 } else { free });
        let mut ahead = (from..cells.end).filter(|cell| is_it(*cell, *label));
        let nearest = ahead.clone().next();
        let beyond = ahead.find(|cell| view.cell(*cell).col >= first);
        if let Some(cell) = beyond.or(nearest) {
            found.push(found_as(index, cell, *label));
            from = cell + 1;
            let label_cell = view.cell(cell);
            free = Some(
                view.extent(label_cell.row, label_cell.col)
                    .1
                    .saturating_add(1),
            );
        }
    }
    for (index, (_, label)) in places.iter().enumerate() {
        let is_used = |cell: usize| found.iter().any(|(_, used, _)| *used == cell);
        if found.iter().any(|(known, ..)| *known == index) {
            continue;
        }
        let moved = cells
            .clone()
            .find(|cell| is_it(*cell, *label) && !is_used(*cell));
        found.extend(moved.map(|cell| found_as(index, cell, *label)));
    }
    found
}

/// Whether a sheet row may be a fixed row below rows of data: a row of data has more cells.
fn may_be_line(view: &SheetView<'_>, outline: &Outline, line: usize, row: usize) -> bool {
    let mut above = outline.rows[..line].iter();
    if !above.any(|above| above.kind == OutlineRowKind::Rows) {
        return true;
    }
    distinct_texts(view, row) <= outline.rows[line].cells.len()
}

/// Number of different texts in a row.
fn distinct_texts(view: &SheetView<'_>, row: usize) -> usize {
    let cells = view.rows[row].cells.clone();
    let filled = cells.filter(|cell| !view.cell(*cell).is_blank());
    let texts: BTreeSet<_> = filled.map(|cell| view.cell(cell).text()).collect();
    texts.len()
}

/// Labels of an outline row, by index in [`Outline::cells`].
fn label_places(outline: &Outline, line: usize) -> Vec<(usize, LabelId)> {
    let cells = outline.rows[line].cells.iter().copied();
    cells
        .filter(|cell| outline.cells[*cell].line == line)
        .filter_map(|cell| match outline.cells[cell].role {
            CellRole::Label(label) => Some((cell, label)),
            CellRole::Value(_) | CellRole::Nothing => None,
        })
        .collect()
}

fn place_labels(
    view: &SheetView<'_>,
    outline: &Outline,
    line: usize,
    row: usize,
    alignment: &mut Alignment,
) {
    let places = label_places(outline, line);
    for (index, cell, likeness) in labels_in(view, outline, line, row) {
        let label_cell = label_cell(view, cell, likeness);
        alignment.labels.insert(places[index].0, label_cell);
    }
}

fn label_cell(view: &SheetView<'_>, index: usize, likeness: LabelLikeness) -> LabelCell {
    let cell = view.cell(index);
    let (last_row, last_col) = view.extent(cell.row, cell.col);
    LabelCell {
        cell: index,
        row: cell.row,
        col: cell.col,
        last_row,
        last_col,
        likeness,
    }
}

/// Joins the cells of a label that was merged over several columns and is now repeated in each of
/// them.
///
/// If the label's value is next to it and nothing follows, joins no more cells than the form has
/// columns for it: a value may have the text of its label.
fn merge_repeats(view: &SheetView<'_>, outline: &Outline, alignment: &mut Alignment) {
    if !view.has_adjacent_duplicates {
        return;
    }
    let used: BTreeSet<usize> = alignment
        .labels
        .values()
        .map(|label_cell| label_cell.cell)
        .collect();
    let is_found: BTreeSet<usize> = alignment.labels.keys().copied().collect();
    for (outline_cell, label_cell) in &mut alignment.labels {
        let CellRole::Label(label) = outline.cells[*outline_cell].role else {
            continue;
        };
        let is_it = |index: usize| {
            view.likeness(index, label, outline).is_some()
                && !used.contains(&index)
                && !view.is_read(index)
        };
        let (mut last_col, mut repeated, mut follows) = (label_cell.last_col, Vec::new(), None);
        for index in label_cell.cell + 1..view.sheet.cells.len() {
            let next = view.cell(index);
            if next.row != label_cell.row {
                break;
            }
            if next.col <= last_col {
                continue;
            }
            if Some(next.col) == last_col.checked_add(1) && is_it(index) {
                last_col = view.extent(next.row, next.col).1;
                repeated.push((index, last_col));
            } else if !next.is_blank() {
                follows = Some(index);
                break;
            }
        }
        let label = &outline.cells[*outline_cell];
        if let Some((last, _)) = repeated.last()
            && let [before, after] = missing_beside(outline, *outline_cell, &is_found)
            && (before || after)
        {
            // It is in place of a missing label.
            if before {
                *label_cell = self::label_cell(view, *last, label_cell.likeness);
            }
            continue;
        }
        let beside = outline.rows[label.line].cells.iter();
        let mut beside = beside.filter(|cell| outline.cells[**cell].cols.start == label.cols.end);
        let has_value = beside.any(|cell| matches!(outline.cells[*cell].role, CellRole::Value(_)));
        let is_followed = follows.is_some_and(|index| !used.contains(&index));
        let width = u32::try_from(label.cols.len()).unwrap_or(u32::MAX);
        for (index, last_col) in repeated {
            if !has_value || is_followed || last_col < label_cell.col.saturating_add(width) {
                label_cell.last_col = last_col;
                alignment.repeats.insert(index);
            }
        }
    }
}

/// Whether the labels just before and just after a label of one column, in its row, are missing.
fn missing_beside(outline: &Outline, outline_cell: usize, is_found: &BTreeSet<usize>) -> [bool; 2] {
    let own = &outline.cells[outline_cell];
    let is_missing = |is_beside: &dyn Fn(&Range<usize>) -> bool| {
        let mut labels = label_places(outline, own.line).into_iter();
        own.cols.len() == 1
            && labels.any(|(other, _)| {
                is_beside(&outline.cells[other].cols) && !is_found.contains(&other)
            })
    };
    [
        is_missing(&|cols| cols.end == own.cols.start),
        is_missing(&|cols| cols.start == own.cols.end),
    ]
}

/// Cells below the heads of a list: data, even if they have the text of a label.
struct Body {
    rows: RangeInclusive<u32>,
    cols: RangeInclusive<u32>,
}

impl Body {
    fn holds(&self, cell: &Cell) -> bool {
        self.rows.contains(&cell.row) && self.cols.contains(&cell.col)
    }
}

/// The bodies of all lists of the form.
fn bodies(outline: &Outline, alignment: &Alignment) -> Vec<Body> {
    let lines =
        (0..outline.rows.len()).filter(|line| outline.rows[*line].kind == OutlineRowKind::Rows);
    let body = |line: usize| {
        let head = alignment.rows[..line].iter().rev().find_map(|row| *row)?;
        let below = alignment.rows[line..].iter().find_map(|row| *row);
        let heads = alignment
            .labels
            .values()
            .filter(|label_cell| label_cell.row == head);
        Some(Body {
            rows: head + 1..=below.map_or(*alignment.span.end(), |below| below.saturating_sub(1)),
            cols: heads.clone().map(|label_cell| label_cell.col).min()?
                ..=heads.map(|label_cell| label_cell.last_col).max()?,
        })
    };
    lines.filter_map(body).collect()
}

/// Finds labels in other rows: a group's label in the middle of its rows, a moved label, rows in
/// another order.
fn find_moved_labels(
    view: &SheetView<'_>,
    outline: &Outline,
    candidates: &[usize],
    alignment: &mut Alignment,
) {
    let used: Vec<usize> = alignment
        .labels
        .values()
        .map(|label_cell| label_cell.cell)
        .collect();
    let bodies = bodies(outline, alignment);
    let mut free: BTreeMap<LabelId, Vec<usize>> = BTreeMap::new();
    for row in &candidates[..candidates.len().min(MAX_CANDIDATES)] {
        for cell in view.rows[*row].cells.clone() {
            if used.contains(&cell)
                || alignment.repeats.contains(&cell)
                || view.is_read(cell)
                || bodies.iter().any(|body| body.holds(view.cell(cell)))
            {
                continue;
            }
            for label in view.labels_of(cell, outline) {
                free.entry(label).or_default().push(cell);
            }
        }
    }
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for line in 0..outline.rows.len() {
        if outline.rows[line].kind == OutlineRowKind::Rows {
            continue;
        }
        for (outline_cell, label) in label_places(outline, line) {
            let cells = free.get_mut(&label).filter(|cells| !cells.is_empty());
            if alignment.labels.contains_key(&outline_cell) {
                continue;
            }
            let Some(cells) = cells else { continue };
            cells.retain(|cell| !taken.contains(cell));
            let likeness = |cell: &usize| view.likeness(*cell, label, outline);
            let best = cells.iter().filter_map(likeness).max();
            let cell = cells.iter().find(|cell| likeness(cell) == best).copied();
            let Some((cell, likeness)) = cell.zip(best) else {
                continue;
            };
            taken.insert(cell);
            let label_cell = label_cell(view, cell, likeness);
            alignment.labels.insert(outline_cell, label_cell);
            alignment.rows[line].get_or_insert(label_cell.row);
        }
    }
}

/// Whether a sheet row is the first labelled row of a form.
///
/// It begins with the first label, has all labels, and no more cells than the form's row. A row of
/// data whose names have the texts of labels has more cells.
pub(super) fn is_first_line(view: &SheetView<'_>, outline: &Outline, row: usize) -> bool {
    let first = outline.rows.iter().position(|line| !line.labels.is_empty());
    first.is_some_and(|line| {
        let OutlineRow { labels, cells, .. } = &outline.rows[line];
        let own = view.rows[row].cells.clone();
        let mut filled = own.filter(|cell| !view.cell(*cell).is_blank());
        let is = |cell: usize, label: &LabelId| view.likeness(cell, *label, outline).is_some();
        let (head, rest) = labels.split_at(1);
        filled.next().is_some_and(|cell| is(cell, &head[0]))
            && rest.iter().all(|label| filled.any(|cell| is(cell, label)))
            && distinct_texts(view, row) <= cells.len()
    })
}

/// Rows of a sheet that may contain one table.
pub(super) type Span = RangeInclusive<u32>;
