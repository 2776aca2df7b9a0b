//! Hidden characters of a text: controls, changes of direction, invisible characters.

use serde_json::value::RawValue;

use super::{FieldContext, Reader};
use crate::finding::{Change, Code};
use crate::text::{is_direction, is_invisible, is_noncharacter};

/// Maximum number of characters listed in a finding.
const MAX_NAMED: usize = 5;

impl Reader<'_> {
    /// Reports hidden characters, one finding per kind.
    pub(super) fn hidden(&mut self, target: &FieldContext<'_>, raw: &RawValue, text: &str) {
        // Most texts have none.
        if !text.chars().any(is_hidden_or_control) {
            return;
        }
        self.report_hidden(Code::ControlCharacter, target, (raw, text), is_control);
        self.report_hidden(Code::BidiCharacter, target, (raw, text), is_direction);
        self.report_hidden(Code::InvisibleCharacter, target, (raw, text), is_invisible);
    }

    fn report_hidden(
        &mut self,
        code: Code,
        target: &FieldContext<'_>,
        (raw, text): (&RawValue, &str),
        is_of_kind: fn(char) -> bool,
    ) {
        let named = named(text, is_of_kind);
        if named.is_empty() {
            return;
        }
        let what = match code {
            Code::BidiCharacter => "改变书写方向的字符",
            Code::InvisibleCharacter => "看不见的字符",
            _ => "控制字符",
        };
        // A list of texts has one pointer for all.
        let bare = (!target.field.kind.takes_several())
            .then(|| without(text, is_of_kind))
            .flatten();
        self.report_value(code, target, raw, |finding| {
            let change = bare.map(|bare| Change::text(&finding.place.pointer, bare));
            finding
                .seen(format!("有{what} {named}"))
                .expected(format!("没有{what}"))
                .correction("删去它")
                .proposing(change)
        });
    }
}

/// A text without the characters of a kind, if it means the same: they neither separate lines nor
/// choose the shape of another character nor change its direction.
fn without(text: &str, is_of_kind: fn(char) -> bool) -> Option<String> {
    let mut found = text.chars().filter(|character| is_of_kind(*character));
    let is_sure = found.all(|character| match character {
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => true,
        '\u{B}' | '\u{C}' | '\u{85}' => false,
        other => is_control(other),
    });
    let bare: String = text.chars().filter(|one| !is_of_kind(*one)).collect();
    (is_sure && !bare.trim().is_empty()).then_some(bare)
}

fn is_hidden_or_control(character: char) -> bool {
    is_control(character) || is_direction(character) || is_invisible(character)
}

/// Whether a character never occurs in printed text: a control other than line end and tab, or a
/// noncharacter.
fn is_control(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
        || is_noncharacter(character)
}

/// The different code points of a kind in a text.
fn named(text: &str, is_of_kind: fn(char) -> bool) -> String {
    let mut found: Vec<char> = Vec::new();
    for character in text.chars().filter(|character| is_of_kind(*character)) {
        if !found.contains(&character) {
            found.push(character);
        }
        if found.len() > MAX_NAMED {
            break;
        }
    }
    let names = found.iter().take(MAX_NAMED);
    let names: Vec<String> = names
        .map(|character| format!("U+{:04X}", u32::from(*character)))
        .collect();
    let more = if found.len() > MAX_NAMED { "…" } else { "" };
    names.join("、") + more
}
