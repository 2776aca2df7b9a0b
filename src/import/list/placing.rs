//! The department and table of a row.

use std::collections::BTreeMap;

use super::names::Names;
use super::rows::{ListRow, UnreadCell};
use super::state::{
    Department, ListReader, ListTable, ListValue, TableRef, UnassignedRows, is_numbered, squeezed,
};
use super::subtotals::{Summaries, Summary};
use crate::form::FieldKind;
use crate::import::words;
use crate::text::name_key;

impl<'a> ListReader<'a> {
    /// Value in a column of names.
    pub(super) fn name_value(
        &self,
        line: &'a ListRow,
        column: impl Into<Option<usize>>,
    ) -> Option<ListValue> {
        let column = column.into()?;
        let given = self.value(line, column)?;
        let is_sign = self.is_none(&given.text) || self.is_ditto(&given.text);
        // Text escaped in this program's own lists stays unchanged.
        let is_guarded = self.text(line, column) != Some(given.text.as_str());
        let is_none = !is_sign && !is_guarded && words::is_no_name(&given.text);
        Some(ListValue {
            unread: given.unread.or(is_none.then_some(UnreadCell::NoName)),
            ..given
        })
    }

    /// Table of a row.
    pub(super) fn table_ref(
        &mut self,
        line: &'a ListRow,
        summaries: &mut Summaries,
    ) -> Option<TableRef> {
        let name = self.name_value(line, self.list.department);
        let title = self.name_value(line, self.list.title);
        if self.begins_with_note(line) || self.is_signed(line) || is_numbered(line) {
            self.report_remark(line);
            return None;
        }
        if title.is_none() && self.says_nothing_else(line) {
            self.read_lone_name(line, name.as_ref());
            return None;
        }
        let is_blank = name.is_none();
        let name = name.filter(|name| !self.is_ditto(&name.text));
        let department = match &name {
            Some(name) => {
                self.is_closed = false;
                let no_name = self.is_none(&name.text).then_some(UnreadCell::NoName);
                if let Some(unread) = name.unread.or(no_name) {
                    self.unassign_unless_same(line, (None, self.list.department), unread);
                    self.add_unassigned_row(line, summaries);
                    return None;
                }
                self.department(name)
            }
            None if is_blank && self.is_left_blank(line, title.as_ref()) => {
                self.unassign_blank(line, (None, self.list.department));
                self.add_unassigned_row(line, summaries);
                return None;
            }
            None => match self.department_above() {
                Some(department) => department,
                None if self.unassigned.is_some() => {
                    self.add_unassigned_row(line, summaries);
                    return None;
                }
                None if self.text(line, self.list.department).is_some() => {
                    let of = (None, self.list.department);
                    self.unassign(line, of, UnreadCell::NoName);
                    self.add_unassigned_row(line, summaries);
                    return None;
                }
                None => {
                    self.report_unplaced(line, "没有部门名称,上面也没有");
                    return None;
                }
            },
        };
        self.table_ref_of_title(line, (department, name.is_some()), title, summaries)
    }

    /// Whether the department of a row was omitted by mistake: another title begins, and the list
    /// repeats departments in each row or had the department's total above. A blank between rows of
    /// one department means that department.
    fn is_left_blank(&mut self, line: &'a ListRow, title: Option<&ListValue>) -> bool {
        let Some(title) = title.filter(|title| title.unread.is_none()) else {
            return false;
        };
        let is_same = self.is_ditto(&title.text)
            || self.current.is_some()
                && (self.title_above.as_ref())
                    .is_some_and(|above| name_key(&above.text) == name_key(&title.text));
        // A subtotal above its rows names their department; a subtotal below a department's rows
        // does not name the department of the next rows.
        let of_current = self.current.map(TableRef::department);
        let is_named = (self.named.as_ref()).is_some_and(|named| {
            self.department_of(&named.text)
                .is_none_or(|of| Some(of) != of_current)
        });
        if is_same || is_named {
            return false;
        }
        self.is_closed || self.habits.names_department && !self.is_between_same(line)
    }

    /// Whether the next named department is the one above.
    fn is_between_same(&mut self, line: &'a ListRow) -> bool {
        if let Some((_, is_same)) = self.next_name.filter(|(until, _)| line.row < *until) {
            return is_same;
        }
        let rows = &self.lines.rows[self.head.below..];
        let below = &rows[rows.partition_point(|below| below.row <= line.row)..];
        let next = below.iter().find_map(|below| {
            let name = self.text(below, self.list.department)?;
            (!self.is_summary_word(name)).then_some((below, name))
        });
        let above = self.department_above();
        let is_same = next.is_some_and(|(below, name)| {
            let named = self
                .department_of(name)
                .or_else(|| match self.summary(below) {
                    Some(Summary::Of(department)) => Some(department),
                    _ => None,
                });
            named.is_some() && named == above
        });
        self.next_name = Some((next.map_or(u32::MAX, |(below, _)| below.row), is_same));
        is_same
    }

