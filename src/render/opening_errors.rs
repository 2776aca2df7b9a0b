//! Errors of opening a file, by the submission that they are about: a submission whose rows have
//! errors must not become a table, although the values that were read have none.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Level, Report};
use crate::source::{Place, Source};

/// The errors of opening files that each of their submissions has: its own, and what stops every
/// submission of its file. Errors of other files are of none.
pub fn opening_errors(sources: &[Source], report: &Report) -> Vec<Report> {
    if !report.has_errors() {
        return sources.iter().map(|_| Report::new()).collect();
    }
    let mut errors = Vec::with_capacity(sources.len());
    // The submissions of a list stand together.
    for of_file in sources.chunk_by(|one, other| one.name() == other.name()) {
        let file = of_file[0].name();
        let mut own = report.clone();
        own.retain(|finding| {
            let found_in = &finding.place.file;
            found_in == file || of_file.iter().any(|source| source.is_of_file(found_in))
        });
        let of_each = take_own_errors(of_file, &mut own);
        let of_all = error_of_all(file, &own);
        errors.extend(of_each.into_iter().map(|mut errors| {
            errors.extend(of_all.clone());
            errors
        }));
    }
    errors
}

/// Takes the errors that are about one known submission of a file, or about a few, out of the file's
/// report. Returns those of each submission.
///
/// All errors of a file with one submission are its own. In a list an error is about the departments
/// that have its row, or a row that its merged cell covers.
pub(crate) fn take_own_errors(sources: &[Source], report: &mut Report) -> Vec<Report> {
    let mut own: Vec<Report> = sources.iter().map(|_| Report::new()).collect();
    if !report.has_errors() {
        return own;
    }
    let owners = Owners::of(sources);
    report.retain(|finding| {
        if finding.level != Level::Error {
            return true;
        }
        let of = owners.of_finding(finding);
        for source in &of {
            own[*source].push(finding.clone());
        }
        of.is_empty()
    });
    own
}

/// What stops every submission of a file: the first error that is about no known one of them, so that
/// each may lack something.
pub(crate) fn error_of_all(file: &str, report: &Report) -> Option<Finding> {
    if !report.has_errors() {
        return None;
    }
    let mut findings = report.findings().iter();
    let first = findings.find(|finding| finding.level == Level::Error);
    Some(first.cloned().unwrap_or_else(|| {
        // Only the first errors are kept: those that are not may be about any submission.
        let count = report.count(Level::Error);
        Finding::new(Code::ListRowUnplaced, Place::file(file))
            .seen(format!("错误太多,另有 {count} 处没有列出"))
            .expected("没有错误的清单")
            .correction("先改正列出的各处,再检查一次")
    }))
}

/// The submissions by their parts of a list.
enum Owners {
    /// A file with one submission.
    One,
    /// A volume, whose submissions have names of their own.
    Named(BTreeMap<String, usize>),
    /// A list.
    Rows {
        /// By sheet and row.
        rows: BTreeMap<(usize, u32), usize>,
        /// By sheet, row and column of merged cells.
        shared: BTreeMap<(usize, u32, u32), Vec<usize>>,
    },
}

impl Owners {
    fn of(sources: &[Source]) -> Owners {
        if sources.len() == 1 {
            return Owners::One;
        }
        let names = sources.iter().enumerate();
        let names = names.map(|(index, source)| (source.name().to_owned(), index));
        let names: BTreeMap<String, usize> = names.collect();
        if names.len() == sources.len() {
            return Owners::Named(names);
        }
        let (mut rows, mut shared) = (BTreeMap::new(), BTreeMap::<_, Vec<usize>>::new());
        for (index, source) in sources.iter().enumerate() {
            let part = source.list_part();
            rows.extend(part.rows.iter().map(|row| ((part.sheet, *row), index)));
            for (row, col) in &part.shared {
                let cell = (part.sheet, *row, *col);
                shared.entry(cell).or_default().push(index);
            }
        }
        Owners::Rows { rows, shared }
    }

    fn of_finding(&self, finding: &Finding) -> Vec<usize> {
        let (rows, shared) = match self {
            Owners::One => return vec![0],
            Owners::Named(names) => {
                let own = names.get(&finding.place.file);
                return own.copied().into_iter().collect();
            }
            Owners::Rows { rows, shared } => (rows, shared),
        };
        let Some(cell) = &finding.place.cell else {
            return Vec::new();
        };
        let own = rows.get(&(cell.number, cell.row)).into_iter();
        let others = shared.get(&(cell.number, cell.row, cell.col));
        own.chain(others.into_iter().flatten()).copied().collect()
    }
}
