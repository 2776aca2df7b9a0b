//! The checks alone: the published tables, and tables of 50 to 5,000 indicators. The time must be
//! linear.
//!
//! `apart` checks the same number of indicators in different tables of 50; a table of 1,000 is
//! compared with it. A single small table checked repeatedly would stay in the first-level cache,
//! unlike in any real run. `tests/linear.rs` asserts linearity, `tests/outside/linear.py` counts
//! instructions.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jixiao::check::check;
use jixiao::derive::{Derived, derive};
use jixiao::form::Registry;
use jixiao::record::read_json;
use jixiao::source::Source;

const PUBLISHED: &str = include_str!("../examples/hezheng-2025.json");

fn read(registry: &Registry, text: &str) -> Derived {
    let submission = read_json(&Source::new("data.json", text), registry).value;
    let submission = submission.expect("the data are correct");
    derive(registry.edition(0), submission)
}

/// A department with this number of realistic indicators, with numbers and texts. All rows have the
/// same length, regardless of their number.
fn department(indicators: usize) -> String {
    let mut rows = String::new();
    for index in 0..indicators {
        let sign = if index % 3 == 0 { "定性" } else { "≥" };
        let value = if index % 3 == 0 {
            "\"按时完成\", \"unit\": \"\""
        } else {
            "95, \"unit\": \"%\""
        };
        let comma = if index == 0 { "" } else { "," };
        write!(
            rows,
            r#"{comma} {{"level1": "重点履职指标", "level2": "质量指标", "name": "第{index:04}项供水管网维护验收合格情况", "comparison": "{sign}", "value": {value}}}"#
        )
        .expect("writing to a String cannot fail");
    }
    format!(
        r#"{{"edition": "gansu-2025", "year": 2025, "department": {{"name": "云溪县水务局", "annual_target": "保障供水", "indicators": [{rows}]}}}}"#
    )
}

fn checks(criterion: &mut Criterion) {
    let registry = Registry::built_in();
    let edition = registry.edition(0);
    let mut group = criterion.benchmark_group("check");
    let published = read(&registry, PUBLISHED);
    group.bench_function("published", |bencher| {
        bencher.iter(|| check(edition, black_box(&published)));
    });
    for count in [50, 1_000, 2_000, 5_000] {
        let submission = read(&registry, &department(count));
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(
            BenchmarkId::new("indicators", count),
            &submission,
            |bencher, submission| {
                bencher.iter(|| check(edition, black_box(submission)));
            },
        );
    }
    let apart: Vec<Derived> = (0..20).map(|_| read(&registry, &department(50))).collect();
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("apart/1000", |bencher| {
        bencher.iter(|| {
            for submission in &apart {
                black_box(check(edition, black_box(submission)));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, checks);
criterion_main!(benches);
