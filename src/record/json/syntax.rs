//! Syntax of JSON: checks a text as a whole, then opens it object by object. Values remain slices
//! of the text.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::finding::{Code, Finding};
use crate::source::Source;
use crate::text;

/// Maximum nesting depth of objects and lists.
pub const MAX_DEPTH: usize = 64;

/// Maximum number of members of one object; a form has some dozens of fields.
pub const MAX_MEMBERS: usize = 1_000;

/// Maximum number of characters of a text: a hundred pages in one cell.
pub const MAX_TEXT: usize = 100_000;

/// Key and value of a member, as slices of the text.
pub(super) struct Member<'t> {
    pub(super) key: &'t RawValue,
    pub(super) name: Cow<'t, str>,
    pub(super) value: &'t RawValue,
}

/// Parses a JSON text. Returns a finding if it is not JSON or is nested too deep.
pub(super) fn parse(source: &Source) -> Result<&RawValue, Box<Finding>> {
    match first_exceeded(source.text()) {
        Some((byte, Exceeded::Depth)) => {
            let finding = Finding::new(Code::InputTooDeep, source.place(byte..byte + 1));
            return Err(Box::new(
                finding
                    .seen(format!("嵌套超过 {MAX_DEPTH} 层"))
                    .expected(format!("至多 {MAX_DEPTH} 层"))
                    .correction("减少嵌套"),
            ));
        }
        Some((byte, Exceeded::Members)) => {
            let finding = Finding::new(Code::InputTooLarge, source.place(byte..byte + 1));
            return Err(Box::new(
                finding
                    .seen(format!("一个对象里的键超过 {MAX_MEMBERS} 个"))
                    .expected(format!("至多 {MAX_MEMBERS} 个"))
                    .correction("一个对象是一张表或一行;检查导出数据的程序"),
            ));
        }
        None => {}
    }
    serde_json::from_str(source.text()).map_err(|error| Box::new(syntax_finding(source, &error)))
}

/// A limit that a text exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exceeded {
    Depth,
    Members,
}

/// The first byte beyond a limit, found before anything is parsed.
fn first_exceeded(text: &str) -> Option<(usize, Exceeded)> {
    // Number of members for each open object; `None` for a list.
    let mut open: Vec<Option<usize>> = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' if !in_text => open.push(Some(1)),
            b'[' if !in_text => open.push(None),
            b'}' | b']' if !in_text => {
                open.pop();
            }
            b',' if !in_text => {
                if let Some(Some(members)) = open.last_mut() {
                    *members += 1;
                    if *members > MAX_MEMBERS {
                        return Some((index, Exceeded::Members));
                    }
                }
            }
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return Some((index, Exceeded::Depth));
        }
    }
    None
}

fn syntax_finding(source: &Source, error: &serde_json::Error) -> Finding {
    let end = source.text().trim_end().len();
    let byte = if error.is_eof() {
        end
    } else {
        source.byte_at(error.line(), error.column())
    };
    let length = source.text()[byte..]
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let (seen, expected, correction) = if error.is_eof() {
        let (_, expected, correction) = in_words(message);
        let blank = source.text().trim().is_empty();
        let seen = if blank {
            "空文件"
        } else {
            "文件到此结束"
        };
        (seen.to_owned(), expected, correction.to_owned())
    } else {
        typing_mistake(source.text(), byte, message).unwrap_or_else(|| {
            let (seen, expected, correction) = in_words(message);
            (seen.to_owned(), expected, correction.to_owned())
        })
    };
    let place = source.place(byte..byte + length);
    Finding::new(Code::JsonSyntax, place)
        .seen(seen)
        .expected(expected)
        .correction(correction)
}

/// Full-width characters of a Chinese keyboard, each with the character that JSON requires.
const FULL_WIDTH: [(char, char); 13] = [
    ('：', ':'),
    ('，', ','),
    ('、', ','),
    ('；', ','),
    ('“', '"'),
    ('”', '"'),
    ('‘', '"'),
    ('’', '"'),
    ('＂', '"'),
    ('｛', '{'),
    ('｝', '}'),
    ('【', '['),
    ('】', ']'),
];

/// Beginnings of the library's messages about an error within a string.
const IN_TEXT: [&str; 2] = ["control character", "invalid escape"];

