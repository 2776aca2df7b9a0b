//! The record of each input and of each department: a small JSON file with the data that the
//! summary, the reports and a later run need.
//!
//! The files are in a hidden folder of the results. A department's record is written before its
//! files, and lists them with their digests; a department is done when its record and its files
//! exist. Unlike results, records are written without waiting for the disk: a record damaged by a
//! power cut cannot be read, and the results it describes are made again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::paths::{path_of, records_folder, refuse_links};
use super::file_time::FileTime;
use super::files::ResultFile;
use crate::digest::Digest;
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::finding::{Cause, Code, Finding, Level, Links, Report, followed, grouped};
use crate::render::{OnErrors, error_of_all, save, save_lightly, take_own_errors};
use crate::source::{Place, Source};
use crate::text::name_key;

const NEVER_FAILS: &str = "a record is always representable in JSON";

/// The findings of an input or a department: a list, and the number of findings of each level. The
/// counts include findings that the list omits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredFindings")]
pub struct Findings {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of notes.
    pub notes: usize,
    /// The findings.
    pub list: Vec<Finding>,
    /// For each of them the one that it directly follows or repeats; indices in the list, without
    /// circles. Those at the end that follow none may be left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    followed: Vec<Option<usize>>,
}

/// [`Findings`] as they are stored, before they are verified.
#[derive(Deserialize)]
struct StoredFindings {
    errors: usize,
    warnings: usize,
    notes: usize,
    list: Vec<Finding>,
    #[serde(default)]
    followed: Vec<Option<usize>>,
}

impl TryFrom<StoredFindings> for Findings {
    type Error = &'static str;

    fn try_from(stored: StoredFindings) -> Result<Findings, &'static str> {
        let StoredFindings {
            errors,
            warnings,
            notes,
            list,
            followed,
        } = stored;
        let is_listed = |number: &usize| *number < list.len();
        if followed.len() > list.len() || !followed.iter().flatten().all(is_listed) {
            return Err("a finding follows one that is not listed");
        }
        let next = |number: &usize| followed.get(*number).copied().flatten();
        let ends = |start| {
            std::iter::successors(Some(start), next)
                .nth(list.len())
                .is_none()
        };
        if !(0..followed.len()).all(ends) {
            return Err("findings follow each other in a circle");
        }
        Ok(Findings {
            errors,
            warnings,
            notes,
            list,
            followed,
        })
    }
}

impl Findings {
    /// The findings of a report, without the data that JSON does not contain: they take less memory
    /// and equal those read from a record.
    pub(in crate::batch) fn of(report: &Report) -> Findings {
        let recorded = |finding: &Finding| Finding {
            place: Place {
                excerpt: None,
                table: String::new(),
                ..finding.place.clone()
            },
            follows: None,
            links: Links::default(),
            is_reported_once: false,
            ..finding.clone()
        };
        Findings {
            errors: report.count(Level::Error),
            warnings: report.count(Level::Warning),
            notes: report.count(Level::Note),
            list: report.findings().iter().map(recorded).collect(),
            followed: shortened(followed(report.findings())),
        }
    }

    /// Adds words to what the first of these expects, if there is one.
    pub(in crate::batch) fn add_to_first(&mut self, words: &str) {
        if let Some(first) = self.list.first_mut() {
            if !first.expected.is_empty() {
                first.expected.push(';');
            }
            first.expected.push_str(words);
        }
    }

    /// Merges the findings of another list, in the order of their places.
    pub(in crate::batch) fn append(&mut self, others: Findings) {
        self.errors += others.errors;
        self.warnings += others.warnings;
        self.notes += others.notes;
        let shift = self.list.len();
        self.list.extend(others.list);
        if !others.followed.is_empty() {
            self.followed.resize(shift, None);
            let followed = others.followed.into_iter();
            self.followed
                .extend(followed.map(|one| one.map(|number| number + shift)));
        }
        let mut numbered: Vec<_> = std::mem::take(&mut self.list)
            .into_iter()
            .enumerate()
            .collect();
        numbered.sort_by(|(_, one), (_, next)| one.place.order().cmp(&next.place.order()));
        let mut moved = vec![0; numbered.len()];
        for (now, (before, _)) in numbered.iter().enumerate() {
            moved[*before] = now;
        }
        let mut followed = vec![None; numbered.len()];
        for (before, cause) in self.followed.iter().enumerate() {
            followed[moved[before]] = cause.map(|cause| moved[cause]);
        }
        self.list = numbered.into_iter().map(|(_, finding)| finding).collect();
        self.followed = shortened(followed);
    }

