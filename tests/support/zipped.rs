//! Packages of parts.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A package of parts: name, content.
pub(crate) fn zipped<N: AsRef<str>, C: AsRef<[u8]>>(
    parts: impl IntoIterator<Item = (N, C)>,
) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name.as_ref(), SimpleFileOptions::default())
            .expect("a part can be begun");
        writer
            .write_all(content.as_ref())
            .expect("a part can be written");
    }
    writer
        .finish()
        .expect("a package can be finished")
        .into_inner()
}
