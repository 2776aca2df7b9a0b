//! Findings: an error in the user's data or template, with its place, the value seen, the value
//! expected and the correction.
//!
//! A finding is a value, never a failure; a [`Report`] collects all of them. A file, font or writer
//! that fails is an [`Error`](crate::Error). The rule that makes a finding also words it; wording
//! that rules share is in [`text`](crate::text).

mod causes;
mod code;
pub mod explain;
mod json;
mod level;
mod without_commands;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::{LABEL_SEPARATOR, Place};

pub use causes::{Cause, Follower, Links, Operand, causes};
pub(crate) use causes::{followed, grouped};
pub use code::Code;
pub use json::{NumberedCause, NumberedFinding, number};
pub use level::{LevelError, Levels, is_check_name, level_words, read_code, read_level};
pub use without_commands::without_commands;

/// Level of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 提示: a hint, or a deviation from a convention.
    Note,
    /// 警告: likely wrong; files are made nevertheless.
    Warning,
    /// 错误: a table with such a finding is sent back; no files are made.
    Error,
}

impl Level {
    /// All levels, the lowest first.
    pub const ALL: [Level; 3] = [Level::Note, Level::Warning, Level::Error];

    /// The word printed before a finding.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Note => "提示",
            Level::Warning => "警告",
            Level::Error => "错误",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its code.
    pub code: Code,
    /// Name of the edition's own check that it comes from, if it comes from one.
    pub check: Option<Arc<str>>,
    /// Its level.
    pub level: Level,
    /// Its place.
    pub place: Place,
    /// The value seen (现值), as the user wrote it.
    pub seen: String,
    /// The value expected (应为), with the reason.
    pub expected: String,
    /// How to correct it (改法).
    pub correction: String,
    /// Code of the finding that causes this one: a total is wrong because the key of an operand is
    /// misspelt.
    pub follows: Option<Code>,
    /// What connects it with other findings of its report, apart from that code.
    pub links: Links,
    /// Whether equal findings in one file are reported once: a column that a list lacks, a name
    /// that is wrong in every row.
    pub is_reported_once: bool,
    /// Values that the correction proposes, to be set together; empty if a person must decide. They
    /// preserve every magnitude and unit.
    pub changes: Vec<Change>,
}

/// A value proposed for a place in the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// JSON Pointer of the place.
    pub pointer: String,
    /// The value.
    #[serde(flatten)]
    pub value: NewValue,
}

/// A proposed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewValue {
    /// A text.
    Text(String),
    /// A number, as its digits.
    Number(String),
}

impl Change {
    /// Proposes a text.
    pub fn text(pointer: impl Into<String>, text: impl Into<String>) -> Change {
        Change {
            pointer: pointer.into(),
            value: NewValue::Text(text.into()),
        }
    }

    /// Proposes a number.
    pub fn number(pointer: impl Into<String>, number: impl fmt::Display) -> Change {
        Change {
            pointer: pointer.into(),
            value: NewValue::Number(number.to_string()),
        }
    }
}

impl Finding {
    /// A finding with the code's default level and empty texts.
    pub fn new(code: Code, place: Place) -> Finding {
        let (seen, expected, correction) = (String::new(), String::new(), String::new());
        Finding {
            code,
            check: None,
            level: code.level(),
            place,
            seen,
            expected,
            correction,
            follows: None,
            links: Links::default(),
            is_reported_once: false,
            changes: Vec::new(),
        }
    }

    /// The name by which users refer to its rule: that of the edition's own check, or the code.
    pub fn name(&self) -> &str {
        self.check.as_deref().unwrap_or(self.code.as_str())
    }

    /// Sets the name of the edition's own check that it comes from.
    #[must_use]
    pub fn of_check(mut self, name: Option<&str>) -> Finding {
        self.check = name.map(Arc::from);
        self
    }

    /// Whether both findings have the same code, place and seen value.
    pub fn is_same(&self, other: &Finding) -> bool {
        (self.name(), &self.place, &self.seen) == (other.name(), &other.place, &other.seen)
    }

    /// Sets the code of the finding that causes this one.
    #[must_use]
    pub fn following(mut self, code: Option<Code>) -> Finding {
        self.follows = code;
        self
    }

    /// Sets the values that it was computed from.
    #[must_use]
    pub fn computed_from(mut self, operands: Vec<Operand>) -> Finding {
        self.links.operands = operands;
        self
    }

    /// Sets the pointer of the value that was not read because of it.
    #[must_use]
    pub fn withholding(mut self, pointer: Option<String>) -> Finding {
        self.links.withheld.extend(pointer);
        self
    }