    /// For each listed finding the one that it directly follows or repeats, if any.
    pub(in crate::batch) fn followed(&self, number: usize) -> Option<usize> {
        self.followed.get(number).copied().flatten()
    }

    /// The listed findings grouped by their causes.
    pub(in crate::batch) fn causes(&self) -> Vec<Cause> {
        grouped(&self.list, &self.followed)
    }

    /// Adds a finding at the end.
    pub(in crate::batch) fn push(&mut self, finding: Finding) {
        match finding.level {
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
            Level::Note => self.notes += 1,
        }
        self.list.push(finding);
    }

    /// Numbers of errors, warnings and notes.
    pub(in crate::batch) const fn counts(&self) -> [usize; 3] {
        [self.errors, self.warnings, self.notes]
    }

    /// Number of all findings.
    pub(in crate::batch) const fn count(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// Whether there is no finding.
    pub const fn is_empty(&self) -> bool {
        self.count() == 0
    }
}

/// Without those at the end that follow none: most findings of most inputs.
fn shortened(mut followed: Vec<Option<usize>>) -> Vec<Option<usize>> {
    let end = followed.iter().rposition(Option::is_some);
    followed.truncate(end.map_or(0, |last| last + 1));
    followed
}

/// Errors of opening an input, by the department that they are about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningErrors {
    /// Of each department that has some, by its index.
    pub of_departments: BTreeMap<usize, Findings>,
    /// What stops all departments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_all: Option<Box<Finding>>,
}

impl OpeningErrors {
    /// Takes them out of the report of an input.
    pub(in crate::batch) fn take(
        input: &str,
        sources: &[Source],
        report: &mut Report,
    ) -> OpeningErrors {
        let own = take_own_errors(sources, report).into_iter().enumerate();
        let own = own.filter(|(_, report)| !report.is_empty());
        let of_departments = own.map(|(index, report)| (index, Findings::of(&report)));
        let of_departments = of_departments.collect();
        let of_all = error_of_all(input, report);
        OpeningErrors {
            of_departments,
            of_all: of_all.filter(|_| !sources.is_empty()).map(Box::new),
        }
    }

    /// The errors of a department.
    pub(in crate::batch) fn of(&self, department: usize, errors: OnErrors) -> Vec<Finding> {
        let own = self.of_departments.get(&department);
        let own = own.into_iter().flat_map(|findings| findings.list.clone());
        let of_all = self.of_all.as_deref();
        let of_all = of_all.filter(|_| errors == OnErrors::Stop).cloned();
        let of_all = of_all.map(|finding| Finding {
            correction: format!(
                "{};不知道是哪个部门的,整份清单的各部门都没有生成",
                finding.correction
            ),
            ..finding
        });
        own.chain(of_all).collect()
    }

    fn is_none(&self) -> bool {
        *self == OpeningErrors::default()
    }
}

/// The record of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256; empty if it could not be read.
    pub sha256: Digest,
    /// Digest of what else its results depend on: version, editions, fonts, options, levels.
    pub made_with: Digest,
    /// The part of this that is the same for all inputs of a run: without the settings next to it.
    #[serde(default)]
    pub common: Digest,
    /// Findings of opening it.
    pub findings: Findings,
    /// The errors among them that are about its departments, instead.
    #[serde(default, skip_serializing_if = "OpeningErrors::is_none")]
    pub opening: OpeningErrors,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// When it was last saved, by the properties of a workbook: `2026-03-02 10:15:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// When the file was last written, if that may tell which version of a department is newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_time: Option<FileTime>,
    /// Number of departments in it.
    pub departments: usize,
    /// Indices of departments in it that those of inputs of a later run replaced; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<usize>,
    /// Level of [`Code::SameDepartment`](crate::finding::Code::SameDepartment) for its departments;
    /// `None` if it is not reported.
    pub same_department: Option<Level>,
    /// Level of [`Code::YearApart`](crate::finding::Code::YearApart) for its departments;
    /// `None` if it is not reported.
    pub year_apart: Option<Level>,
    /// Level of [`Code::CodeApart`](crate::finding::Code::CodeApart) for its departments;
    /// `None` if it is not reported.
    pub code_apart: Option<Level>,
    /// Levels of the findings on the roster for its departments.
    #[serde(default, skip_serializing_if = "RosterLevels::is_default")]
    pub roster: RosterLevels,
    /// How the run treated it.
    pub role: Role,
    /// Names of the inputs that were joined with it into one department.
    pub with: Vec<String>,
    /// Its state if it is an annotated copy of a workbook.
    #[serde(rename = "marked")]
    pub annotated: Option<CopyState>,
    /// The department it contains by itself, if there is exactly one.
    #[serde(rename = "piece")]
    pub contents: Option<Box<Contents>>,
}

