//! `jixiao check`: one or more submissions → findings.

use std::collections::BTreeSet;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jixiao::batch::Found;
use jixiao::compare::{ApprovedBudget, LastYear};
use jixiao::finding::{Level, Levels, Read, Report};
use jixiao::form::Registry;
use jixiao::render::{InputFile, Renderer, Resaver};
use jixiao::{Error, FontSet};

use super::args::{CheckArgs, ReportFormat};
use super::batch::print_found;
use super::departments::{NoDepartments, files_of_folder, read_departments};
use super::edition::choose;
use super::fix::MendedCopies;
use super::input::Inputs;
use super::language::{pick, said};
use super::output::{folder_and_name, save_keeping};
use super::places::{free, free_folder};
use super::report::CheckOutput;
use super::settings::{Settings, command_line_levels};
use super::status::ExitStatus;
use super::usage::with_advice;
use super::{fix, input, mark, report, usage};

pub(super) fn run(args: &CheckArgs) -> ExitStatus {
    let file = match report_file(args) {
        Ok(file) => file,
        Err(words) => {
            report::usage(&words);
            return ExitStatus::Usage;
        }
    };
    if file.is_some() {
        report::collect();
    }
    let status = check(args);
    let saved = file.map_or(Ok(()), |file| save_report(args, file));
    match saved {
        Ok(()) => status,
        Err(error) => {
            report::failure(&error);
            status.max(ExitStatus::Failure)
        }
    }
}

/// The file that the result is written to, if any.
///
/// # Errors
/// A message if the path is not of such a file.
fn report_file(args: &CheckArgs) -> Result<Option<&Path>, String> {
    let Some(output) = args.output.as_deref().filter(|_| !args.mark && !args.fix) else {
        return Ok(None);
    };
    let wanted = match args.format {
        ReportFormat::Text => "txt",
        ReportFormat::Json => "json",
        ReportFormat::GitHub => {
            let words = pick(
                "--format github 写到标准输出,不写成文件",
                "--format github goes to standard output, not into a file",
            );
            return Err(with_advice(words, usage::again_without("--output")));
        }
    };
    let ending = output.extension().unwrap_or_default();
    if ending.eq_ignore_ascii_case(wanted) {
        return Ok(Some(output));
    }
    let words = said!(
        "缺少 --mark 或 --fix;要把检查结果写成文件,-o 的文件名以 .{wanted} 结尾",
        "--mark or --fix is missing; the name of a file of results (-o) ends with .{wanted}"
    );
    let line = if is_of_copy(args, output) {
        // A folder takes copies; a workbook that is there stays.
        let place = free_folder(output);
        usage::again_with_output_at(output, &place, &["--mark"])
    } else {
        let named = free(&output.with_extension(wanted));
        usage::again_with_output_at(output, &named, &[])
    };
    Err(with_advice(&words, line))
}

/// Whether the output is a place of annotated copies of the workbooks that are checked: a workbook
/// or a folder.
fn is_of_copy(args: &CheckArgs, output: &Path) -> bool {
    let is_workbook = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        ["xlsx", "xlsm"]
            .iter()
            .any(|own| ending.eq_ignore_ascii_case(own))
    };
    let mut files = args.files.iter();
    let is_place = is_workbook(output) || output.extension().is_none() || output.is_dir();
    is_place && files.any(|file| is_workbook(file) || file.is_dir())
}

/// Writes the result to a file. There is none if the arguments were wrong.
fn save_report(args: &CheckArgs, file: &Path) -> Result<(), Error> {
    let Some(bytes) = report::take_collected(args.format == ReportFormat::Text) else {
        return Ok(());
    };
    Inputs::of(&args.files).spare(file)?;
    let (folder, name) = folder_and_name(file);
    save_keeping(&mut Resaver::new(&folder), &name, &bytes)?;
    report::result(&file.to_string_lossy());
    Ok(())
}

