//! Many submissions → all files that a finance bureau submits, publishes and archives. An invalid
//! submission never stops the others.
//!
//! ```text
//! files and folders ─ inputs ─▶ survey ─ join ─▶ folders ─ department ─▶ 部门/<code>-<name>/…
//!                                                              │  (as many at a time as jobs)
//!                                                 records: a small hidden file each
//!                                                              ▼
//!      (from the records alone)  results ─ finish ─▶ 汇总表 · 检查报告 · 合订本 · manifest.json
//! ```
//!
//! - [`find_inputs`] finds the inputs; [`Batch::run`] does the rest and reports its progress to an
//!   [`Observer`].
//! - **Memory** is bounded by the number of jobs: only a brief of a finished department stays in
//!   memory; its record is read again where it is needed. The volume is made from the departments'
//!   pages on disk, one department at a time.
//! - **Order** follows the names of the inputs, regardless of which was finished first. Equal
//!   inputs give equal bytes, for any number of jobs.
//! - **Joining** (`join`): the tables of a department may be in several workbooks. An annotated
//!   copy is skipped if its original is an input too.
//! - **Results** (`results`) add findings that need all departments, such as duplicates, and compare
//!   them with the [`Roster`] (`matching`, `hand_in`).
//! - **Resuming**: the record of an input contains its SHA-256 and a digest of everything else its
//!   results depend on (`made_with`). [`Rerun::Resume`] makes only results that differ, are missing
//!   or were changed.
//! - **Keeping** (`kept`): departments of earlier runs whose inputs are not given stay in the
//!   results, unless a department given now is the same, or [`Others::Remove`] is set. All of it is
//!   decided, or refused, before the first change.
//! - **Shards** ([`Shard`]) of a run are merged by [`Merge`] to the same bytes.
//! - [`verify()`] compares a folder of results with its manifest.
//!
//! | folder | contents |
//! | --- | --- |
//! | `record/` | what is stored of inputs and departments |
//! | `given/` | options, roster, budgets, letter: what a run is given besides its inputs |
//! | `across/` | what needs all departments: versions, the roster, findings |
//! | `living/` | a folder of results as it is found: manifest, inputs, earlier runs |
//! | `making/` | inputs → departments |
//! | `output/` | the files about all departments |
//!
//! `finish` ends a run, `merge` merges shards, `verify` compares a folder with its manifest. Dependencies
//! between files and folders go in one direction only; `tests/architecture.rs` checks this.

mod across;
mod finish;
mod given;
mod living;
mod making;
mod merge;
mod new_roster;
mod observer;
mod others;
mod output;
mod paths;
mod pool;
mod record;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use rayon::iter::{IntoParallelRefIterator, ParallelBridge, ParallelIterator};

use crate::digest::SequenceHash;
use crate::error::{Error, Unusable};
use crate::render::{Audience, Renderer};

use self::across::matching::RosterIndex;
use self::finish::{Finish, sweep_temporary};
use self::given::fingerprint::fingerprint;
use self::living::lock::Lock;
use self::living::previous::PreviousRun;
use self::making::folders::assign;
use self::making::join::may_be_joined;
use self::making::kept::Kept;
use self::making::run::Run;
use self::making::survey::SurveyedInput;
use self::output::overall::Target;
use self::output::overview_figures::ComputedFigures;
use self::pool::{parallel_map, pool};
use self::record::brief::DepartmentBrief;

pub use crate::digest::Digest;
pub use crate::render::{RosterFormat, Volume};
pub use across::budget_missing::BudgetOutcome;
pub use across::hand_in::RosterOutcome;
pub use across::results::Counts;
pub use finish::{Repeated, RunOutcome};
pub use given::binding::{Binding, PaperThickness};
pub use given::budget::{Budget, ListedBudget, ListedBudgetDepartment};
pub use given::earlier::EarlierResults;
pub use given::given_folders::GivenFolders;
pub use given::letter::Letter;
pub use given::listed_roster::{HandInCounts, HandInState, ListedDepartment, ListedRoster};
pub use given::options::{Batch, Others, Rerun, ResultOptions};
pub use given::roster::{Roster, RosterDepartment};
pub use given::send_back::{ListedSendBack, SendBack};
pub use given::shard::Shard;
pub use living::inputs::{ENDINGS, Found, Input, find_inputs};
pub use living::manifest::{ListedInput, Manifest, UsedEdition};
pub use living::remade::Remade;
pub use living::stored::StoredSubmissions;
pub use merge::Merge;
pub use new_roster::NewRoster;
pub use observer::{Event, Observer, Origin};
pub use others::{OtherDepartments, Superseded};
pub use paths::{
    DEPARTMENTS, MANIFEST, OFD_VOLUME, OVERVIEW, RECORDS_FOLDER, REMADE, REPORT, REPORT_JSON,
    SEND_BACK, SPINE, SUMMARY, VOLUME, VOLUMES,
};
pub use record::file_time::FileTime;
pub use record::files::ResultFile;
pub use record::records::{
    Contents, CopyState, DepartmentRecord, DepartmentState, Findings, InputRecord, OpeningErrors,
    RecordedPages, Role, RosterLevels, SentBack, SummaryValue,
};
pub use verify::{Difference, Verification, verify};

