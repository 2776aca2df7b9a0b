//! The shards of a run ([`Shard`](super::Shard)) → one folder of results, byte for byte the same as
//! the results of a single run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::across::matching::RosterIndex;
use super::across::originals::Originals;
use super::across::undecided::{Version, undecided};
use super::finish::{Finish, RunOutcome, sweep_temporary};
use super::given::binding::Binding;
use super::given::earlier::EarlierResults;
use super::given::fingerprint::fingerprint;
use super::given::given_folders::GivenFolders;
use super::given::letter::Letter;
use super::given::listed_roster::ListedRoster;
use super::given::roster::Roster;
use super::given::send_back::SendBack;
use super::living::lock::Lock;
use super::living::manifest::Manifest;
use super::living::previous::PreviousRun;
use super::making::folders::Folders;
use super::observer::Observer;
use super::output::overall::Target;
use super::output::overview_figures::ComputedFigures;
use super::paths::{DEPARTMENTS, SEND_BACK, path_of, refuse_links, relative};
use super::pool::parallel_map;
use super::record::brief::DepartmentBrief;
use super::record::files::ResultFile;
use super::record::records::{DepartmentRecord, InputRecord};
use crate::digest::Digest;
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::render::{Renderer, Volume, save_with};
use crate::write::Date;

/// The built-in letter; `None` without built-in fonts.
fn built_in_letter() -> Option<Arc<Letter>> {
    #[cfg(feature = "fonts")]
    let letter = Some(Arc::new(Letter::built_in()));
    #[cfg(not(feature = "fonts"))]
    let letter = None;
    letter
}

/// The results of a shard.
struct ShardResults {
    folder: PathBuf,
    manifest: Manifest,
}

/// How the results of all shards of a run are merged. An empty field takes the value of the shards.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    /// As in [`Batch`](super::Batch).
    pub order: Vec<String>,
    /// As in [`Batch`](super::Batch).
    pub imprint: Vec<String>,
    /// As in [`Batch`](super::Batch).
    pub roster: Option<Roster>,
    /// As in [`Batch`](super::Batch).
    pub earlier: Option<EarlierResults>,
    /// Name of the bureau in [`SendBack`](super::SendBack) and in [`Binding`].
    pub bureau: Option<String>,
    /// As in [`SendBack`](super::SendBack).
    pub return_by: Option<Date>,
    /// The letter of the run, if it is not the built-in one.
    pub letter: Option<Arc<Letter>>,
    /// As in [`Batch`](super::Batch).
    pub folders: GivenFolders,
}

impl Merge {
    /// Merges the results of all shards of a run. The renderer has the editions and fonts of the
    /// run; the options are in the manifests.
    ///
    /// # Errors
    /// [`Error::Unusable`] if shards are missing, not finished, changed, or made with different
    /// options, or if their orders, imprints or rosters differ and none is given here; [`Error::Write`] if
    /// results cannot be written.
    pub fn run(
        &self,
        renderer: &Renderer,
        shards: &[PathBuf],
        out: &Path,
        observer: &dyn Observer,
    ) -> Result<RunOutcome, Error> {
        let shards = read_shards(shards, out)?;
        let order = given_or_common(&self.order, "--order", |manifest| &manifest.order, &shards)?;
        let imprint = given_or_common(
            &self.imprint,
            "--cover",
            |manifest| &manifest.imprint,
            &shards,
        )?;
        let (roster, send_back) = (self.roster_of(&shards)?, self.send_back_of(&shards)?);
        let binding = self.binding_of(&shards)?;
        let first = &shards[0];
        let (folders, options) = (self.folders_of(&shards), first.manifest.options.clone());
        if options.volume == Volume::With {
            binding.check(roster.as_ref(), out)?;
        }
        if fingerprint(renderer, &options) != first.manifest.made_with {
            return Err(Error::unusable(&first.folder, Unusable::MadeWithOthers));
        }
        let previous = PreviousRun::read(out)?;
        let _lock = Lock::take(out, observer)?;
        previous.set_manifest_aside(out)?;
        sweep_temporary(out);
        let (mut inputs, mut departments) = gather(input_records(&shards)?)?;
        keep_file_times(&mut inputs, &departments, roster.as_ref());
        if send_back.is_some() {
            leave_out_superseded(&mut departments, &inputs, roster.as_ref());
        }
        let copied = parallel_map(&departments, |placed| copy(placed, (out, &previous)));
        let departments: Vec<_> = copied.into_iter().collect::<Result<_, Error>>()?;
        for input in &mut inputs {
            input.write(out)?;
            input.contents = None;
        }
        let finish = Finish {
            target: Target {
                renderer,
                out,
                imprint,
                binding: &binding,
                claim: options.claim,
                date: options.date,
                earlier: self.earlier.as_ref(),
                // The options have its digest.
                budget: first.manifest.budget.as_ref(),
                figures: ComputedFigures::default(),
            },
            previous,
            inputs,
            departments,
            order,
            roster: roster.map(|roster| roster.for_audience(options.audience)),
            send_back: send_back.as_ref(),
            options,
            made_with: first.manifest.made_with,
            shard: None,
            levels: first.manifest.levels.clone(),
            kept: BTreeSet::new(),
            superseded: Vec::new(),
            folders: &folders,
        };
        finish.run(observer)
    }

