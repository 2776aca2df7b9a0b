//! Decryption of workbooks that Excel opens without asking for a password: those with its default
//! password (MS-OFFCRYPTO). Excel uses it when a workbook's structure is protected or the workbook
//! is read-only; users do not know that there is a password.
//!
//! `.xlsx`: agile (AES-CBC) and standard (AES-ECB) encryption. `.xls`: RC4, `CryptoAPI` RC4, and
//! XOR obfuscation. A workbook with another password is rejected; the program never asks for one.

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};
use base64ct::{Base64, Encoding};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::compound::Compound;
use super::limits::MAX_SPINS;
use super::xml::{Damage, Tag, Xml};

/// Password that Excel tries before it asks for one.
const PASSWORD: &str = "VelvetSweatshop";

/// Block keys: hashed with the password to derive the AES key for each purpose (MS-OFFCRYPTO,
/// 2.3.4.11 and 2.3.4.13).
const VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const KEY_VALUE: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// Bytes of a segment of an encrypted package.
const SEGMENT: usize = 4096;
/// Hash iterations of standard encryption.
const STANDARD_SPINS: u32 = 50_000;
/// Bytes of an AES block.
const BLOCK: usize = 16;

/// A hash function of an encrypted file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Hash> {
        match name.to_ascii_uppercase().replace('-', "").as_str() {
            "MD5" => Some(Hash::Md5),
            "SHA1" => Some(Hash::Sha1),
            "SHA256" => Some(Hash::Sha256),
            "SHA384" => Some(Hash::Sha384),
            "SHA512" => Some(Hash::Sha512),
            _ => None,
        }
    }

    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Hash::Md5 => hashed::<Md5>(parts),
            Hash::Sha1 => hashed::<Sha1>(parts),
            Hash::Sha256 => hashed::<Sha256>(parts),
            Hash::Sha384 => hashed::<Sha384>(parts),
            Hash::Sha512 => hashed::<Sha512>(parts),
        }
    }

    /// Hash of the password, iterated `spins` times.
    fn of_password(self, salt: &[u8], spins: u32) -> Vec<u8> {
        let mut hash = self.of(&[salt, &password()]);
        for spin in 0..spins {
            hash = self.of(&[&spin.to_le_bytes(), &hash]);
        }
        hash
    }
}

fn hashed<H: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = H::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

fn password() -> Vec<u8> {
    PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Decrypts the package of an `.xlsx`. `None` with another password or an unknown encryption.
pub(super) fn package(file: &Compound<'_>) -> Option<Vec<u8>> {
    let info = file.stream("EncryptionInfo")?;
    let stream = file.stream("EncryptedPackage")?;
    let (length, data) = stream.split_first_chunk::<8>()?;
    let version = (u16_at(&info, 0)?, u16_at(&info, 2)?);
    let mut package = match version {
        (4, 4) => Agile::read(info.get(8..)?)?.decrypt(data)?,
        (2..=4, 2) => {
            let standard = Standard::read(info.get(8..)?)?;
            Aes::new(&standard.key()?)?.decrypt(data, None)
        }
        _ => return None,
    };
    package.truncate(usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX));
    Some(package)
}

/// Agile encryption, described by an XML document.
struct Agile {
    data: Cipher,
    key: Cipher,
    spins: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key_value: Vec<u8>,
}

/// Hash, salt and sizes of one of its two ciphers.
#[derive(Clone)]
struct Cipher {
    hash: Hash,
    salt: Vec<u8>,
    key_bytes: usize,
}

impl Agile {
    fn read(xml: &[u8]) -> Option<Agile> {
        let xml = std::str::from_utf8(xml).ok()?.trim_end_matches('\0');
        let (mut data, mut agile) = (None, None);
        let (mut document, _) = Xml::open(xml).ok()?;
        let read = document.descendants(|_, tag| {
            match tag.local() {
                "keyData" => data = Cipher::read(tag),
                "encryptedKey" => agile = Agile::of_key(tag),
                _ => {}
            }
            Ok::<(), Damage>(())
        });
        read.ok()?;
        let data = data?;
        agile.map(|agile| Agile { data, ..agile })
    }

    /// Reads the element of the password key; the package's cipher is in another element.
    fn of_key(key: &Tag<'_>) -> Option<Agile> {
        let cipher = Cipher::read(key)?;
        Some(Agile {
            data: cipher.clone(),
            key: cipher,
            spins: number(key, "spinCount").filter(|spins| *spins <= MAX_SPINS)?,
            verifier: bytes(key, "encryptedVerifierHashInput")?,
            verifier_hash: bytes(key, "encryptedVerifierHashValue")?,
            key_value: bytes(key, "encryptedKeyValue")?,
        })
    }

