//! Pattern of a text: the form's words and the values between them.
//!
//! `template` makes it by rendering a table once more with placeholders for all values. The blank
//! makes formulas and drop-down lists of it, `import` reads printed texts back by it.

/// Delimiters of a placeholder: private-use characters, which no form contains.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Delimiter of the members of a placeholder for boxes.
const NEXT: char = '\u{E002}';

/// Between the texts of several ticked choices, in data and cells.
pub const BETWEEN_CHOICES: char = '、';

/// Between two boxes in a cell.
const BETWEEN_BOXES: char = ' ';

/// A text of words and values: 中期目标（{years}）.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pattern {
    /// Its segments, in order.
    pub segments: Vec<Segment>,
}

/// Segment of a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words of the form.
    Words(String),
    /// A printed value.
    Value(PrintedValue),
}

/// A value in a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedValue {
    /// JSON Pointer of the value.
    pub pointer: String,
    /// The boxes that show it; `None` if its text is printed.
    pub boxes: Option<Boxes>,
}

/// Boxes to tick: `☑是 ☐否`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boxes {
    /// Signs before the words.
    pub marks: BoxMarks,
    /// The choices in this text: all of the field, or those of one cell of several.
    pub choices: Vec<BoxChoice>,
    /// Whether several may be ticked.
    pub several: bool,
    /// Whether it has only some of the field's choices; other cells have the others.
    pub is_part: bool,
}

/// Signs of ticked and other choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxMarks {
    /// Before a ticked choice: ☑, ■, √.
    pub ticked: String,
    /// Before another one: ☐, □, or nothing.
    pub unticked: String,
}

/// A choice with a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxChoice {
    /// The choice in the data.
    pub value: String,
    /// Words after the box: the choice itself, other words, or nothing.
    pub words: String,
}

impl Default for BoxMarks {
    fn default() -> BoxMarks {
        BoxMarks {
            ticked: "☑".to_owned(),
            unticked: "☐".to_owned(),
        }
    }
}

impl PrintedValue {
    /// Placeholder for it in a rendered text.
    pub fn placeholder(&self) -> String {
        let mut text = format!("{OPEN}{}", self.pointer);
        if let Some(boxes) = &self.boxes {
            let flags = [boxes.several, boxes.is_part].map(|flag| if flag { "1" } else { "" });
            let marks = [boxes.marks.ticked.as_str(), boxes.marks.unticked.as_str()];
            let choices = boxes.choices.iter();
            let choices = choices.flat_map(|choice| [choice.value.as_str(), &choice.words]);
            for member in flags.into_iter().chain(marks).chain(choices) {
                text.push(NEXT);
                text.push_str(member);
            }
        }
        text.push(CLOSE);
        text
    }

    /// Adds the choices of other boxes of the value, if both have only some of them, with words.
    fn takes(&mut self, other: &PrintedValue) -> bool {
        let (Some(own), Some(more)) = (&mut self.boxes, &other.boxes) else {
            return false;
        };
        let has_words = |boxes: &Boxes| boxes.choices.iter().all(|one| !one.words.is_empty());
        let fits = self.pointer == other.pointer
            && [&*own, more]
                .iter()
                .all(|one| one.is_part && has_words(one));
        if fits {
            own.choices.extend(more.choices.iter().cloned());
        }
        fits
    }

    fn parse(placeholder: &str) -> Option<PrintedValue> {
        let mut members = placeholder.split(NEXT);
        let pointer = members.next()?.to_owned();
        let Some(several) = members.next() else {
            let boxes = None;
            return Some(PrintedValue { pointer, boxes });
        };
        let mut next = || members.next().map(str::to_owned);
        let (is_part, ticked, unticked) = (next()?, next()?, next()?);
        let mut choices = Vec::new();
        while let Some(value) = next() {
            let words = next()?;
            choices.push(BoxChoice { value, words });
        }
        let boxes = Boxes {
            marks: BoxMarks { ticked, unticked },
            choices,
            several: !several.is_empty(),
            is_part: !is_part.is_empty(),
        };
        Some(PrintedValue {
            pointer,
            boxes: Some(boxes),
        })
    }
}

/// Whether words only separate boxes.
fn is_between(words: &str) -> bool {
    let mut all = words.chars();
    all.all(|one| one.is_whitespace() || "、，,；;/|".contains(one))
}

