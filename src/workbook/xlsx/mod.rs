//! `.xlsx`: a package → its sheets.
//!
//! | file | content |
//! | --- | --- |
//! | `sheet.rs` | a sheet's part in one pass: cells, formulas, merged ranges, hidden rows |
//! | `texts.rs` | shared and inline strings with their runs |
//! | `formula.rs` | shared formulas |
//! | `pictures.rs` | pictures in cells |
//! | `drawing.rs` | floating content |
//!
//! A damaged part affects only itself: a sheet, a cell's text, a drawing. It is reported, and the
//! rest is read.

mod drawing;
mod formula;
pub(super) mod pictures;
mod sheet;
mod texts;

use super::limits::MAX_SHEETS;
use super::package::{Package, PartError, Relationship};
use super::style::Styles;
use super::xml::{Damage, Tag, Xml, is_on};
use super::{
    CellContent, ReadError, Sheet, SheetPart, Skipped, SkippedContent, SkippedKind, Visibility,
    Workbook,
};
use crate::text;

use pictures::Pictures;
use sheet::SharedData;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<(Workbook, Vec<Skipped>), ReadError> {
    let mut package = Package::open(bytes)?;
    let part = match package.workbook() {
        Ok(Some(part)) if !part.to_lowercase().ends_with(".bin") => part,
        Ok(_) => return Err(not_a_workbook(&package)),
        Err(PartError::Package(error)) => return Err(error),
        Err(PartError::Part(why)) => {
            let damaged = || ReadError::Damaged(format!("压缩包的目录{why}"));
            return Err(other_kind(&package).unwrap_or_else(damaged));
        }
    };
    let contents = Contents::of(&mut package, &part).map_err(|error| match error {
        PartError::Package(error) => error,
        PartError::Part(why) => ReadError::Damaged(format!("工作簿的目录{why}")),
    })?;
    let contents = contents.ok_or_else(|| not_a_workbook(&package))?;
    let mut reading = WorkbookReader::begin(package, &contents)?;
    let mut workbook = Workbook::default();
    for (number, listed) in contents.sheets.iter().enumerate() {
        workbook.sheets.extend(reading.sheet(number, listed)?);
    }
    if contents.computes_on_load {
        reading.forget_zeros(&mut workbook);
    }
    reading.finish(workbook)
}

fn not_a_workbook(package: &Package) -> ReadError {
    other_kind(package).unwrap_or(ReadError::Packed("是压缩文件,里面没有工作簿"))
}

/// Kind of a zip that is not a workbook, judged by the names of its entries.
fn other_kind(package: &Package) -> Option<ReadError> {
    let has = |end: &str| package.names().any(|name| name.ends_with(end));
    let starts = |start: &str| package.names().any(|name| name.starts_with(start));
    if has("workbook.bin") {
        Some(ReadError::NotAWorkbook("是 .xlsb 工作簿"))
    } else if starts("word/") {
        Some(ReadError::Unrelated("是 Word 文档(.docx)"))
    } else if starts("ppt/") {
        Some(ReadError::Unrelated("是演示文稿(.pptx)"))
    } else if has("content.xml") && has("mimetype") {
        Some(ReadError::NotAWorkbook("是 OpenDocument 文件(.ods 等)"))
    } else if has("index/document.iwa") || has("index.zip") {
        Some(ReadError::Unrelated(
            "是 Numbers、Pages 或 Keynote 文件,要在苹果电脑上导出为 Excel",
        ))
    } else {
        has("ofd.xml").then_some(ReadError::Unrelated("是 OFD 文件"))
    }
}

/// A sheet in the workbook's list.
struct Listed {
    name: String,
    visibility: Visibility,
    relation: Option<Relationship>,
}

/// Content of the workbook part.
struct Contents {
    starts_1904: bool,
    /// Whether all formulas are to be computed on opening.
    computes_on_load: bool,
    sheets: Vec<Listed>,
    relations: Vec<Relationship>,
}

