//! Limits on the rows, tables and characters of a submission. They are far above any department's
//! data, and low enough to bound time and memory. Data beyond a limit is reported, not read.

use serde_json::value::RawValue;

use super::path::JsonPath;
use super::syntax::MAX_TEXT;
use super::{FieldContext, Reader};
use crate::finding::{Code, Finding};
use crate::form::TableDefinition;
use crate::source::Place;

/// Maximum number of rows (indicators) of all tables of a submission together.
pub const MAX_ROWS: usize = 20_000;

/// Maximum number of tables of one kind (projects) in a submission.
pub const MAX_PROJECTS: usize = 2_000;

impl Reader<'_> {
    /// Counts rows, and returns whether they are within the limit.
    pub(super) fn has_room_for(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        count: usize,
    ) -> bool {
        self.rows = self.rows.saturating_add(count);
        let has_room = self.rows <= MAX_ROWS;
        if !has_room {
            let rows = self.rows;
            self.report_value(Code::InputTooLarge, target, raw, |finding| {
                finding
                    .seen(format!("各表到此共 {rows} 行"))
                    .expected(format!("一个部门的各表共至多 {MAX_ROWS} 行"))
                    .correction("按部门分成几个文件;检查是否重复导出")
            });
        }
        has_room
    }

    /// Reports more tables than are read.
    pub(super) fn too_many_tables(
        &mut self,
        table: &TableDefinition,
        raw: &RawValue,
        at: &JsonPath<'_>,
        count: usize,
    ) {
        if count <= MAX_PROJECTS {
            return;
        }
        let source = self.source;
        let place = Place {
            pointer: at.to_string(),
            label: table.form.name.clone(),
            ..source.place(source.range_of(raw.get()))
        };
        self.report.push(
            Finding::new(Code::InputTooLarge, place)
                .seen(format!("{count} 张"))
                .expected(format!("一个部门至多 {MAX_PROJECTS} 张"))
                .correction("按部门分成几个文件;检查是否重复导出"),
        );
    }

    /// Whether a text is within the limit.
    pub(super) fn is_short(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        text: &str,
    ) -> bool {
        // A character has at least one byte, so most texts need no counting.
        let is_short = text.len() <= MAX_TEXT || text.chars().count() <= MAX_TEXT;
        if !is_short {
            self.report_value(Code::InputTooLarge, target, raw, |finding| {
                finding
                    .seen(format!("{} 个字符", text.chars().count()))
                    .expected(format!("一栏至多 {MAX_TEXT} 个字符"))
                    .correction("精简文字;检查是否贴错了内容")
            });
        }
        is_short
    }
}
