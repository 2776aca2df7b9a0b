//! Changes in the cells of a workbook.

use std::collections::{BTreeMap, BTreeSet};

use super::Settings;
use super::formulas::{Formulas, key};
use super::medium::{Affected, Medium, Wanted};
use super::proposal::Group;
use super::result::Reason;
use super::state::{Pointer, State};
use super::values::each_value;
use crate::amount::Rate;
use crate::finding::{NewValue, Read};
use crate::form::FieldKind;
use crate::mark::{CellChange, CellValue, FixError, correct};
use crate::record::Scalar;
use crate::render::{InputFile, Renderer};
use crate::source::{SheetCell, Source};
use crate::workbook::{Cell, Sheet, Workbook, read};

/// A workbook.
pub(super) struct WorkbookCells<'r> {
    renderer: &'r Renderer,
    file: InputFile<'r>,
    settings: Settings<'r>,
    workbook: Workbook,
    formulas: Formulas,
}

impl<'r> WorkbookCells<'r> {
    pub(super) fn new(
        renderer: &'r Renderer,
        file: InputFile<'r>,
        settings: Settings<'r>,
    ) -> WorkbookCells<'r> {
        let workbook = read(file.name, file.bytes).value.unwrap_or_default();
        WorkbookCells {
            renderer,
            file,
            settings,
            formulas: Formulas::of(&workbook),
            workbook,
        }
    }

    fn open(&self, bytes: &[u8]) -> State<'r> {
        let file = InputFile::new(self.file.name, bytes);
        let opened: Read<Vec<Source>> = match self.settings.edition {
            Some(edition) => self.renderer.import(&[file], Some(edition)),
            None => self.renderer.open(file.name, file.bytes),
        };
        State::new(self.renderer, opened, self.settings.levels)
    }

    fn sheet(&self, at: &SheetCell) -> Option<&Sheet> {
        let mut sheets = self.workbook.sheets.iter();
        sheets.find(|sheet| sheet.number == at.number)
    }

    fn cell(&self, at: &SheetCell) -> Option<&Cell> {
        self.sheet(at)?.get(at.row, at.col)
    }

    /// Whether a cell contains more than its text: struck words, a second value.
    fn has_skipped(&self, at: &SheetCell) -> bool {
        let place = Some((at.row, at.col));
        let mut skipped = self.sheet(at).into_iter().flat_map(|sheet| &sheet.skipped);
        skipped.any(|content| content.at == place)
    }

    /// Why the value at a place cannot be changed by changing its cell.
    fn objection(&self, original: &State<'r>, at: &Pointer) -> Option<Reason> {
        let Some(place) = original.cell(at) else {
            return Some(Reason::NoCell);
        };
        let old = match original.scalar(at) {
            Scalar::Text(old) | Scalar::Number(old) => old.as_str(),
            Scalar::Null => "",
            Scalar::Other => return Some(Reason::MoreInCell),
        };
        match self.cell(place) {
            None if old.is_empty() => None,
            None => Some(Reason::NoCell),
            Some(cell) if cell.formula.is_some() => Some(Reason::Formula),
            Some(cell) => {
                let is_whole = is_same_text(&cell.text(), old) && !self.has_skipped(place);
                (!is_whole).then_some(Reason::MoreInCell)
            }
        }
    }

    /// The changed cells.
    fn changed(original: &State<'r>, wanted: &Wanted) -> BTreeSet<(usize, u32, u32)> {
        let cells = wanted.keys().filter_map(|at| original.cell(at));
        cells.map(key).collect()
    }

    /// Cells whose values are typed, or computed by a formula of the sender.
    fn typed(original: &State<'r>) -> BTreeSet<SheetCell> {
        let mut typed = BTreeSet::new();
        for part in &original.parts {
            let Some((edition, read)) = &part.read else {
                continue;
            };
            each_value(edition, read, &mut |at| {
                let range = at.value().range.as_ref();
                let cell = range.and_then(|range| part.source.own_cell(range.start));
                if at.definition().derive.is_none() {
                    typed.extend(cell.cloned());
                }
            });
        }
        typed
    }
}

/// Whether two texts are equal apart from spaces and line ends.
fn is_same_text(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| text.chars().filter(|next| !next.is_whitespace()));
    one.eq(other)
}

