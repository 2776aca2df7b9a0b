//! A [`Grid`] as text for review in golden files, one line per cell.

use std::fmt::Write;

use super::cell::Role;
use super::table::Grid;

impl Grid {
    /// The table as tab-separated lines `row col rowspan colspan text role pointer`, counted from
    /// 1; `\n` and `\t` in texts are escaped.
    pub fn dump(&self) -> String {
        let mut out = String::new();
        for cell in &self.cells {
            let role = match cell.role {
                Role::Label => "label",
                Role::Data => "data",
            };
            let text = escape(&cell.text);
            let (row, col) = (cell.row + 1, cell.col + 1);
            let spans = (cell.rowspan, cell.colspan);
            writeln!(
                out,
                "{row}\t{col}\t{}\t{}\t{text}\t{role}\t{}",
                spans.0, spans.1, cell.pointer
            )
            .expect("writing to a String cannot fail");
        }
        out
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
}
