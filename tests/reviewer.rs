//! What a bureau's reviewer returns and what he passes: submissions with one mistake each, and
//! correct but unusual ones, by kind of mistake. Their authors did not know the rules.
//!
//! `tests/reviewer/<part>/<kind>.json` has cases, `wrong` and `right` ones, each a change of a
//! correct submission (`tests/reviewer/<part>/bases`, `tests/corpus`, `tests/reviewer/fourth/bases`):
//!
//! ```json
//! { "base": "name", "set": { "/pointer": 1 }, "replace": { "/pointer": ["part", "instead"] },
//!   "remove": ["/pointer"], "level": "note" }
//! ```
//!
//! A wrong case is found if the change brings a finding of its level (a warning, if it names none)
//! or a higher one; a right case is accused if it brings a warning or an error. `<part>.snap` lists
//! the recall and the precision of each kind, the missed cases and the accused ones.
//!
//! To renew: `INSTA_UPDATE=always cargo test --test reviewer`, and read the difference.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::finding::{Finding, Level};
use jixiao::render::Renderer;
use serde::Deserialize;
use serde_json::Value;

#[path = "support/snapshot.rs"]
mod snapshot;

use snapshot::assert_snapshot_in;

/// The cases of a kind, by name.
#[derive(Deserialize)]
struct Kind {
    wrong: BTreeMap<String, Case>,
    right: BTreeMap<String, Case>,
}

/// A change of a correct submission.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    base: String,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    replace: BTreeMap<String, (String, String)>,
    #[serde(default)]
    remove: Vec<String>,
    level: Option<Level>,
    /// The reviewer's reason.
    #[serde(rename = "why")]
    _why: Option<String>,
}

impl Case {
    fn applied(&self, base: &Value) -> Value {
        let mut data = base.clone();
        for (pointer, value) in &self.set {
            let (parent, last) = pointer.rsplit_once('/').unwrap();
            match data.pointer_mut(parent).unwrap() {
                Value::Array(rows) if last == "-" => rows.push(value.clone()),
                Value::Array(rows) => rows[last.parse::<usize>().unwrap()] = value.clone(),
                Value::Object(members) => {
                    members.insert(last.to_owned(), value.clone());
                }
                other => panic!("{pointer}: in {other}"),
            }
        }
        for (pointer, (part, instead)) in &self.replace {
            let value = data.pointer_mut(pointer).unwrap();
            let text = value.as_str().unwrap();
            assert!(text.contains(part), "{pointer}: no {part}");
            *value = text.replace(part, instead).into();
        }
        for pointer in &self.remove {
            let (parent, last) = pointer.rsplit_once('/').unwrap();
            match data.pointer_mut(parent).unwrap() {
                Value::Array(rows) => drop(rows.remove(last.parse().unwrap())),
                Value::Object(members) => drop(members.remove(last).unwrap()),
                other => panic!("{pointer}: in {other}"),
            }
        }
        data
    }
}

/// What identifies a finding: code, pointer, seen value.
type Key = (String, String, String);

fn key(finding: &Finding) -> Key {
    let pointer = finding.place.pointer.clone();
    (finding.name().to_owned(), pointer, finding.seen.clone())
}

fn findings(renderer: &Renderer, data: &Value) -> Vec<Finding> {
    let text = serde_json::to_string_pretty(data).unwrap();
    let read = renderer.read("data.json", text.as_bytes());
    read.report.findings().to_vec()
}

/// The correct submissions of a part, with what is found in them.
struct Bases {
    folders: [PathBuf; 3],
    read: BTreeMap<String, (Value, BTreeSet<Key>)>,
}

impl Bases {
    fn get(&mut self, renderer: &Renderer, name: &str) -> &(Value, BTreeSet<Key>) {
        let Bases { folders, read } = self;
        read.entry(name.to_owned()).or_insert_with(|| {
            let file = format!("{name}.json");
            let mut paths = folders.iter().map(|folder| folder.join(&file));
            let path = paths.find(|path| path.exists());
            let path = path.unwrap_or_else(|| panic!("no base {name}"));
            let data: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            let known = findings(renderer, &data);
            let wrong = known.iter().filter(|one| one.level > Level::Note);
            let wrong: Vec<String> = wrong.map(ToString::to_string).collect();
            assert!(wrong.is_empty(), "{name} is correct: {wrong:#?}");
            (data, known.iter().map(key).collect())
        })
    }
}

