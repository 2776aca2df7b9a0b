//! The architecture of the crate: the modules that each module may use, the files that may use each
//! library, files of a folder that use each other in one direction, and no word of a particular
//! form in Rust.
//!
//! `docs/architecture.md` has the diagram; here it is module by module, in the same order from
//! right to left. A new module or library is added to the lists below.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::form::{Edition, FieldKind, Fields, Registry};

/// Each module with the modules that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("amount", &[]),
    ("length", &[]),
    ("normal", &[]),
    ("text", &[]),
    ("unzip", &[]),
    ("source", &["text"]),
    ("finding", &["source", "text"]),
    ("disk", &[]),
    ("digest", &["disk"]),
    // Failures of all stages, gathered in one type.
    ("error", &["layout", "mark", "write"]),
    ("grid", &["amount", "length"]),
    (
        "form",
        &[
            "amount", "length", "normal", "finding", "source", "text", "grid", "error",
        ],
    ),
    (
        "workbook",
        &["amount", "finding", "source", "text", "unzip"],
    ),
    (
        "record",
        &["amount", "normal", "finding", "source", "text", "form"],
    ),
    ("derive", &["amount", "normal", "text", "form", "record"]),
    (
        "check",
        &[
            "amount", "normal", "finding", "source", "text", "form", "record", "derive",
        ],
    ),
    // Input of a submission from another one: a draft, which `record` reads again.
    ("carry", &["source", "text", "form", "record"]),
    (
        "template",
        &[
            "length", "finding", "source", "text", "form", "grid", "record",
        ],
    ),
    // Input of a blank: texts and rules from fields, for the cells of a grid.
    (
        "blank",
        &["amount", "length", "source", "form", "grid", "record"],
    ),
    // Precedes the other stages: a sheet compared with the empty form, which `template` makes.
    (
        "import",
        &[
            "amount", "finding", "source", "text", "form", "grid", "record", "template", "workbook",
        ],
    ),
    ("layout", &["length", "grid"]),
    ("write", &["amount", "length", "grid", "layout"]),
    // Next to the stages that lead to paper: the rows of a list, which `write` writes.
    (
        "export",
        &[
            "amount", "finding", "source", "text", "form", "grid", "record", "derive", "write",
        ],
    ),
    // Two submissions; its workbook is one of the lists that `write` writes.
    (
        "compare",
        &[
            "amount", "finding", "source", "text", "form", "record", "derive", "write",
        ],
    ),
    // The data attached to a paper, and what its pages show.
    (
        "paper",
        &["digest", "length", "unzip", "form", "grid", "layout"],
    ),
    (
        "render",
        &[
            "finding", "source", "text", "error", "grid", "form", "record", "derive", "check",
            "template", "blank", "carry", "layout", "write", "workbook", "import", "export",
            "mark", "compare", "disk", "paper", "unzip",
        ],
    ),
    // A workbook and the findings on it: it needs no form, only the package.
    (
        "mark",
        &["finding", "source", "text", "digest", "unzip", "workbook"],
    ),
    // A file, read again after each change by the whole program.
    (
        "fix",
        &[
            "text", "amount", "finding", "source", "form", "record", "check", "workbook", "mark",
            "render",
        ],
    ),
    // Findings and what was mended, as JSON.
    ("report", &["finding", "source", "fix"]),
    // A submission on a screen: all stages through `render`, and the pages' row heights.
    (
        "desk",
        &[
            "length", "finding", "source", "error", "form", "grid", "record", "blank", "layout",
            "write", "render",
        ],
    ),
    // Text made from an edition, in terms of the input of `record`.
    ("schema", &["form", "record"]),
    // A table of the limits of other modules; only the program that writes the page uses it.
    (
        "limits",
        &[
            "amount", "form", "layout", "record", "template", "workbook", "import", "render",
            "paper",
        ],
    ),
    (
        "batch",
        &[
            "amount", "length", "finding", "source", "text", "disk", "digest", "error", "form",
            "record", "derive", "write", "render", "mark", "paper",
        ],
    ),
];

