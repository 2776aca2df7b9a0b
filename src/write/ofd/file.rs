//! An OFD while it is written: its pages one after the other, then fonts, tags and the files that
//! list them.

use std::io::{self, Write};

use super::attachment::{self, PackedAttachment};
use super::error::{OfdError, other};
use super::fonts::{Fonts, file_name};
use super::ids::Ids;
use super::info::{self, FOLDER};
use super::package::{Package, Part};
use super::page::{PageSize, put_goto};
use super::xml::{begin, put_attribute, put_element, put_lengths, put_number};
use super::{OfdAbout, OfdProfile, tags};
use crate::length::Length;
use crate::write::paper::SRGB;
use crate::write::paper::bookmark::Bookmark;

/// An OFD while it is written.
pub(super) struct File<W> {
    package: Package<W>,
    pub(super) ids: Ids,
    /// Size of pages that do not state theirs.
    usual: PageSize,
    /// Number of pages so far.
    pages: usize,
    /// Names of the files of tags.
    tags: Vec<String>,
    /// Entries of the attached files in their list.
    attachments: Vec<String>,
}

/// Name of the folder of the document with a file in it.
fn in_document(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

impl<W: Write> File<W> {
    pub(super) fn new(out: W, ids: Ids, usual: PageSize) -> File<W> {
        File {
            package: Package::new(out),
            ids,
            usual,
            pages: 0,
            tags: Vec::new(),
            attachments: Vec::new(),
        }
    }

    /// Writes the next page.
    pub(super) fn page(&mut self, page: &Part) -> io::Result<()> {
        let name = in_document(&page_file(self.pages));
        self.pages += 1;
        self.package.put(&name, page)
    }

    /// Writes a file of tags.
    pub(super) fn tags(&mut self, part: &Part) -> io::Result<()> {
        let name = format!("Tag_{}.xml", self.tags.len());
        let path = in_document(&format!("{}/{name}", tags::FOLDER));
        self.tags.push(name);
        self.package.put(&path, part)
    }

    /// Attaches a file.
    pub(super) fn attach(&mut self, attached: &PackedAttachment) -> io::Result<()> {
        let number = self.attachments.len() + 1;
        self.attachments.push(attached.entry(number));
        let path = format!("{}/{}", attachment::FOLDER, attached.file(number));
        self.package.put(&in_document(&path), &attached.part)
    }

    /// Writes the remaining files and ends the OFD; `subsets` are those of the used fonts; `last` is the largest number of an object.
    pub(super) fn finish(
        mut self,
        (bookmarks, keywords): (&[Bookmark<'_>], &[&str]),
        (fonts, subsets): (&Fonts<'_>, &[Part]),
        about: &OfdAbout<'_>,
        last: usize,
    ) -> io::Result<()> {
        for (index, subset) in fonts.used().zip(subsets) {
            let name = in_document(&format!("Res/{}", file_name(index)));
            self.package.put(&name, subset)?;
        }
        let colours = match about.profile {
            OfdProfile::Plain => String::new(),
            OfdProfile::Archive => {
                self.package
                    .put(&in_document("Res/sRGB.icc"), &Part::new(SRGB))?;
                colour_space(self.ids)
            }
        };
        let resources = fonts.resources(&colours);
        self.package
            .text(&in_document("PublicRes.xml"), &resources)?;
        self.finish_tags(about.profile)?;
        if !self.attachments.is_empty() {
            let xml = attachment::list(&self.attachments);
            self.package.text(&in_document(&attachment_list()), &xml)?;
        }
        let document = self.document(bookmarks, about.profile, last);
        let document = document.map_err(other)?;
        self.package.text(&in_document(info::ROOT), &document)?;
        let root = info::root(about, self.package.digest(), keywords, self.pages);
        self.package.text("OFD.xml", &root)?;
        self.package.finish()
    }

    fn finish_tags(&mut self, profile: OfdProfile) -> io::Result<()> {
        if self.tags.is_empty() {
            return Ok(());
        }
        let in_folder = |name: &str| in_document(&format!("{}/{name}", tags::FOLDER));
        let has_schema = profile == OfdProfile::Archive;
        if has_schema {
            self.package
                .text(&in_folder(tags::SCHEMA_FILE), tags::SCHEMA)?;
        }
        let list = tags::list(&self.tags, has_schema);
        self.package.text(&in_folder(TAG_LIST), &list)
    }

    fn document(
        &self,
        bookmarks: &[Bookmark<'_>],
        profile: OfdProfile,
        last: usize,
    ) -> Result<String, OfdError> {
        let mut xml = begin("Document");
        xml.push_str("<ofd:CommonData><ofd:MaxUnitID>");
        put_number(&mut xml, last);
        xml.push_str("</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>");
        let PageSize { width, height } = self.usual;
        put_lengths(&mut xml, &[Length::ZERO, Length::ZERO, width, height])?;
        xml.push_str("</ofd:PhysicalBox></ofd:PageArea>");
        put_element(&mut xml, "PublicRes", "PublicRes.xml");
        if profile == OfdProfile::Archive {
            xml.push_str("<ofd:DefaultCS>");
            put_number(&mut xml, self.ids.colour_space());
            xml.push_str("</ofd:DefaultCS>");
        }
        xml.push_str("</ofd:CommonData><ofd:Pages>");
        for index in 0..self.pages {
            xml.push_str("<ofd:Page ID=\"");
            put_number(&mut xml, self.ids.page(index));
            xml.push('"');
            put_attribute(&mut xml, "BaseLoc", &page_file(index));
            xml.push_str("/>");
        }
        xml.push_str("</ofd:Pages>");
        if !bookmarks.is_empty() {
            xml.push_str("<ofd:Outlines>");
            self.put_bookmarks(&mut xml, bookmarks)?;
            xml.push_str("</ofd:Outlines>");
        }
        if !self.tags.is_empty() {
            let tag_list = format!("{}/{TAG_LIST}", tags::FOLDER);
            put_element(&mut xml, "CustomTags", &tag_list);
        }
        if !self.attachments.is_empty() {
            put_element(&mut xml, "Attachments", &attachment_list());
        }
        xml.push_str("</ofd:Document>");
        Ok(xml)
    }

    fn put_bookmarks(&self, xml: &mut String, bookmarks: &[Bookmark<'_>]) -> Result<(), OfdError> {
        let last = self.pages.saturating_sub(1);
        for bookmark in bookmarks {
            xml.push_str("<ofd:OutlineElem");
            put_attribute(xml, "Title", bookmark.title);
            if !bookmark.below.is_empty() {
                put_attribute(xml, "Count", &bookmark.below.len().to_string());
                put_attribute(xml, "Expanded", "false");
            }
            xml.push('>');
            let page = self.ids.page(bookmark.page.min(last));
            put_goto(xml, page, bookmark.height.map(|_| Length::ZERO))?;
            self.put_bookmarks(xml, &bookmark.below)?;
            xml.push_str("</ofd:OutlineElem>");
        }
        Ok(())
    }
}

const TAG_LIST: &str = "CustomTags.xml";

/// File of a page.
fn page_file(index: usize) -> String {
    format!("Pages/Page_{index}/Content.xml")
}

/// The colour space of texts and rules, with its profile.
fn colour_space(ids: Ids) -> String {
    format!(
        "<ofd:ColorSpaces><ofd:ColorSpace ID=\"{}\" Type=\"RGB\" BitsPerComponent=\"8\" Profile=\"sRGB.icc\"/></ofd:ColorSpaces>",
        ids.colour_space()
    )
}

/// File with the list of attached files.
fn attachment_list() -> String {
    format!("{}/{}", attachment::FOLDER, attachment::LIST)
}
