//! Rows whose department or table is unknown because the cell with the name was not read, although
//! it is not blank. One finding gives the cell and all rows that depend on it.

use super::findings::labelled;
use super::rows::{ListRow, UnreadCell, texts};
use super::state::{ListReader, UnassignedReason, UnassignedRows};
use super::subtotals::Summaries;
use crate::finding::{Code, Finding};
use crate::text;

impl<'a> ListReader<'a> {
    /// Leaves the rows from here on unassigned: a name was not read.
    pub(super) fn unassign(
        &mut self,
        line: &ListRow,
        (department, column): (Option<usize>, usize),
        unread: UnreadCell,
    ) {
        self.unassign_at(line, (department, column), UnassignedReason::Unread(unread));
    }

    /// Leaves rows unassigned that lack a required name, down to the next name.
    pub(super) fn unassign_blank(
        &mut self,
        line: &ListRow,
        (department, column): (Option<usize>, usize),
    ) {
        let is_known = |unassigned: &UnassignedRows| {
            matches!(unassigned.reason, UnassignedReason::Blank)
                && (unassigned.department, unassigned.column) == (department, column)
        };
        if !self.unassigned.as_ref().is_some_and(is_known) {
            self.unassign_at(line, (department, column), UnassignedReason::Blank);
        }
    }

    /// Whether the rows from here on belong to a title of the department that was left blank.
    pub(super) fn lacks_title(&self, department: usize) -> bool {
        let unassigned = self.unassigned.as_ref();
        unassigned.is_some_and(|unassigned| {
            matches!(unassigned.reason, UnassignedReason::Blank)
                && unassigned.department == Some(department)
                && Some(unassigned.column) == self.list.title
        })
    }

    /// Leaves rows unassigned below a name in a row of its own: they may belong to it or to the
    /// name above.
    pub(super) fn unassign_lone_name(&mut self, line: &'a ListRow) {
        let reason = UnassignedReason::Alone(texts(line));
        self.unassign_at(line, (None, self.list.department), reason);
    }

    /// Leaves rows unassigned below a subtotal of a department without rows.
    pub(super) fn unassign_subtotal(&mut self, line: &'a ListRow, words: &str) {
        let reason = UnassignedReason::Subtotal(words.to_owned());
        self.unassign_at(line, (None, self.list.department), reason);
    }

    /// Leaves rows unassigned below a part that has rows of its own: their table is unknown.
    pub(super) fn unassign_part(&mut self, line: &'a ListRow, department: Option<usize>) {
        let reason = UnassignedReason::Part(
            self.text(line, self.list.title)
                .unwrap_or_default()
                .to_owned(),
        );
        self.unassign_at(line, (department, self.list.naming_column()), reason);
    }

    fn unassign_at(
        &mut self,
        line: &ListRow,
        (department, column): (Option<usize>, usize),
        reason: UnassignedReason,
    ) {
        self.report_unassigned();
        let col = self.head.columns[column]
            .as_ref()
            .map_or(0, |head| head.col);
        let row = self.lines.merged.get(&(line.row, col));
        self.unassigned = Some(UnassignedRows {
            department,
            cell: self.lines.cell(row.copied().unwrap_or(line.row), col),
            column,
            reason,
            rows: None,
        });
        self.named = None;
        self.current = None;
    }

    /// Adds a skipped row. Its unread cells are not reported again, and sums that it may belong to
    /// are unknown.
    pub(super) fn add_unassigned_row(&mut self, line: &'a ListRow, summaries: &mut Summaries) {
        let Some(unassigned) = &mut self.unassigned else {
            return;
        };
        let (count, first, _) = unassigned.rows.unwrap_or((0, line.row, line.row));
        unassigned.rows = Some((count + 1, first, line.row));
        let department = unassigned.department;
        if let Some(department) = department {
            self.row_owners.insert(line.row, department);
            self.row_owners
                .entry(unassigned.cell.row)
                .or_insert(department);
        }
        if matches!(unassigned.reason, UnassignedReason::Unread(_)) {
            self.reported
                .insert((unassigned.cell.row, unassigned.cell.col));
        }
        self.report_with_row(line.row);
        for index in self.amounts() {
            if self.value(line, index).is_some() {
                summaries.set_unknown(department, index);
            }
        }
    }

    /// Records that the unread cells of a row are reported with it.
    pub(super) fn report_with_row(&mut self, row: u32) {
        let columns = self.head.columns.iter().flatten();
        let cells = columns.map(|head| (row, head.col));
        let unread = cells.filter(|(row, col)| self.lines.unread(*row, *col).is_some());
        self.reported.extend(unread);
    }

    /// Reports the unassigned rows, once the next name is known.
    pub(super) fn report_unassigned(&mut self) {
        let Some(unassigned) = self.unassigned.take() else {
            return;
        };
        let place = self.lines.place(unassigned.cell.row, unassigned.cell.col);
        let Some((count, first, until)) = unassigned.rows else {
            if let UnassignedReason::Alone(texts) = unassigned.reason {
                self.report_lone_name(place, unassigned.cell.row, &texts);
            }
            return;
        };
        let rows = if first == until {
            format!("第 {} 行", first + 1)
        } else {
            format!("第 {}—{} 行,共 {count} 行,", first + 1, until + 1)
        };
        let head = &self.list.columns[unassigned.column].heads[0];
        let seen = match &unassigned.reason {
            UnassignedReason::Unread(unread) => {
                format!("{head}一格{}:{rows}不知属于谁", unread.words())
            }
            UnassignedReason::Blank => format!("{head}一格空白:{rows}不知属于谁"),
            UnassignedReason::Alone(texts) => {
                format!("{texts}单独一行:{rows}没有部门名称,不知属于它还是上面的")
            }
            UnassignedReason::Part(words) => format!(
                "{}是其中的一项:{rows}不知属于哪一个{head}",
                text::quote(words)
            ),
            UnassignedReason::Subtotal(words) => {
                format!("{}:{rows}没有部门名称,不知属于谁", text::quote(words))
            }
        };
        let correction = match &unassigned.reason {
            UnassignedReason::Part(_) => "指标写在项目自己的行里,其中的一项不单列;这些行没有读入",
            UnassignedReason::Blank => "这一格填上名称;这些行没有读入",
            UnassignedReason::Unread(_) => "填上看得见的名称,不要的行整行删去;这些行没有读入",
            UnassignedReason::Alone(_) | UnassignedReason::Subtotal(_) => {
                "每一行都写上部门名称;这些行没有读入"
            }
        };
        self.report.push(
            Finding::new(Code::ListRowUnplaced, labelled(place, head))
                .seen(seen)
                .expected(format!("读得出的{head}"))
                .correction(correction),
        );
    }
}
