//! OLE compound files.

use std::io::{Cursor, Write as _};

use cfb::CompoundFile;

/// A compound file of streams: path, content.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).expect("a file can be made");
    for (path, content) in streams {
        file.create_stream(path)
            .and_then(|mut stream| stream.write_all(content))
            .expect("a stream can be written");
    }
    file.into_inner().into_inner()
}
