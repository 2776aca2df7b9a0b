//! Reading of workbooks.