    /// The given files and folders, and those that all shards were given.
    fn folders_of(&self, shards: &[ShardResults]) -> GivenFolders {
        let of_shards = shards.iter().map(|shard| &shard.manifest.folders);
        self.folders.completed_by(of_shards)
    }

    /// The given roster, or by default that of all shards.
    fn roster_of(&self, shards: &[ShardResults]) -> Result<Option<Roster>, Error> {
        if self.roster.is_some() {
            return Ok(self.roster.clone());
        }
        let common = &shards[0].manifest.roster;
        match shards.iter().find(|shard| shard.manifest.roster != *common) {
            None => Ok(common.as_ref().map(ListedRoster::roster)),
            Some(other) => Err(differs(other, "--roster", shards)),
        }
    }
}

impl Merge {
    /// How submissions are sent back: with the letter of the shards, and the given bureau and day,
    /// or by default those of all shards.
    fn send_back_of(&self, shards: &[ShardResults]) -> Result<Option<SendBack>, Error> {
        let all = || {
            shards
                .iter()
                .map(|shard| (shard, &shard.manifest.send_back))
        };
        let Some(first) = &shards[0].manifest.send_back else {
            return match all().find(|(_, listed)| listed.is_some()) {
                Some((other, _)) => Err(shards_differ(other, shards)),
                None => Ok(None),
            };
        };
        let Some(letter) = self.letter.clone().or_else(built_in_letter) else {
            let folder = &shards[0].folder;
            return Err(Error::unusable(folder, Unusable::OtherLetter));
        };
        for (shard, listed) in all() {
            let Some(listed) = listed else {
                return Err(shards_differ(shard, shards));
            };
            if listed.letter != letter.digest() {
                return Err(Error::unusable(&shard.folder, Unusable::OtherLetter));
            }
            if self.bureau.is_none() && listed.bureau != first.bureau {
                return Err(differs(shard, "--bureau", shards));
            }
            if self.return_by.is_none() && listed.return_by != first.return_by {
                return Err(differs(shard, "--return-by", shards));
            }
        }
        let listed_day = first.return_by.as_deref().and_then(Date::parse);
        Ok(Some(SendBack {
            letter,
            bureau: self.bureau.clone().unwrap_or_else(|| first.bureau.clone()),
            return_by: self.return_by.or(listed_day),
        }))
    }
}

impl Merge {
    /// How the volume is bound: as in the shards, with the given bureau if there is one.
    fn binding_of(&self, shards: &[ShardResults]) -> Result<Binding, Error> {
        let mut binding = shards[0].manifest.binding.clone();
        for shard in shards {
            let own = &shard.manifest.binding;
            if own.by_section != binding.by_section || own.spine != binding.spine {
                return Err(shards_differ(shard, shards));
            }
            if self.bureau.is_none() && own.bureau != binding.bureau {
                return Err(differs(shard, "--bureau", shards));
            }
        }
        if let Some(bureau) = &self.bureau {
            binding.bureau.clone_from(bureau);
        }
        Ok(binding)
    }
}

/// The failure if a shard is of another run than the first.
fn shards_differ(shard: &ShardResults, shards: &[ShardResults]) -> Error {
    let other = shards[0].folder.clone();
    Error::unusable(&shard.folder, Unusable::ShardsDiffer { other })
}

/// The failure if a shard was made with another option than the first.
fn differs(shard: &ShardResults, option: &'static str, shards: &[ShardResults]) -> Error {
    let other = shards[0].folder.clone();
    Error::unusable(&shard.folder, Unusable::OptionDiffers { option, other })
}

