//! Output formats of a submission's tables. Only this file distinguishes them.

use super::document::{Attachment, Document, Properties, Table, WrittenFile};
use super::error::WriteError;
use super::ofd::{OfdAbout, OfdProfile, OfdTables};
use super::paper::parts::VolumePaper;
use super::pdf::{Claim, DrawnTables, Engine};
use super::{html, xlsx};
use crate::layout::{FaceIndex, FontSet};

/// Output format of a submission's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Excel workbook, to submit and to edit further.
    Xlsx,
    /// PDF, to print and archive.
    Pdf,
    /// OFD (GB/T 33190), to print and archive.
    Ofd,
    /// HTML page, to view and publish.
    Html,
}

/// Properties of a format.
struct Description {
    /// Name, which is also the extension of its files.
    name: &'static str,
    media_type: &'static str,
    /// Whether its files contain glyphs of the font set, so that missing glyphs must be reported.
    embeds_fonts: bool,
    write: fn(&mut DocumentWriter<'_>, &Properties) -> Result<WrittenFile, WriteError>,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Xlsx, Format::Pdf, Format::Ofd, Format::Html];

    const fn description(self) -> Description {
        match self {
            Format::Xlsx => Description {
                name: "xlsx",
                media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                embeds_fonts: false,
                write: |writer, properties| xlsx::write(&writer.document(properties)),
            },
            Format::Pdf => Description {
                name: "pdf",
                media_type: "application/pdf",
                embeds_fonts: true,
                write: |writer, properties| {
                    let engine = writer.engine;
                    engine.write(writer.drawn()?, properties)
                },
            },
            Format::Ofd => Description {
                name: "ofd",
                media_type: "application/ofd",
                embeds_fonts: true,
                write: |writer, properties| {
                    let profile = writer.profile;
                    let about = OfdAbout {
                        properties,
                        profile,
                    };
                    writer.ofd()?.document(&about)
                },
            },
            Format::Html => Description {
                name: "html",
                media_type: "text/html",
                embeds_fonts: false,
                write: |writer, properties| html::write(&writer.document(properties)),
            },
        }
    }

    /// Name of the format, which is also the extension of its files.
    pub const fn as_str(self) -> &'static str {
        self.description().name
    }

    /// Media type (MIME type) of its files.
    pub const fn media_type(self) -> &'static str {
        self.description().media_type
    }

    /// Whether its files contain glyphs of the font set, so that missing glyphs must be reported.
    pub const fn embeds_fonts(self) -> bool {
        self.description().embeds_fonts
    }

    /// The format with this name.
    pub fn find(name: &str) -> Option<Format> {
        Format::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
    }

    /// The format of the files of a volume.
    pub const fn of_volume(paper: VolumePaper) -> Format {
        match paper {
            VolumePaper::Pdf => Format::Pdf,
            VolumePaper::Ofd => Format::Ofd,
        }
    }

    /// The formats of the volume if the tables are made in these: as OFD if OFD is among them, as
    /// PDF if PDF is, or if OFD is not.
    pub fn volumes(formats: &[Format]) -> impl Iterator<Item = VolumePaper> {
        let has = |format| formats.contains(&format);
        let is_pdf = has(Format::Pdf) || !has(Format::Ofd);
        let papers = [
            (is_pdf, VolumePaper::Pdf),
            (has(Format::Ofd), VolumePaper::Ofd),
        ];
        let papers = papers.into_iter();
        papers.filter_map(|(is_made, paper)| is_made.then_some(paper))
    }

    /// Names of all formats, joined.
    pub fn names(separator: &str) -> String {
        Format::ALL.map(Format::as_str).join(separator)
    }
}

/// Writes the tables of one document in any format. The pages of a PDF are drawn at most once, for
/// the PDF and for a volume.
pub struct DocumentWriter<'t> {
    tables: &'t [Table<'t>],
    fonts: &'t FontSet,
    engine: Engine,
    profile: OfdProfile,
    attachment: Option<Attachment>,
    claim: Claim,
    drawn: Option<DrawnTables<'t>>,
    ofd: Option<OfdTables<'t>>,
}

impl<'t> DocumentWriter<'t> {
    /// A writer of these tables, whose layouts were made with `fonts`.
    pub fn new(
        tables: &'t [Table<'t>],
        fonts: &'t FontSet,
        (engine, profile): (Engine, OfdProfile),
    ) -> DocumentWriter<'t> {
        DocumentWriter {
            tables,
            fonts,
            engine,
            profile,
            attachment: None,
            claim: Claim::Archive,
            drawn: None,
            ofd: None,
        }
    }

    /// Attaches a file to the documents of formats that carry attachments, and to the pages for a
    /// volume.
    #[must_use]
    pub fn attach(mut self, attachment: Option<Attachment>) -> DocumentWriter<'t> {
        self.attachment = attachment;
        self
    }

    /// Sets what its PDF claims to be.
    #[must_use]
    pub fn claiming(mut self, claim: Claim) -> DocumentWriter<'t> {
        self.claim = claim;
        self
    }

    /// Writes the document in a format.
    ///
    /// # Errors
    /// [`WriteError`] of the format.
    pub fn write(
        &mut self,
        format: Format,
        properties: &Properties,
    ) -> Result<WrittenFile, WriteError> {
        (format.description().write)(self, properties)
    }

    /// The drawn pages of the tables.
    ///
    /// # Errors
    /// [`WriteError::Pdf`] if a layout does not match the fonts or its paper.
    pub fn drawn(&mut self) -> Result<&DrawnTables<'t>, WriteError> {
        let drawn = match self.drawn.take() {
            Some(drawn) => drawn,
            None => DrawnTables::new(self.tables, self.fonts)?
                .attach(self.attachment.as_ref())
                .claiming(self.claim),
        };
        Ok(self.drawn.insert(drawn))
    }

    /// The drawn pages of the OFD.
    fn ofd(&mut self) -> Result<&OfdTables<'t>, WriteError> {
        let drawn = match self.ofd.take() {
            Some(drawn) => drawn,
            None => OfdTables::new(self.tables, self.fonts)?.attach(self.attachment.as_ref()),
        };
        Ok(self.ofd.insert(drawn))
    }

    /// The characters of the pages whose outlines are not in their face, a pack; the pages are drawn
    /// for this paper.
    ///
    /// # Errors
    /// [`WriteError`] if a layout does not match the fonts or its paper.
    pub fn without_outline(
        &mut self,
        paper: VolumePaper,
    ) -> Result<Vec<(FaceIndex, char)>, WriteError> {
        Ok(match paper {
            VolumePaper::Pdf => self.drawn()?.without_outline().collect(),
            VolumePaper::Ofd => self.ofd()?.without_outline().collect(),
        })
    }

    /// The tables.
    pub fn tables(&self) -> &'t [Table<'t>] {
        self.tables
    }

    /// The drawn pages, if any were drawn.
    pub fn into_drawn(self) -> Option<DrawnTables<'t>> {
        self.drawn
    }

    fn document<'d>(&self, properties: &'d Properties) -> Document<'d>
    where
        't: 'd,
    {
        Document {
            tables: self.tables,
            properties,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_own_name() {
        for format in Format::ALL {
            assert_eq!(Format::find(format.as_str()), Some(format));
            assert!(format.media_type().contains('/'));
        }
        assert_eq!(Format::find("doc"), None);
    }
}
