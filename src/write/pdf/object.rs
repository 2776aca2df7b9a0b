//! A file's objects as they are written, one after the other, and where each stands.
//!
//! Small objects that there are many of share packed streams (`/ObjStm`): the elements of a table's structure, which alone would make a file half as
//! large again, so take a few kilobytes. Where everything stands is told by a packed stream too (`/XRef`), whose rows differ from the one before by
//! little and are written as that difference. What is kept in memory is a row an object that stands alone, and a row a shared stream.

use std::collections::BTreeMap;
use std::io::{self, Write};

use pdf_writer::{Chunk, Filter, Name, Pdf, Ref, Settings};

use super::Digest;
use super::pack::{Packer, StreamPacker};

/// Without line breaks and indents that only a person would read.
pub(super) const COMPACT: Settings = Settings { pretty: false };

/// Most objects of a shared stream: a reader unpacks the whole stream for each of them.
const SHARED: usize = 200;

/// Bytes of a file's shared stream after which it takes no further object: what the pages' keys lead to are kilobytes each.
const SHARED_BYTES: usize = 64 * 1024;

/// Where objects stand.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// One object, so many bytes from the file's start.
    At(u64),
    /// This and the following numbers: in a shared stream, from this index on.
    In {
        stream: i32,
        index: usize,
        count: usize,
    },
}

/// A file as it is written.
pub(super) struct ObjectFile<W> {
    out: W,
    at: u64,
    /// The first number of each place.
    places: BTreeMap<i32, Place>,
    /// The next free number.
    next: i32,
    /// Of all that was written.
    digest: Digest,
    shared: Shared,
    /// Bytes after which a shared stream takes no further object.
    shared_bytes: usize,
    packer: Packer,
}

/// Objects that wait for their stream to be full.
#[derive(Default)]
struct Shared {
    /// The number of each, and where it starts.
    starts: Vec<(i32, usize)>,
    bytes: Vec<u8>,
}

/// Objects that were written apart from their file, to be put into it.
pub(super) struct Piece {
    bytes: Vec<u8>,
    places: BTreeMap<i32, Place>,
    digest: Digest,
}

/// Shared streams of so many objects.
pub(super) const fn streams(objects: usize) -> usize {
    objects.div_ceil(SHARED)
}

impl ObjectFile<Vec<u8>> {
    /// Begins a piece of another file, which has given it the numbers from `next` on; its [`streams`] follow from the number of its objects alone.
    pub(super) fn piece(next: Ref) -> ObjectFile<Vec<u8>> {
        ObjectFile::at_start(Vec::new(), next.get(), usize::MAX)
    }

    /// Ends a piece.
    pub(super) fn into_piece(mut self) -> io::Result<Piece> {
        self.end_shared()?;
        Ok(Piece {
            bytes: self.out,
            places: self.places,
            digest: self.digest,
        })
    }
}

impl<W: Write> ObjectFile<W> {
    /// Begins a file; numbers below `next` are given out by the caller.
    pub(super) fn new(out: W, next: i32) -> io::Result<ObjectFile<W>> {
        let mut file = ObjectFile::at_start(out, next, SHARED_BYTES);
        file.raw(Pdf::with_settings(COMPACT).as_bytes())?;
        Ok(file)
    }

    fn at_start(out: W, next: i32, shared_bytes: usize) -> ObjectFile<W> {
        ObjectFile {
            out,
            at: 0,
            places: BTreeMap::new(),
            next,
            digest: Digest::of(&[]),
            shared: Shared::default(),
            shared_bytes,
            packer: Packer::new(),
        }
    }

    /// Puts in a piece that was written apart.
    pub(super) fn put(&mut self, piece: Piece) -> io::Result<()> {
        let start = self.at;
        let moved = piece.places.into_iter().map(|(number, place)| match place {
            Place::At(at) => (number, Place::At(start + at)),
            inside @ Place::In { .. } => (number, inside),
        });
        self.places.extend(moved);
        self.out.write_all(&piece.bytes)?;
        self.at += piece.bytes.len() as u64;
        self.digest = self.digest.and(&piece.digest.0.to_be_bytes());
        Ok(())
    }