    fn decrypt(&self, data: &[u8]) -> Option<Vec<u8>> {
        let hash = self.key.hash.of_password(&self.key.salt, self.spins);
        let decrypted = |purpose: [u8; 8], value: &[u8]| {
            let key = self.key.hash.of(&[&hash, &purpose]);
            let aes = Aes::new(&sized(key, self.key.key_bytes))?;
            Some(aes.decrypt(value, Some(start(self.key.salt.clone()))))
        };
        let mut verifier = decrypted(VERIFIER, &self.verifier)?;
        verifier.truncate(self.key.salt.len());
        let verifier = self.key.hash.of(&[&verifier]);
        if !decrypted(VERIFIER_HASH, &self.verifier_hash)?.starts_with(&verifier) {
            return None;
        }
        let key = decrypted(KEY_VALUE, &self.key_value)?;
        let aes = Aes::new(key.get(..self.data.key_bytes)?)?;
        let mut package = Vec::with_capacity(data.len());
        for (number, segment) in (0_u32..).zip(data.chunks(SEGMENT)) {
            let hash = self.data.hash.of(&[&self.data.salt, &number.to_le_bytes()]);
            package.extend(aes.decrypt(segment, Some(start(hash))));
        }
        Some(package)
    }
}

impl Cipher {
    /// Reads the attributes of a cipher. `None` for another cipher than AES-CBC.
    fn read(tag: &Tag<'_>) -> Option<Cipher> {
        let is_known = value(tag, "cipherAlgorithm")? == "AES"
            && value(tag, "cipherChaining")? == "ChainingModeCBC";
        if !is_known {
            return None;
        }
        Some(Cipher {
            hash: Hash::named(&value(tag, "hashAlgorithm")?)?,
            salt: bytes(tag, "saltValue")?,
            key_bytes: number(tag, "keyBits")? as usize / 8,
        })
    }
}

fn value(tag: &Tag<'_>, name: &str) -> Option<String> {
    let value = tag.get(name).ok()??;
    Some(value.trim().to_owned())
}

fn number(tag: &Tag<'_>, name: &str) -> Option<u32> {
    value(tag, name)?.parse().ok()
}

fn bytes(tag: &Tag<'_>, name: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(&value(tag, name)?).ok()
}

/// Standard encryption, and `CryptoAPI` encryption of `.xls`: a header of fixed fields.
struct Standard {
    algorithm: u32,
    key_bytes: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
}

/// Algorithm identifiers of a header.
const RC4: u32 = 0x6801;
const AES: std::ops::RangeInclusive<u32> = 0x660E..=0x6610;

impl Standard {
    fn read(info: &[u8]) -> Option<Standard> {
        let length = usize::try_from(u32_at(info, 0)?).ok()?;
        let header = info.get(4..)?.get(..length)?;
        let verifier = info.get(4..)?.get(length..)?;
        let bits = u32_at(header, 16)?;
        Some(Standard {
            algorithm: u32_at(header, 8)?,
            // Size 0 means 40 bits.
            key_bytes: if bits == 0 { 5 } else { bits as usize / 8 },
            salt: verifier.get(4..20)?.to_vec(),
            verifier: verifier.get(20..36)?.to_vec(),
            verifier_hash: verifier.get(40..)?.to_vec(),
        })
    }

    /// The AES key, if the password matches.
    fn key(&self) -> Option<Vec<u8>> {
        if !AES.contains(&self.algorithm) {
            return None;
        }
        let hash = Hash::Sha1.of_password(&self.salt, STANDARD_SPINS);
        let hash = Hash::Sha1.of(&[&hash, &[0; 4]]);
        let half = |filler: u8| {
            let mut block = [filler; 64];
            for (byte, other) in block.iter_mut().zip(&hash) {
                *byte ^= other;
            }
            Hash::Sha1.of(&[&block])
        };
        let mut key = [half(0x36), half(0x5C)].concat();
        key.truncate(self.key_bytes);
        let aes = Aes::new(&key)?;
        let verifier = Hash::Sha1.of(&[&aes.decrypt(&self.verifier, None)]);
        let is_right = aes
            .decrypt(&self.verifier_hash, None)
            .starts_with(&verifier);
        is_right.then_some(key)
    }
}

/// AES with any key length.
enum Aes {
    Of128(Box<Aes128>),
    Of192(Box<Aes192>),
    Of256(Box<Aes256>),
}

