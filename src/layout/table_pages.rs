//! Pages of a laid-out table: drawn from its page plans and its typeset lines.

use super::draw::{self, LineBox};
use super::page::{Page, RunKind};
use super::pagination::{Body, CellFragment, CellFragmentKind, PagePlan};
use super::rule;
use super::text_block::TextBlock;
use super::text_lines::TextLines;
use crate::grid::{Grid, Paper};
use crate::length::Length;

/// Source of a table's pages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TablePages {
    pub(super) text_lines: TextLines,
    pub(super) titles: Vec<TextBlock>,
    pub(super) title_lines: Vec<TitleLine>,
    pub(super) cells: Vec<TextBlock>,
    /// Label of continuation pages.
    pub(super) label: Option<TextBlock>,
    /// Edges of the columns.
    pub(super) edges: Vec<Length>,
    /// Page plans; the first page begins below the titles.
    pub(super) plans: Vec<PagePlan>,
}

/// Position of a line of a title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TitleLine {
    pub(super) page: usize,
    pub(super) title: usize,
    pub(super) line: u32,
    pub(super) top: Length,
}

impl TablePages {
    /// Number of pages before the first plan, which are full of titles.
    pub(super) fn title_pages(&self) -> usize {
        self.title_lines.last().map_or(0, |line| line.page)
    }

    pub(super) fn page_count(&self) -> usize {
        self.title_pages() + self.plans.len().max(1)
    }

    /// Draws a page, without its foot.
    pub(super) fn page(&self, grid: &Grid, index: usize) -> Page {
        let mut page = Page::default();
        let paper = &grid.look.paper;
        for position in self.title_lines.iter().filter(|line| line.page == index) {
            let block = &self.titles[position.title];
            let line_box = LineBox {
                left: paper.left,
                right: paper.width - paper.right,
                top: position.top,
            };
            let line = self.text_lines.line(position.line, block.size);
            page.draw_line(line, block, line_box, RunKind::Title(position.title));
        }
        let number = index.checked_sub(self.title_pages());
        if let Some((number, plan)) =
            number.and_then(|number| Some((number, self.plans.get(number)?)))
        {
            self.draw_plan(grid, number, plan, &mut page);
        }
        page
    }

    fn draw_plan(&self, grid: &Grid, number: usize, plan: &PagePlan, page: &mut Page) {
        if number > 0 && !rule::framed(grid, &plan.fragments).is_empty() {
            self.draw_continued(grid, page);
        }
        for cell_fragment in &plan.cell_fragments {
            self.draw_piece(grid, page, cell_fragment);
        }
        page.rules = rule::rules(grid, &plan.fragments, &self.edges);
    }

    /// Draws the label of a continuation page at its top, if it fits.
    fn draw_continued(&self, grid: &Grid, page: &mut Page) {
        let Some(label) = &self.label else {
            return;
        };
        let paper = &grid.look.paper;
        let body = body_of(paper);
        if below(body, Some(label)) == body {
            return;
        }
        let mut line_box = LineBox {
            left: paper.left,
            right: paper.width - paper.right,
            top: body.top + label.padding_y,
        };
        for line in label.lines.clone() {
            let line = self.text_lines.line(line, label.size);
            page.draw_line(line, label, line_box, RunKind::Continued);
            line_box.top += label.pitch;
        }
    }

    fn draw_piece(&self, grid: &Grid, page: &mut Page, cell_fragment: &CellFragment) {
        let block = &self.cells[cell_fragment.cell.0];
        let kind = match cell_fragment.kind {
            CellFragmentKind::Whole | CellFragmentKind::Split => RunKind::Cell(cell_fragment.cell),
            CellFragmentKind::Repeated => RunKind::Repeated(cell_fragment.cell),
        };
        let cols = grid.cell(cell_fragment.cell).cols();
        let mut line_box = LineBox {
            left: self.edges[cols.start],
            right: self.edges[cols.end],
            top: draw::first_line(cell_fragment, block),
        };
        for line in cell_fragment.lines.clone() {
            let line = self.text_lines.line(line, block.size);
            page.draw_line(line, block, line_box, kind);
            line_box.top += block.pitch;
        }
    }
}

/// The text block, with a minimum height.
pub(super) fn body_of(paper: &Paper) -> Body {
    Body {
        top: paper.top,
        bottom: paper.top + paper.text_height().max(Length::pt(1.0)),
    }
}

/// Text block below the label of a continuation page; the whole block if the label would take more
/// than half of it.
pub(super) fn below(body: Body, label: Option<&TextBlock>) -> Body {
    let height = label.map_or(Length::ZERO, TextBlock::height);
    if height > body.height() / 2.0 {
        return body;
    }
    Body {
        top: body.top + height,
        ..body
    }
}
