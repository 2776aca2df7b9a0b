//! Rules by code: wrong inputs with their reports, and correct inputs that look similar.
//!
//! `tests/rules/<code>/cases.json` contains cases: at least two `wrong` ones and three `right`
//! ones. `report.snap` has the whole reports of the wrong ones; a right one has no finding at all.
//! A case is a small change of a correct submission, `tests/rules/base.json` of the built-in
//! edition.
//!
//! ```json
//! { "what is wrong": { "/department/income/total": 330.96 } }
//! ```
//!
//! Members of a case:
//!
//! - `"/pointer": value` sets a value of the base, by JSON Pointer (`-` for one more row).
//! - `"long": { "/pointer": number }` sets a text of this many characters.
//! - `"text": { "part": "instead" }` replaces a substring of the base's text, if the result is not
//!   JSON.
//! - `"file": "name"` uses this file of the folder, byte by byte, instead of the base.
//! - `"list": { "part": "instead" }` uses the flat list `tests/rules/base.csv` with substrings
//!   replaced instead of the base; the report is that of a list.
//! - `"last_year": { "/pointer": value }` also compares the case with last year's data: the base of the
//!   year before with these values.
//! - `"budget": ["row", …]` also compares the case with approved budgets: these rows of comma-separated
//!   values.
//! - `"bytes": number` appends spaces up to this many bytes.
//! - `"edition": { "file": { "part": "instead" } }` replaces substrings of a file of the edition
//!   (`[a]…[b]`: from `[a]` to before `[b]`); a text is the whole file, `null` removes it.
//! - `"make": ["pdf", "xlsx"]` makes files too, and reports the findings on them; `list.xlsx` and
//!   `list.csv` make a flat list, and report the findings on it.
//!
//! To renew `report.snap`: `INSTA_UPDATE=always cargo test --test rules`, and read the difference.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jixiao::compare::Departments;
use jixiao::derive::Derived;
use jixiao::export::Subtotals;
use jixiao::finding::{Code, Finding, Levels, Read};
use jixiao::render::{Encoding, ListFormat, OnErrors, Options, Renderer};
use jixiao::write::Format;
use serde_json::{Map, Value};

#[path = "support/editions.rs"]
mod editions;
#[path = "support/snapshot.rs"]
mod snapshot;

use editions::write_built_in;
use snapshot::assert_snapshot_in;

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);

/// Folders with whole reports on errors that no change of a submission or an edition can show:
/// workbooks filled in by users, flat lists, many departments together, packs of fonts. A code
/// without a folder here must occur in one of them.
const ELSEWHERE: [&str; 5] = [
    "tests/filled",
    "tests/list",
    "tests/batch",
    "tests/roster",
    "tests/packs",
];

/// The tests of data in papers, which are files that the tests damage: they name the codes.
const OF_PAPERS: [&str; 2] = ["tests/papers.rs", "tests/accessible.rs"];

/// The report on folders of fonts.
const OF_FONTS: &str = "tests/cmd/fonts.trycmd";

