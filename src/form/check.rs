//! Reads `[[check]]`: conditions that a table, each of its rows, or a submission must satisfy.

use super::definition::{Definition, Section, Text};
use super::expression::{Derivation, Expr, Records, Reference, ResultType, Scope};
use super::levels::read_level;
use super::names::{Names, Owner};
use super::resolve::{parse, report_expression};
use crate::finding::{self, Code, Level};
use crate::text;

/// A condition that data must satisfy.
#[derive(Debug, Clone)]
pub struct Check {
    /// Code of its findings; [`Code::OwnCheck`] for one that the author named.
    pub code: Code,
    /// The name given by the author, if it is none of the program's codes.
    pub name: Option<String>,
    /// Whether it is about each record of a list, or about its owner as a whole.
    pub owner: Owner,
    /// Condition under which it applies.
    pub when: Option<Derivation>,
    /// The condition to be satisfied.
    pub test: Derivation,
    /// Level of its findings, if it differs from the code's.
    pub level: Option<Level>,
    /// Field at which findings are placed; `None` if it reads only tables that repeat.
    pub at: Option<Reference>,
    /// The value seen, in the author's words.
    pub seen: Option<Words>,
    /// The value expected, in the author's words.
    pub expected: Option<Words>,
    /// The correction, in the author's words.
    pub mend: Option<Words>,
}

/// Words with values: `权重合计 {sum(indicators.weight)}`.
#[derive(Debug, Clone)]
pub struct Words {
    /// Constant texts and expressions in turn.
    pub segments: Vec<WordsSegment>,
}

/// A segment of [`Words`].
#[derive(Debug, Clone)]
pub enum WordsSegment {
    /// Constant text.
    Text(String),
    /// A value.
    Value(Derivation),
}

impl Check {
    /// The name by which users refer to it: its own, or that of its code.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.code.as_str())
    }

    /// Whether it compares values, rather than demanding what is said at the fields.
    pub const fn is_agreement(&self) -> bool {
        matches!(
            self.code,
            Code::AgreementBroken | Code::TablesDisagree | Code::OwnCheck
        )
    }

    /// Indexes of the tables that it reads, besides its own.
    pub fn tables(&self) -> Vec<usize> {
        let expressions = self.when.iter().chain([&self.test]);
        let expressions: Vec<&Expr> = expressions.map(|derivation| &derivation.expr).collect();
        let values = expressions.iter().flat_map(|expr| expr.references());
        let values = values.filter_map(|reference| match reference.scope {
            Scope::Other(table) => Some(table),
            Scope::Own | Scope::Table | Scope::Submission => None,
        });
        let lists = expressions.iter().flat_map(|expr| expr.aggregates());
        let lists = lists.filter_map(|aggregate| match aggregate.records {
            Records::Tables(table) | Records::RowsOfTables(table, _) => Some(table),
            Records::Rows(_) => None,
        });
        values.chain(lists).collect()
    }
}

/// A check as written, to be resolved once all fields are known.
pub(super) struct CheckDraft {
    name: Option<Text>,
    each: Option<Text>,
    when: Option<Text>,
    test: Option<Text>,
    at: Option<Text>,
    level: Option<Level>,
    seen: Option<Text>,
    expected: Option<Text>,
    mend: Option<Text>,
}

impl CheckDraft {
    /// The name given by the author, if it is none of the program's codes.
    pub(super) fn own_name(&self) -> Option<&str> {
        let name = self.name.as_ref()?.value.as_str();
        Code::find(name).is_none().then_some(name)
    }
}

/// Reads all `[[check]]` of a file.
pub(super) fn read_checks(root: &Section<'_, '_>) -> Vec<CheckDraft> {
    let sections = root.sections("check").into_iter();
    let drafts = sections.map(|section| {
        let draft = CheckDraft {
            name: section.text("name"),
            each: section.text("each"),
            when: section.text("when"),
            test: section.required_text("test"),
            at: section.text("at"),
            level: read_level(&section),
            seen: section.text("seen"),
            expected: section.text("expected"),
            mend: section.text("mend"),
        };
        section.finish();
        draft
    });
    drafts.collect()
}

/// Gives a check's expressions their meaning. `names_of` gives the names of an owner.
pub(super) fn resolve_check<'n>(
    definition: &Definition<'_>,
    draft: &CheckDraft,
    owner: Owner,
    names_of: &dyn Fn(Owner) -> Option<Names<'n>>,
) -> Option<Check> {
    let owner = match &draft.each {
        Some(each) => owner_of_rows(definition, each, owner, names_of)?,
        None => owner,
    };
    let names = names_of(owner)?;
    let truth = |text: &Text| {
        let derivation = parse(definition, text, &names)?;
        if derivation.result == ResultType::Truth {
            return Some(derivation);
        }
        definition.report(Code::DefinitionValue, text.range.clone(), |finding| {
            finding
                .seen(text::quote(&text.value))
                .expected("条件,如 score <= weight")
                .correction("写出与什么比较")
        });
        None
    };
    let words = |text: &Option<Text>| match text {
        Some(text) => read_words(definition, text, &names).map(Some),
        None => Some(None),
    };
    let test = draft.test.as_ref().and_then(truth);
    let when = match &draft.when {
        Some(when) => truth(when).map(Some),
        None => Some(None),
    };
    let (seen, expected, mend) = (
        words(&draft.seen),
        words(&draft.expected),
        words(&draft.mend),
    );
    let at = match &draft.at {
        Some(at) => find_place(definition, at, &names).map(Some),
        None => Some(test.as_ref().and_then(|test| default_place(test, owner))),
    };
    let (code, name) = read_name(definition, draft, owner)?;
    Some(Check {
        code,
        name,
        owner,
        when: when?,
        test: test?,
        level: draft.level,
        at: at?,
        seen: seen?,
        expected: expected?,
        mend: mend?,
    })
}

