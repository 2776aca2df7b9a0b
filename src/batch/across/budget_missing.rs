//! The departments of approved budgets (预算批复) that have not handed in, computed from the results
//! each time.

use super::super::given::budget::{ListedBudget, ListedBudgetDepartment};
use super::results::Results;
use crate::render::{DepartmentIndex, Indexed};

/// The departments of approved budgets, for the end of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BudgetOutcome {
    /// Their number.
    pub departments: usize,
    /// Those that have not handed in: codes and names.
    pub missing: Vec<String>,
}

impl ListedBudget {
    /// The departments that have not handed in; `None` for a shard, which does not have the others'
    /// submissions. A submission that was returned is handed in.
    pub(in crate::batch) fn missing(
        &self,
        results: &Results<'_>,
    ) -> Option<Vec<&ListedBudgetDepartment>> {
        if !results.is_whole {
            return None;
        }
        let listed = self.departments.iter();
        let named = listed.map(|one| (one.code.as_str(), one.name.as_str()));
        let index = DepartmentIndex::of(named);
        let mut is_there = vec![false; self.departments.len()];
        for department in &results.departments {
            if let Indexed::One(own) = index.find(&department.brief.code, &department.brief.name) {
                is_there[own] = true;
            }
        }
        let departments = self.departments.iter().zip(is_there);
        let missing = departments.filter(|(_, is_there)| !is_there);
        Some(missing.map(|(department, _)| department).collect())
    }

    /// The departments in words; `None` for a shard.
    pub(in crate::batch) fn outcome(&self, results: &Results<'_>) -> Option<BudgetOutcome> {
        let missing = self.missing(results)?.into_iter();
        let words = missing.map(|one| format!("{} {}", one.code, one.name).trim().to_owned());
        Some(BudgetOutcome {
            departments: self.departments.len(),
            missing: words.collect(),
        })
    }
}
