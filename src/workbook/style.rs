//! Which number format a cell has: `xl/styles.xml`, of which nothing else matters here.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::Trouble;
use super::format::{NumberFormat, built_in};
use super::limits::MAX_STYLE_ELEMENTS;

/// The number formats of a workbook, by the index a cell names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The formats that differ.
    formats: Vec<NumberFormat>,
    /// For each index of a cell, which of them.
    of_cell: Vec<usize>,
}

impl Styles {
    /// Reads the part.
    pub(super) fn read(xml: &str) -> Result<Styles, Trouble> {
        let options = ParsingOptions {
            nodes_limit: MAX_STYLE_ELEMENTS,
            ..ParsingOptions::default()
        };
        let document = Document::parse_with_options(xml, options)
            .map_err(|_broken| Trouble::Damaged("单元格格式(styles.xml)读不通".to_owned()))?;
        let root = document.root_element();
        let mut own: BTreeMap<u32, &str> = BTreeMap::new();
        for format in children(root, "numFmts").filter(|node| node.tag_name().name() == "numFmt") {
            if let (Some(id), Some(code)) = (id_of(format), format.attribute("formatCode")) {
                own.insert(id, code);
            }
        }
        let mut styles = Styles::default();
        let mut known: BTreeMap<u32, usize> = BTreeMap::new();
        for cell in children(root, "cellXfs").filter(|node| node.tag_name().name() == "xf") {
            let id = id_of(cell).unwrap_or(0);
            let index = *known.entry(id).or_insert_with(|| {
                let code = own.get(&id).copied().unwrap_or_else(|| built_in(id));
                styles.formats.push(NumberFormat::of(code));
                styles.formats.len() - 1
            });
            styles.of_cell.push(index);
        }
        Ok(styles)
    }

    /// The format of a cell's index.
    pub(super) fn get(&self, index: usize) -> &NumberFormat {
        let format = self.of_cell.get(index).map(|format| &self.formats[*format]);
        format.unwrap_or(&NumberFormat::General)
    }
}

fn children<'a, 'i: 'a>(root: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    let holders = root
        .children()
        .filter(move |node| node.tag_name().name() == name);
    holders.flat_map(|holder| holder.children())
}

fn id_of(node: Node<'_, '_>) -> Option<u32> {
    node.attribute("numFmtId")?.trim().parse().ok()
}
