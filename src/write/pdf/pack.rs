//! Deflate compression of streams. Each stream is packed once, at a level chosen by measurement.

use sirocco::Format;
use sirocco::deflate::{Encoder, Flush, Level, Writer, compress_bound};

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
}

/// Writer that packs its input.
pub(super) fn encoder() -> Writer<Vec<u8>> {
    Writer::new(Format::Zlib, LEVEL, Vec::new())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::read::ZlibDecoder;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn another_library_unpacks_every_stream_of_a_reused_encoder(
            // Repeated pieces, longer than a window in all: streams that do not shrink and streams
            // that shrink much.
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
            let mut encoder = encoder();
            encoder.write_all(&stream).unwrap();
            assert!(unpacked(&encoder.finish().unwrap()) == stream);
        }
    }

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        ZlibDecoder::new(packed).read_to_end(&mut read).unwrap();
        read
    }
}
