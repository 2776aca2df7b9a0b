//! Reads `[submission]` and `[[tables]]` of an edition: the contents of a submission.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::definition::{Definition, Section, Text};
use super::expression::FieldIndex;
use super::field::{FieldKind, Fields};
use super::names::Count;
use super::path::find;
use super::pending::{Expressions, Pending};
use super::reserved;
use super::table::{Form, read_fields, read_form};
use super::tables::TableDefinition;
use crate::finding::{Code, Read, Report};
use crate::source::Source;
use crate::text;

/// Path of the department's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePath {
    /// A field of the submission itself.
    Submission(FieldIndex),
    /// A field of a table, by the table's index; the first such table is used.
    Table(usize, FieldIndex),
}

/// Fields of the submission itself, and properties of a submission as a whole.
pub(super) struct Submission {
    pub(super) document: String,
    pub(super) fields: Fields,
    pub(super) derivations: Vec<Pending>,
    pub(super) code: Option<FieldIndex>,
    pub(super) year: Option<FieldIndex>,
    pub(super) name: Vec<NamePath>,
    pub(super) signatures: Vec<String>,
    pub(super) signature_ends: Vec<String>,
    pub(super) synonyms: Vec<Synonym>,
}

/// Another word for a label (`[submission.synonyms]`): 目标值 for 指标值.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    /// The other word.
    pub word: String,
    /// The label.
    pub label: String,
    /// Bytes of the label in the edition's own file; `None` if another edition defines it.
    pub range: Option<Range<usize>>,
}

/// Reads `[submission]`.
pub(super) fn read_submission(
    definition: &Definition<'_>,
    section: Section<'_, '_>,
    tables: &[TableDefinition],
) -> Option<Submission> {
    let document = section.required_text("document");
    let fields = section
        .required_section("fields")
        .map(|fields| read_fields(definition, &fields, ""));
    if let Some((fields, _)) = &fields {
        for (_, field) in fields.iter() {
            let (value, range) = (field.path.clone(), field.range.clone());
            reserved::check_submission_field(definition, &Text { value, range });
        }
    }
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
        let range = definition.own_range(&label.range);
        let synonym = move |word| Synonym {
            word,
            label: label.value.clone(),
            range: range.clone(),
        };
        words.into_iter().map(synonym)
    });
    section.finish();
    let (fields, derivations) = fields?;
    let code = code.and_then(|code| find(definition, &fields, &code, &code.value));
    let name = names.iter();
    let name = name.filter_map(|path| name_path(definition, &fields, tables, path));
    let name = name.collect();
    let year = fields.of_kind(FieldKind::is_year);
    Some(Submission {
        document: document?.value,
        fields,
        derivations,
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

/// Reads one of `[[tables]]` with its form.
pub(super) fn read_table(
    section: Section<'_, '_>,
    files: &BTreeMap<String, Source>,
    keys: &mut Vec<String>,
    forms: &mut Report,
) -> Option<(TableDefinition, Expressions)> {
    let form = section.required_text("form");
    let key = section.required_text("key");
    let (many, required) = (section.flag("many"), section.flag("required"));
    let (title, code) = (section.text("title"), section.text("code"));
    let definition = section.definition();
    section.finish();
    let (form, key) = (form?, key?);
    if keys.contains(&key.value) {
        definition.report(Code::DefinitionValue, key.range.clone(), |finding| {
            finding
                .seen(format!("key = {}", text::quote(&key.value)))
                .expected(format!(
                    "与 {} 都不同的键",
                    text::list(keys.iter().map(String::as_str))
                ))
                .correction("改用别的键:每种表的数据各有自己的键")
        });
    }
    reserved::check_table_key(definition, &key);
    keys.push(key.value.clone());
    let (read, expressions) = open_form(definition, &form, files, forms)?;
    let field = |path: Option<Text>| {
        path.and_then(|path| find(definition, &read.fields, &path, &path.value))
    };
    let (title, code) = (field(title), field(code));
    let count = if many { Count::Many } else { Count::One };
    let table = TableDefinition {
        form: Arc::new(read),
        key: key.value,
        count,
        required,
        title,
        code,
        own_look: None,
    };
    Some((table, expressions))
}

fn open_form(
    definition: &Definition<'_>,
    form: &Text,
    files: &BTreeMap<String, Source>,
    forms: &mut Report,
) -> Option<(Form, Expressions)> {
    let (toml, template) = (
        format!("{}.toml", form.value),
        format!("{}.tera", form.value),
    );
    for name in [&toml, &template] {
        if !files.contains_key(name) {
            definition.report(Code::EditionFileMissing, form.range.clone(), |finding| {
                finding
                    .seen(format!("没有 {name}"))
                    .expected(format!("此文件夹里有 {name}"))
                    .correction("补上此文件,或改正 form")
            });
        }
    }
    let Read {
        value: read,
        report,
    } = read_form(files.get(&toml)?, &template);
    forms.append(report);
    read.filter(|_| files.contains_key(&template))
}
