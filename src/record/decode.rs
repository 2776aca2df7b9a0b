//! Bytes of an input file → text. Reads UTF-8 with or without byte order mark, UTF-16 with one, and
//! GB18030.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::finding::{Code, Finding};
use crate::source::{Place, Source};

/// Largest input file, in bytes.
pub const MAX_INPUT: usize = 32 * 1024 * 1024;

/// Other files given by mistake, recognized by their first bytes.
const OTHER_FILES: [(&[u8], &str, &str); 4] = [
    (
        b"PK\x03\x04",
        "这是 Excel 工作簿(.xlsx)或压缩文件",
        "这里要的是文本",
    ),
    (
        b"\xD0\xCF\x11\xE0",
        "这是旧式 Office 文件(.xls、.doc)",
        "这里要的是文本",
    ),
    (b"%PDF-", "这是 PDF 文件", "给出生成此 PDF 的数据"),
    (
        b"\xFF\xFE\x00\x00",
        "这是 UTF-32 的文本",
        "用记事本或 WPS 打开,另存为 UTF-8",
    ),
];

/// Decodes an input file.
///
/// A byte order mark decides. Without one the bytes are UTF-8 if they are valid, otherwise GB18030
/// (which includes GBK and GB 2312), the encoding of Windows tools. A damaged file is refused with
/// the place of its first damaged byte; `Evidence` prevents damaged UTF-8 from being read as
/// GB18030.
///
/// # Errors
/// A finding if the file is too large, damaged, or in none of these encodings.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Source, Box<Finding>> {
    if bytes.len() > MAX_INPUT {
        let finding = Finding::new(Code::InputTooLarge, Place::file(name))
            .seen(format!("大于 {} MiB", MAX_INPUT / 1024 / 1024))
            .expected(format!("至多 {} MiB", MAX_INPUT / 1024 / 1024))
            .correction("一个文件只放一个部门的数据;检查是否选错了文件");
        return Err(Box::new(finding));
    }
    if let Some((_, what, correction)) = OTHER_FILES
        .iter()
        .find(|(start, ..)| bytes.starts_with(start))
    {
        let finding = Finding::new(Code::Encoding, Place::file(name))
            .seen(*what)
            .expected("JSON 文本文件,或 Excel 工作簿")
            .correction(*correction);
        return Err(Box::new(finding));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(name, encoding, bytes, mark);
    }
    let evidence = Evidence::of(bytes);
    if let Some(encoding) = evidence.utf16_without_mark(bytes) {
        let finding = Finding::new(Code::Encoding, Place::file(name))
            .seen(format!("是 {} 的文本,但没有字节顺序标记", encoding.name()))
            .expected(EXPECTED)
            .correction("用记事本或 WPS 打开,另存为 UTF-8");
        return Err(Box::new(finding));
    }
    match evidence.encoding() {
        Some(encoding) => decoded(name, encoding, bytes, 0),
        None => Err(Box::new(mixed(name, bytes))),
    }
}

const EXPECTED: &str = "UTF-8 或 GB18030 的文本文件";

/// Decodes the bytes after a byte order mark of `mark` bytes (0 for none).
fn decoded(
    name: &str,
    encoding: &'static Encoding,
    bytes: &[u8],
    mark: usize,
) -> Result<Source, Box<Finding>> {
    match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        Some(text) if encoding == UTF_8 && is_encoded_twice(&text) => {
            Err(Box::new(encoded_twice(name)))
        }
        Some(text) => Ok(Source::new(name, text)),
        None => Err(Box::new(damaged(name, encoding, bytes, mark))),
    }
}

/// Whether a text is Chinese text whose UTF-8 bytes were taken for the characters of a Western
/// encoding, and encoded again: `é¡¹ç›®` for 项目.
fn is_encoded_twice(text: &str) -> bool {
    let mut bytes = Vec::new();
    let mut others = text.chars().filter(|character| !character.is_ascii());
    // Fast path: nearly every file has a Chinese character at its beginning.
    if others
        .next()
        .is_none_or(|first| western_byte(first).is_none())
    {
        return false;
    }
    for character in text.chars() {
        match western_byte(character) {
            Some(byte) => bytes.push(byte),
            None => return false,
        }
    }
    std::str::from_utf8(&bytes).is_ok_and(|text| text.contains(is_chinese))
}

/// Byte of a character in Latin-1 or Windows-1252.
fn western_byte(character: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
    match *bytes {
        [byte] if !is_lossy => Some(byte),
        _ => None,
    }
}

fn encoded_twice(name: &str) -> Finding {
    Finding::new(Code::Encoding, Place::file(name))
        .seen("汉字成了“é¡¹ç›®”这样的字:UTF-8 的文本当作西文编码读了,又存成 UTF-8")
        .expected(EXPECTED)
        .correction("没有读:从原来的软件重新导出,另存为 UTF-8;不要用这一份")
}