impl Boxes {
    /// Printed text with these choices ticked.
    pub fn text(&self, ticked: &[&str]) -> String {
        let one = |choice: &BoxChoice| {
            let is_ticked = ticked.contains(&choice.value.as_str());
            let mark = if is_ticked {
                &self.marks.ticked
            } else {
                &self.marks.unticked
            };
            format!("{mark}{}", choice.words)
        };
        let mut all: Vec<String> = self.choices.iter().map(one).collect();
        // A text that is no choice of the field is printed too.
        let is_known = |value: &&&str| self.choices.iter().any(|choice| choice.value == **value);
        let others = ticked
            .iter()
            .filter(|value| !self.is_part && !is_known(value));
        all.extend(others.map(|value| format!("{}{value}", self.marks.ticked)));
        all.join(&BETWEEN_BOXES.to_string())
    }

    /// The ticked choices of a value.
    pub fn ticked<'v>(&self, value: &'v str) -> Vec<&'v str> {
        if !self.several {
            return [value]
                .into_iter()
                .filter(|value| !value.is_empty())
                .collect();
        }
        let is_between = |sign: char| "、，,；;".contains(sign) || sign.is_whitespace();
        let mut ticked = Vec::new();
        let mut rest = value.trim_start_matches(is_between);
        while !rest.is_empty() {
            // A choice may contain a separator itself.
            let choices = self.choices.iter().map(|choice| choice.value.len());
            let own = choices.filter(|length| {
                let (Some(choice), Some(after)) = (rest.get(..*length), rest.get(*length..)) else {
                    return false;
                };
                let is_own = self.choices.iter().any(|own| own.value == choice);
                is_own && (after.is_empty() || after.starts_with(is_between))
            });
            let is_sign = |sign: char| is_between(sign) && sign != ' ';
            let end = own.max().or_else(|| rest.find(is_sign));
            let (choice, after) = rest.split_at(end.unwrap_or(rest.len()));
            ticked.push(choice.trim_end());
            rest = after.trim_start_matches(is_between);
        }
        ticked
    }
}

