//! Annotated copies: changed and unchanged content, and refused files.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "mark/book.rs"]
mod book;
#[path = "mark/copy.rs"]
mod copy;
#[path = "mark/refused.rs"]
mod refused;
#[path = "mark/submission.rs"]
mod submission;

#[path = "support/data_files.rs"]
mod data_files;
#[path = "support/findings.rs"]
mod findings;
#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;
