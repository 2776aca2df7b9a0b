//! Parser of expressions.
//!
//! ```text
//! or      = and { "or" and }
//! and     = not { "and" not }
//! not     = "not" not | compare
//! compare = join [ ("=" | "!=" | "<" | "<=" | ">" | ">=") join ]
//! join    = sum { "&" sum }
//! sum     = product { ("+" | "-") product }
//! product = factor { ("*" | "/") factor }
//! factor  = number | text | path | "(" or ")" | "-" factor
//!         | "sum(" list.column [ "where" or ] ")" | "count(" list [ "where" or ] ")"
//!         | "if(" or "," or [ "," or ] ")" | "blank(" path ")"
//!         | ("min" | "max") "(" or { "," or } ")" | "round(" or "," number ")" | "abs(" or ")"
//!         | "measure(" comparison "," value "," unit ")"
//! ```
//!
//! [`Names`] gives paths their meaning. Every expression has a type: number, text or truth.

use std::ops::Range;

use rust_decimal::Decimal;

use super::expression::{
    Aggregate, Comparison, Expr, FieldIndex, Function, Reference, ResultType, Scope,
};
use super::field::{Field, FieldKind};
use super::names::Names;
use crate::amount::{Operator, Relation};
use crate::normal::CalendarDate;
use crate::text;

/// Error in an expression and its range in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExpressionError {
    pub(super) range: Range<usize>,
    pub(super) kind: ErrorKind,
}

/// Kind of an error in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// Syntax error, with the expected syntax.
    Syntax(&'static str),
    /// Path without a field, with a suggestion.
    UnknownPath(String),
    /// Value of another kind than the required one.
    Kind(String),
}

/// A parsed expression with its type.
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) result: ResultType,
    range: Range<usize>,
}

/// Parses an expression whose fields have the given names.
pub(super) fn parse_expression(text: &str, names: &Names<'_>) -> Result<Typed, ExpressionError> {
    let mut parser = Parser { text, at: 0, names };
    if text.len() > MAX_LENGTH {
        return Err(parser.syntax("较短的算式;很多行之和写成 sum(…)"));
    }
    let typed = parser.or(0)?;
    parser.spaces();
    if parser.at < text.len() {
        return Err(parser.syntax("+ - * / 等运算符或算式结束"));
    }
    Ok(typed)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    names: &'a Names<'a>,
}

/// Maximum nesting depth of parentheses.
const MAX_DEPTH: usize = 32;

/// Maximum length of an expression, in bytes. Expressions are evaluated recursively, one level per
/// operator.
const MAX_LENGTH: usize = 4096;

/// Largest number of decimals that `round` may ask for.
const MAX_DECIMALS: u32 = 10;

type Parsed = Result<Typed, ExpressionError>;

impl<'a> Parser<'a> {
    fn spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn next_is(&mut self, signs: &[char]) -> Option<char> {
        self.spaces();
        let sign = self.text[self.at..]
            .chars()
            .next()
            .filter(|next| signs.contains(next))?;
        self.at += sign.len_utf8();
        Some(sign)
    }

    fn syntax(&self, expected: &'static str) -> ExpressionError {
        let end = self.text[self.at..]
            .chars()
            .next()
            .map_or(self.at, |next| self.at + next.len_utf8());
        ExpressionError {
            range: self.at..end,
            kind: ErrorKind::Syntax(expected),
        }
    }

    fn wrong_kind(range: Range<usize>, expected: impl Into<String>) -> ExpressionError {
        ExpressionError {
            range,
            kind: ErrorKind::Kind(expected.into()),
        }
    }

    fn or(&mut self, depth: usize) -> Parsed {
        let mut left = self.and(depth)?;
        while self.keyword("or") {
            let right = self.and(depth)?;
            left = truth(left, right, Expr::Or)?;
        }
        Ok(left)
    }

    fn and(&mut self, depth: usize) -> Parsed {
        let mut left = self.not(depth)?;
        while self.keyword("and") {
            let right = self.not(depth)?;
            left = truth(left, right, Expr::And)?;
        }
        Ok(left)
    }

    fn not(&mut self, depth: usize) -> Parsed {
        if depth > MAX_DEPTH {
            return Err(self.syntax("较浅的括号嵌套(至多 32 层)"));
        }
        self.spaces();
        let start = self.at;
        if !self.keyword("not") {
            return self.compare(depth);
        }
        let inner = self.not(depth + 1)?;
        require(&inner, ResultType::Truth)?;
        Ok(Typed {
            range: start..inner.range.end,
            expr: Expr::Not(Box::new(inner.expr)),
            result: ResultType::Truth,
        })
    }

