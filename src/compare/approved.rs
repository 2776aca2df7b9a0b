//! The amounts of a submission that are not the approved ones.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::departments::Identity;
use crate::finding::{Code, Finding, Report};
use crate::form::{
    ApprovedColumns, ApprovedContent, Edition, Field, FieldIndex, Fields, ListTarget,
};
use crate::record::{
    ApprovedAmount, ApprovedDepartment, ApprovedProject, Content, Record, Submission,
};
use crate::source::{Place, SheetCell};
use crate::text::{self, code_key, name_key};

/// The approved budgets (预算批复) of departments, as a bureau's budget system has them.
#[derive(Debug, Clone)]
pub struct ApprovedBudget {
    /// Name of their file, without its folder.
    name: String,
    /// The departments by id of the edition whose columns the file has.
    editions: BTreeMap<String, Departments>,
}

/// The departments of a file.
#[derive(Debug, Clone)]
struct Departments {
    list: Vec<ApprovedDepartment>,
    index: DepartmentIndex,
}

/// Departments by the keys of their codes and names.
#[derive(Debug, Clone, Default)]
pub struct DepartmentIndex {
    codes: BTreeMap<String, usize>,
    names: BTreeMap<String, usize>,
}

/// Which department of a [`DepartmentIndex`] one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// The one at a position.
    One(usize),
    /// Its code is that of one, its name that of another.
    Apart(usize, usize),
    /// None of them.
    None,
}

impl DepartmentIndex {
    /// The index of departments, each with its code and name.
    pub fn of<'d>(departments: impl Iterator<Item = (&'d str, &'d str)>) -> DepartmentIndex {
        let mut index = DepartmentIndex::default();
        for (at, (code, name)) in departments.enumerate() {
            for (key, keys) in [
                (code_key(code), &mut index.codes),
                (name_key(name), &mut index.names),
            ] {
                if !key.is_empty() {
                    keys.entry(key).or_insert(at);
                }
            }
        }
        index
    }

    /// The department with a code and a name.
    pub fn find(&self, code: &str, name: &str) -> Indexed {
        let by_code = self.codes.get(&code_key(code)).copied();
        let by_name = self.names.get(&name_key(name)).copied();
        match (by_code, by_name) {
            (Some(one), Some(other)) if one != other => Indexed::Apart(one, other),
            (Some(one), _) | (None, Some(one)) => Indexed::One(one),
            (None, None) => Indexed::None,
        }
    }
}

impl ApprovedBudget {
    /// The budgets of a file, read with the columns of each edition that it has a head of.
    pub fn new(
        name: String,
        editions: impl Iterator<Item = (String, Vec<ApprovedDepartment>)>,
    ) -> ApprovedBudget {
        let editions = editions.map(|(edition, list)| {
            let named = list
                .iter()
                .map(|one| (one.code.as_str(), one.name.as_str()));
            let index = DepartmentIndex::of(named);
            (edition, Departments { list, index })
        });
        ApprovedBudget {
            name,
            editions: editions.collect(),
        }
    }

    /// Name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All departments, each once, with codes and names.
    pub fn departments(&self) -> Vec<(&str, &str)> {
        let mut known = std::collections::BTreeSet::new();
        let all = self.editions.values().flat_map(|one| &one.list);
        let named = all.map(|one| (one.code.as_str(), one.name.as_str()));
        named
            .filter(|(code, name)| known.insert((code_key(code), name_key(name))))
            .collect()
    }
}

/// Reports the amounts of a submission that are not the approved ones, approved projects without a
/// table, and a submission that cannot be compared.
pub(crate) fn apart(
    (edition, submission): (&Edition, &Submission),
    approved: &ApprovedBudget,
) -> Report {
    let mut report = Report::new();
    let identity = Identity::of(edition, submission);
    let known = approved.editions.get(&edition.id);
    let columns = edition.approved.as_ref();
    let Some((departments, columns)) = known.zip(columns) else {
        report.push(not_compared(submission, (&approved.name, edition)));
        return report;
    };
    let found = departments.index.find(&identity.code, &identity.name);
    let Indexed::One(own) = found else {
        report.push(missing(
            submission,
            &identity,
            (approved, departments, found),
        ));
        return report;
    };
    let own = &departments.list[own];
    let comparing = Comparing {
        edition,
        submission,
        columns,
        name: &approved.name,
    };
    for amount in &own.amounts {
        report.extend(comparing.own(amount));
    }
    comparing.projects(&own.projects, &mut report);
    report
}

