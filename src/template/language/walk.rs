//! Walks through a form's template and the files it includes, with the names known at each point.

use std::collections::BTreeMap;
use std::ops::Range;

use super::expression::{Expr, Parser};
use super::infer::Resolver;
use super::reporter::Reporter;
use super::scope::Scope;
use super::statement::{Assignment, Loop, Node};
use super::types::Type;
use crate::finding::{Code, Levels, Report};
use crate::source::Source;
use crate::template::context::Shape;
use crate::template::scan::Kind;
use crate::text;

/// A template that was parsed.
pub(super) struct Template<'a> {
    pub(super) source: &'a Source,
    pub(super) nodes: Vec<Node<'a>>,
}

/// Fields that a form's templates can name.
pub(super) struct Fields<'a> {
    /// Fields of the form.
    pub(super) form: &'a Shape,
    pub(super) submission: &'a Shape,
    /// Fields of all forms of the edition.
    pub(super) all: &'a [Shape],
}

/// Maximum depth of files that include each other; files that include themselves are reported by
/// the engine.
const MAX_INCLUDED: usize = 8;

/// Checks the template of a form and the files it includes.
pub(super) fn check<'a>(
    name: &str,
    templates: &'a BTreeMap<&'a str, Template<'a>>,
    fields: &Fields<'a>,
    levels: &'a Levels,
) -> Report {
    let Some(template) = templates.get(name) else {
        return Report::new();
    };
    let mut walk = Walk {
        templates,
        resolver: Resolver {
            scope: Scope::new(fields.form, fields.submission),
            reporter: Reporter::new(template.source, levels),
            shapes: fields.all,
        },
        included: 0,
    };
    // The first time for the types of names that are set further below.
    walk.resolver.reporter.begin_quiet();
    walk.file(template);
    walk.resolver.reporter.end_quiet();
    walk.file(template);
    walk.resolver.reporter.finish()
}

struct Walk<'a> {
    templates: &'a BTreeMap<&'a str, Template<'a>>,
    resolver: Resolver<'a>,
    included: usize,
}

impl<'a> Walk<'a> {
    fn file(&mut self, template: &'a Template<'a>) {
        self.resolver.scope.enter_file(&template.nodes);
        self.nodes(&template.nodes);
        self.resolver.scope.leave();
    }

