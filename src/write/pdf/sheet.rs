//! Page sizes and lengths that PDF readers support.

use super::error::PdfError;
#[cfg(feature = "genpdf")]
use crate::layout::Page;
use crate::length::Length;
use crate::write::document::Table;

/// Width and height of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetSize {
    pub(super) width: Length,
    pub(super) height: Length,
}

impl SheetSize {
    /// The size, if PDF readers support it.
    pub(super) fn measured(self) -> Result<SheetSize, PdfError> {
        Ok(SheetSize {
            width: measured(self.width)?,
            height: measured(self.height)?,
        })
    }
}

/// Page size of a document without pages: a PDF has at least one.
pub(super) const A4: SheetSize = SheetSize {
    width: Length::mm(210.0),
    height: Length::mm(297.0),
};

/// Page size of a table.
pub(super) fn sheet_of(table: &Table<'_>) -> SheetSize {
    let paper = &table.grid.look.paper;
    SheetSize {
        width: paper.width,
        height: paper.height,
    }
}

/// All pages of all tables with their sizes.
#[cfg(feature = "genpdf")]
pub(super) fn pages_of<'a>(
    tables: &'a [Table<'a>],
) -> impl Iterator<Item = (Page, SheetSize)> + 'a {
    tables.iter().flat_map(|table| {
        let size = sheet_of(table);
        let pages = table.layout.pages(table.grid);
        pages.map(move |page| (page, size))
    })
}

/// Largest page size of PDF readers in points: 200 inches.
pub(super) const LARGEST: f64 = 14_400.0;

/// The length, if it is between 0 and [`LARGEST`].
pub(super) fn measured(length: Length) -> Result<Length, PdfError> {
    if (0.0..=LARGEST).contains(&length.to_pt()) {
        Ok(length)
    } else {
        Err(PdfError::Length)
    }
}
