//! Parses expressions of templates.
//!
//! The grammar is that of Tera 2, without what the templates of forms do not use (components,
//! list comprehensions). Whatever Tera refuses is refused here, with the usual spelling as the
//! correction.

use std::ops::Range;

use super::lexer::{Token, TokenKind, half_width, lex};
use super::refused::Refused;
use super::vocabulary::CallKind;
use crate::text;

/// An expression with its range in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expr<'t> {
    pub(super) kind: ExprKind<'t>,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ExprKind<'t> {
    Number,
    Text(&'t str),
    Bool,
    None,
    Name(&'t str),
    /// `a.b`, `a?.b`
    Member {
        of: Box<Expr<'t>>,
        name: &'t str,
    },
    /// `a[b]`, `a?[b]`
    Item {
        of: Box<Expr<'t>>,
        key: Box<Expr<'t>>,
    },
    /// `a[b:c]`, with the limits that are given.
    Slice {
        of: Box<Expr<'t>>,
        limits: Vec<Expr<'t>>,
    },
    Call(Call<'t>),
    /// `a | filter(…)`
    Filter {
        of: Box<Expr<'t>>,
        call: Call<'t>,
    },
    /// `a is test(…)`, `a is not test(…)`
    Test {
        of: Box<Expr<'t>>,
        call: Call<'t>,
        is_negated: bool,
    },
    /// `not a`, `-a`
    Unary {
        sign: &'t str,
        of: Box<Expr<'t>>,
    },
    Binary {
        sign: &'t str,
        left: Box<Expr<'t>>,
        right: Box<Expr<'t>>,
    },
    /// `yes if condition else no`
    Choice {
        condition: Box<Expr<'t>>,
        yes: Box<Expr<'t>>,
        no: Box<Expr<'t>>,
    },
    List(Vec<Expr<'t>>),
    Map(Vec<Expr<'t>>),
    /// An expression in brackets.
    Brackets(Box<Expr<'t>>),
}

/// A filter, test or function with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call<'t> {
    pub(super) name: &'t str,
    pub(super) range: Range<usize>,
    pub(super) arguments: Vec<Argument<'t>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Argument<'t> {
    pub(super) name: &'t str,
    pub(super) range: Range<usize>,
    pub(super) value: Expr<'t>,
}

/// Maximum depth of nested expressions; Tera allows forty.
const MAX_DEPTH: usize = 32;

/// Precedence below that of a choice, and above it.
const LOOSEST: u8 = 0;
const WITHOUT_CHOICE: u8 = 1;

/// Left and right precedence of an operator, as in Tera.
const fn precedence(sign: &str) -> Option<(u8, u8)> {
    Some(match sign.as_bytes() {
        b"or" => (1, 2),
        b"and" => (3, 4),
        b"in" | b"is" => (5, 6),
        b"==" | b"!=" | b"<" | b"<=" | b">" | b">=" => (7, 8),
        b"+" | b"-" => (11, 12),
        b"*" | b"/" | b"%" | b"~" | b"//" => (13, 14),
        b"**" => (16, 15),
        b"|" => (17, 18),
        _ => return None,
    })
}

const AFTER_NOT: u8 = 5;
const AFTER_MINUS: u8 = 20;

/// Operators of other languages with the one to write instead.
const OPERATORS: [(&str, &str); 9] = [
    ("&&", "写 and"),
    ("||", "写 or"),
    ("!", "写 not"),
    ("=", "相等写 =="),
    ("<>", "不相等写 !="),
    ("=>", "大于等于写 >="),
    ("&", "连接文本写 ~;条件写 and"),
    ("?", "写 甲 if 条件 else 乙"),
    (";", "删去它"),
];

const WANTED: &str = "这里要写名、文本或数";

/// Whether an operator compares.
pub(super) const fn compares(sign: &str) -> bool {
    matches!(sign.as_bytes(), b"==" | b"!=" | b"<" | b"<=" | b">" | b">=")
}

/// Parser of the code of one tag.
pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, Refused>;

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Parser<'t> {
        Parser {
            text,
            tokens: lex(text, range),
            at: 0,
            depth: 0,
        }
    }

    pub(super) fn peek(&self) -> &Token<'t> {
        &self.tokens[self.at]
    }

    fn peek_kind(&self) -> TokenKind<'t> {
        self.peek().kind
    }

    pub(super) fn next(&mut self) -> Token<'t> {
        let token = self.peek().clone();
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.peek_kind() == TokenKind::Sign(sign)
    }

    /// Takes the next token if it is this sign.
    pub(super) fn take(&mut self, sign: &str) -> bool {
        let is_it = self.is_sign(sign);
        self.at += usize::from(is_it);
        is_it
    }

    /// Takes the next token if it is this word.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is_it = self.peek_kind() == TokenKind::Name(word);
        self.at += usize::from(is_it);
        is_it
    }

    /// Takes a name, or reports what stands in its place.
    pub(super) fn name(&mut self) -> Parsed<(&'t str, Range<usize>)> {
        match self.peek_kind() {
            TokenKind::Name(name) => Ok((name, self.next().range)),
            _ => Err(self.unexpected("这里要写名")),
        }
    }

    /// Parses a whole expression, up to the end of the tag.
    pub(super) fn whole(&mut self) -> Parsed<Expr<'t>> {
        let expr = self.expr(LOOSEST)?;
        self.end()?;
        Ok(expr)
    }

    /// Parses an expression that is not a choice: the values of a loop.
    pub(super) fn values(&mut self) -> Parsed<Expr<'t>> {
        self.expr(WITHOUT_CHOICE)
    }

    /// Reports anything but the end of the tag.
    pub(super) fn end(&self) -> Parsed<()> {
        match self.peek_kind() {
            TokenKind::End => Ok(()),
            _ => Err(self.after_value()),
        }
    }

    fn expr(&mut self, least: u8) -> Parsed<Expr<'t>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let range = self.peek().range.clone();
            return Err(Refused::new(range, "算式太复杂", "分成几个 {% set … %} 写"));
        }
        let parsed = self.operators(least);
        self.depth -= 1;
        parsed
    }

    fn operators(&mut self, least: u8) -> Parsed<Expr<'t>> {
        let mut left = self.operand()?;
        while let TokenKind::Sign(sign) | TokenKind::Name(sign) = self.peek_kind() {
            let is_not_in = sign == "not" && self.word_after("in");
            let sign = if is_not_in { "in" } else { sign };
            if sign == "if" && least == LOOSEST {
                left = self.choice(left)?;
                continue;
            }
            let Some((left_power, right_power)) = precedence(sign) else {
                break;
            };
            if left_power < least {
                break;
            }
            self.at += 1 + usize::from(is_not_in);
            left = match sign {
                "|" => self.filter(left)?,
                "is" => self.test(left)?,
                _ => self.binary(left, sign, right_power)?,
            };
        }
        Ok(left)
    }

    fn word_after(&self, word: &str) -> bool {
        let next = self.tokens.get(self.at + 1);
        next.is_some_and(|token| token.kind == TokenKind::Name(word))
    }

    fn binary(&mut self, left: Expr<'t>, sign: &'t str, power: u8) -> Parsed<Expr<'t>> {
        let is_comparison =
            |expr: &Expr<'_>| matches!(expr.kind, ExprKind::Binary { sign, .. } if compares(sign));
        if compares(sign) && is_comparison(&left) {
            let range = left.range.start..self.peek().range.end;
            return Err(Refused::new(range, "连着比较", "分开写:1 < x and x < 3"));
        }
        let right = self.expr(power)?;
        let range = left.range.start..right.range.end;
        Ok(Expr {
            kind: ExprKind::Binary {
                sign,
                left: Box::new(left),
                right: Box::new(right),
            },
            range,
        })
    }

    /// The rest of `yes if condition else no`, from `if` on.
    fn choice(&mut self, yes: Expr<'t>) -> Parsed<Expr<'t>> {
        self.at += 1;
        let condition = self.expr(LOOSEST)?;
        if !self.take_word("else") {
            let range = yes.range.start..condition.range.end;
            return Err(Refused::new(
                range,
                "有 if,没有 else",
                "写 甲 if 条件 else 乙;条件不成立时不印,乙写 \"\"",
            ));
        }
        let no = self.expr(LOOSEST)?;
        let range = yes.range.start..no.range.end;
        Ok(Expr {
            kind: ExprKind::Choice {
                condition: Box::new(condition),
                yes: Box::new(yes),
                no: Box::new(no),
            },
            range,
        })
    }

    /// Reads the name and the arguments of a filter or a test.
    fn call_after(&mut self, kind: CallKind) -> Parsed<Call<'t>> {
        let (name, range) = self.name()?;
        let arguments = self.arguments(name, kind)?;
        Ok(Call {
            name,
            range,
            arguments,
        })
    }

    fn filter(&mut self, of: Expr<'t>) -> Parsed<Expr<'t>> {
        let call = self.call_after(CallKind::Filter)?;
        let whole = of.range.start..self.last_end();
        Ok(Expr {
            kind: ExprKind::Filter {
                of: Box::new(of),
                call,
            },
            range: whole,
        })
    }

    fn test(&mut self, of: Expr<'t>) -> Parsed<Expr<'t>> {
        let is_negated = self.take_word("not");
        let call = self.call_after(CallKind::Test)?;
        let whole = of.range.start..self.last_end();
        Ok(Expr {
            kind: ExprKind::Test {
                of: Box::new(of),
                call,
                is_negated,
            },
            range: whole,
        })
    }

    /// End of the last token that was taken.
    fn last_end(&self) -> usize {
        let last = self.at.checked_sub(1).map(|last| &self.tokens[last]);
        last.map_or(0, |token| token.range.end)
    }

    /// The arguments in brackets after the name of a filter, test or function; none if there are
    /// no brackets.
    fn arguments(&mut self, of: &str, kind: CallKind) -> Parsed<Vec<Argument<'t>>> {
        let mut arguments: Vec<Argument<'_>> = Vec::new();
        if !self.take("(") {
            return Ok(arguments);
        }
        while !self.take(")") {
            if !arguments.is_empty() && !self.take(",") {
                return Err(self.after_value());
            }
            if self.take(")") {
                break;
            }
            let argument = self.argument(of, kind)?;
            if arguments.iter().any(|known| known.name == argument.name) {
                let seen = format!("参数 {} 写了两次", argument.name);
                return Err(Refused::new(argument.range, seen, "删去一个"));
            }
            arguments.push(argument);
        }
        Ok(arguments)
    }

    fn argument(&mut self, of: &str, kind: CallKind) -> Parsed<Argument<'t>> {
        let (first, second) = (self.peek().clone(), self.tokens.get(self.at + 1));
        let is_assigned = second.is_some_and(|token| token.kind == TokenKind::Sign("="));
        let TokenKind::Name(name) = first.kind else {
            return Err(self.nameless(of, kind));
        };
        if !is_assigned {
            return Err(self.nameless(of, kind));
        }
        self.at += 2;
        let value = self.expr(LOOSEST)?;
        Ok(Argument {
            name,
            range: first.range,
            value,
        })
    }

    /// Error for an argument without its name.
    fn nameless(&mut self, of: &str, kind: CallKind) -> Refused {
        let start = self.peek().range.start;
        let value = match self.expr(LOOSEST) {
            Ok(value) => value.range,
            Err(refused) => return refused,
        };
        let known = kind.find(of).map_or(&[][..], |known| known.arguments);
        let value = text::clip(&self.text[start..value.end]);
        let correction = match known.first() {
            Some(name) => format!("写 {of}({name}={value})"),
            None => format!("{of} 没有参数:删去括号"),
        };
        Refused::new(
            start..self.last_end(),
            format!("{of} 的参数 {value} 没有写名"),
            correction,
        )
    }

    fn operand(&mut self) -> Parsed<Expr<'t>> {
        let token = self.peek().clone();
        let simple = |kind| Expr {
            kind,
            range: token.range.clone(),
        };
        let expr = match token.kind {
            TokenKind::Number => simple(ExprKind::Number),
            TokenKind::Text(text) => simple(ExprKind::Text(text)),
            TokenKind::Name("true" | "True" | "false" | "False") => simple(ExprKind::Bool),
            TokenKind::Name("none" | "None" | "null") => simple(ExprKind::None),
            TokenKind::Name("not") => return self.unary("not", AFTER_NOT),
            TokenKind::Sign("-") => return self.unary("-", AFTER_MINUS),
            TokenKind::Sign("(") => return self.in_brackets(),
            TokenKind::Sign("[") => self.list()?,
            TokenKind::Sign("{") => self.map()?,
            TokenKind::Name("if" | "else" | "and" | "or" | "in" | "is") => {
                return Err(self.unexpected(WANTED));
            }
            TokenKind::Name(name) => return self.named(name),
            _ => return Err(self.unexpected(WANTED)),
        };
        if matches!(
            expr.kind,
            ExprKind::Number | ExprKind::Text(_) | ExprKind::Bool | ExprKind::None
        ) {
            self.at += 1;
        }
        self.subscripts(expr)
    }

    fn unary(&mut self, sign: &'t str, power: u8) -> Parsed<Expr<'t>> {
        let start = self.next().range.start;
        let of = self.expr(power)?;
        let range = start..of.range.end;
        Ok(Expr {
            kind: ExprKind::Unary {
                sign,
                of: Box::new(of),
            },
            range,
        })
    }

    fn in_brackets(&mut self) -> Parsed<Expr<'t>> {
        let start = self.next().range.start;
        let inner = self.expr(LOOSEST)?;
        if !self.take(")") {
            return Err(self.after_value());
        }
        self.subscripts(Expr {
            kind: ExprKind::Brackets(Box::new(inner)),
            range: start..self.last_end(),
        })
    }

    fn list(&mut self) -> Parsed<Expr<'t>> {
        let start = self.next().range.start;
        let mut items = Vec::new();
        while !self.take("]") {
            if !items.is_empty() && !self.take(",") {
                return Err(self.after_value());
            }
            if self.take("]") {
                break;
            }
            self.take("...");
            items.push(self.expr(LOOSEST)?);
        }
        Ok(Expr {
            kind: ExprKind::List(items),
            range: start..self.last_end(),
        })
    }

    fn map(&mut self) -> Parsed<Expr<'t>> {
        let start = self.next().range.start;
        let mut values = Vec::new();
        while !self.take("}") {
            if !values.is_empty() && !self.take(",") {
                return Err(self.end_of_map(start));
            }
            if self.take("}") {
                break;
            }
            if !self.take("...") {
                let key = self.peek_kind();
                let is_key = matches!(key, TokenKind::Text(_) | TokenKind::Number)
                    || matches!(key, TokenKind::Name("true" | "false" | "True" | "False"));
                if !is_key {
                    return Err(self.unexpected("{ } 里的名写在双引号里,如 {\"a\": 1}"));
                }
                self.at += 1;
                if !self.take(":") {
                    return Err(self.unexpected("名后写英文冒号,如 {\"a\": 1}"));
                }
            }
            values.push(self.expr(LOOSEST)?);
        }
        Ok(Expr {
            kind: ExprKind::Map(values),
            range: start..self.last_end(),
        })
    }

    /// Error for a map that is not closed: its `}}` was read as the end of the tag.
    fn end_of_map(&self, start: usize) -> Refused {
        if self.peek_kind() == TokenKind::End {
            return Refused::new(
                start..self.last_end(),
                "{ } 没有结束:连着的 }} 结束了整个标记",
                "两个 } 之间空一格",
            );
        }
        self.after_value()
    }

    /// A name with its members, or a call of a function.
    fn named(&mut self, name: &'t str) -> Parsed<Expr<'t>> {
        let range = self.next().range;
        if self.is_sign("(") {
            let arguments = self.arguments(name, CallKind::Function)?;
            let whole = range.start..self.last_end();
            let call = Call {
                name,
                range,
                arguments,
            };
            let kind = ExprKind::Call(call);
            return self.subscripts(Expr { kind, range: whole });
        }
        self.subscripts(Expr {
            kind: ExprKind::Name(name),
            range,
        })
    }

    /// Members and items after an operand.
    fn subscripts(&mut self, mut expr: Expr<'t>) -> Parsed<Expr<'t>> {
        loop {
            if self.take("[") || self.take("?[") {
                expr = self.item(expr)?;
            } else if self.take(".") || self.take("?.") {
                expr = self.member(expr)?;
            } else if self.is_sign("(") {
                return Err(self.method(&expr));
            } else {
                return Ok(expr);
            }
        }
    }

    fn member(&mut self, of: Expr<'t>) -> Parsed<Expr<'t>> {
        if self.peek_kind() == TokenKind::Number {
            let number = self.next().range;
            let whole = &self.text[of.range.clone()];
            let range = of.range.start..number.end;
            let number = self.text[number].split('.').next().unwrap_or_default();
            return Err(Refused::new(
                range,
                format!("点后是数 {number}"),
                format!(
                    "写 {}[{number}]?.名 or \"\":列表里可能没有这一项",
                    text::clip(whole)
                ),
            ));
        }
        let (name, range) = self.name()?;
        let range = of.range.start..range.end;
        Ok(Expr {
            kind: ExprKind::Member {
                of: Box::new(of),
                name,
            },
            range,
        })
    }

    fn item(&mut self, of: Expr<'t>) -> Parsed<Expr<'t>> {
        let mut limits = Vec::new();
        let mut is_slice = false;
        while !self.take("]") {
            if self.take(":") {
                is_slice = true;
            } else if limits.is_empty() || is_slice {
                limits.push(self.expr(LOOSEST)?);
            } else {
                return Err(self.after_value());
            }
        }
        let range = of.range.start..self.last_end();
        let of = Box::new(of);
        let kind = if is_slice {
            ExprKind::Slice { of, limits }
        } else {
            let Some(key) = limits.pop() else {
                return Err(Refused::new(range, "[ ] 里没有序号", "写序号或名,如 [0]"));
            };
            ExprKind::Item {
                of,
                key: Box::new(key),
            }
        };
        Ok(Expr { kind, range })
    }

    /// Error for a call of a method.
    fn method(&self, of: &Expr<'_>) -> Refused {
        let (value, name) = match &of.kind {
            ExprKind::Member { of, name } => (&self.text[of.range.clone()], *name),
            _ => (&self.text[of.range.clone()], ""),
        };
        let filter = match name {
            "strip" => "trim",
            "size" | "len" | "count" => "length",
            other => other,
        };
        let correction = match CallKind::Filter.find(filter) {
            Some(_) => format!("写 {} | {filter}", text::clip(value)),
            None => "用过滤器,如 名 | trim".to_owned(),
        };
        let range = of.range.start..self.peek().range.end;
        Refused::new(range, "值没有方法", correction)
    }

    /// Error for the next token, which stands where `wanted` is expected.
    pub(super) fn unexpected(&self, wanted: &str) -> Refused {
        let Token { kind, range } = self.peek().clone();
        let shown = &self.text[range.clone()];
        if let Some(refused) = self.spelling(kind, &range) {
            return refused;
        }
        match kind {
            TokenKind::End => Refused::new(range, "算式到此结束", wanted),
            _ => Refused::new(range, text::quote(shown), wanted),
        }
    }

    /// Error for a token that is wrong everywhere.
    fn spelling(&self, kind: TokenKind<'t>, range: &Range<usize>) -> Option<Refused> {
        let range = range.clone();
        let shown = &self.text[range.clone()];
        let refused = match kind {
            TokenKind::Foreign(name) => Refused {
                label: Some(name.to_owned()),
                ..Refused::new(
                    range,
                    text::quote(name),
                    "名只用英文字母、数字和 _:写栏目在 .toml 里的名;文字写在双引号里",
                )
            },
            TokenKind::Unclosed => Refused::new(range, "文本没有后引号", "补上后引号"),
            TokenKind::Strange(character) => {
                let correction = match half_width(character) {
                    Some(' ') => "换成半角的空格".to_owned(),
                    Some(half) => format!("换成半角的 {half}"),
                    None => "文字写在双引号里".to_owned(),
                };
                Refused::new(
                    range,
                    format!("全角或别的字符 {}", text::quote(shown)),
                    correction,
                )
            }
            TokenKind::Sign(sign) => {
                let (_, instead) = OPERATORS.iter().find(|(other, _)| *other == sign)?;
                Refused::new(range, format!("没有 {sign} 这个运算符号"), *instead)
            }
            TokenKind::Name(_) | TokenKind::Text(_) | TokenKind::Number | TokenKind::End => {
                return None;
            }
        };
        Some(refused)
    }

    /// Error for the next token, which stands after a complete value.
    pub(super) fn after_value(&self) -> Refused {
        let Token { kind, range } = self.peek().clone();
        if let Some(refused) = self.spelling(kind, &range) {
            return refused;
        }
        let shown = &self.text[range.clone()];
        match kind {
            TokenKind::End => Refused::new(range, "括号没有结束", "补上右括号"),
            TokenKind::Sign("}") => Refused::new(range, "一个 }", "{{ 用两个半角的花括号 }} 结束"),
            TokenKind::Sign(_) => {
                let seen = format!("多出来的 {shown}");
                Refused::new(range, seen, "删去它,或补上它前面的括号与值")
            }
            TokenKind::Name("not") => Refused::new(range, "值后的 not", "写 not in,或 is not"),
            _ => Refused::new(
                range,
                format!("两个值之间没有运算符号:{}", text::quote(shown)),
                "连接文本写 ~,条件之间写 and 或 or;或分成两处 {{ }}",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(code: &str) -> Parsed<Expr<'_>> {
        Parser::new(code, 0..code.len()).whole()
    }

    /// The expression with all its brackets.
    fn bracketed(expr: &Expr<'_>) -> String {
        match &expr.kind {
            ExprKind::Binary { sign, left, right } => {
                format!("({} {sign} {})", bracketed(left), bracketed(right))
            }
            ExprKind::Unary { sign, of } => format!("({sign} {})", bracketed(of)),
            ExprKind::Filter { of, call } => format!("({}|{})", bracketed(of), call.name),
            ExprKind::Test { of, call, .. } => format!("({} is {})", bracketed(of), call.name),
            ExprKind::Member { of, name } => format!("{}.{name}", bracketed(of)),
            ExprKind::Choice { condition, yes, no } => {
                let [condition, yes, no] = [condition, yes, no].map(|part| bracketed(part));
                format!("({yes} if {condition} else {no})")
            }
            ExprKind::Name(name) => (*name).to_owned(),
            ExprKind::Brackets(inner) => bracketed(inner),
            _ => "…".to_owned(),
        }
    }

    #[test]
    fn operators_bind_as_in_tera() {
        for (code, expected) in [
            ("a ~ b | upper", "(a ~ (b|upper))"),
            ("a + b * c", "(a + (b * c))"),
            ("a or b and not c", "(a or (b and (not c)))"),
            ("a == b or c in d", "((a == b) or (c in d))"),
            ("a not in b and c is not none", "((a in b) and (c is none))"),
            ("a if b else c if d else e", "(a if b else (c if d else e))"),
            ("- a | abs", "((- a)|abs)"),
            ("a ** b ** c", "(a ** (b ** c))"),
            ("(a ~ b) | upper", "((a ~ b)|upper)"),
            ("a.b?.c | default(value='x')", "(a.b.c|default)"),
        ] {
            assert_eq!(bracketed(&parse(code).unwrap()), expected, "{code}");
        }
    }

    #[test]
    fn what_tera_reads_is_read() {
        for code in [
            "indicators[0]?.name or \"\"",
            "row['remark']",
            "name[:2]",
            "name[-1:]",
            "name[::2]",
            "a?[b][0].c",
            "[1, 2, 'x',]",
            "[...a, b]",
            "{\"a\": 1, 2: {\"b\": [3]} }",
            "range(end=3, start=1)",
            "range(end=3)[0]",
            "replace",
            "a | replace(from=\"x\", to='y') | upper",
            "a is divisible_by(divisor=2)",
            "not a is defined",
            "\"甲\" ~ 1 ~ -a",
        ] {
            let parsed = parse(code);
            // A sign after `~` is refused by Tera itself.
            assert!(parsed.is_ok(), "{code}: {parsed:?}");
        }
    }

    #[test]
    fn other_spellings_are_refused_with_the_usual_one() {
        for (code, correction) in [
            ("a && b", "写 and"),
            ("!a", "写 not"),
            ("a = b", "相等写 =="),
            ("a ? b : c", "写 甲 if 条件 else 乙"),
            ("1 < x < 3", "分开写:1 < x and x < 3"),
            ("a | default(\"—\")", "写 default(value=\"—\")"),
            ("a | truncate(5)", "写 truncate(length=5)"),
            ("range(3)", "写 range(end=3)"),
            ("a.strip()", "写 a | trim"),
            ("\"a\".upper()", "写 \"a\" | upper"),
            ("a “ b", "换成半角的 \""),
            ("a，b", "换成半角的 ,"),
            ("rows.0.name", "写 rows[0]?.名 or \"\":列表里可能没有这一项"),
            ("{\"a\":{\"b\":1", "两个 } 之间空一格"),
            ("a.", "这里要写名"),
            ("", "这里要写名、文本或数"),
        ] {
            let refused = parse(code).unwrap_err();
            assert_eq!(refused.correction, correction, "{code}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "(".repeat(100) + "a" + &")".repeat(100);
        assert_eq!(parse(&deep).unwrap_err().seen, "算式太复杂");
    }
}
