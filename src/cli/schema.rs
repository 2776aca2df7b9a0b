//! `jixiao schema`: the JSON Schema of an edition.

use jixiao::{Error, schema};

use super::args::SchemaArgs;
use super::edition::{choose, registry};
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &SchemaArgs) -> Result<ExitStatus, Error> {
    let Some(registry) = registry(args.templates.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    match choose(&registry, args.edition.as_deref()) {
        Ok(edition) => {
            report::result(&schema(edition));
            Ok(ExitStatus::Success)
        }
        Err(words) => {
            report::usage(&words);
            Ok(ExitStatus::Usage)
        }
    }
}
