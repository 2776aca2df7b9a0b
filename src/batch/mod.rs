//! Many submissions → everything a finance bureau submits, publishes and archives. One bad submission never stops the rest.
//!
//! ```text
//! files and folders ── inputs ──▶ names ── survey ──▶ departments ── work ──▶ 部门/<code>-<name>/…   (as many at a time as there are jobs)
//!                                                                       │
//!                                                            kept: a small file each, hidden
//!                                                                       ▼
//!                                        finish: 汇总表 · 检查报告 · 合订本 · manifest.json        (from what is kept alone)
//! ```
//!
//! - [`find_inputs`] finds the inputs; [`Batch::run`] does the rest, and tells a [`Watch`] how it goes on.
//! - **Memory** is bounded by the jobs: of a department that is done, only its small row remains (`kept`). The volume is put together from the parts on
//!   disk, one at a time.
//! - **Order**: results stand in the order of the inputs' names, whatever was finished first. Equal inputs give equal bytes, for any number of jobs.
//! - **Together**: a department's tables may lie in several workbooks; marked copies are left aside for their originals (`together`).
//! - **Told**: what only all departments together show (one that came twice), and which findings belong together, is found at the end (`told`).
//! - **Going on**: what is kept of an input names its SHA-256 and everything else its results depend on (`made_with`). [`Rerun::Resume`] makes again
//!   only what differs, and what is no longer there as it was made.
//! - **Parts of a run** ([`Shard`]) are put together by [`merge`] to the same bytes.
//! - [`verify`] compares a folder of results with its manifest.

mod earlier;
mod figures;
mod finish;
mod folders;
mod inputs;
mod kept;
mod lock;
mod manifest;
mod merge;
mod order;
mod report;
mod summary;
mod survey;
mod together;
mod told;
mod verify;
mod volume;
mod work;

use std::fmt::Write as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

use rayon::iter::{
    IntoParallelIterator, IntoParallelRefIterator, ParallelBridge, ParallelIterator,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::digest::Feed;
use crate::error::{Error, Unusable};
use crate::finding::Levels;
use crate::render::{Audience, Files, OnErrors, Options, Renderer, is_built_in};

use self::earlier::Earlier;
use self::lock::Lock;
use self::survey::Surveyed;

pub use crate::digest::Digest;
pub use finish::Outcome;
pub use inputs::{ENDINGS, Found, Input, Shard, find_inputs};
pub use kept::{
    Change, Findings, KeptDepartment, KeptInput, KeptPart, MadeFile, Marked, NewValue, Piece, Role,
    State, WrittenFinding, WrittenLevel,
};
pub use manifest::{Counts, Manifest};
pub use merge::merge;
pub use verify::{Trouble, Verified, verify};

/// Folder of the departments' files, in the folder with the results.
pub const DEPARTMENTS: &str = "部门";

/// The summary.
pub const SUMMARY: &str = "汇总表.xlsx";

/// The volume.
pub const VOLUME: &str = "合订本.pdf";

/// Who must correct what, for people.
pub const REPORT: &str = "检查报告.xlsx";

/// Who must correct what, for programs.
pub const REPORT_JSON: &str = "检查报告.json";

/// The list of all files.
pub const MANIFEST: &str = "manifest.json";

/// The hidden folder with what is kept for later runs.
pub const KEPT_FOLDER: &str = ".jixiao";

/// What a run makes.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What to make of each department. Its levels are laid over those of each input.
    pub options: Options,
    /// Whether all tables are bound into one volume.
    pub volume: Volume,
    /// What becomes of the results of an earlier run.
    pub rerun: Rerun,
    /// How many departments are worked on at a time; 0 for one more than there are processors: one of them waits for the disk now and then.
    pub jobs: usize,
    /// The part of the inputs that is done here; all of them without one.
    pub shard: Option<Shard>,
    /// Codes or names of departments in the order they shall stand in the summary and the volume; the others follow in the order of their inputs.
    pub order: Vec<String>,
    /// Lines at the foot of the volume's cover: who compiled it, and when.
    pub imprint: Vec<String>,
}

/// Whether all tables are bound into one volume (合订本).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volume {
    /// No.
    Without,
    /// Yes.
    With,
}

/// What becomes of the results of an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rerun {
    /// Everything is made again.
    Anew,
    /// What is still right is not made again.
    Resume,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            options: Options::default(),
            volume: Volume::Without,
            rerun: Rerun::Anew,
            jobs: 0,
            shard: None,
            order: Vec::new(),
            imprint: Vec::new(),
        }
    }
}

