//! What a run compares each submission with: last year's data, approved budgets.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use jixiao::Error;
use jixiao::batch::{Budget, BudgetOutcome, REPORT_JSON};
use jixiao::compare::LastYear;
use jixiao::render::Renderer;
use jixiao::text::visible;

use super::departments::{NoDepartments, read_departments};
use super::status::ExitStatus;
use super::{input, report, roster};

/// Reads last year's data for a run, if they are given. Breaks if something in them cannot be read:
/// then nothing is to be written.
pub(super) fn last_year(
    path: Option<&Path>,
    renderer: &Renderer,
) -> Result<ControlFlow<ExitStatus, Option<Arc<LastYear>>>, Error> {
    let Some(path) = path else {
        return Ok(ControlFlow::Continue(None));
    };
    let read = match read_departments(renderer, path) {
        Ok(read) => read,
        Err(NoDepartments::Usage(words)) => {
            report::usage(&words);
            return Ok(ControlFlow::Break(ExitStatus::Usage));
        }
        Err(NoDepartments::Failure(error)) => return Err(error),
    };
    report::findings(&read.report);
    for (name, error) in &read.failures {
        report::message(&format!("失败:读不出 {}:{error}", visible(name)));
    }
    let name = visible(&path.to_string_lossy());
    let status = read.status();
    if status != ExitStatus::Success {
        report::message(&format!(
            "上年的数据 {name} 没有全部读出,什么也没有做:改正以后再运行"
        ));
        return Ok(ControlFlow::Break(status));
    }
    if read.departments.submissions.is_empty() {
        report::message(&format!(
            "{name} 里没有读出申报数据,不能与上年对照;什么也没有做"
        ));
        return Ok(ControlFlow::Break(ExitStatus::Usage));
    }
    let last_year = renderer.last_year(read.departments);
    Ok(ControlFlow::Continue(Some(Arc::new(last_year))))
}

/// Reads the approved budgets of a run, if they are given, and prints the findings on them. Breaks
/// if they have errors: then nothing is to be written.
pub(super) fn budget(
    file: Option<&Path>,
    renderer: &Renderer,
) -> Result<ControlFlow<(), Option<Budget>>, Error> {
    let Some(file) = file else {
        return Ok(ControlFlow::Continue(None));
    };
    let read = Budget::read(renderer, &file.to_string_lossy(), &input::read(file)?);
    report::findings(&read.report);
    if read.value.is_none() {
        report::message("预算批复有错误,什么也没有做:改正以后再运行");
        return Ok(ControlFlow::Break(()));
    }
    Ok(ControlFlow::Continue(read.value))
}

/// Prints which departments of the approved budgets have not handed in, and of which that is unknown.
pub(super) fn print(outcome: &BudgetOutcome) {
    let missing = outcome.missing.len();
    let apart = match outcome.apart.len() {
        0 => String::new(),
        count => format!(",编码与名称对不上的 {count} 个"),
    };
    report::message(&format!(
        "预算批复里的部门 {} 个:没有报送的 {missing} 个{apart}",
        outcome.departments
    ));
    let rest = format!("见 {REPORT_JSON}");
    let names = outcome.missing.iter().map(String::as_str);
    roster::print_names("预算批复里有而没有报送", names, &rest);
    let apart = outcome.apart.iter().map(String::as_str);
    roster::print_names(
        "预算批复里编码与名称对不上(报来的编码是一个部门的,名称是另一个的)",
        apart,
        &rest,
    );
}
