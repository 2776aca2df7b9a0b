//! Texts of cells, with their runs: the shared strings part, and inline strings.

use super::super::limits::MAX_TEXTS;
use super::super::package::PartTrouble;
use super::super::runs::{self, RunFont, Script};
use super::super::style::font;
use super::super::xml::{Broken, Xml, unescaped};
use super::super::{AsideKind, Trouble};

/// A text as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// In the font of its cell.
    Plain(Box<str>),
    /// In runs, each with a font of its own, or that of its cell.
    Runs(Vec<(Box<str>, Option<RunFont>)>),
}

impl Item {
    /// Reads to the end of an item (`si`, `is`). Phonetic hints are left out.
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Item, Broken> {
        let mut runs: Vec<(String, Option<RunFont>)> = Vec::new();
        xml.children(|xml, tag| {
            let (text, font) = match tag.local() {
                "t" => (unescaped(xml.text()?).into_owned(), None),
                "r" => run(xml)?,
                _ => return Ok::<(), Broken>(()),
            };
            match runs.last_mut() {
                Some((before, same)) if *same == font => before.push_str(&text),
                _ => runs.push((text, font)),
            }
            Ok(())
        })?;
        let is_plain = runs.iter().all(|(_, font)| font.is_none());
        let mut runs = runs
            .into_iter()
            .map(|(text, font)| (text.into_boxed_str(), font));
        Ok(if is_plain {
            let text = runs.next().map(|(text, _)| text);
            Item::Plain(text.unwrap_or_default())
        } else {
            Item::Runs(runs.collect())
        })
    }

    /// The bytes of its text.
    pub(super) fn len(&self) -> usize {
        match self {
            Item::Plain(text) => text.len(),
            Item::Runs(runs) => runs.iter().map(|(text, _)| text.len()).sum(),
        }
    }

    /// Its text in a cell of a font, and what of it the text does not show.
    pub(super) fn in_cell(&self, font: RunFont) -> (String, Vec<AsideKind>) {
        match self {
            Item::Plain(text) => plain_in_cell(text, font),
            Item::Runs(runs) => runs::plain(
                runs.iter()
                    .map(|(text, own)| (text.as_ref(), own.unwrap_or(font))),
            ),
        }
    }
}

/// A text without runs in a cell of a font: where all of it is raised, it stands above nothing.
pub(super) fn plain_in_cell(text: &str, font: RunFont) -> (String, Vec<AsideKind>) {
    if !font.struck {
        return (text.to_owned(), Vec::new());
    }
    let font = RunFont {
        script: Script::Baseline,
        ..font
    };
    runs::plain([(text, font)])
}

fn run(xml: &mut Xml<'_>) -> Result<(String, Option<RunFont>), Broken> {
    let mut text = String::new();
    let mut own = None;
    xml.children(|xml, tag| {
        match tag.local() {
            "rPr" => own = Some(font(xml)?),
            "t" => text.push_str(&unescaped(xml.text()?)),
            _ => {}
        }
        Ok::<(), Broken>(())
    })?;
    Ok((text, own))
}

/// The texts of the shared strings part. Where it is broken, those before that.
///
/// # Errors
/// [`Trouble::TooLarge`].
pub(super) fn shared(text: &str) -> Result<(Vec<Item>, Option<Broken>), Trouble> {
    let mut items = Vec::new();
    match read_shared(text, &mut items) {
        Ok(()) => Ok((items, None)),
        Err(PartTrouble::Part(why)) => Ok((items, Some(Broken(why)))),
        Err(PartTrouble::Package(trouble)) => Err(trouble),
    }
}

fn read_shared(text: &str, items: &mut Vec<Item>) -> Result<(), PartTrouble> {
    let (mut xml, _) = Xml::open(text)?;
    xml.children(|xml, tag| {
        if tag.local() != "si" {
            return Ok(());
        }
        if items.len() == MAX_TEXTS {
            return Err(Trouble::too_many("文字", MAX_TEXTS, "段").into());
        }
        items.push(Item::read(xml)?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(items: &str, font: RunFont) -> Vec<(String, Vec<AsideKind>)> {
        let (items, broken) = shared(&format!("<sst>{items}</sst>")).unwrap();
        assert_eq!(broken, None);
        items.iter().map(|item| item.in_cell(font)).collect()
    }

    fn texts(items: &str, font: RunFont) -> Vec<String> {
        let shown = shown(items, font).into_iter();
        shown.map(|(text, _)| text).collect()
    }

    #[test]
    fn runs_are_joined_and_hints_left_out() {
        let items = "<si><t xml:space=\"preserve\"> 甲 </t></si><si><r><t>乙</t></r><r><rPr><b/></rPr><t>丙_x000D_丁</t></r>\
            <rPh sb=\"0\" eb=\"1\"><t>ding</t></rPh><phoneticPr fontId=\"1\"/></si><si/>";
        assert_eq!(texts(items, RunFont::default()), [" 甲 ", "乙丙\r丁", ""]);
    }

    #[test]
    fn runs_without_properties_have_the_font_of_the_cell() {
        let struck = RunFont {
            struck: true,
            script: Script::Baseline,
        };
        let items = "<si><r><t>20</t></r><r><rPr><b/></rPr><t>18.5</t></r></si><si><t>20</t></si>";
        assert_eq!(texts(items, struck), ["18.5", ""]);
        assert_eq!(texts(items, RunFont::default()), ["2018.5", "20"]);
        let raised = RunFont {
            struck: false,
            script: Script::Superscript,
        };
        assert_eq!(texts(items, raised), ["²⁰18.5", "20"]);
    }
}