/// Told how a run goes on, by all its threads; may stop it.
pub trait Watch: Sync {
    /// Something happened.
    fn see(&self, event: Event<'_>);

    /// Whether the run shall stop: what was begun is finished, nothing new is begun.
    fn wants_stop(&self) -> bool {
        false
    }
}

/// Whoever does not look.
impl Watch for () {
    fn see(&self, _: Event<'_>) {}
}

/// What happens in a run.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The disk with the results knows no locks: another run in the same folder would not be noticed.
    Unlocked,
    /// The inputs are read through; so many departments are to be done.
    Surveyed {
        /// Number of departments.
        departments: usize,
    },
    /// A department is done; in the order in which that happens.
    Department(&'a KeptDepartment, Origin),
    /// All departments are done; a file about all of them is being made.
    Making(&'static str),
}

/// Where a department's results come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Made now.
    Made,
    /// There from an earlier run, and still right.
    Kept,
}

/// What the threads of a run share.
struct Run<'a> {
    batch: &'a Batch,
    renderer: &'a Renderer,
    out: &'a Path,
    watch: &'a dyn Watch,
    /// What was there before.
    earlier: Earlier,
    /// Digest of what all departments' results depend on, but for levels.
    made_with: Digest,
    /// Whether the old manifest is gone: it goes before anything is changed.
    changed: AtomicBool,
    /// Bytes of text of the submissions that are held until they are worked on.
    held: AtomicUsize,
    /// The first failure to write; nothing new is begun after it.
    failure: Mutex<Option<Error>>,
}

impl Batch {
    /// Makes everything. Inputs that cannot be read and departments whose tables cannot be made are told in the reports and the outcome.
    ///
    /// Where the watch stops the run, what was made is kept, and there is no summary, report, volume or manifest.
    ///
    /// # Errors
    /// [`Error::Write`] where results cannot be written, what was finished is kept then too; [`Error::Unusable`] where another run writes there.
    pub fn run(
        &self,
        renderer: &Renderer,
        inputs: &[Input],
        out: &Path,
        watch: &dyn Watch,
    ) -> Result<Outcome, Error> {
        let pool = pool(self.jobs, out)?;
        let earlier = Earlier::look(out)?;
        let _lock = Lock::take(out, watch)?;
        self.refuse_other_part(out)?;
        let run = Run {
            batch: self,
            renderer,
            out,
            watch,
            earlier,
            made_with: made_with(renderer, &self.options_in_words()),
            changed: AtomicBool::new(false),
            held: AtomicUsize::new(0),
            failure: Mutex::new(None),
        };
        pool.install(|| run.go(inputs))
    }

    /// Refuses a folder with the results of another part of the inputs: they would be taken for old ones, and removed.
    fn refuse_other_part(&self, out: &Path) -> Result<(), Error> {
        let own = self.shard.map(|shard| shard.to_string());
        match Manifest::read(out) {
            Ok(there) if there.shard != own => {
                let found = there.shard;
                Err(Error::unusable(out, Unusable::OtherShard { found, own }))
            }
            _ => Ok(()),
        }
    }

