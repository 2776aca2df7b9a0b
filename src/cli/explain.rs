//! `jixiao explain`: the meaning of a finding's code, or of an edition's own check, and its level
//! in the user's own editions; the codes whose explanation contains some words.

use jixiao::Error;
use jixiao::finding::explain::{find, line, list, page, parts_found};
use jixiao::finding::{Code, LevelError, read_code};
use jixiao::form::{Check, Edition};
use jixiao::render::Renderer;
use jixiao::text;

use super::args::ExplainArgs;
use super::language::{is_english, pick};
use super::renderer::load_renderer;
use super::status::ExitStatus;
use super::usage::with_advice;
use super::{report, usage};

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
        print_all(&renderer, &own);
        return Ok(ExitStatus::Success);
    };
    let of_name = own.iter().filter(|(_, check)| check.name() == name);
    // Checks of the user's own editions hide those of others with the same name.
    let has_own = of_name.clone().any(|(edition, _)| edition.is_own);
    let mut found = of_name
        .filter(|(edition, _)| edition.is_own || !has_own)
        .peekable();
    if found.peek().is_none() {
        return Ok(answer(name, &own, code.and_then(Result::err)));
    }
    for (edition, check) in found {
        let level = check.level.unwrap_or(check.code.level());
        report::result(&format!("{level}[{name}] {}", summary(edition, check)));
    }
    Ok(ExitStatus::Success)
}

/// Prints all codes by family, and the editions' own checks.
fn print_all(renderer: &Renderer, own: &[(&Edition, &Check)]) {
    if is_english() {
        print_in_english(Code::ALL);
    } else {
        report::result(&list());
    }
    if !own.is_empty() {
        report::result(pick("\n表样自己的检查", "\nchecks of the editions' own"));
    }
    for (edition, check) in own {
        report::result(&format!("  {}  {}", check.name(), summary(edition, check)));
    }
    print_levels(renderer, Code::ALL);
    report::result(pick(
        "\n用 jixiao explain <项目> 看一个项目的说明、出处、错例与正例;用 jixiao explain <字词> 按字词找,如 jixiao explain 合计",
        "\njixiao explain CODE explains one; jixiao explain WORDS looks for Chinese words",
    ));
}

/// Prints codes in English, a line each.
fn print_in_english(codes: &[Code]) {
    for code in codes {
        let (name, level) = (code.as_str(), report::level_word(code.level()));
        report::result(&format!("{name}  {level}  {}", code.in_english()));
    }
}

/// Prints the codes and checks whose explanation contains the words of a question: a single one in
/// full, several in a line each.
fn answer(question: &str, own: &[(&Edition, &Check)], error: Option<LevelError>) -> ExitStatus {
    let codes = find(question);
    let asked: Vec<&str> = question.split_whitespace().collect();
    let says_all = |text: &str| asked.iter().all(|word| text.contains(word));
    let checks: Vec<String> = own
        .iter()
        .map(|(edition, check)| format!("{}  {}", check.name(), summary(edition, check)))
        .filter(|text| !asked.is_empty() && says_all(text))
        .collect();
    match (&codes[..], &checks[..]) {
        ([], []) => {
            let words = error.map_or_else(String::new, |error| error.to_string());
            // A word of ASCII letters is a code, and the nearest one is known.
            let parts = (!question.is_ascii()).then(|| parts_found(question));
            let parts = parts.unwrap_or_default();
            let words = match &parts[..] {
                [] => words,
                _ => format!(
                    "没有哪个检查项目说到它;可以找 {}",
                    text::list(parts.iter().map(String::as_str))
                ),
            };
            let codes = Code::ALL.iter().map(|code| code.as_str());
            let meant = parts.first().map(String::as_str);
            let meant = meant.or_else(|| text::nearest(question, codes));
            let line = meant.and_then(|meant| usage::again_replacing(question, &[meant]));
            let words = format!("[项目] 的值 \"{question}\" 不对:{words}");
            report::usage(&with_advice(&words, line));
            return ExitStatus::Usage;
        }
        ([code], []) => explain_code(*code),
        _ => {
            if is_english() {
                print_in_english(&codes);
            } else {
                for code in &codes {
                    report::result(&line(*code));
                }
            }
            for check in &checks {
                report::result(check);
            }
            report::result(pick(
                "\n用 jixiao explain <项目> 看一个项目的说明、出处、错例与正例",
                "\njixiao explain CODE explains one",
            ));
        }
    }
    ExitStatus::Success
}

fn explain_code(code: Code) {
    if is_english() {
        let (level, words) = (report::level_word(code.level()), code.in_english());
        report::result(&format!("{level}[{}] {words}\n", code.as_str()));
        report::result("In full, in Chinese:\n");
    }
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
