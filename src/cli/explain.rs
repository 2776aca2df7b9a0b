//! `jixiao explain`: the meaning of a finding's code, or of an edition's own check, and its level
//! in the user's own editions.

use jixiao::Error;
use jixiao::finding::explain::{list, page};
use jixiao::finding::{Code, read_code};
use jixiao::form::{Check, Edition};
use jixiao::render::Renderer;

use super::args::ExplainArgs;
use super::renderer::load_renderer;
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &ExplainArgs) -> Result<ExitStatus, Error> {
    if args.markdown {
        report::result(page().trim_end());
        return Ok(ExitStatus::Success);
    }
    let code = args.code.as_deref().map(read_code);
    let is_alone = args.templates.is_none();
    if let (Some(Ok(code)), true) = (&code, is_alone) {
        explain_code(*code);
        return Ok(ExitStatus::Success);
    }
    let Some(renderer) = load_renderer(args.templates.as_deref(), None)? else {
        return Ok(ExitStatus::Findings);
    };
    if let Some(Ok(code)) = code {
        explain_code(code);
        print_levels(&renderer, &[code]);
        return Ok(ExitStatus::Success);
    }
    let own = own_checks(&renderer);
    let Some(name) = args.code.as_deref().map(str::trim) else {
        report::result(&list());
        for (edition, check) in &own {
            report::result(&format!("{}  {}", check.name(), summary(edition, check)));
        }
        print_levels(&renderer, Code::ALL);
        report::result("\n用 jixiao explain <项目> 看一个项目的说明、出处、错例与正例");
        return Ok(ExitStatus::Success);
    };
    let of_name = own.iter().filter(|(_, check)| check.name() == name);
    // Checks of the user's own editions hide those of others with the same name.
    let has_own = of_name.clone().any(|(edition, _)| edition.is_own);
    let mut found = of_name
        .filter(|(edition, _)| edition.is_own || !has_own)
        .peekable();
    if found.peek().is_none() {
        let error = code.and_then(Result::err);
        let words = error.map_or_else(String::new, |error| error.to_string());
        report::message(&format!("用法错误:[项目] 的值 \"{name}\" 不对:{words}"));
        return Ok(ExitStatus::Usage);
    }
    for (edition, check) in found {
        let level = check.level.unwrap_or(check.code.level());
        report::result(&format!("{level}[{name}] {}", summary(edition, check)));
    }
    Ok(ExitStatus::Success)
}

fn explain_code(code: Code) {
    let fixed = if code.is_fixed() { "(不能改)" } else { "" };
    report::result(&format!(
        "{}[{}]{fixed} {}",
        code.level(),
        code.as_str(),
        code.explanation()
    ));
}

/// Prints the levels of codes that the user's own editions set.
fn print_levels(renderer: &Renderer, codes: &[Code]) {
    let editions = renderer.registry().editions().into_iter();
    for edition in editions.filter(|edition| edition.is_own) {
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

/// The checks that editions define under names of their own.
fn own_checks(renderer: &Renderer) -> Vec<(&Edition, &Check)> {
    let editions = renderer.registry().editions().into_iter();
    let checks =
        editions.flat_map(|edition| edition.all_checks().map(move |check| (edition, check)));
    checks.filter(|(_, check)| check.name.is_some()).collect()
}

/// What a check demands, and of which edition.
fn summary(edition: &Edition, check: &Check) -> String {
    let when = check.when.as_ref();
    let when = when.map_or_else(String::new, |when| format!("{}时,", when.words));
    format!("{when}{}(版本 {})", check.test.words, edition.id)
}
