//! Findings: what is wrong with the user's data or template, where, what was seen, what was expected, how to mend it.
//!
//! A finding is a value, never a failure: all of them are collected in a [`Report`]. Failures (a file, a font, a writer) are [`Error`](crate::Error).
//! The words of a finding stand where the finding is made, beside the rule they explain; labels common to all stand in [`text`].

mod code;
pub mod explain;
mod json;
mod level;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::Place;

pub use code::Code;
pub use level::{LevelError, Levels, is_fixed, level_words, read_code, read_level};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 提示: worth a look, or mere convention.
    Note,
    /// 警告: likely wrong; the table is made all the same.
    Warning,
    /// 错误: the table would be sent back.
    Error,
}

impl Level {
    /// All levels, the mildest first.
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
    /// What kind it is.
    pub code: Code,
    /// How bad it is.
    pub level: Level,
    /// Where it is.
    pub place: Place,
    /// What stands there (现值), as the user wrote it.
    pub seen: String,
    /// What should stand there (应为), and why.
    pub expected: String,
    /// How to mend it (改法).
    pub mend: String,
    /// The code of another finding of which this one is a mere consequence: a total that is wrong because the key of a part is misspelt.
    pub follows: Option<Code>,
    /// Whether it is told once, wherever else in its file the same is found: a column that a list does not have, a name that is wrong row after row.
    pub is_told_once: bool,
    /// The values that the mend proposes, to be put together; none where people must decide. They keep every magnitude and unit.
    pub changes: Vec<Change>,
}

/// A value proposed for a place of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// JSON Pointer of the place.
    pub pointer: String,
    /// The value.
    #[serde(flatten)]
    pub value: NewValue,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewValue {
    /// A text.
    Text(String),
    /// A number, by its digits.
    Number(String),
}

impl Change {
    /// A text for a place.
    pub fn text(pointer: impl Into<String>, text: impl Into<String>) -> Change {
        Change {
            pointer: pointer.into(),
            value: NewValue::Text(text.into()),
        }
    }

    /// A number for a place.
    pub fn number(pointer: impl Into<String>, number: impl fmt::Display) -> Change {
        Change {
            pointer: pointer.into(),
            value: NewValue::Number(number.to_string()),
        }
    }
}

impl Finding {
    /// A finding at a place, of the code's own level, with nothing said yet.
    pub fn new(code: Code, place: Place) -> Finding {
        let (seen, expected, mend) = (String::new(), String::new(), String::new());
        Finding {
            code,
            level: code.level(),
            place,
            seen,
            expected,
            mend,
            follows: None,
            is_told_once: false,
            changes: Vec::new(),
        }
    }

    /// Whether another finding says the same of the same place, whatever it expects there.
    pub fn is_same(&self, other: &Finding) -> bool {
        (self.code, &self.place, &self.seen) == (other.code, &other.place, &other.seen)
    }

    /// Says of which other finding it is a mere consequence, if of one.
    #[must_use]
    pub fn following(mut self, code: Option<Code>) -> Finding {
        self.follows = code;
        self
    }

    /// Says whether it is told once, wherever else in its file the same is found.
    #[must_use]
    pub fn told_once(mut self, is_told_once: bool) -> Finding {
        self.is_told_once = is_told_once;
        self
    }

    /// Proposes values.
    #[must_use]
    pub fn proposing(mut self, changes: impl IntoIterator<Item = Change>) -> Finding {
        self.changes.extend(changes);
        self
    }

    /// Says what was seen.
    #[must_use]
    pub fn seen(mut self, seen: impl Into<String>) -> Finding {
        self.seen = seen.into();
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Finding {
        self.expected = expected.into();
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Finding {
        self.mend = mend.into();
        self
    }
}

/// The finding as people read it: a head line, then a line each for place, seen, expected, mend, and the line of the input with a mark under the value.
impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}[{}] {}",
            self.level,
            self.code.as_str(),
            self.place.head()
        )?;
        let subject = self.place.subject();
        let lines = [
            ("位置", &subject),
            ("现值", &self.seen),
            ("应为", &self.expected),
            ("改法", &self.mend),
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

/// Most findings of one level that a report keeps. A file with more is wrong in one way over and over; the rest is only counted.
pub const MAX_FINDINGS: usize = 200;

/// Findings, in the order they were made until [`Report::sort`]; of each level the first [`MAX_FINDINGS`], and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    findings: Vec<Finding>,
    /// Findings of each level, those left out too.
    counts: [usize; 3],
}

impl Report {
    /// A report with nothing in it.
    pub fn new() -> Report {
        Report::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.add(finding.level, || finding);
    }

    /// Adds a finding of a level, made only where the report still keeps it: input with a million faults costs no million findings.
    pub fn add(&mut self, level: Level, make: impl FnOnce() -> Finding) {
        let count = &mut self.counts[level as usize];
        *count += 1;
        if *count <= MAX_FINDINGS {
            self.findings.push(make());
        }
    }

    /// Leaves out what is a mere consequence of something no less severe that is told: when that is mended, it is gone. Where its cause is not told, or at
    /// a lower level than its own, what follows from it is.
    pub fn leave_out_consequences(&mut self) {
        let mut told: BTreeMap<Code, Level> = BTreeMap::new();
        for finding in &self.findings {
            let level = told.entry(finding.code).or_insert(finding.level);
            *level = finding.level.max(*level);
        }
        self.retain(|finding| {
            let cause = finding.follows.and_then(|code| told.get(&code));
            cause.is_none_or(|cause| *cause < finding.level)
        });
    }

    /// Leaves out what is said of one cell again (where it is merged over several rows, each of them has its value), and what is told once a file.
    pub fn leave_out_repeats(&mut self) {
        let mut told = BTreeSet::new();
        self.retain(|finding| {
            let cell = match &finding.place.cell {
                _ if finding.is_told_once => None,
                None => return true,
                cell => cell.clone(),
            };
            let words = [&finding.place.file, &finding.seen, &finding.expected].map(Clone::clone);
            told.insert((finding.code, cell, words))
        });
    }

    /// Leaves out the findings that are not to be kept.
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

    /// The findings that are kept.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether there is no finding at all.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether a finding of level error is among them.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// Number of findings of a level, those left out too.
    pub fn count(&self, level: Level) -> usize {
        self.counts[level as usize]
    }

    /// Number of findings of a level that are kept.
    pub fn kept(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }

    /// The findings of a level and the worse ones.
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

    /// Sorts by place (file, then position), then code; findings of one place keep their order.
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
    fn findings_past_the_limit_are_counted_and_not_kept() {
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
    fn the_worse_ones_are_counted_as_before() {
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
    fn a_finding_that_is_not_kept_is_never_made() {
        let mut report = many(Code::UnknownKey, MAX_FINDINGS);
        report.add(Level::Error, || unreachable!("the report is full"));
        assert_eq!(report.count(Level::Error), MAX_FINDINGS + 1);
    }
}