    /// Whether the group of a row's indicator occurs only in tables with a title, not in the whole
    /// department's.
    fn is_of_item(&self, line: &'a ListRow) -> bool {
        let names = |table: usize, index: usize| {
            let target = self.list.columns[index].target_in(table)?;
            match &self.field(target).kind {
                FieldKind::Level(names) => Some(names.as_slice()),
                _ => None,
            }
        };
        self.columns().any(|(index, _)| {
            let of = [self.list.each, self.list.whole].map(|table| names(table, index));
            let ([Some(each), Some(whole)], Some(words)) = (of, self.text(line, index)) else {
                return false;
            };
            let words = squeezed(words);
            each.contains(&words) && !whole.contains(&words)
        })
    }

    /// Table of a row whose department is known.
    fn table_ref_of_title(
        &mut self,
        line: &'a ListRow,
        (department, names_department): (usize, bool),
        title: Option<ListValue>,
        summaries: &mut Summaries,
    ) -> Option<TableRef> {
        let is_known = |rows: &UnassignedRows| rows.department != Some(department);
        let is_as_above = |title: &ListValue| title.unread.is_none() && self.is_ditto(&title.text);
        let is_ditto = title.as_ref().is_some_and(is_as_above);
        if let Some(unread) = title.as_ref().and_then(|title| title.unread) {
            self.unassign_unless_same(line, (Some(department), self.list.naming_column()), unread);
            self.add_unassigned_row(line, summaries);
            return None;
        }
        let repeats = self.repeats_titles();
        let is_whole = title.is_none() && repeats && names_department;
        let is_below_item =
            matches!(self.current, Some(TableRef::Project(of, _)) if of == department);
        let has_whole = self.list.has_whole();
        let means_none = |title: &ListValue| self.is_none(&title.text);
        if !has_whole && title.as_ref().is_some_and(means_none) {
            let of = (Some(department), self.list.naming_column());
            self.unassign_unless_same(line, of, UnreadCell::NoName);
            self.add_unassigned_row(line, summaries);
            return None;
        }
        let is_blank = title.is_none() && (is_whole || !is_below_item);
        if is_blank && (!has_whole || self.is_of_item(line) || self.lacks_title(department)) {
            self.named = None;
            self.unassign_blank(line, (Some(department), self.list.naming_column()));
            self.add_unassigned_row(line, summaries);
            return None;
        }
        if (title.is_none() && !is_whole || is_ditto)
            && !self.unassigned.as_ref().is_none_or(is_known)
        {
            self.add_unassigned_row(line, summaries);
            return None;
        }
        self.report_unassigned();
        self.named = None;
        if is_ditto && self.title_above.is_none() {
            self.unassign(
                line,
                (Some(department), self.list.naming_column()),
                UnreadCell::NoName,
            );
            self.add_unassigned_row(line, summaries);
            return None;
        }
        Some(self.table_of_title(line, (department, names_department), title, is_ditto))
    }

    /// Table named by a title, which is that of the row above if the cell says 同上.
    fn table_of_title(
        &mut self,
        line: &'a ListRow,
        (department, names_department): (usize, bool),
        title: Option<ListValue>,
        is_ditto: bool,
    ) -> TableRef {
        if let Some(title) = &title {
            self.check_shared_name(self.list.naming_column(), &title.cell, department);
        }
        let title = if is_ditto {
            self.title_above.clone()
        } else {
            title
        };
        match title {
            Some(title)
                if self.is_overall(&title.text, department) || self.is_none(&title.text) =>
            {
                self.title_above = Some(title);
                self.whole_table(department, line)
            }
            Some(title) => {
                self.title_above = Some(title.clone());
                self.project(department, title, line)
            }
            None => self.without_title(line, department, names_department),
        }
    }

    /// Leaves the rows from here on unassigned, unless they already are because of the same cell.
    fn unassign_unless_same(
        &mut self,
        line: &ListRow,
        of: (Option<usize>, usize),
        unread: UnreadCell,
    ) {
        let col = self.head.columns[of.1].as_ref().map_or(0, |head| head.col);
        let is_same = self
            .unassigned
            .as_ref()
            .is_some_and(|rows| rows.is_by(self.lines, line.row, col));
        if !is_same {
            self.unassign(line, of, unread);
        }
    }

    /// Reads a name in a row of its own. The rows below belong to a known department, or stay
    /// unassigned if it is unknown; a remark changes nothing.
    pub(super) fn read_lone_name(&mut self, line: &'a ListRow, name: Option<&ListValue>) {
        const MAX_LENGTH: usize = 25;
        const OF_SENTENCES: [char; 9] = ['。', ';', '；', ',', '，', ':', '：', '!', '！'];
        let Some(name) = name.filter(|name| name.unread.is_none()) else {
            self.report_remark(line);
            return;
        };
        let words = name.text.trim();
        if words.contains(OF_SENTENCES) || words.chars().count() > MAX_LENGTH {
            self.report_remark(line);
        } else if let Some(known) = self.department_of(words) {
            self.report_unassigned();
            self.report_remark(line);
            let is_other = self.department_above() != Some(known);
            self.named = Some(name.clone()).filter(|_| is_other);
        } else {
            self.unassign_lone_name(line);
        }
    }

