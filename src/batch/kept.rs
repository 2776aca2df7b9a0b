//! What is kept of each input and of each department: what the summary, the reports and a later run need, in a small file each.
//!
//! The files lie in a hidden folder of the results. One is written when everything it speaks of is: a department whose file is there is done. The disk
//! is not waited for, as it is for results: a file that a power cut damaged is not taken for whole, and what it speaks of is made again.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{KEPT_FOLDER, path_of, refuse_links};
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::{self, Finding, Level, Report};
use crate::render::{save, save_lightly};
use crate::text::{self, name_key};

/// A finding, in the words of reports for programs: this one's and that of `check`. What is not known is `null`; texts may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFinding {
    /// Its code.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub level: WrittenLevel,
    /// The input.
    pub file: String,
    /// Line in a text file, from 1.
    pub line: Option<usize>,
    /// Column in a text file, from 1.
    pub column: Option<usize>,
    /// Sheet and cell in a workbook.
    pub cell: Option<String>,
    /// JSON Pointer.
    pub pointer: String,
    /// The field in the form's words.
    pub label: String,
    /// What stands there.
    pub seen: String,
    /// What should.
    pub expected: String,
    /// How to mend it.
    pub mend: String,
    /// The values that the mend proposes, to be put together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Which sheet of the workbook it is, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<usize>,
}

/// A proposed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// JSON Pointer of the place.
    pub pointer: String,
    /// The value.
    #[serde(flatten)]
    pub value: NewValue,
}

/// What is proposed; a number by its digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewValue {
    /// A text.
    Text(String),
    /// A number.
    Number(String),
}

impl Change {
    fn of(change: &finding::Change) -> Change {
        Change {
            pointer: change.pointer.clone(),
            value: match &change.value {
                finding::NewValue::Text(text) => NewValue::Text(text.clone()),
                finding::NewValue::Number(digits) => NewValue::Number(digits.clone()),
            },
        }
    }
}

/// A finding's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WrittenLevel {
    /// 提示
    Note,
    /// 警告
    Warning,
    /// 错误
    Error,
}

impl WrittenLevel {
    pub(super) const fn of(level: Level) -> WrittenLevel {
        match level {
            Level::Note => WrittenLevel::Note,
            Level::Warning => WrittenLevel::Warning,
            Level::Error => WrittenLevel::Error,
        }
    }

    /// The word for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            WrittenLevel::Note => Level::Note.as_str(),
            WrittenLevel::Warning => Level::Warning.as_str(),
            WrittenLevel::Error => Level::Error.as_str(),
        }
    }
}

impl WrittenFinding {
    /// A finding of the checks.
    pub fn of(finding: &Finding) -> WrittenFinding {
        let place = &finding.place;
        WrittenFinding {
            code: finding.code.as_str().to_owned(),
            level: WrittenLevel::of(finding.level),
            file: place.file.clone(),
            line: place.position.map(|position| position.line),
            column: place.position.map(|position| position.column),
            cell: place.cell.as_ref().map(ToString::to_string),
            pointer: place.pointer.clone(),
            label: place.label.clone(),
            seen: finding.seen.clone(),
            expected: finding.expected.clone(),
            mend: finding.mend.clone(),
            changes: finding.changes.iter().map(Change::of).collect(),
            sheet: place.cell.as_ref().map(|cell| cell.number + 1),
        }
    }

    /// What findings are sorted by, as those of a [`Report`] are: file, then sheet, row, column of a workbook, or line and column.
    fn order(&self) -> impl Ord + '_ {
        let cell = self.cell.as_ref().map(|cell| {
            let name = cell.rsplit('!').next().unwrap_or_default();
            let digits = name.find(|character: char| character.is_ascii_digit());
            let (column, row) = name.split_at(digits.unwrap_or(name.len()));
            (row.parse::<u32>().ok(), column.len(), column)
        });
        (&self.file, self.sheet, cell, (self.line, self.column))
    }

    /// A finding at a level of its own.
    pub(super) fn at(level: WrittenLevel, finding: &Finding) -> WrittenFinding {
        WrittenFinding {
            level,
            ..WrittenFinding::of(finding)
        }
    }

    /// Where in its file it is: `12:5`, or sheet and cell.
    pub fn position(&self) -> String {
        match (&self.cell, self.line, self.column) {
            (Some(cell), ..) => cell.clone(),
            (None, Some(line), Some(column)) => format!("{line}:{column}"),
            _ => String::new(),
        }
    }
}

