//! Marks findings in the sender's own workbook: a copy with a coloured cell and a comment for each
//! finding, and a sheet of all findings at the end.
//!
//! Libraries that read and write workbooks lose what they do not know. Therefore the package is
//! patched: `package` copies unchanged parts in compressed form; `xml` edits single places of the
//! others and keeps all else byte for byte. Parts are found as in reading ([`crate::workbook`]).
//!
//! - `workbook_part`, `relationship`: parts of the sheets, and the new sheet;
//! - `style`: a cell's format with another fill; `sheet_properties` and `cells`: the cells that get
//!   it;
//! - `comments` and `comment_box`: comments and their VML boxes;
//! - `findings_sheet`: the sheet 检查结果;
//! - `seal`: identifies a copy and its origin, and detects changes; `copies`: a copy beside its
//!   original;
//! - `words`: texts for people.

mod book;
mod bubble;
mod copies;
mod error;
mod frame;
mod list;
mod note;
mod package;
mod relation;
mod seal;
mod sheet;
mod slot;
mod style;
mod words;
mod xml;

use std::collections::BTreeMap;

use crate::finding::{Level, Report};
use crate::workbook::package::Relation;
use crate::workbook::{Workbook, decrypted};

use book::Book;
use bubble::Bubble;
use frame::Frame;
use list::Link;
use package::Package;
use slot::{Area, Slot};
use style::Styles;
use words::{Numbered, Piece};
use xml::Flavour;

pub use copies::{WORD, original_name, passed_over};
pub use error::MarkError;
pub use list::is_list;
pub use seal::{is_copy_of, is_untouched};

const COMMENTS_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Whether a workbook is a marked copy, by its content: also after other programs saved it.
pub fn is_marked(workbook: &Workbook) -> bool {
    workbook.sheets.iter().any(is_list)
}

/// Makes a marked copy of a workbook (`.xlsx`, `.xlsm`) with its findings. The copy of a workbook
/// encrypted with Excel's default password is not encrypted, and says so.
///
/// A finding's cell is found by the sheet's name, or by its number if no sheet has the name.
/// Findings without a cell, and on sheets without cells, are in the sheet of findings only. Equal
/// input gives equal bytes.
///
/// `origin` identifies the workbook among others of its name, as its path does: [`is_copy_of`].
/// Only its digest is written.
///
/// # Errors
/// [`MarkError`] if the bytes are no workbook, exceed a limit, or are damaged.
pub fn mark(bytes: &[u8], report: &Report, origin: &str) -> Result<Vec<u8>, MarkError> {
    let decrypted = decrypted(bytes);
    let mut package = Package::open(decrypted.as_deref().unwrap_or(bytes))?;
    let book = Book::open(&mut package)?;
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
type Cells<'a> = BTreeMap<Slot, Vec<Numbered<'a>>>;

/// Findings with a cell, by sheet and cell.
fn by_sheet<'a>(book: &Book, report: &'a Report) -> BTreeMap<usize, Cells<'a>> {
    let mut sheets: BTreeMap<usize, Cells> = BTreeMap::new();
    for (number, finding) in (1..).zip(report.findings()) {
        let Some(cell) = &finding.place.cell else {
            continue;
        };
        let is_there = cell.row < slot::MAX_ROWS && cell.col < slot::MAX_COLS;
        if let Some(sheet) = book.find(&cell.sheet, cell.number).filter(|_| is_there) {
            let cells = sheets.entry(sheet).or_default();
            let findings = cells.entry((cell.row, cell.col)).or_default();
            findings.push(Numbered { number, finding });
        }
    }
    sheets
}

/// A workbook being marked.
struct Marker<'a, 'b> {
    package: Package<'a>,
    book: Book,
    styles: Styles<'b>,
    list_name: String,
    /// Whether the original is encrypted with Excel's default password. The copy is not.
    was_encrypted: bool,
    /// Link target of each finding.
    links: Vec<Option<Link>>,
}