impl Aes {
    fn new(key: &[u8]) -> Option<Aes> {
        match key.len() {
            16 => Aes128::new_from_slice(key)
                .ok()
                .map(Box::new)
                .map(Aes::Of128),
            24 => Aes192::new_from_slice(key)
                .ok()
                .map(Box::new)
                .map(Aes::Of192),
            32 => Aes256::new_from_slice(key)
                .ok()
                .map(Box::new)
                .map(Aes::Of256),
            _ => None,
        }
    }

    /// Decrypts whole blocks. `chain` is the initialization vector of CBC; without it the mode is
    /// ECB.
    fn decrypt(&self, data: &[u8], chain: Option<[u8; BLOCK]>) -> Vec<u8> {
        let mut plain = Vec::with_capacity(data.len());
        let mut before = chain;
        for encrypted in data.as_chunks::<BLOCK>().0 {
            let mut block = Block::from(*encrypted);
            match self {
                Aes::Of128(aes) => aes.decrypt_block(&mut block),
                Aes::Of192(aes) => aes.decrypt_block(&mut block),
                Aes::Of256(aes) => aes.decrypt_block(&mut block),
            }
            let other = before.unwrap_or([0; BLOCK]);
            plain.extend(block.iter().zip(other).map(|(byte, other)| byte ^ other));
            before = before.map(|_| *encrypted);
        }
        plain
    }
}

/// A block from a hash or salt, truncated or padded.
fn start(bytes: Vec<u8>) -> [u8; BLOCK] {
    let bytes = sized(bytes, BLOCK);
    std::array::from_fn(|at| bytes[at])
}

/// Bytes truncated or padded to a length.
fn sized(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    /// Maximum length of a hash.
    const MAX: usize = 64;
    bytes.resize(length.min(MAX), 0x36);
    bytes
}

/// Record types (MS-XLS, 2.2.10): end of the globals, and the encryption header.
const END: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
/// Records that are never encrypted: they begin a substream, describe the encryption, or contain
/// the name of the file's user.
const PLAIN: [u16; 7] = [0x0809, FILE_PASS, 0x00E1, 0x0194, 0x0195, 0x0196, 0x0138];
/// Record of a sheet; its first four bytes are never encrypted.
const BOUND_SHEET: u16 = 0x0085;

/// Another password than the default one, or unknown encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Locked;

/// Decrypts the stream of an `.xls` in place; leaves an unencrypted one unchanged.
pub(super) fn stream(stream: &mut [u8]) -> Result<(), Locked> {
    let mut kinds = HeadIter { stream, at: 0 };
    let pass = kinds
        .by_ref()
        .take_while(|(kind, ..)| *kind != END)
        .find(|(kind, ..)| *kind == FILE_PASS);
    let Some((_, start, end)) = pass else {
        return Ok(());
    };
    let mut cipher = StreamCipher::read(&stream[start..end]).ok_or(Locked)?;
    let heads: Vec<(u16, usize, usize)> = HeadIter { stream, at: 0 }.collect();
    for (kind, start, end) in heads {
        let plain = match kind {
            BOUND_SHEET => 4.min(end - start),
            _ if PLAIN.contains(&kind) => continue,
            _ => 0,
        };
        cipher.decrypt(&mut stream[start..end], start, plain);
    }
    Ok(())
}

/// Records of a stream: type and range of the data.
struct HeadIter<'a> {
    stream: &'a [u8],
    at: usize,
}

impl Iterator for HeadIter<'_> {
    type Item = (u16, usize, usize);

    fn next(&mut self) -> Option<(u16, usize, usize)> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        self.at = start + length;
        (self.at <= self.stream.len()).then_some((kind, start, self.at))
    }
}

/// Encryption of an `.xls`.
enum StreamCipher {
    Xor,
    Rc4(Box<Rc4>),
}

