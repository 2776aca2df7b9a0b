//! The spine of a volume: a file of one page.

use std::io::{self, Write};

use super::super::Claim;
use super::super::file::File;
use super::super::fonts::{UsedFace, UsedFonts};
use super::super::numbering::Numbers;
use super::foot::other;
use super::front_matter::write_titles;
use super::matter::Matter;
use crate::layout::{self, FontSet, Spine};
use crate::write::document::Properties;
use crate::write::paper::bookmark::Bookmark;

/// Writes the spine of a volume; `title` is that of its bookmark.
///
/// # Errors
/// Failures of `out`; a font that cannot be subset.
pub fn write_spine(
    out: &mut (dyn Write + Send),
    (spine, title): (&Spine<'_>, &str),
    properties: &Properties,
    fonts: &FontSet,
) -> io::Result<()> {
    let mut set = UsedFonts::new(fonts);
    let page = layout::spine(spine, fonts).map_err(other)?;
    let mut matter = Matter::new(spine.look);
    matter.add(&page, 0, &mut set).map_err(other)?;
    let numbers = Numbers { front: 0, body: 1 };
    let mut file = File::new(out, numbers)?;
    matter.write((0, &[]), &mut file, |elements, file| {
        Ok(vec![write_titles(0, elements, file)?])
    })?;
    file.write_outline(&[Bookmark {
        title,
        page: 0,
        height: None,
        below: Vec::new(),
    }])?;
    let faces: Vec<&UsedFace<'_>> = set.faces().collect();
    let subsets = faces.iter().map(|face| face.pack_subset().map_err(other));
    let subsets = subsets.collect::<io::Result<Vec<_>>>()?;
    file.write_fonts(&set, subsets)?;
    file.finish(properties, Claim::Archive)
}
