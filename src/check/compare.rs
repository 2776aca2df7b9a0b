//! Comparison of amounts within the tolerance.

use rust_decimal::Decimal;

use crate::derive::{Evaluation, evaluate};
use crate::form::{FieldIndex, Fields, Relation};
use crate::record::{Content, Record};

/// Largest difference without a finding: 0.01 of the printed unit (rules for filling in the
/// forms), for a rate 0.01 percentage points.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The values that an amount may be meant to have: as typed, and as derived if that differs, which
/// has its own finding. A dependent amount is wrong only if it fits neither.
pub(super) fn meant(record: &Record, fields: &Fields, field: FieldIndex) -> Vec<Decimal> {
    let mut meant = Vec::new();
    if let Content::Number(typed) = &record.get(field).content {
        meant.push(typed.value());
    }
    let derivation = fields.get(field).derive.as_ref();
    let derived = derivation.map(|derivation| evaluate(&derivation.expr, record));
    if let Some(Evaluation::Number(derived)) = derived
        && !meant.contains(&derived)
    {
        meant.push(derived);
    }
    meant
}

/// Whether two values break a relation by more than the tolerance.
pub(super) fn broken(relation: Relation, left: Decimal, right: Decimal) -> bool {
    differ(left, right)
        && match relation {
            Relation::Equal => true,
            Relation::AtMost => left > right,
        }
}

pub(super) fn differ(typed: Decimal, expected: Decimal) -> bool {
    // A difference too large to be represented exceeds the tolerance.
    typed
        .checked_sub(expected)
        .is_none_or(|difference| difference.abs() > TOLERANCE)
}
