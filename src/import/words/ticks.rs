//! Ticked boxes in a text, as this program prints them or as people tick: `☑是 ☐否`, `√是 否`,
//! `是（√） 否（ ）`, or the chosen word alone.

use super::fold::fold;
use crate::grid::Boxes;

/// Signs of ticked boxes; the letters are those of symbol fonts (Wingdings 2).
const TICKED: &str = "☑☒✓✔✅√■●◉R";

/// Signs of other boxes.
const UNTICKED: &str = "☐□▢○◯£";

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A sign; whether it is a ticked one.
    Mark(bool),
    /// A choice, by its index.
    Choice(usize),
    Space,
    /// Other words.
    Words(String),
}

/// The ticked choices in a text. `None` if the text cannot be read. `is_open`: a ticked text that
/// is no choice is read too.
pub(in crate::import) fn ticked(boxes: &Boxes, is_open: bool, text: &str) -> Option<Vec<String>> {
    let tokens = tokens(boxes, text);
    let is_mark = |token: &Token| matches!(token, Token::Mark(_));
    if boxes.choices.iter().all(|choice| choice.words.is_empty()) {
        return bare(boxes, &tokens, text);
    }
    if tokens.iter().any(is_mark) {
        return marked(boxes, is_open, &tokens);
    }
    let named = tokens.iter().filter_map(|token| match token {
        Token::Choice(choice) => Some(*choice),
        Token::Mark(_) | Token::Space | Token::Words(_) => None,
    });
    let named: Vec<usize> = named.collect();
    let words = tokens.iter().any(|token| matches!(token, Token::Words(_)));
    match named.len() {
        0 if !words => Some(Vec::new()),
        0 if is_open && !boxes.is_part => Some(vec![text.trim().to_owned()]),
        0 => None,
        _ if words => None,
        count if count == boxes.choices.len() && (count > 1 || boxes.is_part) => {
            // All words without any sign: nothing is ticked, unless the signs were removed.
            (count > 1 || boxes.marks.unticked.is_empty()).then(Vec::new)
        }
        count if count > 1 && !boxes.several => None,
        _ => Some(values(boxes, &named)),
    }
}

/// The ticked choice of a box without words.
fn bare(boxes: &Boxes, tokens: &[Token], text: &str) -> Option<Vec<String>> {
    let mut marks = tokens.iter().filter(|token| **token != Token::Space);
    let choice = boxes.choices.first()?;
    match (marks.next(), marks.next()) {
        (None | Some(Token::Mark(false)), None) => Some(Vec::new()),
        (Some(Token::Mark(true)), None) => Some(vec![choice.value.clone()]),
        _ if text.trim() == choice.value => Some(vec![choice.value.clone()]),
        _ => None,
    }
}

/// The ticked choices of a text with signs.
fn marked(boxes: &Boxes, is_open: bool, tokens: &[Token]) -> Option<Vec<String>> {
    let said = |token: &&Token| **token != Token::Space;
    let is_mark = |token: &Token| matches!(token, Token::Mark(_));
    let begins = tokens.iter().find(said).is_some_and(is_mark);
    let ends = tokens.iter().rev().find(said).is_some_and(is_mark);
    let mut chosen: Vec<String> = Vec::new();
    let mut used = vec![false; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        let Token::Mark(is_ticked) = token else {
            continue;
        };
        let after = (at + 1..tokens.len()).find(|next| tokens[*next] != Token::Space);
        let before = (0..at).rev().find(|last| tokens[*last] != Token::Space);
        let touches = |other: Option<usize>| {
            other.is_some_and(|other| other.abs_diff(at) == 1 && !is_mark(&tokens[other]))
        };
        // Signs stand before their words, or all after them; otherwise they touch one side only.
        let owner = match (begins, ends) {
            (true, _) => after,
            (false, true) => before,
            (false, false) if touches(after) && !touches(before) => after,
            (false, false) if touches(before) && !touches(after) => before,
            (false, false) => None,
        }?;
        if std::mem::replace(&mut used[owner], true) {
            return None;
        }
        match &tokens[owner] {
            Token::Choice(choice) if *is_ticked => {
                chosen.extend(values(boxes, &[*choice]));
            }
            Token::Words(words) if *is_ticked && is_open && !boxes.is_part => {
                chosen.push(words.trim().to_owned());
            }
            Token::Choice(_) => {}
            Token::Words(_) | Token::Mark(_) | Token::Space => return None,
        }
    }
    let is_left = |(at, token): (usize, &Token)| matches!(token, Token::Words(_)) && !used[at];
    let has_left = tokens.iter().enumerate().any(is_left);
    (!has_left).then_some(chosen)
}

fn values(boxes: &Boxes, choices: &[usize]) -> Vec<String> {
    let values = choices
        .iter()
        .map(|choice| boxes.choices[*choice].value.clone());
    values.collect()
}

