//! Source map of a template.
//!
//! Inserts the counting calls of `limits`, permitted line breaks around the values of titles, on
//! request also the place of each start tag (`at="file:byte"`), and maps ranges of the resulting
//! text back to the original template.

use std::ops::Range;

use super::limits::{HELD, STEP};
use super::scan::{Bracket, Kind, Token, brackets, tokens};
use crate::source::Source;

/// Attribute with a tag's place.
pub(super) const PLACE_ATTRIBUTE: &str = "at";

/// A template with its insertions.
#[derive(Debug, Clone)]
pub(super) struct MappedTemplate {
    /// The original template.
    pub(super) source: Source,
    /// The template with insertions.
    pub(super) text: String,
    /// Byte offsets of the insertions in the text, with their lengths.
    insertions: Vec<(usize, usize)>,
}

impl MappedTemplate {
    /// Prepares a template. `index` identifies it in the places of its tags, if they are requested.
    pub(super) fn new(source: &Source, index: Option<usize>) -> MappedTemplate {
        let original = source.text();
        let mut text = String::with_capacity(original.len() * 5 / 4);
        let mut insertions = Vec::new();
        let mut copied = 0;
        for (at, insertion) in insertions_into(original, index) {
            text.push_str(&original[copied..at]);
            insertions.push((text.len(), insertion.len()));
            text.push_str(&insertion);
            copied = at;
        }
        text.push_str(&original[copied..]);
        MappedTemplate {
            source: source.clone(),
            text,
            insertions,
        }
    }

    /// Maps a range of the text to the original template.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.original_byte(range.start)..self.original_byte(range.end)
    }

    fn original_byte(&self, byte: usize) -> usize {
        let before = self.insertions.iter().take_while(|(at, _)| *at < byte);
        byte - before
            .map(|(at, length)| (byte - at).min(*length))
            .sum::<usize>()
    }
}

/// Permitted line break, inserted before and after each value of a title: titles break between
/// values and words rather than inside of them.
const PERMITTED_BREAK: &str = "<wbr/>";

/// Insertions into a template, with the byte offset of each: tag places, permitted line breaks and
/// counting calls.
fn insertions_into(text: &str, index: Option<usize>) -> Vec<(usize, String)> {
    let mut insertions = Vec::new();
    let add_places = |part: Range<usize>, insertions: &mut Vec<(usize, String)>| {
        if let Some(index) = index {
            tag_places(text, part, index, insertions);
        }
    };
    let mut at = 0;
    let (titles, mut words) = (caption(text), String::new());
    for bracket in brackets(text) {
        add_places(at..bracket.range.start, &mut insertions);
        let is_in_titles = titles.contains(&bracket.range.start);
        if is_in_titles {
            words.push_str(&text[at.max(titles.start)..bracket.range.start]);
        }
        at = bracket.range.end;
        let is_value = bracket.kind == Kind::Output && is_in_titles && is_title(&words);
        if is_value && !text[bracket.range.clone()].starts_with("{{-") {
            insertions.push((bracket.range.start, PERMITTED_BREAK.to_owned()));
        }
        if is_value && !text[bracket.range.clone()].ends_with("-}}") {
            insertions.push((at, PERMITTED_BREAK.to_owned()));
        }
        if bracket.kind == Kind::Statement {
            insertions.extend(counting(&bracket, text).map(|counting| (at, counting)));
        }
    }
    add_places(at..text.len(), &mut insertions);
    insertions
}

/// Whether a value after these words of a caption, without Tera code, is text of a title: in a
/// line, outside of a tag.
fn is_title(words: &str) -> bool {
    let is_open = |open, close| words.rfind(open) > words.rfind(close);
    is_open("<p", "</p") && !is_open("<", ">")
}

/// Range of the caption of a template; empty without one.
fn caption(text: &str) -> Range<usize> {
    let start = text.find("<caption");
    let end = start.and_then(|start| Some(start + text[start..].find("</caption")?));
    start.unwrap_or(0)..end.unwrap_or(0)
}

/// Places for the start tags of a range without Tera code.
fn tag_places(text: &str, part: Range<usize>, index: usize, insertions: &mut Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    for tag in part.clone().filter(|at| bytes[*at] == b'<') {
        let name = bytes[tag + 1..part.end].iter();
        let length = name.take_while(|next| next.is_ascii_alphanumeric()).count();
        if bytes.get(tag + 1).is_some_and(u8::is_ascii_alphabetic) && length > 0 {
            insertions.push((
                tag + 1 + length,
                format!(" {PLACE_ATTRIBUTE}=\"{index}:{tag}\""),
            ));
        }
    }
}

/// Call that counts a loop round or checks an assigned variable. It trims white space like its
/// bracket.
fn counting(bracket: &Bracket, text: &str) -> Option<String> {
    let call = match tokens(bracket.inner(text))[..] {
        [Token::Name("for"), ..] => format!("{STEP}()"),
        [Token::Name("set" | "set_global"), Token::Name(name), ..] => format!("{HELD}(v={name})"),
        _ => return None,
    };
    let end = if bracket.trims_after(text) {
        "-%}"
    } else {
        "%}"
    };
    Some(format!("{{% if {call} %}}{{% endif {end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_tags_are_mapped_back() {
        let template = Source::new("t", "<tr>{{ \"<td>\" }}<td class=\"x\">{{ 名 }}</td></tr>");
        let mapped = MappedTemplate::new(&template, Some(3));
        assert_eq!(
            mapped.text,
            "<tr at=\"3:0\">{{ \"<td>\" }}<td at=\"3:16\" class=\"x\">{{ 名 }}</td></tr>"
        );
        let name = mapped.text.find("名").unwrap();
        let original = mapped.original(&(name..name + 3));
        assert_eq!(&template.text()[original], "名");
    }

    #[test]
    fn titles_may_break_around_their_values() {
        let text =
            "<caption><p class=\"{{ c }}\">{{ 名 }}表{{- 年 -}}</p></caption><td>{{ 名 }}</td>";
        let mapped = MappedTemplate::new(&Source::new("t", text), None);
        assert_eq!(
            mapped.text,
            "<caption><p class=\"{{ c }}\"><wbr/>{{ 名 }}<wbr/>表{{- 年 -}}</p></caption><td>{{ 名 }}</td>"
        );
        let name = mapped.text.find("名").unwrap();
        let original = mapped.original(&(name..name + 3));
        assert_eq!(original.start, text.find("名").unwrap());
    }

    #[test]
    fn counting_calls_are_mapped_back() {
        let template = Source::new("t", "{% for a in b -%} <td>{% set c = a %}{{ 名 }}");
        let mapped = MappedTemplate::new(&template, Some(0));
        assert_eq!(
            mapped.text,
            "{% for a in b -%}{% if __step() %}{% endif -%} <td at=\"0:18\">{% set c = a %}{% if __held(v=c) %}{% endif %}{{ 名 }}"
        );
        let name = mapped.text.find("名").unwrap();
        let original = mapped.original(&(name..name + 3));
        assert_eq!(&template.text()[original], "名");
    }
}
