//! What a comparison returns.

use rust_decimal::Decimal;

use crate::form::{Quantity, Role};
use crate::source::Place;

/// The same thing in the earlier and in the later submission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sides<T> {
    /// Of the earlier submission.
    pub old: T,
    /// Of the later submission.
    pub new: T,
}

impl<T> Sides<T> {
    /// The same function of both.
    pub fn map<U>(self, make: impl Fn(T) -> U) -> Sides<U> {
        Sides {
            old: make(self.old),
            new: make(self.new),
        }
    }

    /// References to both.
    pub const fn as_ref(&self) -> Sides<&T> {
        Sides {
            old: &self.old,
            new: &self.new,
        }
    }
}

impl<T> Sides<Option<T>> {
    /// The later one; the earlier one if there is no later one.
    pub fn latest(&self) -> Option<&T> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// How a row, a table or a department of the later submission relates to the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alteration {
    /// Only in the later submission.
    Added,
    /// Only in the earlier submission.
    Removed,
    /// In both, with another name.
    Renamed,
    /// In both, with other values.
    Altered,
}

/// What differs between two submissions. Nothing is left out: a value is equal in both, or it is in
/// one of the lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Ids of their editions.
    pub editions: Sides<String>,
    /// Altered fields of the submissions themselves, such as the year.
    pub values: Vec<AlteredValue>,
    /// Their tables: those of the later one in its order, each with the one that it was; then the
    /// removed ones. Tables without differences are in it too.
    pub tables: Vec<ComparedTable>,
    /// Fields that only one of two editions has.
    pub unshared: Vec<UnsharedField>,
}

/// A field that only one of two editions has. A value in it is among the altered values too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsharedField {
    /// Name of its form; empty for a field of the submission itself.
    pub form: String,
    /// Its label.
    pub label: String,
    /// Its path in the data.
    pub path: String,
    /// Whether the earlier edition has it, and not the later one.
    pub is_old: bool,
}

/// A table of one or of both submissions.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedTable {
    /// Name of its form.
    pub form: String,
    /// Its titles, if tables of its kind have one; empty if it is not in that submission.
    pub titles: Sides<String>,
    /// How it differs as a whole; `None` if it is in both under one title. Its values may differ.
    pub alteration: Option<Alteration>,
    /// Its places.
    pub places: Sides<Option<Place>>,
    /// Its positions in the lists of tables.
    pub positions: Sides<Option<usize>>,
    /// Its amounts.
    pub budgets: Sides<Option<Budget>>,
    /// Numbers of its indicators.
    pub indicators: Sides<usize>,
    /// Altered fields of the table.
    pub values: Vec<AlteredValue>,
    /// Rows that were added, removed or altered.
    pub rows: Vec<AlteredRow>,
}

/// A row of a list that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct AlteredRow {
    /// Label of its list.
    pub list: String,
    /// Whether it is an indicator.
    pub is_indicator: bool,
    /// How it differs.
    pub alteration: Alteration,
    /// Its families, the widest first, those of the later submission if it has the row.
    pub families: Vec<String>,
    /// Its names; empty if it is not in that submission. A row of a list without names has its
    /// number.
    pub names: Sides<String>,
    /// Its places.
    pub places: Sides<Option<Place>>,
    /// What an added or a removed row has in its columns: label and text.
    pub contents: Vec<(String, String)>,
    /// Altered columns of a row that is in both.
    pub values: Vec<AlteredValue>,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct AlteredValue {
    /// Label of its field, with that of its group.
    pub label: String,
    /// How it differs: [`Alteration::Added`] and [`Alteration::Removed`] if only one edition has the
    /// field, otherwise [`Alteration::Altered`].
    pub alteration: Alteration,
    /// The values as data; empty for a blank.
    pub texts: Sides<String>,
    /// The values as numbers; a rate as a ratio.
    pub numbers: Sides<Option<Decimal>>,
    /// The later number minus the earlier one, exactly; percentage points for rates. `None` if one
    /// of them is no number, they have different units, or it has too many digits.
    pub increase: Option<Decimal>,
    /// The increase in percent of the earlier number, rounded to one decimal; `None` without an
    /// increase, for rates, and if the earlier number is 0.
    pub percent: Option<Decimal>,
    /// Unit of the numbers; may be empty.
    pub unit: String,
    /// Quantity of the field.
    pub quantity: Option<Quantity>,
    /// Whether both were computed from other values, and differ only because these do.
    pub is_derived: bool,
    /// The places of both; of a value that was left out or computed, without line or cell.
    pub places: Sides<Option<Place>>,
    /// Role of a column.
    pub(crate) role: Option<Role>,
    /// Path of the later field in its form; of the earlier one if there is no later one.
    pub(crate) path: String,
}

/// The amount of a table or of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Label of its field.
    pub label: String,
    /// Unit of the field: 万元.
    pub unit: String,
    /// The amount; `None` if it is blank.
    pub amount: Option<Decimal>,
}

/// Numbers of what differs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlterationCounts {
    /// Added, removed and altered tables; a renamed table counts as altered.
    pub tables: [usize; 3],
    /// Added, removed and altered indicators, those of added and removed tables included.
    pub indicators: [usize; 3],
    /// Altered values of tables and of the submission, without those of indicators.
    pub values: usize,
}

impl ComparedTable {
    /// Whether anything differs.
    pub fn is_altered(&self) -> bool {
        self.alteration.is_some() || !self.values.is_empty() || !self.rows.is_empty()
    }

    /// Its title, the later one if there are two; may be empty.
    pub fn title(&self) -> &str {
        if self.titles.new.is_empty() {
            &self.titles.old
        } else {
            &self.titles.new
        }
    }
}

impl AlteredRow {
    /// Its name, the later one if there are two.
    pub fn name(&self) -> &str {
        if self.names.new.is_empty() {
            &self.names.old
        } else {
            &self.names.new
        }
    }
}

impl Comparison {
    /// Whether nothing differs. Fields that only one edition has do not count.
    pub fn is_equal(&self) -> bool {
        self.values.is_empty() && !self.tables.iter().any(ComparedTable::is_altered)
    }

    /// Counts what differs.
    pub fn counts(&self) -> AlterationCounts {
        let mut counts = AlterationCounts {
            values: self.values.len(),
            ..AlterationCounts::default()
        };
        for table in self.tables.iter().filter(|table| table.is_altered()) {
            counts.tables[place_of(table.alteration.unwrap_or(Alteration::Altered))] += 1;
            counts.values += table.values.len();
            match table.alteration {
                Some(Alteration::Added) => counts.indicators[0] += table.indicators.new,
                Some(Alteration::Removed) => counts.indicators[1] += table.indicators.old,
                _ => {}
            }
            for row in &table.rows {
                if row.is_indicator {
                    counts.indicators[place_of(row.alteration)] += 1;
                } else {
                    counts.values += row.values.len().max(1);
                }
            }
        }
        counts
    }
}

const fn place_of(alteration: Alteration) -> usize {
    match alteration {
        Alteration::Added => 0,
        Alteration::Removed => 1,
        Alteration::Renamed | Alteration::Altered => 2,
    }
}
