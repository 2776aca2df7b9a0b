//! Levels of findings, set by an edition, by the user's file or on the command line.

use std::collections::BTreeMap;

use super::{Code, Finding, Level, Report};
use crate::text;

/// Levels set for some codes. Other codes have their default level ([`Code::level`]).
///
/// [`Levels::lay`] overrides levels in layers: the edition, the file next to the data, the command
/// line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    set: BTreeMap<Code, Option<Level>>,
    /// Levels of editions' own checks, by their names.
    own: BTreeMap<String, Option<Level>>,
}

/// The names of each level, the printed one first; 关 is no level.
const WORDS: [(&[&str], Option<Level>); 4] = [
    (&["错误", "error"], Some(Level::Error)),
    (&["警告", "warning"], Some(Level::Warning)),
    (&["提示", "note"], Some(Level::Note)),
    (&["关", "off"], None),
];

/// Error in a level that a user sets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Unknown code, with the nearest one or a list.
    #[error("没有 {code} 这个检查项目;{correction}")]
    UnknownCode {
        /// The word as written.
        code: String,
        /// How to correct it.
        correction: String,
    },
    /// Unknown level.
    #[error("没有 {level} 这个级别;{}", level_meant(*.nearest))]
    UnknownLevel {
        /// The word as written.
        level: String,
        /// The nearest known word.
        nearest: Option<&'static str>,
    },
    /// The code's level is fixed: the data or the form could not be read.
    #[error("{} 的级别不能改:有此错误,数据或表样就没有读全,或有文件生成不了", .0.as_str())]
    Fixed(Code),
}

impl Levels {
    /// No level set.
    pub fn new() -> Levels {
        Levels::default()
    }

    /// Sets the level of a code; `None` switches its findings off.
    pub fn set(&mut self, code: Code, level: Option<Level>) {
        self.set.insert(code, level);
    }

    /// Sets a level by words: `unit-spelling`, `off`. `checks` are the names of editions' own
    /// checks.
    ///
    /// # Errors
    /// An unknown name or level, or a code whose level is fixed.
    pub fn set_in_words(
        &mut self,
        name: &str,
        level: &str,
        checks: &[&str],
    ) -> Result<(), LevelError> {
        let level = read_level(level)?;
        let name = name.trim();
        if checks.contains(&name) {
            self.own.insert(name.to_owned(), level);
            return Ok(());
        }
        let code = read_code(name).map_err(|error| match text::nearest(name, checks.to_vec()) {
            Some(known) => LevelError::UnknownCode {
                code: text::quote(name),
                correction: format!("可能是 {known}"),
            },
            None => error,
        })?;
        if code.is_fixed() && level != Some(Level::Error) {
            return Err(LevelError::Fixed(code));
        }
        self.set(code, level);
        Ok(())
    }

    /// The level of a finding; `None` if its rule is switched off, its own level if none is set.
    fn level_for(&self, finding: &Finding) -> Option<Level> {
        let set = match &finding.check {
            Some(name) => self.own.get(&**name),
            None => None,
        };
        let set = set.or_else(|| self.set.get(&finding.code));
        set.copied().unwrap_or(Some(finding.level))
    }

    /// The level of a code; `None` if its findings are switched off.
    pub fn level_of(&self, code: Code) -> Option<Level> {
        self.set.get(&code).copied().unwrap_or(Some(code.level()))
    }

    /// Whether these levels set a code.
    pub fn sets(&self, code: Code) -> bool {
        self.set.contains_key(&code)
    }

    /// Whether no level is set.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.own.is_empty()
    }

    /// The levels in words, as [`Levels::set_in_words`] takes them: `unit-spelling=off`.
    pub fn in_words(&self) -> Vec<String> {
        let set = self.set.iter().map(|(code, level)| (code.as_str(), level));
        let own = self.own.iter().map(|(name, level)| (name.as_str(), level));
        let word_of = |level: &Option<Level>| {
            let words = WORDS.iter().find(|(_, known)| known == level);
            words.map_or("", |(words, _)| words[0])
        };
        set.chain(own)
            .map(|(name, level)| format!("{name}={}", word_of(level)))
            .collect()
    }

    /// Overrides these levels by others.
    pub fn lay(&mut self, over: &Levels) {
        self.set.extend(&over.set);
        let own = over.own.iter();
        self.own
            .extend(own.map(|(name, level)| (name.clone(), *level)));
    }
}

impl Report {
    /// Returns the report with findings at the levels set, without those switched off. Findings of
    /// other codes do not change.
    #[must_use]
    pub fn with_levels(self, levels: &Levels) -> Report {
        if levels.is_empty() {
            return self;
        }
        let mut report = Report {
            findings: Vec::with_capacity(self.findings.len()),
            counts: Level::ALL.map(|level| self.count(level) - self.kept(level)),
        };
        for mut finding in self.findings {
            let Some(level) = levels.level_for(&finding) else {
                continue;
            };
            finding.level = level;
            report.counts[finding.level as usize] += 1;
            report.findings.push(finding);
        }
        report
    }
}

