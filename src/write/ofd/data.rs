//! The values of tables as XML, an attachment of an OFD for archives: the texts as printed, with the
//! fields that they belong to.

use super::xml::{HEAD, put_attribute, put_text};
use crate::grid::Grid;

/// Adds the values of a table.
pub(super) fn add_table(xml: &mut String, grid: &Grid) {
    xml.push_str("<table");
    put_attribute(xml, "form", &grid.form);
    put_attribute(xml, "name", &grid.name);
    xml.push_str(">\n");
    for cell in grid.cells.iter().filter(|cell| !cell.pointer.is_empty()) {
        xml.push_str("<value");
        put_attribute(xml, "field", &cell.pointer);
        xml.push('>');
        let mut lines = cell.text.split('\n');
        put_text(xml, lines.next().unwrap_or_default());
        for line in lines {
            xml.push('\n');
            put_text(xml, line);
        }
        xml.push_str("</value>\n");
    }
    xml.push_str("</table>\n");
}

/// The file with the values of tables.
pub(super) fn file(tables: &str) -> String {
    format!("{HEAD}<tables xmlns=\"urn:jixiao:data:1\">\n{tables}</tables>\n")
}
