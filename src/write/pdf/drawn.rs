//! Pages of tables, drawn and packed once for both files that contain them: the document of a
//! submission and its chapter of a volume. Heads and feet are separate, as they depend on the file.

use super::Claim;
use super::attachment::PackedAttachment;
use super::body::WholePage;
use super::draw::draw_page;
use super::error::PdfError;
use super::fonts::UsedFonts;
use super::sheet::{SheetSize, sheet_of};
use super::structure::TableElements;
use super::structure::marked_content::MarkedContent;
use super::structure::tree::Tree;
use crate::layout::{FaceIndex, FontSet, RunKind};
use crate::write::document::{Attachment, Table};
use crate::write::error::WriteError;
use crate::write::paper::pack::pack;

/// Drawn tables.
pub struct DrawnTables<'a> {
    pub(super) tables: &'a [Table<'a>],
    pub(super) pages: Vec<DrawnPage>,
    /// Structure elements of the tables, titled with the tables' labels.
    pub(super) structure: Tree,
    /// Glyphs used by the pages.
    pub(super) fonts: UsedFonts<'a>,
    /// The file attached to the document.
    pub(super) attached: Option<PackedAttachment>,
    /// What the document claims to be.
    pub(super) claim: Claim,
}

/// A drawn page.
pub(super) struct DrawnPage {
    pub(super) paper: SheetSize,
    /// Whether it is the blank page after a table.
    pub(super) is_blank: bool,
    /// Packed content stream, without head and foot.
    pub(super) content: Vec<u8>,
    /// Content stream of its head and foot in the document, if it has them.
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

impl<'a> DrawnTables<'a> {
    /// Draws tables.
    ///
    /// # Errors
    /// [`WriteError::Pdf`] if a layout does not match the fonts or its paper.
    pub fn new(tables: &'a [Table<'a>], fonts: &'a FontSet) -> Result<DrawnTables<'a>, WriteError> {
        draw(tables, fonts).map_err(WriteError::from)
    }

    /// Attaches a file to the document of the tables, and to their chapter of a volume.
    #[must_use]
    pub fn attach(mut self, attachment: Option<&Attachment>) -> DrawnTables<'a> {
        self.attached = attachment.map(PackedAttachment::new);
        self
    }

    /// Sets what the document claims to be.
    #[must_use]
    pub fn claiming(mut self, claim: Claim) -> DrawnTables<'a> {
        self.claim = claim;
        self
    }

    /// The drawn characters that its claim does not allow.
    pub fn disallowed(&self) -> impl Iterator<Item = char> {
        let characters = self.fonts.characters();
        characters.filter(|one| !self.claim.allows(*one))
    }

    /// The drawn characters whose outlines are not in their face, a pack. With any of them a PDF is
    /// refused.
    pub fn without_outline(&self) -> impl Iterator<Item = (FaceIndex, char)> {
        self.fonts.faces().flat_map(|face| {
            let characters = face.without_outline();
            characters.map(|character| (FaceIndex(face.index()), character))
        })
    }
}

fn draw<'a>(tables: &'a [Table<'a>], fonts: &'a FontSet) -> Result<DrawnTables<'a>, PdfError> {
    let mut used = UsedFonts::new(fonts);
    let mut structure = TableElements::default();
    let mut pages = Vec::new();
    for table in tables {
        let paper = sheet_of(table).measured()?;
        for mut page in table.layout.pages(table.grid) {
            let is_foot =
                |content: &MarkedContent| matches!(content.kind, RunKind::Head | RunKind::Foot);
            let is_blank = page.runs.is_empty() && page.rules.is_empty();
            let contents = structure.page(table.grid, &page)?;
            let (foot, contents): (Vec<_>, Vec<_>) = contents.into_iter().partition(is_foot);
            let content = draw_page(&page, &contents, paper.height, &mut used)?;
            page.rules.clear();
            let foot = (!foot.is_empty()).then(|| draw_page(&page, &foot, paper.height, &mut used));
            pages.push(DrawnPage {
                paper,
                is_blank,
                content: pack(&content),
                foot: foot.transpose()?,
            });
        }
        structure.end_table(table.grid, table.label);
    }
    Ok(DrawnTables {
        tables,
        pages,
        structure: structure.finish(),
        fonts: used,
        attached: None,
        claim: Claim::Archive,
    })
}
