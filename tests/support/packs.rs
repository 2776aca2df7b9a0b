//! Makes the packs of the built-in fonts: `cargo run --release --example packs -- FOLDER`.
//!
//! A pack is a face whose file lacks outlines of glyphs; `src/layout/font/pack.rs` describes the
//! table that says which. Glyph indexes stay; tables that the program reads are copied byte for
//! byte, `head` with the checksum of the whole file; tables that it does not read are left out.
//!
//! | folder | outlines |
//! | --- | --- |
//! | `widths` | none: enough for workbooks, HTML and findings; side bearings, which only a PDF needs, are zero |
//! | `common` | [`common`] characters; a PDF has the same bytes as with the whole font |
//!
//! Equal fonts give equal bytes. The extents of punctuation are in the table of a pack that lacks
//! their outlines, because the layout reads them.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use jixiao::layout::{Face, squeezable};
use jixiao::render::built_in_fonts;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::raw::TableProvider;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::{FontRef, GlyphId, MetadataProvider, Tag};

/// What a pack has outlines of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Of no glyph.
    Widths,
    /// Of the glyphs of common characters.
    Common,
}

/// The characters of 通用规范汉字表.
pub(crate) const STANDARD: &str = include_str!("../../fonts/tongyong.txt");

/// Symbols, punctuation and letters that the forms may use: blocks of Unicode.
const BLOCKS: [(u32, u32); 12] = [
    // Latin with diacritics (pinyin), combining marks, Greek, Cyrillic
    (0x20, 0x24F),
    (0x2B0, 0x45F),
    (0x1E00, 0x1EFF),
    // punctuation, currency, letterlike, numbers, arrows, mathematics, enclosed, boxes, shapes, dingbats
    (0x2000, 0x2BFF),
    // CJK punctuation, kana, bopomofo; enclosed ideographs and numbers; square units. Not hangul, the words
    // of katakana in a square, hours and days: large glyphs of which Chinese tables have no use
    (0x3000, 0x312F),
    (0x3220, 0x325F),
    (0x3280, 0x32CF),
    (0x3371, 0x33DF),
    // vertical, small, half-width and full-width forms
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFF9F),
    (0xFFE0, 0xFFEF),
];

/// Tables that the program or its libraries read.
const KEPT: [&[u8; 4]; 8] = [
    b"OS/2", b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"post",
];

/// Tables of outlines that are copied into a PDF.
const OF_OUTLINES: [&[u8; 4]; 3] = [b"cvt ", b"fpgm", b"prep"];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The common characters: 通用规范汉字表, GB 2312, symbols, and those of the built-in forms and
/// letters.
pub(crate) fn common() -> Result<BTreeSet<char>> {
    let mut characters: BTreeSet<char> = standard().collect();
    for (first, last) in BLOCKS {
        characters.extend((first..=last).filter_map(char::from_u32));
    }
    for first in 0xA1..=0xF7 {
        for second in 0xA1..=0xFE {
            let code = [first, second];
            let (text, _, is_wrong) = encoding_rs::GB18030.decode(&code);
            characters.extend(text.chars().filter(|_| !is_wrong));
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["templates", "letters"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry?;
            if entry.file_type().is_file() {
                characters.extend(fs::read_to_string(entry.path())?.chars());
            }
        }
    }
    Ok(characters)
}

/// The characters of [`STANDARD`], in its order.
pub(crate) fn standard() -> impl Iterator<Item = char> {
    let lines = STANDARD.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::chars)
}

/// The packs of all built-in faces, by their names.
pub(crate) fn packs(kind: Kind) -> Result<Vec<(String, Arc<[u8]>)>> {
    let characters = match kind {
        Kind::Widths => BTreeSet::new(),
        Kind::Common => common()?,
    };
    let fonts = built_in_fonts();
    let made = fonts.faces().iter().map(|face| {
        let bytes = pack(face, kind, &characters)?;
        Ok((face.name().to_owned(), bytes.into()))
    });
    made.collect()
}

