//! Subset of a TrueType font: the outlines and widths of some of its glyphs; for PDF without the
//! tables that no reader of a PDF uses (ISO 32000-2, 9.9.1): characters, names, layout. For OFD with
//! characters and names (GB/T 42133-2022, 6.2.6).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::character_map::{self, short};

/// A font file with some glyphs of another one.
pub(in crate::write) struct Subset {
    pub(in crate::write) bytes: Vec<u8>,
    /// Number of each wanted glyph in it.
    pub(in crate::write) glyph_ids: Vec<u16>,
}

/// Sizes of the header and of the entry of a table in a font file, in bytes.
const HEADER: usize = 12;
const ENTRY: usize = 16;

/// Version of a file with TrueType outlines, and of its `maxp`.
const TRUE_TYPE: [u8; 4] = [0, 1, 0, 0];

/// Position of the checksum of the file in `head`, and the sum of a whole file with it.
const ADJUSTMENT: usize = 8;
const WHOLE_SUM: u32 = 0xB1B0_AFBA;

/// Position of the kind of offsets in `head`.
const OFFSET_KIND: usize = 50;

/// Subset of a font file with these glyphs, those they are composed of and the glyph of missing
/// characters; `None` if the file is damaged. `member` is its index in a collection.
pub(in crate::write) fn subset(
    data: &[u8],
    member: u32,
    wanted: impl Iterator<Item = u16>,
) -> Option<Subset> {
    let font = FontFile::of(data, member)?;
    let (tables, glyph_ids) = tables(&font, wanted)?;
    Some(Subset {
        bytes: file(&tables)?,
        glyph_ids,
    })
}

/// Subset as [`subset`], with the tables of characters and names that a font has outside of a PDF.
/// `characters` have their glyphs in the font file; the name is the PostScript name.
pub(in crate::write) fn subset_with_characters(
    data: &[u8],
    member: u32,
    characters: &[(char, u16)],
    name: &str,
) -> Option<Subset> {
    let font = FontFile::of(data, member)?;
    let wanted = characters.iter().map(|(_, glyph)| *glyph);
    let (mut tables, glyph_ids) = tables(&font, wanted)?;
    let characters = characters.iter().map(|(character, _)| *character);
    let mut map: Vec<(char, u16)> = characters.zip(glyph_ids.iter().copied()).collect();
    map.sort_unstable();
    let [os2, post] = [b"OS/2", b"post"].map(|name| font.table(name));
    let hhea = font.table(b"hhea")?;
    let further = [
        (b"OS/2", character_map::os2(os2, hhea, &map)?),
        (b"cmap", character_map::cmap(&map)?),
        (b"name", character_map::name(name)?),
        (b"post", character_map::post(post)?),
    ];
    let further = further.into_iter();
    tables.extend(further.map(|(name, table)| (name, Cow::Owned(table))));
    tables.sort_by_key(|(name, _)| *name);
    Some(Subset {
        bytes: file(&tables)?,
        glyph_ids,
    })
}

/// A table of a font file, by its name.
type NamedTable<'d> = (&'static [u8; 4], Cow<'d, [u8]>);

/// Tables of outlines and widths, in the order of their names, and the numbers of the wanted glyphs.
fn tables<'d>(
    font: &FontFile<'d>,
    wanted: impl Iterator<Item = u16>,
) -> Option<(Vec<NamedTable<'d>>, Vec<u16>)> {
    let outlines = Outlines::of(font)?;
    let mut chosen = Chosen::default();
    chosen.number(0);
    let glyph_ids = wanted.map(|glyph| chosen.number(glyph)).collect();
    chosen.complete(&outlines)?;
    let (glyf, loca, is_long) = chosen.outlines(&outlines)?;
    let (hmtx, hhea) = chosen.widths(font)?;
    let mut head = font.table(b"head")?.to_vec();
    head.get_mut(ADJUSTMENT..ADJUSTMENT + 4)?.fill(0);
    head.get_mut(OFFSET_KIND..OFFSET_KIND + 2)?
        .copy_from_slice(&[0, u8::from(is_long)]);
    let mut maxp = font.table(b"maxp")?.to_vec();
    maxp.get_mut(..4)?.copy_from_slice(&TRUE_TYPE);
    maxp.get_mut(4..6)?
        .copy_from_slice(&chosen.count()?.to_be_bytes());
    // The tables of hints as they are, if there are any.
    let hints = |name: &'static [u8; 4]| Some((name, Cow::Borrowed(font.table(name)?)));
    let own = |name, table| Some((name, Cow::Owned(table)));
    let tables: [Option<NamedTable<'d>>; 9] = [
        hints(b"cvt "),
        hints(b"fpgm"),
        own(b"glyf", glyf),
        own(b"head", head),
        own(b"hhea", hhea),
        own(b"hmtx", hmtx),
        own(b"loca", loca),
        own(b"maxp", maxp),
        hints(b"prep"),
    ];
    Some((tables.into_iter().flatten().collect(), glyph_ids))
}

