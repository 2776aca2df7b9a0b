//! Texts of cells with their runs: shared strings part and inline strings.

use super::super::ReadError;
use super::super::limits::MAX_TEXTS;
use super::super::package::PartError;
use super::super::rich_text::{RunFont, StoredText};
use super::super::style::font;
use super::super::xml::{Damage, Xml, unescaped};

/// Reads an item (`si`, `is`) to its end. Phonetic hints are skipped.
pub(super) fn item(xml: &mut Xml<'_>) -> Result<StoredText, Damage> {
    let mut runs: Vec<(String, Option<RunFont>)> = Vec::new();
    xml.children(|xml, tag| {
        let (text, font) = match tag.local() {
            "t" => (unescaped(xml.text()?).into_owned(), None),
            "r" => run(xml)?,
            _ => return Ok::<(), Damage>(()),
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
        StoredText::Plain(text.unwrap_or_default())
    } else {
        StoredText::Runs(runs.collect())
    })
}

fn run(xml: &mut Xml<'_>) -> Result<(String, Option<RunFont>), Damage> {
    let mut text = String::new();
    let mut own = None;
    xml.children(|xml, tag| {
        match tag.local() {
            "rPr" => own = Some(font(xml)?),
            "t" => text.push_str(&unescaped(xml.text()?)),
            _ => {}
        }
        Ok::<(), Damage>(())
    })?;
    Ok((text, own))
}

/// Texts of the shared strings part; if it is damaged, those before the damage.
///
/// # Errors
/// [`ReadError::TooLarge`].
pub(super) fn shared(text: &str) -> Result<(Vec<StoredText>, Option<Damage>), ReadError> {
    let mut items = Vec::new();
    match read_shared(text, &mut items) {
        Ok(()) => Ok((items, None)),
        Err(PartError::Part(why)) => Ok((items, Some(Damage(why)))),
        Err(PartError::Package(error)) => Err(error),
    }
}

fn read_shared(text: &str, items: &mut Vec<StoredText>) -> Result<(), PartError> {
    let (mut xml, _) = Xml::open(text)?;
    xml.children(|xml, tag| {
        if tag.local() != "si" {
            return Ok(());
        }
        if items.len() == MAX_TEXTS {
            return Err(ReadError::too_many("文字", MAX_TEXTS, "段").into());
        }
        items.push(item(xml)?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::SkippedKind;
    use super::super::super::rich_text::Script;
    use super::*;

    fn shown(items: &str, font: RunFont) -> Vec<(String, Vec<SkippedKind>)> {
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
