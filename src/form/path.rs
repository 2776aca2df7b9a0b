//! Resolves paths of fields in definitions.

use super::definition::{Definition, Text};
use super::expression::FieldIndex;
use super::field::Fields;
use crate::finding::Code;
use crate::text;

/// The field at a path; an unknown path is reported.
pub(super) fn find_field(
    definition: &Definition<'_>,
    fields: &Fields,
    path: &Text,
) -> Option<FieldIndex> {
    find(definition, fields, path, &path.value)
}

/// The field at a path within a text; an unknown path is reported.
pub(super) fn find(
    definition: &Definition<'_>,
    fields: &Fields,
    text: &Text,
    path: &str,
) -> Option<FieldIndex> {
    let found = fields.find(path);
    if found.is_none() {
        let known = fields.paths();
        definition.report(Code::UnknownPath, text.range.clone(), |finding| {
            let correction = text::did_you_mean(path, known.iter().map(String::as_str));
            finding
                .seen(text::quote(&text.value))
                .expected("有此路径的栏目")
                .correction(correction)
        });
    }
    found
}