fn tokens(boxes: &Boxes, text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (token, length) = token(boxes, rest, next);
        rest = &rest[length..];
        match (tokens.last_mut(), token) {
            (_, None) | (Some(Token::Space), Some(Token::Space)) => {}
            (Some(Token::Words(words)), Some(Token::Words(more))) => words.push_str(&more),
            (_, Some(token)) => tokens.push(token),
        }
    }
    tokens
}

/// First part of a text, and its length in bytes; brackets around signs are passed over.
fn token(boxes: &Boxes, rest: &str, next: char) -> (Option<Token>, usize) {
    let choices = boxes.choices.iter().enumerate();
    let own = choices.filter_map(|(index, choice)| Some((index, starts(rest, &choice.words)?)));
    if let Some((index, length)) = own.max_by_key(|(_, length)| *length) {
        return (Some(Token::Choice(index)), length);
    }
    for (mark, is_ticked) in [(&boxes.marks.ticked, true), (&boxes.marks.unticked, false)] {
        if !mark.is_empty() && rest.starts_with(mark.as_str()) {
            return (Some(Token::Mark(is_ticked)), mark.len());
        }
    }
    let length = next.len_utf8();
    let token = match next {
        _ if TICKED.contains(next) => Some(Token::Mark(true)),
        _ if UNTICKED.contains(next) => Some(Token::Mark(false)),
        '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' => None,
        '、' | '，' | ',' | '；' | ';' | '/' | '|' | '_' => Some(Token::Space),
        _ if next.is_whitespace() => Some(Token::Space),
        _ if fold(next).is_none() => None,
        _ => Some(Token::Words(next.to_string())),
    };
    (token, length)
}

/// Length in bytes of the words with which a text begins, written in any width.
fn starts(text: &str, words: &str) -> Option<usize> {
    let mut wanted = words.chars().filter_map(fold).peekable();
    wanted.peek()?;
    let mut characters = text.char_indices();
    let mut end = 0;
    for word in wanted {
        let (at, character) = characters.find(|(at, next)| *at == 0 || fold(*next).is_some())?;
        if fold(character) != Some(word) {
            return None;
        }
        end = at + character.len_utf8();
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{BoxChoice, BoxMarks};

    fn boxes(words: &[&str], several: bool, is_part: bool) -> Boxes {
        let choice = |word: &&str| BoxChoice {
            value: (*word).to_owned(),
            words: (*word).to_owned(),
        };
        Boxes {
            marks: BoxMarks::default(),
            choices: words.iter().map(choice).collect(),
            several,
            is_part,
        }
    }

    #[test]
    fn a_tick_is_read_as_people_write_it() {
        let one = boxes(&["是", "否"], false, false);
        for text in [
            "☑是 ☐否",
            "☑ 是 ☐ 否",
            "√是 否",
            "■是 □否",
            "是（√） 否（ ）",
            "(√)是 ( )否",
            "是",
            "R是 £否",
            "是√ 否",
            "☐否 ☑是",
            "是☑ 否☐",
            "是；√",
            "☑是　☐否",
        ] {
            assert_eq!(
                ticked(&one, false, text),
                Some(vec!["是".to_owned()]),
                "{text}"
            );
        }
        for text in ["☐是 ☐否", "是 否", "", "  "] {
            assert_eq!(ticked(&one, false, text), Some(Vec::new()), "{text}");
        }
        for text in ["是√否", "√", "不清楚", "☑是的", "√√是 否", "☑是 ☐否 ☐待定"]
        {
            assert_eq!(ticked(&one, false, text), None, "{text}");
        }
        let both = ticked(&one, false, "☑是 ☑否");
        assert_eq!(both.map(|both| both.len()), Some(2));
    }

    #[test]
    fn several_ticks_are_read() {
        let some = boxes(&["新增", "延续", "其他项目"], true, false);
        let read = |text: &str| ticked(&some, true, text).map(|all| all.join("、"));
        assert_eq!(
            read("☑新增 ☐延续 ☑其他项目").as_deref(),
            Some("新增、其他项目")
        );
        assert_eq!(read("新增、延续").as_deref(), Some("新增、延续"));
        assert_eq!(
            read("☐新增 ☑延续 ☐其他项目 ☑一次性").as_deref(),
            Some("延续、一次性")
        );
        assert_eq!(read("☐新增 一次性"), None);
    }

    #[test]
    fn a_box_of_one_cell_is_read() {
        let part = boxes(&["新增"], false, true);
        let read = |text: &str| ticked(&part, false, text).map(|all| all.len());
        for (text, count) in [
            ("☑新增", Some(1)),
            ("☐新增", Some(0)),
            ("", Some(0)),
            ("新增", None),
        ] {
            assert_eq!(read(text), count, "{text}");
        }
        let mut bare = part;
        bare.choices[0].words = String::new();
        let read = |text: &str| ticked(&bare, false, text).map(|all| all.len());
        for (text, count) in [
            ("√", Some(1)),
            ("☐", Some(0)),
            ("", Some(0)),
            ("新增", Some(1)),
            ("有", None),
        ] {
            assert_eq!(read(text), count, "{text}");
        }
    }
}