/// The given texts, or by default those that all shards were made with.
fn given_or_common<'p>(
    given: &'p [String],
    option: &'static str,
    of: fn(&Manifest) -> &Vec<String>,
    shards: &'p [ShardResults],
) -> Result<&'p [String], Error> {
    let common = of(&shards[0].manifest);
    if !given.is_empty() {
        return Ok(given);
    }
    match shards.iter().find(|shard| of(&shard.manifest) != common) {
        None => Ok(common),
        Some(other) => Err(differs(other, option, shards)),
    }
}

/// Reads the shards, which must be all shards of one run.
fn read_shards(folders: &[PathBuf], out: &Path) -> Result<Vec<ShardResults>, Error> {
    let target = fs::canonicalize(out).ok();
    let mut shards = Vec::new();
    let mut numbers = BTreeSet::new();
    for folder in folders {
        if target.is_some() && fs::canonicalize(folder).ok() == target {
            return Err(Error::unusable(folder, Unusable::TargetIsShard));
        }
        let manifest = Manifest::read(folder)?;
        if !manifest.is_sealed() {
            return Err(Error::unusable(folder, Unusable::ManifestChanged));
        }
        let Some(shard) = manifest.shard else {
            return Err(Error::unusable(folder, Unusable::NotShard));
        };
        if !numbers.insert(shard.number) {
            let number = shard.number;
            let reason = Unusable::DuplicateShard { number };
            return Err(Error::unusable(folder, reason));
        }
        let folder = folder.clone();
        shards.push((shard.count, ShardResults { folder, manifest }));
    }
    let Some((count, first)) = shards.first() else {
        return Err(Error::unusable(out, Unusable::NoShards));
    };
    for (other, shard) in &shards {
        let (one, manifest) = (&first.manifest, &shard.manifest);
        if other != count
            || manifest.made_with != one.made_with
            || manifest.options != one.options
            || manifest.levels != one.levels
        {
            let other = folders[0].clone();
            let reason = Unusable::ShardsDiffer { other };
            return Err(Error::unusable(&shard.folder, reason));
        }
    }
    let missing: Vec<String> = (1..=*count)
        .filter(|number| !numbers.contains(number))
        .map(|number| format!("{number}/{count}"))
        .collect();
    if !missing.is_empty() {
        let reason = Unusable::MissingShards { shards: missing };
        return Err(Error::unusable(&folders[0], reason));
    }
    Ok(shards.into_iter().map(|(_, shard)| shard).collect())
}

fn read_input(shard: &ShardResults, name: &str) -> Result<InputRecord, Error> {
    InputRecord::read(&shard.folder, name).ok_or_else(|| {
        let name = name.to_owned();
        Error::unusable(&shard.folder, Unusable::NoRecord { name })
    })
}

fn read_department(
    shard: &ShardResults,
    input: &str,
    index: usize,
) -> Result<DepartmentRecord, Error> {
    DepartmentRecord::read(&shard.folder, input, index).ok_or_else(|| {
        let name = input.to_owned();
        Error::unusable(&shard.folder, Unusable::NoRecord { name })
    })
}

/// A department of a shard, and its folder in the merged results.
struct Placed<'a> {
    shard: &'a ShardResults,
    input: String,
    index: usize,
    folder: String,
    brief: DepartmentBrief,
    /// Whether another version of it is sent back instead, if anything is.
    is_superseded: bool,
}

/// The records of all inputs, each with its shard, in the order of their names.
fn input_records(shards: &[ShardResults]) -> Result<Vec<(&ShardResults, InputRecord)>, Error> {
    let mut records = Vec::new();
    for shard in shards {
        for listed in &shard.manifest.inputs {
            records.push((shard, read_input(shard, &listed.name)?));
        }
    }
    records.sort_by(|(_, one), (_, next)| one.name.split('/').cmp(next.name.split('/')));
    Ok(records)
}

/// All inputs, and their departments with their folders in the merged results.
fn gather(
    records: Vec<(&ShardResults, InputRecord)>,
) -> Result<(Vec<InputRecord>, Vec<Placed<'_>>), Error> {
    let mut folders = Folders::default();
    let (mut inputs, mut departments) = (Vec::new(), Vec::new());
    for (shard, input) in records {
        for index in input.indices() {
            let department = read_department(shard, &input.name, index)?;
            let folder = folders.give(&department.edition, &department.code, &department.name);
            departments.push(Placed {
                shard,
                input: input.name.clone(),
                index,
                folder,
                brief: DepartmentBrief::of(department, &shard.folder),
                is_superseded: false,
            });
        }
        inputs.push(input);
    }
    Ok((inputs, departments))
}

