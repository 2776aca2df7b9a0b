//! Checks a submission and prints its findings: `cargo run --example findings --
//! examples/hezheng-2025.json`.

use std::error::Error;
use std::fmt::Write;
use std::fs;

use jixiao::finding::Level;
use jixiao::render::Renderer;

/// Findings of a submission as text, worst level first, then their number.
pub(crate) fn run(input: &str) -> Result<String, Box<dyn Error>> {
    let report = Renderer::built_in().read(input, &fs::read(input)?).report;
    let mut text = String::new();
    for level in [Level::Error, Level::Warning, Level::Note] {
        let of_level = report
            .findings()
            .iter()
            .filter(|finding| finding.level == level);
        for finding in of_level {
            writeln!(text, "{finding}\n")?;
        }
    }
    let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warning));
    Ok(text + &format!("{errors} errors, {warnings} warnings\n"))
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let input = std::env::args()
        .nth(1)
        .ok_or("usage: findings FILE (a submission)")?;
    print!("{}", run(&input)?);
    Ok(())
}
