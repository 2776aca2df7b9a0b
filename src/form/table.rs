//! Reads `<form>.toml`: fields, derivations and checks of a form.

use std::ops::Range;

use super::check::{Check, read_checks};
use super::definition::{Definition, Section, Text};
use super::expression::FieldIndex;
use super::facts;
use super::field::{Field, FieldKind, Fields};
use super::levels::read_level;
use super::limit_keys::read_limits;
use super::look::read_own_paper;
use super::pending::{Expressions, Pending};
use super::reserved;
use super::role::Role;
use super::rules::{Rules, read_rules};
use super::side_by_side::{SideBySide, read_side_by_side};
use crate::finding::{Code, Finding, Level, Read};
use crate::grid::PaperSize;
use crate::source::Source;
use crate::text;

/// One official table (表样): its fields and checks.
#[derive(Debug, Clone)]
pub struct Form {
    /// Id in kebab case: `department-target`.
    pub id: String,
    /// Name for sheets, files and bookmarks: 部门整体支出绩效目标表.
    pub name: String,
    /// Its fields.
    pub fields: Fields,
    /// Checks of its fields.
    pub checks: Vec<Check>,
    /// Facts for the rules.
    pub rules: Rules,
    /// Its own paper, if it has one, with the range of its definition.
    pub paper: Option<(PaperSize, Range<usize>)>,
    /// Lists that are printed side by side.
    pub side_by_side: Vec<SideBySide>,
    /// File name of its template in the edition's folder.
    pub template: String,
    /// Text of its definition.
    pub source: Source,
}

impl Form {
    /// The field of its budget: that of its texts, or of its cost indicators.
    pub fn budget(&self) -> Option<FieldIndex> {
        let of_costs = || {
            let budgets = &self.rules.indicator.budgets;
            budgets.first().map(|(_, field)| *field)
        };
        self.rules.narrative.budget.or_else(of_costs)
    }
}

/// Reads a form's definition. Its expressions are resolved once the other tables are known.
pub(super) fn read_form(source: &Source, template: &str) -> Read<Option<(Form, Expressions)>> {
    Definition::read(source, |definition, root| {
        let id = root.required_text("form");
        let name = root.required_text("name");
        let unit = root.text("unit").map(|unit| unit.value).unwrap_or_default();
        let read = root
            .required_section("fields")
            .map(|section| read_fields(definition, &section, &unit));
        let (mut fields, derivations) = read.unzip();
        let same_units = root.section("same_units");
        let same_units = same_units.map_or_else(Vec::new, |section| section.named_texts());
        if let Some(fields) = &mut fields {
            fields.set_same_units(&same_units);
        }
        let rules = fields.as_ref().map(|fields| read_rules(&root, fields));
        let checks = read_checks(&root);
        let paper = read_own_paper(&root);
        let side_by_side = fields.as_ref().map(|fields| beside(&root, fields));
        root.finish();
        let expressions = Expressions {
            sources: vec![source.clone()],
            derivations: derivations.unwrap_or_default(),
            checks,
        };
        let form = Form {
            id: id?.value,
            name: name?.value,
            fields: fields?,
            checks: Vec::new(),
            rules: rules.unwrap_or_default(),
            paper,
            side_by_side: side_by_side.unwrap_or_default(),
            template: template.to_owned(),
            source: source.clone(),
        };
        Some((form, expressions))
    })
}

/// Reads the lists that are printed side by side.
fn beside(root: &Section<'_, '_>, fields: &Fields) -> Vec<SideBySide> {
    let mut all = Vec::new();
    for section in root.sections("side_by_side") {
        let one = read_side_by_side(section, fields, &all, &RESERVED);
        all.extend(one);
    }
    all
}

/// Names of variables that every template has.
const RESERVED: [&str; 1] = ["submission"];

