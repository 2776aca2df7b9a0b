//! `check --mark`: annotated copies of the workbooks that are checked. Never writes to an input.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::finding::Report;
use jixiao::mark::{COPY_INFIX, is_copy_of, is_marked, is_untouched, mark};
use jixiao::render::{move_changed_aside, save, unique};
use jixiao::{Error, Unusable};

use super::args::CheckArgs;
use super::input::{self, STDIN, origin};
use super::output::folder_and_name;
use super::report::{self, CheckOutput};

/// File names whose endings are those of workbooks that can be annotated.
const ENDINGS: [&str; 2] = ["a.xlsx", "a.xlsm"];

/// The path of the copy of each file; `None` for all if no copies are requested.
///
/// # Errors
/// A message if a copy would overwrite an input, or has no name.
pub(super) fn places(args: &CheckArgs, files: &[PathBuf]) -> Result<Vec<Option<PathBuf>>, String> {
    if !args.mark {
        return Ok(vec![None; files.len()]);
    }
    let places = files.iter().map(|file| wanted(args, file));
    let places = places.collect::<Result<Vec<PathBuf>, String>>()?;
    let inputs: Vec<PathBuf> = files
        .iter()
        .filter_map(|file| fs::canonicalize(file).ok())
        .collect();
    let covered = places
        .iter()
        .find(|place| fs::canonicalize(place).is_ok_and(|place| inputs.contains(&place)));
    match covered {
        Some(place) => Err(format!(
            "标记好的工作簿要写到 {},那是要检查的文件;用 -o 换一个地方,或者不检查它",
            place.display()
        )),
        None => Ok(places.into_iter().map(Some).collect()),
    }
}

/// The path of a copy.
fn wanted(args: &CheckArgs, file: &Path) -> Result<PathBuf, String> {
    let is_stdin = file.as_os_str() == STDIN;
    let name = name(file);
    match &args.output {
        None if is_stdin => Err("标准输入没有文件名,用 -o 写出标记好的工作簿的文件名".to_owned()),
        None => Ok(file.with_file_name(name)),
        Some(place) if args.files.len() > 1 || is_folder(place) => Ok(place.join(name)),
        Some(place) if !is_stdin && !has_ending(file, place) => Err(format!(
            "标记好的工作簿与原文件是同一种,-o 的文件名也要以 {} 结尾",
            Path::new(&name).extension().unwrap_or_default().display()
        )),
        Some(place) => Ok(place.clone()),
    }
}

/// `目标表.xlsx` → `目标表.检查.xlsx`.
fn name(file: &Path) -> OsString {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{COPY_INFIX}."));
    name.push(file.extension().unwrap_or("xlsx".as_ref()));
    name
}

/// Whether a path is a folder, or does not name a workbook.
fn is_folder(place: &Path) -> bool {
    let is_workbook = ENDINGS
        .iter()
        .any(|ending| has_ending(Path::new(ending), place));
    place.is_dir() || !is_workbook
}

/// Whether two files have the same ending, ignoring case.
fn has_ending(file: &Path, other: &Path) -> bool {
    let [one, other] = [file, other].map(|path| path.extension().unwrap_or_default());
    one.eq_ignore_ascii_case(other)
}

/// Writes the annotated copy of a workbook with these findings.
pub(super) fn make(
    file: &Path,
    copy: &Path,
    (bytes, report): (&[u8], &Report),
    output: &mut CheckOutput,
) {
    let name = file.to_string_lossy();
    let origin = origin(file);
    let made = mark(bytes, report, &origin).map_err(|source| Error::Mark {
        name: name.clone().into_owned(),
        source,
    });
    let (folder, wanted) = folder_and_name(copy);
    let written = made.and_then(|made| {
        let own = make_room(&folder, &wanted, &origin)?;
        save(&folder, &own, &made)?;
        Ok(copy.with_file_name(own))
    });
    match written {
        Ok(copy) => output.report_copy(&name, &copy.to_string_lossy()),
        Err(error) => output.failure(&name, &error),
    }
}

/// The name of a copy in its folder. An untouched copy of the same workbook is overwritten. A copy
/// of another workbook stays, and the new one gets a number. An edited copy is renamed. Any other
/// file is refused.
fn make_room(folder: &Path, wanted: &str, origin: &str) -> Result<String, Error> {
    let mut others: Vec<String> = Vec::new();
    loop {
        let taken: Vec<&str> = others.iter().map(String::as_str).collect();
        let name = unique(wanted, &taken);
        let path = folder.join(&name);
        if !path.is_file() {
            return Ok(name);
        }
        let bytes = input::read(&path)?;
        if is_copy_of(&bytes, origin) {
            return Ok(name);
        }
        if is_untouched(&bytes) {
            others.push(name);
            continue;
        }
        if !is_marked(&name, &bytes) {
            return Err(Error::unusable(path, Unusable::NotAnnotatedCopy));
        }
        let moved_to = move_changed_aside(folder, &name)?;
        report::message(&format!(
            "{} 做出以后被改动过:改动过的另存为 {moved_to},{name} 重新做出",
            path.display()
        ));
        return Ok(name);
    }
}
