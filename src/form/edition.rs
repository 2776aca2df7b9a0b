//! Reads `edition.toml`: the tables of a submission, the keys of their data, and their look.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::approved::{ApprovedColumns, read_approved};
use super::base::{EDITION_FILE, inherited};
use super::carry::{CarryDraft, read_carries};
use super::check::{Check, CheckDraft, read_checks};
use super::definition::{Definition, Section};
use super::expression::FieldIndex;
use super::field::Fields;
use super::levels::read_levels;
use super::list::{ListDefinition, ListScope, read_list};
use super::look::{margin_too_small, outside, read_look};
use super::names::{Names, Owner};
use super::order::DerivedField;
use super::pending::Expressions;
use super::resolve::resolve;
use super::submission::{NamePath, Synonym, read_submission, read_table};
use super::summary::{Summary, SummaryColumn, read_summary};
use super::tables::{TableDefinition, table_names};
use super::vocabulary::{Vocabulary, read_vocabulary};
use crate::finding::{Code, Finding, Levels, Read, Report};
use crate::grid::{BoxMarks, Look};
use crate::source::{Place, Source};
use crate::text;

/// Key of a submission that names its edition; never the key of a table.
pub const EDITION_KEY: &str = "edition";

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
    /// Synonyms of labels.
    pub synonyms: Vec<Synonym>,
    /// Tables of a submission, in order.
    pub tables: Vec<TableDefinition>,
    /// Levels of findings that differ from the default levels.
    pub levels: Levels,
    /// Checks across tables.
    pub checks: Vec<Check>,
    /// Derived fields of all records, each after those that it reads.
    pub derivations: Vec<DerivedField>,
    /// Flat list of all departments, if the edition defines one.
    pub list: Option<ListDefinition>,
    /// Columns of a table of approved budgets (`[budget]`), if the edition defines some.
    pub approved: Option<ApprovedColumns>,
    /// Columns of the summary of many departments.
    pub summary: Vec<SummaryColumn>,
    /// Index of the column of the summary that the chart of money shows; `None` for the one with
    /// the largest sum.
    pub chart: Option<usize>,
    /// What it takes over from data of other editions.
    pub(super) carries: Vec<CarryDraft>,
    /// Words by which the checks read names and texts.
    pub vocabulary: Vocabulary,
    /// Signs of boxes to tick.
    pub boxes: BoxMarks,
    /// Look of the tables.
    pub look: Arc<Look>,
    /// Whether it is the user's own rather than built in.
    pub is_own: bool,
    /// Files of the edition's folder, by name.
    pub files: BTreeMap<String, Source>,
}

impl Edition {
    /// The names that expressions of a kind of record may use. `None` if it has no such rows.
    pub fn names(&self, owner: Owner) -> Option<Names<'_>> {
        Names::new(owner, &self.fields, table_names(&self.tables))
    }

    /// All checks: those of each table's form, then those across tables.
    pub fn all_checks(&self) -> impl Iterator<Item = &Check> {
        let forms = self.tables.iter().flat_map(|table| &table.form.checks);
        forms.chain(&self.checks)
    }

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

