//! `jixiao list`: submissions → a flat list of all departments, a row for each indicator.

use std::path::Path;

use jixiao::finding::Read;
use jixiao::render::{Encoding, ListFormat, Renderer, Resaver};
use jixiao::text;
use jixiao::{Derived, Error, FontSet, Subtotals};

use super::args::ListArgs;
use super::edition::registry;
use super::input::Inputs;
use super::language::{pick, said};
use super::output::{folder_and_name, save_keeping, wrong_ending};
use super::reading::{read_each, read_submissions, status_of};
use super::status::ExitStatus;
use super::usage::with_advice;
use super::{report, usage};

pub(super) fn run(args: &ListArgs) -> Result<ExitStatus, Error> {
    let format = match format(args) {
        Ok(format) => format,
        Err(words) => {
            report::usage(&words);
            return Ok(ExitStatus::Usage);
        }
    };
    let Some(registry) = registry(args.templates.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    let renderer = Renderer::new(registry, FontSet::new());
    let mut submissions = Vec::new();
    let read = |file: &Path, strays: &mut usize| read(&renderer, file, (&mut submissions, strays));
    let worst = match read_each(&args.files, read) {
        Ok(worst) => worst,
        Err(status) => return Ok(status),
    };
    if submissions.is_empty() || (worst != ExitStatus::Success && !args.force) {
        report::message("没有写出清单:先改正以上的错误,或用 --force 写出读得的部分");
        return Ok(worst.max(ExitStatus::Findings));
    }
    let subtotals = if args.no_subtotals {
        Subtotals::Without
    } else {
        Subtotals::With
    };
    let (folder, name) = folder_and_name(&args.output);
    let listed = renderer.list(
        &submissions,
        format,
        subtotals,
        &args.output.to_string_lossy(),
    )?;
    report::findings(&listed.report);
    let Some(bytes) = listed.bytes else {
        return Ok(worst.max(ExitStatus::Findings));
    };
    Inputs::of(&args.files).spare(&args.output)?;
    save_keeping(&mut Resaver::new(&folder), &name, &bytes)?;
    report::file(&args.output);
    Ok(worst)
}

/// Reads the submissions of a file and prints its findings.
fn read(
    renderer: &Renderer,
    file: &Path,
    (submissions, strays): (&mut Vec<Derived>, &mut usize),
) -> Result<ExitStatus, Error> {
    let Read {
        value: read,
        report: mut findings,
    } = read_submissions(renderer, file)?;
    submissions.extend(read.into_iter().map(|(_, submission)| submission));
    findings.sort();
    report::findings(&findings);
    Ok(status_of(&findings, strays))
}

/// The format of a list, by the ending of its name.
fn format(args: &ListArgs) -> Result<ListFormat, String> {
    let ending = args
        .output
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match (ending.as_deref(), args.encoding) {
        (Some("csv"), encoding) => Ok(ListFormat::Csv(encoding.unwrap_or(Encoding::Utf8))),
        (Some("xlsx"), None) => Ok(ListFormat::Xlsx),
        (Some("xlsx"), Some(_)) => {
            let words = pick("--encoding 只用于 .csv", "--encoding is for .csv only");
            Err(with_advice(words, usage::again_without("--encoding")))
        }
        _ => {
            let name = text::quote(&args.output.to_string_lossy());
            let words = said!(
                "清单的文件名 {name} 应以 .xlsx 或 .csv 结尾",
                "the name of a list ends with .xlsx or .csv, not {name}"
            );
            let ending = args.encoding.map_or("xlsx", |_| "csv");
            // It takes files only: with another name it would fail too.
            if args.files.iter().any(|file| file.is_dir()) {
                return Err(words);
            }
            Err(wrong_ending(&words, &args.output, ending))
        }
    }
}
