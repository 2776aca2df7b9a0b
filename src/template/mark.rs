//! Marks each start tag of a template with its place (`at="file:byte"`), and leads back from a marked text to the template.

use std::ops::Range;

use crate::diag::Source;

/// Name of the attribute that holds a tag's place.
pub(super) const MARK: &str = "at";

/// A template whose start tags are marked.
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
    /// Marks a template; `index` is what its marks name it by.
    pub(super) fn new(source: &Source, index: usize) -> Marked {
        let original = source.text();
        let mut text = String::with_capacity(original.len() * 5 / 4);
        let mut insertions = Vec::new();
        let mut copied = 0;
        for (tag, end_of_name) in start_tags(original) {
            text.push_str(&original[copied..end_of_name]);
            let mark = format!(" {MARK}=\"{index}:{tag}\"");
            insertions.push((text.len(), mark.len()));
            text.push_str(&mark);
            copied = end_of_name;
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

/// Start tags outside Tera's own brackets: the byte of `<`, and that after the name.
fn start_tags(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let closing = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<!--", "-->")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = closing {
            at += rest.find(close).map_or(rest.len(), |end| end + close.len());
            continue;
        }
        if bytes[at] == b'<' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            let name = rest[1..]
                .find(|next: char| !next.is_ascii_alphanumeric())
                .unwrap_or(rest.len() - 1);
            tags.push((at, at + 1 + name));
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_marked_and_found_again() {
        let template = Source::new("t", "<tr>{{ \"<td>\" }}<td class=\"x\">{{ 名 }}</td></tr>");
        let marked = Marked::new(&template, 3);
        assert_eq!(
            marked.text,
            "<tr at=\"3:0\">{{ \"<td>\" }}<td at=\"3:16\" class=\"x\">{{ 名 }}</td></tr>"
        );
        let name = marked.text.find("名").unwrap();
        let original = marked.original(&(name..name + 3));
        assert_eq!(&template.text()[original], "名");
    }
}
