//! `jixiao diff`: what differs between two submissions, or between the departments of two folders.

use std::path::Path;

use jixiao::Error;
use jixiao::compare::Sides;
use jixiao::render::{Renderer, Resaver};
use jixiao::text::visible;

use super::args::{DiffArgs, ReportFormat};
use super::departments::{NoDepartments, ReadDepartments, read_departments};
use super::input::{Inputs, STDIN};
use super::language::pick;
use super::output::{folder_and_name, save_keeping, wrong_ending};
use super::renderer::load_renderer;
use super::report::{self, ComparedSide};
use super::status::ExitStatus;

pub(super) fn run(args: &DiffArgs) -> Result<ExitStatus, Error> {
    if let Some(words) = wrong_usage(args) {
        return Ok(usage(&words));
    }
    let Some(renderer) = load_renderer(args.templates.as_deref(), None)? else {
        return Ok(ExitStatus::Findings);
    };
    let mut sides = Vec::new();
    for path in [&args.old, &args.new] {
        match read_departments(&renderer, path) {
            Ok(read) => {
                print_reading(&read);
                sides.push(read);
            }
            Err(NoDepartments::Usage(words)) => return Ok(usage(&words)),
            Err(NoDepartments::Failure(error)) => return Err(error),
        }
    }
    let worst = sides.iter().map(ReadDepartments::status);
    let worst = worst.max().unwrap_or(ExitStatus::Success);
    let [old, new] = &sides[..] else {
        return Ok(worst);
    };
    let empty = [(&args.old, old), (&args.new, new)];
    let empty = empty
        .iter()
        .find(|(_, side)| side.departments.submissions.is_empty());
    if let Some((path, _)) = empty {
        report::message(&format!(
            "没有对比:{} 里没有读出申报数据",
            visible(&path.to_string_lossy())
        ));
        return Ok(worst.max(ExitStatus::Findings));
    }
    report::idle_editions(&renderer);
    print(args, &renderer, Sides { old, new })?;
    Ok(worst)
}

/// A message about arguments that cannot be used.
fn wrong_usage(args: &DiffArgs) -> Option<String> {
    let is_stdin = |path: &Path| path.as_os_str() == STDIN;
    if is_stdin(&args.old) && is_stdin(&args.new) {
        return Some("旧的、新的只能有一个是标准输入".to_owned());
    }
    let output = args.output.as_deref()?;
    let ending = output.extension().unwrap_or_default();
    if ending.eq_ignore_ascii_case("xlsx") {
        return None;
    }
    let words = pick(
        "-o 的文件名要以 .xlsx 结尾",
        "the name for -o ends with .xlsx",
    );
    Some(wrong_ending(words, output, "xlsx"))
}

fn usage(words: &str) -> ExitStatus {
    report::usage(words);
    ExitStatus::Usage
}

/// Prints what was found while a side was read.
fn print_reading(read: &ReadDepartments) {
    for (_, error) in &read.failures {
        report::failure(error);
    }
    if !read.skipped.is_empty() {
        report::message(&format!("略过:{}", read.skipped.join("、")));
    }
    report::findings(&read.report);
    let failed = |name: &&String| !read.failures.iter().any(|(failed, _)| failed == *name);
    for name in read.departments.unread.iter().filter(failed) {
        report::message(&format!("读不出 {}:没有拿它对比", visible(name)));
    }
}

/// Compares, and writes the result.
fn print(
    args: &DiffArgs,
    renderer: &Renderer,
    sides: Sides<&ReadDepartments>,
) -> Result<(), Error> {
    let [old, new] = [&sides.old.departments, &sides.new.departments];
    let compared = renderer.compare_departments(old, new);
    let names = [&args.old, &args.new].map(|path| path.to_string_lossy().into_owned());
    if args.format == ReportFormat::Json {
        let side = |name, read| ComparedSide { name, read };
        let described = Sides {
            old: side(&names[0], sides.old),
            new: side(&names[1], sides.new),
        };
        report::result(&report::comparison_document(&described, &compared));
    } else {
        report::print_comparison(&compared);
    }
    let Some(output) = &args.output else {
        return Ok(());
    };
    let inputs = [args.old.clone(), args.new.clone()];
    Inputs::of(&inputs).spare(output)?;
    let (folder, name) = folder_and_name(output);
    let described = Sides {
        old: (names[0].as_str(), old),
        new: (names[1].as_str(), new),
    };
    let scratch = std::env::temp_dir();
    let bytes = renderer.comparison_workbook(&compared, described, &scratch)?;
    save_keeping(&mut Resaver::new(&folder), &name, &bytes)?;
    if args.format == ReportFormat::Json {
        report::message(&output.to_string_lossy());
    } else {
        report::file(output);
    }
    Ok(())
}