/// Findings, and how many there are of each level, those too that a report does not keep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// The findings.
    pub list: Vec<WrittenFinding>,
}

impl Findings {
    pub(super) fn of(report: &Report) -> Findings {
        Findings {
            errors: report.count(Level::Error),
            warnings: report.count(Level::Warning),
            notes: report.count(Level::Note),
            list: report.findings().iter().map(WrittenFinding::of).collect(),
        }
    }

    /// Those of others among these, by their places.
    pub(super) fn append(&mut self, others: Findings) {
        self.errors += others.errors;
        self.warnings += others.warnings;
        self.notes += others.notes;
        self.list.extend(others.list);
        self.list
            .sort_by(|one, next| one.order().cmp(&next.order()));
    }

    /// One more.
    pub(super) fn push(&mut self, finding: WrittenFinding) {
        match finding.level {
            WrittenLevel::Error => self.errors += 1,
            WrittenLevel::Warning => self.warnings += 1,
            WrittenLevel::Note => self.notes += 1,
        }
        self.list.push(finding);
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.errors + self.warnings + self.notes == 0
    }
}

/// A file that was made: its path below the folder with the results, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ReadFile")]
pub struct MadeFile {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: Digest,
    /// How it was found in this run, after it was written or compared with its SHA-256.
    #[serde(skip)]
    stamp: Option<Stamp>,
}

/// What tells, without reading it, whether a file was written since it was looked at: its size and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    written: SystemTime,
}

impl Stamp {
    /// That of a file; none of a link, or where the system knows no time.
    fn of(path: &Path) -> Option<Stamp> {
        let about = fs::symlink_metadata(path).ok()?;
        about.is_file().then_some(())?;
        Some(Stamp {
            size: about.len(),
            written: about.modified().ok()?,
        })
    }
}

impl MadeFile {
    /// A file that was made.
    pub(super) fn new(path: String, size: u64, sha256: Digest) -> MadeFile {
        MadeFile {
            path,
            size,
            sha256,
            stamp: None,
        }
    }

    /// Its name in its folder.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Notes how the file is now.
    pub(super) fn look(&mut self, out: &Path) {
        self.stamp = Stamp::of(&path_of(out, &self.path)).filter(|stamp| stamp.size == self.size);
    }

    /// Whether the file is as it was when it was looked at in this run; where it was not, whether it is as it was made.
    pub(super) fn is_untouched(&self, out: &Path) -> bool {
        match self.stamp {
            Some(stamp) => Stamp::of(&path_of(out, &self.path)) == Some(stamp),
            None => self.is_whole(out),
        }
    }

    /// Whether the file is there as it was made.
    pub fn is_whole(&self, out: &Path) -> bool {
        let path = out.join(&self.path);
        // A link to the right bytes is no file that was made here.
        let about = fs::symlink_metadata(&path);
        about.is_ok_and(|about| about.is_file() && about.len() == self.size)
            && Digest::of_file(&path).is_ok_and(|(digest, _)| digest == self.sha256)
    }
}

/// What is kept of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptInput {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// Its SHA-256; empty where it could not be read.
    pub sha256: Digest,
    /// What else its results depend on: version, edition, fonts, options, levels.
    pub made_with: Digest,
    /// What was found when it was opened.
    pub findings: Findings,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// Number of departments in it.
    pub departments: usize,
    /// The level of a department in it that was there before; none where that is not to be told.
    pub same_department: Option<WrittenLevel>,
    /// The level of a department in it whose year is not that of the others; none where that is not to be told.
    pub year_apart: Option<WrittenLevel>,
    /// The level of a department in it whose code others have, or that has several; none where that is not to be told.
    pub code_apart: Option<WrittenLevel>,
    /// What became of it in this run.
    pub role: Role,
    /// Names of the inputs that were put together with it, into one department.
    pub with: Vec<String>,
    /// Whether it is a marked copy, and if so, whether it still is as it was made.
    pub marked: Option<Marked>,
    /// What is in it by itself, where that is one department.
    pub piece: Option<Piece>,
}

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its departments are told of under its name.
    Own,
    /// Its tables were put together with those of another input, which names it in [`KeptInput::with`].
    Joined,
    /// It was left aside: a marked copy whose original is an input too, or results of a run.
    Passed,
}

