//! Which edition a command is about.

use jixiao::diag::text;
use jixiao::form::{Edition, Registry};

/// The edition of an id; without one, the only edition there is. Else what is wrong with the words.
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
