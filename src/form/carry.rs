//! `[[carry]]` of `edition.toml`: the data that the edition takes over from data of another edition,
//! such as an evaluation's targets.
//!
//! ```toml
//! [[carry]]
//! from = "gansu-2025"
//!
//! [carry.fields]                      # fields of the submission: target = source
//! "year" = "year"
//! "department" = "department.name"    # of a table that occurs once
//!
//! [[carry.tables]]
//! from = "projects"                   # keys of the tables
//! to = "projects"
//!
//! [carry.tables.fields]               # fields of the table: target = source
//! "name" = "name"
//! "indicators" = "indicators"         # a list, row by row
//! "indicators.name" = "indicators.name"
//! ```
//!
//! A source is looked up in the source table, then as a field of the submission, then in tables that
//! occur once. What no line names is not carried. Numbers keep their digits, so that both fields
//! have one unit. A value beside a sign and a unit becomes a target in one text (`≥95%`), and a
//! target becomes its part. Where such a value is blank, the words of its content are carried.
//!
//! The section is read here, with its edition, and resolved by `carry_resolve.rs` when all editions
//! are known.

use super::definition::{Definition, Section, Text};
use super::expression::FieldIndex;
use super::role::Part;
use crate::finding::Code;
use crate::source::Source;
use crate::text;

/// What an edition takes over from data of another edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// Fields of the submission.
    pub fields: Vec<CarriedField>,
    /// Tables.
    pub tables: Vec<CarriedTable>,
}

/// A table that is made of a table of the other edition. If the source may repeat and this one may
/// not, each source table makes a submission of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedTable {
    /// Index of the source table.
    pub from: usize,
    /// Index of the table.
    pub to: usize,
    /// Its fields.
    pub fields: Vec<CarriedField>,
    /// Its lists.
    pub lists: Vec<CarriedList>,
}

/// A list that is made of a list of the source table, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedList {
    /// The source list.
    pub from: FieldIndex,
    /// The list.
    pub to: FieldIndex,
    /// Its columns; their sources are columns of the source list.
    pub columns: Vec<CarriedField>,
}

/// A field that is made of a field of the other edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedField {
    /// The source.
    pub from: CarrySource,
    /// The field.
    pub to: FieldIndex,
    /// How its value is made.
    pub conversion: Conversion,
    /// Column with the whole text of the value (role `content`), for rows whose value is blank.
    pub content: Option<FieldIndex>,
}

/// The field of the other edition that a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarrySource {
    /// A field of the same record: the table, or the row.
    Own(FieldIndex),
    /// A field of the submission.
    Submission(FieldIndex),
    /// A field of a table that occurs once, by the table's index.
    Table(usize, FieldIndex),
}

/// How a value is made of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// As it is.
    Same,
    /// A part of a target.
    Part(Part),
    /// A target in one text, from the value and the columns with its sign and its unit.
    Joined {
        /// Column of the sign.
        sign: Option<FieldIndex>,
        /// Column of the unit.
        unit: Option<FieldIndex>,
    },
}

/// `[[carry]]` as it is written.
#[derive(Debug, Clone)]
pub(super) struct CarryDraft {
    pub(super) from: Text,
    pub(super) fields: Vec<(Text, Text)>,
    pub(super) tables: Vec<TableDraft>,
    /// The definitions that the ranges refer to.
    pub(super) sources: Vec<Source>,
}

#[derive(Debug, Clone)]
pub(super) struct TableDraft {
    pub(super) from: Text,
    pub(super) to: Text,
    pub(super) fields: Vec<(Text, Text)>,
}

/// Reads all `[[carry]]` of an edition.
pub(super) fn read_carries(root: &Section<'_, '_>, sources: &[&Source]) -> Vec<CarryDraft> {
    let mut drafts: Vec<CarryDraft> = Vec::new();
    for section in root.sections("carry") {
        let definition = section.definition();
        let from = section.required_text("from");
        let fields = texts_of(&section);
        let tables: Vec<TableDraft> = section
            .sections("tables")
            .into_iter()
            .filter_map(read_table)
            .collect();
        section.finish();
        let Some(from) = from else { continue };
        if drafts.iter().any(|other| other.from.value == from.value) {
            report(definition, &from, "每个版本至多一节 [[carry]]", "合成一节");
            continue;
        }
        drafts.push(CarryDraft {
            from,
            fields,
            tables,
            sources: sources.iter().map(|source| (*source).clone()).collect(),
        });
    }
    drafts
}

fn read_table(section: Section<'_, '_>) -> Option<TableDraft> {
    let (from, to) = (section.required_text("from"), section.required_text("to"));
    let fields = texts_of(&section);
    section.finish();
    Some(TableDraft {
        from: from?,
        to: to?,
        fields,
    })
}

/// The lines of `fields`: target and source.
fn texts_of(section: &Section<'_, '_>) -> Vec<(Text, Text)> {
    let fields = section.section("fields");
    fields.map_or_else(Vec::new, |fields| fields.named_texts())
}

/// Reports a text of a section.
pub(super) fn report(definition: &Definition<'_>, at: &Text, expected: &str, correction: &str) {
    definition.report(Code::DefinitionValue, at.range.clone(), |finding| {
        finding
            .seen(text::quote(&at.value))
            .expected(expected)
            .correction(correction)
    });
}