/// A font file read.
struct FontFile<'d> {
    data: &'d [u8],
    /// Entries of its tables.
    entries: &'d [[u8; ENTRY]],
}

impl<'d> FontFile<'d> {
    fn of(data: &'d [u8], member: u32) -> Option<FontFile<'d>> {
        const COLLECTION: &[u8] = b"ttcf";
        let start = if data.starts_with(COLLECTION) {
            let offset = HEADER + 4 * usize::try_from(member).ok()?;
            usize::try_from(long(data, offset)?).ok()?
        } else {
            0
        };
        let file = data.get(start..)?;
        let entries = file.get(HEADER..HEADER + ENTRY * usize::from(short(file, 4)?))?;
        let (entries, _) = entries.as_chunks();
        Some(FontFile { data, entries })
    }

    fn table(&self, name: &[u8]) -> Option<&'d [u8]> {
        let entry = self.entries.iter().find(|entry| entry.starts_with(name))?;
        let start = usize::try_from(long(entry, 8)?).ok()?;
        let length = usize::try_from(long(entry, 12)?).ok()?;
        self.data.get(start..start.checked_add(length)?)
    }
}

/// Outlines of a font file.
struct Outlines<'d> {
    glyf: &'d [u8],
    loca: &'d [u8],
    is_long: bool,
}

impl<'d> Outlines<'d> {
    fn of(font: &FontFile<'d>) -> Option<Outlines<'d>> {
        Some(Outlines {
            glyf: font.table(b"glyf")?,
            loca: font.table(b"loca")?,
            is_long: short(font.table(b"head")?, OFFSET_KIND)? != 0,
        })
    }

    fn glyph(&self, glyph: u16) -> Option<&'d [u8]> {
        let offset = |index: usize| {
            let offset = if self.is_long {
                long(self.loca, 4 * index)?
            } else {
                2 * u32::from(short(self.loca, 2 * index)?)
            };
            usize::try_from(offset).ok()
        };
        let index = usize::from(glyph);
        self.glyf.get(offset(index)?..offset(index + 1)?)
    }
}

/// Positions in an outline of the numbers of the glyphs that it is composed of: none if it is not
/// composed; `None` if it is damaged.
fn components(outline: &[u8]) -> Option<Vec<usize>> {
    const WORDS: u16 = 0x0001;
    const SCALE: u16 = 0x0008;
    const MORE: u16 = 0x0020;
    const TWO_SCALES: u16 = 0x0040;
    const MATRIX: u16 = 0x0080;
    let mut positions = Vec::new();
    if outline.is_empty() || short(outline, 0)? < 0x8000 {
        return Some(positions);
    }
    // After the number of contours and the box.
    let mut at = 10;
    loop {
        let flags = short(outline, at)?;
        positions.push(at + 2);
        let offsets = if flags & WORDS == 0 { 2 } else { 4 };
        let scales = match flags {
            _ if flags & SCALE != 0 => 2,
            _ if flags & TWO_SCALES != 0 => 4,
            _ if flags & MATRIX != 0 => 8,
            _ => 0,
        };
        at += 4 + offsets + scales;
        outline.get(..at)?;
        if flags & MORE == 0 {
            return Some(positions);
        }
    }
}

/// Glyphs of a subset.
#[derive(Default)]
struct Chosen {
    /// Their numbers in the font file, in the order of the subset.
    glyphs: Vec<u16>,
    /// Their numbers in the subset by those in the font file.
    numbers: BTreeMap<u16, u16>,
}

impl Chosen {
    /// Number of a glyph in the subset, which is added if it is new.
    fn number(&mut self, glyph: u16) -> u16 {
        let Chosen { glyphs, numbers } = self;
        *numbers.entry(glyph).or_insert_with(|| {
            let number = u16::try_from(glyphs.len()).expect("a font has 65,536 glyphs at most");
            glyphs.push(glyph);
            number
        })
    }

    /// Number of glyphs.
    fn count(&self) -> Option<u16> {
        u16::try_from(self.glyphs.len()).ok()
    }

