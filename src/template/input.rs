//! Input of the parser of a rendered table, and the places of findings about it.

use std::sync::Arc;

use super::source_map::MappedTemplate;
use super::values::TableValues;
use crate::form::Form;
use crate::grid::{BoxMarks, Look};
use crate::source::Place;

/// Maximum number of elements and texts of a rendered table; one with 20,000 indicators has some
/// 600,000.
pub const MAX_TABLE_NODES: u32 = 1_000_000;

/// Input from which a table is built, besides its markup.
pub(super) struct TableInput<'a> {
    pub(super) form: &'a Form,
    pub(super) look: &'a Arc<Look>,
    pub(super) shown: TableValues<'a>,
    pub(super) templates: &'a [MappedTemplate],
    /// Maximum length of a table, in bytes, that is parsed as a whole.
    pub(super) longest_whole: usize,
    /// Whether tags contain their places in the template. Otherwise the place of findings is the
    /// template as a whole.
    pub(super) has_places: bool,
    /// Signs of boxes to tick.
    pub(super) marks: &'a BoxMarks,
    /// Whether the values are placeholders.
    pub(super) has_placeholders: bool,
}

impl TableInput<'_> {
    /// Place of the form's template as a whole, by its file name.
    pub(super) fn place(&self) -> Place {
        let name = &self.form.template;
        let mut files = self.templates.iter().map(|template| template.source.name());
        let file = files.find(|file| {
            file.strip_suffix(name.as_str())
                .is_some_and(|folder| folder.is_empty() || folder.ends_with(['/', '\\']))
        });
        Place::file(file.unwrap_or(name))
    }

    /// Place of a tag in its template, from its place attribute: the tag's name.
    pub(super) fn tag_place(&self, value: &str) -> Option<Place> {
        let (index, byte) = value.split_once(':')?;
        let source = &self.templates.get(index.parse::<usize>().ok()?)?.source;
        let byte: usize = byte.parse().ok()?;
        let tag = source.text().get(byte..)?;
        let length = tag.find('>').map_or(tag.len(), |end| end + 1);
        Some(source.place(byte..byte + length))
    }
}
