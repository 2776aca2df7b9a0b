//! HTML: one self-contained page with the tables, to view, print and publish.
//!
//! | file | contents |
//! | --- | --- |
//! | `style.rs` | the look as CSS |
//! | `escape.rs` | escaping of text |
//!
//! Rows above and below the frame are tables for layout only (`role="presentation"`).
//!
//! No scripts, no external files. A group of rows with a repeated head is a `<table>` of its own,
//! flush with the preceding one: browsers repeat a `<thead>` on each printed page, and a table has
//! only one.

mod escape;
mod style;

#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::ops::Range;

use crate::grid::{Cell, CellIndex, DecimalWidths, Grid, Look, Role, Scope};
use crate::length::Length;

use super::document::{Document, GENERATOR, LANGUAGE, Properties, Table, WrittenFile};
use super::error::WriteError;
use super::infallible::CANNOT_FAIL;
pub(crate) use escape::{Plain, Text};

/// Writes a page with a section for each table.
///
/// # Errors
/// Never fails; all writers have this signature.
#[cfg_attr(
    not(feature = "stages"),
    expect(clippy::unnecessary_wraps, reason = "all writers have one signature")
)]
pub fn write(document: &Document<'_>) -> Result<WrittenFile, WriteError> {
    let mut page = Page {
        out: String::with_capacity(capacity(document)),
        widths: Vec::new(),
    };
    page.head(document);
    page.body(document);
    Ok(WrittenFile {
        bytes: page.out.into_bytes(),
        notes: Vec::new(),
    })
}

/// The styles of a look as CSS declarations: font, alignment, padding.
pub(crate) fn styles(look: &Look) -> Vec<String> {
    let styles = look.styles.iter();
    styles.map(|one| style::declarations(look, one)).collect()
}

/// Estimated length of the page in bytes.
fn capacity(document: &Document<'_>) -> usize {
    let cells = document.tables.iter().flat_map(|table| &table.grid.cells);
    cells.map(|cell| cell.text.len() + 48).sum::<usize>() + 4096
}

/// Heading level of a table's first title line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// The page consists of this table.
    First,
    /// The page has a heading of its own.
    Second,
}

struct Page {
    out: String,
    /// Widths of the numbers in each cell's column of the current table, if they are aligned at the
    /// decimal point.
    widths: Vec<Option<DecimalWidths>>,
}

macro_rules! line {
    ($page:expr, $($part:tt)*) => {
        writeln!($page.out, $($part)*).expect(CANNOT_FAIL)
    };
}

impl Page {
    fn head(&mut self, document: &Document<'_>) {
        let Properties {
            title,
            author,
            subject,
            date,
        } = document.properties;
        let description = |name: &str, content: &str| {
            format!("<meta name=\"{name}\" content=\"{}\">", Plain(content))
        };
        line!(
            self,
            "<!DOCTYPE html>\n<html lang=\"{LANGUAGE}\">\n<head>\n<meta charset=\"utf-8\">"
        );
        line!(
            self,
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        );
        line!(self, "<title>{}</title>", Plain(title));
        line!(
            self,
            "{}\n{}",
            description("author", author),
            description("description", subject)
        );
        line!(
            self,
            "<meta name=\"date\" content=\"{:04}-{:02}-{:02}\">",
            date.year,
            date.month,
            date.day
        );
        line!(self, "{}\n<style>", description("generator", GENERATOR));
        style::write(&mut self.out, document.tables);
        line!(self, "</style>\n</head>");
    }

    fn body(&mut self, document: &Document<'_>) {
        line!(self, "<body>");
        let mut heading = Heading::First;
        if document.tables.len() > 1 {
            heading = Heading::Second;
            line!(
                self,
                "<header>\n<h1>{}</h1>",
                Text(&document.properties.title)
            );
            self.contents(document.tables);
            line!(self, "</header>");
        }
        line!(self, "<main>");
        for (index, table) in document.tables.iter().enumerate() {
            self.section(index, table, heading);
        }
        line!(self, "</main>\n</body>\n</html>");
    }

