//! Packs: font files that were made smaller by leaving out outlines of glyphs. Everything that
//! decides a layout is left in, so that a layout is the same with a pack and with the whole file.
//!
//! The private table `jxPk` of a pack, in the byte order of the other tables:
//!
//! | bytes | content |
//! | --- | --- |
//! | 2 | version, 1 |
//! | 2 | number of glyphs, as in `maxp` |
//! | 2 | number of extents |
//! | 6 each | extents of a glyph without outline: its index, left and right edge; by index |
//! | ⌈glyphs ÷ 8⌉ or none | a bit for each glyph, the first one highest: its outline is in the file |
//!
//! Without the last part no outline is in the file, which then has no tables `glyf` and `loca`.

use skrifa::raw::TableProvider;
use skrifa::{FontRef, Tag};

use super::error::FontError;

/// The table.
const TABLE: Tag = Tag::new(b"jxPk");

const VERSION: u16 = 1;

/// Sizes of the head and of the extents of a glyph, in bytes.
const HEAD: usize = 6;
const EXTENT: usize = 6;

/// The table of a pack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pack<'a> {
    extents: &'a [u8],
    outlines: Option<&'a [u8]>,
}

impl<'a> Pack<'a> {
    /// The table of a font; `None` if it is no pack.
    pub(super) fn of(font: &FontRef<'a>) -> Result<Option<Pack<'a>>, FontError> {
        let Some(table) = font.table_data(TABLE) else {
            return Ok(None);
        };
        let glyphs = font.maxp().map_or(0, |table| table.num_glyphs());
        let pack = Pack::parse(table.as_bytes(), glyphs);
        pack.map(Some)
            .ok_or_else(|| FontError::Unreadable(format!("{TABLE} 表已损坏")))
    }

    fn parse(table: &'a [u8], glyphs: u16) -> Option<Pack<'a>> {
        if number(table, 0)? != VERSION || number(table, 2)? != glyphs {
            return None;
        }
        let end = HEAD + EXTENT * usize::from(number(table, 4)?);
        let extents = table.get(HEAD..end)?;
        let outlines = &table[end..];
        let whole = usize::from(glyphs).div_ceil(8);
        let has_outlines = !outlines.is_empty();
        (!has_outlines || outlines.len() == whole).then_some(Pack {
            extents,
            outlines: has_outlines.then_some(outlines),
        })
    }

    /// Whether the file has any outline.
    pub(super) const fn has_outlines(&self) -> bool {
        self.outlines.is_some()
    }

    /// Whether the outline of a glyph was not left out.
    pub(super) fn has_outline(&self, glyph: u16) -> bool {
        let byte = self
            .outlines
            .and_then(|outlines| outlines.get(usize::from(glyph / 8)));
        byte.is_some_and(|byte| byte & (0x80 >> (glyph % 8)) != 0)
    }

    /// Left and right edge of a glyph without outline, in units of the file.
    pub(super) fn extent(&self, glyph: u16) -> Option<(i16, i16)> {
        let (entries, _) = self.extents.as_chunks::<EXTENT>();
        let found =
            entries.binary_search_by_key(&glyph, |entry| u16::from_be_bytes([entry[0], entry[1]]));
        let entry = entries[found.ok()?];
        let edge = |at: usize| i16::from_be_bytes([entry[at], entry[at + 1]]);
        Some((edge(2), edge(4)))
    }
}

fn number(table: &[u8], at: usize) -> Option<u16> {
    let bytes = table.get(at..at + 2)?;
    bytes.try_into().ok().map(u16::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(glyphs: u8, outlines: &[u8]) -> Vec<u8> {
        let head = [0, 1, 0, glyphs, 0, 2];
        let extents = [0, 3, 0xFF, 0xFE, 0, 5, 0, 7, 0, 1, 0, 2];
        [&head[..], &extents, outlines].concat()
    }

    #[test]
    fn each_glyph_has_its_bit_and_its_extents() {
        let table = table(10, &[0b1000_0001, 0b0100_0000]);
        let pack = Pack::parse(&table, 10).unwrap();
        let there: Vec<u16> = (0..20).filter(|glyph| pack.has_outline(*glyph)).collect();
        assert_eq!(there, [0, 7, 9]);
        assert_eq!(pack.extent(3), Some((-2, 5)));
        assert_eq!(pack.extent(7), Some((1, 2)));
        assert_eq!(pack.extent(4), None);
    }

    #[test]
    fn a_pack_may_have_no_outline_at_all() {
        let table = table(10, &[]);
        let pack = Pack::parse(&table, 10).unwrap();
        assert!(!pack.has_outlines() && !pack.has_outline(0));
        assert_eq!(pack.extent(3), Some((-2, 5)));
    }

    #[test]
    fn a_damaged_table_is_refused() {
        let whole = table(10, &[0xFF, 0xFF]);
        for end in (0..whole.len()).filter(|end| *end != whole.len() - 2) {
            assert!(Pack::parse(&whole[..end], 10).is_none(), "{end}");
        }
        assert!(Pack::parse(&whole, 11).is_none());
        assert!(Pack::parse(&[&whole[..], &[0]].concat(), 10).is_none());
        let newer = [&[0, 2], &whole[2..]].concat();
        assert!(Pack::parse(&newer, 10).is_none());
    }
}
