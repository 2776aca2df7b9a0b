//! An edition's folder, read and checked: forms as data.
//!
//! Contains fields, derivations and looks. Does not depend on records, tables or the template
//! language: templates are stored as text.

mod across;
mod base;
mod definition;
mod derivation;
mod difference;
mod edition;
mod expression;
mod facts;
mod field;
mod levels;
mod list;
mod look;
mod path;
mod registry;
mod reserved;
mod rules;
mod submission;
mod table;
mod typefaces;

pub use crate::amount::Operator;
pub use across::{Across, AcrossSide, ExactWhen};
pub use base::EDITION_FILE;
pub use difference::{Difference, FolderDifferences, differences};
pub use edition::{EDITION_KEY, Edition};
pub use expression::{Derivation, Expr, FieldIndex};
pub use facts::{Entry, JsonType, KindFacts, MAX_BARE_RATIO, Quantity};
pub use field::{Field, FieldKind, Fields, Node};
pub use levels::{SETTINGS_FILE, read_settings};
pub use list::{ListColumn, ListDefinition, ListTarget, SIGNS};
pub use registry::{MAX_DEFINITION, Registry, built_in_folder, built_in_ids};
pub use rules::{IndicatorRules, NarrativeRules, Rules, StaffWords};
pub use submission::{Count, NamePath, TableDefinition};
pub use table::{Agreement, Form, Relation};
pub use typefaces::{FontFile, Member, TYPEFACES_FILE, Typefaces, read_typefaces};
