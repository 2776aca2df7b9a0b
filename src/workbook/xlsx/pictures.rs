//! Pictures in cells: results of a formula of WPS or Excel, or rich values.

use super::super::ReadError;
use super::super::package::{Package, PartError, Relationship};
use super::super::xml::{Tag, Xml};

/// Functions whose result is a picture: `DISPIMG` of WPS, and Excel's `IMAGE`.
const PICTURE_FUNCTIONS: [&str; 2] = ["DISPIMG(", "IMAGE("];

/// Whether a formula gives a picture.
pub(super) fn is_picture(formula: &str) -> bool {
    let formula = formula.trim().trim_start_matches("_xlfn.");
    PICTURE_FUNCTIONS.iter().any(|function| {
        let start = formula.get(..function.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(function))
    })
}

/// Whether a text is the remainder of a WPS picture in a cell, saved by a program that does not
/// support these.
pub(in crate::workbook) fn is_picture_text(text: &str) -> bool {
    let formula = text.trim().strip_prefix('=');
    formula.is_some_and(is_picture)
}

/// Rich values of a workbook that are pictures.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// Whether the value at each index (from 1 in cells) is a picture.
    of_cell: Vec<bool>,
}

impl Pictures {
    /// Follows the indexes from a cell's metadata to the structure of its value. A broken chain is
    /// not a picture.
    pub(super) fn read(
        package: &mut Package,
        book: &[Relationship],
    ) -> Result<Pictures, ReadError> {
        let mut part = |kind: &str| {
            let relation = book.iter().find(|relation| relation.kind == kind);
            relation.map_or(Ok(None), |relation| package.text(&relation.target))
        };
        let parts = (|| {
            let metadata = part("sheetMetadata")?;
            let values = part("rdRichValue")?;
            let structures = part("rdRichValueStructure")?;
            Ok(metadata.zip(values).zip(structures))
        })();
        match parts {
            Ok(Some(((metadata, values), structures))) => {
                let followed = follow(&metadata, &values, &structures);
                Ok(followed.unwrap_or_default())
            }
            Err(PartError::Package(error)) => Err(error),
            Ok(None) | Err(PartError::Part(_)) => Ok(Pictures::default()),
        }
    }

    /// Whether the value at an index is a picture.
    pub(super) fn has(&self, index: usize) -> bool {
        let place = index.checked_sub(1);
        place.is_some_and(|place| self.of_cell.get(place) == Some(&true))
    }
}

fn follow(metadata: &str, values: &str, structures: &str) -> Result<Pictures, PartError> {
    let is_picture = collect(structures, "s", |tag| {
        let kind = tag.get("t")?.unwrap_or_default().to_lowercase();
        Ok(kind.contains("image"))
    })?;
    let structure = collect(values, "rv", |tag| index(tag, "s"))?;
    let value = collect(metadata, "rvb", |tag| index(tag, "i"))?;
    let cells = collect_within(metadata, "valueMetadata", "rc", |tag| index(tag, "v"))?;
    let of_cell = cells.into_iter().map(|cell| {
        let value = cell.and_then(|cell| *value.get(cell)?);
        let structure = value.and_then(|value| *structure.get(value)?);
        structure.is_some_and(|structure| is_picture.get(structure) == Some(&true))
    });
    Ok(Pictures {
        of_cell: of_cell.collect(),
    })
}

/// Reads a value of each element with a name, in order.
fn collect<T>(
    text: &str,
    name: &str,
    read: impl Fn(&Tag<'_>) -> Result<T, PartError>,
) -> Result<Vec<T>, PartError> {
    let mut all = Vec::new();
    let (mut xml, _) = Xml::open(text)?;
    xml.descendants(|_, tag| add(&mut all, tag, name, &read))?;
    Ok(all)
}

/// Reads a value of each such element within a child of the root.
fn collect_within<T>(
    text: &str,
    within: &str,
    name: &str,
    read: impl Fn(&Tag<'_>) -> Result<T, PartError>,
) -> Result<Vec<T>, PartError> {
    let mut all = Vec::new();
    let (mut xml, _) = Xml::open(text)?;
    xml.children(|xml, tag| {
        if tag.local() != within {
            return Ok(());
        }
        xml.descendants(|_, tag| add(&mut all, tag, name, &read))
    })?;
    Ok(all)
}

/// Adds the value of an element with the name.
fn add<T>(
    all: &mut Vec<T>,
    tag: &Tag<'_>,
    name: &str,
    read: impl Fn(&Tag<'_>) -> Result<T, PartError>,
) -> Result<(), PartError> {
    if tag.local() == name {
        all.push(read(tag)?);
    }
    Ok(())
}

fn index(tag: &Tag<'_>, name: &str) -> Result<Option<usize>, PartError> {
    let value = tag.get(name)?;
    Ok(value.and_then(|value| value.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_that_give_pictures_are_known() {
        assert!(is_picture("_xlfn.DISPIMG(\"ID_1\",1)"));
        assert!(is_picture("_xlfn.IMAGE(\"https://a\")"));
        assert!(is_picture_text("=dispimg(\"ID_1\",1)"));
        assert!(!is_picture("IMAGES(1)") && !is_picture("SUM(A1)") && !is_picture_text("DISPIMG"));
    }

    #[test]
    fn indexes_are_followed_to_the_structure() {
        let metadata = "<metadata><metadataTypes><metadataType name=\"XLRICHVALUE\"/></metadataTypes><futureMetadata><bk><extLst><ext><xlrd:rvb i=\"1\"/></ext>\
            </extLst></bk><bk><extLst><ext><xlrd:rvb i=\"0\"/></ext></extLst></bk></futureMetadata><valueMetadata><bk><rc t=\"1\" v=\"0\"/></bk>\
            <bk><rc t=\"1\" v=\"1\"/></bk></valueMetadata></metadata>";
        let values = "<rvData><rv s=\"0\"><v>8</v></rv><rv s=\"1\"><v>0</v></rv></rvData>";
        let structures = "<rvStructures><s t=\"_error\"/><s t=\"_localImage\"/></rvStructures>";
        let pictures = follow(metadata, values, structures).unwrap();
        assert!(pictures.has(1) && !pictures.has(2) && !pictures.has(0) && !pictures.has(3));
    }
}
