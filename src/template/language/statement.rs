//! Parses a template into its contents, outputs and statements.

use std::ops::Range;

use super::expression::{Expr, Parser};
use super::lexer::TokenKind;
use super::refused::Refused;
use crate::template::scan::{Bracket, Kind, brackets};
use crate::text;

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node<'t> {
    /// Markup and text outside tags.
    Content(Range<usize>),
    /// `{{ … }}`
    Output(Expr<'t>),
    /// `{% set name = … %}`
    Set(Assignment<'t>),
    /// `{% if … %}` with all its branches; the last one may have no condition.
    If(Vec<(Option<Expr<'t>>, Vec<Node<'t>>)>),
    /// `{% for … in … %}`
    For(Loop<'t>),
    /// `{% include "…" %}`
    Include { name: &'t str },
}

/// A variable that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assignment<'t> {
    pub(super) name: &'t str,
    pub(super) name_range: Range<usize>,
    pub(super) value: Expr<'t>,
    pub(super) is_global: bool,
}

/// A loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loop<'t> {
    pub(super) names: Vec<(&'t str, Range<usize>)>,
    pub(super) values: Expr<'t>,
    pub(super) body: Vec<Node<'t>>,
    /// The part after `{% else %}`, for a list without elements.
    pub(super) otherwise: Vec<Node<'t>>,
}

/// Tags that end a part of a block or a block.
const ENDS: [(&str, &str); 4] = [
    ("elif", "if"),
    ("else", "if 或 for"),
    ("endif", "if"),
    ("endfor", "for"),
];

/// All tags.
const TAGS: [&str; 12] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "set_global",
    "include",
    "break",
    "continue",
    "raw",
];

/// Tags of other template languages with what to write instead.
const OTHER_TAGS: [(&str, &str); 9] = [
    ("elseif", "写 {% elif … %}"),
    ("elsif", "写 {% elif … %}"),
    ("comment", "注释写 {# … #}"),
    ("endset", "写 {% set 名 = 值 %}"),
    ("assign", "写 {% set 名 = 值 %}"),
    ("let", "写 {% set 名 = 值 %}"),
    ("end", "写 {% endif %} 或 {% endfor %}"),
    (
        "import",
        "把共用的部分写进另一个文件,用 {% include \"文件名\" %}",
    ),
    ("with", "写 {% set 名 = 值 %}"),
];

/// Maximum depth of nested statements; Tera allows forty.
const MAX_DEPTH: usize = 32;

/// A statement that ended a part of a block.
struct End<'t> {
    word: &'t str,
    parser: Parser<'t>,
}

/// Parses a template. Returns what could be parsed, and all errors.
pub(super) fn parse(text: &str) -> (Vec<Node<'_>>, Vec<Refused>) {
    let mut builder = Builder {
        text,
        brackets: brackets(text),
        next: 0,
        copied: 0,
        depth: 0,
        refused: Vec::new(),
    };
    let (nodes, _) = builder.nodes(&[]);
    (nodes, builder.refused)
}

struct Builder<'t> {
    text: &'t str,
    brackets: Vec<Bracket>,
    /// Index of the next bracket.
    next: usize,
    /// Byte up to which the template was read.
    copied: usize,
    depth: usize,
    refused: Vec<Refused>,
}

impl<'t> Builder<'t> {
    /// Parts of the template up to a statement with one of these words, which is returned too; up
    /// to the end of the template if there is none.
    fn nodes(&mut self, ends: &[&str]) -> (Vec<Node<'t>>, Option<End<'t>>) {
        let mut nodes = Vec::new();
        while let Some(bracket) = self.brackets.get(self.next).cloned() {
            self.next += 1;
            self.content(bracket.range.start, &mut nodes);
            self.copied = bracket.range.end;
            match bracket.kind {
                Kind::Ignored => self.ignored(&bracket),
                Kind::Output => {
                    let output = self.code(&bracket).and_then(|mut code| code.whole());
                    nodes.extend(self.kept(output).map(Node::Output));
                }
                Kind::Statement => {
                    let Some(code) = self
                        .code(&bracket)
                        .map_err(|one| self.refused.push(one))
                        .ok()
                    else {
                        continue;
                    };
                    if let Some(end) = self.statement(code, ends, &mut nodes) {
                        return (nodes, Some(end));
                    }
                }
            }
        }
        self.content(self.text.len(), &mut nodes);
        self.copied = self.text.len();
        (nodes, None)
    }

