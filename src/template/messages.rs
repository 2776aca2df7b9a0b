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
        "Unexpected character",
        "这里不能写这个字符",
        "标点要用英文半角的",
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
