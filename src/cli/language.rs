//! The language of help, messages and summaries. Chinese unless English is asked for: the tables are
//! Chinese, and servers of Chinese offices often have `LANG=C` or `en_US`.

use std::borrow::Cow;
use std::ffi::OsString;
use std::sync::OnceLock;

/// A language of the program's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Chinese,
    English,
}

/// The option that sets the language.
const OPTION: &str = "--lang";

/// The environment variable that sets it if the option does not.
const VARIABLE: &str = "JIXIAO_LANG";

/// The variables of the system that count for `auto`, the first that is set.
const OF_THE_SYSTEM: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Sets the language for this process, from its command line and environment. The first call counts.
///
/// # Errors
/// A message if the variable has a value that is no language. A wrong option is reported by the
/// parser of arguments.
pub(super) fn set(words: &[OsString]) -> Result<(), String> {
    let environment = |name: &str| {
        let value = std::env::var_os(name)?.to_string_lossy().into_owned();
        Some(value).filter(|value| !value.is_empty())
    };
    let language = choose(option(words).as_deref(), &environment)?;
    let _ = LANGUAGE.set(language);
    Ok(())
}

/// Whether the program speaks English.
pub(super) fn is_english() -> bool {
    LANGUAGE.get() == Some(&Language::English)
}

/// One of two texts, by the language.
pub(super) fn pick<'a>(chinese: &'a str, english: &'a str) -> &'a str {
    if is_english() { english } else { chinese }
}

/// A text in the language, with the arguments of `format!`.
macro_rules! said {
    ($chinese:literal, $english:literal $(, $argument:expr)* $(,)?) => {
        if $crate::cli::language::is_english() {
            format!($english $(, $argument)*)
        } else {
            format!($chinese $(, $argument)*)
        }
    };
}
pub(super) use said;

/// The value of the option on a command line that is not parsed yet.
fn option(words: &[OsString]) -> Option<String> {
    let words = words.iter().map(|word| word.to_string_lossy());
    let mut words = words.take_while(|word| word != "--");
    while let Some(word) = words.next() {
        if word == OPTION {
            return words.next().map(Cow::into_owned);
        }
        let value = word.strip_prefix(OPTION);
        if let Some(value) = value.and_then(|value| value.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

/// The language by the option, else by the variable, else Chinese.
fn choose(
    option: Option<&str>,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<Language, String> {
    if let Some(value) = option {
        return Ok(read(value, environment).unwrap_or(Language::Chinese));
    }
    let Some(value) = environment(VARIABLE) else {
        return Ok(Language::Chinese);
    };
    read(&value, environment).ok_or_else(|| {
        format!("环境变量 {VARIABLE} 的值 \"{value}\" 不对:应为 zh、en、auto (zh, en or auto)")
    })
}

/// The language that a value denotes.
fn read(value: &str, environment: &impl Fn(&str) -> Option<String>) -> Option<Language> {
    match value {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        "auto" => {
            let mut values = OF_THE_SYSTEM.iter().filter_map(|name| environment(name));
            let is_english = values.next().is_some_and(|value| value.starts_with("en"));
            Some(if is_english {
                Language::English
            } else {
                Language::Chinese
            })
        }
        _ => None,
    }
}

/// Checks the value of the option.
pub(super) fn parse(value: &str) -> Result<Language, String> {
    let nothing = |_: &str| None;
    read(value, &nothing).ok_or_else(|| said!("应为 zh、en、auto 之一", "one of zh, en, auto"))
}

#[cfg(test)]
mod tests {
    use super::{Language, choose, option};

    fn chosen(option: Option<&str>, variables: &[(&str, &str)]) -> Result<Language, String> {
        choose(option, &|name| {
            let mut variables = variables.iter();
            let (_, value) = variables.find(|(own, _)| *own == name)?;
            Some((*value).to_owned())
        })
    }

    #[test]
    fn only_the_option_or_its_variable_leaves_chinese() {
        let english = Ok(Language::English);
        let chinese = Ok(Language::Chinese);
        assert_eq!(chosen(None, &[]), chinese);
        for system in ["C", "en_US.UTF-8", "POSIX", "de_DE.UTF-8"] {
            assert_eq!(
                chosen(None, &[("LANG", system), ("LC_ALL", system)]),
                chinese
            );
        }
        assert_eq!(chosen(None, &[("JIXIAO_LANG", "en")]), english);
        assert_eq!(chosen(Some("en"), &[("JIXIAO_LANG", "zh")]), english);
        assert_eq!(chosen(Some("zh"), &[("JIXIAO_LANG", "en")]), chinese);
        assert!(chosen(None, &[("JIXIAO_LANG", "fr")]).is_err());
    }

    #[test]
    fn auto_asks_the_first_variable_of_the_system() {
        let auto = |variables: &[(&str, &str)]| chosen(Some("auto"), variables);
        assert_eq!(auto(&[("LANG", "en_GB.UTF-8")]), Ok(Language::English));
        assert_eq!(auto(&[("LANG", "C.UTF-8")]), Ok(Language::Chinese));
        assert_eq!(auto(&[]), Ok(Language::Chinese));
        let both = [("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")];
        assert_eq!(auto(&both), Ok(Language::Chinese));
    }

    #[test]
    fn the_option_is_found_before_the_arguments_are_parsed() {
        let found = |words: &[&str]| {
            let words: Vec<_> = words.iter().map(Into::into).collect();
            option(&words)
        };
        assert_eq!(
            found(&["jixiao", "--lang=en", "chek"]).as_deref(),
            Some("en")
        );
        assert_eq!(
            found(&["jixiao", "check", "--lang", "en"]).as_deref(),
            Some("en")
        );
        assert_eq!(found(&["jixiao", "check", "--", "--lang=en"]), None);
    }
}
