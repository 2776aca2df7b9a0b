//! `check --mark`: annotated copies of the workbooks that are checked. Never writes to an input.

use std::path::{Path, PathBuf};

use jixiao::finding::Report;
use jixiao::mark::{COPY_INFIX, is_copy_of, is_marked, is_untouched, mark};
use jixiao::render::{move_changed_aside, save, unique};
use jixiao::{Error, Unusable};

use super::args::CheckArgs;
use super::copies::{self, CopyKind};
use super::input::{self, origin};
use super::output::folder_and_name;
use super::report::{self, CheckOutput};

/// Annotated copies.
const KIND: CopyKind = CopyKind {
    infix: COPY_INFIX,
    what: "标记好的工作簿",
    endings: &["a.xlsx", "a.xlsm"],
};

/// The path of the copy of each file; `None` for all if no copies are requested.
///
/// # Errors
/// A message if a copy would overwrite an input, or has no name.
pub(super) fn places(args: &CheckArgs, files: &[PathBuf]) -> Result<Vec<Option<PathBuf>>, String> {
    if !args.mark {
        return Ok(vec![None; files.len()]);
    }
    copies::places(args, files, &KIND)
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
