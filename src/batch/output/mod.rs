//! The files about all departments, from the records alone: 汇总表 with its sheets, 检查报告, 总览, 合订本
//! and its spine, the letters.

pub(super) mod comparison;
pub(super) mod comparison_details;
pub(super) mod hand_in_sheet;
pub(super) mod letter_words;
pub(super) mod letters;
pub(super) mod overall;
pub(super) mod overview;
pub(super) mod overview_figures;
pub(super) mod report;
pub(super) mod report_workbook;
pub(super) mod summary;
pub(super) mod summary_figures;
pub(super) mod versions_sheet;
pub(super) mod volume;
