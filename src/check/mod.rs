//! Checks of a submission. A rule is a function over a table, one of its indicators, one of its
//! texts, or the submission; all rules run, and each adds findings to a report.
//!
//! All rules on one indicator run before the next indicator is examined, likewise with texts. So a
//! table is read once, not once for each rule, which keeps the time for a row independent of the
//! number of rows.
//!
//! Rules know general terms of public finance (共计, 万元, 待填). Knowledge about a particular form
//! comes from its definition ([`Rules`](crate::form::Rules)). A finding contains the value as the
//! user typed it, the expected value and the correction.
//!
//! How to add a rule: `docs/walks.md`.

mod amounts;
mod arithmetic;
mod both;
mod clauses;
mod compare;
mod conditions;
mod contradiction;
mod copies;
mod cost;
mod direction;
mod doubled_word;
mod family;
mod figures;
mod grades;
mod impossible_date;
mod indicator;
mod leftover;
mod limits;
mod marks;
mod mistake;
mod name_length;
mod other_place;
mod other_title;
mod other_year;
mod parts;
mod phone;
mod placeholder;
mod reference;
mod scan;
mod spelling;
mod split_value;
mod staff;
mod stated_amounts;
mod stated_products;
mod stated_totals;
mod subject;
mod titles;
mod totals;
mod units;
mod vague;
mod value_in_name;
mod wording;

use std::ops::Deref;

use crate::derive::Derived;
use crate::finding::Report;
use crate::form::Edition;
use crate::record::Submission;
use both::Both;
use subject::{Indicator, Subject, TextValue};

/// The rules of a file by what they examine, each in the order they run.
struct RuleList {
    tables: &'static [fn(&Subject<'_>, &mut Report)],
    indicators: &'static [fn(&Subject<'_>, &Indicator<'_>, &mut Report)],
    /// On the texts of tables and of their rows.
    texts: &'static [fn(&Subject<'_>, &TextValue<'_>, &mut Report)],
    /// Across the tables of a submission.
    submissions: &'static [fn(&Both<'_>, &mut Report)],
}

impl RuleList {
    const EMPTY: RuleList = RuleList {
        tables: &[],
        indicators: &[],
        texts: &[],
        submissions: &[],
    };
}

/// All rules, in the order they run.
const RULES: &[RuleList] = &[
    totals::RULES,
    conditions::RULES,
    amounts::RULES,
    limits::RULES,
    cost::RULES,
    indicator::RULES,
    direction::RULES,
    units::RULES,
    spelling::RULES,
    family::RULES,
    name_length::RULES,
    value_in_name::RULES,
    placeholder::RULES,
    leftover::RULES,
    phone::RULES,
    impossible_date::RULES,
    marks::RULES,
    reference::RULES,
    other_year::RULES,
    doubled_word::RULES,
    staff::RULES,
    arithmetic::RULES,
    stated_totals::RULES,
    titles::RULES,
    contradiction::RULES,
    grades::RULES,
    stated_products::RULES,
    parts::RULES,
    stated_amounts::RULES,
    other_place::RULES,
    other_title::RULES,
    copies::RULES,
    vague::RULES,
];

/// A submission that was checked, made by `checked`. Functions that make an official file take this
/// type, so that no table is printed unchecked.
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

/// Checks a submission and returns it as checked, regardless of the findings.
pub fn checked(edition: &Edition, submission: Derived) -> (Checked, Report) {
    let report = check(edition, &submission);
    (Checked(submission), report)
}

/// Checks all tables of a submission. Findings are sorted by place.
pub fn check(edition: &Edition, submission: &Derived) -> Report {
    let mut report = Report::new();
    // Collected once: a table has many rows and texts, and most files have no rule on them.
    let on_indicators: Vec<_> = RULES.iter().flat_map(|rules| rules.indicators).collect();
    let on_texts: Vec<_> = RULES.iter().flat_map(|rules| rules.texts).collect();
    let budgets = cost::budgets(edition, submission);
    let both = Both::new(edition, submission);
    for position in 0..submission.tables.len() {
        let subject = Subject::new(edition, submission, (position, &both), &budgets);
        for rule in RULES.iter().flat_map(|rules| rules.tables) {
            rule(&subject, &mut report);
        }
        let check_text = |text: &TextValue<'_>, report: &mut Report| {
            for rule in &on_texts {
                rule(&subject, text, report);
            }
        };
        for row in &subject.indicators {
            for rule in &on_indicators {
                rule(&subject, row, &mut report);
            }
            row.each_text(&mut |text| check_text(text, &mut report));
        }
        subject.each_text(&mut |text| check_text(text, &mut report));
    }
    for rule in RULES.iter().flat_map(|rules| rules.submissions) {
        rule(&both, &mut report);
    }
    report.sort();
    report
}
