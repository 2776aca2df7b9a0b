//! The inputs of a run: files and folders → inputs. The name of an input in reports does not depend
//! on the folder the program was started in.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::super::paths::{MANIFEST, RECORDS_FOLDER};
use super::manifest::Manifest;
use crate::disk as fs;
use crate::error::Error;
use crate::finding::{Levels, Report};
use crate::form::SETTINGS_FILE;
use crate::paper::PaperKind;
use crate::record::MAX_INPUT;
use crate::render::{HEAD, may_be_stray, may_hold_data, read_first, read_input, stray};

/// Endings of files with submissions. Files with other endings are recognized by their content.
pub const ENDINGS: [&str; 6] = ["json", "xlsx", "xls", "et", "csv", "tsv"];

/// A file with submissions.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its path.
    pub path: PathBuf,
    /// Its name in reports: the path below the given folder, with `/`.
    pub name: String,
    /// Levels of its findings; they override those of the edition.
    pub levels: Levels,
    /// Findings about the settings next to it. If one is an error, its tables are made only with
    /// [`OnErrors::Continue`](crate::render::OnErrors::Continue).
    pub beside: Report,
    /// Why it cannot be read, if that is known beforehand: a loop of links, a folder without
    /// permission.
    pub unreadable: Option<String>,
}

/// The inputs of a run, and what was skipped.
#[derive(Debug, Default)]
pub struct Found {
    /// The inputs, in the order of their names, folder by folder.
    pub inputs: Vec<Input>,
    /// Files and folders without submissions that the user may miss: files with other endings,
    /// results of another run.
    pub skipped: Vec<PathBuf>,
    /// Stray files that programs and systems left among documents, each with its description.
    pub strays: Vec<(PathBuf, String)>,
    /// Further paths of files that are inputs already.
    pub duplicates: Vec<PathBuf>,
}

/// Finds the inputs in files and folders, sub-folders included. Follows links; a loop of links is
/// an unreadable input.
///
/// Skips hidden files, stray files of programs (`~$…`), `jixiao.toml`, files with other endings
/// that cannot contain data, and folders with results of a run, `out` among them.
///
/// # Errors
/// [`Error::Read`] if a given file or folder does not exist, or if a folder is given for both
/// inputs and results.
pub fn find_inputs(given: &[PathBuf], out: &Path) -> Result<Found, Error> {
    let mut found = Found::default();
    let out = fs::canonicalize(out).ok();
    for root in given {
        let failed = |source| Error::Read {
            path: root.clone(),
            source,
        };
        let about = fs::metadata(root).map_err(failed)?;
        let before = if given.len() > 1 {
            last_name(root)
        } else {
            String::new()
        };
        if about.is_dir() && is_out(root, out.as_deref()) {
            let words = "成果要写到别的文件夹,不能就是申报数据所在的文件夹";
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, words)));
        }
        if about.is_dir() && is_result(root, out.as_deref()) {
            found.skipped.push(root.clone());
        } else if about.is_dir() {
            walk(root, &before, out.as_deref(), &mut found);
        } else if let Some(what) = stray_at(root) {
            found.strays.push((root.clone(), what));
        } else {
            found.inputs.push(input(root.clone(), last_name(root)));
        }
    }
    let parts = |input: &Input| {
        input
            .name
            .split('/')
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    found.inputs.sort_by_cached_key(parts);
    remove_duplicates(&mut found);
    number(&mut found.inputs);
    Ok(found)
}

/// Removes all but the first of several paths to one file (links, a folder and a file in it).
fn remove_duplicates(found: &mut Found) {
    let mut files = BTreeSet::new();
    let is_first = |input: &Input| {
        // A link that cannot be followed is reported when it is read.
        let file = fs::canonicalize(&input.path).ok();
        input.unreadable.is_some() || file.is_none_or(|file| files.insert(file))
    };
    let inputs = std::mem::take(&mut found.inputs);
    let (first, others): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(is_first);
    found.inputs = first;
    found.duplicates = others.into_iter().map(|input| input.path).collect();
}

fn input(path: PathBuf, name: String) -> Input {
    Input {
        path,
        name,
        levels: Levels::new(),
        beside: Report::new(),
        unreadable: None,
    }
}

/// The last component of a path, even for `.` and `..`.
fn last_name(path: &Path) -> String {
    let whole = path.file_name().map(ToOwned::to_owned).or_else(|| {
        fs::canonicalize(path)
            .ok()?
            .file_name()
            .map(ToOwned::to_owned)
    });
    whole
        .unwrap_or_else(|| path.as_os_str().to_owned())
        .to_string_lossy()
        .into_owned()
}

fn walk(root: &Path, before: &str, out: Option<&Path>, found: &mut Found) {
    let mut results = Vec::new();
    let mut walk = fs::WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.inputs.push(unreadable(root, before, &error));
                continue;
            }
        };
        let is_below = entry.depth() > 0;
        let stray = is_below && entry.file_type().is_file();
        if let Some(what) = stray.then(|| stray_at(entry.path())).flatten() {
            found.strays.push((entry.into_path(), what));
        } else if is_below && is_hidden(&entry) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
        } else if entry.file_type().is_dir() {
            if is_below && is_result(entry.path(), out) {
                results.push(entry.path().to_owned());
                walk.skip_current_dir();
            }
        } else if let Some(input) = file(root, before, &entry) {
            found.inputs.push(input);
        } else if entry.file_name() != SETTINGS_FILE {
            found.skipped.push(entry.into_path());
        }
    }
    found.skipped.append(&mut results);
}

