//! Generates the Rust tables of `finding::Code` from `src/finding/codes.toml`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

const DATA: &str = "src/finding/codes.toml";

/// Writes `codes.rs` into cargo's output folder, for `src/finding/code.rs` to include.
pub(crate) fn generate() {
    let text = fs::read_to_string(DATA).expect("the codes can be read");
    let families: Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{DATA}: {error}"));
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let path = Path::new(&folder).join("codes.rs");
    fs::write(path, rust(families)).expect("the tables can be written");
}

/// The enum, the list of all codes, a row for each code, and the titles of the families.
fn rust(families: Table) -> String {
    let (mut variants, mut all, mut rows, mut titles) = Default::default();
    for (family, (name, table)) in families.into_iter().enumerate() {
        let mut codes = table_of(&name, table);
        let title = text_of(&name, &mut codes, "title");
        line(&mut titles, &format!("{title:?},"));
        for (code, row) in codes {
            let variant = variant(&code);
            let mut row = table_of(&code, row);
            let doc = text_of(&code, &mut row, "doc");
            line(&mut variants, &format!("#[doc = {doc:?}]\n    {variant},"));
            line(&mut all, &format!("Code::{variant},"));
            line(&mut rows, &rust_row((&code, &doc), family, row));
        }
    }
    format!(
        "/// A kind of finding. Its text form is what people search for and what options name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {{\n{variants}}}\n
const ALL: &[Code] = &[\n{all}];\n
static ROWS: &[Row] = &[\n{rows}];\n
static FAMILIES: &[&str] = &[\n{titles}];\n"
    )
}

fn rust_row((code, doc): (&str, &str), family: usize, mut row: Table) -> String {
    let level = match text_of(code, &mut row, "level").as_str() {
        "error" => "Error",
        "warning" => "Warning",
        "note" => "Note",
        other => panic!("{code}: level {other}"),
    };
    let is_fixed = row
        .remove("fixed")
        .is_some_and(|fixed| fixed == Value::Boolean(true));
    let [summary, meaning, wrong, right] =
        ["summary", "meaning", "wrong", "right"].map(|key| text_of(code, &mut row, key));
    let origin = row.remove("origin").map(|origin| table_of(code, origin));
    let origins: Vec<(String, Value)> = origin.into_iter().flatten().collect();
    let [(kind, source)] = &origins[..] else {
        panic!("{code}: one origin");
    };
    let kind = match kind.as_str() {
        "form" => "Form",
        "practice" => "Practice",
        "convention" => "Convention",
        "program" => "Program",
        other => panic!("{code}: origin {other}"),
    };
    let source = source.as_str().expect("an origin is a text");
    // Only tests use it.
    row.remove("example_in");
    assert!(row.is_empty(), "{code}: unknown keys {row:?}");
    format!(
        "Row {{ name: {code:?}, level: Level::{level}, is_fixed: {is_fixed}, family: {family}, \
         in_english: {doc:?}, \
         explanation: Explanation {{ summary: {summary:?}, meaning: {meaning:?}, \
         origin: Origin::{kind}({source:?}), wrong: {wrong:?}, right: {right:?} }} }},"
    )
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "    {line}").expect("writing to a String cannot fail");
}

/// The variant of a code: `TotalMismatch` for `total-mismatch`.
fn variant(code: &str) -> String {
    let words = code.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

fn table_of(name: &str, value: Value) -> Table {
    match value {
        Value::Table(table) => table,
        other => panic!("{name}: a table, not {other:?}"),
    }
}

/// Takes a text out of a table.
fn text_of(name: &str, table: &mut Table, key: &str) -> String {
    match table.remove(key) {
        Some(Value::String(text)) => text,
        other => panic!("{name}: {key} is a text, not {other:?}"),
    }
}
