//! Failures of the writers.

/// Failure to write a file: a library failed, or `layout` broke a contract with the writer.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The workbook library failed.
    #[error("the workbook cannot be written")]
    Xlsx(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The CSV library failed.
    #[error("the list cannot be written")]
    Csv(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The PDF writer or a library of it failed.
    #[error("the PDF cannot be written")]
    Pdf(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The OFD writer or a library of it failed.
    #[error("the OFD cannot be written")]
    Ofd(#[source] Box<dyn std::error::Error + Send + Sync>),
}