/// Reads a table of fields: `"income.total" = { label = "…", … }`. `unit` is the default of
/// amounts. Returns the derivations as written.
pub(super) fn read_fields(
    definition: &Definition<'_>,
    section: &Section<'_, '_>,
    unit: &str,
) -> (Fields, Vec<Pending>) {
    let mut fields = Fields::default();
    let mut columns: Vec<(Text, FieldDefinition)> = Vec::new();
    let mut pending = Vec::new();
    let entries = section.entries();
    let row_paths: Vec<String> = row_paths(&entries);
    for (path, entry) in entries {
        reserved::check_field(definition, &path, &row_paths);
        let Some(own) = read_field(&path, entry, unit) else {
            continue;
        };
        let holder = row_paths.iter().any(|rows| {
            path.value
                .strip_prefix(rows)
                .is_some_and(|rest| rest.starts_with('.'))
        });
        if holder {
            columns.push((path, own));
            continue;
        }
        if let Some(role) = &own.role {
            report_role(
                definition,
                role,
                "只有列表的栏才有 role:type = \"rows\" 的栏目里的一栏",
                "删去 role",
            );
        }
        let field = Field {
            role: None,
            ..own.field
        };
        if let Some(index) = add(definition, &mut fields, field, &path) {
            pending.extend(own.derive.map(|derive| Pending {
                rows: None,
                field: index,
                derive,
            }));
        }
    }
    for (path, own) in columns {
        pending.extend(add_column(definition, &mut fields, own, &path));
    }
    report_missing_roles(definition, &fields);
    (fields, pending)
}

fn row_paths(entries: &[(Text, Section<'_, '_>)]) -> Vec<String> {
    let is_rows = |section: &Section<'_, '_>| {
        section
            .text("type")
            .is_some_and(|kind| kind.value == facts::ROWS.name)
    };
    entries
        .iter()
        .filter(|(_, section)| is_rows(section))
        .map(|(path, _)| path.value.clone())
        .collect()
}

/// A field with the texts that are resolved once all fields are known.
struct FieldDefinition {
    field: Field,
    derive: Option<Text>,
    role: Option<Text>,
}

fn read_field(path: &Text, section: Section<'_, '_>, unit: &str) -> Option<FieldDefinition> {
    let well_formed = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    if !path.value.split('.').all(well_formed) {
        section
            .definition()
            .report(Code::DefinitionValue, path.range.clone(), |finding| {
                finding
                    .seen(text::quote(&path.value))
                    .expected("小写英文字母、数字、下划线组成的路径,各段以点相连,如 income.total")
                    .correction("改写此路径")
            });
        return None;
    }
    let label = section.required_text("label");
    let kind = read_kind(&section);
    let (required, private) = (section.flag("required"), section.flag("private"));
    let words = |key| section.text(key).map(|text| text.value).unwrap_or_default();
    let (group, hint) = (words("group"), words("hint"));
    let own_unit = section.text("unit").map(|unit| unit.value);
    let (derive, level) = (section.text("derive"), read_level(&section));
    let (format, limits) = read_limits(&section, kind.as_ref());
    let role = section.text("role");
    let definition = section.definition();
    section.finish();
    let kind = kind?;
    let known_role = read_role(definition, role.as_ref(), &kind);
    let unit = own_unit.unwrap_or_else(|| {
        if matches!(kind, FieldKind::Amount) {
            unit.to_owned()
        } else {
            String::new()
        }
    });
    let (path, range) = (path.value.clone(), path.range.clone());
    let field = Field {
        path,
        label: label?.value,
        group,
        kind,
        role: known_role,
        required,
        private,
        hint,
        unit,
        same_units: Vec::new(),
        format,
        limits,
        derive: None,
        level,
        range,
    };
    Some(FieldDefinition {
        field,
        derive,
        role,
    })
}

/// Warns of lists with values of indicators whose column of values has no role: no rule of
/// indicators applies to them.
fn report_missing_roles(definition: &Definition<'_>, fields: &Fields) {
    let lists = fields
        .iter()
        .filter_map(|(_, list)| Some((list, list.rows()?)));
    for (list, columns) in lists.filter(|(_, columns)| columns.with_role(Role::Value).is_none()) {
        let is_one = |field: &Field| field.kind.is_measure() || field.kind.is_comparison();
        let Some((_, column)) = columns.iter().find(|(_, field)| is_one(field)) else {
            continue;
        };
        let (path, kind) = (&list.path, column.kind.name());
        definition.report(
            Code::DefinitionMissingKey,
            column.range.clone(),
            |finding| {
                let finding = finding
                    .seen(format!(
                        "{path} 里有 type = \"{kind}\" 的栏,没有一栏写 role = \"value\""
                    ))
                    .expected("名称一栏写 role = \"name\",指标值一栏写 role = \"value\"")
                    .correction("补上各栏的 role;不写,就不做指标的检查");
                Finding {
                    level: Level::Warning,
                    ..finding
                }
            },
        );
    }
}

