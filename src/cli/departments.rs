//! The submissions of a file or folder, by department: a side of a comparison, or last year's data.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jixiao::batch::{self, Found, Manifest, StoredSubmissions};
use jixiao::compare::{Departments, Identity};
use jixiao::finding::{Code, Finding, Level, Read, Report};
use jixiao::render::{InputFile, Renderer};
use jixiao::source::{Place, Source};
use jixiao::text::{self, visible};
use jixiao::{Derived, Error};

use super::input;
use super::status::ExitStatus;

/// Most names that a message lists.
const LISTED: usize = 5;

/// What was read of a file or folder.
#[derive(Default)]
pub(super) struct ReadDepartments {
    /// The submissions, and the files that could not be read.
    pub(super) departments: Departments,
    /// Findings of reading, without those of rules.
    pub(super) report: Report,
    /// Files that could not be opened, with the failures.
    pub(super) failures: Vec<(String, Error)>,
    /// Files without data that were skipped, in words.
    pub(super) skipped: Vec<String>,
}

impl ReadDepartments {
    /// The exit status of having read it.
    pub(super) fn status(&self) -> ExitStatus {
        let is_unread = !self.departments.unread.is_empty();
        if !self.failures.is_empty() {
            ExitStatus::Failure
        } else if self.report.has_errors() || is_unread {
            ExitStatus::Findings
        } else {
            ExitStatus::Success
        }
    }

    fn fail(&mut self, name: String, error: Error) {
        self.departments.unread.push(name.clone());
        self.failures.push((name, error));
    }
}

/// Why a file or folder has no departments.
pub(super) enum NoDepartments {
    /// It is not what is wanted: a message about the arguments.
    Usage(String),
    /// It cannot be opened.
    Failure(Error),
}

impl From<Error> for NoDepartments {
    fn from(error: Error) -> NoDepartments {
        NoDepartments::Failure(error)
    }
}

/// A file with what is in it.
struct ReadFile {
    path: PathBuf,
    bytes: Vec<u8>,
    report: Report,
    submissions: Vec<(Source, Derived)>,
}

/// Reads a file, or all files of a folder. Workbooks of one department are joined.
pub(super) fn read_departments(
    renderer: &Renderer,
    path: &Path,
) -> Result<ReadDepartments, NoDepartments> {
    if path.is_dir() && Manifest::read(path).is_ok() {
        return read_results(renderer, path);
    }
    let mut read = ReadDepartments::default();
    let files = if path.is_dir() {
        find(path, &mut read)?
    } else {
        vec![path.to_owned()]
    };
    let (files, copies) = input::without_copies(&files);
    read.report.append(copies);
    let mut opened = Vec::new();
    for file in files {
        let name = file.to_string_lossy().into_owned();
        match input::read(&file) {
            Ok(bytes) => opened.extend(open(renderer, file, bytes, &mut read)),
            Err(error) => read.fail(name, error),
        }
    }
    for group in groups(renderer, &opened) {
        join(renderer, &mut opened, &group);
    }
    for file in opened {
        read.report.append(file.report);
        let submissions = file.submissions.into_iter();
        let submissions = submissions.map(|(_, submission)| submission);
        read.departments.submissions.extend(submissions);
    }
    report_duplicates(renderer, &mut read);
    read.report.sort();
    read.report.leave_out_repeats();
    Ok(read)
}

/// The submissions in a folder, and what is skipped there.
pub(super) fn files_of_folder(folder: &Path) -> Result<Found, NoDepartments> {
    let found = batch::find_inputs(&[folder.to_owned()], Path::new(""))?;
    if found.inputs.is_empty() && found.skipped.iter().any(|skipped| skipped == folder) {
        return Err(NoDepartments::Usage(of_results(folder)));
    }
    if found.inputs.is_empty() {
        return Err(NoDepartments::Usage(format!(
            "{} 里没有申报数据({} 文件)",
            visible(&folder.to_string_lossy()),
            batch::ENDINGS.join("、")
        )));
    }
    Ok(found)
}

/// The files of a folder.
fn find(folder: &Path, read: &mut ReadDepartments) -> Result<Vec<PathBuf>, NoDepartments> {
    let found = files_of_folder(folder)?;
    let skipped = found.skipped.iter().chain(&found.duplicates);
    read.skipped
        .extend(skipped.map(|path| visible(&path.to_string_lossy())));
    let strays = found.strays.iter();
    read.skipped
        .extend(strays.map(|(path, what)| format!("{}({what})", visible(&path.to_string_lossy()))));
    let mut files = Vec::new();
    for input in found.inputs {
        match input.unreadable {
            None => files.push(input.path),
            Some(why) => {
                let name = input.path.to_string_lossy().into_owned();
                let source = io::Error::other(why);
                let path = input.path;
                read.fail(name, Error::Read { path, source });
            }
        }
    }
    Ok(files)
}

/// Reads the submissions that the results of a batch were made from.
fn read_results(renderer: &Renderer, folder: &Path) -> Result<ReadDepartments, NoDepartments> {
    let StoredSubmissions { sources, missing } = StoredSubmissions::read(folder)?;
    if sources.is_empty() {
        return Err(NoDepartments::Usage(of_results(folder)));
    }
    let mut read = ReadDepartments::default();
    read.departments.unread = missing;
    for source in sources {
        let own = renderer.read_for_list(&source);
        // What is to be corrected in it is in the report of the batch.
        if let Some(submission) = own.value {
            read.departments.submissions.push(submission);
        } else {
            read.report.append(own.report);
            read.departments.unread.push(source.name().to_owned());
        }
    }
    report_duplicates(renderer, &mut read);
    read.report.sort();
    Ok(read)
}

