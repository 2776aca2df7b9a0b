//! `README.md`, `CONTRIBUTING.md` and the book in `docs/`: commands run, snippets parse, links have
//! targets.
//!
//! The commands of each page run in order, in a separate folder that `tests/book/desk.sh` fills:
//!
//! - a `sh` block contains commands; exit code 0, or N if the line ends with `# → N`;
//! - a `console` block contains commands after `$ `, `? N` for an exit code, and the whole output;
//!   a line `...` matches any number of lines;
//! - `not-run="reason"` after the language prevents a block from being run;
//! - `json` and `toml` blocks parse; a submission has no unknown key; `html` blocks are parts of
//!   templates;
//! - with `file="path"` such a block is written into the folder;
//! - with `into="path"` it changes a file: it is put at the end, or `after`, `before` or in place of
//!   (`replace`) the one line that contains the words given;
//! - with `edition="id"` the file is that of a copy of the edition (`edition.toml`, if `into` names no
//!   other), of a new edition for `new`, or of the copy of the block before for `same`. The edition
//!   must stay valid. In `docs/forms.md` every block of `toml` and `html` has one of these.

#![cfg(all(feature = "cli", unix))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use rayon::prelude::*;
use tempfile::TempDir;

#[path = "book/page.rs"]
mod page;

use page::{Block, Page};

/// Maximum length of the README, in lines.
const README_LINES: usize = 200;

/// Generated from explanations, which are not Markdown: `[list](…)` is a section of a definition
/// there, not a link.
const GENERATED: &str = "docs/findings.md";

/// The page of forms, whose snippets are all tried.
const FORMS: &str = "docs/forms.md";

/// Folders whose files the pages mention in inline code.
const FOLDERS: [&str; 11] = [
    "src/",
    "tests/",
    "examples/",
    "templates/",
    "fonts/",
    "findings/",
    "docs/",
    "fuzz/",
    "benches/",
    ".ci/",
    ".github/",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The chapters of the book.
fn chapters() -> Vec<Page> {
    let files = fs::read_dir(root().join("docs")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "md")
        })
        .collect();
    names.sort();
    names
        .iter()
        .map(|name| Page::read(root(), &format!("docs/{name}")))
        .collect()
}

/// The pages whose commands are run.
fn pages() -> Vec<Page> {
    let mut pages = chapters();
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "findings/README.md",
    ] {
        pages.push(Page::read(root(), name));
    }
    pages
}

/// Runs shell commands in a folder; `jixiao` and `cargo run` are the program under test.
fn run(folder: &Path, words: &str) -> (i32, String) {
    let words = words
        .replace("cargo run --release -- ", "jixiao ")
        .replace("cargo run -- ", "jixiao ");
    let program = Path::new(env!("CARGO_BIN_EXE_jixiao")).parent().unwrap();
    let output = Command::new("sh")
        .current_dir(folder)
        .arg("-c")
        .arg(format!("PATH=\"$0:$PATH\"\n{{ {words}\n}} 2>&1"))
        .arg(program)
        .output()
        .unwrap();
    let code = output.status.code().unwrap_or(-1);
    (code, String::from_utf8_lossy(&output.stdout).into_owned())
}

fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = root().join("tests/book/desk.sh");
    let (code, told) = run(
        folder.path(),
        &format!("sh '{}' '{}'", script.display(), root().display()),
    );
    assert_eq!(code, 0, "{told}");
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir(path).unwrap();
        } else {
            fs::copy(entry.path(), path).unwrap();
        }
    }
}

/// Compares output with the lines of a page; `...` matches any number of lines.
fn is_shown(shown: &[&str], seen: &[&str]) -> bool {
    match shown.split_first() {
        None => seen.is_empty(),
        Some((&"...", rest)) => (0..=seen.len()).any(|skipped| is_shown(rest, &seen[skipped..])),
        Some((line, rest)) => seen.first() == Some(line) && is_shown(rest, &seen[1..]),
    }
}

/// Runs the commands of a `sh` block; returns the differences from the page.
fn run_commands(folder: &Path, page: &Page, block: &Block) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, line) in (block.line..).zip(block.text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let told = line.rsplit_once("# → ").map(|(_, code)| code.trim());
        let expected: i32 = told.map_or(0, |code| code.parse().unwrap());
        let is_ours = ["jixiao ", "cargo run "]
            .iter()
            .any(|start| line.starts_with(start));
        let (code, output) = run(folder, line);
        if !is_ours || code != expected {
            let place = page.at(number);
            wrong.push(format!("{place}: {line}\nexit code {code}\n{output}"));
        }
    }
    wrong
}

