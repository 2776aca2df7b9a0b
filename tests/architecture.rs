//! Holds the direction of the crate true: who may use whom, one home for each library, and no word of a particular form in Rust.
//!
//! The picture is in the docs of `src/lib.rs`; here it is module by module, in the same order from right to left.
//!
//! A module or library that is new here is to be added to the lists below, which is when its place is thought about.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::form::{Edition, FieldKind, Fields, Registry};

/// Each module with the modules it may use. What is not listed, it may not.
const MAY_USE: &[(&str, &[&str])] = &[
    ("amount", &[]),
    ("length", &[]),
    ("text", &[]),
    ("source", &["text"]),
    ("finding", &["source", "text"]),
    ("digest", &[]),
    // Failures of all parts, gathered in one type.
    ("error", &["layout", "mark", "write"]),
    ("grid", &["amount", "length"]),
    (
        "form",
        &[
            "amount", "length", "finding", "source", "text", "grid", "error",
        ],
    ),
    ("workbook", &["amount", "finding", "source", "text"]),
    ("record", &["amount", "finding", "source", "text", "form"]),
    ("derive", &["amount", "form", "record"]),
    (
        "check",
        &[
            "amount", "finding", "source", "text", "form", "record", "derive",
        ],
    ),
    (
        "template",
        &[
            "amount", "length", "finding", "source", "text", "form", "grid", "record",
        ],
    ),
    // What belongs into an empty form: words and rules from fields, for the cells of a Grid.
    (
        "blank",
        &["amount", "length", "source", "form", "grid", "record"],
    ),
    // Stands before the way: a sheet compared with the empty form, which `template` makes.
    (
        "import",
        &[
            "amount", "finding", "source", "text", "form", "grid", "record", "template", "workbook",
        ],
    ),
    ("layout", &["length", "grid"]),
    ("write", &["amount", "length", "grid", "layout"]),
    // Beside the way to paper: the rows of a list, which `write` writes.
    (
        "export",
        &[
            "amount", "finding", "source", "text", "form", "grid", "record", "derive", "write",
        ],
    ),
    (
        "render",
        &[
            "finding", "source", "text", "error", "grid", "form", "record", "derive", "check",
            "template", "blank", "layout", "write", "workbook", "import", "export", "mark",
        ],
    ),
    // A workbook and what was found in it: it needs no form, only what is known of packages.
    ("mark", &["finding", "source", "text", "digest", "workbook"]),
    // Text made from an edition, in the terms of what `record` reads.
    ("schema", &["form", "record"]),
    // A table of what others keep to; nobody uses it but who writes the page.
    (
        "limits",
        &[
            "amount", "form", "layout", "record", "template", "workbook", "import", "render",
        ],
    ),
    (
        "batch",
        &[
            "amount", "finding", "source", "text", "digest", "error", "form", "record", "derive",
            "write", "render", "mark",
        ],
    ),
];

/// Each library with the files and folders that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("anstream", &["cli/report/mod.rs"]),
    ("indicatif", &["cli/report/progress.rs"]),
    ("ctrlc", &["cli/batch.rs"]),
    ("rayon", &["batch/", "write/pdf/volume/"]),
    ("sha2", &["digest.rs", "workbook/crypt.rs"]),
    ("walkdir", &["batch/"]),
    ("clap", &["cli/"]),
    ("tera", &["template/"]),
    ("roxmltree", &["template/"]),
    // Submissions are read in one place; a batch reads back what it wrote itself; written by the reports and the schema.
    (
        "serde_json",
        &[
            "record/json/",
            "schema/node.rs",
            "cli/report/json.rs",
            "batch/",
        ],
    ),
    (
        "serde",
        &[
            "record/json/",
            "schema/node.rs",
            "cli/report/json.rs",
            "digest.rs",
            "batch/",
        ],
    ),
    ("toml", &["form/definition.rs"]),
    ("aes", &["workbook/crypt.rs"]),
    ("base64ct", &["workbook/crypt.rs"]),
    ("md5", &["workbook/crypt.rs"]),
    ("sha1", &["workbook/crypt.rs"]),
    // Read in one place, written in another.
    ("csv", &["import/list/text.rs", "write/csv.rs"]),
    // Opened in one place; patched, and sealed, where a workbook is marked.
    (
        "zip",
        &["workbook/package.rs", "mark/package.rs", "mark/seal.rs"],
    ),
    ("encoding_rs", &["record/decode.rs", "workbook/package.rs"]),
    ("include_dir", &["form/registry.rs"]),
    ("strsim", &["text/mod.rs"]),
    ("rust_xlsxwriter", &["write/xlsx/"]),
    // Its error is a source of the writer's own.
    ("genpdf", &["write/pdf/genpdf.rs", "write/pdf/mod.rs"]),
    ("printpdf", &["write/pdf/genpdf.rs"]),
    ("pdf_writer", &["write/pdf/"]),
    ("subsetter", &["write/pdf/"]),
    ("sirocco", &["write/pdf/"]),
    ("skrifa", &["layout/font/"]),
    ("unicode_linebreak", &["layout/"]),
    ("unicode_normalization", &["text/hidden.rs"]),
    ("tempfile", &["render/save.rs"]),
    ("quick_xml", &["workbook/xml.rs", "mark/xml.rs"]),
    // Money and failures are everywhere.
    ("rust_decimal", &[""]),
    ("thiserror", &[""]),
];

