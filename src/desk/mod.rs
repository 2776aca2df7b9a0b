//! The desk: a submission that is filled in or mended on a screen, with its history.
//!
//! | file | content |
//! | --- | --- |
//! | `mod.rs` | the versions of a submission, from the one that came to the newest |
//! | `operation.rs` | what a user does → steps of change in the data |
//! | `moved.rs` | places in lists after a step |
//! | `screen.rs` | a version → tables, values and findings to be shown |
//! | `places.rs` | the values that each cell and title of a table shows |
//! | `change.rs` | what differs between two screens |
//! | `rules.rs` | the input that fields accept |
//!
//! It depends on no screen and no browser: input and output are values that serialize to JSON.

mod change;
mod moved;
mod operation;
mod places;
mod rules;
mod screen;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use thiserror::Error;

use crate::error::Error as Failure;
use crate::finding::{Finding, Report};
use crate::form::{Count, EDITION_KEY, Edition};
use crate::record::{NoPlace, arrange};
use crate::render::Renderer;
use crate::source::Source;

pub use change::{ScreenChange, TableChange, TableDifference};
pub use operation::Operation;
pub use rules::ScreenRules;
pub use screen::{Counts, Screen, ScreenCell, ScreenFinding, ScreenTable, ScreenTitle, ShownValue};

use screen::ShownTable;

/// A submission that is worked on: every version since it came.
#[derive(Debug)]
pub struct Desk {
    /// The submission as it came: a copy of its workbook is marked in the words of the command.
    original: Source,
    versions: Vec<Version>,
    /// Errors of reading the file that it came in. Nothing is made of it while one stands.
    opening: Vec<Finding>,
    /// Index of the version that is shown.
    at: usize,
    /// The tables that were shown last.
    tables: Vec<ShownTable>,
    /// What was shown last.
    shown: Option<Screen>,
}

/// A version of a submission.
#[derive(Debug)]
struct Version {
    source: Source,
    /// Pointers of what differs from the submission that came.
    changed: BTreeSet<String>,
    /// The errors of reading its file that were settled, by their index.
    settled: BTreeSet<usize>,
}

impl Version {
    fn first(source: Source) -> Version {
        Version {
            source,
            changed: BTreeSet::new(),
            settled: BTreeSet::new(),
        }
    }
}

