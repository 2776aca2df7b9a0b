//! What `check` tells, in each of its formats. Findings are the result here, so they go to standard output.

use jixiao::Error;
use jixiao::finding::{Level, Report};

use super::super::args::ReportFormat;
use super::super::status::ExitStatus;
use super::json::Document;
use super::{count_of, github, painted, result, talk};

/// The telling of a run: inputs one after the other, then the end.
pub(in crate::cli) struct Telling {
    format: ReportFormat,
    at_least: Level,
    document: Document,
    status: ExitStatus,
    /// Whether there were findings in something that is no input.
    found_aside: bool,
    /// Failures of marking alone: the input was read and checked.
    unmarked: usize,
}

impl Telling {
    pub(in crate::cli) fn new(format: ReportFormat, at_least: Level) -> Telling {
        Telling {
            format,
            at_least,
            document: Document::new(),
            status: ExitStatus::Success,
            found_aside: false,
            unmarked: 0,
        }
    }

    /// Tells what was found in an input.
    pub(in crate::cli) fn input(&mut self, file: &str, report: &Report) {
        self.document.summary.files += 1;
        let words = match self.format {
            ReportFormat::Text => Some(format!("{file}:{}", self.counts(report))),
            ReportFormat::Json | ReportFormat::GitHub => None,
        };
        self.list(report);
        if let Some(words) = words {
            result(&words);
        }
    }

    /// Tells what was found in something that is no input: the user's edition, the file with levels.
    pub(in crate::cli) fn aside(&mut self, report: &Report) {
        self.found_aside |= !report.is_empty();
        self.list(report);
    }

    fn list(&mut self, report: &Report) {
        if report.has_errors() {
            self.status = self.status.max(ExitStatus::Findings);
        }
        self.document.count(report);
        let listed = report
            .findings()
            .iter()
            .filter(|finding| finding.level >= self.at_least);
        for finding in listed {
            match self.format {
                ReportFormat::Text => result(&format!("{}\n", painted(finding))),
                ReportFormat::Json => self.document.finding(finding),
                ReportFormat::GitHub => result(&github::annotation(finding)),
            }
        }
    }

    /// Tells where the marked copy of an input is.
    pub(in crate::cli) fn marked(&mut self, file: &str, copy: &str) {
        if self.format != ReportFormat::Json {
            result(copy);
        }
        self.document.marked(file, copy);
    }

    /// Tells that something could not be read, or not be marked.
    pub(in crate::cli) fn failure(&mut self, file: &str, error: &Error) {
        let status = match error {
            Error::Mark { source, .. } if source.is_wrong_kind() => ExitStatus::Usage,
            _ => ExitStatus::Failure,
        };
        self.status = self.status.max(status);
        self.unmarked += usize::from(matches!(error, Error::Mark { .. }));
        let words = error.in_a_line();
        match self.format {
            ReportFormat::Text => talk(&format!("失败:{words}")),
            ReportFormat::GitHub => result(&github::failure(&words)),
            ReportFormat::Json => {}
        }
        self.document.failure(file, words);
    }

    /// Tells the end, and what it all came to.
    pub(in crate::cli) fn finish(self) -> ExitStatus {
        match self.format {
            ReportFormat::Text => self.total(),
            ReportFormat::Json => result(&self.document.to_text()),
            ReportFormat::GitHub => {}
        }
        self.status
    }

    /// How many findings of each level one input has; 没有发现问题 where it has none.
    fn counts(&self, report: &Report) -> String {
        let counts = Level::ALL.into_iter().rev().filter_map(|level| {
            let count = count_of(report, level)?;
            Some(if level < self.at_least {
                format!("{count}(没有列出)")
            } else {
                count
            })
        });
        let counts: Vec<String> = counts.collect();
        if counts.is_empty() {
            "没有发现问题".to_owned()
        } else {
            counts.join(",")
        }
    }

    /// The closing line over everything; not where it would repeat that of the only input.
    fn total(&self) {
        let summary = &self.document.summary;
        let unread = summary.failures - self.unmarked;
        if summary.files + unread < 2 && !self.found_aside {
            return;
        }
        let counts = [
            (Level::Error, summary.errors),
            (Level::Warning, summary.warnings),
            (Level::Note, summary.notes),
        ];
        let mut words: Vec<String> = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| format!("{level} {count} 处"))
            .collect();
        if words.is_empty() {
            words.push("没有发现问题".to_owned());
        }
        if self.unmarked > 0 {
            words.push(format!("{} 个没有标记", self.unmarked));
        }
        if unread > 0 {
            words.push(format!("另有 {unread} 个读不出"));
        }
        let words = words.join(",");
        result(&if summary.files + unread == 0 {
            format!("没有检查:{words}")
        } else {
            format!("\n共检查 {} 个文件:{words}", summary.files)
        });
    }
}
