//! Feet of a volume's pages.

use std::io;

use super::super::draw::draw_page;
use super::super::error::PdfError;
use super::super::fonts::UsedFonts;
use super::super::sheet::SheetSize;
use super::super::structure::marked_content::marked_content;
use crate::layout::PageFoot;

/// Content stream of a page foot.
pub(super) fn draw_foot(
    foot: &PageFoot,
    numbers: (&str, &str),
    paper: SheetSize,
    fonts: &mut UsedFonts<'_>,
) -> Result<Vec<u8>, PdfError> {
    if foot.face.0 >= fonts.set.faces().len() {
        return Err(PdfError::Face(foot.face.0));
    }
    let page = foot.draw(numbers, fonts.set, &mut Vec::new());
    let contents = marked_content(&page, |_| Ok(None))?;
    draw_page(&page, &contents, paper.height, fonts)
}

/// A failure as an I/O error.
pub(super) fn other(failed: impl Into<PdfError>) -> io::Error {
    io::Error::other(failed.into())
}
