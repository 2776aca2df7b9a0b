//! `jixiao verify`: compares a folder of results with its manifest. The differences are the result.

use jixiao::Error;
use jixiao::batch::{Difference, find_inputs, verify};
use jixiao::text::{self, visible};

use super::args::VerifyArgs;
use super::language::said;
use super::report;
use super::status::ExitStatus;

pub(super) fn run(args: &VerifyArgs) -> Result<ExitStatus, Error> {
    let inputs = if args.inputs.is_empty() {
        None
    } else {
        Some(find_inputs(&args.inputs, &args.output)?.inputs)
    };
    let verified = verify(&args.output, inputs.as_deref())?;
    for difference in &verified.differences {
        report::result(&words(difference));
    }
    for (path, what) in &verified.strays {
        report::remark(&said!("略过 {path}:{what}", "skipped {path}: {what}"));
    }
    if !verified.not_compared.is_empty() {
        let names: Vec<String> = verified
            .not_compared
            .iter()
            .map(|name| visible(name))
            .collect();
        report::remark(&said!(
            "没有给出、没有核对的申报数据 {} 个(它们的部门是以前做的,照旧保留着):{}",
            "{} submissions of departments made before were not given and not compared: {}",
            names.len(),
            text::list(names.iter().map(String::as_str))
        ));
    }
    let inputs = match verified.inputs {
        0 => String::new(),
        count => said!(",申报数据 {count} 个", ", submissions: {count}"),
    };
    let files = verified.files;
    report::remark(&match verified.differences.len() {
        0 => said!(
            "相符:文件 {files} 个{inputs}",
            "all equal; files: {files}{inputs}"
        ),
        count => said!(
            "不相符 {count} 处;核对了文件 {files} 个{inputs}",
            "differences: {count}; files compared: {files}{inputs}"
        ),
    });
    Ok(if verified.differences.is_empty() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

fn words(difference: &Difference) -> String {
    match difference {
        Difference::Missing(path) => said!("缺少 {path}", "missing {path}"),
        Difference::Changed(path) => said!("被改动 {path}", "changed {path}"),
        Difference::Link(path) => said!(
            "是一个链接,不是做出的文件 {path}",
            "a link, and not the file that was made {path}"
        ),
        Difference::Unknown(path) => said!("文件清单里没有 {path}", "not in the manifest {path}"),
        Difference::SetAside(path) => {
            said!(
                "改动过的成果,重做时留下的;看过、要用的取走以后移出这个文件夹 {path}",
                "a changed result, kept when it was made again; take what you need and move it away {path}"
            )
        }
        Difference::UnknownFolder(path) => said!(
            "文件清单里没有的空文件夹 {path}",
            "an empty folder that is not in the manifest {path}"
        ),
        Difference::InputChanged(name) => said!("申报数据变了 {name}", "submission changed {name}"),
        Difference::InputMissing(name) => said!("缺少申报数据 {name}", "submission missing {name}"),
        Difference::InputNew(name) => said!(
            "文件清单里没有的申报数据 {name}",
            "submission that is not in the manifest {name}"
        ),
        Difference::Manifest => said!(
            "文件清单被改动过 manifest.json",
            "the manifest was changed manifest.json"
        ),
        Difference::Counts => said!(
            "文件清单里的个数与记录不符",
            "the numbers in the manifest are not those of the records"
        ),
    }
}