    fn contents(&mut self, tables: &[Table<'_>]) {
        line!(self, "<nav aria-label=\"目录\">\n<ol>");
        for (index, table) in tables.iter().enumerate() {
            line!(
                self,
                "<li><a href=\"#t{}\">{}</a></li>",
                index + 1,
                Text(table.label)
            );
        }
        line!(self, "</ol>\n</nav>");
    }

    fn section(&mut self, index: usize, table: &Table<'_>, heading: Heading) {
        let number = index + 1;
        let look = style::look_of(index);
        line!(
            self,
            "<section id=\"t{number}\" class=\"{look}\" aria-label=\"{}\">",
            Plain(table.label)
        );
        self.titles(table.grid, heading);
        line!(
            self,
            "<div class=\"sheet\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">",
            Plain(&table.grid.name)
        );
        let grid = table.grid;
        self.widths = grid.decimal_widths();
        self.free(grid, 0..grid.framed.start);
        if grid.has_free_rows() {
            line!(self, "<div>");
        }
        for rows in split(grid) {
            self.table(grid, &rows);
        }
        if grid.has_free_rows() {
            line!(self, "</div>");
        }
        self.free(grid, grid.framed.end..grid.row_count());
        line!(self, "</div>\n</section>");
    }

    /// Writes rows above or below the frame.
    fn free(&mut self, grid: &Grid, rows: Range<usize>) {
        if rows.is_empty() {
            return;
        }
        let class = style::FREE;
        line!(
            self,
            "<div class=\"{class}\">\n<table role=\"presentation\">"
        );
        self.columns(grid);
        line!(self, "<tbody>");
        self.rows(grid, rows);
        line!(self, "</tbody>\n</table>\n</div>");
    }

    fn titles(&mut self, grid: &Grid, heading: Heading) {
        let name = grid.heading();
        for (index, title) in grid.titles.iter().enumerate() {
            let tag = match heading {
                _ if name != Some(index) => "p",
                Heading::First => "h1",
                Heading::Second => "h2",
            };
            line!(
                self,
                "<{tag} class=\"s{}\">{}</{tag}>",
                title.style,
                Text(&title.text)
            );
        }
    }

    fn table(&mut self, grid: &Grid, rows: &TableRows) {
        line!(self, "<table>");
        self.columns(grid);
        if !rows.head.is_empty() {
            line!(self, "<thead>");
            self.rows(grid, rows.head.clone());
            line!(self, "</thead>");
        }
        line!(self, "<tbody>");
        self.rows(grid, rows.head.end..rows.rows.end);
        line!(self, "</tbody>\n</table>");
    }

    fn columns(&mut self, grid: &Grid) {
        let total: Length = grid.columns.iter().copied().sum();
        self.out.push_str("<colgroup>");
        for width in &grid.columns {
            write!(
                self.out,
                "<col style=\"width:{:.3}%\">",
                100.0 * (*width / total)
            )
            .expect(CANNOT_FAIL);
        }
        self.out.push_str("</colgroup>\n");
    }

    fn rows(&mut self, grid: &Grid, rows: Range<usize>) {
        let from = grid.cells.partition_point(|cell| cell.row < rows.start);
        let mut cells = grid.cells.iter().enumerate().skip(from).peekable();
        for row in rows {
            match grid.rows[row].min_height {
                Some(height) => line!(self, "<tr style=\"height:{:.2}pt\">", height.to_pt()),
                None => line!(self, "<tr>"),
            }
            while let Some((index, _)) = cells.next_if(|(_, cell)| cell.row == row) {
                self.cell(grid, CellIndex(index));
            }
            line!(self, "</tr>");
        }
    }

    fn cell(&mut self, grid: &Grid, index: CellIndex) {
        let cell = grid.cell(index);
        let (tag, scope) = match cell.role {
            Role::Data => ("td", ""),
            Role::Label => match grid.scope(cell) {
                Scope::Column => ("th", " scope=\"col\""),
                Scope::Row => ("th", " scope=\"row\""),
            },
        };
        write!(self.out, "<{tag}{scope} class=\"s{}", cell.style).expect(CANNOT_FAIL);
        self.out
            .push_str(if cell.number.is_some() { " n\"" } else { "\"" });
        for (attribute, span) in [("rowspan", cell.rowspan), ("colspan", cell.colspan)] {
            if span > 1 {
                write!(self.out, " {attribute}=\"{span}\"").expect(CANNOT_FAIL);
            }
        }
        self.out.push('>');
        if grid.style(cell).indent > 0.0 {
            self.paragraphs(&cell.text);
        } else {
            self.text(cell, self.widths[index.0]);
        }
        line!(self, "</{tag}>");
    }

    /// Writes the paragraphs of a text whose first lines are indented.
    fn paragraphs(&mut self, text: &str) {
        for paragraph in text.split('\n') {
            let paragraph = paragraph.strip_suffix('\r').unwrap_or(paragraph);
            let class = if paragraph.starts_with(char::is_whitespace) {
                " class=\"o\""
            } else {
                ""
            };
            write!(self.out, "<p{class}>{}</p>", Text(paragraph)).expect(CANNOT_FAIL);
        }
    }

    /// Writes the text of a cell; a number aligned at the decimal point in two parts, each as wide
    /// as the widest of its column.
    fn text(&mut self, cell: &Cell, widths: Option<DecimalWidths>) {
        let Some(DecimalWidths { integer, fraction }) = widths else {
            write!(self.out, "{}", Text(&cell.text)).expect(CANNOT_FAIL);
            return;
        };
        let parts = cell.decimal_parts();
        for (class, width, text) in [("w", integer, parts.0), ("d", fraction, parts.1)] {
            let text = Text(text);
            write!(
                self.out,
                "<span class=\"{class}\" style=\"min-width:{width}ch\">{text}</span>"
            )
            .expect(CANNOT_FAIL);
        }
    }
}

/// Rows of one `<table>`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TableRows {
    /// Rows of its `<thead>`, the first of `rows`.
    head: Range<usize>,
    /// All its rows.
    rows: Range<usize>,
}

/// Splits a table at the start and end of each group with a repeated head, unless a cell spans that
/// row boundary.
fn split(grid: &Grid) -> Vec<TableRows> {
    let framed = &grid.framed;
    let is_open = |row: usize| {
        row > framed.start
            && row < framed.end
            && (0..grid.col_count()).any(|col| grid.cell(grid.at(row, col)).row < row)
    };
    let mut tables = Vec::new();
    let mut start = framed.start;
    for group in grid.groups.iter().filter(|group| !group.head.is_empty()) {
        let places = [group.rows.start, group.head.end, group.rows.end];
        if places.into_iter().any(is_open) {
            continue;
        }
        tables.push(TableRows {
            head: start..start,
            rows: start..group.rows.start,
        });
        tables.push(TableRows {
            head: group.head.clone(),
            rows: group.rows.clone(),
        });
        start = group.rows.end;
    }
    tables.push(TableRows {
        head: start..start,
        rows: start..framed.end,
    });
    tables.retain(|table| !table.rows.is_empty());
    tables
}
