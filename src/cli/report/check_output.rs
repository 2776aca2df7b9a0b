//! Output of `check` in each of its formats. Findings are its result, so they go to standard
//! output.

use std::path::Path;

use jixiao::Error;
use jixiao::finding::{Level, Report, causes};
use jixiao::fix::Fixed;
use jixiao::report::ReportDocument;

use super::super::args::ReportFormat;
use super::super::status::ExitStatus;
use super::fixed;
use super::grouped::{Look, Numbers};
use super::{
    advise_on_missing, count_of, github, grouped, is_quiet, link, message_of_result, number_of,
    numbers, result,
};
use crate::cli::language::{pick, said};

/// Prints the findings of inputs one after the other, then the end.
pub(in crate::cli) struct CheckOutput {
    format: ReportFormat,
    at_least: Level,
    document: ReportDocument,
    status: ExitStatus,
    /// Whether there were findings outside the inputs.
    has_other_findings: bool,
    /// Number of files that were checked but not annotated.
    unmarked: usize,
    /// Whether a file has findings that are only counted.
    is_cut: bool,
    /// Number of files that were checked but not mended, because they cannot be.
    unfixed: usize,
    /// Whether names of files are links.
    has_links: bool,
}

impl CheckOutput {
    pub(in crate::cli) fn new(format: ReportFormat, at_least: Level) -> CheckOutput {
        CheckOutput {
            format,
            at_least,
            document: ReportDocument::new(),
            status: ExitStatus::Success,
            has_other_findings: false,
            unmarked: 0,
            is_cut: false,
            unfixed: 0,
            has_links: link::is_on_output(),
        }
    }

    /// The name of a file, which opens it.
    fn shown(&self, file: &str) -> String {
        if self.has_links {
            link::to_file(Path::new(file), file)
        } else {
            file.to_owned()
        }
    }

    /// Prints the findings of an input.
    pub(in crate::cli) fn report_input(&mut self, file: &str, report: &Report) {
        self.document.add_file();
        let numbers = self.list(report);
        if self.format == ReportFormat::Text && !is_quiet() {
            let file = self.shown(file);
            let counts = self.counts(report, numbers);
            result(&format!("{file}{}{counts}", pick(":", ": ")));
        }
    }

    /// Prints findings outside the inputs: in the user's edition or the settings.
    pub(in crate::cli) fn report_other(&mut self, report: &Report) {
        self.has_other_findings |= !report.is_empty();
        self.list(report);
    }

    /// Lists findings; returns how many are listed, of how many causes.
    fn list(&mut self, report: &Report) -> Numbers {
        if report.has_errors() {
            self.status = self.status.max(ExitStatus::Findings);
        }
        self.document.count(report);
        let listed = report.at_least(self.at_least);
        let findings = listed.findings();
        let causes = causes(findings);
        match self.format {
            ReportFormat::Text => {
                // The stream removes colour that is not shown.
                let look = Look {
                    is_painted: true,
                    has_links: self.has_links,
                };
                for cause in &causes {
                    result(&format!("{}\n", grouped::text(findings, cause, look)));
                }
            }
            ReportFormat::Json => {}
            ReportFormat::GitHub => {
                for finding in findings {
                    result(&github::annotation(finding));
                }
            }
        }
        self.document.list(findings, &causes);
        let numbers = numbers(report, (findings.len(), causes.len()));
        self.is_cut |= numbers.is_cut;
        numbers
    }

    /// Prints the path of an annotated copy.
    pub(in crate::cli) fn report_copy(&mut self, file: &str, copy: &str) {
        if self.format != ReportFormat::Json {
            result(&self.shown(copy));
        }
        self.document.marked(file, copy);
    }

    /// Prints what was changed in a mended copy, and what was left out. There is no copy if nothing
    /// was changed.
    pub(in crate::cli) fn report_fixed(&mut self, file: &str, copy: Option<&str>, fixed: &Fixed) {
        if self.format == ReportFormat::Text {
            for line in fixed::lines(file, fixed) {
                result(&line);
            }
        }
        if let Some(copy) = copy.filter(|_| self.format != ReportFormat::Json) {
            result(&self.shown(copy));
        }
        self.document.fixed(file, copy, fixed);
    }

    /// Prints a failure to read or annotate a file.
    pub(in crate::cli) fn failure(&mut self, file: &str, error: &Error) {
        let status = match error {
            Error::Mark { source, .. } if source.is_wrong_kind() => ExitStatus::Usage,
            Error::Fix { source, .. } if source.is_wrong_kind() => ExitStatus::Usage,
            _ => ExitStatus::Failure,
        };
        self.status = self.status.max(status);
        self.unmarked += usize::from(matches!(error, Error::Mark { .. }));
        self.unfixed += usize::from(matches!(error, Error::Fix { .. }));
        let words = error.in_a_line();
        match self.format {
            ReportFormat::Text => {
                message_of_result(&said!("失败:{words}", "failed: {words}"));
                advise_on_missing(error);
            }
            ReportFormat::GitHub => result(&github::failure(&words)),
            ReportFormat::Json => {}
        }
        self.document.failure(file, words);
    }

    /// Prints the end; returns the exit status.
    pub(in crate::cli) fn finish(self) -> ExitStatus {
        match self.format {
            ReportFormat::Text => self.total(),
            ReportFormat::Json => result(&self.document.to_text()),
            ReportFormat::GitHub => {}
        }
        self.status
    }

    /// The number of findings of each level of an input; 没有发现问题 if there are none.
    fn counts(&self, report: &Report, numbers: Numbers) -> String {
        let counts = Level::ALL.into_iter().rev().filter_map(|level| {
            let count = count_of(report, level)?;
            Some(if level < self.at_least {
                said!("{count}(没有列出)", "{count} (not listed)")
            } else {
                count
            })
        });
        let mut counts: Vec<String> = counts.collect();
        grouped::add_causes(&mut counts, numbers);
        if counts.is_empty() {
            pick("没有发现问题", "nothing found").to_owned()
        } else {
            counts.join(pick(",", ", "))
        }
    }

    /// Prints a closing line about all inputs, unless it would repeat that of the only input.
    fn total(&self) {
        let summary = self.document.summary();
        let unread = summary.failures - self.unmarked - self.unfixed;
        let is_one = summary.files + unread < 2 && !self.has_other_findings;
        if is_one || is_quiet() {
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
            .map(|(level, count)| number_of(level, count))
            .collect();
        if words.is_empty() {
            words.push(pick("没有发现问题", "nothing found").to_owned());
        }
        let numbers = Numbers {
            findings: summary.listed,
            causes: summary.causes,
            is_cut: self.is_cut,
        };
        grouped::add_causes(&mut words, numbers);
        self.add_undone(&mut words, unread);
        let words = words.join(pick(",", ", "));
        let files = summary.files;
        result(&if files + unread == 0 {
            said!("没有检查:{words}", "not checked: {words}")
        } else {
            said!(
                "\n共检查 {files} 个文件:{words}",
                "\n{files} files checked: {words}"
            )
        });
    }

    /// Adds the numbers of files that were not marked, mended or read.
    fn add_undone(&self, words: &mut Vec<String>, unread: usize) {
        let (unmarked, unfixed) = (self.unmarked, self.unfixed);
        if unmarked > 0 {
            words.push(said!("{unmarked} 个没有标记", "{unmarked} not marked"));
        }
        if unfixed > 0 {
            words.push(said!("{unfixed} 个没有改正", "{unfixed} not mended"));
        }
        if unread > 0 {
            words.push(said!(
                "另有 {unread} 个读不出",
                "{unread} could not be read"
            ));
        }
    }
}
