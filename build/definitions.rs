//! Parses the definitions of the built-in editions, so that the program need not.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::de::DeTable;

#[path = "../src/form/nodes.rs"]
#[expect(dead_code, reason = "what the program needs of it only")]
mod nodes;

const FOLDER: &str = "templates";

/// Writes `definitions.rs` into cargo's output folder, for `src/form/definition.rs` to include.
pub(crate) fn generate() {
    let mut files = Vec::new();
    crate::sources::collect(Path::new(FOLDER), &mut files);
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let mut rows = String::new();
    for file in &files {
        rows.push_str(&row(file));
    }
    let rust = format!(
        "/// The texts of the built-in definitions, each with its nodes.\n\
         static BUILT_IN: &[(&str, &[Node<'static>])] = {{\nuse Value::{{Array, Boolean, Number, Table, Text}};\n&[\n{rows}]\n}};\n"
    );
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("definitions.rs"), rust)
        .expect("the definitions can be written");
}

/// The text and the nodes of a file. One with errors is left out, so that it is read, and reported,
/// like a user's.
fn row(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a definition can be read");
    let (table, errors) = DeTable::parse_recoverable(&text);
    if !errors.is_empty() {
        return String::new();
    }
    let path = file.to_str().expect("a definition has a name in Unicode");
    let path = path.replace('\\', "/");
    let mut row =
        format!("(include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\")), &[\n");
    for node in nodes::nodes_of(table.get_ref()) {
        writeln!(row, "{node:?},").expect("a text grows");
    }
    row.push_str("]),\n");
    row
}
