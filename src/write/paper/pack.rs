//! Deflate compression of streams. Each stream is packed once, at a level chosen by measurement.

use std::cell::Cell;

use sirocco::Format;
use sirocco::deflate::{Encoder, Flush, Level};

/// Compression level. Most input is glyph outlines with few repetitions: level 2 takes 13 % more
/// instructions for 2 % fewer bytes, level 6 twice as many for 5 % (docs/performance.md).
const LEVEL: Level = Level::new(1);

/// What a part of a zip contains, on which its compression level depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write) enum Packing {
    /// XML, with many repetitions: level 5 takes twice the instructions of level 3 for 4 % fewer
    /// bytes, level 7 5 % more for 3 % fewer again.
    Text,
    /// The outlines of a font: level 3 takes as many instructions as level 2 for 1 % fewer bytes,
    /// level 5 half as many again for 1 % fewer.
    Font,
}

impl Packing {
    const fn level(self) -> Level {
        match self {
            Packing::Text => Level::new(5),
            Packing::Font => Level::new(3),
        }
    }
}

/// Size of the output buffer, in bytes.
const ROOM: usize = 16 * 1024;

/// Input that a [`StreamPacker`] stores in memory, in bytes.
const WINDOW_BUFFER: usize = 256 * 1024;

thread_local! {
    /// Encoder of the thread, unless it is in use: setting one up costs more than packing a small
    /// stream.
    static IDLE: Cell<Option<Box<Packer>>> = const { Cell::new(None) };

    /// The same for the texts of a zip, and for its fonts.
    static IDLE_OF_TEXTS: Cell<Option<Box<Packer>>> = const { Cell::new(None) };
    static IDLE_OF_FONTS: Cell<Option<Box<Packer>>> = const { Cell::new(None) };
}

/// Encoder with its output buffer.
struct Packer {
    encoder: Encoder,
    room: [u8; ROOM],
}

impl Packer {
    fn take() -> Box<Packer> {
        IDLE.take().unwrap_or_else(|| {
            Box::new(Packer {
                encoder: Encoder::new(Format::Zlib, LEVEL),
                room: [0; ROOM],
            })
        })
    }

    /// An encoder of streams without header and checksum.
    fn for_zip(packing: Packing) -> Box<Packer> {
        Box::new(Packer {
            encoder: Encoder::new(Format::Deflate, packing.level()),
            room: [0; ROOM],
        })
    }

    /// Gives it back after a whole stream.
    fn give_back(self: Box<Packer>) {
        IDLE.set(Some(self));
    }

    /// Appends what is packed of a stream, whose input begins with that of the last call.
    fn run(&mut self, input: &[u8], flush: Flush, packed: &mut Vec<u8>) {
        let mut full = true;
        while full {
            let progress = self.encoder.compress(input, &mut self.room, flush);
            full = progress.full;
            if full && packed.is_empty() {
                // A long stream is not copied while it grows.
                packed.reserve_exact(input.len());
            }
            packed.extend(progress.output);
        }
    }
}

/// Packs a stream.
pub(in crate::write) fn pack(stream: &[u8]) -> Vec<u8> {
    let mut packer = Packer::take();
    let mut made = Vec::new();
    packer.run(stream, Flush::Finish, &mut made);
    packer.give_back();
    made.shrink_to_fit();
    made
}

/// Packs a part of a zip: without header and checksum.
pub(in crate::write) fn deflate(part: &[u8], packing: Packing) -> Vec<u8> {
    let idle = match packing {
        Packing::Text => &IDLE_OF_TEXTS,
        Packing::Font => &IDLE_OF_FONTS,
    };
    let mut packer = idle.take().unwrap_or_else(|| Packer::for_zip(packing));
    let mut made = Vec::new();
    packer.run(part, Flush::Finish, &mut made);
    idle.set(Some(packer));
    made.shrink_to_fit();
    made
}

/// Stream packed while it is written.
pub(in crate::write) struct StreamPacker {
    packer: Box<Packer>,
    /// Input that later bytes may refer back to.
    written: Vec<u8>,
    packed: Vec<u8>,
}

impl StreamPacker {
    /// Begins a stream of unknown length.
    pub(in crate::write) fn begin() -> StreamPacker {
        StreamPacker {
            packer: Packer::take(),
            written: Vec::new(),
            packed: Vec::new(),
        }
    }

    pub(in crate::write) fn write(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.written.len() == WINDOW_BUFFER {
                self.run(Flush::None);
                let dropped = self.packer.encoder.make_room(&mut self.written);
                self.written.truncate(WINDOW_BUFFER - dropped);
            }
            let room = WINDOW_BUFFER - self.written.len();
            let (now, later) = bytes.split_at(bytes.len().min(room));
            self.written.extend(now);
            bytes = later;
        }
    }

    /// The packed stream.
    pub(in crate::write) fn finish(mut self) -> Vec<u8> {
        self.run(Flush::Finish);
        self.packer.give_back();
        self.packed
    }

    fn run(&mut self, flush: Flush) {
        self.packer.run(&self.written, flush, &mut self.packed);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::read::{DeflateDecoder, ZlibDecoder};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use sirocco::deflate::Writer;

    use super::*;

    proptest! {
        #[test]
        fn another_library_unpacks_every_stream_of_a_reused_encoder(
            // Repeated chunks, longer in total than a window: streams that do not shrink and
            // streams that shrink much.
            pieces in vec(vec(any::<u8>(), 0..400), 1..40),
            order in vec(any::<prop::sample::Index>(), 0..400),
        ) {
            let stream: Vec<u8> = order.iter().flat_map(|index| index.get(&pieces).clone()).collect();
            for stream in [stream.as_slice(), &pieces[0], &[], &stream] {
                for packing in [Packing::Text, Packing::Font] {
                    assert!(inflated(&deflate(stream, packing)) == stream);
                }
                let packed = pack(stream);
                assert!(packed == packed_by_library(stream));
                assert!(unpacked(&packed) == stream);
            }
            let mut packer = StreamPacker::begin();
            for index in &order {
                packer.write(index.get::<Vec<u8>>(&pieces));
            }
            assert!(packer.finish() == packed_by_library(&stream));
        }
    }

    #[test]
    fn a_stream_longer_than_what_is_kept_is_packed_as_the_library_packs_it() {
        let rows = (0..120_000_u32).map(|number| number.wrapping_mul(number).to_be_bytes());
        let stream: Vec<u8> = rows
            .flat_map(|row| [row[0], row[1], 7, 0, row[2], 2, 0])
            .collect();
        pack(&stream[..1000]);
        let mut packer = StreamPacker::begin();
        stream.chunks(9).for_each(|row| packer.write(row));
        let result = packer.finish();
        assert!(result == packed_by_library(&stream));
        assert!(unpacked(&result) == stream);
    }

    fn packed_by_library(stream: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new(Format::Zlib, LEVEL, Vec::new());
        writer.write_all(stream).unwrap();
        writer.finish().unwrap()
    }

    fn inflated(packed: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        DeflateDecoder::new(packed).read_to_end(&mut read).unwrap();
        read
    }

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        ZlibDecoder::new(packed).read_to_end(&mut read).unwrap();
        read
    }
}
