//! The tables of a font file that name it and map its characters to glyphs.

/// Number of characters that a map of format 4 holds for certain: its length has 16 bits.
const FORMAT_4: usize = 8000;

/// Largest character of the first plane.
const FIRST_PLANE: char = '\u{FFFF}';

/// A number of two bytes.
pub(super) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_be_bytes(*bytes))
}

/// `cmap`: these characters, in their order, with their glyphs. Format 4 for the first plane, and
/// format 12 for all characters if some are of other planes or too many.
pub(super) fn cmap(characters: &[(char, u16)]) -> Option<Vec<u8>> {
    let first = characters.partition_point(|(character, _)| *character < FIRST_PLANE);
    let small = (first <= FORMAT_4).then(|| format_4(&characters[..first]));
    let small = match small {
        Some(map) => Some(map?),
        None => None,
    };
    let large = (small.is_none() || first < characters.len()).then(|| format_12(characters));
    let large = match large {
        Some(map) => Some(map?),
        None => None,
    };
    // Windows: first plane, all planes.
    let maps: Vec<(u16, Vec<u8>)> = [(1, small), (10, large)]
        .into_iter()
        .filter_map(|(encoding, map)| Some((encoding, map?)))
        .collect();
    let mut table = vec![0, 0];
    table.extend(u16::try_from(maps.len()).ok()?.to_be_bytes());
    let mut at = 4 + 8 * maps.len();
    for (encoding, map) in &maps {
        table.extend([0, 3]);
        table.extend(encoding.to_be_bytes());
        table.extend(u32::try_from(at).ok()?.to_be_bytes());
        at += map.len();
    }
    for (_, map) in maps {
        table.extend(map);
    }
    Some(table)
}

/// Whether a character and its glyph follow another one and its glyph.
fn follows(one: (char, u16), next: (char, u16)) -> bool {
    u32::from(next.0) == u32::from(one.0) + 1 && u32::from(next.1) == u32::from(one.1) + 1
}

fn format_4(characters: &[(char, u16)]) -> Option<Vec<u8>> {
    let [mut ends, mut starts, mut deltas] = [(); 3].map(|()| Vec::new());
    for row in characters.chunk_by(|one, next| follows(*one, *next)) {
        let (start, glyph) = row.first()?;
        let (end, _) = row.last()?;
        let [start, end] = [*start, *end].map(|one| u16::try_from(u32::from(one)).ok());
        let start = start?;
        ends.extend(end?.to_be_bytes());
        starts.extend(start.to_be_bytes());
        deltas.extend(glyph.wrapping_sub(start).to_be_bytes());
    }
    // The last row has no characters.
    ends.extend([0xFF, 0xFF]);
    starts.extend([0xFF, 0xFF]);
    deltas.extend([0, 1]);
    let count = u16::try_from(starts.len() / 2).ok()?;
    let selector = count.ilog2();
    let range = 2 << selector;
    let mut map = vec![0, 4];
    map.extend(u16::try_from(16 + 4 * starts.len()).ok()?.to_be_bytes());
    map.extend([0, 0]);
    for field in [
        2 * count,
        range,
        u16::try_from(selector).ok()?,
        2 * count - range,
    ] {
        map.extend(field.to_be_bytes());
    }
    let offsets = vec![0; starts.len()];
    for part in [&ends, &vec![0, 0], &starts, &deltas, &offsets] {
        map.extend(part);
    }
    Some(map)
}

fn format_12(characters: &[(char, u16)]) -> Option<Vec<u8>> {
    let mut rows = Vec::new();
    for row in characters.chunk_by(|one, next| follows(*one, *next)) {
        let (start, glyph) = row.first()?;
        let (end, _) = row.last()?;
        for field in [u32::from(*start), u32::from(*end), u32::from(*glyph)] {
            rows.extend(field.to_be_bytes());
        }
    }
    let mut map = vec![0, 12, 0, 0];
    map.extend(u32::try_from(16 + rows.len()).ok()?.to_be_bytes());
    map.extend([0; 4]);
    map.extend(u32::try_from(rows.len() / 12).ok()?.to_be_bytes());
    map.extend(rows);
    Some(map)
}

/// Positions of the first and the last character in `OS/2`, and the size of its first version.
const FIRST: usize = 64;
const LAST: usize = 66;
const FIRST_VERSION: usize = 78;

/// `OS/2`: that of the font with the first and last of these characters; without one, a table with
/// the heights of `hhea`.
pub(super) fn os2(
    table: Option<&[u8]>,
    hhea: &[u8],
    characters: &[(char, u16)],
) -> Option<Vec<u8>> {
    let mut made = match table {
        Some(table) if table.len() >= FIRST_VERSION => table.to_vec(),
        _ => plain_os2(hhea)?,
    };
    let code = |character: Option<&(char, u16)>| {
        let code = character.map_or(0, |one| u32::from(one.0));
        u16::try_from(code).unwrap_or(u16::MAX).to_be_bytes()
    };
    made.get_mut(FIRST..FIRST + 2)?
        .copy_from_slice(&code(characters.first()));
    made.get_mut(LAST..LAST + 2)?
        .copy_from_slice(&code(characters.last()));
    Some(made)
}

fn plain_os2(hhea: &[u8]) -> Option<Vec<u8>> {
    const WEIGHT: usize = 4;
    const ASCENDER: usize = 68;
    let mut made = vec![0; FIRST_VERSION];
    // Regular weight and width.
    made[WEIGHT..WEIGHT + 4].copy_from_slice(&[1, 0x90, 0, 5]);
    let [ascender, descender] = [short(hhea, 4)?, short(hhea, 6)?];
    let heights = [ascender, descender, 0, ascender, descender.wrapping_neg()];
    for (index, height) in heights.into_iter().enumerate() {
        let at = ASCENDER + 2 * index;
        made[at..at + 2].copy_from_slice(&height.to_be_bytes());
    }
    Some(made)
}

/// `name`: family, style, full name and PostScript name.
pub(super) fn name(name: &str) -> Option<Vec<u8>> {
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let (own, style) = (utf16(name), utf16("Regular"));
    let (own_length, style_length) = (
        u16::try_from(own.len()).ok()?,
        u16::try_from(style.len()).ok()?,
    );
    let records = [
        (1, own_length, 0),
        (2, style_length, own_length),
        (4, own_length, 0),
        (6, own_length, 0),
    ];
    let mut table = vec![0, 0];
    let count = u16::try_from(records.len()).ok()?;
    table.extend(count.to_be_bytes());
    table.extend((6 + 12 * count).to_be_bytes());
    for (id, length, offset) in records {
        // Windows, first plane, American English.
        for field in [3, 1, 0x409, id, length, offset] {
            table.extend(u16::to_be_bytes(field));
        }
    }
    table.extend(own);
    table.extend(style);
    Some(table)
}

/// `post` without names of glyphs: the numbers of the font's own, if it has one.
pub(super) fn post(table: Option<&[u8]>) -> Option<Vec<u8>> {
    const SIZE: usize = 32;
    let mut made = vec![0; SIZE];
    if let Some(head) = table.and_then(|table| table.get(..SIZE)) {
        made.copy_from_slice(head);
    }
    made.get_mut(..4)?.copy_from_slice(&[0, 3, 0, 0]);
    Some(made)
}
