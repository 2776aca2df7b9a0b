//! Decimal alignment (小数点对齐): the groups of numbers that are aligned, and the widths of their
//! parts.

use std::collections::BTreeMap;

use super::cell::{Cell, CellIndex};
use super::look::{Align, Look};
use super::table::Grid;

/// Widths of the aligned numbers of a column, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecimalWidths {
    /// Before the decimal point.
    pub integer: usize,
    /// From the decimal point on, including a sign after the digits.
    pub fraction: usize,
}

impl Cell {
    /// The number's text before its decimal point, and the rest: `14` and `.63`, `75` and `%`.
    pub fn decimal_parts(&self) -> (&str, &str) {
        let is_integer =
            |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '−' | '+' | ',');
        let end = self.text.find(|letter| !is_integer(letter));
        self.text.split_at(end.unwrap_or(self.text.len()))
    }
}

impl Look {
    /// Whether any style aligns at the decimal point; few looks do.
    pub fn aligns_decimals(&self) -> bool {
        let mut styles = self.styles.iter();
        styles.any(|style| style.align == Align::Decimal)
    }
}

impl Grid {
    /// Groups of aligned cells: cells of one style in the same columns, in the order of their first
    /// cells.
    pub fn decimal_groups(&self) -> Vec<Vec<CellIndex>> {
        let mut groups: Vec<Vec<CellIndex>> = Vec::new();
        if !self.look.aligns_decimals() {
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
    pub fn decimal_widths(&self) -> Vec<Option<DecimalWidths>> {
        let mut all = vec![None; self.cells.len()];
        for group in self.decimal_groups() {
            let mut widths = DecimalWidths::default();
            for index in &group {
                let (integer, fraction) = self.cell(*index).decimal_parts();
                widths.integer = widths.integer.max(integer.chars().count());
                widths.fraction = widths.fraction.max(fraction.chars().count());
            }
            for index in group {
                all[index.0] = Some(widths);
            }
        }
        all
    }
}
