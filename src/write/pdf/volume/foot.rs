//! Heads and feet of a volume's pages.

use std::io;

use super::super::draw::draw_page;
use super::super::error::PdfError;
use super::super::fonts::UsedFonts;
use super::super::sheet::SheetSize;
use super::super::structure::marked_content::marked_content;
use crate::layout::{PageFoot, PageNumber};
use crate::write::paper::front::feet_page;

/// Content stream of a page's head and foot; `None` if it has none.
pub(super) fn draw_feet(
    feet: &[PageFoot],
    number: PageNumber<'_>,
    paper: SheetSize,
    fonts: &mut UsedFonts<'_>,
) -> Result<Option<Vec<u8>>, PdfError> {
    if feet.is_empty() {
        return Ok(None);
    }
    if let Some(foot) = feet
        .iter()
        .find(|foot| foot.face.0 >= fonts.set.faces().len())
    {
        return Err(PdfError::Face(foot.face.0));
    }
    let page = feet_page(feet, number, fonts.set);
    let contents = marked_content(&page, |_| Ok(None))?;
    draw_page(&page, &contents, paper.height, fonts).map(Some)
}

/// A failure as an I/O error.
pub(super) fn other(failed: impl Into<PdfError>) -> io::Error {
    io::Error::other(failed.into())
}
