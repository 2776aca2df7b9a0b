//! Findings on rows and columns of a table.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::{Findings, letters};
use crate::finding::{Code, Finding, Level};
use crate::form::Field;
use crate::import::cell_findings::{MAX_TEXTS, quoted};
use crate::source::SheetCell;
use crate::text;

impl Findings<'_> {
    /// Blank cells of a level's column that were read as a name. `is_written_out`: the other rows
    /// each have their own name.
    pub(in crate::import) fn level_inferred(
        &mut self,
        at: &SheetCell,
        field: &Field,
        (rows, sign, name): (&[u32], Option<&str>, &str),
        is_written_out: bool,
    ) {
        let place = self.place(at, &format!("{} › {}", self.table, field.label));
        let numbers = rows.iter().take(MAX_TEXTS);
        let numbers: Vec<String> = numbers.map(|row| (row + 1).to_string()).collect();
        let more = if rows.len() > numbers.len() {
            "等"
        } else {
            ""
        };
        let sign = sign.map_or_else(|| "空白".to_owned(), text::quote);
        let seen = format!("{sign},第 {} 行{more}", numbers.join("、"));
        let name = text::quote(name);
        let label = &field.label;
        let level = if is_written_out {
            Level::Warning
        } else {
            Code::LevelInferred.level()
        };
        self.report.add(level, || {
            let finding = Finding::new(Code::LevelInferred, place)
                .seen(if rows.len() > 1 {
                    format!("{seen},共 {} 行", rows.len())
                } else {
                    seen
                })
                .expected(if rows.len() > 1 {
                    format!("读作各自上面的{label},第一行是 {name}")
                } else {
                    format!("读作上面的{label} {name}")
                })
                .correction(if is_written_out {
                    format!("别的行都各填了一遍,这里像是漏填:填上{label}")
                } else {
                    format!("核对:是上面那一组的,逐行填写或合并单元格;不是就填上它的{label}")
                });
            Finding { level, ..finding }
        });
    }

    /// Rows, up to `last`, that may belong to a list whose heads were not found.
    pub(in crate::import) fn list_without_heads(
        &mut self,
        at: &SheetCell,
        last: u32,
        field: &Field,
        (seen, missing): (&[Cow<'_, str>], &[&str]),
    ) {
        let place = self.place(at, &self.table.clone());
        let rows = format!("第 {}—{} 行", at.row + 1, last + 1);
        let label = field.label.clone();
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("{rows} {}", quoted(seen)))
                .expected(match missing {
                    [] => format!("{label}的各行上面有它的表头"),
                    _ => format!(
                        "{label}的各行上面有它的表头;没有找到 {}",
                        text::list(missing.iter().copied())
                    ),
                })
                .correction("没有找到表头,这些行没有读进来:照表样补上表头")
                .leaving_unread([label.as_str()])
        });
    }

    /// Another head in place of one of the form's, with the number of values below it.
    pub(in crate::import) fn other_head(
        &mut self,
        at: &SheetCell,
        cols: &RangeInclusive<u32>,
        (seen, expected): (Cow<'_, str>, &str),
        values: usize,
    ) {
        let place = self.place(at, &self.table.clone());
        let seen = format!(
            "{} 列 {},有 {values} 个值",
            letters(cols),
            text::quote(&seen)
        );
        let code = if values > 0 {
            Code::LabelUnknown
        } else {
            Code::LabelMissing
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(seen)
                .expected(text::quote(expected))
                .correction(format!(
                    "这一列没有读进来:是{expected},就照表样改回名称;不是,就照表样补上这一栏"
                ))
                .leaving_unread([expected])
        });
    }

    /// Repeated heads in another order, among rows that are not read.
    pub(in crate::import) fn head_of_other_order(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        let row = at.row + 1;
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("第 {row} 行 {}", quoted(seen)))
                .expected("各列的次序与上面的表头相同")
                .correction("不知道下面各行照哪一个表头,指标都没有读进来:把各列排成同样的次序")
        });
    }

    /// Adjacent values in the table that belong to no field.
    pub(in crate::import) fn unplaced(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(quoted(seen))
                .expected("表样里有位置的内容")
                .correction("没有读进来:移到它所属的栏里;不需要就删去")
        });
    }

    /// A row that is not data.
    pub(in crate::import) fn unplaced_row(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        let row = at.row + 1;
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("第 {row} 行 {}", quoted(seen)))
                .expected("一行数据,各栏照表样填写")
                .correction("这一行没有读进来:是数据就补全各栏;是说明或签字就不必理会")
        });
    }

    /// A row that numbers the columns; or a row that may do so, and was read as values because none
    /// follow below it.
    pub(in crate::import) fn numbers_of_columns(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
        is_left_out: bool,
    ) {
        let place = self.place(at, &self.table.clone());
        let row = at.row + 1;
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(format!("第 {row} 行 {}", quoted(seen)))
                .correction(if is_left_out {
                    "像是栏次(各列的编号),没有读进来;是数据就移到所属的栏里"
                } else {
                    "下面没有别的值,读作各栏的数;是栏次(各列的编号)就删去这一行,补上各数"
                })
        });
    }

    /// A head that the form has over several columns. `is_read`: its first column is read, with all
    /// parts of a target (`is_target`), or as the first of the form's columns.
    pub(in crate::import) fn undivided_head(
        &mut self,
        at: &SheetCell,
        (seen, cols): (Cow<'_, str>, &RangeInclusive<u32>),
        fields: &[&Field],
        (is_read, is_target): (bool, bool),
    ) {
        let place = self.place(at, &self.table.clone());
        let labels = text::list(fields.iter().map(|field| field.label.as_str()));
        let first = fields.first().map_or("", |field| field.label.as_str());
        let correction = match (is_read, is_target) {
            (true, true) => "一格里的符号、数、单位已分开读,请核对;照表样填就分写在各列".to_owned(),
            (true, false) => format!("这一列只读作{first},请核对;别的照表样补上各列"),
            (false, _) => "分不清哪一列是哪一栏,这几列没有读进来:照表样改成各占一列".to_owned(),
        };
        let code = if is_read {
            Code::LabelMissing
        } else {
            Code::LabelUnknown
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(format!("{} 在 {} 列", text::quote(&seen), letters(cols)))
                .expected(format!("下面有 {} 列:{labels}", fields.len()))
                .correction(correction)
        });
    }

    /// Cells with sign, value and unit in the first of their columns, which were divided.
    pub(in crate::import) fn divided_targets(
        &mut self,
        at: &SheetCell,
        (seen, count): (&str, usize),
        fields: &[&Field],
    ) {
        let place = self.place(at, &self.table.clone());
        let labels = text::list(fields.iter().map(|field| field.label.as_str()));
        let more = match count {
            1 => String::new(),
            _ => format!(" 等 {count} 格"),
        };
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(format!("{}{more}", text::quote(seen)))
                .expected(format!("{labels}各占一格"))
                .correction("一格里的符号、数、单位已分开读,请核对;照表样填就分写在各列")
        });
    }

    /// A column unknown to the form, with its head, if any, and the number of values below it.
    pub(in crate::import) fn unknown_column(
        &mut self,
        at: &SheetCell,
        cols: &RangeInclusive<u32>,
        head: Option<&str>,
        values: usize,
    ) {
        let place = self.place(at, &self.table.clone());
        let letters = letters(cols);
        let head = head.map_or_else(|| "没有表头".to_owned(), text::quote);
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("{letters} 列 {head},有 {values} 个值"))
                .expected("表样里有的列")
                .correction("这一列没有读进来:要用的内容移到它所属的栏里;不需要就删去这一列")
        });
    }

    /// A subtotal among the rows of a table.
    pub(in crate::import) fn subtotal(&mut self, at: &SheetCell, seen: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("小计行 {}", text::quote(seen)))
                .expected("一行一条指标,没有小计与合计")
                .correction("这一行没有读进来:删去这一行")
        });
    }
}
