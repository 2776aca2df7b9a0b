//! jixiao
pub mod amount;
pub mod diag;
pub mod grid;
pub mod layout;
pub mod length;
pub mod write;