/// Reads an edition from the files of its folder, over those of the editions it is built on, the
/// nearest first. Returns no edition if its definitions have errors.
pub(super) fn read_edition(
    folder: &str,
    mut files: BTreeMap<String, Source>,
    bases: &[&BTreeMap<String, Source>],
) -> Read<Option<Edition>> {
    for (name, source) in bases.iter().flat_map(|base| base.iter()) {
        let is_definition = name == EDITION_FILE;
        if !is_definition && !files.contains_key(name) {
            files.insert(name.clone(), source.clone());
        }
    }
    let Some(source) = files.get(EDITION_FILE) else {
        let mut report = Report::new();
        report.push(missing_file(folder, EDITION_FILE));
        return Read::new(None, report);
    };
    let mut forms = Report::new();
    let bases = bases.iter().filter_map(|base| base.get(EDITION_FILE));
    let sources: Vec<&Source> = std::iter::once(source).chain(bases).collect();
    let Read {
        value: edition,
        mut report,
    } = Definition::read_over(&sources, inherited, |definition, root| {
        read_root(definition, root, (&sources, &files), &mut forms)
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

#[expect(clippy::too_many_lines, reason = "one statement a key of the file")]
fn read_root(
    definition: &Definition<'_>,
    root: Section<'_, '_>,
    (sources, files): (&[&Source], &BTreeMap<String, Source>),
    forms: &mut Report,
) -> Option<Edition> {
    let id = root.required_text("edition");
    // Read by `Folder`, which resolves it.
    root.text("extends");
    let title = root.required_text("title");
    let issued = root.required_text("source");
    // Decides the order of the built-in editions (`registry`).
    root.flag("default");
    let mut keys = vec![EDITION_KEY.to_owned()];
    let tables: Option<Vec<(TableDefinition, Expressions)>> = root
        .sections("tables")
        .into_iter()
        .map(|table| read_table(table, files, &mut keys, forms))
        .collect();
    let look = read_look(&root);
    let levels = root.section("levels");
    let checks = read_checks(&root);
    let list = root.section("list");
    let approved = root.section("budget");
    let summary = root.section("summary");
    let submission = root.required_section("submission");
    let boxes = read_boxes(definition, &root);
    let carries = read_carries(&root, sources);
    let vocabulary = root.section("vocabulary");
    root.finish();
    let vocabulary = vocabulary.map(read_vocabulary);
    let levels = levels.map(|section| {
        let of_tables = tables.iter().flatten();
        let of_tables = of_tables.flat_map(|(_, expressions)| &expressions.checks);
        let names = of_tables.chain(&checks).filter_map(CheckDraft::own_name);
        read_levels(&section, &names.collect::<Vec<&str>>())
    });
    let (mut tables, expressions): (Vec<TableDefinition>, Vec<Expressions>) =
        tables?.into_iter().unzip();
    let submission = submission.and_then(|section| read_submission(definition, section, &tables));
    let mut submission = submission?;
    let own = Expressions {
        sources: sources.iter().map(|source| (*source).clone()).collect(),
        derivations: submission.derivations,
        checks,
    };
    let Read {
        value: resolved,
        report,
    } = resolve(&mut submission.fields, &mut tables, (&own, &expressions));
    forms.append(report);
    let scope = ListScope {
        fields: &submission.fields,
        tables: &tables,
        names: &submission.name,
    };
    let list = list.and_then(|section| read_list(section, &scope));
    let approved = approved.and_then(|section| read_approved(section, &scope));
    let summary = match summary {
        Some(section) => {
            let names = table_names(&tables);
            read_summary(section, &submission.fields, (names, &tables))
        }
        None => Summary::of_tables(&tables),
    };
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
        checks: resolved.checks,
        derivations: resolved.derivations,
        list,
        approved,
        summary: summary.columns,
        chart: summary.chart,
        carries,
        vocabulary: vocabulary.unwrap_or_default(),
        boxes,
        look: Arc::new(look?),
        is_own: false,
        files: BTreeMap::new(),
    })
}

/// Reads `boxes = ["☑", "☐"]`: the signs of ticked and other choices.
fn read_boxes(definition: &Definition<'_>, root: &Section<'_, '_>) -> BoxMarks {
    let marks = root.texts("boxes");
    match &marks[..] {
        [] => BoxMarks::default(),
        [ticked, unticked] if !ticked.value.is_empty() && ticked.value != unticked.value => {
            BoxMarks {
                ticked: ticked.value.clone(),
                unticked: unticked.value.clone(),
            }
        }
        [first, ..] => {
            let seen: Vec<String> = marks.iter().map(|mark| text::quote(&mark.value)).collect();
            definition.report(Code::DefinitionValue, first.range.clone(), |finding| {
                finding
                    .seen(format!("boxes = [{}]", seen.join(", ")))
                    .expected("两个不同的符号:打勾的,未打勾的")
                    .correction("写 boxes = [\"☑\", \"☐\"] 或 [\"√\", \"\"]")
            });
            BoxMarks::default()
        }
    }
}
