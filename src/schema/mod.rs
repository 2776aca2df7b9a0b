//! JSON Schema of an edition (draft 2020-12), made from its definition. Editors use it to complete
//! and check a submission, other programs to determine what to export.
//!
//! It covers what [`record`](crate::record) reads: keys, types, choices, required fields.
//! Agreements between values cannot be expressed; [`check`](mod@crate::check) checks them. Labels
//! become titles, hints become descriptions. Equal editions give equal text.

mod field;
mod node;

use crate::form::{Count, Edition, Field, FieldIndex, Fields, TableDefinition};

use field::{described, field_schema};
use node::{Node, Object};

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema of an edition's submissions, as indented text.
pub fn schema(edition: &Edition) -> String {
    let mut properties = Object::new();
    properties.set("$schema", own_schema());
    properties.set("edition", edition_key(edition));
    let fields = object_of(&edition.fields);
    properties.extend(fields.properties);
    let mut required = vec!["edition".to_owned()];
    required.extend(fields.required);
    for table in &edition.tables {
        properties.set(&table.key, table_schema(table));
        if table.required {
            required.push(table.key.clone());
        }
    }
    let mut definitions = Object::new();
    for table in &edition.tables {
        let form = &table.form;
        let mut definition = Object::new();
        definition.set("title", Node::text(&form.name));
        definition.extend(object_of(&form.fields).into_schema());
        definitions.set(&form.id, definition.into());
    }
    let mut root = Object::new();
    root.set("$schema", Node::text(DIALECT));
    root.set("title", Node::text(&edition.title));
    root.set(
        "description",
        Node::text(&format!("一个部门一年的申报数据。表样:{}", edition.issued)),
    );
    root.extend(
        Members {
            properties,
            required,
        }
        .into_schema(),
    );
    root.set("$defs", definitions.into());
    Node::from(root).to_text()
}

fn own_schema() -> Node {
    let mut schema = Object::new();
    schema.set("type", Node::text("string"));
    schema.set("title", Node::text("JSON Schema"));
    described(&mut schema, "供编辑器用,不属于数据");
    schema.into()
}

fn edition_key(edition: &Edition) -> Node {
    let mut schema = Object::new();
    schema.set("const", Node::text(&edition.id));
    schema.set("title", Node::text("版本"));
    described(&mut schema, &edition.title);
    schema.into()
}

/// Schema of a table; accepts `null` if the table may be omitted.
fn table_schema(table: &TableDefinition) -> Node {
    let mut one = Object::new();
    one.set("$ref", Node::text(&format!("#/$defs/{}", table.form.id)));
    let (kind, mut schema) = match table.count {
        Count::One => ("object", one),
        Count::Many => {
            let mut list = Object::new();
            list.set("items", one.into());
            ("array", list)
        }
    };
    schema.set("type", type_of(&[kind], table.required));
    schema.set("title", Node::text(&table.form.name));
    schema.into()
}

/// The given types, and `null` (not given) if the value is not required.
fn type_of(types: &[&str], required: bool) -> Node {
    let null = if required { None } else { Some("null") };
    let mut names: Vec<Node> = types.iter().copied().chain(null).map(Node::text).collect();
    if names.len() == 1 {
        names.remove(0)
    } else {
        Node::List(names)
    }
}

/// The members of an object.
struct Members {
    properties: Object,
    required: Vec<String>,
}

impl Members {
    fn into_schema(self) -> Object {
        let mut schema = Object::new();
        schema.set("type", Node::text("object"));
        self.finish(&mut schema);
        schema
    }

    fn finish(self, schema: &mut Object) {
        schema.set("properties", self.properties.into());
        if !self.required.is_empty() {
            let names = self.required.iter().map(|name| Node::text(name));
            schema.set("required", Node::List(names.collect()));
        }
        schema.set("additionalProperties", Node::Flag(false));
    }
}

/// Schema of a form, a row or the submission itself, its fields in the order of the definition.
fn object_of(fields: &Fields) -> Members {
    let all: Vec<(FieldIndex, &Field)> = fields.iter().collect();
    members_of(fields, &all, "")
}

/// The members under a path (`income.`; empty for the root).
fn members_of(fields: &Fields, below: &[(FieldIndex, &Field)], path: &str) -> Members {
    let mut properties = Object::new();
    let mut required = Vec::new();
    for (_, field) in below {
        let rest = &field.path[path.len()..];
        let (key, schema, is_required) = match rest.split_once('.') {
            None => (rest, field_schema(field), field.is_mandatory()),
            Some((key, _)) if properties.has(key) => continue,
            Some((key, _)) => group(fields, below, path, key),
        };
        properties.set(key, schema);
        if is_required {
            required.push(key.to_owned());
        }
    }
    Members {
        properties,
        required,
    }
}

/// Schema of an object that groups fields; required if one of them is. Its title is the common part
/// of their labels.
fn group<'k>(
    fields: &Fields,
    below: &[(FieldIndex, &Field)],
    path: &str,
    key: &'k str,
) -> (&'k str, Node, bool) {
    let start = format!("{path}{key}.");
    let inner: Vec<(FieldIndex, &Field)> = below
        .iter()
        .filter(|(_, field)| field.path.starts_with(&start))
        .copied()
        .collect();
    let members = members_of(fields, &inner, &start);
    let required = !members.required.is_empty();
    let mut schema = Object::new();
    schema.set("type", type_of(&["object"], required));
    if let [(_, first), ..] = inner[..]
        && !first.group.is_empty()
        && inner.iter().all(|(_, field)| field.group == first.group)
    {
        schema.set("title", Node::text(&first.group));
    }
    members.finish(&mut schema);
    (key, schema.into(), required)
}
