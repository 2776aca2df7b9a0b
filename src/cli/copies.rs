//! Paths of the copies that `check` writes. A copy never overwrites an input.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::text::{self, visible};

use super::args::CheckArgs;
use super::input::STDIN;
use super::language::said;
use super::output::elsewhere;
use super::places::{folder_named_by, is_named_as_file, no_folder_words};
use super::report;

/// A kind of copies.
pub(super) struct CopyKind {
    /// Inserted between the name of a file and its extension.
    pub(super) infix: &'static str,
    /// What a copy is, for messages.
    pub(super) what: &'static str,
    /// File names whose endings are those of files that have such copies.
    pub(super) endings: &'static [&'static str],
}

/// The path of the copy of each file; `None` for a file of a folder that has no such copy, which is
/// printed.
///
/// # Errors
/// A message if a copy would overwrite an input, or has no name.
pub(super) fn places(
    args: &CheckArgs,
    files: &[PathBuf],
    kind: &CopyKind,
) -> Result<Vec<Option<PathBuf>>, String> {
    let without = print_without(args, files, kind);
    let places = files.iter().map(|file| {
        if without.contains(file) {
            Ok(None)
        } else {
            wanted(args, file, (kind, files.len())).map(Some)
        }
    });
    let places = places.collect::<Result<Vec<Option<PathBuf>>, String>>()?;
    let inputs: Vec<PathBuf> = files
        .iter()
        .filter_map(|file| fs::canonicalize(file).ok())
        .collect();
    let covered = places
        .iter()
        .flatten()
        .find(|place| fs::canonicalize(place).is_ok_and(|place| inputs.contains(&place)));
    match covered {
        Some(place) => {
            let words = said!(
                "{}要写到 {},那是要检查的文件;用 -o 换一个地方,或者不检查它",
                "{} would be written to {}, which is a file to check; name another place by -o",
                kind.what,
                place.display()
            );
            let other = place.with_file_name(name(place, kind));
            Err(match &args.output {
                Some(output) => elsewhere(&words, output, &other),
                None => words,
            })
        }
        None => Ok(places),
    }
}

/// The files of folders that have no such copy; prints them. A file that was given by its name has one,
/// or it is an error.
fn print_without<'f>(
    args: &CheckArgs,
    files: &'f [PathBuf],
    kind: &CopyKind,
) -> BTreeSet<&'f PathBuf> {
    if !args.files.iter().any(|file| file.is_dir()) {
        return BTreeSet::new();
    }
    let given: BTreeSet<&PathBuf> = args.files.iter().collect();
    let is_found = |file: &&PathBuf| !given.contains(file) && has_no_copy(file, kind);
    let without: BTreeSet<&PathBuf> = files.iter().filter(is_found).collect();
    if !without.is_empty() {
        let names = without.iter().map(|file| visible(&file.to_string_lossy()));
        let names = names.collect::<Vec<_>>().join("、");
        let (count, what) = (without.len(), kind.what);
        report::remark(&said!(
            "只检查、没有{what}的文件 {count} 个:{names}",
            "{count} files are checked only, without a copy: {names}"
        ));
    }
    without
}

/// The path of a copy.
fn wanted(
    args: &CheckArgs,
    file: &Path,
    (kind, count): (&CopyKind, usize),
) -> Result<PathBuf, String> {
    let is_stdin = file.as_os_str() == STDIN;
    let what = kind.what;
    let name = name(file, kind);
    match &args.output {
        None if is_stdin => {
            let words = said!(
                "标准输入没有文件名,用 -o 写出{what}的文件名",
                "standard input has no name: name the copy by -o"
            );
            let copy = format!("{}.xlsx", kind.infix);
            Err(elsewhere(&words, Path::new(&copy), Path::new(&copy)))
        }
        None => Ok(file.with_file_name(name)),
        Some(place) if count.max(args.files.len()) > 1 && is_named_as_file(place) => {
            let shown = text::quote(&place.to_string_lossy());
            let words = no_folder_words(&shown);
            let folder = folder_named_by(place);
            Err(elsewhere(&words, place, &folder))
        }
        Some(place) if count.max(args.files.len()) > 1 || !is_named_as_file(place) => {
            Ok(place.join(name))
        }
        Some(place) if !has_ending(Path::new(&name), place) => {
            let ending = Path::new(&name).extension().unwrap_or_default();
            let shown = ending.display();
            let words = said!(
                "{what}与原文件是同一种,-o 的文件名也要以 {shown} 结尾",
                "a copy is of the same kind as its original: the name for -o ends with {shown} too"
            );
            Err(elsewhere(&words, place, &place.with_extension(ending)))
        }
        Some(place) => Ok(place.clone()),
    }
}

/// `目标表.xlsx` → `目标表.检查.xlsx`.
fn name(file: &Path, kind: &CopyKind) -> OsString {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{}.", kind.infix));
    name.push(file.extension().unwrap_or("xlsx".as_ref()));
    name
}

/// Whether a file has no such copies.
fn has_no_copy(file: &Path, kind: &CopyKind) -> bool {
    let mut endings = kind.endings.iter();
    !endings.any(|ending| has_ending(Path::new(ending), file))
}

/// Whether two files have the same ending, ignoring case.
fn has_ending(file: &Path, other: &Path) -> bool {
    let [one, other] = [file, other].map(|path| path.extension().unwrap_or_default());
    one.eq_ignore_ascii_case(other)
}
