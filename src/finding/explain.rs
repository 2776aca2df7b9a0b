//! Explanation of a code for a clerk: the text of `jixiao explain` and of `docs/findings.md`.
//!
//! The texts are in `codes.toml`. Their examples are for people; no code depends on them.

use std::fmt;

use super::Code;

/// Path of the page in the repository.
pub const PAGE: &str = "docs/findings.md";

/// Explanation of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// In one line, for the list; without a full stop.
    pub summary: &'static str,
    /// In full: the condition that is reported, and cases in which it is no mistake.
    pub meaning: &'static str,
    /// Source of the rule.
    pub origin: Origin,
    /// A wrong example: a few lines of data, of a definition or of a template.
    pub wrong: &'static str,
    /// The same example, corrected.
    pub right: &'static str,
}

/// Source of a rule, with the form, the section or the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The official forms.
    Form(&'static str),
    /// Other public sources: forms of other places, reviewers' comments.
    Practice(&'static str),
    /// A regulation whose original was not read.
    Convention(&'static str),
    /// The program: the formats it can read and write.
    Program(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, words) = match self {
            Origin::Form(words) => ("见于和政县公开的 2025 年度两表", words),
            Origin::Practice(words) => ("见于各地公开的表样与审核意见", words),
            Origin::Convention(words) => ("惯例:没有核对过文件原文,不需要就用 --level 关掉", words),
            Origin::Program(words) => ("本程序的规定", words),
        };
        write!(formatter, "{words}({kind})")
    }
}

/// The explanation in full, as printed by `jixiao explain CODE`.
impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            ("说明", self.meaning),
            ("出处", &self.origin.to_string()),
            ("错例", self.wrong),
            ("正例", self.right),
        ];
        write!(formatter, "{}", self.summary)?;
        for (name, words) in sections {
            write!(formatter, "\n\n{name}")?;
            for line in words.lines() {
                write!(formatter, "\n  {line}")?;
            }
        }
        Ok(())
    }
}

/// All codes, one per line: code, level, summary.
pub fn list() -> String {
    let width = Code::ALL
        .iter()
        .map(|code| code.as_str().len())
        .max()
        .unwrap_or_default();
    let lines = Code::ALL.iter().map(|code| {
        format!(
            "{:width$}  {}  {}",
            code.as_str(),
            code.level(),
            code.explanation().summary
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The page of all codes, in Markdown (检查项目一览).
pub fn page() -> String {
    let mut page = String::from(HEAD);
    let mut family = "";
    for code in Code::ALL {
        if code.family() != family {
            family = code.family();
            page.extend(["\n## ", family, "\n"]);
        }
        page.push_str(&section(*code));
    }
    page
}

const HEAD: &str = "# 检查项目一览

<!-- 由 src/finding/codes.toml 的文字生成,不要手改:jixiao explain --markdown > docs/findings.md -->

`jixiao check` 与 `jixiao render` 报告的每一种问题。**错误**:这样的表会被退回,`render` 不生成文件(除非加 `--force`);**警告**:多半有误,文件照样生成;\
**提示**:值得看一眼,或只是惯例。

级别可以改:命令里写 `--level 项目=级别`,或在数据所在的文件夹里放一个 `jixiao.toml`:

```toml
[levels]
unknown-key = \"提示\"    # 错误、警告、提示、关;也可以写 error、warning、note、off
```

先后:项目自己的级别,版本(表样)规定的,`jixiao.toml`,`--level`;后面的算数。标“固定”的级别不能改:有此错误,数据或表样就没有读全。
";

fn section(code: Code) -> String {
    let Explanation {
        summary,
        meaning,
        origin,
        wrong,
        right,
    } = code.explanation();
    let fixed = if code.is_fixed() { ",固定" } else { "" };
    format!(
        "\n### `{}`\n\n{summary}。级别:{}{fixed}。\n\n{meaning}\n\n出处:{origin}。\n\n错例:\n\n```text\n{wrong}\n```\n\n正例:\n\n```text\n{right}\n```\n",
        code.as_str(),
        code.level()
    )
}
