//! The OFD of a submission: its tables, drawn and packed page by page.

use std::io;

use super::attachment::Attached;
use super::error::{OfdError, other};
use super::file::File;
use super::fonts::Fonts;
use super::ids::Ids;
use super::package::Part;
use super::page::{A4, NO_LINKS, PageSize, Pen, TaggedObjects};
use super::tags::Tags;
use super::{OfdAbout, OfdProfile};
use crate::layout::{FaceIndex, FontSet, Page};
use crate::write::document::{Attachment, Table, WrittenFile};
use crate::write::error::WriteError;
use crate::write::paper::bookmark;
use crate::write::paper::chapter::parallel_map;

/// The drawn pages of tables.
pub struct OfdTables<'a> {
    tables: &'a [Table<'a>],
    fonts: Fonts<'a>,
    ids: Ids,
    usual: PageSize,
    /// The XML of each page.
    pages: Vec<String>,
    /// Number of the layer of each page.
    layers: Vec<usize>,
    tags: Tags,
    data: Option<Attached>,
    /// Number after that of the last object.
    next: usize,
}

/// Page size of a table.
pub(super) fn size_of(table: &Table<'_>) -> PageSize {
    let paper = &table.grid.look.paper;
    PageSize {
        width: paper.width,
        height: paper.height,
    }
}

impl<'a> OfdTables<'a> {
    /// Draws tables.
    ///
    /// # Errors
    /// [`WriteError::Ofd`] if a layout does not match the fonts or its paper.
    pub fn new(tables: &'a [Table<'a>], fonts: &'a FontSet) -> Result<OfdTables<'a>, WriteError> {
        draw(tables, fonts).map_err(WriteError::from)
    }

    /// Attaches the data of the submission.
    #[must_use]
    pub fn attach(mut self, data: Option<&Attachment>) -> OfdTables<'a> {
        self.data = data.map(Attached::data);
        self
    }

    /// The drawn characters whose outlines are not in their face, a pack. With any of them an OFD is
    /// refused.
    pub fn without_outline(&self) -> impl Iterator<Item = (FaceIndex, char)> {
        self.fonts.without_outline()
    }

    /// The document of the tables.
    ///
    /// # Errors
    /// [`WriteError::Ofd`] if a font cannot be subset.
    pub fn document(&self, about: &OfdAbout<'_>) -> Result<WrittenFile, WriteError> {
        let bytes = self.build(about)?;
        Ok(WrittenFile {
            bytes,
            notes: Vec::new(),
        })
    }

    fn build(&self, about: &OfdAbout<'_>) -> Result<Vec<u8>, OfdError> {
        let mut bytes = Vec::new();
        let mut file = File::new(&mut bytes, self.ids, self.usual);
        let tags = self.tags.file(None, (self.ids, 0), &self.layers);
        let (subsets, pages, tags) = self.packed(&tags)?;
        for page in &pages {
            file.page(page)?;
        }
        if !self.tables.is_empty() {
            file.tags(&tags)?;
        }
        if about.profile == OfdProfile::Archive {
            file.attach(&Attached::values(&[self.tables]).packed())?;
        }
        if let Some(data) = &self.data {
            file.attach(&data.packed())?;
        }
        let bookmarks = bookmark::of_tables(self.tables);
        let keywords: Vec<&str> = self.tables.iter().map(|table| table.label).collect();
        let last = self.next.saturating_sub(1);
        file.finish(
            (&bookmarks, &keywords),
            (&self.fonts, &subsets),
            about,
            last,
        )?;
        Ok(bytes)
    }

    /// Packs in parallel the fonts, of which one is usually larger than all others, the pages and the
    /// tags.
    fn packed(&self, tags: &str) -> io::Result<(Vec<Part>, Vec<Part>, Part)> {
        enum Work<'w> {
            Font(usize),
            Text(&'w str),
        }
        let fonts = self.fonts.used().map(Work::Font);
        let texts = self.pages.iter().map(String::as_str).chain([tags]);
        let works: Vec<Work<'_>> = fonts.chain(texts.map(Work::Text)).collect();
        let mut parts = parallel_map(works, |work| match work {
            Work::Font(index) => self.fonts.subset(index).map_err(other),
            Work::Text(xml) => Ok(Part::new(xml.as_bytes())),
        })?;
        let mut pages = parts.split_off(self.fonts.used().count());
        let tags = pages.pop().unwrap_or_else(|| Part::new(&[]));
        Ok((parts, pages, tags))
    }
}

fn draw<'a>(tables: &'a [Table<'a>], set: &'a FontSet) -> Result<OfdTables<'a>, OfdError> {
    let pages: usize = tables.iter().map(|table| table.layout.page_count()).sum();
    let ids = Ids {
        faces: set.faces().len(),
        pages: pages.max(1),
    };
    let mut drawn = OfdTables {
        tables,
        fonts: Fonts::new(set),
        ids,
        usual: tables.first().map_or(A4, size_of),
        pages: Vec::new(),
        layers: Vec::new(),
        tags: Tags::default(),
        data: None,
        next: ids.first_layer(),
    };
    for table in tables {
        let first = drawn.pages.len();
        let mut owned = Vec::new();
        for page in table.layout.pages(table.grid) {
            owned.push(drawn.add(&page, size_of(table))?);
        }
        drawn.tags.add_table(table.grid, first, &owned);
    }
    if drawn.pages.is_empty() {
        drawn.add(&Page::default(), A4)?;
    }
    Ok(drawn)
}

impl OfdTables<'_> {
    /// Draws the next page.
    fn add(&mut self, page: &Page, size: PageSize) -> Result<TaggedObjects, OfdError> {
        let pen = Pen {
            fonts: self.fonts.set,
            usual: self.usual,
            link: NO_LINKS,
        };
        let (layer, fonts) = (self.next, &mut self.fonts);
        let drawn = pen.draw(page, size, layer, &mut |face, glyph| {
            fonts.note(face, glyph)
        })?;
        self.pages.push(drawn.xml);
        self.layers.push(layer);
        self.next += 1 + drawn.objects;
        Ok(drawn.tagged)
    }
}
