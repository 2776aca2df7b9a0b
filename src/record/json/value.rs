//! The value of a field, by its kind.

use serde_json::value::RawValue;

use super::super::number::{
    ParsedNumber, STANDARD_SIGNS, read_number, read_percent, standard_sign,
};
use super::super::quantity::QuantityError;
use super::super::{Content, Value};
use super::correction;
use super::limit::MAX_ROWS;
use super::syntax::{NoText, elements, text_of};
use super::{FieldContext, MAX_BARE_RATIO, Medium, Reader, kind_of, seen, shown};
use crate::amount::{Amount, Rate, ungrouped};
use crate::finding::{Change, Code};
use crate::form::{Field, FieldKind};
use crate::text;

impl Reader<'_> {
    pub(super) fn value(&mut self, target: &FieldContext<'_>, raw: &RawValue) -> Value {
        let content = if raw.get() == "null" {
            let start = self.source.range_of(raw.get()).start;
            (!self.source.is_unread(start)).then_some(Content::Null)
        } else {
            self.content(target, raw)
        };
        Value::read(content.unwrap_or_default(), self.source.range_of(raw.get()))
    }

    fn content(&mut self, target: &FieldContext<'_>, raw: &RawValue) -> Option<Content> {
        match &target.field.kind {
            FieldKind::Text
            | FieldKind::Narrative
            | FieldKind::Level(_)
            | FieldKind::Unit
            | FieldKind::Target => self.text(target, raw).map(Content::Text),
            FieldKind::Date | FieldKind::Period | FieldKind::Phone => {
                let text = self.text(target, raw)?;
                Some(Content::Text(in_normal_form(target.field, text)))
            }
            FieldKind::Amount | FieldKind::Number | FieldKind::Weight | FieldKind::Score => {
                self.number(target, raw, &with_unit(target.field, "数,如 200.95"))
            }
            FieldKind::Count | FieldKind::Integer => self
                .number(target, raw, &with_unit(target.field, "整数"))
                .and_then(|content| self.whole(target, raw, content)),
            FieldKind::Year => self
                .number(target, raw, "年份,如 2025")
                .and_then(|content| self.year(target, raw, content)),
            FieldKind::Percent => self.percent(target, raw),
            FieldKind::Choice(choices) => self.choice(target, raw, choices),
            FieldKind::Choices(choices) => self.choices(target, raw, choices),
            FieldKind::Comparison(words) => self.comparison(target, raw, words),
            FieldKind::Measure => self.measure(target, raw),
            FieldKind::Rows(columns, name) => self.rows(target, raw, columns, *name),
        }
    }

    fn text(&mut self, target: &FieldContext<'_>, raw: &RawValue) -> Option<String> {
        let decoded = match text_of(raw) {
            Ok(decoded) => decoded,
            Err(why) => {
                self.no_text(target, raw, why);
                return None;
            }
        };
        if !self.is_short(target, raw, &decoded) {
            return None;
        }
        self.hidden(target, raw, &decoded);
        Some(if decoded.contains('\r') {
            decoded.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            decoded.into_owned()
        })
    }

    fn no_text(&mut self, target: &FieldContext<'_>, raw: &RawValue, why: NoText) {
        let medium = self.medium();
        match why {
            NoText::OtherType => self.report_value(Code::WrongType, target, raw, |finding| {
                // A list of texts has one pointer for all.
                let is_one = !target.field.kind.takes_several();
                let change = correction::as_text(raw, target.at.to_string());
                finding
                    .seen(kind_of(raw))
                    .expected("文本")
                    .correction(correction::in_quotes(raw, medium))
                    .proposing(change.filter(|_| is_one))
            }),
            NoText::HalfCharacter => self.report_value(Code::Encoding, target, raw, |finding| {
                finding
                    .seen("文本里有孤立的代理项(\\uD800 至 \\uDFFF 的半个字符)")
                    .expected("完整的字符")
                    .correction("重新导出数据,或改成原来的字")
            }),
        }
    }

    fn number(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        expected: &str,
    ) -> Option<Content> {
        let parsed = match raw.get().as_bytes()[0] {
            b'"' => {
                let typed = self.text(target, raw)?;
                let thousands = target.field.format.thousands;
                let bare = thousands.then(|| ungrouped(typed.trim())).flatten();
                read_number(&bare.unwrap_or(typed))
            }
            b'-' | b'0'..=b'9' => read_number(raw.get()),
            _ => ParsedNumber::Other(Err(QuantityError::Words)),
        };
        self.number_content(target, raw, parsed.map(Content::Number), expected)
    }

    fn number_content(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        parsed: ParsedNumber<Content>,
        expected: &str,
    ) -> Option<Content> {
        let medium = self.medium();
        match parsed {
            ParsedNumber::Number(number) => return Some(number),
            ParsedNumber::Blank => return Some(Content::Text(String::new())),
            ParsedNumber::TooLong => self.too_long(target, raw),
            ParsedNumber::Other(typed) => {
                self.report_value(Code::ValueNotNumber, target, raw, |finding| {
                    let (correction, value) = correction::number(target.field, &typed, medium);
                    let pointer = finding.place.pointer.clone();
                    let changes = value.map(|value| Change { pointer, value });
                    finding
                        .seen(seen(raw))
                        .expected(expected)
                        .correction(correction)
                        .proposing(changes)
                });
            }
        }
        None
    }

    fn too_long(&mut self, target: &FieldContext<'_>, raw: &RawValue) {
        self.report_value(Code::NumberTooLong, target, raw, |finding| {
            let expected = format!("至多 {} 位有效数字", crate::amount::MAX_DIGITS);
            finding
                .seen(seen(raw))
                .expected(expected)
                .correction("核对此数;不要用科学记数法")
        });
    }

    fn whole(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        content: Content,
    ) -> Option<Content> {
        let fits = !matches!(&content, Content::Number(amount) if !amount.value().is_integer());
        if !fits {
            self.report_value(Code::ValueNotNumber, target, raw, |finding| {
                finding
                    .seen(seen(raw))
                    .expected("整数")
                    .correction("填整数")
            });
        }
        fits.then_some(content)
    }

    fn year(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        content: Content,
    ) -> Option<Content> {
        let years = "1900".parse::<Amount>().ok()?.."10000".parse().ok()?;
        let fits = !matches!(&content, Content::Number(amount) if !(years.contains(amount) && amount.decimals() == 0));
        if !fits {
            self.report_value(Code::ValueNotNumber, target, raw, |finding| {
                finding
                    .seen(seen(raw))
                    .expected("1900 到 9999 的年份")
                    .correction("填四位数的年份,如 2025")
            });
        }
        fits.then_some(content)
    }

    fn percent(&mut self, target: &FieldContext<'_>, raw: &RawValue) -> Option<Content> {
        const EXPECTED: &str = "百分数文本如 \"95%\",或比率如 0.95(1 表示 100%)";
        const IN_CELLS: &str = "百分数,如 95%";
        let (expected, medium) = match self.medium() {
            Medium::Json => (EXPECTED, Medium::Json),
            Medium::Cells => (IN_CELLS, Medium::Cells),
        };
        match raw.get().as_bytes()[0] {
            b'"' => {
                let typed = self.text(target, raw)?;
                let parsed = read_percent(&typed).map(Content::Percent);
                self.number_content(target, raw, parsed, expected)
            }
            _ => match self.number(target, raw, expected)? {
                Content::Number(ratio) if ratio > MAX_BARE_RATIO => {
                    self.report_value(Code::ValueNotNumber, target, raw, |finding| {
                        let percent = format!("{ratio}%");
                        let change = Change::text(&finding.place.pointer, &percent);
                        finding
                            .seen(seen(raw))
                            .expected(expected)
                            .correction(medium.put(&percent))
                            .proposing([change])
                    });
                    None
                }
                Content::Number(ratio) => Some(Content::Percent(Rate::from_ratio(ratio))),
                other => Some(other),
            },
        }
    }

    fn choice(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        choices: &[String],
    ) -> Option<Content> {
        let known = choices.iter().map(String::as_str);
        let medium = self.medium();
        let correction = || correction::choice(&shown(raw), known.clone(), medium);
        if !choices.is_empty() && !raw.get().starts_with('"') {
            self.unknown_choice(target, raw, known.clone(), correction);
            return None;
        }
        let typed = self.text(target, raw)?;
        if typed.trim().is_empty()
            || choices.is_empty()
            || choices.iter().any(|choice| choice == typed.trim())
        {
            return Some(Content::Text(typed));
        }
        self.unknown_choice(target, raw, known.clone(), correction);
        None
    }

    /// Reads several choices: a list of texts, or a text with separators. They are kept as one text,
    /// each once.
    fn choices(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        choices: &[String],
    ) -> Option<Content> {
        let items = match raw.get().as_bytes()[0] {
            b'[' => elements(raw, MAX_ROWS).map(|(items, _)| items),
            b'"' => Some(vec![raw]),
            _ => None,
        };
        let Some(items) = items else {
            let expected = "选项的列表 [ \"…\" ],或以顿号隔开的文本";
            self.wrong_type(raw, target.at.to_string(), &target.label(), expected);
            return None;
        };
        let mut chosen: Vec<&str> = Vec::new();
        for item in items {
            let typed = self.text(target, item)?;
            match chosen_in(&typed, choices) {
                Ok(found) => chosen.extend(found),
                Err(unknown) => {
                    let medium = self.medium();
                    let known = choices.iter().map(String::as_str);
                    self.report_value(Code::UnknownChoice, target, item, |finding| {
                        finding
                            .seen(format!("文本 {}", text::quote(unknown)))
                            .expected(format!("{} 中的几个", choices.join("、")))
                            .correction(correction::choice(unknown, known, medium))
                    });
                    return None;
                }
            }
        }
        let in_order = choices.iter().map(String::as_str);
        let in_order: Vec<&str> = in_order.filter(|choice| chosen.contains(choice)).collect();
        Some(Content::Text(in_order.join("、")))
    }

    fn unknown_choice<'a>(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        known: impl Iterator<Item = &'a str>,
        correction: impl FnOnce() -> String,
    ) {
        self.report_value(Code::UnknownChoice, target, raw, |finding| {
            let expected = known.collect::<Vec<&str>>().join("、");
            finding
                .seen(seen(raw))
                .expected(format!("{expected} 之一"))
                .correction(correction())
        });
    }

    fn comparison(
        &mut self,
        target: &FieldContext<'_>,
        raw: &RawValue,
        words: &[String],
    ) -> Option<Content> {
        let typed = self.text(target, raw)?;
        if let Some(sign) = standard_sign(&typed) {
            // Any spelling of the sign itself is read in silence: >= for ≥.
            if typed.contains(|one: char| matches!(one, '一'..='龥')) {
                self.report_value(Code::SignInWords, target, raw, |finding| {
                    let finding = finding.seen(seen(raw)).expected(sign);
                    finding.correction(format!("改为 {sign}"))
                });
            }
            return Some(Content::Text(sign.to_owned()));
        }
        let bare: String = typed.split_whitespace().collect();
        let same_word = |word: &&String| {
            word.replace('（', "(").replace('）', ")") == bare.replace('（', "(").replace('）', ")")
        };
        if bare.is_empty() || words.iter().find(same_word).is_some() {
            return Some(Content::Text(typed));
        }
        let signs = STANDARD_SIGNS.into_iter();
        let known = signs.chain(words.iter().map(String::as_str));
        let medium = self.medium();
        self.unknown_choice(target, raw, known.clone(), || {
            let typed = shown(raw);
            correction::likely(&typed, known.clone(), medium)
                .or_else(|| correction::kind_of_value(&bare, words, medium))
                .unwrap_or_else(|| correction::choice(&typed, known, medium))
        });
        None
    }

    /// Reads the value of an indicator: a number or a text. A text that is a number is read as one.
    fn measure(&mut self, target: &FieldContext<'_>, raw: &RawValue) -> Option<Content> {
        match raw.get().as_bytes()[0] {
            b'"' => {
                let typed = self.text(target, raw)?;
                let number = typed.trim().parse();
                Some(number.map_or(Content::Text(typed), Content::Number))
            }
            b'-' | b'0'..=b'9' => self.number(target, raw, "数或文本"),
            _ => {
                self.wrong_type(raw, target.at.to_string(), &target.label(), "数或文本");
                None
            }
        }
    }
}

