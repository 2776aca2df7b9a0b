//! Findings as annotations of GitHub workflows: `::error file=…,line=…,col=…,title=…::…`.
//!
//! In a message `%` and line ends are escaped; in a property `:` and `,` too.

use jixiao::finding::{Finding, Level};

use super::is_verbose;
use crate::cli::input::STDIN;
use crate::cli::language::{is_english, pick};

/// A finding as a line of a workflow's output.
pub(super) fn annotation(finding: &Finding) -> String {
    let place = &finding.place;
    let mut properties = Vec::new();
    if place.file != STDIN {
        properties.push(format!("file={}", property(&place.file)));
        if let Some(position) = place.position {
            properties.push(format!("line={},col={}", position.line, position.column));
        }
    }
    properties.push(format!("title={}", property(finding.name())));
    format!(
        "::{} {}::{}",
        command(finding.level),
        properties.join(","),
        message(&in_lines(finding))
    )
}

/// A failure as a line of a workflow's output.
pub(super) fn failure(words: &str) -> String {
    format!(
        "::error title={}::{}",
        property(pick("失败", "failed")),
        message(words)
    )
}

const fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

fn in_lines(finding: &Finding) -> String {
    let subject = if is_verbose() {
        finding.place.subject()
    } else {
        finding.place.path()
    };
    let cell = finding
        .place
        .cell
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    // The texts of the finding are Chinese, so what its code means goes before them in English.
    let meaning = if is_english() {
        finding.code.in_english()
    } else {
        ""
    };
    let lines = [
        ("", "meaning:", meaning),
        ("单元格", "cell:", cell.as_str()),
        ("位置", "place:", &subject),
        ("现值", "seen:", &finding.seen),
        ("应为", "expected:", &finding.expected),
        ("改法", "to correct:", &finding.correction),
    ];
    let given = lines.iter().filter(|(.., words)| !words.is_empty());
    given
        .map(|(chinese, english, words)| format!("{} {words}", pick(chinese, english)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn message(words: &str) -> String {
    words
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(words: &str) -> String {
    message(words).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jixiao::finding::Code;
    use jixiao::source::{Place, Source};

    #[test]
    fn what_would_end_a_part_is_escaped() {
        let source = Source::new("a,b:1%.json", "{\n \"x\": \"98%\" }");
        let place = Place {
            pointer: "/x".to_owned(),
            label: "甲".to_owned(),
            ..source.place(9..14)
        };
        let finding = Finding::new(Code::UnknownKey, place)
            .seen("98%:上, 下\r\n")
            .correction("改");
        assert_eq!(
            annotation(&finding),
            "::error file=a%2Cb%3A1%25.json,line=2,col=8,title=unknown-key::位置 甲%0A现值 98%25:上, 下%0D%0A%0A改法 改"
        );
    }

    #[test]
    fn standard_input_is_no_file() {
        let finding = Finding::new(Code::ControlCharacter, Place::file("-")).seen("甲");
        assert_eq!(
            annotation(&finding),
            "::warning title=control-character::现值 甲"
        );
    }
}
