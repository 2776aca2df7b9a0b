//! `jixiao explain`: the meaning of a finding's code, and its level in the user's own editions.

use jixiao::Error;
use jixiao::finding::Code;
use jixiao::finding::explain::{list, page};
use jixiao::form::Registry;

use super::args::ExplainArgs;
use super::edition::registry;
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &ExplainArgs) -> Result<ExitStatus, Error> {
    let editions = match &args.templates {
        Some(folder) => match registry(Some(folder))? {
            Some(registry) => registry,
            None => return Ok(ExitStatus::Findings),
        },
        None => Registry::default(),
    };
    match args.code {
        Some(code) => {
            let fixed = if code.is_fixed() { "(不能改)" } else { "" };
            report::result(&format!(
                "{}[{}]{fixed} {}",
                code.level(),
                code.as_str(),
                code.explanation()
            ));
            print_levels(&editions, &[code]);
        }
        None if args.markdown => report::result(page().trim_end()),
        None => {
            report::result(&list());
            print_levels(&editions, Code::ALL);
            report::result("\n用 jixiao explain <项目> 看一个项目的说明、出处、错例与正例");
        }
    }
    Ok(ExitStatus::Success)
}

/// Prints the levels of codes that the user's own editions set.
fn print_levels(editions: &Registry, codes: &[Code]) {
    for edition in editions.editions().iter().filter(|edition| edition.is_own) {
        for code in codes {
            let level = edition.levels.level_of(*code);
            if level != Some(code.level()) {
                report::result(&format!(
                    "表样 {} 里,{} 的级别是{}",
                    edition.id,
                    code.as_str(),
                    level.map_or_else(|| "关".to_owned(), |level| level.to_string())
                ));
            }
        }
    }
}