fn not_compared(submission: &Submission, (name, edition): (&str, &Edition)) -> Finding {
    let seen = if edition.approved.is_some() {
        format!("{} 里没有表样 {} 的表头", text::visible(name), edition.id)
    } else {
        format!("表样 {} 没有写与预算批复核对的列([budget])", edition.id)
    };
    Finding::new(Code::NotInBudget, Place::file(submission.source.name()))
        .seen(seen + ",没有核对")
        .expected("能与预算批复核对的表样")
        .correction("在自己的表样里写上 [budget];或这一份不核对")
}

fn missing(
    submission: &Submission,
    identity: &Identity,
    (approved, departments, found): (&ApprovedBudget, &Departments, Indexed),
) -> Finding {
    let file = text::visible(&approved.name);
    let own = format!("{} {}", identity.code, identity.name);
    let own = text::quote(own.trim());
    let seen = match found {
        Indexed::Apart(code, name) => {
            let [code, name] = [code, name].map(|at| {
                let one = &departments.list[at];
                text::quote(format!("{} {}", one.code, one.name).trim())
            });
            format!("{own}:编码是 {file} 里 {code} 的,名称是 {name} 的,没有核对")
        }
        Indexed::One(_) | Indexed::None => format!("{file} 里没有{own}"),
    };
    Finding::new(Code::NotInBudget, Place::file(submission.source.name()))
        .seen(seen)
        .expected("预算批复里有同一编码或同一名称的部门")
        .correction("核对编码与名称;预算批复漏了的,补上这个部门")
}

/// A submission and the columns that it is compared by.
struct Comparing<'a> {
    edition: &'a Edition,
    submission: &'a Submission,
    columns: &'a ApprovedColumns,
    /// Name of the file.
    name: &'a str,
}