/// Reports the first byte that an encoding does not allow, at its line and column.
fn damaged(name: &str, encoding: &'static Encoding, bytes: &[u8], mark: usize) -> Finding {
    let damage = Damage::first(encoding, &bytes[mark..]);
    let at = mark + damage.byte;
    let is_cut = damage.is_at_end;
    if mark == 0 && encoding == GB18030 && !is_mostly_text(bytes) {
        return Finding::new(Code::Encoding, Place::file(name))
            .seen(format!("从第 {} 字节起不是 UTF-8,也不是 GB18030", at + 1))
            .expected(EXPECTED)
            .correction("检查是否选错了文件;是文本的,另存为 UTF-8");
    }
    let finding = Finding::new(Code::Encoding, damage.place(name))
        .seen(if is_cut {
            format!(
                "文件在一个字的中间断了:最后的字从第 {} 字节起,不完整",
                at + 1
            )
        } else {
            format!(
                "第 {} 字节(0x{:02X})坏了:前后是 {},这一处不是",
                at + 1,
                bytes.get(at).copied().unwrap_or_default(),
                encoding.name().to_uppercase()
            )
        })
        .expected(EXPECTED);
    finding.correction(if is_cut {
        "文件没有传完或没有存完:请对方重发"
    } else {
        "传送或存盘时损坏了:请对方重发;或改正这一处的字,另存为 UTF-8"
    })
}

/// Whether bytes decoded as GB18030 are Chinese text rather than damage.
fn is_mostly_text(bytes: &[u8]) -> bool {
    let (text, _) = GB18030.decode_without_bom_handling(bytes);
    let damages = text.matches('\u{FFFD}').count();
    let others = text
        .chars()
        .filter(|character| !character.is_ascii())
        .count()
        - damages;
    others > 2 * damages
}

/// Reports a file in two encodings, one of them UTF-8.
fn mixed(name: &str, bytes: &[u8]) -> Finding {
    let damage = Damage::first(UTF_8, bytes);
    Finding::new(Code::Encoding, damage.place(name))
        .seen(format!(
            "一部分是 UTF-8,一部分不是:第 {} 字节(0x{:02X})是第一处",
            damage.byte + 1,
            bytes.get(damage.byte).copied().unwrap_or_default()
        ))
        .expected("整个文件是一种编码:UTF-8 或 GB18030")
        .correction("像是两种编码的文件拼成的:各自另存为 UTF-8,再拼到一起;或请对方重发")
}

/// The first malformed sequence of a file.
struct Damage {
    /// Its first byte.
    byte: usize,
    /// Whether the file ends within a character.
    is_at_end: bool,
    /// The text before it.
    before: String,
    /// The rest of its line, as far as it can be decoded.
    after: String,
}

impl Damage {
    /// Finds the first malformed sequence.
    fn first(encoding: &'static Encoding, bytes: &[u8]) -> Damage {
        /// Bytes after the damage that the excerpt shows.
        const SHOWN: usize = 200;
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        let mut before = String::with_capacity(room.unwrap_or(bytes.len()));
        let before_sequence = |result, read: usize| match result {
            DecoderResult::Malformed(length, beyond) => {
                Some(read - usize::from(length) - usize::from(beyond))
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => None,
        };
        let (result, read) =
            decoder.decode_to_string_without_replacement(bytes, &mut before, false);
        let within = before_sequence(result, read);
        let byte = within.unwrap_or_else(|| {
            let (result, _) = decoder.decode_to_string_without_replacement(&[], &mut before, true);
            before_sequence(result, read).unwrap_or(read)
        });
        let rest = &bytes[byte..bytes.len().min(byte + SHOWN)];
        let (after, _) = encoding.decode_without_bom_handling(rest);
        let after = after.strip_prefix('\u{FFFD}').unwrap_or(&after).to_owned();
        Damage {
            byte,
            is_at_end: within.is_none(),
            before,
            after,
        }
    }

    fn place(&self, name: &str) -> Place {
        let start = self.before.len();
        let text = format!("{}\u{FFFD}{}", self.before, self.after);
        Source::new(name, text).place(start..start + '\u{FFFD}'.len_utf8())
    }
}

/// Evidence for UTF-8 in bytes that are not valid UTF-8.
#[derive(Debug, Default)]
struct Evidence {
    /// Sequences of three bytes that are Chinese text in UTF-8. In GB18030 they occur rarely, by
    /// accident.
    chinese: usize,
    /// Length of their longest run. Three in a row by accident are nine constrained bytes, which
    /// does not occur in ten million characters.
    longest: usize,
    /// Sequences that are malformed in UTF-8.
    malformed: usize,
}

/// Length of a run that cannot be an accident.
const NO_ACCIDENT: usize = 4;

impl Evidence {
    fn of(bytes: &[u8]) -> Evidence {
        // Most files are UTF-8.
        if std::str::from_utf8(bytes).is_ok() {
            return Evidence::default();
        }
        let mut evidence = Evidence::default();
        for chunk in bytes.utf8_chunks() {
            let mut run = 0;
            for character in chunk.valid().chars() {
                run = if is_chinese(character) { run + 1 } else { 0 };
                evidence.chinese += usize::from(run > 0);
                evidence.longest = evidence.longest.max(run);
            }
            evidence.malformed += usize::from(!chunk.invalid().is_empty());
        }
        evidence
    }

