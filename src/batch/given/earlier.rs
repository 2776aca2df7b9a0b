//! The results of an earlier batch that a run is compared with (`read_earlier` reads them).

use super::super::record::records::SummaryValue;
use crate::digest::Digest;
use crate::render::Identity;

/// The results of an earlier batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierResults {
    /// Digest of what they depend on.
    pub(in crate::batch) key: Digest,
    /// In the order of their summary, without duplicates.
    pub(in crate::batch) departments: Vec<EarlierDepartment>,
    /// The names of the columns of each edition.
    pub(in crate::batch) columns: Vec<(String, Vec<String>)>,
}

/// A department of earlier results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::batch) struct EarlierDepartment {
    pub(in crate::batch) identity: Identity,
    pub(in crate::batch) is_made: bool,
    pub(in crate::batch) values: Vec<Option<SummaryValue>>,
}

impl EarlierResults {
    /// For each column of an edition, by its name, the column that it was in the earlier results of
    /// another or the same edition.
    pub(in crate::batch) fn positions(
        &self,
        edition: &str,
        names: &[String],
    ) -> Vec<Option<usize>> {
        let own = self.columns.iter().find(|(id, _)| id == edition);
        let known = own.map_or(&[][..], |(_, columns)| columns);
        let find = |name: &String| known.iter().position(|one| one == name);
        names.iter().map(find).collect()
    }
}
