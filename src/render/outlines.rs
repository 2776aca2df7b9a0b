//! Characters whose outlines are not in the fonts, because these are packs: no PDF is made, rather
//! than one with blanks.

use std::collections::BTreeMap;

use super::job::Job;
use crate::finding::{Code, Finding, Report};
use crate::grid::{CellIndex, Grid};
use crate::layout::{FaceIndex, FontSet};
use crate::source::Place;
use crate::text;

/// A table, and the cell in it; `None` for a title, or the page foot.
type Spot = (usize, Option<CellIndex>);

impl Job<'_> {
    /// Findings about drawn characters whose outlines are not in their faces: one for each character,
    /// at its first place; or one in all if a face has no outlines at all.
    pub(super) fn without_outlines(&self, lacking: &[(FaceIndex, char)]) -> Report {
        let fonts = &self.renderer.fonts;
        let mut report = Report::new();
        let is_empty = |(face, _): &(FaceIndex, char)| !fonts.face(*face).has_outlines();
        if lacking.iter().any(is_empty) {
            let place = Place::file(self.submission.source.name());
            report.push(
                Finding::new(Code::OutlineMissing, place)
                    .seen("这份程序不带字形,不能生成 PDF")
                    .expected("带字形的程序")
                    .correction("用带字形的程序生成 PDF;别的文件照常生成"),
            );
            return report;
        }
        for (character, (table, cell)) in first_places(self.grids, fonts, lacking) {
            let place = self.place(&self.grids[table], cell);
            let shown = text::quote(&character.to_string());
            let number = u32::from(character);
            report.push(
                Finding::new(Code::OutlineMissing, place)
                    .seen(format!(
                        "{shown}(U+{number:04X})的字形不在这份程序所带的字体里"
                    ))
                    .expected("PDF 里的字都有字形")
                    .correction("把含此字的字体文件加进来,或用完整的程序生成 PDF;别的文件照常生成"),
            );
        }
        report
    }
}

/// The first place of each character, in a cell if one has it; the first table for those in no cell
/// or title.
fn first_places(
    grids: &[Grid],
    fonts: &FontSet,
    lacking: &[(FaceIndex, char)],
) -> BTreeMap<char, Spot> {
    let mut places: BTreeMap<char, Option<Spot>> = BTreeMap::new();
    places.extend(lacking.iter().map(|(_, character)| (*character, None)));
    for (index, grid) in grids.iter().enumerate() {
        let titles = grid.titles.iter();
        let titles = titles.map(|title| (None, &title.text, title.style));
        let cells = grid.cells.iter().enumerate();
        let cells = cells.map(|(cell, it)| (Some(CellIndex(cell)), &it.text, it.style));
        for (cell, text, style) in cells.chain(titles) {
            let font = &grid.look.fonts[grid.look.styles[style].font];
            let Some(wanted) = fonts.find(&font.face) else {
                continue;
            };
            for character in text.chars() {
                if let Some(place @ None) = places.get_mut(&character)
                    && is_without_outline(fonts, wanted, character)
                {
                    *place = Some((index, cell));
                }
            }
        }
    }
    let places = places.into_iter();
    places
        .map(|(character, place)| (character, place.unwrap_or_default()))
        .collect()
}

fn is_without_outline(fonts: &FontSet, wanted: FaceIndex, character: char) -> bool {
    let found = fonts.look_up(wanted, character);
    found.is_some_and(|(face, glyph)| !fonts.face(face).has_outline(glyph.id))
}
