//! Facts about each kind of field, one row per kind.
//!
//! Modules that treat kinds alike read a fact instead of matching on
//! [`FieldKind`](super::FieldKind): definitions its name, the blank its accepted input and its
//! hints, the schema its JSON types, lists and summaries its format. A new kind gets a row here.

use crate::amount::PERCENT_DECIMALS;
use crate::grid::{Align, Notation, Unlisted};
use crate::normal::Normal;

/// Largest ratio that data may contain as a number without a percent sign (`0.95`); a larger one
/// may be a percentage without its sign.
pub const MAX_BARE_RATIO: u32 = 2;

/// Facts about a kind of field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KindFacts {
    /// Name in definitions: `type = "amount"`.
    pub name: &'static str,
    /// The expected input, in the guide of a blank.
    pub wanted: &'static str,
    /// Hint of a cell to be filled in. `{unit}`, `{choices}`, `{signs}` and `{measure}` are
    /// placeholders.
    pub hint: &'static str,
    /// Message of a cell that refuses an input, with the same placeholders, `{label}` and `{most}`.
    pub refusal: &'static str,
    /// Input that a cell accepts.
    pub entry: Entry,
    /// Whether derivations can compute with it.
    pub is_number: bool,
    /// Kind of quantity, if lists and summaries show it as one.
    pub quantity: Option<Quantity>,
    /// Total of its column in a summary, if the definition says no other.
    pub total: TotalKind,
    /// Alignment in lists.
    pub align: Align,
    /// JSON of its values, in the schema of data.
    pub json: JsonType,
    /// What a definition may require of its values, and how it may print them.
    pub bounds: Bounds,
    /// Smallest value, if the definition says no other.
    pub least: Option<u32>,
    /// Normal form of its texts, in which they are kept.
    pub normal: Option<Normal>,
}

/// What a definition may require of a field's values: its keys beside the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    /// Nothing.
    None,
    /// A pattern and a length.
    Text,
    /// Limits; decimals and thousands in print.
    Number,
    /// Limits; thousands in print.
    Whole,
    /// Limits; decimals in print.
    Rate,
    /// Limits.
    Year,
    /// Limits, and a notation in print.
    Date,
}

impl Bounds {
    /// The keys of a definition.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Bounds::None => &[],
            Bounds::Text => &["pattern", "pattern_words", "max_length"],
            Bounds::Number | Bounds::Whole | Bounds::Rate | Bounds::Date => {
                &["format", "min", "max"]
            }
            Bounds::Year => &["min", "max"],
        }
    }

    /// The keys of `format = { … }`.
    pub const fn format_keys(self) -> &'static [&'static str] {
        match self {
            Bounds::None | Bounds::Text | Bounds::Year => &[],
            Bounds::Number => &["decimals", "thousands"],
            Bounds::Whole => &["thousands"],
            Bounds::Rate => &["decimals"],
            Bounds::Date => &["date"],
        }
    }
}

/// Input that a cell of a blank accepts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entry {
    /// Text in one line.
    Line,
    /// Text in paragraphs.
    Paragraphs,
    /// A number.
    Number,
    /// A whole number from the first to the last.
    Whole(i32, i32),
    /// A percentage from 0 to this multiple of the whole.
    Rate(u32),
    /// One of the field's choices.
    Choice(Unlisted),
    /// A standard sign or one of the field's choices.
    Sign,
    /// A number next to a standard sign, otherwise text.
    Measure,
}

/// A quantity in lists and summaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A money amount.
    Amount,
    /// A count.
    Count,
    /// A rate in percent.
    Percent,
    /// Any other number.
    Number,
}

/// What is below a column of a summary: `total = "sum"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalKind {
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// The column's own expression over the totals of other columns.
    Rate,
    /// Nothing.
    None,
}

impl TotalKind {
    /// All kinds in the order in which messages list them.
    pub const ALL: [TotalKind; 4] = [
        TotalKind::Sum,
        TotalKind::Mean,
        TotalKind::Rate,
        TotalKind::None,
    ];

    /// Name in definitions.
    pub const fn name(self) -> &'static str {
        match self {
            TotalKind::Sum => "sum",
            TotalKind::Mean => "mean",
            TotalKind::Rate => "rate",
            TotalKind::None => "none",
        }
    }

    /// The kind with a name.
    pub fn named(name: &str) -> Option<TotalKind> {
        TotalKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// JSON of a value in the schema of data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JsonType {
    /// Names of its types.
    pub types: &'static [&'static str],
    /// Pattern of a value given as a string; `None` if any string is valid.
    pub pattern: Option<&'static str>,
    /// Minimum, if there is one.
    pub minimum: Option<i64>,
    /// Maximum, if there is one.
    pub maximum: Option<i64>,
    /// Text in the schema's description. May be empty.
    pub note: &'static str,
}