/// A message that a folder has the results of a batch, and the data that they were made from are not
/// in it.
fn of_results(folder: &Path) -> String {
    let names = Manifest::read(folder).map_or_else(
        |_| String::new(),
        |manifest| {
            let inputs = manifest.inputs.iter();
            let names = inputs.take(LISTED).map(|input| visible(&input.name));
            let names: Vec<String> = names.collect();
            let more = if manifest.inputs.len() > LISTED {
                " 等"
            } else {
                ""
            };
            format!(",即 {}{more}", names.join("、"))
        },
    );
    format!(
        "{} 是 batch 的成果,里面只有做好的表,没有申报数据:给出做它时用的数据{names}",
        visible(&folder.to_string_lossy())
    )
}

/// Reads a file. `None` if it has no submission: it was skipped, or could not be read.
fn open(
    renderer: &Renderer,
    path: PathBuf,
    bytes: Vec<u8>,
    read: &mut ReadDepartments,
) -> Option<ReadFile> {
    let name = path.to_string_lossy().into_owned();
    let Read {
        value: sources,
        mut report,
    } = renderer.open(&name, &bytes);
    if sources.is_empty() {
        if !input::is_stray(&report) {
            read.departments.unread.push(name);
        }
        read.report.append(report);
        return None;
    }
    let mut submissions = Vec::new();
    for source in sources {
        let own = renderer.read_for_list(&source);
        report.append(own.report);
        match own.value {
            Some(submission) => submissions.push((source, submission)),
            None => read.departments.unread.push(source.name().to_owned()),
        }
    }
    Some(ReadFile {
        path,
        bytes,
        report,
        submissions,
    })
}

/// Workbooks in one folder with tables of one department each, by department.
fn groups(renderer: &Renderer, files: &[ReadFile]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(PathBuf, Identity), Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let [(source, submission)] = &file.submissions[..] else {
            continue;
        };
        if !source.is_of_workbook() || source.is_of_list() {
            continue;
        }
        let identity = renderer.identity_of(submission);
        let folder = file.path.parent().unwrap_or(Path::new("")).to_owned();
        let own = Identity {
            code: String::new(),
            name: text::name_key(&identity.name),
            ..identity
        };
        if !own.name.is_empty() {
            groups.entry((folder, own)).or_default().push(at);
        }
    }
    let groups = groups.into_values();
    groups.filter(|group| group.len() > 1).collect()
}

/// Joins a group of workbooks into its first one, if together they are one submission without an
/// error that they do not have alone.
fn join(renderer: &Renderer, files: &mut [ReadFile], group: &[usize]) {
    let own = || group.iter().map(|at| &files[*at]);
    let names = own().map(|file| file.path.to_string_lossy().into_owned());
    let names: Vec<String> = names.collect();
    let inputs = names.iter().zip(own());
    let inputs: Vec<InputFile<'_>> = inputs
        .map(|(name, file)| InputFile::new(name, &file.bytes))
        .collect();
    let Read {
        value: sources,
        mut report,
    } = renderer.import(&inputs, None);
    let [source] = &sources[..] else { return };
    let read = renderer.read_for_list(source);
    report.append(read.report);
    let Some(joined) = read.value else { return };
    let errors = |report: &Report| report.count(Level::Error);
    let alone: usize = own().map(|file| errors(&file.report)).sum();
    let submissions = own().flat_map(|file| &file.submissions);
    let tables: usize = submissions.map(|(_, one)| one.tables.len()).sum();
    if errors(&report) > alone || joined.tables.len() != tables {
        return;
    }
    let others = text::list(names.iter().skip(1).map(String::as_str));
    report.push(
        Finding::new(Code::FilesJoined, Place::file(&names[0]))
            .seen(format!("这个部门的表分在几个文件里:与 {others} 合成了一份")),
    );
    for at in group {
        files[*at].report = Report::new();
        files[*at].submissions.clear();
    }
    let first = &mut files[group[0]];
    first.report = report;
    first.submissions = vec![(source.clone(), joined)];
}

/// Reports departments that were read twice.
fn report_duplicates(renderer: &Renderer, read: &mut ReadDepartments) {
    let mut seen: BTreeMap<Identity, String> = BTreeMap::new();
    for submission in &read.departments.submissions {
        let identity = renderer.identity_of(submission);
        let key = Identity {
            code: text::name_key(&identity.code),
            name: text::name_key(&identity.name),
            edition: identity.edition,
        };
        let file = submission.source.name();
        if key.name.is_empty() {
            continue;
        }
        if let Some(first) = seen.get(&key) {
            read.report.push(
                Finding::new(Code::SameDepartment, Place::file(file))
                    .seen(text::quote(&identity.name))
                    .expected(format!("一个部门一份;{} 里已有这个部门", visible(first)))
                    .correction("只留一份:两份都在,对应哪一份不能确定"),
            );
        } else {
            seen.insert(key, file.to_owned());
        }
    }
}
