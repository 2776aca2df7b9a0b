//! Valid and unique names of sheets.

use std::collections::BTreeMap;

use super::text;

/// Maximum length of a sheet name, in UTF-16 units.
const MAX: usize = 31;

/// Source of valid sheet names, each given once.
#[derive(Debug, Default)]
pub struct SheetNames {
    /// How often a name was given, by its lower-case form.
    taken: BTreeMap<String, usize>,
}

impl SheetNames {
    /// A valid name as similar to the wanted one as possible.
    pub fn give(&mut self, wanted: &str) -> String {
        let replaced = wanted.chars().map(|character| match character {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\u{FFFE}' | '\u{FFFF}' => '_',
            character if character.is_control() => '_',
            character => character,
        });
        let safe: String = replaced.collect();
        let safe = safe.trim_matches(['\'', ' ']);
        let clipped = |most: usize| text::first_units(safe, most);
        let whole = clipped(MAX).trim_end_matches('\'');
        let mut name = whole.to_owned();
        let mut number = 1;
        while name.is_empty() || self.taken.contains_key(&name.to_lowercase()) {
            number = self
                .taken
                .get(&whole.to_lowercase())
                .map_or(number, |last| (*last).max(number))
                + 1;
            let suffix = format!("({number})");
            name = clipped(MAX - suffix.len()).to_owned() + &suffix;
        }
        self.taken.insert(whole.to_lowercase(), number);
        self.taken.entry(name.to_lowercase()).or_insert(1);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_unique() {
        let mut names = SheetNames::default();
        let long = "很长的部门名称".repeat(8);
        assert_eq!(names.give("甲/乙"), "甲_乙");
        assert_eq!(names.give("甲:乙"), "甲_乙(2)");
        assert_eq!(names.give("甲_乙"), "甲_乙(3)");
        let (first, second) = (names.give(&long), names.give(&long));
        assert_eq!(first.chars().count(), 31);
        assert!(second.ends_with("(2)") && second.chars().count() == 31);
        assert_eq!(names.give(""), "(2)");
    }

    #[test]
    fn no_name_begins_or_ends_with_a_quote() {
        let mut names = SheetNames::default();
        assert_eq!(names.give("'甲'"), "甲");
        let long = format!("{}'乙", "长".repeat(30));
        assert_eq!(names.give(&long), "长".repeat(30));
    }
}
