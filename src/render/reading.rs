//! Files of any kind → submissions: which kind a file is, told by its bytes, and what is found in reading and checking it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use super::{Renderer, file_name, names, results, stray};
use crate::check::{Checked, checked};
use crate::derive::{Derived, derive};
use crate::finding::{Code, Finding, Levels, Report};
use crate::form::Edition;
use crate::import::{Forms, list};
use crate::mark;
use crate::record::{Submission, decode, identify_json, read_json};
use crate::source::{Place, Source};
use crate::text::{self, name_key};
use crate::workbook::{self, Workbook};

impl Renderer {
    /// The submissions of a file's bytes, each as the JSON that [`Renderer::read_source`] reads; none where a finding says that the file cannot be read.
    ///
    /// A JSON file is one. In what was read from a workbook the places are cells.
    pub fn open(&self, name: &str, bytes: &[u8]) -> (Vec<Source>, Report) {
        let Opening {
            sources, report, ..
        } = self.open_knowing(name, bytes);
        (sources, report)
    }

    /// As [`Renderer::open`], with what kind of file it is.
    pub(crate) fn open_knowing(&self, name: &str, bytes: &[u8]) -> Opening {
        let is_stray = || stray::stray(name, bytes).is_some();
        if workbook::kind_of(bytes).is_none() || is_stray() {
            let (sources, report) = self.open_no_workbook(name, bytes);
            return Opening {
                sources,
                report,
                what: What::Data,
            };
        }
        let (workbook, findings) = workbook::read(name, bytes);
        if let Some(kind) = workbook.as_ref().and_then(results::kind_of) {
            let mut report = findings;
            report.push(of_run(name, kind));
            return Opening {
                sources: Vec::new(),
                report,
                what: What::Results,
            };
        }
        let what = match &workbook {
            Some(workbook) if mark::is_marked(workbook) => What::MarkedCopy {
                is_untouched: mark::is_untouched(bytes),
            },
            _ => What::Data,
        };
        let (sources, report) = self.read_workbooks(vec![(name, workbook, findings)], None);
        Opening {
            sources,
            report,
            what,
        }
    }

