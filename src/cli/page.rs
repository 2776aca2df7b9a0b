//! `jixiao page`: writes the page, which does a clerk's job in a browser, out of the program.

use std::path::Path;

use jixiao::Error;
use jixiao::render::save;

use super::args::PageArgs;
use super::input;
use super::language::{pick, said};
use super::output::{elsewhere, folder_and_name, wrong_ending};
use super::places::is_folder;
use super::report;
use super::status::ExitStatus;

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Its name if none is given.
const NAME: &str = "绩效目标表.html";

pub(super) fn run(args: &PageArgs) -> Result<ExitStatus, Error> {
    let path = args.output.as_deref().unwrap_or(Path::new(NAME));
    let ending = path.extension().unwrap_or_default();
    let is_page = ["html", "htm"]
        .iter()
        .any(|own| ending.eq_ignore_ascii_case(own));
    if !is_page && !is_folder(path) {
        let words = pick(
            "-o 的文件名要以 .html 结尾;是文件夹的,以 / 结尾",
            "the name for -o ends with .html, or with / if it is a folder",
        );
        report::usage(&wrong_ending(words, path, "html"));
        return Ok(ExitStatus::Usage);
    }
    let Some(page) = PAGE else {
        report::message(
            "失败:这份程序里没有带网页。在程序的源代码里运行 page/build-engine.sh、npm ci --prefix page、\
             npm run build --prefix page,再编译一次就有",
        );
        return Ok(ExitStatus::Failure);
    };
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
        let given = args.output.as_deref().unwrap_or(&path);
        report::message(&elsewhere(&words, given, &path));
        return Ok(ExitStatus::Failure);
    }
    let (folder, name) = folder_and_name(&path);
    let path = save(&folder, &name, page)?;
    report::file(&path);
    Ok(ExitStatus::Success)
}
