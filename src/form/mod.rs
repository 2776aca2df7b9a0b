//! An edition's folder, read and checked: forms as data.
//!
//! Knows fields, derivations and looks; knows no record, no table, no template language (templates are kept as text).

mod across;
mod definition;
mod derivation;
mod edition;
mod field;
mod levels;
mod list;
mod look;
mod registry;
mod rules;
mod table;
mod typefaces;

pub use crate::amount::Operator;
pub use across::{Across, AcrossSide, ExactWhen};
pub use derivation::{Derivation, Expr};
pub use edition::{Count, EDITION_FILE, EDITION_KEY, Edition, NamePath, TableDefinition};
pub use field::{Field, FieldIndex, FieldKind, Fields, Node};
pub use levels::{SETTINGS_FILE, read_settings};
pub use list::{ListColumn, ListDefinition, ListTarget, SIGNS};
pub use registry::{MAX_DEFINITION, Registry, built_in_folder, built_in_ids};
pub use rules::{IndicatorRules, NarrativeRules, Rules, StaffWords};
pub use table::{Agreement, Form, Relation};
pub use typefaces::{FontFile, Member, TYPEFACES_FILE, Typefaces, read_typefaces};
