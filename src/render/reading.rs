//! Files of any kind → submissions: which kind a file is, told by its bytes, and what is found in reading and checking it.

use std::path::Path;

use super::{Renderer, file_name, names};
use crate::check::check;
use crate::derive::derive;
use crate::diag::{Code, Diagnostic, Levels, Place, Report, Source};
use crate::import::{Forms, list};
use crate::record::{Submission, decode, read_json};
use crate::workbook;

impl Renderer {
    /// The submissions of a file's bytes, each as the JSON that [`Renderer::read_source`] reads; none where a finding says that the file cannot be read.
    ///
    /// A JSON file is one. In what was read from a workbook the places are cells.
    pub fn open(&self, name: &str, bytes: &[u8]) -> (Vec<Source>, Report) {
        if workbook::kind_of(bytes).is_some() {
            return self.open_workbooks(&[(name, bytes)], None);
        }
        match decode(name, bytes) {
            Ok(source) => self.open_text(source),
            Err(finding) => {
                let mut report = Report::new();
                let misnamed = workbook::misnamed(name, bytes);
                let misnamed = misnamed.filter(|_| finding.code == Code::Encoding);
                report.push(misnamed.unwrap_or(*finding));
                (Vec::new(), report)
            }
        }
    }

    /// A text is JSON, or a list of values between commas.
    fn open_text(&self, source: Source) -> (Vec<Source>, Report) {
        let is_json = source.text().trim_start().starts_with(['{', '[']);
        let list = if is_json {
            None
        } else {
            list::read_text(&source, self.registry.editions())
        };
        if list.is_none() && !is_json && is_values_file(source.name()) {
            let mut report = Report::new();
            report.push(list::no_head(&source, self.registry.editions()));
            return (Vec::new(), report);
        }
        let misnamed = workbook::misnamed(source.name(), source.text().as_bytes());
        if let (None, false, Some(finding)) = (&list, is_json, misnamed) {
            let mut report = Report::new();
            report.push(finding);
            return (Vec::new(), report);
        }
        list.unwrap_or_else(|| (vec![source], Report::new()))
    }

    /// The submissions of filled forms: several workbooks are one department's, of which the tables may stand in several files. An edition may be
    /// wanted, by its id; without one that is taken whose forms fit.
    pub fn import(&self, files: &[(&str, &[u8])], edition: Option<&str>) -> (Vec<Source>, Report) {
        let is_workbook = |(_, bytes): &(&str, &[u8])| workbook::kind_of(bytes).is_some();
        let (workbooks, others): (Vec<_>, Vec<_>) = files.iter().copied().partition(is_workbook);
        let mut sources = Vec::new();
        let mut report = Report::new();
        if !workbooks.is_empty() {
            let mut editions = self.registry.editions().iter();
            let wanted = edition.and_then(|id| editions.position(|edition| edition.id == id));
            let (read, findings) = self.open_workbooks(&workbooks, wanted);
            sources.extend(read);
            report.append(findings);
        }
        for (name, bytes) in others {
            let list = edition.and_then(|id| self.list_of(name, bytes, id));
            let (own, findings) = list.unwrap_or_else(|| self.open(name, bytes));
            sources.extend(own);
            report.append(findings);
        }
        (sources, report)
    }

    /// A text that is a list of an edition; none where it is something else.
    fn list_of(&self, name: &str, bytes: &[u8], edition: &str) -> Option<(Vec<Source>, Report)> {
        let edition = self.registry.find(edition)?;
        let source = decode(name, bytes).ok()?;
        let is_json = source.text().trim_start().starts_with(['{', '[']);
        list::read_text(&source, std::slice::from_ref(edition)).filter(|_| !is_json)
    }

    /// The name of a file with the data of a submission, as its other files are named: `001-某某局-绩效目标表.json`.
    pub fn data_name(&self, source: &Source) -> String {
        let (submission, _) = read_json(source, &self.registry);
        let base = submission.and_then(|submission| {
            let edition = self.registry.find(&submission.edition)?;
            let all: Vec<usize> = (0..submission.tables.len()).collect();
            Some(names::base(edition, &submission, &all))
        });
        file_name(&base.unwrap_or_default(), "json")
    }

    /// What is wrong with the values of a submission as such: what no field can hold. What rules say of them is [`Renderer::read_source`]'s.
    pub fn read_values(&self, source: &Source) -> Report {
        read_json(source, &self.registry).1
    }

    /// Workbooks: lists, of any number of departments, and forms, which are read as one department's: its tables may stand in several files. An
    /// edition's index may be wanted.
    fn open_workbooks(
        &self,
        files: &[(&str, &[u8])],
        wanted: Option<usize>,
    ) -> (Vec<Source>, Report) {
        let mut report = Report::new();
        let editions = self.registry.editions();
        let known = wanted.map_or(editions, |wanted| &editions[wanted..=wanted]);
        let (mut sources, mut workbooks, mut has_unread) = (Vec::new(), Vec::new(), false);
        for (name, bytes) in files {
            let (workbook, findings) = workbook::read(name, bytes);
            report.append(findings);
            let Some(workbook) = workbook else {
                has_unread = true;
                continue;
            };
            match list::read_workbook(name, &workbook, known, |sheet| self.forms().has_form(sheet))
            {
                Some((read, findings)) => {
                    sources.extend(read);
                    report.append(findings);
                }
                None => workbooks.push((*name, workbook)),
            }
        }
        if has_unread || workbooks.is_empty() {
            return (sources, report);
        }
        let (source, findings) = self.forms().read(workbooks, editions, wanted);
        report.append(findings);
        sources.extend(source);
        (sources, report)
    }

    fn forms(&self) -> &Forms {
        self.forms.get_or_init(|| {
            let editions = self.registry.editions().iter().enumerate();
            Forms::new(editions.map(|(index, edition)| (edition, self.engine(index, edition).ok())))
        })
    }

    /// Reads a submission, derives what was left out, and checks it, with levels of findings laid over those of the edition. None where a finding
    /// says that it cannot be read.
    pub fn read_source(&self, source: &Source, levels: &Levels) -> (Option<Submission>, Report) {
        let (submission, mut report) = read_json(source, &self.registry);
        let Some(mut submission) = submission else {
            return (None, report);
        };
        if let Some(edition) = self.registry.find(&submission.edition) {
            derive(edition, &mut submission);
            report.append(check(edition, &submission));
            report = report.with_levels(&super::laid(edition, levels));
            report.leave_out_consequences();
        }
        report.sort();
        (Some(submission), report)
    }

    /// [`Renderer::open`] and [`Renderer::read_source`] in one, for a file with one submission; with none or several there is a finding.
    pub fn read(&self, name: &str, bytes: &[u8]) -> (Option<Submission>, Report) {
        let (sources, mut report) = self.open(name, bytes);
        match &sources[..] {
            [] => (None, report),
            [source] => {
                let (submission, findings) = self.read_source(source, &Levels::new());
                report.append(findings);
                (submission, report)
            }
            several => {
                report.push(
                    Diagnostic::new(Code::WrongType, Place::file(name))
                        .seen(format!("{} 个部门的申报数据", several.len()))
                        .expected("一个部门的申报数据")
                        .mend("按部门分开"),
                );
                (None, report)
            }
        }
    }
}

/// Whether a file is one of values between commas or tabs, by its name.
fn is_values_file(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| {
        ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv")
    })
}
