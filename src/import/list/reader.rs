//! Classifies each row as data, subtotal, head or note; assigns data to a department and table;
//! reports the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::to_draft;
use super::head::{Head, list_title};
use super::names::Names;
use super::repeated_head::RepeatedHead;
use super::rows::{ListRow, ListRows, UnreadCell};
use super::state::{Department, Habits, ListReader, ListValue, SignInference, TableRef};
use super::subtotals::{Summaries, Summary};
use crate::finding::Report;
use crate::form::ListColumn;
use crate::import::words;
use crate::source::{ListPart, SheetCell, Source};
use crate::text::name_key;

/// A list that was read.
pub(super) struct Read {
    /// Its submissions.
    pub(super) sources: Vec<Source>,
    /// Key of each submission, and the cell of the department's name.
    pub(super) keys: Vec<(SubmissionKey, SheetCell)>,
    pub(super) report: Report,
    /// Cells, by row and column, that were not read and are reported with their rows.
    pub(super) reported: BTreeSet<(u32, u32)>,
}

/// Edition, department's name as compared, and year, if it is known.
pub(super) type SubmissionKey = (String, String, Option<String>);

/// Reads the rows below a head.
pub(super) fn read(lines: &ListRows, head: &Head<'_>) -> Read {
    let mut reader = ListReader {
        lines,
        edition: head.edition,
        list: head.list,
        head,
        report: Report::new(),
        departments: Vec::new(),
        by_name: Names::default(),
        current: None,
        row_owners: BTreeMap::new(),
        unassigned: None,
        is_closed: false,
        next_name: None,
        named: None,
        reported: BTreeSet::new(),
        owners: BTreeMap::new(),
        none_signs: words::Signs::of(&head.list.none),
        ditto_signs: words::Signs::of(&head.list.ditto),
        title_above: None,
        row_above: BTreeMap::new(),
        names_above: [None; 3],
        names_between: [None; 2],
        money: Vec::new(),
        row_columns: BTreeMap::new(),
        list_above: None,
        unchosen: None,
        habits: Habits::default(),
        title: list_title(lines, head.above),
        missing: Vec::new(),
        unread: Vec::new(),
        signs: SignInference::default(),
        levels: BTreeMap::new(),
        not_placed: BTreeMap::new(),
        carried: None,
    };
    let can_go_on = reader.check_head();
    if can_go_on {
        reader.read_rows();
    }
    let (sources, keys) = (reader.to_sources(), reader.submission_keys());
    reader.report.sort();
    Read {
        sources,
        keys,
        report: reader.report,
        reported: reader.reported,
    }
}

impl<'a> ListReader<'a> {
    pub(super) fn read_rows(&mut self) {
        let rows = &self.lines.rows[self.head.below..];
        self.habits = self.habits(rows);
        self.money = self.money();
        let tables = [self.list.whole, self.list.each].into_iter();
        let lists = tables.flat_map(|table| self.list.lists_of(table));
        self.row_columns = (lists.map(|list| (list, self.row_columns_of(list)))).collect();
        self.signs = SignInference::of(self, rows);
        let mut summaries = Summaries::default();
        for line in rows {
            if self.is_over_limit(line, rows) {
                break;
            }
            // Units first: they may be next to a repeated head over two rows.
            let is_of_units = self.is_of_units(line);
            let repeated = if is_of_units {
                None
            } else {
                self.repeated_head(line)
            };
            if repeated == Some(RepeatedHead::Other) {
                self.report_other_head(line, &mut summaries);
                break;
            }
            if is_of_units
                || repeated.is_some()
                || self.is_unread_row(line, &mut summaries)
                || self.is_out_of_columns(line)
            {
                continue;
            }
            if self.is_beside_rows(line) {
                self.report_remark(line);
                continue;
            }
            if let Some(between) = self.grouping_row(line) {
                self.skip_grouping_row(line, &between, &mut summaries);
                continue;
            }
            let roles = [Some(self.list.department), self.list.title];
            self.names_between = roles.map(|index| self.text(line, index));
            self.subtotal_or_row(line, &mut summaries);
        }
        self.report_unassigned();
        self.compare_pending(&summaries);
        self.report_unclosed_quotes();
        self.report_carried();
        self.report_unchosen();
        self.report_inferred_signs();
        self.compare_years();
        self.report_not_kept(rows);
        self.report_not_placed();
    }

