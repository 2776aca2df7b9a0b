//! Findings on whole sheets, and on content next to tables.

use std::borrow::Cow;

use super::{Findings, UnreadSheet};
use crate::finding::{Code, Finding};
use crate::form::{Edition, Field};
use crate::import::cell_findings::quoted;
use crate::import::view::SheetView;
use crate::import::{draft_text, hidden};
use crate::record::Draft;
use crate::source::{Place, SheetCell};
use crate::text;

impl Findings<'_> {
    /// Content of a sheet that is hidden, or that is in no cell.
    /// `unit`: that of the amounts of its tables.
    pub(in crate::import) fn hidden_content(
        &mut self,
        view: &SheetView<'_>,
        (edition, unit): (&Edition, Option<&str>),
    ) {
        let own = (Some(edition), unit);
        let found = hidden::findings(view.sheet, &|at| self.place_on(view, at), own);
        self.report.extend(found);
    }

    /// Text struck out on a generated sheet.
    pub(in crate::import) fn struck_text(&mut self, view: &SheetView<'_>) {
        let found = hidden::findings(view.sheet, &|at| self.place_on(view, at), (None, None));
        let found = found.into_iter();
        self.report
            .extend(found.filter(|finding| finding.code == Code::StruckText));
    }

    /// Texts missing in the file, on a sheet that is not read.
    pub(in crate::import) fn missing_texts(&mut self, view: &SheetView<'_>) {
        let found = hidden::missing_texts(view.sheet, &|at| self.place_on(view, at));
        self.report.extend(found);
    }

    /// Another table of the form next to the one that is read.
    pub(in crate::import) fn table_beside(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        let name = self.table.clone();
        self.add(Code::DuplicateTable, || {
            Finding::new(Code::DuplicateTable, place)
                .seen(format!("右边又一张{name}:{}", quoted(seen)))
                .expected("一张工作表上并排只有一张表")
                .correction("右边的没有读:移到另一张工作表上,或移到这一张的下面;多余的删去")
        });
    }

    /// A text above, below or next to the table.
    pub(in crate::import) fn outside_table(&mut self, at: &SheetCell, seen: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(text::quote(seen))
                .correction("在表格之外,没有读进来;是数据就移到所属的栏里")
        });
    }

    /// Text typed on the guide outside its cells to fill in.
    pub(in crate::import) fn typed_on_guide(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, "");
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(quoted(seen))
                .correction("写在填报说明上,没有读进来;是数据就移到所属的栏里")
        });
    }

    /// The sheet of findings of an annotated workbook.
    pub(in crate::import) fn findings_sheet(&mut self, at: &SheetCell) {
        let place = Place {
            cell: None,
            ..self.place(at, "")
        };
        let seen = format!("工作表 {} 是以前检查时加的", text::quote(&at.sheet));
        self.add(Code::SheetAside, || {
            Finding::new(Code::SheetAside, place)
                .seen(seen)
                .correction("没有读;不必理会")
        });
    }

    /// A guide of an unknown edition.
    pub(in crate::import) fn unknown_edition(&mut self, at: &SheetCell, id: &str) {
        let place = self.place(at, "");
        self.add(Code::EditionUnclear, || {
            Finding::new(Code::EditionUnclear, place)
                .seen(format!(
                    "填报说明写的表样是 {},没有这个版本",
                    text::quote(id)
                ))
                .expected("已有的版本")
                .correction("加上它的表样;命令行用 --templates 给出它的文件夹")
        });
    }

    /// A sheet that is skipped, and the reason.
    pub(in crate::import) fn skipped_sheet(&mut self, at: &SheetCell, why: &str) {
        let place = Place {
            cell: None,
            ..self.place(at, "")
        };
        let seen = format!("工作表 {}:{why}", text::quote(&at.sheet));
        self.add(Code::SheetAside, || {
            Finding::new(Code::SheetAside, place)
                .seen(seen)
                .correction("没有读;该读的,核对它的标题与各栏名称是否照表样")
        });
    }

    /// Rows of indicators on a sheet that is no table.
    pub(in crate::import) fn indicators_elsewhere(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
    ) {
        let place = self.place(at, "");
        let sheet = text::quote(&at.sheet);
        let row = at.row + 1;
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!(
                    "工作表 {sheet} 不是官方的表,第 {row} 行起像是指标:{}",
                    quoted(seen)
                ))
                .expected("指标都在官方的表里")
                .correction("整张工作表没有读:是续表就接在那张表的下面;是参考资料就移到另一个文件")
        });
    }

    /// A sheet from which nothing can be read.
    pub(in crate::import) fn unread_sheet(&mut self, view: &SheetView<'_>, unread: &UnreadSheet) {
        let place = self.place_on(view, Some(unread.at));
        let UnreadSheet { code, count, .. } = *unread;
        let (what, expected, correction) = match code {
            Code::StruckText => (
                "加了删除线",
                "没有划掉的文字",
                "划掉的没有读:这张表不要就删去,要就去掉删除线",
            ),
            Code::CellError => (
                "是错误值",
                "公式算得出的值",
                "整张表没有读:改正公式,或直接填写;用不着这张表就删去",
            ),
            _ => (
                "是没有保存结果的公式",
                "公式的结果,或直接填的值",
                "整张表没有读:用 Excel 或 WPS 打开,重新保存;用不着这张表就删去",
            ),
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(format!("{} 等 {count} 格{what}", unread.seen))
                .expected(expected)
                .correction(correction)
        });
    }

    /// A field of the submission that occurs only on an unrelated sheet.
    pub(in crate::import) fn on_other_sheet(&mut self, field: &Field, value: &Draft) {
        let Some(at) = &value.cell else { return };
        let place = self.place(at, &field.full_label());
        let seen = draft_text::value_text(value);
        self.add(Code::SheetAside, || {
            Finding::new(Code::SheetAside, place)
                .seen(format!("{} {}", field.label, text::quote(&seen)))
                .correction("写在不是官方的表上,读了这一格;不是这份申报的,就删去或改栏目名称")
        });
    }

    /// A list in addition to filled-in forms, with the row of its head.
    pub(in crate::import) fn list_beside(&mut self, view: &SheetView<'_>, row: u32) {
        let place = self.place_on(view, Some((row, 0)));
        let name = text::quote(&view.sheet.name);
        self.add(Code::ListRowUnplaced, || {
            Finding::new(Code::ListRowUnplaced, place)
                .seen(format!("工作表 {name}:官方的表旁边的清单,没有读入"))
                .expected("清单与官方的表各在一个文件里")
                .correction("把清单移到另一个文件;它的内容表里都有,就删去")
        });
    }

    /// A hidden sheet with a table, which is skipped.
    pub(in crate::import) fn hidden_table(&mut self, at: &SheetCell) {
        let place = Place {
            cell: None,
            ..self.place(at, "")
        };
        let seen = format!("隐藏的工作表 {} 里有官方的表", text::quote(&at.sheet));
        self.add(Code::HiddenTable, || {
            Finding::new(Code::HiddenTable, place)
                .seen(seen)
                .correction("没有读:取消隐藏,或删去此表")
        });
    }

    /// Several editions that fit equally.
    pub(in crate::import) fn ambiguous_edition(&mut self, chosen: &str, others: &[&str]) {
        let place = self.whole();
        self.add(Code::EditionUnclear, || {
            Finding::new(Code::EditionUnclear, place)
                .seen(format!("{} 也对得上", text::list(others.iter().copied())))
                .expected(chosen)
                .correction("按后者读;用 --edition 指定版本")
        });
    }

    /// No table of any form.
    pub(in crate::import) fn no_table(
        &mut self,
        nearest: Option<(SheetCell, String)>,
        forms: &[&str],
    ) {
        let (place, seen) = match nearest {
            Some((cell, seen)) => (self.place(&cell, ""), seen),
            None => (self.whole(), "没有一张工作表像官方的表".to_owned()),
        };
        self.add(Code::NoTableFound, || {
            Finding::new(Code::NoTableFound, place)
                .seen(seen)
                .expected(format!("填好的{}", text::list(forms.iter().copied())))
                .correction("照表样改回各栏名称;或用 jixiao blank 写出的空表填写")
        });
    }
}
