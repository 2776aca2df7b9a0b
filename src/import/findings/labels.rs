//! Findings on labels and units of a table.

use std::borrow::Cow;

use super::{Findings, UnreadText};
use crate::finding::{Code, Finding};
use crate::form::Field;
use crate::import::cell_findings::{no_result, quoted};
use crate::source::SheetCell;
use crate::text;
use crate::workbook::{Cell, CellContent};

impl Findings<'_> {
    /// Labels that were not found.
    pub(in crate::import) fn missing_labels(&mut self, at: &SheetCell, missing: &[&str]) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(format!("没有找到 {}", text::list(missing.iter().copied())))
                .expected("表样的各栏名称都在")
                .correction("照表样改回栏目名称;旁边的值可能没有读到,请核对")
                .leaving_unread(missing.iter().copied())
        });
    }

    /// Numbers in the table that belong to no field, with the missing labels.
    pub(in crate::import) fn values_without_labels(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
        missing: &[&str],
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("第 {} 行 {}", at.row + 1, quoted(seen)))
                .expected(format!(
                    "有它们的栏目名称;没有找到 {}",
                    text::list(missing.iter().copied())
                ))
                .correction("这些值没有读进来:照表样补上栏目名称(表头行),值各归其栏")
                .leaving_unread(missing.iter().copied())
        });
    }

    /// A label whose formula has no saved result; it was recognized by its position.
    pub(in crate::import) fn label_no_result(
        &mut self,
        at: &SheetCell,
        expected: &str,
        formula: &str,
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::CellNoResult, || {
            no_result(Code::CellNoResult, place, formula)
                .expected(text::quote(expected))
                .correction("用 Excel 或 WPS 打开,重新保存;现在按位置认作这个栏目,旁边的值请核对")
        });
    }

    /// A blank cell in place of a label.
    pub(in crate::import) fn blank_label(&mut self, at: &SheetCell, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen("空白")
                .expected(text::quote(expected))
                .correction("照表样补上栏目名称;旁边的值可能没有读到,请核对")
                .leaving_unread([expected])
        });
    }

    /// A label recognized by position or similar words: its cell contains an error, a formula
    /// without result, or similar words.
    pub(in crate::import) fn label_by_place(
        &mut self,
        at: &SheetCell,
        cell: &Cell,
        expected: &str,
    ) {
        match &cell.content {
            CellContent::NoResult => {
                let formula = cell.formula.as_deref().unwrap_or_default();
                self.label_no_result(at, expected, formula);
            }
            CellContent::Error(error) => self.label_error(at, expected, error),
            _ => self.changed_label(at, &cell.text(), expected),
        }
    }

    /// A label that is an error value; it was recognized by its position.
    fn label_error(&mut self, at: &SheetCell, expected: &str, error: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::CellError, || {
            Finding::new(Code::CellError, place)
                .seen(error)
                .expected(text::quote(expected))
                .correction("照表样改回栏目名称;现在按位置认作这个栏目,旁边的值请核对")
        });
    }

    /// Another label in place of one of the form's, with the adjacent cells. `has_value`: a value
    /// is there, which is not read.
    pub(in crate::import) fn other_label(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
        expected: &str,
        has_value: bool,
    ) {
        let place = self.place(at, &self.table.clone());
        let code = if has_value {
            Code::LabelUnknown
        } else {
            Code::LabelMissing
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(quoted(seen))
                .expected(text::quote(expected))
                .correction("这一栏没有读进来:照表样改回栏目名称与它的值")
                .leaving_unread([expected])
        });
    }

    /// Words in place of a label next to a blank: most likely its value.
    pub(in crate::import) fn value_over_label(
        &mut self,
        at: &SheetCell,
        seen: &str,
        expected: &str,
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("{},旁边的格空着", text::quote(seen)))
                .expected(text::quote(expected))
                .correction("这一栏没有读进来:照表样改回栏目名称,值填在它旁边的格里")
                .leaving_unread([expected])
        });
    }

    /// A label and its value in one cell, next to the blank cell for the value.
    pub(in crate::import) fn value_in_label(
        &mut self,
        at: &SheetCell,
        (seen, value): (&str, &str),
        expected: &str,
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("{},旁边的格空着", text::quote(seen)))
                .expected(format!("{},值填在旁边的格里", text::quote(expected)))
                .correction(format!(
                    "值写在栏目名称的格里,没有读:把 {} 移到旁边空着的格",
                    text::quote(value)
                ))
        });
    }

    /// A label with some of its words changed.
    pub(in crate::import) fn changed_label(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .correction("照表样改回栏目名称;旁边的值请核对")
        });
    }

    /// A label merged over the cell of another one, which is missing.
    pub(in crate::import) fn label_merged_over(
        &mut self,
        at: &SheetCell,
        seen: &str,
        expected: &str,
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(format!(
                    "{},合并着盖住 {} 的格",
                    text::quote(seen),
                    text::quote(expected)
                ))
                .expected(text::quote(expected))
                .correction("取消合并,照表样补上栏目名称;旁边的值请核对")
                .leaving_unread([expected])
        });
    }

    /// A label with another unit of money than the form's.
    pub(in crate::import) fn label_with_unit(
        &mut self,
        at: &SheetCell,
        (seen, expected): (&str, &str),
        (stated, own): (&str, &str),
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::TableUnit, || {
            Finding::new(Code::TableUnit, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .correction(format!(
                    "这里的金额没有读:以{stated}计的换算成{own}再填,栏目名称照表样改回"
                ))
        });
    }

    /// A label whose brackets differ.
    pub(in crate::import) fn other_brackets(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelDiffers, || {
            Finding::new(Code::LabelDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .correction("照表样改回;括号里是单位的,核对各数是否以表样的单位计")
        });
    }

    /// A cell of words and values from which its values cannot be read. `model` is the text of the
    /// form, with … for values.
    pub(in crate::import) fn other_words(
        &mut self,
        at: &SheetCell,
        seen: &str,
        (model, reason): (&str, UnreadText),
    ) {
        let place = self.place(at, &self.table.clone());
        let model = text::quote(model);
        let correction = match reason {
            UnreadText::OtherWords => "照表样写格里的字,… 处写值;现在其中的值没有读".to_owned(),
            UnreadText::MissingWords(missing) => {
                format!("格里缺了表样的字 {missing},没有读:照表样写")
            }
            UnreadText::Ambiguous => {
                "格里表样的字重复出现,分不清值从哪里到哪里,没有读:值里换一种说法".to_owned()
            }
            UnreadText::Ticks => "看不出勾的是哪一项,没有读:在选中的项前面打√".to_owned(),
            UnreadText::SeveralTicks => "只能选一项,没有读:只留一个勾".to_owned(),
        };
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(text::quote(seen))
                .expected(model)
                .correction(correction)
        });
    }

    /// Several ticked boxes in several cells, of which one may be ticked.
    pub(in crate::import) fn several_ticks(
        &mut self,
        at: &SheetCell,
        field: &Field,
        ticked: &[String],
    ) {
        let place = self.place(at, &field.full_label());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!(
                    "打勾的有 {}",
                    text::list(ticked.iter().map(String::as_str))
                ))
                .expected("只有一项打勾")
                .correction("只能选一项,没有读:只留一个勾")
        });
    }

    /// A line that states another unit of money than the form's.
    pub(in crate::import) fn unit_line(&mut self, at: &SheetCell, seen: &str, unit: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::TableUnit, || {
            Finding::new(Code::TableUnit, place)
                .seen(text::quote(seen))
                .expected(format!("以{unit}计,与表样相同"))
                .correction(format!(
                    "这张表的金额没有读:不是以{unit}计的,换算成{unit}再填,并改掉这里的单位"
                ))
        });
    }
}