impl<'r> Medium<'r> for WorkbookCells<'r> {
    fn original(&self) -> State<'r> {
        self.open(self.file.bytes)
    }

    fn bytes(&self) -> Vec<u8> {
        self.file.bytes.to_vec()
    }

    fn objections(
        &self,
        original: &State<'r>,
        groups: &[Group],
        wanted: &Wanted,
    ) -> Vec<(usize, Reason)> {
        let mut found: BTreeMap<usize, Reason> = BTreeMap::new();
        let mut changed = Self::changed(original, wanted);
        let mut owners: BTreeMap<(usize, u32, u32), Vec<usize>> = BTreeMap::new();
        for (index, group) in groups.iter().enumerate() {
            for (at, _) in group.values() {
                let objection = self.objection(original, &at);
                found.extend(objection.map(|reason| (index, reason)));
                if let Some(cell) = original.cell(&at).map(key) {
                    changed.insert(cell);
                    owners.entry(cell).or_default().push(index);
                }
            }
        }
        let dependents = self.formulas.dependents(&changed);
        for formula in dependents.intersection(&Self::typed(original)) {
            for cause in self.formulas.causes(formula, &changed) {
                for owner in owners.get(&cause).into_iter().flatten() {
                    found.entry(*owner).or_insert(Reason::FeedsFormula);
                }
            }
        }
        found.into_iter().collect()
    }

    fn write(&self, original: &State<'r>, wanted: &Wanted) -> Result<Vec<u8>, FixError> {
        let mut changes: BTreeMap<SheetCell, CellChange> = BTreeMap::new();
        for (at, mend) in wanted {
            let Some(cell) = original.cell(at) else {
                continue;
            };
            let old = match original.scalar(at) {
                Scalar::Text(old) | Scalar::Number(old) => old.as_str(),
                Scalar::Null | Scalar::Other => "",
            };
            let old = if old.is_empty() { "空" } else { old };
            let change = CellChange {
                cell: cell.clone(),
                value: cell_value(original, at, &mend.value),
                comment: format!("已改正。原来是:{old}\n{}", mend.why),
            };
            changes.insert(cell.clone(), change);
        }
        let changes: Vec<CellChange> = changes.into_values().collect();
        let recalculated = self.affected(original, wanted).recalculated;
        let recalculated: Vec<SheetCell> = recalculated.into_iter().collect();
        let origin = self.settings.origin;
        correct(self.file.bytes, &changes, &recalculated, origin)
    }

    fn read(&self, bytes: &[u8]) -> State<'r> {
        self.open(bytes)
    }

    fn affected(&self, original: &State<'r>, wanted: &Wanted) -> Affected {
        let changed = Self::changed(original, wanted);
        Affected {
            recalculated: self.formulas.dependents(&changed),
        }
    }

    fn causes(
        &self,
        original: &State<'r>,
        wanted: &Wanted,
        formula: &SheetCell,
    ) -> BTreeSet<SheetCell> {
        let changed = Self::changed(original, wanted);
        let causes = self.formulas.causes(formula, &changed);
        let cells = wanted.keys().filter_map(|at| original.cell(at));
        let cells = cells.filter(|cell| causes.contains(&key(cell)));
        cells.cloned().collect()
    }
}

/// Maximum number of decimals of a percentage that a built-in number format shows.
const MAX_PERCENT_DECIMALS: u32 = 2;

/// A value as a cell's: a percentage is a number.
fn cell_value(original: &State<'_>, (part, pointer): &Pointer, value: &NewValue) -> CellValue {
    let text = match value {
        NewValue::Number(digits) => return CellValue::Number(digits.clone()),
        NewValue::Text(text) => text,
    };
    let field = original.field((*part, pointer));
    let is_percent = field.is_some_and(|at| matches!(at.definition().kind, FieldKind::Percent));
    let percent = text.strip_suffix('%').filter(|_| is_percent);
    let rate = percent.and_then(|percent| percent.parse().ok());
    let rate = rate.map(Rate::from_percent);
    match rate.filter(|rate| rate.decimals() <= MAX_PERCENT_DECIMALS) {
        Some(rate) => CellValue::Percent(rate.ratio().normalize().to_string(), rate.decimals()),
        None => CellValue::Text(text.clone()),
    }
}
