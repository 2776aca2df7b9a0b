//! `jixiao list`: submissions → a flat list of all departments, one row an indicator.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::derive::Derived;
use jixiao::export::Subtotals;
use jixiao::layout::FontSet;
use jixiao::render::{Encoding, ListFormat, Renderer, save};
use jixiao::text;

use super::args::ListArgs;
use super::edition::registry;
use super::input::Inputs;
use super::{Outcome, input, report};

pub(super) fn run(args: &ListArgs) -> Result<Outcome, Error> {
    let format = match format(args) {
        Ok(format) => format,
        Err(words) => {
            report::talk(&format!("用法错误:{words}"));
            return Ok(Outcome::Wrong);
        }
    };
    let Some(registry) = registry(args.templates.as_deref())? else {
        return Ok(Outcome::Findings);
    };
    let renderer = Renderer::new(registry, FontSet::new());
    let mut submissions = Vec::new();
    let (mut worst, mut strays) = (Outcome::Done, 0);
    let (files, passed) = input::without_copies(&args.files);
    report::findings(&passed);
    for file in &files {
        let read = read(&renderer, file, (&mut submissions, &mut strays));
        let outcome = read.unwrap_or_else(|error| {
            report::failure(&error);
            Outcome::Failure
        });
        worst = worst.max(outcome);
    }
    if strays == files.len() {
        report::talk(input::ALL_STRAY);
        return Ok(worst.max(Outcome::Wrong));
    }
    if submissions.is_empty() || (worst != Outcome::Done && !args.force) {
        report::talk("没有写出清单:先改正以上的错误,或用 --force 写出读得的部分");
        return Ok(worst.max(Outcome::Findings));
    }
    let subtotals = if args.no_subtotals {
        Subtotals::Without
    } else {
        Subtotals::With
    };
    let (folder, name) = split(&args.output);
    let listed = renderer.list(
        &submissions,
        (format, subtotals),
        &args.output.to_string_lossy(),
    )?;
    report::findings(&listed.report);
    let Some(bytes) = listed.bytes else {
        return Ok(worst.max(Outcome::Findings));
    };
    Inputs::of(&args.files).spare(&args.output)?;
    save(&folder, &name, &bytes)?;
    report::result(&args.output.to_string_lossy());
    Ok(worst)
}

/// The submissions of a file; one that could not be read in full is told.
fn read(
    renderer: &Renderer,
    file: &Path,
    (submissions, strays): (&mut Vec<Derived>, &mut usize),
) -> Result<Outcome, Error> {
    let name = file.to_string_lossy();
    let (sources, mut findings) = renderer.open(&name, &input::read(file)?);
    for source in &sources {
        let (submission, told) = renderer.read_for_list(source);
        findings.append(told);
        submissions.extend(submission);
    }
    findings.sort();
    report::findings(&findings);
    *strays += usize::from(input::is_stray(&findings));
    Ok(if findings.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// What kind of file the list is, by the ending of its name.
fn format(args: &ListArgs) -> Result<ListFormat, String> {
    let ending = args
        .output
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match (ending.as_deref(), args.encoding) {
        (Some("csv"), encoding) => Ok(ListFormat::Csv(encoding.unwrap_or(Encoding::Utf8))),
        (Some("xlsx"), None) => Ok(ListFormat::Xlsx),
        (Some("xlsx"), Some(_)) => Err("--encoding 只用于 .csv".to_owned()),
        _ => Err(format!(
            "清单的文件名 {} 应以 .xlsx 或 .csv 结尾",
            text::quote(&args.output.to_string_lossy())
        )),
    }
}

fn split(path: &Path) -> (PathBuf, String) {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let folder = if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder
    };
    (folder, name.unwrap_or_default())
}
