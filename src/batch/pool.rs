//! The threads of a run.

use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, Unusable};

/// Maximum number of jobs: each takes a thread.
const MAX_JOBS: usize = 256;

/// A pool with a thread for each job; 0 jobs means one more than there are processors.
///
/// # Errors
/// [`Error::Unusable`] if the system refuses to create the threads.
pub(super) fn pool(jobs: usize, out: &Path) -> Result<ThreadPool, Error> {
    let jobs = match jobs {
        0 => available_parallelism().map_or(1, NonZero::get) + 1,
        jobs => jobs,
    };
    let pool = ThreadPoolBuilder::new()
        .num_threads(jobs.min(MAX_JOBS))
        .build();
    pool.map_err(|error| Error::unusable(out, Unusable::Threads(error.to_string())))
}

/// Maps items on the threads of the current pool; results are in the order of the items.
pub(super) fn parallel_map<T: Sync, R: Send>(
    items: &[T],
    map: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    items.into_par_iter().map(map).collect()
}
