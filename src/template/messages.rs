//! Messages of the template engine in Chinese.

use std::ops::Range;

use super::limits::STOPPED;
use super::source_map::MappedTemplate;
use crate::text;

/// Message of an error and its correction.
pub(super) struct Message {
    pub(super) seen: String,
    pub(super) correction: String,
}

/// Beginnings of Tera's messages, each with the Chinese message and the correction.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "Unexpected end of input",
        "到结尾还有没结束的标记",
        "补上 {% endfor %}、{% endif %} 等结束标记",
    ),
    (
        "Unknown tag",
        "没有这个标记",
        "标记有 if、elif、else、endif、for、endfor、set、include 等",
    ),
    (
        "Cannot divide by 0",
        "除以 0",
        "在 {% if … %} 里避开除数为 0 的情形",
    ),
    (
        "Math operations can only be done on numbers",
        "文本不能参加运算",
        "栏目在模板里都是印出来的文本;合计与比率写成栏目的 derive",
    ),
    (
        "Iteration not possible",
        "不是列表,不能用 for",
        "for 用于 type = \"rows\" 的栏目",
    ),
    (
        "Cannot compare",
        "两种类型不能比较大小",
        "栏目在模板里都是印出来的文本",
    ),
    ("unexpected end of string", "文本没有后引号", "补上后引号"),
    ("String opened with", "文本没有后引号", "补上后引号"),
    ("Closing comment tag", "注释没有结束", "补上 #}"),
    (
        "The expression is too complex",
        "算式太复杂",
        "分成几个 {% set … %} 写",
    ),
    (
        "The template nesting is too deep",
        "标记套得太深",
        "减少 if、for 的层数",
    ),
    ("Invalid Integer", "数太大", "写小些的数"),
    (
        "Unable to perform",
        "算不出来:结果太大",
        "栏目的合计与比率写成 derive",
    ),
    (
        "Function `range` was called with a `step_by` argument of 0",
        "range 的步长是 0",
        "step_by 写 1 或别的整数",
    ),
    (
        "Missing keyword argument",
        "少一个参数",
        "过滤器与函数的参数都要写名,如 truncate(length=5)",
    ),
    (
        "Key/value iteration is not possible",
        "列表没有名与值两项",
        "写 {% for 行 in 列表 %}",
    ),
    (
        "Cannot index into an undefined value",
        "没有的名后面还有 [ ]",
        "改正方括号前的名",
    ),
    (
        "Index expression is undefined",
        "[ ] 里的名没有",
        "改正方括号里的名;栏目的名写在双引号里",
    ),
    (
        "Cannot slice an undefined value",
        "没有的名后面还有 [ ]",
        "改正方括号前的名",
    ),
    ("Slice ", "[ ] 里不是整数", "写整数,如 [:3]"),
    (
        "Slicing ",
        "[ ] 的步长是 0,或前面的值不能截取",
        "截取用于文本与列表,如 名[:3]",
    ),
    (
        "Invalid type for the value",
        "值的类型不合",
        "大小写、截取用于文本,length、sort、groups 用于列表,round、abs 用于数",
    ),
    (
        "The string `",
        "文本不是数",
        "栏目的合计与比率写成 derive;int、float 只用于数",
    ),
    ("The float ", "数不是整数", "先写 | round"),
    (
        "Value of type ",
        "值的类型不合",
        "length 用于列表与文本,int、float 用于数",
    ),
    (
        "Cannot sort",
        "次序比不出来:值的类型不同",
        "sort(attribute=…) 里写一列文本",
    ),
    (
        "Value at index ",
        "行里没有 sort 要的这一列",
        "attribute 里写行的一列",
    ),
    (
        "Map does not have a key",
        "没有 get 要的这个名",
        "改正 key,或加上 default=\"\"",
    ),
    (
        "`in` cannot be used",
        "in 的右边不是列表,也不是文本",
        "写 \"甲\" in 名",
    ),
    (
        "Value `",
        "数不合:太大,或不是整数",
        "odd、even、divisible_by 用于整数",
    ),
    (
        "Unknown column `",
        "行里没有这一列",
        "groups(by=…) 里写行的一列",
    ),
    (
        "Unexpected character",
        "这里不能写这个字符",
        "标点要用英文半角的",
    ),
];

