//! The editions of a command, and the choice of one.

use std::path::Path;

use jixiao::Error;
use jixiao::form::{Edition, Registry};
use jixiao::text;

use super::usage::with_advice;
use super::{report, usage};

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
    registry.find(id).ok_or_else(|| unknown(id, registry))
}

/// What to write instead of an unknown edition.
pub(super) fn unknown(id: &str, registry: &Registry) -> String {
    let (quoted, meant) = (text::quote(id), text::did_you_mean(id, registry.ids()));
    let words = format!("没有 {quoted} 这种表样;{meant}");
    with_advice(&words, again_with_edition(id, registry))
}

/// The command line of this process with the edition that was meant: the nearest id, or the only one
/// whose title has the word; else the one that lists them.
pub(super) fn again_with_edition(id: &str, registry: &Registry) -> Option<String> {
    let editions = registry.editions().into_iter();
    let mut titled = editions.filter(|edition| edition.title.contains(id));
    let only = titled.next().filter(|_| titled.next().is_none());
    let meant = text::nearest(id, registry.ids()).or_else(|| Some(only?.id.as_str()));
    match meant {
        Some(meant) => usage::again_replacing(id, &[meant]),
        None => Some("jixiao template list".to_owned()),
    }
}