    fn compare(&mut self, depth: usize) -> Parsed {
        let left = self.join(depth)?;
        self.spaces();
        let rest = &self.text[self.at..];
        let sign = Relation::SIGNS
            .iter()
            .find(|(sign, _)| rest.starts_with(sign));
        let Some((sign, relation)) = sign else {
            return Ok(left);
        };
        self.at += sign.len();
        let right = self.join(depth)?;
        self.comparison(left, *relation, right)
    }

    fn comparison(&self, left: Typed, relation: Relation, right: Typed) -> Parsed {
        let range = left.range.start..right.range.end;
        let result = ResultType::Truth;
        if left.result != right.result || left.result == ResultType::Truth {
            return Err(Self::wrong_kind(
                range,
                "两边都是数,或两边都是文本(如 \"是\");数不写在引号里",
            ));
        }
        let is_of_texts = left.result == ResultType::Text;
        let with_dates = is_of_dates(&left.expr, &right.expr);
        if is_of_texts && !with_dates && !relation.is_of_equality() {
            return Err(Self::wrong_kind(range, "文本只用 = 或 != 比较"));
        }
        self.require_one_unit(&left, &right)?;
        Self::require_two(&left, &right)?;
        if let (Expr::Field(reference), Expr::Text(word)) = (&left.expr, &right.expr) {
            let kind = &self.names.field(*reference).kind;
            let choices = kind.choices();
            let is_closed = matches!(kind, FieldKind::Choice(_) | FieldKind::Level(_));
            if is_closed && !choices.is_empty() && !choices.contains(word) {
                let known = text::list(choices.iter().map(String::as_str));
                return Err(Self::wrong_kind(right.range, format!("{known} 之一")));
            }
            if let FieldKind::Level(official) = kind {
                let named = Expr::Named {
                    level: *reference,
                    name: word.clone(),
                    names: official.clone(),
                };
                let expr = match relation {
                    Relation::NotEqual => Expr::Not(Box::new(named)),
                    _ => named,
                };
                return Ok(Typed {
                    expr,
                    result,
                    range,
                });
            }
        }
        let is_of_rates = [&left.expr, &right.expr].iter().any(|side| {
            let mut references = side.references().into_iter();
            references
                .any(|reference| matches!(self.names.field(reference).kind, FieldKind::Percent))
        });
        let comparison = Comparison {
            left: left.expr,
            relation,
            right: right.expr,
            is_of_texts,
            is_of_rates,
            is_of_dates: with_dates,
        };
        Ok(Typed {
            expr: Expr::Compare(Box::new(comparison)),
            result,
            range,
        })
    }

    fn join(&mut self, depth: usize) -> Parsed {
        let mut left = self.sum(depth)?;
        while self.next_is(&['&']).is_some() {
            let right = self.sum(depth)?;
            for side in [&left, &right] {
                if side.result == ResultType::Truth {
                    return Err(Self::wrong_kind(side.range.clone(), "文本或数"));
                }
            }
            left = Typed {
                range: left.range.start..right.range.end,
                expr: Expr::Join(Box::new(left.expr), Box::new(right.expr)),
                result: ResultType::Text,
            };
        }
        Ok(left)
    }

    fn sum(&mut self, depth: usize) -> Parsed {
        let mut left = self.product(depth)?;
        while let Some(sign) = self.next_is(&['+', '-']) {
            let operator = if sign == '+' {
                Operator::Add
            } else {
                Operator::Subtract
            };
            let right = self.product(depth)?;
            self.require_one_unit(&left, &right)?;
            left = binary(left, operator, right)?;
        }
        Ok(left)
    }

    /// Refuses a comparison of a value with itself.
    fn require_two(left: &Typed, right: &Typed) -> Result<(), ExpressionError> {
        if left.expr != right.expr || left.expr.is_constant() {
            return Ok(());
        }
        Err(Self::wrong_kind(
            left.range.start..right.range.end,
            "两个不同的值,这里两边是同一个;where 里的名先在那一行找",
        ))
    }

    /// Refuses amounts of different units on both sides of a sign.
    fn require_one_unit(&self, left: &Typed, right: &Typed) -> Result<(), ExpressionError> {
        let units = self
            .money_unit(&left.expr)
            .zip(self.money_unit(&right.expr));
        match units.filter(|(left, right)| left != right) {
            None => Ok(()),
            Some((one, other)) => Err(Self::wrong_kind(
                left.range.start..right.range.end,
                format!("以同一单位计的金额,这里是{one}与{other};换算写成 / 10000 或 * 10000"),
            )),
        }
    }