/// Levels of the findings that compare a department with the roster; `None` for one that is not
/// reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterLevels {
    /// Of [`Code::RosterDiffers`].
    pub differs: Option<Level>,
    /// Of [`Code::NotInRoster`].
    pub unlisted: Option<Level>,
}

impl Default for RosterLevels {
    fn default() -> RosterLevels {
        RosterLevels {
            differs: Some(Code::RosterDiffers.level()),
            unlisted: Some(Code::NotInRoster.level()),
        }
    }
}

impl RosterLevels {
    /// Whether they are those of the codes. Then records do not have them: they are the same with
    /// and without a roster.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it like this"
    )]
    fn is_default(&self) -> bool {
        *self == RosterLevels::default()
    }

    /// The level of one of the two codes.
    pub(in crate::batch) fn level_of(self, code: Code) -> Option<Level> {
        if code == Code::NotInRoster {
            self.unlisted
        } else {
            self.differs
        }
    }
}

/// How a run treated an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its departments are reported under its name.
    Own,
    /// Its tables were joined with those of another input, which names it in [`InputRecord::with`].
    Joined,
    /// It was skipped: an annotated copy whose original is an input too, or results of a run.
    #[serde(rename = "passed")]
    Skipped,
}

/// The state of an annotated copy of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CopyState {
    /// The bytes that `check --mark` wrote.
    Untouched,
    /// Saved again, or changed otherwise.
    Changed,
}

/// The department of an input: the data by which inputs are joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
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
    /// Every field that may name the department, in the edition's order; each may be empty.
    #[serde(default)]
    pub names: Vec<String>,
    /// Each table: index of its form in the edition, whether the form may repeat, and its title.
    pub tables: Vec<(usize, bool, String)>,
}

impl Contents {
    /// Whether it contains a table that each department has once, so that its name is certainly the
    /// department's own.
    pub(in crate::batch) fn has_own_table(&self) -> bool {
        self.tables.iter().any(|(_, may_repeat, _)| !may_repeat)
    }

    /// The form of each table, and its title if the form may repeat.
    pub(in crate::batch) fn table_keys(&self) -> impl Iterator<Item = (usize, String)> {
        self.tables.iter().map(|(form, may_repeat, title)| {
            let title = if *may_repeat {
                name_key(title)
            } else {
                String::new()
            };
            (*form, title)
        })
    }

    /// Whether several inputs contain different tables of one department: no form twice that may
    /// occur once, and different titles in forms that may repeat.
    pub(in crate::batch) fn are_complementary(all: &[&Contents]) -> bool {
        let mut seen = BTreeSet::new();
        let mut tables = all.iter().flat_map(|contents| &contents.tables);
        let are_distinct = tables.all(|(form, may_repeat, title)| {
            let title = if *may_repeat {
                name_key(title)
            } else {
                String::new()
            };
            !(*may_repeat && title.is_empty()) && seen.insert((*form, title))
        });
        let is_one = |key: fn(&Contents) -> &str| {
            let values = all.iter().map(|contents| name_key(key(contents)));
            let values: BTreeSet<String> = values.filter(|value| !value.is_empty()).collect();
            values.len() <= 1
        };
        are_distinct
            && all
                .iter()
                .all(|contents| !contents.name.is_empty() && !contents.tables.is_empty())
            && is_one(|contents| &contents.edition)
            && is_one(|contents| &contents.code)
            && is_one(|contents| &contents.year)
    }
}

/// How a run treated a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DepartmentState {
    /// Its tables were made.
    Made,
    /// No table was made: errors are to be corrected first.
    Returned,
    /// No table was made: the program failed.
    Failed,
}