impl Quantity {
    /// Notation of a number that is still to be filled in.
    pub const fn notation(self) -> Notation {
        match self {
            Quantity::Amount | Quantity::Count | Quantity::Number => {
                Notation::Plain { decimals: 0 }
            }
            Quantity::Percent => Notation::Percent {
                decimals: PERCENT_DECIMALS,
            },
        }
    }
}

const STRING: JsonType = JsonType {
    types: &["string"],
    pattern: None,
    minimum: None,
    maximum: None,
    note: "",
};

pub(super) const TEXT: KindFacts = KindFacts {
    name: "text",
    wanted: "文字",
    hint: "填文字",
    refusal: "",
    entry: Entry::Line,
    is_number: false,
    quantity: None,
    total: TotalKind::None,
    align: Align::Left,
    json: STRING,
    bounds: Bounds::Text,
    least: None,
    normal: None,
};

pub(super) const NARRATIVE: KindFacts = KindFacts {
    name: "narrative",
    wanted: "成段的文字",
    hint: "填文字;在格内换行按 Alt+Enter",
    entry: Entry::Paragraphs,
    ..TEXT
};

pub(super) const AMOUNT: KindFacts = KindFacts {
    name: "amount",
    wanted: "数",
    hint: "只填数字{unit};没有就留空",
    refusal: "{label}只填数字{unit}:不写单位、逗号和文字",
    entry: Entry::Number,
    is_number: true,
    quantity: Some(Quantity::Amount),
    total: TotalKind::Sum,
    align: Align::Right,
    json: JsonType {
        types: &["number", "string"],
        pattern: Some(r"^(-?(0|[1-9][0-9]*)(\.[0-9]+)?)?$"),
        ..STRING
    },
    bounds: Bounds::Number,
    least: None,
    normal: None,
};

pub(super) const COUNT: KindFacts = KindFacts {
    name: "count",
    wanted: "整数",
    hint: "填整数{unit}",
    refusal: "{label}只填整数,如 12",
    entry: Entry::Whole(0, i32::MAX - 1),
    is_number: true,
    quantity: Some(Quantity::Count),
    total: TotalKind::Sum,
    align: Align::Right,
    json: JsonType {
        types: &["integer", "string"],
        pattern: Some(r"^(-?(0|[1-9][0-9]*))?$"),
        ..STRING
    },
    bounds: Bounds::Whole,
    least: None,
    normal: None,
};

pub(super) const PERCENT: KindFacts = KindFacts {
    name: "percent",
    wanted: "百分数",
    hint: "填百分数,如 95%",
    refusal: "{label}填百分数,如 95%;不超过 {most}",
    // Above ten times the whole, 95 was typed for 95 %.
    entry: Entry::Rate(10),
    is_number: true,
    quantity: Some(Quantity::Percent),
    total: TotalKind::Rate,
    align: Align::Right,
    json: JsonType {
        types: &["number", "string"],
        pattern: Some(r"^(-?(0|[1-9][0-9]*)(\.[0-9]+)?\s*[%％])?$"),
        maximum: Some(MAX_BARE_RATIO as i64),
        note: "写成百分数文本如 \"95%\",或比率如 0.95",
        ..STRING
    },
    bounds: Bounds::Rate,
    least: None,
    normal: None,
};

pub(super) const YEAR: KindFacts = KindFacts {
    name: "year",
    wanted: "年份",
    hint: "填四位数的年份",
    refusal: "{label}填四位数的年份,如 2025",
    entry: Entry::Whole(1900, 9999),
    is_number: true,
    quantity: None,
    total: TotalKind::None,
    align: Align::Center,
    json: JsonType {
        types: &["integer", "string"],
        pattern: Some("^(19|[2-9][0-9])[0-9]{2}$"),
        minimum: Some(1900),
        maximum: Some(9999),
        ..STRING
    },
    bounds: Bounds::Year,
    least: None,
    normal: None,
};

pub(super) const CHOICE: KindFacts = KindFacts {
    name: "choice",
    wanted: "从列表里选",
    hint: "从列表里选:{choices}",
    refusal: "{label}只能从下拉列表里选",
    entry: Entry::Choice(Unlisted::Refused),
    align: Align::Center,
    bounds: Bounds::None,
    ..TEXT
};

/// A choice whose form defines no choices.
pub(super) const CHOICE_OF_ANY: KindFacts = KindFacts {
    wanted: TEXT.wanted,
    hint: TEXT.hint,
    entry: TEXT.entry,
    bounds: TEXT.bounds,
    ..CHOICE
};