fn check(args: &CheckArgs) -> ExitStatus {
    let at_least = args.at_least.unwrap_or(Level::Note);
    let mut output = CheckOutput::new(args.format, at_least);
    let files = match with_files_of_folders(&args.files, &mut output) {
        Ok(files) => files,
        Err(words) => {
            report::usage(&words);
            return ExitStatus::Usage;
        }
    };
    let (files, copy_findings) = input::without_copies(&files);
    let (copies, mended) = match places(args, &files) {
        Ok(places) => places,
        Err(words) => {
            report::usage(&words);
            return ExitStatus::Usage;
        }
    };
    match renderer(args.templates.as_deref()) {
        Ok((renderer, findings)) => {
            output.report_other(&findings);
            output.report_other(&copy_findings);
            let is_usable = !findings.has_errors();
            let files = Files {
                given: &files,
                copies: &copies,
                mended: &mended,
            };
            if let Err(words) = check_files(args, (&renderer, is_usable), &files, &mut output) {
                report::usage(&words);
                return ExitStatus::Usage;
            }
        }
        Err(error) => {
            let folder = args.templates.as_deref().unwrap_or(Path::new(""));
            output.failure(&folder.to_string_lossy(), &error);
        }
    }
    output.finish()
}

/// The given files, with those of folders in their place. What is skipped in folders is printed.
///
/// # Errors
/// A message if a folder has no submissions.
fn with_files_of_folders(
    given: &[PathBuf],
    output: &mut CheckOutput,
) -> Result<Vec<PathBuf>, String> {
    let by_name = given.iter().filter(|path| !path.is_dir());
    let mut taken: BTreeSet<PathBuf> = by_name.filter_map(|path| real(path)).collect();
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match files_of_folder(path) {
            Ok(found) => {
                let found = readable(found, output);
                // A file is checked once, also if it is given by its name or is in two folders.
                files.extend(found.into_iter().filter(|file| {
                    let file = real(file);
                    file.is_none_or(|file| taken.insert(file))
                }));
            }
            Err(NoDepartments::Usage(words)) => return Err(words),
            Err(NoDepartments::Failure(error)) => output.failure(&path.to_string_lossy(), &error),
        }
    }
    Ok(files)
}

/// The path of a file without links.
fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// The files of a folder that can be read; reports the others.
fn readable(found: Found, output: &mut CheckOutput) -> Vec<PathBuf> {
    print_found(&found);
    let mut files = Vec::new();
    for input in found.inputs {
        let path = input.path;
        match input.unreadable {
            None => files.push(path),
            Some(why) => {
                let name = path.to_string_lossy().into_owned();
                let source = io::Error::other(why);
                output.failure(&name, &Error::Read { path, source });
            }
        }
    }
    files
}

/// The files to check, and the paths of their copies.
struct Files<'a> {
    given: &'a [PathBuf],
    copies: &'a Places,
    mended: &'a Places,
}

/// Checks the files, unless the editions have errors.
///
/// # Errors
/// A message about wrong arguments.
fn check_files(
    args: &CheckArgs,
    (renderer, is_usable): (&Renderer, bool),
    files: &Files<'_>,
    output: &mut CheckOutput,
) -> Result<(), String> {
    let edition = args.edition.as_deref();
    if let Some(words) = unknown(edition, renderer).filter(|_| is_usable) {
        return Err(words);
    }
    let levels = command_line_levels(&args.level, renderer)?;
    if !is_usable {
        return Ok(());
    }
    let last_year = read_last_year(renderer, args, output)?;
    let ControlFlow::Continue(budget) = read_budget(renderer, args.budget.as_deref(), output)
    else {
        return Ok(());
    };
    let mut settings = Settings::new(levels, renderer);
    let at_least = args.at_least.unwrap_or(Level::Note);
    let checking = Checking {
        renderer,
        edition,
        last_year: last_year.as_ref(),
        budget: budget.as_ref(),
    };
    let mut strays = 0;
    let mut mending = MendedCopies::new(renderer, edition);
    let copies = files.copies.iter().zip(files.mended);
    for (file, (copy, mended)) in files.given.iter().zip(copies) {
        let checked = checking.check_file(&mut settings, file, output);
        let is_stray = |checked: &CheckedFile| input::is_stray(&checked.report);
        strays += usize::from(checked.as_ref().is_some_and(is_stray));
        let Some(checked) = checked.filter(|checked| !is_stray(checked)) else {
            continue;
        };
        let bytes = checked.bytes.as_slice();
        if let Some(copy) = copy {
            let report = checked.report.at_least(at_least);
            mark::make(file, copy, (bytes, &report), output);
        }
        if let Some(copy) = mended {
            mending.make(file, copy, (bytes, &checked.levels), output);
        }
    }
    if strays == files.given.len() && strays > 0 {
        report::message(input::ALL_STRAY);
    }
    Ok(())
}

