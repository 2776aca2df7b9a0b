//! Files of any kind → submissions: recognizes the kind of a file by its bytes, reads and checks
//! it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use super::input::InputFile;
use super::names::{self, file_name};
use super::options::merged_levels;
use super::papers::attached_source;
use super::renderer::Renderer;
use super::{batch_workbooks, stray};
use crate::check::{Checked, checked};
use crate::derive::{Derived, derive};
use crate::finding::{Code, Finding, Levels, Read, Report};
use crate::form::Edition;
use crate::import::{Forms, KnownForms, TemplateLabels, list};
use crate::mark;
use crate::paper::{self, PaperData, PaperKind};
use crate::record::{MAX_INPUT, Submission, decode, identify_json, read_json};
use crate::source::{Place, Source};
use crate::text::{self, name_key};
use crate::workbook::{self, Workbook};

impl Renderer {
    /// The submissions in a file's bytes, each as JSON for [`Renderer::read_source`]; none if a
    /// finding reports that the file cannot be read.
    ///
    /// A JSON file is one submission. The places in a workbook's submissions are cells.
    pub fn open(&self, name: &str, bytes: &[u8]) -> Read<Vec<Source>> {
        let OpenedFile {
            sources, report, ..
        } = self.open_file(name, bytes);
        Read::new(sources, report)
    }

    /// Like [`Renderer::open`], with the kind of the file.
    pub(crate) fn open_file(&self, name: &str, bytes: &[u8]) -> OpenedFile {
        if !is_workbook(name, bytes) {
            let Read {
                value: sources,
                report,
            } = self.open_no_workbook(name, bytes);
            return OpenedFile {
                sources,
                report,
                kind: InputKind::Data,
            };
        }
        let Read {
            value: workbook,
            report: findings,
        } = workbook::read(name, bytes);
        if let Some(what) = workbook.as_ref().and_then(batch_workbooks::kind_of) {
            let mut report = findings;
            report.push(of_batch(name, what));
            return OpenedFile {
                sources: Vec::new(),
                report,
                kind: InputKind::Results,
            };
        }
        let kind = match &workbook {
            Some(workbook) if mark::has_findings_sheet(workbook) => InputKind::AnnotatedCopy {
                is_untouched: mark::is_untouched(bytes),
            },
            _ => InputKind::Data,
        };
        let Read {
            value: sources,
            report,
        } = self.read_workbooks(vec![(name, workbook, findings)], None);
        OpenedFile {
            sources,
            report,
            kind,
        }
    }

    fn open_no_workbook(&self, name: &str, bytes: &[u8]) -> Read<Vec<Source>> {
        if let Some(what) = stray::stray(name, bytes) {
            let mut report = Report::new();
            report.push(stray::finding(name, &what));
            return Read::new(Vec::new(), report);
        }
        if let Some(kind) = PaperKind::of_named(name, bytes).filter(|_| bytes.len() <= MAX_INPUT) {
            return self.open_paper(name, kind, bytes);
        }
        match decode(name, bytes) {
            Ok(source) => self.open_text(source),
            Err(finding) => {
                let mut report = Report::new();
                let misnamed = workbook::misnamed(name, bytes);
                let misnamed = misnamed.filter(|_| finding.code == Code::Encoding);
                report.push(misnamed.unwrap_or(*finding));
                Read::new(Vec::new(), report)
            }
        }
    }

    /// Opens a text: JSON, or a list of comma-separated values.
    fn open_text(&self, source: Source) -> Read<Vec<Source>> {
        let text = source.text().trim_start();
        // Taken out of a paper, which is not there to be compared.
        if paper::is_paper_data(text.as_bytes())
            && let Ok(data) = PaperData::read(text.as_bytes())
        {
            let source = attached_source(source.name(), &data);
            return Read::new(vec![source], Report::new());
        }
        let is_json = text.starts_with(['{', '[']) && !text.starts_with("{\\rtf");
        let list = if is_json {
            None
        } else {
            list::read_text(&source, &self.registry.editions())
        };
        if list.is_none() && !is_json && is_values_file(source.name()) {
            let mut report = Report::new();
            report.push(list::no_head(&source, &self.registry.editions()));
            return Read::new(Vec::new(), report);
        }
        let misnamed = workbook::misnamed(source.name(), source.text().as_bytes());
        if let (None, false, Some(finding)) = (&list, is_json, misnamed) {
            let mut report = Report::new();
            report.push(finding);
            return Read::new(Vec::new(), report);
        }
        list.unwrap_or_else(|| Read::new(vec![source], Report::new()))
    }

