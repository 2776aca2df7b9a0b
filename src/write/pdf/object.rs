//! Objects of a file, written one after the other, and the cross-reference stream.
//!
//! Small objects share packed object streams (`/ObjStm`): the structure elements of a table, which
//! would otherwise enlarge a file by half, take a few kilobytes. The cross-reference stream
//! (`/XRef`) is packed too; its rows differ little from one another and are written as differences.
//! Memory contains one entry for each object outside of object streams, and one for each object
//! stream.

use std::collections::BTreeMap;
use std::io::{self, Write};

use pdf_writer::{Chunk, Pdf, Ref, Settings};

use crate::write::paper::digest::Digest;
use crate::write::paper::pack::{StreamPacker, pack};

/// Without line breaks and indents, which are only for people.
pub(super) const COMPACT: Settings = Settings { pretty: false };

/// Maximum number of objects of an object stream: a reader unpacks the whole stream for each of
/// them.
const SHARED: usize = 200;

/// Bytes after which an object stream of a file is full: values of the parent tree take kilobytes
/// each.
const SHARED_BYTES: usize = 64 * 1024;

/// Position of objects in the file.
#[derive(Debug, Clone, Copy)]
enum XrefEntry {
    /// One object, at this byte offset.
    Offset(u64),
    /// This and the following object numbers: in an object stream, from this index on.
    InStream {
        stream: i32,
        index: usize,
        count: usize,
    },
}

/// A file being written.
pub(super) struct ObjectFile<W> {
    out: W,
    at: u64,
    /// Entries by their first object number.
    entries: BTreeMap<i32, XrefEntry>,
    /// Next free object number.
    next: i32,
    /// Hash of all bytes written.
    digest: Digest,
    shared: Shared,
    /// Bytes after which an object stream is full.
    shared_bytes: usize,
}

/// Objects of the object stream that is being filled.
#[derive(Default)]
struct Shared {
    /// Number and start of each.
    starts: Vec<(i32, usize)>,
    bytes: Vec<u8>,
}

/// Objects written apart from their file, to be inserted later.
pub(super) struct ObjectSegment {
    bytes: Vec<u8>,
    entries: BTreeMap<i32, XrefEntry>,
    digest: Digest,
}

/// Number of object streams for this number of objects.
pub(super) const fn streams(objects: usize) -> usize {
    objects.div_ceil(SHARED)
}

impl ObjectFile<Vec<u8>> {
    /// Begins a segment with object numbers from `next` on. The number of its object [`streams`] is
    /// determined by the number of its objects alone.
    pub(super) fn segment(next: Ref) -> ObjectFile<Vec<u8>> {
        ObjectFile::at_start(Vec::new(), next.get(), usize::MAX)
    }

    /// Ends a segment.
    pub(super) fn into_segment(mut self) -> io::Result<ObjectSegment> {
        self.end_shared()?;
        Ok(ObjectSegment {
            bytes: self.out,
            entries: self.entries,
            digest: self.digest,
        })
    }
}

impl<W: Write> ObjectFile<W> {
    /// Begins a file; the caller assigns the numbers below `next`.
    pub(super) fn new(out: W, next: i32) -> io::Result<ObjectFile<W>> {
        let mut file = ObjectFile::at_start(out, next, SHARED_BYTES);
        file.raw(Pdf::with_settings(COMPACT).as_bytes())?;
        Ok(file)
    }

    fn at_start(out: W, next: i32, shared_bytes: usize) -> ObjectFile<W> {
        ObjectFile {
            out,
            at: 0,
            entries: BTreeMap::new(),
            next,
            digest: Digest::of(&[]),
            shared: Shared::default(),
            shared_bytes,
        }
    }

