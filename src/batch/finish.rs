//! The end of a run: the files about all departments, made from what is kept; then what no longer belongs to the results is removed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::join;
use walkdir::WalkDir;

use super::earlier::{self, ANNOUNCED, Earlier, OLD};
use super::inputs::Shard;
use super::kept::{self, KeptDepartment, KeptInput, MadeFile, Role};
use super::lock::LOCK;
use super::manifest::{Counts, Manifest};
use super::order::Order;
use super::told::Told;
use super::{
    DEPARTMENTS, Event, KEPT_FOLDER, MANIFEST, REPORT, REPORT_JSON, SUMMARY, VOLUME, Volume, Watch,
    each, path_of, report, summary, volume,
};
use crate::digest::{Digest, Feed};
use crate::error::{Error, Unusable};
use crate::render::{Renderer, Written, save_with, write_unnamed};
use crate::text::file_name_key;
use crate::write::{Date, Properties};

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Numbers of everything.
    pub counts: Counts,
    /// Whether the watch stopped it; then nothing but the departments' files was made, and not all of them.
    pub stopped: bool,
    /// Inputs that could not be read and departments that could not be made, with the reason.
    pub failures: Vec<(String, String)>,
    /// Inputs of the same department, each with the folder it has.
    pub namesakes: Vec<(String, String)>,
    /// Inputs that were put together: the first, and the others.
    pub put_together: Vec<(String, Vec<String>)>,
    /// Inputs that were left aside, each with the reason.
    pub passed: Vec<(String, String)>,
    /// Words of the order that no department answers to.
    pub unknown_order: Vec<String>,
    /// Departments that no word of the order names, where there is an order.
    pub unordered: usize,
    /// Files that were changed since they were made, with the name that they have now.
    pub set_aside: Vec<(String, String)>,
    /// Files of the earlier run that this one does not have; they were removed.
    pub removed: Vec<String>,
}

impl Outcome {
    pub(super) fn stopped() -> Outcome {
        Outcome {
            stopped: true,
            ..Outcome::default()
        }
    }
}

/// Everything the last files are made from.
pub(super) struct Ending<'a> {
    pub(super) renderer: &'a Renderer,
    pub(super) out: &'a Path,
    /// What was there before.
    pub(super) earlier: Earlier,
    /// In the order of their names.
    pub(super) inputs: Vec<KeptInput>,
    /// In the order of the inputs.
    pub(super) departments: Vec<KeptDepartment>,
    pub(super) order: &'a [String],
    pub(super) imprint: &'a [String],
    pub(super) volume: Volume,
    /// The options in words.
    pub(super) options: String,
    pub(super) made_with: Digest,
    pub(super) shard: Option<Shard>,
    pub(super) date: Option<Date>,
}