/// Signs between several choices in a text.
const BETWEEN_CHOICES: [char; 7] = ['、', '，', ',', '；', ';', '/', '\n'];

/// The choices in a text, which may contain separators themselves.
///
/// # Errors
/// The part that is none of them.
fn chosen_in<'c, 't>(typed: &'t str, choices: &'c [String]) -> Result<Vec<&'c str>, &'t str> {
    let is_between = |sign: char| sign.is_whitespace() || BETWEEN_CHOICES.contains(&sign);
    let mut chosen = Vec::new();
    let mut rest = typed.trim_matches(is_between);
    while !rest.is_empty() {
        let is_next = |choice: &&String| {
            let after = rest.strip_prefix(choice.as_str());
            after.is_some_and(|after| after.is_empty() || after.starts_with(is_between))
        };
        let longest = choices
            .iter()
            .filter(is_next)
            .max_by_key(|choice| choice.len());
        let Some(choice) = longest else {
            return Err(rest.split(is_between).next().unwrap_or(rest));
        };
        chosen.push(choice.as_str());
        rest = rest[choice.len()..].trim_start_matches(is_between);
    }
    Ok(chosen)
}

/// The normal form of a text, if it has one. The checks report a text without.
fn in_normal_form(field: &Field, text: String) -> String {
    let normal = field.kind.facts().normal;
    let normal = normal.and_then(|normal| normal.read(&text).ok());
    normal.unwrap_or(text)
}

/// The expected kind of number, with its unit.
fn with_unit(field: &Field, expected: &str) -> String {
    if field.unit.is_empty() {
        expected.to_owned()
    } else {
        format!("{expected}(单位:{})", field.unit)
    }
}
