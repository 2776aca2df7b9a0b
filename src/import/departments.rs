//! Tables from several files: skips those of another department, and reports equal titles.

use std::collections::{BTreeMap, BTreeSet};

use super::draft_text::{compared_text, value_text};
use super::findings::Findings;
use super::submission::{ReadTable, SubmissionTables};
use super::words;
use crate::form::Edition;
use crate::record::Draft;
use crate::source::SheetCell;

impl SubmissionTables {
    /// Skips, and reports, files of another department than the first one's.
    ///
    /// If a submission has a form once, the first table is used.
    pub(super) fn leave_out_other_departments(
        &mut self,
        edition: &Edition,
        findings: &mut Findings<'_>,
    ) {
        let duplicates = std::mem::take(&mut self.duplicates);
        let tables = self.tables.values().flatten();
        let named = |table: &&ReadTable| table.names.iter().position(Option::is_some);
        let owners = tables.clone().filter(|table| named(table).is_some());
        let owner = owners.min_by_key(named);
        let mut reported: Vec<ReportedFile<'_>> = Vec::new();
        // First cells of other departments' tables, and of their files.
        let (mut others, mut files): (Vec<SheetCell>, Vec<SheetCell>) = (Vec::new(), Vec::new());
        for (index, table) in &duplicates {
            if is_of_other_department(table, owner, &mut reported, findings) {
                files.push(table.at.clone());
                continue;
            }
            let name = &edition.tables[*index].form.name;
            let first = self.tables[index].first();
            findings.duplicate_table(&table.at, name, first.map_or(&table.at, |first| &first.at));
        }
        let own: Vec<&ReadTable> = tables
            .filter(|table| !files.iter().any(|at| findings.same_file(&table.at, at)))
            .collect();
        let (of_others, own): (Vec<&ReadTable>, Vec<&ReadTable>) = own
            .into_iter()
            .partition(|table| is_of_other_department(table, owner, &mut reported, findings));
        for table in of_others {
            let mut own = own.iter().filter(|own| named(own).is_some());
            if !own.any(|own| findings.same_file(&own.at, &table.at)) {
                files.push(table.at.clone());
            }
            others.push(table.at.clone());
        }
        let is_left = |at: &SheetCell| {
            !others.contains(at) && !files.iter().any(|other| findings.same_file(at, other))
        };
        for tables in self.tables.values_mut() {
            tables.retain(|table| is_left(&table.at));
        }
        self.stated.retain(|(at, _)| is_left(at));
        self.unread_titles.retain(|(at, ..)| is_left(at));
        self.other_sheets.retain(is_left);
    }

    /// Reports a project that occurs in two files.
    pub(super) fn report_equal_titles(&self, edition: &Edition, findings: &mut Findings<'_>) {
        for (index, tables) in &self.tables {
            let definition = &edition.tables[*index];
            let mut titles: BTreeMap<String, &SheetCell> = BTreeMap::new();
            for table in tables {
                let Some((title, field)) = table.title.as_ref().zip(definition.title) else {
                    continue;
                };
                let first = *titles.entry(compared_text(title)).or_insert(&table.at);
                if !findings.same_file(&table.at, first) {
                    findings.same_title(title, definition.form.fields.get(field), first);
                }
            }
        }
    }
}

/// First cell of a table in a reported file, and the name that was reported.
type ReportedFile<'k> = (&'k SheetCell, String);

/// Whether a table in another file belongs to another department than the owner's. Reports each
/// file and name once.
fn is_of_other_department<'k>(
    table: &'k ReadTable,
    owner: Option<&'k ReadTable>,
    reported: &mut Vec<ReportedFile<'k>>,
    findings: &mut Findings<'_>,
) -> bool {
    let owner = owner.filter(|owner| !findings.same_file(&table.at, &owner.at));
    let Some((seen, expected)) = owner.and_then(|owner| differing_names(table, owner)) else {
        return false;
    };
    let name = value_text(seen);
    let mut known = reported.iter();
    if !known.any(|(at, known)| *known == name && findings.same_file(at, &table.at)) {
        let at = seen.cell.as_ref().unwrap_or(&table.at);
        findings.other_department(at, &name, expected);
        reported.push((&table.at, name));
    }
    true
}

/// The names by which two tables belong to different departments.
///
/// Compares the first kind of name that is filled in in both. If there is none, compares the first
/// name of each, unless one is short for the other or the tables share any name.
fn differing_names<'k>(
    table: &'k ReadTable,
    first: &'k ReadTable,
) -> Option<(&'k Draft, &'k Draft)> {
    let mut pairs = table.names.iter().zip(&first.names);
    if let Some((own, other)) = pairs.find_map(|(own, other)| own.as_ref().zip(other.as_ref())) {
        return (compared_text(own) != compared_text(other)).then_some((own, other));
    }
    let (own, other) = (table.names.iter().flatten(), first.names.iter().flatten());
    let names: BTreeSet<String> = other.clone().map(compared_text).collect();
    let is_named = own.clone().any(|name| names.contains(&compared_text(name)));
    let (own, other) = own.clone().next().zip(other.clone().next())?;
    let (short, long) = (compared_text(own), compared_text(other));
    let is_short = words::is_short_for(&short, &long) || words::is_short_for(&long, &short);
    (!is_named && !is_short).then_some((own, other))
}
