//! Widths of the columns that depend on their content (`width="auto"`).
//!
//! They share the width that the other columns leave. Narrow columns come first: every column is as
//! wide as its widest text, but no wider than a common limit, which only the columns with long texts
//! reach.

use super::faces::{UnknownFace, faces_of};
use super::font::FontSet;
use super::table_pages::body_of;
use super::typesetter::Typesetter;
use crate::grid::Grid;
use crate::length::Length;

/// Space for rounding, so that a text which determines its column does not wrap.
const MARGIN: Length = Length::pt(0.5);

/// Width of a column without texts of its own, and the least that columns of fixed width leave for
/// each.
const EMPTY: Length = Length::mm(6.0);

/// Widths that the texts of a column need, padding included.
#[derive(Debug, Clone, Copy)]
struct Need {
    /// For the widest part that is not torn.
    least: Length,
    /// For the widest text on one line.
    whole: Length,
}

/// Sets the widths of the columns that depend on their content. The total is the width of the text
/// block. Texts over several columns are wrapped in what their columns need.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn set_auto_columns(grid: &mut Grid, fonts: &FontSet) -> Result<(), UnknownFace> {
    if grid.auto_columns.is_empty() {
        return Ok(());
    }
    let width = grid.look.paper.text_width().max(Length::ZERO);
    let needs = needs(grid, fonts)?;
    let is_auto = |column: &usize| grid.auto_columns.contains(column);
    let fixed = (0..grid.col_count()).filter(|column| !is_auto(column));
    let fixed: Length = fixed.map(|column| grid.columns[column]).sum();
    let least: Length = needs.iter().map(|_| EMPTY).sum();
    let room = (width - fixed).max(least);
    let widths = share(&needs, room);
    for (column, width) in grid.auto_columns.iter().zip(widths) {
        grid.columns[*column] = width;
    }
    let scale = width / (fixed + room);
    for column in &mut grid.columns {
        *column = *column * scale;
    }
    Ok(())
}

/// Needs of the columns that depend on their content.
fn needs(grid: &Grid, fonts: &FontSet) -> Result<Vec<Need>, UnknownFace> {
    let faces = faces_of(&grid.look, fonts)?;
    let height = body_of(&grid.look.paper).height();
    let mut typesetter = Typesetter::new(fonts, &faces, height).with_words(&grid.look.words);
    let empty = Need {
        least: EMPTY,
        whole: EMPTY,
    };
    let mut needs = vec![empty; grid.auto_columns.len()];
    for cell in grid.cells.iter().filter(|cell| cell.colspan == 1) {
        let Ok(position) = grid.auto_columns.binary_search(&cell.col) else {
            continue;
        };
        let style = grid.style(cell);
        let (whole, least) = typesetter.extent(&cell.text, style);
        let around = style.padding_x * 2.0 + MARGIN;
        let need = &mut needs[position];
        need.whole = need.whole.max(whole + around);
        need.least = need.least.max(least + around);
    }
    Ok(needs)
}

/// Widths that fill `room`: those that the texts need on one line, in proportion, if there is room
/// for them; else none above a common limit, and none below what is not torn; else in proportion to
/// the latter.
fn share(needs: &[Need], room: Length) -> Vec<Length> {
    const STEPS: usize = 60;
    let least: Length = needs.iter().map(|need| need.least).sum();
    let whole: Length = needs.iter().map(|need| need.whole).sum();
    if whole <= room {
        return needs
            .iter()
            .map(|need| room * (need.whole / whole))
            .collect();
    }
    if least >= room {
        return needs
            .iter()
            .map(|need| room * (need.least / least))
            .collect();
    }
    let widths = |limit: Length| {
        let width = |need: &Need| need.whole.min(limit.max(need.least));
        needs.iter().map(width).collect::<Vec<Length>>()
    };
    let (mut low, mut high) = (Length::ZERO, room);
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        if widths(middle).iter().copied().sum::<Length>() > room {
            high = middle;
        } else {
            low = middle;
        }
    }
    widths(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(needs: &[(f64, f64)], room: f64) -> Vec<f64> {
        let needs: Vec<Need> = needs
            .iter()
            .map(|(least, whole)| Need {
                least: Length::pt(*least),
                whole: Length::pt(*whole),
            })
            .collect();
        share(&needs, Length::pt(room))
            .into_iter()
            .map(|width| (width.to_pt() * 10.0).round() / 10.0)
            .collect()
    }

    #[test]
    fn narrow_columns_have_what_they_need_before_wide_ones() {
        assert_eq!(shares(&[(10.0, 40.0), (10.0, 500.0)], 200.0), [40.0, 160.0]);
        assert_eq!(
            shares(&[(10.0, 40.0), (10.0, 300.0), (10.0, 500.0)], 200.0),
            [40.0, 80.0, 80.0]
        );
    }

    #[test]
    fn what_is_left_is_shared_in_proportion() {
        assert_eq!(shares(&[(10.0, 20.0), (10.0, 60.0)], 160.0), [40.0, 120.0]);
        assert_eq!(shares(&[(50.0, 90.0), (150.0, 400.0)], 100.0), [25.0, 75.0]);
    }
}
