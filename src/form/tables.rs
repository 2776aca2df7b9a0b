//! Tables of a submission.

use std::sync::Arc;

use super::expression::FieldIndex;
use super::names::{Count, TableName};
use super::table::Form;
use crate::grid::Look;

/// A table of a submission.
#[derive(Debug, Clone)]
pub struct TableDefinition {
    /// Form of the table.
    pub form: Arc<Form>,
    /// Key of its data in the submission.
    pub key: String,
    /// Number of tables with this form in a submission.
    pub count: Count,
    /// Whether a submission must contain it.
    pub required: bool,
    /// Field that distinguishes the tables of this form (项目名称), for tables that repeat.
    pub title: Option<FieldIndex>,
    /// Field that identifies a table of this form from year to year (项目编码), if it has one.
    pub code: Option<FieldIndex>,
    /// Look of the table, if it differs from the edition's by its own paper.
    pub own_look: Option<Arc<Look>>,
}

/// The tables as expressions name them.
pub(super) fn table_names(tables: &[TableDefinition]) -> Vec<TableName<'_>> {
    let names = tables.iter().map(|table| TableName {
        key: &table.key,
        name: &table.form.name,
        count: table.count,
        fields: &table.form.fields,
    });
    names.collect()
}
