//! The threads of a run.

use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, Unusable};

/// Maximum number of jobs: each takes a thread.
const MAX_JOBS: usize = 256;

/// The threads of a run.
pub(super) struct Jobs(Option<ThreadPool>);

impl Jobs {
    /// Runs something that is parallel inside on these threads.
    pub(super) fn run<R: Send>(&self, what: impl FnOnce() -> R + Send) -> R {
        match &self.0 {
            Some(pool) => pool.install(what),
            None => what(),
        }
    }
}

/// A thread for each job; 0 jobs means one more than there are processors. WebAssembly has no threads:
/// there everything runs on the only one.
///
/// # Errors
/// [`Error::Unusable`] if the system refuses to create the threads.
pub(super) fn pool(jobs: usize, out: &Path) -> Result<Jobs, Error> {
    if cfg!(target_family = "wasm") {
        return Ok(Jobs(None));
    }
    let jobs = match jobs {
        0 => available_parallelism().map_or(1, NonZero::get) + 1,
        jobs => jobs,
    };
    let pool = ThreadPoolBuilder::new()
        .num_threads(jobs.min(MAX_JOBS))
        .build();
    let pool = pool.map_err(|error| Error::unusable(out, Unusable::Threads(error.to_string())))?;
    Ok(Jobs(Some(pool)))
}

/// Maps items on the threads of the current pool; results are in the order of the items.
pub(super) fn parallel_map<T: Sync, R: Send>(
    items: &[T],
    map: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    items.into_par_iter().map(map).collect()
}
