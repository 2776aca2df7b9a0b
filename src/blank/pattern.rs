//! Titles and cells that mix words and values. They become formulas over the cells of the values;
//! a cell with a value that has no own cell is typed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Shown, TableCells, name_of, shift, shifted_text};
use super::{rule, words};
use crate::form::{Field, FieldKind, Scope};
use crate::grid::{
    BETWEEN_CHOICES, Boxes, CellIndex, Entry, EntryLimits, EntryRule, Expects, Grid, LiveSegment,
    Need, Origin, Pattern, PrintedValue, Reference, Segment, Title, Unlisted,
};
use crate::record::Submission;

/// Text in place of a missing value: blank space to write it.
const ROOM: &str = "    ";

/// Maximum number of ticked variants in a drop-down list.
const MAX_VARIANTS: usize = 32;

/// Patterns of the cells that mix words and values. A cell of a field that shows only derived
/// values beside it, without words, is one of the field alone.
pub(super) fn mixed(
    grid: &Grid,
    patterns: &[Option<Pattern>],
    is_derived: impl Fn(&str) -> bool,
) -> BTreeMap<CellIndex, Pattern> {
    let cells = patterns.iter().enumerate();
    let mixed = cells.filter_map(|(index, pattern)| {
        let pattern = pattern.as_ref().filter(|pattern| pattern.is_mixed())?;
        let own = grid.cells.get(index)?.pointer.as_str();
        let is_alone = pattern.segments.iter().all(|segment| match segment {
            Segment::Words(words) => words.trim().is_empty(),
            Segment::Value(value) => {
                value.boxes.is_none() && (value.pointer == own || is_derived(&value.pointer))
            }
        });
        let is_field = is_alone && !own.is_empty();
        (!is_field).then(|| (CellIndex(index), pattern.clone()))
    });
    // Without its values, the table may have other cells.
    let is_same = grid.cells.len() == patterns.len();
    mixed.filter(|_| is_same).collect()
}

/// Places of the values that have no cell of their own but one alone with words.
pub(super) fn between(
    patterns: &BTreeMap<CellIndex, Pattern>,
    places: &BTreeMap<String, CellIndex>,
) -> BTreeMap<String, Reference> {
    let mut between = BTreeMap::new();
    for (index, pattern) in patterns {
        let mut values = pattern.values();
        let (Some(value), None) = (values.next(), values.next()) else {
            continue;
        };
        if value.boxes.is_some() || places.contains_key(&value.pointer) {
            continue;
        }
        let length = |segment: &Segment| match segment {
            Segment::Words(words) => words.encode_utf16().count(),
            Segment::Value(_) => 0,
        };
        let segments = &pattern.segments;
        let at = segments
            .iter()
            .position(|segment| matches!(segment, Segment::Value(_)));
        let (before, after) = segments.split_at(at.unwrap_or(0));
        let before = before.iter().map(length).sum();
        let after = after.iter().map(length).sum();
        between
            .entry(value.pointer.clone())
            .or_insert(Reference::Between(*index, before, after));
    }
    between
}

/// The segments of each title. Titles get blank space for values that are not filled in.
pub(super) fn titles(
    cells: &TableCells<'_>,
    submission: &Submission,
    (titles, typed): (&mut [Title], &mut BTreeSet<usize>),
    patterns: &[Option<Pattern>],
) -> Vec<Option<Vec<LiveSegment>>> {
    let same = titles.len() == patterns.len();
    let pieces = titles.iter_mut().zip(patterns).enumerate();
    let pieces = pieces.map(|(index, (title, pattern))| {
        let pattern = pattern.as_ref().filter(|_| same)?;
        // Otherwise the title depends on values in other ways.
        if pattern.filled(|pointer| cells.text_at(submission, pointer)) != title.text {
            return None;
        }
        let room = |value: &PrintedValue| match cells.field_at(&value.pointer) {
            Some(field) if matches!(field.kind, FieldKind::Year) => ROOM,
            _ => "",
        };
        let Some(segments) = cells.live(pattern, None, room) else {
            title.text = cells.roomy(submission, pattern, |_| ROOM);
            typed.insert(index);
            return None;
        };
        title.text = cells.roomy(submission, pattern, room);
        pattern.values().next().map(|_| segments)
    });
    let mut pieces: Vec<_> = pieces.collect();
    pieces.resize(titles.len(), None);
    pieces
}

