//! Hidden characters, and the keys by which names are compared.
//!
//! Data contain every character that was typed. Only a comparison of names ignores hidden
//! characters: a person cannot distinguish `甲局` from `甲局` with a zero-width character in it,
//! nor a composed `é` from a decomposed one. Such names within one bureau are one department, or a
//! deception.

use unicode_normalization::UnicodeNormalization;

/// Whether a character changes the direction of the text around it, so that the text as read
/// differs from the text as stored.
pub fn is_direction(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has neither ink nor width and is no control character: joiners, fillers,
/// variation selectors, tags.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether a character is a control character, invisible, a change of direction, a line or
/// paragraph separator, or a noncharacter.
pub fn is_hidden(character: char) -> bool {
    // Nearly every character, so this is tested first.
    if matches!(character, ' '..='~' | '\u{4E00}'..='\u{9FFF}') {
        return false;
    }
    character.is_control()
        || is_direction(character)
        || is_invisible(character)
        || matches!(character, '\u{2028}' | '\u{2029}')
        || is_noncharacter(character)
}

/// Whether a code point is a noncharacter of Unicode.
pub fn is_noncharacter(character: char) -> bool {
    matches!(character, '\u{FDD0}'..='\u{FDEF}') || u32::from(character) & 0xFFFE == 0xFFFE
}

/// Key for comparing names: NFKC, without hidden characters and spaces, in lower case.
pub fn name_key(name: &str) -> String {
    let seen = name.nfkc().filter(|character| !is_hidden(*character));
    let letters = seen.filter(|character| !character.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}

/// Key for comparing codes of departments: that of a name, without zeros before other digits, which
/// workbooks drop.
pub fn code_key(code: &str) -> String {
    let key = name_key(code);
    if key.chars().all(|digit| digit.is_ascii_digit()) {
        let digits = key.trim_start_matches('0');
        return if digits.is_empty() && !key.is_empty() {
            "0".to_owned()
        } else {
            digits.to_owned()
        };
    }
    key
}

/// Key for comparing file names: names with one key cannot coexist in one folder. NTFS and APFS
/// ignore case, APFS ignores whether é is composed, and programs that pack or send files treat
/// ligatures, widths and ß in different ways.
pub fn file_name_key(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let folded = folded.to_uppercase().to_lowercase();
    let folded: String = folded.nfkc().collect();
    // Windows drops these at both ends.
    folded.trim_matches([' ', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_before_a_code_are_insignificant() {
        for (one, other) in [("015", "15"), ("000", "0"), ("０15", "15"), (" 015 ", "15")] {
            assert_eq!(code_key(one), code_key(other), "{one}");
        }
        assert_eq!(code_key(""), "");
        assert_ne!(code_key("0A"), code_key("A"));
        assert_ne!(code_key("150"), code_key("15"));
    }

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (one, other) in [
            ("水务局", "水\u{200B}务局"),
            ("水务局", "\u{FEFF}水务局\u{202C}"),
            ("水务局（本级）", "水务局(本级)"),
            ("A局", "Ａ局"),
            ("caf\u{E9}", "cafe\u{301}"),
            ("水 务局", "水务局 "),
            ("\u{F90A}", "金"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one:?} {other:?}");
        }
        assert_ne!(name_key("水务局"), name_key("水利局"));
    }

    #[test]
    fn equal_file_names_have_one_key() {
        for (one, other) in [
            ("Straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("ﬁnanz", "FINANZ"),
            ("Ａ局", "a局"),
            ("caf\u{E9}", "CAFE\u{301}"),
            ("甲(2)", "甲(2)"),
            ("甲", "甲. ."),
            ("ΟΔΟΣ", "οδος"),
            ("\u{212A}", "k"),
            ("İ", "i\u{307}"),
            ("ſ", "S"),
            ("\u{F90A}", "金"),
        ] {
            assert_eq!(file_name_key(one), file_name_key(other), "{one} {other}");
        }
        assert_ne!(file_name_key("水务局"), file_name_key("水利局"));
    }

    #[test]
    fn visible_characters_are_not_hidden() {
        for character in "水务Aé　 ，。（）🙂㎡\u{20000}".chars() {
            assert!(!is_hidden(character), "{character:?}");
        }
        for character in "\u{0}\u{7F}\u{85}\u{200B}\u{202E}\u{2028}\u{FEFF}\u{AD}\u{FE0F}\u{E0001}\u{E0100}\u{FFFE}\u{1FFFF}".chars() {
            assert!(is_hidden(character), "{character:?}");
        }
    }
}
