//! Data of one edition → data of another.

use super::renderer::Renderer;
use crate::carry::{Carried, carry};
use crate::derive::Derived;
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{EDITION_FILE, Edition};
use crate::source::{Place, Source};
use crate::text;

impl Renderer {
    /// Carries a submission, read from `source` by [`Renderer::read_for_list`], to another edition
    /// of this renderer, by the `[[carry]]` of that edition. Nothing is carried if a finding reports
    /// that there is none, or no table of it.
    pub fn carry(&self, source: &Source, submission: &Derived, to: &Edition) -> Read<Carried> {
        let mut report = Report::new();
        let Some(from) = self.registry.find(&submission.edition) else {
            return Read::new(Carried::default(), report);
        };
        let Read {
            value: mapping,
            report: findings,
        } = to.carry_from(from);
        report.append(findings);
        let Some(mapping) = mapping else {
            if report.is_empty() {
                report.push(no_carry(from, to));
            }
            return Read::new(Carried::default(), report);
        };
        let carried = carry(&mapping, (from, to), submission, source.name());
        if carried.sources.is_empty() {
            let tables = mapping.tables.iter();
            let names = tables.map(|table| from.tables[table.from].form.name.as_str());
            let names = text::list(names);
            report.push(
                Finding::new(Code::MissingRequired, Place::file(source.name()))
                    .seen(format!("没有{names}"))
                    .expected(format!("{}由它带过去", to.document))
                    .correction(format!("补上{names},或改用别的数据")),
            );
        }
        Read::new(carried, report)
    }
}

/// Reports that an edition does not say what it takes over from data of another.
fn no_carry(from: &Edition, to: &Edition) -> Finding {
    let file = to.files.get(EDITION_FILE);
    let file = file.map_or(EDITION_FILE, Source::name);
    let known = to.carries_from();
    let expected = if known.clone().next().is_none() {
        format!("edition.toml 里有 [[carry]] from = \"{}\"", from.id)
    } else {
        format!("{} 的数据", text::list(known))
    };
    Finding::new(Code::DefinitionMissingKey, Place::file(file))
        .seen(format!(
            "表样 {} 没有从 {} 带数据的 [[carry]]",
            to.id, from.id
        ))
        .expected(expected)
        .correction("补上 [[carry]],或改正 --to")
}