/// Codes whose correct inputs omit values that other rules require, or contain more than a list
/// does.
const MAY_LACK_OTHERS: [Code; 5] = [
    Code::CustomaryFamily,
    Code::NotComputable,
    Code::ListEdition,
    Code::ListSameName,
    Code::ListTextTooLong,
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn codes_with_folder() -> Vec<Code> {
    let folders = fs::read_dir(folder()).unwrap();
    let names = folders.map(|entry| entry.unwrap().path());
    let mut codes: Vec<Code> = names
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .map(|name| Code::find(&name).unwrap_or_else(|| panic!("{name} is no code")))
        .collect();
    codes.sort();
    codes
}

/// Members of a case that are not pointers.
const MEMBERS: [&str; 9] = [
    "long",
    "text",
    "file",
    "list",
    "last_year",
    "budget",
    "bytes",
    "edition",
    "make",
];

/// A small change of a correct submission.
struct Case {
    code: Code,
    name: String,
    members: Map<String, Value>,
}

/// The cases of a code, by name; `kind` is `wrong` or `right`.
fn cases(code: Code, kind: &str) -> Vec<Case> {
    let path = folder().join(code.as_str()).join("cases.json");
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut kinds: BTreeMap<String, BTreeMap<String, Map<String, Value>>> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(kinds.len(), 2, "{}: wrong and right", path.display());
    let cases = kinds
        .remove(kind)
        .unwrap_or_default()
        .into_iter()
        .map(|(name, members)| Case {
            code,
            name,
            members,
        });
    cases.collect()
}

impl Case {
    /// The findings on the case.
    fn found(&self) -> Vec<Finding> {
        let known = |key: &str| key.starts_with('/') || MEMBERS.contains(&key);
        let unknown = self.members.keys().find(|key| !known(key));
        assert!(unknown.is_none(), "{}: what is {unknown:?}?", self.name);
        let Some(changes) = self.members.get("edition") else {
            return self.found_with(&RENDERER);
        };
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("我的表样");
        write_edition(&folder, changes.as_object().unwrap());
        let Read {
            value: renderer,
            report,
        } = Renderer::with_folders(Some(&folder), None).unwrap();
        assert_eq!(renderer.is_none(), report.has_errors(), "{}", self.name);
        let mut found = report.findings().to_vec();
        for finding in &mut found {
            let start = format!("{}/", root.path().display());
            finding.place.file = finding.place.file.replace(&start, "");
        }
        found.extend(renderer.into_iter().flat_map(|one| self.found_with(&one)));
        found
    }

    /// The findings on the data of the case.
    fn found_with(&self, renderer: &Renderer) -> Vec<Finding> {
        let bytes = self.bytes();
        if self.members.contains_key("list") {
            return renderer.open(&self.name, &bytes).report.findings().to_vec();
        }
        if let Some(name) = self.list_to_make() {
            return listed(renderer, &bytes, name);
        }
        if let Some(changes) = self.members.get("last_year") {
            return self.found_since(renderer, &bytes, changes.as_object().unwrap());
        }
        if let Some(rows) = self.members.get("budget") {
            return self.found_beside(renderer, &bytes, rows.as_array().unwrap());
        }
        let Some(formats) = self.members.get("make") else {
            return renderer.read(&self.name, &bytes).report.findings().to_vec();
        };
        let wanted = |format: &Format| {
            let mut formats = formats.as_array().unwrap().iter();
            formats.any(|name| name.as_str() == Some(format.as_str()))
        };
        let options = Options {
            formats: Format::ALL.into_iter().filter(wanted).collect(),
            errors: OnErrors::Continue,
            ..Options::default()
        };
        let made = renderer.render(&self.name, &bytes, &options).unwrap();
        let is_refused = |finding: &Finding| finding.code == Code::DocumentTooLarge;
        let is_refused = made.report.findings().iter().any(is_refused);
        assert_eq!(made.files.is_empty(), is_refused, "{}", self.name);
        made.report.findings().to_vec()
    }

    /// The findings on the case next to last year's data.
    fn found_since(
        &self,
        renderer: &Renderer,
        bytes: &[u8],
        changes: &Map<String, Value>,
    ) -> Vec<Finding> {
        let mut last = base();
        set(&mut last, "/year", &2024.into());
        for (pointer, value) in changes {
            set(&mut last, pointer, value);
        }
        let sources = renderer
            .open("上年.json", last.to_string().as_bytes())
            .value;
        let read = sources
            .iter()
            .map(|source| renderer.read_for_list(source).value);
        let last = renderer.last_year(Departments {
            submissions: read.map(Option::unwrap).collect(),
            unread: Vec::new(),
        });
        let Read { value, mut report } = renderer.read(&self.name, bytes);
        report.append(renderer.unchanged_since(&last, &value.unwrap(), &Levels::new()));
        report.findings().to_vec()
    }

    /// The findings on the case next to approved budgets, and on these.
    fn found_beside(&self, renderer: &Renderer, bytes: &[u8], rows: &[Value]) -> Vec<Finding> {
        let rows: Vec<&str> = rows.iter().map(|row| row.as_str().unwrap()).collect();
        let budget = renderer.read_budget("预算批复.csv", rows.join("\n").as_bytes());
        assert_eq!(budget.value.is_none(), budget.report.has_errors());
        let Read { value, mut report } = renderer.read(&self.name, bytes);
        report.append(budget.report);
        if let Some(budget) = budget.value {
            let levels = Levels::new();
            report.append(renderer.apart_from_budget(&budget, &value.unwrap(), &levels));
        }
        report.findings().to_vec()
    }

    /// Name of the list to be made of it.
    fn list_to_make(&self) -> Option<&str> {
        let mut made = self.members.get("make")?.as_array().unwrap().iter();
        made.find_map(|name| name.as_str().filter(|name| name.starts_with("list.")))
    }

    /// The data of the case as a file.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = match self.members.get("file") {
            Some(file) => {
                let file = folder()
                    .join(self.code.as_str())
                    .join(file.as_str().unwrap());
                fs::read(file).unwrap()
            }
            None => self.text().into_bytes(),
        };
        if let Some(length) = self.members.get("bytes") {
            bytes.resize(length.as_u64().unwrap().try_into().unwrap(), b' ');
        }
        bytes
    }

    fn text(&self) -> String {
        if let Some(parts) = self.members.get("list") {
            return replaced(include_str!("rules/base.csv"), parts.as_object().unwrap());
        }
        let mut submission = base();
        for (pointer, value) in self.members.iter().filter(|(key, _)| key.starts_with('/')) {
            set(&mut submission, pointer, value);
        }
        let long = self.members.get("long").and_then(Value::as_object);
        for (pointer, length) in long.into_iter().flatten() {
            let length = length.as_u64().unwrap().try_into().unwrap();
            set(&mut submission, pointer, &long_text(length).into());
        }
        let text = serde_json::to_string_pretty(&submission).unwrap();
        match self.members.get("text") {
            Some(parts) => replaced(&text, parts.as_object().unwrap()),
            None => text,
        }
    }
}

