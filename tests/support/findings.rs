//! Findings on a file.

use jixiao::finding::{Levels, Report};
use jixiao::render::Renderer;

/// The findings of opening a file and of checking each of its submissions.
pub(crate) fn findings_on(renderer: &Renderer, name: &str, bytes: &[u8]) -> Report {
    let opened = renderer.open(name, bytes);
    let mut report = opened.report;
    for source in &opened.value {
        report.append(renderer.read_source(source, &Levels::new()).report);
    }
    report
}
