//! Hyperlinks to files (OSC 8), where a terminal shows them. None in pipes, and none over SSH: the
//! terminal would open a file of another computer.

use std::fmt::Write as _;
use std::path::Path;

use supports_hyperlinks::{Stream, on};

/// Whether links are shown on standard output.
pub(super) fn is_on_output() -> bool {
    is_here() && on(Stream::Stdout)
}

/// Whether links are shown where messages are printed.
pub(super) fn is_on_messages() -> bool {
    is_here() && on(Stream::Stderr)
}

fn is_here() -> bool {
    std::env::var_os("SSH_CONNECTION").is_none() && std::env::var_os("SSH_TTY").is_none()
}

/// A text that opens a file, if the file exists.
pub(super) fn to_file(path: &Path, text: &str) -> String {
    match std::path::absolute(path) {
        Ok(path) if path.exists() => {
            format!(
                "\x1B]8;;{}\x1B\\{text}\x1B]8;;\x1B\\",
                url(&path.to_string_lossy())
            )
        }
        _ => text.to_owned(),
    }
}

/// The URL of an absolute path.
fn url(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut url = String::from("file://");
    if !path.starts_with('/') {
        url.push('/');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::{to_file, url};
    use std::path::Path;

    #[test]
    fn a_link_holds_no_sign_that_could_end_it() {
        assert_eq!(url("/甲/a b.xlsx"), "file:///%E7%94%B2/a%20b.xlsx");
        assert_eq!(url("C:\\a\\b#1.xlsx"), "file:///C:/a/b%231.xlsx");
        assert_eq!(url("/\x1B\x07"), "file:///%1B%07");
    }

    #[test]
    fn only_a_file_that_exists_is_linked() {
        let link = to_file(Path::new("Cargo.toml"), "表");
        assert!(
            link.starts_with("\x1B]8;;file://") && link.contains("\\表\x1B"),
            "{link:?}"
        );
        assert_eq!(to_file(Path::new("-"), "-"), "-");
    }
}
