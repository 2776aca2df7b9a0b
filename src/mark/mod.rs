//! Annotates the sender's own workbook: a copy with a coloured cell and a comment for each finding,
//! and a sheet of all findings at the end.
//!
//! Libraries that read and write workbooks lose content unknown to them. Therefore the package is
//! patched: `package` copies unchanged parts in compressed form; `xml` edits the others by position
//! and leaves everything else byte for byte. Parts are found as in reading (`workbook`).
//!
//! - `workbook_part`, `relationship`: parts of the sheets, and the new sheet;
//! - `style`: a cell's format with another fill; `sheet_properties` and `cells`: the cells that get
//!   it;
//! - `comments` and `comment_box`: comments and their VML boxes; `commented`: a sheet that gets them;
//! - `cell_value` and `number_format`: the element of a changed cell, and how it is shown;
//! - `correct`: the same patching for a copy with other values in some cells;
//! - `findings_sheet`: the sheet 检查结果;
//! - `seal`: identifies a copy and its origin, and detects changes; `copies`: a copy next to its
//!   original;
//! - `words`: texts for people.

mod cell_ref;
mod cell_value;
mod cells;
mod comment_box;
mod commented;
mod comments;
mod copies;
mod correct;
mod error;
mod findings_sheet;
mod number_format;
mod package;
mod relationship;
mod seal;
mod sheet_properties;
mod style;
mod words;
mod workbook_part;
mod xml;

use std::collections::BTreeMap;

use crate::finding::{Level, Report};
use crate::workbook::{Workbook, decrypted, read};

use cell_ref::{CellRange, CellRef};
use cells::Touch;
use commented::{CommentedSheet, Comments};
use findings_sheet::{Link, is_findings_sheet};
use package::Package;
use seal::SealKind;
use sheet_properties::SheetProperties;
use style::Styles;
use words::NumberedFinding;
use workbook_part::WorkbookPart;

pub use copies::{COPY_INFIX, FIXED_INFIX, original_name, skipped_copy};
pub(crate) use correct::{CellChange, CellValue, check_kind, correct};
pub use error::{FixError, MarkError};

pub use seal::{is_copy_of, is_mended, is_mended_copy_of, is_untouched};

/// Whether a file is an annotated copy of a workbook, judged by its content: also after other
/// programs saved it.
pub fn is_marked(name: &str, bytes: &[u8]) -> bool {
    let workbook = read(name, bytes).value;

    workbook.is_some_and(|workbook| has_findings_sheet(&workbook))
}

/// Whether a workbook is an annotated copy.
pub(crate) fn has_findings_sheet(workbook: &Workbook) -> bool {
    workbook.sheets.iter().any(is_findings_sheet)
}

/// Makes an annotated copy of a workbook (`.xlsx`, `.xlsm`) with its findings. The copy of a
/// workbook encrypted with Excel's default password is not encrypted, and contains a notice about
/// it.
///
/// A finding's cell is found by the sheet's name, or by its number if no sheet has the name.
/// Findings without a cell, and on sheets without cells, are in the sheet of findings only. Equal
/// input gives equal bytes.
///
/// `origin` distinguishes the workbook from others with the same name, for example by its path:
/// [`is_copy_of`]. Only its digest is written.
///
/// # Errors
/// [`MarkError`] if the bytes are not a workbook, exceed a limit, or are damaged.
pub fn mark(bytes: &[u8], report: &Report, origin: &str) -> Result<Vec<u8>, MarkError> {
    let decrypted = decrypted(bytes);
    let mut package = Package::open(decrypted.as_deref().unwrap_or(bytes))?;
    let book = WorkbookPart::open(&mut package)?;
    let mut report = report.clone();
    report.sort();
    let styles_text = package.text_of(&book.styles)?;
    let mut marker = Marker {
        list_name: book.list_name(),
        links: vec![None; report.findings().len()],
        styles: Styles::read(&book.styles, &styles_text)?,
        package,
        book,
        was_encrypted: decrypted.is_some(),
    };
    for (number, cells) in by_sheet(&marker.book, &report) {
        marker.sheet(number, &cells)?;
    }
    marker.finish(&report, origin)
}

/// Findings by cell.
type Cells<'a> = BTreeMap<CellRef, Vec<NumberedFinding<'a>>>;

