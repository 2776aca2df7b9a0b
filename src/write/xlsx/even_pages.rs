//! Heads and feet of even pages, which the library cannot write: they are added to the sheets of a
//! finished workbook. A workbook without heads and feet at the outer edge is left as it is.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::XlsxError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::PACKING;
use super::page::{PageSide, foot_text, head_text};
use super::saving::SYSTEM;
use crate::grid::{Edge, Grid};

const START: &str = "<headerFooter";
const END: &str = "</headerFooter>";

/// The workbook with heads and feet for even pages, if a sheet has them at the outer edge; `grids`
/// are the tables of its first sheets, in order.
pub(super) fn add(bytes: Vec<u8>, grids: &[&Grid]) -> Result<Vec<u8>, XlsxError> {
    let sheets: Vec<(String, String)> = (1..)
        .zip(grids)
        .filter(|(_, grid)| has_outer(grid))
        .map(|(number, grid)| (format!("xl/worksheets/sheet{number}.xml"), even(grid)))
        .collect();
    if sheets.is_empty() {
        return Ok(bytes);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(PACKING.into()))
        .system(SYSTEM)
        .last_modified_time(DateTime::default());
    for index in 0..archive.len() {
        let name = archive.by_index_raw(index)?.name()?.into_owned();
        let Some((_, elements)) = sheets.iter().find(|(sheet, _)| *sheet == name) else {
            writer.raw_copy_file(archive.by_index_raw(index)?)?;
            continue;
        };
        let mut text = String::new();
        archive.by_index(index)?.read_to_string(&mut text)?;
        writer.start_file(name, options)?;
        writer.write_all(with_even(&text, elements).as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

fn has_outer(grid: &Grid) -> bool {
    let paper = &grid.look.paper;
    let mut feet = paper.head.iter().chain(&paper.foot);
    feet.any(|foot| foot.edge == Edge::Outer)
}

/// Elements of head and foot on even pages.
fn even(grid: &Grid) -> String {
    let element = |name: &str, text: Option<String>| {
        text.map_or_else(String::new, |text| {
            let text = text.replace('&', "&amp;");
            let text = text.replace('<', "&lt;").replace('>', "&gt;");
            format!("<{name}>{text}</{name}>")
        })
    };
    element("evenHeader", head_text(grid, PageSide::Even))
        + &element("evenFooter", foot_text(grid, PageSide::Even))
}

/// Text of a sheet with elements for even pages.
fn with_even(sheet: &str, elements: &str) -> String {
    sheet
        .replacen(START, &format!("{START} differentOddEven=\"1\""), 1)
        .replacen(END, &format!("{elements}{END}"), 1)
}