    /// Unit of money of an expression; `None` if it is no money, or was multiplied or divided.
    fn money_unit(&self, expr: &Expr) -> Option<&str> {
        let unit_of = |field: &'a Field| {
            let is_money = matches!(field.kind, FieldKind::Amount) && field.unit.ends_with('元');
            is_money.then_some(field.unit.as_str())
        };
        match expr {
            Expr::Field(reference) => unit_of(self.names.field(*reference)),
            Expr::Aggregate(aggregate) => {
                let column = aggregate.column?;
                unit_of(self.names.column(aggregate.records, column)?)
            }
            Expr::Binary(left, Operator::Add | Operator::Subtract, right) => {
                self.money_unit(left).or_else(|| self.money_unit(right))
            }
            Expr::Call(_, arguments) => arguments.iter().find_map(|part| self.money_unit(part)),
            Expr::If(_, yes, no) => {
                let no = || self.money_unit(no.as_deref()?);
                self.money_unit(yes).or_else(no)
            }
            _ => None,
        }
    }

    fn product(&mut self, depth: usize) -> Parsed {
        let mut left = self.factor(depth)?;
        while let Some(sign) = self.next_is(&['*', '/']) {
            let operator = if sign == '*' {
                Operator::Multiply
            } else {
                Operator::Divide
            };
            left = binary(left, operator, self.factor(depth)?)?;
        }
        Ok(left)
    }

    /// Reads what follows a minus sign.
    fn negated(&mut self, start: usize, depth: usize) -> Parsed {
        let inner = self.factor(depth + 1)?;
        require(&inner, ResultType::Number)?;
        let minus_one = Expr::Number(Decimal::NEGATIVE_ONE);
        let expr = match inner.expr {
            Expr::Number(number) => Expr::Number(-number),
            inner => Expr::Binary(Box::new(minus_one), Operator::Multiply, Box::new(inner)),
        };
        Ok(self.typed(start, expr, ResultType::Number))
    }

    fn factor(&mut self, depth: usize) -> Parsed {
        if depth > MAX_DEPTH {
            return Err(self.syntax("较浅的括号嵌套(至多 32 层)"));
        }
        self.spaces();
        let start = self.at;
        if self.next_is(&['(']).is_some() {
            let inner = self.or(depth + 1)?;
            self.close()?;
            return Ok(Typed {
                range: start..self.at,
                ..inner
            });
        }
        if self.next_is(&['-']).is_some() {
            return self.negated(start, depth);
        }
        if let Some(quote) = self.next_is(&['"', '\'']) {
            return self.text_constant(start, quote);
        }
        let word = self.word();
        if word.is_empty() {
            return Err(self.syntax("栏目路径、数、文本或括号"));
        }
        if word.starts_with(|first: char| first.is_ascii_digit()) {
            let Ok(number) = Decimal::from_str_exact(word) else {
                return Err(ExpressionError {
                    range: start..self.at,
                    kind: ErrorKind::Syntax("一个数"),
                });
            };
            return Ok(self.typed(start, Expr::Number(number), ResultType::Number));
        }
        if self.next_is(&['(']).is_some() {
            let (expr, result) = self.call(word, start, depth + 1)?;
            self.close()?;
            return Ok(self.typed(start, expr, result));
        }
        let reference = self.field(word, start)?;
        let result = match self.names.field(reference).kind {
            FieldKind::Rows(..) => {
                return Err(Self::wrong_kind(
                    start..start + word.len(),
                    "一个值;各行用 sum(…) 或 count(…)",
                ));
            }
            _ if reference.is_number => ResultType::Number,
            _ => ResultType::Text,
        };
        let expr = Expr::Field(reference);
        Ok(Typed {
            expr,
            result,
            range: start..start + word.len(),
        })
    }

    const fn typed(&self, start: usize, expr: Expr, result: ResultType) -> Typed {
        Typed {
            expr,
            result,
            range: start..self.at,
        }
    }

    fn text_constant(&mut self, start: usize, quote: char) -> Parsed {
        let rest = &self.text[self.at..];
        let Some(end) = rest.find(quote) else {
            return Err(ExpressionError {
                range: start..self.text.len(),
                kind: ErrorKind::Syntax("文本以同样的引号结束"),
            });
        };
        let text = rest[..end].to_owned();
        self.at += end + quote.len_utf8();
        Ok(self.typed(start, Expr::Text(text), ResultType::Text))
    }

    fn close(&mut self) -> Result<(), ExpressionError> {
        match self.next_is(&[')']) {
            Some(_) => Ok(()),
            None => Err(self.syntax("右括号 )")),
        }
    }

    /// Whether a keyword is next; if it is, it is consumed.
    fn keyword(&mut self, keyword: &str) -> bool {
        let start = self.at;
        if self.word() == keyword {
            return true;
        }
        self.at = start;
        false
    }

    fn word(&mut self) -> &'a str {
        self.spaces();
        let rest = &self.text[self.at..];
        let part_of_word = |next: char| next.is_ascii_alphanumeric() || next == '_' || next == '.';
        let end = rest.find(|next| !part_of_word(next)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Reads the arguments of `round`.
    fn round(&mut self, depth: usize) -> Result<Expr, ExpressionError> {
        let value = self.number(depth)?;
        self.comma()?;
        let at = self.at;
        let digits = self.or(depth)?;
        let is_whole = |digits: &Decimal| {
            digits.is_integer() && (Decimal::ZERO..=MAX_DECIMALS.into()).contains(digits)
        };
        if !matches!(&digits.expr, Expr::Number(digits) if is_whole(digits)) {
            return Err(Self::wrong_kind(at..self.at, "小数位数:0 到 10 的整数"));
        }
        Ok(Expr::Call(Function::Round, vec![value, digits.expr]))
    }

    fn call(
        &mut self,
        name: &str,
        start: usize,
        depth: usize,
    ) -> Result<(Expr, ResultType), ExpressionError> {
        const NUMBER: ResultType = ResultType::Number;
        let expr = match name {
            "sum" | "count" => self.aggregate(name == "sum", depth)?,
            "min" | "max" => {
                let function = if name == "min" {
                    Function::Min
                } else {
                    Function::Max
                };
                let mut arguments = vec![self.number(depth)?];
                while self.next_is(&[',']).is_some() {
                    arguments.push(self.number(depth)?);
                }
                Expr::Call(function, arguments)
            }
            "round" => self.round(depth)?,
            "abs" => Expr::Call(Function::Abs, vec![self.number(depth)?]),
            "blank" => {
                self.spaces();
                let at = self.at;
                let path = self.word();
                let reference = self.field(path, at)?;
                return Ok((Expr::IsBlank(reference), ResultType::Truth));
            }
            "if" => return self.choice(depth),
            "measure" => {
                let comparison =
                    self.argument(FieldKind::is_comparison, "type = \"comparison\" 的栏目")?;
                self.comma()?;
                let value = self.argument(FieldKind::is_measure, "type = \"measure\" 的栏目")?;
                self.comma()?;
                let unit = self.argument(FieldKind::is_unit, "type = \"unit\" 的栏目")?;
                let measure = Expr::Measure {
                    comparison,
                    value,
                    unit,
                };
                return Ok((measure, ResultType::Text));
            }
            _ => {
                return Err(ExpressionError {
                    range: start..start + name.len(),
                    kind: ErrorKind::Syntax(
                        "函数 sum、count、if、min、max、round、abs、blank、measure 之一",
                    ),
                });
            }
        };
        Ok((expr, NUMBER))
    }

    /// The arguments of `if`.
    fn choice(&mut self, depth: usize) -> Result<(Expr, ResultType), ExpressionError> {
        let condition = self.or(depth)?;
        require(&condition, ResultType::Truth)?;
        self.comma()?;
        let yes = self.or(depth)?;
        let no = match self.next_is(&[',']) {
            Some(_) => Some(self.or(depth)?),
            None => None,
        };
        let is_truth = yes.result == ResultType::Truth;
        let differ = no.as_ref().is_some_and(|no| no.result != yes.result);
        if is_truth || differ {
            let range = no.as_ref().unwrap_or(&yes).range.clone();
            return Err(Self::wrong_kind(
                yes.range.start..range.end,
                "两个结果都是数,或都是文本",
            ));
        }
        let (condition, result) = (Box::new(condition.expr), yes.result);
        let no = no.map(|no| Box::new(no.expr));
        Ok((Expr::If(condition, Box::new(yes.expr), no), result))
    }

    fn number(&mut self, depth: usize) -> Result<Expr, ExpressionError> {
        let typed = self.or(depth)?;
        require(&typed, ResultType::Number)?;
        Ok(typed.expr)
    }

    fn comma(&mut self) -> Result<(), ExpressionError> {
        self.next_is(&[','])
            .map(drop)
            .ok_or_else(|| self.syntax("逗号"))
    }

    fn argument(
        &mut self,
        is_kind: fn(&FieldKind) -> bool,
        expected: &'static str,
    ) -> Result<FieldIndex, ExpressionError> {
        self.spaces();
        let start = self.at;
        let path = self.word();
        let reference = self.field(path, start)?;
        let is_own = reference.scope == Scope::Own;
        if is_own && is_kind(&self.names.field(reference).kind) {
            Ok(reference.field)
        } else {
            Err(Self::wrong_kind(start..self.at, expected))
        }
    }

    fn aggregate(&mut self, is_sum: bool, depth: usize) -> Result<Expr, ExpressionError> {
        self.spaces();
        let start = self.at;
        let path = self.word();
        let (records, column) = if is_sum {
            let found = self.names.find_column(path);
            let Some((records, column)) = found else {
                if self.names.find(path).is_some() {
                    return Err(Self::wrong_kind(start..self.at, "各行的一栏,如 各行.栏目"));
                }
                return Err(self.unknown(path, start));
            };
            let field = self.names.column(records, column);
            if !field.is_some_and(|field| field.kind.is_number()) {
                return Err(Self::wrong_kind(start..self.at, "数的一栏"));
            }
            (records, Some(column))
        } else {
            let Some(records) = self.names.find_list(path) else {
                if self.names.find(path).is_some() {
                    return Err(Self::wrong_kind(
                        start..self.at,
                        "type = \"rows\" 的栏目,或有许多张的表的键",
                    ));
                }
                return Err(self.unknown(path, start));
            };
            (records, None)
        };
        let condition = if self.keyword("where") {
            let inner = self.names.within(records);
            let names = inner.expect("a list that was found has records");
            let mut parser = Parser {
                text: self.text,
                at: self.at,
                names: &names,
            };
            let condition = parser.or(depth)?;
            self.at = parser.at;
            require(&condition, ResultType::Truth)?;
            Some(condition.expr)
        } else {
            None
        };
        Ok(Expr::Aggregate(Box::new(Aggregate {
            records,
            column,
            condition,
        })))
    }

    fn field(&self, path: &str, start: usize) -> Result<Reference, ExpressionError> {
        if let Some(reference) = self.names.find(path) {
            return Ok(reference);
        }
        if self.names.find_column(path).is_some() {
            return Err(Self::wrong_kind(
                start..start + path.len(),
                "一个值;各行或各张表的一栏写成 sum(…)",
            ));
        }
        Err(self.unknown(path, start))
    }

    fn unknown(&self, path: &str, start: usize) -> ExpressionError {
        let known = self.names.paths();
        let correction = text::did_you_mean(path, known.iter().map(String::as_str));
        ExpressionError {
            range: start..start + path.len(),
            kind: ErrorKind::UnknownPath(correction),
        }
    }
}