/// The findings on the flat list of a submission.
fn listed(renderer: &Renderer, bytes: &[u8], name: &str) -> Vec<Finding> {
    let Read {
        value: sources,
        report,
    } = renderer.open("data.json", bytes);
    assert!(report.is_empty(), "{report:?}");
    let read = sources
        .iter()
        .map(|source| renderer.read_for_list(source).value);
    let submissions: Vec<Derived> = read.map(Option::unwrap).collect();
    let format = match name {
        "list.xlsx" => ListFormat::Xlsx,
        "list.csv" => ListFormat::Csv(Encoding::Utf8),
        other => panic!("what is {other}?"),
    };
    let made = renderer.list(&submissions, format, Subtotals::With, name);
    made.unwrap().report.findings().to_vec()
}

/// A text of a length in characters, without any finding.
fn long_text(length: usize) -> String {
    let sentences =
        (1..).map(|number| format!("{number}.按季核对供水账目与管网台账，逐项落实整改。"));
    let characters = sentences.flat_map(|sentence| sentence.chars().collect::<Vec<char>>());
    characters.take(length).collect()
}

fn base() -> Value {
    serde_json::from_str(include_str!("rules/base.json")).unwrap()
}

fn set(root: &mut Value, pointer: &str, value: &Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match root
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{pointer}"))
    {
        Value::Object(members) => drop(members.insert(key.to_owned(), value.clone())),
        Value::Array(items) if key == "-" => items.push(value.clone()),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
        other => panic!("{pointer}: {other}"),
    }
}

/// A text with substrings replaced, each at its first occurrence. `[a]…[b]` is everything from
/// `[a]` to before `[b]`.
fn replaced(text: &str, parts: &Map<String, Value>) -> String {
    parts.iter().fold(text.to_owned(), |text, (part, instead)| {
        let (first, end) = part
            .split_once("]…[")
            .map_or((part.clone(), None), |(first, end)| {
                (format!("{first}]"), Some(format!("[{end}")))
            });
        let start = text
            .find(&first)
            .unwrap_or_else(|| panic!("there is no {part}"));
        let length = end.map_or(first.len(), |end| text[start..].find(&end).unwrap());
        let (before, after) = (&text[..start], &text[start + length..]);
        format!("{before}{}{after}", instead.as_str().unwrap())
    })
}

