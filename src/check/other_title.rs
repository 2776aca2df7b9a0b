//! Targets that carry out a project of another name: copied from its table.

use std::collections::BTreeMap;
use std::ops::Range;

use super::RuleList;
use super::both::Both;
use super::figures::content;
use crate::finding::{Code, Finding, Report};
use crate::form::{Edition, FieldIndex, Vocabulary, WordList};
use crate::record::TableRecord;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    submissions: &[titles],
    ..RuleList::EMPTY
};

/// Fewest characters of a title that names one project.
const FEWEST: usize = 6;

/// Characters by which titles are found.
const KEY: usize = 3;

/// The titles of a submission by their first characters.
type Titles<'s> = BTreeMap<&'s str, Vec<&'s str>>;

/// Reports each target that says it carries out another project of the submission, or one whose
/// quoted name has nothing in common with its own.
fn titles(both: &Both<'_>, report: &mut Report) {
    let (edition, submission) = (both.edition, both.typed);
    let mut all = Titles::new();
    for table in &submission.tables {
        let Some((_, title)) = title_of(edition, table) else {
            continue;
        };
        if title.chars().nth(FEWEST - 1).is_some() {
            all.entry(key_of(title)).or_default().push(title);
        }
    }
    for table in &submission.tables {
        let Some((field, own)) = title_of(edition, table) else {
            continue;
        };
        let form = &edition.tables[table.table].form;
        let targets = form.rules.narrative.targets.iter();
        for target in targets.filter(|target| **target != field) {
            let Some(target_text) = table.record.get(*target).as_text() else {
                continue;
            };
            let Some(part) = other_title(&edition.vocabulary, target_text, (own, &all)) else {
                continue;
            };
            let seen = text::quote(&target_text[part.clone()]);
            let place = submission.place_within(&table.record, &form.fields, *target, part);
            report.push(
                Finding::new(Code::OtherTitle, place)
                    .seen(seen)
                    .expected(format!("本项目自己的名称 {}", text::quote(own)))
                    .correction(
                        "多半是抄了别的项目的表:按本项目的内容重写;确与那个项目有关的,写明关系",
                    ),
            );
        }
    }
}

fn title_of<'s>(edition: &Edition, table: &'s TableRecord) -> Option<(FieldIndex, &'s str)> {
    let field = edition.tables[table.table].title?;
    let title = table.record.get(field).as_text()?.trim();
    (!title.is_empty()).then_some((field, title))
}

fn key_of(text: &str) -> &str {
    let end = text.char_indices().nth(KEY);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// The name of another project that a target carries out.
fn other_title(
    words: &Vocabulary,
    target: &str,
    (own, all): (&str, &Titles<'_>),
) -> Option<Range<usize>> {
    if target.contains(own) {
        return None;
    }
    starts(words, target).find_map(|start| {
        let rest = &target[start..];
        let mut known = all.get(key_of(rest)).into_iter().flatten();
        let known = known.find(|title| {
            let is_related = own.contains(**title) || title.contains(own);
            rest.starts_with(**title) && !is_related
        });
        known
            .map(|title| start..start + title.len())
            .or_else(|| quoted(words, target, (start, own)))
    })
}

/// Where the name of what a target carries out may stand: at its start and after 实施.
fn starts<'t>(words: &'t Vocabulary, target: &'t str) -> impl Iterator<Item = usize> + 't {
    let leads = words.words(WordList::ProjectLeads);
    let after = leads.flat_map(move |lead| {
        let found = target.match_indices(lead);
        found.map(move |(at, _)| at + lead.len())
    });
    std::iter::once(0).chain(after).map(|at| {
        let rest = target[at..].trim_start_matches(['“', '《', '"', '：', ' ']);
        target.len() - rest.len()
    })
}

/// The quoted name of a project that has no two characters in common with the own title.
fn quoted(words: &Vocabulary, target: &str, (start, own): (usize, &str)) -> Option<Range<usize>> {
    let is_quoted = target[..start].ends_with('“');
    let end = target[start..].find('”').filter(|_| is_quoted)?;
    let name = &target[start..start + end];
    let is_project = words.ends(WordList::ProjectEnds, name)
        && name.chars().nth(FEWEST - 1).is_some()
        && !name.contains(['“', '。', '；']);
    let [said, own] = [name, own].map(|one| content(words, one));
    let is_related = said
        .windows(2)
        .any(|two| own.windows(2).any(|other| other == two));
    (is_project && !is_related).then(|| start..start + end)
}