/// The input of an entry, if its ending or its content is that of an input. Reading a pipe would
/// never end, so a pipe is unreadable.
fn file(root: &Path, before: &str, entry: &fs::WalkEntry) -> Option<Input> {
    let ending = entry.path().extension().unwrap_or_default();
    let is_named = ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own));
    let read = |most: usize| read_first(entry.path(), most as u64).unwrap_or_default();
    let has_data = || {
        let first = read(HEAD);
        if !PaperKind::may_be(&first) {
            return may_hold_data(&first, || read(MAX_INPUT));
        }
        let whole = read(MAX_INPUT);
        match PaperKind::of(&whole) {
            Some(kind) => kind.has_data(&whole),
            None => may_hold_data(&first, || whole),
        }
    };
    let has_data = || entry.file_type().is_file() && has_data();
    if entry.file_name() == SETTINGS_FILE || !(is_named || has_data()) {
        return None;
    }
    let mut input = input(entry.path().to_owned(), below(root, before, entry.path()));
    if !entry.file_type().is_file() {
        input.unreadable = Some("不是普通的文件".to_owned());
    }
    Some(input)
}

/// An entry that cannot be walked into.
fn unreadable(root: &Path, before: &str, error: &fs::WalkError) -> Input {
    let path = error.path().unwrap_or(root).to_owned();
    let mut input = input(path.clone(), below(root, before, &path));
    input.unreadable = Some(match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => format!(
            "是指向上级文件夹 {} 的链接,没有跟着走",
            below(root, before, ancestor)
        ),
        (None, Some(error)) => {
            let error = io::Error::from(error.kind());
            Error::Read {
                path,
                source: error,
            }
            .cause_in_words()
        }
        (None, None) => error.to_string(),
    });
    input
}

/// Whether an entry is hidden, and is not data that has the name of a stray file.
fn is_hidden(entry: &fs::WalkEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') && !(entry.file_type().is_file() && may_be_stray(&name))
}

/// The description of a stray file, in Chinese; `None` for other files. Most are recognized by
/// their names alone.
fn stray_at(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    if !may_be_stray(&name) {
        return None;
    }
    stray(&name, &read_input(path).unwrap_or_default())
}

/// Whether a folder contains the results of a run.
fn is_result(folder: &Path, out: Option<&Path>) -> bool {
    is_out(folder, out)
        || fs::is_dir(&folder.join(RECORDS_FOLDER))
        || Manifest::is_there(&folder.join(MANIFEST))
}

/// Whether a folder is the folder for results, under any path.
fn is_out(folder: &Path, out: Option<&Path>) -> bool {
    out.is_some_and(|out| fs::canonicalize(folder).is_ok_and(|folder| folder == out))
}

/// Whether a name is a path in a folder of which the other is the rest.
pub(in crate::batch) fn below_root(name: &str, rest: &str) -> bool {
    let before = name.strip_suffix(rest);
    before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// A path below the given folder, with `/`; after the folder's own name if several are given.
fn below(root: &Path, before: &str, path: &Path) -> String {
    let rest = path.strip_prefix(root).unwrap_or(path);
    let parts = rest
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let before = (!before.is_empty()).then(|| before.to_owned());
    let name = before.into_iter().chain(parts).collect::<Vec<_>>();
    if name.is_empty() {
        last_name(root)
    } else {
        name.join("/")
    }
}

/// Numbers inputs with the same name (the last components of two paths).
fn number(inputs: &mut [Input]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for input in inputs {
        let count = counts.entry(input.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            input.name = format!("{}({count})", input.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_without_submissions_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in [
            "乙/b.json",
            "乙/a.JSON",
            "甲.csv",
            "读我.txt",
            "jixiao.toml",
            ".hidden.json",
            "~$甲.xlsx",
            "旧/manifest.json",
            "旧/c.json",
            ".git/d.json",
        ] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = if name == "旧/manifest.json" {
                r#"{"schema": "jixiao-manifest/1"}"#
            } else {
                ""
            };
            fs::write(path, text).unwrap();
        }
        let found = find_inputs(&[root.to_owned()], &root.join("out")).unwrap();
        let names: Vec<&str> = found
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        assert_eq!(names, ["乙/a.JSON", "乙/b.json", "甲.csv"]);
        assert_eq!(found.strays.len(), 1);
        assert_eq!(found.strays[0].0, root.join("~$甲.xlsx"));
        assert_eq!(found.skipped, [root.join("读我.txt"), root.join("旧")]);
    }

    #[test]
    fn each_of_several_folders_is_in_the_names_of_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let roots = ["甲", "乙/甲"].map(|name| folder.path().join(name));
        for root in &roots {
            fs::create_dir_all(root).unwrap();
            fs::write(root.join("a.json"), "").unwrap();
        }
        let found = find_inputs(&roots, Path::new("out")).unwrap();
        let names: Vec<&str> = found
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        assert_eq!(names, ["甲/a.json", "甲/a.json(2)"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_unreadable_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("甲")).unwrap();
        fs::write(root.join("甲/a.json"), "").unwrap();
        std::os::unix::fs::symlink(root, root.join("甲/回")).unwrap();
        let found = find_inputs(&[root.to_owned()], Path::new("out")).unwrap();
        assert_eq!(found.inputs.len(), 2);
        assert!(
            found
                .inputs
                .iter()
                .any(|input| input.name == "甲/回" && input.unreadable.is_some())
        );
    }
}
