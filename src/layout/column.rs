//! Column positions: the widths of the grid, scaled to fill the text block.

use crate::length::Length;

/// Edges of the columns, one more than columns, from `left` on and `width` in all.
///
/// Invalid widths (negative, not a number) count as 0; if all are, the columns are equal.
pub(super) fn edges(columns: &[Length], left: Length, width: Length) -> Vec<Length> {
    let is_width = |column: &Length| column.to_pt().is_finite() && *column > Length::ZERO;
    let sound = |column: &Length| {
        if is_width(column) {
            *column
        } else {
            Length::ZERO
        }
    };
    let total: Length = columns.iter().map(sound).sum();
    let share = |column: &Length| {
        if total > Length::ZERO {
            sound(column) / total
        } else {
            1.0
        }
    };
    let shares: f64 = columns.iter().map(share).sum();
    let mut edges = Vec::with_capacity(columns.len() + 1);
    let mut passed = 0.0;
    edges.push(left);
    for column in columns {
        passed += share(column);
        edges.push(left + width * (passed / shares));
    }
    if let Some(last) = edges.last_mut().filter(|_| !columns.is_empty()) {
        *last = left + width;
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(columns: &[f64]) -> Vec<f64> {
        let columns: Vec<Length> = columns.iter().copied().map(Length::pt).collect();
        edges(&columns, Length::pt(10.0), Length::pt(100.0))
            .into_iter()
            .map(Length::to_pt)
            .collect()
    }

    #[test]
    fn columns_fill_the_text_block_in_proportion() {
        assert_eq!(points(&[1.0, 3.0]), [10.0, 35.0, 110.0]);
    }

    #[test]
    fn columns_without_width_are_equal() {
        assert_eq!(points(&[0.0, 0.0]), [10.0, 60.0, 110.0]);
        assert_eq!(points(&[f64::NAN, -3.0]), [10.0, 60.0, 110.0]);
    }

    #[test]
    fn a_column_without_width_among_others_has_none() {
        assert_eq!(points(&[0.0, 5.0]), [10.0, 10.0, 110.0]);
    }

    #[test]
    fn a_table_without_columns_has_one_edge() {
        assert_eq!(points(&[]), [10.0]);
    }
}
