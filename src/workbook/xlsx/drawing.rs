//! Floating content: text boxes, shapes with text, diagrams, pictures, form controls, comments that
//! are always shown, and what was typed in charts: titles and text boxes. Their other texts are
//! values of cells.

use super::super::SkippedKind;
use super::super::package::{Package, PartError, Relationship};
use super::super::xml::{Damage, Tag, Xml, is_on};
use super::formula;

/// Reads the drawing of one of a sheet's relationships.
pub(super) fn read(
    package: &mut Package,
    relation: &Relationship,
    relations: &[Relationship],
) -> Result<Vec<SkippedKind>, PartError> {
    let text = package.text_of(&relation.target)?;
    if relation.kind == "vmlDrawing" {
        let mut found = vml(&text);
        let shown = shown_comments(&text);
        let comments = relations.iter().find(|own| own.kind == "comments");
        if let Some(comments) = comments.filter(|_| !shown.is_empty()) {
            let text = package.text_of(&comments.target)?;
            found.extend(self::comments(&text, &shown)?);
        }
        return Ok(found);
    }
    let mut found = shapes(&text)?;
    // The text of a diagram is in a part of its own.
    let relations = package.relations(&relation.target)?;
    let diagrams = || relations.iter().filter(|own| own.kind == "diagramData");
    if diagrams().next().is_none() && text.contains(DIAGRAM) {
        found.push(SkippedKind::TextBox(String::new()));
    }
    for diagram in diagrams() {
        let text = package.text_of(&diagram.target)?;
        found.extend(text_box(&of_diagram(&text)?));
    }
    let charts = relations.iter().filter(|own| CHARTS.contains(&&*own.kind));
    for chart in charts {
        found.extend(typed_in_chart(package, chart)?);
    }
    Ok(found)
}

/// Kinds of relationships to charts: those of all versions, and those since Excel 2016.
const CHARTS: [&str; 2] = ["chart", "chartEx"];

/// What was typed in a chart: its titles and labels, and shapes that were drawn on it.
fn typed_in_chart(
    package: &mut Package,
    chart: &Relationship,
) -> Result<Vec<SkippedKind>, PartError> {
    let text = package.text_of(&chart.target)?;
    let (mut xml, _) = Xml::open(&text)?;
    let mut found = Vec::new();
    xml.descendants(|xml, tag| {
        // A title that is the value of a cell is a `strRef`.
        if tag.local() == "rich" {
            found.extend(text_box(&words(xml)?));
        }
        Ok::<(), PartError>(())
    })?;
    let relations = package.relations(&chart.target)?;
    let drawn = relations.iter().filter(|own| own.kind == "chartUserShapes");
    for drawing in drawn {
        let text = package.text_of(&drawing.target)?;
        found.extend(shapes(&text)?);
    }
    Ok(found)
}

/// Text of a diagram, one line per shape and paragraph. The text of a shape is an element of the
/// name that the text of a run has, too (`dgm:t`, `a:t`).
fn of_diagram(text: &str) -> Result<String, PartError> {
    let (mut xml, _) = Xml::open(text)?;
    let mut lines = Vec::new();
    xml.descendants(|xml, tag| {
        if tag.local() == "t" {
            let said = words(xml)?;
            lines.extend((!said.trim().is_empty()).then(|| said.trim().to_owned()));
        }
        Ok::<(), PartError>(())
    })?;
    Ok(lines.join("\n"))
}

/// Marker of a frame that is a diagram, whose text is in another part.
const DIAGRAM: &str = "/drawingml/2006/diagram\"";

/// Rows and columns of comments that are always shown, from the legacy drawing with their boxes.
fn shown_comments(text: &str) -> Vec<(u32, u32)> {
    let boxes = text.split("ObjectType=\"Note\"").skip(1);
    let boxes = boxes.map(|note| note.split("ClientData>").next().unwrap_or_default());
    let number = |note: &str, from: &str, to: &str| -> Option<u32> {
        without_tags(between(note, from, to)?).trim().parse().ok()
    };
    let shown = boxes.filter(|note| note.contains(":Visible"));
    let places = shown
        .filter_map(|note| Some((number(note, ":Row", "</")?, number(note, ":Column", "</")?)));
    places.collect()
}

/// Text of the given comments.
fn comments(text: &str, shown: &[(u32, u32)]) -> Result<Vec<SkippedKind>, PartError> {
    let (mut xml, _) = Xml::open(text)?;
    let mut found = Vec::new();
    xml.descendants(|xml, tag| {
        if tag.local() == "comment" {
            let at = tag.get("ref")?;
            let at = at.and_then(|at| formula::cell(&at));
            let said = words(xml)?;
            if at.is_some_and(|at| shown.contains(&at)) && !said.trim().is_empty() {
                found.push(SkippedKind::Comment(said.trim().to_owned()));
            }
        }
        Ok::<(), PartError>(())
    })?;
    Ok(found)
}

fn text_box(words: &str) -> Option<SkippedKind> {
    let words = words.trim();
    (!words.is_empty()).then(|| SkippedKind::TextBox(words.to_owned()))
}

/// Shapes of a drawing, including grouped ones.
fn shapes(text: &str) -> Result<Vec<SkippedKind>, PartError> {
    let (mut xml, _) = Xml::open(text)?;
    let mut found = Vec::new();
    xml.descendants(|xml, tag| {
        match tag.local() {
            "sp" => found.extend(shape(xml, tag)?),
            "pic" => found.extend(is_seen(xml)?.then_some(SkippedKind::Picture)),
            _ => {}
        }
        Ok::<(), PartError>(())
    })?;
    Ok(found)
}

