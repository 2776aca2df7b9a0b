//! Types of the values of a template: what a name stands for, and the members it has.

use crate::template::context::{BesideShape, PATH, RowShape, SPAN, Shape, Variable};

/// Type of a value, as far as it is known when a template is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type<'s> {
    /// Text of a field, as printed. May be empty.
    Field,
    /// Another text.
    Text,
    Number,
    Bool,
    /// Fields with a common start of their paths.
    Group(&'s Shape),
    /// Rows of a field.
    Rows(&'s RowShape),
    Row(&'s RowShape),
    /// Rows of lists side by side, and one of them.
    Beside(&'s BesideShape),
    BesideRow(&'s BesideShape),
    /// Lengths of a row's merged labels, by level.
    Span(&'s RowShape),
    /// Rows in groups, and one group.
    Groups(&'s RowShape),
    RowGroup(&'s RowShape),
    List(Box<Type<'s>>),
    /// Not known.
    Any,
}

/// Members of a group of rows.
pub(in crate::template) const GROUP_NAME: &str = "name";
pub(in crate::template) const GROUP_ROWS: &str = "rows";

impl<'s> Type<'s> {
    /// Whether it is text.
    pub(super) const fn is_text(&self) -> bool {
        matches!(self, Type::Field | Type::Text)
    }

    /// Whether it is a list.
    pub(super) const fn is_list(&self) -> bool {
        matches!(self, Type::Rows(_) | Type::Groups(_) | Type::List(_))
    }

    /// Whether it has members or elements and cannot be printed.
    pub(super) const fn is_structure(&self) -> bool {
        matches!(
            self,
            Type::Group(_)
                | Type::Rows(_)
                | Type::Row(_)
                | Type::Span(_)
                | Type::Groups(_)
                | Type::RowGroup(_)
        )
    }

    /// Type of the elements of a list; `None` if it is no list.
    pub(super) fn element(&self) -> Option<Type<'s>> {
        match self {
            Type::Rows(rows) => Some(Type::Row(rows)),
            Type::Beside(beside) => Some(Type::BesideRow(beside)),
            Type::Groups(rows) => Some(Type::RowGroup(rows)),
            Type::List(of) => Some((**of).clone()),
            Type::Any => Some(Type::Any),
            _ => None,
        }
    }

    /// Type of a member; `None` if it has no such member.
    pub(super) fn member(&self, name: &str) -> Option<Type<'s>> {
        match self {
            Type::Any => Some(Type::Any),
            Type::Group(shape) => shape.member(name).map(Type::of),
            Type::Row(_) if name == PATH => Some(Type::Text),
            Type::Row(rows) if name == SPAN => Some(Type::Span(rows)),
            Type::Row(rows) => rows.shape().member(name).map(Type::of),
            Type::BesideRow(beside) => match beside.shared() {
                Some((by, _)) if by == name => Some(Type::Field),
                Some(_) if name == PATH => Some(Type::Text),
                Some((_, rows)) if name == SPAN => Some(Type::Span(rows)),
                _ => beside.list(name).map(Type::Row),
            },
            Type::Span(rows) => rows.level_keys().contains(&name).then_some(Type::Number),
            Type::RowGroup(_) if name == GROUP_NAME => Some(Type::Field),
            Type::RowGroup(rows) if name == GROUP_ROWS => Some(Type::Rows(rows)),
            _ => None,
        }
    }

    /// Names of its members.
    pub(super) fn members(&self) -> Vec<&'s str> {
        match self {
            Type::Group(shape) => shape.keys(),
            Type::Row(rows) => [rows.shape().keys(), vec![PATH, SPAN]].concat(),
            Type::BesideRow(beside) => {
                let shared = beside.shared().into_iter();
                let shared = shared.flat_map(|(by, _)| [by, PATH, SPAN]);
                beside.list_keys().into_iter().chain(shared).collect()
            }
            Type::Span(rows) => rows.level_keys(),
            Type::RowGroup(_) => vec![GROUP_NAME, GROUP_ROWS],
            _ => Vec::new(),
        }
    }

    /// Type of a variable.
    pub(super) fn of(variable: &'s Variable) -> Type<'s> {
        match variable {
            Variable::Value(..) => Type::Field,
            Variable::Rows(_, rows) => Type::Rows(rows),
            Variable::Group(shape) => Type::Group(shape),
            Variable::Beside(beside) => Type::Beside(beside),
        }
    }

    /// Type of a value that has one of two types.
    pub(super) fn or(self, other: &Type<'s>) -> Type<'s> {
        match (&self, other) {
            (Type::Field | Type::Text, Type::Field | Type::Text) => Type::Text,
            _ if self == *other => self,
            _ => Type::Any,
        }
    }
}
