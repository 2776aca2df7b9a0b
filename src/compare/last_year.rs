//! Tables whose targets and indicators are last year's word for word.
//!
//! A text that was only re-dated is the same text, and spaces do not count. Amounts decide how much
//! it matters: the same targets for another amount are usual for a project of every year.

use std::collections::BTreeMap;

use super::departments::{Departments, Identity, ROUNDS};
use super::result::{Alteration, AlteredRow, AlteredValue, ComparedTable, Sides};
use super::submissions::compare;
use super::years::{without_years, years};
use crate::derive::Derived;
use crate::finding::{Code, Finding, Report};
use crate::form::{Edition, FieldIndex, Fields, Form, Registry, Role};
use crate::record::{Record, Submission};
use crate::source::Place;
use crate::text::{self, name_key};

/// The submissions of last year, by department.
#[derive(Debug, Default)]
pub struct LastYear {
    submissions: Vec<Derived>,
    /// Names of inputs that could not be read.
    unread: Vec<String>,
    /// Positions by round of pairing, edition and key.
    by_key: BTreeMap<(usize, String, String), usize>,
}

impl LastYear {
    /// Sorts the submissions of last year by department. `registry` has their editions.
    pub fn new(registry: &Registry, departments: Departments) -> LastYear {
        let mut by_key = BTreeMap::new();
        for (at, submission) in departments.submissions.iter().enumerate() {
            let Some(edition) = registry.find(&submission.edition) else {
                continue;
            };
            let identity = Identity::of(edition, submission);
            for round in 0..ROUNDS {
                if let Some((edition, key)) = identity.key(round) {
                    by_key.entry((round, edition.to_owned(), key)).or_insert(at);
                }
            }
        }
        LastYear {
            submissions: departments.submissions,
            unread: departments.unread,
            by_key,
        }
    }

    /// All texts that findings depend on: names and contents of the files, names of sheets.
    pub(crate) fn each_text(&self, mut visit: impl FnMut(&str)) {
        for submission in &self.submissions {
            visit(submission.source.name());
            visit(submission.source.text());
            for table in &submission.tables {
                let place = submission.place_of_record(&table.record);
                visit(place.cell.as_ref().map_or("", |cell| &cell.sheet));
            }
        }
        // Where the first list ends.
        visit("");
        for name in &self.unread {
            visit(name);
        }
    }

    /// The submission of a department.
    fn find(&self, identity: &Identity) -> Option<&Derived> {
        let mut found = (0..ROUNDS).filter_map(|round| {
            let (edition, key) = identity.key(round)?;
            self.by_key.get(&(round, edition.to_owned(), key))
        });
        Some(&self.submissions[*found.next()?])
    }
}

/// Reports the tables of a submission that are last year's word for word, or that last year's data
/// do not contain the department.
pub(crate) fn unchanged(
    registry: &Registry,
    (edition, submission): (&Edition, &Submission),
    last_year: &LastYear,
) -> Report {
    let mut report = Report::new();
    let identity = Identity::of(edition, submission);
    let found = last_year.find(&identity);
    let found = found.and_then(|last| Some((registry.find(&last.edition)?, last)));
    let Some((last_edition, last)) = found else {
        report.push(missing(submission, &identity, &last_year.unread));
        return report;
    };
    let years = Sides {
        old: year_of(last_edition, last),
        new: year_of(edition, submission),
    };
    if let (Some(old), Some(new)) = (years.old, years.new)
        && old == new
    {
        report.push(of_same_year(submission, last, new));
        return report;
    }
    let comparison = compare((last_edition, last), (edition, submission));
    for table in &comparison.tables {
        let (Some(before), Some(now)) = (table.positions.old, table.positions.new) else {
            continue;
        };
        let pair = Pair {
            form: &edition.tables[submission.tables[now].table].form,
            submission,
            record: &submission.tables[now].record,
            last,
            last_record: &last.tables[before].record,
            last_form: &last_edition.tables[last.tables[before].table].form,
            years,
            table,
        };
        report.extend(pair.finding());
    }
    report
}

fn year_of(edition: &Edition, submission: &Submission) -> Option<u32> {
    let year = submission.fields.get(edition.year?);
    year.display().trim().parse().ok()
}

fn missing(submission: &Submission, identity: &Identity, unread: &[String]) -> Finding {
    let unread = if unread.is_empty() {
        String::new()
    } else {
        let names = text::list(unread.iter().map(String::as_str));
        format!(";也可能在读不出的 {names} 里")
    };
    let name = if identity.name.is_empty() {
        "这个部门".to_owned()
    } else {
        text::quote(&identity.name)
    };
    Finding::new(Code::LastYearMissing, Place::file(submission.source.name()))
        .seen(format!("上年的数据里没有{name}{unread}"))
        .expected("有同一编码或同一名称的部门,才能与上年对照")
        .correction("今年新设的不用管;上年报过的,核对编码与名称,或给出有它的文件")
}

fn of_same_year(submission: &Submission, last: &Submission, year: u32) -> Finding {
    Finding::new(Code::LastYearMissing, Place::file(submission.source.name()))
        .seen(format!(
            "作为上年给出的 {} 也是{year}年的数据",
            text::visible(last.source.name())
        ))
        .expected("上一年度的数据")
        .correction("--last-year 给出上年的文件;要对比同一年的两稿,用 jixiao diff")
}