/// Reads a shape to its end. A shape that repeats a cell's value is ignored.
fn shape(xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<Option<SkippedKind>, Damage> {
    let link = tag.get("textlink")?;
    let is_linked = link.is_some_and(|link| !link.trim().is_empty());
    let mut is_hidden = false;
    let mut said = String::new();
    xml.children(|xml, tag| {
        match tag.local() {
            "nvSpPr" => is_hidden = !is_seen(xml)?,
            "txBody" => said = words(xml)?,
            _ => {}
        }
        Ok::<(), Damage>(())
    })?;
    Ok(text_box(&said).filter(|_| !is_linked && !is_hidden))
}

/// Reads an element to its end. Returns `false` if anything in it is hidden.
fn is_seen(xml: &mut Xml<'_>) -> Result<bool, Damage> {
    let mut is_hidden = false;
    xml.descendants(|_, tag| {
        if tag.local() == "cNvPr" {
            is_hidden |= tag.get("hidden")?.is_some_and(|value| is_on(&value));
        }
        Ok::<(), Damage>(())
    })?;
    Ok(!is_hidden)
}

/// Reads the text in an element to its end, one line per paragraph.
fn words(xml: &mut Xml<'_>) -> Result<String, Damage> {
    let mut words = String::new();
    xml.descendants(|xml, tag| {
        match tag.local() {
            "t" => words.push_str(&xml.text()?),
            "p" | "br" if !words.is_empty() => words.push('\n'),
            _ => {}
        }
        Ok::<(), Damage>(())
    })?;
    Ok(words)
}

/// Shapes and controls of a VML drawing. VML is often not well-formed XML (`<br>`), so its tags are
/// searched in the text. Boxes of comments are ignored.
fn vml(text: &str) -> Vec<SkippedKind> {
    let shapes = text.split("<v:shape").skip(1);
    let shapes = shapes.filter(|shape| shape.starts_with(char::is_whitespace));
    let shapes = shapes.map(|shape| shape.split("</v:shape>").next().unwrap_or_default());
    let kind = |shape: &str| attribute(shape, "ObjectType");
    let own = shapes.filter(|shape| kind(shape).as_deref() != Some("Note"));
    own.filter_map(|shape| {
        let said = between(shape, "<v:textbox", "</v:textbox>").map(without_tags);
        match text_box(&said.unwrap_or_default()) {
            Some(SkippedKind::TextBox(words)) => {
                let is_on = between(shape, "<x:Checked", "</x:Checked>")
                    .is_some_and(|value| without_tags(value).trim() != "0");
                Some(SkippedKind::TextBox(match kind(shape).as_deref() {
                    Some("Checkbox" | "Radio") if is_on => format!("☑{words}"),
                    Some("Checkbox" | "Radio") => format!("☐{words}"),
                    _ => words,
                }))
            }
            _ => shape
                .contains("<v:imagedata")
                .then_some(SkippedKind::Picture),
        }
    })
    .collect()
}

/// Text between two tags, with the rest of the first.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(from)?;
    let (inner, _) = after.split_once(to)?;
    Some(inner)
}

/// Value of the first attribute with a name.
fn attribute(text: &str, name: &str) -> Option<String> {
    let (_, after) = text.split_once(name)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    let value = value[1..].split(quote).next()?;
    Some(value.to_owned())
}

/// Text between tags; it begins within one.
fn without_tags(text: &str) -> String {
    let texts = text.split('<').map(|text| {
        let text = text.split_once('>').map_or("", |(_, text)| text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let text: String = texts.collect();
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_shapes_and_pictures_are_found() {
        let text = "<xdr:wsDr><xdr:twoCellAnchor><xdr:grpSp><xdr:sp><xdr:nvSpPr><xdr:cNvPr id=\"1\"/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>目标</a:t></a:r>\
            <a:r><a:t>一</a:t></a:r></a:p><a:p><a:r><a:t>二</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:pic/></xdr:grpSp></xdr:twoCellAnchor>\
            <xdr:sp textlink=\"$A$1\"><xdr:txBody><a:p><a:r><a:t>同格</a:t></a:r></a:p></xdr:txBody></xdr:sp>\
            <xdr:sp><xdr:nvSpPr><xdr:cNvPr hidden=\"1\"/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>藏</a:t></a:r></a:p></xdr:txBody></xdr:sp>\
            <xdr:sp><xdr:txBody><a:p/></xdr:txBody></xdr:sp></xdr:wsDr>";
        assert_eq!(
            shapes(text).unwrap(),
            [
                SkippedKind::TextBox("目标一\n二".to_owned()),
                SkippedKind::Picture
            ]
        );
    }

    #[test]
    fn controls_are_found_and_comments_are_not() {
        let shape = |kind: &str, words: &str, more: &str| {
            format!(
                "<v:shape id=\"a\" type=\"#b\"><v:textbox style='a'><div style='b'><font>{words}<br></font></div></v:textbox>\
                <x:ClientData ObjectType=\"{kind}\"><x:Anchor>1, 2</x:Anchor>{more}</x:ClientData></v:shape>"
            )
        };
        let text = format!(
            "<xml><v:shapetype id=\"b\"><v:stroke/></v:shapetype>{}{}{}{}</xml>",
            shape("Note", "批注", ""),
            shape("Checkbox", "是 &amp; 否", "<x:Checked>1</x:Checked>"),
            shape("Radio", "乙", ""),
            "<v:shape id=\"c\"><v:imagedata o:relid=\"rId1\"/><x:ClientData ObjectType=\"Pict\"/></v:shape>",
        );
        let said = |words: &str| SkippedKind::TextBox(words.to_owned());
        assert_eq!(
            vml(&text),
            [said("☑是 & 否"), said("☐乙"), SkippedKind::Picture]
        );
    }
}
