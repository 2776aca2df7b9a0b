//! Generates the columns of a roster from `src/import/list/roster.toml`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

const DATA: &str = "src/import/list/roster.toml";

/// The table with the words of rows that are no departments.
const OTHER_ROWS: &str = "other_rows";

/// Writes `roster.rs` into cargo's output folder, for `src/import/list/roster.rs` to include.
pub(crate) fn generate() {
    let text = fs::read_to_string(DATA).expect("the columns can be read");
    let columns: Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{DATA}: {error}"));
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let path = Path::new(&folder).join("roster.rs");
    fs::write(path, rust(&columns)).expect("the columns can be written");
}

/// The enum of the columns, all of them, and the heads of each.
fn rust(columns: &Table) -> String {
    let [mut variants, mut all, mut rows]: [String; 3] = Default::default();
    let mut known: Vec<String> = Vec::new();
    let texts = |value: Option<&Value>, what: &str| -> Vec<String> {
        let list = value.and_then(Value::as_array);
        let list = list.unwrap_or_else(|| panic!("{DATA}: {what} is a list"));
        let texts = list.iter().map(|one| one.as_str().expect("it is a text"));
        texts.map(str::to_owned).collect()
    };
    let other = columns.get(OTHER_ROWS).and_then(|rows| rows.get("words"));
    let other = texts(other, OTHER_ROWS);
    for (key, column) in columns.iter().filter(|(key, _)| *key != OTHER_ROWS) {
        let doc = column.get("doc").and_then(Value::as_str);
        let doc = doc.unwrap_or_else(|| panic!("{DATA}: {key} has a doc"));
        let heads = texts(column.get("heads"), "heads");
        for head in &heads {
            assert!(!known.contains(head), "{DATA}: {head} is there twice");
            known.push(head.clone());
        }
        let (first, rest) = key.split_at(1);
        let variant = format!("{}{rest}", first.to_uppercase());
        writeln!(variants, "    #[doc = {doc:?}]\n    {variant},").expect("a text grows");
        writeln!(all, "    RosterColumn::{variant},").expect("a text grows");
        writeln!(rows, "    &{heads:?},").expect("a text grows");
    }
    format!(
        "/// A column of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RosterColumn {{\n{variants}}}\n
const COLUMNS: &[RosterColumn] = &[\n{all}];\n
const HEADS: &[&[&str]] = &[\n{rows}];\n
const OTHER_ROWS: &[&str] = &{other:?};\n"
    )
}