    /// Inserts a segment.
    pub(super) fn put(&mut self, segment: ObjectSegment) -> io::Result<()> {
        let start = self.at;
        let moved = segment
            .entries
            .into_iter()
            .map(|(number, entry)| match entry {
                XrefEntry::Offset(at) => (number, XrefEntry::Offset(start + at)),
                inside @ XrefEntry::InStream { .. } => (number, inside),
            });
        self.entries.extend(moved);
        self.out.write_all(&segment.bytes)?;
        self.at += segment.bytes.len() as u64;
        self.digest = self.digest.and(&segment.digest.0.to_be_bytes());
        Ok(())
    }

    /// A new object number.
    pub(super) fn take(&mut self) -> Ref {
        self.take_many(1)
    }

    /// The first of `wanted` consecutive new object numbers.
    pub(super) fn take_many(&mut self, wanted: usize) -> Ref {
        let first = self.next;
        self.next += count(wanted);
        Ref::new(first)
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        self.digest = self.digest.and(bytes);
        Ok(())
    }

    /// Writes an object.
    pub(super) fn object<R>(
        &mut self,
        number: Ref,
        write: impl FnOnce(&mut Chunk, Ref) -> R,
    ) -> io::Result<()> {
        let mut chunk = Chunk::with_settings(COMPACT);
        write(&mut chunk, number);
        self.written(number, chunk.as_bytes())
    }

    /// Writes an object that the library only writes into a whole file, whose header is dropped.
    pub(super) fn object_of_file(
        &mut self,
        number: Ref,
        write: impl FnOnce(&mut Pdf, Ref),
    ) -> io::Result<()> {
        let mut file = Pdf::with_settings(COMPACT);
        let head = file.as_bytes().len();
        write(&mut file, number);
        self.written(number, &file.as_bytes()[head..])
    }

    fn written(&mut self, number: Ref, object: &[u8]) -> io::Result<()> {
        self.entries
            .insert(number.get(), XrefEntry::Offset(self.at));
        self.raw(object)
    }

    /// Packs and writes a stream.
    pub(super) fn pack(&mut self, number: Ref, stream: &[u8]) -> io::Result<()> {
        let packed = pack(stream);
        self.packed(number, &packed)
    }

    /// Writes a packed stream.
    pub(super) fn packed(&mut self, number: Ref, packed: &[u8]) -> io::Result<()> {
        self.stream(number, "/Filter/FlateDecode", packed)
    }

    /// Writes a stream with these further entries of its dictionary. The library would copy it.
    pub(super) fn stream(&mut self, number: Ref, entries: &str, stream: &[u8]) -> io::Result<()> {
        let (own, length) = (number.get(), stream.len());
        let head = format!("{own} 0 obj\n<</Length {length}{entries}>>\nstream\n");
        self.written(number, head.as_bytes())?;
        self.raw(stream)?;
        self.raw(b"\nendstream\nendobj\n")
    }

    /// Writes a non-stream object of the library into an object stream.
    pub(super) fn share_object<R>(
        &mut self,
        number: Ref,
        write: impl FnOnce(&mut Chunk, Ref) -> R,
    ) -> io::Result<()> {
        let mut chunk = Chunk::with_settings(COMPACT);
        write(&mut chunk, number);
        let head = format!("{} 0 obj\n", number.get());
        let object = chunk.as_bytes().strip_prefix(head.as_bytes());
        match object.and_then(|object| object.strip_suffix(b"\nendobj\n")) {
            Some(object) => self.share(number, object),
            None => self.written(number, chunk.as_bytes()),
        }
    }

    /// Writes a non-stream object into an object stream.
    pub(super) fn share(&mut self, number: Ref, object: &[u8]) -> io::Result<()> {
        let shared = &mut self.shared;
        shared.starts.push((number.get(), shared.bytes.len()));
        shared.bytes.extend(object);
        shared.bytes.push(b'\n');
        if shared.starts.len() == SHARED || shared.bytes.len() >= self.shared_bytes {
            self.end_shared()?;
        }
        Ok(())
    }