    /// Compares a subtotal, or reads a row.
    fn subtotal_or_row(&mut self, line: &'a ListRow, summaries: &mut Summaries) {
        match self.summary(line) {
            Some(summary) => self.read_subtotal(line, &summary, summaries),
            None if self.may_be_summary(line) => {
                let adds_up = self.adds_up(line, summaries);
                self.report_named_like_subtotal(line, adds_up);
                if !adds_up {
                    self.read_row(line, summaries);
                }
            }
            None => self.read_row(line, summaries),
        }
    }

    /// Reads a subtotal. Below the grand total, a row belongs to the department above only if it
    /// contains its name.
    fn read_subtotal(&mut self, line: &'a ListRow, summary: &Summary, summaries: &mut Summaries) {
        let of = match summary {
            Summary::Of(department) => Some(*department),
            Summary::Above => self.current.map(TableRef::department),
            Summary::All => None,
        };
        self.row_owners
            .extend(of.map(|department| (line.row, department)));
        self.check_summary(line, summary, summaries);
        self.is_closed |= *summary == Summary::All && summaries.has_subtotal();
    }

    pub(super) fn read_row(&mut self, line: &'a ListRow, summaries: &mut Summaries) {
        let Some(table_ref) = self.table_ref(line, summaries) else {
            return;
        };
        if self.current != Some(table_ref) {
            self.levels.clear();
        }
        self.current = Some(table_ref);
        self.row_owners.insert(line.row, table_ref.department());
        self.own_values(line, table_ref.department());
        self.table_values(line, table_ref, summaries);
        self.row_values(line, table_ref, summaries);
    }

