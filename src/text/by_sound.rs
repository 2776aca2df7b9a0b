//! Order of Chinese names by their sound.

/// What a character is sorted by: its kind, and its code in GB 18030.
pub type SoundKey = Vec<(u8, Vec<u8>)>;

/// First byte of the common characters of GB 2312, and the first of its second bytes. Level 1 of
/// them, the 3755 most frequent ones, is in the order of their sounds; level 2, which follows, in
/// that of radicals.
const COMMON: (u8, u8) = (0xB0, 0xA1);

/// Key that sorts names by the sound of their characters, as far as GB 2312 does: frequent characters
/// in the order of pinyin, a character with several sounds under its usual one, then rarer ones.
/// Letters and digits precede them.
pub fn sound_key(name: &str) -> SoundKey {
    let mut buffer = [0; 4];
    let key = name.chars().map(|character| {
        let text = character.encode_utf8(&mut buffer);
        let code = encoding_rs::GB18030.encode(text).0.into_owned();
        let kind = match code[..] {
            [_] => 0,
            [first, second] if first >= COMMON.0 && second >= COMMON.1 => 1,
            _ => 2,
        };
        (kind, code)
    });
    key.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_names_are_in_the_order_of_pinyin() {
        // ān dàng jiào lín nóng shuǐ wèi zhèng zī; then 衢 (level 2), 䶮 (not in GB 2312).
        let sorted = [
            "A局",
            "安监局",
            "档案馆",
            "教育局",
            "林业局",
            "林业站",
            "农业局",
            "水务局",
            "卫健局",
            "政府办",
            "自然资源局",
            "衢江局",
            "䶮局",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| sound_key(name));
        assert_eq!(names, sorted);
        assert!(sound_key("") < sound_key("一"));
    }
}
