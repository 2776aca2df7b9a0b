//! The end of a run: makes the files about all departments from the records, then removes files of
//! previous runs that no longer belong to the results.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use rayon::join;

use super::across::budget_missing::BudgetOutcome;
use super::across::hand_in::{HandIn, RosterOutcome, listed_roster};
use super::across::results::{Counts, Given, Results, names_read};
use super::given::given_folders::GivenFolders;
use super::given::options::ResultOptions;
use super::given::order::Order;
use super::given::roster::Roster;
use super::given::send_back::SendBack;
use super::given::shard::Shard;
use super::living::manifest::{ListedInput, Manifest, SCHEMA, known_editions};
use super::living::previous::{self, PreviousRun};
use super::living::remade::{Remade, RemadeNote};
use super::observer::{Event, Observer};
use super::others::{OtherDepartments, Superseded};
use super::output::letters::Letters;
use super::output::overall::{OverallFile, Target};
use super::output::overview;
use super::output::report;
use super::output::report_workbook;
use super::output::summary;
use super::output::volume;
use super::paths::{
    DEPARTMENTS, LOCK, MANIFEST, OFD_VOLUME, OVERVIEW, PENDING, PREVIOUS_MANIFEST, RECORDS_FOLDER,
    REMADE_NOTE, REPORT, REPORT_JSON, SEND_BACK, SUMMARY, VOLUME, VOLUMES, is_below, is_of_section,
    path_of, records_folder, remove, remove_with_folder,
};
use super::pool::parallel_map;
use super::record::brief::DepartmentBrief;
use super::record::files::ResultFile;
use super::record::records::{self, DepartmentRecord, InputRecord, LetterRecord, Role};
use crate::digest::{Digest, SequenceHash};
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::render::{Volume, save_with};
use crate::text::file_name_key;
use crate::write::{Format, GENERATOR, VolumePaper};

/// The outcome of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunOutcome {
    /// Numbers of the run.
    pub counts: Counts,
    /// Whether the observer stopped it. Then only files of some departments were made.
    pub stopped: bool,
    /// Inputs that could not be read and departments whose tables could not be made, each with the
    /// reason.
    pub failures: Vec<(String, String)>,
    /// Names of the inputs that were opened, and that no submission was read from.
    pub unread: Vec<String>,
    /// Names of the departments that are returned.
    pub returned: Vec<String>,
    /// Departments of which several records were given.
    pub repeated: Vec<Repeated>,
    /// Departments with the same name, each with its input and its folder.
    pub namesakes: Vec<(String, String)>,
    /// Inputs that were joined into one department: the first, and the others.
    pub joined: Vec<(String, Vec<String>)>,
    /// Inputs that were skipped, each with the reason.
    pub skipped: Vec<(String, String)>,
    /// Entries of the order that match no department.
    pub unknown_order: Vec<String>,
    /// Number of departments that the order does not list; 0 without an order.
    pub unordered: usize,
    /// Which departments of the roster have handed in; `None` without a roster, and for a shard.
    pub roster: Option<RosterOutcome>,
    /// Which departments of the approved budgets have not handed in; `None` without them, and for a
    /// shard.
    pub budget: Option<BudgetOutcome>,
    /// Number of letters to departments that have to correct or to look at something.
    pub letters: usize,
    /// Paths of edited files that were moved aside, with their new paths.
    pub set_aside: Vec<(String, String)>,
    /// Files of the previous run that were removed.
    pub removed: Vec<String>,
    /// Files that differ from the last finished run.
    pub remade: Remade,
    /// What happened to departments of earlier runs whose inputs were not given.
    pub others: OtherDepartments,
}

/// A department of which several records were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repeated {
    /// Its name.
    pub name: String,
    /// The input with the record that counts.
    pub counted: String,
    /// The inputs with the others.
    pub others: Vec<String>,
    /// Why it counts, in words.
    pub why: String,
}

impl Repeated {
    fn all(results: &Results<'_>) -> Vec<Repeated> {
        let mut all: BTreeMap<(&str, usize), Repeated> = BTreeMap::new();
        for department in &results.departments {
            let Some(duplicate) = &department.duplicate_of else {
                continue;
            };
            let counted = duplicate.counted;
            let key = (&*counted.input, counted.index);
            let repeated = all.entry(key).or_insert_with(|| Repeated {
                name: counted.title().to_owned(),
                counted: counted.input.to_string(),
                others: Vec::new(),
                why: duplicate.why.clone(),
            });
            repeated.others.push(department.brief.input.to_string());
        }
        all.into_values().collect()
    }
}

