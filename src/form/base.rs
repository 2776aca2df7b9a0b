//! Editions that are built on another: `extends = "gansu-2025"` in `edition.toml`.
//!
//! What the edition does not give comes from its base:
//!
//! - Files: every file of the base's folder. A file of the same name takes its place as a whole.
//! - The look (`[paper]`, `[head]`, `[foot]`, `[continued]`, `[text]`, `[rules]`, `[fit]`, `boxes`,
//!   `[fonts.*]`, `[styles.*]`) and `[levels]`: key by key, also within a font or a style.
//! - `[submission]`: key by key; `fields` and `synonyms` are one key each.
//! - `[list]`: key by key, if the edition has one, so that its words need not be repeated.
//! - Everything else (`title`, `source`, `[[tables]]`, `[summary]`, `[[carry]]`, …, and `[list]` if the
//!   edition has none): the whole key or section. With tables of its own, an edition takes only the
//!   keys above: the others are about the base's tables.
//!
//! Findings are placed in the file they come from.

use std::collections::BTreeMap;

use super::definition::{Definition, Inherited, Text};
use crate::finding::{Code, Finding};
use crate::source::Source;
use crate::text;

/// Name of the file that makes a folder an edition.
pub const EDITION_FILE: &str = "edition.toml";

/// Keys of the look.
const LOOK: [&str; 10] = [
    "paper",
    "head",
    "foot",
    "continued",
    "text",
    "rules",
    "fit",
    "boxes",
    "fonts",
    "styles",
];

/// Keys that belong to the edition itself.
const OWN: [&str; 3] = ["edition", "extends", "default"];

const TABLES: &str = "tables";
const SUBMISSION: &str = "submission";
const LIST: &str = "list";
const LEVELS: &str = "levels";
const VOCABULARY: &str = "vocabulary";

/// What an edition takes from its base for a key of `edition.toml`; `own` are the keys that it has.
pub(super) fn inherited(key: &str, own: &[&str]) -> Inherited {
    match key {
        _ if OWN.contains(&key) => Inherited::Nothing,
        _ if LOOK.contains(&key) || key == VOCABULARY => Inherited::AllKeys,
        SUBMISSION => Inherited::Keys,
        LIST if own.contains(&LIST) => Inherited::Keys,
        _ if own.contains(&TABLES) => Inherited::Nothing,
        LEVELS => Inherited::AllKeys,
        _ => Inherited::Whole,
    }
}

/// Files of an edition by name, with its id and the id of its base.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) is_built_in: bool,
    pub(super) files: BTreeMap<String, Source>,
    base: Option<Text>,
    /// Finding that the base is no text.
    wrong_base: Option<Finding>,
}

impl Folder {
    /// Reads the id and the base of a user's edition. Errors are reported when the edition is read.
    pub(super) fn new(files: BTreeMap<String, Source>) -> Folder {
        let head = files.get(EDITION_FILE).map(Head::read).unwrap_or_default();
        Folder {
            id: head.id.map(|id| id.value).unwrap_or_default(),
            is_built_in: false,
            files,
            base: head.base,
            wrong_base: head.wrong_base,
        }
    }

    /// A built-in edition, whose folder has its id as the name.
    pub(super) fn built_in(id: &str, files: BTreeMap<String, Source>) -> Folder {
        let definition = files.get(EDITION_FILE);
        // Most have no base, which is seen without reading them.
        let has_base = definition.filter(|source| source.text().contains("\nextends"));
        let base = has_base.and_then(|source| {
            // It is above the first section, and the rest is read with the edition only.
            let text = source.text();
            let head = text.find("\n[").map_or(text, |end| &text[..=end]);
            let head = Source::new(source.name(), head);
            Definition::read(&head, |_, root| root.text("extends")).value
        });
        Folder {
            id: id.to_owned(),
            is_built_in: true,
            files,
            base,
            wrong_base: None,
        }
    }

    /// Id of the edition it is built on.
    pub(super) fn base(&self) -> Option<&str> {
        self.base.as_ref().map(|base| base.value.as_str())
    }

    /// The folders that an edition is built on, the nearest first.
    ///
    /// An edition with the id of its base is built on the built-in one.
    ///
    /// # Errors
    /// A finding if the base is no text, if there is no such edition, or if it is built on itself.
    pub(super) fn bases<'f>(
        &'f self,
        known: &'f [Folder],
    ) -> Result<Vec<&'f Folder>, Box<Finding>> {
        if let Some(wrong) = &self.wrong_base {
            return Err(Box::new(wrong.clone()));
        }
        let mut bases: Vec<&Folder> = Vec::new();
        let mut last = self;
        while let Some(wanted) = &last.base {
            let is_other = |folder: &&Folder| {
                folder.id == wanted.value && (folder.is_built_in || folder.id != last.id)
            };
            let Some(next) = known.iter().find(is_other) else {
                return Err(Box::new(last.unknown(wanted, known)));
            };
            bases.push(next);
            if next.is_same(self) || bases[..bases.len() - 1].iter().any(|one| one.is_same(next)) {
                let ids = bases.iter().map(|base| base.id.as_str());
                let circle: Vec<&str> = std::iter::once(self.id.as_str()).chain(ids).collect();
                let (folder, at) = match &self.base {
                    Some(own) if next.is_same(self) => (self, own),
                    _ => (last, wanted),
                };
                let finding = folder.finding(at).seen(circle.join(" → "));
                let finding = finding.expected("不建立在自己之上的版本");
                return Err(Box::new(finding.correction("去掉其中一个 extends")));
            }
            last = next;
        }
        Ok(bases)
    }

    fn is_same(&self, other: &Folder) -> bool {
        self.id == other.id && self.is_built_in == other.is_built_in
    }

    fn unknown(&self, wanted: &Text, known: &[Folder]) -> Finding {
        let others = known
            .iter()
            .filter(|folder| folder.id != self.id || folder.is_built_in);
        let mut ids: Vec<&str> = others.map(|folder| folder.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        self.finding(wanted)
            .seen(format!("extends = {}", text::quote(&wanted.value)))
            .expected(format!(
                "内置的版本,或 --templates 里别的版本:{}",
                text::list(ids.clone())
            ))
            .correction(text::did_you_mean(&wanted.value, ids))
    }

    fn finding(&self, at: &Text) -> Finding {
        let source = &self.files[EDITION_FILE];
        Finding::new(Code::DefinitionValue, source.place(at.range.clone()))
    }
}

/// The id in the definition of a user's edition; `None` if it has none.
pub(crate) fn edition_id(files: &BTreeMap<String, Source>) -> Option<String> {
    let head = files.get(EDITION_FILE).map(Head::read)?;
    head.id.map(|id| id.value)
}

/// The keys of `edition.toml` that [`Folder`] needs.
#[derive(Default)]
struct Head {
    id: Option<Text>,
    base: Option<Text>,
    wrong_base: Option<Finding>,
}

impl Head {
    fn read(definition: &Source) -> Head {
        let read = Definition::read(definition, |_, root| root.text("extends"));
        let wrong = read.report.findings().iter();
        let mut wrong = wrong.filter(|finding| finding.code == Code::DefinitionValue);
        Head {
            id: Definition::read(definition, |_, root| root.text("edition")).value,
            base: read.value,
            wrong_base: wrong.next().cloned(),
        }
    }
}