    /// Adds the glyphs that others are composed of.
    fn complete(&mut self, outlines: &Outlines<'_>) -> Option<()> {
        let components = |glyph: u16, open: &mut Vec<u16>| {
            let outline = outlines.glyph(glyph)?;
            for at in components(outline)? {
                open.push(short(outline, at)?);
            }
            Some(())
        };
        let mut open = Vec::new();
        for glyph in self.glyphs.clone().into_iter().rev() {
            components(glyph, &mut open)?;
            while let Some(component) = open.pop() {
                if !self.numbers.contains_key(&component) {
                    self.number(component);
                    components(component, &mut open)?;
                }
            }
        }
        Some(())
    }

    /// `glyf`, `loca`, and whether the offsets of the latter are long.
    fn outlines(&self, outlines: &Outlines<'_>) -> Option<(Vec<u8>, Vec<u8>, bool)> {
        let glyphs = self.glyphs.iter();
        let all: Vec<&[u8]> = glyphs
            .map(|glyph| outlines.glyph(*glyph))
            .collect::<Option<_>>()?;
        let size: usize = all
            .iter()
            .map(|outline| outline.len().next_multiple_of(2))
            .sum();
        let is_long = size > 2 * usize::from(u16::MAX);
        let mut glyf = Vec::with_capacity(size);
        let mut loca = Vec::with_capacity(4 * (all.len() + 1));
        let mut end = |glyf: &Vec<u8>| {
            let offset = u32::try_from(glyf.len()).ok()?;
            match u16::try_from(offset / 2) {
                Ok(half) if !is_long => loca.extend(half.to_be_bytes()),
                _ => loca.extend(offset.to_be_bytes()),
            }
            Some(())
        };
        end(&glyf)?;
        for outline in all {
            let start = glyf.len();
            glyf.extend(outline);
            for at in components(outline)? {
                let number = self.numbers.get(&short(outline, at)?)?;
                glyf.get_mut(start + at..start + at + 2)?
                    .copy_from_slice(&number.to_be_bytes());
            }
            if !is_long && glyf.len() % 2 != 0 {
                glyf.push(0);
            }
            end(&glyf)?;
        }
        Some((glyf, loca, is_long))
    }

    /// `hmtx` and `hhea`: the last glyphs of equal width share one.
    fn widths(&self, font: &FontFile<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
        let (hmtx, mut hhea) = (font.table(b"hmtx")?, font.table(b"hhea")?.to_vec());
        let own = hhea.len().checked_sub(2)?;
        let own_count = usize::from(short(&hhea, own)?);
        let last = own_count.checked_sub(1)?;
        let metrics = self.glyphs.iter().map(|glyph| {
            let glyph = usize::from(*glyph);
            let bearing = match glyph.checked_sub(own_count) {
                None => 4 * glyph + 2,
                Some(after) => 4 * own_count + 2 * after,
            };
            Some((short(hmtx, 4 * glyph.min(last))?, short(hmtx, bearing)?))
        });
        let metrics: Vec<(u16, u16)> = metrics.collect::<Option<_>>()?;
        let (last, before) = metrics.split_last()?;
        let count = 1 + before.len()
            - before
                .iter()
                .rev()
                .take_while(|one| one.0 == last.0)
                .count();
        let mut made = Vec::with_capacity(4 * metrics.len());
        for (index, (width, bearing)) in metrics.iter().enumerate() {
            if index < count {
                made.extend(width.to_be_bytes());
            }
            made.extend(bearing.to_be_bytes());
        }
        hhea[own..].copy_from_slice(&u16::try_from(count).ok()?.to_be_bytes());
        Some((made, hhea))
    }
}