/// The code and the own name of a check. Without a name it is an agreement of a table, or across
/// tables.
fn read_name(
    definition: &Definition<'_>,
    draft: &CheckDraft,
    owner: Owner,
) -> Option<(Code, Option<String>)> {
    let Some(name) = &draft.name else {
        return Some(match owner {
            Owner::Submission => (Code::TablesDisagree, None),
            Owner::Table(_) | Owner::Rows(..) => (Code::AgreementBroken, None),
        });
    };
    if let Some(code) = Code::find(&name.value) {
        return Some((code, None));
    }
    if finding::is_check_name(&name.value) {
        return Some((Code::OwnCheck, Some(name.value.clone())));
    }
    definition.report(Code::DefinitionValue, name.range.clone(), |finding| {
        finding
            .seen(format!("name = {}", text::quote(&name.value)))
            .expected("小写英文字母、数字组成的名称,各段以 - 相连,如 weight-sum")
            .correction("改写此名称")
    });
    None
}

fn owner_of_rows<'n>(
    definition: &Definition<'_>,
    each: &Text,
    owner: Owner,
    names_of: &dyn Fn(Owner) -> Option<Names<'n>>,
) -> Option<Owner> {
    let list = names_of(owner)?.find_list(&each.value);
    let owner = match (list, owner) {
        (Some(Records::Tables(table)), Owner::Submission) => Some(Owner::Table(table)),
        (
            Some(Records::Rows(Reference {
                scope: Scope::Own,
                field,
                ..
            })),
            Owner::Table(table),
        ) => Some(Owner::Rows(table, field)),
        _ => None,
    };
    if owner.is_none() {
        definition.report(Code::UnknownPath, each.range.clone(), |finding| {
            finding
                .seen(format!("each = {}", text::quote(&each.value)))
                .expected("本表 type = \"rows\" 的栏目;在 edition.toml 里是有许多张的表的键")
                .correction("改正 each;不是逐行检查的,删去它")
        });
    }
    owner
}

fn find_place(definition: &Definition<'_>, at: &Text, names: &Names<'_>) -> Option<Reference> {
    let found = names.find(&at.value);
    if found.is_none() {
        let known = names.paths();
        definition.report(Code::UnknownPath, at.range.clone(), |finding| {
            finding
                .seen(format!("at = {}", text::quote(&at.value)))
                .expected("有此路径的栏目")
                .correction(text::did_you_mean(
                    &at.value,
                    known.iter().map(String::as_str),
                ))
        });
    }
    found
}

/// The first value that a check reads, or else the first list. For a check of the submission, a
/// value of a table comes before one of the submission itself.
fn default_place(test: &Derivation, owner: Owner) -> Option<Reference> {
    let all = test.expr.references();
    let lists: Vec<Reference> = test
        .expr
        .aggregates()
        .iter()
        .filter_map(|aggregate| match aggregate.records {
            Records::Rows(list) => Some(list),
            Records::Tables(_) | Records::RowsOfTables(..) => None,
        })
        .collect();
    let values = || all.iter().filter(|reference| !lists.contains(reference));
    let in_table = |reference: &&Reference| match reference.scope {
        Scope::Other(_) => owner == Owner::Submission,
        Scope::Own => owner != Owner::Submission,
        Scope::Table | Scope::Submission => false,
    };
    let place = values().find(in_table).or_else(|| values().next());
    place.or_else(|| all.first()).copied()
}

/// Reads words with values in braces.
fn read_words(definition: &Definition<'_>, text: &Text, names: &Names<'_>) -> Option<Words> {
    let mut segments = Vec::new();
    let mut rest = text.value.as_str();
    let mut at = 0;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            segments.push(WordsSegment::Text(before.to_owned()));
        }
        at += before.len() + 1;
        let Some((inner, left)) = after.split_once('}') else {
            definition.report(Code::DerivationSyntax, text.range.clone(), |finding| {
                finding
                    .seen(text::quote(&text.value))
                    .expected("{ 与 } 成对,里面是算式")
                    .correction("补上 }")
            });
            return None;
        };
        match super::resolve::derivation(inner, names) {
            Ok(derivation) => segments.push(WordsSegment::Value(derivation)),
            Err(error) => {
                report_expression(definition, text, at, &error);
                return None;
            }
        }
        at += inner.len() + 1;
        rest = left;
    }
    if !rest.is_empty() {
        segments.push(WordsSegment::Text(rest.to_owned()));
    }
    Some(Words { segments })
}
