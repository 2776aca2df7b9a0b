//! Findings on cells, and texts of findings, that forms and lists share.

use crate::finding::{Code, Finding};
use crate::source::{Place, column_name};
use crate::text;

/// Maximum number of texts that a finding shows.
pub(super) const MAX_TEXTS: usize = 6;

/// Maximum number of cells that a finding lists.
const MAX_NAMES: usize = 12;

/// A finding for an error value, `#REF!`.
pub(super) fn cell_error(place: Place, error: &str) -> Finding {
    Finding::new(Code::CellError, place)
        .seen(error)
        .expected("公式算得出的值")
        .correction("改正公式,或直接填值")
}

/// A finding for a formula whose result is not saved.
pub(super) fn no_result(code: Code, place: Place, formula: &str) -> Finding {
    let formula = text::quote(&format!("={formula}"));
    Finding::new(code, place)
        .seen(format!("公式 {formula},没有保存结果"))
        .correction("用 Excel 或 WPS 打开,重新保存")
}

/// A finding for a formula without text. In a column of signs it was the sign `=`.
pub(super) fn formula_empty(place: Place, is_sign: bool) -> Finding {
    let finding = Finding::new(Code::FormulaEmpty, place).seen("空的公式");
    if is_sign {
        finding
            .expected("符号;多半是写文件的程序把文字 = 当作公式,丢了")
            .correction("用文字填 ＝(全角),或先把格式改成“文本”再填 =")
    } else {
        finding
            .expected("值,或有内容的公式")
            .correction("这一格没有读:填上值再保存")
    }
}

/// Names of some cells, shortened: `C2、C3 等`.
pub(super) fn cell_names(cells: &[(u32, u32)]) -> String {
    let names = cells.iter().take(MAX_NAMES);
    let names = names.map(|(row, col)| format!("{}{}", column_name(*col), row + 1));
    let names = names.collect::<Vec<_>>().join("、");
    let more = if cells.len() > MAX_NAMES { " 等" } else { "" };
    format!("{names}{more}")
}

/// Some texts, each in quotes, shortened.
pub(super) fn quoted(texts: &[impl AsRef<str>]) -> String {
    let shown = texts.iter().take(MAX_TEXTS);
    let shown = shown.map(|text| text::quote(text.as_ref()));
    let shown = shown.collect::<Vec<_>>().join(" ");
    if texts.len() > MAX_TEXTS {
        format!("{shown} 等 {} 格", texts.len())
    } else {
        shown
    }
}
