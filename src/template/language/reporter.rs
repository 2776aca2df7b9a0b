//! Findings about the expressions of a template.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::finding::{Code, Finding, Levels, Report};
use crate::source::{Place, Source};
use crate::template::scan::Kind;
use crate::text;

/// Findings about a file, collected while it is read.
pub(super) struct Reporter<'a> {
    pub(super) source: &'a Source,
    /// Kind of the tag that is being read.
    pub(super) tag: Kind,
    /// One item for each time that expressions are only tried: whether an unknown name was met.
    tried: Vec<bool>,
    levels: &'a Levels,
    report: Report,
    /// Unknown names of each file; further occurrences have the same cause.
    unknown_names: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(source: &'a Source, levels: &'a Levels) -> Reporter<'a> {
        Reporter {
            source,
            tag: Kind::Ignored,
            tried: Vec::new(),
            levels,
            report: Report::new(),
            unknown_names: BTreeSet::new(),
        }
    }

    pub(super) fn finish(self) -> Report {
        self.report
    }

    /// Begins to try expressions without findings.
    pub(super) fn begin_quiet(&mut self) {
        self.tried.push(false);
    }

    /// Ends trying. Whether an unknown name was met.
    pub(super) fn end_quiet(&mut self) -> bool {
        self.tried.pop().unwrap_or_default()
    }

    /// The text of a range.
    pub(super) fn text(&self, range: &Range<usize>) -> &'a str {
        self.source.text().get(range.clone()).unwrap_or_default()
    }

    /// Adds a finding: code, range, what is seen, expected and to be corrected.
    pub(super) fn say(&mut self, code: Code, range: &Range<usize>, words: [&str; 3]) {
        let place = self.source.place(range.clone());
        self.push(Finding::new(code, place), words);
    }

    fn push(&mut self, finding: Finding, [seen, expected, correction]: [&str; 3]) {
        if !self.tried.is_empty() {
            return;
        }
        let Some(level) = self.levels.level_of(finding.code) else {
            return;
        };
        let finding = finding.seen(seen).expected(expected).correction(correction);
        let finding = Finding { level, ..finding };
        // A file is read once for each form that includes it.
        let mut known = self.report.findings().iter();
        if !known.any(|known| known.is_same(&finding)) {
            self.report.push(finding);
        }
    }

    /// Adds a finding that a syntax is wrong.
    pub(super) fn syntax(&mut self, range: &Range<usize>, seen: &str, correction: &str) {
        let words = [seen, "写法正确的 Tera 模板", correction];
        self.say(Code::TemplateSyntax, range, words);
    }

    /// Adds a finding that rendering would fail.
    pub(super) fn failure(&mut self, range: &Range<usize>, seen: &str, correction: &str) {
        self.say(
            Code::TemplateFailed,
            range,
            [seen, "能渲染的模板", correction],
        );
    }

    /// Adds a finding that something valid probably does not print what is meant.
    pub(super) fn suspect(&mut self, range: &Range<usize>, words: [&str; 3]) {
        self.say(Code::TemplateSuspect, range, words);
    }

    /// Adds a finding for an unknown name that is no member of another, once in each file.
    pub(super) fn unknown_name(
        &mut self,
        range: &Range<usize>,
        known: &[&str],
        hint: Option<String>,
    ) {
        let key = (self.source.name(), self.text(range));
        if self.tried.is_empty() && !self.unknown_names.insert(key) {
            return;
        }
        self.unknown(range, known, hint);
    }

    /// Adds a finding for an unknown name, with the known ones in its place.
    pub(super) fn unknown(&mut self, range: &Range<usize>, known: &[&str], hint: Option<String>) {
        self.tried.fill(true);
        let words = self.text(range).replace('?', "");
        let name = words.rsplit('.').next().unwrap_or(&words).trim();
        let correction = hint.unwrap_or_else(|| match text::nearest(name, known.iter().copied()) {
            Some(word) => format!("可能是 {word}"),
            None => "改用其中之一,或在定义的 [fields] 里加上此栏目".to_owned(),
        });
        let pointer = match self.tag {
            Kind::Output => format!("{{{{ {words} }}}}"),
            Kind::Statement | Kind::Ignored => words.clone(),
        };
        let place = Place {
            pointer,
            ..self.source.place(range.clone())
        };
        let expected = match known {
            [] => "有的名".to_owned(),
            _ => format!("{} 之一", text::list(known.iter().copied())),
        };
        let finding = Finding::new(Code::TemplateUndefined, place);
        self.push(finding, ["无此名", &expected, &correction]);
    }
}
