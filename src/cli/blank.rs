//! `jixiao blank`: a blank, an official form as a workbook to be filled in.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::finding::Read;
use jixiao::form::{Count, Edition};
use jixiao::render::{BlankOptions, save};
use jixiao::text;

use super::args::BlankArgs;
use super::edition::choose;
use super::language::{pick, said};
use super::output::{elsewhere, wrong_ending};
use super::places::is_folder;
use super::renderer::load_renderer;
use super::status::ExitStatus;
use super::usage::with_advice;
use super::{report, usage};

pub(super) fn run(args: &BlankArgs) -> Result<ExitStatus, Error> {
    let Some(renderer) = load_renderer(args.templates.as_deref(), None)? else {
        return Ok(ExitStatus::Findings);
    };
    let chosen = choose(renderer.registry(), args.edition.as_deref()).and_then(|edition| {
        is_workbook(args.output.as_deref())?;
        Ok((edition, options(args, edition)?))
    });
    let (edition, options) = match chosen {
        Ok(chosen) => chosen,
        Err(words) => {
            report::usage(&words);
            return Ok(ExitStatus::Usage);
        }
    };
    let Read {
        value: form,
        report: findings,
    } = renderer.blank(edition, &options)?;
    report::findings(&findings);
    let Some(form) = form else {
        return Ok(ExitStatus::Findings);
    };
    let (folder, name) = target(args.output.as_deref(), &form.file.name);
    let path = folder.join(&name);
    if path.exists() && !args.force {
        let words = said!(
            "失败:写不了 {}:已经有了,可能是填好的表;确实要换成空白的,加 --force",
            "failed: {} exists and may be filled in; with --force it is replaced by a blank",
            path.display()
        );
        let given = args.output.as_deref().unwrap_or(&path);
        report::message(&elsewhere(&words, given, &path));
        return Ok(ExitStatus::Failure);
    }
    let path = save(&folder, &name, &form.file.bytes)?;
    report::file(&path);
    Ok(ExitStatus::Success)
}

/// The options of the arguments, or an error in them.
fn options(args: &BlankArgs, edition: &Edition) -> Result<BlankOptions, String> {
    let copies = args.projects.unwrap_or(1);
    let mut options = match &args.form {
        None => {
            if args.projects.is_some() && edition.tables.iter().all(|one| one.count == Count::One) {
                let words = "这种表样没有一个部门可以有几张的表,不能写 --projects";
                return Err(with_advice(words, usage::again_without("--projects")));
            }
            BlankOptions::all(edition, copies)
        }
        Some(word) => {
            let table = find(edition, word)?;
            if args.projects.is_some() && edition.tables[table].count == Count::One {
                let name = &edition.tables[table].form.name;
                let words = format!("{name}一个部门只有一张,不能写 --projects");
                return Err(with_advice(&words, usage::again_without("--projects")));
            }
            BlankOptions::one(table, copies)
        }
    };
    options.rows = args.rows.unwrap_or(BlankOptions::ROWS);
    options.year = args.year;
    if args.year.is_some() && edition.year.is_none() {
        let words = format!("表样 {} 没有年度这一栏,不能写 --year", edition.id);
        return Err(with_advice(&words, usage::again_without("--year")));
    }
    Ok(options)
}

/// The index of a table by the id or the name of its form.
fn find(edition: &Edition, word: &str) -> Result<usize, String> {
    let is_it = |form: &jixiao::form::Form| form.id == word || form.name == word;
    let found = edition.tables.iter().position(|one| is_it(&one.form));
    found.ok_or_else(|| {
        let ids = edition.tables.iter().map(|one| one.form.id.as_str());
        let words = format!(
            "表样 {} 里没有 {} 这张表;{}",
            edition.id,
            text::quote(word),
            text::did_you_mean(word, ids.clone())
        );
        let meant = named_by(edition, word).or_else(|| text::nearest(word, ids));
        let line = meant.and_then(|id| usage::again_replacing(word, &[id]));
        with_advice(&words, line)
    })
}

/// The id of the only form whose name has all characters of a word, in order: 项目表 for 项目支出绩效目标表.
fn named_by<'e>(edition: &'e Edition, word: &str) -> Option<&'e str> {
    let is_named = |name: &str| {
        let mut rest = name.chars();
        !word.is_empty() && word.chars().all(|sign| rest.any(|own| own == sign))
    };
    let forms = edition.tables.iter().map(|one| &one.form);
    let mut named = forms.filter(|form| is_named(&form.name));
    let only = named.next()?;
    named.next().is_none().then_some(only.id.as_str())
}

/// Checks that a file has the ending `.xlsx`, by which programs open it.
fn is_workbook(output: Option<&Path>) -> Result<(), String> {
    let ending = output
        .filter(|path| !is_folder(path))
        .map(|path| path.extension().unwrap_or_default());
    if ending.is_none_or(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    let words = pick(
        "-o 的文件名要以 .xlsx 结尾;是文件夹的,以 / 结尾",
        "the name for -o ends with .xlsx, or with / if it is a folder",
    );
    let path = output.unwrap_or(Path::new(""));
    Err(wrong_ending(words, path, "xlsx"))
}

/// The folder and the name of the output file. Defaults: the blank's usual name, the current
/// folder.
fn target(output: Option<&Path>, name: &str) -> (PathBuf, String) {
    let Some(output) = output else {
        return (PathBuf::new(), name.to_owned());
    };
    match output.file_name().filter(|_| !is_folder(output)) {
        Some(own) => {
            let folder = output.parent().unwrap_or(Path::new("")).to_owned();
            (folder, own.to_string_lossy().into_owned())
        }
        None => (output.to_owned(), name.to_owned()),
    }
}
