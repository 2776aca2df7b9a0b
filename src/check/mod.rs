//! Checks of a submission. A rule is a function over a table, one of its indicators, one of its
//! texts, or the submission; all rules run, and each adds findings to a report.
//!
//! All rules on one indicator run before the next indicator is examined, likewise with texts. So a
//! table is read once, not once for each rule, which keeps the time for a row independent of the
//! number of rows.
//!
//! Rules know general words of public finance (共计, 万元, 待填). Knowledge of a particular form comes
//! from its definition ([`Rules`](crate::form::Rules)). A finding gives the value seen as the user
//! wrote it, the value expected and the mend.
//!
//! To add a rule, write its row in `finding/codes.toml` and its function in a file of this folder,
//! and list the function in that file's table of rules.

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

use std::ops::Deref;

use crate::derive::Derived;
use crate::finding::Report;
use crate::form::Edition;
use crate::record::Submission;
use subject::{Indicator, Spot, Subject};

/// A rule on a table as a whole.
type Rule = fn(&Subject<'_>, &mut Report);

/// The rules on a table, in the order they run.
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

/// The rules on an indicator, in the order they run.
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

/// A rule on one text of a table or of a row.
type RuleOnText = fn(&Subject<'_>, &Spot<'_>, &mut Report);

/// The rules on a text, in the order they run.
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

/// The rules across tables.
const RULES_ACROSS: &[RuleAcross] = &[across::agreements, across::titles];

/// A submission that was checked, made by [`checked`]. What makes an official file takes this type,
/// so that no table is printed unchecked.
#[derive(Debug, Clone)]
pub struct Checked(Derived);

impl Checked {
    /// Blanks personal data, for a table that is published.
    #[must_use]
    pub fn without_private(self, edition: &Edition) -> Checked {
        Checked(self.0.without_private(edition))
    }
}

impl Deref for Checked {
    type Target = Submission;

    fn deref(&self) -> &Submission {
        &self.0
    }
}

/// Checks a submission and passes it on as checked, whatever was found.
pub fn checked(edition: &Edition, submission: Derived) -> (Checked, Report) {
    let report = check(edition, &submission);
    (Checked(submission), report)
}

/// Checks all tables of a submission. Findings are sorted by place.
pub fn check(edition: &Edition, submission: &Derived) -> Report {
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
