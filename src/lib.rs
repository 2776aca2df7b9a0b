//! jixiao
pub mod amount;
pub mod check;
pub mod derive;
pub mod diag;
mod error;
pub mod form;
pub mod grid;
pub mod layout;
pub mod length;
pub mod record;
pub mod render;
pub mod template;
pub mod write;
pub use error::Error;
