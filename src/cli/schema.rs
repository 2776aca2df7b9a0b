//! `jixiao schema`: the JSON Schema of an edition.

use jixiao::Error;
use jixiao::diag::{Report, text};
use jixiao::form::{Edition, Registry};
use jixiao::schema::schema;

use super::args::SchemaArgs;
use super::{Outcome, report};

pub(super) fn run(args: &SchemaArgs) -> Result<Outcome, Error> {
    let mut registry = Registry::built_in();
    let findings = match &args.templates {
        Some(folder) => registry.add_folder(folder)?,
        None => Report::new(),
    };
    report::findings(&findings);
    if findings.has_errors() {
        return Ok(Outcome::Findings);
    }
    match choose(&registry, args.edition.as_deref()) {
        Ok(edition) => {
            report::result(&schema(edition));
            Ok(Outcome::Done)
        }
        Err(words) => {
            report::talk(&format!("用法错误:{words}"));
            Ok(Outcome::Wrong)
        }
    }
}

fn choose<'r>(registry: &'r Registry, id: Option<&str>) -> Result<&'r Edition, String> {
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