/// The role of a column; an unknown one, or one that its kind cannot have, is reported.
fn read_role(definition: &Definition<'_>, role: Option<&Text>, kind: &FieldKind) -> Option<Role> {
    let role = role?;
    let Some(known) = Role::named(&role.value) else {
        let names = Role::ALL.map(Role::name);
        let correction = text::did_you_mean(&role.value, names);
        report_role(definition, role, &names.join(", "), &correction);
        return None;
    };
    if known.fits(kind.facts()) {
        return Some(known);
    }
    let expected = format!("type 是 {},这里是 {}", known.kinds(), kind.name());
    report_role(definition, role, &expected, "改正 role 或 type");
    None
}

fn report_role(definition: &Definition<'_>, role: &Text, expected: &str, correction: &str) {
    definition.report(Code::DefinitionValue, role.range.clone(), |finding| {
        finding
            .seen(format!("role = {}", text::quote(&role.value)))
            .expected(expected)
            .correction(correction)
    });
}

fn read_kind(section: &Section<'_, '_>) -> Option<FieldKind> {
    let choices = section.texts("choices").into_iter();
    let choices = choices.map(|choice| choice.value).collect();
    let Some(name) = section.text("type") else {
        return Some(FieldKind::Text);
    };
    let kind = FieldKind::named(&name.value, choices);
    if let Some(FieldKind::Choices(choices)) = &kind
        && choices.is_empty()
    {
        let definition = section.definition();
        definition.report(Code::DefinitionMissingKey, name.range.clone(), |finding| {
            finding
                .seen("type = \"choices\",没有 choices")
                .expected("有 choices:可以选的词")
                .correction("补上 choices = [\"…\"]")
        });
    }
    if kind.is_none() {
        let names = FieldKind::all().map(|kind| kind.name());
        section
            .definition()
            .report(Code::DefinitionValue, name.range.clone(), |finding| {
                finding
                    .seen(format!("type = {}", text::quote(&name.value)))
                    .expected(names.join(", "))
                    .correction(text::did_you_mean(&name.value, names))
            });
    }
    kind
}

fn add(
    definition: &Definition<'_>,
    fields: &mut Fields,
    field: Field,
    path: &Text,
) -> Option<FieldIndex> {
    let added = fields.add(field);
    if let Err(other) = &added {
        definition.report(Code::DefinitionValue, path.range.clone(), |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected(format!("与 {other} 不相冲突的路径"))
                .correction("改用别的路径")
        });
    }
    added.ok()
}

fn add_column(
    definition: &Definition<'_>,
    fields: &mut Fields,
    own: FieldDefinition,
    path: &Text,
) -> Option<Pending> {
    let holder = fields.iter().find_map(|(index, rows)| {
        let column = path.value.strip_prefix(&rows.path)?.strip_prefix('.')?;
        rows.rows().map(|_| (index, column.to_owned()))
    });
    let (rows, column) = holder?;
    let mut field = own.field;
    if field.rows().is_some() {
        definition.report(Code::DefinitionValue, path.range.clone(), |finding| {
            finding
                .seen(format!(
                    "{} 在列表 {} 里",
                    text::quote(&path.value),
                    fields.get(rows).path
                ))
                .expected("列表里没有列表")
                .correction("写成表的另一个列表;要知道属于哪一行,加一栏写那一行的名称")
        });
        return None;
    }
    field.path = column;
    let FieldKind::Rows(columns, name) = &mut fields.get_mut(rows).kind else {
        return None;
    };
    let first = field.role.and_then(|role| columns.with_role(role));
    if let (Some(first), Some(role)) = (first, &own.role) {
        let first = &columns.get(first).path;
        let expected = format!("一个列表里只有一栏是它,{first} 已经是");
        report_role(definition, role, &expected, "删去其中一个 role");
        field.role = None;
    }
    let is_name = field.role == Some(Role::Name);
    let index = add(definition, columns, field, path)?;
    if is_name {
        *name = Some(index);
    }
    own.derive.map(|derive| Pending {
        rows: Some(rows),
        field: index,
        derive,
    })
}
