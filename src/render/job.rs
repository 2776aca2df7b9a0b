//! The tables of one submission → its files, and findings of writing them.

use std::collections::BTreeSet;

use super::names::{self, file_name, unique};
use super::options::{Files, Options, OutputFile, Volume, VolumePages};
use super::renderer::Renderer;
use super::size;
use crate::check::Checked;
use crate::error::Error;
use crate::finding::{Code, Finding, Report};
use crate::form::Edition;
use crate::grid::{CellIndex, Grid};
use crate::layout::{FontSet, Layout, add_feet, lay_out};
use crate::record::{Content, Submission};
use crate::source::Place;
use crate::text;
use crate::write::ofd;
use crate::write::pdf::DrawnTables;
use crate::write::xlsx::SheetNames;
use crate::write::{
    Attachment, Date, DocumentWriter, Format, Note, NoteKind, Properties, Table, VolumePaper,
    WriteError, WrittenFile, join_parts,
};

/// Date of files without a year: a fixed day, because equal inputs give equal bytes.
pub(crate) const NO_DATE: Date = Date {
    year: 2000,
    month: 1,
    day: 1,
};

/// The first day of a submission's year. The date comes from the input, because equal inputs give
/// equal bytes.
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

/// The job that makes one submission's files.
pub(super) struct Job<'a> {
    pub(super) renderer: &'a Renderer,
    pub(super) edition: &'a Edition,
    pub(super) submission: &'a Checked,
    pub(super) grids: &'a [Grid],
    pub(super) options: &'a Options,
    pub(super) report: Report,
    /// Why no PDF and no OFD was made; the other files were.
    pub(super) refused: Report,
}

