//! `jixiao template`: the built-in editions, and the user's own.

use std::fs;
use std::path::Path;

use jixiao::Error;
use jixiao::form::{Registry, built_in_folder};
use jixiao::render::save;
use jixiao::text;

use super::args::{TemplateAction, TemplateArgs};
use super::renderer::load_renderer;
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &TemplateArgs) -> Result<ExitStatus, Error> {
    match &args.action {
        TemplateAction::List => list(),
        TemplateAction::Copy { edition, folder } => return copy(edition, folder),
        TemplateAction::Check { folder } => return check(folder),
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

/// Writes the files of a built-in edition; writes none if one of them exists.
fn copy(id: &str, folder: &Path) -> Result<ExitStatus, Error> {
    let registry = Registry::built_in();
    let Some(files) = built_in_folder(id) else {
        report::message(&format!(
            "没有内置的表样 {};{}",
            text::quote(id),
            text::did_you_mean(id, registry.ids())
        ));
        return Ok(ExitStatus::Findings);
    };
    if let Some(name) = files.keys().find(|name| folder.join(name).exists()) {
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
    for (name, source) in &files {
        let path = save(folder, name, source.text().as_bytes())?;
        report::result(&path.to_string_lossy());
    }
    Ok(ExitStatus::Success)
}

fn check(folder: &Path) -> Result<ExitStatus, Error> {
    let Some(renderer) = load_renderer(Some(folder), None)? else {
        return Ok(ExitStatus::Findings);
    };
    report::result(&format!(
        "没有错误;可用的表样:{}",
        text::list(renderer.registry().ids())
    ));
    Ok(ExitStatus::Success)
}
