//! Limits on the tables of one submission together.
//!
//! Each table is within the limits of its template, but all of them are in memory when files are
//! made. Tables beyond these limits are refused with a finding before layout; the next submission
//! is processed.

use crate::finding::{Code, Finding};
use crate::form::Edition;
use crate::grid::Grid;
use crate::record::Submission;
use crate::source::Place;

/// Maximum number of cells of all tables; 20,000 indicators have some 130,000.
pub const MAX_CELLS: usize = 1_000_000;

/// Maximum number of characters of all tables; 2,000 projects with a page of text each have two
/// million.
pub const MAX_CHARACTERS: usize = 5_000_000;

/// Maximum number of pages of all tables; 2,000 projects have some 4,000.
pub const MAX_PAGES: usize = 20_000;

/// The size of the tables so far.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Size {
    cells: usize,
    characters: usize,
}

impl Size {
    /// Adds a table.
    pub(super) fn add(&mut self, grid: &Grid) {
        let titles = grid.titles.iter().map(|title| &title.text);
        let texts = titles.chain(grid.cells.iter().map(|cell| &cell.text));
        self.cells += grid.cells.len();
        self.characters += texts.map(|text| text.chars().count()).sum::<usize>();
    }

    /// Reports a size over its limit.
    pub(super) fn beyond(self, submission: &Submission, edition: &Edition) -> Option<Finding> {
        let beyond = |seen, most, what| {
            (seen > most).then(|| too_large(submission, edition, (seen, most, what)))
        };
        beyond(self.cells, MAX_CELLS, "格")
            .or_else(|| beyond(self.characters, MAX_CHARACTERS, "个字符"))
    }
}

/// Reports tables with too many pages.
pub(super) fn too_many_pages(
    pages: usize,
    submission: &Submission,
    edition: &Edition,
) -> Option<Finding> {
    (pages > MAX_PAGES).then(|| too_large(submission, edition, (pages, MAX_PAGES, "页")))
}

fn too_large(
    submission: &Submission,
    edition: &Edition,
    (seen, most, what): (usize, usize, &str),
) -> Finding {
    let place = Place {
        label: submission.department(edition).to_owned(),
        ..Place::file(submission.source.name())
    };
    Finding::new(Code::DocumentTooLarge, place)
        .seen(format!("各表共至少 {seen} {what}"))
        .expected(format!("一份文件里各表共至多 {most} {what}"))
        .correction(
            "把长文字精简到要点(多半是整篇文件粘进了一栏);项目确实多的,分成几份数据,分别生成",
        )
}
