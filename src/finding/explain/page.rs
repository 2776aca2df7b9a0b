//! The explanations as text: one code in full, all codes in a list, the page of the documentation.

use std::fmt;

use super::{Explanation, explanation};
use crate::finding::{Code, is_fixed};

/// The page's path in the repository.
pub const PAGE: &str = "docs/findings.md";

/// Families of codes, for headings: the title, and the family's first code. Codes stand in the order of [`Code::ALL`].
const FAMILIES: [(&str, Code); 6] = [
    ("读申报数据", Code::Encoding),
    ("合计与金额", Code::TotalMismatch),
    ("指标", Code::MissingValue),
    ("文字", Code::StraySpace),
    ("生成文件", Code::GlyphMissing),
    ("自己的表样与设置", Code::EditionFileMissing),
];

/// One code in full, as printed by `jixiao explain CODE`.
impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("说明", self.meaning),
            ("出处", &self.origin.to_string()),
            ("错例", self.wrong),
            ("正例", self.right),
        ];
        write!(formatter, "{}", self.line)?;
        for (name, words) in parts {
            write!(formatter, "\n\n{name}")?;
            for line in words.lines() {
                write!(formatter, "\n  {line}")?;
            }
        }
        Ok(())
    }
}

/// All codes, a line each: code, level, meaning in a line.
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
            explanation(*code).line
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The page of all codes, in Markdown (检查项目一览).
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for code in Code::ALL {
        if let Some((title, _)) = FAMILIES.iter().find(|(_, first)| first == code) {
            page.push_str("\n## ");
            page.push_str(title);
            page.push('\n');
        }
        page.push_str(&section(*code));
    }
    page
}

const HEAD: &str = "# 检查项目一览

<!-- 由 src/finding/explain 的文字生成,不要手改:jixiao explain --markdown > docs/findings.md -->

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
        line,
        meaning,
        origin,
        wrong,
        right,
    } = explanation(code);
    let fixed = if is_fixed(code) { ",固定" } else { "" };
    format!(
        "\n### `{}`\n\n{line}。级别:{}{fixed}。\n\n{meaning}\n\n出处:{origin}。\n\n错例:\n\n```text\n{wrong}\n```\n\n正例:\n\n```text\n{right}\n```\n",
        code.as_str(),
        code.level()
    )
}
