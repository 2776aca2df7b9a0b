//! The PDF of a submission: its drawn tables as one file.

use super::attachment;
use super::body::WholePage;
use super::draw::draw_page;
use super::drawn::{DrawnPage, DrawnTables};
use super::error::PdfError;
use super::file::File;
use super::fonts::{FontSubset, UsedFace, UsedFonts};
use super::numbering::Numbers;
use super::sheet::A4;
use crate::layout::Page;
use crate::write::document::{Properties, WrittenFile};
use crate::write::error::WriteError;
use crate::write::paper::bookmark;
use crate::write::paper::pack::pack;

/// Bytes for the other objects of a small document.
const OTHERS: usize = 16 * 1024;

impl DrawnTables<'_> {
    /// The document of the tables.
    ///
    /// # Errors
    /// [`WriteError::Pdf`] if a foot does not match the fonts or its paper, or if a font cannot be
    /// subset.
    pub fn document(&self, properties: &Properties) -> Result<WrittenFile, WriteError> {
        Ok(WrittenFile {
            bytes: build(self, properties)?,
            notes: Vec::new(),
        })
    }
}

fn build(drawn: &DrawnTables<'_>, properties: &Properties) -> Result<Vec<u8>, PdfError> {
    let empty;
    let mut pages = drawn.pages.as_slice();
    if pages.is_empty() {
        let fonts = &mut UsedFonts::new(drawn.fonts.set);
        let content = draw_page(&Page::default(), &[], A4.height, fonts)?;
        let (content, foot) = (pack(&content), None);
        empty = [DrawnPage {
            paper: A4,
            is_blank: true,
            content,
            foot,
        }];
        pages = &empty;
    }
    let pages: Vec<WholePage<'_>> = pages.iter().map(DrawnPage::whole).collect();
    let subsets = drawn.fonts.faces().map(UsedFace::pack_subset);
    let subsets: Vec<FontSubset> = subsets.collect::<Result<_, _>>()?;
    let packed = pages.iter().map(|page| page.content.len());
    let packed = packed.chain(subsets.iter().map(FontSubset::length));
    let mut out = Vec::with_capacity(packed.sum::<usize>() + OTHERS);
    let (front, body) = (0, pages.len());
    let mut file = File::new(&mut out, Numbers { front, body })?;
    let (start, document) = (file.start(0), Numbers::document());
    let elements = start.write(&mut file.objects, &drawn.structure, document, &pages)?;
    file.add(&elements.outermost, &elements.parents)?;
    file.write_outline(&bookmark::of_tables(drawn.tables))?;
    file.write_fonts(&drawn.fonts, subsets)?;
    if let Some(attached) = &drawn.attached {
        let first = file.objects.take_many(attachment::OBJECTS);
        attached.write(first, &mut file.objects)?;
        file.attach(&[first]);
    }
    file.finish(properties, drawn.claim)?;
    Ok(out)
}