    fn content(&mut self, end: usize, nodes: &mut Vec<Node<'t>>) {
        let range = self.copied..end;
        if range.is_empty() {
            return;
        }
        for close in ["}}", "%}", "#}"] {
            if let Some(at) = self.text[range.clone()].find(close) {
                let start = range.start + at;
                let (seen, correction) = if close == "#}" {
                    ("注释外的 #}", "注释到第一个 #} 为止:注释里不再写注释")
                } else {
                    (
                        "标记外的 }} 或 %}",
                        "补上它的 {{ 或 {%:两个半角字符,中间没有空格",
                    )
                };
                self.refused
                    .push(Refused::new(start..start + close.len(), seen, correction));
            }
        }
        nodes.push(Node::Content(range));
    }

    /// Reports tags within a comment of XHTML, which Tera executes.
    fn ignored(&mut self, bracket: &Bracket) {
        let comment = &self.text[bracket.range.clone()];
        if !comment.starts_with("<!--") {
            return;
        }
        let open = ["{{", "{%", "{#"]
            .iter()
            .filter_map(|open| comment.find(open))
            .min();
        if let Some(at) = open {
            let start = bracket.range.start + at;
            self.refused.push(Refused::new(
                start..start + 2,
                "<!-- --> 里有模板的标记",
                "它照样执行;要去掉一段,写在 {# 与 #} 之间",
            ));
        }
    }

