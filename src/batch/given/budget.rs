//! Approved budgets (预算批复) that a run compares submissions with.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, SequenceHash};
use crate::finding::Read;
use crate::render::{ApprovedBudget, Renderer};

/// The approved budgets of a run.
#[derive(Debug, Clone)]
pub struct Budget {
    /// The amounts.
    pub(in crate::batch) approved: Arc<ApprovedBudget>,
    /// Their departments, as in the manifest.
    pub(in crate::batch) listed: ListedBudget,
}

/// The departments of approved budgets in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBudget {
    /// Name of their file.
    pub name: String,
    /// SHA-256 of their file.
    pub sha256: Digest,
    /// The departments, in its order.
    pub departments: Vec<ListedBudgetDepartment>,
}

/// A department of approved budgets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBudgetDepartment {
    /// Its code; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Its name; may be empty if it has a code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Budget {
    /// Reads approved budgets from the bytes of a workbook or of a text of comma-separated values,
    /// as [`Renderer::read_budget`] does; `None` if a finding is an error.
    pub fn read(renderer: &Renderer, name: &str, bytes: &[u8]) -> Read<Option<Budget>> {
        let Read { value, report } = renderer.read_budget(name, bytes);
        let budget = value.map(|approved| {
            let departments = approved.departments().into_iter();
            let departments = departments.map(|(code, name)| ListedBudgetDepartment {
                code: code.to_owned(),
                name: name.to_owned(),
            });
            let listed = ListedBudget {
                name: approved.name().to_owned(),
                sha256: Digest::of(bytes),
                departments: departments.collect(),
            };
            Budget {
                approved: Arc::new(approved),
                listed,
            }
        });
        Read::new(budget, report)
    }

    /// Digest of everything that findings depend on.
    pub(in crate::batch) fn digest(&self) -> Digest {
        let mut hash = SequenceHash::default();
        hash.add(&self.listed.name);
        hash.add(self.listed.sha256.to_string());
        hash.finish()
    }
}
