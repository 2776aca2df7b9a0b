//! Compares two submissions.

use super::fields::{altered_values, pair_fields, unshared_fields};
use super::result::{Comparison, Sides};
use super::tables::{Filed, compare_tables};
use super::values::Holder;
use crate::form::Edition;
use crate::record::Submission;

/// Compares two submissions, each with its edition. Both should be complete
/// ([`Derived`](crate::Derived)): a total that was left out in one is compared as it is.
///
/// If the editions differ, tables of one key and fields of one path, role or label are compared;
/// the others are listed.
pub fn compare(old: (&Edition, &Submission), new: (&Edition, &Submission)) -> Comparison {
    let editions = Sides {
        old: old.0,
        new: new.0,
    };
    let pairs = pair_fields(&editions.old.fields, &editions.new.fields);
    let holders = Sides {
        old: own(old.0, old.1),
        new: own(new.0, new.1),
    };
    let fields = Sides {
        old: &editions.old.fields,
        new: &editions.new.fields,
    };
    let mut unshared = unshared_fields("", fields, &pairs);
    let filed = Sides {
        old: Filed {
            edition: old.0,
            submission: old.1,
        },
        new: Filed {
            edition: new.0,
            submission: new.1,
        },
    };
    let (tables, of_tables) = compare_tables(filed);
    unshared.extend(of_tables);
    Comparison {
        editions: editions.map(|edition| edition.id.clone()),
        values: altered_values(holders, &pairs),
        tables,
        unshared,
    }
}

/// The fields of the submission itself.
fn own<'a>(edition: &'a Edition, submission: &'a Submission) -> Holder<'a> {
    Holder {
        submission,
        record: &submission.fields,
        fields: &edition.fields,
    }
}