    /// UTF-16 without a byte order mark, if the bytes look like it: each ASCII character has a zero
    /// byte next to it, always on the same side.
    fn utf16_without_mark(&self, bytes: &[u8]) -> Option<&'static Encoding> {
        if !bytes.contains(&0) {
            return None;
        }
        let zeros = |from: usize| {
            let side = bytes.iter().skip(from).step_by(2);
            side.filter(|byte| **byte == 0).count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        let (encoding, zeros, others) = if odd > even {
            (UTF_16LE, odd, even)
        } else {
            (UTF_16BE, even, odd)
        };
        // Damaged UTF-8 contains few zeros; they are reported one by one.
        let is_likely = if self.malformed == 0 {
            zeros * 8 >= bytes.len()
        } else {
            zeros >= 2 && zeros * 64 >= bytes.len() && self.chinese < self.malformed
        };
        let is_text = || {
            encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .is_some()
        };
        (is_likely && others * 16 <= zeros && is_text()).then_some(encoding)
    }

    /// The encoding of the bytes; `None` if they are in two.
    fn encoding(&self) -> Option<&'static Encoding> {
        if self.chinese >= self.malformed {
            Some(UTF_8)
        } else if self.longest >= NO_ACCIDENT {
            None
        } else {
            Some(GB18030)
        }
    }
}

