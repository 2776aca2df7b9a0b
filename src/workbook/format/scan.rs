//! Tokenizes a number format into sections (ECMA-376 part 1, 18.8.31).

use std::iter::Peekable;
use std::str::Chars;

/// A token of a section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Text displayed unchanged.
    Words(String),
    /// Space as wide as another character.
    Pad,
    /// `0`, `#` or `?`.
    Digit(char),
    /// Decimal point.
    Point,
    /// Thousands separator, or a scale.
    Comma,
    /// Percent sign.
    Percent,
    /// Fraction bar.
    Slash,
    /// `E+` or `E-`; whether a plus sign is displayed.
    Exponent { plus: bool },
    /// `General`.
    General,
    /// `@`.
    Text,
    /// Date letter and its repetitions.
    Date(char, usize),
    /// Elapsed hours, minutes or seconds: `[h]`.
    Elapsed(char, usize),
    /// `AM/PM` or `上午/下午`.
    HalfDay(HalfDay),
}

/// Names of the halves of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HalfDay {
    /// `AM/PM`: by the locale.
    Local,
    /// `A/P`.
    Letter,
    /// `上午/下午`.
    Chinese,
}

/// Digits other than Arabic ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numerals {
    /// `[DBNum1]`: 一百二十三.
    Lower,
    /// `[DBNum2]`: 壹佰贰拾叁.
    Upper,
    /// `[DBNum3]`: １２３.
    Wide,
}

/// Language of names of months and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Locale {
    /// None given: that of the program.
    #[default]
    Unsaid,
    Chinese,
    English,
    /// Another one, possibly with its own calendar.
    Other,
    /// System's long date (`[$-F800]`).
    SystemDate,
    /// System's time (`[$-F400]`).
    SystemTime,
}

/// Condition of a section: `[>=100]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    pub(super) relation: Relationship,
    pub(super) limit: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relationship {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

/// A section of a format as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct SectionTokens {
    pub(super) parts: Vec<Token>,
    pub(super) condition: Option<Condition>,
    pub(super) numerals: Option<Numerals>,
    pub(super) locale: Locale,
    /// Whether it is red, as negative numbers are.
    pub(super) is_red: bool,
    /// Whether a character is repeated to fill the cell.
    pub(super) is_filled: bool,
    /// Whether dates are in another calendar.
    pub(super) has_calendar: bool,
}

/// Names of the general format in the languages of programs; a longer name precedes its prefix.
const GENERAL: [&str; 13] = [
    "G/通用格式",
    // Written to `.xls` by LibreOffice.
    "G/\"通用格式\"",
    "G/標準",
    "G/표준",
    "通用格式",
    "Generale",
    "General",
    "Standard",
    "Estándar",
    "Geral",
    "Основной",
    "常规",
    "常規",
];

/// Names of red in `[Red]`.
const RED: [&str; 3] = ["red", "红色", "紅色"];

/// Spellings of the halves of a day.
const HALF_DAYS: [(&str, HalfDay); 3] = [
    ("AM/PM", HalfDay::Local),
    ("上午/下午", HalfDay::Chinese),
    ("A/P", HalfDay::Letter),
];

impl Condition {
    /// Whether a value satisfies it.
    #[expect(clippy::float_cmp, reason = "a condition compares the stored double")]
    pub(super) fn holds(self, value: f64) -> bool {
        match self.relation {
            Relationship::Less => value < self.limit,
            Relationship::AtMost => value <= self.limit,
            Relationship::Equal => value == self.limit,
            Relationship::Unequal => value != self.limit,
            Relationship::AtLeast => value >= self.limit,
            Relationship::More => value > self.limit,
        }
    }

    fn of(text: &str) -> Option<Condition> {
        const RELATIONS: [(&str, Relationship); 6] = [
            ("<=", Relationship::AtMost),
            (">=", Relationship::AtLeast),
            ("<>", Relationship::Unequal),
            ("<", Relationship::Less),
            (">", Relationship::More),
            ("=", Relationship::Equal),
        ];
        let (sign, relation) = RELATIONS.iter().find(|(sign, _)| text.starts_with(sign))?;
        let limit = text[sign.len()..].trim().parse().ok()?;
        Some(Condition {
            relation: *relation,
            limit,
        })
    }
}

impl SectionTokens {
    /// Adds text, joined to the preceding text.
    fn words(&mut self, words: &str) {
        match self.parts.last_mut() {
            Some(Token::Words(last)) => last.push_str(words),
            _ if words.is_empty() => {}
            _ => self.parts.push(Token::Words(words.to_owned())),
        }
    }

