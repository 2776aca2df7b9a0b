//! Walks the rows: each belongs to a department and a table, or is a subtotal, or is told.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{numbering, words};
use super::again::{Again, HeadWords};
use super::draft::to_draft;
use super::head::{Above, Head, above};
use super::lines::{Line, Lines, Unread};
use super::lost::Lost;
use super::names::Names;
use super::summary::{Summaries, Summary};
use super::values::{RowColumns, RowValues, Signs};
use crate::finding::Report;
use crate::form::{Edition, Field, FieldIndex, FieldKind, ListColumn, ListDefinition, ListTarget};
use crate::record::{Draft, unescape_formula};
use crate::source::{SheetCell, Source};
use crate::text::name_key;

/// A value and the cell it came from.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) cell: SheetCell,
    /// Something is there that was not read, which has its own finding; the text is empty.
    pub(super) unread: Option<Unread>,
}

impl Given {
    pub(super) const fn new(text: String, cell: SheetCell) -> Given {
        Given {
            text,
            cell,
            unread: None,
        }
    }
}

/// A department of the list.
#[derive(Debug)]
pub(super) struct Department {
    pub(super) name: Given,
    /// Values of the submission itself, by the list's column.
    pub(super) own: BTreeMap<usize, Given>,
    /// The table of rows without a title.
    pub(super) whole: Option<Item>,
    /// The tables of rows with one, as they come.
    pub(super) items: Vec<Item>,
    by_title: Names,
}

/// A table of the list.
#[derive(Debug)]
pub(super) struct Item {
    /// Its title; of the whole department none.
    pub(super) title: Option<Given>,
    /// The cell of its first row that names it.
    pub(super) cell: SheetCell,
    /// Values of the table, by the list's column.
    pub(super) values: BTreeMap<usize, Given>,
    pub(super) rows: Vec<Draft>,
}

/// Which table a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Whole(usize),
    Item(usize, usize),
}

impl Slot {
    pub(super) const fn department(self) -> usize {
        match self {
            Slot::Whole(department) | Slot::Item(department, _) => department,
        }
    }
}

