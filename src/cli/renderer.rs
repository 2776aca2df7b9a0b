//! The renderer of a command.

use std::path::Path;

use jixiao::Error;
use jixiao::finding::{Code, Report};
use jixiao::render::Renderer;

use super::report;

/// The editions and fonts, with the user's own folders; reports the findings on them. `None` if
/// they cannot be used.
pub(super) fn load_renderer(
    templates: Option<&Path>,
    fonts: Option<&Path>,
) -> Result<Option<Renderer>, Error> {
    let loaded = Renderer::with_folders(templates, fonts)?;
    // A field that is not printed changes no result: `template check` reports it.
    let mut shown = Report::new();
    let all = loaded.report.findings().iter();
    shown.extend(
        all.filter(|finding| finding.code != Code::FieldNotShown)
            .cloned(),
    );
    report::findings(&shown);
    Ok(loaded.value)
}

/// The same for the check of a folder, which reports all findings.
pub(super) fn load_checked(templates: &Path) -> Result<Option<Renderer>, Error> {
    let loaded = Renderer::with_folders(Some(templates), None)?;
    report::findings(&loaded.report);
    Ok(loaded.value)
}