    /// Sets the labels of the fields that may not have been read because of it.
    #[must_use]
    pub fn leaving_unread<'a>(mut self, labels: impl IntoIterator<Item = &'a str>) -> Finding {
        let labels = labels.into_iter().map(str::to_owned);
        self.links.unread.extend(labels);
        self
    }

    /// Sets whether equal findings in one file are reported once.
    #[must_use]
    pub fn reported_once(mut self, is_reported_once: bool) -> Finding {
        self.is_reported_once = is_reported_once;
        self
    }

    /// Adds proposed values.
    #[must_use]
    pub fn proposing(mut self, changes: impl IntoIterator<Item = Change>) -> Finding {
        self.changes.extend(changes);
        self
    }

    /// Sets the value seen.
    #[must_use]
    pub fn seen(mut self, seen: impl Into<String>) -> Finding {
        self.seen = seen.into();
        self
    }

    /// Sets the value expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Finding {
        self.expected = expected.into();
        self
    }

    /// Sets the correction.
    #[must_use]
    pub fn correction(mut self, correction: impl Into<String>) -> Finding {
        self.correction = correction.into();
        self
    }
}

/// A finding as text for people: as its own text, but places are labels, without pointers.
#[derive(Debug, Clone, Copy)]
pub struct ForPeople<'a>(&'a Finding);

impl fmt::Display for ForPeople<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(&self.0.place.path(), formatter)
    }
}

/// The finding as text: a head line, one line each for place (with its pointer), seen value,
/// expected value and correction, and the excerpt.
impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(&self.place.subject(), formatter)
    }
}

impl Finding {
    /// The finding as text for people, without pointers.
    pub const fn for_people(&self) -> ForPeople<'_> {
        ForPeople(self)
    }

    fn write(&self, subject: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}[{}] {}",
            self.level,
            self.name(),
            self.place.head()
        )?;
        let lines = [
            ("位置", subject),
            ("现值", &self.seen),
            ("应为", &self.expected),
            ("改法", &self.correction),
        ];
        for (name, text) in lines {
            if !text.is_empty() {
                write!(formatter, "\n  {name}  {text}")?;
            }
        }
        match &self.place.excerpt {
            Some(excerpt) => write!(formatter, "\n{excerpt}"),
            None => Ok(()),
        }
    }
}

/// A value that was read from input, and the findings of reading it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read<T> {
    /// The value; an `Option` is `None` if a finding explains why there is no value.
    pub value: T,
    /// All findings.
    pub report: Report,
}

impl<T> Read<T> {
    /// The value with its findings.
    pub(crate) const fn new(value: T, report: Report) -> Read<T> {
        Read { value, report }
    }
}

/// Maximum number of findings of one level in a report. A file with more of them repeats the same
/// error, so the rest is only counted.
pub const MAX_FINDINGS: usize = 200;

/// Findings in the order they were added, until [`Report::sort`]; the first [`MAX_FINDINGS`] of
/// each level, and the counts of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    findings: Vec<Finding>,
    /// Number of findings of each level, including omitted ones.
    counts: [usize; 3],
}

impl Report {
    /// An empty report.
    pub fn new() -> Report {
        Report::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.add(finding.level, || finding);
    }

    /// Adds a finding of a level. `make` runs only if the report has room, so that input with a
    /// million errors does not cost a million findings.
    pub fn add(&mut self, level: Level, make: impl FnOnce() -> Finding) {
        let count = &mut self.counts[level as usize];
        *count += 1;
        if *count <= MAX_FINDINGS {
            self.findings.push(make());
        }
    }

    /// Removes findings caused by another one in the report of the same level or a higher one: they
    /// disappear when that is corrected. A finding whose cause is not in the report, or at a lower
    /// level, stays.
    pub fn leave_out_consequences(&mut self) {
        let mut reported: BTreeMap<Code, Level> = BTreeMap::new();
        for finding in &self.findings {
            let level = reported.entry(finding.code).or_insert(finding.level);
            *level = finding.level.max(*level);
        }
        self.retain(|finding| {
            let cause = finding.follows.and_then(|code| reported.get(&code));
            cause.is_none_or(|cause| *cause < finding.level)
        });
    }

    /// Removes repeated findings: equal ones at one cell (a merged cell is the value of several
    /// rows), and those to be reported once per file.
    pub fn leave_out_repeats(&mut self) {
        let mut reported = BTreeSet::new();
        self.retain(|finding| {
            let cell = match &finding.place.cell {
                _ if finding.is_reported_once => None,
                None => return true,
                cell => cell.clone(),
            };
            let words = [&finding.place.file, &finding.seen, &finding.expected].map(Clone::clone);
            reported.insert((finding.code, cell, words))
        });
    }

