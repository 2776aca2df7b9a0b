//! Reads `edition.toml`: the tables of a submission, the keys of their data, and their look.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::across::{Across, read_across};
use super::definition::{Definition, Section};
use super::expression::FieldIndex;
use super::field::Fields;
use super::levels::read_levels;
use super::list::{ListDefinition, ListScope, read_list};
use super::look::{margin_too_small, outside, read_look};
use super::submission::{NamePath, TableDefinition, read_submission, read_table};
use crate::finding::{Code, Finding, Levels, Read, Report};
use crate::grid::Look;
use crate::source::{Place, Source};

/// Key of a submission that names its edition; never the key of a table.
pub const EDITION_KEY: &str = "edition";

/// Name of the file that makes a folder an edition.
pub const EDITION_FILE: &str = "edition.toml";

/// An edition (版本): all forms of one official document and year.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Id in kebab case: `gansu-2025`.
    pub id: String,
    /// Title in Chinese.
    pub title: String,
    /// Official source of the forms.
    pub issued: String,
    /// Name of a file that contains all tables of a submission: 绩效目标表.
    pub document: String,
    /// Fields of the submission itself (year, code).
    pub fields: Fields,
    /// Field of the department's code, used in file names.
    pub code: Option<FieldIndex>,
    /// Field of the year.
    pub year: Option<FieldIndex>,
    /// Paths of the department's name, the most distinctive first; the first non-blank value is
    /// used.
    pub name: Vec<NamePath>,
    /// Labels of signatures below a table or list: 填表人.
    pub signatures: Vec<String>,
    /// Endings of the first text in a row of signatures: 意见.
    pub signature_ends: Vec<String>,
    /// Synonyms of labels, each with the label it is equivalent to: 目标值, 指标值.
    pub synonyms: Vec<(String, String)>,
    /// Tables of a submission, in order.
    pub tables: Vec<TableDefinition>,
    /// Levels of findings that differ from the default levels.
    pub levels: Levels,
    /// Agreements across tables.
    pub across: Vec<Across>,
    /// Flat list of all departments, if the edition defines one.
    pub list: Option<ListDefinition>,
    /// Look of the tables.
    pub look: Arc<Look>,
    /// Files of the edition's folder, by name.
    pub files: BTreeMap<String, Source>,
}

impl Edition {
    /// Look of a table, by its index.
    pub fn look_of(&self, table: usize) -> &Arc<Look> {
        self.tables[table].own_look.as_ref().unwrap_or(&self.look)
    }

    /// Sets the looks of the tables that have their own paper, from the edition's look.
    pub(super) fn set_own_looks(&mut self) {
        for table in &mut self.tables {
            table.own_look = table.form.paper.as_ref().map(|(size, _)| {
                Arc::new(Look {
                    paper: self.look.paper.of_size(*size),
                    ..(*self.look).clone()
                })
            });
        }
    }
}

/// Reads an edition from the files of its folder. Returns no edition if its definitions have
/// errors.
pub(super) fn read_edition(folder: &str, files: BTreeMap<String, Source>) -> Read<Option<Edition>> {
    let Some(source) = files.get(EDITION_FILE) else {
        let mut report = Report::new();
        report.push(missing_file(folder, EDITION_FILE));
        return Read::new(None, report);
    };
    let mut forms = Report::new();
    let Read {
        value: edition,
        mut report,
    } = Definition::read(source, |definition, root| {
        read_root(definition, root, &files, &mut forms)
    });
    report.append(forms);
    if let Some(edition) = &edition {
        report.extend(edition.tables.iter().filter_map(|table| {
            let (size, range) = table.form.paper.as_ref()?;
            let key = margin_too_small(&edition.look, *size)?;
            let place = table.form.source.place(range.clone());
            Some(outside(Finding::new(Code::DefinitionValue, place), key))
        }));
    }
    let edition = edition
        .filter(|_| !report.has_errors())
        .map(|edition| Edition { files, ..edition });
    let edition = edition.map(|mut edition| {
        edition.set_own_looks();
        edition
    });
    Read::new(edition, report)
}

fn missing_file(folder: &str, name: &str) -> Finding {
    Finding::new(Code::EditionFileMissing, Place::file(folder))
        .seen(format!("没有 {name}"))
        .expected(format!("此文件夹里有 {name}"))
        .correction("用 jixiao template copy 写出一份完整的版本,再在其上修改")
}

fn read_root(
    definition: &Definition<'_>,
    root: Section<'_, '_>,
    files: &BTreeMap<String, Source>,
    forms: &mut Report,
) -> Option<Edition> {
    let id = root.required_text("edition");
    let title = root.required_text("title");
    let issued = root.required_text("source");
    let mut keys = vec![EDITION_KEY.to_owned()];
    let tables: Option<Vec<TableDefinition>> = root
        .sections("tables")
        .into_iter()
        .map(|table| read_table(table, files, &mut keys, forms))
        .collect();
    let look = read_look(&root);
    let levels = root.section("levels").as_ref().map(read_levels);
    let across = root.sections("across");
    let list = root.section("list");
    let submission = root.required_section("submission");
    root.finish();
    let tables = tables?;
    let submission = submission.and_then(|section| read_submission(definition, section, &tables));
    let submission = submission?;
    let across = across.into_iter();
    let across = across.filter_map(|one| read_across(one, &tables, &submission.fields));
    let across = across.collect();
    let list = list.and_then(|section| {
        let scope = ListScope {
            fields: &submission.fields,
            tables: &tables,
            names: &submission.name,
        };
        read_list(section, &scope)
    });
    Some(Edition {
        id: id?.value,
        title: title?.value,
        issued: issued?.value,
        document: submission.document,
        fields: submission.fields,
        code: submission.code,
        year: submission.year,
        name: submission.name,
        signatures: submission.signatures,
        signature_ends: submission.signature_ends,
        synonyms: submission.synonyms,
        tables,
        levels: levels.unwrap_or_default(),
        across,
        list,
        look: Arc::new(look?),
        files: BTreeMap::new(),
    })
}
