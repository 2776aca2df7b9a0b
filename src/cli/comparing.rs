//! What a run compares each submission with: last year's data.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use jixiao::Error;
use jixiao::compare::LastYear;
use jixiao::render::Renderer;
use jixiao::text::visible;

use super::departments::{NoDepartments, read_departments};
use super::report;
use super::status::ExitStatus;

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
            report::message(&format!("用法错误:{words}"));
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