pub(super) struct Reader<'a> {
    pub(super) lines: &'a Lines,
    pub(super) edition: &'a Edition,
    pub(super) list: &'a ListDefinition,
    pub(super) head: &'a Head<'a>,
    pub(super) words: HeadWords,
    pub(super) report: Report,
    pub(super) departments: Vec<Department>,
    by_name: Names,
    pub(super) current: Option<Slot>,
    /// Why the place of the rows from here on is not known.
    pub(super) lost: Option<Lost>,
    /// Whether the total of all stands between a row and the last one that names its department.
    is_closed: bool,
    /// The row that names a department next, and whether it is the one above it.
    next_name: Option<(u32, bool)>,
    /// The department that a subtotal above its rows names: rows without a name are its.
    pub(super) named: Option<Given>,
    /// Cells that were not read and are told with a row that was not.
    pub(super) told: BTreeSet<(u32, u32)>,
    /// The table that a cell merged over several rows was read for, by the cell and the column; and whether it is told that there are others.
    owners: BTreeMap<(u32, usize), (Slot, bool)>,
    /// Signs that say that there is no name, and that something is as above.
    none: words::Signs,
    ditto: words::Signs,
    /// The columns of money: index, unit, column of the sheet.
    pub(super) money: Vec<(usize, &'a str, u32)>,
    /// The columns of rows, for the tables that have any.
    pub(super) row_columns: Vec<RowColumns<'a>>,
    /// The title of the last row that has one.
    title_above: Option<Given>,
    /// What the last sign for the same stands for, and its row; by column.
    row_above: BTreeMap<usize, (u32, Given)>,
    /// Texts of the row above in the places of names, which are no signature and no note.
    names_above: [Option<&'a str>; 3],
    /// The names of the row above that is none between others.
    pub(super) names_between: [Option<&'a str>; 2],
    habits: Habits,
    pub(super) above: Above,
    /// Columns that the list must have and does not.
    pub(super) missing: Vec<usize>,
    /// Columns that are known and not read.
    pub(super) unread: Vec<usize>,
    pub(super) signs: Signs,
    /// Values of the row above in the same table, for names of groups that are written once.
    levels: BTreeMap<usize, Given>,
    /// Values that the form of their table has no field for, by column and table: how many, and the first.
    pub(super) not_placed: BTreeMap<(usize, usize), (usize, Given)>,
    /// Rows without a title that were taken for the table above: how many, and the first.
    pub(super) carried: Option<(usize, u32)>,
}

/// How the list is written: whether a name is repeated in each row, or stands in the first only; by column.
#[derive(Debug, Default)]
struct Habits {
    repeats: Vec<bool>,
    /// Whether the department's name is written in each row, but for a few, and not only merged over them.
    names_department: bool,
}

/// What was read of a list.
pub(super) struct Read {
    /// Its submissions.
    pub(super) sources: Vec<Source>,
    /// Of each, whose it is and of which year, and the cell of the name.
    pub(super) of: Vec<(Whose, SheetCell)>,
    /// What is told of it.
    pub(super) report: Report,
    /// Cells that were not read, by row and column, and are told in the report with their rows.
    pub(super) told: BTreeSet<(u32, u32)>,
}

/// The edition, the department's name as names are compared, and the year where it is told.
pub(super) type Whose = (String, String, Option<String>);

/// Reads the rows below a head.
pub(super) fn read(lines: &Lines, head: &Head<'_>) -> Read {
    let mut reader = Reader {
        lines,
        edition: head.edition,
        list: head.list,
        head,
        words: HeadWords::of(head),
        report: Report::new(),
        departments: Vec::new(),
        by_name: Names::default(),
        current: None,
        lost: None,
        is_closed: false,
        next_name: None,
        named: None,
        told: BTreeSet::new(),
        owners: BTreeMap::new(),
        none: words::Signs::of(&head.list.none),
        ditto: words::Signs::of(&head.list.ditto),
        title_above: None,
        row_above: BTreeMap::new(),
        names_above: [None; 3],
        names_between: [None; 2],
        money: Vec::new(),
        row_columns: Vec::new(),
        habits: Habits::default(),
        above: above(lines, head.above),
        missing: Vec::new(),
        unread: Vec::new(),
        signs: Signs::default(),
        levels: BTreeMap::new(),
        not_placed: BTreeMap::new(),
        carried: None,
    };
    let can_go_on = reader.head();
    if can_go_on {
        reader.rows();
    }
    let (sources, of) = (reader.sources(), reader.whose());
    reader.report.sort();
    Read {
        sources,
        of,
        report: reader.report,
        told: reader.told,
    }
}

/// Whether a row numbers its columns (栏次).
pub(super) fn is_numbered(line: &Line) -> bool {
    const LEAST: usize = 4;
    let texts = line.cells.iter().map(|(_, text)| text.as_str());
    numbering::run(texts, 0).is_some_and(|run| run.count >= LEAST)
}

impl<'a> Reader<'a> {
    fn rows(&mut self) {
        let rows = &self.lines.rows[self.head.below..];
        self.habits = self.habits(rows);
        self.money = self.money();
        let tables = [self.list.whole, self.list.each];
        self.row_columns = tables.map(|table| self.row_columns_of(table)).into();
        self.signs = Signs::of(self, rows);
        let mut summaries = Summaries::default();
        for line in rows {
            if self.is_too_much(line, rows) {
                break;
            }
            // Units first: a head over two rows stands beside them again.
            let is_of_units = self.is_of_units(line);
            let again = if is_of_units {
                None
            } else {
                self.head_again(line)
            };
            if again == Some(Again::Other) {
                self.other_head(line, &mut summaries);
                break;
            }
            if is_of_units
                || again.is_some()
                || self.is_gone(line, &mut summaries)
                || self.is_out_of_columns(line)
            {
                continue;
            }
            if self.is_beside_rows(line) {
                self.remark(line);
                continue;
            }
            if let Some(between) = self.between(line) {
                self.pass_between(line, &between, &mut summaries);
                continue;
            }
            let roles = [self.list.department, self.list.title];
            self.names_between = roles.map(|index| self.text(line, index));
            match self.summary(line) {
                Some(summary) => self.summed(line, &summary, &mut summaries),
                None if self.may_be_summary(line) => {
                    let adds_up = self.adds_up(line, &summaries);
                    self.named_like_a_sum(line, adds_up);
                    if !adds_up {
                        self.row(line, &mut summaries);
                    }
                }
                None => self.row(line, &mut summaries),
            }
        }
        self.find_again();
        self.settle(&summaries);
        self.unclosed();
        self.tell_carried();
        self.signs_told();
        self.years();
        self.not_kept(rows);
        self.tell_not_placed();
    }

    /// A subtotal; below the total of all no row is of the department above without saying so.
    fn summed(&mut self, line: &'a Line, summary: &Summary, summaries: &mut Summaries) {
        self.check_summary(line, summary, summaries);
        self.is_closed |= *summary == Summary::All && summaries.has_subtotal();
    }

    /// The text of a column in a row.
    pub(super) fn text(&self, line: &'a Line, column: usize) -> Option<&'a str> {
        line.get(self.head.columns[column].as_ref()?.col)
    }

    /// A column's value in a row, as it was meant.
    pub(super) fn given(&self, line: &'a Line, column: usize) -> Option<Given> {
        let col = self.head.columns[column].as_ref()?.col;
        if self.unread.contains(&column) {
            return None;
        }
        let cell = || self.lines.cell(line.row, col);
        match line.get(col) {
            Some(text) => Some(Given::new(unescape_formula(text).to_owned(), cell())),
            None => Some(Given {
                unread: Some(self.lines.unread(line.row, col)?),
                ..Given::new(String::new(), cell())
            }),
        }
    }

    pub(super) fn field(&self, target: ListTarget) -> &'a Field {
        field_of(self.edition, target)
    }

    /// The list's columns, each with its index.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a ListColumn)> + use<'a> {
        self.list.columns.iter().enumerate()
    }

    /// The columns that the list has.
    pub(super) fn own_columns(
        &self,
    ) -> impl Iterator<Item = (usize, &'a ListColumn)> + use<'_, 'a> {
        self.columns()
            .filter(|(index, _)| self.head.columns[*index].is_some())
    }

    /// Whether a row has nothing in the columns that are known, but for its number.
    fn is_out_of_columns(&self, line: &Line) -> bool {
        let is_number = |words: &str| words.trim().chars().all(|digit| digit.is_ascii_digit());
        let mut columns = self.columns().filter(|(index, column)| {
            !(column.numbering && self.text(line, *index).is_some_and(is_number))
        });
        columns.all(|(index, _)| self.text(line, index).is_none()) && !self.has_summary_word(line)
    }

    fn habits(&self, rows: &'a [Line]) -> Habits {
        let repeats = self.columns().map(|(index, _)| {
            let is_of_rows = self.list.columns[index].is_of_rows();
            let is_repeated = |pair: &'a [Line]| {
                let [above, below] = pair else { return false };
                // The same group in another table says nothing of how groups are written.
                let begins = |role: usize| {
                    let name = self.text(below, role);
                    name.is_some() && name != self.text(above, role)
                };
                if is_of_rows && (begins(self.list.department) || begins(self.list.title)) {
                    return false;
                }
                let above = self.text(above, index);
                above.is_some() && above == self.text(below, index)
            };
            rows.windows(2).any(is_repeated)
        });
        let department = self.head.columns[self.list.department].as_ref();
        let names_department = department.is_some_and(|head| {
            let own = |line: &'a Line| {
                let is_merged = self.lines.merged.contains_key(&(line.row, head.col));
                line.get(head.col)
                    .filter(|name| !is_merged && !self.is_summary_word(name))
            };
            let is_row = |line: &&'a Line| !self.has_summary_word(line);
            let blank = |line: &&'a Line| line.get(head.col).is_none() && is_row(line);
            let pairs = rows.windows(2);
            let again =
                pairs.filter(|pair| own(&pair[0]).is_some() && own(&pair[0]) == own(&pair[1]));
            again.count() > rows.iter().filter(blank).count()
        });
        Habits {
            repeats: repeats.collect(),
            names_department,
        }
    }

    fn row(&mut self, line: &'a Line, summaries: &mut Summaries) {
        let Some(slot) = self.slot(line, summaries) else {
            return;
        };
        if self.current != Some(slot) {
            self.levels.clear();
        }
        self.current = Some(slot);
        self.own_values(line, slot.department());
        self.table_values(line, slot, summaries);
        self.row_values(line, slot, summaries);
    }

    /// Whether nothing of a row is left but what was not read; where that was a name, it is not known either where the rows below without one belong.
    fn is_gone(&mut self, line: &'a Line, summaries: &mut Summaries) -> bool {
        if self.lines.unread.is_empty() {
            return false;
        }
        let (mut all_struck, mut is_any) = (true, false);
        for (index, column) in self.columns() {
            let Some(head) = self.head.columns[index].as_ref() else {
                continue;
            };
            let is_own = self.lines.is_own(line.row, head.col);
            if column.numbering || !is_own {
                continue;
            }
            if line.get(head.col).is_some() {
                return false;
            }
            if let Some(unread) = self.lines.unread(line.row, head.col) {
                is_any = true;
                all_struck &= unread == Unread::Struck;
            }
        }
        if !is_any {
            return false;
        }
        let name = self.given(line, self.list.department);
        let title = self.given(line, self.list.title);
        let unread = |given: &Option<Given>| given.as_ref().and_then(|given| given.unread);
        if let Some(unread) = unread(&name) {
            self.lose(line, (None, self.list.department), unread);
        } else if let Some(unread) = unread(&title) {
            let department = name.map(|name| self.department(&name));
            let department = department.or_else(|| self.department_above());
            self.lose(line, (department, self.list.title), unread);
        } else {
            return true;
        }
        if !all_struck {
            self.lose_row(line, summaries);
        } else if self
            .amounts()
            .any(|index| self.given(line, index).is_some())
        {
            self.lose_sums(summaries);
        }
        true
    }

    /// The department of rows without a name; none where there is none above, or it is not known.
    pub(super) fn department_above(&mut self) -> Option<usize> {
        if let Some(named) = self.named.clone() {
            return Some(self.department(&named));
        }
        match &self.lost {
            Some(lost) => lost.department,
            None => self.current.map(Slot::department),
        }
    }

    /// What stands in the place of a name.
    fn name(&self, line: &'a Line, column: usize) -> Option<Given> {
        let given = self.given(line, column)?;
        let is_sign = self.is_none(&given.text) || self.is_ditto(&given.text);
        // What a list of ours guards is a text as it stands.
        let is_guarded = self.text(line, column) != Some(given.text.as_str());
        let is_none = !is_sign && !is_guarded && words::is_no_name(&given.text);
        Some(Given {
            unread: given.unread.or(is_none.then_some(Unread::NoName)),
            ..given
        })
    }

    /// The table that a row belongs to.
    fn slot(&mut self, line: &'a Line, summaries: &mut Summaries) -> Option<Slot> {
        let name = self.name(line, self.list.department);
        let title = self.name(line, self.list.title);
        if self.begins_aside(line) || self.is_signed(line) || is_numbered(line) {
            self.remark(line);
            return None;
        }
        if title.is_none() && self.says_nothing_else(line) {
            self.alone(line, name.as_ref());
            return None;
        }
        let is_blank = name.is_none();
        let name = name.filter(|name| !self.is_ditto(&name.text));
        let department = match &name {
            Some(name) => {
                self.is_closed = false;
                let no_name = self.is_none(&name.text).then_some(Unread::NoName);
                if let Some(unread) = name.unread.or(no_name) {
                    self.lose_unless(line, (None, self.list.department), unread);
                    self.lose_row(line, summaries);
                    return None;
                }
                self.department(name)
            }
            None if is_blank && self.is_left_blank(line, title.as_ref()) => {
                self.lose_blank(line, (None, self.list.department));
                self.lose_row(line, summaries);
                return None;
            }
            None => match self.department_above() {
                Some(department) => department,
                None if self.lost.is_some() => {
                    self.lose_row(line, summaries);
                    return None;
                }
                None if self.text(line, self.list.department).is_some() => {
                    let of = (None, self.list.department);
                    self.lose(line, of, Unread::NoName);
                    self.lose_row(line, summaries);
                    return None;
                }
                None => {
                    self.unplaced(line, "没有部门名称,上面也没有");
                    return None;
                }
            },
        };
        self.slot_of_title(line, (department, name.is_some()), title, summaries)
    }

    /// Whether the department of a row was forgotten: another title begins in it, and the list names the department in each row, or had its total above;
    /// between rows of one department it is that one's.
    fn is_left_blank(&mut self, line: &'a Line, title: Option<&Given>) -> bool {
        let Some(title) = title.filter(|title| title.unread.is_none()) else {
            return false;
        };
        let is_same = self.is_ditto(&title.text)
            || self.current.is_some()
                && (self.title_above.as_ref())
                    .is_some_and(|above| name_key(&above.text) == name_key(&title.text));
        // A subtotal above its rows names them; one below the rows of a department does not name those of the next.
        let of_current = self.current.map(Slot::department);
        let is_named = (self.named.as_ref()).is_some_and(|named| {
            self.department_of(&named.text)
                .is_none_or(|of| Some(of) != of_current)
        });
        if is_same || is_named {
            return false;
        }
        self.is_closed || self.habits.names_department && !self.is_between_same(line)
    }

    /// Whether the next row that names a department names the one above.
    fn is_between_same(&mut self, line: &'a Line) -> bool {
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

    /// Whether the group of a row's indicator is one of the tables with a title only: of the whole department it cannot be.
    fn is_of_item(&self, line: &'a Line) -> bool {
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

    /// The table of a row whose department is known.
    fn slot_of_title(
        &mut self,
        line: &'a Line,
        (department, names_department): (usize, bool),
        title: Option<Given>,
        summaries: &mut Summaries,
    ) -> Option<Slot> {
        let is_known = |lost: &Lost| lost.department != Some(department);
        let is_as_above = |title: &Given| title.unread.is_none() && self.is_ditto(&title.text);
        let is_ditto = title.as_ref().is_some_and(is_as_above);
        if let Some(unread) = title.as_ref().and_then(|title| title.unread) {
            self.lose_unless(line, (Some(department), self.list.title), unread);
            self.lose_row(line, summaries);
            return None;
        }
        let repeats = self.habits.repeats[self.list.title];
        let is_whole = title.is_none() && repeats && names_department;
        let is_below_item = matches!(self.current, Some(Slot::Item(of, _)) if of == department);
        let is_blank = title.is_none() && (is_whole || !is_below_item);
        if is_blank && (self.is_of_item(line) || self.lacks(department)) {
            self.named = None;
            self.lose_blank(line, (Some(department), self.list.title));
            self.lose_row(line, summaries);
            return None;
        }
        if (title.is_none() && !is_whole || is_ditto) && !self.lost.as_ref().is_none_or(is_known) {
            self.lose_row(line, summaries);
            return None;
        }
        self.find_again();
        self.named = None;
        if is_ditto && self.title_above.is_none() {
            self.lose(line, (Some(department), self.list.title), Unread::NoName);
            self.lose_row(line, summaries);
            return None;
        }
        if let Some(title) = &title {
            self.shared_name(self.list.title, &title.cell, department);
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
                Some(self.whole(department, line))
            }
            Some(title) => {
                self.title_above = Some(title.clone());
                Some(self.item(department, title, line))
            }
            None => Some(self.without_title(line, department, names_department)),
        }
    }

    /// From a row on the place of rows is not known, unless that was so by the same cell.
    fn lose_unless(&mut self, line: &Line, of: (Option<usize>, usize), unread: Unread) {
        let col = self.head.columns[of.1].as_ref().map_or(0, |head| head.col);
        let is_same = self
            .lost
            .as_ref()
            .is_some_and(|lost| lost.is_by(self.lines, line.row, col));
        if !is_same {
            self.lose(line, of, unread);
        }
    }

    /// A name in a row of its own. A department's makes the rows below its own, or leaves open whose they are; words of a remark do not.
    fn alone(&mut self, line: &'a Line, name: Option<&Given>) {
        const LONGEST: usize = 25;
        const OF_SENTENCES: [char; 9] = ['。', ';', '；', ',', '，', ':', '：', '!', '！'];
        let Some(name) = name.filter(|name| name.unread.is_none()) else {
            self.remark(line);
            return;
        };
        let words = name.text.trim();
        if words.contains(OF_SENTENCES) || words.chars().count() > LONGEST {
            self.remark(line);
        } else if let Some(known) = self.department_of(words) {
            self.find_again();
            self.remark(line);
            let is_other = self.department_above() != Some(known);
            self.named = Some(name.clone()).filter(|_| is_other);
        } else {
            self.lose_alone(line);
        }
    }

    /// A row without a title: the department's own table, or one more row of the table above, whose title stands in its first row only.
    fn without_title(&mut self, line: &'a Line, department: usize, names_department: bool) -> Slot {
        let above = self.current.filter(|slot| slot.department() == department);
        let repeats = self.habits.repeats[self.list.title];
        match above {
            Some(Slot::Item(..)) if repeats && names_department => self.whole(department, line),
            Some(slot @ Slot::Item(..)) => {
                let (count, first) = self.carried.unwrap_or((0, line.row));
                self.carried = Some((count + 1, first));
                slot
            }
            Some(Slot::Whole(_)) | None => self.whole(department, line),
        }
    }

    fn says_nothing_else(&self, line: &'a Line) -> bool {
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

    /// Whether a row begins with a word that people sign after or of notes, or has one in the place of a name.
    fn begins_aside(&mut self, line: &'a Line) -> bool {
        let roles = [self.list.department, self.list.title];
        let [name, title] = roles.map(|index| self.text(line, index));
        let first = line.cells.first().map(|(_, text)| text.as_str());
        let texts = [name, title, first.filter(|first| Some(*first) != name)];
        let (signatures, notes) = (&self.edition.signatures, &self.list.notes);
        // 某单位（示例）.
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
        // Names are repeated row after row.
        let mut known = texts.iter().zip(self.names_above);
        let is_known = known.all(|(text, above)| text.is_none() || *text == above);
        if !is_known && texts.into_iter().flatten().any(is_aside) {
            return true;
        }
        self.names_above = texts;
        false
    }

    pub(super) fn is_none(&self, name: &str) -> bool {
        self.none.has(name)
    }

    fn is_ditto(&self, text: &str) -> bool {
        self.ditto.has(text)
    }

    /// Whether a row is a line of signatures: words with a colon in the place of a department, and nothing in the columns of its rows.
    fn is_signed(&self, line: &'a Line) -> bool {
        let roles = [self.list.department, self.list.title];
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

    /// The department of a name that was met.
    pub(super) fn department_of(&self, name: &str) -> Option<usize> {
        self.by_name.get(name)
    }

    fn department(&mut self, name: &Given) -> usize {
        let next = self.departments.len();
        let (index, alike) = self.by_name.meet(&name.text, next);
        if let Some(bare) = alike {
            let known = &mut self.departments[index].name;
            let was = std::mem::replace(&mut known.text, bare.to_owned());
            let first = known.cell.clone();
            self.numbered(self.list.department, name, (&was, &first));
        }
        if index == next {
            self.departments.push(Department {
                name: name.clone(),
                own: BTreeMap::new(),
                whole: None,
                items: Vec::new(),
                by_title: Names::default(),
            });
        }
        index
    }

    fn whole(&mut self, department: usize, line: &Line) -> Slot {
        let cell = self.name_cell(line);
        let whole = &mut self.departments[department].whole;
        whole.get_or_insert_with(|| Item::new(None, cell));
        Slot::Whole(department)
    }

    fn item(&mut self, department: usize, title: Given, line: &Line) -> Slot {
        let cell = self.name_cell(line);
        let Department {
            items, by_title, ..
        } = &mut self.departments[department];
        let (index, alike) = by_title.meet(&title.text, items.len());
        if let Some(known) = items.get_mut(index) {
            if let (Some(bare), Some(known)) = (alike, &mut known.title) {
                let was = std::mem::replace(&mut known.text, bare.to_owned());
                let first = known.cell.clone();
                self.numbered(self.list.title, &title, (&was, &first));
            }
        } else {
            items.push(Item::new(Some(title), cell));
        }
        Slot::Item(department, index)
    }

    /// The cell that names a row's table: its title, else its department; its first where neither stands in the row.
    fn name_cell(&self, line: &Line) -> SheetCell {
        let roles = [self.list.title, self.list.department];
        let columns = roles.map(|role| self.head.columns[role].as_ref());
        let mut columns = columns.into_iter().flatten().map(|head| head.col);
        let named = columns.find(|col| line.get(*col).is_some());
        named.map_or_else(
            || self.first_cell(line),
            |col| self.lines.cell(line.row, col),
        )
    }

    pub(super) fn first_cell(&self, line: &Line) -> SheetCell {
        let col = line.cells.first().map_or(0, |(col, _)| *col);
        self.lines.cell(line.row, col)
    }

    fn own_values(&mut self, line: &'a Line, department: usize) {
        for (index, column) in self.columns() {
            let Some(field) = column.target_in_submission() else {
                continue;
            };
            if let Some(given) = self.given(line, index) {
                let given = self.as_above((index, ListTarget::Submission(field)), given);
                self.shared_name(index, &given.cell, department);
                let known = self.departments[department].own.get(&index).cloned();
                match known.filter(|known| known.unread.is_none()) {
                    Some(known) => self.agree(column, &known, &given),
                    None => drop(self.departments[department].own.insert(index, given)),
                }
            }
        }
    }

    fn table_values(&mut self, line: &'a Line, slot: Slot, summaries: &mut Summaries) {
        let table = self.table_of(slot);
        for (index, column) in self.columns() {
            let is_name = index == self.list.department || index == self.list.title;
            if is_name || column.is_of_rows() || column.target_in_submission().is_some() {
                continue;
            }
            let Some(given) = self.given(line, index) else {
                continue;
            };
            let Some(target) = column.target_in(table) else {
                if !column.targets.is_empty() {
                    self.no_place(index, given, table);
                }
                continue;
            };
            let given = self.as_above((index, target), given);
            let given = self.of_owner((index, target), given, slot, summaries);
            let known = self.in_slot(slot).values.get(&index).cloned();
            if let Some(known) = known.filter(|known| known.unread.is_none()) {
                self.agree(column, &known, &given);
                continue;
            }
            if let Slot::Item(department, item) = slot
                && self.amounts().any(|amount| amount == index)
            {
                summaries.add((department, item), index, &given.text);
            }
            self.in_slot(slot).values.insert(index, given);
        }
    }

    /// A sign that says the same as the cell above, in a column that is no number: what stands there.
    fn as_above(&mut self, (index, target): (usize, ListTarget), given: Given) -> Given {
        let is_ditto = given.unread.is_none() && self.ditto.has(&given.text);
        if !is_ditto || self.field(target).kind.is_number() {
            return given;
        }
        let col = given.cell.col;
        let rows = &self.lines.rows[self.head.below..];
        let end = rows.partition_point(|line| line.row < given.cell.row);
        // Of a run of signs each is the same as the one above.
        let known = self.row_above.get(&index).cloned();
        let from = known.as_ref().map_or(0, |(row, _)| *row);
        let mut between = rows[..end].iter().rev().take_while(|line| line.row > from);
        let above = between.find(|line| {
            line.get(col).is_some_and(|text| !self.ditto.has(text))
                && self.head_again(line).is_none()
                || self.lines.unread(line.row, col).is_some()
        });
        let above = above.and_then(|line| self.given(line, index));
        let Some(above) = above.or(known.map(|(_, above)| above)) else {
            return given;
        };
        self.row_above
            .insert(index, (given.cell.row, above.clone()));
        Given {
            cell: given.cell,
            ..above
        }
    }

    /// A name or code of a cell that is merged over rows of several departments is each one's, which is told; a year may well be.
    fn shared_name(&mut self, index: usize, cell: &SheetCell, department: usize) {
        let Some(first) = self.lines.merged.get(&(cell.row, cell.col)).copied() else {
            return;
        };
        let column = &self.list.columns[index];
        let mut kinds = column
            .targets
            .iter()
            .map(|target| &self.field(*target).kind);
        if kinds.any(|kind| matches!(kind, FieldKind::Year)) {
            return;
        }
        let slot = Slot::Whole(department);
        let owner = self.owners.entry((first, index)).or_insert((slot, false));
        if owner.0 != slot && !std::mem::replace(&mut owner.1, true) {
            self.repeated(column, (first, cell.col));
        }
    }

    /// A value of a cell that is merged over rows of several tables: a number belongs to the first only, and to which is told.
    fn of_owner(
        &mut self,
        (index, target): (usize, ListTarget),
        given: Given,
        slot: Slot,
        summaries: &mut Summaries,
    ) -> Given {
        let merged = self.lines.merged.get(&(given.cell.row, given.cell.col));
        let Some(first) = merged.copied().filter(|_| given.unread.is_none()) else {
            return given;
        };
        let kind = &self.field(target).kind;
        let owner = self.owners.entry((first, index)).or_insert((slot, false));
        let is_measure = matches!(kind, FieldKind::Measure);
        if owner.0 == slot && (first == given.cell.row || !is_measure) {
            return given;
        }
        let (other, was_told) = std::mem::replace(owner, (owner.0, true));
        let (column, at) = (&self.list.columns[index], (first, given.cell.col));
        if other == slot {
            // One value of several indicators.
            if !was_told {
                self.repeated(column, at);
            }
            return given;
        }
        let is_of_two = other.department() != slot.department();
        let is_own = match kind {
            FieldKind::Amount | FieldKind::Count | FieldKind::Measure | FieldKind::Percent => true,
            // What one department aims at is not another's.
            FieldKind::Narrative => is_of_two,
            _ => false,
        };
        match kind {
            _ if is_own => {
                if !was_told {
                    self.shared(column, at);
                }
                if is_of_two {
                    summaries.lose(Some(other.department()), index);
                }
                Given {
                    text: String::new(),
                    unread: Some(Unread::Unclear),
                    ..given
                }
            }
            FieldKind::Text | FieldKind::Narrative if !was_told => {
                self.repeated(column, at);
                given
            }
            _ => given,
        }
    }

    fn row_values(&mut self, line: &'a Line, slot: Slot, summaries: &mut Summaries) {
        let table = self.table_of(slot);
        let mut values: BTreeMap<usize, Given> = BTreeMap::new();
        for (index, column) in self.columns().filter(|(_, column)| column.is_of_rows()) {
            let Some(given) = self.given(line, index) else {
                continue;
            };
            let given = match column.target_in(table) {
                Some(target) => {
                    let given = self.as_above((index, target), given);
                    let given = self.level_name(target, given);
                    self.of_owner((index, target), given, slot, summaries)
                }
                None if column.directions.is_empty() => {
                    self.no_place(index, given, table);
                    continue;
                }
                None => given,
            };
            values.insert(index, given);
        }
        if values.is_empty() {
            return;
        }
        let is_own = |given: &Given| self.lines.is_own(given.cell.row, given.cell.col);
        let mut own = values.values().filter(|given| is_own(given));
        let is_gone = own.all(|given| given.unread == Some(Unread::Struck))
            && values.values().any(|given| given.unread.is_some());
        self.fill_levels(table, &mut values);
        // Struck out as a whole.
        if is_gone {
            return;
        }
        let row = RowValues { table, values };
        if let Some(row) = self.indicator(line, row) {
            self.in_slot(slot).rows.push(row);
        }
    }

    /// The name of a group that is written downwards, or with spaces.
    fn level_name(&self, target: ListTarget, given: Given) -> Given {
        let FieldKind::Level(names) = &self.field(target).kind else {
            return given;
        };
        if !given.text.contains(char::is_whitespace) {
            return given;
        }
        let words = squeezed(&given.text);
        let text = names.iter().find(|name| **name == words).cloned();
        Given {
            text: text.unwrap_or(given.text),
            ..given
        }
    }

    /// Names of groups that stand in the first of their rows only: of a group within another, no further than that goes.
    fn fill_levels(&mut self, table: usize, values: &mut BTreeMap<usize, Given>) {
        let mut levels: Vec<(FieldIndex, usize)> = (self.columns())
            .filter_map(|(index, column)| match column.target_in(table)? {
                target @ ListTarget::Row { column, .. } => {
                    let is_level = matches!(self.field(target).kind, FieldKind::Level(_));
                    is_level.then_some((column, index))
                }
                ListTarget::Submission(_) | ListTarget::Table { .. } => None,
            })
            .collect();
        levels.sort_unstable();
        let mut is_other_group = false;
        for (_, index) in levels {
            if is_other_group {
                self.levels.remove(&index);
            }
            match values.get(&index).cloned() {
                Some(given) => {
                    let above = self.levels.get(&index);
                    is_other_group |= above.is_some_and(|above| {
                        above.text.trim() != given.text.trim() || above.unread != given.unread
                    });
                    self.levels.insert(index, given);
                }
                None if self.habits.repeats[index] => {}
                None => {
                    if let Some(above) = self.levels.get(&index) {
                        values.insert(index, above.clone());
                    }
                }
            }
        }
    }

    pub(super) const fn table_of(&self, slot: Slot) -> usize {
        match slot {
            Slot::Whole(_) => self.list.whole,
            Slot::Item(..) => self.list.each,
        }
    }

    fn in_slot(&mut self, slot: Slot) -> &mut Item {
        match slot {
            Slot::Whole(department) => {
                let whole = self.departments[department].whole.as_mut();
                whole.expect("a slot is made with its table")
            }
            Slot::Item(department, item) => &mut self.departments[department].items[item],
        }
    }

    /// The column of years.
    fn year_column(&self) -> Option<usize> {
        let is_it = |(_, column): &(usize, &ListColumn)| {
            let field = column.target_in_submission();
            field.is_some() && field == self.edition.year
        };
        self.columns().find(is_it).map(|(index, _)| index)
    }

    /// A year above the head must be the only one there, and the same as in the rows.
    fn years(&mut self) {
        let Some(index) = self.year_column() else {
            return;
        };
        let years = self.above.years.iter();
        let years =
            years.map(|(year, row, col)| Given::new(year.clone(), self.lines.cell(*row, *col)));
        let years: Vec<Given> = years.collect();
        let mut own = self
            .departments
            .iter()
            .filter_map(|department| department.own.get(&index));
        let known = own.find(|given| given.unread.is_none()).cloned();
        let other = known.and_then(|known| {
            let other = years.iter().find(|year| year.text != known.text.trim())?;
            Some((known, other))
        });
        match (other, years.as_slice()) {
            (Some((known, other)), _) => self.agree(&self.list.columns[index], &known, other),
            (None, [first, second, ..]) => self.two_years(index, first, second),
            (None, _) => {}
        }
    }

    fn whose(&self) -> Vec<(Whose, SheetCell)> {
        let column = self.year_column();
        let above = self.above.year().map(|(year, _, _)| year);
        let of = |department: &Department| {
            let own = column.and_then(|index| department.own.get(&index));
            let year = own.map(|given| &given.text).or(above);
            let year = year.map(|year| year.trim().to_owned());
            let name = name_key(&department.name.text);
            let whose = (self.edition.id.clone(), name, year);
            (whose, department.name.cell.clone())
        };
        self.departments.iter().map(of).collect()
    }

    fn sources(&self) -> Vec<Source> {
        let year = self.above.year();
        let year =
            year.map(|(year, row, col)| Given::new(year.clone(), self.lines.cell(*row, *col)));
        let drafts = self
            .departments
            .iter()
            .map(|department| to_draft(self, department, year.as_ref()));
        drafts
            .map(|draft| draft.into_source(&self.lines.file).of_list())
            .collect()
    }
}

/// The field that a column fills.
pub(super) fn field_of(edition: &Edition, target: ListTarget) -> &Field {
    let fields = |table: usize| &edition.tables[table].form.fields;
    match target {
        ListTarget::Submission(field) => edition.fields.get(field),
        ListTarget::Table { table, field } => fields(table).get(field),
        ListTarget::Row {
            table,
            rows,
            column,
        } => {
            let rows = fields(table).get(rows).rows();
            rows.expect("the target was found in rows").get(column)
        }
    }
}

impl Item {
    const fn new(title: Option<Given>, cell: SheetCell) -> Item {
        Item {
            title,
            cell,
            values: BTreeMap::new(),
            rows: Vec::new(),
        }
    }
}

/// A text without spaces and line breaks.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .collect()
}
