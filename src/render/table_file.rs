//! Reads a file with a table of a bureau: a workbook, or a text of comma-separated values.

use crate::finding::{Code, Finding, Read, Report};
use crate::record::decode;
use crate::source::Source;
use crate::workbook::{self, Workbook};

/// Reads the table from a text or from a workbook; `None` if a finding is an error.
pub(super) fn read_table_file<T>(
    name: &str,
    bytes: &[u8],
    of_text: impl FnOnce(&Source) -> Read<Option<T>>,
    of_workbook: impl FnOnce(&Workbook) -> Read<Option<T>>,
) -> Read<Option<T>> {
    if workbook::kind_of(bytes).is_none() {
        let misnamed = workbook::misnamed(name, bytes);
        return match decode(name, bytes) {
            Ok(source) => {
                let read = of_text(&source);
                match misnamed.filter(|_| read.value.is_none()) {
                    Some(finding) => failed(finding),
                    None => read,
                }
            }
            Err(finding) => {
                let misnamed = misnamed.filter(|_| finding.code == Code::Encoding);
                failed(misnamed.unwrap_or(*finding))
            }
        };
    }
    let Read {
        value: workbook,
        mut report,
    } = workbook::read(name, bytes);
    let Some(workbook) = workbook else {
        return Read::new(None, report);
    };
    let Read { value, report: own } = of_workbook(&workbook);
    report.append(own);
    let has_errors = report.has_errors();
    Read::new(value.filter(|_| !has_errors), report)
}

/// Nothing but a finding.
pub(super) fn failed<T>(finding: Finding) -> Read<Option<T>> {
    let mut report = Report::new();
    report.push(finding);
    Read::new(None, report)
}