/// The paths of the annotated and of the mended copy of each file.
fn places(args: &CheckArgs, files: &[PathBuf]) -> Result<(Places, Places), String> {
    Ok((mark::places(args, files)?, fix::places(args, files)?))
}

/// A path for each file; `None` if it has no copy.
type Places = Vec<Option<PathBuf>>;

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

/// A file that was checked.
struct CheckedFile {
    bytes: Vec<u8>,
    report: Report,
    levels: Levels,
}

/// Reads last year's data, if they are given, and prints its findings; `None` without any.
fn read_last_year(
    renderer: &Renderer,
    args: &CheckArgs,
    output: &mut CheckOutput,
) -> Result<Option<LastYear>, String> {
    let Some(path) = args.last_year.as_deref() else {
        return Ok(None);
    };
    match read_departments(renderer, path) {
        Ok(read) => {
            for (file, error) in &read.failures {
                output.failure(file, error);
            }
            output.report_other(&read.report);
            let is_empty = read.departments.submissions.is_empty();
            if is_empty {
                report::message(&format!(
                    "没有与上年对照:{} 里没有读出申报数据",
                    path.display()
                ));
            }
            Ok((!is_empty).then(|| renderer.last_year(read.departments)))
        }
        Err(NoDepartments::Usage(words)) => Err(words),
        Err(NoDepartments::Failure(error)) => {
            output.failure(&path.to_string_lossy(), &error);
            Ok(None)
        }
    }
}

/// Reads the approved budgets, if they are given, and prints the findings on them. Breaks if they
/// have errors.
fn read_budget(
    renderer: &Renderer,
    file: Option<&Path>,
    output: &mut CheckOutput,
) -> ControlFlow<(), Option<ApprovedBudget>> {
    let Some(file) = file else {
        return ControlFlow::Continue(None);
    };
    let name = file.to_string_lossy();
    let read = match input::read(file) {
        Ok(bytes) => renderer.read_budget(&name, &bytes),
        Err(error) => {
            output.failure(&name, &error);
            return ControlFlow::Break(());
        }
    };
    output.report_other(&read.report);
    if read.value.is_none() {
        report::message("预算批复有错误,没有检查:改正以后再运行");
        return ControlFlow::Break(());
    }
    ControlFlow::Continue(read.value)
}

/// What each file is checked with.
struct Checking<'a> {
    renderer: &'a Renderer,
    edition: Option<&'a str>,
    last_year: Option<&'a LastYear>,
    budget: Option<&'a ApprovedBudget>,
}

impl Checking<'_> {
    /// Checks a file. `None` if it could not be read.
    fn check_file(
        &self,
        settings: &mut Settings,
        file: &Path,
        output: &mut CheckOutput,
    ) -> Option<CheckedFile> {
        let name = file.to_string_lossy();
        let read = settings.beside(file).and_then(|beside| {
            output.report_other(&beside.findings);
            Ok((beside.levels, input::read(file)?))
        });
        match read {
            Ok((levels, bytes)) => {
                let report = self.report_of(&name, &bytes, &levels);
                output.report_input(&name, &report);
                Some(CheckedFile {
                    bytes,
                    report,
                    levels,
                })
            }
            Err(error) => {
                output.failure(&name, &error);
                None
            }
        }
    }

    /// All findings on a file.
    fn report_of(&self, name: &str, bytes: &[u8], levels: &Levels) -> Report {
        let Read {
            value: sources,
            mut report,
        } = match self.edition {
            Some(_) => self
                .renderer
                .import(&[InputFile::new(name, bytes)], self.edition),
            None => self.renderer.open(name, bytes),
        };
        for source in &sources {
            let checked = self.renderer.read_source(source, levels);
            report.append(checked.report);
            if let (Some(last_year), Some(submission)) = (self.last_year, &checked.value) {
                report.append(self.renderer.unchanged_since(last_year, submission, levels));
            }
            if let (Some(budget), Some(submission)) = (self.budget, &checked.value) {
                report.append(self.renderer.apart_from_budget(budget, submission, levels));
            }
        }
        report.sort();
        report.leave_out_repeats();
        report
    }
}
