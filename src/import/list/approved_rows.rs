//! The rows of a table of approved budgets → departments with their amounts and projects.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::approved_head::{ApprovedHead, CODE, NAME, OWN, is_of_units};
use super::roster::is_other_row;
use super::rows::{ListRow, ListRows, texts};
use crate::amount::{self, Amount};
use crate::finding::{Code, Finding, Report};
use crate::form::{ApprovedColumns, ApprovedContent, Count, Edition, ListTarget};
use crate::import::words;
use crate::record::{ApprovedAmount, ApprovedDepartment, ApprovedProject};
use crate::text::{self, code_key, name_key};

/// Reader of the rows.
pub(super) struct Rows<'a> {
    lines: &'a ListRows,
    head: &'a ApprovedHead,
    edition: &'a Edition,
    columns: &'a ApprovedColumns,
    /// Units by sheet column.
    units: &'a BTreeMap<u32, &'static str>,
    pub(super) report: Report,
    pub(super) departments: Vec<ApprovedDepartment>,
    /// Departments by the keys of their codes and names.
    codes: BTreeMap<String, usize>,
    names: BTreeMap<String, usize>,
    /// The row of each department's own amounts.
    own: BTreeMap<usize, u32>,
    /// The row of each project, by its department and key.
    projects: BTreeMap<(usize, String), u32>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        lines: &'a ListRows,
        head: &'a ApprovedHead,
        (edition, columns): (&'a Edition, &'a ApprovedColumns),
        units: &'a BTreeMap<u32, &'static str>,
    ) -> Rows<'a> {
        Rows {
            lines,
            head,
            edition,
            columns,
            units,
            report: Report::new(),
            departments: Vec::new(),
            codes: BTreeMap::new(),
            names: BTreeMap::new(),
            own: BTreeMap::new(),
            projects: BTreeMap::new(),
        }
    }

    /// Reads at most this many rows.
    pub(super) fn read(&mut self, most: usize) {
        let below = &self.lines.rows[self.head.below..];
        if let Some(line) = below.get(most) {
            let words = format!("多于 {most} 行");
            self.report_row((line.row, 0), &words, "看是不是给错了文件");
        }
        let first = self.head.first_row(self.lines);
        self.report_unread(first);
        for line in below.iter().take(most) {
            if !is_of_units(line) && !self.is_head(line) {
                self.row(line);
            }
        }
    }

    /// Whether a row is the head again, at the top of a printed page.
    fn is_head(&self, line: &ListRow) -> bool {
        let mut columns = self.head.columns();
        columns.all(|(index, col)| {
            line.get(col)
                .is_none_or(|text| self.head.heads.column_of(text) == Some(index))
        }) && self.head.cols().any(|col| line.get(col).is_some())
    }

    fn report_row(&mut self, (row, col): (u32, u32), seen: &str, correction: &str) {
        let finding = Finding::new(Code::BudgetRow, self.lines.place(row, col))
            .seen(seen)
            .expected("一行一个部门或一个项目,写着部门的编码或名称;金额是数")
            .correction(correction);
        self.report.push(finding);
    }

    /// Reports cells that cannot be read, in the columns that are read.
    fn report_unread(&mut self, first: u32) {
        let used: BTreeSet<u32> = self.head.cols().collect();
        for ((row, col), unread) in &self.lines.unread {
            if *row >= first && used.contains(col) {
                self.report_row((*row, *col), unread.words(), "改成看得见的数或文字");
            }
        }
    }

    /// The text of a column of a row.
    fn text<'l>(&self, line: &'l ListRow, column: usize) -> &'l str {
        let text = self.head.col(column).and_then(|col| line.get(col));
        text.map(str::trim).unwrap_or_default()
    }

    /// The column of the edition with a content that the head has.
    fn column(&self, content: ApprovedContent) -> Option<usize> {
        let mut columns = self.head.columns().map(|(index, _)| index);
        columns.find(|index| {
            let own = index.checked_sub(OWN).map(|own| &self.columns.columns[own]);
            own.is_some_and(|own| own.content == content)
        })
    }

    fn row(&mut self, line: &ListRow) {
        let used = || self.head.cols().filter_map(|col| line.get(col));
        if used().next().is_none() {
            return;
        }
        let (code, name) = (self.text(line, CODE), self.text(line, NAME));
        let [title, number] = [ApprovedContent::Title, ApprovedContent::Code].map(|content| {
            let column = self.column(content);
            column.map_or("", |column| self.text(line, column))
        });
        let begins = line.cells.first().map_or("", |(_, text)| text.as_str());
        if [code, name, title, begins].into_iter().any(is_other_row) {
            return;
        }
        let col = [NAME, CODE].into_iter().find_map(|one| self.head.col(one));
        let at = (line.row, col.unwrap_or_default());
        if name_key(code).is_empty() && name_key(name).is_empty() {
            let is_reported = self.lines.unread(at.0, at.1).is_some();
            if !is_reported {
                let seen = format!("没有部门的编码、名称:{}", text::clip(&texts(line)));
                self.report_row(at, &seen, "补上部门;不是部门、项目的行删去");
            }
            return;
        }
        let Some(department) = self.department(at, (code, name)) else {
            return;
        };
        if name_key(title).is_empty() && name_key(number).is_empty() {
            self.own_row(at, department, line);
        } else {
            self.project_row(at, department, (line, title, number));
        }
    }

    /// The department of a code and a name; `None` if they are those of different ones, which is
    /// reported.
    fn department(&mut self, at: (u32, u32), (code, name): (&str, &str)) -> Option<usize> {
        let keys = (code_key(code), name_key(name));
        let by_code = self.codes.get(&keys.0).copied();
        let by_name = self.names.get(&keys.1).copied();
        let known = by_code.or(by_name);
        let is_apart = known.is_some_and(|known| {
            let own = &self.departments[known];
            let differs = |own: String, key: &str| !own.is_empty() && !key.is_empty() && own != key;
            differs(code_key(&own.code), &keys.0) || differs(name_key(&own.name), &keys.1)
        });
        if let Some(known) = known.filter(|_| {
            is_apart
                || by_code
                    .zip(by_name)
                    .is_some_and(|(one, other)| one != other)
        }) {
            let own = &self.departments[known];
            let other = format!("{} {}", own.code, own.name);
            let finding = Finding::new(Code::BudgetDuplicate, self.lines.place(at.0, at.1))
                .seen(text::quote(format!("{code} {name}").trim()))
                .expected(format!(
                    "一个编码、一个名称是一个部门的;前面有 {}",
                    text::quote(other.trim())
                ))
                .correction("改正编码或名称");
            self.report.push(finding);
            return None;
        }
        let index = known.unwrap_or_else(|| {
            self.departments.push(ApprovedDepartment {
                code: String::new(),
                name: String::new(),
                amounts: Vec::new(),
                projects: Vec::new(),
            });
            self.departments.len() - 1
        });
        let own = &mut self.departments[index];
        if own.code.is_empty() {
            code.clone_into(&mut own.code);
        }
        if own.name.is_empty() {
            name.clone_into(&mut own.name);
        }
        for (key, keys) in [(keys.0, &mut self.codes), (keys.1, &mut self.names)] {
            if !key.is_empty() {
                keys.entry(key).or_insert(index);
            }
        }
        Some(index)
    }

    fn own_row(&mut self, at: (u32, u32), department: usize, line: &ListRow) {
        if let Some(first) = self.own.get(&department) {
            let own = &self.departments[department];
            let seen = format!("{} {}", own.code, own.name);
            self.report_duplicate(at, *first, (seen.trim(), "部门"));
            return;
        }
        self.own.insert(department, at.0);
        let amounts = self.amounts(line, |edition, target| match target.table() {
            None => true,
            Some(table) => edition.tables[table].count == Count::One,
        });
        self.departments[department].amounts = amounts;
    }

    fn project_row(
        &mut self,
        at: (u32, u32),
        department: usize,
        (line, title, code): (&ListRow, &str, &str),
    ) {
        // A code tells projects of one name apart.
        let key = match code_key(code) {
            key if key.is_empty() => format!("名称 {}", name_key(title)),
            key => key,
        };
        let first = *self.projects.entry((department, key)).or_insert(at.0);
        if first != at.0 {
            let seen = format!("{code} {title}");
            self.report_duplicate(at, first, (seen.trim(), "项目"));
            return;
        }
        let columns = [ApprovedContent::Title, ApprovedContent::Code];
        let columns = columns.into_iter().filter_map(|one| self.column(one));
        let targets = columns.flat_map(|one| &self.columns.columns[one - OWN].targets);
        let tables: BTreeSet<usize> = targets.filter_map(|target| target.table()).collect();
        let amounts = self.amounts(line, |_, target| {
            target.table().is_some_and(|table| tables.contains(&table))
        });
        let columns = [ApprovedContent::Title, ApprovedContent::Code];
        let mut cols = columns
            .into_iter()
            .filter_map(|one| self.head.col(self.column(one)?))
            .filter(|col| line.get(*col).is_some());
        let cell = self.lines.cell(at.0, cols.next().unwrap_or(at.1));
        self.departments[department].projects.push(ApprovedProject {
            code: code.to_owned(),
            title: title.to_owned(),
            tables: tables.into_iter().collect(),
            cell,
            amounts,
        });
    }

    fn report_duplicate(&mut self, at: (u32, u32), first: u32, (seen, what): (&str, &str)) {
        let finding = Finding::new(Code::BudgetDuplicate, self.lines.place(at.0, at.1))
            .seen(text::quote(seen))
            .expected(format!("一个{what}一行;第 {} 行已有", first + 1))
            .correction(format!(
                "重复的删去;一个{what}按科目、资金来源分成几行的,先合成一行"
            ));
        self.report.push(finding);
    }

    /// The amounts of a row, in fields that are wanted.
    fn amounts(
        &mut self,
        line: &ListRow,
        is_wanted: impl Fn(&Edition, ListTarget) -> bool,
    ) -> Vec<ApprovedAmount> {
        let mut amounts = Vec::new();
        for (col, unit) in self.units {
            let Some(index) =
                (self.head.columns()).find_map(|(index, own)| (own == *col).then_some(index))
            else {
                continue;
            };
            let written = line.get(*col).map(str::trim).unwrap_or_default();
            if written.is_empty() || self.is_none(written) {
                continue;
            }
            let targets = self.columns.columns[index - OWN].targets.iter().copied();
            let target = targets
                .into_iter()
                .find(|target| is_wanted(self.edition, *target));
            let Some(value) = number(written) else {
                let seen = text::quote(written);
                self.report_row((line.row, *col), &seen, "写成数,如 1234567.00");
                continue;
            };
            let Some(target) = target else { continue };
            let Some(value) = self.converted(value, unit, target) else {
                let seen = format!("{written} {unit}");
                self.report_row(
                    (line.row, *col),
                    &seen,
                    "不能准确换算成栏目的单位;核对这个数与单位",
                );
                continue;
            };
            amounts.push(ApprovedAmount {
                target,
                value,
                written: format!("{written} {unit}"),
                cell: self.lines.cell(line.row, *col),
            });
        }
        amounts
    }

    /// Whether a text means that there is no amount.
    fn is_none(&self, written: &str) -> bool {
        let list = self.edition.list.as_ref();
        let mut none = list.into_iter().flat_map(|list| &list.none);
        none.any(|one| name_key(one) == name_key(written))
    }

    /// A number in the unit of a field, exactly.
    fn converted(&self, value: Decimal, unit: &str, target: ListTarget) -> Option<Decimal> {
        let field = match target {
            ListTarget::Submission(field) => self.edition.fields.get(field),
            ListTarget::Table { table, field } => self.edition.tables[table].form.fields.get(field),
            ListTarget::Row { .. } => return None,
        };
        let (from, to) = (words::yuan(unit)?, words::yuan(&field.unit)?);
        let yuan = value.checked_mul(from)?;
        let converted = yuan.checked_div(to)?.normalize();
        (converted.checked_mul(to)? == yuan).then_some(converted)
    }
}

/// A number as a budget system writes it: full width, with commas between thousands.
fn number(written: &str) -> Option<Decimal> {
    let plain = name_key(written);
    let is_whole = !written.chars().any(char::is_whitespace);
    let number: Option<Amount> = plain.parse().ok();
    let grouped = || amount::ungrouped(&plain)?.parse().ok();
    let number = number.or_else(grouped).filter(|_| is_whole)?;
    Some(number.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        let value = |text: &str| number(text).map(|value| value.normalize().to_string());
        for (text, read) in [
            ("1,234,567.89", "1234567.89"),
            ("１２３", "123"),
            ("-5.0", "-5"),
            ("0.00", "0"),
        ] {
            assert_eq!(value(text).as_deref(), Some(read), "{text}");
        }
        for text in ["12,34", "1 234", "约10", "1e", "", "10万元", "10%"] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
