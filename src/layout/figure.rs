//! Decimal alignment (小数点对齐) of the numbers of a column.

use super::forme::Forme;
use super::measure::Setting;
use crate::grid::Grid;
use crate::length::Length;

/// Shifts the numbers of each group so that their decimal points are aligned and the widest is
/// centred. A group that would not fit its cells, and a number on several lines, stay centred.
pub(super) fn align(grid: &Grid, edges: &[Length], forme: &Forme, settings: &mut [Setting]) {
    for group in grid.figure_groups() {
        let mut parts = Vec::new();
        for index in &group {
            let setting = &settings[index.0];
            if setting.lines.len() != 1 {
                continue;
            }
            let line = forme.line(setting.lines.start, setting.size);
            let (whole, _) = grid.cell(*index).figure_parts();
            let whole = line.width_of(whole.chars().count(), setting.size);
            parts.push((*index, whole, line.width - whole));
        }
        let widest = |of: fn(&(crate::grid::CellIndex, Length, Length)) -> Length| {
            parts.iter().map(of).fold(Length::ZERO, Length::max)
        };
        let (before, after) = (widest(|part| part.1), widest(|part| part.2));
        let Some((first, ..)) = parts.first() else {
            continue;
        };
        let cols = grid.cell(*first).cols();
        let room = edges[cols.end] - edges[cols.start] - settings[first.0].padding_x * 2.0;
        if before + after > room {
            continue;
        }
        for (index, whole, _) in &parts {
            settings[index.0].align_from_middle(before - *whole - (before + after) / 2.0);
        }
    }
}