/// Why something was not done; the submission is as before.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The data have no such place.
    #[error(transparent)]
    Place(#[from] NoPlace),
    /// No finding has this number, or it proposes nothing.
    #[error("第 {0} 处没有可以直接采用的改法")]
    NoProposal(usize),
    /// No finding has this number, or it is mended in the data.
    #[error("第 {0} 处不是读文件时的错误,改好数据才消失")]
    NotOfOpening(usize),
    /// A font or a writer failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Desk {
    /// A submission that came, as [`Renderer::open`] returns it, with the errors of opening it, as
    /// [`opening_errors`] returns them.
    ///
    /// [`opening_errors`]: crate::render::opening_errors()
    pub fn new(source: Source, opening: &Report) -> Desk {
        Desk {
            original: source.clone(),
            versions: vec![Version::first(source.on_screen())],
            opening: (opening.findings().iter())
                .map(|finding| finding.clone().without_commands())
                .collect(),
            at: 0,
            tables: Vec::new(),
            shown: None,
        }
    }

    /// An empty submission of an edition: its tables that occur once, and `copies` of those that may
    /// repeat, by their keys; `rows` rows in each list.
    pub fn begin(
        edition: &Edition,
        copies: &BTreeMap<String, usize>,
        rows: usize,
        year: Option<u16>,
    ) -> Desk {
        let mut text = format!("{{\n  \"{EDITION_KEY}\": \"{}\"", edition.id);
        if let (Some(field), Some(year)) = (edition.year, year) {
            let path = &edition.fields.get(field).path;
            write!(text, ",\n  \"{path}\": {year}").expect("writing to a text cannot fail");
        }
        for definition in &edition.tables {
            let lists = definition.form.fields.iter();
            let lists = lists.filter(|(_, field)| field.rows().is_some() && rows > 0);
            let lists: Vec<String> = lists
                .map(|(_, field)| format!("\"{}\": [{}]", field.path, vec!["{}"; rows].join(", ")))
                .collect();
            let table = format!("{{ {} }}", lists.join(", "));
            let tables = match definition.count {
                Count::One => table,
                Count::Many => {
                    let count = copies.get(&definition.key).copied().unwrap_or(0);
                    format!("[{}]", vec![table; count].join(", "))
                }
            };
            write!(text, ",\n  \"{}\": {tables}", definition.key)
                .expect("writing to a text cannot fail");
        }
        text.push_str("\n}\n");
        let source = Source::new(&format!("{}.json", edition.document), text);
        Desk::new(source, &Report::new())
    }

    /// The errors of reading its file that are not settled.
    pub fn standing(&self) -> Report {
        let settled = &self.versions[self.at].settled;
        let mut report = Report::new();
        for (index, finding) in self.opening.iter().enumerate() {
            if !settled.contains(&index) {
                report.push(finding.clone());
            }
        }
        report
    }

    /// The submission as it is now.
    pub fn source(&self) -> &Source {
        &self.versions[self.at].source
    }

    /// The submission as it came.
    pub fn original(&self) -> &Source {
        &self.original
    }

    /// What is shown of the submission as it is now.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    pub fn screen(&mut self, renderer: &Renderer) -> Result<&Screen, Failure> {
        let screen = self.look(renderer)?;
        Ok(self.shown.insert(screen))
    }

    /// Changes the submission, as one step of its history; returns what is shown differently.
    ///
    /// # Errors
    /// [`DeskError`]; the submission is as before.
    pub fn apply(
        &mut self,
        renderer: &Renderer,
        operations: &[Operation],
    ) -> Result<ScreenChange, DeskError> {
        if self.shown.is_none() {
            self.screen(renderer)?;
        }
        let rules = self.rules(renderer);
        let current = &self.versions[self.at];
        let mut text = current.source.text().to_owned();
        let mut changed = current.changed.clone();
        let mut settled = current.settled.clone();
        for operation in operations {
            if let Operation::Settle { finding } = operation {
                settled.extend(self.of_opening(*finding)?);
            }
            for step in self.steps(&rules, operation)? {
                text = arrange(&text, &step)?;
                moved::note(&mut changed, &step);
            }
        }
        let source = self.renamed(text);
        self.versions.truncate(self.at + 1);
        let new = Version {
            source,
            changed,
            settled,
        };
        self.advance(renderer, new)
    }

    /// Shows a new version in place of those that were undone; if it cannot be shown, all is as before.
    fn advance(&mut self, renderer: &Renderer, new: Version) -> Result<ScreenChange, DeskError> {
        let undone = self.versions.split_off(self.at + 1);
        self.versions.push(new);
        self.at += 1;
        let change = self.difference(renderer);
        if change.is_err() {
            self.at -= 1;
            self.versions.pop();
            self.versions.extend(undone);
        }
        Ok(change?)
    }

    /// Forgets what was shown: the next screen is laid out anew, perhaps by another renderer.
    pub fn forget_shown(&mut self) {
        self.tables.clear();
        self.shown = None;
    }

    /// Goes on from a text of this submission that was kept, with the pointers of what differs from
    /// the submission that came. It is one step of the history, unless nothing differs.
    pub fn resume(&mut self, text: String, changed: BTreeSet<String>) {
        self.forget_shown();
        self.versions.truncate(1);
        self.at = 0;
        if text == self.original().text() {
            return;
        }
        let source = self.renamed(text);
        self.versions.push(Version {
            changed,
            ..Version::first(source)
        });
        self.at = 1;
    }

    /// Goes back by one step, if there is one.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    pub fn undo(&mut self, renderer: &Renderer) -> Result<ScreenChange, Failure> {
        self.at = self.at.saturating_sub(1);
        self.difference(renderer)
    }

    /// Goes forward by one step that was undone, if there is one.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    pub fn redo(&mut self, renderer: &Renderer) -> Result<ScreenChange, Failure> {
        self.at = (self.at + 1).min(self.versions.len() - 1);
        self.difference(renderer)
    }

    /// The source of a new version. Only the version that came has cells of a workbook as places.
    fn renamed(&self, text: String) -> Source {
        let original = self.original();
        let source = Source::new(original.name(), text).on_screen();
        if original.is_of_list() {
            source.of_list()
        } else {
            source
        }
    }

    /// The finding on the screen with a number.
    fn shown_finding(&self, number: usize) -> Option<&ScreenFinding> {
        let mut findings = self.shown.iter().flat_map(|screen| &screen.findings);
        findings.find(|one| one.numbered.number == number)
    }

    fn difference(&mut self, renderer: &Renderer) -> Result<ScreenChange, Failure> {
        let before = self.shown.take();
        let after = self.look(renderer)?;
        let change = ScreenChange::between(before.as_ref(), &after);
        self.shown = Some(after);
        Ok(change)
    }
}