impl Contents {
    /// Reads the workbook part; `None` if the part is something else.
    fn of(package: &mut Package, part: &str) -> Result<Option<Contents>, PartError> {
        let text = package.text_of(part)?;
        let (mut xml, root) = Xml::open(&text)?;
        if root.local() != "workbook" {
            return Ok(None);
        }
        let mut contents = Contents {
            starts_1904: false,
            computes_on_load: false,
            sheets: Vec::new(),
            relations: package.relations(part)?,
        };
        xml.children(|xml, tag| {
            match tag.local() {
                "workbookPr" => {
                    let starts = tag.get("date1904")?;
                    contents.starts_1904 = starts.is_some_and(|value| is_on(&value));
                }
                "calcPr" => {
                    let computes = tag.get("fullCalcOnLoad")?;
                    contents.computes_on_load = computes.is_some_and(|value| is_on(&value));
                }
                "sheets" => xml.children(|_, tag| {
                    let listed = Listed::read(tag, &contents.relations)?;
                    contents.sheets.push(listed);
                    Ok::<(), Damage>(())
                })?,
                _ => {}
            }
            Ok::<(), Damage>(())
        })?;
        if contents.sheets.len() > MAX_SHEETS {
            return Err(ReadError::too_many("工作表", MAX_SHEETS, "张").into());
        }
        Ok(Some(contents))
    }

    fn relation(&self, kind: &str) -> Option<&Relationship> {
        let mut relations = self.relations.iter();
        relations.find(|relation| relation.kind == kind)
    }
}

impl Listed {
    fn read(tag: &Tag<'_>, relations: &[Relationship]) -> Result<Listed, Damage> {
        let id = tag.get_prefixed("id")?;
        let relation = relations
            .iter()
            .find(|relation| Some(relation.id.as_str()) == id.as_deref());
        let state = tag.get("state")?;
        let is_hidden = state.is_some_and(|state| state != "visible");
        Ok(Listed {
            name: tag.get("name")?.unwrap_or_default().into_owned(),
            visibility: if is_hidden {
                Visibility::Hidden
            } else {
                Visibility::Visible
            },
            relation: relation.cloned(),
        })
    }
}

/// A workbook being read.
struct WorkbookReader<'a> {
    package: Package<'a>,
    book: SharedData,
    /// Number of each read sheet, with its cells that are formulas with the value 0.
    zeros: Vec<(usize, Vec<usize>)>,
    skipped: Vec<Skipped>,
}