/// Leaves the time of a file in its record only where it may decide which version is newer.
fn keep_file_times(
    inputs: &mut [InputRecord],
    departments: &[Placed<'_>],
    roster: Option<&Roster>,
) {
    let by_name: BTreeMap<&str, &InputRecord> = inputs
        .iter()
        .map(|input| (input.name.as_str(), input))
        .collect();
    let versions = departments.iter().filter_map(|one| {
        Some(Version {
            code: &one.brief.code,
            name: &one.brief.name,
            input: by_name.get(one.input.as_str()).copied()?,
        })
    });
    let roster = roster.map(RosterIndex::of);
    let undecided = undecided(&versions.collect::<Vec<_>>(), roster.as_ref());
    for input in inputs {
        if !undecided.contains(&input.name) {
            input.file_time = None;
        }
    }
}

/// Finds the departments of which another shard, or the same, has a newer version.
fn leave_out_superseded(
    departments: &mut [Placed<'_>],
    inputs: &[InputRecord],
    roster: Option<&Roster>,
) {
    let by_name: BTreeMap<&str, &InputRecord> = inputs
        .iter()
        .map(|input| (input.name.as_str(), input))
        .collect();
    let roster = roster.map(RosterIndex::of);
    let briefs: Vec<&DepartmentBrief> = departments.iter().map(|one| &one.brief).collect();
    let originals = Originals::of(&briefs, roster.as_ref(), &by_name);
    let are_superseded = briefs.iter().map(|brief| {
        let input = by_name.get(&*brief.input).copied();
        originals.is_superseded(brief, input)
    });
    let are_superseded: Vec<bool> = are_superseded.collect();
    for (one, is_superseded) in departments.iter_mut().zip(are_superseded) {
        one.is_superseded = is_superseded;
    }
}

/// Copies a department's files to the merged results; compares each with its digest.
fn copy(
    placed: &Placed<'_>,
    (out, previous): (&Path, &PreviousRun),
) -> Result<DepartmentBrief, Error> {
    let Placed {
        shard,
        input,
        index,
        folder,
        brief: _,
        is_superseded,
    } = placed;
    let mut copied = read_department(shard, input, *index)?;
    if *is_superseded {
        copied.sent_back = None;
    }
    copied.folder.clone_from(folder);
    for file in &mut copied.files {
        let from = file.clone();
        file.path = relative(&[DEPARTMENTS, folder, from.name()]);
        copy_file(shard, &from, &file.path, (out, previous))?;
    }
    for file in copied
        .sent_back
        .iter_mut()
        .flat_map(|copies| &mut copies.files)
    {
        let from = file.clone();
        file.path = relative(&[SEND_BACK, folder, from.name()]);
        copy_file(shard, &from, &file.path, (out, previous))?;
    }
    let pages = copied.pages.iter().map(|pages| &pages.file);
    for file in pages.chain(&copied.data) {
        copy_file(shard, file, &file.path, (out, previous))?;
    }
    copied.take_stamps(out);
    copied.write(out)?;
    Ok(DepartmentBrief::of(copied, out))
}

fn copy_file(
    shard: &ShardResults,
    file: &ResultFile,
    to: &str,
    (out, previous): (&Path, &PreviousRun),
) -> Result<(), Error> {
    let there = ResultFile::new(to.to_owned(), file.size, file.sha256);
    if there.is_intact(out) {
        return Ok(());
    }
    let from = path_of(&shard.folder, &file.path);
    let bytes = fs::read(&from).map_err(|source| Error::Read {
        path: from.clone(),
        source,
    })?;
    if Digest::of(&bytes) != file.sha256 {
        return Err(Error::unusable(&from, Unusable::NotAsListed));
    }
    let target = path_of(out, to);
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(Error::unusable(&target, Unusable::NotFilePath));
    };
    refuse_links(out, folder)?;
    previous.make_room(out, &there)?;
    save_with(folder, &name.to_string_lossy(), |written| {
        written.write_all(&bytes)
    })?;
    Ok(())
}
