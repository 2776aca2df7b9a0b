//! Words by which the checks read names and texts: general ones (`vocabulary.toml`), with those that
//! an edition adds and removes in its `[vocabulary]`.

use std::collections::BTreeMap;

use super::definition::{Definition, Section, Text};
use crate::finding::Code;
use crate::text;

include!(concat!(env!("OUT_DIR"), "/vocabulary.rs"));

/// A list.
struct Row {
    /// Key in the `[vocabulary]` of an edition.
    key: &'static str,
    /// Its words by their first characters.
    words: &'static [&'static str],
    /// Its words by their last characters.
    by_end: &'static [u16],
    /// The last ten bits of their first characters, as a set.
    first: [u64; 16],
    /// The same of their last characters.
    last: [u64; 16],
}

/// Whether a character may be in a set of last ten bits.
const fn may_have(set: &[u64; 16], character: char) -> bool {
    let bit = character as usize % 1024;
    set[bit / 64] >> (bit % 64) & 1 == 1
}

impl WordList {
    /// All lists, in the order of `vocabulary.toml`.
    pub const ALL: &'static [WordList] = LISTS;

    /// Its key in the `[vocabulary]` of an edition.
    pub const fn key(self) -> &'static str {
        ROWS[self as usize].key
    }

    /// Its general words, sorted by their bytes.
    const fn words(self) -> &'static [&'static str] {
        ROWS[self as usize].words
    }
}

/// The words of an edition.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    added: BTreeMap<WordList, Vec<String>>,
    removed: BTreeMap<WordList, Vec<String>>,
}

impl Vocabulary {
    /// Whether a text contains a word of a list.
    pub fn has(&self, list: WordList, text: &str) -> bool {
        self.find(list, text).is_some()
    }

    /// The first word of a list in a text, the longest of those that begin at the same byte, with
    /// the byte at which it begins.
    pub fn find<'t>(&self, list: WordList, text: &'t str) -> Option<(usize, &'t str)> {
        let (set, is_own) = (&ROWS[list as usize].first, self.has_own(list));
        for (at, character) in text.char_indices() {
            // Nearly every character begins no word.
            if !is_own && !may_have(set, character) {
                continue;
            }
            if let Some(word) = self.prefix(list, &text[at..]) {
                return Some((at, word));
            }
        }
        None
    }

    /// The longest word of a list with which a text begins.
    pub fn prefix<'t>(&self, list: WordList, text: &'t str) -> Option<&'t str> {
        let first = text.chars().next()?;
        let is_own = self.has_own(list);
        if !is_own && !may_have(&ROWS[list as usize].first, first) {
            return None;
        }
        let longest = self
            .beginning(list, first)
            .filter(|word| text.starts_with(word))
            .map(str::len)
            .max();
        longest.map(|length| &text[..length])
    }

    /// Whether a text ends with a word of a list.
    pub fn ends(&self, list: WordList, text: &str) -> bool {
        self.longest_end(list, text).is_some()
    }

    /// The longest word of a list with which a text ends.
    pub fn longest_end<'t>(&self, list: WordList, text: &'t str) -> Option<&'t str> {
        let end = text.chars().next_back();
        let may_end = |end| may_have(&ROWS[list as usize].last, end);
        if !self.has_own(list) && !end.is_some_and(may_end) {
            return None;
        }
        let (words, by_end) = (list.words(), ROWS[list as usize].by_end);
        let word = |index: &u16| words[usize::from(*index)];
        let begin = by_end.partition_point(|index| word(index).chars().next_back() < end);
        let alike = by_end[begin..].iter().map(word);
        let alike = alike.take_while(|word| word.chars().next_back() == end);
        let ends = |word: &&str| text.ends_with(word);
        let general = alike.filter(ends);
        let general = general.filter(|word| !self.is_removed(list, word));
        let longest = general
            .chain(self.added(list).filter(ends))
            .map(str::len)
            .max();
        longest.map(|length| &text[text.len() - length..])
    }

    /// Whether a text is a word of a list.
    pub fn is(&self, list: WordList, text: &str) -> bool {
        self.prefix(list, text)
            .is_some_and(|word| word.len() == text.len())
    }

    /// The words of a list.
    pub fn words(&self, list: WordList) -> impl Iterator<Item = &str> {
        let general = list.words().iter().copied();
        let general = general.filter(move |word| !self.is_removed(list, word));
        general.chain(self.added(list))
    }

    /// The words of a list that begin with a character.
    pub fn beginning(&self, list: WordList, first: char) -> impl Iterator<Item = &str> {
        let words = list.words();
        // The order of characters is the order of their bytes.
        let begin = words.partition_point(|word| word.chars().next() < Some(first));
        let alike = words[begin..].iter().copied();
        let alike = alike.take_while(move |word| word.starts_with(first));
        let general = alike.filter(move |word| !self.is_removed(list, word));
        let added = self.added(list);
        general.chain(added.filter(move |word| word.starts_with(first)))
    }

    /// Whether the edition adds to a list.
    fn has_own(&self, list: WordList) -> bool {
        !self.added.is_empty() && self.added.contains_key(&list)
    }

    fn added(&self, list: WordList) -> impl Iterator<Item = &str> {
        let added = self.added.get(&list);
        added.into_iter().flatten().map(String::as_str)
    }

    fn is_removed(&self, list: WordList, word: &str) -> bool {
        let removed = self.removed.get(&list);
        removed.is_some_and(|removed| removed.iter().any(|one| one == word))
    }
}

/// Reads the `[vocabulary]` of an edition: words that it adds, and those that it takes out of the
/// general ones (`[vocabulary.without]`).
pub(super) fn read_vocabulary(section: Section<'_, '_>) -> Vocabulary {
    let added = read_lists(&section, |_, _| ());
    let removed = section.section("without").map(|without| {
        let known = |list, word: &Text| report_unless_known(without.definition(), list, word);
        let removed = read_lists(&without, known);
        without.finish();
        removed
    });
    section.finish();
    Vocabulary {
        added,
        removed: removed.unwrap_or_default(),
    }
}

fn read_lists(
    section: &Section<'_, '_>,
    each: impl Fn(WordList, &Text),
) -> BTreeMap<WordList, Vec<String>> {
    let lists = WordList::ALL.iter().filter_map(|list| {
        let texts = section.texts(list.key());
        for word in &texts {
            each(*list, word);
        }
        let words = texts.into_iter().map(|text| text.value);
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        (!words.is_empty()).then_some((*list, words))
    });
    lists.collect()
}

fn report_unless_known(definition: &Definition<'_>, list: WordList, word: &Text) {
    let known = list.words();
    if known.contains(&word.value.as_str()) {
        return;
    }
    definition.report(Code::DefinitionValue, word.range.clone(), |finding| {
        finding
            .seen(text::quote(&word.value))
            .expected(format!("{} 里通用的词", list.key()))
            .correction(text::did_you_mean(&word.value, known.iter().copied()))
    });
}
