//! Each stage and the whole, on the published department's tables; and `rust_xlsxwriter` writing
//! the same cells alone, as the reference for the workbook.
//!
//! `cargo bench` prints medians. Machines are noisy: compare ratios within one run.

#![expect(
    clippy::unwrap_used,
    reason = "a failed precondition aborts the measurement"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jixiao::derive::derive;
use jixiao::finding::Read;
use jixiao::form::Registry;
use jixiao::layout::{add_feet, lay_out};
use jixiao::record::{decode, read_json};
use jixiao::render::{Options, Renderer, built_in_fonts};
use jixiao::template::Engine;
use jixiao::write::{self, Date, Document, Format, Properties, Table};

mod bare;

use bare::bare_workbooks;

const DATA: &str = include_str!("../examples/hezheng-2025.json");
const NAME: &str = "examples/hezheng-2025.json";

fn stages(criterion: &mut Criterion) {
    let registry = Registry::built_in();
    let edition = registry.edition(0);
    let engine = Engine::new(edition).unwrap();
    let fonts = built_in_fonts();
    let source = decode(NAME, DATA.as_bytes()).unwrap();
    let submission = read_json(&source, &registry).value;
    let submission = submission.unwrap();
    let derived = derive(edition, submission.clone());
    let grid = engine.grid(edition, &derived, &derived.tables[0]).unwrap();
    let mut layout = lay_out(&grid, &fonts).unwrap();

    let mut group = criterion.benchmark_group("department");
    group.bench_function("read", |bencher| {
        bencher.iter(|| read_json(black_box(&source), &registry));
    });
    group.bench_function("derive", |bencher| {
        bencher.iter_batched(
            || submission.clone(),
            |submission| derive(edition, submission),
            criterion::BatchSize::SmallInput,
        );
    });
    group.bench_function("template and grid", |bencher| {
        bencher.iter(|| engine.grid(edition, &derived, &derived.tables[0]));
    });
    group.bench_function("layout", |bencher| {
        bencher.iter(|| lay_out(black_box(&grid), &fonts));
    });

    add_feet(&mut [(&grid, &mut layout)], &fonts).unwrap();
    let properties = properties();
    let tables = [Table {
        grid: &grid,
        layout: &layout,
        label: &grid.name,
    }];
    let document = Document {
        tables: &tables,
        properties: &properties,
    };
    group.bench_function("xlsx", |bencher| {
        bencher.iter(|| write::xlsx::write(black_box(&document)));
    });
    group.bench_function("xlsx by rust_xlsxwriter alone", |bencher| {
        bencher.iter(|| bare_workbooks(std::slice::from_ref(black_box(&grid))));
    });
    group.bench_function("pdf", |bencher| {
        bencher.iter(|| write::pdf::write(black_box(&document), &fonts));
    });
    group.bench_function("html", |bencher| {
        bencher.iter(|| write::html::write(black_box(&document)));
    });
    group.finish();
}

fn whole(criterion: &mut Criterion) {
    let renderer = Renderer::built_in();
    let mut group = criterion.benchmark_group("whole submission");
    for format in Format::ALL {
        let options = Options {
            formats: vec![format],
            ..Options::default()
        };
        group.bench_function(format.as_str(), |bencher| {
            bencher.iter(|| renderer.render(NAME, black_box(DATA.as_bytes()), &options));
        });
    }
    let Read {
        value: submission,
        report: _,
    } = renderer.read(NAME, DATA.as_bytes());
    let grids = renderer.grids(&submission.unwrap()).unwrap();
    group.bench_function("xlsx by rust_xlsxwriter alone", |bencher| {
        bencher.iter(|| bare_workbooks(black_box(&grids)));
    });
    group.finish();
    criterion.bench_function("start: editions, templates, fonts", |bencher| {
        bencher.iter(|| Renderer::built_in().validate());
    });
}

fn properties() -> Properties {
    let date = Date::new(2025, 1, 1).unwrap();
    Properties {
        title: "绩效目标表".to_owned(),
        author: "某某局".to_owned(),
        subject: "绩效目标表".to_owned(),
        date,
    }
}

criterion_group!(benches, stages, whole);
criterion_main!(benches);
