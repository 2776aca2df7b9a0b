//! Lists the files of the built-in editions and letters, so that the program need not check that they are text.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// Writes `folders.rs` into cargo's output folder, for `src/form/registry.rs` to include.
pub(crate) fn generate() {
    let mut rust = String::new();
    for (name, parent) in [("BUILT_IN", "templates"), ("LETTERS", "letters")] {
        let mut folders = entries(Path::new(parent));
        folders.retain(|folder| Path::new(parent).join(folder).is_dir());
        writeln!(rust, "static {name}: &[BuiltIn] = &[").expect("a text grows");
        for folder in folders {
            rust.push_str(&row(parent, &folder));
        }
        rust.push_str("];\n");
    }
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("folders.rs"), rust).expect("the folders can be written");
}

/// A folder with its files.
fn row(parent: &str, folder: &str) -> String {
    let mut row = format!("BuiltIn {{ id: {folder:?}, files: &[\n");
    for file in entries(&Path::new(parent).join(folder)) {
        let text = format!(
            "include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{parent}/{folder}/{file}\"))"
        );
        writeln!(row, "({file:?}, {text}),").expect("a text grows");
    }
    row.push_str("] },\n");
    row
}

/// The names in a folder, in order.
fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder of sources can be read");
    let names = entries.map(|entry| {
        let name = entry.expect("a folder of sources can be read").file_name();
        name.into_string().expect("a source has a name in Unicode")
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
