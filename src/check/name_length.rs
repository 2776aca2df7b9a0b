//! Length of an indicator's name.

use super::RuleList;
use super::subject::{Indicator, Subject};
use crate::finding::{Code, Report};

pub(super) const RULES: RuleList = RuleList {
    indicators: &[length],
    ..RuleList::EMPTY
};

/// Maximum length of an indicator's name, in characters (official facts of the forms, section 5).
const LONGEST_NAME: usize = 100;

/// Checks that the name of an indicator is not too long.
fn length(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let count = row.name().chars().count();
    if count <= LONGEST_NAME {
        return;
    }
    report.push(
        subject
            .in_row(Code::NameTooLong, row, row.columns.name)
            .seen(format!("{count} 个字"))
            .expected(format!("至多 {LONGEST_NAME} 个字"))
            .mend("写短些;说明写进目标或备注"),
    );
}