/// The pack of a face with the outlines of these characters.
fn pack(face: &Face, kind: Kind, characters: &BTreeSet<char>) -> Result<Vec<u8>> {
    let font = FontRef::new(face.data())?;
    let outlines = Outlines::of(&font)?;
    let map = font.charmap();
    let glyphs = characters
        .iter()
        .filter_map(|character| map.map(*character));
    let kept = match kind {
        Kind::Widths => BTreeSet::new(),
        Kind::Common => outlines.closed(glyphs)?,
    };
    let mut tables: Vec<(Tag, Vec<u8>)> = Vec::new();
    let mut copy = |tag: &[u8; 4]| {
        let tag = Tag::new(tag);
        let table = font.table_data(tag);
        tables.extend(table.map(|table| (tag, table.as_bytes().to_vec())));
    };
    KEPT.into_iter().for_each(&mut copy);
    if kind == Kind::Common {
        OF_OUTLINES.into_iter().for_each(&mut copy);
        let (glyf, loca) = outlines.only(&kept);
        tables.push((Tag::new(b"glyf"), glyf));
        tables.push((Tag::new(b"loca"), loca));
    } else {
        let hmtx = tables.iter_mut().find(|(tag, _)| *tag == Tag::new(b"hmtx"));
        let (_, hmtx) = hmtx.ok_or("no hmtx")?;
        without_bearings(hmtx, font.hhea()?.number_of_h_metrics());
    }
    let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    tables.push((
        Tag::new(b"jxPk"),
        pack_table(&outlines, kind, &kept, &extents(&map, &metrics, &kept)?),
    ));
    tables.sort_by_key(|(tag, _)| *tag);
    Ok(file(&tables)?)
}

/// The outlines of a font.
struct Outlines<'a> {
    font: &'a FontRef<'a>,
    glyf: &'a [u8],
    /// Where each glyph begins, and the end of the last one.
    starts: Vec<usize>,
    is_long: bool,
}

impl<'a> Outlines<'a> {
    fn of(font: &'a FontRef<'a>) -> Result<Outlines<'a>> {
        let table = |tag| font.table_data(Tag::new(tag)).ok_or("no outlines");
        let (glyf, loca) = (table(b"glyf")?, table(b"loca")?);
        let is_long = font.head()?.index_to_loc_format() != 0;
        let loca = loca.as_bytes();
        let starts = if is_long {
            let (entries, _) = loca.as_chunks::<4>();
            let entries = entries.iter().map(|entry| u32::from_be_bytes(*entry));
            entries
                .map(usize::try_from)
                .collect::<std::result::Result<_, _>>()?
        } else {
            let (entries, _) = loca.as_chunks::<2>();
            let entries = entries.iter().map(|entry| u16::from_be_bytes(*entry));
            entries.map(|entry| 2 * usize::from(entry)).collect()
        };
        Ok(Outlines {
            font,
            glyf: glyf.as_bytes(),
            starts,
            is_long,
        })
    }

    /// Number of glyphs.
    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn bytes(&self, glyph: usize) -> &'a [u8] {
        &self.glyf[self.starts[glyph]..self.starts[glyph + 1]]
    }

    /// These glyphs, `.notdef`, and the glyphs that they are composed of.
    fn closed(&self, glyphs: impl Iterator<Item = GlyphId>) -> Result<BTreeSet<usize>> {
        let (glyf, loca) = (self.font.glyf()?, self.font.loca(None)?);
        let mut kept = BTreeSet::new();
        let mut left: Vec<GlyphId> = glyphs.chain([GlyphId::NOTDEF]).collect();
        while let Some(glyph) = left.pop() {
            if !kept.insert(usize::try_from(glyph.to_u32())?) {
                continue;
            }
            if let Some(Glyph::Composite(composite)) = loca.get_glyf(glyph, &glyf)? {
                let parts = composite.components();
                left.extend(parts.map(|part| GlyphId::from(part.glyph)));
            }
        }
        Ok(kept)
    }

    /// The tables `glyf` and `loca` with these glyphs alone.
    fn only(&self, kept: &BTreeSet<usize>) -> (Vec<u8>, Vec<u8>) {
        let (mut glyf, mut loca) = (Vec::new(), Vec::new());
        let mut place = |at: usize| {
            if self.is_long {
                loca.extend(
                    u32::try_from(at)
                        .expect("no longer than before")
                        .to_be_bytes(),
                );
            } else {
                let half = u16::try_from(at / 2).expect("no longer than before");
                loca.extend(half.to_be_bytes());
            }
        };
        for glyph in 0..self.len() {
            place(glyf.len());
            if kept.contains(&glyph) {
                glyf.extend(self.bytes(glyph));
            }
        }
        place(glyf.len());
        (glyf, loca)
    }
}

