//! Deflate compression of streams. Each stream is packed once, at a level chosen by measurement.

use sirocco::Format;
use sirocco::deflate::{Encoder, Flush, Level, compress_bound};

/// Compression level. Most input is glyph outlines with few repetitions: level 2 takes 13 % more
/// instructions for 2 % fewer bytes, level 6 twice as many for 5 % (docs/performance.md).
const LEVEL: Level = Level::new(1);

/// Encoder that is reused: setting it up costs as much as packing a small stream.
pub(super) struct Packer {
    encoder: Encoder,
    /// Output buffer, as large as the largest stream so far needed.
    room: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> Packer {
        Packer {
            encoder: Encoder::new(Format::Zlib, LEVEL),
            room: Vec::new(),
        }
    }

    pub(super) fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        let bound = compress_bound(Format::Zlib, bytes.len());
        if self.room.len() < bound {
            self.room.resize(bound, 0);
        }
        let progress = self.encoder.compress(bytes, &mut self.room, Flush::Finish);
        assert!(progress.done, "the bound of what is packed was exceeded");
        progress.output.to_vec()
    }

    /// Begins a stream of unknown length.
    pub(super) fn begin(&mut self) -> StreamPacker<'_> {
        let room = self.room.len().max(MIN_OUTPUT);
        self.room.resize(room, 0);
        StreamPacker {
            packer: self,
            written: Vec::new(),
            packed: Vec::new(),
        }
    }
}

/// Input that a [`StreamPacker`] stores in memory, in bytes.
const WINDOW_BUFFER: usize = 256 * 1024;

/// Minimum size of the output buffer, in bytes.
const MIN_OUTPUT: usize = 4096;

/// Stream packed while it is written, by the encoder of a [`Packer`]: setting up another encoder
/// costs more than packing a small stream.
pub(super) struct StreamPacker<'p> {
    packer: &'p mut Packer,
    /// Input that later bytes may refer back to.
    written: Vec<u8>,
    packed: Vec<u8>,
}

impl StreamPacker<'_> {
    pub(super) fn write(&mut self, mut bytes: &[u8]) {
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
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.run(Flush::Finish);
        self.packed
    }

    fn run(&mut self, flush: Flush) {
        let Packer { encoder, room } = &mut *self.packer;
        let mut full = true;
        while full {
            let progress = encoder.compress(&self.written, room, flush);
            self.packed.extend(progress.output);
            full = progress.full;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::read::ZlibDecoder;
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
            let mut reused = Packer::new();
            for stream in [stream.as_slice(), &pieces[0], &[], &stream] {
                let packed = reused.pack(stream);
                assert!(packed == Packer::new().pack(stream));
                assert!(unpacked(&packed) == stream);
            }
            let mut packer = reused.begin();
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
        let mut reused = Packer::new();
        reused.pack(&stream[..1000]);
        let mut packer = reused.begin();
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

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        ZlibDecoder::new(packed).read_to_end(&mut read).unwrap();
        read
    }
}