/// The state of a marked copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Marked {
    /// As it was made.
    Untouched,
    /// Saved again, or changed otherwise.
    Changed,
}

/// The department of an input, as far as it must be known to put inputs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Whether its tables are forms in a workbook.
    pub is_of_forms: bool,
    /// Id of the edition.
    pub edition: String,
    /// The department's code; may be empty.
    pub code: String,
    /// The department's name; may be empty.
    pub name: String,
    /// The year; may be empty.
    pub year: String,
    /// All that may name the department, in the edition's order; each may be empty.
    #[serde(default)]
    pub names: Vec<String>,
    /// Each table: the index of its form in the edition, whether there may be several of it, and its title.
    pub tables: Vec<(usize, bool, String)>,
}

impl Piece {
    /// Whether a table that each department has once is among its own: its name is known to be the department's.
    pub(super) fn has_own(&self) -> bool {
        self.tables.iter().any(|(_, may_repeat, _)| !may_repeat)
    }

    /// Whether tables of one department lie in several pieces, none of them twice: each form that may be there once is there once at most, and of the
    /// others each has a title of its own.
    pub(super) fn are_complementary(pieces: &[&Piece]) -> bool {
        let mut seen = BTreeSet::new();
        let mut tables = pieces.iter().flat_map(|piece| &piece.tables);
        let are_apart = tables.all(|(form, may_repeat, title)| {
            let title = if *may_repeat {
                name_key(title)
            } else {
                String::new()
            };
            !(*may_repeat && title.is_empty()) && seen.insert((*form, title))
        });
        let is_one = |part: fn(&Piece) -> &str| {
            let values = pieces.iter().map(|piece| name_key(part(piece)));
            let values: BTreeSet<String> = values.filter(|value| !value.is_empty()).collect();
            values.len() <= 1
        };
        are_apart
            && pieces
                .iter()
                .all(|piece| !piece.name.is_empty() && !piece.tables.is_empty())
            && is_one(|piece| &piece.edition)
            && is_one(|piece| &piece.code)
            && is_one(|piece| &piece.year)
    }
}

/// What became of a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its tables were made.
    Made,
    /// Nothing was made: errors to be mended first.
    Returned,
    /// Nothing was made: the program failed at it.
    Failed,
}

/// What is kept of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDepartment {
    /// Name of its input.
    pub input: String,
    /// Which of the input's departments it is, counted from 0.
    pub index: usize,
    /// SHA-256 of the input.
    pub sha256: Digest,
    /// As in [`KeptInput`].
    pub made_with: Digest,
    /// Its code; may be empty.
    pub code: String,
    /// Its name; empty where the submission could not be read.
    pub name: String,
    /// Id of the edition; empty where the submission could not be read.
    pub edition: String,
    /// The year of its tables in words; empty where its submission has none.
    pub year: String,
    /// Name of its folder; empty where it has none.
    pub folder: String,
    /// What became of it.
    pub state: State,
    /// Why the program failed at it.
    pub failure: Option<String>,
    /// What was found.
    pub findings: Findings,
    /// Its figures, one for each column of the edition's summary.
    pub figures: Vec<Option<Decimal>>,
    /// Number of its tables.
    pub tables: usize,
    /// Its files.
    pub files: Vec<MadeFile>,
    /// Its part of the volume, where one was asked for.
    pub part: Option<KeptPart>,
}

/// A department's part of the volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPart {
    /// The file with its pages.
    pub file: MadeFile,
    /// Name and number of pages of each table.
    pub tables: Vec<(String, usize)>,
}

impl KeptDepartment {
    /// What it is called: its name, or its input's where that could not be read.
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            &self.input
        } else {
            &self.name
        }
    }

    /// Notes how all its files are now.
    pub(super) fn look_at_files(&mut self, out: &Path) {
        let parts = self.part.iter_mut().map(|part| &mut part.file);
        for file in self.files.iter_mut().chain(parts) {
            file.look(out);
        }
    }

    /// The files that were made of it for people.
    pub(super) fn into_files(self) -> Vec<MadeFile> {
        self.files
    }

    /// All files that were made of it.
    pub(super) fn all_files(&self) -> impl Iterator<Item = &MadeFile> {
        self.files
            .iter()
            .chain(self.part.iter().map(|part| &part.file))
    }
}