impl StreamCipher {
    fn read(pass: &[u8]) -> Option<StreamCipher> {
        /// XOR obfuscation of the default password: its key and verifier.
        const XOR: (u16, u16) = (0xB359, 0x9A0A);
        if u16_at(pass, 0)? == 0 {
            let is_default = (u16_at(pass, 2)?, u16_at(pass, 4)?) == XOR;
            return is_default.then_some(StreamCipher::Xor);
        }
        let rc4 = match (u16_at(pass, 2)?, u16_at(pass, 4)?) {
            (1, 1) => {
                let first = Hash::Md5.of(&[&password()]);
                let repeated = [&first[..5], pass.get(6..22)?].concat().repeat(16);
                let base = Hash::Md5.of(&[&repeated])[..5].to_vec();
                let verifier = (pass.get(22..38)?, pass.get(38..54)?);
                Rc4::new(Hash::Md5, base, 16).verified(verifier.0, verifier.1)?
            }
            (2..=4, 2) => {
                let info = Standard::read(pass.get(10..)?)?;
                let key_bytes = Some(info.key_bytes).filter(|bytes| (5..=16).contains(bytes));
                let base = Hash::Sha1.of(&[&info.salt, &password()]);
                let hash = info.verifier_hash.get(..20)?;
                let rc4 = Rc4::new(Hash::Sha1, base, key_bytes?);
                Some(rc4)
                    .filter(|_| info.algorithm == RC4)?
                    .verified(&info.verifier, hash)?
            }
            _ => return None,
        };
        Some(StreamCipher::Rc4(Box::new(rc4)))
    }

    /// Decrypts the data of a record at an offset of the stream; its first `plain` bytes are not
    /// encrypted.
    fn decrypt(&mut self, data: &mut [u8], start: usize, plain: usize) {
        let length = data.len();
        let encrypted = data.iter_mut().enumerate().skip(plain);
        match self {
            StreamCipher::Xor => {
                /// XOR array of the default password (MS-OFFCRYPTO, 2.3.7.2).
                const XOR: [u8; 16] = [
                    0x87, 0x6B, 0x9A, 0xE2, 0x1E, 0xE3, 0x05, 0x62, 0x1E, 0x69, 0x96, 0x60, 0x98,
                    0x6E, 0x94, 0x04,
                ];
                for (at, byte) in encrypted {
                    *byte = (*byte ^ XOR[(start + length + at) % 16]).rotate_right(5);
                }
            }
            StreamCipher::Rc4(rc4) => {
                for (at, byte) in encrypted {
                    *byte ^= rc4.at(start + at);
                }
            }
        }
    }
}

/// Bytes of a stream for one RC4 key.
const RC4_BLOCK: usize = 1024;

/// RC4 with another key for each block of the stream.
struct Rc4 {
    hash: Hash,
    base: Vec<u8>,
    key_bytes: usize,
    /// Block of the current key stream.
    block: usize,
    bytes: [u8; RC4_BLOCK],
}

impl Rc4 {
    fn new(hash: Hash, base: Vec<u8>, key_bytes: usize) -> Rc4 {
        let mut rc4 = Rc4 {
            hash,
            base,
            key_bytes,
            block: 0,
            bytes: [0; RC4_BLOCK],
        };
        rc4.fill();
        rc4
    }

    /// Returns itself if the password matches: the decrypted verifier has the decrypted hash.
    fn verified(mut self, verifier: &[u8], hash: &[u8]) -> Option<Rc4> {
        let both = [verifier, hash].concat().into_iter().enumerate();
        let both: Vec<u8> = both.map(|(at, byte)| byte ^ self.at(at)).collect();
        let (verifier, hash) = both.split_at(verifier.len());
        (self.hash.of(&[verifier]) == hash).then_some(self)
    }

    /// Key stream byte at an offset of the stream.
    fn at(&mut self, at: usize) -> u8 {
        if self.block != at / RC4_BLOCK {
            self.block = at / RC4_BLOCK;
            self.fill();
        }
        self.bytes[at % RC4_BLOCK]
    }

    fn fill(&mut self) {
        let block = u32::try_from(self.block).unwrap_or(u32::MAX);
        let mut key = self.hash.of(&[&self.base, &block.to_le_bytes()]);
        key.truncate(self.key_bytes);
        if key.len() == 5 {
            key.resize(16, 0);
        }
        let mut state: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or(0));
        let mut other = 0_u8;
        for at in 0..256 {
            other = other
                .wrapping_add(state[at])
                .wrapping_add(key[at % key.len()]);
            state.swap(at, usize::from(other));
        }
        let (mut at, mut other) = (0_u8, 0_u8);
        for byte in &mut self.bytes {
            at = at.wrapping_add(1);
            other = other.wrapping_add(state[usize::from(at)]);
            state.swap(usize::from(at), usize::from(other));
            let sum = state[usize::from(at)].wrapping_add(state[usize::from(other)]);
            *byte = state[usize::from(sum)];
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([pair[0], pair[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, high] = [u16_at(bytes, at)?, u16_at(bytes, at.checked_add(2)?)?];
    Some(u32::from(low) | u32::from(high) << 16)
}