    /// Whether a row contains only unread cells. Without its name, the rows below that leave the
    /// name blank are unassigned.
    pub(super) fn is_unread_row(&mut self, line: &'a ListRow, summaries: &mut Summaries) -> bool {
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
                all_struck &= unread == UnreadCell::Struck;
            }
        }
        if !is_any {
            return false;
        }
        let name = self.value(line, self.list.department);
        let title = self.value(line, self.list.title);
        let unread = |given: &Option<ListValue>| given.as_ref().and_then(|given| given.unread);
        if let Some(unread) = unread(&name) {
            self.unassign(line, (None, self.list.department), unread);
        } else if let Some(unread) = unread(&title) {
            let department = name.map(|name| self.department(&name));
            let department = department.or_else(|| self.department_above());
            self.unassign(line, (department, self.list.naming_column()), unread);
        } else {
            return true;
        }
        if !all_struck {
            self.add_unassigned_row(line, summaries);
        } else if self
            .amounts()
            .any(|index| self.value(line, index).is_some())
        {
            self.set_sums_unknown(summaries);
        }
        true
    }

    /// Whether a row is blank in all known columns, except for its number.
    fn is_out_of_columns(&self, line: &ListRow) -> bool {
        let is_number = |words: &str| words.trim().chars().all(|digit| digit.is_ascii_digit());
        let mut columns = self.columns().filter(|(index, column)| {
            !(column.numbering && self.text(line, *index).is_some_and(is_number))
        });
        columns.all(|(index, _)| self.text(line, index).is_none()) && !self.has_summary_word(line)
    }

    pub(super) fn habits(&self, rows: &'a [ListRow]) -> Habits {
        let repeats = self.columns().map(|(index, _)| {
            let is_of_rows = self.list.columns[index].is_of_rows();
            let is_repeated = |pair: &'a [ListRow]| {
                let [above, below] = pair else { return false };
                // The same group in another table says nothing about the habit.
                let begins = |role: Option<usize>| {
                    let name = self.text(below, role);
                    name.is_some() && name != self.text(above, role)
                };
                if is_of_rows && (begins(Some(self.list.department)) || begins(self.list.title)) {
                    return false;
                }
                let above = self.text(above, index);
                above.is_some() && above == self.text(below, index)
            };
            rows.windows(2).any(is_repeated)
        });
        let department = self.head.columns[self.list.department].as_ref();
        let names_department = department.is_some_and(|head| {
            let own = |line: &'a ListRow| {
                let is_merged = self.lines.merged.contains_key(&(line.row, head.col));
                line.get(head.col)
                    .filter(|name| !is_merged && !self.is_summary_word(name))
            };
            let is_row = |line: &&'a ListRow| !self.has_summary_word(line);
            let blank = |line: &&'a ListRow| line.get(head.col).is_none() && is_row(line);
            let pairs = rows.windows(2);
            let repeated =
                pairs.filter(|pair| own(&pair[0]).is_some() && own(&pair[0]) == own(&pair[1]));
            repeated.count() > rows.iter().filter(blank).count()
        });
        Habits {
            repeats: repeats.collect(),
            names_department,
        }
    }

    /// Column of the year.
    fn year_column(&self) -> Option<usize> {
        let is_it = |(_, column): &(usize, &ListColumn)| {
            let field = column.target_in_submission();
            field.is_some() && field == self.edition.year
        };
        self.columns().find(is_it).map(|(index, _)| index)
    }

    /// Reports several years above the head, or a year that differs from that of the rows.
    pub(super) fn compare_years(&mut self) {
        let Some(index) = self.year_column() else {
            return;
        };
        let years = self.title.years.iter();
        let years =
            years.map(|(year, row, col)| ListValue::new(year.clone(), self.lines.cell(*row, *col)));
        let years: Vec<ListValue> = years.collect();
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
            (Some((known, other)), _) => {
                self.compare_values(&self.list.columns[index], &known, other);
            }
            (None, [first, second, ..]) => self.report_two_years(index, first, second),
            (None, _) => {}
        }
    }

    pub(super) fn submission_keys(&self) -> Vec<(SubmissionKey, SheetCell)> {
        let column = self.year_column();
        let above = self.title.year().map(|(year, _, _)| year);
        let of = |department: &Department| {
            let own = column.and_then(|index| department.own.get(&index));
            let year = own.map(|given| &given.text).or(above);
            let year = year.map(|year| year.trim().to_owned());
            let name = name_key(&department.name.text);
            let key = (self.edition.id.clone(), name, year);
            (key, department.name.cell.clone())
        };
        self.departments.iter().map(of).collect()
    }

    fn to_sources(&self) -> Vec<Source> {
        let year = self.title.year();
        let year =
            year.map(|(year, row, col)| ListValue::new(year.clone(), self.lines.cell(*row, *col)));
        let drafts = self
            .departments
            .iter()
            .map(|department| to_draft(self, department, year.as_ref()));
        let sources = drafts.map(|draft| draft.into_source(&self.lines.file).of_list());
        let sources = sources.zip(self.parts());
        sources
            .map(|(source, part)| source.of_list_part(part))
            .collect()
    }

    /// The part of the list that belongs to each department.
    fn parts(&self) -> Vec<ListPart> {
        let part = || ListPart {
            sheet: self.lines.number,
            ..ListPart::default()
        };
        let mut parts: Vec<ListPart> = self.departments.iter().map(|_| part()).collect();
        for (row, department) in &self.row_owners {
            parts[*department].rows.insert(*row);
        }
        for ((row, col), first) in &self.lines.merged {
            let Some(department) = self.row_owners.get(row) else {
                continue;
            };
            if self.row_owners.get(first) != Some(department) {
                parts[*department].shared.insert((*first, *col));
            }
        }
        parts
    }
}
