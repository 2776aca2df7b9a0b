//! Numbers, heads and feet of a volume's pages.

use crate::grid::Edge;
use crate::layout::{self, ContentsEntry};
use crate::layout::{Cover, FontSet, List, Page, PageFoot, PageNumber, UnknownFace};

use super::chapter::{Bound, placed};

/// Number of columns of the index.
const COLUMNS: u8 = 2;

/// Draws heads and feet of a page. Page numbers are at the outer edge, whatever the edition says: a
/// volume is bound and printed on both sides.
pub(in crate::write) fn feet_page(
    feet: &[PageFoot],
    number: PageNumber<'_>,
    fonts: &FontSet,
) -> Page {
    let mut page = Page::default();
    for foot in feet {
        let outer;
        let mut foot = foot;
        if foot.text.contains("{page}") {
            outer = PageFoot {
                edge: Edge::Outer,
                ..foot.clone()
            };
            foot = &outer;
        }
        page.append_page(&foot.draw(number, fonts, &mut Vec::new()));
    }
    page
}

/// The feet of the pages that no department has, without the edition's heads, which belong to the
/// tables.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub(in crate::write) fn feet_of(
    cover: &Cover<'_>,
    fonts: &FontSet,
) -> Result<Vec<PageFoot>, UnknownFace> {
    let mut feet = PageFoot::of(cover.look, cover.title, fonts)?;
    feet.retain(|foot| !foot.is_head);
    Ok(feet)
}

/// The entries of the contents.
pub(in crate::write) fn contents_entries<'a>(
    bound: &Bound<'a>,
) -> impl Iterator<Item = ContentsEntry<'a>> {
    placed(bound.chapters).flat_map(|place| place.division().into_iter().chain(place.entries()))
}

/// Lays out the contents; each page is passed to `give`.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`; failures of `give`.
pub(in crate::write) fn contents<E: From<UnknownFace>>(
    bound: &Bound<'_>,
    fonts: &FontSet,
    give: impl FnMut(Page) -> Result<(), E>,
) -> Result<(), E> {
    let list = List {
        look: bound.cover.look,
        head: bound.cover.contents,
        columns: 1,
        balanced: None,
    };
    layout::list(list, contents_entries(bound), fonts, give)
}

/// Lays out the index with these entries; each page is passed to `give`.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`; failures of `give`.
pub(in crate::write) fn index<E: From<UnknownFace>>(
    cover: &Cover<'_>,
    entries: &[ContentsEntry<'_>],
    fonts: &FontSet,
    give: impl FnMut(Page) -> Result<(), E>,
) -> Result<(), E> {
    let list = List {
        look: cover.look,
        head: cover.index,
        columns: COLUMNS,
        balanced: Some(entries.len()),
    };
    layout::list(list, entries.iter().copied(), fonts, give)
}

/// Number in lower-case Roman digits, as in the page labels.
pub(in crate::write) fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = number;
    let mut digits = String::new();
    for (worth, digit) in DIGITS {
        while left >= worth {
            digits.push_str(digit);
            left -= worth;
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numbers_follow_the_subtractive_rule() {
        for (number, written) in [
            (1, "i"),
            (4, "iv"),
            (9, "ix"),
            (14, "xiv"),
            (40, "xl"),
            (1999, "mcmxcix"),
            (4001, "mmmmi"),
        ] {
            assert_eq!(roman(number), written);
        }
    }
}