/// The record of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRecord {
    /// Name of its input.
    pub input: String,
    /// Index among the departments of the input.
    pub index: usize,
    /// SHA-256 of the input.
    pub sha256: Digest,
    /// As in [`InputRecord`].
    pub made_with: Digest,
    /// Its code; may be empty.
    pub code: String,
    /// Its name; empty if the submission could not be read.
    pub name: String,
    /// Id of the edition; empty if the submission could not be read.
    pub edition: String,
    /// The year of its tables as text; empty if its submission has none.
    pub year: String,
    /// Name of its folder; empty if it has none.
    pub folder: String,
    /// How the run treated it.
    pub state: DepartmentState,
    /// Why the program failed.
    pub failure: Option<String>,
    /// Its findings.
    pub findings: Findings,
    /// A value for each column of the edition's summary, `None` for a blank.
    #[serde(rename = "figures")]
    pub values: Vec<Option<SummaryValue>>,
    /// Number of its tables.
    pub tables: usize,
    /// Its files.
    pub files: Vec<ResultFile>,
    /// Its submission as JSON. None if it could not be read, and in results for the public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<ResultFile>,
    /// Its pages for the volume, if the run makes one.
    #[serde(rename = "part")]
    pub pages: Option<RecordedPages>,
    /// What is sent back besides the letter; `None` if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_back: Option<SentBack>,
}

/// The annotated copies that are sent back to a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    /// The copies; none if nothing can be annotated.
    pub files: Vec<ResultFile>,
    /// Whether they are the form filled in with its data, and not its own workbooks.
    pub is_remade: bool,
    /// Where each finding is in the filled form, by the findings of its input and its own; sheet and
    /// cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Option<(String, String)>>,
}

/// The record of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::batch) struct LetterRecord {
    /// Digest of everything that it depends on.
    pub(in crate::batch) key: Digest,
    /// Its files.
    pub(in crate::batch) files: Vec<ResultFile>,
}

/// A value in the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SummaryValue {
    /// A number.
    Number(Decimal),
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// A result of too many digits.
    TooLong {
        /// Distinguishes it in JSON.
        too_long: (),
    },
}

/// A department's pages for the volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPages {
    /// The file with the pages.
    pub file: ResultFile,
    /// Name and number of pages of each table.
    pub tables: Vec<(String, usize)>,
}

/// The name of a department; that of its input if the submission could not be read.
pub(in crate::batch) const fn title<'r>(name: &'r str, input: &'r str) -> &'r str {
    if name.is_empty() { input } else { name }
}

impl DepartmentRecord {
    /// Its name; the name of its input if the submission could not be read.
    pub fn title(&self) -> &str {
        title(&self.name, &self.input)
    }

    /// Takes the stamps of all its files.
    pub(in crate::batch) fn take_stamps(&mut self, out: &Path) {
        for file in self.all_files_mut() {
            file.take_stamp(out);
        }
    }

    pub(in crate::batch) fn all_files_mut(&mut self) -> impl Iterator<Item = &mut ResultFile> {
        let pages = self.pages.iter_mut().map(|pages| &mut pages.file);
        let sent_back = self.sent_back.iter_mut();
        let copies = sent_back.flat_map(|sent_back| &mut sent_back.files);
        let data = self.data.iter_mut();
        self.files.iter_mut().chain(data).chain(pages).chain(copies)
    }

    /// Its files, the file with its submission, the file with its pages for the volume, and the
    /// copies that are sent back.
    pub(in crate::batch) fn all_files(&self) -> impl Iterator<Item = &ResultFile> {
        let pages = self.pages.iter().map(|pages| &pages.file);
        let data = self.data.iter();
        self.files
            .iter()
            .chain(data)
            .chain(pages)
            .chain(self.copies())
    }

    /// The copies that are sent back.
    pub(in crate::batch) fn copies(&self) -> impl Iterator<Item = &ResultFile> {
        let sent_back = self.sent_back.iter();
        sent_back.flat_map(|sent_back| &sent_back.files)
    }

    /// Stem of the names of its files in the folder of records.
    pub(in crate::batch) fn stem(input: &str, index: usize) -> String {
        format!("{}-{index:05}", Digest::of(input.as_bytes()).short())
    }

    /// Name of the file of a record.
    pub(in crate::batch) fn record_name(input: &str, index: usize) -> String {
        format!("{}.json", DepartmentRecord::stem(input, index))
    }

    /// The record of a department of an input.
    pub(in crate::batch) fn read(
        out: &Path,
        input: &str,
        index: usize,
    ) -> Option<DepartmentRecord> {
        read::<DepartmentRecord>(out, &DepartmentRecord::record_name(input, index))
            .filter(|record| record.input == input && record.index == index)
    }

