//! What a paper shows, compared with the tables of its data.

use std::collections::{BTreeMap, BTreeSet};

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
    /// A page of another size than those of the form.
    Paper { page: usize },
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
    let sizes: Vec<(f64, f64)> = grids.iter().map(size_of).collect();
    let other_papers = shown.papers.iter().filter(|paper| {
        let (width, height) = paper.size;
        let mut own = sizes.iter();
        !own.any(|own| is_near(own.0, width) && is_near(own.1, height))
    });
    all.extend(other_papers.map(|paper| Difference::Paper { page: paper.page }));
    let known = Repeatable::of(grids);
    for margins in shown.margins.chunk_by(|one, next| one.page == next.page) {
        all.extend(known.strange(margins));
    }
    all
}

/// Width and height of the pages of a table, in points.
fn size_of(grid: &Grid) -> (f64, f64) {
    let paper = &grid.look.paper;
    (paper.width.to_pt(), paper.height.to_pt())
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
    /// For each table, in their order, what a page may repeat of it, each once.
    tables: Vec<Vec<String>>,
    /// Heads and feet with their heights above the lower edge of the page.
    feet: Vec<(Vec<FootPart>, f64)>,
}

/// A part of a head or foot.
#[derive(Debug, Clone, PartialEq, Eq)]
enum FootPart {
    Text(String),
    Number,
}

/// Whether lengths in points are equal, as far as papers write them.
fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.02
}

impl Repeatable {
    fn of(grids: &[Grid]) -> Repeatable {
        let mut feet = Vec::new();
        for grid in grids {
            let paper = &grid.look.paper;
            let head = paper
                .head
                .iter()
                .map(|head| (head, paper.height - head.height));
            let foot = paper.foot.iter().map(|foot| (foot, foot.height));
            feet.extend(head.chain(foot).map(|(foot, height)| {
                let text = foot.text.replace("{title}", &grid.name);
                (foot_parts(&text), height.to_pt())
            }));
        }
        feet.dedup();
        Repeatable {
            tables: grids.iter().map(repeated_texts).collect(),
            feet,
        }
    }

    /// A text of a page, from those that belong to no table, which it may not have.
    fn strange(&self, margins: &[Margin]) -> Option<Difference> {
        let page = margins.first()?.page;
        let beside = |text: String| Some(Difference::Beside { page, text });
        let mut lines: Vec<(f64, String)> = Vec::new();
        let mut others = String::new();
        for margin in margins {
            let text = drawn(&margin.text);
            let is_foot = |foot: &(Vec<FootPart>, f64)| is_near(foot.1, margin.height);
            if !self.feet.iter().any(is_foot) {
                others.push_str(&text);
                continue;
            }
            let line = lines.iter_mut();
            match { line }.find(|line| is_near(line.0, margin.height)) {
                Some(line) => line.1.push_str(&text),
                None => lines.push((margin.height, text)),
            }
        }
        let is_foot = |(height, text): &(f64, String)| {
            let mut feet = self.feet.iter();
            feet.any(|(parts, own)| is_near(*own, *height) && is_made_of(text, parts))
        };
        if let Some((_, text)) = lines.into_iter().find(|line| !is_foot(line)) {
            return beside(text);
        }
        let mut tables = self.tables.iter();
        if tables.any(|units| has_in_order(units, &others)) {
            return None;
        }
        beside(others)
    }
}

/// Head or foot as its parts.
fn foot_parts(text: &str) -> Vec<FootPart> {
    let text = text.replace("{pages}", "{page}");
    let mut parts = Vec::new();
    for (index, between) in text.split("{page}").enumerate() {
        if index > 0 {
            parts.push(FootPart::Number);
        }
        let between = drawn(between);
        if !between.is_empty() {
            parts.push(FootPart::Text(between));
        }
    }
    parts
}

/// Whether a text is these parts, one after the other.
fn is_made_of(text: &str, parts: &[FootPart]) -> bool {
    let mut rest = text;
    for part in parts {
        let after = match part {
            FootPart::Text(own) => rest.strip_prefix(own.as_str()),
            FootPart::Number => {
                let after = rest.trim_start_matches(|one: char| one.is_ascii_digit());
                Some(after).filter(|after| after.len() < rest.len())
            }
        };
        let Some(after) = after else {
            return false;
        };
        rest = after;
    }
    rest.is_empty()
}

/// What pages of a table repeat, in their order: its label of such pages, the heads of its groups, each
/// as a whole, and the other labels. Labels of digits alone are repeated within heads only.
fn repeated_texts(grid: &Grid) -> Vec<String> {
    let continued = grid.look.continued.iter();
    let continued = continued.map(|label| drawn(&label.text.replace("{title}", &grid.name)));
    let head_of = |row: usize| {
        grid.groups
            .iter()
            .position(|group| group.head.contains(&row))
    };
    let mut units: Vec<String> = continued.collect();
    let mut heads: BTreeMap<usize, usize> = BTreeMap::new();
    for cell in &grid.cells {
        let text = drawn(&cell.text);
        if let Some(group) = head_of(cell.row) {
            let place = *heads.entry(group).or_insert_with(|| {
                units.push(String::new());
                units.len() - 1
            });
            units[place].push_str(&text);
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if cell.role == Role::Label && !is_number {
            units.push(text);
        }
    }
    units.retain(|unit| !unit.is_empty());
    units
}

/// Whether a text is some of these texts, in their order.
fn has_in_order(units: &[String], text: &str) -> bool {
    let mut reached = BTreeSet::from([0]);
    for unit in units {
        let ends = reached.iter().filter_map(|start| {
            let rest = text.get(*start..)?;
            rest.starts_with(unit.as_str()).then(|| start + unit.len())
        });
        let ends: Vec<usize> = ends.collect();
        reached.extend(ends);
    }
    reached.contains(&text.len())
}