impl<'r> Job<'r> {
    /// Makes the files, and the pages for a volume if requested. Their common steps run once.
    pub(super) fn files(
        &mut self,
        volume: Volume,
    ) -> Result<(Vec<OutputFile>, Option<VolumePages>), Error> {
        let fonts: &'r FontSet = &self.renderer.fonts;
        let laid_out = self.grids.iter().map(|grid| lay_out(grid, fonts));
        let mut layouts = laid_out.collect::<Result<Vec<Layout>, _>>()?;
        let pages = layouts.iter().map(Layout::page_count).sum();
        if let Some(finding) = size::too_many_pages(pages, self.submission, self.edition) {
            self.report.push(finding);
            return Ok((Vec::new(), None));
        }
        self.report_fitted();
        let in_volume = volume == Volume::With;
        // Only pages drawn here use these fonts; programs that open a workbook or an HTML page use
        // their own.
        let papers = self.papers(in_volume);
        let is_printed = !papers.is_empty();
        if is_printed {
            self.report_missing(&layouts);
        }
        let Ok(attachment) = self.attached(is_printed) else {
            return Ok((Vec::new(), None));
        };
        let per_file = match self.options.files {
            Files::Together => self.grids.len().max(1),
            Files::EachTable => 1,
        };
        for (grids, layouts) in self
            .grids
            .chunks(per_file)
            .zip(layouts.chunks_mut(per_file))
        {
            let mut numbered: Vec<(&Grid, &mut Layout)> = grids.iter().zip(layouts).collect();
            add_feet(&mut numbered, fonts)?;
        }
        let labels = names::labels(self.edition, self.submission, &mut SheetNames::default());
        let tables = self.grids.iter().zip(&layouts).zip(&labels);
        let tables: Vec<Table<'_>> = tables
            .map(|((grid, layout), label)| Table {
                grid,
                layout,
                label,
            })
            .collect();
        let backends = (self.renderer.pdf_engine, self.options.ofd);
        let writers = tables.chunks(per_file).enumerate().map(|(index, tables)| {
            let first = index * per_file;
            let group: Vec<usize> = (first..first + tables.len()).collect();
            let writer = DocumentWriter::new(tables, fonts, backends);
            let writer = writer.attach(attachment.clone());
            (group, writer.claiming(self.options.claim))
        });
        let mut writers: Vec<(Vec<usize>, DocumentWriter<'_>)> = writers.collect();
        if is_printed && !self.draw(&mut writers, &papers)? {
            return Ok((Vec::new(), None));
        }
        let (mut files, mut all_drawn, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for (group, mut writer) in writers {
            self.document(&group, &mut writer, &mut files)?;
            groups.push(writer.tables());
            all_drawn.extend(writer.into_drawn());
        }
        let pages = in_volume.then(|| self.pages(&all_drawn, &groups, attachment.as_ref()));
        Ok((files, pages.transpose()?))
    }

    /// The papers that pages are drawn on.
    fn papers(&self, in_volume: bool) -> Vec<VolumePaper> {
        let formats = &self.options.formats;
        let volumes: Vec<VolumePaper> = Format::volumes(formats).collect();
        let papers = [VolumePaper::Pdf, VolumePaper::Ofd].into_iter();
        let is_wanted = |paper: &VolumePaper| {
            let format = Format::of_volume(*paper);
            formats.contains(&format) || in_volume && volumes.contains(paper)
        };
        papers.filter(is_wanted).collect()
    }

    /// Draws the pages, and reports the characters whose outlines are not in the fonts. Returns
    /// whether all characters are allowed.
    fn draw(
        &mut self,
        writers: &mut [(Vec<usize>, DocumentWriter<'_>)],
        papers: &[VolumePaper],
    ) -> Result<bool, Error> {
        let (mut lacking, mut disallowed) = (Vec::new(), BTreeSet::new());
        for (group, writer) in writers {
            for paper in papers {
                let format = Format::of_volume(*paper);
                let found = writer.without_outline(*paper);
                let found = found.map_err(|source| self.failed(group, format, source))?;
                // The characters are the same on every paper.
                if paper == &papers[0] {
                    lacking.extend(found);
                }
            }
            if papers.contains(&VolumePaper::Pdf) {
                let drawn = writer.drawn();
                let drawn = drawn.map_err(|source| self.failed(group, Format::Pdf, source))?;
                disallowed.extend(drawn.disallowed());
            }
        }
        if !lacking.is_empty() {
            self.refused = self.without_outlines(&lacking);
        }
        for character in &disallowed {
            let finding = self.disallowed(*character);
            self.report.push(finding);
        }
        Ok(disallowed.is_empty())
    }

    /// A finding about a character that an accessible PDF may not have, at its first cell.
    fn disallowed(&self, character: char) -> Finding {
        let place = self.grids.iter().find_map(|grid| {
            let cells = grid.cells.iter();
            let cell = cells
                .enumerate()
                .find(|(_, cell)| cell.text.contains(character));
            cell.map(|(index, _)| self.place(grid, Some(CellIndex(index))))
        });
        let place = place.unwrap_or_else(|| Place::file(self.submission.source.name()));
        Finding::new(Code::PaperInaccessible, place)
            .seen(format!("U+{:04X}", u32::from(character)))
            .expected("Unicode 规定了意思的字符:读屏软件才读得出")
            .correction("换成正式的字(如用输入法重新输入);或去掉 --accessible")
    }

    /// The pages for a volume.
    fn pages(
        &self,
        drawn: &[DrawnTables<'_>],
        groups: &[&[Table<'_>]],
        attachment: Option<&Attachment>,
    ) -> Result<VolumePages, Error> {
        let titles = names::titles(self.edition, self.submission);
        let (mut pdf, mut ofd, mut pages) = (Vec::new(), Vec::new(), Vec::new());
        let (fonts, profile) = (&self.renderer.fonts, self.options.ofd);
        for paper in Format::volumes(&self.options.formats) {
            let (part, written) = match paper {
                VolumePaper::Pdf => (&mut pdf, DrawnTables::chapter_file(drawn, &titles)),
                VolumePaper::Ofd => (
                    &mut ofd,
                    ofd::chapter_file(groups, attachment, fonts, profile),
                ),
            };
            (*part, pages) = written.map_err(|source| Error::Output {
                name: format!("{} .part", self.submission.department(self.edition)),
                source,
            })?;
        }
        let bytes = join_parts(&pdf, &ofd);
        let tables = titles.into_iter().zip(pages).collect();
        Ok(VolumePages { bytes, tables })
    }

    fn document(
        &mut self,
        group: &[usize],
        writer: &mut DocumentWriter<'_>,
        files: &mut Vec<OutputFile>,
    ) -> Result<(), Error> {
        let properties = self.properties(group);
        let is_refused = |format: &Format| format.embeds_fonts() && !self.refused.is_empty();
        let formats = self.options.formats.iter();
        let formats: Vec<Format> = formats.filter(|one| !is_refused(one)).copied().collect();
        for format in &formats {
            let written = writer.write(*format, &properties);
            let written = written.map_err(|source| self.failed(group, *format, source));
            let WrittenFile { bytes, notes } = written?;
            for note in notes {
                self.report_note(group[note.table], &note);
            }
            let name = self.name(group, *format);
            let taken: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            files.push(OutputFile {
                name: unique(&name, &taken),
                bytes,
            });
        }
        Ok(())
    }

    fn name(&self, group: &[usize], format: Format) -> String {
        let base = names::base(self.edition, self.submission, group);
        file_name(&base, format.as_str())
    }

    fn failed(&self, group: &[usize], format: Format, source: WriteError) -> Error {
        let name = self.name(group, format);
        Error::Output { name, source }
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
            date: self.date(),
        }
    }

    /// Date in the files' properties.
    pub(super) fn date(&self) -> Date {
        let given = self.options.date;
        given.unwrap_or_else(|| first_day(self.edition, self.submission))
    }

    /// Reports the tables that were set closer to take one page less.
    fn report_fitted(&mut self) {
        for grid in self.grids {
            let Some(fitted) = grid.fitted else { continue };
            let finding = Finding::new(Code::TableFitted, self.place(grid, None));
            let (size, padding) = (fitted.size.to_pt(), fitted.padding.to_mm());
            self.report.push(
                finding
                    .seen(format!(
                        "排紧成 {} 页:最小字号 {size} 磅,格内上下留白 {padding:.2} 毫米",
                        fitted.pages
                    ))
                    .expected(format!("按表样的字号与留白,要 {} 页", fitted.pages + 1))
                    .correction("不用改;要按原来的字号印,删去 edition.toml 里的 [fit]"),
            );
        }
    }

    fn report_missing(&mut self, layouts: &[Layout]) {
        for (grid, layout) in self.grids.iter().zip(layouts) {
            for missing in &layout.missing {
                let character = missing.character;
                let finding = Finding::new(Code::GlyphMissing, self.place(grid, missing.cell));
                let seen = format!(
                    "{}(U+{:04X})",
                    text::quote(&character.to_string()),
                    u32::from(character)
                );
                let correction =
                    "用 --fonts 给出含此字的字体;没有则 PDF 里印成 〓,复制与搜索仍是原字";
                self.report.push(
                    finding
                        .seen(seen)
                        .expected("所用字体含此字")
                        .correction(correction),
                );
            }
        }
    }

    fn report_note(&mut self, table: usize, note: &Note) {
        let grid = &self.grids[table];
        let place = self.place(grid, note.cell);
        let finding = match note.kind {
            NoteKind::TextSplit { length } => Finding::new(Code::XlsxTextSplit, place)
                .seen(format!("{length} 个字符"))
                .expected("一个 Excel 单元格至多 32767 个字符")
                .correction("精简文字;工作簿里接着写在下面的单元格,没有丢字"),
            NoteKind::NumberAsText => Finding::new(Code::XlsxNumberAsText, place)
                .seen(note.cell.map_or("", |cell| &grid.cell(cell).text))
                .expected("Excel 的数至多 15 位有效数字")
                .correction("核对此数;工作簿里按文本写,没有丢数字"),
        };
        self.report.push(finding);
    }

    pub(super) fn place(&self, grid: &Grid, cell: Option<CellIndex>) -> Place {
        place_of_cell(self.submission, self.edition, grid, cell)
    }
}

/// The place of a cell's value in the input; for a label or title, the file as a whole.
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
