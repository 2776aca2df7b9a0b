//! Reads `edition.toml`: which tables a submission has, where their data is, and how they look.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::across::{Across, read_across};
use super::definition::{Definition, Section, Text};
use super::field::{FieldIndex, FieldKind, Fields};
use super::levels::read_levels;
use super::list::{ListDefinition, ListScope, read_list};
use super::look::read_look;
use super::table::{Form, find, read_fields, read_form};
use crate::finding::{Code, Finding, Levels, Report};
use crate::grid::Look;
use crate::source::{Place, Source};
use crate::text;

/// Key of a submission that names its edition; no table's data stands under it.
pub const EDITION_KEY: &str = "edition";

/// Name of the file that makes a folder an edition.
pub const EDITION_FILE: &str = "edition.toml";

/// An edition (版本): the document and year that set the forms, with all its forms.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its id, in kebab case: `gansu-2025`.
    pub id: String,
    /// Its title in Chinese.
    pub title: String,
    /// Where the forms come from.
    pub issued: String,
    /// What a file with all tables of a submission is called: 绩效目标表.
    pub document: String,
    /// Fields of the submission itself (year, code), beside its tables.
    pub fields: Fields,
    /// The field with the department's code, for file names.
    pub code: Option<FieldIndex>,
    /// The field with the year.
    pub year: Option<FieldIndex>,
    /// Where the department's name may stand; the first that is not blank counts. One before another tells departments apart better.
    pub name: Vec<NamePath>,
    /// Words before what people sign with below a table or list: 填表人.
    pub signatures: Vec<String>,
    /// How the text ends that stands first in such a row: 意见.
    pub signature_ends: Vec<String>,
    /// Other words for labels of the tables, each with the label it stands for: 目标值, 指标值.
    pub synonyms: Vec<(String, String)>,
    /// The tables of a submission, in order.
    pub tables: Vec<TableDefinition>,
    /// Levels of findings that differ from the codes' own.
    pub levels: Levels,
    /// What must agree across tables.
    pub across: Vec<Across>,
    /// The flat list of all departments, where it has one.
    pub list: Option<ListDefinition>,
    /// How the tables look.
    pub look: Arc<Look>,
    /// The files of its folder, by name.
    pub files: BTreeMap<String, Source>,
}

/// A table of a submission.
#[derive(Debug, Clone)]
pub struct TableDefinition {
    /// Its form.
    pub form: Arc<Form>,
    /// The key of its data in the submission.
    pub key: String,
    /// Whether there is one such table, or one for each element of a list.
    pub count: Count,
    /// Whether a submission must have it.
    pub required: bool,
    /// The field that tells one such table from another (项目名称), where there may be many.
    pub title: Option<FieldIndex>,
}

/// How many tables of a kind a submission has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One; its data is an object.
    One,
    /// Any number; its data is a list of objects.
    Many,
}

/// Where a department's name may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePath {
    /// In a field of the submission itself.
    Submission(FieldIndex),
    /// In a field of a table, by the table's index; of several tables the first counts.
    Table(usize, FieldIndex),
}

/// The edition of a folder's files; none where its definitions are too wrong to be used. Findings in any case.
pub(super) fn read_edition(
    folder: &str,
    files: BTreeMap<String, Source>,
) -> (Option<Edition>, Report) {
    let Some(source) = files.get(EDITION_FILE) else {
        let mut report = Report::new();
        report.push(missing_file(folder, EDITION_FILE));
        return (None, report);
    };
    let mut forms = Report::new();
    let (edition, mut report) = Definition::read(source, |definition, root| {
        read_root(definition, root, &files, &mut forms)
    });
    report.append(forms);
    let edition = edition
        .filter(|_| !report.has_errors())
        .map(|edition| Edition { files, ..edition });
    (edition, report)
}

