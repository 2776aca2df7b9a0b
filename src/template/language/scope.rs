//! Names that a template knows at a point: those of the form, of loops, and those that are set.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::Node;
use super::types::Type;
use crate::template::context::{SUBMISSION, Shape};

/// Names known at a point of a template.
pub(super) struct Scope<'a> {
    shape: &'a Shape,
    submission: &'a Shape,
    frames: Vec<Frame<'a>>,
    /// Types of the names that are set; one type for all assignments of a name.
    set_types: BTreeMap<&'a str, Type<'a>>,
}

/// Names of a file or of a loop.
struct Frame<'a> {
    kind: FrameKind,
    /// Variables of a loop, with their types.
    loop_names: Vec<(&'a str, Type<'a>)>,
    /// Names that are set in it.
    set_names: BTreeSet<&'a str>,
    /// Names that are set in its loops and do not exist outside them.
    inner_names: BTreeSet<&'a str>,
    /// Names that were read in it so far.
    read: BTreeSet<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    File,
    Loop,
}

/// What a name is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Named<'a> {
    /// A field, a group of fields or `submission`.
    Field(Type<'a>),
    /// A variable of a loop.
    Loop(Type<'a>),
    /// A name that is set; it may not exist yet.
    Set(Type<'a>),
}

impl<'a> Scope<'a> {
    pub(super) fn new(shape: &'a Shape, submission: &'a Shape) -> Scope<'a> {
        Scope {
            shape,
            submission,
            frames: Vec::new(),
            set_types: BTreeMap::new(),
        }
    }

    /// Enters a file: the form's template, or one that it includes.
    pub(super) fn enter_file(&mut self, nodes: &[Node<'a>]) {
        self.enter(FrameKind::File, Vec::new(), nodes);
    }

    /// Enters the body of a loop.
    pub(super) fn enter_loop(&mut self, names: Vec<(&'a str, Type<'a>)>, body: &[Node<'a>]) {
        self.enter(FrameKind::Loop, names, body);
    }

    fn enter(&mut self, kind: FrameKind, loop_names: Vec<(&'a str, Type<'a>)>, body: &[Node<'a>]) {
        let (set_names, inner_names) = set_names(body, kind);
        self.frames.push(Frame {
            kind,
            loop_names,
            set_names,
            inner_names,
            read: BTreeSet::new(),
        });
    }

    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }

    /// What a name is. Remembers that it was read.
    pub(super) fn find(&mut self, name: &'a str) -> Option<Named<'a>> {
        for frame in &mut self.frames {
            frame.read.insert(name);
        }
        for frame in self.frames.iter().rev() {
            let own = frame.loop_names.iter().find(|(known, _)| *known == name);
            if let Some((_, of)) = own {
                return Some(Named::Loop(of.clone()));
            }
            if frame.set_names.contains(name) {
                let known = self.set_types.get(name).cloned();
                return Some(Named::Set(known.unwrap_or(Type::Any)));
            }
        }
        self.field(name).map(Named::Field)
    }

    fn field(&self, name: &str) -> Option<Type<'a>> {
        if name == SUBMISSION {
            return Some(Type::Group(self.submission));
        }
        self.shape.member(name).map(Type::of)
    }

    /// Whether a name is a field, a group of fields or `submission`.
    pub(super) fn is_field(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// Adds an assignment: its type is that of all assignments of the name.
    pub(super) fn assign(&mut self, name: &'a str, of: &Type<'a>) {
        let known = self.set_types.remove(name);
        let merged = known.map_or_else(|| of.clone(), |known| known.or(of));
        self.set_types.insert(name, merged);
    }

    /// Whether the point is in a loop of its own file.
    pub(super) fn is_in_loop(&self) -> bool {
        self.frames
            .last()
            .is_some_and(|frame| frame.kind == FrameKind::Loop)
    }

    /// Whether the point is in a file that another one includes.
    pub(super) fn is_included(&self) -> bool {
        let files = self
            .frames
            .iter()
            .filter(|frame| frame.kind == FrameKind::File);
        files.count() > 1
    }

    /// Whether the point is in a loop of a file that includes its own file.
    pub(super) fn is_included_in_loop(&self) -> bool {
        let own = self
            .frames
            .iter()
            .rposition(|frame| frame.kind == FrameKind::File);
        let outer = &self.frames[..own.unwrap_or(0)];
        outer.iter().any(|frame| frame.kind == FrameKind::Loop)
    }

    /// Whether a name exists only in a loop that ended or is to come.
    pub(super) fn is_set_in_a_loop(&self, name: &str) -> bool {
        self.frames
            .iter()
            .any(|frame| frame.inner_names.contains(name))
    }

    /// Whether a name that the innermost loop sets was read in it before, and is set outside it.
    pub(super) fn is_carried(&self, name: &str) -> bool {
        let Some((own, outer)) = self.frames.split_last() else {
            return false;
        };
        own.kind == FrameKind::Loop
            && own.read.contains(name)
            && outer.iter().any(|frame| frame.set_names.contains(name))
    }

    /// Whether a name is set in a file that includes this one.
    pub(super) fn is_set_outside_file(&self, name: &str) -> bool {
        let own = self
            .frames
            .iter()
            .rposition(|frame| frame.kind == FrameKind::File);
        let outer = &self.frames[..own.unwrap_or(0)];
        outer.iter().any(|frame| frame.set_names.contains(name))
    }

    /// All names.
    pub(super) fn names(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        for frame in self.frames.iter().rev() {
            names.extend(frame.loop_names.iter().map(|(name, _)| *name));
            names.extend(frame.set_names.iter().copied());
        }
        names.extend(self.shape.keys());
        names.push(SUBMISSION);
        let mut known = BTreeSet::new();
        names.retain(|name| known.insert(*name));
        names
    }

    /// The form's fields.
    pub(super) const fn shape(&self) -> &'a Shape {
        self.shape
    }
}

/// Names that the nodes of a file or of a loop set, and those that only its inner loops set. A name
/// that is set globally belongs to the file.
fn set_names<'a>(nodes: &[Node<'a>], kind: FrameKind) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    let (mut own, mut inner) = (BTreeSet::new(), BTreeSet::new());
    let mut left: Vec<(&Node<'a>, bool)> = nodes.iter().map(|node| (node, false)).collect();
    while let Some((node, is_nested)) = left.pop() {
        match node {
            Node::Set(set) if set.is_global => {
                if kind == FrameKind::File {
                    own.insert(set.name);
                }
            }
            Node::Set(set) if is_nested => drop(inner.insert(set.name)),
            Node::Set(set) => drop(own.insert(set.name)),
            Node::If(branches) => {
                let parts = branches.iter().flat_map(|(_, body)| body);
                left.extend(parts.map(|node| (node, is_nested)));
            }
            Node::For(repeated) => {
                left.extend(repeated.body.iter().map(|node| (node, true)));
                let otherwise = repeated.otherwise.iter();
                left.extend(otherwise.map(|node| (node, is_nested)));
            }
            Node::Content(_) | Node::Output(_) | Node::Include { .. } => {}
        }
    }
    (own, inner)
}
