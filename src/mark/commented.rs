//! A sheet that gets comments: their part, their boxes, and the relationships to both.

use std::collections::BTreeMap;

use super::cell_ref::{CellRange, CellRef};
use super::comment_box::{self, CommentBox};
use super::comments;
use super::error::MarkError;
use super::package::Package;
use super::relationship;
use super::sheet_properties::SheetProperties;
use super::words::TextRun;
use super::workbook_part::WorkbookPart;
use super::xml::Edits;
use crate::workbook::package::Relationship;

const COMMENTS_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Comments by cell, each with the merged range of the cell.
pub(super) type Comments = BTreeMap<CellRef, (CellRange, Vec<TextRun>)>;

/// A sheet that gets comments.
pub(super) struct CommentedSheet<'a> {
    pub(super) book: &'a WorkbookPart,
    /// Name of its part.
    pub(super) part: &'a str,
    pub(super) number: usize,
    pub(super) properties: &'a SheetProperties,
}

impl CommentedSheet<'_> {
    /// Adds comments with their boxes. The sheet's own part is changed by `edits`.
    pub(super) fn add_comments(
        &self,
        package: &mut Package,
        comments: &Comments,
        edits: &mut Edits,
    ) -> Result<(), MarkError> {
        let relations = package.relations(self.part)?;
        let boxes = self.comments(package, &relations, comments)?;
        if let Some(id) = &self.properties.legacy_drawing {
            let drawing = relations.iter().find(|relation| relation.id == *id);
            let missing = || MarkError::broken(self.part, format!("没有写明 {id} 是哪个部件"));
            let name = &drawing.ok_or_else(missing)?.target;
            let text = package.text_of(name)?;
            let made = comment_box::add(&text, self.properties, &boxes);
            package.put(name, made.map_err(|why| MarkError::broken(name, why))?);
        } else {
            let drawing = comment_box::new(self.properties, &boxes, self.number);
            let id = self.new_drawing(package, drawing)?;
            self.properties.name_drawing(edits, &id);
        }
        Ok(())
    }

    /// Adds comments to the comments part; returns the data of their boxes.
    fn comments(
        &self,
        package: &mut Package,
        relations: &[Relationship],
        comments: &Comments,
    ) -> Result<Vec<CommentBox>, MarkError> {
        let texts: BTreeMap<CellRef, Vec<TextRun>> = comments
            .iter()
            .map(|(cell, (_, runs))| (*cell, runs.clone()))
            .collect();
        let conformance = self.properties.conformance;
        let own = relations
            .iter()
            .find(|relation| relation.kind == "comments");
        let (name, text) = match own {
            Some(relation) => (relation.target.clone(), package.text_of(&relation.target)?),
            None => (
                self.book.free_part(package, "comments", ".xml"),
                comments::empty(conformance),
            ),
        };
        let commented =
            comments::add(&text, &texts).map_err(|why| MarkError::broken(&name, why))?;
        package.put(&name, commented.text);
        if own.is_none() {
            package.set_type(&name, COMMENTS_TYPE)?;
            relationship::add(package, self.part, "comments", &name, conformance)?;
        }
        let boxes = comments.iter().map(|(cell, (area, runs))| {
            let had_one = commented.had_one.contains(cell);
            CommentBox::new(*cell, *area, runs, had_one)
        });
        Ok(boxes.collect())
    }

    fn new_drawing(&self, package: &mut Package, drawing: String) -> Result<String, MarkError> {
        let name = self.book.free_part(package, "drawings/vmlDrawing", ".vml");
        package.put(&name, drawing);
        package.set_type(&name, DRAWING_TYPE)?;
        let conformance = self.properties.conformance;
        relationship::add(package, self.part, "vmlDrawing", &name, conformance)
    }
}
