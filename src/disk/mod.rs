//! The disk: the files and folders that a batch reads and writes.
//!
//! | file | content |
//! | --- | --- |
//! | `machine.rs` | the disk of the machine: the standard library's, with the feature `fs` |
//! | `memory.rs` | files in memory, for a program without a disk, such as a page in a browser |
//!
//! Both have the names of the standard library, and of `walkdir` for walks through folders.

#[cfg(feature = "fs")]
mod machine;
#[cfg(any(test, not(feature = "fs")))]
mod memory;

#[cfg(feature = "fs")]
pub(crate) use machine::*;
#[cfg(not(feature = "fs"))]
pub(crate) use memory::*;
#[cfg(not(feature = "fs"))]
pub use memory::{StoredFile, clear, put, stored};
