//! Streams packed, each once, at a level found by measurement: higher ones cost more time than they save bytes.

use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress, Status};

const LEVEL: Compression = Compression::new(6);

/// For outlines and maps of glyphs, the largest streams: a third fewer instructions for outlines, in
/// which little is found twice (3 % more bytes); two thirds fewer for maps, which are mostly zeros.
const FAST: Compression = Compression::new(2);

/// Packs one stream after the other. To set it up costs as much as to pack a small stream.
pub(super) struct Packer(Compress);

impl Packer {
    pub(super) fn new() -> Packer {
        Packer(Compress::new(LEVEL, true))
    }

    pub(super) fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.reset();
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let read = usize::try_from(self.0.total_in()).unwrap_or(bytes.len());
            let rest = bytes.get(read..).unwrap_or_default();
            let status = self
                .0
                .compress_vec(rest, &mut packed, FlushCompress::Finish);
            match status.expect("packing knows no wrong input") {
                Status::StreamEnd => return packed,
                Status::Ok | Status::BufError => packed.reserve(packed.len()),
            }
        }
    }
}

/// Packs one large stream.
pub(super) fn pack_fast(bytes: &[u8]) -> Vec<u8> {
    Packer(Compress::new(FAST, true)).pack(bytes)
}

/// Packs what is written to it.
pub(super) fn encoder() -> ZlibEncoder<Vec<u8>> {
    ZlibEncoder::new(Vec::new(), LEVEL)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;

    use super::*;

    #[test]
    fn what_was_packed_is_unpacked_whatever_was_packed_before() {
        let mut reused = Packer::new();
        let mut mixed = 1_u32;
        // What does not get shorter, and what gets far shorter.
        let noise = (0..100_000).map(|_| {
            mixed = mixed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            mixed.to_be_bytes()[0]
        });
        for stream in [
            noise.collect(),
            Vec::new(),
            vec![7; 100_000],
            b"text".to_vec(),
        ] {
            let packed = reused.pack(&stream);
            assert_eq!(packed, Packer::new().pack(&stream));
            let mut read = Vec::new();
            ZlibDecoder::new(packed.as_slice())
                .read_to_end(&mut read)
                .unwrap();
            assert!(read == stream);
        }
    }
}
