//! A check takes the same time per indicator in a large table as in a small one.
//!
//! A table of 1,000 indicators is compared with twenty different ones of 50, in alternation. The
//! minimum of many rounds is used, which excludes other load of the machine.
//! `tests/outside/linear.py` counts the instructions of the whole program, which is independent of
//! load.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jixiao::check::check;
use jixiao::derive::{Derived, derive};
use jixiao::finding::Read;
use jixiao::form::{Edition, Registry};
use jixiao::record::read_json;
use jixiao::source::Source;

/// Number of rounds of which the minimum is used.
const ROUNDS: usize = 15;

/// Allowed ratio of the time for a large table to the time for its indicators in small ones.
/// Measured: 0.96 to 1.04, once 1.15 on a machine with five times more load than processors; the
/// count of instructions is the strict test. A rule that visits all other rows for each row takes
/// several times as long.
const MARGIN: f64 = 1.5;

/// A correct department with this many indicators, in rows of equal length.
fn department(registry: &Registry, indicators: usize) -> Derived {
    let rows: Vec<String> = (0..indicators)
        .map(|index| {
            let rest = match index % 3 {
                0 => r#""comparison": "定性", "value": "按时完成""#,
                1 => r#""comparison": "≥", "value": 95, "unit": "%""#,
                _ => r#""comparison": "=", "value": 12, "unit": "处", "content": "=12处""#,
            };
            format!(r#"{{"level1": "重点履职指标", "level2": "质量指标", "name": "第{index:04}段供水管网维护验收合格情况", {rest}}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"edition": "gansu-2025", "year": 2025, "department": {{"name": "云溪县水务局", "annual_target": "保障供水", "indicators": [{}]}}}}"#,
        rows.join(",")
    );
    let Read {
        value: submission,
        report,
    } = read_json(&Source::new("data.json", text), registry);
    assert!(report.is_empty(), "{:?}", report.findings());
    derive(registry.edition(0), submission.unwrap())
}

fn time(edition: &Edition, submissions: &[Derived]) -> Duration {
    let start = Instant::now();
    for submission in submissions {
        assert!(!check(edition, black_box(submission)).has_errors());
    }
    start.elapsed()
}

/// The minimum time of each, measured in alternation.
fn least(edition: &Edition, [one, other]: [&[Derived]; 2]) -> [Duration; 2] {
    let rounds = (0..ROUNDS).map(|_| [time(edition, one), time(edition, other)]);
    let least = rounds.reduce(|least, round| [least[0].min(round[0]), least[1].min(round[1])]);
    least.unwrap()
}

#[test]
fn a_large_table_takes_no_longer_than_its_indicators_in_small_ones() {
    let registry = Registry::built_in();
    let edition = registry.edition(0);
    let tables = |tables: usize, indicators: usize| -> Vec<Derived> {
        (0..tables)
            .map(|_| department(&registry, indicators))
            .collect()
    };
    for (small, large) in [
        (tables(20, 50), tables(1, 1_000)),
        (tables(4, 1_000), tables(1, 4_000)),
    ] {
        let [apart, together] = least(edition, [&small, &large]);
        let ratio = together.as_secs_f64() / apart.as_secs_f64();
        println!("{apart:?} apart, {together:?} together: {ratio:.3}");
        assert!(ratio <= MARGIN, "{apart:?}, {together:?}: {ratio:.3}");
    }
}
