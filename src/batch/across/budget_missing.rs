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
    /// Those whose code is that of one submission and whose name is that of another: it is unknown
    /// whether they have.
    pub apart: Vec<String>,
}

/// The departments of approved budgets that no submission is of.
pub(in crate::batch) struct WithoutSubmission<'b> {
    /// Those that have not handed in.
    pub(in crate::batch) missing: Vec<&'b ListedBudgetDepartment>,
    /// Those of which a submission has only the code or only the name, and the other of another one.
    pub(in crate::batch) apart: Vec<&'b ListedBudgetDepartment>,
}

/// How a department of approved budgets occurs in the submissions; the better knowledge is greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Occurrence {
    None,
    Apart,
    There,
}

impl ListedBudget {
    /// The departments that have not handed in; `None` for a shard, which does not have the others'
    /// submissions. A submission that was returned is handed in.
    pub(in crate::batch) fn without_submission(
        &self,
        results: &Results<'_>,
    ) -> Option<WithoutSubmission<'_>> {
        if !results.is_whole {
            return None;
        }
        let listed = self.departments.iter();
        let named = listed.map(|one| (one.code.as_str(), one.name.as_str()));
        let index = DepartmentIndex::of(named);
        let mut occurrences = vec![Occurrence::None; self.departments.len()];
        for department in &results.departments {
            match index.find(&department.brief.code, &department.brief.name) {
                Indexed::One(own) => occurrences[own] = Occurrence::There,
                Indexed::Apart(one, other) => {
                    occurrences[one] = occurrences[one].max(Occurrence::Apart);
                    occurrences[other] = occurrences[other].max(Occurrence::Apart);
                }
                Indexed::None => {}
            }
        }
        let of = |wanted: Occurrence| {
            let departments = self.departments.iter().zip(&occurrences);
            let departments = departments.filter(|(_, own)| **own == wanted);
            departments.map(|(department, _)| department).collect()
        };
        Some(WithoutSubmission {
            missing: of(Occurrence::None),
            apart: of(Occurrence::Apart),
        })
    }

    /// The departments in words; `None` for a shard.
    pub(in crate::batch) fn outcome(&self, results: &Results<'_>) -> Option<BudgetOutcome> {
        let without = self.without_submission(results)?;
        let words = |departments: Vec<&ListedBudgetDepartment>| {
            let words = departments.into_iter();
            let words = words.map(|one| format!("{} {}", one.code, one.name).trim().to_owned());
            words.collect()
        };
        Some(BudgetOutcome {
            departments: self.departments.len(),
            missing: words(without.missing),
            apart: words(without.apart),
        })
    }
}