impl Ending<'_> {
    /// Makes the last files, unless they are there and still right.
    pub(super) fn make(self, watch: &dyn Watch) -> Result<Outcome, Error> {
        let order = Order::of(self.order);
        let told = Told::of(&self.inputs, &self.departments).in_order(&order);
        let mut outcome = self.outcome(&told, &order);
        let key = self.key();
        let is_same = |old: &Manifest| old.key == key && old.is_sealed();
        if let Some(old) = Manifest::read(self.out).ok().filter(is_same)
            && old.last_files().all(|file| file.is_whole(self.out))
        {
            earlier::forget(self.out)?;
            outcome.set_aside = self.earlier.all_set_aside();
            return Ok(outcome);
        }
        earlier::put_manifest_aside(self.out)?;
        self.earlier.make_room_for_last(self.out)?;
        let (last, mut files) = self.last_and_kept(&told, watch)?;
        self.earlier.announce(self.out, &last)?;
        self.sweep(&files)?;
        self.check_whole(&files)?;
        files.extend(self.name(last)?);
        files.sort_by(|one, next| one.path.cmp(&next.path));
        outcome.removed = self.earlier.without(&files);
        let manifest = Manifest::new(&self, key, outcome.counts.clone(), files);
        save_with(self.out, MANIFEST, |file| manifest.write(file))?;
        earlier::forget(self.out)?;
        outcome.set_aside = self.earlier.all_set_aside();
        Ok(outcome)
    }

    /// The last files, and every file that was made before them. None of them needs another: the volume is made beside the lists, and these one after the
    /// other, so that one of them is in memory. The first failure in their order is told.
    fn last_and_kept(
        &self,
        told: &Told<'_>,
        watch: &dyn Watch,
    ) -> Result<(Vec<LastFile>, Vec<MadeFile>), Error> {
        let lists: [(&'static str, Make); 3] = [
            (SUMMARY, summary::write),
            (REPORT, report::write_workbook),
            (REPORT_JSON, report::write_json),
        ];
        // Told of before, in an order that is always the same.
        for (name, _) in &lists {
            watch.see(Event::Making(name));
        }
        if self.volume == Volume::With {
            watch.see(Event::Making(VOLUME));
        }
        let lists = || {
            let lists = lists.iter().map(|(name, make)| {
                let bytes = make(self, told)?;
                let written = write_unnamed(self.out, name, |file| file.write_all(&bytes))?;
                let file = kept::made((*name).to_owned(), &bytes);
                Ok(LastFile { file, written })
            });
            lists.collect::<Result<Vec<_>, Error>>()
        };
        let volume = || match self.volume {
            Volume::With => volume::write(self, told).map(Some),
            Volume::Without => Ok(None),
        };
        // The volume takes longest: it begins first.
        let (volume, (lists, kept)) = join(volume, || join(lists, || self.kept_files()));
        let mut last = lists?;
        last.extend(volume?);
        Ok((last, kept?))
    }

    /// Gives the last files their names. They are announced before: where one cannot have its name (a program has the old file open), those that have
    /// got theirs are known as the program's own when the run goes on.
    fn name(&self, last: Vec<LastFile>) -> Result<Vec<MadeFile>, Error> {
        if self.volume == Volume::Without {
            kept::remove(&self.out.join(VOLUME))?;
        }
        let named = last.into_iter().map(|last| {
            last.written.name()?;
            Ok(last.file)
        });
        named.collect()
    }

    /// Refuses to end a run under which files vanished or were changed after they were made.
    fn check_whole(&self, files: &[MadeFile]) -> Result<(), Error> {
        let whole = each(files, |file| file.is_untouched(self.out));
        match files.iter().zip(whole).find(|(_, whole)| !whole) {
            None => Ok(()),
            Some((file, _)) => Err(Error::unusable(
                path_of(self.out, &file.path),
                Unusable::ResultChanged,
            )),
        }
    }

    /// What the last files depend on.
    fn key(&self) -> Digest {
        let mut feed = Feed::default();
        feed.piece(self.made_with.to_string());
        feed.piece(format!("{:?} {:?}", self.volume, self.shard));
        for words in [self.order, self.imprint] {
            feed.piece(words.len().to_string());
            for word in words {
                feed.piece(word);
            }
        }
        for input in &self.inputs {
            feed.piece(serde_json::to_vec(input).unwrap_or_default());
        }
        for department in &self.departments {
            feed.piece(serde_json::to_vec(department).unwrap_or_default());
        }
        feed.finish()
    }

    /// Every file that was made or kept, but for the last ones.
    fn kept_files(&self) -> Result<Vec<MadeFile>, Error> {
        let mut files = Vec::new();
        for input in &self.inputs {
            files.push(input.keep(self.out)?);
        }
        for department in &self.departments {
            files.extend(department.all_files().cloned());
            files.push(department.keep(self.out)?);
        }
        Ok(files)
    }

    /// Removes what earlier runs made and this one did not: it is known by what was kept of it. What others put here stays.
    fn sweep(&self, files: &[MadeFile]) -> Result<(), Error> {
        let ours: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let folder = kept::folder(self.out);
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut stale: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| {
                ![LOCK, OLD, ANNOUNCED].contains(&name.as_str())
                    && !ours.contains(format!("{KEPT_FOLDER}/{name}").as_str())
            })
            .collect();
        stale.sort();
        for name in &stale {
            if let Some(old) = kept::read::<KeptDepartment>(self.out, name) {
                let gone = old
                    .all_files()
                    .filter(|file| !ours.contains(file.path.as_str()));
                for file in gone.filter(|file| is_below(&file.path)) {
                    self.earlier.make_room(self.out, file)?;
                    remove_with_folder(self.out, &file.path)?;
                }
            }
        }
        for name in &stale {
            kept::remove(&folder.join(name))?;
        }
        Ok(())
    }

    fn outcome(&self, told: &Told<'_>, order: &Order<'_>) -> Outcome {
        let unread = self.inputs.iter().filter_map(|input| {
            let failure = input.failure.clone()?;
            Some((input.name.clone(), failure))
        });
        let undone = self.departments.iter().filter_map(|department| {
            let failure = department.failure.clone()?;
            Some((department.input.clone(), failure))
        });
        let failures = unread.chain(undone).collect();
        let (unknown_order, unordered) = order.left_over(&self.departments);
        Outcome {
            counts: told.counts(),
            stopped: false,
            failures,
            namesakes: self.namesakes(),
            put_together: self
                .inputs
                .iter()
                .filter(|input| !input.with.is_empty())
                .map(|input| (input.name.clone(), input.with.clone()))
                .collect(),
            passed: self.passed(),
            unknown_order,
            unordered,
            set_aside: Vec::new(),
            removed: Vec::new(),
        }
    }

    fn passed(&self) -> Vec<(String, String)> {
        let passed = self
            .inputs
            .iter()
            .filter(|input| input.role == Role::Passed);
        let reasons = passed.map(|input| {
            let findings = input.findings.list.iter();
            let words = findings.map(|finding| finding.seen.as_str());
            (input.name.clone(), words.collect::<Vec<_>>().join(";"))
        });
        reasons.collect()
    }

    /// Departments of which there are several with one code and name, or without a name, and that have files.
    fn namesakes(&self) -> Vec<(String, String)> {
        let key = |department: &KeptDepartment| {
            (
                file_name_key(&department.code),
                file_name_key(&department.name),
            )
        };
        let mut seen = BTreeSet::new();
        let mut twice = BTreeSet::new();
        for department in &self.departments {
            if department.name.is_empty() || !seen.insert(key(department)) {
                twice.insert(key(department));
            }
        }
        let namesakes = self
            .departments
            .iter()
            .filter(|one| !one.files.is_empty() && twice.contains(&key(one)));
        namesakes
            .map(|department| (department.input.clone(), department.folder.clone()))
            .collect()
    }

    /// What a file about all departments says of itself.
    pub(super) fn properties(&self, title: &str) -> Properties {
        /// Where no date is given: no day is truer than another, and it must not be today.
        const NO_DATE: Date = Date {
            year: 2000,
            month: 1,
            day: 1,
        };
        Properties {
            title: title.to_owned(),
            author: String::new(),
            subject: title.to_owned(),
            date: self.date.unwrap_or(NO_DATE),
        }
    }
}