/// Whether a word has the form of a check's name: words of ASCII letters joined by `-`.
pub fn is_check_name(word: &str) -> bool {
    let is_word = |part: &str| {
        let mut letters = part.bytes();
        !part.is_empty() && letters.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    word.split('-').all(is_word)
}

/// The code with a name.
///
/// # Errors
/// [`LevelError::UnknownCode`] with the nearest code.
pub fn read_code(word: &str) -> Result<Code, LevelError> {
    let word = word.trim();
    Code::find(word).ok_or_else(|| LevelError::UnknownCode {
        code: text::quote(word),
        correction: code_meant(word),
    })
}

/// The nearest code, or else the codes that contain the word.
fn code_meant(word: &str) -> String {
    let codes = || Code::ALL.iter().map(|code| code.as_str());
    if let Some(known) = text::nearest(word, codes()) {
        return format!("可能是 {known}");
    }
    let with_it: Vec<&str> = codes()
        .filter(|code| code.split('-').any(|part| part == word))
        .collect();
    if with_it.is_empty() {
        "用 jixiao explain 看有哪些".to_owned()
    } else {
        format!("可能是其中之一:{}", text::list(with_it))
    }
}

/// The level with a Chinese or English name; `None` for 关.
///
/// # Errors
/// [`LevelError::UnknownLevel`] with the nearest word.
pub fn read_level(word: &str) -> Result<Option<Level>, LevelError> {
    let word = word.trim();
    let known = WORDS
        .iter()
        .find(|(words, _)| words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let all = || WORDS.iter().flat_map(|(words, _)| words.iter().copied());
    known
        .map(|(_, level)| *level)
        .ok_or_else(|| LevelError::UnknownLevel {
            level: text::quote(word),
            nearest: text::nearest(word, all()),
        })
}

fn level_meant(nearest: Option<&str>) -> String {
    match nearest {
        Some(known) => format!("可能是 {known}"),
        None => format!("应为 {}", level_words()),
    }
}

/// The words for levels, for a message: `错误、警告、提示、关`.
pub fn level_words() -> String {
    text::list(WORDS.iter().map(|(words, _)| words[0]))
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    fn report() -> Report {
        let mut report = Report::new();
        report.extend([
            Finding::new(Code::MissingRequired, Place::file("a")),
            Finding::new(Code::ControlCharacter, Place::file("a")),
            Finding::new(Code::UnknownKey, Place::file("a")),
        ]);
        report
    }

    fn levels(words: &[(&str, &str)]) -> Levels {
        let mut levels = Levels::new();
        for (code, level) in words {
            levels.set_in_words(code, level, &[]).unwrap();
        }
        levels
    }

    #[test]
    fn findings_take_the_level_set_or_are_switched_off() {
        let set = levels(&[("control-character", "错误"), ("unknown-key", "OFF")]);
        let report = report().with_levels(&set);
        let levels: Vec<(&str, Level)> = report
            .findings()
            .iter()
            .map(|finding| (finding.code.as_str(), finding.level))
            .collect();
        assert_eq!(
            levels,
            [
                ("missing-required", Level::Error),
                ("control-character", Level::Error)
            ]
        );
        assert_eq!(report.count(Level::Error), 2);
        assert_eq!(report.count(Level::Warning), 0);
    }

    #[test]
    fn later_layers_take_precedence() {
        let mut set = levels(&[("unknown-key", "off"), ("missing-required", "提示")]);
        set.lay(&levels(&[("unknown-key", "警告")]));
        assert_eq!(set.level_of(Code::UnknownKey), Some(Level::Warning));
        assert_eq!(set.level_of(Code::MissingRequired), Some(Level::Note));
        assert_eq!(
            set.level_of(Code::ControlCharacter),
            Some(Code::ControlCharacter.level())
        );
    }

    #[test]
    fn unknown_words_are_refused_with_the_nearest() {
        let error = |code, level| {
            Levels::new()
                .set_in_words(code, level, &[])
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("mising-required", "off"),
            "没有 \"mising-required\" 这个检查项目;可能是 missing-required"
        );
        assert_eq!(
            error("missing-required", "warn"),
            "没有 \"warn\" 这个级别;可能是 warning"
        );
        assert_eq!(
            error("missing-required", "高"),
            "没有 \"高\" 这个级别;应为 错误、警告、提示、关"
        );
        assert_eq!(
            error("json-syntax", "提示"),
            "json-syntax 的级别不能改:有此错误,数据或表样就没有读全,或有文件生成不了"
        );
    }
}