/// Counts of a kind: found of wrong ones, accused of right ones.
#[derive(Default, Clone, Copy)]
struct Score {
    found: usize,
    wrong: usize,
    accused: usize,
    right: usize,
}

impl Score {
    fn line(self, kind: &str) -> String {
        let Score {
            found,
            wrong,
            accused,
            right,
        } = self;
        let recall = percent(found, wrong);
        let precision = percent(found, found + accused);
        format!(
            "{kind:<16} {found:>4}/{wrong:<4} {accused:>3}/{right:<4} {recall:>4} {precision:>4}\n"
        )
    }
}

fn percent(part: usize, whole: usize) -> String {
    (part * 100)
        .checked_div(whole)
        .map_or("-".to_owned(), |share| format!("{share}%"))
}

/// The scores of a part, with the missed and the accused cases.
fn scored(part: &str) -> String {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folder = tests.join("reviewer").join(part);
    let mut bases = Bases {
        folders: [
            folder.join("bases"),
            tests.join("corpus"),
            tests.join("reviewer/fourth/bases"),
        ],
        read: BTreeMap::new(),
    };
    let renderer = Renderer::built_in();
    let entries = fs::read_dir(&folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let mut all = Score::default();
    let mut table = String::from("kind              found      accused   recall precision\n");
    let mut lines = String::new();
    for path in files {
        let kind = path.file_stem().unwrap().to_str().unwrap();
        let cases: Kind = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let mut score = Score::default();
        let mut new_findings = |case: &Case, least: Level| {
            let (base, known) = bases.get(&renderer, &case.base);
            let data = case.applied(base);
            let mut found = findings(&renderer, &data);
            found.retain(|one| one.level >= least && !known.contains(&key(one)));
            found
        };
        for (name, case) in &cases.wrong {
            let is_found = !new_findings(case, case.level.unwrap_or(Level::Warning)).is_empty();
            score.wrong += 1;
            score.found += usize::from(is_found);
            if !is_found {
                writeln!(lines, "missed   {kind}: {name}").unwrap();
            }
        }
        for (name, case) in &cases.right {
            let accusing = new_findings(case, Level::Warning);
            score.right += 1;
            score.accused += usize::from(!accusing.is_empty());
            for finding in accusing {
                let (code, pointer, seen) = key(&finding);
                writeln!(lines, "accused  {kind}: {name}: {code} {pointer} {seen}").unwrap();
            }
        }
        table += &score.line(kind);
        all.found += score.found;
        all.wrong += score.wrong;
        all.accused += score.accused;
        all.right += score.right;
    }
    table + &all.line("all") + "\n" + &lines
}

/// Compares the scores of a part with the reviewed ones.
fn compare(part: &str) {
    assert_snapshot_in("reviewer", part, &scored(part));
}

/// Written before the rules, which were tried on it.
#[test]
fn what_a_reviewer_returns_is_found_and_what_he_passes_is_not() {
    compare("open");
}

/// Written against the first rules, which were mended by it.
#[test]
fn what_the_first_rules_did_not_know_is_found() {
    compare("second");
}

/// Written before the rules and shown to nobody who wrote them.
#[test]
fn what_the_rules_were_not_tried_on_is_found() {
    compare("blind");
}

/// Written before the rules for the kinds that were found least were mended.
#[test]
fn what_clerks_write_in_other_words_is_found() {
    compare("third");
}

/// Written before its author saw the rules: other editions and other sectors.
#[test]
fn what_other_provinces_and_sectors_write_is_found() {
    compare("fourth");
}

/// Written before the four kinds were mended that were found least of all in the blind part.
#[test]
fn what_the_weakest_kinds_did_not_know_is_found() {
    compare("fifth");
}

/// Written after the four weakest kinds were mended, in other words again.
#[test]
fn what_the_mended_kinds_did_not_know_is_found() {
    compare("sixth");
}
