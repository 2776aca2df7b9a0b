//! The rules of a page: a closed frame, and lines within it that end on others; none is drawn
//! twice.

use super::super::page::PagePlan;
use super::*;

/// A rule, seen along its own direction, in points.
#[derive(Debug, Clone, Copy)]
struct Stroke {
    /// Where it is across its direction.
    at: f64,
    from: f64,
    to: f64,
    width: f64,
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < EPSILON
}

/// The strokes across and down a page.
fn strokes(page: &Page) -> (Vec<Stroke>, Vec<Stroke>) {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for rule in &page.rules {
        let [(left, top), (right, bottom)] =
            [rule.from, rule.to].map(|end| (end.0.to_pt(), end.1.to_pt()));
        let width = rule.width.to_pt();
        if near(top, bottom) {
            let (at, from, to) = (top, left, right);
            across.push(Stroke {
                at,
                from,
                to,
                width,
            });
        } else {
            assert!(near(left, right), "{rule:?} is aslant");
            let (at, from, to) = (left, top, bottom);
            down.push(Stroke {
                at,
                from,
                to,
                width,
            });
        }
    }
    (across, down)
}

/// Holds what is said above; not where rows or columns have no size and rules lie upon one another.
pub(super) fn are_whole(page: &Page, plan: &PagePlan, edges: &[Length]) {
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
    let (across, down) = strokes(page);
    let ends = |places: &[f64]| (places[0], places[places.len() - 1]);
    frames(&across, ends(&rows), ends(&columns));
    frames(&down, ends(&columns), ends(&rows));
    end_on_others(&across, &down);
    end_on_others(&down, &across);
    none_twice(&across);
    none_twice(&down);
}

/// The two strokes of the frame: at both ends, and so long that its corners are closed.
fn frames(strokes: &[Stroke], places: (f64, f64), (from, to): (f64, f64)) {
    for at in [places.0, places.1] {
        let closes = |stroke: &&Stroke| {
            let reach = stroke.width / 2.0;
            near(stroke.at, at) && near(stroke.from, from - reach) && near(stroke.to, to + reach)
        };
        let count = strokes.iter().filter(closes).count();
        assert_eq!(count, 1, "the line_box is open at {at}");
    }
}

fn end_on_others(strokes: &[Stroke], others: &[Stroke]) {
    for stroke in strokes {
        for end in [stroke.from, stroke.to] {
            let meets = |other: &Stroke| {
                let reach = other.width / 2.0 + EPSILON;
                (other.at - end).abs() < reach
                    && (other.from - EPSILON..other.to + EPSILON).contains(&stroke.at)
            };
            assert!(
                others.iter().any(meets),
                "{stroke:?} ends in the air at {end}"
            );
        }
    }
}

fn none_twice(strokes: &[Stroke]) {
    for (index, one) in strokes.iter().enumerate() {
        let covers = |other: &Stroke| {
            near(one.at, other.at) && one.from + EPSILON < other.to && other.from + EPSILON < one.to
        };
        assert!(
            !strokes[index + 1..].iter().any(covers),
            "{one:?} is drawn twice"
        );
    }
}
