//! An edition's folder, read and checked: forms as data.
//!
//! Contains fields, derivations and looks. Does not depend on records, tables or the template
//! language: templates are stored as text.

mod across;
mod definition;
mod derivation;
mod edition;
mod expression;
mod facts;
mod field;
mod levels;
mod list;
mod look;
mod path;
mod registry;
mod role;
mod rules;
mod side_by_side;
mod submission;
mod table;
mod typefaces;

pub use crate::amount::Operator;
pub use across::{Across, AcrossSide, ExactWhen};
pub use edition::{EDITION_FILE, EDITION_KEY, Edition};
pub use expression::{Derivation, Expr, FieldIndex};
pub use facts::{Entry, JsonType, KindFacts, MAX_BARE_RATIO, Quantity};
pub use field::{Field, FieldKind, Fields, Node};
pub use levels::{SETTINGS_FILE, read_settings};
pub use list::{ListColumn, ListDefinition, ListTarget, SIGNS};
pub use registry::{MAX_DEFINITION, Registry, built_in_folder, built_in_ids};
pub use role::{Part, Role};
pub use rules::{IndicatorRules, NarrativeRules, Rules, StaffWords};
pub use side_by_side::SideBySide;
pub use submission::{Count, NamePath, TableDefinition};
pub use table::{Agreement, Form, Relation};
pub use typefaces::{FontFile, Member, TYPEFACES_FILE, Typefaces, read_typefaces};
