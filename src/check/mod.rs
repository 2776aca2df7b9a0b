//! Checks a submission against its forms. Each rule is a function over one table's record; all run, each returns findings.

mod totals;

use crate::diag::Report;
use crate::form::{Edition, TableDefinition};
use crate::record::{Record, Submission};

/// A rule: looks at one table and adds what it finds.
type Rule = fn(&Subject<'_>, &mut Report);

/// Every rule, in the order they run.
const RULES: &[Rule] = &[totals::derivations, totals::agreements];

/// What a rule looks at.
struct Subject<'a> {
    submission: &'a Submission,
    table: &'a TableDefinition,
    record: &'a Record,
}

/// Checks all tables. To be run when what was left out is derived already ([`derive`](crate::derive::derive)).
pub fn check(edition: &Edition, submission: &Submission) -> Report {
    let mut report = Report::new();
    for table in &submission.tables {
        let subject = Subject {
            submission,
            table: &edition.tables[table.table],
            record: &table.record,
        };
        for rule in RULES {
            rule(&subject, &mut report);
        }
    }
    report.sort();
    report
}
