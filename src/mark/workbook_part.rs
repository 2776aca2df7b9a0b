//! Workbook part: its sheets, and the new sheet at the end.

use super::error::MarkError;
use super::package::Package;
use super::relationship;
use super::xml::{Conformance, Edits, Outline, Tag, escape};
use crate::workbook::package::{Relationship, folder};

/// Name of the sheet of findings.
pub(super) const LIST: &str = "检查结果";
/// Content type of a worksheet part.
const SHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
/// Content type of the styles part.
const STYLES_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Children of the root that follow the defined names.
const AFTER_NAMES: [&str; 11] = [
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
    "AlternateContent",
];

/// A sheet of the workbook.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// Its part; `None` for a sheet without cells: a chart, a dialog.
    pub(super) part: Option<String>,
    pub(super) is_hidden: bool,
}

impl Sheet {
    fn read(tag: &Tag, relations: &[Relationship]) -> Sheet {
        let mut attributes = tag.attributes().into_iter();
        let id = attributes.find(|(name, _)| name.ends_with(":id"));
        let id = id.and_then(|(name, _)| tag.value(name));
        let mut sheets = relations
            .iter()
            .filter(|relation| relation.kind == "worksheet");
        let found = sheets.find(|relation| Some(&relation.id) == id.as_ref());
        Sheet {
            name: tag.value("name").unwrap_or_default(),
            part: found.map(|relation| relation.target.clone()),
            is_hidden: tag.value("state").is_some_and(|state| state != "visible"),
        }
    }
}

/// Content of the workbook part.
#[derive(Debug)]
pub(super) struct WorkbookPart {
    /// Name of the workbook part.
    pub(super) part: String,
    pub(super) conformance: Conformance,
    pub(super) sheets: Vec<Sheet>,
    /// Whether the order and number of sheets is protected.
    pub(super) is_locked: bool,
    /// Whether the file has a digital signature.
    pub(super) is_signed: bool,
    /// Name of the styles part.
    pub(super) styles: String,
}

impl WorkbookPart {
    pub(super) fn open(package: &mut Package) -> Result<WorkbookPart, MarkError> {
        let part = package.original().workbook();
        let part = part.map_err(|error| MarkError::of_part("_rels/.rels", error))?;
        let part = part.ok_or(MarkError::NotAWorkbook)?;
        if part.to_lowercase().ends_with(".bin") {
            return Err(MarkError::Binary);
        }
        let text = package.text_of(&part)?;
        let outline = Outline::read(&text).map_err(|why| MarkError::broken(&part, why))?;
        let root = &outline.root().tag;
        let conformance = root
            .conformance
            .filter(|_| root.is("workbook"))
            .ok_or(MarkError::NotAWorkbook)?;
        let relations = package.relations(&part)?;
        let (list, _) = outline
            .child(0, "sheets")
            .ok_or_else(|| MarkError::broken(&part, "没有列出页签"))?;
        let sheets = outline.children(list);
        let sheets = sheets.map(|(_, sheet)| Sheet::read(&sheet.tag, &relations));
        let sheets = sheets.collect();
        let locked = outline.child(0, "workbookProtection");
        let mut book = WorkbookPart {
            is_locked: locked.is_some_and(|(_, lock)| lock.tag.flag("lockStructure")),
            is_signed: package
                .original()
                .names()
                .any(|name| name.starts_with("_xmlsignatures/")),
            styles: String::new(),
            part,
            conformance,
            sheets,
        };
        let styles = relations
            .into_iter()
            .find(|relation| relation.kind == "styles");
        book.styles = match styles {
            Some(relation) => relation.target,
            None => book.add_styles(package)?,
        };
        Ok(book)
    }

    /// The sheet with a name, or else with a number.
    pub(super) fn find(&self, name: &str, number: usize) -> Option<usize> {
        let by_name = self.sheets.iter().position(|sheet| sheet.name == name);
        by_name.or_else(|| (number < self.sheets.len()).then_some(number))
    }

    /// A name for the sheet of findings that no other sheet has.
    pub(super) fn list_name(&self) -> String {
        let taken = |name: &String| {
            self.sheets
                .iter()
                .any(|sheet| sheet.name.to_lowercase() == *name)
        };
        let names = std::iter::once(LIST.to_owned())
            .chain((2_u32..).map(|number| format!("{LIST}({number})")));
        let mut free = names.filter(|name| !taken(name));
        free.next().expect("there are fewer sheets than numbers")
    }

    /// Whether it contains an older sheet of findings: the workbook itself is an annotated copy.
    pub(super) fn was_marked(&self) -> bool {
        self.sheets.iter().any(|sheet| sheet.name.starts_with(LIST))
    }

    /// A name that no part of the workbook's folder has.
    pub(super) fn free_part(&self, package: &Package, before: &str, after: &str) -> String {
        package.free_name(&format!("{}{before}", folder(&self.part)), after)
    }