/// A table and the one that it was last year.
struct Pair<'a> {
    form: &'a Form,
    submission: &'a Submission,
    record: &'a Record,
    last: &'a Submission,
    last_record: &'a Record,
    last_form: &'a Form,
    years: Sides<Option<u32>>,
    table: &'a ComparedTable,
}

/// Roles of the columns that make an indicator what it is.
const ROLES: [Role; 4] = [Role::Name, Role::Sign, Role::Value, Role::Unit];

impl Pair<'_> {
    /// The finding on the table, if its texts and indicators are last year's.
    fn finding(&self) -> Option<Finding> {
        let targets = self.targets();
        let count = self.table.indicators.new;
        let first = targets.first().copied();
        let field = first.or_else(|| self.first_list())?;
        let is_target = |value: &AlteredValue| {
            let targets = self.form.rules.narrative.targets.iter();
            targets
                .map(|target| &self.form.fields.get(*target).path)
                .any(|path| *path == value.path)
        };
        let mut values = self.table.values.iter().filter(|one| is_target(one));
        let mut rows = self.table.rows.iter().filter(|row| row.is_indicator);
        if !values.all(is_redated) || !rows.all(is_same_indicator) {
            return None;
        }
        let amounts = self.amounts();
        let is_same_money = amounts.as_ref().is_some_and(|(old, new, _)| old == new);
        let stale = self.stale_year(&targets);
        let code = if is_same_money || stale.is_some() {
            Code::UnchangedSinceLastYear
        } else {
            Code::RecurringTargets
        };
        let mut parts = Vec::new();
        parts.extend(first.map(|target| self.form.fields.get(target).label.clone()));
        parts.extend((count > 0).then(|| format!("{count} 条指标")));
        let money = match &amounts {
            Some((_, new, unit)) if is_same_money => format!(",资金也是 {new} {unit}"),
            Some((old, new, unit)) => format!(",资金由 {old} {unit} 变为 {new} {unit}"),
            None => String::new(),
        };
        let dated = stale.map_or_else(String::new, |year| format!(",文字里还是{year}年"));
        let place = self.submission.place(self.record, &self.form.fields, field);
        Some(
            Finding::new(code, place)
                .seen(format!(
                    "{}与上年({})的一字不差{money}{dated}",
                    parts.join("、"),
                    self.last_place()
                ))
                .expected("按本年的任务写的目标和指标值")
                .correction("照本年要做的改目标、指标值和年份;每年做同样的事,核对过的可以不改"),
        )
    }

    /// Last year's file and table.
    fn last_place(&self) -> String {
        let place = self.last.place_of_record(self.last_record);
        let title = text::clip(self.table.titles.old.trim());
        let table = if title.is_empty() {
            self.last_form.name.clone()
        } else {
            title
        };
        let sheet = place.cell.as_ref().map(|cell| cell.sheet.to_string());
        let file = text::visible(self.last.source.name());
        match sheet.filter(|sheet| !sheet.is_empty() && *sheet != table) {
            Some(sheet) => format!("{file},{},{table}", text::visible(&sheet)),
            None => format!("{file},{table}"),
        }
    }

    /// The fields of its targets that are not blank.
    fn targets(&self) -> Vec<FieldIndex> {
        let targets = self.form.rules.narrative.targets.iter().copied();
        let is_given = |field: &FieldIndex| !self.record.get(*field).is_blank();
        targets.filter(is_given).collect()
    }

    /// The first list of indicators with rows.
    fn first_list(&self) -> Option<FieldIndex> {
        let mut lists = self.form.fields.iter();
        let found = lists.find(|(index, field)| {
            field.rows().is_some_and(Fields::hold_indicators)
                && !self.record.rows(*index).is_empty()
        });
        found.map(|(index, _)| index)
    }

    /// Both amounts, with their unit; `None` if one is blank or they have different units.
    fn amounts(&self) -> Option<(String, String, String)> {
        let budgets = &self.table.budgets;
        let (old, new) = (budgets.old.as_ref()?, budgets.new.as_ref()?);
        let (before, now) = (old.amount?.normalize(), new.amount?.normalize());
        (old.unit == new.unit).then(|| (before.to_string(), now.to_string(), new.unit.clone()))
    }

    /// Last year in a target that has it at the same place as last year's text.
    fn stale_year(&self, targets: &[FieldIndex]) -> Option<u32> {
        let last = self.years.old.filter(|_| self.years.new.is_some())?;
        let stale = targets.iter().any(|field| {
            let path = &self.form.fields.get(*field).path;
            let before = self.last_form.fields.find(path);
            let before = before.and_then(|field| self.last_record.get(field).as_text());
            let texts = before.zip(self.record.get(*field).as_text());
            texts.is_some_and(|(before, now)| {
                let pairs = years(before).into_iter().zip(years(now));
                pairs
                    .into_iter()
                    .any(|(one, other)| (one.1, other.1) == (last, last))
            })
        });
        stale.then_some(last)
    }
}

/// Whether the texts of a value differ by years and spaces only.
fn is_redated(value: &AlteredValue) -> bool {
    let key = |text: &String| name_key(&without_years(text));
    let keys = value.texts.as_ref().map(key);
    value.alteration == Alteration::Altered && keys.old == keys.new
}

/// Whether an indicator has the name, sign, value and unit of last year.
fn is_same_indicator(row: &AlteredRow) -> bool {
    let mut values = row.values.iter();
    matches!(row.alteration, Alteration::Altered | Alteration::Renamed)
        && values.all(|value| match value.role {
            Some(role) if ROLES.contains(&role) => is_redated(value),
            _ => true,
        })
}