impl Comparing<'_> {
    /// The finding on an amount of the department itself. None if it has no such table, which is
    /// reported elsewhere.
    fn own(&self, approved: &ApprovedAmount) -> Option<Finding> {
        match approved.target {
            ListTarget::Submission(field) => {
                let record = &self.submission.fields;
                self.differing((record, &self.edition.fields), field, approved)
            }
            ListTarget::Table { table, field } => {
                let mut tables = self.submission.tables.iter();
                let own = tables.find(|one| one.table == table)?;
                let fields = &self.edition.tables[table].form.fields;
                self.differing((&own.record, fields), field, approved)
            }
            ListTarget::Row { .. } => None,
        }
    }

    /// Adds the findings on projects.
    fn projects(&self, projects: &[ApprovedProject], report: &mut Report) {
        let codes = self.tables_by(ApprovedContent::Code, code_key);
        let titles = self.tables_by(ApprovedContent::Title, name_key);
        for project in projects {
            let of = |table: &usize| {
                let by_code = codes.get(&(*table, code_key(&project.code)));
                let found = by_code.or_else(|| titles.get(&(*table, name_key(&project.title))));
                Some((*table, *found?))
            };
            let Some((table, record)) = project.tables.iter().find_map(of) else {
                report.push(self.without_table(project));
                continue;
            };
            let fields = &self.edition.tables[table].form.fields;
            for approved in &project.amounts {
                if let ListTarget::Table { table: own, field } = approved.target
                    && own == table
                {
                    report.extend(self.differing((record, fields), field, approved));
                }
            }
        }
    }

    /// The tables of projects by their codes or names.
    fn tables_by(
        &self,
        content: ApprovedContent,
        key: fn(&str) -> String,
    ) -> BTreeMap<(usize, String), &Record> {
        let columns = self.columns.columns.iter();
        let targets = columns
            .filter(|column| column.content == content)
            .flat_map(|column| &column.targets);
        let targets: Vec<&ListTarget> = targets.collect();
        let mut tables = BTreeMap::new();
        for own in &self.submission.tables {
            for target in &targets {
                if let ListTarget::Table { table, field } = target
                    && *table == own.table
                {
                    let key = key(&own.record.get(*field).display());
                    tables.entry((own.table, key)).or_insert(&own.record);
                }
            }
        }
        tables.retain(|(_, key), _| !key.is_empty());
        tables
    }

    fn without_table(&self, project: &ApprovedProject) -> Finding {
        let name = format!("{} {}", project.code, project.title);
        let tables = project.tables.iter();
        let forms = tables.map(|table| self.edition.tables[*table].form.name.as_str());
        let amounts: Vec<&str> = (project.amounts.iter())
            .map(|amount| amount.written.as_str())
            .collect();
        let amounts = match &amounts[..] {
            [] => String::new(),
            amounts => format!(",{}", amounts.join("、")),
        };
        let file = self.submission.source.name();
        Finding::new(Code::BudgetProjectMissing, Place::file(file))
            .seen(format!(
                "没有项目 {} 的表({}{amounts})",
                text::quote(name.trim()),
                self.cell(&project.cell)
            ))
            .expected(format!("预算批复里的每个项目都有{}", text::list(forms)))
            .correction("补上这个项目的表;已有而名称不同的,改成一样的")
    }

    /// The finding on a field whose value is not the approved one.
    fn differing(
        &self,
        (record, fields): (&Record, &Fields),
        index: FieldIndex,
        approved: &ApprovedAmount,
    ) -> Option<Finding> {
        let field = fields.get(index);
        let value = record.get(index);
        // It has its own finding.
        if value.is_unreadable() {
            return None;
        }
        let (own, seen) = match &value.content {
            Content::Number(amount) => (amount.value(), with_unit(amount, field)),
            Content::Absent | Content::Null | Content::Text(_) => (Decimal::ZERO, "空".to_owned()),
            Content::Percent(_) | Content::Rows(_) => return None,
        };
        let tolerance = self
            .columns
            .tolerance
            .or_else(|| half_digit(record, fields, index));
        let difference = own.checked_sub(approved.value)?;
        if difference.abs() <= tolerance.unwrap_or_default() {
            return None;
        }
        let expected = with_unit(&approved.value, field);
        let place = self.submission.place(record, fields, index);
        let difference = difference.abs().normalize();
        Some(
            Finding::new(Code::BudgetDiffers, place)
                .seen(seen)
                .expected(format!(
                    "{expected},预算批复是 {}({})",
                    approved.written,
                    self.cell(&approved.cell)
                ))
                .correction(format!(
                    "相差 {};改成批复的数;预算调整过的,换成调整后的预算批复",
                    with_unit(&difference, field)
                )),
        )
    }

    /// The file and a cell of it.
    fn cell(&self, cell: &SheetCell) -> String {
        let file = text::visible(self.name);
        if cell.sheet.is_empty() {
            format!("{file} 的 {}", cell.name())
        } else {
            format!("{file} 的 {}!{}", text::visible(&cell.sheet), cell.name())
        }
    }
}

fn with_unit(number: &impl std::fmt::Display, field: &Field) -> String {
    format!("{number} {}", field.unit)
}

/// Half of the last digit that is shown of a value; `None` if it is blank.
fn half_digit(record: &Record, fields: &Fields, index: FieldIndex) -> Option<Decimal> {
    let (field, value) = (fields.get(index), record.get(index));
    let decimals = |index: FieldIndex| match &record.get(index).content {
        Content::Number(amount) => Some(amount.decimals()),
        _ => None,
    };
    // A computed sum has no zeros at its end: its digits are those of its parts.
    let of_parts = || {
        let derived = field.derive.as_ref().filter(|_| value.range.is_none())?;
        derived.expr.inputs().into_iter().filter_map(decimals).max()
    };
    let own = decimals(index)?;
    let shown = field.format.decimals.or_else(of_parts).unwrap_or(own);
    Decimal::try_new(5, shown + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_found_by_code_then_by_name() {
        let all = [("001", "甲局"), ("", "乙局"), ("3", "丙局")];
        let index = DepartmentIndex::of(all.into_iter());
        for (code, name, found) in [
            ("1", "甲局", Indexed::One(0)),
            ("０01", "改了名的局", Indexed::One(0)),
            ("9", "乙 局", Indexed::One(1)),
            ("003", "乙局", Indexed::Apart(2, 1)),
            ("", "", Indexed::None),
            ("4", "丁局", Indexed::None),
        ] {
            assert_eq!(index.find(code, name), found, "{code} {name}");
        }
    }
}
