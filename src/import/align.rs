//! Which row of a form is which row of a sheet, and where each label stands: by the order of the labels, never by fixed places.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::outline::{LabelId, LineKind, Outline, What};
use super::page::Page;

/// A table of a form found in a sheet.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Rows of the sheet it may take.
    pub(super) span: RangeInclusive<u32>,
    /// For each line of the outline the row of the sheet its labels stand in.
    pub(super) rows: Vec<Option<u32>>,
    /// Where the labels stand, by their place in the outline.
    pub(super) labels: BTreeMap<usize, Spot>,
    /// Labels found.
    pub(super) count: usize,
}

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its cell, by index.
    pub(super) cell: usize,
    pub(super) row: u32,
    pub(super) col: u32,
    /// The last row and column it covers.
    pub(super) last_row: u32,
    pub(super) last_col: u32,
    /// Whether what stands in brackets is the same.
    pub(super) exact: bool,
}

impl Found {
    /// The part of the form's labels that was found.
    pub(super) fn share(&self, outline: &Outline) -> f64 {
        ratio(self.count, outline.label_count())
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
pub(super) fn align(page: &Page<'_>, outline: &Outline, span: &RangeInclusive<u32>) -> Found {
    let wanted: Vec<usize> = (0..outline.rows.len())
        .filter(|line| {
            outline.rows[*line].kind == LineKind::Fixed && !outline.rows[*line].labels.is_empty()
        })
        .collect();
    let candidates = candidates(page, outline, span);
    let pairs = pair(page, outline, &wanted, &candidates);
    let mut found = Found {
        span: span.clone(),
        rows: vec![None; outline.rows.len()],
        labels: BTreeMap::new(),
        count: 0,
    };
    for (line, row) in pairs {
        found.rows[line] = Some(page.rows[row].row);
        place_labels(page, outline, line, row, &mut found);
    }
    find_the_rest(page, outline, &candidates, &mut found);
    found.count = found.labels.len();
    found
}

/// The rows of a sheet with a label of the form in them, by index.
fn candidates(page: &Page<'_>, outline: &Outline, span: &RangeInclusive<u32>) -> Vec<usize> {
    let mut own: Vec<LabelId> = outline
        .rows
        .iter()
        .flat_map(|line| line.labels.iter().copied())
        .collect();
    own.sort_unstable();
    let has_label = |cell: usize| {
        page.labels[cell].is_some_and(|known| own.binary_search(&known.label).is_ok())
            && !page.is_taken(cell)
    };
    let rows = page.rows.iter().enumerate();
    rows.filter(|(_, row)| span.contains(&row.row) && row.cells.clone().any(has_label))
        .map(|(index, _)| index)
        .collect()
}

/// Most rows of a sheet that are compared with a form: a sheet with more rows of labels is a list.
const MOST_CANDIDATES: usize = 4_000;

/// Pairs of lines and rows, in order both, with as many labels as can be.
fn pair(
    page: &Page<'_>,
    outline: &Outline,
    wanted: &[usize],
    candidates: &[usize],
) -> Vec<(usize, usize)> {
    let candidates = &candidates[..candidates.len().min(MOST_CANDIDATES)];
    let width = candidates.len() + 1;
    let mut best = vec![0_u32; (wanted.len() + 1) * width];
    let score = |line: usize, row: usize| {
        let labels = &outline.rows[line].labels;
        let matched = in_order(page, labels, row).len();
        let whole = u32::from(matched == labels.len());
        u32::try_from(matched).unwrap_or(0) * 4 + whole * 2
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

/// The labels of a line that stand in a row, in order: index of the label in the line, and cell.
fn in_order(page: &Page<'_>, labels: &[LabelId], row: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut cells = page.rows[row].cells.clone();
    for (index, label) in labels.iter().enumerate() {
        let mut ahead = cells.clone();
        let is_it = |cell: &usize| {
            page.labels[*cell].is_some_and(|known| known.label == *label) && !page.is_taken(*cell)
        };
        if let Some(cell) = ahead.find(is_it) {
            found.push((index, cell));
            cells = ahead;
        }
    }
    found
}

/// The labels of a line, by their places in the outline.
fn label_places(outline: &Outline, line: usize) -> Vec<(usize, LabelId)> {
    let cells = outline.rows[line].cells.iter().copied();
    cells
        .filter(|cell| outline.cells[*cell].line == line)
        .filter_map(|cell| match outline.cells[cell].what {
            What::Label(label) => Some((cell, label)),
            What::Value(_) | What::Nothing => None,
        })
        .collect()
}

fn place_labels(page: &Page<'_>, outline: &Outline, line: usize, row: usize, found: &mut Found) {
    let places = label_places(outline, line);
    let labels: Vec<LabelId> = places.iter().map(|(_, label)| *label).collect();
    for (index, cell) in in_order(page, &labels, row) {
        found.labels.insert(places[index].0, spot(page, cell));
    }
}

fn spot(page: &Page<'_>, index: usize) -> Spot {
    let cell = page.cell(index);
    let (last_row, last_col) = page.extent(cell.row, cell.col);
    Spot {
        cell: index,
        row: cell.row,
        col: cell.col,
        last_row,
        last_col,
        exact: page.labels[index].is_some_and(|known| known.exact),
    }
}

/// Labels that do not stand in the row of their line: a group's label in the middle of its rows, a label moved to another row, rows in another order.
fn find_the_rest(page: &Page<'_>, outline: &Outline, candidates: &[usize], found: &mut Found) {
    let used: Vec<usize> = found.labels.values().map(|spot| spot.cell).collect();
    let mut free: BTreeMap<LabelId, Vec<usize>> = BTreeMap::new();
    for row in &candidates[..candidates.len().min(MOST_CANDIDATES)] {
        for cell in page.rows[*row].cells.clone() {
            if let Some(known) = page.labels[cell]
                && !used.contains(&cell)
                && !page.is_taken(cell)
            {
                free.entry(known.label).or_default().push(cell);
            }
        }
    }
    for line in 0..outline.rows.len() {
        if outline.rows[line].kind == LineKind::Rows {
            continue;
        }
        for (place, label) in label_places(outline, line) {
            let cells = free.get_mut(&label).filter(|cells| !cells.is_empty());
            if found.labels.contains_key(&place) {
                continue;
            }
            let Some(cells) = cells else { continue };
            let spot = spot(page, cells.remove(0));
            found.labels.insert(place, spot);
            found.rows[line].get_or_insert(spot.row);
        }
    }
}

/// Whether a row of a sheet has all of some labels, in order.
pub(super) fn holds_all(page: &Page<'_>, labels: &[LabelId], row: usize) -> bool {
    let cells = page.rows[row].cells.clone();
    let mut known = cells.filter_map(|cell| page.labels[cell]);
    labels
        .iter()
        .all(|label| known.any(|known| known.label == *label))
}
