//! Workbooks read.