    /// Table of a row without a title: the whole department's, or the table above, if a title is
    /// written in the first row only.
    fn without_title(
        &mut self,
        line: &'a ListRow,
        department: usize,
        names_department: bool,
    ) -> TableRef {
        let above = self
            .current
            .filter(|table_ref| table_ref.department() == department);
        let repeats = self.repeats_titles();
        match above {
            Some(TableRef::Project(..)) if repeats && names_department => {
                self.whole_table(department, line)
            }
            Some(table_ref @ TableRef::Project(..)) => {
                let (count, first) = self.carried.unwrap_or((0, line.row));
                self.carried = Some((count + 1, first));
                table_ref
            }
            Some(TableRef::Whole(_)) | None => self.whole_table(department, line),
        }
    }

    /// Whether titles are repeated in each row.
    fn repeats_titles(&self) -> bool {
        let title = self.list.title;
        title.is_some_and(|title| self.habits.repeats[title])
    }

    fn says_nothing_else(&self, line: &'a ListRow) -> bool {
        let mut others = self
            .columns()
            .filter(|(index, column)| *index != self.list.department && !column.numbering);
        others.all(|(index, _)| {
            let head = self.head.columns[index].as_ref();
            head.is_none_or(|head| {
                line.get(head.col).is_none() && self.lines.unread(line.row, head.col).is_none()
            })
        })
    }

    /// Whether a row begins with a word for signatures or notes, or contains one in the column of a
    /// name.
    fn begins_with_note(&mut self, line: &'a ListRow) -> bool {
        let roles = [Some(self.list.department), self.list.title];
        let [name, title] = roles.map(|index| self.text(line, index));
        let first = line.cells.first().map(|(_, text)| text.as_str());
        let texts = [name, title, first.filter(|first| Some(*first) != name)];
        let (signatures, notes) = (&self.edition.signatures, &self.list.notes);
        // For example 某单位（示例）.
        let ends_so = |text: &str| {
            let inner = text.trim().strip_suffix([')', '）']);
            let inner = inner.and_then(|inner| inner.rsplit(['(', '（']).next());
            inner.is_some_and(|inner| self.list.examples.iter().any(|word| word == inner))
        };
        let examples = &self.list.examples;
        let is_aside = |word: &str| {
            words::is_signature(word, signatures)
                || words::is_signature(word, notes)
                || words::has_number(word, notes)
                || words::is_signature(word, examples)
                || ends_so(word)
        };
        // Names repeat in consecutive rows.
        let mut known = texts.iter().zip(self.names_above);
        let is_known = known.all(|(text, above)| text.is_none() || *text == above);
        if !is_known && texts.into_iter().flatten().any(is_aside) {
            return true;
        }
        self.names_above = texts;
        false
    }

    /// Whether a row is a line of signatures: a text with a colon in the department's column, and
    /// no values of an indicator.
    pub(super) fn is_signed(&self, line: &'a ListRow) -> bool {
        let roles = [Some(self.list.department), self.list.title];
        let [name, title] = roles.map(|index| self.text(line, index));
        let mut of_rows = self.columns().filter(|(_, column)| column.is_of_rows());
        title.is_none()
            && name.is_some_and(|name| name.contains([':', '：']))
            && of_rows.all(|(index, _)| self.text(line, index).is_none())
    }

    fn is_overall(&self, title: &str, department: usize) -> bool {
        let department = &self.departments[department].name.text;
        self.list.is_overall(title, department)
    }

    pub(super) fn department(&mut self, name: &ListValue) -> usize {
        let next = self.departments.len();
        let (index, alike) = self.by_name.meet(&name.text, next);
        if let Some(bare) = alike {
            let known = &mut self.departments[index].name;
            let was = std::mem::replace(&mut known.text, bare.to_owned());
            let first = known.cell.clone();
            self.report_numbered_name(self.list.department, name, (&was, &first));
        }
        if index == next {
            self.departments.push(Department {
                name: name.clone(),
                own: BTreeMap::new(),
                whole: None,
                projects: Vec::new(),
                by_title: Names::default(),
            });
        }
        index
    }

    pub(super) fn whole_table(&mut self, department: usize, line: &ListRow) -> TableRef {
        let cell = self.name_cell(line);
        let whole = &mut self.departments[department].whole;
        whole.get_or_insert_with(|| ListTable::new(None, cell));
        TableRef::Whole(department)
    }

    pub(super) fn project(
        &mut self,
        department: usize,
        title: ListValue,
        line: &ListRow,
    ) -> TableRef {
        let cell = self.name_cell(line);
        let Department {
            projects, by_title, ..
        } = &mut self.departments[department];
        let (index, alike) = by_title.meet(&title.text, projects.len());
        if let Some(known) = projects.get_mut(index) {
            if let (Some(bare), Some(known)) = (alike, &mut known.title) {
                let was = std::mem::replace(&mut known.text, bare.to_owned());
                let first = known.cell.clone();
                self.report_numbered_name(self.list.naming_column(), &title, (&was, &first));
            }
        } else {
            projects.push(ListTable::new(Some(title), cell));
        }
        TableRef::Project(department, index)
    }
}
