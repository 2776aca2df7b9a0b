//! `jixiao carry`: data of one edition → data of another, or a workbook in which only the rest is to
//! be typed.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::finding::Read;
use jixiao::form::Edition;
use jixiao::render::{Renderer, save, unique};
use jixiao::source::Source;

use super::args::CarryArgs;
use super::edition::choose;
use super::input::Inputs;
use super::language::said;
use super::output::{elsewhere, folder_and_name, wrong_ending};
use super::places::{folder_named_by, free, is_folder, with_slash};
use super::reading::{read_each, read_submissions, status_of};
use super::renderer::load_renderer;
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &CarryArgs) -> Result<ExitStatus, Error> {
    let Some(renderer) = load_renderer(args.templates.as_deref(), None)? else {
        return Ok(ExitStatus::Findings);
    };
    let chosen = choose(renderer.registry(), Some(&args.to));
    let to = match chosen.and_then(|to| check_output(args).map(|()| to)) {
        Ok(to) => to,
        Err(words) => {
            report::usage(&words);
            return Ok(ExitStatus::Usage);
        }
    };
    let mut sources = Vec::new();
    let read = |file: &Path, strays: &mut usize| carry(&renderer, file, to, (&mut sources, strays));
    let worst = match read_each(&args.files, read) {
        Ok(worst) => worst,
        Err(status) => return Ok(status),
    };
    if sources.is_empty() {
        return Ok(worst.max(ExitStatus::Findings));
    }
    let is_one_place = match &args.output {
        Some(output) => !is_folder(output),
        None => !args.blank,
    };
    if is_one_place && sources.len() > 1 {
        let words = said!(
            "带过去 {} 份数据;用 -o 写明放到哪个文件夹",
            "{} submissions: name a folder for them by -o",
            sources.len()
        );
        let given = args.output.as_deref().unwrap_or(Path::new("数据"));
        let folder = folder_named_by(given);
        report::usage(&elsewhere(&words, given, &folder));
        return Ok(ExitStatus::Usage);
    }
    Ok(worst.max(write(args, &renderer, &sources)?))
}

/// Carries the submissions of a file, and prints its findings and what is not carried.
fn carry(
    renderer: &Renderer,
    file: &Path,
    to: &Edition,
    (sources, strays): (&mut Vec<Source>, &mut usize),
) -> Result<ExitStatus, Error> {
    let Read {
        value: read,
        report: mut findings,
    } = read_submissions(renderer, file)?;
    let mut left_out: Vec<String> = Vec::new();
    for (source, submission) in &read {
        let Read {
            value: carried,
            report: found,
        } = renderer.carry(source, submission, to);
        findings.append(found);
        sources.extend(carried.sources);
        for label in carried.left_out {
            if !left_out.contains(&label) {
                left_out.push(label);
            }
        }
    }
    findings.sort();
    findings.leave_out_repeats();
    report::findings(&findings);
    say(&file.to_string_lossy(), "没有带过去的", &left_out);
    Ok(status_of(&findings, strays))
}

/// Prints labels of values that are missing in the result.
fn say(name: &str, what: &str, labels: &[String]) {
    if !labels.is_empty() {
        report::message(&format!(
            "{name}:{what}有 {} 栏:{}",
            labels.len(),
            labels.join("、")
        ));
    }
}

/// Writes each submission as JSON, or as a workbook to be filled in.
fn write(args: &CarryArgs, renderer: &Renderer, sources: &[Source]) -> Result<ExitStatus, Error> {
    let mut worst = ExitStatus::Success;
    let mut names: Vec<String> = Vec::with_capacity(sources.len());
    for source in sources {
        let (own, bytes) = if args.blank {
            let Read {
                value: filled,
                report: findings,
            } = renderer.filled_blank(source)?;
            report::findings(&findings);
            let Some(filled) = filled else {
                worst = worst.max(ExitStatus::Findings);
                continue;
            };
            let file = filled.form.file;
            say(&file.name, "表里没有格可填、没有写上的", &filled.unplaced);
            (file.name, file.bytes)
        } else {
            let text = source.text().as_bytes().to_vec();
            (renderer.data_name(source), text)
        };
        let Some(path) = target(args, &own, &mut names) else {
            report::result(source.text().trim_end());
            continue;
        };
        Inputs::of(&args.files).spare(&path)?;
        if path.exists() && !args.force {
            let words = said!(
                "失败:写不了 {}:已经有了,可能是填好的;确实要换掉,加 --force",
                "failed: {} exists and may be filled in; with --force it is replaced",
                path.display()
            );
            report::message(&another_place(args, &words, &path, sources.len()));
            worst = worst.max(ExitStatus::Failure);
            continue;
        }
        let (folder, name) = folder_and_name(&path);
        save(&folder, &name, &bytes)?;
        report::file(&path);
    }
    Ok(worst)
}

/// What is wrong with a result that would be written over a file, with another place for it. Several go
/// to another folder.
fn another_place(args: &CarryArgs, words: &str, path: &Path, count: usize) -> String {
    match &args.output {
        Some(output) if count > 1 => elsewhere(words, output, &with_slash(&free(output))),
        Some(output) => elsewhere(words, output, path),
        None if count > 1 => elsewhere(words, path, &with_slash(&free(Path::new("数据")))),
        None => elsewhere(words, path, path),
    }
}

/// The path of a result with a usual name; none for standard output.
fn target(args: &CarryArgs, own: &str, names: &mut Vec<String>) -> Option<PathBuf> {
    match &args.output {
        Some(output) if !is_folder(output) => Some(output.clone()),
        None if !args.blank => None,
        folder => {
            let taken: Vec<&str> = names.iter().map(String::as_str).collect();
            let name = unique(own, &taken);
            names.push(name.clone());
            let folder = folder.as_deref().unwrap_or(Path::new(""));
            Some(folder.join(name))
        }
    }
}

/// Checks that the name of an output file has the ending of its content.
fn check_output(args: &CarryArgs) -> Result<(), String> {
    let output = args.output.as_deref().filter(|output| !is_folder(output));
    let ending = if args.blank { "xlsx" } else { "json" };
    let own = output.map(|output| output.extension().unwrap_or_default());
    if own.is_none_or(|own| own.eq_ignore_ascii_case(ending)) {
        return Ok(());
    }
    let words = said!(
        "-o 的文件名要以 .{ending} 结尾;是文件夹的,以 / 结尾",
        "the name for -o ends with .{ending}, or with / if it is a folder"
    );
    Err(wrong_ending(
        &words,
        output.unwrap_or(Path::new("")),
        ending,
    ))
}