    /// Sets the titles of the tables that findings are in, by the pointers of the tables. On a sheet
    /// the name of the sheet shows it.
    pub fn name_tables(&mut self, titles: &BTreeMap<&str, String>) {
        for Finding { place, .. } in &mut self.findings {
            let mut keys = place.pointer.match_indices('/').map(|(at, _)| at);
            let end = keys.nth(2).unwrap_or(place.pointer.len());
            // The label of a table's own field begins with the title.
            let is_named = |title: &str| {
                let rest = place.label.strip_prefix(title);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(LABEL_SEPARATOR))
            };
            let title = titles.get(&place.pointer[..end]);
            let title = title.filter(|title| !is_named(title));
            if let (Some(title), None) = (title, &place.cell) {
                title.clone_into(&mut place.table);
            }
        }
    }

    /// Removes the findings for which `is_kept` is false.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&Finding) -> bool) {
        let counts = &mut self.counts;
        self.findings.retain(|finding| {
            let is_kept = is_kept(finding);
            counts[finding.level as usize] -= usize::from(!is_kept);
            is_kept
        });
    }

    /// Adds the findings of another report.
    pub fn append(&mut self, other: Report) {
        let kept = Level::ALL.map(|level| other.kept(level));
        self.extend(other.findings);
        for (count, (all, kept)) in self.counts.iter_mut().zip(other.counts.iter().zip(kept)) {
            *count += all - kept;
        }
    }

    /// The findings, without omitted ones.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether there is no finding.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether there is a finding of level error.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// Number of findings of a level, including omitted ones.
    pub fn count(&self, level: Level) -> usize {
        self.counts[level as usize]
    }

    /// Number of findings of a level, without omitted ones.
    pub fn kept(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }

    /// The findings of a level or a higher one.
    #[must_use]
    pub fn at_least(&self, level: Level) -> Report {
        let findings = self
            .findings
            .iter()
            .filter(|finding| finding.level >= level);
        let mut report = Report {
            findings: findings.cloned().collect(),
            counts: self.counts,
        };
        report.counts[..level as usize].fill(0);
        report
    }

    /// Sorts by place (file, then position), then by code. The sort is stable.
    pub fn sort(&mut self) {
        self.findings
            .sort_by(|a, b| (a.place.order(), a.code).cmp(&(b.place.order(), b.code)));
    }
}

impl Extend<Finding> for Report {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(code: Code, count: usize) -> Report {
        let mut report = Report::new();
        report.extend((0..count).map(|_| Finding::new(code, Place::file("a"))));
        report
    }

    #[test]
    fn findings_beyond_the_limit_are_only_counted() {
        let mut report = many(Code::NotComputable, MAX_FINDINGS + 50);
        assert_eq!(report.count(Level::Warning), MAX_FINDINGS + 50);
        assert_eq!(report.kept(Level::Warning), MAX_FINDINGS);
        assert!(!report.has_errors());
        report.append(many(Code::UnknownKey, MAX_FINDINGS + 1));
        report.append(many(Code::NotComputable, MAX_FINDINGS + 1));
        assert_eq!(report.count(Level::Error), MAX_FINDINGS + 1);
        assert_eq!(report.count(Level::Warning), 2 * MAX_FINDINGS + 51);
        assert_eq!(report.findings().len(), 2 * MAX_FINDINGS);
        assert!(report.has_errors());
    }

    #[test]
    fn at_least_keeps_the_counts() {
        let mut report = many(Code::NotComputable, MAX_FINDINGS + 50);
        report.append(many(Code::DoubledWord, 3));
        report.append(many(Code::UnknownKey, 1));
        let worse = report.at_least(Level::Warning);
        assert_eq!(worse.findings().len(), MAX_FINDINGS + 1);
        let counts = Level::ALL.map(|level| worse.count(level));
        assert_eq!(counts, [0, MAX_FINDINGS + 50, 1]);
        assert_eq!(report.at_least(Level::Note), report);
    }

    #[test]
    fn a_finding_beyond_the_limit_is_never_made() {
        let mut report = many(Code::UnknownKey, MAX_FINDINGS);
        report.add(Level::Error, || unreachable!("the report is full"));
        assert_eq!(report.count(Level::Error), MAX_FINDINGS + 1);
    }
}
