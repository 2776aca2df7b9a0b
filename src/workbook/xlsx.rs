//! `.xlsx`: the sheets of a package.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use calamine::{
    DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata,
};

use super::figure::{self, From, Value};
use super::limits::{
    MAX_CELLS, MAX_COLUMNS, MAX_FILLED, MAX_MERGES, MAX_ROWS, MAX_SHEETS, MAX_TEXT,
};
use super::package::{self, Package};
use super::style::Styles;
use super::{Aside, Cell, CellContent, Merge, Sheet, Trouble, Visibility, Workbook};
use crate::diag::text;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<(Workbook, Vec<Aside>), Trouble> {
    let Package {
        bytes,
        styles,
        has_formulas,
        asides,
    } = package::open(bytes)?;
    let mut xlsx =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged("工作簿的目录", &error))?;
    let sheets = xlsx.sheets_metadata().to_vec();
    if sheets.len() > MAX_SHEETS {
        return Err(Trouble::TooLarge {
            what: "工作表",
            most: format!("{MAX_SHEETS} 张"),
        });
    }
    let mut reading = Reading {
        starts_1904: xlsx.has_1904_epoch(),
        styles,
        has_formulas,
        cells: 0,
        filled: 0,
        text: 0,
    };
    let mut workbook = Workbook::default();
    for (number, sheet) in sheets.iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let (cells, merges) = reading
            .sheet(&mut xlsx, &sheet.name)
            .map_err(|trouble| trouble.into_trouble(&sheet.name))?;
        workbook.sheets.push(Sheet {
            name: Arc::from(sheet.name.as_str()),
            number,
            visibility: match sheet.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
            },
            cells,
            merges,
            hidden_rows: Vec::new(),
            hidden_cols: Vec::new(),
            asides: Vec::new(),
        });
    }
    Ok((workbook, asides))
}

/// The library's error or ours.
enum SheetTrouble {
    Library(Box<XlsxError>),
    Ours(Trouble),
}

impl std::convert::From<Trouble> for SheetTrouble {
    fn from(trouble: Trouble) -> SheetTrouble {
        SheetTrouble::Ours(trouble)
    }
}

impl std::convert::From<XlsxError> for SheetTrouble {
    fn from(error: XlsxError) -> SheetTrouble {
        SheetTrouble::Library(Box::new(error))
    }
}

impl SheetTrouble {
    fn into_trouble(self, sheet: &str) -> Trouble {
        match self {
            SheetTrouble::Library(error) => {
                damaged(&format!("工作表 {}", text::quote(sheet)), &error)
            }
            SheetTrouble::Ours(trouble) => trouble,
        }
    }
}

fn damaged(part: &str, error: &XlsxError) -> Trouble {
    match error {
        XlsxError::Password => Trouble::Encrypted,
        _ => Trouble::Damaged(format!("{part}读不通")),
    }
}

struct Reading {
    starts_1904: bool,
    styles: Styles,
    has_formulas: bool,
    cells: usize,
    filled: usize,
    text: usize,
}

/// Formulas by their place, row first.
type Formulas = BTreeMap<(u32, u32), Box<str>>;

impl Reading {
    fn sheet<RS: Read + Seek>(
        &mut self,
        xlsx: &mut Xlsx<RS>,
        name: &str,
    ) -> Result<(Vec<Cell>, Vec<Merge>), SheetTrouble> {
        let formulas = if self.has_formulas {
            formulas(xlsx, name)?
        } else {
            Formulas::new()
        };
        let mut cells = self.cells(xlsx, name, formulas)?;
        if !cells.is_sorted_by_key(|cell| (cell.row, cell.col)) {
            cells.sort_by_key(|cell| (cell.row, cell.col));
        }
        cells.dedup_by_key(|cell| (cell.row, cell.col));
        cells.shrink_to_fit();
        let merges = merges(&xlsx.merge_cells_by_sheet_name(name)?)?;
        Ok((cells, merges))
    }