    /// Its submission; `None` if none is stored.
    ///
    /// # Errors
    /// [`Error::Read`], or [`Error::Unusable`] if it was changed.
    pub(in crate::batch) fn read_data(&self, out: &Path) -> Result<Option<Source>, Error> {
        let Some(file) = &self.data else {
            return Ok(None);
        };
        let path = path_of(out, &file.path);
        let bytes = fs::read(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        match String::from_utf8(bytes) {
            Ok(text) if Digest::of(text.as_bytes()) == file.sha256 => {
                Ok(Some(Source::new(&self.input, text)))
            }
            _ => Err(Error::unusable(&path, Unusable::NotAsListed)),
        }
    }

    /// All records of departments in a folder of results.
    pub(in crate::batch) fn read_all(out: &Path) -> Vec<DepartmentRecord> {
        let entries = fs::read_dir(records_folder(out));
        let entries = entries.into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let is_record = |name: &String| {
            let ending = Path::new(name).extension();
            ending.is_some_and(|ending| ending == "json" || ending == PREVIOUS)
        };
        names
            .filter(is_record)
            .filter_map(|name| read(out, &name))
            .collect()
    }

    /// Whether the record is written, with these bytes.
    pub(in crate::batch) fn is_written(&self, out: &Path) -> bool {
        let bytes = serde_json::to_vec(self).expect(NEVER_FAILS);
        let name = DepartmentRecord::record_name(&self.input, self.index);
        has_bytes(out, &name, &bytes)
    }

    /// Writes the record, unless it is there already.
    pub(in crate::batch) fn write(&self, out: &Path) -> Result<(), Error> {
        let name = DepartmentRecord::record_name(&self.input, self.index);
        write(out, &name, self)
    }

    /// Saves a copy of the department's previous record if that lists files that this record does
    /// not. They are removed at the end of the run, or of a later run if this one is interrupted.
    pub(in crate::batch) fn keep_previous(&self, out: &Path) -> Result<(), Error> {
        let Some(previous) = DepartmentRecord::read(out, &self.input, self.index) else {
            return Ok(());
        };
        let paths: Vec<&str> = self.all_files().map(|file| file.path.as_str()).collect();
        if previous
            .all_files()
            .all(|file| paths.contains(&file.path.as_str()))
        {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&previous).expect(NEVER_FAILS);
        let stem = DepartmentRecord::stem(&previous.input, previous.index);
        let digest = Digest::of(&bytes).short();
        let name = format!("{stem}-{digest}.{PREVIOUS}");
        save(&records_folder(out), &name, &bytes)?;
        Ok(())
    }
}

impl LetterRecord {
    /// Name of the file of the record of the letter to a department.
    pub(in crate::batch) fn record_name(input: &str, index: usize) -> String {
        format!("{}.{LETTER}", DepartmentRecord::stem(input, index))
    }

    /// All records of letters in a folder of results.
    pub(in crate::batch) fn read_all(out: &Path) -> Vec<LetterRecord> {
        let entries = fs::read_dir(records_folder(out));
        let entries = entries.into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let letters = names.filter(|name| Path::new(name).extension() == Some(LETTER.as_ref()));
        letters.filter_map(|name| read(out, &name)).collect()
    }

    /// The bytes of the record.
    pub(in crate::batch) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect(NEVER_FAILS)
    }

    /// Writes the record, unless it is there already.
    pub(in crate::batch) fn write(&self, out: &Path, name: &str) -> Result<(), Error> {
        write(out, name, self)
    }
}

/// Ending of the record of a letter.
pub(in crate::batch) const LETTER: &str = "letter";

/// Ending of a copy of a previous record.
const PREVIOUS: &str = "old";

impl InputRecord {
    /// Indices of its departments, without those that were replaced.
    pub(in crate::batch) fn indices(&self) -> impl Iterator<Item = usize> {
        (0..self.departments).filter(|index| self.superseded.binary_search(index).is_err())
    }

    /// Its departments that have a record, in their order.
    pub(in crate::batch) fn recorded_departments(&self, out: &Path) -> Vec<DepartmentRecord> {
        let indices = self.indices();
        indices
            .filter_map(|index| DepartmentRecord::read(out, &self.name, index))
            .collect()
    }

