//! Has a template's loops and names counted (`budget`), marks each of its start tags with its place (`at="file:byte"`) where something is wrong with the
//! table it makes, and leads back from such a text to the template.

use std::ops::Range;

use super::budget::{HELD, STEP};
use super::scan::{Bracket, Kind, Piece, brackets, pieces};
use crate::source::Source;

/// Name of the attribute that holds a tag's place.
pub(super) const MARK: &str = "at";

/// A template whose steps are counted, and whose start tags are marked where wanted.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    /// The template as written.
    pub(super) source: Source,
    /// The template with marks.
    pub(super) text: String,
    /// Where marks were put into the text, and how long they are.
    insertions: Vec<(usize, usize)>,
}

impl Marked {
    /// Prepares a template; `index` is what the marks of its tags name it by, where they are wanted.
    pub(super) fn new(source: &Source, index: Option<usize>) -> Marked {
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
        Marked {
            source: source.clone(),
            text,
            insertions,
        }
    }

    /// The range in the template as written, of a range in the marked text.
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

/// What is put into a template, and before which byte: marks of start tags, and what counts its steps.
fn insertions_into(text: &str, index: Option<usize>) -> Vec<(usize, String)> {
    let mut insertions = Vec::new();
    let mark = |part: Range<usize>, insertions: &mut Vec<(usize, String)>| {
        if let Some(index) = index {
            mark_tags(text, part, index, insertions);
        }
    };
    let mut at = 0;
    for bracket in brackets(text) {
        mark(at..bracket.range.start, &mut insertions);
        at = bracket.range.end;
        if bracket.kind == Kind::Statement {
            insertions.extend(counting(&bracket, text).map(|counting| (at, counting)));
        }
    }
    mark(at..text.len(), &mut insertions);
    insertions
}

/// Marks the start tags of a part without brackets: before which byte, and the mark.
fn mark_tags(text: &str, part: Range<usize>, index: usize, insertions: &mut Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    for tag in part.clone().filter(|at| bytes[*at] == b'<') {
        let name = bytes[tag + 1..part.end].iter();
        let length = name.take_while(|next| next.is_ascii_alphanumeric()).count();
        if bytes.get(tag + 1).is_some_and(u8::is_ascii_alphabetic) && length > 0 {
            insertions.push((tag + 1 + length, format!(" {MARK}=\"{index}:{tag}\"")));
        }
    }
}

/// What counts a round of a loop, or looks at a name that was set; as the white space around it is trimmed or not.
fn counting(bracket: &Bracket, text: &str) -> Option<String> {
    let call = match pieces(bracket.inner(text))[..] {
        [Piece::Name("for"), ..] => format!("{STEP}()"),
        [Piece::Name("set" | "set_global"), Piece::Name(name), ..] => format!("{HELD}(v={name})"),
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
    fn tags_are_marked_and_found_again() {
        let template = Source::new("t", "<tr>{{ \"<td>\" }}<td class=\"x\">{{ 名 }}</td></tr>");
        let marked = Marked::new(&template, Some(3));
        assert_eq!(
            marked.text,
            "<tr at=\"3:0\">{{ \"<td>\" }}<td at=\"3:16\" class=\"x\">{{ 名 }}</td></tr>"
        );
        let name = marked.text.find("名").unwrap();
        let original = marked.original(&(name..name + 3));
        assert_eq!(&template.text()[original], "名");
    }

    #[test]
    fn loops_and_names_are_counted_and_found_again() {
        let template = Source::new("t", "{% for a in b -%} <td>{% set c = a %}{{ 名 }}");
        let marked = Marked::new(&template, Some(0));
        assert_eq!(
            marked.text,
            "{% for a in b -%}{% if __step() %}{% endif -%} <td at=\"0:18\">{% set c = a %}{% if __held(v=c) %}{% endif %}{{ 名 }}"
        );
        let name = marked.text.find("名").unwrap();
        let original = marked.original(&(name..name + 3));
        assert_eq!(&template.text()[original], "名");
    }
}
