//! Findings on titles.

use super::Findings;
use crate::finding::{Code, Finding};
use crate::form::Field;
use crate::import::cell_findings::no_result;
use crate::import::draft_text::value_text;
use crate::import::title::UnreadTitle;
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use crate::text;

impl Findings<'_> {
    /// A title whose formula has no result or an error, if no other cell contains the field.
    pub(in crate::import) fn unread_title(&mut self, unread: &UnreadTitle, field: &Field) {
        let place = self.place(&unread.at, &field.full_label());
        let title = text::quote(&unread.title);
        let label = &field.label;
        let write = format!("或把这一格直接写成 {title},… 处写{label}");
        match &unread.error {
            Some(error) => self.add(Code::CellError, || {
                Finding::new(Code::CellError, place)
                    .seen(error.as_str())
                    .expected(format!("{title},{label}从这一格读"))
                    .correction(format!("改正公式(它引用的格或工作表可能删去了),{write}"))
            }),
            None => self.add(Code::CellNoResult, || {
                no_result(Code::CellNoResult, place, &unread.formula)
                    .expected(format!("{title},{label}从这一格读"))
                    .correction(format!("用 Excel 或 WPS 打开,重新保存;{write}"))
            }),
        }
    }

    /// A title with an error value, whose field has a value elsewhere.
    pub(in crate::import) fn title_error(&mut self, title: &UnreadTitle) {
        let Some(error) = &title.error else { return };
        let place = self.place(&title.at, "");
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(error.as_str())
                .correction("标题的公式错了,没有读进来:照表样改正")
        });
    }

    /// A title that gives another value than the table.
    pub(in crate::import) fn title_differs(
        &mut self,
        at: &SheetCell,
        field: &Field,
        seen: &str,
        expected: &str,
    ) {
        let place = self.place(at, &field.full_label());
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .correction("标题与表里改成一致;读的是后者")
        });
    }

    /// Words in two cells that give one value differently.
    pub(in crate::import) fn printed_differs(
        &mut self,
        at: &SheetCell,
        field: &Field,
        (seen, read): (&DraftContent, &Draft),
    ) {
        let place = self.place(at, &field.full_label());
        let seen = value_text(&Draft::new(seen.clone(), None));
        let other = self.file_name(read);
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(&seen))
                .expected(format!("{}({other} 里的)", text::quote(&value_text(read))))
                .correction("同一个值印在两处:改成一致;读的是后者")
        });
    }

    /// A cell with more than its number, which formulas insert into titles.
    pub(in crate::import) fn title_words(
        &mut self,
        at: &SheetCell,
        field: &Field,
        seen: &str,
        number: &str,
    ) {
        let place = self.place(at, &field.full_label());
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(number))
                .correction("只填数:各表的标题由它而来,现在与表样不同")
        });
    }

    /// Words above or below the table's frame that differ from the form's.
    pub(in crate::import) fn changed_words(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .correction("表格上下的文字与表样不同,没有读进来:印出时仍照表样")
        });
    }

    /// A line above the table that differs from the form's.
    pub(in crate::import) fn form_title(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .correction("表名(标题)与表样不同:照表样改回")
        });
    }
}
