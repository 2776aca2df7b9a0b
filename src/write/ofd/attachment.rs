//! Attached files: the values of tables as XML in an OFD for archives — the texts as printed, with the
//! fields that they belong to — and the data of the submission. Archives keep texts and XML, no
//! workbooks.

use super::error::OfdError;
use super::package::Part;
use super::xml::{HEAD, begin, put_attribute, put_element, put_text};
use crate::grid::Grid;
use crate::write::document::{Attachment, Table};
use crate::write::paper::stored::{StoredReader, put, put_bytes};

/// Folder of the attached files, and the name of their list in it.
pub(super) const FOLDER: &str = "Attachs";
pub(super) const LIST: &str = "Attachments.xml";

/// Kind of an attached file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The values of tables.
    Values,
    /// The data of a submission, a text.
    Data,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Values, Kind::Data];

    const fn ending(self) -> &'static str {
        match self {
            Kind::Values => "xml",
            Kind::Data => "txt",
        }
    }
}

/// A file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attached {
    kind: Kind,
    /// Name in the list of a reader, without an ending; empty for that of the file.
    name: String,
    bytes: Vec<u8>,
}

impl Attached {
    /// The values of tables.
    pub(super) fn values(tables: &[&[Table<'_>]]) -> Attached {
        let mut xml = format!("{HEAD}<tables xmlns=\"urn:jixiao:data:1\">\n");
        for table in tables.iter().copied().flatten() {
            add_table(&mut xml, table.grid);
        }
        xml.push_str("</tables>\n");
        Attached {
            kind: Kind::Values,
            name: String::new(),
            bytes: xml.into_bytes(),
        }
    }

    /// The data of a submission.
    pub(super) fn data(attachment: &Attachment) -> Attached {
        Attached {
            kind: Kind::Data,
            name: attachment.name.clone(),
            bytes: attachment.bytes.clone(),
        }
    }

    /// Writes it into the file of a chapter.
    pub(super) fn store(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.kind as usize);
        put_bytes(bytes, self.name.as_bytes());
        put_bytes(bytes, &self.bytes);
    }

    /// Reads it from the file of a chapter.
    pub(super) fn read(reader: &mut StoredReader<'_>) -> Result<Attached, OfdError> {
        let kind = Kind::ALL.get(reader.number()?).copied();
        Ok(Attached {
            kind: kind.ok_or(OfdError::ChapterFile)?,
            name: reader.text()?,
            bytes: reader.bytes()?.to_vec(),
        })
    }

    /// Packs it.
    pub(super) fn packed(&self) -> PackedAttachment {
        PackedAttachment {
            kind: self.kind,
            name: self.name.clone(),
            length: self.bytes.len(),
            part: Part::new(&self.bytes),
        }
    }
}

/// A file to be attached, packed.
pub(super) struct PackedAttachment {
    kind: Kind,
    name: String,
    length: usize,
    pub(super) part: Part,
}

impl PackedAttachment {
    /// Name of its file, the one with this number.
    pub(super) fn file(&self, number: usize) -> String {
        format!("data_{number}.{}", self.kind.ending())
    }

    /// Its entry in the list of attached files, where it has this number.
    pub(super) fn entry(&self, number: usize) -> String {
        let (file, ending) = (self.file(number), self.kind.ending());
        let mut xml = String::from("<ofd:Attachment");
        put_attribute(&mut xml, "ID", &format!("a{number}"));
        if self.name.is_empty() {
            put_attribute(&mut xml, "Name", &file);
        } else {
            put_attribute(&mut xml, "Name", &format!("{}.{ending}", self.name));
        }
        put_attribute(&mut xml, "Format", ending);
        // In kilobytes.
        let thousandths = self.length * 1000 / 1024;
        let kilobytes = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        put_attribute(&mut xml, "Size", &kilobytes);
        xml.push('>');
        put_element(&mut xml, "FileLoc", &file);
        xml.push_str("</ofd:Attachment>");
        xml
    }
}

/// The list of attached files from its entries.
pub(super) fn list(entries: &[String]) -> String {
    let mut xml = begin("Attachments");
    xml.extend(entries.iter().map(String::as_str));
    xml.push_str("</ofd:Attachments>");
    xml
}

/// Adds the values of a table.
fn add_table(xml: &mut String, grid: &Grid) {
    xml.push_str("<table");
    put_attribute(xml, "form", &grid.form);
    put_attribute(xml, "name", &grid.name);
    xml.push_str(">\n");
    for cell in grid.cells.iter().filter(|cell| !cell.pointer.is_empty()) {
        xml.push_str("<value");
        put_attribute(xml, "field", &cell.pointer);
        xml.push('>');
        let mut lines = cell.text.split('\n');
        put_text(xml, lines.next().unwrap_or_default());
        for line in lines {
            xml.push('\n');
            put_text(xml, line);
        }
        xml.push_str("</value>\n");
    }
    xml.push_str("</table>\n");
}