/// A font file of these tables, which are in the order of their names.
fn file(tables: &[NamedTable<'_>]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let selector = count.checked_ilog2()?;
    let range = u16::try_from(ENTRY << selector).ok()?;
    let selector = u16::try_from(selector).ok()?;
    let mut at = HEADER + ENTRY * tables.len();
    let padded = |table: &[u8]| table.len().next_multiple_of(4);
    let size: usize = tables.iter().map(|(_, table)| padded(table)).sum();
    let mut made = Vec::with_capacity(at + size);
    made.extend(TRUE_TYPE);
    for field in [count, range, selector, count * 16 - range] {
        made.extend(field.to_be_bytes());
    }
    let (mut sum, mut adjusted) = (0, None);
    for (name, table) in tables {
        let own = checksum(table);
        sum = own.wrapping_add(sum);
        made.extend(*name);
        made.extend(own.to_be_bytes());
        made.extend(u32::try_from(at).ok()?.to_be_bytes());
        made.extend(u32::try_from(table.len()).ok()?.to_be_bytes());
        if *name == b"head" {
            adjusted = Some(at + ADJUSTMENT);
        }
        at += padded(table);
    }
    sum = checksum(&made).wrapping_add(sum);
    for (_, table) in tables {
        made.extend(&**table);
        made.extend(&[0; 3][..padded(table) - table.len()]);
    }
    let adjusted = adjusted?;
    made.get_mut(adjusted..adjusted + 4)?
        .copy_from_slice(&WHOLE_SUM.wrapping_sub(sum).to_be_bytes());
    Some(made)
}

/// Sum of the words of a table, which is filled up with zeros.
fn checksum(table: &[u8]) -> u32 {
    let (words, rest) = table.as_chunks();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]);
    words.fold(0, |sum, word| u32::from_be_bytes(*word).wrapping_add(sum))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use skrifa::MetadataProvider;
    use subsetter::GlyphRemapper;

    use super::*;

    const FONTS: [&[u8]; 2] = [
        include_bytes!("../../../fonts/NotoSansSC-Medium.ttf"),
        include_bytes!("../../../fonts/NotoSansSymbols2-Regular.ttf"),
    ];

    /// The tables of a font file by name, the checksum of the file as zeros.
    fn tables(file: &[u8]) -> BTreeMap<[u8; 4], Vec<u8>> {
        let font = FontFile::of(file, 0).unwrap();
        let entries = font.entries.iter();
        let tables = entries.map(|entry| {
            let name: [u8; 4] = entry[..4].try_into().unwrap();
            let mut table = font.table(&name).unwrap().to_vec();
            if name == *b"head" {
                table[ADJUSTMENT..ADJUSTMENT + 4].fill(0);
            }
            assert_eq!(long(entry, 4), Some(checksum(&table)));
            (name, table)
        });
        tables.collect()
    }

    /// Holds a subset against that of another library.
    fn hold(font: &[u8], wanted: &[u16]) {
        let Subset { bytes, glyph_ids } = subset(font, 0, wanted.iter().copied()).unwrap();
        assert_eq!(checksum(&bytes), WHOLE_SUM);
        let mut remapper = GlyphRemapper::new();
        let expected: Vec<u16> = wanted.iter().map(|glyph| remapper.remap(*glyph)).collect();
        assert_eq!(glyph_ids, expected);
        let mut expected = tables(&subsetter::subset(font, 0, &remapper).unwrap());
        expected.remove(b"name");
        expected.remove(b"post");
        let made = tables(&bytes);
        assert!(made.keys().eq(expected.keys()));
        for (name, table) in &made {
            assert!(*table == expected[name], "{}", name.escape_ascii());
        }
    }

    #[test]
    fn the_tables_are_those_of_another_library() {
        for font in FONTS {
            let count = short(FontFile::of(font, 0).unwrap().table(b"maxp").unwrap(), 4).unwrap();
            for step in [1, 2, 7, 5000] {
                let mut wanted: Vec<u16> = (0..count.min(600)).step_by(step).collect();
                wanted.push(count - 1);
                hold(font, &wanted);
                wanted.reverse();
                hold(font, &wanted);
            }
        }
    }

    /// Long offsets, and more than one glyph in many.
    #[test]
    fn a_large_subset_is_that_of_another_library() {
        let wanted: Vec<u16> = (0..30_000).step_by(3).collect();
        hold(FONTS[0], &wanted);
    }

    /// A font of six glyphs, of which the third and the fourth are composed.
    fn composed() -> Vec<u8> {
        let one = |x: u8| vec![0, 0, 0, x, 0, 0, 0, 9, 0, 9, 0, 0];
        let head = [0xFF, 0xFF, 0, 1, 0, 1, 0, 9, 0, 9];
        // A scale, offsets of words, more to come; four scales; instructions.
        let third = [
            &head[..],
            &[0, 0x29, 0, 5, 0, 1, 0, 2, 64, 0],
            &[1, 0x80, 0, 3, 4, 4, 1, 1, 2, 2, 3, 3, 4, 4, 0, 0],
        ];
        let fourth = [&head[..], &[0, 0x40, 0, 4, 7, 7, 1, 1, 2, 2]];
        let outlines = [
            one(1),
            one(2),
            third.concat(),
            fourth.concat(),
            one(5),
            Vec::new(),
        ];
        let (mut glyf, mut loca) = (Vec::new(), vec![0, 0]);
        for outline in outlines {
            glyf.extend(outline);
            loca.extend(u16::try_from(glyf.len() / 2).unwrap().to_be_bytes());
        }
        let metrics: Vec<u8> = [3, 4, 5, 5]
            .into_iter()
            .flat_map(|one| [1, one, 0, one])
            .collect();
        let hmtx = [&metrics[..], &[0, 6, 0, 7]].concat();
        let hhea = [&[7; 34][..], &[0, 4]].concat();
        let tables: [(&'static [u8; 4], &[u8]); 8] = [
            (b"cvt ", &[1, 2, 3]),
            (b"glyf", &glyf),
            (b"head", &[0; 54]),
            (b"hhea", &hhea),
            (b"hmtx", &hmtx),
            (b"loca", &loca),
            (b"maxp", &[0, 1, 0, 0, 0, 6, 1, 1]),
            (b"post", &[0; 32]),
        ];
        let tables = tables.map(|(name, table)| (name, Cow::Borrowed(table)));
        file(&tables).unwrap()
    }

    #[test]
    fn what_a_glyph_is_composed_of_comes_along() {
        let font = composed();
        for wanted in [&[2][..], &[3], &[1, 3], &[5, 3, 2], &[4, 2], &[1]] {
            hold(&font, wanted);
        }
        let Subset { bytes, .. } = subset(&font, 0, [2].into_iter()).unwrap();
        let maxp = FontFile::of(&bytes, 0).unwrap().table(b"maxp").unwrap();
        // Of missing characters, itself, its two components, and the component of one of them.
        assert_eq!(short(maxp, 4), Some(5));
    }

    #[test]
    fn a_subset_with_characters_is_read_as_a_font() {
        for font in FONTS {
            let face = skrifa::FontRef::new(font).unwrap();
            // Of all planes that it has, in another order than that of the characters.
            let all: Vec<(char, u16)> = face
                .charmap()
                .mappings()
                .map(|(character, glyph)| {
                    let glyph = u16::try_from(glyph.to_u32()).unwrap();
                    (char::from_u32(character).unwrap(), glyph)
                })
                .collect();
            let mut wanted: Vec<(char, u16)> = all.iter().copied().step_by(97).collect();
            wanted.reverse();
            let unwanted = all.iter().find(|one| !wanted.contains(one)).unwrap().0;
            let made = subset_with_characters(font, 0, &wanted, "Some-Name").unwrap();
            let Subset { bytes, glyph_ids } = made;
            assert_eq!(checksum(&bytes), WHOLE_SUM);
            let read = skrifa::FontRef::new(&bytes).unwrap();
            for ((character, _), glyph) in wanted.iter().zip(glyph_ids) {
                let found = read.charmap().map(*character).unwrap();
                assert_eq!(found.to_u32(), u32::from(glyph), "{character}");
            }
            assert_eq!(read.charmap().map(unwanted), None);
            let names = read.localized_strings(skrifa::string::StringId::POSTSCRIPT_NAME);
            assert_eq!(names.english_or_first().unwrap().to_string(), "Some-Name");
            let os2 = skrifa::raw::TableProvider::os2(&read).unwrap();
            let first = wanted.iter().map(|one| one.0).min().unwrap();
            assert_eq!(u32::from(os2.us_first_char_index()), u32::from(first));
            skrifa::raw::TableProvider::post(&read).unwrap();
        }
    }

    #[test]
    fn a_font_without_names_and_metrics_gets_them() {
        let Subset { bytes, .. } =
            subset_with_characters(&composed(), 0, &[('a', 1), ('b', 4)], "N").unwrap();
        let made = FontFile::of(&bytes, 0).unwrap();
        for name in [b"OS/2", b"cmap", b"name", b"post"] {
            assert!(made.table(name).is_some(), "{}", name.escape_ascii());
        }
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let font = composed();
        for end in 0..font.len() {
            let made = subset(&font[..end], 0, [2].into_iter());
            // After the last table of use is `post`.
            assert_eq!(made.is_some(), end >= font.len() - 32, "{end}");
        }
        for at in 0..font.len() {
            let mut damaged = font.clone();
            damaged[at] ^= 0x55;
            // Refused or not, it ends.
            let _ = subset(&damaged, 0, [2, 5].into_iter());
        }
        assert!(subset(&font, 0, [6].into_iter()).is_none());
    }
}
