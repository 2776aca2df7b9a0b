//! An edition → a blank: a workbook of empty tables to be filled in, and a guide sheet.

use super::job::{NO_DATE, first_day};
use super::names::{base, file_name, labels};
use super::options::OutputFile;
use super::renderer::Renderer;
use crate::blank::{
    Copies, DELIMITERS, emptied, empty, fill_in, filled, guide, remove_unreachable, table,
};
use crate::error::Error;
use crate::finding::{Read, Report};
use crate::form::{Count, Edition};
use crate::grid::Blank;
use crate::layout::{Layout, add_feet, lay_out, set_auto_columns};
use crate::record::{Submission, read_json};
use crate::source::Source;
use crate::template::Engine;
use crate::write::xlsx::{BlankDocument, BlankSheet, EntryCell, SheetNames, write_blank};
use crate::write::{Date, Format, Properties};

/// The contents of a blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankOptions {
    /// The tables, in the order of their sheets.
    pub tables: Vec<Copies>,
    /// Rows for records in each of them.
    pub rows: usize,
    /// The year, if it is known.
    pub year: Option<u16>,
}

/// A workbook to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankForm {
    /// The file.
    pub file: OutputFile,
    /// The place of each value, for programs that fill it in.
    pub places: Vec<EntryCell>,
}

/// A workbook with values, in which the rest is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledBlank {
    /// The workbook.
    pub form: BlankForm,
    /// Labels of values that have no cell of their own to be typed in; they are not in the workbook.
    pub unplaced: Vec<String>,
}

impl BlankOptions {
    /// Default number of rows for records.
    pub const ROWS: usize = 12;

    /// Maximum number of rows for records, more than a user fills in by hand.
    pub const MAX_ROWS: usize = 1000;

    /// Maximum number of copies of a table.
    pub const MAX_COPIES: usize = 200;

    /// Every table of a submission once, and `copies` copies of each table that may repeat.
    pub fn all(edition: &Edition, copies: usize) -> BlankOptions {
        let tables = edition.tables.iter().enumerate();
        let tables = tables.map(|(table, definition)| Copies {
            table,
            count: match definition.count {
                Count::One => 1,
                Count::Many => copies,
            },
        });
        BlankOptions::of(tables.collect())
    }

    /// `copies` copies of one table.
    pub fn one(table: usize, copies: usize) -> BlankOptions {
        BlankOptions::of(vec![Copies {
            table,
            count: copies,
        }])
    }

    fn of(tables: Vec<Copies>) -> BlankOptions {
        BlankOptions {
            tables,
            rows: BlankOptions::ROWS,
            year: None,
        }
    }
}

/// Name of the guide sheet.
const GUIDE: &str = "填报说明";

/// Prefix of the name of a blank.
const BLANK: &str = "空白";

impl Renderer {
    /// A blank with tables of an edition; `None` if the edition's templates have errors, which are
    /// in the report.
    ///
    /// The guide comes after a single table, and before the tables of a whole submission.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    ///
    /// # Panics
    /// If the edition is not in this renderer's [registry](Renderer::registry).
    pub fn blank(
        &self,
        edition: &Edition,
        options: &BlankOptions,
    ) -> Result<Read<Option<BlankForm>>, Error> {
        let index = self.registry.index_of(&edition.id);
        let index = index.expect("the edition is one of this registry");
        let submission = empty(edition, &options.tables, options.rows, options.year);
        let made = self
            .engine(index, edition)
            .map_err(Clone::clone)
            .and_then(|engine| tables(engine, edition, &submission));
        let blanks = match made {
            Ok(blanks) => blanks,
            Err(report) => return Ok(Read::new(None, report)),
        };
        let subject = match options.tables[..] {
            [Copies { table, .. }] => &edition.tables[table].form.name,
            _ => &edition.document,
        };
        let names = BlankNames {
            file: format!("{BLANK}-{subject}"),
            title: subject,
            subject: format!("{BLANK}{subject}"),
            date: options
                .year
                .and_then(|year| Date::new(year, 1, 1))
                .unwrap_or(NO_DATE),
            guide_last: options.tables.len() == 1,
        };
        let form = self.blank_workbook(edition, &submission, blanks, &names)?;
        Ok(Read::new(Some(form), Report::new()))
    }

