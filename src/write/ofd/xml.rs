//! Numbers and texts in XML.

use super::error::OfdError;
use crate::length::Length;

/// Namespace of OFD, and its declaration at the root of each file.
pub(super) const DECLARED: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

/// First line of each file.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Longest length that the writer accepts, in millimetres: that of PDF, 200 inches.
const LONGEST: f64 = 5080.0;

/// Digits after the point: of positions (micrometres), and of advances, whose errors add up over a
/// line.
const POSITION: u32 = 3;
const ADVANCE: u32 = 4;

/// Writes a number.
pub(super) fn put_number(out: &mut String, number: usize) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Writes a position or size in millimetres.
pub(super) fn put_length(out: &mut String, length: Length) -> Result<(), OfdError> {
    put_rounded(out, length, POSITION)
}

/// Writes an advance or a type size in millimetres.
pub(super) fn put_advance(out: &mut String, length: Length) -> Result<(), OfdError> {
    put_rounded(out, length, ADVANCE)
}

/// Writes lengths with spaces between them.
pub(super) fn put_lengths(out: &mut String, lengths: &[Length]) -> Result<(), OfdError> {
    for (index, length) in lengths.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        put_length(out, *length)?;
    }
    Ok(())
}

fn put_rounded(out: &mut String, length: Length, digits: u32) -> Result<(), OfdError> {
    let millimetres = length.to_mm();
    if !(-LONGEST..=LONGEST).contains(&millimetres) {
        return Err(OfdError::Position);
    }
    let unit = 10_u32.pow(digits);
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let rounded = (millimetres * f64::from(unit)).round() as i64;
    if rounded < 0 {
        out.push('-');
    }
    let (whole, mut rest) = (
        rounded.unsigned_abs() / u64::from(unit),
        rounded.unsigned_abs() % u64::from(unit),
    );
    out.push_str(itoa::Buffer::new().format(whole));
    let mut place = u64::from(unit) / 10;
    if rest > 0 {
        out.push('.');
    }
    while rest > 0 {
        let digit = u8::try_from(rest / place).unwrap_or_default();
        out.push(char::from(b'0' + digit));
        rest %= place;
        place = (place / 10).max(1);
    }
    Ok(())
}

/// Writes a character of a text or of an attribute; one that XML does not allow as a space or as
/// U+FFFD.
pub(super) fn put_character(out: &mut String, character: char) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\u{FFFE}' | '\u{FFFF}' => out.push(char::REPLACEMENT_CHARACTER),
        _ if character.is_control() => out.push(' '),
        _ => out.push(character),
    }
}

/// Writes a text or an attribute.
pub(super) fn put_text(out: &mut String, text: &str) {
    text.chars()
        .for_each(|character| put_character(out, character));
}

/// Writes a width or a height that something is within: tenths of millimetres, rounded up.
pub(super) fn put_extent(out: &mut String, length: Length) -> Result<(), OfdError> {
    put_length(out, Length::mm((length.to_mm() * 10.0).ceil() / 10.0))
}

/// Writes an attribute.
pub(super) fn put_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    put_text(out, value);
    out.push('"');
}

/// Writes an element of OFD with a text.
pub(super) fn put_element(out: &mut String, name: &str, text: &str) {
    for part in ["<ofd:", name, ">"] {
        out.push_str(part);
    }
    put_text(out, text);
    for part in ["</ofd:", name, ">"] {
        out.push_str(part);
    }
}

/// Begins a file with this root element, which declares the namespace of OFD.
pub(super) fn begin(root: &str) -> String {
    format!("{HEAD}<ofd:{root} {DECLARED}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_rounded_and_have_no_zeros_at_the_end() {
        for (millimetres, written) in [
            (0.0, "0"),
            (210.0, "210"),
            (0.1, "0.1"),
            (0.25, "0.25"),
            (-1.5, "-1.5"),
            (12.0304, "12.03"),
            (0.0004, "0"),
            (-0.0004, "0"),
            (3.9996, "4"),
            (1.005_51, "1.006"),
        ] {
            let mut out = String::new();
            put_length(&mut out, Length::mm(millimetres)).unwrap();
            assert_eq!(out, written, "{millimetres}");
        }
        let mut out = String::new();
        put_advance(&mut out, Length::pt(10.5)).unwrap();
        assert_eq!(out, "3.7042");
        for length in [f64::NAN, f64::INFINITY, 5081.0, -5081.0] {
            assert!(put_length(&mut out, Length::mm(length)).is_err());
        }
    }

    #[test]
    fn texts_are_well_formed() {
        let mut out = String::new();
        put_attribute(&mut out, "Name", "甲\"<乙>&\u{1}\n\u{FFFE}");
        assert_eq!(out, " Name=\"甲&quot;&lt;乙&gt;&amp;  \u{FFFD}\"");
    }
}
