//! An ICC profile of sRGB, made here from its published numbers (IEC 61966-2-1, ICC.1:2010): archive files must say what black is.

use std::io::{self, Write};

use pdf_writer::{Filter, Ref};

use super::object::ObjectFile;

/// A description and a copyright line in UTF-16.
const DESCRIPTION: &str = "sRGB";
const COPYRIGHT: &str = "CC0";

/// Red, green and blue of sRGB and the white of the profile space (D50), in 65,536ths.
const RED: [u32; 3] = [0x6FA2, 0x38F5, 0x0390];
const GREEN: [u32; 3] = [0x6299, 0xB785, 0x18DA];
const BLUE: [u32; 3] = [0x24A0, 0x0F84, 0xB6CF];
const WHITE: [u32; 3] = [0xF6D6, 0x1_0000, 0xD32D];

/// From sRGB's own white (D65) to that of the profile space, after Bradford.
const ADAPTATION: [u32; 9] = [
    0x1_0C42,
    0x05DE,
    0xFFFF_F325,
    0x0793,
    0xFD90,
    0xFFFF_FBA1,
    0xFFFF_FDA2,
    0x03DC,
    0xC06E,
];

/// The curve: exponent 2.4, 1/1.055, 0.055/1.055, 1/12.92, and 0.04045 where the straight part ends.
const CURVE: [u32; 5] = [0x2_6666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B];

/// Writes the profile.
pub(super) fn write<W: Write>(file: &mut ObjectFile<W>, number: Ref) -> io::Result<()> {
    let packed = file.packer().pack(&srgb());
    file.object(number, |chunk, number| {
        chunk
            .icc_profile(number, &packed)
            .n(3)
            .filter(Filter::FlateDecode);
    })
}

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = [
        b"para".as_slice(),
        &[0; 4],
        &[0, 3, 0, 0],
        &big_endian(&CURVE),
    ]
    .concat();
    let contents = [
        text(DESCRIPTION),
        text(COPYRIGHT),
        xyz(WHITE),
        xyz(RED),
        xyz(GREEN),
        xyz(BLUE),
        curve,
        adaptation(),
    ];
    let tags: [(&[u8; 4], usize); 10] = [
        (b"desc", 0),
        (b"cprt", 1),
        (b"wtpt", 2),
        (b"rXYZ", 3),
        (b"gXYZ", 4),
        (b"bXYZ", 5),
        (b"rTRC", 6),
        (b"gTRC", 6),
        (b"bTRC", 6),
        (b"chad", 7),
    ];
    let first = 128 + 4 + 12 * tags.len();
    let start = |index: usize| first + contents[..index].iter().map(Vec::len).sum::<usize>();
    let mut profile = header(start(contents.len()));
    profile.extend(size(tags.len()));
    for (tag, index) in tags {
        profile.extend([*tag, size(start(index)), size(contents[index].len())].concat());
    }
    profile.extend(contents.concat());
    profile
}

/// Version 4, a display, RGB to XYZ, the first of January 2024 in the date's place.
fn header(length: usize) -> Vec<u8> {
    let mut header = size(length).to_vec();
    header.extend([0, 0, 0, 0, 4, 0x30, 0, 0]);
    header.extend(b"mntrRGB XYZ ");
    header.extend([0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(big_endian(&WHITE));
    header.resize(128, 0);
    header
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut content = b"mluc\0\0\0\0".to_vec();
    content.extend(big_endian(&[1, 12]));
    content.extend(b"enUS");
    content.extend([size(units.len()), size(28)].concat());
    content.extend(units);
    content.resize(content.len().next_multiple_of(4), 0);
    content
}

fn xyz(numbers: [u32; 3]) -> Vec<u8> {
    [b"XYZ \0\0\0\0".as_slice(), &big_endian(&numbers)].concat()
}

fn adaptation() -> Vec<u8> {
    [b"sf32\0\0\0\0".as_slice(), &big_endian(&ADAPTATION)].concat()
}

fn big_endian(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

fn size(size: usize) -> [u8; 4] {
    u32::try_from(size)
        .expect("a profile has some hundred bytes")
        .to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_says_its_own_length_and_holds_its_tags() {
        let profile = srgb();
        let number =
            |at: usize| u32::from_be_bytes(profile[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(number(0), profile.len());
        for tag in 0..number(128) {
            let (start, length) = (number(132 + 12 * tag + 4), number(132 + 12 * tag + 8));
            assert!(start % 4 == 0 && start + length <= profile.len());
        }
    }
}
