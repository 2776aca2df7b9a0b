//! Heads and feet of a volume's pages.

use std::io;

use super::super::draw::draw_page;
use super::super::error::PdfError;
use super::super::fonts::UsedFonts;
use super::super::sheet::SheetSize;
use super::super::structure::marked_content::marked_content;
use crate::grid::Edge;
use crate::layout::{Page, PageFoot, PageNumber};

/// Content stream of a page's head and foot; `None` if it has none. Page numbers are at the outer
/// edge, whatever the edition says: a volume is bound and printed on both sides.
pub(super) fn draw_feet(
    feet: &[PageFoot],
    number: PageNumber<'_>,
    paper: SheetSize,
    fonts: &mut UsedFonts<'_>,
) -> Result<Option<Vec<u8>>, PdfError> {
    if feet.is_empty() {
        return Ok(None);
    }
    let mut page = Page::default();
    for foot in feet {
        if foot.face.0 >= fonts.set.faces().len() {
            return Err(PdfError::Face(foot.face.0));
        }
        let outer;
        let mut foot = foot;
        if foot.text.contains("{page}") {
            outer = PageFoot {
                edge: Edge::Outer,
                ..foot.clone()
            };
            foot = &outer;
        }
        page.append_page(&foot.draw(number, fonts.set, &mut Vec::new()));
    }
    let contents = marked_content(&page, |_| Ok(None))?;
    draw_page(&page, &contents, paper.height, fonts).map(Some)
}

/// A failure as an I/O error.
pub(super) fn other(failed: impl Into<PdfError>) -> io::Error {
    io::Error::other(failed.into())
}