    /// Parser of the code between the brackets of a tag.
    fn code(&self, bracket: &Bracket) -> Result<Parser<'t>, Refused> {
        let close = if bracket.kind == Kind::Output {
            "}}"
        } else {
            "%}"
        };
        let whole = &self.text[bracket.range.clone()];
        if whole.len() < 4 || !whole.ends_with(close) {
            let range = bracket.range.start..bracket.range.start + 2;
            let correction = format!("补上 {close},或文本的后引号");
            return Err(Refused::new(range, format!("没有 {close}"), correction));
        }
        let inner = &whole[2..whole.len() - 2];
        let start = bracket.range.start + 2 + usize::from(inner.starts_with('-'));
        let end = bracket.range.end - 2 - usize::from(inner.ends_with('-'));
        Ok(Parser::new(self.text, start..end.max(start)))
    }

    fn kept<T>(&mut self, parsed: Result<T, Refused>) -> Option<T> {
        parsed.map_err(|refused| self.refused.push(refused)).ok()
    }

    /// Reads a statement. Returns it if it ends a part of the block that is being read.
    fn statement(
        &mut self,
        mut code: Parser<'t>,
        ends: &[&str],
        nodes: &mut Vec<Node<'t>>,
    ) -> Option<End<'t>> {
        let parsed = code.name();
        let (word, range) = self.kept(parsed)?;
        // A misspelt end is taken for the end, so that the block is not reported as well.
        let meant = if TAGS.contains(&word) || OTHER_TAGS.iter().any(|(other, _)| *other == word) {
            None
        } else {
            text::nearest(
                word,
                ends.iter().copied().filter(|end| end.starts_with("end")),
            )
        };
        if let Some(meant) = meant {
            let correction = format!("可能是 {meant}");
            self.refused
                .push(Refused::new(range, format!("没有标记 {word}"), correction));
            let word = TAGS.iter().find(|tag| **tag == meant).copied()?;
            let end = self.text.len();
            let parser = Parser::new(self.text, end..end);
            return Some(End { word, parser });
        }
        if ends.contains(&word) {
            return Some(End { word, parser: code });
        }
        match word {
            "if" => nodes.extend(self.branches(code, range)),
            "for" => nodes.extend(self.repeated(code, range)),
            "set" | "set_global" => {
                let set = assignment(&mut code, word == "set_global");
                nodes.extend(self.kept(set).map(Node::Set));
            }
            "include" => {
                let include = include(&mut code);
                nodes.extend(self.kept(include));
            }
            "break" | "continue" | "raw" | "endraw" => {
                let end = code.end();
                self.kept(end);
            }
            _ => self.stray(word, range),
        }
        None
    }

    /// Reports a statement that does not exist or belongs to no open block.
    fn stray(&mut self, word: &str, range: Range<usize>) {
        let refused = if let Some((_, of)) = ENDS.iter().find(|(end, _)| *end == word) {
            let seen = format!("{word} 没有与它配对的 {of}");
            Refused::new(range, seen, "删去它,或补上开头的标记")
        } else {
            let other = OTHER_TAGS.iter().find(|(other, _)| *other == word);
            let correction = match (other, text::nearest(word, TAGS)) {
                (Some((_, instead)), _) => (*instead).to_owned(),
                (None, Some(tag)) => format!("可能是 {tag}"),
                (None, None) => format!("标记有 {}", TAGS.join("、")),
            };
            Refused::new(range, format!("没有标记 {word}"), correction)
        };
        self.refused.push(refused);
    }

    /// One level deeper; reports nesting that is too deep.
    fn deeper(&mut self, range: &Range<usize>) -> Option<()> {
        if self.depth >= MAX_DEPTH {
            let refused = Refused::new(range.clone(), "标记套得太深", "减少 if、for 的层数");
            self.refused.push(refused);
            // The rest is not read: it would be reported level by level.
            self.next = self.brackets.len();
            self.copied = self.text.len();
            return None;
        }
        self.depth += 1;
        Some(())
    }

    fn branches(&mut self, mut code: Parser<'t>, range: Range<usize>) -> Option<Node<'t>> {
        let first = code.whole();
        let mut condition = self.kept(first);
        self.deeper(&range)?;
        let mut branches = Vec::new();
        let mut ends = &["elif", "else", "endif"][..];
        loop {
            let (body, end) = self.nodes(ends);
            branches.push((condition, body));
            let Some(mut end) = end else {
                self.unclosed("if", &range);
                break;
            };
            condition = None;
            match end.word {
                "elif" => {
                    let next = end.parser.whole();
                    condition = self.kept(next);
                }
                "else" => {
                    self.plain(&end, "elif");
                    ends = &["endif"];
                }
                _ => {
                    self.plain(&end, "");
                    break;
                }
            }
        }
        self.depth -= 1;
        Some(Node::If(branches))
    }

    fn repeated(&mut self, mut code: Parser<'t>, range: Range<usize>) -> Option<Node<'t>> {
        let head = loop_head(&mut code);
        let head = self.kept(head);
        self.deeper(&range)?;
        let (body, mut end) = self.nodes(&["else", "endfor"]);
        let mut otherwise = Vec::new();
        if let Some(middle) = end.take_if(|end| end.word == "else") {
            self.plain(&middle, "elif");
            (otherwise, end) = self.nodes(&["endfor"]);
        }
        match end {
            Some(end) => self.plain(&end, ""),
            None => self.unclosed("for", &range),
        }
        self.depth -= 1;
        let (names, values) = head?;
        Some(Node::For(Loop {
            names,
            values,
            body,
            otherwise,
        }))
    }

    /// Reports words after `else` or the end of a block.
    fn plain(&mut self, end: &End<'_>, instead_of_if: &str) {
        let rest = end.parser.peek();
        if rest.kind == TokenKind::End {
            return;
        }
        let refused = if rest.kind == TokenKind::Name("if") && !instead_of_if.is_empty() {
            Refused::new(rest.range.clone(), "else if", "写 {% elif … %}")
        } else {
            let seen = format!("{} 后面还有 {}", end.word, &self.text[rest.range.clone()]);
            Refused::new(
                rest.range.clone(),
                seen,
                format!("只写 {{% {} %}}", end.word),
            )
        };
        self.refused.push(refused);
    }

    fn unclosed(&mut self, word: &str, range: &Range<usize>) {
        if self.copied == self.text.len()
            && self.refused.iter().any(|one| one.seen == "标记套得太深")
        {
            return;
        }
        self.refused.push(Refused::new(
            range.clone(),
            format!("{word} 到文件的结尾也没有结束"),
            format!("补上 {{% end{word} %}}"),
        ));
    }
}

fn assignment<'t>(code: &mut Parser<'t>, is_global: bool) -> Result<Assignment<'t>, Refused> {
    let (name, name_range) = code.name()?;
    if !code.take("=") {
        return Err(code.unexpected("写 {% set 名 = 值 %}"));
    }
    Ok(Assignment {
        name,
        name_range,
        value: code.whole()?,
        is_global,
    })
}

