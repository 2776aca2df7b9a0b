//! `jixiao verify`: compares a folder of results with its manifest. The differences are the result.

use jixiao::Error;
use jixiao::batch::{Difference, find_inputs, verify};
use jixiao::text::{self, visible};

use super::args::VerifyArgs;
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
        report::message(&format!("略过 {path}:{what}"));
    }
    if !verified.not_compared.is_empty() {
        let names: Vec<String> = verified
            .not_compared
            .iter()
            .map(|name| visible(name))
            .collect();
        report::message(&format!(
            "没有给出、没有核对的申报数据 {} 个(它们的部门是以前做的,照旧保留着):{}",
            names.len(),
            text::list(names.iter().map(String::as_str))
        ));
    }
    let inputs = match verified.inputs {
        0 => String::new(),
        count => format!(",申报数据 {count} 个"),
    };
    report::message(&match verified.differences.len() {
        0 => format!("相符:文件 {} 个{inputs}", verified.files),
        count => format!("不相符 {count} 处;核对了文件 {} 个{inputs}", verified.files),
    });
    Ok(if verified.differences.is_empty() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

fn words(difference: &Difference) -> String {
    match difference {
        Difference::Missing(path) => format!("缺少 {path}"),
        Difference::Changed(path) => format!("被改动 {path}"),
        Difference::Link(path) => format!("是一个链接,不是做出的文件 {path}"),
        Difference::Unknown(path) => format!("文件清单里没有 {path}"),
        Difference::SetAside(path) => {
            format!("改动过的成果,重做时留下的;看过、要用的取走以后移出这个文件夹 {path}")
        }
        Difference::UnknownFolder(path) => format!("文件清单里没有的空文件夹 {path}"),
        Difference::InputChanged(name) => format!("申报数据变了 {name}"),
        Difference::InputMissing(name) => format!("缺少申报数据 {name}"),
        Difference::InputNew(name) => format!("文件清单里没有的申报数据 {name}"),
        Difference::Manifest => "文件清单被改动过 manifest.json".to_owned(),
        Difference::Counts => "文件清单里的个数与记录不符".to_owned(),
    }
}
