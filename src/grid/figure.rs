//! Decimal alignment (小数点对齐): which numbers are aligned with one another, and how wide their parts
//! are.

use std::collections::BTreeMap;

use super::{Align, Cell, CellIndex, Grid, Look};

/// Widths of the aligned numbers of a column, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FigureRoom {
    /// Before the decimal point.
    pub whole: usize,
    /// From the decimal point on, including a sign after the digits.
    pub rest: usize,
}

impl Cell {
    /// The number's text before its decimal point, and from there on: `14` and `.63`, `75` and `%`.
    pub fn figure_parts(&self) -> (&str, &str) {
        let is_whole =
            |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '−' | '+' | ',');
        let end = self.text.find(|letter| !is_whole(letter));
        self.text.split_at(end.unwrap_or(self.text.len()))
    }
}

impl Look {
    /// Whether any style aligns at the decimal point; few looks do.
    pub fn aligns_figures(&self) -> bool {
        let mut styles = self.styles.iter();
        styles.any(|style| style.align == Align::Decimal)
    }
}

impl Grid {
    /// Groups of cells aligned with one another: those of one style in the same columns, in the
    /// order of their first cells.
    pub fn figure_groups(&self) -> Vec<Vec<CellIndex>> {
        let mut groups: Vec<Vec<CellIndex>> = Vec::new();
        if !self.look.aligns_figures() {
            return groups;
        }
        let mut places: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
        for (index, cell) in self.cells.iter().enumerate() {
            if self.style(cell).align != Align::Decimal
                || cell.number.is_none()
                || cell.text.contains('\n')
            {
                continue;
            }
            let key = (cell.style, cell.col, cell.colspan);
            let place = *places.entry(key).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Vec::new());
            }
            groups[place].push(CellIndex(index));
        }
        groups
    }

    /// For each cell the widths of its group; `None` for a cell in no group.
    pub fn figure_rooms(&self) -> Vec<Option<FigureRoom>> {
        let mut rooms = vec![None; self.cells.len()];
        for group in self.figure_groups() {
            let mut room = FigureRoom::default();
            for index in &group {
                let (whole, rest) = self.cell(*index).figure_parts();
                room.whole = room.whole.max(whole.chars().count());
                room.rest = room.rest.max(rest.chars().count());
            }
            for index in group {
                rooms[index.0] = Some(room);
            }
        }
        rooms
    }
}
