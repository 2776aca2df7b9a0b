//! How the columns of a list are distributed over pages next to each other, so that its texts stay
//! readable.

use super::list::Column;

/// Width of an A4 page in landscape between its margins, in points.
const WIDTH: f64 = 785.0;

/// Least scale in percent: texts of 10 pt are 7 pt high then.
const LEAST: f64 = 70.0;

/// Least scale that workbooks accept.
const MIN: u16 = 10;

/// The columns of a list across pages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Across {
    /// The first column of each page but the first.
    pub(super) breaks: Vec<u16>,
    /// The scale in percent.
    pub(super) scale: u16,
}

impl Across {
    /// Of the printed columns, of which the frozen ones are on each page. A group of columns is on
    /// one page unless that takes more pages.
    pub(super) fn of(columns: &[Column], frozen: u16, printed: u16) -> Across {
        let printed = usize::from(printed).min(columns.len());
        let frozen = usize::from(frozen).min(printed);
        let beside: f64 = columns[..frozen].iter().map(points).sum();
        let own = &columns[frozen..printed];
        let singles: Vec<usize> = vec![1; own.len()];
        let groups = own.chunk_by(|one, next| !one.group.is_empty() && one.group == next.group);
        let groups: Vec<usize> = groups.map(<[Column]>::len).collect();
        let mut best = Across {
            breaks: Vec::new(),
            scale: MIN,
        };
        for pages in 1..=own.len().max(1) {
            for parts in [&groups, &singles] {
                let (breaks, widest) = distributed(own, parts, pages);
                let scale = (WIDTH / (beside + widest) * 100.0).floor().min(100.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 100"
                )]
                let whole = scale as u16;
                best = Across {
                    breaks: (breaks.iter())
                        .map(|at| u16::try_from(frozen + at).unwrap_or(u16::MAX))
                        .collect(),
                    scale: whole.max(MIN),
                };
                if scale >= LEAST {
                    return best;
                }
            }
        }
        best
    }
}

/// The parts (numbers of columns) over at most this many pages, with the widest page as narrow as
/// possible: the first column of each page but the first, and the width of the widest.
fn distributed(columns: &[Column], parts: &[usize], pages: usize) -> (Vec<usize>, f64) {
    let mut first = 0;
    let widths: Vec<(usize, f64)> = parts
        .iter()
        .map(|count| {
            let own = &columns[first..first + count];
            first += count;
            (*count, own.iter().map(points).sum())
        })
        .collect();
    let widest_part = widths.iter().map(|(_, width)| *width).fold(0.0, f64::max);
    // The width of the widest page is that of some parts next to each other.
    let mut limits: Vec<f64> = Vec::new();
    for from in 0..widths.len() {
        let mut width = 0.0;
        for (_, own) in &widths[from..] {
            width += own;
            limits.push(width);
        }
    }
    limits.retain(|limit| *limit >= widest_part);
    limits.sort_by(f64::total_cmp);
    let at = limits.partition_point(|limit| filled(&widths, *limit).len() >= pages);
    let limit = limits.get(at).copied().unwrap_or(0.0);
    (filled(&widths, limit), limit)
}

/// The first column of each page but the first, if pages are filled up to this width.
fn filled(parts: &[(usize, f64)], limit: f64) -> Vec<usize> {
    let (mut breaks, mut width, mut column) = (Vec::new(), 0.0, 0);
    for (count, own) in parts {
        // Sums of the same widths in another order differ in their last digits.
        if width > 0.0 && width + own > limit + 0.01 {
            breaks.push(column);
            width = 0.0;
        }
        width += own;
        column += count;
    }
    breaks
}

/// The width of a column in points: 7 pixels a digit and 5 of padding, at 96 pixels an inch.
fn points(column: &Column) -> f64 {
    (column.width * 7.0 + 5.0).round() * 0.75
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(groups: &[(&str, usize, f64)]) -> Vec<Column> {
        let columns = groups.iter().flat_map(|(group, count, width)| {
            let column = Column {
                group: (*group).to_owned(),
                label: String::new(),
                width: *width,
            };
            vec![column; *count]
        });
        columns.collect()
    }

    #[test]
    fn a_list_that_is_readable_on_one_page_is_on_one() {
        let narrow = columns(&[("", 3, 10.0), ("甲", 4, 12.0)]);
        let across = Across::of(&narrow, 3, 7);
        assert_eq!((across.breaks.len(), across.scale), (0, 100));
        let wider = columns(&[("", 3, 10.0), ("甲", 14, 12.0)]);
        let across = Across::of(&wider, 3, 17);
        assert!(across.breaks.is_empty() && (70..100).contains(&across.scale));
    }

    #[test]
    fn wide_lists_are_broken_between_groups_and_stay_readable() {
        let wide = columns(&[
            ("", 3, 10.0),
            ("甲", 8, 12.0),
            ("乙", 6, 12.0),
            ("丙", 5, 12.0),
        ]);
        let across = Across::of(&wide, 3, 22);
        assert_eq!(across.breaks, [11]);
        assert!(across.scale >= 70, "{}", across.scale);
        // One group that no page holds is broken within.
        let one = columns(&[("", 3, 10.0), ("甲", 40, 12.0)]);
        let across = Across::of(&one, 3, 43);
        assert!(across.breaks.len() >= 2 && across.scale >= 70);
        // 40 columns on three pages: none has more than 14.
        assert_eq!(across.breaks, [17, 31]);
    }

    #[test]
    fn columns_that_are_not_printed_take_no_room() {
        let wide = columns(&[("", 3, 10.0), ("甲", 4, 12.0), ("乙", 90, 12.0)]);
        assert_eq!(Across::of(&wide, 3, 7).breaks, [0_u16; 0]);
    }
}
