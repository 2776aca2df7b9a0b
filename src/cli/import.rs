//! `jixiao import`: filled-in official forms → a submission as JSON; a flat list → the submissions
//! of all its departments.

use std::path::Path;

use jixiao::finding::{Code, Levels, Read, Report};
use jixiao::fix::fix_source;
use jixiao::form::Registry;
use jixiao::render::{InputFile, Renderer, Resaver, unique};
use jixiao::source::Source;
use jixiao::text;
use jixiao::{Error, FontSet};

use super::args::ImportArgs;
use super::edition::{registry, unknown};
use super::input::Inputs;
use super::language::said;
use super::output::{elsewhere, folder_and_name, save_keeping, wrong_ending};
use super::places::{folder_named_by, is_folder, is_named_as_file};
use super::status::ExitStatus;
use super::{input, report};

pub(super) fn run(args: &ImportArgs) -> Result<ExitStatus, Error> {
    let Some(registry) = registry(args.templates.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    if let Some(words) = argument_error(args, &registry) {
        report::usage(&words);
        return Ok(ExitStatus::Usage);
    }
    let renderer = Renderer::new(registry, FontSet::new());
    let (own, copy_findings) = input::without_copies(&args.files);
    let mut files = Vec::with_capacity(own.len());
    for file in &own {
        files.push((file.to_string_lossy().into_owned(), input::read(file)?));
    }
    let files: Vec<InputFile<'_>> = files
        .iter()
        .map(|(name, bytes)| InputFile::new(name, bytes))
        .collect();
    let Read {
        value: sources,
        report: read,
    } = renderer.import(&files, args.edition.as_deref());
    let mut findings = copy_findings;
    findings.append(read);
    let mut read = Vec::with_capacity(sources.len());
    for source in sources {
        let Read {
            value: is_read,
            mut report,
        } = renderer.read_values(&source);
        if is_read {
            read.push(if args.fix {
                mended(&renderer, &source, &mut report)?
            } else {
                source
            });
        }
        findings.append(report);
    }
    let sources = read;
    findings.sort();
    findings.leave_out_repeats();
    report::findings(&findings);
    let strays = findings.findings().iter();
    let strays = strays.filter(|finding| finding.code == Code::StrayFile);
    if strays.count() == own.len() {
        report::message(input::ALL_STRAY);
        return Ok(ExitStatus::Usage);
    }
    if args.output.as_deref().is_none_or(is_named_as_file) && sources.len() > 1 {
        report::usage(&folder_wanted(args, sources.len()));
        return Ok(ExitStatus::Usage);
    }
    write(args, &renderer, &sources)?;
    Ok(status_of(&findings, &sources))
}

/// A submission in which what has one sure answer is mended. Prints the changes, and removes the
/// findings that they mend.
fn mended(renderer: &Renderer, source: &Source, report: &mut Report) -> Result<Source, Error> {
    let fixed = fix_source(renderer, source, &Levels::new()).map_err(|error| Error::Fix {
        name: source.name().to_owned(),
        source: error,
    })?;
    for line in report::fixed_lines(source.name(), &fixed) {
        report::message(&line);
    }
    report.retain(|finding| {
        let mut changes = fixed.changes.iter();
        !changes.any(|change| {
            change.code == Some(finding.code) && change.place.pointer == finding.place.pointer
        })
    });
    let text = String::from_utf8_lossy(&fixed.bytes).into_owned();
    Ok(Source::new(source.name(), text))
}

fn status_of(findings: &Report, sources: &[Source]) -> ExitStatus {
    if findings.has_errors() || sources.is_empty() {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    }
}

/// Words that data of several departments need a folder, with the command line that names one.
fn folder_wanted(args: &ImportArgs, count: usize) -> String {
    let words = said!(
        "读得 {count} 个部门的申报数据;用 -o 写明放到哪个文件夹",
        "data of {count} departments were read: name a folder for them by -o"
    );
    let given = args.output.as_deref().unwrap_or(Path::new("数据"));
    let folder = folder_named_by(given);
    elsewhere(&words, given, &folder)
}

/// An error in the arguments.
fn argument_error(args: &ImportArgs, registry: &Registry) -> Option<String> {
    if let Some(id) = &args.edition
        && registry.find(id).is_none()
    {
        return Some(unknown(id, registry));
    }
    let output = args.output.as_ref()?;
    let name = text::quote(&output.to_string_lossy());
    let is_input = Inputs::of(&args.files).has(output);
    let ending = output.extension().unwrap_or_default();
    let is_json = ["json", "txt"]
        .iter()
        .any(|own| ending.eq_ignore_ascii_case(own));
    let words = if is_input {
        said!(
            "不能把结果写到要读的文件 {name} 上",
            "{name} is read: the result cannot be written to it"
        )
    } else if is_named_as_file(output) && !is_json {
        said!(
            "读出的是 JSON,文件名 {name} 应以 .json 结尾",
            "the result is JSON: its name ends with .json, not {name}"
        )
    } else {
        return None;
    };
    Some(wrong_ending(&words, output, "json"))
}

/// Writes submissions to a file, which is replaced as a whole, to a folder, or to standard output.
/// Without submissions it writes nothing.
fn write(args: &ImportArgs, renderer: &Renderer, sources: &[Source]) -> Result<(), Error> {
    match (&args.output, sources) {
        (_, []) => {}
        (None, sources) => {
            for source in sources {
                report::result(source.text().trim_end());
            }
        }
        (Some(path), [source]) if !is_folder(path) => {
            let (folder, name) = folder_and_name(path);
            let bytes = source.text().as_bytes();
            save_keeping(&mut Resaver::new(&folder), &name, bytes)?;
            report::file(path);
        }
        (Some(folder), sources) => {
            let inputs = Inputs::of(&args.files);
            let mut resaver = Resaver::new(folder);
            let mut names: Vec<String> = Vec::with_capacity(sources.len());
            for source in sources {
                let taken: Vec<&str> = names.iter().map(String::as_str).collect();
                let name = unique(&renderer.data_name(source), &taken);
                inputs.spare(&folder.join(&name))?;
                let path = save_keeping(&mut resaver, &name, source.text().as_bytes())?;
                report::file(&path);
                names.push(name);
            }
        }
    }
    Ok(())
}