/// Left and right edge of the glyphs of punctuation whose outlines are not kept, by glyph.
fn extents(
    map: &Charmap<'_>,
    metrics: &GlyphMetrics<'_>,
    kept: &BTreeSet<usize>,
) -> Result<Vec<(u16, [i16; 2])>> {
    let mut extents = Vec::new();
    for glyph in squeezable().filter_map(|character| map.map(character)) {
        let bounds = metrics.bounds(glyph).ok_or("a damaged outline")?;
        let index = u16::try_from(glyph.to_u32())?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "edges are integers of 16 bits"
        )]
        let edges = [bounds.x_min, bounds.x_max].map(|edge| edge as i16);
        if !kept.contains(&usize::from(index)) {
            extents.push((index, edges));
        }
    }
    extents.sort_unstable();
    extents.dedup();
    Ok(extents)
}

/// The table `jxPk`.
fn pack_table(
    outlines: &Outlines<'_>,
    kind: Kind,
    kept: &BTreeSet<usize>,
    extents: &[(u16, [i16; 2])],
) -> Vec<u8> {
    let number = |count: usize| u16::try_from(count).expect("at most 65,535 glyphs");
    let mut table = Vec::new();
    for field in [1, number(outlines.len()), number(extents.len())] {
        table.extend(field.to_be_bytes());
    }
    for (glyph, edges) in extents {
        table.extend(glyph.to_be_bytes());
        table.extend(edges.map(i16::to_be_bytes).as_flattened());
    }
    if kind == Kind::Common {
        let mut bits = vec![0; outlines.len().div_ceil(8)];
        // A glyph that is blank in the whole font has no outline that could be left out.
        let there = |glyph: &usize| kept.contains(glyph) || outlines.bytes(*glyph).is_empty();
        for glyph in (0..outlines.len()).filter(there) {
            bits[glyph / 8] |= 0x80 >> (glyph % 8);
        }
        table.extend(bits);
    }
    table
}

/// Sets the left side bearings in `hmtx` to zero: they are half of its information, and only a PDF
/// has them.
fn without_bearings(hmtx: &mut [u8], whole: u16) {
    let (long, short) = hmtx.split_at_mut(4 * usize::from(whole));
    for metric in long.as_chunks_mut::<4>().0 {
        metric[2..].fill(0);
    }
    short.fill(0);
}

/// A font file of these tables, which are in order.
fn file(tables: &[(Tag, Vec<u8>)]) -> std::result::Result<Vec<u8>, std::num::TryFromIntError> {
    let count = u16::try_from(tables.len())?;
    let selector = u16::try_from(count.ilog2())?;
    let range = 16 << selector;
    let mut bytes = vec![0, 1, 0, 0];
    for field in [count, range, selector, 16 * count - range] {
        bytes.extend(field.to_be_bytes());
    }
    let mut at = bytes.len() + 16 * tables.len();
    for (tag, table) in tables {
        bytes.extend(tag.to_be_bytes());
        for field in [
            checksum(table),
            u32::try_from(at)?,
            u32::try_from(table.len())?,
        ] {
            bytes.extend(field.to_be_bytes());
        }
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        bytes.extend(table);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    Ok(bytes)
}

/// The sum of the four-byte numbers of a table.
fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut number = [0; 4];
        number[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(number))
    })
}

/// Length of bytes after gzip.
fn packed(bytes: &[u8]) -> std::io::Result<usize> {
    let level = flate2::Compression::best();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or("usage: packs FOLDER")?;
    for (name, kind) in [("widths", Kind::Widths), ("common", Kind::Common)] {
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder)?;
        let (mut whole, mut together) = (0, 0);
        for (face, bytes) in packs(kind)? {
            fs::write(folder.join(format!("{face}.ttf")), &bytes)?;
            let gzip = packed(&bytes)?;
            println!("{name}/{face}.ttf: {} bytes, gzip {gzip}", bytes.len());
            (whole, together) = (whole + bytes.len(), together + gzip);
        }
        println!("{name}: {whole} bytes, gzip {together}");
    }
    println!("common characters: {}", common()?.len());
    Ok(())
}
