//! `jixiao schema`: the JSON Schema of an edition.

use jixiao::Error;
use jixiao::diag::Report;
use jixiao::form::Registry;
use jixiao::schema::schema;

use super::args::SchemaArgs;
use super::edition::choose;
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