    fn cells<RS: Read + Seek>(
        &mut self,
        xlsx: &mut Xlsx<RS>,
        name: &str,
        mut formulas: Formulas,
    ) -> Result<Vec<Cell>, SheetTrouble> {
        let mut cells = Vec::new();
        let mut reader = xlsx.worksheet_cells_reader(name)?;
        while let Some((cell, style)) = reader.next_cell_with_style_id()? {
            self.cells += 1;
            if self.cells > MAX_CELLS {
                return Err(SheetTrouble::Ours(too_many(MAX_CELLS)));
            }
            let (row, col) = cell.get_position();
            if row >= MAX_ROWS || col >= MAX_COLUMNS {
                let place =
                    Trouble::Damaged(format!("工作表 {} 有 Excel 没有的行列", text::quote(name)));
                return Err(SheetTrouble::Ours(place));
            }
            let formula = formulas.remove(&(row, col));
            if let DataRef::SharedString(text) = cell.get_value() {
                self.text += text.len();
                if self.text > MAX_TEXT {
                    return Err(SheetTrouble::Ours(Trouble::too_much_text()));
                }
            }
            let Value { content, shown } = self.value(cell.get_value(), style, formula.is_some());
            let is_nothing =
                content == CellContent::Text(String::new()) || content == CellContent::Blank;
            if is_nothing && formula.is_none() {
                continue;
            }
            self.filled += 1;
            if self.filled > MAX_FILLED {
                return Err(SheetTrouble::Ours(too_many(MAX_FILLED)));
            }
            cells.push(Cell {
                row,
                col,
                content,
                formula,
                shown,
            });
        }
        Ok(cells)
    }

    fn value(&self, value: &DataRef<'_>, style: usize, is_formula: bool) -> Value {
        let from = if is_formula {
            From::Formula
        } else {
            From::Hand
        };
        let format = self.styles.get(style);
        let number = |number| figure::number(number, format, from, self.starts_1904);
        match value {
            DataRef::Empty => CellContent::Blank.into(),
            DataRef::String(text) => figure::text(text.clone(), format),
            DataRef::SharedString(text) => figure::text((*text).to_owned(), format),
            #[expect(clippy::cast_precision_loss, reason = "a cell's number is a double")]
            DataRef::Int(whole) => number(*whole as f64),
            DataRef::Float(value) => number(*value),
            DataRef::DateTime(date) => number(date.as_f64()),
            DataRef::Bool(is) => CellContent::Bool(*is).into(),
            DataRef::DateTimeIso(date) | DataRef::DurationIso(date) => {
                figure::iso_date(date, format)
            }
            DataRef::Error(error) => CellContent::Error(error.to_string()).into(),
        }
    }
}

fn too_many(most: usize) -> Trouble {
    Trouble::too_many("单元格", most, "个")
}

/// The formulas of a sheet; of one that is shared, the text stands at its first cell.
fn formulas<RS: Read + Seek>(xlsx: &mut Xlsx<RS>, name: &str) -> Result<Formulas, XlsxError> {
    let mut formulas = Formulas::new();
    let mut reader = xlsx.worksheet_cells_reader(name)?;
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        let formula = match record.formula {
            None => continue,
            Some(
                XlsxFormulaMetadata::Normal { formula }
                | XlsxFormulaMetadata::Shared { formula, .. },
            ) => formula,
            Some(_) => String::new(),
        };
        formulas.insert(record.pos, formula.into());
    }
    Ok(formulas)
}

/// Merged areas in order, without what is none.
fn merges(areas: &[Dimensions]) -> Result<Vec<Merge>, Trouble> {
    if areas.len() > MAX_MERGES {
        return Err(Trouble::TooLarge {
            what: "合并的单元格",
            most: format!("{MAX_MERGES} 处"),
        });
    }
    let areas = areas
        .iter()
        .filter(|area| area.start < area.end && area.start.1 <= area.end.1)
        .filter(|area| area.end.0 < MAX_ROWS && area.end.1 < MAX_COLUMNS);
    let mut merges: Vec<Merge> = areas
        .map(|area| Merge {
            row: area.start.0,
            col: area.start.1,
            last_row: area.end.0,
            last_col: area.end.1,
        })
        .collect();
    merges.sort_unstable();
    Ok(merges)
}