impl Batch {
    /// Makes the files of all departments and the overall files in the folder `out`.
    ///
    /// Inputs that cannot be read and departments whose tables cannot be made are in the reports
    /// and in the outcome. If the observer stops the run, the departments made so far stay on disk,
    /// and there is no summary, report, volume or manifest.
    ///
    /// # Errors
    /// [`Error::Write`] if results cannot be written; departments made so far stay on disk.
    /// [`Error::Unusable`] if another run writes to the folder, or it contains other results; if
    /// submissions are sent back in results for the public; if there is to be a volume for each
    /// section, and the roster has none.
    pub fn run(
        &self,
        renderer: &Renderer,
        inputs: &[Input],
        out: &Path,
        observer: &dyn Observer,
    ) -> Result<RunOutcome, Error> {
        if self.send_back.is_some() && self.options.audience == Audience::Public {
            return Err(Error::unusable(out, Unusable::SentBackInPublic));
        }
        if self.volume == Volume::With {
            self.binding.check(self.roster.as_ref(), out)?;
        }
        let pool = pool(self.jobs, out)?;
        let previous = PreviousRun::read(out)?;
        let _lock = Lock::take(out, observer)?;
        self.refuse_other_shard((&previous, out))?;
        let made_with = fingerprint(renderer, &self.result_options());
        let run = Run {
            batch: self,
            renderer,
            out,
            observer,
            previous,
            made_with,
            common: self.common(made_with),
            has_changed: AtomicBool::new(false),
            held: AtomicUsize::new(0),
            failure: Mutex::new(None),
        };
        pool.run(|| run.go(inputs))
    }

    /// Digest of what the results of all inputs depend on, without the settings next to each.
    fn common(&self, made_with: Digest) -> Digest {
        if self.options.levels.is_empty() {
            return made_with;
        }
        let mut hash = SequenceHash::default();
        hash.add(made_with.to_string());
        hash.add(self.options.levels.in_words().join(" "));
        hash.finish()
    }

