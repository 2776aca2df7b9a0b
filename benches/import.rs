//! Time to read a workbook: a department's form and 30 projects, with the empty forms made in
//! advance. `cargo bench --bench import`.

#![expect(
    clippy::unwrap_used,
    reason = "a failed precondition aborts the measurement"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use jixiao::render::{Options, Renderer};
use jixiao::workbook;
use jixiao::write::Format;

fn import(criterion: &mut Criterion) {
    let renderer = Renderer::built_in();
    let data = include_bytes!("../examples/stress.json");
    let options = Options {
        formats: vec![Format::Xlsx],
        errors: jixiao::render::OnErrors::Continue,
        ..Options::default()
    };
    let made = renderer.render("stress.json", data, &options).unwrap();
    let bytes = &made.files[0].bytes;
    criterion.bench_function("sheets of a department and 30 projects", |bencher| {
        bencher.iter(|| workbook::read("a.xlsx", bytes));
    });
    criterion.bench_function("import a department and 30 projects", |bencher| {
        bencher.iter(|| renderer.open("a.xlsx", bytes));
    });
}

criterion_group!(benches, import);
criterion_main!(benches);
