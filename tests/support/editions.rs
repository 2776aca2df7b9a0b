//! Copies of the built-in edition.

use std::fs;
use std::path::Path;

use jixiao::form::built_in_folder;

/// Writes the built-in edition into a folder; `change` gets the name and text of each file.
pub(crate) fn write_built_in(folder: &Path, change: impl Fn(&str, &str) -> String) {
    fs::create_dir_all(folder).expect("a folder can be made");
    for (name, source) in built_in_folder("gansu-2025").expect("the edition is built in") {
        let text = change(&name, source.text());
        fs::write(folder.join(name), text).expect("a file can be written");
    }
}