    /// Refuses a folder with the results of another shard: the run would take them for results of a
    /// previous run, and remove them.
    fn refuse_other_shard(&self, (previous, out): (&PreviousRun, &Path)) -> Result<(), Error> {
        match previous.current(out) {
            Some(there) if there.shard != self.shard => {
                let [found, own] =
                    [there.shard, self.shard].map(|shard| shard.map(|shard| shard.to_string()));
                Err(Error::unusable(out, Unusable::OtherShard { found, own }))
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Run<'a> {
    /// What all files about all departments need.
    fn target(&self) -> Target<'a> {
        Target {
            renderer: self.renderer,
            out: self.out,
            imprint: &self.batch.imprint,
            claim: self.batch.options.claim,
            date: self.batch.options.date,
            earlier: self.batch.earlier.as_ref(),
            budget: self.batch.budget.as_ref().map(|budget| &budget.listed),
            binding: &self.batch.binding,
            figures: ComputedFigures::default(),
        }
    }
}

impl Run<'_> {
    /// The inputs of this shard, and those that may be joined with them.
    fn own<'i>(&self, inputs: &'i [Input]) -> Vec<&'i Input> {
        let own = inputs.iter().filter(|input| {
            let shard = self.batch.shard;
            let is_own = shard.is_none_or(|shard| shard.has(&input.name));
            is_own || may_be_joined(input)
        });
        own.collect()
    }

    /// Surveys and joins the inputs; `None` if the run is stopped.
    fn surveyed<'i>(&self, inputs: &'i [Input]) -> Result<Option<Vec<SurveyedInput<'i>>>, Error> {
        let own = self.own(inputs);
        let surveyed: Vec<Option<SurveyedInput<'_>>> =
            own.par_iter().map(|input| self.survey(input)).collect();
        self.check_failure()?;
        let surveyed = surveyed.into_iter().collect::<Option<Vec<_>>>();
        Ok(surveyed.and_then(|surveyed| self.join(surveyed)))
    }

    /// Writes the records of the inputs; whether all are written.
    fn record_inputs(&self, surveyed: &[SurveyedInput<'_>], kept: &Kept) -> Result<bool, Error> {
        if self.batch.rerun == Rerun::Full {
            self.prepare_change()?;
        }
        let altered = parallel_map(&kept.altered, |one| self.writing(|| one.write(self.out)));
        let mut recorded = parallel_map(surveyed, |one| self.record_input(one));
        recorded.extend(altered);
        self.check_failure()?;
        Ok(!recorded.contains(&None))
    }

    fn go(self, inputs: &[Input]) -> Result<RunOutcome, Error> {
        sweep_temporary(self.out);
        let Some(mut surveyed) = self.surveyed(inputs)? else {
            return Ok(RunOutcome::stopped());
        };
        let mut kept = self.keep(&surveyed)?;
        self.keep_file_times(&mut surveyed, &kept);
        self.note_lost(&mut surveyed, &mut kept);
        self.observer.on_event(Event::Others(&kept.others));
        if !self.record_inputs(&surveyed, &kept)? {
            return Ok(RunOutcome::stopped());
        }
        for one in &mut surveyed {
            one.record.contents = None;
        }
        let roster = self.batch.roster.as_ref();
        let index = roster.map(RosterIndex::of);
        let assignments = assign(&surveyed, &kept.departments, index.as_ref());
        let count = assignments.len();
        self.observer
            .on_event(Event::Surveyed { departments: count });
        // In order from the front, so that at most as many inputs are open as there are jobs.
        let mut done: Vec<(usize, DepartmentBrief)> = assignments
            .iter()
            .enumerate()
            .par_bridge()
            .filter_map(|(index, assignment)| Some((index, self.work(assignment)?)))
            .collect();
        self.check_failure()?;
        if done.len() < count {
            return Ok(RunOutcome {
                set_aside: self.previous.into_set_aside(),
                ..RunOutcome::stopped()
            });
        }
        done.sort_unstable_by_key(|(index, _)| *index);
        let mut done: Vec<DepartmentBrief> = done.into_iter().map(|(_, record)| record).collect();
        self.send_newest(&assignments, &mut done, &mut kept);
        drop(assignments);
        self.check_failure()?;
        let all = All::of(records_of(surveyed), done, kept);
        let finish = Finish {
            target: self.target(),
            previous: self.previous,
            inputs: all.inputs,
            departments: all.departments,
            kept: all.kept,
            superseded: all.others.superseded.clone(),
            levels: self.batch.options.levels.in_words(),
            order: &self.batch.order,
            roster: roster.map(|roster| roster.for_audience(self.batch.options.audience)),
            send_back: self.batch.send_back.as_ref(),
            options: self.batch.result_options(),
            made_with: self.made_with,
            shard: self.batch.shard,
            folders: &self.batch.folders,
        };
        let outcome = finish.run(self.observer)?;
        Ok(RunOutcome {
            others: all.others,
            ..outcome
        })
    }
}

/// The inputs and departments of the results: those of this run, and those that are kept.
struct All {
    inputs: Vec<InputRecord>,
    departments: Vec<DepartmentBrief>,
    /// Names of the inputs that are kept.
    kept: BTreeSet<String>,
    others: OtherDepartments,
}

impl All {
    fn of(mut inputs: Vec<InputRecord>, mut departments: Vec<DepartmentBrief>, kept: Kept) -> All {
        let names = kept.inputs.iter().map(|input| input.name.clone());
        let names: BTreeSet<String> = names.collect();
        if !names.is_empty() {
            inputs.extend(kept.inputs);
            inputs.sort_by(|one, next| one.name.split('/').cmp(next.name.split('/')));
            departments.extend(kept.departments);
            let ranks: BTreeMap<&str, usize> = inputs
                .iter()
                .enumerate()
                .map(|(rank, input)| (input.name.as_str(), rank))
                .collect();
            departments.sort_by_key(|one| (ranks.get(&*one.input).copied(), one.index));
        }
        All {
            inputs,
            departments,
            kept: names,
            others: kept.others,
        }
    }
}

fn records_of(surveyed: Vec<SurveyedInput<'_>>) -> Vec<InputRecord> {
    let mut records: Vec<InputRecord> = surveyed.into_iter().map(|one| one.record).collect();
    // The vector has the allocation of the larger items that it was made from.
    records.shrink_to_fit();
    records
}
