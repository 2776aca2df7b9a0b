//! One submission's tables → its files, and what writing them finds.

use super::names::{self, file_name, unique};
use super::{Files, Options, OutputFile, Renderer, size};
use crate::diag::{Code, Diagnostic, Place, Report, text};
use crate::error::Error;
use crate::form::Edition;
use crate::grid::{CellIndex, Grid};
use crate::layout::{Layout, add_feet, lay_out};
use crate::record::{Content, Submission};
use crate::write::xlsx::SheetNames;
use crate::write::{self, Date, Document, Format, Note, NoteKind, Properties, Table, Written};

/// The day of files of which no year is known.
pub(super) const NO_DATE: Date = Date {
    year: 2000,
    month: 1,
    day: 1,
};

/// The first day of a submission's year: a date that comes from the input, so that equal input gives equal bytes.
pub(super) fn first_day(edition: &Edition, submission: &Submission) -> Date {
    let year = edition
        .year
        .and_then(|field| match &submission.fields.get(field).content {
            Content::Number(year) => year.to_string().parse().ok(),
            Content::Absent
            | Content::Null
            | Content::Text(_)
            | Content::Percent(_)
            | Content::Rows(_) => None,
        });
    Date {
        year: year.unwrap_or(NO_DATE.year),
        ..NO_DATE
    }
}

/// The making of one submission's files.
pub(super) struct Job<'a> {
    pub(super) renderer: &'a Renderer,
    pub(super) edition: &'a Edition,
    pub(super) submission: &'a Submission,
    pub(super) grids: &'a [Grid],
    pub(super) options: &'a Options,
    pub(super) report: Report,
}

impl Job<'_> {
    pub(super) fn files(&mut self) -> Result<Vec<OutputFile>, Error> {
        let laid_out = self
            .grids
            .iter()
            .map(|grid| lay_out(grid, &self.renderer.fonts))
            .collect::<Result<Vec<Layout>, _>>();
        let mut layouts = laid_out?;
        let pages = layouts.iter().map(Layout::page_count).sum();
        if let Some(finding) = size::too_many_pages(pages, self.submission, self.edition) {
            self.report.push(finding);
            return Ok(Vec::new());
        }
        // Only the PDF draws with our fonts; a workbook and a page leave that to whoever opens them.
        if self.options.formats.contains(&Format::Pdf) {
            self.report_missing(&layouts);
        }
        let tables: Vec<usize> = (0..self.grids.len()).collect();
        let groups: Vec<&[usize]> = match self.options.files {
            Files::Together => vec![&tables[..]],
            Files::EachTable => tables.chunks(1).collect(),
        };
        let labels = names::labels(self.edition, self.submission, &mut SheetNames::default());
        let mut files = Vec::new();
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            let (first, last) = (group[0], group[group.len() - 1]);
            let mut numbered: Vec<(&Grid, &mut Layout)> = self.grids[first..=last]
                .iter()
                .zip(&mut layouts[first..=last])
                .collect();
            add_feet(&mut numbered, &self.renderer.fonts)?;
            let document: Vec<Table<'_>> = group
                .iter()
                .map(|index| Table {
                    grid: &self.grids[*index],
                    layout: &layouts[*index],
                    label: &labels[*index],
                })
                .collect();
            self.document(group, &document, &mut files)?;
        }
        Ok(files)
    }

    fn document(
        &mut self,
        group: &[usize],
        tables: &[Table<'_>],
        files: &mut Vec<OutputFile>,
    ) -> Result<(), Error> {
        let properties = self.properties(group);
        let document = Document {
            tables,
            properties: &properties,
        };
        let base = names::base(self.edition, self.submission, group);
        for format in &self.options.formats {
            let name = file_name(&base, format.as_str());
            let written = match format {
                Format::Xlsx => write::xlsx::write(&document),
                Format::Pdf => self
                    .renderer
                    .pdf_engine
                    .write(&document, &self.renderer.fonts),
                Format::Html => write::html::write(&document),
            };
            let Written { bytes, notes } = written.map_err(|source| Error::Output {
                name: name.clone(),
                source,
            })?;
            for note in notes {
                self.report_note(group[note.table], &note);
            }
            let taken: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            files.push(OutputFile {
                name: unique(&name, &taken),
                bytes,
            });
        }
        Ok(())
    }

    fn properties(&self, group: &[usize]) -> Properties {
        let author = self.submission.department(self.edition).to_owned();
        let subject = match group {
            [table] if self.options.files == Files::EachTable => self.grids[*table].name.clone(),
            _ => self.edition.document.clone(),
        };
        Properties {
            title: format!("{author}{subject}"),
            author,
            subject,
            date: self
                .options
                .date
                .unwrap_or_else(|| first_day(self.edition, self.submission)),
        }
    }

    pub(super) fn report_missing(&mut self, layouts: &[Layout]) {
        for (grid, layout) in self.grids.iter().zip(layouts) {
            for missing in &layout.missing {
                let character = missing.character;
                let finding = Diagnostic::new(Code::GlyphMissing, self.place(grid, missing.cell));
                let seen = format!(
                    "{}(U+{:04X})",
                    text::quote(&character.to_string()),
                    u32::from(character)
                );
                let mend = "用 --fonts 给出含此字的字体;没有则 PDF 里印成 〓,复制与搜索仍是原字";
                self.report
                    .push(finding.seen(seen).expected("所用字体含此字").mend(mend));
            }
        }
    }

    fn report_note(&mut self, table: usize, note: &Note) {
        let grid = &self.grids[table];
        let place = self.place(grid, note.cell);
        let finding = match note.kind {
            NoteKind::TextSplit { length } => Diagnostic::new(Code::XlsxTextSplit, place)
                .seen(format!("{length} 个字符"))
                .expected("一个 Excel 单元格至多 32767 个字符")
                .mend("精简文字;工作簿里接着写在下面的单元格,没有丢字"),
            NoteKind::NumberAsText => Diagnostic::new(Code::XlsxNumberAsText, place)
                .seen(note.cell.map_or("", |cell| &grid.cell(cell).text))
                .expected("Excel 的数至多 15 位有效数字")
                .mend("核对此数;工作簿里按文本写,没有丢数字"),
        };
        self.report.push(finding);
    }

    fn place(&self, grid: &Grid, cell: Option<CellIndex>) -> Place {
        place_of_cell(self.submission, self.edition, grid, cell)
    }
}

/// Where the value of a cell is in the input; of a label or a title, the file as a whole.
pub(super) fn place_of_cell(
    submission: &Submission,
    edition: &Edition,
    grid: &Grid,
    cell: Option<CellIndex>,
) -> Place {
    let cell = cell.map(|cell| grid.cell(cell));
    let in_data = cell.filter(|cell| !cell.pointer.is_empty());
    in_data
        .and_then(|cell| submission.place_of(edition, &cell.pointer))
        .unwrap_or_else(|| {
            let label = cell.map_or_else(
                || grid.name.clone(),
                |cell| format!("{} › {}", grid.name, text::clip(&cell.text)),
            );
            Place {
                label,
                ..Place::file(submission.source.name())
            }
        })
}