pub(super) const LEVEL: KindFacts = KindFacts {
    name: "level",
    wanted: "从列表里选",
    hint: "从列表里选:{choices};每行都选,不合并",
    refusal: "下拉列表里没有这个{label};确实要用的,可以继续",
    entry: Entry::Choice(Unlisted::Doubted),
    align: Align::Center,
    bounds: Bounds::None,
    ..TEXT
};

/// A level whose form defines no names.
pub(super) const LEVEL_OF_ANY: KindFacts = KindFacts {
    wanted: TEXT.wanted,
    hint: "填名称;每行都写全,不合并",
    refusal: TEXT.refusal,
    entry: TEXT.entry,
    bounds: TEXT.bounds,
    ..LEVEL
};

pub(super) const COMPARISON: KindFacts = KindFacts {
    name: "comparison",
    wanted: "从列表里选",
    hint: "从列表里选:{signs} {choices}",
    refusal: "{label}只能从下拉列表里选",
    entry: Entry::Sign,
    align: Align::Center,
    bounds: Bounds::None,
    ..TEXT
};

pub(super) const MEASURE: KindFacts = KindFacts {
    name: "measure",
    wanted: "数或文字",
    hint: "{measure}",
    refusal: "{measure}",
    entry: Entry::Measure,
    is_number: true,
    quantity: None,
    total: TotalKind::None,
    align: Align::Center,
    json: JsonType {
        types: &["number", "string"],
        note: "数,或定性的文字",
        ..STRING
    },
    bounds: Bounds::None,
    least: None,
    normal: None,
};

pub(super) const UNIT: KindFacts = KindFacts {
    name: "unit",
    hint: "填单位,如 人、次、%",
    align: Align::Center,
    ..TEXT
};

pub(super) const TARGET: KindFacts = KindFacts {
    name: "target",
    wanted: "指标值",
    hint: "符号、数、单位连写,如 ≥95%、=100%、12公里;定性的填文字",
    align: Align::Center,
    json: JsonType {
        note: "符号、数、单位连写,如 \"≥95%\",或定性的文字",
        ..STRING
    },
    ..TEXT
};

pub(super) const ROWS: KindFacts = KindFacts {
    name: "rows",
    wanted: "若干行",
    hint: "一行填一条,各格见下",
    json: JsonType {
        types: &["array"],
        ..STRING
    },
    bounds: Bounds::None,
    ..TEXT
};

pub(super) const INTEGER: KindFacts = KindFacts {
    name: "integer",
    entry: Entry::Whole(-i32::MAX, i32::MAX - 1),
    ..COUNT
};

pub(super) const NUMBER: KindFacts = KindFacts {
    name: "number",
    quantity: Some(Quantity::Number),
    ..AMOUNT
};

pub(super) const WEIGHT: KindFacts = KindFacts {
    name: "weight",
    least: Some(0),
    total: TotalKind::None,
    ..NUMBER
};

pub(super) const SCORE: KindFacts = KindFacts {
    name: "score",
    total: TotalKind::Mean,
    ..WEIGHT
};

pub(super) const DATE: KindFacts = KindFacts {
    name: "date",
    wanted: "日期",
    hint: "填日期,如 2025年3月1日",
    align: Align::Center,
    json: JsonType {
        note: "写成 \"2025-03-01\";2025年3月1日、2025/3/1 也读",
        ..STRING
    },
    bounds: Bounds::Date,
    normal: Some(Normal::Date),
    ..TEXT
};

pub(super) const PERIOD: KindFacts = KindFacts {
    name: "period",
    wanted: "起止时间",
    hint: "填起止时间,如 2025年3月—12月",
    align: Align::Center,
    json: JsonType {
        note: "写成 \"2025年3月—12月\"、\"2025年3月1日—2026年2月28日\"",
        ..STRING
    },
    bounds: Bounds::None,
    normal: Some(Normal::Period),
    ..TEXT
};

pub(super) const PHONE: KindFacts = KindFacts {
    name: "phone",
    wanted: "电话",
    hint: "填带区号的电话或手机号码,如 0931-6622315",
    json: JsonType {
        note: "固定电话带区号,如 \"0931-6622315\",分机写在后面;或手机号码",
        ..STRING
    },
    normal: Some(Normal::Phone),
    ..TEXT
};

pub(super) const CHOICES: KindFacts = KindFacts {
    name: "choices",
    wanted: "选几个",
    hint: "可以选几个,以顿号隔开:{choices}",
    json: JsonType {
        types: &["array", "string"],
        note: "列表 [ … ],或以顿号隔开的文本",
        ..STRING
    },
    bounds: Bounds::None,
    ..TEXT
};