/// Writes the built-in edition with changes.
fn write_edition(folder: &Path, changes: &Map<String, Value>) {
    write_built_in(folder, |name, text| match changes.get(name) {
        None | Some(Value::Null) => text.to_owned(),
        Some(Value::String(whole)) => whole.clone(),
        Some(parts) => replaced(text, parts.as_object().unwrap()),
    });
    let unknown = changes.keys().find(|name| !folder.join(name).exists());
    assert!(unknown.is_none(), "the edition has no {unknown:?}");
    for (name, _) in changes.iter().filter(|(_, change)| change.is_null()) {
        fs::remove_file(folder.join(name)).unwrap();
    }
}

#[test]
fn the_base_has_no_finding() {
    let report = RENDERER
        .read("base", include_bytes!("rules/base.json"))
        .report;
    assert!(report.is_empty(), "{:#?}", report.findings());
    let report = RENDERER
        .open("base", include_bytes!("rules/base.csv"))
        .report;
    assert!(report.is_empty(), "{:#?}", report.findings());
}

#[test]
fn wrong_inputs_have_their_report() {
    for code in codes_with_folder() {
        let wrong = cases(code, "wrong");
        assert!(wrong.len() >= 2, "{code:?}: two wrong inputs at least");
        let mut reports = String::new();
        for case in &wrong {
            let found = case.found();
            let name = &case.name;
            assert!(
                found.iter().any(|finding| finding.code == code),
                "{code:?} {name}: {found:#?}"
            );
            // The places of an edition's findings are in its files, not in the case.
            if case.members.contains_key("edition") {
                writeln!(reports, "【{name}】").unwrap();
            }
            for finding in found {
                writeln!(reports, "{finding}\n").unwrap();
            }
        }
        assert_snapshot_in(folder().join(code.as_str()), "report", &reports);
    }
}

#[test]
fn similar_right_inputs_have_no_finding() {
    let mut wrong = Vec::new();
    for code in codes_with_folder() {
        let right = cases(code, "right");
        assert!(right.len() >= 3, "{code:?}: three right inputs at least");
        let others_matter = !MAY_LACK_OTHERS.contains(&code);
        for case in &right {
            let found: Vec<String> = case
                .found()
                .iter()
                .filter(|finding| others_matter || finding.code == code)
                .map(ToString::to_string)
                .collect();
            if !found.is_empty() {
                let (code, name) = (code.as_str(), &case.name);
                wrong.push(format!("{code} › {name}\n{}", found.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// All reports of a folder.
fn reports_in(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "snap"));
    paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The output expected by `tests/cases.rs`.
fn wanted_in_cases() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders = fs::read_dir(folder).unwrap();
    let files = folders.map(|entry| entry.unwrap().path().join("case.toml"));
    files
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn every_code_has_a_folder() {
    let here: BTreeSet<Code> = codes_with_folder().into_iter().collect();
    let mut elsewhere: String = ELSEWHERE.into_iter().map(reports_in).collect();
    elsewhere += &fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(OF_FONTS)).unwrap();
    elsewhere += &wanted_in_cases();
    let of_papers = OF_PAPERS
        .map(|path| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap());
    let of_papers = of_papers.concat();
    let untested = Code::ALL.iter().filter(|code| {
        !here.contains(code)
            && !elsewhere.contains(&format!("[{}]", code.as_str()))
            && !of_papers.contains(&format!("Code::{code:?}"))
    });
    let untested: Vec<&str> = untested.map(|code| code.as_str()).collect();
    assert!(
        untested.is_empty(),
        "no folder for {untested:?}.\n\
         Write tests/rules/<code>/cases.json: at least two \"wrong\" cases that have the finding, and \
         three \"right\" ones that look alike and have none. The head of tests/rules.rs lists the members \
         of a case; tests/rules/total-mismatch is an example.\n\
         Then: INSTA_UPDATE=always cargo test --test rules, and read report.snap.\n\
         A code of workbooks, of lists or of many departments may occur in the reports of {ELSEWHERE:?}, or in tests/cases, instead."
    );
}
