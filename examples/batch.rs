//! Runs a batch over a folder with the library: `cargo run --example batch -- FOLDER OUT`.
//!
//! Works like `jixiao batch`, with an observer that records each department.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jixiao::batch::{Batch, Event, Observer, Origin, Rerun, Volume, find_inputs, verify};
use jixiao::render::Renderer;

/// Records a line for each department.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Observer for Notes {
    fn on_event(&self, event: Event<'_>) {
        if let Event::Department(department, origin) = event {
            let how = match origin {
                Origin::Made => "made",
                Origin::Reused => "kept",
            };
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let errors = department.findings.errors;
            lines.push(format!("{}: {how}, {errors} errors", department.title()));
        }
    }
}

/// Processes a folder, resuming a previous run. Returns a line per department, in the order of
/// their names.
pub(crate) fn run(folder: &str, out: &str) -> Result<String, Box<dyn Error>> {
    let renderer = Renderer::built_in();
    let batch = Batch {
        volume: Volume::With,
        rerun: Rerun::Resume,
        ..Batch::default()
    };
    let out = Path::new(out);
    let found = find_inputs(&[PathBuf::from(folder)], out)?;
    let notes = Notes::default();
    let outcome = batch.run(&renderer, &found.inputs, out, &notes)?;
    let mut lines = notes.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    lines.sort();
    let mut told = lines.join("\n");
    let counts = &outcome.counts;
    writeln!(
        told,
        "\n{} departments, {} made, {} returned, {} tables",
        counts.departments, counts.made, counts.returned, counts.tables
    )?;
    assert!(verify(out, Some(&found.inputs))?.differences.is_empty());
    Ok(told)
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(folder), Some(out)) = (words.next(), words.next()) else {
        return Err("usage: batch FOLDER OUT".into());
    };
    print!("{}", run(&folder, &out)?);
    Ok(())
}