/// Entries of the cells that mix words and values. The cells get blank space for values that are
/// not filled in.
pub(super) fn entries(
    cells: &TableCells<'_>,
    submission: &Submission,
    grid: &mut Grid,
    patterns: &BTreeMap<CellIndex, Pattern>,
) -> Vec<(CellIndex, Entry)> {
    let mut entries = Vec::new();
    for (index, pattern) in patterns {
        let is_printed_so = {
            let text = pattern.filled(|pointer| cells.text_at(submission, pointer));
            text == grid.cell(*index).text
        };
        // Boxes that tick a derived value are computed.
        if grid.cell(*index).formula.is_some() && is_boxes(pattern) {
            let entry = Entry {
                rule: rule::elsewhere(),
                origin: Origin::Typed,
                name: None,
            };
            entries.push((*index, entry));
            continue;
        }
        let live = cells.live(pattern, Some(*index), |_| ROOM);
        if live.is_some() && !is_printed_so {
            continue;
        }
        let (rule, origin) = match live {
            Some(segments) => (rule::elsewhere(), Origin::Joined(segments)),
            None => (cells.mixed_rule(pattern), Origin::Typed),
        };
        let cell = &mut grid.cells[index.0];
        cell.text = cells.roomy(submission, pattern, |_| ROOM);
        cell.number = None;
        cell.blank = None;
        cell.formula = None;
        let entry = Entry {
            rule,
            origin,
            name: None,
        };
        entries.push((*index, entry));
    }
    entries
}

impl TableCells<'_> {
    /// Printed text of the value at a pointer.
    fn text_at<'s>(&'s self, submission: &'s Submission, pointer: &str) -> Cow<'s, str> {
        match self.shown(pointer) {
            Some(Shown::Submission(field)) => submission.fields.get(field).display(),
            Some(Shown::Table(field)) => self.table.get(field).display(),
            // Rows are empty.
            Some(Shown::Row(..)) | None => Cow::Borrowed(""),
        }
    }

    /// Field of the value at a pointer.
    fn field_at(&self, pointer: &str) -> Option<&Field> {
        Some(match self.shown(pointer)? {
            Shown::Submission(field) => self.edition.fields.get(field),
            Shown::Table(field) => self.fields.get(field),
            Shown::Row(columns, field, _) => columns.get(field),
        })
    }

    /// Whether the value at a pointer is derived.
    pub(super) fn is_derived(&self, pointer: &str) -> bool {
        let field = self.field_at(pointer);
        field.is_some_and(|field| field.derive.is_some())
    }

    /// Place of a value among the words of another cell.
    fn between_words(&self, pointer: &str, own: Option<CellIndex>) -> Option<Reference> {
        let between = self.between.get(pointer)?;
        let is_own = matches!(between, Reference::Between(at, ..) if Some(*at) == own);
        (!is_own).then(|| between.clone())
    }

    fn is_percent(&self, pointer: &str) -> bool {
        let field = self.field_at(pointer);
        field.is_some_and(|field| matches!(field.kind, FieldKind::Percent))
    }

    /// Segments of the formula for a pattern in a cell; `None` if a value is typed there.
    fn live(
        &self,
        pattern: &Pattern,
        own: Option<CellIndex>,
        room: impl Fn(&PrintedValue) -> &'static str,
    ) -> Option<Vec<LiveSegment>> {
        let segments = pattern.segments.iter().map(|segment| match segment {
            Segment::Words(words) => Some(LiveSegment::Text(words.clone())),
            Segment::Value(value) if value.boxes.is_some() => None,
            // A formula would show the ratio.
            Segment::Value(value) if self.is_percent(&value.pointer) => None,
            Segment::Value(value) => {
                let reference = match self.shown(&value.pointer)? {
                    Shown::Submission(field) => {
                        Reference::Name(name_of(&self.edition.fields, field))
                    }
                    shown @ (Shown::Table(_) | Shown::Row(..)) => {
                        match (self.places.get(&value.pointer), self.shifted(&shown)) {
                            (Some(place), _) => Reference::Cell(*place),
                            (None, Some(shifted)) => shifted,
                            (None, None) => self.between_words(&value.pointer, own)?,
                        }
                    }
                };
                Some(LiveSegment::Value(reference, room(value).to_owned()))
            }
        });
        segments.collect()
    }

    /// Reference for a derived value of the table that no cell shows.
    fn shifted(&self, shown: &Shown<'_>) -> Option<Reference> {
        let Shown::Table(field) = shown else {
            return None;
        };
        let (scope, base, constant) = shift(self.fields.get(*field))?;
        let base = match scope {
            Scope::Own => {
                Reference::Cell(*self.places.get(&self.table.pointer_of(self.fields, base))?)
            }
            Scope::Submission => Reference::Name(name_of(&self.edition.fields, base)),
            Scope::Table | Scope::Other(_) => return None,
        };
        Some(Reference::Plus(Box::new(base), constant))
    }

    /// Text of a derived value that no cell shows.
    fn shifted_text(&self, submission: &Submission, pointer: &str) -> Option<String> {
        let (field, own) = match self.shown(pointer)? {
            Shown::Table(field) => (self.fields.get(field), self.table),
            Shown::Submission(field) => (self.edition.fields.get(field), &submission.fields),
            Shown::Row(..) => return None,
        };
        let (scope, base, constant) = shift(field)?;
        let base = match scope {
            Scope::Own => own.get(base),
            Scope::Submission => submission.fields.get(base),
            Scope::Table | Scope::Other(_) => return None,
        };
        shifted_text(base, constant)
    }

    /// Text of a pattern with blank space for missing values.
    fn roomy(
        &self,
        submission: &Submission,
        pattern: &Pattern,
        room: impl Fn(&PrintedValue) -> &'static str,
    ) -> String {
        pattern.text(|value| {
            let text = self.text_at(submission, &value.pointer);
            match &value.boxes {
                Some(boxes) => boxes.text(&boxes.ticked(&text)),
                None if text.is_empty() => {
                    let shifted = self.shifted_text(submission, &value.pointer);
                    shifted.unwrap_or_else(|| room(value).to_owned())
                }
                None => text.into_owned(),
            }
        })
    }

    /// Rule of a cell in which words and values are typed.
    fn mixed_rule(&self, pattern: &Pattern) -> EntryRule {
        let fields: Vec<&Field> = pattern
            .values()
            .filter_map(|value| self.field_at(&value.pointer))
            .collect();
        let labels = fields.iter().map(|field| field.label.as_str());
        let variants = variants(pattern);
        let must = if fields.iter().any(|field| words::is_demanded(field)) {
            "必填;"
        } else {
            ""
        };
        let model = pattern.text(|value| match &value.boxes {
            Some(boxes) => boxes.text(&[]),
            None => match self.field_at(&value.pointer) {
                Some(field) => format!("〔{}〕", field.label),
                None => ROOM.to_owned(),
            },
        });
        let has_text = pattern.values().any(|value| value.boxes.is_none());
        let hint = match (variants.is_empty(), has_text) {
            (false, _) => format!("{must}从列表里选打好勾的一种"),
            (true, true) => format!("{must}格里的字不要改,只填其间空着的地方:{model}"),
            (true, false) => format!("{must}在选中的各项前面打√:{model}"),
        };
        EntryRule {
            label: labels
                .collect::<Vec<_>>()
                .join(&BETWEEN_CHOICES.to_string()),
            hint,
            refusal: String::new(),
            expects: if variants.is_empty() {
                Expects::Line
            } else {
                Expects::OneOf(variants, Unlisted::Doubted)
            },
            need: Need::Optional,
            limits: EntryLimits::default(),
        }
    }
}

