//! Rules of a page: a closed frame, and lines within it that end on others; none is drawn twice.

use super::super::pagination::PagePlan;
use super::*;

/// A rule along its own direction, in points.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// Position across its direction.
    at: f64,
    from: f64,
    to: f64,
    width: f64,
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < EPSILON
}

/// Horizontal and vertical lines of a page.
fn lines_of(page: &Page) -> (Vec<Line>, Vec<Line>) {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for rule in &page.rules {
        let [(left, top), (right, bottom)] =
            [rule.from, rule.to].map(|end| (end.0.to_pt(), end.1.to_pt()));
        let width = rule.width.to_pt();
        if near(top, bottom) {
            let (at, from, to) = (top, left, right);
            across.push(Line {
                at,
                from,
                to,
                width,
            });
        } else {
            assert!(near(left, right), "{rule:?} is aslant");
            let (at, from, to) = (left, top, bottom);
            down.push(Line {
                at,
                from,
                to,
                width,
            });
        }
    }
    (across, down)
}

/// Checks the properties above, except where rows or columns have no size and rules coincide.
pub(super) fn check_rules(page: &Page, plan: &PagePlan, edges: &[Length]) {
    let points =
        |lengths: &[Length]| -> Vec<f64> { lengths.iter().map(|one| one.to_pt()).collect() };
    let columns = points(edges);
    let mut rows: Vec<f64> = plan
        .fragments
        .iter()
        .map(|fragment| fragment.top.to_pt())
        .collect();
    rows.extend(
        plan.fragments
            .last()
            .map(|fragment| fragment.bottom.to_pt()),
    );
    let distinct = |places: &[f64]| places.windows(2).all(|pair| !near(pair[0], pair[1]));
    if rows.is_empty() || !distinct(&columns) || !distinct(&rows) {
        return;
    }
    let (across, down) = lines_of(page);
    let ends = |places: &[f64]| (places[0], places[places.len() - 1]);
    frames(&across, ends(&rows), ends(&columns));
    frames(&down, ends(&columns), ends(&rows));
    end_on_others(&across, &down);
    end_on_others(&down, &across);
    none_is_drawn_twice(&across);
    none_is_drawn_twice(&down);
}

/// The two lines of the frame: at both ends, and long enough to close its corners.
fn frames(lines: &[Line], places: (f64, f64), (from, to): (f64, f64)) {
    for at in [places.0, places.1] {
        let closes = |line: &&Line| {
            let reach = line.width / 2.0;
            near(line.at, at) && near(line.from, from - reach) && near(line.to, to + reach)
        };
        let count = lines.iter().filter(closes).count();
        assert_eq!(count, 1, "the line_box is open at {at}");
    }
}

fn end_on_others(lines: &[Line], others: &[Line]) {
    for line in lines {
        for end in [line.from, line.to] {
            let meets = |other: &Line| {
                let reach = other.width / 2.0 + EPSILON;
                (other.at - end).abs() < reach
                    && (other.from - EPSILON..other.to + EPSILON).contains(&line.at)
            };
            assert!(
                others.iter().any(meets),
                "{line:?} ends in the air at {end}"
            );
        }
    }
}

fn none_is_drawn_twice(lines: &[Line]) {
    for (index, one) in lines.iter().enumerate() {
        let covers = |other: &Line| {
            near(one.at, other.at) && one.from + EPSILON < other.to && other.from + EPSILON < one.to
        };
        assert!(
            !lines[index + 1..].iter().any(covers),
            "{one:?} is drawn twice"
        );
    }
}
