//! Checks a submission against its forms. Each rule is a function over a table, one of its indicators, one of its texts, or the submission; all
//! run, each returns findings.
//!
//! The rules on one indicator run one after another before the next is looked at, and so with texts: a table of a thousand rows is read once,
//! and not once for each rule, which is what keeps the time for each row the same however many there are.
//!
//! Rules know general words of the trade (共计, 万元, 待填); what they need to know of a particular form stands in its definition
//! ([`Rules`](crate::form::Rules)). A finding says what was seen as the user wrote it, what was expected, and how to mend it.

mod across;
mod arithmetic;
mod cost;
mod family;
mod figures;
mod indicator;
mod mend;
mod narrative;
mod slip;
mod spelling;
mod subject;
mod sum;
mod sums;
mod totals;

use crate::finding::Report;
use crate::form::Edition;
use crate::record::Submission;
use subject::{Indicator, Spot, Subject};

/// A rule: looks at one table and adds what it finds.
type Rule = fn(&Subject<'_>, &mut Report);

/// Every rule on a table as a whole, in the order they run.
const RULES: &[Rule] = &[
    totals::derivations,
    totals::agreements,
    totals::negatives,
    totals::yuan,
    cost::budget,
    indicator::exchanged,
    family::required,
    family::customary,
    family::names,
    family::duplicates,
];

/// A rule on one indicator of a table.
type RuleOnIndicator = fn(&Subject<'_>, &Indicator<'_>, &mut Report);

/// Every rule on one indicator, in the order they run.
const RULES_ON_INDICATORS: &[RuleOnIndicator] = &[
    totals::derivations_in,
    cost::direction,
    indicator::value,
    indicator::comparison,
    indicator::unit,
    indicator::percentage,
    spelling::unit_spelling,
    spelling::unit_in_name,
    family::places,
    spelling::length,
];

/// A rule on one text of a table, or of a row of it.
type RuleOnText = fn(&Subject<'_>, &Spot<'_>, &mut Report);

/// Every rule on one text, in the order they run.
const RULES_ON_TEXTS: &[RuleOnText] = &[
    spelling::spaces,
    narrative::placeholders,
    narrative::elsewhere,
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
const RULES_ACROSS: &[RuleAcross] = &[across::agreements, across::titles];

/// Checks all tables. To be run when what was left out is derived already ([`derive`](crate::derive::derive)).
pub fn check(edition: &Edition, submission: &Submission) -> Report {
    let mut report = Report::new();
    let budgets = cost::budgets(edition, submission);
    for table in &submission.tables {
        let subject = Subject::new(edition, submission, table, &budgets);
        for rule in RULES {
            rule(&subject, &mut report);
        }
        for row in &subject.indicators {
            for rule in RULES_ON_INDICATORS {
                rule(&subject, row, &mut report);
            }
            row.each_text(&mut |spot| on_text(&subject, spot, &mut report));
        }
        subject.each_text(&mut |spot| on_text(&subject, spot, &mut report));
    }
    for rule in RULES_ACROSS {
        rule(edition, submission, &mut report);
    }
    report.sort();
    report
}

fn on_text(subject: &Subject<'_>, spot: &Spot<'_>, report: &mut Report) {
    for rule in RULES_ON_TEXTS {
        rule(subject, spot, report);
    }
}
