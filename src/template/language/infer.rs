//! Resolves the names of expressions and infers the types of their values; reports unknown names,
//! filters, arguments, and operators that do not fit their operands.

use std::ops::Range;

use super::expression::{Call, Expr, ExprKind, compares};
use super::reporter::Reporter;
use super::scope::{Named, Scope};
use super::types::Type;
use super::vocabulary::{CallKind, Callable, Effect, GROUPS, GROUPS_BY};
use crate::template::context::Shape;

/// Arguments of other languages and earlier versions, each with what to write instead.
const INSTEAD_OF_ARGUMENTS: [(&str, &str, &str); 5] = [
    ("sort", "reverse", "写 sort(attribute=\"…\") | reverse"),
    ("join", "separator", "写 join(sep=\"…\")"),
    (
        "unique",
        "attribute",
        "unique 没有参数;按一列分组用 groups(by=\"…\")",
    ),
    ("round", "digits", "写 round(precision=…)"),
    ("default", "default", "写 default(value=…)"),
];

/// Members of `loop`.
const LOOP: [&str; 5] = ["index", "index0", "first", "last", "length"];

/// Resolver of expressions at a point of a template.
pub(super) struct Resolver<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) reporter: Reporter<'a>,
    /// The fields of all forms of the edition, for `is defined` in a file that several include.
    pub(super) shapes: &'a [Shape],
}

