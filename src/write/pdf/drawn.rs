//! Pages of tables, drawn and packed once for both files that contain them: the document of a
//! submission and its part of a volume. Feet are separate, as they depend on the file.

use super::body::WholePage;
use super::draw::draw_page;
use super::fonts::UsedFonts;
use super::pack::Packer;
use super::structure::mark::Marked;
use super::structure::tree::Tree;
use super::{Broken, SheetSize, file, sheet_of, structure};
use crate::layout::{FontSet, Part};
use crate::write::{Properties, Table, WriteError, WrittenFile};

/// Drawn tables.
pub struct Drawn<'a> {
    pub(super) tables: &'a [Table<'a>],
    pub(super) pages: Vec<DrawnPage>,
    /// Structure elements of the tables, titled with the tables' labels.
    pub(super) structure: Tree,
    /// Glyphs used by the pages.
    pub(super) fonts: UsedFonts<'a>,
}

/// A drawn page.
pub(super) struct DrawnPage {
    pub(super) paper: SheetSize,
    /// Packed content stream, without the foot.
    pub(super) content: Vec<u8>,
    /// Content stream of its foot in the document, if it has one.
    pub(super) foot: Option<Vec<u8>>,
}

impl DrawnPage {
    /// The page as it is written into a document.
    pub(super) fn whole(&self) -> WholePage<'_> {
        WholePage {
            paper: self.paper,
            content: &self.content,
            foot: self.foot.as_deref(),
            links: 0..0,
        }
    }
}

impl<'a> Drawn<'a> {
    /// Draws tables.
    ///
    /// # Errors
    /// [`WriteError::Pdf`] when a layout does not fit the fonts or its paper.
    pub fn new(tables: &'a [Table<'a>], fonts: &'a FontSet) -> Result<Drawn<'a>, WriteError> {
        draw(tables, fonts).map_err(WriteError::from)
    }

    /// The document of the tables.
    ///
    /// # Errors
    /// [`WriteError::Pdf`] when a foot does not fit the fonts or its paper, or when a font cannot
    /// be subset.
    pub fn document(&self, properties: &Properties) -> Result<WrittenFile, WriteError> {
        Ok(WrittenFile {
            bytes: file(self, properties)?,
            notes: Vec::new(),
        })
    }
}

fn draw<'a>(tables: &'a [Table<'a>], fonts: &'a FontSet) -> Result<Drawn<'a>, Broken> {
    let (mut used, mut packer) = (UsedFonts::new(fonts), Packer::new());
    let mut structure = structure::Tables::default();
    let mut pages = Vec::new();
    for table in tables {
        let paper = sheet_of(table).measured()?;
        for mut page in table.layout.pages(table.grid) {
            let is_foot = |stretch: &Marked| stretch.part == RunKind::Foot;
            let marked = structure.page(table.grid, &page)?;
            let (foot, stretches): (Vec<_>, Vec<_>) = marked.into_iter().partition(is_foot);
            let content = draw_page(&page, &stretches, paper.height, &mut used)?;
            page.rules.clear();
            let foot = (!foot.is_empty()).then(|| draw_page(&page, &foot, paper.height, &mut used));
            pages.push(DrawnPage {
                paper,
                content: packer.pack(&content),
                foot: foot.transpose()?,
            });
        }
        structure.end_table(table.grid, table.label);
    }
    Ok(Drawn {
        tables,
        pages,
        structure: structure.finish(),
        fonts: used,
    })
}