    /// The submissions of files that are given together. All forms in workbooks belong to one
    /// department, as its tables may be in several files. Lists and JSON files may contain more
    /// departments. `edition` is an id; without it the edition is recognized by the forms that fit.
    pub fn import(&self, files: &[InputFile<'_>], edition: Option<&str>) -> Read<Vec<Source>> {
        let files = files.iter().copied();
        let (workbooks, others): (Vec<_>, Vec<_>) =
            files.partition(|file| is_workbook(file.name, file.bytes));
        let mut sources = Vec::new();
        let mut report = Report::new();
        if !workbooks.is_empty() {
            let wanted = edition.and_then(|id| self.registry.index_of(id));
            let mut read = Vec::with_capacity(workbooks.len());
            for InputFile { name, bytes } in workbooks {
                let Read {
                    value: workbook,
                    report: findings,
                } = workbook::read(name, bytes);
                if let Some(what) = workbook.as_ref().and_then(batch_workbooks::kind_of) {
                    report.append(findings);
                    report.push(of_batch(name, what));
                } else {
                    read.push((name, workbook, findings));
                }
            }
            let Read {
                value: read,
                report: findings,
            } = self.read_workbooks(read, wanted);
            sources.extend(read);
            report.append(findings);
        }
        for InputFile { name, bytes } in others {
            let list = edition.and_then(|id| self.list_of(name, bytes, id));
            let Read {
                value: own,
                report: findings,
            } = list.unwrap_or_else(|| self.open(name, bytes));
            sources.extend(own);
            report.append(findings);
        }
        self.report_duplicates(&sources, &mut report);
        Read::new(sources, report)
    }

    /// Reports a department that occurs in several files. Its submissions are neither joined nor
    /// skipped.
    fn report_duplicates(&self, sources: &[Source], report: &mut Report) {
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
                        .correction(
                            "只留一份;是一个部门不同的表,就放进一个文件,或都用填好的表一起给出",
                        ),
                ),
            }
        }
    }

    /// The submissions of a text that is a list of an edition; `None` for any other text.
    fn list_of(&self, name: &str, bytes: &[u8], edition: &str) -> Option<Read<Vec<Source>>> {
        let edition = self.registry.find(edition)?;
        let source = decode(name, bytes).ok()?;
        let is_json = source.text().trim_start().starts_with(['{', '[']);
        list::read_text(&source, &[edition]).filter(|_| !is_json)
    }

    /// The name of a submission's data file, like that of its other files: `001-某某局-绩效目标表.json`.
    pub fn data_name(&self, source: &Source) -> String {
        let submission = identify_json(source, &self.registry);
        let base = submission.and_then(|submission| {
            let edition = self.registry.find(&submission.edition)?;
            let all: Vec<usize> = (0..submission.tables.len()).collect();
            Some(names::base(edition, &submission, &all))
        });
        file_name(&base.unwrap_or_default(), "json")
    }

    /// Whether a submission can be read, and findings about values that no field accepts. Findings
    /// of rules are reported by [`Renderer::read_source`] only.
    pub fn read_values(&self, source: &Source) -> Read<bool> {
        let Read {
            value: submission,
            report,
        } = read_json(source, &self.registry);
        Read::new(submission.is_some(), report)
    }

    /// The submissions in workbooks: lists of any number of departments, and forms, which belong to
    /// one department in several files. `wanted` is the index of an edition.
    fn read_workbooks(
        &self,
        files: Vec<(&str, Option<Workbook>, Report)>,
        wanted: Option<usize>,
    ) -> Read<Vec<Source>> {
        let mut report = Report::new();
        let editions = self.registry.editions();
        let known = wanted.map_or(&editions[..], |wanted| &editions[wanted..=wanted]);
        let forms = KnownForms {
            editions: &editions,
            labels: self.template_labels(),
            own: &|index| self.forms_of(index),
            all: &|| self.forms(),
        };
        let (mut sources, mut workbooks, mut has_unread) = (Vec::new(), Vec::new(), false);
        for (name, workbook, findings) in files {
            report.append(findings);
            let Some(workbook) = workbook else {
                has_unread = true;
                continue;
            };
            let is_form = |sheet: &_| forms.has_form(sheet);
            if let Some(Read {
                value: read,
                report: findings,
            }) = list::read_workbook(name, &workbook, known, is_form)
            {
                sources.extend(read);
                report.append(findings);
            } else {
                workbooks.push((name, workbook));
            }
        }
        if has_unread || workbooks.is_empty() {
            return Read::new(sources, report);
        }
        let Read {
            value: source,
            report: findings,
        } = forms.read(workbooks, wanted);
        report.append(findings);
        sources.extend(source);
        Read::new(sources, report)
    }

    /// The forms of one edition.
    fn forms_of(&self, index: usize) -> &Forms {
        self.own_forms[index].get_or_init(|| {
            let edition = self.registry.edition(index);
            let engine = self.engine(index, edition).ok();
            Forms::new([(index, edition, engine)])
        })
    }

    /// The labels in the templates of each edition.
    fn template_labels(&self) -> &[TemplateLabels] {
        self.template_labels.get_or_init(|| {
            let editions = self.registry.editions().into_iter();
            editions.map(TemplateLabels::of).collect()
        })
    }

    fn forms(&self) -> &Forms {
        self.forms.get_or_init(|| {
            let editions = self.registry.editions().into_iter().enumerate();
            Forms::new(
                editions.map(|(index, edition)| (index, edition, self.engine(index, edition).ok())),
            )
        })
    }

    /// Reads a submission, derives blank values, and checks it. `levels` override those of the
    /// edition. `None` if a finding reports that it cannot be read.
    pub fn read_source(&self, source: &Source, levels: &Levels) -> Read<Option<Checked>> {
        let Read {
            value: submission,
            mut report,
        } = self.all_findings(source, levels);
        report.leave_out_consequences();
        report.leave_out_repeats();
        report.sort();
        Read::new(submission, report)
    }

    /// Like [`Renderer::read_source`], with the findings that repeat or follow from others.
    pub(crate) fn all_findings(&self, source: &Source, levels: &Levels) -> Read<Option<Checked>> {
        let Read {
            value: submission,
            mut report,
        } = read_json(source, &self.registry);
        let Some((edition, submission)) = self.with_edition(submission) else {
            // Data with errors use their edition too.
            if let Some(submission) = identify_json(source, &self.registry) {
                self.note_use(&submission.edition);
            }
            return Read::new(None, report);
        };
        self.note_use(&edition.id);
        let (submission, findings) = checked(edition, derive(edition, submission));
        report.append(findings);
        report.name_tables(&titles(&submission));
        report = report.with_levels(&merged_levels(edition, levels));
        Read::new(Some(submission), report)
    }

    /// A submission with its edition.
    pub(super) fn with_edition(
        &self,
        submission: Option<Submission>,
    ) -> Option<(&Edition, Submission)> {
        let submission = submission?;
        let edition = self.registry.find(&submission.edition)?;
        Some((edition, submission))
    }

    /// Reads the department and the tables of a submission, without rows. `None` if and only if
    /// [`Renderer::read_source`] returns `None`.
    pub(crate) fn identify(&self, source: &Source) -> Option<Derived> {
        let submission = identify_json(source, &self.registry);
        let (edition, submission) = self.with_edition(submission)?;
        Some(derive(edition, submission))
    }

    /// [`Renderer::open`] and [`Renderer::read_source`] of a file with one submission. A finding
    /// reports any other number.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Read<Option<Checked>> {
        let Read {
            value: sources,
            mut report,
        } = self.open(name, bytes);
        match &sources[..] {
            [] => Read::new(None, report),
            [source] => {
                let Read {
                    value: submission,
                    report: findings,
                } = self.read_source(source, &Levels::new());
                report.append(findings);
                report.sort();
                Read::new(submission, report)
            }
            several => {
                report.push(
                    Finding::new(Code::WrongType, Place::file(name))
                        .seen(format!("{} 个部门的申报数据", several.len()))
                        .expected("一个部门的申报数据")
                        .correction("按部门分开"),
                );
                Read::new(None, report)
            }
        }
    }
}

