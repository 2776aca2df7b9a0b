//! The template language as the author of a form meets it: checks templates before they are
//! rendered.
//!
//! Tera passes over much without an error: a misspelt name within `if`, `~` or `default` counts as
//! empty, an unknown argument is ignored, text never equals a number. Here the templates are parsed
//! and every name is resolved against the fields of the form, so that each of these is a finding.
//! Errors of syntax are reported with the usual spelling in place of Tera's message.
//!
//! A tag is split into tokens (`lexer`), parsed (`expression`, `statement`), and its names and
//! types are checked (`walk`, `infer`) with the names known there (`scope`, `types`). `vocabulary`
//! has the filters, tests and functions.

mod expression;
mod infer;
mod lexer;
mod refused;
mod reporter;
mod scope;
mod statement;
mod types;
mod vocabulary;
mod walk;

use std::collections::BTreeMap;

use super::context::Shape;
use super::limits;
use crate::finding::{Code, Finding, Report};
use crate::form::{Edition, Fields};
use crate::source::Source;
use refused::Refused;
use walk::Template;

pub(super) use types::{GROUP_NAME, GROUP_ROWS};
pub(super) use vocabulary::{GROUPS, GROUPS_BY};

/// Checks the templates of an edition: their syntax first, then names and types.
pub(super) fn check(edition: &Edition, extension: &str) -> Report {
    let files = edition.files.iter();
    let files = files.filter(|(name, _)| name.ends_with(extension));
    let mut report = Report::new();
    let mut templates = BTreeMap::new();
    for (name, source) in files {
        let refused = limits::refuse(source);
        if !refused.is_empty() {
            report.append(refused);
            continue;
        }
        let (nodes, refused) = statement::parse(source.text());
        for one in refused {
            report.push(syntax_finding(edition, source, one));
        }
        templates.insert(name.as_str(), Template { source, nodes });
    }
    if report.has_errors() {
        return report;
    }
    let tables = edition.tables.iter();
    let shapes: Vec<Shape> = tables.map(|table| Shape::of_form(&table.form)).collect();
    let submission = Shape::of(&edition.fields);
    for (table, shape) in edition.tables.iter().zip(&shapes) {
        let fields = walk::Fields {
            form: shape,
            submission: &submission,
            all: &shapes,
        };
        let found = walk::check(&table.form.template, &templates, &fields, &edition.levels);
        for finding in found.findings() {
            if !report.findings().iter().any(|known| known.is_same(finding)) {
                report.push(finding.clone());
            }
        }
    }
    report
}

fn syntax_finding(edition: &Edition, source: &Source, refused: Refused) -> Finding {
    let path = refused.label.and_then(|label| path_of(edition, &label));
    let correction = path.map_or(refused.correction, |path| format!("写 {path}"));
    Finding::new(Code::TemplateSyntax, source.place(refused.range))
        .seen(refused.seen)
        .expected("写法正确的 Tera 模板")
        .correction(correction)
}

/// The path in templates of a field with a label.
fn path_of(edition: &Edition, label: &str) -> Option<String> {
    let labelled = |fields: &Fields, start: &str| {
        let mut fields = fields.iter().map(|(_, field)| field);
        let found = fields.find(|field| field.label == label)?;
        Some(format!("{start}{}", found.path))
    };
    let in_submission = labelled(&edition.fields, "submission.");
    in_submission.or_else(|| {
        edition.tables.iter().find_map(|table| {
            let fields = &table.form.fields;
            let mut rows = fields.iter().filter_map(|(_, field)| field.rows());
            labelled(fields, "").or_else(|| rows.find_map(|columns| labelled(columns, "row.")))
        })
    })
}
