//! A roster of the departments that are there: those of inputs, or of the results of a run, after
//! those of an existing roster.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::living::inputs::{Input, find_inputs};
use super::living::manifest::Manifest;
use super::pool::parallel_map;
use super::record::records::{DepartmentRecord, InputRecord, Role};
use crate::disk as fs;
use crate::error::Error;
use crate::finding::{Code, Finding, Report};
use crate::render::{
    Renderer, RosterFormat, RosterRow, RosterRows, read_input, read_roster, write_roster,
};
use crate::source::Place;
use crate::text::{self, code_key, name_key};

/// Remark on a department that the existing roster does not have.
const NEW: &str = "新增";

/// A roster that was made.
#[derive(Debug, Clone, Default)]
pub struct NewRoster {
    /// Its bytes; `None` if the existing roster has errors, or there is no department.
    pub bytes: Option<Vec<u8>>,
    /// Findings on the existing roster, and on departments that it contradicts.
    pub report: Report,
    /// Number of departments of the existing roster.
    pub kept: usize,
    /// Names of the departments that were added.
    pub added: Vec<String>,
    /// Files that no department was read from.
    pub unread: Vec<String>,
    /// Files that could not be read, each with the reason.
    pub failures: Vec<(String, String)>,
}

/// A department that is there.
struct Present {
    file: String,
    code: String,
    name: String,
}

impl NewRoster {
    /// Makes a roster of the departments of files and folders; a folder may have the results of a
    /// run. Rows of the `existing` roster, with its path and bytes, are kept; other departments are
    /// added below them. `out` is the path of the new roster.
    ///
    /// # Errors
    /// As of [`find_inputs`]; a writer that failed.
    pub fn make(
        renderer: &Renderer,
        given: &[PathBuf],
        existing: Option<(&Path, &[u8])>,
        (format, out): (RosterFormat, &Path),
    ) -> Result<NewRoster, Error> {
        let mut new = NewRoster::default();
        let mut rows = RosterRows::default();
        if let Some((path, bytes)) = existing {
            let read = read_roster(&path.to_string_lossy(), bytes);
            new.report = read.report;
            match read.value {
                Some(read) => rows = read,
                None => return Ok(new),
            }
            // Further columns are kept; other rows and sheets are not.
            let kept: Vec<String> = rows.further.iter().map(|head| text::quote(head)).collect();
            let is_column = |one: &Finding| {
                one.code == Code::RosterUnused
                    && one.place.cell.is_some()
                    && kept.contains(&one.seen)
            };
            new.report.retain(|one| !is_column(one));
        }
        new.kept = rows.rows.len();
        let rosters: Vec<&Path> = existing
            .map(|(path, _)| path)
            .into_iter()
            .chain([out])
            .collect();
        let present = present(renderer, given, &rosters, &mut new)?;
        add(&mut rows, present, &mut new);
        if !rows.rows.is_empty() {
            new.bytes = Some(write_roster(&rows, format, &out.to_string_lossy())?);
        }
        Ok(new)
    }
}

/// The departments of files and folders. Notes the files that none was read from.
fn present(
    renderer: &Renderer,
    given: &[PathBuf],
    rosters: &[&Path],
    new: &mut NewRoster,
) -> Result<Vec<Present>, Error> {
    let (mut all, mut others) = (Vec::new(), Vec::new());
    for path in given {
        match Manifest::read(path) {
            Ok(manifest) => all.extend(of_results(path, &manifest, &mut new.unread)),
            Err(_) => others.push(path.clone()),
        }
    }
    let same = |path: &Path| fs::canonicalize(path).ok();
    let rosters: Vec<PathBuf> = rosters.iter().filter_map(|path| same(path)).collect();
    let mut inputs = find_inputs(&others, Path::new(""))?.inputs;
    inputs.retain(|input| same(&input.path).is_none_or(|path| !rosters.contains(&path)));
    let read = parallel_map(&inputs, |input| of_input(renderer, input));
    for (input, read) in inputs.into_iter().zip(read) {
        match read {
            Ok(read) if read.is_empty() => new.unread.push(input.name),
            Ok(read) => all.extend(read),
            Err(reason) => new.failures.push((input.name, reason)),
        }
    }
    Ok(all)
}

/// The departments of the results of a run.
fn of_results(out: &Path, manifest: &Manifest, unread: &mut Vec<String>) -> Vec<Present> {
    let mut present = Vec::new();
    for input in &manifest.inputs {
        let records = (0..input.departments)
            .filter_map(|index| DepartmentRecord::read(out, &input.name, index));
        let before = present.len();
        present.extend(
            records
                .filter(|one| !one.name.is_empty())
                .map(|one| Present {
                    file: one.input,
                    code: one.code,
                    name: one.name,
                }),
        );
        // Others were joined with one, or skipped.
        let is_own = || {
            let record = InputRecord::read(out, &input.name);
            record.is_none_or(|record| record.role == Role::Own)
        };
        if before == present.len() && is_own() {
            unread.push(input.name.clone());
        }
    }
    present
}

/// The departments of an input.
fn of_input(renderer: &Renderer, input: &Input) -> Result<Vec<Present>, String> {
    let bytes = match &input.unreadable {
        Some(reason) => return Err(reason.clone()),
        None => read_input(&input.path).map_err(|error| error.cause_in_words())?,
    };
    let sources = renderer.open(&input.name, &bytes).value;
    let present = sources.iter().filter_map(|source| {
        let submission = renderer.identify(source)?;
        let edition = renderer.edition_of(&submission);
        let code = edition.code.map(|field| submission.fields.get(field));
        let name = submission.department(edition).trim().to_owned();
        (!name_key(&name).is_empty()).then(|| Present {
            file: input.name.clone(),
            code: code.map_or_else(String::new, |code| code.display().trim().to_owned()),
            name,
        })
    });
    Ok(present.collect())
}

/// Adds departments that the roster does not have, by code.
fn add(rows: &mut RosterRows, mut present: Vec<Present>, new: &mut NewRoster) {
    let names = |row: &RosterRow| {
        let names = std::iter::once(&row.name).chain(&row.aliases);
        names.map(|name| name_key(name)).collect::<Vec<_>>()
    };
    let mut known: BTreeSet<String> = rows.rows.iter().flat_map(names).collect();
    let codes = rows.rows.iter().map(|row| code_key(&row.code));
    let mut codes: BTreeSet<String> = codes.filter(|code| !code.is_empty()).collect();
    present.sort_by_key(|one| (one.code.is_empty(), one.code.clone()));
    for one in present {
        if !known.insert(name_key(&one.name)) {
            continue;
        }
        let code = code_key(&one.code);
        let is_free = code.is_empty() || codes.insert(code);
        if !is_free {
            let both = format!("{} {}", one.code, one.name);
            let finding = Finding::new(Code::RosterDiffers, Place::file(&one.file))
                .seen(text::quote(&both))
                .expected(format!("名册里编码 {} 已是另一个名称的", one.code))
                .correction(
                    "写进名册时没有写编码:改了名的,删去这一行,把旧的名称写进别名;编码写错了的,补上对的",
                );
            new.report.push(finding);
        }
        new.added.push(one.name.clone());
        rows.rows.push(RosterRow {
            code: if is_free { one.code } else { String::new() },
            name: one.name,
            remark: if new.kept > 0 {
                NEW.to_owned()
            } else {
                String::new()
            },
            further: vec![String::new(); rows.further.len()],
            ..RosterRow::default()
        });
    }
}