/// Name of the file about an input.
pub(super) fn input_file(name: &str) -> String {
    format!("{}.json", Digest::of(name.as_bytes()).short())
}

/// Name of the file about a department, without its ending.
pub(super) fn department_file(input: &str, index: usize) -> String {
    format!("{}-{index:05}", Digest::of(input.as_bytes()).short())
}

/// The folder the files lie in.
pub(super) fn folder(out: &Path) -> PathBuf {
    out.join(KEPT_FOLDER)
}

/// Reads a file, if it is there and whole. What is damaged is made again, as if it were not there.
pub(super) fn read<T: DeserializeOwned>(out: &Path, name: &str) -> Option<T> {
    let bytes = fs::read(folder(out).join(name)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The department that a file is about, of an input.
pub(super) fn read_department(out: &Path, input: &str, index: usize) -> Option<KeptDepartment> {
    read::<KeptDepartment>(out, &format!("{}.json", department_file(input, index)))
        .filter(|kept| kept.input == input && kept.index == index)
}

/// All departments that something is kept of.
pub(super) fn departments(out: &Path) -> Vec<KeptDepartment> {
    let entries = fs::read_dir(folder(out)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter_map(|name| read(out, &name)).collect()
}

impl KeptInput {
    /// What is kept of the input of a name.
    pub(super) fn read(out: &Path, name: &str) -> Option<KeptInput> {
        read::<KeptInput>(out, &input_file(name)).filter(|kept| kept.name == name)
    }

    /// Keeps it, if it is not kept so already.
    pub(super) fn keep(&self, out: &Path) -> Result<MadeFile, Error> {
        keep(out, &input_file(&self.name), self)
    }
}

impl KeptDepartment {
    /// Keeps it, if it is not kept so already.
    pub(super) fn keep(&self, out: &Path) -> Result<MadeFile, Error> {
        keep(
            out,
            &format!("{}.json", department_file(&self.input, self.index)),
            self,
        )
    }
}

/// Ending of what is set aside.
pub(super) const ASIDE: &str = "old";

/// Before something else is kept of a department: where files were made for it that it no longer has, what was kept is set aside, so that they are
/// removed when the run is done, even if it is broken off now.
pub(super) fn set_aside(out: &Path, department: &KeptDepartment) -> Result<(), Error> {
    let Some(old) = read_department(out, &department.input, department.index) else {
        return Ok(());
    };
    let paths: Vec<&str> = department
        .all_files()
        .map(|file| file.path.as_str())
        .collect();
    if old
        .all_files()
        .all(|file| paths.contains(&file.path.as_str()))
    {
        return Ok(());
    }
    let bytes = serde_json::to_vec(&old).expect("serializing strings and numbers cannot fail");
    let digest = Digest::of(&bytes);
    let name = department_file(&old.input, old.index);
    save(
        &folder(out),
        &format!("{name}-{}.{ASIDE}", digest.short()),
        &bytes,
    )?;
    Ok(())
}

fn keep(out: &Path, name: &str, kept: &impl Serialize) -> Result<MadeFile, Error> {
    let bytes = serde_json::to_vec(kept).expect("serializing strings and numbers cannot fail");
    let folder = folder(out);
    refuse_links(out, &folder)?;
    if fs::read(folder.join(name)).ok().as_ref() != Some(&bytes) {
        save_lightly(&folder, name, &bytes)?;
    }
    let mut made = made(format!("{KEPT_FOLDER}/{name}"), &bytes);
    made.look(out);
    Ok(made)
}

/// A file as a record tells of it: the record may come from another machine.
#[derive(Deserialize)]
struct ReadFile {
    path: String,
    size: u64,
    sha256: Digest,
}

impl TryFrom<ReadFile> for MadeFile {
    type Error = String;

    fn try_from(read: ReadFile) -> Result<MadeFile, String> {
        if !is_below(&read.path) {
            return Err(format!(
                "{} 不是成果文件夹里的路径",
                text::quote(&read.path)
            ));
        }
        Ok(MadeFile::new(read.path, read.size, read.sha256))
    }
}

/// Whether a path stays below the folder it starts from, on every system.
fn is_below(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', ':']) && path.split('/').all(is_name)
}

/// A file of these bytes.
pub(super) fn made(path: String, bytes: &[u8]) -> MadeFile {
    MadeFile::new(path, bytes.len() as u64, Digest::of(bytes))
}

/// Removes a file that may not be there.
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
