//! What is stored of inputs and departments: their records, and the files that the records list.
//!
//! A record is written before the files that it lists, so that a run that resumes after an
//! interruption recognizes them as results.

pub(super) mod brief;
pub(super) mod columns;
pub(super) mod file_time;
pub(super) mod files;
pub(super) mod records;
