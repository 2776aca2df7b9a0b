//! `jixiao page`: writes the page, which does a clerk's job in a browser, out of the program.

use std::path::Path;

use jixiao::Error;
use jixiao::render::save;

use super::args::PageArgs;
use super::input;
use super::language::said;
use super::output::{folder_and_name, is_folder};
use super::status::ExitStatus;
use super::usage::with_advice;
use super::{report, usage};

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Its name if none is given.
const NAME: &str = "绩效目标表.html";

pub(super) fn run(args: &PageArgs) -> Result<ExitStatus, Error> {
    let Some(page) = PAGE else {
        report::message(
            "失败:这份程序里没有带网页。在程序的源代码里运行 page/build-engine.sh、npm ci --prefix page、\
             npm run build --prefix page,再编译一次就有",
        );
        return Ok(ExitStatus::Failure);
    };
    let path = args.output.as_deref().unwrap_or(Path::new(NAME));
    let path = if is_folder(path) {
        path.join(NAME)
    } else {
        path.to_owned()
    };
    if path.exists() && !args.force && input::read(&path)? != page {
        let words = said!(
            "失败:写不了 {}:已经有了,内容不同;确实要换掉的,加 --force",
            "failed: {} exists with other content; with --force it is replaced",
            path.display()
        );
        report::message(&with_advice(&words, usage::again_with(&["--force"])));
        return Ok(ExitStatus::Failure);
    }
    let (folder, name) = folder_and_name(&path);
    let path = save(&folder, &name, page)?;
    report::file(&path);
    Ok(ExitStatus::Success)
}