/// A file about all departments that is written and has not got its name yet.
pub(super) struct LastFile {
    pub(super) file: MadeFile,
    pub(super) written: Written,
}

type Make = fn(&Ending<'_>, &Told<'_>) -> Result<Vec<u8>, Error>;

/// Whether a path that was kept is one of ours: nothing outside the results is ever touched.
fn is_below(path: &str) -> bool {
    let mut parts = path.split('/');
    parts
        .next()
        .is_some_and(|first| first == DEPARTMENTS || first == KEPT_FOLDER)
        && parts.all(|part| part != ".." && !part.is_empty())
}

/// Removes a file, and its folder if it is empty then.
fn remove_with_folder(out: &Path, path: &str) -> Result<(), Error> {
    let path = path_of(out, path);
    kept::remove(&path)?;
    if let Some(folder) = path.parent() {
        // Not empty: then something else is in it, and it stays.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// Removes what a broken-off run left half written: it never had a final name.
pub(super) fn sweep_temporary(out: &Path) {
    let entries = WalkDir::new(out).into_iter().flatten();
    let temporary = entries.filter(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.file_type().is_file()
            && name.starts_with(".jixiao-")
            && Path::new(&*name)
                .extension()
                .is_some_and(|ending| ending == "tmp")
    });
    for entry in temporary {
        // One that cannot be removed is in nobody's way.
        let _ = fs::remove_file(entry.path());
    }
}
