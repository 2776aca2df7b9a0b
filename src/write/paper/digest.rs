//! Hash of a file's contents, for its ID and the names of its fonts.

/// 128-bit hash of contents, the same on every machine and in every version: FNV-1a by words of
/// eight bytes. The halves are swapped after each word, so that the high bits of a word also affect
/// the low bits of the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write) struct Digest(pub(in crate::write) u128);

impl Digest {
    pub(in crate::write) fn of(bytes: &[u8]) -> Digest {
        const BASIS: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
        Digest(BASIS).and(bytes)
    }

    /// The hash of these contents followed by more.
    pub(in crate::write) fn and(self, bytes: &[u8]) -> Digest {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
        let step = |digest: u128, word: [u8; 8]| {
            let mixed = digest ^ u128::from(u64::from_le_bytes(word));
            mixed.wrapping_mul(PRIME).rotate_left(64)
        };
        let (words, rest) = bytes.as_chunks();
        let digest = words.iter().copied().fold(self.0, step);
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let length = (bytes.len() as u64).to_le_bytes();
        Digest(step(step(digest, last), length))
    }
}
