//! jixiao
pub mod amount;
pub mod diag;
mod error;
pub mod form;
pub mod grid;
pub mod layout;
pub mod length;
pub mod write;
pub use error::Error;