impl RunOutcome {
    pub(super) fn stopped() -> RunOutcome {
        RunOutcome {
            stopped: true,
            ..RunOutcome::default()
        }
    }
}

/// Everything the overall files are made from.
pub(super) struct Finish<'a> {
    pub(super) target: Target<'a>,
    pub(super) previous: PreviousRun,
    /// In the order of their names.
    pub(super) inputs: Vec<InputRecord>,
    /// In the order of the inputs.
    pub(super) departments: Vec<DepartmentBrief>,
    pub(super) order: &'a [String],
    pub(super) roster: Option<Roster>,
    pub(super) send_back: Option<&'a SendBack>,
    pub(super) options: ResultOptions,
    pub(super) made_with: Digest,
    pub(super) shard: Option<Shard>,
    /// Levels of the options in words.
    pub(super) levels: Vec<String>,
    /// Names of the inputs that were not given to this run.
    pub(super) kept: BTreeSet<String>,
    /// Departments of earlier runs that were replaced.
    pub(super) superseded: Vec<Superseded>,
    /// The run's own folders, as given.
    pub(super) folders: &'a GivenFolders,
}

impl Finish<'_> {
    /// Makes the overall files, unless they exist and are up to date.
    pub(super) fn run(self, observer: &dyn Observer) -> Result<RunOutcome, Error> {
        let out = self.target.out;
        let order = Order::of(self.order);
        let given = Given {
            roster: self.roster.as_ref(),
            options: &self.options,
            shard: self.shard,
            sends_back: self.send_back.is_some(),
            renderer: Some(self.target.renderer),
        };
        let results = Results::of(out, &self.inputs, &self.departments, given).in_order(&order);
        let mut outcome = self.outcome(&results, &order);
        let key = self.key()?;
        let is_same = |old: &Manifest| old.key == key && old.is_sealed();
        let interrupted = RemadeNote::read(out);
        let superseded = self.all_superseded(interrupted.as_ref());
        if let Some(old) = self.previous.current(out).filter(|old| is_same(old))
            && old.overall_files().all(|file| file.is_intact(out))
        {
            let same = self.manifest(key, &results, old.files.clone());
            if same != *old {
                save_with(out, MANIFEST, |file| same.write(file))?;
            }
            // A run that was interrupted after this manifest has the list.
            if let Some(note) = interrupted {
                outcome.removed.clone_from(&note.remade.removed);
                outcome.remade = note.remade;
            }
            outcome.remade.write(out, &superseded)?;
            previous::forget(out)?;
            outcome.letters = old.letters();
            outcome.set_aside = self.previous.into_set_aside();
            return Ok(outcome);
        }
        self.previous.set_manifest_aside(out)?;
        self.previous.set_overall_aside(out)?;
        let letters = self.letters(&results)?;
        let (overall, mut files) = self.overall_and_recorded(&results, observer)?;
        files.extend(letters);
        let overall_files: Vec<&ResultFile> = overall.iter().map(|overall| &overall.file).collect();
        self.previous.note_pending(out, &overall_files)?;
        outcome.remade = Remade::of(&self.previous, files.iter().chain(overall_files));
        outcome.removed.clone_from(&outcome.remade.removed);
        let note = RemadeNote {
            remade: outcome.remade.clone(),
            superseded,
        };
        note.write(out)?;
        self.sweep(&files)?;
        self.check_untouched(&files)?;
        files.extend(self.name(overall)?);
        files.sort_unstable_by(|one, next| one.path.cmp(&next.path));
        note.remade.write(out, &note.superseded)?;
        let manifest = self.manifest(key, &results, files);
        outcome.letters = manifest.letters();
        save_with(out, MANIFEST, |file| manifest.write(file))?;
        previous::forget(out)?;
        outcome.set_aside = self.previous.into_set_aside();
        Ok(outcome)
    }

    /// The departments of earlier runs that this run replaced, or one that it resumes.
    fn all_superseded(&self, interrupted: Option<&RemadeNote>) -> Vec<Superseded> {
        let mut all = interrupted.map_or_else(Vec::new, |note| note.superseded.clone());
        let own = self.superseded.iter();
        let new: Vec<Superseded> = own.filter(|one| !all.contains(one)).cloned().collect();
        all.extend(new);
        all
    }

    /// The letters to departments, with their records.
    fn letters(&self, results: &Results<'_>) -> Result<Vec<ResultFile>, Error> {
        let Some(send_back) = self.send_back else {
            return Ok(Vec::new());
        };
        let letters = Letters {
            target: &self.target,
            results,
            send_back,
            previous: &self.previous,
        };
        letters.make()
    }

    /// The overall files, and every file that was made before them.
    ///
    /// The volume takes longest and is made in parallel with the lists. The lists are made one
    /// after the other, so that only one of them is in memory. Returns the first failure in their
    /// order.
    fn overall_and_recorded(
        &self,
        results: &Results<'_>,
        observer: &dyn Observer,
    ) -> Result<(Vec<OverallFile>, Vec<ResultFile>), Error> {
        let lists: [(&'static str, MakeList); 4] = [
            (SUMMARY, summary::write),
            (REPORT, report_workbook::write_workbook),
            (REPORT_JSON, report::write_json),
            (OVERVIEW, overview::write),
        ];
        // Reported beforehand, so that the order of events is always the same.
        for (name, _) in &lists {
            observer.on_event(Event::Making(name));
        }
        if self.options.volume == Volume::With {
            if self.target.binding.by_section {
                observer.on_event(Event::Making(VOLUMES));
            } else {
                for paper in Format::volumes(&self.options.formats) {
                    let name = match paper {
                        VolumePaper::Pdf => VOLUME,
                        VolumePaper::Ofd => OFD_VOLUME,
                    };
                    observer.on_event(Event::Making(name));
                }
            }
        }
        let lists = || {
            let lists = lists.iter().map(|(name, make)| {
                OverallFile::write(self.target.out, name, |file| {
                    make(&self.target, results, file)
                })
            });
            lists.collect::<Result<Vec<_>, Error>>()
        };
        let volume = || match self.options.volume {
            Volume::With => volume::write(&self.target, results),
            Volume::Without => Ok(Vec::new()),
        };
        let (volume, (lists, recorded)) = join(volume, || join(lists, || self.recorded_files()));
        let mut overall = lists?;
        overall.extend(volume?);
        Ok((overall, recorded?))
    }

    /// Renames the overall files to their final names. If one cannot be renamed (a program has the
    /// old file open), the notes on pending files identify the renamed ones when the run is
    /// resumed.
    fn name(&self, overall: Vec<OverallFile>) -> Result<Vec<ResultFile>, Error> {
        let out = self.target.out;
        let named = overall.into_iter().map(|overall| {
            if is_of_section(&overall.file.path) {
                self.previous.make_room(out, &overall.file)?;
            }
            overall.written.name()?;
            Ok(overall.file)
        });
        let named = named.collect::<Result<Vec<_>, Error>>()?;
        self.previous.remove_volumes(out, &named)?;
        Ok(named)
    }

    /// Refuses to end a run whose files vanished or changed after they were made.
    fn check_untouched(&self, files: &[ResultFile]) -> Result<(), Error> {
        let out = self.target.out;
        let untouched = parallel_map(files, |file| file.is_untouched(out));
        let mut files = files.iter().zip(untouched);
        match files.find(|(_, is_untouched)| !is_untouched) {
            None => Ok(()),
            Some((file, _)) => Err(Error::unusable(
                path_of(out, &file.path),
                Unusable::ResultChanged,
            )),
        }
    }

    /// Digest of what the overall files depend on.
    ///
    /// # Errors
    /// A record is missing, or was changed since it was written.
    fn key(&self) -> Result<Digest, Error> {
        let mut hash = SequenceHash::default();
        hash.add(self.made_with.to_string());
        hash.add(format!("{:?} {:?}", self.options.volume, self.shard));
        hash.add(format!("{:?}", self.target.binding));
        for words in [self.order, self.target.imprint] {
            hash.add(words.len().to_string());
            for word in words {
                hash.add(word);
            }
        }
        if let Some(roster) = &self.roster {
            let departments = &roster.departments;
            hash.add(format!("{} {} {departments:?}", roster.name, roster.sha256));
        }
        if let Some(earlier) = self.target.earlier {
            hash.add(format!("compared with {}", earlier.key));
        }
        if let Some(send_back) = self.send_back {
            hash.add(format!("{:?}", send_back.listed()));
        }
        for input in &self.inputs {
            hash.add(self.input_bytes(input)?);
        }
        for department in &self.departments {
            let bytes = department.bytes(self.target.out);
            hash.add(bytes.map_err(|_missing| self.vanished(&name_of(department)))?);
        }
        Ok(hash.finish())
    }

    fn manifest(&self, key: Digest, results: &Results<'_>, files: Vec<ResultFile>) -> Manifest {
        let read = names_read(&self.departments);
        let departments = self.departments.iter();
        let used: BTreeSet<&str> = departments.map(|one| &*one.edition).collect();
        let inputs = self.inputs.iter().map(|input| ListedInput {
            name: input.name.clone(),
            size: input.size,
            sha256: input.sha256,
            failure: input.failure.clone(),
            departments: if read.contains(input.name.as_str()) {
                input.departments
            } else {
                0
            },
            kept: self.kept.contains(&input.name),
        });
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            program: GENERATOR.to_owned(),
            options: self.options.clone(),
            shard: self.shard,
            order: self.order.to_vec(),
            imprint: self.target.imprint.to_vec(),
            compared: self.target.earlier.map(|earlier| earlier.key),
            binding: self.target.binding.clone(),
            roster: listed_roster(results),
            send_back: self.send_back.map(SendBack::listed),
            folders: self.folders.clone(),
            budget: self.target.budget.cloned(),
            levels: self.levels.clone(),
            editions: known_editions(self.target.renderer, &used),
            counts: results.counts(),
            inputs: inputs.collect(),
            files,
            made_with: self.made_with,
            key,
            seal: Digest::default(),
        };
        manifest.sealed()
    }

    /// Every file of the departments and every record.
    fn recorded_files(&self) -> Result<Vec<ResultFile>, Error> {
        let out = self.target.out;
        let mut files = Vec::new();
        let record = |name: &str, bytes: &[u8]| {
            let mut file = ResultFile::of_bytes(format!("{RECORDS_FOLDER}/{name}"), bytes);
            file.take_stamp(out);
            file
        };
        for input in &self.inputs {
            let bytes = self.input_bytes(input)?;
            files.push(record(&InputRecord::record_name(&input.name), &bytes));
        }
        for department in &self.departments {
            let name = name_of(department);
            let (read, bytes) = department
                .read_with_bytes(out)
                .map_err(|_missing| self.vanished(&name))?;
            files.extend(read.all_files().cloned());
            files.push(record(&name, &bytes));
        }
        Ok(files)
    }

    /// The bytes of the record of an input.
    fn input_bytes(&self, input: &InputRecord) -> Result<Vec<u8>, Error> {
        let name = InputRecord::record_name(&input.name);
        let path = records_folder(self.target.out).join(&name);
        fs::read(path).map_err(|_missing| self.vanished(&name))
    }

    /// The failure if a record is missing or was changed.
    fn vanished(&self, record: &str) -> Error {
        let path = records_folder(self.target.out).join(record);
        Error::unusable(path, Unusable::ResultChanged)
    }

    /// Removes stale records and the files they list. Files of other programs stay.
    fn sweep(&self, files: &[ResultFile]) -> Result<(), Error> {
        let out = self.target.out;
        let current: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let folder = records_folder(out);
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut stale: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| {
                ![LOCK, PREVIOUS_MANIFEST, PENDING, REMADE_NOTE].contains(&name.as_str())
                    && !current.contains(format!("{RECORDS_FOLDER}/{name}").as_str())
            })
            .collect();
        stale.sort();
        for name in &stale {
            let gone = files_of(out, name).into_iter();
            let gone = gone.filter(|file| !current.contains(file.path.as_str()));
            for file in gone.filter(|file| is_of_departments(&file.path)) {
                self.previous.make_room(out, &file)?;
                remove_with_folder(out, &file.path)?;
            }
        }
        // Fails if it has contents.
        let _ = fs::remove_dir(out.join(SEND_BACK));
        // Those of inputs first: their names come after those of their departments. A run that
        // resumes after an interruption then knows each input either completely or not at all.
        for name in stale.iter().rev() {
            remove(&folder.join(name))?;
        }
        Ok(())
    }

    fn outcome(&self, results: &Results<'_>, order: &Order<'_>) -> RunOutcome {
        let unread = self.inputs.iter().filter_map(|input| {
            let failure = input.failure.clone()?;
            Some((input.name.clone(), failure))
        });
        let failed = self.departments.iter().filter_map(|department| {
            let failure = department.failure.as_deref()?.to_owned();
            Some((department.input.to_string(), failure))
        });
        let failures = unread.chain(failed).collect();
        let (unknown_order, unordered) = order.unmatched(&self.departments);
        let unread = results.unread.iter().filter(|one| one.failure.is_none());
        RunOutcome {
            counts: results.counts(),
            stopped: false,
            failures,
            unread: unread.map(|one| one.name.clone()).collect(),
            returned: results.returned(),
            repeated: Repeated::all(results),
            namesakes: self.namesakes(),
            joined: self
                .inputs
                .iter()
                .filter(|input| !input.with.is_empty())
                .map(|input| (input.name.clone(), input.with.clone()))
                .collect(),
            skipped: self.skipped(),
            unknown_order,
            unordered,
            roster: HandIn::of(results).map(|hand_in| hand_in.outcome()),
            budget: (self.target.budget).and_then(|budget| budget.outcome(results)),
            letters: 0,
            set_aside: Vec::new(),
            removed: Vec::new(),
            remade: Remade::default(),
            others: OtherDepartments::default(),
        }
    }

    fn skipped(&self) -> Vec<(String, String)> {
        let skipped = self
            .inputs
            .iter()
            .filter(|input| input.role == Role::Skipped);
        let reasons = skipped.map(|input| {
            let findings = input.findings.list.iter();
            let words = findings.map(|finding| finding.seen.as_str());
            (input.name.clone(), words.collect::<Vec<_>>().join(";"))
        });
        reasons.collect()
    }

    /// Departments with files whose code and name are not unique, or which have no name.
    fn namesakes(&self) -> Vec<(String, String)> {
        let key = |department: &DepartmentBrief| {
            (
                file_name_key(&department.code),
                file_name_key(&department.name),
            )
        };
        let mut seen = BTreeSet::new();
        let mut ambiguous = BTreeSet::new();
        for department in &self.departments {
            if department.name.is_empty() || !seen.insert(key(department)) {
                ambiguous.insert(key(department));
            }
        }
        let namesakes = self
            .departments
            .iter()
            .filter(|one| one.files > 0 && ambiguous.contains(&key(one)));
        namesakes
            .map(|department| (department.input.to_string(), department.folder.to_string()))
            .collect()
    }
}

