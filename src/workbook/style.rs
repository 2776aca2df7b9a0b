//! Styles part: number format and font of cells.

use std::collections::BTreeMap;

use super::ReadError;
use super::format::{GENERAL, NumberFormat, built_in};
use super::limits::{MAX_STYLE_ELEMENTS, MAX_STYLES};
use super::package::PartError;
use super::rich_text::{RunFont, Script};
use super::xml::{Damage, Tag, Xml, is_on};

/// Formats of a workbook, by the index that a cell refers to.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Distinct number formats.
    formats: Vec<NumberFormat>,
    fonts: Vec<RunFont>,
    /// Index of number format and font for each cell format.
    of_cell: Vec<(usize, usize)>,
    /// Whether the part ends before all formats are read.
    is_cut: bool,
}

/// The formats listed in the part.
#[derive(Default)]
struct Listed {
    codes: BTreeMap<u32, String>,
    fonts: Vec<RunFont>,
    /// Number format id and font of each cell format.
    cells: Vec<(u32, usize)>,
    has_cells: bool,
    elements: u32,
}

impl Styles {
    /// Reads the part; if it is damaged, up to the damage.
    ///
    /// # Errors
    /// [`ReadError::TooLarge`].
    pub(super) fn read(text: &str) -> Result<(Styles, Option<Damage>), ReadError> {
        if text.len() as u64 > MAX_STYLES {
            return Err(ReadError::TooLarge {
                what: "单元格格式",
                most: format!("{} MiB", MAX_STYLES / 1024 / 1024),
            });
        }
        let mut listed = Listed::default();
        let broken = match listed.read(text) {
            Ok(()) => None,
            Err(PartError::Part(why)) => Some(Damage(why)),
            Err(PartError::Package(error)) => return Err(error),
        };
        // Content after the cell formats does not affect values.
        let broken = broken.filter(|_| !listed.has_cells);
        let mut styles = listed.into_styles();
        styles.is_cut = broken.is_some();
        Ok((styles, broken))
    }

    /// Formats of a part that cannot be read.
    pub(super) fn lost() -> Styles {
        Styles {
            is_cut: true,
            ..Styles::default()
        }
    }

    /// Number format of a cell format; `None` if the part is damaged before it.
    pub(super) fn number_format(&self, index: usize) -> Option<&NumberFormat> {
        let format = self.of_cell.get(index);
        let format = format.map(|(format, _)| &self.formats[*format]);
        format.or_else(|| (!self.is_cut || index == 0).then_some(&GENERAL))
    }

    /// Font of a cell format.
    pub(super) fn font(&self, index: usize) -> RunFont {
        let font = self.of_cell.get(index);
        let font = font.and_then(|(_, font)| self.fonts.get(*font));
        font.copied().unwrap_or_default()
    }
}

impl Listed {
    fn read(&mut self, text: &str) -> Result<(), PartError> {
        let (mut xml, _) = Xml::open(text)?;
        xml.children(|xml, list| match list.local() {
            "numFmts" => xml.children(|_, tag| {
                self.count()?;
                let id = tag.get("numFmtId")?.and_then(|id| id.trim().parse().ok());
                if let (Some(id), Some(code)) = (id, tag.get("formatCode")?) {
                    self.codes.insert(id, code.into_owned());
                }
                Ok::<(), PartError>(())
            }),
            "fonts" => xml.children(|xml, _| {
                self.count()?;
                self.fonts.push(font(xml)?);
                Ok(())
            }),
            "cellXfs" => {
                xml.children(|_, tag| {
                    self.count()?;
                    self.cells
                        .push((number(tag, "numFmtId")?, number(tag, "fontId")?));
                    Ok::<(), PartError>(())
                })?;
                self.has_cells = true;
                Ok(())
            }
            _ => Ok(()),
        })
    }

    fn count(&mut self) -> Result<(), PartError> {
        self.elements += 1;
        if self.elements > MAX_STYLE_ELEMENTS {
            let limit = MAX_STYLE_ELEMENTS as usize;
            return Err(ReadError::too_many("单元格格式", limit, "个").into());
        }
        Ok(())
    }

    fn into_styles(self) -> Styles {
        let mut styles = Styles {
            fonts: self.fonts,
            ..Styles::default()
        };
        let mut known: BTreeMap<u32, usize> = BTreeMap::new();
        for (id, font) in &self.cells {
            let format = *known.entry(*id).or_insert_with(|| {
                let own = self.codes.get(id).map(String::as_str);
                let code = own.unwrap_or_else(|| built_in(*id));
                styles.formats.push(NumberFormat::of(code));
                styles.formats.len() - 1
            });
            styles.of_cell.push((format, *font));
        }
        styles
    }
}

/// Reads a font, or the properties of a run, to its end.
pub(super) fn font(xml: &mut Xml<'_>) -> Result<RunFont, Damage> {
    let mut font = RunFont::default();
    xml.children(|_, tag| {
        match tag.local() {
            "strike" => font.struck = tag.get("val")?.is_none_or(|value| is_on(&value)),
            "vertAlign" => {
                font.script = match tag.get("val")?.as_deref() {
                    Some("superscript") => Script::Superscript,
                    Some("subscript") => Script::Subscript,
                    _ => Script::Baseline,
                }
            }
            _ => {}
        }
        Ok::<(), Damage>(())
    })?;
    Ok(font)
}

/// Number in an attribute; 0 if it is missing or invalid.
fn number<T: std::str::FromStr + Default>(tag: &Tag<'_>, name: &str) -> Result<T, Damage> {
    let value = tag.get(name)?;
    let value = value.and_then(|value| value.trim().parse().ok());
    Ok(value.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMATS: &str = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/></numFmts><fonts><font/><font><strike/></font>\
        <font><strike val=\"0\"/><vertAlign val=\"superscript\"/></font></fonts><cellXfs><xf/><xf numFmtId=\"164\" fontId=\"1\"/><xf fontId=\"2\"/>";

    #[test]
    fn formats_and_fonts_are_read() {
        let text = format!("{FORMATS}</cellXfs></styleSheet>");
        let (styles, broken) = Styles::read(&text).unwrap();
        assert_eq!(broken, None);
        let percent = NumberFormat::of("0.0%");
        assert_eq!(styles.number_format(1), Some(&percent));
        assert_eq!(styles.number_format(9), Some(&GENERAL));
        assert!(styles.font(1).struck && !styles.font(2).struck);
        assert_eq!(styles.font(2).script, Script::Superscript);
    }

    #[test]
    fn a_broken_part_is_read_up_to_the_damage() {
        let (styles, broken) = Styles::read(FORMATS).unwrap();
        assert!(broken.is_some());
        assert!(styles.number_format(1).is_some());
        assert_eq!(styles.number_format(9), None);
        let (styles, broken) = Styles::read(&format!("{FORMATS}</cellXfs><dxfs>")).unwrap();
        assert_eq!(broken, None);
        assert_eq!(styles.number_format(9), Some(&GENERAL));
    }
}