    fn nodes(&mut self, nodes: &[Node<'a>]) {
        for node in nodes {
            match node {
                Node::Content(range) => self.content(range),
                Node::Output(expr) => self.output(expr),
                Node::Set(set) => self.set(set),
                Node::If(branches) => self.branches(branches),
                Node::For(repeated) => self.repeated(repeated),
                Node::Include { name } => self.include(name),
            }
        }
    }

    fn expr(&mut self, expr: &Expr<'a>, tag: Kind) -> Type<'a> {
        self.resolver.reporter.tag = tag;
        self.resolver.infer(expr)
    }

    fn output(&mut self, expr: &Expr<'a>) {
        let value = self.expr(expr, Kind::Output);
        let reporter = &mut self.resolver.reporter;
        let whole = text::clip(reporter.text(&expr.range));
        if value.is_structure() {
            let members = value.members();
            let (seen, correction) = if members.is_empty() {
                (
                    "是许多行,不是一个值",
                    format!("用 {{% for row in {whole} %}}"),
                )
            } else {
                (
                    "是一组栏目,不是一个值",
                    format!("写 {whole}.{}", members[0]),
                )
            };
            let expected = format!("一个栏目:{}", text::list(members));
            let expected = if value.is_list() {
                "一个栏目"
            } else {
                &expected
            };
            let words = [&format!("{whole} {seen}"), expected, &correction];
            reporter.say(Code::TemplateFailed, &expr.range, words);
        } else if self.resolver.may_lack_element(expr) {
            let correction = format!("写 {whole} or \"\"");
            let correction = correction.replace("].", "]?.");
            let reporter = &mut self.resolver.reporter;
            reporter.failure(&expr.range, "没有行的时候没有这一项,印不出来", &correction);
        }
    }

    fn set(&mut self, set: &Assignment<'a>) {
        let value = self.expr(&set.value, Kind::Statement);
        self.resolver.scope.assign(set.name, &value);
        self.shadowed(set.name, &set.name_range);
        let scope = &self.resolver.scope;
        let is_carried = !set.is_global && scope.is_carried(set.name);
        let is_lost = set.is_global && scope.is_included() && scope.is_set_outside_file(set.name);
        let name = set.name;
        if is_carried {
            let words = [
                &format!("循环里的 set {name}:到这一轮为止,下一轮又是循环前的值"),
                "值留到下一轮",
                &format!(
                    "写 {{% set_global {name} = … %}};只要行的序号写 loop.index,行数写 列表 | length"
                ),
            ];
            self.resolver.reporter.suspect(&set.name_range, words);
        }
        if is_lost {
            let words = [
                &format!("被包含的文件里的 set_global {name}:到这个文件的结尾为止"),
                "值留到包含它的文件里",
                "把它写在有循环的那个文件里",
            ];
            self.resolver.reporter.suspect(&set.name_range, words);
        }
    }

    /// Reports a variable with the name of a field.
    fn shadowed(&mut self, name: &str, range: &Range<usize>) {
        if self.resolver.scope.is_field(name) {
            let words = [
                &format!("{name} 也是栏目的名:此后印不出那个栏目"),
                "与栏目不同的名",
                "换一个名",
            ];
            self.resolver.reporter.suspect(range, words);
        }
    }

    fn branches(&mut self, branches: &[(Option<Expr<'a>>, Vec<Node<'a>>)]) {
        for (condition, body) in branches {
            let decided = match condition {
                Some(condition) => {
                    self.expr(condition, Kind::Statement);
                    self.resolver.decided(condition)
                }
                None => None,
            };
            // A part that this form never shows may name what another form has.
            if decided != Some(false) {
                self.nodes(body);
            }
            if decided == Some(true) {
                break;
            }
        }
    }

    fn repeated(&mut self, repeated: &Loop<'a>) {
        let values = self.expr(&repeated.values, Kind::Statement);
        if matches!(values, Type::Field | Type::Number | Type::Bool) {
            let correction = "for 用于 type = \"rows\" 的栏目";
            let reporter = &mut self.resolver.reporter;
            reporter.failure(&repeated.values.range, "不是列表,不能用 for", correction);
        }
        let types = match &repeated.names[..] {
            [_] => vec![values.element().unwrap_or(Type::Any)],
            _ => vec![Type::Text, Type::Any],
        };
        for (name, range) in &repeated.names {
            self.shadowed(name, range);
        }
        let names = repeated.names.iter().map(|(name, _)| *name);
        let scope = &mut self.resolver.scope;
        scope.enter_loop(names.zip(types).collect(), &repeated.body);
        self.nodes(&repeated.body);
        self.resolver.scope.leave();
        self.nodes(&repeated.otherwise);
    }

    fn include(&mut self, name: &str) {
        let Some(template) = self.templates.get(name) else {
            return;
        };
        if self.included >= MAX_INCLUDED {
            return;
        }
        let outer = std::mem::replace(&mut self.resolver.reporter.source, template.source);
        self.included += 1;
        self.file(template);
        self.included -= 1;
        self.resolver.reporter.source = outer;
    }

    /// Reports braces around a known name that make no tag: `{ name }`, `｛｛ name ｝｝`.
    fn content(&mut self, range: &Range<usize>) {
        let content = self.resolver.reporter.text(range);
        let mut at = 0;
        while let Some(open) = content[at..].find(['{', '｛']).map(|open| at + open) {
            let inner = content[open..].trim_start_matches(is_brace);
            let start = content.len() - inner.len();
            at = start;
            let Some(length) = inner.find(['}', '｝']) else {
                break;
            };
            let after = &inner[length..];
            let end = content.len() - after.trim_start_matches(is_brace).len();
            let braces = range.start + open..range.start + end;
            self.braces(&braces, range.start + start..range.start + start + length);
        }
    }

    fn braces(&mut self, braces: &Range<usize>, inner: Range<usize>) {
        let shown = self.resolver.reporter.text(braces);
        let is_full_width = shown.starts_with("｛｛") || shown.starts_with("{｛");
        let is_path = {
            let name = self.resolver.reporter.text(&inner).trim();
            name.starts_with(|first: char| first.is_ascii_alphabetic())
        };
        if !is_path {
            return;
        }
        let parsed = Parser::new(self.resolver.reporter.source.text(), inner.clone()).whole();
        let is_known = parsed.is_ok_and(|expr| {
            self.resolver.reporter.begin_quiet();
            self.resolver.infer(&expr);
            !self.resolver.reporter.end_quiet()
        });
        if !is_known && !is_full_width {
            return;
        }
        let name = self.resolver.reporter.text(&inner).trim();
        let seen = format!("{}:照样印出来,不是栏目的值", text::quote(shown));
        let correction = format!("写两个半角的花括号:{{{{ {} }}}}", text::clip(name));
        self.resolver.reporter.syntax(braces, &seen, &correction);
    }
}

const fn is_brace(character: char) -> bool {
    matches!(character, '{' | '｛' | '}' | '｝')
}