impl<'a> WorkbookReader<'a> {
    /// Reads the parts shared by the sheets.
    fn begin(package: Package<'a>, contents: &Contents) -> Result<WorkbookReader<'a>, ReadError> {
        let mut reading = WorkbookReader {
            package,
            book: SharedData::default(),
            zeros: Vec::new(),
            skipped: Vec::new(),
        };
        reading.note_macros_and_links(contents);
        reading.book.starts_1904 = contents.starts_1904;
        if let Some(text) = reading.shared_part(contents, "styles", "单元格格式")? {
            let (styles, broken) = Styles::read(&text)?;
            reading.book.styles = styles;
            reading.note_broken("单元格格式", broken);
        } else if contents.relation("styles").is_some() {
            // Without its format a percentage would be read as a ratio.
            reading.book.styles = Styles::lost();
        }
        if let Some(text) = reading.shared_part(contents, "sharedStrings", "共用的文字")? {
            let (texts, broken) = texts::shared(&text)?;
            reading.book.texts = texts;
            reading.note_broken("共用的文字", broken);
        }
        reading.book.pictures = Pictures::read(&mut reading.package, &contents.relations)?;
        Ok(reading)
    }

    fn note_macros_and_links(&mut self, contents: &Contents) {
        let names = |part: &str| self.package.names().any(|name| name.contains(part));
        let has_macros = contents.relation("vbaProject").is_some() || names("vbaproject.bin");
        let has_links = contents.relation("externalLink").is_some() || names("externallinks/");
        self.skipped.extend(has_macros.then_some(Skipped::Macros));
        self.skipped.extend(has_links.then_some(Skipped::Links));
    }

    /// Text of a part that the workbook refers to, if it does.
    fn shared_part(
        &mut self,
        contents: &Contents,
        kind: &str,
        what: &'static str,
    ) -> Result<Option<String>, ReadError> {
        let Some(relation) = contents.relation(kind) else {
            return Ok(None);
        };
        match self.package.text(&relation.target) {
            Ok(None) if kind == "styles" => {
                self.note_broken(what, Some(Damage::new("不在压缩包里")));
                Ok(None)
            }
            // Some programs refer to a part that they omit if nothing needs it.
            Ok(text) => Ok(text),
            Err(PartError::Package(error)) => Err(error),
            Err(PartError::Part(why)) => {
                self.note_broken(what, Some(Damage(why)));
                Ok(None)
            }
        }
    }

    fn note_broken(&mut self, what: &'static str, broken: Option<Damage>) {
        let broken = broken.map(|Damage(why)| Skipped::BrokenPart { what, why });
        self.skipped.extend(broken);
    }

    /// Reads a sheet; `None` if it has no cells or cannot be read.
    fn sheet(&mut self, number: usize, listed: &Listed) -> Result<Option<Sheet>, ReadError> {
        let kind = listed.relation.as_ref().map(|relation| &*relation.kind);
        let other = match kind {
            Some("chartsheet") => "图表",
            Some("dialogsheet") => "对话框",
            Some("xlMacrosheet" | "xlIntlMacrosheet") => "宏表",
            _ => return self.worksheet(number, listed),
        };
        if other == "宏表" && !self.skipped.contains(&Skipped::Macros) {
            self.skipped.push(Skipped::Macros);
        }
        self.skipped.push(Skipped::OtherSheet {
            name: listed.name.clone(),
            what: other,
        });
        Ok(None)
    }

    fn worksheet(&mut self, number: usize, listed: &Listed) -> Result<Option<Sheet>, ReadError> {
        let part = self.sheet_part(listed);
        let zeros = std::mem::take(&mut self.book.zeros);
        self.zeros.push((number, zeros));
        match part {
            Ok(part) => Ok(Some(Sheet::new(
                &listed.name,
                number,
                listed.visibility,
                part,
            ))),
            Err(PartError::Package(error)) => Err(error),
            Err(PartError::Part(why)) => {
                self.skipped.push(Skipped::BrokenSheet {
                    name: listed.name.clone(),
                    visibility: listed.visibility,
                    why,
                });
                Ok(None)
            }
        }
    }

    fn sheet_part(&mut self, listed: &Listed) -> Result<SheetPart, PartError> {
        let relation = listed.relation.as_ref();
        let relation = relation.filter(|relation| relation.kind == "worksheet");
        let relation = relation.ok_or_else(|| Damage::new("没有写明在哪个部件里"))?;
        let text = self.package.text_of(&relation.target)?;
        let (mut part, drawings) = sheet::read(&text, &mut self.book)?;
        drop(text);
        if !drawings.is_empty() {
            let floating = self.floating(&relation.target, &drawings)?;
            let floating = floating
                .into_iter()
                .map(|what| SkippedContent { at: None, what });
            part.skipped.extend(floating);
        }
        Ok(part)
    }

    /// Floating content of a sheet, by the relationship ids of its drawings.
    fn floating(&mut self, sheet: &str, ids: &[String]) -> Result<Vec<SkippedKind>, ReadError> {
        let mut found: Vec<SkippedKind> = Vec::new();
        let relations = match self.package.relations(sheet) {
            Ok(relations) => relations,
            Err(PartError::Package(error)) => return Err(error),
            Err(PartError::Part(_)) => Vec::new(),
        };
        for id in ids {
            let relation = relations.iter().find(|relation| relation.id == *id);
            let read = match relation {
                Some(relation) => drawing::read(&mut self.package, relation, &relations),
                None => Err(PartError::Part(String::new())),
            };
            let read = match read {
                Ok(read) => read,
                Err(PartError::Package(error)) => return Err(error),
                // Its content is unknown; this is represented by a text box without text.
                Err(PartError::Part(_)) => vec![SkippedKind::TextBox(String::new())],
            };
            // Both kinds of drawing contain a check box.
            let new = read.into_iter().filter(|item| match item {
                SkippedKind::TextBox(_) => !found.contains(item),
                _ => true,
            });
            let new: Vec<SkippedKind> = new.collect();
            found.extend(new);
        }
        Ok(found)
    }

    /// Removes false results: programs that do not compute write 0 as the result of every formula
    /// and leave the computation to others, so these formulas have no result.
    fn forget_zeros(&mut self, workbook: &mut Workbook) {
        let zeros = std::mem::take(&mut self.zeros);
        if self.book.is_computed {
            return;
        }
        for (number, zeros) in zeros {
            let mut sheets = workbook.sheets.iter_mut();
            let Some(sheet) = sheets.find(|sheet| sheet.number == number) else {
                continue;
            };
            for zero in zeros {
                if let Some(cell) = sheet.cells.get_mut(zero) {
                    cell.content = CellContent::NoResult;
                    cell.shown = None;
                }
            }
        }
    }

    /// The workbook; it is damaged as a whole if none of its sheets can be read.
    fn finish(self, workbook: Workbook) -> Result<(Workbook, Vec<Skipped>), ReadError> {
        if workbook.sheets.is_empty() {
            let broken = self.skipped.iter().find_map(|item| match item {
                Skipped::BrokenSheet { name, why, .. } => Some((name, why)),
                _ => None,
            });
            if let Some((name, why)) = broken {
                let name = text::quote(name);
                return Err(ReadError::Damaged(format!("工作表 {name} {why}")));
            }
        }
        Ok((workbook, self.skipped))
    }
}