    /// A blank in which the values of a submission are filled in, with a row for each of its rows.
    /// Derived values are formulas. `None` if the submission cannot be read or the edition's
    /// templates have errors, which are in the report.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    pub fn filled_blank(&self, source: &Source) -> Result<Read<Option<FilledBlank>>, Error> {
        let Read {
            value: submission,
            report,
        } = read_json(source, &self.registry);
        let editions = self.registry.editions();
        let found = submission.and_then(|submission| {
            let index = editions
                .iter()
                .position(|one| one.id == submission.edition)?;
            Some((index, submission))
        });
        let Some((index, submission)) = found else {
            return Ok(Read::new(None, report));
        };
        let edition = &editions[index];
        let empty = emptied(edition, &submission, BlankOptions::ROWS);
        let made = self
            .engine(index, edition)
            .map_err(Clone::clone)
            .and_then(|engine| tables(engine, edition, &empty));
        let mut blanks = match made {
            Ok(blanks) => blanks,
            Err(report) => return Ok(Read::new(None, report)),
        };
        let unplaced = fill_in(edition, &submission, &mut blanks);
        let all: Vec<usize> = (0..submission.tables.len()).collect();
        let names = BlankNames {
            file: base(edition, &submission, &all),
            title: &edition.document,
            subject: edition.document.clone(),
            date: first_day(edition, &submission),
            guide_last: submission.tables.len() == 1,
        };
        let form = self.blank_workbook(edition, &empty, blanks, &names)?;
        let filled = FilledBlank { form, unplaced };
        Ok(Read::new(Some(filled), Report::new()))
    }

    fn blank_workbook(
        &self,
        edition: &Edition,
        submission: &Submission,
        mut blanks: Vec<Blank>,
        words: &BlankNames<'_>,
    ) -> Result<BlankForm, Error> {
        let mut names = SheetNames::default();
        let mut labels = labels(edition, submission, &mut names);
        let label = names.give(GUIDE);
        let place = if words.guide_last { blanks.len() } else { 0 };
        let guide = guide(edition, submission, &blanks, &label);
        blanks.insert(place, guide);
        labels.insert(place, label);
        for blank in &mut blanks {
            set_auto_columns(&mut blank.grid, &self.fonts)?;
        }
        let layouts = self.laid_out(&blanks)?;
        let sheets: Vec<BlankSheet<'_>> = blanks
            .iter()
            .zip(&layouts)
            .zip(&labels)
            .map(|((blank, layout), label)| BlankSheet {
                blank,
                layout,
                label,
            })
            .collect();
        let name = file_name(&words.file, Format::Xlsx.as_str());
        let properties = Properties {
            title: words.title.to_owned(),
            author: edition.title.clone(),
            subject: words.subject.clone(),
            date: words.date,
        };
        let document = BlankDocument {
            sheets: &sheets,
            properties: &properties,
        };
        let written = write_blank(&document).map_err(|source| Error::Output {
            name: name.clone(),
            source,
        })?;
        Ok(BlankForm {
            file: OutputFile {
                name,
                bytes: written.bytes,
            },
            places: written.entry_cells,
        })
    }

    fn laid_out(&self, blanks: &[Blank]) -> Result<Vec<Layout>, Error> {
        let laid_out = blanks
            .iter()
            .map(|blank| lay_out(&blank.grid, &self.fonts))
            .collect::<Result<Vec<Layout>, _>>();
        let mut layouts = laid_out?;
        let mut numbered: Vec<_> = blanks
            .iter()
            .map(|blank| &blank.grid)
            .zip(&mut layouts)
            .collect();
        add_feet(&mut numbered, &self.fonts)?;
        Ok(layouts)
    }
}

/// Names and metadata of a blank.
struct BlankNames<'a> {
    /// Stem of the file's name.
    file: String,
    title: &'a str,
    subject: String,
    date: Date,
    /// Whether the guide comes after the tables.
    guide_last: bool,
}

/// The tables of an empty submission. Each is rendered twice: with all its conditional parts, and
/// with placeholders that show the values in its titles and cells.
fn tables(
    engine: &Engine,
    edition: &Edition,
    submission: &Submission,
) -> Result<Vec<Blank>, Report> {
    let whole = filled(edition, submission);
    let pairs = submission.tables.iter().zip(&whole.tables);
    let blanks = pairs.map(|(own, seen)| {
        let seen = (&whole, seen);
        let grid = engine.empty_grid(edition, (submission, own), seen, DELIMITERS)?;
        let patterns = engine.patterns(edition, submission, own)?;
        let patterns = (&patterns.titles[..], &patterns.cells[..]);
        Ok(table(edition, submission, own, grid, patterns))
    });
    let mut blanks = blanks.collect::<Result<Vec<Blank>, Report>>()?;
    remove_unreachable(&mut blanks);
    Ok(blanks)
}