/// Runs the commands of a `console` block and compares their output.
fn run_session(folder: &Path, page: &Page, block: &Block) -> Vec<String> {
    let mut wrong = Vec::new();
    let text = format!("\n{}", block.text);
    for session in text.split("\n$ ").skip(1) {
        let (command, shown) = session.split_once('\n').unwrap_or((session, ""));
        let mut shown: Vec<&str> = shown.trim_end().lines().collect();
        let told = shown.first().and_then(|line| line.strip_prefix("? "));
        let expected: i32 = told.map_or(0, |code| code.parse().unwrap());
        if told.is_some() {
            shown.remove(0);
        }
        let (code, output) = run(folder, command);
        let seen: Vec<&str> = output.trim_end().lines().collect();
        if code != expected || !is_shown(&shown, &seen) {
            let place = page.at(block.line);
            wrong.push(format!("{place}: {command}\nexit code {code}\n{output}"));
        }
    }
    wrong
}

/// Parses a snippet, and makes the changes that its attributes describe. `edition` is the folder of
/// the edition that the page changed last.
fn apply(folder: &Path, page: &Page, block: &Block, edition: &mut String) -> Vec<String> {
    let mut wrong = Vec::new();
    let place = page.at(block.line);
    let trouble = match block.language.as_str() {
        "json" => serde_json::from_str::<serde_json::Value>(&block.text)
            .err()
            .map(|error| error.to_string()),
        "toml" => toml::from_str::<toml::Table>(&block.text)
            .err()
            .map(|error| error.to_string()),
        _ => None,
    };
    wrong.extend(trouble.map(|trouble| format!("{place}: {trouble}")));
    if block.language == "json"
        && block.text.contains("\"department\": {")
        && block.attribute("file").is_none()
    {
        fs::write(folder.join("片段.json"), &block.text).unwrap();
        let (_, told) = run(folder, "jixiao check 片段.json");
        if told.contains("[unknown-key]") || told.contains("[value-") {
            wrong.push(format!("{place}: {told}"));
        }
    }
    let (file, into) = (block.attribute("file"), block.attribute("into"));
    if let Some(file) = file {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &block.text).unwrap();
    }
    let wanted = block.attribute("edition");
    if let Some(id) = wanted.filter(|id| *id != "same") {
        *edition = format!("改过的表样{}", block.line);
        let command = match id {
            "new" => format!("jixiao template new {edition}"),
            id => format!("jixiao template copy {id} {edition}"),
        };
        let (code, told) = run(folder, &command);
        assert_eq!(code, 0, "{told}");
    }
    if wanted.is_some() || into.is_some() {
        let folder = match wanted {
            Some(_) => folder.join(&edition),
            None => folder.to_owned(),
        };
        let path = folder.join(into.unwrap_or("edition.toml"));
        wrong.extend(change(&path, block).map(|trouble| format!("{place}: {trouble}")));
    } else if page.name == FORMS && block.language != "json" && file.is_none() {
        wrong.push(format!(
            "{place}: say where this belongs, so that it is tried"
        ));
    }
    if wanted.is_some() {
        let (code, told) = run(folder, &format!("jixiao template check {edition}"));
        if code != 0 {
            wrong.push(format!("{place}: {told}"));
        }
    }
    wrong
}

/// Puts a snippet into a file; returns what is wrong with its position.
fn change(path: &Path, block: &Block) -> Option<String> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    let new: Vec<&str> = block.text.lines().collect();
    let positions = ["after", "before", "replace"];
    let position = positions
        .iter()
        .find_map(|key| Some((*key, block.attribute(key)?)));
    let Some((key, words)) = position else {
        lines.extend(new);
        fs::write(path, lines.join("\n") + "\n").unwrap();
        return None;
    };
    let found: Vec<usize> = (0..lines.len())
        .filter(|index| lines[*index].contains(words))
        .collect();
    let [line] = found[..] else {
        return Some(format!("{} lines contain {words:?}", found.len()));
    };
    let replaced = match key {
        "after" => line + 1..line + 1,
        "before" => line..line,
        _ => line..line + 1,
    };
    lines.splice(replaced, new);
    fs::write(path, lines.join("\n") + "\n").unwrap();
    None
}