    /// Writes the object stream that is being filled, if it has objects.
    fn end_shared(&mut self) -> io::Result<()> {
        let Shared { starts, bytes } = std::mem::take(&mut self.shared);
        if starts.is_empty() {
            return Ok(());
        }
        let mut content = Vec::with_capacity(bytes.len() + 10 * starts.len());
        let mut digits = itoa::Buffer::new();
        for (number, start) in &starts {
            content.extend(digits.format(*number).as_bytes());
            content.push(b' ');
            content.extend(digits.format(*start).as_bytes());
            content.push(b' ');
        }
        let head = content.len();
        content.extend(bytes);
        let packed = pack(&content);
        let stream = self.take();
        let objects = starts.len();
        let more = format!("/Filter/FlateDecode/Type/ObjStm/N {objects}/First {head}");
        self.stream(stream, &more, &packed)?;
        let mut index = 0;
        for row in starts.chunk_by(|one, next| one.0 + 1 == next.0) {
            let entry = XrefEntry::InStream {
                stream: stream.get(),
                index,
                count: row.len(),
            };
            self.entries.insert(row[0].0, entry);
            index += row.len();
        }
        Ok(())
    }

    /// Ends the file with its cross-reference stream, which is also the trailer.
    pub(super) fn finish(mut self, catalog: Ref, info: Ref) -> io::Result<W> {
        self.end_shared()?;
        let start = self.at;
        let own = self.take();
        self.entries.insert(own.get(), XrefEntry::Offset(start));
        let size = self.next;
        let rows = self.rows(size);
        let (own, catalog, info) = (own.get(), catalog.get(), info.get());
        let (length, id) = (rows.len(), self.digest.0);
        let head = format!(
            "{own} 0 obj\n<</Type/XRef/Size {size}/Root {catalog} 0 R/Info {info} 0 R/ID[<{id:032x}><{id:032x}>]\
             /W[1 5 2]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns {COLUMNS}>>/Length {length}>>\nstream\n"
        );
        self.raw(head.as_bytes())?;
        self.raw(&rows)?;
        let tail = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF");
        self.raw(tail.as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Rows of the cross-reference stream, packed: one for each object number.
    fn rows(&self, size: i32) -> Vec<u8> {
        let mut rows = Rows {
            packer: StreamPacker::begin(),
            above: [0; COLUMNS],
        };
        rows.free(0xFFFF);
        let mut next = 1;
        for (first, entry) in &self.entries {
            for _ in next..*first {
                rows.free(0);
            }
            next = first + 1;
            match entry {
                XrefEntry::Offset(at) => rows.add(1, *at, 0),
                XrefEntry::InStream {
                    stream,
                    index,
                    count: length,
                } => {
                    for index in *index..index + length {
                        rows.add(2, u64::from(stream.unsigned_abs()), index);
                    }
                    next = first + count(*length);
                }
            }
        }
        for _ in next..size {
            rows.free(0);
        }
        rows.packer.finish()
    }
}

/// A count as a PDF integer.
pub(super) fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

/// Bytes of a row: type (1), offset or object stream number (5), index (2).
const COLUMNS: usize = 8;

/// Rows encoded with the PNG predictor Up (2): each byte as the difference from the row above.
struct Rows {
    packer: StreamPacker,
    above: [u8; COLUMNS],
}

impl Rows {
    fn free(&mut self, generation: usize) {
        self.add(0, 0, generation);
    }

    fn add(&mut self, kind: u8, position: u64, index: usize) {
        let mut row = [0; COLUMNS];
        row[0] = kind;
        row[1..6].copy_from_slice(&position.to_be_bytes()[3..]);
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        row[6..].copy_from_slice(&index.to_be_bytes());
        let mut difference = [2; 1 + COLUMNS];
        for (to, (one, above)) in difference[1..].iter_mut().zip(row.iter().zip(self.above)) {
            *to = one.wrapping_sub(above);
        }
        self.above = row;
        self.packer.write(&difference);
    }
}
