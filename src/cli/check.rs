//! `jixiao check`: one or more submissions → findings.

use std::path::Path;

use jixiao::finding::{Level, Read, Report};
use jixiao::form::Registry;
use jixiao::render::{InputFile, Renderer};
use jixiao::{Error, FontSet};

use super::args::CheckArgs;
use super::edition::choose;
use super::report::CheckOutput;
use super::settings::{Settings, command_line_levels};
use super::status::ExitStatus;
use super::{input, mark, report};

pub(super) fn run(args: &CheckArgs) -> ExitStatus {
    let at_least = args.at_least.unwrap_or(Level::Note);
    let (files, copy_findings) = input::without_copies(&args.files);
    let copies = match mark::places(args, &files) {
        Ok(copies) => copies,
        Err(words) => {
            report::message(&format!("用法错误:{words}"));
            return ExitStatus::Usage;
        }
    };
    let mut output = CheckOutput::new(args.format, at_least);
    match renderer(args.templates.as_deref()) {
        Ok((renderer, findings)) => {
            let usable = !findings.has_errors();
            output.report_other(&findings);
            output.report_other(&copy_findings);
            if let Some(words) = unknown(args.edition.as_deref(), &renderer).filter(|_| usable) {
                report::message(&format!("用法错误:{words}"));
                return ExitStatus::Usage;
            }
            let levels = match command_line_levels(&args.level, &renderer) {
                Ok(levels) => levels,
                Err(words) => {
                    report::message(&format!("用法错误:{words}"));
                    return ExitStatus::Usage;
                }
            };
            let mut settings = Settings::new(levels, &renderer);
            let mut strays = 0;
            for (file, copy) in files.iter().zip(&copies).filter(|_| usable) {
                let edition = args.edition.as_deref();
                let checked = check_file((&renderer, edition), &mut settings, file, &mut output);
                let is_stray = |(_, report): &(_, Report)| input::is_stray(report);
                strays += usize::from(checked.as_ref().is_some_and(is_stray));
                let checked = checked.filter(|checked| !is_stray(checked));
                if let Some((copy, (bytes, report))) = copy.as_ref().zip(checked) {
                    mark::make(
                        file,
                        copy,
                        (&bytes, &report.at_least(at_least)),
                        &mut output,
                    );
                }
            }
            if strays == files.len() {
                report::message(input::ALL_STRAY);
            }
        }
        Err(error) => {
            let folder = args.templates.as_deref().unwrap_or(Path::new(""));
            output.failure(&folder.to_string_lossy(), &error);
        }
    }
    output.finish()
}

/// A renderer that reads and checks; it needs no fonts.
fn renderer(templates: Option<&Path>) -> Result<(Renderer, Report), Error> {
    let mut registry = Registry::built_in();
    let findings = match templates {
        Some(folder) => registry.add_folder(folder)?,
        None => Report::new(),
    };
    Ok((Renderer::new(registry, FontSet::new()), findings))
}

/// An error message if the id of the edition is unknown.
fn unknown(edition: Option<&str>, renderer: &Renderer) -> Option<String> {
    choose(renderer.registry(), Some(edition?)).err()
}

/// Checks a file. Returns its bytes and its findings, if it could be read.
fn check_file(
    (renderer, edition): (&Renderer, Option<&str>),
    settings: &mut Settings,
    file: &Path,
    output: &mut CheckOutput,
) -> Option<(Vec<u8>, Report)> {
    let name = file.to_string_lossy();
    let read = settings.beside(file).and_then(|beside| {
        output.report_other(&beside.findings);
        Ok((beside.levels, input::read(file)?))
    });
    match read {
        Ok((levels, bytes)) => {
            let Read {
                value: sources,
                mut report,
            } = match edition {
                Some(_) => renderer.import(&[InputFile::new(&name, &bytes)], edition),
                None => renderer.open(&name, &bytes),
            };
            for source in &sources {
                report.append(renderer.read_source(source, &levels).report);
            }
            report.sort();
            report.leave_out_repeats();
            output.report_input(&name, &report);
            Some((bytes, report))
        }
        Err(error) => {
            output.failure(&name, &error);
            None
        }
    }
}