/// Parts of Tera's messages, each with the Chinese message and the correction.
const PARTS: &[(&str, &str, &str)] = &[
    (
        "is a reserved keyword",
        "这个名是模板语言保留的",
        "换一个名",
    ),
    (
        "can only be used in a for loop",
        "break、continue 不在循环里",
        "写在 {% for … %} 与 {% endfor %} 之间",
    ),
    (
        "is not allowed after `~`",
        "~ 后面紧接着 - 或 not",
        "加上括号,如 \"甲\" ~ (-1)",
    ),
    (
        "cannot be used consecutively",
        "连着的 - 或 not",
        "去掉一个,或加上括号",
    ),
    (
        "Arrays can have a maximum",
        "列表套得太深",
        "列表里至多再有一层列表",
    ),
    (
        "Identifiers can only have",
        "方括号套得太深",
        "分成几个 {% set … %} 写",
    ),
    (
        "unexpected end of raw block",
        "raw 没有结束",
        "补上 {% endraw %}",
    ),
    (
        "unexpected escape character",
        "文本里的 \\ 后面是别的字符",
        "只写 \\\" \\' \\\\ \\n \\t",
    ),
];

/// Beginnings of Tera's messages about unknown names, with the Chinese message and correction.
const UNKNOWN: &[(&str, &str, &str)] = &[
    (
        "Unknown filter ",
        "没有这个过滤器",
        "过滤器见 Tera 的文档,如 length、upper、join",
    ),
    ("Unknown function ", "没有这个函数", "函数只有 range"),
    (
        "Unknown test ",
        "没有这个判断",
        "判断见 Tera 的文档,如 defined、odd",
    ),
    (
        "Unknown template ",
        "没有这个模板文件",
        "补上此文件,或改正文件名",
    ),
    (
        "Unknown component ",
        "没有这个组件",
        "改用 {% include \"文件名\" %}",
    ),
];

/// Translates a message of Tera.
pub(super) fn translate(message: &str) -> Message {
    if let Some((seen, correction)) = STOPPED.iter().find(|(seen, _)| message.contains(seen)) {
        return words(seen, correction);
    }
    let known = WORDS.iter().find(|(start, ..)| message.starts_with(start));
    if let Some((_, seen, correction)) = known {
        return words(seen, correction);
    }
    let part = PARTS.iter().find(|(part, ..)| message.contains(part));
    if let Some((_, seen, correction)) = part {
        return words(seen, correction);
    }
    let found = |start| {
        let rest: &str = message.strip_prefix(start)?;
        rest.strip_suffix('.').or(Some(rest))
    };
    if let Some((seen, expected)) =
        found("Found ").and_then(|rest| rest.split_once(" but expected "))
    {
        return words(&format!("{seen},应为 {expected}"), "按 Tera 的写法改正");
    }
    for (start, what, correction) in UNKNOWN {
        if let Some(name) = found(start) {
            return words(&format!("{what}:{}", name.trim_matches('`')), correction);
        }
    }
    words(
        &format!("Tera 报告:{}", text::clip_to(message, 200)),
        "按 Tera 的写法改正",
    )
}

fn words(seen: &str, correction: &str) -> Message {
    Message {
        seen: seen.to_owned(),
        correction: correction.to_owned(),
    }
}

/// An error that Tera reports only as text: message, template, and position in the template with
/// insertions.
pub(super) struct TeraError<'m> {
    pub(super) message: &'m str,
    pub(super) file: &'m str,
    line: usize,
    column: usize,
}

/// Parses Tera's error text: blocks of `error: <message>\n --> <file>:<line>:<column>`.
pub(super) fn parse_errors(message: &str) -> Vec<TeraError<'_>> {
    let lines = message.lines().zip(message.lines().skip(1));
    let troubles = lines.filter_map(|(first, second)| {
        let message = first.trim_start().strip_prefix("error: ")?;
        let place = second.trim_start().strip_prefix("--> ")?;
        let (place, column) = place.rsplit_once(':')?;
        let (file, line) = place.rsplit_once(':')?;
        Some(TeraError {
            message,
            file,
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        })
    });
    troubles.collect()
}

impl TeraError<'_> {
    /// Range of the error in the original template: a name, or one character.
    pub(super) fn range(&self, template: &MappedTemplate) -> Range<usize> {
        let start: usize = template
            .text
            .split_inclusive('\n')
            .take(self.line.saturating_sub(1))
            .map(str::len)
            .sum();
        let line = template.text.get(start..).unwrap_or_default();
        let byte = line
            .char_indices()
            .nth(self.column.saturating_sub(1))
            .map_or(line.len(), |(byte, _)| byte);
        let rest = &line[byte..];
        let length = if let Some(quoted) = rest.strip_prefix('"') {
            quoted.find('"').map_or(1, |end| end + 2)
        } else {
            rest.find(|next: char| !next.is_alphanumeric() && next != '_')
                .unwrap_or(rest.len())
                .max(1)
        };
        template.original(&(start + byte..start + byte + length))
    }
}