impl<'a> Resolver<'a> {
    /// Type of an expression.
    pub(super) fn infer(&mut self, expr: &Expr<'a>) -> Type<'a> {
        match &expr.kind {
            ExprKind::Number => Type::Number,
            ExprKind::Text(_) => Type::Text,
            ExprKind::Bool => Type::Bool,
            ExprKind::None => Type::Any,
            ExprKind::Name(name) => self.name(name, &expr.range),
            ExprKind::Member { of, name } => self.member(of, name, &expr.range),
            ExprKind::Item { of, key } => self.item(of, key, &expr.range),
            ExprKind::Slice { of, limits } => {
                for limit in limits {
                    self.infer(limit);
                }
                self.infer(of)
            }
            ExprKind::Call(call) => self.function(call),
            ExprKind::Filter { of, call } => self.filter(of, call),
            ExprKind::Test { of, call, .. } => self.test(of, call),
            ExprKind::Unary { sign, of } => self.unary(sign, of),
            ExprKind::Binary { sign, left, right } => self.binary(sign, left, right),
            ExprKind::Choice { condition, yes, no } => {
                self.infer(condition);
                let yes = self.infer(yes);
                yes.or(&self.infer(no))
            }
            ExprKind::List(items) => self.list(items),
            ExprKind::Map(values) => {
                for value in values {
                    self.infer(value);
                }
                Type::Any
            }
            ExprKind::Brackets(inner) => self.infer(inner),
        }
    }

    fn list(&mut self, items: &[Expr<'a>]) -> Type<'a> {
        let types: Vec<Type<'a>> = items.iter().map(|item| self.infer(item)).collect();
        let merged = types.into_iter().reduce(|one, other| one.or(&other));
        Type::List(Box::new(merged.unwrap_or(Type::Any)))
    }

    fn name(&mut self, name: &'a str, range: &Range<usize>) -> Type<'a> {
        match self.scope.find(name) {
            Some(Named::Field(of) | Named::Loop(of) | Named::Set(of)) => of,
            None => {
                let hint = self.hint(name);
                let known = self.scope.names();
                self.reporter.unknown_name(range, &known, hint);
                Type::Any
            }
        }
    }

    /// What to write instead of an unknown name, if it is known.
    fn hint(&self, name: &str) -> Option<String> {
        if name == "loop" {
            let words = if self.scope.is_included_in_loop() {
                "被包含的文件里没有 loop:在循环里、include 之前写 {% set no = loop.index %},这里写 no"
            } else if self.scope.is_in_loop() {
                "写 loop.index、loop.first 等"
            } else {
                "loop 只在 {% for … %} 里有"
            };
            return Some(words.to_owned());
        }
        if self.scope.is_set_in_a_loop(name) {
            return Some(format!(
                "{name} 是在循环里设的,出了循环就没有:循环里写 {{% set_global {name} = … %}}"
            ));
        }
        self.path_to(name)
    }

    /// The path of a field whose last part is a name: `income.total` for `total`.
    fn path_to(&self, name: &str) -> Option<String> {
        let mut left = vec![(String::new(), self.scope.shape())];
        while let Some((start, shape)) = left.pop() {
            for (key, of) in shape.keys().into_iter().filter_map(|key| {
                let of = Type::of(shape.member(key)?);
                Some((key, of))
            }) {
                let path = format!("{start}{key}");
                if key == name && !start.is_empty() {
                    return Some(format!("可能是 {path}"));
                }
                if let Type::Group(inner) = of {
                    left.push((format!("{path}."), inner));
                }
            }
        }
        None
    }

    fn member(&mut self, of: &Expr<'a>, name: &'a str, range: &Range<usize>) -> Type<'a> {
        if of.kind == ExprKind::Name("loop") && self.scope.is_in_loop() {
            return self.of_loop(name, range);
        }
        let value = self.infer(of);
        self.member_of(&value, of, name, range)
    }

    fn member_of(
        &mut self,
        value: &Type<'a>,
        of: &Expr<'a>,
        name: &str,
        range: &Range<usize>,
    ) -> Type<'a> {
        if let Some(member) = value.member(name) {
            return member;
        }
        let whole = self.reporter.text(&of.range);
        let hint = if value.is_list() {
            Some(if CallKind::Filter.find(name).is_some() {
                format!("写 {whole} | {name}")
            } else {
                format!(
                    "{whole} 是列表:用 {{% for … in {whole} %}},或写 {whole}[0]?.{name} or \"\""
                )
            })
        } else if CallKind::Filter.find(name).is_some() && value.members().is_empty() {
            Some(format!("写 {whole} | {name}"))
        } else if value.members().is_empty() {
            Some(format!("{whole} 是文本或数,没有下一级"))
        } else {
            None
        };
        self.reporter.unknown(range, &value.members(), hint);
        Type::Any
    }

    fn of_loop(&mut self, name: &str, range: &Range<usize>) -> Type<'a> {
        if LOOP.contains(&name) {
            return match name {
                "first" | "last" => Type::Bool,
                _ => Type::Number,
            };
        }
        let hint = match name {
            "revindex" | "revindex0" => Some("写 loop.length - loop.index"),
            "parent" | "parentloop" => {
                Some("在里层的循环之前写 {% set outer = loop.index %},里层写 outer")
            }
            "cycle" => Some("写 loop.index is odd"),
            "depth" | "previtem" | "nextitem" => Some("用 {% set_global … %} 记下前一行"),
            _ => None,
        };
        self.reporter.unknown(range, &LOOP, hint.map(str::to_owned));
        Type::Any
    }

    fn item(&mut self, of: &Expr<'a>, key: &Expr<'a>, range: &Range<usize>) -> Type<'a> {
        let value = self.infer(of);
        self.infer(key);
        match &key.kind {
            ExprKind::Text(name) if value.is_structure() || value.is_list() => {
                self.member_of(&value, of, name, range)
            }
            ExprKind::Number | ExprKind::Unary { .. } if value.is_text() => Type::Text,
            _ => value.element().unwrap_or(Type::Any),
        }
    }

