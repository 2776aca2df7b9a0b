//! Approved budgets (预算批复): the amounts that a bureau's budget system has for the fields of
//! departments and projects, in the units of the fields, each with its cell.

use rust_decimal::Decimal;

use crate::form::ListTarget;
use crate::source::SheetCell;

/// The approved budget of a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedDepartment {
    /// Its code; may be empty.
    pub code: String,
    /// Its name; may be empty if it has a code.
    pub name: String,
    /// Its own amounts.
    pub amounts: Vec<ApprovedAmount>,
    /// Its projects.
    pub projects: Vec<ApprovedProject>,
}

/// The approved budget of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedProject {
    /// Its code; may be empty.
    pub code: String,
    /// Its name; may be empty if it has a code.
    pub title: String,
    /// Indexes of the tables that it may have.
    pub tables: Vec<usize>,
    /// Its cell.
    pub cell: SheetCell,
    /// Its amounts.
    pub amounts: Vec<ApprovedAmount>,
}

/// An approved amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedAmount {
    /// The field that it is compared with.
    pub target: ListTarget,
    /// Its value in the unit of the field.
    pub value: Decimal,
    /// It as written, with its unit.
    pub written: String,
    /// Its cell.
    pub cell: SheetCell,
}
