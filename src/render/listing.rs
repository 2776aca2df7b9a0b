//! Submissions → the bytes of their flat list.

use super::job::{NO_DATE, first_day};
use super::renderer::Renderer;
use crate::derive::{Derived, derive};
use crate::error::Error;
use crate::export::{Cells, ListOptions, Subtotals, list};
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{Edition, ListDefinition};
use crate::grid::Align;
use crate::import::{self, list::EDITION_HEAD};
use crate::record::{read_json, to_gb18030};
use crate::source::{Place, Source};
use crate::text;
use crate::write::{
    self, Listing, ListingCell, ListingColumn, ListingNote, ListingNoteKind, Properties, RowKind,
};

/// Width of the column with the edition's id, in characters.
const EDITION_WIDTH: f64 = 14.0;

/// The file format of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// Excel workbook.
    Xlsx,
    /// Comma-separated values.
    Csv(Encoding),
}

impl Encoding {
    /// The bytes of a text for people. A character that the encoding lacks becomes 〓, the mark of
    /// printers for a missing one.
    pub fn bytes_of(self, text: &str) -> Vec<u8> {
        const MISSING: &str = "〓";
        if self == Encoding::Utf8 {
            return text.as_bytes().to_owned();
        }
        if let Some(bytes) = to_gb18030(text) {
            return bytes;
        }
        let mut place = [0; 4];
        let characters = text.chars().map(|character| {
            let text: &str = character.encode_utf8(&mut place);
            to_gb18030(text).or_else(|| to_gb18030(MISSING))
        });
        characters.flatten().flatten().collect()
    }
}

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a file has a byte order mark, by which Excel recognizes it.
    #[default]
    Utf8,
    /// GB18030, a superset of GBK, for older programs.
    Gb18030,
}

/// A list, and the findings about it.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The file; `None` if a finding explains why.
    pub bytes: Option<Vec<u8>>,
    /// All findings.
    pub report: Report,
}

impl Renderer {
    /// Reads a submission for a list and derives blank values. It applies no rules, and does not
    /// report a required field that is blank. `None` if a value could not be read.
    pub fn read_for_list(&self, source: &Source) -> Read<Option<Derived>> {
        let Read {
            value: submission,
            report: findings,
        } = read_json(source, &self.registry);
        let mut report = Report::new();
        let own = findings
            .findings()
            .iter()
            .filter(|finding| finding.code != Code::MissingRequired);
        report.extend(own.cloned());
        let Some((edition, submission)) = self.with_edition(submission) else {
            return Read::new(None, findings);
        };
        Read::new(Some(derive(edition, submission)), report)
    }

    /// The flat list of submissions, which must all have one edition. `file` is the list's name in
    /// findings.
    ///
    /// # Errors
    /// A writer that failed.
    pub fn list(
        &self,
        submissions: &[Derived],
        format: ListFormat,
        subtotals: Subtotals,
        file: &str,
    ) -> Result<Listed, Error> {
        let (edition, definition) = match self.common_edition(submissions, file) {
            Ok(chosen) => chosen,
            Err(finding) => {
                let mut report = Report::new();
                report.push(*finding);
                let bytes = None;
                return Ok(Listed { bytes, report });
            }
        };
        let cells = match format {
            ListFormat::Xlsx => Cells::Typed,
            ListFormat::Csv(_) => Cells::Bare,
        };
        let options = ListOptions { subtotals, cells };
        let (mut listing, mut report) = list((edition, definition), submissions, options, file);
        self.name_edition(&mut listing, edition);
        let bytes = match format {
            ListFormat::Xlsx => {
                let described = described(edition, submissions, &listing);
                workbook(&listing, &described, file, &mut report)
            }
            ListFormat::Csv(encoding) => text_file(&listing, encoding, file, &mut report),
        };
        let bytes = bytes.map_err(|source| Error::Output {
            name: file.to_owned(),
            source,
        })?;
        Ok(Listed { bytes, report })
    }