/// Words that only some files may use: what touches the world, and what would make equal input give unequal bytes.
const WORDS: &[(&str, &[&str])] = &[
    ("println!", &[]),
    ("eprintln!", &[]),
    ("print!(", &[]),
    ("eprint!(", &[]),
    ("dbg!", &[]),
    ("stdout()", &["cli/report/mod.rs"]),
    // The bar draws where the talk goes.
    ("stderr()", &["cli/report/mod.rs", "cli/report/progress.rs"]),
    ("stdin()", &["cli/"]),
    (
        "std::fs",
        &["cli/", "form/registry.rs", "render/", "batch/", "digest.rs"],
    ),
    ("std::env", &["cli/"]),
    ("std::process", &["cli/", "main.rs"]),
    ("std::net", &[]),
    ("Command::new", &[]),
    // A template that is far too slow is stopped; nothing else depends on it.
    // batch: the time of a file, which is compared with itself
    (
        "std::time",
        &["batch/kept.rs", "cli/", "template/limits.rs"],
    ),
    ("HashMap", &[]),
    ("HashSet", &[]),
    ("unsafe ", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
];

/// A source file without comments and tests.
struct Code {
    /// Its path below `src/`, with `/`.
    path: String,
    text: String,
}

impl Code {
    /// The module it belongs to: the folder or file below `src/`.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    fn is_in(&self, homes: &[&str]) -> bool {
        homes.iter().any(|home| self.path.starts_with(home))
    }

    /// The names that follow a start, where it is not the end of a longer name: `crate::` → `grid`, …
    fn names_after(&self, start: &str) -> Vec<&str> {
        let is_part = |next: char| next.is_alphanumeric() || next == '_';
        let hits = self.text.match_indices(start).filter(|(at, _)| {
            !self.text[..*at].ends_with(|last: char| is_part(last) || last == ':')
        });
        let names = hits.map(|(at, _)| {
            let rest = &self.text[at + start.len()..];
            &rest[..rest.find(|next| !is_part(next)).unwrap_or(rest.len())]
        });
        names.collect()
    }
}

fn sources() -> Vec<Code> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let sources = paths.into_iter().map(|path| {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        Code {
            path: name,
            text: without_comments_and_tests(&fs::read_to_string(&path).unwrap()),
        }
    });
    sources
        .filter(|code| !code.path.ends_with("tests.rs") && !code.path.contains("/tests/"))
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

