//! Findings on single cells and values.

use super::Findings;
use crate::finding::{Code, Finding};
use crate::form::{Field, FieldKind};
use crate::import::{cell_findings, displayed};
use crate::source::{SheetCell, WorkbookFile};
use crate::text;
use crate::workbook::{Cell, ShownText};

impl Findings<'_> {
    /// An error value: `#REF!`.
    pub(in crate::import) fn cell_error(&mut self, at: &SheetCell, field: &Field, error: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::CellError, || cell_findings::cell_error(place, error));
    }

    /// A formula whose result is not saved.
    pub(in crate::import) fn no_result(&mut self, at: &SheetCell, field: &Field, formula: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::CellNoResult, || {
            cell_findings::no_result(Code::CellNoResult, place, formula)
                .expected("公式的结果,或直接填的值")
        });
    }

    /// A number stored as text that a total omits.
    pub(in crate::import) fn not_summed(
        &mut self,
        at: &SheetCell,
        field: &Field,
        seen: &str,
        total: &SheetCell,
    ) {
        let place = self.place(at, &field.full_label());
        let total = WorkbookFile::of(self.files, total)
            .map_or_else(|| total.to_string(), |(_, cell)| cell.to_string());
        self.add(Code::TextNotSummed, || {
            Finding::new(Code::TextNotSummed, place)
                .seen(format!(
                    "文本格式的数，合计没有算进去:{}",
                    text::quote(seen)
                ))
                .expected(format!("数字格式的数,{total} 的公式才算得进去"))
                .correction("单元格格式改成“常规”,再填一次这个数,核对合计")
        });
    }

    /// A text below the text of a field, read as its next line.
    pub(in crate::import) fn joined_text(&mut self, at: &SheetCell, field: &Field, seen: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(text::quote(seen))
                .expected("一栏的文字填在一格里")
                .correction("接在上一格的后面读了:是这一栏的就填进上一格;不是就移到它所属的栏里")
        });
    }

    /// A value merged over the cells of other fields.
    pub(in crate::import) fn merged_over(&mut self, at: &SheetCell, seen: &str, others: &[&str]) {
        let place = self.place(at, &self.table.clone());
        let others = text::list(others.iter().copied());
        self.add(Code::CoveredValue, || {
            Finding::new(Code::CoveredValue, place)
                .seen(format!("{},合并着盖住 {others} 的格", text::quote(seen)))
                .expected("一格只填一栏的值")
                .correction("取消合并,各填各的;只给了前一栏,盖住的没有读")
        });
    }

    /// A value merged over several rows, and read for each of them.
    pub(in crate::import) fn merged_rows(&mut self, at: &SheetCell, field: &Field, seen: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::CoveredValue, || {
            Finding::new(Code::CoveredValue, place)
                .seen(format!("{},合并着盖住几行", text::quote(seen)))
                .expected("一行一条指标,各有各的值")
                .correction("取消合并,各填各的;现在各行都读作它")
        });
    }

    /// A formula without text.
    pub(in crate::import) fn formula_empty(&mut self, at: &SheetCell, field: &Field) {
        let place = self.place(at, &field.full_label());
        let is_sign = matches!(field.kind, FieldKind::Comparison(_));
        self.add(Code::FormulaEmpty, || {
            cell_findings::formula_empty(place, is_sign)
        });
    }

    /// A value that is displayed as another one, or not at all.
    pub(in crate::import) fn unclear_number(&mut self, at: &SheetCell, field: &Field, cell: &Cell) {
        let place = self.place(at, &field.full_label());
        self.add(Code::NumberUnclear, || displayed::unclear(place, cell));
    }

    /// A number whose format displays a word instead.
    pub(in crate::import) fn shown_as_word(
        &mut self,
        at: &SheetCell,
        field: &Field,
        (cell, shown): (&Cell, &ShownText),
    ) {
        let place = self.place(at, &field.full_label());
        self.add(Code::FormatWord, || {
            displayed::shown_as_word(place, cell, shown)
        });
    }

    /// A number whose format displays another unit than the field's.
    pub(in crate::import) fn other_unit(
        &mut self,
        at: &SheetCell,
        field: &Field,
        shown: &ShownText,
    ) {
        let place = self.place(at, &field.full_label());
        self.add(Code::FormatUnit, || {
            displayed::other_unit(place, shown, &field.unit)
        });
    }

    /// A zero hidden by its format.
    pub(in crate::import) fn hidden_zero(&mut self, at: &SheetCell, field: &Field) {
        let place = self.place(at, &field.full_label());
        self.add(Code::HiddenZero, || displayed::hidden_zero(place));
    }

    /// A truth value instead of text or a number.
    pub(in crate::import) fn truth_value(&mut self, at: &SheetCell, field: &Field, is: bool) {
        let place = self.place(at, &field.full_label());
        let seen = if is { "TRUE" } else { "FALSE" };
        self.add(Code::WrongType, || {
            Finding::new(Code::WrongType, place)
                .seen(format!("逻辑值 {seen}"))
                .expected("文字或数")
                .correction("改填文字或数")
        });
    }
}
