//! JSON Schema of an edition: equals the file in `examples/`, complete, strict.
//! `tests/outside/check_schema.py` compares it with an independent validator.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use jixiao::form::{Fields, Registry};
use jixiao::schema::schema;
use serde_json::Value;

#[path = "support/editions.rs"]
mod editions;
#[path = "support/stored.rs"]
mod stored;

use editions::write_built_in;

const ID: &str = "gansu-2025";

fn text() -> String {
    schema(Registry::built_in().find(ID).unwrap())
}

fn json() -> Value {
    serde_json::from_str(&text()).unwrap()
}

#[test]
fn the_schema_file_is_up_to_date() {
    stored::compare("examples/gansu-2025.schema.json", &(text() + "\n"));
}

#[test]
fn equal_editions_give_equal_text() {
    assert_eq!(text(), text());
}

/// The schema of a path below a definition: `income.total`, `indicators.name`.
fn at<'v>(definition: &'v Value, path: &str) -> &'v Value {
    let mut schema = definition;
    for part in path.split('.') {
        let members = schema.get("properties");
        let members = members.or_else(|| schema.pointer("/items/properties"));
        schema = &members.unwrap()[part];
    }
    schema
}

#[test]
fn every_field_has_its_label_and_place() {
    let registry = Registry::built_in();
    let edition = registry.find(ID).unwrap();
    let json = json();
    check_fields(&edition.fields, &json);
    for table in &edition.tables {
        let definition = &json["$defs"][&table.form.id];
        assert_eq!(definition["title"], table.form.name.as_str());
        assert_eq!(
            json["properties"][&table.key]["title"],
            table.form.name.as_str()
        );
        check_fields(&table.form.fields, definition);
    }
}

fn check_fields(fields: &Fields, definition: &Value) {
    for (_, field) in fields.iter() {
        let schema = at(definition, &field.path);
        assert_eq!(schema["title"], field.label.as_str(), "{}", field.path);
        let description = schema["description"].as_str().unwrap_or_default();
        assert!(description.contains(&field.hint), "{}", field.path);
        assert_eq!(
            field.derive.is_some(),
            description.contains("可以省略,由程序"),
            "{}",
            field.path
        );
        if let Some(columns) = field.rows() {
            check_fields(columns, schema);
        }
    }
}

#[test]
fn required_is_what_the_edition_requires() {
    let json = json();
    let required = |schema: &Value| -> Vec<String> {
        let names = schema["required"].as_array().cloned().unwrap_or_default();
        names
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(required(&json), ["edition", "year", "department"]);
    assert_eq!(
        required(&json["$defs"]["department-target"]),
        ["name", "annual_target"]
    );
    assert_eq!(
        required(&json["$defs"]["project-target"]["properties"]["indicators"]["items"]),
        ["level1", "level2", "name"]
    );
    let income = &json["$defs"]["department-target"]["properties"]["income"];
    assert!(required(income).is_empty());
    assert_eq!(income["type"], serde_json::json!(["object", "null"]));
}

#[test]
fn no_object_takes_unknown_keys() {
    fn walk(schema: &Value) -> usize {
        let own = schema.get("properties").map_or(0, |_| {
            assert_eq!(schema["additionalProperties"], false, "{schema}");
            1
        });
        match schema {
            Value::Object(members) => own + members.values().map(walk).sum::<usize>(),
            Value::Array(items) => own + items.iter().map(walk).sum::<usize>(),
            _ => own,
        }
    }
    assert!(walk(&json()) > 10);
}

#[test]
fn derivations_are_described_in_labels() {
    let json = json();
    let department = &json["$defs"]["department-target"];
    let description = |path| at(department, path)["description"].as_str().unwrap();
    assert_eq!(
        description("expenditure.total"),
        "单位:万元。可以省略,由程序汇总:人员经费 + 公用经费 + 项目经费"
    );
    assert!(
        description("prior_budget.execution_rate").ends_with("由程序汇总:实际支出数 ÷ 预算调整数")
    );
    assert!(description("indicators.content").contains("由程序合成:指标值类型、指标值、度量单位"));
}

/// A user's own edition: each kind of field, a required number and choice, nested groups, an
/// expression with brackets.
#[test]
fn another_edition_gets_its_schema_without_rust() {
    let folder = tempfile::tempdir().unwrap();
    write_built_in(folder.path(), |name, text| {
        match name {
        "project-target.toml" => text.replace(
        "\"overall_target\" =",
        "\"plan.first.sum\" = { label = \"首期\", group = \"期\", type = \"amount\", required = true }\n\
         \"plan.first.kind\" = { label = \"性质\", group = \"期\", type = \"choice\", choices = [\"新增\", \"延续\"], required = true }\n\
         \"plan.rest\" = { label = \"其余\", type = \"amount\", derive = \"(plan.first.sum + funds.fiscal) * 2 - funds.other\" }\n\
         \"overall_target\" =",
        ),
        _ => text.to_owned(),
    }
    });
    let mut registry = Registry::built_in();
    let report = registry.add_folder(folder.path()).unwrap();
    assert!(report.is_empty(), "{report:?}");
    let json: Value = serde_json::from_str(&schema(registry.find(ID).unwrap())).unwrap();
    let project = &json["$defs"]["project-target"];
    let names = project["required"].as_array().unwrap();
    assert!(names.contains(&Value::from("plan")));
    let plan = &project["properties"]["plan"];
    assert_eq!(plan["type"], "object");
    assert_eq!(plan.get("title"), None);
    assert_eq!(plan["properties"]["first"]["title"], "期");
    assert_eq!(
        at(project, "plan.first.kind")["enum"],
        serde_json::json!(["新增", "延续"])
    );
    assert_eq!(
        at(project, "plan.first.sum")["type"],
        serde_json::json!(["number", "string"])
    );
    assert_eq!(
        at(project, "plan.rest")["description"],
        "单位:万元。可以省略,由程序汇总:(首期 + 财政资金) × 2 − 其他资金"
    );
}
