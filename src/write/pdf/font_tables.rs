//! Leaves out the tables of a font file that no reader of a PDF uses (ISO 32000-2, 9.9.1): its names
//! and the PostScript names of its glyphs. In a subset of a few glyphs they are a tenth of the bytes.

/// Tables that are left out.
const UNUSED: [&[u8]; 2] = [b"name", b"post"];

/// Sizes of the header and of the entry of a table, in bytes.
const HEADER: usize = 12;
const ENTRY: usize = 16;

/// A font file without the unused tables; `None` if it is no font file of tables.
pub(super) fn without_unused(font: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| {
        font.get(at..at + 4)?
            .try_into()
            .ok()
            .map(u32::from_be_bytes)
    };
    let count = u16::from_be_bytes(font.get(4..6)?.try_into().ok()?);
    let entries = font.get(HEADER..HEADER + ENTRY * usize::from(count))?;
    let kept = entries.chunks_exact(ENTRY).enumerate();
    let kept: Vec<(usize, &[u8])> = { kept }
        .filter(|(_, entry)| !UNUSED.contains(&&entry[..4]))
        .collect();
    let mut made = Vec::with_capacity(font.len());
    made.extend(&font[..4]);
    let count = u16::try_from(kept.len()).ok()?;
    let selector = count.checked_ilog2()?;
    let range = u16::try_from(ENTRY << selector).ok()?;
    let selector = u16::try_from(selector).ok()?;
    for field in [count, range, selector, count * 16 - range] {
        made.extend(field.to_be_bytes());
    }
    let mut at = u32::try_from(HEADER + ENTRY * kept.len()).ok()?;
    let mut tables = Vec::new();
    for (index, entry) in &kept {
        let [start, length] = [8, 12].map(|field| number(HEADER + ENTRY * index + field));
        let (start, length) = (usize::try_from(start?).ok()?, length?);
        // Each table begins at a multiple of four bytes.
        let padded = length.checked_next_multiple_of(4)?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        tables.push((font.get(start..end)?, padded - length));
        made.extend(&entry[..8]);
        made.extend(at.to_be_bytes());
        made.extend(length.to_be_bytes());
        at = at.checked_add(padded)?;
    }
    for (table, padding) in tables {
        made.extend(table);
        made.extend(&[0; 3][..usize::try_from(padding).ok()?]);
    }
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(tables: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let count = u8::try_from(tables.len()).unwrap();
        let mut font = [[0, 1, 0, 0, 0], [count, 0, 0, 0, 0]].concat();
        font.extend([0, 0]);
        let mut at = HEADER + ENTRY * tables.len();
        for (tag, table) in tables {
            font.extend(*tag);
            font.extend([1, 2, 3, 4]);
            font.extend(u32::try_from(at).unwrap().to_be_bytes());
            font.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
            at += table.len().next_multiple_of(4);
        }
        for (_, table) in tables {
            font.extend(*table);
            font.resize(font.len().next_multiple_of(4), 0);
        }
        font
    }

    #[test]
    fn the_other_tables_stay_as_they_are() {
        let all = font(&[
            (b"glyf", b"outlines"),
            (b"head", b"head!"),
            (b"name", b"me"),
            (b"post", b"p"),
        ]);
        let made = without_unused(&all).unwrap();
        let mut expected = font(&[(b"glyf", b"outlines"), (b"head", b"head!")]);
        // searchRange, entrySelector, rangeShift of two tables
        expected[6..12].copy_from_slice(&[0, 32, 0, 1, 0, 0]);
        assert_eq!(made, expected);
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let all = font(&[(b"glyf", b"outlines"), (b"name", b"me")]);
        for end in 0..HEADER + 2 * ENTRY + b"outlines".len() {
            let made = without_unused(&all[..end]);
            assert!(made.is_none(), "{end}");
        }
    }
}