/// A usual typing mistake, recognized by the characters around the error: seen, expected,
/// correction.
fn typing_mistake(
    text: &str,
    byte: usize,
    message: &str,
) -> Option<(String, &'static str, String)> {
    // Within a string its characters are no error.
    if IN_TEXT.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let (head, rest) = text.split_at(byte);
    let next = rest.chars().next()?;
    let touching = head.chars().next_back();
    let mut before = head.trim_end().chars().rev();
    let (before, before_that) = (before.next(), before.next());
    let words =
        |seen: &str, expected, correction: &str| (seen.to_owned(), expected, correction.to_owned());
    if let Some(found) = full_width(rest) {
        return Some(found);
    }
    let is_digit = |character: Option<char>| character.is_some_and(|digit| digit.is_ascii_digit());
    let found = match (before, next) {
        (None, _) => words(
            "文件不以 { 开头",
            "申报数据,一个对象 { … }",
            "检查是否选错了文件;能读的是 JSON、填好的 Excel 表、清单(.xlsx、.xls、.csv)",
        ),
        (Some(','), '}' | ']') => words(
            "逗号之后没有下一项",
            "逗号之后还有一项",
            "删去最后一项之后的逗号",
        ),
        (Some(','), ',') => words("连着两个逗号", "两项之间一个逗号", "删去一个逗号"),
        (Some(','), '0'..='9') if is_digit(before_that) && message.starts_with("key") => {
            words("数里有逗号", "不带逗号的数", "删去数里的逗号")
        }
        (_, '\'') => words("单引号", "英文双引号 \"", "改成英文双引号 \""),
        (_, '/' | '#') => words("注释", "没有注释", "JSON 里不能写注释,删去它"),
        (_, '+' | '.') => words(
            "写法不对的数",
            "如 12.5 的数",
            "数前不写 +,小数点之前要有数字",
        ),
        (_, 'N' | 'I') if message.starts_with("expected value") => {
            words("这里不是值", "数", "没有数就填 null")
        }
        (_, '}' | ']') if message.starts_with("expected `,`") => words(
            "括号不配对",
            "与前面的括号配对",
            "检查 { 与 }、[ 与 ] 是否成对",
        ),
        (_, unit) if is_digit(touching) && unit.is_alphabetic() => words(
            "数后面连着文字",
            "只有数",
            "删去单位;要连单位一起填的栏目,写在英文双引号 \" 里",
        ),
        _ => return None,
    };
    Some(found)
}

/// A full-width punctuation character or number at the start of a text: seen, expected, correction.
fn full_width(text: &str) -> Option<(String, &'static str, String)> {
    let next = text.chars().next()?;
    if let Some((full, half)) = FULL_WIDTH.iter().find(|(full, _)| *full == next) {
        let seen = format!("全角的 {full}");
        return Some((seen, "英文半角的标点", format!("改成 {half}")));
    }
    let is_of_number = |character: char| {
        half_width(character) != character || matches!(character, '.' | ',' | '，')
    };
    let end = text.find(|character| !is_of_number(character));
    let number = text[..end.unwrap_or(text.len())].trim_end_matches([',', '，']);
    if !number.contains(|character| matches!(character, '０'..='９')) {
        return None;
    }
    let half: String = number
        .chars()
        .filter(|character| !matches!(character, ',' | '，'))
        .map(half_width)
        .collect();
    let comma = if number.contains([',', '，']) {
        ",不写千分位的逗号"
    } else {
        ""
    };
    let seen = format!("全角的数 {}", text::clip(number));
    Some((
        seen,
        "英文半角的数字",
        format!("改成 {}{comma}", text::clip(&half)),
    ))
}

/// A digit, point or sign in half width; other characters unchanged.
fn half_width(character: char) -> char {
    match character {
        '０'..='９' => char::from_u32(u32::from(character) - u32::from('０') + u32::from('0'))
            .unwrap_or(character),
        '．' => '.',
        '－' => '-',
        other => other,
    }
}