/// Findings with a cell, by sheet and cell.
fn by_sheet<'a>(book: &WorkbookPart, report: &'a Report) -> BTreeMap<usize, Cells<'a>> {
    let mut sheets: BTreeMap<usize, Cells> = BTreeMap::new();
    for (number, finding) in (1..).zip(report.findings()) {
        let Some(cell) = &finding.place.cell else {
            continue;
        };
        let is_there = cell.row < cell_ref::MAX_ROWS && cell.col < cell_ref::MAX_COLS;
        if let Some(sheet) = book.find(&cell.sheet, cell.number).filter(|_| is_there) {
            let cells = sheets.entry(sheet).or_default();
            let findings = cells.entry((cell.row, cell.col)).or_default();
            findings.push(NumberedFinding { number, finding });
        }
    }
    sheets
}

/// A workbook being annotated.
struct Marker<'a, 'b> {
    package: Package<'a>,
    book: WorkbookPart,
    styles: Styles<'b>,
    list_name: String,
    /// Whether the original is encrypted with Excel's default password. The copy is not.
    was_encrypted: bool,
    /// Link target of each finding.
    links: Vec<Option<Link>>,
}

impl Marker<'_, '_> {
    /// Fills the cells of a sheet and adds comments.
    fn sheet(&mut self, number: usize, cells: &Cells) -> Result<(), MarkError> {
        let Some(part) = self.book.sheets[number].part.clone() else {
            return Ok(());
        };
        let broken = |why: String| MarkError::broken(&part, why);
        let text = self.package.text_of(&part)?;
        let asked: Vec<CellRef> = cells.keys().copied().collect();
        let properties = SheetProperties::read(&text, &asked).map_err(broken)?;
        let shown = self.shown(number, &properties, cells);
        let levels = shown
            .iter()
            .map(|(cell, (_, findings))| (*cell, Touch::Fill(worst(findings))))
            .collect();
        let mut edits =
            cells::touch_cells(&text, &properties, levels, &mut self.styles).map_err(broken)?;
        let comments: Comments = shown
            .iter()
            .map(|(cell, (area, findings))| {
                (*cell, (*area, words::comment(findings, &self.list_name)))
            })
            .collect();
        let sheet = CommentedSheet {
            book: &self.book,
            part: &part,
            number,
            properties: &properties,
        };
        sheet.add_comments(&mut self.package, &comments, &mut edits)?;
        self.package.put(&part, edits.apply(&text));
        Ok(())
    }

    /// Findings by the cell that displays them: the first cell of a merged range.
    fn shown<'f>(
        &mut self,
        number: usize,
        properties: &SheetProperties,
        cells: &Cells<'f>,
    ) -> Shown<'f> {
        let sheet = &self.book.sheets[number];
        let mut shown: Shown = BTreeMap::new();
        for (cell, findings) in cells {
            let area = properties.area(*cell);
            for one in findings {
                self.links[one.number - 1] = Some(Link {
                    sheet: sheet.name.clone(),
                    cell: area.first,
                    is_hidden: sheet.is_hidden,
                });
            }
            let (_, all) = shown.entry(area.first).or_insert((area, Vec::new()));
            all.extend(findings);
        }
        shown
    }

    fn finish(mut self, report: &Report, origin: &str) -> Result<Vec<u8>, MarkError> {
        let mut notices = notices(&self.book);
        if self.was_encrypted {
            notices.push(
                "原文件加了密(用的是 Excel 的默认密码,打开时不问);这一份副本没有加密。".to_owned(),
            );
        }
        let (text, rows) = findings_sheet::sheet(
            self.book.conformance,
            report,
            &self.links,
            &notices,
            &mut self.styles,
        );
        let list = self
            .book
            .add_sheet(&mut self.package, &self.list_name, text, &rows)?;
        let styles = self.styles.finish()?;
        self.package.put(&self.book.styles, styles);
        let seal_of = (SealKind::Annotated, origin);
        seal::seal(&self.package.finish()?, &list, seal_of)
    }
}

/// Findings by the cell that displays them, with its merged range.
type Shown<'a> = BTreeMap<CellRef, (CellRange, Vec<NumberedFinding<'a>>)>;

fn worst(findings: &[NumberedFinding]) -> Level {
    let levels = findings.iter().map(|one| one.finding.level);
    levels.max().unwrap_or(Level::Note)
}

/// Notices about the file as a whole.
fn notices(book: &WorkbookPart) -> Vec<String> {
    let mut notices = Vec::new();
    if book.is_signed {
        notices.push(
            "原文件有数字签名;副本改动了内容,其中的签名不再有效,原文件的不受影响。".to_owned(),
        );
    }
    if book.is_locked {
        notices
            .push("此工作簿的结构受保护;要在副本里移动或删除这一页,先撤消工作簿保护。".to_owned());
    }
    if book.was_marked() {
        notices.push(
            "原文件里已有“检查结果”:那一页与它的底色、批注是以前检查时留下的,以本页为准。"
                .to_owned(),
        );
    }
    notices
}