impl Marker<'_, '_> {
    /// Marks the cells of a sheet and adds comments.
    fn sheet(&mut self, number: usize, cells: &Cells) -> Result<(), MarkError> {
        let Some(part) = self.book.sheets[number].part.clone() else {
            return Ok(());
        };
        let broken = |why: String| MarkError::broken(&part, why);
        let text = self.package.text_of(&part)?;
        let asked: Vec<Slot> = cells.keys().copied().collect();
        let frame = Frame::read(&text, &asked).map_err(broken)?;
        let shown = self.shown(number, &frame, cells);
        let levels = shown
            .iter()
            .map(|(slot, (_, findings))| (*slot, worst(findings)))
            .collect();
        let mut edits =
            sheet::mark_cells(&text, &frame, &levels, &mut self.styles).map_err(broken)?;
        let relations = self.package.relations(&part)?;
        let bubbles = self.comments(&part, &relations, &frame, &shown)?;
        if let Some(id) = &frame.notes_drawing {
            let drawing = relations.iter().find(|relation| relation.id == *id);
            let drawing = drawing.ok_or_else(|| broken(format!("没有写明 {id} 是哪个部件")))?;
            self.add_to_drawing(&drawing.target, &frame, &bubbles)?;
        } else {
            let drawing = bubble::new(&frame, &bubbles, number);
            let id = self.new_drawing(&part, drawing, frame.flavour)?;
            frame.name_drawing(&mut edits, &id);
        }
        self.package.put(&part, edits.apply(&text));
        Ok(())
    }

    /// Findings by the cell that displays them: the first cell of a merged range.
    fn shown<'f>(&mut self, number: usize, frame: &Frame, cells: &Cells<'f>) -> Shown<'f> {
        let sheet = &self.book.sheets[number];
        let mut shown: Shown = BTreeMap::new();
        for (slot, findings) in cells {
            let area = frame.area(*slot);
            for one in findings {
                self.links[one.number - 1] = Some(Link {
                    sheet: sheet.name.clone(),
                    slot: area.first,
                    is_hidden: sheet.is_hidden,
                });
            }
            let (_, all) = shown.entry(area.first).or_insert((area, Vec::new()));
            all.extend(findings);
        }
        shown
    }

    /// Adds comments to cells of a sheet; returns the data of their boxes.
    fn comments(
        &mut self,
        part: &str,
        relations: &[Relation],
        frame: &Frame,
        shown: &Shown,
    ) -> Result<Vec<Bubble>, MarkError> {
        let comments: BTreeMap<Slot, Vec<Piece>> = shown
            .iter()
            .map(|(slot, (_, findings))| (*slot, words::comment(findings, &self.list_name)))
            .collect();
        let own = relations
            .iter()
            .find(|relation| relation.kind == "comments");
        let (name, text) = match own {
            Some(relation) => (
                relation.target.clone(),
                self.package.text_of(&relation.target)?,
            ),
            None => (
                self.book.free_part(&self.package, "comments", ".xml"),
                note::empty(frame.flavour),
            ),
        };
        let commented = note::add(&text, &comments).map_err(|why| MarkError::broken(&name, why))?;
        self.package.put(&name, commented.text);
        if own.is_none() {
            self.package.set_type(&name, COMMENTS_TYPE)?;
            relation::add(&mut self.package, part, "comments", &name, frame.flavour)?;
        }
        let bubbles = shown.iter().map(|(slot, (area, _))| {
            let had_one = commented.had_one.contains(slot);
            Bubble::new(*slot, *area, &comments[slot], had_one)
        });
        Ok(bubbles.collect())
    }

    fn add_to_drawing(
        &mut self,
        name: &str,
        frame: &Frame,
        bubbles: &[Bubble],
    ) -> Result<(), MarkError> {
        let text = self.package.text_of(name)?;
        let made =
            bubble::add(&text, frame, bubbles).map_err(|why| MarkError::broken(name, why))?;
        self.package.put(name, made);
        Ok(())
    }

    fn new_drawing(
        &mut self,
        part: &str,
        drawing: String,
        flavour: Flavour,
    ) -> Result<String, MarkError> {
        let name = self
            .book
            .free_part(&self.package, "drawings/vmlDrawing", ".vml");
        self.package.put(&name, drawing);
        self.package.set_type(&name, DRAWING_TYPE)?;
        relation::add(&mut self.package, part, "vmlDrawing", &name, flavour)
    }

    fn finish(mut self, report: &Report, origin: &str) -> Result<Vec<u8>, MarkError> {
        let mut notices = notices(&self.book);
        if self.was_encrypted {
            notices.push(
                "原文件加了密(用的是 Excel 的默认密码,打开时不问);这一份副本没有加密。".to_owned(),
            );
        }
        let (text, rows) = list::sheet(
            self.book.flavour,
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
        seal::seal(&self.package.finish()?, &list, origin)
    }
}

/// Findings by the cell that displays them, with its merged range.
type Shown<'a> = BTreeMap<Slot, (Area, Vec<Numbered<'a>>)>;

fn worst(findings: &[Numbered]) -> Level {
    let levels = findings.iter().map(|one| one.finding.level);
    levels.max().unwrap_or(Level::Note)
}

/// Notices about the file as a whole.
fn notices(book: &Book) -> Vec<String> {
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
