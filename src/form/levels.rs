//! Reads `[levels]` of an edition and of the user's `jixiao.toml`.

use super::definition::{Definition, Section};
use crate::finding::{self, Code, Level, LevelError, Levels, Read, level_words};
use crate::source::Source;
use crate::text;

/// Name of the user's settings file, in the folder of the data.
pub const SETTINGS_FILE: &str = "jixiao.toml";

/// Reads the user's settings: `[levels]`, one level for each code or one of `checks`, the names of
/// editions' own checks. Reports unknown entries; uses the valid ones.
pub fn read_settings(source: &Source, checks: &[&str]) -> Read<Levels> {
    Definition::read(source, |_, root| {
        let levels = root.section("levels");
        let levels = levels.map(|section| read_levels(&section, checks));
        root.finish();
        levels.unwrap_or_default()
    })
}

/// Reads a table of levels: `unit-spelling = "关"`.
pub(super) fn read_levels(section: &Section<'_, '_>, checks: &[&str]) -> Levels {
    let mut levels = Levels::new();
    for (code, level) in section.named_texts() {
        let Err(error) = levels.set_in_words(&code.value, &level.value, checks) else {
            continue;
        };
        let (kind, range, expected) = match &error {
            LevelError::UnknownCode { .. } => (
                Code::DefinitionUnknownKey,
                code.range.clone(),
                "检查项目的名称".to_owned(),
            ),
            LevelError::UnknownLevel { .. } => {
                (Code::DefinitionValue, level.range.clone(), level_words())
            }
            LevelError::Fixed(_) => (
                Code::DefinitionValue,
                level.range.clone(),
                "错误".to_owned(),
            ),
        };
        section.definition().report(kind, range, |finding| {
            let seen = format!("{} = {}", code.value, text::quote(&level.value));
            finding
                .seen(seen)
                .expected(expected)
                .correction(correction(&error))
        });
    }
    levels
}

fn correction(error: &LevelError) -> String {
    match error {
        LevelError::UnknownCode { correction, .. } => correction.clone(),
        LevelError::UnknownLevel { nearest, .. } => match nearest {
            Some(known) => format!("可能是 {known}"),
            None => "填其中之一".to_owned(),
        },
        LevelError::Fixed(_) => {
            "删去此行;有此错误,数据或表样就没有读全,或有文件生成不了".to_owned()
        }
    }
}

/// The level of an entry (`level = "警告"`), if it sets one.
pub(super) fn read_level(section: &Section<'_, '_>) -> Option<Level> {
    let word = section.text("level")?;
    if let Ok(Some(level)) = finding::read_level(&word.value) {
        return Some(level);
    }
    let definition = section.definition();
    definition.report(Code::DefinitionValue, word.range.clone(), |finding| {
        finding
            .seen(format!("level = {}", text::quote(&word.value)))
            .expected("错误、警告、提示 之一")
            .correction("填其中之一;不要这一条,就删去它")
    });
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Level;

    #[test]
    fn levels_in_both_languages_are_read() {
        let source = Source::new(
            "jixiao.toml",
            "[levels]\nunknown-key = \"提示\"\nmissing-required = \"off\"\n",
        );
        let Read {
            value: levels,
            report,
        } = read_settings(&source, &[]);
        assert!(report.is_empty(), "{report:?}");
        assert_eq!(levels.level_of(Code::UnknownKey), Some(Level::Note));
        assert_eq!(levels.level_of(Code::MissingRequired), None);
    }

    #[test]
    fn every_invalid_entry_is_reported_and_the_rest_counts() {
        let text = "[levels]\nunknown-kei = \"提示\"\nunknown-key = \"关\"\ncontrol-character = \"高\"\njson-syntax = \"off\"\nencoding = 3\n[level]\n";
        let Read {
            value: levels,
            report,
        } = read_settings(&Source::new("jixiao.toml", text), &[]);
        assert_eq!(levels.level_of(Code::UnknownKey), None);
        let reported: Vec<String> = report
            .findings()
            .iter()
            .map(|finding| {
                format!(
                    "{} {}:{}",
                    finding.code.as_str(),
                    finding.seen,
                    finding.correction
                )
            })
            .collect();
        insta::assert_snapshot!(reported.join("\n"), @r#"
        definition-value encoding = 3:改正此值
        definition-unknown-key unknown-kei = "提示":可能是 unknown-key
        definition-value control-character = "高":填其中之一
        definition-value json-syntax = "off":删去此行;有此错误,数据或表样就没有读全,或有文件生成不了
        definition-unknown-key level:可能是 levels
        "#);
    }
}
