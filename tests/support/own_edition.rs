//! Renderers with a changed copy of the built-in edition.

use jixiao::render::Renderer;

use crate::editions::write_built_in;

/// A renderer with the built-in edition; `change` gets the name and text of each file.
pub(crate) fn renderer_with(change: impl Fn(&str, &str) -> String) -> Renderer {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write_built_in(folder.path(), change);
    let read = Renderer::with_folders(Some(folder.path()), None).expect("the files can be read");
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    read.value.expect("there are no errors")
}
