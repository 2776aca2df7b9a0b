//! What a paper shows, compared with the tables of its data.

use std::collections::BTreeSet;

use super::shown::{Margin, Shown, ShownTable, ShownText, TextKind};
use crate::grid::{CellIndex, Grid, Role};
use crate::layout::is_drawn;

/// Something that a paper shows otherwise than its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The number of tables.
    Tables { shown: usize, data: usize },
    /// The number of texts in a table, by its index.
    Count {
        table: usize,
        shown: usize,
        data: usize,
    },
    /// A text of a table.
    Text {
        table: usize,
        /// The cell; `None` for a title.
        cell: Option<CellIndex>,
        shown: String,
        data: String,
    },
    /// A text that belongs to no table, on a page.
    Beside { page: usize, text: String },
}

/// The differences between what a paper shows and the tables of its data. White space and characters
/// that are not drawn do not count: lines break where they must.
pub(crate) fn differences(shown: &Shown, grids: &[Grid]) -> Vec<Difference> {
    if shown.tables.len() != grids.len() {
        return vec![Difference::Tables {
            shown: shown.tables.len(),
            data: grids.len(),
        }];
    }
    let mut all = Vec::new();
    for (table, (shown, grid)) in shown.tables.iter().zip(grids).enumerate() {
        of_table(table, shown, grid, &mut all);
    }
    let mut known = Repeatable::of(grids);
    let strange = shown.margins.iter().filter(|margin| !known.has(margin));
    all.extend(strange.map(|margin| Difference::Beside {
        page: margin.page,
        text: margin.text.clone(),
    }));
    all
}

/// A text that the data show, with its cell.
struct Expected<'g> {
    kind: TextKind,
    cell: Option<CellIndex>,
    text: &'g str,
}

fn of_table(table: usize, shown: &ShownTable, grid: &Grid, all: &mut Vec<Difference>) {
    let expected = expected(grid, shown.has_only_cells);
    let is_kept = |text: &&ShownText| text.kind == TextKind::Cell || !drawn(&text.text).is_empty();
    let shown: Vec<&ShownText> = shown.texts.iter().filter(is_kept).collect();
    let is_alike = expected.len() == shown.len()
        && shown
            .iter()
            .zip(&expected)
            .all(|(one, other)| one.kind == other.kind);
    if !is_alike {
        all.push(Difference::Count {
            table,
            shown: shown.len(),
            data: expected.len(),
        });
        return;
    }
    for (shown, expected) in shown.into_iter().zip(expected) {
        if drawn(&shown.text) != drawn(expected.text) {
            all.push(Difference::Text {
                table,
                cell: expected.cell,
                shown: shown.text.clone(),
                data: expected.text.to_owned(),
            });
        }
    }
}

/// The texts of a table in reading order: titles and lines that are not empty, all cells within the
/// frame, or all cells.
fn expected(grid: &Grid, has_only_cells: bool) -> Vec<Expected<'_>> {
    let titles = grid.titles.iter().map(|title| Expected {
        kind: TextKind::Line,
        cell: None,
        text: &title.text,
    });
    let cells = grid.cells.iter().enumerate().map(|(index, cell)| Expected {
        kind: if has_only_cells || grid.is_framed(cell.row) {
            TextKind::Cell
        } else {
            TextKind::Line
        },
        cell: Some(CellIndex(index)),
        text: &cell.text,
    });
    let texts = titles.chain(cells);
    texts
        .filter(|text| text.kind == TextKind::Cell || !drawn(text.text).is_empty())
        .collect()
}

/// The characters of a text that are drawn. Those that XML does not allow are U+FFFD in an OFD.
fn drawn(text: &str) -> String {
    let is_kept = |one: &char| !one.is_whitespace() && is_drawn(*one);
    let as_written = |one: char| match one {
        '\u{FFFE}' | '\u{FFFF}' => char::REPLACEMENT_CHARACTER,
        one => one,
    };
    text.chars().filter(is_kept).map(as_written).collect()
}

/// The texts that pages may have outside of the tables.
struct Repeatable {
    /// Labels, which are repeated on continuation pages, and the label of these pages.
    labels: String,
    /// Those that margins had so far: the heads of most pages are equal.
    repeated: BTreeSet<String>,
    /// Heads and feet without their numbers, with their heights above the lower edge of the page.
    feet: Vec<(String, f64)>,
}

/// Distance in points within which heights are equal.
const NEAR: f64 = 0.02;

impl Repeatable {
    fn of(grids: &[Grid]) -> Repeatable {
        let (mut labels, mut feet) = (BTreeSet::new(), Vec::new());
        for grid in grids {
            let cells = grid.cells.iter().filter(|cell| cell.role == Role::Label);
            labels.extend(cells.map(|cell| drawn(&cell.text)));
            let paper = &grid.look.paper;
            let continued = grid.look.continued.iter();
            let continued = continued.map(|label| label.text.replace("{title}", &grid.name));
            labels.extend(continued.map(|text| drawn(&text)));
            let head = paper
                .head
                .iter()
                .map(|head| (head, paper.height - head.height));
            let foot = paper.foot.iter().map(|foot| (foot, foot.height));
            feet.extend(head.chain(foot).map(|(foot, height)| {
                let text = foot.text.replace("{title}", &grid.name);
                let text = text.replace("{pages}", "").replace("{page}", "");
                (without_digits(&drawn(&text)), height.to_pt())
            }));
        }
        feet.dedup();
        let labels: Vec<String> = labels.into_iter().collect();
        Repeatable {
            // No drawn text has a line break.
            labels: labels.join("\n"),
            repeated: BTreeSet::new(),
            feet,
        }
    }

    /// Whether the text is one of these, or a part: a line of a label, the part in one face.
    fn has(&mut self, margin: &Margin) -> bool {
        let text = drawn(&margin.text);
        if self.repeated.contains(&text) {
            return true;
        }
        let is_foot = |(foot, height): &(String, f64)| {
            (height - margin.height).abs() < NEAR && foot.contains(&without_digits(&text))
        };
        if self.feet.iter().any(is_foot) {
            return true;
        }
        let is_label = self.labels.contains(&text);
        if is_label {
            self.repeated.insert(text);
        }
        is_label
    }
}

fn without_digits(text: &str) -> String {
    text.replace(|character: char| character.is_ascii_digit(), "")
}