impl Pattern {
    /// Pattern of a text with placeholders. `None` if one was cut or changed: its value is not
    /// `known`.
    pub fn parse(text: &str, known: impl Fn(&str) -> bool) -> Option<Pattern> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            segments.push(Segment::Words(before.to_owned()));
            let (placeholder, left) = after.split_once(CLOSE)?;
            let value = PrintedValue::parse(placeholder)?;
            if !known(&value.pointer) {
                return None;
            }
            segments.push(Segment::Value(value));
            rest = left;
        }
        segments.push(Segment::Words(rest.to_owned()));
        segments.retain(|segment| !matches!(segment, Segment::Words(words) if words.is_empty()));
        (!rest.contains([CLOSE, NEXT])).then_some(Pattern { segments })
    }

    /// Its values, in order.
    pub fn values(&self) -> impl Iterator<Item = &PrintedValue> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Value(value) => Some(value),
            Segment::Words(_) => None,
        })
    }

    /// Its words, in order.
    pub fn words(&self) -> String {
        self.text(|_| String::new())
    }

    /// Whether it contains a value by which a printed text can be read back: among words, between
    /// other values, or as boxes.
    pub fn is_mixed(&self) -> bool {
        let has_words = self
            .segments
            .iter()
            .any(|segment| matches!(segment, Segment::Words(words) if !words.trim().is_empty()));
        let has_boxes = self.values().any(|value| value.boxes.is_some());
        let count = self.values().count();
        count > 0 && (has_words || has_boxes || count > 1)
    }

    /// Joins the boxes of one value that are only some of its choices and follow each other, so
    /// that one reading of the text gives the ticked ones.
    pub fn join_boxes(&mut self) {
        let mut joined: Vec<Segment> = Vec::with_capacity(self.segments.len());
        for segment in self.segments.drain(..) {
            let between = match &joined[..] {
                [.., Segment::Value(_), Segment::Words(words)] if is_between(words) => 1,
                _ => 0,
            };
            let before = joined.len().checked_sub(1 + between);
            if let (Some(before), Segment::Value(value)) = (before, &segment)
                && let Segment::Value(last) = &mut joined[before]
                && last.takes(value)
            {
                joined.truncate(before + 1);
                continue;
            }
            joined.push(segment);
        }
        self.segments = joined;
    }

    /// Whether words or boxes separate each two values, so that a text tells where each ends.
    pub fn is_separated(&self) -> bool {
        let is_text =
            |segment: &Segment| matches!(segment, Segment::Value(value) if value.boxes.is_none());
        let is_blank =
            |segment: &Segment| matches!(segment, Segment::Words(words) if words.trim().is_empty());
        let said = self.segments.iter().filter(|segment| !is_blank(segment));
        let said: Vec<&Segment> = said.collect();
        let mut pairs = said.windows(2);
        !pairs.any(|pair| is_text(pair[0]) && is_text(pair[1]))
    }

    /// Text of the pattern; `text` is the printed text of a value.
    pub fn text(&self, text: impl Fn(&PrintedValue) -> String) -> String {
        let texts = self.segments.iter().map(|segment| match segment {
            Segment::Words(words) => words.clone(),
            Segment::Value(value) => text(value),
        });
        texts.collect()
    }

    /// Text of the pattern with the texts of values at pointers.
    pub fn filled<'v>(&self, value_at: impl Fn(&str) -> std::borrow::Cow<'v, str>) -> String {
        self.text(|value| {
            let text = value_at(&value.pointer);
            match &value.boxes {
                Some(boxes) => boxes.text(&boxes.ticked(&text)),
                None => text.into_owned(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticked_choices_may_contain_separators() {
        let choices = ["新建、改建", "新建", "其他"].map(|value| BoxChoice {
            value: value.to_owned(),
            words: value.to_owned(),
        });
        let boxes = Boxes {
            marks: BoxMarks::default(),
            choices: choices.to_vec(),
            several: true,
            is_part: false,
        };
        assert_eq!(boxes.ticked("新建、改建、其他"), ["新建、改建", "其他"]);
        assert_eq!(boxes.ticked("新建；扩 建，其他"), ["新建", "扩 建", "其他"]);
        assert_eq!(boxes.ticked(""), Vec::<&str>::new());
    }

    #[test]
    fn boxes_of_one_value_in_a_text_are_joined() {
        let boxes = |pointer: &str, word: &str| PrintedValue {
            pointer: pointer.to_owned(),
            boxes: Some(Boxes {
                marks: BoxMarks::default(),
                choices: vec![BoxChoice {
                    value: word.to_owned(),
                    words: word.to_owned(),
                }],
                several: false,
                is_part: true,
            }),
        };
        let [one, two, other] = [("/a", "甲"), ("/a", "乙"), ("/b", "丙")]
            .map(|(pointer, word)| boxes(pointer, word).placeholder());
        let values = |text: String| {
            let mut pattern = Pattern::parse(&text, |_| true).unwrap();
            pattern.join_boxes();
            pattern.values().count()
        };
        assert_eq!(values(format!("{one}\n{two}")), 1);
        assert_eq!(values(format!("{one}{two}")), 1);
        assert_eq!(values(format!("{one}或{two}")), 2);
        assert_eq!(values(format!("{one} {other}")), 2);
    }

    #[test]
    fn a_placeholder_is_parsed_back() {
        let choice = |value: &str, words: &str| BoxChoice {
            value: value.to_owned(),
            words: words.to_owned(),
        };
        let boxes = Boxes {
            marks: BoxMarks::default(),
            choices: vec![choice("是", "是"), choice("否", "")],
            several: false,
            is_part: true,
        };
        let plain = PrintedValue {
            pointer: "/a/b".to_owned(),
            boxes: None,
        };
        let ticked = PrintedValue {
            pointer: "/c".to_owned(),
            boxes: Some(boxes),
        };
        let text = format!("1-{}月{}", plain.placeholder(), ticked.placeholder());
        let pattern = Pattern::parse(&text, |pointer| pointer != "/d").unwrap();
        let words = |words: &str| Segment::Words(words.to_owned());
        let expected = [
            words("1-"),
            Segment::Value(plain),
            words("月"),
            Segment::Value(ticked),
        ];
        assert_eq!(pattern.segments, expected);
        assert_eq!(Pattern::parse(&text, |pointer| pointer != "/c"), None);
        assert_eq!(Pattern::parse(&text[..text.len() - 3], |_| true), None);
        let filled = pattern.filled(|pointer| if pointer == "/c" { "是" } else { "7" }.into());
        assert_eq!(filled, "1-7月☑是 ☐");
    }
}