    /// Checks the name and the arguments of a call. `None` if the name is unknown.
    fn call(&mut self, call: &Call<'a>, kind: CallKind) -> Option<&'static Callable> {
        for argument in &call.arguments {
            self.infer(&argument.value);
        }
        let Some(known) = kind.find(call.name) else {
            let seen = format!("没有这个{}:{}", kind.word(), call.name);
            self.reporter
                .syntax(&call.range, &seen, &kind.instead_of(call.name));
            return None;
        };
        for argument in &call.arguments {
            if known.arguments.contains(&argument.name) {
                continue;
            }
            let mut others = INSTEAD_OF_ARGUMENTS.iter();
            let other = others.find(|(of, name, _)| *of == call.name && *name == argument.name);
            let correction = match other {
                Some((_, _, instead)) => (*instead).to_owned(),
                None if known.arguments.is_empty() => "删去它,连同括号".to_owned(),
                None => crate::text::did_you_mean(argument.name, known.arguments.iter().copied()),
            };
            let seen = format!("{} 没有参数 {}", call.name, argument.name);
            self.reporter.syntax(&argument.range, &seen, &correction);
        }
        let is_given = |name: &str| call.arguments.iter().any(|given| given.name == name);
        let missing = known.arguments[..known.required].iter();
        for name in missing.filter(|name| !is_given(name)) {
            let seen = format!("{} 没有写 {name}", call.name);
            let correction = format!("写 {}({name}=…)", call.name);
            self.reporter.syntax(&call.range, &seen, &correction);
        }
        Some(known)
    }

    fn function(&mut self, call: &Call<'a>) -> Type<'a> {
        match self
            .call(call, CallKind::Function)
            .map(|known| known.effect)
        {
            Some(Effect::Numbers) => Type::List(Box::new(Type::Number)),
            _ => Type::Any,
        }
    }

    fn filter(&mut self, of: &Expr<'a>, call: &Call<'a>) -> Type<'a> {
        let value = self.infer(of);
        let Some(known) = self.call(call, CallKind::Filter) else {
            return Type::Any;
        };
        self.attribute(&value, call);
        match known.effect {
            Effect::Text | Effect::ToText => Type::Text,
            Effect::Length => Type::Number,
            Effect::Split => Type::List(Box::new(Type::Text)),
            Effect::Number => {
                if value == Type::Field {
                    let seen = format!("栏目是印出来的文本,空的时候 {} 就出错", call.name);
                    let correction = "合计与比率写成栏目的 derive";
                    self.reporter.failure(&of.range, &seen, correction);
                }
                Type::Number
            }
            Effect::List if value.is_list() => value,
            Effect::Element => value.element().unwrap_or(Type::Any),
            Effect::Groups => match value {
                Type::Rows(rows) => Type::Groups(rows),
                _ => Type::Any,
            },
            Effect::Default => {
                self.default(of, call);
                let replacement = call.arguments.first();
                let replacement = replacement.map(|argument| &argument.value.kind);
                let is_text = matches!(replacement, Some(ExprKind::Text(_)));
                if is_text && value.is_text() {
                    Type::Text
                } else {
                    Type::Any
                }
            }
            Effect::List | Effect::Numbers | Effect::Other => Type::Any,
        }
    }

    /// Checks a column that a filter of rows names.
    fn attribute(&mut self, value: &Type<'a>, call: &Call<'a>) {
        let is_of_filter = |name: &str| {
            matches!(
                (call.name, name),
                ("sort", "attribute") | (GROUPS, GROUPS_BY)
            )
        };
        let Type::Rows(rows) = value else {
            if call.name == GROUPS && !matches!(value, Type::Any) {
                let correction = "用于 type = \"rows\" 的栏目,或 group.rows";
                self.reporter
                    .failure(&call.range, "groups 用在不是行的列表的值上", correction);
            }
            return;
        };
        for argument in call.arguments.iter().filter(|one| is_of_filter(one.name)) {
            let ExprKind::Text(path) = argument.value.kind else {
                continue;
            };
            let mut of = Type::Row(rows);
            for part in path.split('.') {
                let Some(member) = of.member(part) else {
                    let range = argument.value.range.start + 1..argument.value.range.end - 1;
                    self.reporter.unknown(&range, &of.members(), None);
                    break;
                };
                of = member;
            }
        }
    }

    /// Reports `default` on a name that always exists.
    fn default(&mut self, of: &Expr<'a>, call: &Call<'a>) {
        let has_boolean = call.arguments.iter().any(|one| one.name == "boolean");
        if has_boolean || !self.is_field(of) {
            return;
        }
        self.reporter.begin_quiet();
        self.infer(of);
        if self.reporter.end_quiet() {
            return;
        }
        let whole = self.reporter.text(&of.range);
        let value = call.arguments.first().map(|argument| &argument.value.range);
        let value = value.map_or("\"…\"", |range| self.reporter.text(range));
        let words = [
            "default 用在栏目上:栏目总是有的,空着的也不换",
            "空着时换成别的文字",
            &format!("写 {whole} or {value}"),
        ];
        self.reporter.suspect(&call.range, words);
    }

    /// Whether an expression is a path of a field, which always exists.
    fn is_field(&mut self, expr: &Expr<'a>) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => match self.scope.find(name) {
                Some(Named::Field(_)) => true,
                Some(Named::Loop(of)) => matches!(of, Type::Row(_) | Type::RowGroup(_)),
                Some(Named::Set(_)) | None => false,
            },
            ExprKind::Member { of, .. } => self.is_field(of),
            _ => false,
        }
    }

    fn test(&mut self, of: &Expr<'a>, call: &Call<'a>) -> Type<'a> {
        let known = self.call(call, CallKind::Test);
        if known.is_some_and(|known| matches!(known.name, "defined" | "undefined")) {
            self.defined(of);
        } else {
            self.infer(of);
        }
        Type::Bool
    }

    /// Checks a name that a template asks for: it must exist in some form of the edition.
    fn defined(&mut self, of: &Expr<'a>) {
        self.reporter.begin_quiet();
        self.infer(of);
        let is_unknown = self.reporter.end_quiet();
        let last = match &of.kind {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => *name,
            _ => "",
        };
        if is_unknown && !self.shapes.iter().any(|shape| shape.has_key(last)) {
            self.infer(of);
        }
    }

    /// Whether a condition is true or false in this form whatever the data: it asks for a name.
    pub(super) fn decided(&mut self, condition: &Expr<'a>) -> Option<bool> {
        match &condition.kind {
            ExprKind::Brackets(inner) => self.decided(inner),
            ExprKind::Unary { sign: "not", of } => self.decided(of).map(|decided| !decided),
            ExprKind::Binary { sign, left, right } if matches!(*sign, "and" | "or") => {
                let sides = [self.decided(left), self.decided(right)];
                let strong = *sign == "or";
                sides.contains(&Some(strong)).then_some(strong)
            }
            ExprKind::Test {
                of,
                call,
                is_negated,
            } if matches!(call.name, "defined" | "undefined") => {
                self.reporter.begin_quiet();
                self.infer(of);
                let is_unknown = self.reporter.end_quiet();
                let is_field = self.is_field(of);
                let is_asked_for = (call.name == "defined") != *is_negated;
                (is_unknown || is_field).then_some(is_asked_for != is_unknown)
            }
            _ => None,
        }
    }

    fn unary(&mut self, sign: &str, of: &Expr<'a>) -> Type<'a> {
        let value = self.infer(of);
        if sign == "not" {
            return Type::Bool;
        }
        self.number(&value, of, None);
        Type::Number
    }

    fn binary(&mut self, sign: &str, left: &Expr<'a>, right: &Expr<'a>) -> Type<'a> {
        let one = self.infer(left);
        // What is asked for on the left is used on the right: `row.x is defined and row.x`.
        let is_skipped = match sign {
            "and" => self.decided(left) == Some(false),
            "or" => self.decided(left) == Some(true),
            _ => false,
        };
        if is_skipped {
            return one;
        }
        let other = self.infer(right);
        if compares(sign) {
            self.comparison(sign, (left, &one), (right, &other));
            return Type::Bool;
        }
        match sign {
            "in" => Type::Bool,
            "and" | "or" => one.or(&other),
            "~" => {
                self.loose_filter(sign, left, right, &other);
                Type::Text
            }
            _ => {
                self.loose_filter(sign, left, right, &other);
                self.number(&one, left, Some(right));
                self.number(&other, right, None);
                Type::Number
            }
        }
    }

    /// Reports a filter after an operator: it applies to the last operand only.
    fn loose_filter(&mut self, sign: &str, left: &Expr<'a>, right: &Expr<'a>, of: &Type<'a>) {
        let ExprKind::Filter { of: inner, call } = &right.kind else {
            return;
        };
        let effect = CallKind::Filter.find(call.name).map(|known| known.effect);
        let is_same_kind = match effect {
            Some(Effect::Text) => sign == "~" && of.is_text(),
            Some(Effect::Number) => sign != "~",
            _ => false,
        };
        if !is_same_kind {
            return;
        }
        let text = |range: &Range<usize>| self.reporter.text(range);
        let seen = format!(
            "{} 只作用于 {}",
            call.name,
            crate::text::clip(text(&inner.range))
        );
        let joined = text(&(left.range.start..inner.range.end));
        let filter = text(&(call.range.start..right.range.end));
        let last = text(&right.range);
        let correction = format!(
            "写 ({}) | {filter};只要后一个,就写 ({last})",
            crate::text::clip(joined)
        );
        self.reporter.suspect(
            &call.range,
            [&seen, "作用于整个算式,或加上括号", &correction],
        );
    }

    /// Reports an operand of a calculation that is no number.
    fn number(&mut self, value: &Type<'a>, of: &Expr<'a>, next: Option<&Expr<'a>>) {
        let whole = self.reporter.text(&of.range);
        let correction = match value {
            Type::Rows(_) | Type::List(_) | Type::Groups(_) => format!("行数写 {whole} | length"),
            Type::Field => "栏目在模板里都是印出来的文本;合计与比率写成栏目的 derive".to_owned(),
            Type::Text => match (&of.kind, next) {
                (
                    ExprKind::Binary {
                        sign: "~", right, ..
                    },
                    Some(next),
                ) => {
                    let start = self.reporter.text(&(of.range.start..right.range.start));
                    let sum = self.reporter.text(&(right.range.start..next.range.end));
                    format!("从左算起,先连接后计算:写 {start}({sum})")
                }
                _ => "连接文本写 ~".to_owned(),
            },
            _ => return,
        };
        let seen = if value.is_list() {
            "列表不能参加运算"
        } else {
            "文本不能参加运算"
        };
        self.reporter.failure(&of.range, seen, &correction);
    }

    fn comparison(
        &mut self,
        sign: &str,
        (left, one): (&Expr<'a>, &Type<'a>),
        (right, other): (&Expr<'a>, &Type<'a>),
    ) {
        let range = left.range.start..right.range.end;
        let is_equality = matches!(sign, "==" | "!=");
        let are_texts = one.is_text() && other.is_text();
        let has_field = *one == Type::Field || *other == Type::Field;
        if are_texts && !is_equality && has_field {
            let words = [
                "文本按字符比较大小:\"10\" 小于 \"9\"",
                "数与数比较",
                "要比较大小的写成栏目的 derive;只问有没有,写 {% if 名 %}",
            ];
            self.reporter.suspect(&range, words);
            return;
        }
        let list = [(left, one), (right, other)]
            .into_iter()
            .find(|(_, of)| of.is_list());
        let is_plain = |of: &Type<'_>| matches!(of, Type::Number | Type::Bool) || of.is_text();
        if let Some((of, _)) = list.filter(|_| is_plain(one) || is_plain(other)) {
            let whole = self.reporter.text(&of.range);
            let correction = format!("写 {whole} | length {sign} …");
            self.reporter
                .failure(&range, "列表不能与文本或数比较", &correction);
            return;
        }
        let is_mixed = (one.is_text() && matches!(other, Type::Number | Type::Bool))
            || (other.is_text() && matches!(one, Type::Number | Type::Bool));
        if !is_mixed {
            return;
        }
        let literal = [left, right]
            .into_iter()
            .find(|side| side.kind == ExprKind::Number);
        let correction = match literal {
            Some(number) if is_equality => {
                format!("写 {sign} \"{}\"", self.reporter.text(&number.range))
            }
            _ if is_equality => "两边都写成文本".to_owned(),
            _ => "栏目在模板里都是印出来的文本;只问有没有,写 {% if 名 %}".to_owned(),
        };
        let seen = if is_equality {
            "文本与数、真假永不相等"
        } else {
            "文本与数不能比较大小"
        };
        self.reporter.failure(&range, seen, &correction);
    }

    /// Whether an element of a list is shown that may not exist: `indicators[0]?.name`.
    pub(super) fn may_lack_element(&mut self, expr: &Expr<'a>) -> bool {
        match &expr.kind {
            ExprKind::Brackets(of) | ExprKind::Member { of, .. } => self.may_lack_element(of),
            ExprKind::Item { of, key } => {
                matches!(key.kind, ExprKind::Number) && {
                    self.reporter.begin_quiet();
                    let is_list = self.infer(of).is_list();
                    self.reporter.end_quiet();
                    is_list
                }
            }
            ExprKind::Filter { of, call } if matches!(call.name, "first" | "last" | "nth") => {
                self.reporter.begin_quiet();
                let is_list = self.infer(of).is_list();
                self.reporter.end_quiet();
                is_list
            }
            _ => false,
        }
    }
}
