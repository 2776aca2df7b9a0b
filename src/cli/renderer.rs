//! The renderer of a command.

use std::path::Path;

use jixiao::Error;
use jixiao::render::Renderer;

use super::report;

/// The editions and fonts, with the user's own folders; reports the findings on them. `None` if
/// they cannot be used.
pub(super) fn load_renderer(
    templates: Option<&Path>,
    fonts: Option<&Path>,
) -> Result<Option<Renderer>, Error> {
    let loaded = Renderer::with_folders(templates, fonts)?;
    report::findings(&loaded.report);
    Ok(loaded.value)
}
