//! Renders submissions to a folder, like `jixiao render`:
//! `cargo run --example render -- examples/minimal.json out`.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use jixiao::Format;
use jixiao::render::{Options, Renderer, save};

/// Renders one submission in all formats. Returns the paths of its files, one per line.
pub(crate) fn run(input: &str, folder: &str) -> Result<String, Box<dyn Error>> {
    // Forms, templates and fonts are prepared once for any number of submissions.
    let renderer = Renderer::built_in();
    let options = Options {
        formats: Format::ALL.to_vec(),
        ..Options::default()
    };
    let made = renderer.render(input, &fs::read(input)?, &options)?;
    if made.report.has_errors() {
        return Err(format!("{input} has errors: see the example `findings`").into());
    }
    let mut written = String::new();
    for file in &made.files {
        let path = save(Path::new(folder), &file.name, &file.bytes)?;
        writeln!(written, "{}", path.display())?;
    }
    Ok(written)
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(input), Some(folder)) = (words.next(), words.next()) else {
        return Err("usage: render FILE FOLDER".into());
    };
    print!("{}", run(&input, &folder)?);
    Ok(())
}
