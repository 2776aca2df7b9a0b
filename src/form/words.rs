//! Expressions in words, with the labels of fields: `人员经费 + 公用经费`.

use super::expression::{Aggregate, Comparison, Expr, Function, Records, Reference, Scope};
use super::names::Names;
use crate::amount::{Operator, Relation};
use crate::text;

/// How tightly an expression holds its parts together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loose,
    And,
    Compare,
    Join,
    Sum,
    Product,
    Tight,
}

impl Expr {
    /// The expression in words. `value` gives the words for the value of a reference in the
    /// expression's own records, where they differ from its label.
    pub fn in_words(
        &self,
        names: &Names<'_>,
        value: &dyn Fn(Reference) -> Option<String>,
    ) -> String {
        let mut words = String::new();
        Writer { names, value }.write(self, Binding::Loose, &mut words);
        words
    }
}

struct Writer<'w> {
    names: &'w Names<'w>,
    value: &'w dyn Fn(Reference) -> Option<String>,
}

impl Writer<'_> {
    fn write(&self, expr: &Expr, around: Binding, words: &mut String) {
        let own = binding(expr);
        let brackets = own < around;
        words.push_str(if brackets { "(" } else { "" });
        self.bare(expr, own, words);
        words.push_str(if brackets { ")" } else { "" });
    }

    fn bare(&self, expr: &Expr, own: Binding, words: &mut String) {
        match expr {
            Expr::Field(reference) => words.push_str(&self.reference(*reference)),
            Expr::Number(number) => words.push_str(&number.to_string()),
            Expr::Text(text) => words.push_str(&text::quote(text)),
            Expr::Binary(left, operator, right) => {
                self.write(left, own, words);
                words.extend([' ', operator.sign(), ' ']);
                let after = match operator {
                    Operator::Add | Operator::Multiply => own,
                    Operator::Subtract => Binding::Product,
                    Operator::Divide => Binding::Tight,
                };
                self.write(right, after, words);
            }
            Expr::Call(function, arguments) => self.call(*function, arguments, words),
            Expr::Aggregate(aggregate) => words.push_str(&self.aggregate(aggregate)),
            Expr::Join(left, right) => self.two((left, right), "连写", own, words),
            Expr::Compare(comparison) => self.comparison(comparison, words),
            Expr::Named { level, name, .. } => {
                let level = self.reference(*level);
                words.extend([&level, "为", name]);
            }
            Expr::And(left, right) => self.two((left, right), ",且", own, words),
            Expr::Or(left, right) => self.two((left, right), ",或", Binding::And, words),
            Expr::Not(inner) => match &**inner {
                Expr::IsBlank(reference) => {
                    words.extend([&self.names.label(*reference), "已填"]);
                }
                inner => {
                    words.push_str("不是");
                    self.write(inner, Binding::Tight, words);
                }
            },
            Expr::IsBlank(reference) => words.extend([&self.names.label(*reference), "没有填"]),
            Expr::If(condition, yes, no) => {
                self.write(condition, Binding::And, words);
                words.push_str("时为 ");
                self.write(yes, Binding::Compare, words);
                if let Some(no) = no {
                    words.push_str(",否则 ");
                    self.write(no, Binding::Compare, words);
                }
            }
            Expr::Measure {
                comparison,
                value,
                unit,
            } => {
                let labels = [comparison, value, unit].map(|field| {
                    let reference = Reference {
                        scope: Scope::Own,
                        field: *field,
                        is_number: false,
                        date: None,
                    };
                    self.names.label(reference)
                });
                words.extend([&labels.join("、"), "连写"]);
            }
        }
    }

    fn two(&self, (left, right): (&Expr, &Expr), between: &str, own: Binding, words: &mut String) {
        self.write(left, own, words);
        words.push_str(between);
        self.write(right, own, words);
    }

    fn reference(&self, reference: Reference) -> String {
        (self.value)(reference).unwrap_or_else(|| self.names.label(reference))
    }

    fn comparison(&self, comparison: &Comparison, words: &mut String) {
        self.write(&comparison.left, Binding::Join, words);
        let is_of_words = comparison.is_of_texts && !comparison.is_of_dates;
        match (is_of_words, comparison.relation) {
            (true, Relation::Equal) => words.push('为'),
            (true, _) => words.push_str("不为"),
            (false, relation) => words.extend([' ', relation.sign(), ' ']),
        }
        self.write(&comparison.right, Binding::Join, words);
    }

    fn call(&self, function: Function, arguments: &[Expr], words: &mut String) {
        let written = |argument: &Expr, around| {
            let mut words = String::new();
            self.write(argument, around, &mut words);
            words
        };
        let all = || {
            let all = arguments.iter();
            let all: Vec<String> = all.map(|one| written(one, Binding::Loose)).collect();
            all.join("、")
        };
        match (function, arguments) {
            (Function::Min, _) => words.extend([&all(), "中最小的"]),
            (Function::Max, _) => words.extend([&all(), "中最大的"]),
            (Function::Round, [value, Expr::Number(decimals)]) => {
                let value = written(value, Binding::Tight);
                words.extend([&value, "(四舍五入到 ", &decimals.to_string(), " 位小数)"]);
            }
            (Function::Round, _) => words.push_str(&all()),
            (Function::Abs, _) => words.extend([&all(), "的绝对值"]),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let records = match aggregate.records {
            Records::Rows(list) => {
                let column = aggregate.column;
                let apart = column.and_then(|column| self.names.list_apart(list, column));
                format!("{}各行", apart.unwrap_or_default())
            }
            Records::Tables(table) => format!("各张{}的", self.names.table(table).name),
            Records::RowsOfTables(table, _) => {
                format!("各张{}各行", self.names.table(table).name)
            }
        };
        let inner = self.names.within(aggregate.records);
        let condition = aggregate.condition.as_ref().zip(inner.as_ref());
        let condition = condition.map_or_else(String::new, |(condition, names)| {
            format!("{}的", condition.in_words(names, &|_| None))
        });
        let column = aggregate.column.zip(inner);
        match column {
            Some((column, names)) => {
                let reference = Reference {
                    scope: Scope::Own,
                    field: column,
                    is_number: true,
                    date: None,
                };
                format!("{condition}{records}{}之和", names.label(reference))
            }
            None => match aggregate.records {
                Records::Rows(list) => format!("{condition}{}条数", self.names.label(list)),
                Records::Tables(table) => {
                    format!("{condition}{}张数", self.names.table(table).name)
                }
                Records::RowsOfTables(table, rows) => {
                    let table = self.names.table(table);
                    let label = &table.fields.get(rows).label;
                    format!("{condition}各张{}的{label}条数", table.name)
                }
            },
        }
    }
}

const fn binding(expr: &Expr) -> Binding {
    match expr {
        Expr::Binary(_, Operator::Add | Operator::Subtract, _) => Binding::Sum,
        Expr::Binary(..) => Binding::Product,
        Expr::Join(..) => Binding::Join,
        Expr::Compare(_) | Expr::Named { .. } | Expr::Not(_) | Expr::IsBlank(_) => Binding::Compare,
        Expr::And(..) => Binding::And,
        Expr::Or(..) | Expr::If(..) => Binding::Loose,
        Expr::Field(_)
        | Expr::Number(_)
        | Expr::Text(_)
        | Expr::Call(..)
        | Expr::Aggregate(_)
        | Expr::Measure { .. } => Binding::Tight,
    }
}