    fn has_digits(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Token::Digit(_) | Token::General))
    }

    /// Bracketed content: a condition, a currency and locale, elapsed time, numerals, a color.
    fn brackets(&mut self, inside: &str) {
        let lower = inside.trim().to_lowercase();
        let letters = lower.chars().count();
        let first = lower.chars().next();
        if let Some(rest) = inside.strip_prefix('$') {
            let (currency, locale) = rest.split_once('-').unwrap_or((rest, ""));
            self.words(currency);
            self.set_locale(locale);
        } else if let Some(condition) = Condition::of(&lower) {
            self.condition = Some(condition);
        } else if let Some(letter @ ('h' | 'm' | 's')) = first
            && lower.chars().all(|other| other == letter)
        {
            self.parts.push(Token::Elapsed(letter, letters));
        } else {
            match lower.as_str() {
                "dbnum1" => self.numerals = Some(Numerals::Lower),
                "dbnum2" => self.numerals = Some(Numerals::Upper),
                "dbnum3" => self.numerals = Some(Numerals::Wide),
                _ => self.is_red |= RED.contains(&lower.as_str()),
            }
        }
    }

    fn set_locale(&mut self, locale: &str) {
        /// Bits of the language, without the country.
        const LANGUAGE: u32 = 0x3FF;
        let name = locale.split(',').next().unwrap_or_default().to_uppercase();
        self.locale = match name.as_str() {
            "" => return,
            "F800" | "X-SYSDATE" => Locale::SystemDate,
            "F400" | "X-SYSTIME" => Locale::SystemTime,
            name if name.starts_with("ZH") && !name.contains("TW") => Locale::Chinese,
            name if name.starts_with("EN") => Locale::English,
            name => match u32::from_str_radix(name, 16) {
                Ok(id) => {
                    // 1 is the Gregorian calendar, 0 that of the locale.
                    self.has_calendar = (id >> 16) & 0xFF > 1;
                    match (id & 0xFFFF, id & LANGUAGE) {
                        (0, _) => Locale::Unsaid,
                        // Taiwan counts years from 1912.
                        (0x404, _) => Locale::Other,
                        (_, 0x04) => Locale::Chinese,
                        (_, 0x09) => Locale::English,
                        _ => Locale::Other,
                    }
                }
                Err(_other) => Locale::Other,
            },
        };
    }
}

/// Sections of a format with their tokens.
pub(super) fn scan(code: &str) -> Vec<SectionTokens> {
    let mut sections = vec![SectionTokens::default()];
    let mut rest = code.chars().peekable();
    while let Some(next) = rest.next() {
        if next == ';' {
            sections.push(SectionTokens::default());
            continue;
        }
        let section = sections
            .last_mut()
            .expect("the list starts with one section");
        part(next, &mut rest, section);
    }
    sections
}

/// Reads the token that begins with a character.
fn part(next: char, rest: &mut Peekable<Chars<'_>>, section: &mut SectionTokens) {
    if let Some(name) = GENERAL.iter().find(|name| begins(next, rest, name)) {
        skip(rest, name);
        section.parts.push(Token::General);
        return;
    }
    if let Some((name, half)) = HALF_DAYS.iter().find(|(name, _)| begins(next, rest, name)) {
        skip(rest, name);
        section.parts.push(Token::HalfDay(*half));
        return;
    }
    match next {
        '"' => {
            let words: String = rest.by_ref().take_while(|word| *word != '"').collect();
            section.words(&words);
        }
        '\\' | '!' => {
            if let Some(word) = rest.next() {
                section.words(word.encode_utf8(&mut [0; 4]));
            }
        }
        '_' => {
            rest.next();
            section.parts.push(Token::Pad);
        }
        // A character repeated to fill the cell.
        '*' => {
            rest.next();
            section.is_filled = true;
        }
        '[' => {
            let inside: String = rest.by_ref().take_while(|word| *word != ']').collect();
            section.brackets(&inside);
        }
        '0' | '#' | '?' => section.parts.push(Token::Digit(next)),
        '.' => section.parts.push(Token::Point),
        ',' => section.parts.push(Token::Comma),
        '%' => section.parts.push(Token::Percent),
        '/' => section.parts.push(Token::Slash),
        '@' => section.parts.push(Token::Text),
        'e' | 'E' if section.has_digits() && matches!(rest.peek(), Some('+' | '-')) => {
            let plus = rest.next() == Some('+');
            section.parts.push(Token::Exponent { plus });
        }
        other => letters(other, rest, section),
    }
}

/// Reads date letters or a word.
fn letters(first: char, rest: &mut Peekable<Chars<'_>>, section: &mut SectionTokens) {
    let letter = first.to_ascii_lowercase();
    if !matches!(letter, 'y' | 'm' | 'd' | 'h' | 's' | 'e' | 'g' | 'b' | 'a') {
        section.words(first.encode_utf8(&mut [0; 4]));
        return;
    }
    let mut count = 1;
    while rest
        .next_if(|next| next.to_ascii_lowercase() == letter)
        .is_some()
    {
        count += 1;
    }
    match letter {
        // aaa and aaaa are weekdays; fewer are words.
        'a' if count < 3 => section.words(&first.to_string().repeat(count)),
        // B1 and B2 select a calendar.
        'b' if rest.next_if(|next| matches!(next, '1' | '2')).is_some() => {
            section.has_calendar = true;
        }
        _ => section.parts.push(Token::Date(letter, count)),
    }
}

/// Whether a text begins with a name, ignoring case.
fn begins(first: char, rest: &Peekable<Chars<'_>>, name: &str) -> bool {
    let mut name = name.chars();
    let is_same = |left: char, right: Option<char>| {
        right.is_some_and(|right| left.to_lowercase().eq(right.to_lowercase()))
    };
    if !is_same(first, name.next()) {
        return false;
    }
    let mut rest = rest.clone();
    name.all(|letter| is_same(letter, rest.next()))
}

/// Skips a name whose first character was read.
fn skip(rest: &mut Peekable<Chars<'_>>, name: &str) {
    for _ in name.chars().skip(1) {
        rest.next();
    }
}
