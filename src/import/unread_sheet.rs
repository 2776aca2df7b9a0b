//! Sheets from which nothing can be read: labels are struck out, or nearly all cells are errors or
//! formulas without a result.

use super::findings::UnreadSheet;
use super::forms::{Forms, MIN_LABELS};
use super::view::{SheetView, displayed_text, is_filled};
use crate::finding::Code;
use crate::text;
use crate::workbook::{Cell, CellContent, SkippedKind, Visibility};

/// Ratio of unreadable to readable cells from which on a sheet is unreadable.
const MAX_READ: usize = 9;

impl Forms {
    /// Why nothing can be read from a sheet that is not a table.
    ///
    /// Either labels of a form are struck out, or nearly all cells are errors or formulas without a
    /// result.
    pub(super) fn unread(&self, view: &SheetView<'_>) -> Option<UnreadSheet> {
        if view.generated.is_some() || view.sheet.visibility == Visibility::Hidden {
            return None;
        }
        let asides = view.sheet.skipped.iter();
        let struck = asides.filter_map(|aside| match &aside.what {
            SkippedKind::Struck(words) => Some((aside.at?, words)),
            _ => None,
        });
        let struck: Vec<_> = struck.collect();
        let labels = struck.iter();
        let labels = labels.filter(|(_, words)| self.labels.find(words).0.is_some());
        if labels.count() >= MIN_LABELS {
            let (at, words) = struck[0];
            return Some(UnreadSheet {
                at,
                code: Code::StruckText,
                seen: text::quote(words),
                count: struck.len(),
            });
        }
        let cells = view.sheet.cells.iter();
        let (unread, read): (Vec<&Cell>, Vec<&Cell>) =
            cells.filter(|cell| is_filled(cell)).partition(|cell| {
                matches!(cell.content, CellContent::NoResult | CellContent::Error(_))
            });
        let is_most = read.len() * MAX_READ <= unread.len();
        let is_named = self.is_title(&view.sheet.name) && read.len() <= unread.len();
        let first = unread.first()?;
        let is_error = matches!(first.content, CellContent::Error(_));
        (unread.len() >= MIN_LABELS && (is_most || is_named)).then(|| UnreadSheet {
            at: (first.row, first.col),
            code: if is_error {
                Code::CellError
            } else {
                Code::CellNoResult
            },
            seen: displayed_text(first).into_owned(),
            count: unread.len(),
        })
    }
}