/// Tests in a file stand at its end (`mod tests;` in the midst of it is a file of its own); a comment begins a line.
fn without_comments_and_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn nobody_uses_what_stands_before_it() {
    let mut wrong = Vec::new();
    for code in sources() {
        let module = code.module();
        let used = code.names_after("crate::");
        if matches!(module, "lib" | "main") {
            continue;
        }
        if module == "cli" {
            // The command uses the library by its name, as any other program would.
            wrong.extend(
                used.iter()
                    .filter(|used| **used != "cli")
                    .map(|used| format!("{}: crate::{used}", code.path)),
            );
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            panic!("{module} has no line in MAY_USE");
        };
        for used in used {
            // A name in capitals is one that lib.rs exports: the failure.
            let used = if used == "Error" { "error" } else { used };
            if used != module && !allowed.contains(&used) {
                wrong.push(format!("{}: {used}", code.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_library_stays_in_its_home() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let libraries: Vec<String> = section
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect();
    assert!(libraries.len() > 15);
    let sources = sources();
    let mut wrong = Vec::new();
    for library in &libraries {
        let Some((_, homes)) = HOMES.iter().find(|(name, _)| name == library) else {
            panic!("{library} has no line in HOMES");
        };
        let users = sources
            .iter()
            .filter(|code| !code.names_after(&format!("{library}::")).is_empty());
        wrong.extend(
            users
                .filter(|code| !code.is_in(homes))
                .map(|code| format!("{}: {library}", code.path)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_world_is_touched_in_few_places() {
    let mut wrong = Vec::new();
    for code in sources() {
        for (word, homes) in WORDS {
            if code.text.contains(word) && !code.is_in(homes) {
                wrong.push(format!("{}: {word}", code.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_allowed_that_nobody_does() {
    let sources = sources();
    let mut idle = Vec::new();
    for (module, allowed) in MAY_USE {
        let own = sources.iter().filter(|code| code.module() == *module);
        let used: Vec<&str> = own.flat_map(|code| code.names_after("crate::")).collect();
        let is_used =
            |name: &str| used.contains(&name) || (name == "error" && used.contains(&"Error"));
        let unused = allowed.iter().filter(|name| !is_used(name));
        idle.extend(unused.map(|name| format!("{module} may use {name}")));
    }
    for (library, homes) in HOMES {
        let at_home = |home: &str| {
            let mut own = sources.iter().filter(|code| code.is_in(&[home]));
            own.any(|code| !code.names_after(&format!("{library}::")).is_empty())
        };
        let empty = homes.iter().filter(|home| !at_home(home));
        idle.extend(empty.map(|home| format!("{library} in {home}")));
    }
    for (word, homes) in WORDS {
        let silent = homes.iter().filter(|home| {
            let mut own = sources.iter().filter(|code| code.is_in(&[home]));
            !own.any(|code| code.text.contains(word))
        });
        idle.extend(silent.map(|home| format!("{word} in {home}")));
    }
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn only_the_binary_sees_the_command() {
    let mut users = sources();
    users.retain(|code| code.text.contains("mod cli"));
    let users: Vec<&str> = users.iter().map(|code| code.path.as_str()).collect();
    assert_eq!(users, ["main.rs"]);
}

/// Shortest word of a form that is looked for; shorter ones are words of everyday.
const LEAST: usize = 4;

#[test]
fn no_word_of_a_form_stands_in_rust() {
    let registry = Registry::built_in();
    let mut words = BTreeSet::new();
    for edition in registry.editions() {
        words.extend(words_of(edition));
    }
    words.retain(|word| word.chars().count() >= LEAST);
    assert!(words.len() > 40, "{words:?}");
    let mut wrong = Vec::new();
    for code in sources() {
        let found = words
            .iter()
            .filter(|word| code.text.contains(word.as_str()));
        wrong.extend(found.map(|word| format!("{}: {word}", code.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn words_of(edition: &Edition) -> Vec<String> {
    let mut words = vec![edition.title.clone()];
    words.extend(words_of_fields(&edition.fields));
    for table in &edition.tables {
        words.push(table.form.name.clone());
        words.extend(words_of_fields(&table.form.fields));
    }
    words
}

fn words_of_fields(fields: &Fields) -> Vec<String> {
    let mut words = Vec::new();
    for (_, field) in fields.iter() {
        words.extend([field.label.clone(), field.group.clone()]);
        match &field.kind {
            FieldKind::Choice(choices) | FieldKind::Level(choices) => {
                words.extend(choices.iter().cloned());
            }
            FieldKind::Rows(columns, _) => words.extend(words_of_fields(columns)),
            _ => {}
        }
    }
    words
}