    /// Asks programs to compute all formulas when they open the workbook.
    pub(super) fn recalculate(&self, package: &mut Package) -> Result<(), MarkError> {
        let text = package.text_of(&self.part)?;
        let broken = |why| MarkError::broken(&self.part, why);
        let outline = Outline::read(&text).map_err(broken)?;
        let mut edits = Edits::default();
        if let Some((_, element)) = outline.child(0, "calcPr") {
            edits.set(&element.tag, "fullCalcOnLoad", "1");
        } else {
            let own = outline.root().tag.prefix();
            let element = format!("<{own}calcPr fullCalcOnLoad=\"1\"/>");
            let mut after = outline
                .children(0)
                .filter(|(_, child)| AFTER_NAMES[1..].contains(&child.tag.local()));
            match after.next() {
                Some((_, child)) => edits.insert(child.tag.range.start, element),
                None => edits.append(outline.root(), &element),
            }
        }
        let made = edits.apply(&text);
        package.put(&self.part, made);
        Ok(())
    }

    fn add_styles(&self, package: &mut Package) -> Result<String, MarkError> {
        // The usual name: some programs find the part by it.
        let usual = format!("{}styles.xml", folder(&self.part));
        let part = if package.has(&usual) {
            self.free_part(package, "styles", ".xml")
        } else {
            usual
        };
        package.put(&part, super::style::empty(self.conformance));
        package.set_type(&part, STYLES_TYPE)?;
        relationship::add(package, &self.part, "styles", &part, self.conformance)?;
        Ok(part)
    }

    /// Adds a sheet after all others and returns its part. Its head row (from 1) is repeated in
    /// print, with an autofilter from there on.
    pub(super) fn add_sheet(
        &self,
        package: &mut Package,
        name: &str,
        text: String,
        rows: &ListRows,
    ) -> Result<String, MarkError> {
        let part = self.free_part(package, "worksheets/sheet", ".xml");
        package.put(&part, text);
        package.set_type(&part, SHEET_TYPE)?;
        let id = relationship::add(package, &self.part, "worksheet", &part, self.conformance)?;
        let text = package.text_of(&self.part)?;
        let made = self
            .with_sheet(&text, name, &id, rows)
            .map_err(|why| MarkError::broken(&self.part, why))?;
        package.put(&self.part, made);
        Ok(part)
    }

    fn with_sheet(
        &self,
        text: &str,
        name: &str,
        id: &str,
        rows: &ListRows,
    ) -> Result<String, String> {
        let outline = Outline::read(text)?;
        let mut edits = Edits::default();
        let (list, sheets) = outline.child(0, "sheets").ok_or("没有列出页签")?;
        let ids = outline.children(list);
        let ids = ids.filter_map(|(_, sheet)| sheet.tag.number::<u32>("sheetId"));
        let sheet_id = ids.max().unwrap_or(0).saturating_add(1);
        let root = &outline.root().tag;
        let relationships = self.conformance.relationships();
        let (prefix, declaration) = match root.prefix_bound_to(relationships) {
            Some(prefix) => (prefix, String::new()),
            None => ("r:".to_owned(), format!(" xmlns:r=\"{relationships}\"")),
        };
        let (own, escaped) = (root.prefix(), escape(name));
        let sheet = format!(
            "<{own}sheet{declaration} name=\"{escaped}\" sheetId=\"{sheet_id}\" {prefix}id=\"{id}\"/>"
        );
        edits.append(sheets, &sheet);
        let names = rows.names(own, name, self.sheets.len());
        add_names(&outline, sheets.range().end, &names, &mut edits);
        Ok(edits.apply(text))
    }
}

/// Adds defined names; creates their list after the sheets if there is none.
fn add_names(outline: &Outline, sheets_end: usize, names: &str, edits: &mut Edits) {
    if let Some((_, element)) = outline.child(0, "definedNames") {
        edits.append(element, names);
        return;
    }
    let own = outline.root().tag.prefix();
    let list = format!("<{own}definedNames>{names}</{own}definedNames>");
    let mut after = outline.children(0).filter(|(_, child)| {
        child.tag.range.start >= sheets_end && AFTER_NAMES.contains(&child.tag.local())
    });
    match after.next() {
        Some((_, child)) => edits.insert(child.tag.range.start, list),
        None => edits.append(outline.root(), &list),
    }
}

/// Rows of the findings, from 1.
#[derive(Debug)]
pub(super) struct ListRows {
    pub(super) head: usize,
    pub(super) last: usize,
    /// Letter of the last column.
    pub(super) column: char,
}

impl ListRows {
    /// Defined names for the repeated head and the autofilter.
    fn names(&self, prefix: &str, sheet: &str, number: usize) -> String {
        let ListRows { head, last, column } = self;
        let sheet = format!("'{}'", escape(sheet));
        format!(
            "<{prefix}definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{number}\" hidden=\"1\">{sheet}!$A${head}:${column}${last}</{prefix}definedName>\
             <{prefix}definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{number}\">{sheet}!${head}:${head}</{prefix}definedName>"
        )
    }
}