    /// A new number.
    pub(super) fn take(&mut self) -> Ref {
        self.take_many(1)
    }

    /// The first of so many new numbers, one after the other.
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

    /// Writes an object of a number.
    pub(super) fn object<R>(
        &mut self,
        number: Ref,
        write: impl FnOnce(&mut Chunk, Ref) -> R,
    ) -> io::Result<()> {
        let mut chunk = Chunk::with_settings(COMPACT);
        write(&mut chunk, number);
        self.written(number, chunk.as_bytes())
    }

    /// Writes what the library writes only into a whole file, whose head is left out.
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
        self.places.insert(number.get(), Place::At(self.at));
        self.raw(object)
    }

    pub(super) fn packer(&mut self) -> &mut Packer {
        &mut self.packer
    }

    /// Packs a stream and writes it.
    pub(super) fn pack(&mut self, number: Ref, stream: &[u8]) -> io::Result<()> {
        let packed = self.packer.pack(stream);
        self.packed(number, &packed)
    }

    /// Writes a stream that is packed already.
    pub(super) fn packed(&mut self, number: Ref, packed: &[u8]) -> io::Result<()> {
        self.object(number, |chunk, number| {
            chunk.stream(number, packed).filter(Filter::FlateDecode);
        })
    }

    /// Writes what the library makes of an object that is no stream into a shared one.
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

    /// Writes an object that is no stream into a shared one.
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

    /// Writes the shared stream that waits, if one does.
    fn end_shared(&mut self) -> io::Result<()> {
        let Shared { starts, bytes } = std::mem::take(&mut self.shared);
        if starts.is_empty() {
            return Ok(());
        }
        let mut content = Vec::with_capacity(bytes.len() + 10 * starts.len());
        for (number, start) in &starts {
            write!(content, "{number} {start} ")?;
        }
        let head = content.len();
        content.extend(bytes);
        let packed = self.packer.pack(&content);
        let stream = self.take();
        self.object(stream, |chunk, number| {
            chunk
                .stream(number, &packed)
                .filter(Filter::FlateDecode)
                .pair(Name(b"Type"), Name(b"ObjStm"))
                .pair(Name(b"N"), count(starts.len()))
                .pair(Name(b"First"), count(head));
        })?;
        let mut index = 0;
        for row in starts.chunk_by(|one, next| one.0 + 1 == next.0) {
            let place = Place::In {
                stream: stream.get(),
                index,
                count: row.len(),
            };
            self.places.insert(row[0].0, place);
            index += row.len();
        }
        Ok(())
    }

    /// Ends the file: where everything stands, and what describes the whole.
    pub(super) fn finish(mut self, catalog: Ref, info: Ref) -> io::Result<W> {
        self.end_shared()?;
        let start = self.at;
        let own = self.take();
        self.places.insert(own.get(), Place::At(start));
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

    /// A row a number, packed.
    fn rows(&mut self, size: i32) -> Vec<u8> {
        let mut rows = Rows {
            packer: self.packer.begin(),
            above: [0; COLUMNS],
        };
        rows.free(0xFFFF);
        let mut next = 1;
        for (first, place) in &self.places {
            for _ in next..*first {
                rows.free(0);
            }
            next = first + 1;
            match place {
                Place::At(at) => rows.add(1, *at, 0),
                Place::In {
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

/// A number of things, as the format has numbers.
pub(super) fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

/// Bytes of a row: its kind in one, a place or a stream's number in five, an index in two.
const COLUMNS: usize = 8;

/// Each row is the difference from the one above, after the number of that kind of difference (2).
struct Rows<'p> {
    packer: StreamPacker<'p>,
    above: [u8; COLUMNS],
}

impl Rows<'_> {
    fn free(&mut self, generation: usize) {
        self.add(0, 0, generation);
    }

    fn add(&mut self, kind: u8, place: u64, index: usize) {
        let mut row = [0; COLUMNS];
        row[0] = kind;
        row[1..6].copy_from_slice(&place.to_be_bytes()[3..]);
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
