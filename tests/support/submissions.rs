//! Submissions without findings.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

/// The data of `examples/minimal.json` for the department of a code, none if empty, and a name.
pub(crate) fn department(code: &str, name: &str) -> Value {
    let mut data: Value = serde_json::from_str(include_str!("../../examples/minimal.json"))
        .expect("the example is JSON");
    if !code.is_empty() {
        data["code"] = code.into();
    }
    data["department"]["name"] = name.into();
    data
}

/// A folder whose folder 申报 has submissions: file, data.
pub(crate) fn folder_of<'a>(submissions: impl IntoIterator<Item = (&'a str, Value)>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let source = folder.path().join("申报");
    fs::create_dir(&source).expect("a folder can be made");
    for (file, data) in submissions {
        write(&source.join(file), &data);
    }
    folder
}

/// Writes data.
pub(crate) fn write(file: &Path, data: &Value) {
    fs::write(file, data.to_string()).expect("a file can be written");
}
