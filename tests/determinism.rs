//! Equal input gives equal bytes: in every format, for any number of runs and threads, and
//! regardless of previous renderings.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::thread;

use jixiao::render::{Audience, Files, Options, OutputFile, Renderer};
use jixiao::write::{Date, Format};

const DATA: &[u8] = include_bytes!("../examples/hezheng-2025.json");
const OTHER: &[u8] = include_bytes!("cmd/render.in/001.json");

fn options(files: Files) -> Options {
    Options {
        formats: Format::ALL.to_vec(),
        files,
        audience: Audience::Bureau,
        date: None,
        ..Options::default()
    }
}

fn render(renderer: &Renderer, data: &[u8], options: &Options) -> Vec<OutputFile> {
    let made = renderer.render("data.json", data, options).unwrap();
    assert!(!made.report.has_errors(), "{:?}", made.report);
    made.files
}

/// Compares names and bytes; reports which file differs and where instead of printing megabytes.
fn assert_same(left: &[OutputFile], right: &[OutputFile]) {
    assert_eq!(left.len(), right.len());
    for (left, right) in left.iter().zip(right) {
        assert_eq!(left.name, right.name);
        let differs = left
            .bytes
            .iter()
            .zip(&right.bytes)
            .position(|(left, right)| left != right);
        assert!(
            differs.is_none() && left.bytes.len() == right.bytes.len(),
            "{} differs at byte {differs:?}",
            left.name
        );
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_again_and_from_another_renderer() {
    let renderer = Renderer::built_in();
    for files in [Files::Together, Files::EachTable] {
        let options = options(files);
        let first = render(&renderer, DATA, &options);
        assert_eq!(first.len(), if files == Files::Together { 4 } else { 8 });
        render(&renderer, OTHER, &options);
        assert_same(&first, &render(&renderer, DATA, &options));
        assert_same(&first, &render(&Renderer::built_in(), DATA, &options));
    }
}

#[test]
fn threads_that_share_a_renderer_give_the_same_bytes() {
    let renderer = Renderer::built_in();
    let options = [options(Files::Together), options(Files::EachTable)];
    let (left, right, other) = thread::scope(|scope| {
        let work = |data: &'static [u8]| {
            let (renderer, options) = (&renderer, &options);
            scope.spawn(move || {
                options
                    .each_ref()
                    .map(|options| render(renderer, data, options))
            })
        };
        let (left, other, right) = (work(DATA), work(OTHER), work(DATA));
        (
            left.join().unwrap(),
            right.join().unwrap(),
            other.join().unwrap(),
        )
    });
    for (index, options) in options.iter().enumerate() {
        assert_same(&left[index], &right[index]);
        assert_same(&left[index], &render(&renderer, DATA, options));
        assert_same(&other[index], &render(&renderer, OTHER, options));
    }
}

#[test]
fn a_date_changes_the_files_and_nothing_else_does() {
    let renderer = Renderer::built_in();
    let plain = options(Files::Together);
    let dated = |day| Options {
        date: Date::new(2025, 3, day),
        ..plain.clone()
    };
    assert_same(
        &render(&renderer, OTHER, &dated(1)),
        &render(&renderer, OTHER, &dated(1)),
    );
    let first = render(&renderer, OTHER, &dated(1));
    let second = render(&renderer, OTHER, &dated(2));
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first.name, second.name);
        assert_ne!(first.bytes, second.bytes, "{} carries its date", first.name);
    }
}

#[test]
fn findings_come_in_the_same_order() {
    let renderer = Renderer::built_in();
    let broken = String::from_utf8(DATA.to_vec())
        .unwrap()
        .replace("\"level2\"", "\"level3\"");
    let first = renderer.read("a", broken.as_bytes()).report;
    let second = renderer.read("a", broken.as_bytes()).report;
    assert!(first.findings().len() > 40);
    assert_eq!(first, second);
}
