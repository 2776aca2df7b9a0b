//! Recognition of the workbooks about all departments, those of a batch and those of a comparison:
//! given as inputs, they contain no data.

use crate::compare;
use crate::workbook::{Cell, Workbook};

/// The first headers of the summary's sheets, before the edition's columns.
pub(crate) const SUMMARY: [&str; 4] = ["序号", "编码", "部门(单位)", "状态"];

/// The first headers of the summary's sheet of unread files.
pub(crate) const UNREAD: [&str; 4] = ["序号", "文件", "状态", "原因"];

/// The headers of the report.
pub(crate) const REPORT: [&str; 13] = [
    "级别",
    "问题",
    "编码",
    "部门(单位)",
    "文件",
    "行:列 / 单元格",
    "栏目",
    "现值",
    "应为",
    "改法",
    "状态",
    "检查项目",
    "数据中的位置",
];

/// The kind of such a workbook, in Chinese; `None` for any other workbook.
pub(super) fn kind_of(workbook: &Workbook) -> Option<&'static str> {
    let kinds: [(&str, &[&str]); 4] = [
        ("对比表", &compare::HEADS),
        ("汇总表", &SUMMARY),
        ("汇总表", &UNREAD),
        ("检查报告", &REPORT),
    ];
    let kind = kinds
        .into_iter()
        .find(|(_, heads)| has_heads(workbook, heads));
    kind.map(|(kind, _)| kind)
}

/// Whether a row of a workbook begins with these headers.
fn has_heads(workbook: &Workbook, heads: &[&str]) -> bool {
    let is_head = |row: &[Cell]| {
        let row = row.iter().map(Cell::text).take(heads.len());
        row.eq(heads.iter().copied())
    };
    workbook
        .sheets
        .iter()
        .any(|sheet| sheet.rows().any(is_head))
}
