//! Two submissions → what differs between them: values, rows, tables. Two sets of submissions →
//! what differs between their departments. A submission and last year's → tables that were not
//! changed.
//!
//! | file | content |
//! | --- | --- |
//! | `result.rs` | what a comparison returns |
//! | `matching.rs` | one-to-one pairs of two lists, by keys and by likeness |
//! | `years.rs` | texts without their years |
//! | `values.rs` | two values of a field |
//! | `fields.rs` | the fields of two records, of one form or of two |
//! | `rows.rs` | the rows of two lists |
//! | `tables.rs` | the tables of two submissions |
//! | `budget.rs` | the amount of a table and of a submission |
//! | `submissions.rs` | two submissions |
//! | `departments.rs` | the departments of two sets of submissions |
//! | `last_year.rs` | tables that are last year's word for word |
//! | `approved.rs` | amounts that are not the approved ones |
//! | `words.rs` | results in words |
//! | `workbook.rs` | a comparison as a workbook |
//!
//! A comparison is symmetric: exchanged, the same values, rows and tables differ, with added and
//! removed exchanged. It takes n log n in the rows and tables; how the comparison of names is
//! bounded is said in `rows.rs` and `tables.rs`.

mod approved;
mod budget;
mod departments;
mod fields;
mod last_year;
mod matching;
mod result;
mod rows;
mod submissions;
mod tables;
mod values;
mod words;
mod workbook;
mod years;

pub(crate) use approved::apart;
pub use approved::{ApprovedBudget, DepartmentIndex, Indexed};
pub(crate) use departments::pair_departments;
pub use departments::{ComparedDepartment, Departments, Identity, Presence, compare_departments};
pub use last_year::LastYear;
pub(crate) use last_year::unchanged;
pub use result::{
    Alteration, AlterationCounts, AlteredRow, AlteredValue, Budget, ComparedTable, Comparison,
    Sides, UnsharedField,
};
pub use submissions::compare;
pub(crate) use workbook::{HEADS, rows_of_comparison, write as write_workbook};
