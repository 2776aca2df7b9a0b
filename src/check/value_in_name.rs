//! Indicators whose name has their value: 验收合格率100%.

use super::RuleList;
use super::scan::numbers_in;
use super::spelling::usual_unit;
use super::subject::{Indicator, IndicatorValue, Sign, Subject};
use crate::finding::{Code, Finding, Level, Report};
use crate::form::{Part, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    indicators: &[value_in_name],
    ..RuleList::EMPTY
};

/// Checks that a name does not end with the value that its row has in its own columns.
fn value_in_name(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let (Sign::Number(_), IndicatorValue::Number(number)) = (row.sign, row.value) else {
        return;
    };
    let (name, unit) = (row.name(), usual_unit(row.unit()));
    if unit.is_empty() || !name.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let words = &subject.edition.vocabulary;
    let found = numbers_in(name).into_iter().find(|one| {
        let rest = name[one.range.end..].trim_start();
        let written = rest.strip_prefix('％').or_else(|| rest.strip_prefix(unit));
        let is_end = |after: &str| after.is_empty() || words.is(WordList::OrMore, after);
        one.value == number.value() && one.range.start > 0 && written.is_some_and(is_end)
    });
    let Some(found) = found else { return };
    let before = &name[..found.range.start];
    let bound = [WordList::AtLeast, WordList::AtMost, WordList::Introductions];
    let bare = (bound
        .iter()
        .find_map(|list| words.longest_end(*list, before)))
    .map_or(before, |word| &before[..before.len() - word.len()]);
    let finding = subject.in_row(Code::ValueInName, row, row.columns.name);
    // A sign is no part of a name.
    let is_sign = before
        .trim_end()
        .ends_with(['≥', '≤', '＞', '＜', '>', '<', '=']);
    let level = if is_sign {
        Level::Warning
    } else {
        finding.level
    };
    report.push(
        Finding { level, ..finding }
            .seen(text::quote(name))
            .expected(format!("名称里不写值,值写在{}", row.label(Part::Value)))
            .correction(format!("名称改为 {}", text::quote(bare))),
    );
}