    /// Adds a column with the edition if its other headers fit several editions.
    fn name_edition(&self, listing: &mut Listing, edition: &Edition) {
        let heads: Vec<&str> = listing
            .columns
            .iter()
            .map(|column| column.head.as_str())
            .collect();
        if import::list::is_read_as(edition, &heads, &self.registry.editions()) {
            return;
        }
        listing.columns.push(ListingColumn {
            head: EDITION_HEAD.to_owned(),
            width: EDITION_WIDTH,
            align: Align::Center,
        });
        for row in &mut listing.rows {
            row.cells.push(match row.kind {
                RowKind::Data => ListingCell::Text(edition.id.clone()),
                RowKind::Subtotal | RowKind::Total => ListingCell::Blank,
            });
        }
    }

    /// The one edition of all submissions; it must define a list.
    fn common_edition(
        &self,
        submissions: &[Derived],
        file: &str,
    ) -> Result<(&Edition, &ListDefinition), Box<Finding>> {
        let mut ids: Vec<&str> = submissions
            .iter()
            .map(|submission| submission.edition.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let finding = Finding::new(Code::ListEdition, Place::file(file));
        let [id] = ids[..] else {
            let finding = finding.seen(format!(
                "{} 种表样:{}",
                ids.len(),
                text::list(ids.iter().copied())
            ));
            return Err(Box::new(
                finding
                    .expected("同一种表样的数据")
                    .correction("一种表样写一份清单"),
            ));
        };
        let edition = self.registry.find(id);
        let chosen = edition.and_then(|edition| Some((edition, edition.list.as_ref()?)));
        chosen.ok_or_else(|| {
            let finding = finding.seen(format!("表样 {id} 没有 [list]"));
            Box::new(
                finding
                    .expected("edition.toml 里有 [list],说明清单有哪些列")
                    .correction("照内置表样的 [list] 补上"),
            )
        })
    }
}

fn described(edition: &Edition, submissions: &[Derived], listing: &Listing) -> Properties {
    let date = submissions
        .first()
        .map_or(NO_DATE, |submission| first_day(edition, submission));
    let author = match submissions {
        [one] => one.department(edition).to_owned(),
        _ => String::new(),
    };
    Properties {
        title: listing.name.clone(),
        author,
        subject: listing.name.clone(),
        date,
    }
}

fn workbook(
    listing: &Listing,
    described: &Properties,
    file: &str,
    report: &mut Report,
) -> Result<Option<Vec<u8>>, write::WriteError> {
    let too_long = write::xlsx::too_long(listing);
    if !too_long.is_empty() {
        report.extend(too_long.iter().map(|note| not_held(listing, note, file)));
        return Ok(None);
    }
    let (bytes, notes) = write::xlsx::write_listing(listing, described)?;
    report.extend(notes.iter().map(|note| not_held(listing, note, file)));
    Ok(Some(bytes))
}

/// Reports a value that a workbook cannot store, with its row and column in the list.
fn not_held(listing: &Listing, note: &ListingNote, file: &str) -> Finding {
    let cell = &listing.rows[note.row].cells[note.col];
    let place = Place {
        label: format!(
            "第 {} 行 › {}",
            note.row + 2,
            listing.columns[note.col].head
        ),
        ..Place::file(file)
    };
    match note.kind {
        ListingNoteKind::NumberAsText => Finding::new(Code::XlsxNumberAsText, place)
            .seen(cell.text())
            .expected("Excel 的数至多 15 位有效数字")
            .correction("核对此数;工作簿里按文本写,没有丢数字"),
        ListingNoteKind::TooLong { length } => Finding::new(Code::ListTextTooLong, place)
            .seen(format!(
                "{length} 个字符,{} 个换行",
                cell.text().matches('\n').count()
            ))
            .expected("一个 Excel 单元格至多 32767 个字符、253 个换行")
            .correction("精简文字,或写成 .csv"),
    }
}

fn text_file(
    listing: &Listing,
    encoding: Encoding,
    file: &str,
    report: &mut Report,
) -> Result<Option<Vec<u8>>, write::WriteError> {
    let text = write::csv::write(listing)?;
    let bytes = match encoding {
        Encoding::Utf8 => Some([write::csv::BYTE_ORDER_MARK, &text].concat().into_bytes()),
        Encoding::Gb18030 => to_gb18030(&text),
    };
    if bytes.is_none() {
        report.push(
            Finding::new(Code::Encoding, Place::file(file))
                .seen("有 GB18030 里没有的字符")
                .expected("GB18030 里有的字符")
                .correction("去掉 --encoding gb18030,写成 UTF-8"),
        );
    }
    Ok(bytes)
}
