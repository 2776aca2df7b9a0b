//! Attached files (ISO 19005-3): packed once for document and volume, and written as an embedded
//! file with its file specification, which is associated with the whole document.

use std::io::{self, Write};

use pdf_writer::types::AssociationKind;
use pdf_writer::{Filter, Name, Ref, Str, TextStr};

use super::metadata::moment;
use super::object::ObjectFile;
use crate::write::document::{Attachment, Date};
use crate::write::paper::pack::pack;

/// Object numbers of an attached file: its specification, its content.
pub(super) const OBJECTS: usize = 2;

/// A file to be attached, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PackedAttachment {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) media_type: String,
    pub(super) date: Date,
    /// Length before packing, in bytes.
    pub(super) length: usize,
    pub(super) packed: Vec<u8>,
}

impl PackedAttachment {
    pub(super) fn new(attachment: &Attachment) -> PackedAttachment {
        PackedAttachment {
            name: format!("{}.json", attachment.name),
            description: attachment.description.clone(),
            media_type: attachment.media_type.to_owned(),
            date: attachment.date,
            length: attachment.bytes.len(),
            packed: pack(&attachment.bytes),
        }
    }

    /// Writes the file under its two consecutive object numbers.
    pub(super) fn write<W: Write>(
        &self,
        first: Ref,
        objects: &mut ObjectFile<W>,
    ) -> io::Result<()> {
        let content = Ref::new(first.get() + 1);
        objects.share_object(first, |chunk, number| {
            let mut file = chunk.file_spec(number);
            // Older readers take the file's name from /F.
            file.pair(Name(b"F"), TextStr(&self.name));
            file.unic_file(TextStr(&self.name))
                .description(TextStr(&self.description))
                .association_kind(AssociationKind::Data);
            file.insert(Name(b"EF"))
                .dict()
                .pair(Name(b"F"), content)
                .pair(Name(b"UF"), content);
        })?;
        objects.object(content, |chunk, number| {
            let mut file = chunk.embedded_file(number, &self.packed);
            file.subtype(Name(self.media_type.as_bytes()));
            file.filter(Filter::FlateDecode);
            let size = i32::try_from(self.length).unwrap_or(i32::MAX);
            let day = moment(self.date);
            file.params()
                .size(size)
                .creation_date(day)
                .modification_date(day);
        })
    }
}

/// Writes the name tree of the attached files; `None` without any. The keys begin with a number, so
/// that the order of the tree is that of the files.
pub(super) fn write_names<W: Write>(
    attached: &[Ref],
    objects: &mut ObjectFile<W>,
) -> io::Result<Option<Ref>> {
    if attached.is_empty() {
        return Ok(None);
    }
    let tree = objects.take();
    objects.share_object(tree, |chunk, number| {
        let mut dictionary = chunk.indirect(number).dict();
        let mut names = dictionary.insert(Name(b"Names")).array();
        for (index, file) in attached.iter().enumerate() {
            // ASCII: the order of the tree is by bytes.
            let key = format!("{:06}", index + 1);
            names.item(Str(key.as_bytes())).item(*file);
        }
    })?;
    Ok(Some(tree))
}
