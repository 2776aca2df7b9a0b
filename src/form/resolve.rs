//! Gives the expressions of an edition their meaning, once the fields of all tables are known.

use std::sync::Arc;

use super::check::{Check, resolve_check};
use super::definition::Definition;
use super::expression::{Derivation, FieldIndex, ResultType};
use super::field::{FieldKind, Fields};
use super::names::{Names, Owner};
use super::order::{AllFields, DerivedField};
use super::pending::Expressions;
use super::read_expression::parse;
use super::tables::{TableDefinition, table_names};
use crate::finding::{Code, Read, Report};
use crate::source::Source;
use crate::text;

/// The expressions of an edition that its fields do not hold.
pub(super) struct Resolved {
    /// Derived fields, each after those that it reads.
    pub(super) derivations: Vec<DerivedField>,
    /// Checks of the edition's own file.
    pub(super) checks: Vec<Check>,
}

/// Resolves all expressions: those of each table's file and those of the edition's own file.
pub(super) fn resolve(
    submission: &mut Fields,
    tables: &mut [TableDefinition],
    (own, of_tables): (&Expressions, &[Expressions]),
) -> Read<Resolved> {
    let mut report = Report::new();
    let files = || {
        let of_tables = of_tables.iter().enumerate();
        let of_tables = of_tables.map(|(table, file)| (Owner::Table(table), file));
        of_tables.chain([(Owner::Submission, own)])
    };
    let mut derived = Vec::new();
    for (owner, file) in files() {
        let read = Definition::continued(&file.sources, |definition| {
            read_derivations(definition, owner, file, (submission, tables))
        });
        derived.extend(read.value);
        report.append(read.report);
    }
    for (owner, field, derivation) in derived {
        fields_mut(submission, tables, owner).get_mut(field).derive = Some(derivation);
    }
    let order = AllFields { submission, tables }.order();
    let order = order.unwrap_or_else(|circle| {
        let all = AllFields { submission, tables };
        let of = table_of(circle[0].owner);
        let file = files().find(|(owner, _)| *owner == of);
        let sources = file.map_or(&own.sources, |(_, file)| &file.sources);
        report.append(circle_report(all, &circle, sources));
        Vec::new()
    });
    let mut checks = Vec::new();
    let mut of_forms: Vec<Vec<Check>> = Vec::new();
    for (owner, file) in files() {
        let names_of = |owner| Names::new(owner, submission, table_names(tables));
        let read = Definition::continued(&file.sources, |definition| {
            let drafts = file.checks.iter();
            let checks =
                drafts.filter_map(|draft| resolve_check(definition, draft, owner, &names_of));
            checks.collect::<Vec<Check>>()
        });
        report.append(read.report);
        match owner {
            Owner::Submission => checks = read.value,
            Owner::Table(_) | Owner::Rows(..) => of_forms.push(read.value),
        }
    }
    for (table, checks) in tables.iter_mut().zip(of_forms) {
        Arc::make_mut(&mut table.form).checks = checks;
    }
    let resolved = Resolved {
        derivations: order,
        checks,
    };
    Read::new(resolved, report)
}

fn fields_mut<'f>(
    submission: &'f mut Fields,
    tables: &'f mut [TableDefinition],
    owner: Owner,
) -> &'f mut Fields {
    let (table, rows) = match owner {
        Owner::Submission => return submission,
        Owner::Table(table) => (table, None),
        Owner::Rows(table, rows) => (table, Some(rows)),
    };
    let fields = &mut Arc::make_mut(&mut tables[table].form).fields;
    let Some(rows) = rows else { return fields };
    match &mut fields.get_mut(rows).kind {
        FieldKind::Rows(columns, _) => columns,
        _ => unreachable!("the owner holds rows"),
    }
}

const fn table_of(owner: Owner) -> Owner {
    match owner {
        Owner::Rows(table, _) => Owner::Table(table),
        owner => owner,
    }
}

/// Reports derivations that depend on themselves.
fn circle_report(all: AllFields<'_>, circle: &[DerivedField], sources: &[Source]) -> Report {
    let field = |at: &DerivedField| all.of(at.owner).get(at.field);
    let paths: Vec<&str> = circle.iter().map(|at| field(at).path.as_str()).collect();
    let range = field(&circle[0]).range.clone();
    let read = Definition::continued(sources, |definition| {
        definition.report(Code::DerivationCycle, range, |finding| {
            finding
                .seen(paths.join(" → "))
                .expected("算式不依赖自己的结果")
                .correction("去掉其中一条 derive")
        });
    });
    read.report
}

fn read_derivations(
    definition: &Definition<'_>,
    owner: Owner,
    file: &Expressions,
    (submission, tables): (&Fields, &[TableDefinition]),
) -> Vec<(Owner, FieldIndex, Derivation)> {
    let mut derived = Vec::new();
    for pending in &file.derivations {
        let owner = match (owner, pending.rows) {
            (Owner::Table(table), Some(rows)) => Owner::Rows(table, rows),
            (owner, _) => owner,
        };
        let Some(names) = Names::new(owner, submission, table_names(tables)) else {
            continue;
        };
        let Some(derivation) = parse(definition, &pending.derive, &names) else {
            continue;
        };
        let target = AllFields { submission, tables }
            .of(owner)
            .get(pending.field);
        let expected = match (derivation.result, target.kind.is_number()) {
            (ResultType::Number, true) | (ResultType::Text, false) => {
                derived.push((owner, pending.field, derivation));
                continue;
            }
            (ResultType::Number, false) => "数的栏目",
            (ResultType::Text, true) => "文本类的栏目",
            (ResultType::Truth, _) => "检查,不是栏目:写成 if(条件, …, …)",
        };
        let derive = &pending.derive;
        definition.report(Code::DefinitionValue, derive.range.clone(), |finding| {
            finding
                .seen(text::quote(&derive.value))
                .expected(format!("此算式用于{expected}"))
                .correction("改正算式或栏目的 type")
        });
    }
    derived
}
