//! Workbooks with other content in some cells.

use jixiao::record::scalars;
use jixiao::render::Renderer;
use jixiao::source::SheetCell;

use crate::unzipped::unzipped;
use crate::zipped::zipped;

/// The cell of the value at a pointer of the only submission.
pub(crate) fn cell_of(renderer: &Renderer, bytes: &[u8], pointer: &str) -> SheetCell {
    let source = renderer.open("a.xlsx", bytes).value.remove(0);
    let values = scalars(source.text());
    let (range, _) = values.get(pointer).unwrap_or_else(|| panic!("{pointer}"));
    source.own_cell(range.start).unwrap().clone()
}

/// A workbook whose cells, by pointer, have other content: the inner XML of the cell after its type.
pub(crate) fn with_cells(
    renderer: &Renderer,
    bytes: &[u8],
    contents: &[(&str, &str, &str)],
) -> Vec<u8> {
    let mut parts = unzipped(bytes);
    for (pointer, kind, inner) in contents {
        let cell = cell_of(renderer, bytes, pointer);
        let name = format!("xl/worksheets/sheet{}.xml", cell.number + 1);
        let part = parts.get_mut(&name).unwrap();
        let text = String::from_utf8(std::mem::take(part)).unwrap();
        let start = text.find(&format!("<c r=\"{}\"", cell.name())).unwrap();
        let end = start + text[start..].find('>').unwrap() + 1;
        let tag = &text[start..end];
        let end = if tag.ends_with("/>") {
            end
        } else {
            end + text[end..].find("</c>").unwrap() + "</c>".len()
        };
        let style = tag.split("s=\"").nth(1).unwrap().split('"').next().unwrap();
        let new = format!(
            "<c r=\"{}\" s=\"{style}\" t=\"{kind}\">{inner}</c>",
            cell.name()
        );
        *part = [&text[..start], &new, &text[end..]].concat().into_bytes();
    }
    zipped(parts)
}

/// A cell with a text.
pub(crate) fn text(text: &str) -> (&'static str, String) {
    (
        "inlineStr",
        format!("<is><t xml:space=\"preserve\">{text}</t></is>"),
    )
}
