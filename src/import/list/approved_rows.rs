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

/// Maximum number of departments, rows and cells that a text names.
const MOST_NAMED: usize = 5;

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
    /// The rows of each department's own amounts.
    own: BTreeMap<usize, AmountRows>,
    /// The index of each project and its rows, by its department and key.
    projects: BTreeMap<(usize, String), (usize, AmountRows)>,
}

/// The rows of a department or of a project: a budget may be divided by subject or source.
#[derive(Default)]
struct AmountRows {
    rows: Vec<(u32, Vec<ReadAmount>)>,
    /// The texts of each row besides code and name, with the row.
    texts: BTreeMap<String, u32>,
}

/// An amount with its number as written.
struct ReadAmount {
    amount: ApprovedAmount,
    number: Decimal,
    unit: &'static str,
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
        self.combine();
    }

    /// The amounts of departments and projects, those of several rows summed, which is reported.
    fn combine(&mut self) {
        let mut summed: Vec<String> = Vec::new();
        let mut first = None;
        for (index, rows) in std::mem::take(&mut self.own) {
            let own = &self.departments[index];
            let name = format!("{} {}", own.code, own.name);
            if let Some(words) = rows.in_words(name.trim()) {
                first = earlier(first, &rows);
                summed.push(words);
            }
            self.departments[index].amounts = self.combined(rows);
        }
        for ((index, _), (project, rows)) in std::mem::take(&mut self.projects) {
            let own = &self.departments[index].projects[project];
            let name = format!("{} {}", own.code, own.title);
            if let Some(words) = rows.in_words(name.trim()) {
                first = earlier(first, &rows);
                summed.push(words);
            }
            let amounts = self.combined(rows);
            self.departments[index].projects[project].amounts = amounts;
        }
        let Some(first) = first else { return };
        let col = [NAME, CODE].into_iter().find_map(|one| self.head.col(one));
        let shown = summed.iter().take(MOST_NAMED).map(String::as_str);
        let shown = shown.collect::<Vec<_>>().join(";");
        let more = match summed.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(";另有 {more} 个"),
        };
        let place = self.lines.place(first, col.unwrap_or_default());
        let finding = Finding::new(Code::BudgetSummed, place)
            .seen(format!("{shown}{more}"))
            .expected(
                "一个部门、一个项目有几行的,各栏金额相加再核对;有一行等于其余各行之和的,只算那一行",
            )
            .correction("按科目、资金来源分的就不必理会;重复的行删去");
        self.report.push(finding);
    }

    /// The amounts of some rows together.
    fn combined(&mut self, rows: AmountRows) -> Vec<ApprovedAmount> {
        let rows = rows.whole();
        if rows.len() == 1 {
            let only = rows.into_iter().flat_map(|(_, amounts)| amounts);
            return only.map(|one| one.amount).collect();
        }
        let mut by_col: BTreeMap<u32, (ReadAmount, Vec<String>)> = BTreeMap::new();
        for (row, amounts) in rows {
            for one in amounts {
                let (col, cell) = (one.amount.cell.col, one.amount.cell.name());
                let Some((sum, cells)) = by_col.get_mut(&col) else {
                    by_col.insert(col, (one, vec![cell]));
                    continue;
                };
                let value = amount::add(sum.amount.value, one.amount.value);
                let number = amount::add(sum.number, one.number);
                let (Some(value), Some(number)) = (value, number) else {
                    self.report_row((row, col), "各行的和超过 28 位", "核对金额");
                    continue;
                };
                sum.amount.value = value;
                sum.number = number;
                cells.push(cell);
            }
        }
        let sums = by_col.into_values().map(|(sum, cells)| {
            let written = match &cells[..] {
                [_] => sum.amount.written,
                _ => format!("{} {},{}", sum.number, sum.unit, cells_in_words(&cells)),
            };
            ApprovedAmount {
                written,
                ..sum.amount
            }
        });
        sums.collect()
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
        let texts = self.other_texts(line);
        let rows = self.own.entry(department).or_default();
        if let Some(first) = rows.repeats(texts, at.0) {
            let own = &self.departments[department];
            let seen = format!("{} {}", own.code, own.name);
            self.report_duplicate(at, first, (seen.trim(), "部门"));
            return;
        }
        let amounts = self.amounts(line, |edition, target| match target.table() {
            None => true,
            Some(table) => edition.tables[table].count == Count::One,
        });
        let rows = self.own.entry(department).or_default();
        rows.rows.push((at.0, amounts));
    }

    /// The texts of a row besides the department's code and name, in one spelling.
    fn other_texts(&self, line: &ListRow) -> String {
        let department = [CODE, NAME].map(|one| self.head.col(one));
        let cells = line.cells.iter();
        let cells = cells.filter(|(col, _)| !department.contains(&Some(*col)));
        let texts = cells.map(|(col, text)| format!("{col} {}", name_key(text)));
        texts.collect::<Vec<_>>().join("\n")
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
        let texts = self.other_texts(line);
        let next = self.departments[department].projects.len();
        let of_project = self.projects.entry((department, key.clone()));
        let (project, rows) = of_project.or_insert_with(|| (next, AmountRows::default()));
        let project = *project;
        if let Some(first) = rows.repeats(texts, at.0) {
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
        if let Some((_, rows)) = self.projects.get_mut(&(department, key)) {
            rows.rows.push((at.0, amounts));
        }
        if project < next {
            return;
        }
        self.departments[department].projects.push(ApprovedProject {
            code: code.to_owned(),
            title: title.to_owned(),
            tables: tables.into_iter().collect(),
            cell,
            amounts: Vec::new(),
        });
    }

    fn report_duplicate(&mut self, at: (u32, u32), first: u32, (seen, what): (&str, &str)) {
        let finding = Finding::new(Code::BudgetDuplicate, self.lines.place(at.0, at.1))
            .seen(text::quote(seen))
            .expected(format!(
                "一个{what}的几行有不同的地方(科目、资金来源、金额);与第 {} 行一样",
                first + 1
            ))
            .correction("重复的删去;确是两笔的,加一列写明各是什么");
        self.report.push(finding);
    }

    /// The amounts of a row, in fields that are wanted.
    fn amounts(
        &mut self,
        line: &ListRow,
        is_wanted: impl Fn(&Edition, ListTarget) -> bool,
    ) -> Vec<ReadAmount> {
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
            let number = value;
            let Some(value) = self.converted(value, unit, target) else {
                let seen = format!("{written} {unit}");
                self.report_row(
                    (line.row, *col),
                    &seen,
                    "不能准确换算成栏目的单位;核对这个数与单位",
                );
                continue;
            };
            let amount = ApprovedAmount {
                target,
                value,
                written: format!("{written} {unit}"),
                cell: self.lines.cell(line.row, *col),
            };
            amounts.push(ReadAmount {
                amount,
                number,
                unit,
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

impl AmountRows {
    /// The row that has the same texts; notes those of this row if there is none.
    fn repeats(&mut self, texts: String, row: u32) -> Option<u32> {
        let first = *self.texts.entry(texts).or_insert(row);
        (first != row).then_some(first)
    }

    /// The rows that count: one that is the sum of the others, or else all.
    fn whole(mut self) -> Vec<(u32, Vec<ReadAmount>)> {
        if let Some(total) = self.total() {
            return vec![self.rows.swap_remove(total)];
        }
        self.rows
    }

    /// Index of the row whose amounts are the sums of those of the others, which are two or more.
    fn total(&self) -> Option<usize> {
        if self.rows.len() < 3 {
            return None;
        }
        let mut sums: BTreeMap<u32, Option<Decimal>> = BTreeMap::new();
        for one in self.rows.iter().flat_map(|(_, amounts)| amounts) {
            let sum = sums
                .entry(one.amount.cell.col)
                .or_insert(Some(Decimal::ZERO));
            *sum = sum.and_then(|sum| amount::add(sum, one.number));
        }
        self.rows.iter().position(|(_, amounts)| {
            let own: BTreeMap<u32, Decimal> = amounts
                .iter()
                .map(|one| (one.amount.cell.col, one.number))
                .collect();
            let is_half = |(col, sum): (&u32, &Option<Decimal>)| {
                let own = own.get(col).copied().unwrap_or_default();
                *sum == amount::add(own, own)
            };
            own.values().any(|number| !number.is_zero()) && sums.iter().all(is_half)
        })
    }

    /// The name with its rows, if there are several.
    fn in_words(&self, name: &str) -> Option<String> {
        if self.rows.len() < 2 {
            return None;
        }
        let numbers = self.rows.iter().map(|(row, _)| (row + 1).to_string());
        let shown: Vec<String> = numbers.take(MOST_NAMED).collect();
        let more = if self.rows.len() > MOST_NAMED {
            "等"
        } else {
            ""
        };
        let total = self.total().map(|at| self.rows[at].0 + 1);
        let total = total.map_or_else(String::new, |row| format!(",只算第 {row} 行"));
        Some(format!(
            "{} {} 行(第 {} 行{more}{total})",
            text::visible(name),
            self.rows.len(),
            shown.join("、")
        ))
    }
}

/// The earlier one of a row and the first of some rows.
fn earlier(row: Option<u32>, rows: &AmountRows) -> Option<u32> {
    let own = rows.rows.first().map(|(row, _)| *row);
    row.into_iter().chain(own).min()
}

/// The cells of a sum.
fn cells_in_words(cells: &[String]) -> String {
    if cells.len() <= MOST_NAMED {
        return format!("{} 相加", cells.join("、"));
    }
    format!("{} 等 {} 格相加", cells[0], cells.len())
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