fn name_of(department: &DepartmentBrief) -> String {
    DepartmentRecord::record_name(&department.input, department.index)
}

type MakeList = fn(&Target<'_>, &Results<'_>, &mut (dyn Write + Send)) -> io::Result<()>;

/// The files that a record of a department or of a letter lists; none of any other file.
fn files_of(out: &Path, name: &str) -> Vec<ResultFile> {
    if let Some(record) = records::read::<DepartmentRecord>(out, name) {
        return record.all_files().cloned().collect();
    }
    let letter = records::read::<LetterRecord>(out, name);
    letter.map_or_else(Vec::new, |letter| letter.files)
}

/// Whether a path of a record is in a folder of this program. Nothing outside is ever removed.
fn is_of_departments(path: &str) -> bool {
    let folder = path.split_once('/').map(|(folder, _)| folder);
    is_below(path) && matches!(folder, Some(DEPARTMENTS | SEND_BACK | RECORDS_FOLDER))
}

/// Removes temporary files of an interrupted run; they never got a final name.
pub(super) fn sweep_temporary(out: &Path) {
    let entries = fs::WalkDir::new(out).into_iter().flatten();
    let temporary = entries.filter(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.file_type().is_file()
            && name.starts_with(".jixiao-")
            && Path::new(&*name)
                .extension()
                .is_some_and(|ending| ending == "tmp")
    });
    for entry in temporary {
        // A temporary file that cannot be removed does no harm.
        let _ = fs::remove_file(entry.path());
    }
}
