//! Reviewed snapshots with names of their own.

use std::path::Path;

/// Compares a text with the snapshot of a name in a folder below `tests/`.
pub(crate) fn assert_snapshot_in(folder: impl AsRef<Path>, name: &str, text: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(tests.join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
