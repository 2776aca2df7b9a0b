//! The results of an earlier batch that a run is compared with (`read_earlier` reads them).

use super::records::SummaryValue;
use crate::digest::Digest;
use crate::render::Identity;

/// The results of an earlier batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierResults {
    /// Digest of what they depend on.
    pub(super) key: Digest,
    /// In the order of their summary, without duplicates.
    pub(super) departments: Vec<EarlierDepartment>,
    /// The names of the columns of each edition.
    pub(super) columns: Vec<(String, Vec<String>)>,
}

/// A department of earlier results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EarlierDepartment {
    pub(super) identity: Identity,
    pub(super) is_made: bool,
    pub(super) values: Vec<Option<SummaryValue>>,
}

impl EarlierResults {
    /// For each column of an edition, by its name, the column that it was in the earlier results of
    /// another or the same edition.
    pub(super) fn positions(&self, edition: &str, names: &[String]) -> Vec<Option<usize>> {
        let own = self.columns.iter().find(|(id, _)| id == edition);
        let known = own.map_or(&[][..], |(_, columns)| columns);
        let find = |name: &String| known.iter().position(|one| one == name);
        names.iter().map(find).collect()
    }
}