fn missing_file(folder: &str, name: &str) -> Finding {
    Finding::new(Code::EditionFileMissing, Place::file(folder))
        .seen(format!("没有 {name}"))
        .expected(format!("此文件夹里有 {name}"))
        .mend("用 jixiao template copy 写出一份完整的版本,再在其上修改")
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

struct Submission {
    document: String,
    fields: Fields,
    code: Option<FieldIndex>,
    year: Option<FieldIndex>,
    name: Vec<NamePath>,
    signatures: Vec<String>,
    signature_ends: Vec<String>,
    synonyms: Vec<(String, String)>,
}

fn read_submission(
    definition: &Definition<'_>,
    section: Section<'_, '_>,
    tables: &[TableDefinition],
) -> Option<Submission> {
    let document = section.required_text("document");
    let fields = section
        .required_section("fields")
        .map(|fields| read_fields(definition, &fields, ""));
    let code = section.text("code");
    let names = section.texts("name");
    let words = |key| {
        let words = section.texts(key).into_iter();
        words.map(|word| word.value).collect()
    };
    let (signatures, signature_ends) = (words("signatures"), words("signature_ends"));
    let synonyms = section.section("synonyms");
    let synonyms = synonyms.map_or_else(Vec::new, |section| section.named_texts());
    let synonyms = synonyms.into_iter();
    let synonyms = synonyms.flat_map(|(label, words)| {
        let words = words.value.split_whitespace().map(str::to_owned);
        let words: Vec<String> = words.collect();
        let pair = move |word| (word, label.value.clone());
        words.into_iter().map(pair)
    });
    section.finish();
    let fields = fields?;
    let code = code.and_then(|code| find(definition, &fields, &code, &code.value));
    let name = names.iter();
    let name = name.filter_map(|path| name_path(definition, &fields, tables, path));
    let name = name.collect();
    let year = fields.find_kind(|kind| matches!(kind, FieldKind::Year));
    Some(Submission {
        document: document?.value,
        fields,
        code,
        year,
        name,
        signatures,
        signature_ends,
        synonyms: synonyms.collect(),
    })
}

fn name_path(
    definition: &Definition<'_>,
    fields: &Fields,
    tables: &[TableDefinition],
    path: &Text,
) -> Option<NamePath> {
    let in_table = tables.iter().enumerate().find_map(|(index, table)| {
        let rest = path.value.strip_prefix(&table.key)?.strip_prefix('.')?;
        Some((index, table, rest))
    });
    match in_table {
        Some((index, table, rest)) => find(definition, &table.form.fields, path, rest)
            .map(|field| NamePath::Table(index, field)),
        None => find(definition, fields, path, &path.value).map(NamePath::Submission),
    }
}

fn read_table(
    section: Section<'_, '_>,
    files: &BTreeMap<String, Source>,
    keys: &mut Vec<String>,
    forms: &mut Report,
) -> Option<TableDefinition> {
    let form = section.required_text("form");
    let key = section.required_text("key");
    let (many, required) = (section.flag("many"), section.flag("required"));
    let title = section.text("title");
    let definition = section.definition();
    section.finish();
    let (form, key) = (form?, key?);
    if keys.contains(&key.value) {
        definition.say(Code::DefinitionValue, key.range.clone(), |finding| {
            finding
                .seen(format!("key = {}", text::quote(&key.value)))
                .expected(format!(
                    "与 {} 都不同的键",
                    text::list(keys.iter().map(String::as_str))
                ))
                .mend("改用别的键:每种表的数据各有自己的键")
        });
    }
    keys.push(key.value.clone());
    let read = open_form(definition, &form, files, forms)?;
    let title = title.and_then(|title| find(definition, &read.fields, &title, &title.value));
    let count = if many { Count::Many } else { Count::One };
    Some(TableDefinition {
        form: Arc::new(read),
        key: key.value,
        count,
        required,
        title,
    })
}

fn open_form(
    definition: &Definition<'_>,
    form: &Text,
    files: &BTreeMap<String, Source>,
    forms: &mut Report,
) -> Option<Form> {
    let (toml, template) = (
        format!("{}.toml", form.value),
        format!("{}.tera", form.value),
    );
    for name in [&toml, &template] {
        if !files.contains_key(name) {
            definition.say(Code::EditionFileMissing, form.range.clone(), |finding| {
                finding
                    .seen(format!("没有 {name}"))
                    .expected(format!("此文件夹里有 {name}"))
                    .mend("补上此文件,或改正 form")
            });
        }
    }
    let (read, report) = read_form(files.get(&toml)?, &template);
    forms.append(report);
    read.filter(|_| files.contains_key(&template))
}