    /// All records of inputs in a folder of results, in the order of the inputs.
    pub(in crate::batch) fn read_all(out: &Path) -> Vec<InputRecord> {
        let entries = fs::read_dir(records_folder(out));
        let entries = entries.into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        // The name of a department's record has a hyphen.
        let is_of_input = |name: &String| {
            let ending = Path::new(name).extension();
            ending.is_some_and(|ending| ending == "json") && !name.contains('-')
        };
        let names = names.filter(is_of_input);
        let mut records: Vec<InputRecord> = names
            .filter_map(|name| {
                let record = read::<InputRecord>(out, &name)?;
                (InputRecord::record_name(&record.name) == name).then_some(record)
            })
            .collect();
        records.sort_by(|one, next| one.name.split('/').cmp(next.name.split('/')));
        records
    }

    /// Name of the file of a record.
    pub(in crate::batch) fn record_name(name: &str) -> String {
        format!("{}.json", Digest::of(name.as_bytes()).short())
    }

    /// The record of the input with a name.
    pub(in crate::batch) fn read(out: &Path, name: &str) -> Option<InputRecord> {
        read::<InputRecord>(out, &InputRecord::record_name(name))
            .filter(|record| record.name == name)
    }

    /// Whether the record is written, with these bytes.
    pub(in crate::batch) fn is_written(&self, out: &Path) -> bool {
        let bytes = serde_json::to_vec(self).expect(NEVER_FAILS);
        has_bytes(out, &InputRecord::record_name(&self.name), &bytes)
    }

    /// Writes the record, unless it is there already.
    pub(in crate::batch) fn write(&self, out: &Path) -> Result<(), Error> {
        write(out, &InputRecord::record_name(&self.name), self)
    }

    /// The contents in the written record. In memory they are dropped after the survey.
    pub(in crate::batch) fn read_contents(&self, out: &Path) -> Option<Box<Contents>> {
        InputRecord::read(out, &self.name)?.contents
    }
}

/// Reads a file of the folder of records; `None` if it is missing or damaged, so that the results
/// it describes are made again.
pub(in crate::batch) fn read<T: DeserializeOwned>(out: &Path, name: &str) -> Option<T> {
    let bytes = fs::read(records_folder(out).join(name)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn has_bytes(out: &Path, name: &str, bytes: &[u8]) -> bool {
    fs::read(records_folder(out).join(name)).is_ok_and(|there| there == bytes)
}

fn write(out: &Path, name: &str, record: &impl Serialize) -> Result<(), Error> {
    let bytes = serde_json::to_vec(record).expect(NEVER_FAILS);
    let folder = records_folder(out);
    refuse_links(out, &folder)?;
    if !has_bytes(out, name, &bytes) {
        save_lightly(&folder, name, &bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;

    fn finding(file: &str, code: Code) -> Finding {
        Finding::new(code, Place::file(file))
    }

    fn with_causes(file: &str, followed: Vec<Option<usize>>) -> Findings {
        let list: Vec<Finding> = followed
            .iter()
            .map(|_| finding(file, Code::TotalMismatch))
            .collect();
        Findings {
            errors: list.len(),
            list,
            followed,
            ..Findings::default()
        }
    }

    #[test]
    fn causes_stay_when_lists_are_merged() {
        let mut all = with_causes("b", vec![None, Some(0)]);
        all.append(with_causes("a", vec![Some(1), None, Some(0)]));
        let files: Vec<&str> = all.list.iter().map(|one| &*one.place.file).collect();
        assert_eq!(files, ["a", "a", "a", "b", "b"]);
        assert_eq!(all.followed, [Some(1), None, Some(0), None, Some(3)]);
        let causes = all.causes();
        let sizes: Vec<(usize, usize)> =
            causes.iter().map(|one| (one.finding, one.len())).collect();
        assert_eq!(sizes, [(1, 3), (3, 2)]);
    }

    #[test]
    fn stored_causes_are_verified() {
        let read = |followed: &str| {
            let mut findings = with_causes("a", vec![None, None]);
            findings.followed = Vec::new();
            let json = serde_json::to_string(&findings).expect("it is JSON");
            let json = json.replace("]}", &format!("],\"followed\":{followed}}}"));
            serde_json::from_str::<Findings>(&json)
        };
        assert!(read("[null, 0]").is_ok_and(|one| one.causes().len() == 1));
        assert!(read("[1, 0]").is_err());
        assert!(read("[0]").is_err());
        assert!(read("[null, 2]").is_err());
        assert!(read("[null, null, null]").is_err());
    }
}