    /// The options that the bytes of a department's files depend on.
    fn options_in_words(&self) -> String {
        let Options {
            formats,
            files,
            audience,
            date,
            errors,
            levels: _,
        } = &self.options;
        let formats: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
        let mut words = format!("format {}", formats.join(","));
        for (holds, word) in [
            (*files == Files::EachTable, "split"),
            (*audience == Audience::Public, "publish"),
            (*errors == OnErrors::GoOn, "force"),
            (self.volume == Volume::With, "volume"),
        ] {
            if holds {
                words.extend([" ", word]);
            }
        }
        if let Some(date) = date {
            write!(
                words,
                " date {:04}-{:02}-{:02}",
                date.year, date.month, date.day
            )
            .expect("writing to a String cannot fail");
        }
        words
    }
}

/// What the program is made of: its sources in a digest. `build.rs` takes it.
const SOURCES: &str = env!("JIXIAO_SOURCES");

/// What the results of every department depend on, beside its input: program, editions, fonts, options.
fn made_with(renderer: &Renderer, options: &str) -> Digest {
    let mut feed = Feed::default();
    feed.piece(crate::write::GENERATOR);
    feed.piece(SOURCES);
    feed.piece(options);
    for edition in renderer.registry().editions() {
        feed.piece(&edition.id);
        feed.piece(edition_digest(edition).to_string());
        // Which of the faces is for what may be the folder of fonts' own word.
        for font in &edition.look.fonts {
            feed.piece(&font.face);
        }
    }
    for face in renderer.fonts().faces() {
        feed.piece(face.name());
        // Those built in are told by the program's sources; to read forty megabytes of them would take a third of a small run.
        if !is_built_in(face) {
            feed.piece(face.data());
        }
    }
    for face in renderer.fonts().fallbacks() {
        feed.piece(face.0.to_string());
    }
    feed.finish()
}

/// The files of an edition in one digest.
fn edition_digest(edition: &crate::form::Edition) -> Digest {
    let mut feed = Feed::default();
    for (name, source) in &edition.files {
        feed.piece(name);
        feed.piece(source.text());
    }
    feed.finish()
}

/// Most departments at a time, whatever is asked for: each takes a thread.
const MAX_JOBS: usize = 256;

fn pool(jobs: usize, out: &Path) -> Result<ThreadPool, Error> {
    let jobs = match jobs {
        0 => available_parallelism().map_or(1, NonZero::get) + 1,
        jobs => jobs,
    };
    let pool = ThreadPoolBuilder::new()
        .num_threads(jobs.min(MAX_JOBS))
        .build();
    pool.map_err(|error| Error::unusable(out, Unusable::Threads(error.to_string())))
}

impl Run<'_> {
    fn go(self, inputs: &[Input]) -> Result<Outcome, Error> {
        if self.batch.rerun == Rerun::Anew {
            self.will_change()?;
        }
        finish::sweep_temporary(self.out);
        let mine = inputs.iter().filter(|input| {
            let shard = self.batch.shard;
            let is_mine = shard.is_none_or(|shard| shard.has(&input.name));
            is_mine || together::may_belong_to_others(input)
        });
        let mine: Vec<&Input> = mine.collect();
        let surveyed: Vec<Option<Surveyed<'_>>> =
            mine.par_iter().map(|input| self.survey(input)).collect();
        self.check_failure()?;
        let Some(surveyed) = surveyed.into_iter().collect::<Option<Vec<_>>>() else {
            return Ok(Outcome::stopped());
        };
        let Some(surveyed) = self.put_together(surveyed) else {
            return Ok(Outcome::stopped());
        };
        let kept = each(&surveyed, |one| self.keep_input(one));
        self.check_failure()?;
        if kept.contains(&None) {
            return Ok(Outcome::stopped());
        }
        let units = folders::assign(&surveyed);
        let count = units.len();
        self.watch.see(Event::Surveyed { departments: count });
        // One after the other from the front, so that no more than the jobs' are open at a time.
        let mut done: Vec<(usize, KeptDepartment)> = units
            .iter()
            .enumerate()
            .par_bridge()
            .filter_map(|(place, unit)| Some((place, self.work(unit)?)))
            .collect();
        drop(units);
        self.check_failure()?;
        if done.len() < count {
            return Ok(Outcome {
                set_aside: self.earlier.all_set_aside(),
                ..Outcome::stopped()
            });
        }
        done.sort_unstable_by_key(|(place, _)| *place);
        let departments = done.into_iter().map(|(_, kept)| kept).collect();
        let inputs = surveyed.into_iter().map(|one| one.kept).collect();
        let ending = finish::Ending {
            renderer: self.renderer,
            out: self.out,
            earlier: self.earlier,
            inputs,
            departments,
            order: &self.batch.order,
            imprint: &self.batch.imprint,
            volume: self.batch.volume,
            options: self.batch.options_in_words(),
            made_with: self.made_with,
            shard: self.batch.shard,
            date: self.batch.options.date,
        };
        ending.make(self.watch)
    }

    /// The levels of an input: its own, and over them those of the options.
    fn levels(&self, input: &Input) -> Levels {
        let mut levels = input.levels.clone();
        levels.lay(&self.batch.options.levels);
        levels
    }

    /// Whether nothing new is to be begun.
    fn is_stopped(&self) -> bool {
        self.watch.wants_stop() || self.failure().is_some()
    }

    fn failure(&self) -> std::sync::MutexGuard<'_, Option<Error>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fail(&self, error: Error) {
        self.failure().get_or_insert(error);
    }

    fn check_failure(&self) -> Result<(), Error> {
        self.failure().take().map_or(Ok(()), Err)
    }

    /// Results are about to differ from the old manifest: it goes first, so that none ever speaks of files that are not so.
    fn will_change(&self) -> Result<(), Error> {
        if self.changed.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        earlier::put_manifest_aside(self.out)
    }

    /// Does something that writes; a failure stops the run.
    fn writing<T>(&self, write: impl FnOnce() -> Result<T, Error>) -> Option<T> {
        match self.will_change().and_then(|()| write()) {
            Ok(written) => Some(written),
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }
}

/// Runs something for each of many things, as many at a time as there are jobs; the results in the order of the things.
fn each<T: Sync, R: Send>(things: &[T], run: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    things.into_par_iter().map(run).collect()
}

/// A path below a folder, with `/` as in the manifest.
fn relative(parts: &[&str]) -> String {
    parts.join("/")
}

/// Refuses a folder for results that is a link, or stands below one: what is written there would stand elsewhere. The folder for all results may be
/// one, as its user chose it.
fn refuse_links(out: &Path, folder: &Path) -> Result<(), Error> {
    let inner = folder.ancestors().take_while(|inner| *inner != out);
    let is_link = |inner: &&Path| {
        inner
            .symlink_metadata()
            .is_ok_and(|about| about.is_symlink())
    };
    match inner.filter(is_link).last() {
        None => Ok(()),
        Some(link) => Err(Error::unusable(link, Unusable::Link)),
    }
}

/// The path of a file of the manifest.
fn path_of(out: &Path, relative: &str) -> PathBuf {
    relative
        .split('/')
        .fold(out.to_owned(), |path, part| path.join(part))
}
