//! Where text goes that is not for a terminal: a file or pipe, in the encoding that was asked for,
//! or a text that becomes a file at the end.

use std::borrow::Cow;
use std::sync::{Mutex, OnceLock, PoisonError};

use anstream::adapter::strip_str;
use jixiao::render::Encoding;

/// The encoding of what is printed into a file or pipe.
static ENCODING: OnceLock<Encoding> = OnceLock::new();

/// The result, if it becomes a file.
static COLLECTED: Mutex<Option<String>> = Mutex::new(None);

/// End of a line of a text file that Notepad of every Windows opens.
const LINE_END: &str = "\r\n";

/// Sets the encoding of what is printed into a file or pipe, and of a [collected](collect) text.
/// The first call counts.
pub(in crate::cli) fn set_encoding(encoding: Encoding) {
    let _ = ENCODING.set(encoding);
}

fn encoding() -> Encoding {
    ENCODING.get().copied().unwrap_or_default()
}

/// Whether what is printed into a file or pipe is not UTF-8.
pub(super) fn is_encoded() -> bool {
    encoding() != Encoding::Utf8
}

/// The bytes of a text that is printed into a file or pipe; `None` if it is printed as it is.
pub(super) fn encoded(text: &str) -> Option<Vec<u8>> {
    match encoding() {
        Encoding::Utf8 => None,
        Encoding::Gb18030 => Some(Encoding::Gb18030.bytes_of(&strip_str(text).to_string())),
    }
}

/// Makes the result a text, instead of printing it.
pub(in crate::cli) fn collect() {
    *lock() = Some(String::new());
}

/// Adds a line to the result if it is collected; tells whether it is.
pub(super) fn add(line: &str) -> bool {
    let mut collected = lock();
    let Some(text) = collected.as_mut() else {
        return false;
    };
    text.push_str(&strip_str(line).to_string());
    text.push('\n');
    true
}

/// The bytes of the collected result: a text for people has a byte order mark and the line ends of
/// Windows. `None` if there is no line.
pub(in crate::cli) fn take_collected(is_for_people: bool) -> Option<Vec<u8>> {
    let text = lock().take().filter(|text| !text.is_empty())?;
    let text = if is_for_people {
        Cow::Owned(text.replace('\n', LINE_END))
    } else {
        Cow::Borrowed(text.as_str())
    };
    Some(match encoding() {
        Encoding::Utf8 if is_for_people => format!("\u{feff}{text}").into_bytes(),
        encoding => encoding.bytes_of(&text),
    })
}

fn lock() -> std::sync::MutexGuard<'static, Option<String>> {
    COLLECTED.lock().unwrap_or_else(PoisonError::into_inner)
}
