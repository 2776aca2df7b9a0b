//! The editions of a command, and the choice of one.

use std::path::Path;

use jixiao::Error;
use jixiao::form::{Edition, Registry};
use jixiao::text;

use super::report;

/// The built-in editions and those of a folder. Prints findings about them; returns `None` if one
/// is an error.
pub(super) fn registry(templates: Option<&Path>) -> Result<Option<Registry>, Error> {
    let mut registry = Registry::built_in();
    let Some(folder) = templates else {
        return Ok(Some(registry));
    };
    let findings = registry.add_folder(folder)?;
    report::findings(&findings);
    Ok((!findings.has_errors()).then_some(registry))
}

/// The edition with the given id; without an id, the only edition. Otherwise a message about the
/// arguments.
pub(super) fn choose<'r>(registry: &'r Registry, id: Option<&str>) -> Result<&'r Edition, String> {
    match (id, registry.editions()) {
        (None, [only]) => Ok(only),
        (None, _) => Err(format!(
            "有几种表样,写明其中之一:{}",
            text::list(registry.ids())
        )),
        (Some(id), _) => registry.find(id).ok_or_else(|| {
            format!(
                "没有 {} 这种表样;{}",
                text::quote(id),
                text::did_you_mean(id, registry.ids())
            )
        }),
    }
}
