//! The schema of one field, by its kind.

use crate::form::{Field, FieldKind, JsonType};
use crate::record::sign_spellings;

use super::node::{Node, Object};
use super::{object_of, type_of};

/// A text that is not blank.
const NOT_BLANK: &str = r"\S";

/// The schema of a field.
pub(super) fn field_schema(field: &Field) -> Node {
    let mut schema = Object::new();
    match &field.kind {
        FieldKind::Choice(words) if !words.is_empty() => {
            schema.set("enum", choices(words.iter().map(String::as_str), field));
        }
        FieldKind::Choices(words) => several(&mut schema, field, words),
        FieldKind::Comparison(words) => comparison(&mut schema, field, words),
        FieldKind::Rows(columns, _) => {
            schema.set("type", type_of(&["array"], field.is_mandatory()));
            schema.set("items", object_of(columns).into_schema().into());
        }
        kind => {
            plain(&mut schema, field, &kind.facts().json);
            offer(&mut schema, kind.choices());
        }
    }
    schema.set("title", Node::text(&field.label));
    described(&mut schema, &description(field));
    schema.into()
}

/// Sets the description, unless it is empty.
pub(super) fn described(schema: &mut Object, words: &str) {
    if !words.is_empty() {
        schema.set("description", Node::text(words));
    }
}

/// A value of a type, without choices.
fn plain(schema: &mut Object, field: &Field, json: &JsonType) {
    schema.set("type", type_of(json.types, field.required));
    let is_only_text = json.types == ["string"];
    let not_blank = (is_only_text && field.required).then_some(NOT_BLANK);
    let own = field.limits.pattern.as_ref();
    let own = own.map(|pattern| whole_text(&pattern.text, field.required));
    if let Some(pattern) = own.as_deref().or(json.pattern).or(not_blank) {
        schema.set("pattern", Node::text(pattern));
    }
    if let Some(most) = field.limits.max_length {
        schema.set("maxLength", Node::Integer(i64::from(most)));
    }
    let limits = &field.limits;
    for (key, own, bound) in [
        ("minimum", limits.min, json.minimum),
        ("maximum", limits.max, json.maximum),
    ] {
        let own = own.and_then(|own| own.number());
        if let Some(own) = own {
            schema.set(key, Node::number(own));
        } else if let Some(bound) = bound {
            schema.set(key, Node::Integer(bound));
        }
    }
}

/// A pattern of a whole text, which may be blank if the field is not required.
fn whole_text(pattern: &str, required: bool) -> String {
    if required {
        format!("^(?:{pattern})$")
    } else {
        format!("^(?:{pattern})?$")
    }
}

/// Several choices: a list, or a text.
fn several(schema: &mut Object, field: &Field, words: &[String]) {
    schema.set(
        "type",
        type_of(field.kind.facts().json.types, field.required),
    );
    let mut item = Object::new();
    let words = words.iter().map(|word| Node::text(word)).collect();
    item.set("enum", Node::List(words));
    schema.set("items", item.into());
    schema.set("uniqueItems", Node::Flag(true));
}

/// Offers the form's choices. Other values are also valid; the checks judge them.
fn offer(schema: &mut Object, words: &[String]) {
    if !words.is_empty() {
        let words = words.iter().map(|word| Node::text(word));
        schema.set("examples", Node::List(words.collect()));
    }
}

/// The choices; also blank and not given, if the field is not required.
fn choices<'w>(words: impl Iterator<Item = &'w str>, field: &Field) -> Node {
    let mut nodes: Vec<Node> = words.map(Node::text).collect();
    if !field.required {
        nodes.extend([Node::text(""), Node::Null]);
    }
    Node::List(nodes)
}

/// Offers the standard signs and the form's choices, and accepts every other spelling that is read.
fn comparison(schema: &mut Object, field: &Field, words: &[String]) {
    let signs = sign_spellings().map(|(sign, _)| sign);
    let mut offered = Object::new();
    offered.set(
        "enum",
        choices(signs.chain(words.iter().map(String::as_str)), field),
    );
    let spellings = sign_spellings().flat_map(|(_, spellings)| spellings.iter().copied());
    let spellings: Vec<String> = spellings
        .map(escaped)
        .chain(words.iter().map(|word| brackets_of_either_width(word)))
        .collect();
    let mut read = Object::new();
    read.set("type", Node::text("string"));
    read.set(
        "pattern",
        Node::text(&format!(r"^[\s$]*({})[\s$]*$", spellings.join("|"))),
    );
    schema.set("anyOf", Node::List(vec![offered.into(), read.into()]));
}

/// A pattern that matches exactly this text.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars() {
        if r"^$\.*+?()[]{}|/".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

fn brackets_of_either_width(word: &str) -> String {
    escaped(word)
        .replace(r"\(", "（")
        .replace(r"\)", "）")
        .replace('（', r"[（(]")
        .replace('）', r"[）)]")
}

/// Description of a field in sentences: hint, unit, derivation, whether it is published.
fn description(field: &Field) -> String {
    let mut parts = Vec::new();
    if !field.hint.is_empty() {
        parts.push(field.hint.clone());
    }
    if !field.unit.is_empty() {
        parts.push(format!("单位:{}", field.unit));
    }
    let note = field.kind.facts().json.note;
    if !note.is_empty() {
        parts.push(note.to_owned());
    }
    parts.extend(field.requirements());
    if let Some(derivation) = &field.derive {
        let verb = if derivation.is_text() {
            "合成"
        } else {
            "汇总"
        };
        parts.push(format!("可以省略,由程序{verb}:{}", derivation.words));
    }
    if field.private {
        parts.push("个人信息,公开时留空".to_owned());
    }
    parts.join("。")
}
