//! The pages of tables drawn and packed, once for all files that they stand in: the document of a submission and its part of a volume. Feet are not
//! among it, as they alone depend on the file.

use super::draw::{draw_page, draw_texts};
use super::fonts::UsedFonts;
use super::pack::Packer;
use super::structure::mark::Marked;
use super::structure::tree::Tree;
use super::{Broken, SheetSize, file, pages_of, structure};
use crate::layout::{FontSet, Part};
use crate::write::{Properties, Table, WriteError, Written};

/// Tables, drawn.
pub struct Drawn<'a> {
    pub(super) tables: &'a [Table<'a>],
    /// The content of each page without its foot, packed.
    pub(super) contents: Vec<Vec<u8>>,
    /// The stretches of each page's foot, as layout drew it.
    feet: Vec<Vec<Marked>>,
    /// The elements of the tables, which have the tables' labels.
    pub(super) structure: Tree,
    /// What the pages use, without their feet.
    pub(super) fonts: UsedFonts<'a>,
}

/// A page of a document: its sheet, its content, and its foot where it has one.
pub(super) type DocumentPage<'a> = (SheetSize, &'a [u8], Option<Vec<u8>>);

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
    /// [`WriteError::Pdf`] when a foot does not fit the fonts or its paper, or when a font cannot be subset.
    pub fn document(&self, properties: &Properties) -> Result<Written, WriteError> {
        Ok(Written {
            bytes: file(self, properties)?,
            notes: Vec::new(),
        })
    }

    /// The pages of the document; what their feet use is noted.
    pub(super) fn pages<'d>(
        &'d self,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<Vec<DocumentPage<'d>>, Broken> {
        let drawn = self.contents.iter().zip(&self.feet);
        let pages = pages_of(self.tables).zip(drawn);
        let pages = pages.map(|((page, paper), (content, foot))| {
            let foot = (!foot.is_empty()).then(|| draw_texts(page, foot, paper.height, fonts));
            Ok((paper, content.as_slice(), foot.transpose()?))
        });
        pages.collect()
    }
}

fn draw<'a>(tables: &'a [Table<'a>], fonts: &'a FontSet) -> Result<Drawn<'a>, Broken> {
    let (structure, marked) = structure::of_tables(tables)?;
    let (mut contents, mut feet) = (Vec::new(), Vec::new());
    let (mut used, mut packer) = (UsedFonts::new(fonts), Packer::new());
    for ((page, paper), marked) in pages_of(tables).zip(marked) {
        let paper = paper.measured()?;
        let is_foot = |stretch: &Marked| stretch.part == Part::Foot;
        let (foot, stretches): (Vec<_>, Vec<_>) = marked.into_iter().partition(is_foot);
        let content = draw_page(page, &stretches, paper.height, &mut used)?;
        contents.push(packer.pack(&content));
        feet.push(foot);
    }
    Ok(Drawn {
        tables,
        contents,
        feet,
        structure,
        fonts: used,
    })
}
