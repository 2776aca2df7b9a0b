//! `jixiao template`: the built-in editions, and the user's own: copied, new, checked, compared; the
//! words of the checks.

use std::fs;
use std::path::Path;

use jixiao::Error;
use jixiao::form::{Registry, Vocabulary, WordList, built_in_folder, built_in_ids, differences};
use jixiao::render::save;
use jixiao::text;

use super::args::{TemplateAction, TemplateArgs};
use super::edition::again_with_edition;
use super::renderer::load_checked;
use super::report;
use super::status::ExitStatus;
use super::usage::with_advice;

pub(super) fn run(args: &TemplateArgs) -> Result<ExitStatus, Error> {
    match &args.action {
        TemplateAction::List => list(),
        TemplateAction::Copy { edition, folder } => return copy(edition, folder),
        TemplateAction::New { folder } => return new(folder),
        TemplateAction::Check { folder } => return check(folder),
        TemplateAction::Diff { folder, edition } => return diff(folder, edition.as_deref()),
        TemplateAction::Words { word } => return Ok(words(word.as_deref())),
    }
    Ok(ExitStatus::Success)
}

fn list() {
    for edition in Registry::built_in().editions() {
        let forms: Vec<&str> = edition
            .tables
            .iter()
            .map(|table| table.form.name.as_str())
            .collect();
        report::result(&format!(
            "{}\t{}\t{}",
            edition.id,
            edition.title,
            forms.join("、")
        ));
    }
}

/// Prints the general words of the checks as the `[vocabulary]` of an edition: all lists, or those
/// with a word that contains the given one.
fn words(part: Option<&str>) -> ExitStatus {
    let vocabulary = Vocabulary::default();
    let lists = WordList::ALL.iter().filter(|list| {
        part.is_none_or(|part| vocabulary.words(**list).any(|word| word.contains(part)))
    });
    let lists: Vec<&WordList> = lists.collect();
    for list in &lists {
        let words: Vec<String> = vocabulary.words(**list).map(text::quote).collect();
        report::result(&format!("{} = [{}]", list.key(), words.join(", ")));
    }
    if let Some(part) = part.filter(|_| lists.is_empty()) {
        report::message(&format!("没有一张词表有 {}", text::quote(part)));
        return ExitStatus::Findings;
    }
    ExitStatus::Success
}

/// Writes the files of a built-in edition; writes none if one of them exists.
fn copy(id: &str, folder: &Path) -> Result<ExitStatus, Error> {
    let Some(files) = built_in_folder(id) else {
        return Ok(no_edition(id));
    };
    let files = files.iter();
    let files: Vec<(&str, &str)> = files
        .map(|(name, source)| (name.as_str(), source.text()))
        .collect();
    write(folder, &files)
}

fn no_edition(id: &str) -> ExitStatus {
    let registry = Registry::built_in();
    let (quoted, meant) = (text::quote(id), text::did_you_mean(id, registry.ids()));
    let words = format!("没有内置的表样 {quoted};{meant}");
    report::message(&with_advice(&words, again_with_edition(id, &registry)));
    ExitStatus::Findings
}

/// A small edition that is built on a built-in one: a form with some fields and a list of rows.
const SKELETON: [(&str, &str); 3] = [
    ("edition.toml", include_str!("skeleton/edition.toml")),
    ("own-table.toml", include_str!("skeleton/own-table.toml")),
    ("own-table.tera", include_str!("skeleton/own-table.tera")),
];

fn new(folder: &Path) -> Result<ExitStatus, Error> {
    write(folder, &SKELETON)
}

/// Writes files into a folder; writes none if one of them exists.
fn write(folder: &Path, files: &[(&str, &str)]) -> Result<ExitStatus, Error> {
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(Error::Write {
            path: folder.join(name),
            source,
        });
    }
    fs::create_dir_all(folder).map_err(|source| Error::Write {
        path: folder.to_owned(),
        source,
    })?;
    for (name, text) in files {
        let path = save(folder, name, text.as_bytes())?;
        report::file(&path);
    }
    Ok(ExitStatus::Success)
}

/// Prints what the editions of a folder differ in from a built-in one.
fn diff(folder: &Path, edition: Option<&str>) -> Result<ExitStatus, Error> {
    let ids = built_in_ids();
    if let Some(id) = edition.filter(|id| !ids.iter().any(|known| known == id)) {
        return Ok(no_edition(id));
    }
    for found in differences(folder, edition)? {
        let folder = found.folder.to_string_lossy();
        if found.differences.is_empty() {
            report::result(&format!("{folder} 与内置的 {} 一样", found.base));
            continue;
        }
        report::result(&format!("{folder} 与内置的 {} 相比:", found.base));
        for difference in &found.differences {
            let line = difference
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            report::result(&format!(
                "  {}{line}  {}",
                difference.file, difference.words
            ));
        }
    }
    Ok(ExitStatus::Success)
}

fn check(folder: &Path) -> Result<ExitStatus, Error> {
    let Some(renderer) = load_checked(folder)? else {
        return Ok(ExitStatus::Findings);
    };
    report::result(&format!(
        "没有错误;可用的表样:{}",
        text::list(renderer.registry().own_ids())
    ));
    Ok(ExitStatus::Success)
}
