//! The roster in the manifest: its departments, each with the state of its hand-in.

use serde::{Deserialize, Serialize};

use super::roster::{Roster, RosterDepartment};
use crate::digest::Digest;

/// Whether a department has handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HandInState {
    /// Its tables were made.
    #[serde(rename = "已报送")]
    Made,
    /// Its submission has errors; no table was made.
    #[serde(rename = "退回")]
    Returned,
    /// The program failed.
    #[serde(rename = "失败")]
    Failed,
    /// A file that seems to be its submission cannot be read.
    #[serde(rename = "读不出")]
    Unreadable,
    /// There is no submission of it.
    #[serde(rename = "未报送")]
    Missing,
    /// It is not in the roster.
    #[serde(rename = "不在名册")]
    Unlisted,
}

impl HandInState {
    /// The state in Chinese.
    pub const fn as_str(self) -> &'static str {
        match self {
            HandInState::Made => "已报送",
            HandInState::Returned => "退回",
            HandInState::Failed => "失败",
            HandInState::Unreadable => "读不出",
            HandInState::Missing => "未报送",
            HandInState::Unlisted => "不在名册",
        }
    }
}

/// Number of departments in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandInCounts {
    /// Departments of the roster.
    pub departments: usize,
    /// [`HandInState::Made`].
    pub made: usize,
    /// [`HandInState::Returned`].
    pub returned: usize,
    /// [`HandInState::Failed`].
    pub failed: usize,
    /// [`HandInState::Unreadable`].
    pub unreadable: usize,
    /// [`HandInState::Missing`].
    pub missing: usize,
    /// Submissions of departments that are not in the roster.
    pub unlisted: usize,
}

/// A roster in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRoster {
    /// Name of its file.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: Digest,
    /// Counts of its departments by state; `None` in the results of a shard.
    pub counts: Option<HandInCounts>,
    /// Its departments, in its order.
    pub departments: Vec<ListedDepartment>,
}

/// A department of a roster in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedDepartment {
    /// The department.
    #[serde(flatten)]
    pub department: RosterDepartment,
    /// Whether it has handed in; `None` in the results of a shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<HandInState>,
    /// The inputs it is known by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

impl ListedRoster {
    /// The roster that was given to the run.
    pub fn roster(&self) -> Roster {
        let departments = self.departments.iter();
        Roster {
            name: self.name.clone(),
            sha256: self.sha256,
            departments: departments.map(|one| one.department.clone()).collect(),
        }
    }
}
