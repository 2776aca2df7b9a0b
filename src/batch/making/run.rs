//! State that the threads of a run share.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::given::options::Batch;
use super::super::living::inputs::Input;
use super::super::living::previous::PreviousRun;
use super::super::observer::Observer;
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::Levels;
use crate::render::Renderer;

/// The reason if an input changed after the survey.
pub(in crate::batch) const CHANGED_MEANWHILE: &str =
    "处理的时候文件被改了;请加 --resume 再运行一次";

/// State that the threads of a run share.
pub(in crate::batch) struct Run<'a> {
    pub(in crate::batch) batch: &'a Batch,
    pub(in crate::batch) renderer: &'a Renderer,
    pub(in crate::batch) out: &'a Path,
    pub(in crate::batch) observer: &'a dyn Observer,
    pub(in crate::batch) previous: PreviousRun,
    /// Digest of everything that the results of all departments depend on, except levels.
    pub(in crate::batch) made_with: Digest,
    /// Digest of everything that the results of all departments depend on, except the settings
    /// next to an input.
    pub(in crate::batch) common: Digest,
    /// Whether the previous manifest was moved aside; this happens before the first change.
    pub(in crate::batch) has_changed: AtomicBool,
    /// Bytes of submissions that are held in memory until they are worked on.
    pub(in crate::batch) held: AtomicUsize,
    /// The first write failure; no new work is started after it.
    pub(in crate::batch) failure: Mutex<Option<Error>>,
}

impl Run<'_> {
    /// The levels of an input: its own, overridden by those of the options.
    pub(in crate::batch) fn levels(&self, input: &Input) -> Levels {
        let mut levels = input.levels.clone();
        levels.lay(&self.batch.options.levels);
        levels
    }

    /// Whether no new work is to be started.
    pub(in crate::batch) fn is_stopped(&self) -> bool {
        self.observer.should_stop() || self.failure().is_some()
    }

    fn failure(&self) -> MutexGuard<'_, Option<Error>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the run with a failure; only the first one is stored.
    pub(in crate::batch) fn fail(&self, error: Error) {
        self.failure().get_or_insert(error);
    }

    /// Returns the failure that stopped the run, if any.
    pub(in crate::batch) fn check_failure(&self) -> Result<(), Error> {
        self.failure().take().map_or(Ok(()), Err)
    }

    /// Moves the previous manifest aside before the first change, so that no manifest ever
    /// describes files that differ.
    pub(in crate::batch) fn prepare_change(&self) -> Result<(), Error> {
        if self.has_changed.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.previous.set_manifest_aside(self.out)
    }

    /// Runs a write operation; a failure stops the run.
    pub(in crate::batch) fn writing<T>(
        &self,
        write: impl FnOnce() -> Result<T, Error>,
    ) -> Option<T> {
        match self.prepare_change().and_then(|()| write()) {
            Ok(written) => Some(written),
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }
}
