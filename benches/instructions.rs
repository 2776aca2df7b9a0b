//! Each stage once, for counting its instructions: `.ci/run instructions` compares them with
//! `benches/instructions.toml`.
//!
//! `tests/outside/instructions.py` runs it under valgrind, which starts counting on entry to
//! [`measured`] and dumps the count on exit. Each stage has run once before, so one-time
//! preparation is not counted. Without valgrind it only prints the names of the stages.

#![expect(
    clippy::unwrap_used,
    reason = "a failed precondition aborts the measurement"
)]
#![expect(
    clippy::print_stdout,
    reason = "the names of the stages are the output"
)]

use std::hint::black_box;

use jixiao::check::check;
use jixiao::derive::derive;
use jixiao::export::Subtotals;
use jixiao::form::Registry;
use jixiao::layout::{add_feet, lay_out};
use jixiao::record::{decode, read_json};
use jixiao::render::{BlankOptions, ListFormat, OnErrors, Options, Renderer, built_in_fonts};
use jixiao::template::Engine;
use jixiao::write::{self, Date, Document, Format, Properties, Table};

mod bare;

const DATA: &[u8] = include_bytes!("../examples/hezheng-2025.json");
const NAME: &str = "hezheng-2025.json";

/// A department and 30 projects.
const LARGE: &[u8] = include_bytes!("../examples/stress.json");

/// The measured region: it contains nothing else, and is called only from here.
#[inline(never)]
fn measured(stage: &dyn Fn()) {
    stage();
    // Prevents a tail call, so that valgrind sees this function return.
    black_box(());
}

fn count(name: &str, stage: impl Fn()) {
    stage();
    println!("{name}");
    measured(&stage);
}

fn main() {
    stages();
    wholes();
}

/// The stages one by one, on the published department's table.
fn stages() {
    let registry = Registry::built_in();
    let edition = registry.edition(0);
    let engine = Engine::new(edition).unwrap();
    let fonts = built_in_fonts();
    let source = decode(NAME, DATA).unwrap();
    count("read", || drop(black_box(read_json(&source, &registry))));
    let read = read_json(&source, &registry).value.unwrap();
    count("derive", || drop(derive(edition, black_box(read.clone()))));
    let submission = derive(edition, read);
    count("check", || drop(black_box(check(edition, &submission))));
    let table = &submission.tables[0];
    count("template and grid", || {
        drop(black_box(engine.grid(edition, &submission, table)));
    });
    let grid = engine.grid(edition, &submission, table).unwrap();
    count("layout", || drop(black_box(lay_out(&grid, &fonts))));
    let mut layout = lay_out(&grid, &fonts).unwrap();
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
    count("xlsx", || drop(black_box(write::xlsx::write(&document))));
    count("pdf", || {
        drop(black_box(write::pdf::write(&document, &fonts)));
    });
    count("html", || drop(black_box(write::html::write(&document))));
}

fn properties() -> Properties {
    Properties {
        title: "绩效目标表".to_owned(),
        author: "某某局".to_owned(),
        subject: "绩效目标表".to_owned(),
        date: Date::new(2025, 1, 1).unwrap(),
    }
}

/// Commands as a whole, from bytes to bytes.
fn wholes() {
    let renderer = Renderer::built_in();
    let options = Options {
        errors: OnErrors::Continue,
        ..Options::default()
    };
    count("render a submission", || {
        drop(black_box(renderer.render(NAME, DATA, &options)));
    });
    let formats = vec![Format::Xlsx];
    let options = Options { formats, ..options };
    workbooks(&renderer, &options);
    let made = renderer.render("stress.json", LARGE, &options).unwrap();
    let workbook = &made.files[0].bytes;
    count("import a department and 30 projects", || {
        drop(black_box(renderer.open("a.xlsx", workbook)));
    });
    let edition = renderer.registry().edition(0);
    let blank = BlankOptions::all(edition, 1);
    count("blank", || drop(black_box(renderer.blank(edition, &blank))));
    let source = decode("stress.json", LARGE).unwrap();
    let submission = renderer.read_for_list(&source).value.unwrap();
    let submissions = std::slice::from_ref(&submission);
    count("list of 30 projects", || {
        let list = renderer.list(submissions, ListFormat::Xlsx, Subtotals::With, "清单.xlsx");
        drop(black_box(list));
    });
}

/// Workbook of a submission, and the same cells by `rust_xlsxwriter` alone.
fn workbooks(renderer: &Renderer, options: &Options) {
    count("workbook of a submission, from bytes to bytes", || {
        drop(black_box(renderer.render(NAME, DATA, options)));
    });
    let grids = renderer
        .grids(&renderer.read(NAME, DATA).value.unwrap())
        .unwrap();
    let laid_out = grids
        .iter()
        .map(|grid| lay_out(grid, renderer.fonts()).unwrap());
    let layouts: Vec<_> = laid_out.collect();
    let labels = ["一", "二"];
    let tables = grids.iter().zip(&layouts).zip(labels);
    let tables = tables.map(|((grid, layout), label)| Table {
        grid,
        layout,
        label,
    });
    let (tables, properties) = (tables.collect::<Vec<_>>(), properties());
    let document = Document {
        tables: &tables,
        properties: &properties,
    };
    count("workbook of a submission, written", || {
        drop(black_box(write::xlsx::write(&document)));
    });
    count("workbook by rust_xlsxwriter alone", || {
        drop(black_box(bare::bare_workbooks(&grids)));
    });
}
