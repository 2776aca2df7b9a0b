//! `check --fix`: copies of the files that are checked, in which what has one sure answer is mended.
//! Never writes to an input.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::finding::Levels;
use jixiao::fix::{Fixed, Settings, fix};
use jixiao::mark::{FIXED_INFIX, is_mended, is_mended_copy_of};
use jixiao::render::{InputFile, Renderer, move_changed_aside, save, unique};

use super::args::CheckArgs;
use super::copies::{self, CopyKind};
use super::input::{self, origin};
use super::output::folder_and_name;
use super::report::{self, CheckOutput};

/// Mended copies.
const KIND: CopyKind = CopyKind {
    infix: FIXED_INFIX,
    what: "改正好的一份",
    endings: &["a.xlsx", "a.xlsm", "a.json"],
};

/// Mended copies of a run.
pub(super) struct MendedCopies<'a> {
    renderer: &'a Renderer,
    edition: Option<&'a str>,
    /// The copies written so far.
    written: Vec<PathBuf>,
}

/// The path of the copy of each file; `None` for all if no copies are requested.
///
/// # Errors
/// A message if a copy would overwrite an input, or has no name.
pub(super) fn places(args: &CheckArgs, files: &[PathBuf]) -> Result<Vec<Option<PathBuf>>, String> {
    if !args.fix {
        return Ok(vec![None; files.len()]);
    }
    copies::places(args, files, &KIND)
}

impl<'a> MendedCopies<'a> {
    pub(super) fn new(renderer: &'a Renderer, edition: Option<&'a str>) -> MendedCopies<'a> {
        MendedCopies {
            renderer,
            edition,
            written: Vec::new(),
        }
    }

    /// Writes the mended copy of a file, if anything in it can be mended.
    pub(super) fn make(
        &mut self,
        file: &Path,
        copy: &Path,
        (bytes, levels): (&[u8], &Levels),
        output: &mut CheckOutput,
    ) {
        let name = file.to_string_lossy();
        let settings = Settings {
            edition: self.edition,
            levels,
            origin: &origin(file),
        };
        let fixed = fix(self.renderer, &InputFile::new(&name, bytes), &settings);
        let fixed = fixed.map_err(|source| Error::Fix {
            name: name.clone().into_owned(),
            source,
        });
        let written = fixed.and_then(|fixed| {
            let copy = self.write(copy, settings.origin, &fixed)?;
            Ok((fixed, copy))
        });
        match written {
            Ok((fixed, copy)) => {
                let copy = copy.map(|copy| copy.to_string_lossy().into_owned());
                output.report_fixed(&name, copy.as_deref(), &fixed);
            }
            Err(error) => output.failure(&name, &error),
        }
    }

    fn write(
        &mut self,
        copy: &Path,
        origin: &str,
        fixed: &Fixed,
    ) -> Result<Option<PathBuf>, Error> {
        if fixed.changes.is_empty() {
            return Ok(None);
        }
        let (folder, wanted) = folder_and_name(copy);
        let own = self.make_room(&folder, &wanted, (origin, &fixed.bytes))?;
        save(&folder, &own, &fixed.bytes)?;
        let copy = copy.with_file_name(own);
        self.written.push(copy.clone());
        Ok(Some(copy))
    }

    /// The name of a copy in its folder. The same copy, and an untouched one of the same workbook,
    /// is overwritten. A copy of another file stays, and the new one gets a number. Any other file
    /// is renamed: it may be a copy that was edited.
    fn make_room(
        &self,
        folder: &Path,
        wanted: &str,
        (origin, new): (&str, &[u8]),
    ) -> Result<String, Error> {
        let mut others: Vec<String> = Vec::new();
        loop {
            let taken: Vec<&str> = others.iter().map(String::as_str).collect();
            let name = unique(wanted, &taken);
            let path = folder.join(&name);
            let is_of_this_run = self
                .written
                .iter()
                .any(|copy| folder_and_name(copy) == (folder.to_owned(), name.clone()));
            if !path.is_file() {
                return Ok(name);
            }
            let bytes = input::read(&path)?;
            if !is_of_this_run && (bytes == new || is_mended_copy_of(&bytes, origin)) {
                return Ok(name);
            }
            if is_of_this_run || is_mended(&bytes) {
                others.push(name);
                continue;
            }
            let moved_to = move_changed_aside(folder, &name)?;
            report::message(&format!(
                "已有的 {} 与这一次做的不同:原来的另存为 {moved_to},{name} 重新做出",
                path.display()
            ));
            return Ok(name);
        }
    }
}
