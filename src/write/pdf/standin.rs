//! The font genpdf is given in place of the real ones: a TrueType file with one empty glyph and no character, made here.
//!
//! genpdf reads a font's height and kerning before it prints. This one has no kerning, and a height of one unit of 16,384, so it
//! moves nothing; the real fonts are embedded by [`super::typeface`].

/// The tables, in the order of their tags, each padded to four bytes: tag, content, true length.
const TABLES: [(&[u8; 4], &[u8], u8); 7] = [
    // one subtable for Microsoft's Unicode at offset 12: format 6, no character
    (
        b"cmap",
        &[
            0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12, 0, 6, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        22,
    ),
    (b"glyf", &[0, 0, 0, 0], 4),
    (b"head", &HEAD, 54),
    (b"hhea", &HHEA, 36),
    (b"hmtx", &[0x40, 0, 0, 0], 4),
    (b"loca", &[0, 0, 0, 0], 4),
    (b"maxp", &[0, 0, 0x50, 0, 0, 1, 0, 0], 6),
];

/// Version 1, the magic number, 16,384 units to the em.
const HEAD: [u8; 56] = {
    let mut head = [0; 56];
    head[1] = 1;
    (head[12], head[13], head[14], head[15]) = (0x5F, 0x0F, 0x3C, 0xF5);
    head[18] = 0x40;
    head
};

/// Version 1, ascent of one unit, no descent, one width.
const HHEA: [u8; 36] = {
    let mut hhea = [0; 36];
    hhea[1] = 1;
    hhea[5] = 1;
    hhea[35] = 1;
    hhea
};

const DIRECTORY: usize = 12 + 16 * TABLES.len();

const SIZE: usize = {
    let (mut size, mut index) = (DIRECTORY, 0);
    while index < TABLES.len() {
        size += TABLES[index].1.len();
        index += 1;
    }
    size
};

/// The file.
pub(super) const FONT: [u8; SIZE] = {
    let mut font = [0; SIZE];
    (font[1], font[5]) = (1, 7);
    let (mut index, mut start) = (0, DIRECTORY);
    while index < TABLES.len() {
        let (tag, content, length) = TABLES[index];
        let entry = 12 + 16 * index;
        let mut byte = 0;
        while byte < 4 {
            font[entry + byte] = tag[byte];
            byte += 1;
        }
        let [high, low] = place(start);
        (font[entry + 10], font[entry + 11], font[entry + 15]) = (high, low, length);
        let mut byte = 0;
        while byte < content.len() {
            font[start + byte] = content[byte];
            byte += 1;
        }
        start += content.len();
        index += 1;
    }
    font
};

/// An offset in two bytes; the whole file is shorter than 64 KB.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the file has a few hundred bytes"
)]
const fn place(offset: usize) -> [u8; 2] {
    (offset as u16).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use skrifa::MetadataProvider;
    use skrifa::instance::{LocationRef, Size};

    use super::*;

    #[test]
    fn the_standin_is_a_font_without_characters() {
        let font = skrifa::FontRef::new(&FONT).unwrap();
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        assert_eq!((metrics.units_per_em, metrics.glyph_count), (16_384, 1));
        assert!((metrics.ascent - metrics.descent - 1.0).abs() < f32::EPSILON);
        assert_eq!(font.charmap().map('0'), None);
    }
}