/// Each library with the files and folders that may use it.
const HOMES: &[(&str, &[&str])] = &[
    ("anstream", &["cli/report/mod.rs", "cli/report/sink.rs"]),
    ("indicatif", &["cli/report/progress.rs"]),
    ("ctrlc", &["cli/batch.rs"]),
    ("regex", &["form/limits.rs"]),
    (
        "rayon",
        &[
            "batch/",
            "write/paper/chapter.rs",
            "write/pdf/volume/",
            "write/ofd/volume/",
        ],
    ),
    ("sha2", &["digest.rs", "workbook/crypt.rs"]),
    ("crc32fast", &["render/resave.rs", "write/ofd/package.rs"]),
    ("walkdir", &["disk/machine.rs"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/args.rs", "cli/completions.rs"]),
    ("clap_mangen", &["cli/man.rs"]),
    ("supports_hyperlinks", &["cli/report/link.rs"]),
    ("tera", &["template/"]),
    ("roxmltree", &["template/", "paper/ofd/"]),
    // Submissions are read in one file; a batch reads back its own records; reports and the schema
    // are written.
    (
        "serde_json",
        &[
            "record/json/",
            "schema/node.rs",
            "desk/screen.rs",
            "paper/data.rs",
            "cli/report/compared_json.rs",
            "report.rs",
            "batch/",
        ],
    ),
    (
        "serde",
        &[
            "paper/data.rs",
            "desk/",
            "finding/",
            "record/json/",
            "schema/node.rs",
            "cli/report/compared_json.rs",
            "report.rs",
            "digest.rs",
            "batch/",
        ],
    ),
    ("toml", &["form/definition.rs", "form/nodes.rs"]),
    ("aes", &["workbook/crypt.rs"]),
    ("base64ct", &["workbook/crypt.rs"]),
    ("md5", &["workbook/crypt.rs"]),
    ("sha1", &["workbook/crypt.rs"]),
    // Read in one file, written in another.
    ("csv", &["import/list/delimited.rs", "write/csv.rs"]),
    // Opened in one file; patched and sealed where a workbook is annotated, and where it is written.
    (
        "zip",
        &[
            "unzip.rs",
            "mark/package.rs",
            "mark/seal.rs",
            "write/xlsx/even_pages.rs",
            "write/xlsx/saving.rs",
            // editions that a user adds as a zip
            "render/additions.rs",
        ],
    ),
    (
        "encoding_rs",
        &[
            "record/decode.rs",
            "render/additions.rs",
            "text/by_sound.rs",
            "workbook/package.rs",
        ],
    ),
    ("strsim", &["text/mod.rs"]),
    ("jixiao_console", &["cli/start.rs"]),
    ("rust_xlsxwriter", &["write/xlsx/"]),
    // Its error is a source of the writer's own error.
    ("genpdf", &["write/pdf/genpdf.rs", "write/pdf/mod.rs"]),
    ("printpdf", &["write/pdf/genpdf.rs"]),
    ("pdf_writer", &["write/pdf/"]),
    ("sirocco", &["write/paper/pack.rs", "paper/pdf/unpack.rs"]),
    ("itoa", &["write/pdf/", "write/ofd/xml.rs"]),
    ("skrifa", &["layout/font/", "paper/ofd/"]),
    ("self_cell", &["layout/font/"]),
    ("unicode_linebreak", &["layout/"]),
    ("unicode_normalization", &["text/hidden.rs"]),
    ("tempfile", &["disk/machine.rs"]),
    ("quick_xml", &["workbook/xml.rs", "mark/xml.rs"]),
    // Money and failures occur everywhere.
    ("rust_decimal", &[""]),
    ("thiserror", &[""]),
    ("web_time", &["template/limits.rs"]),
];

/// Identifiers that only some files may use: those that access the system, and those that would
/// make equal inputs give unequal bytes.
const WORDS: &[(&str, &[&str])] = &[
    ("println!", &[]),
    ("eprintln!", &[]),
    ("print!(", &[]),
    ("eprint!(", &[]),
    ("dbg!", &[]),
    ("stdout()", &["cli/report/mod.rs"]),
    // The progress bar is drawn where messages are printed.
    ("stderr()", &["cli/report/mod.rs", "cli/report/progress.rs"]),
    ("stdin()", &["cli/"]),
    (
        "std::fs",
        &[
            "cli/",
            "disk/machine.rs",
            "form/registry.rs",
            "render/fonts/folder.rs",
            "render/resave.rs",
        ],
    ),
    ("std::env", &["cli/"]),
    ("std::process", &["cli/", "main.rs"]),
    ("std::net", &[]),
    ("Command::new", &[]),
    // A template that is much too slow is stopped; nothing else depends on it. In `batch`: the
    // modification time of a file, which is only compared with itself; and the time of an input,
    // which decides which version counts where nothing else does.
    (
        "std::time",
        &[
            "batch/record/file_time.rs",
            "batch/record/files.rs",
            "cli/",
            // pauses before a file is renamed again that another program has open
            "disk/machine.rs",
            "disk/memory.rs",
            "template/limits.rs",
        ],
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

    /// The names that follow a prefix that is not the end of a longer name: `crate::` → `grid`, …
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

/// Tests in a file are at its end (`mod tests;` elsewhere is a separate file); a comment begins a
/// line.
fn without_comments_and_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn modules_use_only_what_they_may() {
    let mut wrong = Vec::new();
    for code in sources() {
        let module = code.module();
        let used = code.names_after("crate::");
        if matches!(module, "lib" | "main") {
            continue;
        }
        if module == "cli" {
            // The command uses the library by its name, like any other program.
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
            // The capitalized name is the failure that lib.rs exports.
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
fn every_permission_is_used() {
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

/// Cycles among the files and folders of a folder below `src/`: they use each other, directly or
/// indirectly. A folder that is not listed has none. The list may only get shorter.
const CIRCLES: &[(&str, &[&[&str]])] = &[
    ("export", &[&["list", "notes"]]),
    ("finding", &[&["code", "explain"]]),
    ("record", &[&["number", "quantity"]]),
];

/// A path of the crate, such as `batch::records::Findings`, without `crate`.
type ItemPath = Vec<String>;

/// The modules of the crate with the paths that each uses and re-exports.
struct Modules {
    used: BTreeMap<ItemPath, Vec<ItemPath>>,
    /// The original of a re-exported path.
    exported: BTreeMap<ItemPath, ItemPath>,
}

impl Modules {
    fn of(sources: &[Code]) -> Modules {
        let mut modules = Modules {
            used: BTreeMap::new(),
            exported: BTreeMap::new(),
        };
        for code in sources {
            modules.used.insert(module_path(code), Vec::new());
        }
        for code in sources {
            let module = module_path(code);
            let mut used = Vec::new();
            // Outside `use` items a path begins with one of these words.
            let mut rest = String::new();
            for item in code.text.split_inclusive(';') {
                let Some((before, visibility, tree)) = split_use(item) else {
                    rest += item;
                    continue;
                };
                rest += before;
                let mut paths = Vec::new();
                expand(tree, "", &mut paths);
                let paths = paths
                    .iter()
                    .filter_map(|path| modules.absolute(&module, path));
                let paths: Vec<ItemPath> = paths.collect();
                if visibility.is_empty() {
                    used.extend(paths);
                    continue;
                }
                let named = paths.into_iter().map(|path| {
                    let name = [&module[..], &path[path.len() - 1..]].concat();
                    (name, path)
                });
                modules.exported.extend(named);
            }
            let is_part = |next: char| next.is_alphanumeric() || next == '_' || next == ':';
            let words = rest.split(|next| !is_part(next));
            let paths = words.filter(|word| word.contains("::"));
            used.extend(paths.filter_map(|path| modules.absolute(&module, path)));
            modules.used.insert(module, used);
        }
        modules
    }

    /// The path from the crate's root; `None` for a path of another crate or of a type.
    fn absolute(&self, module: &[String], path: &str) -> Option<ItemPath> {
        let path: ItemPath = path
            .split("::")
            .map(|part| part.trim().to_owned())
            .collect();
        let child = [module, &path[..1]].concat();
        match path[0].as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => {
                let levels = path.iter().take_while(|part| *part == "super").count();
                let parent = &module[..module.len() - levels];
                Some([parent, &path[levels..]].concat())
            }
            _ => self
                .used
                .contains_key(&child)
                .then(|| [module, &path].concat()),
        }
    }

    /// The path of the item itself, not of its re-export.
    fn resolve(&self, mut path: ItemPath) -> ItemPath {
        // A function may have the name of its module: the path of a module is no re-export.
        let export = |path: &ItemPath| {
            let mut ends = 1..=path.len();
            ends.find(|end| {
                let start = &path[..*end];
                self.exported.contains_key(start) && !self.used.contains_key(start)
            })
        };
        while let Some(end) = export(&path) {
            path = [&self.exported[&path[..end]], &path[end..]].concat();
        }
        path
    }

    /// For each file and folder in a folder, the others that it uses.
    fn arrows(&self, folder: &[String]) -> BTreeMap<&str, BTreeSet<String>> {
        let depth = folder.len();
        let is_below = |module: &ItemPath| module.len() > depth && module.starts_with(folder);
        let mut arrows: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (module, used) in self.used.iter().filter(|(module, _)| is_below(module)) {
            let own = arrows.entry(&module[depth]).or_default();
            let used = used.iter().map(|path| self.resolve(path.clone()));
            let others = used.filter(|path| is_below(path) && path[depth] != module[depth]);
            let others = others.filter(|path| self.used.contains_key(&path[..=depth]));
            own.extend(others.map(|path| path[depth].clone()));
        }
        arrows
    }
}

/// The path of a file as a module: `batch/mod.rs` → `batch`.
fn module_path(code: &Code) -> ItemPath {
    let path = code.path.strip_suffix(".rs").unwrap();
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').map(ToOwned::to_owned).collect()
}

/// The text before a `use` item, its visibility and its tree; `None` for other items.
fn split_use(item: &str) -> Option<(&str, &str, &str)> {
    for (at, word) in item.match_indices("use ") {
        let line = item[..at].rfind('\n').map_or(0, |end| end + 1);
        let visibility = item[line..at].trim();
        // The end of another word: `pub struct Cause {`.
        if item[..at].ends_with(char::is_alphanumeric) {
            continue;
        }
        if visibility.is_empty() || visibility.starts_with("pub") {
            let tree = item[at + word.len()..].trim_end_matches(';');
            return Some((&item[..line], visibility, tree));
        }
    }
    None
}

/// The paths of a tree such as `a::{b, c::{d, e}}`.
fn expand(tree: &str, before: &str, paths: &mut Vec<String>) {
    let Some((head, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap().trim();
        if !path.is_empty() {
            paths.push(format!("{before}{path}"));
        }
        return;
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap();
    let before = format!("{before}{}", head.trim());
    let (mut depth, mut start) = (0, 0);
    for (at, next) in inner.char_indices() {
        match next {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&inner[start..at], &before, paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    expand(&inner[start..], &before, paths);
}

/// The strongly connected sets of names, sorted.
fn circles(arrows: &BTreeMap<&str, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut left = vec![from.to_owned()];
        while let Some(next) = left.pop() {
            let new = arrows[next.as_str()].iter();
            left.extend(new.filter(|name| reached.insert((*name).clone())).cloned());
        }
        reached
    };
    let reached: BTreeMap<&str, BTreeSet<String>> =
        arrows.keys().map(|name| (*name, reached(name))).collect();
    let mut circles: Vec<Vec<String>> = Vec::new();
    for (name, own) in reached.iter().filter(|(name, own)| own.contains(**name)) {
        let circle = own
            .iter()
            .filter(|other| reached[other.as_str()].contains(*name));
        let circle: Vec<String> = circle.cloned().collect();
        if !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

#[test]
fn files_of_a_folder_use_each_other_in_one_direction() {
    let sources = sources();
    let modules = Modules::of(&sources);
    let folders = sources
        .iter()
        .filter_map(|code| code.path.strip_suffix("/mod.rs"));
    for folder in folders {
        let path: ItemPath = folder.split('/').map(ToOwned::to_owned).collect();
        let known = CIRCLES.iter().find(|(name, _)| *name == folder);
        let known = known.map_or(&[][..], |(_, circles)| *circles);
        assert_eq!(circles(&modules.arrows(&path)), known, "src/{folder}");
    }
    let is_folder = |name: &str| modules.used.keys().any(|path| path.join("/") == name);
    assert!(CIRCLES.iter().all(|(folder, _)| is_folder(folder)));
}

#[test]
fn a_circle_is_found() {
    let code = |path: &str, text: &str| Code {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let modules = Modules::of(&[
        code(
            "a/mod.rs",
            "mod b;\nmod c;\nmod d;\npub use c::{C, E as F};\n",
        ),
        code("a/b.rs", "use super::{C, d::{D, G}};\n"),
        code("a/c.rs", "fn c() {\n    crate::a::b::run();\n}\n"),
        code("a/d/mod.rs", "mod e;\n"),
        code("a/d/e.rs", "use super::super::c::C;\n"),
    ]);
    let arrows = modules.arrows(&["a".to_owned()]);
    let of = |name: &str| arrows[name].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("b"), ["c", "d"]);
    assert_eq!(of("c"), ["b"]);
    assert_eq!(of("d"), ["c"]);
    assert_eq!(circles(&arrows), [["b", "c", "d"]]);
}

#[test]
fn only_the_binary_sees_the_command() {
    let mut users = sources();
    users.retain(|code| code.text.contains("mod cli"));
    let users: Vec<&str> = users.iter().map(|code| code.path.as_str()).collect();
    assert_eq!(users, ["main.rs"]);
}

/// Minimum length of a word of a form that is searched; shorter ones are everyday words.
const MIN: usize = 4;

/// Words of forms that are everyday words too, in messages of the program.
const EVERYDAY: [&str; 2] = ["部门名称", "填报单位"];

#[test]
fn no_word_of_a_form_stands_in_rust() {
    let registry = Registry::built_in();
    let mut words = BTreeSet::new();
    for edition in registry.editions() {
        words.extend(words_of(edition));
    }
    words.retain(|word| word.chars().count() >= MIN && !EVERYDAY.contains(&word.as_str()));
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
            FieldKind::Choice(choices)
            | FieldKind::Choices(choices)
            | FieldKind::Level(choices) => {
                words.extend(choices.iter().cloned());
            }
            FieldKind::Rows(columns, _) => words.extend(words_of_fields(columns)),
            _ => {}
        }
    }
    words
}