/// Beginnings of the library's messages: seen, expected, correction.
const WORDS: &[(&str, &str, &str, &str)] = &[
    (
        "EOF while parsing a string",
        "",
        "文本的后引号 \"",
        "补上后引号与其后的括号",
    ),
    ("EOF while parsing a list", "", "逗号或 ]", "补上 ]"),
    ("EOF while parsing an object", "", "逗号或 }", "补上 }"),
    (
        "EOF while parsing a value",
        "",
        "一个值",
        "补上值;检查是否选错了文件",
    ),
    (
        "expected `:`",
        "键后没有冒号",
        "冒号 :",
        "在键与值之间加冒号",
    ),
    (
        "expected `,` or `]`",
        "两项之间没有逗号",
        "逗号或 ]",
        "在上一项之后加逗号",
    ),
    (
        "expected `,` or `}`",
        "两项之间没有逗号",
        "逗号或 }",
        "在上一项之后加逗号",
    ),
    (
        "expected ident",
        "不完整的词",
        "true、false 或 null",
        "文本要写在双引号里",
    ),
    (
        "expected value",
        "这里不是值",
        "文本、数、对象、列表、true、false 或 null",
        "文本要写在英文双引号 \" 里",
    ),
    (
        "key must be a string",
        "键不是文本",
        "双引号里的键",
        "键要写在英文双引号 \" 里",
    ),
    (
        "trailing comma",
        "多余的逗号",
        "逗号之后还有一项",
        "删去最后一项之后的逗号",
    ),
    (
        "trailing characters",
        "一个值之后还有内容",
        "文件到此结束",
        "一个文件只有一个对象;删去多余内容",
    ),
    (
        "invalid number",
        "写法不对的数",
        "如 12.5 的数",
        "数不带逗号、单位、前导零",
    ),
    (
        "invalid escape",
        "写法不对的转义",
        "\\n \\\" \\\\ \\uXXXX 等",
        "文本里的反斜杠要写成 \\\\",
    ),
    (
        "control character",
        "文本里有未转义的换行或控制字符",
        "同一行里写完的文本",
        "换行写成 \\n;少了后引号 \" 就补上",
    ),
    (
        "number out of range",
        "太大的数",
        "能精确保存的数",
        "核对此数",
    ),
    (
        "recursion limit exceeded",
        "嵌套太深",
        "较浅的嵌套",
        "减少嵌套",
    ),
];

/// Chinese texts for a message of the library: seen, expected, correction.
fn in_words(message: &str) -> (&str, &'static str, &'static str) {
    let known = WORDS.iter().find(|(start, ..)| message.starts_with(start));
    known.map_or(
        (message, "合法的 JSON", "按 JSON 的写法改正"),
        |(_, seen, expected, correction)| (*seen, *expected, *correction),
    )
}

/// The members of an object, in order; `None` if the value is not an object.
pub(super) fn members(raw: &RawValue) -> Option<Vec<Member<'_>>> {
    if !raw.get().starts_with('{') {
        return None;
    }
    serde_json::from_str::<Members<'_>>(raw.get())
        .ok()
        .map(|members| members.0)
}

/// The first elements of a list, at most `most`, and the number of all; `None` if the value is not
/// a list.
pub(super) fn elements(raw: &RawValue, most: usize) -> Option<(Vec<&RawValue>, usize)> {
    if !raw.get().starts_with('[') {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_str(raw.get());
    reader.deserialize_seq(ElementsVisitor(most)).ok()
}

struct ElementsVisitor(usize);

impl<'t> Visitor<'t> for ElementsVisitor {
    type Value = (Vec<&'t RawValue>, usize);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut kept, mut count) = (Vec::new(), 0);
        while let Some(element) = list.next_element()? {
            if count < self.0 {
                kept.push(element);
            }
            count += 1;
        }
        Ok((kept, count))
    }
}

/// Why a value has no characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoText {
    /// It is not a string.
    OtherType,
    /// It contains a lone surrogate.
    HalfCharacter,
}

/// The characters of a string.
pub(super) fn text_of(raw: &RawValue) -> Result<Cow<'_, str>, NoText> {
    if !raw.get().starts_with('"') {
        return Err(NoText::OtherType);
    }
    serde_json::from_str::<Borrowed<'_>>(raw.get())
        .map(|text| text.0)
        .or(Err(NoText::HalfCharacter))
}

#[derive(Deserialize)]
struct Borrowed<'t>(#[serde(borrow)] Cow<'t, str>);

struct Members<'t>(Vec<Member<'t>>);

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'t>, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
            let name = text_of(key).unwrap_or(Cow::Borrowed(key.get().trim_matches('"')));
            members.push(Member { key, name, value });
        }
        Ok(Members(members))
    }
}
