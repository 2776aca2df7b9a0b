//! Checks a submission against its forms. Each rule is a function over one table's record, or over the submission; all run, each returns findings.
//!
//! Rules know general words of the trade (共计, 万元, 待填); what they need to know of a particular form stands in its definition
//! ([`Rules`](crate::form::Rules)). A finding says what was seen as the user wrote it, what was expected, and how to mend it.

mod across;
mod arithmetic;
mod cost;
mod family;
mod figures;
mod indicator;
mod measure;
mod narrative;
mod slip;
mod spelling;
mod subject;
mod sum;
mod sums;
mod totals;

use crate::diag::Report;
use crate::form::Edition;
use crate::record::Submission;
use subject::Subject;

/// A rule: looks at one table and adds what it finds.
type Rule = fn(&Subject<'_>, &mut Report);

/// Every rule on one table, in the order they run.
const RULES: &[Rule] = &[
    totals::derivations,
    totals::agreements,
    cost::budget,
    cost::direction,
    indicator::value,
    indicator::comparison,
    indicator::unit,
    indicator::percentage,
    spelling::unit_spelling,
    spelling::unit_in_name,
    family::required,
    family::customary,
    family::names,
    family::places,
    family::duplicates,
    spelling::length,
    spelling::spaces,
    narrative::placeholders,
    narrative::years,
    narrative::doubled,
    narrative::staff,
    arithmetic::products,
    sums::items,
    sums::budget,
];

/// A rule across tables.
type RuleAcross = fn(&Edition, &Submission, &mut Report);

/// Every rule across tables.
const RULES_ACROSS: &[RuleAcross] = &[across::agreements];

/// Checks all tables. To be run when what was left out is derived already ([`derive`](crate::derive::derive)).
pub fn check(edition: &Edition, submission: &Submission) -> Report {
    let mut report = Report::new();
    for table in &submission.tables {
        let subject = Subject::new(edition, submission, table);
        for rule in RULES {
            rule(&subject, &mut report);
        }
    }
    for rule in RULES_ACROSS {
        rule(edition, submission, &mut report);
    }
    report.sort();
    report
}
