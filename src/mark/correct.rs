//! A copy of a workbook with other values in some cells: a fill and a comment with the old value at
//! each. Everything else stays byte for byte, as in an annotated copy.

use std::collections::BTreeMap;

use super::cell_ref::{self, CellRange, CellRef};
use super::cells::{Touch, touch_cells};
use super::commented::{CommentedSheet, Comments};
use super::error::{FixError, MarkError};
use super::package::Package;
use super::seal::{SealKind, seal};
use super::sheet_properties::SheetProperties;
use super::style::Styles;
use super::words::TextRun;
use super::workbook_part::WorkbookPart;
use crate::source::SheetCell;
use crate::workbook::decrypted;

pub(crate) use super::cell_value::CellValue;

/// A new value of a cell.
#[derive(Debug, Clone)]
pub(crate) struct CellChange {
    /// The cell; the first one of a merged range.
    pub(crate) cell: SheetCell,
    /// Its new value.
    pub(crate) value: CellValue,
    /// Text of the comment.
    pub(crate) comment: String,
}

/// Checks that a file is a workbook that can be patched, and returns notices about a copy of it.
///
/// # Errors
/// The reason why it is not.
pub(crate) fn check_kind(bytes: &[u8]) -> Result<Vec<String>, FixError> {
    let decrypted = decrypted(bytes);
    let mut package = Package::open(decrypted.as_deref().unwrap_or(bytes))?;
    let book = WorkbookPart::open(&mut package)?;
    let mut notices = Vec::new();
    if book.is_signed {
        notices.push("原文件有数字签名;副本改动了内容,其中的签名不再有效".to_owned());
    }
    if decrypted.is_some() {
        notices
            .push("原文件加了密(用的是 Excel 的默认密码,打开时不问);这一份副本没有加密".to_owned());
    }
    Ok(notices)
}

/// Makes a copy with other values. `recalculated` are formulas whose saved results no longer hold;
/// programs compute them when they open the copy. Equal input gives equal bytes.
pub(crate) fn correct(
    bytes: &[u8],
    changes: &[CellChange],
    recalculated: &[SheetCell],
    origin: &str,
) -> Result<Vec<u8>, FixError> {
    let decrypted = decrypted(bytes);
    let mut package = Package::open(decrypted.as_deref().unwrap_or(bytes))?;
    let book = WorkbookPart::open(&mut package)?;
    let styles_text = package.text_of(&book.styles)?;
    let mut styles = Styles::read(&book.styles, &styles_text)?;
    let mut last = None;
    for (number, sheet) in by_sheet(&book, changes, recalculated)? {
        let Some(part) = &book.sheets[number].part else {
            let why = MarkError::broken(&book.sheets[number].name, "没有单元格");
            return Err(why.into());
        };
        sheet.patch((&mut package, &book), (part, number), &mut styles)?;
        last = Some(part);
    }
    let new_styles = styles.finish()?;
    package.put(&book.styles, new_styles);
    if !recalculated.is_empty() {
        book.recalculate(&mut package)?;
    }
    let patched = package.finish()?;
    Ok(match last {
        Some(part) => seal(&patched, part, (SealKind::Mended, origin))?,
        None => patched,
    })
}

/// The changed cells of a sheet.
#[derive(Default)]
struct ChangedSheet<'c> {
    changes: BTreeMap<CellRef, &'c CellChange>,
    recalculated: Vec<CellRef>,
}

/// The changed cells by sheet.
fn by_sheet<'c>(
    book: &WorkbookPart,
    changes: &'c [CellChange],
    recalculated: &[SheetCell],
) -> Result<BTreeMap<usize, ChangedSheet<'c>>, MarkError> {
    let mut sheets: BTreeMap<usize, ChangedSheet> = BTreeMap::new();
    let find = |cell: &SheetCell| {
        let is_there = cell.row < cell_ref::MAX_ROWS && cell.col < cell_ref::MAX_COLS;
        let sheet = book.find(&cell.sheet, cell.number).filter(|_| is_there);
        sheet.ok_or_else(|| MarkError::broken(&cell.sheet, "没有这个格"))
    };
    for change in changes {
        let cell = &change.cell;
        let sheet = sheets.entry(find(cell)?).or_default();
        sheet.changes.insert((cell.row, cell.col), change);
    }
    for cell in recalculated {
        let sheet = sheets.entry(find(cell)?).or_default();
        sheet.recalculated.push((cell.row, cell.col));
    }
    Ok(sheets)
}

impl ChangedSheet<'_> {
    fn patch(
        &self,
        (package, book): (&mut Package, &WorkbookPart),
        (part, number): (&str, usize),
        styles: &mut Styles,
    ) -> Result<(), MarkError> {
        let broken = |why: String| MarkError::broken(part, why);
        let text = package.text_of(part)?;
        let asked: Vec<CellRef> = self.changes.keys().copied().collect();
        let properties = SheetProperties::read(&text, &asked).map_err(broken)?;
        let values = self.changes.iter();
        let values = values.map(|(cell, change)| (*cell, Touch::Value(&change.value)));
        let formulas = self.recalculated.iter();
        let formulas = formulas.map(|cell| (*cell, Touch::Recalculate));
        let touches = formulas.chain(values).collect();
        let mut edits = touch_cells(&text, &properties, touches, styles).map_err(broken)?;
        let comments = self.comments(&properties);
        if !comments.is_empty() {
            let sheet = CommentedSheet {
                book,
                part,
                number,
                properties: &properties,
            };
            sheet.add_comments(package, &comments, &mut edits)?;
        }
        package.put(part, edits.apply(&text));
        Ok(())
    }

    fn comments(&self, properties: &SheetProperties) -> Comments {
        let comments = self.changes.iter().map(|(cell, change)| {
            let area: CellRange = properties.area(*cell);
            let run = TextRun {
                text: change.comment.clone(),
                is_bold: false,
            };
            (*cell, (area, vec![run]))
        });
        comments.collect()
    }
}
