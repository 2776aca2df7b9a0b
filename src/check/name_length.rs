//! Length of an indicator's name.

use super::RuleList;
use super::subject::{Indicator, Subject};
use crate::finding::{Code, Report};

pub(super) const RULES: RuleList = RuleList {
    indicators: &[length],
    ..RuleList::EMPTY
};

/// Maximum length of an indicator's name, in characters (rules for filling in the forms).
const MAX_NAME_LENGTH: usize = 100;

/// Checks that the name of an indicator is not too long.
fn length(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let count = row.name().chars().count();
    if count <= MAX_NAME_LENGTH || row.refused(row.columns.name).is_some() {
        return;
    }
    report.push(
        subject
            .in_row(Code::NameTooLong, row, row.columns.name)
            .seen(format!("{count} 个字"))
            .expected(format!("至多 {MAX_NAME_LENGTH} 个字"))
            .correction("写短些;说明写进目标或备注"),
    );
}
