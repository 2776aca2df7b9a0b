//! Generates the general words of the checks from `src/form/vocabulary.toml`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

const DATA: &str = "src/form/vocabulary.toml";

/// Writes `vocabulary.rs` into cargo's output folder, for `src/form/vocabulary.rs` to include.
pub(crate) fn generate() {
    let text = fs::read_to_string(DATA).expect("the vocabulary can be read");
    let lists: Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{DATA}: {error}"));
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let path = Path::new(&folder).join("vocabulary.rs");
    fs::write(path, rust(&lists)).expect("the vocabulary can be written");
}

/// The enum of the lists, all lists, and a row for each.
fn rust(lists: &Table) -> String {
    let [mut variants, mut all, mut rows]: [String; 3] = Default::default();
    for (key, list) in lists {
        let doc = list.get("doc").and_then(Value::as_str);
        let doc = doc.unwrap_or_else(|| panic!("{DATA}: {key} has a doc"));
        let words = list.get("words").and_then(Value::as_array);
        let words = words.unwrap_or_else(|| panic!("{DATA}: {key} has words"));
        let mut words: Vec<&str> = words
            .iter()
            .map(|word| word.as_str().expect("a word is a text"))
            .collect();
        words.sort_unstable();
        for pair in words.windows(2) {
            assert_ne!(pair[0], pair[1], "{DATA}: {key} has a word twice");
        }
        let variant = variant(key);
        writeln!(variants, "    #[doc = {doc:?}]\n    {variant},").expect("a text grows");
        writeln!(all, "    WordList::{variant},").expect("a text grows");
        // Indices: a reference to a text is to be moved to its place when the program starts.
        let mut by_end: Vec<usize> = (0..words.len()).collect();
        by_end.sort_by_key(|index| words[*index].chars().next_back());
        let first = marked(words.iter().filter_map(|word| word.chars().next()));
        let last = marked(words.iter().filter_map(|word| word.chars().next_back()));
        let row = format!(
            "Row {{ key: {key:?}, words: &{words:?}, by_end: &{by_end:?}, first: {first:?}, last: {last:?} }}"
        );
        writeln!(rows, "    {row},").expect("a text grows");
    }
    format!(
        "/// A list of words of the same use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordList {{\n{variants}}}\n
const LISTS: &[WordList] = &[\n{all}];\n
#[expect(clippy::unreadable_literal, reason = \"sets of bits\")]
static ROWS: &[Row] = &[\n{rows}];\n"
    )
}

/// A set of characters by their last ten bits: nearly every other character is not in it.
fn marked(characters: impl Iterator<Item = char>) -> [u64; 16] {
    let mut set = [0; 16];
    for character in characters {
        let bit = character as usize % 1024;
        set[bit / 64] |= 1 << (bit % 64);
    }
    set
}

/// The variant of a key: `FewerIsBetter` for `fewer_is_better`.
fn variant(key: &str) -> String {
    let words = key.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}
