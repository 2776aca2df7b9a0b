//! Progress of a run, reported to an [`Observer`].

use super::others::OtherDepartments;
use super::record::records::DepartmentRecord;

/// Receives the events of a run from all its threads; may stop the run.
pub trait Observer: Sync {
    /// Handles an event.
    fn on_event(&self, event: Event<'_>);

    /// Whether the run stops: departments under way are finished, no new one is begun.
    fn should_stop(&self) -> bool {
        false
    }
}

/// No-op observer.
impl Observer for () {
    fn on_event(&self, _: Event<'_>) {}
}

/// An event of a run.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The file system of the results has no locks: a second run in the same folder would go
    /// unnoticed.
    Unlocked,
    /// All inputs are surveyed.
    Surveyed {
        /// Number of departments to be worked on.
        departments: usize,
    },
    /// What happens to departments of earlier runs whose inputs were not given; before the first
    /// change.
    Others(&'a OtherDepartments),
    /// A department is done; in the order of completion.
    Department(&'a DepartmentRecord, Origin),
    /// All departments are done; the overall file of this name is being made.
    Making(&'static str),
}

/// Origin of a department's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Made by this run.
    Made,
    /// Reused from the previous run.
    Reused,
}