/// Whether two sides are dates: one is a field, the other a field or a constant.
fn is_of_dates(left: &Expr, right: &Expr) -> bool {
    let is_field = |side: &Expr| matches!(side, Expr::Field(reference) if reference.date.is_some());
    let is_date = |side: &Expr| match side {
        Expr::Text(text) => CalendarDate::read(text).is_some(),
        side => is_field(side),
    };
    is_date(left) && is_date(right) && (is_field(left) || is_field(right))
}

fn require(typed: &Typed, result: ResultType) -> Result<(), ExpressionError> {
    if typed.result == result {
        return Ok(());
    }
    let expected = match result {
        ResultType::Number => "数的栏目或算式",
        ResultType::Text => "文本的栏目或算式",
        ResultType::Truth => "条件,如 weight > 0",
    };
    Err(Parser::wrong_kind(typed.range.clone(), expected))
}

fn binary(left: Typed, operator: Operator, right: Typed) -> Parsed {
    require(&left, ResultType::Number)?;
    require(&right, ResultType::Number)?;
    Ok(Typed {
        range: left.range.start..right.range.end,
        expr: Expr::Binary(Box::new(left.expr), operator, Box::new(right.expr)),
        result: ResultType::Number,
    })
}

fn truth(left: Typed, right: Typed, join: fn(Box<Expr>, Box<Expr>) -> Expr) -> Parsed {
    require(&left, ResultType::Truth)?;
    require(&right, ResultType::Truth)?;
    Ok(Typed {
        range: left.range.start..right.range.end,
        expr: join(Box::new(left.expr), Box::new(right.expr)),
        result: ResultType::Truth,
    })
}
