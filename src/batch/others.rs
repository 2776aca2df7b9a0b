//! What a run does with departments of earlier runs that were not given, for people.

use serde::{Deserialize, Serialize};

/// What happens to departments of earlier runs whose inputs are not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherDepartments {
    /// Names of the departments that stay, and of unread inputs that stay.
    pub kept: Vec<String>,
    /// Departments that a department given now replaces.
    pub superseded: Vec<Superseded>,
    /// Names of departments that are removed.
    pub removed: Vec<String>,
    /// Inputs that an interrupted run did not finish, and that are not given now: they are not in
    /// the results.
    pub unfinished: Vec<String>,
    /// Departments that were accepted, and whose input cannot be read any more: their names, each
    /// with its input. They are no longer in the results.
    pub lost: Vec<(String, String)>,
    /// Departments that were accepted from a list, and are in no input any more: their names, each
    /// with the list. They are no longer in the results.
    pub gone: Vec<(String, String)>,
}

/// A department of an earlier run that a department given now replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Superseded {
    /// Its name.
    pub name: String,
    /// Its input.
    pub old: String,
    /// The input given now.
    pub new: String,
    /// Why that one seems to be older, in words; `None` if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<String>,
}
