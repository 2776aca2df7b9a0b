//! Comparison of amounts within the tolerance.

use rust_decimal::Decimal;

use crate::derive::{Context, Evaluation};
use crate::form::{FieldIndex, Fields, Relation};
use crate::record::Content;

/// Largest difference without a finding: 0.01 of the printed unit (rules for filling in the
/// forms), for a rate 0.01 percentage points.
pub(super) const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The values that an amount of the record at hand may be meant to have: as typed, and as derived
/// if that differs, which has its own finding. A dependent amount is wrong only if it fits neither.
pub(super) fn meant(context: &Context<'_>, fields: &Fields, field: FieldIndex) -> Vec<Decimal> {
    let mut meant = Vec::new();
    if let Content::Number(typed) = &context.own.get(field).content {
        meant.push(typed.value());
    }
    let derivation = fields.get(field).derive.as_ref();
    let derived = derivation.map(|derivation| context.evaluate(&derivation.expr));
    if let Some(Evaluation::Number(derived)) = derived
        && !meant.contains(&derived)
    {
        meant.push(derived);
    }
    meant
}

pub(super) fn differ(typed: Decimal, expected: Decimal) -> bool {
    !Relation::Equal.holds(typed, expected, TOLERANCE)
}
