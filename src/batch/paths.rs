//! Names of the files and folders of a batch, and paths in the folder of results.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk as fs;
use crate::error::{Error, Unusable};

/// Folder with a folder for each department.
pub const DEPARTMENTS: &str = "部门";

/// Folder with what is sent back to each department that has to correct or to look at something.
pub const SEND_BACK: &str = "退回";

/// 汇总表: a row for each department.
pub const SUMMARY: &str = "汇总表.xlsx";

/// 合订本: the tables of all departments in one PDF.
pub const VOLUME: &str = "合订本.pdf";

/// 合订本: the tables of all departments in one OFD.
pub const OFD_VOLUME: &str = "合订本.ofd";

/// 书脊: the spine of the volume.
pub const SPINE: &str = "合订本书脊.pdf";

/// Folder with a volume for each section of the bureau, instead of [`VOLUME`]; and the name of that
/// without its ending.
pub const VOLUMES: &str = "合订本";

/// 检查报告: all findings, for people.
pub const REPORT: &str = "检查报告.xlsx";

/// 检查报告: all findings, for programs.
pub const REPORT_JSON: &str = "检查报告.json";

/// 总览: a page about all departments.
pub const OVERVIEW: &str = "index.html";

/// 清单: every file of the results.
pub const MANIFEST: &str = "manifest.json";

/// 本次重做: the files that differ from the last finished run. The manifest does not list it.
pub const REMADE: &str = "本次重做.txt";

/// Hidden folder with the records for later runs.
pub const RECORDS_FOLDER: &str = ".jixiao";

/// The file that a run locks, in the folder of records.
pub(super) const LOCK: &str = "lock";

/// The manifest of the previous run while a new run is under way, in the folder of records.
pub(super) const PREVIOUS_MANIFEST: &str = "manifest.old";

/// Digests of the overall files that a run is about to rename, in the folder of records.
pub(super) const PENDING: &str = "last.json";

/// The list of what a run makes anew while it ends, in the folder of records.
pub(super) const REMADE_NOTE: &str = "remade.json";

/// The folder of records.
pub(super) fn records_folder(out: &Path) -> PathBuf {
    out.join(RECORDS_FOLDER)
}

/// Joins the components of a relative path with `/`, as in the manifest.
pub(super) fn relative(parts: &[&str]) -> String {
    parts.join("/")
}

/// Converts a path of the manifest to a path of this system.
pub(super) fn path_of(out: &Path, relative: &str) -> PathBuf {
    relative
        .split('/')
        .fold(out.to_owned(), |path, part| path.join(part))
}

/// Whether a path stays below the folder it starts from, on every system.
pub(super) fn is_below(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', ':']) && path.split('/').all(is_name)
}

/// Whether a path is that of the volume of a section.
pub(super) fn is_of_section(path: &str) -> bool {
    let folder = path.split_once('/').map(|(folder, _)| folder);
    folder == Some(VOLUMES) && is_below(path)
}

/// Refuses a folder below `out` that is a link or is reached through one: files written there would
/// end up elsewhere. `out` itself may be a link: the user chose it.
///
/// # Errors
/// [`Error::Unusable`] with the outermost link.
pub(super) fn refuse_links(out: &Path, folder: &Path) -> Result<(), Error> {
    let inner = folder.ancestors().take_while(|inner| *inner != out);
    let is_link = |inner: &&Path| fs::symlink_metadata(inner).is_ok_and(|about| about.is_symlink());
    match inner.filter(is_link).last() {
        None => Ok(()),
        Some(link) => Err(Error::unusable(link, Unusable::Link)),
    }
}

/// Removes a file, and its folder if that is empty then.
///
/// # Errors
/// As of [`remove`].
pub(super) fn remove_with_folder(out: &Path, path: &str) -> Result<(), Error> {
    let path = path_of(out, path);
    remove(&path)?;
    if let Some(folder) = path.parent() {
        // Fails if the folder has other contents, which stay.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// Removes a file if it exists.
///
/// # Errors
/// [`Error::Write`].
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Error::Write {
            path: path.to_owned(),
            source,
        }),
    }
}