fn include<'t>(code: &mut Parser<'t>) -> Result<Node<'t>, Refused> {
    const WANTED: &str = "文件名写在双引号里:{% include \"文件.tera\" %}";
    let TokenKind::Text(name) = code.peek().kind else {
        return Err(code.unexpected(WANTED));
    };
    code.next();
    if code.peek().kind == TokenKind::End {
        return Ok(Node::Include { name });
    }
    let range = code.peek().range.clone();
    let seen = "include 的文件名后面还有别的";
    let correction = "只写文件名:文件里用得到这里的名,另要的名先写 {% set 名 = 值 %}";
    Err(Refused::new(range, seen, correction))
}

type LoopHead<'t> = (Vec<(&'t str, Range<usize>)>, Expr<'t>);

/// `name in values`, `key, value in values`.
fn loop_head<'t>(code: &mut Parser<'t>) -> Result<LoopHead<'t>, Refused> {
    let mut names = vec![code.name()?];
    if code.take(",") {
        names.push(code.name()?);
    }
    if !code.take_word("in") {
        return Err(code.unexpected("写 {% for 行 in 列表 %}"));
    }
    let values = code.values()?;
    if code.peek().kind == TokenKind::Name("if") {
        let range = code.peek().range.clone();
        return Err(Refused::new(
            range,
            "for 里的 if",
            "在循环里写:{% for … %}{% if … %}…{% endif %}{% endfor %}",
        ));
    }
    code.end()?;
    Ok((names, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Vec<(String, String)> {
        let (_, refused) = parse(text);
        let refused = refused.into_iter();
        refused.map(|one| (one.seen, one.correction)).collect()
    }

    #[test]
    fn blocks_are_nested() {
        let text = "a{% for x in y %}{% if x %}{{ x }}{% elif z %}{% else %}b{% endif %}{% else %}c{% endfor %}";
        let (nodes, refused) = parse(text);
        assert_eq!(refused, []);
        let [Node::Content(_), Node::For(repeated)] = &nodes[..] else {
            panic!("{nodes:?}");
        };
        let [Node::If(branches)] = &repeated.body[..] else {
            panic!("{repeated:?}");
        };
        let conditions = branches.iter().map(|(condition, _)| condition.is_some());
        assert_eq!(conditions.collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(repeated.otherwise.len(), 1);
    }

    #[test]
    fn each_error_of_a_statement_has_its_correction() {
        for (text, correction) in [
            ("{% for row in rows %}", "补上 {% endfor %}"),
            (
                "{% if a %}{% endfor %}{% endif %}",
                "删去它,或补上开头的标记",
            ),
            ("{% for a in b %}{% endfo %}", "可能是 endfor"),
            (
                "{% for a in b if a %}{% endfor %}",
                "在循环里写:{% for … %}{% if … %}…{% endif %}{% endfor %}",
            ),
            ("{% if a %}{% else if b %}{% endif %}", "写 {% elif … %}"),
            ("{% if a %}{% elseif b %}{% endif %}", "写 {% elif … %}"),
            ("{% for a in b %}{% endfor a %}", "只写 {% endfor %}"),
            (
                "{% include x %}",
                "文件名写在双引号里:{% include \"文件.tera\" %}",
            ),
            (
                "{% include \"x\" with a %}",
                "只写文件名:文件里用得到这里的名,另要的名先写 {% set 名 = 值 %}",
            ),
            ("{# a {# b #} c #}", "注释到第一个 #} 为止:注释里不再写注释"),
            (
                "<!-- {{ a }} -->",
                "它照样执行;要去掉一段,写在 {# 与 #} 之间",
            ),
            ("{{ a }</td>{{ b }}", "{{ 用两个半角的花括号 }} 结束"),
            ("{{ \"a }}", "补上后引号"),
            ("{{ a", "补上 }},或文本的后引号"),
            ("a }}", "补上它的 {{ 或 {%:两个半角字符,中间没有空格"),
            ("{% comment %}", "注释写 {# … #}"),
            ("{% %}", "这里要写名"),
        ] {
            let found = refused(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].1, correction, "{text}");
        }
    }

    #[test]
    fn raw_text_is_content() {
        let (nodes, refused) = parse("{% raw %}{{ x {% endraw %}{{ y }}");
        assert_eq!(refused, []);
        assert_eq!(nodes.len(), 1);
    }

    #[test]
    fn deep_statements_are_refused_once() {
        let text = "{% if a %}".repeat(100) + &"{% endif %}".repeat(100);
        assert_eq!(
            refused(&text),
            [("标记套得太深".to_owned(), "减少 if、for 的层数".to_owned())]
        );
    }
}
