//! `jixiao roster`: a roster of the departments that are there. Also the roster of `batch` and
//! `merge`: read, and who has handed in.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use jixiao::batch::{Found, NewRoster, Roster, RosterFormat, RosterOutcome, SUMMARY};
use jixiao::render::{Renderer, Resaver};
use jixiao::text::{self, visible};
use jixiao::{Error, FontSet};

use super::args::RosterArgs;
use super::edition::registry;
use super::input::Inputs;
use super::language::{pick, said};
use super::output::{folder_and_name, save_keeping, wrong_ending};
use super::status::ExitStatus;
use super::{input, report};

/// Maximum number of names in a line of the printed summary: three lines of them fit a screen.
const MAX_NAMES: usize = 30;

pub(super) fn run(args: &RosterArgs) -> Result<ExitStatus, Error> {
    let Some(format) = format(&args.output) else {
        let name = text::quote(&args.output.to_string_lossy());
        let words = said!(
            "名册的文件名 {name} 应以 .xlsx 或 .csv 结尾",
            "the name of a roster ends with .xlsx or .csv, not {name}"
        );
        report::usage(&wrong_ending(&words, &args.output, "xlsx"));
        return Ok(ExitStatus::Usage);
    };
    let Some(registry) = registry(args.templates.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    let renderer = Renderer::new(registry, FontSet::new());
    let existing = args.roster.as_deref();
    let bytes = existing.map(input::read).transpose()?;
    let existing = existing.zip(bytes.as_deref());
    let new = NewRoster::make(&renderer, &args.inputs, existing, (format, &args.output))?;
    report::findings(&new.report);
    for (name, reason) in &new.failures {
        report::message(&format!("失败:读不出 {}:{reason}", visible(name)));
    }
    if !new.unread.is_empty() {
        let words = said!(
            "读不出 {} 个,不知道是谁的",
            "could not be read: {}, whose they are is unknown",
            new.unread.len()
        );
        print_names(&words, new.unread.iter().map(String::as_str), "");
    }
    let Some(bytes) = &new.bytes else {
        report::message("没有写出名册:没有读出部门,或已有的名册有错误");
        return Ok(status_of(&new).max(ExitStatus::Findings));
    };
    Inputs::of(&args.inputs).spare(&args.output)?;
    let (folder, name) = folder_and_name(&args.output);
    save_keeping(&mut Resaver::new(&folder), &name, bytes)?;
    let (kept, added) = (new.kept, new.added.len());
    report::remark(&if existing.is_some() {
        said!(
            "名册里原有 {kept} 个部门,新增 {added} 个",
            "departments in the roster: {kept}, added {added}"
        )
    } else {
        said!(
            "名册里有 {added} 个部门",
            "departments in the roster: {added}"
        )
    });
    report::file(&args.output);
    Ok(status_of(&new))
}

fn status_of(new: &NewRoster) -> ExitStatus {
    if !new.failures.is_empty() {
        ExitStatus::Failure
    } else if new.report.has_errors() || !new.unread.is_empty() {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    }
}

/// The format of a roster, by the ending of its name.
fn format(file: &Path) -> Option<RosterFormat> {
    let ending = file.extension()?.to_string_lossy().to_lowercase();
    match ending.as_str() {
        "xlsx" => Some(RosterFormat::Xlsx),
        "csv" => Some(RosterFormat::Csv),
        _ => None,
    }
}

/// Reads the roster of a run, if one is given, and prints the findings on it. Breaks if it has
/// errors: then nothing is to be written.
pub(super) fn read(file: Option<&Path>) -> Result<ControlFlow<(), Option<Roster>>, Error> {
    let Some(file) = file else {
        return Ok(ControlFlow::Continue(None));
    };
    let read = Roster::read(&file.to_string_lossy(), &input::read(file)?);
    report::findings(&read.report);
    if read.value.is_none() {
        report::message("名册有错误,什么也没有做:改正以后再运行");
        return Ok(ControlFlow::Break(()));
    }
    Ok(ControlFlow::Continue(read.value))
}

/// Removes a file from the inputs: the roster may be in their folder.
pub(super) fn leave_out(file: &Path, found: &mut Found) {
    let own = fs::canonicalize(file).ok();
    let is_roster = |path: &Path| own.is_some() && fs::canonicalize(path).ok() == own;
    found.inputs.retain(|input| !is_roster(&input.path));
}

/// Prints who has not handed in, by name.
pub(super) fn print(outcome: &RosterOutcome, out: &Path) {
    let counts = &outcome.counts;
    let failed = match counts.failed {
        0 => String::new(),
        failed => said!(",失败 {failed}", ", failed {failed}"),
    };
    report::remark(&said!(
        "名册上的部门 {} 个:已报送 {},退回 {}{failed},读不出 {},未报送 {};不在名册的 {} 个",
        "departments of the roster: {}, handed in {}, sent back {}{failed}, could not be read {}, not handed in {}; not in the roster: {}",
        counts.departments,
        counts.made,
        counts.returned,
        counts.unreadable,
        counts.missing,
        counts.unlisted
    ));
    let summary = out.join(SUMMARY);
    let rest = format!("见 {} 的“报送情况”", summary.to_string_lossy());
    let unreadable = outcome.unreadable.iter();
    let unreadable: Vec<String> = unreadable
        .map(|(name, file)| format!("{name}(看文件名像是:{file})"))
        .collect();
    let described = |all: &[(String, String)]| {
        let all = all.iter().map(|(name, words)| format!("{name}({words})"));
        all.collect::<Vec<_>>()
    };
    let texts = |names: &[String]| names.to_vec();
    for (words, names) in [
        (pick("退回", "sent back"), texts(&outcome.returned)),
        (pick("读不出", "could not be read"), unreadable),
        (pick("未报送", "not handed in"), texts(&outcome.missing)),
        (
            pick("不在名册", "not in the roster"),
            texts(&outcome.unlisted),
        ),
        (
            pick("编码、名称不是一个部门", "code and name of two departments"),
            described(&outcome.conflicts),
        ),
    ] {
        print_names(words, names.iter().map(String::as_str), &rest);
    }
}

/// Prints a line of names; of many the first, and where the others are.
pub(super) fn print_names<'n>(
    words: &str,
    names: impl ExactSizeIterator<Item = &'n str>,
    rest: &str,
) {
    let count = names.len();
    if count == 0 {
        return;
    }
    let shown: Vec<String> = names.take(MAX_NAMES).map(visible).collect();
    let more = match (count > MAX_NAMES, rest) {
        (false, _) => String::new(),
        (true, "") => said!(" 等 {count} 个", ", {count} in all"),
        (true, rest) => said!(" 等 {count} 个,{rest}", ", {count} in all: {rest}"),
    };
    let colon = pick(":", ": ");
    report::remark(&format!("{words}{colon}{}{more}", shown.join("、")));
}