/// Whether a pattern is boxes alone.
fn is_boxes(pattern: &Pattern) -> bool {
    matches!(&pattern.segments[..], [Segment::Value(value)] if value.boxes.is_some())
}

/// Ticked variants of a pattern whose only value has boxes; none if there are too many.
fn variants(pattern: &Pattern) -> Vec<String> {
    let mut values = pattern.values();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Vec::new();
    };
    let Some(boxes) = &value.boxes else {
        return Vec::new();
    };
    let ticked = ticked(boxes);
    let texts = ticked
        .iter()
        .map(|ticked| pattern.text(|_| boxes.text(ticked)));
    texts.collect()
}

/// The choices that may be ticked together.
fn ticked(boxes: &Boxes) -> Vec<Vec<&str>> {
    let choices: Vec<&str> = boxes
        .choices
        .iter()
        .map(|choice| choice.value.as_str())
        .collect();
    if !boxes.several || choices.len() == 1 {
        let none = Vec::new();
        let each = choices.iter().map(|choice| vec![*choice]);
        return each.chain([none]).collect();
    }
    if choices.len() >= usize::BITS as usize || 1 << choices.len() > MAX_VARIANTS {
        return Vec::new();
    }
    let sets = (1_usize..1 << choices.len()).chain([0]);
    let of = |set: usize| {
        let own = choices.iter().enumerate();
        let own = own.filter(move |(bit, _)| set & (1 << bit) != 0);
        own.map(|(_, choice)| *choice).collect()
    };
    sets.map(of).collect()
}
