//! What each code means, in the words of a clerk: the one text behind `jixiao explain` and `docs/findings.md`.
//!
//! The explanations stand beside this file by family, one constant a code; [`explanation`] is exhaustive, so that no code is without.
//! They are examples for people: nothing computes with a word of a form that stands in them.

mod definition;
mod indicator;
mod list;
mod narrative;
mod output;
mod page;
mod reading;
mod rules;
mod workbook;

use std::fmt;

use super::Code;

pub use page::{PAGE, list, page};

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// In one line, for the list; without a full stop.
    pub line: &'static str,
    /// In full: what is found, and when it is no mistake.
    pub meaning: &'static str,
    /// Where the rule comes from.
    pub origin: Origin,
    /// A wrong example: a few lines of data (or of a definition, a template).
    pub wrong: &'static str,
    /// The same, right.
    pub right: &'static str,
}

/// Where a rule comes from; with the form, the section, the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The official forms themselves (S in the facts of the forms).
    Form(&'static str),
    /// Other public sources: forms of other places, remarks of reviewers (V).
    Practice(&'static str),
    /// Convention: common knowledge of a regulation that was not read in the original (B).
    Convention(&'static str),
    /// The program: what it can read and make.
    Program(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, words) = match self {
            Origin::Form(words) => ("见于和政县公开的 2025 年度两表", words),
            Origin::Practice(words) => ("见于各地公开的表样与审核意见", words),
            Origin::Convention(words) => ("惯例:没有核对过文件原文,不需要就用 --level 关掉", words),
            Origin::Program(words) => ("本程序的规定", words),
        };
        write!(formatter, "{words}({kind})")
    }
}

/// The explanation of a code.
#[expect(clippy::too_many_lines, reason = "one plain list")]
pub const fn explanation(code: Code) -> &'static Explanation {
    match code {
        Code::Encoding => &reading::ENCODING,
        Code::StrayFile => &reading::STRAY_FILE,
        Code::InputTooLarge => &reading::INPUT_TOO_LARGE,
        Code::InputTooDeep => &reading::INPUT_TOO_DEEP,
        Code::JsonSyntax => &reading::JSON_SYNTAX,
        Code::UnknownEdition => &reading::UNKNOWN_EDITION,
        Code::UnknownKey => &reading::UNKNOWN_KEY,
        Code::DuplicateKey => &reading::DUPLICATE_KEY,
        Code::WrongType => &reading::WRONG_TYPE,
        Code::ValueNotNumber => &reading::VALUE_NOT_NUMBER,
        Code::NumberTooLong => &reading::NUMBER_TOO_LONG,
        Code::UnknownChoice => &reading::UNKNOWN_CHOICE,
        Code::MissingRequired => &reading::MISSING_REQUIRED,
        Code::ControlCharacter => &reading::CONTROL_CHARACTER,
        Code::BidiCharacter => &reading::BIDI_CHARACTER,
        Code::InvisibleCharacter => &reading::INVISIBLE_CHARACTER,
        Code::ListMissingColumn => &list::LIST_MISSING_COLUMN,
        Code::ListUnknownColumn => &list::LIST_UNKNOWN_COLUMN,
        Code::ListNotKept => &list::LIST_NOT_KEPT,
        Code::ListUnit => &list::LIST_UNIT,
        Code::ListRowUnplaced => &list::LIST_ROW_UNPLACED,
        Code::ListNoResult => &list::LIST_NO_RESULT,
        Code::ListValuesDiffer => &list::LIST_VALUES_DIFFER,
        Code::SubtotalMismatch => &list::SUBTOTAL_MISMATCH,
        Code::ListDirection => &list::LIST_DIRECTION,
        Code::ListInferred => &list::LIST_INFERRED,
        Code::WorkbookUnreadable => &workbook::WORKBOOK_UNREADABLE,
        Code::WorkbookEncrypted => &workbook::WORKBOOK_ENCRYPTED,
        Code::WorkbookTooLarge => &workbook::WORKBOOK_TOO_LARGE,
        Code::WorkbookAside => &workbook::WORKBOOK_ASIDE,
        Code::PartUnreadable => &workbook::PART_UNREADABLE,
        Code::SheetUnreadable => &workbook::SHEET_UNREADABLE,
        Code::NoTableFound => &workbook::NO_TABLE_FOUND,
        Code::EditionUnclear => &workbook::EDITION_UNCLEAR,
        Code::DuplicateTable => &workbook::DUPLICATE_TABLE,
        Code::DepartmentsDiffer => &workbook::DEPARTMENTS_DIFFER,
        Code::SheetAside => &workbook::SHEET_ASIDE,
        Code::HiddenTable => &workbook::HIDDEN_TABLE,
        Code::LabelMissing => &workbook::LABEL_MISSING,
        Code::LabelUnknown => &workbook::LABEL_UNKNOWN,
        Code::LabelDiffers => &workbook::LABEL_DIFFERS,
        Code::TitleDiffers => &workbook::TITLE_DIFFERS,
        Code::UnplacedCell => &workbook::UNPLACED_CELL,
        Code::OutsideCell => &workbook::OUTSIDE_CELL,
        Code::HiddenCells => &workbook::HIDDEN_CELLS,
        Code::CoveredValue => &workbook::COVERED_VALUE,
        Code::LevelInferred => &workbook::LEVEL_INFERRED,
        Code::StruckText => &workbook::STRUCK_TEXT,
        Code::RaisedText => &workbook::RAISED_TEXT,
        Code::ShapeAside => &workbook::SHAPE_ASIDE,
        Code::FormulaEmpty => &workbook::FORMULA_EMPTY,
        Code::CellError => &workbook::CELL_ERROR,
        Code::CellNoResult => &workbook::CELL_NO_RESULT,
        Code::TextNotSummed => &workbook::TEXT_NOT_SUMMED,
        Code::NumberUnclear => &workbook::NUMBER_UNCLEAR,
        Code::FormatUnit => &workbook::FORMAT_UNIT,
        Code::HiddenZero => &workbook::HIDDEN_ZERO,
        Code::TotalMismatch => &rules::TOTAL_MISMATCH,
        Code::AgreementBroken => &rules::AGREEMENT_BROKEN,
        Code::ContentMismatch => &rules::CONTENT_MISMATCH,
        Code::NotComputable => &rules::NOT_COMPUTABLE,
        Code::TablesDisagree => &rules::TABLES_DISAGREE,
        Code::SameTitle => &rules::SAME_TITLE,
        Code::NegativeFigure => &rules::NEGATIVE_FIGURE,
        Code::AmountInYuan => &rules::AMOUNT_IN_YUAN,
        Code::CostBudget => &rules::COST_BUDGET,
        Code::ArithmeticWrong => &narrative::ARITHMETIC_WRONG,
        Code::NarrativeSum => &narrative::NARRATIVE_SUM,
        Code::OverBudget => &narrative::OVER_BUDGET,
        Code::StaffMismatch => &narrative::STAFF_MISMATCH,
        Code::MissingValue => &indicator::MISSING_VALUE,
        Code::ValueInContent => &indicator::VALUE_IN_CONTENT,
        Code::MissingComparison => &indicator::MISSING_COMPARISON,
        Code::ValueNotWords => &indicator::VALUE_NOT_WORDS,
        Code::UnitMissing => &indicator::UNIT_MISSING,
        Code::UnitNotWanted => &indicator::UNIT_NOT_WANTED,
        Code::UnitSpelling => &indicator::UNIT_SPELLING,
        Code::UnitInName => &indicator::UNIT_IN_NAME,
        Code::PercentOver100 => &indicator::PERCENT_OVER_100,
        Code::PercentAsRatio => &indicator::PERCENT_AS_RATIO,
        Code::PercentAtLeast100 => &indicator::PERCENT_AT_LEAST_100,
        Code::CostDirection => &indicator::COST_DIRECTION,
        Code::MissingFamily => &indicator::MISSING_FAMILY,
        Code::CustomaryFamily => &indicator::CUSTOMARY_FAMILY,
        Code::FamilyOrder => &indicator::FAMILY_ORDER,
        Code::UnknownFamily => &indicator::UNKNOWN_FAMILY,
        Code::FamilyName => &indicator::FAMILY_NAME,
        Code::WrongFamily => &indicator::WRONG_FAMILY,
        Code::DuplicateIndicator => &indicator::DUPLICATE_INDICATOR,
        Code::NameTooLong => &indicator::NAME_TOO_LONG,
        Code::StraySpace => &narrative::STRAY_SPACE,
        Code::Placeholder => &narrative::PLACEHOLDER,
        Code::RefersElsewhere => &narrative::REFERS_ELSEWHERE,
        Code::OtherYear => &narrative::OTHER_YEAR,
        Code::DoubledWord => &narrative::DOUBLED_WORD,
        Code::SameDepartment => &output::SAME_DEPARTMENT,
        Code::CodeApart => &output::CODE_APART,
        Code::FilesJoined => &output::FILES_JOINED,
        Code::YearApart => &output::YEAR_APART,
        Code::DocumentTooLarge => &output::DOCUMENT_TOO_LARGE,
        Code::GlyphMissing => &output::GLYPH_MISSING,
        Code::FontAside => &output::FONT_ASIDE,
        Code::XlsxTextSplit => &output::XLSX_TEXT_SPLIT,
        Code::XlsxNumberAsText => &output::XLSX_NUMBER_AS_TEXT,
        Code::ListEdition => &list::LIST_EDITION,
        Code::ListSameName => &list::LIST_SAME_NAME,
        Code::ListNotHeld => &list::LIST_NOT_HELD,
        Code::ListTextTooLong => &list::LIST_TEXT_TOO_LONG,
        Code::EditionFileMissing => &definition::EDITION_FILE_MISSING,
        Code::TomlSyntax => &definition::TOML_SYNTAX,
        Code::DefinitionUnknownKey => &definition::DEFINITION_UNKNOWN_KEY,
        Code::DefinitionMissingKey => &definition::DEFINITION_MISSING_KEY,
        Code::DefinitionValue => &definition::DEFINITION_VALUE,
        Code::UnknownPath => &definition::UNKNOWN_PATH,
        Code::DerivationSyntax => &definition::DERIVATION_SYNTAX,
        Code::DerivationCycle => &definition::DERIVATION_CYCLE,
        Code::TemplateSyntax => &definition::TEMPLATE_SYNTAX,
        Code::TemplateUndefined => &definition::TEMPLATE_UNDEFINED,
        Code::TemplateFailed => &definition::TEMPLATE_FAILED,
        Code::TemplateMarkup => &definition::TEMPLATE_MARKUP,
        Code::TemplateSlots => &definition::TEMPLATE_SLOTS,
        Code::FieldNotShown => &definition::FIELD_NOT_SHOWN,
        Code::FieldNotFillable => &definition::FIELD_NOT_FILLABLE,
        Code::CellNotField => &definition::CELL_NOT_FIELD,
    }
}