/// The content of a file, and its kind.
pub(crate) struct OpenedFile {
    /// The submissions.
    pub(crate) sources: Vec<Source>,
    /// Findings of reading them.
    pub(crate) report: Report,
    /// The kind of the file.
    pub(crate) kind: InputKind,
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputKind {
    /// Data, or an unknown file.
    Data,
    /// An annotated copy of a workbook, with the data of its original or with changed data.
    AnnotatedCopy {
        /// Whether it has the bytes that `check --mark` wrote.
        is_untouched: bool,
    },
    /// A workbook of a batch about all departments.
    Results,
}

/// Titles of the tables of a kind of which there may be several, by their pointers.
pub(super) fn titles(submission: &Submission) -> BTreeMap<&str, String> {
    let records = submission.tables.iter().map(|table| &table.record);
    let titled = records.filter(|record| !record.title.trim().is_empty());
    titled
        .map(|record| (record.pointer.as_str(), text::clip(record.title.trim())))
        .collect()
}

/// A note that a workbook belongs to a batch, and is skipped.
fn of_batch(name: &str, kind: &str) -> Finding {
    stray::finding(name, &format!("这是本程序的{kind}"))
}

/// Whether a file may be a workbook: it is no paper, which is a zip too, and no stray file.
fn is_workbook(name: &str, bytes: &[u8]) -> bool {
    workbook::kind_of(bytes).is_some()
        && PaperKind::of_named(name, bytes).is_none()
        && stray::stray(name, bytes).is_none()
}

/// Whether the name of a file is that of comma- or tab-separated values.
fn is_values_file(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| {
        ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv")
    })
}
