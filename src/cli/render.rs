//! `jixiao render`: one or more submissions → their files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jixiao::Error;
use jixiao::record::MAX_INPUT;
use jixiao::render::{Audience, Files, Options, Renderer, save, unique};

use super::args::RenderArgs;
use super::{Outcome, report};

pub(super) fn run(args: &RenderArgs) -> Result<Outcome, Error> {
    let (renderer, findings) =
        Renderer::with_folders(args.templates.as_deref(), args.fonts.as_deref())?;
    report::findings(&findings);
    let Some(renderer) = renderer else {
        return Ok(Outcome::Findings);
    };
    let options = options(args);
    let mut written = Vec::new();
    let mut worst = Outcome::Done;
    for file in &args.files {
        let outcome =
            one(&renderer, &options, file, &args.output, &mut written).unwrap_or_else(|error| {
                report::failure(&error);
                Outcome::Failure
            });
        worst = worst.max(outcome);
    }
    Ok(worst)
}

fn options(args: &RenderArgs) -> Options {
    let mut formats = Vec::new();
    for format in &args.format {
        if !formats.contains(format) {
            formats.push(*format);
        }
    }
    Options {
        formats,
        files: if args.split {
            Files::EachTable
        } else {
            Files::Together
        },
        audience: if args.publish {
            Audience::Public
        } else {
            Audience::Bureau
        },
        date: args.date,
    }
}

/// Renders one file; its files are written when all of them are made. Two inputs never write one file.
fn one(
    renderer: &Renderer,
    options: &Options,
    file: &Path,
    folder: &Path,
    written: &mut Vec<String>,
) -> Result<Outcome, Error> {
    let bytes = read(file)?;
    let made = renderer.render(&file.to_string_lossy(), &bytes, options)?;
    report::findings(&made.report);
    for output in &made.files {
        let taken: Vec<&str> = written.iter().map(String::as_str).collect();
        let name = unique(&output.name, &taken);
        let path = save(folder, &name, &output.bytes)?;
        report::result(&path.to_string_lossy());
        written.push(name);
    }
    Ok(if made.report.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// The bytes of a file or of standard input, no more than a submission may have and one.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let most = MAX_INPUT as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    } else {
        File::open(path)
            .map_err(failed)?
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    Ok(bytes)
}
