//! `jixiao explain`: the meaning of a finding's code.

use jixiao::finding::explain::{list, page};

use super::args::ExplainArgs;
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &ExplainArgs) -> ExitStatus {
    match args.code {
        Some(code) => {
            let fixed = if code.is_fixed() { "(不能改)" } else { "" };
            report::result(&format!(
                "{}[{}]{fixed} {}",
                code.level(),
                code.as_str(),
                code.explanation()
            ));
        }
        None if args.markdown => report::result(page().trim_end()),
        None => {
            report::result(&list());
            report::result("\n用 jixiao explain <项目> 看一个项目的说明、出处、错例与正例");
        }
    }
    ExitStatus::Success
}
