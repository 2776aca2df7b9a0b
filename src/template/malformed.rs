//! Findings for markup that is not well-formed XML or contains more than one table, placed at the
//! tag or text of the template.

use roxmltree::Error;

use super::input::{MAX_TABLE_NODES, TableInput};
use super::source_map::{MappedTemplate, PLACE_ATTRIBUTE};
use crate::finding::{Code, Finding};
use crate::source::Place;
use crate::text;

/// Finding for markup that is not well-formed, placed at the last tag before the error.
pub(super) fn malformed(markup: &str, table: &TableInput<'_>, error: &Error) -> Finding {
    let position = error.pos();
    let at = byte_of(markup, position.row as usize, position.col as usize);
    let open = open_tag(&markup[..at]);
    if open.is_none() && matches!(error, Error::UnknownToken(_)) {
        return outside(
            &markup[at..],
            table,
            at == 0 || !markup[..at].contains("<table"),
        );
    }
    let is_unclosed = matches!(
        error,
        Error::UnexpectedCloseTag(..) | Error::UnclosedRootNode | Error::UnexpectedEndOfStream
    );
    // An unclosed element is the innermost open one; any other error is near the last tag before
    // it.
    let tag = match open.filter(|_| is_unclosed) {
        Some(open) => place_attribute_of(&markup[open..]),
        None => markup[..at]
            .rfind(&format!(" {PLACE_ATTRIBUTE}=\""))
            .and_then(|start| place_attribute_of(&markup[start..])),
    };
    let place = tag
        .and_then(|value| table.tag_place(value))
        .unwrap_or_else(|| table.place());
    let (seen, correction) = words(error);
    Finding::new(Code::TemplateMarkup, place)
        .seen(seen)
        .expected("写法正确的 XHTML")
        .correction(correction)
}

/// Message of the XML parser in Chinese: the value seen, and the correction.
fn words(error: &Error) -> (String, &'static str) {
    match error {
        Error::UnexpectedCloseTag(expected, actual, _) => (
            format!("</{actual}>,应为 </{expected}>"),
            "配对开始与结束的标签",
        ),
        Error::NoRootNode => ("没有任何元素".to_owned(), "模板要渲染出一个 <table>"),
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            ("到结尾还有没结束的标签".to_owned(), "补上结束标签")
        }
        Error::DuplicatedAttribute(name, _) => (format!("属性 {name} 写了两次"), "删去一个"),
        Error::UnknownEntityReference(name, _) => {
            (format!("&{name};"), "只用 &amp; &lt; &gt; &quot; 与 &#…;")
        }
        Error::MalformedEntityReference(_) => ("不完整的 &…;".to_owned(), "& 要写成 &amp;"),
        Error::UnknownToken(_)
        | Error::InvalidName(_)
        | Error::InvalidChar(..)
        | Error::InvalidChar2(..)
        | Error::InvalidString(..) => (
            "不是标签,也不是属性".to_owned(),
            "文字里的 < 要写成 &lt;;属性写成 名=\"值\"",
        ),
        Error::NonXmlChar(character, _) => (
            format!("控制字符 U+{:04X}", u32::from(*character)),
            "删去它,或写成 <char code=\"…\"/>",
        ),
        Error::InvalidAttributeValue(_) => ("属性值里有 <".to_owned(), "属性值里的 < 要写成 &lt;"),
        Error::NodesLimitReached => (
            format!("元素与文字超过 {MAX_TABLE_NODES} 个"),
            "检查模板里的循环",
        ),
        Error::DtdDetected => ("<!DOCTYPE>".to_owned(), "删去它:模板只写一个 <table>"),
        other => (other.to_string(), "按 XHTML 的写法改正"),
    }
}

/// Place attribute of the first tag of a text that has one.
fn place_attribute_of(text: &str) -> Option<&str> {
    let start = format!(" {PLACE_ATTRIBUTE}=\"");
    let at = text.find(&start)?;
    text[at + start.len()..].split('"').next()
}

/// Start of the innermost element that is open at the end of a text.
fn open_tag(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|start| at + start) {
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            at = start + rest.find("-->")? + 3;
            continue;
        }
        let Some(length) = tag_length(rest) else {
            break;
        };
        match &rest[..length] {
            tag if tag.starts_with("</") => {
                open.pop();
            }
            tag if tag.ends_with("/>")
                || !tag[1..].starts_with(|next: char| next.is_ascii_alphabetic()) => {}
            _ => open.push(start),
        }
        at = start + length;
    }
    open.pop()
}

/// Length of a tag. Attribute values may contain `>`.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Finding for content before or after the table, placed at its own tag or at its text in the
/// template.
fn outside(rest: &str, table: &TableInput<'_>, is_before: bool) -> Finding {
    let end = rest.find('\n').unwrap_or(rest.len());
    let (words, place) = if rest.starts_with('<') {
        let tag = &rest[..tag_length(rest).unwrap_or(end)];
        let name = tag[1..].split([' ', '>', '/']).next().unwrap_or_default();
        let place = place_attribute_of(tag).and_then(|value| table.tag_place(value));
        (format!("<{name}>"), place)
    } else {
        let words = rest[..end].split('<').next().unwrap_or_default().trim();
        (text::quote(words), words_place(words, table, is_before))
    };
    let side = if is_before { "前" } else { "后" };
    let correction = match words.as_str() {
        "<table>" => "模板只写一个 <table>:别的表写成另一个表样文件",
        _ => "移进表里:上面的写进 <caption>,下面的写成一行 <tr>;不要就删去",
    };
    Finding::new(Code::TemplateMarkup, place.unwrap_or_else(|| table.place()))
        .seen(format!("<table> 的{side}面有 {words}"))
        .expected("只有一个 <table>")
        .correction(correction)
}

/// Place of a text in the form's own template or a template it includes: the first occurrence
/// before the table, or the last one after it.
fn words_place(words: &str, table: &TableInput<'_>, is_before: bool) -> Option<Place> {
    let is_own =
        |template: &&MappedTemplate| template.source.name().ends_with(&table.form.template);
    let own = table.templates.iter().filter(is_own);
    let parts = table.templates.iter().filter(|template| !is_own(template));
    own.chain(parts).find_map(|template| {
        let text = template.source.text();
        let start = if is_before {
            text.find(words)
        } else {
            text.rfind(words)
        }?;
        Some(template.source.place(start..start + words.len()))
    })
}

fn byte_of(text: &str, row: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(row.saturating_sub(1))
        .map(str::len)
        .sum();
    let line = text.get(start..).unwrap_or_default();
    start
        + line
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(line.len(), |(byte, _)| byte)
}
