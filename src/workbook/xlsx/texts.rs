//! Texts of cells with their runs: shared strings part and inline strings.

use super::super::Trouble;
use super::super::limits::MAX_TEXTS;
use super::super::package::PartTrouble;
use super::super::runs::{Item, RunFont};
use super::super::style::font;
use super::super::xml::{Broken, Xml, unescaped};

/// Reads an item (`si`, `is`) to its end. Phonetic hints are skipped.
pub(super) fn item(xml: &mut Xml<'_>) -> Result<Item, Broken> {
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

/// Texts of the shared strings part. Of a damaged part, those before the damage.
///
/// # Errors
/// [`ReadError::TooLarge`].
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
        items.push(item(xml)?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::AsideKind;
    use super::super::super::runs::Script;
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
