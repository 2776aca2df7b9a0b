//! State that the threads of a run share.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::inputs::Input;
use super::observer::Observer;
use super::options::Batch;
use super::previous::PreviousRun;
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::Levels;
use crate::render::Renderer;

/// The reason if an input changed after the survey.
pub(super) const CHANGED_MEANWHILE: &str = "处理的时候文件被改了;请加 --resume 再运行一次";

/// State that the threads of a run share.
pub(super) struct Run<'a> {
    pub(super) batch: &'a Batch,
    pub(super) renderer: &'a Renderer,
    pub(super) out: &'a Path,
    pub(super) observer: &'a dyn Observer,
    pub(super) previous: PreviousRun,
    /// Digest of everything that the results of all departments depend on, except levels.
    pub(super) made_with: Digest,
    /// Digest of everything that the results of all departments depend on, except the settings
    /// next to an input.
    pub(super) common: Digest,
    /// Whether the previous manifest was moved aside; this happens before the first change.
    pub(super) has_changed: AtomicBool,
    /// Bytes of submissions that are held in memory until they are worked on.
    pub(super) held: AtomicUsize,
    /// The first write failure; no new work is started after it.
    pub(super) failure: Mutex<Option<Error>>,
}

impl Run<'_> {
    /// The levels of an input: its own, overridden by those of the options.
    pub(super) fn levels(&self, input: &Input) -> Levels {
        let mut levels = input.levels.clone();
        levels.lay(&self.batch.options.levels);
        levels
    }

    /// Whether no new work is to be started.
    pub(super) fn is_stopped(&self) -> bool {
        self.observer.should_stop() || self.failure().is_some()
    }

    fn failure(&self) -> MutexGuard<'_, Option<Error>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the run with a failure; only the first one is stored.
    pub(super) fn fail(&self, error: Error) {
        self.failure().get_or_insert(error);
    }

    /// Returns the failure that stopped the run, if any.
    pub(super) fn check_failure(&self) -> Result<(), Error> {
        self.failure().take().map_or(Ok(()), Err)
    }

    /// Moves the previous manifest aside before the first change, so that no manifest ever
    /// describes files that differ.
    pub(super) fn prepare_change(&self) -> Result<(), Error> {
        if self.has_changed.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.previous.set_manifest_aside(self.out)
    }

    /// Runs a write operation; a failure stops the run.
    pub(super) fn writing<T>(&self, write: impl FnOnce() -> Result<T, Error>) -> Option<T> {
        match self.prepare_change().and_then(|()| write()) {
            Ok(written) => Some(written),
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }
}
