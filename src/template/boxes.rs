//! Boxes to tick: the element `boxes` in a rendered table.

use roxmltree::Node;

use super::markup::Reader;
use super::values::Boxed;
use crate::finding::Code;
use crate::form::Field;
use crate::grid::{BoxChoice, Boxes, PrintedValue};
use crate::text;

impl Reader<'_> {
    /// Adds the boxes of a field's choices to a text.
    pub(super) fn boxes(&mut self, node: Node<'_, '_>, out: &mut String) {
        self.attributes(node, &["field", "only", "words", "choices"]);
        let Some(path) = node.attribute("field") else {
            self.bad_value(node, "field", "有选项的栏目的路径");
            return;
        };
        let Some(value) = self.value(node, path) else {
            return;
        };
        let field = self.table.shown.field(value.key);
        let Some(choices) = self.choices(node, field) else {
            return;
        };
        let boxes = Boxes {
            marks: self.table.marks.clone(),
            choices,
            several: field.kind.takes_several(),
            is_part: node.has_attribute("only"),
        };
        if self.table.has_placeholders {
            let printed = PrintedValue {
                pointer: value.pointer.clone(),
                boxes: Some(boxes.clone()),
            };
            out.push_str(&printed.placeholder());
        } else {
            out.push_str(&boxes.text(&boxes.ticked(&value.text)));
        }
        let derived = field.derive.as_ref().map(|derivation| &derivation.expr);
        let derived = derived.filter(|_| value.is_still_to_come);
        self.boxed.get_or_insert(Boxed {
            pointer: value.pointer,
            text: boxes.text(&boxes.ticked(&value.text)),
            key: value.key,
            expr: value.computed.or(derived),
            boxes,
            is_blank: value.is_still_to_come,
        });
    }

    /// The choices of boxes, those of the field or of the element, or only one of them.
    fn choices(&mut self, node: Node<'_, '_>, field: &Field) -> Option<Vec<BoxChoice>> {
        let own = node.attribute("choices").unwrap_or_default();
        let own = own.split_whitespace().map(str::to_owned);
        let mut choices: Vec<String> = own.collect();
        if choices.is_empty() {
            choices.extend_from_slice(field.kind.choices());
        }
        if choices.is_empty() {
            let label = text::quote(&field.label);
            self.say(Code::TemplateMarkup, node, |finding| {
                finding
                    .seen(format!("<boxes>:{label}没有选项"))
                    .expected("有 choices 的栏目")
                    .correction("在栏目的定义里写 choices,或写 <boxes choices=\"甲 乙\"/>")
            });
            return None;
        }
        let only = node.attribute("only");
        if let Some(only) = only.filter(|only| !choices.iter().any(|choice| choice == only)) {
            let known = choices.iter().map(String::as_str);
            let correction = text::did_you_mean(only, known.clone());
            let expected = text::list(known);
            self.say(Code::TemplateMarkup, node, |finding| {
                finding
                    .seen(format!("only={}", text::quote(only)))
                    .expected(expected)
                    .correction(correction)
            });
            return None;
        }
        let words = node.attribute("words").filter(|_| only.is_some());
        let is_shown = |choice: &String| only.is_none_or(|only| only == choice);
        let shown = choices.into_iter().filter(is_shown);
        let choices = shown.map(|value| BoxChoice {
            words: words.unwrap_or(&value).to_owned(),
            value,
        });
        Some(choices.collect())
    }
}
