//! Shaped glyphs: characters with the glyphs that are drawn for them.

use super::font::{FaceIndex, FontSet, Glyph};

/// A character of a text with its glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShapedGlyph {
    pub(super) face: FaceIndex,
    pub(super) glyph: Glyph,
    /// A space, which takes no width at a line end.
    pub(super) is_space: bool,
    /// Whether a line may begin with it; set by line breaking if the text is long enough to wrap.
    pub(super) may_start_line: bool,
    /// Space removed before and after it if punctuation is compressed; in thousandths of the type
    /// size, like the next fields.
    pub(super) before: u16,
    pub(super) after: u16,
    /// Further space removed if it is the first or the last of a line.
    pub(super) lead: u16,
    pub(super) trail: u16,
}

impl ShapedGlyph {
    /// Advance in thousandths of the type size.
    pub(super) fn advance(&self) -> f64 {
        f64::from(self.glyph.advance) - f64::from(self.before) - f64::from(self.after)
    }
}

/// Whether a character is drawn: not controls (a tab is a space), nor default ignorable characters
/// (zero-width and bidirectional controls, variation selectors, tags).
pub(crate) fn is_drawn(character: char) -> bool {
    let is_control = character.is_control() && character != '\t';
    let is_ignored = matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}');
    !is_control && !is_ignored
}

/// Spaces that take no width at a line end; no-break spaces are excluded.
fn is_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Fonts with a cache of recent lookups.
#[derive(Debug)]
pub(super) struct GlyphCache<'a> {
    pub(super) fonts: &'a FontSet,
    entries: Vec<CachedGlyph>,
}

/// Result of looking up a character in a face.
#[derive(Debug, Clone, Copy)]
pub(super) struct CachedGlyph {
    wanted: FaceIndex,
    face: FaceIndex,
    glyph: Glyph,
    pub(super) is_missing: bool,
}

impl CachedGlyph {
    pub(super) fn shaped(&self) -> ShapedGlyph {
        ShapedGlyph {
            face: self.face,
            glyph: self.glyph,
            is_space: is_space(self.glyph.character),
            may_start_line: false,
            before: 0,
            after: 0,
            lead: 0,
            trail: 0,
        }
    }
}

impl<'a> GlyphCache<'a> {
    /// A power of two that exceeds the number of distinct characters of a table.
    const ENTRIES: usize = 1024;

    pub(super) fn new(fonts: &'a FontSet) -> GlyphCache<'a> {
        let none = FaceIndex(usize::MAX);
        let glyph = Glyph {
            id: 0,
            advance: 0,
            character: '\0',
        };
        let empty = CachedGlyph {
            wanted: none,
            face: none,
            glyph,
            is_missing: false,
        };
        GlyphCache {
            fonts,
            entries: vec![empty; GlyphCache::ENTRIES],
        }
    }

    pub(super) fn get(&mut self, wanted: FaceIndex, character: char) -> CachedGlyph {
        let position = (character as usize + wanted.0 * 331) % GlyphCache::ENTRIES;
        let entry = self.entries[position];
        if entry.wanted == wanted && entry.glyph.character == character {
            return entry;
        }
        let entry = self.look_up(wanted, character);
        self.entries[position] = entry;
        entry
    }

    fn look_up(&self, wanted: FaceIndex, character: char) -> CachedGlyph {
        let (face, glyph, is_missing) = self.fonts.drawn(wanted, character);
        CachedGlyph {
            wanted,
            face,
            glyph,
            is_missing,
        }
    }
}
