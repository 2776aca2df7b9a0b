//! Smaller type and padding where the edition permits it, before a table is laid out: for a number
//! with its unit that would be torn, and for a table that takes one page too many.
//!
//! The grid gets styles of its own, so that all formats show the same sizes.

use std::sync::Arc;

use super::auto_column::set_auto_columns;
use super::column;
use super::faces::{UnknownFace, faces_of};
use super::font::FontSet;
use super::table::lay_out;
use super::table_pages::body_of;
use super::typesetter::Typesetter;
use crate::grid::{Fit, Fitted, Grid, Look, Style};
use crate::length::Length;

/// Step of type sizes: programs for workbooks offer half points.
const SIZE_STEP: Length = Length::pt(0.5);

/// Steps from the padding of the edition to the smallest.
const PADDING_STEPS: u32 = 4;

/// Adapts a table to its content: sets the widths of its columns, the type of numbers with units
/// that would be torn, and the whole table closer if it takes one page too many.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn adapt(grid: &mut Grid, fonts: &FontSet) -> Result<(), UnknownFace> {
    set_auto_columns(grid, fonts)?;
    reduce_quantities(grid, fonts)?;
    if let Some(fit) = grid.look.fit {
        set_closer(grid, fit, fonts)?;
    }
    Ok(())
}

/// Gives cells whose numbers with units or dates would be torn a smaller style.
fn reduce_quantities(grid: &mut Grid, fonts: &FontSet) -> Result<(), UnknownFace> {
    if grid
        .look
        .styles
        .iter()
        .all(|style| style.min_size.is_none())
    {
        return Ok(());
    }
    let look = Arc::clone(&grid.look);
    let faces = faces_of(&look, fonts)?;
    let paper = &look.paper;
    let width = paper.text_width().max(Length::ZERO);
    let edges = column::edges(&grid.columns, paper.left, width);
    let mut typesetter =
        Typesetter::new(fonts, &faces, body_of(paper).height()).with_words(&look.words);
    let (styles, mut is_reduced) = (with_smaller(&look.styles), false);
    for cell in &mut grid.cells {
        let cols = cell.cols();
        let style = &look.styles[cell.style];
        let has_digit = || cell.text.bytes().any(|byte| byte.is_ascii_digit());
        if style.min_size.is_none() || cell.number.is_some() || !has_digit() {
            continue;
        }
        let width = edges[cols.end] - edges[cols.start];
        if let Some(size) = typesetter.size_for_quantities(&cell.text, style, width) {
            let wanted = Style {
                size,
                ..style.clone()
            };
            let index = styles.iter().position(|style| *style == wanted);
            is_reduced |= index.is_some();
            cell.style = index.unwrap_or(cell.style);
        }
    }
    if is_reduced {
        grid.look = Arc::new(Look {
            styles,
            ..(*look).clone()
        });
    }
    Ok(())
}

/// Styles with all smaller ones that they permit, so that tables with different texts have the same
/// look.
fn with_smaller(styles: &[Style]) -> Vec<Style> {
    let mut all = styles.to_vec();
    for style in styles {
        let mut size = Length::pt((style.size.to_pt() * 2.0).ceil() / 2.0) - SIZE_STEP;
        while style.min_size.is_some_and(|least| size >= least) {
            all.push(Style {
                size,
                ..style.clone()
            });
            size -= SIZE_STEP;
        }
    }
    all
}

/// Sets a table of several pages closer, if that saves one: first the padding is reduced, then the
/// type, no more than necessary. A table that would still take as many pages stays as it is.
fn set_closer(grid: &mut Grid, fit: Fit, fonts: &FontSet) -> Result<(), UnknownFace> {
    let before = lay_out(grid, fonts)?.page_count();
    if before < 2 {
        return Ok(());
    }
    let usual = Arc::clone(&grid.look);
    let mut is_used = vec![false; usual.styles.len()];
    for cell in &grid.cells {
        is_used[cell.style] = true;
    }
    let steps = steps(&usual, &is_used, fit);
    let mut pages_at = |step: (f64, Length)| {
        let closer = |(style, used): (&Style, &bool)| {
            if *used {
                closer(style, fit, step)
            } else {
                style.clone()
            }
        };
        let styles: Vec<Style> = usual.styles.iter().zip(&is_used).map(closer).collect();
        grid.look = Arc::new(Look {
            styles,
            ..(*usual).clone()
        });
        lay_out(grid, fonts).map(|layout| layout.page_count())
    };
    let closest = steps.last().copied().unwrap_or_default();
    let mut chosen = None;
    if pages_at(closest)? < before {
        for step in &steps {
            let pages = pages_at(*step)?;
            if pages < before {
                chosen = Some(pages);
                break;
            }
        }
    }
    let Some(pages) = chosen else {
        grid.look = usual;
        return Ok(());
    };
    // Text that was smaller before is not reduced.
    let styles = usual.styles.iter().zip(&is_used).zip(&grid.look.styles);
    let reduced = styles.filter(|((usual, is_used), _)| **is_used && usual.size >= fit.size);
    let reduced: Vec<&Style> = reduced.map(|(_, style)| style).collect();
    let least = |of: fn(&Style) -> Length| {
        let all = reduced.iter().map(|style| of(style));
        all.reduce(Length::min).unwrap_or(Length::ZERO)
    };
    grid.fitted = Some(Fitted {
        pages,
        size: least(|style| style.size),
        padding: least(|style| style.padding_y),
    });
    Ok(())
}

/// Steps from the usual styles to the closest ones: share of the difference to the smallest padding,
/// and reduction of the type size.
fn steps(usual: &Look, is_used: &[bool], fit: Fit) -> Vec<(f64, Length)> {
    let used = usual.styles.iter().zip(is_used).filter(|(_, used)| **used);
    let largest = used
        .map(|(style, _)| style.size)
        .fold(fit.size, Length::max);
    let mut steps: Vec<(f64, Length)> = (1..=PADDING_STEPS)
        .map(|step| (f64::from(step) / f64::from(PADDING_STEPS), Length::ZERO))
        .collect();
    let mut less = SIZE_STEP;
    while largest - less >= fit.size {
        steps.push((1.0, less));
        less += SIZE_STEP;
    }
    steps
}

/// A style with its padding reduced by a share of the difference to the floor, and its type by a
/// length, above the floor.
fn closer(style: &Style, fit: Fit, (share, less): (f64, Length)) -> Style {
    let padding = style.padding_y.min(fit.padding);
    let floor = style.size.min(fit.size);
    Style {
        size: (style.size - less).max(floor),
        padding_y: style.padding_y + (padding - style.padding_y) * share,
        ..style.clone()
    }
}
