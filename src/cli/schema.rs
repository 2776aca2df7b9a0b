//! `jixiao schema`: the JSON Schema of an edition.

use jixiao::Error;
use jixiao::schema::schema;

use super::args::SchemaArgs;
use super::edition::{choose, registry};
use super::{Outcome, report};

pub(super) fn run(args: &SchemaArgs) -> Result<Outcome, Error> {
    let Some(registry) = registry(args.templates.as_deref())? else {
        return Ok(Outcome::Findings);
    };
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