/// Whether a character belongs to Chinese text and takes three bytes in UTF-8.
const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2026}' | '\u{3000}'..='\u{303F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

/// A text in GB18030, the encoding of older programs; `None` if GB18030 lacks one of its
/// characters.
pub fn to_gb18030(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = GB18030.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode("a", bytes).unwrap().text().to_owned()
    }

    #[test]
    fn encodings_of_windows_tools_are_read() {
        assert_eq!(text("部门".as_bytes()), "部门");
        assert_eq!(text(b"\xEF\xBB\xBF{}"), "{}");
        assert_eq!(text(b"\xFF\xFE\xE8\x90"), "部");
        assert_eq!(text(b"\xFE\xFF\x90\xE8"), "部");
        assert_eq!(text(b"\xB2\xBF\xC3\xC5"), "部门");
        assert_eq!(text(b"\x95\x32\x82\x36\xB2\xBF"), "\u{20000}部");
    }

    fn refused(bytes: &[u8]) -> (String, String) {
        let finding = decode("a", bytes).unwrap_err();
        assert_eq!(finding.code, Code::Encoding);
        (finding.place.head(), finding.seen)
    }

    #[test]
    fn text_that_was_encoded_twice_is_one_finding() {
        let once = "{\"name\": \"云溪县水务局“项目”€\"}";
        let latin: String = once.bytes().map(char::from).collect();
        let (windows, _, _) = WINDOWS_1252.decode(once.as_bytes());
        for twice in [latin.as_str(), &windows, &format!("\u{FEFF}{latin}")] {
            let (head, seen) = refused(twice.as_bytes());
            assert_eq!(head, "a");
            assert!(seen.contains("UTF-8 的文本当作西文编码读了"), "{seen}");
        }
        for right in [once, "Ångström é", "{\"a\": \"±5℃\"}", "é 部门"] {
            assert_eq!(text(right.as_bytes()), right);
        }
    }

    #[test]
    fn damaged_utf8_is_refused_at_its_byte() {
        let text = "{\n\"名称\": \"云溪县水务局\", \"年度目标\": \"完成年度任务\"\n}";
        let at = text.find("溪县").unwrap();
        for (damage, seen) in [
            (&b"\xFF"[..], "0xFF"),
            (b"\xE6\xBA", "0xE6"),
            (b"\x80", "0x80"),
            (b"\xC4\xE3", "0xC4"),
        ] {
            let bytes = [&text.as_bytes()[..at], damage, &text.as_bytes()[at + 3..]].concat();
            let (head, words) = refused(&bytes);
            assert_eq!(head, "a:2:9", "{damage:02X?}");
            assert!(words.contains(seen) && words.contains(&format!("第 {} 字节", at + 1)));
            let with_mark = [b"\xEF\xBB\xBF", &bytes[..]].concat();
            assert_eq!(refused(&with_mark).0, "a:2:9", "{damage:02X?}");
        }
    }

    #[test]
    fn every_byte_that_breaks_utf8_is_reported() {
        let text = "编码,名称\n001,云溪县水务局\n002,青石县司法局\n".as_bytes();
        for at in 0..text.len() {
            for byte in [0x00, 0x80, 0xA3, 0xC3, 0xE4, 0xFE, 0xFF] {
                let mut bytes = text.to_vec();
                bytes[at] = byte;
                match std::str::from_utf8(&bytes) {
                    Ok(text) => assert_eq!(decode("a", &bytes).unwrap().text(), text),
                    Err(error) => {
                        let (_, words) = refused(&bytes);
                        let place = format!("第 {} 字节", error.valid_up_to() + 1);
                        assert!(words.contains(&place), "{at} {byte:02X} {words}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_file_truncated_within_a_character_is_reported_as_such() {
        let text = "{\"名称\": \"云溪县水务局";
        let (head, words) = refused(&text.as_bytes()[..text.len() - 1]);
        assert_eq!(head, "a:1:14");
        assert!(words.contains("断了"), "{words}");
        let bytes = to_gb18030("{\"名称\": \"云溪县水务局").unwrap();
        let (_, words) = refused(&bytes[..bytes.len() - 1]);
        assert!(words.contains("断了"), "{words}");
        assert!(refused(b"\xFF\xFE\xE8\x90\xE8").1.contains("断了"));
    }

    #[test]
    fn damaged_gb18030_is_refused_at_its_byte() {
        let bytes = to_gb18030("{\"名称\": \"云溪县水务局\"}").unwrap();
        let at = bytes.len() - 3;
        let mut damaged = bytes.clone();
        damaged[at] = 0xFF;
        let (head, words) = refused(&damaged);
        assert_eq!(head, "a:1:14");
        assert!(words.contains("GB18030"), "{words}");
        // Without this byte the quotation mark becomes the second byte of a pair.
        let mut lost = bytes;
        lost.remove(at);
        assert!(refused(&lost).1.contains("GB18030"));
    }

    #[test]
    fn two_encodings_in_one_file_are_reported() {
        let half = to_gb18030(&"青石县司法局,完成年度任务\n".repeat(9)).unwrap();
        let bytes = ["编码,名称\n云溪县水务局\n".as_bytes(), &half].concat();
        let (head, words) = refused(&bytes);
        assert_eq!(head, "a:3:1");
        assert!(words.contains("一部分是 UTF-8"), "{words}");
    }

    #[test]
    fn real_gb18030_is_read() {
        for words in [
            "编码,名称\n001,云溪县水务局\n",
            "漯河市忏悔涪陵妁纟沣河鞍山",
            "模,联,通,中国,溪",
            "①②③㈠≥≤±×℃㎡“引”——……",
        ] {
            let bytes = to_gb18030(words).unwrap();
            if std::str::from_utf8(&bytes).is_err() {
                assert_eq!(text(&bytes), words);
            }
        }
        let all: String = ('\u{4E00}'..='\u{9FA5}').collect();
        assert_eq!(text(&to_gb18030(&all).unwrap()), all);
    }

    #[test]
    fn utf16_without_a_byte_order_mark_is_named() {
        let words = "{\"名称\": \"云溪县水务局\", \"年度\": 2025}";
        for (to_bytes, name) in [
            (u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"),
            (u16::to_be_bytes, "UTF-16BE"),
        ] {
            let bytes: Vec<u8> = words.encode_utf16().flat_map(to_bytes).collect();
            assert!(refused(&bytes).1.contains(name));
        }
        assert_eq!(text(b"{\"a\": \"\x00b\"}"), "{\"a\": \"\0b\"}");
    }

    #[test]
    fn binary_files_are_named() {
        assert!(
            decode("a", b"PK\x03\x04\x14\x00")
                .unwrap_err()
                .seen
                .contains("Excel")
        );
        assert_eq!(
            decode("a", b"\xFF\xFF\xFF").unwrap_err().code,
            Code::Encoding
        );
        assert_eq!(
            decode("a", b"\xFF\xFE\x00\xD8").unwrap_err().code,
            Code::Encoding
        );
        assert_eq!(
            decode("a", &vec![b' '; MAX_INPUT + 1]).unwrap_err().code,
            Code::InputTooLarge
        );
    }
}
