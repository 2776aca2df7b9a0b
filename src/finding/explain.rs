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

/// All codes by family: the title of the family, then a line for each code with its level and
/// summary.
pub fn list() -> String {
    let mut list = String::new();
    for (family, codes) in families() {
        let gap = if list.is_empty() { "" } else { "\n\n" };
        list.extend([gap, family]);
        for code in codes {
            list.extend(["\n  ", &line(code)]);
        }
    }
    list
}

/// A code in a line: code, level, summary.
pub fn line(code: Code) -> String {
    let widths = Code::ALL.iter().map(|code| code.as_str().len());
    let width = widths.max().unwrap_or_default();
    let (name, level) = (code.as_str(), code.level());
    format!("{name:width$}  {level}  {}", code.explanation().summary)
}

/// The families with their codes, in the order of `codes.toml`.
fn families() -> Vec<(&'static str, Vec<Code>)> {
    let mut families: Vec<(&str, Vec<Code>)> = Vec::new();
    for code in Code::ALL {
        match families.last_mut() {
            Some((family, codes)) if *family == code.family() => codes.push(*code),
            _ => families.push((code.family(), vec![*code])),
        }
    }
    families
}

/// Longest question that is answered, in characters.
const MAX_QUESTION: usize = 60;

/// The first characters of a question whose parts are looked for.
const MAX_WORDS: usize = 16;

/// The codes whose explanation contains all words of a question, the best first: words in the name
/// or the summary count most, then in the meaning, then in the examples.
pub fn find(question: &str) -> Vec<Code> {
    let question = question.to_lowercase();
    let words: Vec<&str> = question.split_whitespace().collect();
    if words.is_empty() || question.chars().nth(MAX_QUESTION).is_some() {
        return Vec::new();
    }
    let rank = |code: &Code| {
        let ranks = words.iter().map(|word| rank(*code, word));
        ranks.sum::<Option<usize>>()
    };
    let mut found: Vec<(usize, Code)> = Code::ALL
        .iter()
        .filter_map(|code| Some((rank(code)?, *code)))
        .collect();
    found.sort();
    found.into_iter().map(|(_, code)| code).collect()
}

/// Where a word is in an explanation: 0 is the best; `None` if it is nowhere.
fn rank(code: Code, word: &str) -> Option<usize> {
    let Explanation {
        summary,
        meaning,
        wrong,
        right,
        ..
    } = code.explanation();
    let is_part = code.as_str().split('-').any(|part| part == word);
    let parts = [
        is_part || summary.to_lowercase().contains(word),
        code.as_str().contains(word),
        meaning.to_lowercase().contains(word),
        [wrong, right]
            .iter()
            .any(|text| text.to_lowercase().contains(word)),
    ];
    parts.iter().position(|is_there| *is_there)
}

/// The longest parts of a question, of two characters or more, that occur in explanations: what to
/// ask instead.
pub fn parts_found(question: &str) -> Vec<String> {
    let letters: Vec<char> = question.trim().chars().take(MAX_WORDS).collect();
    for length in (2..letters.len()).rev() {
        let parts = letters
            .windows(length)
            .map(|part| part.iter().collect::<String>());
        let mut found: Vec<String> = Vec::new();
        for part in parts {
            let is_word = part.chars().all(char::is_alphanumeric);
            if is_word && !found.contains(&part) && !find(&part).is_empty() {
                found.push(part);
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The page of all codes, in Markdown (检查项目一览): an index by family, one by words, then the
/// explanations.
pub fn page() -> String {
    let mut page = String::from(HEAD);
    page.push_str(&index());
    for (family, codes) in families() {
        page.extend(["\n## ", family, "\n"]);
        for code in codes {
            page.push_str(&section(code));
        }
    }
    page
}

/// The index by family, and by words of the summaries.
fn index() -> String {
    let mut index = String::from("\n## 目录\n\n");
    for (family, codes) in families() {
        index.push_str(&entry(&format!("[{family}](#{family})"), &codes));
    }
    index.push_str(WORDS_HEAD);
    for word in WORDS {
        index.push_str(&entry(word, &said_by(word)));
    }
    index
}

fn entry(head: &str, codes: &[Code]) -> String {
    let links = codes.iter().map(|code| {
        let name = code.as_str();
        format!(
            "[{name}](#{name} \"{}\")",
            code.explanation().summary.replace('"', "'")
        )
    });
    format!("- {head}:{}\n", links.collect::<Vec<_>>().join("、"))
}

/// The codes whose summary contains a word.
fn said_by(word: &str) -> Vec<Code> {
    let codes = Code::ALL.iter().copied();
    codes
        .filter(|code| code.explanation().summary.contains(word))
        .collect()
}

const WORDS_HEAD: &str = "
## 按字词查

按报告里的说法查;别的字词用 `jixiao explain 字词` 查,如 `jixiao explain 合计`。

";

/// The words of the index, in the order of their sounds. Every summary contains one of them.
const WORDS: &[&str] = &[
    "100%",
    "JSON",
    "PDF",
    "百分数",
    "版本",
    "比率",
    "必填",
    "编码",
    "标点",
    "表格",
    "标题",
    "表样",
    "部门",
    "成本",
    "词",
    "待填",
    "单位",
    "单元格",
    "定性",
    "定义",
    "对不上",
    "方向",
    "符号",
    "附着",
    "格式",
    "公式",
    "工作表",
    "工作簿",
    "官方",
    "合计",
    "键",
    "金额",
    "看不见",
    "看不准",
    "空白",
    "栏目",
    "类别",
    "类型",
    "两",
    "列",
    "路径",
    "密码",
    "满意度",
    "名称",
    "模板",
    "目标",
    "年度",
    "年份",
    "排紧",
    "嵌套",
    "清单",
    "人数",
    "日期",
    "删除线",
    "上标",
    "上限",
    "算式",
    "填",
    "同上",
    "推定",
    "图片",
    "位数",
    "文本",
    "文件",
    "文字",
    "小计",
    "小数",
    "选项",
    "一级",
    "隐藏",
    "预算",
    "指标",
    "指标值",
    "职能",
    "字符",
    "字体",
];

const HEAD: &str = "# 检查项目一览

<!-- 由 src/finding/codes.toml 的文字生成,不要手改:jixiao explain --markdown > docs/findings.md -->

`jixiao check` 与 `jixiao render` 报告的每一种问题。**错误**:这样的表会被退回,`render` 不生成文件(除非加 `--force`);**警告**:多半有误,文件照样生成;\
**提示**:值得看一眼,或只是惯例。

级别可以改:命令里写 `--level 项目=级别`,或在数据所在的文件夹里放一个 `jixiao.toml`:

```toml
[levels]
unknown-key = \"提示\"    # 错误、警告、提示、关;也可以写 error、warning、note、off
```

先后:项目自己的级别,版本(表样)规定的,`jixiao.toml`,`--level`;后面的算数。标“固定”的级别不能改:有此错误,数据或表样就没有读全,或有文件生成不了。
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
