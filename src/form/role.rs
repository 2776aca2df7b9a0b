//! Roles of the columns of a list of rows (`role = "value"`): which column holds the name of an
//! indicator, its value, its unit. The rules and readers find columns by role only.

use super::facts::{self, KindFacts};

/// Role of a column of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Name of the row, which identifies it in findings.
    Name,
    /// Sign of an indicator's value: ≥ ≤ = ＞ ＜, or a word such as 定性.
    Sign,
    /// Value of an indicator: a number or text beside its sign and unit, or all three in one text.
    Value,
    /// Unit of an indicator's value.
    Unit,
    /// Whole text of an indicator's value: `≥45家`.
    Content,
    /// Weight of a row, a number.
    Weight,
    /// Value that was reached.
    Actual,
    /// Score of a row, a number.
    Score,
    /// Reason of a deviation.
    Reason,
}

/// Part of an indicator's value (`part = "unit"`), whether each has a column or all are one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The sign: `≥`.
    Sign,
    /// The number, or the text of a qualitative indicator.
    Value,
    /// The unit: `%`.
    Unit,
}

impl Role {
    /// All roles, in the order in which messages list them.
    pub const ALL: [Role; 9] = [
        Role::Name,
        Role::Sign,
        Role::Value,
        Role::Unit,
        Role::Content,
        Role::Weight,
        Role::Actual,
        Role::Score,
        Role::Reason,
    ];

    /// Name in definitions.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Name => "name",
            Role::Sign => "sign",
            Role::Value => "value",
            Role::Unit => "unit",
            Role::Content => "content",
            Role::Weight => "weight",
            Role::Actual => "actual",
            Role::Score => "score",
            Role::Reason => "reason",
        }
    }

    /// The role with a name in definitions.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether columns of a kind may have this role.
    pub(super) fn fits(self, kind: &KindFacts) -> bool {
        let is = |one: &KindFacts| kind.name == one.name;
        match self {
            Role::Name | Role::Content => is(&facts::TEXT),
            Role::Sign => is(&facts::COMPARISON),
            Role::Value => is(&facts::MEASURE) || is(&facts::TARGET),
            Role::Unit => is(&facts::UNIT),
            Role::Weight | Role::Score => kind.is_number && !is(&facts::MEASURE),
            Role::Actual => is(&facts::TEXT) || is(&facts::TARGET) || kind.is_number,
            Role::Reason => is(&facts::TEXT) || is(&facts::NARRATIVE),
        }
    }

    /// The kinds that fit, for a message.
    pub(super) const fn kinds(self) -> &'static str {
        match self {
            Role::Name | Role::Content => "text",
            Role::Sign => "comparison",
            Role::Value => "measure 或 target",
            Role::Unit => "unit",
            Role::Weight | Role::Score => "数的一种,如 amount、count",
            Role::Actual => "measure、target、text 或数的一种",
            Role::Reason => "text 或 narrative",
        }
    }
}

impl Part {
    /// All parts, in the order in which they are written.
    pub const ALL: [Part; 3] = [Part::Sign, Part::Value, Part::Unit];

    /// Name in definitions: that of the role of a column with this part alone.
    pub const fn name(self) -> &'static str {
        self.role().name()
    }

    /// The part with a name in definitions.
    pub fn named(name: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.name() == name)
    }

    /// The role of a column that holds this part alone.
    pub const fn role(self) -> Role {
        match self {
            Part::Sign => Role::Sign,
            Part::Value => Role::Value,
            Part::Unit => Role::Unit,
        }
    }
}