    fn open_no_workbook(&self, name: &str, bytes: &[u8]) -> (Vec<Source>, Report) {
        if let Some(what) = stray::stray(name, bytes) {
            let mut report = Report::new();
            report.push(stray::finding(name, &what));
            return (Vec::new(), report);
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
        let text = source.text().trim_start();
        let is_json = text.starts_with(['{', '[']) && !text.starts_with("{\\rtf");
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
        let is_workbook = |(name, bytes): &(&str, &[u8])| {
            workbook::kind_of(bytes).is_some() && stray::stray(name, bytes).is_none()
        };
        let (workbooks, others): (Vec<_>, Vec<_>) = files.iter().copied().partition(is_workbook);
        let mut sources = Vec::new();
        let mut report = Report::new();
        if !workbooks.is_empty() {
            let mut editions = self.registry.editions().iter();
            let wanted = edition.and_then(|id| editions.position(|edition| edition.id == id));
            let mut read = Vec::with_capacity(workbooks.len());
            for (name, bytes) in workbooks {
                let (workbook, findings) = workbook::read(name, bytes);
                if let Some(kind) = workbook.as_ref().and_then(results::kind_of) {
                    report.append(findings);
                    report.push(of_run(name, kind));
                } else {
                    read.push((name, workbook, findings));
                }
            }
            let (read, findings) = self.read_workbooks(read, wanted);
            sources.extend(read);
            report.append(findings);
        }
        for (name, bytes) in others {
            let list = edition.and_then(|id| self.list_of(name, bytes, id));
            let (own, findings) = list.unwrap_or_else(|| self.open(name, bytes));
            sources.extend(own);
            report.append(findings);
        }
        self.tell_repeated(&sources, &mut report);
        (sources, report)
    }

    /// A department that several files have: none of its submissions is put together with another, or left out.
    fn tell_repeated(&self, sources: &[Source], report: &mut Report) {
        if sources.len() < 2 {
            return;
        }
        let mut seen: BTreeMap<(String, String), &str> = BTreeMap::new();
        for source in sources {
            let Some(submission) = identify_json(source, &self.registry) else {
                continue;
            };
            let edition = self.edition_of(&submission);
            let name = submission.department(edition).trim();
            let code = edition
                .code
                .map(|field| submission.fields.get(field).display());
            let key = (code.unwrap_or_default().trim().to_owned(), name_key(name));
            if name.is_empty() {
                continue;
            }
            match seen.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(source.name());
                }
                Entry::Occupied(first) => report.push(
                    Finding::new(Code::SameDepartment, Place::file(source.name()))
                        .seen(text::quote(name))
                        .expected(format!("一个部门一份;{} 里已有这个部门", first.get()))
                        .mend("只留一份;是一个部门不同的表,就放进一个文件,或都用填好的表一起给出"),
                ),
            }
        }
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
        let submission = identify_json(source, &self.registry);
        let base = submission.and_then(|submission| {
            let edition = self.registry.find(&submission.edition)?;
            let all: Vec<usize> = (0..submission.tables.len()).collect();
            Some(names::base(edition, &submission, &all))
        });
        file_name(&base.unwrap_or_default(), "json")
    }

    /// Whether a submission can be read, and what is wrong with its values as such: what no field can hold. What rules say of them is
    /// [`Renderer::read_source`]'s.
    pub fn read_values(&self, source: &Source) -> (bool, Report) {
        let (submission, report) = read_json(source, &self.registry);
        (submission.is_some(), report)
    }

    /// Workbooks: lists, of any number of departments, and forms, which are read as one department's: its tables may stand in several files. An
    /// edition's index may be wanted.
    fn read_workbooks(
        &self,
        files: Vec<(&str, Option<Workbook>, Report)>,
        wanted: Option<usize>,
    ) -> (Vec<Source>, Report) {
        let mut report = Report::new();
        let editions = self.registry.editions();
        let known = wanted.map_or(editions, |wanted| &editions[wanted..=wanted]);
        let (mut sources, mut workbooks, mut has_unread) = (Vec::new(), Vec::new(), false);
        for (name, workbook, findings) in files {
            report.append(findings);
            let Some(workbook) = workbook else {
                has_unread = true;
                continue;
            };
            let is_form = |sheet: &_| self.forms().has_form(sheet);
            if let Some((read, findings)) = list::read_workbook(name, &workbook, known, is_form) {
                sources.extend(read);
                report.append(findings);
            } else {
                workbooks.push((name, workbook));
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
    pub fn read_source(&self, source: &Source, levels: &Levels) -> (Option<Checked>, Report) {
        let (submission, mut report) = read_json(source, &self.registry);
        let Some((edition, submission)) = self.with_edition(submission) else {
            return (None, report);
        };
        let (submission, findings) = checked(edition, derive(edition, submission));
        report.append(findings);
        report = report.with_levels(&super::laid(edition, levels));
        report.leave_out_consequences();
        report.leave_out_repeats();
        report.sort();
        (Some(submission), report)
    }

    /// A submission that was read with its edition.
    pub(super) fn with_edition(
        &self,
        submission: Option<Submission>,
    ) -> Option<(&Edition, Submission)> {
        let submission = submission?;
        let edition = self.registry.find(&submission.edition)?;
        Some((edition, submission))
    }

    /// What tells whose a submission is and which tables are in it, without rows; there is one exactly where [`Renderer::read_source`] reads one.
    pub(crate) fn identify(&self, source: &Source) -> Option<Derived> {
        let submission = identify_json(source, &self.registry);
        let (edition, submission) = self.with_edition(submission)?;
        Some(derive(edition, submission))
    }

    /// [`Renderer::open`] and [`Renderer::read_source`] in one, for a file with one submission; with none or several there is a finding.
    pub fn read(&self, name: &str, bytes: &[u8]) -> (Option<Checked>, Report) {
        let (sources, mut report) = self.open(name, bytes);
        match &sources[..] {
            [] => (None, report),
            [source] => {
                let (submission, findings) = self.read_source(source, &Levels::new());
                report.append(findings);
                report.sort();
                (submission, report)
            }
            several => {
                report.push(
                    Finding::new(Code::WrongType, Place::file(name))
                        .seen(format!("{} 个部门的申报数据", several.len()))
                        .expected("一个部门的申报数据")
                        .mend("按部门分开"),
                );
                (None, report)
            }
        }
    }
}

/// What was read from a file, and what it is.
pub(crate) struct Opening {
    /// The submissions.
    pub(crate) sources: Vec<Source>,
    /// What was found in reading them.
    pub(crate) report: Report,
    /// What the file is.
    pub(crate) what: What,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Data, or nothing that the program knows.
    Data,
    /// A marked copy of a workbook, with the data of its original or with others.
    MarkedCopy {
        /// Whether it is as it was made.
        is_untouched: bool,
    },
    /// A workbook that the program made of many submissions.
    Results,
}

/// The note on a workbook that the program made of many submissions.
fn of_run(name: &str, kind: &str) -> Finding {
    stray::finding(name, &format!("这是本程序的{kind}"))
}

/// Whether a file is one of values between commas or tabs, by its name.
fn is_values_file(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| {
        ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv")
    })
}