#[test]
fn every_command_and_snippet_does_what_the_page_says() {
    let desk = desk();
    let wrong: Vec<String> = pages()
        .par_iter()
        .flat_map_iter(|page| {
            let folder = tempfile::tempdir().unwrap();
            copy(desk.path(), folder.path());
            let mut wrong = Vec::new();
            let mut edition = String::new();
            for block in &page.blocks {
                let place = page.at(block.line);
                match (block.language.as_str(), block.attribute("not-run")) {
                    ("sh" | "console", Some(reason)) => {
                        assert!(reason.len() > 10, "{place}: say why it is not run");
                    }
                    ("sh", None) => wrong.extend(run_commands(folder.path(), page, block)),
                    ("console", None) => wrong.extend(run_session(folder.path(), page, block)),
                    ("json" | "toml" | "html", None) => {
                        wrong.extend(apply(folder.path(), page, block, &mut edition));
                    }
                    ("text", None) => {}
                    (other, _) => wrong.push(format!("{place}: no rule for a block of {other:?}")),
                }
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A command that fails, an output that differs and a snippet that does not parse are detected.
#[test]
fn what_is_wrong_in_a_page_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let page = "```sh\njixiao check 没有.json\nls\n```\n\
                ```console\n$ jixiao check 没有.json\n? 3\n完成\n```\n\
                ```json\n{,}\n```\n\
                ```html edition=\"new\" into=\"own-table.tera\" before=\"</table>\"\n<tbody>\n```\n\
                ```toml edition=\"new\" after=\"form\"\n[rules]\n```\n";
    fs::write(folder.path().join("page.md"), page).unwrap();
    let page = Page::read(folder.path(), "page.md");
    assert_eq!(run_commands(folder.path(), &page, &page.blocks[0]).len(), 2);
    assert_eq!(run_session(folder.path(), &page, &page.blocks[1]).len(), 1);
    let mut edition = String::new();
    let mut applied = |block| apply(folder.path(), &page, block, &mut edition);
    assert_eq!(applied(&page.blocks[2]).len(), 1);
    assert_eq!(applied(&page.blocks[3]).len(), 1);
    assert!(applied(&page.blocks[4])[0].contains("lines contain"));
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (line, link) in page.links() {
            if link.starts_with("https://") || page.name == GENERATED {
                continue;
            }
            let file = page.target(&link);
            let name = file
                .as_ref()
                .map_or(page.name.as_str(), |file| file.to_str().unwrap());
            // The book contains no files outside its folder.
            let is_in_book = !page.name.starts_with("docs/") || !link.contains("../");
            let is_there = root().join(name).exists() && is_in_book;
            let anchor = link.split_once('#').map(|(_, anchor)| anchor);
            let has_anchor = is_there
                && anchor.is_none_or(|anchor| {
                    Page::read(root(), name)
                        .anchors()
                        .contains(&anchor.to_owned())
                });
            if !has_anchor {
                wrong.push(format!("{}: {link}", page.at(line)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Paths in inline code exist: renaming a file or folder requires changing the pages.
#[test]
fn every_path_named_is_there() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (line, code) in page.codes() {
            let is_path = FOLDERS.iter().any(|folder| code.starts_with(folder))
                && code
                    .chars()
                    .all(|sign| sign.is_ascii_alphanumeric() || "./_-".contains(sign));
            if is_path && !root().join(code).exists() {
                wrong.push(format!("{}: {code}", page.at(line)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_of_contents_has_every_chapter_once() {
    let summary = Page::read(root(), "docs/SUMMARY.md");
    let listed: Vec<String> = summary.links().into_iter().map(|(_, link)| link).collect();
    let unique: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(unique.len(), listed.len(), "{listed:?}");
    let chapters = chapters();
    let names = chapters
        .iter()
        .map(|page| page.name.trim_start_matches("docs/").to_owned());
    let names: BTreeSet<String> = names.filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(unique, names.iter().collect());
    let book: toml::Table =
        toml::from_str(&fs::read_to_string(root().join("book.toml")).unwrap()).unwrap();
    assert_eq!(book["book"]["src"].as_str(), Some("docs"));
}

#[test]
fn the_page_of_commands_has_every_command() {
    let commands = fs::read_to_string(root().join("docs/commands.md")).unwrap();
    let (_, help) = run(root(), "jixiao --help");
    let named = help.lines().filter_map(|line| line.strip_prefix("  "));
    let named = named.filter_map(|line| line.split_whitespace().next());
    let named: BTreeSet<&str> = named
        .filter(|name| name.len() > 3 && name.chars().all(|sign| sign.is_ascii_lowercase()))
        // Examples are command lines.
        .filter(|name| !["help", "jixiao"].contains(name))
        .collect();
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        assert!(
            commands.contains(&format!("jixiao {name} --help")),
            "{name}"
        );
    }
}

#[test]
fn the_page_on_architecture_has_every_room() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rooms = fs::read_dir(root().join("src")).unwrap();
    for room in rooms.map(|room| room.unwrap().file_name().into_string().unwrap()) {
        let is_root = ["lib.rs", "main.rs"].contains(&room.as_str());
        assert!(is_root || page.contains(&format!("`src/{room}`")), "{room}");
    }
}

#[test]
fn the_readme_is_short_and_has_the_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() <= README_LINES);
    for command in [
        "\ncargo run --release -- render examples/hezheng-2025.json -o out\n",
        "\ncargo test\n",
    ] {
        assert!(readme.contains(command), "{command}");
    }
}
