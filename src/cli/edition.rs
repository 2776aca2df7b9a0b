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

/// The edition with the given id; without an id, the user's own if there is one only, or else the
/// default edition. Otherwise a message about the arguments.
pub(super) fn choose<'r>(registry: &'r Registry, id: Option<&str>) -> Result<&'r Edition, String> {
    let mut own = registry.own_ids();
    let id = match (id, own.next(), own.next()) {
        (Some(id), ..) | (None, Some(id), None) => id,
        (None, None, _) => return Ok(registry.edition(0)),
        (None, Some(_), Some(_)) => {
            return Err(format!(
                "有几种表样,写明其中之一:{}",
                text::list(registry.ids())
            ));
        }
    };
    registry.find(id).ok_or_else(|| {
        format!(
            "没有 {} 这种表样;{}",
            text::quote(id),
            text::did_you_mean(id, registry.ids())
        )
    })
}
