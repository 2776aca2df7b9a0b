//! An edition's folder, read and checked: forms as data.
//!
//! Contains fields, derivations and looks. Does not depend on records, tables or the template
//! language: templates are stored as text.

mod approved;
mod base;
mod carry;
mod carry_resolve;
mod check;
mod definition;
mod difference;
mod edition;
mod expression;
mod facts;
mod field;
mod levels;
mod limit_keys;
mod limits;
mod list;
mod list_heads;
mod look;
mod names;
mod nodes;
mod order;
mod parser;
mod path;
mod pending;
mod read_expression;
mod registry;
mod reserved;
mod resolve;
mod role;
mod rules;
mod side_by_side;
mod submission;
mod summary;
mod table;
mod tables;
mod typefaces;
mod vocabulary;
mod words;

pub use crate::amount::{Operator, Relation};
pub use approved::{ApprovedColumn, ApprovedColumns, ApprovedContent};
pub use base::EDITION_FILE;
pub(crate) use base::edition_id;
pub use carry::{CarriedField, CarriedList, CarriedTable, Carry, CarrySource, Conversion};
pub use check::{Check, Words, WordsSegment};
pub use difference::{Difference, FolderDifferences, differences};
pub use edition::{EDITION_KEY, Edition};
pub use expression::{
    Aggregate, Comparison, Derivation, Expr, FieldIndex, Function, Records, Reference, ResultType,
    Scope,
};
pub use facts::{Bounds, Entry, JsonType, KindFacts, MAX_BARE_RATIO, Quantity, TotalKind};
pub use field::{Field, FieldKind, Fields, Node};
pub use levels::{SETTINGS_FILE, read_settings};
pub use limits::{Bound, Format, Limits};
pub use list::{ListColumn, ListDefinition, ListTarget, SIGNS, TableList};
pub use list_heads::{ListHeads, plain_head, without_remark};
pub use names::{Count, Names, Owner, TableName};
pub use order::DerivedField;
pub use registry::{MAX_DEFINITION, Registry, built_in_folder, built_in_ids};
pub use role::{Part, Role};
pub use rules::{IndicatorRules, NarrativeRules, Rules, StaffWords};
pub use side_by_side::SideBySide;
pub use submission::{NamePath, Synonym};
pub use summary::{SummaryColumn, SummaryTotal};
pub use table::Form;
pub use tables::TableDefinition;
pub use typefaces::{FontFile, Member, TYPEFACES_FILE, Typefaces, read_typefaces};
pub use vocabulary::{Vocabulary, WordList};
