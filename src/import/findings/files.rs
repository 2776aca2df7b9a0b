//! Findings on tables of several files.

use super::Findings;
use crate::finding::{Code, Finding};
use crate::form::Field;
use crate::import::draft_text;
use crate::record::Draft;
use crate::source::SheetCell;
use crate::text;

impl Findings<'_> {
    /// A second table of a form that a submission has once.
    pub(in crate::import) fn duplicate_table(
        &mut self,
        at: &SheetCell,
        name: &str,
        first: &SheetCell,
    ) {
        let place = self.place(at, name);
        let first = self.cell_name(first);
        self.add(Code::DuplicateTable, || {
            Finding::new(Code::DuplicateTable, place)
                .seen(format!("又一张{name}"))
                .expected(format!("只有一张,已读 {first}"))
                .correction("删去多余的一张;不同部门的表分成不同的文件")
        });
    }

    /// A table with the same title as one in another file.
    pub(in crate::import) fn same_title(
        &mut self,
        title: &Draft,
        field: &Field,
        first: &SheetCell,
    ) {
        let Some(at) = &title.cell else { return };
        let place = self.place(at, &field.full_label());
        let first = self.cell_name(first);
        self.add(Code::SameTitle, || {
            Finding::new(Code::SameTitle, place)
                .seen(format!(
                    "{},与 {first} 的一张同名",
                    text::quote(&draft_text::value_text(title))
                ))
                .expected(format!("{}各不相同", field.label))
                .correction("两张都读了:同一个项目的,只留一个文件;确是两个项目的,在名称里写明区别")
        });
    }

    /// A file of another department than the one read first.
    pub(in crate::import) fn other_department(
        &mut self,
        at: &SheetCell,
        seen: &str,
        first: &Draft,
    ) {
        let place = self.place(at, "部门");
        let expected = text::quote(&draft_text::value_text(first));
        let file = self.file_name(first);
        self.add(Code::DepartmentsDiffer, || {
            Finding::new(Code::DepartmentsDiffer, place)
                .seen(text::quote(seen))
                .expected(format!("{expected},与 {file} 是同一个部门"))
                .correction("它的没有读进来:不同部门的文件分开读;名称写法不同的改成一致")
        });
    }

    /// A field of the submission that another file fills in differently.
    pub(in crate::import) fn conflicting_value(
        &mut self,
        at: &SheetCell,
        field: &Field,
        value: &Draft,
        first: &Draft,
    ) {
        let place = self.place(at, &field.full_label());
        let file = self.file_name(first);
        self.add(Code::DepartmentsDiffer, || {
            Finding::new(Code::DepartmentsDiffer, place)
                .seen(text::quote(&draft_text::value_text(value)))
                .expected(format!(
                    "{},与 {file} 填的一样",
                    text::quote(&draft_text::value_text(first))
                ))
                .correction("两处改成一致;读的是后者。不同部门的文件分开读")
        });
    }
}
