//! The words of a page header, of both formats.

/// Text of a page header, without its codes for positions, fonts, sizes, page numbers and names.
pub(super) fn page_header(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once('&') {
        words.push_str(before);
        let mut code = code.chars();
        rest = match code.next() {
            Some('"') => code.as_str().split_once('"').map_or("", |(_, rest)| rest),
            Some('K') => code.as_str().get(6..).unwrap_or_default(),
            Some('&') => {
                words.push('&');
                code.as_str()
            }
            Some('L' | 'C' | 'R') => {
                words.push(' ');
                code.as_str()
            }
            Some(digit) if digit.is_ascii_digit() => code
                .as_str()
                .trim_start_matches(|next: char| next.is_ascii_digit()),
            _ => code.as_str(),
        };
    }
    words.push_str(rest);
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    if words.contains(char::is_alphanumeric) {
        words
    } else {
        String::new()
    }
}
